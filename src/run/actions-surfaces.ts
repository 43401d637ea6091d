import { statSync } from 'node:fs'
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
import type { SetupExports } from './run.js'

export interface ActionsResult {
  /** Folder of the project relative to the repository; empty if it is the same. */
  project: string
  /** The files that were written. */
  files: KeptFiles
  dvcVersion?: string
  dvcPath?: string
  /** Folder that later steps get in PATH. */
  pathFolder?: string
  /** What the set-up command sets for later steps. */
  exports?: SetupExports
}

/**
 * Shows a report on GitHub Actions: annotations, job summary, outputs. A failing surface only warns and does not change
 * the verdict.
 * @param report without secrets
 */
export async function publishToActions(report: Report, host: ActionsHost, result: ActionsResult): Promise<void> {
  const attempt = async (surface: string, publish: () => void | Promise<void>) => {
    try {
      await publish()
    } catch (error) {
      host.warning(`Could not write the ${surface}: ${messageOf(error)}`)
    }
  }
  await attempt('outputs', () => {
    requireFile('GITHUB_OUTPUT')
    const { outputs, tooLarge } = outputsOf(report, result)
    // Outputs go to a file. On a very old runner without it they are commands.
    host.close()
    for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value)
    if (result.pathFolder !== undefined) {
      requireFile('GITHUB_PATH')
      core.addPath(result.pathFolder)
    }
    if (tooLarge.length > 0)
      host.warning(
        `${tooLarge.map((name) => `'${name}'`).join(', ')}: too large for an output of a job, so the output is empty. ${result.files.report === undefined ? "Set the input 'report': report.json has the value." : 'report.json has the value.'}`,
      )
  })
  const { exports } = result
  if (exports !== undefined)
    await attempt('variables for later steps', () => {
      host.close()
      // Without its file, a very old runner would get a command that shows the value.
      const has = (variable: string) => {
        requireFile(variable)
        return Boolean(process.env[variable])
      }
      if (has('GITHUB_PATH')) for (const folder of exports.path) core.addPath(folder)
      // Each value stands between words that are random and new.
      if (has('GITHUB_ENV')) for (const [name, value] of Object.entries(exports.env)) core.exportVariable(name, value)
    })
  await attempt('job summary', async () => {
    requireFile('GITHUB_STEP_SUMMARY')
    // A set-up has nothing to review.
    if (report.mode === 'setup' && report.conclusion === 'success') return
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

/** Saves state for the post part of the step. A failure is a warning: the verdict stands. */
export function saveActionState(name: string, value: string, host: ActionsHost): void {
  try {
    requireFile('GITHUB_STATE')
    core.saveState(name, value)
  } catch (error) {
    host.warning(`Could not write the state of the step: ${messageOf(error)}`)
  }
}

/**
 * Code of the job can replace a file of the runner. Writing to a named pipe would wait for a reader for ever.
 * @throws {Error} the variable names something else than a file
 */
function requireFile(variable: string): void {
  const path = process.env[variable]
  const stat = path ? statSync(path, { throwIfNoEntry: false }) : undefined
  if (stat !== undefined && !stat.isFile()) throw new Error(`${variable} names no regular file: ${path ?? ''}`)
}

/** Marks the step as failed, with one error annotation that has the identifier of the error as its title. */
export function failAction(report: Pick<Report, 'message' | 'error'>, host: ActionsHost): void {
  host.close()
  core.error(host.redact(messageWithId(report)), report.error === undefined ? {} : { title: report.error.id })
}
