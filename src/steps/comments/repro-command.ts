import type { Answered, AskedFor, Command } from './command.js'

/**
 * `/dvc-ci repro`: starts the workflow that reproduces what is stale on the pull request's branch and commits it there (`stale: commit`). Nothing of the pull
 * request's code runs here; the workflow that is started has rights of its own, and the branch is one that only people with write access can push to.
 */
export const reproCommand: Command = { usage: '/dvc-ci repro', answer }

async function answer({ run, github, pull }: AskedFor): Promise<Answered> {
  const workflow = run.settings.github.reproWorkflow
  if (pull.headRef === undefined)
    return {
      outcome: 'refused',
      message:
        "the branch of this pull request is in another repository: nothing is trained from a stranger's code with this repository's rights. Reproduce it there",
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
      message: `the workflow ${workflow} cannot be started on ${pull.headRef} (${message}): it must be on the default branch and on this one, with \`on: workflow_dispatch\``,
    }
  }
  run.host.info(`${workflow} starts on ${pull.headRef}.`)
  return {
    outcome: 'done',
    message: `the workflow ${workflow} starts on ${pull.headRef} and commits what it reproduces`,
  }
}
