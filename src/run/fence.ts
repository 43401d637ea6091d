import { randomUUID } from 'node:crypto'

/**
 * Prevents a runner from reading foreign text as workflow commands.
 * GitHub: "Workflow commands for GitHub Actions", stopping and starting workflow commands.
 */
export interface Fence {
  /**
   * Writes whole lines of foreign text. The fence stays open until the next `down`, so that a stream needs only one.
   */
  foreign(lines: string): void
  /** Writes whole lines of dvc-ci, which may quote foreign names. */
  ours(lines: string): void
  /**
   * Closes the fence. It must be closed before every workflow command of dvc-ci: inside it the runner would print the
   * command (a mask!) instead of running it.
   */
  down(): void
}

/**
 * A runner reads commands from a line that begins with `::`, and old commands (`##[error]`) from any position in a
 * line.
 */
const COMMAND = /::|##\[/

/** A fence before the given writer. With `needed` false (no runner reads the output) it only passes lines on. */
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
      // A random token, so that text inside the fence cannot end it.
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
