import { CREDENTIAL_VARIABLES } from '../credential-variables.js'
import { EVERYWHERE, JUDGING_MODES, VALIDATING_MODES } from './modes.js'
import type { SettingRow } from './row.js'

/** Comments, check runs and the access to GitHub. */
export const GITHUB_SETTINGS: readonly SettingRow[] = [
  {
    name: 'comment',
    key: 'comment',
    text: 'plain',
    values: 'auto or none',
    default: 'auto',
    modes: [...JUDGING_MODES, 'rollback', 'comment'],
    surfaces: EVERYWHERE,
    description:
      'One comment on the pull request, updated in place: first the running steps, then the result. An official build comments on the merged pull request, or else on the commit; a rollback there where the version that it replaces was merged. Needs `pull-requests: write` (a commit: `contents: write`).',
  },
  {
    name: 'check-run',
    key: 'check-run',
    text: 'scalar',
    values: 'true or false',
    default: false,
    modes: [...JUDGING_MODES, 'rollback', 'comment'],
    surfaces: EVERYWHERE,
    description: 'Shows the verdict and the findings, line by line, as a separate check run. Needs `checks: write`.',
  },
  {
    name: 'images',
    key: 'images',
    text: 'plain',
    values: 'none or branch',
    default: 'none',
    modes: VALIDATING_MODES,
    surfaces: EVERYWHERE,
    description:
      'Shows changed image plots in the comment, before and after, and thumbnails of changed images with `data.show: values`. `branch` stores them in this repository, in a branch without code for each pull request. Needs `contents: write`. Pictures of a public repository are public.',
  },
  {
    name: 'images-branch',
    key: 'images-branch',
    text: 'plain',
    values: 'NAME',
    default: 'dvc-ci-images',
    modes: VALIDATING_MODES,
    surfaces: EVERYWHERE,
    description:
      'Beginning of the names of these branches: `dvc-ci-images/7` has the pictures of pull request 7. dvc-ci deletes each 30 days after its pull request is closed.',
  },
  {
    name: 'token',
    text: 'plain',
    values: 'TOKEN',
    absent: "the workflow's own token",
    actionDefault: '${{ github.token }}',
    modes: [...JUDGING_MODES, 'rollback', 'gc', 'command', 'comment'],
    surfaces: ['input'],
    variable: CREDENTIAL_VARIABLES.token,
    description:
      'Credential for GitHub. It writes the comment and the check run, reads other pull requests, answers commands, and makes the commits and pull requests that `commit` asks for. The command line reads it from the variable GITHUB_TOKEN.',
  },
  {
    name: 'repro-workflow',
    text: 'plain',
    values: 'FILE',
    default: 'repro.yml',
    modes: ['command'],
    surfaces: ['input'],
    description: 'Workflow that `/dvc-ci repro` starts on the branch of a pull request. Needs `actions: write`.',
  },
  {
    name: 'validate-workflow',
    text: 'plain',
    values: 'FILE',
    default: 'validate-fork.yml',
    modes: ['command'],
    surfaces: ['input'],
    description:
      'Workflow that `/dvc-ci validate SHA` starts on the base branch of a pull request, with the inputs `pull-request` and `sha`. Needs `actions: write`.',
  },
  {
    name: 'artifact',
    text: 'plain',
    values: 'DIR',
    absent: 'none; comment needs it',
    modes: ['comment'],
    surfaces: ['input'],
    description:
      'Folder to which the workflow downloaded the artifact of another run: `report.json`, and no other file. dvc-ci reads it as data of an unknown person.',
  },
]
