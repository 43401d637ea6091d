import { dirname, isAbsolute, resolve } from 'node:path'
import { isInside } from '../run/real-path.js'
import { type FileProblem, fileProblem, isRecord, type ProjectFile, restoreRemedy } from './project-file.js'
import { lineAt } from './yaml-lines.js'

const URL_LIKE = /^[a-z][a-z0-9+.-]*:\/\//i

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
  return files
    .filter(({ kind }) => kind !== 'pipeline')
    .flatMap((file) =>
      lockedEntries(file).flatMap((entry) => {
        const owner = file.kind === 'data' ? '' : ` of ${entry.stage}`
        // Only an entry with a problem is searched in the text: a lock of a thousand stages has thousands of entries.
        const problem = (what: string, remedy: string) => [
          fileProblem(file.path, what, remedy, lineAt(file.text, Math.max(0, file.text.indexOf(entry.path)))),
        ]
        if (
          entry.hash !== undefined &&
          (typeof entry.hash !== 'string' || !/^[0-9a-f]{32}(\.dir)?$/.test(entry.hash))
        ) {
          return problem(
            `${entry.path}${owner} has the hash ${JSON.stringify(entry.hash)}, which is not an MD5.`,
            restoreRemedy(file.path, file.kind),
          )
        }
        const escaped = entry.members.find(
          (member) => member.split(/[\\/]/).some((part) => part === '..' || part === '') || isAbsolute(member),
        )
        if (escaped !== undefined)
          return problem(
            `${entry.path}${owner} names the file ${JSON.stringify(escaped)}, which is outside the output.`,
            restoreRemedy(file.path, file.kind),
          )
        const wdir =
          file.kind === 'data'
            ? wdirOf(file.data)
            : (wdirs.get(dirname(file.path))?.get(declaredName(entry.stage)) ?? '.')
        // The stage's `wdir` may be a template, and may lie outside the repository. The outputs that DVC resolves are
        // checked later.
        if (URL_LIKE.test(entry.path) || (file.kind === 'lock' && wdir !== '.')) return []
        if (isInside(root, resolve(directory, dirname(file.path), wdir, entry.path))) return []
        // A dependency may lie outside the repository if dvc.yaml names it.
        if (entry.kind === 'dep' && (declared.has(entry.path) || file.kind === 'data')) return []
        return problem(
          `the path ${entry.path}${owner} leaves the repository.`,
          `Keep outputs inside the repository. ${restoreRemedy(file.path, file.kind)}`,
        )
      }),
    )
}

interface Entry {
  path: string
  hash?: unknown
  /** Paths of the files in a directory of a remote with cloud versioning. */
  members: string[]
  stage: string
  kind: 'out' | 'dep'
}

/** The paths in a dvc.lock or `.dvc` file, each with its hash. */
function lockedEntries(file: ProjectFile): Entry[] {
  const owners: [string, unknown][] =
    file.kind === 'data' ? [['', file.data]] : Object.entries(isRecord(file.data['stages']) ? file.data['stages'] : {})
  return owners.flatMap(([stage, owner]) =>
    (['outs', 'deps'] as const).flatMap((key) => {
      const entries = isRecord(owner) ? owner[key] : undefined
      return (Array.isArray(entries) ? entries : []).filter(isRecord).flatMap((entry): Entry[] => {
        const { path, md5, files } = entry
        if (typeof path !== 'string') return []
        const members = (Array.isArray(files) ? files : [])
          .filter(isRecord)
          .map(({ relpath }) => relpath)
          .filter((member) => typeof member === 'string')
        return [{ path, hash: md5, members, stage, kind: key === 'outs' ? 'out' : 'dep' }]
      })
    }),
  )
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
