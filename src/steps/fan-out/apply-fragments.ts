import { chmod, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { ProjectError, SetupError } from '../../errors/errors.js'
import type { CheckedFragment } from '../../pipeline/fragment.js'
import { lockName } from '../../pipeline/fragment-entry.js'
import { putEntries } from '../../pipeline/lock-entries.js'
import type { LockEntry } from '../../pipeline/lock-text.js'
import { relativePath } from '../../text/relative-path.js'
import { refresh } from '../project/open-project.js'
import { keptOuts } from '../project/path-roles.js'
import type { Project } from '../project/project.js'
import { SourceLines } from '../project/source-lines.js'

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
  const records = new Map(fragments.flatMap((fragment) => [...fragment.records]))
  for (const name of order.filter((each) => records.has(each))) {
    const [stage, entry] = [project.graph.stage(name), records.get(name)?.entry]
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
  const madeBy = new Map(fragments.flatMap(({ job, stages }) => stages.map(({ name }) => [name, job] as const)))
  const hashes = new Map(fragments.flatMap((fragment) => Object.entries(fragment.hashes ?? {})))
  return refresh({ ...project, madeBy, hashes }).catch((error: unknown) => {
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
  const place = relativePath(git.root, await realpath(directory))
  if (place === '..' || place.startsWith('../') || /(^|\/)\.(git|dvc)(\/|$)/.test(place))
    throw new ProjectError(
      'fragment-invalid',
      `a Git-kept output would be written to ${directory}, which leads outside of the repository or into .git or .dvc.`,
      { key: 'fragments', value: directory, remedy: 'Replace the link in the repository with a folder.' },
    )
}
