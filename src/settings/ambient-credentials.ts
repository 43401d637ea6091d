/**
 * Variables from which the client of a remote takes credentials by itself, by the scheme of the address. An agent for SSH
 * counts: DVC's client forwards it to the server.
 */
const VARIABLES: Readonly<Record<string, RegExp>> = {
  s3: /^AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|PROFILE|WEB_IDENTITY_TOKEN_FILE|SHARED_CREDENTIALS_FILE|CONTAINER_CREDENTIALS_(?:RELATIVE|FULL)_URI)$/,
  gs: /^GOOGLE_APPLICATION_CREDENTIALS$/,
  gdrive: /^(?:GDRIVE_CREDENTIALS_DATA|GOOGLE_APPLICATION_CREDENTIALS)$/,
  azure:
    /^AZURE_(?:STORAGE_(?:CONNECTION_STRING|KEY|ACCOUNT_KEY|SAS_TOKEN)|CLIENT_SECRET|CLIENT_CERTIFICATE_PATH|PASSWORD|FEDERATED_TOKEN_FILE)$/,
  oss: /^OSS_ACCESS_KEY_(?:ID|SECRET)$/,
  ssh: /^SSH_AUTH_SOCK$/,
}

/** The names of the variables whose credentials go to an address of this scheme, or of any for undefined; sorted. */
export function ambientCredentials(scheme: string | undefined, env: NodeJS.ProcessEnv): string[] {
  const patterns = scheme === undefined ? Object.values(VARIABLES) : [VARIABLES[scheme]]
  return Object.keys(env)
    .filter((name) => patterns.some((pattern) => pattern?.test(name) === true) && (env[name] ?? '') !== '')
    .sort()
}
