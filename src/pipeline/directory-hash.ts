import { createHash } from 'node:crypto'

/** A file of a directory: its path from there, with `/`, and the MD5 of its content. */
export interface DirectoryMember {
  path: string
  md5: string
}

/**
 * The hash that DVC gives a directory: of the JSON list of its files, sorted by path (dvc_data.hashfile.tree).
 * @returns an MD5 with `.dir`
 */
export function directoryHash(members: readonly DirectoryMember[]): string {
  const text = members
    .map(({ path, md5 }) => ({ bytes: Buffer.from(path), path, md5 }))
    .sort((one, other) => Buffer.compare(one.bytes, other.bytes))
    .map(({ path, md5 }) => `{"md5": "${md5}", "relpath": ${pythonString(path)}}`)
    .join(', ')
  return `${createHash('md5').update(`[${text}]`).digest('hex')}.dir`
}

/** A string as Python's `json.dumps` writes it: ASCII only. */
function pythonString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
