import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  counted,
  dataDetails,
  dataText,
  isDescribed,
  isDoubtful,
  mermaidText,
  policyState
} from "./chunk-EX52EZ3H.js";
import {
  cellText,
  withoutEscapes
} from "./chunk-N55NVOIB.js";
import {
  markdownCode,
  markdownCommands,
  markdownLog,
  markdownSentence,
  markdownText,
  shorten
} from "./chunk-YTSCXGCX.js";
import {
  formatDifference,
  formatNumber
} from "./chunk-FT4V3LLR.js";
import {
  count,
  named
} from "./chunk-WFAHW5JG.js";

// src/report/cause-markdown.ts
var MOST_FOLDED = 6;
function markdownCauses(causes, limits, logs, linkTo) {
  return causes.map((cause, index) => {
    const next = causes[index + 1];
    const isToldBelow = next !== void 0 && next.repair.join("\n") === cause.repair.join("\n");
    return markdownCause(
      isToldBelow ? { ...cause, repair: [] } : cause,
      { ...limits, log: index < logs ? limits.log : 0 },
      linkTo
    );
  });
}
function markdownCause(cause, limits, linkTo = () => void 0) {
  const { title, place, folded, repair, advice, log } = cause;
  const mark = cause.tone === "bad" ? "❌" : "⚠️";
  const where = place === void 0 ? "" : ` (${placeText(place, limits.characters, linkTo)})`;
  const told = [
    `${mark} <b>${markdownSentence(shorten(title, limits.message))}</b>${where}`,
    ...folded.slice(0, MOST_FOLDED).map((clause) => `and ${markdownText(shorten(clause, limits.characters * 2))}`),
    ...folded.length > MOST_FOLDED ? [`and ${folded.length - MOST_FOLDED} more`] : []
  ].join("<br>");
  return [
    told,
    ...repair.length === 0 ? [] : [`To repair:

${markdownCommands(repair.map((command) => shorten(command, limits.characters * 3)))}`],
    ...advice === void 0 ? [] : [markdownSentence(shorten(advice, limits.message))],
    ...log === void 0 || limits.log === 0 ? [] : [markdownLog(`The end of ${log.title}`, withoutEscapes(endOf(log.text, limits.log)))]
  ].join("\n\n");
}
function placeText({ path, line }, characters, linkTo) {
  const name = markdownCode(shorten(line === void 0 ? path : `${path}:${line}`, characters));
  const address = linkTo(path, line);
  return address === void 0 ? name : `<a href="${address}">${name}</a>`;
}
function endOf(log, characters) {
  const text = log.trimEnd();
  return text.length <= characters ? text : `…${text.slice(text.indexOf("\n", text.length - characters) + 1 || text.length - characters)}`;
}

