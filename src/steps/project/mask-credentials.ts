import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseDvcConfig } from '../../lint/dvc-config.js'
import type { Host } from '../../run/host.js'
import { secretsOfNetrc, secretsOfOptions } from '../../settings/secrets.js'

/**
 * Masks the credentials that DVC and Git read from files: `.dvc/config.local`, DVC's configuration of the user, and
 * `.netrc`. Never throws: a file that cannot be read gives nothing to mask.
 * @param root the folder with `.dvc`
 */
export async function maskCredentialFiles(root: string, env: NodeJS.ProcessEnv, host: Host): Promise<void> {
  const home = env['HOME'] ?? env['USERPROFILE'] ?? ''
  const configurations = [
    join(root, '.dvc', 'config'),
    join(root, '.dvc', 'config.local'),
    ...(home === '' ? [] : [join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'dvc', 'config')]),
  ]
  const netrc = env['NETRC'] || (home === '' ? '' : join(home, '.netrc'))
  const [texts, passwords] = await Promise.all([Promise.all(configurations.map(textOf)), textOf(netrc)])
  const secrets = [...texts.flatMap((text) => secretsOfOptions(parseDvcConfig(text))), ...secretsOfNetrc(passwords)]
  for (const secret of new Set(secrets)) host.mask(secret)
}

async function textOf(path: string): Promise<string> {
  return path === '' ? '' : readFile(path, 'utf8').catch(() => '')
}
