import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { OutsideError } from '../errors/errors.js'
import { endGroup } from '../run/process-group.js'
import { type Answer, answerOf, ENGINE_FILE, type EngineOptions } from './engine-protocol.js'

/** Runs one request in a separate process. The answers come on file descriptor 3, in the same protocol. */
export async function exchangeOnce(
  options: EngineOptions,
  request: Record<string, unknown>,
  onAnswer: (answer: Answer) => void,
  stop: AbortSignal,
): Promise<number> {
  const child = spawn(options.python, [ENGINE_FILE, '--once'], {
    cwd: options.cwd,
    env: (request['env'] as NodeJS.ProcessEnv | undefined) ?? options.env,
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  })
  let ending: Promise<void> | undefined
  const cancel = () => {
    if (child.pid !== undefined) ending ??= endGroup(child.pid)
  }
  stop.addEventListener('abort', cancel, { once: true })
  try {
    const [stdin, stdout, stderr, answers] = child.stdio
    stdin?.on('error', () => undefined)
    // Standard input stays open: when it closes, the engine knows that this process ended.
    stdin?.write(`${JSON.stringify({ ...request, env: undefined })}\n`)
    stdout?.setEncoding('utf8').on('data', (out: string) => onAnswer({ id: 0, out }))
    stderr?.setEncoding('utf8').on('data', (err: string) => onAnswer({ id: 0, err }))
    let exit: number | undefined
    createInterface({ input: answers as Readable }).on('line', (line) => {
      const answer = answerOf(line)
      if (answer?.exit !== undefined) exit = answer.exit
      else if (answer !== undefined) onAnswer(answer)
    })
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', (cause) =>
        reject(new OutsideError('program-not-started', `cannot run '${options.python}': ${cause.message}.`, { cause })),
      )
      child.once('close', (value) => resolve(value ?? 137))
    })
    await ending
    return exit ?? code
  } finally {
    child.stdin?.destroy()
    stop.removeEventListener('abort', cancel)
  }
}
