import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { OutsideError } from '../../errors/errors.js'
import { type LateInputs, lateInputs } from '../../pipeline/late-inputs.js'
import { lastLine } from '../../text/words.js'
import type { Project } from '../project/project.js'
import type { PlannedData } from './planned-data.js'
import { requireTrueData } from './push.js'

/** Bytes below which data is simply pulled before the first stage. */
const WORTH = 64 * 1024 * 1024
/** Milliseconds between two attempts to take DVC's lock, and how often: stages give it back around their commands. */
const LOCK = { pause: 1_000, attempts: 600 }

/** What a build pulls before its first stage, and what may come while stages run. */
export function divideInputs({ graph }: Project, { mayRun, pull }: PlannedData): LateInputs {
  const sizeOf = (name: string) => graph.stage(name)?.outs.reduce((sum, { size }) => sum + (size ?? 0), 0) ?? 0
  // An import comes from elsewhere, and DVC itself has to fetch it.
  return lateInputs(graph, mayRun, pull, (name) => sizeOf(name) >= WORTH && graph.stage(name)?.kind !== 'import')
}

/** What stages wait for beside each other: data that comes while others run, which do not need it. */
export class InputBarriers {
  private readonly ending = new AbortController()
  private working: Promise<void> | undefined
  private failure: Error | undefined
  private readonly here = new Set<string>()

  private constructor(
    private readonly project: Project,
    private readonly inputs: LateInputs,
    private readonly folder: string,
  ) {}

  /** Closes them all. */
  static async close(project: Project, inputs: LateInputs): Promise<InputBarriers> {
    await mkdir(project.scratch, { recursive: true })
    return new InputBarriers(project, inputs, await mkdtemp(join(project.scratch, 'gates-')))
  }

  /** Begins to bring what comes late. */
  bringLate(): void {
    this.working = this.bring().catch((error: unknown) => {
      // Whoever ended it knows why.
      if (this.ending.signal.aborted) return
      this.failure = error instanceof Error ? error : new Error(String(error))
      this.ending.abort()
    })
  }

  /** Which stages wait, and for what. */
  get closed(): { folder: string; stages: Record<string, string[]> } {
    return {
      folder: this.folder,
      stages: Object.fromEntries(
        Object.entries(this.inputs.stages).map(([stage, names]) => [stage, names.map((name) => this.gate(name))]),
      ),
    }
  }

  /** Aborted when the data cannot be had: then no stage has to run any further. */
  get stop(): AbortSignal {
    return this.ending.signal
  }

  /** What is not here yet. */
  get pending(): string[] {
    return this.inputs.late.filter((name) => !this.here.has(name))
  }

  /** No stage runs any more. */
  async abandon(): Promise<void> {
    this.ending.abort()
    await this.working
  }

  /** Ends what is on its way. @throws what made the data impossible to have */
  async end(): Promise<void> {
    await this.abandon()
    await rm(this.folder, { recursive: true, force: true })
    if (this.failure !== undefined) throw this.failure
  }

  /** Names of data are paths, which no file can be called. */
  private gate(name: string): string {
    return String(this.inputs.late.indexOf(name))
  }

  private async mark(gate: string): Promise<void> {
    if (this.ending.signal.aborted) return
    // A stage that tidies up may have removed it.
    await mkdir(this.folder, { recursive: true })
    await writeFile(join(this.folder, gate), '')
  }

  private async bring(): Promise<void> {
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
          `${name} could not be fetched: the remote did not give ${lacking.join(', ')}.`,
          {
            key: 'remote',
            value: name,
            remedy: 'Check that the remote can be read from here. Nothing was pushed.',
          },
        )
      await this.checkOut(name)
      await requireTrueData(project, [name])
      this.here.add(name)
      await this.mark(this.gate(name))
      project.run.host.info(`${name}: here after ${((performance.now() - started) / 1000).toFixed(1)} s`)
    }
  }

  /** It is in the cache; the lock of DVC's that puts it into the workspace is free whenever no stage begins or ends. */
  private async checkOut(name: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const { code, stderr } = await this.project.dvc.run(['checkout', '--', name])
      if (code === 0) return
      this.ending.signal.throwIfAborted()
      if (!/lock/i.test(stderr) || attempt === LOCK.attempts)
        throw new OutsideError(
          'dvc-checkout-failed',
          `${name} could not be put into the workspace: ${lastLine(stderr)}`,
          {
            key: 'remote',
            value: name,
            remedy: 'Nothing was pushed.',
          },
        )
      await pause(LOCK.pause)
    }
  }
}
