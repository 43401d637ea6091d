import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  ALL,
  AUDIT,
  AUDITED,
  BUILDS,
  CACHING,
  CONFIGURED,
  CREDENTIAL_VARIABLES,
  DESCRIBING,
  EVERYWHERE,
  FETCHING,
  HANDING_ON,
  INSTALLING,
  JUDGING_MODES,
  JUDGING_OR_RUNNING,
  PROVING,
  PUBLISHING,
  REBUILD,
  RECORDING,
  RETRAIN,
  RETRAINING_MODES,
  ROLLBACK,
  RUNNING,
  STALE,
  VALIDATE,
  VALIDATING_MODES,
  WITH_CARD,
  WITH_DVC,
  WITH_MLFLOW,
  WITH_POLICIES,
  WITH_REASON,
  WITH_REMOTE
} from "./chunk-35DVGGLY.js";

// src/settings/table/audit.ts
var AUDIT_SETTINGS = [
  {
    name: "audit-stages",
    key: "audit.stages",
    text: "stages",
    values: "all or stages",
    default: "all",
    modes: AUDIT,
    surfaces: EVERYWHERE,
    description: "Stages to run twice, also as words after `audit`. The inputs that other stages make are downloaded."
  },
  {
    name: "vary",
    key: "audit.vary",
    text: "names",
    values: "none, or some of folder, time-zone, locale, hash-seed and threads",
    default: "folder",
    modes: AUDIT,
    surfaces: EVERYWHERE,
    description: "What the second run has different. With `folder`, both runs have folders of their own and run at the same time where the machine has room. Otherwise they run one after the other in the same folder."
  },
  {
    name: "differences",
    key: "audit.differences",
    text: "plain",
    values: "warn or fail",
    default: "fail",
    modes: AUDIT,
    surfaces: EVERYWHERE,
    description: "What a stage that is not reproducible means for `audit`: a warning, or a failed run."
  },
  {
    name: "audit",
    key: "rebuild.audit",
    text: "plain",
    values: "off, warn or fail",
    default: "off",
    modes: AUDITED,
    surfaces: EVERYWHERE,
    description: "Runs the stages of a build a second time before it is published, and compares their outputs. `fail` rejects a build that is not reproducible. The build takes twice the time."
  }
];

// src/settings/table/card.ts
var CARD_SETTINGS = [
  {
    name: "card",
    key: "card",
    text: "plain",
    values: "FILE",
    absent: "none",
    modes: WITH_CARD,
    surfaces: EVERYWHERE,
    description: "Model card, such as MODEL_CARD.md, relative to the working directory. Each official build writes its metrics, limits, data, parameters and environment between two markers and into `model-index` of the front matter, in the commit of the build. The other text is of its authors and stays."
  },
  {
    name: "hub",
    key: "hub",
    text: "plain",
    values: "OWNER/NAME",
    absent: "none",
    modes: BUILDS,
    surfaces: EVERYWHERE,
    description: "Model repository of the Hugging Face Hub that gets the card as README.md, and the model, after each official build. The variable HF_TOKEN has the token; it needs write access. Needs `card`."
  },
  {
    name: "github-release",
    key: "release",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: BUILDS,
    surfaces: EVERYWHERE,
    description: "Makes a release on GitHub for the tag of each official build. Its notes tell which code, data, parameters and metrics changed since the last release. Needs `tag` and `contents: write`."
  }
];

// src/settings/table/data.ts
var DATA_SETTINGS = [
  {
    name: "data-diff",
    key: "data.diff",
    text: "plain",
    values: "none, files or all",
    default: "all",
    modes: DESCRIBING,
    surfaces: EVERYWHERE,
    description: "How much of changed data is described. `files` compares names and hashes, and reads no data. `all` also reads the tables, images, audio, texts and headers of models among them."
  },
  {
    name: "data-show",
    key: "data.show",
    text: "plain",
    values: "counts or values",
    default: "counts",
    modes: [...DESCRIBING, "audit"],
    surfaces: EVERYWHERE,
    description: "What reports show of the data. `counts`: counts, shares and schema. `values` adds categories, ranges and thumbnails of images; comments, summaries and pages of a public repository are public too."
  },
  {
    name: "data-keys",
    key: "data.keys",
    text: "yaml",
    values: "mapping of tables to columns",
    absent: "found by content",
    modes: DESCRIBING,
    surfaces: EVERYWHERE,
    description: "Columns that identify a row, by the path of the table or a pattern. Without them dvc-ci looks for a column of identifiers that is unique on both sides, else it compares whole rows."
  },
  {
    name: "data-limit",
    key: "data.limit",
    text: "scalar",
    values: "a size",
    default: "500M",
    modes: DESCRIBING,
    surfaces: EVERYWHERE,
    description: "Largest content of changed data that is read for each side. The report names what it leaves out."
  },
  {
    name: "data-timeout",
    key: "data.timeout",
    text: "scalar",
    values: "a duration",
    default: "5m",
    modes: [...DESCRIBING, "audit"],
    surfaces: EVERYWHERE,
    description: "Longest time for reading lists of files, for downloading the content of changed data, and for reading it: for each of these."
  },
  {
    name: "data-memory",
    key: "data.memory",
    text: "scalar",
    values: "a size",
    default: "2G",
    modes: [...DESCRIBING, "audit"],
    surfaces: EVERYWHERE,
    description: "Memory for reading the content of changed data."
  }
];

