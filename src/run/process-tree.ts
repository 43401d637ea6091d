// By hand: packages that kill a tree of processes run `ps` once per level, and kill a process that took over a number.

import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { appendTo } from '../text/append-to.js'
import { readProcStat } from './proc-stat.js'

/** A process as the system lists it. Its start distinguishes it from a later process with the same number. */
interface ListedProcess {
  pid: number
  parent: number
  group: number
  /** Start time in the unit of the system. */
  started: string
  /** It ended, and its parent has not read its exit code yet. */
  ended: boolean
}

/**
 * The processes below another one, found through their parents. A signal to a process group misses those that started a
 * session of their own. A daemon has lost its parent, so it belongs to no tree.
 */
export class ProcessTree {
  private readonly members = new Map<number, string>()

  /** @param root number of the process whose descendants are the members */
  constructor(private readonly root: number) {}

  /** Adds all processes that are now below the root or below a known member. */
  gather(): void {
    const listed = list()
    const children = new Map<number, ListedProcess[]>()
    for (const each of listed) appendTo(children, each.parent, each)
    const waiting = [this.root, ...listed.filter((each) => this.has(each)).map(({ pid }) => pid)]
    for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
      for (const child of children.get(pid) ?? []) {
        if (this.has(child)) continue
        this.members.set(child.pid, child.started)
        waiting.push(child.pid)
      }
    }
  }

  /** Signals the members outside of the root's own process group. */
  signal(signal: NodeJS.Signals): void {
    for (const each of this.living()) {
      if (each.group === this.root) continue
      try {
        process.kill(each.pid, signal)
      } catch {
        // It ended in the meantime.
      }
    }
  }

  /** Whether a member lives. */
  alive(): boolean {
    return this.members.size > 0 && this.living().length > 0
  }

  private living(): ListedProcess[] {
    return this.members.size === 0 ? [] : list().filter((each) => !each.ended && this.has(each))
  }

  private has({ pid, started }: ListedProcess): boolean {
    return this.members.get(pid) === started
  }
}

function list(): ListedProcess[] {
  if (process.platform === 'win32') return []
  return process.platform === 'linux' ? listOfProc() : listOfPs()
}

function listOfProc(): ListedProcess[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    const stat = readProcStat(name)
    return stat === undefined ? [] : [{ pid: Number(name), ...stat }]
  })
}

function listOfPs(): ListedProcess[] {
  const text = execFileSync('ps', ['-axo', 'pid=,ppid=,pgid=,stat=,lstart='], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '/bin:/usr/bin', LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return text.split('\n').flatMap((line) => {
    const [, pid, parent, group, state = '', started = ''] =
      /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*?)\s*$/.exec(line) ?? []
    return pid === undefined
      ? []
      : [{ pid: Number(pid), parent: Number(parent), group: Number(group), started, ended: state.startsWith('Z') }]
  })
}
