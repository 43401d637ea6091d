import { describe, expect, test } from '@jest/globals'
import type { Mode } from '../../src/report/report.js'
import { EVENT_RULES, originOf, ruleOf } from '../../src/settings/event-rules.js'
import { chooseMode, MODES } from '../../src/settings/mode.js'
import type { EventContext } from '../../src/settings/settings.js'

/** Every event that can start a workflow (docs.github.com, "Events that trigger workflows"). */
const EVENTS = [
  'branch_protection_rule',
  'check_run',
  'check_suite',
  'create',
  'delete',
  'deployment',
  'deployment_status',
  'discussion',
  'discussion_comment',
  'fork',
  'gollum',
  'image_version',
  'issue_comment',
  'issues',
  'label',
  'merge_group',
  'milestone',
  'page_build',
  'public',
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
  'pull_request_target',
  'push',
  'registry_package',
  'release',
  'repository_dispatch',
  'schedule',
  'status',
  'watch',
  'workflow_dispatch',
  'workflow_run',
]

const pull = (fork: boolean) => ({
  number: 1,
  headSha: 'a',
  headRef: 'b',
  baseSha: 'c',
  baseRef: 'main',
  fork,
  title: '',
  body: '',
})

/** The forms in which an event can come, each with whose code or request it brings. */
const FORMS: [string, Partial<EventContext>][] = [
  ['of a person', {}],
  ['of Dependabot', { actor: 'dependabot[bot]' }],
  ['with a pull request of this repository', { pullRequest: pull(false) }],
  ['with a pull request of a fork', { pullRequest: pull(true) }],
  ['with a pull request of a fork, started by Dependabot', { pullRequest: pull(true), actor: 'dependabot[bot]' }],
  ['after a run of a fork', { foreignRun: true }],
  ['with a named commit of a pull request', { pullRequest: pull(true), namedCommit: true }],
]

const context = (name: string, form: Partial<EventContext>): EventContext => ({
  name,
  ref: 'refs/heads/main',
  defaultBranch: 'main',
  trusted: false,
  ...form,
})

function starts(mode: Mode, event: EventContext): boolean {
  try {
    return chooseMode(mode, event, true) === mode
  } catch (error) {
    expect(error).toMatchObject({ id: 'mode-not-possible' })
    return false
  }
}

/** What the table means, written out: event, form and modes that run code with the credentials of the job. */
const TRUSTED = new Set(
  EVENTS.filter((name) =>
    /^(create|deployment|deployment_status|merge_group|pull_request|push|release|repository_dispatch|schedule|workflow_dispatch|workflow_run)$/.test(
      name,
    ),
  ),
)

describe('the table of events', () => {
  test.each(EVENTS)('%s starts only the modes of its row, and is trusted only by its row', (name) => {
    for (const [, form] of FORMS) {
      const event = context(name, form)
      const rule = ruleOf(event)
      for (const { mode } of MODES) {
        const wanted = rule !== undefined && name !== 'pull_request_target' && rule.modes.includes(mode)
        expect([mode, starts(mode, event)]).toEqual([mode, wanted])
      }
      const origin = originOf(event)
      if (origin !== 'own') expect(rule?.trusted ?? false).toBe(false)
      else expect(rule?.trusted ?? false).toBe(TRUSTED.has(name))
    }
  })

  test('code of a fork starts no mode that can publish for any event', () => {
    for (const name of EVENTS)
      for (const mode of ['rebuild', 'retrain', 'rollback'] as const)
        expect(starts(mode, context(name, { pullRequest: pull(true) }))).toBe(false)
  })

  test('an event that any account can send starts only the command', () => {
    for (const name of ['issues', 'issue_comment', 'discussion', 'watch', 'fork', 'pull_request_review', 'gollum'])
      expect(MODES.filter(({ mode }) => starts(mode, context(name, {}))).map(({ mode }) => mode)).toEqual(
        name === 'issue_comment' ? ['command'] : [],
      )
  })

  test('the rejection names the event, the mode and the events that may start it', () => {
    expect(() => chooseMode('validate', context('issue_comment', {}), false)).toThrow(
      'mode: the event issue_comment (refs/heads/main) of any account of GitHub does not start validate.',
    )
    expect(() => chooseMode('validate', context('workflow_run', { foreignRun: true }), false)).toThrow(
      'mode: the event workflow_run (refs/heads/main) of a fork does not start validate.',
    )
  })

  test('no two rules are about the same event and origin', () => {
    const keys = EVENT_RULES.flatMap(({ events, origin }) => events.map((name) => `${name} ${origin}`))
    expect(new Set(keys).size).toBe(keys.length)
  })
})
