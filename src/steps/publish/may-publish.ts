import { SetupError } from '../../errors/errors.js'
import type { UncommittedFile } from '../../git/status.js'
import { heldSummary } from '../../report/rollback-summary.js'
import { isEdited } from '../card/check-card.js'
import type { Ending } from '../ending.js'
import { endsHold, holdAt } from '../official/holds.js'
import { changedInputs, findBuildOf, lastOfficial, sourceOfHead } from '../official/official-builds.js'
import { type DigestOfData, findRetraining } from '../official/retrain-trailers.js'
import { SOURCE_TRAILER } from '../official/trailers.js'
import { isCard, isDvcsEdit, isIgnoreFile, isInput, isMadeByPipeline } from '../project/path-roles.js'
import type { Project } from '../project/project.js'
import { branchOf, type ServerAnswers } from './ask-server.js'
import { requireMethod } from './publish-commit.js'
import { requireFreeName, tagPlan } from './tag-names.js'
import { findPullBranch, waitingBuild } from './via-pull-request.js'
import { changedSinceTagged, lastTagged, taggedBuildOf, taggedBuildsOf } from './via-tag.js'

/** The destination of a build. */
export interface Destination {
  branch: string
  /** True where HEAD has commits that the server lacks: the push of the build includes them. */
  ahead: boolean
}

/**
 * Checks before the training: the workspace is clean, HEAD has no build yet, no rollback holds the branch, the
 * credentials may push. Changes nothing.
 * @param rollback the newest rollback that no build follows (`askRollback`)
 * @param dataOf the digest of the new data of a retraining
 * @returns the end of the run where there is nothing to build, else the destination of the build
 * @throws {SetupError} uncommitted changes
 * @throws {ProjectError} the credentials may not push
 * @throws {OutsideError} the server does not answer
 */
export async function checkPublishing(
  project: Project,
  uncommitted: readonly UncommittedFile[],
  {
    server,
    rollback,
    dataOf,
  }: { server: ServerAnswers | undefined; rollback: string | undefined; dataOf: DigestOfData },
): Promise<Ending | Destination> {
  const { run } = project
  const branch = server?.branch() ?? (await branchOf(project))
  return run.step('check publishing', async (outcome) => {
    const done = (message: string, conclusion: Ending['conclusion'] = 'success'): Ending => {
      outcome.message = message
      return { conclusion, message }
    }
    await rejectDirtyWorkspace(project, uncommitted)
    const plan = await tagPlan(project)
    const retrains = run.settings.mode === 'retrain'
    // A user requested the retraining: HEAD is no reason to skip it.
    const own = retrains ? undefined : await sourceOfHead(project)
    const held = own === undefined ? await heldBranch(project, rollback, branch) : undefined
    if (held !== undefined) return done(held)
    if (own !== undefined)
      return {
        ...done(`HEAD is the official build of ${own.slice(0, 7)}: there is nothing to do.`),
        official: { source: own, commit: run.report.source.sha },
      }
    if (run.settings.rebuild.when === 'changed' && !retrains) {
      const tagged = await changedSinceTagged(project)
      if (tagged?.changed.length === 0)
        return {
          ...done(
            `No input of the pipeline has changed since the official build ${tagged.build.name} (when: changed).`,
          ),
          official: tagged.build,
        }
      const last = await lastOfficial(project)
      const changed = last === undefined ? undefined : await changedInputs(project, last, run.report.source.sha)
      if (last !== undefined && changed?.length === 0)
        return done(
          `No input of the pipeline has changed since the official build ${last.slice(0, 7)} (when: changed).`,
        )
    }
    if (run.settings.rebuild.dryRun || run.settings.rebuild.commit === 'none') {
      outcome.message = 'this run commits nothing'
      return { branch, ahead: false }
    }
    await requireMethod(project, branch, retrains ? 'retrain' : 'build', server)
    const found =
      (await (retrains ? earlierRetraining(project, branch, dataOf) : unmergedBuild(project, branch))) ??
      (await stateOfBranch(project, branch, server))
    if ('conclusion' in found) return { ...found, ...done(found.message, found.conclusion) }
    if (plan !== undefined) await requireFreeName(project, plan, run.report.source.sha)
    outcome.message = `to ${branch}`
    return { branch, ahead: found.ahead }
  })
}

/** The end of the run where a rollback holds the branch: a build would undo it. */
async function heldBranch(project: Project, rollback: string | undefined, branch: string): Promise<string | undefined> {
  const { run, git } = project
  const { settings, report } = run
  const hold = await holdAt(project, rollback, report.source.sha)
  if (hold === undefined) return undefined
  // With `commit: tag`, only a tag has the build that ended the hold.
  const tagged = await lastTagged(project)
  if (tagged !== undefined && (await git.isAncestor(hold.since, tagged.source))) return undefined
  report.hold = hold.report
  if (endsHold(settings)) {
    report.hold.released = true
    return undefined
  }
  return heldSummary(hold.report, branch, hold.since === report.source.sha)
}

