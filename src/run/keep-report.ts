import { dirname, join } from 'node:path'
import { messageOf } from '../errors/errors.js'
import type { KeptFiles } from '../report/kept-files.js'
import { redactStrings } from './redact.js'
import { writeWhole } from './report-file.js'
import type { Run } from './run.js'
import { writeRunFiles } from './run-files.js'

/** Name of the file with the signed statements, beside report.json. */
const PROVENANCE_FILE = 'provenance.jsonl'

/** Writes the files that the settings ask for. @returns the written ones */
export function keepReport({ settings: { report: json, page }, report, host, facts }: Run): KeptFiles {
  const wanted = { ...(json === undefined ? {} : { report: json }), ...(page === undefined ? {} : { page }) }
  const warn = (message: string) => {
    host.warning(`${message}. The verdict is unchanged.`)
  }
  if (json !== undefined && facts.provenance !== undefined) {
    const path = join(dirname(json), PROVENANCE_FILE)
    try {
      writeWhole(path, facts.provenance)
    } catch (error) {
      warn(`could not write ${path}: ${messageOf(error)}`)
    }
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