// src/settings/table/deploy.ts
var DEPLOY_SETTINGS = [
  {
    name: "environment",
    key: "deploy.environment",
    text: "plain",
    values: "NAME",
    absent: "none",
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "Creates a deployment to this environment on GitHub after the official version is published. Needs `deployments: write`."
  },
  {
    name: "deploy-command",
    key: "deploy.command",
    text: "plain",
    values: "a shell line",
    absent: "none",
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "Shell line that deploys the official version. It gets DVC_CI_MODEL, DVC_CI_VERSION, DVC_CI_ALIAS, DVC_CI_PATH, DVC_CI_HASH, DVC_CI_REMOTE, DVC_CI_COMMIT, DVC_CI_TAG and DVC_CI_ENVIRONMENT in its environment. Its exit code sets the status of the deployment."
  },
  {
    name: "deploy-event",
    key: "deploy.event",
    text: "plain",
    values: "TYPE",
    absent: "none",
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "Sends a `repository_dispatch` of this type. Its `client_payload` has the same facts."
  },
  {
    name: "deploy-workflow",
    key: "deploy.workflow",
    text: "plain",
    values: "FILE",
    absent: "none",
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "Starts this workflow (`workflow_dispatch`) on the default branch. Its input `deployment` has the same facts as JSON. Needs `actions: write`."
  },
  {
    name: "deploy-rollback",
    key: "deploy.rollback",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: ROLLBACK,
    surfaces: EVERYWHERE,
    description: "Deploys the version that a rollback restored, as an official build is deployed."
  }
];

// src/settings/table/existing-version.ts
var EXISTING_VERSION_SETTINGS = [
  {
    name: "to",
    text: "plain",
    values: "a tag, a branch, a commit, or version:N",
    absent: "none; a rollback needs a version",
    modes: ROLLBACK,
    surfaces: EVERYWHERE,
    description: "Version to restore. `version:N` is a version of the registered model in MLflow."
  },
  {
    name: "targets",
    text: "stages",
    values: ".dvc files, data, stages or outputs",
    absent: "everything",
    modes: ROLLBACK,
    surfaces: EVERYWHERE,
    description: "Files, stages or outputs to restore. Default: all `.dvc` files and every dvc.lock of the working directory."
  },
  {
    name: "restore",
    text: "plain",
    values: "data or all",
    default: "data",
    modes: ROLLBACK,
    surfaces: EVERYWHERE,
    description: "`data` restores the data that DVC tracks and the results that Git tracks. `all` also restores the code and the parameters of that version (never workflows, `.dvc/config` or dvc-ci.yaml)."
  },
  {
    name: "resume",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: REBUILD,
    surfaces: EVERYWHERE,
    description: "Builds nothing. Completes the MLflow records of the official build that this commit already has."
  },
  {
    name: "release",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: BUILDS,
    surfaces: EVERYWHERE,
    description: "Builds a branch that a rollback holds. Without it, a build of that branch waits until a commit changes an input of the pipeline."
  }
];

// src/settings/table/fan-out.ts
var FAN_OUT_SETTINGS = [
  {
    name: "runs-on",
    key: "fan-out.runs-on",
    text: "stages",
    values: "label of a runner, or several",
    default: "ubuntu-latest",
    modes: ["plan"],
    surfaces: EVERYWHERE,
    description: "Runner of the stages of a build over several machines, where dvc.yaml asks for no other (`meta: { dvc-ci: { runs-on: …, container: … } }`)."
  },
  {
    name: "plan-for",
    text: "plain",
    values: "rebuild, retrain or validate",
    default: "rebuild",
    modes: ["plan"],
    surfaces: EVERYWHERE,
    description: "Work to spread over machines: an official build, a retraining with its request, or the stages that a change made stale (`stale: run` or `commit`). The other jobs read it from the plan."
  },
  {
    name: "plan",
    text: "plain",
    values: "the output `plan`",
    absent: "none; stage and collect need it",
    modes: HANDING_ON,
    surfaces: EVERYWHERE,
    description: "The output `plan` of the job with mode: plan."
  },
  {
    name: "job",
    text: "plain",
    values: "NAME",
    absent: "none; stage needs it",
    modes: ["stage"],
    surfaces: EVERYWHERE,
    description: "Name of the job of the plan to run."
  },
  {
    name: "fragments",
    text: "plain",
    values: "DIR",
    absent: "none; stage and collect need it",
    modes: HANDING_ON,
    surfaces: EVERYWHERE,
    description: "Folder with the fragments of earlier jobs. This job also writes its own fragment there."
  }
];

