import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  EVENT_RULES,
  ORIGINS,
  originOf,
  ruleOf
} from "./chunk-N2SY5YAA.js";
import {
  SetupError
} from "./chunk-RRI2TGUO.js";

// src/text/edit-distance.ts
function editDistance(from, to, limit = Infinity) {
  if (Math.abs(from.length - to.length) > limit) return limit + 1;
  let [before, row, next] = [
    new Uint8Array(to.length + 1),
    Uint8Array.from({ length: to.length + 1 }, (_, index) => index),
    new Uint8Array(to.length + 1)
  ];
  for (let i = 1; i <= from.length; i++) {
    const [char, last] = [from.charCodeAt(i - 1), from.charCodeAt(i - 2)];
    let left = i;
    let fewest = i;
    next[0] = i;
    for (let j = 1; j <= to.length; j++) {
      const other = to.charCodeAt(j - 1);
      const replaced = (row[j - 1] ?? 0) + (char === other ? 0 : 1);
      const removed = (row[j] ?? 0) + 1;
      left = left + 1 < replaced ? left + 1 : replaced;
      if (removed < left) left = removed;
      if (i > 1 && j > 1 && char === to.charCodeAt(j - 2) && last === other)
        left = Math.min(left, (before[j - 2] ?? 0) + 1);
      if (left < fewest) fewest = left;
      next[j] = left;
    }
    if (fewest > limit + 1) return limit + 1;
    [before, row, next] = [row, next, before];
  }
  return row[to.length] ?? 0;
}

// src/text/nearest.ts
var COMPARED_LENGTH = 100;
var COMPARED_METRIC_LENGTH = 64;
function nearest(word, candidates, only) {
  const normal = (text) => text.slice(0, COMPARED_LENGTH).toLowerCase().replaceAll("_", "-");
  const asked = normal(word);
  const known = [...candidates];
  const mostEdits = Math.max(1, Math.floor(asked.length / 3));
  const [best] = closest(known, 1, mostEdits, (candidate, limit) => editDistance(asked, normal(candidate), limit));
  if (best !== void 0 || only === "misspelt" || asked.length < 4) return best;
  return known.find((candidate) => normal(candidate).includes(asked));
}
function nearestMetrics(wanted, known, count = 3) {
  const target = metricKey(wanted);
  const inOrder = [...new Set(known)].sort();
  return closest(inOrder, count, COMPARED_METRIC_LENGTH, (name, limit) => {
    const key = metricKey(name);
    if (lastSegment(key) === lastSegment(target)) return 0;
    return Math.min(editDistance(target, key, limit), editDistance(lastSegment(target), lastSegment(key), limit) + 1);
  });
}
function closest(candidates, count, limit, distance) {
  let best = [];
  for (const candidate of candidates) {
    const last = best.length < count ? void 0 : best.at(-1);
    const farthest = last === void 0 ? limit : last.away - 1;
    const away = distance(candidate, farthest);
    if (away <= farthest) best = [...best, { candidate, away }].sort((a, b) => a.away - b.away).slice(0, count);
  }
  return best.map(({ candidate }) => candidate);
}
function metricKey(name) {
  return name.slice(name.lastIndexOf(":") + 1).toLowerCase().slice(0, COMPARED_METRIC_LENGTH);
}
function lastSegment(key) {
  return key.slice(key.lastIndexOf(".") + 1);
}

