import { CancelledError, messageOf, OutsideError, ProjectError } from '../../errors/errors.js'
import type { MadeCommit } from '../../git/commit.js'
import type { StatementSigner } from '../../provenance/signer.js'
import { modelStatement, readStatement } from '../../provenance/statement.js'
import type { Run, StepOutcome } from '../../run/run.js'
import { isRecord } from '../../text/records.js'
import type { Project } from '../project/project.js'
import { buildStatement, lockDigests } from './build-statement.js'
import type { HashedBuild } from './hash-build.js'

/** A build with its signed statements. */
export interface SignedBuild {
  hashed: HashedBuild
  /** A Sigstore bundle a line: the provenance of the build, then the signature of its model. */
  bundles: string[]
}

/**
 * Signs the provenance of a build and its model.
 * @param commit of the build; undefined where it equals the source
 * @returns undefined where the signature failed, and the settings do not require it
 * @throws {OutsideError} a service did not sign
 */
export async function signBuild(
  project: Project,
  signer: StatementSigner,
  hashed: HashedBuild,
  commit: MadeCommit | undefined,
): Promise<SignedBuild | undefined> {
  const { run } = project
  return run.step('sign', async (outcome) => {
    const locks = await lockDigests(project, commit?.sha ?? run.report.source.sha)
    const { model } = hashed
    const statements = [
      await buildStatement(project, hashed, locks),
      ...(model === undefined ? [] : [JSON.stringify(modelStatement(model.name, model.content))]),
    ]
    const fault = statements.flatMap((statement) => faultOf(statement) ?? [])[0]
    if (fault !== undefined) return unsignable(project, fault, outcome)
    const bundles = await Promise.all(statements.map((statement) => signer.sign(statement))).catch((error: unknown) =>
      signatureFailed(project, error, outcome),
    )
    if (bundles === undefined) return undefined
    const subjects = hashed.outputs.size + locks.size
    run.report.provenance = {
      signed: signer.kind,
      subjects,
      ...(model === undefined ? {} : { model: model.path }),
      ...factsOf(bundles[0] ?? ''),
    }
    return { hashed, bundles }
  })
}

/** Why a statement says nothing valid: a masked value may have replaced a part of a hash or a name. */
function faultOf(statement: string): string | undefined {
  const read = readStatement(statement)
  return 'fault' in read ? read.fault : undefined
}

function unsignable({ run }: Project, fault: string, outcome: StepOutcome): undefined {
  const error = new ProjectError('output-unsignable', `the statement about this build is not valid: ${fault}.`, {
    key: 'provenance',
    remedy: 'If a path of an output has a masked value, rename it, or give the secret another value.',
  })
  if (run.settings.provenance.use === 'required') throw error
  warn(run, outcome, error.text)
}

function signatureFailed({ run }: Project, error: unknown, outcome: StepOutcome): undefined {
  if (run.signal.aborted) throw new CancelledError('cancelled', 'cancelled during the signature.')
  const reason = run.host.redact(messageOf(error))
  if (run.settings.provenance.use === 'required')
    throw new OutsideError('signature-failed', `the build could not be signed: ${reason}.`, {
      key: 'provenance',
      value: 'required',
      remedy: 'Nothing was published. Run this again when the service answers, or sign with `signing-key`.',
      cause: error,
    })
  warn(run, outcome, `${reason}.`)
}

function warn({ host }: Run, outcome: StepOutcome, reason: string): void {
  outcome.conclusion = 'warning'
  outcome.message = reason
  host.warning(`The build is not signed: ${reason}`)
}

/** The key of a bundle, and its entry in the public log. */
function factsOf(bundle: string): { key?: string; log_index?: string } {
  const parsed: unknown = JSON.parse(bundle)
  const material = isRecord(parsed) && isRecord(parsed['verificationMaterial']) ? parsed['verificationMaterial'] : {}
  const { publicKey, tlogEntries } = material
  const [entry] = Array.isArray(tlogEntries) ? (tlogEntries as unknown[]) : []
  const [key, index] = [isRecord(publicKey) && publicKey['hint'], isRecord(entry) && entry['logIndex']]
  return {
    ...(typeof key === 'string' ? { key } : {}),
    ...(typeof index === 'string' ? { log_index: index } : {}),
  }
}
