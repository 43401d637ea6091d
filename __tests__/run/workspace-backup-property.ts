import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { recoverWorkspace, WorkspaceBackup } from '../../src/run/workspace-backup.js'
import { life } from './crashing-files.js'

/** Program for workspace-backup.real.test.ts: random trees and changes, killed at random moments. Prints fast-check's result as JSON. */

type Tree = { file: string; mode: number } | { link: string } | { folder: Record<string, Tree> } | { twin: true }
type Way = 'move' | 'copy' | 'link'
interface ReplacedPath {
  way: Way
  before: Tree | null
  after: Tree | null
  written: string
}

const work = process.argv[2] ?? ''
const project = join(work, 'project')
const base = join(project, '.dvc', 'tmp', 'dvc-ci')
const place = { directory: base, gitDirectory: join(work, 'git') }
const names = fc.constantFrom('a', 'b.csv', '.gitignore', 'ü ü', '0')
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    fc.record({ file: fc.string({ maxLength: 12 }), mode: fc.constantFrom(0o644, 0o444, 0o755) }),
    fc.record({ link: fc.constantFrom('a', '../nowhere', '/', '.') }),
    fc.constant<Tree>({ twin: true }),
    fc.record({ folder: fc.dictionary(names, tie('tree'), { maxKeys: 3 }) }),
  ),
}))
const replacedPath: fc.Arbitrary<ReplacedPath> = fc.record({
  way: fc.constantFrom<Way>('move', 'copy', 'link'),
  before: fc.option(tree, { freq: 4 }),
  after: fc.option(tree, { freq: 3 }),
  written: fc.uuid(),
})

function make(path: string, node: Tree): void {
  if ('folder' in node) {
    mkdirSync(path)
    for (const [name, inner] of Object.entries(node.folder)) make(join(path, name), inner)
  } else if ('link' in node) symlinkSync(node.link, path)
  // A hard link to a file outside, like those of DVC's cache.
  else if ('twin' in node) linkSync(join(project, 'cache'), path)
  else {
    writeFileSync(path, node.file, { mode: node.mode })
    utimesSync(path, 1_600_000_000, 1_600_000_000 + node.file.length)
  }
}

/** Contents, modes and times of a tree; without the times of folders, which change with their contents. */
function snapshot(path: string): unknown {
  const info = lstatSync(path, { throwIfNoEntry: false })
  if (info === undefined) return null
  if (info.isSymbolicLink()) return { link: readlinkSync(path) }
  if (info.isDirectory())
    return Object.fromEntries(
      readdirSync(path)
        .filter((name) => name !== '.dvc')
        .sort()
        .map((name) => [name, snapshot(join(path, name))]),
    )
  return { file: readFileSync(path, 'utf8'), mode: info.mode, time: Math.round(info.mtimeMs) }
}

/** The contents of all files below a folder. */
function contents(path: string): string[] {
  const info = lstatSync(path, { throwIfNoEntry: false })
  if (info?.isDirectory()) return readdirSync(path).flatMap((name) => contents(join(path, name)))
  return info?.isFile() ? [readFileSync(path, 'utf8')] : []
}

/** Acts like a stage: writes into a copied file in replacedPath, and replaces anything else. */
function scribble(path: string, { way, before, after, written }: ReplacedPath): void {
  if (way === 'copy' && before !== null && 'file' in before && after !== null) {
    rmSync(path)
    writeFileSync(path, written)
    return
  }
  rmSync(path, { recursive: true, force: true })
  if (after === null) return
  make(path, after)
  writeFileSync('folder' in after ? join(path, 'written') : `${path}.written`, written)
}

/** Runs a process life until it ends or is killed. @returns true if it was killed */
async function live(left: number, body: () => Promise<void>): Promise<boolean> {
  life.begin(left)
  try {
    await body()
    return false
  } catch (error) {
    if (life.dead) return true
    throw error
  }
}

const counts = { crashes: 0, ends: 0 }

const property = fc.asyncProperty(
  fc.array(replacedPath, { minLength: 1, maxLength: 4 }),
  fc.nat(70),
  fc.nat(40),
  fc.constantFrom('restore', 'discard'),
  async (replacements, firstKill, secondKill, end) => {
    rmSync(work, { recursive: true, force: true })
    mkdirSync(project, { recursive: true })
    writeFileSync(join(project, 'cache'), 'a cached object')
    const paths = replacements.map((_, index) => join(project, `out${index}`))
    replacements.forEach(({ before }, index) => {
      if (before !== null) make(paths[index] ?? '', before)
    })
    const before = snapshot(project)
    let after: unknown
    let scribbled: string[] = []
    const killed = await live(firstKill, async () => {
      const backup = await WorkspaceBackup.open(place)
      for (const [index, { way }] of replacements.entries()) await backup[way](paths[index] ?? '')
      for (const [index, each] of replacements.entries()) {
        scribble(paths[index] ?? '', each)
        if (each.after !== null) scribbled.push(each.written)
      }
      after = snapshot(project)
      if (end === 'restore') scribbled = []
      await backup[end]()
    })
    counts[killed ? 'crashes' : 'ends']++
    const beside = (node: unknown) =>
      Object.fromEntries(Object.entries(node as object).filter(([name]) => !name.endsWith('.written')))
    const expectTree = (...allowed: unknown[]) => {
      const now = JSON.stringify(beside(snapshot(project)))
      if (!allowed.some((one) => JSON.stringify(one) === now))
        throw new Error(`the tree is ${now}\nnot ${JSON.stringify(allowed)}`)
    }
    if (!killed) return expectTree(end === 'restore' ? before : beside(after))
    if (
      await live(secondKill, async () => {
        await recoverWorkspace(place)
      })
    )
      counts.crashes++
    await live(-1, async () => {
      const { rejected } = await recoverWorkspace(place)
      if (rejected.length > 0) throw new Error(`${rejected.join()} is rejected`)
    })
    // After a kill during discard, the backup is complete or gone, never partial.
    expectTree(before, ...(end === 'discard' && after !== undefined ? [beside(after)] : []))
    const everything = contents(project)
    const lost = scribbled.filter((content) => !everything.includes(content))
    if (lost.length > 0) throw new Error(`${lost.join()} is lost`)
    const leftOvers = existsSync(base)
      ? readdirSync(base).filter((name) => name.startsWith('aside-') && existsSync(join(base, name, 'owners.json')))
      : []
    if (leftOvers.length > 0) throw new Error(`${leftOvers.join()} is left over`)
  },
)

const result = await fc.check(property, { numRuns: Number(process.argv[3] ?? 400) })
process.stdout.write(
  JSON.stringify({
    failed: result.failed,
    error: result.failed ? `${fc.defaultReportMessage(result)}\n${String(result.errorInstance)}` : '',
    ...counts,
  }),
)
