import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { buildPage } from '../../scripts/build-page.mjs'
import { lab } from '../../scripts/lab/paths.mjs'
import type { BuildsReport } from '../../src/report/builds-report.js'
import { type HistoryAssets, renderHistoryPage } from '../../src/report/html/history-page.js'
import { hostileBuilds, sampleBuilds } from '../report/builds-sample.js'
import { launchBrowser, openFile, type WatchedPage } from '../support/browser.js'
import { cleanUp, scratch } from '../support/project.js'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let browser: Browser
let directory: string
let assets: HistoryAssets

beforeAll(async () => {
  directory = await scratch()
  const [opened] = await Promise.all([launchBrowser(), buildPage(lab.root, directory)])
  browser = opened
  const [style = '', script = '', history = ''] = await Promise.all(
    ['page.css', 'page.js', 'history.js'].map((name) => readFile(join(directory, name), 'utf8')),
  )
  assets = { style, script, history }
})
afterAll(async () => {
  await browser.close()
  await cleanUp()
})

let count = 0
async function open(builds: BuildsReport, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const file = join(directory, `history-${count++}.html`)
  const source = { repository: 'https://github.example/team/digits', directory: 'sub' }
  await writeFile(file, renderHistoryPage({ builds, source, version: '0.0.0', assets }))
  return openFile(browser, file, options)
}

test.each([
  ['light', {}, sampleBuilds()],
  ['dark phone', { viewport: { width: 320, height: 640 }, colorScheme: 'dark' }, sampleBuilds()],
  ['dark, with hostile texts', { colorScheme: 'dark' }, hostileBuilds()],
  ['without scripts', { javaScriptEnabled: false }, sampleBuilds()],
] satisfies [string, BrowserContextOptions, BuildsReport][])(
  '%s: the page asks for nothing, is no barrier and fits',
  async (_, options: BrowserContextOptions, builds) => {
    const { page, complaints } = await open(builds, options)
    expect(await page.locator('svg[data-course]:visible').count()).toBeGreaterThan(3)
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
    if (options.javaScriptEnabled !== false) {
      // Not as an element of the page, which its content security policy would refuse.
      await page.evaluate(AXE)
      expect(
        await page.evaluate(
          'axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }).then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`))',
        ),
      ).toEqual([])
    }
    expect(complaints).toEqual([])
    await page.context().close()
  },
)

test('two builds are compared, at first the last two that stand, and a pointer shows the numbers of a build', async () => {
  const { page, complaints } = await open(sampleBuilds())
  const rows = async () =>
    (await page.locator('#compare tr').allInnerTexts()).map((text) => text.split('\t').map((cell) => cell.trim()))
  expect(await rows()).toEqual([
    ['', '4444444', '5555555', 'Difference'],
    ['accuracy', '', '0.93', ''],
    ['loss', '0.1', '0.2', '+0.1'],
    ['train.C', '0.5', '', ''],
    ['model.bin', 'h3, 10 B', 'h4, 10 B', ''],
    ['environment', 'e1', 'e2', ''],
  ])
  await page.getByLabel('Before').selectOption('0')
  await page.getByLabel('After').selectOption('1')
  expect(await rows()).toEqual([
    ['', '1111111', '2222222', 'Difference'],
    ['accuracy', '0.9', '0.92', '+0.02'],
    ['loss', '1e-9', '2e300', '+2e300'],
    ['old', '3', '', ''],
    ['raw.csv', 'aaaaaaa, 1 kB', 'bbbbbbb, 2.5 kB, 2 files', ''],
    ['model.bin', 'h0, 10 B', 'h1, 10 B', ''],
    ['time of the stages', '1 min 01 s', '1 min 15 s', ''],
  ])
  await page.locator('svg[data-course="m0"]').hover({ position: { x: 16, y: 40 } })
  expect(await page.locator('.tooltip').innerText()).toBe('2026-01-10 1111111 v1\n0.9')
  expect(complaints).toEqual([])
  await page.context().close()
})
