import type { Variation } from '../report/audit-report.js'
import type { Mode } from '../report/report.js'
import type { ImportToken } from './import-token.js'
import type { RuleName } from './rules.js'
import type { TagPattern } from './tag-pattern.js'

/** The limits of one metric. All limits that are present must hold. */
export interface Policy {
  /** Metric name (dotted), optionally `path:name`; both may be globs. `worst(…)` of it is about slices. */
  metric: string
  /** Of `worst(…)`: slices with fewer rows are not judged. */
  minSupport?: number
  min?: number
  max?: number
  /** Largest fall against the baseline: absolute, or a share of the baseline's absolute value. */
  maxDrop?: Limit
  /** Largest rise against the baseline. */
  maxRise?: Limit
  /** The value must equal that of the baseline. */
  unchanged?: true
  /** The confidence with which a limit must be missed, where predictions give an interval. */
  confidence?: number
  severity: 'error' | 'warning'
  /** Effect of an absent metric. By default the gate fails. */
  missing: 'fail' | 'ignore'
  /** Tolerance between committed and measured values of this metric, in place of the general one. */
  tolerance?: Limit
}

/** `0.01` is absolute, `10%` is a share (0.1) of the reference value. */
export interface Limit {
  amount: number
  unit: 'absolute' | 'share'
}

/** A table of predictions, from which the intervals of metrics are computed. */
export interface PredictionsTable {
  /** Path in the working directory. */
  path: string
  /** Column of the true label or number. */
  truth: string
  /** Column of the predicted label or number. */
  prediction?: string
  /** Column of the score or probability of the positive label. */
  score?: string
  /** The positive label of two, as text. */
  positive?: string
  /** Columns whose values are slices. */
  slices: string[]
  /** Columns that identify a row on both sides. */
  key: string[]
}

/** Noise: how much metrics change between official builds without a cause. */
export interface Noise {
  /** Number of official builds that count, newest first. */
  builds: number
  /** Standard deviations. */
  sigma: number
}

export interface Check {
  name: string
  /** A shell line of the user. */
  command: string
  /** Paths or patterns of the report files that it writes, relative to the working directory; absent without any. */
  reports?: string[]
}

/** Source of the baseline's metrics. */
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

/** How dvc-ci publishes a commit. */
export type CommitMethod = 'push' | 'api' | 'pull-request' | 'tag' | 'none'

export type Force = { kind: 'all' } | { kind: 'none' } | { kind: 'stages'; stages: string[] }

/** A parameter that a retraining sets. */
export interface NewParam {
  /** Relative to the working directory. */
  file: string
  /** Dotted. */
  name: string
  value: number | boolean | string | null
  /** A number as the user wrote it, where JavaScript would write it differently: `1.0`, `1e-7`. */
  text?: string
}

/** Path that DVC tracks: the data or its `.dvc` file, relative to the working directory. */
export interface NewData {
  /** An address, or an absolute path; absent: an import is updated. */
  path: string
  /** An address, or an absolute path; absent: an import is updated. */
  from?: string
  mode: 'replace' | 'append'
}

/** A retraining request as one job decided it for the other jobs. */
export interface DecidedRequest {
  /** Its digest (`requestDigest`). */
  digest: string
  /** New data; it is already in the remote. */
  data: {
    file: string
    text: string
    path: string
    mode: 'replace' | 'append' | 'update'
    from?: string
    changed: boolean
  }[]
}

/** The direction in which a metric is better. */
export interface BetterRule {
  /** Metric name (dotted), optionally `path:name`. */
  metric: string
  direction: 'higher' | 'lower'
}

