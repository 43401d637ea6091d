import { count } from '../text/words.js'

/** The signed statements about an official build. */
export interface ProvenanceReport {
  /** By the identity of the job (`sigstore`), or by a key of the user. */
  signed: 'sigstore' | 'key'
  /** Outputs and lock files that the statement names with their SHA-256. */
  subjects: number
  /** The model that has a signature of its own, relative to the repository. */
  model?: string
  /** SHA-256 of the public key (PEM). */
  key?: string
  /** Number of the entry in the public log. */
  log_index?: string
  /** The ref of the server of Git that keeps the statements. */
  ref?: string
  /** Their page on GitHub. */
  attestation?: string
}

/** Characters of a key that a phrase shows. */
const SHORT = 12

/** By whom a build is signed, as a phrase; empty for a build without signature. */
export function provenanceFact(provenance: ProvenanceReport | undefined): string {
  if (provenance === undefined) return ''
  const { signed, subjects, key = '', log_index: entry, model } = provenance
  const by = signed === 'key' ? `the key ${key.slice(0, SHORT)}` : 'the identity of the job'
  return (
    `signed by ${by}: ${count(subjects, 'file or folder', 'files and folders')} by SHA-256` +
    `${model === undefined ? '' : `, the model ${model}`}${entry === undefined ? '' : `, entry ${entry} of the log`}`
  )
}
