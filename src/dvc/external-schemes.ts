import type { ProjectFile } from './project-file.js'

/** Keys whose texts are no data of DVC: an address in a command, or that of a Git repository. */
const OTHER_KEYS = ['cmd', 'desc', 'meta', 'params', 'repo', 'vars']
const ADDRESS = /^([a-z][a-z0-9+.-]*):\/\/./i

/**
 * URL schemes of the dependencies, imports, outputs and datasets outside of the repository, sorted, each once. DVC may
 * need an extra for each.
 */
export function externalSchemes(files: readonly Pick<ProjectFile, 'data' | 'kind'>[]): string[] {
  const found = new Set<string>()
  for (const { data, kind } of files) if (kind !== 'lock') collect(data, found)
  return [...found].sort()
}

function collect(value: unknown, found: Set<string>): void {
  if (typeof value === 'string') {
    const scheme = ADDRESS.exec(value)?.[1]
    if (scheme !== undefined) found.add(scheme.toLowerCase())
  } else if (Array.isArray(value)) {
    for (const each of value) collect(each, found)
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (OTHER_KEYS.includes(key)) continue
      // `deps: [s3://…: { … }]`
      collect(key, found)
      collect(key === 'datasets' ? ofUrls(inner) : inner, found)
    }
  }
}

/** The datasets with `type: url`; the others are in Git repositories or in DataChain. */
function ofUrls(datasets: unknown): unknown[] {
  if (!Array.isArray(datasets)) return []
  return datasets.filter(
    (each: unknown) => typeof each === 'object' && each !== null && 'type' in each && each.type === 'url',
  )
}
