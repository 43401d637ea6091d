import { randomUUID } from 'node:crypto'

/**
 * Keeps text that is not ours from being read as a workflow command, for whoever prints to a runner's log.
 * GitHub: "Workflow commands for GitHub Actions", stopping and starting workflow commands.
 */
export interface Fence {
  /** Writes whole lines that anybody may have made. The fence stays up until the next `down`, so that a stream needs one. */
  foreign(lines: string): void
  /** Writes whole lines of ours, which may quote names of others. */
  ours(lines: string): void
  /** Ends the fence: before every workflow command of ours, or the runner would show it (a mask!) instead of obeying. */
  down(): void
}

/** A runner reads commands from a line that begins with `::`, and old ones (`##[error]`) from anywhere in a line. */
const COMMAND = /::|##\[/

/** A fence before the given writer; with `needed` false (no runner reads along) it only passes the lines on. */
export function createFence(write: (text: string) => void, needed = true): Fence {
  let token: string | undefined
  let lineStart = true
  const put = (text: string) => {
    if (!text) return
    write(text)
    lineStart = /[\r\n]$/.test(text)
  }
  const down = () => {
    if (token === undefined) return
    put(`${lineStart ? '' : '\n'}::${token}::\n`)
    token = undefined
  }
  const foreign = (lines: string) => {
    if (!lines) return
    if (needed && token === undefined) {
      // Random, so that nobody who is inside the fence can end it.
      token = randomUUID()
      put(`${lineStart ? '' : '\n'}::stop-commands::${token}\n`)
    }
    put(lines)
  }
  return {
    foreign,
    down,
    ours(lines) {
      down()
      if (COMMAND.test(lines)) {
        foreign(lines)
        down()
      } else put(lines)
    },
  }
}
