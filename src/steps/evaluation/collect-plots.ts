import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { messageOf } from '../../errors/errors.js'
import { type ImagePaths, readPlots } from '../../plots/read-plots.js'
import { formatBytes } from '../../report/numbers.js'
import type { ImageFile, ImagePlot, Pictures, PlotReport } from '../../report/plots.js'
import { startEarly } from '../../run/background.js'
import { lastLine } from '../../text/words.js'
import type { Project } from '../project/project.js'

/** Bytes that DVC is asked to read, for it holds all of it in memory several times. */
const MOST_DATA = 64 * 1024 * 1024
/** Bytes of pictures that the HTML page takes: of one, and of all. */
const LARGEST_PICTURE = 2 * 1024 * 1024
const MOST_PICTURES = 16 * 1024 * 1024
/** Seconds. */
const TIMEOUT = 120

/** The formats that DVC takes for pictures (dvc_render/image.py). */
const TYPES: Record<string, string> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.svg': 'image/svg+xml',
}

/**
 * Asks DVC for the plots of the workspace beside those of the baseline, and puts them into the report; pictures go to the facts of the run.
 * While an evaluation's files are in place these are what was measured here. A plot that cannot be read is a warning in the log.
 * @param baselineSha absent: only the workspace's
 * @param wanted when they can be read, and whether they are still wanted then: DVC opens the project ahead
 */
export async function collectPlots(
  project: Project,
  baselineSha: string | undefined,
  wanted?: Promise<boolean>,
): Promise<void> {
  const { run, index } = project
  const outs = project.stages.flatMap((stage) => stage.outs).filter(({ plot }) => plot)
  if (run.report.plots !== undefined || (outs.length === 0 && index.plots.length === 0)) return
  // What is not pulled stays where it is, and DVC would fetch what it does not have.
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

/** Plots that DVC is ready to read. */
export class PreparedPlots {
  private answer: (isWanted: boolean) => void = () => undefined
  private readonly collected: Promise<void>

  constructor(project: Project, baselineSha: string | undefined) {
    const wanted = new Promise<boolean>((resolve) => {
      this.answer = resolve
    })
    this.collected = startEarly(() => collectPlots(project, baselineSha, wanted))
  }

  /** Reads them from the files that are in the workspace now. */
  collect(): Promise<void> {
    this.answer(true)
    return this.collected
  }

  /** Ends the request, unless the plots are read already. */
  drop(): Promise<void> {
    this.answer(false)
    return this.collected.catch(() => undefined)
  }
}

/** Why the files of plots are too many bytes to be read. */
function tooMuch(files: { path: string; size: number }[]): string | undefined {
  const total = files.reduce((sum, { size }) => sum + size, 0)
  if (total <= MOST_DATA) return undefined
  const [largest] = files.sort((a, b) => b.size - a.size)
  return `they have ${formatBytes(total)} (${largest?.path ?? ''} ${formatBytes(largest?.size ?? 0)}), and ${formatBytes(MOST_DATA)} are read at most. Declare what is no plot as outs.`
}

/** @param wanted the word for which DVC waits; false: it need not read them */
async function askDvc(
  project: Project,
  baselineSha: string | undefined,
  directory: string,
  wanted: Promise<boolean> = Promise.resolve(true),
): Promise<void> {
  const { run, dvc } = project
  const argv = baselineSha === undefined ? ['plots', 'show'] : ['plots', 'diff', baselineSha]
  const unwanted = new AbortController()
  const held = wanted.then((is) => {
    if (!is) unwanted.abort()
    return project.env
  })
  const result = await dvc.run([...argv, '--json', '--out', directory], {
    env: project.env,
    timeout: TIMEOUT,
    stop: unwanted.signal,
    startSignal: held,
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
  // In a monorepo DVC tells about the plots of every project.
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

/** The facts of a picture, and the bytes of those sides that are not too large. */
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

/** Bytes of a plot's file here; of a folder what dvc.lock says. */
async function sizeOf(project: Project, path: string): Promise<number> {
  const info = await stat(resolve(project.run.settings.workingDirectory, path)).catch(() => undefined)
  if (info?.isFile()) return info.size
  return project.stages.flatMap((stage) => stage.outs).find((out) => out.path === path)?.size ?? 0
}
