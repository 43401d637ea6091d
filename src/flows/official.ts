import { dirname } from 'node:path'
import { joinPath, kindOf } from '../dvc/project-files.js'
import { isWithin } from '../pipeline/project.js'
import type { Context } from './context.js'
import { SOURCE_TRAILER } from './stages.js'

/** Files that decide what the project's environment is, and so what its stages compute. */
const ENVIRONMENT_FILES = ['requirements.txt', 'uv.lock', 'pyproject.toml', 'environment.yml', 'setup.py', 'setup.cfg', 'poetry.lock', 'Pipfile.lock', '.python-version']
/** First-parent commits that are looked through for an official build. */
const MAX_HISTORY = 1_000

/** The official build of a source commit, if the branch has one already. @param tip where the branch ends */
export async function findBuildOf(context: Context, source: string, tip: string): Promise<string | undefined> {
  return context.git.findCommit({ from: tip, excluding: source, trailer: { key: SOURCE_TRAILER, value: source }, maxCount: MAX_HISTORY })
}

/** The source commit of which HEAD itself is the official build: our own push must not start another one. */
export async function sourceOfHead(context: Context): Promise<string | undefined> {
  const head = context.run.report.source.sha
  const [source] = (await context.git.trailers(head)).get(SOURCE_TRAILER) ?? []
  if (source === undefined) return undefined
  // A commit that also changes code is not ours, whatever its message says.
  const changed = await context.git.changedFiles(`${head}^`, head)
  return changed.every(({ path }) => isMadeByPipeline(context, path)) ? source : undefined
}

/** Commits in which nothing that the build reads differs make the same model. */
export async function changedInputs(context: Context, from: string, to: string): Promise<string[]> {
  const changed = await context.git.changedFiles(from, to)
  return changed.map(({ path }) => path).filter((path) => isInput(context, path))
}

/** The newest official build that HEAD descends from. */
export function lastOfficial(context: Context): Promise<string | undefined> {
  return context.git.findCommit({ from: context.run.report.source.sha, trailer: { key: SOURCE_TRAILER }, maxCount: MAX_HISTORY })
}

/** True for a path (as Git names it) that the build reads: pipelines, locks, `.dvc` files, dependencies, parameters, the environment, DVC's configuration. */
export function isInput(context: Context, path: string): boolean {
  const inProject = context.fromGit(path)
  if (kindOf(path) !== undefined || path.endsWith('.dvc/config') || path.endsWith('.dvcignore')) return !inProject.startsWith('../') || kindOf(path) === undefined
  if (ENVIRONMENT_FILES.some((name) => inProject === name || path === name)) return true
  if (templateFiles(context).has(inProject)) return true
  return context.stages.some((stage) => stage.deps.some((dep) => isWithin(inProject, dep.path)))
}

/** True for a path (as Git names it) that `dvc repro` writes: dvc.lock, outputs kept in Git, the `.gitignore` beside an output. */
export function isMadeByPipeline(context: Context, path: string): boolean {
  const inProject = context.fromGit(path)
  if (kindOf(path) === 'lock') return true
  return context.stages.some((stage) => stage.kind === 'stage' && stage.outs.some((out) =>
    (!out.cache && isWithin(inProject, out.path)) || inProject === joinPath(dirname(out.path), '.gitignore')))
}

/** Files that dvc.yaml takes values from: `vars:` and the default params.yaml. */
function templateFiles(context: Context): Set<string> {
  const files = new Set<string>()
  for (const file of context.files.filter(({ kind }) => kind === 'pipeline')) {
    const base = dirname(file.path)
    files.add(joinPath(base, 'params.yaml'))
    const vars = file.data['vars']
    for (const item of Array.isArray(vars) ? vars : []) if (typeof item === 'string') files.add(joinPath(base, item.split(':')[0] ?? item))
  }
  return files
}
