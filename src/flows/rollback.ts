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
import type { Project } from '../steps/project/project.js'
import { branchOf } from '../steps/publish/ask-server.js'
import { confirmed } from '../steps/publish/confirm.js'
import { subjectFor } from '../steps/publish/method.js'
import { publishCommit, requireCommit, requireMethod, wouldCommit } from '../steps/publish/publish-commit.js'
import { deploy, modelFacts } from '../steps/release/deploy.js'
import { findModel } from '../steps/release/find-model.js'
import { commitOfVersion, moveBack, versionNumber } from '../steps/release/restore-alias.js'
import {
  ownersNamed,
  pathsOf,
  planRestore,
  prepareOutputs,
  type RestorePlan,
  restoreFiles,
} from '../steps/rollback/restore-files.js'
import { count } from '../text/words.js'

/** The version that a run restores. */
interface Version {
  sha: string
  /** As the user names it. */
  label: string
}

/**
 * Restores an earlier version: its dvc.lock and `.dvc` files (on request the code and the parameters too), all or
 * single targets. First it verifies every object of that version in the remote. The result is a new commit: history
 * stays.
 * @throws {SetupError} an unknown version or target, uncommitted changes
 * @throws {ProjectError} the remote lacks objects of that version
 */
export async function rollback(run: Run): Promise<Ending> {
  return withProject(run, async ({ project }) => {
    const version = await findVersion(project)
    const branch = await destination(project)
    const plan = await planRestore(project, version)
    if (pathsOf(plan).length === 0) return already(project, version)
    await rejectUnsavedData(project, plan)
    await confirmed(
      project,
      `Roll back ${targetsOf(project)} to ${version.label} (${version.sha.slice(0, 7)}): ${pathsOf(plan).join(', ')}`,
    )
    const backup = await WorkspaceBackup.open(project.scratch, project.dvc.pid === undefined ? [] : [project.dvc.pid])
    try {
      return await restoreVersion(project, version, plan, branch, backup)
    } finally {
      await backup.restore()
    }
  })
}

