import type { StageEvent } from '../dvc/engine.js'
import type { Cause, StageReport } from '../report/report.js'
import { roundSeconds } from '../run/run.js'
import type { BuildPlan } from './build-plan.js'
import type { Context } from './context.js'

/** Turns DVC's events of a reproduction into progress and verdicts. */
export class StageWatch {
  /** Stages that failed, in their order, with DVC's words. */
  readonly failed: { name: string; message: string }[] = []
  private readonly states = new Map<string, { state: StageEvent['state']; seconds?: number }>()
  private begun = 0

  constructor(private readonly context: Context, private readonly plan: BuildPlan) {}

  see(event: StageEvent): void {
    const { host } = this.context.run
    if (!this.plan.mayRun.has(event.stage)) return
    if (event.state === 'running') {
      host.status(`reproduce: ${event.stage} (${++this.begun} of ${this.plan.mayRun.size})`)
      return
    }
    this.states.set(event.stage, { state: event.state, ...(event.seconds === undefined ? {} : { seconds: roundSeconds(event.seconds * 1000) }) })
    if (event.state === 'failed') this.failed.push({ name: event.stage, message: event.message ?? 'it failed' })
    if (event.state !== 'unchanged') host.info(`${event.stage}: ${event.state}${event.seconds === undefined ? '' : ` in ${event.seconds.toFixed(1)} s`}`)
  }

  /** How many stages came to a state. */
  count(state: StageEvent['state']): number {
    return [...this.states.values()].filter((seen) => seen.state === state).length
  }

  /** The verdict of every stage of the working directory. A stage that nothing became of was left out because another one failed. */
  reports(): StageReport[] {
    const { stages } = this.context
    return stages.filter(({ kind }) => kind === 'stage').map(({ name, frozen }) => {
      const own = this.plan.causes.get(name) ?? []
      if (frozen) return { name, verdict: 'frozen', causes: own }
      if (!this.plan.mayRun.has(name)) return { name, verdict: 'unchanged', causes: [] }
      const causes: Cause[] = this.plan.forced.includes(name) ? [{ kind: 'forced', message: this.plan.whole ? 'an official build makes everything anew' : 'it was asked for' }, ...own] : own
      const seen = this.states.get(name)
      if (seen === undefined || seen.state === 'running') return { name, verdict: 'skipped', causes }
      if (seen.state === 'unchanged') return { name, verdict: 'unchanged', causes: [] }
      return { name, verdict: seen.state, causes, ...(seen.seconds === undefined ? {} : { seconds: seen.seconds }) }
    })
  }
}
