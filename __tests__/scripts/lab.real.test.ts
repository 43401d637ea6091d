import { execFile, spawn } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parsePipConfig, uvVariables } from '../../scripts/lab/environment.mjs'
import { isNewEnough } from '../../scripts/lab/go.mjs'
import { lab } from '../../scripts/lab/paths.mjs'

const made: string[] = []
const temporary = () => {
  const directory = mkdtempSync(join(tmpdir(), 'lab-test-'))
  made.push(directory)
  return directory
}
afterAll(() => made.forEach((directory) => rmSync(directory, { recursive: true, force: true })))

/** A checkout of its own with nothing installed: the lab works in the folder that its script lies in. */
function freshCheckout(): string {
  const checkout = temporary()
  const requirements = ['tables', 'files'].map((reader) => `engine/dvc_ci_${reader}/requirements`)
  for (const folder of ['scripts', ...requirements])
    cpSync(join(lab.root, folder), join(checkout, folder), { recursive: true })
  return checkout
}

/** A PATH with nothing but these commands: name -> shell script. */
function pathOf(commands: Record<string, string>): string {
  const bin = temporary()
  symlinkSync(process.execPath, join(bin, 'node'))
  for (const [name, body] of Object.entries(commands)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  return bin
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

interface Outcome {
  code: number | string | null
  output: string
}

function runLab(checkout: string, args: string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(checkout, 'scripts', 'lab.mjs'), ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : (error.code ?? null), output: stdout + stderr }),
    )
  })
}

describe('the command', () => {
  test('lab.mjs rejects an unknown part and names the existing ones', async () => {
    const { code, output } = await runLab(freshCheckout(), ['dcv'], { PATH: pathOf({}) })
    expect(code).toBe(2)
    expect(output).toContain('there is no part dcv')
    expect(output).toContain('actionlint, uv, dvc, digits')
  })

  test.each([
    ['no Python at all', {}, 'no Python 3.9 or newer on PATH: none of python3', 'apt-get install python3 python3-venv'],
    [
      'only an old one',
      { python3: 'echo "3|8|1|/x/python3"' },
      'found only python3 (3.8)',
      'install Python 3.10 to 3.13',
    ],
    [
      "Debian's without venv",
      { python3: 'echo "3|11|0|/x/python3"' },
      "python3 (3.11) can't make virtual environments",
      'python3.11-venv',
    ],
  ])(
    'lab.mjs with %s is an error with its remedy',
    async (_case, commands: Record<string, string>, message, remedy) => {
      const checkout = freshCheckout()
      const { code, output } = await runLab(checkout, ['uv'], { PATH: pathOf(commands), HOME: temporary() })
      expect(output).toContain(message)
      expect(output).toContain(remedy)
      expect(code).toBe(1)
      expect(readdirSync(join(checkout, '.lab'))).not.toContain('stamps')
      expect(existsSync(join(checkout, '.lab', 'lock'))).toBe(false)
    },
  )

  test('a failing installation shows its last lines, without passwords', async () => {
    const npm = 'echo "GET https://user:hunter2@registry.invalid/node failed" >&2; exit 7'
    const checkout = freshCheckout()
    const { code, output } = await runLab(checkout, ['node24'], { PATH: pathOf({ npm }), HOME: temporary() })
    expect(code).toBe(1)
    expect(output).toContain('ended with exit code 7')
    expect(output).toContain('GET https://***@registry.invalid/node failed')
    expect(output + readFileSync(join(checkout, '.lab', 'log', 'node24.log'), 'utf8')).not.toContain('hunter2')
  })

  test('an installation at another path does not count as installed', async () => {
    const checkout = freshCheckout()
    for (const name of ['boot', 'stamps'])
      cpSync(join(lab.directory, name), join(checkout, '.lab', name), { recursive: true, verbatimSymlinks: true })
    const { code, output } = await runLab(checkout, ['uv'], { PATH: pathOf({}), HOME: temporary() })
    expect(code).toBe(1)
    expect(output).not.toContain('ready')
  })

  test('an interruption ends the children and releases the lock', async () => {
    const checkout = freshCheckout()
    const pidFile = join(checkout, 'npm.pid')
    const npm = `trap '' INT; /bin/sleep 300 & echo $! > '${pidFile}'; wait`
    const child = spawn(process.execPath, [join(checkout, 'scripts', 'lab.mjs'), 'node24'], {
      env: { PATH: pathOf({ npm }), HOME: checkout },
    })
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
    while (!existsSync(pidFile) || readFileSync(pidFile, 'utf8').trim() === '') await sleep(20)
    const sleeper = Number(readFileSync(pidFile, 'utf8'))
    expect(isThere(sleeper)).toBe(true)
    child.kill('SIGINT')
    expect(await ended).toBe(130)
    // A killed orphan keeps its number until init has reaped it.
    for (let patience = 100; patience > 0 && isThere(sleeper); patience -= 1) await sleep(20)
    expect(isThere(sleeper)).toBe(false)
    expect(existsSync(join(checkout, '.lab', 'lock'))).toBe(false)
  })
})

