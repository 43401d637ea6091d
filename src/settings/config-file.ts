import { access, constants, lstat, readFile, realpath, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { fileDenied, messageOf, SetupError } from '../errors/errors.js'
import { joined } from '../text/words.js'
import { issueProblems, type Origin } from './issues.js'
import { dotted, type Problem } from './problems.js'
import { fileSchema } from './schema.js'
import { isCredential } from './secrets.js'
import type { SettingName } from './setting-values.js'
import { SETTINGS } from './table.js'
import { readYaml, type YamlTree } from './yaml-tree.js'

export const CONFIG_NAMES = ['dvc-ci.yaml', 'dvc-ci.yml'] as const
const MAX_BYTES = 1024 * 1024

/** The values of a configuration file, not parsed yet, and its problems. */
export interface ConfigFile {
  /** Absolute. */
  path: string
  given: Map<SettingName, unknown>
  problems: Problem[]
}

/** The code of a Node error, such as ENOENT; empty if it has none. */
function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}

/** Size in bytes of a regular file; undefined if the path does not exist. */
async function fileSize(path: string, shown: string): Promise<number | undefined> {
  try {
    const found = await stat(path)
    if (!found.isFile())
      throw new SetupError('config-unreadable', `${shown} is not a file.`, {
        key: 'config',
        value: shown,
        remedy: 'Put a YAML file there, or remove it.',
      })
    return found.size
  } catch (error) {
    if (error instanceof SetupError) throw error
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined
    throw new SetupError('config-unreadable', `${shown} cannot be read: ${messageOf(error)}.`, {
      key: 'config',
      value: shown,
      remedy: 'Make the file readable.',
      cause: error,
    })
  }
}

/** A path for messages and annotations: relative to the workspace if it is inside. */
function shownPath(base: string, path: string): string {
  const inside = relative(base, path)
  return inside.startsWith('..') || isAbsolute(inside) ? path : inside.split(sep).join('/')
}

/**
 * A commit can make dvc-ci.yaml a link, and messages about wrong settings show parts of the file: so it must stay in the
 * repository. @throws {SetupError}
 */
async function rejectLinkOut(path: string, shown: string): Promise<void> {
  if (!(await lstat(path)).isSymbolicLink()) return
  const [target, root] = [await realpath(path), await repositoryOf(dirname(path))]
  const inside = relative(root, target)
  if (inside !== '' && !inside.startsWith('..') && !isAbsolute(inside)) return
  throw new SetupError('config-unreadable', `${shown} is a link that leads out of the repository.`, {
    key: 'config',
    value: shown,
    path: shown,
    remedy: 'Put a file in its place, or name the file with `config`.',
  })
}

/** The nearest folder with `.git` from a folder upwards, links resolved; without one, the folder itself. */
async function repositoryOf(directory: string): Promise<string> {
  const start = await realpath(directory)
  for (let folder = start; ; folder = dirname(folder)) {
    const isRoot = await lstat(join(folder, '.git')).then(
      () => true,
      () => false,
    )
    if (isRoot) return folder
    if (dirname(folder) === folder) return start
  }
}

/** The only configuration file of a folder, with its size in bytes. */
async function findConfig(base: string, directory: string): Promise<{ path: string; size: number } | undefined> {
  const found: { path: string; size: number }[] = []
  for (const name of CONFIG_NAMES) {
    const path = join(directory, name)
    const size = await fileSize(path, shownPath(base, path))
    if (size !== undefined) await rejectLinkOut(path, shownPath(base, path))
    if (size !== undefined) found.push({ path, size })
  }
  if (found.length > 1) {
    throw new SetupError(
      'config-ambiguous',
      `there are two configuration files: ${joined(found.map(({ path }) => shownPath(base, path)))}.`,
      {
        key: 'config',
        value: CONFIG_NAMES.join(', '),
        remedy: 'Remove one of them.',
      },
    )
  }
  return found[0]
}

async function readText(path: string, shown: string, size: number): Promise<string> {
  if (size > MAX_BYTES)
    throw new SetupError('config-unreadable', `${shown} has ${size} bytes.`, {
      key: 'config',
      value: `${size} bytes`,
      path: shown,
      remedy: 'A configuration file has at most 1 MiB.',
    })
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path))
  } catch (cause) {
    const why = codeOf(cause) === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is not UTF-8 text' : messageOf(cause)
    throw new SetupError('config-unreadable', `${shown} cannot be read: ${why}.`, {
      key: 'config',
      value: shown,
      path: shown,
      remedy: 'Save it as readable UTF-8 text.',
      cause,
    })
  }
}

/** Names the problems of a file by key, file and line. */
function fileOrigin(shown: string, tree: YamlTree): Origin {
  return {
    name: (path) => (path.length === 0 ? 'the file' : dotted(path)),
    key: (path) => (path.length === 0 ? shown : dotted(path)),
    place: (path) => {
      const line = tree.lineOf(path)
      return { path: shown, ...(line === undefined ? {} : { line }) }
    },
    secret: (path) => path[0] === 'remote-config',
  }
}