// src/settings/mode.ts
var MODES = [
  { mode: "validate", summary: "Check a change: pull, reproduce, checks, evaluate, compare, gate. Changes nothing." },
  { mode: "rebuild", summary: "Build the official model from source data, push it, verify the remote, commit." },
  { mode: "retrain", summary: "Rebuild on demand: forced stages, new source data, other parameters." },
  {
    mode: "plan",
    summary: "Plan the jobs of a build, or of the stages that a change made stale, for several machines."
  },
  { mode: "stage", summary: "Run one job of a plan: download the inputs of its stages, run them, push their outputs." },
  {
    mode: "collect",
    summary: "Collect the outputs of the jobs of a plan, then continue as the planned mode does."
  },
  {
    mode: "rollback",
    summary: "Restore an earlier version, or single targets of it, after verifying that the remote has it."
  },
  { mode: "command", summary: "Run the command in a comment on a pull request: `/dvc-ci accept …`, `/dvc-ci repro`." },
  {
    mode: "lint",
    summary: "Check what Git and DVC track: data, credentials, dvc.lock. Changes nothing, reads no remote."
  },
  {
    mode: "resolve",
    summary: "Resolve a conflict in dvc.lock by stage, explain one in a .dvc file. Command line only."
  }
];
var LATER_MODES = ["comment", "setup", "init", "doctor", "explain"];
var ALLOWED = `Modes: ${MODES.map(({ mode }) => mode).join(", ")}.`;
var RETRAIN_EVENTS = ["schedule", "workflow_dispatch", "repository_dispatch"];
function unknownModeRemedy(mode) {
  if (LATER_MODES.includes(mode)) return `A later version of dvc-ci will have the mode ${mode}. ${ALLOWED}`;
  const meant = nearest(mode, ["auto", ...MODES.map((known) => known.mode)]);
  return `${meant === void 0 ? "" : `Did you mean ${meant}? `}${ALLOWED}`;
}
function refuse(event, why, remedy) {
  const what = event.name === "local" ? "a run without a GitHub event" : `the event ${event.name}${event.ref === "" ? "" : ` (${event.ref})`}`;
  throw new SetupError("mode-not-possible", `mode: ${what} ${why}.`, { key: "mode", value: event.name, remedy });
}
function chooseMode(asked, event, dryRun, planFor = "rebuild") {
  if (event.name === "pull_request_target") {
    refuse(
      event,
      "would run untrusted code with the credentials of this repository",
      "Use the event pull_request, which has no credentials."
    );
  }
  const mode = modeFor(asked, event, dryRun, planFor);
  const rule = ruleOf(event);
  if (rule === void 0 || !rule.modes.includes(mode)) {
    const allowed = EVENT_RULES.filter(({ modes }) => modes.includes(mode)).flatMap(({ events }) => events);
    refuse(
      event,
      rule === void 0 ? `starts no mode with code or a request of ${ORIGINS[originOf(event)]}` : `of ${ORIGINS[rule.origin]} does not start ${mode}`,
      `Start ${mode} on one of ${[...new Set(allowed)].filter((name) => name !== "local").join(", ")}.`
    );
  }
  return mode;
}
function modeFor(asked, event, dryRun, planFor) {
  if (asked === "rebuild" || asked === "retrain" || asked === "rollback" || asked === "plan" && planFor !== "validate")
    return allowCommit(asked, event, dryRun);
  if (asked === "command" && event.name !== "issue_comment")
    refuse(event, "is not a comment", "Start the workflow on issue_comment (types: [created]), or choose another mode.");
  if (asked !== "auto") return asked;
  switch (event.name) {
    case "pull_request":
    case "merge_group":
      return "validate";
    case "push":
      return modeOfPush(event);
    case "issue_comment":
      return "command";
    case "local":
      return refuse(event, "has no mode", `Name the mode: dvc-ci ${MODES.map(({ mode }) => mode).join(", dvc-ci ")}.`);
    default:
      if (RETRAIN_EVENTS.includes(event.name)) return allowCommit("retrain", event, dryRun);
      return refuse(event, "has no mode", `Set mode: validate or mode: rebuild. ${ALLOWED}`);
  }
}
function modeOfPush(event) {
  if (event.defaultBranch === void 0) {
    refuse(
      event,
      "has no repository.default_branch in its payload, so the default branch is unknown",
      "Set mode: validate or mode: rebuild."
    );
  }
  if (event.ref === `refs/heads/${event.defaultBranch}`) return "rebuild";
  return refuse(
    event,
    `is not a push to the default branch '${event.defaultBranch}'`,
    `Set mode: validate, or start the workflow only for pushes to ${event.defaultBranch} (on: push: branches).`
  );
}
function allowCommit(mode, event, dryRun) {
  const temporary = event.name === "merge_group" || event.ref.startsWith("refs/heads/gh-readonly-queue/");
  if (dryRun || !temporary && (event.ref === "" || event.ref.startsWith("refs/heads/"))) return mode;
  return refuse(
    event,
    `has no branch for the commit of a ${mode}`,
    `Run ${mode} on a branch, or set dry-run: true${mode === "rebuild" ? ", or mode: validate" : mode === "plan" ? ", or plan-for: validate" : ""}.`
  );
}

