import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { kindOf } from '../../dvc/project-file.js'
import { SetupError } from '../../errors/errors.js'
import type { StagedEntry } from '../../git/staged.js'
import { Graph } from '../../pipeline/graph.js'
import { isWithin, type Project as ProjectIndex } from '../../pipeline/project.js'
import type { Settings } from '../../settings/settings.js'
import { shellWord } from '../../text/shell-word.js'
import { named } from '../../text/words.js'
import { type ProjectPaths, stagesBelow } from './project.js'

/** Modes that compare files of the checkout with dvc.lock, or run stages on them. */
const READING_MODES: ReadonlySet<Settings['mode']> = new Set([
  'validate',
  'rebuild',
  'retrain',
  'plan',
  'stage',
  'collect',
])
/** The most paths that a message names. */
const NAMED = 3

/**
 * Rejects a checkout that lacks content of its commit which a stage of the working directory needs. A stage would read
 * the pointer of Git LFS as its data, and DVC would call the other files changed or deleted.
 * @param entries those of the index
 * @throws {SetupError} names the paths, and the input of actions/checkout that adds them
 */
export async function requireCompleteCheckout(
  settings: Pick<Settings, 'mode'>,
  { git, inGit }: ProjectPaths,
  index: ProjectIndex,
  entries: readonly StagedEntry[],
): Promise<void> {
  if (!READING_MODES.has(settings.mode)) return
  const { pointers, submodules, sparse } = await git.missingContent(neededPaths(index).map(inGit), entries)
  if (submodules.length > 0)
    throw new SetupError(
      'submodule-missing',
      `the Git ${submodules.length === 1 ? 'submodule' : 'submodules'} ${named(submodules, NAMED)} ${are(submodules)} not checked out, and a stage needs files from ${submodules.length === 1 ? 'it' : 'them'}.`,
      {
        key: 'submodules',
        value: 'false',
        path: submodules[0] ?? '',
        remedy:
          'Set `submodules: true` of actions/checkout (`submodules: recursive` for nested ones). On your machine: `git submodule update --init --recursive`.',
      },
    )
  if (pointers.length > 0)
    throw new SetupError(
      'lfs-pointers',
      `${named(pointers, NAMED)} ${pointers.length === 1 ? 'has' : 'have'} the pointer of Git LFS in place of ${pointers.length === 1 ? 'its' : 'their'} content, and a stage reads ${pointers.length === 1 ? 'it' : 'them'}.`,
      {
        key: 'lfs',
        value: 'false',
        path: pointers[0] ?? '',
        remedy: 'Set `lfs: true` of actions/checkout. On your machine: `git lfs install && git lfs pull`.',
      },
    )
  const outside = [...new Set([...sparse, ...makersOutside(index, entries, inGit)])]
  if (outside.length > 0) throw sparseCheckout(outside, 'which a stage needs')
}

/**
 * Rejects a checkout that leaves out a dvc.yaml, dvc.lock or `.dvc` file of the working directory. DVC would not know
 * its stages, and the run would pass without them.
 * @throws {SetupError} names the files
 */
export async function requireProjectFiles(
  { git, dvcRoot }: Pick<ProjectPaths, 'git' | 'dvcRoot'>,
  entries: readonly StagedEntry[],
): Promise<void> {
  const top = git.prefix === '' ? '' : `${git.prefix}/`
  const nested = entries
    .flatMap(({ path }) => /^(.+)\/\.dvc\/(?:config|\.gitignore)$/.exec(path)?.[1] ?? [])
    .filter((folder) => folder !== dvcRoot && folder.startsWith(top))
  const candidates = entries.filter(
    ({ path, skipped }) =>
      skipped &&
      path.startsWith(top) &&
      kindOf(path) !== undefined &&
      !nested.some((folder) => path.startsWith(`${folder}/`)),
  )
  const absent: string[] = []
  for (const { path } of candidates)
    if (
      !(await access(join(git.root, path)).then(
        () => true,
        () => false,
      ))
    )
      absent.push(path)
  if (absent.length > 0) throw sparseCheckout(absent, 'which DVC reads')
}

/** @throws {SetupError} the checkout leaves out the folder `.dvc` of the working directory or of a folder above it */
export function requireDvcFolder(
  { prefix }: Pick<ProjectPaths['git'], 'prefix'>,
  entries: readonly StagedEntry[],
): void {
  const configuration = entries.find(({ path, skipped }) => {
    const folder = /^(.*?)\/?\.dvc\/config$/.exec(path)?.[1]
    return skipped && folder !== undefined && (folder === '' || `${prefix}/`.startsWith(`${folder}/`))
  })
  if (configuration !== undefined) throw sparseCheckout([configuration.path], 'which DVC reads')
}

/** The skipped dvc.yaml files that may make a dependency which no known stage makes and Git does not have. */
function makersOutside(
  index: ProjectIndex,
  entries: readonly StagedEntry[],
  inGit: (path: string) => string,
): string[] {
  const pipelines = entries
    .filter(({ path, skipped }) => skipped && kindOf(path) === 'pipeline')
    .map(({ path }) => path)
  if (pipelines.length === 0) return []
  const outs = index.stages.flatMap((stage) => stage.outs.map(({ path }) => path))
  const known = new Set(entries.map(({ path }) => path))
  const unmade = neededPaths(index)
    .filter((path) => !outs.some((out) => isWithin(path, out) || isWithin(out, path)))
    .map(inGit)
    .filter((path) => !known.has(path) && !entries.some((entry) => entry.path.startsWith(`${path}/`)))
  return pipelines.filter((pipeline) => {
    const folder = pipeline.slice(0, -'dvc.yaml'.length)
    return unmade.some((path) => path.startsWith(folder))
  })
}

function sparseCheckout(paths: readonly string[], why: string): SetupError {
  const [first = ''] = paths
  const folders = [...new Set(paths.map((path) => path.slice(0, Math.max(0, path.lastIndexOf('/')))))].filter(
    (folder) => folder !== '',
  )
  return new SetupError(
    'sparse-checkout',
    `the sparse checkout leaves out ${named(paths, NAMED)}, ${why}. Git has ${paths.length === 1 ? 'it' : 'them'}.`,
    {
      key: 'sparse-checkout',
      path: first,
      remedy: `Add ${named(folders, NAMED) || 'the file'} to \`sparse-checkout\` of actions/checkout, or remove that input. On your machine: \`git sparse-checkout ${folders.length === 0 ? 'disable' : `add ${folders.map(shellWord).join(' ')}`}\`.`,
    },
  )
}

/**
 * The files and folders that Git may have and that the stages of the working directory read or compare: dependencies,
 * parameters, outputs that Git keeps, metrics. The stages that they need are included.
 */
function neededPaths(index: ProjectIndex): string[] {
  const graph = new Graph(index)
  const names = graph.withUpstream(stagesBelow(index).map(({ name }) => name))
  const stages = [...names].flatMap((name) => graph.stage(name) ?? [])
  return [
    ...new Set([
      ...stages.flatMap(({ deps }) =>
        deps.flatMap(({ kind, path }) => (kind === 'path' || kind === 'params' ? [path] : [])),
      ),
      ...stages.flatMap(({ outs }) => outs.filter(({ cache }) => !cache).map(({ path }) => path)),
      ...index.metrics,
    ]),
  ].filter((path) => !path.includes('://'))
}

function are(paths: readonly string[]): string {
  return paths.length === 1 ? 'is' : 'are'
}
