import type { StageEvent } from '../../dvc/engine-protocol.js'
import { LONGEST_LOG } from '../../pipeline/fragment.js'
import { formatSeconds } from '../../report/numbers.js'
import type { Cause, StageReport } from '../../report/report.js'
import { LogTail } from '../../run/log-tail.js'
import { roundSeconds } from '../../run/run.js'
import type { Project } from '../project/project.js'
import type { BuildPlan } from './plan-build.js'

/** Turns DVC's events during `dvc repro` into progress and verdicts. */
export class StageWatch {
  /** Failed stages in their order, with DVC's message and the end of their output. */
  readonly failed: { name: string; message: string; log: string }[] = []
  private readonly states = new Map<
    string,
    { state: Exclude<StageEvent['state'], 'running' | 'output' | 'needs'>; seconds?: number }
  >()
  /** Stages whose command runs now, in the order of their start, with the start time in milliseconds. */
  private readonly commands = new Map<string, number>()
  /** Output of running stages. Stages that run one by one share the entry with the empty name. */
  private readonly logs = new Map<string, LogTail>()
  /** Called once, when a stage runs and no other stage is left to start. */
  onLast: (() => void) | undefined
  /** Whether several stages can run at once, so that each line needs the name of its stage. */
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
      // Not with /^/gm: for it, some Unicode characters end a line too.
      host.output(
        this.many && text !== '' ? `${event.stage} | ${text.replace(/\n(?=[^])/g, () => `\n${event.stage} | `)}` : text,
      )
      return
    }
    if (event.state === 'needs') {
      const outputs = event.needs?.map(({ path, stage }) => `${path} of ${stage}`) ?? []
      host.info(`${event.stage}: waits for ${outputs.join(', ')}, which this build has not made`)
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
        `${event.stage}: ${event.state}${event.seconds === undefined ? '' : ` in ${formatSeconds(event.seconds)}`}`,
      )
  }

  /** Takes DVC's output. It includes the output of stages that run one by one. */
  write(text: string): void {
    this.log('', text)
    this.project.run.host.output(text)
  }

  private log(name: string, text: string): void {
    const tail = this.logs.get(name) ?? new LogTail(LONGEST_LOG)
    tail.add(text)
    this.logs.set(name, tail)
  }

  /** Stages whose command runs. */
  get running(): string[] {
    return [...this.commands.keys()]
  }

  /** Shows the running stages, the first one to start in front, with its time. */
  private showRunning(): void {
    const [since] = this.commands.values()
    if (since !== undefined)
      this.project.run.host.status(
        `reproduce: ${this.states.size} of ${this.plan.mayRun.size} done · ${this.running.join(', ')}`,
        since,
      )
  }

  /** The number of stages in a state. */
  count(state: StageEvent['state']): number {
    return [...this.states.values()].filter((seen) => seen.state === state).length
  }

  /**
   * The verdict of every stage of the working directory. A stage without an event was skipped, because another one
   * failed.
   */
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
                message: this.plan.whole ? 'an official build runs every stage' : 'a setting forces it',
              },
              ...own,
            ]
          : own
        const seen = this.states.get(name)
        if (seen === undefined) return { name, verdict: 'skipped', causes }
        if (seen.state === 'unchanged') return { name, verdict: 'unchanged', causes: [] }
        const log = this.failed.find((stage) => stage.name === name)?.log ?? ''
        return {
          name,
          verdict: seen.state,
          causes,
          ...(seen.seconds === undefined ? {} : { seconds: seen.seconds }),
          ...(log.trim() === '' ? {} : { log: this.project.run.host.redact(log) }),
        }
      })
  }
}
