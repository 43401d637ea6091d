import type { MoreWorkflow } from '../settings/init-options.js'
import { dvcCi } from './actions.js'
import type { Answers } from './answers.js'
import { HEADER } from './config-text.js'
import type { RepositoryFacts } from './facts.js'
import { FORKS_FILE, forksWorkflow, LEAVING_REPORT } from './forks-text.js'
import { folderOf, groupsOf, type JobRequest, jobLines, type ProjectGroup } from './jobs.js'
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
  byHand: true,
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
  byHand: true,
}

/** Builds, retrainings and rollbacks of a branch wait for each other; a newer commit ends the run of a pull request. */
const GROUP = 'dvc-ci-${{ github.ref }}'
const OF_PULL_REQUESTS = "${{ github.event_name == 'pull_request' }}"

/** The workflow of pull requests and of pushes to the default branch. */
export function mainWorkflow(facts: RepositoryFacts, answers: Answers): string {
  const groups = groupsOf(facts)
  const known = facts.workflows.flatMap(({ secrets }) => secrets)
  const builds = groups.filter(hasPipeline)
  const forks = answers.workflows.includes('forks')
  const jobs = [
    ...groups.map((group) =>
      jobLines(
        group,
        { ...VALIDATE, ...(forks ? LEAVING_REPORT : {}), name: `validate${group.suffix}` },
        answers,
        known,
      ),
    ),
    ...builds.map((group) => jobLines(group, { ...REBUILD, name: `rebuild${group.suffix}` }, answers, known)),
  ]
  const on = [
    'on:',
    '  pull_request:',
    ...(builds.length === 0 ? [] : ['  push:', `    branches: [${workflowScalar(answers.branch)}]`]),
  ]
  return workflow('dvc-ci', on, jobs, OF_PULL_REQUESTS)
}

/** A workflow that a person asks for. */
export function moreWorkflow(kind: MoreWorkflow, facts: RepositoryFacts, answers: Answers): string {
  if (kind === 'commands') return commandsWorkflow(answers)
  if (kind === 'forks') return forksWorkflow(facts, answers)
  const known = facts.workflows.flatMap(({ secrets }) => secrets)
  const request = kind === 'retrain' ? RETRAIN : ROLLBACK
  const groups = groupsOf(facts).filter((group) => kind === 'rollback' || hasPipeline(group))
  const several = groups.flatMap(({ projects }) => projects).length > 1
  const jobs = groups.map((group) =>
    jobLines(
      group,
      { ...request, name: `${kind}${group.suffix}`, ...(groups.length > 1 ? { condition: chosen(group) } : {}) },
      answers,
      known,
    ),
  )
  const fields = several ? [projectField(groups)] : []
  return workflow(`dvc-ci ${kind}`, kind === 'retrain' ? onRetrain(fields) : onRollback(fields), jobs)
}

/** The condition of a job: the form names one of its projects. */
function chosen({ projects }: ProjectGroup): string {
  const text = projects.map((project) => `inputs.project == '${folderOf(project).replaceAll("'", "''")}'`).join(' || ')
  return /[#:"\\]/.test(text) ? JSON.stringify(text) : text
}

function projectField(groups: readonly ProjectGroup[]): string {
  const folders = groups.flatMap(({ projects }) => projects).map((project) => workflowScalar(folderOf(project)))
  return `      project: { description: Project, required: true, type: choice, options: [${folders.join(', ')}] }`
}

function hasPipeline({ projects }: ProjectGroup): boolean {
  return projects[0].stages.length > 0
}

function workflow(
  name: string,
  on: readonly string[],
  jobs: readonly (readonly string[])[],
  cancels = 'false',
): string {
  return [
    ...HEADER,
    `name: ${name}`,
    ...on,
    'permissions: {}',
    'concurrency:',
    `  group: ${GROUP}`,
    `  cancel-in-progress: ${cancels}`,
    'jobs:',
    ...jobs.flatMap((job) => indented(job, 2)),
    '',
  ].join('\n')
}

/** The request of a form and of an event has no field for the project, so with several projects the form alone starts it. */
function onRetrain(fields: readonly string[]): string[] {
  return [
    'on:',
    ...(fields.length > 0
      ? []
      : ['  # schedule: [{ cron: "17 3 * * 1" }]', '  repository_dispatch:', '    types: [retrain]']),
    '  workflow_dispatch:',
    '    inputs:',
    ...fields,
    '      stages: { description: "Stages to run by force: all, or names with commas", type: string }',
    '      params: { description: "Parameters, such as train.C=0.5", type: string }',
    '      data: { description: "New data: path=from replaces, path+=from appends", type: string }',
    '      reason: { description: Why, type: string }',
  ]
}

function onRollback(fields: readonly string[]): string[] {
  return [
    'on:',
    '  workflow_dispatch:',
    '    inputs:',
    ...fields,
    '      to: { description: "Tag, branch or commit", required: true, type: string }',
    '      reason: { description: Why, required: true, type: string }',
  ]
}

function commandsWorkflow({ release, workflows }: Answers): string {
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
    ...(workflows.includes('forks') ? ['        with:', `          validate-workflow: ${FORKS_FILE}`] : []),
    '',
  ].join('\n')
}
