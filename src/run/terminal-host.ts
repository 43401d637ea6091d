import { fstatSync } from 'node:fs'
import type { WriteStream } from 'node:tty'
import { jsonText, singleLine, visible } from '../report/escape.js'
import { formatSeconds } from '../report/numbers.js'
import { paint } from '../report/paint.js'
import type { StepConclusion } from '../report/severity.js'
import { wrapWidth } from '../report/width.js'
import { createFence } from './fence.js'
import type { Host, SourceLocation } from './host.js'
import { createLiveLine } from './live-line.js'
import { createOutputLines } from './output-lines.js'
import { isNotUtf8, plainSymbols } from './plain-symbols.js'
import { createRedactor, redactStrings } from './redact.js'
import { inGroup } from './step-log.js'

export interface TerminalHostOptions {
  env: NodeJS.ProcessEnv
  /** Shows debug messages. */
  verbose?: boolean
  /** Shows no progress, no output of programs and no notices. */
  quiet?: boolean
  /** Reserves standard output for the report. All other output goes to standard error. */
  json?: boolean
}

/** Output for a terminal, a file or a pipe. */
export interface TerminalHost extends Host {
  /** True if colours are wanted and the output is a terminal that supports them. */
  readonly colour: boolean
  /** Cells of a line of the terminal; undefined for a pipe, a file or a log. */
  readonly width: number | undefined
  /** Writes a finished rendering to standard output. */
  print(text: string): void
  /** Writes a value as JSON to standard output. */
  printJson(value: object): void
  /** Writes an error that ended the program to standard error, after the name of the program. */
  fail(message: string): void
  /** Writes held-back text and removes the live line. */
  close(): void
}

/** A variable with a value other than empty, `0` or `false`. */
const isOn = (value: string | undefined) => value !== undefined && !['', '0', 'false'].includes(value.toLowerCase())

/** Mark and tone of a finished step, by its conclusion. */
const MARKS: Record<StepConclusion, [mark: string, tone: 'good' | 'bad' | 'warn' | 'dim']> = {
  success: ['✓', 'good'],
  failure: ['✗', 'bad'],
  warning: ['!', 'warn'],
  skipped: ['-', 'dim'],
}

/** Whether standard output or standard error goes to a regular file. */
function isFile(stream: WriteStream): boolean {
  try {
    return fstatSync(stream === process.stderr ? 2 : 1).isFile()
  } catch {
    return false
  }
}

/** A host for people: live progress on a terminal, plain lines elsewhere (also with NO_COLOR, CI or TERM=dumb). */
export function createTerminalHost(options: TerminalHostOptions): TerminalHost {
  const { env } = options
  const stream: WriteStream = options.json ? process.stderr : process.stdout
  const inRunner = isOn(env['GITHUB_ACTIONS'])
  // https://no-color.org: any value that is not empty.
  const rich = stream.isTTY === true && !env['NO_COLOR'] && !isOn(env['CI']) && !inRunner && env['TERM'] !== 'dumb'
  const width = stream.isTTY === true && !isOn(env['CI']) && !inRunner ? stream.columns || undefined : undefined
  // A closed reader (`| head`) ends the output, not the run.
  for (const each of [process.stdout, process.stderr]) each.on('error', () => undefined)

  const redactor = createRedactor()
  const fence = createFence((text) => stream.write(text), inRunner)
  const live = rich && !options.quiet ? createLiveLine(stream) : undefined
  const above = (write: () => void) => {
    if (live) live.above(write)
    else write()
  }
  const legible = stream.isTTY === true && isNotUtf8(env) ? plainSymbols : (text: string) => text
  const ours = (line: string) => above(() => fence.ours(`${legible(line)}\n`))
  const wrapped = (text: string) => wrapWidth(text, width).join('\n')
  const lines = createOutputLines(redactor, (text) => above(() => fence.foreign(text)), rich)
  const flush = () => {
    lines.flush()
    fence.down()
  }

  // Secrets first: escaped control characters would hide a secret that contains some.
  const shown = (message: string) => visible(redactor.redact(message))
  const groups: { name: string; since: number }[] = []
  let status: { text: string; since: number } | undefined
  const redraw = () => {
    const group = groups.at(-1)
    // A status that begins with the name of its group (`reproduce: train`) is shown without the group.
    const names = [
      status && group && status.text.startsWith(group.name) ? undefined : group?.name,
      status?.text,
    ].filter((name) => name !== undefined)
    live?.show(
      names.length > 0 ? legible(names.join(' · ')) : undefined,
      Math.max(group?.since ?? 0, status?.since ?? 0),
    )
  }
  const say = (word: string, tone: 'bad' | 'warn' | 'plain', message: string, place: SourceLocation = {}) => {
    const where =
      place.path === undefined
        ? ''
        : ` (${singleLine(redactor.redact(place.path))}${place.line === undefined ? '' : `:${place.line}`})`
    const text = wrapped(`${word}: ${shown(message)}${where}`)
    ours(`${paint(`${word}:`, tone, rich)}${text.slice(word.length + 1)}`)
  }

  const begin: Host['begin'] = (name, since = performance.now()) => {
    const heading = singleLine(redactor.redact(name))
    const group = { name: heading, since }
    flush()
    if (!live && !options.quiet) ours(`== ${heading}`)
    groups.push(group)
    redraw()
    return (conclusion, until = performance.now()) => {
      flush()
      groups.splice(groups.indexOf(group), 1)
      redraw()
      if (options.quiet) return
      const [mark, tone] = MARKS[conclusion]
      ours(`${paint(mark, tone, rich)} ${heading} ${paint(formatSeconds((until - since) / 1000), 'dim', rich)}`)
    }
  }

  const close = () => {
    flush()
    live?.show(undefined)
  }
  const printed = (text: string, to: WriteStream = process.stdout) => {
    close()
    // A runner reads no file, and a fence would damage one (`dvc-ci report … > page.html`).
    createFence((piece) => to.write(piece), inRunner && !isFile(to)).ours(text)
  }

  return {
    colour: rich,
    width,
    info(message) {
      if (!options.quiet) ours(wrapped(shown(message)))
    },
    debug(message) {
      if (options.verbose) ours(paint(wrapped(shown(message)), 'dim', rich))
    },
    notice(message, place) {
      if (!options.quiet) say('notice', 'plain', message, place)
    },
    warning(message, place) {
      say('warning', 'warn', message, place)
    },
    error(message, place) {
      say('error', 'bad', message, place)
    },
    output(text, kind) {
      if (!options.quiet && (kind === undefined || live === undefined || options.verbose)) lines.write(text)
    },
    begin,
    group: (name, body) => inGroup(begin, name, body),
    status(text, since = performance.now()) {
      status = text === undefined ? undefined : { text: singleLine(redactor.redact(text)), since }
      redraw()
    },
    transfer(draw) {
      live?.beside(draw)
    },
    mask(secret) {
      redactor.add(secret)
    },
    redact: (text) => redactor.redact(text),
    print(text) {
      printed(legible(redactor.redact(text)))
    },
    printJson(value) {
      printed(`${jsonText(redactStrings(value, (text) => redactor.redact(text)))}\n`)
    },
    fail(message) {
      printed(legible(`${wrapped(`dvc-ci: ${shown(message)}`)}\n`), process.stderr)
    },
    close,
  }
}
