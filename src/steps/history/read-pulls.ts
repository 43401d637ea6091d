import { SetupError } from '../../errors/errors.js'
import { findExperiment, newestRunsByTag, type TrackedRun } from '../../mlflow/runs.js'
import type { BuildPullReport, BuildsReport } from '../../report/builds-report.js'
import type { Run } from '../../run/run.js'
import type { ProjectPaths } from '../project/project.js'
import { connectMlflow, experimentName } from '../tracking/connect-mlflow.js'
import { keysOf } from '../tracking/run-facts.js'

/** The most pull requests, the newest ones. */
const MOST_PULLS = 200
/** The most runs that are read: a pull request has one for each push. */
const MOST_RUNS = 2_000
/** The last time of a Date. */
const MOST_MILLISECONDS = 8.64e15
/** A commit: a tag of MLflow can have any text. */
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/
/** A run of these was ended before its metrics were complete. */
const INCOMPLETE = new Set(['RUNNING', 'SCHEDULED', 'KILLED'])

/**
 * The pull requests that MLflow tracked since the first build, each with the metrics of its last complete run.
 * @throws {SetupError} no MLflow server is set, or the run may not ask it
 * @throws {OutsideError} MLflow does not answer
 */
export async function readPulls(
  run: Run,
  paths: ProjectPaths,
  builds: BuildsReport,
): Promise<Pick<BuildsReport, 'pulls' | 'omitted'>> {
  const client = await connectMlflow(run)
  if ('reason' in client)
    throw new SetupError('setting-missing', `pulls: dvc-ci reads pull requests from MLflow: ${client.reason}.`, {
      key: 'pulls',
      value: 'true',
      remedy: 'Set MLFLOW_TRACKING_URI to the server that tracks the pull requests, or leave out `--pulls`.',
    })
  try {
    const experiment = await findExperiment(client, `${await experimentName({ run, ...paths })}/pr`)
    const runs =
      experiment === undefined || experiment.deleted
        ? []
        : await newestRunsByTag(client, [experiment.id], 'dvc-ci.directory', paths.inGit('.'), MOST_RUNS)
    const all = pullsOf(runs, builds)
    const left = all.length - MOST_PULLS
    return {
      pulls: all.slice(-MOST_PULLS),
      ...(left > 0 ? { omitted: { ...builds.omitted, pulls: left } } : {}),
    }
  } finally {
    await client.close()
  }
}

/** The last complete run of each pull request since the first build, oldest first. @param runs newest first */
export function pullsOf(runs: readonly TrackedRun[], { list, metrics }: BuildsReport): BuildPullReport[] {
  const [keys, first] = [keysOf(metrics), Date.parse(list[0]?.at ?? '')]
  const byNumber = new Map<number, BuildPullReport>()
  for (const { status, startTime, tags, metrics: measured } of runs) {
    const [number, head] = [Number(tags.get('dvc-ci.pull-request')), tags.get('dvc-ci.head') ?? '']
    if (INCOMPLETE.has(status) || !COMMIT.test(head) || !Number.isSafeInteger(number) || number < 1) continue
    if (byNumber.has(number) || !(startTime >= first) || startTime > MOST_MILLISECONDS) continue
    const values = keys.map((key) => {
      const value = measured.get(key)
      return value === undefined || !Number.isFinite(value) ? null : value
    })
    if (values.every((value) => value === null)) continue
    byNumber.set(number, { number, head, at: new Date(startTime).toISOString(), values })
  }
  return [...byNumber.values()].reverse()
}
