import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  shellWord
} from "./chunk-2OGHCNB3.js";
import {
  paint
} from "./chunk-WVYELQIE.js";
import {
  STEPS,
  dataDetails,
  hasFailure,
  headlineOf,
  sectionsOf,
  verdictOf
} from "./chunk-EX52EZ3H.js";
import {
  cellText
} from "./chunk-N55NVOIB.js";
import {
  displayWidth,
  padWidth,
  wrapWidth
} from "./chunk-V5PK7DQF.js";
import {
  shorten,
  singleLine,
  visible
} from "./chunk-YTSCXGCX.js";

// src/report/terminal.ts
import { stripVTControlCharacters } from "node:util";

// src/report/terminal-table.ts
var LONGEST_CELL = 120;
var NARROWEST = 30;
var GAP = 2;
var INDENT = 2;
var BELOW = 4;
function indented(text, cells, { width }) {
  const indent = " ".repeat(cells);
  return wrapWidth(text, width === void 0 ? void 0 : width - cells).map((line) => `${indent}${line}`.trimEnd());
}
function renderTable(section, rows, options) {
  const { columns } = section;
  const { colour = false, width } = options;
  const cells = rows.map((row) => row.cells.map(textOf));
  const { beside, widths, below } = layout(section, rows, cells, width);
  const right = beside.map((index) => rows.some((row) => row.cells[index]?.kind === "number"));
  const last = beside.at(-1) ?? 0;
  const before = INDENT + sum(widths.slice(0, -1).map((each) => each + GAP));
  const wrapsLast = width !== void 0 && before + (widths.at(-1) ?? 0) >= width;
  const line = (text) => `${" ".repeat(INDENT)}${beside.map((index, at) => text(index, at)).join(" ".repeat(GAP))}`.trimEnd();
  const padded = (text, at) => padWidth(text, widths[at] ?? 0, right[at] ? "right" : "left");
  return [
    paint(
      line((index, at) => padded(columns[index] ?? "", at)),
      "dim",
      colour
    ),
    ...rows.flatMap((row, at) => {
      const text = (index) => cells[at]?.[index] ?? "";
      const limit = wrapsLast ? width - before : void 0;
      const [first = "", ...more] = wrapWidth(text(last), limit);
      const tone = row.tone === "good" ? "plain" : row.tone;
      const beginning = line((index, place) => {
        const shown = padded(
          index === last && limit !== void 0 ? first : fitting(text(index), index === last),
          place
        );
        const verdict = row.cells[index]?.verdict;
        return verdict === void 0 ? shown : paint(shown, verdict === "better" ? "good" : "bad", colour);
      });
      return [
        ...[beginning, ...more.map((rest) => `${" ".repeat(before)}${rest}`)].map((each) => paint(each, tone, colour)),
        ...below.flatMap((index) => {
          const shown = text(index);
          const label = section.below?.[0] === index ? "" : `${columns[index] ?? ""}: `;
          return shown === "" ? [] : indented(`${label}${shown}`, BELOW, options);
        })
      ];
    })
  ];
}
function textOf(cell) {
  return singleLine(cellText(cell));
}
function fitting(text, isLast) {
  return isLast ? text : shorten(text, LONGEST_CELL);
}
function layout({ columns, below = [] }, rows, cells, width) {
  let beside = columns.map((_, index) => index).filter((index) => !below.includes(index) && cells.some((row) => row[index]));
  const widthOf = (index) => Math.max(
    displayWidth(columns[index] ?? ""),
    ...cells.map((row) => displayWidth(fitting(row[index] ?? "", index === beside.at(-1))))
  );
  const isText = (index) => rows.some((row) => row.cells[index]?.kind === "text");
  const isNumber = (index) => rows.some((row) => row.cells[index]?.kind === "number");
  const moved = [];
  for (; ; ) {
    const widths = beside.map(widthOf);
    const whole = INDENT + sum(widths) + GAP * (beside.length - 1);
    const done = { beside, widths, below: [...below, ...moved.sort((a, b) => a - b)] };
    if (width === void 0 || whole <= width) return done;
    const last = beside.at(-1) ?? 0;
    const room = width - (whole - (widths.at(-1) ?? 0));
    if (isText(last) && room >= NARROWEST) return { ...done, widths: [...widths.slice(0, -1), room] };
    const [widest] = beside.filter((_, at) => at > 0 && columns[beside[at - 1] ?? 0] !== "").sort((a, b) => Number(isNumber(a)) - Number(isNumber(b)) || widthOf(b) - widthOf(a));
    if (widest === void 0) return { ...done, widths: [...widths.slice(0, -1), Math.max(1, room)] };
    moved.push(widest);
    beside = beside.filter((index) => index !== widest);
  }
}
function sum(numbers) {
  return numbers.reduce((total, each) => total + each, 0);
}

