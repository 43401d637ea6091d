import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Dvc } from '../../dvc/dvc.js'
import { messageOf } from '../../errors/errors.js'
import { childEnvironment } from '../../run/child-environment.js'
import { provideReader, type Reader } from '../../toolchain/reader-environment.js'
import type { Project } from '../project/project.js'

/** What a reader takes of a project. */
export type ReaderHost = Pick<Project, 'run' | 'scratch' | 'directory'> & { dvc: Pick<Dvc, 'python'> }

const FIRST_LINE = /^[^\n.]*/

/**
 * Asks a reader of data, whose packages are installed when the first file of their kind is read.
 * @param requirements its files of requirements
 * @param ask gets the interpreter, and an empty folder that is removed afterwards
 * @returns the answer; `unread` has the reason, a clause, where the packages cannot be installed
 * @throws {CancelledError} the run was cancelled
 */
export async function withReader<Answer>(
  { run, scratch: folder, directory, dvc }: ReaderHost,
  reader: Reader,
  requirements: readonly string[],
  ask: (python: string, scratch: string) => Promise<Answer>,
): Promise<Answer | { unread: string }> {
  const { host, signal, cache } = run
  let python: string
  try {
    python = await provideReader({
      reader,
      requirements,
      env: childEnvironment(process.env),
      cwd: directory,
      signal,
      host,
      running: await dvc.python(),
      ...(cache === undefined ? {} : { shared: cache }),
    })
  } catch (error) {
    signal.throwIfAborted()
    host.info(host.redact(messageOf(error).trim()))
    return { unread: host.redact(FIRST_LINE.exec(messageOf(error))?.[0] ?? '') }
  }
  await mkdir(folder, { recursive: true })
  const scratch = await mkdtemp(join(folder, 'reader-'))
  try {
    return await ask(python, scratch)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
