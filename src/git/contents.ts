import type { ChildProcess } from 'node:child_process'
import { OutsideError } from '../errors/errors.js'
import type { Git, GitCall } from './git.js'

/** One object of Git. */
export interface FoundObject {
  sha: string
  /** `blob`, `commit`, `tree` or `tag`. */
  type: string
  content: Buffer
}

/** Milliseconds without a question after which the process of a checkout ends. */
const IDLE_MS = 10_000

/**
 * Reads the files with these names (`SHA:PATH`) by a process of its own. Absent ones, and what is no file, are not in the
 * map.
 */
export async function readBatch(
  git: Git,
  names: readonly string[],
  call: Pick<GitCall, 'seconds' | 'env'> = {},
): Promise<Map<string, Buffer>> {
  return filesIn(await readObjects(git, names, call))
}

async function readObjects(
  git: Git,
  names: readonly string[],
  call: Pick<GitCall, 'seconds' | 'env'> = {},
): Promise<Map<string, FoundObject>> {
  const objects = new Map<string, FoundObject>()
  if (names.length === 0) return objects
  const { stdout } = await git.run(['cat-file', '--batch'], { ...call, input: linesOf(names), encoding: 'latin1' })
  const output = new BatchOutput()
  output.add(Buffer.from(stdout, 'latin1'))
  for (const name of names) {
    const answer = output.next()
    if (answer === undefined)
      throw new OutsideError('git-command-failed', `\`git cat-file\` ended before it sent '${name}'.`, {
        remedy: 'Run `git fsck`.',
      })
    if (answer !== 'absent') objects.set(name, answer)
  }
  return objects
}

function filesIn(objects: ReadonlyMap<string, FoundObject>): Map<string, Buffer> {
  return new Map([...objects].flatMap(([name, { type, content }]) => (type === 'blob' ? [[name, content]] : [])))
}

/** In the batch protocol a line break ends a name. */
function linesOf(names: readonly string[]): string {
  return names.map((name) => `${name}\n`).join('')
}

/** Reads the output of `git cat-file --batch` as it arrives; see "BATCH OUTPUT" in git-cat-file(1). */
class BatchOutput {
  #chunks: Buffer[] = []
  #bytes = 0
  #header: { sha: string; type: string; size: number } | undefined

  add(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
  }

  /** The answer to the next name; undefined until all of it is there. */
  next(): FoundObject | 'absent' | undefined {
    if (this.#header === undefined) {
      const end = this.#whole().indexOf(0x0a)
      if (end < 0) return undefined
      const [, sha = '', type = '', size] =
        /^([0-9a-f]+) (\w+) (\d+)$/.exec(this.#take(end + 1).toString('latin1', 0, end)) ?? []
      if (size === undefined) return 'absent'
      this.#header = { sha, type, size: Number(size) }
    }
    const { sha, type, size } = this.#header
    if (this.#bytes < size + 1) return undefined
    this.#header = undefined
    return { sha, type, content: this.#take(size + 1).subarray(0, size) }
  }

  #whole(): Buffer {
    const [first = Buffer.alloc(0), ...others] = this.#chunks
    const whole = others.length === 0 ? first : Buffer.concat(this.#chunks)
    this.#chunks = [whole]
    return whole
  }

  #take(bytes: number): Buffer {
    const whole = this.#whole()
    this.#chunks = [whole.subarray(bytes)]
    this.#bytes -= bytes
    return whole.subarray(0, bytes)
  }
}

/**
 * Reads objects of one checkout by one process of `git cat-file --batch`, which starts with the first question. Git reads
 * refs anew for each name, and searches for new objects; it reads once where a shallow clone ends, so names with `~` and
 * `^` are not for it. The process ends after a pause, and with this one.
 */
export class ObjectReader {
  #batch: Batch | undefined
  #turn: Promise<unknown> = Promise.resolve()

  constructor(private readonly git: Git) {}

  /**
   * The objects of these names, without line breaks. An absent object is not in the map.
   * @throws as `Git.run` does
   */
  read(names: readonly string[]): Promise<Map<string, FoundObject>> {
    if (names.length === 0) return Promise.resolve(new Map<string, FoundObject>())
    const answer = this.#turn.then(() => this.#ask(names))
    this.#turn = answer.catch(() => undefined)
    return answer
  }

  /** Contents of the files with these names (`SHA:PATH`). */
  async files(names: readonly string[]): Promise<Map<string, Buffer>> {
    return filesIn(await this.read(names))
  }

  async #ask(names: readonly string[]): Promise<Map<string, FoundObject>> {
    const { signal } = this.git.options
    if (this.#batch?.hasEnded !== false) this.#batch = signal?.aborted ? undefined : new Batch(this.git)
    // A process that ended gives no reason: a command of its own does, or answers.
    return (await this.#batch?.ask(names)) ?? readObjects(this.git, names)
  }
}

/** One process with the output of its questions. */
class Batch {
  hasEnded = false
  readonly #child: ChildProcess
  readonly #output = new BatchOutput()
  #wake = () => {}
  #idle: NodeJS.Timeout | undefined

  constructor(git: Git) {
    this.#child = git.start(['cat-file', '--batch'], () => {
      this.hasEnded = true
      clearTimeout(this.#idle)
      this.#wake()
    })
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.#output.add(chunk)
      this.#wake()
    })
  }

  /** @returns undefined where the process ended before it answered */
  async ask(names: readonly string[]): Promise<Map<string, FoundObject> | undefined> {
    clearTimeout(this.#idle)
    this.#keepNode('ref')
    try {
      return await this.#answers(names)
    } catch (error) {
      // An answer that does not fit into memory: what follows of it is not read.
      this.#child.stdout?.destroy()
      this.#close()
      throw error
    } finally {
      this.#keepNode('unref')
      this.#idle = setTimeout(() => this.#close(), IDLE_MS).unref()
    }
  }

  async #answers(names: readonly string[]): Promise<Map<string, FoundObject> | undefined> {
    this.#child.stdin?.write(linesOf(names))
    const objects = new Map<string, FoundObject>()
    for (const name of names) {
      let answer = this.#output.next()
      while (answer === undefined) {
        if (this.hasEnded) return undefined
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
        answer = this.#output.next()
      }
      if (answer !== 'absent') objects.set(name, answer)
    }
    return objects
  }

  #close(): void {
    this.hasEnded = true
    this.#child.stdin?.end()
  }

  /** Without a question, the process must not keep the run alive: it ends when its input does. */
  #keepNode(how: 'ref' | 'unref'): void {
    this.#child[how]()
    const streams = [this.#child.stdin, this.#child.stdout] as ({ [name in typeof how]?: () => void } | null)[]
    for (const stream of streams) stream?.[how]?.()
  }
}
