import fc from 'fast-check'
import { createFence } from '../../src/run/fence.js'
import { createOutputLines } from '../../src/run/output-lines.js'
import { createRedactor } from '../../src/run/redact.js'
import { readRunnerLog } from './runner-log.js'

/** Everything that a fence before a fresh writer let through. */
function written(use: (fence: ReturnType<typeof createFence>) => void, needed = true): string {
  let text = ''
  const fence = createFence((piece) => {
    text += piece
  }, needed)
  use(fence)
  return text
}

const COMMANDS = [
  '::error::boom',
  '  ::set-env name=PATH::x',
  '\t::add-mask::a',
  'text ##[error]boom',
  '##[set-env name=A]b',
  '::stop-commands::mine',
  '::mine::',
  '::endgroup::',
  '::group::x',
  '\r::error::after a carriage return',
  '::debug::',
  'plain',
  '',
  'a::b',
  '\u2003::warning::wide space',
]

test('the log reader of these tests obeys commands outside of a fence', () => {
  const obeyed = COMMANDS.filter((line) => readRunnerLog(`${line}\n::x::\n`).commands.length > 0)
  expect(obeyed).toEqual(
    expect.arrayContaining([
      '::error::boom',
      '  ::set-env name=PATH::x',
      'text ##[error]boom',
      '\r::error::after a carriage return',
      '\u2003::warning::wide space',
    ]),
  )
})

test('foreign lines are shown unchanged and never obeyed', () => {
  const log = readRunnerLog(
    written((fence) => {
      fence.foreign(`${COMMANDS.join('\n')}\n`)
      fence.down()
    }),
  )
  expect(log).toEqual({ commands: [], lines: COMMANDS.join('\n').split(/[\r\n]/), stopped: false })
})

test('one fence serves a stream, and a line of dvc-ci ends it', () => {
  const text = written((fence) => {
    fence.foreign('::error::a\n')
    fence.foreign('::error::b\n')
    fence.ours('ours\n')
  })
  expect(text.match(/stop-commands/g)).toHaveLength(1)
  expect(text.endsWith('::\nours\n')).toBe(true)
})

test('a line of dvc-ci that quotes a command is fenced too', () => {
  const log = readRunnerLog(
    written((fence) => {
      fence.ours('::error::quoted\n')
    }),
  )
  expect(log).toEqual({ commands: [], lines: ['::error::quoted'], stopped: false })
})

test('the end of a fence is on a separate line, even after an unfinished line', () => {
  const log = readRunnerLog(
    written((fence) => {
      fence.foreign('no line end')
      fence.down()
    }),
  )
  expect(log).toEqual({ commands: [], lines: ['no line end'], stopped: false })
})

test('no fence is written if no runner reads the output', () => {
  expect(
    written((fence) => {
      fence.foreign('::error::a\n')
      fence.ours('b\n')
      fence.down()
    }, false),
  ).toBe('::error::a\nb\n')
})

test('no output of a process is ever obeyed, in any pieces and between any lines of dvc-ci', () => {
  const piece = fc.oneof(fc.constantFrom(...COMMANDS, '\n', '\r', ':', '::', '##', '['), fc.string({ maxLength: 5 }))
  const act = fc.oneof(fc.record({ foreign: piece }), fc.record({ ours: piece }), fc.constant({ flush: true }))
  fc.assert(
    fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
      const log = readRunnerLog(
        written((fence) => {
          const lines = createOutputLines(
            createRedactor(),
            (text) => {
              fence.foreign(text)
            },
            false,
          )
          for (const each of acts) {
            if ('foreign' in each) lines.write(each.foreign)
            else if ('ours' in each) fence.ours(`${each.ours}\n`)
            else lines.flush()
          }
          lines.flush()
          fence.down()
        }),
      )
      expect(log.commands).toEqual([])
      expect(log.stopped).toBe(false)
    }),
    { numRuns: 1000 },
  )
})
