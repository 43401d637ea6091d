/** A text as one word of a POSIX shell, for commands that a person copies: quoted where it has special characters, never read as an option. */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./][\w@%+=:,./-]*$/.test(text)) return text
  if (text.startsWith('-')) return shellWord(`./${text}`)
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
