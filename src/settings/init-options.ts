/** Where the credentials of the remote come from. */
export const CREDENTIALS = ['oidc', 'secrets', 'none'] as const
export type Credentials = (typeof CREDENTIALS)[number]

/** The workflows beside that of pull requests and pushes. */
export const MORE_WORKFLOWS = ['retrain', 'rollback', 'commands', 'forks'] as const
export type MoreWorkflow = (typeof MORE_WORKFLOWS)[number]

interface InitOption {
  name: string
  short?: string
  /** The values in the help; absent for an option without a value. */
  values?: string
  description: string
}

/** The options of `dvc-ci init`, in the order of its help. */
export const INIT_OPTIONS: readonly InitOption[] = [
  { name: 'yes', short: 'y', description: 'Take the default of every question.' },
  { name: 'update', description: 'Write what a newer dvc-ci writes, with the earlier answers. Your changes stay.' },
  { name: 'dry-run', description: 'Show the changes and write nothing.' },
  {
    name: 'pull-request',
    description: 'Open a pull request with the files (GITHUB_TOKEN or GH_TOKEN), and leave the checkout as it is.',
  },
  { name: 'overwrite', description: 'Replace files of the same name that no init wrote, and uncommitted changes.' },
  { name: 'branch', values: 'NAME', description: 'The default branch (default: that of the server).' },
  {
    name: 'credentials',
    values: 'oidc, secrets or none',
    description: 'Credentials of the remote: a login without a stored key (AWS, Google Cloud, Azure), or secrets.',
  },
  {
    name: 'runs-on',
    values: 'LABELS',
    description: 'Labels of the runner that builds the model, with commas (default: ubuntu-latest).',
  },
  {
    name: 'workflows',
    values: 'NAMES',
    description: 'Further workflows, with commas: retrain, rollback, commands, forks, or none.',
  },
  {
    name: 'code-owners',
    values: 'OWNERS',
    description: 'Owners of the data for CODEOWNERS, such as @team/data, or none.',
  },
  { name: 'mlflow', description: 'Track in MLflow (default: if the code imports it). --no-mlflow: do not.' },
  {
    name: 'release',
    values: 'REF',
    description: 'Release of dvc-ci that the workflows use: a tag, or the hash of a commit (default: v1).',
  },
  { name: 'project', values: 'DIR', description: 'Only the project in this folder. Repeat it for several.' },
  {
    name: 'working-directory',
    short: 'C',
    values: 'DIR',
    description: 'A folder of the repository (default: the current one).',
  },
  { name: 'demo', description: 'Make a project to play with in the folder that follows (default: dvc-ci-demo).' },
  { name: 'verbose', short: 'v', description: 'Show more details in the log.' },
  { name: 'help', short: 'h', description: 'Show this help.' },
]
