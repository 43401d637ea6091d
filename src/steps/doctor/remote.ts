import { statfs } from 'node:fs/promises'
import { OutsideError, ProjectError, SetupError } from '../../errors/errors.js'
import { formatBytes } from '../../report/numbers.js'
import { count } from '../../text/words.js'
import { askRemote } from '../data/verify-remote.js'
import type { Project } from '../project/project.js'
import type { Finding } from './examine.js'

/** What later parts need of the answer of the remote. */
export interface RemoteFacts {
  /** Bytes of all objects of the commit. */
  bytes: number
}

/**
 * Asks the remote for every object of the commit, by size. Downloads nothing.
 * @throws {OutsideError} the remote cannot be reached, denies access or does not exist
 */
export async function examineRemote(project: Project): Promise<Finding & { facts: RemoteFacts }> {
  const { objects, bytes, remote, bad } = await askRemote(project, 'sizes', false)
  const facts = { bytes }
  if (objects === 0) return { facts, message: 'the commit has no data in a remote' }
  const size = `${count(objects, 'object')}, ${formatBytes(bytes)}`
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

/** Free space at DVC's cache for the data of the commit, which DVC downloads there and may copy to the workspace. */
export async function examineDisk({ root }: Project, { bytes }: RemoteFacts): Promise<Finding> {
  const { bavail, bsize } = await statfs(root)
  const free = bavail * bsize
  const message = `${formatBytes(free)} free, and the data of the commit has ${formatBytes(bytes)}`
  if (free >= 2 * bytes) return { message }
  const text = `${message}; DVC needs that once in its cache, and again in the workspace where it copies`
  const remedy = 'Use a runner with a larger disk, download less (`pull: needed`), or set `cache.type` of DVC to links.'
  if (free >= bytes) return { state: 'warning', message: text, remedy }
  return { message: text, error: new SetupError('disk-too-small', text, { key: 'disk', remedy }) }
}
