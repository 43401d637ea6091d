import { SetupError } from '../errors/errors.js'
import type { Mode } from '../report/report.js'
import { didYouMean, nearest } from '../text/nearest.js'
import { TOOLS } from './commands.js'
import { EVENT_RULES, ORIGINS, originOf, ruleOf } from './event-rules.js'
import type { EventContext, Settings } from './settings.js'

export const MODES = [
  {
    mode: 'validate',
    summary: 'Check a change: pull, reproduce, checks, evaluate, compare, gate. Changes nothing.',
    example: 'dvc-ci validate --pull needed',
  },
  {
    mode: 'rebuild',
    summary: 'Build the official model from source data, push it, verify the remote, commit.',
    example: 'dvc-ci rebuild --dry-run',
  },
  {
    mode: 'retrain',
    summary: 'Rebuild on demand: forced stages, new source data, other parameters.',
    example: "dvc-ci retrain --params train.C=0.5 --reason 'less regularisation'",
  },
  {
    mode: 'plan',
    summary: 'Plan the jobs of a build, or of the stale stages of a change, for several machines.',
    example: 'dvc-ci plan --report plan.json',
  },
  {
    mode: 'stage',
    summary: 'Run one job of a plan: download the inputs of its stages, run them, push their outputs.',
    example: 'dvc-ci stage --plan "$PLAN" --job train --fragments fragments',
  },
  {
    mode: 'collect',
    summary: 'Collect the outputs of the jobs of a plan, then continue as the planned mode does.',
    example: 'dvc-ci collect --plan "$PLAN" --fragments fragments',
  },
  {
    mode: 'rollback',
    summary: 'Restore an earlier version, or targets of it, after verifying that the remote has it.',
    example: "dvc-ci rollback --to v1.2 --reason 'drift in production'",
  },
  {
    mode: 'command',
    summary: 'Run the command in a comment on a pull request: `/dvc-ci accept`, `repro` or `validate`.',
    example: 'dvc-ci command',
  },
  {
    mode: 'comment',
    summary: 'Show the report of a run without credentials on its pull request. Reads it as data.',
    example: 'dvc-ci comment',
  },
  {
    mode: 'lint',
    summary: 'Check what Git and DVC track: data, credentials, dvc.lock. Needs no remote.',
    example: 'dvc-ci lint --lint-off large-file',
  },
  {
    mode: 'diff',
    summary: 'Show how data changed between two revisions: files, rows, columns. Command line only.',
    example: 'dvc-ci diff main',
  },
  {
    mode: 'history',
    summary: 'Show all official builds as a table or one page, from Git alone. Command line only.',
    example: 'dvc-ci history --page history.html',
  },
  {
    mode: 'verify',
    summary: 'Verify who signed a revision, file or model version, and its bytes. Command line only.',
    example: 'dvc-ci verify v1.2',
  },
  {
    mode: 'resolve',
    summary: 'Resolve a conflict in dvc.lock by stage, explain one in a .dvc file. Command line only.',
    example: 'dvc-ci resolve dvc.lock',
  },
  {
    mode: 'audit',
    summary: 'Run stages twice from the same inputs, and show which outputs differ and where.',
    example: 'dvc-ci audit train --vary folder,locale',
  },
  {
    mode: 'gc',
    summary: 'Show what the remote holds that no commit needs, and remove it on request.',
    example: 'dvc-ci gc --keep-builds 20',
  },
  {
    mode: 'setup',
    summary: 'Find or install DVC for the later steps of a job, with the packages of the remotes.',
    example: 'dvc-ci setup --dvc-version 3.67.1',
  },
  {
    mode: 'doctor',
    summary: 'Examine what a run needs, from Git to the remote and GitHub, each in one line.',
    example: 'dvc-ci doctor --remote storage',
  },
] as const satisfies readonly { mode: Mode; summary: string; example: string }[]

/** What `auto` does for each event. The table in docs/configuration.md is made from it. */
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
  { event: 'workflow_run', does: '`comment`' },
  { event: 'workflow_dispatch with the inputs `pull-request` and `sha`', does: '`validate`' },
  { event: 'pull_request_target', does: 'always an error: it would run untrusted code with your credentials' },
  { event: 'any other', does: 'error: set `mode`' },
] as const

const ALLOWED = `Modes: ${MODES.map(({ mode }) => mode).join(', ')}.`
/** The commands that are no modes, for a mistyped word. */
const COMMANDS = `Other commands: ${TOOLS.map(({ name }) => name).join(', ')}.`
const RETRAIN_EVENTS = ['schedule', 'workflow_dispatch', 'repository_dispatch']