// src/settings/problems.ts
var SHOWN = 20;
function withoutPasswords(text) {
  return text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*:[^\s@]*@/gi, "$1***@");
}
function showValue(value) {
  if (value === null || value === "") return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "string") return `of the type ${typeof value}`;
  const line = withoutPasswords(value).replace(/\s+/g, " ");
  return `'${line.length > 80 ? `${line.slice(0, 79)}…` : line}'`;
}
function dotted(path) {
  const written = path.map((part) => {
    if (typeof part === "number") return `[${part}]`;
    return `.${/^[\w-]+$/.test(String(part)) ? String(part) : JSON.stringify(String(part))}`;
  });
  return written.join("").replace(/^\./, "");
}
function single(problem) {
  const details = { key: problem.key, remedy: problem.remedy };
  if (problem.value !== void 0) details.value = withoutPasswords(problem.value);
  if (problem.path !== void 0) details.path = problem.path;
  if (problem.line !== void 0) details.line = problem.line;
  return new SetupError(problem.id, problem.message, details);
}
function problemsError(problems) {
  const first = single(problems[0]);
  if (problems.length === 1) return first;
  const lines = problems.slice(0, SHOWN).map((problem) => `- ${problem.message} ${problem.remedy}`);
  if (problems.length > SHOWN) lines.push(`- and ${problems.length - SHOWN} more.`);
  return new SetupError(first.id, `${problems.length} settings are wrong:
${lines.join("\n")}
Nothing was changed.`, {
    ...first.details,
    remedy: "`dvc-ci --help` lists every setting.",
    cause: new AggregateError(problems.map(single))
  });
}
function throwProblems(problems) {
  const [first, ...rest] = problems;
  if (first !== void 0) throw problemsError([first, ...rest]);
}

// src/settings/table/modes.ts
var JUDGING_MODES = ["validate", "rebuild", "retrain", "plan", "collect"];
var JUDGING_OR_RUNNING = [...JUDGING_MODES, "stage"];
var WITH_REMOTE = ["validate", "rebuild", "retrain", "plan", "stage", "collect", "rollback"];
var WITH_DVC = [
  "validate",
  "rebuild",
  "retrain",
  "plan",
  "stage",
  "collect",
  "rollback",
  "lint"
];
var ALL = [
  "validate",
  "rebuild",
  "retrain",
  "plan",
  "stage",
  "collect",
  "rollback",
  "command",
  "lint",
  "resolve"
];
var PUBLISHING = ["rebuild", "retrain", "plan", "collect", "rollback"];
var BUILDS = ["rebuild", "retrain", "plan", "collect"];
var RETRAIN = ["retrain", "plan"];
var WITH_REASON = ["retrain", "plan", "rollback"];
var RETRAINING_MODES = ["retrain", "collect"];
var FETCHING = ["validate", "rollback", "collect"];
var ROLLBACK = ["rollback"];
var VALIDATE = ["validate"];
var VALIDATING_MODES = ["validate", "collect"];
var STALE = ["validate", "plan", "collect"];
var REBUILD = ["rebuild"];
var RUNNING = ["validate", "rebuild", "retrain", "stage"];
var HANDING_ON = ["stage", "collect"];
var CACHING = [
  "validate",
  "rebuild",
  "retrain",
  "plan",
  "stage",
  "collect",
  "rollback",
  "lint"
];
var EVERYWHERE = ["input", "option"];

// src/settings/table/deploy.ts
var DEPLOY_SETTINGS = [
  {
    name: "environment",
    key: "deploy.environment",
    text: "plain",
    values: "NAME",
    absent: "none",
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "Creates a deployment to this environment on GitHub after the official version is published. Needs `deployments: write`."
  },
  {
    name: "deploy-command",
    key: "deploy.command",
    text: "plain",
    values: "a shell line",
    absent: "none",
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "Shell line that deploys the official version. It gets DVC_CI_MODEL, DVC_CI_VERSION, DVC_CI_ALIAS, DVC_CI_PATH, DVC_CI_HASH, DVC_CI_REMOTE, DVC_CI_COMMIT, DVC_CI_TAG and DVC_CI_ENVIRONMENT in its environment. Its exit code sets the status of the deployment."
  },
  {
    name: "deploy-event",
    key: "deploy.event",
    text: "plain",
    values: "TYPE",
    absent: "none",
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "Sends a `repository_dispatch` of this type. Its `client_payload` has the same facts."
  },
  {
    name: "deploy-workflow",
    key: "deploy.workflow",
    text: "plain",
    values: "FILE",
    absent: "none",
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "Starts this workflow (`workflow_dispatch`) on the default branch. Its input `deployment` has the same facts as JSON. Needs `actions: write`."
  },
  {
    name: "deploy-rollback",
    key: "deploy.rollback",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: ROLLBACK,
    surfaces: EVERYWHERE,
    description: "Deploys the version that a rollback restored, as an official build is deployed."
  }
];

