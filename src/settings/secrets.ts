import { nearest } from '../text/nearest.js'
import { splitOption } from './remote-options.js'
import type { Settings } from './settings.js'

/**
 * Options of DVC's remotes (dvc/config_schema.py) that hold no secrets. Masking a value such as `eu-west-1` would only
 * make the log hard to read.
 */
const PUBLIC_OPTIONS = new Set([
  'url',
  'type',
  'jobs',
  'checksum_jobs',
  'worktree',
  'no_traverse',
  'version_aware',
  'shared',
  'protected',
  'slow_link_warning',
  'verify',
  'region',
  'profile',
  'endpointurl',
  'use_ssl',
  'ssl_verify',
  'allow_anonymous_login',
  'listobjects',
  'sse',
  'sse_customer_algorithm',
  'acl',
  'cache_regions',
  'credentialpath',
  'configpath',
  'keyfile',
  'key_path',
  'cert_path',
  'gdrive_user_credentials_file',
  'gdrive_service_account_json_file_path',
  'port',
  'user',
  'auth',
  'method',
  'timeout',
  'connect_timeout',
  'read_timeout',
  'connection_timeout',
  'max_sessions',
  'replication',
  'ask_password',
  'ask_passphrase',
  'gss_auth',
  'allow_agent',
  'projectname',
  'account_name',
  'oss_endpoint',
  'use_https',
  'kerberos',
  'proxy_to',
  'data_proxy_target',
  'gdrive_use_service_account',
  'gdrive_trash_only',
  'gdrive_acknowledge_abuse',
  'exclude_environment_credential',
  'exclude_visual_studio_code_credential',
  'exclude_shared_token_cache_credential',
  'exclude_managed_identity_credential',
])

const SECRET_OPTION =
  /password|passphrase|secret|token|connection_string|custom_auth_header|(?:access|account|customer|private)_key|^oss_key_id$/

/**
 * Variables that hold credentials, by the ends of their names: the keywords of Yelp's detect-secrets (its plugin
 * KeywordDetector) and the conventions of the clouds, GitHub, databases, MLflow and DVC. PGPASSWORD, MYSQL_PWD, GH_PAT,
 * DJANGO_SECRET_KEY, KAGGLE_KEY, SLACK_WEBHOOK_URL, GCP_SA_JSON …
 */
const SECRET_VARIABLE =
  /(?:TOKEN|SECRET|PASS|PASSWORD|PASSWD|PASSPHRASE|PASSCODE|PWD|CONNECTION_?STRING|CREDENTIALS?(?:_DATA|_JSON)?|(?:^|[_-])(?:PAT|KEY|APIKEY|ACCESS_KEY_ID|JWT|DSN|COOKIE|WEBHOOK|WEBHOOK_URL|SA_JSON|SAS)|SERVICE_ACCOUNT(?:_KEY)?_JSON)$/i
/** Names that only end like one of a credential. */
const PLAIN_VARIABLE = /^(?:PWD|OLDPWD|OLD_PWD)$|(?:^|[_-])(?:PUBLIC|PRIMARY|FOREIGN|SORT|PARTITION|CACHE|HOST)_KEY$/i

const SHORTEST = 4
/** A shorter value of the environment is more likely plain text than a credential. */
const SHORTEST_VARIABLE = 8

/** The secrets in the options of a DVC configuration: values of credentials, and passwords in addresses. */
export function secretsOfOptions(options: readonly { name: string; value: string }[]): string[] {
  return options.flatMap(({ name, value }) =>
    isCredential(name) && value.length >= SHORTEST ? withLines(value) : passwordOf(value),
  )
}

