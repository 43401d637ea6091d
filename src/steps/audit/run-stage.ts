import { join } from 'node:path'
import { reasonOf } from '../../dvc/dvc-errors.js'
import { LONGEST_LOG } from '../../pipeline/fragment.js'
import type { Stage } from '../../pipeline/project.js'
import { removeTree } from '../../run/file-tree.js'
import { LogTail } from '../../run/log-tail.js'
import { roundSeconds } from '../../run/run.js'
import { withoutPeriod } from '../../text/words.js'
import type { Project } from '../project/project.js'
import { withoutTracking } from '../project/without-tracking.js'
import type { AuditFolder } from './audit-folders.js'

/** One run of a stage. */
export interface StageRun {
  seconds: number
  /** Why it failed, as a clause. */
  failure?: string
  /** The end of its output, redacted. */
  log: string
}

/**
 * Runs one stage in a checkout by force. Neither dvc.lock nor DVC's cache gets anything of it, and no run cache answers.
 * @param seconds time limit, with the name of its setting
 * @param label names the run in the log
 */
export async function runStage(
  project: Project,
  stage: Stage,
  { top, directory }: AuditFolder,
  { env, seconds, label }: { env: NodeJS.ProcessEnv; seconds: number; label: string },
): Promise<StageRun> {
  const { run, dvc, dvcRoot } = project
  // Of this run alone: MLflow fails where two processes create one folder.
  const own = withoutTracking({ ...project, env }, join(top, dvcRoot, '.dvc', 'tmp', 'mlflow'))
  // DVC keeps an output with `persist: true`, which the commit or an earlier run may have.
  for (const { path } of stage.outs) await removeTree(join(directory, path))
  const log = new LogTail(LONGEST_LOG)
  const began = performance.now()
  const state: { ran: boolean; failure?: string } = { ran: false }
  const result = await dvc.run(['repro', '--no-commit', '--no-run-cache', '--', stage.file], {
    cwd: directory,
    env: own.env,
    timeout: seconds,
    plan: { run: [stage.name], force: [stage.name], measure: true },
    onOutput: (text) => {
      log.add(text)
      // Not with /^/gm: for it, some Unicode characters end a line too.
      if (text !== '') run.host.output(`${label} | ${text.replace(/\n(?=[^])/g, () => `\n${label} | `)}`)
    },
    onStage: (event) => {
      if (event.stage !== stage.name) return
      if (event.state === 'running') run.host.status(`audit: ${stage.name}, ${label}`)
      if (event.state === 'ran') state.ran = true
      if (event.state === 'failed') state.failure = event.message ?? 'it failed'
    },
  })
  const failure = result.timedOut
    ? `it took longer than ${seconds} s (evaluate-timeout)`
    : (state.failure ?? (state.ran ? undefined : withoutPeriod(reasonOf(result.stderr)) || 'DVC did not run it'))
  return {
    seconds: roundSeconds(performance.now() - began),
    log: run.host.redact(log.text),
    ...(failure === undefined ? {} : { failure: withoutPeriod(run.host.redact(failure)) }),
  }
}
