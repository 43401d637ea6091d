import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  showValue,
  throwProblems
} from "./chunk-LJ6IJPAN.js";
import {
  appendTo
} from "./chunk-6BXGY3ZC.js";
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
    else appendTo(texts, name, value);
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

export {
  CREDENTIAL_VARIABLES,
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
  JUDGING_MODES,
  JUDGING_OR_RUNNING,
  WITH_REMOTE,
  WITH_MLFLOW,
  WITH_DVC,
  WITH_POLICIES,
  DESCRIBING,
  ALL,
  INSTALLING,
  CONFIGURED,
  PUBLISHING,
  RECORDING,
  PROVING,
  BUILDS,
  WITH_CARD,
  RETRAIN,
  WITH_REASON,
  RETRAINING_MODES,
  FETCHING,
  ROLLBACK,
  VALIDATE,
  VALIDATING_MODES,
  STALE,
  REBUILD,
  AUDIT,
  AUDITED,
  RUNNING,
  HANDING_ON,
  CACHING,
  EVERYWHERE
};
