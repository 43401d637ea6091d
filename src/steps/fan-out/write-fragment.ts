import { lstat, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { ProjectError, SetupError } from '../../errors/errors.js'
import { type FanOutPlan, type PlannedJob, planDigest } from '../../pipeline/fan-out-plan.js'
import {
  type Fragment,
  type FragmentStage,
  LARGEST_FILES,
  LONGEST_ENVIRONMENT,
  LONGEST_LOG,
} from '../../pipeline/fragment.js'
import { lockName } from '../../pipeline/fragment-entry.js'
import { stageEntries } from '../../pipeline/lock-entries.js'
import type { LockEntry } from '../../pipeline/lock-text.js'
import { isWithin } from '../../pipeline/project.js'
import type { StageReport } from '../../report/report.js'
import { LogTail } from '../../run/log-tail.js'
import { type Run, roundSeconds } from '../../run/run.js'
import { keptOuts } from '../project/path-roles.js'
import type { Project } from '../project/project.js'
import { SourceLines } from '../project/source-lines.js'
import { jobHashes } from '../provenance/hash-build.js'
import { fragmentFile } from './fragments.js'

/** The output and the duration of a job so far. */
export class JobRecord {
  private readonly began = performance.now()
  private readonly log = new LogTail(LONGEST_LOG)

  /** The run whose programs write into this record too. */
  recorded(run: Run): Run {
    const output = (text: string) => {
      this.log.add(text)
      run.host.output(text)
    }
    return { ...run, host: { ...run.host, output } }
  }

  /** The end of the output, at most `LONGEST_LOG` characters. */
  get text(): string {
    return this.log.text
  }

  get seconds(): number {
    return roundSeconds(performance.now() - this.began)
  }
}

/** A job of a plan that runs here. */
export interface RunningJob {
  plan: FanOutPlan
  job: PlannedJob
  record: JobRecord
}

/**
 * Writes the fragment of a job that succeeded.
 * @param result `loose`: metrics and plots that its stages wrote without declaring them as outputs; `environment`: JSON, absent
 *   where Python does not tell it
 * @returns its path
 * @throws {ProjectError} a Git-kept output cannot be part of a fragment
 * @throws {SetupError} the folder cannot be created
 */
export async function writeSuccess(
  project: Project,
  running: RunningJob,
  { loose, environment }: { loose: readonly string[]; environment: string | undefined },
): Promise<string> {
  const { run } = project
  const kept = [...running.job.stages.flatMap((name) => keptOuts(project.graph.stage(name))), ...loose]
  const stages = await Promise.all(
    stagesOf(run.report.stages, running.job).map(async (stage) => {
      const entry = await entryOf(project, stage.name)
      return entry === undefined ? stage : { ...stage, entry }
    }),
  )
  const hashes = await jobHashes(project, running.job.stages)
  return write(run, running, {
    conclusion: 'success',
    stages,
    ...(hashes === undefined ? {} : { hashes }),
    files: await filesOf(project, kept),
    ...(environment === undefined || environment.length > LONGEST_ENVIRONMENT ? {} : { environment }),
  })
}

/**
 * Writes the fragment of a job that ended with an error, so that the collecting job can say why.
 * @param options `keep`: leave a fragment that exists
 * @returns its path; undefined where a fragment was kept
 * @throws {SetupError} the folder cannot be created
 */
export async function writeFailure(
  run: Run,
  running: RunningJob,
  { id, message }: { id: string; message: string },
  { keep }: { keep: boolean },
): Promise<string | undefined> {
  if (keep && (await lstat(fragmentFile(run.settings.fanOut.fragments, running.job.id)).catch(() => undefined)))
    return undefined
  const stages = stagesOf(run.report.stages, running.job)
  return write(run, running, { conclusion: 'failure', error: id, message, stages, files: [] })
}

/** The stages of a job, in its order; a stage without a report did not run. */
function stagesOf(reports: readonly StageReport[], { stages }: PlannedJob): FragmentStage[] {
  return stages.map((name) => {
    const { verdict = 'stale', seconds } = reports.find((each) => each.name === name) ?? {}
    return {
      name,
      verdict: verdict === 'stale' || verdict === 'frozen' ? 'skipped' : verdict,
      ...(seconds === undefined ? {} : { seconds }),
    }
  })
}

/** Writes a fragment in one atomic step. */
async function write(
  { host, settings }: Run,
  { plan, job, record }: RunningJob,
  result: Pick<Fragment, 'conclusion' | 'error' | 'message' | 'stages' | 'hashes' | 'files' | 'environment'>,
): Promise<string> {
  const { fragments: folder } = settings.fanOut
  const fragment: Fragment = {
    schema: 1,
    sha: plan.sha,
    ...(plan.run === undefined ? {} : { run: plan.run }),
    plan: planDigest(plan),
    job: job.id,
    seconds: record.seconds,
    ...result,
    ...(result.message === undefined ? {} : { message: host.redact(result.message).slice(0, 4_000) }),
    log: host.redact(record.text).slice(-LONGEST_LOG),
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
