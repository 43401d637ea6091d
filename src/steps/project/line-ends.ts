import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { directoryHash } from '../../pipeline/directory-hash.js'
import { isWithin, type Project as ProjectIndex } from '../../pipeline/project.js'
import { type Cause, isChange } from '../../report/report.js'
import { shellWord } from '../../text/shell-word.js'
import type { Project } from './project.js'

/** A path of Git that differs from dvc.lock by its line ends alone. */
export interface LineEnds {
  path: string
  /** The line ends that dvc.lock records. */
  locked: 'CRLF' | 'LF'
  /** The files with other line ends, relative to the working directory. */
  files: string[]
}

/** Bytes that are read for one path; a larger one is not examined. */
const MOST_BYTES = 64 * 1024 * 1024

/** A file of a dependency, with its path from the dependency; empty where the dependency is the file. */
export interface ReadFile {
  path: string
  content: Buffer
}

/**
 * The form of the files whose hash DVC recorded, where line ends are the only difference. For a folder it tries one
 * extension at a time too, because a stage writes CRLF into files of one kind (`csv.writer` of Python).
 * @param hash MD5, of a folder with `.dir`
 * @returns undefined where the content differs too
 */
export function lockedLineEnds(
  files: readonly ReadFile[],
  hash: string,
): { locked: 'CRLF' | 'LF'; files: string[] } | undefined {
  const isFolder = hash.endsWith('.dir')
  const kinds = ['', ...(isFolder ? new Set(files.map(({ path }) => extname(path))) : [])]
  for (const kind of kinds)
    for (const locked of ['CRLF', 'LF'] as const) {
      const converted = files.map(({ path, content }) => ({
        path,
        content: kind === '' || extname(path) === kind ? withLineEnds(content, locked) : content,
      }))
      const changed = files.filter(({ content }, at) => converted[at]?.content.equals(content) === false)
      const digest = isFolder
        ? directoryHash(converted.map(({ path, content }) => ({ path, md5: md5(content) })))
        : md5(converted[0]?.content ?? Buffer.alloc(0))
      // Git keeps LF where the checkout has CRLF (`core.autocrlf`), so the committed content may have the locked form.
      if (digest === hash && files.some(({ content }) => content.includes('\n')))
        return { locked, files: (changed.length > 0 ? changed : files).map(({ path }) => path) }
    }
  return undefined
}

/** A text with other line ends; a binary file, as Git decides it by a NUL byte, stays. */
function withLineEnds(content: Buffer, form: 'CRLF' | 'LF'): Buffer {
  if (content.subarray(0, 8_000).includes(0)) return content
  const lines = content.toString('latin1').replaceAll('\r\n', '\n')
  return Buffer.from(form === 'LF' ? lines : lines.replaceAll('\n', '\r\n'), 'latin1')
}

function md5(content: Buffer): string {
  return createHash('md5').update(content).digest('hex')
}

/** Reads files of the working directory; absent files are left out. Undefined where they are too large together. */
type ReadFiles = (paths: readonly string[]) => Promise<ReadFile[] | undefined>

/**
 * The causes of a stage that are differences of line ends alone, in files that Git has.
 * @param index the project as DVC read it where the stage is stale
 */
export async function lineEndsOf(
  { git, inGit, fromGit }: Project,
  index: ProjectIndex,
  { name, causes }: { name: string; causes: readonly Cause[] },
  read: ReadFiles,
): Promise<LineEnds[]> {
  const stage = index.stages.find((each) => each.name === name)
  if (stage === undefined) return []
  const entries = [...stage.deps.flatMap((dep) => (dep.kind === 'path' ? [dep] : [])), ...stage.outs]
  const found: LineEnds[] = []
  for (const { path } of causes) {
    const entry = entries.find((each) => each.path === path)
    // The hashes of DVC 2 ignore line ends.
    if (path === undefined || entry?.hash === undefined || (entry.hashName ?? 'md5') !== 'md5') continue
    const tracked = (await git.listFiles(undefined, [`:(top,literal)${inGit(path)}`])).map(fromGit)
    const files = await read(tracked.filter((file) => isWithin(file, path)))
    if (files === undefined || files.length === 0) continue
    const own = files.map((file) => ({ ...file, path: file.path === path ? '' : file.path.slice(path.length + 1) }))
    const ends = lockedLineEnds(own, entry.hash)
    if (ends !== undefined)
      found.push({
        path,
        locked: ends.locked,
        files: ends.files.map((file) => (file === '' ? path : join(path, file))),
      })
  }
  return found
}

