import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { contentsOf, differences } from './folders.mjs'
import { bundledPackages, sbomOf } from './sbom.mjs'

/** Everything outside of dist/ that the package of npm has. */
const BESIDE_DIST = ['CHANGELOG.md', 'LICENSE', 'README.md', 'action.yml', 'dvc-ci.schema.json', 'package.json']

/**
 * Builds dist/ from the sources of a checkout, and compares it with the committed one byte for byte.
 * @returns the number of files
 * @throws Error they differ
 */
export function rebuildDist(root) {
  const scratch = mkdtempSync(join(tmpdir(), 'dvc-ci-dist-'))
  try {
    const built = join(scratch, 'dist')
    execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs'), built], { stdio: ['ignore', 2, 2] })
    const [committed, fresh] = [contentsOf(join(root, 'dist')), contentsOf(built)]
    const paths = differences(committed, fresh)
    if (paths.length > 0) throw new Error(`dist/ is not what the sources build: ${paths.join(', ')} differ.`)
    return fresh.size
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/**
 * Packs a checkout for npm. No script of the package runs.
 * @returns path of the package
 * @throws Error the package has another file than dist/, the licence, the pages at the top and the metadata
 */
export function pack(root, out) {
  mkdirSync(out, { recursive: true })
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', resolve(out)], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 2],
    }),
  )
  const wanted = [...BESIDE_DIST, ...[...contentsOf(join(root, 'dist')).keys()].map((path) => `dist/${path}`)].sort()
  const found = packed.files.map(({ path }) => path).sort()
  const other = [...wanted.filter((path) => !found.includes(path)), ...found.filter((path) => !wanted.includes(path))]
  if (other.length > 0) throw new Error(`the package lacks these files, or has too many: ${other.join(', ')}`)
  return join(out, packed.filename)
}

/** The SBOM of the committed bundles. @param created time of the commit, ISO 8601 */
export function sbom(root, created) {
  const document = execFileSync('npm', ['sbom', '--sbom-format', 'spdx', '--package-lock-only'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    stdio: ['ignore', 'pipe', 2],
  })
  return sbomOf(
    JSON.parse(document),
    bundledPackages(readFileSync(join(root, 'dist', 'licenses.txt'), 'utf8')),
    created,
  )
}

/**
 * Writes everything that a release publishes into a folder: the package, its SBOM, the notes and `SHA256SUMS`, which also
 * has every file of dist/.
 * @param facts as `checkRelease` returns them
 * @returns the text of SHA256SUMS
 */
export function assemble(root, out, facts) {
  rebuildDist(root)
  mkdirSync(out, { recursive: true })
  pack(root, out)
  writeFileSync(
    join(out, `dvc-ci-${facts.version}.spdx.json`),
    `${JSON.stringify(sbom(root, facts.created), undefined, 2)}\n`,
  )
  writeFileSync(join(out, 'notes.md'), facts.notes)
  const files = new Map([
    ...contentsOf(out),
    ...[...contentsOf(join(root, 'dist'))].map(([path, content]) => [`dist/${path}`, content]),
  ])
  const sums = [...files]
    .filter(([path]) => path !== 'SHA256SUMS')
    .map(([path, { bytes }]) => `${createHash('sha256').update(bytes).digest('hex')}  ${path}\n`)
    .sort()
    .join('')
  writeFileSync(join(out, 'SHA256SUMS'), sums)
  return sums
}

/** Gives the facts of a release to the later jobs of the workflow. @param file GITHUB_OUTPUT */
export function writeOutputs(file, facts, sums) {
  const outputs = {
    version: facts.version,
    'npm-tag': facts.npmTag,
    prerelease: facts.prerelease,
    latest: facts.latest,
    'major-tag': facts.movesMajor ? facts.majorTag : '',
    'sums-digest': createHash('sha256').update(sums).digest('hex'),
  }
  for (const [name, value] of Object.entries(outputs)) appendFileSync(file, `${name}=${value}\n`)
}
