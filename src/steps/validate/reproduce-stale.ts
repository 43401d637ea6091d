import { OutsideError, ProjectError, SetupError } from '../../errors/errors.js'
import type { MadeCommit } from '../../git/commit.js'
import { SERVER_ATTEMPTS } from '../../git/server.js'
import { isChange } from '../../report/report.js'
import type { WorkspaceBackup } from '../../run/workspace-backup.js'
import type { Force } from '../../settings/settings.js'
import { fromTop, shellWord } from '../../text/shell-word.js'
import { CleanCheckout, proveRepeatable } from '../build/clean-checkout.js'
import { Reproduction } from '../build/dvc-repro.js'
import { type BuildPlan, planBuild, withoutStages } from '../build/plan-build.js'
import { clearOutputs, NO_OBSERVER, reproduce } from '../build/reproduce.js'
import { newFiles, trackedPaths } from '../build/staleness.js'
import { strictPull } from '../data/pull.js'
import { pushData, requireWritableRemote } from '../data/push.js'
import { requireObjectRemote } from '../data/versioned-remote.js'
import { driftedStages, driftReason } from '../environment/drift-verdicts.js'
import { CollectedBackend } from '../fan-out/collected-backend.js'
import { handedPlan } from '../fan-out/open-plan.js'
import { changedInputs, directoryTrailer, IDENTITY } from '../official/official-builds.js'
import { openBackup } from '../project/backup.js'
import { isLeftOut, leaveOut } from '../project/left-out.js'
import { refresh } from '../project/open-project.js'
import { type Project, withSettings } from '../project/project.js'
import { madeFiles } from '../publish/official-commit.js'
import { requirePush } from '../publish/permission.js'

/** Marks a commit that is no official build: main builds its own after the merge. */
const REPRODUCED_TRAILER = 'Dvc-Ci-Reproduced'
/** Subject of the commit. It has no `[skip ci]`, because GitHub must start the checks of the new commit. */
const MESSAGE = 'CI: Reproduce what this change made stale'

/** The plan of a validation whose stale stages ran on other machines. */
export interface CollectedRun {
  backend: CollectedBackend
  /** Made without data on this machine, as the planning job did. */
  plan: BuildPlan
  project: Project
}

/**
 * Opens the plan of a validation over several machines. Called before any download, since the planning job had no data.
 * @throws {SetupError} a plan of another checkout
 */
export async function openCollected(opened: Project): Promise<CollectedRun> {
  const backend = new CollectedBackend()
  const project = await backend.open(opened)
  const plan = await planBuild(project, { here: backend.here })
  return { backend, project, plan: withoutStages(project, plan, new Set(handedPlan(project).held)) }
}

/** The branch that gets the reproduced dvc.lock. */
interface Target {
  branch: string
  /** The newest commit of the branch that this run knows. */
  head: string
}

/**
 * Runs the stale stages of a change during a validation (`stale: run` or `commit`), so that the gate judges the model
 * of this change. The end of the run restores the checkout.
 */
export class StaleRun {
  private differs: string[] = []

  private constructor(
    private readonly backup: WorkspaceBackup,
    private readonly target: Target | undefined,
    /** The reason for not committing; empty with a target. */ private readonly reason: string,
    private readonly collected: CollectedRun | undefined,
  ) {}

  /**
   * @param collected the plan, if other machines ran the stages
   * @returns undefined if the change made no stage stale, the remote lacks data, or the run left out the pull
   * @throws {SetupError} `pull: none` downloads no data for the stages
   * @throws {ProjectError | OutsideError} the credentials may not push to the branch or write to the remote
   */
  static async begin(project: Project, collected?: CollectedRun): Promise<StaleRun | undefined> {
    const { run } = project
    const { stale: wanted, pull } = run.settings.validate
    if (
      wanted === 'fail' ||
      !run.report.stages.some(({ verdict, causes, held }) => verdict === 'stale' && !held && causes.some(isChange))
    )
      return undefined
    if (pull === 'none')
      throw new SetupError(
        'setting-conflict',
        `stale: ${wanted} runs stages, and pull: none downloads no data for them.`,
        {
          key: 'stale',
          value: wanted,
          remedy: 'Use pull: all, or stale: fail.',
        },
      )
    if (collected !== undefined && driftedStages(project).length > 0)
      throw new SetupError(
        'setting-conflict',
        'drift: stale makes stages stale that a plan over several machines does not have.',
        {
          key: 'drift',
          value: 'stale',
          remedy: 'Use drift: fail, or add the changed file to the deps of the stages in dvc.yaml.',
        },
      )
    if (run.report.remote.missing.length > 0) {
      run.skip('reproduce', 'the remote lacks data')
      return undefined
    }
    if (isLeftOut(run, 'pull') && collected === undefined) {
      const reason = 'the run has no data for the stages'
      leaveOut(run, { part: 'run stale stages', reason })
      run.skip('reproduce', reason)
      return undefined
    }
    const target = wanted === 'commit' ? (driftReason(project) ?? targetOf(project)) : 'stale: run'
    if (typeof target !== 'string') {
      requireObjectRemote(project)
      await requirePush(project, target.branch)
      await requireWritableRemote(project)
    }
    const backup = await openBackup(project)
    return typeof target === 'string'
      ? new StaleRun(backup, undefined, target, collected)
      : new StaleRun(backup, target, '', collected)
  }

