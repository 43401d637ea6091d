import type { Bundle } from '@sigstore/bundle'
import { SetupError } from '../../errors/errors.js'
import { UnsignableContentError } from '../../provenance/digests.js'
import { isModel, type ProvenanceStatement, sourceCommit, subjectsOf } from '../../provenance/statement.js'
import type { ExaminationReport } from '../../report/report.js'
import { contentRow, failedRow, shortDigest } from '../../report/verification.js'
import type { Run } from '../../run/run.js'
import { isRecord } from '../../text/records.js'
import { SOURCE_TRAILER } from '../official/trailers.js'
import type { ProjectPaths } from '../project/project.js'
import type { CommittedBuild } from './content-at.js'
import { verifyStatement } from './verify-statement.js'

const REPLAYED = 'The statement is that of another build. Take the bundle of this build, or build again.'
const ALTERED = 'Do not use this output. Restore it with `dvc checkout --force`, or build again.'
const LINKED = 'Delete it, and restore the output with `dvc checkout --force`.'
const UNSIGNED = 'Do not use this output: its bytes are not signed. Build again.'

/** The verified provenance of a build with the rows of its checks. */
export interface VerifiedBuild {
  rows: ExaminationReport[]
  /** Absent where a check failed. */
  statement?: ProvenanceStatement
}

/**
 * Verifies that a bundle has the provenance of the build of a commit: its signer, its source commit and each dvc.lock.
 * @param bundles the first one with provenance counts
 * @param build the project of the commit
 * @throws as `verifyStatement`
 */
export async function verifyBuild(
  run: Run,
  { git }: ProjectPaths,
  commit: string,
  bundles: readonly Bundle[],
  build: CommittedBuild,
): Promise<VerifiedBuild> {
  let last: ExaminationReport[] = [failedRow('statement', 'no bundle has the provenance of a build', REPLAYED)]
  for (const bundle of bundles) {
    const { rows, statement } = await verifyStatement(run, bundle, git)
    if (statement === undefined) {
      last = rows
      continue
    }
    if (isModel(statement)) continue
    const bound = [await sourceRow(git, commit, statement), ...lockRows(statement, build)]
    const all = [...rows, ...bound]
    if (bound.every(({ state }) => state !== 'error')) return { rows: all, statement }
    last = all
  }
  return { rows: last }
}

/** The statement must name the source of this build: a build names its source in a trailer, else it is an ancestor. */
async function sourceRow(
  git: ProjectPaths['git'],
  commit: string,
  statement: ProvenanceStatement,
): Promise<ExaminationReport> {
  const source = sourceCommit(statement)
  if (source === undefined) return failedRow('source', 'the statement names no source commit', REPLAYED)
  const own = (await git.notes(commit)).get(SOURCE_TRAILER)
  const isSource = source === commit || (own === undefined ? await isAncestor(git, source, commit) : source === own)
  return isSource
    ? { name: 'source', state: 'ok', message: `built from ${source.slice(0, 7)}` }
    : failedRow(
        'source',
        `the statement is about a build of ${source.slice(0, 7)}, and ${commit.slice(0, 7)} is a build of ${own?.slice(0, 7) ?? 'another commit'}`,
        REPLAYED,
      )
}

/** False also for a commit of another repository. */
async function isAncestor(git: ProjectPaths['git'], source: string, commit: string): Promise<boolean> {
  try {
    return (await git.mergeBase(source, commit)) === source
  } catch (error) {
    if (error instanceof SetupError) return false
    throw error
  }
}

function lockRows(statement: ProvenanceStatement, { locks }: CommittedBuild): ExaminationReport[] {
  const subjects = subjectsOf(statement)
  if (locks.size === 0) return [failedRow('dvc.lock', 'the commit has no dvc.lock', REPLAYED)]
  return [...locks].map(([path, sha256]) => {
    const signed = subjects.get(path)
    if (signed === sha256) return { name: path, state: 'ok', message: 'the SHA-256 is the signed one' }
    return failedRow(
      path,
      signed === undefined
        ? 'the statement does not name it'
        : `its SHA-256 is ${shortDigest(sha256)}, and ${shortDigest(signed)} was signed`,
      REPLAYED,
    )
  })
}

/**
 * Compares the bytes of outputs with the signed ones.
 * @param outputs paths in the repository
 * @param mayLack whether an output may be unsigned where the signer says that its machine did not have it
 * @param find hashes an output that is neither in the workspace nor in the cache; undefined where it is nowhere
 */
export async function verifyOutputs(
  run: Run,
  statement: ProvenanceStatement,
  { outputs, mayLack }: { outputs: readonly string[]; mayLack: boolean },
  find: (path: string) => Promise<{ content: { sha256: string; bytes: number }; place: string } | undefined>,
): Promise<ExaminationReport[]> {
  const subjects = subjectsOf(statement)
  const elsewhere = mayLack ? outputsElsewhere(statement) : new Set<unknown>()
  const rows: ExaminationReport[] = []
  for (const path of outputs) {
    run.signal.throwIfAborted()
    rows.push(await outputRow(path, subjects.get(path), elsewhere.has(path), find))
  }
  return rows
}

async function outputRow(
  path: string,
  signed: string | undefined,
  isElsewhere: boolean,
  find: Parameters<typeof verifyOutputs>[3],
): Promise<ExaminationReport> {
  if (signed === undefined)
    return isElsewhere
      ? { name: path, state: 'warning', message: 'not signed: the machine of this build did not have it' }
      : failedRow(path, 'the statement does not name it', UNSIGNED)
  let found: Awaited<ReturnType<typeof find>>
  try {
    found = await find(path)
  } catch (error) {
    if (!(error instanceof UnsignableContentError)) throw error
    return failedRow(path, error.message.replace(/\.$/, ''), LINKED)
  }
  if (found === undefined)
    return failedRow(
      path,
      'its bytes are not on this machine, so they were not compared',
      'Omit `pull: none`, or run `dvc pull` first.',
    )
  const { content, place } = found
  return content.sha256 === signed
    ? contentRow(path, content.bytes, place)
    : failedRow(
        path,
        `its SHA-256 in ${place} is ${shortDigest(content.sha256)}, and ${shortDigest(signed)} was signed`,
        ALTERED,
      )
}

/** The outputs that the signer says its machine did not have, in a build of a part of the pipeline. */
function outputsElsewhere({ predicate }: ProvenanceStatement): Set<unknown> {
  const { internalParameters: internal } = predicate.buildDefinition
  const listed = isRecord(internal) ? internal['outputs_elsewhere'] : undefined
  return new Set(Array.isArray(listed) ? listed : [])
}
