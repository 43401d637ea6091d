import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  COMMAND_OPTIONS,
  isFlag
} from "./chunk-6K6AJN4A.js";
import {
  SETTINGS
} from "./chunk-47C5EFT2.js";
import {
  INIT_OPTIONS,
  MODES,
  REPORT,
  REPORT_OPTIONS,
  TOOLS,
  TOOL_OPTIONS
} from "./chunk-35DVGGLY.js";
import "./chunk-LJ6IJPAN.js";
import {
  firstSentence
} from "./chunk-WFAHW5JG.js";
import "./chunk-6BXGY3ZC.js";
import "./chunk-SOVHXIP5.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-J4Y3FKE2.js";
import "./chunk-VUXC3WPS.js";

// src/settings/setting-sections.ts
var STARTS = [
  { name: "general", title: "Project, remote and checks", first: "mode" },
  { name: "validate", title: "Validation", first: "pull" },
  { name: "metrics", title: "Metrics and policies", first: "baseline" },
  { name: "data", title: "Data", first: "data-diff" },
  { name: "rebuild", title: "Official builds", first: "when" },
  { name: "retrain", title: "Retraining", first: "stages" },
  { name: "rollback", title: "Rollback and resume", first: "to" },
  { name: "history", title: "History of builds", first: "history-branch" },
  { name: "card", title: "Model card and release", first: "card" },
  { name: "provenance", title: "Provenance", first: "provenance" },
  { name: "mlflow", title: "MLflow", first: "tracking-uri" },
  { name: "deploy", title: "Deployment", first: "environment" },
  { name: "fan-out", title: "Many machines", first: "runs-on" },
  { name: "audit", title: "Audit of reproducibility", first: "audit-stages" },
  { name: "gc", title: "Retention of the remote", first: "delete" },
  { name: "github", title: "GitHub", first: "comment" },
  { name: "lint", title: "Tracking rules and merges", first: "lint-off" },
  { name: "run", title: "Cache and report files", first: "cache" }
];
function settingSections() {
  const starts = STARTS.map(({ first }) => SETTINGS.findIndex((row) => row.name === first));
  return STARTS.map(({ name, title, first }, index) => {
    const [start = -1, end = SETTINGS.length] = [starts[index], starts[index + 1]];
    if (start < (starts[index - 1] ?? 0) || index === 0 && start !== 0)
      throw new Error(`the section '${name}' cannot begin at the setting '${first}'`);
    return { name, title, rows: SETTINGS.slice(start, end) };
  });
}

// src/settings/help.ts
var WIDTH = 100;
var INDENT = 6;
var COMMON = ["working-directory", "remote", "report"];
var EXIT_CODES = "Exit codes: 0 success, 1 the project failed, 2 wrong set-up, 3 a service failed, 130 cancelled.";
function wrap(text, indent) {
  const lines = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => " ".repeat(indent) + each).join("\n");
}
function head(name, short, values) {
  return `  ${short === void 0 ? "    " : `-${short}, `}--${name}${values === void 0 ? "" : ` <${values}>`}`;
}
function option(name, short, values, description) {
  return `${head(name, short, values)}
${wrap(description.replaceAll("`", ""), INDENT)}`;
}
function setting(row) {
  const fallback = isFlag(row) ? "" : ` (default: ${row.default ?? row.absent ?? "none"})`;
  return option(row.name, row.short, isFlag(row) ? void 0 : row.values, `${row.description}${fallback}`);
}
function columns(rows) {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, text]) => `  ${name.padEnd(width)}${text}`);
}
function brief(description) {
  const plain = description.replaceAll("`", "").replaceAll(/ \([^)]*\)/g, "");
  return firstSentence(plain);
}
function shortHelp() {
  const common = COMMON.flatMap((name) => SETTINGS.filter((row) => row.name === name));
  return [
    "Usage: dvc-ci MODE [options]: the whole CI of a DVC project. The modes:",
    ...columns(MODES.map(({ mode, summary }) => [mode, summary])),
    "",
    "Other commands",
    ...columns(TOOLS.map(({ usage, summary }) => [usage, summary])),
    "",
    "Common options",
    ...columns([
      ...common.map(
        (row) => [`${row.short === void 0 ? "" : `-${row.short}, `}--${row.name}`, brief(row.description)]
      ),
      ...COMMAND_OPTIONS.map(
        (known) => [`${"short" in known ? `-${known.short}, ` : ""}--${known.name}`, brief(known.description)]
      )
    ]),
    "",
    "`dvc-ci MODE --help` shows the options of a mode, `dvc-ci help all` those of all modes.",
    EXIT_CODES,
    ""
  ].join("\n");
}
var WORDS = {
  resolve: " [FILE …]",
  diff: " [BASE [HEAD]] [PATH …]",
  audit: " [STAGE …]",
  verify: " [REV | FILE | version:N]"
};
function helpText(mode) {
  const known = MODES.find((each) => each.mode === mode);
  const groups = settingSections().map(({ title, rows }) => ({
    title,
    rows: rows.filter((row) => row.surfaces.includes("option") && (mode === void 0 || row.modes.includes(mode)))
  })).filter(({ rows }) => rows.length > 0);
  return [
    `Usage: dvc-ci ${mode ?? "MODE"}${mode === void 0 ? "" : WORDS[mode] ?? ""} [options]`,
    "",
    known?.summary ?? "The options of all modes.",
    ...known === void 0 ? [] : ["", "Example", `  ${known.example}`],
    ...groups.flatMap(({ title, rows }) => ["", title, ...rows.map(setting)]),
    "",
    "Command line",
    ...COMMAND_OPTIONS.map(
      (each) => option(each.name, "short" in each ? each.short : void 0, void 0, each.description)
    ),
    "",
    wrap(
      "All other options are also inputs of the action, with the same names. Most are also keys of dvc-ci.yaml. An option overrides dvc-ci.yaml, which overrides the default.",
      0
    ),
    EXIT_CODES,
    ""
  ].join("\n");
}
function initHelp() {
  return [
    "Usage: dvc-ci init [options]",
    "",
    "Reads the repository and writes .github/workflows/dvc-ci.yml and dvc-ci.yaml. It shows the changes first, never",
    "replaces a file that it did not write, and keeps your changes when it runs again.",
    "",
    ...INIT_OPTIONS.map((known) => option(known.name, known.short, known.values, known.description)),
    "",
    "Examples",
    "  dvc-ci init                       # asks, shows the files, writes them",
    "  dvc-ci init --yes                 # takes the defaults",
    "  dvc-ci init --update              # after an update of dvc-ci",
    "  dvc-ci init --demo                # a project to play with, in ./dvc-ci-demo",
    ""
  ].join("\n");
}
function toolHelp(tool) {
  if (tool === "init") return initHelp();
  const options = tool === REPORT ? REPORT_OPTIONS.map(({ name, short, values, description }) => option(name, short, values, description)) : TOOL_OPTIONS[tool].map(
    ({ name, short, type, description }) => option(name, short, type === "string" ? "DIR" : void 0, description)
  );
  return TOOLS.filter(({ name }) => name === tool).flatMap(({ usage, summary, example }) => [
    `Usage: dvc-ci ${usage}`,
    "",
    summary,
    "",
    "Example",
    `  ${example}`,
    "",
    "Options",
    ...options,
    ""
  ]).join("\n");
}
export {
  helpText,
  shortHelp,
  toolHelp
};
