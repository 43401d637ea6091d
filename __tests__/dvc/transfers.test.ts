import { describe, expect, test } from '@jest/globals'
import { Transfers } from '../../src/dvc/transfers.js'
import { type TransferState, transferBar, transferLine } from '../../src/report/transfer-text.js'

const OPEN: TransferState = { direction: 'download', files: 12, done: 3, bytes: 1.7e9, rate: 5e7 }
const HALF: TransferState = { ...OPEN, total: 3.4e9 }

describe('the text of a transfer', () => {
  test('a line of the log has bytes, files, rate and time left, as far as they are known', () => {
    expect(transferLine(HALF)).toBe('Download: 1.7 GB of 3.4 GB (3 of 12 files), 50 MB/s, 34 s left.')
    expect(transferLine({ ...OPEN, files: 1 })).toBe('Download: 1.7 GB (3 of 1 file), 50 MB/s.')
    expect(transferLine({ ...HALF, direction: 'upload', rate: 0 })).toBe('Upload: 1.7 GB of 3.4 GB (3 of 12 files).')
  })

  test.each([
    [80, '████████████░░░░░░░░░░░░ download 1.7 GB of 3.4 GB 50 MB/s 34 s left (3 of 12)'],
    [64, '█████░░░░░ download 1.7 GB of 3.4 GB 50 MB/s 34 s left (3 of 12)'],
    [40, '███████░░░░░░░ download 1.7 GB of 3.4 GB'],
    [12, '████░░░░ 50%'],
    [3, '50%'],
    [2, ''],
  ])('in %i cells it is no longer than that', (cells, expected) => {
    const text = transferBar(HALF, cells)
    expect([...text].length).toBeLessThanOrEqual(cells)
    expect(text).toBe(expected)
  })

  test('without a total there is no bar', () => {
    expect(transferBar(OPEN, 80)).toBe('download 1.7 GB 50 MB/s (3 of 12)')
  })
})

describe('the transfers of an engine', () => {
  const watch = () => {
    const lines: string[] = []
    const drawn: (string | undefined)[] = []
    const clock = { now: 0 }
    const transfers = new Transfers(
      () => ({
        info: (text) => lines.push(text),
        transfer: (draw) => drawn.push(draw?.(60)),
      }),
      () => clock.now,
    )
    return { transfers, lines, drawn, clock }
  }

  test('the log has a line every 30 s, with the rate of the last seconds', () => {
    const { transfers, lines, drawn, clock } = watch()
    for (let second = 0; second <= 65; second++) {
      clock.now = second * 1000
      transfers.tell(1, 'pull', { files: 2, done: 0, bytes: second * 2e6, total: 200e6 })
    }
    expect(lines).toEqual([
      'Download: 60 MB of 200 MB (0 of 2 files), 2 MB/s, 1 min 10 s left.',
      'Download: 120 MB of 200 MB (0 of 2 files), 2 MB/s, 40 s left.',
    ])
    expect(drawn).toHaveLength(66)
    transfers.end(1)
    expect([drawn.at(-1), transfers.has(1)]).toEqual([undefined, false])
  })

  test('transfers beside each other are one sum, whose rate does not fall when one ends', () => {
    const { transfers, drawn, clock } = watch()
    transfers.tell(1, 'pull', { files: 1, done: 0, bytes: 0, total: 10e6 })
    transfers.tell(2, 'upload', { files: 1, done: 0, bytes: 0, total: 30e6 })
    clock.now = 1000
    transfers.tell(1, 'pull', { files: 1, done: 1, bytes: 10e6, total: 10e6 })
    expect(drawn.at(-1)).toContain('transfer 10 MB of 40 MB 10 MB/s 3 s left')
    transfers.end(1)
    clock.now = 2000
    transfers.tell(2, 'upload', { files: 1, done: 0, bytes: 10e6, total: 30e6 })
    expect(drawn.at(-1)).toContain('upload 10 MB of 30 MB 10 MB/s 2 s left')
    transfers.end(3)
    expect(transfers.has(2)).toBe(true)
    transfers.tell(2, 'upload', { files: 1, done: 0, bytes: 10e6, total: null })
    expect(drawn.at(-1)).toContain('upload 10 MB 10 MB/s')
  })
})