/** Whether a word is a command that is no mode. */
export function isTool(word: string): boolean {
  return TOOLS.some(({ name }) => name === word)
}

/** The remedy for an unknown mode: the nearest mode or command. */
export function unknownModeRemedy(mode: string): string {
  const tools = TOOLS.map(({ name }) => name)
  if (isTool(mode)) return `Write ${mode} first, then its options: \`dvc-ci ${mode}\`.`
  const meant = nearest(mode, ['auto', ...tools, ...MODES.map((known) => known.mode)])
  return `${didYouMean(meant)}${ALLOWED} ${COMMANDS}`
}

function refuse(event: EventContext, why: string, remedy: string): never {
  const what =
    event.name === 'local'
      ? 'a run without a GitHub event'
      : `the event ${event.name}${event.ref === '' ? '' : ` (${event.ref})`}`
  throw new SetupError('mode-not-possible', `mode: ${what} ${why}.`, { key: 'mode', value: event.name, remedy })
}

/**
 * The mode of a run: the mode that was asked for, else the mode of the event.
 * @param planFor the kind of plan. `collect` reads its kind from the plan, so its place is checked there.
 * @throws {SetupError} pull_request_target, an event that may not start the mode, an event without a mode for `auto`, or
 * a rebuild without a branch to commit to
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
      'would run untrusted code with the credentials of this repository',
      'Use the event pull_request, which has no credentials.',
    )
  }
  const mode = modeFor(asked, event, dryRun, planFor)
  const rule = ruleOf(event)
  if (rule === undefined || !rule.modes.includes(mode)) {
    const allowed = EVENT_RULES.filter(({ modes }) => modes.includes(mode)).flatMap(({ events }) => events)
    refuse(
      event,
      rule === undefined
        ? `starts no mode with code or a request of ${ORIGINS[originOf(event)]}`
        : `of ${ORIGINS[rule.origin]} does not start ${mode}`,
      `Start ${mode} on one of ${[...new Set(allowed)].filter((name) => name !== 'local').join(', ')}.`,
    )
  }
  return mode
}

function modeFor(
  asked: 'auto' | Mode,
  event: EventContext,
  dryRun: boolean,
  planFor: Settings['fanOut']['planFor'],
): Mode {
  if (
    asked === 'rebuild' ||
    asked === 'retrain' ||
    asked === 'rollback' ||
    (asked === 'plan' && planFor !== 'validate')
  )
    return allowCommit(asked, event, dryRun)
  if (asked === 'command' && event.name !== 'issue_comment')
    refuse(event, 'is not a comment', 'Start the workflow on issue_comment (types: [created]), or choose another mode.')
  if (asked !== 'auto') return asked
  if (event.namedCommit === true) return 'validate'
  switch (event.name) {
    case 'pull_request':
    case 'merge_group':
      return 'validate'
    case 'push':
      return modeOfPush(event)
    case 'issue_comment':
      return 'command'
    case 'workflow_run':
      return 'comment'
    case 'local':
      return refuse(event, 'has no mode', `Name the mode: dvc-ci ${MODES.map(({ mode }) => mode).join(', dvc-ci ')}.`)
    default:
      if (RETRAIN_EVENTS.includes(event.name)) return allowCommit('retrain', event, dryRun)
      return refuse(event, 'has no mode', `Set mode: validate or mode: rebuild. ${ALLOWED}`)
  }
}

/** A merge queue also pushes a temporary branch, so only the exact ref of the default branch counts. */
function modeOfPush(event: EventContext): Mode {
  if (event.defaultBranch === undefined) {
    refuse(
      event,
      'has no repository.default_branch in its payload, so the default branch is unknown',
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

/**
 * A rebuild ends in a commit on a branch. A pull request's merge commit, a merge queue's temporary branch and a tag are
 * not branches.
 */
export function allowCommit(
  mode: 'rebuild' | 'retrain' | 'rollback' | 'plan' | 'collect',
  event: EventContext,
  dryRun: boolean,
): Mode {
  const temporary = event.name === 'merge_group' || event.ref.startsWith('refs/heads/gh-readonly-queue/')
  if (dryRun || (!temporary && (event.ref === '' || event.ref.startsWith('refs/heads/')))) return mode
  return refuse(
    event,
    `has no branch for the commit of a ${mode}`,
    `Run ${mode} on a branch, or set dry-run: true${mode === 'rebuild' ? ', or mode: validate' : mode === 'plan' ? ', or plan-for: validate' : ''}.`,
  )
}
