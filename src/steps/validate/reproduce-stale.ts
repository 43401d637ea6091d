import { OutsideError, ProjectError, SetupError } from '../../errors/errors.js'
import type { MadeCommit } from '../../git/commit.js'
import { SERVER_ATTEMPTS } from '../../git/server.js'
import { isChange } from '../../report/report.js'
import { WorkspaceBackup } from '../../run/workspace-backup.js'
import { CleanCheckout, proveRepeatable } from '../build/clean-checkout.js'
import { Reproduction } from '../build/dvc-repro.js'
import { type BuildPlan, planBuild } from '../build/plan-build.js'
import { clearOutputs, NO_OBSERVER, reproduce } from '../build/reproduce.js'
import { strictPull } from '../data/pull.js'
import { pushData, requireWritableRemote } from '../data/push.js'
import { CollectedBackend } from '../fan-out/collected-backend.js'
import { changedInputs, directoryTrailer, IDENTITY } from '../official/official-builds.js'
import { refresh } from '../project/open-project.js'
import { type Project, withSettings } from '../project/project.js'
import { madeFiles } from '../publish/official-commit.js'
import { requirePush } from '../publish/permission.js'

/** Not an official build's: main builds its own from what is merged. */
const REPRODUCED_TRAILER = 'Dvc-Ci-Reproduced'
/** Without the mark that keeps GitHub from starting workflows: the new commit is to be checked. */
const MESSAGE = 'CI: Reproduce what this change made stale'

/** The plan of a validation whose stale stages ran on other machines. */
export interface CollectedRun {
  backend: CollectedBackend
  /** As it was planned there: without any data here. */
  plan: BuildPlan
  project: Project
}

/** Opens the plan of a validation that is spread over machines, before data comes that the jobs did not have. @throws {SetupError} a plan of another checkout */
export async function openCollected(opened: Project): Promise<CollectedRun> {
  const backend = new CollectedBackend()
  const project = await backend.open(opened)
  return { backend, project, plan: await planBuild(project, { here: backend.here }) }
}

/** A branch that takes the reproduced dvc.lock. */
interface Target {
  branch: string
  /** Where it ends, as far as this run knows. */
  head: string
}

/**
 * Runs in a validation what the change made stale (`stale: run` or `commit`), so that the model of this change is judged, not that of the last one who
 * had the time to train. Afterwards the checkout is as it was.
 */
export class StaleRun {
  private differs: string[] = []

  private constructor(
    private readonly aside: WorkspaceBackup,
    private readonly target: Target | undefined,
    /** Why nothing will be committed. */ private readonly reason: string,
    private readonly collected: CollectedRun | undefined,
  ) {}

  /**
   * @param collected where other machines have run it
   * @returns undefined where no change made anything stale, or the data to run it with is not in the remote
   * @throws {SetupError} there is no data here to run with
   * @throws {ProjectError | OutsideError} we may not push what this is to commit
   */
  static async begin(project: Project, collected?: CollectedRun): Promise<StaleRun | undefined> {
    const { run, dvc } = project
    const { stale: wanted, pull } = run.settings.validate
    if (
      wanted === 'fail' ||
      !run.report.stages.some(({ verdict, causes }) => verdict === 'stale' && causes.some(isChange))
    )
      return undefined
    if (pull === 'none')
      throw new SetupError(
        'setting-conflict',
        `stale: ${wanted} runs stages, and pull: none fetches nothing that they read.`,
        {
          key: 'stale',
          value: wanted,
          remedy: 'Use pull: all, or stale: fail.',
        },
      )
    if (run.report.remote.missing.length > 0) {
      run.skip('reproduce', 'the remote lacks data')
      return undefined
    }
    const target = wanted === 'commit' ? targetOf(project) : 'stale: run'
    if (typeof target !== 'string') {
      await requirePush(project, target.branch)
      await requireWritableRemote(project)
    }
    const aside = await WorkspaceBackup.open(project.scratch, dvc.pid === undefined ? [] : [dvc.pid])
    return typeof target === 'string'
      ? new StaleRun(aside, undefined, target, collected)
      : new StaleRun(aside, target, '', collected)
  }

  /**
   * Runs the stale stages and what depends on them. A stage that fails is a finding, and the workspace is restored.
   * @returns the project as DVC reads it afterwards, and whether the stages ran
   */
  async reproduce(given: Project): Promise<{ project: Project; ran: boolean }> {
    const { settings, report } = given.run
    const project = withSettings(given, { ...settings, rebuild: { ...settings.rebuild, force: { kind: 'none' } } })
    let made: Project
    try {
      await (this.collected === undefined ? this.runHere(project) : this.collect(project, this.collected))
      made = await refresh(project)
    } catch (error) {
      if (!(error instanceof ProjectError)) throw error
      const { path, line } = error.details
      report.lint.push({
        rule: 'stage-failed',
        severity: 'error',
        message: error.message,
        ...(path === undefined ? {} : { path }),
        ...(line === undefined ? {} : { line }),
      })
      await this.aside.restore()
      return { project: await refresh(project), ran: false }
    }
    this.differs = await madeFiles(made)
    const [lock] = this.differs
    if (lock !== undefined) {
      const names = report.stages
        .filter(({ verdict }) => verdict === 'ran' || verdict === 'restored')
        .map(({ name }) => name)
      report.lint.push({
        rule: 'lock-behind',
        path: lock,
        severity: 'warning',
        message: `${names.join(', ')} ran here, because dvc.lock is behind: ${this.differs.join(', ')} differ${this.differs.length === 1 ? 's' : ''} from what is committed.`,
        fix: 'dvc repro && dvc push && git commit -a',
      })
    }
    return { project: made, ran: true }
  }

