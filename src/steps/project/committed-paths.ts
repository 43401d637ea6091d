import { readlink } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative } from 'node:path'
import { joinPath } from '../../dvc/project-files.js'
import { ProjectError } from '../../errors/errors.js'
import type { IndexEntry } from '../../git/inventory.js'
import { SUBMODULE_MODE } from '../../git/staged.js'
import type { Project as ProjectIndex } from '../../pipeline/project.js'
import { isInside, realPathOf } from '../../run/real-path.js'
import { shellWord } from '../../text/shell-word.js'
import type { ProjectPaths } from './project.js'

// A commit can bring any file and any symbolic link. Two kinds of them would let it act outside of its project: files
// where DVC and dvc-ci keep the state of a run, and links in the paths that a run writes, or reads into its report.

const LINK = '120000'

/** A path that a run writes, or reads into its report, as Git names it, with the words for a message. */
interface UsedPath {
  path: string
  what: string
  use: 'written' | 'read'
}

/**
 * Rejects a commit with files in `.dvc/tmp`, where DVC and dvc-ci keep the state of a run.
 * @param dvcRoot the folder with `.dvc` as Git names it; empty at the top
 * @throws {ProjectError}
 */
export function rejectCommittedState(dvcRoot: string, entries: readonly IndexEntry[]): void {
  // A file system may ignore case, so another case can be the same folder.
  const configuration = joinPath(dvcRoot, '.dvc').toLowerCase()
  const found = entries.find(({ path, mode }) => {
    const name = path.toLowerCase()
    return (
      name === `${configuration}/tmp` ||
      name.startsWith(`${configuration}/tmp/`) ||
      (name === configuration && (mode === LINK || mode === SUBMODULE_MODE))
    )
  })
  if (found === undefined) return
  throw new ProjectError(
    'state-in-git',
    `Git tracks ${found.path}, where DVC and dvc-ci keep the state of a run on one machine.`,
    {
      key: '.dvc/tmp',
      value: found.path,
      path: found.path,
      remedy: `Remove it with \`git rm -r --cached ${shellWord(found.path)}\`, add \`/tmp\` to ${joinPath(dvcRoot, '.dvc/.gitignore')} and commit.`,
    },
  )
}

/**
 * Rejects a commit whose symbolic links lead a path that the run writes, or reads into its report, out of the repository
 * or into Git's own folder. DVC and dvc-ci follow links, so a report would show a file of the machine.
 * @param entries the files of the index, or of the commit whose files are in the working tree
 * @throws {ProjectError} with the link and the path
 */
export async function rejectEscapingLinks(
  paths: ProjectPaths,
  index: UsedIndex,
  files: readonly string[],
  entries: readonly IndexEntry[],
): Promise<void> {
  const links = entries.filter(({ mode }) => mode === LINK)
  if (links.length === 0) return
  const used = usedPaths(paths, index, files)
  for (const { path: link } of links) {
    const hit = used.find(({ path }) => isSameOrBelow(path, link) || isSameOrBelow(link, path))
    if (hit === undefined) continue
    const target = await escapeOf(paths.git, link)
    if (target === undefined) continue
    throw new ProjectError(
      'link-leaves-repository',
      `${hit.what} ${hit.path} would be ${hit.use} through the link ${link}, which leads to ${target}.`,
      {
        key: hit.path,
        value: link,
        path: link,
        remedy: `Remove the link from Git (\`git rm ${shellWord(link)}\`), or use another path.`,
      },
    )
  }
}

type UsedIndex = Pick<ProjectIndex, 'stages'> & Partial<Pick<ProjectIndex, 'metrics' | 'params' | 'plots'>>

function usedPaths(
  { inGit, dvcRoot }: ProjectPaths,
  { stages, metrics = [], params: paramFiles = [], plots = [] }: UsedIndex,
  files: readonly string[],
): UsedPath[] {
  const kinds: [string, readonly string[]][] = [
    ['the metrics file', metrics],
    ['the parameter file', paramFiles],
    ['the plot', plots],
  ]
  const shown = kinds.flatMap(([what, own]) =>
    own.filter((path) => !path.startsWith('../')).map((path) => ({ path: inGit(path), what, use: 'read' as const })),
  )
  const use = 'written' as const
  const configuration = ['tmp', 'cache', 'config', 'config.local', '.gitignore'].map((name) => ({
    path: joinPath(dvcRoot, '.dvc', name),
    what: 'the DVC file',
    use,
  }))
  const outs = stages.flatMap(({ name, outs: all }) =>
    all.map(({ path }) => ({ path: inGit(path), what: `the output of ${name},`, use })),
  )
  const ignores = [...new Set(outs.map(({ path }) => joinPath(dirname(path), '.gitignore')))]
  const params = new Set(stages.flatMap(({ deps }) => deps.flatMap((dep) => (dep.kind === 'params' ? [dep.path] : []))))
  return [
    ...configuration,
    ...outs,
    ...files.map((path) => ({ path: inGit(path), what: 'the DVC file', use })),
    ...files.map((path) => ({ path: joinPath(dirname(inGit(path)), 'dvc.lock'), what: 'the DVC file', use })),
    ...ignores.map((path) => ({ path, what: 'the file', use })),
    ...[...params].map((path) => ({ path: inGit(path), what: 'the parameter file', use })),
    ...shown,
  ]
}

function isSameOrBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}

/** Where a link leads, if that is outside of the repository, in Git's own folder or not known; else undefined. */
async function escapeOf(
  { root, gitDirectory }: { root: string; gitDirectory: string },
  link: string,
): Promise<string | undefined> {
  const path = join(root, link)
  const target = await readlink(path).catch(() => undefined)
  // Git tracks a link, and the working tree has a file or nothing: a write follows no link.
  if (target === undefined) return undefined
  if (isAbsolute(target)) return target
  const place = await realPathOf(join(dirname(path), target))
  if (place === undefined) return `${target}, which leads to itself or to nothing`
  if (isInside(gitDirectory, place) || isGitFolder(relative(root, place))) return `${target}, in Git's own folder`
  return isInside(root, place) ? undefined : place
}

function isGitFolder(path: string): boolean {
  return path.split(/[\\/]/).some((part) => part.toLowerCase() === '.git')
}
