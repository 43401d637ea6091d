import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { renderComment } from '../../src/report/comment.js'
import type { Report } from '../../src/report/report.js'
import { type Clone, cleanUp, tinyProject } from '../support/project.js'

afterAll(cleanUp)

const POLICIES = `metrics:
  policies:
    data/pictures:images: { max_drop: 10% }
    data/pictures:unreadable: { max: 0 }
    data/notes:lines: { max_drop: 10% }
    data/notes/a.txt:words: { min: 2 }
`
/** A grey image of 2×1 pixels, whose format is a text. */
const IMAGE = 'P2\n2 1\n255\n0 200\n'
let clone: Clone

beforeAll(async () => {
  clone = await tinyProject({ 'dvc-ci.yaml': POLICIES })
  for (const name of ['1', '2', '3']) await clone.write(`data/pictures/${name}.pgm`, IMAGE)
  await clone.write('data/notes/a.txt', 'one two\n'.repeat(9))
  await clone.write('data/notes/b.txt', 'one two\n'.repeat(9))
  await clone.dvc('add', '-q', 'data/pictures', 'data/notes')
  await clone.dvc('push', '-q')
  await clone.commit('Pictures and notes')
})

const verdicts = ({ policies }: Report) =>
  policies.map(({ metric, passed, value }) => `${passed ? '' : '!'}${metric} ${value ?? ''}`.trim())

test('a damaged image and lost texts close the gate, and the comment says so', async () => {
  await clone.git('switch', '-q', '-c', 'worse')
  await clone.write('data/pictures/4.pgm', 'no image')
  await rm(clone.path('data/notes/b.txt'))
  await clone.dvc('add', '-q', 'data/pictures', 'data/notes')
  await clone.dvc('push', '-q')
  await clone.commit('worse')
  const { code, report } = await clone.run(['validate', '--pull', 'none'])
  expect(verdicts(report)).toEqual([
    'data/pictures:images 4',
    '!data/pictures:unreadable 1',
    '!data/notes:lines 9',
    'data/notes/a.txt:words 18',
  ])
  expect(code).toBe(1)
  const comment = renderComment(report, { project: '' })
  expect(comment).toContain('<code>data/pictures</code>: 4 images (+1)')
  expect(comment).toContain('1 unreadable')
  expect(comment).toContain('<code>data/notes</code>: 1 text (-1)')
})
