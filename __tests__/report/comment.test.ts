import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { COMMENT_LIMIT, type CommentContext, renderComment, renderRunning } from '../../src/report/comment.js'
import { type Conclusion, emptyReport, type Report } from '../../src/report/report.js'
import { linePlot, samplePlots } from './plots-sample.js'
import { fullReport, HOSTILE, hostileReport } from './sample.js'

const html = (markdown: string) =>
  micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true })
const SHA = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678'
const CONTEXT: CommentContext = {
  project: '',
  sha: SHA,
  repositoryUrl: 'https://github.example/o/r',
  runUrl: 'https://github.example/o/r/actions/runs/42',
}
const bytes = (text: string) => Buffer.byteLength(text)

/** The same comment without what has to be unfolded: what a reviewer sees. */
const atAGlance = (markdown: string) =>
  markdown.replace(
    /<details>[^]*?<\/details>/g,
    (details) => `[${/<summary>(.*?)<\/summary>/.exec(details)?.[1]?.replace(/<[^>]+>/g, '') ?? ''}]`,
  )

/** A change that passes, as most do. */
function passing(): Report {
  const report = fullReport()
  return {
    ...report,
    conclusion: 'success',
    message: 'Nothing to reproduce.',
    policies: [
      {
        metric: 'accuracy',
        rule: 'min: 0.9',
        passed: true,
        severity: 'error',
        value: 0.94999999,
        baseline: 0.93,
        message: '',
      },
      {
        metric: 'accuracy',
        rule: 'max_drop: 0.01',
        passed: true,
        severity: 'error',
        value: 0.94999999,
        baseline: 0.93,
        message: '',
      },
    ],
    metrics: [
      { name: 'accuracy', path: 'metrics.json', value: 0.94999999, baseline: 0.93, change: 0.01999999 },
      { name: 'loss', path: 'metrics.json', value: 1, baseline: 1, change: 0 },
    ],
    stages: [
      { name: 'prepare', verdict: 'unchanged', causes: [] },
      { name: 'train', verdict: 'unchanged', causes: [] },
    ],
    checks: report.checks.slice(0, 1),
    lint: report.lint.slice(1),
    remote: { ...report.remote, missing: [] },
    steps: report.steps.slice(0, 2),
  }
}

test('the comment has the causes first, then the gate, and all else is folded', () => {
  const glance = atAGlance(renderComment(fullReport(), CONTEXT))
  expect(glance.split('\n\n').map((block) => block.trim())).toEqual([
    '## ❌ dvc-ci validate: failed',
    `❌ <b>data/a.csv and 1 more are truncated in the remote 'storage'.</b> (<a href="https://github.example/o/r/blob/${SHA}/data/a.csv.dvc#L5"><code>data/a.csv.dvc:5</code></a>)<br>and missing too: data/b.csv`,
    `❌ <b>dvc.lock is stale.</b> (<a href="https://github.example/o/r/blob/${SHA}/dvc.yaml#L14"><code>dvc.yaml:14</code></a>)`,
    'To repair:',
    '<pre>\ndvc repro &#38;&#38; dvc push\n</pre>',
    "❌ <b>The check unit failed ('pytest -q tests/unit').</b>",
    '[The end of unit]',
    `❌ <b>The gate is closed: accuracy 0.91 is below min 0.95</b> (<a href="https://github.example/o/r/blob/${SHA}/metrics.json"><code>metrics.json</code></a>)`,
    'accuracy 0.91 (-0.0412346 ↓) · train.C 1 → &#91;1,2&#93; · data/raw.csv +12.3\u00a0MB · src/train.py changed',
    '### Gate',
    [
      '|   | Metric | Value | Baseline | Change | Rule |',
      '| --- | --- | ---: | ---: | ---: | --- |',
      '| ❌ | <code>accuracy</code> | 0.91 | 0.951235 | -0.0412346 ↓ | <code>min: 0.95</code> |',
      '| ⚠️ | <code>latency&#95;ms</code> | 201 |  |  | <code>max: 200</code> |',
      '| ✅ | <code>f1</code> | 0.6 |  |  | <code>min: 0.5</code> |',
    ].join('\n'),
    `<sub>A user with write access can accept this, for this commit only, with a comment: <code>/dvc-ci accept accuracy &#64;${SHA}: REASON</code></sub>`,
    '[❌ Stages: 1 stale, 1 ran, 1 unchanged]',
    '[⚠️ Metrics: 2 of 2 changed]',
    '[❌ Checks: 1 passed, 1 failed]',
    '[Findings: 1 notice (not-pushed)]',
    '[❌ Missing from the remote: 1]',
    '[Data: 1 changed, +12.3\u00a0MB]',
    '[Parameters: 1 changed]',
    '[Steps: 4 in 3\u00a0min\u00a025\u00a0s]',
    '[Pipeline: 3 stages]',
    expect.stringMatching(
      /^<sub><a href="https:\/\/github\.example\/o\/r\/commit\/a1b2c3d.*<code>a1b2c3d<\/code><\/a> against <a .*<code>fffffff<\/code><\/a> · remote 'storage': .* · 3\u00a0min\u00a025\u00a0s · <a href="https:\/\/github\.example\/o\/r\/actions\/runs\/42">run and job summary<\/a><\/sub>$/,
    ),
  ])
})

