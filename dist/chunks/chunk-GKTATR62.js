import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  provenanceOf,
  verifyOf
} from "./chunk-KKHYPAVG.js";
import {
  relativePath
} from "./chunk-HLRJF5P5.js";
import {
  webAddress
} from "./chunk-LDTS5XU3.js";
import {
  issueProblems,
  loadConfigFile,
  parseScalar,
  parseWritten,
  projectDirectory,
  readYaml,
  retrainSettings,
  settingSchema
} from "./chunk-QMI3YCHS.js";
import {
  settingRow
} from "./chunk-47C5EFT2.js";
import {
  isUrl
} from "./chunk-IISNHXBN.js";
import {
  chooseMode
} from "./chunk-35DVGGLY.js";
import {
  dotted,
  showValue,
  throwProblems
} from "./chunk-LJ6IJPAN.js";
import {
  hasNoSecrets
} from "./chunk-SOVHXIP5.js";
import {
  SetupError,
  messageOf
} from "./chunk-GSQGKKGD.js";
import {
  flattenOptions,
  withoutEmptyOptions
} from "./chunk-VHRYJ7LI.js";
import {
  isRecord
} from "./chunk-MEE4SBZR.js";
import {
  didYouMean,
  nearest
} from "./chunk-J4Y3FKE2.js";

// src/settings/resolve.ts
import { realpath } from "node:fs/promises";
import { resolve as resolve3 } from "node:path";

// src/settings/known-hosts.ts
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
var ENTRY = /^(?:@(?:cert-authority|revoked)\s+)?\S+\s+(?:ssh-(?:rsa|dss|ed25519|ed448)|ecdsa-sha2-\S+|sk-\S+)\s+[A-Za-z0-9+/]+=*(?:\s.*)?$/;
async function knownHosts(given, base) {
  if (given === void 0) return void 0;
  const isPath = !/\s/.test(given.trim());
  const text = isPath ? await textOf(resolve(base, given.trim()), given.trim()) : given;
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const wrong = lines.findIndex((line) => line !== "" && !line.startsWith("#") && !ENTRY.test(line));
  if (wrong >= 0 || lines.every((line) => line === "" || line.startsWith("#")))
    throw new SetupError(
      "setting-invalid",
      wrong < 0 ? "ssh-known-hosts: the text has no host key." : `ssh-known-hosts: line ${wrong + 1} is no entry of known_hosts: ${JSON.stringify(lines[wrong]?.slice(0, 100))}.`,
      {
        key: "ssh-known-hosts",
        value: isPath ? given.trim() : `line ${Math.max(wrong, 0) + 1}`,
        remedy: "Give a host, the type of its key and the key in each line, as `ssh-keyscan HOST` prints them."
      }
    );
  return `${lines.join("\n")}
`;
}
async function textOf(path, shown) {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new SetupError("setting-invalid", `ssh-known-hosts: ${shown} cannot be read: ${messageOf(cause)}.`, {
      key: "ssh-known-hosts",
      value: shown,
      remedy: "Name a readable file, or give the lines themselves.",
      cause
    });
  }
}

// src/settings/mlflow.ts
function mlflowSettings(read, environment, uri) {
  const address = uri ?? environment.uri ?? read("tracking-uri");
  const [experiment, model, modelPath, alias, stage] = [
    read("experiment"),
    read("model"),
    read("model-path"),
    read("alias"),
    read("model-stage")
  ];
  return {
    ...address === void 0 ? {} : { access: { ...environment, uri: address } },
    explicit: address !== void 0 && address !== environment.uri,
    ...experiment === void 0 ? {} : { experiment },
    ...model === void 0 ? {} : { model },
    ...modelPath === void 0 ? {} : { modelPath },
    artifact: read("model-artifact"),
    ...alias === void 0 ? {} : { alias },
    ...stage === void 0 ? {} : { stage },
    ...read("model-owner") === "strict" ? { modelOwner: "strict" } : {},
    stageRun: read("stage-run"),
    cleanup: read("cleanup")
  };
}

