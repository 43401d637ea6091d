import type { Bundle } from '@sigstore/bundle'
import { messageOf, ProjectError } from '../../errors/errors.js'
import type { GitRepository } from '../../git/repository.js'
import { PROVENANCE_FOLDER } from '../../provenance/statement.js'
import { readPlainFile } from '../../run/plain-file.js'

/**
 * The bundles in a file.
 * @throws {ProjectError} the file cannot be read, or is cut short
 */
export async function bundlesOfFile(path: string): Promise<Bundle[]> {
  const { MOST_BUNDLE_BYTES } = await import('../../provenance/verifier.js')
  const read = await readPlainFile(path, MOST_BUNDLE_BYTES)
  if ('bytes' in read) return bundlesIn(read.bytes.toString('utf8'), path)
  throw unreadable(
    path,
    read.problem === 'large'
      ? `it has more than ${MOST_BUNDLE_BYTES} bytes`
      : read.problem === 'irregular'
        ? 'it is no file'
        : messageOf(read.cause),
  )
}

/**
 * The bundles of the build of a commit, as the server of Git has them; undefined without any.
 * @throws {ProjectError} they are cut short or too large
 * @throws {OutsideError} the server does not answer
 */
export async function bundlesOfCommit(git: GitRepository, commit: string): Promise<Bundle[] | undefined> {
  const blob = (await git.namedBlobs(PROVENANCE_FOLDER, commit)).get(commit)
  return blob === undefined ? undefined : bundlesOfBlob(git, blob, commit)
}

/** The bundles of every build that the server of Git has, by commit. One that cannot be read is left out. */
export async function* bundlesOfAllBuilds(git: GitRepository): AsyncGenerator<Bundle[]> {
  for (const [commit, blob] of await git.namedBlobs(PROVENANCE_FOLDER))
    try {
      yield await bundlesOfBlob(git, blob, commit)
    } catch (error) {
      if (!(error instanceof ProjectError)) throw error
    }
}

async function bundlesOfBlob(git: GitRepository, blob: string, commit: string): Promise<Bundle[]> {
  const { MOST_BUNDLE_BYTES } = await import('../../provenance/verifier.js')
  const ref = `refs/${PROVENANCE_FOLDER}/${commit}`
  const text = await git.blobText(blob, MOST_BUNDLE_BYTES)
  if (text === undefined) throw unreadable(ref, `it is no text of at most ${MOST_BUNDLE_BYTES} bytes`)
  return bundlesIn(text, ref)
}

async function bundlesIn(text: string, named: string): Promise<Bundle[]> {
  const { readBundles } = await import('../../provenance/verifier.js')
  const read = readBundles(text)
  if ('bundles' in read) return read.bundles
  throw unreadable(named, read.fault)
}

function unreadable(named: string, why: string): ProjectError {
  return new ProjectError('provenance-unverified', `the signed statements in ${named} cannot be read: ${why}.`, {
    key: 'bundle',
    value: named,
    remedy: 'Take the file provenance.jsonl of the run that built it, and name it with `--bundle FILE`.',
  })
}
