import { OutsideError, ProjectError, SetupError } from '../../errors/errors.js'
import { formatBytes } from '../../report/numbers.js'
import { count, named } from '../../text/words.js'
import { dataSize, type Space, spaceFor } from '../data/require-space.js'
import { askRemote } from '../data/verify-remote.js'
import type { Project } from '../project/project.js'
import type { Finding } from './examine.js'

/**
 * Asks the remote for every object of the commit, by size. Downloads nothing.
 * @throws {OutsideError} the remote cannot be reached, denies access or does not exist
 */
export async function examineRemote(project: Project): Promise<Finding & { facts: true }> {
  const { objects, remote, bad } = await askRemote(project, 'sizes', false)
  const facts = true
  if (objects === 0) return { facts, message: 'the commit has no data in a remote' }
  // By the files of DVC: the remote has no size of an object that it lacks.
  const size = `${count(objects, 'object')}, ${sizeText(dataSize(project, { stages: undefined }))}`
  const [first] = project.run.report.remote.missing
  if (first === undefined) return { facts, message: `'${remote ?? ''}' has all data of the commit: ${size}` }
  const message = `'${remote ?? ''}' lacks ${bad.length} of ${size}: ${first.paths.join(', ')}${bad.length > 1 ? ' and others' : ''}`
  const remedy = 'Run `dvc push` where the data was made. `dvc-ci validate` names every object.'
  return { facts, message, error: new ProjectError('remote-data-missing', message, { key: 'remote', remedy }) }
}

/** Writes an object to the remote and removes it again. A remote that only reads is a warning. */
export async function examineWriting(project: Project): Promise<Finding> {
  const { remote } = project.run.settings
  try {
    await project.dvc.probe(remote)
    return { message: 'an object was written, read and removed' }
  } catch (error) {
    if (!(error instanceof OutsideError) || error.id !== 'remote-access-denied') throw error
    return {
      state: 'warning',
      message: `the credentials may only read: ${error.message}`,
      remedy: 'A validation needs no more. Official builds need credentials that may write (`remote-config`).',
    }
  }
}

/** Free space for the data of the commit that is not here: in DVC's cache, and in the workspace where DVC copies. */
export async function examineDisk(project: Project): Promise<Finding> {
  const space = await spaceFor(project, { stages: undefined })
  const { disks, lack } = space
  const size = `the data of the commit has ${sizeText(space)}`
  if (disks === undefined) return { state: 'skipped', message: `the system does not tell the free space; ${size}` }
  if (lack === undefined)
    return { message: `${formatBytes(Math.min(disks.cache.free, disks.workspace.free))} free, and ${size}` }
  const remedy = 'Use a runner with a larger disk, download less (`pull: needed`), or set `cache.type` of DVC to links.'
  return { message: lack, error: new SetupError('disk-too-small', lack, { key: 'disk', remedy }) }
}

/** The bytes of data, and what has no known size: `12 MB and data/raw of unknown size`. */
export function sizeText({ bytes, unsized }: Pick<Space, 'bytes' | 'unsized'>): string {
  if (unsized.length === 0) return formatBytes(bytes)
  const unknown = `${named(unsized, 3)} of unknown size`
  return bytes === 0 ? unknown : `${formatBytes(bytes)} and ${unknown}`
}
