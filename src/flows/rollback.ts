import { ProjectError, SetupError } from '../errors/errors.js'
import type { MadeCommit } from '../git/commit.js'
import { withNeeds } from '../pipeline/needs.js'
import type { Stage } from '../pipeline/project.js'
import { verdicts } from '../pipeline/verdicts.js'
import type { Run } from '../run/run.js'
import { WorkspaceBackup } from '../run/workspace-backup.js'
import { trackedPaths } from '../steps/build/staleness.js'
import { strictPull } from '../steps/data/pull.js'
import { verifyRemote } from '../steps/data/verify-remote.js'
import type { Ending } from '../steps/ending.js'
import { collectPlots } from '../steps/evaluation/collect-plots.js'
import { workspaceMetrics } from '../steps/evaluation/read-metrics.js'
import { readBaseline } from '../steps/gate/baseline.js'
import { compare } from '../steps/gate/compare.js'
import { directoryTrailer, IDENTITY } from '../steps/official/official-builds.js'
import { ROLLBACK_TRAILER } from '../steps/official/trailers.js'
import { reload, withProject } from '../steps/project/open-project.js'
import { type Project } from '../steps/project/project.js'
import { branchOf } from '../steps/publish/ask-server.js'
import { confirmed } from '../steps/publish/confirm.js'
import { subjectFor } from '../steps/publish/method.js'
import { publishCommit, requireCommit, requireMethod, wouldCommit } from '../steps/publish/publish-commit.js'
import { deploy, modelFacts } from '../steps/release/deploy.js'
import { findModel } from '../steps/release/find-model.js'
import { commitOfVersion, moveBack, versionNumber } from '../steps/release/restore-alias.js'
import {
  makeRoom,
  ownersNamed,
  pathsOf,
  planRestore,
  type RestorePlan,
  restoreFiles,
} from '../steps/rollback/restore-files.js'
import { count } from '../text/words.js'

/** The version that a run goes back to. */
interface Version {
  sha: string
  /** As the user names it. */
  label: string
}

/**
 * Brings back a version that was: its dvc.lock and `.dvc` files (on request the code and the parameters too), all of them or single targets. First every
 * object of that version is proven to be in the remote; history is never rewritten: what comes back is a new commit.
 * @throws {SetupError} a version or a target that does not exist, changes that are in no commit
 * @throws {ProjectError} the remote does not have all of that version any more
 */
export async function rollback(run: Run): Promise<Ending> {
  return withProject(run, async ({ project }) => {
    const version = await findVersion(project)
    const branch = await destination(project)
    const plan = await planRestore(project, version)
    if (pathsOf(plan).length === 0) return already(project, version)
    await refuseUnsavedData(project, plan)
    await confirmed(
      project,
      `Roll back ${targetsOf(project)} to ${version.label} (${version.sha.slice(0, 7)}): ${pathsOf(plan).join(', ')}`,
    )
    const backup = await WorkspaceBackup.open(project.scratch, project.dvc.pid === undefined ? [] : [project.dvc.pid])
    try {
      return await goBack(project, version, plan, branch, backup)
    } finally {
      await backup.restore()
    }
  })
}

