import { basename } from 'node:path'
import { type Document, LineCounter, parseDocument, type YAMLError } from 'yaml'
import { readLarge } from '../text/read-yaml.js'
import { isRecord } from '../text/records.js'
import { shellWord } from '../text/shell-word.js'
import { withoutPeriod } from '../text/words.js'
import { lineOfKeys } from '../text/yaml-lines.js'
import { firstRepeated } from './repeated-keys.js'
import { lineAt } from './yaml-lines.js'

/** Real files have some hundred aliases. Nine levels of ten aliases each would use all memory in DVC. */
const MAX_ALIASES = 50_000
const LOCK_SCHEMA = '2.0'
/** A dvc.yaml needs one of these; with `vars` alone it declares nothing. */
const SECTIONS = ['stages', 'metrics', 'plots', 'params', 'artifacts', 'datasets']

const EMPTY_PIPELINE = 'Add stages (`dvc stage add`), or delete the file: an empty pipeline checks nothing.'

export type FileKind = 'pipeline' | 'lock' | 'data'

/** One dvc.yaml, dvc.lock or `.dvc` file that parsed. */
export interface ProjectFile {
  /** Relative to the working directory, with `/`. */
  path: string
  kind: FileKind
  text: string
  data: Record<string, unknown>
}

/** One problem in a file of the project. */
export interface FileProblem {
  /** Relative to the working directory. */
  path: string
  /** From 1. */
  line?: number
  /** Names the file, and the line if it is known. */
  message: string
  remedy: string
  /** True for the marks of a Git conflict. */
  isConflict?: true
}

/** The kind of a DVC file by its name; undefined for other files. */
export function kindOf(path: string): FileKind | undefined {
  const name = basename(path)
  if (name === 'dvc.yaml') return 'pipeline'
  if (name === 'dvc.lock') return 'lock'
  return name.endsWith('.dvc') && name !== '.dvc' ? 'data' : undefined
}

/** A problem whose message names the file and the line. @param what a sentence in which "it" is the file */
export function fileProblem(path: string, what: string, remedy: string, line?: number): FileProblem {
  return {
    path,
    message: `${path}${line === undefined ? '' : `, line ${line}`}: ${what}`,
    remedy,
    ...(line === undefined ? {} : { line }),
  }
}

/** Parses a DVC file. Finds what DVC would fail on, hang on or ignore. @returns its mapping, or the first problem */
export function parseProjectFile(
  path: string,
  kind: FileKind,
  text: string,
): { data: Record<string, unknown> } | { problem: FileProblem } {
  const refuse = (what: string, remedy: string, line?: number) => ({ problem: fileProblem(path, what, remedy, line) })
  const conflict = /^(<{7}|>{7})( |\r?$)/m.exec(text)
  if (conflict) {
    const remedy = conflictRemedy(path, kind)
    const { problem } = refuse('it contains Git conflict markers.', remedy, lineAt(text, conflict.index))
    return { problem: { ...problem, isConflict: true } }
  }
  const large = readLarge(text)
  if (large !== undefined) return checked(path, kind, text, large)
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false })
  const error = firstError(document)
  if (error)
    return refuse(yamlReason(text, error), yamlRemedy(path, kind, text, error), lines.linePos(error.pos[0]).line)
  const written = writeOut(document)
  if ('fault' in written)
    return refuse(written.fault, written.remedy, lineAt(text, Math.max(0, text.indexOf(written.at))))
  return checked(path, kind, text, written.data)
}

/** Finds what DVC would fail on or ignore in the value of a file. */
function checked(
  path: string,
  kind: FileKind,
  text: string,
  data: unknown,
): { data: Record<string, unknown> } | { problem: FileProblem } {
  const refuse = (what: string, remedy: string, line?: number) => ({ problem: fileProblem(path, what, remedy, line) })
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

type Fault = Pick<YAMLError, 'code' | 'message' | 'pos'>

/** The first error of a document, repeated keys included. The parser's own check takes the square of their number. */
function firstError(document: Document): Fault | undefined {
  const [error] = document.errors
  const repeated = firstRepeated(document)
  return repeated !== undefined && (error === undefined || repeated.pos[0] < error.pos[0]) ? repeated : error
}

/** True if a YAML text with its aliases expanded would be far too large. False for a text that is not YAML. */
export function hasTooManyAliases(text: string): boolean {
  if (!text.includes('*') || !text.includes('&')) return false
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false })
  return document.errors.length === 0 && 'tooMany' in writeOut(document)
}

/** Message and remedy for a file that would use all memory in DVC. */
export const TOO_MANY_ALIASES = {
  what: 'its aliases multiply: expanded, it would use all memory of this machine.',
  remedy: 'Write the values without aliases.',
}

type WrittenOut = { data: unknown } | { fault: string; remedy: string; at: string; tooMany?: true }

/** The value of a document with its aliases expanded, or the fault in them. @returns `at`: the text at the fault */
function writeOut(document: Document): WrittenOut {
  try {
    return { data: document.toJS({ maxAliasCount: MAX_ALIASES }) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const name = /^Unresolved alias .*: (\S+)$/.exec(reason)?.[1]
    if (name !== undefined)
      return {
        fault: `the alias *${name} has no anchor: no &${name} comes before it.`,
        remedy: `Define &${name} first, or put the name in quotes.`,
        at: `*${name}`,
      }
    if (/alias count/.test(reason))
      return { fault: TOO_MANY_ALIASES.what, remedy: TOO_MANY_ALIASES.remedy, at: '', tooMany: true }
    return {
      fault: `it is not YAML: ${reason}.`,
      remedy: 'Fix it; `dvc stage list` works when DVC can read it.',
      at: '',
    }
  }
}

/** The first syntax error of a YAML text, as a sentence with its line; undefined for valid YAML. */
export function yamlFault(text: string): { what: string; line: number } | undefined {
  const lines = new LineCounter()
  const error = firstError(parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false }))
  return error ? { what: yamlReason(text, error), line: lines.linePos(error.pos[0]).line } : undefined
}

