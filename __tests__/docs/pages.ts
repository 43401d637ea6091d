import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** A Markdown page of the project. */
export interface Page {
  /** Relative to the repository. */
  path: string
  text: string
}

/** A fenced block of a page. */
export interface Block {
  page: string
  /** Line of its first line of content, from 1. */
  line: number
  language: string
  text: string
}

/** The pages at the top, that of the example, and everything below docs. */
export function pages(): Page[] {
  const names = [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'SECURITY.md',
    'examples/digits/README.md',
    ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ]
  return names.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

/** The fenced blocks of a page, without the indentation that a list gives them. */
export function blocksOf({ path, text }: Page): Block[] {
  return [...text.matchAll(/^( *)```(\w+)\n([^]*?)^\1```$/gm)].map((match) => ({
    page: path,
    line: text.slice(0, match.index).split('\n').length + 1,
    language: match[2] ?? '',
    text: (match[3] ?? '').replaceAll(new RegExp(`^${match[1] ?? ''}`, 'gm'), ''),
  }))
}

/** The kinds of YAML blocks in the pages: whole workflows, steps or parts of one, a dvc.yaml, or a dvc-ci.yaml. */
export function yamlBlocks(): {
  workflows: Block[]
  steps: Block[]
  triggers: Block[]
  inputs: Block[]
  configurations: Block[]
  pipelines: Block[]
  elsewhere: Block[]
} {
  const blocks = pages()
    .flatMap(blocksOf)
    .filter(({ language }) => language === 'yaml')
  const taken = new Set<Block>()
  const take = (pattern: RegExp) =>
    blocks.filter((block) => {
      if (taken.has(block) || !pattern.test(block.text)) return false
      taken.add(block)
      return true
    })
  return {
    workflows: take(/^jobs:/m),
    steps: take(/^ *- (uses|run|if):/),
    triggers: take(/^on:/),
    inputs: take(/^with:/),
    pipelines: take(/^(?:# dvc\.yaml\b|stages:|artifacts:)/),
    elsewhere: take(/^# \.gitlab-ci\.yml\b/),
    configurations: take(/^/),
  }
}
