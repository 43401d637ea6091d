import { describe, expect, test } from '@jest/globals'
import type { AuditedOutput, AuditedStage, AuditReport } from '../../src/report/audit-report.js'
import { auditSection } from '../../src/report/audit-section.js'
import { auditFailed, auditFinding, auditSummary } from '../../src/report/audit-words.js'
import { evidenceText, type FirstDifference, placeText, variationEvidence } from '../../src/report/first-difference.js'
import { emptyReport } from '../../src/report/report.js'
import { parseReport } from '../../src/report/whole-report.js'

const same: AuditedOutput = { path: 'a.csv', same: true }
const model: AuditedOutput = {
  path: 'model.json',
  same: false,
  differences: [{ place: 'key w[0]', first: '0.1', second: '0.2' }],
  causes: [{ kind: 'random', evidence: evidenceText('random') }],
}
const metrics: AuditedOutput = {
  path: 'metrics.json',
  same: false,
  differences: [{ place: 'key acc' }],
  metrics: [{ name: 'acc', first: 0.97771, second: 0.97772 }],
  causes: [{ kind: 'random', evidence: evidenceText('random') }],
}
const folder: AuditedOutput = {
  path: 'many',
  same: false,
  files: { added: 1, removed: 0, different: 2 },
  differences: [{ file: 'x.txt', place: 'only the second run wrote it' }],
  causes: [{ kind: 'order', evidence: 'Evidence.' }],
}
const stage = (more: Partial<AuditedStage>): AuditedStage => ({
  name: 'train',
  state: 'different',
  outputs: [],
  ...more,
})
const report = (...stages: AuditedStage[]): AuditReport => ({ varied: ['folder'], stages })

describe('the words of an audit', () => {
  test('a finding names each output with its metrics or its place, and each evidence once', () => {
    expect(auditFinding(stage({ outputs: [same, model, metrics], inherit: ['evaluate'] }))).toBe(
      `train is not reproducible: two runs from the same inputs wrote different model.json (key w[0]: 0.1 → 0.2) and metrics.json (acc 0.97771 → 0.97772). ${evidenceText('random')} Its difference reaches evaluate.`,
    )
    expect(auditFinding(stage({ outputs: [folder, { path: 'b', same: false }] }))).toBe(
      'train is not reproducible: two runs from the same inputs wrote different many (2 files differ, 1 only in the second run; x.txt, only the second run wrote it) and b. In many: evidence.',
    )
  })

  test('a second run that failed is a finding', () => {
    expect(auditFinding(stage({ state: 'failed', why: 'it took longer than 1 s' }))).toBe(
      'train is not reproducible: its second run failed, and its first did not: it took longer than 1 s.',
    )
  })

  test('a summary counts stages and outputs, and a project of frozen stages has none', () => {
    expect(auditSummary(report(stage({ state: 'same', outputs: [same] })))).toBe(
      '1 stage ran twice: 1 output bit for bit the same.',
    )
    expect(auditSummary(report(stage({ state: 'skipped' })))).toBe(
      'No stage ran twice: the stages are frozen, or the project has none.',
    )
    expect(auditFailed(report(stage({ outputs: [model] }), stage({ name: 'b', state: 'failed' })))).toBe(
      'train, b are not reproducible.',
    )
    expect(auditFailed(report(stage({ state: 'same' })))).toBeUndefined()
  })

  test.each<[Omit<FirstDifference, 'signs'>, string]>([
    [{ at: 'line', line: 3, column: 5 }, 'line 3, column 5'],
    [{ at: 'row', row: 3, column: 'w' }, 'row 3, column w'],
    [{ at: 'row', row: 0, column: 'w', only: 'second' }, 'the header, column w is only in the second run'],
    [{ at: 'row', row: 3, only: 'first' }, 'row 3 is only in the first run'],
    [{ at: 'row', row: 3, only: 'width' }, 'row 3, which has another number of columns'],
    [{ at: 'element', index: [1, 2], member: 'w.npy' }, 'w.npy, element [1, 2]'],
    [{ at: 'element', index: [1], tensor: 'head' }, 'tensor head, element [1]'],
    [{ at: 'tensor', tensor: 'head', offset: 7 }, 'tensor head, byte 8'],
    [{ at: 'member', member: 'w', only: 'first' }, 'member w is only in the first run'],
    [{ at: 'key', key: 'a.b', only: 'second' }, 'key a.b is only in the second run'],
    [{ at: 'byte', offset: 0 }, 'byte 1'],
  ])('the place of %j', (found, text) => {
    expect(placeText({ ...found, signs: [] })).toBe(text)
  })

  test('the evidence of a third run names the variations', () => {
    expect(variationEvidence(['locale', 'threads'])).toBe(
      'Without another locale and number of threads, a third run wrote the same outputs as the first.',
    )
  })
})

describe('the table of an audit', () => {
  const audit = report(
    stage({ outputs: [same, model] }),
    stage({ name: 'b', state: 'failed', why: 'exit code 3' }),
    stage({ name: 'c', state: 'skipped', why: 'it is frozen' }),
  )

  test('has a row for each output and for each stage that did not run twice', () => {
    expect(
      auditSection({ audit, lint: [] }).rows.map(({ quiet, cells }) => [quiet, ...cells.map(({ text }) => text)]),
    ).toEqual([
      [true, 'train', 'a.csv', 'bit for bit the same', '', ''],
      [false, 'train', 'model.json', 'differ', 'key w[0]: 0.1 → 0.2', evidenceText('random')],
      [undefined, 'b', '', 'the second run failed', 'exit code 3', ''],
      [undefined, 'c', '', 'not run: it is frozen', '', ''],
    ])
  })

  test('is a failure only where a difference fails the run', () => {
    const tones = (severity: 'error' | 'warning') =>
      auditSection({ audit, lint: [{ rule: 'not-reproducible', severity, message: '' }] }).rows.map(({ tone }) => tone)
    expect(tones('error')).toEqual(['plain', 'bad', 'bad', 'plain'])
    expect(tones('warning')).toEqual(['plain', 'warn', 'warn', 'plain'])
  })

  test('is read again from report.json', () => {
    const source = { sha: '', ref: '', event: 'local', trusted: true }
    const written = {
      ...emptyReport('audit', source),
      audit: { ...audit, not_varied: [{ name: 'locale', reason: 'x' }] },
    }
    expect(parseReport(JSON.stringify(written))).toMatchObject({ audit: written.audit })
  })
})
