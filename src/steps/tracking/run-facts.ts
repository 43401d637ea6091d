import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { LockedOut } from '../../dvc/locked-outs.js'
import { diffParams } from '../../metrics/params.js'
import { withoutUser } from '../../mlflow/address.js'
import { paramText, safeKey } from '../../mlflow/names.js'
import type { DatasetInput, MetricPoint } from '../../mlflow/runs.js'
import type { Locked } from '../../pipeline/project.js'
import type { Report } from '../../report/report.js'
import { lockFiles } from '../project/path-roles.js'
import type { Project } from '../project/project.js'
import { readParams } from '../project/read-params.js'

/** Most characters of a digest in MLflow. An MD5 with `.dir` has exactly 36. */
const LONGEST_DIGEST = 36

/** Hashes the content of every dvc.lock and `.dvc` file, by path. @returns 32 hexadecimal digits of a SHA-256 */
export function hashDataFiles(files: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256')
  for (const [path, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${path}\0${text.length}\0${text}\0`)
  return hash.digest('hex').slice(0, 32)
}

/** The files for `hashDataFiles`, relative to the working directory. */
export function dataFilePaths(project: Project): string[] {
  return [
    ...new Set([
      ...lockFiles(project),
      ...project.stages.filter(({ kind }) => kind !== 'stage').map(({ file }) => file),
    ]),
  ]
}

/** The `hashDataFiles` of the workspace. */
export async function presentDataHash(project: Project): Promise<string> {
  const texts = await Promise.all(
    dataFilePaths(project).map(
      async (path) =>
        [
          path,
          await readFile(resolve(project.run.settings.workingDirectory, path), 'utf8').catch(() => undefined),
        ] as const,
    ),
  )
  return hashDataFiles(new Map(texts.flatMap(([path, text]) => (text === undefined ? [] : [[path, text]]))))
}

/** The `hashDataFiles` of a commit. */
export async function committedDataHash(project: Project, sha: string): Promise<string> {
  const blobs = await project.git.readFiles(sha, dataFilePaths(project).map(project.inGit))
  return hashDataFiles(new Map([...blobs].map(([path, blob]) => [project.fromGit(path), blob.toString('utf8')])))
}

/** The parameters of the stages, under their names in MLflow (see `named`). @param sha absent for the workspace */
export async function paramsOf(project: Project, sha?: string): Promise<Map<string, unknown>> {
  const all = diffParams(await readParams(project, sha), new Map())
  return named(all.map(({ name, path, value }) => ({ name, path, value })))
}

/** Values under their names in MLflow. */
export function named<T>(items: readonly { name: string; path: string; value: T }[]): Map<string, T> {
  const keys = keysOf(items)
  return new Map(items.map(({ value }, index) => [keys[index] ?? '', value]))
}

/**
 * The names of metrics or parameters in MLflow, in their order: their own, after the file's where two files have the
 * name.
 */
export function keysOf(items: readonly { name: string; path: string }[]): string[] {
  const paths = new Map<string, Set<string>>()
  for (const { name, path } of items) paths.set(safeKey(name), (paths.get(safeKey(name)) ?? new Set()).add(path))
  return items.map(({ name, path }) =>
    paths.get(safeKey(name))?.size === 1 ? safeKey(name) : safeKey(`${path}/${name}`),
  )
}

/** The values of parameters in MLflow, without secrets. */
export function paramTexts(
  params: ReadonlyMap<string, unknown>,
  redact: (text: string) => string,
): Map<string, string> {
  return new Map([...params].map(([key, value]) => [key, redact(paramText(value))]))
}

/** Most changed data sets whose counts a run gets. */
const MOST_DATA = 20

/**
 * Counts of changed data: the rows of a table, the files of a folder and the images among them, the parameters of a
 * model. Never a value of a cell.
 */
function countsOf(data: Report['data']): { name: string; path: string; value: number }[] {
  return data.slice(0, MOST_DATA).flatMap(({ path, folder, tables = [], images, models = [] }) => {
    const counts = {
      rows: tables.find((table) => table.path === path)?.rows,
      files: folder?.files,
      images: images?.files,
      parameters: models.find((model) => model.path === path)?.parameters,
    }
    return Object.entries(counts).flatMap(([name, value]) =>
      value === undefined ? [] : [{ name: `data/${path}/${name}`, path, value }],
    )
  })
}

/**
 * The metrics of a report, the counts of its changed data and the points of its line plots. Points that the tracked run has are left out, so that a
 * repeated run writes each point once.
 * @param known the latest value of each metric of the tracked run
 * @param started milliseconds since 1970
 */
export function pointsOf(
  { metrics, data, plots }: Pick<Report, 'metrics' | 'data' | 'plots'>,
  known: ReadonlyMap<string, number>,
  started: number,
): MetricPoint[] {
  const values = named([
    ...metrics.flatMap(({ name, path, value }) => (value === undefined ? [] : [{ name, path, value }])),
    ...countsOf(data),
  ])
  const points: MetricPoint[] = [...values]
    .filter(([key, value]) => known.get(key) !== value)
    .map(([key, value]) => ({ key, value, timestamp: known.has(key) ? Date.now() : started, step: 0 }))
  for (const plot of plots ?? []) {
    if (plot.kind !== 'line') continue
    for (const { name, value } of plot.series) {
      // The name needs no extension of the file.
      const key = safeKey(`${plot.name.replace(/\.(?:csv|tsv|json|ya?ml)$/, '')}/${name === '' ? plot.y.label : name}`)
      if (value === undefined || values.has(key) || known.has(key)) continue
      const steps = value.x.every((x) => typeof x === 'number' && Number.isSafeInteger(x))
      value.y.forEach((y, index) => {
        if (Number.isFinite(y))
          points.push({ key, value: y, timestamp: started, step: steps ? Number(value.x[index]) : index })
      })
    }
  }
  return points
}

/**
 * The source data of the project, with its hashes in DVC, as datasets of MLflow.
 * @param locked the outputs of another commit, in place of those of the workspace
 */
export function inputsOf(
  { stages, index, run }: Project,
  locked: ReadonlyMap<string, LockedOut> = new Map(),
): DatasetInput[] {
  return stages
    .filter(({ kind }) => kind !== 'stage')
    .flatMap(({ outs }) => outs)
    .flatMap((out) => {
      const then = locked.get(out.path)
      const own: Locked = then === undefined || then.hash === out.hash ? out : then
      if (own.hash === undefined) return []
      const url = index.remotes[out.remote ?? run.settings.remote ?? index.defaultRemote ?? '']?.url
      return [
        {
          name: out.path,
          digest: own.hash.slice(0, LONGEST_DIGEST),
          source: JSON.stringify({
            path: out.path,
            hash: own.hash,
            ...(url === undefined ? {} : { remote: withoutUser(url) }),
          }),
          profile: JSON.stringify({
            ...(own.size === undefined ? {} : { bytes: own.size }),
            ...(own.files === undefined ? {} : { files: own.files }),
          }),
        },
      ]
    })
}
