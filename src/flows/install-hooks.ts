import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, posix } from 'node:path'
import { Git, splitNul } from '../git/git.js'
import { installPushHook, removePushHook } from '../git/push-hook.js'
import { findCheckout } from '../git/repository.js'
import { parseDvcConfig } from '../lint/dvc-config.js'
import type { Host } from '../run/host.js'
import { relativePath } from '../text/relative-path.js'
import { fromTop } from '../text/shell-word.js'

/**
 * Installs or removes the hook that uploads data before Git pushes commits. Warns where the hook has nothing to upload,
 * or nowhere to upload it.
 * @param directory a folder of the checkout, absolute
 * @returns one sentence
 * @throws {SetupError} not a Git repository, or the hook cannot be installed
 */
export async function installHooks(
  directory: string,
  uninstall: boolean,
  host: Host,
  signal: AbortSignal,
): Promise<string> {
  const { root } = await findCheckout(directory, { signal, host })
  if (uninstall) return removePushHook(root, { signal, host })
  const listed = await new Git(root, { signal, host }).text([
    '-c',
    'core.quotePath=false',
    'ls-files',
    '-z',
    '--',
    '.dvc/config',
    '*/.dvc/config',
  ])
  const projects = splitNul(listed).map((path) => posix.join(path, '../..').replace(/^\.\/?$/, ''))
  const sentence = await installPushHook(
    root,
    { signal, host },
    projects.length === 0 ? undefined : projects.map((folder) => fromTop(folder, 'dvc push')),
  )
  if (projects.length === 0)
    host.warning('Git tracks no .dvc/config here, so the hook has nothing to upload. Run `dvc init` and commit.')
  for (const folder of projects)
    if (!(await hasDefaultRemote(join(root, folder))))
      host.warning(
        `The DVC project ${folder === '' ? 'of this repository' : folder} has no default remote, so \`dvc push\` fails for its data, and Git then pushes nothing. Add one: \`${fromTop(relativePath(process.cwd(), join(root, folder)), 'dvc remote add --default NAME URL')}\`.`,
      )
  return sentence
}

/** Whether DVC's configuration of a project or of the user names a default remote. */
async function hasDefaultRemote(project: string): Promise<boolean> {
  const files = [
    join(project, '.dvc/config'),
    join(project, '.dvc/config.local'),
    join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'dvc/config'),
  ]
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => '')
    if (
      parseDvcConfig(text).some(({ section, name, value }) => section === 'core' && name === 'remote' && value !== '')
    )
      return true
  }
  return false
}
