import * as z from 'zod'
import type { RemoteFailure } from './engine-protocol.js'

/** Objects that one reason needs. */
export interface Need {
  because: string
  hashes: readonly string[]
  /** Objects that the remote may lack. */
  optional: readonly string[]
}

/** What `retention` asks of the engine (engine/dvc_ci_engine/queries/retention.py). */
export interface RetentionQuestion {
  /** The first one counts for an object with several. */
  needs: readonly Need[]
  /** The hashes that each commit named, newest first. */
  history: readonly { commit: string; hashes: readonly string[] }[]
  /** Seconds. */
  grace: number
  /** True: the list in the remote is written. */
  write: boolean
  /** Ends of the classes of age, in days. */
  ages: readonly number[]
  /** Most of the largest objects. */
  most: number
  /** Most manifests to name. */
  shown: number
}

const count = z.int().nonnegative()
const total = z.object({ count, bytes: z.number().nonnegative() })
/** Layout, hash, bytes, and time by the clock of the remote. */
const planned = z.tuple([z.string(), z.string(), z.number(), z.number().nullable()])

export type PlannedObject = z.output<typeof planned>
export type RetentionWork = 'restore' | 'set_aside' | 'remove'

export const retentionAnswer = z.object({
  remote: z.string().nullable(),
  /** Manifests that a need names and that nothing has; `lost` is their number. */
  missing: z.array(z.object({ hash: z.string(), because: z.string() })),
  lost: count,
  /** Unneeded manifests of the remote that cannot be read; `unread` is their number. */
  broken: z.array(z.string()),
  unread: count,
  objects: total,
  needed: total,
  kept: z.array(total.extend({ because: z.string() })),
  unneeded: total,
  unnamed: total,
  ages: z.array(total.extend({ below: count.nullable() })),
  largest: z.array(
    z.object({ hash: z.string(), bytes: z.number(), days: count.nullable(), commit: z.string().nullable() }),
  ),
  listed: total,
  aside: total,
  /** When the next object of the list is due: seconds since 1970 by the clock of the remote. */
  due: z.number().nullable(),
  plan: z.object({ restore: z.array(planned), set_aside: z.array(planned), remove: z.array(planned) }),
})

export type RetentionAnswer = z.output<typeof retentionAnswer>

export const retentionDone = total.extend({ failure: z.custom<RemoteFailure>().nullable() })
