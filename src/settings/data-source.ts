import type { NewData } from './settings.js'

// Apart from the rest of the settings, whose schema takes long to load: this is known before anything else.

/** Where DVC can read data from (dvc.org, `dvc get-url`), beside the machine itself. */
export const URL_SCHEMES = [
  's3',
  'gs',
  'azure',
  'abfs',
  'abfss',
  'hdfs',
  'webhdfs',
  'ssh',
  'http',
  'https',
  'oss',
  'gdrive',
  'webdav',
  'webdavs',
  'remote',
]
const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i

export function schemeOf(from: string): string | undefined {
  return SCHEME.exec(from)?.[1]?.toLowerCase()
}

/** Whether a text is the address of data on some server, rather than a path. */
export function isUrl(from: string): boolean {
  return schemeOf(from) !== undefined
}

/** The kinds of addresses that new data comes from, which DVC may need an extra for. */
export function dataSchemes(changes: readonly NewData[]): string[] {
  return [...new Set(changes.flatMap(({ from = '' }) => schemeOf(from) ?? []))]
}

/** Where data comes from, without what may be a credential: the user and a signature in its query. */
export function shownSource(from: string): string {
  return isUrl(from) ? from.replace(/[?#].*$/s, '').replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1') : from
}
