import { createHash } from 'node:crypto'
import { readFile, realpath } from 'node:fs/promises'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { parse } from 'smol-toml'
import { requirementLines } from '../text/requirement-lines.js'
import { type PythonRange, parsePythonRange } from './python-range.js'
import { isProgram, pythonOf } from './search-path.js'

/** The project's file that lists its packages. */
export interface Recipe {
  kind: 'uv-lock' | 'requirements' | 'pylock' | 'poetry' | 'pdm' | 'pipenv' | 'conda-lock' | 'conda' | 'pyproject'
  /** Absolute path. */
  file: string
  /** Folder of the installation: the folder of the file, or for a workspace's uv.lock the folder of the member. */
  directory: string
}

/** The inputs of an environment. */
export interface RecipeContent {
  /** Hash of all files that were read. */
  hash: string
  /** True if it names folders whose content is copied into the environment, so that an earlier environment is stale. */
  copies: boolean
}

const CONDA_FILES = ['environment.yml', 'environment.yaml'] as const
const FILES: ReadonlyArray<{ name: string; kind: Recipe['kind'] }> = [
  { name: 'uv.lock', kind: 'uv-lock' },
  { name: 'requirements.txt', kind: 'requirements' },
  { name: 'pylock.toml', kind: 'pylock' },
  { name: 'poetry.lock', kind: 'poetry' },
  { name: 'pdm.lock', kind: 'pdm' },
  { name: 'Pipfile.lock', kind: 'pipenv' },
  { name: 'conda-lock.yml', kind: 'conda-lock' },
  ...CONDA_FILES.map((name) => ({ name, kind: 'conda' as const })),
  { name: 'pyproject.toml', kind: 'pyproject' },
]

/** Lock files that a recipe leaves aside, and that this program cannot install. */
const LOCKS = [...FILES.filter(({ name }) => /lock/.test(name)).map(({ name }) => name), 'pixi.lock']

/** The lock files beside a recipe (or in the two folders, without one) that it does not use. Absolute paths. */
export async function unusedLocks(recipe: Recipe | undefined, folders: readonly string[]): Promise<string[]> {
  const places = recipe === undefined ? folders : [recipe.directory]
  const files = [...new Set(places)].flatMap((folder) => LOCKS.map((name) => join(folder, name)))
  const texts = await Promise.all(files.map(readText))
  return files.filter((file, at) => texts[at] !== undefined && file !== recipe?.file)
}

/** The versions of Python that the pyproject.toml of a folder allows; undefined where it names none. */
export async function pythonRange(directory: string): Promise<PythonRange | undefined> {
  const table = parseToml((await readText(join(directory, 'pyproject.toml'))) ?? '')
  const own = isTable(table?.project) ? table.project['requires-python'] : undefined
  const tool = isTable(table?.tool) ? table.tool.poetry : undefined
  const needs = isTable(tool) ? tool.dependencies : undefined
  const text = own ?? (isTable(needs) ? needs.python : undefined)
  return typeof text === 'string' ? parsePythonRange(text, 'pyproject.toml') : undefined
}

/** Existing virtual environments of the project: a working one in the working directory or at the repository's root. */
export async function findOwnEnvironment(
  workingDirectory: string,
  repositoryRoot: string,
): Promise<string | undefined> {
  for (const folder of new Set([workingDirectory, repositoryRoot])) {
    const environment = join(folder, '.venv')
    if (await isProgram(pythonOf(environment))) return environment
  }
  return undefined
}

/**
 * The recipe of the working directory, else of the repository's root: uv.lock, requirements.txt, environment.yml, or a
 * pyproject.toml that describes a package (not one with settings of tools only).
 */
export async function findRecipe(workingDirectory: string, repositoryRoot: string): Promise<Recipe | undefined> {
  for (const directory of new Set([workingDirectory, repositoryRoot])) {
    for (const { name, kind } of FILES) {
      const file = join(directory, name)
      const text = await readText(file)
      if (text === undefined) continue
      if (kind !== 'pyproject') return { kind, file, directory }
      if (!describesPackage(text)) continue
      const lock = join(repositoryRoot, 'uv.lock')
      return (await isWorkspaceWithLock(repositoryRoot, lock))
        ? { kind: 'uv-lock', file: lock, directory }
        : { kind, file, directory }
    }
  }
  return undefined
}

/** A broken pyproject.toml counts as one that describes a package, so that the installer reports the error. */
function describesPackage(text: string): boolean {
  const table = parseToml(text)
  return !table || 'project' in table || 'build-system' in table
}

/** In a workspace of uv, one lock file at its root serves every member. */
async function isWorkspaceWithLock(root: string, lock: string): Promise<boolean> {
  const tool = parseToml((await readText(join(root, 'pyproject.toml'))) ?? '')?.tool
  const uv = isTable(tool) ? tool.uv : undefined
  return isTable(uv) && 'workspace' in uv && (await readText(lock)) !== undefined
}

