import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { requireParts } from '../../scripts/lab/paths.mjs'
import type { ReadPlots } from '../../src/plots/read-plots.js'
import { cleanUp } from '../support/project.js'
import { askZoo, zooFiles } from './zoo.js'

beforeAll(() => requireParts('dvc', 'dvc-mid', 'dvc-old'))
afterAll(cleanUp)

/** What is told of each plot, short enough to be compared. */
function shapes({ plots }: ReadPlots): Record<string, unknown> {
  return Object.fromEntries(
    plots.map((plot) => {
      switch (plot.kind) {
        case 'line':
        case 'scatter':
        case 'bar':
          return [
            plot.name,
            [
              plot.kind,
              plot.title,
              plot.x,
              plot.y,
              plot.changed,
              plot.series.map(({ name, value, baseline }) => [name, value?.x.length, baseline?.x.length]),
            ],
          ]
        case 'confusion':
          return [
            plot.name,
            [plot.kind, plot.x_label, plot.y_label, plot.classes.length, plot.changed, plot.normalized],
          ]
        case 'template':
          return [plot.name, [plot.kind, plot.spec?.['mark']]]
        case 'image':
          return [plot.name, [plot.kind]]
      }
    }),
  )
}

const number = (label: string) => ({ label, kind: 'number' })

describe.each(['dvc-old', 'dvc-mid', 'dvc'] as const)("the plots of the lab's %s", (part) => {
  let zoo: Awaited<ReturnType<typeof askZoo>>
  beforeAll(async () => {
    zoo = await askZoo(part)
  })

  test('are recognised by their templates, with both sides', () => {
    expect(shapes(zoo)).toEqual({
      'loss.csv': ['line', 'Loss </script> <b>|', number('epoch'), number('val'), true, [['', 6, 5]]],
      'second.tsv': ['line', 'second.tsv', number('step'), number('acc'), true, [['', 6, 5]]],
      'dotted.csv': ['line', 'dotted.csv', number('a.b'), number('c[0]'), true, [['', 6, 5]]],
      'sc.json': ['scatter', 'sc.json', number('x'), number('y'), true, [['', 6, 5]]],
      'bar.json': ['bar', 'bar.json', { label: 'name', kind: 'category' }, number('importance'), true, [['', 6, 5]]],
      'cm.json': ['confusion', 'predicted', 'actual', 12, true, undefined],
      'cmn.json': ['confusion', 'predicted', 'actual', 2, true, true],
      'nan.json': ['line', 'nan.json', number('s'), number('v'), false, [['', 2, 2]]],
      'same.csv': ['line', 'same.csv', number('epoch'), number('val'), false, [['', 2, 2]]],
      'broken.json': ['line', 'broken.json', number('a'), number('b'), undefined, [['', undefined, 1]]],
      'new.csv': ['line', 'new.csv', number('epoch'), number('val'), undefined, [['', 2, undefined]]],
      both: [
        'line',
        'Both',
        number('epoch'),
        number('loss'),
        true,
        [
          ['train', 6, 5],
          ['val', 6, 5],
        ],
      ],
      files: [
        'line',
        'files',
        number('step'),
        number('loss'),
        true,
        [
          ['train.tsv', 6, 5],
          ['val.tsv', 6, 5],
        ],
      ],
      smooth: ['line', 'smooth', number('epoch'), number('val'), true, [['', 6, 5]]],
      area: ['template', 'area'],
    })
  })

  test('have the values of the files', () => {
    const loss = zoo.plots.find(({ name }) => name === 'loss.csv')
    expect(loss).toMatchObject({
      series: [
        {
          value: { x: [0, 1, 2, 3, 4, 5], y: [2 / 2, 2 / 3, 2 / 4, 2 / 5, 2 / 6, 2 / 7], total: 6 },
          baseline: { y: [2, 1, 2 / 3, 2 / 4, 2 / 5] },
        },
      ],
    })
    expect(zoo.plots.find(({ name }) => name === 'cmn.json')).toMatchObject({
      classes: ['cat', 'dog'],
      value: [
        [6, 0],
        [3, 3],
      ],
      baseline: [
        [4, 2],
        [4, 2],
      ],
    })
    // 0 to 11 in their order, not in that of their digits.
    expect(zoo.plots.find(({ name }) => name === 'cm.json')).toMatchObject({
      classes: Array.from({ length: 12 }, (_, index) => String(index)),
    })
  })

  test('come with their pictures as files', async () => {
    expect(zoo.images.map(({ name }) => name).sort()).toEqual(['imgs/roc.png', 'imgs/same.png', 'imgs/x.svg'])
    const roc = zoo.images.find(({ name }) => name === 'imgs/roc.png')
    expect(await readFile(roc?.value ?? '')).toEqual(zooFiles(2)['imgs/roc.png'])
    expect(await readFile(roc?.baseline ?? '')).toEqual(zooFiles(1)['imgs/roc.png'])
  })

  test("of the project's own template name the two sides for a reader", () => {
    const text = JSON.stringify(zoo.plots.find(({ name }) => name === 'area'))
    expect(text).toContain('"this change"')
    expect(text).toContain('"baseline"')
    expect(text).not.toMatch(/"workspace"|"[0-9a-f]{40}"/)
  })

  test('that cannot be read are named, those that are new are not', () => {
    expect(zoo.problems).toEqual([expect.stringMatching(/^broken\.json: ./)])
  })
})
