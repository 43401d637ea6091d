import { basename } from 'node:path'
import { type Document, LineCounter, parseDocument, type YAMLError } from 'yaml'
import { lineAt, lineOfKeys } from './yaml-places.js'

/** An honest file has some hundred; nine levels of ten aliases each would take DVC all the memory that there is. */
const MAX_ALIASES = 50_000
const LOCK_SCHEMA = '2.0'
/** Any of these is something that DVC can tell about; `vars` alone is not. */
const SECTIONS = ['stages', 'metrics', 'plots', 'params', 'artifacts', 'datasets']

export type FileKind = 'pipeline' | 'lock' | 'data'

/** One dvc.yaml, dvc.lock or `.dvc` file that parsed. */
export interface ProjectFile {
  /** Relative to the working directory, with `/`. */
  path: string
  kind: FileKind
  text: string
  data: Record<string, unknown>
}

/** One thing that is wrong with a file of the project's. */
export interface FileProblem {
  /** Relative to the working directory. */
  path: string
  /** From 1. */
  line?: number
  /** Names the file, and the line where it is known. */
  message: string
  remedy: string
}

/** What kind of file of DVC's a path is, or undefined. */
export function kindOf(path: string): FileKind | undefined {
  const name = basename(path)
  if (name === 'dvc.yaml') return 'pipeline'
  if (name === 'dvc.lock') return 'lock'
  return name.endsWith('.dvc') && name !== '.dvc' ? 'data' : undefined
}

/** A problem whose message names the file and the line. @param what a sentence about "it", the file */
export function fileProblem(path: string, what: string, remedy: string, line?: number): FileProblem {
  return {
    path,
    message: `${path}${line === undefined ? '' : `, line ${line}`}: ${what}`,
    remedy,
    ...(line === undefined ? {} : { line }),
  }
}

/** The mapping that a file of DVC's holds, or the first thing that is wrong with its text: what DVC would choke on, hang on or pass in silence. */
export function parseProjectFile(
  path: string,
  kind: FileKind,
  text: string,
): { data: Record<string, unknown> } | { problem: FileProblem } {
  const refuse = (what: string, remedy: string, line?: number) => ({ problem: fileProblem(path, what, remedy, line) })
  const conflict = /^(<{7}|>{7})( |\r?$)/m.exec(text)
  if (conflict)
    return refuse('it has the marks of a Git conflict.', conflictRemedy(path, kind), lineAt(text, conflict.index))
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false })
  const [error] = document.errors
  if (error)
    return refuse(yamlReason(text, error), yamlRemedy(path, kind, text, error), lines.linePos(error.pos[0]).line)
  const written = writeOut(document)
  if ('fault' in written)
    return refuse(written.fault, written.remedy, lineAt(text, Math.max(0, text.indexOf(written.at))))
  const { data } = written
  if (data === null || data === undefined || (typeof data === 'object' && Object.keys(data).length === 0))
    return refuse('it is empty.', emptyRemedy(path, kind), 1)
  if (!isRecord(data))
    return refuse(
      `it must be a mapping of keys to values, not ${Array.isArray(data) ? 'a list' : 'a single value'}.`,
      restoreRemedy(path, kind),
      1,
    )
  const fault =
    kind === 'pipeline' ? pipelineFault(path, text, data) : kind === 'lock' ? lockFault(path, text, data) : undefined
  return fault ? { problem: fault } : { data }
}

/** True where writing out the aliases of a YAML text would make it larger beyond reason. A text that is no YAML has none. */
export function hasTooManyAliases(text: string): boolean {
  if (!text.includes('*') || !text.includes('&')) return false
  const document = parseDocument(text, { prettyErrors: false })
  return document.errors.length === 0 && 'tooMany' in writeOut(document)
}

/** What says of a file that DVC would need all memory for it, and what to do. */
export const TOO_MANY_ALIASES = {
  what: 'its aliases multiply beyond reason: written out, it would take all the memory of this machine.',
  remedy: 'Write the values out.',
}

type WrittenOut = { data: unknown } | { fault: string; remedy: string; at: string; tooMany?: true }

/** The value of a document with its aliases written out, or what is wrong with them. @returns `at`: text at which it shows */
function writeOut(document: Document): WrittenOut {
  try {
    return { data: document.toJS({ maxAliasCount: MAX_ALIASES }) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const name = /^Unresolved alias .*: (\S+)$/.exec(reason)?.[1]
    if (name !== undefined)
      return {
        fault: `the alias *${name} stands for nothing: no &${name} comes before it.`,
        remedy: `Define &${name} first, or put the name in quotes.`,
        at: `*${name}`,
      }
    if (/alias count/.test(reason))
      return { fault: TOO_MANY_ALIASES.what, remedy: TOO_MANY_ALIASES.remedy, at: '', tooMany: true }
    return { fault: `it is not YAML: ${reason}.`, remedy: '`dvc stage list` tells when DVC can read it.', at: '' }
  }
}

/** The first thing that makes a text no YAML, as a sentence, with its line; undefined when it is fine. */
export function yamlFault(text: string): { what: string; line: number } | undefined {
  const lines = new LineCounter()
  const [error] = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false }).errors
  return error ? { what: yamlReason(text, error), line: lines.linePos(error.pos[0]).line } : undefined
}

