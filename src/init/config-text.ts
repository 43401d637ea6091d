import { shellWord } from '../text/shell-word.js'
import { named } from '../text/words.js'
import { documentation } from './actions.js'
import type { Answers } from './answers.js'
import type { CheckFacts, ProjectFacts } from './facts.js'
import { type Proposal, policyLine } from './policies.js'
import { comment, indented, scalar } from './yaml-text.js'

/** The first lines of a written file. */
export const HEADER = [
  '# Written by `dvc-ci init`. Change it as you like: `dvc-ci init --update` keeps your changes.',
] as const

/**
 * The text of a project's dvc-ci.yaml.
 * @param policies proposals of today, or those of the first `init`
 */
export function configText(
  repository: string,
  project: ProjectFacts,
  answers: Answers,
  policies: { policies: readonly Proposal[]; others: readonly string[] },
): string {
  const sections = [
    hostKeySection(project),
    setupSection(project),
    checksSection(project),
    evaluationSection(project),
    metricsSection(project, policies),
    mlflowSection(repository, project, answers),
    commitSection(project),
  ]
  return [
    ...HEADER,
    `# Every setting: ${documentation('configuration.md')}`,
    ...sections.filter((section) => section.length > 0).flatMap((section) => ['', ...section]),
    '',
  ].join('\n')
}

/** Without its host key, an SSH server is trusted at first sight. */
function hostKeySection({ remote }: ProjectFacts): string[] {
  const host = /^ssh:\/\/(?:[^@/]*@)?([^:/]+)/.exec(remote?.url ?? '')?.[1]
  if (remote?.kind !== 'ssh' || host === undefined) return []
  return [
    ...comment(
      `The host key of the server, as \`ssh-keyscan ${shellWord(host)}\` prints it. Compare it with the server first:`,
    ),
    '# ssh-known-hosts: |',
    `#   ${host} ssh-ed25519 AAAA…`,
  ]
}

/** `setup: auto` installs one file. A second one, with the packages of the tests, needs the command. */
function setupSection({ python: { tool, developmentFiles } }: ProjectFacts): string[] {
  if (tool === 'pixi')
    return [
      ...comment('dvc-ci cannot install pixi.lock. Give the command that installs the packages:'),
      '# setup: pixi install --frozen',
    ]
  if (tool !== 'pip' || developmentFiles.length === 0) return []
  const files = ['requirements.txt', ...developmentFiles].map((file) => `-r ${file}`).join(' ')
  return ['# The packages of the stages and of the checks.', `setup: ${scalar(`pip install ${files}`)}`]
}

function checksSection({ checks, directory, root = '' }: ProjectFacts): string[] {
  if (checks.length === 0)
    return [
      ...comment("Commands that run on each pull request, with the project's packages:"),
      '# checks:',
      '#   unit: pytest -q',
    ]
  const ready = checks.filter(({ installed }) => installed)
  const missing = checks.filter(({ installed }) => !installed)
  return [
    ...comment("Commands that run on each pull request, with the project's packages."),
    ready.length > 0 ? 'checks:' : '# checks:',
    // Git ignores .dvc/tmp. A project in a folder of a DVC project has none.
    ...ready.flatMap((check) => checkLines(check, directory === root ? '.dvc/tmp' : undefined)),
    ...missing.map(
      ({ name, command, program }) => `  # ${name}: ${command} # first add ${program} to the packages of the project`,
    ),
  ]
}

/** @param folder of report files */
function checkLines({ name, command, reportOption }: CheckFacts, folder: string | undefined): string[] {
  if (folder === undefined || reportOption === undefined) return [`  ${name}: ${scalar(command)}`]
  const report = `${folder}/${name}.xml`
  return [`  ${name}:`, `    run: ${scalar(`${command} ${reportOption}=${report}`)}`, `    report: ${report}`]
}

function evaluationSection({ stages, evaluation, metrics }: ProjectFacts): string[] {
  if (evaluation !== undefined)
    return [
      ...comment('This command measures the downloaded model. dvc-ci compares its metrics with the committed ones.'),
      'validate:',
      '  evaluate:',
      `    command: ${scalar(`python ${evaluation.script}`)}`,
      `    metrics: ${scalar(evaluation.metrics)}`,
    ]
  const measured = stages.filter(({ evaluates }) => evaluates).map(({ name }) => name)
  if (measured.length > 0 || (metrics.length === 0 && stages.length === 0)) return []
  return comment(
    'No stage makes only metrics and plots, so a pull request is judged by its committed metrics. A separate stage that evaluates the model lets dvc-ci measure them.',
  )
}

function metricsSection(
  { unreadMetrics }: ProjectFacts,
  { policies, others }: { policies: readonly Proposal[]; others: readonly string[] },
): string[] {
  const notes = [
    ...(others.length > 0 ? comment(`Metrics without a policy: ${named(others, 12)}.`) : []),
    ...(unreadMetrics.length > 0
      ? comment(`Not read, because the file is not here (\`dvc pull\`): ${named(unreadMetrics)}.`)
      : []),
  ]
  if (policies.length === 0)
    return [
      ...comment('Limits of the metrics. A change that breaks one fails:'),
      '# metrics:',
      '#   policies:',
      '#     accuracy: { min: 0.9, max_drop: 0.01 }',
      ...notes,
    ]
  return [
    ...comment('Limits of the metrics, from the values of today. A change that breaks one fails. Tighten them.'),
    'metrics:',
    '  policies:',
    ...indented(policies.map(policyLine), 4),
    ...indented(notes, 4),
  ]
}

function mlflowSection(repository: string, { directory, models }: ProjectFacts, answers: Answers): string[] {
  if (!answers.mlflow) return []
  return [
    ...comment('Runs and official models go to the server of the variable MLFLOW_TRACKING_URI. Without it, to none.'),
    'mlflow:',
    `  experiment: ${scalar(directory === '' ? repository : `${repository}/${directory}`)}`,
    models.length === 1
      ? `  alias: champion # moves to each new version of ${models[0] ?? ''}`
      : '  # alias: champion # moves to each new version of the model under `artifacts:` in dvc.yaml',
  ]
}

function commitSection({ stages }: ProjectFacts): string[] {
  if (stages.length === 0) return []
  return [
    ...comment('The official build is pushed to the default branch. Where a rule protects the branch:'),
    '# rebuild:',
    '#   commit: pull-request',
  ]
}
