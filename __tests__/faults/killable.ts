import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { Duplex } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { CLI } from '../support/project.js'

/** Marks every process that a run starts, however far it gets from its parents. */
const MARK = 'FAULTS_RUN'

/** Who dies with a kill: the process of dvc-ci alone, or the machine with all processes of the run. */
export type Victim = 'process' | 'machine'

export interface RunOptions {
  cwd: string
  env: NodeJS.ProcessEnv
  args: readonly string[]
  /** Asked at each moment (src/run/failpoints.ts) while the run stands still there. */
  at?: (moment: string, run: KillableRun) => void | Promise<void>
}

/** How a run ended. */
export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  output: string
  /** Moments in their order. */
  moments: string[]
}

/** One run of the command line that stops at its moments. */
export class KillableRun {
  readonly mark = randomBytes(8).toString('hex')
  readonly ended: Promise<Ended>
  private readonly child: ChildProcess
  private output = ''
  readonly moments: string[] = []

  constructor(options: RunOptions) {
    const key = randomBytes(32)
    this.child = spawn(process.execPath, [CLI, ...options.args], {
      cwd: options.cwd,
      env: {
        ...options.env,
        [MARK]: this.mark,
        ...(options.at === undefined
          ? {}
          : { DVC_CI_FAILPOINTS: `3:${createHash('sha256').update(key).digest('hex')}` }),
      },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    })
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text
      })
    const channel = this.child.stdio[3] as Duplex
    channel.on('error', () => undefined)
    if (options.at !== undefined) this.follow(channel, key, options.at)
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', reject)
      // Not 'close': a process that outlives the run may hold its pipes.
      this.child.once('exit', (code, signal) => {
        setTimeout(() => {
          channel.destroy()
          resolve({ code, signal, output: this.output, moments: this.moments })
        }, 20)
      })
    })
  }

  /** Kills at once. */
  kill(victim: Victim): void {
    if (victim === 'process') this.child.kill('SIGKILL')
    else {
      // Stopped first, so that no process sees the end of another one.
      const all = this.processes()
      for (const signal of ['SIGSTOP', 'SIGKILL'] as const) for (const pid of all) signalOne(pid, signal)
      for (const pid of this.processes()) signalOne(pid, 'SIGKILL')
    }
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name)
  }

  /** Processes of the run that live now. */
  processes(): number[] {
    return readdirSync('/proc').flatMap((name) => {
      if (!/^\d+$/.test(name)) return []
      try {
        if (!readFileSync(`/proc/${name}/environ`, 'latin1').includes(`${MARK}=${this.mark}`)) return []
        return /\) [ZX] /.test(readFileSync(`/proc/${name}/stat`, 'latin1')) ? [] : [Number(name)]
      } catch {
        return []
      }
    })
  }

  /** Waits until no process of the run lives. @returns command lines of those that still do after the time */
  async gone(milliseconds: number): Promise<string[]> {
    for (const until = Date.now() + milliseconds; ; await wait(20)) {
      const left = this.processes()
      if (left.length === 0) return []
      if (Date.now() > until) return left.map((pid) => `${pid} ${commandLine(pid)}`)
    }
  }

  private follow(channel: Duplex, key: Buffer, at: NonNullable<RunOptions['at']>): void {
    channel.write(key)
    let rest = ''
    channel.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        this.moments.push(line)
        void Promise.resolve(at(line, this)).then(() => channel.write('\n'))
      }
    })
  }
}

function signalOne(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It is gone.
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').slice(0, 200)
  } catch {
    return ''
  }
}
