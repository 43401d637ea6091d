import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { knownHosts } from '../../src/settings/known-hosts.js'

const KEY = 'AAAAC3NzaC1lZDI1NTE5AAAAIJ6m'
const LINES = `# the storage\n[host]:2222,10.0.0.1 ssh-ed25519 ${KEY} root@host\n@revoked |1|a=|b= ecdsa-sha2-nistp256 ${KEY}==\n`

test('host keys are lines, or a file with lines, of known_hosts', async () => {
  const base = await mkdtemp(join(tmpdir(), 'dvc-ci-'))
  try {
    await writeFile(join(base, 'hosts'), LINES.replaceAll('\n', '\r\n'))
    expect(await knownHosts(undefined, base)).toBeUndefined()
    expect(await knownHosts(LINES, base)).toBe(`${LINES}\n`)
    expect(await knownHosts('hosts', base)).toBe(`${LINES}\n`)
  } finally {
    await rm(base, { recursive: true })
  }
})

test.each([
  [`host ssh-ed25519 ${KEY}\nhost ssh-ed25519\n`, 'line 2'],
  [`host ${KEY} ssh-ed25519`, 'line 1'],
  ['# nothing here', 'no host key'],
  ['no-such-file', 'no-such-file cannot be read'],
])('%j is rejected with its place', async (given, place) => {
  await expect(knownHosts(given, tmpdir())).rejects.toThrow(place)
  await expect(knownHosts(given, tmpdir())).rejects.toMatchObject({ id: 'setting-invalid', exitCode: 2 })
})
