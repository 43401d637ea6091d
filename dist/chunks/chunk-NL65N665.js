import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  messageWithId
} from "./chunk-3C746YRU.js";
import {
  STEPS,
  hasFailure,
  headlineOf,
  sectionsOf
} from "./chunk-PKZRU3KA.js";
import {
  displayWidth,
  padWidth
} from "./chunk-JARU2I66.js";
import {
  shorten,
  singleLine,
  visible
} from "./chunk-6MKNGL6M.js";

// src/report/terminal.ts
import { stripVTControlCharacters, styleText } from "node:util";
var STYLES = {
  bad: "red",
  warn: "yellow",
  good: "green",
  plain: void 0
};
var LONGEST_CELL = 120;
var LOG_LINES = 15;
var LONGEST_LOG = 2e4;
function paint(text, tone, colour) {
  const style = tone === "dim" || tone === "bold" ? tone : STYLES[tone];
  return colour && style && text ? styleText(style, text, { validateStream: false }) : text;
}
function renderTerminal(report, options = {}) {
  const colour = options.colour ?? false;
  const headline = headlineOf(report);
  const sections = sectionsOf(report);
  const rank = (section) => section.title === STEPS ? 0 : hasFailure(section) ? 2 : 1;
  const shown = options.quiet === true ? sections.filter((section) => section.title !== STEPS && hasFailure(section)) : sections;
  const ordered = [...shown].sort((one, other) => rank(one) - rank(other));
  const parts = ordered.map((section) => renderSection(section, colour, options.rows ?? 50));
  parts.push(
    [
      `${paint(`${headline.word}:`, headline.tone, colour)} ${visible(messageWithId(report))}`,
      ...headline.facts.map((fact) => {
        const address = headline.links.get(fact);
        return paint(`  ${singleLine(address === void 0 ? fact : `${fact}: ${address}`)}`, "dim", colour);
      }),
      ...report.error === void 0 || report.error.id === "internal" ? [] : [paint(`  more about it: dvc-ci explain ${report.error.id}`, "dim", colour)]
    ].join("\n")
  );
  return `${parts.join("\n\n")}
`;
}
function renderSection(section, colour, most) {
  const loud = section.quietly === void 0 ? section.rows : section.rows.filter((row) => !row.quiet);
  const shown = loud.slice(0, most);
  const lines = [paint(section.title, "bold", colour)];
  if (shown.length > 0) lines.push(...renderTable(section, shown, colour));
  if (loud.length > shown.length) lines.push(`  ${loud.length - shown.length} more are in the report`);
  const quiet = section.rows.length - loud.length;
  if (quiet > 0) lines.push(paint(`  ${quiet} ${section.quietly ?? ""}`, "dim", colour));
  for (const log of section.logs ?? []) {
    lines.push(`  the end of ${singleLine(log.title)}:`);
    lines.push(
      ...visible(stripVTControlCharacters(log.text.slice(-LONGEST_LOG))).trimEnd().split("\n").slice(-LOG_LINES).map((line) => `    ${line}`.trimEnd())
    );
  }
  return lines.join("\n");
}
function renderTable({ columns, below = [] }, rows, colour) {
  const cells = rows.map((row) => row.cells.map((cell) => shorten(singleLine(cell.text), LONGEST_CELL)));
  const used = columns.map((title, index) => ({ title, index })).filter(({ index }) => !below.includes(index) && cells.some((row) => row[index]));
  const widths = used.map(
    ({ title, index }) => Math.max(displayWidth(title), ...cells.map((row) => displayWidth(row[index] ?? "")))
  );
  const right = used.map(({ index }) => rows.some((row) => row.cells[index]?.kind === "number"));
  const line = (text) => `  ${used.map(({ index }, at) => padWidth(text(index), widths[at] ?? 0, right[at] ? "right" : "left")).join("  ")}`.trimEnd();
  const lines = rows.flatMap((row, at) => [
    paint(
      line((index) => cells[at]?.[index] ?? ""),
      row.tone === "good" ? "plain" : row.tone,
      colour
    ),
    ...below.flatMap((index, place) => {
      const text = singleLine(row.cells[index]?.text ?? "");
      return text === "" ? [] : [`    ${place === 0 ? "" : `${columns[index] ?? ""}: `}${text}`];
    })
  ]);
  return [
    paint(
      line((index) => columns[index] ?? ""),
      "dim",
      colour
    ),
    ...lines
  ];
}

export {
  paint,
  renderTerminal
};
