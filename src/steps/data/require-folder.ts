import { stat } from 'node:fs/promises'
import { OutsideError } from '../../errors/errors.js'

/**
 * Rejects a missing remote folder: it is unreachable, not empty, as it may be on another machine. DVC would create it on the
 * local disk, where other machines cannot read the data.
 * @param url the address of the remote; one of a server passes
 * @throws {OutsideError} the folder is missing, or is a file
 */
export async function requireFolder(name: string, url: string, remedy: string): Promise<void> {
  if (url === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return
  const found = await stat(url).catch(() => undefined)
  if (found?.isDirectory()) return
  throw new OutsideError(
    'remote-folder-missing',
    `the DVC remote '${name}' is the folder ${url}, which ${found ? 'is a file' : 'this machine does not have'}.`,
    { key: 'remote', value: url, remedy },
  )
}
