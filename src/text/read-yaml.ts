import { parse } from 'yaml'
import { readBlockYaml } from './block-yaml.js'

/** Characters from which a text is read by `readBlockYaml` first. The parser reads a shorter one in a tenth of a second. */
export const LARGE = 128 * 1024
/** A dvc.lock by DVC repeats anchors a few times; more aliases are an attack on the parser. */
const MAX_ALIASES = 1_000

/** The last large text and its value: one run reads the same dvc.lock of a commit in several steps. */
let last: { text: string; value: Record<string, unknown> } | undefined

/**
 * The value of a YAML text that DVC wrote, in time that grows with its size. The caller must not change it.
 * @throws Error the text is not YAML, or its aliases multiply
 */
export function readYaml(text: string): unknown {
  return readLarge(text) ?? (parse(text, { maxAliasCount: MAX_ALIASES }) as unknown)
}

/** The value of a large text in the style of DVC; undefined for every other text. */
export function readLarge(text: string): Record<string, unknown> | undefined {
  if (text.length < LARGE) return undefined
  if (last?.text === text) return last.value
  const value = readBlockYaml(text)
  if (value !== undefined) last = { text, value }
  return value
}
