import { openSync } from 'node:fs'
import { messageOf, SetupError } from '../errors/errors.js'

/** The terminal of a process (tty(4)), also where its standard streams are pipes. */
const TERMINAL = '/dev/tty'

/** True where a person sits at the process: one of its standard streams is a terminal. */
export function hasTerminal(): boolean {
  return [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY)
}

/**
 * Reads a line from the terminal.
 * @throws {SetupError} the user ended the input (Ctrl-D): an empty line may mean yes, and this is no answer
 */
export async function ask(question: string, signal: AbortSignal): Promise<string> {
  const { createInterface } = await import('node:readline/promises')
  const terminal = await openTerminal()
  const prompt = createInterface({ input: terminal.input, output: terminal.output })
  // While readline reads, it handles Ctrl-C itself.
  prompt.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  try {
    return await Promise.race([
      prompt.question(question, { signal }),
      new Promise<never>((_, reject) => prompt.once('close', () => reject(ended()))),
    ])
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    prompt.close()
    terminal.close()
  }
}

function ended(): SetupError {
  return new SetupError('not-confirmed', 'the input ended before an answer, so nothing was done.', {
    key: 'yes',
    value: '',
    remedy: 'Use `--yes` to answer every question with yes.',
  })
}

/** The streams of the terminal: those of the process, or the device itself where one of them is a pipe or a file. */
async function openTerminal(): Promise<{ input: NodeJS.ReadableStream; output: NodeJS.WritableStream; close(): void }> {
  if (process.stdin.isTTY && process.stderr.isTTY)
    return { input: process.stdin, output: process.stderr, close: () => undefined }
  const { ReadStream, WriteStream } = await import('node:tty')
  try {
    const [input, output] = [new ReadStream(openSync(TERMINAL, 'r')), new WriteStream(openSync(TERMINAL, 'w'))]
    return {
      input,
      output,
      close: () => {
        input.destroy()
        output.destroy()
      },
    }
  } catch (cause) {
    throw new SetupError('not-confirmed', `the terminal cannot be asked (${messageOf(cause)}), so nothing was done.`, {
      key: 'yes',
      value: '',
      remedy: 'Use `--yes` to answer every question with yes.',
      cause,
    })
  }
}
