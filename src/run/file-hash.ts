import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/**
 * The hash of a file's content, read as a stream: it may be larger than the memory.
 * @returns hexadecimal digits
 * @throws the error of the file system
 */
export async function fileHash(algorithm: 'md5' | 'sha256', file: string): Promise<string> {
  const hash = createHash(algorithm)
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