// src/settings/table/gc.ts
var GC = ["gc"];
var GC_SETTINGS = [
  {
    name: "delete",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: GC,
    surfaces: EVERYWHERE,
    description: "Lists the objects that no commit needs, sets aside those that were listed a grace period ago, and removes those that were set aside a grace period ago. Without it, gc only reports."
  },
  {
    name: "grace",
    key: "gc.grace",
    text: "scalar",
    values: "a number with h or d",
    default: "14d",
    modes: GC,
    surfaces: EVERYWHERE,
    description: "Time between the list and setting aside, and between setting aside and removal, by the clock of the remote. It must be longer than any time between `dvc push` and `git push`."
  },
  {
    name: "keep-builds",
    key: "gc.keep-builds",
    text: "scalar",
    values: "a number",
    default: 50,
    modes: GC,
    surfaces: EVERYWHERE,
    description: "Number of the last official builds whose data is kept, for each working directory."
  },
  {
    name: "keep-days",
    key: "gc.keep-days",
    text: "scalar",
    values: "a number",
    default: 90,
    modes: GC,
    surfaces: EVERYWHERE,
    description: "Days for which the data of every commit is kept."
  },
  {
    name: "projects",
    key: "gc.projects",
    text: "names",
    values: "none or addresses of Git repositories",
    absent: "not known",
    modes: GC,
    surfaces: EVERYWHERE,
    description: "The other Git repositories whose data is in this remote: addresses, or paths of clones. Everything that their histories name is kept. `delete` needs it; `none` says that no other project uses the remote."
  }
];

