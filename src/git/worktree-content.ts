import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Git, splitNul } from './git.js'
import { fillPointer, readPointer } from './lfs-pointer.js'
import { namesLfs } from './missing-content.js'
import { SUBMODULE_MODE, stagedEntries } from './staged.js'

/**
 * Options for a checkout beside the first one. A missing program of Git LFS leaves pointers there, which `fillWorktree`
 * replaces; it does not end the checkout.
 */
export const WITHOUT_LFS_PROGRAM = ['-c', 'filter.lfs.required=false'] as const

/**
 * Gives a worktree the content that the first checkout has beside Git's own objects: submodules, nested ones too, and
 * files of Git LFS. Content that the first checkout lacks stays absent. It asks no server.
 * @param git the first checkout
 * @param directory the worktree
 * @param filled commits of the submodules that an earlier call filled in, by path; this call updates it
 */
export async function fillWorktree(git: Git, directory: string, filled: Map<string, string>): Promise<void> {
  const entries = await stagedEntries(new Git(directory, git.options))
  await fillPointers({ repository: await git.commonDirectory(), source: git.directory, directory }, entries)
  for (const { path, mode, sha } of entries)
    if (mode === SUBMODULE_MODE && filled.get(path) !== sha) {
      filled.set(path, sha)
      await fillSubmodule({ git, directory, path, sha })
    }
}

/** The places of the content: Git's own directory, and a checkout with the same paths. */
interface LfsSources {
  repository: string
  source: string
  /** The folder that is filled in. */
  directory: string
}

/** Replaces pointers of Git LFS by their content. The SHA-256 of the content decides, not the attributes. */
async function fillPointers(
  { repository, source, directory }: LfsSources,
  entries: readonly { path: string; mode: string }[],
): Promise<void> {
  const attributes = entries.filter(({ path }) => path.split('/').at(-1) === '.gitattributes')
  if (!(await namesLfs(attributes.map(({ path }) => join(directory, path))))) return
  for (const { path, mode } of entries) {
    const pointer = mode.startsWith('100') ? await readPointer(join(directory, path)) : undefined
    if (pointer === undefined) continue
    const { oid } = pointer
    const stored = join(repository, 'lfs', 'objects', oid.slice(0, 2), oid.slice(2, 4), oid)
    await fillPointer(join(directory, path), pointer, [stored, join(source, path)])
  }
}

/** A submodule with the commit that the outer commit records. */
interface Submodule {
  git: Git
  /** The folder of the outer checkout that is filled in. */
  directory: string
  path: string
  sha: string
}

/** Writes the files of a submodule, without a repository of its own: only DVC reads them. */
async function fillSubmodule({ git, directory, path, sha }: Submodule): Promise<void> {
  const source = join(git.directory, path)
  const inner = new Git(source, git.options)
  const top = await inner.run(['rev-parse', '--absolute-git-dir', '--show-prefix'], { answers: 'any' })
  const [repository = '', prefix = ''] = top.stdout.split('\n')
  // A folder without a repository of its own answers for the outer one.
  if (top.code !== 0 || prefix !== '') return
  if ((await inner.run(['cat-file', '-e', `${sha}^{commit}`], { answers: 'any' })).code !== 0) return
  const target = join(directory, path)
  await rm(target, { recursive: true, force: true })
  await mkdir(target, { recursive: true })
  const index = `${target}.dvc-ci-index`
  const at = { env: { GIT_INDEX_FILE: index } }
  const place = [`--git-dir=${repository}`, `--work-tree=${target}`] as const
  const outside = new Git(directory, git.options)
  try {
    await outside.run([...WITHOUT_LFS_PROGRAM, ...place, 'read-tree', '-u', '--reset', sha], at)
    const listed = splitNul(await outside.text([...place, 'ls-tree', '-r', '-z', sha])).map((line) => ({
      mode: line.slice(0, 6),
      sha: line.split(/[ \t]/)[2] ?? '',
      path: line.slice(line.indexOf('\t') + 1),
    }))
    await fillPointers({ repository, source, directory: target }, listed)
    for (const entry of listed)
      if (entry.mode === SUBMODULE_MODE)
        await fillSubmodule({ git: inner, directory: target, path: entry.path, sha: entry.sha })
  } finally {
    await rm(index, { force: true })
  }
}
