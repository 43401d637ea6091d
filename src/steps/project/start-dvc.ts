import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { findDvcRoot, remoteSchemes } from '../../dvc/dvc-root.js'
import { type Engine, startEngine } from '../../dvc/engine.js'
import type { Host } from '../../run/host.js'
import { dataSchemes } from '../../settings/data-source.js'
import type { Settings } from '../../settings/settings.js'
import type { ProbedDvc } from '../../toolchain/dvc-probe.js'
import { EXTRA_MODULES, isExtra } from '../../toolchain/extras.js'
import { likelyPython } from '../../toolchain/find-dvc.js'

// Importing DVC takes as long as everything else that a run does before its first question to it. So it begins with the process, before the settings are read,
// on a guess: the folder that the command line names, and the first DVC that is found there. This module loads little, so that it waits for nothing. A wrong
// guess costs nothing but a process that ends unasked.

interface EarlyDvc {
  python: string
  directory: string
  engine: Engine
}

/** What is known of a run before its settings are read. */
export interface Guess {
  mode: string | undefined
  directory: string
}

/** The engines that load, by the signal that every copy of a run shares. */
const loading = new WeakMap<AbortSignal, Promise<EarlyDvc | undefined>>()
/** The one that loads for whoever claims it. */
let begun: Promise<EarlyDvc | undefined> | undefined
/** What it had to say before anybody could hear it. */
const unheard: string[] = []
/** DVC checks what it downloads, whatever the remote: an altered object never enters the cache. */
const VERIFY_DOWNLOADS = { verify: true }
const WITH_DVC = new Set(['validate', 'rebuild', 'retrain', 'rollback', 'plan', 'stage', 'collect', 'lint'])

/** What a command line means, as far as a look at it tells. */
export function guessOf(argv: readonly string[], cwd: string): Guess {
  const asks = argv.some((argument) => argument === '--help' || argument === '-h')
  const at = argv.findIndex((argument) => argument === '--working-directory' || argument === '-C')
  const named =
    at === -1
      ? argv.flatMap((argument) => /^(?:--working-directory=|-C)(.+)$/s.exec(argument)?.[1] ?? []).at(-1)
      : argv[at + 1]
  return { mode: asks ? undefined : argv[0], directory: resolve(cwd, named ?? '.') }
}

/** Begins to load the DVC that a run will probably use; it loads on when this is done. Never throws: what is wrong the run itself finds. */
export async function beginDvc({ mode, directory }: Guess): Promise<void> {
  // Where there is no resident there is nothing to load ahead.
  if (process.platform === 'win32' || mode === undefined || !WITH_DVC.has(mode)) return
  begun = load(directory).catch(() => undefined)
  await begun
}

async function load(named: string): Promise<EarlyDvc | undefined> {
  const directory = await realpath(named)
  const [root, python] = await Promise.all([
    findDvcRoot(directory, '/'),
    likelyPython({ env: process.env, cwd: directory }),
  ])
  if (root === undefined || python === undefined) return undefined
  // Whom to trust is not known yet; each request brings an environment of its own.
  const host = {
    debug: (text: string) => {
      unheard.push(text)
    },
  }
  return {
    python,
    directory,
    engine: startEngine({
      python,
      cwd: directory,
      env: engineEnvironment(false),
      schemes: await remoteSchemes(root),
      config: {},
      host,
      signal: new AbortController().signal,
    }),
  }
}

/** Takes the DVC that loads for a run, which may end it from now on and hears what it has to say. */
export function claimDvc(host: Host, signal: AbortSignal): void {
  if (begun === undefined) return
  loading.set(
    signal,
    begun.then((early) => {
      early?.engine.configure({ host, signal })
      unheard.splice(0).forEach((text) => {
        host.debug(text)
      })
      return early
    }),
  )
  begun = undefined
}

/** What is known of an interpreter because it loads DVC already. */
export async function knownDvc(signal: AbortSignal, python: string): Promise<ProbedDvc | undefined> {
  const early = await loading.get(signal)
  const about = early?.python === python ? await early.engine.about() : undefined
  return (
    about && {
      python: about.executable,
      version: about.version,
      extras: Object.keys(EXTRA_MODULES)
        .filter(isExtra)
        .filter((extra) => about.modules.includes(EXTRA_MODULES[extra])),
    }
  )
}

/** The engine of the DVC at `python`: the one that loads already, if it is of that interpreter. One that is not ends. */
export async function engineOf(
  settings: Settings,
  host: Host,
  signal: AbortSignal,
  { python, directory, root }: { python: string; directory: string; root: string },
): Promise<Engine> {
  const early = await loading.get(signal)
  loading.delete(signal)
  const core = { autostage: false, ...(settings.remote === undefined ? {} : { remote: settings.remote }) }
  const own = {
    env: engineEnvironment(settings.event.trusted),
    config: { core, remotes: VERIFY_DOWNLOADS, remoteConfig: settings.remoteConfig },
  }
  if (early !== undefined) {
    if (early.directory === directory && (await early.engine.about())?.executable === python) {
      early.engine.configure(own)
      return early.engine
    }
    void early.engine.close()
  }
  return startEngine({
    python,
    cwd: directory,
    ...own,
    schemes: [...(await remoteSchemes(root)), ...dataSchemes(settings.retrain.data)],
    host,
    signal,
  })
}

function engineEnvironment(trusted: boolean): NodeJS.ProcessEnv {
  return { ...stageEnvironment(process.env, trusted), DVC_NO_ANALYTICS: '1' }
}

/** The runner's own credentials, such as the one that writes to its cache: it gives them to actions, and to no command of a workflow. */
const RUNNER_CREDENTIALS = /^ACTIONS_(?:RUNTIME_TOKEN|RUNTIME_URL|CACHE_URL|RESULTS_URL)$/
/** MLflow's credentials, which a stranger's code must not see even where the machine has them. */
const TRACKING_CREDENTIALS = /^MLFLOW_TRACKING_(?:TOKEN|USERNAME|PASSWORD|AWS_SIGV4|AUTH|CLIENT_CERT_PATH)$/

/** The environment without the action's own inputs, which may hold secrets that no stage needs. @param trusted false for strangers' code */
export function stageEnvironment(env: NodeJS.ProcessEnv, trusted: boolean): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name, value]) => {
      if (name.startsWith('INPUT_') || RUNNER_CREDENTIALS.test(name)) return false
      return (
        trusted ||
        !(TRACKING_CREDENTIALS.test(name) || (name === 'MLFLOW_TRACKING_URI' && value?.includes('@') === true))
      )
    }),
  )
}
