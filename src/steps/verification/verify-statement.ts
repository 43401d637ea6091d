import type { Bundle } from '@sigstore/bundle'
import type { GitRepository } from '../../git/repository.js'
import type { ProvenanceStatement, Statement } from '../../provenance/statement.js'
import type { IdentityPolicy, Signer } from '../../provenance/verifier.js'
import type { ExaminationReport } from '../../report/report.js'
import { failedRow, oneLine } from '../../report/verification.js'
import type { Run } from '../../run/run.js'
import { identityPolicy, trustFor } from './trust.js'

const OTHER_SIGNER =
  'If that signer may sign, set `repository`, `workflow`, `branch` or `key` of `provenance`. Otherwise do not use this build.'
const NOT_SIGNED = 'Do not use these bytes. Take the bundle again from the run that built them, or build again.'

/** The verified statement of a bundle with the rows of its checks; without a statement where one failed. */
export interface VerifiedStatement {
  rows: ExaminationReport[]
  statement?: Statement
}

/**
 * Verifies the signature of a bundle, and that its signer may sign.
 * @throws {SetupError | OutsideError} as `trustFor`
 */
export async function verifyStatement(run: Run, bundle: Bundle, git?: GitRepository): Promise<VerifiedStatement> {
  const [trust, policy, { identityFault, verifyBundle }, { isModel }] = await Promise.all([
    trustFor(run, bundle),
    identityPolicy(run, git),
    import('../../provenance/verifier.js'),
    import('../../provenance/statement.js'),
  ])
  const verified = verifyBundle(bundle, trust)
  if ('fault' in verified) return { rows: [failedRow('signature', verified.fault, NOT_SIGNED)] }
  const { signer, statement } = verified
  const rows: ExaminationReport[] = [{ name: 'signature', state: 'ok', message: signedBy(signer) }]
  const fault =
    identityFault(signer, policy) ?? (isModel(statement) ? undefined : statementFault(run, statement, policy))
  if (fault !== undefined) return { rows: [...rows, failedRow('identity', fault, OTHER_SIGNER)] }
  rows.push({ name: 'identity', state: 'ok', message: identityText(signer, policy) })
  return { rows, statement }
}

function signedBy(signer: Signer): string {
  return signer.by === 'key'
    ? `signed with the key ${signer.hint}`
    : `signed by ${oneLine(signer.workflow ?? 'a workflow')}`
}

function identityText(signer: Signer, policy: IdentityPolicy | undefined): string {
  return signer.by === 'key' || policy === undefined
    ? 'the key is that of the settings'
    : `the branch ${policy.branch} of ${policy.repository} may sign`
}

/** Whether two addresses are one: GitHub's names of repositories have no case. */
function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

/**
 * Why a statement is not about this project: a clause. One key may sign for several repositories, so the statement
 * itself must name the repository, and what else the settings ask for.
 */
function statementFault(
  { settings }: Run,
  { predicate }: ProvenanceStatement,
  policy: IdentityPolicy | undefined,
): string | undefined {
  const { provenance } = settings
  const { uri = '' } = predicate.buildDefinition.resolvedDependencies.find(({ digest }) => digest?.['gitCommit']) ?? {}
  const [, address = '', ref = ''] = /^git\+(.+?)(?:\.git)?(?:@(refs\/.+))?$/.exec(uri) ?? []
  const builder = predicate.runDetails.builder.id
  const repository = policy === undefined ? undefined : `${policy.server}/${policy.repository}`
  const named = (value: string) => (value === '' ? 'not in it' : oneLine(value))
  if (
    repository !== undefined &&
    (address !== '' || provenance.repository !== undefined) &&
    !sameName(address, repository)
  )
    return `the repository of the statement is ${named(address)}, not ${repository}`
  if (provenance.branch !== undefined && ref !== `refs/heads/${provenance.branch}`)
    return `the branch of the statement is ${named(ref)}, not refs/heads/${provenance.branch}`
  if (provenance.workflow !== undefined && !sameName(builder, `${address}/${provenance.workflow}@${ref}`))
    return `the builder of the statement is ${named(builder)}, not ${provenance.workflow}`
  return undefined
}
