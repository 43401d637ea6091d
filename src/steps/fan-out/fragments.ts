import { chmod, lstat, mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { ProjectError, SetupError } from '../../errors/errors.js'
import { type FanOutPlan, type PlannedJob, planDigest } from '../../pipeline/fan-out-plan.js'
import {
  type CheckedFragment,
  checkFragment,
  type Fragment,
  type FragmentStage,
  foreignFragment,
  LARGEST_FILES,
  LONGEST_FRAGMENT,
  LONGEST_LOG,
  lockName,
  parseFragment,
} from '../../pipeline/fragment.js'
import { putEntries, stageEntries } from '../../pipeline/lock-entries.js'
import type { LockEntry } from '../../pipeline/lock-text.js'
import { isWithin, type Stage } from '../../pipeline/project.js'
import { refresh } from '../project/open-project.js'
import { looseResults } from '../project/path-roles.js'
import { type Project } from '../project/project.js'
import { SourceLines } from '../project/source-lines.js'

/** Where a job's fragment is, in the folder of fragments. */
export function fragmentFile(folder: string, job: string): string {
  return join(folder, `${job}.json`)
}

/** One job's fragment as it was found: it succeeded, or it failed and says why. */
export type FoundFragment = { job: PlannedJob; fragment: CheckedFragment } | { job: PlannedJob; failed: Fragment }

/**
 * Reads the fragments of these jobs, believing nothing of them that the checkout can tell.
 * @returns one for each job; where one failed, those after it may be missing
 * @throws {ProjectError} naming every one that is missing, cut off, of another build or of another job, or that does not fit what dvc.yaml declares
 */
export async function readFragments(
  project: Project,
  plan: FanOutPlan,
  jobs: readonly PlannedJob[],
  folder: string,
): Promise<FoundFragment[]> {
  const faults: string[] = []
  const missing: string[] = []
  const found: FoundFragment[] = []
  for (const job of jobs) {
    const read = await readFragment(project, plan, job, fragmentFile(folder, job.id))
    if (read === undefined)
      missing.push(
        `${job.id} (${job.stages.join(', ')}): its fragment is missing: the job did not end, or its artifact was not handed on`,
      )
    else if ('reason' in read) faults.push(`${job.id} (${job.stages.join(', ')}): ${read.reason}`)
    else found.push(read)
  }
  // What never started because another job failed is told by that one.
  if (!found.some((each) => 'failed' in each)) faults.push(...missing)
  faults.push(...(await strangers(plan, folder)))
  if (faults.length > 0) {
    throw new ProjectError('fragment-invalid', `fragments of this build cannot be used: ${faults.join('; ')}.`, {
      key: 'fragments',
      value: folder,
      remedy: 'Run the jobs that are named again ("Re-run failed jobs" keeps the others). Nothing was committed.',
    })
  }
  return found
}

async function readFragment(
  project: Project,
  plan: FanOutPlan,
  job: PlannedJob,
  file: string,
): Promise<FoundFragment | { reason: string } | undefined> {
  const info = await lstat(file).catch(() => undefined)
  if (info === undefined) return undefined
  if (!info.isFile()) return { reason: 'its fragment is no file' }
  if (info.size > LONGEST_FRAGMENT)
    return { reason: `its fragment has ${info.size} bytes, and at most ${LONGEST_FRAGMENT} are read` }
  const fragment = parseFragment(await readFile(file, 'utf8'))
  if ('reason' in fragment) return fragment
  const foreign = foreignFragment(fragment, plan, job)
  if (foreign !== undefined) return { reason: foreign }
  if (fragment.conclusion === 'failure') return { job, failed: fragment }
  const { metrics, plots } = looseResults(project)
  const forced = new Set(plan.force === 'all' ? job.stages : plan.force === 'none' ? [] : plan.force)
  const checked = checkFragment(fragment, {
    directory: project.directory,
    stages: job.stages.flatMap((name) => project.graph.stage(name) ?? []),
    forced,
    loose: [...metrics, ...plots],
  })
  return 'reason' in checked ? checked : { job, fragment: checked }
}

/** Files of the folder that are no job's: a second fragment under another name must not go unseen. */
async function strangers(plan: FanOutPlan, folder: string): Promise<string[]> {
  const known = new Set(plan.jobs.map(({ id }) => `${id}.json`))
  const names = await readdir(folder).catch(() => [])
  return names
    .filter((name) => name.endsWith('.json') && !known.has(name))
    .sort()
    .map((name) => `${name} is of no job of this plan`)
}

/**
 * Writes what jobs hand on into the checkout: their entries of dvc.lock, and the files that Git keeps of their stages. What was there before must have been
 * put aside.
 * @throws {ProjectError} two jobs write the same file, or dvc.lock cannot be taken apart
 */
export async function applyFragments(project: Project, fragments: readonly CheckedFragment[]): Promise<Project> {
  const { run } = project
  const order = project.graph.topological()
  const locks = new Map<string, Map<string, LockEntry>>()
  const entries = new Map(fragments.flatMap((fragment) => [...fragment.entries]))
  for (const name of order.filter((each) => entries.has(each))) {
    const [stage, entry] = [project.graph.stage(name), entries.get(name)]
    if (stage === undefined || entry === undefined) continue
    const lock = SourceLines.lockOf(stage.file)
    locks.set(lock, (locks.get(lock) ?? new Map<string, LockEntry>()).set(lockName(name), entry))
  }
  for (const [lock, own] of locks) {
    const file = resolve(run.settings.workingDirectory, lock)
    const text = putEntries(await readFile(file, 'utf8').catch(() => ''), own)
    if (typeof text !== 'string')
      throw new ProjectError(
        'lock-merge-failed',
        `${lock} cannot be put together from the jobs' entries: ${text.reason}.`,
        {
          key: lock,
          path: project.inGit(lock),
          remedy: 'Run `dvc repro` once and commit the dvc.lock that it writes.',
        },
      )
    await writeFile(file, text)
  }
  await writeKept(project, fragments)
  if (locks.size === 0) return project
  return refresh(project).catch((error: unknown) => {
    if (!(error instanceof SetupError)) throw error
    throw new ProjectError(
      'fragment-invalid',
      `the entries of dvc.lock that the jobs handed on cannot be read: ${error.message}`,
      {
        key: 'fragments',
        value: [...locks.keys()].join(', '),
        remedy: 'Run the jobs again, with one version of DVC for all of them.',
        cause: error,
      },
    )
  })
}

async function writeKept(project: Project, fragments: readonly CheckedFragment[]): Promise<void> {
  const here = (path: string) => resolve(project.run.settings.workingDirectory, path)
  const owners = new Map<string, string>()
  for (const { job, stages, files } of fragments) {
    const kept = stages.flatMap(({ name }) => keptOuts(project.graph.stage(name)))
    for (const path of kept) await rm(here(path), { recursive: true, force: true })
    for (const { path, content, executable } of files) {
      const other = owners.get(path)
      if (other !== undefined)
        throw new ProjectError('output-written-twice', `the jobs ${other} and ${job} both wrote ${path}.`, {
          key: 'fragments',
          value: path,
          remedy: 'Make it an output of one stage in dvc.yaml.',
        })
      owners.set(path, job)
      const file = here(path)
      await mkdir(dirname(file), { recursive: true })
      await requireInside(project, dirname(file))
      await rm(file, { recursive: true, force: true })
      await writeFile(file, Buffer.from(content, 'base64'), { flag: 'wx' })
      if (executable) await chmod(file, 0o755)
    }
  }
}

/** A link in the checkout may lead anywhere. @throws {ProjectError} out of the repository, or into a folder of Git's or DVC's */
async function requireInside({ git }: Project, directory: string): Promise<void> {
  const place = relative(git.root, await realpath(directory)).replaceAll('\\', '/')
  if (place === '..' || place.startsWith('../') || /(^|\/)\.(git|dvc)(\/|$)/.test(place))
    throw new ProjectError(
      'fragment-invalid',
      `an output that Git keeps would be written to ${directory}, which is not among the files of the repository.`,
      { key: 'fragments', value: directory, remedy: 'Replace the link in the repository by a folder.' },
    )
}

/** Outputs of a stage that Git keeps. */
function keptOuts(stage: Stage | undefined): string[] {
  return stage?.outs.filter(({ cache }) => !cache).map(({ path }) => path) ?? []
}

/** What a job has to tell. */
export interface JobResult {
  conclusion: 'success' | 'failure'
  message?: string
  seconds: number
  stages: Omit<FragmentStage, 'entry'>[]
  /** Loose results that its stages wrote. */
  loose: readonly string[]
  log: string
}

/**
 * Writes the fragment of a job: whole, or not at all.
 * @returns its file
 * @throws {ProjectError} a stage wrote something that cannot be handed on
 */
export async function writeFragment(
  project: Project,
  plan: FanOutPlan,
  job: PlannedJob,
  folder: string,
  result: JobResult,
): Promise<string> {
  const { run } = project
  const succeeded = result.conclusion === 'success'
  const kept = succeeded ? [...job.stages.flatMap((name) => keptOuts(project.graph.stage(name))), ...result.loose] : []
  const stages = await Promise.all(
    result.stages.map(async (stage) => {
      const entry = succeeded ? await entryOf(project, stage.name) : undefined
      return entry === undefined ? stage : { ...stage, entry }
    }),
  )
  const fragment: Fragment = {
    schema: 1,
    sha: plan.sha,
    ...(plan.run === undefined ? {} : { run: plan.run }),
    plan: planDigest(plan),
    job: job.id,
    conclusion: result.conclusion,
    ...(result.message === undefined ? {} : { message: run.host.redact(result.message).slice(0, 4_000) }),
    seconds: result.seconds,
    stages,
    files: await filesOf(project, kept),
    log: run.host.redact(result.log).slice(-LONGEST_LOG),
  }
  const file = fragmentFile(folder, job.id)
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new SetupError('fragments-not-writable', `fragments: ${folder} cannot be made.`, {
      key: 'fragments',
      value: folder,
      remedy: 'Name a folder that can be written to.',
      cause,
    })
  })
  await writeFile(`${file}.new`, JSON.stringify(fragment))
  await rename(`${file}.new`, file)
  return file
}

