/** A release of uv: its version, and the SHA-256 of each of its files, sorted. */
export interface UvRelease {
  version: string
  hashes: string[]
}

export function parseRelease(text: string): UvRelease
export function renderRelease(release: UvRelease): string
export function withVersion(text: string, version: string): string
