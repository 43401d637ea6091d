import { describe, expect, test } from '@jest/globals'
import { changelogSection } from '../../scripts/release/changelog.mjs'
import { type Contents, differences } from '../../scripts/release/folders.mjs'
import { bundledPackages, type SpdxDocument, sbomOf } from '../../scripts/release/sbom.mjs'
import { isLatest, movesMajor, parseTag } from '../../scripts/release/version.mjs'

describe('the tag of a release', () => {
  test.each([
    ['v1.2.3', '1.2.3', 'v1', 'latest'],
    ['v0.10.0', '0.10.0', 'v0', 'latest'],
    ['v2.0.0-rc.1', '2.0.0-rc.1', 'v2', 'next'],
  ])('%s is a release tag', (tag, version, majorTag, npmTag) => {
    expect(parseTag(tag)).toMatchObject({ tag, version, majorTag, npmTag, prerelease: npmTag === 'next' })
  })

  test.each(['1.2.3', 'v1', 'v1.2', 'v01.2.3', 'v1.2.3-next', 'v1.2.3 ', 'v1.2.3-rc.01', 'vX.Y.Z', '', 'v1.2.3\n'])(
    '%j is no release tag',
    (tag) => {
      expect(() => parseTag(tag)).toThrow(/is no release tag\. Name it vX\.Y\.Z/)
    },
  )

  test.each<[string, string, boolean, boolean]>([
    ['v1.10.0', 'v1.9.0 v1.10.0 v1 v2.0.0-rc.1', true, true],
    ['v1.9.1', 'v1.9.0 v1.10.0 v1.9.1 v0.3.0', false, false],
    ['v1.9.1', 'v1.9.1 v2.0.0', true, false],
    ['v2.0.0-rc.1', 'v2.0.0-rc.1', false, false],
    ['v2.0.0', 'v2.0.0-rc.1 v2.0.0 v1.9.0 nonsense', true, true],
  ])('%s among %s moves the major tag: %s, is the latest: %s', (tag, tags, moves, latest) => {
    expect([movesMajor(tag, tags.split(' ')), isLatest(tag, tags.split(' '))]).toEqual([moves, latest])
  })
})

describe('the notes of a release', () => {
  const CHANGELOG = `# Changelog

## [Unreleased]

## [1.1.0] - 2026-12-01

### Added

- One \`## [thing]\`.

## [1.0.0] - 2026-11-01

- First.

[1.0.0]: https://example.org/1.0.0
`

  test("a version's section is its text without the heading and the links of the page", () => {
    expect(changelogSection(CHANGELOG, '1.1.0')).toBe('### Added\n\n- One `## [thing]`.\n')
    expect(changelogSection(CHANGELOG, '1.0.0')).toBe('- First.\n')
  })

  test.each([
    ['2.0.0', CHANGELOG, "no section '## [2.0.0] - YYYY-MM-DD'. It has Unreleased, 1.1.0, 1.0.0."],
    ['1.1', CHANGELOG, "no section '## [1.1] - YYYY-MM-DD'"],
    ['Unreleased', CHANGELOG, 'the heading of Unreleased has no date'],
    ['1.0.0', '## [1.0.0] - 2026-11-01\n\n## [0.9.0] - 2026-10-01\n\n- Old.\n', 'the section of 1.0.0 has no entry'],
  ])('a changelog without a whole section of %s is rejected', (version, text, message) => {
    expect(() => changelogSection(text, version)).toThrow(message)
  })
})

test('two folders differ in content, mode, and files of one side', () => {
  const files = (given: Record<string, [string, boolean]>): Contents =>
    new Map(Object.entries(given).map(([path, [text, program]]) => [path, { bytes: Buffer.from(text), program }]))
  const left = files({ a: ['1', false], b: ['1', false], c: ['1', false], d: ['1', false] })
  const right = files({ a: ['1', false], b: ['2', false], c: ['1', true], e: ['1', false] })
  expect(differences(left, right)).toEqual(['b', 'c', 'd', 'e'])
  expect(differences(left, left)).toEqual([])
})

describe('the SBOM', () => {
  const BUNDLED = ['@scope/one 1.0.0', 'two 2.0.0-rc.1']
  const entry = (name: string, versionInfo: string) => ({
    SPDXID: `SPDXRef-${name}`,
    name,
    versionInfo,
    packageFileName: `node_modules/${name}`,
  })
  const DOCUMENT: SpdxDocument = {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: 'dvc-ci@1.0.0',
    documentNamespace: 'random',
    creationInfo: { created: 'now', creators: ['Tool: npm'] },
    documentDescribes: ['SPDXRef-dvc-ci'],
    packages: [
      entry('dvc-ci', '1.0.0'),
      entry('@scope/one', '1.0.0'),
      entry('two', '1.9.0'),
      entry('two', '2.0.0-rc.1'),
      entry('jest', '30.0.0'),
    ],
    relationships: [],
  }

  test('the packages in the bundles are read from the list of licences', () => {
    const text = `Text.\n\n---\n@scope/one 1.0.0 ((MIT OR CC0-1.0))\ntwo 2.0.0-rc.1 (BSD)\n---\n\nCopyright 2019 (c)\nVersion 2.0, January 2004\n`
    expect(bundledPackages(text)).toEqual(BUNDLED)
  })

  test('it has exactly the packages in the bundles, and the same commit gives the same bytes', () => {
    const made = sbomOf(DOCUMENT, BUNDLED, '2026-12-01T00:00:00Z')
    expect(made.packages.map(({ name, versionInfo }) => `${name} ${versionInfo}`)).toEqual(['dvc-ci 1.0.0', ...BUNDLED])
    expect(made.relationships.map(({ relationshipType }) => relationshipType)).toEqual([
      'DESCRIBES',
      'CONTAINS',
      'CONTAINS',
    ])
    expect(made.creationInfo).toEqual({ created: '2026-12-01T00:00:00Z', creators: ['Tool: npm'] })
    const again = sbomOf({ ...DOCUMENT, documentNamespace: 'other' }, BUNDLED, '2026-12-01T00:00:00Z')
    expect(JSON.stringify(again)).toBe(JSON.stringify(made))
    const later = sbomOf(DOCUMENT, BUNDLED, '2026-12-02T00:00:00Z')
    expect(later.documentNamespace).not.toBe(made.documentNamespace)
  })

  test('a bundled package that package-lock.json lacks is an error', () => {
    expect(() => sbomOf(DOCUMENT, ['three 3.0.0'], '2026-12-01T00:00:00Z')).toThrow(
      'three 3.0.0 is in the bundles, but not in package-lock.json.',
    )
  })
})
