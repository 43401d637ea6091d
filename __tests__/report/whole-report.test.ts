import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { renderComment } from '../../src/report/comment.js'
import { jsonText } from '../../src/report/escape.js'
import { renderPage } from '../../src/report/html/page.js'
import { renderJunit } from '../../src/report/junit.js'
import { emptyReport, type Report } from '../../src/report/report.js'
import { renderSummary } from '../../src/report/summary.js'
import { renderTerminal } from '../../src/report/terminal.js'
import { parseReport } from '../../src/report/whole-report.js'
import { examples } from '../support/turn.js'
import { samplePlots } from './plots-sample.js'
import { fullReport } from './sample.js'

/** A report with every optional part. */
function everything(): Report {
  return {
    ...fullReport(),
    seconds: 12.5,
    run_url: 'https://github.example/team/digits/actions/runs/5',
    started: '2026-01-01T00:00:00Z',
    versions: { dvc_ci: '1', dvc: '3.67.1' },
    history: [
      { metric: 'accuracy', path: 'm.json', points: [{ sha: 'a'.repeat(40), at: '2026', value: 1, tag: 'v1' }] },
    ],
    source: {
      ...fullReport().source,
      repository: 'https://github.example/team/digits',
      directory: 'models',
      title: 'Better',
      head_sha: 'b'.repeat(40),
      head_ref: 'topic',
      base_ref: 'main',
    },
    error: { id: 'gate-closed', message: 'm', key: 'k', value: 'v', remedy: 'r' },
    left_out: [{ part: 'pull', path: 'a', reason: 'no' }],
    plots: samplePlots(),
    mlflow: { experiment: 'e', run_id: 'r', model: 'm', version: '1', alias: 'a', url: 'u', version_url: 'v' },
    rollback: { to: 'v1', sha: 'a'.repeat(40), targets: ['model.pkl'] },
    hold: { commit: 'c', to: 't', since: '2026-01-01T00:00:00Z', by: 'alice', reason: 'drift', released: true },
    retrain: {
      reason: 'more data',
      stages: ['train'],
      params: [{ path: 'params.yaml', name: 'C', value: null }],
      data: [{ path: 'data.csv', mode: 'append', from: 's3://x', changed: true }],
    },
    fanout: { plan: '{}', jobs: [{ id: 'a', level: 1, stages: ['train'], runs_on: ['gpu'], conclusion: 'failure' }] },
    doctor: [{ name: 'git', state: 'warning', message: 'm', remedy: 'r', id: 'clock-wrong' }],
    deployment: { environment: 'production', id: 7 },
    card: { path: 'MODEL_CARD.md' },
    hub: { repository: 'team/digits', url: 'https://huggingface.co/team/digits', commit: 'abc' },
    release: { tag: 'v2', url: 'https://github.com/team/digits/releases/tag/v2', previous: 'v1' },
  }
}

/** Every rendering of a report. */
function renderings(report: Report): string[] {
  return [
    renderTerminal(report),
    renderSummary(report),
    renderComment(report, { project: '' }),
    renderJunit(report),
    renderPage(report, { assets: { style: '', script: '', charts: '' }, version: '1' }),
  ]
}

describe('a report that is read again', () => {
  test('is the report that was written, with every part', () => {
    expect(parseReport(jsonText(everything()))).toEqual(everything())
    expect(parseReport(jsonText(emptyReport('doctor', everything().source)))).toMatchObject({ mode: 'doctor' })
  })

  test('keeps what this version knows of a report with more keys', () => {
    const more = { ...everything(), weather: 'fine', steps: [{ ...everything().steps[0], mood: 'good' }] }
    expect(parseReport(JSON.stringify(more))).toEqual({ ...everything(), steps: everything().steps.slice(0, 1) })
  })

  test.each<[string, string, RegExp]>([
    ['', 'invalid', /empty/],
    ['{', 'invalid', /not JSON/],
    ['[]', 'invalid', /no key 'schema'/],
    ['null', 'invalid', /no key 'schema'/],
    ['{"schema": 2, "anything": []}', 'newer', /its schema is 2, and this version reads 1/],
    ['{"schema": "1"}', 'invalid', /its schema is not as in a report/],
    [JSON.stringify({ ...everything(), mode: 'dance' }), 'invalid', /its mode /],
    [JSON.stringify({ ...everything(), metrics: [{ name: 1 }] }), 'invalid', /its metrics\.0\.name /],
    [`{"schema": 1, "steps": ${'['.repeat(100_000)}`, 'invalid', /more than 200 values inside each other/],
  ])('%.60j is rejected with its fault', (text, fault, reason) => {
    expect(parseReport(text)).toEqual({ fault, reason: expect.stringMatching(reason) as unknown })
  })

  test('no change of a value makes a rendering fail: the report is rejected, or it is shown', () => {
    // Each place of the report in turn gets any value.
    const places: (string | number)[][] = []
    const walk = (value: unknown, path: (string | number)[]) => {
      if (path.length > 0) places.push(path)
      if (typeof value === 'object' && value !== null)
        for (const [key, inner] of Object.entries(value))
          walk(inner, [...path, Array.isArray(value) ? Number(key) : key])
    }
    walk(everything(), [])
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), (place, value) => {
        const changed = structuredClone(everything()) as unknown as Record<string | number, unknown>
        let parent = changed
        for (const key of place.slice(0, -1)) parent = parent[key] as typeof changed
        parent[place.at(-1) ?? ''] = value
        const read = parseReport(JSON.stringify(changed))
        if ('fault' in read) return
        for (const text of renderings(read)) expect(text).not.toContain('[object Object]')
      }),
      { numRuns: examples(400) },
    )
  })
})
