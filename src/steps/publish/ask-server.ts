import { OutsideError, SetupError } from '../../errors/errors.js'
import type { PushPermission } from '../../git/push.js'
import type { UncommittedFile } from '../../git/status.js'
import { settled } from '../../run/background.js'
import type { Run } from '../../run/run.js'
import { lastRollback } from '../official/holds.js'
import type { ProjectPaths } from '../project/project.js'

/** Answers of the Git server about the branch of a build. Each method returns its answer or throws its error. */
export interface ServerAnswers {
  branch: () => string
  mayPush: () => PushPermission
  /** The tip of the branch; undefined where the server does not have it. */
  tip: () => string | undefined
}

/** Asks the server about the branch of a build. @returns undefined where the run publishes nothing there */
export async function askServer({ settings }: Run, { git }: ProjectPaths): Promise<ServerAnswers | undefined> {
  const { dryRun, commit } = settings.rebuild
  if (dryRun || (commit !== 'push' && commit !== 'tag')) return undefined
  const branch = await settled(branchOf({ run: { settings }, git }))
  const of = async <T>(ask: (name: string) => Promise<T>): Promise<() => T> => {
    try {
      return await settled(ask(branch()))
    } catch (error) {
      return settled<T>(Promise.reject(error instanceof Error ? error : new Error(String(error))))
    }
  }
  const [mayPush, tip] = await Promise.all([of((name) => git.canPush(name)), of((name) => git.fetchTip(name))])
  return { branch, mayPush, tip }
}

/**
 * Finds the rollback that may hold the branch.
 * @throws {OutsideError} the server does not give the history of a shallow checkout, and the run publishes something
 */
export async function askRollback({ settings, report, host }: Run, paths: ProjectPaths): Promise<string | undefined> {
  try {
    return await lastRollback(paths, report.source.sha)
  } catch (error) {
    const { dryRun, commit } = settings.rebuild
    if (!(error instanceof OutsideError) || !(dryRun || commit === 'none')) throw error
    host.warning(`A rollback may hold the branch, and this checkout lacks its history: ${error.message}`)
    return undefined
  }
}

/** Reads the uncommitted files. Reads the parents and the trailers of HEAD too: `git` keeps them for later steps. */
export async function askCheckout({ report }: Run, { git }: ProjectPaths): Promise<UncommittedFile[]> {
  const { sha } = report.source
  const [uncommitted] = await Promise.all([git.uncommitted(), git.parents(sha), git.notes(sha)])
  return uncommitted
}

/** The branch of the event, else the current branch; undefined on a detached HEAD. */
export async function currentBranch(
  { settings }: Pick<Run, 'settings'>,
  { git }: Pick<ProjectPaths, 'git'>,
): Promise<string | undefined> {
  const { ref } = settings.event
  return ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : git.branch()
}

/** The branch that receives the build: the branch of the event, else the current branch. */
export async function branchOf({
  run,
  git,
}: {
  run: Pick<Run, 'settings'>
  git: ProjectPaths['git']
}): Promise<string> {
  const branch = await currentBranch(run, { git })
  if (branch !== undefined) return branch
  // The run publishes nothing, so the branch needs no name.
  if (run.settings.rebuild.dryRun || run.settings.rebuild.commit === 'none') return 'HEAD'
  throw new SetupError('head-detached', 'rebuild: HEAD is detached, so there is no branch for the build commit.', {
    key: 'ref',
    value: run.settings.event.ref,
    remedy: 'Check out a branch (`git switch main`), run on a push to a branch, or use `commit: none`.',
  })
}
