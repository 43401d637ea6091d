import { createHash } from 'node:crypto'
import { lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { devNull } from 'node:os'
import { join, resolve } from 'node:path'
import { SetupError } from '../errors/errors.js'
import { Git, type GitOptions } from './git.js'

const NAME = 'pre-push'
/** The name that an earlier hook gets; ours calls it first. */
const EARLIER = `${NAME}.before-dvc-ci`
/** The name that pre-commit gives to a hook before it takes its place. It runs that hook too. */
const KEPT_BY_PRE_COMMIT = `${NAME}.legacy`
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
 * @param uploads the commands that upload the data of each project, for a hook that a user writes
 * @returns one sentence
 * @throws {SetupError} another program manages the hooks, or a user has changed ours
 */
export async function installPushHook(
  directory: string,
  options: GitOptions,
  uploads: readonly string[] = ['dvc push'],
): Promise<string> {
  const { folder, managed } = await hookPlaces(directory, options)
  if (managed !== undefined) return requireUpload(directory, managed, uploads)
  const kept = join(folder, KEPT_BY_PRE_COMMIT)
  const keptState = stateOf(await textOf(kept))
  if (keptState === 'current') return `${kept} is already installed: the hook of pre-commit runs it.`
  const file = keptState === 'ours' ? kept : join(folder, NAME)
  const earlier = join(folder, EARLIER)
  const text = await textOf(file)
  const state = stateOf(text)
  switch (state) {
    case 'current':
      return `${file} is already installed.`
    case 'dvc':
      return `${file} is DVC's own hook (\`dvc install\`), which uploads the data already. Nothing was changed.`
    case 'changed':
      throw changed(file)
    case 'other':
      // Lefthook writes its hook anew in many of its runs, so ours would be lost without a word.
      if (/lefthook/i.test(text ?? ''))
        throw notInstallable(
          `${file} is the hook of lefthook, which replaces hooks of other programs.`,
          file,
          `Add ${commandsText(uploads)} to the commands of pre-push in lefthook.yml, then run \`lefthook install\`. Nothing was changed.`,
        )
      if ((await textOf(earlier)) !== undefined)
        throw notInstallable(
          `${earlier} exists already, so the hook ${file} cannot be kept.`,
          file,
          'Join the two files by hand, then run `dvc-ci install-hooks` again.',
        )
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
  const before = state === 'other' ? ` The earlier hook is now ${EARLIER}, and runs first.` : ''
  return `${file} is ${state === 'ours' ? 'up to date' : 'installed'}: \`git push\` uploads the data first.${before}`
}

/**
 * Removes the hook, and puts an earlier one back.
 * @returns one sentence
 * @throws {SetupError} a user has changed ours
 */
export async function removePushHook(directory: string, options: GitOptions): Promise<string> {
  const { folder, managed } = await hookPlaces(directory, options)
  const names = [NAME, KEPT_BY_PRE_COMMIT]
  const states = await Promise.all(names.map(async (name) => stateOf(await textOf(join(folder, name)))))
  const name = names.find((_, at) => ['ours', 'current', 'changed'].includes(states[at] ?? ''))
  if (name === undefined) {
    const other =
      managed === undefined
        ? ''
        : ` core.hooksPath is ${managed.path}: a line that runs \`dvc push\` in ${managed.file} is yours to remove.`
    return `dvc-ci has no hook in ${folder}. Nothing was changed.${other}`
  }
  const file = join(folder, name)
  if (states[names.indexOf(name)] === 'changed') throw changed(file)
  if (name !== NAME || (await textOf(join(folder, EARLIER))) === undefined) {
    await rm(file)
    return `${file} is removed.`
  }
  await rename(join(folder, EARLIER), file)
  return `${file} is the earlier hook again.`
}

function notInstallable(message: string, value: string, remedy: string, key = 'install-hooks'): SetupError {
  return new SetupError('hook-not-installable', message, { key, value, remedy })
}

function changed(file: string): SetupError {
  return notInstallable(
    `${file} is the hook of dvc-ci with changes of a user.`,
    file,
    'Keep the changes in another file and delete this one, then run `dvc-ci install-hooks` again.',
  )
}

/** The hooks of `core.hooksPath`: the value, and the pre-push hook that a user edits there. */
interface ManagedHooks {
  path: string
  file: string
}

/** @throws {SetupError} the hook of the other program uploads nothing yet */
async function requireUpload(
  directory: string,
  { path, file }: ManagedHooks,
  uploads: readonly string[],
): Promise<string> {
  if (path === devNull || path === '')
    throw notInstallable(
      `core.hooksPath is ${path === '' ? 'empty' : path}, so Git runs no hook in this repository.`,
      path,
      'Remove it (`git config --show-origin core.hooksPath` names its file), then run `dvc-ci install-hooks` again.',
      'core.hooksPath',
    )
  if (/^(?!\s*#).*\bdvc\b.*\bpush\b/m.test((await textOf(resolve(directory, file))) ?? ''))
    return `${file} runs \`dvc push\` already. Nothing was changed.`
  throw notInstallable(
    `core.hooksPath is ${path}: another program, such as husky, or the user manages the hooks of this repository.`,
    path,
    `Add ${commandsText(uploads)} to ${file} (an executable shell script). Nothing was changed.`,
    'core.hooksPath',
  )
}

function commandsText(uploads: readonly string[]): string {
  return `the line \`${uploads.join(' && ')}\``
}

/** Git's own folder of the hooks, for all working trees of a repository, and the hooks of `core.hooksPath` in its place. */
async function hookPlaces(directory: string, options: GitOptions): Promise<{ folder: string; managed?: ManagedHooks }> {
  const git = new Git(directory, options)
  const folder = join(await git.commonDirectory(), 'hooks')
  const { stdout } = await git.run(['config', '--type=path', '--get-all', 'core.hooksPath'], { answers: 'any' })
  // The last value is that of dvc-ci, which runs Git without hooks.
  const path = stdout.replace(/\n$/, '').split('\n').slice(0, -1).at(-1)
  if (path === undefined || (path !== '' && resolve(directory, path) === folder)) return { folder }
  // Husky's own folder has a hook that runs the one beside it.
  const edited = /(^|\/)\.husky\/_\/?$/.test(path) ? path.replace(/\/_\/?$/, '') : path
  return { folder, managed: { path, file: `${edited.replace(/\/$/, '')}/${NAME}` } }
}

/** The text of a file, or of a link's target; undefined without a file. A broken link counts as a file. */
async function textOf(file: string): Promise<string | undefined> {
  if ((await lstat(file).catch(() => undefined)) === undefined) return undefined
  return readFile(file, 'utf8').catch(() => '')
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
