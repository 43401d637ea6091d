import { fromTop, shellWord } from '../text/shell-word.js'
import { documentation } from './actions.js'
import { type Answers, acceptsIdentity, needsCredentials } from './answers.js'
import type { Needed } from './credentials.js'
import type { RemoteFacts, RepositoryFacts } from './facts.js'
import { groupsOf, neededBy } from './jobs.js'

/** A task that `init` leaves to a person. */
export interface Task {
  text: string
  /** Commands, each on a line of its own. */
  commands: readonly string[]
}

/**
 * What is left to do after the files are written, in a useful order. The commands start at the top of the repository.
 * @param top that folder as the user's shell names it; empty if it stands there
 */
export function tasks(facts: RepositoryFacts, answers: Answers, top: string): Task[] {
  const known = facts.workflows.flatMap(({ secrets }) => secrets)
  const groups = groupsOf(facts)
  const needed = groups
    .flatMap((group) => neededBy(group, answers, known))
    .filter(({ name }, index, all) => all.findIndex((each) => each.name === name) === index)
  return [
    ...(top === ''
      ? []
      : [{ text: 'The commands below start at the top of the repository:', commands: [`cd ${shellWord(top)}`] }]),
    ...serverTasks(facts, answers),
    ...remoteTasks(facts, answers),
    ...(needed.length === 0 ? [] : [credentialTask(needed)]),
    ...(needed.some(({ kind }) => kind === 'variable') ? [trustTask(facts, answers)] : []),
    ...(keepsKeys(facts, answers) ? [KEYS] : []),
    ...(answers.mlflow ? [MLFLOW] : []),
    ...forkTasks(facts, answers, needed),
    ...replacedTasks(facts),
    ...(facts.pipeline === undefined
      ? []
      : [
          {
            text: `The repository has no pipeline. These commands make one (${facts.pipeline.names}); then run \`dvc-ci init\` again:`,
            commands: facts.pipeline.commands,
          },
        ]),
    protectionTask(
      groups
        .map(({ suffix, projects }) =>
          projects.length > 1
            ? projects.map(({ directory }) => `validate${suffix} (${directory === '' ? '.' : directory})`)
            : [`validate${suffix}`],
        )
        .flat(),
      facts.projects.some(({ stages }) => stages.length > 0),
    ),
  ]
}

function credentialTask(needed: readonly Needed[]): Task {
  const width = Math.max(...needed.map(({ name }) => name.length))
  return {
    text: 'Create on GitHub:',
    commands: needed.map(({ kind, name, meaning }) => `gh ${kind} set ${name.padEnd(width)}  # ${meaning}`),
  }
}

function trustTask({ slug = 'OWNER/NAME' }: RepositoryFacts, { branch }: Answers): Task {
  return {
    text:
      `Let the cloud trust GitHub: the reading identity for \`repo:${slug}:pull_request\`, the writing one only for ` +
      `\`repo:${slug}:ref:refs/heads/${branch}\`. ${documentation('init.md')}#short-lived-credentials tells how.`,
    commands: [],
  }
}

/** True where the workflows read stored keys of a cloud that accepts the identity of a workflow. */
function keepsKeys({ projects }: RepositoryFacts, { credentials }: Answers): boolean {
  const remotes = projects.flatMap(({ remote }) => remote ?? []).filter(needsCredentials)
  return credentials === 'secrets' && remotes.length > 0 && remotes.every(acceptsIdentity)
}

const KEYS: Task = {
  text: 'The workflow reads the stored keys of your secrets. A login without a stored key is safer:',
  commands: ['dvc-ci init --credentials oidc'],
}

const MLFLOW: Task = {
  text: 'The code uses MLflow. Name its server, and a user if it asks for one:',
  commands: [
    'gh variable set MLFLOW_TRACKING_URI  # address of the server',
    'gh secret set MLFLOW_TRACKING_USERNAME',
    'gh secret set MLFLOW_TRACKING_PASSWORD',
  ],
}

/** Forks get no credential. A workflow for them needs a rule of the environment, and a login of its own. */
function forkTasks(
  { projects, slug = 'OWNER/NAME' }: RepositoryFacts,
  { workflows, credentials }: Answers,
  needed: readonly Needed[],
): Task[] {
  if (!projects.some(({ remote }) => remote !== undefined && needsCredentials(remote))) return []
  if (!workflows.includes('forks')) return [FORKS]
  const keys = needed.filter(({ kind }) => kind === 'secret').map(({ name }) => name)
  const login =
    credentials === 'oidc'
      ? ` Let the cloud trust \`repo:${slug}:environment:fork-validation\` for the reading identity.`
      : ''
  return [
    {
      text: `A commit of a fork is validated in the environment \`fork-validation\`, with rights to read alone. Let it ask for a review (Settings, Environments).${login}${keys.length === 0 ? '' : ' Give the environment a key that can only read: without one, its job gets the key of the repository, which can write.'}`,
      commands: keys.map((name) => `gh secret set ${name} --env fork-validation`),
    },
  ]
}

