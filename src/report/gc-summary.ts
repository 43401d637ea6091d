import { count, joined, named } from '../text/words.js'
import type { GcReport, ObjectTotal } from './gc-report.js'
import { formatBytes } from './numbers.js'

/** The most doubts that a message names. */
const MOST_NAMED = 3

const of = ({ count: number, bytes }: ObjectTotal): string => `${count(number, 'object')} (${formatBytes(bytes)})`

/** The outcome of `gc`, in up to four sentences. @param isWhole false where work is left for the next run */
export function gcSummary(report: GcReport | undefined, isWhole: boolean): string {
  if (report === undefined) return 'The remote was not read.'
  const { remote, objects, unneeded, unnamed } = report
  const found =
    unneeded.count === 0
      ? `Something needs each of the ${of(objects)} in '${remote}'.`
      : `Nothing needs ${of(unneeded)} of ${of(objects)} in '${remote}'.`
  const strange = unnamed.count === 0 ? '' : ` No commit of this repository ever named ${of(unnamed)} of them.`
  return `${found}${strange}${workText(report)}${isWhole ? '' : ' The run left work for the next run, because users pushed meanwhile or the work took too long.'}`
}

function workText({ listed, aside, due, deleted, set_aside: moved, restored }: GcReport): string {
  if (deleted === undefined || moved === undefined || restored === undefined) return ''
  const work = [
    ...(deleted.count === 0 ? [] : [`removed ${of(deleted)}`]),
    ...(moved.count === 0 ? [] : [`set aside ${of(moved)}`]),
    ...(restored.count === 0 ? [] : [`restored ${of(restored)}`]),
  ]
  const waiting = [
    ...(listed.count === 0 ? [] : [`${of(listed)} on the list`]),
    ...(aside.count === 0 ? [] : [`${of(aside)} set aside`]),
  ]
  return (
    ` This run ${work.length === 0 ? 'removed nothing' : joined(work)}.` +
    (waiting.length === 0 ? '' : ` Now ${joined(waiting)}${due === undefined ? '' : `; the next is due at ${due}`}.`)
  )
}

/** The question before `gc --delete`, without a question mark. */
export function retentionQuestion(remote: string): string {
  return `Clean the remote '${remote}': list objects that nothing needs, and set aside or remove those whose grace period is over`
}

/** Why gc cannot tell what commits need. */
export function retentionDoubts(doubts: readonly string[]): string {
  return `gc cannot tell which objects are needed: ${named(doubts, MOST_NAMED)}.`
}
