import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { pages } from './pages.js'

const root = join(import.meta.dirname, '../..')
/** Actors without a name (CONTRIBUTING.md, "Words"). */
const NAMELESS = /\b(?:nobody|somebody|whoever|whatever|anybody)\b/i
/** Folders of the repository, and rooms of src, which docs/architecture.md names alone. */
const FOLDERS = ['src', 'engine', 'scripts', '__tests__', 'docs', 'examples']
const ROOMS = readdirSync(join(root, 'src'))
const PATH = new RegExp(
  `\`((?:${[...FOLDERS, ...ROOMS].map((name) => name.replace('.', '\\.')).join('|')})/[^\`\\s]*)\``,
  'g',
)

/** The lines of a page's prose: no code, no generated table, and not the section that lists the words. */
function prose(text: string): string[] {
  return text
    .replaceAll(/^ *```[^]*?^ *```$/gm, '')
    .replace(/^## Words$[^]*?(?=^## )/m, '')
    .split('\n')
    .filter((line) => !/^(?: {4}|\||<|>)/.test(line))
}

describe('the prose of the pages', () => {
  test('every actor has a name', () => {
    const found = pages().flatMap(({ path, text }) =>
      prose(text)
        .filter((line) => NAMELESS.test(line))
        .map((line) => `${path}: ${line}`),
    )
    expect(found).toEqual([])
  })

  test('every file and folder of the repository that a page names exists', () => {
    const missing = pages().flatMap(({ path, text }) =>
      [...text.matchAll(PATH)].flatMap(([, named = '']) => {
        // A word in capitals stands for a name, and a star for several.
        if (/[A-Z]{2,}(?!\.md)|\*/.test(named) || named.startsWith('docs/rules/large-notebook')) return []
        const isThere = [named, `src/${named}`].some((each) => existsSync(join(root, each)))
        return isThere ? [] : [`${path}: ${named}`]
      }),
    )
    expect(missing).toEqual([])
  })
})
