import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { FAN_OUT_LIMITS, type FanOutJob, fanOut, isFanOutRefusal } from '../../src/pipeline/fan-out.js'
import type { FanOutLimits, FanOutRequest, Placement } from '../../src/pipeline/fan-out-parts.js'
import { Graph } from '../../src/pipeline/graph.js'
import type { Stage } from '../../src/pipeline/project.js'
import { out, stage } from './build.js'

const UBUNTU: Placement = { runsOn: 'ubuntu-latest' }
const GPU: Placement = { runsOn: ['self-hosted', 'gpu'] }
const CUDA: Placement = { runsOn: 'ubuntu-latest', container: 'nvidia/cuda:12' }

/** A pipeline by the needs of each stage, as the request of a fan-out. */
function request(
  needs: Record<string, string[]>,
  more: {
    seconds?: Record<string, number>
    on?: Record<string, Placement>
    unpushed?: string[]
    run?: string[]
    limits?: FanOutLimits
  } = {},
): FanOutRequest {
  const stages = Object.keys(needs).map(
    (name): Stage => stage(name, [], [out(`out/${name}`, { push: more.unpushed?.includes(name) !== true })]),
  )
  const edges = Object.entries(needs).flatMap(([name, upstream]) =>
    upstream.map((need): [string, string] => [name, need]),
  )
  return {
    graph: new Graph({ stages, edges }),
    mayRun: new Set(more.run ?? Object.keys(needs)),
    fallback: UBUNTU,
    placements: new Map(Object.entries(more.on ?? {})),
    seconds: new Map(Object.entries(more.seconds ?? {})),
    ...(more.limits ? { limits: more.limits } : {}),
  }
}

function jobs(asked: FanOutRequest): FanOutJob[] {
  const spread = fanOut(asked)
  if (isFanOutRefusal(spread)) throw new Error(spread.reason)
  return spread
}

/** Jobs in a few words: `1: prepare`. */
const shown = (spread: readonly FanOutJob[]) => spread.map(({ level, stages }) => `${level}: ${stages.join(' ')}`)
const DIGITS = {
  prepare: [],
  featurize: ['prepare'],
  'train@a': ['featurize'],
  'train@b': ['featurize'],
  select: ['train@a', 'train@b'],
  evaluate: ['select'],
}

