import type { ConfusionPlot } from '../report/plots.js'
import { type Row, textOf } from './rows.js'
import type { Field } from './template.js'

/** The most classes of a table; a larger matrix is a picture. */
const MOST_CLASSES = 40

const byName = new Intl.Collator('en', { numeric: true })

/** How often each pair of classes is in the rows, per side. With too many classes, the rarest are left out. */
export function confusionOf(
  rows: readonly Row[],
  template: { x: Field; y: Field; normalized: boolean },
): Omit<ConfusionPlot, 'name' | 'title'> | undefined {
  const { x, y, normalized } = template
  const seen = new Map<string, number>()
  const pairs = { value: new Map<string, Map<string, number>>(), baseline: new Map<string, Map<string, number>>() }
  const sides = new Set<Row['side']>()
  for (const { side, data } of rows) {
    const [column, row] = [textOf(data[x.field]), textOf(data[y.field])]
    sides.add(side)
    for (const name of [column, row]) seen.set(name, (seen.get(name) ?? 0) + 1)
    const counts = pairs[side].get(row) ?? new Map<string, number>()
    counts.set(column, (counts.get(column) ?? 0) + 1)
    pairs[side].set(row, counts)
  }
  if (seen.size === 0) return undefined
  const frequent = [...seen]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_CLASSES)
    .map(([name]) => name)
  const classes = frequent.sort((a, b) => byName.compare(a, b))
  const matrix = (side: Row['side']) =>
    classes.map((row) => classes.map((column) => pairs[side].get(row)?.get(column) ?? 0))
  const [value, baseline] = [matrix('value'), matrix('baseline')]
  return {
    kind: 'confusion',
    x_label: x.label,
    y_label: y.label,
    classes,
    ...(sides.has('value') ? { value } : {}),
    ...(sides.has('baseline') ? { baseline } : {}),
    ...(sides.size === 2 ? { changed: JSON.stringify(value) !== JSON.stringify(baseline) } : {}),
    ...(normalized ? { normalized } : {}),
    ...(seen.size > classes.length ? { omitted: seen.size - classes.length } : {}),
  }
}
