import { createHash } from 'node:crypto'
import { lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { devNull } from 'node:os'
import { join, resolve } from 'node:path'
import { SetupError } from '../errors/errors.js'
import { Git, type GitOptions } from './git.js'

const NAME = 'pre-push'
/** The name that an earlier hook gets; ours calls it first. */
const EARLIER = `${NAME}.before-dvc-ci`
const MARK = '# Written by `dvc-ci install-hooks`; `dvc-ci install-hooks --uninstall` removes it. Digest: '

/** POSIX shell. It needs DVC alone, so it goes on working without dvc-ci. */
const BODY = `# Uploads the data of DVC before Git pushes the commits. \`git push --no-verify\` leaves it out.
refs=$(cat)
earlier=$(dirname "$0")/${EARLIER}
if [ -x "$earlier" ]; then
  printf '%s\\n' "$refs" | "$earlier" "$@" || exit $?
fi
# A push that only deletes branches needs no data.
printf '%s\\n' "$refs" | grep -Eq '^[^ ]+ 0*[1-9a-f]' || exit 0
root=$(git rev-parse --show-toplevel) || exit 0
unset $(git rev-parse --local-env-vars)
PATH=$PATH:$root/.venv/bin
if ! command -v dvc > /dev/null; then
  echo 'dvc-ci: DVC is not on PATH, so the data was not uploaded. Run: dvc push' >&2
  exit 0
fi
git -C "$root" -c core.quotePath=false ls-files -- .dvc/config '*/.dvc/config' | while IFS= read -r config; do
  (cd "$root/\${config%.dvc/config}" && dvc push < /dev/null) || exit 1
done || {
  echo 'dvc-ci: the data was not uploaded, so Git pushed nothing. To push all the same: git push --no-verify' >&2
  exit 1
}
`

/** The text of the hook. Its digest shows whether a user has changed it. */
export function hookText(body = BODY): string {
  return `#!/bin/sh\n${MARK}${digest(body)}\n${body}`
}

/** The state of a pre-push hook: `ours` is unchanged, `changed` is ours with changes of the user. */
export type HookState = 'absent' | 'ours' | 'current' | 'changed' | 'dvc' | 'other'

/** Whose hook a text is. */
export function stateOf(text: string | undefined): HookState {
  if (text === undefined) return 'absent'
  if (text === hookText()) return 'current'
  const [, known, body] = /^#!\/bin\/sh\n# Written by `dvc-ci install-hooks`.* Digest: (\w+)\n([^]*)$/.exec(text) ?? []
  if (body !== undefined) return digest(body) === known ? 'ours' : 'changed'
  return /\bdvc git-hook pre-push\b/.test(text) ? 'dvc' : 'other'
}

/**
 * Installs the hook that uploads data before Git pushes commits, or brings it up to date. A hook of another program is
 * kept, and runs first.
 * @returns one sentence
 * @throws {SetupError} another program manages the hooks, or a user has changed ours
 */
export async function installPushHook(directory: string, options: GitOptions): Promise<string> {
  const folder = await hooksFolder(directory, options)
  const file = join(folder, NAME)
  const earlier = join(folder, EARLIER)
  const state = stateOf(await textOf(file))
  switch (state) {
    case 'current':
      return `${file} is already installed.`
    case 'dvc':
      return `${file} is DVC's own hook (\`dvc install\`), which uploads the data already. Nothing was changed.`
    case 'changed':
      throw changed(file)
    case 'other':
      if ((await textOf(earlier)) !== undefined)
        throw new SetupError('hook-not-installable', `${earlier} exists already, so the hook ${file} cannot be kept.`, {
          key: 'install-hooks',
          value: file,
          remedy: 'Join the two files by hand, then run `dvc-ci install-hooks` again.',
        })
      await rename(file, earlier)
      break
    case 'absent':
    case 'ours':
  }
  await mkdir(folder, { recursive: true })
  // A hook that is half written would fail every push.
  const draft = join(folder, `${NAME}.${process.pid}`)
  await writeFile(draft, hookText(), { mode: 0o755, flag: 'wx' })
  await rename(draft, file)
  const kept = state === 'other' ? ` The earlier hook is now ${EARLIER}, and runs first.` : ''
  return `${file} is ${state === 'ours' ? 'up to date' : 'installed'}: \`git push\` uploads the data first.${kept}`
}

/**
 * Removes the hook, and puts an earlier one back.
 * @returns one sentence
 * @throws {SetupError} another program manages the hooks, or a user has changed ours
 */
export async function removePushHook(directory: string, options: GitOptions): Promise<string> {
  const folder = await hooksFolder(directory, options)
  const file = join(folder, NAME)
  switch (stateOf(await textOf(file))) {
    case 'changed':
      throw changed(file)
    case 'absent':
    case 'dvc':
    case 'other':
      return `dvc-ci has no hook in ${folder}. Nothing was changed.`
    case 'ours':
    case 'current':
  }
  if ((await textOf(join(folder, EARLIER))) === undefined) {
    await rm(file)
    return `${file} is removed.`
  }
  await rename(join(folder, EARLIER), file)
  return `${file} is the earlier hook again.`
}

function changed(file: string): SetupError {
  return new SetupError('hook-not-installable', `${file} is the hook of dvc-ci with changes of a user.`, {
    key: 'install-hooks',
    value: file,
    remedy: 'Keep the changes in another file and delete this one, then run `dvc-ci install-hooks` again.',
  })
}

/** The folder of the hooks of a repository, for all of its working trees. @throws {SetupError} `core.hooksPath` is set */
async function hooksFolder(directory: string, options: GitOptions): Promise<string> {
  const git = new Git(directory, options)
  const { stdout } = await git.run(['config', '--get-all', 'core.hooksPath'], { answers: 'any' })
  // dvc-ci itself runs Git without hooks.
  const path = stdout.split('\n').findLast((line) => line !== '' && line !== devNull)
  if (path !== undefined)
    throw new SetupError(
      'hook-not-installable',
      `core.hooksPath is ${path}: another program, such as husky, or the user manages the hooks of this repository.`,
      {
        key: 'core.hooksPath',
        value: path,
        remedy: `Add \`dvc push\` to the pre-push hook there, for husky in .husky/pre-push. Nothing was changed.`,
      },
    )
  return join(resolve(directory, await git.text(['rev-parse', '--git-common-dir'])), 'hooks')
}

/** The text of a file, or of a link's target; undefined without a file. A broken link counts as a file. */
async function textOf(file: string): Promise<string | undefined> {
  if ((await lstat(file).catch(() => undefined)) === undefined) return undefined
  return readFile(file, 'utf8').catch(() => '')
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
