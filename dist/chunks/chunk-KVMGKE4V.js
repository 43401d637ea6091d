import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  mermaidText
} from "./chunk-6DJEKVOM.js";
import {
  policyReason
} from "./chunk-PKZRU3KA.js";
import {
  formatChange,
  formatNumber
} from "./chunk-SLVCPXYT.js";
import {
  markdownCode,
  markdownText,
  shorten
} from "./chunk-6MKNGL6M.js";
import {
  named
} from "./chunk-WFAHW5JG.js";

// src/report/annotations.ts
var RANKS = { error: 0, warning: 1, notice: 2 };
var TOLD_APART = /* @__PURE__ */ new Set(["lint", "reproduce", "gate"]);
var LONGEST_MESSAGE = 2e3;
function annotationsOf(report, project = "") {
  const inRepository = (path) => project ? `${project}/${path}` : path;
  const annotations = [
    ...report.policies.filter((policy) => !policy.passed).map((policy) => {
      const file = fileOfMetric(report, policy.metric);
      return {
        severity: policy.accepted === void 0 ? policy.severity : "notice",
        title: `Gate: ${policy.metric}`,
        message: policyReason(policy),
        ...file === void 0 ? {} : { path: inRepository(file) }
      };
    }),
    ...report.stages.filter((stage) => stage.verdict === "failed").map(
      (stage) => ({
        severity: "error",
        title: `Stage: ${stage.name}`,
        path: inRepository(pipelineOf(stage.name)),
        message: stage.causes.map((cause) => cause.message).join("; ") || `Stage '${stage.name}' failed; its output is in the log.`
      })
    ),
    ...report.checks.filter((check) => check.conclusion === "failure").map(
      (check) => ({
        severity: "error",
        title: `Check: ${check.name}`,
        message: `'${check.command}' failed; its output is in the log and in the job summary.`
      })
    ),
    ...report.remote.missing.map(
      (object) => ({
        severity: "error",
        title: `Remote: ${object.paths[0] ?? object.hash}`,
        message: `${object.message} (${object.paths.join(", ")})`,
        ...object.file === void 0 ? {} : { path: object.file },
        ...object.line === void 0 ? {} : { line: object.line }
      })
    ),
    ...report.lint.map(
      (finding) => ({
        severity: finding.severity,
        title: finding.rule,
        message: finding.fix ? `${finding.message} Repair: ${finding.fix}` : finding.message,
        ...finding.path === void 0 ? {} : { path: finding.path },
        ...finding.line === void 0 ? {} : { line: finding.line }
      })
    ),
    ...report.steps.filter((step) => step.conclusion === "warning" && step.message && !TOLD_APART.has(step.name)).map(
      (step) => ({
        severity: "warning",
        title: step.name,
        message: step.message ?? ""
      })
    )
  ];
  return annotations.map((annotation) => ({ ...annotation, message: shorten(annotation.message, LONGEST_MESSAGE) })).sort((a, b) => RANKS[a.severity] - RANKS[b.severity]);
}
function fileOfMetric({ metrics }, name) {
  return metrics.find((item) => item.name === name || `${item.path}:${item.name}` === name)?.path;
}
function pipelineOf(stage) {
  const colon = stage.lastIndexOf(":");
  return colon < 0 ? "dvc.yaml" : stage.slice(0, colon);
}

// src/report/kept-files.ts
function keeperOf({ report, page }) {
  if (page !== void 0) return { words: "the HTML page", have: "has" };
  if (report !== void 0) return { words: "`report.json`", have: "has" };
  return { words: "the files that the inputs `page` and `report` ask for", have: "would have" };
}

