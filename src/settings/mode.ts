import { SetupError } from '../errors/errors.js'
import type { Mode } from '../report/report.js'
import { nearest } from '../text/nearest.js'
import type { EventContext, Settings } from './settings.js'

export const MODES = [
  { mode: 'validate', summary: 'Check a change: pull, reproduce, checks, evaluate, compare, gate. Changes nothing.' },
  { mode: 'rebuild', summary: 'Build the official model from source data, push it, verify the remote, commit.' },
  { mode: 'retrain', summary: 'As rebuild, on demand: chosen stages by force, new source data, other parameters.' },
  {
    mode: 'plan',
    summary: 'Decide how a build, or what a change made stale, is spread over the machines of a workflow.',
  },
  { mode: 'stage', summary: 'Run one job of a plan: get what its stages need, run them, push what they make.' },
  {
    mode: 'collect',
    summary: 'Go on with what the jobs of a plan have made, as the planned mode does after its stages.',
  },
  {
    mode: 'rollback',
    summary: 'Bring back an earlier version, all of it or single targets, once the remote is proven to have it.',
  },
  { mode: 'command', summary: 'Do what a comment on a pull request asks for: `/dvc-ci accept …`, `/dvc-ci repro`.' },
  {
    mode: 'lint',
    summary: 'Check what is tracked where: data, credentials, dvc.lock. Changes nothing, asks no remote.',
  },
  {
    mode: 'resolve',
    summary: 'Settle a conflict in dvc.lock by stage, and explain one in a .dvc file. Only on the command line.',
  },
] as const satisfies readonly { mode: Mode; summary: string }[]

/** What `auto` does, event by event (the table in docs/configuration.md is made from it). */
export const AUTO_MODES = [
  { event: 'pull_request', does: '`validate`' },
  { event: 'merge_group', does: '`validate`' },
  { event: 'push to the default branch', does: '`rebuild`' },
  {
    event: 'push of another branch or of a tag',
    does: 'error: set `mode`, or limit the workflow to the default branch',
  },
  { event: 'schedule, workflow_dispatch, repository_dispatch', does: '`retrain`' },
  { event: 'issue_comment', does: '`command`' },
  { event: 'pull_request_target', does: 'always an error: it would run code of strangers with your credentials' },
  { event: 'any other', does: 'error: set `mode`' },
] as const

/** Modes of the plan that are not built yet: whoever asks for one gets told so, not that it is misspelt. */
const LATER_MODES = ['comment', 'setup', 'init', 'doctor', 'explain']
const ALLOWED = `Modes: ${MODES.map(({ mode }) => mode).join(', ')}.`
const RETRAIN_EVENTS = ['schedule', 'workflow_dispatch', 'repository_dispatch']

/** What to say to a mode that does not exist: its nearest, or that it comes later. */
export function unknownModeRemedy(mode: string): string {
  if (LATER_MODES.includes(mode)) return `${mode} comes with a later version of dvc-ci. ${ALLOWED}`
  const meant = nearest(mode, ['auto', ...MODES.map((known) => known.mode)])
  return `${meant === undefined ? '' : `Did you mean ${meant}? `}${ALLOWED}`
}

function refuse(event: EventContext, why: string, remedy: string): never {
  const what =
    event.name === 'local'
      ? 'no event of GitHub'
      : `the event ${event.name}${event.ref === '' ? '' : ` (${event.ref})`}`
  throw new SetupError('mode-not-possible', `mode: ${what} ${why}.`, { key: 'mode', value: event.name, remedy })
}

/**
 * The mode of a run: what was asked for, else what the event means.
 * @param planFor what a plan is of; what `collect` ends is known by the plan alone, so its place is judged there
 * @throws {SetupError} pull_request_target, an event that `auto` knows nothing for, or a rebuild where there is no branch to commit to
 */
export function chooseMode(
  asked: 'auto' | Mode,
  event: EventContext,
  dryRun: boolean,
  planFor: Settings['fanOut']['planFor'] = 'rebuild',
): Mode {
  if (event.name === 'pull_request_target') {
    refuse(
      event,
      'would run the code of strangers with the credentials of this repository',
      'Use the event pull_request, which has none.',
    )
  }
  if (
    asked === 'rebuild' ||
    asked === 'retrain' ||
    asked === 'rollback' ||
    (asked === 'plan' && planFor !== 'validate')
  )
    return allowCommit(asked, event, dryRun)
  if (asked === 'command' && event.name !== 'issue_comment')
    refuse(event, 'is no comment', 'Start the workflow on issue_comment (types: [created]), or choose another mode.')
  if (asked !== 'auto') return asked
  switch (event.name) {
    case 'pull_request':
    case 'merge_group':
      return 'validate'
    case 'push':
      return modeOfPush(event)
    case 'issue_comment':
      return 'command'
    case 'local':
      return refuse(
        event,
        'says what to do',
        `Name the mode: dvc-ci ${MODES.map(({ mode }) => mode).join(', dvc-ci ')}.`,
      )
    default:
      if (RETRAIN_EVENTS.includes(event.name)) return allowCommit('retrain', event, dryRun)
      return refuse(event, 'says nothing about what to do', `Set mode: validate or mode: rebuild. ${ALLOWED}`)
  }
}

/** A merge queue also pushes its temporary branch, so only the very ref of the default branch counts. */
function modeOfPush(event: EventContext): Mode {
  if (event.defaultBranch === undefined) {
    refuse(
      event,
      'has a payload without repository.default_branch, so the default branch is unknown',
      'Set mode: validate or mode: rebuild.',
    )
  }
  if (event.ref === `refs/heads/${event.defaultBranch}`) return 'rebuild'
  return refuse(
    event,
    `is not a push to the default branch '${event.defaultBranch}'`,
    `Set mode: validate, or start the workflow only for pushes to ${event.defaultBranch} (on: push: branches).`,
  )
}

/** A rebuild ends in a commit on a branch: a pull request's merge commit, a merge queue's temporary branch and a tag are none. */
export function allowCommit(
  mode: 'rebuild' | 'retrain' | 'rollback' | 'plan' | 'collect',
  event: EventContext,
  dryRun: boolean,
): Mode {
  const temporary = event.name === 'merge_group' || event.ref.startsWith('refs/heads/gh-readonly-queue/')
  if (dryRun || (!temporary && (event.ref === '' || event.ref.startsWith('refs/heads/')))) return mode
  return refuse(
    event,
    `has no branch that a ${mode} could commit to`,
    `Run ${mode} on a branch, or set dry-run: true${mode === 'rebuild' ? ', or mode: validate' : mode === 'plan' ? ', or plan-for: validate' : ''}.`,
  )
}
