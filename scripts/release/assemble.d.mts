import type { SpdxDocument } from './sbom.mjs'

export function rebuildDist(root: string): number
export function pack(root: string, out: string): string
export function sbom(root: string, created: string): SpdxDocument
