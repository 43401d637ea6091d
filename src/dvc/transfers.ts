import { type TransferState, transferBar, transferLine } from '../report/transfer-text.js'
import type { Host } from '../run/host.js'
import type { TransferProgress } from './engine-protocol.js'

/** Milliseconds between two lines of a log. */
const LINE_EVERY = 30_000
/** Milliseconds over which a rate is measured. */
const WINDOW = 10_000
const UPLOADS: readonly string[] = ['push', 'send', 'upload']

/** Shows the transfers of an engine: one live bar for all, and a line of the log every 30 s. */
export class Transfers {
  private readonly running = new Map<number, TransferProgress & { name: string }>()
  /** Bytes of the requests that have ended since the first one began. */
  private ended = 0
  private samples: { at: number; bytes: number }[] = []
  private told = 0

  /** @param clock milliseconds */
  constructor(
    private readonly host: () => Partial<Pick<Host, 'info' | 'transfer'>>,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** True while the request moves bytes: then its progress is told, and not that it waits. */
  has(id: number): boolean {
    return this.running.has(id)
  }

  /** Takes the state of a request. @param name its command or query */
  tell(id: number, name: string, state: TransferProgress): void {
    const now = this.clock()
    if (this.running.size === 0) {
      this.ended = 0
      this.samples = []
      this.told = now
    }
    this.running.set(id, { ...state, name })
    this.samples.push({ at: now, bytes: this.moved() })
    while ((this.samples[1]?.at ?? now) <= now - WINDOW) this.samples.shift()
    const shown = this.state()
    this.host().transfer?.((cells) => transferBar(shown, cells))
    if (now - this.told < LINE_EVERY) return
    this.told = now
    this.host().info?.(transferLine(shown))
  }

  /** The request has ended. */
  end(id: number): void {
    const last = this.running.get(id)
    if (last === undefined) return
    this.ended += last.bytes
    this.running.delete(id)
    if (this.running.size === 0) this.host().transfer?.(undefined)
  }

  private moved(): number {
    return [...this.running.values()].reduce((sum, { bytes }) => sum + bytes, this.ended)
  }

  private state(): TransferState {
    const all = [...this.running.values()]
    const sum = (of: (each: TransferProgress) => number) => all.reduce((whole, each) => whole + of(each), 0)
    const uploads = all.filter(({ name }) => UPLOADS.includes(name)).length
    const first = this.samples[0]
    const last = this.samples.at(-1)
    const seconds = first && last ? (last.at - first.at) / 1000 : 0
    return {
      direction: uploads === 0 ? 'download' : uploads === all.length ? 'upload' : 'transfer',
      files: sum(({ files }) => files),
      done: sum(({ done }) => done),
      bytes: sum(({ bytes }) => bytes),
      ...(all.some(({ total }) => total === null) ? {} : { total: sum(({ total }) => total ?? 0) }),
      ...(first && last && seconds > 0 ? { rate: (last.bytes - first.bytes) / seconds } : {}),
    }
  }
}