// src/settings/table/existing-version.ts
var EXISTING_VERSION_SETTINGS = [
  {
    name: "to",
    text: "plain",
    values: "a tag, a branch, a commit, or version:N",
    absent: "none; a rollback needs a version",
    modes: ROLLBACK,
    surfaces: EVERYWHERE,
    description: "Version to restore. `version:N` is a version of the registered model in MLflow."
  },
  {
    name: "targets",
    text: "stages",
    values: ".dvc files, data, stages or outputs",
    absent: "everything",
    modes: ROLLBACK,
    surfaces: EVERYWHERE,
    description: "Files, stages or outputs to restore. Default: all `.dvc` files and every dvc.lock of the working directory."
  },
  {
    name: "restore",
    text: "plain",
    values: "data or all",
    default: "data",
    modes: ROLLBACK,
    surfaces: EVERYWHERE,
    description: "`data` restores the data that DVC tracks and the results that Git tracks. `all` also restores the code and the parameters of that version (never workflows, `.dvc/config` or dvc-ci.yaml)."
  },
  {
    name: "resume",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: REBUILD,
    surfaces: EVERYWHERE,
    description: "Builds nothing. Completes the MLflow records of the official build that this commit already has."
  },
  {
    name: "release",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: BUILDS,
    surfaces: EVERYWHERE,
    description: "Builds a branch that a rollback holds. Without it, a build of that branch waits until a commit changes an input of the pipeline."
  }
];

// src/settings/table/fan-out.ts
var FAN_OUT_SETTINGS = [
  {
    name: "runs-on",
    key: "fan-out.runs-on",
    text: "stages",
    values: "label of a runner, or several",
    default: "ubuntu-latest",
    modes: ["plan"],
    surfaces: EVERYWHERE,
    description: "Runner of the stages of a build over several machines, where dvc.yaml asks for no other (`meta: { dvc-ci: { runs-on: …, container: … } }`)."
  },
  {
    name: "plan-for",
    text: "plain",
    values: "rebuild, retrain or validate",
    default: "rebuild",
    modes: ["plan"],
    surfaces: EVERYWHERE,
    description: "Work to spread over machines: an official build, a retraining with its request, or the stages that a change made stale (`stale: run` or `commit`). The other jobs read it from the plan."
  },
  {
    name: "plan",
    text: "plain",
    values: "the output `plan`",
    absent: "none; stage and collect need it",
    modes: HANDING_ON,
    surfaces: EVERYWHERE,
    description: "The output `plan` of the job with mode: plan."
  },
  {
    name: "job",
    text: "plain",
    values: "NAME",
    absent: "none; stage needs it",
    modes: ["stage"],
    surfaces: EVERYWHERE,
    description: "Name of the job of the plan to run."
  },
  {
    name: "fragments",
    text: "plain",
    values: "DIR",
    absent: "none; stage and collect need it",
    modes: HANDING_ON,
    surfaces: EVERYWHERE,
    description: "Folder with the fragments of earlier jobs. This job also writes its own fragment there."
  }
];

