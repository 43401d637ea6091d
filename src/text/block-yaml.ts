import { parseDocument } from 'yaml'

/*
 * A fast reader of the YAML that DVC writes: nested block mappings and lists with one scalar a line. The parser of the
 * package `yaml` reads about 1 MB a second and takes 80 bytes of memory for a byte of text; a dvc.lock may have 20 MB.
 * The reader gives the same value as that parser, or none. An entry of a top-level mapping that has another style goes
 * through the parser alone, so the time stays linear.
 */

/** Values that the reader does not decide on: the parser reads that entry. */
class OtherStyle extends Error {}

/** A key that no YAML schema resolves to another type than a text. */
const KEY = /^([A-Za-z_][\w./@+-]*):(?: +(.*))?$/
const NO_TEXT = /^(?:null|true|false)$/i
/** A plain scalar in one line: no indicator at its start, no comment, no key. */
const PLAIN = /^(?![-?:] |[-?:]$|[[\]{},&*#|>!%@`"'])(?:(?!: | #|:$).)*$/
const CONTINUED = /^(?!#)(?:(?!: | #|:$).)*$/
const SINGLE_QUOTED = /^'((?:[^']|'')*)'$/
const DOUBLE_QUOTED = /^"([^"\\]*)"$/
const WHOLE = /^[-+]?(?:0|[1-9]\d*)$/
const FRACTION = /^[-+]?\d+\.\d+$/
/** All that YAML 1.2 may take for a number (`0o17`, `1e3`, `.inf`): the parser decides. */
const NUMBER_LIKE = /^[-+]?\.?\d[\d.]*(?:[eE][-+]?\d+)?$|^0[ox]|^[-+]?\.(?:inf|nan)$/i

export interface ReadOptions {
  /** True for whole numbers as bigints. */
  bigints?: boolean
  /** Called for each entry of a top-level mapping. @param start offset of its first line */
  onEntry?: (section: string, name: string, start: number) => void
}

/**
 * Reads a mapping in DVC's style.
 * @returns undefined where the text has another style, an error or a repeated key: the parser then reads the whole text
 */
export function readBlockYaml(text: string, options: ReadOptions = {}): Record<string, unknown> | undefined {
  // Tabs, carriage returns and several documents need the parser.
  if (/[\t\r\uFEFF\x85\u2028\u2029]|^(?:---|\.\.\.|%)/m.test(text)) return undefined
  try {
    return new Reader(text, options).readAll()
  } catch (error) {
    if (error instanceof OtherStyle) return undefined
    throw error
  }
}

class Reader {
  /** The present line: offset of its first character, number of leading blanks, rest without blanks at its end. */
  private at = 0
  private next = 0
  private indent = -1
  private content = ''
  /** Whether empty lines or comments are before the present line. */
  private skipped = false

  constructor(
    private readonly text: string,
    private readonly options: ReadOptions,
  ) {
    this.advance()
  }

  readAll(): Record<string, unknown> {
    const all: Record<string, unknown> = {}
    while (this.indent >= 0) {
      if (this.indent !== 0) throw new OtherStyle()
      const [name, rest] = this.keyOf(all)
      this.advance()
      all[name] = rest === '' && this.indent > 0 && !this.isItem() ? this.section(name) : this.value(rest, 0)
    }
    return all
  }

  /** A mapping below a top-level key. An entry in another style is parsed alone. */
  private section(section: string): Record<string, unknown> {
    const { indent } = this
    const entries: Record<string, unknown> = {}
    while (this.indent === indent && !this.isItem()) {
      const start = this.at
      const [name, rest] = this.keyOf(entries)
      this.options.onEntry?.(section, name, start)
      try {
        this.advance()
        entries[name] = this.value(rest, indent)
      } catch (error) {
        if (!(error instanceof OtherStyle)) throw error
        entries[name] = this.parsed(start, indent, name)
      }
    }
    if (this.indent > 0) throw new OtherStyle()
    return entries
  }

  /** Parses the lines of one entry by the parser, from its key to the next line that is no deeper. */
  private parsed(start: number, indent: number, name: string): unknown {
    this.next = start
    this.advance()
    do this.advance()
    while (this.indent > indent || (this.indent === indent && this.isItem()))
    const document = parseDocument(this.text.slice(start, this.at), {
      prettyErrors: false,
      intAsBigInt: this.options.bigints ?? false,
    })
    if (document.errors.length > 0) throw new OtherStyle()
    let value: unknown
    try {
      value = document.toJS({ maxAliasCount: 100 })
    } catch {
      throw new OtherStyle()
    }
    if (typeof value !== 'object' || value === null || Object.keys(value).join('\0') !== name) throw new OtherStyle()
    return (value as Record<string, unknown>)[name]
  }

