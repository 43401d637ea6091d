import { readFileSync } from 'node:fs'

/** The build puts the pages of docs/errors/ and docs/rules/ into one file: an installed package has no docs. */
const PAGES = new URL(process.env['DVC_CI_PAGES'] ?? '../../dist/pages.json', import.meta.url)

/**
 * The text of a page of the documentation.
 * @param path as in the repository of dvc-ci, such as `docs/errors/lock-conflict.md`
 * @throws the error of the file system; an Error if the build has no such page
 */
export function readPage(path: string): string {
  const pages = JSON.parse(readFileSync(PAGES, 'utf8')) as Partial<Record<string, string>>
  const text = pages[path]
  if (text === undefined) throw new Error(`the build of dvc-ci has no page ${path}`)
  return text
}
