import { readFile, realpath, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, posix, relative, resolve, sep } from 'node:path'
import { isMap, isScalar, LineCounter, parseDocument, type Document } from 'yaml'
import { SetupError, type ErrorDetails } from '../run/errors.js'

/** Bytes: the longest dvc.lock seen in the wild is far below; above it a file is not one that a person or DVC wrote. */
const MAX_BYTES = 64 * 1024 * 1024
/** An honest file repeats anchors a few times; nine levels of ten aliases each would hang DVC for most of a minute. */
const MAX_ALIASES = 1_000
const LOCK_SCHEMA = '2.0'
const URL_LIKE = /^[a-z][a-z0-9+.-]*:\/\//i

/** One dvc.yaml, dvc.lock or `.dvc` file that parsed. */
export interface ProjectFile {
  /** Relative to the working directory, with `/`. */
  path: string
  kind: 'pipeline' | 'lock' | 'data'
  text: string
  data: Record<string, unknown>
}

/** The DVC root at or above a directory, not above `boundary`; undefined when there is none. */
export async function findDvcRoot(directory: string, boundary: string): Promise<string | undefined> {
  const top = await realpath(boundary)
  for (let at = await realpath(directory); ; at = dirname(at)) {
    const found = await stat(join(at, '.dvc')).then((entry) => entry.isDirectory(), () => false)
    if (found) return at
    if (at === top || at === dirname(at)) return undefined
  }
}

/** What kind of file of DVC's a path is, or undefined. */
export function kindOf(path: string): ProjectFile['kind'] | undefined {
  const name = basename(path)
  if (name === 'dvc.yaml') return 'pipeline'
  if (name === 'dvc.lock') return 'lock'
  return name.endsWith('.dvc') && name !== '.dvc' ? 'data' : undefined
}

/**
 * Reads and checks every file of DVC's in the project before DVC does: what DVC would choke on, hang on or pass in silence.
 * @param files paths relative to `directory`; those of other kinds are passed over
 * @throws {SetupError} naming the file, the line, what is wrong and what to do; every problem is in the one message
 */
export async function loadProjectFiles(directory: string, root: string, files: readonly string[]): Promise<ProjectFile[]> {
  const loaded: ProjectFile[] = []
  const problems: Problem[] = []
  await Promise.all(files.map(async (path) => {
    const kind = kindOf(path)
    if (!kind) return
    const full = join(directory, path)
    const info = await stat(full).catch(() => undefined)
    if (!info?.isFile()) return
    if (info.size > MAX_BYTES) {
      problems.push({ path, message: `${path} has ${info.size} bytes.`, remedy: `A file of DVC's is at most ${MAX_BYTES} bytes; is this one data?` })
      return
    }
    const text = await readFile(full, 'utf8')
    const data = parseProjectFile(path, kind, text, problems)
    if (data) loaded.push({ path, kind, text, data })
  }))
  loaded.sort((a, b) => (a.path < b.path ? -1 : 1))
  const declared = declaredPaths(loaded)
  for (const file of loaded) checkPaths(file, directory, root, declared, problems)
  problems.sort((a, b) => (a.path < b.path ? -1 : 1))
  const [first, ...rest] = problems
  if (first) {
    const details: ErrorDetails = { key: first.path, path: first.path, remedy: first.remedy }
    if (first.line !== undefined) details.line = first.line
    throw new SetupError([first, ...rest].map((problem, index) => (index === 0 ? problem.message : `${problem.message} ${problem.remedy}`)).join('\n'), details)
  }
  if (!loaded.some(({ kind }) => kind === 'pipeline' || kind === 'data')) {
    throw new SetupError(`${directory} has neither a dvc.yaml nor a .dvc file.`, { key: 'working-directory', value: directory, remedy: 'Add data with `dvc add`, a stage with `dvc stage add`, or set `working-directory` to the folder of the DVC project.' })
  }
  return loaded
}

interface Problem {
  path: string
  line?: number
  message: string
  remedy: string
}

const CONFLICT = /^(<{7}|={7}|>{7}|\|{7})( |$)/m

