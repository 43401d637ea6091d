import type { GitHub } from './client.js'

/** Milliseconds in which GitHub stores an attestation. */
const LIMIT = 30_000

/**
 * Stores a Sigstore bundle as an attestation of the repository ("REST API endpoints for artifact attestations").
 * @returns its id
 * @throws the failure after all retries; needs `attestations: write`
 */
export async function storeAttestation(github: GitHub, bundle: string): Promise<number | undefined> {
  github.endWithin(LIMIT)
  const { data } = await github.octokit.request('POST /repos/{owner}/{repo}/attestations', {
    ...github.repo,
    bundle: JSON.parse(bundle) as Record<string, unknown>,
  })
  return data.id
}
