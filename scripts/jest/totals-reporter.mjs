import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const table = join(root, 'scripts/jest/seconds.json')
/** A suite below this many seconds needs no row in the table. */
const SHORT = 5

/**
 * Hands the totals of the run on to scripts/test.mjs, which prints them as its last line. With `DVC_CI_TEST_SECONDS`
 * set, it also writes how long each suite took into the table by which the sequencer orders them.
 */
export default class TotalsReporter {
  onRunComplete(_contexts, results) {
    const file = process.env.DVC_CI_TEST_TOTALS
    // A suite that could not even start counts as one failure, so that a broken import is never "0 failed".
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites
    if (file) appendFileSync(file, `${results.numPassedTests} ${failed} ${results.numPendingTests}\n`)
    if (process.env.DVC_CI_TEST_SECONDS) writeSeconds(results.testResults)
  }
}

function writeSeconds(suites) {
  const seconds = JSON.parse(readFileSync(table, 'utf8'))
  for (const { testFilePath, perfStats } of suites)
    seconds[relative(root, testFilePath)] = Math.round(perfStats.runtime / 1000)
  const rows = Object.entries(seconds).filter(([, value]) => value >= SHORT)
  rows.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  writeFileSync(table, `${JSON.stringify(Object.fromEntries(rows), undefined, 2)}\n`)
}
