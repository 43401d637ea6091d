/** Objects of a remote in all. */
export interface ObjectTotal {
  count: number
  bytes: number
}

/** Needed objects, by the first of the reasons that needs them. */
export interface KeptObjects extends ObjectTotal {
  /** `branches`, `tags`, `pull-requests`, `builds`, `recent`, `mlflow`, `other-refs`, `clone`, `projects`, `run-cache`. */
  because: string
}

/** Objects that no reason needs, by the time since their upload. */
export interface AgeClass extends ObjectTotal {
  /** The end of the class in days; absent for the oldest ones. */
  below_days?: number
}

/** A large object that no reason needs. */
export interface UnneededObject {
  hash: string
  bytes: number
  /** Days since its upload; absent where the remote does not tell. */
  age_days?: number
  /** The newest commit that names it; absent for one that no commit of this repository ever named. */
  last_named_by?: string
}

/** What the remote holds, and what `gc` did with it. */
export interface GcReport {
  /** Name of the remote. */
  remote: string
  objects: ObjectTotal
  needed: ObjectTotal
  kept_because: KeptObjects[]
  unneeded: ObjectTotal
  by_age: AgeClass[]
  /** At most 20. */
  largest: UnneededObject[]
  /** Unneeded objects that no commit of this repository ever named. */
  unnamed: ObjectTotal
  /** Objects on the list, and those that are set aside; with `delete`, after this run. */
  listed: ObjectTotal
  aside: ObjectTotal
  /** When the next of them is due, by the clock of the remote (ISO 8601, UTC); absent without any. */
  due?: string
  /** What this run did, with `delete`. */
  restored?: ObjectTotal
  set_aside?: ObjectTotal
  deleted?: ObjectTotal
  /** Why this run could tell the need of no object: files and folders that cannot be read. */
  unread?: string[]
}
