import { messageOf } from '../errors/errors.js'
import type { KeptFiles } from '../report/kept-files.js'
import type { Report } from '../report/report.js'
import type { PagePictures } from '../report/thumbnails.js'
import { writePageFile } from './page-file.js'
import { reportInput, reportOption, writeReportFile } from './report-file.js'

/**
 * The files that a command line asks for, read without validating the rest: for a run whose settings cannot be read.
 */
export function filesOfOptions(argv: readonly string[], cwd: string): KeptFiles {
  return given(reportOption(argv, cwd), reportOption(argv, cwd, 'page'))
}

/** The files that the action's inputs ask for, read without validating the others. */
export function filesOfInputs(env: NodeJS.ProcessEnv, cwd: string): KeptFiles {
  return given(reportInput(env, cwd), reportInput(env, cwd, 'page'))
}

function given(report: string | undefined, page: string | undefined): KeptFiles {
  return { ...(report === undefined ? {} : { report }), ...(page === undefined ? {} : { page }) }
}

/**
 * Writes the requested files. Synchronous, so that it works while the process exits.
 * @param report without secrets
 * @param failed called for each file that cannot be written; the others are still written
 * @returns the written files
 */
export function writeRunFiles(
  wanted: KeptFiles,
  report: Report,
  failed: (message: string) => void,
  pictures?: PagePictures,
): KeptFiles {
  const written: KeptFiles = {}
  const attempt = (file: keyof KeptFiles, write: (path: string) => void) => {
    const path = wanted[file]
    if (path === undefined) return
    try {
      write(path)
      written[file] = path
    } catch (error) {
      failed(`could not write ${path}: ${messageOf(error)}`)
    }
  }
  attempt('report', (path) => {
    writeReportFile(path, report)
  })
  attempt('page', (path) => {
    writePageFile(path, report, pictures)
  })
  return written
}
