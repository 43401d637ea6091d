import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  showValue,
  throwProblems
} from "./chunk-LJ6IJPAN.js";
import {
  EVENT_RULES,
  ORIGINS,
  originOf,
  ruleOf
} from "./chunk-SOVHXIP5.js";
import {
  SetupError
} from "./chunk-GSQGKKGD.js";
import {
  didYouMean,
  nearest
} from "./chunk-J4Y3FKE2.js";

// src/settings/init-options.ts
var CREDENTIALS = ["oidc", "secrets", "none"];
var MORE_WORKFLOWS = ["retrain", "rollback", "commands", "forks"];
var INIT_OPTIONS = [
  { name: "yes", short: "y", description: "Take the default of every question." },
  { name: "update", description: "Write what a newer dvc-ci writes, with the earlier answers. Your changes stay." },
  { name: "dry-run", description: "Show the changes and write nothing." },
  {
    name: "pull-request",
    description: "Open a pull request with the files (GITHUB_TOKEN or GH_TOKEN), and leave the checkout as it is."
  },
  { name: "overwrite", description: "Replace files of the same name that no init wrote, and uncommitted changes." },
  { name: "branch", values: "NAME", description: "The default branch (default: that of the server)." },
  {
    name: "credentials",
    values: "oidc, secrets or none",
    description: "Credentials of the remote: a login without a stored key (AWS, Google Cloud, Azure), or secrets."
  },
  {
    name: "runs-on",
    values: "LABELS",
    description: "Labels of the runner that builds the model, with commas (default: ubuntu-latest)."
  },
  {
    name: "workflows",
    values: "NAMES",
    description: "Further workflows, with commas: retrain, rollback, commands, forks, or none."
  },
  {
    name: "code-owners",
    values: "OWNERS",
    description: "Owners of the data for CODEOWNERS, such as @team/data, or none."
  },
  { name: "mlflow", description: "Track in MLflow (default: if the code imports it). --no-mlflow: do not." },
  {
    name: "release",
    values: "REF",
    description: "Release of dvc-ci that the workflows use: a tag, or the hash of a commit (default: v1)."
  },
  { name: "project", values: "DIR", description: "Only the project in this folder. Repeat it for several." },
  {
    name: "working-directory",
    short: "C",
    values: "DIR",
    description: "A folder of the repository (default: the current one)."
  },
  { name: "demo", description: "Make a project to play with in the folder that follows (default: dvc-ci-demo)." },
  { name: "verbose", short: "v", description: "Show more details in the log." },
  { name: "help", short: "h", description: "Show this help." }
];

// src/settings/report-arguments.ts
import { parseArgs } from "node:util";

// src/settings/init-values.ts
function invalid(key, value, message, remedy) {
  return { id: "argument-invalid", message, key, value, remedy };
}
function listOf(text) {
  return text?.split(",").map((part) => part.trim()).filter((part) => part !== "");
}
function choices(name, text, allowed, problems) {
  return listOf(text)?.flatMap((value) => {
    const known = allowed.find((choice) => choice === value);
    if (known !== void 0) return [known];
    const meant = nearest(value, allowed);
    problems.push(
      invalid(name, value, `--${name} is ${showValue(value)}.`, `${didYouMean(meant)}Allowed: ${allowed.join(", ")}.`)
    );
    return [];
  });
}
function ownersOf(text, problems) {
  if (text === void 0) return void 0;
  const owners = text === "none" ? [] : text.split(/[\s,]+/).filter((owner) => owner !== "");
  for (const owner of owners)
    if (!OWNER.test(owner))
      problems.push(
        invalid(
          "code-owners",
          owner,
          `${showValue(owner)} is no owner.`,
          "Write @login, @org/team or an e-mail address."
        )
      );
  return owners.join(" ");
}
var OWNER = /^(?:@[\w.-]+(?:\/[\w.-]+)?|[^\s@]+@[^\s@]+\.[^\s@]+)$/;
function parseOwners(text) {
  const problems = [];
  const owners = ownersOf(text, problems) ?? "";
  throwProblems(problems);
  return owners;
}
function parseWorkflows(text) {
  const problems = [];
  const names = text === "none" ? [] : choices("workflows", text, MORE_WORKFLOWS, problems) ?? [];
  throwProblems(problems);
  return names;
}
function parseCredentials(text) {
  const known = CREDENTIALS.find((choice) => choice === text);
  if (known !== void 0) return known;
  throw new SetupError("argument-invalid", `${showValue(text)} is no source of credentials.`, {
    key: "credentials",
    value: text,
    remedy: `Allowed: ${CREDENTIALS.join(", ")}.`
  });
}

