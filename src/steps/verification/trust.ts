import { createPublicKey } from 'node:crypto'
import { resolve } from 'node:path'
import type { Bundle } from '@sigstore/bundle'
import { messageOf, OutsideError, SetupError } from '../../errors/errors.js'
import type { GitRepository } from '../../git/repository.js'
import type { IdentityPolicy, Trust } from '../../provenance/verifier.js'
import { repositoryName, webAddress } from '../../report/links.js'
import { readPlainFile } from '../../run/plain-file.js'
import type { Run } from '../../run/run.js'

/** Most bytes of a public key, and of a trusted root. */
const KEY_BYTES = 64 << 10
const ROOT_BYTES = 16 << 20
const GITHUB = 'https://github.com'

/**
 * What the signature of a bundle must come from: the public key in the settings, else the roots of Sigstore.
 * @throws {SetupError} the file of the key or the root cannot be used, or a root is needed and not given
 * @throws {OutsideError} the servers of Sigstore do not give their root
 */
export async function trustFor({ settings }: Run, bundle: Bundle): Promise<Trust> {
  const { key, trustedRoot } = settings.provenance
  if (key !== undefined) return { key: await publicKey(resolve(settings.workingDirectory, key), key) }
  const { readTrustedRoots } = await import('../../provenance/verifier.js')
  if (trustedRoot !== undefined) {
    const read = readTrustedRoots(await textOf(trustedRoot, ROOT_BYTES, 'trusted-root', trustedRoot))
    if ('roots' in read) return read
    throw unusable('trusted-root', trustedRoot, read.fault)
  }
  if (bundle.verificationMaterial.content.$case === 'publicKey')
    throw unusable('provenance', 'none', 'the statement is signed with a key, and `provenance.key` names no public key')
  // GitHub signs for private repositories with a Sigstore of its own, which has no log.
  if (bundle.verificationMaterial.tlogEntries.length === 0)
    throw unusable('trusted-root', 'none', 'the statement is in no public log, so the root of its Sigstore is needed')
  try {
    const { onlineRoot } = await import('../../provenance/online-root.js')
    return { roots: [await onlineRoot()] }
  } catch (error) {
    throw new OutsideError(
      'trusted-root-unavailable',
      `Sigstore does not give its trusted root: ${messageOf(error).replace(/\.$/, '')}.`,
      {
        key: 'trusted-root',
        remedy:
          'Check the connection, or save a root with `gh attestation trusted-root > FILE` and set `trusted-root: FILE`.',
        cause: error,
      },
    )
  }
}

async function publicKey(file: string, named: string): Promise<string> {
  const pem = await textOf(file, KEY_BYTES, 'provenance.key', named)
  try {
    // A private key would be accepted too: its public half is in it.
    if (pem.includes('PRIVATE')) throw new Error('it is a private key')
    createPublicKey(pem)
    return pem
  } catch {
    throw unusable('provenance.key', named, 'it is no public key in PEM')
  }
}

async function textOf(file: string, most: number, key: string, named: string): Promise<string> {
  const read = await readPlainFile(file, most)
  if ('bytes' in read) return read.bytes.toString('utf8')
  throw unusable(
    key,
    named,
    read.problem === 'large'
      ? `it has more than ${most} bytes`
      : read.problem === 'irregular'
        ? 'it is no file'
        : `it cannot be read (${messageOf(read.cause)})`,
  )
}

const REMEDIES: Record<string, string> = {
  provenance: 'Set `provenance: { key: FILE }` to the file of the public key.',
  'provenance.key': 'Write the public key with `openssl ec -in KEY -pubout`, and commit it.',
  'trusted-root': 'Write the root with `gh attestation trusted-root > FILE`, and set `trusted-root: FILE`.',
}

function unusable(key: string, value: string, why: string): SetupError {
  return new SetupError(
    'verification-not-possible',
    `${key}: ${value === 'none' ? '' : `${value} cannot be used: `}${why}.`,
    {
      key,
      value,
      remedy: REMEDIES[key] ?? '',
    },
  )
}

/**
 * Which workflow may sign: that of the settings, else each workflow of the default branch of this repository.
 * @param git undefined outside of a repository
 * @returns undefined where the repository or the branch is not known
 */
export async function identityPolicy(
  { settings, report }: Run,
  git?: GitRepository,
): Promise<IdentityPolicy | undefined> {
  const { provenance, event } = settings
  const own = webAddress(report.source.repository)
  const server = own === undefined ? GITHUB : new URL(own).origin
  const repository = provenance.repository ?? event.repository ?? (own && repositoryName(own))
  if (repository === undefined) return undefined
  const branch = provenance.branch ?? event.defaultBranch ?? (await git?.remoteDefaultBranch())
  if (branch === undefined) return undefined
  return { server, repository, branch, ...(provenance.workflow === undefined ? {} : { workflow: provenance.workflow }) }
}
