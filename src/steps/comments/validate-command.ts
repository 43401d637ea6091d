import type { Answered, AskedFor, Command } from './command.js'

const USAGE = '/dvc-ci validate SHA'
/** A whole hash names a commit; a part of at least seven digits only the present head. */
const HASH = /^[0-9a-f]{7,64}$/
const WHOLE = [40, 64]

/**
 * `/dvc-ci validate SHA`: starts the workflow that validates this commit of the pull request with a credential that reads
 * the remote. No code of the pull request runs here. The commit is fixed by the comment: a later push changes nothing.
 */
export const validateCommand: Command = { usage: USAGE, answer }

async function answer(asked: AskedFor): Promise<Answered> {
  const { run, github, number, pull, author, lines } = asked
  const { hasWriteAccess } = await import('../../github/rights.js')
  // Code owners may accept numbers. Only a user with write access may let the code of a fork use a credential.
  if (!(await hasWriteAccess(github, author)))
    return refused(`${author} cannot start it: it needs write access to this repository`)
  const shas = new Set<string>()
  for (const line of lines) {
    const found = await commitOf(asked, line.toLowerCase())
    if ('refusal' in found) return refused(found.refusal)
    shas.add(found.sha)
  }
  const [sha, ...others] = shas
  if (sha === undefined || others.length > 0) return refused('one comment names one commit')
  const workflow = run.settings.github.validateWorkflow
  try {
    await github.octokit.rest.actions.createWorkflowDispatch({
      ...github.repo,
      workflow_id: workflow,
      ref: pull.baseRef,
      inputs: { 'pull-request': String(number), sha },
    })
  } catch (error) {
    const { failureOf } = await import('../../github/failure.js')
    const { status, message } = failureOf(error)
    if (status !== 404 && status !== 422) throw error
    return refused(
      `the workflow ${workflow} cannot be started on ${pull.baseRef} (${message}): both the default branch and ${pull.baseRef} need it, with \`on: workflow_dispatch\` and the inputs pull-request and sha`,
    )
  }
  run.host.info(`${workflow} starts for ${sha}.`)
  return { outcome: 'done', message: `the workflow ${workflow} validates ${sha} and reports on this pull request` }
}

/** The commit that a line names, in full. */
async function commitOf(
  { github, number, pull }: AskedFor,
  text: string,
): Promise<{ sha: string } | { refusal: string }> {
  const how = `read the present head, then write \`/dvc-ci validate ${pull.headSha}\``
  if (!HASH.test(text)) return { refusal: `it names a commit by its hash, with 7 digits or more: ${how}` }
  if (pull.headSha.startsWith(text)) return { sha: pull.headSha }
  if (!WHOLE.includes(text.length))
    return {
      refusal: `${text} is not the present head of this pull request, and only a whole hash names an earlier commit: ${how}`,
    }
  const { isCommitOf } = await import('../../github/open-pulls.js')
  if (await isCommitOf(github, number, text)) return { sha: text }
  // A force push takes a commit out of the list; GitHub still knows the runs for it.
  const { wasHead } = await import('../../github/runs.js')
  if (pull.head !== undefined && (await wasHead(github, text, pull.head))) return { sha: text }
  return { refusal: `${text} is no commit of this pull request: ${how}` }
}

function refused(message: string): Answered {
  return { outcome: 'refused', message }
}
