import { appendFileSync } from 'node:fs'

/** Hands the totals of the run on to scripts/test.mjs, which prints them as its last line. */
export default class TotalsReporter {
  onRunComplete(_contexts, results) {
    const file = process.env.DVC_CI_TEST_TOTALS
    // A suite that could not even start counts as one failure, so that a broken import is never "0 failed".
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites
    if (file) appendFileSync(file, `${results.numPassedTests} ${failed} ${results.numPendingTests}\n`)
  }
}