// src/settings/table/general.ts
var GENERAL_SETTINGS = [
  {
    name: "mode",
    text: "plain",
    values: "auto, validate, rebuild, retrain, plan, stage, collect, rollback, command or lint",
    default: "auto",
    modes: ALL,
    surfaces: ["input"],
    description: "Mode to run. `auto` chooses it from the event. On the command line the mode is the first argument."
  },
  {
    name: "config",
    text: "plain",
    values: "FILE",
    absent: "dvc-ci.yaml in the working directory",
    modes: WITH_DVC,
    surfaces: EVERYWHERE,
    description: "Path of the configuration file, where it is not dvc-ci.yaml in the working directory."
  },
  {
    name: "working-directory",
    key: "working-directory",
    short: "C",
    text: "plain",
    values: "DIR",
    default: ".",
    modes: ALL,
    surfaces: EVERYWHERE,
    description: "Folder of the DVC project, relative to the workspace (on the command line: to the current folder)."
  },
  {
    name: "remote",
    key: "remote",
    short: "r",
    text: "plain",
    values: "NAME",
    absent: "the repository's default remote",
    modes: WITH_DVC,
    surfaces: EVERYWHERE,
    description: "DVC remote to use."
  },
  {
    name: "remote-config",
    key: "remote-config",
    text: "pairs",
    values: "mapping, or key=value lines",
    absent: "none",
    modes: WITH_REMOTE,
    surfaces: EVERYWHERE,
    description: "Options of the remote, with the names of `dvc remote modify --local`. Take credentials from secrets: dvc-ci masks them and never stores them. Options from an input are added to those of dvc-ci.yaml. Options belong to the remote in use; `second.region=…`, or a mapping below the name `second`, gives them to the remote `second`."
  },
  {
    name: "remote-timeout",
    key: "remote-timeout",
    text: "scalar",
    values: "duration",
    default: "30s",
    modes: WITH_REMOTE,
    surfaces: EVERYWHERE,
    description: "Longest time without a byte from the remote: seconds, or a number with s, m or h. The run then ends with exit code 3. A transfer may take longer, as long as bytes arrive."
  },
  {
    name: "setup",
    key: "setup",
    text: "plain",
    values: "auto, none or a shell line",
    default: "auto",
    modes: [...JUDGING_MODES, "stage"],
    surfaces: EVERYWHERE,
    description: "Installs the project's own packages before checks, evaluation and stages. `auto` uses uv.lock, requirements.txt, pylock.toml, poetry.lock, pdm.lock, Pipfile.lock, conda-lock.yml, environment.yml or pyproject.toml when no environment is active; those of Poetry, PDM, Pipenv and conda with their own tool on PATH."
  },
  {
    name: "dvc-version",
    key: "dvc-version",
    text: "plain",
    values: "VERSION",
    absent: "the installed DVC, else the newest",
    modes: WITH_DVC,
    surfaces: EVERYWHERE,
    description: "Required version of DVC, such as 3.67.1. dvc-ci installs it when it finds another version or none."
  },
  {
    name: "jobs",
    key: "jobs",
    text: "scalar",
    values: "auto or a number",
    default: "auto",
    modes: WITH_REMOTE,
    surfaces: EVERYWHERE,
    description: "Number of stages that a rebuild runs in parallel. `auto`: the number of processors. A stage can declare its needs of the machine in `meta` of dvc.yaml."
  },
  {
    name: "keep-going",
    key: "keep-going",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: RUNNING,
    surfaces: EVERYWHERE,
    description: "After a stage fails, still runs the stages that do not depend on it."
  },
  {
    name: "checks",
    key: "checks",
    text: "yaml",
    values: "mapping of names to shell lines",
    absent: "none",
    modes: VALIDATING_MODES,
    surfaces: EVERYWHERE,
    description: "Commands to run on pull requests, in this order, each with its own log. All of them run, also after a failure. A list of lines is one script."
  }
];

// src/settings/table/github.ts
var GITHUB_SETTINGS = [
  {
    name: "comment",
    key: "comment",
    text: "plain",
    values: "auto or none",
    default: "auto",
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description: "One comment on the pull request, updated in place: first the running steps, then the result. An official build comments on the merged pull request, or else on the commit. Needs `pull-requests: write` (a commit: `contents: write`)."
  },
  {
    name: "check-run",
    key: "check-run",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description: "Shows the verdict and the findings, line by line, as a separate check run. Needs `checks: write`."
  },
  {
    name: "token",
    text: "plain",
    values: "TOKEN",
    absent: "the workflow's own token",
    actionDefault: "${{ github.token }}",
    modes: [...JUDGING_MODES, "command"],
    surfaces: ["input"],
    description: "Credential for GitHub. It writes the comment and the check run, reads other pull requests, answers commands, and makes the commits and pull requests that `commit` asks for. The command line reads it from the variable GITHUB_TOKEN."
  },
  {
    name: "repro-workflow",
    text: "plain",
    values: "FILE",
    default: "repro.yml",
    modes: ["command"],
    surfaces: ["input"],
    description: "Workflow that `/dvc-ci repro` starts on the branch of a pull request. Needs `actions: write`."
  }
];

