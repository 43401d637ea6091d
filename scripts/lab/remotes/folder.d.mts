import type { RemoteServer } from './all.mjs'

/** A remote that is a folder of this machine. */
export function fileRemote(directory: string): RemoteServer
