import { basename } from 'node:path'
import type { Bundle } from '@sigstore/bundle'
import { ProjectError } from '../../errors/errors.js'
import type { GitRepository } from '../../git/repository.js'
import { type ContentDigest, UnsignableContentError } from '../../provenance/digests.js'
import { isModel, modelStatement, readStatement, type Statement } from '../../provenance/statement.js'
import type { ExaminationReport } from '../../report/report.js'
import { contentRow } from '../../report/verification.js'
import type { Run } from '../../run/run.js'
import { count } from '../../text/words.js'
import { hashed } from './content-at.js'
import { verifyStatement } from './verify-statement.js'

/**
 * Verifies a file or a folder by its SHA-256: one of the statements must name it, and its signer may sign.
 * @param path absolute; a link is followed only into DVC's cache
 * @param name as the user gave it
 * @param bundles of one file, or of each build
 * @throws {ProjectError} no statement names it
 * @throws as `verifyStatement`
 */
export async function verifyContent(
  run: Run,
  { path, name, cache, git }: { path: string; name: string; cache?: string; git?: GitRepository },
  bundles: Iterable<readonly Bundle[]> | AsyncIterable<readonly Bundle[]>,
): Promise<ExaminationReport[]> {
  const content = await contentOf(path, name, cache)
  let [last, read]: [ExaminationReport[] | undefined, number] = [undefined, 0]
  for await (const list of bundles)
    for (const bundle of list) {
      read++
      const subject = subjectWith(statementIn(bundle), content, basename(path))
      if (subject === undefined) continue
      // The text before was only a hint: what the signature covers is read again here.
      const { rows, statement } = await verifyStatement(run, bundle, git)
      if (statement !== undefined && subjectWith(statement, content, basename(path)) !== undefined)
        return [...rows, contentRow(subject, content.bytes, name)]
      last = rows
    }
  if (last !== undefined) return last
  throw new ProjectError(
    'provenance-missing',
    `no signed statement names ${name}: its SHA-256 is ${content.sha256}, and ${count(read, 'statement was', 'statements were')} read.`,
    {
      key: 'verify',
      value: name,
      remedy:
        'Its bytes are not those of a signed build. Name the bundle of its build with `--bundle FILE` if it has another one.',
    },
  )
}

async function contentOf(path: string, name: string, cache: string | undefined): Promise<ContentDigest> {
  try {
    const content = await hashed(path, cache)
    if (content !== undefined) return content
  } catch (error) {
    if (!(error instanceof UnsignableContentError)) throw error
    throw new ProjectError('provenance-unverified', `${name} cannot be verified: ${error.message}`, {
      key: 'verify',
      value: name,
      remedy: 'Verify the file that the link leads to.',
    })
  }
  throw new ProjectError('provenance-unverified', `${name} cannot be verified: it does not exist.`, {
    key: 'verify',
    value: name,
    remedy: 'Restore it with `dvc pull`.',
  })
}

/** The statement of a bundle whose signature was not verified yet. */
function statementIn({ content }: Bundle): Statement | undefined {
  if (content.$case !== 'dsseEnvelope') return undefined
  const read = readStatement(content.dsseEnvelope.payload.toString('utf8'))
  return 'statement' in read ? read.statement : undefined
}

/** The name under which a statement has a content. */
function subjectWith(statement: Statement | undefined, content: ContentDigest, name: string): string | undefined {
  if (statement === undefined) return undefined
  if (!isModel(statement)) return statement.subject.find(({ digest }) => digest.sha256 === content.sha256)?.name
  const [own] = modelStatement(name, content).subject
  const [signed] = statement.subject
  return own !== undefined && own.digest.sha256 === signed?.digest.sha256 ? signed.name : undefined
}
