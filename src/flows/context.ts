import { realpath } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { Dvc } from '../dvc/dvc.js'
import { startEngine } from '../dvc/engine.js'
import { findDvcRoot, isInside, joinPath, kindOf, loadProjectFiles, remoteSchemes, type ProjectFile } from '../dvc/project-files.js'
import { openRepository, type GitRepository } from '../git/repository.js'
import { Graph } from '../pipeline/graph.js'
import type { Project, Stage } from '../pipeline/project.js'
import { recoverAside } from '../run/aside.js'
import { SetupError } from '../run/errors.js'
import type { Run } from '../run/run.js'
import { prepareProject } from '../toolchain/project-environment.js'
import { provideDvc, type DvcInstallation } from '../toolchain/provide-dvc.js'
import { FindingPlaces } from './places.js'

/** DVC checks what it downloads, whatever the remote: an altered object never enters the cache. */
const VERIFY_DOWNLOADS = { verify: true }

/** What the steps of a flow work on, once the preflight has found nothing wrong. */
export interface Context {
  run: Run
  git: GitRepository
  dvc: Dvc
  installation: DvcInstallation
  project: Project
  graph: Graph
  files: ProjectFile[]
  places: FindingPlaces
  /** The stages of the working directory, in the project's order; all of the repository's when it is the DVC root. */
  stages: Stage[]
  /** Environment for checks, evaluation and stages; the caller's own until `setup` has run. */
  env: NodeJS.ProcessEnv
  /** A folder of ours inside `.dvc/tmp`, which Git ignores. */
  scratch: string
  /** A path of the project as Git names it. */
  inGit: (path: string) => string
  /** A path of Git's as the project names it. */
  fromGit: (path: string) => string
}

/**
 * Opens everything that a flow needs and refuses what is wrong, before anything is touched.
 * @throws {SetupError} not a Git repository, not a DVC project, unreadable files, no remote
 */
export async function prepare(run: Run): Promise<Context> {
  return run.step('preflight', async (outcome) => {
    const { settings, host, signal } = run
    const directory = await realpath(settings.workingDirectory)
    const git = await openRepository(directory, { signal, host })
    run.report.source.sha = await git.head()
    const root = await findDvcRoot(directory, git.root)
    if (!root) {
      throw new SetupError(`${directory} is not inside a DVC project: there is no .dvc folder up to ${git.root}.`, {
        key: 'working-directory', value: settings.workingDirectory, remedy: 'Run `dvc init` (with `--subdir` in a subdirectory), or set `working-directory`.',
      })
    }
    const scratch = join(root, '.dvc', 'tmp', 'dvc-ci')
    for (const path of await recoverAside(scratch)) host.warning(`${relative(directory, path)} is back: a run that was killed had put it aside.`)
    const inGit = (path: string) => joinPath(relative(git.root, directory) || '.', path)
    const fromGit = (path: string) => relative(directory, join(git.root, path)).replaceAll('\\', '/')
    const tracked = await git.workingFiles()
    const files = await loadProjectFiles(directory, root, tracked.filter((path) => kindOf(path) !== undefined).map(fromGit))
    const installation = await provideDvc({
      schemes: await remoteSchemes(root), cwd: directory, env: process.env, host, signal,
      ...(settings.dvcVersion === undefined ? {} : { version: settings.dvcVersion }),
    })
    run.facts.dvcVersion = installation.version
    const dvc = await openDvc(run, directory, root, installation)
    try {
      const project = await dvc.inspect()
      checkProject(run, project, files, (path) => resolve(directory, path))
      const stages = stagesBelow(project)
      outcome.message = `${stages.filter(({ kind }) => kind === 'stage').length} stages, ${stages.filter(({ kind }) => kind !== 'stage').length} data files, DVC ${installation.version}`
      return {
        run, git, dvc, installation, project, files, stages, scratch, inGit, fromGit,
        graph: new Graph(project), places: new FindingPlaces(files), env: stageEnvironment(process.env),
      }
    } catch (error) {
      await dvc.close()
      throw error
    }
  })
}

