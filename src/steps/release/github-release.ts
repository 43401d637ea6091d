import { OutsideError, SetupError } from '../../errors/errors.js'
import type { GitHub } from '../../github/client.js'
import type { Release } from '../../github/releases.js'
import { compareMetrics } from '../../metrics/compare.js'
import { diffParams } from '../../metrics/params.js'
import { type ChangedData, type ReleaseFacts, renderReleaseNotes } from '../../report/release-notes.js'
import type { Run } from '../../run/run.js'
import { findPart, type PartName, withPart } from '../../text/marked-part.js'
import type { PublishedBuild } from '../ending.js'
import { lockedAt, metricsAt } from '../evaluation/read-metrics.js'
import { isBuildNote } from '../official/official-builds.js'
import { SOURCE_TRAILER } from '../official/trailers.js'
import type { Project } from '../project/project.js'
import { readParams } from '../project/read-params.js'
import { openFlowGitHub } from '../publish/connect-github.js'
import { taggedBuildOf } from '../publish/via-tag.js'

/** Characters of the part of dvc-ci: people may write beside it. */
const LONGEST_PART = 60_000

/**
 * Checks before the build that a release can be made, where the settings ask for one.
 * @throws {SetupError} a workflow without a token or a tag
 */
export async function checkRelease({ run }: Project): Promise<void> {
  if (asksForRelease(run) && (await openReleases(run)) === undefined)
    run.host.notice('No release is made on GitHub: this run has no token, or does not know the repository.')
}

function asksForRelease({ settings }: Run): boolean {
  return settings.rebuild.githubRelease && !settings.rebuild.dryRun
}

/**
 * The client for releases; undefined on a laptop without a token.
 * @throws {SetupError} a workflow without a token or a tag
 */
async function openReleases(run: Run): Promise<GitHub | undefined> {
  const { rebuild, event, github } = run.settings
  if (rebuild.tag.length === 0)
    throw new SetupError('setting-missing', 'release: true needs a tag for each build, and none is configured.', {
      key: 'tag',
      value: 'none',
      remedy: 'Set rebuild.tag (option --tag), such as model-v{n}.',
    })
  if (event.name === 'local' && (github.token === undefined || event.repository === undefined)) return undefined
  return openFlowGitHub(run, 'release: true')
}

/**
 * Makes the release of a build on GitHub, or writes the notes of the one that exists. Text of people, and the states
 * draft and prerelease, stay.
 * @throws {OutsideError} GitHub rejects it: the build stays published
 */
export async function releaseBuild(project: Project, build: PublishedBuild): Promise<void> {
  const { run } = project
  if (!asksForRelease(run)) return
  // A run that completes a build under a tag alone has not reported it.
  const tag = run.report.tag ?? (await taggedBuildOf(project, build.source))?.name
  const github = tag === undefined ? undefined : await openReleases(run)
  if (tag === undefined || github === undefined) return
  await run.step('release', async (outcome) => {
    const { ensureRelease, listReleases, LONGEST_NOTES } = await import('../../github/releases.js')
    const name: PartName = { kind: 'release', owner: ownerOf(project) }
    const releases = await outside(tag, () => listReleases(github))
    const previous = await previousBuild(project, releases, tag)
    const part = renderReleaseNotes(await factsOf(project, build, previous), LONGEST_PART)
    let kept: string | undefined
    const notesOf = (body: string): string | undefined => {
      const place = findPart(body, name)
      if (place.kind === 'broken') {
        kept = 'the markers of dvc-ci in them are no pair'
        return undefined
      }
      const notes = withPart(body, name, place, run.host.redact(part))
      if (notes.length <= LONGEST_NOTES) return notes
      kept = `with the part of dvc-ci they have ${notes.length} characters, and GitHub takes ${LONGEST_NOTES}`
      return undefined
    }
    const { release, done } = await outside(tag, () => ensureRelease(github, releases, tag, notesOf))
    run.report.release = {
      tag,
      url: release.url,
      ...(previous === undefined ? {} : { previous: previous.tag }),
    }
    outcome.message = `${done} ${tag}${previous === undefined ? '' : `, since ${previous.tag}`}`
    if (kept === undefined) return
    outcome.conclusion = 'warning'
    outcome.message = `the notes of ${tag} stay as they are: ${kept}`
  })
}

function ownerOf({ inGit }: Project): string {
  const folder = inGit('.')
  return folder === '.' ? '' : folder
}

/** A build with a release. */
interface ReleasedBuild extends PublishedBuild {
  tag: string
}

/** Releases whose tags are read at a time: those of other projects may be newer. */
const TAGS_AT_A_TIME = 20

