/** What a cache is asked for, and what is kept in it. */
export interface CacheRequest {
  /** What it is, in a few words, for the log. */
  what: string
  /** Kind of content, one word. */
  kind: string
  /** All that the content depends on, short and without spaces; one that begins with it counts as it. */
  name: string
  /** Beginnings of names that will do where there is none of that name, the best first. */
  similar?: readonly string[]
  /** Files and folders, absolute. They are found again only under the same path, inside of the workspace relative to it. */
  paths: readonly string[]
}

/**
 * A place outside of this machine that remembers files from one run to the next. It may forget everything at any time, and is never needed:
 * nothing here throws, and whatever fails is told as a warning.
 */
export interface SharedCache {
  /**
   * Puts what was kept back to its place.
   * @param signal aborted when nobody needs it any more
   * @returns its name, undefined where there was nothing
   */
  restore(request: CacheRequest, signal?: AbortSignal): Promise<string | undefined>
  /** Keeps the paths as they are when the job ends. */
  keep(request: CacheRequest): void
}