/** The passwords of a `.netrc` (curl(1), "--netrc"). */
export function secretsOfNetrc(text: string): string[] {
  return [...text.matchAll(/(?:^|\s)password\s+(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)]
    .map(([, quoted, plain]) => quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '')
    .filter((password) => password.length >= SHORTEST)
}

/** True for an option of a remote whose value must not be in a file that Git tracks. */
export function isCredential(name: string): boolean {
  const option = splitOption(name).option.toLowerCase()
  return SECRET_OPTION.test(option) && !isPublic(option) && !option.endsWith('_command')
}

function isSecretVariable(name: string): boolean {
  return SECRET_VARIABLE.test(name) && !PLAIN_VARIABLE.test(name)
}

/** GOOGLE_APPLICATION_CREDENTIALS and its kind name a file. */
function isFile(name: string, value: string): boolean {
  return /CREDENTIALS$/i.test(name) && /^(?:\/|[A-Za-z]:[\\/])/.test(value)
}

/** @param name flat: `region`, or `second.region` of the remote `second` */
function isPublic(name: string): boolean {
  return PUBLIC_OPTIONS.has(splitOption(name).option.toLowerCase())
}

/** Options of credentials, for the nearest name of a mistyped one. */
const CREDENTIAL_OPTIONS = [
  ...['access_key_id', 'secret_access_key', 'session_token', 'password', 'passphrase', 'token', 'custom_auth_header'],
  ...['account_key', 'connection_string', 'sas_token', 'tenant_id', 'client_id', 'client_secret'],
  ...['oss_key_id', 'oss_key_secret', 'gdrive_client_id', 'gdrive_client_secret'],
]

/** The option of a remote that a mistyped name may mean. */
export function nearestOption(name: string): string | undefined {
  return nearest(name, [...PUBLIC_OPTIONS, ...CREDENTIAL_OPTIONS])
}

/** Whether DVC has an option of this name, as far as this list and the names of credentials tell. */
export function isKnownOption(name: string): boolean {
  return isPublic(name) || isCredential(name)
}

/** The password in the user part of an address. */
function passwordOf(value: string): string[] {
  const password = /^[a-z][a-z0-9+.-]*:\/\/[^/@\s:]*:([^/@\s]+)@/i.exec(value)?.[1]
  return password === undefined ? [] : [password]
}

/** The passwords in all addresses of a text, such as a dvc.yaml with `deps: [https://user:password@host/file]`. */
export function secretsOfAddresses(text: string): string[] {
  const found = text.match(/\b[a-z][a-z0-9+.-]*:\/\/[^/@\s:'"]*:[^/@\s'"]+@/gi) ?? []
  return found.flatMap(passwordOf).filter((password) => password.length >= SHORTEST && !password.startsWith('${'))
}

/** A text of several lines is also masked line by line, because logs show single lines. */
function withLines(value: string): string[] {
  const lines = value
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.length >= SHORTEST_VARIABLE)
  return value.includes('\n') ? [value, ...lines] : [value]
}

/**
 * All values that logs, reports and comments must not show: the values of `remote-config` except known harmless
 * options, passwords in addresses, and the credentials of the environment. The runner masks the last only in its own
 * log, not in the files of dvc-ci.
 * @returns each value once, longest first, so that masking a part never uncovers the rest; the caller masks
 */
export function secretsOf(settings: Settings, env: NodeJS.ProcessEnv): string[] {
  const { access } = settings.mlflow
  const values: string[] = settings.github.token === undefined ? [] : [settings.github.token]
  // The check of variables below masks only long passwords. A value here is a password at any length.
  if (access !== undefined)
    values.push(
      ...[access.token ?? '', access.password ?? '', ...passwordOf(access.uri)].filter(
        (value) => value.length >= SHORTEST,
      ),
    )
  values.push(...settings.importTokens.map(({ token }) => token))
  if (settings.provenance.signingKey !== undefined) values.push(...withLines(settings.provenance.signingKey))
  for (const [option, value] of Object.entries(settings.remoteConfig)) {
    if (isPublic(option)) values.push(...passwordOf(value))
    else if (value.length >= SHORTEST && !/^(?:true|false)$/i.test(value)) values.push(...withLines(value))
  }
  return longestFirst([...values, ...secretsOfVariables(env)])
}

/**
 * The credentials of the environment. They are masked before the settings are read, because a message about a wrong
 * setting quotes its value.
 */
export function secretsOfVariables(env: NodeJS.ProcessEnv): string[] {
  const values = Object.entries(env).flatMap(([variable, value]) => {
    if (value === undefined) return []
    return isSecretVariable(variable) && value.length >= SHORTEST_VARIABLE && !isFile(variable, value)
      ? withLines(value)
      : passwordOf(value)
  })
  return longestFirst(values)
}

function longestFirst(values: readonly string[]): string[] {
  return [...new Set(values)].sort((a, b) => b.length - a.length)
}
