import { access, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isWithin } from '../../pipeline/project.js'
import { shellWord } from '../../text/shell-word.js'
import type { Project } from './project.js'

/** Folders that build tools leave beside the sources, and that an installed package does not read. */
const BUILD_RESTS = /(^build|^\.pdm-build|\.egg-info|\.eggs)$/
/** Files of a Python package; `build` is a rest only beside one. */
const PACKAGE_FILES = ['pyproject.toml', 'setup.py', 'setup.cfg']
/** The interpreter writes these at any import; stages must not read them. */
const BYTECODE = /(^|\/)__pycache__\/|\.py[co]$/
/** The most files that the warning names. */
const NAMED = 3

/**
 * Runs a set-up of the project's packages, and removes the metadata that an editable installation leaves beside the
 * sources. A stage that depends on such a folder (`deps: [src]`) would be stale in this checkout, and up to date in
 * every other one. A warning names other new files in dependencies: the installed package may need them.
 * @param removes false for a command of the user, whose files stay
 */
export async function keepingDependencies<T>(project: Project, removes: boolean, body: () => Promise<T>): Promise<T> {
  const { git } = project
  const read = codeDependencies(project)
  const list = async () => ({
    folders: removes ? (await git.otherFiles([], true)).filter((path) => path.endsWith('/')) : [],
    files: read.length === 0 ? [] : await git.otherFiles(read, false),
  })
  const before = await list()
  try {
    return await body()
  } finally {
    const after = await list()
    const known = new Set(before.folders)
    const removed: string[] = []
    for (const folder of after.folders.map(withoutSlash))
      if (!known.has(`${folder}/`) && (await isBuildRest(project, folder))) {
        await rm(join(git.root, folder), { recursive: true, force: true })
        removed.push(folder)
      }
    const old = new Set(before.files)
    warn(
      project,
      after.files.filter(
        (path) => !old.has(path) && !BYTECODE.test(path) && !removed.some((folder) => isWithin(path, folder)),
      ),
    )
  }
}

/** The dependencies that no stage and no `.dvc` file makes, as Git names them. */
function codeDependencies({ index, stages, inGit }: Project): string[] {
  const outs = index.stages.flatMap((stage) => stage.outs.map(({ path }) => path))
  const read = stages.flatMap(({ deps }) => deps.flatMap(({ kind, path }) => (kind === 'path' ? [path] : [])))
  return [...new Set(read)]
    .filter((path) => !outs.some((out) => isWithin(path, out) || isWithin(out, path)))
    .map(inGit)
    .filter((path) => !path.startsWith('../'))
}

async function isBuildRest({ git, index, fromGit }: Project, folder: string): Promise<boolean> {
  if (!BUILD_RESTS.test(basename(folder))) return false
  const path = fromGit(folder)
  if (index.stages.some(({ outs }) => outs.some((out) => isWithin(path, out.path) || isWithin(out.path, path))))
    return false
  if (basename(folder) !== 'build') return true
  const beside = await Promise.all(
    PACKAGE_FILES.map((name) =>
      access(join(git.root, dirname(folder), name)).then(
        () => true,
        () => false,
      ),
    ),
  )
  return beside.includes(true)
}

function warn(project: Project, written: readonly string[]): void {
  const [first] = written
  if (first === undefined) return
  const names = [...new Set(written.map((path) => /^.*\.egg-info(?=\/)/.exec(path)?.[0] ?? path))]
  const shown = names.slice(0, NAMED).join(', ')
  const lines = [...new Set(names.map((path) => (path.endsWith('.egg-info') ? '*.egg-info' : basename(path))))]
  project.run.report.lint.push({
    rule: 'setup-writes-dependency',
    path: first,
    severity: 'warning',
    message: `The set-up wrote ${shown}${names.length > NAMED ? ` and ${names.length - NAMED} more` : ''} into a dependency of a stage. DVC hashes ${names.length === 1 ? 'it' : 'them'}, so the stage is stale here and up to date in a fresh clone. Exclude ${names.length === 1 ? 'it' : 'them'} in .dvcignore: ${lines.slice(0, NAMED).join(', ')}.`,
    fix: `printf '%s\\n' '' ${lines
      .slice(0, NAMED)
      .map((line) => shellWord(line))
      .join(' ')} >> .dvcignore`,
  })
}

function withoutSlash(path: string): string {
  return path.replace(/\/$/, '')
}
