import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  errorReportOf,
  findingsOfError
} from "./chunk-6VLNNERD.js";
import {
  emptyReport
} from "./chunk-EX52EZ3H.js";
import {
  version
} from "./chunk-QI7C5ARK.js";
import {
  MERGE_DRIVER,
  parseArguments,
  parseDriverArguments
} from "./chunk-6K6AJN4A.js";
import {
  runAddress
} from "./chunk-AARV6KVG.js";
import {
  signingEnvironment
} from "./chunk-KKHYPAVG.js";
import {
  relativePath
} from "./chunk-HLRJF5P5.js";
import {
  SETTINGS
} from "./chunk-47C5EFT2.js";
import {
  MODES,
  parseTool
} from "./chunk-35DVGGLY.js";
import {
  throwProblems
} from "./chunk-LJ6IJPAN.js";
import {
  DvcCiError,
  SetupError,
  exhausted,
  messageOf
} from "./chunk-GSQGKKGD.js";
import {
  nearest
} from "./chunk-J4Y3FKE2.js";

// src/run/failed-run.ts
var CONCLUSIONS = {
  1: "failure",
  2: "error",
  3: "error",
  130: "cancelled"
};
function failedRun(thrown, mode, env) {
  const error = exhausted(thrown) ?? thrown;
  const known = MODES.find((each) => each.mode === mode)?.mode ?? "validate";
  const report = emptyReport(known, {
    sha: env["GITHUB_SHA"] ?? "",
    ref: env["GITHUB_REF"] ?? "",
    event: env["GITHUB_EVENT_NAME"] || "local",
    // The code is unknown, so no facts about it go into the report.
    trusted: false
  });
  report.versions = { dvc_ci: version() };
  const { runUrl } = runAddress(env, env["GITHUB_REPOSITORY"]);
  if (runUrl !== void 0) report.run_url = runUrl;
  report.error = errorReportOf(error);
  if (error instanceof DvcCiError) {
    report.conclusion = CONCLUSIONS[error.exitCode];
    report.message = messageOf(error);
    report.lint.push(...findingsOfError(error));
    return { report, exitCode: error.exitCode };
  }
  report.message = `${messageOf(error)} (an unexpected error inside dvc-ci: please report it with the details that --verbose, or debug logging of the workflow, shows)`;
  const stack = error instanceof Error ? error.stack : void 0;
  return { report, exitCode: 3, ...stack === void 0 ? {} : { stack } };
}

