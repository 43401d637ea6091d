/** The outputs of the action. */
export const OUTPUTS = {
  conclusion: 'success, unverified, failure, superseded, cancelled or error.',
  message: 'The result in one sentence.',
  summary:
    'The verdict with its answer in one line: the change of the metrics and inputs, or the first cause of a failure.',
  mode: 'The mode that ran.',
  report: 'Path of report.json.',
  page: 'Path of the HTML page.',
  commit: 'Commit of the official build; empty when nothing was committed.',
  tag: 'Tag of the official build; empty without one.',
  'pull-request': 'Address of the pull request with the official build (commit: pull-request); empty without one.',
  'left-out': 'Parts that a run for a fork or for Dependabot did not check, as a JSON list.',
  'stale-stages': 'Names of the stages that are stale, as a JSON list.',
  metrics: 'Metrics with their committed, measured and baseline values, as a JSON list.',
  policies: 'Verdict of each policy, as a JSON list.',
  missing: 'Objects that the remote lacks or has in an altered form, as a JSON list.',
  'dvc-version': 'The version of DVC that ran.',
  'dvc-path': 'Path of the program `dvc`; empty in other modes (setup).',
  levels: 'Number of matrices that the build needs, one after another; 0 when there is nothing to build (plan).',
  matrices: 'The matrix of each level, as a JSON list (plan).',
  plan: 'The plan, for the input `plan` of stage and collect (plan).',
  artifacts: 'Prefix of the names of the artifacts of this build (plan).',
  fragment: 'File that the next jobs need (stage).',
  'mlflow-run-id': 'Id of the run in MLflow; empty when nothing was tracked.',
  'model-version': 'Version of the registered model; empty when none was registered.',
} as const
export type OutputName = keyof typeof OUTPUTS
