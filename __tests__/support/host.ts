import type { Host } from '../../src/run/host.js'

const ignore = (): void => undefined

/** A host that shows and masks nothing, but for what a test watches. */
export function quietHost(watched: Partial<Host> = {}): Host {
  return {
    info: ignore,
    debug: ignore,
    notice: ignore,
    warning: ignore,
    error: ignore,
    output: ignore,
    begin: () => ignore,
    group: (_, body) => body(),
    status: ignore,
    transfer: ignore,
    mask: ignore,
    redact: (text) => text,
    ...watched,
  }
}
