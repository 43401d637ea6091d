import { cardFrom, cardProblem, cardText } from '../../card/card.js'
import type { Project } from '../project/project.js'
import { cardSource } from './card-facts.js'
import { ownerOf } from './inspect-card.js'

/**
 * The model card with the part that an earlier version has, in the present text of the user; undefined where one of the
 * two has none, or it is the same.
 * @param sha the commit of the version
 */
export async function restoredCard(project: Project, sha: string): Promise<{ path: string; text: string } | undefined> {
  const { git, run, inGit } = project
  const { file } = run.settings.card
  if (file === undefined) return undefined
  const path = inGit(file)
  const owner = ownerOf(project)
  const [now, then] = await Promise.all([
    git.readFile(run.report.source.sha, path),
    // The path of a commit cannot lead upwards.
    path.startsWith('../') ? undefined : git.readFile(sha, path),
  ])
  const [text, from] = [now, then].map((bytes) => (bytes === undefined ? undefined : cardText(bytes)))
  if (typeof text !== 'string' || typeof from !== 'string') return undefined
  if (cardProblem(text, owner) !== undefined || cardProblem(from, owner) !== undefined) return undefined
  const restored = cardFrom(text, from, owner, cardSource(owner))
  return restored === undefined || restored === text ? undefined : { path, text: restored }
}
