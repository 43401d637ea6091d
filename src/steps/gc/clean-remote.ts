import type { PlannedObject, RetentionAnswer, RetentionWork } from '../../dvc/retention-queries.js'
import { ProjectError, SetupError } from '../../errors/errors.js'
import type { GcReport, ObjectTotal } from '../../report/gc-report.js'
import { retentionDoubts, retentionQuestion } from '../../report/gc-summary.js'
import type { Project } from '../project/project.js'
import { confirmed } from '../publish/confirm.js'
import { collectNeeds, type Needs } from './collect-needs.js'
import { areUnchanged, findReferences, type References } from './find-references.js'
import { NamedFiles } from './named-files.js'
import { readSharedProjects } from './shared-projects.js'

/** Ends of the classes of age, in days. */
const AGES = [7, 30, 90, 365]
const MOST_LARGEST = 20
/** The most files and folders that a message names. */
const MOST_NAMED = 5
/** Objects between two questions to the Git server. */
const BATCH = 500
/** How often a run plans again because a user has pushed. */
const MOST_PLANS = 5
/** Milliseconds for which a plan holds at least. A list counts an object as set aside from its plan on. */
const SHORTEST_PLAN = 60_000
/** The order of the work: objects that came to be needed come back first. */
const WORK = ['restore', 'set_aside', 'remove'] as const satisfies readonly RetentionWork[]
const DONE = { restore: 'restored', set_aside: 'set_aside', remove: 'deleted' } as const

/**
 * Fills `gc` of the report. With `delete`, writes the list and does what is due; before each part of it the refs of the
 * server are read again, and after a push everything is planned again.
 * @returns false where users pushed so often, or the work took so long, that some is left
 * @throws {SetupError} a remote that cannot be cleaned, or `delete` without `projects`
 * @throws {ProjectError} the needs of a commit are not known, and `delete` is set
 * @throws {OutsideError} the remote, the Git server, GitHub or MLflow does not answer
 */
export async function cleanRemote(project: Project): Promise<boolean> {
  const { run } = project
  const { delete: isDeleting, projects } = run.settings.gc
  const name = requireRemote(project)
  if (isDeleting && projects === undefined)
    throw new SetupError('setting-missing', 'projects: `delete` needs to know which other projects use the remote.', {
      key: 'projects',
      remedy: 'Set `projects: none` where no other repository has data in it, or list the others.',
    })
  if (isDeleting) await confirmed(project, retentionQuestion(name))
  const shared = await readSharedProjects(project)
  const named = new NamedFiles(name)
  for (let plans = 1; plans <= MOST_PLANS; plans++) {
    const references = await findReferences(project)
    const needs = await collectNeeds(project, references, shared, named)
    const answer = await askRemote(project, needs)
    if (!isDeleting) return true
    if (await isDone(project, references, answer)) return true
  }
  return false
}

/** The name of the remote. @throws {SetupError} it keeps versions, or cannot be listed */
function requireRemote({ run, index }: Project): string {
  const name = run.settings.remote ?? index.defaultRemote ?? ''
  const { url = '', versions } = index.remotes[name] ?? {}
  const why =
    versions !== undefined
      ? `it has ${versions} = true, so the storage itself keeps and expires versions of files`
      : /^https?:/.test(url)
        ? 'an HTTP server cannot list its files'
        : undefined
  if (why !== undefined)
    throw new SetupError('gc-remote-unsupported', `gc cannot clean the remote '${name}': ${why}.`, {
      key: 'remote',
      value: name,
      remedy: 'Set `remote` to a folder, S3, GCS, Azure, SSH or WebDAV remote without versions.',
    })
  return name
}

async function askRemote(project: Project, { needs, history, faults }: Needs): Promise<RetentionAnswer> {
  const { run, dvc } = project
  const { delete: isDeleting, grace } = run.settings.gc
  return run.step('remote', async (outcome) => {
    if (isDeleting) requireKnown(faults)
    const answer = await dvc.retention(
      { needs, history, grace, write: isDeleting, ages: AGES, most: MOST_LARGEST, shown: MOST_NAMED },
      run.signal,
    )
    const lost = [
      ...answer.missing.map(
        ({ hash, because }) =>
          `the folder ${hash} (${because}): neither the remote nor the cache has its list of files`,
      ),
      ...(answer.lost > answer.missing.length ? [`${answer.lost - answer.missing.length} more folders`] : []),
    ]
    const broken = answer.broken.map((hash) => `the folder ${hash}: its list of files is damaged`)
    const unread = [...faults, ...lost, ...broken]
    run.report.gc = { ...run.report.gc, ...reportOf(answer), ...(unread.length === 0 ? {} : { unread }) }
    outcome.message = `${answer.objects.count} objects`
    if (unread.length > 0) {
      outcome.conclusion = 'warning'
      if (!isDeleting) run.host.warning(retentionDoubts(unread))
    }
    if (isDeleting) requireKnown(lost)
    return answer
  })
}

/** @throws {ProjectError} what a commit needs is not known */
function requireKnown(faults: readonly string[]): void {
  const [first] = faults
  if (first === undefined) return
  throw new ProjectError('gc-needs-unknown', retentionDoubts(faults), {
    key: 'delete',
    value: first,
    remedy:
      'Push what is missing (`dvc push` in a clone that has it), or delete the branch or tag. Nothing was listed or removed.',
  })
}

/** Does the work that is due. @returns false once a user has pushed, or the plan is old: the rest is planned again */
async function isDone(project: Project, references: References, { plan }: RetentionAnswer): Promise<boolean> {
  const { run, dvc } = project
  const { gc } = run.report
  if (gc === undefined) return true
  // A laptop may sleep between two parts.
  const end = Date.now() + Math.max(SHORTEST_PLAN, run.settings.gc.grace * 500)
  return run.step('clean', async () => {
    for (const work of WORK) {
      const total = (gc[DONE[work]] ??= { count: 0, bytes: 0 })
      for (const part of batches(plan[work])) {
        if (Date.now() > end || !(await areUnchanged(project, references))) return false
        const { error, ...done } = await dvc.applyRetention(work, part, run.signal)
        addTo(total, done)
        if (error !== undefined) throw error
      }
    }
    return areUnchanged(project, references)
  })
}

function batches(objects: readonly PlannedObject[]): PlannedObject[][] {
  return Array.from({ length: Math.ceil(objects.length / BATCH) }, (_, at) =>
    objects.slice(at * BATCH, (at + 1) * BATCH),
  )
}

function addTo(total: ObjectTotal, { count, bytes }: ObjectTotal): void {
  total.count += count
  total.bytes += bytes
}

function reportOf(answer: RetentionAnswer): GcReport {
  const { remote, objects, needed, kept, unneeded, unnamed, ages, largest, listed, aside, due } = answer
  return {
    remote: remote ?? '',
    objects,
    needed,
    kept_because: kept.filter(({ count }) => count > 0),
    unneeded,
    by_age: ages.map(({ below, ...rest }) => ({ ...(below === null ? {} : { below_days: below }), ...rest })),
    largest: largest.map(({ hash, bytes, days, commit }) => ({
      hash,
      bytes,
      ...(days === null ? {} : { age_days: days }),
      ...(commit === null ? {} : { last_named_by: commit }),
    })),
    unnamed,
    listed,
    aside,
    ...(due === null ? {} : { due: new Date(due * 1000).toISOString().replace(/\.\d+Z$/, 'Z') }),
  }
}
