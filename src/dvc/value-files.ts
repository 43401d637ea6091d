import { dirname, posix } from 'node:path'
import { isRecord } from '../text/records.js'
import { type ProjectFile } from './project-file.js'

/**
 * YAML files that DVC reads values from before a stage runs: the params.yaml beside a dvc.yaml, the files in `vars:`,
 * and the parameter files of stages. A path that is a template is left out.
 * @returns paths relative to the working directory; a file may not exist
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

/** The files in `vars: [params.json, config.yaml:model]`. A key may follow a file name; mappings are values. */
function varsOf(owner: Record<string, unknown>): string[] {
  const { vars } = owner
  return (Array.isArray(vars) ? vars : [])
    .filter((item) => typeof item === 'string')
    .map((item) => item.split(':')[0] ?? item)
}

/** The files in `params: [lr, config.yaml: [model]]`: the keys of mappings. */
function paramFilesOf(stage: Record<string, unknown>): string[] {
  const { params } = stage
  return (Array.isArray(params) ? params : []).flatMap((item) => (isRecord(item) ? Object.keys(item) : []))
}
