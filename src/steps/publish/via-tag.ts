import { OutsideError, ProjectError } from '../../errors/errors.js'
import { SERVER_ATTEMPTS } from '../../git/server.js'
import type { ReadTag } from '../../git/tags.js'
import { compareMetrics } from '../../metrics/compare.js'
import type { CommitReport } from '../../report/report.js'
import { renderTagMessage } from '../../report/tag-message.js'
import { lockedAt, metricsAt } from '../evaluation/read-metrics.js'
import { changedInputs, directoryTrailer, IDENTITY, isBuildNote } from '../official/official-builds.js'
import { LOCK_TRAILER, SOURCE_TRAILER } from '../official/trailers.js'
import { type Project } from '../project/project.js'
import type { Publication, PublishedCommit } from './method.js'
import { committedLockHash, nextNames, ownTags, type TagPlan, tagPlan, tagsOf } from './tag-names.js'

/** Names that others took before us. */
const MOST_RACES = 20

/** The names that the next build would get, for a dry run; the patterns themselves where the server does not say what is taken. */
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

/** What a tag is to be made for. */
interface Tagged {
  commit: string
  source: string
  /** Whether a tag that a build has already will do. */
  isEnough: (tag: ReadTag, lock: string, newest: boolean) => boolean
}

/**
 * Tags a build whose commit is on the server: finds its tag, or makes the next one. Also mends what a run left that ended between commit and tag.
 * A build that committed nothing gets none where the newest tag has its very lock: it is that version.
 * @param committed false where the commit is the source itself
 */
export async function tagBuild(project: Project, commit: string, source: string, committed: boolean): Promise<void> {
  const { run } = project
  const plan = await tagPlan(project)
  if (plan === undefined) return
  await run.step('tag', async (outcome) => {
    const isEnough: Tagged['isEnough'] = (tag, lock, newest) =>
      tag.notes.get(LOCK_TRAILER) === lock && (isBuildNote(project, tag.notes, source) || (!committed && newest))
    const { name, made } = await makeTag(project, plan, { commit, source, isEnough }).catch((error: unknown) => {
      throw afterCommit(error, commit)
    })
    run.report.tag = name
    outcome.message = made ? `${name} at ${commit.slice(0, 7)}` : `${name} is there already`
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

/** Publishes a build under its tag alone (`commit: tag`). */
export async function publishTag(project: Project, { commit, branch }: Publication): Promise<PublishedCommit> {
  const { run } = project
  const source = run.report.source.sha
  const plan = await tagPlan(project)
  if (plan === undefined)
    throw new ProjectError('tag-remote-missing', 'commit: tag has no server to push the tag to.', {
      key: 'commit',
      value: 'tag',
    })
  // A retraining makes another version of the same source each time that somebody asks for it.
  const isEnough: Tagged['isEnough'] =
    run.settings.mode === 'retrain'
      ? (tag) => tag.commit === commit.sha
      : ({ notes }) => isBuildNote(project, notes, source)
  const { name, made, attempts, target } = await makeTag(project, plan, { commit: commit.sha, source, isEnough })
  if (!made && target !== commit.sha)
    return { kind: 'superseded', reason: `another run has built ${source.slice(0, 7)} meanwhile: ${name}` }
  run.report.tag = name
  const report: CommitReport = { sha: commit.sha, branch, method: 'tag', attempts }
  run.report.commit = report
  return { kind: 'committed', sha: commit.sha, report }
}

/** Finds or makes the tag; whoever takes the name first has it, and ours gets the next. */
async function makeTag(
  project: Project,
  plan: TagPlan,
  tagged: Tagged,
): Promise<{ name: string; made: boolean; attempts: number; target: string }> {
  const { git } = project
  const lock = await committedLockHash(project, tagged.commit)
  const sent = new Set<string>()
  let failures = 0
  for (let attempts = 0; ; attempts++) {
    const taken = await Promise.all(plan.patterns.map((pattern) => tagsOf(project, plan, pattern)))
    const own = await ownTags(project, plan, taken[0] ?? [])
    const found = own.find((tag, index) => tagged.isEnough(tag, lock, index === 0))
    if (found !== undefined) return { name: found.name, made: sent.has(found.object), attempts, target: found.commit }
    const names = nextNames(plan, taken)
    const [name = ''] = names
    const clash = taken.flat().find((tag) => names.includes(tag.name))
    if (clash !== undefined)
      throw new ProjectError(
        'tag-exists',
        `the tag ${clash.name} exists on the server already, at ${clash.commit.slice(0, 7)}, and a tag is never moved.`,
        {
          key: 'tag',
          value: clash.name,
          remedy: 'Give every build a name of its own, such as model-v{n}, then run this again.',
        },
      )
    const trailers = { [SOURCE_TRAILER]: tagged.source, [LOCK_TRAILER]: lock, ...directoryTrailer(project) }
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
    if (answer.kind === 'pushed') return { name, made: true, attempts: attempts + 1, target: tagged.commit }
    if (answer.kind === 'refused' && answer.lasting)
      throw new ProjectError('tag-rejected', `the server refuses the tag ${name}: ${answer.words}`, {
        key: 'tag',
        value: name,
        remedy: 'If a ruleset for tags is in the way, let the identity that pushes bypass it; then run this again.',
      })
    // A name that somebody else has now is a race, not a failure.
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
          remedy: 'Run this again: it makes the tag and builds nothing.',
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
    // A run that only mends has measured nothing.
    metrics: metrics.length > 0 ? metrics : compareMetrics({ committed: await metricsAt(project, commit, locked) }),
  })
}

/** A build that is reachable from its tag alone. */
export interface TaggedBuild {
  name: string
  commit: string
  source: string
}

async function taggedBuilds(project: Project): Promise<TaggedBuild[]> {
  const plan = project.run.settings.rebuild.commit === 'tag' ? await tagPlan(project) : undefined
  const [pattern] = plan?.patterns ?? []
  if (plan === undefined || pattern === undefined) return []
  const own = await ownTags(project, plan, await tagsOf(project, plan, pattern))
  return own.map(({ name, commit, notes }) => ({ name, commit, source: notes.get(SOURCE_TRAILER) ?? '' }))
}

/** All builds of a source commit that tags have, the newest first; only looked for with `commit: tag`. */
export async function taggedBuildsOf(project: Project, source: string): Promise<TaggedBuild[]> {
  return (await taggedBuilds(project)).filter((build) => build.source === source)
}

/** The build of a source commit that a tag has; only looked for with `commit: tag`. */
export async function taggedBuildOf(project: Project, source: string): Promise<TaggedBuild | undefined> {
  return (await taggedBuilds(project)).find((build) => build.source === source)
}

/** The newest build under a tag alone whose source HEAD descends from; only looked for with `commit: tag`. */
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

/** What the build reads and what has changed since the last one under a tag; undefined where there is none. Its own commit only adds results. */
export async function changedSinceTagged(
  project: Project,
): Promise<{ build: TaggedBuild; changed: string[] } | undefined> {
  const build = await lastTagged(project)
  return build && { build, changed: await changedInputs(project, build.source, project.run.report.source.sha) }
}
