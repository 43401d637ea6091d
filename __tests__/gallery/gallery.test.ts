import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Album, differences, readmeOf } from './album.js'
import { SCENARIOS } from './scenarios.js'

const root = join(import.meta.dirname, '..', '..')
const folder = join(root, 'docs', 'gallery')
const album = JSON.parse(readFileSync(join(folder, 'gallery.json'), 'utf8')) as Album
/** Bytes of all pictures together: every clone of the action has them. */
const MOST_BYTES = 4_400_000
const pictures = album.scenarios.flatMap(({ pictures: shown }) => shown)

/** Pixels of a WebP (RFC 9649, "Simple File Format (Lossy)" and "Extended File Format"). */
function sizeOf(webp: Buffer): [width: number, height: number] {
  expect([webp.toString('latin1', 0, 4), webp.toString('latin1', 8, 15)]).toEqual(['RIFF', 'WEBPVP8'])
  return webp.toString('latin1', 12, 16) === 'VP8X'
    ? [webp.readUIntLE(24, 3) + 1, webp.readUIntLE(27, 3) + 1]
    : [webp.readUInt16LE(26) & 0x3fff, webp.readUInt16LE(28) & 0x3fff]
}

test('the gallery has every scenario once, in their order', () => {
  expect(album.scenarios.map(({ id }) => id)).toEqual(SCENARIOS.map(({ id }) => id))
})

test.each(SCENARIOS.map((scenario) => [scenario.id, scenario] as const))(
  'the report of %s tells its story',
  (id, scenario) => {
    const page = album.scenarios.find((each) => each.id === id)
    expect(page && differences(scenario, page)).toEqual([])
    expect(page?.mode).toBe(scenario.mode)
  },
)

test('the folder has the pictures of the index, and no other', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.webp'))
  expect(files.sort()).toEqual(pictures.map(({ file }) => file).sort())
})

test('every picture is a WebP of the size in the index, and all together are small', () => {
  let bytes = 0
  for (const { file, width, height } of pictures) {
    const webp = readFileSync(join(folder, file))
    expect([file, ...sizeOf(webp)]).toEqual([file, width, height])
    bytes += webp.length
  }
  expect(bytes).toBeLessThan(MOST_BYTES)
})

test('every scenario has the page in three forms, the summary and two terminals', () => {
  for (const { id, pictures: shown } of album.scenarios)
    for (const surface of ['page', 'page-dark', 'phone', 'summary', 'terminal-80', 'terminal-100'])
      expect(shown.map(({ file }) => file)).toContain(`${id}-${surface}.webp`)
})

test('README.md of the gallery is generated from the index', () => {
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe(readmeOf(album))
})

test('every picture has words in its place, and no text has a place of a machine', () => {
  for (const { alt } of pictures) expect(alt.length).toBeGreaterThan(30)
  expect(JSON.stringify(album)).not.toMatch(/\/tmp\/|\/dev\/shm|127\.0\.0\.1|\/(?:home|root|Users|work)\//)
})

test('README.md shows two pictures of the gallery', () => {
  const shown = [
    ...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/!\[[^\]]{30,}\]\(docs\/gallery\/([\w-]+\.webp)\)/g),
  ]
  expect(shown).toHaveLength(2)
  for (const [, file] of shown) expect(pictures.map((each) => each.file)).toContain(file)
})
