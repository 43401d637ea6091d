import { posix } from 'node:path'
import * as z from 'zod'
import { readEntry } from './lock-entries.js'
import type { LockEntry, Unreadable } from './lock-text.js'
import type { Stage } from './project.js'

/** The name of a stage in the dvc.lock beside its dvc.yaml. */
export function lockName(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1)
}

/** An entry of dvc.lock that another machine wrote. */
export interface StageRecord {
  entry: LockEntry
  /** Hashes of the outputs in DVC 3's form, by path in the working directory. */
  made: ReadonlyMap<string, string>
  /** Hashes of the dependencies, by path in the working directory or address. */
  read: ReadonlyMap<string, string>
}

/**
 * Reads the entry of a stage that another machine wrote, and checks it against the declaration in dvc.yaml.
 * @param directory the working directory, absolute
 * @returns the reason for a rejection, as the end of a sentence about the entry
 */
export function readRecord(text: string, stage: Stage, directory: string): StageRecord | { reason: string } {
  const entry = readEntry(lockName(stage.name), text)
  if (isReason(entry)) return { reason: `: ${entry.reason}` }
  const parsed = entrySchema.safeParse(entry.value)
  if (!parsed.success) return { reason: ` is not in DVC's format: ${parsed.error.issues[0]?.path.join('.') ?? ''}` }
  // Paths in dvc.lock start at the stage's working directory; addresses of other protocols stay.
  const place = (path: string) => {
    if (URL_LIKE.test(path)) return path
    return posix.isAbsolute(path) ? posix.relative(directory, path) : posix.normalize(posix.join(stage.wdir, path))
  }
  const fault = faultOf(parsed.data, stage, place)
  if (fault !== undefined) return { reason: ` ${fault}` }
  // Without `hash`, DVC 2 computed the hash, which differs for text with other line ends.
  const hashes = (recorded: Recorded) =>
    new Map(
      (recorded ?? []).flatMap(({ path, hash, md5 }) =>
        hash === undefined || md5 === undefined ? [] : [[place(path), md5] as const],
      ),
    )
  return { entry, made: hashes(parsed.data.outs), read: hashes(parsed.data.deps) }
}

function isReason(read: LockEntry | Unreadable): read is Unreadable {
  return 'reason' in read
}

const HASH = /^[0-9a-f]{32}(?:\.dir)?$/
const URL_LIKE = /^[a-z][a-z0-9+.-]*:\/\//i
const member = z.looseObject({ relpath: z.string() })
const recorded = z
  .array(
    z.looseObject({
      path: z.string(),
      hash: z.string().optional(),
      md5: z.string().optional(),
      files: z.array(member).optional(),
    }),
  )
  .optional()
const entrySchema = z.looseObject({
  cmd: z.union([z.string(), z.array(z.string())]),
  deps: recorded,
  outs: recorded,
  params: z.record(z.string(), z.looseObject({})).optional(),
})

type Recorded = z.output<typeof recorded>

/** The first difference between a lock entry and the declaration in dvc.yaml, as the end of a sentence. */
function faultOf(
  { outs = [], deps = [], params = {} }: z.output<typeof entrySchema>,
  stage: Stage,
  place: (path: string) => string,
): string | undefined {
  const [made, read] = [outs.map(({ path }) => place(path)), deps.map(({ path }) => place(path))]
  const local = stage.outs.map(({ path }) => path)
  const extra = made.find((path) => !local.includes(path)) ?? local.find((path) => !made.includes(path))
  if (extra !== undefined || new Set(made).size !== made.length)
    return `has other outputs than dvc.yaml declares: ${extra ?? made.join(', ')}`
  const declared = stage.deps.filter(({ kind }) => kind === 'path').map(({ path }) => path)
  const missing = declared.find((path) => !read.includes(path))
  if (missing !== undefined) return `lacks the dependency ${missing}`
  const undeclared = read.find((path) => !URL_LIKE.test(path) && !declared.includes(path))
  if (undeclared !== undefined) return `has the dependency ${undeclared}, which dvc.yaml does not declare`
  const unknown = undeclaredParam(params, stage, place)
  if (unknown !== undefined) return `has the parameter ${unknown}, which dvc.yaml does not declare`
  const odd = [...outs, ...deps].find(({ md5 }) => md5 !== undefined && !HASH.test(md5))
  if (odd !== undefined) return `has no valid DVC hash for ${odd.path}: ${String(odd.md5).slice(0, 60)}`
  const escaped = [...outs, ...deps].find(({ files = [] }) =>
    files.some(
      ({ relpath }) =>
        posix.isAbsolute(relpath) ||
        relpath.split(/[\\/]/).some((part) => part === '' || part === '..' || /^\.(git|dvc)$/i.test(part)),
    ),
  )
  if (escaped !== undefined) return `has files outside of ${escaped.path}`
  const unhashed = outs.find(
    ({ path, md5 }) => md5 === undefined && stage.outs.some((out) => out.cache && out.path === place(path)),
  )
  return unhashed === undefined ? undefined : `has no hash for ${unhashed.path}`
}

/** A parameter of an entry, with its file, that the stage does not declare; a stage may depend on a whole file. */
function undeclaredParam(
  params: Record<string, Record<string, unknown>>,
  stage: Stage,
  place: (path: string) => string,
): string | undefined {
  const own = stage.deps.flatMap((dep) => (dep.kind === 'params' ? [dep] : []))
  for (const [file, values] of Object.entries(params)) {
    const declared = own.filter(({ path }) => path === place(file))
    if (declared.length === 0) return file
    const name = Object.keys(values).find(
      (key) => !declared.some(({ names }) => names.length === 0 || names.includes(key)),
    )
    if (name !== undefined) return `${name} of ${file}`
  }
  return undefined
}
