import { parse } from 'smol-toml'
import type { CheckFacts, PackageTool, PythonFacts } from './facts.js'

/** Texts of the project's files and of the repository's top, by their names without a folder; the project's come first. */
export interface ToolFiles {
  text: (name: string) => string | undefined
  /** Paths of the project's files, relative to it. */
  paths: readonly string[]
}

/** As `setup: auto` chooses (src/toolchain/project-recipe.ts), in the same order. */
const RECIPES: readonly (readonly [file: string, tool: PackageTool])[] = [
  ['uv.lock', 'uv'],
  ['requirements.txt', 'pip'],
  ['pylock.toml', 'pip'],
  ['poetry.lock', 'poetry'],
  ['pdm.lock', 'pdm'],
  ['Pipfile.lock', 'pipenv'],
  ['conda-lock.yml', 'conda'],
  ['environment.yml', 'conda'],
  ['environment.yaml', 'conda'],
]
const DEVELOPMENT = [
  'requirements-dev.txt',
  'requirements_dev.txt',
  'dev-requirements.txt',
  'requirements-test.txt',
  'requirements_test.txt',
  'test-requirements.txt',
  'requirements/dev.txt',
  'requirements/test.txt',
]
/** The files whose texts decide, of the project and of the repository's top. */
export const TOOL_FILES: readonly string[] = [
  ...RECIPES.map(([file]) => file),
  ...DEVELOPMENT,
  'pixi.lock',
  'pyproject.toml',
  'setup.cfg',
  'Pipfile',
]
/** Versions of Python by preference: those that most packages have wheels for. */
const VERSIONS = ['3.12', '3.11', '3.13', '3.10']

/** How the packages of a project are installed. */
export function readPython(files: ToolFiles, allows: (version: string) => boolean): PythonFacts {
  const tool = packageTool(files)
  const toolVersion = tool === 'poetry' ? poetryVersion(files.text('poetry.lock')) : undefined
  const version = VERSIONS.find(allows) ?? VERSIONS[0]
  const pinned = files.paths.includes('.python-version')
  return {
    tool,
    ...(toolVersion === undefined ? {} : { toolVersion }),
    ...(pinned ? { versionFile: '.python-version' } : version === undefined ? {} : { version }),
    developmentFiles: files.paths.includes('requirements.txt')
      ? DEVELOPMENT.filter((name) => files.paths.includes(name)).slice(0, 1)
      : [],
  }
}

function packageTool(files: ToolFiles): PackageTool {
  const found = RECIPES.find(([file]) => files.text(file) !== undefined)
  if (found !== undefined) return found[1]
  if (files.text('pixi.lock') !== undefined) return 'pixi'
  const project = tomlOf(files.text('pyproject.toml'))
  return project !== undefined && ('project' in project || 'build-system' in project) ? 'pyproject' : 'none'
}

/** Poetry writes its version into the first line of its lock file. */
function poetryVersion(lock: string | undefined): string | undefined {
  return /^# .* by Poetry (\d[\w.]*)/.exec(lock ?? '')?.[1]
}

/** The linters and tests that the project's configuration names. */
export function readChecks(files: ToolFiles): CheckFacts[] {
  const { paths } = files
  const tools = tableOf(tomlOf(files.text('pyproject.toml'))?.['tool'])
  const has = (...names: string[]) => names.some((name) => paths.includes(name))
  const setup = files.text('setup.cfg') ?? ''
  const tests = paths.some((path) => /(?:^|\/)(?:test_[^/]*|[^/]*_test)\.py$/.test(path))
  const wanted: [condition: boolean, name: string, command: string][] = [
    [has('ruff.toml', '.ruff.toml') || 'ruff' in tools, 'lint', 'ruff check .'],
    [has('.flake8') || /^\[flake8\]/m.test(setup), 'flake8', 'flake8'],
    [has('.pylintrc') || 'pylint' in tools, 'pylint', `pylint ${sourceFolder(paths)}`],
    ['black' in tools, 'format', 'black --check .'],
    [
      has('mypy.ini', '.mypy.ini') || 'mypy' in tools || /^\[mypy\]/m.test(setup),
      'types',
      `mypy ${sourceFolder(paths)}`,
    ],
    // pytest without a test ends with 5, so its configuration alone is no check.
    [tests, 'unit', 'pytest -q'],
  ]
  const packages = packagesText(files)
  return wanted.flatMap(([condition, name, command]) => {
    const [program = command] = command.split(' ')
    if (!condition) return []
    const installed = new RegExp(`\\b${program}\\b`, 'i').test(packages)
    return [{ name, command, program, installed, ...(program === 'pytest' ? { reportOption: '--junitxml' } : {}) }]
  })
}

function sourceFolder(paths: readonly string[]): string {
  return paths.some((path) => path.startsWith('src/') && path.endsWith('.py')) ? 'src' : '.'
}

/** The texts that list packages. Tables of tools in pyproject.toml name the tools without listing them. */
function packagesText(files: ToolFiles): string {
  const project = tomlOf(files.text('pyproject.toml'))
  const tool = tableOf(project?.['tool'])
  return [
    ...['requirements.txt', ...DEVELOPMENT, 'environment.yml', 'environment.yaml', 'Pipfile'].map(files.text),
    JSON.stringify([
      project?.['project'],
      project?.['dependency-groups'],
      tool['poetry'],
      tableOf(tool['pdm'])['dev-dependencies'],
    ]),
    JSON.stringify(tableOf(tool['uv'])['dev-dependencies']),
  ].join('\n')
}

type Table = Record<string, unknown>

function tableOf(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {}
}

/** Undefined for an absent file, and for invalid TOML. */
function tomlOf(text: string | undefined): Table | undefined {
  if (text === undefined) return undefined
  try {
    return parse(text)
  } catch {
    return undefined
  }
}
