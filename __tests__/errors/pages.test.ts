import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type typescript from 'typescript'
import { CATALOGUE } from '../../src/errors/catalogue.js'
import { FINDINGS } from '../../src/errors/findings.js'
import { RULE_NAMES } from '../../src/settings/rules.js'
import { importForWorker } from '../support/import-for-worker.js'

const root = join(import.meta.dirname, '../..')
const compiler = join(root, 'node_modules/typescript/lib/typescript.js')
const { default: ts } = (await importForWorker(compiler)) as { default: typeof typescript }
const SECTIONS = ['What it means', 'Why it happens', 'How to fix it', 'Example']

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => {
    const text = readFileSync(join(root, 'src', path), 'utf8')
    return { path, text, source: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) }
  })

/** Every node of the sources, the catalogues themselves left out. */
function* nodes(): Generator<{ path: string; node: typescript.Node; source: typescript.SourceFile }> {
  for (const { path, source } of sources) {
    if (/^errors\/(catalogue|findings)\.ts$/.test(path)) continue
    const open: typescript.Node[] = [source]
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      yield { path, node, source }
      ts.forEachChild(node, (child) => {
        open.push(child)
      })
    }
  }
}

/** The texts that an expression may have. */
function literals(node: typescript.Node): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text]
  return ts.isConditionalExpression(node) ? [...literals(node.whenTrue), ...literals(node.whenFalse)] : []
}

const texts = new Set<string>()
const rules = new Set<string>()
const untyped: string[] = []
for (const { path, node, source } of nodes()) {
  if (ts.isStringLiteralLike(node)) texts.add(node.text)
  if (ts.isPropertyAssignment(node) && node.name.getText(source) === 'rule')
    for (const rule of literals(node.initializer)) rules.add(rule)
  if (ts.isParameter(node) && node.name.getText(source) === 'rule' && node.type?.getText(source) === 'string')
    untyped.push(path)
}

const ids = CATALOGUE.map(({ id }) => id)
const findings = Object.keys(FINDINGS)
const pages = readdirSync(join(root, 'docs/errors'))
  .filter((name) => name !== 'README.md')
  .map((name) => name.replace(/\.md$/, ''))

describe('the pages of errors and findings', () => {
  test('every error identifier and every finding is used by the code', () => {
    expect([...ids, ...findings].filter((id) => !texts.has(id))).toEqual([])
  })

  test('every rule of a finding in the code is a finding of the catalogue or a lint rule', () => {
    const known = new Set<string>([...findings, ...RULE_NAMES])
    expect(rules.size).toBeGreaterThan(20)
    expect([...rules].filter((rule) => !known.has(rule))).toEqual([])
  })

  test('a function that takes the rule of a finding names its type', () => {
    expect(untyped.filter((path) => !path.startsWith('report/'))).toEqual([])
  })

  test('no finding has the name of an error or of a lint rule', () => {
    const others = new Set<string>([...ids, ...RULE_NAMES])
    expect(findings.filter((rule) => others.has(rule))).toEqual([])
  })

  test('every identifier has a page, and every page an identifier', () => {
    expect(pages.sort()).toEqual([...ids, ...findings].sort())
  })

  test.each(pages)('the page of %s says what it means, why it happens and how to fix it, with an example', (id) => {
    const text = readFileSync(join(root, 'docs/errors', `${id}.md`), 'utf8')
    const [head = '', ...sections] = text.split(/^## /m)
    expect(head).toBe(`# ${id}\n\n`)
    expect(sections.map((section) => section.slice(0, section.indexOf('\n')))).toEqual(SECTIONS)
    const [means = '', why = '', mend = '', example = ''] = sections.map((section) =>
      section.slice(section.indexOf('\n')).trim(),
    )
    expect(means).toMatch(/^[^-\s].+\.$/s)
    for (const list of [why, mend]) expect(list).toMatch(/^- .+/s)
    expect(example).toMatch(/^```text\n.+\n```$/s)
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(120)
  })

  test('every lint rule has a page', () => {
    const lint = readdirSync(join(root, 'docs/rules'))
    expect(RULE_NAMES.filter((rule) => !lint.includes(`${rule}.md`))).toEqual([])
  })
})
