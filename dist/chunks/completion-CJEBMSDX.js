import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  IDENTIFIERS
} from "./chunk-R6IWJZJV.js";
import "./chunk-KIDOGPO3.js";
import "./chunk-2OLTNLZS.js";
import {
  COMMAND_OPTIONS,
  isFlag
} from "./chunk-6K6AJN4A.js";
import "./chunk-R2ATGWBR.js";
import {
  SETTINGS
} from "./chunk-47C5EFT2.js";
import {
  INIT,
  INIT_OPTIONS,
  MODES,
  REPORT,
  REPORT_FORMATS,
  REPORT_OPTIONS,
  SHELLS,
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

// src/settings/completion.ts
var PATH_VALUES = /* @__PURE__ */ new Set(["FILE", "DIR", "FILE or DIR"]);
var PLACEHOLDERS = /* @__PURE__ */ new Set(["stages"]);
function wordsOf({ values }) {
  const parts = values.split(/, (?:or )?| or /);
  if (parts.length === 1 || !parts.every((part) => /^[a-z][\w-]*$/.test(part))) return [];
  return parts.filter((part) => !PLACEHOLDERS.has(part));
}
function plain(text) {
  return firstSentence(text).replaceAll(/['"`\\[\]:$]/g, "");
}
function optionsOf(mode) {
  return [
    ...SETTINGS.filter((row) => row.surfaces.includes("option") && row.modes.some((each) => each === mode)).map(
      (row) => ({
        name: row.name,
        ...row.short === void 0 ? {} : { short: row.short },
        description: plain(row.description),
        value: isFlag(row) ? "none" : PATH_VALUES.has(row.values) ? "path" : "any",
        words: isFlag(row) ? [] : wordsOf(row)
      })
    ),
    ...COMMAND_OPTIONS.map(
      (known) => ({
        name: known.name,
        ..."short" in known ? { short: known.short } : {},
        description: plain(known.description),
        value: "none",
        words: []
      })
    )
  ];
}
var WITH_OPTIONS = ["init", "open", "install-hooks"];
function optionsOfTool(tool) {
  if (tool === INIT) return INIT_OPTIONS.map(offeredOf);
  return TOOL_OPTIONS[tool].map(({ name, short, type, description }) => ({
    name,
    ...short === void 0 ? {} : { short },
    description: plain(description),
    value: type === "boolean" ? "none" : "path",
    words: []
  }));
}
var OF_REPORT = REPORT_OPTIONS.map((known) => ({
  ...offeredOf(known),
  words: known.name === "to" ? REPORT_FORMATS : []
}));
function offeredOf(known) {
  const { name, short, values, description } = known;
  return {
    name,
    ...short === void 0 ? {} : { short },
    description: plain(description),
    value: values === void 0 ? "none" : PATH_VALUES.has(values) ? "path" : "any",
    words: []
  };
}
var FIRST = [
  ...MODES.map(({ mode, summary }) => ({ name: mode, description: plain(summary) })),
  ...TOOLS.map(({ name, summary }) => ({ name, description: plain(summary) }))
];
function completionScript(shell, ids) {
  const write = { bash, zsh, fish }[shell];
  return `${write(ids)}
`;
}
function everyOption() {
  return [...new Map(MODES.flatMap(({ mode }) => optionsOf(mode)).map((each) => [each.name, each])).values()];
}
function bash(ids) {
  const values = everyOption().filter(({ value }) => value !== "none");
  const flags = (offered) => [
    `--${offered.name}`,
    ...offered.short === void 0 ? [] : [`-${offered.short}`]
  ];
  return [
    "# Completion of dvc-ci for bash: source <(dvc-ci completion bash)",
    "_dvc_ci() {",
    "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} mode=${COMP_WORDS[1]}",
    "  COMPREPLY=()",
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    COMPREPLY=($(compgen -W '${[...FIRST.map(({ name }) => name), "--help", "--version"].join(" ")}' -- "$word"))`,
    "    return",
    "  fi",
    "  case $mode in",
    `    explain) COMPREPLY=($(compgen -W '${ids.join(" ")}' -- "$word")); return ;;`,
    `    completion) COMPREPLY=($(compgen -W '${SHELLS.join(" ")}' -- "$word")); return ;;`,
    `    ${REPORT})`,
    // `--to` of a rollback is another option.
    "      case $before:$word in",
    `        --to:*) COMPREPLY=($(compgen -W '${REPORT_FORMATS.join(" ")}' -- "$word")) ;;`,
    `        *:-*) COMPREPLY=($(compgen -W '${OF_REPORT.map(({ name }) => `--${name}`).join(" ")}' -- "$word")) ;;`,
    '        *) COMPREPLY=($(compgen -f -- "$word")) ;;',
    "      esac",
    "      return ;;",
    "  esac",
    "  case $before in",
    ...values.filter(({ words }) => words.length > 0).map(
      (each) => `    ${flags(each).join("|")}) COMPREPLY=($(compgen -W '${each.words.join(" ")}' -- "$word")); return ;;`
    ),
    ...values.filter(({ value }) => value === "path").map((each) => `    ${flags(each).join("|")}) COMPREPLY=($(compgen -f -- "$word")); return ;;`),
    `    ${values.filter(({ value, words }) => value === "any" && words.length === 0).flatMap(flags).join("|")}) return ;;`,
    "  esac",
    "  case $mode in",
    ...[
      ...MODES.map(({ mode }) => ({ mode, options: optionsOf(mode) })),
      ...WITH_OPTIONS.map((mode) => ({ mode, options: optionsOfTool(mode) }))
    ].map(
      ({ mode, options }) => `    ${mode}) COMPREPLY=($(compgen -W '${options.map(({ name }) => `--${name}`).join(" ")}' -- "$word")) ;;`
    ),
    "  esac",
    "}",
    "complete -F _dvc_ci dvc-ci"
  ].join("\n");
}
function zsh(ids) {
  const spec = ({ name, short, description, value, words }) => {
    const action = value === "none" ? "" : `:${name}:${words.length > 0 ? `(${words.join(" ")})` : value === "path" ? "_files" : " "}`;
    const text = `[${description}]${action}`;
    return short === void 0 ? `'--${name}${value === "none" ? "" : "="}${text}'` : `'(-${short} --${name})'{-${short}${value === "none" ? "" : "+"},--${name}${value === "none" ? "" : "="}}'${text}'`;
  };
  return [
    "#compdef dvc-ci",
    "# Completion of dvc-ci for zsh: source <(dvc-ci completion zsh)",
    "_dvc_ci() {",
    "  if (( CURRENT == 2 )); then",
    "    local -a first",
    `    first=(${FIRST.map(({ name, description }) => `'${name}:${description}'`).join(" ")})`,
    "    _describe 'mode or command' first",
    "    return",
    "  fi",
    "  local mode=$words[2]",
    "  shift words",
    "  (( CURRENT-- ))",
    "  case $mode in",
    `    explain) compadd -- ${ids.join(" ")} ;;`,
    `    completion) compadd -- ${SHELLS.join(" ")} ;;`,
    `    ${REPORT}) _arguments -S ${OF_REPORT.map(spec).join(" ")} '1:report.json:_files' ;;`,
    ...MODES.map(({ mode }) => `    ${mode}) _arguments -S ${optionsOf(mode).map(spec).join(" ")} ;;`),
    ...WITH_OPTIONS.map((tool) => `    ${tool}) _arguments -S ${optionsOfTool(tool).map(spec).join(" ")} ;;`),
    "  esac",
    "}",
    "compdef _dvc_ci dvc-ci"
  ].join("\n");
}
function fish(ids) {
  const at = (mode) => `-n '__fish_seen_subcommand_from ${mode}'`;
  const line = (mode, { name, short, description, value, words }) => [
    "complete -c dvc-ci",
    at(mode),
    `-l ${name}`,
    ...short === void 0 ? [] : [`-s ${short}`],
    ...value === "none" ? [] : [value === "path" ? "-r -F" : "-x"],
    ...words.length > 0 ? [`-a '${words.join(" ")}'`] : [],
    `-d '${description}'`
  ].join(" ");
  return [
    "# Completion of dvc-ci for fish: dvc-ci completion fish | source",
    "complete -c dvc-ci -f",
    ...FIRST.map(
      ({ name, description }) => `complete -c dvc-ci -n __fish_use_subcommand -a ${name} -d '${description}'`
    ),
    `complete -c dvc-ci ${at("explain")} -a '${ids.join(" ")}'`,
    `complete -c dvc-ci ${at("completion")} -a '${SHELLS.join(" ")}'`,
    `complete -c dvc-ci ${at(REPORT)} -F`,
    ...OF_REPORT.map((each) => line(REPORT, each)),
    ...MODES.flatMap(({ mode }) => optionsOf(mode).map((each) => line(mode, each))),
    ...WITH_OPTIONS.flatMap((tool) => optionsOfTool(tool).map((each) => line(tool, each)))
  ].join("\n");
}

// src/flows/completion.ts
function completion(shell) {
  return completionScript(shell, [...new Set(IDENTIFIERS.map(({ id }) => id))].sort());
}
export {
  completion
};
