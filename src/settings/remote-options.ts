import { isRecord } from '../text/records.js'
import type { SettingName } from './setting-values.js'

/**
 * The options of remotes with flat names: `region` belongs to the remote in use, `second.region` to the remote `second`.
 * A name of an option has no dot; a name of a remote may have some.
 */
export function flattenOptions<T>(
  options: Readonly<Record<string, T | Readonly<Record<string, T>>>>,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, value]): [string, T][] =>
      isMapping(value) ? Object.entries(value).map(([option, each]) => [`${name}.${option}`, each]) : [[name, value]],
    ),
  )
}

/** The remote and the option of a flat name; without a remote it is about the remote in use. */
export function splitOption(name: string): { remote?: string; option: string } {
  const dot = name.lastIndexOf('.')
  return dot < 0 ? { option: name } : { remote: name.slice(0, dot), option: name.slice(dot + 1) }
}

/** The schemes of the addresses to which options move remotes. DVC may need an extra for each. */
export function optionSchemes(options: Readonly<Record<string, string>>): string[] {
  const urls = Object.entries(options).filter(([name]) => splitOption(name).option === 'url')
  return [...new Set(urls.flatMap(([, url]) => /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase() ?? []))]
}

/** The remotes that options name. */
export function namedRemotes(options: Readonly<Record<string, string>>): string[] {
  return [...new Set(Object.keys(options).flatMap((name) => splitOption(name).remote ?? []))].sort()
}

function isMapping<T>(value: T | Readonly<Record<string, T>>): value is Readonly<Record<string, T>> {
  return isRecord(value)
}

/** Settings with a credential in each line, and a line without one. */
const EMPTY_LINES: readonly (readonly [SettingName, RegExp])[] = [
  ['remote-config', /^\s*[^=:\s#]+\s*(?:=|:\s*(?:''|""))\s*$/],
  ['import-token', /^\s*[^=\s]+=(?:[^\s:=]*:)?\s*$/],
]

/**
 * The texts without lines that lack a credential: `access_key_id=${{ secrets.KEY }}` is empty in a run for a fork. In
 * other runs an empty line is a mistake.
 */
export function withoutEmptyOptions(texts: ReadonlyMap<SettingName, string>): ReadonlyMap<SettingName, string> {
  const kept = new Map(texts)
  for (const [name, empty] of EMPTY_LINES) {
    const lines = texts.get(name)?.split(/\r?\n/)
    if (lines !== undefined) kept.set(name, lines.filter((line) => !empty.test(line)).join('\n'))
  }
  return kept
}
