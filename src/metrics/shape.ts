/** The kind of a node in a format's syntax tree. */
export type Shape<Node> =
  | { kind: 'map'; entries: Entry<Node>[] }
  | { kind: 'number'; value: number; source?: string }
  | { kind: 'text'; value: string }
  | { kind: 'list'; items: readonly Node[] }
  /** A value that is not a number; `seen` is a phrase such as `null`. */
  | { kind: 'other'; seen: string }

export interface Entry<Node> {
  key: string
  /** The line of the key, from 1, where the format's parser knows it. */
  line?: number
  node: Node
}
