import { resolve } from 'node:path'
import { isInside } from '../../dvc/file-paths.js'
import { kindOf, type ProjectFile, yamlFault } from '../../dvc/project-file.js'
import { joinPath } from '../../dvc/project-files.js'
import { lineOfKeys } from '../../dvc/yaml-lines.js'
import { type ErrorDetails, SetupError } from '../../errors/errors.js'
import type { GitRepository } from '../../git/repository.js'
import type { Project as ProjectIndex, Stage } from '../../pipeline/project.js'
import type { Settings } from '../../settings/settings.js'
import { nearest } from '../../text/nearest.js'

/** Keys that DVC knows, for whoever misspelt one: at the top of a dvc.yaml, and in a stage. */
const KEYS = [
  'stages',
  'vars',
  'params',
  'metrics',
  'plots',
  'artifacts',
  'datasets',
  'cmd',
  'wdir',
  'deps',
  'outs',
  'frozen',
  'always_changed',
  'desc',
  'meta',
  'foreach',
  'do',
  'matrix',
]

/**
 * The dvc.yaml, dvc.lock and `.dvc` files that DVC will read, as Git names them: those of other DVC projects in the same repository and those
 * that `.dvcignore` leaves out are not among them.
 * @param root the DVC root as Git names it; `.` where it is the repository's own
 */
export async function filesOfProject(git: GitRepository, root: string): Promise<string[]> {
  const files = await git.workingFiles()
  const isBelow = (path: string, folder: string) => folder === '.' || path.startsWith(`${folder}/`)
  const roots = files
    .filter((path) => /(^|\/)\.dvc\/(config|\.gitignore)$/.test(path))
    .map((path) => joinPath(path, '../..'))
  const nested = roots.filter((other) => other !== root && isBelow(other, root))
  const excluded = new Set(
    files.some((path) => /(^|\/)\.dvcignore$/.test(path)) ? await git.excludedBy('.dvcignore') : [],
  )
  return files.filter(
    (path) =>
      kindOf(path) !== undefined &&
      isBelow(path, root) &&
      !excluded.has(path) &&
      !nested.some((other) => isBelow(path, other)),
  )
}

/**
 * Refuses what DVC accepts and a run cannot work with: outputs outside of the repository, remotes that are not there, a project with nothing in it.
 * @throws {SetupError} naming the key, the value and the remedy
 */
export function checkProject(settings: Settings, index: ProjectIndex, files: readonly ProjectFile[]): void {
  checkRemotes(settings, index, files)
  for (const stage of index.stages) {
    for (const { path } of stage.outs) {
      const full = resolve(settings.workingDirectory, path)
      if (!isInside(index.root, full)) {
        throw new SetupError(
          'path-outside-repository',
          `the output ${full} of ${stage.name} leaves the repository ${index.root}.`,
          {
            key: 'outs',
            value: path,
            ...placeOfStage(stage, files),
            remedy: 'Keep outputs inside the repository: nobody else has that folder.',
          },
        )
      }
    }
  }
  if (index.stages.length === 0 && index.metrics.length === 0) {
    throw new SetupError(
      'dvc-project-empty',
      'the project has no stage, no .dvc file and no metrics: there is nothing to check.',
      {
        key: 'stages',
        path: 'dvc.yaml',
        remedy: 'Add a stage with `dvc stage add`, or data with `dvc add`.',
      },
    )
  }
}

