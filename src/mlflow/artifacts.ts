import type { MlflowClient, Upload } from './client.js'

const PROXIED = /^mlflow-artifacts:(?:\/\/[^/]*)?\//

/**
 * The path of a run's artifacts on the server; undefined for a server that does not store them
 * (`--no-serve-artifacts`).
 */
export function proxiedPath(artifactUri: string): string | undefined {
  return PROXIED.test(artifactUri) ? artifactUri.replace(PROXIED, '').replace(/\/+$/, '') : undefined
}

/** Encodes a path for an address. */
export function escapePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}

/**
 * Uploads one artifact of a run through the server.
 * @param artifactUri of the run; the server must serve it
 * @param path relative to the run's artifacts
 */
export async function putArtifact(
  client: MlflowClient,
  artifactUri: string,
  path: string,
  upload: Upload,
): Promise<void> {
  const root = proxiedPath(artifactUri)
  if (root === undefined) throw new Error(`${artifactUri} is not an address that MLflow serves`)
  await client.put(escapePath(`${root}/${path}`), upload, `store the artifact ${path}`)
}
