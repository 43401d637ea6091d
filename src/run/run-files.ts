import { messageOf } from '../errors/errors.js'
import type { KeptFiles } from '../report/kept-files.js'
import type { Pictures } from '../report/plots.js'
import type { Report } from '../report/report.js'
import { writePageFile } from './page-file.js'
import { reportInput, reportOption, writeReportFile } from './report-file.js'

/** The files that a command line asks for, read without judging the rest of it: for a run whose settings could not be read. */
export function filesOfOptions(argv: readonly string[], cwd: string): KeptFiles {
  return given(reportOption(argv, cwd), reportOption(argv, cwd, 'page'))
}

/** The files that the action's inputs ask for, read without judging the others. */
export function filesOfInputs(env: NodeJS.ProcessEnv, cwd: string): KeptFiles {
  return given(reportInput(env, cwd), reportInput(env, cwd, 'page'))
}

function given(report: string | undefined, page: string | undefined): KeptFiles {
  return { ...(report === undefined ? {} : { report }), ...(page === undefined ? {} : { page }) }
}

/**
 * Writes the files that are wanted. Synchronous, so that it also works while the process is going down.
 * @param report without secrets
 * @param failed told of each file that cannot be written; the others are written all the same
 * @returns those that were written
 */
export function writeRunFiles(
  wanted: KeptFiles,
  report: Report,
  failed: (message: string) => void,
  pictures?: Pictures,
): KeptFiles {
  const written: KeptFiles = {}
  const attempt = (file: keyof KeptFiles, write: (path: string) => void) => {
    const path = wanted[file]
    if (path === undefined) return
    try {
      write(path)
      written[file] = path
    } catch (error) {
      failed(`${path} could not be written: ${messageOf(error)}`)
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
