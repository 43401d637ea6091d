import { readAssignments, readNewData } from './assignments.js'
import type { TextForm } from './table/row.js'
import { parseScalar, type TextValue } from './values.js'
import { readYaml, type YamlProblem } from './yaml-tree.js'

/** A blank line or a comment. */
const NOTHING = /^\s*(?:#.*)?$/
const PAIR = /^\s*([A-Za-z0-9_.-]+)\s*=(.*)$/

/**
 * Reads the text of an input or an option into the form of dvc-ci.yaml, so that the same schema validates both.
 * Problems of `pairs` never quote the text, because it holds credentials.
 */
export function readText(form: TextForm, text: string): TextValue {
  switch (form) {
    case 'plain':
      return { value: text.trim() }
    case 'scalar':
      return { value: parseScalar(text.trim()) }
    case 'stages':
      return readStages(text)
    case 'names':
      return readNames(text)
    case 'yaml':
      return fromYaml(text)
    case 'params':
      return readAssignments(text) ?? fromYaml(text, 'numbers')
    case 'data':
      return readNewData(text) ?? fromYaml(text)
    case 'pairs':
      return PAIR.test(text.split(/\r?\n/).find((line) => !NOTHING.test(line)) ?? '')
        ? readPairs(text)
        : secretYaml(text)
  }
}

/** A text without the blank lines around it. The indentation of its first line stays, because YAML needs it. */
export function trimText(text: string): string {
  return text.replace(/^(?:[ \t]*\r?\n)+/, '').trimEnd()
}

function fromYaml(text: string, textual?: 'all' | 'numbers'): TextValue {
  const { value, problems } = readYaml(text, textual)
  return problems.length > 0 ? { problems } : { value }
}

/** Reads `train,evaluate`, one stage per line, a single keyword, or YAML. */
function readStages(text: string): TextValue {
  if (/^\s*[[{]|^\s*(?:command|metrics)\s*:\s/m.test(text)) return fromYaml(text)
  if (/^(?:auto|all|none)$/.test(text.trim())) return { value: text.trim() }
  return {
    value: text
      .split(/[,\n]/)
      .map((stage) => stage.trim())
      .filter((stage) => stage !== ''),
  }
}

/** Reads one name, `a, b`, one name per line, or a YAML list. A name may begin with a brace. */
function readNames(text: string): TextValue {
  if (/^\s*\[/.test(text)) return fromYaml(text)
  const names = text
    .split(/[,\n]/)
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const [only] = names
  return { value: names.length === 1 && only !== undefined ? only : names }
}

function readPairs(text: string): TextValue {
  const pairs = new Map<string, string>()
  const problems: YamlProblem[] = []
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (NOTHING.test(line)) continue
    const [, key, value] = PAIR.exec(line) ?? []
    if (key === undefined || value === undefined)
      problems.push({ message: `Line ${index + 1} is not key=value.`, remedy: 'Write one option per line.' })
    else if (pairs.has(key)) problems.push({ message: `'${key}' is given twice.`, remedy: 'Keep one of them.' })
    else pairs.set(key, value.trim())
  }
  return problems.length > 0 ? { problems } : { value: Object.fromEntries(pairs) }
}

function secretYaml(text: string): TextValue {
  const read = fromYaml(text, 'all')
  if ('value' in read) return read
  return {
    problems: read.problems.map(({ line }) => ({
      message: `${line === undefined ? 'It' : `Line ${line}`} is neither a YAML mapping nor key=value lines.`,
      remedy: 'Write each option once, as key=value on a line of its own.',
    })),
  }
}
