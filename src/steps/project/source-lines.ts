import { dirname } from 'node:path'
import { declaredName } from '../../dvc/file-paths.js'
import type { ProjectFile } from '../../dvc/project-file.js'
import { joinPath } from '../../dvc/project-files.js'
import { stageLines } from '../../dvc/yaml-lines.js'
import { lineOfKeys } from '../../text/yaml-lines.js'

/** The lines of stages and outputs in the project files, for findings and annotations. */
export class SourceLines {
  private readonly lines = new Map<string, Map<string, number>>()

  constructor(private readonly files: readonly ProjectFile[]) {}

  /** The dvc.yaml of a stage (relative to the working directory) and the line where it is declared. */
  ofStage(name: string, file: string): { path: string; line?: number } {
    const line = this.linesOf(file).get(declaredName(name))
    return { path: file, ...(line === undefined ? {} : { line }) }
  }

  /** The line of a stage's command; without a command, the line of the stage. */
  ofCommand(name: string, file: string): number | undefined {
    const own = declaredName(name)
    const text = this.textOf(file) ?? ''
    // A stage of `foreach` has its command below `do`.
    return (
      Math.max(
        ...[
          ['stages', own, 'cmd'],
          ['stages', own, 'do', 'cmd'],
        ].map((keys) => lineOfKeys(text, keys) ?? 0),
      ) || undefined
    )
  }

  /**
   * The line of an output in the entry that dvc.lock has for a stage.
   * @param output relative to the folder of the stage
   */
  ofLockedOutput(name: string, file: string, output: string): number | undefined {
    const text = this.textOf(SourceLines.lockOf(file)) ?? ''
    const short = name.startsWith(`${file}:`) ? name.slice(file.length + 1) : name
    const outs = lineOfKeys(text, ['stages', short, 'outs'])
    if (outs === undefined) return undefined
    const line = lineOfPath(text.split('\n').slice(outs), output)
    return line === undefined ? outs : outs + line
  }

  /**
   * The line of an output in a `.dvc` file.
   * @param output relative to the folder of the file
   */
  ofDataOutput(file: string, output: string): number | undefined {
    return lineOfPath((this.textOf(file) ?? '').split('\n'), output)
  }

  /** The dvc.lock beside a dvc.yaml. */
  static lockOf(file: string): string {
    return joinPath(dirname(file), 'dvc.lock')
  }

  private linesOf(file: string): Map<string, number> {
    const known = this.lines.get(file)
    if (known) return known
    const lines = stageLines(this.textOf(file) ?? '')
    this.lines.set(file, lines)
    return lines
  }

  private textOf(file: string): string | undefined {
    return this.files.find(({ path }) => path === file)?.text
  }
}

/** The line that says `path: …`, from 1. */
function lineOfPath(lines: readonly string[], path: string): number | undefined {
  const at = lines.findIndex(
    (line) => /^\s*(?:- )?path: (.*?)\s*$/.exec(line)?.[1]?.replace(/^(['"])(.*)\1$/, '$2') === path,
  )
  return at < 0 ? undefined : at + 1
}
