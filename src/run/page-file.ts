import { readFileSync } from 'node:fs'
import { type HistoryPage, renderHistoryPage } from '../report/html/history-page.js'
import { type PageAssets, renderPage } from '../report/html/page.js'
import type { Report } from '../report/report.js'
import type { PagePictures } from '../report/thumbnails.js'
import { writeWhole } from './report-file.js'
import { version } from './version.js'

/** The build puts these beside the bundles. */
const ASSETS = new URL(process.env['DVC_CI_PAGE'] ?? '../../dist/', import.meta.url)

/**
 * Writes the report as one HTML file, whole or not at all.
 * @param report without secrets
 * @throws the error of the file system
 */
export function writePageFile(path: string, report: Report, pictures: PagePictures = {}): void {
  writeWhole(path, pageText(report, pictures))
}

/**
 * The report as the text of one HTML file.
 * @param report without secrets
 */
export function pageText(report: Report, pictures: PagePictures = {}): string {
  const { builds, source } = report
  // Without builds, the run has failed.
  if (builds !== undefined) return historyText({ builds, source })
  return renderPage(report, {
    assets: loadAssets(),
    version: version(),
    ...pictures,
  })
}

/**
 * All official builds as the text of one HTML file.
 * @param subject without secrets
 */
export function historyText(subject: Pick<HistoryPage, 'builds' | 'source'>): string {
  const assets = { style: asset('page.css'), script: asset('page.js'), history: asset('history.js') }
  return renderHistoryPage({ ...subject, version: version(), assets })
}

function loadAssets(): PageAssets {
  return { style: asset('page.css'), script: asset('page.js'), charts: asset('charts.js') }
}

function asset(name: string): string {
  return readFileSync(new URL(name, ASSETS), 'utf8')
}
