/** Thrown inside this room where a metrics file as a whole says nothing; `parseMetricsFile` turns it into the file's problem. */
export class Refusal extends Error {
  /** 1-based line, where it is known. */
  readonly line: number | undefined

  constructor(message: string, line?: number) {
    super(message)
    this.name = 'Refusal'
    this.line = line
  }
}

/** Nobody nests metrics deeper; parsers that call themselves run out of stack at some thousands. */
export const MAX_DEPTH = 100

/** Refuses a file that nests deeper than {@link MAX_DEPTH}. */
export function refuseDepth(depth: number, line?: number): void {
  if (depth > MAX_DEPTH) throw new Refusal(`it is nested more than ${MAX_DEPTH} levels deep`, line)
}
