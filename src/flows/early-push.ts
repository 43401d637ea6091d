import type { KeptObject } from '../dvc/engine-protocol.js'
import { messageOf } from '../run/errors.js'
import type { Context } from './context.js'

/** What makes an upload of its own worth it: bytes, or files. Less goes with the push at the end. */
const WORTH = { bytes: 1_000_000, files: 100 }
/** Milliseconds between the beginnings of two uploads. */
const PAUSE = 1_000

/** What is said of a build that is refused: that nobody will ever meet what it has left. */
export function untouched({ run }: Context, otherwise = 'Nothing was pushed.'): string {
  const { pushed } = run.report.remote
  return pushed === 0 ? otherwise : `Nothing was committed: no commit names the ${pushed} ${pushed === 1 ? 'object' : 'objects'} that went to the remote while stages ran.`
}

/**
 * Brings what finished stages have made to the remote while other stages run. Objects are called by their hash and no commit names them before the build has
 * passed, so nobody ever meets what is refused later. Whether everything arrived whole is proven after the last stage, so here nothing is ever an error.
 * The report counts what was sent.
 */
export class EarlyPush {
  private queue: KeptObject[] = []
  private uploading: Promise<void> | undefined
  private next = 0
  private timer: NodeJS.Timeout | undefined
  private readonly ending = new AbortController()

  constructor(private readonly context: Context) {}

  add(made: readonly KeptObject[]): void {
    this.queue.push(...made)
    this.go()
  }

  /** Waits for what is on its way; what is not goes with the push. */
  async settle(): Promise<void> {
    this.queue = []
    clearTimeout(this.timer)
    await this.uploading
  }

  /** Ends what is on its way: there will be no build. */
  async stop(): Promise<void> {
    this.ending.abort()
    await this.settle()
  }

  private go(): void {
    const bytes = this.queue.reduce((sum, { size }) => sum + size, 0)
    const files = this.queue.reduce((sum, each) => sum + each.files, 0)
    if (this.uploading !== undefined || this.ending.signal.aborted || (bytes < WORTH.bytes && files < WORTH.files)) return
    clearTimeout(this.timer)
    const wait = this.next - performance.now()
    if (wait > 0) {
      this.timer = setTimeout(() => { this.go() }, wait)
      return
    }
    this.next = performance.now() + PAUSE
    this.uploading = this.upload(this.queue.splice(0)).finally(() => {
      this.uploading = undefined
      this.go()
    })
  }

  private async upload(objects: readonly KeptObject[]): Promise<void> {
    const { dvc, run } = this.context
    try {
      run.report.remote.pushed += await dvc.upload(objects, this.ending.signal)
    } catch (error) {
      run.host.debug(`what ${objects.length} finished ${objects.length === 1 ? 'output has' : 'outputs have'} is pushed later: ${messageOf(error)}`)
    }
  }
}
