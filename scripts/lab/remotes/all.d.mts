/** Options of a remote, as `remote-config` takes them. */
export type Options = Readonly<Record<string, string>>

/** A server of one protocol on this machine. */
export interface RemoteServer {
  /** The address of a prefix, or folder, in the place `bucket` that exists unless another is named. @param port of another server */
  url: (prefix: string, bucket?: string, port?: number) => string
  credentials: Readonly<Record<'right' | 'wrong' | 'expired' | 'reader', Options>> & Readonly<Record<string, Options>>
  /** The right credentials for a server on another port. */
  at: (port: number) => Options
  /** Where `reader` may not write, for a server that decides by the path. */
  readOnly?: (prefix: string) => string
  /** The address of what gives a workflow run the token of an account. */
  federation?: string
  /** The name of a bucket that keeps versions of objects. */
  versioned?: string
  put: (path: string, bytes: Uint8Array) => Promise<void>
}

export type Protocol = 's3' | 'ssh' | 'azure' | 'gs' | 'webdav' | 'http'

/** Starts a server of each protocol, or of these. @param directory a folder of the caller's own */
export function startRemotes(
  directory: string,
  only?: readonly Protocol[],
): Promise<{ remotes: Readonly<Record<Protocol, RemoteServer>>; stop: () => Promise<void> }>

/**
 * Puts the objects of a folder remote below a prefix of a remote.
 * @param change gets the path (`files/md5/…`) and the bytes of each; undefined leaves it out
 */
export function fill(
  remote: Pick<RemoteServer, 'put'>,
  prefix: string,
  storage: string,
  change?: (path: string, bytes: Uint8Array) => Uint8Array | undefined,
): Promise<void>
