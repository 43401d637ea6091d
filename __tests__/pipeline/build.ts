import type { Dependency, Out, Project, ProjectStatus, Stage } from '../../src/pipeline/project.js'

/** A path that a stage reads, as dvc.lock has it; without a hash in a stage that never ran. */
export function dep(path: string, hash: string | null = 'a'.repeat(32)): Dependency {
  return { kind: 'path', path, ...(hash === null ? {} : { hash, hashName: 'md5' }) }
}

/** An output in DVC's cache, as dvc.lock has it. */
export function out(path: string, settings: Partial<Out> = {}): Out {
  return {
    path,
    cache: true,
    metric: false,
    plot: false,
    persist: false,
    push: true,
    hash: 'b'.repeat(32),
    hashName: 'md5',
    ...settings,
  }
}

/** A stage with a command that reads and writes these paths. */
export function stage(
  name: string,
  reads: string[] = [],
  writes: (string | Out)[] = [],
  settings: Partial<Stage> = {},
): Stage {
  return {
    name,
    kind: 'stage',
    file: name.includes(':') ? name.slice(0, name.lastIndexOf(':')) : 'dvc.yaml',
    wdir: '.',
    cmd: `make ${name}`,
    frozen: false,
    always: false,
    partial: false,
    deps: reads.map((path) => dep(path)),
    outs: writes.map((each) => (typeof each === 'string' ? out(each) : each)),
    ...settings,
  }
}

/** A project whose edges follow from the inputs and outputs of its stages. */
export function project(stages: Stage[], settings: Partial<Project> = {}): Project {
  const isWithin = (path: string, other: string) => path === other || path.startsWith(`${other}/`)
  const edges = stages.flatMap((reader) =>
    stages
      .filter(
        (writer) =>
          writer !== reader &&
          reader.deps.some((need) =>
            writer.outs.some((made) => isWithin(need.path, made.path) || isWithin(made.path, need.path)),
          ),
      )
      .map((writer): [string, string] => [reader.name, writer.name]),
  )
  return {
    root: '/project',
    stages,
    edges,
    remotes: {},
    defaultRemote: null,
    metrics: [],
    plots: [],
    params: [],
    artifacts: [],
    ...settings,
  }
}

export type { ProjectStatus }