// src/report/comment-table.ts
import { stripVTControlCharacters } from "node:util";
var MARKS = { bad: "❌", warn: "⚠️", good: "✅", plain: "" };
var RANKS = { bad: 0, warn: 1, good: 2, plain: 3 };
function cellOf(cell) {
  const text = cellText(cell);
  return (characters) => cell.kind === "code" ? markdownCode(shorten(text, characters)) : markdownText(shorten(text, characters));
}
function withPlaces(part, { rows }, linkTo) {
  return {
    ...part,
    rows: part.rows.map((row, index) => ({
      ...row,
      cells: row.cells.map((cell, column) => {
        const place = rows[index]?.cells[column + 1]?.place;
        return place === void 0 ? cell : (characters) => placeText(place, characters, linkTo);
      })
    }))
  };
}
function partOf(section, gist, from = section.columns[0] === "" ? 1 : 0) {
  return {
    title: section.title,
    gist,
    marksGood: false,
    open: false,
    repairs: [],
    logs: section.logs ?? [],
    columns: section.columns.map((title, index) => ({ title, right: section.rows.some((row) => row.cells[index]?.kind === "number") })).slice(from),
    rows: section.rows.map(({ tone, quiet, cells }) => ({
      tone,
      quiet: quiet ?? false,
      cells: cells.slice(from).map(cellOf)
    }))
  };
}
function gistOf(words) {
  const numbers = /* @__PURE__ */ new Map();
  for (const word of words) numbers.set(word, (numbers.get(word) ?? 0) + 1);
  return [...numbers].map(([word, number]) => `${number} ${word}`).join(", ");
}
function isFailed(part) {
  return part.rows.some(({ tone }) => tone === "bad");
}
function renderFoldedPart(part, tier, whole) {
  return renderFolded(part, part.rows, part.title, part.gist, tier, whole);
}
function renderPart(part, tier, whole) {
  if (!isFailed(part) && !part.open) return renderFoldedPart(part, tier, whole);
  if (part.render !== void 0) return part.render(tier, whole);
  const loud = part.open ? [...part.rows].sort((a, b) => RANKS[a.tone] - RANKS[b.tone]) : part.rows.filter(({ tone }) => tone === "bad");
  const shown = loud.slice(0, tier.open);
  const blocks = [`### ${part.title}`];
  if (shown.length > 0) blocks.push(renderTable(part, shown, tier));
  else blocks.push(markdownText(part.gist));
  if (part.repairs.length > 0 && shown.length > 0)
    blocks.push(
      `To repair:

${markdownCommands(part.repairs.slice(0, tier.open).map((command) => shorten(command, tier.characters * 2)))}`
    );
  for (const log of part.logs.slice(0, tier.logs))
    blocks.push(markdownLog(`The end of ${log.title}`, stripVTControlCharacters(endOf(log.text, tier.log))));
  const rest = part.rows.filter((row) => !shown.includes(row));
  if (rest.length > 0)
    blocks.push(
      shown.length > 0 || tier.folded > 0 ? renderFolded(
        part,
        rest,
        `${rest.length} more`,
        gistOf(rest.flatMap(({ word }) => word === void 0 ? [] : [word])),
        tier,
        whole
      ) : leftOut(rest.length, whole)
    );
  return blocks.join("\n\n");
}
function renderFolded(part, rows, title, told, tier, whole) {
  const mark = rows.some(({ tone }) => tone === "bad") ? MARKS.bad : rows.some(({ tone }) => tone === "warn") ? MARKS.warn : "";
  const gist = markdownText(shorten(told, 200));
  const heading2 = `${mark}${mark && " "}<b>${markdownText(title)}</b>${gist && `: ${gist}`}`;
  const shown = mostImportant(rows, tier.folded);
  if (shown.length === 0) return `- ${heading2}`;
  const left = rows.length - shown.length;
  return `<details><summary>${heading2}</summary>

${renderTable(part, shown, tier)}${left > 0 ? `

${leftOut(left, whole)}` : ""}

</details>`;
}
function leftOut(rows, whole) {
  return `${rows} more ${rows === 1 ? "row is" : "rows are"} in ${whole}.`;
}
function renderTable({ columns, marksGood }, rows, tier) {
  const marks = rows.map(({ tone }) => tone === "good" && !marksGood ? "" : MARKS[tone]);
  const marked = marks.some((mark) => mark !== "");
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [
    line([...marked ? [" "] : [], ...columns.map(({ title }) => title || " ")]),
    `|${[...marked ? [" --- "] : [], ...columns.map(({ right }) => right ? " ---: " : " --- ")].join("|")}|`,
    ...rows.map(
      (row, index) => line([...marked ? [marks[index] ?? ""] : [], ...row.cells.map((cell) => cell(tier.characters))])
    )
  ].join("\n");
}
function mostImportant(rows, most) {
  if (rows.length <= most) return rows;
  const kept = new Set(
    [...rows].sort((a, b) => Number(a.quiet) - Number(b.quiet) || RANKS[a.tone] - RANKS[b.tone]).slice(0, most)
  );
  return rows.filter((row) => kept.has(row));
}

