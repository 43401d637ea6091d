import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { basename } from 'node:path'

/** Runs a function. @returns its result with the arguments of each Python that this process started meanwhile */
export async function withStartedPythons<Result>(
  body: () => Promise<Result>,
): Promise<{ result: Result; pythons: string[][] }> {
  const pythons: string[][] = []
  const note = (message: unknown) => {
    const [program = '', ...argv] = (message as { process: { spawnargs: string[] } }).process.spawnargs
    if (/^python[\d.]*$/.test(basename(program))) pythons.push(argv)
  }
  subscribe('child_process', note)
  try {
    return { result: await body(), pythons }
  } finally {
    unsubscribe('child_process', note)
  }
}