// src/report/charts.ts
var POINTS = 40;
var NAMED_PLACES = 12;
var LEAST_PLACES = 5;
var MOST_PLACES = 20;
var MOST_SERIES = 4;
var MOST_CLASSES = 12;
var MOST_BARS = 20;
var LEAST_POWER = -300;
var LONGEST_TITLE = 80;
var PALETTE = { value: "#0969da", baseline: "#e16f24" };
function markdownPlot(plot) {
  switch (plot.kind) {
    case "line":
      return lineCharts(plot);
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
function lineCharts(plot) {
  const charts = plot.series.slice(0, MOST_SERIES).flatMap((series) => {
    const chart = lineChart(plot, series);
    return chart === void 0 ? [] : [`\`\`\`mermaid
${chart}
\`\`\``];
  });
  if (charts.length === 0) return void 0;
  return [...charts, legend(plot.series.slice(0, MOST_SERIES))].join("\n\n");
}
function legend(series) {
  return [
    series.some(({ value }) => value) ? "🟦 this change" : "",
    series.some(({ baseline }) => baseline) ? "🟧 baseline" : ""
  ].filter(Boolean).join(" &nbsp; ");
}
function lineChart(plot, series) {
  const sides = ["baseline", "value"].flatMap((side) => {
    const points = series[side];
    return points && points.y.length > 1 ? [{ side, points }] : [];
  });
  if (sides.length === 0) return void 0;
  const drawn = plot.x.kind === "number" ? onNumbers(sides.map(({ points }) => points)) : onCategories(sides.map(({ points }) => points));
  if (!drawn) return void 0;
  const scale = scaleOf(drawn.lines.flat());
  const lines = drawn.lines.map((line) => line.map((value) => value / scale));
  const [low, high] = padded(lines.flat());
  const label = (text, divisor = 1) => `"${mermaidText(shorten(text, LONGEST_TITLE) + (divisor === 1 ? "" : ` / ${divisor}`)) || " "}"`;
  return [
    `%%{init: {"xyChart": {"height": 300}, "themeVariables": {"xyChart": {"plotColorPalette": "${sides.map(({ side }) => PALETTE[side]).join(", ")}"}}}}%%`,
    "xychart-beta",
    `  title ${label([plot.title, series.name].filter(Boolean).join(": "))}`,
    `  x-axis ${label(plot.x.label, drawn.scale)} ${drawn.axis}`,
    `  y-axis ${label(plot.y.label, scale)} ${plain(low)} --> ${plain(high)}`,
    ...lines.map((line) => `  line [${line.map(plain).join(", ")}]`)
  ].join("\n");
}
function onNumbers(sides) {
  const scale = scaleOf(sides.flatMap(({ x }) => x.map(Number)));
  const sorted = sides.map(({ x, y }) => ({ x: x.map((each) => Number(each) / scale), y }));
  const start = Math.min(...sorted.map(({ x }) => x[0] ?? 0));
  const ends = sorted.map(({ x }) => x.at(-1) ?? 0);
  const end = Math.max(...ends);
  if (!(end > start)) return void 0;
  if (ends.every((each) => each >= end - (end - start) / POINTS)) {
    const places2 = Array.from({ length: POINTS }, (_, index) => start + (end - start) * index / (POINTS - 1));
    return {
      axis: `${plain(start)} --> ${plain(end)}`,
      scale,
      lines: sorted.map((side) => places2.map((place) => valueAt(side, place)))
    };
  }
  const places = namedPlaces(start, ends);
  const within = (end - start) / 1e9;
  const lines = sorted.map(
    (side, at) => places.filter((place) => place <= (ends[at] ?? 0) + within).map((place) => valueAt(side, place))
  );
  return lines.every((line) => line.length > 1) ? { axis: `[${places.map((place) => `"${plain(place)}"`).join(", ")}]`, scale, lines } : void 0;
}
function namedPlaces(start, ends) {
  const length = Math.max(...ends) - start;
  const isOn = (place, step2) => Math.abs(place - Math.round(place / step2) * step2) <= length / 1e9;
  const isWhole = [start, ...ends].every(Number.isInteger);
  const isShort = (step2) => isWhole ? Number.isInteger(step2) : Number(step2.toPrecision(2)) === step2;
  const nice = niceStep(length / NAMED_PLACES);
  const even = Array.from({ length: MOST_PLACES - LEAST_PLACES + 1 }, (_, more) => length / (LEAST_PLACES + more));
  const step = [nice, ...even.filter(isShort)].find((each) => ends.every((end) => isOn(end - start, each))) ?? nice;
  const grid = Array.from({ length: Math.floor(length / step + 1e-9) + 1 }, (_, index) => start + index * step);
  const missing = ends.filter((each) => !isOn(each - start, step));
  return [.../* @__PURE__ */ new Set([...grid, ...missing])].sort((one, other) => one - other);
}
function niceStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((step) => step * power >= least) ?? 10);
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
function onCategories(sides) {
  const [longest] = [...sides].sort((a, b) => b.x.length - a.x.length);
  const names = longest?.x.map(String) ?? [];
  if (new Set(names).size < names.length || names.length > POINTS || sides.some(({ x }) => x.some((name, index) => String(name) !== names[index])))
    return void 0;
  return {
    axis: `[${names.map((name) => `"${mermaidText(shorten(name, 12)) || " "}"`).join(", ")}]`,
    scale: 1,
    lines: sides.map(({ y }) => y)
  };
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
function barTable(plot) {
  const [series] = plot.series;
  if (!series) return void 0;
  const [value, baseline] = [barsOf(series.value), barsOf(series.baseline)];
  const names = [.../* @__PURE__ */ new Set([...value.keys(), ...baseline.keys()])];
  const shown = names.sort((a, b) => barLength(value, baseline, b) - barLength(value, baseline, a)).slice(0, MOST_BARS);
  const cell = (number, against) => number === void 0 ? "" : formatNumber(number, against);
  return [
    `| ${markdownText(shorten(plot.x.label, LONGEST_TITLE))} | This change | Baseline | Change |`,
    "| --- | ---: | ---: | ---: |",
    ...shown.map((name) => {
      const [now, before] = [value.get(name), baseline.get(name)];
      return `| ${markdownCode(shorten(name, LONGEST_TITLE))} | ${cell(now, before)} | ${cell(before, now)} | ${now === void 0 || before === void 0 ? "" : formatChange(now - before)} |`;
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
    const change = value && baseline ? now - (baseline[row]?.[column] ?? 0) : 0;
    const text = row === column ? `**${now}**` : now === 0 ? "·" : String(now);
    return change === 0 ? text : `${text} (${formatChange(change)})`;
  };
  return [
    `| ${markdownText(shorten(plot.y_label, 40))} ＼ ${markdownText(shorten(plot.x_label, 40))} | ${classes.map(name).join(" | ")} |`,
    `| --- |${classes.map(() => " ---: ").join("|")}|`,
    ...classes.map((row, index) => `| ${name(row)} | ${classes.map((_, column) => cell(index, column)).join(" | ")} |`)
  ].join("\n");
}

// src/report/plot-section.ts
var MOST_NAMES = 20;
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
  return [`${about}: ${named(names, MOST_NAMES)}.`];
}

export {
  annotationsOf,
  keeperOf,
  markdownPlots
};
