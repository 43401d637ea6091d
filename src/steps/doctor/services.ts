import { messageOf } from '../../errors/errors.js'
import { failureOf, failureText } from '../../github/failure.js'
import type { Run } from '../../run/run.js'
import { openFlowGitHub } from '../publish/connect-github.js'
import { connectMlflow } from '../tracking/connect-mlflow.js'
import type { Finding } from './examine.js'

/** Milliseconds that the answers of GitHub may take. */
const GITHUB_TIME = 20_000
/** Rules of a branch that a plain push of the build commit breaks. */
const AGAINST_PUSH: Readonly<Record<string, string>> = {
  pull_request: 'changes only by pull requests',
  merge_queue: 'changes only by its merge queue',
  required_status_checks: 'commits only with passed checks',
  required_signatures: 'signed commits only',
  update: 'updates only by some accounts',
}

/** Whether the MLflow server answers these credentials. Changes nothing there. */
export async function examineMlflow(run: Run): Promise<Finding> {
  const client = await connectMlflow(run)
  if ('reason' in client) return { state: client.warns ? 'warning' : 'skipped', message: client.reason }
  try {
    await client.call('POST', 'experiments/search', { max_results: 1 }, 'list an experiment')
    const { model } = run.settings.mlflow
    if (model !== undefined)
      await client.call('GET', 'registered-models/search', { max_results: '1' }, 'list a registered model')
    return { message: `${client.base} answers these credentials` }
  } finally {
    await client.close()
  }
}

/** Whether the token may write, and whether the rules of the branch fit `commit`. Changes nothing there. */
export async function examineGitHub(run: Run): Promise<Finding> {
  const { event, github, rebuild } = run.settings
  if (event.repository === undefined || github.token === undefined)
    return {
      state: 'skipped',
      message: 'GITHUB_REPOSITORY and a token name the repository on GitHub; they are not set',
    }
  const client = await openFlowGitHub(run, 'doctor')
  client.endWithin(GITHUB_TIME)
  try {
    const { data } = await client.octokit.rest.repos.get(client.repo)
    const branch = data.default_branch
    const rules = await client.octokit.rest.repos
      .getBranchRules({ ...client.repo, branch })
      .then(({ data: found }) => found.map(({ type }) => type))
      .catch(() => [])
    const broken = rules.flatMap((type) => AGAINST_PUSH[type] ?? [])
    if (broken.length > 0 && rebuild.commit === 'push')
      return {
        state: 'warning',
        message: `${branch} takes ${broken.join(', ')}, and commit is push`,
        remedy: 'Set `commit: pull-request`, `api` or `tag`, or let the account of the build bypass the rule.',
      }
    return { message: `${event.repository} answers the token${rules.length > 0 ? `; ${branch} has rules` : ''}` }
  } catch (error) {
    run.signal.throwIfAborted()
    const { status } = failureOf(error)
    return {
      state: 'error',
      message: `GitHub does not answer the token: ${failureText(error) || messageOf(error)}`,
      remedy:
        status === 401 || status === 404 ? 'Set the input `token` to a token of this repository.' : 'Run it again.',
    }
  }
}
