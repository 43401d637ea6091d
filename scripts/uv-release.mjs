// Pins the uv that dvc-ci installs where PATH has none: its version and the hashes of its files, in
// src/toolchain/uv-release.ts and scripts/lab/versions.mjs. The workflow `uv` runs it every week.
//   node scripts/uv-release.mjs            the newest release that is a week old
//   node scripts/uv-release.mjs 0.13.8     this one
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { lab } from './lab/paths.mjs'
import { aWeekOld, compilePins } from './uv-compile.mjs'

/** Reads the answer of `uv pip compile --generate-hashes`. @throws Error it has no version, or no hash */
export function parseRelease(text) {
  const version = /^uv==(\d+\.\d+\.\d+)(?:\s|\\|$)/m.exec(text)?.[1]
  const hashes = [...text.matchAll(/--hash=sha256:([0-9a-f]{64})(?=\s|$)/g)].map(([, hash]) => hash).sort()
  if (version === undefined || hashes.length === 0)
    throw new Error(`uv's answer names no release with hashes:\n${text}`)
  return { version, hashes: [...new Set(hashes)] }
}

/** The module with the pin. */
export function renderRelease({ version, hashes }) {
  return `// Made by scripts/uv-release.mjs: run it to change the version.

/** The uv that dvc-ci installs where PATH has none. */
export const UV_VERSION = '${version}'

/** SHA-256 of each file of that release, for all platforms. */
export const UV_HASHES = [
${hashes.map((hash) => `  '${hash}',`).join('\n')}
] as const
`
}

/** The versions of the lab with that uv. @throws Error the text has no line for uv */
export function withVersion(text, version) {
  const changed = text.replace(/^( {2}uv: ')[^']+(',)$/m, `$1${version}$2`)
  if (!changed.includes(`  uv: '${version}',`)) throw new Error('scripts/lab/versions.mjs has no line for uv')
  return changed
}

function main([version]) {
  const answer = version === undefined ? compilePins(['uv'], aWeekOld()) : compilePins([`uv==${version}`], [])
  const release = parseRelease(answer)
  writeFileSync(join(lab.root, 'src', 'toolchain', 'uv-release.ts'), renderRelease(release))
  const versions = join(lab.root, 'scripts', 'lab', 'versions.mjs')
  writeFileSync(versions, withVersion(readFileSync(versions, 'utf8'), release.version))
  console.log(`uv ${release.version}, ${release.hashes.length} files`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2))
