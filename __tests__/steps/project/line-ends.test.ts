import { createHash } from 'node:crypto'
import { type LineEnds, lineEndsFix, lockedLineEnds, staleByLineEnds } from '../../../src/steps/project/line-ends.js'

const md5 = (text: string) => createHash('md5').update(text).digest('hex')
const file = (path: string, text: string) => ({ path, content: Buffer.from(text) })

it.each([
  ['CRLF', 'a,b\n1,2\n', 'a,b\r\n1,2\r\n'],
  ['LF', 'a,b\r\n1,2\r\n', 'a,b\n1,2\n'],
])('a file whose hash is that of the same text with %s differs by its line ends', (locked, here, there) => {
  expect(lockedLineEnds([file('', here)], md5(there))).toEqual({ locked, files: [''] })
})

it('other content, and binary content, is no difference of line ends', () => {
  expect(lockedLineEnds([file('', 'a\n')], md5('b\r\n'))).toBeUndefined()
  expect(lockedLineEnds([file('', 'a\0\n')], md5('a\0\r\n'))).toBeUndefined()
})

it('in a folder, the files of one kind may be written with CRLF', () => {
  const entries = [`{"md5": "${md5('x\r\n')}", "relpath": "a.csv"}`, `{"md5": "${md5('y\n')}", "relpath": "sub/b.py"}`]
  expect(
    lockedLineEnds([file('sub/b.py', 'y\n'), file('a.csv', 'x\n')], `${md5(`[${entries.join(', ')}]`)}.dir`),
  ).toEqual({ locked: 'CRLF', files: ['a.csv'] })
})

it('the repair writes two lines of .gitattributes, and never runs dvc repro', () => {
  const fix = lineEndsFix({ inGit: (path) => `ml/${path}` }, [
    { path: 'data', locked: 'CRLF', files: ['data/raw.csv'] },
  ])
  expect(fix).toContain("'* text=auto eol=lf' '*.csv -text' >> .gitattributes")
  expect(fix).toContain('ml/data/raw.csv')
  expect(fix).not.toContain('dvc repro')
})

it('stages that only need such a stage share its repair, and no other stage does', () => {
  const ends: LineEnds[] = [{ path: 'a.csv', locked: 'CRLF', files: ['a.csv'] }]
  const upstream = (path: string) => ({ kind: 'upstream' as const, path, message: '' })
  const data = (path: string) => ({ kind: 'data' as const, path, message: '' })
  const stale = staleByLineEnds(
    [
      { name: 'evaluate', causes: [upstream('train')] },
      { name: 'train', causes: [upstream('prepare')] },
      { name: 'prepare', causes: [data('a.csv')] },
      { name: 'other', causes: [data('b.csv')] },
      { name: 'last', causes: [upstream('train'), upstream('other')] },
    ],
    new Map([['prepare', ends]]),
  )
  expect([[...stale.names].sort(), stale.ends]).toEqual([['evaluate', 'prepare', 'train'], ends])
})

it('the repair adds .gitattributes by itself, because git add --renormalize adds no new file', () => {
  const fix = lineEndsFix({ inGit: (path) => path }, [{ path: 'a', locked: 'LF', files: ['a'] }])
  expect(fix).toMatch(
    /'\/a -text' >> \.gitattributes .*&& git add \.gitattributes && git add --renormalize a && git commit -a$/,
  )
})
