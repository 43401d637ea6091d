import { parse } from 'yaml'
import type { LintDvcFile, LintInput } from '../../src/lint/input.js'
import { lint } from '../../src/lint/lint.js'
import type { Out, Project, Stage } from '../../src/pipeline/project.js'
import type { Finding } from '../../src/report/report.js'
import type { RuleName } from '../../src/settings/rules.js'

const KINDS: Record<string, LintDvcFile['kind']> = { 'dvc.yaml': 'pipeline', 'dvc.lock': 'lock' }

/** A file of DVC as the lint reads it: without data where it is no YAML. */
export function dvcFile(path: string, text: string): LintDvcFile {
  const kind = KINDS[path.slice(path.lastIndexOf('/') + 1)] ?? 'data'
  try {
    const data: unknown = parse(text)
    return {
      path,
      kind,
      text,
      ...(typeof data === 'object' && data !== null ? { data: data as Record<string, unknown> } : {}),
    }
  } catch {
    return { path, kind, text }
  }
}

export type Overrides = Partial<Omit<LintInput, 'tracked' | 'ignored' | 'present' | 'texts' | 'files'>> & {
  /** Paths with sizes in bytes, or paths alone. */
  tracked?: Record<string, number> | string[]
  ignored?: string[]
  present?: string[]
  texts?: Record<string, string>
  files?: Record<string, string>
}

/** A project without any finding, with changes. Files with a text are tracked. */
export function lintInput(overrides: Overrides = {}): LintInput {
  const { tracked = {}, ignored, present, texts = {}, files = {}, ...rest } = overrides
  const sizes: Record<string, number> = Array.isArray(tracked)
    ? Object.fromEntries(tracked.map((path) => [path, 100]))
    : tracked
  const folder = rest.dvcRoot === undefined || rest.dvcRoot === '' ? '' : `${rest.dvcRoot}/`
  const own = { [`${folder}.dvc/.gitignore`]: 30, [`${folder}.dvc/config`]: 60 }
  const untracked = new Set(rest.untracked ?? [])
  const known = Object.fromEntries(
    [...Object.keys(files), ...Object.keys(texts)].filter((path) => !untracked.has(path)).map((path) => [path, 100]),
  )
  return {
    prefix: '',
    dvcRoot: '',
    untracked: [],
    ignoredDvcFiles: [],
    ...rest,
    tracked: Object.entries({ ...own, ...known, ...sizes }).map(([path, size]) => ({ path, size, mode: '100644' })),
    ignored: new Set(ignored ?? ['config.local', 'tmp/lock', 'cache/files'].map((path) => `${folder}.dvc/${path}`)),
    present: new Set(present ?? [`${folder}.dvc/.gitignore`]),
    files: Object.entries(files).map(([path, text]) => dvcFile(path, text)),
    texts: new Map(Object.entries(texts)),
  }
}

/** The findings of one rule, with all other rules on. */
export function found(rule: RuleName, overrides: Overrides): Finding[] {
  return lint(lintInput(overrides), []).filter((finding) => finding.rule === rule)
}

export function out(path: string, more: Partial<Out> = {}): Out {
  return { path, cache: true, metric: false, plot: false, persist: false, push: true, ...more }
}

export function stage(name: string, more: Partial<Stage> = {}): Stage {
  return {
    name,
    kind: 'stage',
    file: 'dvc.yaml',
    wdir: '.',
    cmd: `run ${name}`,
    frozen: false,
    always: false,
    partial: false,
    deps: [],
    outs: [],
    ...more,
  }
}

export function project(stages: Stage[], more: Partial<Project> = {}): Project {
  return {
    root: '/project',
    stages,
    edges: [],
    remotes: {},
    defaultRemote: null,
    metrics: [],
    plots: [],
    params: [],
    artifacts: [],
    ...more,
  }
}
