import type { BuildsReport } from '../builds-report.js'

/** The id of the element with the data of the builds. */
export const BUILDS_DATA = 'builds-data'
/** The builds as the script of the page reads them. */
export interface BuildsData {
  /** Pixels of the charts: their width, and the places of the first and the last build. */
  plot: { width: number; first: number; last: number }
  list: {
    name: string
    day: string
    tags: string
    kind: string
    undone: boolean
    seconds?: number
    environment?: string
  }[]
  metrics: { name: string; path: string; values: (number | null)[] }[]
  params: BuildsReport['params']
  data: BuildsReport['data']
}
