import { describe, expect, test } from '@jest/globals'
import { DvcCiError } from '../../../src/errors/errors.js'
import type { Fragment } from '../../../src/pipeline/fragment.js'
import { runJobsAgain } from '../../../src/report/job-words.js'
import { type FailedJob, rejectFailedJobs } from '../../../src/steps/fan-out/failed-jobs.js'

/** A job that ended with this error. */
function failed(id: string, error: string | undefined, message = `reason of ${id}.`): FailedJob {
  const fragment: Fragment = {
    schema: 1,
    sha: 'c'.repeat(40),
    plan: 'd'.repeat(64),
    job: id,
    conclusion: 'failure',
    ...(error === undefined ? {} : { error }),
    message,
    seconds: 1,
    stages: [],
    files: [],
    log: '',
  }
  return { job: { id, level: 1, stages: [`stage-${id}`] }, failed: fragment }
}

/** The error of a build with these jobs. */
function rejection(jobs: FailedJob[]): [string, number, string] | undefined {
  try {
    rejectFailedJobs([{ job: { id: 'fine', level: 1, stages: ['fine'] } }, ...jobs], true)
    return undefined
  } catch (error) {
    if (!(error instanceof DvcCiError)) throw error
    return [error.id, error.exitCode, error.text]
  }
}

describe('jobs that failed', () => {
  test('a build without a failed job is not rejected', () => {
    expect(rejection([])).toBeUndefined()
  })

  test.each<[string, string[], string, number]>([
    ['a failed stage', ['stage-command-failed'], 'job-failed', 1],
    ['a stage that asks for too much', ['resources-insufficient'], 'job-set-up-failed', 2],
    ['a remote that does not answer', ['remote-unreachable'], 'job-interrupted', 3],
    ['a time limit', ['cancelled'], 'job-interrupted', 3],
    ['an error inside dvc-ci', ['internal'], 'job-interrupted', 3],
    ['a remote and a failed stage', ['remote-unreachable', 'stage-command-failed'], 'job-failed', 1],
    ['a remote and a wrong setting', ['remote-unreachable', 'setting-invalid'], 'job-set-up-failed', 2],
    ['an identifier that this version does not know', ['of-another-version'], 'job-failed', 1],
  ])('the exit code after %s is that of the job', (_, errors, id, code) => {
    const found = rejection(errors.map((error, index) => failed(`job${index}`, error)))
    expect(found?.slice(0, 2)).toEqual([id, code])
    for (const [index] of errors.entries()) expect(found?.[2]).toContain(`reason of job${index}.`)
  })

  test('a job that only names an earlier failed job is left out, and a cancelled job is no failed one', () => {
    expect(
      rejection([failed('1-a', 'cancelled', 'cancelled while DVC ran.'), failed('2-b', 'job-interrupted')]),
    ).toEqual([
      'job-interrupted',
      3,
      'the job 1-a was cancelled, by a user or by its time limit: cancelled while DVC ran. Fix the cause, then use "Re-run failed jobs": GitHub Actions keeps the results of the other jobs. Nothing was committed.',
    ])
  })

  test('a job that must run again is named with its stages, and with the command outside of workflows', () => {
    const job = { id: '1-prepare', stages: ['prepare', 'clean'] }
    expect(runJobsAgain([job], true)).toBe(
      'Run the job 1-prepare (prepare, clean) again: in GitHub Actions, "Re-run job" at it also runs the jobs that need it.',
    )
    expect(runJobsAgain([job], false)).toBe(
      'Run the job 1-prepare (prepare, clean) again, then the jobs that need it: `dvc-ci stage --job 1-prepare`, with the same plan and folder of fragments.',
    )
  })
})
