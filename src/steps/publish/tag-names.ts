import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import { ProjectError, SetupError } from '../../errors/errors.js'
import type { ReadTag, RemoteTag } from '../../git/tags.js'
import { isFixedTag, isTagOf, nextTag, type TagPattern, tagPrefix } from '../../settings/tag-pattern.js'
import { isBuildNote } from '../official/official-builds.js'
import { lockFiles } from '../project/path-roles.js'
import type { Project } from '../project/project.js'

/** The trailer of a tag with the hash of dvc.lock in its commit. The source and this hash identify a build. */
export const LOCK_TRAILER = 'Dvc-Ci-Lock'
/** Tags whose messages are read. */
const MOST_TAGS = 100

/** The tags of the settings, complete except for their numbers. */
export interface TagPlan {
  remote: string
  patterns: TagPattern[]
  artifact?: string
}

/**
 * The tags that this run must create; undefined where the settings name none.
 * @throws {SetupError} the pattern has `{artifact}`, and dvc.yaml declares no model or several
 */
export async function tagPlan(project: Project): Promise<TagPlan | undefined> {
  const patterns = project.run.settings.rebuild.tag
  const remote = await project.git.remoteName()
  if (patterns.length === 0 || remote === undefined) return undefined
  const needsArtifact = patterns.some(({ pieces }) =>
    pieces.some((piece) => typeof piece !== 'string' && piece.kind === 'artifact'),
  )
  return { remote, patterns, ...(needsArtifact ? { artifact: artifactOf(project) } : {}) }
}

/** The only model under `artifacts:`, as GTO writes it in tags: `folder=name`, or `name` at the repository's root. */
function artifactOf({ index, inGit }: Project): string {
  const [first, second] = index.artifacts.filter(({ type }) => type === 'model')
  const key = { key: 'tag', value: '{artifact}' }
  if (first === undefined)
    throw new SetupError(
      'artifact-not-chosen',
      `tag: {artifact} (gto) needs a model (type: model) under artifacts: in dvc.yaml, and ${othersOf(index.artifacts)}.`,
      {
        ...key,
        remedy:
          'Declare it (`artifacts: { model: { path: model.pkl, type: model } }`), or write the name: model@v{semver}.',
      },
    )
  if (second !== undefined)
    throw new SetupError(
      'artifact-not-chosen',
      `tag: {artifact} (gto) is ambiguous: dvc.yaml declares ${first.name} and ${second.name}.`,
      {
        ...key,
        remedy: `Write the name: ${first.name}@v{semver}.`,
      },
    )
  const folder = dirname(inGit(first.file))
  return folder === '.' ? first.name : `${folder}=${first.name}`
}

/** The artifacts that are no models, as a clause. */
function othersOf(artifacts: readonly { name: string; type?: string | undefined }[]): string {
  if (artifacts.length === 0) return 'there is none'
  const names = artifacts.map(({ name, type }) => `${name} (${type === undefined ? 'no type' : `type: ${type}`})`)
  return `it declares only ${names.join(', ')}`
}

/** The tags of the server that fit a pattern, of all days. */
export async function tagsOf(
  { git }: Project,
  { remote, artifact }: TagPlan,
  pattern: TagPattern,
): Promise<RemoteTag[]> {
  const values = artifact === undefined ? {} : { artifact }
  return (await git.remoteTags(remote, tagPrefix(pattern, values))).filter(({ name }) => isTagOf(pattern, name, values))
}

/** The tags of builds of this working directory, the newest first. */
export async function ownTags(project: Project, plan: TagPlan, tags: readonly RemoteTag[]): Promise<ReadTag[]> {
  const newest = [...tags]
    .sort((one, other) => other.name.localeCompare(one.name, 'en', { numeric: true }))
    .slice(0, MOST_TAGS)
  const read = await project.git.readTags(plan.remote, newest)
  return read.filter(({ notes }) => isBuildNote(project, notes)).sort((one, other) => other.made - one.made)
}

/** The names of the next tags. @param taken the tags of each pattern on the server */
export function nextNames({ patterns, artifact }: TagPlan, taken: readonly (readonly RemoteTag[])[]): string[] {
  const date = new Date().toISOString().slice(0, 10)
  return patterns.map((pattern, index) =>
    nextTag(
      pattern,
      (taken[index] ?? []).map(({ name }) => name),
      { date, ...(artifact === undefined ? {} : { artifact }) },
    ),
  )
}

/**
 * The first two of the tags of which one is a folder of the other: Git cannot store `p` beside `p/q`.
 * @param names new tags @param existing tags on the server
 * @returns the new tag and the other one; undefined where all fit
 */
export function folderClash(
  names: readonly string[],
  existing: readonly string[],
): { name: string; other: string } | undefined {
  for (const name of names)
    for (const other of [...existing, ...names])
      if (other.startsWith(`${name}/`) || name.startsWith(`${other}/`)) return { name, other }
  return undefined
}

/** @throws {ProjectError} Git cannot store a next tag beside a tag of the server */
async function requireStorable(project: Project, plan: TagPlan): Promise<void> {
  const names = nextNames(plan, await Promise.all(plan.patterns.map((pattern) => tagsOf(project, plan, pattern))))
  // Only tags with the same first folder can clash.
  const roots = new Set(names.map((name) => name.split('/')[0] ?? name))
  const listed = await Promise.all([...roots].map((root) => project.git.remoteTags(plan.remote, root)))
  const clash = folderClash(
    names,
    listed.flat().map(({ name }) => name),
  )
  if (clash === undefined) return
  throw new ProjectError(
    'tag-exists',
    `the tag ${clash.name} cannot exist beside the tag ${clash.other}: for Git, one is a folder of the other.`,
    {
      key: 'tag',
      value: clash.name,
      remedy: `Use a pattern without this folder, such as ${clash.name.replaceAll('/', '-')}-v{n}. Nothing was built.`,
    },
  )
}

/**
 * Rejects a fixed tag name that another build has, and a name that Git cannot store, before the training.
 * @throws {ProjectError} naming the tag of the server
 */
export async function requireFreeName(project: Project, plan: TagPlan, source: string): Promise<void> {
  await requireStorable(project, plan)
  for (const pattern of plan.patterns.filter(isFixedTag)) {
    const tags = await tagsOf(project, plan, pattern)
    const [taken] = tags
    if (taken === undefined) continue
    const [own] = await ownTags(project, plan, tags)
    if (own !== undefined && isBuildNote(project, own.notes, source)) continue
    throw new ProjectError(
      'tag-exists',
      `the tag ${taken.name} already exists on the server, at ${taken.commit.slice(0, 7)}, ` +
        'and dvc-ci never moves a tag.',
      {
        key: 'tag',
        value: pattern.text,
        remedy: `Use a pattern with a number, such as ${pattern.text}-v{n}. Nothing was built.`,
      },
    )
  }
}

/** The SHA-256 of the dvc.lock files of a commit, as 64 hexadecimal digits. */
export async function committedLockHash(project: Project, commit: string): Promise<string> {
  const files = await project.git.readFiles(commit, lockFiles(project).map(project.inGit))
  const hash = createHash('sha256')
  for (const [path, content] of [...files].sort(([one], [other]) => (one < other ? -1 : 1)))
    hash.update(`${path}\0${content.length}\0`).update(content)
  return hash.digest('hex')
}
