/**
 * Starts the suites that take longest first, and unit suites last: they are short and keep every processor at work. So no
 * processor waits for a long suite at the end.
 */
import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import TestSequencer from '@jest/test-sequencer'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
/** Seconds of each suite that takes more than a few, on an idle machine. A suite without a row takes up to 5. */
const seconds = JSON.parse(readFileSync(new URL('seconds.json', import.meta.url), 'utf8'))

export default class LongestFirst extends TestSequencer {
  sort(tests) {
    const weight = ({ path, context }) =>
      seconds[relative(root, path)] ?? (context.config.displayName?.name === 'unit' ? 0 : 4)
    return [...tests].sort((a, b) => weight(b) - weight(a) || (a.path < b.path ? -1 : 1))
  }
}
