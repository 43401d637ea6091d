import { cp, mkdir, rm } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { lab } from '../../scripts/lab/paths.mjs'
import { fill, type Options, type Protocol, type RemoteServer, startRemotes } from '../../scripts/lab/remotes/all.mjs'
import { refusingPort, silentPort } from '../../scripts/lab/remotes/faults.mjs'
import { fileRemote } from '../../scripts/lab/remotes/folder.mjs'
import { type Clone, type Outcome, scratch, tinyProject } from '../support/project.js'
import { CELLS, type Cell, type Ending, type Kind } from './cells.js'

/** How a cell runs: by the sources in the process of the caller, or by the built command line. */
export type Way = 'here' | 'run'

/** The tiny project with its objects in a remote of each kind, and the remotes' faults. */
export class Matrix {
  private constructor(
    readonly alice: Clone,
    readonly remotes: Readonly<Record<Kind, RemoteServer>>,
    private readonly ports: { down: number; silent: number },
    readonly stop: () => Promise<void>,
  ) {}

  /** Starts the servers and fills them: `whole`, `hole` without data/raw.csv, and `short` with five bytes of it. */
  static async open(kinds: readonly Kind[]): Promise<Matrix> {
    const directory = await scratch()
    const protocols = kinds.filter((kind): kind is Protocol => kind !== 'folder')
    const [alice, servers, silent, down] = await Promise.all([
      tinyProject(),
      startRemotes(directory, protocols),
      silentPort(),
      refusingPort(),
    ])
    const remotes = { ...servers.remotes, folder: fileRemote(join(directory, 'folder')) }
    const hash = /md5: (\S+)/.exec(await alice.read('data/raw.csv.dvc'))?.[1] ?? ''
    const raw = `files/md5/${hash.slice(0, 2)}/${hash.slice(2)}`
    for (const kind of kinds) {
      const remote = remotes[kind]
      await fill(remote, 'whole', alice.storage)
      await fill(remote, 'hole', alice.storage, (path, bytes) => (path === raw ? undefined : bytes))
      await fill(remote, 'short', alice.storage, (path, bytes) => (path === raw ? bytes.subarray(0, 5) : bytes))
      // WebDAV's client creates no folder of the remote itself.
      for (const folder of ['builds', 'reader-builds', 'put']) await remote.put(`${folder}/.keep`, new Uint8Array())
    }
    return new Matrix(alice, remotes, { down, silent: silent.port }, async () => {
      await Promise.all([silent.stop(), servers.stop()])
    })
  }

  /** The address and the options of a remote in a state. */
  private placeOf(kind: Kind, state: string): Options {
    const { url, credentials, at, readOnly } = this.remotes[kind]
    if (state === 'down' || state === 'silent') {
      const port = this.ports[state]
      return { url: url('whole', undefined, port), ...at(port) }
    }
    if (state === 'no-place') return { url: url('whole', 'nowhere'), ...credentials.right }
    if (['builds', 'hole', 'short'].includes(state)) return { url: url(state), ...credentials.right }
    if (state === 'reader-builds') return { url: (readOnly ?? url)(state), ...credentials.reader }
    return { url: url(state === 'put' ? state : 'whole'), ...(credentials[state] ?? credentials.right) }
  }

  /** Runs a cell in a fresh clone. @returns its result, and the seconds of the run alone */
  async run(kind: Kind, cell: Cell, way: Way = 'here'): Promise<{ outcome: Outcome; seconds: number }> {
    const clone = await this.alice.clone()
    // A build takes its inputs from the cache: the place that it writes to has none.
    if (cell.builds) await cp(this.alice.path('.dvc/cache'), clone.path('.dvc/cache'), { recursive: true })
    const home = await scratch()
    await mkdir(join(home, '.ssh'))
    const argv = cell.builds ? ['rebuild', '--yes', '--force', 'all'] : ['validate', '--evaluate', 'none']
    if (way === 'here') argv.push(...optionsOf(cell))
    const began = performance.now()
    const outcome = await this.start(clone, argv, this.placeOf(kind, cell.state), { home, way, bound: boundOf(cell) })
    const seconds = (performance.now() - began) / 1000
    await rm(dirname(clone.directory), { recursive: true, force: true })
    return { outcome, seconds }
  }

  /**
   * Runs a request with these options of the remote, by DVC with the clients of every protocol.
   * @param bound seconds after which a process is interrupted
   */
  async start(
    clone: Clone,
    argv: readonly string[],
    remote: Options,
    { home, way = 'here', bound, env: more }: { home: string; way?: Way; bound?: number; env?: NodeJS.ProcessEnv },
  ): Promise<Outcome> {
    const all = [...argv, '--remote-config', JSON.stringify(remote)]
    const env = { ...more, PATH: [dirname(lab.remotesDvcBin), process.env['PATH']].join(delimiter), HOME: home }
    if (way === 'here') return clone.here(all, env)
    const { child, outcome } = clone.start(all, env)
    const timer = setTimeout(() => child.kill('SIGINT'), (bound ?? 600) * 1000)
    return outcome.finally(() => clearTimeout(timer))
  }
}

/** Seconds within which a process must end: a client may try an address again that does not answer. */
export function boundOf({ state }: Cell): number {
  return state === 'down' || state === 'silent' ? 60 : 30
}

/** A short limit for the sample of `npm test`, which a loaded machine keeps: a client may compute for seconds. */
function optionsOf({ state }: Cell): string[] {
  return state === 'silent' ? ['--remote-timeout', '4s'] : []
}

/** The cells of a kind of remote. */
export function cellsOf(kind: Kind): Cell[] {
  return CELLS.filter(({ without }) => !without?.includes(kind))
}

/** What a run came to, in the form of an ending. */
export function endingOf({ code, report }: Outcome, expected: Ending): Ending {
  const { message, error, remote } = report
  const lacking = remote.missing.find(({ paths }) => paths.includes('data/raw.csv'))?.reason
  return {
    code,
    ...(error === undefined ? {} : { id: error.id }),
    // The texts that are there, so that a difference shows what is not.
    says: expected.says.filter((text) => message.includes(text)),
    ...(expected.reason === undefined || lacking === undefined ? {} : { reason: lacking as 'missing' | 'truncated' }),
  }
}
