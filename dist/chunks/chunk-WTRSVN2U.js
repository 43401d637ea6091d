import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  SetupError
} from "./chunk-EXO2BLOW.js";

// src/metrics/edit-distance.ts
function editDistance(from, to, limit = Infinity) {
  if (Math.abs(from.length - to.length) > limit) return limit + 1;
  let [before, row, next] = [new Uint8Array(to.length + 1), Uint8Array.from({ length: to.length + 1 }, (_, index) => index), new Uint8Array(to.length + 1)];
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
      if (i > 1 && j > 1 && char === to.charCodeAt(j - 2) && last === other) left = Math.min(left, (before[j - 2] ?? 0) + 1);
      if (left < fewest) fewest = left;
      next[j] = left;
    }
    if (fewest > limit + 1) return limit + 1;
    [before, row, next] = [row, next, before];
  }
  return row[to.length] ?? 0;
}

// src/settings/nearest.ts
var COMPARED_LENGTH = 100;
function nearest(word, candidates, only) {
  const normal = (text) => text.slice(0, COMPARED_LENGTH).toLowerCase().replaceAll("_", "-");
  const asked = normal(word);
  let best;
  let fewest = Math.max(1, Math.floor(asked.length / 3)) + 1;
  for (const candidate of candidates) {
    const edits = editDistance(asked, normal(candidate), fewest);
    if (edits < fewest) {
      fewest = edits;
      best = candidate;
    }
  }
  if (best !== void 0 || only === "misspelt" || asked.length < 4) return best;
  return [...candidates].find((candidate) => normal(candidate).includes(asked));
}

// src/settings/mode.ts
var MODES = [
  { mode: "validate", summary: "Check a change: pull, reproduce, checks, evaluate, compare, gate. Changes nothing." },
  { mode: "rebuild", summary: "Build the official model from source data, push it, verify the remote, commit." },
  { mode: "retrain", summary: "As rebuild, on demand: chosen stages by force, new source data, other parameters." },
  { mode: "plan", summary: "Decide how a build, or what a change made stale, is spread over the machines of a workflow." },
  { mode: "stage", summary: "Run one job of a plan: get what its stages need, run them, push what they make." },
  { mode: "collect", summary: "Go on with what the jobs of a plan have made, as the planned mode does after its stages." },
  { mode: "rollback", summary: "Bring back an earlier version, all of it or single targets, once the remote is proven to have it." },
  { mode: "command", summary: "Do what a comment on a pull request asks for: `/dvc-ci accept …`, `/dvc-ci repro`." },
  { mode: "lint", summary: "Check what is tracked where: data, credentials, dvc.lock. Changes nothing, asks no remote." },
  { mode: "resolve", summary: "Settle a conflict in dvc.lock by stage, and explain one in a .dvc file. Only on the command line." }
];
var LATER_MODES = ["comment", "setup", "init", "doctor", "explain"];
var ALLOWED = `Modes: ${MODES.map(({ mode }) => mode).join(", ")}.`;
var RETRAIN_EVENTS = ["schedule", "workflow_dispatch", "repository_dispatch"];
function unknownModeRemedy(mode) {
  if (LATER_MODES.includes(mode)) return `${mode} comes with a later version of dvc-ci. ${ALLOWED}`;
  const meant = nearest(mode, ["auto", ...MODES.map((known) => known.mode)]);
  return `${meant === void 0 ? "" : `Did you mean ${meant}? `}${ALLOWED}`;
}
function refuse(event, why, remedy) {
  const what = event.name === "local" ? "no event of GitHub" : `the event ${event.name}${event.ref === "" ? "" : ` (${event.ref})`}`;
  throw new SetupError(`mode: ${what} ${why}.`, { key: "mode", value: event.name, remedy });
}
function chooseMode(asked, event, dryRun, planFor = "rebuild") {
  if (event.name === "pull_request_target") {
    refuse(event, "would run the code of strangers with the credentials of this repository", "Use the event pull_request, which has none.");
  }
  if (asked === "rebuild" || asked === "retrain" || asked === "rollback" || asked === "plan" && planFor !== "validate") return allowCommit(asked, event, dryRun);
  if (asked === "command" && event.name !== "issue_comment") refuse(event, "is no comment", "Start the workflow on issue_comment (types: [created]), or choose another mode.");
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
      return refuse(event, "says what to do", `Name the mode: dvc-ci ${MODES.map(({ mode }) => mode).join(", dvc-ci ")}.`);
    default:
      if (RETRAIN_EVENTS.includes(event.name)) return allowCommit("retrain", event, dryRun);
      return refuse(event, "says nothing about what to do", `Set mode: validate or mode: rebuild. ${ALLOWED}`);
  }
}
function modeOfPush(event) {
  if (event.defaultBranch === void 0) {
    refuse(event, "has a payload without repository.default_branch, so the default branch is unknown", "Set mode: validate or mode: rebuild.");
  }
  if (event.ref === `refs/heads/${event.defaultBranch}`) return "rebuild";
  return refuse(event, `is not a push to the default branch '${event.defaultBranch}'`, `Set mode: validate, or start the workflow only for pushes to ${event.defaultBranch} (on: push: branches).`);
}
function allowCommit(mode, event, dryRun) {
  const temporary = event.name === "merge_group" || event.ref.startsWith("refs/heads/gh-readonly-queue/");
  if (dryRun || !temporary && (event.ref === "" || event.ref.startsWith("refs/heads/"))) return mode;
  return refuse(event, `has no branch that a ${mode} could commit to`, `Run ${mode} on a branch, or set dry-run: true${mode === "rebuild" ? ", or mode: validate" : mode === "plan" ? ", or plan-for: validate" : ""}.`);
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
  return new SetupError(problem.message, details);
}
function problemsError(problems) {
  const first = single(problems[0]);
  if (problems.length === 1) return first;
  const lines = problems.slice(0, SHOWN).map((problem) => `- ${problem.message} ${problem.remedy}`);
  if (problems.length > SHOWN) lines.push(`- and ${problems.length - SHOWN} more.`);
  return new SetupError(`${problems.length} settings are wrong:
${lines.join("\n")}
Nothing was touched.`, {
    ...first.details,
    remedy: "`dvc-ci --help` lists every setting.",
    cause: new AggregateError(problems.map(single))
  });
}
function throwProblems(problems) {
  const [first, ...rest] = problems;
  if (first !== void 0) throw problemsError([first, ...rest]);
}

