import { annotationsOf } from '../../src/report/annotations.js'
import { causesOf } from '../../src/report/causes.js'
import { renderComment } from '../../src/report/comment.js'
import { renderPage } from '../../src/report/html/page.js'
import { renderJunit } from '../../src/report/junit.js'
import {
  closesGate,
  type PolicyState,
  policyState,
  policyTone,
  rulesHeld,
  rulesJudged,
} from '../../src/report/policy-state.js'
import { emptyReport, type PolicyReport, type Report } from '../../src/report/report.js'
import { renderSummary } from '../../src/report/summary.js'
import { renderTerminal } from '../../src/report/terminal.js'
import { validationSummary } from '../../src/report/validate-summary.js'

const assets = { style: '', script: '', charts: '' }

function policy(rule: string, parts: Partial<PolicyReport> = {}): PolicyReport {
  return { metric: 'accuracy', rule, passed: true, severity: 'error', message: `${rule}.`, ...parts }
}

function report(policies: PolicyReport[], parts: Partial<Report> = {}): Report {
  return {
    ...emptyReport('validate', { sha: 'a'.repeat(40), ref: 'main', event: 'push', trusted: true }),
    conclusion: 'success',
    message: 'Passed.',
    metrics: [{ name: 'accuracy', path: 'metrics.json', value: 0.9 }],
    policies,
    ...parts,
  }
}

/** The report on each surface, as a reader sees its words. */
function surfaces(of: Report): Record<string, string> {
  const words = (text: string) =>
    text.replace(/<[^>]+>/g, ' ').replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
  return {
    comment: words(renderComment(of, { project: '' })),
    summary: words(renderSummary(of)),
    page: words(renderPage(of, { assets, version: '1' })),
    terminal: renderTerminal(of),
    junit: words(renderJunit(of).replace(/message="([^"]*)"/g, '>$1<')),
  }
}

test.each<[PolicyState, string, boolean, PolicyReport]>([
  ['held', 'good', false, policy('max_drop: 0.01', { value: 0.9, baseline: 0.9 })],
  ['held', 'good', false, policy('min: 0.5', { value: 0.9 })],
  ['held', 'good', false, policy('max_drop: 0.01')],
  ['uncompared', 'plain', false, policy('max_drop: 0.01', { value: 0.9 })],
  ['uncompared', 'plain', false, policy('max_rise: 1%', { value: 0.9 })],
  ['older', 'warn', false, policy('min: 0.5', { value: 0.9, stale: true })],
  ['failed', 'bad', true, policy('min: 0.95', { passed: false, value: 0.9 })],
  ['unjudged', 'bad', true, policy('min: 0.95', { passed: false })],
  ['unjudged', 'bad', true, policy('max_drop: 0.01', { passed: false, value: 0.9 })],
  ['failed', 'bad', true, policy('max: 120', { passed: false, hidden: true })],
  ['failed', 'bad', true, policy('max_drop: 1', { passed: false, hidden: true })],
  ['warned', 'warn', false, policy('min: 0.95', { passed: false, severity: 'warning' })],
  [
    'accepted',
    'warn',
    false,
    policy('min: 0.95', { passed: false, value: 0.9, accepted: { by: 'a', reason: 'r', via: 'comment', sha: '' } }),
  ],
])('a policy is %s, with the tone %s; it closes the gate: %s', (state, tone, closes, given) => {
  expect([policyState(given), policyTone(given), closesGate(given)]).toEqual([state, tone, closes])
})

test('the rules of a gate are counted in words that stand alone', () => {
  const older = policy('min: 0', { value: 1, stale: true })
  expect(rulesJudged([older, older])).toBe('2 rules judged the older model')
  expect(
    rulesJudged([
      policy('min: 1', { passed: false }),
      policy('min: 0', { value: 1 }),
      policy('max_drop: 1', { value: 1 }),
    ]),
  ).toBe('1 not judged, 1 held, 1 rule with nothing to compare with yet')
  expect(rulesHeld([policy('max_drop: 1', { value: 1 })])).toBe('1 rule has nothing to compare with yet')
  expect(rulesHeld([])).toBe('0 rules held')
})

const FIRST = report([
  policy('min: 0.5', { value: 0.9, message: 'accuracy is 0.9, at least the required 0.5.' }),
  policy('max_drop: 0.01', {
    value: 0.9,
    message: 'accuracy is a new metric: no baseline has it, so `max_drop: 0.01` has nothing to compare with yet.',
  }),
])

test('a rule of the first build that had nothing to compare with is neither green nor held, on every surface', () => {
  for (const [surface, text] of Object.entries(surfaces(FIRST)))
    expect([surface, text.replaceAll('`', '')]).toEqual([
      surface,
      expect.stringMatching(/max_drop: 0\.01\s+has nothing to compare with yet/),
    ])
  const rows = renderComment(FIRST, { project: '' })
    .split('\n')
    .filter((line) => line.startsWith('|'))
  expect(rows.find((line) => line.includes('min: 0.5'))).toMatch(/^\| ✅ \|/)
  expect(rows.find((line) => line.includes('<code>max&#95;drop: 0.01</code>'))).toMatch(
    /^\|  \| <code>accuracy<\/code> \| 0\.9 \|/,
  )
  const page = renderPage(FIRST, { assets, version: '1' })
  expect(page).toContain('<span class="pill plain">not compared</span>')
  expect(renderTerminal(FIRST)).toMatch(/not compared {2}accuracy {2}max_drop: 0\.01/)
  expect(renderJunit(FIRST)).toMatch(/name="accuracy max_drop: 0\.01"[^>]*>\n\s*<skipped/)
  expect(annotationsOf(FIRST)).toEqual([])
  expect(validationSummary(FIRST, true, [])).toEqual({
    failed: false,
    text: '1 rule held, 1 rule has nothing to compare with yet.',
  })
})

test('a rule whose metric was not measured is not judged, with the reason, and closes the gate', () => {
  const message = 'accuracy was not measured: metrics.json has no number.'
  const closed = report([policy('min: 0.5', { passed: false, message })], {
    conclusion: 'failure',
    error: { id: 'gate-closed', message: '' },
    metrics: [],
  })
  for (const [surface, text] of Object.entries(surfaces(closed))) {
    expect([surface, text]).toEqual([surface, expect.stringContaining(message)])
    expect([surface, text]).toEqual([surface, expect.stringContaining('not judged')])
    expect([surface, text]).toEqual([surface, expect.not.stringMatching(/\d failed/)])
  }
  // Two rules of the metric are one reason.
  const both = { ...closed, policies: [...closed.policies, policy('max: 1', { passed: false, message })] }
  expect(causesOf(both).map(({ title, folded }) => [title, folded])).toEqual([[`The gate is closed: ${message}`, []]])
  const other = { ...policy('min: 0', { metric: 'loss', value: 1 }), passed: true }
  expect(renderComment({ ...both, policies: [...both.policies, other] }, { project: '' })).toContain(
    `| Not judged: ${message} |`,
  )
  expect(validationSummary(closed, false, []).text).toBe(`the gate is closed: ${message}`)
})
