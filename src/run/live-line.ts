import type { WriteStream } from 'node:tty'
import { formatElapsed } from '../report/numbers.js'
import { fitWidth } from '../report/width.js'

/** One line at the bottom of a terminal that is drawn again and again, with the time since it began. */
export interface LiveLine {
  /** What the line shows and since when (as `performance.now()` tells it); undefined takes it away. */
  show(label: string | undefined, since?: number): void
  /** Writes something above the line. */
  above(write: () => void): void
}

const CLEAR = '\r\x1b[2K'
const REDRAW_MS = 1000

/** A live line on a terminal. Its clock never keeps the process alive. */
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
    // A line that fills the last column would wrap, and then only half of it could be cleared.
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