/** True where all changes of a stage are such differences, apart from stages that it needs. */
export function areLineEnds(causes: readonly Cause[], ends: readonly LineEnds[]): boolean {
  const own = causes.filter((cause) => isChange(cause) && cause.kind !== 'upstream')
  return own.length > 0 && own.every(({ path }) => ends.some((each) => each.path === path))
}

/** Stale stages that differ from dvc.lock by line ends alone. */
export interface StaleByLineEnds {
  /** Their names; also stages that are stale only because they need such a stage. */
  names: ReadonlySet<string>
  /** The differences of all of them: one repair for all, since `dvc repro` repairs none. */
  ends: LineEnds[]
}

/** @param ends the differences of each stage by its name */
export function staleByLineEnds(
  stages: readonly { name: string; causes: readonly Cause[] }[],
  ends: ReadonlyMap<string, readonly LineEnds[]>,
): StaleByLineEnds {
  const names = new Set(
    stages.filter(({ name, causes }) => areLineEnds(causes, ends.get(name) ?? [])).map(({ name }) => name),
  )
  const own = [...names].flatMap((name) => ends.get(name) ?? [])
  for (let before = -1; before !== names.size; ) {
    before = names.size
    for (const { name, causes } of stages) {
      const changes = causes.filter(isChange)
      const isUpstream = changes.every(({ kind, path }) => kind === 'upstream' && path !== undefined && names.has(path))
      if (changes.length > 0 && isUpstream) names.add(name)
    }
  }
  return { names, ends: own }
}

/** Reads the files of the checkout. */
export function workspaceFiles({ directory }: Pick<Project, 'directory'>): ReadFiles {
  return async (paths) => {
    const files: ReadFile[] = []
    let bytes = 0
    for (const path of paths) {
      const file = resolve(directory, path)
      const found = await stat(file).catch(() => undefined)
      bytes += found?.size ?? 0
      if (bytes > MOST_BYTES) return undefined
      if (found?.isFile()) files.push({ path, content: await readFile(file) })
    }
    return files
  }
}

/** Reads the files of a commit, as Git keeps them. */
export function committedFiles({ git, inGit }: Pick<Project, 'git' | 'inGit'>, commit: string): ReadFiles {
  return async (paths) => {
    const contents = await git.readFiles(commit, paths.map(inGit))
    return paths.flatMap((path) => {
      const content = contents.get(inGit(path))
      return content === undefined ? [] : [{ path, content }]
    })
  }
}

/** The message about line ends: the paths, the form in dvc.lock, and why `dvc repro` cannot mend it. */
export function lineEndsMessage(ends: readonly LineEnds[]): string {
  const paths = new Map(ends.map((each) => [each.path, each]))
  const what = [...paths.values()].map(
    ({ path, locked }) => `${path} (${locked} in dvc.lock, ${locked === 'LF' ? 'CRLF' : 'LF'} in the checkout)`,
  )
  return `only the line ends of ${what.join(', ')} differ: Git converts them at commit or checkout. \`dvc repro\` cannot mend that; .gitattributes can`
}

/** The two lines of .gitattributes that stop the conversion of these files. */
function attributeLines(files: readonly string[]): string[] {
  const patterns = files.map((file) => (extname(file) === '' ? `/${file}` : `*${extname(file)}`))
  return ['* text=auto eol=lf', ...[...new Set(patterns)].map((pattern) => `${pattern} -text`)]
}

/** A command for the top of the repository that writes these lines and commits the files as dvc.lock records them. */
export function lineEndsFix({ inGit }: Pick<Project, 'inGit'>, ends: readonly LineEnds[]): string {
  const form = (locked: 'CRLF' | 'LF', script: string) => {
    const files = [...new Set(ends.filter((each) => each.locked === locked).flatMap((each) => each.files.map(inGit)))]
    return files.length === 0 ? [] : [`sed -i '${script}' ${files.map(shellWord).join(' ')}`]
  }
  const all = [...new Set(ends.flatMap(({ files }) => files.map(inGit)))]
  const lines = attributeLines(all)
  return [
    // The empty line ends a last line without a line break.
    `printf '%s\\n' '' ${lines.map((line) => `'${line}'`).join(' ')} >> .gitattributes`,
    ...form('CRLF', 's/\\r*$/\\r/'),
    ...form('LF', 's/\\r$//'),
    // With --renormalize, Git adds no new file.
    'git add .gitattributes',
    `git add --renormalize ${all.map(shellWord).join(' ')}`,
    'git commit -a',
  ].join(' && ')
}
