import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LabError } from './step.mjs'

const pollMs = 250
const patienceMs = 30 * 60_000

/**
 * The clock tick at which a process started, from /proc, or '' where there is none (macOS). In a container the same
 * few process numbers come back after every restart, so a number alone can't tell a live owner from a dead one.
 */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

function isAlive(owner) {
  const [pid, start] = owner.split('-')
  if (Number(pid) === process.pid) return false
  try {
    process.kill(Number(pid), 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
  return start === startOf(pid)
}

/** Runs a file operation and says whether it succeeded, where losing it to another process is an expected outcome. */
function attempt(operation, expected) {
  try {
    operation()
    return true
  } catch (error) {
    if (expected.includes(error.code)) return false
    throw error
  }
}

const me = () => `${process.pid}-${startOf(process.pid)}`

/**
 * Tries once. The lock is a directory with a file named after its owner, and is held by the process that finds no other file
 * there after writing its own. A dead owner's file goes by its own name, so that can't hit an owner that came in
 * between. Returns null when the lock is ours, else the live owner, or 'another' when it moved under our eyes.
 */
function tryLock(directory) {
  attempt(() => mkdirSync(directory), ['EEXIST'])
  let owners = []
  if (!attempt(() => (owners = readdirSync(directory)), ['ENOENT'])) return 'another'
  const alive = owners.find(isAlive)
  if (alive !== undefined) return alive
  for (const dead of owners) rmSync(join(directory, dead), { force: true })
  const mine = join(directory, me())
  if (!attempt(() => writeFileSync(mine, ''), ['ENOENT'])) return 'another'
  const others = readdirSync(directory).filter((name) => name !== me())
  if (others.length === 0) return null
  rmSync(mine, { force: true })
  return others[0] ?? 'another'
}

/**
 * Waits for the lock, which keeps two calls from installing into the same directory, and returns the function that
 * gives it back. Throws LabError after half an hour.
 */
export async function takeLock(directory, { print, signal }) {
  const deadline = Date.now() + patienceMs
  let told = false
  for (;;) {
    const owner = tryLock(directory)
    if (owner === null) break
    const pid = owner.split('-')[0]
    if (Date.now() > deadline) {
      throw new LabError(`the lock ${directory} has been held by process ${pid} for half an hour`, {
        remedy: `if that process is not a lab, delete the directory ${directory} and run the command again`,
      })
    }
    if (!told && owner !== 'another') {
      print(`waiting for another one that is at work here (process ${pid})`)
      told = true
    }
    await sleep(pollMs * (0.5 + Math.random()), undefined, { signal })
  }
  return () => {
    rmSync(join(directory, me()), { force: true })
    attempt(() => rmdirSync(directory), ['ENOENT', 'ENOTEMPTY', 'EEXIST'])
  }
}
