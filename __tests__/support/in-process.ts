/**
 * Runs requests of the command line in this process, with one resident DVC for all of them. jest's set-up bundles this
 * file with the sources, and puts the variables of in-process-globals.ts in the place of those of `process`.
 */
import * as core from '@actions/core'
import { answerStep, guessOfAction } from '../../src/action-request.js'
import { answerRequest, reportFailure } from '../../src/command-request.js'
import { ResidentProcess } from '../../src/dvc/resident.js'
import { createActionsHost } from '../../src/run/actions-host.js'
import { createTerminalHost } from '../../src/run/terminal-host.js'
import { secretsOfVariables } from '../../src/settings/secrets.js'
import { guessOf, lendDvc } from '../../src/steps/project/start-dvc.js'
import { contexts, type Ran } from './in-process-globals.js'

/** A client that the engine has not imported is imported by each request. It skips those that its DVC lacks. */
const SCHEMES = ['s3', 'gs', 'azure', 'ssh', 'webdav']
/** The lab's DVC, and the program that leads to it: the set-up defines them. */
declare const sharedPython: string
declare const relay: string
const residents = new Map<string, ResidentProcess>()

/** Runs `dvc-ci ARGV` in a folder, as `src/command-line.ts` does, without its handling of signals. */
export async function runHere(argv: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Ran> {
  const context = { cwd, env: { ...env }, stdout: '', stderr: '' }
  const code = await contexts.run(context, async () => {
    const json = argv.includes('--json')
    const verbose = argv.includes('--verbose') || argv.includes('-v')
    const quiet = argv.includes('--quiet') || argv.includes('-q')
    const host = createTerminalHost({ env, verbose, json, quiet })
    const { signal } = new AbortController()
    lendDvc(host, signal, guessOf(argv, cwd), (python) => residentOf(python, env))
    for (const secret of secretsOfVariables(env)) host.mask(secret)
    try {
      return await answerRequest(argv, host, signal)
    } catch (error) {
      return reportFailure(error, argv, host, json)
    } finally {
      host.close()
    }
  })
  return { code, stdout: context.stdout, stderr: context.stderr }
}

/** Runs the action in a folder, as `src/action.ts` does, without its handling of signals. @param env of the step */
export async function runStepHere(cwd: string, env: NodeJS.ProcessEnv): Promise<Ran> {
  const context = { cwd, env: { ...env }, stdout: '', stderr: '' }
  const code = await contexts.run(context, () => {
    // The toolkit keeps the path of the first summary.
    Object.assign(core.summary, { _filePath: undefined })
    const host = createActionsHost()
    const { signal } = new AbortController()
    lendDvc(host, signal, guessOfAction(), (python) => residentOf(python, env))
    return answerStep(host, signal)
  })
  return { code, stdout: context.stdout, stderr: context.stderr }
}

/** Ends every resident DVC. */
export async function closeRuns(): Promise<void> {
  await Promise.all([...residents.values()].map((resident) => resident.close()))
  residents.clear()
}

/** The resident of an interpreter. That of the lab's DVC is shared by all suites: scripts/jest/dvc-server.mjs. */
function residentOf(python: string, env: NodeJS.ProcessEnv): ResidentProcess {
  const known = residents.get(python)
  if (known) return known
  const { signal } = new AbortController()
  const host = { debug: () => undefined }
  const started = new ResidentProcess({
    python: python === sharedPython ? relay : python,
    cwd: '/',
    env,
    schemes: SCHEMES,
    config: {},
    host,
    signal,
  })
  residents.set(python, started)
  return started
}
