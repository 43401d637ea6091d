import { stripVTControlCharacters } from 'node:util'
import type { CheckAnnotation } from './check-report.js'
import { shorten } from './escape.js'
import type { Report } from './report.js'
import { code, placeCell, type Section, text } from './section.js'
import type { Severity } from './severity.js'

/** Annotations that a report keeps of one check. */
export const MOST_ANNOTATIONS = 50
/** Characters of a message, of a name and of a path that a tool gave. */
export const LONGEST_MESSAGE = 2_000
export const LONGEST_NAME = 255
export const LONGEST_PATH = 1_000
export const LARGEST_LINE = 1e9
const SEVERITIES: readonly Severity[] = ['error', 'warning', 'notice']

/** An annotation as a tool printed it: `file` is not yet a path of the repository. */
export interface PrintedAnnotation extends Omit<CheckAnnotation, 'path'> {
  file?: string
}

/**
 * Reads what the tools of a check annotate: `::error file=a.py,line=3::message`, as ruff, ESLint and pytest's plugins print it for a
 * runner. The lines are data: no other workflow command is read, and the log shows all of them unread.
 * Format: actions/runner, ActionCommand.TryParseV2.
 */
export class CheckAnnotations {
  private readonly found: Record<Severity, PrintedAnnotation[]> = { error: [], warning: [], notice: [] }
  private readonly known = new Set<string>()
  private total = 0
  /** After `::stop-commands::TOKEN`, the token that ends it: a tool prints the texts of others between them. */
  private token: string | undefined

  /** @param redact masks secrets, before a text is cut */
  constructor(private readonly redact: (text: string) => string) {}

  /** Reads whole lines of output. */
  add(lines: string): void {
    if (lines.includes('::')) for (const line of lines.split(/\r\n|\r|\n/)) this.read(line)
  }

  /** The most severe annotations, and the number of all others. */
  result(): { annotations: PrintedAnnotation[]; omitted: number } {
    const annotations = SEVERITIES.flatMap((severity) => this.found[severity]).slice(0, MOST_ANNOTATIONS)
    return { annotations, omitted: this.total - annotations.length }
  }

  private read(line: string): void {
    const [, info, data = ''] = /^\s*::(.*?)::(.*)$/.exec(line) ?? []
    if (info === undefined) return
    const name = info.split(' ', 1)[0]?.toLowerCase() ?? ''
    if (this.token !== undefined) {
      if (info === this.token) this.token = undefined
      return
    }
    if (name === 'stop-commands') {
      if (data !== '') this.token = data
      return
    }
    const severity = SEVERITIES.find((each) => each === name)
    if (severity === undefined) return
    const key = line.trim().slice(0, 2 * LONGEST_MESSAGE)
    // A tool that prints to both streams, or twice, means one annotation.
    if (this.known.has(key)) return
    this.total++
    if (this.found[severity].length >= MOST_ANNOTATIONS) return
    this.known.add(key)
    this.found[severity].push(this.annotation(severity, info.slice(name.length), data))
  }

  private annotation(severity: Severity, properties: string, data: string): PrintedAnnotation {
    const given = new Map(
      properties.split(',').flatMap((part) => {
        const at = part.indexOf('=')
        return at < 0 ? [] : [[part.slice(0, at).trim().toLowerCase(), decoded(part.slice(at + 1), true)] as const]
      }),
    )
    const shown = (value: string, most: number) => shorten(this.redact(stripVTControlCharacters(value)).trim(), most)
    const [title, file, line, column] = [given.get('title'), given.get('file'), given.get('line'), given.get('col')]
    return {
      severity,
      message: shown(decoded(data, false), LONGEST_MESSAGE) || 'no message',
      ...(title ? { title: shown(title, LONGEST_NAME) } : {}),
      ...(file && file.length <= LONGEST_PATH ? { file: this.redact(file) } : {}),
      ...numberOf('line', line),
      ...(line === undefined ? {} : numberOf('column', column)),
    }
  }
}

function decoded(value: string, isProperty: boolean): string {
  const plain = isProperty ? value.replace(/%3A/gi, ':').replace(/%2C/gi, ',') : value
  return plain.replace(/%0D/gi, '\r').replace(/%0A/gi, '\n').replace(/%25/g, '%')
}

function numberOf<K extends 'line' | 'column'>(key: K, value: string | undefined): { [key in K]?: number } {
  const number = /^\d{1,10}$/.test(value ?? '') ? Number(value) : 0
  return (number >= 1 && number <= LARGEST_LINE ? { [key]: number } : {}) as { [key in K]?: number }
}

/** What the tools of the checks annotated. */
export function checkAnnotations({ checks }: Pick<Report, 'checks'>): Section {
  return {
    title: 'Annotations of checks',
    columns: ['', 'Check', 'Where', 'What'],
    below: [3],
    rows: checks.flatMap(({ name, conclusion, annotations = [], annotations_omitted: omitted = 0 }) => [
      ...annotations.map(({ severity, title, message, path, line }) => ({
        // A check that passed fails nothing.
        tone: ({ error: conclusion === 'failure' ? 'bad' : 'warn', warning: 'warn', notice: 'plain' } as const)[
          severity
        ],
        cells: [
          text(severity),
          code(name),
          placeCell({ ...(path === undefined ? {} : { path }), ...(line === undefined ? {} : { line }) }),
          text(title === undefined || message.startsWith(title) ? message : `${title}: ${message}`),
        ],
      })),
      ...(omitted === 0
        ? []
        : [
            { tone: 'plain' as const, cells: [text(''), code(name), code(''), text(`${omitted} more are in the log`)] },
          ]),
    ]),
  }
}
