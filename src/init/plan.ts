import type { Answers } from './answers.js'
import { configText } from './config-text.js'
import type { ProjectFacts, RepositoryFacts } from './facts.js'
import { type Proposal, proposals } from './policies.js'
import { mainWorkflow, moreWorkflow } from './workflow-text.js'

/** A file that `init` wants. */
export interface PlannedFile {
  /** Relative to the repository, with `/`. */
  path: string
  text: string
  /** `lines`: only these lines are of `init`; the rest of the file belongs to the project. */
  kind: 'whole' | 'lines'
  /** True where a file of that name, which no `init` wrote, stays as it is. */
  optional: boolean
}

/** The policies that an earlier `init` proposed, by the folder of the project. Values of today never move them. */
export type KeptPolicies = Readonly<Record<string, readonly Proposal[]>>

export const WORKFLOW_FOLDER = '.github/workflows'
export const MAIN_WORKFLOW = `${WORKFLOW_FOLDER}/dvc-ci.yml`

/** The files for a repository, in the order in which `init` shows them. */
export function planFiles(facts: RepositoryFacts, answers: Answers, kept: KeptPolicies = {}): PlannedFile[] {
  return [
    { path: MAIN_WORKFLOW, text: mainWorkflow(facts, answers), kind: 'whole', optional: false },
    ...answers.workflows.map(
      (kind): PlannedFile => ({
        path: `${WORKFLOW_FOLDER}/dvc-ci-${kind}.yml`,
        text: moreWorkflow(kind, facts, answers),
        kind: 'whole',
        optional: false,
      }),
    ),
    ...facts.projects.map(
      (project): PlannedFile => ({
        path: within(project, 'dvc-ci.yaml'),
        text: configText(facts.name, project, answers, policiesOf(project, kept)),
        kind: 'whole',
        optional: true,
      }),
    ),
    ...(answers.owners === ''
      ? []
      : [
          {
            path: facts.codeOwners,
            text: ['*.dvc', 'dvc.lock', 'dvc-ci.yaml'].map((pattern) => `${pattern} ${answers.owners}\n`).join(''),
            kind: 'lines' as const,
            optional: true,
          },
        ]),
  ]
}

/** Proposals of an earlier `init`, with those for metrics that are new since then. */
export function policiesOf(
  project: ProjectFacts,
  kept: KeptPolicies,
): { policies: readonly Proposal[]; others: readonly string[] } {
  const today = proposals(project.metrics)
  const earlier = kept[project.directory]
  if (earlier === undefined) return today
  const known = new Set(earlier.map(({ key }) => key))
  return {
    policies: [...earlier, ...today.policies.filter(({ key }) => !known.has(key))],
    others: today.others.filter((key) => !known.has(key)),
  }
}

/** The path of a file of a project, relative to the repository. */
export function within({ directory }: Pick<ProjectFacts, 'directory'>, name: string): string {
  return directory === '' ? name : `${directory}/${name}`
}
