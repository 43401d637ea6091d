import { execFile, spawn } from 'node:child_process'
import { mkdir, open, readFile, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { lab } from '../../scripts/lab/paths.mjs'
import { jsonText } from '../../src/report/escape.js'
import { fullReport, HOSTILE } from '../report/sample.js'
import { CLI, cleanUp, developer, scratch } from '../support/project.js'

const execute = promisify(execFile)
let folder: string

beforeAll(async () => {
  folder = await scratch()
  const report = fullReport()
  report.checks.push({
    name: HOSTILE.join(' '),
    command: 'x',
    conclusion: 'failure',
    seconds: 1,
    log: HOSTILE.join('\n'),
  })
  await writeFile(join(folder, 'report.json'), `${jsonText(report)}\n`)
})
afterAll(cleanUp)

const run = (...argv: string[]) =>
  execute(process.execPath, [CLI, 'report', ...argv], { cwd: folder, env: developer(), maxBuffer: 1e8 })

/** What Python's reader of XML finds: each test case with its suite and outcome. */
async function casesOf(file: string): Promise<string[]> {
  const { stdout } = await execute(lab.pythonBin('dvc'), [
    '-c',
    `import sys, xml.etree.ElementTree as tree
for suite in tree.parse(sys.argv[1]).getroot():
    for case in suite: print(case.get('classname'), case[0].tag if len(case) else 'passed')`,
    file,
  ])
  return stdout.trim().split('\n')
}

test('a report is shown as text, Markdown, a page and JUnit XML, from a file and from standard input', async () => {
  expect((await run('report.json')).stdout).toContain('Failed: data/a.csv and 1 more are truncated')
  expect((await run('report.json', '--to', 'comment')).stdout).toMatch(/^## ❌ dvc-ci validate/)
  expect((await run('report.json', '--to=summary')).stdout).toMatch(/^## ❌ dvc-ci validate: failed/)
  await symlink('report.json', join(folder, 'link.json'))
  expect((await run('link.json', '--to', 'page', '-o', 'deep/page.html')).stdout).toBe('')
  expect(await readFile(join(folder, 'deep/page.html'), 'utf8')).toMatch(/^<!doctype html>/i)
  const child = spawn(
    'sh',
    ['-c', `"$0" "$1" report - --to junit --output junit.xml < report.json`, process.execPath, CLI],
    {
      cwd: folder,
      env: { ...developer(), GITHUB_ACTIONS: 'true' },
    },
  )
  expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(0)
  expect(await casesOf(join(folder, 'junit.xml'))).toEqual([
    'dvc-ci.run failure',
    'dvc-ci.checks system-out',
    'dvc-ci.checks failure',
    'dvc-ci.checks failure',
    'dvc-ci.stages system-out',
    'dvc-ci.stages failure',
    'dvc-ci.stages system-out',
    'dvc-ci.policies failure',
    'dvc-ci.policies system-out',
    'dvc-ci.policies system-out',
    'dvc-ci.remote failure',
    'dvc-ci.findings system-out',
  ])
})

test('a runner that redirects a page to a file gets the page alone', async () => {
  await execute('sh', ['-c', `"$0" "$1" report report.json --to page > whole.html`, process.execPath, CLI], {
    cwd: folder,
    env: { ...developer(), GITHUB_ACTIONS: 'true' },
  })
  expect(await readFile(join(folder, 'whole.html'), 'utf8')).toMatch(/^<!doctype html>[^]*<\/html>\n?$/i)
})

test('what is no report of this version ends with 2 and the reason', async () => {
  await mkdir(join(folder, 'folder'))
  await execute('mkfifo', [join(folder, 'pipe')])
  await writeFile(join(folder, 'half.json'), '{"schema": 1, "mode":')
  await writeFile(join(folder, 'bytes.json'), Buffer.from([0xff, 0xfe, 0x7b]))
  await writeFile(join(folder, 'newer.json'), '{"schema": 7}')
  await writeFile(join(folder, 'huge.json'), '')
  await truncate(join(folder, 'huge.json'), 65 * 1024 * 1024)
  for (const [argv, stderr] of [
    [['absent.json'], /ENOENT.*\[report-unreadable\]/],
    [['folder'], /it is a folder, a pipe or a device.*\[report-unreadable\]/],
    [['pipe'], /it is a folder, a pipe or a device.*\[report-unreadable\]/],
    [['huge.json'], /more than 67108864 bytes.*\[report-unreadable\]/],
    [['half.json'], /it is not JSON.*\[report-invalid\]/],
    [['bytes.json'], /it is not UTF-8 text.*\[report-invalid\]/],
    [['newer.json'], /its schema is 7.*\[report-newer\]/],
    [['report.json', '--output', 'folder'], /is no regular file.*\[report-output-not-writable\]/],
    [['report.json', '--output', 'pipe'], /is no regular file.*\[report-output-not-writable\]/],
    [['report.json', '--to', 'juint'], /Did you mean junit\?.*\[argument-invalid\]/],
    [[], /report needs a file.*\[argument-invalid\]/],
  ] as const)
    await expect(run(...argv)).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(stderr) as unknown,
    })
  expect((await stat(join(folder, 'pipe'))).isFIFO()).toBe(true)
})

test('standard input without an end is read no further than the limit', async () => {
  const zero = await open('/dev/zero')
  const child = spawn(process.execPath, [CLI, 'report', '-'], {
    cwd: folder,
    env: developer(),
    stdio: [zero.fd, 'pipe', 'pipe'],
  })
  let stderr = ''
  child.stderr?.on('data', (piece: Buffer) => {
    stderr += piece.toString()
  })
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(2)
  expect(stderr).toContain('[report-unreadable]')
  await zero.close()
})
