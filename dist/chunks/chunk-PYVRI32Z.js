import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  splitOption
} from "./chunk-VHRYJ7LI.js";
import {
  nearest
} from "./chunk-J4Y3FKE2.js";

// src/settings/secrets.ts
var PUBLIC_OPTIONS = /* @__PURE__ */ new Set([
  "url",
  "type",
  "jobs",
  "checksum_jobs",
  "worktree",
  "no_traverse",
  "version_aware",
  "shared",
  "protected",
  "slow_link_warning",
  "verify",
  "region",
  "profile",
  "endpointurl",
  "use_ssl",
  "ssl_verify",
  "allow_anonymous_login",
  "listobjects",
  "sse",
  "sse_customer_algorithm",
  "acl",
  "cache_regions",
  "credentialpath",
  "configpath",
  "keyfile",
  "key_path",
  "cert_path",
  "gdrive_user_credentials_file",
  "gdrive_service_account_json_file_path",
  "port",
  "user",
  "auth",
  "method",
  "timeout",
  "connect_timeout",
  "read_timeout",
  "connection_timeout",
  "max_sessions",
  "replication",
  "ask_password",
  "ask_passphrase",
  "gss_auth",
  "allow_agent",
  "projectname",
  "account_name",
  "oss_endpoint",
  "use_https",
  "kerberos",
  "proxy_to",
  "data_proxy_target",
  "gdrive_use_service_account",
  "gdrive_trash_only",
  "gdrive_acknowledge_abuse",
  "exclude_environment_credential",
  "exclude_visual_studio_code_credential",
  "exclude_shared_token_cache_credential",
  "exclude_managed_identity_credential"
]);
var SECRET_OPTION = /password|passphrase|secret|token|connection_string|custom_auth_header|(?:access|account|customer|private)_key|^oss_key_id$/;
var SECRET_VARIABLE = /(?:TOKEN|SECRET|PASS|PASSWORD|PASSWD|PASSPHRASE|PASSCODE|PWD|CONNECTION_?STRING|CREDENTIALS?(?:_DATA|_JSON)?|(?:^|[_-])(?:PAT|KEY|APIKEY|ACCESS_KEY_ID|JWT|DSN|COOKIE|WEBHOOK|WEBHOOK_URL|SA_JSON|SAS)|SERVICE_ACCOUNT(?:_KEY)?_JSON)$/i;
var PLAIN_VARIABLE = /^(?:PWD|OLDPWD|OLD_PWD)$|(?:^|[_-])(?:PUBLIC|PRIMARY|FOREIGN|SORT|PARTITION|CACHE|HOST)_KEY$/i;
var SHORTEST = 4;
var SHORTEST_VARIABLE = 8;
function secretsOfOptions(options) {
  return options.flatMap(
    ({ name, value }) => isCredential(name) && value.length >= SHORTEST ? withLines(value) : passwordOf(value)
  );
}
function secretsOfNetrc(text) {
  return [...text.matchAll(/(?:^|\s)password\s+(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, quoted, plain]) => quoted?.replace(/\\(.)/g, "$1") ?? plain ?? "").filter((password) => password.length >= SHORTEST);
}
function isCredential(name) {
  const option = splitOption(name).option.toLowerCase();
  return SECRET_OPTION.test(option) && !isPublic(option) && !option.endsWith("_command");
}
function isSecretVariable(name) {
  return SECRET_VARIABLE.test(name) && !PLAIN_VARIABLE.test(name);
}
function isFile(name, value) {
  return /CREDENTIALS$/i.test(name) && /^(?:\/|[A-Za-z]:[\\/])/.test(value);
}
function isPublic(name) {
  return PUBLIC_OPTIONS.has(splitOption(name).option.toLowerCase());
}
var CREDENTIAL_OPTIONS = [
  ...["access_key_id", "secret_access_key", "session_token", "password", "passphrase", "token", "custom_auth_header"],
  ...["account_key", "connection_string", "sas_token", "tenant_id", "client_id", "client_secret"],
  ...["oss_key_id", "oss_key_secret", "gdrive_client_id", "gdrive_client_secret"]
];
function nearestOption(name) {
  return nearest(name, [...PUBLIC_OPTIONS, ...CREDENTIAL_OPTIONS]);
}
function isKnownOption(name) {
  return isPublic(name) || isCredential(name);
}
function passwordOf(value) {
  const password = /^[a-z][a-z0-9+.-]*:\/\/[^/@\s:]*:([^/@\s]+)@/i.exec(value)?.[1];
  return password === void 0 ? [] : [password];
}
function secretsOfAddresses(text) {
  const found = text.match(/\b[a-z][a-z0-9+.-]*:\/\/[^/@\s:'"]*:[^/@\s'"]+@/gi) ?? [];
  return found.flatMap(passwordOf).filter((password) => password.length >= SHORTEST && !password.startsWith("${"));
}
function withLines(value) {
  const lines = value.split(/\r?\n/).map((line) => line.trim()).filter((line) => line.length >= SHORTEST_VARIABLE);
  return value.includes("\n") ? [value, ...lines] : [value];
}
function secretsOf(settings, env) {
  const { access } = settings.mlflow;
  const values = settings.github.token === void 0 ? [] : [settings.github.token];
  if (access !== void 0)
    values.push(
      ...[access.token ?? "", access.password ?? "", ...passwordOf(access.uri)].filter(
        (value) => value.length >= SHORTEST
      )
    );
  values.push(...settings.importTokens.map(({ token }) => token));
  if (settings.provenance.signingKey !== void 0) values.push(...withLines(settings.provenance.signingKey));
  for (const [option, value] of Object.entries(settings.remoteConfig)) {
    if (isPublic(option)) values.push(...passwordOf(value));
    else if (value.length >= SHORTEST && !/^(?:true|false)$/i.test(value)) values.push(...withLines(value));
  }
  return longestFirst([...values, ...secretsOfVariables(env)]);
}
function secretsOfVariables(env) {
  const values = Object.entries(env).flatMap(([variable, value]) => {
    if (value === void 0) return [];
    return isSecretVariable(variable) && value.length >= SHORTEST_VARIABLE && !isFile(variable, value) ? withLines(value) : passwordOf(value);
  });
  return longestFirst(values);
}
function longestFirst(values) {
  return [...new Set(values)].sort((a, b) => b.length - a.length);
}

export {
  secretsOfOptions,
  secretsOfNetrc,
  isCredential,
  nearestOption,
  isKnownOption,
  secretsOfAddresses,
  secretsOf,
  secretsOfVariables
};
