import { mkdir, readdir } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { type ExitCode, OutsideError, SetupError } from '../../errors/errors.js'
import { commitAndPush, createRepository } from '../../git/new-repository.js'
import { DEMO_FILES } from '../../init/demo-files.js'
import { childEnvironment } from '../../run/child-environment.js'
import { runProcess } from '../../run/process.js'
import type { TerminalHost } from '../../run/terminal-host.js'
import { shellWord } from '../../text/shell-word.js'
import { provideDvc } from '../../toolchain/provide-dvc.js'
import { writeFiles } from './write-files.js'

/**
 * Makes a DVC project with a remote and a Git server, all in one folder. Nothing leaves the machine.
 * @param directory absent, or an empty folder
 * @throws {SetupError} the folder has files
 * @throws {OutsideError} a command of DVC fails
 */
export async function makeDemo(directory: string, host: TerminalHost, signal: AbortSignal): Promise<ExitCode> {
  const top = resolve(directory)
  await requireEmpty(top, directory)
  const [project, server, storage] = ['project', 'server.git', 'storage'].map((name) => join(top, name)) as [
    string,
    string,
    string,
  ]
  const env = { ...childEnvironment(process.env), DVC_NO_ANALYTICS: '1' }
  const installation = await provideDvc({ schemes: [''], env, cwd: resolve('.'), signal, host })
  const run = async (...argv: [string, ...string[]]) => {
    host.info(`$ ${argv.map((word) => (word === installation.dvc ? 'dvc' : word)).join(' ')}`)
    const { code, stderr } = await runProcess(argv, { cwd: project, env, signal })
    if (code === 0) return
    throw new OutsideError(
      'dvc-failed',
      `\`${argv.slice(1).join(' ')}\` of the demo failed with ${code}: ${stderr.trim()}`,
      {
        remedy: `Remove ${directory}, and run this again.`,
      },
    )
  }
  await mkdir(project, { recursive: true })
  await mkdir(storage)
  await createRepository(project, server, { signal, host })
  await writeFiles(
    project,
    Object.entries(DEMO_FILES).map(([path, text]) => ({ path, text })),
  )
  await mkdir(join(project, 'data'))
  await run('python3', 'make_points.py')
  await run(installation.dvc, 'init', '--quiet')
  await run(installation.dvc, 'remote', 'add', '--default', 'storage', storage)
  await run(installation.dvc, 'add', '--quiet', 'data/points.csv')
  await run(installation.dvc, 'repro', '--quiet')
  await run(installation.dvc, 'push', '--quiet')
  await commitAndPush(project, 'A classifier of points', { signal, host })
  const shown = relative('.', project) || project
  host.print(
    `\nMade ${shown}: a project with three stages, its remote and its server.\n\n  cd ${shellWord(shown)}\n  dvc-ci validate\n  dvc-ci init\n\nIts README.md has changes to try.\n`,
  )
  return 0
}

async function requireEmpty(path: string, shown: string): Promise<void> {
  const found = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new SetupError('init-folder-not-empty', `${shown} cannot hold the demo: ${error.message}.`, {
      key: 'demo',
      value: shown,
      remedy: 'Name another folder: `dvc-ci init --demo FOLDER`.',
      cause: error,
    })
  })
  if (found.length === 0) return
  throw new SetupError('init-folder-not-empty', `the folder ${shown} is not empty.`, {
    key: 'demo',
    value: shown,
    remedy: 'Name another folder: `dvc-ci init --demo FOLDER`.',
  })
}
