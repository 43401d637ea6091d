import { cp, mkdir, rm } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { lab } from '../../scripts/lab/paths.mjs'
import { fill, type Options, type Protocol, type RemoteServer, startRemotes } from '../../scripts/lab/remotes/all.mjs'
import { refusingPort, silentPort } from '../../scripts/lab/remotes/faults.mjs'
import { fileRemote } from '../../scripts/lab/remotes/folder.mjs'
import { type Clone, type Outcome, scratch, tinyProject } from '../support/project.js'
import { CELLS, type Cell, type Ending, type Kind } from './cells.js'

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

  /** Runs a cell in a fresh clone, in the process of the caller. */
  async run(kind: Kind, cell: Cell): Promise<Outcome> {
    const clone = await this.alice.clone()
    // A build takes its inputs from the cache: the place that it writes to has none.
    if (cell.builds) await cp(this.alice.path('.dvc/cache'), clone.path('.dvc/cache'), { recursive: true })
    const home = await scratch()
    await mkdir(join(home, '.ssh'))
    const argv = cell.builds ? ['rebuild', '--yes', '--force', 'all'] : ['validate', '--evaluate', 'none']
    const outcome = await this.here(clone, [...argv, ...optionsOf(cell)], this.placeOf(kind, cell.state), home)
    await rm(dirname(clone.directory), { recursive: true, force: true })
    return outcome
  }

  /** Runs a request with these options of the remote, by DVC with the clients of every protocol. */
  async here(clone: Clone, argv: readonly string[], remote: Options, home: string): Promise<Outcome> {
    return clone.here([...argv, '--remote-config', JSON.stringify(remote)], {
      PATH: [dirname(lab.remotesDvcBin), process.env['PATH']].join(delimiter),
      HOME: home,
    })
  }
}

/** A limit that a loaded machine keeps: between two requests a client may compute for seconds. */
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
