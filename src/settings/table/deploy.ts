import { EVERYWHERE, PUBLISHING, ROLLBACK } from './modes.js'
import type { SettingRow } from './row.js'

/** Section `deploy`. */
export const DEPLOY_SETTINGS: readonly SettingRow[] = [
  {
    name: 'environment',
    key: 'deploy.environment',
    text: 'plain',
    values: 'NAME',
    absent: 'none',
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description:
      'Make a deployment to this environment on GitHub once the official version is published. Needs `deployments: write`.',
  },
  {
    name: 'deploy-command',
    key: 'deploy.command',
    text: 'plain',
    values: 'a shell line',
    absent: 'none',
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description:
      'Deploys the official version. It finds DVC_CI_MODEL, DVC_CI_VERSION, DVC_CI_ALIAS, DVC_CI_PATH, DVC_CI_HASH, DVC_CI_REMOTE, DVC_CI_COMMIT, DVC_CI_TAG and DVC_CI_ENVIRONMENT in its environment; the status of the deployment follows its end.',
  },
  {
    name: 'deploy-event',
    key: 'deploy.event',
    text: 'plain',
    values: 'TYPE',
    absent: 'none',
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: 'Send a `repository_dispatch` of this type, with the same facts as its `client_payload`.',
  },
  {
    name: 'deploy-workflow',
    key: 'deploy.workflow',
    text: 'plain',
    values: 'FILE',
    absent: 'none',
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description:
      'Start this workflow (`workflow_dispatch`) on the default branch, with the same facts as JSON in its input `deployment`. Needs `actions: write`.',
  },
  {
    name: 'deploy-rollback',
    key: 'deploy.rollback',
    text: 'scalar',
    values: 'true or false',
    default: false,
    modes: ROLLBACK,
    surfaces: EVERYWHERE,
    description: 'Deploy what a rollback brought back, as an official build is deployed.',
  },
]
