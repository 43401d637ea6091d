/** Words that YAML 1.1 or 1.2 reads as another type than text. */
const OTHER_TYPE = /^(?:true|false|yes|no|on|off|null|~|[-+.\d].*)$/i

/** A text as a scalar of YAML that also stands in flow collections. */
export function scalar(text: string): string {
  return /^[\w./][\w./@ -]*$/.test(text) && !OTHER_TYPE.test(text) && !text.endsWith(' ') ? text : JSON.stringify(text)
}

/** A text of the repository as a scalar of a workflow. GitHub would evaluate `${{` in it. */
export function workflowScalar(text: string): string {
  return scalar(text.replaceAll('${{', "${{ '${{' }}"))
}

/** Lines moved to the right; empty lines stay empty. */
export function indented(lines: readonly string[], by: number): string[] {
  return lines.map((line) => (line === '' ? line : ' '.repeat(by) + line))
}

/** A text as a comment of at most 100 columns a line. */
export function comment(text: string): string[] {
  const lines: string[] = []
  let line = '#'
  for (const word of text.replaceAll(/\s+/g, ' ').trim().split(' ')) {
    if (line !== '#' && line.length + 1 + word.length > 100) {
      lines.push(line)
      line = '#'
    }
    line += ` ${word}`
  }
  return [...lines, line]
}
