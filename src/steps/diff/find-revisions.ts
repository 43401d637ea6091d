import { SetupError } from '../../errors/errors.js'
import type { Run } from '../../run/run.js'
import type { ProjectPaths } from '../project/project.js'

/** What `dvc-ci diff` compares. */
export interface Revisions {
  base: { sha: string; label: string }
  /** Absent for the working tree. */
  head?: { sha: string; label: string }
  /** The other words: paths of data, as given. */
  paths: readonly string[]
}

/**
 * Reads the words of the command line: the first ones that Git knows as revisions are BASE and HEAD, the others are
 * paths. Without BASE it is the baseline of a validation on this machine.
 * @throws {SetupError} there is no baseline
 */
export async function findRevisions(run: Run, { git }: ProjectPaths): Promise<Revisions> {
  return run.step('revisions', async (outcome) => {
    const { words } = run.settings.diff
    const shas: string[] = []
    for (const word of words.slice(0, 2)) {
      const sha = word.startsWith('./') ? undefined : await git.resolve(word)
      if (sha === undefined) break
      shas.push(sha)
    }
    const [baseSha, headSha] = shas
    const base = baseSha === undefined ? await baseline(run, git) : { sha: baseSha, label: words[0] ?? '' }
    run.report.source.base_sha = base.sha
    if (headSha !== undefined) run.report.source.sha = headSha
    const head = headSha === undefined ? {} : { head: { sha: headSha, label: words[1] ?? '' } }
    outcome.message = `${base.label} (${base.sha.slice(0, 7)})${headSha === undefined ? '' : ` and ${words[1] ?? ''} (${headSha.slice(0, 7)})`}`
    return { base, ...head, paths: words.slice(shas.length) }
  })
}

async function baseline({ settings }: Run, git: ProjectPaths['git']): Promise<Revisions['base']> {
  const { baseline: asked } = settings.metrics
  // A run in MLflow has metrics and no data.
  const found = await git.resolveBaseline(asked.kind === 'alias' ? { kind: 'merge-base' } : asked, settings.event)
  if (found.sha !== undefined) return { sha: found.sha, label: found.label }
  throw new SetupError('baseline-unknown', `diff: there is no baseline: ${found.reason}.`, {
    key: 'diff',
    value: '',
    remedy: 'Name the revision to compare with: `dvc-ci diff HEAD~1`.',
  })
}
