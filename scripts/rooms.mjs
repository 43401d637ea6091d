import { readdir, readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import ts from 'typescript'

/** Where a page shows the rooms. */
const PLACE = /(<!-- rooms:begin -->)[^]*?(<!-- rooms:end -->)/

/** A page with the rooms of `src` as they import each other; the same page where it has no place for them. */
export async function renewRooms(root, page) {
  if (!PLACE.test(page)) return page
  const imports = await importsOf(root)
  return page.replace(PLACE, (_, begin, end) => `${begin}\n\n${drawRooms(imports)}\n\n${end}`)
}

/** All imports between the files of `src`, types included, as pairs of paths. `npm run imports` holds that each resolves. */
export async function importsOf(root) {
  const names = await readdir(join(root, 'src'), { recursive: true })
  const files = names.filter((name) => name.endsWith('.ts')).map((name) => posix.join('src', name))
  const found = await Promise.all(
    files.map(async (file) => {
      const { importedFiles } = ts.preProcessFile(await readFile(join(root, file), 'utf8'), true, false)
      return importedFiles
        .filter(({ fileName }) => fileName.startsWith('.'))
        .map(({ fileName }) => [file, posix.join(posix.dirname(file), fileName.replace(/\.js$/, '.ts'))])
    }),
  )
  return found.flat().filter(([, to]) => to.startsWith('src/'))
}

/** Two Mermaid diagrams: the rooms, and the subjects of the room `steps`. @param imports pairs of paths below `src` */
export function drawRooms(imports) {
  const subjects = arrows(
    imports.filter((pair) => pair.every((path) => path.startsWith('src/steps/'))).map(byFolder(2)),
  )
  return [
    'An arrow leads from a room to a room that it imports. Arrows that follow from others are left out.',
    diagram(arrows(imports.map(byFolder(1)))),
    'The subjects of `steps/`:',
    diagram(subjects),
  ].join('\n\n')
}

/** The folder at a depth below the root that a path is in; files beside the folders of that depth belong together. */
const byFolder = (depth) => (pair) =>
  pair.map((path) => {
    const parts = path.split('/')
    return parts.length > depth + 1 ? parts[depth] : depth === 1 ? 'entries' : 'shared'
  })

/** Each pair of different names once, without those that follow from others (the transitive reduction). */
export function arrows(pairs) {
  const known = new Map()
  for (const [from, to] of [...pairs].sort(([a, b], [c, d]) => compare(a, c) || compare(b, d))) {
    if (!known.has(from)) known.set(from, new Set())
    if (!known.has(to)) known.set(to, new Set())
    if (from !== to) known.get(from).add(to)
  }
  for (const [from, ends] of known)
    for (const end of [...ends]) {
      ends.delete(end)
      if (!reaches(known, from, end)) ends.add(end)
    }
  return known
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0)

function reaches(known, from, end) {
  const seen = new Set()
  const open = [from]
  for (let next = open.pop(); next !== undefined; next = open.pop())
    for (const to of known.get(next) ?? []) {
      if (to === end) return true
      if (!seen.has(to)) open.push(to)
      seen.add(to)
    }
  return false
}

function diagram(known) {
  const id = (name) => name.replaceAll('-', '_')
  const names = [...known.keys()].sort()
  const drawn = new Set(names.flatMap((name) => [...known.get(name)].flatMap((end) => [name, end])))
  const nodes = names.filter((name) => id(name) !== name || !drawn.has(name)).map((name) => `  ${id(name)}["${name}"]`)
  const lines = names
    .filter((name) => known.get(name).size > 0)
    .map((name) => `  ${id(name)} --> ${[...known.get(name)].sort().map(id).join(' & ')}`)
  return `\`\`\`mermaid\n${['flowchart TB', ...nodes, ...lines].join('\n')}\n\`\`\``
}
