import { isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import { blockLines } from '../text/block-lines.js'
import { LARGE } from '../text/read-yaml.js'

/**
 * The line of each stage in a dvc.yaml, for annotations. Stages of `foreach` and `matrix` (`train@a`) have one entry,
 * `train`.
 * @returns lines from 1 by stage name
 */
export function stageLines(text: string): Map<string, number> {
  if (text.length >= LARGE) {
    const { sections, lineAt } = blockLines(text)
    const entries = sections.get('stages')?.entries ?? new Map<string, { start: number }>()
    return new Map([...entries].map(([name, { start }]) => [name, lineAt(start)]))
  }
  const lines = new LineCounter()
  const stages = parseDocument(text, { lineCounter: lines }).get('stages', true)
  const found = new Map<string, number>()
  if (!isMap(stages)) return found
  for (const { key } of stages.items) {
    if (isScalar(key) && key.range) found.set(String(key.value), lines.linePos(key.range[0]).line)
  }
  return found
}

/** The line of an offset in a text, from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
