import { withoutEscapes } from '../text/without-escapes.js'
import type { CauseBlock } from './cause-block.js'
import { markdownCode, markdownCommands, markdownLog, markdownSentence, markdownText, shorten } from './escape.js'
import type { LinkTo } from './links.js'

/** How much of a block is shown. */
export interface CauseLimits {
  /** Characters of the cause. */
  message: number
  /** Characters of a clause or a command. */
  characters: number
  /** Characters of the log; 0 for none. */
  log: number
}

/** Clauses of one block. */
const MOST_FOLDED = 6

/**
 * Several causes, each as Markdown. Commands that repair two neighbours are told once.
 * @param logs the number of logs that are shown
 */
export function markdownCauses(
  causes: readonly CauseBlock[],
  limits: CauseLimits,
  logs: number,
  linkTo?: LinkTo,
): string[] {
  return causes.map((cause, index) => {
    const next = causes[index + 1]
    const isToldBelow = next !== undefined && next.repair.join('\n') === cause.repair.join('\n')
    return markdownCause(
      isToldBelow ? { ...cause, repair: [] } : cause,
      { ...limits, log: index < logs ? limits.log : 0 },
      linkTo,
    )
  })
}

/**
 * One cause as Markdown for GitHub: what is wrong and where, what follows from it, the commands that repair it, and
 * the end of the output.
 */
function markdownCause(cause: CauseBlock, limits: CauseLimits, linkTo: LinkTo = () => undefined): string {
  const { title, place, folded, repair, advice, log } = cause
  const mark = cause.tone === 'bad' ? '❌' : '⚠️'
  const where = place === undefined ? '' : ` (${placeText(place, limits.characters, linkTo)})`
  const told = [
    `${mark} <b>${markdownSentence(shorten(title, limits.message))}</b>${where}`,
    ...folded.slice(0, MOST_FOLDED).map((clause) => `and ${markdownText(shorten(clause, limits.characters * 2))}`),
    ...(folded.length > MOST_FOLDED ? [`and ${folded.length - MOST_FOLDED} more`] : []),
  ].join('<br>')
  return [
    told,
    ...(repair.length === 0
      ? []
      : [`To repair:\n\n${markdownCommands(repair.map((command) => shorten(command, limits.characters * 3)))}`]),
    ...(advice === undefined ? [] : [markdownSentence(shorten(advice, limits.message))]),
    ...(log === undefined || limits.log === 0
      ? []
      : [markdownLog(`The end of ${log.title}`, withoutEscapes(endOf(log.text, limits.log)))]),
  ].join('\n\n')
}

/** A place as a link to its line. */
export function placeText(
  { path, line }: NonNullable<CauseBlock['place']>,
  characters: number,
  linkTo: LinkTo,
): string {
  const name = markdownCode(shorten(line === undefined ? path : `${path}:${line}`, characters))
  const address = linkTo(path, line)
  return address === undefined ? name : `<a href="${address}">${name}</a>`
}

/** The end of an output, from the beginning of a line: a failure is reported there. */
export function endOf(log: string, characters: number): string {
  const text = log.trimEnd()
  return text.length <= characters
    ? text
    : `…${text.slice(text.indexOf('\n', text.length - characters) + 1 || text.length - characters)}`
}