test('the gate of a stale change says that it judged an older model', () => {
  const report = passing()
  report.policies = report.policies.map((policy) => ({ ...policy, stale: true as const }))
  report.stages = report.stages.map((stage) => ({ ...stage, verdict: 'stale' as const }))
  const gate = renderComment(report, CONTEXT)
    .split('\n')
    .filter((line) => line.includes('accuracy'))
  expect(gate[0]).toMatch(
    /^\| ⚠️ \| <code>accuracy<\/code> .*: that is the model of dvc\.lock, not the one of this change\./,
  )
  expect(gate.join('')).not.toContain('✅')
})

test('a stage that the author reproduced has its causes in the comment, and one that a rollback holds is no failure', () => {
  const report = passing()
  report.stages = [
    {
      name: 'train',
      verdict: 'unchanged',
      causes: [],
      reproduced: [{ kind: 'code', path: 'a.py', message: 'a.py has changed' }],
    },
    { name: 'clean', verdict: 'unchanged', causes: [] },
    { name: 'count', verdict: 'stale', causes: [{ kind: 'code', message: 'b.py has changed' }], held: true },
  ]
  const markdown = renderComment(report, CONTEXT)
  expect(atAGlance(markdown)).toContain('[Stages: 1 held, 1 run by the author, 1 unchanged]')
  expect(markdown).toContain('| <code>train</code> | in step | run by the author | code: a.py has changed |')
  expect(markdown).not.toContain('❌')
})

test('the comment of a change that passes shows its gate, and all else is folded', () => {
  const markdown = renderComment(passing(), CONTEXT)
  expect(atAGlance(markdown)).toContain(
    [
      '## ✅ dvc-ci validate: passed',
      'accuracy 0.94999999 (+0.02 ↑) · train.C 1 → &#91;1,2&#93; · data/raw.csv +12.3\u00a0MB · committed 0123456 to main',
      '### Gate',
      // One row a metric, and no number of a gate is rounded.
      '|   | Metric | Value | Baseline | Change | Rule |\n| --- | --- | ---: | ---: | ---: | --- |\n| ✅ | <code>accuracy</code> | 0.94999999 | 0.93 | +0.02 ↑ | <code>min: 0.9</code>, <code>max&#95;drop: 0.01</code> |',
      '[Stages: 2 unchanged]',
      '[Metrics: 1 of 2 changed]',
      '[Checks: 1 passed]',
    ].join('\n\n'),
  )
  expect(markdown.match(/❌/g)).toBeNull()
  expect(markdown).toContain('```mermaid\nflowchart LR\n')
})