// src/report/data-markdown.ts
var MOST_LINES = 8;
var MOST_ROWS = 30;
var MOST_SECTIONS = 12;
var LINE_CELLS = 3;
function dataPart(part, { data, policies }) {
  const told = data.map((item, index) => ({ item, index, tone: toneOf(item, policies) })).filter(({ item }) => isDescribed(item) || item.stage === void 0).sort((one, other) => rank(one) - rank(other));
  if (!told.some(({ item }) => isDescribed(item))) return part;
  return {
    ...part,
    open: true,
    render: (tier, whole) => {
      const shown = told.slice(0, Math.min(MOST_LINES, tier.open));
      if (shown.length === 0) return renderFoldedPart(part, tier, whole);
      const lines = shown.map(({ item, tone }) => lineOf(item, tone, tier, whole));
      const rest = part.rows.filter((_, index) => !shown.some((line) => line.index === index));
      return [
        `### ${part.title}`,
        joinedLines(lines),
        ...rest.length === 0 ? [] : [renderFoldedPart({ ...part, rows: rest, ...moreOf(rest.length) }, tier, whole)]
      ].join("\n\n");
    }
  };
}
function moreOf(rows) {
  return { title: `${rows} more`, gist: "" };
}
function rank({ item, tone }) {
  return { bad: 0, warn: 1, good: 2, plain: 2 }[tone] * 2 + (item.stage === void 0 ? 0 : 1);
}
function toneOf(item, policies) {
  const states = policies.filter(({ metric }) => [":", "/"].some((end) => metric.startsWith(`${item.path}${end}`))).map((policy) => policyState(policy));
  if (states.includes("failed")) return "bad";
  return states.includes("warned") || states.includes("accepted") || isDoubtful(item) ? "warn" : "plain";
}
function lineOf(item, tone, tier, whole) {
  const mark = MARKS[tone];
  const text = markdownText(shorten(dataText(item), tier.characters * LINE_CELLS));
  const line = `${mark}${mark && " "}${markdownCode(shorten(item.path, tier.characters))}: ${text}`;
  const details = tier.folded === 0 ? "" : markdownDetails(item, { ...tier, rows: Math.min(MOST_ROWS, tier.folded) }, whole);
  return details === "" ? `- ${line}` : `<details><summary>${line}</summary>

${details}

</details>`;
}
function joinedLines(lines) {
  return lines.map(
    (line, index) => index === 0 ? line : `${line.startsWith("- ") && lines[index - 1]?.startsWith("- ") ? "\n" : "\n\n"}${line}`
  ).join("");
}
function markdownData(data, size, whole) {
  return data.filter(isDescribed).flatMap((item) => {
    const details = markdownDetails(item, size, whole);
    const path = markdownCode(shorten(item.path, size.characters));
    return details === "" ? [] : [`<details><summary>${path}</summary>

${details}

</details>`];
  }).join("\n\n");
}
function markdownDetails(item, size, whole) {
  const sections = dataDetails(item);
  if (size.rows === 0) return "";
  const shown = sections.slice(0, MOST_SECTIONS).map((section) => detail(section, item, size, whole));
  const left = sections.length - shown.length;
  if (left > 0) shown.push(`${count(left, "more table")} ${left === 1 ? "is" : "are"} in ${whole}.`);
  return shown.join("\n\n");
}
function detail(section, item, { rows: most, characters }, whole) {
  const part = partOf(section, "");
  const loud = section.quietly === void 0 ? part.rows : part.rows.filter(({ quiet: quiet2 }) => !quiet2);
  const shown = mostImportant(loud, most);
  const subject = section.of === void 0 || section.of === item.path ? "" : ` of ${markdownCode(shorten(section.of, characters))}`;
  const quiet = part.rows.length - loud.length;
  const left = loud.length - shown.length;
  const notes = [
    left > 0 ? `${counted(left, "more row")} ${left === 1 ? "is" : "are"} in ${whole}.` : "",
    quiet > 0 ? `${counted(quiet, section.title.replace(/s$/, "").toLowerCase())} ${section.quietly}.` : ""
  ].filter((note) => note !== "");
  return [
    `**${section.title}**${subject}`,
    ...shown.length === 0 ? [] : [renderTable(part, shown, { characters })],
    ...notes.length === 0 ? [] : [notes.join(" ")]
  ].join("\n\n");
}

// src/report/kept-files.ts
function keeperOf({ report, page }) {
  if (page !== void 0) return { words: "the HTML page", have: "has" };
  if (report !== void 0) return { words: "`report.json`", have: "has" };
  return { words: "the files that the inputs `page` and `report` ask for", have: "would have" };
}

