import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { type FileProblem, fileProblem, isRecord, type ProjectFile, restoreRemedy } from './project-file.js'
import { lineAt } from './yaml-places.js'

const URL_LIKE = /^[a-z][a-z0-9+.-]*:\/\//i

/** True for an absolute path that is `root` or below it. */
export function isInside(root: string, path: string): boolean {
  const inside = relative(root, path)
  return inside === '' || (!inside.startsWith(`..${sep}`) && inside !== '..' && !isAbsolute(inside))
}

/**
 * What the dvc.lock and `.dvc` files say that DVC would follow out of the repository, or take for a hash: a hash becomes a path in the
 * cache and in the remote, and an output is written where its path says.
 * @param directory the working directory, which the files' paths start from
 * @param root the DVC root, which nothing may leave
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
        // Only what is wrong is looked for in the text: a lock of a thousand stages has thousands of entries.
        const problem = (what: string, remedy: string) => [
          fileProblem(file.path, what, remedy, lineAt(file.text, Math.max(0, file.text.indexOf(entry.path)))),
        ]
        if (
          entry.hash !== undefined &&
          (typeof entry.hash !== 'string' || !/^[0-9a-f]{32}(\.dir)?$/.test(entry.hash))
        ) {
          return problem(
            `${entry.path}${owner} has the hash ${JSON.stringify(entry.hash)}, which is no MD5.`,
            restoreRemedy(file.path, file.kind),
          )
        }
        const escaped = entry.members.find(
          (member) => member.split(/[\\/]/).some((part) => part === '..' || part === '') || isAbsolute(member),
        )
        if (escaped !== undefined)
          return problem(
            `${entry.path}${owner} names the file ${JSON.stringify(escaped)}, which is outside of it.`,
            restoreRemedy(file.path, file.kind),
          )
        const wdir =
          file.kind === 'data'
            ? wdirOf(file.data)
            : (wdirs.get(dirname(file.path))?.get(declaredName(entry.stage)) ?? '.')
        // A folder of the stage's own may be a template, and may leave the repository itself: DVC's resolved outputs are looked at later.
        if (URL_LIKE.test(entry.path) || (file.kind === 'lock' && wdir !== '.')) return []
        if (isInside(root, resolve(directory, dirname(file.path), wdir, entry.path))) return []
        // Dependencies may lie outside where the pipeline says so itself.
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
  /** Paths of the files of a directory that is versioned by a cloud. */
  members: string[]
  stage: string
  kind: 'out' | 'dep'
}

/** Paths as a lock or `.dvc` file names them, each with its hash. */
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

/** Everything that the pipelines name as a dependency, so that an outside one in dvc.lock can be told from a forged one. */
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

/** Per declared stage the folder that its paths start from, relative to the dvc.yaml. */
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

/** The name under which dvc.yaml declares a stage that DVC calls so (`sub/dvc.yaml:train@a` gives `train`). */
export function declaredName(name: string): string {
  const short = name.includes(':') ? name.slice(name.lastIndexOf(':') + 1) : name
  return short.split('@')[0] ?? short
}