async function restoreVersion(
  before: Project,
  version: Version,
  plan: RestorePlan,
  branch: string,
  backup: WorkspaceBackup,
): Promise<Ending> {
  const { run, git } = before
  const { dryRun } = run.settings.rebuild
  const head = run.report.source.sha
  const project = await run.step('restore', async (outcome) => {
    await restoreFiles(before, plan, version.sha, backup)
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
  requireNothingMissing(project, version)
  const ignores = await prepareOutputs(project, plan, owners, backup)
  await pullVersion(project, version, plan, owners)
  await reportStale(project)
  const baseline = { sha: head, label: 'before the rollback' }
  const [content, metrics] = [await readBaseline(project, baseline), await workspaceMetrics(project)]
  await Promise.all([collectPlots(project, head), compare(project, baseline, content, metrics, undefined)])
  const paths = [...new Set([...pathsOf(plan), ...ignores])]
  const subject = `${targetsOf(project)} to ${version.label}`
  const commit = await git.commitPaths({
    paths,
    parent: head,
    identity: IDENTITY,
    message: subjectFor(run.settings.rebuild.commit, `CI: Roll back ${subject}`),
    trailers: trailersOf(project, version),
  })
  if (commit === undefined) return already(project, version)
  await requireCommit(project, commit)
  if (dryRun) {
    const would = await wouldCommit(project, commit.changed, branch, 'rollback')
    run.skip('commit', `dry run; it would ${would}`)
    return {
      conclusion: 'success',
      message: `Dry run: it would roll back ${subject} and ${would}. ${staleNote(project)}`.trim(),
    }
  }
  return publish(project, version, { commit, branch, subject, backup })
}

/** The commit that the settings name. The tag of the server comes first: a local one may be old. */
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
          'List them with `git tag` and `git log`. In a shallow checkout, give a tag or a full hash, or set `fetch-depth: 0`.',
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

/** The branch of the commit, after a check that the run may push there. */
async function destination(project: Project): Promise<string> {
  const branch = await branchOf(project)
  if (!project.run.settings.rebuild.dryRun) await requireMethod(project, branch, 'rollback')
  return branch
}

/** @throws {SetupError} a pull would replace data with uncommitted changes */
async function rejectUnsavedData(project: Project, plan: RestorePlan): Promise<void> {
  const status = await project.dvc.status({ allowMissing: true })
  for (const owner of ownersOf(project, plan)) {
    const cached = new Set(owner.outs.filter(({ cache }) => cache).map(({ path }) => path))
    const changed = Object.entries(status[owner.name]?.outs ?? {}).find(
      ([path, state]) => state === 'modified' && cached.has(path),
    )
    if (changed === undefined) continue
    throw new SetupError(
      'output-changed',
      `${changed[0]} differs from ${owner.kind === 'stage' ? 'dvc.lock' : owner.file}, and a rollback would replace it.`,
      {
        key: 'working tree',
        value: changed[0],
        remedy: `Keep it with \`dvc commit ${owner.kind === 'stage' ? owner.name : owner.file}\`, or discard it with \`dvc checkout --force ${changed[0]}\`.`,
      },
    )
  }
}

function ownersOf(project: Project, { owners }: RestorePlan): Stage[] {
  return project.stages.filter(({ name }) => owners?.includes(name) ?? true)
}

/** @throws {ProjectError} the report has missing or altered objects of that version */
function requireNothingMissing({ run }: Project, { label }: Version): void {
  const { missing } = run.report.remote
  if (missing.length > 0)
    throw new ProjectError(
      'remote-data-missing',
      `${label} cannot be restored: ${missing.map(({ message }) => message).join(' ')}`,
      { key: 'to', value: label, remedy: 'Nothing was changed.' },
    )
}

/** Pulls the data of that version and hashes it again. */
async function pullVersion(
  project: Project,
  version: Version,
  plan: RestorePlan,
  owners: readonly Stage[],
): Promise<void> {
  const { run, dvc } = project
  if (run.settings.rebuild.dryRun) return run.skip('pull', 'dry run')
  if (run.settings.validate.pull === 'none') return run.skip('pull', 'pull: none')
  await strictPull(project, { targets: plan.owners })
  requireNothingMissing(project, version)
  await run.step('compare data', async (outcome) => {
    const altered = await dvc.altered(owners.map(({ name }) => name))
    if (altered.length > 0)
      throw new ProjectError(
        'data-altered',
        `the pulled data differs from ${version.label}: ${altered.map(({ path, hash, actual }) => `${path} has the hash ${actual}, not ${hash}`).join(', ')}.`,
        { key: 'to', value: version.label, remedy: 'Nothing was changed.' },
      )
    outcome.message = `the data of ${count(owners.length, 'stage or .dvc file', 'stages and .dvc files')} is identical to ${version.label}`
  })
}

/** Reports stages that are stale after the rollback. */
async function reportStale(project: Project): Promise<void> {
  const { run, dvc } = project
  await run.step('status', async (outcome) => {
    // The other data was not pulled, and missing data makes no stage stale.
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
        message: `${name} is stale after the rollback: ${causes.map(({ message }) => message).join('; ')}.`,
      })
    }
  })
}

function staleNote({ run }: Project): string {
  const stale = run.report.stages.filter(({ verdict }) => verdict === 'stale').map(({ name }) => name)
  if (stale.length === 0) return ''
  const whole = run.settings.rollback.targets.length === 0
  return `dvc repro would now run ${stale.join(', ')}: ${whole ? 'the code or the parameters have changed since then (`restore: all` restores them too)' : '`dvc-ci retrain` trains on the restored data'}.`
}