  /** False where the jobs of other machines ran the stages. */
  get runsHere(): boolean {
    return this.collected === undefined
  }

  /**
   * Runs the stale stages and those that depend on them. A failed stage is a finding, and the workspace is restored.
   * @returns the project as DVC reads it afterwards, and whether all stages ran
   */
  async reproduce(given: Project): Promise<{ project: Project; ran: boolean }> {
    const { settings, report } = given.run
    const held = new Map(report.stages.flatMap((stage) => (stage.held === true ? [[stage.name, stage] as const] : [])))
    const drifted = driftedStages(given)
    const force: Force = drifted.length === 0 ? { kind: 'none' } : { kind: 'stages', stages: drifted }
    const project = withSettings(given, { ...settings, rebuild: { ...settings.rebuild, force } })
    const stale = report.stages.filter(({ verdict }) => verdict === 'stale')
    const causes = new Map(stale.map((stage) => [stage.name, stage.causes]))
    // Before the stages run: afterwards DVC has written the `.gitignore` files.
    const forGit = await newFiles(given, stale, await trackedPaths(given))
    let made: Project
    try {
      made = await (this.collected === undefined
        ? this.runHere(project, new Set(held.keys()))
        : this.collect(project, this.collected))
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
      await this.backup.restore()
      return { project: await refresh(project), ran: false }
    }
    // Stages that a rollback on the base made stale have not run.
    report.stages = report.stages.map((stage) =>
      stage.verdict === 'unchanged'
        ? (held.get(stage.name) ?? stage)
        : // To DVC these are forced.
          { ...stage, causes: (drifted.includes(stage.name) ? causes.get(stage.name) : undefined) ?? stage.causes },
    )
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
        message: `dvc.lock is behind, so this run reproduced ${names.join(', ')}: ${this.differs.join(', ')} differ${this.differs.length === 1 ? 's' : ''} from the commit.`,
        // Where DVC sees nothing to run, the finding about the stage has the repair.
        ...(drifted.length > 0
          ? {}
          : {
              fix: fromTop(
                project.git.prefix,
                `dvc repro && dvc push && git add ${[...new Set([lock, ...forGit.map(project.inGit)])].map(shellWord).join(' ')} && git commit -a`,
              ),
            }),
      })
    }
    return { project: made, ran: true }
  }

  private async runHere(project: Project, held: ReadonlySet<string>): Promise<Project> {
    const plan = withoutStages(project, await planBuild(project), held)
    if (project.run.settings.validate.pull === 'needed') await strictPull(project, { targets: plan.pull })
    await clearOutputs(project, plan, this.backup)
    await reproduce(project, plan, { reproduction: await Reproduction.prepare(project, plan) })
    return refresh(project)
  }

  private async collect(project: Project, { backend, plan }: CollectedRun): Promise<Project> {
    const build = { plan, backup: this.backup }
    const fragments = await backend.inputs(project, build)
    // Files in the place of outputs are not those that the jobs made; the end of the run restores them.
    await clearOutputs(project, { ...plan, forced: [...plan.mayRun] }, this.backup)
    const made = await backend.make(project, build, fragments, NO_OBSERVER)
    await strictPull(made, {
      targets: made.run.report.stages.filter(({ name }) => plan.mayRun.has(name)).map(({ name }) => name),
    })
    // The pull fills in data that DVC's reading of the project depends on.
    return refresh(made)
  }

  /**
   * Uploads and verifies the data, then pushes a commit with the new dvc.lock to the branch.
   * @returns a sentence about the commit, or about the reason for none; empty if the lock is up to date
   * @throws {ProjectError} a clean checkout has a stale stage, the remote lacks data, or the server rejects the push
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
      return `${behind}; not committed: ${merged.join(', ')} differ${merged.length === 1 ? 's' : ''} between ${branch} and its merge with the base. Merge the base into the branch first.`
    const commit = await git.commitPaths({
      paths: this.differs,
      parent: head,
      identity: IDENTITY,
      message: MESSAGE,
      trailers: { [REPRODUCED_TRAILER]: head, ...directoryTrailer(project) },
    })
    if (commit === undefined) return ''
    const checkout = new CleanCheckout(project, this.backup)
    checkout.at(commit, run.report.source.sha)
    try {
      await proveRepeatable(project, commit, checkout)
    } finally {
      await checkout.close()
    }
    await pushData(project)
    return run.step('commit', async (outcome) => {
      const tip = await push(project, commit, this.target ?? { branch, head })
      if (tip !== commit.sha) {
        outcome.conclusion = 'warning'
        return (outcome.message = `Not committed: ${branch} ${tip === undefined ? 'was deleted' : `moved to ${tip.slice(0, 7)}`} during this run${tip === undefined ? '' : '; the run of that commit judges it'}.`)
      }
      run.report.commit = { sha: commit.sha, branch, method: 'push', attempts: 1 }
      outcome.message = `${commit.sha.slice(0, 7)} on ${branch}: ${commit.changed.join(', ')}`
      return `Committed ${commit.sha.slice(0, 7)} to ${branch}: ${commit.changed.join(', ')}.`
    })
  }

  /** Restores the checkout. */
  end(): Promise<void> {
    return this.backup.restore()
  }
}

