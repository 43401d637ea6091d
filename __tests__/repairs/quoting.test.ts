import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const src = join(import.meta.dirname, '..', '..', 'src')
/** A command in a message, between backticks that the template escapes. */
const COMMAND = /\\`([a-z][\w-]* [^`]*)\\`/g
const VALUE = /\$\{((?:[^{}]|\{[^{}]*\})*)\}/g
/** Values that no file, branch or person gives: words of our own code, and numbers. */
const OWN_WORDS = new Set([
  'args[0]',
  'mode',
  'tool',
  'extras',
  'install.name',
  'RECORD',
  'MINIMUM_DVC_VERSION',
  'keyscanArguments(host)',
])

test('a repair quotes each value in its commands, as a file may be named `$(command)`', () => {
  const found: string[] = []
  for (const path of readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')))
    for (const [, command = ''] of readFileSync(join(src, path), 'utf8').matchAll(COMMAND))
      for (const [, value = ''] of command.matchAll(VALUE))
        if (!value.includes('shellWord') && !OWN_WORDS.has(value)) found.push(`${path}: ${command}`)
  expect(found).toEqual([])
})
