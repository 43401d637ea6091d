import { execFileSync } from 'node:child_process'
import { describe, expect, test } from '@jest/globals'
import { type ProcessResult, runProcess, shellLine } from '../../src/run/process.js'

/** Whether a process runs. One that ended, and that its new parent has not waited for, does not. */
const alive = (pid: number) => {
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z')
  } catch {
    return false
  }
}

/** Runs a shell line that prints numbers of processes, and gives them with the result. */
async function pidsOf(
  command: string,
  options: { timeout?: number; signal?: AbortSignal; onPids?: () => void },
): Promise<{ pids: number[]; result: unknown }> {
  let text = ''
  const result: unknown = await runProcess(shellLine(command), {
    cwd: '/',
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    onOutput: (out) => {
      text += out
      if (text.includes('ready')) options.onPids?.()
    },
  }).catch((error: unknown) => error)
  return { pids: [...text.matchAll(/\d+/g)].map(([pid]) => Number(pid)), result }
}

/** A shell with a child in its group and one in a session of its own, which also starts a child. */
const FAMILY = 'sleep 41 & echo $!; setsid bash -c "sleep 42 & echo \\$!; echo ready; wait" & echo $!; wait'

describe('a process of the run', () => {
  test('a cancel ends the whole tree, with the sessions of their own', async () => {
    const cancel = new AbortController()
    const { pids, result } = await pidsOf(FAMILY, { signal: cancel.signal, onPids: () => cancel.abort() })
    expect(result).toMatchObject({ id: 'cancelled' })
    expect(pids).toHaveLength(3)
    expect(pids.filter(alive)).toEqual([])
  })

  test('a time limit ends the whole tree, even if it ignores the signals that ask', async () => {
    const { pids, result } = await pidsOf(`trap '' INT TERM; ${FAMILY}`, { timeout: 1 })
    expect(result).toMatchObject({ timedOut: true })
    expect(pids).toHaveLength(3)
    expect(pids.filter(alive)).toEqual([])
  })

  test('a daemon that holds the output open does not hold the run', async () => {
    const { pids, result } = await pidsOf('setsid sleep 43 & echo $!; echo the last line', {})
    const { code, stdout } = result as ProcessResult
    expect([code, stdout.endsWith('the last line\n')]).toEqual([0, true])
    expect(pids.filter(alive)).toHaveLength(1)
    for (const pid of pids) process.kill(pid, 'SIGKILL')
  })

  test('all output of a process that ends at once is read', async () => {
    const { stdout, code } = await runProcess(shellLine('head -c 3000000 /dev/zero | tr "\\\\0" a; exit 7'), {
      cwd: '/',
    })
    expect([stdout.length, code]).toEqual([3_000_000, 7])
  })

  test('a command may write more than the result keeps: the last lines stay', async () => {
    let heard = 0
    const { stdout } = await runProcess(shellLine('seq 1 100000'), {
      cwd: '/',
      tail: 20,
      onOutput: (text) => {
        heard += text.length
      },
    })
    expect([stdout, heard]).toEqual(['99998\n99999\n100000\n', 588_895])
  })
})
