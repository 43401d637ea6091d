import { readFileSync } from 'node:fs'

/** The version of dvc-ci. The build sets it; run from source, it is read from package.json. */
export function version(): string {
  return (
    process.env.DVC_CI_VERSION ?? versionOfPackage(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  )
}

function versionOfPackage(text: string): string {
  const { version: found } = JSON.parse(text) as { version?: unknown }
  return typeof found === 'string' ? found : 'unknown'
}
