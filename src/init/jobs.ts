import { CHECKOUT, dvcCi, PYTHON } from './actions.js'
import type { Answers } from './answers.js'
import { type Access, accessOf, type Needed, NOT_A_FORK, type Rights } from './credentials.js'
import type { ProjectFacts, RepositoryFacts } from './facts.js'
import { indented, workflowScalar } from './yaml-text.js'

/** Projects that one job judges, or one job for each with a matrix: their credentials and packages are alike. */
export interface ProjectGroup {
  projects: readonly [ProjectFacts, ...ProjectFacts[]]
  /** Part of the names of its jobs; empty where there is one group. */
  suffix: string
}

const HOSTED = 'ubuntu-latest'
const LOCK_TOOLS = ['poetry', 'pdm', 'pipenv']

/** The projects that share their jobs. */
export function groupsOf(facts: RepositoryFacts): ProjectGroup[] {
  const groups = new Map<string, [ProjectFacts, ...ProjectFacts[]]>()
  for (const project of facts.projects) {
    const key = JSON.stringify([
      project.remote?.kind,
      project.remote?.options,
      project.python.tool,
      project.python.version,
      project.stages.length > 0,
      needsGpu(project, 'write'),
    ])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [project])
    else group.push(project)
  }
  const taken = new Set<string>()
  return [...groups.values()].map((projects) => ({
    projects,
    suffix: groups.size === 1 ? '' : unused(`-${slug(projects[0].directory)}`, taken),
  }))
}

