import { shellWord } from '../text/shell-word.js'
import { count, named } from '../text/words.js'
import type { Task } from './by-hand.js'
import type { ProjectFacts, RepositoryFacts } from './facts.js'
import type { FileAction } from './reconcile.js'

/** What `init` found, a line for each project. */
export function describeFacts(facts: RepositoryFacts): string {
  const lines = facts.projects.map(
    (project) => `  ${project.directory === '' ? '.' : project.directory}: ${found(project)}`,
  )
  const others = facts.workflows.map(({ path, uses }) => `  ${path}: ${uses.join(', ')}`)
  return `Found\n${[...lines, ...others].join('\n')}\n`
}

function found({ stages, remote, metrics, python, checks, mlflow }: ProjectFacts): string {
  const evaluating = stages.filter(({ evaluates }) => evaluates).map(({ name }) => name)
  const gpu = stages.filter((stage) => stage.gpu).map(({ name }) => name)
  return [
    stages.length === 0 ? 'data without a pipeline' : count(stages.length, 'stage'),
    ...(evaluating.length === 0 ? [] : [`measured by ${named(evaluating)}`]),
    remote === undefined ? 'no default remote' : `remote ${remote.name} (${remote.kind})`,
    count(metrics.length, 'metric'),
    ...(python.tool === 'none' ? [] : [`packages by ${python.tool}`]),
    ...(checks.length === 0 ? [] : [`checks ${named(checks.map(({ name }) => name))}`]),
    ...(gpu.length === 0 ? [] : [`GPU for ${named(gpu)}`]),
    ...(mlflow ? ['MLflow'] : []),
  ].join(', ')
}

const ACTIONS: Readonly<Record<FileAction, string>> = {
  create: 'new',
  same: 'unchanged',
  update: 'changed',
  merge: 'merged with your changes',
  keep: 'kept as it is',
  deleted: 'deleted by you, and left so',
  foreign: 'of another origin',
}

/** One line about a file. */
export function describeChange({
  path,
  action,
  conflicts,
}: {
  path: string
  action: FileAction
  conflicts: number
}): string {
  const kept =
    conflicts === 0
      ? ''
      : `; ${count(conflicts, 'place')} that you changed too ${conflicts === 1 ? 'keeps' : 'keep'} your text`
  return `  ${path}: ${ACTIONS[action]}${kept}`
}

/** Files that a person commits. */
export interface ToCommit {
  /** Relative to the repository. */
  paths: readonly string[]
  /** Name of the branch to make; absent where the checkout is on a branch of its own. */
  newBranch?: string
}

/** The end of `init`: what a person does next. */
export function describeTasks(tasks: readonly Task[], { paths, newBranch }: ToCommit): string {
  const commit: Task[] =
    paths.length === 0
      ? []
      : [
          {
            text: `Commit the files on ${newBranch === undefined ? 'this branch' : 'a branch'}, and open a pull request:`,
            commands: [
              `${newBranch === undefined ? '' : `git switch -c ${shellWord(newBranch)} && `}git add -- ${paths.map(shellWord).join(' ')}`,
              'git commit -m "Add dvc-ci" && git push -u origin HEAD && gh pr create --fill',
            ],
          },
        ]
  const all = [...tasks.slice(0, -1), ...commit, ...tasks.slice(-1)]
  const lines = all.flatMap(({ text, commands }, index) => [
    `  ${index + 1}. ${text}`,
    ...commands.map((line) => `       ${line}`),
  ])
  return `\nLeft to do by hand\n${lines.join('\n')}\n`
}
