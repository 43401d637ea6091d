import { messageOf } from '../../errors/errors.js'
import { CheckAnnotations } from '../../report/check-annotations.js'
import type { CheckAnnotation, CheckReport } from '../../report/check-report.js'
import { passedWithFailures } from '../../report/check-report-findings.js'
import { hasFailures } from '../../report/check-results.js'
import { LogTail } from '../../run/log-tail.js'
import { runProcess, shellLine, TAIL_OF_COMMAND } from '../../run/process.js'
import { roundSeconds } from '../../run/run.js'
import type { Check } from '../../settings/settings.js'
import { shellWord } from '../../text/shell-word.js'
import type { Project } from '../project/project.js'
import { CheckReports } from './check-reports.js'
import { repositoryPath } from './repository-path.js'

/** Characters of a check's log that the report keeps: the last ones, where tools write their errors. */
const LOG_CHARACTERS = 20_000

/** Runs the user's checks in order, each as its own step. A failure does not stop the later ones. */
export async function runChecks(project: Project): Promise<void> {
  const { run } = project
  if (run.settings.checks.length === 0) {
    run.skip('checks', 'no checks are configured')
    return
  }
  for (const check of run.settings.checks) {
    const before = await project.git.uncommitted()
    await run.step(`check ${check.name}`, async (outcome) => {
      const report = await runCheck(project, check)
      run.report.checks.push(report)
      outcome.conclusion = report.conclusion
      // A finding says why a check has a warning.
      if (report.conclusion !== 'warning')
        outcome.message = report.conclusion === 'success' ? check.command : `'${check.command}' failed`
      if (report.conclusion === 'failure')
        // The report annotates it at the end of the run.
        run.host.info(`check ${check.name} failed: ${check.command}`)
    })
    const known = new Set(before.map(({ path }) => path))
    for (const { path } of (await project.git.uncommitted()).filter(
      (entry) => !known.has(entry.path) && !entry.untracked,
    )) {
      run.report.lint.push({
        rule: 'check-changes-files',
        path,
        severity: 'warning',
        message: `The check ${check.name} changes ${path}, which Git tracks. Let the check only compare, or run it and commit the change.`,
        fix: `git commit -- ${shellWord(path)}`,
      })
    }
  }
}

async function runCheck(project: Project, check: Check): Promise<CheckReport> {
  const { run } = project
  const { name, command } = check
  const files = await CheckReports.before(project, check)
  const started = performance.now()
  const log = new LogTail(2 * LOG_CHARACTERS)
  const printed = new CheckAnnotations((text) => run.host.redact(text))
  let code: number
  try {
    const result = await runProcess(shellLine(command), {
      cwd: run.settings.workingDirectory,
      env: project.env,
      signal: run.signal,
      tail: TAIL_OF_COMMAND,
      onOutput: (text) => {
        log.add(text)
        printed.add(text)
        run.host.output(text)
      },
    })
    code = result.code
  } catch (error) {
    if (run.signal.aborted) throw error
    log.add(`${messageOf(error)}\n`)
    code = 127
  }
  const seconds = roundSeconds(performance.now() - started)
  const { results, findings } = await files.read()
  run.report.lint.push(...findings)
  const isDoubtful = code === 0 && results !== undefined && hasFailures(results.totals)
  if (isDoubtful)
    run.report.lint.push(
      passedWithFailures(
        name,
        results.totals,
        results.files.map(({ path }) => path),
      ),
    )
  return {
    name,
    command,
    conclusion: isDoubtful ? 'warning' : code === 0 ? 'success' : 'failure',
    seconds,
    log: endOf(run.host.redact(log.text)),
    ...(await annotationsOf(project, printed)),
    ...(results === undefined ? {} : { results }),
  }
}

/** What the tools of a check annotated, at the files of the repository. */
async function annotationsOf(
  { git, directory }: Project,
  printed: CheckAnnotations,
): Promise<Pick<CheckReport, 'annotations' | 'annotations_omitted'>> {
  const { annotations: found, omitted } = printed.result()
  if (found.length === 0) return {}
  const annotations: CheckAnnotation[] = []
  for (const { file, line, column, ...annotation } of found) {
    const path = file === undefined ? undefined : await repositoryPath(git.root, [directory, git.root], file)
    annotations.push({
      ...annotation,
      // A line of a file that is not named means nothing.
      ...(path === undefined
        ? {}
        : { path, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) }),
    })
  }
  return { annotations, ...(omitted === 0 ? {} : { annotations_omitted: omitted }) }
}

/** The last complete lines that fit. */
function endOf(log: string): string {
  if (log.length <= LOG_CHARACTERS) return log
  const tail = log.slice(-LOG_CHARACTERS)
  return tail.slice(tail.indexOf('\n') + 1)
}
