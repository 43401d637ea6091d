import { createHash } from 'node:crypto'
import { renderComment } from '../../src/report/comment.js'
import {
  type ComparedPicture,
  changedImages,
  choosePictures,
  markdownPictures,
  type StoredPictures,
} from '../../src/report/comment-pictures.js'
import { samplePictures, samplePlots } from './plots-sample.js'
import { fullReport } from './sample.js'

const REPOSITORY = 'https://github.example/team/digits'
const SHA = 'c'.repeat(40)
/** A picture by its first bytes, which alone decide the format. */
const picture = (text: string, size = 0) => Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(size)])
const png = (text: string, size = 0) => picture(`\x89PNG\r\n\x1a\n${text}`, size)
const named = (bytes: Uint8Array, extension: string) =>
  `${createHash('sha256').update(bytes).digest('hex')}.${extension}`

test('changed image plots are compared, and one side is shown only where the other does not exist', () => {
  const plots = samplePlots()
  const pictures = samplePictures(plots, (red) => png(String(red)))
  expect(changedImages(plots, pictures)).toEqual([
    { name: 'roc.png', value: png('200'), baseline: png('20') },
    // The run has not kept its bytes.
    { name: 'big.png' },
  ])
  expect(changedImages(plots, new Map([['roc.png', { value: png('1') }]]))).toEqual([
    { name: 'roc.png' },
    { name: 'big.png' },
  ])
})

test.each([
  ['png', '\x89PNG\r\n\x1a\n'],
  ['jpg', '\xff\xd8\xff\xe0'],
  ['gif', 'GIF87a'],
  ['gif', 'GIF89a'],
  ['webp', 'RIFF\0\0\0\x01WEBPVP8 '],
])('a file is a picture by its content: %s', (extension, start) => {
  const value = picture(start)
  expect(choosePictures([{ name: 'a.txt', value }])).toEqual({
    shown: [{ name: 'a.txt', value: named(value, extension) }],
    files: [{ path: named(value, extension), bytes: value }],
    left: [],
  })
})

test.each(['', '<svg xmlns="http://www.w3.org/2000/svg"/>', '<html>', 'PNG', 'RIFF\0\0\0\x01WAVE', 'GIF90a'])(
  'a file whose content is no picture is left out, whatever its name: %s',
  (text) => {
    const compared = [{ name: 'a.png', value: picture(text), baseline: png('') }]
    expect(choosePictures(compared)).toEqual({
      shown: [],
      files: [],
      left: [{ name: 'a.png', why: 'no PNG, JPEG, GIF or WebP' }],
    })
  },
)

test('a picture with a masked value is left out', () => {
  const compared = [{ name: 'a.png', value: png('tEXtComment topsecret') }]
  const { files, left } = choosePictures(compared, (text) => text.replaceAll('topsecret', '***'))
  expect([files, left]).toEqual([[], [{ name: 'a.png', why: 'has a masked value' }]])
  expect(choosePictures(compared).left).toEqual([])
})

test('one content is one file, and pictures beyond the limits are left out', () => {
  const both = (name: string, size = 0): ComparedPicture => ({
    name,
    value: png(name, size),
    baseline: png('baseline'),
  })
  const shownOf = (compared: ComparedPicture[]) => choosePictures(compared).shown.map(({ name }) => name)
  const names = Array.from({ length: 8 }, (_, index) => `${index}.png`)
  const { shown, files, left } = choosePictures([both('large.png', 1_000_000), ...names.map((name) => both(name))])
  expect(shown.map(({ name }) => name)).toEqual(names.slice(0, 6))
  expect(files).toHaveLength(7)
  expect(left.map(({ name }) => name)).toEqual(['large.png', '6.png', '7.png'])
  expect(new Set(left.map(({ why }) => why))).toEqual(
    new Set(['a comment has at most 12 plots and 24 small pictures, each of 1 MB and all of 6 MB']),
  )
  // A small one after the bytes are used up still fits.
  const heavy = Array.from({ length: 7 }, (_, index) => ({ name: `h${index}`, value: png('', 900_000) }))
  expect(shownOf([...heavy, { name: 'small', value: png('') }])).toEqual(['h0', 'h1', 'h2', 'h3', 'h4', 'h5', 'small'])
})

const HOSTILE = `"><img src=x onerror=1> | \`@org/team\` <!-- </summary> ](http://evil) #12`
const stored = (name: string): StoredPictures => ({
  sha: SHA,
  shown: [{ name, value: `${'a'.repeat(64)}.png` }],
  left: [
    { name, why: 'no PNG, JPEG, GIF or WebP' },
    { name: 'b.png', why: 'no PNG, JPEG, GIF or WebP' },
  ],
})

test('a picture is shown beside its baseline from the commit that has it, with a text for readers who see none', () => {
  expect(markdownPictures(stored('roc.png'), REPOSITORY)).toEqual([
    `<details><summary><b>Picture</b> <code>roc.png</code></summary>\n\n| Baseline | This change |\n| --- | --- |\n| none | <img src="${REPOSITORY}/blob/${SHA}/${'a'.repeat(64)}.png?raw=true" alt="roc.png, this change" width="400"> |\n\n</details>`,
    '<sub>2 changed pictures left out: <code>roc.png</code>, <code>b.png</code> (no PNG, JPEG, GIF or WebP).</sub>',
  ])
})

test('the name of a picture ends no attribute, cell or block', () => {
  const [block = '', left = ''] = markdownPictures(stored(HOSTILE), REPOSITORY)
  const row = block.split('\n')[4] ?? ''
  expect(row.match(/[^\\]\|/g)).toHaveLength(2)
  expect(row.match(/"/g)).toHaveLength(6)
  expect((block + left).match(/<(?!\/?(?:details|summary|b|code|sub)>|img src="https:)/g)).toBeNull()
  expect(block + left).not.toMatch(/@org|\]\(http/)
  // Code has no references to issues.
  expect(row).not.toMatch(/\s#12/)
})

test('without the address of a repository there is no picture', () => {
  for (const address of [undefined, 'file:///x', 'https://user:secret@github.example/a/b'])
    expect(markdownPictures(stored('roc.png'), address)).toEqual([])
})

test('a comment does not also name a picture that it shows among those only in the page', () => {
  const report = { ...fullReport(), plots: samplePlots() }
  const context = { project: '', repositoryUrl: REPOSITORY }
  const without = renderComment(report, context)
  const shown = renderComment(report, { ...context, pictures: { ...stored('roc.png'), left: [] } })
  expect([without.match(/<code>roc\.png<\/code>/g)?.length, without.includes('<img')]).toEqual([1, false])
  expect(shown.match(/<code>roc\.png<\/code>/g)).toHaveLength(1)
  expect(shown).toContain(`${REPOSITORY}/blob/${SHA}/`)
  // The shortest comment has the verdict alone.
  expect(renderComment(report, { ...context, pictures: stored('roc.png') }, 600)).not.toContain('<img')
})