describe('the lock', () => {
  const lockModule = join(lab.root, 'scripts', 'lab', 'lock.mjs')
  /** Adds one to a number in a file, slowly and without any protection but the lock. */
  const counter = `
    const { takeLock } = await import(process.argv[1])
    const { readFileSync, writeFileSync } = await import('node:fs')
    const [, , directory, file, rounds] = process.argv
    for (let round = 0; round < Number(rounds); round += 1) {
      const release = await takeLock(directory, { print: () => {}, signal: new AbortController().signal })
      const before = Number(readFileSync(file, 'utf8'))
      await new Promise((resolve) => setTimeout(resolve, 20))
      writeFileSync(file, String(before + 1))
      release()
    }`
  const count = (directory: string, file: string, rounds: number) =>
    new Promise<void>((resolve, reject) => {
      const args = ['--input-type=module', '-e', counter, lockModule, directory, file, String(rounds)]
      execFile(process.execPath, args, { timeout: 60_000 }, (error) =>
        error === null ? resolve() : reject(new Error('a counting process failed', { cause: error })),
      )
    })
  const prepared = () => {
    const directory = temporary()
    writeFileSync(join(directory, 'count'), '0')
    return { lock: join(directory, 'lock'), file: join(directory, 'count') }
  }

  test('the lock admits one process at a time', async () => {
    const { lock, file } = prepared()
    await Promise.all([1, 2, 3, 4].map(() => count(lock, file, 5)))
    expect(readFileSync(file, 'utf8')).toBe('20')
    expect(existsSync(lock)).toBe(false)
  })

  // Without /proc (macOS) a process can only be asked for by its number, which can't tell the second case.
  const reused = existsSync('/proc/self/stat')
    ? [['a process whose number another one has now', `${process.pid}-1`]]
    : []
  test.each([['a dead process', '4194304-1'], ...reused])(
    'the lock of %s is broken by one of the waiting processes',
    async (_case, owner) => {
      const { lock, file } = prepared()
      mkdirSync(lock)
      writeFileSync(join(lock, String(owner)), '')
      await Promise.all([1, 2, 3].map(() => count(lock, file, 3)))
      expect(readFileSync(file, 'utf8')).toBe('9')
    },
  )
})

describe('the registry that pip is configured for', () => {
  test.each([
    ['nothing', '', {}, {}],
    ['an index', "global.index-url='https://a.invalid/simple'", {}, { UV_DEFAULT_INDEX: 'https://a.invalid/simple' }],
    [
      'a variable over a file, a section of the command over global',
      ":env:.index-url='https://env.invalid/'\nglobal.index-url='https://global.invalid/'\nglobal.timeout='9'\ninstall.timeout='60'",
      {},
      { UV_DEFAULT_INDEX: 'https://env.invalid/', UV_HTTP_TIMEOUT: '60' },
    ],
    [
      "uv's own setting over pip's",
      "global.index-url='https://a.invalid/'",
      { UV_INDEX_URL: 'https://b.invalid/' },
      {},
    ],
    [
      'several extra indexes, from all of which pip takes the best version',
      "global.extra-index-url='\\nhttps://a.invalid/\\nhttps://b.invalid/'",
      {},
      { UV_INDEX: 'https://a.invalid/ https://b.invalid/', UV_INDEX_STRATEGY: 'unsafe-best-match' },
    ],
    [
      'folders of wheels, without those that do not exist',
      "global.find-links='/ /does/not/exist https://w.invalid/'",
      {},
      { UV_FIND_LINKS: '/,https://w.invalid/' },
    ],
    ['settings that uv has nothing for', "global.no-color='1'\nfreeze.timeout='10'", {}, {}],
  ])('the registry of pip: %s', (_case, text, env, expected) => {
    expect(uvVariables(parsePipConfig(text), env)).toEqual(expected)
  })
})

test.each([
  ['go version go1.26.8 linux/amd64', true],
  ['go version go1.25 darwin/arm64', true],
  ['go version go2.0 linux/amd64', true],
  ['go version go1.24.11 linux/amd64', false],
  ['go version go1.9.7 linux/amd64', false],
  ['go version devel +a1b2c3 linux/amd64', false],
  ['', false],
])('%p is new enough: %p', (text, expected) => {
  expect(isNewEnough(text, '1.25')).toBe(expected)
})
