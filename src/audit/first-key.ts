import { readJson } from '../metrics/json-tree.js'
import { Refusal } from '../metrics/refusal.js'
import type { Shape } from '../metrics/shape.js'
import { readToml } from '../metrics/toml-tree.js'
import { readYaml } from '../metrics/yaml-tree.js'
import type { FirstDifference } from '../report/first-difference.js'

/** Characters of a side in a report. */
const SHOWN = 80
/** Levels of a tree that are compared. */
const DEEPEST = 64

type Found = Omit<FirstDifference, 'signs'> & { signs?: string[] }

/** Whether the name of a file tells that it has keys. */
export function hasKeys(path: string): boolean {
  return /\.(?:json|ya?ml|toml)$/i.test(path)
}

/**
 * The first key at which two JSON, YAML or TOML texts differ.
 * @param path its end tells the format
 * @returns undefined where one cannot be parsed, or both have the same values
 */
export function firstKey(path: string, first: string, second: string): FirstDifference | undefined {
  const end = path.slice(path.lastIndexOf('.')).toLowerCase()
  try {
    const found =
      end === '.json'
        ? compareTrees(readJson(first), readJson(second))
        : end === '.toml'
          ? compareTrees(readToml(first), readToml(second))
          : compareTrees(readYaml(first), readYaml(second))
    return found === undefined ? undefined : { signs: [], ...found }
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

interface Tree<Node> {
  root: Node
  describe: (node: Node) => Shape<Node>
}

function compareTrees<Node>(first: Tree<Node>, second: Tree<Node>): Found | undefined {
  const compare = (one: Node, other: Node, key: string, depth: number): Found | undefined => {
    const [left, right] = [first.describe(one), second.describe(other)]
    if (left.kind === 'map' && right.kind === 'map' && depth < DEEPEST) {
      const theirs = new Map(right.entries.map((entry) => [entry.key, entry.node]))
      for (const entry of left.entries) {
        const twin = theirs.get(entry.key)
        const at = key === '' ? entry.key : `${key}.${entry.key}`
        if (twin === undefined) return { at: 'key', key: at.slice(0, SHOWN), only: 'first' }
        const found = compare(entry.node, twin, at, depth + 1)
        if (found !== undefined) return found
      }
      const mine = new Set(left.entries.map((entry) => entry.key))
      const added = right.entries.find((entry) => !mine.has(entry.key))
      if (added !== undefined)
        return { at: 'key', key: (key === '' ? added.key : `${key}.${added.key}`).slice(0, SHOWN), only: 'second' }
      const isSameOrder = left.entries.every((entry, index) => entry.key === right.entries[index]?.key)
      return isSameOrder ? undefined : { at: 'order', key: key.slice(0, SHOWN), signs: ['order'] }
    }
    if (left.kind === 'list' && right.kind === 'list' && depth < DEEPEST) {
      const [mine, theirs] = [
        left.items.map((item) => scalar(first, item)),
        right.items.map((item) => scalar(second, item)),
      ]
      if (mine.join('\0') !== theirs.join('\0') && isSameSet(mine, theirs))
        return { at: 'order', key: key.slice(0, SHOWN), signs: ['order'] }
      for (const [index, item] of left.items.entries()) {
        const at = `${key}[${index}]`
        const twin = right.items[index]
        if (twin === undefined) return { at: 'key', key: at.slice(0, SHOWN), only: 'first' }
        const found = compare(item, twin, at, depth + 1)
        if (found !== undefined) return found
      }
      return right.items.length > left.items.length
        ? { at: 'key', key: `${key}[${left.items.length}]`.slice(0, SHOWN), only: 'second' }
        : undefined
    }
    const sides = [textOf(left), textOf(right)] as const
    if (sides[0] === sides[1]) return undefined
    const shown = sides.map((side) => side.slice(0, SHOWN))
    return { at: 'key', key: key.slice(0, SHOWN), first: shown[0] ?? '', second: shown[1] ?? '', tokens: shown }
  }
  return compare(first.root, second.root, '', 0)
}

function scalar<Node>({ describe }: Tree<Node>, node: Node): string | undefined {
  const shape = describe(node)
  return shape.kind === 'map' || shape.kind === 'list' ? undefined : textOf(shape)
}

/** True for the same values in any order; lists of lists and mappings are compared by their places. */
function isSameSet(one: readonly (string | undefined)[], other: readonly (string | undefined)[]): boolean {
  return (
    one.length === other.length &&
    !one.includes(undefined) &&
    !other.includes(undefined) &&
    [...one].sort().join('\0') === [...other].sort().join('\0')
  )
}

function textOf<Node>(shape: Shape<Node>): string {
  switch (shape.kind) {
    case 'number':
      return shape.source ?? String(shape.value)
    case 'text':
      return shape.value
    case 'other':
      return shape.seen
    case 'list':
      return 'a list'
    case 'map':
      return 'a mapping'
  }
}