/** A short description of the restored targets. */
function targetsOf({ run, inGit }: Project): string {
  const { targets, restore } = run.settings.rollback
  if (targets.length > 0) return targets.join(', ')
  const directory = inGit('.')
  const of = directory === '.' ? '' : ` of ${directory}`
  return restore === 'all' ? `code and data${of}` : `the data${of}`
}

/** All files are restored already, but an earlier run may have ended before it moved the alias. */
async function already(project: Project, version: Version): Promise<Ending> {
  const moved = await finish(project, version, project.run.report.source.sha)
  return {
    conclusion: 'success',
    message: `All files match ${version.label} already: nothing to roll back.${moved}`,
  }
}

async function publish(
  project: Project,
  version: Version,
  { commit, branch, subject, backup }: { commit: MadeCommit; branch: string; subject: string; backup: WorkspaceBackup },
): Promise<Ending> {
  const published = await publishCommit(project, {
    commit,
    branch,
    topic: 'rollback',
    title: subjectFor('pull-request', `CI: Roll back ${subject}`),
    summary: `Restores ${version.label} (${version.sha.slice(0, 7)}): ${subject}.`,
    trailers: trailersOf(project, version),
    beforeMove: () => Promise.resolve(),
    overtaken: () => Promise.resolve(undefined),
    isStillFresh: () => Promise.resolve({ fresh: true }),
  })
  // A published commit stays, even if MLflow or the deployment fails.
  if (published.kind !== 'superseded') await backup.discard()
  switch (published.kind) {
    case 'not-committed':
      return {
        conclusion: 'success',
        message:
          `Rolled back ${subject} here; not committed (commit: none): ${commit.changed.join(', ')}. ${staleNote(project)}`.trim(),
      }
    case 'superseded':
      throw new ProjectError('branch-moved', `${published.reason}.`, {
        key: 'to',
        value: version.label,
        remedy: 'Nothing was changed. Run the rollback again on the tip of the branch.',
      })
    case 'committed': {
      const { pull_request: pull } = published.report
      if (pull !== undefined)
        return {
          conclusion: 'success',
          message: `Rolled back ${subject} (${version.sha.slice(0, 7)}) in pull request ${pull.number}: ${pull.url} Once it is merged, the same rollback moves the alias and deploys.`,
        }
      const moved = await finish(project, version, published.sha)
      return {
        conclusion: 'success',
        message:
          `Rolled back ${subject} (${version.sha.slice(0, 7)}), commit ${published.sha.slice(0, 7)}.${moved} ${staleNote(project)}`.trim(),
      }
    }
  }
}

function trailersOf(project: Project, { sha }: Version): Record<string, string> {
  return { [ROLLBACK_TRAILER]: sha, ...directoryTrailer(project) }
}

/** Moves the alias back after the commit, and deploys on request. @returns a sentence after a space, or nothing */
async function finish(project: Project, { sha, label }: Version, commit: string): Promise<string> {
  const { run } = project
  const { targets } = run.settings.rollback
  if (run.settings.rebuild.dryRun) return ''
  const model = findModel(project)
  const isModelRestored =
    model !== undefined &&
    (targets.length === 0 ||
      ownersNamed(project, targets).some(({ outs }) => outs.some(({ path }) => path === model.out.path)))
  const version = isModelRestored ? await moveBack(project, { sha, label, commit }) : undefined
  if (run.settings.deploy.rollback) {
    const { alias } = run.settings.mlflow
    await deploy(project, {
      commit,
      key: `${commit} rollback ${sha}`,
      ...modelFacts(project, isModelRestored ? model : undefined),
      ...(version === undefined ? {} : { model: version.name, version: version.version }),
      ...(version === undefined || alias === undefined ? {} : { alias }),
    })
  }
  return version === undefined
    ? ''
    : ` Version ${version.version} of ${version.name} is ${run.settings.mlflow.alias === undefined ? `in the stage ${run.settings.mlflow.stage ?? ''}` : `the ${run.settings.mlflow.alias}`}.`
}