/** The event of the run, from GitHub or from a local checkout. */
export interface EventContext {
  /** `pull_request`, `push`, …; `local` on the command line outside a runner. */
  name: string
  /** GITHUB_REF, or the checked-out branch as `refs/heads/…`; empty if unknown. */
  ref: string
  /** GITHUB_SHA; absent outside a runner, where HEAD counts. */
  sha?: string
  /** `owner/name`. */
  repository?: string
  defaultBranch?: string
  /** True if the repository is private; absent if it is public or the event does not say. */
  privateRepository?: true
  /** True if the event says that the repository is public. */
  publicRepository?: true
  /** Previous tip of a push, absent for a new branch. */
  before?: string
  pullRequest?: {
    number: number
    headSha: string
    headRef: string
    baseSha: string
    baseRef: string
    /** True if the head is in another repository. */
    fork: boolean
    title: string
    /** Its description; empty without one. */
    body: string
    /** `opened`, `synchronize`, `labeled`, … */
    action?: string
    /** Names of its labels. */
    labels?: string[]
    /** The new label, for `labeled`. */
    label?: string
    /**
     * Time of the last change before this event (ISO 8601). The head existed by then. A restarted run keeps the value.
     */
    updatedAt?: string
  }
  /** The new comment, of `issue_comment`. */
  comment?: {
    id: number
    body: string
    /** Login. */
    author: string
    byBot: boolean
    /** Number of the pull request; absent for a comment on an issue. */
    pullRequest?: number
  }
  /**
   * The request in the event: `client_payload` of a repository_dispatch, `inputs` of a workflow_dispatch. Not validated
   * yet.
   */
  request?: Record<string, unknown>
  /** Base of a merge group. */
  mergeGroupBaseSha?: string
  actor?: string
  /** Address of the workflow run. */
  runUrl?: string
  /** The workflow run. Its id grows with time; `attempt` grows with each restart. */
  run?: { id: number; attempt: number }
  /** Path of the workflow file in the repository; its name if the runner gives no path. */
  workflow?: string
  /** True for a workflow_run after a run of another repository. */
  foreignRun?: true
  /**
   * True for a workflow_dispatch with the inputs `pull-request` and `sha`: a user with write access named a commit of a
   * pull request, whose code is not trusted.
   */
  namedCommit?: true
  /** The run before a `workflow_run`, as GitHub describes it. */
  workflowRun?: {
    id: number
    attempt: number
    /** The head of its pull request, not the merge commit. */
    headSha: string
    headBranch: string
    /** `owner/name`. */
    headRepository: string
    /** `pull_request`, `push`, … */
    event: string
    /** `success`, `failure`, `cancelled`, …; empty where GitHub has none. */
    conclusion: string
  }
  /** Whether the run may use the credentials of the job, by the table of `event-rules.ts`. */
  trusted: boolean
}

