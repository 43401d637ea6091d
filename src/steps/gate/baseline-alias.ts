import { OutsideError, SetupError } from '../../errors/errors.js'
import type { ResolvedBaseline } from '../../git/baseline.js'
import type { ParsedFile } from '../../metrics/parsed-file.js'
import { readModel, readVersion } from '../../mlflow/registry.js'
import { readRun } from '../../mlflow/runs.js'
import type { Project } from '../project/project.js'
import { modelName } from '../release/find-model.js'
import { COMMIT_TAG } from '../release/register-model.js'
import { connectMlflow } from '../tracking/connect-mlflow.js'
import { named } from '../tracking/run-facts.js'

/** Metrics by the names that MLflow has them under. */
export type RunMetrics = ReadonlyMap<string, number>

/**
 * The version of the registered model that an alias names now: as the commit that it was built in, where this repository has that, else by the
 * metrics of its run.
 * @throws {SetupError} no server, no model, no such alias
 * @throws {OutsideError} MLflow does not answer
 */
export async function aliasBaseline(
  project: Project,
  alias: string,
): Promise<ResolvedBaseline | { sha?: undefined; label: string; metrics: RunMetrics }> {
  const { run, git } = project
  const refuse = (what: string, remedy: string) =>
    new SetupError('baseline-alias-unusable', `baseline: ${what}.`, {
      key: 'baseline',
      value: `alias:${alias}`,
      remedy,
    })
  const client = await connectMlflow(run)
  if ('reason' in client) {
    // A stranger's change sees no server: it is judged without a baseline, and says so.
    if (!run.settings.event.trusted) return { reason: `the alias ${alias} is in MLflow, and ${client.reason}` }
    throw refuse(
      `the alias ${alias} is in MLflow, and ${client.reason}`,
      'Give the address of the server, or another baseline.',
    )
  }
  try {
    const name = modelName(project)
    if (name === undefined)
      throw refuse(
        `nothing says which registered model the alias ${alias} is of`,
        'Name it with `model`, or declare it under `artifacts:` in dvc.yaml.',
      )
    const aliases = await readModel(client, name)
    if (aliases === undefined) return { reason: `MLflow has no registered model ${name} yet`, isFirst: true }
    const number = aliases.get(alias)
    const version = number === undefined ? undefined : await readVersion(client, name, number)
    if (version === undefined) {
      const others = [...aliases.keys()]
      throw refuse(
        `the registered model ${name} has no alias ${alias}`,
        others.length === 0
          ? `Give it one, in MLflow or with \`alias: ${alias}\` for rebuild, or use another baseline.`
          : `It has ${others.join(', ')}.`,
      )
    }
    const label = `version ${version.version} of ${name} (${alias})`
    const built = version.tags.get(COMMIT_TAG)
    const sha =
      built === undefined
        ? undefined
        : await git.ensureCommit(built).catch((error: unknown) => {
            if (error instanceof OutsideError || run.signal.aborted) throw error
            return undefined
          })
    if (sha !== undefined) return { sha, label }
    const tracked = version.runId === '' ? undefined : await readRun(client, version.runId)
    if (tracked === undefined)
      throw refuse(
        `${label} has neither a commit that this repository knows nor a run`,
        'Use another baseline until rebuild has registered a version.',
      )
    return { label: `${label}, by the metrics of its run`, metrics: tracked.metrics }
  } finally {
    await client.close()
  }
}

/** The metrics of a run as the files that a change has: its own names in MLflow are looked up. */
export function filesFromRun(metrics: RunMetrics, files: Iterable<ParsedFile>): Map<string, ParsedFile> {
  const list = [...files]
  const keys = named(
    list.flatMap(({ path, leaves }) => [...leaves.keys()].map((name) => ({ name, path, value: { name, path } }))),
  )
  const found = new Map(
    list.map(({ path }): [string, { path: string; leaves: Map<string, { value: number }> }] => [
      path,
      { path, leaves: new Map() },
    ]),
  )
  for (const [key, { name, path }] of keys) {
    const value = metrics.get(key)
    if (value !== undefined) found.get(path)?.leaves.set(name, { value })
  }
  return found
}