async function goBack(
  before: Project,
  version: Version,
  plan: RestorePlan,
  branch: string,
  aside: WorkspaceBackup,
): Promise<Ending> {
  const { run, git } = before
  const { dryRun } = run.settings.rebuild
  const head = run.report.source.sha
  const project = await run.step('restore', async (outcome) => {
    await restoreFiles(before, plan, version.sha, aside)
    outcome.message = pathsOf(plan).join(', ')
    return reload(before)
  })
  for (const { path, message } of plan.notes)
    run.report.lint.push({ rule: 'not-rolled-back', path, severity: 'notice', message })
  const owners = ownersOf(project, plan)
  await verifyRemote(project, {
    mode: run.settings.validate.verify,
    download: true,
    ...(plan.owners === undefined ? {} : { stages: plan.owners }),
  })
  const { missing } = run.report.remote
  if (missing.length > 0) {
    throw new ProjectError(
      'remote-data-missing',
      `${version.label} cannot be brought back: ${missing.map(({ message }) => message).join(' ')}`,
      { key: 'to', value: version.label, remedy: 'Nothing was changed.' },
    )
  }
  const ignores = await makeRoom(project, plan, owners, aside)
  await bringData(project, version, plan, owners)
  await tellStale(project)
  const baseline = { sha: head, label: 'what was here before' }
  const [content, metrics] = [await readBaseline(project, baseline), await workspaceMetrics(project)]
  await Promise.all([collectPlots(project, head), compare(project, baseline, content, metrics, undefined)])
  const paths = [...new Set([...pathsOf(plan), ...ignores])]
  const what = `${targetsOf(project)} to ${version.label}`
  const commit = await git.commitPaths({
    paths,
    parent: head,
    identity: IDENTITY,
    message: subjectFor(run.settings.rebuild.commit, `CI: Roll back ${what}`),
    trailers: trailersOf(project, version),
  })
  if (commit === undefined) return already(project, version)
  await requireCommit(project, commit)
  if (dryRun) {
    const would = await wouldCommit(project, commit.changed, branch, 'rollback')
    run.skip('commit', `dry run; it would ${would}`)
    return {
      conclusion: 'success',
      message: `Dry run: it would roll back ${what} and ${would}. ${staleNote(project)}`.trim(),
    }
  }
  return publish(project, version, { commit, branch, what, aside })
}

/** The commit that the settings name. A tag is looked for on the server first: a local one may be old. */
async function findVersion(project: Project): Promise<Version> {
  const { run, git } = project
  const { to } = run.settings.rollback
  return run.step('version', async (outcome) => {
    const number = versionNumber(to)
    const sha = number === undefined ? await revisionOf({ run, git }, to) : await commitOfVersion(project, number)
    if (sha === undefined) {
      throw new SetupError('revision-unknown', `to: there is no tag, branch or commit '${to}'.`, {
        key: 'to',
        value: to,
        remedy:
          '`git tag` and `git log` list what there is. In a shallow checkout, name a tag or a whole hash, or check out with fetch-depth: 0.',
      })
    }
    run.report.rollback = { to, sha, targets: [...run.settings.rollback.targets] }
    outcome.message = `${to}, ${sha.slice(0, 7)}`
    return { sha, label: to }
  })
}

