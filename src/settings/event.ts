import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import { SetupError } from '../errors/errors.js'
import { ruleOf } from './event-rules.js'
import type { EventContext } from './settings.js'

const sha = z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/)
const repository = z.object({ full_name: z.string().min(1) })
const label = z.object({ name: z.string() })
const side = z.object({ sha, ref: z.string().min(1), repo: repository.nullish() })

/** The parts of GitHub's event payloads that dvc-ci reads (docs.github.com, "Webhook events and payloads"). */
const payloadSchema = z.object({
  action: z.string().nullish(),
  repository: z
    .object({
      full_name: z.string().min(1).optional(),
      default_branch: z.string().min(1).optional(),
      private: z.boolean().optional(),
    })
    .optional(),
  before: sha.nullish(),
  pull_request: z
    .object({
      number: z.int().positive(),
      head: side,
      base: side,
      title: z.string().nullish(),
      body: z.string().nullish(),
      updated_at: z.string().nullish(),
      labels: z.array(label).nullish(),
    })
    .optional(),
  label: label.nullish(),
  issue: z.object({ number: z.int().positive(), pull_request: z.looseObject({}).nullish() }).optional(),
  comment: z
    .object({
      id: z.int().positive(),
      body: z.string().nullish(),
      user: z.object({ login: z.string().min(1), type: z.string().nullish() }).nullish(),
    })
    .optional(),
  merge_group: z.object({ base_sha: sha }).optional(),
  client_payload: z.record(z.string(), z.unknown()).nullish(),
  inputs: z.record(z.string(), z.unknown()).nullish(),
  workflow_run: z
    .object({
      id: z.int().positive().nullish(),
      run_attempt: z.int().positive().nullish(),
      event: z.string().nullish(),
      conclusion: z.string().nullish(),
      head_sha: sha.nullish(),
      head_branch: z.string().min(1).nullish(),
      head_repository: repository.nullish(),
      actor: z.object({ login: z.string().min(1) }).nullish(),
    })
    .optional(),
})
type Payload = z.output<typeof payloadSchema>

/** The event of a local run. HEAD counts, which the git room reads. */
export const LOCAL_EVENT: Readonly<EventContext> = { name: 'local', ref: '', trusted: true }

/**
 * Reads the event of the run from the variables and the payload file of GitHub Actions.
 * @throws {SetupError} no event, an unreadable payload, a pull request whose head repository was deleted
 */
export async function loadEvent(env: NodeJS.ProcessEnv): Promise<EventContext> {
  const name = env.GITHUB_EVENT_NAME
  if (!name)
    throw new SetupError('event-missing', 'GITHUB_EVENT_NAME is not set.', {
      key: 'GITHUB_EVENT_NAME',
      value: '',
      remedy:
        'Run the action in a workflow of GitHub Actions. On a local machine use the command line: dvc-ci validate.',
    })
  return eventContext(name, env, await loadPayload(name, env.GITHUB_EVENT_PATH))
}

async function loadPayload(name: string, path: string | undefined): Promise<Payload> {
  if (!path)
    throw new SetupError('event-missing', `the event ${name} has no payload: GITHUB_EVENT_PATH is not set.`, {
      key: 'GITHUB_EVENT_PATH',
      value: '',
      remedy: 'Run the action in a workflow of GitHub Actions.',
    })
  let content: unknown
  try {
    content = JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    throw new SetupError('event-invalid', `the payload of the event ${name} cannot be read: ${path}.`, {
      key: 'GITHUB_EVENT_PATH',
      value: path,
      remedy: 'Give a JSON file.',
      cause,
    })
  }
  const parsed = payloadSchema.safeParse(content)
  if (!parsed.success) {
    const key = parsed.error.issues[0]?.path.join('.') ?? ''
    throw new SetupError(
      'event-invalid',
      `the payload of the event ${name} does not have GitHub's format: '${key}' is ${parsed.error.issues[0]?.message ?? 'wrong'}.`,
      { key, value: name, remedy: `Give a complete payload in ${path}.`, cause: parsed.error },
    )
  }
  return parsed.data
}

