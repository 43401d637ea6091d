import { access, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { ProjectError, SetupError } from '../errors/errors.js'
import type { Host } from '../run/host.js'
import { runProcess, shellLine, TAIL_OF_COMMAND } from '../run/process.js'
import { roundSeconds, type SetupExports } from '../run/run.js'
import type { SharedCache } from '../run/shared-cache.js'
import type { Settings } from '../settings/settings.js'
import { type ActiveEnvironment, activate, activeEnvironment, keepActive } from './activation.js'
import { cacheRoot } from './cache-root.js'
import { lastLines } from './install-output.js'
import { installRecipe } from './project-install.js'
import { findOwnEnvironment, findRecipe, unusedLocks } from './project-recipe.js'
import { programsNamed, withLast } from './search-path.js'
import { ExportFiles, type ExportKind, withExports } from './setup-exports.js'
import { provideUv } from './uv.js'

export interface ProjectRequest {
  setup: Settings['setup']
  /** The files with which a set-up command may set something for what runs after it. Default: none. */
  exports?: readonly ExportKind[]
  /** Absolute paths. */
  workingDirectory: string
  repositoryRoot: string
  /** Variables of the stages without a set-up. They are not changed. */
  env: NodeJS.ProcessEnv
  signal: AbortSignal
  host: Host
  /** Folder with the DVC of the run. It comes last on PATH, for projects without their own `dvc`. */
  dvcDirectory?: string
  /** Default: the folder that the environment variables give (cache-root.ts). */
  cacheRoot?: string
  /** Caches the environment for other machines. */
  shared?: SharedCache
  /** Runs an installation or the user's command. It is not called where there is nothing to do. Default: directly. */
  around?: <T>(body: () => Promise<T>) => Promise<T>
}

const directly = <T>(body: () => Promise<T>): Promise<T> => body()

/** The environment of checks, evaluation and stages. */
export interface ProjectEnvironment {
  /** All variables. They are never shown, because they contain those of the caller. */
  env: NodeJS.ProcessEnv
  /** Short description of the source of the packages. */
  description: string
  /** True where nothing was set up. */
  isNone?: true
  /** What the set-up command set for what runs after it; `env` has it. */
  exported?: SetupExports
  /** Duration of the set-up. */
  seconds: number
}

type Prepared = Omit<ProjectEnvironment, 'seconds'>

/**
 * Provides the packages of the project's own code, according to `setup`.
 * `auto`: the active virtual or conda environment, unchanged. Else uv.lock (`uv sync --frozen`), an existing `.venv`,
 * requirements.txt, another lock file by its own tool, environment.yml or pyproject.toml of the working directory or
 * the repository's root. Without any of them the variables stay unchanged. A warning names each lock file that it
 * leaves aside.
 * `none`: nothing. A command runs in the working directory, and a `.venv` that it makes is used. With `exports`, it may
 * set variables and folders for PATH.
 * @throws {ProjectError} the packages cannot be installed, or the command failed; the message has the last lines of the
 * output
 * @throws {SetupError} a required program is missing, no Python fits, or only an unknown lock file lists packages
 * @throws {OutsideError} the package index cannot be reached
 */
export async function prepareProject(request: ProjectRequest): Promise<ProjectEnvironment> {
  const started = performance.now()
  const { env, description, exported, isNone } = await prepareBy(request)
  const withDvc =
    request.dvcDirectory === undefined || (await programsNamed('dvc', env)).length > 0
      ? env
      : withLast(env, request.dvcDirectory)
  return {
    env: withDvc,
    description,
    ...(isNone ? { isNone } : {}),
    ...(exported === undefined ? {} : { exported }),
    seconds: roundSeconds(performance.now() - started),
  }
}

async function prepareBy(request: ProjectRequest): Promise<Prepared> {
  switch (request.setup.kind) {
    case 'none':
      return { env: request.env, description: 'no set-up, as the settings ask', isNone: true }
    case 'command': {
      const { command } = request.setup
      return await (request.around ?? directly)(() => runCommand(command, request))
    }
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
        description: `${relative(repositoryRoot, own)}, unchanged`,
      }
  }
  const unused = (await unusedLocks(recipe, [workingDirectory, repositoryRoot])).map((file) =>
    relative(repositoryRoot, file),
  )
  if (!recipe && unused[0] !== undefined)
    throw new SetupError(
      'lock-file-unsupported',
      `the project has ${unused.join(', ')}, which the set-up cannot install, and no other list of packages.`,
      {
        key: 'setup',
        value: 'auto',
        path: unused[0],
        remedy: 'Set `setup` to the command that installs it, or to `none`.',
      },
    )
  if (recipe && unused.length > 0)
    request.host.warning(
      `${unused.join(', ')} ${unused.length === 1 ? 'is' : 'are'} not used: the set-up installs ${relative(repositoryRoot, recipe.file)}. To use ${unused.length === 1 ? 'it' : 'one of them'}, set \`setup\` to its command.`,
    )
  if (!recipe)
    return {
      env,
      description: 'no set-up: no active environment, uv.lock, requirements.txt, environment.yml or package',
      isNone: true,
    }
  const { environment, reused, made, uvDirectory } = await (request.around ?? directly)(() =>
    installRecipe({ ...request, recipe, cacheRoot: request.cacheRoot ?? cacheRoot(env) }),
  )
  const activated = activate(env, environment)
  return {
    env: uvDirectory === undefined ? activated : withLast(activated, uvDirectory),
    description: `${relative(repositoryRoot, recipe.file)} (${made}${reused ? ', from an earlier run' : ''})`,
  }
}