function checkRemotes(settings: Settings, index: ProjectIndex, files: readonly ProjectFile[]): void {
  const { remote } = settings
  const names = Object.keys(index.remotes)
  const configuration = { path: '.dvc/config' }
  const [only] = names
  const known =
    only === undefined
      ? 'The repository has no remote at all.'
      : `The repository has ${names.map((name) => `'${name}'`).join(', ')}.`
  if (remote !== undefined && !names.includes(remote)) {
    const meant = nearest(remote, names, 'misspelt')
    throw new SetupError('remote-unknown', `remote: there is no DVC remote '${remote}'.`, {
      key: 'remote',
      value: remote,
      remedy:
        meant === undefined
          ? `${known} Add it with \`dvc remote add ${remote} URL\` and commit .dvc/config.`
          : `Did you mean '${meant}'?`,
    })
  }
  if (remote === undefined && index.defaultRemote !== null && !names.includes(index.defaultRemote)) {
    throw new SetupError(
      'remote-unknown',
      `core.remote names the DVC remote '${index.defaultRemote}', which does not exist.`,
      {
        key: 'core.remote',
        value: index.defaultRemote,
        ...configuration,
        remedy: `${known} Mend it with \`dvc remote default ${only ?? 'NAME'}\` and commit .dvc/config.`,
      },
    )
  }
  for (const stage of index.stages) {
    const lost = stage.outs.find((out) => out.remote !== undefined && !names.includes(out.remote))
    if (lost) {
      throw new SetupError(
        'remote-unknown',
        `the output ${lost.path} of ${stage.name} is kept in the DVC remote '${lost.remote ?? ''}', which does not exist.`,
        {
          key: 'remote',
          value: lost.remote ?? '',
          ...placeOfStage(stage, files),
          remedy: `${known} Add it with \`dvc remote add ${lost.remote ?? 'NAME'} URL\` and commit .dvc/config.`,
        },
      )
    }
  }
  if (remote === undefined && index.defaultRemote === null && index.stages.some(needsDefaultRemote)) {
    throw only === undefined
      ? new SetupError('remote-missing', 'the repository has no DVC remote, so nobody else can have its data.', {
          key: 'remote',
          value: '',
          ...configuration,
          remedy: 'Add one with `dvc remote add --default NAME URL`, commit .dvc/config and run `dvc push`.',
        })
      : new SetupError(
          'remote-default-missing',
          'the repository names no default DVC remote, so nothing says where its data is.',
          {
            key: 'remote',
            value: '',
            ...configuration,
            remedy: `${known} Make one the default with \`dvc remote default ${only}\` and commit .dvc/config, or set \`remote: ${only}\`.`,
          },
        )
  }
}

/** Imports from other repositories come from there. */
function needsDefaultRemote(stage: Stage): boolean {
  if (stage.partial || stage.deps.some(({ kind }) => kind === 'repo')) return false
  return stage.outs.some((out) => out.cache && out.push && out.remote === undefined)
}

function placeOfStage(stage: Stage, files: readonly ProjectFile[]): { path: string; line?: number } {
  const text = files.find(({ path }) => path === stage.file)?.text
  const short = stage.name.slice(stage.name.lastIndexOf(':') + 1).split('@')[0] ?? ''
  const line = text === undefined ? undefined : lineOfKeys(text, stage.kind === 'stage' ? ['stages', short] : ['outs'])
  return { path: stage.file, ...(line === undefined ? {} : { line }) }
}

/**
 * An error about a file of the project with everything that its text tells: the line of its key, what a misspelt key was meant to be, where the YAML
 * breaks. Its path becomes the repository's, for annotations.
 * @param textOf text of a file of the project by its path from the working directory, undefined where it has none
 */
export async function locatedError(
  error: unknown,
  inGit: (path: string) => string,
  textOf: (path: string) => Promise<string | undefined>,
): Promise<unknown> {
  if (!(error instanceof SetupError) || error.details.path === undefined) return error
  const { path, key, line } = error.details
  const details: ErrorDetails = { ...error.details, path: inGit(path) }
  const isYaml = /\.(ya?ml|lock|dvc)$/.test(path)
  const text = isYaml && line === undefined ? await textOf(path) : undefined
  const fault = text === undefined ? undefined : yamlFault(text)
  if (fault)
    return new SetupError('yaml-invalid', `${path}, line ${fault.line}: ${fault.what}`, {
      ...details,
      line: fault.line,
    })
  const unknown = /has the key '(.+?)', which DVC does not know/.exec(error.message)?.[1]
  const meant = unknown === undefined || kindOf(path) !== 'pipeline' ? undefined : nearest(unknown, KEYS, 'misspelt')
  if (meant !== undefined) details.remedy = `Did you mean '${meant}'?`
  const found = line ?? (text === undefined || key === undefined ? undefined : lineOfKeys(text, key.split('.')))
  if (found !== undefined) details.line = found
  const named = !isYaml || error.message.startsWith(path)
  return new SetupError(
    error.id,
    named ? error.message : `${path}${found === undefined ? '' : `, line ${found}`}: ${error.message}`,
    details,
  )
}