/** Reads the project again, after its dvc.lock has changed. */
export async function refresh(context: Context): Promise<void> {
  context.project = await context.dvc.inspect()
  context.graph = new Graph(context.project)
  context.stages = stagesBelow(context.project)
}

/** In a monorepo a run is about the pipelines of its working directory, and reads the others only where these need them. */
function stagesBelow(project: Project): Stage[] {
  return project.stages.filter((stage) => !stage.file.startsWith('../'))
}

/** Prepares the project's own packages; stages, checks and evaluation use them from here on. */
export async function setUpProject(context: Context): Promise<void> {
  const { run, git, installation } = context
  await run.step('setup', async (outcome) => {
    const prepared = await prepareProject({
      setup: run.settings.setup, workingDirectory: run.settings.workingDirectory, repositoryRoot: git.root,
      env: context.env, host: run.host, signal: run.signal, dvcDirectory: dirname(installation.dvc),
    })
    context.env = prepared.env
    outcome.message = prepared.description
  })
}

async function openDvc(run: Run, directory: string, root: string, installation: DvcInstallation): Promise<Dvc> {
  const { settings, host, signal } = run
  const core = { autostage: false, ...(settings.remote === undefined ? {} : { remote: settings.remote }) }
  return new Dvc(startEngine({
    python: installation.python, cwd: directory, env: { ...stageEnvironment(process.env), DVC_NO_ANALYTICS: '1' }, schemes: await remoteSchemes(root),
    config: { core, remotes: VERIFY_DOWNLOADS, remoteConfig: settings.remoteConfig }, host, signal,
  }))
}

/** The environment without the action's own inputs, which may hold secrets that no stage needs. */
function stageEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('INPUT_')))
}

function checkProject(run: Run, project: Project, files: readonly ProjectFile[], resolvePath: (path: string) => string): void {
  const { remote } = run.settings
  const names = Object.keys(project.remotes)
  const known = names.length > 0 ? `The repository has ${names.map((name) => `'${name}'`).join(', ')}.` : 'The repository has no remote at all.'
  if (remote !== undefined && !names.includes(remote)) {
    throw new SetupError(`remote: there is no DVC remote '${remote}'.`, { key: 'remote', value: remote, remedy: `${known} Add it with \`dvc remote add ${remote} URL\` and commit .dvc/config.` })
  }
  const needsRemote = project.stages.some((stage) => stage.outs.some((out) => out.cache && out.push && out.remote === undefined))
  if (remote === undefined && project.defaultRemote === null && needsRemote) {
    throw new SetupError('remote: the repository names no default DVC remote, so its data cannot be found.', { key: 'remote', value: '', remedy: `${known} Make one the default with \`dvc remote default NAME\` and commit .dvc/config, or set \`remote\`.` })
  }
  if (project.defaultRemote !== null && !names.includes(project.defaultRemote)) {
    throw new SetupError(`core.remote in .dvc/config names '${project.defaultRemote}', which is no remote.`, { key: 'core.remote', value: project.defaultRemote, path: '.dvc/config', remedy: `${known} Mend it with \`dvc remote default NAME\`.` })
  }
  for (const stage of project.stages) {
    const escaped = stage.outs.find((out) => !isInside(project.root, resolvePath(out.path)))
    if (escaped) throw new SetupError(`${stage.file}: the output ${escaped.path} of ${stage.name} leaves the repository.`, { key: 'outs', value: escaped.path, path: stage.file, remedy: 'Keep outputs inside the repository.' })
  }
  if (files.some(({ kind }) => kind === 'pipeline') && project.stages.length === 0) {
    throw new SetupError('dvc.yaml has no stages, and there is no .dvc file: there is nothing to check.', { key: 'stages', path: 'dvc.yaml', remedy: 'Add a stage with `dvc stage add`, or data with `dvc add`.' })
  }
}
