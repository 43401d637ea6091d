import type { Mode } from '../report/report.js'
import type { SettingName } from './setting-values.js'

/**
 * How a text (an input, an option's value) becomes what YAML would have given:
 * `plain` as it is, `scalar` with numbers and true/false, `stages` a comma list, `yaml` a mapping, `pairs` a mapping or key=value lines,
 * `params` a mapping or name=value with values as YAML has them, `data` path=from and path+=from.
 */
export type TextForm = 'plain' | 'scalar' | 'stages' | 'yaml' | 'pairs' | 'params' | 'data'

/** One setting: the single source of the validator's keys, the schema, action.yml, `--help` and the tables in the documentation. */
export interface SettingRow {
  /** Name of the input and of the option. */
  name: SettingName
  /** Key in dvc-ci.yaml with its section, where a file can give it. */
  key?: string
  /** One-letter option. */
  short?: string
  text: TextForm
  /** What may be written, for people. */
  values: string
  /** As dvc-ci.yaml would give it. */
  default?: string | number | boolean
  /** What holds without a value, for a setting that has no default. */
  absent?: string
  /** Expression that action.yml gives as the default: for a setting that no file can give, so that it beats none. */
  actionDefault?: string
  description: string
  modes: readonly Mode[]
  /** Where it can be given beside dvc-ci.yaml. */
  surfaces: readonly ('input' | 'option')[]
}

/** Modes that judge a model. */
const JUDGING_MODES: readonly Mode[] = ['validate', 'rebuild', 'retrain', 'plan', 'collect']
/** Every mode that asks the remote. */
const WITH_REMOTE: readonly Mode[] = ['validate', 'rebuild', 'retrain', 'plan', 'stage', 'collect', 'rollback']
/** Every mode that reads the project with DVC. */
const WITH_DVC: readonly Mode[] = ['validate', 'rebuild', 'retrain', 'plan', 'stage', 'collect', 'rollback', 'lint']
const ALL: readonly Mode[] = [
  'validate',
  'rebuild',
  'retrain',
  'plan',
  'stage',
  'collect',
  'rollback',
  'command',
  'lint',
  'resolve',
]
/** Modes that change the default branch. */
const PUBLISHING: readonly Mode[] = ['rebuild', 'retrain', 'plan', 'collect', 'rollback']
/** Modes that make an official build. */
const BUILDS: readonly Mode[] = ['rebuild', 'retrain', 'plan', 'collect']
/** Modes of a retraining, and those that decide on one for many machines or end it. */
const RETRAIN: readonly Mode[] = ['retrain', 'plan']
const RETRAINING_MODES: readonly Mode[] = ['retrain', 'collect']
/** Modes that fetch more than a build needs. */
const FETCHING: readonly Mode[] = ['validate', 'rollback', 'collect']
const ROLLBACK: readonly Mode[] = ['rollback']
const VALIDATE: readonly Mode[] = ['validate']
/** Modes that end a validation, and those that decide where what is stale runs. */
const VALIDATING_MODES: readonly Mode[] = ['validate', 'collect']
const STALE: readonly Mode[] = ['validate', 'plan', 'collect']
const REBUILD: readonly Mode[] = ['rebuild']
/** Modes that run stages, and those that hand a build from one machine to others. */
const RUNNING: readonly Mode[] = ['validate', 'rebuild', 'retrain', 'stage']
const HANDING_ON: readonly Mode[] = ['stage', 'collect']
/** Modes that fetch data or install something. */
const CACHING: readonly Mode[] = ['validate', 'rebuild', 'retrain', 'plan', 'stage', 'collect', 'rollback', 'lint']
const EVERYWHERE: SettingRow['surfaces'] = ['input', 'option']

