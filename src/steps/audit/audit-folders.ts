import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { reasonOf } from '../../dvc/dvc-errors.js'
import { OutsideError } from '../../errors/errors.js'
import { removeTree } from '../../run/file-tree.js'
import type { WorkspaceBackup } from '../../run/workspace-backup.js'
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
}

/**
 * Makes two clean checkouts of the source commit, and removes them after `body`. They share DVC's cache, into which no run of
 * an audit writes.
 * @param backup its folder has the checkouts, so that the next run removes those of a killed one
 */
export async function withFolders<Result>(
  project: Project,
  backup: WorkspaceBackup,
  body: (folders: AuditFolders) => Promise<Result>,
): Promise<Result> {
  const { sha } = project.run.report.source
  return withHolder(backup, (holder) =>
    withCheckout(project, sha, join(holder, 'first'), (first) =>
      withCheckout(project, sha, join(holder, 'second'), (second) => {
        const place = join(holder, 'run')
        return body({
          first,
          second,
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
    ),
  )
}

/** Makes one clean checkout of a commit, whose stages are compared with those of the workspace, and removes it after `body`. */
export async function withSecondFolder<Result>(
  project: Project,
  backup: WorkspaceBackup,
  sha: string,
  body: (folders: Pick<AuditFolders, 'first' | 'second'>) => Promise<Result>,
): Promise<Result> {
  const first = { top: project.git.root, directory: project.directory }
  return withHolder(backup, (holder) =>
    withCheckout(project, sha, join(holder, 'second'), (second) => body({ first, second })),
  )
}

/** A folder below DVC's folder for temporary files, which Git ignores. */
async function withHolder<Result>(backup: WorkspaceBackup, body: (holder: string) => Promise<Result>): Promise<Result> {
  const holder = backup.scratch('audit')
  await mkdir(holder, { recursive: true })
  try {
    return await body(holder)
  } finally {
    await removeTree(holder)
  }
}

async function withCheckout<Result>(
  project: Project,
  sha: string,
  top: string,
  body: (folder: AuditFolder) => Promise<Result>,
): Promise<Result> {
  return project.git.withWorktree(sha, top, async () => {
    await useCache(project, top)
    return body(folderAt(project, top))
  })
}

function folderAt({ git }: Project, top: string): AuditFolder {
  return { top, directory: git.prefix === '' ? top : join(top, git.prefix) }
}

/**
 * Lets DVC in a checkout read the objects of the project's cache. A link into the cache would give both runs one file, and
 * a stage that changes its input would change the cache.
 */
async function useCache({ index, dvcRoot }: Project, top: string): Promise<void> {
  const folder = index.cache?.replace(/[/\\]files[/\\]md5$/, '')
  const lines = ['[cache]', '    type = reflink,copy', ...(folder === undefined ? [] : [`    dir = ${quoted(folder)}`])]
  await writeFile(join(top, dvcRoot, '.dvc', 'config.local'), `${lines.join('\n')}\n`)
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