/** The event of a run, from a validated payload. */
function eventContext(name: string, env: NodeJS.ProcessEnv, payload: Payload): EventContext {
  const repository = payload.repository?.full_name ?? (env.GITHUB_REPOSITORY || undefined)
  const named = name === 'workflow_dispatch' ? namedCommitOf(payload, env) : undefined
  const pullRequest = named ?? pullRequestOf(name, payload, repository)
  const comment = name === 'issue_comment' ? commentOf(payload) : undefined
  const foreignRun =
    payload.workflow_run !== undefined && payload.workflow_run.head_repository?.full_name !== repository
  // A push that creates a branch has no previous tip: GitHub sends zeros.
  const before = name === 'push' && payload.before && !/^0+$/.test(payload.before) ? payload.before : undefined
  // owner/name/.github/workflows/ci.yml@refs/heads/main
  const workflow =
    /^[^/]+\/[^/]+\/(.+?)@/.exec(env.GITHUB_WORKFLOW_REF ?? '')?.[1] ?? (env.GITHUB_WORKFLOW || undefined)
  const request =
    name === 'repository_dispatch' ? payload.client_payload : name === 'workflow_dispatch' ? payload.inputs : undefined
  if (name === 'merge_group' && payload.merge_group === undefined) missing(name, 'merge_group')
  const workflowRun = name === 'workflow_run' ? workflowRunOf(payload) : undefined
  // GitHub's own name of the actor; a person who starts the run again is another one.
  const actor = payload.workflow_run?.actor?.login ?? env.GITHUB_ACTOR
  const origin = {
    name,
    ...(named === undefined ? {} : { namedCommit: true as const }),
    ...(pullRequest === undefined ? {} : { pullRequest }),
    ...(foreignRun ? { foreignRun: true as const } : {}),
    ...(actor ? { actor } : {}),
  }
  return {
    ...origin,
    ref: env.GITHUB_REF ?? '',
    trusted: ruleOf(origin)?.trusted === true,
    ...(env.GITHUB_SHA ? { sha: env.GITHUB_SHA } : {}),
    ...(repository === undefined ? {} : { repository }),
    ...(payload.repository?.default_branch === undefined ? {} : { defaultBranch: payload.repository.default_branch }),
    ...(payload.repository?.private === true ? { privateRepository: true } : {}),
    ...(payload.repository?.private === false ? { publicRepository: true } : {}),
    ...(before === undefined ? {} : { before }),
    ...(comment === undefined ? {} : { comment }),
    ...(workflowRun === undefined ? {} : { workflowRun }),
    ...(request && named === undefined ? { request } : {}),
    ...(payload.merge_group === undefined ? {} : { mergeGroupBaseSha: payload.merge_group.base_sha }),
    ...(/^\d+$/.test(env.GITHUB_RUN_ID ?? '')
      ? { run: { id: Number(env.GITHUB_RUN_ID), attempt: Number(env.GITHUB_RUN_ATTEMPT) || 1 } }
      : {}),
    ...(workflow === undefined ? {} : { workflow }),
    ...runAddress(env, repository),
  }
}

/** The address of the workflow run, where the runner names its parts. @param repository `owner/name` */
export function runAddress(
  { GITHUB_SERVER_URL: server, GITHUB_RUN_ID: id }: NodeJS.ProcessEnv,
  repository: string | undefined,
): { runUrl?: string } {
  return server && repository && id ? { runUrl: `${server}/${repository}/actions/runs/${id}` } : {}
}

function missing(name: string, key: string): never {
  throw new SetupError('event-invalid', `the payload of the event ${name} has no '${key}'.`, {
    key,
    value: 'missing',
    remedy: 'Give a complete payload (with act: -e event.json).',
  })
}

/**
 * The pull request of an event.
 * @throws {SetupError} no head repository: the fork was deleted, so the owner of the code is unknown
 */
