import { join } from 'node:path'
import fc from 'fast-check'
import type { Browser, Page } from 'playwright-core'
import { lab } from '../../scripts/lab/paths.mjs'
import { mermaidPipeline } from '../../src/report/mermaid.js'
import { markdownPlots } from '../../src/report/plot-section.js'
import type { CurvePlot, PlotReport, Points } from '../../src/report/plots.js'
import type { Report } from '../../src/report/report.js'
import { launchBrowser } from '../support/browser.js'
import { HOSTILE } from './sample.js'

type Stage = Report['stages'][number]

let browser: Browser
let page: Page
beforeAll(async () => {
  browser = await launchBrowser()
  page = await (await browser.newContext({ offline: true })).newPage()
  await page.addScriptTag({ path: join(lab.root, 'node_modules/mermaid/dist/mermaid.min.js') })
})
afterAll(() => browser.close())

/** One diagram as Mermaid drew it. */
interface Drawing {
  text: string
  /** Elements that show something. */
  shapes: number
  /** Attributes of shapes that have no place: `x="NaN"`. */
  lost: string[]
  /** Elements that a diagram of ours never has. */
  foreign: string[]
}

/** Draws with Mermaid itself, as strictly as GitHub. A diagram that it refuses fails the test. */
async function draw(diagrams: readonly string[]): Promise<Drawing[]> {
  return page.evaluate<Drawing[]>(`(async (diagrams) => {
    mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' })
    const drawings = []
    for (const [index, diagram] of diagrams.entries()) {
      const { svg } = await mermaid.render('d' + index, diagram).catch((error) => {
        throw new Error(error.message + ' in ' + diagram)
      })
      const parsed = new DOMParser().parseFromString(svg, 'text/html')
      for (const style of parsed.querySelectorAll('style')) style.remove()
      const all = [...parsed.querySelectorAll('svg, svg *')]
      drawings.push({
        text: parsed.body.textContent,
        shapes: parsed.querySelectorAll('path, rect, text').length,
        lost: all.flatMap((element) =>
          ['d', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'r', 'width', 'height', 'points', 'transform', 'viewBox']
            .map((name) => name + '=' + (element.getAttribute(name) ?? ''))
            .filter((text) => /NaN|Infinity|undefined/.test(text)),
        ),
        foreign: [...parsed.querySelectorAll('script, img, iframe, a')].map(({ outerHTML }) => outerHTML),
      })
    }
    return drawings
  })(${JSON.stringify(diagrams)})`)
}

function expectSound(drawings: readonly Drawing[]): void {
  for (const { shapes, lost, foreign } of drawings) {
    expect([lost, foreign]).toEqual([[], []])
    expect(shapes).toBeGreaterThan(1)
  }
}

const chartsIn = (plots: readonly PlotReport[]) =>
  [...(markdownPlots(plots, 100, {}) ?? '').matchAll(/```mermaid\n([^]*?)\n```/g)].map(([, chart = '']) => chart)
const points = (x: (number | string)[], y: number[]): Points => ({ x, y, total: x.length })
const curve = (name: string, series: CurvePlot['series'], kind: 'number' | 'category' = 'number'): CurvePlot => ({
  kind: 'line',
  name,
  title: name,
  changed: true,
  x: { label: name, kind },
  y: { label: name, kind: 'number' },
  series,
})

const NAMES = [
  ...new Set([
    ...HOSTILE,
    'end',
    'click n0 href "javascript:alert(1)"',
    'click',
    'subgraph',
    'default',
    'class n0 failed',
    'linkStyle 0 stroke:red',
    'a"]',
    'a]) --> b((',
    '%%{init: {"theme":"dark"}}%%',
    '"`**md**`"',
    '<b onclick=alert(1)>bold</b>',
    '#quot;#35;',
    '🦊👩‍👩‍👧',
    '名前',
    'x-axis',
    'line [1, 2]',
    'NaN of it',
    '-->|text|',
    '{{}}{}[[()]]',
    'trailing\\',
    ';',
    ' ',
  ]),
]
const VERDICTS = ['unchanged', 'stale', 'failed', 'ran', 'frozen', 'restored', 'skipped'] as const

