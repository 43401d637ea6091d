import type { Mode } from '../report/report.js'
import type { EventContext } from './settings.js'

/**
 * Whose code or request an event brings. `named`: a commit of a pull request, which a user with write access named.
 * `anyone`: every account of GitHub can send the event.
 */
export type Origin = 'own' | 'fork' | 'dependabot' | 'named' | 'anyone'

/** What a run may do for an event. An event or an origin that has no rule is rejected. */
export interface EventRule {
  events: readonly string[]
  origin: Origin
  /** Modes that the event may start. Those that commit also need a branch, or `dry-run`. */
  modes: readonly Mode[]
  /** Whether the run uses the credentials of the job: for MLflow, the remote and comments. */
  trusted: boolean
  /** True for code that is not trusted and whose run may read the remote with a credential, at a place of the base. */
  readsRemote?: true
}

/** Modes that judge a change. A plan, its jobs and their collection are for stale stages here (`plan-for: validate`). */
const JUDGING: readonly Mode[] = ['validate', 'lint', 'resolve', 'setup', 'doctor', 'plan', 'stage', 'collect']
const BUILDING: readonly Mode[] = ['rebuild', 'retrain', 'rollback']
/** The mode that shows the report of another run. It reads data and runs no code of a change. */
const SHOWING: readonly Mode[] = ['comment']
/** Events that only people and programs with write access to the repository cause, on its own code. */
const OF_WRITERS = [
  'push',
  'schedule',
  'workflow_dispatch',
  'repository_dispatch',
  'release',
  'create',
  'deployment',
  'deployment_status',
] as const

/** The table of docs/threat-model.md is made from it. */
export const EVENT_RULES: readonly EventRule[] = [
  {
    events: ['local'],
    origin: 'own',
    modes: [...JUDGING, ...BUILDING, 'diff', 'history', 'audit', 'gc', 'verify'],
    trusted: true,
  },
  {
    events: OF_WRITERS,
    origin: 'own',
    modes: [...JUDGING, ...BUILDING, 'history', 'audit', 'gc', 'verify'],
    trusted: true,
  },
  // GitHub gives such a run no secrets. After `@dependabot merge` it is the push to the default branch.
  { events: ['push'], origin: 'dependabot', modes: [...JUDGING, ...BUILDING], trusted: false },
  { events: ['pull_request', 'merge_group'], origin: 'own', modes: [...JUDGING, ...BUILDING], trusted: true },
  { events: ['pull_request', 'merge_group'], origin: 'dependabot', modes: JUDGING, trusted: false },
  { events: ['pull_request'], origin: 'fork', modes: JUDGING, trusted: false },
  // The workflow before it ran code of this repository.
  { events: ['workflow_run'], origin: 'own', modes: [...JUDGING, ...BUILDING, ...SHOWING], trusted: true },
  // That run had no credential. Its report is data of an unknown person.
  { events: ['workflow_run'], origin: 'fork', modes: SHOWING, trusted: false },
  { events: ['workflow_run'], origin: 'dependabot', modes: SHOWING, trusted: false },
  // `/dvc-ci validate SHA` starts it, and users with write access can.
  {
    events: ['workflow_dispatch'],
    origin: 'named',
    modes: ['validate', ...SHOWING],
    trusted: false,
    readsRemote: true,
  },
  // The command checks the rights of the comment's author, and runs no code of a change.
  { events: ['issue_comment'], origin: 'anyone', modes: ['command'], trusted: false },
]

const DEPENDABOT = 'dependabot[bot]'
const FROM_ANYONE = ['issue_comment']

/** Whose code or request an event brings. */
export function originOf({
  name,
  pullRequest,
  foreignRun,
  namedCommit,
  actor,
}: Pick<EventContext, 'name' | 'pullRequest' | 'foreignRun' | 'namedCommit' | 'actor'>): Origin {
  if (namedCommit === true) return 'named'
  if (pullRequest?.fork === true || foreignRun === true) return 'fork'
  if (FROM_ANYONE.includes(name)) return 'anyone'
  return actor === DEPENDABOT ? 'dependabot' : 'own'
}

/** True for a run that GitHub gives no secret. A named commit runs where a secret should be. */
export function hasNoSecrets({ trusted, namedCommit }: Pick<EventContext, 'trusted' | 'namedCommit'>): boolean {
  return !trusted && namedCommit !== true
}

/** The rule of an event; undefined where no mode may run for it. */
export function ruleOf(event: Parameters<typeof originOf>[0]): EventRule | undefined {
  const origin = originOf(event)
  return EVENT_RULES.find((rule) => rule.origin === origin && rule.events.includes(event.name))
}

/** The origins as the messages and the documentation name them. */
export const ORIGINS: Readonly<Record<Origin, string>> = {
  own: 'this repository',
  fork: 'a fork',
  dependabot: 'Dependabot',
  named: 'a named commit of a pull request',
  anyone: 'any account of GitHub',
}
