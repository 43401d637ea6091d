import type { MetricReport } from '../report/report.js'
import { compileSelector, selectorOfWorst } from './selector.js'

/** The numbers of a metric that `better` compares. */
export type Compared = Pick<MetricReport, 'name' | 'value' | 'baseline'>

/**
 * The metrics that a rule of `better` names: by the dotted key, with or without the file. `worst(…)` is one number: that of the
 * worst slice on each side. Slices that the baseline does not have are left out where others have a baseline; a slice that
 * is gone has no value.
 * @param direction the one that is better
 */
export function metricsFor(
  metrics: readonly MetricReport[],
  asked: string,
  direction: 'higher' | 'lower',
): readonly Compared[] {
  if (selectorOfWorst(asked) === undefined)
    return metrics.filter(({ name, path }) => name === asked || `${path}:${name}` === asked)
  const { match } = compileSelector(asked)
  const slices = metrics.filter(({ path, name, slice }) => match(path, name, slice) !== 'none')
  const comparable = slices.filter(({ baseline }) => baseline !== undefined)
  const judged = comparable.length > 0 ? comparable : slices
  if (judged.length === 0) return []
  const [value, baseline] = [
    worst(
      judged.map((each) => each.value),
      direction,
    ),
    worst(
      judged.map((each) => each.baseline),
      direction,
    ),
  ]
  return [{ name: asked, ...(value === undefined ? {} : { value }), ...(baseline === undefined ? {} : { baseline }) }]
}

/** The worst number; undefined where one of them is absent. */
function worst(values: readonly (number | undefined)[], direction: 'higher' | 'lower'): number | undefined {
  const known = values.filter((value) => value !== undefined)
  if (known.length < values.length) return undefined
  return known.reduce((most, value) => (value < most === (direction === 'higher') ? value : most))
}