/** True if pyproject.toml has the dependency group `dev`, which uv installs by default. */
export async function hasDevGroup(pyproject: string): Promise<boolean> {
  const groups = parseToml((await readText(pyproject)) ?? '')?.['dependency-groups']
  return isTable(groups) && 'dev' in groups
}

/**
 * Reads all inputs of a recipe: the file, its included files (`-r`, `-c`), settings for uv beside it, and for a package
 * the other files of its metadata. A recipe that installs the project in editable form, or a folder, also depends on
 * its path.
 */
export async function readRecipe(recipe: Recipe): Promise<RecipeContent> {
  const hash = createHash('sha256')
  const place = await realpath(recipe.directory)
  hash.update(recipe.kind)
  let copies = false
  if (['pyproject', 'poetry', 'pdm', 'pipenv'].includes(recipe.kind)) {
    hash.update(place)
    for (const name of [
      'poetry.lock',
      'poetry.toml',
      'pdm.lock',
      'pdm.toml',
      'Pipfile',
      'Pipfile.lock',
      'pyproject.toml',
      'setup.cfg',
      'setup.py',
      'requirements.in',
      'requirements-dev.txt',
      'uv.toml',
    ]) {
      hash.update(`\0${name}\0${(await readText(join(recipe.directory, name))) ?? ''}`)
    }
    return { hash: hash.digest('hex').slice(0, 16), copies }
  }
  for (const { path, text } of await readWithIncludes(recipe.file)) {
    hash.update(`\0${path === recipe.file ? '' : path.slice(recipe.directory.length)}\0${text ?? ''}`)
    for (const line of requirementLines(text ?? '')) {
      // Most lines of an environment.yml are not requirements of pip: `conda-forge/label/main` is not a folder.
      const local =
        recipe.kind === 'conda' && !/^(\.|-e|--editable|file:)/.test(line) ? undefined : localRequirement(line)
      if (local) hash.update(place)
      copies ||= local === 'copied'
    }
  }
  hash.update(
    `\0${(await readText(join(recipe.directory, 'uv.toml'))) ?? ''}\0${uvSettings((await readText(join(recipe.directory, 'pyproject.toml'))) ?? '')}`,
  )
  return { hash: hash.digest('hex').slice(0, 16), copies }
}

/** The table `tool.uv`, which decides the sources of uv. */
function uvSettings(text: string): string {
  const tool = parseToml(text)?.tool
  return isTable(tool) && tool.uv !== undefined ? JSON.stringify(tool.uv) : ''
}

/** A file and all included files, each once, in their order. An unreadable file has no text. */
async function readWithIncludes(file: string): Promise<Array<{ path: string; text: string | undefined }>> {
  const read = new Map<string, string | undefined>()
  const visit = async (path: string): Promise<void> => {
    if (read.has(path)) return
    const text = await readText(path)
    read.set(path, text)
    for (const line of requirementLines(text ?? '')) {
      const included = includedFile(line)
      if (included !== undefined && !included.includes('://')) await visit(resolve(dirname(path), included))
    }
  }
  await visit(file)
  return [...read].map(([path, text]) => ({ path, text }))
}

/** The file that a line `-r FILE` or `-c FILE` includes. */
export function includedFile(line: string): string | undefined {
  return /^(?:-r|-c|--requirement[\s=]|--constraint[\s=])\s*(["']?)(.+)\1$/.exec(line)?.[2]
}

/** A local folder or file in a requirement: linked (`-e`), or copied into the environment. */
export function localRequirement(line: string): 'linked' | 'copied' | undefined {
  const editable = /^(?:-e|--editable[\s=])\s*(.+)$/.exec(line)?.[1]
  if (editable !== undefined) return editable.includes('://') && !editable.startsWith('file:') ? undefined : 'linked'
  if (line.startsWith('-')) return undefined
  const requirement = (/^[\w.-]+\s*(?:\[[^\]]*\])?\s*@\s*(.+)$/.exec(line)?.[1] ?? line).trim()
  if (requirement.startsWith('file:')) return 'copied'
  if (requirement.includes('://')) return undefined
  return /^\.{1,2}(?=$|[/\\[\s;])/.test(requirement) ||
    isAbsolute(requirement) ||
    /^[\w.-]+[/\\]/.test(requirement) ||
    /\.(whl|zip|tar\.gz)$/.test(requirement)
    ? 'copied'
    : undefined
}

async function readText(path: string): Promise<string | undefined> {
  return await readFile(path, 'utf8').catch(() => undefined)
}

type Table = Record<string, unknown>

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Undefined for invalid TOML. */
function parseToml(text: string): Table | undefined {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}