/** The branch for the commit, or the reason for not committing. */
function targetOf({
  run: {
    settings: { event },
    report,
  },
}: Project): Target | string {
  const { pullRequest, ref, defaultBranch } = event
  if (!event.trusted) return 'the change comes from a fork or from Dependabot'
  if (pullRequest !== undefined)
    return pullRequest.fork
      ? 'its branch is in another repository'
      : { branch: pullRequest.headRef, head: pullRequest.headSha }
  if (event.name === 'local') return 'on a laptop, use `dvc repro`, `dvc push` and `git commit`'
  const branch = ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined
  if (branch === undefined || branch.startsWith('gh-readonly-queue/')) return `${ref} is not the branch of a change`
  return branch === defaultBranch ? 'a rebuild builds the default branch' : { branch, head: report.source.sha }
}

/**
 * Pushes a commit on top of the known head of the branch. Never replaces a newer commit.
 * @returns the newest commit of the branch; undefined if it was deleted
 * @throws {ProjectError} a rule of the server rejects the push
 * @throws {OutsideError} the server does not answer
 */
async function push({ git }: Project, { sha }: MadeCommit, { branch, head }: Target): Promise<string | undefined> {
  const remote = await git.remoteName()
  if (remote === undefined)
    throw new SetupError('git-remote-missing', 'the checkout has no Git remote to push to.', {
      key: 'remote',
      value: '',
      remedy: 'Add one with `git remote add origin URL`.',
    })
  for (let attempt = 1; ; attempt++) {
    // The answer to an earlier push may be lost, so each attempt reads the branch first.
    const tip = await git.fetchTip(branch)
    if (tip !== head) return tip
    const answer = await git.push(remote, sha, branch)
    if (answer.kind === 'pushed') return sha
    if (answer.kind === 'refused' && answer.lasting) {
      throw new ProjectError('push-rejected', `the server rejects the push to '${branch}': ${answer.words}`, {
        key: 'stale',
        value: 'commit',
        remedy: 'Allow the pushing identity to bypass the rule, or use stale: run.',
      })
    }
    if (attempt >= SERVER_ATTEMPTS)
      throw new OutsideError('git-push-failed', `the push to '${branch}' failed ${attempt} times: ${answer.words}`, {
        key: 'stale',
        value: 'commit',
        remedy: 'Check the connection and the permission to push, then run again.',
      })
    await git.wait(attempt)
  }
}
