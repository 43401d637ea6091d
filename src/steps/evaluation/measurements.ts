import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { SetupError } from '../../errors/errors.js'
import { parseMetricsFile, unreadableFile } from '../../metrics/metrics-file.js'
import type { ParsedFile } from '../../metrics/parsed-file.js'
import type { Project } from '../project/project.js'

/** Largest size of a metrics file, in bytes. */
export const MAX_METRICS_BYTES = 16 * 1024 * 1024

/** A copy of predictions on this machine, or why there is none, as a clause. */
export type KeptPredictions = { file: string } | { unread: string }

/** The results of an evaluation. */
export interface Measured {
  /** The metrics files of the evaluation. A file that it did not write is unreadable, so that the gate fails closed. */
  files: Map<string, ParsedFile>
  /**
   * Paths that a finding already reports as not measured, or that are not committed. They are not compared with
   * committed metrics.
   */
  alreadyReported: Set<string>
  /** The metrics of the baseline's model under the new evaluation; absent where it was not measured. */
  baseline?: Map<string, ParsedFile>
  /** The predictions that the evaluation wrote or read, and those of the baseline's model, by path. */
  predictions?: Map<string, KeptPredictions>
  baselinePredictions?: Map<string, KeptPredictions>
}

/** A result without files. */
export function emptyMeasured(): Measured {
  return { files: new Map(), alreadyReported: new Set() }
}

/**
 * Adds files that were not measured, for a reason that a finding reports.
 * @param reason ends the sentence `metrics.json cannot be read: …`
 */
export function addUnmeasured(measured: Measured, paths: readonly string[], reason: string): void {
  for (const path of paths) {
    measured.files.set(path, unreadableFile(path, reason))
    measured.alreadyReported.add(path)
  }
}

/** Reads the metrics files that an evaluation wrote. */
export async function addWritten(project: Project, measured: Measured, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const text = await readMetricsText(resolve(project.run.settings.workingDirectory, path))
    measured.files.set(
      path,
      text === undefined ? unreadableFile(path, 'the evaluation did not write it') : parseMetricsFile(path, text),
    )
  }
}

/** The text of a metrics file, undefined when it is absent. @throws {SetupError} it is larger than 16 MiB */
export async function readMetricsText(file: string): Promise<string | undefined> {
  const info = await stat(file).catch(() => undefined)
  if (!info?.isFile()) return undefined
  if (info.size > MAX_METRICS_BYTES)
    throw new SetupError('metrics-file-too-large', `${file} has ${info.size} bytes, too many for a metrics file.`, {
      key: 'metrics',
      value: file,
      remedy: `The limit is ${MAX_METRICS_BYTES} bytes: declare larger results under outs or plots.`,
    })
  return readFile(file, 'utf8')
}
