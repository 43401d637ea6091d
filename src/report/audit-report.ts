/** What the second run of an audit can have different. */
export const VARIATIONS = ['folder', 'time-zone', 'locale', 'hash-seed', 'threads'] as const
export type Variation = (typeof VARIATIONS)[number]

/** Two runs of stages from the same inputs. */
export interface AuditReport {
  /** What the second run had different. */
  varied: Variation[]
  /** What the second run should have had different, and the machine does not have: a clause by the name. */
  not_varied?: { name: Variation; reason: string }[]
  stages: AuditedStage[]
}

/** One stage, judged by itself: its second run had the outputs of the first run as inputs. */
export interface AuditedStage {
  name: string
  /** `failed`: its second run failed, and its first did not. */
  state: 'same' | 'different' | 'failed' | 'skipped'
  /** Why it failed or was skipped, as a clause. */
  why?: string
  /** Seconds of the second run. */
  seconds?: number
  /** Present: both runs ran at the same time. */
  beside?: true
  outputs: AuditedOutput[]
  /** Stages that get another input from it: in a plain second run, their outputs could differ too. */
  inherit?: string[]
}

export interface AuditedOutput {
  path: string
  same: boolean
  /** Of an output that differs: the first differences, by file. */
  differences?: AuditedFile[]
  /** Files of a folder that differ; absent for a file. */
  files?: { added: number; removed: number; different: number }
  /** Metrics that differ. */
  metrics?: { name: string; first: number | null; second: number | null }[]
  causes?: AuditCause[]
}

/** The first difference of one file. */
export interface AuditedFile {
  /** Of a file in a folder: its path in the folder. */
  file?: string
  /** Where the runs differ first, as a phrase: `line 3, column 5`. */
  place: string
  /** The content at this place, where it may be shown; at most 80 characters. */
  first?: string
  second?: string
}

/** A usual cause for which the difference has evidence. */
export interface AuditCause {
  kind: AuditCauseKind
  /** A sentence. */
  evidence: string
}

export const AUDIT_CAUSES = [
  'time',
  'folder',
  'order',
  'archive-time',
  'gzip-time',
  'number-format',
  'random',
  'variation',
] as const
export type AuditCauseKind = (typeof AUDIT_CAUSES)[number]
