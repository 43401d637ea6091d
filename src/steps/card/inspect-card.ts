import { lstat, realpath } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { type CardProblem, cardProblem, cardText, MOST_CARD_BYTES } from '../../card/card.js'
import type { LintInput } from '../../lint/input.js'
import { isWithin } from '../../pipeline/project.js'
import { readPlainFile } from '../../run/plain-file.js'
import { shellWord } from '../../text/shell-word.js'
import { isInput, isMadeByPipeline } from '../project/path-roles.js'
import type { Project, ProjectPaths } from '../project/project.js'

/** The file of the setting `card`. */
export interface Card {
  /** As Git names it. */
  path: string
  /** With every byte; undefined where the file does not exist. */
  text: string | undefined
}

/** A card that no build can write. */
export interface UnusableCard {
  /** As Git names it, or as the setting has it where it is outside of the repository. */
  path: string
  problem: CardProblem
}

type Place = Pick<ProjectPaths, 'git' | 'inGit'>

/** The folder of the project, which owns its part of the card; empty at the top. */
export function ownerOf({ inGit }: Pick<ProjectPaths, 'inGit'>): string {
  const folder = inGit('.')
  return folder === '.' ? '' : folder
}

/**
 * Reads the card of the workspace.
 * @param setting relative to the working directory
 */
export async function inspectCard(place: Place, setting: string): Promise<Card | UnusableCard> {
  const { git } = place
  const path = place.inGit(setting)
  const unusable = (message: string, remedy: string): UnusableCard => ({ path, problem: { message, remedy } })
  const another = 'Name a Markdown file of the repository that Git tracks, such as MODEL_CARD.md.'
  if (path === '..' || path.startsWith('../')) return unusable('it is outside of the repository', another)
  if (path === '.git' || path.startsWith('.git/')) return unusable('it is a file of Git itself', another)
  const file = join(git.root, path)
  const found = await lstat(file).catch(() => undefined)
  if (found?.isSymbolicLink())
    return unusable('it is a link', 'Put a file in its place, or name the file that it leads to.')
  if (found !== undefined && !found.isFile())
    return unusable(found.isDirectory() ? 'it is a folder' : 'it is no regular file', another)
  // A folder on the way may be a link too.
  const folder = await realpath(dirname(file)).catch(() => undefined)
  if (folder === undefined) return unusable('its folder does not exist', 'Create the folder, or name another file.')
  if (relative(git.root, folder).startsWith('..') || join(folder, path.split('/').at(-1) ?? '') !== file)
    return unusable('a folder in its path is a link', another)
  if ((await git.isIgnored([path])).has(path))
    return unusable(
      'Git ignores it',
      `Remove the pattern that \`git check-ignore -v ${shellWord(path)}\` shows, or name another file.`,
    )
  if (found === undefined) return { path, text: undefined }
  const content = await readPlainFile(file, MOST_CARD_BYTES)
  if ('problem' in content)
    return content.problem === 'large'
      ? unusable('it has more than 1 MiB', 'A model card has at most 1 MiB.')
      : unusable('it cannot be read', 'Make the file readable.')
  const text = cardText(content.bytes)
  if (typeof text !== 'string') return { path, problem: text }
  const problem = cardProblem(text, ownerOf(place))
  return problem === undefined ? { path, text } : { path, problem }
}

/** Why the pipeline does not let dvc-ci write the card; undefined where it does. */
export function claimedCard(project: Project, path: string): CardProblem | undefined {
  const inProject = project.fromGit(path)
  const out = project.index.stages.flatMap(({ outs }) => outs).find((each) => isWithin(inProject, each.path))
  const remedy = 'Name a file that no stage reads and that no stage or .dvc file has as an output.'
  if (out !== undefined || isMadeByPipeline(project, path))
    return { message: `${out?.path ?? inProject} is an output of the pipeline, or data that DVC tracks`, remedy }
  return isInput(project, path)
    ? { message: 'the pipeline reads it, so each build would make it stale', remedy }
    : undefined
}

/**
 * The fault of the card of the settings, for the tracking rules; empty without one.
 * @param project undefined where DVC could not read it
 */
export async function cardFault(
  { run }: Pick<Project, 'run'>,
  place: Place,
  project: Project | undefined,
): Promise<Pick<LintInput, 'card'>> {
  const { file } = run.settings.card
  if (file === undefined) return {}
  const found = await inspectCard(place, file)
  const problem = 'problem' in found ? found.problem : project && claimedCard(project, found.path)
  return problem === undefined ? {} : { card: { path: found.path, ...problem } }
}