// src/settings/table/lint.ts
var LINT_SETTINGS = [
  {
    name: "lint-off",
    key: "lint.off",
    text: "stages",
    values: "rules",
    absent: "none",
    modes: ["validate", "lint"],
    surfaces: EVERYWHERE,
    description: "Tracking rules to switch off, such as notebook-outputs. docs/rules lists them."
  },
  {
    name: "install-driver",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: ["resolve"],
    surfaces: ["option"],
    description: "Makes Git merge dvc.lock by stage: a line in .gitattributes and the configuration of this clone."
  }
];

// src/settings/table/metrics.ts
var METRICS_SETTINGS = [
  {
    name: "baseline",
    key: "metrics.baseline",
    text: "plain",
    values: "merge-base, branch:NAME, tag:NAME, alias:NAME or none",
    default: "merge-base",
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description: "Metrics that a change is compared with. `alias:NAME` is the version of the registered model that has the alias now."
  },
  {
    name: "tolerance",
    key: "metrics.tolerance",
    text: "scalar",
    values: "number or N%",
    default: 1e-6,
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description: "Largest difference between a measured metric and the committed one, as a share of its value."
  },
  {
    name: "thresholds",
    key: "metrics.policies",
    text: "yaml",
    values: "mapping of metrics to limits",
    absent: "none",
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description: "Limits of each metric. An input or option replaces the policies of dvc-ci.yaml."
  },
  {
    name: "repeat",
    key: "metrics.repeat",
    text: "scalar",
    values: "a whole number",
    default: 1,
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description: "Number of evaluations of a model; the median of each metric counts. In a rebuild it needs an `evaluate` command."
  },
  {
    name: "noise",
    key: "metrics.noise",
    text: "yaml",
    values: "none, a number of builds, or { builds, sigma }",
    default: "none",
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description: "Lets `max_drop` and `max_rise` pass changes within the noise of the last official builds. The noise is `sigma` (default 2) standard deviations of a metric between builds. `min` and `max` ignore noise."
  }
];

// src/settings/table/mlflow.ts
var MLFLOW_SETTINGS = [
  {
    name: "tracking-uri",
    key: "mlflow.tracking-uri",
    text: "plain",
    values: "URL",
    absent: "the variable MLFLOW_TRACKING_URI; without either, nothing is tracked",
    modes: WITH_REMOTE,
    surfaces: EVERYWHERE,
    description: "Address of the MLflow server. Credentials come from MLflow's own variables, such as MLFLOW_TRACKING_TOKEN."
  },
  {
    name: "experiment",
    key: "mlflow.experiment",
    text: "plain",
    values: "NAME",
    absent: "the repository's name",
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description: "Experiment of the official builds. Runs of pull requests go to NAME/pr."
  },
  {
    name: "model",
    key: "mlflow.model",
    text: "plain",
    values: "NAME",
    absent: "the only artifact of type model in dvc.yaml; without one, no model is registered",
    modes: WITH_REMOTE,
    surfaces: EVERYWHERE,
    description: "Name of the registered model."
  },
  {
    name: "model-path",
    key: "mlflow.model-path",
    text: "plain",
    values: "FILE or DIR",
    absent: "the path of the artifact of that name in dvc.yaml",
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "Path of the model that DVC tracks, where dvc.yaml does not declare it under `artifacts:`."
  },
  {
    name: "model-artifact",
    key: "mlflow.model-artifact",
    text: "plain",
    values: "upload or reference",
    default: "upload",
    modes: BUILDS,
    surfaces: EVERYWHERE,
    description: "Uploads the model to MLflow, or records only its place in the DVC remote. A model that the training logged with MLflow is not uploaded again."
  },
  {
    name: "alias",
    key: "mlflow.alias",
    text: "plain",
    values: "NAME",
    absent: "none",
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "Alias that moves to each new official version, such as champion. A rollback moves it back."
  },
  {
    name: "model-stage",
    key: "mlflow.model-stage",
    text: "plain",
    values: "Staging, Production or Archived",
    absent: "none",
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "Stage that each new official version moves to, for teams that still use the stages of MLflow. Earlier versions in that stage are archived. MLflow recommends aliases instead."
  },
  {
    name: "model-owner",
    key: "mlflow.model-owner",
    text: "plain",
    values: "warn or strict",
    default: "warn",
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "Effect of a registered model whose alias a version of another repository has: a warning, or (`strict`) an error before the build."
  },
  {
    name: "stage-run",
    key: "mlflow.stage-run",
    text: "plain",
    values: "shared or own",
    default: "shared",
    modes: JUDGING_OR_RUNNING,
    surfaces: EVERYWHERE,
    description: "MLflow run in which stages, checks and evaluation log: the run of dvc-ci, or (`own`) runs of their own, for code that calls `mlflow.set_experiment`."
  },
  {
    name: "cleanup",
    key: "mlflow.cleanup",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: VALIDATE,
    surfaces: EVERYWHERE,
    description: "Deletes a pull request's runs in MLflow when the pull request is closed (the workflow must also run on `pull_request: types: [closed]`)."
  }
];

