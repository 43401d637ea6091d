import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { findDvcRoot, remoteSchemes } from '../../dvc/dvc-root.js'
import { type Engine, startEngine } from '../../dvc/engine.js'
import type { ResidentProcess } from '../../dvc/resident.js'
import { stageEnvironment } from '../../run/child-environment.js'
import type { Host } from '../../run/host.js'
import { dataSchemes } from '../../settings/data-source.js'
import { optionSchemes } from '../../settings/remote-options.js'
import type { Settings } from '../../settings/settings.js'
import { WITH_DVC } from '../../settings/table/modes.js'
import type { ProbedDvc } from '../../toolchain/dvc-probe.js'
import { EXTRA_MODULES, isExtra } from '../../toolchain/extras.js'
import { likelyPython } from '../../toolchain/find-dvc.js'

// The import of DVC takes as long as all other work before its first request. So it starts with the process, before the
// settings are read. It assumes the folder of the command line and the first DVC that is found there. This module
// imports little, so that the start is early. A wrong assumption costs only an unused process.

interface EarlyDvc {
  python: string
  directory: string
  engine: Engine
}

/** The facts of a run that the command line shows before the settings are read. */
export interface Guess {
  mode: string | undefined
  directory: string
}

/** The starting engines, by the signal that all copies of a run share. */
const loading = new WeakMap<AbortSignal, Promise<EarlyDvc | undefined>>()
/** The starting engine that no run has claimed yet. */
let begun: Promise<EarlyDvc | undefined> | undefined
/** Its log lines from before a run claimed it. */
const unheard: string[] = []
/** DVC verifies downloads from all remotes, so that no altered object enters the cache. */
const VERIFY_DOWNLOADS = { verify: true }
/** Modes that always ask DVC: `verify` opens the project only where a part of it needs that. */
const ASKING = new Set<string>(WITH_DVC.filter((mode) => mode !== 'verify'))

/** Reads the mode and the folder from a command line, without validation. */
export function guessOf(argv: readonly string[], cwd: string): Guess {
  const asks = argv.some((argument) => argument === '--help' || argument === '-h')
  const at = argv.findIndex((argument) => argument === '--working-directory' || argument === '-C')
  const named =
    at === -1
      ? argv.flatMap((argument) => /^(?:--working-directory=|-C)(.+)$/s.exec(argument)?.[1] ?? []).at(-1)
      : argv[at + 1]
  return { mode: asks ? undefined : argv[0], directory: resolve(cwd, named ?? '.') }
}

/** Starts the DVC that a run will probably use, without waiting for it. Never throws: the run itself finds errors. */
export async function beginDvc({ mode, directory }: Guess): Promise<void> {
  // On Windows there is no resident engine to start early.
  if (process.platform === 'win32' || mode === undefined || !ASKING.has(mode)) return
  begun = load(directory).catch(() => undefined)
  await begun
}

async function load(named: string, residentOf?: (python: string) => ResidentProcess): Promise<EarlyDvc | undefined> {
  const directory = await realpath(named)
  const [root, python] = await Promise.all([
    findDvcRoot(directory, '/'),
    likelyPython({ env: process.env, cwd: directory }),
  ])
  if (root === undefined || python === undefined) return undefined
  // The trust in the change is not known yet; each request brings its own environment.
  const host = {
    debug: (text: string) => {
      unheard.push(text)
    },
  }
  return {
    python,
    directory,
    engine: startEngine(
      {
        python,
        cwd: directory,
        env: engineEnvironment(false),
        schemes: await remoteSchemes(root),
        config: {},
        host,
        signal: new AbortController().signal,
      },
      residentOf?.(python),
    ),
  }
}

/** Gives the starting DVC to a run, which gets its log lines and can stop it. */
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

/**
 * Gives a run a DVC that several runs of this process share, in each mode: it costs no start.
 * @param residentOf the resident of an interpreter
 */
export function lendDvc(
  host: Host,
  signal: AbortSignal,
  { directory }: Guess,
  residentOf: (python: string) => ResidentProcess,
): void {
  begun = load(directory, residentOf).catch(() => undefined)
  claimDvc(host, signal)
}

/** The facts of an interpreter that already starts DVC; undefined for another interpreter. */
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

/** The engine of the DVC at `python`: the early one if it has that interpreter, else a new one. */
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
    config: {
      core,
      remotes: VERIFY_DOWNLOADS,
      remoteConfig: settings.remoteConfig,
      remoteTimeout: settings.remoteTimeout,
      ...(settings.importTokens.length === 0 ? {} : { importTokens: settings.importTokens }),
      ...(settings.sshKnownHosts === undefined ? {} : { sshKnownHosts: settings.sshKnownHosts }),
    },
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
    schemes: [
      ...(await remoteSchemes(root)),
      ...optionSchemes(settings.remoteConfig),
      ...dataSchemes(settings.retrain.data),
    ],
    host,
    signal,
  })
}

function engineEnvironment(trusted: boolean): NodeJS.ProcessEnv {
  return { ...stageEnvironment(process.env, trusted), DVC_NO_ANALYTICS: '1' }
}
