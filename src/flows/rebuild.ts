import { ProjectError } from '../errors/errors.js'
import type { MadeCommit } from '../git/commit.js'
import { gatePassed } from '../metrics/judge.js'
import { acceptedText, policyState } from '../report/policy-state.js'
import type { Run } from '../run/run.js'
import { WorkspaceBackup } from '../run/workspace-backup.js'
import { type BuildBackend, LocalBackend } from '../steps/build/build-backend.js'
import { CleanCheckout, proveRepeatable } from '../steps/build/clean-checkout.js'
import { type BuildPlan, forcedStages, planBuild, reportTrust } from '../steps/build/plan-build.js'
import { startFromCommit } from '../steps/build/reproduce.js'
import { untouched } from '../steps/data/background-upload.js'
import { probeRemotes, requireWritableRemote, wouldPush } from '../steps/data/push.js'
import { evaluateByCommand } from '../steps/evaluation/evaluate.js'
import { workspaceMetrics } from '../steps/evaluation/read-metrics.js'
import { acceptMerged } from '../steps/gate/acceptances-after-merge.js'
import {
  checkReadable,
  compare,
  dropPlots,
  findBaseline,
  gate,
  preparePlots,
  readAhead,
  seekBaseline,
  showPlots,
} from '../steps/gate/compare.js'
import { type Project, prepare, refresh, replaceProject, settle, startEarly } from '../steps/project/project.js'
import { askCheckout, askServer, branchOf, confirm, type Ending, preflight } from '../steps/publish/may-publish.js'
import { makeCommit, type Published, proposeWaiting, publishBuild } from '../steps/publish/official-commit.js'
import { requireCommit, wouldCommit } from '../steps/publish/publish-commit.js'
import { tagBuild } from '../steps/publish/via-tag.js'
import { deployBuild } from '../steps/release/deploy.js'
import { completeBuild, modelToRegister, publishHandMade, publishVersion } from '../steps/release/publish-version.js'
import { startTracking, type Tracking } from '../steps/tracking/tracked-run.js'
import type { Retraining } from './retrain.js'

/**
 * Makes the official build of a commit on the default branch: from source data only, by force, held against the policies, pushed,
 * proven to be in the remote, committed. Nothing later happens when something earlier failed, and a build that is refused leaves the
 * working tree as it was.
 * @param maker where its stages run
 * @throws {ProjectError} a stage failed, the gate is closed, the remote lacks data
 */
export async function rebuild(
  asked: Run,
  retraining?: Retraining,
  maker: BuildBackend = new LocalBackend(),
): Promise<Ending> {
  const project = await prepare(asked, (place) => ({ ...askServer(asked, place), ...askCheckout(asked, place) }), true)
  try {
    if (retraining === undefined && !project.stages.some(({ kind }) => kind === 'stage'))
      return await publishHandMade(project)
    await maker.begin(project)
    await retraining?.check(project)
    const { run } = project
    // A stage that does not exist is told before a server or a person is asked.
    forcedStages(project)
    modelToRegister(project)
    const found = await preflight(project)
    if ('conclusion' in found) return await complete(project, found)
    if (run.settings.rebuild.resume)
      throw new ProjectError(
        'build-not-found',
        `there is no official build of ${run.report.source.sha.slice(0, 7)} to complete.`,
        {
          key: 'resume',
          remedy: 'Build it first: `dvc-ci rebuild`.',
        },
      )
    await confirm(project, found)
    const probed = run.settings.rebuild.dryRun ? undefined : startEarly(() => probeRemotes(project))
    const sought = startEarly(() => seekBaseline(project))
    let tracking: Tracking | undefined
    let ending: Ending
    const aside = await WorkspaceBackup.open(project.scratch, project.dvc.pid === undefined ? [] : [project.dvc.pid])
    try {
      await startFromCommit(project, aside)
      const provedWritable = async () => {
        if (probed !== undefined) await requireWritableRemote(project, probed)
      }
      if (retraining !== undefined) await provedWritable().then(() => retraining.apply(project, aside))
      const plan = await planBuild(project, maker.here)
      const planned = retraining?.planned(project, plan) ?? plan
      if ('conclusion' in planned) return planned
      maker.beginInputs?.(project, planned)
      if (retraining === undefined) await provedWritable()
      tracking = await startTracking(project)
      ending = await build(project, { aside, plan: planned, branch: found.branch, sought, tracking, retraining, maker })
    } finally {
      // What goes on beside the steps throws when the run is cancelled, and then everything comes back all the same.
      await settle(project).finally(() => aside.restore())
    }
    // What has landed stays, whatever MLflow does.
    const { conclusion, message: text, landed } = ending
    const message = await tagged(project, text, landed)
    const version = landed === undefined ? '' : await publishVersion(project, tracking, landed)
    if (landed !== undefined) await deployBuild(project, landed, false)
    return { conclusion, message: version === '' ? message : `${message.replace(/\.$/, '')}; in MLflow ${version}.` }
  } finally {
    await project.dvc.close()
  }
}