function slug(directory: string): string {
  return (
    directory
      .replaceAll(/[^A-Za-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '')
      .toLowerCase() || 'top'
  )
}

function unused(name: string, taken: Set<string>): string {
  let free = name
  for (let number = 2; taken.has(free); number++) free = `${name}-${number}`
  taken.add(free)
  return free
}

/** The folder of a project, as a person names it: `.` at the top. */
export function folderOf({ directory }: Pick<ProjectFacts, 'directory'>): string {
  return directory === '' ? '.' : directory
}

/** A job that runs dvc-ci. */
export interface JobRequest {
  name: string
  /** A comment above the job. */
  purpose: string
  condition?: string
  rights: Rights
  /** Permissions beside `contents`, with their reasons. */
  permissions: readonly (readonly [string, string])[]
  /** Inputs of dvc-ci. */
  inputs: readonly (readonly [string, string])[]
  /** Started by hand: it checks out the tip of the branch, and the form names one of several projects. */
  byHand?: boolean
  /**
   * Of a job that validates a named commit of a pull request: its code is not trusted, and the environment can ask for a
   * review.
   */
  named?: { ref: string; environment: string }
  /** Steps after dvc-ci. */
  after?: readonly (readonly string[])[]
}

/** The lines of a job, below `jobs:`. */
export function jobLines(
  group: ProjectGroup,
  request: JobRequest,
  answers: Answers,
  known: readonly string[],
): string[] {
  const { projects } = group
  const [project] = projects
  const { rights } = request
  const access = accessOf(project.remote, answers.credentials, rights, known)
  const labels = runnerOf(project, rights, answers)
  const several = projects.length > 1
  const matrix = several && request.byHand !== true
  const contents = rights === 'read' ? 'read # check out the code' : 'write # push the official build'
  return [
    `# ${request.purpose}`,
    `${request.name}:`,
    ...indented(
      [
        `name: ${request.name}${matrix ? ' (${{ matrix.project }})' : ''}`,
        ...(request.condition === undefined ? [] : [`if: ${request.condition}`]),
        `runs-on: ${labels.length === 1 ? workflowScalar(labels[0] ?? HOSTED) : `[${labels.map(workflowScalar).join(', ')}]`}`,
        ...(request.named === undefined ? [] : [`environment: ${request.named.environment} # may ask for a review`]),
        'permissions:',
        `  contents: ${contents}`,
        ...request.permissions.map(([name, reason]) => `  ${name}: write # ${reason}`),
        ...(access.identity ? [`  id-token: write # log in to ${access.cloud ?? ''} without a stored key`] : []),
        ...(matrix ? matrixLines(projects, rights) : []),
        'steps:',
        ...indented(
          [
            ...stepLines(
              checkoutLines(rights, request.named?.ref ?? (request.byHand === true ? '${{ github.ref }}' : undefined)),
            ),
            ...toolSteps(project, labels).flatMap(stepLines),
            ...access.steps.flatMap((step) =>
              stepLines(rights === 'read' && request.named === undefined ? [`if: ${NOT_A_FORK}`, ...step] : step),
            ),
            ...stepLines(dvcCiLines(projects, request, answers, access)),
            ...(request.after ?? []).flatMap((step) => stepLines(step)),
          ],
          2,
        ),
      ],
      2,
    ),
  ]
}

/** What a person creates on GitHub before the jobs of a group can run. */
export function neededBy(group: ProjectGroup, answers: Answers, known: readonly string[]): Needed[] {
  const all = (group.projects[0].stages.length > 0 ? (['read', 'write'] as const) : (['read'] as const)).flatMap(
    (rights) => accessOf(group.projects[0].remote, answers.credentials, rights, known).needed,
  )
  return all.filter(({ name }, index) => !known.includes(name) && all.findIndex((each) => each.name === name) === index)
}

/** The labels of the runner of a job. A pull request needs a GPU only where its evaluation does. */
export function runnerOf(project: ProjectFacts, rights: Rights, answers: Answers): readonly string[] {
  const anyGpu = needsGpu(project, 'write')
  return anyGpu && !needsGpu(project, rights) && project.remote?.kind !== 'folder' ? [HOSTED] : answers.runsOn
}

function needsGpu({ stages }: ProjectFacts, rights: Rights): boolean {
  return stages.some(({ gpu, evaluates }) => gpu && (rights === 'write' || evaluates))
}

function matrixLines(projects: readonly ProjectFacts[], rights: Rights): string[] {
  return [
    'strategy:',
    '  fail-fast: false',
    ...(rights === 'write' ? ['  max-parallel: 1 # one commit after the other'] : []),
    '  matrix:',
    '    project:',
    ...projects.map((project) => `      - ${workflowScalar(folderOf(project))}`),
  ]
}

function checkoutLines(rights: Rights, ref: string | undefined): string[] {
  return [
    `uses: ${CHECKOUT}`,
    'with:',
    ...(ref === undefined ? [] : [`  ref: ${ref}`]),
    '  fetch-depth: 0 # the baseline and earlier builds are in the history',
    `  persist-credentials: ${rights === 'write'}`,
  ]
}

/** Python, and the program that owns the lock file. A machine of one's own has both already. */
function toolSteps({ python, directory }: ProjectFacts, labels: readonly string[]): string[][] {
  if (labels.includes('self-hosted')) return []
  const { tool, toolVersion, version, versionFile } = python
  const file = versionFile === undefined ? undefined : [directory, versionFile].filter((part) => part !== '').join('/')
  const given =
    file === undefined
      ? version === undefined
        ? undefined
        : `python-version: ${JSON.stringify(version)}`
      : `python-version-file: ${workflowScalar(file)}`
  return [
    ...(given === undefined ? [] : [[`uses: ${PYTHON}`, 'with:', `  ${given}`]]),
    ...(LOCK_TOOLS.includes(tool)
      ? [[`run: pipx install ${tool}${toolVersion === undefined ? '' : `==${toolVersion}`}`]]
      : []),
  ]
}

function dvcCiLines(
  projects: readonly ProjectFacts[],
  { inputs, byHand, named }: JobRequest,
  answers: Answers,
  access: Access,
): string[] {
  const [project] = projects
  const directory =
    projects.length === 1
      ? workflowScalar(project?.directory ?? '')
      : byHand === true
        ? '${{ inputs.project }}'
        : '${{ matrix.project }}'
  const given = [
    ...inputs.map(([name, value]) => `${name}: ${value}`),
    ...(directory === '""' ? [] : [`working-directory: ${directory}`]),
    ...(access.options.length === 0 ? [] : ['remote-config: |', ...indented(access.options, 2)]),
  ]
  const environment = [
    ...access.environment,
    ...(answers.mlflow && named === undefined && projects.some(({ mlflow }) => mlflow) ? MLFLOW : []),
  ]
  return [
    `uses: ${dvcCi(answers.release)}`,
    ...(environment.length === 0 ? [] : ['env:', ...environment.map(([name, value]) => `  ${name}: ${value}`)]),
    ...(given.length === 0 ? [] : ['with:', ...indented(given, 2)]),
  ]
}

const MLFLOW: readonly (readonly [string, string])[] = [
  ['MLFLOW_TRACKING_URI', '${{ vars.MLFLOW_TRACKING_URI }}'],
  ['MLFLOW_TRACKING_USERNAME', '${{ secrets.MLFLOW_TRACKING_USERNAME }}'],
  ['MLFLOW_TRACKING_PASSWORD', '${{ secrets.MLFLOW_TRACKING_PASSWORD }}'],
]

/** A step as an item of a list. */
function stepLines(lines: readonly string[]): string[] {
  return lines.map((line, index) => `${index === 0 ? '- ' : '  '}${line}`)
}
