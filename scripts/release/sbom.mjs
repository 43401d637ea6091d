import { createHash } from 'node:crypto'

/** The packages whose code is in the bundles, as `name version`, from the list of licences that the build writes. */
export function bundledPackages(licences) {
  return [
    ...new Set([...licences.matchAll(/^((?:@[\w.-]+\/)?[\w.-]+ \d+\.\d+\.\d+\S*) \(.+\)$/gm)].map(([, name]) => name)),
  ].sort()
}

/**
 * The SBOM of the package in SPDX 2.3: of the document of `npm sbom`, the packages in the bundles. The same input gives
 * the same bytes.
 * @param document of `npm sbom --sbom-format spdx --package-lock-only`
 * @param bundled as `bundledPackages` returns them
 * @param created time of the released commit, ISO 8601
 * @throws Error a bundled package is missing in the document
 */
export function sbomOf(document, bundled, created) {
  const [root] = document.documentDescribes.map((id) => document.packages.find(({ SPDXID }) => SPDXID === id))
  const packages = bundled.map((name) => {
    const found = document.packages.find((each) => `${each.name} ${each.versionInfo}` === name)
    if (found === undefined) throw new Error(`${name} is in the bundles, but not in package-lock.json.`)
    const { packageFileName: _, ...kept } = found
    return kept
  })
  const { packageFileName: _, ...described } = root
  const relationships = [
    { spdxElementId: document.SPDXID, relatedSpdxElement: root.SPDXID, relationshipType: 'DESCRIBES' },
    ...packages.map(({ SPDXID }) => ({
      spdxElementId: root.SPDXID,
      relatedSpdxElement: SPDXID,
      relationshipType: 'CONTAINS',
    })),
  ]
  const body = { packages: [{ ...described, primaryPackagePurpose: 'APPLICATION' }, ...packages], relationships }
  const hash = createHash('sha256')
    .update(JSON.stringify([created, body]))
    .digest('hex')
  return {
    spdxVersion: document.spdxVersion,
    dataLicense: document.dataLicense,
    SPDXID: document.SPDXID,
    name: document.name,
    documentNamespace: `http://spdx.org/spdxdocs/${document.name}-${hash}`,
    creationInfo: { created, creators: document.creationInfo.creators },
    documentDescribes: document.documentDescribes,
    ...body,
  }
}
