import { AsyncResource } from 'node:async_hooks'
import type { CommandResult } from '../../dvc/engine.js'
import type { AlteredOutput, StartSignal } from '../../dvc/engine-protocol.js'
import type { LateInputs } from '../../pipeline/late-inputs.js'
import { startEarly } from '../../run/background.js'
import type { BackgroundUpload } from '../data/background-upload.js'
import { InputBarriers } from '../data/late-inputs.js'
import { runnable } from '../project/path-roles.js'
import { type Project } from '../project/project.js'
import type { BuildPlan } from './plan-build.js'
import { StageWatch } from './stage-progress.js'

/** What goes on beside the stages of a reproduction. */
export interface BesideStages {
  /** Gets what finished stages have made. */
  upload?: BackgroundUpload | undefined
  /** Data that may come while stages run. */
  inputs?: LateInputs
}

/**
 * `dvc repro` as planned, from the moment in which DVC makes itself ready for it: it opens the project and waits for the word, then it plans, reads what the
 * first stages start from, and runs them.
 */
export class Reproduction {
  readonly watch: StageWatch
  /** Which of the data that was here at the word is not what the commit says; undefined where DVC ended before it could tell. No stage runs where any is. */
  readonly altered: Promise<AlteredOutput[] | undefined>
  /** The step that runs the stages: their output belongs to its log. */
  private step: AsyncResource | undefined
  private give: (env: NodeJS.ProcessEnv) => void = () => undefined
  /** What DVC says before its step has begun is told in it. */
  private unheard: (() => void)[] | undefined = []
  private readonly result: Promise<CommandResult>

  private constructor(
    private readonly project: Project,
    private readonly plan: BuildPlan,
    private readonly barriers: InputBarriers,
    private readonly inputs: LateInputs,
    private readonly upload: BackgroundUpload | undefined,
  ) {
    this.watch = new StageWatch(project, plan)
    const startSignal: StartSignal = new Promise((resolve) => {
      this.give = resolve
    })
    let tell: (altered: AlteredOutput[] | undefined) => void = () => undefined
    this.altered = new Promise((resolve) => {
      tell = resolve
    })
    this.result = startEarly(() =>
      this.run(startSignal, tell).finally(() => {
        tell(undefined)
        return barriers.end()
      }),
    )
  }

  /** Begins it. @returns undefined where no stage may run */
  static async prepare(
    project: Project,
    plan: BuildPlan,
    { upload, inputs = { first: [], late: [], stages: {} } }: BesideStages = {},
  ): Promise<Reproduction | undefined> {
    return plan.mayRun.size === 0
      ? undefined
      : new Reproduction(project, plan, await InputBarriers.close(project, inputs), inputs, upload)
  }

  /** Gives the word: everything is here, and nothing else works with the project any more. @param env what stages run in */
  go(env: NodeJS.ProcessEnv): void {
    this.step = new AsyncResource('Reproduction')
    this.barriers.startDownload()
    this.give(env)
  }

  /** No stage runs any more. */
  async abandon(): Promise<void> {
    await this.barriers.abandon()
    await this.result.catch(() => undefined)
  }

  /** Data that is not here yet. */
  get pending(): string[] {
    return this.barriers.pending
  }

  /** Tells what DVC says, until it has ended and what was made is on its way. @throws what made late data impossible to have */
  async end(): Promise<CommandResult> {
    const unheard = this.unheard?.splice(0) ?? []
    this.unheard = undefined
    for (const each of unheard) each()
    const result = await this.result
    await (result.code === 0 ? this.upload?.drain() : this.upload?.stop())
    return result
  }

  private hear(said: () => void): void {
    if (this.unheard === undefined) this.step?.runInAsyncScope(said)
    else this.unheard.push(said)
  }

  private run(startSignal: StartSignal, tell: (altered: AlteredOutput[]) => void): Promise<CommandResult> {
    const { project, plan, watch, barriers, upload } = this
    if (upload !== undefined) upload.isBusy = () => watch.running.length >= plan.sideBySide.capacity.cpus
    // Files rather than stages: DVC collects the whole index once for every target.
    const files = [
      ...new Set(
        runnable(project)
          .filter(({ name }) => plan.mayRun.has(name))
          .map(({ file }) => file),
      ),
    ]
    return project.dvc.run(['repro', ...(project.run.settings.keepGoing ? ['--keep-going'] : []), '--', ...files], {
      env: project.env,
      startSignal,
      plan: { run: [...plan.mayRun], force: plan.forced },
      sideBySide: { ...plan.sideBySide, inputs: this.inputs.first, gates: barriers.closed },
      stop: barriers.stop,
      onInputs: tell,
      ...(upload === undefined ? {} : { tellOuts: true }),
      onOutput: (text) => {
        this.hear(() => {
          watch.write(text)
        })
      },
      onStage: (event) => {
        this.hear(() => {
          watch.see(event)
          if (event.outs !== undefined) upload?.add(event.outs)
        })
      },
    })
  }
}
