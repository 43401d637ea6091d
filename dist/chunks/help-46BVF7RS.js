import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  COMMAND_OPTIONS,
  isFlag
} from "./chunk-6SRYF2YM.js";
import {
  MODES,
  SETTINGS
} from "./chunk-CNQPAZLY.js";
import "./chunk-N2SY5YAA.js";
import "./chunk-RRI2TGUO.js";
import "./chunk-D4UUOGK2.js";

// src/settings/help.ts
var WIDTH = 100;
var INDENT = 6;
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
function option(name, short, values, description) {
  const head = `  ${short === void 0 ? "    " : `-${short}, `}--${name}${values === void 0 ? "" : ` <${values}>`}`;
  return `${head}
${wrap(description.replaceAll("`", ""), INDENT)}`;
}
function setting(row) {
  const fallback = isFlag(row) ? "" : ` (default: ${row.default ?? row.absent ?? "none"})`;
  return option(row.name, row.short, isFlag(row) ? void 0 : row.values, `${row.description}${fallback}`);
}
function helpText(mode) {
  const rows = SETTINGS.filter(
    (row) => row.surfaces.includes("option") && (mode === void 0 || row.modes.includes(mode))
  );
  const groups = [
    { title: "Project", rows: rows.filter((row) => row.modes.length > 1 && row.key?.startsWith("metrics.") !== true) },
    { title: "Metrics", rows: rows.filter((row) => row.key?.startsWith("metrics.")) },
    ...MODES.map((known) => ({
      title: `${known.mode} only`,
      rows: rows.filter((row) => row.modes.length === 1 && row.modes[0] === known.mode)
    }))
  ].filter((group) => group.rows.length > 0);
  return [
    `Usage: dvc-ci ${mode ?? "MODE"}${mode === "resolve" ? " [FILE …]" : ""} [options]`,
    "",
    mode === void 0 ? "The whole CI of a DVC project." : MODES.find((known) => known.mode === mode)?.summary ?? "",
    ...mode === void 0 ? [
      "",
      "Modes",
      ...MODES.map((known) => `  ${known.mode.padEnd(10)}${known.summary}`),
      `  ${"auto".padEnd(10)}In GitHub Actions: the mode of the event.`
    ] : [],
    ...groups.flatMap((group) => ["", group.title, ...group.rows.map(setting)]),
    "",
    "Command line",
    ...COMMAND_OPTIONS.map(
      (known) => option(known.name, "short" in known ? known.short : void 0, void 0, known.description)
    ),
    "",
    wrap(
      "All other options are also inputs of the action, with the same names. Most are also keys of dvc-ci.yaml. An option overrides dvc-ci.yaml, which overrides the default.",
      0
    ),
    "Exit codes: 0 success, 1 the project failed, 2 wrong set-up, 3 a service failed, 130 cancelled.",
    ""
  ].join("\n");
}
export {
  helpText
};
