/**
 * A shell line for another folder, most often the top of the repository. DVC runs in a folder below it or beside it, and
 * its paths start there.
 * @param folder the working directory of the project, as that other folder names it; empty if it is the same
 */
export function fromTop(folder: string, line: string): string {
  if (folder === '') return line
  return line
    .replace(/(^|&& )dvc (?!--cd )/g, (_, before: string) => `${before}dvc --cd ${shellWord(folder)} `)
    .replace(/^dvc-ci (?!help|explain|completion|.* -C )\w+/, (command) => `${command} -C ${shellWord(folder)}`)
}

/** A command that adds a line to a file, also to one without a line break at its end. */
export function appendLine(line: string, file: string): string {
  return `printf '\\n%s\\n' ${shellWord(line)} >> ${shellWord(file)}`
}

/**
 * A command that removes a line from a file. It names the line by its text, because an earlier repair may have moved
 * it or removed it already.
 */
export function removeLine(line: string, file: string): string {
  return `sed -i ${shellWord(`/^${basicPattern(line)}$/d`)} ${shellWord(file)}`
}

/** A command that replaces a text in a file, wherever it stands. */
export function replaceText(from: string, to: string, file: string): string {
  const script = `s/${basicPattern(from)}/${to.replace(/[\\/&]/g, '\\$&')}/g`
  return `sed -i ${shellWord(script)} ${shellWord(file)}`
}

/** A text as a basic regular expression of sed, between slashes. */
function basicPattern(text: string): string {
  return text.replace(/[\\/.*[\]^$]/g, '\\$&')
}

/** A text as one word of a POSIX shell, for commands that a person copies: quoted where it has special characters, never read as an option. */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./][\w@%+=:,./-]*$/.test(text)) return text
  if (text.startsWith('-')) return shellWord(`./${text}`)
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
