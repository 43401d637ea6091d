import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parse as parseToml } from 'smol-toml'
import { parse as parseYaml } from 'yaml'
import { isRecord } from '../../dvc/project-file.js'
import type { Project } from './project.js'

/**
 * The parameters that stages use, by file, in the workspace or in a revision. It has only the names in dvc.yaml.
 * Unreadable files and Python files, which only DVC parses, are left out.
 */
export async function readParams(project: Project, sha?: string): Promise<Map<string, unknown>> {
  const wanted = new Map<string, Set<string> | 'all'>()
  for (const dep of project.stages.flatMap((stage) => stage.deps)) {
    if (dep.kind !== 'params') continue
    const known = wanted.get(dep.path)
    if (dep.names.length === 0) wanted.set(dep.path, 'all')
    else if (known !== 'all') wanted.set(dep.path, new Set([...(known ?? []), ...dep.names]))
  }
  const blobs = sha === undefined ? undefined : await project.git.readFiles(sha, [...wanted.keys()].map(project.inGit))
  const params = new Map<string, unknown>()
  for (const [path, names] of wanted) {
    const text = blobs
      ? blobs.get(project.inGit(path))?.toString('utf8')
      : await readFile(resolve(project.run.settings.workingDirectory, path), 'utf8').catch(() => undefined)
    const data = text === undefined ? undefined : parse(path, text)
    if (isRecord(data)) params.set(path, names === 'all' ? data : pick(data, names))
  }
  return params
}

function parse(path: string, text: string): unknown {
  try {
    if (/\.ya?ml$/.test(path)) return parseYaml(text, { maxAliasCount: 1_000 })
    if (path.endsWith('.json')) return JSON.parse(text)
    if (path.endsWith('.toml')) return parseToml(text)
  } catch {
    return undefined
  }
  return undefined
}

/** The named values of nested data, under their dotted names. */
function pick(data: Record<string, unknown>, names: ReadonlySet<string>): Record<string, unknown> {
  const picked: Record<string, unknown> = {}
  for (const name of names) {
    let value: unknown = data
    for (const part of name.split('.'))
      value = Array.isArray(value)
        ? value[Number(part)]
        : isRecord(value) && Object.hasOwn(value, part)
          ? value[part]
          : undefined
    if (value !== undefined) picked[name] = value
  }
  return picked
}
