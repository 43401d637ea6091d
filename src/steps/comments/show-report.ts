import { OutsideError } from '../../errors/errors.js'
import type { GitHub } from '../../github/client.js'
import { annotationsOf } from '../../report/annotations.js'
import { renderComment } from '../../report/comment.js'
import { singleLine } from '../../report/escape.js'
import { foreignNote, foreignTitle, renderUnusable } from '../../report/foreign-comment.js'
import type { Report } from '../../report/report.js'
import { repositoryUrl } from '../../run/new-report.js'
import type { Run } from '../../run/run.js'
import type { ForeignRun } from './foreign-run.js'

/**
 * Shows the report of another run on its pull request: the comment and the check run of the settings.
 * @param found the report, or why there is none: a clause
 * @returns what was written, as clauses
 * @throws {OutsideError} GitHub rejects it
 */
export async function showReport(
  run: Run,
  github: GitHub,
  target: ForeignRun,
  found: Report | { fault: string },
): Promise<string[]> {
  const { settings } = run
  const written: string[] = []
  const mode = 'fault' in found ? 'validate' : found.mode
  const context = contextOf(run, target)
  const body = 'fault' in found ? renderUnusable(found.fault, context) : renderComment(found, context)
  try {
    if (settings.github.comment === 'auto') written.push(await writeComment(run, github, target, mode, body))
    if (settings.github.checkRun) written.push(await writeCheckRun(run, github, target, found, mode, body))
  } catch (error) {
    const { failureText } = await import('../../github/failure.js')
    throw new OutsideError(
      'report-not-shown',
      `the report could not be shown on pull request ${target.number}: ${failureText(error, `pull-requests: write${settings.github.checkRun ? ', checks: write' : ''}`)}.`,
      { cause: error },
    )
  }
  return written
}

/** The links of the comment: addresses of this repository alone, from what GitHub told. */
function contextOf(
  { settings }: Run,
  { kind, headSha, run, conclusion }: ForeignRun,
): Parameters<typeof renderComment>[1] {
  const { event, github } = settings
  const repository = repositoryUrl(event)
  return {
    project: github.project,
    sha: headSha,
    foreign: { kind, note: foreignNote(kind, conclusion) },
    ...(repository === undefined ? {} : { repositoryUrl: repository, runUrl: `${repository}/actions/runs/${run.id}` }),
  }
}

async function writeComment(
  { settings }: Run,
  github: GitHub,
  target: ForeignRun,
  mode: string,
  body: string,
): Promise<string> {
  const { ReportComment } = await import('../../github/comment.js')
  const { pullRequestThread } = await import('../../github/thread.js')
  const comment = new ReportComment(
    github,
    pullRequestThread(github, target.number),
    // A claim never takes the place of the result of a named commit.
    {
      mode: target.kind === 'fork' ? `${mode} of a fork` : mode,
      project: settings.github.project,
      workflow: settings.event.workflow ?? '',
    },
    { run: target.run.id, attempt: target.run.attempt, sha: target.headSha },
  )
  const { kind } = await comment.write(body)
  return kind === 'overtaken' ? 'the comment of a run for a newer commit stays' : `the comment was ${kind}`
}

async function writeCheckRun(
  { settings }: Run,
  github: GitHub,
  { kind, headSha, run: { id, attempt }, conclusion: ended }: ForeignRun,
  found: Report | { fault: string },
  mode: string,
  summary: string,
): Promise<string> {
  const { publishCheckRun } = await import('../../github/checks.js')
  const { project } = settings.github
  // A name of its own: nothing that a fork's run says may stand in for a check that a rule of the branch requires.
  const name = `dvc-ci ${mode}${kind === 'fork' ? ' of a fork' : ''}${project === '' ? '' : ` (${project})`}`
  const { conclusion, title } =
    'fault' in found
      ? {
          conclusion: kind === 'named' ? ('failure' as const) : ('unverified' as const),
          title: `No report: ${found.fault}`,
        }
      : {
          conclusion: kind === 'fork' && found.conclusion === 'success' ? ('unverified' as const) : found.conclusion,
          title: foreignTitle(kind, found, ended),
        }
  await publishCheckRun(github, {
    name,
    sha: headSha,
    conclusion,
    title: singleLine(title),
    summary,
    annotations:
      'fault' in found
        ? []
        : annotationsOf(found, project).map(({ message, title: of, ...each }) => ({
            ...each,
            message: singleLine(message),
            ...(of === undefined ? {} : { title: singleLine(of) }),
          })),
    id: `${name} ${id}.${attempt}`.slice(0, 255),
  })
  return 'the check run was created'
}
