import { SetupError } from '../../errors/errors.js'
import type { StagedEntry } from '../../git/missing-content.js'
import { Graph } from '../../pipeline/graph.js'
import type { Project as ProjectIndex } from '../../pipeline/project.js'
import type { Settings } from '../../settings/settings.js'
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
      `the Git ${submodules.length === 1 ? 'submodule' : 'submodules'} ${named(submodules)} ${are(submodules)} not checked out, and a stage needs files from ${submodules.length === 1 ? 'it' : 'them'}.`,
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
      `${named(pointers)} ${pointers.length === 1 ? 'has' : 'have'} the pointer of Git LFS in place of ${pointers.length === 1 ? 'its' : 'their'} content, and a stage reads ${pointers.length === 1 ? 'it' : 'them'}.`,
      {
        key: 'lfs',
        value: 'false',
        path: pointers[0] ?? '',
        remedy: 'Set `lfs: true` of actions/checkout. On your machine: `git lfs install && git lfs pull`.',
      },
    )
  if (sparse.length > 0)
    throw new SetupError(
      'sparse-checkout',
      `the sparse checkout leaves out ${named(sparse)}, which a stage needs. Git has ${sparse.length === 1 ? 'it' : 'them'}.`,
      {
        key: 'sparse-checkout',
        path: sparse[0] ?? '',
        remedy:
          'Add the folder to `sparse-checkout` of actions/checkout, or remove that input. On your machine: `git sparse-checkout add FOLDER`.',
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

function named(paths: readonly string[]): string {
  const shown = paths.slice(0, NAMED)
  const more = paths.length - shown.length
  if (more > 0) return `${shown.join(', ')} and ${more} more`
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`
}

function are(paths: readonly string[]): string {
  return paths.length === 1 ? 'is' : 'are'
}
