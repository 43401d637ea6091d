import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type CommentContext, renderComment } from '../../src/report/comment.js'
import { foreignNote, renderUnusable } from '../../src/report/foreign-comment.js'
import { LARGEST_FOREIGN, parseForeignReport } from '../../src/report/foreign-report.js'
import { emptyReport, type Report } from '../../src/report/report.js'
import { commandLines } from '../../src/steps/comments/parse-commands.js'

const SOURCE = { sha: 'a'.repeat(40), pull_request: 7 }
const honest: Report = {
  ...emptyReport('validate', { sha: 'b'.repeat(40), ref: 'refs/pull/9/merge', event: 'pull_request', trusted: true }),
  conclusion: 'success',
  message: 'Nothing to reproduce.',
}
const parse = (value: unknown) => parseForeignReport(typeof value === 'string' ? value : JSON.stringify(value), SOURCE)

/** A text with all that a reader of Markdown, HTML, a log or a terminal could take for more than text. */
const HOSTILE = [
  '<img src=x onerror=alert(1)><script>1</script><!-- dvc-ci comment: mode=validate project= workflow=ci -->',
  '@org/team @alice #12 gh-3 [a](https://evil.example) ![b](https://evil.example/b.png) https://evil.example www.evil.example',
  '</details></sub></table>```\n## ✅ dvc-ci validate: passed\n/dvc-ci accept accuracy: fine\n| a | b |',
  '\u202egnp.exe\u2066 \x1b[31mred \x07',
  '\n::error file=a::b\n::set-output name=x::y\n##[group]z',
].join('\n')
const CONTEXT: CommentContext = {
  project: '',
  sha: SOURCE.sha,
  repositoryUrl: 'https://github.example/team/digits',
  runUrl: 'https://github.example/team/digits/actions/runs/5',
  foreign: { kind: 'fork', note: foreignNote('fork', 'success') },
}

/** A report whose every text is this one. */
function written(text: string): Report {
  const cause = { kind: 'code' as const, path: text, message: text }
  return {
    ...honest,
    conclusion: 'failure',
    message: text,
    steps: [{ name: text, conclusion: 'failure', seconds: 1, message: text }],
    stages: [{ name: text, verdict: 'stale', causes: [cause], needs: [text] }],
    metrics: [{ name: text, path: text, value: 1, baseline: 2, change: -1 }],
    policies: [{ metric: text, rule: text, passed: false, severity: 'error', message: text }],
    params: [{ path: text, name: text, value: { [text]: text }, baseline: text }],
    data: [{ path: text, change: 'added', size: 1 }],
    checks: [{ name: text, command: text, conclusion: 'failure', seconds: 1, log: text }],
    lint: [{ rule: text, path: text, line: 3, severity: 'error', message: text, fix: text }],
    left_out: [{ part: 'verify', path: text, reason: text }],
    remote: {
      name: text,
      objects: 1,
      pushed: 0,
      verified: 0,
      missing: [{ hash: text, paths: [text], remote: text, reason: 'missing', message: text, file: text, line: 1 }],
    },
  }
}

