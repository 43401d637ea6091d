import { readFile, realpath } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { Dvc } from '../../dvc/dvc.js'
import { findDvcRoot, remoteSchemes } from '../../dvc/dvc-root.js'
import { externalSchemes } from '../../dvc/external-schemes.js'
import type { ProjectFile } from '../../dvc/project-file.js'
import { joinPath, loadProjectFiles } from '../../dvc/project-files.js'
import { SetupError } from '../../errors/errors.js'
import { type GitRepository, openRepository } from '../../git/repository.js'
import { Graph } from '../../pipeline/graph.js'
import type { ProjectStatus } from '../../pipeline/project.js'
import { startEarly } from '../../run/background.js'
import { stageEnvironment } from '../../run/child-environment.js'
import type { Run } from '../../run/run.js'
import { type Step, type StepGraph, withSteps } from '../../run/steps.js'
import { requireTemporaryFolder } from '../../run/temporary-folder.js'
import { recoverWorkspace } from '../../run/workspace-backup.js'
import { dataSchemes } from '../../settings/data-source.js'
import { optionSchemes } from '../../settings/remote-options.js'
import { secretsOfAddresses } from '../../settings/secrets.js'
import type { Settings } from '../../settings/settings.js'
import { relativePath } from '../../text/relative-path.js'
import { shellWord } from '../../text/shell-word.js'
import { count, named } from '../../text/words.js'
import type { DvcInstallation } from '../../toolchain/provide-dvc.js'
import { backupPlace } from './backup.js'
import {
  baseOfTrustedChange,
  checkRemotePlaces,
  checkSourcePlaces,
  checkTrackingPlace,
  mayAskElsewhere,
} from './change-places.js'
import { checkCoverage, checkProject, filesOfProject, locatedError, withPattern } from './check-project.js'
import { rejectCommittedState, rejectEscapingLinks } from './committed-paths.js'
import { requireCompleteCheckout, requireDvcFolder, requireProjectFiles } from './complete-checkout.js'
import { checkImportPlaces } from './import-places.js'
import { maskCredentialFiles } from './mask-credentials.js'
import { openObjectCache } from './object-cache.js'
import { type Project, type ProjectPaths, stagesBelow, withIndex } from './project.js'
import { provideRunsDvc } from './provide-dvc.js'
import { reportConflicts } from './report-conflicts.js'
import { nameCheckout, placeStages } from './report-places.js'
import { requireRights } from './require-rights.js'
import { SourceLines } from './source-lines.js'
import { restoreDurations } from './stage-durations.js'
import { engineOf } from './start-dvc.js'

/**
 * Finds the Git repository and the DVC project of the working directory.
 * @throws {SetupError} not a Git repository, not a DVC project, no usable temporary folder
 */
export async function locate({ settings, host, signal, report, facts }: Run): Promise<ProjectPaths> {
  await requireTemporaryFolder(process.env)
  const directory = await realpath(settings.workingDirectory)
  const git = await openRepository(directory, { signal, host })
  facts.gitDirectory = git.gitDirectory
  facts.root = git.root
  report.source.sha = git.opened.head
  await nameCheckout(git, report)
  requireNamedCommit(settings.event, report.source.sha)
  const root = await findDvcRoot(directory, git.root)
  if (!root) {
    const entries = await git.entries()
    requireDvcFolder(git, entries)
    throw new SetupError(
      'dvc-project-missing',
      `${directory} is not inside a DVC project: no .dvc folder in it${directory === git.root ? '' : ` or in its parents up to ${git.root}`}.`,
      {
        key: 'working-directory',
        value: settings.workingDirectory,
        remedy:
          projectsRemedy(entries, git.root, settings) ??
          'Run `dvc init` (with `--subdir` in a subdirectory), or set `working-directory`.',
      },
    )
  }
  return pathsIn(git, directory, root)
}

function pathsIn(git: GitRepository, directory: string, root: string): ProjectPaths {
  return {
    git,
    directory,
    root,
    dvcRoot: relativePath(git.root, root),
    inGit: (path) => joinPath(relative(git.root, directory) || '.', path),
    fromGit: (path) => relativePath(directory, join(git.root, path)),
  }
}

/** The folders of a run again, after its flow: Git knows nothing of an earlier state of the checkout. */
export async function locateAgain({ settings, host, signal }: Run): Promise<ProjectPaths> {
  const directory = await realpath(settings.workingDirectory)
  const git = await openRepository(directory, { signal, host })
  return pathsIn(git, directory, (await findDvcRoot(directory, git.root)) ?? directory)
}