  private mapping(indent: number): Record<string, unknown> {
    const values: Record<string, unknown> = {}
    while (this.indent === indent && !this.isItem()) {
      const [name, rest] = this.keyOf(values)
      this.advance()
      values[name] = this.value(rest, indent)
    }
    if (this.indent > indent) throw new OtherStyle()
    return values
  }

  private list(indent: number): unknown[] {
    const values: unknown[] = []
    while (this.indent === indent && this.isItem()) {
      const rest = this.content.slice(2).trimStart()
      if (rest === '' || rest.startsWith('- ')) throw new OtherStyle()
      if (KEY.test(rest)) {
        // A mapping that begins in the line of its item.
        this.indent += this.content.length - rest.length
        this.content = rest
        values.push(this.mapping(this.indent))
      } else {
        this.advance()
        values.push(this.scalar(rest, indent))
      }
    }
    if (this.indent > indent) throw new OtherStyle()
    return values
  }

  /** The value of a key. The present line is the one after the key. @param indent of the key */
  private value(rest: string, indent: number): unknown {
    if (rest !== '') return this.scalar(rest, indent)
    if (this.indent >= indent && this.isItem()) return this.list(this.indent)
    return this.indent > indent ? this.mapping(this.indent) : null
  }

  /** A scalar that begins with a text. Deeper lines continue a plain one. */
  private scalar(rest: string, indent: number): unknown {
    const quoted = SINGLE_QUOTED.exec(rest)?.[1]?.replaceAll("''", "'") ?? DOUBLE_QUOTED.exec(rest)?.[1]
    if (quoted !== undefined || rest === '[]' || rest === '{}') {
      if (this.indent > indent) throw new OtherStyle()
      return quoted ?? (rest === '[]' ? [] : {})
    }
    if (!PLAIN.test(rest)) throw new OtherStyle()
    if (this.indent <= indent) return this.resolved(rest)
    const lines = [rest]
    while (this.indent > indent) {
      // An empty line is a line break of the text, and a comment ends it.
      if (this.skipped || !CONTINUED.test(this.content)) throw new OtherStyle()
      lines.push(this.content)
      this.advance()
    }
    return lines.join(' ')
  }

  private resolved(text: string): unknown {
    if (WHOLE.test(text)) {
      if (this.options.bigints) return BigInt(text)
      if (text.length <= 15) return Number(text)
    }
    if (FRACTION.test(text)) return Number(text)
    if (NUMBER_LIKE.test(text) || NO_TEXT.test(text) || text === '~') return known(text)
    return text
  }

  /** The key of the present line, which the mapping lacks, and the text after it. */
  private keyOf(values: Record<string, unknown>): [string, string] {
    const [, name, rest = ''] = KEY.exec(this.content) ?? []
    if (name === undefined || NO_TEXT.test(name) || name === '__proto__' || Object.hasOwn(values, name))
      throw new OtherStyle()
    return [name, rest]
  }

  private isItem(): boolean {
    return this.content.startsWith('- ') || this.content === '-'
  }

  /** Goes to the next line with content; the indent is -1 at the end. */
  private advance(): void {
    const { text } = this
    this.skipped = false
    for (;;) {
      this.at = this.next
      if (this.at >= text.length) {
        this.indent = -1
        this.content = ''
        return
      }
      const end = text.indexOf('\n', this.at)
      const stop = end < 0 ? text.length : end
      this.next = stop + 1
      let first = this.at
      while (first < stop && text.charCodeAt(first) === 32) first++
      if (first === stop || text.charCodeAt(first) === 35) {
        this.skipped = true
        continue
      }
      this.indent = first - this.at
      this.content = text.slice(first, stop).trimEnd()
      return
    }
  }
}

/** The words of YAML 1.2 that DVC writes for values that are no texts. */
function known(text: string): unknown {
  switch (text) {
    case 'true':
    case 'True':
    case 'TRUE':
      return true
    case 'false':
    case 'False':
    case 'FALSE':
      return false
    case 'null':
    case 'Null':
    case 'NULL':
    case '~':
      return null
    default:
      throw new OtherStyle()
  }
}
