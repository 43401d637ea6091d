import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { jsonText } from '../report/escape.js'
import type { Report } from '../report/report.js'

/** The files that a run writes, by the name of their setting. */
export type ReportFile = 'report' | 'page'

/**
 * Writes report.json whole or not at all, so that no reader sees half of it, even after a kill. Synchronous, so that it
 * works while the process exits.
 * @throws the error of the file system
 */
export function writeReportFile(path: string, report: Report): void {
  writeWhole(path, `${jsonText(report)}\n`)
}

/**
 * Writes a file whole or not at all, with the folders above it.
 * @throws the error of the file system
 */
export function writeWhole(path: string, text: string): void {
  // A rename would put a file in the place of /dev/null, of a pipe or of a folder.
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === false) throw new Error(`${path} is no regular file`)
  makeFolder(dirname(path))
  const draft = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(draft, text)
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/** Makes a folder with its parents. Node 20's own `recursive` never ends where a parent cannot be made, such as in /proc. */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) return
  makeFolder(dirname(path))
  try {
    mkdirSync(path)
  } catch (error) {
    // Another process may have made it.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error
  }
}

/** The report path of a command line, read without validating the rest: for a run whose settings cannot be read. */
export function reportOption(argv: readonly string[], cwd: string, file: ReportFile = 'report'): string | undefined {
  let path: string | undefined
  for (const [index, argument] of argv.entries()) {
    if (argument === '--') break
    if (argument === `--${file}`) path = argv[index + 1]
    else if (argument.startsWith(`--${file}=`)) path = argument.slice(file.length + 3)
  }
  return path?.trim() ? resolve(cwd, path.trim()) : undefined
}

/** The report path of the action's input, relative to the workspace as in the settings. */
export function reportInput(env: NodeJS.ProcessEnv, cwd: string, file: ReportFile = 'report'): string | undefined {
  const path = env[`INPUT_${file.toUpperCase()}`]?.trim()
  return path ? resolve(env['GITHUB_WORKSPACE'] || cwd, path) : undefined
}
