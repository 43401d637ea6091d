import type { KeptFiles } from '../report/kept-files.js'
import { redactStrings } from './redact.js'
import type { Run } from './run.js'
import { writeRunFiles } from './run-files.js'

/** Writes the files that the settings ask for. @returns the written ones */
export function keepReport({ settings: { report: json, page }, report, host, facts }: Run): KeptFiles {
  const wanted = { ...(json === undefined ? {} : { report: json }), ...(page === undefined ? {} : { page }) }
  const warn = (message: string) => {
    host.warning(`${message}. The verdict is unchanged.`)
  }
  return json === undefined && page === undefined
    ? {}
    : writeRunFiles(
        wanted,
        redactStrings(report, (text) => host.redact(text)),
        warn,
        facts,
      )
}
