import type { ChildProcess } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { basename, join } from 'node:path'

const ENGINE = join('dvc_ci_engine', '__main__.py')

/** Runs a function. @returns its result with the arguments of each Python, but DVC's, that this process started */
export async function withStartedPythons<Result>(
  body: () => Promise<Result>,
): Promise<{ result: Result; pythons: string[][] }> {
  const started: ChildProcess[] = []
  // Node tells a process before its program is known.
  const note = (message: unknown) => started.push((message as { process: ChildProcess }).process)
  subscribe('child_process', note)
  try {
    const result = await body()
    const pythons = started.flatMap(({ spawnargs: [program = '', ...argv] = [] }) =>
      /^python[\d.]*$/.test(basename(program)) && argv[0]?.endsWith(ENGINE) !== true ? [argv] : [],
    )
    return { result, pythons }
  } finally {
    unsubscribe('child_process', note)
  }
}
