import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { NeededOutput } from '../../dvc/engine-protocol.js'
import { type LateInputs, lateInputs } from '../../pipeline/late-inputs.js'
import type { Project } from '../project/project.js'
import { bringData } from './arriving-data.js'
import type { PlannedData } from './planned-data.js'

/** Bytes; smaller data is pulled before the first stage. */
const SMALLEST_LATE = 64 * 1024 * 1024

/**
 * Divides inputs into those that the build pulls before its first stage and those that it downloads while stages run.
 */
export function divideInputs({ graph }: Project, { mayRun, pull }: PlannedData): LateInputs {
  const sizeOf = (name: string) => graph.stage(name)?.outs.reduce((sum, { size }) => sum + (size ?? 0), 0) ?? 0
  // Only `dvc pull` can download an import from its source.
  return lateInputs(
    graph,
    mayRun,
    pull,
    (name) => sizeOf(name) >= SMALLEST_LATE && graph.stage(name)?.kind !== 'import',
  )
}

/** Barriers at which stages wait for their data, which is downloaded while other stages run. */
export class InputBarriers {
  private readonly ending = new AbortController()
  private readonly working: Promise<void>[] = []
  private failure: Error | undefined
  private readonly arrived = new Set<string>()
  /** The download of each output that turned out to be needed, by its path. */
  private readonly needed = new Map<string, Promise<void>>()

  private constructor(
    private readonly project: Project,
    private readonly inputs: LateInputs,
    private readonly folder: string,
  ) {}

  /** Creates the barriers, all closed. */
  static async close(project: Project, inputs: LateInputs): Promise<InputBarriers> {
    await mkdir(project.scratch, { recursive: true })
    return new InputBarriers(project, inputs, await mkdtemp(join(project.scratch, 'barriers-')))
  }

  /** Starts the download of the late data. */
  startDownload(): void {
    this.watch(this.downloadLate())
  }

  /** Downloads outputs that turned out to be needed while stages run, each one once, and opens their barriers. */
  need(outputs: readonly NeededOutput[]): void {
    const fresh = outputs.filter(({ path }) => !this.needed.has(path))
    for (const owner of new Set(fresh.map(({ stage }) => stage))) {
      const own = fresh.filter(({ stage }) => stage === owner)
      const download = this.downloadNeeded(owner, own)
      for (const { path } of own) this.needed.set(path, download)
      this.watch(download)
    }
    // A stage may have removed the folder of the barriers.
    for (const { path, barrier } of outputs.filter((each) => !fresh.includes(each)))
      this.watch((this.needed.get(path) ?? Promise.resolve()).then(() => this.open(barrier)))
  }

  /** Keeps the first error of a download, and ends the others. */
  private watch(download: Promise<void>): void {
    this.working.push(
      download.catch((error: unknown) => {
        // The caller of `abandon` knows the reason.
        if (this.ending.signal.aborted) return
        this.failure = error instanceof Error ? error : new Error(String(error))
        this.ending.abort()
      }),
    )
  }

  /** The files for which stages wait, by stage. */
  get closed(): { folder: string; stages: Record<string, string[]> } {
    return {
      folder: this.folder,
      stages: Object.fromEntries(
        Object.entries(this.inputs.stages).map(([stage, names]) => [stage, names.map((name) => this.barrier(name))]),
      ),
    }
  }

  /** Aborted when a download fails: no further stage needs to run. */
  get stop(): AbortSignal {
    return this.ending.signal
  }

  /** Names of the data that is not downloaded yet. */
  get pending(): string[] {
    return this.inputs.late.filter((name) => !this.arrived.has(name))
  }

  /** Stops the download after the last stage. */
  async abandon(): Promise<void> {
    this.ending.abort()
    await Promise.all(this.working)
  }

  /** Stops the download and removes the barriers. @throws the error of a failed download */
  async end(): Promise<void> {
    await this.abandon()
    await rm(this.folder, { recursive: true, force: true })
    if (this.failure !== undefined) throw this.failure
  }

  /** The file name of a barrier: a number, because names of data have slashes. */
  private barrier(name: string): string {
    return String(this.inputs.late.indexOf(name))
  }

  private async open(barrier: string): Promise<void> {
    if (this.ending.signal.aborted) return
    // A stage may have removed the folder.
    await mkdir(this.folder, { recursive: true })
    await writeFile(join(this.folder, barrier), '')
  }

  /** Downloads late data, one after the other, in the order in which stages need it. */
  private async downloadLate(): Promise<void> {
    for (const name of this.inputs.late) {
      await bringData(this.project, { owner: name }, this.ending.signal)
      this.arrived.add(name)
      await this.open(this.barrier(name))
    }
  }

  /** Downloads outputs of one stage that turned out to be needed. */
  private async downloadNeeded(owner: string, outputs: readonly NeededOutput[]): Promise<void> {
    await bringData(this.project, { owner, paths: outputs.map(({ path }) => path) }, this.ending.signal)
    for (const { barrier } of outputs) await this.open(barrier)
  }
}
