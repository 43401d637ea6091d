import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** A remote that is a folder of this machine. */
export function fileRemote(directory) {
  return {
    url: (prefix, folder = 'data') => join(directory, folder, prefix),
    credentials: { right: {}, wrong: {}, expired: {}, reader: {} },
    at: () => ({}),
    put: async (path, bytes) => {
      const file = join(directory, 'data', path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, bytes)
    },
  }
}
