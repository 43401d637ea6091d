import type { MoreWorkflow } from '../settings/init-arguments.js'
import { dvcCi } from './actions.js'
import type { Answers } from './answers.js'
import { HEADER } from './config-text.js'
import type { RepositoryFacts } from './facts.js'
import { groupsOf, type JobRequest, jobLines, type ProjectGroup } from './jobs.js'
import { indented, workflowScalar } from './yaml-text.js'

const VALIDATE: Omit<JobRequest, 'name'> = {
  purpose: 'Judges a pull request. Make this check required.',
  condition: "github.event_name == 'pull_request'",
  rights: 'read',
  permissions: [['pull-requests', 'write the comment']],
  inputs: [],
}
const REBUILD: Omit<JobRequest, 'name'> = {
  purpose: 'Builds the official model after the merge.',
  condition: "github.event_name == 'push'",
  rights: 'write',
  permissions: [['pull-requests', 'answer on the pull request that was merged']],
  inputs: [],
}
const RETRAIN: Omit<JobRequest, 'name'> = {
  purpose: 'Trains again. The form and the event have the request.',
  rights: 'write',
  permissions: [],
  inputs: [],
  tip: true,
}
const ROLLBACK: Omit<JobRequest, 'name'> = {
  purpose: 'Restores a version, after a proof that the remote has all of it.',
  rights: 'write',
  permissions: [],
  inputs: [
    ['mode', 'rollback'],
    ['to', '${{ inputs.to }}'],
    ['reason', '${{ inputs.reason }}'],
  ],
  tip: true,
}

/** Builds, retrainings and rollbacks of a branch wait for each other; a newer commit ends the run of a pull request. */
const CONCURRENCY = [
  'concurrency:',
  '  group: dvc-ci-${{ github.ref }}',
  "  cancel-in-progress: ${{ github.event_name == 'pull_request' }}",
]

/** The workflow of pull requests and of pushes to the default branch. */
export function mainWorkflow(facts: RepositoryFacts, answers: Answers): string {
  const groups = groupsOf(facts)
  const known = facts.workflows.flatMap(({ secrets }) => secrets)
  const builds = groups.filter(hasPipeline)
  const jobs = [
    ...groups.map((group) => jobLines(group, { ...VALIDATE, name: `validate${group.suffix}` }, answers, known)),
    ...builds.map((group) => jobLines(group, { ...REBUILD, name: `rebuild${group.suffix}` }, answers, known)),
  ]
  const on = [
    'on:',
    '  pull_request:',
    ...(builds.length === 0 ? [] : ['  push:', `    branches: [${workflowScalar(answers.branch)}]`]),
  ]
  return workflow('dvc-ci', on, jobs)
}

/** A workflow that a person asks for. */
export function moreWorkflow(kind: MoreWorkflow, facts: RepositoryFacts, answers: Answers): string {
  if (kind === 'commands') return commandsWorkflow(answers)
  const known = facts.workflows.flatMap(({ secrets }) => secrets)
  const request = kind === 'retrain' ? RETRAIN : ROLLBACK
  const jobs = groupsOf(facts)
    .filter((group) => kind === 'rollback' || hasPipeline(group))
    .map((group) => jobLines(group, { ...request, name: `${kind}${group.suffix}` }, answers, known))
  return workflow(`dvc-ci ${kind}`, kind === 'retrain' ? ON_RETRAIN : ON_ROLLBACK, jobs)
}

function hasPipeline({ projects }: ProjectGroup): boolean {
  return projects[0].stages.length > 0
}

function workflow(name: string, on: readonly string[], jobs: readonly (readonly string[])[]): string {
  return [
    ...HEADER,
    `name: ${name}`,
    ...on,
    'permissions: {}',
    ...CONCURRENCY,
    'jobs:',
    ...jobs.flatMap((job) => indented(job, 2)),
    '',
  ].join('\n')
}

const ON_RETRAIN = [
  'on:',
  '  # schedule: [{ cron: "17 3 * * 1" }]',
  '  repository_dispatch:',
  '    types: [retrain]',
  '  workflow_dispatch:',
  '    inputs:',
  '      stages: { description: "Stages to run by force: all, or names with commas", type: string }',
  '      params: { description: "Parameters, such as train.C=0.5", type: string }',
  '      data: { description: "New data: path=from replaces, path+=from appends", type: string }',
  '      reason: { description: Why, type: string }',
]
const ON_ROLLBACK = [
  'on:',
  '  workflow_dispatch:',
  '    inputs:',
  '      to: { description: "Tag, branch or commit", required: true, type: string }',
  '      reason: { description: Why, required: true, type: string }',
]

function commandsWorkflow({ release }: Answers): string {
  return [
    ...HEADER,
    'name: dvc-ci commands',
    'on: # zizmor: ignore[dangerous-triggers] nothing of the pull request is checked out or run',
    '  issue_comment:',
    '    types: [created]',
    'permissions: {}',
    'concurrency:',
    '  group: dvc-ci-command-${{ github.event.comment.id }}',
    'jobs:',
    '  # Runs a comment such as `/dvc-ci accept accuracy: REASON`.',
    '  command:',
    '    name: command',
    "    if: github.event.issue.pull_request && contains(github.event.comment.body, '/dvc-ci')",
    '    runs-on: ubuntu-latest',
    '    permissions:',
    '      contents: read # read the code owners',
    '      actions: write # start the failed run again',
    '      pull-requests: write # answer',
    '    steps:',
    `      - uses: ${dvcCi(release)}`,
    '',
  ].join('\n')
}
