import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { joinPath } from '../../dvc/project-files.js'
import { medianOf } from '../../metrics/median.js'
import { metricFiles } from '../../pipeline/evaluation.js'
import { LONGEST_LOG } from '../../pipeline/fragment.js'
import { LogTail } from '../../run/log-tail.js'
import { runProcess, shellLine, TAIL_OF_COMMAND } from '../../run/process.js'
import type { StepOutcome } from '../../run/run.js'
import { lastLine } from '../../text/words.js'
import { openBackup } from '../project/backup.js'
import type { Project } from '../project/project.js'
import { undoOtherChanges } from './evaluate-stages.js'
import { addUnmeasured, addWritten, emptyMeasured, type Measured } from './measurements.js'
import { keepPredictions, writtenSince } from './predictions.js'

/** Measures with the user's command: reads the metrics file that it writes. */
export async function runEvaluationCommand(
  project: Project,
  command: string,
  written: string,
  outcome: StepOutcome,
): Promise<Measured> {
  const { run, git } = project
  const metrics = joinPath(written)
  const measured = emptyMeasured()
  const before = await git.uncommitted()
  const backup = await openBackup(project)
  try {
    await backup.move(resolve(run.settings.workingDirectory, metrics))
    const runs: Measured['files'][] = []
    const log = new LogTail(LONGEST_LOG)
    const changedPredictions = await writtenSince(project)
    let failure: string | undefined
    for (let time = 1; time <= run.settings.metrics.repeat && failure === undefined; time++) {
      await rm(resolve(run.settings.workingDirectory, metrics), { force: true })
      failure = await runOnce(project, command, log)
      if (failure !== undefined) break
      const read = emptyMeasured()
      await addWritten(project, read, [metrics])
      runs.push(read.files)
    }
    if (failure === undefined) {
      const { repeat } = run.settings.metrics
      outcome.message = `measured by '${command}'${repeat === 1 ? '' : `, the median of ${repeat}`}`
      measured.files = medianOf(runs)
      measured.predictions = await keepPredictions(project, 'change', await changedPredictions())
      // A file that dvc.yaml does not declare and Git does not track makes no claim.
      const declared = metricFiles(project.index).some(({ path }) => path === metrics)
      if (
        !declared &&
        (await git.listFiles(undefined, [`:(literal)${project.inGit(metrics)}`])).length === 0 &&
        measured.files.get(metrics)?.problem === undefined
      )
        measured.alreadyReported.add(metrics)
    } else {
      outcome.conclusion = 'failure'
      outcome.message = `'${command}' failed: ${failure}`
      run.report.lint.push({
        rule: 'evaluation-failed',
        severity: 'error',
        message: `The evaluation command '${command}' failed: ${failure}.`,
        ...(log.text.trim() === '' ? {} : { log: run.host.redact(log.text) }),
      })
      addUnmeasured(measured, [metrics], `the evaluation command failed: ${failure}`)
    }
  } finally {
    await backup.restore()
  }
  await undoOtherChanges(project, before, `The evaluation command '${command}'`)
  return measured
}

/** @returns why it failed, as a clause */
async function runOnce({ run, env }: Project, command: string, log: LogTail): Promise<string | undefined> {
  const seconds = run.settings.validate.evaluateTimeout
  const result = await runProcess(shellLine(command), {
    cwd: run.settings.workingDirectory,
    env,
    signal: run.signal,
    timeout: seconds,
    tail: TAIL_OF_COMMAND,
    onOutput: (text) => {
      log.add(text)
      run.host.output(text)
    },
  })
  if (result.timedOut) return `it took longer than ${seconds} s (evaluate-timeout)`
  const said = lastLine(result.stderr) || lastLine(result.stdout)
  return result.code === 0 ? undefined : `exit code ${result.code}${said === '' ? '' : `: ${said}`}`
}
