import type { Protocol } from '../../scripts/lab/remotes/all.mjs'

/** A remote of the matrix: a protocol of the lab, or a local folder. */
export type Kind = Protocol | 'folder'

/** What a run must come to. */
export interface Ending {
  code: number
  id?: string
  /** What the message has. */
  says: readonly string[]
  /** Why the remote lacks data/raw.csv. */
  reason?: 'missing' | 'truncated'
}

export interface Cell {
  state: string
  /** In the words of the documentation. */
  told: string
  /** A rebuild uploads what it makes; the others validate. */
  builds?: boolean
  ending: (kind: Kind) => Ending
  /** Kinds of remotes that have no such state. */
  without?: readonly Kind[]
}

/** The options or variables that a refusal names. */
export const SETTINGS: Readonly<Record<Kind, string>> = {
  folder: 'permissions of the folder',
  s3: 'AWS_ACCESS_KEY_ID',
  ssh: '`keyfile`',
  azure: 'AZURE_STORAGE_CONNECTION_STRING',
  gs: 'GOOGLE_APPLICATION_CREDENTIALS',
  webdav: '`user` and `password`',
  http: '`custom_auth_header`',
}

const NAME = "the DVC remote 'storage' ("

const passed: Cell['ending'] = () => ({ code: 0, says: [] })
const refused: Cell['ending'] = (kind) => ({
  code: 3,
  id: 'remote-access-denied',
  says: [NAME, ' denies access: ', SETTINGS[kind]],
})
const unreachable: Cell['ending'] = () => ({
  code: 3,
  id: 'remote-unreachable',
  says: [NAME, ' cannot be reached: ', '`url`'],
})
const lacking =
  (reason: 'missing' | 'truncated'): Cell['ending'] =>
  () => ({ code: 1, id: 'remote-data-missing', says: [`data/raw.csv is ${reason} in the remote 'storage'`], reason })

export const CELLS: readonly Cell[] = [
  { state: 'right', told: 'right credentials', ending: passed },
  { state: 'wrong', told: 'wrong credentials', ending: refused, without: ['folder'] },
  {
    state: 'expired',
    told: 'expired credentials',
    ending: (kind) => {
      const ending = refused(kind)
      const tells: Partial<Record<Kind, string>> = { azure: 'its SAS token expired at', s3: 'expired session token' }
      return { ...ending, says: [...ending.says, ...(tells[kind] === undefined ? [] : [tells[kind]])] }
    },
    without: ['folder'],
  },
  { state: 'reader', told: 'read-only credentials', ending: passed, without: ['folder'] },
  {
    state: 'reader-builds',
    told: 'read-only credentials, rebuild',
    builds: true,
    ending: (kind) => ({
      code: 3,
      id: 'remote-access-denied',
      says: [NAME, ' denies the upload: ', SETTINGS[kind], 'the right to write'],
    }),
    without: ['folder'],
  },
  { state: 'builds', told: 'right credentials, rebuild', builds: true, ending: passed },
  {
    state: 'no-place',
    told: 'missing bucket, container or folder',
    ending: (kind) =>
      // A server of HTTP has no answer for a folder.
      kind === 'http'
        ? { code: 1, id: 'remote-data-missing', says: ["in the remote 'storage', which has none of the data"] }
        : {
            code: 3,
            id: ['s3', 'azure', 'gs'].includes(kind) ? 'remote-bucket-missing' : 'remote-folder-missing',
            says: ["DVC remote 'storage'", kind === 'folder' ? '`remote`' : '`url`'],
          },
  },
  { state: 'down', told: 'server down', ending: unreachable, without: ['folder'] },
  {
    state: 'silent',
    told: 'address that sends no byte',
    ending: (kind) => ({ ...unreachable(kind), says: [...unreachable(kind).says, 'a longer `remote-timeout`'] }),
    without: ['folder'],
  },
  { state: 'hole', told: 'missing object', ending: lacking('missing') },
  { state: 'short', told: 'truncated object', ending: lacking('truncated') },
  {
    state: 'put',
    told: 'upload by a method that the server rejects, rebuild',
    builds: true,
    ending: () => ({ code: 3, id: 'remote-access-denied', says: [' denies the upload: ', '`method`'] }),
    without: ['folder', 's3', 'ssh', 'azure', 'gs', 'webdav'],
  },
]