// src/settings/table/general.ts
var GENERAL_SETTINGS = [
  {
    name: "mode",
    text: "plain",
    values: "auto, validate, rebuild, retrain, plan, stage, collect, rollback, command, comment, lint, setup or doctor",
    default: "auto",
    modes: ALL,
    surfaces: ["input"],
    description: "Mode to run. `auto` chooses it from the event. On the command line the mode is the first argument."
  },
  {
    name: "config",
    text: "plain",
    values: "FILE",
    absent: "dvc-ci.yaml in the working directory",
    modes: CONFIGURED,
    surfaces: EVERYWHERE,
    description: "Path of the configuration file, where it is not dvc-ci.yaml in the working directory."
  },
  {
    name: "working-directory",
    key: "working-directory",
    short: "C",
    text: "plain",
    values: "DIR",
    default: ".",
    modes: ALL,
    surfaces: EVERYWHERE,
    description: "Folder of the DVC project, relative to the workspace (on the command line: to the current folder)."
  },
  {
    name: "remote",
    key: "remote",
    short: "r",
    text: "plain",
    values: "NAME",
    absent: "the repository's default remote",
    modes: WITH_DVC,
    surfaces: EVERYWHERE,
    description: "DVC remote to use."
  },
  {
    name: "remote-config",
    key: "remote-config",
    text: "pairs",
    values: "mapping, or key=value lines",
    absent: "none",
    modes: WITH_REMOTE,
    surfaces: EVERYWHERE,
    description: "Options of the remote, with the names of `dvc remote modify --local`. Take credentials from secrets: dvc-ci masks them and never stores them. Options from an input are added to those of dvc-ci.yaml. Options belong to the remote in use; `second.region=…`, or a mapping below the name `second`, gives them to the remote `second`."
  },
  {
    name: "accepted-remotes",
    key: "accepted-remotes",
    text: "names",
    values: "places",
    absent: "none",
    modes: WITH_REMOTE,
    surfaces: [],
    description: "Places to which a pull request may move a remote or a dependency although a credential goes there, as the error `remote-not-accepted` writes them. Only dvc-ci.yaml of the base branch counts."
  },
  {
    name: "import-token",
    text: "plain",
    values: "lines HOST=TOKEN or HOST=USER:TOKEN",
    absent: "Git's own credentials",
    modes: WITH_REMOTE,
    surfaces: ["input"],
    variable: CREDENTIAL_VARIABLES["import-token"],
    description: "Tokens for private repositories that `dvc import` names, over HTTPS, such as `github.com=TOKEN` from a secret. Only the named host gets its token, when it asks for one; dvc-ci masks it, and writes it to no file or argument, and no other program gets it as a variable. The command line reads it from the variable DVC_CI_IMPORT_TOKEN; without it, the credential helpers of Git give it."
  },
  {
    name: "ssh-known-hosts",
    key: "ssh-known-hosts",
    text: "plain",
    values: "lines of known_hosts, or FILE",
    absent: "known_hosts of the user; a host that it does not have passes",
    modes: WITH_REMOTE,
    surfaces: EVERYWHERE,
    description: "Host keys of the SSH servers of remotes, as `ssh-keyscan HOST` prints them. Then every such server must have one of these keys: a changed key or an unknown host ends the run with exit code 3."
  },
  {
    name: "remote-timeout",
    key: "remote-timeout",
    text: "scalar",
    values: "duration",
    default: "30s",
    modes: WITH_REMOTE,
    surfaces: EVERYWHERE,
    description: "Longest time without a byte from the remote: seconds, or a number with s, m or h. The run then ends with exit code 3. A transfer may take longer, as long as bytes arrive."
  },
  {
    name: "setup",
    key: "setup",
    text: "plain",
    values: "auto, none or a shell line",
    default: "auto",
    modes: [...JUDGING_MODES, "stage", "audit"],
    surfaces: EVERYWHERE,
    description: "Installs the project's own packages before checks, evaluation and stages. `auto` uses uv.lock, requirements.txt, pylock.toml, poetry.lock, pdm.lock, Pipfile.lock, conda-lock.yml, environment.yml or pyproject.toml when no environment is active; those of Poetry, PDM, Pipenv and conda with their own tool on PATH."
  },
  {
    name: "setup-exports",
    key: "setup-exports",
    text: "names",
    values: "path, env",
    absent: "none",
    modes: [...JUDGING_MODES, "stage", "audit"],
    surfaces: EVERYWHERE,
    description: "Files of the runner in whose place the command of `setup` gets one: `path` for GITHUB_PATH, `env` for GITHUB_ENV. Its folders and variables reach checks, evaluation, stages and the later steps of the job. dvc-ci checks each line. Ignored for forks and Dependabot."
  },
  {
    name: "dvc-version",
    key: "dvc-version",
    text: "plain",
    values: "VERSION",
    absent: "the installed DVC, else the newest",
    modes: INSTALLING,
    surfaces: EVERYWHERE,
    description: "Required version of DVC, such as 3.67.1. dvc-ci installs it when it finds another version or none."
  },
  {
    name: "dvc-lock",
    key: "dvc-lock",
    text: "plain",
    values: "PATH",
    absent: "none",
    modes: INSTALLING,
    surfaces: EVERYWHERE,
    description: "Requirements file with the exact version and the hashes of DVC and of every package below it, relative to the folder where dvc-ci starts. dvc-ci installs exactly these packages, verifies each by its hash, and uses no other DVC. In a pull request, the key and the file of the base branch count."
  },
  {
    name: "jobs",
    key: "jobs",
    text: "scalar",
    values: "auto or a number",
    default: "auto",
    modes: WITH_REMOTE,
    surfaces: EVERYWHERE,
    description: "Number of stages that a rebuild runs in parallel. `auto`: the number of processors. A stage can declare its needs of the machine in `meta` of dvc.yaml."
  },
  {
    name: "keep-going",
    key: "keep-going",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: RUNNING,
    surfaces: EVERYWHERE,
    description: "After a stage fails, still runs the stages that do not depend on it."
  },
  {
    name: "checks",
    key: "checks",
    text: "yaml",
    values: "mapping of names to shell lines, or to { run, report }",
    absent: "none",
    modes: VALIDATING_MODES,
    surfaces: EVERYWHERE,
    description: "Commands to run on pull requests, in this order, each with its own log. All of them run, also after a failure. A list of lines is one script. `report` is a file, a pattern or a list of them that the command writes: JUnit XML, SARIF, or JSON of Great Expectations, Frictionless or pandera. Its failures are shown as rows and at their lines."
  }
];