// src/settings/mode-settings.ts
import { resolve as resolve2 } from "node:path";
function artifactOf(mode, folder, base) {
  if (folder !== void 0) return resolve2(base, folder);
  if (mode !== "comment") return "";
  throw new SetupError("setting-missing", "artifact: the folder with the report of the other run is missing.", {
    key: "artifact",
    remedy: "Name the folder to which actions/download-artifact wrote it, outside of the checkout: ${{ runner.temp }}/report."
  });
}
function fanOutOf(mode, read, base) {
  const {
    plan = "",
    job = "",
    fragments,
    runsOn,
    planFor
  } = {
    plan: read("plan"),
    job: read("job"),
    fragments: read("fragments"),
    runsOn: read("runs-on"),
    planFor: read("plan-for")
  };
  if (job !== "" && mode !== "stage")
    throw new SetupError(
      "setting-conflict",
      `job: only the mode stage runs a job of a plan, and the mode is ${mode}.`,
      {
        key: "job",
        value: job,
        remedy: "Did you mean jobs? Otherwise omit it."
      }
    );
  if ((mode === "stage" || mode === "collect") && fragments === void 0)
    throw new SetupError("setting-missing", "fragments: the folder for the fragments of the jobs is missing.", {
      key: "fragments",
      remedy: "Name a folder outside of the checkout, such as ${{ runner.temp }}/fragments."
    });
  return {
    plan: mode === "stage" || mode === "collect" ? plan : "",
    job,
    fragments: fragments === void 0 ? "" : resolve2(base, fragments),
    runsOn,
    planFor
  };
}
function codeBranch(branch) {
  return new SetupError("setting-conflict", `history.branch: ${branch} is a branch of the code.`, {
    key: "history.branch",
    value: branch,
    remedy: "Name a branch that has no code, such as gh-pages."
  });
}
function historyOf(read, { defaultBranch, ref }, base) {
  const [branch, page, badges] = [read("history-branch"), read("history-page"), read("badges")];
  if (branch !== void 0 && (branch === defaultBranch || ref === `refs/heads/${branch}`)) throw codeBranch(branch);
  return {
    ...branch === void 0 ? {} : { branch },
    ...page === void 0 ? {} : { page: resolve2(base, page) },
    ...badges === void 0 ? {} : { badges: resolve2(base, badges) },
    ...read("pulls") ? { pulls: true } : {}
  };
}
var HUB = "https://huggingface.co";
function cardOf(read, access = {}) {
  const [file, hub] = [read("card"), read("hub")];
  if (hub !== void 0 && file === void 0)
    throw new SetupError("setting-missing", `hub: the upload to ${hub} needs a model card, and none is set.`, {
      key: "card",
      remedy: "Set `card`, such as MODEL_CARD.md."
    });
  const endpoint = webAddress(access.endpoint ?? HUB);
  if (hub !== void 0 && endpoint === void 0)
    throw new SetupError("setting-invalid", "HF_ENDPOINT is no web address without credentials.", {
      key: "HF_ENDPOINT",
      remedy: `Give an address such as ${HUB}, or unset it.`
    });
  return {
    ...file === void 0 ? {} : { file },
    ...hub === void 0 || endpoint === void 0 ? {} : { hub: { ...access, endpoint, repository: hub } }
  };
}
function versionOf(mode, to) {
  if (mode === "rollback" && to === void 0)
    throw new SetupError("setting-missing", "to: a rollback needs the version to restore.", {
      key: "to",
      remedy: "Name a tag, a branch or a commit, such as `--to v2.0`."
    });
  return to ?? "";
}
function targetsOf(targets, restore) {
  if (restore === "all" && targets.length > 0)
    throw new SetupError(
      "setting-conflict",
      "restore: all restores the whole working directory, but targets names parts of it.",
      {
        key: "targets",
        value: targets.join(","),
        remedy: "Omit one of the two."
      }
    );
  return targets;
}
function commitOf(mode, commit, tag) {
  if (["rebuild", "retrain", "plan", "collect"].includes(mode) && commit === "tag" && tag.length === 0) {
    throw new SetupError("setting-missing", "commit: tag publishes the build under a tag, but no tag is configured.", {
      key: "tag",
      value: "none",
      remedy: "Set rebuild.tag (option --tag), such as model-v{n}."
    });
  }
  return commit;
}

// src/settings/request.ts
import { isAbsolute, normalize } from "node:path";

