/** Files to restore from a cache or to store in it. */
export interface CacheRequest {
  /** Short description for the log. */
  what: string
  /** Kind of content, one word. */
  kind: string
  /** All facts that the content depends on, short and without spaces. A name with this prefix matches too. */
  name: string
  /** Prefixes of names that are accepted if no name matches, best first. */
  similar?: readonly string[]
  /**
   * Files and folders, absolute. A later run finds them only under the same path; inside the workspace the relative
   * path counts.
   */
  paths: readonly string[]
}

/**
 * A store outside of this machine that keeps files between runs. It may lose everything at any time, and a run never
 * needs it: no method throws, and every failure is a warning.
 */
export interface SharedCache {
  /**
   * Restores cached files to their paths.
   * @param signal aborted when the files are no longer needed
   * @returns the name of the entry; undefined if there was none
   */
  restore(request: CacheRequest, signal?: AbortSignal): Promise<string | undefined>
  /** Asks for an entry that does not exist. @returns why the cache does not answer; undefined where it does */
  tryOut(signal: AbortSignal): Promise<string | undefined>
  /** Stores the paths, as they are when the job ends. */
  keep(request: CacheRequest): void
}