// src/settings/table/github.ts
var GITHUB_SETTINGS = [
  {
    name: "comment",
    key: "comment",
    text: "plain",
    values: "auto or none",
    default: "auto",
    modes: [...JUDGING_MODES, "rollback", "comment"],
    surfaces: EVERYWHERE,
    description: "One comment on the pull request, updated in place: first the running steps, then the result. An official build comments on the merged pull request, or else on the commit; a rollback there where the version that it replaces was merged. Needs `pull-requests: write` (a commit: `contents: write`)."
  },
  {
    name: "check-run",
    key: "check-run",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: [...JUDGING_MODES, "rollback", "comment"],
    surfaces: EVERYWHERE,
    description: "Shows the verdict and the findings, line by line, as a separate check run. Needs `checks: write`."
  },
  {
    name: "images",
    key: "images",
    text: "plain",
    values: "none or branch",
    default: "none",
    modes: VALIDATING_MODES,
    surfaces: EVERYWHERE,
    description: "Shows changed image plots in the comment, before and after, and thumbnails of changed images with `data.show: values`. `branch` stores them in this repository, in a branch without code for each pull request. Needs `contents: write`. Pictures of a public repository are public."
  },
  {
    name: "images-branch",
    key: "images-branch",
    text: "plain",
    values: "NAME",
    default: "dvc-ci-images",
    modes: VALIDATING_MODES,
    surfaces: EVERYWHERE,
    description: "Beginning of the names of these branches: `dvc-ci-images/7` has the pictures of pull request 7. dvc-ci deletes each 30 days after its pull request is closed."
  },
  {
    name: "token",
    text: "plain",
    values: "TOKEN",
    absent: "the workflow's own token",
    actionDefault: "${{ github.token }}",
    modes: [...JUDGING_MODES, "rollback", "gc", "command", "comment"],
    surfaces: ["input"],
    variable: CREDENTIAL_VARIABLES.token,
    description: "Credential for GitHub. It writes the comment and the check run, reads other pull requests, answers commands, and makes the commits and pull requests that `commit` asks for. The command line reads it from the variable GITHUB_TOKEN."
  },
  {
    name: "repro-workflow",
    text: "plain",
    values: "FILE",
    default: "repro.yml",
    modes: ["command"],
    surfaces: ["input"],
    description: "Workflow that `/dvc-ci repro` starts on the branch of a pull request. Needs `actions: write`."
  },
  {
    name: "validate-workflow",
    text: "plain",
    values: "FILE",
    default: "validate-fork.yml",
    modes: ["command"],
    surfaces: ["input"],
    description: "Workflow that `/dvc-ci validate SHA` starts on the base branch of a pull request, with the inputs `pull-request` and `sha`. Needs `actions: write`."
  },
  {
    name: "artifact",
    text: "plain",
    values: "DIR",
    absent: "none; comment needs it",
    modes: ["comment"],
    surfaces: ["input"],
    description: "Folder to which the workflow downloaded the artifact of another run: `report.json`, and no other file. dvc-ci reads it as data of an unknown person."
  }
];

// src/settings/table/history.ts
var HISTORY_SETTINGS = [
  {
    name: "history-branch",
    key: "history.branch",
    text: "plain",
    values: "NAME",
    absent: "none",
    modes: RECORDING,
    surfaces: EVERYWHERE,
    description: "Branch, such as gh-pages, into whose folder `dvc-ci` each build and rollback writes the page, the JSON and the badges of all official builds. Other files of the branch stay. Needs the history of the checkout, which is fetched. A failure is a warning."
  },
  {
    name: "history-page",
    text: "plain",
    values: "FILE",
    absent: "none",
    modes: RECORDING,
    surfaces: EVERYWHERE,
    description: "Path of the page of all official builds, as one HTML file that works offline and as an artifact."
  },
  {
    name: "pulls",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: ["history"],
    surfaces: ["option"],
    description: "Draws the pull requests too, as lighter points: the metrics of their last runs in MLflow."
  },
  {
    name: "badges",
    text: "plain",
    values: "DIR",
    absent: "none",
    modes: ["history"],
    surfaces: ["option"],
    description: "Folder for badges in SVG: build.svg with the last official build, and one for each metric with a policy."
  }
];

// src/settings/table/lint.ts
var LINT_SETTINGS = [
  {
    name: "lint-off",
    key: "lint.off",
    text: "stages",
    values: "rules",
    absent: "none",
    modes: ["validate", "lint"],
    surfaces: EVERYWHERE,
    description: "Tracking rules to switch off, such as notebook-outputs. docs/rules lists them."
  },
  {
    name: "install-driver",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: ["resolve"],
    surfaces: ["option"],
    description: "Makes Git merge dvc.lock by stage: a line in .gitattributes and the configuration of this clone."
  }
];

// src/settings/table/metrics.ts
var METRICS_SETTINGS = [
  {
    name: "baseline",
    key: "metrics.baseline",
    text: "plain",
    values: "merge-base, branch:NAME, tag:NAME, alias:NAME or none",
    default: "merge-base",
    modes: WITH_POLICIES,
    surfaces: EVERYWHERE,
    description: "Metrics that a change is compared with. `alias:NAME` is the version of the registered model that has the alias now."
  },
  {
    name: "tolerance",
    key: "metrics.tolerance",
    text: "scalar",
    values: "number or N%",
    default: 1e-6,
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description: "Largest difference between a measured metric and the committed one, as a share of its value."
  },
  {
    name: "thresholds",
    key: "metrics.policies",
    text: "yaml",
    values: "mapping of metrics to limits",
    absent: "none",
    modes: WITH_POLICIES,
    surfaces: EVERYWHERE,
    description: "Limits of each metric. An input or option replaces the policies of dvc-ci.yaml."
  },
  {
    name: "predictions",
    key: "metrics.predictions",
    text: "yaml",
    values: "none, { path, truth, prediction, score, positive, slices, key }, or a list of them",
    default: "none",
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description: "Tables of predictions that the evaluation writes. They give intervals of metrics, the significance of a change, and metrics of slices."
  },
  {
    name: "repeat",
    key: "metrics.repeat",
    text: "scalar",
    values: "a whole number",
    default: 1,
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description: "Number of evaluations of a model; the median of each metric counts. In a rebuild it needs an `evaluate` command."
  },
  {
    name: "noise",
    key: "metrics.noise",
    text: "yaml",
    values: "none, a number of builds, or { builds, sigma }",
    default: "none",
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description: "Lets `max_drop` and `max_rise` pass changes within the noise of the last official builds. The noise is `sigma` (default 2) standard deviations of a metric between builds. `min` and `max` ignore noise."
  }
];

