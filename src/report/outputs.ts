import { fanOutOutputs } from './fan-out-outputs.js'
import { titleOf } from './headline.js'
import type { KeptFiles } from './kept-files.js'
import type { Report } from './report.js'

/** The action's outputs, as action.yml names them. Values are text; the lists are JSON. */
export interface Outputs {
  conclusion: string
  message: string
  /** The headline in one line. */
  summary: string
  mode: string
  /** Path of report.json, empty when none was asked for. */
  report: string
  /** Path of the HTML page, empty when none was asked for. */
  page: string
  /** Hash of the new commit, empty when there is none. */
  commit: string
  /** Empty without one. */
  tag: string
  /** Address of the pull request with the build, empty without one. */
  'pull-request': string
  /** JSON array: what a run for a fork or for Dependabot did not check. */
  'left-out': string
  /** JSON array of stage names. */
  'stale-stages': string
  /** JSON arrays, as in the report. */
  metrics: string
  policies: string
  missing: string
  'dvc-version': string
  /** Empty except after a set-up. */
  'dvc-path': string
  /** Of a plan: the number of matrices; `0` when there is nothing to build. Empty in the other modes, as are all outputs of a build on several machines. */
  levels: string
  /** JSON array: for each level `{ include: [{ job, stages, runs-on, container }] }`. */
  matrices: string
  plan: string
  artifacts: string
  fragment: string
  /** Empty without a run in MLflow. */
  'mlflow-run-id': string
  /** Empty without a new version. */
  'model-version': string
}

/** GitHub takes 1 MB of outputs from a job ("Workflow syntax", jobs.outputs). */
const LARGEST_OUTPUT = 200_000

/** The outputs of a report, and the names of outputs that stay empty because they are too large. */
export function outputsOf(
  report: Report,
  more: { files?: KeptFiles; dvcVersion?: string; dvcPath?: string } = {},
): { outputs: Outputs; tooLarge: string[] } {
  const tooLarge: string[] = []
  const json = (name: keyof Outputs, value: unknown): string => {
    const text = JSON.stringify(value)
    if (Buffer.byteLength(text) <= LARGEST_OUTPUT) return text
    tooLarge.push(name)
    return ''
  }
  const outputs: Outputs = {
    conclusion: report.conclusion,
    message: report.message,
    summary: titleOf(report),
    mode: report.mode,
    report: more.files?.report ?? '',
    page: more.files?.page ?? '',
    commit: report.commit?.sha ?? '',
    tag: report.tag ?? '',
    'pull-request': report.commit?.pull_request?.url ?? '',
    'left-out': json('left-out', report.left_out ?? []),
    'stale-stages': json(
      'stale-stages',
      report.stages.filter((stage) => stage.verdict === 'stale' && !stage.held).map((stage) => stage.name),
    ),
    metrics: json('metrics', report.metrics),
    policies: json('policies', report.policies),
    missing: json('missing', report.remote.missing),
    'dvc-version': more.dvcVersion ?? '',
    'dvc-path': more.dvcPath ?? '',
    ...fanOutOutputs(report),
    'mlflow-run-id': report.mlflow?.run_id ?? '',
    'model-version': report.mlflow?.version ?? '',
  }
  return { outputs, tooLarge }
}
