import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { SetupError } from '../../errors/errors.js'
import { parseMetricsFile, unreadableFile } from '../../metrics/metrics-file.js'
import type { ParsedFile } from '../../metrics/parsed-file.js'
import type { Project } from '../project/project.js'

/** Bytes: a metrics file above it is not one. */
export const MAX_METRICS_BYTES = 16 * 1024 * 1024

/** What an evaluation of this run came to. */
export interface Measured {
  /** Every metrics file that it is there to write; one that could not be had is unreadable, so that the gate fails closed. */
  files: Map<string, ParsedFile>
  /** Paths of which a finding says already why they were not measured, or that nobody committed: no claim is held against them. */
  told: Set<string>
  /** What the new evaluation measures on the baseline's model, where the evaluation is not the baseline's and that could be done. */
  baseline?: Map<string, ParsedFile>
}

/** Nothing yet. */
export function emptyMeasured(): Measured {
  return { files: new Map(), told: new Set() }
}

/** Files that could not be measured, for a reason that is told elsewhere. @param reason ends the sentence `metrics.json cannot be read: …` */
export function addUnmeasured(measured: Measured, paths: readonly string[], reason: string): void {
  for (const path of paths) {
    measured.files.set(path, unreadableFile(path, reason))
    measured.told.add(path)
  }
}

/** Reads what an evaluation wrote. */
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
    throw new SetupError('metrics-file-too-large', `${file} has ${info.size} bytes, which is no metrics file.`, {
      key: 'metrics',
      value: file,
      remedy: `A metrics file is at most ${MAX_METRICS_BYTES} bytes; declare larger results as outs or plots.`,
    })
  return readFile(file, 'utf8')
}
