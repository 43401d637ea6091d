import { count, withoutPeriod } from '../text/words.js'
import type { FanOutJobReport } from './fan-out-report.js'

/** The outcome of `plan` for a project without stages. */
export const NO_PIPELINE = 'There is no pipeline to build: the project has .dvc files only.'
/** The outcome of `plan` where no stage may run. */
export const NOTHING_TO_BUILD = 'There is nothing to build: nothing has changed, and nothing is forced.'
/** Why the validation of a closed pull request plans no jobs. */
export const CLOSED = 'the pull request is closed'

/** The outcome of `plan` where all stages run on one machine. @param why the reason, with or without its period */
export function oneMachineSummary(why: string): string {
  return `All stages run on one machine: ${withoutPeriod(why)}.`
}

/** The jobs of a plan, as one sentence. */
export function jobsSummary(jobs: readonly PlannedJob[]): string {
  return jobs.length === 0 ? 'No stage runs: the build commits only new data.' : `${sizeText(jobs)}.`
}

/** The outcome of a dry run of `plan`. */
export function planDryRunSummary(jobs: readonly PlannedJob[]): string {
  return `Dry run: it would run ${sizeText(jobs)}. Nothing was pushed or planned.`
}

/** The jobs, as the step that plans them shows them. */
export function jobsText(jobs: readonly Pick<FanOutJobReport, 'id' | 'stages'>[]): string {
  return jobs.map(({ id, stages }) => `${id}: ${stages.join(', ')}`).join('; ') || 'no stage runs'
}

type PlannedJob = Pick<FanOutJobReport, 'level' | 'stages'>

function sizeText(jobs: readonly PlannedJob[]): string {
  return `${count(jobs.flatMap(({ stages }) => stages).length, 'stage')} on ${count(jobs.length, 'machine')}, ${count(Math.max(0, ...jobs.map(({ level }) => level)), 'level')}`
}