const FORKS: Task = {
  text: `A pull request from a fork gets no credential, so its run verifies no model. For a public repository, ${documentation('recipes.md')}#pull-requests-from-forks tells of two workflows: one shows the report of such a run, one validates a commit of a fork after a comment. This writes them:`,
  commands: ['dvc-ci init --workflows commands,forks'],
}

/** Workflows run on GitHub, and a pull request needs a branch that it is for. */
function serverTasks({ name, server }: RepositoryFacts, { branch }: Answers): Task[] {
  if (server === undefined) return []
  return [
    server === 'none'
      ? {
          text: 'The clone has no Git remote. Create the repository on GitHub, and push the default branch:',
          commands: [
            `gh repo create ${shellWord(name)} --private --source . --remote origin`,
            `git push -u origin ${shellWord(branch)}`,
          ],
        }
      : {
          text: 'The Git server has no default branch yet. Push it:',
          commands: [`git push -u origin ${shellWord(branch)}`],
        },
  ]
}

function remoteTasks({ projects }: RepositoryFacts, answers: Answers): Task[] {
  const found = projects.flatMap(({ directory, root = directory, remote }): Task[] => {
    const where = directory === '' ? '' : ` of ${directory}`
    const config = root === '' ? '.dvc/config' : `${root}/.dvc/config`
    if (remote !== undefined)
      return problemsOf(remote, { where, root, config }, answers).map((text) => ({ text, commands: [] }))
    return [
      {
        text: `The DVC project${where} has no default remote. Without one, no workflow can download its data. Add one, upload the data, and run init again, which writes the login of the remote:`,
        commands: [
          fromTop(root, 'dvc remote add --default storage s3://BUCKET/PATH'),
          fromTop(root, 'dvc push'),
          `git add -- ${shellWord(config)} && git commit -m "Add the DVC remote"`,
          'dvc-ci init',
        ],
      },
    ]
  })
  return found.filter(({ text }, index) => found.findIndex((other) => other.text === text) === index)
}

function problemsOf(
  { name, kind, url, folder = url, options }: RemoteFacts,
  { where, root, config }: { where: string; root: string; config: string },
  { credentials }: Answers,
): string[] {
  const modify = fromTop(root, `dvc remote modify ${shellWord(name)}`)
  switch (kind) {
    case 'folder':
      return [
        `The remote '${name}'${where} is the folder ${folder} of this machine. No runner of GitHub reaches it, only a self-hosted one with that folder: let no pull request of a fork run there. For runners of GitHub, give the remote an address (\`${modify} url s3://BUCKET/PATH\`), upload with \`${fromTop(root, 'dvc push')}\`, commit ${config}, and run \`dvc-ci init\` again.`,
      ]
    case 'azure':
      return credentials === 'oidc' && options['account_name'] === undefined
        ? [
            `The remote '${name}'${where} names no storage account: \`${modify} account_name ACCOUNT\`, then commit ${config}.`,
          ]
        : []
    case 'gdrive':
      return options['gdrive_use_service_account'] === 'true'
        ? []
        : [
            `The remote '${name}'${where} needs a service account: \`${modify} gdrive_use_service_account true\`, then commit ${config}.`,
          ]
    case 'hdfs':
    case 'other':
      return [
        `dvc-ci init knows no credentials for the remote '${name}'${where} (${url}). Give them in the workflow as \`remote-config\`.`,
      ]
    case 's3':
    case 'gs':
    case 'ssh':
    case 'http':
    case 'webdav':
    case 'oss':
      return []
  }
}

function replacedTasks({ workflows }: RepositoryFacts): Task[] {
  if (workflows.length === 0) return []
  return [
    {
      text: 'These workflows do the same work. Remove them when the first pull request with dvc-ci is green:',
      commands: workflows.map(({ path, uses }) => `git rm ${shellWord(path)}  # ${uses.join(', ')}`),
    },
  ]
}

function protectionTask(checks: readonly string[], builds: boolean): Task {
  const push = builds
    ? ` A protected branch rejects the push of the rebuild: ${documentation('recipes.md')}#a-protected-default-branch has the ways.`
    : ''
  return {
    text: `Protect the default branch (Settings, Rules): require the check ${checks.map((check) => `\`${check}\``).join(', ')}.${push}`,
    commands: [],
  }
}
