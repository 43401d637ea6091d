import { Git, type GitOptions } from './git.js'

/** The commits of the first-parent line of HEAD that changed a file, oldest first. A shallow clone has fewer. */
export async function commitsOfFile(root: string, path: string, most: number, options: GitOptions): Promise<string[]> {
  const git = new Git(root, options)
  const log = await git.text([
    'log',
    '--first-parent',
    `--max-count=${most}`,
    '--format=%H',
    'HEAD',
    '--',
    `:(literal)${path}`,
  ])
  return log
    .split('\n')
    .filter((sha) => sha !== '')
    .reverse()
}

/** The address of a remote of the clone; undefined without it. */
export async function remoteAddress(root: string, remote: string, options: GitOptions): Promise<string | undefined> {
  const { code, stdout } = await new Git(root, options).run(['remote', 'get-url', '--', remote], { answers: 'any' })
  return code === 0 ? stdout.trim() : undefined
}

/** The name and address of the user in Git's configuration; undefined without both. */
export async function ownIdentity(
  root: string,
  options: GitOptions,
): Promise<{ name: string; email: string } | undefined> {
  const git = new Git(root, options)
  const [name, email] = await Promise.all(
    ['user.name', 'user.email'].map(async (key) =>
      (await git.run(['config', '--get', key], { answers: [0, 1] })).stdout.trim(),
    ),
  )
  return name && email ? { name, email } : undefined
}
