import type { MlflowClient, Upload } from './client.js'

const PROXIED = /^mlflow-artifacts:(?:\/\/[^/]*)?\//

/** The place of a run's artifacts below the server's own address; undefined where it does not take them itself (`--no-serve-artifacts`). */
export function proxiedPath(artifactUri: string): string | undefined {
  return PROXIED.test(artifactUri) ? artifactUri.replace(PROXIED, '').replace(/\/+$/, '') : undefined
}

/** A path as part of an address. */
export function escapePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}

/**
 * Uploads one artifact of a run through the server.
 * @param artifactUri of the run, proxied
 * @param path relative to the run's artifacts
 */
export async function putArtifact(
  client: MlflowClient,
  artifactUri: string,
  path: string,
  upload: Upload,
): Promise<void> {
  const root = proxiedPath(artifactUri)
  if (root === undefined) throw new Error(`${artifactUri} is not served by MLflow itself`)
  await client.put(escapePath(`${root}/${path}`), upload, `take the artifact ${path}`)
}
