import type { FileRead } from '../../datasets/described-files.js'
import { askFiles, FILE_PACKAGES, type FileToRead } from '../../readers/files.js'
import { READERS } from '../../toolchain/reader-environment.js'
import { type ReaderHost, withReader } from './with-reader.js'

/**
 * Reads images, audio, video, texts and headers of models. Pillow and tinytag are installed when the first file that needs
 * them is read; the others need no package.
 * @param limits bytes of memory, and seconds for all files
 * @returns by the path of each file; a file that could not be read says why
 * @throws {CancelledError} the run was cancelled
 */
export async function readFiles(
  project: ReaderHost,
  files: readonly FileToRead[],
  limits: { memory: number; seconds: number },
): Promise<Map<string, FileRead>> {
  const until = performance.now() + limits.seconds * 1000
  const readings = new Map<string, FileRead>()
  const needs = ({ kind }: FileToRead) => FILE_PACKAGES[kind] !== undefined
  for (const group of [files.filter((file) => !needs(file)), files.filter(needs)]) {
    if (group.length === 0) continue
    const requirements = [...new Set(group.flatMap(({ kind }) => FILE_PACKAGES[kind] ?? []))]
    const answer = await withReader(project, READERS.files, requirements, (python, scratch) => {
      const seconds = (until - performance.now()) / 1000
      return askFiles({ python, files: group, memory: limits.memory, seconds, scratch, signal: project.run.signal })
    })
    for (const { path } of group) readings.set(path, answer instanceof Map ? (answer.get(path) ?? {}) : answer)
  }
  return readings
}