/** The DVC projects that the repository has elsewhere, as a remedy; undefined without one. */
function projectsRemedy(
  entries: readonly { path: string }[],
  top: string,
  { mode, shellFolder }: Settings,
): string | undefined {
  const roots = entries.flatMap(({ path }) =>
    path.endsWith('/.dvc/config') ? [path.slice(0, -'/.dvc/config'.length)] : [],
  )
  const [first] = roots
  if (first === undefined) return undefined
  const folder = relativePath(shellFolder, join(top, first))
  return `The repository has ${roots.length === 1 ? 'a DVC project' : 'DVC projects'} in ${named(roots)}: run \`dvc-ci ${mode} -C ${shellWord(folder)}\` (in a workflow: \`working-directory: ${first}\`).`
}

/** @throws {SetupError} the checkout has another commit than the one that a user with write access named */
function requireNamedCommit({ namedCommit, pullRequest }: Settings['event'], head: string): void {
  if (namedCommit !== true || pullRequest === undefined || pullRequest.headSha === head) return
  throw new SetupError(
    'commit-not-checked-out',
    `the checkout has commit ${head}, and the event names commit ${pullRequest.headSha} of pull request ${pullRequest.number}.`,
    {
      key: 'ref',
      value: head,
      remedy: 'Give actions/checkout `ref: ${{ inputs.sha }}`.',
    },
  )
}

/** An opened project, with DVC's status of the checkout at that time. */
export interface Opened {
  readonly project: Project
  /** `dvc status` with `--allow-missing`; DVC gave it with the project where `survey` was set. */
  readonly status: () => Promise<ProjectStatus>
  /** True where the files of a killed run were restored: an earlier answer about the checkout is old. */
  readonly recovered: boolean
}

/**
 * Opens the project and rejects a broken set-up before the run changes a file.
 * @param survey asks DVC for the status in the request that reads the project
 * @throws {SetupError} not a DVC project, unreadable files, no remote
 */
export async function openProject(run: Run, paths: ProjectPaths, survey = false): Promise<Opened> {
  return run.step('open project', async (outcome) => {
    const { settings, host } = run
    const { directory, root, inGit } = paths
    const entries = await paths.git.entries()
    // Rules only read.
    if (settings.mode !== 'lint') await requireRights(paths)
    rejectCommittedState(paths.dvcRoot, entries)
    await requireProjectFiles(paths, entries)
    // A shallow checkout fetches the base while the files are read.
    const comparing = startEarly(() => baseOfTrustedChange(run, paths))
    await maskCredentialFiles(root, process.env, host)
    const recovered = await recover(run, paths, scratchOf(root))
    const placed = async (error: unknown) =>
      locatedError(await withPattern(error, paths), inGit, (path) =>
        readFile(join(directory, path), 'utf8').catch(() => undefined),
      )
    const files = await loadFiles(paths).catch(async (error: unknown) => {
      throw await placed(await reportConflicts(run, paths, error))
    })
    for (const secret of files.flatMap(({ text }) => secretsOfAddresses(text))) host.mask(secret)
    const installation = await provideRunsDvc(run, {
      directory,
      schemes: [
        ...(await remoteSchemes(root)),
        ...optionSchemes(settings.remoteConfig),
        ...externalSchemes(files),
        ...dataSchemes(settings.retrain.data),
      ],
      cache: run.cache,
      change: { paths, base: await comparing },
    })
    const dvc = await openDvc(run, paths, installation)
    try {
      const base = await comparing
      if (base !== undefined) {
        checkTrackingPlace(settings, base)
        await checkRemotePlaces(run, paths, dvc, base, entries)
      }
      // The status asks the addresses of dependencies.
      const isAskedLater = base !== undefined && mayAskElsewhere(files)
      const surveyed = survey && !isAskedLater ? dvc.survey() : undefined
      const status = surveyed && startEarly(() => surveyed.status)
      const index = await (surveyed?.project ?? dvc.inspect())
      if (base !== undefined) {
        await checkImportPlaces(paths, base, files, settings.importTokens)
        await checkSourcePlaces(paths, base, index, files)
      }
      checkProject(settings, index, files)
      checkCoverage(settings, index, inGit)
      await rejectEscapingLinks(
        paths,
        index,
        files.map(({ path }) => path),
        entries,
      )
      await requireCompleteCheckout(settings, paths, index, entries)
      const bare = bareProject(run, paths, { dvc, installation, index, files })
      const { stages } = bare
      outcome.message = `${count(stages.filter(({ kind }) => kind === 'stage').length, 'stage')}, ${count(stages.filter(({ kind }) => kind !== 'stage').length, 'data file')}, DVC ${installation.version}`
      run.endings.push(() => placeStages(bare))
      const project = { ...bare, objects: openObjectCache(bare), durations: restoreDurations(bare) }
      return { project, status: () => status ?? dvc.status({ allowMissing: true }), recovered }
    } catch (error) {
      await dvc.close()
      throw await placed(error)
    }
  })
}

