import { createPublicKey } from 'node:crypto'
import { resolve } from 'node:path'
import { SetupError } from '../../errors/errors.js'
import type { MadeCommit } from '../../git/commit.js'
import type { StatementSigner } from '../../provenance/signer.js'
import { startEarly } from '../../run/background.js'
import { readPlainFile } from '../../run/plain-file.js'
import type { Run } from '../../run/run.js'
import type { Settings } from '../../settings/settings.js'
import type { Project } from '../project/project.js'
import type { Published } from '../publish/official-commit.js'
import { isDeploying } from '../release/deploy.js'
import { findModel } from '../release/find-model.js'
import { requireVerified } from '../verification/require-verified.js'
import { type HashedBuild, hashBuild, requireSignedBytes } from './hash-build.js'
import { isEarlierTag, keepProvenance } from './keep-provenance.js'
import { type SignedBuild, signBuild } from './sign-build.js'

const MOST_KEY_BYTES = 64 * 1024
const KEY_REMEDY =
  'Write the public key with `openssl ec -in KEY -pubout`, commit it, and set `provenance: { key: FILE }`. Nothing was built.'

/** The signatures of one build: what its steps do. Each does nothing in a run that signs nothing. */
export class Signing {
  private loading: Promise<StatementSigner | undefined> | undefined

  private constructor(
    private readonly run: Run,
    private readonly signer: (() => Promise<StatementSigner>) | undefined,
  ) {}

  /**
   * Finds the signer, before anything is built. The skipped step `sign` has the reason where the user asked for
   * signatures and the run makes none.
   * @throws {SetupError} the settings require a signature, and the job cannot make one that they accept
   */
  static async open(run: Run): Promise<Signing> {
    await requireOwnKey(run.settings)
    requireRoot(run.settings)
    return new Signing(run, findSigner(run))
  }

  /** For `skip` of a step: a run without signatures does not tell of it. */
  readonly skip = (): string | undefined => (this.signer === undefined ? '' : undefined)

  /** @throws {ProjectError} an output cannot be signed, and the settings require it */
  async hash(project: Project): Promise<HashedBuild | undefined> {
    // The libraries load while the last checks of the build run.
    this.loading ??= startEarly(async () => this.signer?.())
    return hashBuild(project)
  }

  /** @throws {OutsideError} a service did not sign, and the settings require it */
  async sign(
    project: Project,
    hashed: HashedBuild | undefined,
    commit: MadeCommit | undefined,
  ): Promise<SignedBuild | undefined> {
    const signer = await this.loading
    return signer === undefined || hashed === undefined ? undefined : signBuild(project, signer, hashed, commit)
  }

  /** @throws {OutsideError} the server of Git does not keep the statements, and the settings require it */
  async keep(project: Project, signed: SignedBuild | undefined, published: Published): Promise<void> {
    if (signed !== undefined) await keepProvenance(project, signed, published)
  }

  /**
   * Compares the workspace with the signed build, where the run registers, uploads or deploys it. The build under an older
   * tag has statements of its own.
   * @throws {ProjectError} an output differs
   * @throws as `requireVerified`
   */
  async requireSame(project: Project, signed: SignedBuild | undefined, published: Published): Promise<void> {
    if (signed === undefined || !isReleasing(this.run.settings)) return
    await requireSignedBytes(project, signed.hashed)
    if (published.kind !== 'committed' || !isEarlierTag(published)) return
    const model = findModel(project)
    await requireVerified(project, published.sha, model && [project.inGit(model.out.path)])
  }
}

/** Loads the libraries of Sigstore for a run that signs alone. */
function findSigner(run: Run): (() => Promise<StatementSigner>) | undefined {
  const { provenance, rebuild, event } = run.settings
  if (provenance.use === 'off') return undefined
  const skipped = (reason: string): undefined => {
    run.skip('sign', reason)
  }
  if (rebuild.dryRun) return skipped('dry run')
  const { signingKey, services } = provenance
  if (signingKey !== undefined)
    return async () => (await import('../../provenance/key-signer.js')).keySigner(signingKey)
  if (provenance.hasIdentity && provenance.key === undefined)
    return async () => {
      const { keylessSigner } = await import('../../provenance/keyless-signer.js')
      return keylessSigner(services, { signal: run.signal, mask: (secret) => run.host.mask(secret) })
    }
  const reason =
    provenance.key === undefined
      ? 'the job has neither a signing key nor an identity'
      : 'the job has no signing key, and `provenance.key` accepts no other signature'
  if (provenance.use === 'on') return skipped(reason)
  throw new SetupError('signer-missing', `provenance: required needs a signature, and ${reason}.`, {
    key: 'provenance',
    value: 'required',
    remedy:
      event.run === undefined || provenance.key !== undefined
        ? 'Set the variable DVC_CI_SIGNING_KEY (in a workflow the input `signing-key`) to a private key. Nothing was built.'
        : 'Add `permissions: id-token: write` to the job, or give a private key in `signing-key`. Nothing was built.',
  })
}

/** Whether a build leaves Git and the remote: for MLflow, the Hub or a deployment. */
function isReleasing({ mlflow, deploy, card }: Settings): boolean {
  return mlflow.access !== undefined || card.hub?.token !== undefined || isDeploying(deploy)
}

/** @throws {SetupError} no build could be verified: the Sigstore that signs has no log, and its root is not known */
function requireRoot(settings: Settings): void {
  const { use, key, signingKey, hasIdentity, services, trustedRoot } = settings.provenance
  if (use !== 'required' || !isReleasing(settings) || settings.rebuild.dryRun) return
  if (!hasIdentity || [key, signingKey, services.rekor, trustedRoot].some((value) => value !== undefined)) return
  throw new SetupError(
    'verification-not-possible',
    `trusted-root: ${services.fulcio} signs without a public log, and the root of this Sigstore is needed before a build is registered or deployed.`,
    {
      key: 'trusted-root',
      value: 'none',
      remedy:
        'Write the root with `gh attestation trusted-root > FILE`, and set `trusted-root: FILE`. Nothing was built.',
    },
  )
}

/** @throws {SetupError} no build could be verified: the signing key is not that of `provenance.key` */
async function requireOwnKey(settings: Settings): Promise<void> {
  const { provenance, workingDirectory } = settings
  const { use, key, signingKey } = provenance
  if (use === 'off' || signingKey === undefined) return
  if (key === undefined) {
    if (use !== 'required' || !isReleasing(settings)) return
    throw new SetupError(
      'setting-missing',
      'provenance.key: a required signature is verified before a build is registered or deployed, and no public key is named.',
      { key: 'provenance.key', remedy: KEY_REMEDY },
    )
  }
  const read = await readPlainFile(resolve(workingDirectory, key), MOST_KEY_BYTES)
  const problem = 'bytes' in read ? keyProblem(read.bytes, signingKey) : 'it cannot be read'
  if (problem === undefined) return
  throw new SetupError('setting-conflict', `provenance.key: ${key} cannot verify the builds of this run: ${problem}.`, {
    key: 'provenance.key',
    value: key,
    remedy: KEY_REMEDY,
  })
}

function keyProblem(publicKey: Buffer, signingKey: string): string | undefined {
  try {
    return createPublicKey(publicKey).equals(createPublicKey(signingKey)) ? undefined : 'it is not the signing key'
  } catch {
    return 'it is no public key in PEM'
  }
}
