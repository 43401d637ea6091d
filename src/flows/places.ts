import { dirname } from 'node:path'
import { declaredName } from '../dvc/file-paths.js'
import type { ProjectFile } from '../dvc/project-file.js'
import { joinPath } from '../dvc/project-files.js'
import { stageLines } from '../dvc/yaml-places.js'

/** Where in the repository a stage stands, for findings and annotations. */
export class FindingPlaces {
  private readonly lines = new Map<string, Map<string, number>>()

  constructor(private readonly files: readonly ProjectFile[]) {}

  /** The dvc.yaml of a stage (relative to the working directory) and the line where it is declared. */
  ofStage(name: string, file: string): { path: string; line?: number } {
    const line = this.linesOf(file).get(declaredName(name))
    return { path: file, ...(line === undefined ? {} : { line }) }
  }

  /** The dvc.lock beside a dvc.yaml. */
  static lockOf(file: string): string {
    return joinPath(dirname(file), 'dvc.lock')
  }

  private linesOf(file: string): Map<string, number> {
    const known = this.lines.get(file)
    if (known) return known
    const source = this.files.find(({ path }) => path === file)
    const lines = source ? stageLines(source.text) : new Map<string, number>()
    this.lines.set(file, lines)
    return lines
  }
}
