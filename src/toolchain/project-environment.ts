import { access, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { ProjectError } from '../errors/errors.js'
import type { Host } from '../run/host.js'
import { runProcess, shellLine } from '../run/process.js'
import { roundSeconds } from '../run/run.js'
import type { SharedCache } from '../run/shared-cache.js'
import type { Settings } from '../settings/settings.js'
import { type ActiveEnvironment, activate, activeEnvironment, keepActive } from './activation.js'
import { cacheRoot } from './cache-root.js'
import { lastLines } from './install-output.js'
import { installRecipe } from './project-install.js'
import { findOwnEnvironment, findRecipe } from './project-recipe.js'
import { programsNamed, withLast } from './search-path.js'
import { provideUv } from './uv.js'

export interface ProjectRequest {
  setup: Settings['setup']
  /** Absolute paths. */
  workingDirectory: string
  repositoryRoot: string
  /** What the stages have without a set-up. It is not altered. */
  env: NodeJS.ProcessEnv
  signal: AbortSignal
  host: Host
  /** Folder with the DVC that the flow uses: the last one of PATH where the project has no `dvc` of its own. */
  dvcDirectory?: string
  /** Default: the one of the environment. */
  cacheRoot?: string
  /** Remembers the environment for other machines. */
  shared?: SharedCache
}

/** What checks, evaluation and stages run in. */
export interface ProjectEnvironment {
  /** All variables for them. Never shown: it holds whatever the caller's held. */
  env: NodeJS.ProcessEnv
  /** Where the packages come from, in a few words. */
  description: string
  /** What it took. */
  seconds: number
}

type Prepared = Omit<ProjectEnvironment, 'seconds'>

/**
 * Provides the packages that the project's own code needs, as `setup` says.
 *
 * `auto`: the active virtual or conda environment as it is; else uv.lock (`uv sync --frozen`), a `.venv` that is there, requirements.txt, environment.yml or
 * pyproject.toml of the working directory or the repository's root; without any of them the variables as they are. `none`: nothing. A command: runs in the
 * working directory, and a `.venv` that it makes is used.
 * @throws {ProjectError} the packages can't be installed, or the command failed: with the last lines of its output
 * @throws {SetupError} a program that is needed is missing
 * @throws {OutsideError} the package index could not be reached
 */
export async function prepareProject(request: ProjectRequest): Promise<ProjectEnvironment> {
  const started = performance.now()
  const { env, description } = await prepareBy(request)
  const withDvc =
    request.dvcDirectory === undefined || (await programsNamed('dvc', env)).length > 0
      ? env
      : withLast(env, request.dvcDirectory)
  return { env: withDvc, description, seconds: roundSeconds(performance.now() - started) }
}

async function prepareBy(request: ProjectRequest): Promise<Prepared> {
  switch (request.setup.kind) {
    case 'none':
      return { env: request.env, description: 'no set-up, as asked for' }
    case 'command':
      return await runCommand(request.setup.command, request)
    case 'auto':
      return await prepareAuto(request)
  }
}

async function prepareAuto(request: ProjectRequest): Promise<Prepared> {
  const { env, workingDirectory, repositoryRoot } = request
  const active = await activeEnvironment(env)
  if (active)
    return { env: keepActive(env, active), description: `the active ${active.kind} environment ${active.prefix}` }
  const recipe = await findRecipe(workingDirectory, repositoryRoot)
  if (recipe?.kind !== 'uv-lock') {
    const own = await findOwnEnvironment(workingDirectory, repositoryRoot)
    if (own !== undefined)
      return {
        env: activate(env, { kind: 'virtual', prefix: own }),
        description: `${relative(repositoryRoot, own)}, as it is`,
      }
  }
  if (!recipe)
    return {
      env,
      description: 'no set-up: no active environment, uv.lock, requirements.txt, environment.yml or package',
    }
  const { environment, reused, made, uvDirectory } = await installRecipe({
    ...request,
    recipe,
    cacheRoot: request.cacheRoot ?? cacheRoot(env),
  })
  const activated = activate(env, environment)
  return {
    env: uvDirectory === undefined ? activated : withLast(activated, uvDirectory),
    description: `${relative(repositoryRoot, recipe.file)} (${made}${reused ? ', as installed before' : ''})`,
  }
}

/** The user's own line. A `.venv` counts if it was made by it, or if nothing else is active. */
async function runCommand(command: string, request: ProjectRequest): Promise<Prepared> {
  const { workingDirectory, repositoryRoot, signal, host } = request
  const before = await findOwnEnvironment(workingDirectory, repositoryRoot)
  const env = await withUvFor(command, request)
  const result = await runProcess(shellLine(command), {
    cwd: workingDirectory,
    env,
    signal,
    onOutput: (text) => {
      host.output(text)
    },
  })
  if (result.code !== 0) {
    throw new ProjectError(
      'setup-command-failed',
      `setup: '${command}' ended with ${result.code}.\n${lastLines(result)}\n`,
      {
        key: 'setup',
        value: command,
        remedy: `Run it in ${relative(repositoryRoot, workingDirectory) || 'the repository'} to see what it lacks.`,
      },
    )
  }
  const after = await findOwnEnvironment(workingDirectory, repositoryRoot)
  const active: ActiveEnvironment | undefined = await activeEnvironment(env)
  if (after !== undefined && after !== before) await hideFromGit(after, request)
  if (after !== undefined && (after !== before || !active)) {
    return {
      env: activate(env, { kind: 'virtual', prefix: after }),
      description: `'${command}', and ${relative(repositoryRoot, after)}`,
    }
  }
  return { env: active ? keepActive(env, active) : env, description: `'${command}'` }
}

/** A command that calls uv gets one, whether or not the machine has it. */
async function withUvFor(command: string, request: ProjectRequest): Promise<NodeJS.ProcessEnv> {
  const { env, workingDirectory } = request
  if (!/(^|[\s;&|(])uvx?(\s|$)/.test(command) || (await programsNamed('uv', env)).length > 0) return env
  const uv = await provideUv({ ...request, cwd: workingDirectory, cacheRoot: request.cacheRoot ?? cacheRoot(env) })
  return withLast(env, dirname(uv.program))
}

/** uv and newer Pythons write this file themselves; an environment without it would count as a change of the checkout's. */
async function hideFromGit(environment: string, { host, repositoryRoot }: ProjectRequest): Promise<void> {
  const file = join(environment, '.gitignore')
  if (
    await access(file).then(
      () => true,
      () => false,
    )
  )
    return
  await writeFile(file, '*\n')
  host.info(`${relative(repositoryRoot, file)} hides the new environment from Git.`)
}