async function revisionOf({ run, git }: Pick<Project, 'run' | 'git'>, to: string): Promise<string | undefined> {
  if (/^[0-9a-f]{40}$/.test(to)) return git.ensureCommit(to)
  try {
    const tag = await git.resolveBaseline({ kind: 'tag', name: to.replace(/^refs\/tags\//, '') }, run.settings.event)
    if (tag.sha !== undefined) return tag.sha
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
  }
  return git.resolve(to)
}

/** Where the commit goes, once it is known that we may push there. */
async function destination(project: Project): Promise<string> {
  const branch = await branchOf(project)
  if (!project.run.settings.rebuild.dryRun) await requireMethod(project, branch, 'rollback')
  return branch
}

/** @throws {SetupError} data that differs from what is committed and that pulling would replace */
async function refuseUnsavedData(project: Project, plan: RestorePlan): Promise<void> {
  const status = await project.dvc.status({ allowMissing: true })
  for (const owner of ownersOf(project, plan)) {
    const cached = new Set(owner.outs.filter(({ cache }) => cache).map(({ path }) => path))
    const changed = Object.entries(status[owner.name]?.outs ?? {}).find(
      ([path, state]) => state === 'modified' && cached.has(path),
    )
    if (changed === undefined) continue
    throw new SetupError(
      'output-changed',
      `${changed[0]} is not what ${owner.kind === 'stage' ? 'dvc.lock' : owner.file} says, and a rollback would replace it.`,
      {
        key: 'working tree',
        value: changed[0],
        remedy: `Keep it with \`dvc commit ${owner.kind === 'stage' ? owner.name : owner.file}\`, or let it go with \`dvc checkout --force ${changed[0]}\`.`,
      },
    )
  }
}

function ownersOf(project: Project, { owners }: RestorePlan): Stage[] {
  return project.stages.filter(({ name }) => owners?.includes(name) ?? true)
}

/** Pulls the data of that version and reads every byte of it again. */
async function bringData(
  project: Project,
  version: Version,
  plan: RestorePlan,
  owners: readonly Stage[],
): Promise<void> {
  const { run, dvc } = project
  if (run.settings.rebuild.dryRun) return run.skip('pull', 'dry run')
  if (run.settings.validate.pull === 'none') return run.skip('pull', 'pull: none')
  await strictPull(project, { targets: plan.owners })
  if (run.report.remote.missing.length > 0)
    throw new ProjectError(
      'remote-data-missing',
      `${version.label} cannot be brought back: ${run.report.remote.missing.map(({ message }) => message).join(' ')}`,
      { key: 'to', value: version.label, remedy: 'Nothing was changed.' },
    )
  await run.step('compare data', async (outcome) => {
    const altered = await dvc.altered(owners.map(({ name }) => name))
    if (altered.length > 0)
      throw new ProjectError(
        'data-altered',
        `what was pulled is not what ${version.label} had: ${altered.map(({ path, hash, actual }) => `${path} hashes to ${actual} in place of ${hash}`).join(', ')}.`,
        { key: 'to', value: version.label, remedy: 'Nothing was changed.' },
      )
    outcome.message = `the data of ${count(owners.length, 'stage and .dvc file', 'stages and .dvc files')} are bit for bit those of ${version.label}`
  })
}

/** Says which stages do not fit the code and the parameters of today. */
async function tellStale(project: Project): Promise<void> {
  const { run, dvc } = project
  await run.step('status', async (outcome) => {
    // Of the rest nothing was pulled: data that a fresh clone does not have makes no stage stale.
    const allowMissing =
      run.settings.rebuild.dryRun || run.settings.validate.pull === 'none' || run.settings.rollback.targets.length > 0
    const scope = new Set(project.stages.map(({ name }) => name))
    run.report.stages = withNeeds(
      verdicts(project.index, await dvc.status({ allowMissing }), await trackedPaths(project)).filter(({ name }) =>
        scope.has(name),
      ),
      project.graph,
    )
    const stale = run.report.stages.filter(({ verdict }) => verdict === 'stale')
    if (stale.length === 0) {
      outcome.message = 'dvc repro has nothing to run'
      return
    }
    outcome.conclusion = 'warning'
    outcome.message = `dvc repro would run ${stale.map(({ name }) => name).join(', ')}`
    for (const { name, causes } of stale) {
      const place = project.lines.ofStage(name, project.graph.stage(name)?.file ?? 'dvc.yaml')
      run.report.lint.push({
        rule: 'stale-after-rollback',
        ...place,
        path: project.inGit(place.path),
        severity: 'warning',
        message: `${name} does not fit the rest of the project now: ${causes.map(({ message }) => message).join('; ')}.`,
      })
    }
  })
}

function staleNote({ run }: Project): string {
  const stale = run.report.stages.filter(({ verdict }) => verdict === 'stale').map(({ name }) => name)
  if (stale.length === 0) return ''
  const whole = run.settings.rollback.targets.length === 0
  return `dvc repro would run ${stale.join(', ')} now: ${whole ? 'the code or the parameters of today are not those of then (`restore: all` brings them back too)' : '`dvc-ci retrain` trains on what came back'}.`
}

/** What goes back, in a few words. */
function targetsOf({ run, inGit }: Project): string {
  const { targets, restore } = run.settings.rollback
  if (targets.length > 0) return targets.join(', ')
  const directory = inGit('.')
  const of = directory === '.' ? '' : ` of ${directory}`
  return restore === 'all' ? `code and data${of}` : `the data${of}`
}

/** Nothing has to come back, but a run before may have ended between its commit and the alias. */
async function already(project: Project, version: Version): Promise<Ending> {
  const moved = await finish(project, version, project.run.report.source.sha)
  return {
    conclusion: 'success',
    message: `Everything is as it was at ${version.label} already: there is nothing to roll back.${moved}`,
  }
}

async function publish(
  project: Project,
  version: Version,
  { commit, branch, what, aside }: { commit: MadeCommit; branch: string; what: string; aside: WorkspaceBackup },
): Promise<Ending> {
  const published = await publishCommit(project, {
    commit,
    branch,
    topic: 'rollback',
    title: subjectFor('pull-request', `CI: Roll back ${what}`),
    summary: `Goes back to ${version.label} (${version.sha.slice(0, 7)}): ${what}.`,
    trailers: trailersOf(project, version),
    beforeMove: () => Promise.resolve(),
    overtaken: () => Promise.resolve(undefined),
    isStillFresh: () => Promise.resolve({ fresh: true }),
  })
  // What was published stays, whatever MLflow and the deployment do.
  if (published.kind !== 'superseded') await aside.discard()
  switch (published.kind) {
    case 'not-committed':
      return {
        conclusion: 'success',
        message:
          `Rolled back ${what} here; not committed (commit: none): ${commit.changed.join(', ')}. ${staleNote(project)}`.trim(),
      }
    case 'superseded':
      throw new ProjectError('branch-moved', `${published.reason}.`, {
        key: 'to',
        value: version.label,
        remedy: 'Nothing was changed. Roll back again from the branch as it is now.',
      })
    case 'committed': {
      const { pull_request: pull } = published.report
      if (pull !== undefined)
        return {
          conclusion: 'success',
          message: `Rolled back ${what} (${version.sha.slice(0, 7)}) in pull request ${pull.number}: ${pull.url} Once it is merged, the same rollback moves the alias and deploys.`,
        }
      const moved = await finish(project, version, published.sha)
      return {
        conclusion: 'success',
        message:
          `Rolled back ${what} (${version.sha.slice(0, 7)}), commit ${published.sha.slice(0, 7)}.${moved} ${staleNote(project)}`.trim(),
      }
    }
  }
}

function trailersOf(project: Project, { sha }: Version): Record<string, string> {
  return { [ROLLBACK_TRAILER]: sha, ...directoryTrailer(project) }
}

/** What comes after the commit: the alias goes back, and on request what came back is deployed. @returns a sentence with a space in front, or nothing */
async function finish(project: Project, { sha, label }: Version, commit: string): Promise<string> {
  const { run } = project
  const { targets } = run.settings.rollback
  if (run.settings.rebuild.dryRun) return ''
  const model = findModel(project)
  const isBack =
    model !== undefined &&
    (targets.length === 0 ||
      ownersNamed(project, targets).some(({ outs }) => outs.some(({ path }) => path === model.out.path)))
  const version = isBack ? await moveBack(project, { sha, label, commit }) : undefined
  if (run.settings.deploy.rollback) {
    const { alias } = run.settings.mlflow
    await deploy(project, {
      commit,
      key: `${commit} rollback ${sha}`,
      ...modelFacts(project, isBack ? model : undefined),
      ...(version === undefined ? {} : { model: version.name, version: version.version }),
      ...(version === undefined || alias === undefined ? {} : { alias }),
    })
  }
  return version === undefined
    ? ''
    : ` Version ${version.version} of ${version.name} is ${run.settings.mlflow.alias === undefined ? `in the stage ${run.settings.mlflow.stage ?? ''}` : `the ${run.settings.mlflow.alias}`}.`
}
