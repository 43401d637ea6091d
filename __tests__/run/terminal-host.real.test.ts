import { type Ran, type RunOptions, runProgram, screenOf } from './program.js'
import { readRunnerLog } from './runner-log.js'

/** Runs a piece of a program with a host of the command line. */
async function withHost(
  body: string,
  options: RunOptions & { verbose?: boolean; json?: boolean; quiet?: boolean } = {},
): Promise<Ran> {
  const { verbose = false, json = false, quiet = false, ...run } = options
  return runProgram(
    `
    import { setTimeout as sleep } from 'node:timers/promises'
    import { createTerminalHost } from './src/run/terminal-host.ts'
    const host = createTerminalHost({ env: process.env, verbose: ${verbose}, json: ${json}, quiet: ${quiet} })
    ${body}
    host.close()`,
    run,
  )
}

const TERM = { TERM: 'xterm-256color' }
const FLOW = `
  host.status('reproduce')
  await host.group('reproduce', async () => {
    host.status('train@forest')
    host.output('epoch 1\\nepo')
    host.info('a line of ours')
    host.output('ch 2\\n')
    if (host.colour) await sleep(1500)
    host.status(undefined)
  })
  host.status(undefined)
  await host.group('gate', async () => { host.error('accuracy is low', { path: 'dvc.yaml', line: 3 }); throw new Error('x') }).catch(() => undefined)
  host.print('the end\\n')`

const ESCAPE = /\x1b/

