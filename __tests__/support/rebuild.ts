import { chmod, lstat, mkdir, readdir, readFile, readlink, rm, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import type { Report } from '../../src/report/report.js'
import type { Clone } from './project.js'

export const SUBJECT = 'CI: Build and version official model artifacts [skip ci]'

/** Hash of an output as the clone's dvc.lock (or `.dvc` file) has it. */
export async function hashOf(clone: Clone, path: string, lock = 'dvc.lock'): Promise<string> {
  const data = parse(await clone.read(lock)) as { outs?: Out[]; stages?: Record<string, { outs?: Out[] }> }
  const outs = [...(data.outs ?? []), ...Object.values(data.stages ?? {}).flatMap((stage) => stage.outs ?? [])]
  const hash = outs.find((out) => out.path === path)?.md5
  if (hash === undefined) throw new Error(`${lock} has no ${path}`)
  return hash
}

interface Out {
  path: string
  md5: string
}

/** The trailer of a build whose value differs from run to run. */
export const SECONDS_LINE = /Dvc-Ci-Seconds: [\d.]+\n?/

/** The objects of a DVC cache or of a local-folder remote, by hash. */
export async function objects(store: string): Promise<string[]> {
  const folder = join(store, 'files', 'md5')
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  return names
    .filter((name) => /^..[\\/]/.test(name))
    .map((name) => name.replace(/[\\/]/, ''))
    .sort()
}

/** The file of an object in a local-folder remote. */
export function objectFile(store: string, hash: string): string {
  return join(store, 'files', 'md5', hash.slice(0, 2), hash.slice(2))
}

/** Damages an object where it is kept. */
export async function damage(store: string, hash: string, how: 'removed' | 'truncated' | 'altered'): Promise<void> {
  const file = objectFile(store, hash)
  const content = await readFile(file)
  if (how === 'removed') return rm(file)
  await chmod(file, 0o644)
  if (how === 'truncated') await truncate(file, Math.floor(content.length / 2))
  else {
    content[0] = (content[0] ?? 0) ^ 1
    await writeFile(file, content)
  }
  // DVC looks into objects of a local folder that can be written, as it does into no other remote's, and removes bad ones.
  await chmod(file, 0o444)
}

/** Everything in a working tree that is not Git's or DVC's own, with contents and the targets of links. */
export async function workspace(clone: Clone): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const name of (await readdir(clone.directory, { recursive: true })).sort()) {
    if (/^\.(git|dvc)([\\/]|$)/.test(name)) continue
    const info = await lstat(clone.path(name))
    found[name] = info.isSymbolicLink()
      ? `-> ${await readlink(clone.path(name))}`
      : info.isDirectory()
        ? 'folder'
        : await readFile(clone.path(name), 'utf8')
  }
  return found
}

/** The object of an empty file, which a rebuild writes to see whether the remote can be written to. */
const PROBE = 'd41d8cd98f00b204e9800998ecf8427e'

/** All that a rebuild must leave alone when it is refused: files, HEAD, the index, the server and the remote, but for what is named. */
export async function everything(clone: Clone, ...without: ('server' | 'remote')[]): Promise<Record<string, unknown>> {
  const all = {
    files: await workspace(clone),
    status: await clone.git('status', '--porcelain=v2', '--branch', '--untracked-files=all'),
    server: await refsOf(clone.origin),
    remote: (await objects(clone.storage)).filter((hash) => hash !== PROBE),
    worktrees: await readdir(clone.path('.git', 'worktrees')).catch(() => []),
  }
  return Object.fromEntries(Object.entries(all).filter(([name]) => !without.some((each) => each === name)))
}

/** HEAD and every ref of a bare repository, by name: the files in which Git keeps them. */
async function refsOf(repository: string): Promise<Record<string, string>> {
  const names = await readdir(join(repository, 'refs'), { recursive: true })
  const files = ['HEAD', 'packed-refs', ...names.map((name) => join('refs', name))].sort()
  const texts = files.map(
    async (name) => [name, await readFile(join(repository, name), 'utf8').catch(() => '')] as const,
  )
  // An empty text is that of a folder, or of a file that is not there.
  return Object.fromEntries((await Promise.all(texts)).filter(([, text]) => text !== ''))
}

/** Subjects of the server's branch, newest first. */
export async function log(clone: Clone, branch = 'main'): Promise<string[]> {
  return (await clone.git('--git-dir', clone.origin, 'log', '--format=%s', branch)).split('\n')
}

/** How often a build was committed on the server's branch. */
export async function builds(clone: Clone): Promise<number> {
  return (await log(clone)).filter((subject) => subject === SUBJECT).length
}

/** A step of a report. */
export function step(report: Report, name: string): Report['steps'][number] | undefined {
  return report.steps.find((each) => each.name === name)
}

/** Verdicts by stage. */
export function verdicts(report: Report): Record<string, string> {
  return Object.fromEntries(report.stages.map(({ name, verdict }) => [name, verdict]))
}

/** Installs a hook in a repository: a bare one, or the `.git` of a clone. */
export async function hook(repository: string, name: string, body: string): Promise<void> {
  const file = join(repository, 'hooks', name)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `#!/bin/sh\n${body}\n`)
  await chmod(file, 0o755)
}