// src/report/line-chart.ts
var POINTS = 40;
var MOST_NAMES = 40;
var LEAST_POWER = -300;
var LONGEST_TITLE = 80;
var PALETTE = { value: "#0969da", baseline: "#e16f24" };
var WORDS = { value: "this change", baseline: "the baseline" };
function lineCharts(plot, series) {
  const lines = ["baseline", "value"].flatMap((side) => {
    const line = finite(side, series[side], plot.x.kind === "number");
    return line.y.length > 1 ? [line] : [];
  });
  const drawn = plot.x.kind === "number" ? onNumbers(lines) : onNames(lines);
  return drawn.map((chart) => chartOf(plot, series, chart));
}
function finite(side, { x, y } = { x: [], y: [] }, numbers) {
  const kept = y.flatMap(
    (value, index) => Number.isFinite(value) && (!numbers || Number.isFinite(Number(x[index]))) ? [index] : []
  );
  return { side, x: kept.map((index) => x[index] ?? 0), y: kept.map((index) => y[index] ?? 0) };
}
function chartOf(plot, series, { lines, axis, scale, values, part }) {
  const divisor = scaleOf(values.flat());
  const scaled = values.map((line) => line.map((value) => value / divisor));
  const [low, high] = padded(scaled.flat());
  const label = (text, by = 1) => `"${mermaidText(shorten(text, LONGEST_TITLE) + (by === 1 ? "" : ` / ${by}`)) || " "}"`;
  const title = [plot.title, series.name].filter(Boolean).join(": ");
  return [
    `%%{init: {"xyChart": {"height": 300}, "themeVariables": {"xyChart": {"plotColorPalette": "${lines.map(({ side }) => PALETTE[side]).join(", ")}"}}}}%%`,
    "xychart-beta",
    `  title ${label(part === void 0 ? title : `${shorten(title, LONGEST_TITLE - part.length - 2)}, ${part}`)}`,
    `  x-axis ${label(plot.x.label, scale)} ${axis}`,
    `  y-axis ${label(plot.y.label, divisor)} ${plain(low)} --> ${plain(high)}`,
    ...scaled.map((line) => `  line [${line.map(plain).join(", ")}]`)
  ].join("\n");
}
function onNumbers(lines) {
  const scale = scaleOf(lines.flatMap(({ x }) => x.map(Number)));
  const scaled = lines.map((line) => ({ ...line, x: line.x.map((each) => Number(each) / scale) }));
  const ends = scaled.map(({ x }) => [x[0] ?? 0, x.at(-1) ?? 0]);
  const shared = [Math.max(...ends.map(([first]) => first)), Math.min(...ends.map(([, last]) => last))];
  const whole = [Math.min(...ends.map(([first]) => first)), Math.max(...ends.map(([, last]) => last))];
  const within = (whole[1] - whole[0]) / POINTS;
  const reaches = ([first, last], by) => first < shared[0] - by || last > shared[1] + by;
  if (!ends.some((range) => reaches(range, within))) return chartOver(scaled, whole, scale);
  const words = shared.map((end) => formatNumber(end * scale)).join(" to ");
  return [
    ...chartOver(scaled, shared, scale).map((chart) => ({ ...chart, part: words })),
    ...scaled.flatMap((line, at) => {
      const range = ends[at] ?? shared;
      return reaches(range, 0) ? chartOver([line], range, scale).map((chart) => ({ ...chart, part: `${WORDS[line.side]} alone` })) : [];
    })
  ];
}
function chartOver(lines, [start, end], scale) {
  if (!(end > start)) return [];
  const places = Array.from({ length: POINTS }, (_, index) => start + (end - start) * index / (POINTS - 1));
  const within = lines.map(({ x, y }) => partOf2({ x, y }, start, end));
  return [
    {
      lines,
      scale,
      axis: `${plain(start)} --> ${plain(end)}`,
      values: lines.map((line, at) => withExtremes(line, within[at] ?? line, places))
    }
  ];
}
function partOf2({ x, y }, start, end) {
  const kept = x.flatMap((place, index) => place >= start && place <= end ? [index] : []);
  return { x: kept.map((index) => x[index] ?? 0), y: kept.map((index) => y[index] ?? 0) };
}
function extremesOf({ x, y }) {
  let [low, high] = [0, 0];
  for (const [index, value] of y.entries()) {
    if (value < (y[low] ?? 0)) low = index;
    if (value > (y[high] ?? 0)) high = index;
  }
  return [low, high].map((index) => ({ x: x[index] ?? 0, y: y[index] ?? 0 }));
}
function withExtremes(whole, side, places) {
  const values = places.map((place) => valueAt(whole, place));
  const taken = /* @__PURE__ */ new Set([0, places.length - 1]);
  for (const { x, y } of side.y.length > 0 ? extremesOf(side) : []) {
    const shown = values.indexOf(y);
    const index = shown < 0 ? nearestFree(places, x, taken) : shown;
    values[index] = y;
    taken.add(index);
  }
  return values;
}
function nearestFree(places, place, taken) {
  let nearest = 1;
  let least = Infinity;
  for (const [index, each] of places.entries()) {
    const distance = Math.abs(each - place);
    if (!taken.has(index) && distance < least) [nearest, least] = [index, distance];
  }
  return nearest;
}
function valueAt({ x, y }, place) {
  let [low, high] = [0, x.length - 1];
  while (low < high) {
    const middle = low + high + 1 >> 1;
    if ((x[middle] ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  const [x0, y0] = [x[low] ?? 0, y[low] ?? 0];
  const [x1, y1] = [x[low + 1] ?? x0, y[low + 1] ?? y0];
  if (x1 <= x0) return y0;
  const share = Math.min(1, Math.max(0, place - x0) / (x1 - x0));
  return Number.isFinite(y1 - y0) ? y0 + (y1 - y0) * share : y0 * (1 - share) + y1 * share;
}
function onNames(lines) {
  const [longest] = [...lines].sort((a, b) => b.x.length - a.x.length);
  const names = longest?.x.map(String) ?? [];
  if (names.length === 0 || new Set(names).size < names.length || names.length > MOST_NAMES || lines.some(({ x }) => x.some((name, index) => String(name) !== names[index])))
    return [];
  const most = Math.min(...lines.map(({ x }) => x.length));
  const over = (shown, count2) => ({
    lines: shown,
    scale: 1,
    axis: `[${names.slice(0, count2).map((name) => `"${mermaidText(shorten(name, 12)) || " "}"`).join(", ")}]`,
    values: shown.map(({ y }) => y.slice(0, count2))
  });
  if (longest === void 0 || most === names.length) return [over(lines, names.length)];
  return [
    { ...over(lines, most), part: `the first ${most}` },
    { ...over([longest], names.length), part: `${WORDS[longest.side]} alone` }
  ];
}
function padded(values) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const room = (high - low || Math.abs(high) || 1) * 0.05;
  return [low - room, high + room];
}
function scaleOf(values) {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  const power = Math.max(LEAST_POWER, Math.floor(Math.log10(largest || 1)));
  return power > 8 || power < -3 ? 10 ** power : 1;
}
function plain(value) {
  const rounded = Number(value.toPrecision(6));
  return String(rounded).includes("e") ? rounded.toFixed(12) : String(rounded);
}

// src/report/charts.ts
var MOST_SERIES = 4;
var MOST_CLASSES = 12;
var MOST_BARS = 20;
var LONGEST_TITLE2 = 80;
function markdownPlot(plot) {
  switch (plot.kind) {
    case "line":
      return linePlot(plot);
    case "bar":
      return barTable(plot);
    case "confusion":
      return confusionTable(plot);
    case "scatter":
    case "image":
    case "template":
      return void 0;
  }
}
function linePlot(plot) {
  const charts = plot.series.slice(0, MOST_SERIES).flatMap((series) => lineCharts(plot, series).map((chart) => `\`\`\`mermaid
${chart}
\`\`\``));
  if (charts.length === 0) return void 0;
  return [...charts, legend(plot.series.slice(0, MOST_SERIES))].join("\n\n");
}
function legend(series) {
  return [
    series.some(({ value }) => value) ? "🟦 this change" : "",
    series.some(({ baseline }) => baseline) ? "🟧 baseline" : ""
  ].filter(Boolean).join(" &nbsp; ");
}
function barTable(plot) {
  const [series] = plot.series;
  if (!series) return void 0;
  const [value, baseline] = [barsOf(series.value), barsOf(series.baseline)];
  const names = [.../* @__PURE__ */ new Set([...value.keys(), ...baseline.keys()])];
  const shown = names.sort((a, b) => barLength(value, baseline, b) - barLength(value, baseline, a)).slice(0, MOST_BARS);
  const cell = (number, against) => number === void 0 ? "" : formatNumber(number, against);
  return [
    `| ${markdownText(shorten(plot.x.label, LONGEST_TITLE2))} | This change | Baseline | Change |`,
    "| --- | ---: | ---: | ---: |",
    ...shown.map((name) => {
      const [now, before] = [value.get(name), baseline.get(name)];
      return `| ${markdownCode(shorten(name, LONGEST_TITLE2))} | ${cell(now, before)} | ${cell(before, now)} | ${now === void 0 || before === void 0 ? "" : formatDifference(now, before)} |`;
    }),
    ...names.length > shown.length ? ["", `${names.length - shown.length} shorter bars are not shown.`] : []
  ].join("\n");
}
function barLength(value, baseline, name) {
  return Math.abs(value.get(name) ?? baseline.get(name) ?? 0);
}
function barsOf(points) {
  return new Map(points?.x.map((name, index) => [String(name), points.y[index] ?? 0]));
}
function confusionTable(plot) {
  const { classes, value, baseline } = plot;
  const shown = value ?? baseline;
  if (!shown || classes.length > MOST_CLASSES) return void 0;
  const name = (text) => markdownCode(shorten(text, 40));
  const cell = (row, column) => {
    const now = shown[row]?.[column] ?? 0;
    const change = value && baseline ? formatDifference(now, baseline[row]?.[column] ?? 0) : "0";
    const text = row === column ? `**${formatNumber(now)}**` : now === 0 ? "·" : formatNumber(now);
    return change === "0" ? text : `${text} (${change})`;
  };
  return [
    `| ${markdownText(shorten(plot.y_label, 40))} ↓, ${markdownText(shorten(plot.x_label, 40))} → | ${classes.map(name).join(" | ")} |`,
    `| --- |${classes.map(() => " ---: ").join("|")}|`,
    ...classes.map((row, index) => `| ${name(row)} | ${classes.map((_, column) => cell(index, column)).join(" | ")} |`)
  ].join("\n");
}

// src/report/plot-section.ts
var MOST_NAMES2 = 20;
var LONGEST_NAME = 100;
function markdownPlots(plots, most, files) {
  if (plots.length === 0) return void 0;
  const { words, have } = keeperOf(files);
  const same = plots.filter(({ changed }) => changed === false);
  const drawn = [];
  const [left, onlyInPage] = [[], []];
  for (const plot of plots.filter(({ changed }) => changed !== false)) {
    const markdown = drawn.length < most ? markdownPlot(plot) : void 0;
    if (markdown !== void 0) drawn.push(`${heading(plot)}

${markdown}`);
    else if (drawn.length < most) onlyInPage.push(plot);
    else left.push(plot);
  }
  return [
    ...drawn,
    ...sentence(
      onlyInPage,
      files.page === void 0 ? "Drawn only in the file of the input `page`" : "Drawn only in the HTML page"
    ),
    ...sentence(left, `Not shown; ${words} ${have} them`),
    ...sentence(same, "The same as in the baseline")
  ].join("\n\n");
}
function heading({ title, name }) {
  return title === name ? markdownCode(shorten(name, LONGEST_NAME)) : `**${markdownText(shorten(title, LONGEST_NAME))}** ${markdownCode(shorten(name, LONGEST_NAME))}`;
}
function sentence(plots, about) {
  if (plots.length === 0) return [];
  const names = plots.map(({ name }) => markdownCode(shorten(name, LONGEST_NAME)));
  return [`${about}: ${named(names, MOST_NAMES2)}.`];
}

export {
  markdownCauses,
  placeText,
  MARKS,
  withPlaces,
  partOf,
  gistOf,
  isFailed,
  renderFoldedPart,
  renderPart,
  dataPart,
  markdownData,
  keeperOf,
  markdownPlots
};
