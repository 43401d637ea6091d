import type { CommandResult, Held } from '../dvc/engine.js'
import type { LateInputs } from '../pipeline/late-inputs.js'
import type { BuildPlan } from './build-plan.js'
import { ahead, type Context } from './context.js'
import type { EarlyPush } from './early-push.js'
import { Gates } from './gates.js'
import { runnable } from './inputs.js'
import { StageWatch } from './stage-watch.js'

/** What goes on beside the stages of a reproduction. */
export interface BesideStages {
  /** Gets what finished stages have made. */
  early?: EarlyPush
  /** What may come while stages run. */
  inputs?: LateInputs
}

/**
 * `dvc repro` as planned, from the moment in which DVC makes itself ready for it: it opens the project and waits for the word, then it plans, and its stages
 * wait at gates.
 */
export class Reproduction {
  readonly watch: StageWatch
  private give: (env: NodeJS.ProcessEnv) => void = () => undefined
  // What DVC says before its step has begun is told in it.
  private say = (text: string) => { this.said += text }
  private said = ''
  private readonly result: Promise<CommandResult>

  private constructor(private readonly context: Context, private readonly plan: BuildPlan, private readonly gates: Gates, private readonly early: EarlyPush | undefined) {
    this.watch = new StageWatch(context, plan)
    const held: Held = new Promise((resolve) => { this.give = resolve })
    this.result = ahead(() => this.run(held).finally(() => gates.end()))
  }

  /** Begins it. @returns undefined where no stage may run */
  static async prepare(context: Context, plan: BuildPlan, { early, inputs }: BesideStages = {}): Promise<Reproduction | undefined> {
    return plan.mayRun.size === 0 ? undefined : new Reproduction(context, plan, await Gates.close(context, plan.mayRun, inputs), early)
  }

  /** Gives the word: nothing else works with the project any more. @param env what stages run in */
  go(env: NodeJS.ProcessEnv): void {
    this.gates.bringLate()
    this.give(env)
  }

  /** Lets stages run. */
  open(): Promise<void> {
    return this.gates.open()
  }

  /** No stage runs any more. */
  async abandon(): Promise<void> {
    await this.gates.abandon()
    await this.result.catch(() => undefined)
  }

  /** Data that is not here yet. */
  get pending(): string[] {
    return this.gates.pending
  }

  /** Tells what DVC says, until it has ended and what was made is on its way. @throws what made late data impossible to have */
  async end(): Promise<CommandResult> {
    this.say = (text) => { this.watch.write(text) }
    if (this.said !== '') this.say(this.said)
    const result = await this.result
    await (result.code === 0 ? this.early?.settle() : this.early?.stop())
    return result
  }

  private run(held: Held): Promise<CommandResult> {
    const { context, plan, watch, gates, early } = this
    if (early !== undefined) early.isBusy = () => watch.running.length >= plan.sideBySide.capacity.cpus
    // Files rather than stages: DVC collects the whole index once for every target.
    const files = [...new Set(runnable(context).filter(({ name }) => plan.mayRun.has(name)).map(({ file }) => file))]
    return context.dvc.run(['repro', ...(context.run.settings.keepGoing ? ['--keep-going'] : []), '--', ...files], {
      env: context.env, held, plan: { run: [...plan.mayRun], force: plan.forced }, sideBySide: { ...plan.sideBySide, gates: gates.closed }, stop: gates.stop,
      onOutput: (text) => { this.say(text) }, ...(early === undefined ? {} : { tellOuts: true }),
      onStage: (event) => {
        watch.see(event)
        if (event.outs !== undefined) early?.add(event.outs)
      },
    })
  }
}
