import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parseRelease, renderRelease, withVersion } from '../../scripts/uv-release.mjs'
import { UV_HASHES, UV_VERSION } from '../../src/toolchain/uv-release.js'

describe('the pinned uv', () => {
  test('the lab has the version that dvc-ci installs', () => {
    const versions = join(import.meta.dirname, '../../scripts/lab/versions.mjs')
    expect(readFileSync(versions, 'utf8')).toContain(`  uv: '${UV_VERSION}',\n`)
    expect(new Set(UV_HASHES).size).toBeGreaterThan(10)
  })

  test('an answer of uv gives the version and the sorted hashes, and an answer without them is rejected', () => {
    const hashes = ['b', 'a'].map((digit) => digit.repeat(64))
    const answer = `uv==0.14.2 \\\n${hashes.map((hash) => `    --hash=sha256:${hash}`).join(' \\\n')}\n`
    const release = { version: '0.14.2', hashes: [...hashes].sort() }
    expect(parseRelease(answer)).toEqual(release)
    expect(renderRelease(release)).toContain(`UV_VERSION = '0.14.2'`)
    expect(() => parseRelease('uv==0.14.2\n')).toThrow('names no release with hashes')
    expect(() => parseRelease('uv>=0.14\n')).toThrow('names no release with hashes')
    expect(withVersion("x = {\n  uv: '0.1.0',\n  dvc: '3.0.0',\n}", '0.14.2')).toBe(
      "x = {\n  uv: '0.14.2',\n  dvc: '3.0.0',\n}",
    )
    expect(() => withVersion("x = { uv: '0.1.0' }", '0.14.2')).toThrow('has no line for uv')
  })
})
