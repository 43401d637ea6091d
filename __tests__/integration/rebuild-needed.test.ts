import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Clone, cleanUp, type Outcome, scratch, tinyProject } from '../support/project.js'
import { builds, damage, hashOf, objects, verdicts } from '../support/rebuild.js'

afterAll(cleanUp)

/** A random stage: the numbers of the earlier stages that it reads, and the edit of its script. */
interface RandomStage {
  reads: number[]
  edit: 'none' | 'text' | 'output'
}

// The smallest case: t1 does not run, and t3, which runs, reads its output. Other stages do not read t0 and t1, so that
// the three share a job on many machines.
const CHAIN: readonly RandomStage[] = [
  { reads: [], edit: 'text' },
  { reads: [0], edit: 'none' },
  { reads: [], edit: 'none' },
  { reads: [1, 2], edit: 'output' },
]

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function randomStages(seed: number): RandomStage[] {
  const next = numbers(seed)
  const stages = [...CHAIN]
  while (stages.length < 6) {
    const reads = stages.map((_, number) => number).filter((number) => next() < 0.4 && number > 1)
    stages.push({ reads, edit: (['none', 'none', 'text', 'output'] as const)[Math.floor(next() * 4)] ?? 'none' })
  }
  return stages
}

const nameOf = (number: number) => `t${number}`
const outputOf = (number: number) => `out/${number}.txt`

/** The files of a pipeline; `edited` with the edits of its scripts. */
function filesOf(stages: readonly RandomStage[], edited: boolean): Record<string, string> {
  const lines = stages.map(({ reads }, number) => {
    const deps = [`src/${number}.sh`, ...(reads.length === 0 ? ['data/raw.csv'] : reads.map(outputOf))]
    return `  ${nameOf(number)}: {cmd: sh src/${number}.sh, deps: [${deps.join(', ')}], outs: [${outputOf(number)}]}\n`
  })
  const scripts = stages.map(({ reads, edit }, number): [string, string] => {
    const given = reads.length === 0 ? 'data/raw.csv' : reads.map(outputOf).join(' ')
    const comment = edited && edit === 'text' ? '# A comment\n' : ''
    const word = edited && edit === 'output' ? 'new' : 'old'
    return [
      `src/${number}.sh`,
      `${comment}mkdir -p out\n(cat ${given}; echo ${number} ${word}) > ${outputOf(number)}\n`,
    ]
  })
  return { 'dvc.yaml': `stages:\n${lines.join('')}`, ...Object.fromEntries(scripts) }
}

const trusted = ({ report }: Outcome) =>
  report.lint.filter(({ rule }) => rule === 'trusted-output').map(({ message }) => message)

describe('an output that turns out to be needed while the pipeline runs', () => {
  const seed = Number(process.env['DVC_CI_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
  const stages = randomStages(seed)
  let alice: Clone
  let source: string
  /** Of `dvc repro` in a checkout with all data: the verdicts, and dvc.lock. */
  const expected: { verdicts: Record<string, string>; lock: string } = { verdicts: {}, lock: '' }

  beforeAll(async () => {
    alice = await tinyProject(filesOf(stages, false))
    const before = await alice.read('dvc.lock')
    for (const [path, text] of Object.entries(filesOf(stages, true))) await alice.write(path, text)
    source = await alice.commit('Edit scripts')
    const output = await alice.dvc('repro')
    expected.lock = await alice.read('dvc.lock')
    expected.verdicts = Object.fromEntries(
      stages.map((_, number) => [
        nameOf(number),
        output.includes(`Running stage '${nameOf(number)}'`) ? 'ran' : 'unchanged',
      ]),
    )
    expect([expected.verdicts, expected.lock === before]).toMatchObject([
      { t0: 'ran', t1: 'unchanged', t3: 'ran' },
      false,
    ])
    await alice.git('checkout', '-q', 'dvc.lock')
  })

  /** A fresh clone of the edited project, on a server without an official build of it. */
  const clone = async () => {
    await alice.git('push', '-q', '--force', 'origin', `${source}:main`)
    return alice.clone()
  }
  const told = (name: string) => `seed ${seed}: ${name}`

  test('a rebuild of changed stages downloads it, names it as trusted, and ends as dvc repro', async () => {
    const bob = await clone()
    const outcome = await bob.here(['rebuild', '--force', 'none'])
    expect([told('rebuild'), outcome.code, verdicts(outcome.report)]).toEqual([told('rebuild'), 0, expected.verdicts])
    expect(await bob.read('dvc.lock')).toBe(expected.lock)
    expect(trusted(outcome)).toContain(`${outputOf(1)} of t1 was pulled, not made in this build.`)
    expect(outcome.stdout).toContain(`${outputOf(1)}: downloaded and verified in`)
    const read = new Set(
      stages.flatMap(({ reads }, number) => (expected.verdicts[nameOf(number)] === 'ran' ? reads : [])),
    )
    for (const number of stages.keys())
      expect([seed, number, existsSync(bob.path(outputOf(number)))]).toEqual([
        seed,
        number,
        expected.verdicts[nameOf(number)] === 'ran' || read.has(number),
      ])
  })

  test('a retraining of named stages downloads it', async () => {
    const bob = await clone()
    const { code, report } = await bob.here(['retrain', '--stages', 't0,t3'])
    expect([told('retrain'), code, verdicts(report)]).toEqual([told('retrain'), 0, expected.verdicts])
    expect(await bob.read('dvc.lock')).toBe(expected.lock)
  })

  test('a validation that runs stale stages downloads it', async () => {
    const bob = await clone()
    const { code, report } = await bob.here(['validate', '--stale', 'run', '--pull', 'needed'])
    expect([told('validate'), code, verdicts(report)]).toEqual([told('validate'), 0, expected.verdicts])
  })

  test('a job of a build over many machines downloads it', async () => {
    const planned = await (await clone()).here(['plan', '--yes', '--force', 'none'])
    const { plan = '', jobs = [] } = planned.report.fanout ?? {}
    expect(jobs.find((job) => job.stages.includes('t0'))?.stages).toEqual(expect.arrayContaining(['t0', 't1', 't3']))
    const fragments = await scratch()
    for (const { id } of jobs) {
      const { code, report } = await (await alice.clone()).here([
        'stage',
        '--plan',
        plan,
        '--job',
        id,
        '--fragments',
        fragments,
      ])
      expect([told(id), code, report.error?.message]).toEqual([told(id), 0, undefined])
    }
    const bob = await alice.clone()
    const collected = await bob.here(['collect', '--yes', '--plan', plan, '--fragments', fragments])
    expect([told('collect'), collected.code, verdicts(collected.report)]).toEqual([
      told('collect'),
      0,
      expected.verdicts,
    ])
    expect(await bob.read('dvc.lock')).toBe(expected.lock)
    expect(trusted(collected)).toContain(`${outputOf(1)} of t1 was pulled, not made in this build.`)
  })

  test('a build ends with exit code 1 and names the output that the remote lacks', async () => {
    const bob = await clone()
    await damage(alice.storage, await hashOf(bob, outputOf(1)), 'removed')
    const before = await objects(alice.storage)
    const { code, report } = await bob.here(['rebuild', '--force', 'none'])
    expect([code, report.error?.id, report.message]).toEqual([
      1,
      'remote-data-missing',
      expect.stringMatching(/^the remote lacks data of this build: out\/1\.txt: the object \w+ is not in the remote/),
    ])
    expect([await bob.status(), await builds(bob), await objects(alice.storage)]).toEqual(['', 0, before])
  })
})