test('the comment has drawings of changed plots, folded, or none where there is no room', () => {
  expect(renderComment(passing(), CONTEXT)).not.toContain('<b>Plots</b>')
  const report = {
    ...passing(),
    plots: [
      ...Array.from({ length: 7 }, (_, index) => ({ ...linePlot(`loss${index}.csv`), changed: true })),
      { ...linePlot('same.csv'), changed: false },
    ],
  }
  const markdown = renderComment(report, CONTEXT)
  expect(atAGlance(markdown)).toContain('[Pipeline: 2 stages]\n\n[Plots: 7 of 8 changed]')
  expect(markdown.match(/xychart/g)).toHaveLength(12)
  expect(renderComment(report, CONTEXT, 3_500)).not.toContain('mermaid')
})

test('without a gate, the comment shows a few metrics and folds many', () => {
  const report = { ...passing(), policies: [] }
  expect(atAGlance(renderComment(report, CONTEXT))).toContain(
    '### Metrics\n\n| Metric | File | Value | Baseline | Change |',
  )
  report.metrics = Array.from({ length: 5_000 }, (_, index) => ({
    name: `m${index}`,
    path: 'metrics.json',
    value: 1,
    baseline: index === 4_321 ? 2 : 1,
    change: index === 4_321 ? -1 : 0,
  }))
  const markdown = renderComment(report, CONTEXT)
  expect(atAGlance(markdown)).toContain('[Metrics: 1 of 5000 changed]')
  expect(markdown).toContain('<code>m4321</code>')
  expect(markdown).toContain(
    '4900 more rows are in <a href="https://github.example/o/r/actions/runs/42">the job summary</a>.',
  )
})

test('the comment has a failed rule in bold, and the reason of a missing metric', () => {
  const report = passing()
  report.policies = report.policies.map((policy, index) => ({ ...policy, passed: index === 0 }))
  report.policies.push({
    metric: 'f1',
    rule: 'min: 0.9',
    passed: false,
    severity: 'error',
    message: 'No metric is named f1. The nearest is F1.',
  })
  const markdown = renderComment(report, CONTEXT)
  expect(markdown).toContain(
    '| ❌ | <code>accuracy</code> | 0.94999999 | 0.93 | +0.02 ↑ | <code>min: 0.9</code>, <b><code>max&#95;drop: 0.01</code></b> |  |',
  )
  expect(markdown).toContain(
    '| ❌ | <code>f1</code> |  |  |  | <code>min: 0.9</code> | Not judged: No metric is named f1. The nearest is F1. |',
  )
})

test('findings in the comment have links to their lines at the head commit, and their fix', () => {
  const report = passing()
  report.lint = [
    {
      rule: 'in-both',
      path: 'a b/(ü)#?.py',
      line: 7,
      severity: 'error',
      message: 'It is in Git and in DVC.',
      fix: 'git rm --cached x',
    },
  ]
  const markdown = renderComment(report, CONTEXT)
  expect(atAGlance(markdown)).toContain(
    `| ❌ | <code>in-both</code> | <a href="https://github.example/o/r/blob/${SHA}/a%20b/(%C3%BC)%23%3F.py#L7"><code>a b/(ü)#?.py:7</code></a> | It is in Git and in DVC. | <code>git rm --cached x</code> |`,
  )
  expect(renderComment(report, { project: '' })).toContain(
    '| ❌ | <code>in-both</code> | <code>a b/(ü)#?.py:7</code> |',
  )
})

test.each([
  ['success', '✅ dvc-ci rebuild: passed'],
  ['failure', '❌ dvc-ci rebuild: failed'],
  ['superseded', '⚠️ dvc-ci rebuild: superseded'],
  ['cancelled', '⚠️ dvc-ci rebuild: cancelled'],
  ['error', '❌ dvc-ci rebuild: could not finish'],
] satisfies [Conclusion, string][])('an empty report that ends in %s is its verdict alone', (conclusion, title) => {
  const report = {
    ...emptyReport('rebuild', { sha: '', ref: '', event: 'push', trusted: true }),
    conclusion,
    message: 'why',
  }
  expect(renderComment(report, { project: 'models/a' })).toBe(
    `## ${title} in <code>models/a</code>\n\nwhy\n\n<sub>an unknown commit</sub>\n`,
  )
})

