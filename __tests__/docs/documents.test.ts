import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { parseArguments } from '../../src/settings/arguments.js'
import { parseTool, TOOLS } from '../../src/settings/commands.js'
import { parseConfig } from '../../src/settings/config-file.js'
import { INIT, parseInitArguments } from '../../src/settings/init-arguments.js'
import { pages, yamlBlocks } from './pages.js'

const root = join(import.meta.dirname, '../..')

/** The anchors that GitHub gives the headings of a page. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .trim()
      .replace(/\s/g, '-'),
  )
}

interface Step {
  uses?: string
  with?: Record<string, unknown>
}

/** Every step of a parsed workflow, or of a list of steps. */
function stepsOf(value: unknown): Step[] {
  if (Array.isArray(value)) return value as Step[]
  const { jobs = {} } = value as { jobs?: Record<string, { steps?: Step[] }> }
  return Object.values(jobs).flatMap(({ steps = [] }) => steps)
}

describe('the documentation', () => {
  test('every relative link in the docs has a target', () => {
    const broken = pages().flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].flatMap(([link, target = '', anchor]) => {
        const file = target === '' ? path : join(dirname(path), target)
        if (!existsSync(join(root, file))) return [`${path}: ${link}`]
        return anchor === undefined || anchorsOf(readFileSync(join(root, file), 'utf8')).includes(anchor)
          ? []
          : [`${path}: ${link}`]
      }),
    )
    expect(broken).toEqual([])
  })

  test('every example of a dvc-ci.yaml in the docs is valid', () => {
    const { configurations } = yamlBlocks()
    expect(configurations.length).toBeGreaterThanOrEqual(4)
    for (const { page, line, text } of configurations) {
      const { given, problems } = parseConfig(text, `${page}:${line}`)
      expect(problems).toEqual([])
      expect(given.size).toBeGreaterThan(0)
    }
  })

  test('every example of a dvc.yaml in the docs has only sections of DVC', () => {
    const { pipelines } = yamlBlocks()
    expect(pipelines.length).toBeGreaterThan(0)
    for (const { text } of pipelines)
      expect(['stages', 'artifacts', 'metrics', 'plots', 'params', 'vars', 'datasets']).toEqual(
        expect.arrayContaining(Object.keys(parse(text) as object)),
      )
  })

  test('every example of a step in the docs uses existing inputs and outputs of our action', () => {
    const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as { inputs: object; outputs: object }
    const { workflows, steps, inputs } = yamlBlocks()
    const ours = [...workflows, ...steps]
      .flatMap(({ text }) => stepsOf(parse(text)))
      .filter(({ uses }) => uses?.startsWith('dvc-ci/dvc-ci@'))
    expect(ours.length).toBeGreaterThanOrEqual(8)
    const used = [...ours, ...inputs.map(({ text }) => parse(text) as Step)].flatMap((step) =>
      Object.keys(step.with ?? {}),
    )
    expect(used).toContain('working-directory')
    expect(used.filter((name) => !(name in action.inputs))).toEqual([])
    const read = pages().flatMap(({ text }) =>
      [...text.matchAll(/steps\.dvc-ci\.outputs\.([\w-]+)/g)].map(([, name = '']) => name),
    )
    expect(read).toContain('commit')
    expect(read.filter((name) => !(name in action.outputs))).toEqual([])
  })

  test('every command line in the docs is valid', () => {
    const lines = pages().flatMap(({ text }) =>
      [...text.matchAll(/^ {4}dvc-ci (.+?)(?: {2,}#.*)?$/gm)].map(([, line = '']) => line),
    )
    expect(lines.length).toBeGreaterThanOrEqual(6)
    for (const line of lines) {
      const argv = line.split(' ').map((argument) => argument.replace(/^'(.*)'$/, '$1'))
      if (argv[0] === INIT) expect(['init', 'demo', 'help']).toContain(parseInitArguments(argv.slice(1)).kind)
      else if (TOOLS.some(({ name }) => name === argv[0])) expect(parseTool(argv)?.kind).toBe(argv[0])
      else expect(parseArguments(argv).kind).toBe(argv[0] === '--help' ? 'help' : 'run')
    }
  })

  test('the npm scripts in the docs exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>
    }
    const named = pages().flatMap(({ text }) => [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name))
    expect(named).toContain('demo')
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([])
  })
})