/** What an earlier run built is completed: its pull request, its tag, its version in MLflow. */
async function complete(project: Project, { conclusion, message: text, landed, waiting }: Ending): Promise<Ending> {
  const { dryRun } = project.run.settings.rebuild
  if (waiting !== undefined && !dryRun) await proposeWaiting(project, await branchOf(project), waiting)
  const message = await tagged(project, text, landed)
  const completed = landed === undefined ? '' : await completeBuild(project, landed)
  if (landed !== undefined) await deployBuild(project, landed, true)
  return { conclusion, message: completed === '' ? message : `${message} ${completed}` }
}

/** Gives what has landed its tag, before anything is registered under it. @returns the message with the name */
async function tagged(project: Project, message: string, landed: Ending['landed']): Promise<string> {
  const { run } = project
  const { commit, dryRun } = run.settings.rebuild
  // A build under its tag alone has it already.
  if (landed === undefined || dryRun || commit === 'tag' || commit === 'none') return message
  await tagBuild(project, landed.commit, landed.source, landed.commit !== landed.source)
  return run.report.tag === undefined ? message : `${message.replace(/\.$/, '')}; its tag is ${run.report.tag}.`
}

interface Work {
  aside: WorkspaceBackup
  plan: BuildPlan
  branch: string
  sought: ReturnType<typeof seekBaseline>
  tracking: Tracking | undefined
  retraining: Retraining | undefined
  maker: BuildBackend
}

async function build(
  project: Project,
  { aside, plan, branch, sought, tracking, retraining, maker }: Work,
): Promise<Ending> {
  const { run } = project
  const {
    rebuild: { dryRun: isDry },
    validate: { evaluate },
  } = run.settings
  await maker.inputs(project, plan)
  await tracking?.enter()
  await maker.setUp(project)
  const baseline = await findBaseline(project, sought)
  // The gate, the commit with its proof and the remote's answer need nothing of each other. A command of the user's may write where they read.
  const isQuiet = evaluate.kind !== 'command' && retraining === undefined
  let look: CleanCheckout | undefined
  try {
    await maker.make(project, plan, aside, {
      onStart: () => {
        readAhead(project, baseline)
      },
      onLast: () => {
        if (!isQuiet) return
        look = new CleanCheckout(project, aside)
        preparePlots(project, baseline)
      },
    })
    // Of a build that is refused they say as much as of another.
    if (isQuiet) showPlots(project, baseline)
    const { look: ask } = maker
    const looked = isDry || ask === undefined ? undefined : startEarly(() => ask(project))
    reportTrust(project, plan)
    const early = isQuiet ? startEarly(() => commitAndLook(project, aside, branch, look)) : undefined
    if (early === undefined) await refresh(project)
    else replaceProject(project, await (await (await early).look.survey).project)
    let made: Committed
    try {
      await judgeBuild(project, baseline, maker)
      const dropped = retraining?.judge(project)
      if (dropped !== undefined) return dropped
      retraining?.describe(project)
      made = await (early ?? commitAndLook(project, aside, branch, look))
      await requireCommit(project, made.commit)
      await proveRepeatable(project, made.commit, made.look)
    } finally {
      showPlots(project, baseline)
    }
    if (isDry) return await dryRun(project, made.commit?.changed ?? [], branch)
    await maker.deliver(project, looked)
    const ending = endingOf(project, await publishBuild(project, made.commit, branch, made.tip()))
    // Git's worktree of the look is in there.
    await made.look.gone
    if (ending.conclusion === 'success') await aside.discard()
    return ending
  } finally {
    look?.abandon()
    dropPlots(project)
  }
}

interface Committed {
  commit: MadeCommit | undefined
  look: CleanCheckout
  /** The tip of the branch, where it was asked for a moment ago. */
  tip: () => Promise<string | undefined> | undefined
}

/** Milliseconds for which what the server said of a branch is taken for what it would say now. */
const MOMENT = 1_000