// src/settings/load.ts
import { resolve } from "node:path";
var INPUTS = SETTINGS.filter((row) => row.surfaces.includes("input")).map((row) => row.name);
var VARIABLE_PREFIX = "INPUT_";
var CREDENTIALS = SETTINGS.filter(({ name, variable }) => variable !== void 0 && name !== "token");
var MLFLOW = {
  uri: "MLFLOW_TRACKING_URI",
  token: "MLFLOW_TRACKING_TOKEN",
  username: "MLFLOW_TRACKING_USERNAME",
  password: "MLFLOW_TRACKING_PASSWORD",
  serverCertPath: "MLFLOW_TRACKING_SERVER_CERT_PATH"
};
var GITHUB_API = "https://api.github.com";
function getInput(env, name) {
  return (env[`${VARIABLE_PREFIX}${name.toUpperCase()}`] ?? "").trim();
}
function refuseMisspeltInputs(env) {
  const known = new Set(INPUTS);
  throwProblems(
    Object.keys(env).flatMap((variable) => {
      if (!variable.startsWith(VARIABLE_PREFIX)) return [];
      const name = variable.slice(VARIABLE_PREFIX.length).toLowerCase();
      const meant = known.has(name) ? void 0 : nearest(name, INPUTS, "misspelt");
      if (meant === void 0) return [];
      return [
        {
          id: "setting-unknown",
          message: `unknown input '${name}'.`,
          key: name,
          value: name,
          remedy: `Did you mean ${meant}?`
        }
      ];
    })
  );
}
function gitHubEnvironment(env) {
  return {
    ...env.GITHUB_WORKSPACE ? { workspace: env.GITHUB_WORKSPACE } : {},
    apiUrl: (env.GITHUB_API_URL || GITHUB_API).replace(/\/+$/, "")
  };
}
function mlflowEnvironment(env) {
  const given = Object.entries(MLFLOW).flatMap(
    ([key, variable]) => env[variable] ? [[key, env[variable]]] : []
  );
  return {
    ...Object.fromEntries(given),
    .../^(?:true|1)$/i.test(env["MLFLOW_TRACKING_INSECURE_TLS"] ?? "") ? { insecureTls: true } : {}
  };
}
function hubEnvironment(env) {
  const [endpoint, token] = ["HF_ENDPOINT", "HF_TOKEN"].map((name) => (env[name] ?? "").trim());
  return { ...endpoint ? { endpoint } : {}, ...token ? { token } : {} };
}
async function loadActionSettings(env, cwd) {
  refuseMisspeltInputs(env);
  const texts = /* @__PURE__ */ new Map();
  for (const name of INPUTS) {
    const text = getInput(env, name);
    if (text !== "") texts.set(name, text);
  }
  const { loadEvent } = await import("./event-L5BWNR3V.js");
  const { resolveSettings } = await import("./resolve-6APPW3ZQ.js");
  const base = env.GITHUB_WORKSPACE || cwd;
  return resolveSettings({
    texts,
    surface: "input",
    base,
    within: base,
    event: await loadEvent(env),
    github: gitHubEnvironment(env),
    mlflow: mlflowEnvironment(env),
    hub: hubEnvironment(env),
    signing: signingEnvironment(env)
  });
}
async function salvageGitHubSettings(env, cwd) {
  const { loadEvent } = await import("./event-L5BWNR3V.js");
  const event = await loadEvent(env).catch(() => void 0);
  const token = getInput(env, "token");
  if (event === void 0) return void 0;
  const base = env.GITHUB_WORKSPACE || cwd;
  return {
    event,
    github: {
      ...token === "" ? {} : { token },
      apiUrl: gitHubEnvironment(env).apiUrl,
      project: relativePath(base, resolve(base, getInput(env, "working-directory"))),
      comment: getInput(env, "comment") === "none" ? "none" : "auto",
      images: "none",
      imagesBranch: "",
      reproWorkflow: "repro.yml",
      validateWorkflow: "validate-fork.yml",
      artifact: "",
      checkRun: false
    }
  };
}
async function loadCliSettings(argv, env, cwd) {
  if (argv[0] === MERGE_DRIVER) return { kind: "merge-driver", files: parseDriverArguments(argv.slice(1)) };
  const tool = parseTool(argv);
  if (tool !== void 0) {
    if (tool.kind !== "help") return tool;
    const { toolHelp } = await import("./help-Z3KCO6ZN.js");
    return { kind: "help", text: toolHelp(tool.tool) };
  }
  const inActions = env.GITHUB_ACTIONS === "true" && Boolean(env.GITHUB_EVENT_NAME);
  const request = argv.length === 0 && !inActions ? { kind: "help" } : parseArguments(argv);
  if (request.kind === "version") return request;
  if (request.kind === "help") {
    const { helpText, shortHelp } = await import("./help-Z3KCO6ZN.js");
    const { mode, all } = "mode" in request || "all" in request ? request : {};
    return { kind: "help", text: mode === void 0 && all !== true ? shortHelp() : helpText(mode) };
  }
  const { LOCAL_EVENT, loadEvent } = await import("./event-L5BWNR3V.js");
  const { resolveSettings } = await import("./resolve-6APPW3ZQ.js");
  const event = inActions ? await loadEvent(env) : { ...LOCAL_EVENT };
  if (request.mode !== void 0) request.texts.set("mode", request.mode);
  for (const [name, text] of request.texts) {
    if (text.trim() === "" && name !== "mode")
      throw new SetupError("setting-invalid", `--${name} is empty.`, {
        key: name,
        value: "",
        remedy: "Give a value, or omit the option."
      });
  }
  for (const { name, variable = "" } of CREDENTIALS) if (env[variable]) request.texts.set(name, env[variable]);
  const github = { ...gitHubEnvironment(env), ...env.GITHUB_TOKEN ? { token: env.GITHUB_TOKEN } : {} };
  const settings = await resolveSettings({
    texts: request.texts,
    surface: "option",
    base: cwd,
    event,
    files: request.files,
    github,
    mlflow: mlflowEnvironment(env),
    hub: hubEnvironment(env),
    signing: signingEnvironment(env)
  });
  return { kind: "run", settings, json: request.json, quiet: request.quiet, verbose: request.verbose };
}

export {
  failedRun,
  loadActionSettings,
  salvageGitHubSettings,
  loadCliSettings
};