describe('fan-out', () => {
  test('stages of a chain share a job, and branches have jobs of their own', () => {
    expect(shown(jobs(request(DIGITS)))).toEqual([
      '1: prepare featurize',
      '2: train@a',
      '2: train@b',
      '3: select evaluate',
    ])
    expect(jobs(request(DIGITS)).map(({ id }) => id)).toEqual(['1-prepare', '2-train-a', '2-train-b', '3-select'])
  })

  test('only stages that may run have a job', () => {
    expect(shown(jobs(request(DIGITS, { run: ['train@b', 'select', 'evaluate'] })))).toEqual([
      '1: train@b select evaluate',
    ])
    expect(jobs(request(DIGITS, { run: [] }))).toEqual([])
  })

  test('a stage that is not worth a machine joins another job', () => {
    const seconds = { prepare: 2, featurize: 3, 'train@a': 400, 'train@b': 500, select: 1, evaluate: 4 }
    expect(shown(jobs(request({ ...DIGITS, plot: ['featurize'] }, { seconds: { ...seconds, plot: 5 } })))).toEqual([
      '1: prepare featurize plot',
      '2: train@a',
      '2: train@b',
      '3: select evaluate',
    ])
    expect(shown(jobs(request(DIGITS, { seconds: { ...seconds, 'train@a': 4, 'train@b': 3 } })))).toEqual([
      '1: prepare featurize train@a train@b select evaluate',
    ])
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`s${index}`, []]))
    expect(
      jobs(request(many, { seconds: Object.fromEntries(Object.keys(many).map((name) => [name, 10])) })),
    ).toHaveLength(4)
    expect(jobs(request(many))).toHaveLength(12)
  })

  test('a stage that asks for a machine gets it, without other stages', () => {
    const spread = jobs(
      request(
        { prepare: [], train: ['prepare'], evaluate: ['train'], image: ['prepare'] },
        { on: { train: GPU, image: CUDA } },
      ),
    )
    expect(shown(spread)).toEqual(['1: prepare', '2: train', '2: image', '3: evaluate'])
    expect(spread.map(({ placement }) => placement)).toEqual([UBUNTU, GPU, CUDA, UBUNTU])
  })

  test('an output that is never pushed stays on its machine, with all stages between its producer and its readers', () => {
    const needs = { a: [], b: ['a'], c: ['b'], d: ['a', 'c'], e: ['a'] }
    expect(shown(jobs(request(needs, { unpushed: ['a'] })))).toEqual(['1: a b e c d'])
    expect(shown(jobs(request({ ...needs, e: ['b'] }, { unpushed: ['a'] })))).toEqual(['1: a b c e d'])
    expect(fanOut(request(needs, { unpushed: ['a'], on: { b: GPU, d: CUDA } }))).toMatchObject({
      reason: expect.stringContaining('push: false'),
    })
  })

  test('a pipeline that is deeper than the number of levels is cut at the least cost', () => {
    // A ladder: two stages at each depth, and each needs both of the depth before.
    const ladder = (depth: number): Record<string, string[]> =>
      Object.fromEntries<string[]>(
        Array.from({ length: depth }, (_, row) =>
          ['a', 'b'].map((side): [string, string[]] => [
            `${side}${row}`,
            row === 0 ? [] : [`a${row - 1}`, `b${row - 1}`],
          ]),
        ).flat(),
      )
    const limits = { levels: 3, jobs: 256 }
    const spread = jobs(
      request(ladder(4), { limits, seconds: { a0: 100, b0: 100, a1: 100, b1: 100, a2: 100, b2: 100, a3: 40, b3: 40 } }),
    )
    expect(shown(spread)).toEqual(['1: a0', '1: b0', '2: a1', '2: b1', '3: a2 b2 a3 b3'])
    expect(Math.max(...jobs(request(ladder(30))).map(({ level }) => level))).toBe(8)
    const machines = Object.fromEntries(
      Array.from({ length: 10 }, (_, row) => [
        [`a${row}`, row % 2 === 0 ? GPU : CUDA],
        [`b${row}`, row % 2 === 0 ? GPU : CUDA],
      ]).flat() as [string, Placement][],
    )
    expect(fanOut(request(ladder(10), { on: machines }))).toMatchObject({ reason: expect.stringContaining('8 levels') })
  })

  test('one matrix has at most 256 jobs, and each kind of machine has its share', () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `s${index}`)
    const on = Object.fromEntries(names.slice(0, 10).map((name) => [name, GPU]))
    const spread = jobs(request(Object.fromEntries(names.map((name) => [name, []])), { on }))
    expect(spread.length).toBeLessThanOrEqual(256)
    expect(spread.length).toBeGreaterThan(250)
    expect(
      spread
        .filter(({ placement }) => placement.runsOn !== 'ubuntu-latest')
        .flatMap(({ stages }) => stages)
        .sort(),
    ).toEqual(names.slice(0, 10).sort())
    expect(Math.max(...spread.map(({ stages }) => stages.length))).toBeLessThanOrEqual(5)
    const labels = Object.fromEntries(names.slice(0, 300).map((name): [string, Placement] => [name, { runsOn: name }]))
    expect(fanOut(request(Object.fromEntries(names.map((name) => [name, []])), { on: labels }))).toMatchObject({
      reason: expect.stringContaining('ask for 301 different machines, and a matrix on GitHub has at most 256 jobs'),
    })
  })

  test('jobs get distinct names where stage names differ only in characters that a file name cannot have', () => {
    const ids = jobs(request({ 'train@a': [], 'train-a': [], 'Train@A': [], 'sub/dvc.yaml:train@a': [] })).map(
      ({ id }) => id,
    )
    expect(new Set(ids.map((id) => id.toLowerCase())).size).toBe(4)
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9._-]+$/)
  })

  test('a plan has each of a thousand stages once', () => {
    const needs = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, index) => [
        `s${index}`,
        index < 50 ? [] : [1, 7, 23].map((back) => `s${(Math.floor(index / 50) - 1) * 50 + ((index + back) % 50)}`),
      ]),
    )
    const asked = request(needs)
    const spread = jobs(asked)
    expect(spread.flatMap(({ stages }) => stages)).toHaveLength(1_000)
  })

  const pipeline = fc
    .record({
      needs: fc.array(fc.array(fc.nat(), { maxLength: 3 }), { maxLength: 40 }),
      seconds: fc.array(fc.option(fc.integer({ min: 0, max: 900 })), { maxLength: 40 }),
      gpu: fc.array(fc.nat({ max: 39 }), { maxLength: 8 }),
      unpushed: fc.array(fc.nat({ max: 39 }), { maxLength: 3 }),
      skipped: fc.array(fc.nat({ max: 39 }), { maxLength: 6 }),
      levels: fc.integer({ min: 1, max: 8 }),
      jobs: fc.integer({ min: 2, max: 20 }),
    })
    .map(({ needs, seconds, gpu, unpushed, skipped, levels, jobs: most }) => {
      const name = (index: number) => `s${index}`
      const names = needs.map((_, index) => name(index))
      return request(
        Object.fromEntries(
          needs.map((each, index) => [
            name(index),
            index === 0 ? [] : [...new Set(each.map((need) => name(need % index)))],
          ]),
        ),
        {
          seconds: Object.fromEntries(
            seconds.flatMap((value, index) => (value === null ? [] : [[name(index), value]])),
          ),
          on: Object.fromEntries(gpu.filter((index) => index < needs.length).map((index) => [name(index), GPU])),
          unpushed: unpushed.map(name),
          run: names.filter((_, index) => !skipped.includes(index)),
          limits: { levels, jobs: most },
        },
      )
    })

  test('property: a plan has every stage once and after its needs, keeps all limits, and is the same each time', () => {
    fc.assert(
      fc.property(pipeline, (asked) => {
        const spread = jobs(asked)
        const limits = asked.limits ?? FAN_OUT_LIMITS
        const jobOf = new Map(spread.flatMap((job) => job.stages.map((name) => [name, job] as const)))
        expect(spread.flatMap(({ stages }) => stages).sort()).toEqual([...asked.mayRun].sort())
        for (const [name, job] of jobOf) {
          for (const need of asked.graph.upstream(name).filter((each) => asked.mayRun.has(each))) {
            const other = jobOf.get(need)
            if (other === job) expect(job.stages.indexOf(need)).toBeLessThan(job.stages.indexOf(name))
            else {
              expect(other?.level).toBeLessThan(job.level)
              expect(asked.graph.stage(need)?.outs[0]?.push).toBe(true)
            }
          }
          if (asked.placements.has(name)) expect(job.placement).toEqual(GPU)
        }
        const levels = [...new Set(spread.map(({ level }) => level))]
        expect(levels).toEqual(levels.map((_, index) => index + 1))
        expect(levels.length).toBeLessThanOrEqual(limits.levels)
        for (const level of levels)
          expect(spread.filter((job) => job.level === level).length).toBeLessThanOrEqual(limits.jobs)
        expect(new Set(spread.map(({ id }) => id)).size).toBe(spread.length)
        expect(fanOut(asked)).toEqual(spread)
      }),
      { numRuns: 200 },
    )
  })
})