/** The build as a commit, and the look of somebody else at it. The server is asked for the branch meanwhile. */
async function commitAndLook(
  project: Project,
  aside: WorkspaceBackup,
  branch: string,
  begun: CleanCheckout | undefined,
): Promise<Committed> {
  const {
    run: {
      settings: { rebuild },
      report: { source },
    },
    git,
  } = project
  const look = begun ?? new CleanCheckout(project, aside)
  try {
    const commit = await makeCommit(project)
    look.at(commit, source.sha)
    const asked = performance.now()
    const publishes = commit !== undefined && !rebuild.dryRun && (rebuild.commit === 'push' || rebuild.commit === 'api')
    const tip = publishes ? startEarly(() => git.fetchTip(branch)) : undefined
    return { commit, look, tip: () => (performance.now() - asked < MOMENT ? tip : undefined) }
  } catch (error) {
    look.abandon()
    throw error
  }
}

/** Compares the build with the baseline and asks the gate. @throws {ProjectError} it is closed, or a metric is no number */
async function judgeBuild(
  project: Project,
  baseline: Awaited<ReturnType<typeof findBaseline>>,
  maker: BuildBackend,
): Promise<void> {
  const { run } = project
  const metrics = await workspaceMetrics(project)
  const measured = await evaluateByCommand(project)
  const sides = await compare(project, baseline, metrics, measured)
  checkReadable(
    project,
    new Map([...metrics, ...(measured?.files ?? [])].filter(([path]) => measured?.told.has(path) !== true)),
  )
  let remedy = ''
  await gate(project, sides, async (judged) => {
    remedy = (await acceptMerged(project, judged)) ?? ''
  })
  if (!gatePassed(run.report.policies)) {
    throw new ProjectError(
      'gate-closed',
      `the gate is closed: ${run.report.policies
        .filter((policy) => policyState(policy) === 'failed')
        .map(({ message }) => message)
        .join(' ')}`,
      { remedy: `${untouched(project, maker.untouched)} ${remedy}`.trim() },
    )
  }
  const broken = run.report.lint.find(({ rule }) => rule === 'metric-unreadable' || rule === 'evaluation-failed')
  if (broken)
    throw new ProjectError('measurement-failed', broken.message, { remedy: untouched(project, maker.untouched) })
}

function endingOf(project: Project, published: Published): Ending {
  const { stages, remote, policies } = project.run.report
  const accepted = policies
    .filter((policy) => policyState(policy) === 'accepted')
    .map((policy) => `, ${policy.message.replace(/\.$/, '')} (${acceptedText(policy)})`)
  const built = `Official build: ${count(stages.filter(({ verdict }) => verdict === 'ran').length, 'stage')} ran, ${count(remote.pushed, 'object')} pushed${accepted.join('')}`
  const { sha: source } = project.run.report.source
  switch (published.kind) {
    case 'committed': {
      const { pull_request: pull, method } = published.report
      // What waits for somebody to merge it is no official version yet.
      if (pull !== undefined)
        return {
          conclusion: 'success',
          message: `${built}, commit ${published.sha.slice(0, 7)} in pull request ${pull.number}: ${pull.url}`,
        }
      return {
        conclusion: 'success',
        message: `${built}, commit ${published.sha.slice(0, 7)}${method === 'tag' ? ` under the tag ${project.run.report.tag ?? ''}` : ''}.`,
        landed: { source, commit: published.sha },
      }
    }
    case 'unchanged':
      return {
        conclusion: 'success',
        message: `${built}; the result is what dvc.lock has already, so there is nothing to commit.`,
        landed: { source, commit: source },
      }
    case 'not-committed':
      return {
        conclusion: 'success',
        message: `${built}; not committed (commit: none): ${published.paths.join(', ')}.`,
      }
    case 'superseded':
      return { conclusion: 'superseded', message: `This build stands down: ${published.reason}.` }
  }
}

async function dryRun(project: Project, paths: readonly string[], branch: string): Promise<Ending> {
  const { run } = project
  const objects = await wouldPush(project)
  const commit = await wouldCommit(project, paths, branch)
  run.skip('push', `dry run; it would push ${count(objects, 'object')}`)
  run.skip('commit', `dry run; it would ${commit}`)
  return {
    conclusion: 'success',
    message:
      objects === 0 && paths.length === 0
        ? 'Dry run: the build is what dvc.lock and the remote have already.'
        : `Dry run: it would push ${count(objects, 'object')} and ${commit}.`,
  }
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`
}
