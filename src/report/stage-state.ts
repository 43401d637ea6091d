import type { Cause, Report, StageReport, VerdictKind } from './report.js'

/** How a stage is coloured: by its verdict, or as one that the author ran, or that a rollback holds. */
export type StageKind = VerdictKind | 'reproduced' | 'held'

/** A stage for readers, on both of its sides: against dvc.lock, and against the baseline. */
export interface StageState {
  kind: StageKind
  /** How it stands to dvc.lock, in a word or two. */
  lock: string
  /** What became of it since the baseline: `unchanged`, `run by the author`, `run here`; empty where nobody ran it. */
  change: string
  /** Why. */
  causes: readonly Cause[]
}

const LOCK: Record<StageKind, string> = {
  unchanged: 'in step',
  reproduced: 'in step',
  ran: 'written here',
  restored: 'written here',
  stale: 'stale',
  held: 'held',
  frozen: 'frozen',
  failed: 'failed',
  skipped: 'skipped',
}
const CHANGE: Record<StageKind, string> = {
  unchanged: 'unchanged',
  reproduced: 'run by the author',
  ran: 'run here',
  restored: 'restored here',
  stale: '',
  held: '',
  frozen: '',
  failed: '',
  skipped: '',
}

/** The state of a stage, for tables and for the drawing of the pipeline. */
export function stageState({
  verdict,
  causes,
  reproduced,
  held,
}: Pick<StageReport, 'verdict' | 'causes' | 'reproduced' | 'held'>): StageState {
  const kind = held === true ? 'held' : reproduced === undefined ? verdict : 'reproduced'
  return { kind, lock: LOCK[kind], change: CHANGE[kind], causes: [...causes, ...(reproduced ?? [])] }
}

/** The state of a stage in a word or two, for counts: `stale`, `run by the author`, `unchanged`. */
export function stageWord(
  stage: Pick<StageReport, 'verdict' | 'causes' | 'reproduced' | 'held'>,
  rollback?: Report['rollback'],
): string {
  return kindWord(stageState(stage).kind, rollback)
}

/** @param rollback the rollback of this run, which put the stages back on purpose */
export function kindWord(kind: StageKind, rollback: Report['rollback']): string {
  if (kind === 'held' && rollback !== undefined) return restoredText(rollback)
  return kind === 'reproduced' ? CHANGE.reproduced : kind
}

/** `restored from v1.0`, for a stage that a rollback put back; a hash is short. */
export function restoredText({ to, sha }: NonNullable<Report['rollback']>): string {
  return `restored from ${sha.startsWith(to) ? sha.slice(0, 7) : to}`
}
