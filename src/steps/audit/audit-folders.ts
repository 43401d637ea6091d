import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { reasonOf } from '../../dvc/dvc-errors.js'
import { OutsideError } from '../../errors/errors.js'
import { withoutPeriod } from '../../text/words.js'
import type { Project } from '../project/project.js'

/** A clean checkout in which one of both runs happens. */
export interface AuditFolder {
  /** Its top, absolute. */
  top: string
  /** The working directory in it, absolute. */
  directory: string
}

/** A folder at the place where both runs happen, one after the other. Absolute. */
export type AtOnePlace = <Result>(folder: AuditFolder, body: (at: AuditFolder) => Promise<Result>) => Promise<Result>

/** The folders of an audit. */
export interface AuditFolders {
  first: AuditFolder
  second: AuditFolder
  /** Moves a folder to a place that both runs share while `body` runs. */
  atOnePlace: AtOnePlace
  /** A folder for MLflow, absolute. */
  tracking: string
}

/**
 * Makes two clean checkouts of the source commit below DVC's folder for temporary files, and removes them after `body`.
 * They share DVC's cache, into which no run of an audit writes.
 */
export async function withFolders<Result>(
  project: Project,
  body: (folders: AuditFolders) => Promise<Result>,
): Promise<Result> {
  const { git, run } = project
  await mkdir(project.scratch, { recursive: true })
  const holder = await mkdtemp(join(project.scratch, 'audit-'))
  const place = join(holder, 'run')
  const folder = (name: string): AuditFolder => folderAt(project, join(holder, name))
  const [first, second] = [folder('first'), folder('second')]
  try {
    return await git.withWorktree(run.report.source.sha, first.top, () =>
      git.withWorktree(run.report.source.sha, second.top, async () => {
        for (const { top } of [first, second]) await useCache(project, top)
        return body({
          first,
          second,
          tracking: join(holder, 'mlflow'),
          async atOnePlace(own, inPlace) {
            await rename(own.top, place)
            try {
              return await inPlace(folderAt(project, place))
            } finally {
              await rename(place, own.top)
            }
          },
        })
      }),
    )
  } finally {
    await rm(holder, { recursive: true, force: true })
  }
}

function folderAt({ git }: Project, top: string): AuditFolder {
  return { top, directory: git.prefix === '' ? top : join(top, git.prefix) }
}

/** Lets DVC in a checkout read the objects of the project's cache. */
async function useCache({ index, dvcRoot }: Project, top: string): Promise<void> {
  if (index.cache === undefined) return
  const folder = index.cache.replace(/[/\\]files[/\\]md5$/, '')
  await writeFile(join(top, dvcRoot, '.dvc', 'config.local'), `[cache]\n    dir = ${quoted(folder)}\n`)
}

/** A value of DVC's configuration, in which `#` and `,` have meanings. */
function quoted(value: string): string {
  return value.includes('"') ? `'${value}'` : `"${value}"`
}

/** Puts data into a checkout, from the cache. @throws {OutsideError} DVC cannot */
export async function checkOutData(
  { dvc }: Project,
  { directory }: AuditFolder,
  paths: readonly string[],
): Promise<void> {
  if (paths.length === 0) return
  const result = await dvc.run(['checkout', '--', ...paths], { cwd: directory })
  if (result.code !== 0)
    throw new OutsideError(
      'dvc-checkout-failed',
      `dvc checkout failed with code ${result.code} in a clean checkout: ${withoutPeriod(reasonOf(result.stderr))}.`,
    )
}
