import type { CheckedFragment } from './fragment.js'

/** A stage that read an output which another job made again afterwards, with another content. */
export interface OutdatedRead {
  /** The job that read the output, and its stage. */
  job: string
  stage: string
  path: string
  /** The hash that it read. */
  read: string
  /** The job that made the output again, and its hash now. */
  maker: string
  made: string
}

/**
 * Finds stages whose recorded dependency is no longer the output in the fragment of the job that made it. That job ran
 * again after the later one, and its result is not deterministic. A dependency inside of an output folder has no hash
 * of its own to compare; the clean checkout finds it.
 */
export function outdatedReads(fragments: readonly CheckedFragment[]): OutdatedRead[] {
  const made = new Map(
    fragments.flatMap(({ job, records }) =>
      [...records.values()].flatMap((record) => [...record.made].map(([path, hash]) => [path, { job, hash }] as const)),
    ),
  )
  return fragments.flatMap(({ job, records }) =>
    [...records].flatMap(([stage, { read }]) =>
      [...read].flatMap(([path, hash]): OutdatedRead[] => {
        const now = made.get(path)
        if (now === undefined || now.hash === hash || now.job === job) return []
        return [{ job, stage, path, read: hash, maker: now.job, made: now.hash }]
      }),
    ),
  )
}
