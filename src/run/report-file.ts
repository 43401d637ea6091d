import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { jsonText } from '../report/escape.js'
import type { Report } from '../report/report.js'

/**
 * Writes report.json whole or not at all: a reader never sees half of it, even after a kill. Synchronous, so that it also works
 * while the process is going down.
 * @throws what the file system says
 */
export function writeReportFile(path: string, report: Report): void {
  mkdirSync(dirname(path), { recursive: true })
  const draft = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(draft, `${jsonText(report)}\n`)
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/** Where a command line wants its report, read without judging the rest of it: for a run whose settings could not be read. */
export function reportOption(argv: readonly string[], cwd: string): string | undefined {
  let path: string | undefined
  for (const [index, argument] of argv.entries()) {
    if (argument === '--') break
    if (argument === '--report') path = argv[index + 1]
    else if (argument.startsWith('--report=')) path = argument.slice('--report='.length)
  }
  return path?.trim() ? resolve(cwd, path.trim()) : undefined
}

/** Where the action's input wants the report, relative to the workspace as the settings read it. */
export function reportInput(env: NodeJS.ProcessEnv, cwd: string): string | undefined {
  const path = env['INPUT_REPORT']?.trim()
  return path ? resolve(env['GITHUB_WORKSPACE'] || cwd, path) : undefined
}
