import { readFile, stat } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { type ErrorDetails, ProjectError, SetupError } from '../errors/errors.js'
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

/** Bytes. The longest dvc.lock that we know is far smaller; neither DVC nor a user writes a larger file. */
const MAX_BYTES = 64 * 1024 * 1024

/** Files of DVC with the marks of a Git conflict, and no other problem: the commit is at fault, and not the set-up. */
export class ConflictMarks extends ProjectError {
  constructor(
    message: string,
    details: ErrorDetails,
    /** Relative to the working directory. */
    readonly paths: readonly string[],
  ) {
    super('lint-failed', message, details)
  }
}

/**
 * Reads and checks every DVC file of the project. Finds what DVC would fail on, hang on or ignore.
 * @param directory the working directory
 * @param root the DVC root
 * @param files paths relative to `directory`; files of other kinds are ignored
 * @throws {ConflictMarks} the only problems are the marks of a Git conflict
 * @throws {SetupError} with the file, the line, the problem and its remedy; one message has every problem
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
        'Add data with `dvc add`, or a stage with `dvc stage add`, ' +
        'or set `working-directory` to the folder of the DVC project.',
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
      `A DVC file has at most ${MAX_BYTES} bytes. If this file is data, rename it.`,
    )
  const text = await readFile(full, 'utf8')
  const parsed = parseProjectFile(path, kind, text)
  return 'problem' in parsed ? parsed.problem : { path, kind, text, data: parsed.data }
}

/** Value files whose aliases would use all memory when DVC expands them. DVC reports other problems itself. */
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
  const all = [first, ...rest]
  if (all.every(({ isConflict }) => isConflict === true)) {
    const message = rest.length === 0 ? first.message : all.map((each) => `${each.message} ${each.remedy}`).join('\n')
    const paths = all.map(({ path }) => path)
    throw new ConflictMarks(message, rest.length === 0 ? { ...place, remedy: first.remedy } : place, paths)
  }
  if (rest.length === 0) throw new SetupError('dvc-file-invalid', first.message, { ...place, remedy: first.remedy })
  throw new SetupError('dvc-file-invalid', all.map(({ message, remedy }) => `${message} ${remedy}`).join('\n'), place)
}

/** Joins paths with `/` and resolves `.` and `..`, as DVC shows paths. */
export function joinPath(...parts: string[]): string {
  return posix.normalize(posix.join(...parts))
}

export { declaredName } from './file-paths.js'
export { kindOf, type ProjectFile } from './project-file.js'
