import { dirname, isAbsolute, resolve } from 'node:path'
import { isInside } from '../run/real-path.js'
import { isRecord } from '../text/records.js'
import { type FileProblem, fileProblem, type ProjectFile, restoreRemedy } from './project-file.js'
import { lineAt } from './yaml-lines.js'

const URL_LIKE = /^[a-z][a-z0-9+.-]*:\/\//i
const HASH = /^[0-9a-f]{32}(\.dir)?$/
/** A path that may not be below its folder: an absolute one, or one with a `..`. */
const UPWARD = /^[\\/~]|^[A-Za-z]:|(?:^|[\\/])\.\.(?:[\\/]|$)/

/**
 * Finds unsafe paths and hashes in dvc.lock and `.dvc` files. DVC writes an output to its path, and builds paths in
 * the cache and the remote from its hash: both could lead out of the repository.
 * @param directory the working directory, which the files' paths start from
 * @param root the DVC root; no path may leave it
 */
export function pathProblems(files: readonly ProjectFile[], directory: string, root: string): FileProblem[] {
  const declared = declaredPaths(files)
  const wdirs = new Map(
    files.filter(({ kind }) => kind === 'pipeline').map((file) => [dirname(file.path), declaredWdirs(file.data)]),
  )
  const problems: FileProblem[] = []
  for (const file of files) {
    if (file.kind === 'pipeline') continue
    const { kind } = file
    const folder = resolve(directory, dirname(file.path))
    const isFolderInside = isInside(root, folder)
    for (const entry of lockedEntries(file)) {
      const owner = kind === 'data' ? '' : ` of ${entry.stage}`
      // Only an entry with a problem is searched in the text: a lock of a thousand stages has thousands of entries.
      const problem = (what: string, remedy: string): void => {
        problems.push(
          fileProblem(file.path, what, remedy, lineAt(file.text, Math.max(0, file.text.indexOf(entry.path)))),
        )
      }
      if (entry.hash !== undefined && (typeof entry.hash !== 'string' || !HASH.test(entry.hash))) {
        problem(
          `${entry.path}${owner} has the hash ${JSON.stringify(entry.hash)}, which is not an MD5.`,
          restoreRemedy(file.path, kind),
        )
        continue
      }
      const escaped = entry.members.find(
        (member) => member.split(/[\\/]/).some((part) => part === '..' || part === '') || isAbsolute(member),
      )
      if (escaped !== undefined) {
        problem(
          `${entry.path}${owner} names the file ${JSON.stringify(escaped)}, which is outside the output.`,
          restoreRemedy(file.path, kind),
        )
        continue
      }
      const wdir =
        kind === 'data' ? wdirOf(file.data) : (wdirs.get(dirname(file.path))?.get(declaredName(entry.stage)) ?? '.')
      // The stage's `wdir` may be a template, and may lie outside the repository. The outputs that DVC resolves are
      // checked later.
      if (URL_LIKE.test(entry.path) || (kind === 'lock' && wdir !== '.')) continue
      // Nearly every path goes down from its folder: `resolve` for each takes seconds in a lock of many stages.
      if (isFolderInside && wdir === '.' && !UPWARD.test(entry.path)) continue
      if (isInside(root, resolve(folder, wdir, entry.path))) continue
      // A dependency may lie outside the repository if dvc.yaml names it.
      if (entry.kind === 'dep' && (declared.has(entry.path) || kind === 'data')) continue
      problem(
        `the path ${entry.path}${owner} leaves the repository.`,
        `Keep outputs inside the repository. ${restoreRemedy(file.path, kind)}`,
      )
    }
  }
  return problems
}

interface Entry {
  path: string
  hash?: unknown
  /** Paths of the files in a directory of a remote with cloud versioning. */
  members: readonly string[]
  stage: string
  kind: 'out' | 'dep'
}

const NO_MEMBERS: readonly string[] = []

/** The paths in a dvc.lock or `.dvc` file, each with its hash. */
function* lockedEntries(file: ProjectFile): Generator<Entry> {
  const owners: [string, unknown][] =
    file.kind === 'data' ? [['', file.data]] : Object.entries(isRecord(file.data['stages']) ? file.data['stages'] : {})
  for (const [stage, owner] of owners) {
    if (!isRecord(owner)) continue
    for (const key of ['outs', 'deps'] as const) {
      const entries = owner[key]
      if (!Array.isArray(entries)) continue
      for (const entry of entries) {
        if (!isRecord(entry)) continue
        const { path, md5, files } = entry
        if (typeof path !== 'string') continue
        const members = Array.isArray(files)
          ? files
              .filter(isRecord)
              .map(({ relpath }) => relpath)
              .filter((member) => typeof member === 'string')
          : NO_MEMBERS
        yield { path, hash: md5, members, stage, kind: key === 'outs' ? 'out' : 'dep' }
      }
    }
  }
}

/**
 * Every path that a dvc.yaml names. A path in dvc.lock that leaves the repository is forged if no dvc.yaml names it.
 */
function declaredPaths(files: readonly ProjectFile[]): Set<string> {
  const names = new Set<string>()
  const collect = (value: unknown): void => {
    if (typeof value === 'string') names.add(value)
    else if (Array.isArray(value)) value.forEach(collect)
    else if (isRecord(value))
      for (const [key, inner] of Object.entries(value)) {
        names.add(key)
        collect(inner)
      }
  }
  for (const file of files) if (file.kind === 'pipeline') collect(file.data['stages'])
  return names
}

/** The working directory of each declared stage, relative to the dvc.yaml. */
function declaredWdirs(pipeline: Record<string, unknown>): Map<string, string> {
  const stages = isRecord(pipeline['stages']) ? Object.entries(pipeline['stages']) : []
  return new Map(
    stages.map(([name, stage]) => [name, wdirOf(isRecord(stage) && isRecord(stage['do']) ? stage['do'] : stage)]),
  )
}

function wdirOf(owner: unknown): string {
  const wdir = isRecord(owner) ? owner['wdir'] : undefined
  return typeof wdir === 'string' ? wdir : '.'
}

/** The name of a stage in dvc.yaml, from DVC's full name (`sub/dvc.yaml:train@a` gives `train`). */
export function declaredName(name: string): string {
  const short = name.includes(':') ? name.slice(name.lastIndexOf(':') + 1) : name
  return short.split('@')[0] ?? short
}
