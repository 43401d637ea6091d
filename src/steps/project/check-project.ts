import { resolve } from 'node:path'
import { kindOf, type ProjectFile, yamlFault } from '../../dvc/project-file.js'
import { joinPath } from '../../dvc/project-files.js'
import { type ErrorDetails, SetupError } from '../../errors/errors.js'
import type { GitRepository } from '../../git/repository.js'
import { ignoredFile } from '../../lint/dvc-files.js'
import type { Project as ProjectIndex, Stage } from '../../pipeline/project.js'
import { isInside } from '../../run/real-path.js'
import { namedRemotes } from '../../settings/remote-options.js'
import type { Settings } from '../../settings/settings.js'
import { nearest } from '../../text/nearest.js'
import { relativePath } from '../../text/relative-path.js'
import { shellWord } from '../../text/shell-word.js'
import { lineOfKeys } from '../../text/yaml-lines.js'
import type { ProjectPaths } from './project.js'

/** The keys that DVC accepts at the top of dvc.yaml and in a stage, as suggestions for misspelt ones. */
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
 * The dvc.yaml, dvc.lock and `.dvc` files that DVC reads, as Git names them. Files of nested DVC projects and files
 * that `.dvcignore` excludes are left out.
 * @param root the DVC root as Git names it; `.` at the top of the repository
 */
export async function filesOfProject(git: GitRepository, root: string): Promise<string[]> {
  const files = await git.workingFiles()
  const isBelow = (path: string, folder: string) => folder === '.' || path.startsWith(`${folder}/`)
  const roots = files
    .filter((path) => /(^|\/)\.dvc\/(config|\.gitignore)$/.test(path))
    .map((path) => joinPath(path, '../..'))
  const nested = roots.filter((other) => other !== root && isBelow(other, root))
  const excluded = new Set(await git.excludedBy('.dvcignore', files))
  return files.filter(
    (path) =>
      kindOf(path) !== undefined &&
      isBelow(path, root) &&
      !excluded.has(path) &&
      !nested.some((other) => isBelow(path, other)),
  )
}

/**
 * Rejects projects that DVC accepts but a run cannot use: outputs outside the repository, unknown remotes, no stage.
 * @throws {SetupError} with the key, the value and the fix
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
            remedy: 'Move the output into the repository: other machines do not have that folder.',
          },
        )
      }
    }
  }
  if (index.stages.length === 0 && index.metrics.length === 0) {
    throw new SetupError('dvc-project-empty', 'the project has no stage, no .dvc file and no metrics.', {
      key: 'stages',
      path: 'dvc.yaml',
      remedy: 'Add a stage with `dvc stage add`, or data with `dvc add`.',
    })
  }
}

/**
 * Rejects a working directory without a stage, a `.dvc` file and metrics: the run would verify nothing and pass.
 * @throws {SetupError} naming the nearest folder above that has some
 */
export function checkCoverage(settings: Settings, index: ProjectIndex, inGit: (path: string) => string): void {
  // The restored version may have files that the folder lacks now.
  if (settings.mode === 'rollback') return
  const files = [...index.stages.map(({ file }) => file), ...index.metrics]
  if (files.some((file) => !file.startsWith('../'))) return
  // The files are relative to the working directory, so the shortest way up is the nearest folder.
  const [up = '..'] = files.map((file) => /^(?:\.\.\/)*/.exec(file)?.[0].replace(/\/$/, '') ?? '..').sort(byLength)
  const here = relativePath(settings.shellFolder, resolve(settings.workingDirectory, up))
  throw new SetupError(
    'dvc-project-empty',
    `the folder ${inGit('.')} has no stage and no .dvc file, so the run would verify nothing: those of the project are in ${inGit(up) === '.' ? 'the top of the repository' : inGit(up)}.`,
    {
      key: 'working-directory',
      value: inGit('.'),
      remedy: `Run it in that folder: ${here === '' ? 'leave out `--working-directory`' : `\`cd ${shellWord(here)}\`, or \`--working-directory ${shellWord(here)}\``} (in a workflow: \`working-directory: ${inGit(up)}\`).`,
    },
  )
}

