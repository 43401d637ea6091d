import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ProjectError } from '../../errors/errors.js'
import type { FanOutPlan, PlannedJob } from '../../pipeline/fan-out-plan.js'
import {
  type CheckedFragment,
  checkFragment,
  type Fragment,
  foreignFragment,
  LONGEST_FRAGMENT,
  parseFragment,
} from '../../pipeline/fragment.js'
import { type OutdatedRead, outdatedReads } from '../../pipeline/outdated-reads.js'
import { jobName, runJobsAgain } from '../../report/job-words.js'
import { looseResults } from '../project/path-roles.js'
import type { Project } from '../project/project.js'
import { inWorkflow } from './open-plan.js'

/** Path of a job's fragment in the folder of fragments. */
export function fragmentFile(folder: string, job: string): string {
  return join(folder, `${job}.json`)
}

/** The fragment of a job that succeeded, or that failed and gives the reason. */
export type FoundFragment = { job: PlannedJob; fragment: CheckedFragment } | { job: PlannedJob; failed: Fragment }

/**
 * Reads the fragments of these jobs. The checkout decides wherever it has the same information: a fragment is not
 * trusted.
 * @returns one for each job; if a job failed, fragments of later jobs may be missing
 * @throws {ProjectError} with every fragment that is missing, cut off, of another build or job, or that contradicts
 * dvc.yaml or another fragment
 */
export async function readFragments(
  project: Project,
  plan: FanOutPlan,
  jobs: readonly PlannedJob[],
  folder: string,
): Promise<FoundFragment[]> {
  const faults: Fault[] = []
  const missing: Fault[] = []
  const found: FoundFragment[] = []
  for (const job of jobs) {
    const read = await readFragment(project, plan, job, fragmentFile(folder, job.id))
    if (read === undefined) missing.push({ job, reason: MISSING })
    else if ('reason' in read) faults.push({ job, reason: read.reason })
    else found.push(read)
  }
  // After a failed job, later jobs never start: the error names the failed job alone.
  if (!found.some((each) => 'failed' in each)) faults.push(...missing)
  rejectFaults(project, faults, await unknownFragments(plan, folder))
  rejectOutdated(project, plan, outdatedReads(found.flatMap((each) => ('fragment' in each ? [each.fragment] : []))))
  return found
}

const MISSING =
  'its fragment is missing: the job never ran, the system killed it or its machine was lost, or its artifact was not downloaded'

/** Why the fragment of a job cannot be used. */
interface Fault {
  job: PlannedJob
  reason: string
}

function rejectFaults({ run }: Project, faults: readonly Fault[], unknown: readonly string[]): void {
  const { fragments: folder } = run.settings.fanOut
  const told = [
    ...faults.map(({ job, reason }) => `${jobName(job)}: ${reason}`),
    ...unknown.map((name) => `${name} belongs to no job of this plan`),
  ]
  if (told.length === 0) return
  const remedies = [
    ...(unknown.length === 0 ? [] : [`Delete ${unknown.join(', ')} from ${folder}.`]),
    ...(faults.length === 0
      ? []
      : [
          runJobsAgain(
            faults.map(({ job }) => job),
            inWorkflow(run),
          ),
        ]),
  ]
  throw new ProjectError('fragment-invalid', `fragments of this build cannot be used: ${told.join('; ')}.`, {
    key: 'fragments',
    value: folder,
    remedy: `${remedies.join(' ')} Nothing was committed.`,
  })
}

/** @throws {ProjectError} a job ran again after a later job had read its output, and made another one */
function rejectOutdated({ run }: Project, { jobs }: FanOutPlan, reads: readonly OutdatedRead[]): void {
  if (reads.length === 0) return
  const readers = new Set(reads.map(({ job }) => job))
  const told = reads.map(
    ({ job, stage, path, read, maker, made }) =>
      `${stage} of the job ${job} read ${path} with the hash ${read}, and the job ${maker}, which ran again later, made ${made}`,
  )
  throw new ProjectError('fragment-outdated', `the jobs of this build do not fit together: ${told.join('; ')}.`, {
    key: 'fragments',
    value: reads.map(({ path }) => path).join(', '),
    remedy: `${runJobsAgain(
      jobs.filter(({ id }) => readers.has(id)),
      inWorkflow(run),
    )} Nothing was committed.`,
  })
}

async function readFragment(
  project: Project,
  plan: FanOutPlan,
  job: PlannedJob,
  file: string,
): Promise<FoundFragment | { reason: string } | undefined> {
  const info = await lstat(file).catch(() => undefined)
  if (info === undefined) return undefined
  if (!info.isFile()) return { reason: 'its fragment is not a file' }
  if (info.size > LONGEST_FRAGMENT)
    return { reason: `its fragment has ${info.size} bytes; the limit is ${LONGEST_FRAGMENT}` }
  const fragment = parseFragment(await readFile(file, 'utf8'))
  if ('reason' in fragment) return fragment
  const foreign = foreignFragment(fragment, plan, job)
  if (foreign !== undefined) return { reason: foreign }
  if (fragment.conclusion === 'failure') return { job, failed: fragment }
  const forced = new Set(plan.force === 'all' ? job.stages : plan.force === 'none' ? [] : plan.force)
  const checked = checkFragment(fragment, {
    directory: project.directory,
    stages: job.stages.flatMap((name) => project.graph.stage(name) ?? []),
    forced,
    loose: looseResults(project).all,
  })
  return 'reason' in checked ? checked : { job, fragment: checked }
}

/** Names of fragments in the folder that belong to no job of the plan, such as a second fragment of a job under another name. */
async function unknownFragments(plan: FanOutPlan, folder: string): Promise<string[]> {
  const known = new Set(plan.jobs.map(({ id }) => `${id}.json`))
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => name.endsWith('.json') && !known.has(name)).sort()
}
