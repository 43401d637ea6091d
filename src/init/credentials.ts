import type { Credentials } from '../settings/init-options.js'
import { AWS_LOGIN, AZURE_LOGIN, GCP_LOGIN } from './actions.js'
import { acceptsIdentity } from './answers.js'
import type { RemoteFacts } from './facts.js'
import { workflowScalar } from './yaml-text.js'

/** A variable or a secret that a person creates on GitHub. */
export interface Needed {
  kind: 'variable' | 'secret'
  name: string
  /** The value, as a phrase. */
  meaning: string
}

/** The credentials of one remote in one job. */
export interface Access {
  /** Steps before dvc-ci, each as its lines. */
  steps: readonly (readonly string[])[]
  /** Lines of the input `remote-config`. */
  options: readonly string[]
  /** Variables of the step of dvc-ci. */
  environment: readonly (readonly [string, string])[]
  /** True where the job needs `id-token: write`. */
  identity: boolean
  /** The name of the cloud, for a comment. */
  cloud?: string
  needed: readonly Needed[]
}

const NOTHING: Access = { steps: [], options: [], environment: [], identity: false, needed: [] }
/** The rights that a job needs on the remote. */
export type Rights = 'read' | 'write'

/** GitHub gives the run of a fork and of Dependabot no secret and no identity. */
export const NOT_A_FORK =
  "github.event.pull_request.head.repo.full_name == github.repository && github.event.pull_request.user.login != 'dependabot[bot]'"

/**
 * The credentials of a remote.
 * @param known names of secrets that existing workflows read
 */
export function accessOf(
  remote: RemoteFacts | undefined,
  credentials: Credentials,
  rights: Rights,
  known: readonly string[],
): Access {
  if (remote === undefined || credentials === 'none') return NOTHING
  if (credentials === 'oidc' && acceptsIdentity(remote)) return identityOf(remote, rights)
  return storedKeysOf(remote, known)
}

function identityOf(remote: RemoteFacts, rights: Rights): Access {
  const suffix = rights.toUpperCase()
  const may = rights === 'read' ? 'can only read the remote' : 'can read and write the remote'
  switch (remote.kind) {
    case 's3': {
      const region = remote.options['region']
      return loggedIn(
        'AWS',
        [
          `uses: ${AWS_LOGIN}`,
          'with:',
          `  role-to-assume: \${{ vars.AWS_ROLE_${suffix} }}`,
          `  aws-region: ${region === undefined ? '${{ vars.AWS_REGION }}' : workflowScalar(region)}`,
        ],
        [
          variable(`AWS_ROLE_${suffix}`, `ARN of a role that ${may}`),
          ...(region === undefined ? [variable('AWS_REGION', 'region of the bucket')] : []),
        ],
      )
    }
    case 'gs':
      return loggedIn(
        'Google Cloud',
        [
          `uses: ${GCP_LOGIN}`,
          'with:',
          '  workload_identity_provider: ${{ vars.GCP_WORKLOAD_IDENTITY_PROVIDER }}',
          `  service_account: \${{ vars.GCP_SERVICE_ACCOUNT_${suffix} }}`,
        ],
        [
          variable(
            'GCP_WORKLOAD_IDENTITY_PROVIDER',
            'projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/NAME',
          ),
          variable(`GCP_SERVICE_ACCOUNT_${suffix}`, `address of a service account that ${may}`),
        ],
      )
    case 'azure':
      return loggedIn(
        'Azure',
        [
          `uses: ${AZURE_LOGIN}`,
          'with:',
          `  client-id: \${{ vars.AZURE_CLIENT_ID_${suffix} }}`,
          '  tenant-id: ${{ vars.AZURE_TENANT_ID }}',
          '  allow-no-subscriptions: true',
        ],
        [
          variable('AZURE_TENANT_ID', 'id of the Entra tenant'),
          variable(`AZURE_CLIENT_ID_${suffix}`, `client id of an application that ${may}`),
        ],
      )
    case 'ssh':
    case 'http':
    case 'webdav':
    case 'gdrive':
    case 'oss':
    case 'hdfs':
    case 'folder':
    case 'other':
      return NOTHING
  }
}