/** The address and the variables that MLflow's own client reads (mlflow.org, "Environment Variables"). */
export interface MlflowAccess {
  /** MLFLOW_TRACKING_URI as the user wrote it; it may contain credentials. */
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

/** A model repository of the Hugging Face Hub, and the variables that its own client reads. */
export interface HubAccess {
  /** `owner/name`. */
  repository: string
  /** HF_ENDPOINT, without a slash at its end. */
  endpoint: string
  /** HF_TOKEN; masked. */
  token?: string
}

/** Whether official builds are signed, and which signer counts. An absent key is not checked. */
export interface ProvenancePolicy {
  /** `on`: where the job can sign. `required`: no build is published, deployed or restored without a valid one. */
  use: 'off' | 'on' | 'required'
  /** `owner/name`; absent: the repository of the run. */
  repository?: string
  /** Path of the workflow file in that repository. */
  workflow?: string
  /** The branch whose runs may sign; absent: the default branch. */
  branch?: string
  /** File of the public key (PEM), relative to the working directory. */
  key?: string
}

/** The services that make and record a keyless signature. Addresses without a trailing slash. */
export interface SigningServices {
  /** The certificate authority (Fulcio). */
  fulcio: string
  /** The public log (Rekor). */
  rekor?: string
  /** The timestamp authority. */
  tsa?: string
}

/** Settings that decide to which servers and to which programs a run gives its credentials. */
export interface ServerSettings {
  remote?: string
  /** As `Settings.remoteConfig`. */
  remoteConfig: Record<string, string>
  /** Address of MLflow. */
  trackingUri?: string
  /** As `Settings.dvcLock`. */
  dvcLock?: string
}

/** All settings of a run: typed, validated, read once. After that no code reads an input or a variable. */
export interface Settings {
  mode: Mode
  event: EventContext
  /** Absolute path of the DVC project. */
  workingDirectory: string
  /** Where the user's shell stands, absolute: the current folder, or the workspace of a job. Remedies start there. */
  shellFolder: string
  /** Name of the DVC remote; absent means the repository's default. */
  remote?: string
  /**
   * Options of the remote in use, with the names of `dvc remote modify --local`, and of other remotes as `NAME.OPTION`.
   * Every value is masked.
   */
  remoteConfig: Record<string, string>
  /** The configuration file, which a change can edit. Absent without one. */
  configFile?: {
    /** Absolute. */
    path: string
    /** The values of settings about servers that come from elsewhere, and so from no change. */
    overriding: ServerSettings
  }
  /** Longest time without a byte from a remote, in seconds. */
  remoteTimeout: number
  /** Credentials of the Git servers of imports. Masked. */
  importTokens: readonly ImportToken[]
  /** Lines of known_hosts that have the key of every SSH server; absent where those of the user count. */
  sshKnownHosts?: string
  /** The project's own packages: `auto`, `none`, or a shell line. */
  setup: { kind: 'auto' } | { kind: 'none' } | { kind: 'command'; command: string }
  /** The files of the runner in whose place the set-up command gets one: for PATH, and for variables. */
  setupExports: ('path' | 'env')[]
  /** Required version of DVC. It is installed if another one, or none, is found. */
  dvcVersion?: string
  /** Requirements file with the hashes of DVC and its packages, relative to `shellFolder`. */
  dvcLock?: string
  /** Number of stages that run in parallel; absent: the number of processors. */
  jobs?: number
  keepGoing: boolean
  checks: Check[]
  validate: {
    /** `needed`: the inputs of the evaluation, of stale stages that run here, and `pullAlso`. */
    pull: 'all' | 'needed' | 'none'
    /** Stages, `.dvc` files and paths that checks or an evaluation command read. */
    pullAlso: string[]
    evaluate: Evaluate
    /** Seconds. */
    evaluateTimeout: number
    /** Effect of a stale lock: an error, a run here, or a run whose lock is committed. */
    stale: 'fail' | 'run' | 'commit'
    verify: 'exists' | 'sizes' | 'full'
    /** Longest wait for objects that the remote lacks, in seconds; 0: none. */
    wait: number
    /** Effect of a changed file of the environment on which no stage depends. */
    drift: 'off' | 'warn' | 'fail' | 'stale'
  }
  metrics: {
    baseline: Baseline
    tolerance: Limit
    policies: Policy[]
    /** Tables from which intervals of metrics are computed. */
    predictions: PredictionsTable[]
    /** The text of policies that an input or option gives; absent for those of dvc-ci.yaml. */
    givenPolicies?: string
    /** Evaluations of the same model; the median of each metric counts. */
    repeat: number
    /** Noise band of official builds, within which a drop or rise passes; absent: none. */
    noise?: Noise
  }
  /** The description of changed data. */
  data: {
    /** `files`: by names and hashes only. `all`: the content of tables too. */
    diff: 'none' | 'files' | 'all'
    /** `counts`: no value of a cell is shown anywhere. */
    show: 'counts' | 'values'
    /** Columns that identify a row, by the path of the table or a pattern. */
    keys: ReadonlyMap<string, readonly string[]>
    /** Largest content that is read for each side, in bytes. */
    limit: number
    /** Longest time for reading content, in seconds. */
    timeout: number
    /** Memory for reading content, in bytes. */
    memory: number
  }
  rebuild: {
    when: 'always' | 'changed'
    force: Force
    commit: CommitMethod
    /** Name patterns of the tags of a build. The first is the version. Empty: no tag. */
    tag: TagPattern[]
    /** True: everything except push and commit. */
    dryRun: boolean
    /** True: only completes the MLflow records. */
    resume: boolean
    /** True: builds a branch that a rollback holds. */
    release: boolean
    /** Whether the stages of a build run a second time, and what a difference means. */
    audit: 'off' | 'warn' | 'fail'
    /** True: makes a release on GitHub for the first tag of the build. */
    githubRelease: boolean
  }
  mlflow: {
    /** Address of the tracking server and MLflow's own variables; absent: no tracking. The credentials are masked. */
    access?: MlflowAccess
    /** True if a setting gives the address, not the environment. */
    explicit: boolean
    /** Experiment of the official builds; absent: the name of the repository. */
    experiment?: string
    /** Registered model; absent: the artifact of type model in dvc.yaml. */
    model?: string
    /** Relative to the working directory. */
    modelPath?: string
    artifact: 'upload' | 'reference'
    /** Moves to each new official version. */
    alias?: string
    /** Like `alias`, with the older stages of MLflow. */
    stage?: string
    /** Present: a model whose alias a version of another repository has is an error, not a warning. */
    modelOwner?: 'strict'
    /** Whether stages log in the run of dvc-ci or in their own. */
    stageRun: 'shared' | 'own'
    /** Deletes the runs of a closed pull request. */
    cleanup: boolean
  }
  retrain: {
    /** Stages to force; absent: the stages that new data and parameters call for. */
    stages?: Force
    params: NewParam[]
    data: NewData[]
    /** One line. */
    reason?: string
    /** Whether imports are updated first; `auto`: on schedule. */
    update: 'auto' | boolean
    /** Metrics in which the result must be better than the baseline; empty: always published. */
    better: BetterRule[]
    /** The decision of the planning job about the request, for the other machines. */
    decided?: DecidedRequest
  }
  /** One build over several machines. */
  fanOut: {
    /** The output of `plan`; empty in the other modes. */
    plan: string
    /** The job of `stage`; empty in the other modes. */
    job: string
    /** Absolute; empty if the mode does not need it. */
    fragments: string
    /** Runner labels of stages that ask for none. */
    runsOn: string[]
    /** The kind of work of `plan`. */
    planFor: 'rebuild' | 'retrain' | 'validate'
  }
  rollback: {
    /** A tag, a branch or a commit; empty in the other modes. */
    to: string
    /** `.dvc` files, data, stages or outputs; empty means everything. */
    targets: string[]
    /** `all` also restores code and parameters. */
    restore: 'data' | 'all'
    /** One line. */
    reason?: string
  }
  /** Deployment of a published official version; none if all keys are absent. */
  deploy: {
    /** GitHub's environment. */
    environment?: string
    /** A shell line of the user. */
    command?: string
    /** Type of a `repository_dispatch` to send. */
    event?: string
    /** File of a workflow to start. */
    workflow?: string
    /** True: a rollback deploys too. */
    rollback: boolean
  }
  /** Stages that run twice. */
  audit: {
    /** Absent: all. */
    stages?: string[]
    /** What the second run has different. */
    vary: Variation[]
    differences: 'warn' | 'fail'
  }
  /** Signed statements about official builds. */
  provenance: ProvenancePolicy & {
    /** The private key in PEM; absent: keyless. Masked. */
    signingKey?: string
    /** Absolute path of a trusted root. */
    trustedRoot?: string
    services: SigningServices
    /** True where the job can prove its identity to Fulcio. */
    hasIdentity: boolean
  }
  /** Retention of the remote. */
  gc: {
    /** False: gc only reports. */
    delete: boolean
    /** Seconds. */
    grace: number
    /** Official builds of each working directory whose data is kept. */
    keepBuilds: number
    /** Days for which the data of every commit is kept. */
    keepDays: number
    /** The other Git repositories whose data is in the remote; absent where the user did not say. */
    projects?: string[]
  }
  lint: {
    /** Tracking rules that are switched off. */
    off: RuleName[]
  }
  /** The page of all official builds. */
  history: {
    /** Branch into which each build writes it. */
    branch?: string
    /** Path of the page; absolute. */
    page?: string
    /** Folder for badges; absolute. */
    badges?: string
    /** True: pull requests are read from MLflow too. */
    pulls?: true
  }
  /** The model card, and its upload. */
  card: {
    /** Relative to the working directory. */
    file?: string
    hub?: HubAccess
  }
  /** `words`: revisions and paths of `dvc-ci diff`, as given. */
  diff: { words: readonly string[] }
  /** `subject`: a revision, a path or `version:N`, as given. `bundle`: absolute path. */
  verify: { subject: string; bundle?: string }
  resolve: {
    /** Files to resolve, from the command line; empty means all files in conflict. */
    files: string[]
    /** True: makes Git merge dvc.lock by stage. */
    installDriver: boolean
  }
  /** Output on GitHub besides the run itself. */
  github: {
    /** Credential; without it dvc-ci writes nothing to GitHub. Masked. */
    token?: string
    /** Address of the REST API, without a trailing slash. */
    apiUrl: string
    /** Folder of the project relative to the workspace, with `/`; empty if it is the workspace. */
    project: string
    comment: 'auto' | 'none'
    /** Where the pictures of the comment are stored. */
    images: 'none' | 'branch'
    /** The branches of pictures are named `BEGINNING/NUMBER`. */
    imagesBranch: string
    /** File of the workflow that reproduces on a pull request's branch. */
    reproWorkflow: string
    /** File of the workflow that validates a named commit of a pull request. */
    validateWorkflow: string
    /** Folder with the report of another run (comment); absolute, or empty. */
    artifact: string
    checkRun: boolean
  }
  /** GitHub's cache between runs; only the action has one. */
  cache: {
    /** `auto`: everything, but DVC's objects only in private repositories. */
    use: 'auto' | 'all' | 'none'
    /** Largest entry, in bytes. */
    limit: number
  }
  /** Path of report.json; absolute. */
  report?: string
  /** Path of the HTML page; absolute. */
  page?: string
  /** Answers every question with yes. */
  yes: boolean
}
