import type { WriteStream } from 'node:tty'
import { formatElapsed } from '../report/numbers.js'
import { fitWidth } from '../report/width.js'

/** One line at the bottom of a terminal, redrawn with the elapsed time. */
export interface LiveLine {
  /** The text of the line and its start (as `performance.now()`); undefined removes the line. */
  show(label: string | undefined, since?: number): void
  /** Writes text above the line. */
  above(write: () => void): void
}

const CLEAR = '\r\x1b[2K'
const REDRAW_MS = 1000

/** A live line on a terminal. Its timer does not keep the process alive. */
export function createLiveLine(stream: WriteStream): LiveLine {
  let label: string | undefined
  let since = 0
  let drawn = false
  let timer: NodeJS.Timeout | undefined
  const clear = () => {
    if (drawn) stream.write(CLEAR)
    drawn = false
  }
  const draw = () => {
    if (label === undefined) return
    const elapsed = formatElapsed((performance.now() - since) / 1000)
    // A line that fills the last column would wrap, and only half of it could be cleared.
    const room = Math.max(10, (stream.columns || 80) - 1)
    stream.write(`${CLEAR}${fitWidth(label, room - elapsed.length - 2)}  ${elapsed}`)
    drawn = true
  }
  return {
    show(next, start = performance.now()) {
      if (next === undefined) clear()
      label = next
      since = start
      draw()
      if (label === undefined) {
        clearInterval(timer)
        timer = undefined
      } else timer ??= setInterval(draw, REDRAW_MS).unref()
    },
    above(write) {
      clear()
      write()
      draw()
    },
  }
}
