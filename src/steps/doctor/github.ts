import { messageOf, OutsideError } from '../../errors/errors.js'
import { askAbilities, listRunners, mayOpenPulls, PERMISSIONS, type Permission } from '../../github/abilities.js'
import type { GitHub } from '../../github/client.js'
import { failureOf, failureText } from '../../github/failure.js'
import { placementOf } from '../../pipeline/placement.js'
import type { Stage } from '../../pipeline/project.js'
import type { Run } from '../../run/run.js'
import { joined, named } from '../../text/words.js'
import { openFlowGitHub } from '../publish/connect-github.js'
import type { Finding } from './examine.js'

/** Rules of a branch that a plain push of the build commit breaks. */
const AGAINST_PUSH: Readonly<Record<string, string>> = {
  pull_request: 'changes only by pull requests',
  merge_queue: 'changes only by its merge queue',
  required_status_checks: 'commits only with passed checks',
  required_signatures: 'signed commits only',
  update: 'updates only by some accounts',
}
/** Labels of machines that GitHub hosts: every repository has them. */
const HOSTED = /^(?:ubuntu|windows|macos)-/

/** A client of the repository, or why there is none. */
export async function connectGitHub(run: Run, signal: AbortSignal): Promise<Finding & { facts?: GitHub }> {
  const { event, github } = run.settings
  if (event.repository === undefined || github.token === undefined)
    return {
      state: 'skipped',
      message:
        event.name === 'local'
          ? 'only a job of GitHub Actions has a repository and a token to ask about'
          : `${named([
              ...(event.repository === undefined ? ['GITHUB_REPOSITORY'] : []),
              ...(github.token === undefined ? ['token'] : []),
            ])} not set: they name the repository on GitHub`,
    }
  const facts = await openFlowGitHub({ ...run, signal }, 'doctor')
  return answered(async () => {
    const { data } = await facts.octokit.rest.repos.get(facts.repo)
    const branch = data.default_branch
    const rules = await facts.octokit.rest.repos
      .getBranchRules({ ...facts.repo, branch })
      .then(({ data: found }) => found.map(({ type }) => type))
      .catch(() => [])
    const broken = rules.flatMap((type) => AGAINST_PUSH[type] ?? [])
    if (broken.length > 0 && run.settings.rebuild.commit === 'push')
      return {
        facts,
        state: 'warning',
        message: `${branch} takes ${broken.join(', ')}, and commit is push`,
        remedy: 'Set `commit: pull-request`, `api` or `tag`, or let the account of the build bypass the rule.',
      }
    return { facts, message: `${event.repository} answers the token${rules.length > 0 ? `; ${branch} has rules` : ''}` }
  })
}

/** What the token may do, beside what the settings need. */
export async function examineToken({ settings }: Run, github: GitHub): Promise<Finding> {
  return answered(async () => {
    const may = await askAbilities(github)
    const of = (ability: string) => PERMISSIONS.filter((permission) => may[permission] === ability)
    const parts = [
      { text: 'may write', names: of('yes') },
      { text: 'may not write', names: of('no') },
      { text: 'GitHub does not say whether it may write', names: of('unknown') },
    ]
    const message = parts
      .filter(({ names }) => names.length > 0)
      .map(({ text, names }) => `${text} ${names.join(', ')}`)
      .join('; ')
    const { commit } = settings.rebuild
    const contents = [
      ...(commit === 'none' ? [] : ['the commit of an official build']),
      ...(settings.github.images === 'none' ? [] : ['the pictures of the comment']),
    ]
    const uses: Readonly<Record<Permission, string | undefined>> = {
      contents: contents.length === 0 ? undefined : joined(contents),
      'pull-requests':
        commit === 'pull-request'
          ? 'the pull request of a build'
          : settings.github.comment === 'none'
            ? undefined
            : 'the comment',
      checks: settings.github.checkRun ? 'the check run' : undefined,
      deployments: settings.deploy.environment === undefined ? undefined : 'the deployment',
    }
    const lacking = of('no').filter((permission) => uses[permission] !== undefined)
    if (lacking.length === 0) return { message }
    return {
      state: 'warning',
      message: `${message}; needed for ${lacking.map((permission) => uses[permission]).join(', ')}`,
      remedy: `Give the job \`permissions: { ${lacking.map((permission) => `${permission}: write`).join(', ')} }\`.${settings.github.images === 'none' ? ' A job that only validates needs no `contents: write`.' : ''}`,
    }
  })
}

