// The logins of the reusable workflows whose names end with -oidc: jobs get short-lived credentials of a cloud for the
// identity of the workflow run, and GitHub stores no key.

const AWS = 'aws-actions/configure-aws-credentials@a03048d87541d1d9fcf2ecf528a4a65ba9bd7838 # v5.0.0'
const GCP = 'google-github-actions/auth@7c6bc770dae815cd3e89ee6cdf493a5fab2cc093 # v3.0.0'
const AZURE = 'azure/login@a457da9ea143d694b1b9c7c869ebb04ebe844ef5 # v2.3.0'

const expression = (text) => `\${{ ${text} }}`
const text = (description) => ['string', '', description]

const READS = 'can read the remote'
const WRITES = 'can read and write the remote'
/** The work of the second identity of a validation. */
const MANY = 'machines: many: of the jobs that pass outputs of stages through the remote'

function inputs(main, writing) {
  const second = (name, what) => (writing ? { [name]: text(`${what} that ${WRITES}, for ${MANY}`) } : {})
  return {
    'aws-role': text(`ARN of the AWS role that ${main}; empty: no login to AWS`),
    ...second('aws-write-role', 'ARN of the AWS role'),
    'aws-region': text('Region of the bucket'),
    'aws-role-duration': ['number', 3600, 'Seconds of the AWS session, at most the longest session of the role'],
    'gcp-workload-identity-provider': text(
      'projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/NAME',
    ),
    'gcp-service-account': text(
      `Address of the Google Cloud service account that ${main}; empty: no login to Google Cloud`,
    ),
    ...second('gcp-write-service-account', 'Address of the Google Cloud service account'),
    'azure-client-id': text(`Client id of the Entra application that ${main}; empty: no login to Azure`),
    ...second('azure-write-client-id', 'Client id of the Entra application'),
    'azure-tenant-id': text('Id of the Entra tenant'),
    'azure-subscription-id': text('Id of the Azure subscription; empty: none is needed'),
  }
}

/** Inputs by workflow. A validation reads the remote, unless other machines make outputs for it. */
export const IDENTITY_INPUTS = {
  validate: inputs(READS, true),
  rebuild: inputs(WRITES, false),
  retrain: inputs(WRITES, false),
  rollback: inputs(READS, false),
}

/** GitHub gives no identity to the run of a fork or of Dependabot. */
const HAS_IDENTITY =
  "(!github.event.pull_request || (github.event.pull_request.head.repo.full_name == github.repository && github.event.pull_request.user.login != 'dependabot[bot]'))"

/** The reason of each permission. */
const REASONS = {
  'contents: read': 'check out the code',
  'contents: write': 'push, or prove that a push is possible',
  'pull-requests: write': 'write the comment, open a pull request',
  'id-token: write': 'log in to the cloud without a stored key',
}

/**
 * The lines of the permissions of a job, with the one that lets it ask for its identity. GitHub compares them with those
 * of the caller before the first job, so only workflows of this kind have that one.
 * @param flow undefined: a workflow whose jobs do not log in
 */
export function permissionLines(flow, permissions) {
  const all = flow === undefined ? permissions : [...permissions, 'id-token: write']
  return `permissions:\n${all.map((each) => `      ${each} # ${REASONS[each]}`).join('\n')}`
}

/** The steps that log in. @param rights of the job on the remote: read or write */
export function loginSteps(flow, rights) {
  if (flow === undefined) return ''
  const known = IDENTITY_INPUTS[flow]
  // Without an identity that may write, the plan sees that it may not: one machine then does it all.
  const asked = (read, write) =>
    rights === 'write' && write in known ? `(inputs.${write} || inputs.${read})` : `inputs.${read}`
  const step = (identity, action, lines) => `- if: ${expression(`${identity} != '' && ${HAS_IDENTITY}`)}
  uses: ${action}
  with:
${lines.map((line) => `    ${line}\n`).join('')}`
  const [role, account, client] = [
    asked('aws-role', 'aws-write-role'),
    asked('gcp-service-account', 'gcp-write-service-account'),
    asked('azure-client-id', 'azure-write-client-id'),
  ]
  return [
    step(role, AWS, [
      `role-to-assume: ${expression(role)}`,
      `aws-region: ${expression('inputs.aws-region')}`,
      `role-duration-seconds: ${expression('inputs.aws-role-duration')}`,
    ]),
    step(account, GCP, [
      `workload_identity_provider: ${expression('inputs.gcp-workload-identity-provider')}`,
      `service_account: ${expression(account)}`,
    ]),
    step(client, AZURE, [
      `client-id: ${expression(client)}`,
      `tenant-id: ${expression('inputs.azure-tenant-id')}`,
      `subscription-id: ${expression('inputs.azure-subscription-id')}`,
      `allow-no-subscriptions: ${expression("inputs.azure-subscription-id == ''")}`,
    ]),
  ].join('')
}
