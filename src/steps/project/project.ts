import { dirname } from 'node:path'
import type { Dvc } from '../../dvc/dvc.js'
import type { ProjectFile } from '../../dvc/project-file.js'
import type { GitRepository } from '../../git/repository.js'
import { Graph } from '../../pipeline/graph.js'
import type { Project as ProjectIndex, Stage } from '../../pipeline/project.js'
import type { Run } from '../../run/run.js'
import type { Settings } from '../../settings/settings.js'
import type { DvcInstallation } from '../../toolchain/provide-dvc.js'
import type { SourceLines } from './source-lines.js'

/** The folders of a run, and how Git and DVC name their paths. */
export interface ProjectPaths {
  readonly git: GitRepository
  /** The working directory, absolute and without symbolic links. */
  readonly directory: string
  /** The folder with `.dvc`, absolute. */
  readonly root: string
  /** The same as Git names it; empty at the top. */
  readonly dvcRoot: string
  /** A path of the project as Git names it. */
  readonly inGit: (path: string) => string
  /** A path of Git as the project names it. */
  readonly fromGit: (path: string) => string
}

/** Objects of DVC that a run takes from an earlier run and keeps for the next one. */
export interface ObjectCache {
  /**
   * Puts the verified objects of these stages and `.dvc` files into DVC's cache once they are restored. Never throws.
   */
  admit(stages: readonly string[] | undefined): Promise<void>
  /** Sets the project whose objects are saved at the end of the run. */
  describe(project: Project): void
}

/**
 * The opened project: the input of every step. It never changes; a step that changes a part of it returns a new one.
 */
export interface Project extends ProjectPaths {
  readonly run: Run
  readonly dvc: Dvc
  readonly installation: DvcInstallation
  /** The stages, remotes and metrics as DVC reads them. */
  readonly index: ProjectIndex
  readonly graph: Graph
  readonly files: readonly ProjectFile[]
  /** The lines of the project files, for findings. */
  readonly lines: SourceLines
  /** The stages of the working directory, in the order of the index. In the DVC root these are all stages. */
  readonly stages: readonly Stage[]
  /** Environment of checks, evaluation and stages; that of the caller before the set-up. */
  readonly env: NodeJS.ProcessEnv
  /** A folder of dvc-ci inside `.dvc/tmp`, which Git ignores. */
  readonly scratch: string
  /** Objects of an earlier run, which a pull need not download; undefined without a cache. */
  readonly objects: ObjectCache | undefined
  /** The jobs on other machines that made outputs of this build, by stage; absent on the only machine of a build. */
  readonly madeBy?: ReadonlyMap<string, string>
  /** The SHA-256 that those jobs told of their outputs, by path. */
  readonly hashes?: ReadonlyMap<string, string>
  /** Resolves when the durations of stages in an earlier run are restored; never rejects. */
  readonly durations: Promise<void>
}

/** Files, text and trailers that a retraining adds to the commit of a build. */
export interface BuildExtra {
  /** As Git names them. */
  paths: readonly string[]
  /** A paragraph of the commit message and of the pull request; may be empty. */
  body: string
  trailers: Readonly<Record<string, string>>
}

/** The project after DVC has read it again. */
export function withIndex(project: Project, index: ProjectIndex): Project {
  const next = { ...project, index, graph: new Graph(index), stages: stagesBelow(index) }
  project.objects?.describe(next)
  return next
}

/** The project with other settings. */
export function withSettings(project: Project, settings: Settings): Project {
  return { ...project, run: { ...project.run, settings } }
}

/** The project whose checks, evaluation and stages get these variables too. */
export function withVariables(project: Project, variables: NodeJS.ProcessEnv): Project {
  return { ...project, env: { ...project.env, ...variables } }
}

/** In a monorepo a run is about the pipelines of its working directory; it reads others only where these need them. */
export function stagesBelow(index: ProjectIndex): Stage[] {
  return index.stages.filter((stage) => !stage.file.startsWith('../'))
}

/** The folder of the DVC executable. */
export function dvcDirectory({ installation }: Project): string {
  return dirname(installation.dvc)
}