// src/settings/table.ts
var BOTH = ["validate", "rebuild", "retrain", "plan", "collect"];
var WITH_REMOTE = ["validate", "rebuild", "retrain", "plan", "stage", "collect", "rollback"];
var WITH_DVC = ["validate", "rebuild", "retrain", "plan", "stage", "collect", "rollback", "lint"];
var ALL = ["validate", "rebuild", "retrain", "plan", "stage", "collect", "rollback", "command", "lint", "resolve"];
var PUBLISHING = ["rebuild", "retrain", "plan", "collect", "rollback"];
var BUILDS = ["rebuild", "retrain", "plan", "collect"];
var RETRAIN = ["retrain", "plan"];
var RETRAINED = ["retrain", "collect"];
var FETCHING = ["validate", "rollback", "collect"];
var ROLLBACK = ["rollback"];
var VALIDATE = ["validate"];
var VALIDATED = ["validate", "collect"];
var STALE = ["validate", "plan", "collect"];
var REBUILD = ["rebuild"];
var RUNNING = ["validate", "rebuild", "retrain", "stage"];
var HANDING_ON = ["stage", "collect"];
var CACHING = ["validate", "rebuild", "retrain", "plan", "stage", "collect", "rollback", "lint"];
var EVERYWHERE = ["input", "option"];
var SETTINGS = [
  {
    name: "mode",
    text: "plain",
    values: "auto, validate, rebuild, retrain, plan, stage, collect, rollback, command or lint",
    default: "auto",
    modes: ALL,
    surfaces: ["input"],
    description: "What to do. `auto` reads it from the event. On the command line it is the first word."
  },
  {
    name: "config",
    text: "plain",
    values: "FILE",
    absent: "dvc-ci.yaml in the working directory",
    modes: WITH_DVC,
    surfaces: EVERYWHERE,
    description: "The configuration file, if it is not dvc-ci.yaml in the working directory."
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
    description: "The DVC remote to use."
  },
  {
    name: "remote-config",
    key: "remote-config",
    text: "pairs",
    values: "mapping, or key=value lines",
    absent: "none",
    modes: WITH_REMOTE,
    surfaces: EVERYWHERE,
    description: "Options of the remote, named as `dvc remote modify --local` takes them. Take credentials from secrets: they are masked, and never stored. Options from an input are added to those of dvc-ci.yaml."
  },
  {
    name: "setup",
    key: "setup",
    text: "plain",
    values: "auto, none or a shell line",
    default: "auto",
    modes: [...BOTH, "stage"],
    surfaces: EVERYWHERE,
    description: "Installs the project's own packages before checks, evaluation and stages. `auto` goes by uv.lock, requirements.txt, environment.yml or pyproject.toml when no environment is active."
  },
  {
    name: "dvc-version",
    key: "dvc-version",
    text: "plain",
    values: "VERSION",
    absent: "the DVC that is found, else the newest",
    modes: WITH_DVC,
    surfaces: EVERYWHERE,
    description: "The version of DVC that must run, such as 3.67.1. It is installed when another one, or none, is found."
  },
  {
    name: "jobs",
    key: "jobs",
    text: "scalar",
    values: "auto or a number",
    default: "auto",
    modes: WITH_REMOTE,
    surfaces: EVERYWHERE,
    description: "Stages of a rebuild that run side by side. `auto`: as many as there are processors. A stage can say what it needs of the machine in `meta` of dvc.yaml."
  },
  {
    name: "keep-going",
    key: "keep-going",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: RUNNING,
    surfaces: EVERYWHERE,
    description: "After a stage failed, still run the stages that do not need it."
  },
  {
    name: "checks",
    key: "checks",
    text: "yaml",
    values: "mapping of names to shell lines",
    absent: "none",
    modes: VALIDATED,
    surfaces: EVERYWHERE,
    description: "Commands to run on pull requests, in this order, each with its own log. All of them run, whichever fail. A list of lines is one script."
  },
  {
    name: "pull",
    key: "validate.pull",
    text: "stages",
    values: "all, needed, none, or stages and paths",
    default: "all",
    modes: FETCHING,
    surfaces: EVERYWHERE,
    description: "What to fetch from the remote. An object that the remote lacks is an error, whatever is fetched. `needed` fetches what the evaluation reads (and stale stages, where they are run); a list, that and what it names: what your checks read."
  },
  {
    name: "evaluate",
    key: "validate.evaluate",
    text: "stages",
    values: "auto, none, stages, or { command, metrics }",
    default: "auto",
    modes: VALIDATED,
    surfaces: EVERYWHERE,
    description: "How the metrics are measured here, on the pulled model. `auto` runs the stages that make only metrics and plots. `metrics` is the file that `command` writes."
  },
  {
    name: "evaluate-timeout",
    key: "validate.evaluate-timeout",
    text: "scalar",
    values: "duration",
    default: "30m",
    modes: VALIDATED,
    surfaces: EVERYWHERE,
    description: "How long the evaluation may take: seconds, or a number with s, m or h."
  },
  {
    name: "stale",
    key: "validate.stale",
    text: "plain",
    values: "fail, run or commit",
    default: "fail",
    modes: STALE,
    surfaces: EVERYWHERE,
    description: "What happens when dvc.lock does not fit the code, the data or the parameters: an error; the stages run here and their model is judged; or, if all is well, dvc.lock is also added to the change's own branch."
  },
  {
    name: "verify",
    key: "validate.verify",
    text: "plain",
    values: "exists, sizes or full",
    default: "sizes",
    modes: FETCHING,
    surfaces: EVERYWHERE,
    description: "What is asked of each object in the remote: that it is there, that its size is right, or that its whole content has the right hash."
  },
  {
    name: "baseline",
    key: "metrics.baseline",
    text: "plain",
    values: "merge-base, branch:NAME, tag:NAME, alias:NAME or none",
    default: "merge-base",
    modes: BOTH,
    surfaces: EVERYWHERE,
    description: "The metrics that a change is held against. `alias:NAME` means the version of the registered model that has the alias now."
  },
  {
    name: "tolerance",
    key: "metrics.tolerance",
    text: "scalar",
    values: "number or N%",
    default: 1e-6,
    modes: BOTH,
    surfaces: EVERYWHERE,
    description: "How far a measured metric may be from the committed one, as a share of its value."
  },
  {
    name: "thresholds",
    key: "metrics.policies",
    text: "yaml",
    values: "mapping of metrics to limits",
    absent: "none",
    modes: BOTH,
    surfaces: EVERYWHERE,
    description: "What is asked of each metric. An input or option replaces the policies of dvc-ci.yaml."
  },
  {
    name: "repeat",
    key: "metrics.repeat",
    text: "scalar",
    values: "a whole number",
    default: 1,
    modes: BOTH,
    surfaces: EVERYWHERE,
    description: "How many times a model is evaluated: the median of each metric counts. In a rebuild, where `evaluate` is a command."
  },
  {
    name: "noise",
    key: "metrics.noise",
    text: "yaml",
    values: "none, a number of builds, or { builds, sigma }",
    default: "none",
    modes: BOTH,
    surfaces: EVERYWHERE,
    description: "Lets `max_drop` and `max_rise` pass what is within the noise of the last official builds: so many standard deviations (`sigma`, 2 by default) of a metric from one build to the next. `min` and `max` know no noise."
  },
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
    description: "The stages to run even if nothing changed. `all` builds from source data only; otherwise upstream outputs are pulled, verified and named in the report."
  },
  {
    name: "commit",
    key: "rebuild.commit",
    text: "plain",
    values: "push, api, pull-request, tag or none",
    default: "push",
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "How dvc.lock and the metrics of the official build are committed: pushed to the branch, made by GitHub with its signature, in a pull request, under a tag alone, or not at all."
  },
  {
    name: "tag",
    key: "rebuild.tag",
    text: "plain",
    values: "none, gto or a name with {n}, {semver} or {date}",
    default: "none",
    modes: BUILDS,
    surfaces: EVERYWHERE,
    description: "Annotated tag of the official build, such as model-v{n}. {n} is the next free number, {semver} the next version ({semver:minor} and {semver:major} raise another part), {date} the day. It is never moved."
  },
  {
    name: "dry-run",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "Do everything but push and commit, and say what would be done."
  },
  {
    name: "stages",
    key: "retrain.stages",
    text: "stages",
    values: "all or stages",
    absent: "with new data or parameters what depends on them, else all",
    modes: RETRAIN,
    surfaces: EVERYWHERE,
    description: "The stages to run even if nothing that DVC sees has changed, such as one that reads a database. What depends on them runs where its inputs changed; the rest is pulled."
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
    description: "New source data for something that DVC tracks: `path=from` replaces it, `path+=from` appends. `from` is a file, a folder or an address that DVC reads; without it, an import is updated from where it comes from."
  },
  {
    name: "reason",
    text: "plain",
    values: "TEXT",
    absent: "none",
    modes: RETRAIN,
    surfaces: EVERYWHERE,
    description: "Why, for the report and the commit."
  },
  {
    name: "update",
    key: "retrain.update",
    text: "scalar",
    values: "auto, true or false",
    default: "auto",
    modes: RETRAIN,
    surfaces: EVERYWHERE,
    description: "Whether every import is brought up to date first (`dvc update`). `auto` does so on schedule; where nothing has changed, nothing is trained then."
  },
  {
    name: "better",
    key: "retrain.better",
    text: "yaml",
    values: "metrics, or a mapping of metrics to higher or lower",
    absent: "none",
    modes: RETRAINED,
    surfaces: EVERYWHERE,
    description: "Publish the result only if it is better than the baseline: none of these metrics may be worse and one must be better. Otherwise nothing is published, and the run succeeds."
  },
  {
    name: "to",
    text: "plain",
    values: "a tag, a branch, a commit, or version:N",
    absent: "none: a rollback needs it",
    modes: ROLLBACK,
    surfaces: EVERYWHERE,
    description: "The version to go back to. `version:N` is that of the registered model in MLflow."
  },
  {
    name: "targets",
    text: "stages",
    values: ".dvc files, data, stages or outputs",
    absent: "everything",
    modes: ROLLBACK,
    surfaces: EVERYWHERE,
    description: "What goes back. Without it, all `.dvc` files and every dvc.lock of the working directory."
  },
  {
    name: "restore",
    text: "plain",
    values: "data or all",
    default: "data",
    modes: ROLLBACK,
    surfaces: EVERYWHERE,
    description: "`data` brings back what DVC tracks and the results that Git keeps; `all` also the code and the parameters of then (never workflows, `.dvc/config` or dvc-ci.yaml)."
  },
  {
    name: "resume",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: REBUILD,
    surfaces: EVERYWHERE,
    description: "Build nothing: only complete what MLflow lacks of the official build that this commit has already."
  },
  {
    name: "tracking-uri",
    key: "mlflow.tracking-uri",
    text: "plain",
    values: "URL",
    absent: "the variable MLFLOW_TRACKING_URI; without either nothing is tracked",
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
    modes: BOTH,
    surfaces: EVERYWHERE,
    description: "Experiment of the official builds. Pull requests have their own, NAME/pr."
  },
  {
    name: "model",
    key: "mlflow.model",
    text: "plain",
    values: "NAME",
    absent: "the one artifact of type model in dvc.yaml; without one nothing is registered",
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
    description: "The model that DVC tracks, where dvc.yaml does not declare it under `artifacts:`."
  },
  {
    name: "model-artifact",
    key: "mlflow.model-artifact",
    text: "plain",
    values: "upload or reference",
    default: "upload",
    modes: BUILDS,
    surfaces: EVERYWHERE,
    description: "Whether the model itself goes to MLflow, or only where DVC has it. A model that the training logged with MLflow is there already."
  },
  {
    name: "alias",
    key: "mlflow.alias",
    text: "plain",
    values: "NAME",
    absent: "none",
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "Alias that moves to each new official version, such as champion, and back with a rollback."
  },
  {
    name: "model-stage",
    key: "mlflow.model-stage",
    text: "plain",
    values: "Staging, Production or Archived",
    absent: "none",
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "Stage that each new official version moves to, for teams that still use the stages of MLflow; what was there is archived. MLflow itself recommends aliases."
  },
  {
    name: "stage-run",
    key: "mlflow.stage-run",
    text: "plain",
    values: "shared or own",
    default: "shared",
    modes: BOTH,
    surfaces: EVERYWHERE,
    description: "Where stages, checks and evaluation log with MLflow: in the run of dvc-ci, or (`own`) in runs of their own, for code that calls `mlflow.set_experiment`."
  },
  {
    name: "cleanup",
    key: "mlflow.cleanup",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: VALIDATE,
    surfaces: EVERYWHERE,
    description: "Delete a pull request's runs in MLflow when it is closed (the workflow must run on `pull_request: types: [closed]` too)."
  },
  {
    name: "environment",
    key: "deploy.environment",
    text: "plain",
    values: "NAME",
    absent: "none",
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "Make a deployment to this environment on GitHub once the official version is published. Needs `deployments: write`."
  },
  {
    name: "deploy-command",
    key: "deploy.command",
    text: "plain",
    values: "a shell line",
    absent: "none",
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "Deploys the official version. It finds DVC_CI_MODEL, DVC_CI_VERSION, DVC_CI_ALIAS, DVC_CI_PATH, DVC_CI_HASH, DVC_CI_REMOTE, DVC_CI_COMMIT, DVC_CI_TAG and DVC_CI_ENVIRONMENT in its environment; the status of the deployment follows its end."
  },
  {
    name: "deploy-event",
    key: "deploy.event",
    text: "plain",
    values: "TYPE",
    absent: "none",
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "Send a `repository_dispatch` of this type, with the same facts as its `client_payload`."
  },
  {
    name: "deploy-workflow",
    key: "deploy.workflow",
    text: "plain",
    values: "FILE",
    absent: "none",
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: "Start this workflow (`workflow_dispatch`) on the default branch, with the same facts as JSON in its input `deployment`. Needs `actions: write`."
  },
  {
    name: "deploy-rollback",
    key: "deploy.rollback",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: ROLLBACK,
    surfaces: EVERYWHERE,
    description: "Deploy what a rollback brought back, as an official build is deployed."
  },
  {
    name: "runs-on",
    key: "fan-out.runs-on",
    text: "stages",
    values: "a label of a runner, or several",
    default: "ubuntu-latest",
    modes: ["plan"],
    surfaces: EVERYWHERE,
    description: "Where the stages of a build over many machines run, if dvc.yaml asks for nothing else (`meta: { dvc-ci: { runs-on: …, container: … } }`)."
  },
  {
    name: "plan-for",
    text: "plain",
    values: "rebuild, retrain or validate",
    default: "rebuild",
    modes: ["plan"],
    surfaces: EVERYWHERE,
    description: "What is spread over machines: an official build, a retraining with what it is asked for, or the stages that a change made stale (`stale: run` or `commit`). The other jobs know it by the plan."
  },
  {
    name: "plan",
    text: "plain",
    values: "the output `plan`",
    absent: "none: stage and collect need it",
    modes: HANDING_ON,
    surfaces: EVERYWHERE,
    description: "What the job with mode: plan has decided."
  },
  {
    name: "job",
    text: "plain",
    values: "NAME",
    absent: "none: stage needs it",
    modes: ["stage"],
    surfaces: EVERYWHERE,
    description: "The job of the plan that is to be done."
  },
  {
    name: "fragments",
    text: "plain",
    values: "DIR",
    absent: "none: stage and collect need it",
    modes: HANDING_ON,
    surfaces: EVERYWHERE,
    description: "Folder with what earlier jobs have handed on, and where this one writes its own."
  },
  {
    name: "comment",
    key: "comment",
    text: "plain",
    values: "auto or none",
    default: "auto",
    modes: BOTH,
    surfaces: EVERYWHERE,
    description: "One comment on the pull request, updated in place: what runs, then the result. An official build comments on the pull request that was merged, or else on the commit. Needs `pull-requests: write` (a commit: `contents: write`)."
  },
  {
    name: "check-run",
    key: "check-run",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: BOTH,
    surfaces: EVERYWHERE,
    description: "Show the verdict and what was found, line by line, as a check run of its own. Needs `checks: write`."
  },
  {
    name: "token",
    text: "plain",
    values: "TOKEN",
    absent: "the workflow's own token",
    actionDefault: "${{ github.token }}",
    modes: [...BOTH, "command"],
    surfaces: ["input"],
    description: "Credential for GitHub: it writes the comment and the check run, reads other pull requests, answers commands, and makes commits and pull requests where `commit` says so. The command line takes it from the variable GITHUB_TOKEN."
  },
  {
    name: "repro-workflow",
    text: "plain",
    values: "FILE",
    default: "repro.yml",
    modes: ["command"],
    surfaces: ["input"],
    description: "The workflow that `/dvc-ci repro` starts on the branch of a pull request. Takes `actions: write`."
  },
  {
    name: "lint-off",
    key: "lint.off",
    text: "stages",
    values: "rules",
    absent: "none",
    modes: ["validate", "lint"],
    surfaces: EVERYWHERE,
    description: "Tracking rules that are not applied, such as notebook-outputs. They are listed in docs/rules."
  },
  {
    name: "install-driver",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: ["resolve"],
    surfaces: ["option"],
    description: "Make Git merge dvc.lock by stage: a line in .gitattributes and the configuration of this clone."
  },
  {
    name: "cache",
    text: "plain",
    values: "auto, all or none",
    default: "auto",
    modes: CACHING,
    surfaces: ["input"],
    description: "Whether GitHub's cache keeps DVC's objects, the installed DVC and the environment of `setup` from one run to the next, where the runner offers it. `auto` leaves DVC's objects out unless the repository is private: in a public one anybody's pull request can read the cache."
  },
  {
    name: "cache-limit",
    text: "scalar",
    values: "a size",
    default: "2G",
    modes: CACHING,
    surfaces: ["input"],
    description: "The largest entry that is kept in the cache; what is larger is fetched or made anew each time. A repository has 10 GB for all of its entries unless it has bought more."
  },
  {
    name: "report",
    text: "plain",
    values: "FILE",
    absent: "none",
    modes: ALL,
    surfaces: EVERYWHERE,
    description: "Where report.json goes. It is written however the run ends."
  },
  {
    name: "page",
    text: "plain",
    values: "FILE",
    absent: "none",
    modes: ALL,
    surfaces: EVERYWHERE,
    description: "Where the report as one HTML file goes, with the pipeline and the plots drawn. It loads nothing, so it works offline and as an artifact."
  },
  {
    name: "yes",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: WITH_REMOTE,
    surfaces: ["option"],
    description: "Answer every question with yes."
  }
];
var byName = new Map(SETTINGS.map((row) => [row.name, row]));
function settingRow(name) {
  const row = byName.get(name);
  if (row === void 0) throw new Error(`the table of settings has no '${name}'`);
  return row;
}
function isFlag(row) {
  return typeof row.default === "boolean";
}

export {
  editDistance,
  nearest,
  MODES,
  unknownModeRemedy,
  chooseMode,
  allowCommit,
  showValue,
  dotted,
  throwProblems,
  SETTINGS,
  settingRow,
  isFlag
};
