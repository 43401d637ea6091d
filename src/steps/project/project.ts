import { readFile, realpath } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { Dvc } from '../../dvc/dvc.js'
import { findDvcRoot, remoteSchemes } from '../../dvc/dvc-root.js'
import type { ProjectFile } from '../../dvc/project-file.js'
import { joinPath, loadProjectFiles } from '../../dvc/project-files.js'
import { SetupError } from '../../errors/errors.js'
import type { PushPermission } from '../../git/push.js'
import type { UncommittedFile } from '../../git/read.js'
import { type GitRepository, openRepository } from '../../git/repository.js'
import { Graph } from '../../pipeline/graph.js'
import type { Project as ProjectIndex, ProjectStatus, Stage } from '../../pipeline/project.js'
import type { Run } from '../../run/run.js'
import type { SharedCache } from '../../run/shared-cache.js'
import { recoverWorkspace } from '../../run/workspace-backup.js'
import { dataSchemes } from '../../settings/data-source.js'
import { count } from '../../text/words.js'
import { prepareProject } from '../../toolchain/project-environment.js'
import { type DvcInstallation, provideDvc } from '../../toolchain/provide-dvc.js'
import { checkProject, filesOfProject, placedError } from './check-project.js'
import type { Inventory } from './git-inventory.js'
import { beginDataCache, type DataCache } from './object-cache.js'
import { FindingPlaces } from './source-lines.js'
import { beginSeconds } from './stage-durations.js'
import { engineOf, knownDvc, stageEnvironment } from './start-dvc.js'

/** Where a run works. */
export interface Place {
  git: GitRepository
  /** The working directory, absolute and without symbolic links. */
  directory: string
  /** The folder with `.dvc`, absolute. */
  root: string
  /** The same as Git names it; empty at the top. */
  dvcRoot: string
  /** A path of the project as Git names it. */
  inGit: (path: string) => string
  /** A path of Git's as the project names it. */
  fromGit: (path: string) => string
}

/** What a Git server says of a branch. */
export interface ServerAnswers {
  branch: Promise<string>
  mayPush: Promise<PushPermission>
  tip: Promise<string | undefined>
}

/** What a build commits and tells beside what the pipeline wrote. */
export interface BuildExtra {
  /** Files, as Git names them. */
  paths: string[]
  /** A paragraph of the commit's message, and of the pull request; may be empty. */
  body: string
  trailers: Record<string, string>
}

/** What the steps of a flow work on, once the preflight has found nothing wrong. */
export interface Project extends Place {
  run: Run
  dvc: Dvc
  installation: DvcInstallation
  index: ProjectIndex
  graph: Graph
  files: ProjectFile[]
  places: FindingPlaces
  /** The stages of the working directory, in the project's order; all of the repository's when it is the DVC root. */
  stages: Stage[]
  /** Environment for checks, evaluation and stages; the caller's own until `setup` has run. */
  env: NodeJS.ProcessEnv
  /** A folder of ours inside `.dvc/tmp`, which Git ignores. */
  scratch: string
  /** What a retraining commits and tells beside what every build does. */
  extra?: BuildExtra
  /** Objects of an earlier run that a pull need not fetch; absent where there is no cache. */
  data?: DataCache
  /** When the seconds that stages took in an earlier run are here. */
  seconds?: Promise<void>
  /** What DVC says of the checkout as it was at the start, asked ahead of the step that needs it; absent once anything may have changed. */
  status?: Promise<ProjectStatus>
  /** What the Git server says of the branch, asked while DVC loads. */
  server?: ServerAnswers
  /** What Git knows of the working tree as it was at the start, asked while DVC loads. */
  inventory?: Promise<Inventory>
  /** Where the working tree differed from HEAD at the start, asked while DVC loads; absent once anything may have changed. */
  uncommitted?: Promise<UncommittedFile[]>
  /** Lets the plots be collected, or not, that were made ready for it; there once they are. */
  plotting?: (isWanted: boolean) => void
  /** What goes on beside the steps and must end before the working tree changes or the run ends (see `settle`). */
  background: Promise<void>[]
}

/**
 * Finds the Git repository and the DVC project of the working directory.
 * @throws {SetupError} not a Git repository, not a DVC project
 */
export async function locate({ settings, host, signal, report }: Run): Promise<Place> {
  const directory = await realpath(settings.workingDirectory)
  const git = await openRepository(directory, { signal, host })
  report.source.sha = await git.head()
  const root = await findDvcRoot(directory, git.root)
  if (!root) {
    throw new SetupError(
      'dvc-project-missing',
      `${directory} is not inside a DVC project: there is no .dvc folder in it${directory === git.root ? '' : `, nor above it up to ${git.root}`}.`,
      {
        key: 'working-directory',
        value: settings.workingDirectory,
        remedy: 'Run `dvc init` (with `--subdir` in a subdirectory), or set `working-directory`.',
      },
    )
  }
  return {
    git,
    directory,
    root,
    dvcRoot: relative(git.root, root).replaceAll('\\', '/'),
    inGit: (path) => joinPath(relative(git.root, directory) || '.', path),
    fromGit: (path) => relative(directory, join(git.root, path)).replaceAll('\\', '/'),
  }
}

/**
 * Opens everything that a flow needs and refuses what is wrong, before anything is touched.
 * @param begin what can begin before DVC has loaded
 * @param asksStatus whether `status` is asked beside the question about the project
 * @throws {SetupError} not a Git repository, not a DVC project, unreadable files, no remote
 */
