import { createHash } from 'node:crypto'
import { access, readFile } from 'node:fs/promises'
import { basename, delimiter, dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { OutsideError, ProjectError, SetupError } from '../errors/errors.js'
import type { Host } from '../run/host.js'
import { runProcess } from '../run/process.js'
import type { SharedCache } from '../run/shared-cache.js'
import { type ActiveEnvironment, condaPython } from './activation.js'
import { lastLines } from './install-output.js'
import { installVariables } from './install-variables.js'
import { keptDirectory } from './kept-directory.js'
import { hasDevGroup, pythonRange, type Recipe, readRecipe } from './project-recipe.js'
import { findPython } from './python.js'
import { isProgram, programsNamed, pythonOf } from './search-path.js'
import { provideUv, type Uv } from './uv.js'

export interface ProjectInstallRequest {
  recipe: Recipe
  repositoryRoot: string
  env: NodeJS.ProcessEnv
  signal: AbortSignal
  host: Host
  cacheRoot: string
  /** Caches the environment for other machines. */
  shared?: SharedCache
}

/** The environment that a recipe made. */
export interface ProjectInstall {
  environment: ActiveEnvironment
  /** True if an earlier run made it. */
  reused: boolean
  /** Version of its Python, or the program that made it. */
  made: string
  /** Folder of an installed uv that the project's own commands may call. */
  uvDirectory?: string
}

/** The oldest Python for which uv makes environments. */
const MINIMUM_PYTHON = '3.8'

/**
 * Makes the environment of a recipe. uv.lock gives the project's `.venv`, as for its users. Every other environment is
 * in the cache, under the hash of all its inputs.
 * @throws {ProjectError} the recipe cannot be installed
 * @throws {SetupError} a required program is missing
 * @throws {OutsideError} the package index cannot be reached
 */
export async function installRecipe(request: ProjectInstallRequest): Promise<ProjectInstall> {
  switch (request.recipe.kind) {
    case 'uv-lock':
      return await syncLock(request)
    case 'conda':
    case 'conda-lock':
      return await installConda(request)
    case 'requirements':
    case 'pylock':
    case 'poetry':
    case 'pdm':
    case 'pipenv':
    case 'pyproject':
      return await installPackages(request)
  }
}

/** Runs `uv sync --frozen` for the lock file. Packages that a user added by hand stay. */
async function syncLock(request: ProjectInstallRequest): Promise<ProjectInstall> {
  const { recipe, env } = request
  const uv = await provideUv({ ...request, cwd: recipe.directory })
  // The project and the user choose the place of the environment and its Python.
  const choices = ['UV_PROJECT_ENVIRONMENT', 'UV_PYTHON', 'UV_PYTHON_DOWNLOADS'].flatMap((name) =>
    env[name] === undefined ? [] : [[name, env[name]]],
  )
  const variables = { ...uv.env, UV_PYTHON_DOWNLOADS: undefined, ...(Object.fromEntries(choices) as NodeJS.ProcessEnv) }
  const root = dirname(recipe.file)
  const place = env.UV_PROJECT_ENVIRONMENT ?? '.venv'
  const prefix = isAbsolute(place) ? place : resolve(root, place)
  const shared = await access(prefix).then(
    () => undefined,
    () => request.shared,
  )
  // An environment works only at the path where it was made.
  const entry = {
    what: `${basename(prefix)} by uv`,
    kind: 'venv',
    name: shortHash(`${prefix}\n${await readFile(recipe.file, 'utf8')}`),
    paths: [prefix],
  }
  // uv adds missing packages, and makes the environment again if its Python is gone.
  const restored = await shared?.restore(entry)
  await run(request, [uv.program, 'sync', '--frozen', '--inexact'], recipe.directory, variables)
  if (restored === undefined) shared?.keep(entry)
  return {
    environment: { kind: 'virtual', prefix },
    reused: false,
    made: 'uv',
    ...(uv.origin === 'installed' ? { uvDirectory: dirname(uv.program) } : {}),
  }
}

async function installPackages(request: ProjectInstallRequest): Promise<ProjectInstall> {
  const { recipe, env, signal, cacheRoot } = request
  const { directory: cwd } = recipe
  const wanted = recipe.kind === 'requirements' || recipe.kind === 'pipenv' ? undefined : await pythonRange(cwd)
  const python = await findPython({
    ...(wanted === undefined ? {} : { wanted }),
    env,
    cwd,
    signal,
    minimum: MINIMUM_PYTHON,
    purpose: `install ${basename(recipe.file)}`,
  })
  const { hash, copies } = await readRecipe(recipe)
  const { directory, reused } = await keptDirectory({
    root: cacheRoot,
    kind: 'env',
    what: `the environment of ${basename(recipe.file)}`,
    ...(request.shared === undefined ? {} : { shared: request.shared }),
    name: `${hash}-py${python.version}-${shortHash(python.base)}`,
    usable: async (kept) => await isProgram(pythonOf(join(kept, 'environment'))),
    renew: copies,
    build: async (made) => {
      const uv = await provideUv({ ...request, cwd })
      const environment = join(made, 'environment')
      await run(request, [uv.program, 'venv', '--quiet', '--python', python.program, environment], cwd, uv.env)
      const install: [string, ...string[]] = [uv.program, 'pip', 'install', '--python', pythonOf(environment)]
      const tool = TOOLS[recipe.kind]
      if (tool !== undefined) {
        await installByTool(request, { ...tool, uv, environment })
      } else if (recipe.kind === 'requirements' || recipe.kind === 'pylock') {
        // Builds a folder again, even if uv has it in its cache.
        await run(request, [...install, ...(copies ? ['--refresh'] : []), '-r', basename(recipe.file)], cwd, uv.env)
      } else {
        const group = (await hasDevGroup(recipe.file)) ? ['--group', 'dev'] : []
        // Linked, not copied: the environment is reused while the project's code changes.
        await run(request, [...install, '-e', '.', ...group], cwd, uv.env)
      }
    },
  })
  return {
    environment: { kind: 'virtual', prefix: join(directory, 'environment') },
    reused,
    made: `Python ${python.version}`,
  }
}

/** The tools that own a lock file, with their command for all locked packages. */
const TOOLS: Partial<Record<Recipe['kind'], { name: string; command: readonly string[] }>> = {
  poetry: { name: 'poetry', command: ['install', '--no-interaction', '--no-ansi'] },
  pdm: { name: 'pdm', command: ['sync'] },
  pipenv: { name: 'pipenv', command: ['sync', '--dev'] },
}

/** The inputs of an installation by the tool that owns the lock file. */
interface ToolInstall {
  name: string
  command: readonly string[]
  uv: Uv
  /** The virtual environment that gets the packages. */
  environment: string
}

/**
 * Installs a lock file with its own tool, which must be on PATH: its newest version may read the lock file in another way.
 * @throws {SetupError} the tool is not on PATH
 */
async function installByTool(request: ProjectInstallRequest, install: ToolInstall): Promise<void> {
  const { name, command, uv, environment } = install
  const { recipe, env } = request
  const [own] = await programsNamed(name, env)
  if (own === undefined)
    throw new SetupError('lock-file-unsupported', `${basename(recipe.file)} needs ${name}, which is not on PATH.`, {
      key: 'setup',
      value: 'auto',
      path: relative(request.repositoryRoot, recipe.file),
      remedy: `Install ${name} in an earlier step, such as \`pipx install ${install.name}\`, or set \`setup\` to the command that installs the packages, or to \`none\`.`,
    })
  await run(request, [own, ...command], recipe.directory, {
    ...uv.env,
    // Each of the tools installs into the active environment.
    VIRTUAL_ENV: environment,
    PATH: [dirname(pythonOf(environment)), uv.env.PATH ?? ''].join(delimiter),
    PDM_IGNORE_SAVED_PYTHON: '1',
    PDM_CHECK_UPDATE: '0',
    PIPENV_NOSPIN: '1',
    PIPENV_VERBOSITY: '-1',
  })
}

/** The programs that make conda environments, fastest first. */
const CONDA_PROGRAMS = ['micromamba', 'mamba', 'conda'] as const

async function installConda(request: ProjectInstallRequest): Promise<ProjectInstall> {
  const { recipe, env, cacheRoot } = request
  const found = (await Promise.all(CONDA_PROGRAMS.map((name) => programsNamed(name, env)))).flat()[0]
  if (found === undefined) {
    throw new SetupError(
      'conda-missing',
      `${basename(recipe.file)} needs conda, but none of ${CONDA_PROGRAMS.join(', ')} is on PATH.`,
      {
        key: 'setup',
        value: 'auto',
        path: relative(request.repositoryRoot, recipe.file),
        remedy:
          "Add the step 'uses: mamba-org/setup-micromamba' or 'uses: conda-incubator/setup-miniconda' before this one, or set `setup` to a command or to `none`.",
      },
    )
  }
  const program = basename(found, '.exe')
  const { hash, copies } = await readRecipe(recipe)
  const { directory, reused } = await keptDirectory({
    root: cacheRoot,
    kind: 'env',
    what: `the environment of ${basename(recipe.file)}`,
    ...(request.shared === undefined ? {} : { shared: request.shared }),
    name: `${hash}-conda-${shortHash(`${process.platform}-${process.arch}`)}`,
    usable: async (kept) => await isProgram(condaPython(join(kept, 'environment'))),
    renew: copies,
    build: async (made) => {
      // Only micromamba reads the format of conda-lock itself.
      const byConda: [string, ...string[]] = [
        found,
        ...(program === 'micromamba' ? ['create'] : ['env', 'create']),
        '--prefix',
        join(made, 'environment'),
        '--file',
        basename(recipe.file),
      ]
      // Variables, because not every version of every program has the option.
      const variables = { ...installVariables(env), CONDA_ALWAYS_YES: 'true', MAMBA_ALWAYS_YES: 'true' }
      const uv =
        recipe.kind === 'conda-lock' && program !== 'micromamba'
          ? await provideUv({ ...request, cwd: recipe.directory })
          : undefined
      await run(
        request,
        uv === undefined
          ? byConda
          : [
              uv.program,
              'tool',
              'run',
              'conda-lock',
              'install',
              '--conda',
              found,
              '--prefix',
              join(made, 'environment'),
              basename(recipe.file),
            ],
        recipe.directory,
        variables,
      )
    },
  })
  return { environment: { kind: 'conda', prefix: join(directory, 'environment') }, reused, made: program }
}

/**
 * uv's messages about an unreachable package index. The exit code does not tell: an invalid requirement has the same
 * code.
 */
const UNREACHABLE = /Request failed after|Failed to fetch|error sending request/i

/** Runs one command of an installation and shows its output. */
async function run(
  { recipe, repositoryRoot, host, signal }: ProjectInstallRequest,
  argv: [string, ...string[]],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const file = relative(repositoryRoot, recipe.file)
  const shown = argv
    .map((arg, index) => (index ? arg : basename(arg)))
    .filter((arg) => !isAbsolute(arg) && arg !== '--python' && arg !== '--prefix')
    .join(' ')
  // An empty environment is only the place of the packages.
  const isPlace = /\bvenv\b/.test(shown)
  host[isPlace ? 'debug' : 'info'](`${shown} (for ${file})`)
  const result = await runProcess(argv, {
    cwd,
    env,
    signal,
    onOutput: (text) => {
      host.output(text, 'installation')
    },
  })
  if (result.code === 0) return
  const message = `setup: '${shown}' for ${file} ended with ${result.code}.\n${lastLines(result)}\n`
  if (UNREACHABLE.test(result.stderr))
    throw new OutsideError('package-index-unreachable', message, {
      path: file,
      remedy: 'Check that this machine reaches the package index, and run again.',
    })
  throw new ProjectError('project-install-failed', message, {
    key: 'setup',
    value: 'auto',
    path: file,
    remedy: `Correct ${basename(recipe.file)}, or set \`setup\` to the command that installs the project's packages.`,
  })
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}
