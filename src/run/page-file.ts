import { readFileSync } from 'node:fs'
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
  return renderPage(report, {
    assets: loadAssets(),
    version: version(),
    ...pictures,
  })
}

function loadAssets(): PageAssets {
  const [style, script, charts] = ['page.css', 'page.js', 'charts.js'].map((name) =>
    readFileSync(new URL(name, ASSETS), 'utf8'),
  )
  return { style: style ?? '', script: script ?? '', charts: charts ?? '' }
}