// src/report/terminal.ts
var LOG_LINES = 15;
var LONGEST_LOG = 2e4;
function renderTerminal(report, options = {}) {
  const colour = options.colour ?? false;
  const headline = headlineOf(report);
  const { lead, rest } = verdictOf(headline);
  const sections = sectionsOf(report);
  const rank = (section) => section.title === STEPS ? 0 : hasFailure(section) ? 2 : 1;
  const shown = options.quiet === true ? sections.filter((section) => section.title !== STEPS && hasFailure(section)) : sections;
  const ordered = [...shown].sort((one, other) => rank(one) - rank(other));
  const parts = ordered.flatMap((section) => [
    renderSection(section, options),
    ...section.title === "Data" ? renderDetails(report.data, options) : []
  ]);
  parts.push(
    [
      ...verdictLines(
        lead,
        `${visible(rest)}${report.error === void 0 ? "" : ` [${report.error.id}]`}`,
        headline.tone,
        options
      ),
      ...headline.change === "" ? [] : indented(singleLine(headline.change), 2, options),
      ...headline.facts.flatMap((fact) => {
        const address = headline.links.get(fact);
        return indented(singleLine(address === void 0 ? fact : `${fact}: ${address}`), 2, options).map(
          (line) => paint(line, "dim", colour)
        );
      }),
      ...startsElsewhere(report, options.top) ? [
        paint(
          `  the fixes of findings start at the top of the repository: cd ${shellWord(options.top ?? "")}`,
          "dim",
          colour
        )
      ] : [],
      ...report.error === void 0 || report.error.id === "internal" ? [] : [paint(`  more about it: dvc-ci explain ${report.error.id}`, "dim", colour)]
    ].join("\n")
  );
  return `${parts.join("\n\n")}
`;
}
function startsElsewhere({ lint, error }, top = "") {
  return top !== "" && lint.some(({ fix, rule }) => fix !== void 0 && rule !== error?.id);
}
function verdictLines(word, message, tone, { colour = false, width }) {
  const [first = "", ...more] = wrapWidth(`${word} ${message}`, width);
  return [`${paint(word, tone, colour)}${first.slice(word.length)}`, ...more];
}
function renderDetails(data, options) {
  return data.flatMap((item) => dataDetails(item).map((section) => renderSection(section, options)));
}
function renderSection(section, options) {
  const { colour = false, rows: most = 50 } = options;
  const loud = section.quietly === void 0 ? section.rows : section.rows.filter((row) => !row.quiet);
  const shown = loud.slice(0, most);
  const lines = [
    paint(
      section.of === void 0 ? section.title : `${singleLine(section.of)}: ${section.title.toLowerCase()}`,
      "bold",
      colour
    )
  ];
  if (shown.length > 0) lines.push(...renderTable(section, shown, options));
  if (loud.length > shown.length) lines.push(`  ${loud.length - shown.length} more are in the report`);
  const quiet = section.rows.length - loud.length;
  if (quiet > 0) lines.push(paint(`  ${quiet} ${section.quietly ?? ""}`, "dim", colour));
  for (const log of section.logs ?? []) {
    lines.push(...indented(`the end of ${singleLine(log.title)}:`, 2, options));
    lines.push(
      ...visible(stripVTControlCharacters(log.text.slice(-LONGEST_LOG))).trimEnd().split("\n").slice(-LOG_LINES).flatMap((line) => indented(line, 4, options))
    );
  }
  return lines.join("\n");
}

export {
  renderTerminal
};
