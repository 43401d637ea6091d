import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cardWith, hasPart } from '../../card/card.js'
import { describedIn, findFrontMatter, type ModelIndex } from '../../card/front-matter.js'
import { ProjectError } from '../../errors/errors.js'
import type { MadeCommit } from '../../git/commit.js'
import { CARD_SKELETON, renderCard } from '../../report/model-card.js'
import { maskedBody } from '../../run/outgoing.js'
import type { WorkspaceBackup } from '../../run/workspace-backup.js'
import { type CardContext, cardFacts, resultsOf } from '../card/card-facts.js'
import { type Card, ownerOf } from '../card/inspect-card.js'
import type { Project } from '../project/project.js'
import type { BuildCommit } from './commit-versions.js'
import { makeCommit } from './official-commit.js'
import { requireCommit } from './publish-commit.js'

/**
 * Writes the model card of a build that was judged and pushed, and makes its commit again with the card. The first commit
 * was proven repeatable, and no stage reads the card. A build that equals dvc.lock keeps the card of the build that made
 * it.
 * @param card undefined: the project has none
 * @throws {ProjectError} more than the card differs
 */
export async function commitCard(
  project: Project,
  built: BuildCommit,
  card: Card | undefined,
  context: CardContext,
  backup: WorkspaceBackup,
): Promise<BuildCommit> {
  const { git, run } = project
  const { commit, extra } = built
  if (card === undefined || keepsCard(project, commit, card)) return built
  const source = run.report.source.sha
  const proven = commit?.sha ?? source
  const text = await textOf(project, card.text ?? CARD_SKELETON, proven, context)
  if (text === card.text) return built
  const file = join(git.root, card.path)
  await backup.copy(file)
  await writeFile(file, text)
  const again = await makeCommit(project, {
    body: '',
    trailers: {},
    ...extra,
    paths: [...new Set([...(extra?.paths ?? []), ...(commit?.changed ?? []), card.path])],
  })
  const changed = (await git.changedFiles(proven, again?.sha ?? source)).map(({ path }) => path)
  const other = changed.filter((path) => path !== card.path)
  if (other.length > 0)
    throw new ProjectError(
      'push-changed-build',
      `${other.join(', ')} changed during the push, so the build is not the one that was checked.`,
      {
        key: 'card',
        value: other.join(', '),
        remedy: 'Do not edit the workspace during a build. Nothing was committed: run the build again.',
      },
    )
  await requireCommit(project, again)
  run.report.card = { path: card.path }
  return { commit: again, extra }
}

/** The path of the card, where a build without `dry-run` would write it. */
export function wouldWriteCard(project: Project, commit: MadeCommit | undefined, card: Card | undefined): string[] {
  return card === undefined || keepsCard(project, commit, card) ? [] : [card.path]
}

/** True for a build that equals dvc.lock, whose card is that of an earlier build. */
function keepsCard(project: Project, commit: MadeCommit | undefined, { text }: Card): boolean {
  return commit === undefined && text !== undefined && hasPart(text, ownerOf(project))
}

async function textOf(project: Project, base: string, at: string, context: CardContext): Promise<string> {
  const matter = findFrontMatter(base)
  const described = matter === undefined || 'message' in matter ? {} : describedIn(base, matter)
  const facts = await cardFacts(project, at, context)
  const redact = (text: string) => project.run.host.redact(text)
  const results = maskedBody(resultsOf(project, described, context), redact, new Set(['source'])) as ModelIndex
  return cardWith(base, ownerOf(project), redact(renderCard(facts)), results)
}