function byLength(one: string, other: string): number {
  return one.length - other.length
}

function checkRemotes(settings: Settings, index: ProjectIndex, files: readonly ProjectFile[]): void {
  const { remote } = settings
  const names = Object.keys(index.remotes)
  const configuration = { path: '.dvc/config' }
  const [only] = names
  const known =
    only === undefined
      ? 'The repository has no DVC remote.'
      : `Its DVC remotes are ${names.map((name) => `'${name}'`).join(', ')}.`
  if (remote !== undefined && !names.includes(remote)) {
    const meant = nearest(remote, names, 'misspelt')
    throw new SetupError('remote-unknown', `remote: the DVC remote '${remote}' does not exist.`, {
      key: 'remote',
      value: remote,
      remedy:
        meant === undefined
          ? `${known} Add it with \`dvc remote add ${shellWord(remote)} URL\` and commit .dvc/config.`
          : `Did you mean '${meant}'?`,
    })
  }
  const unknown = namedRemotes(settings.remoteConfig).find((name) => !names.includes(name))
  if (unknown !== undefined) {
    const meant = nearest(unknown, names, 'misspelt')
    throw new SetupError('remote-unknown', `remote-config: the DVC remote '${unknown}' does not exist.`, {
      key: `remote-config.${unknown}`,
      value: unknown,
      remedy:
        meant === undefined
          ? `${known} Options without a name belong to the remote in use.`
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
        remedy: `${known} Fix it with \`dvc remote default ${shellWord(only ?? 'NAME')}\` and commit .dvc/config.`,
      },
    )
  }
  for (const stage of index.stages) {
    const lost = stage.outs.find((out) => out.remote !== undefined && !names.includes(out.remote))
    if (lost) {
      throw new SetupError(
        'remote-unknown',
        `the output ${lost.path} of ${stage.name} uses the DVC remote '${lost.remote ?? ''}', which does not exist.`,
        {
          key: 'remote',
          value: lost.remote ?? '',
          ...placeOfStage(stage, files),
          remedy: `${known} Add it with \`dvc remote add ${shellWord(lost.remote ?? 'NAME')} URL\` and commit .dvc/config.`,
        },
      )
    }
  }
  if (remote === undefined && index.defaultRemote === null && index.stages.some(needsDefaultRemote)) {
    throw only === undefined
      ? new SetupError(
          'remote-missing',
          'the repository has no DVC remote, so other machines cannot download its data.',
          {
            key: 'remote',
            value: '',
            ...configuration,
            remedy: 'Add one with `dvc remote add --default NAME URL`, commit .dvc/config and run `dvc push`.',
          },
        )
      : new SetupError('remote-default-missing', 'the repository has DVC remotes but no default remote for its data.', {
          key: 'remote',
          value: '',
          ...configuration,
          remedy: `${known} Make one the default with \`dvc remote default ${shellWord(only)}\` and commit .dvc/config, or set \`remote: ${only}\`.`,
        })
  }
}

/** DVC downloads imports from the other repository, so they need no remote. */
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

/** DVC's error about an ignored file, with the pattern that covers the file, its place and the command that mends it. */
export async function withPattern(error: unknown, { git, directory, fromGit }: ProjectPaths): Promise<unknown> {
  if (!(error instanceof SetupError) || !/is ignored by Git, so DVC stops at it/.test(error.message)) return error
  const file = relativePath(git.root, resolve(directory, error.details.path ?? ''))
  const found = (await git.ignoredFiles('', ['dvc.lock', 'dvc.yaml', '*.dvc'])).find(({ path }) => path === file)
  const { message, fix } = found ? ignoredFile(found) : { message: error.message, fix: undefined }
  return new SetupError(error.id, message, {
    ...error.details,
    path: fromGit(file),
    key: file,
    ...(fix === undefined ? {} : { remedy: `Run \`${fix}\`, and commit.` }),
  })
}

/**
 * Adds to an error about a project file: the line of the key, a suggestion for a misspelt key, the line of a YAML
 * error. The path becomes relative to the repository, for annotations.
 * @param textOf the text of a file by its path from the working directory; undefined for a missing file
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