export const SETTINGS: readonly SettingRow[] = [
  {
    name: 'mode',
    text: 'plain',
    values: 'auto, validate, rebuild, retrain, plan, stage, collect, rollback, command or lint',
    default: 'auto',
    modes: ALL,
    surfaces: ['input'],
    description: 'What to do. `auto` reads it from the event. On the command line it is the first word.',
  },
  {
    name: 'config',
    text: 'plain',
    values: 'FILE',
    absent: 'dvc-ci.yaml in the working directory',
    modes: WITH_DVC,
    surfaces: EVERYWHERE,
    description: 'The configuration file, if it is not dvc-ci.yaml in the working directory.',
  },
  {
    name: 'working-directory',
    key: 'working-directory',
    short: 'C',
    text: 'plain',
    values: 'DIR',
    default: '.',
    modes: ALL,
    surfaces: EVERYWHERE,
    description: 'Folder of the DVC project, relative to the workspace (on the command line: to the current folder).',
  },
  {
    name: 'remote',
    key: 'remote',
    short: 'r',
    text: 'plain',
    values: 'NAME',
    absent: "the repository's default remote",
    modes: WITH_DVC,
    surfaces: EVERYWHERE,
    description: 'The DVC remote to use.',
  },
  {
    name: 'remote-config',
    key: 'remote-config',
    text: 'pairs',
    values: 'mapping, or key=value lines',
    absent: 'none',
    modes: WITH_REMOTE,
    surfaces: EVERYWHERE,
    description:
      'Options of the remote, named as `dvc remote modify --local` takes them. Take credentials from secrets: they are masked, and never stored. Options from an input are added to those of dvc-ci.yaml.',
  },
  {
    name: 'setup',
    key: 'setup',
    text: 'plain',
    values: 'auto, none or a shell line',
    default: 'auto',
    modes: [...JUDGING_MODES, 'stage'],
    surfaces: EVERYWHERE,
    description:
      "Installs the project's own packages before checks, evaluation and stages. `auto` goes by uv.lock, requirements.txt, environment.yml or pyproject.toml when no environment is active.",
  },
  {
    name: 'dvc-version',
    key: 'dvc-version',
    text: 'plain',
    values: 'VERSION',
    absent: 'the DVC that is found, else the newest',
    modes: WITH_DVC,
    surfaces: EVERYWHERE,
    description:
      'The version of DVC that must run, such as 3.67.1. It is installed when another one, or none, is found.',
  },
  {
    name: 'jobs',
    key: 'jobs',
    text: 'scalar',
    values: 'auto or a number',
    default: 'auto',
    modes: WITH_REMOTE,
    surfaces: EVERYWHERE,
    description:
      'Stages of a rebuild that run side by side. `auto`: as many as there are processors. A stage can say what it needs of the machine in `meta` of dvc.yaml.',
  },
  {
    name: 'keep-going',
    key: 'keep-going',
    text: 'scalar',
    values: 'true or false',
    default: false,
    modes: RUNNING,
    surfaces: EVERYWHERE,
    description: 'After a stage failed, still run the stages that do not need it.',
  },
  {
    name: 'checks',
    key: 'checks',
    text: 'yaml',
    values: 'mapping of names to shell lines',
    absent: 'none',
    modes: VALIDATING_MODES,
    surfaces: EVERYWHERE,
    description:
      'Commands to run on pull requests, in this order, each with its own log. All of them run, whichever fail. A list of lines is one script.',
  },
  {
    name: 'pull',
    key: 'validate.pull',
    text: 'stages',
    values: 'all, needed, none, or stages and paths',
    default: 'all',
    modes: FETCHING,
    surfaces: EVERYWHERE,
    description:
      'What to fetch from the remote. An object that the remote lacks is an error, whatever is fetched. `needed` fetches what the evaluation reads (and stale stages, where they are run); a list, that and what it names: what your checks read.',
  },
  {
    name: 'evaluate',
    key: 'validate.evaluate',
    text: 'stages',
    values: 'auto, none, stages, or { command, metrics }',
    default: 'auto',
    modes: VALIDATING_MODES,
    surfaces: EVERYWHERE,
    description:
      'How the metrics are measured here, on the pulled model. `auto` runs the stages that make only metrics and plots. `metrics` is the file that `command` writes.',
  },
  {
    name: 'evaluate-timeout',
    key: 'validate.evaluate-timeout',
    text: 'scalar',
    values: 'duration',
    default: '30m',
    modes: VALIDATING_MODES,
    surfaces: EVERYWHERE,
    description: 'How long the evaluation may take: seconds, or a number with s, m or h.',
  },
  {
    name: 'stale',
    key: 'validate.stale',
    text: 'plain',
    values: 'fail, run or commit',
    default: 'fail',
    modes: STALE,
    surfaces: EVERYWHERE,
    description:
      "What happens when dvc.lock does not fit the code, the data or the parameters: an error; the stages run here and their model is judged; or, if all is well, dvc.lock is also added to the change's own branch.",
  },
  {
    name: 'verify',
    key: 'validate.verify',
    text: 'plain',
    values: 'exists, sizes or full',
    default: 'sizes',
    modes: FETCHING,
    surfaces: EVERYWHERE,
    description:
      'What is asked of each object in the remote: that it is there, that its size is right, or that its whole content has the right hash.',
  },
  {
    name: 'baseline',
    key: 'metrics.baseline',
    text: 'plain',
    values: 'merge-base, branch:NAME, tag:NAME, alias:NAME or none',
    default: 'merge-base',
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description:
      'The metrics that a change is held against. `alias:NAME` means the version of the registered model that has the alias now.',
  },
  {
    name: 'tolerance',
    key: 'metrics.tolerance',
    text: 'scalar',
    values: 'number or N%',
    default: 1e-6,
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description: 'How far a measured metric may be from the committed one, as a share of its value.',
  },
  {
    name: 'thresholds',
    key: 'metrics.policies',
    text: 'yaml',
    values: 'mapping of metrics to limits',
    absent: 'none',
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description: 'What is asked of each metric. An input or option replaces the policies of dvc-ci.yaml.',
  },
  {
    name: 'repeat',
    key: 'metrics.repeat',
    text: 'scalar',
    values: 'a whole number',
    default: 1,
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description:
      'How many times a model is evaluated: the median of each metric counts. In a rebuild, where `evaluate` is a command.',
  },
  {
    name: 'noise',
    key: 'metrics.noise',
    text: 'yaml',
    values: 'none, a number of builds, or { builds, sigma }',
    default: 'none',
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description:
      'Lets `max_drop` and `max_rise` pass what is within the noise of the last official builds: so many standard deviations (`sigma`, 2 by default) of a metric from one build to the next. `min` and `max` know no noise.',
  },
  {
    name: 'when',
    key: 'rebuild.when',
    text: 'plain',
    values: 'always or changed',
    default: 'always',
    modes: ['rebuild', 'plan', 'collect'],
    surfaces: EVERYWHERE,
    description: '`changed` builds only if the inputs of the pipeline differ from those of the last official build.',
  },
  {
    name: 'force',
    key: 'rebuild.force',
    text: 'stages',
    values: 'all, none or stages',
    default: 'all',
    modes: ['rebuild', 'plan'],
    surfaces: EVERYWHERE,
    description:
      'The stages to run even if nothing changed. `all` builds from source data only; otherwise upstream outputs are pulled, verified and named in the report.',
  },
  {
    name: 'commit',
    key: 'rebuild.commit',
    text: 'plain',
    values: 'push, api, pull-request, tag or none',
    default: 'push',
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description:
      'How dvc.lock and the metrics of the official build are committed: pushed to the branch, made by GitHub with its signature, in a pull request, under a tag alone, or not at all.',
  },
  {
    name: 'tag',
    key: 'rebuild.tag',
    text: 'plain',
    values: 'none, gto or a name with {n}, {semver} or {date}',
    default: 'none',
    modes: BUILDS,
    surfaces: EVERYWHERE,
    description:
      'Annotated tag of the official build, such as model-v{n}. {n} is the next free number, {semver} the next version ({semver:minor} and {semver:major} raise another part), {date} the day. It is never moved.',
  },
  {
    name: 'dry-run',
    text: 'scalar',
    values: 'true or false',
    default: false,
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: 'Do everything but push and commit, and say what would be done.',
  },
  {
    name: 'stages',
    key: 'retrain.stages',
    text: 'stages',
    values: 'all or stages',
    absent: 'with new data or parameters what depends on them, else all',
    modes: RETRAIN,
    surfaces: EVERYWHERE,
    description:
      'The stages to run even if nothing that DVC sees has changed, such as one that reads a database. What depends on them runs where its inputs changed; the rest is pulled.',
  },
  {
    name: 'params',
    text: 'params',
    values: 'name=value lines, or a mapping',
    absent: 'none',
    modes: RETRAIN,
    surfaces: EVERYWHERE,
    description:
      'Parameters to train with from now on, such as train.C=0.5 (in another file than params.yaml: file.yaml:train.C=0.5). They are committed with the model.',
  },
  {
    name: 'data',
    text: 'data',
    values: 'path=from or path+=from lines, or { path, from, mode }',
    absent: 'none',
    modes: RETRAIN,
    surfaces: EVERYWHERE,
    description:
      'New source data for something that DVC tracks: `path=from` replaces it, `path+=from` appends. `from` is a file, a folder or an address that DVC reads; without it, an import is updated from where it comes from.',
  },
  {
    name: 'reason',
    text: 'plain',
    values: 'TEXT',
    absent: 'none',
    modes: RETRAIN,
    surfaces: EVERYWHERE,
    description: 'Why, for the report and the commit.',
  },
  {
    name: 'update',
    key: 'retrain.update',
    text: 'scalar',
    values: 'auto, true or false',
    default: 'auto',
    modes: RETRAIN,
    surfaces: EVERYWHERE,
    description:
      'Whether every import is brought up to date first (`dvc update`). `auto` does so on schedule; where nothing has changed, nothing is trained then.',
  },
  {
    name: 'better',
    key: 'retrain.better',
    text: 'yaml',
    values: 'metrics, or a mapping of metrics to higher or lower',
    absent: 'none',
    modes: RETRAINING_MODES,
    surfaces: EVERYWHERE,
    description:
      'Publish the result only if it is better than the baseline: none of these metrics may be worse and one must be better. Otherwise nothing is published, and the run succeeds.',
  },
  {
    name: 'to',
    text: 'plain',
    values: 'a tag, a branch, a commit, or version:N',
    absent: 'none: a rollback needs it',
    modes: ROLLBACK,
    surfaces: EVERYWHERE,
    description: 'The version to go back to. `version:N` is that of the registered model in MLflow.',
  },
  {
    name: 'targets',
    text: 'stages',
    values: '.dvc files, data, stages or outputs',
    absent: 'everything',
    modes: ROLLBACK,
    surfaces: EVERYWHERE,
    description: 'What goes back. Without it, all `.dvc` files and every dvc.lock of the working directory.',
  },
  {
    name: 'restore',
    text: 'plain',
    values: 'data or all',
    default: 'data',
    modes: ROLLBACK,
    surfaces: EVERYWHERE,
    description:
      '`data` brings back what DVC tracks and the results that Git keeps; `all` also the code and the parameters of then (never workflows, `.dvc/config` or dvc-ci.yaml).',
  },
  {
    name: 'resume',
    text: 'scalar',
    values: 'true or false',
    default: false,
    modes: REBUILD,
    surfaces: EVERYWHERE,
    description: 'Build nothing: only complete what MLflow lacks of the official build that this commit has already.',
  },
  {
    name: 'tracking-uri',
    key: 'mlflow.tracking-uri',
    text: 'plain',
    values: 'URL',
    absent: 'the variable MLFLOW_TRACKING_URI; without either nothing is tracked',
    modes: WITH_REMOTE,
    surfaces: EVERYWHERE,
    description:
      "Address of the MLflow server. Credentials come from MLflow's own variables, such as MLFLOW_TRACKING_TOKEN.",
  },
  {
    name: 'experiment',
    key: 'mlflow.experiment',
    text: 'plain',
    values: 'NAME',
    absent: "the repository's name",
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description: 'Experiment of the official builds. Pull requests have their own, NAME/pr.',
  },
  {
    name: 'model',
    key: 'mlflow.model',
    text: 'plain',
    values: 'NAME',
    absent: 'the one artifact of type model in dvc.yaml; without one nothing is registered',
    modes: WITH_REMOTE,
    surfaces: EVERYWHERE,
    description: 'Name of the registered model.',
  },
  {
    name: 'model-path',
    key: 'mlflow.model-path',
    text: 'plain',
    values: 'FILE or DIR',
    absent: 'the path of the artifact of that name in dvc.yaml',
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: 'The model that DVC tracks, where dvc.yaml does not declare it under `artifacts:`.',
  },
  {
    name: 'model-artifact',
    key: 'mlflow.model-artifact',
    text: 'plain',
    values: 'upload or reference',
    default: 'upload',
    modes: BUILDS,
    surfaces: EVERYWHERE,
    description:
      'Whether the model itself goes to MLflow, or only where DVC has it. A model that the training logged with MLflow is there already.',
  },
  {
    name: 'alias',
    key: 'mlflow.alias',
    text: 'plain',
    values: 'NAME',
    absent: 'none',
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: 'Alias that moves to each new official version, such as champion, and back with a rollback.',
  },
  {
    name: 'model-stage',
    key: 'mlflow.model-stage',
    text: 'plain',
    values: 'Staging, Production or Archived',
    absent: 'none',
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description:
      'Stage that each new official version moves to, for teams that still use the stages of MLflow; what was there is archived. MLflow itself recommends aliases.',
  },
  {
    name: 'stage-run',
    key: 'mlflow.stage-run',
    text: 'plain',
    values: 'shared or own',
    default: 'shared',
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description:
      'Where stages, checks and evaluation log with MLflow: in the run of dvc-ci, or (`own`) in runs of their own, for code that calls `mlflow.set_experiment`.',
  },
  {
    name: 'cleanup',
    key: 'mlflow.cleanup',
    text: 'scalar',
    values: 'true or false',
    default: false,
    modes: VALIDATE,
    surfaces: EVERYWHERE,
    description:
      "Delete a pull request's runs in MLflow when it is closed (the workflow must run on `pull_request: types: [closed]` too).",
  },
  {
    name: 'environment',
    key: 'deploy.environment',
    text: 'plain',
    values: 'NAME',
    absent: 'none',
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description:
      'Make a deployment to this environment on GitHub once the official version is published. Needs `deployments: write`.',
  },
  {
    name: 'deploy-command',
    key: 'deploy.command',
    text: 'plain',
    values: 'a shell line',
    absent: 'none',
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description:
      'Deploys the official version. It finds DVC_CI_MODEL, DVC_CI_VERSION, DVC_CI_ALIAS, DVC_CI_PATH, DVC_CI_HASH, DVC_CI_REMOTE, DVC_CI_COMMIT, DVC_CI_TAG and DVC_CI_ENVIRONMENT in its environment; the status of the deployment follows its end.',
  },
  {
    name: 'deploy-event',
    key: 'deploy.event',
    text: 'plain',
    values: 'TYPE',
    absent: 'none',
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: 'Send a `repository_dispatch` of this type, with the same facts as its `client_payload`.',
  },
  {
    name: 'deploy-workflow',
    key: 'deploy.workflow',
    text: 'plain',
    values: 'FILE',
    absent: 'none',
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description:
      'Start this workflow (`workflow_dispatch`) on the default branch, with the same facts as JSON in its input `deployment`. Needs `actions: write`.',
  },
  {
    name: 'deploy-rollback',
    key: 'deploy.rollback',
    text: 'scalar',
    values: 'true or false',
    default: false,
    modes: ROLLBACK,
    surfaces: EVERYWHERE,
    description: 'Deploy what a rollback brought back, as an official build is deployed.',
  },
  {
    name: 'runs-on',
    key: 'fan-out.runs-on',
    text: 'stages',
    values: 'a label of a runner, or several',
    default: 'ubuntu-latest',
    modes: ['plan'],
    surfaces: EVERYWHERE,
    description:
      'Where the stages of a build over many machines run, if dvc.yaml asks for nothing else (`meta: { dvc-ci: { runs-on: …, container: … } }`).',
  },
  {
    name: 'plan-for',
    text: 'plain',
    values: 'rebuild, retrain or validate',
    default: 'rebuild',
    modes: ['plan'],
    surfaces: EVERYWHERE,
    description:
      'What is spread over machines: an official build, a retraining with what it is asked for, or the stages that a change made stale (`stale: run` or `commit`). The other jobs know it by the plan.',
  },
  {
    name: 'plan',
    text: 'plain',
    values: 'the output `plan`',
    absent: 'none: stage and collect need it',
    modes: HANDING_ON,
    surfaces: EVERYWHERE,
    description: 'What the job with mode: plan has decided.',
  },
  {
    name: 'job',
    text: 'plain',
    values: 'NAME',
    absent: 'none: stage needs it',
    modes: ['stage'],
    surfaces: EVERYWHERE,
    description: 'The job of the plan that is to be done.',
  },
  {
    name: 'fragments',
    text: 'plain',
    values: 'DIR',
    absent: 'none: stage and collect need it',
    modes: HANDING_ON,
    surfaces: EVERYWHERE,
    description: 'Folder with what earlier jobs have handed on, and where this one writes its own.',
  },
  {
    name: 'comment',
    key: 'comment',
    text: 'plain',
    values: 'auto or none',
    default: 'auto',
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description:
      'One comment on the pull request, updated in place: what runs, then the result. An official build comments on the pull request that was merged, or else on the commit. Needs `pull-requests: write` (a commit: `contents: write`).',
  },
  {
    name: 'check-run',
    key: 'check-run',
    text: 'scalar',
    values: 'true or false',
    default: false,
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description: 'Show the verdict and what was found, line by line, as a check run of its own. Needs `checks: write`.',
  },
  {
    name: 'token',
    text: 'plain',
    values: 'TOKEN',
    absent: "the workflow's own token",
    actionDefault: '${{ github.token }}',
    modes: [...JUDGING_MODES, 'command'],
    surfaces: ['input'],
    description:
      'Credential for GitHub: it writes the comment and the check run, reads other pull requests, answers commands, and makes commits and pull requests where `commit` says so. The command line takes it from the variable GITHUB_TOKEN.',
  },
  {
    name: 'repro-workflow',
    text: 'plain',
    values: 'FILE',
    default: 'repro.yml',
    modes: ['command'],
    surfaces: ['input'],
    description: 'The workflow that `/dvc-ci repro` starts on the branch of a pull request. Takes `actions: write`.',
  },
  {
    name: 'lint-off',
    key: 'lint.off',
    text: 'stages',
    values: 'rules',
    absent: 'none',
    modes: ['validate', 'lint'],
    surfaces: EVERYWHERE,
    description: 'Tracking rules that are not applied, such as notebook-outputs. They are listed in docs/rules.',
  },
  {
    name: 'install-driver',
    text: 'scalar',
    values: 'true or false',
    default: false,
    modes: ['resolve'],
    surfaces: ['option'],
    description: 'Make Git merge dvc.lock by stage: a line in .gitattributes and the configuration of this clone.',
  },
  {
    name: 'cache',
    text: 'plain',
    values: 'auto, all or none',
    default: 'auto',
    modes: CACHING,
    surfaces: ['input'],
    description:
      "Whether GitHub's cache keeps DVC's objects, the installed DVC and the environment of `setup` from one run to the next, where the runner offers it. `auto` leaves DVC's objects out unless the repository is private: in a public one anybody's pull request can read the cache.",
  },
  {
    name: 'cache-limit',
    text: 'scalar',
    values: 'a size',
    default: '2G',
    modes: CACHING,
    surfaces: ['input'],
    description:
      'The largest entry that is kept in the cache; what is larger is fetched or made anew each time. A repository has 10 GB for all of its entries unless it has bought more.',
  },
  {
    name: 'report',
    text: 'plain',
    values: 'FILE',
    absent: 'none',
    modes: ALL,
    surfaces: EVERYWHERE,
    description: 'Where report.json goes. It is written however the run ends.',
  },
  {
    name: 'page',
    text: 'plain',
    values: 'FILE',
    absent: 'none',
    modes: ALL,
    surfaces: EVERYWHERE,
    description:
      'Where the report as one HTML file goes, with the pipeline and the plots drawn. It loads nothing, so it works offline and as an artifact.',
  },
  {
    name: 'yes',
    text: 'scalar',
    values: 'true or false',
    default: false,
    modes: WITH_REMOTE,
    surfaces: ['option'],
    description: 'Answer every question with yes.',
  },
]

const byName = new Map(SETTINGS.map((row) => [row.name, row]))

/** The row of a setting. */
export function settingRow(name: SettingName): SettingRow {
  const row = byName.get(name)
  if (row === undefined) throw new Error(`the table of settings has no '${name}'`)
  return row
}

/** True for a setting that is given by its bare option (`--keep-going`). */
export function isFlag(row: SettingRow): boolean {
  return typeof row.default === 'boolean'
}
