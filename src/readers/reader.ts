import { runProcess } from '../run/process.js'

/** A program that reads files of others, and the files that it is asked about. */
export interface ReaderRequest {
  python: string
  /** Its file, absolute. */
  program: string
  /** Its name in a sentence: `the reader of tables`. */
  called: string
  /** The files that have an answer each, in their order. */
  paths: readonly string[]
  /**
   * The input of one process.
   * @param open the files without an answer
   * @param stopped files that ended a process before
   * @param seconds what is left of the time
   */
  input(open: readonly string[], stopped: ReadonlySet<string>, seconds: number): unknown
  /** Time for all files. */
  seconds: number
  /** An empty folder for temporary files. Absolute. */
  scratch: string
  signal: AbortSignal
}

/** What a reader says of each file, at least. */
interface Answer {
  /** A clause: why it was not read, or what of it. It has no content of the file. */
  unread?: string
}

type Line<A> = A & { path: string; begin?: string }

/** Seconds after which the process is ended, beyond its own limit. */
const GRACE = 5
/** Exit codes of a process that the system ended, or that had no more memory. */
const KILLED = 128

/**
 * Asks a reader in a process of its own. A file that ends the process does not keep the others from being read.
 * @returns the answer for each file, by its path; files that are left when the time is over have one too
 * @throws {CancelledError} the signal was aborted
 */
export async function askReader<A extends Answer>(request: ReaderRequest): Promise<Map<string, A | Answer>> {
  const { paths, called } = request
  const answers = new Map<string, A | Answer>()
  const until = performance.now() + request.seconds * 1000
  const stopped = new Set<string>()
  const open = () => paths.filter((path) => !answers.has(path))
  while (open().length > 0) {
    const seconds = (until - performance.now()) / 1000
    if (seconds <= 0) break
    const { lines, code, timedOut } = await runOnce<A>(request, request.input(open(), stopped, seconds), seconds)
    for (const { path, begin, ...answer } of lines) if (begin === undefined) answers.set(path, answer as Answer)
    if (timedOut) break
    const begun = lines.findLast(({ begin }) => begin !== undefined)?.begin
    const last = begun !== undefined && !answers.has(begun) ? begun : open()[0]
    if (last === undefined) break
    const cause =
      code >= KILLED ? 'it needs more memory than data.memory allows, or than this machine has' : `${called} failed`
    answers.set(last, { unread: `${cause} (exit code ${code})` })
    stopped.add(last)
  }
  for (const path of paths) if (!answers.has(path)) answers.set(path, { unread: 'it was not read within data.timeout' })
  return answers
}

async function runOnce<A>(
  { python, program, scratch, signal }: ReaderRequest,
  input: unknown,
  seconds: number,
): Promise<{ lines: Line<A>[]; code: number; timedOut: boolean }> {
  const { PATH, SystemRoot, LD_LIBRARY_PATH } = process.env
  const result = await runProcess([python, '-I', '-B', program], {
    cwd: scratch,
    // A reader of foreign files gets no credentials.
    env: { PATH, SystemRoot, LD_LIBRARY_PATH, TMPDIR: scratch, TMP: scratch, HOME: scratch, LC_ALL: 'C.UTF-8' },
    input: JSON.stringify(input),
    signal,
    timeout: seconds + GRACE,
  })
  const lines = result.stdout.split('\n').flatMap((line) => lineOf<A>(line) ?? [])
  return { lines, code: result.code, timedOut: result.timedOut }
}

/** Undefined for a line that the end of the process cut. */
function lineOf<A>(text: string): Line<A> | undefined {
  try {
    return JSON.parse(text) as Line<A>
  } catch {
    return undefined
  }
}
