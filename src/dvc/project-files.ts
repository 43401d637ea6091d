import { readFile, stat } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { type ErrorDetails, SetupError } from '../errors/errors.js'
import { pathProblems } from './file-paths.js'
import {
  type FileProblem,
  fileProblem,
  hasTooManyAliases,
  kindOf,
  type ProjectFile,
  parseProjectFile,
  TOO_MANY_ALIASES,
} from './project-file.js'
import { valueFiles } from './value-files.js'

/** Bytes: the longest dvc.lock seen in the wild is far below; above it a file is not one that a person or DVC wrote. */
const MAX_BYTES = 64 * 1024 * 1024

/**
 * Reads and checks every file of DVC's in the project before DVC does: what DVC would choke on, hang on or pass in silence.
 * @param directory the working directory
 * @param root the DVC root
 * @param files paths relative to `directory`; those of other kinds are passed over
 * @throws {SetupError} naming the file, the line, what is wrong and what to do; every problem is in the one message
 */
export async function loadProjectFiles(
  directory: string,
  root: string,
  files: readonly string[],
): Promise<ProjectFile[]> {
  const results = await Promise.all(files.map((path) => loadFile(directory, path)))
  const loaded = results
    .flatMap((result) => (result && 'text' in result ? [result] : []))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  const problems = results.flatMap((result) => (result && 'message' in result ? [result] : []))
  problems.push(...pathProblems(loaded, directory, root))
  problems.push(...(await aliasProblems(directory, valueFiles(loaded.filter(({ kind }) => kind === 'pipeline')))))
  throwProblems(problems.sort((a, b) => (a.path < b.path ? -1 : 1)))
  if (!loaded.some(({ kind }) => kind !== 'lock')) {
    throw new SetupError('dvc-project-empty', `${directory} has neither a dvc.yaml nor a .dvc file.`, {
      key: 'working-directory',
      value: directory,
      remedy:
        'Add data with `dvc add`, a stage with `dvc stage add`, or set `working-directory` to the folder of the DVC project.',
    })
  }
  return loaded
}

async function loadFile(directory: string, path: string): Promise<ProjectFile | FileProblem | undefined> {
  const kind = kindOf(path)
  if (!kind) return undefined
  const full = join(directory, path)
  const info = await stat(full).catch(() => undefined)
  if (!info?.isFile()) return undefined
  if (info.size > MAX_BYTES)
    return fileProblem(
      path,
      `it has ${info.size} bytes.`,
      `A file of DVC's has at most ${MAX_BYTES} bytes: is this one data?`,
    )
  const text = await readFile(full, 'utf8')
  const parsed = parseProjectFile(path, kind, text)
  return 'problem' in parsed ? parsed.problem : { path, kind, text, data: parsed.data }
}

/** Value files that would take all memory when DVC writes their aliases out. What else is wrong with one, DVC tells. */
async function aliasProblems(directory: string, paths: readonly string[]): Promise<FileProblem[]> {
  const found = await Promise.all(
    paths.map(async (path) => {
      const full = join(directory, path)
      const info = await stat(full).catch(() => undefined)
      if (!info?.isFile() || info.size > MAX_BYTES || !hasTooManyAliases(await readFile(full, 'utf8'))) return []
      return [fileProblem(path, TOO_MANY_ALIASES.what, TOO_MANY_ALIASES.remedy, 1)]
    }),
  )
  return found.flat()
}

function throwProblems([first, ...rest]: readonly FileProblem[]): void {
  if (!first) return
  const place: ErrorDetails = { key: first.path, path: first.path }
  if (first.line !== undefined) place.line = first.line
  if (rest.length === 0) throw new SetupError('dvc-file-invalid', first.message, { ...place, remedy: first.remedy })
  throw new SetupError(
    'dvc-file-invalid',
    [first, ...rest].map(({ message, remedy }) => `${message} ${remedy}`).join('\n'),
    place,
  )
}

/** Joins with `/` and drops `.` and `..`, as DVC shows paths. */
export function joinPath(...parts: string[]): string {
  return posix.normalize(posix.join(...parts))
}

export { declaredName, isInside } from './file-paths.js'
export { isRecord, kindOf, type ProjectFile } from './project-file.js'