function pullRequestOf(name: string, payload: Payload, repository: string | undefined): EventContext['pullRequest'] {
  const { pull_request: pull } = payload
  if (pull === undefined)
    return name === 'pull_request' || name === 'pull_request_target' ? missing(name, 'pull_request') : undefined
  const head = pull.head.repo?.full_name
  if (head === undefined) {
    throw new SetupError(
      'fork-deleted',
      `pull request ${pull.number} has no head repository (pull_request.head.repo is null): its fork was deleted.`,
      {
        key: 'pull_request.head.repo',
        value: 'null',
        remedy: 'Open the pull request again from a branch that exists.',
      },
    )
  }
  const base = pull.base.repo?.full_name ?? repository ?? missing(name, 'pull_request.base.repo')
  return {
    number: pull.number,
    headSha: pull.head.sha,
    headRef: pull.head.ref,
    baseSha: pull.base.sha,
    baseRef: pull.base.ref,
    fork: head.toLowerCase() !== base.toLowerCase(),
    title: pull.title ?? '',
    body: pull.body ?? '',
    ...(pull.labels?.length ? { labels: pull.labels.map((each) => each.name) } : {}),
    ...(payload.action ? { action: payload.action } : {}),
    ...(payload.action === 'labeled' && payload.label ? { label: payload.label.name } : {}),
    ...(pull.updated_at ? { updatedAt: pull.updated_at } : {}),
  }
}

/**
 * The commit of a pull request that a workflow_dispatch names. The dispatch is on the base branch of the pull request.
 * @returns undefined without the inputs `pull-request` and `sha`
 * @throws {SetupError} one of them has another form, or the dispatch is on no branch
 */
function namedCommitOf({ inputs }: Payload, env: NodeJS.ProcessEnv): EventContext['pullRequest'] {
  if (!inputs || !Object.hasOwn(inputs, 'pull-request') || !Object.hasOwn(inputs, 'sha')) return undefined
  const [number, commit] = [inputs['pull-request'], inputs['sha']].map((value) => String(value).trim()) as [
    string,
    string,
  ]
  const wrong = (key: string, value: string, form: string) =>
    new SetupError(
      'event-invalid',
      `the input '${key}' of the event workflow_dispatch is not ${form}: '${value.slice(0, 80)}'.`,
      {
        key: `inputs.${key}`,
        value: value.slice(0, 80),
        remedy: 'Comment `/dvc-ci validate SHA` on the pull request, or start the workflow with both inputs.',
      },
    )
  if (!/^[1-9]\d{0,9}$/.test(number)) throw wrong('pull-request', number, 'the number of a pull request')
  if (!sha.safeParse(commit).success) throw wrong('sha', commit, 'the whole hash of a commit, in lower case')
  const baseRef = /^refs\/heads\/(.+)$/.exec(env.GITHUB_REF ?? '')?.[1]
  if (baseRef === undefined || !sha.safeParse(env.GITHUB_SHA).success)
    throw new SetupError('event-invalid', 'the workflow_dispatch is on no branch.', {
      key: 'GITHUB_REF',
      value: env.GITHUB_REF ?? '',
      remedy: 'Start the workflow on the base branch of the pull request.',
    })
  return {
    number: Number(number),
    headSha: commit,
    headRef: `pull/${number}/head`,
    baseSha: env.GITHUB_SHA ?? '',
    baseRef,
    fork: true,
    title: '',
    body: '',
  }
}

/** The run before a workflow_run; undefined for a payload that lacks a part. */
function workflowRunOf({ workflow_run: run }: Payload): EventContext['workflowRun'] {
  const { id, head_sha: headSha, head_branch: headBranch, head_repository: head } = run ?? {}
  if (!run || !id || !headSha || !headBranch || !head) return undefined
  return {
    id,
    attempt: run.run_attempt ?? 1,
    headSha,
    headBranch,
    headRepository: head.full_name,
    event: run.event ?? '',
    conclusion: run.conclusion ?? '',
  }
}

/** A new comment in a conversation. An edited or deleted comment is not a command. */
function commentOf({ action, issue, comment }: Payload): EventContext['comment'] {
  if (action !== 'created' || issue === undefined || comment?.user === undefined || comment.user === null)
    return undefined
  return {
    id: comment.id,
    body: comment.body ?? '',
    author: comment.user.login,
    byBot: comment.user.type === 'Bot',
    ...(issue.pull_request ? { pullRequest: issue.number } : {}),
  }
}
