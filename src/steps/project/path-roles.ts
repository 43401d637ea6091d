import { readFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { joinPath, kindOf } from '../../dvc/project-files.js'
import { isWithin, type Stage } from '../../pipeline/project.js'
import type { Project } from './project.js'
import { SourceLines } from './source-lines.js'

/** Files that define the environment of the project, on which the results of stages depend. */
const ENVIRONMENT_FILES =
  /^(requirements[\w.-]*\.(txt|in)|constraints[\w.-]*\.txt|uv\.(lock|toml)|pyproject\.toml|environment\.ya?ml|conda-lock\.yml|pixi\.(lock|toml)|setup\.(py|cfg)|poetry\.lock|pdm\.lock|Pipfile(\.lock)?|\.python-version|\.tool-versions|renv\.lock)$/

/** The parts of a project that say what a build reads. */
export type BuildPaths = Pick<Project, 'fromGit' | 'inGit' | 'index' | 'graph' | 'stages' | 'files'> & {
  readonly run: { readonly settings: { readonly workingDirectory: string } }
}

/**
 * True for a path (as Git names it) that the build reads: pipelines, locks and `.dvc` files of the project and of its
 * inputs, dependencies, parameters, environment files, DVC's configuration.
 */
export function isInput(project: BuildPaths, path: string): boolean {
  const inProject = project.fromGit(path)
  const root = project.inGit(relative(project.run.settings.workingDirectory, project.index.root) || '.')
  if (path === joinPath(root, '.dvc/config')) return true
  if (basename(path) === '.dvcignore') return isWithin(path, root)
  if (kindOf(path) !== undefined) return !inProject.startsWith('../') || filesOfNeeds(project).has(inProject)
  if (
    ENVIRONMENT_FILES.test(basename(path)) &&
    [dirname(inProject), dirname(path), relative(root, dirname(path)) || '.'].includes('.')
  )
    return true
  if (templateFiles(project).has(inProject)) return true
  return project.stages.some((stage) => stage.deps.some((dep) => isWithin(inProject, dep.path)))
}

/** The pipelines, locks and `.dvc` files in the repository that the stages of the working directory need. */
function filesOfNeeds({ graph, stages }: Pick<Project, 'graph' | 'stages'>): Set<string> {
  const needs = [...graph.withUpstream(stages.map(({ name }) => name))].flatMap((name) => graph.stage(name) ?? [])
  return new Set(needs.flatMap(({ kind, file }) => (kind === 'stage' ? [file, SourceLines.lockOf(file)] : [file])))
}

/** Files from which dvc.yaml takes values: `vars:` and the default params.yaml. */
function templateFiles(project: Pick<Project, 'files'>): Set<string> {
  const files = new Set<string>()
  for (const file of project.files.filter(({ kind }) => kind === 'pipeline')) {
    const base = dirname(file.path)
    files.add(joinPath(base, 'params.yaml'))
    const vars = file.data['vars']
    for (const item of Array.isArray(vars) ? vars : [])
      if (typeof item === 'string') files.add(joinPath(base, item.split(':')[0] ?? item))
  }
  return files
}

/** The stages that a build may run. */
export function runnable({ stages }: Pick<Project, 'stages'>): Stage[] {
  return stages.filter(({ kind, frozen }) => kind === 'stage' && !frozen)
}

/** The dvc.lock files of the working directory's pipelines, relative to it. */
export function lockFiles({ stages }: Pick<Project, 'stages'>): string[] {
  return [...new Set(stages.filter(({ kind }) => kind === 'stage').map(({ file }) => SourceLines.lockOf(file)))]
}

/**
 * Files that the top level of dvc.yaml declares and that are no output: a stage writes them, and Git tracks them. Parameters
 * that a stage or a template reads are inputs (`params.yaml`); those that none reads are results, such as DVCLive's.
 * @returns metrics alone, and all of them with plots and parameters
 */
export function looseResults(project: Pick<Project, 'index' | 'stages' | 'files'>): {
  metrics: string[]
  all: string[]
} {
  const { index, stages } = project
  const loose = (paths: readonly string[]) =>
    [...new Set(paths)].filter(
      (path) =>
        !path.startsWith('../') && !index.stages.some((stage) => stage.outs.some((out) => isWithin(path, out.path))),
    )
  const templates = templateFiles(project)
  const isResult = (path: string) =>
    !templates.has(path) && !index.stages.some(({ deps }) => deps.some((dep) => isWithin(path, dep.path)))
  return stages.some(({ kind }) => kind === 'stage')
    ? {
        metrics: loose(index.metrics),
        all: [...new Set([...loose(index.metrics), ...loose(index.plots), ...loose(index.params.filter(isResult))])],
      }
    : { metrics: [], all: [] }
}

/**
 * True for a path (as Git names it) that the pipeline writes and Git tracks: dvc.lock, outputs with `cache: false`,
 * metrics, plots and parameters that it writes.
 */
export function isMadeByPipeline(project: Project, path: string): boolean {
  const inProject = project.fromGit(path)
  if (lockFiles(project).includes(inProject)) return true
  if (runnable(project).some((stage) => stage.outs.some((out) => !out.cache && isWithin(inProject, out.path))))
    return true
  return looseResults(project).all.some((result) => isWithin(inProject, result))
}

/** True for the model card of the settings (as Git names it), into which each build writes a part. */
export function isCard({ inGit, run }: Pick<Project, 'inGit' | 'run'>, path: string): boolean {
  const { file } = run.settings.card
  return file !== undefined && inGit(file) === path
}

/** True for a `.gitignore` (as Git names it) that DVC writes for an output of this project or for its own files. */
export function isIgnoreFile(project: Project, path: string): boolean {
  if (basename(path) !== '.gitignore') return false
  const inProject = project.fromGit(path)
  return (
    join(project.git.root, path) === join(project.index.root, '.dvc', '.gitignore') ||
    project.stages.some((stage) => stage.outs.some((out) => joinPath(dirname(out.path), '.gitignore') === inProject))
  )
}

/**
 * True when a `.gitignore` differs from the commit only by lines that DVC adds or removes for outputs (`/model.pkl`).
 * An official build must not commit the edit of a user.
 */
export async function isDvcsEdit(project: Project, path: string): Promise<boolean> {
  const file = join(project.git.root, path)
  const before = lines((await project.git.readFile('HEAD', path))?.toString('utf8') ?? '')
  const now = lines(await readFile(file, 'utf8').catch(() => ''))
  const outs = new Set(
    project.index.stages.flatMap((stage) =>
      stage.outs.map((out) => resolve(project.run.settings.workingDirectory, out.path)),
    ),
  )
  // At each run DVC adds its own missing entries: config.local, which has credentials, and its folders.
  for (const name of ['config.local', 'tmp', 'cache', 'plots', 'experiments'])
    outs.add(join(project.index.root, '.dvc', name))
  // DVC escapes the pattern characters of Git.
  const byDvc = (line: string) =>
    line.startsWith('/') && outs.has(resolve(dirname(file), line.slice(1).replace(/\\(.)/g, '$1')))
  const changed = [...now.filter((line) => !before.includes(line)), ...before.filter((line) => !now.includes(line))]
  return changed.every(byDvc)
}

/** Git-kept outputs of a stage. */
export function keptOuts(stage: Stage | undefined): string[] {
  return stage?.outs.filter(({ cache }) => !cache).map(({ path }) => path) ?? []
}

function lines(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '')
}
