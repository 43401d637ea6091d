import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  SetupError
} from "./chunk-X2NZ3GOT.js";

// src/settings/nearest.ts
function distance(a, b) {
  let before = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
}
function nearest(word, candidates, only) {
  const normal = (text) => text.toLowerCase().replaceAll("_", "-");
  const asked = normal(word.slice(0, 100));
  let best;
  let fewest = Math.max(1, Math.floor(asked.length / 3)) + 1;
  for (const candidate of candidates) {
    const edits = distance(asked, normal(candidate));
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
  { mode: "lint", summary: "Check what is tracked where: data, credentials, dvc.lock. Changes nothing, asks no remote." },
  { mode: "resolve", summary: "Settle a conflict in dvc.lock by stage, and explain one in a .dvc file. Only on the command line." }
];
var LATER_MODES = ["retrain", "rollback", "plan", "stage", "collect", "comment", "setup", "init", "doctor", "explain"];
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
function chooseMode(asked, event, dryRun) {
  if (event.name === "pull_request_target") {
    refuse(event, "would run the code of strangers with the credentials of this repository", "Use the event pull_request, which has none.");
  }
  if (asked === "rebuild") return allowRebuild(event, dryRun);
  if (asked !== "auto") return asked;
  switch (event.name) {
    case "pull_request":
    case "merge_group":
      return "validate";
    case "push":
      return modeOfPush(event);
    case "local":
      return refuse(event, "says what to do", `Name the mode: dvc-ci ${MODES.map(({ mode }) => mode).join(", dvc-ci ")}.`);
    default:
      if (RETRAIN_EVENTS.includes(event.name)) {
        refuse(event, "is for retraining, which comes with a later version of dvc-ci", "Set mode: rebuild to build the official model, or mode: validate.");
      }
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
function allowRebuild(event, dryRun) {
  const temporary = event.name === "merge_group" || event.ref.startsWith("refs/heads/gh-readonly-queue/");
  if (dryRun || !temporary && (event.ref === "" || event.ref.startsWith("refs/heads/"))) return "rebuild";
  return refuse(event, "has no branch that a rebuild could commit to", "Run rebuild on a push to a branch, or set dry-run: true, or mode: validate.");
}

// src/settings/problems.ts
var SHOWN = 20;
function showValue(value) {
  if (value === null || value === "") return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "string") return `of the type ${typeof value}`;
  const line = value.replace(/\s+/g, " ");
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
  if (problem.value !== void 0) details.value = problem.value;
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
var BOTH = ["validate", "rebuild"];
var WITH_DVC = ["validate", "rebuild", "lint"];
var ALL = ["validate", "rebuild", "lint", "resolve"];
var VALIDATE = ["validate"];
var REBUILD = ["rebuild"];
var EVERYWHERE = ["input", "option"];
var SETTINGS = [
  {
    name: "mode",
    text: "plain",
    values: "auto, validate, rebuild or lint",
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
    modes: BOTH,
    surfaces: EVERYWHERE,
    description: "Options of the remote, named as `dvc remote modify --local` takes them. Take credentials from secrets: they are masked, and never stored. Options from an input are added to those of dvc-ci.yaml."
  },
  {
    name: "setup",
    key: "setup",
    text: "plain",
    values: "auto, none or a shell line",
    default: "auto",
    modes: BOTH,
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
    modes: BOTH,
    surfaces: EVERYWHERE,
    description: "Parallel transfers. `auto` is DVC's own choice."
  },
  {
    name: "keep-going",
    key: "keep-going",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: BOTH,
    surfaces: EVERYWHERE,
    description: "After a stage failed, still run the stages that do not need it."
  },
  {
    name: "checks",
    key: "checks",
    text: "yaml",
    values: "mapping of names to shell lines",
    absent: "none",
    modes: VALIDATE,
    surfaces: EVERYWHERE,
    description: "Commands to run on pull requests, in this order, each with its own log. All of them run, whichever fail. A list of lines is one script."
  },
  {
    name: "pull",
    key: "validate.pull",
    text: "plain",
    values: "all or none",
    default: "all",
    modes: VALIDATE,
    surfaces: EVERYWHERE,
    description: "What to fetch from the remote. An object that the remote lacks is an error."
  },
  {
    name: "evaluate",
    key: "validate.evaluate",
    text: "stages",
    values: "auto, none, stages, or { command, metrics }",
    default: "auto",
    modes: VALIDATE,
    surfaces: EVERYWHERE,
    description: "How the metrics are measured here, on the pulled model. `auto` runs the stages that make only metrics and plots. `metrics` is the file that `command` writes."
  },
  {
    name: "evaluate-timeout",
    key: "validate.evaluate-timeout",
    text: "scalar",
    values: "duration",
    default: "30m",
    modes: VALIDATE,
    surfaces: EVERYWHERE,
    description: "How long the evaluation may take: seconds, or a number with s, m or h."
  },
  {
    name: "stale",
    key: "validate.stale",
    text: "plain",
    values: "fail",
    default: "fail",
    modes: VALIDATE,
    surfaces: EVERYWHERE,
    description: "What happens when dvc.lock does not fit the code, the data or the parameters."
  },
  {
    name: "verify",
    key: "validate.verify",
    text: "plain",
    values: "exists, sizes or full",
    default: "sizes",
    modes: VALIDATE,
    surfaces: EVERYWHERE,
    description: "What is asked of each object in the remote: that it is there, that its size is right, or that its whole content has the right hash."
  },
  {
    name: "baseline",
    key: "metrics.baseline",
    text: "plain",
    values: "merge-base, branch:NAME, tag:NAME or none",
    default: "merge-base",
    modes: BOTH,
    surfaces: EVERYWHERE,
    description: "The metrics that a change is held against."
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
    name: "when",
    key: "rebuild.when",
    text: "plain",
    values: "always or changed",
    default: "always",
    modes: REBUILD,
    surfaces: EVERYWHERE,
    description: "`changed` builds only if the inputs of the pipeline differ from those of the last official build."
  },
  {
    name: "force",
    key: "rebuild.force",
    text: "stages",
    values: "all, none or stages",
    default: "all",
    modes: REBUILD,
    surfaces: EVERYWHERE,
    description: "The stages to run even if nothing changed. `all` builds from source data only; otherwise upstream outputs are pulled, verified and named in the report."
  },
  {
    name: "commit",
    key: "rebuild.commit",
    text: "plain",
    values: "push or none",
    default: "push",
    modes: REBUILD,
    surfaces: EVERYWHERE,
    description: "How dvc.lock and the metrics of the official build are committed."
  },
  {
    name: "dry-run",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: REBUILD,
    surfaces: EVERYWHERE,
    description: "Do everything but push and commit, and say what would be done."
  },
  {
    name: "comment",
    key: "comment",
    text: "plain",
    values: "auto or none",
    default: "auto",
    modes: BOTH,
    surfaces: EVERYWHERE,
    description: "One comment on the pull request, updated in place: what runs, then the result. A rebuild comments on the pull request that was merged, or else on the commit. Needs `pull-requests: write` (a commit: `contents: write`)."
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
    modes: BOTH,
    surfaces: ["input"],
    description: "Credential for GitHub: it writes the comment and the check run, and reads other pull requests. The command line takes it from the variable GITHUB_TOKEN."
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
    name: "report",
    text: "plain",
    values: "FILE",
    absent: "none",
    modes: ALL,
    surfaces: EVERYWHERE,
    description: "Where report.json goes. It is written however the run ends."
  },
  {
    name: "yes",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: BOTH,
    surfaces: ["option"],
    description: "Answer every question with yes."
  }
];
var POLICY_KEYS = {
  min: { values: "number", description: "Smallest value that passes." },
  max: { values: "number", description: "Largest value that passes." },
  max_drop: { values: "number or N%", description: "Largest fall against the baseline, absolute or as a share of the baseline's value." },
  max_rise: { values: "number or N%", description: "Largest rise against the baseline, absolute or as a share of the baseline's value." },
  severity: { values: "error or warning", description: "Whether a missed limit fails the run. Default: error." },
  missing: { values: "fail or ignore", description: "What a metric that is absent means. Default: fail." },
  tolerance: { values: "number or N%", description: "How far this metric, when measured, may be from the committed one, in place of the general tolerance." }
};
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
  nearest,
  MODES,
  unknownModeRemedy,
  chooseMode,
  showValue,
  dotted,
  throwProblems,
  SETTINGS,
  POLICY_KEYS,
  settingRow,
  isFlag
};
