import type { ErrorId } from '../errors/catalogue.js'
import type { AuditReport } from './audit-report.js'
import type { BuildsReport } from './builds-report.js'
import type { CardReport, HubReport, ReleaseReport } from './card-report.js'
import type { CheckReport } from './check-report.js'
import type { DataReport } from './data-report.js'
import type { EnvironmentReport } from './environment-report.js'
import type { FanOutReport } from './fan-out-report.js'
import type { GcReport } from './gc-report.js'
import type { IntervalReport } from './interval-report.js'
import type { PlotReport } from './plots.js'
import type { ProvenanceReport } from './provenance-report.js'
import type { Severity, StepConclusion } from './severity.js'
import type { SliceReport, WorstSliceReport } from './slice-report.js'

/** The report: all results of one run. Its keys are stable (schema 1), because other tools read them. */
export const REPORT_SCHEMA = 1

export type Mode =
  | 'validate'
  | 'rebuild'
  | 'retrain'
  | 'rollback'
  | 'plan'
  | 'stage'
  | 'collect'
  | 'command'
  | 'comment'
  | 'lint'
  | 'diff'
  | 'history'
  | 'resolve'
  | 'audit'
  | 'gc'
  | 'verify'
  | 'setup'
  | 'doctor'
/** `unverified`: no fault was seen, and a part that verifies the model was left out (`left_out`). */
export type Conclusion = 'success' | 'unverified' | 'failure' | 'superseded' | 'cancelled' | 'error'
export type VerdictKind = 'unchanged' | 'ran' | 'restored' | 'stale' | 'frozen' | 'failed' | 'skipped'
export type CauseKind = 'code' | 'data' | 'params' | 'command' | 'missing' | 'forced' | 'always' | 'upstream'

export interface Source {
  sha: string
  ref: string
  event: string
  /** Address of the repository on its server, without credentials. */
  repository?: string
  /** The folder of the project relative to the repository; absent at its top. */
  directory?: string
  pull_request?: number
  /** Title of the pull request. */
  title?: string
  /** The head of the pull request, which has the files of a finding: the run checks its merge with the base. */
  head_sha?: string
  /** Branch of the code: of the pull request's head, of a push, or of a checkout on a laptop. */
  head_ref?: string
  base_sha?: string
  /** Branch into which the pull request goes. */
  base_ref?: string
  /** False for code that came from a fork or from Dependabot: it never sees a credential. */
  trusted: boolean
}

export interface StepReport {
  name: string
  conclusion: StepConclusion
  /** Seconds after the start of the run. */
  started?: number
  /** Seconds that the step itself took; steps run beside each other. */
  seconds: number
  message?: string
}

/** Why a stage differs from dvc.lock: one changed input, output or the like. */
export interface Cause {
  kind: CauseKind
  /** Workspace path, parameter (`params.yaml:train.C`) or stage name for `upstream`. */
  path?: string
  message: string
}

/** True for a cause that changes the outputs of a stage. Absent data and `always_changed` do not. */
export function isChange({ kind }: Cause): boolean {
  return kind !== 'missing' && kind !== 'always'
}

export interface StageReport {
  /** As `dvc dag` names it: `train@forest`, `sub/dvc.yaml:train`. */
  name: string
  verdict: VerdictKind
  causes: Cause[]
  /** Seconds that its command took in this run, absent when it did not run. */
  seconds?: number
  /** Names of the stages, and paths of the `.dvc` files, that it needs directly. */
  needs?: string[]
  /** Where dvc.yaml declares it, relative to the repository. */
  place?: { path: string; line?: number }
  /** True for a stage that is stale because of a rollback on the base branch, not because of this change. */
  held?: true
  /** Of an unchanged stage whose entry in dvc.lock differs from the baseline's: the inputs that differ. */
  reproduced?: Cause[]
  /** The end of its output, redacted, where its command failed. */
  log?: string
}

/** A metric's value: a finite number, or absent with the reason in the policies and findings. */
export interface MetricReport {
  /** Dotted key without the file. */
  name: string
  path: string
  /** The measured value; the committed value where nothing was measured. */
  value?: number
  /** The value of the metrics file in dvc.lock or Git, where this run measured the metric too. */
  committed?: number
  baseline?: number
  /** True where this run measured the baseline's value, because the evaluation has changed since. */
  baseline_measured?: boolean
  /** value - baseline. */
  change?: number
  /** The direction that is better by the policies; absent where they ask for neither, or for both. */
  direction?: 'up' | 'down'
  /** The interval by the predictions behind it; absent where there are none (`metrics.predictions`). */
  interval?: IntervalReport
  /** The slice that it belongs to; absent for a metric of the whole data. */
  slice?: SliceReport
}

