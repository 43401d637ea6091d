import { Git, type GitOptions } from './git.js'

const BRANCH = 'main'
/** The author where Git knows no user. */
const STAND_IN = ['-c', 'user.name=dvc-ci demo', '-c', 'user.email=demo@dvc-ci.invalid'] as const

/** Makes a repository with the branch `main`, and a bare one as its server. */
export async function createRepository(directory: string, server: string, options: GitOptions): Promise<void> {
  const git = new Git(directory, options)
  await git.run(['init', '--quiet', '--bare', `--initial-branch=${BRANCH}`, '--', server])
  await git.run(['init', '--quiet', `--initial-branch=${BRANCH}`, '--', directory])
  await git.run(['remote', 'add', 'origin', server])
}

/** Commits every file that Git does not ignore, and pushes the branch. */
export async function commitAndPush(directory: string, message: string, options: GitOptions): Promise<void> {
  const git = new Git(directory, options)
  await git.run(['add', '--all'])
  const known = (await git.run(['config', '--get', 'user.email'], { answers: [0, 1] })).code === 0
  await git.run([
    ...(known ? (['-c', 'core.logAllRefUpdates=true'] as const) : STAND_IN),
    'commit',
    '--quiet',
    '--no-gpg-sign',
    '-m',
    message,
  ])
  await git.run(['push', '--quiet', '--set-upstream', 'origin', BRANCH])
}