// src/settings/table/rebuild.ts
var REBUILD_SETTINGS = [
  {
    name: "when",
    key: "rebuild.when",
    text: "plain",
    values: "always or changed",
    default: "always",
    modes: ["rebuild", "plan", "collect"],
    surfaces: EVERYWHERE,
    description: "`changed` builds only if the inputs of the pipeline differ from those of the last official build."
  },
  {
    name: "force",
    key: "rebuild.force",
    text: "stages",
    values: "all, none or stages",
    default: "all",
    modes: ["rebuild", "plan"],
    surfaces: EVERYWHERE,
    description: "Stages to run even if nothing changed. `all` builds from source data only. Otherwise dvc-ci pulls upstream outputs, verifies them and names them in the report."
  },
  {
    name: "commit",
    key: "rebuild.commit",
    text: "plain",
    values: "push, api, pull-request, tag or none",
    default: "push",
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "How dvc-ci publishes dvc.lock and the metrics of the official build: push to the branch, a commit that GitHub makes and signs (`api`), a pull request, a tag only, or no commit."
  },
  {
    name: "tag",
    key: "rebuild.tag",
    text: "names",
    values: "none, gto or a name with {n}, {semver} or {date}",
    default: "none",
    modes: BUILDS,
    surfaces: EVERYWHERE,
    description: "Annotated tag of the official build, such as model-v{n}. {n} is the next free number, {semver} the next version ({semver:minor} and {semver:major} raise another part), {date} the day. dvc-ci never moves a tag. Several tags are a list; the first is the version."
  },
  {
    name: "dry-run",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "Does everything except push and commit, and reports the changes that it would make."
  }
];

// src/settings/table/retrain.ts
var RETRAIN_SETTINGS = [
  {
    name: "stages",
    key: "retrain.stages",
    text: "stages",
    values: "all or stages",
    absent: "the stages that depend on new data or parameters, else all",
    modes: RETRAIN,
    surfaces: EVERYWHERE,
    description: "Stages to run even if DVC sees no change, such as a stage that reads a database. Stages that depend on them run if their inputs changed. The rest is pulled."
  },
  {
    name: "params",
    text: "params",
    values: "name=value lines, or a mapping",
    absent: "none",
    modes: RETRAIN,
    surfaces: EVERYWHERE,
    description: "Parameters to train with from now on, such as train.C=0.5 (in another file than params.yaml: file.yaml:train.C=0.5). They are committed with the model."
  },
  {
    name: "data",
    text: "data",
    values: "path=from or path+=from lines, or { path, from, mode }",
    absent: "none",
    modes: RETRAIN,
    surfaces: EVERYWHERE,
    description: "New source data for a path that DVC tracks: `path=from` replaces it, `path+=from` appends. `from` is a file, a folder or an address that DVC reads. Without `from`, dvc-ci updates an import from its source."
  },
  {
    name: "reason",
    text: "plain",
    values: "TEXT",
    absent: "none",
    modes: WITH_REASON,
    surfaces: EVERYWHERE,
    description: "Reason of the retraining or the rollback, for the report and the commit."
  },
  {
    name: "update",
    key: "retrain.update",
    text: "scalar",
    values: "auto, true or false",
    default: "auto",
    modes: RETRAIN,
    surfaces: EVERYWHERE,
    description: "Updates every import first (`dvc update`). `auto` does so on schedule; then a run without new data trains nothing."
  },
  {
    name: "better",
    key: "retrain.better",
    text: "yaml",
    values: "metrics, or a mapping of metrics to higher or lower",
    absent: "none",
    modes: RETRAINING_MODES,
    surfaces: EVERYWHERE,
    description: "Publishes the result only if it is better than the baseline: at least one of these metrics is better, and none is worse. Otherwise nothing is published, and the run succeeds."
  }
];