export interface PolicyReport {
  metric: string
  /** As written: `min: 0.95`. */
  rule: string
  passed: boolean
  severity: 'error' | 'warning'
  value?: number
  baseline?: number
  /** True where a value was judged that `data.show` hides. */
  hidden?: true
  message: string
  /** Of a policy `worst(…)`: the slice that it reports. */
  slice?: WorstSliceReport
  /** True where the value is that of an older model: a stage that makes it is stale. */
  stale?: true
  /** The acceptance by a user, for this head of the pull request alone. `passed` stays false. */
  accepted?: AcceptedReport
}

/** An acceptance of a failing policy. */
export interface AcceptedReport {
  /** Login on GitHub. */
  by: string
  reason: string
  via: 'comment' | 'label'
  /** The pull request's head to which it is bound. */
  sha: string
  /** Number of the comment on GitHub. */
  comment?: number
  /** Name of the label. */
  label?: string
}

/** A part of a validation that a run for a fork or for Dependabot left out. */
export interface LeftOutReport {
  part: 'verify' | 'pull' | 'read metrics' | 'read baseline' | 'run stale stages' | 'evaluate' | 'gate'
  /** The file, stage or policy that it is about; absent for the whole part. */
  path?: string
  /** A clause. */
  reason: string
}

export interface ParamReport {
  path: string
  name: string
  baseline?: unknown
  value?: unknown
}

export interface Finding {
  /** Identifier, kebab-case. */
  rule: string
  path?: string
  line?: number
  severity: Severity
  message: string
  /** The command that fixes it. */
  fix?: string
  /** The stage that it is about. */
  stage?: string
  /** The end of the output that shows it, redacted. */
  log?: string
}

export interface MissingObject {
  /** Hash of the object, as DVC names it (a directory's ends in `.dir`). */
  hash: string
  /** All workspace paths that need it. */
  paths: string[]
  /** Name of the remote that lacks it. */
  remote: string
  reason: 'missing' | 'truncated' | 'altered'
  message: string
  /** What a user does about it, in sentences. */
  fix?: string
  /** The dvc.lock or `.dvc` file with its hash, relative to the repository. */
  file?: string
  line?: number
}

export interface RemoteReport {
  name: string
  /** Objects that the commit needs, each hash counted once per remote. */
  objects: number
  /** Objects that this run pushed. */
  pushed: number
  /** Objects whose presence (and size, or hash) was confirmed. */
  verified: number
  /** Verified objects of which the run read no content: they exist, or have the right size. Absent for 0. */
  unread?: number
  missing: MissingObject[]
  /** Names of the remotes that have none of several objects; absent where there is none. */
  empty?: string[]
}

export interface CommitReport {
  sha: string
  /** The branch of the commit, or the branch that it is for (`tag`, and `pull-request` until the merge). */
  branch: string
  method: 'push' | 'api' | 'pull-request' | 'tag'
  /** Pushes that the commit took: 1 without competing pushes, 0 for a commit that existed already. */
  attempts: number
  /** The pull request that brings it to the branch. */
  pull_request?: { number: number; url: string }
}

/** The request of a retraining, and its result. */
export interface RetrainReport {
  reason?: string
  /** The stages that were forced; empty where the changes decided. */
  stages: string[]
  params: { path: string; name: string; value: number | boolean | string | null }[]
  data: {
    path: string
    mode: 'replace' | 'append' | 'update'
    /** The source of the data, without credentials. */
    from?: string
    /** False for data that equals the data before. */
    changed: boolean
  }[]
}

/** A rollback that holds the branch: rebuilds wait until an input changes, or a user releases it. */
export interface HoldReport {
  /** The commit of the rollback. */
  commit: string
  /** The commit that it restored. */
  to: string
  /** Time at which the branch got the rollback (ISO 8601, UTC). */
  since: string
  /** Login on GitHub, or the name in the configuration of Git; absent for a rollback that recorded none. */
  by?: string
  reason?: string
  /** True where a user asked this run to end the hold; a build that is published ends it. */
  released?: true
}

/** The version that a rollback restored. */
export interface RollbackReport {
  /** As the user wrote it. */
  to: string
  sha: string
  /** As the user wrote them; empty for all. */
  targets: string[]
  /** The source commit of the official build that it replaces; absent where HEAD was no build. */
  replaced?: string
}

/** The run of MLflow. */
export interface MlflowReport {
  experiment: string
  run_id: string
  /** Name of the registered model, with the version that this run made or found. */
  model?: string
  version?: string
  /** The alias that names this version now. */
  alias?: string
  /** Pages of the run and of the version in MLflow. */
  url?: string
  version_url?: string
}

