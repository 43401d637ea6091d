/** The project as DVC resolves it: templates filled in, `foreach` and `matrix` stages expanded, hashes from the lock. Paths are relative to the working directory. */
export interface Project {
  /** Absolute path of the DVC root. */
  root: string
  /** Absolute path of the folder of DVC's cache. */
  cache?: string
  stages: Stage[]
  /** Pairs of names: a stage and one of its needs. */
  edges: [string, string][]
  /** By name. `versions`: the option (`version_aware`, `worktree`) by which a remote keeps versions of files. */
  remotes: Record<string, { url: string; versions?: string }>
  defaultRemote: string | null
  /** Files of top-level `metrics:`. */
  metrics: string[]
  /** Files of top-level `plots:`. */
  plots: string[]
  /** Files of top-level `params:`. */
  params: string[]
  artifacts: { file: string; name: string; path?: string; type?: string; desc?: string; labels?: string[] }[]
}

export interface Stage {
  /** As `dvc dag` names it; the path for a `.dvc` file. */
  name: string
  /** `stage`: has a command. `data`: a `.dvc` file. `import`: data from another repository or address. */
  kind: 'stage' | 'data' | 'import'
  /** The dvc.yaml or `.dvc` file. */
  file: string
  wdir: string
  cmd?: string | string[]
  frozen: boolean
  always: boolean
  /** An import without a download (`--no-download`): its data is never here. */
  partial: boolean
  deps: Dependency[]
  outs: Out[]
  meta?: Record<string, unknown>
  /** Names of the values that its templates in dvc.yaml take from files, by file. */
  vars?: Record<string, string[]>
}

export type Dependency =
  | ({ kind: 'path'; path: string } & Locked)
  | { kind: 'params'; path: string; names: string[]; locked: Record<string, unknown> }
  | { kind: 'repo' | 'external'; path: string }

export interface Out extends Locked {
  path: string
  /** False: kept in Git (`cache: false`). */
  cache: boolean
  metric: boolean
  plot: boolean
  persist: boolean
  /** False: `push: false`, so it is never in the remote. */
  push: boolean
  /** Its own remote, where it has one. */
  remote?: string
  /** True where its DVC file lists the files of the folder, as a push to a remote that keeps versions writes them. */
  listsFiles?: true
}

/** The values of a path in dvc.lock or the `.dvc` file. */
export interface Locked {
  hash?: string
  hashName?: string
  /** Bytes. */
  size?: number
  files?: number
}

/** `unknown`: a folder of several outputs, some of which are not here. */
export type PathState = 'modified' | 'deleted' | 'new' | 'not in cache' | (string & {})

/** The differences between a stage's lock entry, the workspace and the cache. */
export interface StageStatus {
  deps?: Record<string, PathState>
  /** By file: the state of the whole file, or the state of each parameter with the locked and the present value. */
  params?: Record<string, PathState | Record<string, { status: PathState; old?: unknown; new?: unknown }>>
  outs?: Record<string, PathState>
  command?: boolean
  checksum?: boolean
  always?: boolean
  /** True where `dvc repro` would take the outputs from the run cache and not run the command. */
  cached?: boolean
}

/** Stages without differences are absent. */
export type ProjectStatus = Record<string, StageStatus>

/** True for a path that equals `other` or lies below it. */
export function isWithin(path: string, other: string): boolean {
  return path === other || other === '.' || path.startsWith(other.endsWith('/') ? other : `${other}/`)
}
