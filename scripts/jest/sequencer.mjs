/** Starts the suites that take longest first, so that no processor waits for one of them at the end. */
import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import TestSequencer from '@jest/test-sequencer'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
/** Seconds of each suite that takes more than a few, on an idle machine. */
const seconds = JSON.parse(readFileSync(new URL('seconds.json', import.meta.url), 'utf8'))

export default class LongestFirst extends TestSequencer {
  sort(tests) {
    const weight = ({ path }) => seconds[relative(root, path)] ?? 0
    return [...tests].sort((a, b) => weight(b) - weight(a) || (a.path < b.path ? -1 : 1))
  }
}