  private async runHere(project: Project): Promise<void> {
    const plan = await planBuild(project)
    if (project.run.settings.validate.pull === 'needed') await strictPull(project, { targets: plan.pull })
    await clearOutputs(project, plan, this.aside)
    await reproduce(project, plan, { reproduction: await Reproduction.prepare(project, plan) })
  }

  private async collect(project: Project, { backend, plan }: CollectedRun): Promise<void> {
    const build = { plan, backup: this.aside }
    const fragments = await backend.inputs(project, build)
    // What stands in the place of an output is not what the others made, and comes back in the end.
    await clearOutputs(project, { ...plan, forced: [...plan.mayRun] }, this.aside)
    await backend.make(project, build, fragments, NO_OBSERVER)
    await strictPull(project, {
      targets: project.run.report.stages.filter(({ name }) => plan.mayRun.has(name)).map(({ name }) => name),
    })
  }

  /**
   * Pushes the data, proves that the remote has it, and adds the new dvc.lock to the branch, if nothing is wrong with the change.
   * @returns a sentence on what is committed, and what is not
   * @throws {ProjectError} a fresh clone would have something to reproduce, the remote lacks something, the server refuses the push
   */
  async commit(project: Project): Promise<string> {
    const { run, git } = project
    if (this.differs.length === 0) return ''
    const behind = `The committed dvc.lock is behind (${this.differs.join(', ')})`
    if (this.target === undefined) return `${behind}; not committed: ${this.reason}.`
    const { branch, head } = this.target
    const merged =
      head === run.report.source.sha
        ? []
        : await changedInputs(project, await git.ensureCommit(head), run.report.source.sha)
    if (merged.length > 0)
      return `${behind}; not committed: ${merged.join(', ')} ${merged.length === 1 ? 'is' : 'are'} not the same on ${branch} as in its merge with the base. Merge the base into it first.`
    const commit = await git.commitPaths({
      paths: this.differs,
      parent: head,
      identity: IDENTITY,
      message: MESSAGE,
      trailers: { [REPRODUCED_TRAILER]: head, ...directoryTrailer(project) },
    })
    if (commit === undefined) return ''
    const look = new CleanCheckout(project, this.aside)
    look.at(commit, run.report.source.sha)
    await proveRepeatable(project, commit, look).finally(() => look.close())
    await pushData(project)
    return run.step('commit', async (outcome) => {
      const tip = await push(project, commit, this.target ?? { branch, head })
      if (tip !== commit.sha) {
        outcome.conclusion = 'warning'
        return (outcome.message = `Not committed: ${branch} ${tip === undefined ? 'is gone' : `has moved to ${tip.slice(0, 7)}`} meanwhile; the run of that tells more.`)
      }
      run.report.commit = { sha: commit.sha, branch, method: 'push', attempts: 1 }
      outcome.message = `${commit.sha.slice(0, 7)} on ${branch}: ${commit.changed.join(', ')}`
      return `Committed ${commit.sha.slice(0, 7)} to ${branch}: ${commit.changed.join(', ')}.`
    })
  }

  /** Restores the checkout. */
  end(): Promise<void> {
    return this.aside.restore()
  }
}

/** The branch that a commit would go to, or why there is none. */
function targetOf({
  run: {
    settings: { event },
    report,
  },
}: Project): Target | string {
  const { pullRequest, ref, defaultBranch } = event
  if (!event.trusted) return 'this change comes from a fork or from Dependabot'
  if (pullRequest !== undefined)
    return pullRequest.fork
      ? 'its branch is in another repository'
      : { branch: pullRequest.headRef, head: pullRequest.headSha }
  if (event.name === 'local') return 'on a laptop `dvc repro`, `dvc push` and `git commit` do it'
  const branch = ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined
  if (branch === undefined || branch.startsWith('gh-readonly-queue/')) return `${ref} is no branch of a change`
  return branch === defaultBranch ? 'the default branch is built by a rebuild' : { branch, head: report.source.sha }
}

/**
 * Pushes a commit on top of what the branch was. Whoever was faster has the word.
 * @returns where the branch ends now
 * @throws {ProjectError} a rule is against the push
 * @throws {OutsideError} the server does not answer
 */
async function push({ git }: Project, { sha }: MadeCommit, { branch, head }: Target): Promise<string | undefined> {
  const remote = await git.remoteName()
  if (remote === undefined)
    throw new SetupError('git-remote-missing', 'this checkout has no remote to push to.', {
      key: 'remote',
      value: '',
      remedy: 'Add one with `git remote add origin URL`.',
    })
  for (let attempt = 1; ; attempt++) {
    // An answer may have been lost, so the branch itself is asked before every push.
    const tip = await git.fetchTip(branch)
    if (tip !== head) return tip
    const answer = await git.push(remote, sha, branch)
    if (answer.kind === 'pushed') return sha
    if (answer.kind === 'refused' && answer.lasting) {
      throw new ProjectError('push-rejected', `the server refuses the push to '${branch}': ${answer.words}`, {
        key: 'stale',
        value: 'commit',
        remedy: 'Let the identity that pushes bypass the rule, or use stale: run.',
      })
    }
    if (attempt >= SERVER_ATTEMPTS)
      throw new OutsideError('git-push-failed', `the push to '${branch}' failed ${attempt} times: ${answer.words}`, {
        key: 'stale',
        value: 'commit',
        remedy: 'Check the connection and the right to push, then run this again.',
      })
    await git.wait(attempt)
  }
}
