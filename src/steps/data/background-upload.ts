import type { KeptObject } from '../../dvc/engine-protocol.js'
import { messageOf } from '../../errors/errors.js'
import { count } from '../../text/words.js'
import type { Project } from '../project/project.js'

/** The smallest separate upload, in bytes or files. Less is pushed at the end. */
const SMALLEST = { bytes: 1_000_000, files: 100 }
/** Milliseconds between the starts of two uploads. */
const PAUSE = 500
/** Milliseconds until the next stages have started, and the longest wait of an upload while all processors are busy. */
const BUSY = { check: 50, wait: 10_000 }

/**
 * Uploads the outputs of finished stages while other stages run. Objects are stored by hash, and no commit names them
 * before the build has passed, so a rejected build leaves only unused objects. The remote is verified after the last
 * stage, so a failed upload is no error here. The report counts the uploaded objects.
 */
export class BackgroundUpload {
  private queue: KeptObject[] = []
  private uploading: Promise<void> | undefined
  private next = 0
  private readySince = 0
  private isClosed = false
  private timer: NodeJS.Timeout | undefined
  private readonly ending = new AbortController()

  constructor(private readonly project: Project) {}

  /** True while stages use all processors: an upload would slow them down. */
  isBusy: () => boolean = () => false

  add(made: readonly KeptObject[]): void {
    this.queue.push(...made)
    this.go()
  }

  /** Uploads the rest if it is large enough, and waits for it. */
  async drain(): Promise<void> {
    this.isClosed = true
    clearTimeout(this.timer)
    await this.uploading
    if (this.isLargeEnough()) await this.upload(this.queue.splice(0))
  }

  /** Stops the uploads of a build that failed. */
  async stop(): Promise<void> {
    this.isClosed = true
    this.ending.abort()
    clearTimeout(this.timer)
    await this.uploading
  }

  private isLargeEnough(): boolean {
    const bytes = this.queue.reduce((sum, { size }) => sum + size, 0)
    const files = this.queue.reduce((sum, each) => sum + each.files, 0)
    return bytes >= SMALLEST.bytes || files >= SMALLEST.files
  }

  private go(): void {
    if (this.uploading !== undefined || this.isClosed || !this.isLargeEnough()) return
    clearTimeout(this.timer)
    const now = performance.now()
    this.readySince ||= now
    const waited = now - this.readySince
    const wait = Math.max(this.next - now, BUSY.check - waited, this.isBusy() && waited < BUSY.wait ? BUSY.check : 0)
    if (wait > 0) {
      this.timer = setTimeout(() => {
        this.go()
      }, wait)
      return
    }
    this.readySince = 0
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
        `upload of ${count(objects.length, 'output')} failed, so it is left to the push: ${messageOf(error)}`,
      )
    }
  }
}
