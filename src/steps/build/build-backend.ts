import type { VerifyResult } from '../../dvc/dvc.js'
import type { CommandResult } from '../../dvc/engine.js'
import { ProjectError } from '../../errors/errors.js'
import type { LateInputs } from '../../pipeline/late-inputs.js'
import type { WorkspaceBackup } from '../../run/workspace-backup.js'
import { EarlyPush } from '../data/background-upload.js'
import { divideInputs } from '../data/late-inputs.js'
import { beginPull, strictPull } from '../data/pull.js'
import { lookAtRemote, pushData, requireKept, requireRemoteHas, requireTrueInputs } from '../data/push.js'
import { type Project, setUpProject, startEarly } from '../project/project.js'
import { Reproduction } from './dvc-repro.js'
import type { BuildPlan } from './plan-build.js'
import { clearOutputs, reproduce } from './reproduce.js'

/** What can go on while outputs are made. */
export interface BuildObserver {
  /** Called when stages run, and at the end where none does. */
  onStart?: () => void
  /** Called when the last stages run, where that is known: what comes after them can be made ready. */
  onLast?: () => void
}

/** How the outputs of a build come about: on this machine, or on others that have handed them on. */
export interface BuildBackend {
  /** Decides what counts before anything else. @throws {SetupError} the build is not one that this run was given */
  begin(project: Project): Promise<void>
  /** Begins to get it. */
  readonly beginInputs?: (project: Project, plan: BuildPlan) => void
  /** Gets what the build starts from. @throws {ProjectError} it is not to be had */
  inputs(project: Project, plan: BuildPlan): Promise<void>
  /** Prepares the project's own packages, where something will need them. */
  setUp(project: Project): Promise<void>
  /**
   * Makes the outputs, with what was there before kept aside, and tells the report what became of each stage.
   * @throws {ProjectError} a stage failed
   */
  make(project: Project, plan: BuildPlan, aside: WorkspaceBackup, beside?: BuildObserver): Promise<void>
  /** Asks the remote what it has of what was just made, before `deliver` needs the answer. */
  readonly look?: (project: Project) => Promise<VerifyResult>
  /** Brings what was made into the remote, and proves that all of the build is there. @param looked what `look` said @throws {ProjectError} it is not */
  deliver(project: Project, looked?: Promise<VerifyResult>): Promise<void>
  /** The stages that run on this machine; absent where all do. */
  readonly here?: ReadonlySet<string>
  /** What is said of a build that is refused before it is delivered. */
  readonly untouched: string
}

/** Everything happens on this machine. */
export class LocalBackend implements BuildBackend {
  readonly untouched = 'Nothing was pushed.'
  private divided: LateInputs | undefined
  private pulling: Promise<CommandResult> | undefined
  private prepared: Promise<Reproduction | undefined> | undefined

  begin(): Promise<void> {
    return Promise.resolve()
  }

  readonly beginInputs = (project: Project, plan: BuildPlan): void => {
    const inputs = this.divide(project, plan)
    if (inputs.first.length > 0) this.pulling = startEarly(() => beginPull(project, inputs.first))
    const early = project.run.settings.rebuild.dryRun ? undefined : new EarlyPush(project)
    this.prepared = startEarly(() =>
      Reproduction.prepare(project, plan, { inputs, ...(early === undefined ? {} : { early }) }),
    )
  }

  async inputs(project: Project, plan: BuildPlan): Promise<void> {
    const { first, late } = this.divide(project, plan)
    // What comes while stages run is asked for now: nobody trains for an hour to learn that the remote does not have it.
    if (late.length > 0) await requireRemoteHas(project, { pull: late })
    await strictPull(project, { targets: first, ...(this.pulling === undefined ? {} : { begun: this.pulling }) })
    const { missing } = project.run.report.remote
    if (missing.length > 0)
      throw new ProjectError(
        'remote-data-missing',
        `the remote does not have what this build starts from: ${missing.map(({ message }) => message).join(' ')}`,
        { key: 'remote', remedy: 'Nothing was built.' },
      )
    if (!plan.whole) await requireKept(project, plan)
  }

  setUp(project: Project): Promise<void> {
    return setUpProject(project)
  }

  async make(project: Project, plan: BuildPlan, aside: WorkspaceBackup, beside: BuildObserver = {}): Promise<void> {
    await clearOutputs(project, plan, aside)
    await reproduce(project, plan, {
      ...(this.prepared === undefined ? {} : { prepared: this.prepared }),
      ...beside,
      checked: (altered) => requireTrueInputs(project, { pull: this.divide(project, plan).first }, altered),
    })
  }

  private divide(project: Project, plan: BuildPlan): LateInputs {
    return (this.divided ??= divideInputs(project, plan))
  }

  readonly look = (project: Project): Promise<VerifyResult> => lookAtRemote(project)

  deliver(project: Project, looked?: Promise<VerifyResult>): Promise<void> {
    return pushData(project, undefined, looked)
  }
}
