import { realpath } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import { messageOf } from '../../errors/errors.js'
import { CheckAnnotations } from '../../report/check-annotations.js'
import type { CheckAnnotation, CheckReport } from '../../report/report.js'
import { shellWord } from '../../report/shell-word.js'
import { LogTail } from '../../run/log-tail.js'
import { runProcess, shellLine, TAIL_OF_COMMAND } from '../../run/process.js'
import { isInside } from '../../run/real-path.js'
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
  return {
    name,
    command,
    conclusion: code === 0 ? 'success' : 'failure',
    seconds: roundSeconds(performance.now() - started),
    log: endOf(run.host.redact(log.text)),
    ...(await annotationsOf(project, printed)),
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
    const path = file === undefined ? undefined : await trackablePath(git.root, directory, file)
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

/**
 * A file that a tool named, as Git names it. Tools name files absolutely, relative to their folder, or relative to the
 * top of the repository.
 * @returns undefined for a file that does not exist, is Git's own, or is outside of the repository, also through a link
 */
async function trackablePath(root: string, directory: string, file: string): Promise<string | undefined> {
  for (const from of [directory, root]) {
    const path = await realpath(resolve(from, file)).catch(() => undefined)
    if (path === undefined || path === root || !isInside(root, path)) continue
    const inGit = relative(root, path).split(sep).join('/')
    if (inGit.split('/')[0] !== '.git') return inGit
  }
  return undefined
}

/** The last complete lines that fit. */
function endOf(log: string): string {
  if (log.length <= LOG_CHARACTERS) return log
  const tail = log.slice(-LOG_CHARACTERS)
  return tail.slice(tail.indexOf('\n') + 1)
}
