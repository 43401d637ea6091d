import { SetupError } from '../../errors/errors.js'
import type { UncommittedFile } from '../../git/read.js'
import type { Ending } from '../ending.js'
import { changedInputs, findBuildOf, lastOfficial, rollbackAtHead, sourceOfHead } from '../official/official-builds.js'
import { findRetraining } from '../official/retrain-trailers.js'
import { SOURCE_TRAILER } from '../official/trailers.js'
import { isDvcsEdit, isIgnoreFile, isInput, isMadeByPipeline } from '../project/path-roles.js'
import type { Project } from '../project/project.js'
import { branchOf, type ServerAnswers } from './ask-server.js'
import { requireMethod } from './publish-commit.js'
import { requireFreeName, tagPlan } from './tag-names.js'
import { findPullBranch, waitingBuild } from './via-pull-request.js'
import { changedSinceTagged, taggedBuildOf, taggedBuildsOf } from './via-tag.js'

/** Where the build goes. */
export interface Destination {
  branch: string
  /** True where the checkout has commits of its own that the server does not have yet: they go along. */
  ahead: boolean
}

/**
 * Everything that can be known before the training: whether the tree is clean, whether it was built already, whether we may push. It
 * changes nothing anywhere.
 * @returns how the run ends when there is nothing to build, else where the build goes
 * @throws {SetupError} changes that are in no commit
 * @throws {ProjectError} we may not push
 * @throws {OutsideError} the server does not answer
 */
export async function checkPublishing(
  project: Project,
  uncommitted: readonly UncommittedFile[],
  server: ServerAnswers | undefined,
): Promise<Ending | Destination> {
  const { run } = project
  const branch = server?.branch() ?? (await branchOf(project))
  return run.step('check publishing', async (outcome) => {
    const done = (message: string, conclusion: Ending['conclusion'] = 'success'): Ending => {
      outcome.message = message
      return { conclusion, message }
    }
    await refuseDirtyTree(project, uncommitted)
    const plan = await tagPlan(project)
    const retrains = run.settings.mode === 'retrain'
    // Whatever HEAD is, somebody asked for this.
    const own = retrains ? undefined : await sourceOfHead(project)
    const back = own === undefined && !retrains ? await rollbackAtHead(project) : undefined
    if (back !== undefined)
      return done(
        `HEAD is a rollback to ${back.slice(0, 7)}: what came back is not built again (\`dvc-ci retrain\` does).`,
      )
    if (own !== undefined)
      return {
        ...done(`HEAD is the official build of ${own.slice(0, 7)} itself: there is nothing to do.`),
        landed: { source: own, commit: run.report.source.sha },
      }
    if (run.settings.rebuild.when === 'changed' && !retrains) {
      const tagged = await changedSinceTagged(project)
      if (tagged?.changed.length === 0)
        return {
          ...done(
            `Nothing that the pipeline reads has changed since the official build ${tagged.build.name} (when: changed).`,
          ),
          landed: tagged.build,
        }
      const last = await lastOfficial(project)
      const changed = last === undefined ? undefined : await changedInputs(project, last, run.report.source.sha)
      if (last !== undefined && changed?.length === 0)
        return done(
          `Nothing that the pipeline reads has changed since the official build ${last.slice(0, 7)} (when: changed).`,
        )
    }
    if (run.settings.rebuild.dryRun || run.settings.rebuild.commit === 'none') {
      outcome.message = 'nothing will be committed'
      return { branch, ahead: false }
    }
    await requireMethod(project, branch, retrains ? 'retrain' : 'build', server)
    const place =
      (await (retrains ? retrained(project, branch) : buildElsewhere(project, branch))) ??
      (await placeOnBranch(project, branch, server))
    if ('conclusion' in place) return { ...place, ...done(place.message, place.conclusion) }
    if (plan !== undefined) await requireFreeName(project, plan, run.report.source.sha)
    outcome.message = `to ${branch}`
    return { branch, ahead: place.ahead }
  })
}

