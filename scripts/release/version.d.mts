/** The facts of a release tag. */
export interface ReleaseTag {
  tag: string
  version: string
  majorTag: string
  prerelease: boolean
  npmTag: 'latest' | 'next'
  numbers: number[]
}

export function parseTag(tag: string): ReleaseTag
export function movesMajor(tag: string, tags: readonly string[]): boolean
export function isLatest(tag: string, tags: readonly string[]): boolean