// src/settings/table/mlflow.ts
var MLFLOW_SETTINGS = [
  {
    name: "tracking-uri",
    key: "mlflow.tracking-uri",
    text: "plain",
    values: "URL",
    absent: "the variable MLFLOW_TRACKING_URI; without either, nothing is tracked",
    modes: WITH_MLFLOW,
    surfaces: EVERYWHERE,
    description: "Address of the MLflow server. Credentials come from MLflow's own variables, such as MLFLOW_TRACKING_TOKEN."
  },
  {
    name: "experiment",
    key: "mlflow.experiment",
    text: "plain",
    values: "NAME",
    absent: "the repository's name",
    modes: [...JUDGING_MODES, "history"],
    surfaces: EVERYWHERE,
    description: "Experiment of the official builds. Runs of pull requests go to NAME/pr."
  },
  {
    name: "model",
    key: "mlflow.model",
    text: "plain",
    values: "NAME",
    absent: "the only artifact of type model in dvc.yaml; without one, no model is registered",
    modes: WITH_REMOTE,
    surfaces: EVERYWHERE,
    description: "Name of the registered model."
  },
  {
    name: "model-path",
    key: "mlflow.model-path",
    text: "plain",
    values: "FILE or DIR",
    absent: "the path of the artifact of that name in dvc.yaml",
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "Path of the model that DVC tracks, where dvc.yaml does not declare it under `artifacts:`."
  },
  {
    name: "model-artifact",
    key: "mlflow.model-artifact",
    text: "plain",
    values: "upload or reference",
    default: "upload",
    modes: BUILDS,
    surfaces: EVERYWHERE,
    description: "Uploads the model to MLflow, or records only its place in the DVC remote. A model that the training logged with MLflow is not uploaded again."
  },
  {
    name: "alias",
    key: "mlflow.alias",
    text: "plain",
    values: "NAME",
    absent: "none",
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "Alias that moves to each new official version, such as champion. A rollback moves it back."
  },
  {
    name: "model-stage",
    key: "mlflow.model-stage",
    text: "plain",
    values: "Staging, Production or Archived",
    absent: "none",
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "Stage that each new official version moves to, for teams that still use the stages of MLflow. Earlier versions in that stage are archived. MLflow recommends aliases instead."
  },
  {
    name: "model-owner",
    key: "mlflow.model-owner",
    text: "plain",
    values: "warn or strict",
    default: "warn",
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "Effect of a registered model whose alias a version of another repository has: a warning, or (`strict`) an error before the build."
  },
  {
    name: "stage-run",
    key: "mlflow.stage-run",
    text: "plain",
    values: "shared or own",
    default: "shared",
    modes: JUDGING_OR_RUNNING,
    surfaces: EVERYWHERE,
    description: "MLflow run in which stages, checks and evaluation log: the run of dvc-ci, or (`own`) runs of their own, for code that calls `mlflow.set_experiment`."
  },
  {
    name: "cleanup",
    key: "mlflow.cleanup",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: VALIDATE,
    surfaces: EVERYWHERE,
    description: "Deletes a pull request's runs in MLflow when the pull request is closed (the workflow must also run on `pull_request: types: [closed]`)."
  }
];

// src/settings/table/provenance.ts
var PROVENANCE_SETTINGS = [
  {
    name: "provenance",
    key: "provenance",
    text: "yaml",
    values: "off, on, required, or a mapping",
    default: "off",
    modes: [...PROVING, "stage"],
    surfaces: EVERYWHERE,
    description: "`on` signs a statement of what each official build was made from, and a signature of its model, where the job has `id-token: write` or a signing key. `required` publishes no build without them, and deploys and restores no version that does not verify. In a mapping, `use` has one of these values, and `repository`, `workflow`, `branch` and `key` (a file with a public key) say which signer counts. A keyless signature of a public repository is in the public log of Sigstore for ever."
  },
  {
    name: "signing-key",
    text: "plain",
    values: "PEM",
    absent: "keyless, by the identity of the job",
    modes: ["rebuild", "retrain", "collect"],
    surfaces: ["input"],
    variable: CREDENTIAL_VARIABLES["signing-key"],
    description: "Private key (PEM, P-256, not encrypted) that signs official builds, from a secret, for jobs without an identity that Sigstore knows. dvc-ci masks it and writes it to no file. The command line reads it from the variable DVC_CI_SIGNING_KEY."
  },
  {
    name: "trusted-root",
    key: "trusted-root",
    text: "plain",
    values: "FILE",
    absent: "that of Sigstore, or of GitHub for a private repository",
    modes: PROVING,
    surfaces: EVERYWHERE,
    description: "File with the certificates and log keys that signatures are verified with (trusted_root.json of Sigstore), for a verification without network or for a private Sigstore."
  },
  {
    name: "bundle",
    text: "plain",
    values: "FILE",
    absent: "that of the build on the Git server",
    modes: ["verify"],
    surfaces: ["option"],
    description: "File with the signed statements, such as provenance.jsonl of a report, the file of `gh attestation download` or the artifact in MLflow. Without it, the Git server is asked."
  }
];

