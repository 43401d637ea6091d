import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { messageOf } from '../../errors/errors.js'
import { type ImagePaths, readPlots } from '../../plots/read-plots.js'
import { formatBytes } from '../../report/numbers.js'
import type { ImageFile, ImagePlot, Pictures, PlotReport } from '../../report/plots.js'
import { startEarly } from '../../run/background.js'
import { deferred } from '../../run/deferred.js'
import { lastLine } from '../../text/words.js'
import type { Project } from '../project/project.js'

/** Largest size of all plot files in bytes. DVC holds several copies of them in memory. */
const MOST_DATA = 64 * 1024 * 1024
/** Largest size of one picture, and of all pictures, on the HTML page, in bytes. */
const LARGEST_PICTURE = 2 * 1024 * 1024
const MOST_PICTURES = 16 * 1024 * 1024
/** Seconds. */
const TIMEOUT = 120

/** The picture formats of DVC (dvc_render/image.py). */
const TYPES: Record<string, string> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.svg': 'image/svg+xml',
}

/**
 * Reads the plots of the workspace and of the baseline from DVC, and adds them to the report; pictures go to the facts
 * of the run. While the files of an evaluation are in the workspace, the plots are the measured ones. An unreadable
 * plot is a warning in the log.
 * @param baselineSha absent: only the plots of the workspace
 * @param wanted resolves when DVC may read the files: false ends the request. Until then DVC opens the project.
 */
export async function collectPlots(
  project: Project,
  baselineSha: string | undefined,
  wanted?: Promise<boolean>,
): Promise<void> {
  const { run, index } = project
  const outs = project.stages.flatMap((stage) => stage.outs).filter(({ plot }) => plot)
  if (run.report.plots !== undefined || (outs.length === 0 && index.plots.length === 0)) return
  // DVC would download plots that this run did not pull.
  if (run.settings.mode === 'validate' && run.settings.validate.pull !== 'all' && outs.some(({ cache }) => cache))
    return
  const isWanted = async () => {
    if ((await wanted) === false) return false
    const fault = tooMuch(
      await Promise.all(
        [...new Set([...outs.map(({ path }) => path), ...index.plots])].map(async (path) => ({
          path,
          size: await sizeOf(project, path),
        })),
      ),
    )
    if (fault !== undefined) run.host.warning(`The plots are not in the report: ${fault}`)
    return fault === undefined
  }
  if (wanted === undefined && !(await isWanted())) return
  await mkdir(project.scratch, { recursive: true })
  const directory = await mkdtemp(join(project.scratch, 'plots-'))
  try {
    await askDvc(project, baselineSha, directory, wanted && isWanted())
  } catch (error) {
    if (run.signal.aborted) throw error
    run.host.warning(`The plots are not in the report: ${messageOf(error)}`)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** A prepared request for plots, for which DVC has opened the project. */
export class PreparedPlots {
  private readonly wanted = deferred<boolean>()
  private readonly collected: Promise<void>

  constructor(project: Project, baselineSha: string | undefined) {
    this.collected = startEarly(() => collectPlots(project, baselineSha, this.wanted.promise))
  }

  /** Reads the plots from the current files of the workspace. */
  collect(): Promise<void> {
    this.wanted.resolve(true)
    return this.collected
  }

  /** Ends the request, unless DVC has read the plots already. */
  drop(): Promise<void> {
    this.wanted.resolve(false)
    return this.collected.catch(() => undefined)
  }
}

/** Why the plot files are too large, as a clause and the fix; undefined where they are not. */
function tooMuch(files: { path: string; size: number }[]): string | undefined {
  const total = files.reduce((sum, { size }) => sum + size, 0)
  if (total <= MOST_DATA) return undefined
  const [largest] = files.sort((a, b) => b.size - a.size)
  return `they have ${formatBytes(total)} (${largest?.path ?? ''} ${formatBytes(largest?.size ?? 0)}), and the limit is ${formatBytes(MOST_DATA)}. Declare files that are no plots under outs.`
}

/** @param wanted the start signal for DVC; false ends the request */
async function askDvc(
  project: Project,
  baselineSha: string | undefined,
  directory: string,
  wanted: Promise<boolean> = Promise.resolve(true),
): Promise<void> {
  const { run, dvc } = project
  const argv = baselineSha === undefined ? ['plots', 'show'] : ['plots', 'diff', baselineSha]
  const unwanted = new AbortController()
  const startSignal = wanted.then((isWanted) => {
    if (!isWanted) unwanted.abort()
    return project.env
  })
  const result = await dvc.run([...argv, '--json', '--out', directory], {
    env: project.env,
    timeout: TIMEOUT,
    stop: unwanted.signal,
    startSignal,
  })
  if (unwanted.signal.aborted) return
  if (result.timedOut || result.code !== 0)
    throw new Error(
      result.timedOut
        ? `dvc plots took longer than ${TIMEOUT} s.`
        : `dvc plots failed with code ${result.code}: ${lastLine(result.stderr)}`,
    )
  const { plots, images, problems } = readPlots(result.stdout, baselineSha)
  for (const problem of problems.slice(0, 5)) run.host.warning(`plots: ${problem}`)
  // In a monorepo DVC returns the plots of every project.
  const own = ({ name }: { name: string }) => !name.startsWith('../')
  const pictures = new Map<string, { value?: Uint8Array; baseline?: Uint8Array }>()
  const drawn: PlotReport[] = plots.filter(own)
  let room = MOST_PICTURES
  for (const image of images.filter(own)) {
    const read = await readImage(image)
    drawn.push(read.plot)
    const taken = [...Object.values(read.bytes)].reduce((sum, bytes) => sum + bytes.length, 0)
    if (taken > room) continue
    room -= taken
    pictures.set(image.name, read.bytes)
  }
  run.report.plots = drawn
  run.facts.pictures = pictures
}

/** The facts of a picture, and the bytes of its sides that are not too large. */
async function readImage(
  image: ImagePaths,
): Promise<{ plot: ImagePlot; bytes: NonNullable<ReturnType<Pictures['get']>> }> {
  const plot: ImagePlot = { kind: 'image', name: image.name, title: image.name }
  const read: { value?: Buffer; baseline?: Buffer } = {}
  for (const side of ['value', 'baseline'] as const) {
    const path = image[side]
    if (path === undefined) continue
    read[side] = await readFile(path)
    plot[side] = imageFile(path, read[side].length)
  }
  if (read.value && read.baseline) plot.changed = !read.value.equals(read.baseline)
  const kept = Object.entries(read).filter(([, bytes]) => bytes.length <= LARGEST_PICTURE)
  return { plot, bytes: Object.fromEntries(kept) }
}

function imageFile(path: string, size: number): ImageFile {
  return { size, type: TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream' }
}

/** Size of a plot's file in bytes; of a folder, the size in dvc.lock. */
async function sizeOf(project: Project, path: string): Promise<number> {
  const info = await stat(resolve(project.run.settings.workingDirectory, path)).catch(() => undefined)
  if (info?.isFile()) return info.size
  return project.stages.flatMap((stage) => stage.outs).find((out) => out.path === path)?.size ?? 0
}