// src/settings/assignments.ts
var ASSIGNMENT = /^\s*([^=\s#]+?)\s*(\+?=)\s*(.*?)\s*$/;
function readAssignments(text) {
  return collect(
    text.split(/\r?\n|,(?=\s*[^,=\s]+\s*=)/),
    ({ key, operator, value }, all) => {
      if (operator !== "=") return `'${key}' cannot be appended to.`;
      if (Object.hasOwn(all, key)) return `'${key}' is given twice.`;
      Object.defineProperty(all, key, {
        value: parseWritten(value),
        enumerable: true,
        configurable: true,
        writable: true
      });
      return void 0;
    },
    {}
  );
}
function readNewData(text) {
  return collect(
    text.split(/\r?\n/),
    ({ key, operator, value }, all) => {
      if (all.some(({ path }) => path === key)) return `'${key}' is given twice.`;
      all.push({ path: key, from: value, mode: operator === "=" ? "replace" : "append" });
      return void 0;
    },
    []
  );
}
function collect(parts, add, all) {
  const written = parts.filter((part) => !/^\s*(?:#.*)?$/.test(part));
  const assignments = written.map((part) => ASSIGNMENT.exec(part));
  if (assignments.length === 0 || !assignments.some((found) => found !== null) || /^\s*[[{]/.test(written[0] ?? ""))
    return void 0;
  const problems = [];
  for (const [index, found] of assignments.entries()) {
    const message = found === null ? `${showValue((written[index] ?? "").trim())} is not name=value.` : add({ key: found[1] ?? "", operator: found[2] ?? "=", value: found[3] ?? "" }, all);
    if (message !== void 0) problems.push({ message, remedy: "Write one per line, as name=value." });
  }
  return problems.length > 0 ? { problems } : { value: all };
}

// src/settings/text.ts
var NOTHING = /^\s*(?:#.*)?$/;
var PAIR = /^\s*([A-Za-z0-9_.-]+)\s*=(.*)$/;
function readText(form, text) {
  switch (form) {
    case "plain":
      return { value: text.trim() };
    case "scalar":
      return { value: parseScalar(text.trim()) };
    case "stages":
      return readStages(text);
    case "names":
      return readNames(text);
    case "yaml":
      return fromYaml(text);
    case "params":
      return readAssignments(text) ?? fromYaml(text, "numbers");
    case "data":
      return readNewData(text) ?? fromYaml(text);
    case "pairs":
      return PAIR.test(text.split(/\r?\n/).find((line) => !NOTHING.test(line)) ?? "") ? readPairs(text) : secretYaml(text);
  }
}
function trimText(text) {
  return text.replace(/^(?:[ \t]*\r?\n)+/, "").trimEnd();
}
function fromYaml(text, textual) {
  const { value, problems } = readYaml(text, textual);
  return problems.length > 0 ? { problems } : { value };
}
function readStages(text) {
  if (/^\s*[[{]|^\s*(?:command|metrics)\s*:\s/m.test(text)) return fromYaml(text);
  if (/^(?:auto|all|none)$/.test(text.trim())) return { value: text.trim() };
  return {
    value: text.split(/[,\n]/).map((stage) => stage.trim()).filter((stage) => stage !== "")
  };
}
function readNames(text) {
  if (/^\s*\[/.test(text)) return fromYaml(text);
  const names = text.split(/[,\n]/).map((name) => name.trim()).filter((name) => name !== "");
  const [only] = names;
  return { value: names.length === 1 && only !== void 0 ? only : names };
}
function readPairs(text) {
  const pairs = /* @__PURE__ */ new Map();
  const problems = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (NOTHING.test(line)) continue;
    const [, key, value] = PAIR.exec(line) ?? [];
    if (key === void 0 || value === void 0)
      problems.push({ message: `Line ${index + 1} is not key=value.`, remedy: "Write one option per line." });
    else if (pairs.has(key)) problems.push({ message: `'${key}' is given twice.`, remedy: "Keep one of them." });
    else pairs.set(key, value.trim());
  }
  return problems.length > 0 ? { problems } : { value: Object.fromEntries(pairs) };
}
function secretYaml(text) {
  const read = fromYaml(text, "all");
  if ("value" in read) return read;
  return {
    problems: read.problems.map(({ line }) => ({
      message: `${line === void 0 ? "It" : `Line ${line}`} is neither a YAML mapping nor key=value lines.`,
      remedy: "Write each option once, as key=value on a line of its own."
    }))
  };
}

// src/settings/request.ts
var REQUEST_KEYS = [
  "stages",
  "params",
  "reason",
  "data",
  "update",
  "dry-run"
];
function requestLayer({ name, request = {} }) {
  const label = name === "repository_dispatch" ? "client_payload" : "inputs";
  const given = /* @__PURE__ */ new Map();
  const problems = [];
  if (label === "client_payload") {
    for (const key of Object.keys(request).filter((each) => !REQUEST_KEYS.some((known) => known === each))) {
      const meant = nearest(key, REQUEST_KEYS);
      problems.push({
        id: "setting-unknown",
        message: `${label}: ${showValue(key)} is not a setting of a retraining request.`,
        key: `${label}.${key}`,
        value: key,
        remedy: `${didYouMean(meant)}Allowed: ${REQUEST_KEYS.join(", ")}.`
      });
    }
  }
  for (const key of REQUEST_KEYS) {
    const written = Object.hasOwn(request, key) ? request[key] : void 0;
    if (written === void 0 || written === null || typeof written === "string" && written.trim() === "") continue;
    const read = typeof written === "string" ? readText(settingRow(key).text, written.trim()) : { value: written };
    if ("problems" in read) {
      problems.push(
        ...read.problems.map(({ message, remedy }) => ({
          id: "setting-invalid",
          message: `${label}.${key}: ${message}`,
          key: `${label}.${key}`,
          remedy
        }))
      );
      continue;
    }
    const parsed = settingSchema(key).safeParse(read.value);
    if (!parsed.success) problems.push(...issueProblems(parsed.error, read.value, originOf(`${label}.${key}`)));
    else if (key === "data") problems.push(...outside(parsed.data, label));
    if (parsed.success) given.set(key, read.value);
  }
  throwProblems(problems);
  return given;
}
function originOf(label) {
  const named = (path) => path.length === 0 ? label : `${label}: ${dotted(path)}`;
  return { name: named, key: (path) => dotted([label, ...path]) };
}
function outside(changes, label) {
  return changes.flatMap(({ from }) => {
    if (from === void 0 || isUrl(from)) return [];
    const path = normalize(from.replaceAll("\\", "/"));
    const inside = !isAbsolute(path) && path !== ".." && !path.startsWith("../") && !/(^|\/)\.(git|dvc)(\/|$)/.test(path) && !path.startsWith("~");
    return inside ? [] : [
      {
        id: "setting-invalid",
        message: `${label}.data: from is ${showValue(from)}.`,
        key: `${label}.data.from`,
        value: from,
        remedy: "Name a file of the checkout, or an address such as s3://bucket/new.csv."
      }
    ];
  });
}

// src/settings/resolve.ts
function textOrigin(surface, setting) {
  const { variable } = settingRow(setting);
  const option = setting === "mode" ? "mode" : variable === void 0 ? `--${setting}` : `variable ${variable}`;
  const label = surface === "option" ? option : `input '${setting}'`;
  return {
    name: (path) => path.length === 0 ? label : `${label}: ${dotted(path)}`,
    key: (path) => dotted([setting, ...path]),
    secret: () => ["remote-config", "token", "import-token", "signing-key"].includes(setting)
  };
}
function textLayer(texts, surface) {
  const given = /* @__PURE__ */ new Map();
  const problems = [];
  for (const [setting, written] of texts) {
    const text = trimText(written);
    if (text === "") continue;
    const origin = textOrigin(surface, setting);
    const read = readText(settingRow(setting).text, text);
    if ("problems" in read) {
      problems.push(
        ...read.problems.map(({ message, remedy }) => ({
          id: "setting-invalid",
          message: `${origin.name([])}: ${message}`,
          key: setting,
          remedy
        }))
      );
      continue;
    }
    const parsed = settingSchema(setting).safeParse(read.value);
    if (parsed.success) given.set(setting, read.value);
    else problems.push(...issueProblems(parsed.error, read.value, origin));
  }
  return { given, problems };
}
function settingValue(setting, layers) {
  const row = settingRow(setting);
  const given = layers.map((layer) => layer.get(setting)).filter((value) => value !== void 0);
  const merged = row.text === "pairs" ? Object.assign({}, ...given.filter(isRecord).reverse().map(flattenOptions)) : given[0];
  const nothing = row.text === "yaml" || row.text === "pairs" || row.text === "params" ? {} : void 0;
  return settingSchema(setting).parse(merged ?? row.default ?? nothing);
}
var LOCAL_MODES = {
  resolve: {
    does: "resolves conflicts in a working tree",
    remedy: "Run `dvc-ci resolve` in the clone where you merge."
  },
  verify: {
    does: "shows its checks on a terminal",
    remedy: "Set provenance: required, which verifies each deployment and rollback, or run `dvc-ci verify` in a step."
  },
  history: {
    does: "shows the official builds on a terminal",
    remedy: "Set history.branch or history-page for the builds, or run `dvc-ci history` in a step."
  },
  diff: {
    does: "shows data on a terminal",
    remedy: "Use mode: validate, whose report describes changed data, or run `dvc-ci diff` in a step."
  }
};
function refuseLocalMode(mode) {
  const local = typeof mode === "string" && Object.hasOwn(LOCAL_MODES, mode) ? LOCAL_MODES[mode] : void 0;
  if (local === void 0) return;
  throw new SetupError("mode-not-possible", `mode: the action cannot run ${String(mode)}, which ${local.does}.`, {
    key: "mode",
    value: String(mode),
    remedy: local.remedy
  });
}
async function resolveSettings(request) {
  const { event } = request;
  const base = await realpath(request.base).catch(() => request.base);
  const { given: texts, problems } = textLayer(
    hasNoSecrets(event) ? withoutEmptyOptions(request.texts) : request.texts,
    request.surface
  );
  const misplaced = problems.some(({ key }) => key === "config" || key === "working-directory");
  if (misplaced) throwProblems(problems);
  const asked = settingValue("config", [texts]);
  const start = await projectDirectory(base, settingValue("working-directory", [texts]), request.within);
  const resolves = texts.get("mode") === "resolve";
  if (request.surface === "input") refuseLocalMode(texts.get("mode"));
  const given = settingValue("mode", [texts]);
  const answers = given === "comment" || given === "command" && event.name === "issue_comment" || given === "auto" && ["issue_comment", "workflow_run"].includes(event.name);
  const file = resolves || answers ? void 0 : await loadConfigFile(base, start, asked === void 0 ? void 0 : resolve3(base, asked));
  throwProblems([...problems, ...file?.problems ?? []]);
  const layers = file === void 0 ? [texts] : [texts, file.given];
  const read = (setting) => settingValue(setting, layers);
  const workingDirectory = await projectDirectory(base, read("working-directory"), request.within);
  if (asked === void 0 && file !== void 0 && workingDirectory !== start && await loadConfigFile(base, workingDirectory) !== void 0) {
    throw new SetupError(
      "config-ambiguous",
      `there are two configuration files: ${file.path} and one in its working-directory '${read("working-directory")}'.`,
      {
        key: "working-directory",
        value: read("working-directory"),
        remedy: "Keep one of them, or give working-directory as an input or option."
      }
    );
  }
  const remote = read("remote");
  const dvcVersion = read("dvc-version");
  const dvcLock = read("dvc-lock");
  const jobs = read("jobs");
  const report = read("report");
  const page = read("page");
  const mlflow = mlflowSettings(read, request.mlflow ?? {}, settingValue("tracking-uri", [texts]));
  const mode = chooseMode(read("mode"), event, read("dry-run"), read("plan-for"));
  if (mode === "retrain" || mode === "plan" && read("plan-for") === "retrain")
    layers.splice(1, 0, requestLayer(event));
  const noise = read("noise");
  const projects = read("projects");
  const audited = read("audit-stages");
  const dryRun = read("dry-run");
  const token = read("token") ?? request.github.token;
  const workspace = await realpath(request.github.workspace ?? base).catch(() => base);
  return {
    mode,
    event,
    workingDirectory,
    shellFolder: await realpath(base).catch(() => base),
    ...remote === void 0 ? {} : { remote },
    remoteConfig: read("remote-config"),
    ...file === void 0 ? {} : { configFile: { path: file.path, overriding: serverSettings([texts], request.mlflow?.uri) } },
    remoteTimeout: read("remote-timeout"),
    importTokens: read("import-token"),
    ...optional("sshKnownHosts", await knownHosts(read("ssh-known-hosts"), base)),
    setup: read("setup"),
    setupExports: read("setup-exports"),
    ...dvcVersion === void 0 ? {} : { dvcVersion },
    ...dvcLock === void 0 ? {} : { dvcLock },
    ...jobs === void 0 ? {} : { jobs },
    keepGoing: read("keep-going"),
    checks: read("checks"),
    validate: {
      pull: read("pull").what,
      pullAlso: read("pull").also,
      evaluate: read("evaluate"),
      evaluateTimeout: read("evaluate-timeout"),
      stale: read("stale"),
      verify: read("verify"),
      wait: read("wait"),
      drift: read("drift")
    },
    metrics: {
      baseline: read("baseline"),
      tolerance: read("tolerance"),
      policies: read("thresholds"),
      ...optional("givenPolicies", textOf2(texts.get("thresholds"))),
      predictions: read("predictions"),
      repeat: read("repeat"),
      ...noise === void 0 ? {} : { noise }
    },
    data: {
      diff: read("data-diff"),
      show: read("data-show"),
      keys: read("data-keys"),
      limit: read("data-limit"),
      timeout: read("data-timeout"),
      memory: read("data-memory")
    },
    rebuild: {
      when: read("when"),
      force: read("force"),
      commit: commitOf(mode, read("commit"), read("tag")),
      tag: read("tag"),
      dryRun,
      resume: read("resume"),
      release: read("release"),
      audit: read("audit"),
      githubRelease: read("github-release")
    },
    mlflow,
    github: {
      ...token === void 0 ? {} : { token },
      apiUrl: request.github.apiUrl,
      project: relativePath(workspace, workingDirectory),
      comment: read("comment"),
      images: read("images"),
      imagesBranch: read("images-branch"),
      reproWorkflow: read("repro-workflow"),
      validateWorkflow: read("validate-workflow"),
      artifact: artifactOf(mode, read("artifact"), base),
      checkRun: read("check-run")
    },
    retrain: retrainSettings(read, base),
    fanOut: fanOutOf(mode, read, base),
    rollback: {
      to: versionOf(mode, read("to")),
      targets: targetsOf(read("targets"), read("restore")),
      restore: read("restore"),
      ...optional("reason", read("reason"))
    },
    deploy: {
      ...optional("environment", read("environment")),
      ...optional("command", read("deploy-command")),
      ...optional("event", read("deploy-event")),
      ...optional("workflow", read("deploy-workflow")),
      rollback: read("deploy-rollback")
    },
    history: historyOf(read, event, base),
    audit: {
      ...audited === void 0 ? {} : { stages: audited },
      vary: read("vary"),
      differences: read("differences")
    },
    card: cardOf(read, request.hub),
    provenance: provenanceOf(read, event, request.signing, base),
    gc: {
      delete: read("delete"),
      grace: read("grace"),
      keepBuilds: read("keep-builds"),
      keepDays: read("keep-days"),
      ...projects === void 0 ? {} : { projects }
    },
    lint: { off: read("lint-off") },
    diff: { words: [...request.files ?? []] },
    verify: verifyOf(request.files, read("bundle"), base),
    resolve: { files: [...request.files ?? []], installDriver: read("install-driver") },
    cache: { use: read("cache"), limit: read("cache-limit") },
    ...report === void 0 ? {} : { report: resolve3(base, report) },
    ...page === void 0 ? {} : { page: resolve3(base, page) },
    yes: read("yes")
  };
}
function serverSettings(layers, uri) {
  return {
    ...optional("remote", settingValue("remote", layers)),
    remoteConfig: settingValue("remote-config", layers),
    ...optional("trackingUri", settingValue("tracking-uri", layers) ?? uri),
    ...optional("dvcLock", settingValue("dvc-lock", layers))
  };
}
function textOf2(given) {
  return given === void 0 || typeof given === "string" ? given : JSON.stringify(given);
}
function optional(key, value) {
  return value === void 0 ? {} : { [key]: value };
}

export {
  codeBranch,
  textLayer,
  settingValue,
  resolveSettings,
  serverSettings
};