describe('the report of another run', () => {
  test('the pull request, the commit and the trust come from GitHub, and nothing that names a person or an address stays', () => {
    const forged = {
      ...honest,
      source: {
        ...honest.source,
        pull_request: 1,
        base_sha: 'c'.repeat(40),
        repository: 'https://evil.example/o/r',
        title: 'Merge this',
        head_sha: 'c'.repeat(40),
        head_ref: 'main',
        base_ref: 'main',
        directory: 'sub',
      },
      run_url: 'https://evil.example',
      started: '2000-01-01T00:00:00Z',
      versions: { dvc_ci: '99' },
      history: [{ metric: 'accuracy', path: 'm.json', points: [{ sha: 'c', at: 'now', value: 1 }] }],
      stages: [{ name: 'train', verdict: 'unchanged', causes: [], place: { path: '../x', line: 1 } }],
      policies: [
        {
          metric: 'accuracy',
          rule: 'min: 1',
          passed: false,
          severity: 'error',
          message: 'no',
          accepted: { by: 'alice', reason: 'fine', via: 'comment', sha: 'a'.repeat(40) },
        },
      ],
      mlflow: { experiment: 'e', run_id: 'r', url: 'https://evil.example' },
      commit: { sha: 'd', branch: 'main', method: 'pull-request', attempts: 1, pull_request: { number: 1, url: 'x' } },
      tag: 'v1',
      plots: [{ any: 'thing' }],
    }
    const report = parse(forged) as Report
    expect(report.source).toEqual({ ...SOURCE, ref: '', event: 'pull_request', trusted: false })
    expect(report.policies).toEqual([
      { metric: 'accuracy', rule: 'min: 1', passed: false, severity: 'error', message: 'no' },
    ])
    expect(report.stages).toEqual([{ name: 'train', verdict: 'unchanged', causes: [] }])
    for (const key of ['mlflow', 'commit', 'tag', 'plots', 'error', 'run_url', 'started', 'versions', 'history'])
      expect(report).not.toHaveProperty(key)
  })

  test.each<[string, unknown, RegExp]>([
    ['no JSON', 'PK\u0003\u0004', /^it is not JSON$/],
    ['NaN', JSON.stringify(honest).replace('"steps":[]', '"steps":NaN'), /^it is not JSON$/],
    [
      'an infinite number',
      JSON.stringify(honest).replace('"objects":0', '"objects":1e999'),
      /^its remote\.objects is not/,
    ],
    ['nothing', '', /^it is not JSON$/],
    ['a list', [honest], /^its content is not/],
    ['another schema', { ...honest, schema: 2 }, /^its schema is not/],
    ['a mode that publishes', { ...honest, mode: 'rebuild' }, /^its mode is not/],
    ['a conclusion that does not exist', { ...honest, conclusion: 'merged' }, /^its conclusion is not/],
    ['an unknown key', { ...honest, '::error::@org/team': 1 }, /^it has a key that this version does not know/],
    ['an unknown key inside', { ...honest, remote: { ...honest.remote, x: 1 } }, /^its remote has a key/],
    ['a prototype', `${JSON.stringify(honest).slice(0, -1)},"__proto__":{"a":1}}`, /^it has a key/],
    ['a hash that is none', { ...honest, source: { ...honest.source, sha: '../..' } }, /^its source\.sha is not/],
    ['a huge text', { ...honest, message: 'x'.repeat(40_001) }, /^its message is not/],
    ['a long list', { ...honest, data: Array(20_001).fill({ path: 'a', change: 'added' }) }, /^its data is not/],
    ['too many bytes', JSON.stringify(honest) + ' '.repeat(LARGEST_FOREIGN), /^it has \d+ bytes, more than 8388608$/],
    ['deep nesting', `${'[{"a":'.repeat(100_000)}`, /^it has more than 24 values inside each other$/],
    [
      'deep nesting in a value',
      { ...honest, plots: [JSON.parse(`${'['.repeat(30)}${']'.repeat(30)}`)] },
      /inside each other$/,
    ],
  ])('a text with %s is rejected in words of ours', (_, value, fault) => {
    const found = parse(value)
    expect(found).toEqual({ fault: expect.stringMatching(fault) })
    const shown = renderUnusable((found as { fault: string }).fault, CONTEXT)
    expect(shown).toMatch(/^## ⚠️ dvc-ci: no report\n/)
    expect(shown).not.toContain('org/team')
  })

  test('any text gives a report or a fault, and throws nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.jsonValue()), (value) => {
        expect(parse(value)).toHaveProperty('fault')
      }),
    )
  })

  test('brackets in texts are no nesting', () => {
    expect(parse({ ...honest, message: `${'[{'.repeat(500)}\\"]` })).toMatchObject({ conclusion: 'success' })
  })
})

describe('the comment of a report of another run', () => {
  const links = (markdown: string) => [...markdown.matchAll(/(?:href="|\]\(<?)([^">)]+)/g)].map(([, link]) => link)

  test.each([HOSTILE, ...HOSTILE.split('\n')])('a hostile text stays text: %j', (text) => {
    const report = parse(written(text)) as Report
    const markdown = renderComment(report, CONTEXT)
    expect(Buffer.byteLength(markdown)).toBeLessThan(60_000)
    // GitHub reads neither headings nor mentions in an element `pre`.
    const outside = markdown.replace(/<pre>[^]*?<\/pre>/g, '')
    const [heading, ...others] = outside.split('\n').filter((line) => /^## /.test(line))
    expect([heading, others]).toEqual(['## ❌ dvc-ci validate of a fork: failed', []])
    expect(markdown).not.toMatch(/<img|<script|<!--|^\/dvc-ci|^::|##\[|\x1b|\u202e|\u2066/m)
    expect(outside).not.toMatch(/(?<![\w;])@\w|\]\(http|!\[/)
    // The token of the workflow may be that of a person, whose comments are commands.
    expect(commandLines(markdown)).toEqual([])
    for (const link of links(outside))
      expect(link).toMatch(/^https:\/\/github\.example\/team\/digits\/(?:blob|commit|actions)\//)
  })

  test('a path never leads a link out of the repository', () => {
    for (const path of [
      '../../../../../evil/repo',
      'a/../../../../../../evil/repo',
      './x',
      '/etc/passwd',
      'a//b',
      '..',
    ]) {
      const markdown = renderComment(parse(written(path)) as Report, CONTEXT)
      for (const link of links(markdown)) expect(new URL(link ?? '').pathname).toMatch(/^\/team\/digits\//)
      expect(links(markdown).some((link) => link?.includes('/blob/'))).toBe(false)
    }
    expect(links(renderComment(parse(written('src/a b.py')) as Report, CONTEXT))).toContain(
      `https://github.example/team/digits/blob/${SOURCE.sha}/src/a%20b.py#L3`,
    )
  })

  test('a success that a fork reports has no mark of success; a named commit that passed has', () => {
    const passed = parse(honest) as Report
    const fork = renderComment(passed, CONTEXT)
    expect(fork).toMatch(/^## ⚠️ dvc-ci validate of a fork: passed\n\n\*\*Not verified by this repository\.\*\*/)
    expect(fork).toContain('<code>aaaaaaa</code>')
    const named = renderComment(passed, { ...CONTEXT, foreign: { kind: 'named', note: foreignNote('named', '') } })
    expect(named).toMatch(/^## ✅ dvc-ci validate: passed\n\nA user with write access asked for this run/)
    expect(foreignNote('fork', 'failure')).toContain('ended with <code>failure</code>')
  })
})
