import { messageOf } from '../../errors/errors.js'
import type { CheckReport } from '../../report/report.js'
import { shellWord } from '../../report/shell-word.js'
import { LogTail } from '../../run/log-tail.js'
import { runProcess, shellLine, TAIL_OF_COMMAND } from '../../run/process.js'
import { roundSeconds } from '../../run/run.js'
import type { Project } from '../project/project.js'

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
      const report = await runCheck(project, check.name, check.command)
      run.report.checks.push(report)
      outcome.conclusion = report.conclusion
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

async function runCheck(project: Project, name: string, command: string): Promise<CheckReport> {
  const { run } = project
  const started = performance.now()
  const log = new LogTail(2 * LOG_CHARACTERS)
  let code: number
  try {
    const result = await runProcess(shellLine(command), {
      cwd: run.settings.workingDirectory,
      env: project.env,
      signal: run.signal,
      tail: TAIL_OF_COMMAND,
      onOutput: (text) => {
        log.add(text)
        run.host.output(text)
      },
    })
    code = result.code
  } catch (error) {
    if (run.signal.aborted) throw error
    log.add(`${messageOf(error)}\n`)
    code = 127
  }
  return {
    name,
    command,
    conclusion: code === 0 ? 'success' : 'failure',
    seconds: roundSeconds(performance.now() - started),
    log: endOf(run.host.redact(log.text)),
  }
}

/** The last complete lines that fit. */
function endOf(log: string): string {
  if (log.length <= LOG_CHARACTERS) return log
  const tail = log.slice(-LOG_CHARACTERS)
  return tail.slice(tail.indexOf('\n') + 1)
}
