import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  runProcess
} from "./chunk-UAXYXOMA.js";
import {
  cacheRights,
  nameOfKey,
  restoreKeys,
  saveKey,
  systemOf
} from "./chunk-PPFV6LXP.js";
import {
  RESULT_MARK
} from "./chunk-QOE6SDAA.js";
import {
  childEnvironment
} from "./chunk-SDUKE5W5.js";
import {
  withoutPeriod
} from "./chunk-WFAHW5JG.js";
import {
  messageOf
} from "./chunk-GSQGKKGD.js";

// src/cache/service.ts
import { realpathSync } from "node:fs";
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
var RESTORE_LIMIT = 180;
var TRY_LIMIT = 25;
var SAVE_LIMIT = 600;
var WORKER = fileURLToPath(
  new URL("../cache-worker.js", import.meta.url)
);
function isCacheOffered(env) {
  const set = (name) => (env[name] ?? "") !== "";
  return set("ACTIONS_CACHE_URL") || set("ACTIONS_CACHE_SERVICE_V2") && set("ACTIONS_RESULTS_URL");
}
function openGitHubCache({ env, event, limit, host, signal }) {
  const rights = cacheRights(event);
  const system = systemOf(env);
  const pending = [];
  let down = false;
  const workspace = realpathSync(env.GITHUB_WORKSPACE || ".");
  const placed = (paths) => paths.map((path) => {
    const inside = relative(workspace, path);
    return inside === "" || inside.startsWith("..") ? path : inside.replaceAll("\\", "/");
  });
  return {
    pending,
    async restore(request, cancelled) {
      if (down) return void 0;
      const result = await runWorker(
        { kind: "restore", paths: placed(request.paths), keys: restoreKeys(rights, system, request) },
        {
          env,
          host,
          signal: cancelled === void 0 ? signal : AbortSignal.any([signal, cancelled]),
          seconds: RESTORE_LIMIT,
          what: request.what,
          onTrouble: () => {
            down = true;
          }
        }
      );
      const found = "found" in result ? result.found : void 0;
      if (found === void 0) return void 0;
      host.info(`${request.what}: restored from the cache (${found}).`);
      return nameOfKey(found, system, request);
    },
    async tryOut(cancelled) {
      const reasons = [];
      const listening = { ...host, warning: (message) => reasons.push(message) };
      const result = await runWorker(
        { kind: "restore", paths: ["."], keys: ["dvc-ci-doctor-asks-for-no-entry"] },
        { env, host: listening, signal: AbortSignal.any([signal, cancelled]), seconds: TRY_LIMIT, what: "cache" }
      );
      const told = /^cache: the cache (?:reports|could not be used): (.*)\. The run continues without it\.$/s;
      const [first] = reasons;
      if (first !== void 0) return told.exec(first)?.[1] ?? first;
      return "failed" in result ? withoutPeriod(result.failed) : void 0;
    },
    keep(request) {
      const key = saveKey(rights, system, request);
      if (key !== void 0 && !pending.some((each) => each.key === key))
        pending.push({ what: request.what, key, paths: placed(request.paths), limit });
    }
  };
}
async function saveAll(saves, options) {
  const base = resolve(options.env.GITHUB_WORKSPACE || ".");
  for (const { what, key, paths, limit } of saves) {
    const result = await runWorker({ kind: "save", paths, key, limit, base }, { ...options, seconds: SAVE_LIMIT, what });
    if ("tooLarge" in result)
      options.host.info(
        `${what}: not stored in the cache: its ${megabytes(result.tooLarge)} exceed cache-limit (${megabytes(limit)}).`
      );
    else if ("saved" in result) options.host.info(`${what}: stored in the cache (${key}, ${megabytes(result.saved)}).`);
  }
}
function serviceVariables(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => /^ACTIONS_(?:CACHE|RESULTS|RUNTIME)_/.test(name)));
}
function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
async function runWorker(task, { env, host, signal, seconds, what, onTrouble }) {
  const warn = (message) => {
    onTrouble?.();
    host.warning(`${what}: ${message} The run continues without it.`);
  };
  try {
    const done = await runProcess([process.execPath, WORKER], {
      cwd: env.GITHUB_WORKSPACE || process.cwd(),
      env: childEnvironment(env),
      signal,
      timeout: seconds,
      input: JSON.stringify({ task, env: serviceVariables(env) })
    });
    const lines = `${done.stdout}
${done.stderr}`.split("\n");
    for (const line of lines) tell(line, host, warn);
    const result = lines.find((line) => line.startsWith(RESULT_MARK));
    const told = result !== void 0 ? JSON.parse(result.slice(RESULT_MARK.length)) : { failed: done.timedOut ? `it took longer than ${seconds} s` : `its process ended with ${done.code}` };
    if ("failed" in told && told.failed !== "") warn(`the cache could not be used: ${withoutPeriod(told.failed)}.`);
    return told;
  } catch (error) {
    host.debug(`${what}: ${messageOf(error)}`);
    return { failed: "" };
  }
}
function tell(line, host, warn) {
  const [, command, escaped = ""] = /^::([a-z-]+)(?: [^:]*)?::(.*)$/.exec(line) ?? [];
  const text = command === void 0 ? line : escaped.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
  if (command === "add-mask") host.mask(text);
  else if (command === "warning" || command === "error") warn(`the cache reports: ${withoutPeriod(text)}.`);
  else if (text.trim() !== "" && !line.startsWith(RESULT_MARK)) host.debug(text);
}

export {
  isCacheOffered,
  openGitHubCache,
  saveAll
};
