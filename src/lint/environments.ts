import { appendLine, shellWord } from '../text/shell-word.js'
import { type Found, folderOf, type LintInput, nameOf, type Rule } from './input.js'

/** Folders into which package managers install, at any depth. */
const PACKAGES = new Set(['site-packages', 'node_modules', '.venv', '.tox', '.nox', '.conda'])
/** Folders that tools create again when they need them. */
const CACHES = new Set([
  '__pycache__',
  '.ipynb_checkpoints',
  '.pytest_cache',
  '.mypy_cache',
  '.ruff_cache',
  '.hypothesis',
])
/** Files of every environment of Python's venv and of conda. */
const MARKERS = ['pyvenv.cfg', 'conda-meta/history']

/** True for a path inside installed packages. */
export function isInstalled(path: string): boolean {
  return path.split('/').some((part) => PACKAGES.has(part) || part === 'venv')
}

/** Virtual environments and installed packages in Git, one finding each. A folder named `venv` or `env` counts only if it has the files of an environment. */
export const virtualEnvironmentInGit: Rule = (input) => {
  const marked = input.tracked.flatMap(({ path }) =>
    MARKERS.filter((marker) => path.endsWith(`/${marker}`)).map((marker) => path.slice(0, -marker.length - 1)),
  )
  return grouped(input, (path) => {
    // A JavaScript action carries its packages by design.
    if (path.startsWith('.github/')) return undefined
    return outermost(path, marked) ?? folderNamed(path, PACKAGES)
  }).map(
    ({ folder, count }): Found => ({
      path: folder,
      fix: removal(folder),
      message: `${folder} is a virtual environment or installed packages (${files(count)}): it works on one machine only. Commit the list of packages instead.`,
    }),
  )
}

/** Caches of Python, of notebooks and of DVC itself in Git, one finding for each kind. */
export const cacheInGit: Rule = (input) => {
  const kinds = new Map<string, { first: string; folders: Set<string>; count: number }>()
  for (const { path } of input.tracked) {
    if (isInstalled(path)) continue
    const folder = /^(?:.*\/)?\.dvc\/(?:cache|tmp)(?=\/)/.exec(path)?.[0] ?? folderNamed(path, CACHES)
    const kind =
      folder === undefined
        ? /\.py[co]$/.test(path)
          ? '*.py[co]'
          : undefined
        : folder.includes('.dvc/')
          ? folder
          : nameOf(folder)
    if (kind === undefined) continue
    const known = kinds.get(kind) ?? { first: folder ?? path, folders: new Set(), count: 0 }
    known.folders.add(folder ?? folderOf(path))
    kinds.set(kind, { ...known, count: known.count + 1 })
  }
  return [...kinds].map(([kind, { first, folders, count }]): Found => {
    const what =
      kind === '*.py[co]'
        ? `Git has compiled Python (${files(count)})`
        : folders.size === 1
          ? `${first} is a cache (${files(count)})`
          : `${folders.size} folders ${kind} are caches (${files(count)})`
    const [pattern, ignore] =
      kind === '*.py[co]'
        ? [`:(glob)**/${kind}`, kind]
        : folders.size === 1
          ? [first, kind.includes('/') ? `/${kind}/` : `${kind}/`]
          : [`:(glob)**/${kind}/**`, `${kind}/`]
    return {
      path: first,
      message: `${what}. Tools create these files again when they need them.`,
      fix: `git rm -r --cached --quiet -- ${shellWord(pattern)} && ${appendLine(ignore, '.gitignore')} && git add -- .gitignore`,
    }
  })
}

/** The files by the folder that they are counted under. */
function grouped(
  { tracked }: LintInput,
  folderOfFile: (path: string) => string | undefined,
): { folder: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const { path } of tracked) {
    const folder = folderOfFile(path)
    if (folder !== undefined) counts.set(folder, (counts.get(folder) ?? 0) + 1)
  }
  return [...counts].map(([folder, count]) => ({ folder, count }))
}

function outermost(path: string, folders: readonly string[]): string | undefined {
  return folders.find((folder) => path.startsWith(`${folder}/`))
}

/** The part of a path up to the first folder with one of these names. */
function folderNamed(path: string, names: ReadonlySet<string>): string | undefined {
  const parts = path.split('/')
  const at = parts.slice(0, -1).findIndex((part) => names.has(part))
  return at < 0 ? undefined : parts.slice(0, at + 1).join('/')
}

function removal(folder: string): string {
  return `git rm -r --cached --quiet -- ${shellWord(folder)} && ${appendLine(`/${folder}/`, '.gitignore')} && git add -- .gitignore`
}

function files(count: number): string {
  return `${count} file${count === 1 ? '' : 's'}`
}
