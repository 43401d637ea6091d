import { basename } from 'node:path'
import type { GitHub } from '../github/client.js'
import { branchChanges, type OpenPull, openPulls, textAt } from '../github/open-pulls.js'
import { isUnreadable, parseLock, sameValue } from '../pipeline/lock-text.js'
import type { Finding } from '../report/report.js'
import { type GitHubRuleName, RULES } from '../settings/rules.js'
import { named } from '../text/words.js'
import { lineOfKeys } from '../text/yaml-lines.js'

/** Open pull requests that are compared, the most recently updated first. */
const MOST_PULLS = 30

const RULE: GitHubRuleName = 'changed-elsewhere'

/** Files and lock entries that a branch changes, and that two branches cannot both change. */
interface Claims {
  dataFiles: Set<string>
  /** Names of the stages whose entry differs from the merge base, by dvc.lock. */
  stages: Map<string, Set<string>>
}

/**
 * Notices about `.dvc` files and entries of dvc.lock that another open pull request into the same branch changes too.
 * The pull request that is merged second gets a conflict that Git cannot resolve.
 * @param own the pull request of this run: its number, head commit and base branch
 * @throws the errors of GitHub's client
 */
export async function competingPulls(
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

/** A file or entry that two pull requests change; `keys` lead to it from the top of its file. */
interface Shared {
  path: string
  keys: string[]
  message: string
}

function sharedWith(pull: OpenPull, ours: Claims, theirs: Claims): Shared[] {
  const other = `Pull request ${pull.number} (${pull.branch})`
  const remedy = 'Merge one of them first, then reproduce the other on top of it.'
  const files = [...ours.dataFiles]
    .filter((path) => theirs.dataFiles.has(path))
    .map((path) => ({ path, keys: ['outs'], message: `${other} changes ${path} too. ${remedy}` }))
  const locks = [...ours.stages].flatMap(([path, stages]) => {
    const shared = [...stages].filter((stage) => theirs.stages.get(path)?.has(stage))
    const [first] = shared
    if (first === undefined) return []
    return [
      {
        path,
        keys: ['stages', first],
        message: `${other} changes the ${shared.length === 1 ? 'entry' : 'entries'} of ${named(shared)} in ${path} too. ${remedy}`,
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

/** Names of the stages whose entries differ between two versions of a dvc.lock. Empty for a version that cannot be read: lint has a rule for it. */
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