/** An output that a build made, beside the one that the source commit names. */
export interface ReproducedReport {
  path: string
  /** True where both are the same, bit for bit. */
  same: boolean
}

/** One part that `doctor` or `verify` examined. */
export interface ExaminationReport {
  /** `remote: write`. */
  name: string
  /** `skipped`: there was nothing to examine, or an earlier failure left nothing to examine it with. */
  state: 'ok' | 'warning' | 'error' | 'skipped'
  message: string
  remedy?: string
  /** Identifier of the error (docs/errors). */
  id?: ErrorId
}

/** A metric with a policy in the last official builds, oldest first. */
export interface HistoryReport {
  metric: string
  path: string
  /** At most ten. */
  points: HistoryPoint[]
  /** True where the history of the checkout ends before ten builds: a shallow clone has a part of it. */
  shallow?: true
}

/** A metric in one official build. */
export interface HistoryPoint {
  /** The commit of the build. */
  sha: string
  /** Time of the commit (ISO 8601, UTC). */
  at: string
  value: number
  /** A tag of the commit. */
  tag?: string
}

/** The error that ended a run. */
export interface ErrorReport {
  /** Identifier of the catalogue (docs/errors). */
  id: ErrorId
  /** Without the remedy. */
  message: string
  /** The setting, file or key that is wrong. */
  key?: string
  value?: string
  /** What the user does next. */
  remedy?: string
}

export interface Report {
  schema: typeof REPORT_SCHEMA
  mode: Mode
  conclusion: Conclusion
  message: string
  /** Address of the workflow run, which has the job summary. */
  run_url?: string
  /** Start of the run (ISO 8601, UTC). */
  started?: string
  versions?: { dvc_ci: string; dvc?: string }
  /** Seconds from the start to the verdict, by the wall clock. */
  seconds?: number
  /** Of a run that ended with an exit code other than 0. */
  error?: ErrorReport
  source: Source
  /** What a run for a fork or for Dependabot did not check; absent where it checked all. */
  left_out?: LeftOutReport[]
  steps: StepReport[]
  stages: StageReport[]
  metrics: MetricReport[]
  /** The metrics with a policy in the last official builds; absent without such a build. */
  history?: HistoryReport[]
  /** All official builds (mode history). */
  builds?: BuildsReport
  /** DVC's plots; absent where there are none, or DVC could not read them. */
  plots?: PlotReport[]
  policies: PolicyReport[]
  params: ParamReport[]
  data: DataReport[]
  checks: CheckReport[]
  lint: Finding[]
  remote: RemoteReport
  commit?: CommitReport
  tag?: string
  mlflow?: MlflowReport
  rollback?: RollbackReport
  /** The hold of the branch; of the base branch in a validation. */
  hold?: HoldReport
  retrain?: RetrainReport
  fanout?: FanOutReport
  /** What the stages ran with; of a validation, the checks and the evaluation. */
  environment?: EnvironmentReport
  /** The outputs of an official build, whose stages were up to date in the source commit. */
  reproduced?: ReproducedReport[]
  /** The stages that a run ran twice, and whether their outputs are the same. */
  audit?: AuditReport
  /** The parts that `doctor` examined. */
  doctor?: ExaminationReport[]
  /** The checks of `verify`, and of a rollback or a deployment that needs provenance. */
  verification?: ExaminationReport[]
  /** What the remote holds that no commit needs. */
  gc?: GcReport
  /** The model card with the part of this build. */
  card?: CardReport
  /** The model repository of the Hugging Face Hub. */
  hub?: HubReport
  /** The release on GitHub. */
  release?: ReleaseReport
  /** The signatures of an official build. */
  provenance?: ProvenanceReport
  /** The deployment on GitHub. */
  deployment?: { environment: string; id: number }
}

/** Seconds of the run by the wall clock. A report of a run that did not record them has only the sum of its steps. */
export function secondsOf({ seconds, steps }: Pick<Report, 'seconds' | 'steps'>): number {
  return seconds ?? steps.reduce((sum, step) => sum + step.seconds, 0)
}

/** A report without results. */
export function emptyReport(mode: Mode, source: Source): Report {
  return {
    schema: REPORT_SCHEMA,
    mode,
    conclusion: 'error',
    message: 'the run did not finish',
    source,
    steps: [],
    stages: [],
    metrics: [],
    policies: [],
    params: [],
    data: [],
    checks: [],
    lint: [],
    remote: { name: '', objects: 0, pushed: 0, verified: 0, missing: [] },
  }
}
