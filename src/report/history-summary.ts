import { named } from '../text/words.js'
import { type BuildReport, type BuildsReport, standingBuild } from './builds-report.js'
import { timeOf } from './identity.js'
import { formatCount } from './numbers.js'

/** The word of the verdict of `dvc-ci history`, with which its sentence begins. */
export const FOUND = 'Found'
const SHORT = 7

/** The outcome of `history`. @param badges number of the written badges */
export function historySummary({ list, pulls, shallow, omitted }: BuildsReport, badges = 0): string {
  const part =
    shallow === true ? ' This clone has a part of the history: `git fetch --unshallow` fetches the rest.' : ''
  const [first] = list
  if (first === undefined)
    return `${FOUND} no official build in the history of HEAD. \`dvc-ci rebuild\` makes one.${part}`
  const standing = standingBuild({ list })
  const last = standing === undefined ? undefined : list[standing]
  const older = omitted?.builds === undefined ? '' : ` and ${formatCount(omitted.builds)} older ones`
  return (
    `${FOUND} ${countOfBuilds(list)}${older} since ${dayOf(first)}` +
    `${last === undefined ? ', and none of them stands' : `; the last one is ${buildName(last)}`}.` +
    `${pulls === undefined ? '' : ` MLflow has ${formatCount(pulls.length)} pull request${pulls.length === 1 ? '' : 's'} since then.`}` +
    `${badges === 0 ? '' : ` Wrote ${badges} badges.`}${part}`
  )
}

/** `12 official builds`, `11 official builds and 1 rollback`. */
export function countOfBuilds(list: readonly BuildReport[]): string {
  const rollbacks = list.filter(({ kind }) => kind === 'rollback').length
  const counted = (number: number, word: string) => `${formatCount(number)} ${word}${number === 1 ? '' : 's'}`
  const builds = counted(list.length - rollbacks, 'official build')
  return rollbacks === 0 ? builds : `${builds} and ${counted(rollbacks, 'rollback')}`
}

/** `1a2b3c4 (v1.0)`: the commit of a build with its tags. */
export function buildName({ sha, tags = [] }: Pick<BuildReport, 'sha' | 'tags'>): string {
  return `${shortSha(sha)}${tags.length === 0 ? '' : ` (${named(tags, 2)})`}`
}

/** The day of a build (UTC): `2026-11-29`. */
export function dayOf({ at }: Pick<BuildReport, 'at'>): string {
  return timeOf(at).slice(0, 10)
}

/** The first characters of a commit. */
export function shortSha(sha: string): string {
  return sha.slice(0, SHORT)
}
