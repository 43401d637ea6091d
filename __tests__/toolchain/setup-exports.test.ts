import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { ProjectError } from '../../src/errors/errors.js'
import { ExportFiles, parsePaths, parseVariables, withExports } from '../../src/toolchain/setup-exports.js'

const message = (parse: () => unknown) => {
  try {
    parse()
  } catch (error) {
    if (error instanceof ProjectError) return `${error.id}: ${error.message}`
    throw error
  }
  return undefined
}

test('variables are read in both forms of the runner', () => {
  expect(parseVariables('A=1\n\nB=x=y<<z\r\nC<<END\none\ntwo\nEND\nD<<E\nE\nA=2\n')).toEqual({
    A: '2',
    B: 'x=y<<z',
    C: 'one\ntwo',
    D: '',
  })
  expect(parseVariables('')).toEqual({})
})

test('a value between words of its own comes back as it was', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }).filter((line) => !/[\r\n\0]/.test(line))), (lines) => {
      fc.pre(lines.length > 0)
      const value = lines.join('\n')
      expect(parseVariables(`FIRST=1\nVALUE<<end-of-it\n${value}\nend-of-it\nLAST=2\n`)).toEqual({
        FIRST: '1',
        VALUE: value,
        LAST: '2',
      })
    }),
  )
})

test.each([
  'PATH',
  'Path',
  'LD_PRELOAD',
  'DYLD_INSERT_LIBRARIES',
  'NODE_OPTIONS',
  'BASH_ENV',
  'GIT_SSH_COMMAND',
  'GITHUB_TOKEN',
  'RUNNER_TEMP',
  'ACTIONS_RUNTIME_TOKEN',
  'INPUT_MODE',
  'STATE_pending',
  'DVC_CI_FAILPOINTS',
  'MLFLOW_TRACKING_URI',
])('the variable %s is rejected in both forms', (name) => {
  for (const text of [`OK=1\n${name}=x\n`, `${name}<<E\nx\nE\n`])
    expect(message(() => parseVariables(text))).toMatch(
      new RegExp(`^setup-export-invalid: .*GITHUB_ENV, and ${name} may not be set`),
    )
})

test.each([
  ['no form', 'just words\n', 'the line 1 is neither NAME=VALUE'],
  ['a name with a minus', 'A-B=1\n', 'neither NAME=VALUE'],
  ['a value without an end', 'A<<END\none\n', "the value of A has no end: no line is 'END' alone"],
  ['no word', 'A<<\n\n', 'the value of A has no end'],
  ['a zero byte', 'A=x\0y\n', 'the value of A has a zero byte'],
])('a file with %s is rejected', (_, text, why) => {
  expect(message(() => parseVariables(text))).toContain(why)
})

test('the last folder is searched first, and every line must be one absolute folder', () => {
  const path = parsePaths('/a\n\n/b c\n')
  expect(withExports({ PATH: `/usr/bin${delimiter}/a`, X: '1' }, { path, env: { X: '2' } })).toEqual({
    PATH: ['/b c', '/a', '/usr/bin'].join(delimiter),
    X: '2',
  })
  for (const line of ['bin', './bin', '~/bin', `/a${delimiter}/b`])
    expect(message(() => parsePaths(`/ok\n${line}\n`))).toContain(`'${line}' is not the absolute path of one folder`)
})

test('a link in the place of a file is not followed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dvc-ci-exports-'))
  try {
    const files = await ExportFiles.create(['env'], folder)
    const file = files.variables['GITHUB_ENV'] ?? ''
    await writeFile(join(folder, 'other'), 'A=1\n')
    await rm(file)
    await symlink(join(folder, 'other'), file)
    await expect(files.read()).rejects.toThrow('its file cannot be read')
    await files.close()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
