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

/** The data of a pull, and whether the disks have space for what of it is not here. */
export interface Space {
  /** Bytes of all outputs, by dvc.lock and the `.dvc` files. */
  bytes: number
  /** Outputs whose size neither says. */
  unsized: string[]
  /** Undefined where the system does not say. */
  disks?: { cache: Disk; workspace: Disk }
  /** What is not here yet; undefined where there is space for everything twice. */
  demand?: Demand
  /** The sentence about a disk that is too small. */
  lack?: string
}

/** The size of the data of a pull, by dvc.lock and the `.dvc` files. */
export function dataSize(
  { index }: Pick<Project, 'index'>,
  { stages, only }: PulledData,
): Pick<Space, 'bytes' | 'unsized'> & { paths: string[] } {
  const pulled = index.stages.filter(({ name, partial }) => !partial && (stages?.includes(name) ?? true))
  const outs = pulled.flatMap((stage) => stage.outs.filter((out) => out.cache && isChosen(stage, out.path, only)))
  return {
    bytes: outs.reduce((sum, { size = 0 }) => sum + size, 0),
    unsized: outs.filter(({ size }) => size === undefined).map(({ path }) => path),
    paths: outs.map(({ path }) => path),
  }
}

/** Compares the data of a pull with the free space. Data of unknown size does not count. */
export async function spaceFor(project: Project, data: PulledData): Promise<Space> {
  const { index, root, dvc } = project
  const { paths, bytes, unsized } = dataSize(project, data)
  const [cache, workspace] = await Promise.all([diskOf(index.cache ?? root), diskOf(root)])
  if (cache === undefined || workspace === undefined) return { bytes, unsized }
  const disks = { cache, workspace }
  // Most often there is space for everything twice, and DVC need not be asked.
  if (Math.min(cache.free, workspace.free) >= 2 * bytes) return { bytes, unsized, disks }
  const found = await dvc.space(paths)
  const demand = { cache: found.cache, workspace: found.copies ? found.workspace : 0 }
  const lack = shortage(demand, cache, workspace)
  return { bytes, unsized, disks, demand, ...(lack === undefined ? {} : { lack }) }
}

/**
 * Rejects a pull that the disk has no space for, before its first byte. Data of unknown size does not count.
 * @throws {SetupError} with the needed and the free bytes
 */
export async function requireSpace(project: Project, pulled: PulledData): Promise<void> {
  const { disks, demand, lack } = await spaceFor(project, pulled)
  if (lack === undefined || demand === undefined || disks === undefined) return
  const { cache, workspace } = disks
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
export async function diskOf(path: string): Promise<Disk | undefined> {
  for (let at = path; ; at = dirname(at)) {
    const found = await stat(at).catch(() => undefined)
    if (found === undefined && dirname(at) !== at) continue
    const disk = found && (await statfs(at).catch(() => undefined))
    // Some file systems in user space tell nothing.
    if (disk?.blocks === 0) return undefined
    return disk && found && { path, device: found.dev, free: disk.bavail * disk.bsize }
  }
}