// src/settings/report-arguments.ts
var REPORT = "report";
var REPORT_FORMATS = ["text", "comment", "summary", "page", "junit"];
var REPORT_OPTIONS = [
  {
    name: "to",
    values: "text, comment, summary, page or junit",
    description: "text for a terminal, comment or summary as Markdown, page as one HTML file, junit as XML (default: text)."
  },
  { name: "output", short: "o", values: "FILE", description: "Write to this file (default: standard output)." },
  { name: "help", short: "h", description: "Show this help." }
];
function parseReportArguments(argv) {
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      REPORT_OPTIONS.map(({ name, short, values }) => [
        name,
        {
          type: values === void 0 ? "boolean" : "string",
          ...short === void 0 ? {} : { short }
        }
      ])
    ),
    strict: false,
    allowPositionals: true,
    tokens: true
  });
  const problems = [];
  const given = /* @__PURE__ */ new Map();
  const files = [];
  for (const token of tokens) {
    if (token.kind === "positional") files.push(token.value);
    if (token.kind !== "option") continue;
    const { name, rawName, value, inlineValue } = token;
    const row = REPORT_OPTIONS.find((option) => option.name === name);
    if (name === "help") return { kind: "help" };
    if (row === void 0) problems.push(unknownOption(rawName, name));
    else if (value === void 0 || value.trim() === "" || !inlineValue && /^-./.test(value))
      problems.push(invalid(name, value ?? "", `${rawName} needs a value.`, `Give it as ${row.values ?? ""}.`));
    else given.set(name, value);
  }
  const to = given.get("to") ?? "text";
  const format = REPORT_FORMATS.find((known) => known === to);
  if (format === void 0) {
    const meant = nearest(to, REPORT_FORMATS);
    problems.push(
      invalid("to", to, `--to is ${showValue(to)}.`, `${didYouMean(meant)}Allowed: ${REPORT_FORMATS.join(", ")}.`)
    );
  }
  const [file, extra] = files;
  if (extra !== void 0)
    problems.push(
      invalid(REPORT, extra, `unexpected argument ${showValue(extra)}.`, "Remove it: report takes one file.")
    );
  if (file === void 0)
    problems.push(
      invalid(
        REPORT,
        "",
        "report needs a file.",
        "Name the report.json that `--report FILE` wrote, or - for standard input."
      )
    );
  throwProblems(problems);
  const output = given.get("output");
  return {
    kind: "report",
    file: file ?? "",
    to: format ?? "text",
    ...output === void 0 || output === "-" ? {} : { output }
  };
}
function unknownOption(rawName, name) {
  const meant = nearest(
    name,
    REPORT_OPTIONS.map((option) => option.name)
  );
  return {
    id: "setting-unknown",
    message: `unknown option ${rawName} of report.`,
    key: rawName,
    value: rawName,
    remedy: `${didYouMean(meant, "--")}\`dvc-ci report --help\` lists the options.`
  };
}

// src/settings/commands.ts
import { parseArgs as parseArgs3 } from "node:util";

// src/settings/init-arguments.ts
import { parseArgs as parseArgs2 } from "node:util";

// src/settings/credential-variables.ts
var CREDENTIAL_VARIABLES = {
  token: "GITHUB_TOKEN",
  "import-token": "DVC_CI_IMPORT_TOKEN",
  "signing-key": "DVC_CI_SIGNING_KEY"
};
var NAMES = Object.keys(CREDENTIAL_VARIABLES);
var CREDENTIAL_WORDS = Object.fromEntries(
  NAMES.map((name) => [name, { type: "string" }])
);
function credentialOption(rawName, name) {
  const meant = nearest(name, NAMES, "misspelt");
  const credential = NAMES.find((each) => each === meant);
  if (credential === void 0) return void 0;
  return {
    id: "setting-unknown",
    message: `${rawName} is no option: other programs of this machine can read the arguments of a command.`,
    key: rawName,
    value: rawName,
    remedy: `Give ${credential} in the variable ${CREDENTIAL_VARIABLES[credential]}.`
  };
}

// src/settings/init-arguments.ts
var INIT = "init";
var NEGATABLE = "no-mlflow";
var REF = /^[\w.-]+$/;
var SHORT_HASH = /^(?=.*\d)[0-9a-f]{4,39}$/;
var DEMO_FOLDER = "dvc-ci-demo";
function parseInitArguments(argv) {
  const problems = [];
  const { flags, texts, others } = readWords(argv, problems);
  if (flags.has("help")) return { kind: "help" };
  const demo = flags.has("demo");
  for (const word of demo ? others.slice(1) : others)
    problems.push(
      invalid(INIT, word, `unexpected argument ${showValue(word)}.`, "Write options only; `-C DIR` names a folder.")
    );
  const answers = readAnswers({ flags, texts, others }, problems);
  throwProblems(problems);
  if (demo) return { kind: "demo", directory: others[0] ?? DEMO_FOLDER };
  return {
    kind: "init",
    directory: texts.get("working-directory")?.at(-1) ?? ".",
    projects: (texts.get("project") ?? []).map((folder) => folder.replace(/^(?:\.\/)+|\/+$/g, "").replace(/^\.$/, "")),
    ...answers,
    yes: flags.has("yes"),
    update: flags.has("update"),
    overwrite: flags.has("overwrite"),
    dryRun: flags.has("dry-run"),
    pullRequest: flags.has("pull-request")
  };
}
function readWords(argv, problems) {
  const { tokens } = parseArgs2({
    args: [...argv],
    options: parserOptions(),
    strict: false,
    allowPositionals: true,
    tokens: true
  });
  const flags = /* @__PURE__ */ new Set();
  const texts = /* @__PURE__ */ new Map();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const { name, rawName, value } = token;
    const row = INIT_OPTIONS.find((option) => option.name === name);
    if (row === void 0 && name !== NEGATABLE)
      problems.push(credentialOption(rawName, name) ?? unknownOption2(rawName, name));
    else if (row?.values === void 0) {
      if (value === void 0) flags.add(name);
      else problems.push(invalid(name, value, `${rawName} takes no value.`, `Write ${rawName} alone.`));
    } else if (value === void 0 || value.trim() === "" || !token.inlineValue && value.startsWith("-"))
      problems.push(invalid(name, value ?? "", `${rawName} needs a value.`, `Give it as ${row.values}.`));
    else texts.set(name, [...texts.get(name) ?? [], value]);
  }
  return { flags, texts, others: tokens.flatMap((token) => token.kind === "positional" ? [token.value] : []) };
}
function readAnswers({ flags, texts }, problems) {
  const last = (name) => texts.get(name)?.at(-1);
  const [branch, release, runsOn] = [last("branch"), last("release"), listOf(last("runs-on"))];
  const credentials = choices("credentials", last("credentials"), CREDENTIALS, problems)?.at(-1);
  const workflows = last("workflows") === "none" ? [] : choices("workflows", last("workflows"), MORE_WORKFLOWS, problems);
  const owners = ownersOf(last("code-owners"), problems);
  if (flags.has("mlflow") && flags.has(NEGATABLE))
    problems.push(
      invalid("mlflow", NEGATABLE, "--mlflow and --no-mlflow contradict each other.", "Remove one of them.")
    );
  if (runsOn?.length === 0)
    problems.push(
      invalid("runs-on", last("runs-on") ?? "", "--runs-on names no label.", "Give one, or several with commas.")
    );
  if (release !== void 0 && (!REF.test(release) || SHORT_HASH.test(release)))
    problems.push(
      invalid(
        "release",
        release,
        `--release is ${showValue(release)}.`,
        "Give a tag such as v1, or all 40 digits of the hash of a commit."
      )
    );
  const mlflow = flags.has("mlflow") ? true : flags.has(NEGATABLE) ? false : void 0;
  return {
    ...branch === void 0 ? {} : { branch },
    ...credentials === void 0 ? {} : { credentials },
    ...runsOn === void 0 ? {} : { runsOn },
    ...workflows === void 0 ? {} : { workflows },
    ...owners === void 0 ? {} : { owners },
    ...mlflow === void 0 ? {} : { mlflow },
    ...release === void 0 ? {} : { release }
  };
}
function parserOptions() {
  const options = { ...CREDENTIAL_WORDS };
  for (const { name, short, values } of INIT_OPTIONS)
    options[name] = { type: values === void 0 ? "boolean" : "string", ...short === void 0 ? {} : { short } };
  return options;
}
function unknownOption2(rawName, name) {
  const meant = nearest(name, [...INIT_OPTIONS.map((option) => option.name), NEGATABLE]);
  return {
    id: "setting-unknown",
    message: `unknown option ${rawName} of init.`,
    key: rawName,
    value: rawName,
    remedy: `${didYouMean(meant, "--")}\`dvc-ci init --help\` lists the options.`
  };
}

