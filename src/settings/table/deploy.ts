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
      'Creates a deployment to this environment on GitHub after the official version is published. Needs `deployments: write`.',
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
      'Shell line that deploys the official version. It gets DVC_CI_MODEL, DVC_CI_VERSION, DVC_CI_ALIAS, DVC_CI_PATH, DVC_CI_HASH, DVC_CI_REMOTE, DVC_CI_COMMIT, DVC_CI_TAG and DVC_CI_ENVIRONMENT in its environment. Its exit code sets the status of the deployment.',
  },
  {
    name: 'deploy-event',
    key: 'deploy.event',
    text: 'plain',
    values: 'TYPE',
    absent: 'none',
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: 'Sends a `repository_dispatch` of this type. Its `client_payload` has the same facts.',
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
      'Starts this workflow (`workflow_dispatch`) on the default branch. Its input `deployment` has the same facts as JSON. Needs `actions: write`.',
  },
  {
    name: 'deploy-rollback',
    key: 'deploy.rollback',
    text: 'scalar',
    values: 'true or false',
    default: false,
    modes: ROLLBACK,
    surfaces: EVERYWHERE,
    description: 'Deploys the version that a rollback restored, as an official build is deployed.',
  },
]
