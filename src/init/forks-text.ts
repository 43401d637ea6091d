import { SetupError } from '../errors/errors.js'
import { DOWNLOAD, documentation, dvcCi, UPLOAD } from './actions.js'
import type { Answers } from './answers.js'
import { HEADER } from './config-text.js'
import type { RepositoryFacts } from './facts.js'
import { groupsOf, type JobRequest, jobLines } from './jobs.js'
import { indented } from './yaml-text.js'

/** The file of the workflow, which `/dvc-ci validate SHA` starts. */
export const FORKS_FILE = 'dvc-ci-forks.yml'
const ARTIFACT = 'dvc-ci-report'
const REPORT = '${{ runner.temp }}/report.json'
const FOLDER = '${{ runner.temp }}/report'

/** What a job adds that leaves its report for another one. */
export const LEAVING_REPORT: Pick<JobRequest, 'inputs' | 'after'> = {
  inputs: [['report', REPORT]],
  after: [
    [
      'if: always()',
      `uses: ${UPLOAD}`,
      'with:',
      `  name: ${ARTIFACT}`,
      `  path: ${REPORT}`,
      '  if-no-files-found: ignore',
      '  overwrite: true',
    ],
  ],
}

/**
 * The workflow for pull requests of forks: it shows the report of a run without a credential, and validates one commit
 * that a user with write access names.
 * @throws {SetupError} the repository has several projects, whose reports would need artifacts of their own
 */
export function forksWorkflow(facts: RepositoryFacts, answers: Answers): string {
  const [group, ...others] = groupsOf(facts)
  if (group === undefined || others.length > 0 || group.projects.length > 1)
    throw new SetupError(
      'setting-conflict',
      `workflows: forks is for one project, and init found ${facts.projects.length}.`,
      {
        key: 'workflows',
        value: 'forks',
        remedy: `Name one with --project, or write the workflows of ${documentation('recipes.md')}#pull-requests-from-forks by hand.`,
      },
    )
  const validate = jobLines(
    group,
    {
      name: 'validate',
      purpose: 'Validates the commit that `/dvc-ci validate SHA` names. Give it rights to read alone.',
      condition: "github.event_name == 'workflow_dispatch'",
      rights: 'read',
      permissions: [],
      inputs: [['mode', 'validate'], ...LEAVING_REPORT.inputs],
      named: { ref: '${{ inputs.sha }}', environment: 'fork-validation' },
      ...(LEAVING_REPORT.after === undefined ? {} : { after: LEAVING_REPORT.after }),
    },
    answers,
    facts.workflows.flatMap(({ secrets }) => secrets),
  )
  return [
    ...HEADER,
    'name: dvc-ci forks',
    'on: # zizmor: ignore[dangerous-triggers] a report is read as data; nothing of the pull request runs after workflow_run',
    '  workflow_run:',
    '    workflows: [dvc-ci]',
    '    types: [completed]',
    '  workflow_dispatch:',
    '    inputs:',
    '      pull-request: { description: Number of the pull request, required: true, type: string }',
    '      sha: { description: "Whole hash of a commit that you have read", required: true, type: string }',
    'permissions: {}',
    'concurrency:',
    '  group: dvc-ci-forks-${{ github.run_id }}',
    'jobs:',
    ...indented(
      [
        '# Shows the report of a run that had no credential.',
        'report:',
        '  name: report',
        '  if: >-',
        "    github.event_name == 'workflow_run' && github.event.workflow_run.event == 'pull_request' &&",
        '    (github.event.workflow_run.head_repository.full_name != github.repository ||',
        "    github.event.workflow_run.actor.login == 'dependabot[bot]')",
        ...showingLines(
          answers,
          ['actions: read # the artifact of the other run'],
          ['run-id: ${{ github.event.workflow_run.id }}', 'github-token: ${{ github.token }}'],
        ),
        ...validate,
        '# Shows its result. It runs no code of the commit.',
        'result:',
        '  name: result',
        '  needs: validate',
        "  if: ${{ !cancelled() && github.event_name == 'workflow_dispatch' }}",
        ...showingLines(
          answers,
          ['actions: read # the result of the job above', 'checks: write # the check run of the commit'],
          [],
          ['check-run: true'],
        ),
      ],
      2,
    ),
    '',
  ].join('\n')
}

/** A job that shows a report. */
function showingLines(
  { release }: Answers,
  permissions: readonly string[],
  download: readonly string[],
  inputs: readonly string[] = [],
): string[] {
  return indented(
    [
      'runs-on: ubuntu-latest',
      'permissions:',
      '  contents: none # nothing is checked out',
      ...permissions.map((permission) => `  ${permission}`),
      '  pull-requests: write # the comment',
      'steps:',
      `  - uses: ${DOWNLOAD}`,
      '    continue-on-error: true # a run without a report',
      '    with:',
      ...indented([`name: ${ARTIFACT}`, `path: ${FOLDER}`, ...download], 6),
      `  - uses: ${dvcCi(release)}`,
      '    with:',
      ...indented(['mode: comment', `artifact: ${FOLDER}`, ...inputs], 6),
    ],
    2,
  )
}
