import type { BuildsReport } from '../builds-report.js'
import { dayOf, shortSha } from '../history-summary.js'
import { BUILDS_DATA, type BuildsData } from './builds-view.js'
import { scriptJson } from './escape.js'
import { INSET, PLOT, WIDTH } from './history-chart.js'

/** Significant digits of a metric: more of them make a page of a thousand builds twice as large. */
const DIGITS = 9

/** The element with the data of the builds. */
export function buildsData(builds: BuildsReport): string {
  const data: BuildsData = {
    plot: { width: WIDTH, first: PLOT.left + INSET, last: PLOT.right - INSET },
    list: builds.list.map((build) => ({
      name: shortSha(build.sha),
      day: dayOf(build),
      tags: (build.tags ?? []).join(', '),
      kind: build.kind,
      undone: build.reverted !== undefined,
      ...(build.seconds === undefined ? {} : { seconds: build.seconds }),
      ...(build.environment === undefined ? {} : { environment: build.environment }),
    })),
    metrics: builds.metrics.map(({ name, path, values }) => ({
      name,
      path,
      values: values.map((value) => (value === null ? null : Number(value.toPrecision(DIGITS)))),
    })),
    params: builds.params,
    data: builds.data,
  }
  return `<script type="application/json" id="${BUILDS_DATA}">${scriptJson(data)}</script>`
}
