import type { BuildsReport } from '../../src/report/builds-report.js'
import { HOSTILE as TEXTS } from './sample.js'

const HOSTILE = TEXTS.join(' ')

const sha = (digit: string) => digit.repeat(40)

/** Five builds: a reverted one, a rollback, an ended metric, gaps, changed parameters, data and environment. */
export function sampleBuilds(): BuildsReport {
  return {
    list: [
      { sha: sha('1'), at: '2026-01-10T08:00:00Z', kind: 'rebuild', source: sha('a'), tags: ['v1'], seconds: 61 },
      {
        sha: sha('2'),
        at: '2026-02-10T08:00:00Z',
        kind: 'retraining',
        source: sha('b'),
        reason: 'more data',
        seconds: 75,
      },
      {
        sha: sha('3'),
        at: '2026-03-10T08:00:00Z',
        kind: 'rebuild',
        source: sha('c'),
        reverted: sha('9'),
        environment: 'e1',
      },
      { sha: sha('4'), at: '2026-04-10T08:00:00Z', kind: 'rollback', source: sha('1'), environment: 'e1' },
      {
        sha: sha('5'),
        at: '2026-05-10T08:00:00Z',
        kind: 'rebuild',
        source: sha('d'),
        environment: 'e2',
        tags: ['v2', 'prod'],
      },
    ],
    metrics: [
      {
        name: 'accuracy',
        path: 'm.json',
        values: [0.9, 0.92, 0.8, null, 0.93],
        limits: [
          { rule: 'min: 0.85', level: 0.85 },
          { rule: 'max_drop: 1%', level: 0.9207 },
        ],
      },
      { name: 'loss', path: 'm.json', values: [1e-9, 2e300, null, 0.1, 0.2] },
      { name: 'old', path: 'm.json', values: [3, null, null, null, null] },
    ],
    params: [
      {
        name: 'train.C',
        path: 'params.yaml',
        changes: [{ build: 0, value: 1 }, { build: 2, value: 0.5 }, { build: 4 }],
      },
      { name: 'seed', path: 'params.yaml', changes: [{ build: 0, value: 7 }] },
    ],
    data: [
      {
        path: 'raw.csv',
        changes: [
          { build: 0, hash: 'aaaaaaaaaa', size: 1000 },
          { build: 1, hash: 'bbbbbbbbbb', size: 2500, files: 2 },
        ],
      },
      {
        path: 'model.bin',
        output: true,
        changes: [0, 1, 2, 3, 4].map((build) => ({ build, hash: `h${build}`, size: 10 })),
      },
    ],
    baseline: { label: 'v1', build: 0 },
  }
}

/** Builds whose every text is markup, a command or a control character. */
export function hostileBuilds(): BuildsReport {
  const { list, metrics, params, data } = sampleBuilds()
  return {
    list: list.map((build) => ({ ...build, source: HOSTILE, tags: [HOSTILE], reason: HOSTILE, environment: HOSTILE })),
    metrics: metrics.map((metric) => ({
      ...metric,
      name: HOSTILE,
      path: HOSTILE,
      limits: [{ rule: HOSTILE, level: 1 }],
    })),
    params: params.map(({ changes }) => ({
      name: HOSTILE,
      path: HOSTILE,
      changes: changes.map(({ build }) => ({ build, value: HOSTILE })),
    })),
    data: data.map(({ changes }) => ({ path: HOSTILE, changes: changes.map((each) => ({ ...each, hash: HOSTILE })) })),
    baseline: { label: HOSTILE, build: 1 },
  }
}
