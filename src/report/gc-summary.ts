import { count, named } from '../text/words.js'
import { formatBytes } from './numbers.js'
import type { GcReport, ObjectTotal } from './report.js'

/** The most doubts that a message names. */
const MOST_NAMED = 3

const of = ({ count: number, bytes }: ObjectTotal): string => `${count(number, 'object')} (${formatBytes(bytes)})`

/** The outcome of `gc`, as one or two sentences. @param isWhole false where users pushed so often that work is left */
export function gcSummary(report: GcReport | undefined, isWhole: boolean): string {
  if (report === undefined) return 'The remote was not read.'
  const { remote, objects, unneeded, unnamed, listed, deleted, set_aside: aside, restored } = report
  const found =
    unneeded.count === 0
      ? `All ${of(objects)} in '${remote}' are needed.`
      : `${of(unneeded)} of ${of(objects)} in '${remote}' are needed by nothing${unnamed.count === 0 ? '' : `; no commit of this repository ever named ${of(unnamed)} of them`}.`
  if (deleted === undefined || aside === undefined || restored === undefined) return found
  const work = [
    ...(deleted.count === 0 ? [] : [`removed ${of(deleted)}`]),
    ...(aside.count === 0 ? [] : [`set aside ${of(aside)}`]),
    ...(restored.count === 0 ? [] : [`restored ${of(restored)}`]),
  ]
  const rest = isWhole ? '' : ' Users pushed during the run, so work is left for the next one.'
  const before = listed.count === 0 ? 'wrote the first list' : 'renewed the list'
  return `${found} This run ${[...work, before].join(', ')}.${rest}`
}

/** The question before `gc --delete`, without a question mark. */
export function retentionQuestion(remote: string): string {
  return `Clean the remote '${remote}': list objects that nothing needs, and set aside or remove those whose grace period is over`
}

/** Why gc cannot tell what commits need. */
export function retentionDoubts(doubts: readonly string[]): string {
  return `gc cannot tell which objects are needed: ${named(doubts, MOST_NAMED)}.`
}
