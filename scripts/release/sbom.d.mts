/** A package of an SPDX document. */
export interface SpdxPackage {
  SPDXID: string
  name: string
  versionInfo: string
  [field: string]: unknown
}

/** A document of SPDX 2.3. */
export interface SpdxDocument {
  SPDXID: string
  name: string
  documentNamespace: string
  creationInfo: { created: string; creators: string[] }
  documentDescribes: string[]
  packages: SpdxPackage[]
  relationships: { spdxElementId: string; relatedSpdxElement: string; relationshipType: string }[]
  [field: string]: unknown
}

export function bundledPackages(licences: string): string[]
export function sbomOf(document: SpdxDocument, bundled: readonly string[], created: string): SpdxDocument
