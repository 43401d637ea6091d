import { realpath } from 'node:fs/promises'
import { findDvcRoot, remoteSchemes } from '../dvc/dvc-root.js'
import { startEngine, type Engine } from '../dvc/engine.js'
import type { Host } from '../run/host.js'
import { dataSchemes } from '../settings/retrain.js'
import type { Settings } from '../settings/settings.js'
import type { ProbedDvc } from '../toolchain/dvc-probe.js'
import { EXTRA_MODULES, isExtra } from '../toolchain/extras.js'
import { likelyPython } from '../toolchain/find-dvc.js'

// Importing DVC takes as long as everything else that a run does before its first question to it. So it begins with the run, on the guess that the first DVC
// that is found will be the one; this module loads little, so that it does not wait for the flows. A wrong guess costs nothing but a process that ends unasked.

interface EarlyDvc {
  python: string
  engine: Engine
}

/** The engines that load, by the signal that every copy of a run shares. */
const loading = new WeakMap<AbortSignal, Promise<EarlyDvc | undefined>>()
/** DVC checks what it downloads, whatever the remote: an altered object never enters the cache. */
const VERIFY_DOWNLOADS = { verify: true }
const WITHOUT_DVC: readonly Settings['mode'][] = ['command', 'resolve']

/** Begins to load the DVC that a run will probably use; it loads on when this is done. Never throws: what is wrong the run itself finds. */
export async function beginDvc(settings: Settings, host: Host, signal: AbortSignal): Promise<void> {
  // Where there is no resident there is nothing to load ahead.
  if (process.platform === 'win32' || WITHOUT_DVC.includes(settings.mode)) return
  const started = load(settings, host, signal).catch(() => undefined)
  loading.set(signal, started)
  await started
}

async function load(settings: Settings, host: Host, signal: AbortSignal): Promise<EarlyDvc | undefined> {
  const directory = await realpath(settings.workingDirectory)
  const [root, python] = await Promise.all([findDvcRoot(directory, '/'), likelyPython({ env: process.env, cwd: directory })])
  if (root === undefined || python === undefined || signal.aborted) return undefined
  return { python, engine: startEngine({ python, ...await engineOptions(settings, directory, root), host, signal }) }
}

/** What is known of an interpreter because it loads DVC already. */
export async function knownDvc(signal: AbortSignal, python: string): Promise<ProbedDvc | undefined> {
  const early = await loading.get(signal)
  const about = early?.python === python ? await early.engine.about() : undefined
  return about && { python: about.executable, version: about.version, extras: Object.keys(EXTRA_MODULES).filter(isExtra).filter((extra) => about.modules.includes(EXTRA_MODULES[extra])) }
}

/** The engine of the DVC at `python`: the one that loads already, if it is of that interpreter. One that is not ends. */
export async function engineOf(settings: Settings, host: Host, signal: AbortSignal, { python, directory, root }: { python: string; directory: string; root: string }): Promise<Engine> {
  const early = await loading.get(signal)
  loading.delete(signal)
  if (early !== undefined) {
    if ((await early.engine.about())?.executable === python) return early.engine
    void early.engine.close()
  }
  return startEngine({ python, ...await engineOptions(settings, directory, root), host, signal })
}

async function engineOptions(settings: Settings, directory: string, root: string) {
  const core = { autostage: false, ...(settings.remote === undefined ? {} : { remote: settings.remote }) }
  return {
    cwd: directory, env: { ...stageEnvironment(process.env, settings.event.trusted), DVC_NO_ANALYTICS: '1' }, schemes: [...await remoteSchemes(root), ...dataSchemes(settings.retrain.data)],
    config: { core, remotes: VERIFY_DOWNLOADS, remoteConfig: settings.remoteConfig },
  }
}

/** The runner's own credentials, such as the one that writes to its cache: it gives them to actions, and to no command of a workflow. */
const RUNNER_CREDENTIALS = /^ACTIONS_(?:RUNTIME_TOKEN|RUNTIME_URL|CACHE_URL|RESULTS_URL)$/
/** MLflow's credentials, which a stranger's code must not see even where the machine has them. */
const TRACKING_CREDENTIALS = /^MLFLOW_TRACKING_(?:TOKEN|USERNAME|PASSWORD|AWS_SIGV4|AUTH|CLIENT_CERT_PATH)$/

/** The environment without the action's own inputs, which may hold secrets that no stage needs. @param trusted false for strangers' code */
export function stageEnvironment(env: NodeJS.ProcessEnv, trusted: boolean): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name, value]) => {
    if (name.startsWith('INPUT_') || RUNNER_CREDENTIALS.test(name)) return false
    return trusted || !(TRACKING_CREDENTIALS.test(name) || (name === 'MLFLOW_TRACKING_URI' && value?.includes('@') === true))
  }))
}
