import { resolve } from 'node:path'
import { parseDvcConfig, remoteOf } from '../lint/dvc-config.js'
import type { RemoteFacts, RemoteKind } from './facts.js'

const KINDS: Readonly<Record<string, RemoteKind>> = {
  s3: 's3',
  gs: 'gs',
  azure: 'azure',
  ssh: 'ssh',
  http: 'http',
  https: 'http',
  webdav: 'webdav',
  webdavs: 'webdav',
  gdrive: 'gdrive',
  oss: 'oss',
  hdfs: 'hdfs',
  webhdfs: 'hdfs',
}

/**
 * The default remote of a DVC project, else its only one. A remote that names another one (`remote://`) has the kind of that one.
 * @param config text of `.dvc/config`
 * @param place its absolute folder, and the home folder of the user; without it, folders are not resolved
 */
export function readRemote(config: string, place?: { folder: string; home: string }): RemoteFacts | undefined {
  const remotes = new Map<string, Record<string, string>>()
  let chosen: string | undefined
  for (const { section, name, value } of parseDvcConfig(config)) {
    const remote = remoteOf(section)
    if (remote !== undefined) remotes.set(remote, { ...remotes.get(remote), [name]: value })
    else if (section === 'core' && name === 'remote') chosen = value
  }
  const name = chosen ?? (remotes.size === 1 ? [...remotes.keys()][0] : undefined)
  const options = name === undefined ? undefined : remotes.get(name)
  if (name === undefined || options === undefined) return undefined
  const { url = '', ...others } = options
  const kind = kindOf(url, remotes)
  const folder = kind === 'folder' && place !== undefined ? folderOf(url, remotes, place) : undefined
  return { name, kind, url, ...(folder === undefined ? {} : { folder }), options: others }
}

/** As `Config._resolve` of DVC: relative to the folder of the configuration, `~` is the home folder. */
function folderOf(
  url: string,
  remotes: ReadonlyMap<string, Record<string, string>>,
  place: { folder: string; home: string },
  depth = 0,
): string {
  const [, other = '', rest = ''] = /^remote:\/\/([^/]*)(.*)$/i.exec(url) ?? []
  const named = remotes.get(other)?.['url']
  if (named !== undefined && depth < 5) return `${folderOf(named, remotes, place, depth + 1)}${rest}`
  const path = url.replace(/^file:\/\//i, '')
  return resolve(place.folder, path.replace(/^~(?=\/|$)/, place.home))
}

function kindOf(url: string, remotes: ReadonlyMap<string, Record<string, string>>, depth = 0): RemoteKind {
  const [, scheme, other] = /^([a-z][a-z0-9+.-]*):\/\/([^/]*)/i.exec(url) ?? []
  if (scheme === undefined) return url === '' ? 'other' : 'folder'
  const named = scheme === 'remote' && depth < 5 ? remotes.get(other ?? '')?.['url'] : undefined
  if (named !== undefined) return kindOf(named, remotes, depth + 1)
  return scheme.toLowerCase() === 'file' ? 'folder' : (KINDS[scheme.toLowerCase()] ?? 'other')
}
