import type { StageEvent } from '../../dvc/engine-protocol.js'
import { LONGEST_LOG } from '../../pipeline/fragment.js'
import type { Cause, StageReport } from '../../report/report.js'
import { LogTail } from '../../run/log-tail.js'
import { roundSeconds } from '../../run/run.js'
import type { Project } from '../project/project.js'
import type { BuildPlan } from './plan-build.js'

/** Turns DVC's events of a reproduction into progress and verdicts. */
export class StageWatch {
  /** Stages that failed, in their order, with DVC's words and the end of what they wrote. */
  readonly failed: { name: string; message: string; log: string }[] = []
  private readonly states = new Map<
    string,
    { state: Exclude<StageEvent['state'], 'running' | 'output'>; seconds?: number }
  >()
  /** Stages whose command runs now, in the order in which they began, and since when. */
  private readonly commands = new Map<string, number>()
  /** What stages that run have written; what nobody can tell apart, because they run one by one, is under no name. */
  private readonly logs = new Map<string, LogTail>()
  /** Called once every stage has begun, or needs not, where one runs then. */
  onLast: (() => void) | undefined
  /** Whether more than one stage can run at a time, so that each line must say whose it is. */
  private readonly many: boolean

  constructor(
    private readonly project: Project,
    private readonly plan: BuildPlan,
  ) {
    this.many = plan.sideBySide.jobs > 1 && plan.mayRun.size > 1
  }

  see(event: StageEvent): void {
    const { host } = this.project.run
    if (event.state === 'output') {
      const text = event.text ?? ''
      this.log(event.stage, text)
      // Not the beginnings of lines that a pattern finds: to it some letters of Unicode end one as well.
      host.output(
        this.many && text !== '' ? `${event.stage} | ${text.replace(/\n(?=[^])/g, () => `\n${event.stage} | `)}` : text,
      )
      return
    }
    if (!this.plan.mayRun.has(event.stage)) return
    if (event.state === 'running') {
      this.commands.set(event.stage, performance.now())
      this.showRunning()
      if (this.commands.size + this.states.size === this.plan.mayRun.size) {
        this.onLast?.()
        this.onLast = undefined
      }
      return
    }
    this.commands.delete(event.stage)
    this.states.set(event.stage, {
      state: event.state,
      ...(event.seconds === undefined ? {} : { seconds: roundSeconds(event.seconds * 1000) }),
    })
    if (event.state === 'failed')
      this.failed.push({
        name: event.stage,
        message: event.message ?? 'it failed',
        log: (this.logs.get(event.stage) ?? this.logs.get(''))?.text ?? '',
      })
    this.logs.delete(event.stage)
    this.showRunning()
    if (event.state !== 'unchanged')
      host.info(
        `${event.stage}: ${event.state}${event.seconds === undefined ? '' : ` in ${event.seconds.toFixed(1)} s`}`,
      )
  }

  /** Takes what DVC wrote, the output of stages that run one by one included. */
  write(text: string): void {
    this.log('', text)
    this.project.run.host.output(text)
  }

  private log(name: string, text: string): void {
    const tail = this.logs.get(name) ?? new LogTail(LONGEST_LOG)
    tail.add(text)
    this.logs.set(name, tail)
  }

  /** Stages whose command has begun and of which nothing more is known. */
  get running(): string[] {
    return [...this.commands.keys()]
  }

  /** What runs, the one that began first in front, with its time. */
  private showRunning(): void {
    const [since] = this.commands.values()
    if (since !== undefined)
      this.project.run.host.status(
        `reproduce: ${this.states.size} of ${this.plan.mayRun.size} done · ${this.running.join(', ')}`,
        since,
      )
  }

  /** How many stages came to a state. */
  count(state: StageEvent['state']): number {
    return [...this.states.values()].filter((seen) => seen.state === state).length
  }

  /** The verdict of every stage of the working directory. A stage that nothing became of was left out because another one failed. */
  reports(): StageReport[] {
    const { stages } = this.project
    return stages
      .filter(({ kind }) => kind === 'stage')
      .map(({ name, frozen }) => {
        const own = this.plan.causes.get(name) ?? []
        if (frozen) return { name, verdict: 'frozen', causes: own }
        if (!this.plan.mayRun.has(name)) return { name, verdict: 'unchanged', causes: [] }
        const causes: Cause[] = this.plan.forced.includes(name)
          ? [
              {
                kind: 'forced',
                message: this.plan.whole ? 'an official build makes everything anew' : 'it was asked for',
              },
              ...own,
            ]
          : own
        const seen = this.states.get(name)
        if (seen === undefined) return { name, verdict: 'skipped', causes }
        if (seen.state === 'unchanged') return { name, verdict: 'unchanged', causes: [] }
        return { name, verdict: seen.state, causes, ...(seen.seconds === undefined ? {} : { seconds: seen.seconds }) }
      })
  }
}
