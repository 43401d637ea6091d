import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { CheckedFragment } from '../../src/pipeline/fragment.js'
import { readRecord } from '../../src/pipeline/fragment-entry.js'
import { outdatedReads } from '../../src/pipeline/outdated-reads.js'
import { stage } from './build.js'

const [OLD, NEW] = ['a'.repeat(32), 'b'.repeat(32)]
type Hashes = Record<string, string>

/** A checked fragment of a job with one stage, by the hashes of its files. */
function fragment(job: string, read: Hashes, made: Hashes): CheckedFragment {
  return {
    schema: 1,
    sha: 'c'.repeat(40),
    plan: 'd'.repeat(64),
    job,
    conclusion: 'success',
    seconds: 1,
    stages: [],
    files: [],
    log: '',
    records: new Map([
      [
        `stage of ${job}`,
        { entry: { text: '', value: {} }, read: new Map(Object.entries(read)), made: new Map(Object.entries(made)) },
      ],
    ]),
  }
}

describe('fragments of jobs that ran more than once', () => {
  test('a stage that read another hash than the fragment of the other job has is outdated', () => {
    const later = fragment('2-train', { parts: OLD, 'src/train.py': OLD }, { model: OLD })
    expect(outdatedReads([fragment('1-prepare', {}, { parts: NEW }), later])).toEqual([
      { job: '2-train', stage: 'stage of 2-train', path: 'parts', read: OLD, maker: '1-prepare', made: NEW },
    ])
    expect(outdatedReads([fragment('1-prepare', {}, { parts: OLD }), later])).toEqual([])
  })

  test('a chain of jobs is outdated at each job that was not run after its input, and nowhere else', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }), (again) => {
        // Job n makes the output n. A job that ran again made a new hash; its reader did not run after it.
        const jobs = again.map((ran, index) =>
          fragment(`${index}`, index === 0 ? {} : { [`${index - 1}`]: OLD }, { [`${index}`]: ran ? NEW : OLD }),
        )
        const outdated = again.flatMap((ran, index) => (ran && index + 1 < again.length ? [`${index + 1}`] : []))
        expect(outdatedReads(jobs).map(({ job }) => job)).toEqual(outdated)
      }),
    )
  })

  test('the hashes of an entry are by path in the working directory, without those of DVC 2', () => {
    const entry = `  train:
    cmd: make train
    deps:
    - path: ../parts
      hash: md5
      md5: ${OLD}.dir
    - path: old.csv
      md5: ${OLD}
    outs:
    - path: model
      hash: md5
      md5: ${NEW}
`
    const record = readRecord(
      entry,
      stage('train', ['parts', 'sub/old.csv'], ['sub/model'], { wdir: 'sub' }),
      '/project',
    )
    expect('reason' in record ? record.reason : [[...record.read], [...record.made]]).toEqual([
      [['parts', `${OLD}.dir`]],
      [['sub/model', NEW]],
    ])
  })
})
