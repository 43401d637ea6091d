import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** The Git repository behind the stand-in, for what GitHub does with Git itself: the emulator's own is another one. */
export interface GitSide {
  /** A bare repository. */
  origin?: string
  /** Why the branches are protected, in GitHub's words. */
  rule?: string
  /** Runs before a commit is made: a rival's chance. */
  before?: () => Promise<void>
  /** What auto-merge was asked for; allowed in this repository only where it is set. */
  autoMerge?: { pullRequestId: string; mergeMethod: string; commitHeadline?: string; commitBody?: string }[]
}

interface Answer {
  status: number
  body?: unknown
}
interface CommitInput {
  branch: { branchName: string }
  message: { headline: string; body?: string }
  expectedHeadOid: string
  fileChanges: { additions?: { path: string; contents: string }[]; deletions?: { path: string }[] }
}

const wrong = (name: string, type: string, message: string): Answer => ({
  status: 200,
  body: { data: { [name]: null }, errors: [{ type, path: [name], locations: [{ line: 1, column: 12 }], message }] },
})

/** The answer to a mutation, undefined for every other query. @param login who asks @param mayWrite whether the token may write */
export async function answerMutation(
  text: string,
  side: GitSide,
  login: string,
  mayWrite: boolean,
): Promise<Answer | undefined> {
  const { query = '', variables = {} } = JSON.parse(text) as { query?: string; variables?: { input?: unknown } }
  const name = ['createCommitOnBranch', 'enablePullRequestAutoMerge'].find((each) => query.includes(`${each}(`))
  if (name === undefined) return undefined
  if (!mayWrite) return wrong(name, 'FORBIDDEN', 'Resource not accessible by integration')
  if (name === 'createCommitOnBranch') return createCommit(variables.input as CommitInput, side, login)
  const input = variables.input as NonNullable<GitSide['autoMerge']>[number]
  if (side.autoMerge === undefined)
    return wrong(name, 'UNPROCESSABLE', 'Pull request Auto merge is not allowed for this repository')
  side.autoMerge.push(input)
  return { status: 200, body: { data: { [name]: { pullRequest: { number: 1 } } } } }
}

async function createCommit(
  { branch: { branchName }, message, expectedHeadOid, fileChanges }: CommitInput,
  side: GitSide,
  login: string,
): Promise<Answer> {
  const name = 'createCommitOnBranch'
  const git = async (
    args: string[],
    { input, env = {} }: { input?: Buffer | string; env?: NodeJS.ProcessEnv } = {},
  ): Promise<string> => {
    const child = execute('git', ['--git-dir', side.origin ?? '', ...args], {
      env: { ...process.env, ...env },
      maxBuffer: 100_000_000,
    })
    if (input !== undefined) child.child.stdin?.end(input)
    return (await child).stdout.trim()
  }
  const ref = `refs/heads/${branchName}`
  const tip = await git(['rev-parse', '--verify', '--quiet', ref]).catch(() => undefined)
  if (tip === undefined) return wrong(name, 'NOT_FOUND', `Could not resolve to a Branch with the name '${branchName}'.`)
  const stale = wrong(name, 'STALE_DATA', `Expected branch to point to "${tip}" but it did not.  Pull and try again.`)
  if (/[1-9a-f]/.test(expectedHeadOid)) await side.before?.()
  if ((await git(['rev-parse', ref])) !== expectedHeadOid) return stale
  if (side.rule !== undefined) return wrong(name, 'UNPROCESSABLE', side.rule)
  const folder = await mkdtemp(join(tmpdir(), 'dvc-ci-github-'))
  try {
    const env = { GIT_INDEX_FILE: join(folder, 'index') }
    await git(['read-tree', expectedHeadOid], { env })
    let info = (fileChanges.deletions ?? []).map(({ path }) => `0 ${'0'.repeat(40)}\t${path}\n`).join('')
    for (const { path, contents } of fileChanges.additions ?? [])
      info += `100644 ${await git(['hash-object', '-w', '--stdin'], { input: Buffer.from(contents, 'base64') })}\t${path}\n`
    await git(['update-index', '--index-info'], { env, input: info })
    const people = {
      GIT_AUTHOR_NAME: login,
      GIT_AUTHOR_EMAIL: `${login}@users.noreply.github.com`,
      GIT_COMMITTER_NAME: 'GitHub',
      GIT_COMMITTER_EMAIL: 'noreply@github.com',
    }
    const tree = await git(['write-tree'], { env })
    const oid = await git(['commit-tree', tree, '-p', expectedHeadOid, '-F', '-'], {
      input: `${message.headline}\n\n${message.body ?? ''}\n`,
      env: people,
    })
    await git(['update-ref', ref, oid, expectedHeadOid])
    return { status: 200, body: { data: { [name]: { commit: { oid } } } } }
  } catch {
    return stale
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Tip of a branch, as pull requests show it. */
export async function tipOf(side: GitSide, branch: string): Promise<string | undefined> {
  if (side.origin === undefined) return undefined
  return execute('git', ['--git-dir', side.origin, 'rev-parse', '--verify', '--quiet', `refs/heads/${branch}`]).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  )
}