/** Whether Actions may open pull requests in the repository. */
export async function examinePulls({ settings }: Run, github: GitHub): Promise<Finding> {
  return answered(async () => {
    const may = await mayOpenPulls(github)
    if (may === undefined)
      return { state: 'skipped', message: 'unknown: only a token of an administrator may read this setting' }
    if (may) return { message: 'Actions may open pull requests' }
    const isNeeded = settings.rebuild.commit === 'pull-request'
    return {
      ...(isNeeded ? { state: 'warning' as const } : {}),
      message: `Actions may not open pull requests${isNeeded ? ', and commit is pull-request' : ', and commit needs none'}`,
      ...(isNeeded
        ? {
            remedy:
              'In the settings of the repository, under Actions, General, allow GitHub Actions to create pull requests.',
          }
        : {}),
    }
  })
}

/** Whether the repository has a runner with the labels that stages ask for. */
export async function examineRunners(stages: readonly Stage[], github: GitHub): Promise<Finding> {
  const asked = labelsOf(stages)
  if (asked.length === 0) return { state: 'skipped', message: 'no stage asks for a runner of its own' }
  return answered(async () => {
    const runners = await listRunners(github)
    if (runners === undefined)
      return { state: 'skipped', message: 'unknown: only a token of an administrator may list the runners' }
    const lacking = asked.flatMap(({ stage, labels }) => {
      const fitting = runners.filter((runner) => labels.every((label) => hasLabel(runner.labels, label)))
      if (fitting.some(({ online }) => online)) return []
      const state = fitting.length === 0 ? 'none has' : `${named(fitting.map(({ name }) => name))} is offline with`
      return [`${state} ${labels.join(', ')} (stage ${stage})`]
    })
    if (lacking.length === 0) return { message: `runners are online for ${named(asked.map(({ stage }) => stage))}` }
    return {
      state: 'warning',
      message: `of the ${runners.length} runners of this repository ${lacking.join('; ')}`,
      remedy:
        'Start such a runner, or change `runs-on` in `meta` of the stage. Runners of the organisation are not listed here.',
    }
  })
}

/** Labels are compared without case (GitHub's documentation, "Using labels with self-hosted runners"). */
function hasLabel(labels: readonly string[], label: string): boolean {
  return labels.some((each) => each.toLowerCase() === label.toLowerCase())
}

/** The labels of stages that no machine of GitHub's has, each set once with its first stage. */
export function labelsOf(stages: readonly Stage[]): { stage: string; labels: string[] }[] {
  const found = new Map<string, { stage: string; labels: string[] }>()
  for (const stage of stages) {
    const placement = placementOf(stage, { runsOn: [] })
    if (placement === undefined || 'reason' in placement) continue
    const labels = [placement.runsOn].flat()
    if (labels.length === 0 || labels.some((label) => HOSTED.test(label))) continue
    const key = [...labels].sort().join('\n')
    if (!found.has(key)) found.set(key, { stage: stage.name, labels })
  }
  return [...found.values()]
}

/** A failed request as an error of its row. */
async function answered<T>(ask: () => Promise<Finding & { facts?: T }>): Promise<Finding & { facts?: T }> {
  try {
    return await ask()
  } catch (error) {
    const { status } = failureOf(error)
    const message = `GitHub does not answer the token: ${failureText(error) || messageOf(error)}`
    throw new OutsideError(
      status === 401 || status === 403 || status === 404 ? 'github-access-denied' : 'github-unreachable',
      `${message}.`,
      {
        key: 'token',
        remedy:
          status === 401 || status === 404 ? 'Set the input `token` to a token of this repository.' : 'Run it again.',
        cause: error,
      },
    )
  }
}