test('the comment of a running run has its step, the start of the step, the duration and the finished steps', () => {
  const report = {
    ...passing(),
    steps: Array.from({ length: 30 }, (_, index) => ({
      name: `step ${index}`,
      conclusion: (['success', 'failure', 'skipped'] as const)[index % 3] ?? 'success',
      seconds: index,
    })),
  }
  const markdown = renderRunning(
    report,
    { status: 'reproduce: train@a|b', since: new Date('2026-01-02T03:04:05Z'), seconds: 130 },
    CONTEXT,
  )
  expect(markdown).toContain(
    '## ⏳ dvc-ci validate: running\n\n<b>reproduce: train@a&#124;b</b>, since 03:04 UTC; 2\u00a0min\u00a010\u00a0s in total when this comment was written.\n\n| | Step | Time |\n',
  )
  expect(markdown).toContain('| ❌ | step 28 | 28.0\u00a0s |\n|  | step 29 | skipped |\n')
  expect(markdown).not.toContain('step 9 ')
  expect(
    renderRunning(
      emptyReport('validate', report.source),
      { status: undefined, since: new Date('2026-01-02T03:04:05Z'), seconds: 0 },
      { project: '' },
    ),
  ).toMatch(/running\n\nStarted, since 03:04 UTC\.\n\n<sub>/)
})

test.each([...HOSTILE, '__proto__', 'constructor', '```', '~~~', '</sub></summary>', '<!-- dvc-ci run: 9.9 x -->'])(
  '%j in every place changes no table and makes no element',
  (text) => {
    const context = { ...CONTEXT, project: text }
    for (const markdown of [
      renderComment({ ...hostileReport(text), plots: samplePlots(text) }, context),
      renderRunning(hostileReport(text), { status: text, since: new Date(0), seconds: 1 }, context),
    ]) {
      const page = html(markdown)
      const tables = page
        .split('<table>')
        .slice(1)
        .map((part) =>
          [...(part.split('</table>')[0] ?? '').matchAll(/<tr>([^]*?)<\/tr>/g)].map(
            (row) => row[1]?.match(/<t[hd]/g)?.length,
          ),
        )
      for (const rows of tables) expect(new Set(rows).size).toBe(1)
      const elements = new Set([...page.matchAll(/<\/?([a-z0-9]+)/g)].map((match) => match[1]))
      const own = [
        'h2',
        'h3',
        'p',
        'br',
        'b',
        'a',
        'sub',
        'table',
        'thead',
        'tbody',
        'tr',
        'th',
        'td',
        'code',
        'details',
        'summary',
        'pre',
        'ul',
        'li',
        'strong',
      ]
      expect([...elements].filter((element) => !own.includes(element ?? ''))).toEqual([])
      expect(
        [...page.matchAll(/<a href="([^"]*)"/g)].filter(
          ([, address]) => !address?.startsWith('https://github.example/o/r/'),
        ),
      ).toEqual([])
      expect(page).not.toContain('<!--')
      expect(markdown).not.toMatch(/^\s*::/m)
      // Mentions are found in text, not in code.
      expect(page.replace(/<(code|pre)>[^]*?<\/\1>/g, '')).not.toMatch(/(?<![\w])@org|(?<!&)#1\b/)
      expect(page.match(/<details>/g)?.length).toBe(page.match(/<\/details>/g)?.length)
    }
  },
)

