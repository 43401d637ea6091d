import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

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
var SECRET_VARIABLE = /(?:^|[_-])(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CONNECTION_STRING|(?:ACCESS|ACCOUNT|STORAGE|API|PRIVATE)_KEY|ACCESS_KEY_ID|CREDENTIALS_DATA)$/i;
var SHORTEST = 4;
var SHORTEST_VARIABLE = 8;
function isCredential(option) {
  return SECRET_OPTION.test(option.toLowerCase()) && !isPublic(option) && !option.toLowerCase().endsWith("_command");
}
function isPublic(option) {
  return PUBLIC_OPTIONS.has(option.toLowerCase());
}
function passwordOf(value) {
  const password = /^[a-z][a-z0-9+.-]*:\/\/[^/@\s:]*:([^/@\s]+)@/i.exec(value)?.[1];
  return password === void 0 ? [] : [password];
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
  for (const [option, value] of Object.entries(settings.remoteConfig)) {
    if (isPublic(option)) values.push(...passwordOf(value));
    else if (value.length >= SHORTEST && !/^(?:true|false)$/i.test(value)) values.push(...withLines(value));
  }
  for (const [variable, value] of Object.entries(env)) {
    if (value === void 0) continue;
    if (SECRET_VARIABLE.test(variable) && value.length >= SHORTEST_VARIABLE) values.push(...withLines(value));
    else values.push(...passwordOf(value));
  }
  return [...new Set(values)].sort((a, b) => b.length - a.length);
}

export {
  isCredential,
  secretsOf
};
