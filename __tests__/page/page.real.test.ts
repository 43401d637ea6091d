import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { buildPage } from '../../scripts/build-page.mjs'
import { lab } from '../../scripts/lab/paths.mjs'
import { type PageAssets, renderPage } from '../../src/report/html/page.js'
import { mermaidPipeline } from '../../src/report/mermaid.js'
import { markdownPlots } from '../../src/report/plot-section.js'
import type { PlotReport } from '../../src/report/plots.js'
import type { Report } from '../../src/report/report.js'
import { png } from '../plots/zoo.js'
import { countsOnly, folderData, plainData, tableData, unreadData } from '../report/data-sample.js'
import { samplePictures, samplePlots } from '../report/plots-sample.js'
import { fullReport, HOSTILE, hostileReport, identifiedReport, overlappingReport } from '../report/sample.js'
import { launchBrowser, openFile, type WatchedPage } from '../support/browser.js'
import { cleanUp, scratch } from '../support/project.js'

const require = createRequire(import.meta.url)
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const MERMAID = join(lab.root, 'node_modules/mermaid/dist/mermaid.min.js')

/** As many as are all drawn at once. */
const TEXTS_PER_PAGE = 12
const CHARTS_PER_TEXT = 2

let browser: Browser
let directory: string
let assets: PageAssets

beforeAll(async () => {
  directory = await scratch()
  const [opened] = await Promise.all([launchBrowser(), buildPage(lab.root, directory)])
  browser = opened
  const [style = '', script = '', charts = ''] = await Promise.all(
    ['page.css', 'page.js', 'charts.js'].map((name) => readFile(join(directory, name), 'utf8')),
  )
  assets = { style, script, charts }
})
afterAll(async () => {
  await browser.close()
  await cleanUp()
})

/** The full report with the stages of a pipeline and a plot of each kind. */
function drawnReport(): Report {
  const report = identifiedReport()
  report.stages = report.stages.map((stage, index) => ({
    ...stage,
    needs: index === 0 ? ['data/raw.csv.dvc'] : [report.stages[index - 1]?.name ?? ''],
  }))
  report.plots = samplePlots()
  const { seconds = 0, steps } = overlappingReport()
  return { ...report, seconds, steps }
}

/** The same without plots, for tests that look at none: a browser draws six in a second of processor time. */
const withoutPlots = (): Report => ({ ...drawnReport(), plots: [] })

let count = 0
async function open(report: Report, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const file = join(directory, `page-${count++}.html`)
  await writeFile(
    file,
    renderPage(report, { assets, version: '0.0.0', pictures: samplePictures(report.plots ?? [], png) }),
  )
  return openFile(browser, file, options)
}

/** Waits until every chart has been drawn, which is a `yes`, or says why not. */
async function drawn(page: Page): Promise<string[]> {
  // A function that is asked again and again would be evaluated, which the page's policy forbids.
  await page.locator('.chart:not([data-drawn])').first().waitFor({ state: 'detached' })
  return page.evaluate(
    '[...document.querySelectorAll(".chart")].map((chart) => chart.dataset.drawn === "yes" ? "yes" : chart.textContent)',
  )
}

/** What axe-core finds to be a barrier, as its rule and the first element. */
async function barriers(page: Page): Promise<string[]> {
  // Not as an element of the page, which its content security policy would refuse.
  await page.evaluate(AXE)
  return page.evaluate(
    'axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }).then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)} ${nodes[0].any[0]?.message ?? ""}`))',
  )
}

const overflow = (page: Page) => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')