export async function prepare(
  run: Run,
  begin?: (place: Place) => Pick<Project, 'server' | 'inventory' | 'uncommitted'>,
  asksStatus = false,
): Promise<Project> {
  return run.step('preflight', async (outcome) => {
    const { settings, host, signal } = run
    const place = await locate(run)
    const { directory, root, inGit } = place
    const scratch = join(root, '.dvc', 'tmp', 'dvc-ci')
    for (const { path, found } of await recoverWorkspace(scratch)) {
      host.warning(
        `${relative(directory, path)} is as it was before a run of dvc-ci that was killed.${found === undefined ? '' : ` What stood there since is now ${relative(directory, found)}; remove that when you do not need it.`}`,
      )
    }
    const begun = begin?.(place)
    const placed = async (error: unknown) =>
      placedError(error, inGit, (path) => readFile(join(directory, path), 'utf8').catch(() => undefined))
    const files = await loadFiles(place).catch(async (error: unknown) => {
      throw await placed(error)
    })
    const installation = await provideDvc({
      schemes: [...(await remoteSchemes(root)), ...dataSchemes(run.settings.retrain.data)],
      cwd: directory,
      env: process.env,
      host,
      signal,
      known: (python) => knownDvc(signal, python),
      ...shared(run),
      ...(settings.dvcVersion === undefined ? {} : { version: settings.dvcVersion }),
    })
    run.facts.dvcVersion = installation.version
    const dvc = await openDvc(run, place, installation)
    try {
      const survey = asksStatus ? dvc.survey() : undefined
      const status = survey && startEarly(() => survey.status)
      const index = await (survey?.project ?? dvc.inspect())
      checkProject(settings, index, files)
      const stages = stagesBelow(index)
      outcome.message = `${count(stages.filter(({ kind }) => kind === 'stage').length, 'stage')}, ${count(stages.filter(({ kind }) => kind !== 'stage').length, 'data file')}, DVC ${installation.version}`
      const project: Project = {
        run,
        ...place,
        dvc,
        installation,
        index,
        files,
        stages,
        scratch,
        graph: new Graph(index),
        places: new FindingPlaces(files),
        env: stageEnvironment(process.env, run.settings.event.trusted),
        background: [],
        ...begun,
        ...(status === undefined ? {} : { status }),
      }
      const data = beginDataCache(project)
      if (data !== undefined) project.data = data
      project.seconds = beginSeconds(project)
      return project
    } catch (error) {
      await dvc.close()
      throw await placed(error)
    }
  })
}

/** Begins what a later step will need. What it throws is thrown to whoever awaits it, and lost where a failure came before. */
export function startEarly<T>(work: () => Promise<T>): Promise<T> {
  const begun = work()
  begun.catch(() => undefined)
  return begun
}

/** Lets something go on beside the steps that follow. What it throws is thrown by `settle`. */
export function inBackground(project: Project, work: Promise<void>): void {
  work.catch(() => undefined)
  project.background.push(work)
}

/** Waits for everything that goes on beside the steps. */
export async function settle(project: Project): Promise<void> {
  await Promise.all(project.background.splice(0))
}

/** Reads the project again, after its dvc.lock has changed. */
export async function refresh(project: Project): Promise<void> {
  delete project.status
  setProject(project, await project.dvc.inspect())
}

/** Takes what DVC said of the build's commit, checked out elsewhere, for what it would say here: another question less. */
export function replaceProject(project: Project, { stages, edges, metrics, plots, artifacts }: ProjectIndex): void {
  setProject(project, { ...project.index, stages, edges, metrics, plots, artifacts })
}

function setProject(project: Project, index: ProjectIndex): void {
  project.index = index
  project.graph = new Graph(index)
  project.stages = stagesBelow(index)
}

/** Reads the project and its files again, after more than dvc.lock has changed. @throws {SetupError} what is there now cannot be worked with */
export async function reload(project: Project): Promise<void> {
  project.files = await loadFiles(project)
  project.places = new FindingPlaces(project.files)
  await refresh(project)
  checkProject(project.run.settings, project.index, project.files)
}

async function loadFiles({ git, directory, root, dvcRoot, fromGit }: Place): Promise<ProjectFile[]> {
  return loadProjectFiles(directory, root, (await filesOfProject(git, dvcRoot || '.')).map(fromGit))
}

/** In a monorepo a run is about the pipelines of its working directory, and reads the others only where these need them. */
export function stagesBelow(index: ProjectIndex): Stage[] {
  return index.stages.filter((stage) => !stage.file.startsWith('../'))
}

/** Prepares the project's own packages; stages, checks and evaluation use them from here on. */
export async function setUpProject(project: Project): Promise<void> {
  const { run, git, installation } = project
  await run.step('setup', async (outcome) => {
    const prepared = await prepareProject({
      setup: run.settings.setup,
      workingDirectory: run.settings.workingDirectory,
      repositoryRoot: git.root,
      env: project.env,
      host: run.host,
      signal: run.signal,
      dvcDirectory: dirname(installation.dvc),
      ...shared(run),
    })
    project.env = prepared.env
    outcome.message = prepared.description
  })
}

/** DVC as a run uses it: loading while the caller goes on. */
export async function openDvc(
  { settings, host, signal }: Run,
  { directory, root }: Place,
  { python }: DvcInstallation,
): Promise<Dvc> {
  return new Dvc(await engineOf(settings, host, signal, { python, directory, root }))
}

/** What remembers installations for other machines, where there is something. */
function shared({ cache }: Run): { shared?: SharedCache } {
  return cache === undefined ? {} : { shared: cache }
}
