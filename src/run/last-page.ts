import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../errors/errors.js'
import type { Report } from '../report/report.js'
import type { Host } from './host.js'
import { writePageFile } from './page-file.js'
import type { RunFacts } from './run.js'

/** Path of the last page of a checkout, in Git's own directory: Git neither tracks nor cleans it. */
function lastPagePath(gitDirectory: string): string {
  return join(gitDirectory, 'dvc-ci', 'last-run.html')
}

/** The page of the last run; undefined if there is none. @param gitDirectory absolute */
export function findLastPage(gitDirectory: string): string | undefined {
  const path = lastPagePath(gitDirectory)
  return existsSync(path) ? path : undefined
}

/**
 * Keeps the page of a run on a laptop for `dvc-ci open`. A failure changes no verdict.
 * @param report without secrets
 */
export function keepLastPage(facts: RunFacts, report: Report, host: Pick<Host, 'debug'>): void {
  const { gitDirectory } = facts
  if (gitDirectory === undefined) return
  try {
    writePageFile(lastPagePath(gitDirectory), report, facts)
  } catch (error) {
    host.debug(`The page of this run was not kept: ${messageOf(error)}`)
  }
}