/** The build of the newest release before this tag. Releases of other projects, and of tags that are no build, are left out. */
async function previousBuild(
  project: Project,
  releases: readonly Release[],
  tag: string,
): Promise<ReleasedBuild | undefined> {
  const { git } = project
  const remote = await git.remoteName()
  if (remote === undefined) return undefined
  const known = new Map((await git.remoteTags(remote, '')).map((each) => [each.name, each]))
  const read = async (names: readonly string[]) =>
    (
      await git.readTags(
        remote,
        names.flatMap((name) => known.get(name) ?? []),
      )
    ).filter(({ notes }) => isBuildNote(project, notes))
  const [own] = await read([tag])
  const others = releases.filter((each) => !each.draft && each.tag !== tag).map((each) => each.tag)
  for (let at = 0; at < others.length; at += TAGS_AT_A_TIME) {
    const [last] = (await read(others.slice(at, at + TAGS_AT_A_TIME)))
      .filter(({ made }) => own === undefined || made <= own.made)
      .sort((one, other) => other.made - one.made)
    const source = last?.notes.get(SOURCE_TRAILER)
    if (last !== undefined && source !== undefined) return { tag: last.name, commit: last.commit, source }
  }
  return undefined
}

/** What changed between two builds, as Git, dvc.lock and the metrics files have it. */
async function factsOf(
  project: Project,
  build: PublishedBuild,
  previous: ReleasedBuild | undefined,
): Promise<ReleaseFacts> {
  const { run } = project
  const { repository } = run.report.source
  const locked = await lockedAt(project, build.commit)
  const lockedBefore = previous === undefined ? undefined : await lockedAt(project, previous.commit)
  const [now, before, params, commits] = await Promise.all([
    metricsAt(project, build.commit, locked),
    previous === undefined || lockedBefore === undefined
      ? undefined
      : metricsAt(project, previous.commit, lockedBefore),
    previous === undefined
      ? []
      : Promise.all([build.commit, previous.commit].map((each) => readParams(project, each))).then(
          ([here = new Map(), there = new Map()]) => diffParams(here, there),
        ),
    previous === undefined ? [] : commitsBetween(project, previous.source, build.source),
  ])
  const directions = new Map(
    run.report.metrics.map(({ path, name, direction }) => [JSON.stringify([path, name]), direction]),
  )
  return {
    ...(previous === undefined ? {} : { previous: previous.tag }),
    ...(commits === undefined ? {} : { commits }),
    data: lockedBefore === undefined ? [] : changedData(locked, lockedBefore),
    params,
    metrics: compareMetrics({ committed: now, ...(before === undefined ? {} : { baseline: before }) }).map((metric) => {
      const direction = directions.get(JSON.stringify([metric.path, metric.name]))
      return direction === undefined ? metric : { ...metric, direction }
    }),
    ...(repository === undefined ? {} : { repository }),
  }
}

/**
 * The commits of the code between two builds, newest first, without the commits of builds.
 * @returns undefined where the server no longer has the first one
 */
async function commitsBetween(
  { git }: Project,
  from: string,
  to: string,
): Promise<{ sha: string; message: string }[] | undefined> {
  const known = await git.ensureCommit(from).catch((error: unknown) => {
    if (error instanceof SetupError) return undefined
    throw error
  })
  if (known === undefined) return undefined
  // A shallow checkout is deepened: its cut would list older commits as new ones.
  await git.searchHistory(to, async () => ((await git.isAncestor(known, to)) ? true : undefined))
  const all = await git.messages(known, to)
  return all.filter(({ message }) => !message.includes(`\n${SOURCE_TRAILER}: `) && !/^Merge branch /.test(message))
}

function changedData(
  now: Awaited<ReturnType<typeof lockedAt>>,
  before: Awaited<ReturnType<typeof lockedAt>>,
): ChangedData[] {
  return [...new Set([...now.keys(), ...before.keys()])]
    .filter((path) => !path.startsWith('../') && now.get(path)?.hash !== before.get(path)?.hash)
    .sort()
    .map((path) => {
      const side = (of: typeof now) => {
        const found = of.get(path)
        return found && { hash: found.hash, ...(found.size === undefined ? {} : { size: found.size }) }
      }
      const [here, there] = [side(now), side(before)]
      return { path, ...(here === undefined ? {} : { now: here }), ...(there === undefined ? {} : { before: there }) }
    })
}

/** Calls GitHub. @throws {OutsideError} GitHub rejects the call */
async function outside<T>(tag: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    const { failureText } = await import('../../github/failure.js')
    throw new OutsideError(
      'release-not-made',
      `the build is published, but its release on GitHub was not made: ${failureText(error, 'contents: write')}.`,
      { key: 'release', value: tag, remedy: 'Run the same job again: it makes the release and builds nothing.' },
    )
  }
}
