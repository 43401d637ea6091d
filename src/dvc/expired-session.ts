import type { RemoteFailure } from './engine-protocol.js'

/** Logins of a workflow give credentials for a limited time. How a longer run gets longer ones, by the scheme. */
const LONGER: Readonly<Record<string, string>> = {
  s3: 'The session ended before the run. Ask for a longer one: `role-duration-seconds` of aws-actions/configure-aws-credentials, or `aws-role-duration` of the reusable workflows, up to the longest session of the role. Stages on many machines log in once for each job.',
  gs: 'Log in right before dvc-ci, in the same job: google-github-actions/auth gives credentials that renew themselves until the job ends. A `credentials_json` that was deleted or replaced needs a new secret.',
  azure:
    'The login of azure/login lasts about an hour. Log in again right before dvc-ci, or spread the stages over many machines, where each job logs in by itself.',
}

/** How the servers and their clients tell an expired session. */
const EXPIRED: Readonly<Record<string, RegExp>> = {
  s3: /ExpiredToken|TokenRefreshRequired|token included in the request is expired/i,
  gs: /token (?:has )?expired|invalid_grant|reauth/i,
  azure: /AADSTS(?:700024|700082|50173)|token is expired|lifetime validation failed/i,
}

/** The way to a longer session of this kind of remote. */
export function longerSession(protocol: string): string {
  return LONGER[protocol] ?? 'Request new credentials.'
}

/** The remedy for a session that expired during the run; undefined for every other refusal. */
export function expiredSession({ kind, protocol, reason }: RemoteFailure): string | undefined {
  if (kind !== 'refused' || EXPIRED[protocol]?.test(reason) !== true) return undefined
  return `The session of the credentials has expired. ${longerSession(protocol)}`
}
