import { CancelledError, DvcCiError, messageOf, OutsideError } from '../../errors/errors.js'
import type { ExaminationReport } from '../../report/report.js'
import { movedCommands } from '../../report/shell-remedy.js'
import { folderFromShell, type Run } from '../../run/run.js'

/** Seconds that an examination may take, unless the caller names others. */
const LIMIT = 30
/** Exit codes, the worst first: a wrong set-up also explains services that fail. */
const WORST = [2, 3, 1] as const

/** The result of one examination. */
export interface Finding {
  /** Default `ok`; `error` comes from `error`. */
  state?: Exclude<ExaminationReport['state'], 'error'>
  message: string
  remedy?: string
  /** Makes the row an error. Its exit code counts; a thrown one has no facts for later parts. */
  error?: DvcCiError
}

/** The rows of `doctor`, in the order of their first question. */
export class Examinations {
  private readonly errors: DvcCiError[] = []

  constructor(private readonly run: Run) {
    run.report.doctor = []
  }

  /** The error that decides the exit code: the first of the worst code, in the order 2, 3, 1. */
  get failure(): DvcCiError | undefined {
    return WORST.map((code) => this.errors.find(({ exitCode }) => exitCode === code)).find(
      (error) => error !== undefined,
    )
  }

  /**
   * Examines one part. An error of it becomes a row; the other parts go on.
   * @param name as the row shows it
   * @param ask returns the facts for later parts beside its row; the signal aborts when its time is over
   * @param limit seconds after which the row is an error
   * @returns the facts; undefined after a failure
   * @throws {CancelledError} the run was cancelled
   */
  async ask<T>(
    name: string,
    ask: (signal: AbortSignal) => Promise<Finding & { facts?: T }>,
    limit = LIMIT,
  ): Promise<T | undefined> {
    return this.run.step(name, async (outcome) => {
      const overdue = new AbortController()
      const signal = AbortSignal.any([this.run.signal, overdue.signal])
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          reject(unanswered(name, limit))
          overdue.abort()
        }, limit * 1000)
      })
      try {
        const asked = ask(signal)
        // An answer after the time is over is not read.
        asked.catch(() => undefined)
        const { state = 'ok', message, remedy, error, facts } = await Promise.race([asked, late])
        if (error === undefined) {
          if (state === 'warning') outcome.conclusion = 'warning'
          outcome.message = message
          this.add({ name, state, message, ...(remedy === undefined ? {} : { remedy }) })
        } else this.fail(name, error, outcome)
        return facts
      } catch (error) {
        if (this.run.signal.aborted || !(error instanceof DvcCiError) || error instanceof CancelledError) throw error
        this.fail(name, error, outcome)
        return undefined
      } finally {
        clearTimeout(timer)
      }
    })
  }

  /** A part that could not be examined, with the reason. */
  skip(name: string, message: string): void {
    this.run.skip(name, message)
    this.add({ name, state: 'skipped', message })
  }

  private fail(name: string, error: DvcCiError, outcome: { conclusion?: string; message?: string }): void {
    outcome.conclusion = 'failure'
    outcome.message = messageOf(error)
    this.errors.push(error)
    const { remedy } = error.details
    this.add({
      name,
      state: 'error',
      id: error.id,
      message: error.message,
      ...(remedy === undefined ? {} : { remedy }),
    })
  }

  private add({ remedy, ...row }: ExaminationReport): void {
    const folder = folderFromShell(this.run.settings)
    this.run.report.doctor?.push(remedy === undefined ? row : { ...row, remedy: movedCommands(remedy, folder) })
  }
}

function unanswered(name: string, limit: number): OutsideError {
  return new OutsideError('examination-unanswered', `${name} gave no answer within ${limit} s.`, {
    key: name,
    remedy:
      'Check that this machine can reach the server, directly or through its proxy. Then run `dvc-ci doctor` again.',
  })
}
