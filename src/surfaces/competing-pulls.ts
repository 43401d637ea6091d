import { basename } from 'node:path'
import { lineOfKeys } from '../dvc/yaml-places.js'
import type { GitHub } from '../github/client.js'
import { branchChanges, type OpenPull, openPulls, textAt } from '../github/open-pulls.js'
import { isUnreadable, parseLock, sameValue } from '../pipeline/lock-text.js'
import type { Finding } from '../report/report.js'
import { type GitHubRuleName, RULES } from '../settings/rules.js'
import { named } from '../text/words.js'

/** Open pull requests that are looked at: those that somebody works on come first. */
const MOST_PULLS = 30

const RULE: GitHubRuleName = 'changed-elsewhere'

/** What a branch changes of the things that two people can't change at once. */
interface Claims {
  dataFiles: Set<string>
  /** Names of the stages whose entry differs from the merge base, by dvc.lock. */
  stages: Map<string, Set<string>>
}

/**
 * Notices about `.dvc` files and entries of dvc.lock that another open pull request into the same branch changes too: whoever merges
 * second has a conflict that Git can't settle.
 * @param head the pull request's own head
 * @throws what GitHub answers
 */
export async function changedElsewhere(
  github: GitHub,
  own: { number: number; head: string; base: string },
): Promise<Finding[]> {
  const claims = await claimsOf(github, own.base, own.head, () => true)
  if (claims.dataFiles.size === 0 && claims.stages.size === 0) return []
  const others = (await openPulls(github, own.base, MOST_PULLS + 1))
    .filter(({ number }) => number !== own.number)
    .slice(0, MOST_PULLS)
  const findings: Finding[] = []
  const texts = new Map<string, string | undefined>()
  for (const pull of others) {
    const theirs = await claimsOf(
      github,
      own.base,
      pull.headSha,
      (path) => claims.dataFiles.has(path) || claims.stages.has(path),
    )
    for (const { path, keys, message } of sharedWith(pull, claims, theirs)) {
      if (!texts.has(path)) texts.set(path, await textAt(github, own.head, path))
      const line = lineOfKeys(texts.get(path) ?? '', keys)
      findings.push({
        rule: RULE,
        path,
        ...(line === undefined ? {} : { line }),
        severity: RULES[RULE].severity,
        message,
      })
    }
  }
  return findings
}

/** Something that two pull requests change, and where in its file it is: keys from the top. */
interface Shared {
  path: string
  keys: string[]
  message: string
}

function sharedWith(pull: OpenPull, ours: Claims, theirs: Claims): Shared[] {
  const other = `pull request ${pull.number} (${pull.branch})`
  const remedy = 'Merge one of them first, and then reproduce the other on top of it.'
  const files = [...ours.dataFiles]
    .filter((path) => theirs.dataFiles.has(path))
    .map((path) => ({ path, keys: ['outs'], message: `${path} is changed by ${other} too. ${remedy}` }))
  const locks = [...ours.stages].flatMap(([path, stages]) => {
    const shared = [...stages].filter((stage) => theirs.stages.get(path)?.has(stage))
    const [first] = shared
    if (first === undefined) return []
    return [
      {
        path,
        keys: ['stages', first],
        message: `${shared.length === 1 ? 'The entry' : 'The entries'} of ${named(shared)} in ${path} ${shared.length === 1 ? 'is' : 'are'} changed by ${other} too. ${remedy}`,
      },
    ]
  })
  return [...files, ...locks]
}

async function claimsOf(
  github: GitHub,
  base: string,
  head: string,
  isWanted: (path: string) => boolean,
): Promise<Claims> {
  const { mergeBase, paths } = await branchChanges(github, base, head)
  const wanted = paths.filter(isWanted)
  const claims: Claims = {
    dataFiles: new Set(wanted.filter((path) => path.endsWith('.dvc') && basename(path) !== '.dvc')),
    stages: new Map(),
  }
  for (const path of wanted.filter((each) => basename(each) === 'dvc.lock')) {
    const changed = changedEntries(await textAt(github, mergeBase, path), await textAt(github, head, path))
    if (changed.size > 0) claims.stages.set(path, changed)
  }
  return claims
}

/** Names of the stages that two versions of a dvc.lock say different things of. One that can't be read claims nothing: lint tells about it. */
function changedEntries(before: string | undefined, after: string | undefined): Set<string> {
  const [old, now] = [parseLock(before ?? ''), parseLock(after ?? '')]
  if (isUnreadable(old) || isUnreadable(now)) return new Set()
  const [was, is] = [old.sections.get('stages')?.entries, now.sections.get('stages')?.entries]
  return new Set(
    [...(was?.keys() ?? []), ...(is?.keys() ?? [])].filter(
      (name) => !sameValue(was?.get(name)?.value, is?.get(name)?.value),
    ),
  )
}
