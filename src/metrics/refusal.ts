/** Thrown inside this room where a whole metrics file has no value; `parseMetricsFile` turns it into the file's problem. */
export class Refusal extends Error {
  /** The line, from 1, where it is known. */
  readonly line: number | undefined

  constructor(message: string, line?: number) {
    super(message)
    this.name = 'Refusal'
    this.line = line
  }
}

/** The most levels of nesting. Real metrics have fewer, and recursive parsers overflow the stack at some thousands. */
export const MAX_DEPTH = 100

/** Rejects a file that nests deeper than {@link MAX_DEPTH}. */
export function refuseDepth(depth: number, line?: number): void {
  if (depth > MAX_DEPTH) throw new Refusal(`it is nested more than ${MAX_DEPTH} levels deep`, line)
}
