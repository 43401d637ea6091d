import { SetupError } from '../../errors/errors.js'
import type { PushPermission } from '../../git/push.js'
import type { UncommittedFile } from '../../git/read.js'
import type { Run } from '../../run/run.js'
import type { ProjectPaths } from '../project/project.js'

/** Answers of the Git server about the branch of a build. Each method throws the error that its question met. */
export interface ServerAnswers {
  branch: () => string
  mayPush: () => PushPermission
  /** The tip of the branch; undefined where the server does not have it. */
  tip: () => string | undefined
}

/** Asks the server about the branch of a build. @returns undefined where nothing will be published there */
export async function askServer({ settings }: Run, { git }: ProjectPaths): Promise<ServerAnswers | undefined> {
  const { dryRun, commit } = settings.rebuild
  if (dryRun || (commit !== 'push' && commit !== 'tag')) return undefined
  const branch = await answer(branchOf({ run: { settings }, git }))
  const of = async <T>(ask: (name: string) => Promise<T>): Promise<() => T> => {
    try {
      return await answer(ask(branch()))
    } catch (error) {
      return answer<T>(Promise.reject(error instanceof Error ? error : new Error(String(error))))
    }
  }
  const [mayPush, tip] = await Promise.all([of((name) => git.canPush(name)), of((name) => git.fetchTip(name))])
  return { branch, mayPush, tip }
}

/** The answer, or the error, of a question whose answer may not be needed. */
async function answer<T>(asked: Promise<T>): Promise<() => T> {
  const [settled] = await Promise.allSettled([asked])
  return () => {
    if (settled.status === 'rejected') throw settled.reason
    return settled.value
  }
}

/** Asks Git where the checkout differs from HEAD, and for what HEAD says of itself, which Git is asked once. */
export async function askCheckout({ report }: Run, { git }: ProjectPaths): Promise<UncommittedFile[]> {
  const { sha } = report.source
  const [uncommitted] = await Promise.all([git.uncommitted(), git.parents(sha), git.notes(sha)])
  return uncommitted
}

/** The branch that the build goes to: that of the event, else the one that is checked out. */
export async function branchOf({
  run,
  git,
}: {
  run: Pick<Run, 'settings'>
  git: ProjectPaths['git']
}): Promise<string> {
  const { ref } = run.settings.event
  const branch = ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : await git.branch()
  if (branch !== undefined) return branch
  // Nothing leaves the machine, so no branch is needed to name.
  if (run.settings.rebuild.dryRun || run.settings.rebuild.commit === 'none') return 'HEAD'
  throw new SetupError('head-detached', 'rebuild: HEAD is on no branch, so there is nowhere to commit the build to.', {
    key: 'ref',
    value: ref,
    remedy:
      'Check out a branch (`git switch main`), run on a push to one, or build without committing (`commit: none`).',
  })
}
