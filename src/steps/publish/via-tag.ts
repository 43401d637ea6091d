import { OutsideError, ProjectError } from '../../errors/errors.js'
import { SERVER_ATTEMPTS } from '../../git/server.js'
import type { ReadTag } from '../../git/tags.js'
import { compareMetrics } from '../../metrics/compare.js'
import type { CommitReport } from '../../report/report.js'
import { renderTagMessage } from '../../report/tag-message.js'
import { environmentTrailer } from '../environment/record-environment.js'
import { lockedAt, metricsAt } from '../evaluation/read-metrics.js'
import { changedInputs, directoryTrailer, IDENTITY, isBuildNote } from '../official/official-builds.js'
import { LOCK_TRAILER, SOURCE_TRAILER } from '../official/trailers.js'
import type { Project } from '../project/project.js'
import type { Publication, PublishedCommit } from './method.js'
import { committedLockHash, nextNames, ownTags, type TagPlan, tagPlan, tagsOf } from './tag-names.js'

/** Tag names that other runs may take before this one gives up. */
const MOST_RACES = 20

/** The tags of the next build, for a dry run; the patterns themselves where the server does not answer. */
export async function nextTags(project: Project): Promise<string[]> {
  const plan = await tagPlan(project)
  if (plan === undefined) return []
  try {
    return nextNames(plan, await Promise.all(plan.patterns.map((pattern) => tagsOf(project, plan, pattern))))
  } catch (error) {
    if (error instanceof OutsideError) return plan.patterns.map(({ text }) => text)
    throw error
  }
}

/** The build that needs a tag. */
interface TagRequest {
  commit: string
  source: string
  /** Whether an existing tag is the tag of this build. */
  isEnough: (tag: ReadTag, lock: string, newest: boolean) => boolean
}

/**
 * Tags a build whose commit is on the server: finds its tag, or creates the next one.
 * The build may be of an earlier run that ended between commit and tag.
 * A build without a commit gets no new tag where the newest tag has the same lock.
 * @param committed false where the commit is the source itself
 */
export async function tagBuild(project: Project, commit: string, source: string, committed: boolean): Promise<void> {
  const { run } = project
  const plan = await tagPlan(project)
  if (plan === undefined) return
  await run.step('tag', async (outcome) => {
    const isEnough: TagRequest['isEnough'] = (tag, lock, newest) =>
      tag.notes.get(LOCK_TRAILER) === lock &&
      (isBuildNote(project, tag.notes, source) || tag.commit === commit || (!committed && newest))
    const { name, made } = await makeTag(project, plan, { commit, source, isEnough }).catch((error: unknown) => {
      throw afterCommit(error, commit)
    })
    run.report.tag = name
    outcome.message = made ? `${name} at ${commit.slice(0, 7)}` : `${name} exists already`
  })
}

function afterCommit(error: unknown, commit: string): unknown {
  if (error instanceof ProjectError)
    return new ProjectError(
      error.id,
      `${commit.slice(0, 7)} is built and published, but not tagged: ${error.message}`,
      error.details,
    )
  return error instanceof OutsideError
    ? new OutsideError(
        error.id,
        `${commit.slice(0, 7)} is built and published, but not tagged: ${error.message}`,
        error.details,
      )
    : error
}

/** Publishes a build by its tag alone (`commit: tag`). */
export async function publishTag(project: Project, { commit, branch }: Publication): Promise<PublishedCommit> {
  const { run } = project
  const source = run.report.source.sha
  const plan = await tagPlan(project)
  if (plan === undefined)
    throw new ProjectError(
      'tag-remote-missing',
      'commit: tag needs a Git remote for the tag, and this checkout has none.',
      {
        key: 'commit',
        value: 'tag',
      },
    )
  // Each requested retraining makes another version of the same source. A release must have a tag of its own: the tag is
  // the only record that the hold has ended.
  const isOfSource: TagRequest['isEnough'] = ({ notes }) => isBuildNote(project, notes, source)
  const isEnough: TagRequest['isEnough'] =
    run.settings.mode === 'retrain'
      ? (tag) => tag.commit === commit.sha
      : run.report.hold?.released
        ? isOfSource
        : (tag, lock, newest) => isOfSource(tag, lock, newest) || (newest && tag.notes.get(LOCK_TRAILER) === lock)
  const { name, made, attempts, target, builtFrom } = await makeTag(project, plan, {
    commit: commit.sha,
    source,
    isEnough,
  })
  if (!made && builtFrom !== source) {
    // The same dvc.lock is the same version, as with the other methods.
    run.report.tag = name
    const report: CommitReport = { sha: target, branch, method: 'tag', attempts: 0 }
    run.report.commit = report
    run.host.info(`The build equals ${name}, so it gets no other tag.`)
    return { kind: 'committed', sha: target, report }
  }
  if (!made && target !== commit.sha)
    return { kind: 'superseded', reason: `another run has built ${source.slice(0, 7)} meanwhile: ${name}` }
  run.report.tag = name
  const report: CommitReport = { sha: commit.sha, branch, method: 'tag', attempts }
  run.report.commit = report
  return { kind: 'committed', sha: commit.sha, report }
}

