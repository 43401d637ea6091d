import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { OutsideError } from '../../errors/errors.js'
import { type LateInputs, lateInputs } from '../../pipeline/late-inputs.js'
import { lastLine } from '../../text/words.js'
import type { Project } from '../project/project.js'
import type { PlannedData } from './planned-data.js'
import { requireTrueData } from './push.js'

/** Bytes; smaller data is pulled before the first stage. */
const SMALLEST_LATE = 64 * 1024 * 1024
/**
 * Milliseconds between two attempts to take DVC's lock, and the number of attempts. Stages release the lock while their
 * commands run.
 */
const LOCK = { pause: 1_000, attempts: 600 }

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
  private working: Promise<void> | undefined
  private failure: Error | undefined
  private readonly arrived = new Set<string>()

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
    this.working = this.download().catch((error: unknown) => {
      // The caller of `abandon` knows the reason.
      if (this.ending.signal.aborted) return
      this.failure = error instanceof Error ? error : new Error(String(error))
      this.ending.abort()
    })
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
    await this.working
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

  private async download(): Promise<void> {
    const {
      project,
      inputs: { late },
    } = this
    for (const name of late) {
      const started = performance.now()
      await project.objects?.admit([name])
      const lacking = await project.dvc.fetch([name], this.ending.signal)
      this.ending.signal.throwIfAborted()
      if (lacking.length > 0)
        throw new OutsideError(
          'dvc-pull-failed',
          `${name} could not be downloaded: the remote did not return ${lacking.join(', ')}.`,
          {
            key: 'remote',
            value: name,
            remedy: 'Check that this machine can read the remote. Nothing was pushed.',
          },
        )
      await this.checkOut(name)
      await requireTrueData(project, [name])
      this.arrived.add(name)
      await this.open(this.barrier(name))
      project.run.host.info(
        `${name}: downloaded and verified in ${((performance.now() - started) / 1000).toFixed(1)} s`,
      )
    }
  }

  /** Checks out data from the cache. DVC's lock is free while no stage starts or ends. */
  private async checkOut(name: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const { code, stderr } = await this.project.dvc.run(['checkout', '--', name])
      if (code === 0) return
      this.ending.signal.throwIfAborted()
      if (!/lock/i.test(stderr) || attempt === LOCK.attempts)
        throw new OutsideError('dvc-checkout-failed', `dvc checkout of ${name} failed: ${lastLine(stderr)}`, {
          key: 'remote',
          value: name,
          remedy: 'Nothing was pushed.',
        })
      await pause(LOCK.pause)
    }
  }
}
