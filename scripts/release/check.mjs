import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { changelogSection } from './changelog.mjs'
import { isLatest, movesMajor, parseTag } from './version.mjs'

/**
 * Checks that a checkout is what its tag says: one version in package.json, package-lock.json and the bundle, a section
 * in the changelog, and a commit of the default branch without changes.
 * @param root the checkout, with every tag
 * @param branch remote branch that the commit must be on; undefined: any
 * @returns the facts that the workflow needs, and the changelog's section
 * @throws Error with every fault, one a line
 */
export function checkRelease(root, tag, branch) {
  const facts = parseTag(tag)
  const { version } = facts
  const read = (path) => readFileSync(join(root, path), 'utf8')
  const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
  const faults = []
  const same = (place, found) => {
    if (found !== version) faults.push(`${place} has version ${found}, and the tag is ${tag}.`)
  }
  same('package.json', JSON.parse(read('package.json')).version)
  const lock = JSON.parse(read('package-lock.json'))
  same('package-lock.json', lock.version)
  same("package-lock.json's package", lock.packages[''].version)
  same(
    'dist/cli.js --version',
    execFileSync(process.execPath, [join(root, 'dist', 'cli.js'), '--version'], { encoding: 'utf8' }).trim(),
  )
  let notes
  try {
    notes = changelogSection(read('CHANGELOG.md'), version)
  } catch (error) {
    faults.push(error.message)
  }
  const head = git('rev-parse', 'HEAD')
  const tagged = attempt(() => git('rev-parse', '--verify', '--quiet', `refs/tags/${tag}^{commit}`))
  if (tagged !== head)
    faults.push(`the tag ${tag} ${tagged ? `is at ${tagged}` : 'does not exist'}, and the checkout is at ${head}.`)
  if (branch !== undefined && attempt(() => git('merge-base', '--is-ancestor', head, branch)) === undefined)
    faults.push(`${head} is not on ${branch}: release only commits of the default branch.`)
  const changed = git('status', '--porcelain', '--untracked-files=no')
  if (changed !== '') faults.push(`the checkout has changes:\n${changed}`)
  if (faults.length > 0) throw new Error(faults.join('\n'))
  const tags = git('tag', '--list').split('\n')
  return {
    ...facts,
    notes,
    commit: head,
    created: new Date(Number(git('show', '--no-patch', '--format=%ct', head)) * 1000)
      .toISOString()
      .replace(/\.\d+Z$/, 'Z'),
    movesMajor: movesMajor(tag, tags),
    latest: isLatest(tag, tags),
  }
}

function attempt(command) {
  try {
    return command()
  } catch {
    return undefined
  }
}
