import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { readRunnerLog } from '../run/runner-log.js'
import { type Clone, tinyProject } from '../support/project.js'
import { type Attack, hold } from './attack.js'
import { HOSTILE_REPOSITORIES, type HostileRepository, type Target } from './hostile-repositories.js'
import { KillableRun } from './killable.js'

/** The commands of a run's own. */
const OWN_COMMANDS = new Set(['group', 'endgroup', 'add-mask', 'debug'])
/** Milliseconds for a validation of the tiny project, whatever is in it. */
const LONGEST = 60_000

/**
 * Validates each hostile repository, as a pull request of a fork and as one of this repository, without any check or
 * evaluation: so no code of it may run, no file of the runner may change or be read, no other server be asked.
 */
export const repositories: Attack = {
  name: 'repositories',
  promises: [7],
  parts: ['dvc'],
  count: HOSTILE_REPOSITORIES.length,
  open: () =>
    Promise.resolve({
      async attempt(index) {
        const hostile = HOSTILE_REPOSITORIES[index % HOSTILE_REPOSITORIES.length]
        if (hostile === undefined) throw new Error('no repository')
        await validated(hostile, index === 0)
        return hostile.name
      },
      close: () => Promise.resolve(),
    }),
}

async function validated(hostile: HostileRepository, isClean: boolean): Promise<void> {
  const clone = await tinyProject()
  const base = dirname(clone.directory)
  const outside = join(base, 'outside')
  const canary = `canary${randomBytes(8).toString('hex')}`
  await mkdir(outside)
  const password = `password${randomBytes(8).toString('hex')}`
  let asked = ''
  const server = createServer((socket) => {
    asked += 'a connection\n'
    socket
      .on('error', () => undefined)
      .on('data', (data) => {
        asked += data.toString('latin1')
        socket.end('HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n')
      })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const target: Target = {
    outside,
    marker: join(base, 'ran'),
    secret: join(outside, 'secret.json'),
    evil: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  }
  await writeFile(target.secret, JSON.stringify({ [canary]: 0.5, word: canary, train: { a: canary } }))
  await writeFile(join(outside, 'file.txt'), 'of the runner')
  try {
    const before = await listing(outside)
    const hooks = await listing(clone.path('.git/hooks'))
    await clone.git('switch', '-qc', 'change')
    await hostile.make(clone, target)
    await clone.git('add', '--all')
    await clone.git('commit', '-qm', 'Hostile')
    const report = join(base, 'report.json')
    const page = join(base, 'page.html')
    for (const fork of [true, false]) {
      const run = new KillableRun({
        cwd: clone.directory,
        env: { ...clone.env, ...(await pullRequest(clone, base, fork)), ...hostile.env?.(target) },
        args: [
          'validate',
          '--setup',
          'none',
          '--evaluate',
          'none',
          '--comment',
          'none',
          '--report',
          report,
          '--page',
          page,
          ...(hostile.args ?? []),
          ...(hostile.isRemote === true && !fork
            ? ['--remote-config', `auth=basic\nuser=user\npassword=${password}`]
            : []),
        ],
      })
      const timer = setTimeout(() => run.kill('machine'), LONGEST)
      const { code, output } = await run.ended
      clearTimeout(timer)
      const who = fork ? 'of a fork' : 'of this repository'
      const told = (words: string) => `${hostile.name}, ${who}: ${words}`
      hold(
        code !== null && code >= 0 && code <= 3,
        told(`it ended with ${code ?? `a kill after ${LONGEST} ms`}`),
        output,
      )
      hold(!isClean || code === 0, told(`it ended with ${code}`), output)
      const text = await readFile(report, 'utf8')
      const said = [output, text, await readFile(page, 'utf8').catch(() => '')].join('\n')
      hold(!/"id":\s*"(?:internal|unexpected)/.test(text), told('it ended with an internal error'), output)
      hold(!said.includes(canary), told('a file of the runner is shown'), excerpt(said, canary))
      hold(!(await exists(target.marker)), told('code of the repository ran'), output)
      if (hostile.isRemote === true)
        hold(
          ![password, Buffer.from(`user:${password}`).toString('base64')].some((form) => asked.includes(form)),
          told('another server got the credential'),
          asked,
        )
      else hold(asked === '', told('another server was asked'), asked)
      const changed = (await listing(outside)).filter(
        (line) => !before.includes(line) && hostile.mayWrite?.test(line) !== true,
      )
      hold(
        changed.length === 0 && (await readFile(join(outside, 'file.txt'), 'utf8')) === 'of the runner',
        told('files of the runner changed'),
        `${changed.join('\n')}\n${output}`,
      )
      hold(
        JSON.stringify(await listing(clone.path('.git/hooks'))) === JSON.stringify(hooks),
        told('hooks changed'),
        output,
      )
      const commands = readRunnerLog(output).commands.filter(({ name }) => !OWN_COMMANDS.has(name))
      hold(commands.length === 0, told('the runner obeys a command of the repository'), JSON.stringify(commands))
      const raw = /[\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1a\x1c-\x1f]|\x1b\]/.exec(output)
      hold(raw === null, told(`the log has the raw character ${JSON.stringify(raw?.[0])}`), output)
      await run.gone(2_000)
    }
  } finally {
    server.close()
  }
}

function excerpt(text: string, part: string): string {
  const at = text.indexOf(part)
  return text.slice(Math.max(0, at - 300), at + 100)
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** Names and contents below a folder. */
async function listing(folder: string): Promise<string[]> {
  const names = (await readdir(folder, { recursive: true }).catch(() => [])).sort()
  return Promise.all(names.map(async (name) => `${name} ${await readFile(join(folder, name), 'utf8').catch(() => '')}`))
}

/** The environment of a workflow run for a pull request of the clone's branch. */
async function pullRequest(clone: Clone, base: string, fork: boolean): Promise<NodeJS.ProcessEnv> {
  const [head, onto] = [await clone.head(), await clone.git('rev-parse', 'origin/main')]
  const payload = join(base, 'event.json')
  const repo = { full_name: 'team/digits' }
  await writeFile(
    payload,
    JSON.stringify({
      pull_request: {
        number: 7,
        head: { sha: head, ref: 'change', repo: fork ? { full_name: 'mallory/digits' } : repo },
        base: { sha: onto, ref: 'main', repo },
      },
      repository: { ...repo, default_branch: 'main' },
    }),
  )
  return {
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: payload,
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_SHA: head,
    GITHUB_REPOSITORY: 'team/digits',
    GITHUB_TOKEN: '',
  }
}