describe('Mermaid draws every pipeline', () => {
  const stagesOf = (names: readonly string[], seconds?: number): Stage[] =>
    names.map((name, index) => ({
      name,
      verdict: VERDICTS[index % VERDICTS.length] ?? 'ran',
      causes: [],
      needs: index === 0 ? ['data/raw.csv.dvc'] : [names[index >> 1] ?? ''],
      ...(seconds === undefined ? {} : { seconds }),
    }))

  test.each<[string, Stage[]]>([
    ['hostile names', stagesOf(NAMES)],
    ['one hostile name after another', stagesOf(NAMES.slice().reverse())],
    ['300 stages', stagesOf(Array.from({ length: 300 }, (_, index) => `stage-${index}`))],
    ['300 stages of a matrix', stagesOf(Array.from({ length: 300 }, (_, index) => `train@${index % 7}-${index}`))],
    ['one stage', stagesOf(['train'])],
    ['a stage that needs itself', [{ name: 'a', verdict: 'ran', causes: [], needs: ['a'] }]],
    ['times that are no numbers', stagesOf(['a', 'b'], Number.NaN)],
    ['times without end', stagesOf(['a', 'b'], Infinity)],
  ])('%s', async (_, stages) => {
    const diagram = mermaidPipeline({ mode: 'validate', stages }) ?? ''
    expectSound(await draw([diagram]))
  })

  test('a pipeline without stages is no diagram', () => {
    expect(mermaidPipeline({ mode: 'validate', stages: [] })).toBeUndefined()
  })
})

describe('Mermaid draws every plot', () => {
  test('hostile names of plots, axes, series and categories', async () => {
    const diagrams = NAMES.flatMap((name) =>
      chartsIn([
        curve(name, [{ name, value: points([0, 1, 2], [1, 2, 3]), baseline: points([0, 1], [3, 2]) }]),
        curve(name, [{ name, value: points([name, 'b', 'c'], [1, 2, 3]) }], 'category'),
      ]),
    )
    expect(diagrams.length).toBeGreaterThanOrEqual(2 * NAMES.length)
    expectSound(await draw(diagrams))
  })

  test('numbers of every size, and those that are none', async () => {
    const number = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.constantFrom(0, -0, 1e-320, 5e-324, Number.MAX_VALUE, -Number.MAX_VALUE, Number.NaN, Infinity, -Infinity),
      fc.double({ min: 0.9, max: 0.9001, noNaN: true }),
    )
    const side = fc
      .array(fc.tuple(fc.oneof(number, fc.nat(400)), number), { maxLength: 80 })
      .map((pairs) => pairs.sort(([one], [other]) => one - other))
      .map((pairs) =>
        points(
          ...pairs.reduce<[number[], number[]]>(
            ([x, y], [a, b]) => [
              [...x, a],
              [...y, b],
            ],
            [[], []],
          ),
        ),
      )
    const plots = fc.sample(fc.tuple(side, fc.option(side, { nil: undefined })), { numRuns: 150, seed: 16 })
    const diagrams = chartsIn(
      plots.map(([value, baseline], index) =>
        curve(`plot ${index}`, [{ name: '', value, ...(baseline === undefined ? {} : { baseline }) }]),
      ),
    )
    expect(diagrams.length).toBeGreaterThan(50)
    expectSound(await draw(diagrams))
  })

  test.each<[string, Points]>([
    ['a level line', points([0, 1, 2], [5, 5, 5])],
    ['zeros', points([0, 1, 2], [0, 0, 0])],
    ['a line that jumps', points([0, 1, 1, 2], [0, 0, 9, 9])],
    ['two points', points([0, 1e-9], [1, 2])],
  ])('%s is drawn', async (_, side) => {
    const diagrams = chartsIn([curve('loss', [{ name: '', value: side }])])
    expect(diagrams).toHaveLength(1)
    expectSound(await draw(diagrams))
  })
})
