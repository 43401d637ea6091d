import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { isWithin, type Stage } from '../../pipeline/project.js'
import type { Cause, StageReport } from '../../report/report.js'
import { isChange } from '../../report/report.js'
import { lineOfKeys } from '../../text/yaml-lines.js'
import type { Project } from './project.js'
import { SourceLines } from './source-lines.js'

/** A file relative to the working directory, and a line of it. */
interface StageLocation {
  path: string
  line?: number
}

/**
 * The line that made a stage stale: a changed parameter, an entry of dvc.lock, a `.dvc` file or the command.
 * For other causes, and for causes of several kinds, it is the declaration of the stage in dvc.yaml.
 */
export async function locationOfCauses(project: Project, { name, causes }: StageReport): Promise<StageLocation> {
  const stage = project.graph.stage(name)
  const declared = project.lines.ofStage(name, stage?.file ?? 'dvc.yaml')
  const changes = causes.filter(isChange)
  const [first] = changes
  if (stage === undefined || first === undefined || changes.some(({ kind }) => kind !== first.kind)) return declared
  if (first.kind === 'params') return (await placeOfParam(project, stage, first)) ?? declared
  if (first.kind === 'data') return placeOfData(project, stage, first) ?? declared
  if (first.kind === 'command' && first.path === stage.file)
    return { ...declared, ...lineOnly(project.lines.ofCommand(name, stage.file)) }
  return declared
}

async function placeOfParam(
  project: Project,
  { deps }: Stage,
  { path = '' }: Cause,
): Promise<StageLocation | undefined> {
  const file = deps
    .flatMap((dep) => (dep.kind === 'params' ? [dep.path] : []))
    .find((each) => path.startsWith(`${each}:`))
  const text =
    file === undefined
      ? undefined
      : await readFile(resolve(project.run.settings.workingDirectory, file), 'utf8').catch(() => undefined)
  if (file === undefined || text === undefined) return undefined
  const keys = path.slice(file.length + 1).split('.')
  return {
    path: file,
    ...lineOnly(/\.(?:ya?ml|json)$/.test(file) ? lineOfKeys(text, keys) : lineOfName(text, keys.at(-1) ?? '')),
  }
}

/** The line of `name = …` in TOML or Python. */
function lineOfName(text: string, name: string): number | undefined {
  const line = text
    .split('\n')
    .findIndex((each) => each.trimStart().startsWith(name) && /^\s*[=:]/.test(each.trimStart().slice(name.length)))
  return line < 0 ? undefined : line + 1
}

/** The entry in dvc.lock of an output, or the `.dvc` file of source data; undefined for outputs of other stages. */
function placeOfData(project: Project, { name, outs }: Stage, { path = '' }: Cause): StageLocation | undefined {
  const owner = ownerOf(project, path)
  const hasEntry =
    owner?.kind === 'stage' ? owner.name === name && outs.some((out) => out.path === path) : owner !== undefined
  const place = hasEntry ? locationOfOutput(project, path) : undefined
  return place?.line === undefined ? undefined : place
}

/** The line that has the hash of a path: its entry in dvc.lock, or its `.dvc` file. */
export function locationOfOutput(project: Project, path: string): StageLocation | undefined {
  const owner = ownerOf(project, path)
  const out = owner?.outs.find((each) => isWithin(path, each.path))
  if (owner === undefined || out === undefined) return undefined
  const { name, kind, file, wdir } = owner
  const written = wdir === '' || wdir === '.' ? out.path : out.path.slice(wdir.length + 1)
  return kind === 'stage'
    ? { path: SourceLines.lockOf(file), ...lineOnly(project.lines.ofLockedOutput(name, file, written)) }
    : { path: file, ...lineOnly(project.lines.ofDataOutput(file, written)) }
}

function ownerOf({ index }: Project, path: string): Stage | undefined {
  return index.stages.find(({ outs }) => outs.some((out) => isWithin(path, out.path)))
}

function lineOnly(line: number | undefined): { line?: number } {
  return line === undefined ? {} : { line }
}
