import { withoutCredentials } from '../../text/addresses.js'
import { isRecord } from '../../text/records.js'
import { named } from '../../text/words.js'
import type { Project } from './project.js'

/** Sources that a message names. */
const MOST_SOURCES = 3

/**
 * The repositories and addresses that these outputs are imported from, as `.dvc` files name them, without credentials.
 * @returns ` from https://host/repo`; empty where no file names a source
 */
export function fromSources({ index, files }: Pick<Project, 'index' | 'files'>, outs: readonly string[]): string {
  const owners = new Set(
    index.stages.filter(({ outs: made }) => made.some(({ path }) => outs.includes(path))).map(({ file }) => file),
  )
  const sources = files.filter(({ path }) => owners.has(path)).flatMap(({ data }) => sourcesOf(data))
  return sources.length === 0 ? '' : ` from ${named([...new Set(sources)], MOST_SOURCES)}`
}

/** The sources of a `.dvc` file: the repository of `dvc import`, or the address of `dvc import-url`. */
function sourcesOf(data: unknown): string[] {
  const deps = isRecord(data) && Array.isArray(data['deps']) ? (data['deps'] as unknown[]) : []
  return deps.flatMap((dep) => {
    if (!isRecord(dep)) return []
    const repository = isRecord(dep['repo']) ? dep['repo']['url'] : undefined
    const source = repository ?? dep['path']
    return typeof source === 'string' && source !== '' ? [withoutCredentials(source)] : []
  })
}
