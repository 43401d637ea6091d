import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cardProblem, cardText, proseOf } from '../../card/card.js'
import { SetupError } from '../../errors/errors.js'
import { CARD_SKELETON } from '../../report/model-card.js'
import type { Project } from '../project/project.js'
import { cardSource } from './card-facts.js'
import { type Card, claimedCard, inspectCard, ownerOf, type UnusableCard } from './inspect-card.js'

/**
 * Checks the model card of the settings before a build, which starts from the text of the commit.
 * @returns undefined where the settings name none
 * @throws {SetupError} the build could not write the card
 */
export async function checkCard(project: Project): Promise<Card | undefined> {
  const { card } = project.run.settings
  if (card.file === undefined) return undefined
  const found = await inspectCard(project, card.file)
  if ('problem' in found) throw unusable(found)
  const problem = claimedCard(project, found.path)
  if (problem !== undefined) throw unusable({ path: found.path, problem })
  const bytes = await project.git.readFile(project.run.report.source.sha, found.path)
  if (bytes === undefined) return { path: found.path, text: undefined }
  const text = cardText(bytes)
  if (typeof text !== 'string') throw unusable({ path: found.path, problem: text })
  const fault = cardProblem(text, ownerOf(project))
  if (fault !== undefined) throw unusable({ path: found.path, problem: fault })
  return { path: found.path, text }
}

function unusable({ path, problem: { line, message, remedy } }: UnusableCard): SetupError {
  return new SetupError(
    'card-unusable',
    `card: ${path}${line === undefined ? '' : `:${line}`} cannot be the model card: ${message}.`,
    { key: 'card', value: path, path, ...(line === undefined ? {} : { line }), remedy },
  )
}

/** True where the text of the user in the card of the workspace differs from the commit: a build must not commit it. */
export async function isEdited(project: Project, path: string): Promise<boolean> {
  const [here, there] = await Promise.all([
    readFile(join(project.git.root, path)).catch(() => undefined),
    project.git.readFile('HEAD', path),
  ])
  const [now, before] = [here, there].map((bytes) => (bytes === undefined ? undefined : cardText(bytes)))
  if (now === undefined) return before !== undefined
  if (typeof now !== 'string' || (before !== undefined && typeof before !== 'string')) return true
  const owner = ownerOf(project)
  const prose = (text: string) => proseOf(text, owner, cardSource(owner))
  return prose(now) !== prose(before ?? CARD_SKELETON)
}
