import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { conflictLine, splitConflict } from '../../src/pipeline/conflict-marks.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dvc-ci-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** What Git itself leaves behind; its exit code is the number of conflicts. */
function conflicted(style: string, ours: string, base: string, theirs: string): string {
  for (const [name, text] of Object.entries({ ours, base, theirs })) writeFileSync(join(folder, name), text)
  try {
    return execFileSync(
      'git',
      ['merge-file', '--stdout', ...(style === '' ? [] : [`--${style}`]), 'ours', 'base', 'theirs'],
      { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    )
  } catch (error) {
    return String((error as { stdout: unknown }).stdout)
  }
}

describe('marks of Git', () => {
  const lines = (...changed: string[]) =>
    ['a', 'b', ...changed, 'c', 'd', 'e', 'f', 'g'].map((line) => `${line}\n`).join('')

  test.each(['', 'diff3', 'zdiff3'])('are taken apart in the style %p', (style) => {
    const text = conflicted(style, lines('ours', 'same'), lines('base'), lines('theirs', 'same'))
    expect(splitConflict(text)).toEqual({ ours: lines('ours', 'same'), theirs: lines('theirs', 'same'), lines: [3] })
    expect(conflictLine(text)).toBe(3)
  })

  test('a side may have nothing, and there may be several', () => {
    const [base, ours, theirs] = [
      '1\n2\n3\n4\n5\n6\n7\n',
      '2\n3\n4\n5\n6\n7 ours\n',
      '1 theirs\n2\n3\n4\n5\n6\n7 theirs\n',
    ]
    expect(splitConflict(conflicted('', ours, base, theirs))).toMatchObject({ ours, theirs, lines: [1, 10] })
  })

  test('Windows line breaks stay', () => {
    expect(splitConflict('<<<<<<< HEAD\r\na\r\n=======\r\nb\r\n>>>>>>> other\r\nc\r\n')).toEqual({
      ours: 'a\r\nc\r\n',
      theirs: 'b\r\nc\r\n',
      lines: [1],
    })
  })

  test.each([
    'stages: {}\n',
    'a\n=======\nb\n',
    '<<<<<<< a\nx\n',
    '<<<<<<< a\n<<<<<<< b\n=======\n>>>>>>> c\n',
    '>>>>>>> c\n',
    '<<<<<<<<< a\n',
    '',
  ])('%j has none, or not in their order', (text) => {
    expect(splitConflict(text)).toBeUndefined()
  })
})