// src/settings/table/rebuild.ts
var REBUILD_SETTINGS = [
  {
    name: "when",
    key: "rebuild.when",
    text: "plain",
    values: "always or changed",
    default: "always",
    modes: ["rebuild", "plan", "collect"],
    surfaces: EVERYWHERE,
    description: "`changed` builds only if the inputs of the pipeline differ from those of the last official build."
  },
  {
    name: "force",
    key: "rebuild.force",
    text: "stages",
    values: "all, none or stages",
    default: "all",
    modes: ["rebuild", "plan"],
    surfaces: EVERYWHERE,
    description: "Stages to run even if nothing changed. `all` builds from source data only. Otherwise dvc-ci pulls upstream outputs, verifies them and names them in the report."
  },
  {
    name: "commit",
    key: "rebuild.commit",
    text: "plain",
    values: "push, api, pull-request, tag or none",
    default: "push",
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "How dvc-ci publishes dvc.lock and the metrics of the official build: push to the branch, a commit that GitHub makes and signs (`api`), a pull request, a tag only, or no commit."
  },
  {
    name: "tag",
    key: "rebuild.tag",
    text: "names",
    values: "none, gto or a name with {n}, {semver} or {date}",
    default: "none",
    modes: BUILDS,
    surfaces: EVERYWHERE,
    description: "Annotated tag of the official build, such as model-v{n}. {n} is the next free number, {semver} the next version ({semver:minor} and {semver:major} raise another part), {date} the day. dvc-ci never moves a tag. Several tags are a list; the first is the version."
  },
  {
    name: "dry-run",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "Does everything except push and commit, and reports the changes that it would make."
  }
];

// src/settings/table/retrain.ts
var RETRAIN_SETTINGS = [
  {
    name: "stages",
    key: "retrain.stages",
    text: "stages",
    values: "all or stages",
    absent: "the stages that depend on new data or parameters, else all",
    modes: RETRAIN,
    surfaces: EVERYWHERE,
    description: "Stages to run even if DVC sees no change, such as a stage that reads a database. Stages that depend on them run if their inputs changed. The rest is pulled."
  },
  {
    name: "params",
    text: "params",
    values: "name=value lines, or a mapping",
    absent: "none",
    modes: RETRAIN,
    surfaces: EVERYWHERE,
    description: "Parameters to train with from now on, such as train.C=0.5 (in another file than params.yaml: file.yaml:train.C=0.5). They are committed with the model."
  },
  {
    name: "data",
    text: "data",
    values: "path=from or path+=from lines, or { path, from, mode }",
    absent: "none",
    modes: RETRAIN,
    surfaces: EVERYWHERE,
    description: "New source data for a path that DVC tracks: `path=from` replaces it, `path+=from` appends. `from` is a file, a folder or an address that DVC reads. Without `from`, dvc-ci updates an import from its source."
  },
  {
    name: "reason",
    text: "plain",
    values: "TEXT",
    absent: "none",
    modes: WITH_REASON,
    surfaces: EVERYWHERE,
    description: "Reason of the retraining or the rollback, for the report and the commit."
  },
  {
    name: "update",
    key: "retrain.update",
    text: "scalar",
    values: "auto, true or false",
    default: "auto",
    modes: RETRAIN,
    surfaces: EVERYWHERE,
    description: "Updates every import first (`dvc update`). `auto` does so on schedule; then a run without new data trains nothing."
  },
  {
    name: "better",
    key: "retrain.better",
    text: "yaml",
    values: "metrics, or a mapping of metrics to higher or lower",
    absent: "none",
    modes: RETRAINING_MODES,
    surfaces: EVERYWHERE,
    description: "Publishes the result only if it is better than the baseline: at least one of these metrics is better, and none is worse. Otherwise nothing is published, and the run succeeds."
  }
];

