import type { Redactor } from './redact.js'

/** A line that never ends is written in parts of this many characters. */
const LONGEST_LINE = 65_536

/** Output of the user's processes, put together into lines and freed of secrets. */
export interface OutputLines {
  write(text: string): void
  /** Writes what is left, as a line. */
  flush(): void
}

/**
 * Gathers pieces of output into whole lines: a workflow command or a secret may be cut anywhere, and a line of ours
 * never lands in the middle of one of theirs.
 * @param emit gets one or more whole lines, each with its end
 * @param redrawn true for a terminal, where only what is left of a line that was drawn over and over (a progress bar) is worth keeping;
 *   otherwise `\r` ends a line, as it does for a runner
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
    // Of a progress bar only its last state can matter, so that an endless one takes no memory.
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

/** What a terminal shows of a line at its end. */
function lastDrawn(line: string): string {
  const shown = line.replace(/\r+$/, '')
  return shown.slice(shown.lastIndexOf('\r') + 1)
}