/** Credentials in a file that Git tracks. They are always rejected, even if the run does not use them. */
function committedCredentials(value: unknown, shown: string, tree: YamlTree): Problem[] {
  const options =
    typeof value === 'object' && value !== null && 'remote-config' in value ? value['remote-config'] : undefined
  if (typeof options !== 'object' || options === null) return []
  return Object.entries(options)
    .flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null ? Object.keys(value).map((option) => [name, option]) : [[name]],
    )
    .filter((path) => isCredential(path.at(-1) ?? ''))
    .map((path) => {
      const key = dotted(['remote-config', ...path])
      const line = tree.lineOf(['remote-config', ...path])
      return {
        id: 'config-credential',
        message: `${shown}${line === undefined ? '' : `:${line}`}: ${key} is a credential, and Git tracks this file.`,
        key,
        value: '***',
        path: shown,
        ...(line === undefined ? {} : { line }),
        remedy:
          "Revoke the credential. Give the new one through the input remote-config from a secret, or the cloud's own variables.",
      }
    })
}

/**
 * Reads and validates the configuration file.
 * @param base folder that paths in messages are relative to
 * @param directory folder that may have dvc-ci.yaml or dvc-ci.yml
 * @param asked absolute path of the file that the user named instead
 * @returns undefined if there is no file, which is a valid configuration
 * @throws {SetupError} two files, a named file that does not exist, a file that is not UTF-8 text or is larger than 1
 * MiB
 */
export async function loadConfigFile(base: string, directory: string, asked?: string): Promise<ConfigFile | undefined> {
  const size = asked === undefined ? undefined : await fileSize(asked, shownPath(base, asked))
  if (asked !== undefined && size === undefined) {
    throw new SetupError('config-not-found', `config: there is no file ${shownPath(base, asked)}.`, {
      key: 'config',
      value: shownPath(base, asked),
      remedy: 'Name a file that exists.',
    })
  }
  const found = asked !== undefined && size !== undefined ? { path: asked, size } : await findConfig(base, directory)
  if (found === undefined) return undefined
  const shown = shownPath(base, found.path)
  return { path: found.path, ...parseConfig(await readText(found.path, shown, found.size), shown) }
}

/** The settings in the text of a configuration file, and its problems. `shown` is the file's name in messages. */
export function parseConfig(text: string, shown: string): Omit<ConfigFile, 'path'> {
  const tree = readYaml(text, { below: 'remote-config' })
  const given = new Map<SettingName, unknown>()
  if (tree.problems.length > 0) {
    return {
      given,
      problems: tree.problems.map(({ message, remedy, line }) => ({
        id: 'config-invalid',
        message: `${shown}${line === undefined ? '' : `:${line}`}: ${message}`,
        key: shown,
        remedy,
        path: shown,
        ...(line === undefined ? {} : { line }),
      })),
    }
  }
  const value: unknown = tree.value ?? {}
  const parsed = fileSchema().safeParse(value)
  const problems = parsed.success ? [] : issueProblems(parsed.error, value, fileOrigin(shown, tree))
  problems.push(...committedCredentials(value, shown, tree))
  for (const row of SETTINGS) {
    const found = row.key
      ?.split('.')
      .reduce<unknown>(
        (parent, part) =>
          typeof parent === 'object' && parent !== null && Object.hasOwn(parent, part)
            ? (parent as Record<string, unknown>)[part]
            : undefined,
        value,
      )
    if (row.key !== undefined && found !== undefined && found !== null) given.set(row.name, found)
  }
  return { given, problems }
}

/**
 * The folder of the project, absolute and without symbolic links.
 * @param within folder that must contain it; absent for the command line
 * @throws {SetupError} the folder does not exist or is outside of `within`
 */
export async function projectDirectory(base: string, asked: string, within?: string): Promise<string> {
  const problem = (why: string) =>
    new SetupError('working-directory-invalid', `working-directory: '${asked}' ${why}.`, {
      key: 'working-directory',
      value: asked,
      remedy: 'Name a folder of the repository, relative to its top.',
    })
  let directory: string
  try {
    directory = await realpath(resolve(base, asked))
  } catch (cause) {
    throw new SetupError('working-directory-invalid', `working-directory: there is no folder '${asked}' in ${base}.`, {
      key: 'working-directory',
      value: asked,
      remedy: 'Name a folder that is checked out.',
      cause,
    })
  }
  if (!(await stat(directory)).isDirectory()) throw problem('is not a folder')
  try {
    await access(directory, constants.R_OK | constants.X_OK)
  } catch (error) {
    throw fileDenied(directory, error)
  }
  if (within !== undefined) {
    const inside = relative(await realpath(within), directory)
    if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside))
      throw problem(`is outside of the workspace ${within}`)
  }
  return directory
}