/** Finds a build of HEAD that is not on the branch: its tag alone has it, or an open pull request. */
async function unmergedBuild(project: Project, branch: string): Promise<Ending | undefined> {
  const { run } = project
  const { commit: method } = run.settings.rebuild
  const source = run.report.source.sha
  if (method === 'tag') {
    const build = await taggedBuildOf(project, source)
    if (build === undefined) return undefined
    run.report.commit = { sha: build.commit, branch, method, attempts: 0 }
    return {
      conclusion: 'success',
      message: `${source.slice(0, 7)} was built already: ${build.name}.`,
      official: build,
    }
  }
  const build = method === 'pull-request' ? await waitingBuild(project, branch, source) : undefined
  if (build === undefined) return undefined
  run.report.commit = { sha: build.sha, branch, method: 'pull-request', attempts: 0 }
  return {
    conclusion: 'success',
    message: `${source.slice(0, 7)} was built already: ${build.sha.slice(0, 7)} waits in ${build.branch}.`,
    waiting: { head: build.branch, sha: build.sha },
  }
}

/** Finds the build that an earlier run made for the same request: on the branch, under a tag or in a pull request. */
async function earlierRetraining(project: Project, branch: string, dataOf: DigestOfData): Promise<Ending | undefined> {
  const { run, git } = project
  const { commit: method } = run.settings.rebuild
  const source = run.report.source.sha
  const find = async (tip: string | undefined): Promise<string | undefined> =>
    tip === undefined ? undefined : findRetraining(project, { tip: await git.ensureCommit(tip), source }, dataOf)
  let build: string | undefined
  if (method === 'tag')
    for (const { name, commit } of await taggedBuildsOf(project, source)) {
      build = await find(commit)
      if (build === undefined) continue
      run.report.tag = name
      break
    }
  // A merged pull request is on the branch, whether or not its own branch was deleted.
  else build = await find(await git.fetchTip(branch))
  const pull =
    method === 'pull-request' && build === undefined ? await findPullBranch(project, 'retrain', branch) : undefined
  build ??= await find(pull?.tip)
  if (build === undefined) return undefined
  run.report.commit = { sha: build, branch, method: method === 'none' ? 'push' : method, attempts: 0 }
  const built = (await git.notes(build)).get(SOURCE_TRAILER) ?? source
  return {
    conclusion: 'success',
    message:
      run.settings.event.run === undefined
        ? `This request was built already (another \`--reason\` makes another request): ${build.slice(0, 7)}.`
        : `This workflow run made its build already: ${build.slice(0, 7)}.`,
    ...(pull === undefined
      ? { official: { source: built, commit: build } }
      : { waiting: { head: pull.name, sha: build } }),
  }
}

/**
 * Compares HEAD with the branch on the server before the training.
 * @returns the end of the run where HEAD is built already or superseded
 */
async function stateOfBranch(
  project: Project,
  branch: string,
  server: ServerAnswers | undefined,
): Promise<Ending | { ahead: boolean }> {
  const { run, git } = project
  const head = run.report.source.sha
  const tip = server?.branch() === branch ? server.tip() : await git.fetchTip(branch)
  const { commit: method } = run.settings.rebuild
  if (tip === undefined && (method === 'api' || method === 'pull-request'))
    throw new SetupError(
      'branch-missing',
      `commit: ${method} needs the branch ${branch}, and the server does not have it.`,
      {
        key: 'commit',
        value: method,
        remedy: `Push ${branch} first.`,
      },
    )
  if (tip === undefined || tip === head) return { ahead: tip === undefined }
  const existing = run.settings.mode === 'retrain' ? undefined : await findBuildOf(project, head, tip)
  if (existing !== undefined) {
    run.report.commit = { sha: existing, branch, method: method === 'none' ? 'push' : method, attempts: 0 }
    return {
      conclusion: 'success',
      message: `${head.slice(0, 7)} was built already: ${existing.slice(0, 7)} on ${branch}.`,
      official: { source: head, commit: existing },
    }
  }
  if (!(await git.isAncestor(head, tip))) {
    if (!(await git.isAncestor(tip, head)))
      return {
        conclusion: 'superseded',
        message: `Build superseded: ${branch} no longer contains ${head.slice(0, 7)}.`,
      }
    if (run.settings.event.name === 'local' && method !== 'api') return { ahead: true }
    throw new SetupError(
      'commits-not-pushed',
      `HEAD (${head.slice(0, 7)}) has commits that ${branch} on the server does not have.`,
      {
        key: 'HEAD',
        value: head,
        remedy: `An official build needs a commit of ${branch}. Check one out, or push these commits first.`,
      },
    )
  }
  const changed = await changedInputs(project, head, tip)
  return changed.length === 0
    ? { ahead: false }
    : {
        conclusion: 'superseded',
        message:
          `Build superseded: ${changed.join(', ')} changed on ${branch} since ${head.slice(0, 7)}; ` +
          `the build of ${tip.slice(0, 7)} will include the change.`,
      }
}

/** Rejects uncommitted changes that the build would contain. Files that the pipeline itself writes are allowed. */
async function rejectDirtyWorkspace(project: Project, uncommitted: readonly UncommittedFile[]): Promise<void> {
  const dirty: string[] = []
  for (const { path, untracked } of uncommitted) {
    if (isIgnoreFile(project, path) ? await isDvcsEdit(project, path) : isMadeByPipeline(project, path)) continue
    if (isCard(project, path) ? await isEdited(project, path) : !untracked || isInput(project, path)) dirty.push(path)
  }
  const [first] = dirty
  if (first === undefined) return
  throw new SetupError('workspace-dirty', `the workspace has uncommitted changes: ${dirty.join(', ')}.`, {
    key: 'working tree',
    value: first,
    path: first,
    remedy: 'Commit or stash them. An official build is made from a commit.',
  })
}
