import type { WriteStream } from 'node:tty'
import { formatElapsed } from '../report/numbers.js'
import { displayWidth, fitWidth } from '../report/width.js'

/** One line at the bottom of a terminal, redrawn with the elapsed time. */
export interface LiveLine {
  /** The text of the line and its start (as `performance.now()`); undefined removes the line. */
  show(label: string | undefined, since?: number): void
  /** Text after the label, for a number of cells; undefined removes it. */
  beside(draw: ((cells: number) => string) | undefined): void
  /** Writes text above the line. */
  above(write: () => void): void
}

const CLEAR = '\r\x1b[2K'
const REDRAW_MS = 1000
/** Most cells of a label that has text beside it. */
const LABEL = 24

/** A live line on a terminal. Its timer does not keep the process alive. */
export function createLiveLine(stream: WriteStream): LiveLine {
  let label: string | undefined
  let since = 0
  let beside: ((cells: number) => string) | undefined
  let drawn = false
  let timer: NodeJS.Timeout | undefined
  const clear = () => {
    if (drawn) stream.write(CLEAR)
    drawn = false
  }
  const content = (text: string, cells: number) => {
    if (beside === undefined) return fitWidth(text, cells)
    const short = fitWidth(text, Math.min(LABEL, cells))
    const rest = beside(cells - displayWidth(short) - 3)
    return rest === '' ? short : `${short} · ${rest}`
  }
  const draw = () => {
    // A line that fills the last column would wrap, and only half of it could be cleared.
    const room = Math.max(10, (stream.columns || 80) - 1)
    const elapsed = formatElapsed((performance.now() - since) / 1000)
    // A download that begins early runs between two activities.
    const text = label === undefined ? beside?.(room) : `${content(label, room - elapsed.length - 2)}  ${elapsed}`
    if (text === undefined) return
    stream.write(`${CLEAR}${text}`)
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
    beside(next) {
      beside = next
      if (next === undefined && label === undefined) clear()
      else draw()
    },
    above(write) {
      clear()
      write()
      draw()
    },
  }
}
