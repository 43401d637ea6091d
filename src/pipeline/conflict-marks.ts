/** The two sides of a file with the marks of a Git conflict. */
export interface ConflictSides {
  ours: string
  theirs: string
  /** Lines (from 1) of the `<<<<<<<` marks. */
  lines: number[]
}

const MARK = /^(<{7}|\|{7}|={7}|>{7})(?: |\r?$)/

/** The line (from 1) of the first conflict mark; undefined where there is none. */
export function conflictLine(text: string): number | undefined {
  if (!text.includes('<<<<<<<') && !text.includes('>>>>>>>')) return undefined
  const at = text.split('\n').findIndex((line) => /^(<{7}|>{7}) /.test(line))
  return at < 0 ? undefined : at + 1
}

/**
 * Splits a text into its two sides; undefined where the marks are missing or out of order. The common ancestor of the styles diff3 and zdiff3 is
 * left out: zdiff3 moves lines out of a conflict that its ancestor never had (git-merge-file(1)), so it proves nothing.
 */
export function splitConflict(text: string): ConflictSides | undefined {
  const sides: ConflictSides = { ours: '', theirs: '', lines: [] }
  let within: 'both' | 'ours' | 'base' | 'theirs' = 'both'
  for (const [index, line] of text.split(/(?<=\n)/).entries()) {
    const mark = MARK.exec(line.replace(/\n$/, ''))?.[1]?.charAt(0)
    if (mark === '<' && within === 'both') {
      within = 'ours'
      sides.lines.push(index + 1)
    } else if (mark === '|' && within === 'ours') within = 'base'
    else if (mark === '=' && (within === 'ours' || within === 'base')) within = 'theirs'
    else if (mark === '>' && within === 'theirs') within = 'both'
    else if (mark !== undefined && mark !== '=') return undefined
    else {
      if (within === 'both' || within === 'ours') sides.ours += line
      if (within === 'both' || within === 'theirs') sides.theirs += line
    }
  }
  return within === 'both' && sides.lines.length > 0 ? sides : undefined
}
