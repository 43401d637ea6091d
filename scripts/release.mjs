// Checks and builds a release. The workflow `release` runs it on the tag, and a user can repeat it: docs/verify.md.
//   node scripts/release.mjs check vX.Y.Z           the checkout is what the tag says
//   node scripts/release.mjs dist                   dist/ is what the sources build, byte for byte
//   node scripts/release.mjs assemble vX.Y.Z OUT    both, and everything that is published, in the folder OUT
//   node scripts/release.mjs sbom                   the packages in the bundles, as SPDX
// Exit code: 0 it holds, 1 it does not, 2 a wrong command.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { assemble, rebuildDist, sbom, writeOutputs } from './release/assemble.mjs'
import { checkRelease } from './release/check.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const USAGE = 'usage: node scripts/release.mjs check TAG | dist | assemble TAG OUT | sbom'
const { GITHUB_OUTPUT: output, RELEASE_BRANCH: branch } = process.env

function main([command, ...args]) {
  if (command === 'check' && args.length === 1) {
    const { version, commit } = checkRelease(root, args[0], branch)
    console.log(`${version} at ${commit}: ok`)
  } else if (command === 'dist' && args.length === 0) {
    console.log(`dist: ok, ${rebuildDist(root)} files are the ones that these sources build`)
  } else if (command === 'assemble' && args.length === 2) {
    const facts = checkRelease(root, args[0], branch)
    const sums = assemble(root, args[1], facts)
    if (output) writeOutputs(output, facts, sums)
    console.log(sums.trimEnd())
  } else if (command === 'sbom' && args.length === 0) {
    const seconds = execFileSync('git', ['show', '--no-patch', '--format=%ct', 'HEAD'], { cwd: root, encoding: 'utf8' })
    const created = new Date(Number(seconds) * 1000).toISOString().replace(/\.\d+Z$/, 'Z')
    console.log(JSON.stringify(sbom(root, created), undefined, 2))
  } else {
    console.error(USAGE)
    return 2
  }
  return 0
}

try {
  process.exitCode = main(process.argv.slice(2))
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
