import { expect, test } from '@jest/globals'
import { parse, parseDocument } from 'yaml'
import { parseProjectFile } from '../../src/dvc/project-file.js'
import { firstRepeated } from '../../src/dvc/repeated-keys.js'
import { stageLines } from '../../src/dvc/yaml-lines.js'
import { isUnreadable, parseLock } from '../../src/pipeline/lock-text.js'
import { LARGE } from '../../src/text/read-yaml.js'
import { lineOfKeys } from '../../src/text/yaml-lines.js'

const LONG = 'x'.repeat(300)

/** A dvc.lock of many stages, one of which DVC did not write. */
function lockOf(stages: number, last = ''): string {
  const entry = (name: number) =>
    `  s${name}:\n    cmd: python train.py ${name} ${LONG}\n    outs:\n    - path: m${name}.pkl\n      md5: ${String(name).padStart(31, '0')}a\n      size: ${name}\n`
  const odd = '  "odd one": {cmd: [a, b], outs: [{path: x, md5: "\\u0031"}]}\n'
  return `# head\nschema: '2.0'\nstages:\n${Array.from({ length: stages }, (_, name) => entry(name)).join('')}${last === 'odd' ? odd : last}`
}

const MANY = 500

test('a large dvc.lock has the value, the entries and the lines that the parser gives', () => {
  const text = lockOf(MANY)
  expect(text.length).toBeGreaterThan(LARGE)
  expect(parseProjectFile('dvc.lock', 'lock', text)).toEqual({ data: parse(text) as unknown })
  const lock = parseLock(text)
  if (isUnreadable(lock)) throw new Error(lock.reason)
  const entries = lock.sections.get('stages')?.entries
  expect([lock.preamble, lock.sections.get('schema')?.head, lock.sections.get('stages')?.head]).toEqual([
    '# head\n',
    "schema: '2.0'\n",
    'stages:\n',
  ])
  expect([...(entries?.values() ?? [])].map((entry) => entry.text).join('')).toBe(text.slice(text.indexOf('  s0:')))
  expect(entries?.get('s7')?.value).toEqual({
    cmd: `python train.py 7 ${LONG}`,
    outs: [{ path: 'm7.pkl', md5: `${'7'.padStart(31, '0')}a`, size: 7n }],
  })
  expect([
    lineOfKeys(text, ['stages', 's9', 'outs']),
    lineOfKeys(text, ['stages', 's9', 'deps']),
    lineOfKeys(text, ['stages', 'absent', 'outs']),
    lineOfKeys(text, ['absent']),
    stageLines(text).get('s499'),
  ]).toEqual([60, 58, 3, undefined, 4 + 6 * 499])
  // An entry in another style leaves the others as they are.
  const mixed = lockOf(MANY, 'odd')
  expect(parseProjectFile('dvc.lock', 'lock', mixed)).toEqual({ data: parse(mixed) as unknown })
  expect(lineOfKeys(mixed, ['stages', 'odd one'])).toBe(4 + 6 * MANY)
})

test.each([
  ['a repeated stage', '  s3:\n    cmd: x\n', "the key 's3' appears twice.", 4 + 6 * MANY],
  ['a repeated key of a stage', '  t:\n    cmd: x\n    cmd: y\n', "the key 'cmd' appears twice.", 6 + 6 * MANY],
  ['a broken entry', '  t:\n    cmd: x: y\n', 'it is not YAML: nested mappings are not allowed', 5 + 6 * MANY],
  ['a conflict', '<<<<<<< HEAD\n', 'it contains Git conflict markers.', 4 + 6 * MANY],
])('a large dvc.lock with %s is rejected with its line', (_, last, what, line) => {
  const found = parseProjectFile('dvc.lock', 'lock', lockOf(MANY, last))
  expect(found).toEqual({ problem: expect.objectContaining({ line, message: expect.stringContaining(what) }) })
})

test('the search for a repeated key looks at each key once', () => {
  const keysOf = (stages: number) => {
    let keys = 0
    const document = parseDocument(lockOf(stages), { uniqueKeys: false })
    expect(firstRepeated(document, () => keys++)).toBeUndefined()
    return keys
  }
  const [one, two] = [keysOf(100), keysOf(200)]
  expect(two - one).toBe(100 * (1 + 2 + 3))
})