function pipelineFault(path: string, text: string, data: Record<string, unknown>): FileProblem | undefined {
  const remedy = EMPTY_PIPELINE
  const { stages } = data
  if ('stages' in data && !isRecord(stages)) {
    const line = lineOfKeys(text, ['stages'])
    if (stages === null) return fileProblem(path, '`stages` is empty.', remedy, line)
    return fileProblem(
      path,
      `\`stages\` must be a mapping of names to stages, not ${Array.isArray(stages) ? 'a list' : JSON.stringify(stages)}.`,
      'Give every stage a name: `stages:`, below it `train:`, below that its `cmd:`.',
      line,
    )
  }
  const isFilled = (value: unknown) =>
    value !== null && value !== undefined && (typeof value !== 'object' || Object.keys(value).length > 0)
  if (SECTIONS.some((section) => isFilled(data[section]))) return undefined
  return fileProblem(path, 'it declares no stage, metric, plot or artifact.', remedy, 1)
}

function lockFault(path: string, text: string, data: Record<string, unknown>): FileProblem | undefined {
  const restore = restoreRemedy(path, 'lock')
  const { schema, stages } = data
  if (schema !== LOCK_SCHEMA) {
    const seen = schema === undefined ? 'no schema' : `the schema ${JSON.stringify(schema)}`
    const isOfDvc1 = schema === undefined && stages === undefined
    return fileProblem(
      path,
      `it has ${seen}; DVC 3 needs '${LOCK_SCHEMA}'.${isOfDvc1 ? ' It is in the form of DVC 1, which DVC 3 cannot read.' : ''}`,
      schema === undefined && !isOfDvc1 ? `Add the line \`schema: '${LOCK_SCHEMA}'\` at its top.` : renewRemedy(path),
      lineOfKeys(text, ['schema']) ?? 1,
    )
  }
  if (stages !== undefined && stages !== null && !isRecord(stages))
    return fileProblem(path, 'its `stages` must be a mapping.', restore, lineOfKeys(text, ['stages']))
  if (!isRecord(stages) && data['datasets'] === undefined)
    return fileProblem(path, 'it has a schema but no stages: its end is missing.', restore, 1)
  // DVC ends every line with a line break. A file that ends without one is incomplete, even if it parses.
  const last = lineAt(text.trimEnd(), text.length)
  if (!text.endsWith('\n'))
    return fileProblem(
      path,
      'it ends in the middle of a line: its end is missing.',
      `${restore} If nothing is missing, add a line break at its end.`,
      last,
    )
  if (/^\s*- path:[^\n]*\n$/.test(text.slice(text.trimEnd().lastIndexOf('\n') + 1))) {
    return fileProblem(path, 'its last entry has a path but no hash: its end is missing.', restore, last)
  }
  return undefined
}

function yamlReason(text: string, error: Fault): string {
  if (error.code === 'DUPLICATE_KEY')
    return `the key '${/^[^:\n]*/.exec(text.slice(error.pos[0]))?.[0].trim() ?? ''}' appears twice.`
  return `it is not YAML: ${error.message.charAt(0).toLowerCase()}${withoutPeriod(error.message.slice(1))}.`
}

function yamlRemedy(path: string, kind: FileKind, text: string, error: Fault): string {
  if (/^ *\t/m.test(text) && error.code !== 'DUPLICATE_KEY') return 'Indent with spaces: YAML allows no tabs.'
  if (kind !== 'pipeline') return restoreRemedy(path, kind)
  return error.code === 'DUPLICATE_KEY'
    ? 'Rename or remove one of them.'
    : 'Fix that line; `dvc stage list` works when DVC can read the file.'
}

function conflictRemedy(path: string, kind: FileKind): string {
  if (kind === 'pipeline') return 'Resolve the conflict, then run `dvc repro` and commit.'
  if (kind === 'lock')
    return `Run \`dvc-ci resolve ${shellWord(path)}\`, which merges it stage by stage, then \`dvc repro\`, and commit.`
  return (
    `Keep one side (during the merge: \`git checkout --ours -- ${shellWord(path)}\` or \`--theirs\`), ` +
    `then run \`dvc pull --force ${shellWord(path)}\` and commit.`
  )
}

function emptyRemedy(path: string, kind: FileKind): string {
  return kind === 'pipeline' ? EMPTY_PIPELINE : restoreRemedy(path, kind)
}

/** The remedy for a dvc.lock that no DVC 3 reads, so that `dvc repro` fails at it too. */
function renewRemedy(path: string): string {
  return (
    `Delete it and write it again: \`rm ${shellWord(path)} && dvc repro\` runs every stage. ` +
    `If the outputs here are right, \`rm ${shellWord(path)} && dvc commit --force\` records them and runs no stage. Then \`dvc push\`, and commit it.`
  )
}

/** The remedy for a damaged file. */
export function restoreRemedy(path: string, kind: FileKind): string {
  if (kind === 'pipeline') return 'Fix it; `dvc stage list` works when DVC can read it.'
  const restore = `Restore it (\`git log -- ${shellWord(path)}\` has its versions)`
  // DVC reads the damaged file first, and fails, so it must be gone.
  return kind === 'lock'
    ? `${restore}, or write it again: \`rm ${shellWord(path)} && dvc repro && dvc push\`, and commit it.`
    : `${restore}, or track its data again: \`rm ${shellWord(path)} && dvc add ${shellWord(path.replace(/\.dvc$/, ''))}\`, and commit it.`
}
