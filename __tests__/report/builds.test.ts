import fc from 'fast-check'
import { badgeSvg } from '../../src/report/badge.js'
import { type BuildsReport, standingBuild } from '../../src/report/builds-report.js'
import { buildsTable } from '../../src/report/builds-section.js'
import { historyBadges } from '../../src/report/history-badges.js'
import { historySummary } from '../../src/report/history-summary.js'
import { courseSvg, placeInTime } from '../../src/report/html/builds-chart.js'
import { renderHistoryPage } from '../../src/report/html/history-page.js'
import { emptyReport } from '../../src/report/report.js'
import { renderTerminal } from '../../src/report/terminal.js'
import { parseReport } from '../../src/report/whole-report.js'
import { changesOf, dataChanges } from '../../src/steps/history/changes.js'
import { hostileBuilds, sampleBuilds } from './builds-sample.js'
import { HOSTILE as TEXTS } from './sample.js'

const HOSTILE = TEXTS.join(' ')
const assets = { style: '', script: '', history: '' }
const page = (builds: BuildsReport, repository = 'https://github.example/team/digits') =>
  renderHistoryPage({ builds, source: { repository }, version: '1.0.0', assets })

test('the table has the newest build first, with its metrics and the inputs that it changed', () => {
  const { columns, rows } = buildsTable(sampleBuilds(), 10)
  expect(columns).toEqual(['', 'Build', 'Day', 'Tags', 'accuracy', 'loss', 'old', 'Time', 'Changes'])
  expect(rows.map(({ cells }) => cells.map(({ text }) => text).join('|'))).toEqual([
    'rebuild|5555555|2026-05-10|v2, prod|0.93|0.2|||without train.C; environment',
    'rollback|4444444|2026-04-10|||0.1|||back to 1111111',
    'reverted|3333333|2026-03-10||0.8||||reverted by 9999999; train.C = 0.5',
    'retraining|2222222|2026-02-10||0.92|2e300||1 min 15 s|more data; raw.csv',
    'rebuild|1111111|2026-01-10|v1|0.9|1e-9|3|1 min 01 s|',
  ])
})

test('a sentence counts builds and rollbacks, and names the last one that stands', () => {
  const builds = sampleBuilds()
  expect(historySummary({ ...builds, omitted: { builds: 1200 }, shallow: true }, 2)).toBe(
    'Found 4 official builds and 1 rollback and 1,200 older ones since 2026-01-10; the last one is 5555555 (v2, prod). Wrote 2 badges. This clone has a part of the history: `git fetch --unshallow` fetches the rest.',
  )
  const list = builds.list.map((build) => ({ ...build, reverted: 'f'.repeat(40) }))
  expect(historySummary({ ...builds, list })).toContain('and none of them stands.')
  expect([standingBuild(builds), standingBuild({ list })]).toEqual([4, undefined])
})

test('badges show the last build that stands: its tag, and each metric with a limit, red below a minimum', () => {
  const builds = sampleBuilds()
  const badges = historyBadges(builds)
  expect([...badges.keys()]).toEqual(['build.svg', 'accuracy.svg'])
  expect(badges.get('build.svg')).toContain('aria-label="official build: v2, 2026-05-10"')
  const accuracy = (value: number | null) => {
    builds.metrics = [
      {
        ...sampleBuilds().metrics[0],
        name: 'a/b',
        path: 'm',
        values: [1, 1, 1, 1, value],
        limits: [{ rule: 'min: 0.85', level: 0.85 }],
      },
    ]
    return historyBadges(builds).get('a-b.svg')
  }
  expect(accuracy(0.84)).toContain('#b3202c')
  expect(accuracy(0.85)).toContain('#1a6f33')
  expect(accuracy(null)).toContain('none')
  expect(badgeSvg(HOSTILE, HOSTILE, 'good')).not.toMatch(/<script|<img|onerror="/)
})

test('the page has a chart for each metric, with gaps, limits and shared marks, and ended metrics apart', () => {
  const html = page(sampleBuilds())
  const [accuracy = ''] = /<svg[^>]*data-course="m0".*?<\/svg>/.exec(html) ?? []
  // Three builds, a gap, and the last build alone.
  expect(/class="course" d="([^"]*)"/.exec(accuracy)?.[1]).toMatch(/^M\S+ \S+h0L\S+ \S+L\S+ \S+M\S+ \S+h0$/)
  expect(accuracy).toContain('limits: min 0.85, max_drop 1%')
  expect(html.match(/<g id="marks">/g)).toHaveLength(1)
  expect(/id="metrics-that-the-last-build-does-not-have"[^]*?<\/section>/.exec(html)?.[0]).toContain('old')
  expect(html).toContain(`href="https://github.example/team/digits/commit/${'5'.repeat(40)}"`)
  expect(html).toContain('time of the stages')
  expect(html).toContain('raw.csv')
})