// src/settings/table/run.ts
var RUN_SETTINGS = [
  {
    name: "cache",
    text: "plain",
    values: "auto, all or none",
    default: "auto",
    modes: CACHING,
    surfaces: ["input"],
    description: "Caches DVC's objects, the installed DVC and the environment of `setup` between runs in GitHub's cache, where the runner has one. `auto` caches DVC's objects only in private repositories: in a public one, every pull request can read the cache."
  },
  {
    name: "cache-limit",
    text: "scalar",
    values: "a size",
    default: "2G",
    modes: CACHING,
    surfaces: ["input"],
    description: "Largest entry in the cache. Larger objects are downloaded or made again in each run. GitHub gives a repository 10 GB for all entries, unless it has bought more."
  },
  {
    name: "report",
    text: "plain",
    values: "FILE",
    absent: "none",
    modes: ALL,
    surfaces: EVERYWHERE,
    description: "Path of report.json. dvc-ci also writes it when the run fails."
  },
  {
    name: "page",
    text: "plain",
    values: "FILE",
    absent: "none",
    modes: ALL,
    surfaces: EVERYWHERE,
    description: "Path of the report as one HTML file, with the pipeline and the plots. The file loads nothing, so it works offline and as an artifact."
  },
  {
    name: "yes",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: WITH_REMOTE,
    surfaces: ["option"],
    description: "Answers every question with yes."
  }
];

// src/settings/table/validate.ts
var VALIDATE_SETTINGS = [
  {
    name: "pull",
    key: "validate.pull",
    text: "stages",
    values: "all, needed, none, or stages and paths",
    default: "all",
    modes: [...FETCHING, "verify"],
    surfaces: EVERYWHERE,
    description: "Data to download from the remote. An object that the remote lacks is an error, even if it is not downloaded. `needed`: the inputs of the evaluation (and of stale stages that run here). A list adds its stages and paths to `needed`, for example the data that your checks read."
  },
  {
    name: "evaluate",
    key: "validate.evaluate",
    text: "stages",
    values: "auto, none, stages, or { command, metrics }",
    default: "auto",
    modes: VALIDATING_MODES,
    surfaces: EVERYWHERE,
    description: "How to measure the metrics, with the pulled model. `auto` runs the stages that make only metrics and plots. `metrics` is the file that `command` writes."
  },
  {
    name: "evaluate-timeout",
    key: "validate.evaluate-timeout",
    text: "scalar",
    values: "duration",
    default: "30m",
    modes: [...VALIDATING_MODES, "audit"],
    surfaces: EVERYWHERE,
    description: "Time limit of the evaluation, and of each stage in an audit: seconds, or a number with s, m or h."
  },
  {
    name: "stale",
    key: "validate.stale",
    text: "plain",
    values: "fail, run or commit",
    default: "fail",
    modes: STALE,
    surfaces: EVERYWHERE,
    description: "What to do when dvc.lock does not match the code, the data or the parameters. `fail`: report an error. `run`: run the stale stages here and judge their model. `commit`: after success, also commit dvc.lock to the branch of the change."
  },
  {
    name: "verify",
    key: "validate.verify",
    text: "plain",
    values: "exists, sizes or full",
    default: "sizes",
    modes: FETCHING,
    surfaces: EVERYWHERE,
    description: "What to verify of each object in the remote: that it exists, its size, or the hash of its whole content."
  },
  {
    name: "wait",
    key: "validate.wait",
    text: "scalar",
    values: "none or a duration",
    default: "none",
    modes: VALIDATING_MODES,
    surfaces: EVERYWHERE,
    description: "Longest wait for objects that the remote lacks, such as `10m`: the commit may reach GitHub before `dvc push` has ended. The validation asks for these objects again and again, and goes on once the remote has them all."
  },
  {
    name: "drift",
    key: "validate.drift",
    text: "plain",
    values: "off, warn, fail or stale",
    default: "warn",
    modes: VALIDATING_MODES,
    surfaces: EVERYWHERE,
    description: "What to do when a lock file, requirements file, `.python-version` or Dockerfile has changed since the baseline and no stage depends on it: DVC would not notice. `warn` and `fail`: report a warning or an error. `stale`: its stages count as stale, as with a changed dependency."
  }
];

// src/settings/table.ts
var SETTINGS = [
  ...GENERAL_SETTINGS,
  ...VALIDATE_SETTINGS,
  ...METRICS_SETTINGS,
  ...DATA_SETTINGS,
  ...REBUILD_SETTINGS,
  ...RETRAIN_SETTINGS,
  ...EXISTING_VERSION_SETTINGS,
  ...HISTORY_SETTINGS,
  ...CARD_SETTINGS,
  ...PROVENANCE_SETTINGS,
  ...MLFLOW_SETTINGS,
  ...DEPLOY_SETTINGS,
  ...FAN_OUT_SETTINGS,
  ...AUDIT_SETTINGS,
  ...GC_SETTINGS,
  ...GITHUB_SETTINGS,
  ...LINT_SETTINGS,
  ...RUN_SETTINGS
];
var byName = new Map(SETTINGS.map((row) => [row.name, row]));
function settingRow(name) {
  const row = byName.get(name);
  if (row === void 0) throw new Error(`the table of settings has no '${name}'`);
  return row;
}

export {
  SETTINGS,
  settingRow
};
