import { spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'

const tailLines = 15
const graceMs = 2000

/** A part that can't be installed: what failed, the last lines that it printed, and what to do next. */
export class LabError extends Error {
  constructor(message, { remedy, tail = [], cause } = {}) {
    super(message, { cause })
    this.name = 'LabError'
    this.remedy = remedy
    this.tail = tail
  }
}

/** The names and passwords that a registry's address may carry don't belong in a log. */
const redact = (text) => text.replace(/(\w:\/\/)[^\s/@'"]+@/g, '$1***@')

const lastLines = (text) =>
  text
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== '')
    .slice(-tailLines)

/** Ends a whole process group: asks, and insists two seconds later or, with what may be left of it, when its leader is gone. */
function endGroup(child) {
  const send = (signal) => {
    try {
      process.kill(-child.pid, signal)
    } catch (error) {
      if (error.code !== 'ESRCH' && error.code !== 'EPERM') throw error
    }
  }
  send('SIGTERM')
  const insist = setTimeout(() => send('SIGKILL'), graceMs)
  child.once('close', () => {
    clearTimeout(insist)
    send('SIGKILL')
  })
}

/**
 * Runs one command, in its own process group so that an interruption ends its children too, and returns what it
 * printed on stdout and stderr. `log` names a file that gets all of it; without one nothing is kept.
 * Throws LabError when it can't be started or its exit code isn't 0, and the signal's reason when that was aborted.
 */
export function runStep([command, ...args], { env, cwd, signal, log, remedy }) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const line = [command, ...args].join(' ')
    const child = spawn(command, args, { env, cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    const abort = () => endGroup(child)
    signal.addEventListener('abort', abort, { once: true })
    const output = { stdout: '', all: '' }
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output.stdout += text
      output.all += text
    })
    child.stderr.setEncoding('utf8').on('data', (text) => (output.all += text))
    child.once('error', (cause) => {
      signal.removeEventListener('abort', abort)
      reject(new LabError(`${command} can't be started (${cause.code ?? cause.message})`, { remedy, cause }))
    })
    child.once('close', (code, killedBy) => {
      signal.removeEventListener('abort', abort)
      const all = redact(output.all)
      if (log !== undefined) appendFileSync(log, `$ ${redact(line)}\n${all}\n`)
      if (signal.aborted) reject(signal.reason)
      else if (code === 0) resolve(output)
      else
        reject(
          new LabError(`${redact(line)}\n  ended with ${killedBy ?? `exit code ${code}`}`, {
            remedy,
            tail: lastLines(all),
          }),
        )
    })
  })
}

/** Runs a command and throws LabError unless it succeeds and says `answer` somewhere. */
export async function expectAnswer(command, answer, step) {
  const { all } = await runStep(command, step)
  if (!all.includes(answer))
    throw new LabError(`${command.join(' ')} should say ${answer}`, {
      remedy: step.remedy,
      tail: lastLines(redact(all)),
    })
}
