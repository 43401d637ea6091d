import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  renderSummary
} from "./chunks/chunk-D5DI3KEQ.js";
import {
  failedRun,
  loadActionSettings,
  salvageGitHubSettings
} from "./chunks/chunk-MPSGXP3M.js";
import {
  catchUnanswered
} from "./chunks/chunk-G5332VE7.js";
import "./chunks/chunk-5CAFDNKZ.js";
import {
  filesOfInputs,
  messageWithId,
  writeRunFiles
} from "./chunks/chunk-6VLNNERD.js";
import "./chunks/chunk-PTGDY7OI.js";
import {
  annotationsOf
} from "./chunks/chunk-4OS2L7D4.js";
import "./chunks/chunk-Q7PKBVSZ.js";
import {
  titleOf
} from "./chunks/chunk-EX52EZ3H.js";
import "./chunks/chunk-N55NVOIB.js";
import "./chunks/chunk-QI7C5ARK.js";
import "./chunks/chunk-2OLTNLZS.js";
import "./chunks/chunk-ZJPWFF2S.js";
import "./chunks/chunk-6K6AJN4A.js";
import {
  beginDvc,
  claimDvc
} from "./chunks/chunk-33AV5VUV.js";
import "./chunks/chunk-V5PK7DQF.js";
import "./chunks/chunk-2YNCK45N.js";
import "./chunks/chunk-UAXYXOMA.js";
import "./chunks/chunk-3YF3DDHW.js";
import {
  PENDING_CACHES,
  createActionsHost
} from "./chunks/chunk-TMMXTKYT.js";
import {
  listenForCancel
} from "./chunks/chunk-ISVPOSEU.js";
import "./chunks/chunk-KUDOOD3U.js";
import "./chunks/chunk-V7QOIM57.js";
import {
  redactStrings
} from "./chunks/chunk-RM227KDU.js";
import "./chunks/chunk-YTSCXGCX.js";
import {
  addPath,
  error,
  exportVariable,
  saveState,
  setOutput,
  summary
} from "./chunks/chunk-F5MBJ5VH.js";
import "./chunks/chunk-PPFV6LXP.js";
import "./chunks/chunk-FT4V3LLR.js";
import "./chunks/chunk-IJ3IOKBO.js";
import {
  killLivingGroups
} from "./chunks/chunk-NTLNP6FM.js";
import "./chunks/chunk-VFODHJIE.js";
import "./chunks/chunk-BQPGCR32.js";
import "./chunks/chunk-6VHQMS4Q.js";
import {
  hideCredentials
} from "./chunks/chunk-QBQ5F4U6.js";
import "./chunks/chunk-SDUKE5W5.js";
import "./chunks/chunk-AARV6KVG.js";
import "./chunks/chunk-KKHYPAVG.js";
import {
  relativePath
} from "./chunks/chunk-HLRJF5P5.js";
import "./chunks/chunk-LDTS5XU3.js";
import "./chunks/chunk-47C5EFT2.js";
import "./chunks/chunk-IISNHXBN.js";
import "./chunks/chunk-35DVGGLY.js";
import "./chunks/chunk-LJ6IJPAN.js";
import {
  count
} from "./chunks/chunk-WFAHW5JG.js";
import "./chunks/chunk-6BXGY3ZC.js";
import "./chunks/chunk-33TNGAK7.js";
import "./chunks/chunk-SOVHXIP5.js";
import {
  messageOf
} from "./chunks/chunk-GSQGKKGD.js";
import {
  secretsOf,
  secretsOfVariables
} from "./chunks/chunk-PYVRI32Z.js";
import "./chunks/chunk-VHRYJ7LI.js";
import "./chunks/chunk-MEE4SBZR.js";
import "./chunks/chunk-J4Y3FKE2.js";
import "./chunks/chunk-VUXC3WPS.js";

// src/action-request.ts
import { resolve } from "node:path";

// src/run/actions-surfaces.ts
import { statSync } from "node:fs";

