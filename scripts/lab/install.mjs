import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { installEnvironment } from './environment.mjs'
import { dropGoCaches } from './go.mjs'
import { takeLock } from './lock.mjs'
import { parts } from './parts.mjs'
import { lab } from './paths.mjs'
import { clear, isCurrent, stamp } from './stamp.mjs'
import { LabError } from './step.mjs'

const logDirectory = join(lab.directory, 'log')
const versionsFile = 'scripts/lab/versions.mjs'
const secondsSince = (start) => ((performance.now() - start) / 1000).toFixed(1)

/**
 * Installs one part from nothing. The stamp comes last: an interrupted installation starts again next time. The
 * check has a HOME of its own: act and mlflow write their settings into it when they first run, and DVC and Git read theirs.
 */
async function install(part, { signal, need, begin }) {
  clear(part)
  const log = join(logDirectory, `${part.name}.log`)
  rmSync(log, { force: true })
  const step = { env: installEnvironment(), cwd: lab.directory, signal, log, begin }
  await part.install(step, need)
  const home = {
    ...step.env,
    HOME: join(lab.directory, 'home'),
    XDG_CONFIG_HOME: join(lab.directory, 'home', '.config'),
  }
  await part.check({ ...step, env: home, remedy: `the pinned version may not fit this machine: see ${versionsFile}` })
  stamp(part)
}

/** Why a part isn't there, as lines to print. */
function explain(part, error) {
  if (!(error instanceof LabError)) return [`${part.label} FAILED: ${error.stack ?? error}`]
  const log = join(logDirectory, `${part.name}.log`)
  return [
    `${part.label} FAILED: ${error.message}`,
    ...error.tail.map((line) => `    ${line}`),
    ...(error.remedy === undefined ? [] : [`  what to do: ${error.remedy}`]),
    ...(existsSync(log) ? [`  all of its output: ${log}`] : []),
  ]
}

/**
 * Installs the named parts and those they need, side by side where they don't need each other, and prints one line for each.
 * What is there already is left alone, without taking the lock. Returns the names of the parts that failed; one failure doesn't stop the others.
 * Throws the signal's reason when that is aborted, after every child is gone.
 */
export async function installParts(names, { print, signal }) {
  const start = performance.now()
  const missing = names.map((name) => parts.get(name)).filter((part) => !isCurrent(part))
  if (missing.length === 0) {
    for (const name of names) print(`${parts.get(name).label} ready (${secondsSince(start)} s)`)
    return []
  }
  print(`installing ${missing.map(({ label }) => label).join(', ')} in .lab; the first time takes a minute or two`)
  mkdirSync(logDirectory, { recursive: true })
  const release = await takeLock(join(lab.directory, 'lock'), { print, signal })
  try {
    return await installUnderLock(names, { print, signal })
  } finally {
    release()
  }
}

async function installUnderLock(names, { print, signal }) {
  const failed = []
  const running = new Map()
  const bring = (name) => {
    if (!running.has(name)) running.set(name, bringOnce(parts.get(name)))
    return running.get(name)
  }
  const need = async (name) => {
    if (!(await bring(name))) throw new LabError(`it needs ${name}, which could not be installed`)
  }
  const bringOnce = async (part) => {
    let start = performance.now()
    // The seconds that are printed are the part's own, without its wait for another one.
    const begin = () => (start = performance.now())
    try {
      const there = isCurrent(part)
      if (!there) await install(part, { signal, need: (name) => need(name).then(begin), begin })
      print(`${part.label} ${there ? 'ready' : 'installed'} (${secondsSince(start)} s)`)
      return true
    } catch (error) {
      if (signal.aborted) return false
      failed.push(part.name)
      for (const line of explain(part, error)) print(line)
      return false
    }
  }
  const start = performance.now()
  await Promise.all(names.map(bring))
  signal.throwIfAborted()
  if (failed.length > 0) return failed
  dropGoCaches()
  print(`done (${secondsSince(start)} s)`)
  return []
}