/** Runs the user's own command. A `.venv` counts if the command made it, or if no other environment is active. */
async function runCommand(command: string, request: ProjectRequest): Promise<Prepared> {
  const { workingDirectory, repositoryRoot } = request
  const before = await findOwnEnvironment(workingDirectory, repositoryRoot)
  const plain = await withUvFor(command, request)
  const exported = await runExporting(command, request, plain)
  const env = exported === undefined ? plain : withExports(plain, exported)
  const more = exported === undefined ? {} : { exported }
  const after = await findOwnEnvironment(workingDirectory, repositoryRoot)
  const active: ActiveEnvironment | undefined = await activeEnvironment(env)
  if (after !== undefined && after !== before) await hideFromGit(after, request)
  if (after !== undefined && (after !== before || !active)) {
    return {
      env: activate(env, { kind: 'virtual', prefix: after }),
      description: `'${command}', and ${relative(repositoryRoot, after)}`,
      ...more,
    }
  }
  return { env: active ? keepActive(env, active) : env, description: `'${command}'`, ...more }
}

/** Runs the command, with private files for its exports where the settings allow any. */
async function runExporting(
  command: string,
  request: ProjectRequest,
  env: NodeJS.ProcessEnv,
): Promise<SetupExports | undefined> {
  const { exports: kinds = [] } = request
  if (kinds.length === 0) {
    await runShell(command, request, env)
    return undefined
  }
  const files = await ExportFiles.create(kinds)
  try {
    await runShell(command, request, { ...env, ...files.variables })
    return await files.read()
  } finally {
    await files.close()
  }
}

async function runShell(
  command: string,
  { workingDirectory, repositoryRoot, signal, host }: ProjectRequest,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const result = await runProcess(shellLine(command), {
    cwd: workingDirectory,
    env,
    signal,
    tail: TAIL_OF_COMMAND,
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
        remedy: `Run it in ${relative(repositoryRoot, workingDirectory) || 'the repository'} to find the missing parts.`,
      },
    )
  }
}

/** Provides uv for a command that calls it, if PATH has none. */
async function withUvFor(command: string, request: ProjectRequest): Promise<NodeJS.ProcessEnv> {
  const { env, workingDirectory } = request
  if (!/(^|[\s;&|(])uvx?(\s|$)/.test(command) || (await programsNamed('uv', env)).length > 0) return env
  const uv = await provideUv({ ...request, cwd: workingDirectory, cacheRoot: request.cacheRoot ?? cacheRoot(env) })
  return withLast(env, dirname(uv.program))
}

/**
 * uv and newer Pythons write this file themselves. Without it, Git would report the environment as a change of the
 * checkout.
 */
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