// src/settings/commands.ts
var SHELLS = ["bash", "zsh", "fish"];
var TOOLS = [
  {
    name: "init",
    usage: "init [options]",
    summary: "Write the workflow and dvc-ci.yaml for this repository.",
    example: "dvc-ci init"
  },
  {
    name: "explain",
    usage: "explain [ID]",
    summary: "Explain an error, a finding or a lint rule by its identifier.",
    example: "dvc-ci explain lock-conflict"
  },
  {
    name: "open",
    usage: "open",
    summary: "Open the page of the last run of this checkout in the browser.",
    example: "dvc-ci open"
  },
  {
    name: "report",
    usage: "report FILE [options]",
    summary: "Show a report.json again: as text, Markdown, a page or JUnit XML.",
    example: "dvc-ci report report.json --to junit --output junit.xml"
  },
  {
    name: "install-hooks",
    usage: "install-hooks [--uninstall]",
    summary: "Make `git push` upload the data of DVC first, by a pre-push hook.",
    example: "dvc-ci install-hooks"
  },
  {
    name: "completion",
    usage: "completion SHELL",
    summary: "Print the completion script of a shell: bash, zsh or fish.",
    example: "source <(dvc-ci completion bash)"
  }
];
var HELP = { name: "help", type: "boolean", short: "h", description: "Show this help." };
var FOLDER = {
  name: "working-directory",
  type: "string",
  short: "C",
  description: "A folder of the checkout. Default: the current folder."
};
var UNINSTALL = {
  name: "uninstall",
  type: "boolean",
  description: "Remove the hook, and put an earlier one back."
};
var TOOL_OPTIONS = {
  explain: [HELP],
  open: [FOLDER, HELP],
  "install-hooks": [FOLDER, UNINSTALL, HELP],
  completion: [HELP]
};
function toolOf(argv) {
  const word = argv[0] === "help" ? argv[1] : argv[0];
  return TOOLS.find(({ name }) => name === word)?.name;
}
function parseTool(argv) {
  const tool = toolOf(argv);
  if (tool === void 0) return void 0;
  if (argv[0] === "help") return { kind: "help", tool };
  if (tool === INIT) {
    const request = parseInitArguments(argv.slice(1));
    return request.kind === "help" ? { kind: "help", tool } : { kind: "init", request };
  }
  if (tool === REPORT) {
    const request = parseReportArguments(argv.slice(1));
    return request.kind === "help" ? { kind: "help", tool } : request;
  }
  const known = TOOL_OPTIONS[tool];
  const { tokens } = parseArgs3({
    args: argv.slice(1),
    options: Object.fromEntries(
      known.map(({ name, type, short }) => [name, { type, ...short === void 0 ? {} : { short } }])
    ),
    strict: false,
    allowPositionals: true,
    tokens: true
  });
  const given = /* @__PURE__ */ new Map();
  const words = [];
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    if (token.kind !== "option") continue;
    const option = known.find(({ name }) => name === token.name);
    if (option === void 0) throw unknownOption3(tool, token);
    if (option.name === "help") return { kind: "help", tool };
    if (option.type === "boolean" && token.value !== void 0)
      throw wrongValue(token.rawName, token.value, `${token.rawName} takes no value.`, `Write ${token.rawName} alone.`);
    if (option.type === "string" && (token.value ?? "").trim() === "")
      throw wrongValue(token.rawName, token.value, `${token.rawName} needs a value.`, "Give it as DIR.");
    given.set(option.name, token.value);
  }
  const [word] = words;
  const extra = words[takesNone(tool) ? 0 : 1];
  if (extra !== void 0) throw unexpected(tool, extra);
  const directory = given.get("working-directory");
  const folder = directory === void 0 ? {} : { directory };
  switch (tool) {
    case "explain":
      return { kind: "explain", ...word === void 0 ? {} : { id: word } };
    case "open":
      return { kind: "open", ...folder };
    case "install-hooks":
      return { kind: "install-hooks", uninstall: given.has("uninstall"), ...folder };
    case "completion":
      return { kind: "completion", shell: shellOf(word) };
  }
}
function unknownOption3(tool, { name, rawName }) {
  const meant = nearest(
    name,
    TOOL_OPTIONS[tool].map((option) => option.name)
  );
  return new SetupError("setting-unknown", `unknown option ${rawName}.`, {
    key: rawName,
    value: rawName,
    remedy: `${meant === void 0 ? `Remove it: ${tool} has no such option.` : `Did you mean --${meant}?`} \`dvc-ci ${tool} --help\` shows its usage.`
  });
}
function wrongValue(key, value, message, remedy) {
  return new SetupError("argument-invalid", message, { key, ...value === void 0 ? {} : { value }, remedy });
}
function takesNone(tool) {
  return tool === "open" || tool === "install-hooks";
}
function unexpected(tool, word) {
  return new SetupError("argument-invalid", `unexpected argument ${showValue(word)}.`, {
    key: tool,
    value: word,
    remedy: `Remove it: ${tool} takes ${takesNone(tool) ? "no" : "one"} argument. \`dvc-ci ${tool} --help\` shows its usage.`
  });
}
function shellOf(word) {
  const shell = SHELLS.find((known) => known === word);
  if (shell !== void 0) return shell;
  const meant = word === void 0 ? void 0 : nearest(word, SHELLS);
  throw new SetupError(
    "argument-invalid",
    word === void 0 ? "completion needs the name of a shell." : `completion: unknown shell ${showValue(word)}.`,
    {
      key: "completion",
      ...word === void 0 ? {} : { value: word },
      remedy: `${didYouMean(meant)}Allowed: ${SHELLS.join(", ")}.`
    }
  );
}