test('a terminal shows the running step with its time, and removes that line at the end', async () => {
  const { code, stdout } = await withHost(FLOW, { pty: true, env: TERM })
  expect(code).toBe(0)
  expect(stdout).toMatch(/reproduce · train@forest {2}0 s/)
  expect(stdout).toMatch(/\x1b\[2Kreproduce · train@forest {2}[1-9]\d* s/)
  const screen = screenOf(stdout).map((line) => line.replace(/\d+\.\d+ s$/, 'N s'))
  expect(screen).toEqual([
    'epoch 1',
    'a line of ours',
    'epoch 2',
    '✓ reproduce N s',
    'error: accuracy is low (dvc.yaml:3)',
    '✗ gate N s',
    'the end',
    '',
  ])
  expect(stdout).toContain('\x1b[31m')
})

test.each([
  ['a pipe', { env: TERM }],
  ['NO_COLOR', { pty: true, env: { ...TERM, NO_COLOR: '1' } }],
  ['CI', { pty: true, env: { ...TERM, CI: 'true' } }],
  ['TERM=dumb', { pty: true, env: { TERM: 'dumb' } }],
])('the terminal host writes plain lines without redrawing: %s', async (_, options) => {
  const { stdout } = await withHost(FLOW, options)
  expect(stdout).not.toMatch(ESCAPE)
  expect(
    stdout
      .replaceAll('\r\n', '\n')
      .replace(/\d+\.\d+ s$/gm, 'N s')
      .split('\n'),
  ).toEqual([
    '== reproduce',
    'epoch 1',
    'a line of ours',
    'epoch 2',
    '✓ reproduce N s',
    '== gate',
    'error: accuracy is low (dvc.yaml:3)',
    '✗ gate N s',
    'the end',
    '',
  ])
})

test('a status that begins with the name of its group is shown without the group', async () => {
  const { stdout } = await withHost(
    "await host.group('reproduce', async () => { host.status('reproduce: train'); host.status('reproduce'); host.status(undefined) })",
    { pty: true, env: TERM },
  )
  expect([...stdout.matchAll(/2K(\S[^\r\n\x1b]*?) {2}0 s/g)].map((match) => match[1])).toEqual([
    'reproduce',
    'reproduce: train',
    'reproduce',
    'reproduce',
  ])
})

test('CI=false and an empty NO_COLOR do not cause plain lines', async () => {
  const { stdout } = await withHost("await host.group('a', async () => undefined)", {
    pty: true,
    env: { ...TERM, CI: 'false', NO_COLOR: '' },
  })
  expect(stdout).toMatch(ESCAPE)
})

test('a live line is never wider than the terminal', async () => {
  const { stdout } = await withHost(
    `
    process.stdout.columns = 40
    host.status('日本語のとても長い名前のステージ'.repeat(5))
    host.status('x'.repeat(200))
    host.transfer((cells) => '='.repeat(cells))
    host.status(undefined)
    host.transfer((cells) => '-'.repeat(cells))
    host.transfer(undefined)`,
    { pty: true, env: TERM },
  )
  const lines = stdout.split('\x1b[2K').map((line) => line.replaceAll('\r', ''))
  // 39 cells at most: 16 wide characters would fit beside the clock, the next one not.
  expect(lines).toEqual(
    expect.arrayContaining([
      '日本語のとても長い名前のステージ…  0 s',
      `${'x'.repeat(33)}…  0 s`,
      `${'x'.repeat(23)}… · ${'='.repeat(7)}  0 s`,
      '-'.repeat(39),
    ]),
  )
})

test('with json, standard output has only the value', async () => {
  const { stdout, stderr } = await withHost(
    `
    host.mask('1234')
    await host.group('a', async () => { host.output('stage\\n'); host.warning('w') })
    host.printJson({ schema: 1234, message: 'secret 1234 ##[error]x' })`,
    { json: true },
  )
  expect(JSON.parse(stdout)).toEqual({ schema: 1234, message: 'secret *** ##[error]x' })
  expect(stdout).not.toContain('##[')
  expect(stderr).toMatch(/^== a\nstage\nwarning: w\n✓ a /)
})

test('a quiet terminal shows errors and the result, without a live line', async () => {
  const { stdout } = await withHost(FLOW, { pty: true, env: TERM, quiet: true })
  expect(screenOf(stdout)).toEqual(['error: accuracy is low (dvc.yaml:3)', 'the end', ''])
  expect(stdout).not.toContain('reproduce')
})

test('debug messages are shown only if the user asked for details', async () => {
  const body = "host.debug('details')"
  expect((await withHost(body)).stdout).toBe('')
  expect((await withHost(body, { verbose: true })).stdout).toBe('details\n')
})

test('a secret is not printed, also not with control characters in it', async () => {
  const { stdout, stderr } = await withHost(`
    host.mask('s3cr\\x07et-value')
    host.info('s3cr\\x07et-value')
    host.output('s3cr'); host.output('\\x07et-value\\n')
    host.error('s3cr\\x07et-value', { path: 's3cr\\x07et-value' })
    await host.group('s3cr\\x07et-value', async () => undefined)
    host.print('s3cr\\x07et-value\\n')
    host.fail('s3cr\\x07et-value')`)
  expect((stdout + stderr).replace(/\d+\.\d+ s$/gm, 'N s')).toBe(
    '***\n***\nerror: *** (***)\n== ***\n✓ *** N s\n***\ndvc-ci: ***\n',
  )
})

test('control characters in names are escaped, not obeyed', async () => {
  const { stdout } = await withHost("host.info('stage \\x1b]0;title\\x07 \\u202egnp')")
  expect(stdout).toBe('stage \\x1b]0;title\\x07 \\u202egnp\n')
})

test('a runner obeys no line of the terminal host', async () => {
  const { stdout, stderr } = await withHost(
    `
    host.output('::error::stage\\n')
    host.info('::error::info')
    host.print('::error::table\\n')
    host.fail('a\\n::error::b')`,
    { env: { GITHUB_ACTIONS: 'true', CI: 'true' } },
  )
  expect(readRunnerLog(stdout)).toEqual({
    commands: [],
    lines: ['::error::stage', '::error::info', '::error::table'],
    stopped: false,
  })
  expect(readRunnerLog(stderr)).toEqual({ commands: [], lines: ['dvc-ci: a', '::error::b'], stopped: false })
})

test('a reader that closes its pipe does not end the run', async () => {
  const { code, stderr } = await withHost(`
    process.stdout.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
    await sleep(50)
    host.info('nobody reads this')
    process.stderr.write('still here\\n')`)
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'still here\n' })
})

test('a terminal shows no output of an installer, and a log and --verbose do', async () => {
  const body = `host.info('uv sync --frozen'); host.output('Resolved 40 packages\\n', 'installation'); host.output('of a stage\\n')`
  const shown = async (options: Parameters<typeof withHost>[1]) => screenOf((await withHost(body, options)).stdout)
  expect(await shown({ pty: true, env: TERM })).toEqual(['uv sync --frozen', 'of a stage', ''])
  expect(await shown({ pty: true, env: TERM, verbose: true })).toContain('Resolved 40 packages')
  expect(await shown({ env: { CI: 'true' } })).toContain('Resolved 40 packages')
})

test('a terminal of another character set than UTF-8 gets marks in ASCII', async () => {
  const body = `await host.group('gate', async () => undefined); host.print('0.5 \\u2192 0.6 \\u2026\\n')`
  const screen = screenOf((await withHost(body, { pty: true, env: { ...TERM, LC_ALL: 'C' } })).stdout)
  expect(screen[0]).toMatch(/^ok gate /)
  expect(screen[1]).toBe('0.5 -> 0.6 ...')
})
