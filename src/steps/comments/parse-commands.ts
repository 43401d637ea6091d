/** One command of a comment. */
export interface CommandLine {
  /** Lower case; empty for `/dvc-ci` alone. */
  name: string
  /** The text after the name. */
  rest: string
}

/** A label that accepts metrics: `dvc-ci:accept accuracy`. */
const ACCEPT_LABEL = /^dvc-ci:\s*accept\s+(\S.*)$/i

/**
 * The commands of a comment: lines that begin with `/dvc-ci`. Quotes, code blocks and hidden text (`<!-- -->`) do not
 * count.
 */
export function commandLines(body: string): CommandLine[] {
  const commands: CommandLine[] = []
  let fence: string | undefined
  for (const line of body.replace(/<!--[^]*?(?:-->|$)/g, '').split(/\r\n|\r|\n/)) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
    if (mark !== undefined && (fence === undefined || mark.startsWith(fence)))
      fence = fence === undefined ? mark : undefined
    const [, name, rest = ''] = fence === undefined ? (/^\/dvc-ci(?:$|\s+(\S*)(?:\s+(.*))?$)/.exec(line) ?? []) : []
    if (fence === undefined && /^\/dvc-ci(?:\s|$)/.test(line))
      commands.push({ name: (name ?? '').toLowerCase(), rest: rest.trim() })
  }
  return commands
}

/** The metrics that a label accepts; undefined for any other label. */
export function acceptedByLabel(name: string): string[] | undefined {
  const [, metrics] = ACCEPT_LABEL.exec(name.trim()) ?? []
  const names = metrics
    ?.split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
  return names === undefined || names.length === 0 ? undefined : names
}
