import type { Redactor } from './redact.js'

/** A line without an end is written in parts of this many characters. */
const LONGEST_LINE = 65_536

/** Output of the user's processes as whole lines without secrets. */
export interface OutputLines {
  write(text: string): void
  /** Writes the rest as a line. */
  flush(): void
}

/**
 * Joins pieces of output to whole lines: a piece may cut a workflow command or a secret, and a line of dvc-ci must not
 * land inside a line of a process.
 * @param emit receives one or more whole lines, each with its end
 * @param redrawn true for a terminal, where only the last state of a redrawn line (a progress bar) is kept; otherwise
 * `\r` ends a line, as it does for a runner
 */
export function createOutputLines(redactor: Redactor, emit: (lines: string) => void, redrawn: boolean): OutputLines {
  let stream = redactor.stream()
  let pending = ''
  const emitWhole = () => {
    const end = redrawn ? pending.lastIndexOf('\n') : Math.max(pending.lastIndexOf('\n'), pending.lastIndexOf('\r'))
    if (end >= 0) {
      const lines = pending.slice(0, end + 1)
      pending = pending.slice(end + 1)
      emit(redrawn ? lines.split('\n').map(lastDrawn).join('\n') : lines)
    }
    // Only the last state of a progress bar matters. Dropping the rest limits the memory of an endless one.
    if (redrawn) pending = pending.slice(pending.lastIndexOf('\r', pending.length - 2) + 1)
    if (pending.length > LONGEST_LINE) {
      emit(pending)
      pending = ''
    }
  }
  return {
    write(text) {
      pending += stream.write(text)
      emitWhole()
    },
    flush() {
      pending += stream.end()
      stream = redactor.stream()
      emitWhole()
      if (pending) emit(`${redrawn ? lastDrawn(pending) : pending}\n`)
      pending = ''
    },
  }
}

/** The part of a line that a terminal shows at its end. */
function lastDrawn(line: string): string {
  const shown = line.replace(/\r+$/, '')
  return shown.slice(shown.lastIndexOf('\r') + 1)
}
