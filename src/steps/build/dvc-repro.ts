import { AsyncResource } from 'node:async_hooks'
import type { CommandResult } from '../../dvc/engine.js'
import type { AlteredOutput } from '../../dvc/engine-protocol.js'
import type { LateInputs } from '../../pipeline/late-inputs.js'
import { startEarly } from '../../run/background.js'
import { deferred } from '../../run/deferred.js'
import type { BackgroundUpload } from '../data/background-upload.js'
import { InputBarriers } from '../data/late-inputs.js'
import { runnable } from '../project/path-roles.js'
import type { Project } from '../project/project.js'
import type { BuildPlan } from './plan-build.js'
import { StageWatch } from './stage-progress.js'

/** Transfers that run while stages run. */
export interface BesideStages {
  /** Uploads the outputs of finished stages. */
  upload?: BackgroundUpload | undefined
  /** The inputs, divided into those before the first stage and those that may arrive while stages run. */
  inputs?: LateInputs
}

/**
 * A planned `dvc repro`. DVC opens the project and waits for the start signal (`go`). Then it plans, hashes the inputs
 * of the first stages, and runs the stages.
 */
export class Reproduction {
  readonly watch: StageWatch
  private readonly start = deferred<NodeJS.ProcessEnv>()
  private readonly checked = deferred<AlteredOutput[] | undefined>()
  /**
   * The data in the workspace that differed from the commit at the start signal; undefined where DVC ended before it
   * had checked. If there is any, no stage runs.
   */
  readonly altered = this.checked.promise
  /** The step that runs the stages; their output goes to its log. */
  private step: AsyncResource | undefined
  /** Events of DVC from before its step began, which the step reports later. */
  private early: (() => void)[] | undefined = []
  private readonly result: Promise<CommandResult>

  private constructor(
    private readonly project: Project,
    private readonly plan: BuildPlan,
    private readonly barriers: InputBarriers,
    private readonly inputs: LateInputs,
    private readonly upload: BackgroundUpload | undefined,
  ) {
    this.watch = new StageWatch(project, plan)
    this.result = startEarly(async () => {
      try {
        return await this.run()
      } finally {
        this.checked.resolve(undefined)
        await barriers.end()
      }
    })
  }

  /** Starts DVC, which then waits. @returns undefined where no stage may run */
  static async prepare(
    project: Project,
    plan: BuildPlan,
    { upload, inputs = { first: [], late: [], stages: {} } }: BesideStages = {},
  ): Promise<Reproduction | undefined> {
    return plan.mayRun.size === 0
      ? undefined
      : new Reproduction(project, plan, await InputBarriers.close(project, inputs), inputs, upload)
  }

  /**
   * Sends the start signal: the first inputs are in the workspace, and no other step uses the project.
   * @param env environment of the stages
   */
  go(env: NodeJS.ProcessEnv): void {
    this.step = new AsyncResource('Reproduction')
    this.barriers.startDownload()
    this.start.resolve(env)
  }

  /** Ends DVC, so that no further stage runs. */
  async abandon(): Promise<void> {
    await this.barriers.abandon()
    await this.result.catch(() => undefined)
  }

  /** Late inputs that are still being downloaded. */
  get pending(): string[] {
    return this.barriers.pending
  }

  /**
   * Reports DVC's events until DVC has ended and the background upload is done.
   * @throws the error of a late download
   */
  async end(): Promise<CommandResult> {
    const early = this.early?.splice(0) ?? []
    this.early = undefined
    for (const report of early) report()
    const result = await this.result
    await (result.code === 0 ? this.upload?.drain() : this.upload?.stop())
    return result
  }

  /** Reports an event in the step, or keeps it until the step begins. */
  private inStep(report: () => void): void {
    if (this.early === undefined) this.step?.runInAsyncScope(report)
    else this.early.push(report)
  }

  private run(): Promise<CommandResult> {
    const { project, plan, watch, barriers, upload } = this
    if (upload !== undefined) upload.isBusy = () => watch.running.length >= plan.sideBySide.capacity.cpus
    // Files instead of stages: DVC collects the whole index again for each target.
    const files = [
      ...new Set(
        runnable(project)
          .filter(({ name }) => plan.mayRun.has(name))
          .map(({ file }) => file),
      ),
    ]
    return project.dvc.run(['repro', ...(project.run.settings.keepGoing ? ['--keep-going'] : []), '--', ...files], {
      env: project.env,
      startSignal: this.start.promise,
      plan: { run: [...plan.mayRun], force: plan.forced, goOn: !plan.whole },
      sideBySide: { ...plan.sideBySide, inputs: this.inputs.first, gates: barriers.closed },
      stop: barriers.stop,
      onInputs: this.checked.resolve,
      ...(upload === undefined ? {} : { tellOuts: true }),
      onOutput: (text) => {
        this.inStep(() => {
          watch.write(text)
        })
      },
      onStage: (event) => {
        this.inStep(() => {
          watch.see(event)
          if (event.needs !== undefined) barriers.need(event.needs)
          if (event.outs !== undefined) upload?.add(event.outs)
        })
      },
    })
  }
}