// src/report/fan-out-outputs.ts
import { createHash } from "node:crypto";
var LONGEST_LABEL = 80;
function fanOutOutputs({ mode, fanout, source }) {
  if (mode !== "plan") return { levels: "", matrices: "", plan: "", artifacts: "", fragment: fanout?.fragment ?? "" };
  const { plan, jobs } = fanout ?? { jobs: [] };
  if (plan === void 0) return { levels: "0", matrices: "[]", plan: "", artifacts: "", fragment: "" };
  const levels = Math.max(0, ...jobs.map(({ level }) => level));
  const matrices = Array.from({ length: levels }, (_, index) => ({
    include: jobs.filter(({ level }) => level === index + 1).map(matrixEntry)
  }));
  return {
    levels: String(levels),
    matrices: JSON.stringify(matrices),
    plan,
    artifacts: artifactPrefix(plan, source.sha),
    fragment: ""
  };
}
function matrixEntry({ id, stages, runs_on: runsOn, container }) {
  const label = stages.join(", ");
  return {
    job: id,
    stages: label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 2)} …` : label,
    "runs-on": runsOn ?? "ubuntu-latest",
    container: container ?? ""
  };
}
function artifactPrefix(plan, sha) {
  return `dvc-ci-${createHash("sha256").update(`${sha}
${plan}`).digest("hex").slice(0, 10)}`;
}

// src/report/outputs.ts
var LARGEST_OUTPUT = 2e5;
function outputsOf(report, more = {}) {
  const tooLarge = [];
  const json = (name, value) => {
    const text = JSON.stringify(value);
    if (Buffer.byteLength(text) <= LARGEST_OUTPUT) return text;
    tooLarge.push(name);
    return "";
  };
  const outputs = {
    conclusion: report.conclusion,
    message: report.message,
    summary: titleOf(report),
    mode: report.mode,
    report: more.files?.report ?? "",
    page: more.files?.page ?? "",
    commit: report.commit?.sha ?? "",
    tag: report.tag ?? "",
    "pull-request": report.commit?.pull_request?.url ?? "",
    "left-out": json("left-out", report.left_out ?? []),
    "stale-stages": json(
      "stale-stages",
      report.stages.filter((stage) => stage.verdict === "stale" && !stage.held).map((stage) => stage.name)
    ),
    metrics: json("metrics", report.metrics),
    policies: json("policies", report.policies),
    missing: json("missing", report.remote.missing),
    "dvc-version": more.dvcVersion ?? "",
    "dvc-path": more.dvcPath ?? "",
    ...fanOutOutputs(report),
    "mlflow-run-id": report.mlflow?.run_id ?? "",
    "model-version": report.mlflow?.version ?? ""
  };
  return { outputs, tooLarge };
}

// src/run/actions-surfaces.ts
async function publishToActions(report, host2, result) {
  const attempt = async (surface, publish) => {
    try {
      await publish();
    } catch (error2) {
      host2.warning(`Could not write the ${surface}: ${messageOf(error2)}`);
    }
  };
  await attempt("outputs", () => {
    requireFile("GITHUB_OUTPUT");
    const { outputs, tooLarge } = outputsOf(report, result);
    host2.close();
    for (const [name, value] of Object.entries(outputs)) setOutput(name, value);
    if (result.pathFolder !== void 0) {
      requireFile("GITHUB_PATH");
      addPath(result.pathFolder);
    }
    if (tooLarge.length > 0)
      host2.warning(
        `${tooLarge.map((name) => `'${name}'`).join(", ")}: too large for an output of a job, so the output is empty. ${result.files.report === void 0 ? "Set the input 'report': report.json has the value." : "report.json has the value."}`
      );
  });
  const { exports } = result;
  if (exports !== void 0)
    await attempt("variables for later steps", () => {
      host2.close();
      const has = (variable) => {
        requireFile(variable);
        return Boolean(process.env[variable]);
      };
      if (has("GITHUB_PATH")) for (const folder of exports.path) addPath(folder);
      if (has("GITHUB_ENV")) for (const [name, value] of Object.entries(exports.env)) exportVariable(name, value);
    });
  await attempt("job summary", async () => {
    requireFile("GITHUB_STEP_SUMMARY");
    if (report.mode === "setup" && report.conclusion === "success") return;
    if (process.env["GITHUB_STEP_SUMMARY"]) await summary.addRaw(renderSummary(report, result.files)).write();
    else host2.debug("GITHUB_STEP_SUMMARY is not set: no job summary.");
  });
  await attempt("annotations", () => {
    for (const { severity, message, ...place } of annotationsOf(report, result.project)) host2[severity](message, place);
    const { error: error2, warning, notice } = host2.hiddenAnnotations;
    const hidden = [
      [error2, "error"],
      [warning, "warning"],
      [notice, "notice"]
    ];
    if (error2 + warning + notice > 0) {
      host2.info(
        `GitHub shows 10 annotations of a kind: ${hidden.filter(([number]) => number > 0).map(([number, kind]) => count(number, `more ${kind}`)).join(", ")} in this log and in the job summary.`
      );
    }
  });
}
function saveActionState(name, value, host2) {
  try {
    requireFile("GITHUB_STATE");
    saveState(name, value);
  } catch (error2) {
    host2.warning(`Could not write the state of the step: ${messageOf(error2)}`);
  }
}
function requireFile(variable) {
  const path = process.env[variable];
  const stat = path ? statSync(path, { throwIfNoEntry: false }) : void 0;
  if (stat !== void 0 && !stat.isFile()) throw new Error(`${variable} names no regular file: ${path ?? ""}`);
}
function failAction(report, host2) {
  host2.close();
  error(host2.redact(messageWithId(report)), report.error === void 0 ? {} : { title: report.error.id });
}

// src/action-request.ts
function guessOfAction() {
  const env = process.env;
  const mode = (env["INPUT_MODE"] ?? "").trim() || (["issue_comment", "workflow_run"].includes(env["GITHUB_EVENT_NAME"] ?? "") ? void 0 : "validate");
  return {
    mode: mode === "auto" ? "validate" : mode,
    directory: resolve(env["GITHUB_WORKSPACE"] || process.cwd(), (env["INPUT_WORKING-DIRECTORY"] ?? "").trim() || ".")
  };
}
async function answerStep(host2, signal2) {
  const env = process.env;
  try {
    for (const secret of secretsOfVariables(env)) host2.mask(secret);
    const settings = await loadActionSettings(env, process.cwd());
    for (const secret of secretsOf(settings, env)) host2.mask(secret);
    signal2.throwIfAborted();
    const { isCacheOffered, openGitHubCache } = await import("./chunks/service-Y45IBY22.js");
    const cache = settings.cache.use !== "none" && isCacheOffered(env) ? openGitHubCache({ env, event: settings.event, limit: settings.cache.limit, host: host2, signal: signal2 }) : void 0;
    const { execute } = await import("./chunks/run-flow-IET64ZF2.js");
    const { report, exitCode, files, dvcVersion, dvcPath, pathFolder, exports } = await execute(
      settings,
      host2,
      signal2,
      cache
    );
    if (cache !== void 0 && cache.pending.length > 0 && exitCode <= 1)
      saveActionState(PENDING_CACHES, JSON.stringify(cache.pending), host2);
    const project = relativePath(env["GITHUB_WORKSPACE"] || process.cwd(), settings.workingDirectory);
    return await finish(host2, report, exitCode, {
      project,
      files,
      ...dvcVersion === void 0 ? {} : { dvcVersion },
      ...dvcPath === void 0 ? {} : { dvcPath },
      ...pathFolder === void 0 ? {} : { pathFolder },
      ...exports === void 0 ? {} : { exports }
    });
  } catch (error2) {
    return await failStep(error2, host2);
  }
}
async function failStep(error2, host2) {
  const env = process.env;
  const { report, exitCode, stack } = failedRun(error2, env["INPUT_MODE"], env);
  if (stack !== void 0) host2.debug(stack);
  const files = writeRunFiles(
    filesOfInputs(env, process.cwd()),
    redactStrings(report, (text) => host2.redact(text)),
    (message) => {
      host2.warning(message);
    }
  );
  await showFailedAction(host2, report, files);
  return finish(host2, report, exitCode, { project: "", files });
}
async function finish(host2, raw, exitCode, result) {
  const report = redactStrings(raw, (text) => host2.redact(text));
  await publishToActions(report, host2, result);
  if (exitCode !== 0) failAction(report, host2);
  host2.close();
  return exitCode;
}
async function showFailedAction(host2, report, files) {
  const known = await salvageGitHubSettings(process.env, process.cwd());
  if (known?.github.token === void 0 || known.event.pullRequest === void 0) return;
  host2.mask(known.github.token);
  const { showFailedRun } = await import("./chunks/live-report-UW35PBQB.js");
  await showFailedRun({ ...known, mode: report.mode, dryRun: false }, host2, report, files);
}

// src/action.ts
var isHidden = hideCredentials(process.env);
var host = createActionsHost();
var { signal, dispose } = listenForCancel({ onCancel: (name) => host.info(`${name}: ending all processes.`) });
if (!isHidden) host.debug("This system lets no process clear its environment: code of the job can read the inputs.");
process.once("uncaughtException", (error2) => {
  killLivingGroups();
  void failStep(error2, host).finally(() => process.exit(3));
});
var answered = catchUnanswered();
await beginDvc(guessOfAction());
claimDvc(host, signal);
process.exitCode = await answerStep(host, signal);
answered();
dispose();