/** The lines of a stage in its dvc.lock. */
async function entryOf(project: Project, name: string): Promise<string | undefined> {
  const lock = SourceLines.lockOf(project.graph.stage(name)?.file ?? 'dvc.yaml')
  const entries = stageEntries(
    await readFile(resolve(project.run.settings.workingDirectory, lock), 'utf8').catch(() => ''),
  )
  // DVC ends lines as its system does, and the machines of a build may differ in that.
  return entries instanceof Map
    ? (entries as ReadonlyMap<string, LockEntry>).get(lockName(name))?.text.replaceAll('\r\n', '\n')
    : undefined
}

async function filesOf(project: Project, kept: readonly string[]): Promise<Fragment['files']> {
  const files: Fragment['files'] = []
  let bytes = 0
  const add = async (path: string): Promise<void> => {
    const file = resolve(project.run.settings.workingDirectory, path)
    const info = await lstat(file).catch(() => undefined)
    if (info === undefined) return
    if (info.isDirectory()) {
      for (const name of (await readdir(file)).sort()) await add(`${path}/${name}`)
      return
    }
    const refuse = (what: string, remedy: string) =>
      new ProjectError(
        'output-not-transferable',
        `${path}, which Git keeps, ${what}, so it cannot go to another machine.`,
        {
          key: 'fragments',
          value: path,
          path: project.inGit(path),
          remedy,
        },
      )
    if (!info.isFile())
      throw refuse('is no plain file', 'Let the stage write a plain file, or keep it in DVC (without `cache: false`).')
    bytes += info.size
    if (bytes > LARGEST_FILES)
      throw refuse(
        `brings the files that this job hands on to more than ${LARGEST_FILES} bytes`,
        'Keep large outputs in DVC (without `cache: false`).',
      )
    const content = await readFile(file)
    const text = content.toString('utf8')
    if (project.run.host.redact(text) !== text)
      throw refuse('has a secret in it', 'Let the stage write no credentials.')
    files.push({ path, content: content.toString('base64'), executable: (info.mode & 0o100) !== 0 })
  }
  for (const path of kept) if (!files.some((file) => isWithin(file.path, path))) await add(path)
  return files
}

/** Whether a folder of fragments is there. */
export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  )
}
