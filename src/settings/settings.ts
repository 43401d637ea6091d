import type { Mode } from '../report/report.js'
import type { RuleName } from './rules.js'
import type { TagPattern } from './tag-pattern.js'

/** What is asked of one metric. All limits that are present must hold. */
export interface Policy {
  /** Metric name (dotted), optionally `path:name`; both may be globs. */
  metric: string
  min?: number
  max?: number
  /** Largest fall against the baseline: absolute, or a share of the baseline's absolute value. */
  maxDrop?: Limit
  /** Largest rise against the baseline. */
  maxRise?: Limit
  severity: 'error' | 'warning'
  /** What an absent metric means. The gate fails closed by default. */
  missing: 'fail' | 'ignore'
  /** Tolerance between committed and measured values of this metric, in place of the general one. */
  tolerance?: Limit
}

/** `0.01` is absolute, `10%` is a share (0.1) of the reference value. */
export interface Limit {
  amount: number
  unit: 'absolute' | 'share'
}

/** How much metrics move from one official build to the next by themselves. */
export interface Noise {
  /** Official builds that are looked at, the newest ones. */
  builds: number
  /** Standard deviations. */
  sigma: number
}

export interface Check {
  name: string
  /** A shell line of the user's. */
  command: string
}

/** Where the baseline's metrics come from. */
export type Baseline =
  | { kind: 'merge-base' }
  | { kind: 'branch'; name: string }
  | { kind: 'tag'; name: string }
  /** The version of the registered model that has the alias now. */
  | { kind: 'alias'; name: string }
  | { kind: 'none' }

export type Evaluate =
  | { kind: 'auto' }
  | { kind: 'none' }
  | { kind: 'stages'; stages: string[] }
  | { kind: 'command'; command: string; metrics: string }

/** How a commit of ours is published. */
export type CommitMethod = 'push' | 'api' | 'pull-request' | 'tag' | 'none'

export type Force = { kind: 'all' } | { kind: 'none' } | { kind: 'stages'; stages: string[] }

/** A parameter that a retraining sets. */
export interface NewParam {
  /** Relative to the working directory. */
  file: string
  /** Dotted. */
  name: string
  value: number | boolean | string | null
}

/** New source data of a retraining. */
export interface NewData {
  /** What DVC tracks: the data or its `.dvc` file, relative to the working directory. */
  path: string
  /** An address, or an absolute path; absent: an import is updated. */
  from?: string
  mode: 'replace' | 'append'
}

/** A request of a retraining as one job has decided it for others. */
export interface DecidedRequest {
  /** Its fingerprint (`requestDigest`). */
  digest: string
  /** New data, which is in the remote by now. */
  data: {
    file: string
    text: string
    path: string
    mode: 'replace' | 'append' | 'update'
    from?: string
    changed: boolean
  }[]
}

/** Which way a metric is better. */
export interface BetterRule {
  /** Metric name (dotted), optionally `path:name`. */
  metric: string
  direction: 'higher' | 'lower'
}

/** What started the run, read from GitHub's event or from the laptop's checkout. */
export interface EventContext {
  /** `pull_request`, `push`, …; `local` on the command line outside a runner. */
  name: string
  /** GITHUB_REF, or the checked-out branch as `refs/heads/…`; empty when it is unknown. */
  ref: string
  /** GITHUB_SHA; absent outside a runner, where HEAD counts. */
  sha?: string
  /** `owner/name`. */
  repository?: string
  defaultBranch?: string
  /** True where only people with rights can read the repository; absent where everybody can, or nobody says. */
  privateRepository?: true
  /** Previous tip of a push, absent for a new branch. */
  before?: string
  pullRequest?: {
    number: number
    headSha: string
    headRef: string
    baseSha: string
    baseRef: string
    /** True when the head lives in another repository. */
    fork: boolean
    title: string
    /** Its description; empty without one. */
    body: string
    /** `opened`, `synchronize`, `labeled`, … */
    action?: string
    /** Names of the labels that it had. */
    labels?: string[]
    /** The label that was just given, for `labeled`. */
    label?: string
    /** When GitHub last changed it before this event (ISO 8601): the head was there by then. A run that is started again keeps it. */
    updatedAt?: string
  }
  /** The comment that was just written, of `issue_comment`. */
  comment?: {
    id: number
    body: string
    /** Login. */
    author: string
    byBot: boolean
    /** Number of the pull request; absent where it was written below an issue. */
    pullRequest?: number
  }
  /** What came along: `client_payload` of a repository_dispatch, `inputs` of a workflow_dispatch. Not judged yet. */
  request?: Record<string, unknown>
  /** Base of a merge group. */
  mergeGroupBaseSha?: string
  actor?: string
  /** Address of the workflow run. */
  runUrl?: string
  /** The workflow run: its number grows with time, `attempt` with each time that it is started again. */
  run?: { id: number; attempt: number }
  /** Path of the workflow file in the repository; its name where the runner does not tell. */
  workflow?: string
  /** False for forks and Dependabot. */
  trusted: boolean
}

/** What MLflow's own client takes from the environment (mlflow.org, "Environment Variables"), and the address. */
export interface MlflowAccess {
  /** MLFLOW_TRACKING_URI, as it was written; may have credentials in it. */
  uri: string
  /** MLFLOW_TRACKING_TOKEN: a bearer token. */
  token?: string
  /** MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD: basic authentication. */
  username?: string
  password?: string
  /** MLFLOW_TRACKING_INSECURE_TLS: certificates are not checked. */
  insecureTls?: boolean
  /** MLFLOW_TRACKING_SERVER_CERT_PATH: a file of certificates to trust. */
  serverCertPath?: string
}

