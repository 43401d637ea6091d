import * as core from '@actions/core'
import { messageOf } from '../errors/errors.js'
import { annotationsOf } from '../report/annotations.js'
import { messageWithId } from '../report/error-report.js'
import type { KeptFiles } from '../report/kept-files.js'
import { outputsOf } from '../report/outputs.js'
import type { Report } from '../report/report.js'
import { renderSummary } from '../report/summary.js'
import { count } from '../text/words.js'
import type { ActionsHost } from './actions-host.js'

export interface ActionsResult {
  /** The project's folder relative to the repository; empty where it is the same. */
  project: string
  /** Those that were written. */
  files: KeptFiles
  dvcVersion?: string
}

/**
 * Shows a report where GitHub Actions shows reports: annotations, job summary, outputs. One that fails only warns: the verdict stands.
 * @param report without secrets
 */
export async function publishToActions(report: Report, host: ActionsHost, result: ActionsResult): Promise<void> {
  const attempt = async (surface: string, publish: () => void | Promise<void>) => {
    try {
      await publish()
    } catch (error) {
      host.warning(`The ${surface} could not be written: ${messageOf(error)}`)
    }
  }
  await attempt('outputs', () => {
    const { outputs, tooLarge } = outputsOf(report, result)
    // Outputs go to a file; without one (a very old runner) they are commands.
    host.close()
    for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value)
    if (tooLarge.length > 0)
      host.warning(
        `${tooLarge.map((name) => `'${name}'`).join(', ')}: too large for an output of a job, so left empty. ${result.files.report === undefined ? "The report has it: set the input 'report'." : 'The report has it.'}`,
      )
  })
  await attempt('job summary', async () => {
    if (process.env['GITHUB_STEP_SUMMARY']) await core.summary.addRaw(renderSummary(report, result.files)).write()
    else host.debug('GITHUB_STEP_SUMMARY is not set: no job summary.')
  })
  await attempt('annotations', () => {
    for (const { severity, message, ...place } of annotationsOf(report, result.project)) host[severity](message, place)
    const { error, warning, notice } = host.hiddenAnnotations
    const hidden = [
      [error, 'error'],
      [warning, 'warning'],
      [notice, 'notice'],
    ] as const
    if (error + warning + notice > 0) {
      host.info(
        `GitHub shows 10 annotations of a kind: ${hidden
          .filter(([number]) => number > 0)
          .map(([number, kind]) => count(number, `more ${kind}`))
          .join(', ')} in this log and in the job summary.`,
      )
    }
  })
}

/** Marks the step as failed, with one error annotation that has the identifier of the error as its title. */
export function failAction(report: Pick<Report, 'message' | 'error'>, exitCode: number, host: ActionsHost): void {
  host.close()
  core.error(host.redact(messageWithId(report)), report.error === undefined ? {} : { title: report.error.id })
  process.exitCode = exitCode
}
