import type { Report } from '../../src/report/report.js'
import { fullReport, hostileReport } from '../report/sample.js'
import { bundleEntries, type Entries } from './entries.js'

let entries: Entries
beforeAll(async () => {
  entries = await bundleEntries()
})
afterAll(async () => {
  await entries.remove()
})

const parse = (text: string | undefined) => JSON.parse(text ?? '') as Report

test.each([[['--version']], [['validate', '--version']]])('the arguments %j print only the version', async (args) => {
  expect(await entries.run('cli', {}, args)).toEqual({ code: 0, stdout: '1.2.3\n', stderr: '' })
})

test.each([[['--help']], [[]], [['validate', '-h']]])('the arguments %j show the help', async (args) => {
  const { code, stdout, stderr } = await entries.run('cli', {}, args)
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/^Usage: dvc-ci /)
  expect(stdout).toContain('--report')
})

test.each([
  [0, 'success'],
  [1, 'failure'],
  [2, 'error'],
  [3, 'error'],
  [130, 'cancelled'],
] as const)('the exit code %i of a flow is the exit code of the command line', async (exitCode, conclusion) => {
  const { code, stdout } = await entries.run('cli', { report: { ...fullReport(), conclusion }, exitCode }, ['validate'])
  expect(code).toBe(exitCode)
  expect(stdout).toContain('== reproduce\n✓ reproduce ')
  expect(stdout).toContain('\n  accuracy  metrics.json    0.91       0.97  0.951235  -0.0412346\n')
})

test('with --json, standard output is the whole report, also through a pipe', async () => {
  const report = fullReport()
  report.lint = Array.from({ length: 20_000 }, (_, index) => ({
    rule: `rule-${index}`,
    severity: 'notice' as const,
    message: 'x'.repeat(50),
  }))
  const { code, stdout, stderr } = await entries.run('cli', { report, exitCode: 1, output: ['a stage speaks\n'] }, [
    'validate',
    '--json',
  ])
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toEqual(report)
  expect(stderr).toMatch(
    /^== reproduce\na stage speaks\n✓ reproduce .*\ndvc-ci: accuracy 0\.91 is below min 0\.95; 1 stage is stale\. \[pipeline-stale\]\n$/,
  )
})

test.each([
  [['valdate'], /^dvc-ci: unknown mode 'valdate'\. Did you mean validate\?/, 'setting-invalid'],
  [['validate', '--jsn'], /^dvc-ci: unknown option --jsn\. Did you mean --json\?/, 'setting-unknown'],
  [['validate', '-C', 'nowhere'], /^dvc-ci: .*nowhere/, 'working-directory-invalid'],
])('wrong settings %j give exit code 2, a remedy and a report', async (args, message, id) => {
  const { code, stdout, stderr } = await entries.run('cli', {}, [...args, '--report', 'out/report.json'])
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(message)
  expect(stderr).not.toMatch(/^\s+at /m)
  expect(parse(await entries.read('out/report.json'))).toMatchObject({
    schema: 1,
    mode: 'validate',
    conclusion: 'error',
    message: stderr.replace('dvc-ci: ', '').replace(` [${id}]\n`, ''),
    error: { id },
  })
})

test('wrong settings with --json give the report on standard output', async () => {
  const { code, stdout } = await entries.run('cli', {}, ['rebuild', '--frce', 'all', '--json'])
  expect(code).toBe(2)
  expect(parse(stdout)).toMatchObject({ mode: 'rebuild', conclusion: 'error' })
})

test('a report that cannot be written gives an error message', async () => {
  const { code, stderr } = await entries.run('cli', {}, ['valdate', '--report', '/dev/null/report.json'])
  expect(code).toBe(2)
  expect(stderr).toContain('\ndvc-ci: could not write /dev/null/report.json: ')
})

test('an unexpected error gives exit code 3 and asks for an issue, with its position only with --verbose', async () => {
  const quiet = await entries.run('cli', { crash: 'a is not a function' }, ['validate', '--report', 'report.json'])
  expect(quiet.code).toBe(3)
  expect(quiet.stderr).toMatch(/^dvc-ci: a is not a function \(an unexpected error inside dvc-ci: please report it/)
  expect(quiet.stdout + quiet.stderr).not.toContain('TypeError')
  expect(parse(await entries.read('report.json'))).toMatchObject({ conclusion: 'error' })
  const verbose = await entries.run('cli', { crash: 'a is not a function' }, ['validate', '--verbose'])
  expect(verbose.stdout).toContain('TypeError: a is not a function\n    at ')
})

test("a run that waits for an impossible event gives exit code 3 and a report instead of Node's code 13", async () => {
  const { code, stderr } = await entries.run('cli', { hang: true }, ['validate', '--report', 'report.json'])
  expect([code, stderr]).toEqual([
    3,
    expect.stringMatching(
      /^dvc-ci: the run waits for an event that can no longer happen \(an unexpected error inside dvc-ci: please report it/,
    ),
  ])
  expect(parse(await entries.read('report.json'))).toMatchObject({ conclusion: 'error' })
})

test('after Ctrl-C the run ends with a report and exit code 130', async () => {
  const { code, stdout } = await entries.run('cli', { wait: true }, ['validate'], {
    onOutput: (text, kill) => {
      if (text.endsWith('waiting\n')) kill('SIGINT')
    },
  })
  expect(code).toBe(130)
  expect(stdout).toContain('SIGINT: ending all processes.')
  expect(stdout).toContain('\nCancelled: Cancelled.\n')
})

test('the command line never prints credentials of the environment', async () => {
  const secret = 's3cr3t-value-of-a-cloud'
  for (const args of [['validate'], ['validate', '--json']]) {
    const { stdout, stderr } = await entries.run(
      'cli',
      { report: hostileReport(`x ${secret} y`), exitCode: 1, output: ['s3cr3t-val', 'ue-of-a-cloud\n'] },
      args,
      { env: { AWS_SECRET_ACCESS_KEY: secret } },
    )
    expect(stdout + stderr).not.toContain(secret)
    expect(stdout + stderr).toContain('***')
  }
})
