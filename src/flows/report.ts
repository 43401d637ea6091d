import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { messageOf, SetupError } from '../errors/errors.js'
import { type CommentContext, renderComment } from '../report/comment.js'
import { renderJunit } from '../report/junit.js'
import { webAddress } from '../report/links.js'
import type { Report } from '../report/report.js'
import { renderSummary } from '../report/summary.js'
import { renderTerminal, type TerminalOptions } from '../report/terminal.js'
import { LARGEST_REPORT, parseReport } from '../report/whole-report.js'
import { pageText } from '../run/page-file.js'
import { type PlainFile, readPlainFile } from '../run/plain-file.js'
import { writeWhole } from '../run/report-file.js'
import { showValue } from '../settings/problems.js'
import type { ReportFormat, ReportRequest } from '../settings/report-arguments.js'

const STANDARD_INPUT = '-'
const TOO_LARGE = `it has more than ${LARGEST_REPORT} bytes`

/**
 * Shows a report.json again. The text of the report is data: each format escapes it as for a run of its own.
 * @param terminal how the text looks on standard output
 * @returns the text for standard output; empty after it was written to a file
 * @throws {SetupError} a file that cannot be read or written, or that is no report of this version
 */
export async function showReport(
  { file, to, output }: Extract<ReportRequest, { kind: 'report' }>,
  cwd: string,
  terminal: TerminalOptions,
): Promise<string> {
  const report = reportOf(await readText(file, cwd), file)
  const text = render(report, to, output === undefined ? terminal : {})
  if (output === undefined) return text
  try {
    writeWhole(resolve(cwd, output), text)
  } catch (error) {
    throw new SetupError(
      'report-output-not-writable',
      `report: could not write ${showValue(output)}: ${messageOf(error)}.`,
      {
        key: 'output',
        value: output,
        remedy: 'Name a file in a folder that you may write to, or omit --output.',
        cause: error,
      },
    )
  }
  return ''
}

function render(report: Report, to: ReportFormat, terminal: TerminalOptions): string {
  switch (to) {
    case 'text':
      return renderTerminal(report, terminal)
    case 'comment':
      return renderComment(report, contextOf(report))
    case 'summary':
      return renderSummary(report)
    case 'page':
      return pageText(report)
    case 'junit':
      return renderJunit(report)
  }
}

/** The links of the comment, as far as the report has them. */
function contextOf({ source, run_url: runUrl }: Report): CommentContext {
  const [repositoryUrl, page] = [webAddress(source.repository), webAddress(runUrl)]
  return {
    project: source.directory ?? '',
    sha: source.head_sha ?? source.sha,
    ...(repositoryUrl === undefined ? {} : { repositoryUrl }),
    ...(page === undefined ? {} : { runUrl: page }),
  }
}

function reportOf(text: string, file: string): Report {
  const parsed = parseReport(text)
  if (!('fault' in parsed)) return parsed
  throw parsed.fault === 'newer'
    ? new SetupError('report-newer', `report: ${nameOf(file)} was written by a newer dvc-ci: ${parsed.reason}.`, {
        key: 'report',
        value: file,
        remedy: 'Use the version of dvc-ci that wrote it, or a newer one.',
      })
    : new SetupError('report-invalid', `report: ${nameOf(file)} is no report of dvc-ci: ${parsed.reason}.`, {
        key: 'report',
        value: file,
        remedy: 'Name the report.json that a run wrote with `--report FILE` or the input report.',
      })
}

async function readText(file: string, cwd: string): Promise<string> {
  let bytes: Uint8Array
  if (file === STANDARD_INPUT) bytes = await readStandardInput(file)
  else {
    // The user named the file: it may be a link.
    const path = resolve(cwd, file)
    const read = await readPlainFile(await realpath(path).catch(() => path), LARGEST_REPORT)
    if ('problem' in read) throw unreadable(file, reasonOf(read))
    bytes = read.bytes
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new SetupError('report-invalid', `report: ${nameOf(file)} is no report of dvc-ci: it is not UTF-8 text.`, {
      key: 'report',
      value: file,
      remedy: 'Name the report.json that a run wrote. A shell of Windows may have written it in another encoding.',
    })
  }
}

async function readStandardInput(file: string): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LARGEST_REPORT) throw unreadable(file, TOO_LARGE)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function reasonOf(read: Extract<PlainFile, { problem: string }>): string {
  switch (read.problem) {
    case 'unreadable':
      return messageOf(read.cause)
    case 'irregular':
      return 'it is a folder, a pipe or a device'
    case 'large':
      return TOO_LARGE
  }
}

function unreadable(file: string, reason: string): SetupError {
  return new SetupError('report-unreadable', `report: ${nameOf(file)} cannot be read: ${reason}.`, {
    key: 'report',
    value: file,
    remedy: 'Name the regular file report.json of a run. Write - to read standard input.',
  })
}

function nameOf(file: string): string {
  return file === STANDARD_INPUT ? 'standard input' : showValue(file)
}