function largeReport(rows: number, text: string): Report {
  const report = fullReport()
  const many = <T>(make: (index: number) => T) => Array.from({ length: rows }, (_, index) => make(index))
  report.lint = many(() => ({ rule: 'large-file', path: text, severity: 'notice' as const, message: text, fix: text }))
  report.lint.push({ rule: 'the-one-error', severity: 'error', message: 'last and most important' })
  report.stages = many((index) => ({
    name: `${text}${index}`,
    verdict: index % 2 ? ('stale' as const) : ('unchanged' as const),
    causes: [{ kind: 'code' as const, message: text }],
  }))
  report.remote.missing = many(() => ({
    hash: text,
    paths: [text, text, text],
    remote: text,
    reason: 'missing' as const,
    message: text,
  }))
  const log = `${text}\n`.repeat(200)
  report.checks = many((index) => ({
    name: `${text}${index}`,
    command: text,
    conclusion: 'failure' as const,
    seconds: 1,
    log,
  }))
  report.policies = many((index) => ({
    metric: `${text}${index}`,
    rule: text,
    passed: false,
    severity: 'error' as const,
    message: text,
  }))
  report.metrics = many((index) => ({ name: `${text}${index}`, path: text, value: index, baseline: 0, change: index }))
  report.message = text.repeat(50)
  return report
}

test.each([
  [2, 'x'],
  [40, 'a name of normal length'],
  [200, 'a name of normal length'],
  [1_000, 'a name of normal length'],
  [5_000, '|'.repeat(500)],
  [100, '`'.repeat(20_000)],
  [300, '😀'.repeat(300)],
])('a comment with %i rows in each table stays below the limit, without a cut table', (rows, text) => {
  const report = largeReport(rows, text)
  const markdown = renderComment(report, CONTEXT)
  expect(bytes(markdown)).toBeLessThan(COMMENT_LIMIT)
  expect(markdown.slice(0, 30)).toMatch(/^## ❌ dvc-ci validate: failed\n/)
  expect(markdown.trimEnd().split('\n').at(-1)).toMatch(/^<sub>.*run and job summary<\/a><\/sub>$/)
  // The reader always learns where the full report is.
  expect(markdown.includes('>the job summary</a>.')).toBe(rows > 2)
  for (const line of markdown.split('\n').filter((each) => each.startsWith('|'))) expect(line.slice(-2)).toBe(' |')
  const page = html(markdown)
  expect(page.match(/<details>/g)?.length).toBe(page.match(/<\/details>/g)?.length)
})

test('a comment meets every smaller limit with a smaller tier, down to the verdict', () => {
  const report = largeReport(200, 'a name of normal length')
  const sizes = [60_000, 40_000, 20_000, 10_000, 5_000, 2_000].map((limit) =>
    bytes(renderComment(report, CONTEXT, limit)),
  )
  for (const [index, limit] of [60_000, 40_000, 20_000, 10_000, 5_000].entries())
    expect(sizes[index]).toBeLessThan(limit)
  expect([...sizes].sort((a, b) => b - a)).toEqual(sizes)
  expect(sizes[0]).toBeGreaterThan(15_000)
  const least = renderComment(report, CONTEXT, 1)
  expect(bytes(least)).toBeLessThan(4_000)
  const summary = '<a href="https://github.example/o/r/actions/runs/42">the job summary</a>'
  expect(least).toContain(`This is an extract. The full report is in ${summary}.`)
  // Also where only the pictures had no room.
  const drawn = { ...passing(), plots: samplePlots() }
  const whole = renderComment(drawn, CONTEXT)
  expect(whole).not.toContain('This is an extract')
  const page = 'https://github.example/o/r/actions/runs/42#artifacts'
  const without = renderComment(drawn, { ...CONTEXT, pageUrl: page }, bytes(whole))
  expect(without).not.toContain('```mermaid')
  expect(without).toContain(
    `This is an extract. The full report is in ${summary} and on <a href="${page}">the page among the artifacts</a>.`,
  )
})

test('equal reports give equal comments', () => {
  const report = largeReport(50, 'n')
  expect(renderComment(report, CONTEXT)).toBe(renderComment(structuredClone(report), CONTEXT))
})
