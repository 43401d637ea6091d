import { dirname, posix } from 'node:path'
import { isRecord, type ProjectFile } from './project-file.js'

/**
 * YAML files that DVC reads values from before anything runs: the params.yaml beside a dvc.yaml, what `vars:` names, and the parameter files
 * of stages. A path that is a template of its own is left out.
 * @returns paths relative to the working directory; not all of them need exist
 */
export function valueFiles(pipelines: readonly ProjectFile[]): string[] {
  const found = new Set<string>()
  for (const { path, data } of pipelines) {
    const base = dirname(path)
    found.add(posix.join(base, 'params.yaml'))
    for (const name of varsOf(data)) found.add(posix.join(base, name))
    for (const declared of Object.values(isRecord(data['stages']) ? data['stages'] : {})) {
      const stage = isRecord(declared) && isRecord(declared['do']) ? declared['do'] : declared
      if (!isRecord(stage)) continue
      const wdir = typeof stage['wdir'] === 'string' ? stage['wdir'] : '.'
      for (const name of ['params.yaml', ...varsOf(stage), ...paramFilesOf(stage)])
        found.add(posix.join(base, wdir, name))
    }
  }
  return [...found].filter((path) => /\.ya?ml$/i.test(path) && !path.includes('${')).sort()
}

/** `vars: [params.json, config.yaml:model]` names files, each with the keys that are taken from it; mappings are values themselves. */
function varsOf(owner: Record<string, unknown>): string[] {
  const { vars } = owner
  return (Array.isArray(vars) ? vars : [])
    .filter((item) => typeof item === 'string')
    .map((item) => item.split(':')[0] ?? item)
}

/** `params: [lr, config.yaml: [model]]`: the names of files are the keys. */
function paramFilesOf(stage: Record<string, unknown>): string[] {
  const { params } = stage
  return (Array.isArray(params) ? params : []).flatMap((item) => (isRecord(item) ? Object.keys(item) : []))
}
