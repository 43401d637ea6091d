import { runProgram } from './program.js'

const PROGRAM = `
  import { setTimeout as sleep } from 'node:timers/promises'
  import { listenForCancel } from './src/run/cancel.ts'
  import { messageOf } from './src/errors/errors.ts'
  import { runProcess } from './src/run/process.ts'
  const { signal, dispose } = listenForCancel({ onCancel: (name) => console.log('cancel ' + name) })
  signal.addEventListener('abort', () => console.log('reason ' + signal.reason.exitCode + ' ' + messageOf(signal.reason)))
`
const lastLine = (text: string) => text.trimEnd().split('\n').at(-1)

test.each(['SIGINT', 'SIGTERM'] as const)('%s aborts the run, which then ends itself', async (name) => {
  const ran = await runProgram(
    `${PROGRAM}
    console.log('ready')
    await sleep(600_000, undefined, { signal }).catch(() => undefined)
    console.log('report written')
    dispose()
    process.exitCode = 130`,
    {
      onOutput: (stdout, kill) => {
        if (stdout.endsWith('ready\n')) kill(name)
      },
    },
  )
  expect(ran.stdout).toBe(`ready\ncancel ${name}\nreason 130 cancelled by ${name}.\nreport written\n`)
  expect(ran.code).toBe(130)
})

test('a second SIGINT ends the run and its processes at once with 130', async () => {
  let pid = 0
  const ran = await runProgram(
    `${PROGRAM}
    // A stage that ignores every polite request.
    const stage = runProcess(['bash', '-c', 'trap "" INT TERM; echo $$; while true; do sleep 0.1; done'], { cwd: '.', onOutput: (text) => console.log('pid ' + text.trim()) })
    signal.addEventListener('abort', () => setTimeout(() => console.log('again'), 500))
    await stage
    console.log('never')`,
    {
      onOutput: (stdout, kill) => {
        const found = /^pid (\d+)\n$/.exec(stdout)
        if (found) {
          pid = Number(found[1])
          kill('SIGINT')
        } else if (lastLine(stdout) === 'again') kill('SIGINT')
      },
    },
  )
  expect(ran.code).toBe(130)
  expect(ran.stdout).not.toContain('never')
  expect(pid).toBeGreaterThan(0)
  await expectGone(pid)
})

test('a Ctrl-C that arrives twice, as under npm, counts once', async () => {
  const ran = await runProgram(
    `${PROGRAM}
    signal.addEventListener('abort', () => process.kill(process.pid, 'SIGINT'))
    console.log('ready')
    await sleep(600_000, undefined, { signal }).catch(() => sleep(500))
    console.log('report written')`,
    {
      onOutput: (stdout, kill) => {
        if (stdout.endsWith('ready\n')) kill('SIGINT')
      },
    },
  )
  expect(lastLine(ran.stdout)).toBe('report written')
  expect(ran.code).toBe(0)
})

test("the runner's SIGTERM after its SIGINT has no effect", async () => {
  const ran = await runProgram(
    `${PROGRAM}
    signal.addEventListener('abort', () => process.kill(process.pid, 'SIGTERM'))
    console.log('ready')
    await sleep(600_000, undefined, { signal }).catch(() => sleep(300))
    console.log('report written')`,
    {
      onOutput: (stdout, kill) => {
        if (stdout.endsWith('ready\n')) kill('SIGINT')
      },
    },
  )
  expect(ran.stdout).toBe('ready\ncancel SIGINT\nreason 130 cancelled by SIGINT.\nreport written\n')
})

test('a SIGINT after a SIGTERM has no effect, and the next one ends the run at once', async () => {
  const ran = await runProgram(
    `${PROGRAM}
    signal.addEventListener('abort', () => setTimeout(() => process.kill(process.pid, 'SIGINT'), 400))
    console.log('ready')
    await sleep(600_000, undefined, { signal }).catch(() => sleep(800))
    console.log('report written')
    process.kill(process.pid, 'SIGINT')
    await sleep(500)
    console.log('never')`,
    {
      onOutput: (stdout, kill) => {
        if (stdout.endsWith('ready\n')) kill('SIGTERM')
      },
    },
  )
  expect(ran.stdout).toBe('ready\ncancel SIGTERM\nreason 130 cancelled by SIGTERM.\nreport written\n')
  expect(ran.code).toBe(130)
})

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s that arrives while the modules load aborts the run as soon as it listens',
  async (name) => {
    const ran = await runProgram(
      `import { setTimeout as sleep } from 'node:timers/promises'
    import { noteEarlySignals } from './src/run/early-signals.ts'
    noteEarlySignals()
    process.kill(process.pid, '${name}')
    await sleep(100)
    const { listenForCancel } = await import('./src/run/cancel.ts')
    const { signal, dispose } = listenForCancel({ onCancel: (by) => console.log('cancel ' + by) })
    await sleep(0)
    console.log('aborted ' + signal.aborted)
    dispose()`,
    )
    expect(ran.stdout).toBe(`cancel ${name}\naborted true\n`)
    expect(ran.code).toBe(0)
  },
)

/** Fails for a process that is still there after 10 s, and ends it, so that a failing test leaves nothing behind. */
async function expectGone(pid: number): Promise<void> {
  for (let round = 0; round < 200; round++) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  process.kill(-pid, 'SIGKILL')
  throw new Error(`process ${pid} outlived the run that started it.`)
}
