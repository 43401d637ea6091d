import { createHash } from 'node:crypto'
import { PACKAGES_FILE } from '../../dvc/engine-protocol.js'
import { normalizedName } from '../../environment/package-name.js'
import {
  environmentChanges,
  type MeasuredEnvironment,
  MOST_PACKAGES,
  parseRecord,
  recordText,
} from '../../environment/record.js'
import { CancelledError, messageOf } from '../../errors/errors.js'
import type { PastCommit } from '../../git/past.js'
import {
  changesText,
  type EnvironmentBaseline,
  type EnvironmentReport,
  type JobEnvironment,
  type LockFileReport,
} from '../../report/environment-report.js'
import { named } from '../../text/words.js'
import { machineFacts } from '../../toolchain/machine-facts.js'
import { readPythonPackages } from '../../toolchain/python-packages.js'
import { pastBuilds } from '../official/build-history.js'
import { ENVIRONMENT_TRAILER } from '../official/trailers.js'
import type { Project } from '../project/project.js'
import { environmentFiles } from './environment-files.js'

/** The folder of the server's refs that keep the environments of builds, below `refs/`. */
export const ENVIRONMENT_FOLDER = 'dvc-ci/environments'
/** Characters of a name or version; no index has longer ones. */
const LONGEST = 200

/** The environment of one machine, or that of several jobs. */
export interface FoundEnvironment {
  environment: MeasuredEnvironment
  /** The other environments that jobs had. */
  others: readonly JobEnvironment[]
}

/**
 * Records the environment of the stages in the report, and compares it with that of the last official build. A fault is
 * told in the log, and nothing is recorded: without an answer of Python, every package would count as removed.
 * @param project after its set-up
 * @param from the commit in whose history the build is searched; undefined: no build
 * @param read undefined: the stages told no environment
 * @param past the official builds in that history, where another step needs them too
 */
export async function recordEnvironment(
  project: Project,
  from: string | undefined,
  read: (project: Project) => Promise<FoundEnvironment | undefined> = environmentHere,
  past?: Promise<PastCommit[]>,
): Promise<void> {
  const { run, git } = project
  try {
    const [found, lockFiles, baseline] = await Promise.all([
      read(project),
      hashedFiles(project),
      from === undefined ? undefined : lastBuild(project, from, past),
    ])
    if (found === undefined) return
    const { environment, others } = found
    const hash = git.storeText(recordText(environment))
    run.report.environment = {
      ...environment,
      lock_files: lockFiles,
      hash,
      ...(baseline === undefined
        ? {}
        : { baseline, ...(await changesSince(project, baseline, { ...environment, hash })) }),
      ...(others.length === 0 ? {} : { jobs: [...others] }),
    }
    for (const { jobs, changed } of others)
      run.host.warning(
        `${jobs.length === 1 ? 'The job' : 'The jobs'} ${named(jobs)} ran in another environment than the first job: ${changesText(changed)}.`,
      )
  } catch (error) {
    if (error instanceof CancelledError) throw error
    run.host.info(`The environment is not recorded: ${messageOf(error)}`)
  }
}

/** The environment of this machine. @throws {Error} Python does not tell its packages */
export async function environmentHere(project: Project): Promise<FoundEnvironment> {
  return { environment: await measuredHere(project), others: [] }
}

/** The environment of this machine. @throws {Error} Python does not tell its packages */
export async function measuredHere({ run, env, dvc }: Project): Promise<MeasuredEnvironment> {
  const place = { cwd: run.settings.workingDirectory, signal: run.signal }
  const [python, { system, cpu, gpu, container }] = await Promise.all([
    dvc.python().then((running) => readPythonPackages({ ...place, env, program: PACKAGES_FILE, running })),
    machineFacts(place),
  ])
  if (typeof python === 'string') throw new Error(`${python}.`)
  return {
    ...(python === undefined ? {} : { python: python.version.slice(0, LONGEST) }),
    system,
    ...(cpu === '' ? {} : { cpu }),
    ...(gpu.length === 0 ? {} : { gpu }),
    ...(container === undefined ? {} : { container }),
    packages: Object.fromEntries(
      (python?.packages ?? [])
        .slice(0, MOST_PACKAGES)
        .map(([name, version]): [string, string] => [normalizedName(name).slice(0, LONGEST), version.slice(0, LONGEST)])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  }
}

async function hashedFiles(project: Project): Promise<LockFileReport[]> {
  const files = await project.git.readFiles(project.run.report.source.sha, await environmentFiles(project))
  return [...files].map(([path, content]) => ({ path, hash: createHash('sha256').update(content).digest('hex') }))
}

/** The newest official build in the history of a commit, as far as the clone has it. */
async function lastBuild(
  project: Project,
  from: string,
  past?: Promise<PastCommit[]>,
): Promise<EnvironmentBaseline | undefined> {
  const [build] = await (past ?? pastBuilds(project, from))
  const hash = build?.notes.get(ENVIRONMENT_TRAILER)
  return build && { sha: build.sha, ...(hash !== undefined && /^[0-9a-f]{40,64}$/.test(hash) ? { hash } : {}) }
}

/** The differences from a build; empty keys where its environment is not known. */
async function changesSince(
  { git }: Project,
  { hash }: EnvironmentBaseline,
  now: MeasuredEnvironment & { hash: string },
): Promise<Pick<EnvironmentReport, 'changed'>> {
  if (hash === undefined) return {}
  if (hash === now.hash) return { changed: [] }
  const before = parseRecord((await git.keptText(ENVIRONMENT_FOLDER, hash)) ?? '')
  return before === undefined ? {} : { changed: environmentChanges(before, now) }
}

/** The trailer of the commit and the tag of a build; none for a run that recorded no environment. */
export function environmentTrailer({ run }: Project): Record<string, string> {
  const { environment } = run.report
  return environment === undefined ? {} : { [ENVIRONMENT_TRAILER]: environment.hash }
}

/**
 * Keeps the environment of a published build on the server of Git, where a validation finds it. A build with the
 * environment of the last build has it there already.
 */
export async function keepEnvironment({ run, git }: Project): Promise<void> {
  const { environment, commit } = run.report
  if (environment === undefined || commit === undefined || environment.baseline?.hash === environment.hash) return
  const remote = await git.remoteName()
  const answer = remote === undefined ? undefined : await git.keepText(remote, ENVIRONMENT_FOLDER, environment.hash)
  if (answer !== undefined && answer.kind !== 'pushed')
    run.host.info(
      `The server of Git does not keep the environment of this build, so later runs cannot name the packages that change: ${answer.words}`,
    )
}