/** Finds or creates the tag. Where another run takes the name first, this build gets the next name. */
async function makeTag(
  project: Project,
  plan: TagPlan,
  tagged: TagRequest,
): Promise<{ name: string; made: boolean; attempts: number; target: string; builtFrom: string | undefined }> {
  const { git } = project
  const lock = await committedLockHash(project, tagged.commit)
  const sent = new Set<string>()
  let failures = 0
  for (let attempts = 0; ; attempts++) {
    const taken = await Promise.all(plan.patterns.map((pattern) => tagsOf(project, plan, pattern)))
    const own = await ownTags(project, plan, taken[0] ?? [])
    const found = own.find((tag, index) => tagged.isEnough(tag, lock, index === 0))
    if (found !== undefined)
      return {
        name: found.name,
        made: sent.has(found.object),
        attempts,
        target: found.commit,
        builtFrom: found.notes.get(SOURCE_TRAILER),
      }
    const names = nextNames(plan, taken)
    const [name = ''] = names
    const clash = taken.flat().find((tag) => names.includes(tag.name))
    if (clash !== undefined)
      throw new ProjectError(
        'tag-exists',
        `the tag ${clash.name} already exists on the server, at ${clash.commit.slice(0, 7)}, ` +
          'and dvc-ci never moves a tag.',
        {
          key: 'tag',
          value: clash.name,
          remedy: 'Use a pattern with a number, such as model-v{n}, then run this again.',
        },
      )
    const trailers = {
      [SOURCE_TRAILER]: tagged.source,
      [LOCK_TRAILER]: lock,
      ...directoryTrailer(project),
      ...environmentTrailer(project),
    }
    const tags = await Promise.all(
      names.map(async (each) => ({
        name: each,
        object: await git.makeTag({
          name: each,
          commit: tagged.commit,
          message: await messageOfTag(project, each, tagged.commit),
          trailers,
          identity: IDENTITY,
        }),
      })),
    )
    for (const { object } of tags) sent.add(object)
    const answer = await git.pushTags(plan.remote, tags)
    if (answer.kind === 'pushed')
      return { name, made: true, attempts: attempts + 1, target: tagged.commit, builtFrom: tagged.source }
    if (answer.kind === 'refused' && answer.lasting)
      throw new ProjectError('tag-rejected', `the server rejects the tag ${name}: ${answer.words}`, {
        key: 'tag',
        value: name,
        remedy: 'If a ruleset for tags rejects it, let the identity that pushes bypass the rule, then run this again.',
      })
    // Where another run took the name, this one lost a race: that is not a failure.
    const lost = (await Promise.all(plan.patterns.map((pattern) => tagsOf(project, plan, pattern))))
      .flat()
      .some((tag) => names.includes(tag.name))
    failures += lost ? 0 : 1
    if (failures >= SERVER_ATTEMPTS || attempts > MOST_RACES)
      throw new OutsideError(
        'git-push-failed',
        `the push of the tag ${name} failed ${attempts + 1} times: ${answer.words}`,
        {
          key: 'tag',
          value: name,
          remedy: 'Run this again: it creates the tag and builds nothing.',
        },
      )
    if (!lost) await git.wait(failures)
  }
}

async function messageOfTag(project: Project, name: string, commit: string): Promise<string> {
  const locked = await lockedAt(project, commit)
  const { metrics } = project.run.report
  return renderTagMessage({
    name,
    data: [...locked.values()].filter(({ path }) => !path.startsWith('../')),
    // A run that only adds a missing tag has measured nothing.
    metrics: metrics.length > 0 ? metrics : compareMetrics({ committed: await metricsAt(project, commit, locked) }),
  })
}

/** A build that only a tag references. */
export interface TaggedBuild {
  name: string
  commit: string
  source: string
}

/** The tagged builds of this working directory, the newest first; empty without `commit: tag`. */
export async function taggedBuilds(project: Project): Promise<TaggedBuild[]> {
  const plan = project.run.settings.rebuild.commit === 'tag' ? await tagPlan(project) : undefined
  const [pattern] = plan?.patterns ?? []
  if (plan === undefined || pattern === undefined) return []
  const own = await ownTags(project, plan, await tagsOf(project, plan, pattern))
  return own.map(({ name, commit, notes }) => ({ name, commit, source: notes.get(SOURCE_TRAILER) ?? '' }))
}

/** The tagged builds of a source commit, the newest first; empty without `commit: tag`. */
export async function taggedBuildsOf(project: Project, source: string): Promise<TaggedBuild[]> {
  return (await taggedBuilds(project)).filter((build) => build.source === source)
}

/** The newest tagged build of a source commit; undefined without `commit: tag`. */
export async function taggedBuildOf(project: Project, source: string): Promise<TaggedBuild | undefined> {
  return (await taggedBuilds(project)).find((build) => build.source === source)
}

/** The newest tagged build whose source is an ancestor of HEAD; undefined without `commit: tag`. */
export async function lastTagged(project: Project): Promise<TaggedBuild | undefined> {
  const { git, run } = project
  const builds = await taggedBuilds(project)
  if (builds.length === 0) return undefined
  const { sha } = run.report.source
  return git.searchHistory(sha, async () => {
    for (const build of builds)
      if ((await git.resolve(build.source)) !== undefined && (await git.isAncestor(build.source, sha))) return build
    return undefined
  })
}

/** The last tagged build and the inputs that changed since its source; undefined where there is none. */
export async function changedSinceTagged(
  project: Project,
): Promise<{ build: TaggedBuild; changed: string[] } | undefined> {
  const build = await lastTagged(project)
  return build && { build, changed: await changedInputs(project, build.source, project.run.report.source.sha) }
}
