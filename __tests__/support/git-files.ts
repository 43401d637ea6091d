import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { inflateSync } from 'node:zlib'

// The state of repositories of tests, read and written as Git does: a process of Git costs ten milliseconds, a push eight
// of them. Each function gives up where a repository is not one of the plain ones, and the caller asks Git.

const HASH = /^[0-9a-f]{40}$/

/** The commit of a ref or of HEAD in a bare repository or in Git's directory of a clone; undefined where Git must say. */
export function refIn(repository: string, ref: string): string | undefined {
  const text = textOf(join(repository, ref))?.trim() ?? packedRef(repository, ref)
  if (text === undefined || HASH.test(text)) return text
  const [, target] = /^ref: (refs\/heads\/.+)$/.exec(text) ?? []
  return target === undefined ? undefined : refIn(repository, target)
}

/** Short name of the checked-out branch, by Git's directory of a clone; undefined for a detached HEAD. */
export function branchOf(own: string): string | undefined {
  return /^ref: refs\/heads\/(.+)\n$/.exec(textOf(join(own, 'HEAD')) ?? '')?.[1]
}

function packedRef(repository: string, ref: string): string | undefined {
  const lines = textOf(join(repository, 'packed-refs'))?.split('\n') ?? []
  return lines.find((line) => line.slice(41) === ref && HASH.test(line.slice(0, 40)))?.slice(0, 40)
}

/**
 * Does what `git push origin HEAD:refs/heads/BRANCH` does, where it is sure to: to a bare repository in a folder, without
 * hooks, settings or packs that a push would need, and for a branch that moves forward.
 * @param force true to move the branch wherever it is
 * @returns false where Git must push; nothing has changed
 */
export function deliver(work: string, server: string, branch: string, { force = false } = {}): boolean {
  const own = join(work, '.git')
  const ref = `refs/heads/${branch}`
  const [theirs, mine] = [join(server, ref), join(own, `refs/remotes/origin/${branch}`)]
  const commit = refIn(own, 'HEAD')
  if (commit === undefined || !isPlainClone(own, server) || !isPlainServer(server)) return false
  const before = refIn(server, ref)
  // A folder of other branches, or a branch in the place of a folder.
  const isBlocked = [theirs, mine].some((file) => isFolder(file) || !isFree(dirname(file)))
  if (isBlocked || existsSync(`${theirs}.lock`)) return false
  const missing = missingObjects(own, server, commit)
  if (missing === undefined || !(force || before === undefined || descends(own, commit, before))) return false
  for (const name of missing) {
    const file = join(server, 'objects', name)
    mkdirSync(dirname(file), { recursive: true })
    copyFileSync(join(own, 'objects', name), file)
  }
  for (const file of [theirs, mine]) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(`${file}.lock`, `${commit}\n`, { flag: 'wx' })
    renameSync(`${file}.lock`, file)
  }
  return true
}

/** Whether a clone has no hooks and only the settings of `git clone`, with that server as its origin. */
function isPlainClone(own: string, server: string): boolean {
  const config = textOf(join(own, 'config'))
  if (config === undefined || hasHooks(own) || lacksHistory(own)) return false
  const [core, origin, ...branches] = config.split(/^(?=\[)/m)
  return (
    isPlainCore(core) &&
    [server, `file://${server}`].some(
      (url) => origin === `[remote "origin"]\n\turl = ${url}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n`,
    ) &&
    branches.every((section) => /^\[branch "/.test(section))
  )
}

/** Whether a repository is as `git init --bare` makes it, with refs and objects in files of their own. */
function isPlainServer(server: string): boolean {
  const config = textOf(join(server, 'config'))
  return (
    config !== undefined &&
    /\tbare = true\n/.test(config) &&
    isPlainCore(config) &&
    !hasHooks(server) &&
    !lacksHistory(server) &&
    !existsSync(join(server, 'packed-refs'))
  )
}

function isPlainCore(section: string | undefined): boolean {
  return /^\[core\]\n(\t(repositoryformatversion = 0|filemode = \w+|bare = \w+|logallrefupdates = true)\n)*$/.test(
    section ?? '',
  )
}

function hasHooks(repository: string): boolean {
  const folder = join(repository, 'hooks')
  return existsSync(folder) && readdirSync(folder).some((name) => !name.endsWith('.sample'))
}

/** Whether a repository is shallow, or has objects of another one. */
function lacksHistory(repository: string): boolean {
  return ['shallow', 'objects/info/alternates', 'info/grafts', 'refs/replace'].some((name) =>
    existsSync(join(repository, name)),
  )
}

/** The files of all objects of a commit that a server lacks; undefined where an object is in no file of its own. */
function missingObjects(own: string, server: string, commit: string): string[] | undefined {
  const found = new Set<string>()
  const left = [commit]
  for (let sha = left.pop(); sha !== undefined; sha = left.pop()) {
    const name = objectFile(sha)
    if (found.has(name) || existsSync(join(server, 'objects', name))) continue
    const object = readObject(own, sha)
    if (object === undefined) return undefined
    found.add(name)
    if (object.type === 'commit') left.push(...commitLinks(object.content))
    else if (object.type === 'tree') left.push(...treeLinks(object.content))
    else if (object.type !== 'blob') return undefined
  }
  return [...found]
}

/** Whether a commit has another one among its ancestors, as far as their objects are files of their own. */
function descends(own: string, commit: string, ancestor: string): boolean {
  const seen = new Set<string>()
  const left = [commit]
  for (let sha = left.pop(); sha !== undefined; sha = left.pop()) {
    if (sha === ancestor) return true
    if (seen.has(sha)) continue
    seen.add(sha)
    left.push(...commitLinks(readObject(own, sha)?.content ?? Buffer.alloc(0)).slice(1))
  }
  return false
}

/** The tree of a commit, and its parents. */
function commitLinks(content: Buffer): string[] {
  const [header = ''] = content.toString('latin1').split('\n\n', 1)
  return [...header.matchAll(/^(?:tree|parent) ([0-9a-f]{40})$/gm)].map(([, sha = '']) => sha)
}

/** The entries of a tree, but for submodules. */
function treeLinks(content: Buffer): string[] {
  const links: string[] = []
  for (let at = 0; at < content.length; ) {
    const end = content.indexOf(0, at)
    if (!content.toString('latin1', at, end).startsWith('160000 '))
      links.push(content.toString('hex', end + 1, end + 21))
    at = end + 21
  }
  return links
}

function readObject(own: string, sha: string): { type: string; content: Buffer } | undefined {
  const file = join(own, 'objects', objectFile(sha))
  if (!existsSync(file)) return undefined
  const bytes = inflateSync(readFileSync(file))
  const end = bytes.indexOf(0)
  const [type = ''] = bytes.toString('latin1', 0, end).split(' ')
  return { type, content: bytes.subarray(end + 1) }
}

function objectFile(sha: string): string {
  return join(sha.slice(0, 2), sha.slice(2))
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false
}

/** Whether a folder exists or can be made. */
function isFree(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    const info = statSync(at, { throwIfNoEntry: false })
    if (info !== undefined) return info.isDirectory()
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
