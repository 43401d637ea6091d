import { relative } from 'node:path'
import type { ExitCode } from './errors/errors.js'
import { messageWithId } from './report/error-report.js'
import { renderTerminal, type TerminalOptions } from './report/terminal.js'
import { failedRun } from './run/failed-run.js'
import { keepLastPage } from './run/last-page.js'
import { redactStrings } from './run/redact.js'
import { filesOfOptions, writeRunFiles } from './run/run-files.js'
import type { TerminalHost } from './run/terminal-host.js'
import { version } from './run/version.js'
import type { DriverFiles } from './settings/arguments.js'
import { type CliRequest, loadCliSettings } from './settings/load.js'
import { secretsOf } from './settings/secrets.js'

/**
 * Runs the request of a command line.
 * @returns its exit code
 * @throws errors of requests without a report of their own
 */
export async function answerRequest(
  argv: readonly string[],
  host: TerminalHost,
  signal: AbortSignal,
): Promise<ExitCode> {
  const request = await loadCliSettings(argv, process.env, process.cwd())
  switch (request.kind) {
    case 'help':
      host.print(request.text.endsWith('\n') ? request.text : `${request.text}\n`)
      return 0
    case 'version':
      host.print(`${version()}\n`)
      return 0
    case 'merge-driver':
      return mergeDriver(request.files)
    case 'init': {
      const { initialize } = await import('./flows/init.js')
      return initialize(request.request, host, signal)
    }
    case 'explain': {
      const { explain } = await import('./flows/explain.js')
      host.print(explain(request.id, host.colour))
      return 0
    }
    case 'completion': {
      const { completion } = await import('./flows/completion.js')
      host.print(completion(request.shell))
      return 0
    }
    case 'open': {
      const { openLastPage } = await import('./flows/open.js')
      host.print(`${await openLastPage(await folderOf(request.directory), host, signal)}\n`)
      return 0
    }
    case 'report': {
      const { showReport } = await import('./flows/report.js')
      const text = await showReport(request, process.cwd(), appearance(host))
      if (text !== '') host.print(text)
      return 0
    }
    case 'install-hooks': {
      const { installHooks } = await import('./flows/install-hooks.js')
      host.print(`${await installHooks(await folderOf(request.directory), request.uninstall, host, signal)}\n`)
      return 0
    }
    case 'run':
      return run(request, host, signal)
  }
}

/**
 * Git treats every exit code from 129 on as a crash and stops the whole merge. 1 is a conflict, which a person
 * resolves.
 */
async function mergeDriver(files: DriverFiles): Promise<0 | 1> {
  const { runMergeDriver } = await import('./flows/merge-driver.js')
  return runMergeDriver(files, process.cwd())
}

/** The folder that `-C` names. @throws {SetupError} there is none */
async function folderOf(directory = '.'): Promise<string> {
  const { projectDirectory } = await import('./settings/config-file.js')
  return projectDirectory(process.cwd(), directory)
}

function appearance({ colour, width }: TerminalHost): TerminalOptions {
  return { colour, ...(width === undefined ? {} : { width }) }
}

async function run(
  { settings, json, quiet }: Extract<CliRequest, { kind: 'run' }>,
  host: TerminalHost,
  signal: AbortSignal,
): Promise<ExitCode> {
  for (const secret of secretsOf(settings, process.env)) host.mask(secret)
  signal.throwIfAborted()
  const { execute } = await import('./flows/run-flow.js')
  const { report, exitCode, ...facts } = await execute(settings, host, signal)
  if (json) {
    if (exitCode !== 0) host.fail(messageWithId(report))
    host.printJson(report)
  } else {
    const top = facts.root === undefined ? '' : relative(settings.shellFolder, facts.root)
    host.print(`${quiet ? '' : '\n'}${renderTerminal(report, { ...appearance(host), quiet, top })}`)
  }
  if (settings.event.name === 'local')
    keepLastPage(
      facts,
      redactStrings(report, (text) => host.redact(text)),
      host,
    )
  return exitCode
}

/** Reports a run that has no report of its own, and writes the report files that the command line asks for. */
export function reportFailure(error: unknown, argv: readonly string[], host: TerminalHost, json: boolean): ExitCode {
  const { report, exitCode, stack } = failedRun(error, argv[0], process.env)
  report.message = host.redact(report.message)
  if (report.error !== undefined) report.error = redactStrings(report.error, (text) => host.redact(text))
  host.fail(messageWithId(report))
  if (stack !== undefined) host.debug(stack)
  writeRunFiles(filesOfOptions(argv, process.cwd()), report, (message) => {
    host.fail(message)
  })
  if (json) host.printJson(report)
  return exitCode
}
