import { stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { SetupError } from '../../errors/errors.js'
import type { Stage } from '../../pipeline/project.js'
import { formatBytes } from '../../report/numbers.js'
import type { Project } from '../project/project.js'

/** A file system, and its space for an ordinary user in bytes. */
export interface Disk {
  path: string
  device: number
  free: number
}

/** The bytes that a pull writes. */
export interface Demand {
  /** Objects that the cache lacks. */
  cache: number
  /** Outputs that the workspace lacks; 0 where DVC links them to the cache. */
  workspace: number
}

/** The stages and `.dvc` files of a pull, or all, and the only outputs of them. */
export interface PulledData {
  stages: readonly string[] | undefined
  only?: readonly string[] | undefined
}

/**
 * Rejects a pull that the disk has no space for, before its first byte. Data of unknown size does not count.
 * @throws {SetupError} with the needed and the free bytes
 */
export async function requireSpace(project: Project, { stages, only }: PulledData): Promise<void> {
  const { index, root, dvc } = project
  const pulled = index.stages.filter(({ name, partial }) => !partial && (stages?.includes(name) ?? true))
  const outs = pulled.flatMap((stage) => stage.outs.filter((out) => out.cache && isChosen(stage, out.path, only)))
  const all = outs.reduce((sum, { size = 0 }) => sum + size, 0)
  const [cache, workspace] = await Promise.all([diskOf(index.cache ?? root), diskOf(root)])
  // Most often there is space for everything twice, and DVC need not be asked.
  if (cache === undefined || workspace === undefined || Math.min(cache.free, workspace.free) >= 2 * all) return
  const found = await dvc.space(outs.map(({ path }) => path))
  const demand = { cache: found.cache, workspace: found.copies ? found.workspace : 0 }
  const lack = shortage(demand, cache, workspace)
  if (lack === undefined) return
  const { validate, mode } = project.run.settings
  const less = mode === 'validate' && validate.pull === 'all' ? 'Download less (`pull: needed`)' : ''
  const once =
    demand.workspace > 0 && cache.device === workspace.device && demand.cache <= cache.free
      ? ' With `cache.type` hardlink or symlink, DVC needs the space only once.'
      : ''
  throw new SetupError('disk-too-small', lack, {
    key: 'pull',
    value: formatBytes(demand.cache + demand.workspace),
    remedy: `${less}${less === '' ? 'Use' : ', use'} a runner with a larger disk, or set \`cache.dir\` of DVC to a folder on one.${once} Nothing was downloaded.`,
  })
}

function isChosen({ file }: Stage, path: string, only: readonly string[] | undefined): boolean {
  return only === undefined || only.includes(path) || only.includes(file)
}

/** The sentence about a disk that is too small; undefined where there is space. */
export function shortage(demand: Demand, cache: Disk, workspace: Disk): string | undefined {
  const copies = demand.workspace > 0 ? `, and ${formatBytes(demand.workspace)} as copies in the workspace` : ''
  const objects = `${formatBytes(demand.cache)} in DVC's cache (${cache.path})`
  if (cache.device === workspace.device) {
    if (demand.cache + demand.workspace <= cache.free) return undefined
    return `the data needs ${objects}${copies}; the disk has ${formatBytes(cache.free)} free.`
  }
  if (demand.cache > cache.free)
    return `the data needs ${objects}; the disk of the cache has ${formatBytes(cache.free)} free.`
  if (demand.workspace > workspace.free)
    return `the data needs ${formatBytes(demand.workspace)} in the workspace (${workspace.path}); its disk has ${formatBytes(workspace.free)} free.`
  return undefined
}

/** The disk of a path, or of its nearest parent that exists; undefined where the system does not say. */
async function diskOf(path: string): Promise<Disk | undefined> {
  for (let at = path; ; at = dirname(at)) {
    const found = await stat(at).catch(() => undefined)
    if (found === undefined && dirname(at) !== at) continue
    const disk = found && (await statfs(at).catch(() => undefined))
    // Some file systems in user space tell nothing.
    if (disk?.blocks === 0) return undefined
    return disk && found && { path, device: found.dev, free: disk.bavail * disk.bsize }
  }
}