// src/settings/table/run.ts
var RUN_SETTINGS = [
  {
    name: "cache",
    text: "plain",
    values: "auto, all or none",
    default: "auto",
    modes: CACHING,
    surfaces: ["input"],
    description: "Caches DVC's objects, the installed DVC and the environment of `setup` between runs in GitHub's cache, where the runner has one. `auto` caches DVC's objects only in private repositories: in a public one, every pull request can read the cache."
  },
  {
    name: "cache-limit",
    text: "scalar",
    values: "a size",
    default: "2G",
    modes: CACHING,
    surfaces: ["input"],
    description: "Largest entry in the cache. Larger objects are downloaded or made again in each run. GitHub gives a repository 10 GB for all entries, unless it has bought more."
  },
  {
    name: "report",
    text: "plain",
    values: "FILE",
    absent: "none",
    modes: ALL,
    surfaces: EVERYWHERE,
    description: "Path of report.json. dvc-ci also writes it when the run fails."
  },
  {
    name: "page",
    text: "plain",
    values: "FILE",
    absent: "none",
    modes: ALL,
    surfaces: EVERYWHERE,
    description: "Path of the report as one HTML file, with the pipeline and the plots. The file loads nothing, so it works offline and as an artifact."
  },
  {
    name: "yes",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: WITH_REMOTE,
    surfaces: ["option"],
    description: "Answers every question with yes."
  }
];

// src/settings/table/validate.ts
var VALIDATE_SETTINGS = [
  {
    name: "pull",
    key: "validate.pull",
    text: "stages",
    values: "all, needed, none, or stages and paths",
    default: "all",
    modes: FETCHING,
    surfaces: EVERYWHERE,
    description: "Data to download from the remote. An object that the remote lacks is an error, even if it is not downloaded. `needed`: the inputs of the evaluation (and of stale stages that run here). A list adds its stages and paths to `needed`, for example the data that your checks read."
  },
  {
    name: "evaluate",
    key: "validate.evaluate",
    text: "stages",
    values: "auto, none, stages, or { command, metrics }",
    default: "auto",
    modes: VALIDATING_MODES,
    surfaces: EVERYWHERE,
    description: "How to measure the metrics, with the pulled model. `auto` runs the stages that make only metrics and plots. `metrics` is the file that `command` writes."
  },
  {
    name: "evaluate-timeout",
    key: "validate.evaluate-timeout",
    text: "scalar",
    values: "duration",
    default: "30m",
    modes: VALIDATING_MODES,
    surfaces: EVERYWHERE,
    description: "Time limit of the evaluation: seconds, or a number with s, m or h."
  },
  {
    name: "stale",
    key: "validate.stale",
    text: "plain",
    values: "fail, run or commit",
    default: "fail",
    modes: STALE,
    surfaces: EVERYWHERE,
    description: "What to do when dvc.lock does not match the code, the data or the parameters. `fail`: report an error. `run`: run the stale stages here and judge their model. `commit`: after success, also commit dvc.lock to the branch of the change."
  },
  {
    name: "verify",
    key: "validate.verify",
    text: "plain",
    values: "exists, sizes or full",
    default: "sizes",
    modes: FETCHING,
    surfaces: EVERYWHERE,
    description: "What to verify of each object in the remote: that it exists, its size, or the hash of its whole content."
  }
];

// src/settings/table.ts
var SETTINGS = [
  ...GENERAL_SETTINGS,
  ...VALIDATE_SETTINGS,
  ...METRICS_SETTINGS,
  ...REBUILD_SETTINGS,
  ...RETRAIN_SETTINGS,
  ...EXISTING_VERSION_SETTINGS,
  ...MLFLOW_SETTINGS,
  ...DEPLOY_SETTINGS,
  ...FAN_OUT_SETTINGS,
  ...GITHUB_SETTINGS,
  ...LINT_SETTINGS,
  ...RUN_SETTINGS
];
var byName = new Map(SETTINGS.map((row) => [row.name, row]));
function settingRow(name) {
  const row = byName.get(name);
  if (row === void 0) throw new Error(`the table of settings has no '${name}'`);
  return row;
}

export {
  nearest,
  nearestMetrics,
  MODES,
  unknownModeRemedy,
  chooseMode,
  allowCommit,
  showValue,
  dotted,
  throwProblems,
  SETTINGS,
  settingRow
};
