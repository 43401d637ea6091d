/** The tracking rules of `lint`: what each finds, and whether it fails a run. Each has a page, docs/rules/NAME.md. */
export const RULES = {
  'conflict-markers': { severity: 'error', summary: "A file of DVC's has the marks of a Git conflict." },
  'credentials-in-config': { severity: 'error', summary: 'Git has a credential in .dvc/config.' },
  'credentials-in-url': {
    severity: 'error',
    summary: "A file of DVC's has an address with a password or token in it.",
  },
  'credentials-in-params': { severity: 'error', summary: 'A parameter file has a credential.' },
  'lock-missing': { severity: 'error', summary: 'A dvc.yaml has stages, and there is no dvc.lock.' },
  'lock-not-committed': { severity: 'error', summary: 'Git does not have the dvc.lock.' },
  'lock-out-of-step': { severity: 'error', summary: 'A dvc.lock does not have what dvc.yaml declares.' },
  'dvc-file-ignored': {
    severity: 'error',
    summary: 'Git ignores a .dvc file, dvc.yaml or dvc.lock, so DVC leaves it out.',
  },
  'output-in-git': { severity: 'error', summary: 'DVC and Git both have the same file.' },
  'output-nowhere': {
    severity: 'error',
    summary: 'An output is neither in DVC (`cache: false`) nor in Git, which ignores it.',
  },
  'large-file': { severity: 'warning', summary: 'Git has data that is large.' },
  'binary-data': {
    severity: 'warning',
    summary: 'Git has data or a model in a binary format, or a large collection of them.',
  },
  'dvc-gitignore-missing': {
    severity: 'warning',
    summary: 'Nothing keeps credentials and the cache of .dvc out of Git.',
  },
  'virtual-environment-in-git': {
    severity: 'warning',
    summary: 'Git has a virtual environment or installed packages.',
  },
  'cache-in-git': { severity: 'warning', summary: 'Git has files that a tool makes again whenever it needs them.' },
  'notebook-outputs': { severity: 'warning', summary: 'Git has a notebook with large outputs.' },
  'absolute-path': {
    severity: 'warning',
    summary: 'A dependency or output has an absolute path, which only one machine has.',
  },
  'local-remote': { severity: 'warning', summary: 'The DVC remote is a folder that the runner does not have.' },
  'uncommitted-file': {
    severity: 'warning',
    summary: 'A file that the project needs is there, and Git does not have it.',
  },
  'skip-ci-in-pull-request': {
    severity: 'warning',
    summary: 'A squash merge of the pull request would skip the rebuild.',
  },
  'changed-elsewhere': {
    severity: 'notice',
    summary: 'Another open pull request changes the same `.dvc` file, or the entry of the same stage in dvc.lock.',
  },
} as const satisfies Record<string, { severity: 'error' | 'warning' | 'notice'; summary: string }>

export type RuleName = keyof typeof RULES

/** Rules whose answer only GitHub has: they are applied to pull requests, with a token. */
export type GitHubRuleName = 'changed-elsewhere'

export const RULE_NAMES = Object.keys(RULES) as [RuleName, ...RuleName[]]
