import type { ReleaseTag } from './version.mjs'

/** A checked release. */
export interface ReleaseFacts extends ReleaseTag {
  /** Section of the changelog. */
  notes: string
  commit: string
  /** Time of the commit, ISO 8601. */
  created: string
  movesMajor: boolean
  latest: boolean
}

export function checkRelease(root: string, tag: string, branch?: string): ReleaseFacts
