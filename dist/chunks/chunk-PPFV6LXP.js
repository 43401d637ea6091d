import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/cache/keys.ts
var VERSION = 1;
var OFFICIAL_EVENTS = ["push", "schedule", "workflow_dispatch", "repository_dispatch"];
function cacheRights({
  name,
  ref,
  defaultBranch,
  pullRequest,
  trusted
}) {
  const onDefault = name === "schedule" || defaultBranch !== void 0 && ref === `refs/heads/${defaultBranch}`;
  if (pullRequest === void 0 && onDefault) {
    return trusted && OFFICIAL_EVENTS.includes(name) ? { reads: ["official"], writes: "official" } : { reads: ["official"] };
  }
  return trusted ? { reads: ["change", "official"], writes: "change" } : { reads: ["change", "official"] };
}
var clean = (text) => encodeURIComponent(text).slice(0, 120);
function systemOf(env, platform = process.platform, arch = process.arch) {
  return [platform, arch, env["ImageOS"] ?? ""].filter((part) => part !== "").join("-");
}
function key(namespace, system, { kind }, name) {
  return [`dvc-ci-${VERSION}`, namespace, clean(kind), clean(system), clean(name)].join("-");
}
function restoreKeys({ reads }, system, request) {
  const names = [request.name, ...request.similar ?? []];
  return names.flatMap((name) => reads.map((namespace) => key(namespace, system, request, name)));
}
function saveKey({ writes }, system, request) {
  return writes === void 0 ? void 0 : key(writes, system, request, request.name);
}
function isWritableKey({ writes }, key2) {
  return writes !== void 0 && key2.startsWith(`dvc-ci-${VERSION}-${writes}-`);
}
function nameOfKey(found, system, request) {
  const namespaces = ["official", "change"];
  const before = namespaces.map((namespace) => key(namespace, system, request, "")).find((beginning) => found.startsWith(beginning));
  return before === void 0 ? "" : found.slice(before.length);
}

export {
  cacheRights,
  systemOf,
  restoreKeys,
  saveKey,
  isWritableKey,
  nameOfKey
};