/** A project without anything from an earlier run. */
export function bareProject(
  run: Run,
  paths: ProjectPaths,
  read: Pick<Project, 'dvc' | 'installation' | 'index' | 'files'>,
): Project {
  return {
    run,
    ...paths,
    ...read,
    stages: stagesBelow(read.index),
    scratch: scratchOf(paths.root),
    graph: new Graph(read.index),
    lines: new SourceLines(read.files),
    env: stageEnvironment(process.env, run.settings.event.trusted),
    objects: undefined,
    durations: Promise.resolve(),
  }
}

/** The folder of dvc-ci inside `.dvc/tmp`. */
function scratchOf(root: string): string {
  return join(root, '.dvc', 'tmp', 'dvc-ci')
}

/** Restores the files that a killed run had saved. @returns whether there were any */
async function recover({ host }: Run, { git, directory }: ProjectPaths, scratch: string): Promise<boolean> {
  const { restored, rejected } = await recoverWorkspace(backupPlace(scratch, git))
  for (const { path, found } of restored) {
    host.warning(
      `${relative(directory, path)} was restored: an earlier run of dvc-ci was killed.${found === undefined ? '' : ` The file in its place is now ${relative(directory, found)}; remove it when you do not need it.`}`,
    )
  }
  for (const folder of rejected) {
    host.warning(
      `${relative(directory, folder)} has files of an earlier run, and this run does not trust them: no run of this checkout signed them, or a folder of their paths is a link now. Nothing of it was restored; remove it when you do not need it.`,
    )
  }
  return restored.length > 0
}

/** Runs a flow on the opened project, and always stops DVC at the end. */
export async function withProject<T>(run: Run, flow: (opened: Opened) => Promise<T>, survey = false): Promise<T> {
  const opened = await openProject(run, await locate(run), survey)
  try {
    return await flow(opened)
  } finally {
    await opened.project.dvc.close()
  }
}

/** The first steps of a flow that is a graph. */
export interface FirstSteps {
  paths: Step<ProjectPaths>
  opened: Step<Opened>
}

/** As `withProject`, for a flow that is a graph of steps: steps that need only the folders run while DVC starts. */
export async function withProjectSteps<T>(
  run: Run,
  flow: (steps: StepGraph, first: FirstSteps) => Promise<T>,
  survey = false,
): Promise<T> {
  return withSteps(run, async (steps) => {
    const paths = steps.step('find project', [], () => locate(run))
    const opened = steps.step('open project', [paths], async (found) => {
      const result = await openProject(run, found, survey)
      // Stopping DVC ends the requests that still run after a failure.
      steps.onGiveUp(() => result.project.dvc.close())
      steps.cleanup(() => result.project.dvc.close())
      return result
    })
    return flow(steps, { paths, opened })
  })
}

/** Reads the project again after a change of dvc.lock. */
export async function refresh(project: Project): Promise<Project> {
  return withIndex(project, await project.dvc.inspect())
}

/** Reads the project and its files again after a change of more than dvc.lock. @throws {SetupError} a file is broken */
export async function reload(project: Project): Promise<Project> {
  const files = await loadFiles(project)
  const next = await refresh({ ...project, files, lines: new SourceLines(files) })
  checkProject(next.run.settings, next.index, next.files)
  return next
}

async function loadFiles({ git, directory, root, dvcRoot, fromGit }: ProjectPaths): Promise<ProjectFile[]> {
  return loadProjectFiles(directory, root, (await filesOfProject(git, dvcRoot || '.')).map(fromGit))
}

/** Starts DVC for a run; it loads while the caller goes on. */
export async function openDvc(
  { settings, host, signal }: Run,
  { directory, root }: ProjectPaths,
  { python }: DvcInstallation,
): Promise<Dvc> {
  return new Dvc(await engineOf(settings, host, signal, { python, directory, root }))
}