describe('the page in a browser', () => {
  test.each([
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['phone', { viewport: { width: 390, height: 844 } }],
    ['dark phone', { viewport: { width: 320, height: 640 }, colorScheme: 'dark' }],
  ] satisfies [string, BrowserContextOptions][])(
    '%s: draws everything, asks for nothing, is no barrier and fits',
    async (_, options) => {
      const { page, complaints } = await open(drawnReport(), options)
      expect(await drawn(page)).toEqual(['yes', 'yes', 'yes', 'yes', 'yes', 'yes'])
      // Lines and their points, points, bars, an area: one per series and side.
      const marks = (plot: number, kind: string) =>
        page.locator(`[data-plot="${plot}"] svg .mark-${kind}.role-mark path`).count()
      expect([
        await marks(0, 'line'),
        await marks(0, 'symbol'),
        await marks(1, 'line'),
        await marks(2, 'line'),
        await marks(3, 'symbol'),
        await marks(4, 'rect'),
        await marks(5, 'area'),
      ]).toEqual([2, 70, 4, 1, 60, 6, 2])
      expect(await page.locator('svg.pipeline:visible').count()).toBe(1)
      expect(await overflow(page)).toBeLessThanOrEqual(0)
      expect(await barriers(page)).toEqual([])
      expect(complaints).toEqual([])
      await page.context().close()
    },
  )

  test.each([
    ['light, with values', {}, true],
    ['dark, counts only', { colorScheme: 'dark' }, false],
    ['phone, with values', { viewport: { width: 390, height: 844 } }, true],
  ] satisfies [string, BrowserContextOptions, boolean][])(
    'data: %s: draws histograms and folders, is no barrier and fits',
    async (_, options, hasValues) => {
      const report = identifiedReport()
      const data = [plainData(), tableData(), folderData(), unreadData()]
      report.data = hasValues ? data : data.map(countsOnly)
      const { page, complaints } = await open(report, options)
      expect(await drawn(page)).toEqual(['yes', 'yes', 'yes', 'yes', 'yes'])
      // The new column has bars alone: 20 and as many that a pointer reaches. The drifted one has an outline too.
      expect(await page.locator('[data-plot="0"] svg .mark-rect.role-mark path').count()).toBe(40)
      expect(await page.locator('[data-plot="0"] svg .mark-line.role-mark path').count()).toBe(0)
      expect(await page.locator('[data-plot="1"] svg .mark-line.role-mark path').count()).toBe(1)
      expect(await page.getByText('Berlin').count()).toBe(hasValues ? 3 : 0)
      expect(await overflow(page)).toBeLessThanOrEqual(0)
      expect(await barriers(page)).toEqual([])
      // A folded chart gets its width when a reader opens its block.
      await page.locator('summary', { hasText: 'without a notable change' }).click()
      const folded = page.locator('[data-plot="3"] svg')
      await folded.waitFor({ state: 'visible' })
      await page.waitForTimeout(200)
      expect((await folded.boundingBox())?.width).toBeGreaterThan(150)
      expect(complaints).toEqual([])
      await page.context().close()
    },
  )

  test.each([
    ['wide', {}],
    ['phone of 360 px', { viewport: { width: 360, height: 740 } }],
    ['without scripts', { javaScriptEnabled: false }],
  ] satisfies [string, BrowserContextOptions][])(
    'the page draws the steps of a run on one axis: %s',
    async (_, options) => {
      const report = overlappingReport()
      const { page, complaints } = await open(report, options)
      expect(await overflow(page)).toBeLessThanOrEqual(0)
      const boxes = await Promise.all(
        (await page.locator('#steps tbody tr:visible svg rect').all()).map((bar) => bar.boundingBox()),
      )
      expect(boxes).toHaveLength(report.steps.length)
      const axis = await page.locator('#steps svg').first().boundingBox()
      const bars = report.steps.map(({ name }, index) => {
        const [x = 0, width = 0] = [boxes[index]?.x, boxes[index]?.width]
        const at = (pixel: number) => ((pixel - (axis?.x ?? 0)) / (axis?.width ?? 1)) * (report.seconds ?? 0)
        return { name, from: at(x), to: at(x + width) }
      })
      const named = (name: string) => bars.find((bar) => bar.name === name) ?? { from: NaN, to: NaN }
      const [verify, pull, check] = [named('verify'), named('pull'), named('check unit')]
      expect([verify.from, verify.to, pull.from, pull.to].map(Math.round)).toEqual([2, 7, 2, 26])
      expect(check.from).toBeGreaterThan(pull.to)
      expect(complaints).toEqual([])
      await page.context().close()
    },
  )

  test('the page links the code, the run, the findings, the stages and the builds', async () => {
    const { page, complaints } = await open(identifiedReport())
    const at = 'https://github.example/team/digits'
    const head = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678'
    const links = await page
      .locator('a[href^=http]:visible')
      .evaluateAll((all) =>
        all.map(
          (each) => (each as unknown as { getAttribute: (name: string) => string | null }).getAttribute('href') ?? '',
        ),
      )
    const file = (path: string, line: number) => `${at}/blob/${head}/${path}#L${line}`
    for (const address of [
      at,
      `${at}/pull/12`,
      `${at}/tree/larger-forest`,
      `${at}/commit/${head}`,
      `${at}/actions/runs/7`,
      file('dvc.yaml', 14),
      file('dvc.yaml', 3),
      file('data/a.csv.dvc', 5),
      ...[0, 1, 2].map((build) => `${at}/commit/${`${build}`.repeat(40)}`),
    ])
      expect(links).toContain(address)
    expect(links.every((address) => address.startsWith(at))).toBe(true)
    expect(await page.locator('.identity').innerText()).toMatch(
      /team\/digits[^]*#12[^]*Train a larger forest[^]*larger-forest[^]*main[^]*2026-11-29 09:14 UTC[^]*DVC 3\.67\.1/,
    )
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('the page begins with what failed, with the repair, and the end of the output', async () => {
    const { page } = await open(withoutPlots())
    const [first] = await page
      .locator('main > section')
      .evaluateAll((all) => all.map((each) => (each as unknown as { id: string }).id))
    expect(first).toBe('what-failed')
    const causes = page.locator('.cause')
    const check = causes.filter({ hasText: 'The check unit failed' })
    await check.getByText('The end of unit').click()
    expect(await check.locator('pre').last().innerText()).toContain('test_b FAILED')
    const stale = causes.filter({ hasText: 'stale-stage' })
    expect(await stale.locator('pre').innerText()).toBe('dvc repro && dvc push')
    await page.context().close()
  })

  test('a button copies the commands of a repair; without scripts there is none', async () => {
    const { page, complaints } = await open(withoutPlots(), { permissions: ['clipboard-read', 'clipboard-write'] })
    const repair = page.locator('.cause').filter({ hasText: 'stale-stage' }).locator('.repair')
    await repair.getByRole('button', { name: 'Copy' }).press('Enter')
    await repair.getByRole('button', { name: 'Copied' }).waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('dvc repro && dvc push')
    expect(complaints).toEqual([])
    await page.context().close()
    const plain = await open(withoutPlots(), { javaScriptEnabled: false })
    const shown = plain.page.locator('.cause').filter({ hasText: 'stale-stage' }).locator('.repair')
    expect([await shown.locator('pre').innerText(), await shown.getByRole('button').count()]).toEqual([
      'dvc repro && dvc push',
      0,
    ])
    await plain.page.context().close()
  })

  test('a browser that refuses the clipboard gets the commands selected', async () => {
    const { page } = await open(withoutPlots())
    await page.evaluate('navigator.clipboard.writeText = () => Promise.reject(new Error("no"))')
    await page.evaluate('document.execCommand = () => false')
    const repair = page.locator('.cause').filter({ hasText: 'stale-stage' }).locator('.repair')
    await repair.getByRole('button', { name: 'Copy' }).click()
    await repair.getByRole('button', { name: 'Selected' }).waitFor()
    expect(await page.evaluate('getSelection().toString()')).toBe('dvc repro && dvc push')
    await page.context().close()
  })

  test('changes of metrics say in words and colour whether they are better', async () => {
    const report = identifiedReport()
    report.metrics = [
      { name: 'accuracy', path: 'm.json', value: 0.9, baseline: 0.8, change: 0.1, direction: 'up' },
      { name: 'loss', path: 'm.json', value: 0.4, baseline: 0.2, change: 0.2, direction: 'down' },
      { name: 'rows', path: 'm.json', value: 3, baseline: 1, change: 2 },
      { name: 'same', path: 'm.json', value: 3, baseline: 3, change: 0, direction: 'up' },
    ]
    const { page } = await open(report)
    const shown = await page.locator('#metrics tbody .change').evaluateAll((all) =>
      all.map((each) => {
        const { textContent, className } = each as unknown as Record<'textContent' | 'className', string>
        return [textContent, className]
      }),
    )
    expect(shown).toEqual([
      ['+0.1 ↑ better', 'change good'],
      ['+0.2 ↑ worse', 'change bad'],
      ['+2 ↑', 'change plain'],
      ['0', 'change plain'],
    ])
    expect(await page.locator('nav').innerText()).toMatch(/1 better, 1 worse, 1 changed[^]*1 modified/)
    await page.context().close()
  })

  test('the history is a chart with the limits of the policies, and a table of linked builds', async () => {
    const { page } = await open(identifiedReport())
    const history = page.locator('#history')
    expect(await history.locator('svg text.limit').allTextContents()).toEqual(['min 0.95'])
    expect(await history.locator('svg').getAttribute('aria-label')).toBe(
      'accuracy in the last builds: from 0.93 to 0.951, and as the last point this run: 0.91; limits: min 0.95',
    )
    expect(await history.getByRole('link', { name: 'build 1111111, 2026-02-10, v1.1: 0.935' }).count()).toBe(1)
    expect(await history.innerText()).toContain('This clone has a part of the history')
    await history.getByText('3 builds').click()
    expect(await history.locator('tbody tr').allInnerTexts()).toEqual([
      '2222222\t2026-03-10\t\t0.951',
      '1111111\t2026-02-10\tv1.1\t0.935',
      '0000000\t2026-01-10\t\t0.93',
    ])
    await page.context().close()
  })

  test('an open page turns dark, with its charts', async () => {
    const { page, complaints } = await open(drawnReport())
    await drawn(page)
    const stroke = () => page.locator('[data-plot="0"] .mark-line path').first().getAttribute('stroke')
    const light = await stroke()
    await page.emulateMedia({ colorScheme: 'dark' })
    await page
      .locator(`[data-plot="0"] .mark-line path:not([stroke="${light}"])`)
      .first()
      .waitFor({ state: 'attached' })
    expect(new Set(await drawn(page))).toEqual(new Set(['yes']))
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('the page has the values of its charts in tables', async () => {
    const { page } = await open(drawnReport())
    await page.getByText('Numbers').first().click()
    const table = page.locator('#plots figure').first().locator('table')
    expect(await table.locator('tr').allInnerTexts()).toEqual([
      'loss\tThis change\tBaseline\tDifference',
      'Last\t0.025\t0.04\t-0.015',
      'Smallest\t0.025\t0.04\t-0.015',
      'Largest\t1\t1.2\t-0.2',
      'Points\t40\t30\t+10',
    ])
    expect(
      await page.getByRole('img', { name: /Line chart of loss by epoch: this change against the baseline/ }).count(),
    ).toBe(1)
    const matrix = page.getByRole('region', { name: 'Confusion, this change: rows are actual, columns are predicted' })
    expect(await matrix.locator('tbody tr').first().locator('th, td').allInnerTexts()).toEqual([
      'cat',
      '9\n+1',
      '1\n-1',
      '0',
    ])
    expect(
      await page.locator('img').evaluateAll((images) =>
        images.map((image) => {
          const { alt, naturalWidth } = image as unknown as { alt: string; naturalWidth: number }
          return [alt, naturalWidth]
        }),
      ),
    ).toEqual([
      ['roc.png, this change', 40],
      ['roc.png, baseline', 40],
      ['same.svg, this change and baseline', 40],
    ])
    await page.context().close()
  })

  test('long values stay within the card of their column', async () => {
    const times = { nulls: 0, min: '2020-01-01T00:00:00', max: '2020-03-24T07:00:00' }
    const integers = { nulls: 0, min: '1152921504780939319', max: '1152922603959928072' }
    const column = (name: string, values: typeof times) => ({
      name,
      type: 'BIGINT',
      now: values,
      before: values,
      psi: 1,
    })
    const columns = [column('when', times), column('big', integers), column('last', times)]
    const table = { path: 'data/raw.csv', format: 'csv' as const, rows: 9, baseline_rows: 9, columns }
    const { page } = await open({
      ...withoutPlots(),
      data: [{ path: table.path, change: 'modified', tables: [table] }],
    })
    await page.locator('details').evaluateAll((all) => {
      for (const each of all) Object.assign(each, { open: true })
    })
    const wide = await page
      .locator('.column')
      .evaluateAll((cards) =>
        (cards as unknown as { scrollWidth: number; clientWidth: number }[]).map(
          ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth,
        ),
      )
    expect(wide).toEqual([false, false, false])
    await page.context().close()
  })

  test('folded charts of the page are drawn when the reader opens them', async () => {
    const report = drawnReport()
    report.plots = samplePlots().map((plot) => ({ ...plot, changed: false }))
    const { page, complaints } = await open({
      ...report,
      plots: [...samplePlots().slice(3, 4), ...report.plots.slice(0, 2)],
    })
    expect(await page.locator('.chart:visible').count()).toBe(1)
    await page.getByText('2 plots are the same as in the baseline').click()
    expect(await drawn(page)).toEqual(['yes', 'yes', 'yes'])
    expect(
      await page
        .locator('.chart svg')
        .evaluateAll((drawings) =>
          drawings.every((drawing) => (drawing as unknown as { clientWidth: number }).clientWidth > 300),
        ),
    ).toBe(true)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('a reader can search and unfold a large report, also with the keyboard', async () => {
    const report = withoutPlots()
    report.metrics = Array.from({ length: 1500 }, (_, index) => ({
      name: `group.metric_${index}`,
      path: 'metrics.json',
      value: index,
      baseline: 0,
      change: index,
    }))
    report.stages = Array.from({ length: 1000 }, (_, index) => ({
      name: `s${index}`,
      verdict: index % 100 === 7 ? 'stale' : 'unchanged',
      causes: [],
      needs: index < 10 ? [] : [`s${index - 10}`],
    }))
    const { page, complaints } = await open(report)
    const metrics = page.locator('#metrics')
    const visible = () => metrics.locator('tbody tr:visible').count()
    expect(await visible()).toBe(100)
    await metrics.getByRole('searchbox', { name: 'Filter Metrics' }).fill('metric_149')
    expect([await visible(), await metrics.locator('output').innerText()]).toEqual([11, '11 of 1500'])
    await metrics.getByRole('searchbox').fill('METRICS.json 1499')
    expect(await visible()).toBe(1)
    await metrics.getByRole('searchbox').fill('')
    expect([await visible(), await metrics.locator('output').innerText()]).toEqual([100, ''])
    await metrics.getByRole('button', { name: 'Show 1400 more' }).press('Enter')
    expect([await visible(), await page.evaluate('document.activeElement.textContent')]).toEqual([
      1500,
      'group.metric_100',
    ])
    expect(await page.locator('#stages tbody tr:visible').count()).toBe(10)
    await page.locator('#stages').getByRole('button', { name: 'Show 990 unchanged' }).click()
    expect(await page.locator('#stages tbody tr:visible').count()).toBe(1000)
    expect(await page.locator('.pipeline:visible .node').count()).toBeLessThanOrEqual(50)
    expect(await page.locator('.pipeline:visible .node.stale').count()).toBe(10)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('the page shows all rows without scripts', async () => {
    const { page } = await open(drawnReport(), { javaScriptEnabled: false })
    expect(await page.locator('#stages tbody tr:visible').count()).toBe(3)
    expect(await page.getByText('This chart needs scripts').first().isVisible()).toBe(true)
    await page.context().close()
  })

  test('the first focus of the keyboard is the skip link, and links lead to the sections', async () => {
    const { page } = await open(drawnReport())
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('To the report')
    for (const href of await page
      .locator('nav a')
      .evaluateAll((links) => links.map((link) => (link as unknown as { hash: string }).hash)))
      expect(await page.locator(`section${href}`).count()).toBe(1)
    await page.context().close()
  })

  test('a printed page has no buttons', async () => {
    const { page } = await open(drawnReport())
    await drawn(page)
    await page.emulateMedia({ media: 'print' })
    expect([
      await page.locator('nav').isVisible(),
      await page.locator('#gate').isVisible(),
      await page.locator('button').first().isVisible(),
    ]).toEqual([false, true, false])
    await page.context().close()
  })

  test('the page of an empty report has only the verdict', async () => {
    const { page, complaints } = await open({
      ...fullReport(),
      steps: [],
      stages: [],
      metrics: [],
      policies: [],
      params: [],
      data: [],
      checks: [],
      lint: [],
      remote: { name: '', objects: 0, pushed: 0, verified: 0, missing: [] },
    })
    expect(await page.locator('h1').innerText()).toContain('Failed')
    expect(
      await page.locator('section').evaluateAll((all) => all.map((each) => (each as unknown as { id: string }).id)),
    ).toEqual(['what-failed'])
    expect(await barriers(page)).toEqual([])
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

describe('hostile text', () => {
  const plain = [
    'a',
    'b',
    'body',
    'br',
    'button',
    'caption',
    'circle',
    'code',
    'dd',
    'defs',
    'details',
    'div',
    'dl',
    'dt',
    'figcaption',
    'figure',
    'footer',
    'form',
    'g',
    'h1',
    'h2',
    'h3',
    'h4',
    'head',
    'header',
    'html',
    'img',
    'input',
    'label',
    'li',
    'line',
    'linearGradient',
    'main',
    'marker',
    'meta',
    'nav',
    'ol',
    'output',
    'p',
    'path',
    'pre',
    'rect',
    'script',
    'section',
    'small',
    'span',
    'stop',
    'strong',
    'style',
    'summary',
    'svg',
    'table',
    'tbody',
    'td',
    'text',
    'th',
    'thead',
    'title',
    'tr',
    'ul',
    'clipPath',
  ]

  test('hostile text is shown and never interpreted, as every text of the page', async () => {
    const texts = [
      ...HOSTILE.filter((each) => each.trim() !== ''),
      '</style><script>alert(1)</script>',
      '"><svg onload=alert(1)>',
      '{{7*7}}',
      '__proto__',
      'constructor',
      "'+alert(1)+'",
      '\u2028',
    ]
    for (let at = 0; at < texts.length; at += TEXTS_PER_PAGE) {
      const own = texts.slice(at, at + TEXTS_PER_PAGE)
      const { page, complaints } = await open(
        together(
          own.map((text, index): Report => {
            const report = hostileReport(text)
            return {
              ...report,
              plots: plotsWith(text, at + index),
              stages: report.stages.map((stage, index) => ({
                ...stage,
                name: `${text}${index}`,
                needs: [`${text}${index - 1}`],
              })),
            }
          }),
        ),
      )
      const states = await drawn(page)
      expect([own, states]).toEqual([own, Array(own.length * CHARTS_PER_TEXT).fill('yes')])
      const seen = await page.evaluate<{
        elements: string[]
        addresses: string[]
        handlers: number
        scripts: number
      }>(`({
        elements: [...new Set([...document.querySelectorAll('*')].map((element) => element.localName))],
        addresses: [...document.querySelectorAll('[href], [src]')].map((element) => element.getAttribute('href') ?? element.getAttribute('src').slice(0, 5)),
        handlers: [...document.querySelectorAll('*')].filter((element) => [...element.attributes].some(({ name }) => name.startsWith('on'))).length,
        scripts: document.scripts.length,
      })`)
      expect([own, seen.elements.filter((element) => !plain.includes(element))]).toEqual([own, []])
      expect([own, seen.addresses.filter((address) => !/^(#[a-z-]*|data:|url\(#)/.test(address))]).toEqual([own, []])
      expect([own, seen.handlers, seen.scripts, complaints]).toEqual([own, 0, 3, []])
      await page.context().close()
    }
  })

  test('the tooltip of a point shows hostile text unchanged', async () => {
    const report = fullReport()
    report.plots = [
      {
        kind: 'line',
        name: 'a',
        title: 'a',
        x: { label: 'x\\"+alert(1)+"\n<b>', kind: 'number' },
        y: { label: "y'`${1}", kind: 'number' },
        series: [{ name: '', value: { x: [1, 2], y: [3, 4], total: 2 } }],
      },
    ]
    const { page, complaints } = await open(report)
    await drawn(page)
    const symbol = page.locator('[data-plot="0"] .mark-symbol.role-mark path').last()
    await symbol.scrollIntoViewIfNeeded()
    const point = await symbol.boundingBox()
    for (const step of [1, 2]) await page.mouse.move((point?.x ?? 0) + step, (point?.y ?? 0) + step)
    expect(await page.locator('.tooltip').innerText()).toBe('This change\nx\\"+alert(1)+" <b>: 2\ny\'`${1}: 4')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('a plot template gets no network, no code and no links', async () => {
    const report = fullReport()
    const values = [{ x: 1, y: 2 }]
    report.plots = [
      {
        kind: 'template',
        name: 'url',
        title: 'url',
        spec: { data: { url: 'https://evil.example/data.json' }, mark: 'point', encoding: { x: { field: 'x' } } },
      },
      {
        kind: 'template',
        name: 'image',
        title: 'image',
        spec: {
          data: { values },
          mark: { type: 'image', url: 'https://evil.example/x.png', width: 9, height: 9 },
          encoding: { x: { field: 'x', type: 'quantitative' } },
        },
      },
      {
        kind: 'template',
        name: 'href',
        title: 'href',
        spec: {
          data: { values },
          mark: { type: 'point', href: 'javascript:alert(1)' },
          encoding: { x: { field: 'x', type: 'quantitative' } },
        },
      },
      {
        kind: 'template',
        name: 'code',
        title: 'code',
        spec: {
          data: { values },
          transform: [{ calculate: 'alert(1)', as: 'z' }],
          mark: 'point',
          encoding: { x: { field: 'z', type: 'quantitative' } },
        },
      },
      { kind: 'template', name: 'broken', title: 'broken', spec: { mark: 5 } },
      {
        kind: 'template',
        name: 'config',
        title: 'config',
        spec: {
          data: { values },
          mark: 'point',
          encoding: { x: { field: 'x', type: 'quantitative' } },
          config: { background: 'url(https://evil.example)' },
          usermeta: { embedOptions: { loader: 'x' } },
        },
      },
    ]
    const { page, complaints } = await open(report)
    const states = await drawn(page)
    expect(states.slice(3, 5)).toEqual([
      expect.stringContaining('could not be drawn'),
      expect.stringContaining('could not be drawn'),
    ])
    await page.locator('.chart svg .mark-symbol path').first().click()
    expect(complaints).toEqual([])
    expect(await page.locator('.chart a').count()).toBe(0)
    await page.context().close()
  })
})

describe('Mermaid, as GitHub draws it', () => {
  test('Mermaid draws our diagrams and shows every name unchanged', async () => {
    const names = [
      ...new Set([
        ...HOSTILE.map((text) => text.trim()).filter(Boolean),
        'end',
        'subgraph',
        'a"]',
        '%%{init: {"theme":"dark"}}%%',
        '"`md`"',
        '#quot;',
        'style:#a;',
        'click n0 href "x"',
        '名前',
        '🦊',
        "it's",
      ]),
    ]
    const stages = names.map((name, index): Report['stages'][number] => ({
      name,
      verdict: (['unchanged', 'stale', 'failed', 'ran', 'frozen', 'restored', 'skipped'] as const)[index % 7] ?? 'ran',
      causes: [],
      needs: [index === 0 ? 'data/x.dvc' : (names[index >> 1] ?? '')],
    }))
    const diagrams = [
      stages.slice(0, 30),
      stages.slice(30),
      manyStages(1000, (index) => (index % 250 === 7 ? 'stale' : 'unchanged')),
      manyStages(1000, () => 'stale'),
    ].map((each) => mermaidPipeline({ mode: 'validate', stages: each }) ?? '')
    for (const [index, text] of [undefined, ...names].entries()) {
      const plots = (markdownPlots(samplePlots(text), 20, {}) ?? '').matchAll(/```mermaid\n([^]*?)\n```/g)
      const drawings = [...plots].map(([, diagram = '']) => diagram)
      // Each name is in one of the charts, and each chart has many of the names.
      diagrams.push(...drawings.filter((_, at) => text === undefined || at === index % drawings.length))
    }
    const rooms = await readFile(join(lab.root, 'docs/architecture.md'), 'utf8')
    for (const [, diagram = ''] of rooms.matchAll(/```mermaid\n([^]*?)\n```/g)) diagrams.push(diagram)
    const page = await (await browser.newContext({ offline: true })).newPage()
    await page.addScriptTag({ path: MERMAID })
    const texts = await page.evaluate<string[]>(`(async (diagrams) => {
      mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' })
      const texts = []
      for (const [index, diagram] of diagrams.entries()) {
        const { svg } = await mermaid.render('d' + index, diagram)
        const parsed = new DOMParser().parseFromString(svg, 'text/html')
        for (const style of parsed.querySelectorAll('style')) style.remove()
        if (parsed.querySelector('script, img, iframe, a')) throw new Error('an element that is not ours: ' + diagram)
        texts.push(parsed.body.textContent)
      }
      return texts
    })(${JSON.stringify(diagrams)})`)
    expect(diagrams.length).toBeGreaterThan(names.length + 4)
    const shown = texts.slice(0, 2).join('\n')
    // Control characters are written out, line breaks become blanks.
    for (const name of names)
      expect(shown).toContain(
        name
          .replace(/\s*\n[\s]*/g, ' ')
          .replace(/\u202e/g, '\\u202e')
          .replaceAll('\x1b', '\\x1b'),
      )
    expect(texts[2]).toMatch(/s7stale/)
    expect(texts[4]).toContain('Title of loss.csv')
    await page.context().close()
  })
})

/** Reports of several, told in one. */
function together(reports: readonly Report[]): Report {
  const [first = fullReport()] = reports
  const all = <T>(of: (report: Report) => readonly T[]): T[] => reports.flatMap(of)
  return {
    ...first,
    message: all((report) => [report.message]).join(' '),
    plots: all((report) => report.plots ?? []),
    stages: all(({ stages }) => stages),
    metrics: all(({ metrics }) => metrics),
    policies: all(({ policies }) => policies),
    params: all(({ params }) => params),
    data: all(({ data }) => data),
    checks: all(({ checks }) => checks),
    lint: all(({ lint }) => lint),
    steps: all(({ steps }) => steps),
  }
}

/**
 * The plots with a text in every place that can hold one, and two of the charts. Texts one after another are in other
 * charts, so that each chart meets a third of them.
 */
function plotsWith(text: string, index: number): PlotReport[] {
  const plots = samplePlots(text)
  const charts = plots.filter((plot) => ['line', 'scatter', 'bar'].includes(plot.kind) || 'spec' in plot)
  const kept = Array.from({ length: CHARTS_PER_TEXT }, (_, step) => charts[(index + step) % charts.length])
  return plots.filter((plot) => !charts.includes(plot) || kept.includes(plot))
}

function manyStages(number: number, verdict: (index: number) => 'stale' | 'unchanged'): Report['stages'] {
  return Array.from({ length: number }, (_, index) => ({
    name: index % 3 ? `s${index}` : `m@${index}`,
    verdict: verdict(index),
    causes: [],
    needs: index < 10 ? [] : [(index - 10) % 3 ? `s${index - 10}` : `m@${index - 10}`],
  }))
}
