import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { messageOf, SetupError } from '../errors/errors.js'

/** Marker, patterns of hosts, type and base64 of the key (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). */
const ENTRY =
  /^(?:@(?:cert-authority|revoked)\s+)?\S+\s+(?:ssh-(?:rsa|dss|ed25519|ed448)|ecdsa-sha2-\S+|sk-\S+)\s+[A-Za-z0-9+/]+=*(?:\s.*)?$/

/**
 * The lines of known_hosts that a setting gives, as a text or as the path of a file.
 * @param base folder that the path is relative to
 * @throws {SetupError} the file cannot be read, or a line is no entry of known_hosts
 */
export async function knownHosts(given: string | undefined, base: string): Promise<string | undefined> {
  if (given === undefined) return undefined
  // An entry has blanks between its fields.
  const isPath = !/\s/.test(given.trim())
  const text = isPath ? await textOf(resolve(base, given.trim()), given.trim()) : given
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  const wrong = lines.findIndex((line) => line !== '' && !line.startsWith('#') && !ENTRY.test(line))
  if (wrong >= 0 || lines.every((line) => line === '' || line.startsWith('#')))
    throw new SetupError(
      'setting-invalid',
      wrong < 0
        ? 'ssh-known-hosts: the text has no host key.'
        : `ssh-known-hosts: line ${wrong + 1} is no entry of known_hosts: ${JSON.stringify(lines[wrong]?.slice(0, 100))}.`,
      {
        key: 'ssh-known-hosts',
        value: isPath ? given.trim() : `line ${Math.max(wrong, 0) + 1}`,
        remedy: 'Give a host, the type of its key and the key in each line, as `ssh-keyscan HOST` prints them.',
      },
    )
  return `${lines.join('\n')}\n`
}

async function textOf(path: string, shown: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new SetupError('setting-invalid', `ssh-known-hosts: ${shown} cannot be read: ${messageOf(cause)}.`, {
      key: 'ssh-known-hosts',
      value: shown,
      remedy: 'Name a readable file, or give the lines themselves.',
      cause,
    })
  }
}