function loggedIn(cloud: string, step: readonly string[], needed: readonly Needed[]): Access {
  return { ...NOTHING, steps: [step], identity: true, cloud, needed }
}

/** Keys that GitHub stores, for servers that know no identity of a workflow. */
function storedKeysOf(remote: RemoteFacts, known: readonly string[]): Access {
  const { kind, options } = remote
  const named = (pattern: RegExp, name: string) => known.find((each) => pattern.test(each)) ?? name
  switch (kind) {
    case 's3':
      return withOptions([
        ['access_key_id', named(/ACCESS_KEY_ID|KEY_ID$/, 'AWS_ACCESS_KEY_ID'), 'id of the access key'],
        ['secret_access_key', named(/SECRET.*KEY|SECRET_ACCESS/, 'AWS_SECRET_ACCESS_KEY'), 'the access key'],
      ])
    case 'azure':
      return withOptions([
        [
          'connection_string',
          named(/CONNECTION_STRING/, 'AZURE_STORAGE_CONNECTION_STRING'),
          'connection string of the storage account',
        ],
      ])
    case 'oss':
      return withOptions([
        ['oss_key_id', 'OSS_KEY_ID', 'id of the access key'],
        ['oss_key_secret', 'OSS_KEY_SECRET', 'the access key'],
      ])
    case 'http':
    case 'webdav': {
      const basic = kind === 'http' && options['auth'] === undefined ? ['auth=basic'] : []
      const access = withOptions([
        ['user', named(/(?:DAGSHUB|DVC|WEBDAV).*USER/, 'DVC_REMOTE_USER'), 'user of the remote'],
        [
          'password',
          named(/(?:DAGSHUB|DVC|WEBDAV).*(?:PASSWORD|TOKEN)/, 'DVC_REMOTE_PASSWORD'),
          'password or token of that user',
        ],
      ])
      return { ...access, options: [...basic, ...access.options] }
    }
    case 'ssh': {
      const key = named(/SSH.*KEY/, 'DVC_SSH_KEY')
      return {
        ...NOTHING,
        steps: [
          [
            'name: Key of the remote',
            'env:',
            `  KEY: \${{ secrets.${key} }}`,
            'run: |',
            '  install -m 600 /dev/null "$RUNNER_TEMP/dvc-ssh-key"',
            '  printf \'%s\\n\' "$KEY" > "$RUNNER_TEMP/dvc-ssh-key"',
          ],
        ],
        options: ['keyfile=${{ runner.temp }}/dvc-ssh-key'],
        needed: [secret(key, 'private key of the user of the remote, without a passphrase (`< FILE`)')],
      }
    }
    case 'gs': {
      const name = named(/(?:GCP|GOOGLE|GCLOUD).*(?:CREDENTIALS|KEY|ACCOUNT)/, 'GCP_CREDENTIALS')
      return {
        ...NOTHING,
        steps: [[`uses: ${GCP_LOGIN}`, 'with:', `  credentials_json: \${{ secrets.${name} }}`]],
        needed: [secret(name, 'JSON key of a service account (`< FILE`)')],
      }
    }
    case 'gdrive': {
      const name = named(/GDRIVE.*(?:CREDENTIALS|DATA)/, 'GDRIVE_CREDENTIALS_DATA')
      return {
        ...NOTHING,
        environment: [['GDRIVE_CREDENTIALS_DATA', `\${{ secrets.${name} }}`]],
        needed: [secret(name, 'JSON key of a service account (`< FILE`)')],
      }
    }
    case 'hdfs':
    case 'folder':
    case 'other':
      return NOTHING
  }
}

function withOptions(options: readonly (readonly [option: string, secret: string, meaning: string])[]): Access {
  return {
    ...NOTHING,
    options: options.map(([option, name]) => `${option}=\${{ secrets.${name} }}`),
    needed: options.map(([, name, meaning]) => secret(name, meaning)),
  }
}

function variable(name: string, meaning: string): Needed {
  return { kind: 'variable', name, meaning }
}

function secret(name: string, meaning: string): Needed {
  return { kind: 'secret', name, meaning }
}