function parseProjectFile(path: string, kind: ProjectFile['kind'], text: string, problems: Problem[]): Record<string, unknown> | undefined {
  const problem = (message: string, remedy: string, line?: number): undefined => {
    problems.push({ path, message: line === undefined ? `${path}: ${message}` : `${path}, line ${line}: ${message}`, remedy, ...(line === undefined ? {} : { line }) })
  }
  const conflict = CONFLICT.exec(text)
  if (conflict) {
    return problem('it has the marks of a Git conflict.', kind === 'pipeline'
      ? 'Settle the conflict, then run `dvc repro`.'
      : `Take one side (\`git checkout --ours -- ${path}\` or \`--theirs\`), then run ${kind === 'lock' ? '`dvc repro`' : '`dvc checkout`'} and commit the result.`, lineAt(text, conflict.index))
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false })
  const [error] = document.errors
  if (error) {
    const tab = /^[ ]*\t/m.exec(text)
    const remedy = tab ? 'Indent with spaces: YAML does not take tabs.'
      : error.code === 'DUPLICATE_KEY' ? (kind === 'pipeline' ? 'Give every stage and every key one place.' : 'Restore the file from Git and run `dvc repro`.')
        : kind === 'lock' ? 'Restore it (`git checkout HEAD~1 -- dvc.lock`, or from your colleague) and run `dvc repro`.' : 'Mend the YAML.'
    return problem(`${error.code === 'DUPLICATE_KEY' ? `the key ${keyAt(text, error.pos[0])} is there twice` : error.message.replace(/\.$/, '')}.`, remedy, lines.linePos(error.pos[0]).line)
  }
  let data: unknown
  try {
    data = document.toJS({ maxAliasCount: MAX_ALIASES })
  } catch (cause) {
    return problem(`its aliases multiply beyond reason (${cause instanceof Error ? cause.message : String(cause)}).`, 'Write the values out, or keep them in params.yaml.')
  }
  if (data === null || data === undefined || (typeof data === 'object' && Object.keys(data).length === 0)) {
    return problem('it is empty.', kind === 'pipeline' ? 'Add stages (`dvc stage add`), or delete it: an empty pipeline checks nothing.' : 'Restore it from Git, or run `dvc repro` to write it anew.', 1)
  }
  if (typeof data !== 'object' || Array.isArray(data)) return problem('it is not a mapping of keys to values.', 'Mend the YAML.', 1)
  const mapping = data as Record<string, unknown>
  if (kind === 'lock') {
    const { schema } = mapping
    if (schema !== LOCK_SCHEMA) {
      const seen = schema === undefined ? 'no schema' : `schema ${JSON.stringify(schema)}`
      return problem(`it has ${seen}, and this version reads schema '${LOCK_SCHEMA}'.`, 'Run `dvc repro` with DVC 3 to write it anew.', lineOfKey(document, lines, 'schema') ?? 1)
    }
    if (mapping['stages'] !== undefined && !isRecord(mapping['stages'])) return problem('its `stages` are not a mapping.', 'Restore it from Git, or run `dvc repro`.', lineOfKey(document, lines, 'stages'))
    if (mapping['stages'] === undefined && mapping['datasets'] === undefined) return problem('it has a schema and no stages: it was cut off.', 'Restore it from Git, or run `dvc repro`.', 1)
  }
  return mapping
}

interface Entry { path: string; hash?: unknown; where: string; kind: 'out' | 'dep' }

/** Paths as a lock or `.dvc` file names them, each with its hash. */
function lockedEntries(file: ProjectFile): Entry[] {
  const owners: [string, unknown][] = file.kind === 'data' ? [[file.path, file.data]] : Object.entries(isRecord(file.data['stages']) ? file.data['stages'] : {})
  return owners.flatMap(([where, owner]) => (['outs', 'deps'] as const).flatMap((key) => {
    const entries = isRecord(owner) ? owner[key] : undefined
    return (Array.isArray(entries) ? entries : []).filter(isRecord).filter((entry) => typeof entry['path'] === 'string').map((entry): Entry => ({
      path: entry['path'] as string, hash: entry['md5'], where, kind: key === 'outs' ? 'out' : 'dep',
    }))
  }))
}