function pipelineFault(path: string, text: string, data: Record<string, unknown>): FileProblem | undefined {
  const remedy = 'Add stages (`dvc stage add`), or delete it: an empty pipeline checks nothing.'
  const { stages } = data
  if ('stages' in data && !isRecord(stages)) {
    const line = lineOfKeys(text, ['stages'])
    if (stages === null) return fileProblem(path, '`stages` has nothing below it.', remedy, line)
    return fileProblem(
      path,
      `\`stages\` must be a mapping of names to stages, and it is ${Array.isArray(stages) ? 'a list' : JSON.stringify(stages)}.`,
      'Give every stage a name: `stages:`, below it `train:`, below that its `cmd:`.',
      line,
    )
  }
  const isFilled = (value: unknown) =>
    value !== null && value !== undefined && (typeof value !== 'object' || Object.keys(value).length > 0)
  if (SECTIONS.some((section) => isFilled(data[section]))) return undefined
  return fileProblem(path, 'it declares nothing: no stage, metric, plot or artifact.', remedy, 1)
}

function lockFault(path: string, text: string, data: Record<string, unknown>): FileProblem | undefined {
  const restore = restoreRemedy(path, 'lock')
  const { schema, stages } = data
  if (schema !== LOCK_SCHEMA) {
    const seen = schema === undefined ? 'no schema' : `the schema ${JSON.stringify(schema)}`
    return fileProblem(
      path,
      `it has ${seen}, and DVC 3 reads '${LOCK_SCHEMA}'.`,
      'Run `dvc repro` with DVC 3 to write it anew, and commit it.',
      lineOfKeys(text, ['schema']) ?? 1,
    )
  }
  if (stages !== undefined && stages !== null && !isRecord(stages))
    return fileProblem(path, 'its `stages` are not a mapping.', restore, lineOfKeys(text, ['stages']))
  if (!isRecord(stages) && data['datasets'] === undefined)
    return fileProblem(path, 'it has a schema and no stages: it was cut off.', restore, 1)
  // DVC ends every line that it writes, so a file that ends within one is not whole, however well it parses.
  const last = lineAt(text.trimEnd(), text.length)
  if (!text.endsWith('\n'))
    return fileProblem(
      path,
      'it ends in the middle of a line: it was cut off.',
      `${restore} If nothing is missing, end its last line.`,
      last,
    )
  if (/^\s*- path:[^\n]*\n$/.test(text.slice(text.trimEnd().lastIndexOf('\n') + 1))) {
    return fileProblem(path, 'its last entry has a path and no hash: it was cut off.', restore, last)
  }
  return undefined
}

function yamlReason(text: string, error: YAMLError): string {
  if (error.code === 'DUPLICATE_KEY')
    return `the key '${/^[^:\n]*/.exec(text.slice(error.pos[0]))?.[0].trim() ?? ''}' is there twice.`
  return `it is not YAML: ${error.message.charAt(0).toLowerCase()}${error.message.slice(1).replace(/\.$/, '')}.`
}

function yamlRemedy(path: string, kind: FileKind, text: string, error: YAMLError): string {
  if (/^ *\t/m.test(text) && error.code !== 'DUPLICATE_KEY') return 'Indent with spaces: YAML takes no tabs.'
  if (kind !== 'pipeline') return restoreRemedy(path, kind)
  return error.code === 'DUPLICATE_KEY'
    ? 'Rename one of them, or remove it.'
    : 'Mend that line; `dvc stage list` tells when DVC can read it.'
}

function conflictRemedy(path: string, kind: FileKind): string {
  if (kind === 'pipeline') return 'Settle the conflict, then run `dvc repro` and commit.'
  if (kind === 'lock')
    return `Run \`dvc-ci resolve ${path}\`, which settles it stage by stage, then \`dvc repro\`, and commit.`
  return `Keep one side (while the merge is open: \`git checkout --ours -- ${path}\` or \`--theirs\`), then run \`dvc checkout ${path}\` and commit.`
}

function emptyRemedy(path: string, kind: FileKind): string {
  return kind === 'pipeline'
    ? 'Add stages (`dvc stage add`), or delete it: an empty pipeline checks nothing.'
    : restoreRemedy(path, kind)
}

/** How somebody gets a whole file back. */
export function restoreRemedy(path: string, kind: FileKind): string {
  if (kind === 'pipeline') return 'Mend it; `dvc stage list` tells when DVC can read it.'
  const restore = `Restore it (\`git log -- ${path}\` has its versions)`
  return kind === 'lock'
    ? `${restore}, or run \`dvc repro\` to write it anew.`
    : `${restore}, or run \`dvc add\` on its data again.`
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
