import type { NewData } from './settings.js'

// Separate from the other settings: their schema loads slowly, and this answer is needed before.

/** Addresses that DVC can read data from (dvc.org, `dvc get-url`), besides local paths. */
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

/** True for the address of data on a server, false for a path. */
export function isUrl(from: string): boolean {
  return schemeOf(from) !== undefined
}

/** The schemes of the addresses of new data. DVC may need an extra for each. */
export function dataSchemes(changes: readonly NewData[]): string[] {
  return [...new Set(changes.flatMap(({ from = '' }) => schemeOf(from) ?? []))]
}

/** The source of data, without possible credentials: the user and a signature in the query. */
export function shownSource(from: string): string {
  return isUrl(from) ? from.replace(/[?#].*$/s, '').replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1') : from
}