// src/settings/mode.ts
var MODES = [
  {
    mode: "validate",
    summary: "Check a change: pull, reproduce, checks, evaluate, compare, gate. Changes nothing.",
    example: "dvc-ci validate --pull needed"
  },
  {
    mode: "rebuild",
    summary: "Build the official model from source data, push it, verify the remote, commit.",
    example: "dvc-ci rebuild --dry-run"
  },
  {
    mode: "retrain",
    summary: "Rebuild on demand: forced stages, new source data, other parameters.",
    example: "dvc-ci retrain --params train.C=0.5 --reason 'less regularisation'"
  },
  {
    mode: "plan",
    summary: "Plan the jobs of a build, or of the stale stages of a change, for several machines.",
    example: "dvc-ci plan --report plan.json"
  },
  {
    mode: "stage",
    summary: "Run one job of a plan: download the inputs of its stages, run them, push their outputs.",
    example: 'dvc-ci stage --plan "$PLAN" --job train --fragments fragments'
  },
  {
    mode: "collect",
    summary: "Collect the outputs of the jobs of a plan, then continue as the planned mode does.",
    example: 'dvc-ci collect --plan "$PLAN" --fragments fragments'
  },
  {
    mode: "rollback",
    summary: "Restore an earlier version, or targets of it, after verifying that the remote has it.",
    example: "dvc-ci rollback --to v1.2 --reason 'drift in production'"
  },
  {
    mode: "command",
    summary: "Run the command in a comment on a pull request: `/dvc-ci accept`, `repro` or `validate`.",
    example: "dvc-ci command"
  },
  {
    mode: "comment",
    summary: "Show the report of a run without credentials on its pull request. Reads it as data.",
    example: "dvc-ci comment"
  },
  {
    mode: "lint",
    summary: "Check what Git and DVC track: data, credentials, dvc.lock. Needs no remote.",
    example: "dvc-ci lint --lint-off large-file"
  },
  {
    mode: "diff",
    summary: "Show how data changed between two revisions: files, rows, columns. Command line only.",
    example: "dvc-ci diff main"
  },
  {
    mode: "history",
    summary: "Show all official builds as a table or one page, from Git alone. Command line only.",
    example: "dvc-ci history --page history.html"
  },
  {
    mode: "verify",
    summary: "Verify who signed a revision, file or model version, and its bytes. Command line only.",
    example: "dvc-ci verify v1.2"
  },
  {
    mode: "resolve",
    summary: "Resolve a conflict in dvc.lock by stage, explain one in a .dvc file. Command line only.",
    example: "dvc-ci resolve dvc.lock"
  },
  {
    mode: "audit",
    summary: "Run stages twice from the same inputs, and show which outputs differ and where.",
    example: "dvc-ci audit train --vary folder,locale"
  },
  {
    mode: "gc",
    summary: "Show what the remote holds that no commit needs, and remove it on request.",
    example: "dvc-ci gc --keep-builds 20"
  },
  {
    mode: "setup",
    summary: "Find or install DVC for the later steps of a job, with the packages of the remotes.",
    example: "dvc-ci setup --dvc-version 3.67.1"
  },
  {
    mode: "doctor",
    summary: "Examine what a run needs, from Git to the remote and GitHub, each in one line.",
    example: "dvc-ci doctor --remote storage"
  }
];
var ALLOWED = `Modes: ${MODES.map(({ mode }) => mode).join(", ")}.`;
var COMMANDS = `Other commands: ${TOOLS.map(({ name }) => name).join(", ")}.`;
var RETRAIN_EVENTS = ["schedule", "workflow_dispatch", "repository_dispatch"];
function isTool(word) {
  return TOOLS.some(({ name }) => name === word);
}
function unknownModeRemedy(mode) {
  const tools = TOOLS.map(({ name }) => name);
  if (isTool(mode)) return `Write ${mode} first, then its options: \`dvc-ci ${mode}\`.`;
  const meant = nearest(mode, ["auto", ...tools, ...MODES.map((known) => known.mode)]);
  return `${didYouMean(meant)}${ALLOWED} ${COMMANDS}`;
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
  if (event.namedCommit === true) return "validate";
  switch (event.name) {
    case "pull_request":
    case "merge_group":
      return "validate";
    case "push":
      return modeOfPush(event);
    case "issue_comment":
      return "command";
    case "workflow_run":
      return "comment";
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

// src/settings/table/modes.ts
var JUDGING_MODES = ["validate", "rebuild", "retrain", "plan", "collect"];
var JUDGING_OR_RUNNING = [...JUDGING_MODES, "stage"];
var WITH_REMOTE = [
  "validate",
  "rebuild",
  "retrain",
  "plan",
  "stage",
  "collect",
  "rollback",
  "diff",
  "audit",
  "gc",
  "verify",
  "doctor"
];
var WITH_MLFLOW = [...WITH_REMOTE, "history"];
var WITH_DVC = [...WITH_REMOTE, "lint"];
var WITH_POLICIES = [...JUDGING_MODES, "history"];
var DESCRIBING = [...JUDGING_MODES, "diff"];
var ALL = MODES.map(({ mode }) => mode);
var INSTALLING = [...WITH_DVC, "setup"];
var CONFIGURED = [...INSTALLING, "history"];
var PUBLISHING = ["rebuild", "retrain", "plan", "collect", "rollback"];
var RECORDING = ["rebuild", "retrain", "collect", "rollback"];
var PROVING = [...PUBLISHING, "verify"];
var BUILDS = ["rebuild", "retrain", "plan", "collect"];
var WITH_CARD = [...BUILDS, "rollback", "validate", "lint"];
var RETRAIN = ["retrain", "plan"];
var WITH_REASON = ["retrain", "plan", "rollback"];
var RETRAINING_MODES = ["retrain", "collect"];
var FETCHING = ["validate", "rollback", "collect"];
var ROLLBACK = ["rollback"];
var VALIDATE = ["validate"];
var VALIDATING_MODES = ["validate", "collect"];
var STALE = ["validate", "plan", "collect"];
var REBUILD = ["rebuild"];
var AUDIT = ["audit"];
var AUDITED = ["rebuild", "retrain"];
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
  "lint",
  "setup",
  "doctor"
];
var EVERYWHERE = ["input", "option"];

// src/settings/table/audit.ts
var AUDIT_SETTINGS = [
  {
    name: "audit-stages",
    key: "audit.stages",
    text: "stages",
    values: "all or stages",
    default: "all",
    modes: AUDIT,
    surfaces: EVERYWHERE,
    description: "Stages to run twice, also as words after `audit`. The inputs that other stages make are downloaded."
  },
  {
    name: "vary",
    key: "audit.vary",
    text: "names",
    values: "none, or some of folder, time-zone, locale, hash-seed and threads",
    default: "folder",
    modes: AUDIT,
    surfaces: EVERYWHERE,
    description: "What the second run has different. With `folder`, both runs have folders of their own and run at the same time where the machine has room. Otherwise they run one after the other in the same folder."
  },
  {
    name: "differences",
    key: "audit.differences",
    text: "plain",
    values: "warn or fail",
    default: "fail",
    modes: AUDIT,
    surfaces: EVERYWHERE,
    description: "What a stage that is not reproducible means for `audit`: a warning, or a failed run."
  },
  {
    name: "audit",
    key: "rebuild.audit",
    text: "plain",
    values: "off, warn or fail",
    default: "off",
    modes: AUDITED,
    surfaces: EVERYWHERE,
    description: "Runs the stages of a build a second time before it is published, and compares their outputs. `fail` rejects a build that is not reproducible. The build takes twice the time."
  }
];

// src/settings/table/card.ts
var CARD_SETTINGS = [
  {
    name: "card",
    key: "card",
    text: "plain",
    values: "FILE",
    absent: "none",
    modes: WITH_CARD,
    surfaces: EVERYWHERE,
    description: "Model card, such as MODEL_CARD.md, relative to the working directory. Each official build writes its metrics, limits, data, parameters and environment between two markers and into `model-index` of the front matter, in the commit of the build. The other text is of its authors and stays."
  },
  {
    name: "hub",
    key: "hub",
    text: "plain",
    values: "OWNER/NAME",
    absent: "none",
    modes: BUILDS,
    surfaces: EVERYWHERE,
    description: "Model repository of the Hugging Face Hub that gets the card as README.md, and the model, after each official build. The variable HF_TOKEN has the token; it needs write access. Needs `card`."
  },
  {
    name: "github-release",
    key: "release",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: BUILDS,
    surfaces: EVERYWHERE,
    description: "Makes a release on GitHub for the tag of each official build. Its notes tell which code, data, parameters and metrics changed since the last release. Needs `tag` and `contents: write`."
  }
];

// src/settings/table/data.ts
var DATA_SETTINGS = [
  {
    name: "data-diff",
    key: "data.diff",
    text: "plain",
    values: "none, files or all",
    default: "all",
    modes: DESCRIBING,
    surfaces: EVERYWHERE,
    description: "How much of changed data is described. `files` compares names and hashes, and reads no data. `all` also reads the tables, images, audio, texts and headers of models among them."
  },
  {
    name: "data-show",
    key: "data.show",
    text: "plain",
    values: "counts or values",
    default: "counts",
    modes: [...DESCRIBING, "audit"],
    surfaces: EVERYWHERE,
    description: "What reports show of the data. `counts`: counts, shares and schema. `values` adds categories, ranges and thumbnails of images; comments, summaries and pages of a public repository are public too."
  },
  {
    name: "data-keys",
    key: "data.keys",
    text: "yaml",
    values: "mapping of tables to columns",
    absent: "found by content",
    modes: DESCRIBING,
    surfaces: EVERYWHERE,
    description: "Columns that identify a row, by the path of the table or a pattern. Without them dvc-ci looks for a column of identifiers that is unique on both sides, else it compares whole rows."
  },
  {
    name: "data-limit",
    key: "data.limit",
    text: "scalar",
    values: "a size",
    default: "500M",
    modes: DESCRIBING,
    surfaces: EVERYWHERE,
    description: "Largest content of changed data that is read for each side. The report names what it leaves out."
  },
  {
    name: "data-timeout",
    key: "data.timeout",
    text: "scalar",
    values: "a duration",
    default: "5m",
    modes: [...DESCRIBING, "audit"],
    surfaces: EVERYWHERE,
    description: "Longest time for reading lists of files, for downloading the content of changed data, and for reading it: for each of these."
  },
  {
    name: "data-memory",
    key: "data.memory",
    text: "scalar",
    values: "a size",
    default: "2G",
    modes: [...DESCRIBING, "audit"],
    surfaces: EVERYWHERE,
    description: "Memory for reading the content of changed data."
  }
];

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

// src/settings/table/gc.ts
var GC = ["gc"];
var GC_SETTINGS = [
  {
    name: "delete",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: GC,
    surfaces: EVERYWHERE,
    description: "Lists the objects that no commit needs, sets aside those that were listed a grace period ago, and removes those that were set aside a grace period ago. Without it, gc only reports."
  },
  {
    name: "grace",
    key: "gc.grace",
    text: "scalar",
    values: "a number with h or d",
    default: "14d",
    modes: GC,
    surfaces: EVERYWHERE,
    description: "Time between the list and setting aside, and between setting aside and removal, by the clock of the remote. It must be longer than any time between `dvc push` and `git push`."
  },
  {
    name: "keep-builds",
    key: "gc.keep-builds",
    text: "scalar",
    values: "a number",
    default: 50,
    modes: GC,
    surfaces: EVERYWHERE,
    description: "Number of the last official builds whose data is kept, for each working directory."
  },
  {
    name: "keep-days",
    key: "gc.keep-days",
    text: "scalar",
    values: "a number",
    default: 90,
    modes: GC,
    surfaces: EVERYWHERE,
    description: "Days for which the data of every commit is kept."
  },
  {
    name: "projects",
    key: "gc.projects",
    text: "names",
    values: "none or addresses of Git repositories",
    absent: "not known",
    modes: GC,
    surfaces: EVERYWHERE,
    description: "The other Git repositories whose data is in this remote: addresses, or paths of clones. Everything that their histories name is kept. `delete` needs it; `none` says that no other project uses the remote."
  }
];

// src/settings/table/general.ts
var GENERAL_SETTINGS = [
  {
    name: "mode",
    text: "plain",
    values: "auto, validate, rebuild, retrain, plan, stage, collect, rollback, command, comment, lint, setup or doctor",
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
    modes: CONFIGURED,
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
    name: "accepted-remotes",
    key: "accepted-remotes",
    text: "names",
    values: "places",
    absent: "none",
    modes: WITH_REMOTE,
    surfaces: [],
    description: "Places to which a pull request may move a remote or a dependency although a credential goes there, as the error `remote-not-accepted` writes them. Only dvc-ci.yaml of the base branch counts."
  },
  {
    name: "import-token",
    text: "plain",
    values: "lines HOST=TOKEN or HOST=USER:TOKEN",
    absent: "Git's own credentials",
    modes: WITH_REMOTE,
    surfaces: ["input"],
    variable: CREDENTIAL_VARIABLES["import-token"],
    description: "Tokens for private repositories that `dvc import` names, over HTTPS, such as `github.com=TOKEN` from a secret. Only the named host gets its token, when it asks for one; dvc-ci masks it, and writes it to no file or argument, and no other program gets it as a variable. The command line reads it from the variable DVC_CI_IMPORT_TOKEN; without it, the credential helpers of Git give it."
  },
  {
    name: "ssh-known-hosts",
    key: "ssh-known-hosts",
    text: "plain",
    values: "lines of known_hosts, or FILE",
    absent: "known_hosts of the user; a host that it does not have passes",
    modes: WITH_REMOTE,
    surfaces: EVERYWHERE,
    description: "Host keys of the SSH servers of remotes, as `ssh-keyscan HOST` prints them. Then every such server must have one of these keys: a changed key or an unknown host ends the run with exit code 3."
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
    modes: [...JUDGING_MODES, "stage", "audit"],
    surfaces: EVERYWHERE,
    description: "Installs the project's own packages before checks, evaluation and stages. `auto` uses uv.lock, requirements.txt, pylock.toml, poetry.lock, pdm.lock, Pipfile.lock, conda-lock.yml, environment.yml or pyproject.toml when no environment is active; those of Poetry, PDM, Pipenv and conda with their own tool on PATH."
  },
  {
    name: "setup-exports",
    key: "setup-exports",
    text: "names",
    values: "path, env",
    absent: "none",
    modes: [...JUDGING_MODES, "stage", "audit"],
    surfaces: EVERYWHERE,
    description: "Files of the runner in whose place the command of `setup` gets one: `path` for GITHUB_PATH, `env` for GITHUB_ENV. Its folders and variables reach checks, evaluation, stages and the later steps of the job. dvc-ci checks each line. Ignored for forks and Dependabot."
  },
  {
    name: "dvc-version",
    key: "dvc-version",
    text: "plain",
    values: "VERSION",
    absent: "the installed DVC, else the newest",
    modes: INSTALLING,
    surfaces: EVERYWHERE,
    description: "Required version of DVC, such as 3.67.1. dvc-ci installs it when it finds another version or none."
  },
  {
    name: "dvc-lock",
    key: "dvc-lock",
    text: "plain",
    values: "PATH",
    absent: "none",
    modes: INSTALLING,
    surfaces: EVERYWHERE,
    description: "Requirements file with the exact version and the hashes of DVC and of every package below it, relative to the folder where dvc-ci starts. dvc-ci installs exactly these packages, verifies each by its hash, and uses no other DVC. In a pull request, the key and the file of the base branch count."
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
    values: "mapping of names to shell lines, or to { run, report }",
    absent: "none",
    modes: VALIDATING_MODES,
    surfaces: EVERYWHERE,
    description: "Commands to run on pull requests, in this order, each with its own log. All of them run, also after a failure. A list of lines is one script. `report` is a file, a pattern or a list of them that the command writes: JUnit XML, SARIF, or JSON of Great Expectations, Frictionless or pandera. Its failures are shown as rows and at their lines."
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
    modes: [...JUDGING_MODES, "rollback", "comment"],
    surfaces: EVERYWHERE,
    description: "One comment on the pull request, updated in place: first the running steps, then the result. An official build comments on the merged pull request, or else on the commit; a rollback there where the version that it replaces was merged. Needs `pull-requests: write` (a commit: `contents: write`)."
  },
  {
    name: "check-run",
    key: "check-run",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: [...JUDGING_MODES, "rollback", "comment"],
    surfaces: EVERYWHERE,
    description: "Shows the verdict and the findings, line by line, as a separate check run. Needs `checks: write`."
  },
  {
    name: "images",
    key: "images",
    text: "plain",
    values: "none or branch",
    default: "none",
    modes: VALIDATING_MODES,
    surfaces: EVERYWHERE,
    description: "Shows changed image plots in the comment, before and after, and thumbnails of changed images with `data.show: values`. `branch` stores them in this repository, in a branch without code for each pull request. Needs `contents: write`. Pictures of a public repository are public."
  },
  {
    name: "images-branch",
    key: "images-branch",
    text: "plain",
    values: "NAME",
    default: "dvc-ci-images",
    modes: VALIDATING_MODES,
    surfaces: EVERYWHERE,
    description: "Beginning of the names of these branches: `dvc-ci-images/7` has the pictures of pull request 7. dvc-ci deletes each 30 days after its pull request is closed."
  },
  {
    name: "token",
    text: "plain",
    values: "TOKEN",
    absent: "the workflow's own token",
    actionDefault: "${{ github.token }}",
    modes: [...JUDGING_MODES, "rollback", "gc", "command", "comment"],
    surfaces: ["input"],
    variable: CREDENTIAL_VARIABLES.token,
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
  },
  {
    name: "validate-workflow",
    text: "plain",
    values: "FILE",
    default: "validate-fork.yml",
    modes: ["command"],
    surfaces: ["input"],
    description: "Workflow that `/dvc-ci validate SHA` starts on the base branch of a pull request, with the inputs `pull-request` and `sha`. Needs `actions: write`."
  },
  {
    name: "artifact",
    text: "plain",
    values: "DIR",
    absent: "none; comment needs it",
    modes: ["comment"],
    surfaces: ["input"],
    description: "Folder to which the workflow downloaded the artifact of another run: `report.json`, and no other file. dvc-ci reads it as data of an unknown person."
  }
];

// src/settings/table/history.ts
var HISTORY_SETTINGS = [
  {
    name: "history-branch",
    key: "history.branch",
    text: "plain",
    values: "NAME",
    absent: "none",
    modes: RECORDING,
    surfaces: EVERYWHERE,
    description: "Branch, such as gh-pages, into whose folder `dvc-ci` each build and rollback writes the page, the JSON and the badges of all official builds. Other files of the branch stay. Needs the history of the checkout, which is fetched. A failure is a warning."
  },
  {
    name: "history-page",
    text: "plain",
    values: "FILE",
    absent: "none",
    modes: RECORDING,
    surfaces: EVERYWHERE,
    description: "Path of the page of all official builds, as one HTML file that works offline and as an artifact."
  },
  {
    name: "pulls",
    text: "scalar",
    values: "true or false",
    default: false,
    modes: ["history"],
    surfaces: ["option"],
    description: "Draws the pull requests too, as lighter points: the metrics of their last runs in MLflow."
  },
  {
    name: "badges",
    text: "plain",
    values: "DIR",
    absent: "none",
    modes: ["history"],
    surfaces: ["option"],
    description: "Folder for badges in SVG: build.svg with the last official build, and one for each metric with a policy."
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
    modes: WITH_POLICIES,
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
    modes: WITH_POLICIES,
    surfaces: EVERYWHERE,
    description: "Limits of each metric. An input or option replaces the policies of dvc-ci.yaml."
  },
  {
    name: "predictions",
    key: "metrics.predictions",
    text: "yaml",
    values: "none, { path, truth, prediction, score, positive, slices, key }, or a list of them",
    default: "none",
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description: "Tables of predictions that the evaluation writes. They give intervals of metrics, the significance of a change, and metrics of slices."
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
    modes: WITH_MLFLOW,
    surfaces: EVERYWHERE,
    description: "Address of the MLflow server. Credentials come from MLflow's own variables, such as MLFLOW_TRACKING_TOKEN."
  },
  {
    name: "experiment",
    key: "mlflow.experiment",
    text: "plain",
    values: "NAME",
    absent: "the repository's name",
    modes: [...JUDGING_MODES, "history"],
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

// src/settings/table/provenance.ts
var PROVENANCE_SETTINGS = [
  {
    name: "provenance",
    key: "provenance",
    text: "yaml",
    values: "off, on, required, or a mapping",
    default: "off",
    modes: [...PROVING, "stage"],
    surfaces: EVERYWHERE,
    description: "`on` signs a statement of what each official build was made from, and a signature of its model, where the job has `id-token: write` or a signing key. `required` publishes no build without them, and deploys and restores no version that does not verify. In a mapping, `use` has one of these values, and `repository`, `workflow`, `branch` and `key` (a file with a public key) say which signer counts. A keyless signature of a public repository is in the public log of Sigstore for ever."
  },
  {
    name: "signing-key",
    text: "plain",
    values: "PEM",
    absent: "keyless, by the identity of the job",
    modes: ["rebuild", "retrain", "collect"],
    surfaces: ["input"],
    variable: CREDENTIAL_VARIABLES["signing-key"],
    description: "Private key (PEM, P-256, not encrypted) that signs official builds, from a secret, for jobs without an identity that Sigstore knows. dvc-ci masks it and writes it to no file. The command line reads it from the variable DVC_CI_SIGNING_KEY."
  },
  {
    name: "trusted-root",
    key: "trusted-root",
    text: "plain",
    values: "FILE",
    absent: "that of Sigstore, or of GitHub for a private repository",
    modes: PROVING,
    surfaces: EVERYWHERE,
    description: "File with the certificates and log keys that signatures are verified with (trusted_root.json of Sigstore), for a verification without network or for a private Sigstore."
  },
  {
    name: "bundle",
    text: "plain",
    values: "FILE",
    absent: "that of the build on the Git server",
    modes: ["verify"],
    surfaces: ["option"],
    description: "File with the signed statements, such as provenance.jsonl of a report, the file of `gh attestation download` or the artifact in MLflow. Without it, the Git server is asked."
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
    modes: [...FETCHING, "verify"],
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
    modes: [...VALIDATING_MODES, "audit"],
    surfaces: EVERYWHERE,
    description: "Time limit of the evaluation, and of each stage in an audit: seconds, or a number with s, m or h."
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
  },
  {
    name: "wait",
    key: "validate.wait",
    text: "scalar",
    values: "none or a duration",
    default: "none",
    modes: VALIDATING_MODES,
    surfaces: EVERYWHERE,
    description: "Longest wait for objects that the remote lacks, such as `10m`: the commit may reach GitHub before `dvc push` has ended. The validation asks for these objects again and again, and goes on once the remote has them all."
  },
  {
    name: "drift",
    key: "validate.drift",
    text: "plain",
    values: "off, warn, fail or stale",
    default: "warn",
    modes: VALIDATING_MODES,
    surfaces: EVERYWHERE,
    description: "What to do when a lock file, requirements file, `.python-version` or Dockerfile has changed since the baseline and no stage depends on it: DVC would not notice. `warn` and `fail`: report a warning or an error. `stale`: its stages count as stale, as with a changed dependency."
  }
];

// src/settings/table.ts
var SETTINGS = [
  ...GENERAL_SETTINGS,
  ...VALIDATE_SETTINGS,
  ...METRICS_SETTINGS,
  ...DATA_SETTINGS,
  ...REBUILD_SETTINGS,
  ...RETRAIN_SETTINGS,
  ...EXISTING_VERSION_SETTINGS,
  ...HISTORY_SETTINGS,
  ...CARD_SETTINGS,
  ...PROVENANCE_SETTINGS,
  ...MLFLOW_SETTINGS,
  ...DEPLOY_SETTINGS,
  ...FAN_OUT_SETTINGS,
  ...AUDIT_SETTINGS,
  ...GC_SETTINGS,
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
  CREDENTIAL_WORDS,
  credentialOption,
  CREDENTIALS,
  MORE_WORKFLOWS,
  INIT_OPTIONS,
  parseOwners,
  parseWorkflows,
  parseCredentials,
  INIT,
  REPORT,
  REPORT_FORMATS,
  REPORT_OPTIONS,
  SHELLS,
  TOOLS,
  TOOL_OPTIONS,
  parseTool,
  MODES,
  isTool,
  unknownModeRemedy,
  chooseMode,
  allowCommit,
  SETTINGS,
  settingRow
};
