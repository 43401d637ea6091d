import type { Credentials, MoreWorkflow } from '../settings/init-options.js'
import { RELEASE } from './actions.js'
import type { RemoteFacts, RepositoryFacts } from './facts.js'

/** The decisions that `init` writes down. A later `init` starts from them. */
export interface Answers {
  /** The default branch. */
  branch: string
  credentials: Credentials
  /** Labels of the runner that builds the model. */
  runsOn: readonly string[]
  workflows: readonly MoreWorkflow[]
  /** Owners of the data for CODEOWNERS, such as `@team/data`; empty for none. */
  owners: string
  mlflow: boolean
  /** The tag or the commit of dvc-ci that workflows use. */
  release: string
}

const HOSTED = 'ubuntu-latest'
const CLOUDS = ['s3', 'gs', 'azure']

/** True where the remote's cloud accepts the identity of a workflow in place of a stored key. */
export function acceptsIdentity(remote: RemoteFacts): boolean {
  return CLOUDS.includes(remote.kind) && remote.options['endpointurl'] === undefined
}

/** True where the server of the remote asks for a user. A plain HTTP address may be public. */
export function needsCredentials(remote: RemoteFacts): boolean {
  if (remote.kind === 'http')
    return remote.options['auth'] !== undefined || /^https:\/\/dagshub\.com\//.test(remote.url)
  if (remote.options['allow_anonymous_login'] === 'true') return false
  return !['folder', 'hdfs', 'other'].includes(remote.kind)
}

/** The answers that `--yes` takes. */
export function defaultAnswers(facts: RepositoryFacts): Omit<Answers, 'branch'> & { branch?: string } {
  const remotes = facts.projects.flatMap(({ remote }) => remote ?? [])
  const stages = facts.projects.flatMap((project) => project.stages)
  const gpu = stages.find((stage) => stage.gpu)
  const named = (gpu ?? stages.find(({ runsOn }) => runsOn.length > 0))?.runsOn ?? []
  const local = remotes.some(({ kind }) => kind === 'folder')
  return {
    ...(facts.defaultBranch === undefined ? {} : { branch: facts.defaultBranch }),
    credentials: defaultCredentials(facts, remotes),
    runsOn: named.length > 0 ? named : [local || gpu !== undefined ? 'self-hosted' : HOSTED],
    workflows: [],
    owners: '',
    mlflow: facts.projects.some(({ mlflow }) => mlflow),
    release: RELEASE,
  }
}

/** The defaults that follow from the repository alone. */
export type FactDefaults = Pick<Answers, 'credentials' | 'runsOn' | 'mlflow'>

/** The defaults of today that a later `init` compares with its own. */
export function factDefaults(facts: RepositoryFacts): FactDefaults {
  const { credentials, runsOn, mlflow } = defaultAnswers(facts)
  return { credentials, runsOn, mlflow }
}

/** Keys that an existing workflow reads are in use already; a login without a key is the default elsewhere. */
function defaultCredentials(facts: RepositoryFacts, remotes: readonly RemoteFacts[]): Credentials {
  const needy = remotes.filter(needsCredentials)
  if (needy.length === 0) return 'none'
  if (!needy.every(acceptsIdentity)) return 'secrets'
  const stored = facts.workflows.some(({ secrets }) => secrets.some((name) => STORED_KEY.test(name)))
  return stored ? 'secrets' : 'oidc'
}

/** Secrets with a long-lived key of a cloud. */
export const STORED_KEY = /ACCESS_KEY|CREDENTIALS|CONNECTION_STRING|ACCOUNT_KEY|SERVICE_ACCOUNT/
