import { CancelledError, DvcCiError, messageOf } from '../../errors/errors.js'
import type { ExaminationReport } from '../../report/report.js'
import type { Run } from '../../run/run.js'

/** The result of one examination. */
export interface Finding {
  /** Default `ok`. */
  state?: ExaminationReport['state']
  message: string
  remedy?: string
}

/** The rows of `doctor`, in the order of their first question. */
export class Examinations {
  /** The error that decides the exit code: of the first failed row. */
  failure: DvcCiError | undefined

  constructor(private readonly run: Run) {
    run.report.doctor = []
  }

  /**
   * Examines one part. An error of it becomes a row; the other parts go on.
   * @param name as the row shows it
   * @param ask returns the facts for later parts beside its row
   * @returns the facts; undefined after a failure
   * @throws {CancelledError} the run was cancelled
   */
  async ask<T>(name: string, ask: () => Promise<Finding & { facts?: T }>): Promise<T | undefined> {
    return this.run.step(name, async (outcome) => {
      try {
        const { state = 'ok', message, remedy, facts } = await ask()
        if (state === 'warning' || state === 'error') outcome.conclusion = 'warning'
        outcome.message = message
        this.add({ name, state, message, ...(remedy === undefined ? {} : { remedy }) })
        return facts
      } catch (error) {
        if (error instanceof CancelledError || this.run.signal.aborted || !(error instanceof DvcCiError)) throw error
        outcome.conclusion = 'failure'
        outcome.message = messageOf(error)
        this.failure ??= error
        const { remedy } = error.details
        this.add({
          name,
          state: 'error',
          id: error.id,
          message: error.message,
          ...(remedy === undefined ? {} : { remedy }),
        })
        return undefined
      }
    })
  }

  /** A part that could not be examined, with the reason. */
  skip(name: string, message: string): void {
    this.run.skip(name, message)
    this.add({ name, state: 'skipped', message })
  }

  private add(row: ExaminationReport): void {
    this.run.report.doctor?.push(row)
  }
}
