import { count, named } from '../text/words.js'
import type { CheckTotals } from './check-report.js'
import { totalsText } from './check-results.js'
import { formatBytes } from './numbers.js'
import type { Finding } from './report.js'

/** Why a report file of a check was not read. */
export type ReportFileProblem =
  /** No file has the path, or matches the pattern. */
  | { kind: 'missing'; path: string }
  /** The check did not write the file: it is from before. */
  | { kind: 'stale'; paths: readonly string[] }
  /** `fault`: a clause. */
  | { kind: 'unreadable'; path: string; fault: string }
  | { kind: 'large'; path: string; size: number | undefined; most: number }
  | { kind: 'outside'; path: string }
  /** A pattern that matches more files than are read. */
  | { kind: 'many'; path: string; read: number }

/** The finding about a report file that was not read. The exit code of the check decides all the same. */
export function reportFileFinding(check: string, problem: ReportFileProblem): Finding {
  const key = `checks.${check}.report`
  const unreadable = (path: string, fault: string, remedy: string): Finding => ({
    rule: 'check-report-unreadable',
    severity: 'warning',
    message: `${key}: ${path} cannot be used: ${fault}. ${remedy}`,
  })
  switch (problem.kind) {
    case 'missing':
      return {
        rule: 'check-report-missing',
        severity: 'warning',
        message: `${key}: the check wrote no file ${problem.path}. Let the command write it there (pytest: --junitxml=${isPlain(problem.path) ? problem.path : 'FILE'}), or correct the path, which starts at the working directory.`,
      }
    case 'stale': {
      const one = problem.paths.length === 1
      return {
        rule: 'check-report-missing',
        severity: 'warning',
        message: `${key}: ${named(problem.paths)} ${one ? 'is' : 'are'} from before the check, which did not write ${one ? 'it' : 'them'}, so ${one ? 'it was' : 'they were'} not read. Remove ${one ? 'it' : 'them'} from the checkout, and let the command write ${one ? 'it' : 'them'}.`,
      }
    }
    case 'unreadable':
      return unreadable(
        problem.path,
        problem.fault,
        'Let the command write JUnit XML, SARIF 2.1, or JSON of Great Expectations, Frictionless or pandera.',
      )
    case 'large':
      return unreadable(
        problem.path,
        `it has ${problem.size === undefined ? 'more than' : `${formatBytes(problem.size)}, and the limit is`} ${formatBytes(problem.most)}`,
        'Let the tool leave out the output of tests that passed, or name several smaller files.',
      )
    case 'outside':
      return unreadable(
        problem.path,
        'it is a link that leads out of the project',
        'Let the command write a file inside the working directory.',
      )
    case 'many':
      return unreadable(
        problem.path,
        `it matches more than ${count(problem.read, 'file')}, and the others were not read`,
        'Write a narrower pattern.',
      )
  }
}

/** The finding about a check that passed although its report has failures. */
export function passedWithFailures(check: string, totals: CheckTotals, files: readonly string[]): Finding {
  return {
    rule: 'check-passed-with-failures',
    severity: 'warning',
    message: `The check ${check} ended with exit code 0, but its report (${named(files)}) has failures: ${totalsText(totals)}. Let the command end with the exit code of the tool, or let the tool report them as warnings.`,
  }
}

function isPlain(path: string): boolean {
  return /^[\w./-]+\.xml$/.test(path)
}
