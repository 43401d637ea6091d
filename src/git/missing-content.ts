import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Git, splitNul } from './git.js'
import { readPointer } from './lfs-pointer.js'
import { type StagedEntry, SUBMODULE_MODE, stagedEntries } from './staged.js'

/** Content of the commit that the checkout lacks. Paths are relative to the root of the outer repository. */
export interface MissingContent {
  /** Files with the pointer of Git LFS in place of their content. */
  pointers: string[]
  /** Folders of submodules that are not checked out. */
  submodules: string[]
  /** Files outside of the sparse checkout. */
  sparse: string[]
}

/** Finds files that a commit has and that its checkout does not have. */
export interface Completeness {
  /**
   * The missing content among these files and folders, in checked-out submodules too. An import file `DATA.dvc` counts
   * for its data.
   * @param paths files and folders; `.` is the whole checkout
   * @param listed the entries of the index, where the caller has them
   */
  missingContent: (paths: readonly string[], listed?: readonly StagedEntry[]) => Promise<MissingContent>
}

const FILE_MODES = ['100644', '100755']

/** The completeness of one checkout. */
export function completeness(git: Git): Completeness {
  return {
    missingContent: async (paths, listed) => {
      const found: MissingContent = { pointers: [], submodules: [], sparse: [] }
      if (paths.length > 0) await search({ git, prefix: '', listed }, paths, found)
      return found
    },
  }
}

/** A checkout that is searched. `prefix` leads to it from the outer one. */
interface Searched {
  git: Git
  prefix: string
  listed?: readonly StagedEntry[] | undefined
}

async function search(
  { git, prefix, listed }: Searched,
  paths: readonly string[],
  found: MissingContent,
): Promise<void> {
  const root = git.directory
  // A file in conflict has an entry for each side.
  const entries = [...new Map((listed ?? (await stagedEntries(git))).map((entry) => [entry.path, entry])).values()]
  const wanted = wantedBy(paths)
  for (const entry of entries.filter(({ skipped }) => skipped)) {
    const { path } = entry
    if ((wanted(path) || (path.endsWith('.dvc') && wanted(path.slice(0, -4)))) && !(await exists(join(root, path))))
      found.sparse.push(`${prefix}${path}`)
  }
  const files = entries.filter(({ path, skipped }) => !skipped && wanted(path))
  // The attributes of other folders apply to none of the files.
  const folders = new Set(files.flatMap(({ path }) => foldersOf(path)))
  const attributes = entries.filter(
    ({ path }) => path.endsWith('.gitattributes') && folders.has(path.slice(0, -'.gitattributes'.length)),
  )
  const hasLfs = await namesLfs(attributes.map(({ path }) => join(root, path)))
  for (const path of hasLfs ? await pointersOf(git, files) : []) found.pointers.push(`${prefix}${path}`)
  for (const { path, mode } of entries) {
    if (mode !== SUBMODULE_MODE) continue
    const inside = wanted(path)
      ? ['.']
      : paths.flatMap((each) => (each.startsWith(`${path}/`) ? [each.slice(path.length + 1)] : []))
    if (inside.length === 0) continue
    if (await exists(join(root, path, '.git')))
      await search({ git: new Git(join(root, path), git.options), prefix: `${prefix}${path}/` }, inside, found)
    else found.submodules.push(`${prefix}${path}`)
  }
}

/** The folders above a path, each with `/` at its end; the top is empty. */
function foldersOf(path: string): string[] {
  const folders: string[] = ['']
  for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) folders.push(path.slice(0, end + 1))
  return folders
}

/** True for a path that equals one of these paths or lies below it. */
function wantedBy(paths: readonly string[]): (path: string) => boolean {
  const known = new Set(paths)
  if (known.has('.') || known.has('')) return () => true
  return (path) => {
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1))
      if (known.has(path.slice(0, end))) return true
    return false
  }
}

/** The files in the working tree that have the pointer of Git LFS in place of their content. */
async function pointersOf(git: Git, entries: readonly StagedEntry[]): Promise<string[]> {
  const pointers: string[] = []
  for (const { path, mode } of entries)
    if (FILE_MODES.includes(mode) && (await readPointer(join(git.directory, path))) !== undefined) pointers.push(path)
  if (pointers.length === 0) return []
  // A text that only looks like a pointer is the content of its file.
  const { stdout } = await git.run(['check-attr', '-z', '--stdin', 'filter'], {
    input: pointers.map((path) => `${path}\0`).join(''),
  })
  const fields = splitNul(stdout)
  return pointers.filter((_, at) => fields[at * 3 + 2] === 'lfs')
}

/** True if one of these attributes files assigns files to Git LFS. An unreadable file assigns none. */
export async function namesLfs(files: readonly string[]): Promise<boolean> {
  for (const file of files) if (/\bfilter=lfs\b/.test(await readFile(file, 'utf8').catch(() => ''))) return true
  return false
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
