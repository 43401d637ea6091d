import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { lineOfKeys } from '../dvc/yaml-places.js'
import type { Stage } from '../pipeline/project.js'
import { isChange } from '../pipeline/verdicts.js'
import type { Cause, StageReport } from '../report/report.js'
import type { Context } from './context.js'
import { FindingPlaces } from './places.js'

/** A file relative to the working directory, and a line of it. */
interface Place {
  path: string
  line?: number
}

/**
 * Where a reviewer looks for the reason why a stage is stale: the line of a parameter that changed, the entry of dvc.lock that an output differs from, the
 * command. Whatever changed elsewhere, or in several kinds of places, is told where dvc.yaml declares the stage.
 */
export async function placeOfCauses(context: Context, { name, causes }: StageReport): Promise<Place> {
  const stage = context.graph.stage(name)
  const declared = context.places.ofStage(name, stage?.file ?? 'dvc.yaml')
  const changes = causes.filter(isChange)
  const [first] = changes
  if (stage === undefined || first === undefined || changes.some(({ kind }) => kind !== first.kind)) return declared
  if (first.kind === 'params') return await placeOfParam(context, stage, first) ?? declared
  if (first.kind === 'data') return placeInLock(context, stage, first) ?? declared
  if (first.kind === 'command' && first.path === stage.file) return { ...declared, ...lineOnly(context.places.ofCommand(name, stage.file)) }
  return declared
}

async function placeOfParam(context: Context, { deps }: Stage, { path = '' }: Cause): Promise<Place | undefined> {
  const file = deps.flatMap((dep) => (dep.kind === 'params' ? [dep.path] : [])).find((each) => path.startsWith(`${each}:`))
  const text = file === undefined ? undefined : await readFile(resolve(context.run.settings.workingDirectory, file), 'utf8').catch(() => undefined)
  if (file === undefined || text === undefined) return undefined
  const keys = path.slice(file.length + 1).split('.')
  return { path: file, ...lineOnly(/\.(?:ya?ml|json)$/.test(file) ? lineOfKeys(text, keys) : lineOfName(text, keys.at(-1) ?? '')) }
}

/** The line of `name = …` in TOML or Python. */
function lineOfName(text: string, name: string): number | undefined {
  const line = text.split('\n').findIndex((each) => each.trimStart().startsWith(name) && /^\s*[=:]/.test(each.trimStart().slice(name.length)))
  return line < 0 ? undefined : line + 1
}

/** Only what differs from dvc.lock as an output is told there: a dependency has changed outside of it. */
function placeInLock(context: Context, { name, file, outs, wdir }: Stage, { path = '' }: Cause): Place | undefined {
  if (!outs.some((out) => out.path === path)) return undefined
  const line = context.places.ofLockedOutput(name, file, wdir === '' || wdir === '.' ? path : path.slice(wdir.length + 1))
  return line === undefined ? undefined : { path: FindingPlaces.lockOf(file), line }
}

function lineOnly(line: number | undefined): { line?: number } {
  return line === undefined ? {} : { line }
}
