// What `init` knows about a repository, as plain data. src/steps/init/ collects it.

/** The storage behind a DVC remote. */
export type RemoteKind =
  | 's3'
  | 'gs'
  | 'azure'
  | 'ssh'
  | 'http'
  | 'webdav'
  | 'gdrive'
  | 'oss'
  | 'hdfs'
  | 'folder'
  | 'other'

export interface RemoteFacts {
  name: string
  kind: RemoteKind
  url: string
  /** The absolute folder of a remote of the kind `folder`, as DVC resolves it. */
  folder?: string
  /** The other options of the remote in `.dvc/config`. */
  options: Readonly<Record<string, string>>
}

export interface StageFacts {
  name: string
  /** True where it makes only metrics and plots, so that `evaluate: auto` measures with it. */
  evaluates: boolean
  /** True where its `meta` or its command asks for a GPU. */
  gpu: boolean
  /** Labels of the runner that its `meta` names; empty without. */
  runsOn: readonly string[]
}

/** A number of a metrics file. */
export interface MetricFacts {
  /** The file, relative to the project. */
  path: string
  /** Dotted key. */
  name: string
  value: number
  /** Its values in the commits of the default branch, oldest first, up to the value of today. */
  history: readonly number[]
  /** True where a stage that only evaluates makes it, or the command of `evaluate`. */
  measured: boolean
}

/** How the packages of a project are installed. */
export type PackageTool = 'uv' | 'pip' | 'conda' | 'poetry' | 'pdm' | 'pipenv' | 'pyproject' | 'pixi' | 'none'

export interface PythonFacts {
  tool: PackageTool
  /** Version of the tool that wrote the lock file. */
  toolVersion?: string
  /** `3.12`; absent where the tool brings its own Python. */
  version?: string
  /** A file of the repository that names the version, which actions/setup-python reads. */
  versionFile?: string
  /** Files with further packages that tests need, relative to the project. */
  developmentFiles: readonly string[]
}

/** A command that may be a check. */
export interface CheckFacts {
  /** Its name in dvc-ci.yaml. */
  name: string
  command: string
  /** The program of the command. */
  program: string
  /** False where no file of the project lists the program as a package. */
  installed: boolean
  /** The option of the program that names a report file, which has each result at its line. */
  reportOption?: string
}

/** A folder with a pipeline or with data, that dvc-ci judges in one run. */
export interface ProjectFacts {
  /** Relative to the repository, with `/`; empty at the top. */
  directory: string
  /** Folder of its DVC project, relative to the repository; empty at the top. */
  root?: string
  /** The default remote of its DVC project. */
  remote?: RemoteFacts
  stages: readonly StageFacts[]
  metrics: readonly MetricFacts[]
  /** Metrics files that cannot be read here, such as a file that only DVC has. */
  unreadMetrics: readonly string[]
  python: PythonFacts
  checks: readonly CheckFacts[]
  /** Names of the models under `artifacts:`. */
  models: readonly string[]
  /** True where the code imports MLflow. */
  mlflow: boolean
  /** A script and the metrics file that it writes, in a project without a pipeline. */
  evaluation?: { script: string; metrics: string }
}

/** An existing workflow that does the work of dvc-ci. */
export interface WorkflowFacts {
  path: string
  uses: readonly ('CML' | 'setup-dvc' | 'dvc commands')[]
  /** Names of the secrets that it reads. */
  secrets: readonly string[]
}

export interface RepositoryFacts {
  /** Name of the repository. */
  name: string
  /** `owner/name` on GitHub; absent where the clone has no such address. */
  slug?: string
  /** Undefined where neither the server nor the clone names it. */
  defaultBranch?: string
  /** Whether the clone has a Git server, and the server a branch; absent where it has both. */
  server?: 'none' | 'empty'
  /** The commands that make a pipeline, where no project has one. */
  pipeline?: { commands: readonly string[]; names: string }
  projects: readonly [ProjectFacts, ...ProjectFacts[]]
  workflows: readonly WorkflowFacts[]
  /** The code owners file that GitHub reads. */
  codeOwners: string
}
