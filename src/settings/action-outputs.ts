/** The outputs of the action. */
export const OUTPUTS = {
  conclusion: 'success, failure, superseded, cancelled or error.',
  message: 'The result in one sentence.',
  mode: 'The mode that ran.',
  report: 'Path of report.json.',
  page: 'Path of the HTML page.',
  commit: 'Commit of the official build; empty when nothing was committed.',
  tag: 'Tag of the official build; empty without one.',
  'pull-request': 'Address of the pull request with the official build (commit: pull-request); empty without one.',
  'stale-stages': 'Names of the stages that are stale, as a JSON list.',
  metrics: 'Metrics with their committed, measured and baseline values, as a JSON list.',
  policies: 'Verdict of each policy, as a JSON list.',
  missing: 'Objects that the remote lacks or holds altered, as a JSON list.',
  'dvc-version': 'The version of DVC that ran.',
  levels: 'How many matrices one after another the build needs; 0 when there is nothing to build (plan).',
  matrices: 'The matrix of each level, as a JSON list (plan).',
  plan: 'What stage and collect are given (plan).',
  artifacts: 'What the names of the artifacts of this build begin with (plan).',
  fragment: 'File that the jobs after this one need (stage).',
  'mlflow-run-id': 'Id of the run in MLflow; empty where nothing was tracked.',
  'model-version': 'Version of the registered model; empty where none was registered.',
} as const
export type OutputName = keyof typeof OUTPUTS
