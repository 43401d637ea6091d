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
import type { Project } from '../project/project.js'
import { SourceLines } from '../project/source-lines.js'

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
 * dvc.yaml
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
        `${job.id} (${job.stages.join(', ')}): its fragment is missing: the job did not end, or its artifact was not downloaded`,
      )
    else if ('reason' in read) faults.push(`${job.id} (${job.stages.join(', ')}): ${read.reason}`)
    else found.push(read)
  }
  // After a failed job, later jobs never start: the error names the failed job alone.
  if (!found.some((each) => 'failed' in each)) faults.push(...missing)
  faults.push(...(await unknownFragments(plan, folder)))
  if (faults.length > 0) {
    throw new ProjectError('fragment-invalid', `fragments of this build cannot be used: ${faults.join('; ')}.`, {
      key: 'fragments',
      value: folder,
      remedy: 'Run the named jobs again ("Re-run failed jobs" keeps the others). Nothing was committed.',
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

/** Fragments in the folder that belong to no job of the plan, such as a second fragment of a job under another name. */
async function unknownFragments(plan: FanOutPlan, folder: string): Promise<string[]> {
  const known = new Set(plan.jobs.map(({ id }) => `${id}.json`))
  const names = await readdir(folder).catch(() => [])
  return names
    .filter((name) => name.endsWith('.json') && !known.has(name))
    .sort()
    .map((name) => `${name} belongs to no job of this plan`)
}

/**
 * Writes the results of jobs into the checkout: their entries of dvc.lock, and the Git-kept outputs of their stages.
 * The caller has backed up the files that this replaces.
 * @returns the project as DVC reads it afterwards
 * @throws {ProjectError} two jobs write the same file, or dvc.lock cannot be split by stage
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
        `the entries of the jobs cannot be merged into ${lock}: ${text.reason}.`,
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
      `DVC cannot read the entries of dvc.lock in the fragments: ${error.message}`,
      {
        key: 'fragments',
        value: [...locks.keys()].join(', '),
        remedy: 'Run the jobs again, all with the same version of DVC.',
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

/**
 * Follows links in the checkout.
 * @throws {ProjectError} the path leaves the repository, or enters a folder of Git or DVC
 */
async function requireInside({ git }: Project, directory: string): Promise<void> {
  const place = relative(git.root, await realpath(directory)).replaceAll('\\', '/')
  if (place === '..' || place.startsWith('../') || /(^|\/)\.(git|dvc)(\/|$)/.test(place))
    throw new ProjectError(
      'fragment-invalid',
      `a Git-kept output would be written to ${directory}, which leads outside of the repository or into .git or .dvc.`,
      { key: 'fragments', value: directory, remedy: 'Replace the link in the repository with a folder.' },
    )
}

/** Git-kept outputs of a stage. */
function keptOuts(stage: Stage | undefined): string[] {
  return stage?.outs.filter(({ cache }) => !cache).map(({ path }) => path) ?? []
}

/** The result of a job. */
export interface JobResult {
  conclusion: 'success' | 'failure'
  message?: string
  seconds: number
  stages: Omit<FragmentStage, 'entry'>[]
  /** Metrics and plots that its stages wrote without declaring them as outputs. */
  loose: readonly string[]
  log: string
}

/**
 * Writes the fragment of a job in one atomic step.
 * @returns its path
 * @throws {ProjectError} a Git-kept output cannot be part of a fragment
 * @throws {SetupError} the folder cannot be created
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
    throw new SetupError('fragments-not-writable', `fragments: the folder ${folder} cannot be created.`, {
      key: 'fragments',
      value: folder,
      remedy: 'Name a folder that this user can write to.',
      cause,
    })
  })
  await writeFile(`${file}.new`, JSON.stringify(fragment))
  await rename(`${file}.new`, file)
  return file
}

/** The text of a stage's entry in dvc.lock. */
async function entryOf(project: Project, name: string): Promise<string | undefined> {
  const lock = SourceLines.lockOf(project.graph.stage(name)?.file ?? 'dvc.yaml')
  const entries = stageEntries(
    await readFile(resolve(project.run.settings.workingDirectory, lock), 'utf8').catch(() => ''),
  )
  // DVC writes the line ends of its operating system, and the machines of a build may have different ones.
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
    const rejection = (reason: string, remedy: string) =>
      new ProjectError(
        'output-not-transferable',
        `the Git-kept output ${path} ${reason}, so it cannot go to another machine.`,
        {
          key: 'fragments',
          value: path,
          path: project.inGit(path),
          remedy,
        },
      )
    if (!info.isFile())
      throw rejection(
        'is not a regular file',
        'Let the stage write a regular file, or remove `cache: false` to keep it in DVC.',
      )
    bytes += info.size
    if (bytes > LARGEST_FILES)
      throw rejection(
        `makes the fragment larger than ${LARGEST_FILES} bytes`,
        'Remove `cache: false` to keep large outputs in DVC.',
      )
    const content = await readFile(file)
    const text = content.toString('utf8')
    if (project.run.host.redact(text) !== text)
      throw rejection('contains a secret', 'Let the stage write no credentials.')
    files.push({ path, content: content.toString('base64'), executable: (info.mode & 0o100) !== 0 })
  }
  for (const path of kept) if (!files.some((file) => isWithin(file.path, path))) await add(path)
  return files
}

/** True if the path is a folder. */
export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  )
}
