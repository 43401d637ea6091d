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
import type { Project, ProjectStatus, Stage } from '../../pipeline/project.js'
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
export interface Context extends Place {
  run: Run
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
  begin?: (place: Place) => Pick<Context, 'server' | 'inventory' | 'uncommitted'>,
  asksStatus = false,
): Promise<Context> {
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
      const project = await (survey?.project ?? dvc.inspect())
      checkProject(settings, project, files)
      const stages = stagesBelow(project)
      outcome.message = `${count(stages.filter(({ kind }) => kind === 'stage').length, 'stage')}, ${count(stages.filter(({ kind }) => kind !== 'stage').length, 'data file')}, DVC ${installation.version}`
      const context: Context = {
        run,
        ...place,
        dvc,
        installation,
        project,
        files,
        stages,
        scratch,
        graph: new Graph(project),
        places: new FindingPlaces(files),
        env: stageEnvironment(process.env, run.settings.event.trusted),
        background: [],
        ...begun,
        ...(status === undefined ? {} : { status }),
      }
      const data = beginDataCache(context)
      if (data !== undefined) context.data = data
      context.seconds = beginSeconds(context)
      return context
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
export function inBackground(context: Context, work: Promise<void>): void {
  work.catch(() => undefined)
  context.background.push(work)
}

/** Waits for everything that goes on beside the steps. */
export async function settle(context: Context): Promise<void> {
  await Promise.all(context.background.splice(0))
}

/** Reads the project again, after its dvc.lock has changed. */
export async function refresh(context: Context): Promise<void> {
  delete context.status
  setProject(context, await context.dvc.inspect())
}

/** Takes what DVC said of the build's commit, checked out elsewhere, for what it would say here: another question less. */
export function replaceProject(context: Context, { stages, edges, metrics, plots, artifacts }: Project): void {
  setProject(context, { ...context.project, stages, edges, metrics, plots, artifacts })
}

function setProject(context: Context, project: Project): void {
  context.project = project
  context.graph = new Graph(project)
  context.stages = stagesBelow(project)
}

/** Reads the project and its files again, after more than dvc.lock has changed. @throws {SetupError} what is there now cannot be worked with */
export async function reload(context: Context): Promise<void> {
  context.files = await loadFiles(context)
  context.places = new FindingPlaces(context.files)
  await refresh(context)
  checkProject(context.run.settings, context.project, context.files)
}

async function loadFiles({ git, directory, root, dvcRoot, fromGit }: Place): Promise<ProjectFile[]> {
  return loadProjectFiles(directory, root, (await filesOfProject(git, dvcRoot || '.')).map(fromGit))
}

/** In a monorepo a run is about the pipelines of its working directory, and reads the others only where these need them. */
export function stagesBelow(project: Project): Stage[] {
  return project.stages.filter((stage) => !stage.file.startsWith('../'))
}

/** Prepares the project's own packages; stages, checks and evaluation use them from here on. */
export async function setUpProject(context: Context): Promise<void> {
  const { run, git, installation } = context
  await run.step('setup', async (outcome) => {
    const prepared = await prepareProject({
      setup: run.settings.setup,
      workingDirectory: run.settings.workingDirectory,
      repositoryRoot: git.root,
      env: context.env,
      host: run.host,
      signal: run.signal,
      dvcDirectory: dirname(installation.dvc),
      ...shared(run),
    })
    context.env = prepared.env
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