/** Everything that a run is asked to do: typed, validated, read once. Nobody reads an input or a variable after it. */
export interface Settings {
  mode: Mode
  event: EventContext
  /** Absolute path of the DVC project. */
  workingDirectory: string
  /** Named DVC remote; absent means the repository's default. */
  remote?: string
  /** Options of the remote as `dvc remote modify --local` takes them. Every value is masked. */
  remoteConfig: Record<string, string>
  /** The project's own packages: `auto`, `none`, or a shell line. */
  setup: { kind: 'auto' } | { kind: 'none' } | { kind: 'command'; command: string }
  /** Version of DVC to install when none is found, or the one that is required. */
  dvcVersion?: string
  /** Stages that run side by side; absent: as many as there are processors. */
  jobs?: number
  keepGoing: boolean
  checks: Check[]
  validate: {
    /** `needed`: what the evaluation reads, what stale stages read where they are run, and `pullAlso`. */
    pull: 'all' | 'needed' | 'none'
    /** Stages, `.dvc` files and paths that checks or an evaluation by command read. */
    pullAlso: string[]
    evaluate: Evaluate
    /** Seconds. */
    evaluateTimeout: number
    /** What a lock that is behind means: an error, a run here, or a run whose lock is committed. */
    stale: 'fail' | 'run' | 'commit'
    verify: 'exists' | 'sizes' | 'full'
  }
  metrics: {
    baseline: Baseline
    tolerance: Limit
    policies: Policy[]
    /** Evaluations of the same model; the median of each metric counts. */
    repeat: number
    /** A band from so many official builds, within which a drop or rise is noise; absent: none. */
    noise?: Noise
  }
  rebuild: {
    when: 'always' | 'changed'
    force: Force
    commit: CommitMethod
    /** How the tags of a build are named, the first being its version; none without any. */
    tag: TagPattern[]
    /** Everything but push and commit. */
    dryRun: boolean
    /** Only completes what MLflow lacks. */
    resume: boolean
  }
  mlflow: {
    /** Address of the tracking server and MLflow's own variables; absent: nothing is tracked. The credentials are masked. */
    access?: MlflowAccess
    /** True where a setting gives the address, rather than the environment. */
    explicit: boolean
    /** Experiment of the official builds; absent: named after the repository. */
    experiment?: string
    /** Registered model; absent: the artifact of type model in dvc.yaml. */
    model?: string
    /** Relative to the working directory. */
    modelPath?: string
    artifact: 'upload' | 'reference'
    /** Moves to each new official version. */
    alias?: string
    /** As `alias`, the older way. */
    stage?: string
    /** Whether what stages log lands in the run of dvc-ci. */
    stageRun: 'shared' | 'own'
    /** Deletes the runs of a pull request that was closed. */
    cleanup: boolean
  }
  retrain: {
    /** Stages to force; absent: what the rest calls for. */
    stages?: Force
    params: NewParam[]
    data: NewData[]
    /** One line. */
    reason?: string
    /** Whether imports are updated first; `auto`: on schedule. */
    update: 'auto' | boolean
    /** Published only if better than the baseline in these; none: published in any case. */
    better: BetterRule[]
    /** What the job that planned has decided of the request, where other machines go on with it. */
    decided?: DecidedRequest
  }
  /** One build over many machines. */
  fanOut: {
    /** What `plan` handed on; empty in the other modes. */
    plan: string
    /** The job of `stage`; empty in the other modes. */
    job: string
    /** Absolute; empty where no mode needs it. */
    fragments: string
    /** Labels of the runner of stages that ask for none. */
    runsOn: string[]
    /** What `plan` spreads. */
    planFor: 'rebuild' | 'retrain' | 'validate'
  }
  rollback: {
    /** A tag, a branch or a commit; empty in the other modes. */
    to: string
    /** `.dvc` files, data, stages or outputs; none means everything. */
    targets: string[]
    /** `all` brings code and parameters back too. */
    restore: 'data' | 'all'
  }
  /** What happens with an official version once it is published; nothing where all of it is absent. */
  deploy: {
    /** GitHub's environment. */
    environment?: string
    /** A shell line of the user's. */
    command?: string
    /** Type of a `repository_dispatch` to send. */
    event?: string
    /** File of a workflow to start. */
    workflow?: string
    /** Whether a rollback deploys too. */
    rollback: boolean
  }
  lint: {
    /** Tracking rules that are switched off. */
    off: RuleName[]
  }
  resolve: {
    /** Files to settle, as the command line names them; none means all that are in conflict. */
    files: string[]
    /** Makes Git merge dvc.lock by stage. */
    installDriver: boolean
  }
  /** What is shown on GitHub beside the run itself. */
  github: {
    /** Credential; without one nothing is written to GitHub. Masked. */
    token?: string
    /** Address of the REST API, without a trailing slash. */
    apiUrl: string
    /** The project's folder relative to the workspace, with `/`; empty where it is the same. */
    project: string
    comment: 'auto' | 'none'
    /** File of the workflow that reproduces on a pull request's branch. */
    reproWorkflow: string
    checkRun: boolean
  }
  /** GitHub's cache between runs; only the action has one. */
  cache: {
    /** `auto`: everything, but DVC's objects in private repositories alone. */
    use: 'auto' | 'all' | 'none'
    /** Largest entry that is kept, bytes. */
    limit: number
  }
  /** Where report.json goes; absolute. */
  report?: string
  /** Where the HTML page goes; absolute. */
  page?: string
  /** Answers every question with yes. */
  yes: boolean
}