/** Everything that the pipelines name as a dependency, so that an outside one in dvc.lock can be told from a forged one. */
function declaredPaths(files: readonly ProjectFile[]): Set<string> {
  const names = new Set<string>()
  const collect = (value: unknown): void => {
    if (typeof value === 'string') names.add(value)
    else if (Array.isArray(value)) value.forEach(collect)
    else if (isRecord(value)) for (const [key, inner] of Object.entries(value)) { names.add(key); collect(inner) }
  }
  for (const file of files) if (file.kind === 'pipeline') collect(file.data['stages'])
  return names
}

function checkPaths(file: ProjectFile, directory: string, root: string, declared: ReadonlySet<string>, problems: Problem[]): void {
  if (file.kind === 'pipeline') return
  const wdir = file.kind === 'data' && typeof file.data['wdir'] === 'string' ? file.data['wdir'] : '.'
  const base = resolve(directory, dirname(file.path), wdir)
  for (const entry of lockedEntries(file)) {
    const line = lineAt(file.text, Math.max(0, file.text.indexOf(entry.path)))
    if (entry.hash !== undefined && (typeof entry.hash !== 'string' || !/^[0-9a-f]{32}(\.dir)?$/.test(entry.hash))) {
      problems.push({ path: file.path, line, message: `${file.path}: ${entry.path} of ${entry.where} has the hash ${JSON.stringify(entry.hash)}, which is no MD5.`, remedy: 'Restore it from Git, or run `dvc repro`.' })
    }
    if (URL_LIKE.test(entry.path) || isInside(root, resolve(base, entry.path))) continue
    if (entry.kind === 'dep' && (declared.has(entry.path) || file.kind === 'data')) continue
    problems.push({ path: file.path, line, message: `${file.path}, line ${line}: ${entry.path} of ${entry.where} leaves the repository.`, remedy: 'Keep outputs inside the repository; restore dvc.lock with `dvc repro`.' })
  }
}

/** True for an absolute path that is `root` or below it. */
export function isInside(root: string, path: string): boolean {
  const inside = relative(root, path)
  return inside === '' || (!inside.startsWith(`..${sep}`) && inside !== '..' && !isAbsolute(inside))
}

/**
 * The line of each stage in a dvc.yaml, for annotations. Stages of `foreach` and `matrix` (`train@a`) are found under their own name.
 * @returns lines from 1 by stage name
 */
export function stageLines(text: string): Map<string, number> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const stages = document.get('stages', true)
  const found = new Map<string, number>()
  if (!isMap(stages)) return found
  for (const { key } of stages.items) {
    if (isScalar(key) && key.range) found.set(String(key.value), lines.linePos(key.range[0]).line)
  }
  return found
}

/** The dvc.yaml and the name inside it of a stage as DVC addresses it (`sub/dvc.yaml:train@a` gives `train`). */
export function declaredName(name: string): string {
  const short = name.includes(':') ? name.slice(name.lastIndexOf(':') + 1) : name
  return short.split('@')[0] ?? short
}

/** URL schemes of the remotes in `.dvc/config` and `.dvc/config.local`; `''` is a local folder. Read before DVC is here, to know what to install. */
export async function remoteSchemes(root: string): Promise<string[]> {
  const texts = await Promise.all(['config', 'config.local'].map((name) => readFile(join(root, '.dvc', name), 'utf8').catch(() => '')))
  const urls = texts.flatMap((text) => [...text.matchAll(/^\s*url\s*=\s*(\S.*)$/gim)].map((match) => (match[1] ?? '').trim().replace(/^['"]|['"]$/g, '')))
  return [...new Set(urls.map((url) => (/^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1] ?? '').toLowerCase()))]
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Joins with `/` and drops `.` and `..`, as DVC shows paths. */
export function joinPath(...parts: string[]): string {
  return posix.normalize(posix.join(...parts))
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}

function lineOfKey(document: Document, lines: LineCounter, key: string): number | undefined {
  if (!isMap(document.contents)) return undefined
  const pair = document.contents.items.find((item) => isScalar(item.key) && item.key.value === key)
  return pair && isScalar(pair.key) && pair.key.range ? lines.linePos(pair.key.range[0]).line : undefined
}

function keyAt(text: string, offset: number): string {
  return `'${/^[^:\n]*/.exec(text.slice(offset))?.[0].trim() ?? ''}'`
}