test('a pull request is a lighter point between the builds before and after it', () => {
  expect([5, 10, 15, 20, 25].map((time) => placeInTime([10, 20], time))).toEqual([0, 0, 0.5, undefined, undefined])
  const builds = sampleBuilds()
  const pull = { number: 12, head: HOSTILE, at: '2026-02-24T08:00:00Z', values: [0.91, null, null] }
  builds.pulls = [pull, { ...pull, number: 13, at: '2026-07-01T08:00:00Z' }]
  const html = page(builds)
  const [accuracy = '', loss = ''] = ['m0', 'm1'].map(
    (key) => new RegExp(`<svg[^>]*data-course="${key}".*?</svg>`).exec(html)?.[0] ?? '',
  )
  const places = [...accuracy.matchAll(/<circle class="(build|pull)" cx="([^"]*)"/g)].map(
    ([, kind, x]) => [kind, Number(x)] as const,
  )
  const [one = 0, two = 0, three = 0, last = 0] = places.flatMap(([kind, x]) => (kind === 'build' ? [x] : []))
  expect(places.flatMap(([kind, x]) => (kind === 'pull' ? [x] : []))).toEqual([(two + three) / 2, last + 6])
  expect(one).toBeLessThan(two)
  expect(accuracy).toContain('<title>#12 ')
  expect(loss).not.toContain('class="pull"')
  expect(html).toContain('pull request</li>')
  expect(html).not.toMatch(/<script>alert|<img/)
  expect(historySummary(builds)).toContain(' MLflow has 2 pull requests since then.')
  const report = { ...emptyReport('history', { sha: 'a'.repeat(40), ref: '', event: 'local', trusted: true }), builds }
  expect(parseReport(JSON.stringify(report))).toMatchObject({ builds: { pulls: builds.pulls } })
})

test('no text of a build is markup on the page, in the data of the script and on a terminal', () => {
  const builds = hostileBuilds()
  const html = page(builds, 'javascript:alert(1)')
  const plain = page(sampleBuilds(), 'javascript:alert(1)')
  const tags = (text: string) => new Set([...text.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, name]) => name))
  expect([...tags(html)].filter((name) => !tags(plain).has(name))).toEqual([])
  expect(html).not.toContain('javascript:alert(1)"')
  const report = { ...emptyReport('history', { sha: 'a'.repeat(40), ref: '', event: 'local', trusted: true }), builds }
  expect(renderTerminal(report)).not.toMatch(/[\0-\x08\x0b-\x1f\x7f]/)
  expect(parseReport(JSON.stringify(report))).toMatchObject({ builds })
})

test('a chart has finite places for every list of numbers', () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })), { minLength: 1, maxLength: 80 }),
      (values) => {
        const [first] = sampleBuilds().list
        if (first === undefined) return
        const list = values.map(() => first)
        const svg = courseSvg(
          { label: 'x', values, format: String, key: 'm0' },
          { list, metrics: [], params: [], data: [] },
        )
        expect(svg.replace(/aria-label="[^"]*"|<text[^>]*>[^<]*/g, '')).not.toMatch(/NaN|Infinity|undefined/)
      },
    ),
    { numRuns: 100 },
  )
})

test('changes name the build that has a value first, and the one that has it no more', () => {
  const value = (value: unknown) => ({ path: 'p', name: 'a', value })
  expect(changesOf([[value(1)], [value(1)], [], [], [value(1)], [value([2])]])).toEqual([
    {
      name: 'a',
      path: 'p',
      changes: [{ build: 0, value: 1 }, { build: 2 }, { build: 4, value: 1 }, { build: 5, value: [2] }],
    },
  ])
  expect(dataChanges([[{ path: 'm', hash: 'x', output: true }]])).toEqual([
    { path: 'm', output: true, changes: [{ build: 0, hash: 'x' }] },
  ])
  expect(dataChanges([[], [{ path: 'd', hash: 'x', size: 1 }], [{ path: 'd', hash: 'x', size: 1 }], []])).toEqual([
    { path: 'd', changes: [{ build: 1, hash: 'x', size: 1 }, { build: 3 }] },
  ])
})
