/**
 * Runs requests of the command line in this process, with one resident DVC for all of them. jest's set-up bundles this
 * file with the sources, and puts the variables of in-process-globals.ts in the place of those of `process`.
 */
import { answerRequest, reportFailure } from '../../src/command-request.js'
import { ResidentProcess } from '../../src/dvc/resident.js'
import { createTerminalHost } from '../../src/run/terminal-host.js'
import { secretsOfVariables } from '../../src/settings/secrets.js'
import { guessOf, lendDvc } from '../../src/steps/project/start-dvc.js'
import { contexts, type Ran } from './in-process-globals.js'

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

/** Ends every resident DVC. */
export async function closeRuns(): Promise<void> {
  await Promise.all([...residents.values()].map((resident) => resident.close()))
  residents.clear()
}

function residentOf(python: string, env: NodeJS.ProcessEnv): ResidentProcess {
  const known = residents.get(python)
  if (known) return known
  const { signal } = new AbortController()
  const host = { debug: () => undefined }
  const started = new ResidentProcess({ python, cwd: '/', env, schemes: [], config: {}, host, signal })
  residents.set(python, started)
  return started
}
