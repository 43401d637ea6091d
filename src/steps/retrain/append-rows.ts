import { createReadStream, createWriteStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Number of bytes at the start of a file that decide whether it is text and what its header is. */
const HEAD_BYTES = 256 * 1024

/**
 * Writes a new file: the lines of one text file, then those of another. In a table (.csv, .tsv) the header is not
 * repeated.
 * @returns the reason for a rejection, as the end of a sentence; undefined after success
 */
export async function appendText(
  existing: string,
  added: string,
  target: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const [before, more] = await Promise.all([headOf(existing), headOf(added)])
  for (const [head, which] of [
    [before, 'it'],
    [more, 'the new file'],
  ] as const) {
    if (head.text.includes('\0')) return `${which} is a binary file, and rows can be appended only to text`
  }
  if (/\.json$/i.test(existing)) return 'rows cannot be appended to a JSON file'
  const bom = more.text.startsWith('\uFEFF') ? 3 : 0
  const skip = /\.(csv|tsv)$/i.test(existing)
    ? headerToSkip(
        before.text.replace(/^\uFEFF/, ''),
        more.text.slice(bom > 0 ? 1 : 0),
        /\.tsv$/i.test(existing) ? '\t' : ',',
      )
    : 0
  if (typeof skip === 'string') return skip
  const start = bom + skip
  const needsBreak = before.size > 0 && !(await endsLine(existing, before.size)) && more.size > start
  const parts = async function* (): AsyncGenerator<Buffer | string> {
    yield* createReadStream(existing)
    if (needsBreak) yield before.text.includes('\r\n') ? '\r\n' : '\n'
    if (more.size > start) yield* createReadStream(added, { start })
  }
  await pipeline(Readable.from(parts()), createWriteStream(target, { flags: 'wx' }), { signal })
  return undefined
}

async function headOf(path: string): Promise<{ text: string; size: number }> {
  const { size } = await stat(path)
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(Math.min(HEAD_BYTES, size)),
      0,
      Math.min(HEAD_BYTES, size),
      0,
    )
    return { text: buffer.toString('utf8', 0, bytesRead), size }
  } finally {
    await file.close()
  }
}

async function endsLine(path: string, size: number): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1)
    return buffer[0] === 0x0a
  } finally {
    await file.close()
  }
}

/** Length in bytes of the header that the new table repeats; a reason if its columns differ. */
function headerToSkip(before: string, more: string, separator: string): number | string {
  const [own, line] = [before, more].map((text) =>
    text.slice(0, text.includes('\n') ? text.indexOf('\n') + 1 : text.length),
  ) as [string, string]
  const [known, given] = [columnsOf(own, separator), columnsOf(line, separator)]
  if (own.trim() === '' || line.trim() === '') return 0
  if (known.length !== given.length) return `it has ${known.length} columns, and the new file has ${given.length}`
  if (!known.every(isName)) return 0
  if (known.every((name, index) => name === given[index])) return Buffer.byteLength(line)
  const sameNames = given.every(isName) && given.some((name) => known.includes(name))
  return sameNames ? `its columns are ${known.join(', ')}, and those of the new file are ${given.join(', ')}` : 0
}

/** The cells of one line; a quoted cell may contain separators. */
function columnsOf(line: string, separator: string): string[] {
  const cells = ['']
  let quoted = false
  for (const character of line.replace(/\r?\n$/, '')) {
    if (character === '"') quoted = !quoted
    else if (character === separator && !quoted) cells.push('')
    else cells[cells.length - 1] += character
  }
  return cells.map((cell) => cell.trim())
}

/** True for a name. All cells of a header are names; a row of data usually has a number or an empty cell. */
function isName(cell: string): boolean {
  return cell !== '' && Number.isNaN(Number(cell))
}
