import { type Cause, isChange, type StageReport } from '../report/report.js'
import { isAddress, withoutCredentials } from '../text/addresses.js'
import { isRecord } from '../text/records.js'
import { Graph } from './graph.js'
import { isWithin, type PathState, type Project, type ProjectStatus, type Stage, type StageStatus } from './project.js'

/** Whether Git tracks the path itself, or a file below it. */
export type IsTracked = (path: string) => boolean

/**
 * The verdict on every stage: would `dvc repro` run it, and why. It runs nothing.
 *
 * A stage is `stale` if its own inputs, parameters, command or outputs differ. So are all stages that depend on it (cause `upstream`).
 * Absent data makes its stage stale, but not the stages that depend on it: its content is known. Frozen and always-changed stages
 * are no findings. The order is the project's.
 */
export function verdicts(project: Project, status: ProjectStatus, isTracked: IsTracked): StageReport[] {
  const graph = new Graph(project)
  const own = new Map(project.stages.map((stage) => [stage.name, causesOf(stage, status[stage.name] ?? {}, isTracked)]))
  const changes = (name: string) => (own.get(name) ?? []).some(isChange)
  const isStage = (name: string) => graph.stage(name)?.kind === 'stage'
  const changed = project.stages
    .filter((stage) => stage.kind === 'stage' && !stage.frozen && changes(stage.name))
    .map(({ name }) => name)
  const stale = graph.withDownstream(changed)
  return project.stages
    .filter(({ name }) => isStage(name))
    .map((stage) => {
      const causes = own.get(stage.name) ?? []
      if (stage.frozen) return { name: stage.name, verdict: 'frozen', causes }
      const upstream = graph
        .upstream(stage.name)
        .filter((name) => isStage(name) && stale.has(name))
        .map(
          (name): Cause => ({
            kind: 'upstream',
            path: name,
            message: `${name}, which it needs, is stale`,
          }),
        )
      const isStale = stale.has(stage.name) || causes.some(({ kind }) => kind === 'missing')
      return { name: stage.name, verdict: isStale ? 'stale' : 'unchanged', causes: [...causes, ...upstream] }
    })
}

/** True for a stage without an entry in dvc.lock: none of its files has a hash. */
export function isUnlocked(stage: Stage): boolean {
  return (
    stage.kind === 'stage' &&
    [...stage.outs, ...stage.deps].every((entry) => !('hash' in entry) || entry.hash === undefined) &&
    stage.deps.every((dep) => dep.kind !== 'params' || Object.keys(dep.locked).length === 0)
  )
}

function causesOf(stage: Stage, status: StageStatus, isTracked: IsTracked): Cause[] {
  const always: Cause[] = status.always
    ? [{ kind: 'always', message: 'it always runs (always_changed, or no dependencies)' }]
    : []
  if (isUnlocked(stage) && (status.outs ?? status.deps ?? status.params ?? status.command) !== undefined) {
    return [
      {
        kind: 'command',
        path: stage.file.replace(/dvc\.yaml$/, 'dvc.lock'),
        message: 'it has no entry in dvc.lock: it was never reproduced, or dvc.lock was not committed',
      },
      ...always,
    ]
  }
  const causes: Cause[] = []
  for (const [name, state] of Object.entries(status.deps ?? {})) {
    // Only the data could tell; the lint and the remote check report absent data.
    if (state === 'unknown') continue
    const path = withoutCredentials(name)
    const gone = state === 'deleted' || state === 'not in cache'
    if (gone && isAddress(path))
      causes.push({ kind: 'missing', path, message: `its server has no file ${path}, which it reads` })
    else if (gone) causes.push({ kind: 'missing', path, message: `${path}, which it reads, is not here` })
    else causes.push({ kind: isTracked(path) ? 'code' : 'data', path, message: `${path} ${sentence(state)}` })
  }
  for (const [file, changed] of Object.entries(status.params ?? {})) {
    if (typeof changed === 'string') {
      causes.push({ kind: 'params', path: file, message: `${file} ${sentence(changed)}` })
      continue
    }
    for (const [name, { status: state, old, new: present }] of Object.entries(changed)) {
      for (const leaf of state === 'modified' ? changedLeaves(name, old, present) : [{ name, old, present }]) {
        const message =
          leaf.old === undefined
            ? `${leaf.name} is new: ${shown(leaf.present)}`
            : leaf.present === undefined
              ? `${leaf.name} is gone, it was ${shown(leaf.old)}`
              : `${leaf.name}: ${shown(leaf.old)} -> ${shown(leaf.present)}`
        causes.push({ kind: 'params', path: `${file}:${leaf.name}`, message })
      }
    }
  }
  if (status.command ?? status.checksum)
    causes.push({ kind: 'command', path: stage.file, message: 'its command is not the one in dvc.lock' })
  for (const [path, state] of Object.entries(status.outs ?? {})) {
    const gone = state === 'deleted' || state === 'not in cache'
    if (gone) causes.push({ kind: 'missing', path, message: `its output ${path} is not here` })
    else if (!causes.some(({ path: known }) => known !== undefined && isWithin(path, known))) {
      causes.push({ kind: 'data', path, message: `its output ${path} differs from dvc.lock` })
    }
  }
  return [...causes, ...always]
}

interface ChangedLeaf {
  name: string
  old: unknown
  present: unknown
}

/** The single values that differ inside a parameter that dvc.yaml names as a mapping. */
function changedLeaves(name: string, old: unknown, present: unknown): ChangedLeaf[] {
  if (!isRecord(old) || !isRecord(present)) return [{ name, old, present }]
  const keys = [...new Set([...Object.keys(old), ...Object.keys(present)])]
  return keys
    .filter((key) => JSON.stringify(old[key]) !== JSON.stringify(present[key]))
    .flatMap((key) => changedLeaves(`${name}.${key}`, old[key], present[key]))
}

function sentence(state: PathState): string {
  if (state === 'new') return 'is a dependency without an entry in dvc.lock'
  return state === 'modified' ? 'has changed' : `is ${state}`
}

/** A parameter's value as JSON, shortened. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
