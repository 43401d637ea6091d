const MARKS: readonly [encoding: string, mark: readonly number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
]
/** Bytes in which the declaration of XML is searched. */
const HEAD = 200

/**
 * The text of a report file: UTF-8, or as its byte-order mark or its XML declaration says. Bytes that are no text become
 * U+FFFD, because a tool may quote any output.
 */
export function decodeReport(bytes: Uint8Array): { text: string } | { fault: string } {
  const marked = MARKS.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte))
  const declared = /^\s*<\?xml[^>]{0,150}?encoding\s*=\s*["']([\w.:-]+)["']/.exec(
    new TextDecoder('latin1').decode(bytes.subarray(0, HEAD)),
  )?.[1]
  const encoding = marked?.[0] ?? declared ?? 'utf-8'
  try {
    return { text: new TextDecoder(encoding).decode(bytes) }
  } catch {
    return { fault: `its encoding ${encoding} is not known` }
  }
}
