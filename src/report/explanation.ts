import { paint } from './paint.js'

/** Identifiers of one kind, as the list shows them. */
export interface ExplainedKind {
  title: string
  rows: readonly { id: string; title: string }[]
}

/**
 * A page of the documentation for a terminal: headings without their marks, links as their text, code blocks indented.
 * @param page Markdown as in docs/errors/ and docs/rules/
 * @param colour whether the terminal shows colours
 */
export function renderExplanation(page: string, colour: boolean): string {
  let fenced = false
  const lines = page
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('```')) {
        fenced = !fenced
        return []
      }
      if (fenced) return [`    ${line}`.trimEnd()]
      const heading = /^#{1,6} (.*)$/.exec(line)?.[1]
      return [heading === undefined ? prose(line, colour) : paint(heading, 'bold', colour)]
    })
  return `${lines.join('\n')}\n`
}

/** A line of prose without Markdown's marks for links and strong text. Code keeps its backquotes: they tell where it ends. */
function prose(line: string, colour: boolean): string {
  return line
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replaceAll(/\*\*([^*]+)\*\*/g, (_, strong: string) => paint(strong, 'bold', colour))
}

/** The list of all identifiers, each with its title. */
export function renderIdentifiers(kinds: readonly ExplainedKind[], colour: boolean): string {
  const width = Math.max(...kinds.flatMap(({ rows }) => rows.map(({ id }) => id.length))) + 2
  return kinds
    .map(({ title, rows }) =>
      [
        paint(title, 'bold', colour),
        ...rows.map((row) => `  ${row.id.padEnd(width)}${row.title.replaceAll('`', '')}`),
        '',
      ].join('\n'),
    )
    .join('\n')
}
