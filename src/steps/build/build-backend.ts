import { ProjectError } from '../../errors/errors.js'
import { startEarly } from '../../run/background.js'
import type { WorkspaceBackup } from '../../run/workspace-backup.js'
import { BackgroundUpload } from '../data/background-upload.js'
import { divideInputs } from '../data/late-inputs.js'
import { strictPull } from '../data/pull.js'
import {
  type AskedRemote,
  askOutputs,
  pushData,
  requireKept,
  requireRemoteHas,
  requireTrueInputs,
} from '../data/push.js'
import { versionedRemote } from '../data/versioned-remote.js'
import { environmentHere, type FoundEnvironment } from '../environment/record-environment.js'
import type { Project } from '../project/project.js'
import { setUpProject } from '../project/set-up.js'
import { Reproduction } from './dvc-repro.js'
import type { BuildPlan } from './plan-build.js'
import { type BuildObserver, clearOutputs, reproduce } from './reproduce.js'

/** A plan of a build, with the backup of the files that it replaces. */
export interface PlannedBuild {
  plan: BuildPlan
  backup: WorkspaceBackup
}

/**
 * The machines that run the stages of a build: this one, or other machines whose results this run collects. `Inputs` is
 * the result of `inputs` and a parameter of `make`. The parameters of a method name the results that it needs.
 */
export interface BuildBackend<Inputs> {
  /** The stages that run on this machine; undefined: all. */
  readonly here: ReadonlySet<string> | undefined
  /** The end of a message about a build that is rejected before it is delivered. */
  readonly rejectionNote: string
  /**
   * Reads the plan and the fragments that this run was given.
   * @returns the project with the settings of the build
   * @throws {SetupError} a plan of another build
   */
  open(project: Project): Promise<Project>
  /** Gets the data that the build starts from. @throws {ProjectError} the remote, or another job, does not have it */
  inputs(project: Project, build: PlannedBuild): Promise<Inputs>
  /** Sets up the project where a command on this machine needs it. */
  setUp(project: Project): Promise<Project>
  /** The environment of the stages. @returns undefined where no job told one @throws {Error} Python does not answer */
  environment(project: Project, inputs: Inputs): Promise<FoundEnvironment | undefined>
  /** Makes the outputs and records the result of each stage in the report. @throws {ProjectError} a stage failed */
  make(project: Project, build: PlannedBuild, inputs: Inputs, observer: BuildObserver): Promise<Project>
  /** Asks the remote which of the outputs it has. @returns undefined where `deliver` needs no answer */
  ask(project: Project): Promise<AskedRemote | undefined>
  /**
   * Pushes the outputs, and verifies that the remote has all data of the build.
   * @param asked the answer of `ask`
   * @param beforePush waits for readers of the workspace
   * @throws {ProjectError} the remote lacks an object
   */
  deliver(project: Project, asked: AskedRemote | undefined, beforePush: () => Promise<void>): Promise<void>
}

/** A prepared `dvc repro`; undefined where no stage may run. */
export type LocalInputs = { reproduction: Reproduction | undefined }

/** All stages run on this machine. */
export class LocalBackend implements BuildBackend<LocalInputs> {
  readonly here = undefined
  readonly rejectionNote = 'Nothing was pushed.'

  open(project: Project): Promise<Project> {
    return Promise.resolve(project)
  }

  async inputs(project: Project, { plan }: PlannedBuild): Promise<LocalInputs> {
    const divided = divideInputs(project, plan)
    // The versions that a remote gives to files must reach dvc.lock, which only `dvc push` writes.
    const early = !project.run.settings.rebuild.dryRun && versionedRemote(project) === undefined
    const upload = early ? new BackgroundUpload(project) : undefined
    // DVC opens the project while the data is downloaded.
    const preparing = startEarly(() => Reproduction.prepare(project, plan, { inputs: divided, upload }))
    try {
      await this.download(project, plan, divided)
    } catch (error) {
      // The download's error is the one to report, also where the preparation fails too.
      const prepared = await preparing.catch(() => undefined)
      await prepared?.abandon()
      throw error
    }
    return { reproduction: await preparing }
  }

  private async download(
    project: Project,
    plan: BuildPlan,
    { first, late }: ReturnType<typeof divideInputs>,
  ): Promise<void> {
    // Late inputs arrive while stages run. The remote must have them now, or a training would fail after hours.
    if (late.length > 0) await requireRemoteHas(project, { pull: late })
    await strictPull(project, { targets: first })
    const { missing } = project.run.report.remote
    if (missing.length > 0)
      throw new ProjectError(
        'remote-data-missing',
        `the remote does not have the inputs of this build: ${missing.map(({ message }) => message).join(' ')}`,
        { key: 'remote', remedy: 'Nothing was built.' },
      )
    if (!plan.whole) await requireKept(project, plan)
  }

  setUp(project: Project): Promise<Project> {
    return setUpProject(project)
  }

  environment(project: Project): Promise<FoundEnvironment> {
    return environmentHere(project)
  }

  async make(
    project: Project,
    { plan, backup }: PlannedBuild,
    { reproduction }: LocalInputs,
    observer: BuildObserver,
  ): Promise<Project> {
    await clearOutputs(project, plan, backup)
    await reproduce(project, plan, {
      reproduction,
      observer,
      check: (altered) => requireTrueInputs(project, { pull: divideInputs(project, plan).first }, altered),
    })
    return project
  }

  ask(project: Project): Promise<AskedRemote> {
    return askOutputs(project)
  }

  deliver(project: Project, asked: AskedRemote | undefined, beforePush: () => Promise<void>): Promise<void> {
    return pushData(project, { asked, beforePush })
  }
}
