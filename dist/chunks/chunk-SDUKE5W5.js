import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/run/child-environment.ts
var OF_THE_ACTION = /^(?:INPUT_|STATE_)|^DVC_CI_(?:IMPORT_TOKEN|SIGNING_KEY)$|^SIGSTORE_ID_TOKEN$|^ACTIONS_(?:RUNTIME_TOKEN|RUNTIME_URL|CACHE_URL|RESULTS_URL|ID_TOKEN_REQUEST_TOKEN|ID_TOKEN_REQUEST_URL)$|^GITHUB_(?:ENV|PATH|STATE|OUTPUT|STEP_SUMMARY)$/;
var TRACKING_CREDENTIALS = /^MLFLOW_TRACKING_(?:TOKEN|USERNAME|PASSWORD|AWS_SIGV4|AUTH|CLIENT_CERT_PATH)$/;
function childEnvironment(env) {
  return filtered(env, (name, value) => !OF_THE_ACTION.test(name) && !isTrackingCredential(name, value));
}
function stageEnvironment(env, trusted) {
  return trusted ? filtered(env, (name) => !OF_THE_ACTION.test(name)) : childEnvironment(env);
}
function hiddenVariables(env) {
  const shown = childEnvironment(env);
  return Object.keys(env).filter((name) => !Object.hasOwn(shown, name));
}
function isTrackingCredential(name, value) {
  return TRACKING_CREDENTIALS.test(name) || name === "MLFLOW_TRACKING_URI" && value?.includes("@") === true;
}
function filtered(env, keeps) {
  return Object.fromEntries(Object.entries(env).filter(([name, value]) => keeps(name, value)));
}

// src/run/proc-stat.ts
import { readFileSync } from "node:fs";
function fieldsAfterName(stat) {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}
function readProcStat(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = fieldsAfterName(stat);
    const [state = "", parent, group] = fields;
    return {
      parent: Number(parent),
      group: Number(group),
      started: fields[19] ?? "",
      ended: state === "Z" || state === "X"
    };
  } catch {
    return void 0;
  }
}

export {
  childEnvironment,
  stageEnvironment,
  hiddenVariables,
  fieldsAfterName,
  readProcStat
};
