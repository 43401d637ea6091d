import type { KeptObject } from '../../dvc/engine-protocol.js'
import { messageOf } from '../../errors/errors.js'
import { type Project } from '../project/project.js'

/** What makes an upload of its own worth it: bytes, or files. Less goes with the push at the end. */
const WORTH = { bytes: 1_000_000, files: 100 }
/** Milliseconds between the beginnings of two uploads. */
const PAUSE = 500
/** Milliseconds until it is known what runs after a stage, and for which an upload waits at most where every processor is busy. */
const BUSY = { look: 50, wait: 10_000 }

/**
 * Brings what finished stages have made to the remote while other stages run. Objects are called by their hash and no commit names them before the build has
 * passed, so nobody ever meets what is refused later. Whether everything arrived whole is proven after the last stage, so here nothing is ever an error.
 * The report counts what was sent.
 */
export class BackgroundUpload {
  private queue: KeptObject[] = []
  private uploading: Promise<void> | undefined
  private next = 0
  private worthSince = 0
  private settled = false
  private timer: NodeJS.Timeout | undefined
  private readonly ending = new AbortController()

  constructor(private readonly project: Project) {}

  /** Whether stages have every processor: then an upload would only take its time from them. */
  isBusy: () => boolean = () => false

  add(made: readonly KeptObject[]): void {
    this.queue.push(...made)
    this.go()
  }

  /** Brings the rest, where it is worth it; what is not goes with the push. */
  async settle(): Promise<void> {
    this.settled = true
    clearTimeout(this.timer)
    await this.uploading
    if (this.isWorth()) await this.upload(this.queue.splice(0))
  }

  /** Ends what is on its way: there will be no build. */
  async stop(): Promise<void> {
    this.settled = true
    this.ending.abort()
    clearTimeout(this.timer)
    await this.uploading
  }

  private isWorth(): boolean {
    const bytes = this.queue.reduce((sum, { size }) => sum + size, 0)
    const files = this.queue.reduce((sum, each) => sum + each.files, 0)
    return bytes >= WORTH.bytes || files >= WORTH.files
  }

  private go(): void {
    if (this.uploading !== undefined || this.settled || !this.isWorth()) return
    clearTimeout(this.timer)
    const now = performance.now()
    this.worthSince ||= now
    const waited = now - this.worthSince
    const wait = Math.max(this.next - now, BUSY.look - waited, this.isBusy() && waited < BUSY.wait ? BUSY.look : 0)
    if (wait > 0) {
      this.timer = setTimeout(() => {
        this.go()
      }, wait)
      return
    }
    this.worthSince = 0
    this.next = now + PAUSE
    this.uploading = this.upload(this.queue.splice(0)).finally(() => {
      this.uploading = undefined
      this.go()
    })
  }

  private async upload(objects: readonly KeptObject[]): Promise<void> {
    const { dvc, run } = this.project
    try {
      run.report.remote.pushed += await dvc.upload(objects, this.ending.signal)
    } catch (error) {
      run.host.debug(
        `what ${objects.length} finished ${objects.length === 1 ? 'output has' : 'outputs have'} is pushed later: ${messageOf(error)}`,
      )
    }
  }
}