/** A build of HEAD that is not on the branch: under a tag alone, or waiting in a pull request. */
async function buildElsewhere(project: Project, branch: string): Promise<Ending | undefined> {
  const { run } = project
  const { commit: method } = run.settings.rebuild
  const source = run.report.source.sha
  if (method === 'tag') {
    const build = await taggedBuildOf(project, source)
    if (build === undefined) return undefined
    run.report.commit = { sha: build.commit, branch, method, attempts: 0 }
    return { conclusion: 'success', message: `${source.slice(0, 7)} was built already: ${build.name}.`, landed: build }
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

/** The build that an earlier attempt of this very workflow run made for the same request. */
async function retrained(project: Project, branch: string): Promise<Ending | undefined> {
  const { run, git } = project
  const { commit: method } = run.settings.rebuild
  const source = run.report.source.sha
  const waiting = method === 'pull-request' ? await findPullBranch(project, 'retrain', branch) : undefined
  const tips =
    method === 'tag'
      ? (await taggedBuildsOf(project, source)).map(({ commit }) => commit)
      : [waiting === undefined ? await git.fetchTip(branch) : waiting.tip].filter((tip) => tip !== undefined)
  let build: string | undefined
  for (const tip of tips) build ??= await findRetraining(project, await git.ensureCommit(tip))
  if (build === undefined) return undefined
  run.report.commit = { sha: build, branch, method: method === 'none' ? 'push' : method, attempts: 0 }
  const [built] = (await git.trailers(build)).get(SOURCE_TRAILER) ?? []
  return {
    conclusion: 'success',
    message: `This workflow run has made its build already: ${build.slice(0, 7)}.`,
    ...(waiting === undefined
      ? { landed: { source: built ?? source, commit: build } }
      : { waiting: { head: waiting.name, sha: build } }),
  }
}

/** What the branch on the server says before the training: built already, or moved on in a way that makes this build pointless. */
async function placeOnBranch(
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
      `commit: ${method} needs the branch ${branch} on the server, and it is not there.`,
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
      landed: { source: head, commit: existing },
    }
  }
  if (!(await git.isAncestor(head, tip))) {
    if (!(await git.isAncestor(tip, head)))
      return {
        conclusion: 'superseded',
        message: `This build stands down: ${branch} no longer contains ${head.slice(0, 7)}.`,
      }
    if (run.settings.event.name === 'local' && method !== 'api') return { ahead: true }
    throw new SetupError(
      'commits-not-pushed',
      `HEAD (${head.slice(0, 7)}) has commits that ${branch} on the server does not have.`,
      {
        key: 'HEAD',
        value: head,
        remedy: `An official build is made from a commit of ${branch}: check that one out, or push these first.`,
      },
    )
  }
  const changed = await changedInputs(project, head, tip)
  return changed.length === 0
    ? { ahead: false }
    : {
        conclusion: 'superseded',
        message: `This build stands down: ${changed.join(', ')} changed on ${branch} since ${head.slice(0, 7)}; the build of ${tip.slice(0, 7)} will have it.`,
      }
}

/** Refuses what would get into the build without being in the commit. Files that the pipeline itself writes never block. */
async function refuseDirtyTree(project: Project, uncommitted: readonly UncommittedFile[]): Promise<void> {
  const dirty: string[] = []
  for (const { path, untracked } of uncommitted) {
    if (isIgnoreFile(project, path) ? await isDvcsEdit(project, path) : isMadeByPipeline(project, path)) continue
    if (!untracked || isInput(project, path)) dirty.push(path)
  }
  const [first] = dirty
  if (first === undefined) return
  throw new SetupError('workspace-dirty', `the working tree has changes that are in no commit: ${dirty.join(', ')}.`, {
    key: 'working tree',
    value: first,
    path: first,
    remedy: 'Commit or stash them: an official build is made from a commit.',
  })
}
