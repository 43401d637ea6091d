import type { Answered, AskedFor, Command } from './command.js'

/**
 * `/dvc-ci repro`: starts the workflow that reproduces stale stages on the pull request's branch and commits the result
 * there (`stale: commit`). No code of the pull request runs here. The started workflow has its own permissions, and
 * only users with write access can push to the branch.
 */
export const reproCommand: Command = { usage: '/dvc-ci repro', answer }

async function answer({ run, github, pull }: AskedFor): Promise<Answered> {
  const workflow = run.settings.github.reproWorkflow
  if (pull.headRef === undefined)
    return {
      outcome: 'refused',
      message:
        'the branch of this pull request is in another repository, and its code does not run with the permissions of this one. Reproduce the stages there',
    }
  try {
    await github.octokit.rest.actions.createWorkflowDispatch({
      ...github.repo,
      workflow_id: workflow,
      ref: pull.headRef,
    })
  } catch (error) {
    const { failureOf } = await import('../../github/failure.js')
    const { status, message } = failureOf(error)
    if (status !== 404 && status !== 422) throw error
    return {
      outcome: 'refused',
      message: `the workflow ${workflow} cannot be started on ${pull.headRef} (${message}): both the default branch and this branch need it, with \`on: workflow_dispatch\``,
    }
  }
  run.host.info(`${workflow} starts on ${pull.headRef}.`)
  return {
    outcome: 'done',
    message: `the workflow ${workflow} starts on ${pull.headRef} and commits the reproduced stages`,
  }
}
