import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  CHECK_RESULTS,
  SLICES,
  STEPS,
  buildName,
  buildsTable,
  changeAt,
  changeOf,
  changeText,
  changesOfBuilds,
  closesGate,
  counted,
  dataDetails,
  dataText,
  dayOf,
  failuresFirst,
  formatShare,
  fromTo,
  headlineOf,
  historySummary,
  identityOf,
  isDescribed,
  isNotable,
  newValuesText,
  nodeLines,
  noticesOf,
  outlineOf,
  policyState,
  restoredText,
  rulesHeld,
  runPoint,
  secondsOf,
  sectionsOf,
  shortSha,
  shownSlices,
  sliceSummary,
  stageWord,
  standingBuild,
  timeOf,
  valueText,
  valueText2,
  verdictOf,
  wholeMetrics,
  within
} from "./chunk-EX52EZ3H.js";
import {
  code,
  number,
  text,
  withoutEscapes
} from "./chunk-N55NVOIB.js";
import {
  version
} from "./chunk-QI7C5ARK.js";
import {
  displayWidth
} from "./chunk-V5PK7DQF.js";
import {
  jsonText,
  shorten,
  visible
} from "./chunk-YTSCXGCX.js";
import {
  formatBytes,
  formatCount,
  formatDifference,
  formatNumber,
  formatSeconds,
  unbroken
} from "./chunk-FT4V3LLR.js";
import {
  commitAddress,
  linkedCommit,
  linksTo,
  webAddress
} from "./chunk-LDTS5XU3.js";
import {
  count,
  withoutPeriod
} from "./chunk-WFAHW5JG.js";

// src/run/report-file.ts
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
function writeReportFile(path, report) {
  writeWhole(path, `${jsonText(report)}
`);
}
function writeWhole(path, text2) {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === false) throw new Error(`${path} is no regular file`);
  makeFolder(dirname(path));
  const draft = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, text2);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
function makeFolder(path) {
  if (statSync(path, { throwIfNoEntry: false }) !== void 0) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}
function reportOption(argv, cwd, file = "report") {
  let path;
  for (const [index, argument] of argv.entries()) {
    if (argument === "--") break;
    if (argument === `--${file}`) path = argv[index + 1];
    else if (argument.startsWith(`--${file}=`)) path = argument.slice(file.length + 3);
  }
  return path?.trim() ? resolve(cwd, path.trim()) : void 0;
}
function reportInput(env, cwd, file = "report") {
  const path = env[`INPUT_${file.toUpperCase()}`]?.trim();
  return path ? resolve(env["GITHUB_WORKSPACE"] || cwd, path) : void 0;
}

// src/run/page-file.ts
import { readFileSync } from "node:fs";

// src/report/html/escape.ts
var ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
function escapeHtml(text2) {
  return visible(text2).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
function proseHtml(text2) {
  return escapeHtml(unbroken(text2));
}
function scriptJson(value) {
  return JSON.stringify(value).replace(/</g, "\\u003c");
}

// src/report/html/history-chart.ts
var WIDTH = 374;
var HEIGHT = 160;
var INSET = 12;
var PLOT = { left: 4, right: WIDTH - 102, top: 22, bottom: HEIGHT - 38 };
var FARTHEST = 1.5;
var BEYOND = 10;
var LINE = 13;
var LONGEST_LABEL = 13;
function historySvg({ metric, points }, { now, policies, address }) {
  const value = now?.value;
  const own = points.map((point) => point.value);
  const values = value === void 0 ? own : [...own, value];
  const limits = policies.flatMap(limitOf);
  const scale = scaleOf(values, limits);
  const width = PLOT.right - PLOT.left - 2 * INSET;
  const x = (index) => round(PLOT.left + INSET + (values.length === 1 ? width / 2 : index * width / (values.length - 1)));
  const y = (number2) => round(scale(number2));
  const course = (from, list) => list.map((each, index) => `${index === 0 ? "M" : "L"}${x(from + index)} ${y(each)}`).join("");
  const failed = policies.some(closesGate);
  const [first = 0, last = 0] = [own[0], own.at(-1)];
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="group" aria-label="${escapeHtml(description(metric, own, now, limits))}">` + limitLines(limits, scale) + `<path class="course" d="${course(0, own)}"/>` + (value === void 0 ? "" : `<path class="course to" d="${course(own.length - 1, [last, value])}"/>`) + points.map((point, index) => build(point, x(index), y(point.value), address(point.sha))).join("") + (now === void 0 ? "" : `<circle class="now ${failed ? "bad" : now.label === "older model" ? "warn" : "good"}" cx="${x(own.length)}" cy="${y(now.value)}" r="5.5"><title>${now.label}: ${formatNumber(now.value)}</title></circle>`) + // On the side that the course leaves free.
  `<text class="value" x="${x(0) - 4}" y="${(values[1] ?? first) > first ? y(first) + 13 : y(first) - 9}">${formatNumber(first, last)}</text>` + axis(points, now?.label) + "</svg>";
}
function limitOf({ rule, baseline }) {
  const [, kind, amount = "", share] = /^(min|max|max_drop|max_rise): ([-+.\deE]+)(%?)$/.exec(rule) ?? [];
  const number2 = Number(amount);
  if (kind === void 0 || amount === "" || !Number.isFinite(number2)) return [];
  const label = rule.replace(":", "");
  if (kind === "min" || kind === "max") return [{ label, level: number2 }];
  if (baseline === void 0) return [];
  const allowed = share === "%" ? number2 / 100 * Math.abs(baseline) : number2;
  return [{ label, level: kind === "max_drop" ? baseline - allowed : baseline + allowed }];
}
function scaleOf(values, limits) {
  const [low, high] = [Math.min(...values) / 4, Math.max(...values) / 4];
  const range = high - low || Math.abs(high) / 10 || 1;
  const near = limits.map(({ level }) => level / 4).filter((level) => level >= low - range * FARTHEST && level <= high + range * FARTHEST);
  const [least, most] = [Math.min(low, ...near), Math.max(high, ...near)];
  const [base, whole] = most > least ? [least, most - least] : [least - range / 2, range];
  return (value) => {
    const share = (value / 4 - base) / whole;
    if (share < 0) return PLOT.bottom + BEYOND;
    if (share > 1) return PLOT.top - BEYOND;
    return PLOT.bottom - share * (PLOT.bottom - PLOT.top);
  };
}
function limitLines(limits, scale) {
  const lines = limits.map((limit) => ({ ...limit, y: scale(limit.level) })).sort((one, other) => one.y - other.y);
  const places = apart(lines.map(({ y }) => y + 4));
  return lines.map(({ label, y }, index) => {
    const side = y < PLOT.top ? " ↑" : y > PLOT.bottom ? " ↓" : "";
    const text2 = label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1)}…` : label;
    return `<path class="limit" d="M${PLOT.left} ${round(y)}H${PLOT.right}"/><text class="limit" x="${PLOT.right + 5}" y="${round(places[index] ?? y)}">${escapeHtml(`${text2}${side}`)}</text>`;
  }).join("");
}
function apart(wanted) {
  const places = [...wanted];
  for (let index = 1; index < places.length; index++)
    places[index] = Math.max(places[index] ?? 0, (places[index - 1] ?? 0) + LINE);
  let free = HEIGHT - 4;
  for (let index = places.length - 1; index >= 0; index--) {
    places[index] = Math.min(places[index] ?? 0, free);
    free = (places[index] ?? 0) - LINE;
  }
  return places;
}
function build({ sha, at, value, tag }, x, y, address) {
  const told = `${sha.slice(0, 7)}, ${timeOf(at).slice(0, 10)}${tag === void 0 ? "" : `, ${tag}`}: ${formatNumber(value)}`;
  const mark = `<circle class="reach" cx="${x}" cy="${y}" r="12"/><circle class="build" cx="${x}" cy="${y}" r="3.5"/><title>${escapeHtml(told)}</title>`;
  return address === void 0 ? `<g>${mark}</g>` : `<a href="${escapeHtml(address)}" aria-label="${escapeHtml(`build ${told}`)}">${mark}</a>`;
}
function axis(points, now) {
  const day = (index) => escapeHtml(timeOf(points.at(index)?.at ?? "").slice(0, 10));
  const end = now ?? (points.length > 1 ? day(-1) : "");
  return `<text class="axis" x="${PLOT.left}" y="${HEIGHT - 4}">${day(0)}</text>` + (end === "" ? "" : `<text class="axis" x="${PLOT.right}" y="${HEIGHT - 4}" text-anchor="end">${end}</text>`);
}
function description(metric, own, run, limits) {
  const [first = 0, last = 0] = [own[0], own.at(-1)];
  const now = run === void 0 ? "" : `, and as the last point ${run.label}: ${formatNumber(run.value, last)}`;
  const rules = limits.length === 0 ? "" : `; limits: ${limits.map(({ label }) => label).join(", ")}`;
  return `${metric} in the last builds: from ${formatNumber(first, last)} to ${formatNumber(last, first)}${now}${rules}`;
}
function round(value) {
  return Math.round(value * 10) / 10;
}

// src/report/html/builds-chart.ts
var HEIGHT2 = 182;
var MARKS = { tag: 138, params: 144, data: 150, environment: 156 };
var MARK = 4;
var MOST_CIRCLES = 60;
var MARKS_ID = "marks";
function courseSvg({ label, values, limits = [], format, pulls = [], key }, builds2) {
  const known = values.filter((value) => value !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (first === void 0 || last === void 0) return "";
  const lines = limits.map(({ rule, level }) => ({ label: rule.replace(":", ""), level }));
  const scale = scaleOf(known, lines);
  const x = placeOf(values.length);
  let path = "";
  let circles = "";
  let isOpen = false;
  for (const [index, value] of values.entries()) {
    if (value === null) {
      isOpen = false;
      continue;
    }
    const [at, height] = [x(index), round(scale(value))];
    path += isOpen ? `L${at} ${height}` : `M${at} ${height}h0`;
    isOpen = true;
    if (values.length <= MOST_CIRCLES) circles += `<circle class="build" cx="${at}" cy="${height}" r="2.5"/>`;
  }
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const told = `${label}: from ${format(first, last)} to ${format(last, first)} in ${known.length} builds, lowest ${format(low, high)}, highest ${format(high, low)}${lines.length === 0 ? "" : `; limits: ${lines.map((line) => line.label).join(", ")}`}`;
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT2}" role="img" data-course="${key}" aria-label="${escapeHtml(told)}">` + limitLines(lines, scale) + `<path class="course" d="${path}"/>${pullPoints(pulls, builds2, scale, format)}${circles}<use href="#${MARKS_ID}"/><text class="value" x="${PLOT.left}" y="12">${escapeHtml(high === low ? "" : `${format(low, high)} to ${format(high, low)}`)}</text>` + axis2(builds2) + "</svg>";
}
function pullPoints(values, { list, pulls = [] }, scale, format) {
  const [x, times] = [placeOf(list.length), list.map(({ at }) => Date.parse(at))];
  return pulls.map((pull, index) => {
    const value = values[index] ?? null;
    if (value === null) return "";
    const place = placeInTime(times, Date.parse(pull.at));
    const at = place === void 0 ? x(list.length - 1) + INSET / 2 : x(place);
    return `<circle class="pull" cx="${at}" cy="${round(scale(value))}" r="2.5"><title>#${pull.number} ${escapeHtml(shortSha(pull.head))}, ${dayOf(pull)}: ${escapeHtml(format(value))}</title></circle>`;
  }).join("");
}
function placeInTime(times, time) {
  const after = times.findIndex((each) => each > time);
  const [from, to] = [times[after - 1], times[after]];
  if (to === void 0) return void 0;
  return from === void 0 ? 0 : after - 1 + (time - from) / (to - from);
}
function sharedMarks(builds2) {
  const x = placeOf(builds2.list.length);
  const rows = { tag: "", params: "", data: "", environment: "" };
  let undone = "";
  const changed = changesOfBuilds(builds2);
  for (const [index, { tags = [], reverted, kind }] of builds2.list.entries()) {
    const has = {
      tag: tags.length > 0,
      params: (changed[index]?.params.length ?? 0) > 0,
      data: (changed[index]?.data.length ?? 0) > 0,
      environment: changed[index]?.environment === true
    };
    for (const row of Object.keys(rows))
      if (has[row]) rows[row] += `M${x(index)} ${MARKS[row]}v${MARK}`;
    if (reverted !== void 0 || kind === "rollback") undone += `M${round(x(index) - 2.5)} 129l5 5m0-5l-5 5`;
  }
  const { baseline } = builds2;
  const line = baseline === void 0 ? "" : `<path class="reference" d="M${x(baseline.build)} ${PLOT.top}V${PLOT.bottom}"/>`;
  return `<svg class="unseen" aria-hidden="true"><defs><g id="${MARKS_ID}">${line}${Object.entries(rows).map(([row, d]) => d === "" ? "" : `<path class="mark ${row}" d="${d}"/>`).join("")}${undone === "" ? "" : `<path class="mark undone" d="${undone}"/>`}</g></defs></svg>`;
}
function marksLegend({ baseline, pulls = [] }) {
  const entry = (row, words) => `<li><span class="mark ${row}" aria-hidden="true"></span>${words}</li>`;
  return `<ul class="legend">${[
    entry("undone", "reverted, or a rollback"),
    entry("tag", "tag"),
    entry("params", "parameters changed"),
    entry("data", "data changed"),
    entry("environment", "environment changed"),
    ...pulls.length === 0 ? [] : [entry("pull", "pull request")],
    ...baseline === void 0 ? [] : [entry("reference", `baseline: ${escapeHtml(baseline.label)}`)]
  ].join("")}</ul>`;
}
function placeOf(builds2) {
  const width = PLOT.right - PLOT.left - 2 * INSET;
  return (index) => round(PLOT.left + INSET + (builds2 === 1 ? width / 2 : index * width / (builds2 - 1)));
}
function axis2({ list }) {
  const [first, last] = [list[0], list.at(-1)];
  if (first === void 0 || last === void 0) return "";
  const text2 = (x, day, more = "") => `<text class="axis" x="${x}" y="${HEIGHT2 - 4}"${more}>${escapeHtml(day)}</text>`;
  return text2(PLOT.left, dayOf(first)) + (list.length > 1 ? text2(PLOT.right, dayOf(last), ' text-anchor="end"') : "");
}

// src/report/html/builds-view.ts
var BUILDS_DATA = "builds-data";

// src/report/html/builds-data.ts
var DIGITS = 9;
function buildsData(builds2) {
  const data = {
    plot: { width: WIDTH, first: PLOT.left + INSET, last: PLOT.right - INSET },
    list: builds2.list.map((build2) => ({
      name: shortSha(build2.sha),
      day: dayOf(build2),
      tags: (build2.tags ?? []).join(", "),
      kind: build2.kind,
      undone: build2.reverted !== void 0,
      ...build2.seconds === void 0 ? {} : { seconds: build2.seconds },
      ...build2.environment === void 0 ? {} : { environment: build2.environment }
    })),
    metrics: builds2.metrics.map(({ name, path, values }) => ({
      name,
      path,
      values: values.map((value) => value === null ? null : Number(value.toPrecision(DIGITS)))
    })),
    params: builds2.params,
    data: builds2.data
  };
  return `<script type="application/json" id="${BUILDS_DATA}">${scriptJson(data)}</script>`;
}

// src/report/html/document.ts
import { createHash } from "node:crypto";
function renderDocument({ title, style, tone, header, main, footer, data = [], scripts }) {
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${scripts.map(sourceHash).join(" ")}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    // The server of a link learns nothing of the place where the page is kept.
    '<meta name="referrer" content="no-referrer">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>${style}</style>`,
    "</head>",
    "<body>",
    `<a class="skip" href="#report">To the report</a>`,
    `<header class="${tone}"><div>`,
    ...header,
    "</div></header>",
    '<main id="report">',
    ...main,
    "</main>",
    `<footer><p>${footer}</p></footer>`,
    ...data,
    ...scripts.map((script) => `<script>${script}</script>`),
    "</body>",
    "</html>",
    ""
  ].join("\n");
}
function sourceHash(script) {
  return `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
}

// src/report/html/links.ts
function anchor(address, html, label) {
  const known = webAddress(address);
  return known === void 0 ? html : `<a href="${escapeHtml(known)}"${label === void 0 ? "" : ` aria-label="${escapeHtml(label)}"`}>${html}</a>`;
}
function fileAnchor(address, html) {
  return address === void 0 ? html : `<a href="${address.replaceAll("&", "&amp;").replaceAll("'", "&#39;")}">${html}</a>`;
}

// src/report/html/tables.ts
var ROWS_AT_FIRST = 100;
var LONGEST_CELL = 2e3;
var WIDEST_WORD = 22;
var LOG_CHARACTERS = 2e4;
var SIGNS = { bad: "✕", warn: "!", good: "✓", plain: "" };
function sectionId(title) {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}
function pill(text2, tone) {
  return `<span class="pill ${tone}">${SIGNS[tone] ? `<span aria-hidden="true">${SIGNS[tone]}</span> ` : ""}${proseHtml(text2)}</span>`;
}
function renderSection(section, linkTo, drawing2 = "") {
  const id = sectionId(section.title);
  return `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${escapeHtml(section.title)} <span class="count">${section.rows.length}</span></h2>` + drawing2 + renderTable(section, id, linkTo) + (section.logs ?? []).map(renderLog).join("") + "</section>\n";
}
function renderTable({ title, columns, rows, quietly, axis: axis3 = "" }, id, linkTo) {
  const numeric = columns.map((_, index) => rows.some((row) => isNumber(row.cells[index])));
  const header = Math.max(
    0,
    columns.findIndex((column) => column !== "")
  );
  const isDrawn = columns.map((_, index) => rows.some((row) => row.cells[index]?.kind === "drawing"));
  const classes = columns.map(
    (_, index) => numeric[index] ? ' class="number"' : isDrawn[index] ? ' class="drawn"' : ""
  );
  const head = columns.map(
    (column, index) => `<th scope="col"${classes[index] ?? ""}>${column === "" ? '<span class="unseen">State</span>' : escapeHtml(column)}${isDrawn[index] ? axis3 : ""}</th>`
  ).join("");
  const loud = rows.filter((row) => !row.quiet);
  const shown = quietly === void 0 || loud.length === 0 ? rows : loud;
  const first = shown.slice(0, ROWS_AT_FIRST);
  const kept = new Set(first);
  const rest = rows.filter((row) => !kept.has(row));
  const body = (part) => part.map((row) => renderRow(row, header, classes, linkTo)).join("");
  return `<style>${columnStyles(id, columns, rows, header)}</style><table data-rows="${rows.length}"><caption class="unseen">${escapeHtml(title)}</caption><thead><tr>${head}</tr></thead><tbody>${body(first)}</tbody>` + (rest.length > 0 ? `<tbody data-more="${moreLabel(rest, quietly)}">${body(rest)}</tbody>` : "") + "</table>";
}
function columnStyles(id, columns, rows, header) {
  const cell = (index) => `#${id} tbody>tr>:nth-child(${index + 1})`;
  const labels = columns.map(
    (column, index) => column === "" || index === header || rows[0]?.cells[index]?.kind === "drawing" ? "" : `${cell(index)}::before{content:${cssString(column)}}`
  );
  const widths = columns.map((_, index) => {
    let longest = 0;
    for (const row of rows) {
      const found = row.cells[index];
      if (isNumber(found) || longest >= WIDEST_WORD) continue;
      const text2 = found?.text.slice(0, LONGEST_CELL) ?? "";
      for (const word of text2.length <= WIDEST_WORD ? [text2] : text2.split(/\s/))
        longest = Math.max(longest, word.length);
    }
    return longest === 0 ? "" : `${cell(index)}{min-width:${Math.min(longest, WIDEST_WORD) + 2}ch}`;
  });
  return `@media(max-width:640px){${labels.join("")}}@media(min-width:641px){${widths.join("")}}`;
}
function cssString(text2) {
  return `"${visible(text2).replace(/[^\w ./-]/gu, (character) => `\\${(character.codePointAt(0) ?? 0).toString(16)} `)}"`;
}
function isNumber(cell) {
  return cell?.kind === "number" || cell?.kind === "change";
}
function moreLabel(rest, quietly) {
  return escapeHtml(
    quietly !== void 0 && rest.every(({ quiet }) => quiet) ? `Show ${rest.length} ${quietly}` : `Show ${rest.length} more`
  );
}
function renderRow({ cells, tone }, header, classes, linkTo) {
  const rendered = cells.map((cell, index) => {
    const content2 = renderCell(cell, index === 0 && cell.kind === "text" ? tone : void 0, linkTo);
    if (index === header) return `<th scope="row"${classes[index] ?? ""}>${content2}</th>`;
    return content2 === "" ? "<td></td>" : `<td${classes[index] ?? ""}>${content2}</td>`;
  });
  return `<tr${tone === "bad" || tone === "warn" ? ` class="${tone}"` : ""}>${rendered.join("")}</tr>`;
}
function renderCell(cell, tone, linkTo) {
  if (cell.kind === "drawing" || cell.kind === "change") return cell.html;
  const { text: text2, kind, place } = cell;
  if (text2 === "") return "";
  const shown = shorten(text2, LONGEST_CELL);
  if (tone !== void 0) return pill(shown, tone);
  const html = kind === "code" ? `<code>${escapeHtml(shown)}</code>` : proseHtml(shown);
  return place === void 0 ? html : fileAnchor(linkTo(place.path, place.line), html);
}
function renderLog({ title, text: text2 }) {
  const shown = withoutEscapes(text2.trimEnd());
  const end = shown.length <= LOG_CHARACTERS ? shown : `…${shown.slice(-LOG_CHARACTERS)}`;
  return `<details class="log"><summary>Output of ${escapeHtml(title)}</summary><pre tabindex="0" role="region" aria-label="Output of ${escapeHtml(title)}">${escapeHtml(end)}</pre></details>`;
}

// src/report/html/history-page.ts
var LONGEST_NAME = 100;
var CHARTS_AT_FIRST = 12;
var MOST_DATA = 12;
function renderHistoryPage({ builds: builds2, source, version: version2, assets }) {
  const { repository, directory } = source;
  const standing = standingBuild(builds2);
  const last = standing === void 0 ? void 0 : builds2.list[standing];
  const name = [repository?.replace(/^https?:\/\/[^/]*\//i, ""), directory].filter(Boolean).join(": ");
  const facts2 = [
    ...name === "" ? [] : [anchor(repository, escapeHtml(shorten(name, LONGEST_NAME)))],
    ...last === void 0 ? [] : [`last build: ${anchor(commitAddress(repository, last.sha), `<code>${escapeHtml(buildName(last))}</code>`)}`],
    ...omissions(builds2)
  ];
  return renderDocument({
    title: `Official builds${name === "" ? "" : ` of ${name}`}`,
    style: assets.style,
    tone: "plain",
    header: [
      `<p class="mode"><strong>dvc-ci</strong> history</p>`,
      `<h1>${pill("Official builds", "plain")} <span class="message">${proseHtml(historySummary(builds2).replaceAll("`", ""))}</span></h1>`,
      `<ul class="facts">${facts2.map((fact) => `<li>${fact}</li>`).join("")}</ul>`
    ],
    main: builds2.list.length === 0 ? [] : sections(builds2, source),
    footer: `Made by dvc-ci ${escapeHtml(version2)} from the commits, tags and trailers of Git. This page works offline and loads nothing.`,
    data: [buildsData(builds2)],
    scripts: [assets.script, assets.history]
  });
}
function omissions({ omitted = {} }) {
  return Object.entries(omitted).map(([what, left]) => `${formatCount(left)} ${what} left out`);
}
function sections(builds2, { repository }) {
  const metrics = builds2.metrics.map((metric, index) => ({ metric, index }));
  const ended = ({ metric }) => metric.limits === void 0 && metric.values[standingBuild(builds2) ?? 0] === null;
  const charts = (some) => some.map(({ metric, index }) => metricFigure(metric, index, builds2));
  return [
    sharedMarks(builds2),
    figures("Metrics", charts(metrics.filter((each) => !ended(each))), marksLegend(builds2)),
    figures("Metrics that the last build does not have", charts(metrics.filter(ended))),
    '<section id="compare" aria-labelledby="compare-title" hidden><h2 id="compare-title">Two builds side by side</h2></section>',
    renderSection(linkedTable(builds2), (sha) => commitAddress(repository, sha)),
    figures("Time and data", [...timeFigure(builds2), ...dataFigures(builds2)]),
    paramsTable(builds2)
  ];
}
function figures(title, charts, above = "") {
  if (charts.length === 0) return "";
  const id = title.toLowerCase().replaceAll(" ", "-");
  const grid = (some) => `<div class="histories">${some.join("")}</div>`;
  const rest = charts.slice(CHARTS_AT_FIRST);
  return `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title} <span class="count">${charts.length}</span></h2>${above}` + grid(charts.slice(0, CHARTS_AT_FIRST)) + (rest.length > 0 ? `<details><summary>${rest.length} more</summary>${grid(rest)}</details>` : "") + "</section>\n";
}
function figure(course, now, builds2) {
  return `<figure class="history"><figcaption><h3><code>${escapeHtml(shorten(course.label, LONGEST_NAME))}</code></h3><span>${now}</span></figcaption>${courseSvg(course, builds2)}</figure>`;
}
function metricFigure({ name, path, values, limits }, index, builds2) {
  const value = values[standingBuild(builds2) ?? values.length - 1];
  const shared = builds2.metrics.filter((other) => other.name === name).length > 1;
  return figure(
    {
      label: shared ? `${path}:${name}` : name,
      values,
      ...limits === void 0 ? {} : { limits },
      format: formatNumber,
      pulls: (builds2.pulls ?? []).map((pull) => pull.values[index] ?? null),
      key: `m${index}`
    },
    value === void 0 || value === null ? "" : `<b>${formatNumber(value)}</b>`,
    builds2
  );
}
function timeFigure(builds2) {
  const values = builds2.list.map(({ seconds }) => seconds ?? null);
  const last = values.findLast((value) => value !== null);
  return last === void 0 ? [] : [
    figure(
      { label: "time of the stages", values, format: formatSeconds, key: "t" },
      `<b>${formatSeconds(last)}</b>`,
      builds2
    )
  ];
}
function dataFigures(builds2) {
  return builds2.data.map((data, index) => ({ data, index })).filter(({ data }) => new Set(data.changes.map(({ size }) => size)).size > 1).sort((one, other) => other.data.changes.length - one.data.changes.length).slice(0, MOST_DATA).map(({ data, index }) => {
    const last = data.changes.at(-1);
    const now = last?.size === void 0 ? "" : `<b>${formatBytes(last.size)}</b>${last.files === void 0 ? "" : ` in ${count(last.files, "file")}`}`;
    return figure(
      { label: data.path, values: sizesOf(data, builds2), format: formatBytes, key: `d${index}` },
      now,
      builds2
    );
  });
}
function sizesOf({ changes: changes2 }, { list }) {
  const values = [];
  let at = 0;
  for (const build2 of list.keys()) {
    while ((changes2[at + 1]?.build ?? Infinity) <= build2) at++;
    const change = changes2[at];
    values.push(change === void 0 || change.build > build2 ? null : change.size ?? null);
  }
  return values;
}
function linkedTable(builds2) {
  const table = buildsTable(builds2, builds2.list.length);
  const newestFirst = [...builds2.list].reverse();
  const rows = table.rows.map((row, index) => ({
    ...row,
    cells: row.cells.map((cell, at) => at === 1 ? { ...cell, place: { path: newestFirst[index]?.sha ?? "" } } : cell)
  }));
  return { ...table, rows };
}
function paramsTable(builds2) {
  const standing = standingBuild(builds2) ?? 0;
  const nameOf = (build2) => {
    const found = build2 === void 0 || build2 === 0 ? void 0 : builds2.list[build2];
    return found === void 0 ? "" : buildName(found);
  };
  const rows = builds2.params.map(({ name, path, changes: changes2 }) => {
    const now = changeAt(changes2, standing);
    const before = changes2.findLast(({ build: build2 }) => build2 < (now?.build ?? 0));
    return {
      tone: "plain",
      quiet: changes2.length < 2,
      cells: [
        code(name),
        code(path),
        code(now === void 0 || now.value === void 0 ? "" : shorten(valueText2(now.value), LONGEST_NAME)),
        code(before?.value === void 0 ? "" : shorten(valueText2(before.value), LONGEST_NAME)),
        text(nameOf(now?.build)),
        number(formatCount(changes2.filter(({ build: build2 }) => build2 > 0).length))
      ]
    };
  });
  return rows.length === 0 ? "" : renderSection(
    {
      title: "Parameters",
      columns: ["Parameter", "File", "Value", "Before", "Since", "Changes"],
      quietly: "never changed",
      rows
    },
    () => void 0
  );
}

// src/report/html/changes.ts
var TONES = { better: "good", worse: "bad", same: "plain", unknown: "plain" };
function changeHtml(change) {
  const text2 = changeText(change);
  return text2 === "" ? "" : `<span class="change ${TONES[change.verdict]}">${escapeHtml(text2)}</span>`;
}
function withChanges(section, metrics) {
  const at = section.columns.indexOf("Change");
  if (at < 0 || section.rows.length !== metrics.length) return section;
  return {
    ...section,
    rows: section.rows.map((row, index) => {
      const metric = metrics[index];
      if (metric === void 0) return row;
      const change = changeOf(metric);
      return {
        ...row,
        cells: row.cells.map(
          (cell, column) => column === at ? { kind: "change", text: changeText(change), html: changeHtml(change) } : cell
        )
      };
    })
  };
}

// src/report/html/thumbnails.ts
var LONGEST_NAME2 = 200;
function renderThumbnails({ path }, thumbnails) {
  const own = [...thumbnails].filter(([each]) => each === path || each.startsWith(`${path}/`));
  return own.length === 0 ? "" : `<h4>Changed images</h4><div class="thumbnails">${own.map(([each, pair]) => figure2(within(path, each), pair)).join("")}</div>`;
}
function figure2(name, { before, after, type }) {
  const shown = escapeHtml(shorten(name, LONGEST_NAME2));
  const side = (bytes, label) => bytes === void 0 ? "" : `<div><p class="hint">${label}</p><img src="data:${type};base64,${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64")}" alt="${shown}, ${label.toLowerCase()}"></div>`;
  return `<figure><figcaption><code>${shown}</code></figcaption><div class="sides">${side(before, "Baseline")}${side(after, "This change")}</div></figure>`;
}

// src/report/html/data.ts
var OPEN_AT_FIRST = 4;
var MOST_COLUMNS = 120;
var MOST_FOLDERS = 20;
var LONGEST_NAME3 = 200;
var LONGEST_LIMIT = 16;
function renderData(section, data, linkTo, drawn2, thumbnails) {
  const described = data.filter(isDescribed);
  if (described.length === 0) return renderSection(section, linkTo);
  const table = data.length > 1 ? `<div id="data-all">${renderTable(section, "data-all", linkTo)}</div>` : "";
  return `<section id="data" aria-labelledby="data-title"><h2 id="data-title">Data <span class="count">${data.length}</span></h2>` + table + described.map((item, index) => dataset(item, index, linkTo, drawn2, thumbnails)).join("") + "</section>\n";
}
function dataset(item, index, linkTo, drawn2, thumbnails) {
  const { tables = [], folder } = item;
  const id = `data-${index + 1}`;
  const sections2 = dataDetails(item);
  const tableOf = (detail, at) => `<div id="${id}-${at}" class="detail"><h4>${escapeHtml(detail.title)}${detail.of === void 0 || detail.of === item.path ? "" : ` of <code>${escapeHtml(shorten(detail.of, LONGEST_NAME3))}</code>`}</h4>${renderTable(detail, `${id}-${at}`, linkTo)}</div>`;
  const others = sections2.filter(({ title }) => title !== "Columns");
  const columns = sections2.filter(({ title }) => title === "Columns");
  return `<details class="dataset"${index < OPEN_AT_FIRST ? " open" : ""}><summary><h3><code>${escapeHtml(shorten(item.path, LONGEST_NAME3))}</code></h3> ${pill(item.change, "plain")}</summary><p class="gist">${escapeHtml(shorten(dataText(item, false), 1e3))}</p>` + (folder === void 0 ? "" : foldersChart(folder, item, drawn2)) + tables.map((each) => columnCards(each, item, drawn2)).join("") + renderThumbnails(item, thumbnails) + others.map(tableOf).join("") + (columns.length === 0 ? "" : `<details><summary>All columns as a table</summary>${columns.map((each, at) => tableOf(each, others.length + at)).join("")}</details>`) + "</details>";
}
function foldersChart({ folders }, { path }, drawn2) {
  const shown = folders.filter((each) => each.path !== "").slice(0, MOST_FOLDERS);
  if (shown.length < 2) return "";
  const side = (filesOf) => {
    const known = shown.flatMap((each) => {
      const files = filesOf(each);
      return files === void 0 ? [] : [{ name: each.path, files }];
    });
    return { x: known.map(({ name }) => name), y: known.map(({ files }) => files), total: known.length };
  };
  const [value, baseline] = [side(({ files }) => files), side(({ baseline_files: before }) => before)];
  const plot = {
    kind: "bar",
    name: path,
    title: path,
    x: { label: "Folder", kind: "category" },
    y: { label: "Files", kind: "number" },
    series: [{ name: "", ...value.total > 0 ? { value } : {}, ...baseline.total > 0 ? { baseline } : {} }]
  };
  const left = folders.length - shown.length;
  return `<figure class="plot folders"><figcaption><h4>Files by folder</h4></figcaption>${chart(plot, `Bar chart of the files of ${counted(shown.length, "folder")} of ${shorten(path, LONGEST_NAME3)}. The numbers follow.`, drawn2)}${left > 0 ? `<p class="hint">The table has ${counted(left, "more folder")}.</p>` : ""}</figure>`;
}
function columnCards(table, { path }, drawn2) {
  const cards = (columns) => `<div class="columns">${columns.map((column) => columnCard(column, drawn2)).join("")}</div>`;
  const shown = [...table.columns].sort((one, other) => rank(other) - rank(one)).slice(0, MOST_COLUMNS);
  const [notable, others] = [shown.filter(isNotable), shown.filter((column) => !isNotable(column))];
  if (shown.length === 0) return "";
  const title = table.path === path ? "Columns" : `Columns of <code>${escapeHtml(shorten(table.path, LONGEST_NAME3))}</code>`;
  const hidden = table.columns.length + (table.columns_omitted ?? 0) - shown.length;
  return `<h4>${title}</h4>` + (notable.length > 0 ? cards(notable) : "") + (others.length > 0 ? `<details${notable.length === 0 ? " open" : ""}><summary>${counted(others.length, "column")} without a notable change</summary>${cards(others)}</details>` : "") + (hidden > 0 ? `<p class="hint">${counted(hidden, "more column")} ${hidden === 1 ? "is" : "are"} not drawn.</p>` : "");
}
function rank({ change, psi = 0 }) {
  return change === void 0 ? psi : Number.MAX_VALUE;
}
var CHANGES = { added: "new", removed: "removed", retyped: "another type", renamed: "probably renamed" };
function columnCard(column, drawn2) {
  const { name, change, was, type = "", baseline_type: typeBefore = "", psi, distance } = column;
  const facts2 = [
    ...psi === void 0 ? [] : [`PSI ${formatShare(psi)}`],
    ...distance === void 0 ? [] : [`distance ${formatShare(distance)}`],
    ...newValuesText(column) === "" ? [] : [`categories: ${newValuesText(column)}`]
  ];
  const changed = change === void 0 ? "" : pill(`${CHANGES[change]}${was === void 0 ? "" : ` from ${shorten(was, 40)}`}`, "plain");
  return `<figure class="column"><figcaption><h5><code>${escapeHtml(shorten(name, LONGEST_NAME3))}</code></h5> <span class="type">${escapeHtml(fromTo(typeBefore, type))}</span> ${changed}</figcaption>` + histogram(column, drawn2) + (facts2.length === 0 ? "" : `<p class="hint">${escapeHtml(facts2.join(" · "))}</p>`) + numbers(column) + "</figure>";
}
function histogram({ name, histogram: bins }, drawn2) {
  const length = Math.max(bins?.now?.length ?? 0, bins?.before?.length ?? 0);
  if (bins === void 0 || length === 0) return "";
  const plot = { kind: "histogram", ...bins };
  const sides = [bins.now && "this change", bins.before && "the baseline"].filter(Boolean).join(" and ");
  const label = `Histogram of ${shorten(name, LONGEST_NAME3)} with ${counted(length, "bin")}: ${sides}.${bins.bins === void 0 ? " Its values are not shown." : ""}`;
  const limits = bins.bins?.length === length + 1 ? bins.bins : [];
  const middle = limits.length % 2 === 1 && length > 2 ? [limits[length / 2]] : [];
  const ends = [limits[0], ...middle, limits.at(-1)].flatMap(
    (limit) => limit === void 0 ? [] : [`<span>${escapeHtml(shorten(valueText(limit), LONGEST_LIMIT))}</span>`]
  );
  return chart(plot, label, drawn2) + (ends.length === 0 ? "" : `<div class="limits" aria-hidden="true">${ends.join("")}</div>`);
}
function chart(plot, label, drawn2) {
  const index = drawn2.push(plot) - 1;
  return `<div role="img" aria-label="${escapeHtml(label)}"><div class="chart" data-plot="${index}"><p class="hint">This chart needs scripts.</p></div></div>`;
}
function numbers({ now, before }) {
  const rows = FACTS.flatMap(([fact, textOf]) => {
    const [value, baseline] = [now && textOf(now), before && textOf(before)];
    if (value === void 0 && baseline === void 0) return [];
    const cell = (text2) => `<td class="number">${escapeHtml(text2 ?? "")}</td>`;
    return [
      `<tr><th scope="row">${fact}</th>${now === void 0 ? "" : cell(value)}${before === void 0 ? "" : cell(baseline)}</tr>`
    ];
  });
  if (rows.length === 0) return "";
  const head = (side, text2) => `<th scope="col" class="number ${side}">${text2}</th>`;
  return `<table class="plain"><thead><tr><td></td>${now === void 0 ? "" : head("after", "This change")}${before === void 0 ? "" : head("before", "Baseline")}</tr></thead><tbody>${rows.join("")}</tbody></table>${frequent(now, before)}`;
}
var shownNumber = (value) => value === void 0 ? void 0 : formatNumber(value);
var shownValue = (value) => value === void 0 ? void 0 : valueText(value);
var FACTS = [
  ["Nulls", ({ nulls }) => formatShare(nulls)],
  ["Distinct", ({ distinct }) => distinct === void 0 ? void 0 : formatCount(distinct)],
  ["Smallest", ({ min }) => shownValue(min)],
  ["5 %", ({ quantiles }) => shownNumber(quantiles?.[0])],
  ["25 %", ({ quantiles }) => shownNumber(quantiles?.[1])],
  ["Median", ({ quantiles }) => shownNumber(quantiles?.[2])],
  ["75 %", ({ quantiles }) => shownNumber(quantiles?.[3])],
  ["95 %", ({ quantiles }) => shownNumber(quantiles?.[4])],
  ["Largest", ({ max }) => shownValue(max)],
  ["Mean", ({ mean }) => shownNumber(mean)],
  ["Deviation", ({ std }) => shownNumber(std)]
];
function frequent(now, before) {
  const [shares, earlier] = [sharesOf(now), sharesOf(before)];
  const values = [.../* @__PURE__ */ new Set([...shares.keys(), ...earlier.keys()])];
  if (values.length === 0) return "";
  const cell = (share) => `<td class="number">${share === void 0 ? "" : formatShare(share)}</td>`;
  const rows = values.map(
    (value) => `<tr><th scope="row">${escapeHtml(valueText(value))}</th>${now === void 0 ? "" : cell(shares.get(value))}${before === void 0 ? "" : cell(earlier.get(value))}</tr>`
  );
  return `<details><summary>${counted(values.length, "frequent value")}</summary><table class="plain"><tbody>${rows.join("")}</tbody></table></details>`;
}
function sharesOf(values) {
  return new Map((values?.top ?? []).map(({ value, share }) => [value, share]));
}

// src/report/html/failures.ts
var CAUSES_AT_FIRST = 5;
var LONGEST_TITLE = 1e3;
var LONGEST_COMMAND = 2e3;
var LONGEST_CLAUSE = 500;
var LOG_LINES = 40;
var LOG_CHARACTERS2 = 8e3;
function renderFailures(causes, linkTo) {
  if (causes.length === 0) return "";
  const list = (some, from) => `<ol class="causes"${from > 0 ? ` start="${from + 1}"` : ""}>${some.map((cause, index) => block(cause, linkTo, from + index === 0)).join("")}</ol>`;
  const rest = causes.slice(CAUSES_AT_FIRST);
  return `<section id="what-failed" class="failures" aria-labelledby="what-failed-title"><h2 id="what-failed-title">What failed <span class="count">${causes.length}</span></h2>` + list(causes.slice(0, CAUSES_AT_FIRST), 0) + (rest.length > 0 ? `<details><summary>${rest.length} more</summary>${list(rest, CAUSES_AT_FIRST)}</details>` : "") + "</section>\n";
}
function block({ id, title, tone, place, repair, advice, log, folded }, linkTo, first) {
  const where = place === void 0 ? "" : place.line === void 0 ? place.path : `${place.path}:${place.line}`;
  return `<li class="cause ${tone}"><h3>${proseHtml(shorten(title, LONGEST_TITLE))}</h3><p class="where">${place === void 0 ? "" : `${fileAnchor(linkTo(place.path, place.line), `<code>${escapeHtml(shorten(where, LONGEST_CLAUSE))}</code>`)} `}<span class="id">${escapeHtml(shorten(id, 200))}</span></p>` + (advice === void 0 ? "" : `<p class="advice">${withCode(shorten(advice, LONGEST_COMMAND))}</p>`) + repairs(repair) + (folded.length === 0 ? "" : `<ul class="follows">${folded.map((clause) => `<li>${proseHtml(shorten(clause, LONGEST_CLAUSE))}</li>`).join("")}</ul>`) + (log === void 0 ? "" : logEnd(log, first)) + "</li>";
}
function repairs(commands) {
  if (commands.length === 0) return "";
  const text2 = commands.map((command) => escapeHtml(shorten(command, LONGEST_COMMAND))).join("\n");
  return `<div class="repair"><span>To repair</span><pre data-copy tabindex="0" role="group" aria-label="Commands that repair it"><code>${text2}</code></pre></div>`;
}
function logEnd({ title, text: text2 }, open) {
  const name = escapeHtml(shorten(title, 200));
  return `<details class="log"${open ? " open" : ""}><summary>The end of ${name}</summary><pre tabindex="0" role="region" aria-label="The end of ${name}">${escapeHtml(endOf(withoutEscapes(text2.trimEnd())))}</pre></details>`;
}
function endOf(text2) {
  const lines = text2.slice(-LOG_CHARACTERS2).split("\n");
  const end = lines.slice(-LOG_LINES).join("\n");
  return end.length === text2.length ? end : `…
${end}`;
}
function withCode(text2) {
  return escapeHtml(text2).replace(/`([^`]+)`/g, "<code>$1</code>");
}

// src/report/html/history.ts
var LONGEST_NAME4 = 100;
var SHORT = 7;
var CHARTS_AT_FIRST2 = 12;
function renderHistory(report) {
  const { history = [] } = report;
  if (history.length === 0) return "";
  const part = history.some(({ shallow }) => shallow) ? " This clone has a part of the history: <code>fetch-depth: 0</code> of actions/checkout gives all of it." : "";
  const most = Math.max(...history.map(({ points }) => points.length));
  const figures2 = (entries) => `<div class="histories">${entries.map((entry) => figure3(entry, report)).join("")}</div>`;
  const rest = history.slice(CHARTS_AT_FIRST2);
  return `<section id="history" aria-labelledby="history-title"><h2 id="history-title">History <span class="count">${history.length}</span></h2><p class="hint">${most === 1 ? "The last official build" : `The last ${count(most, "official build")}, oldest first`}, and this run.${part}</p>` + figures2(history.slice(0, CHARTS_AT_FIRST2)) + (rest.length > 0 ? `<details><summary>${rest.length} more</summary>${figures2(rest)}</details>` : "") + "</section>\n";
}
function figure3(entry, report) {
  const { metrics, policies, source } = report;
  const metric = metrics.find(({ name: name2, path }) => name2 === entry.metric && path === entry.path);
  const own = policies.filter(
    ({ metric: name2, slice }) => slice === void 0 ? name2 === entry.metric || name2 === `${entry.path}:${entry.metric}` : slice.name === entry.metric && slice.path === entry.path
  );
  const name = escapeHtml(shorten(entry.metric, LONGEST_NAME4));
  const now = metric?.value === void 0 ? "" : `<b>${escapeHtml(formatNumber(metric.value, entry.points.at(-1)?.value))}</b> ${changeHtml(changeOf(metric))}`;
  const address = (sha) => commitAddress(source.repository, sha);
  return `<figure class="history"><figcaption><h3><code>${name}</code></h3><span>${now}</span></figcaption>` + historySvg(entry, { now: runPoint(entry, report), policies: own, address }) + builds(entry, name, address) + "</figure>";
}
function builds({ points }, name, address) {
  const tagged = points.some(({ tag }) => tag !== void 0);
  const rows = [...points].reverse().map(({ sha, at, value, tag = "" }) => {
    const commit = anchor(address(sha), `<code>${escapeHtml(sha.slice(0, SHORT))}</code>`);
    const day = escapeHtml(timeOf(at).slice(0, 10));
    return `<tr><th scope="row">${commit}</th><td>${day}</td>${tagged ? `<td>${escapeHtml(shorten(tag, LONGEST_NAME4))}</td>` : ""}<td class="number">${formatNumber(value)}</td></tr>`;
  });
  return `<details><summary>${count(points.length, "build")}</summary><table class="plain"><caption class="unseen">${name} of the last builds</caption><thead><tr><th scope="col">Build</th><th scope="col">Day</th>${tagged ? '<th scope="col">Tag</th>' : ""}<th scope="col" class="number">Value</th></tr></thead><tbody>${rows.join("")}</tbody></table></details>`;
}

// src/report/html/identity.ts
var LONGEST_PART = 300;
function renderIdentity(report) {
  const facts2 = identityOf(report).map(({ label, parts }) => {
    const shown = parts.map(({ text: text2, isCode, address }) => {
      const words = shorten(text2, LONGEST_PART);
      return anchor(address, isCode ? `<code>${escapeHtml(words)}</code>` : proseHtml(words));
    });
    return `<div><dt>${label}</dt><dd>${shown.map((part) => `<span>${part}</span>`).join(" ")}</dd></div>`;
  });
  return facts2.length === 0 ? "" : `<dl class="identity">${facts2.join("")}</dl>`;
}

// src/report/html/layout.ts
var SWEEPS = 8;
var PASSING = 12;
function layOut({ nodes, edges }, sizes) {
  const vertices = nodes.map(({ depth }, node) => ({
    node,
    layer: depth,
    size: sizes.across[node] ?? 0,
    before: [],
    after: [],
    across: 0
  }));
  const chains = edges.map(([from, to]) => chainOf(vertices, from, to));
  const layers = [];
  for (const [index, { layer }] of vertices.entries()) (layers[layer] ??= []).push(index);
  orderLayers(vertices, layers);
  const extent = placeAcross(vertices, layers, sizes.gapAcross);
  const depths = layers.map(
    (layer) => Math.max(0, ...layer.map((index) => sizes.along[vertices[index]?.node ?? -1] ?? 0))
  );
  const starts = [];
  let along = 0;
  for (const depth of depths) {
    starts.push(along + depth / 2);
    along += depth + sizes.gapAlong;
  }
  const placeOf2 = (index) => ({
    along: starts[vertices[index]?.layer ?? 0] ?? 0,
    across: vertices[index]?.across ?? 0
  });
  const passed = (index) => {
    const { along: middle, across } = placeOf2(index);
    const half = (depths[vertices[index]?.layer ?? 0] ?? 0) / 2;
    return vertices[index]?.node === void 0 ? [
      { along: middle - half, across },
      { along: middle + half, across }
    ] : [{ along: middle, across }];
  };
  return {
    places: nodes.map((_, index) => placeOf2(index)),
    routes: chains.map((chain) => chain.flatMap(passed)),
    along: Math.max(0, along - sizes.gapAlong),
    across: extent
  };
}
function chainOf(vertices, from, to) {
  const chain = [from];
  for (let layer = (vertices[from]?.layer ?? 0) + 1; layer < (vertices[to]?.layer ?? 0); layer++) {
    chain.push(vertices.push({ layer, size: PASSING, before: [], after: [], across: 0 }) - 1);
  }
  chain.push(to);
  for (let at = 1; at < chain.length; at++) {
    const [before, after] = [chain[at - 1] ?? 0, chain[at] ?? 0];
    vertices[before]?.after.push(after);
    vertices[after]?.before.push(before);
  }
  return chain;
}
function orderLayers(vertices, layers) {
  const rank2 = /* @__PURE__ */ new Map();
  const note = (layer) => {
    for (const [at, index] of layer.entries()) rank2.set(index, at / Math.max(1, layer.length - 1));
  };
  layers.forEach(note);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const forth = sweep % 2 === 0;
    for (const layer of forth ? layers : [...layers].reverse()) {
      const mean = new Map(
        layer.map((index) => {
          const neighbours = (forth ? vertices[index]?.before : vertices[index]?.after) ?? [];
          return [
            index,
            neighbours.length === 0 ? rank2.get(index) ?? 0 : neighbours.reduce((sum, each) => sum + (rank2.get(each) ?? 0), 0) / neighbours.length
          ];
        })
      );
      layer.sort((a, b) => (mean.get(a) ?? 0) - (mean.get(b) ?? 0));
      note(layer);
    }
  }
}
function placeAcross(vertices, layers, gap) {
  for (const layer of layers) {
    let at = 0;
    for (const index of layer) {
      const vertex = vertices[index];
      if (!vertex) continue;
      vertex.across = at + vertex.size / 2;
      at += vertex.size + gap;
    }
    for (const index of layer) if (vertices[index]) vertices[index].across -= at / 2;
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const layer of sweep % 2 === 0 ? layers : [...layers].reverse()) {
      const wanted = layer.map((index) => {
        const vertex = vertices[index];
        const neighbours = [...vertex?.before ?? [], ...vertex?.after ?? []];
        return neighbours.length === 0 ? vertex?.across ?? 0 : neighbours.reduce((sum, each) => sum + (vertices[each]?.across ?? 0), 0) / neighbours.length;
      });
      settle(vertices, layer, wanted, gap);
    }
  }
  const [low, high] = vertices.reduce(
    ([least, most], { across, size }) => [Math.min(least, across - size / 2), Math.max(most, across + size / 2)],
    [Infinity, -Infinity]
  );
  for (const vertex of vertices) vertex.across -= low;
  return vertices.length > 0 ? high - low : 0;
}
function settle(vertices, layer, wanted, gap) {
  const blocks2 = [];
  for (const [at, index] of layer.entries()) {
    const size = vertices[index]?.size ?? 0;
    let block2 = {
      members: [index],
      offsets: [size / 2],
      sum: (wanted[at] ?? 0) - size / 2,
      extent: size + gap,
      start: (wanted[at] ?? 0) - size / 2
    };
    for (let previous = blocks2.at(-1); previous && previous.start + previous.extent > block2.start; previous = blocks2.at(-1)) {
      blocks2.pop();
      const count2 = previous.members.length + block2.members.length;
      const sum = previous.sum + block2.sum - block2.members.length * previous.extent;
      block2 = {
        members: [...previous.members, ...block2.members],
        offsets: [...previous.offsets, ...block2.offsets.map((offset) => offset + previous.extent)],
        sum,
        extent: previous.extent + block2.extent,
        start: sum / count2
      };
    }
    blocks2.push(block2);
  }
  for (const { members, offsets, start } of blocks2) {
    for (const [at, index] of members.entries()) {
      const vertex = vertices[index];
      if (vertex) vertex.across = start + (offsets[at] ?? 0);
    }
  }
}

// src/report/html/pipeline.ts
var CHARACTER = 7.4;
var LINE2 = 18;
var PADDING = { x: 14, y: 9 };
var MARGIN = 8;
var LONGEST_LABEL2 = 30;
var WIDEST = 1080;
function pipelineSvg(report) {
  if (report.stages.length === 0) return "";
  const outline = outlineOf(report);
  const boxes = outline.nodes.map((node) => {
    const lines = nodeLines(node, { rollback: report.rollback, longest: LONGEST_LABEL2 });
    return {
      lines,
      width: Math.max(...lines.map(displayWidth)) * CHARACTER + 2 * PADDING.x,
      height: lines.length * LINE2 + 2 * PADDING.y
    };
  });
  const [along, across] = [boxes.map(({ width }) => width), boxes.map(({ height }) => height)];
  const label = description2(report, outline);
  const sideways = layOut(outline, { along, across, gapAlong: 44, gapAcross: 14 });
  const down = drawn(
    outline,
    boxes,
    layOut(outline, { along: across, across: along, gapAlong: 34, gapAcross: 22 }),
    false,
    label
  );
  return sideways.along > WIDEST ? down : `<div class="sideways">${drawn(outline, boxes, sideways, true, label)}</div><div class="down">${down}</div>`;
}
function drawn(outline, boxes, layout, isSideways, label) {
  const point = ({ along, across }) => isSideways ? { x: along, y: across } : { x: across, y: along };
  const size = point(layout);
  const arrow = isSideways ? "arrow-sideways" : "arrow-down";
  const links = outline.edges.map(([from, to], index) => {
    const inset = (node) => ((isSideways ? boxes[node]?.width : boxes[node]?.height) ?? 0) / 2;
    return `<path d="${route((layout.routes[index] ?? []).map(point), isSideways, inset(from), inset(to))}" marker-end="url(#${arrow})"/>`;
  });
  const nodes = outline.nodes.map(({ kind, names }, index) => {
    const { x, y } = point(layout.places[index] ?? { along: 0, across: 0 });
    const { lines, width: width2, height: height2 } = boxes[index] ?? { lines: [], width: 0, height: 0 };
    const texts = lines.map(
      (line, at) => `<text x="${round2(x)}" y="${round2(y + (at - (lines.length - 1) / 2) * LINE2 + 4.5)}"${at > 0 ? ' class="fact"' : ""}>${escapeHtml(line)}</text>`
    );
    const box = (shift) => `<rect x="${round2(x - width2 / 2 + shift)}" y="${round2(y - height2 / 2 - shift)}" width="${round2(width2)}" height="${round2(height2)}" rx="${kind === "data" ? round2(height2 / 2) : 7}"/>`;
    return `<g class="node ${kind}">${names.length > 1 ? box(4) : ""}${box(0)}${texts.join("")}</g>`;
  });
  const [width, height] = [Math.ceil(size.x + 2 * MARGIN), Math.ceil(size.y + 2 * MARGIN)];
  return `<svg class="pipeline" role="img" aria-label="${escapeHtml(label)}" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}" width="${width}" height="${height}"><defs><marker id="${arrow}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs><g class="links">${links.join("")}</g>${nodes.join("")}</svg>`;
}
function route(points, isSideways, leave, enter) {
  const moved = points.map((point, index) => {
    const shift = index === 0 ? leave : index === points.length - 1 ? -enter : 0;
    return isSideways ? { x: point.x + shift, y: point.y } : { x: point.x, y: point.y + shift };
  });
  return moved.map((point, index) => {
    const previous = moved[index - 1];
    if (!previous) return `M${round2(point.x)} ${round2(point.y)}`;
    const [a, b] = isSideways ? [
      { x: (previous.x + point.x) / 2, y: previous.y },
      { x: (previous.x + point.x) / 2, y: point.y }
    ] : [
      { x: previous.x, y: (previous.y + point.y) / 2 },
      { x: point.x, y: (previous.y + point.y) / 2 }
    ];
    return `C${round2(a.x)} ${round2(a.y)} ${round2(b.x)} ${round2(b.y)} ${round2(point.x)} ${round2(point.y)}`;
  }).join("");
}
function description2({ stages, rollback }, { nodes }) {
  const counts = /* @__PURE__ */ new Map();
  for (const stage of stages) counts.set(stageWord(stage, rollback), (counts.get(stageWord(stage, rollback)) ?? 0) + 1);
  const told = [...counts].map(([word, number2]) => `${number2} ${word}`).join(", ");
  return `Drawing of the pipeline: ${told}.${nodes.some(({ names }) => names.length > 1) ? " Stages of the same state are drawn as one." : ""} The table has all stages.`;
}
function round2(value) {
  return Math.round(value * 10) / 10;
}

// src/report/html/plots.ts
var LONGEST_NAME5 = 200;
var HEAT_STEPS = 8;
function renderPlots(plots, pictures) {
  if (plots.length === 0) return { html: "", drawn: [] };
  const drawn2 = [];
  const figures2 = (list) => `<div class="plots">${list.map((plot) => figure4(plot, pictures, drawn2)).join("")}</div>`;
  const same = plots.filter(({ changed }) => changed === false);
  const others = plots.filter(({ changed }) => changed !== false);
  const html = `<section id="plots" aria-labelledby="plots-title"><h2 id="plots-title">Plots <span class="count">${plots.length}</span></h2>` + (others.length > 0 ? figures2(others) : "") + (same.length > 0 ? `<details${others.length === 0 ? " open" : ""}><summary>${same.length} ${same.length === 1 ? "plot is" : "plots are"} the same as in the baseline</summary>${figures2(same)}</details>` : "") + "</section>\n";
  return { html, drawn: drawn2 };
}
function plotData(drawn2) {
  return `<script type="application/json" id="plot-data">${scriptJson(drawn2)}</script>`;
}
function figure4(plot, pictures, drawn2) {
  const name = plot.title === plot.name ? "" : `<code>${escapeHtml(shorten(plot.name, LONGEST_NAME5))}</code>`;
  const wide = plot.kind === "confusion" && plot.value !== void 0 && plot.baseline !== void 0 && plot.classes.length > 6;
  return `<figure class="plot${wide || plot.kind === "image" ? " wide" : ""}"><figcaption><h3>${escapeHtml(shorten(plot.title, LONGEST_NAME5))}</h3>${name}</figcaption>${content(plot, pictures, drawn2)}</figure>`;
}
function content(plot, pictures, drawn2) {
  switch (plot.kind) {
    case "line":
    case "scatter":
    case "bar":
      return chart2(plot, describe(plot), drawn2) + numbers2(plot);
    case "confusion":
      return matrices(plot);
    case "image":
      return images(plot, pictures);
    case "template":
      return plot.spec === void 0 ? '<p class="hint">This plot has its own template and too much data for a report. View it with <code>dvc plots diff</code>.</p>' : chart2(plot, `${shorten(plot.title, LONGEST_NAME5)}, drawn with a template of the project`, drawn2);
  }
}
function chart2(plot, label, drawn2) {
  const index = drawn2.push(plot) - 1;
  const role = plot.kind === "template" ? 'class="own" role="region" tabindex="0"' : 'role="img"';
  return `<div ${role} aria-label="${escapeHtml(label)}"><div class="chart" data-plot="${index}"><p class="hint">This chart needs scripts.</p></div></div>`;
}
function describe(plot) {
  const kind = { line: "Line chart", scatter: "Scatter plot", bar: "Bar chart" }[plot.kind];
  const names = plot.series.map(({ name }) => name).filter(Boolean);
  return `${kind} of ${plot.y.label} by ${plot.x.label}${names.length > 0 ? ` for ${names.join(", ")}` : ""}: ${plot.changed === void 0 ? "one side only" : plot.changed ? "this change against the baseline" : "the same as in the baseline"}. The numbers follow.`;
}
function numbers2({ kind, y, series }) {
  const facts2 = kind === "line" ? [
    ["Last", ({ y: values }) => values.at(-1) ?? 0],
    ["Smallest", ({ y: values }) => Math.min(...values)],
    ["Largest", ({ y: values }) => Math.max(...values)],
    ["Points", ({ total }) => total]
  ] : [
    ["Smallest", ({ y: values }) => Math.min(...values)],
    ["Largest", ({ y: values }) => Math.max(...values)],
    [kind === "bar" ? "Bars" : "Points", ({ total }) => total]
  ];
  const rows = series.flatMap(
    ({ name, value, baseline }) => facts2.map(([fact, of]) => {
      const [now, before] = [value && of(value), baseline && of(baseline)];
      const cell = (number2, against) => `<td class="number">${number2 === void 0 ? "" : formatNumber(number2, against)}</td>`;
      return `<tr><th scope="row">${escapeHtml([shorten(name, LONGEST_NAME5), fact].filter(Boolean).join(", "))}</th>${cell(now, before)}${cell(before, now)}<td class="number">${now === void 0 || before === void 0 ? "" : formatDifference(now, before)}</td></tr>`;
    })
  );
  return `<details><summary>Numbers</summary><table class="plain"><caption class="unseen">${escapeHtml(shorten(y.label, LONGEST_NAME5))} in numbers</caption><thead><tr><th scope="col">${escapeHtml(shorten(y.label, LONGEST_NAME5))}</th><th scope="col" class="number">This change</th><th scope="col" class="number">Baseline</th><th scope="col" class="number">Difference</th></tr></thead><tbody>${rows.join("")}</tbody></table></details>`;
}
function matrices(plot) {
  const sides = [
    ...plot.value ? [matrix(plot, plot.value, "This change", plot.baseline)] : [],
    ...plot.baseline && plot.changed !== false ? [matrix(plot, plot.baseline, "Baseline")] : []
  ];
  return `<div class="sides">${sides.join("")}</div>${plot.omitted === void 0 ? "" : `<p class="hint">${plot.omitted} rare classes are not shown.</p>`}`;
}
function matrix({ classes, x_label, y_label, normalized, title }, counts, side, against) {
  const label = `${title}, ${side.toLowerCase()}: rows are ${y_label}, columns are ${x_label}`;
  const rows = classes.map((name, row) => {
    const [shares, former] = [sharesOf2(counts[row]), sharesOf2(against?.[row])];
    const cells = classes.map((_, column) => {
      const [count2, share] = [counts[row]?.[column] ?? 0, shares[column] ?? 0];
      const before = against?.[row]?.[column] ?? 0;
      const change = !against ? "0" : normalized ? formatDifference(Number(share.toFixed(2)), Number((former[column] ?? 0).toFixed(2))) : formatDifference(count2, before);
      const heat = count2 === 0 ? 0 : Math.max(1, Math.round(share * HEAT_STEPS));
      return `<td class="h${heat}">${count2 === 0 ? '<span class="nil">0</span>' : normalized ? share.toFixed(2) : formatNumber(count2)}${change === "0" ? "" : `<small>${change}</small>`}</td>`;
    });
    return `<tr><th scope="row">${escapeHtml(shorten(name, 40))}</th>${cells.join("")}</tr>`;
  });
  const corner = `<td class="corner">${escapeHtml(shorten(y_label, 24))} ↓<br>${escapeHtml(shorten(x_label, 24))} →</td>`;
  return `<div class="matrix" role="region" tabindex="0" aria-label="${escapeHtml(shorten(label, 300))}"><table><caption>${side}</caption><thead><tr>${corner}${classes.map((name) => `<th scope="col">${escapeHtml(shorten(name, 40))}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}
function sharesOf2(counts = []) {
  const total = counts.reduce((sum, each) => sum + each, 0);
  return counts.map((count2) => total === 0 ? 0 : count2 / total);
}
function images(plot, pictures) {
  const bytes = pictures.get(plot.name) ?? {};
  const side = (which, label) => {
    const file = plot[which];
    if (!file) return "";
    const data = bytes[which];
    const shown = data === void 0 ? '<p class="hint">Too large for this page.</p>' : `<img src="data:${escapeHtml(file.type)};base64,${Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64")}" alt="${escapeHtml(shorten(`${plot.title}, ${label.toLowerCase()}`, LONGEST_NAME5))}">`;
    return `<div><h4>${label} <span>${formatBytes(file.size)}</span></h4>${shown}</div>`;
  };
  return `<div class="sides">${side("value", plot.changed === false ? "This change and baseline" : "This change")}${plot.changed === false ? "" : side("baseline", "Baseline")}</div>`;
}

// src/report/html/tiles.ts
var TILE_NAMES = { "Missing from the remote": "Remote" };
function renderTiles(report, sections2) {
  const all = sections2.map((section) => tile(section.title, ...summaryOf(report, section)));
  const after = (title) => sections2.findIndex((section) => section.title === title) + 1;
  const { plots = [], history = [] } = report;
  const more = [
    ...plots.length > 0 ? [[after("Metrics") || all.length, plotsTile(report)]] : [],
    ...history.length > 0 ? [[after("Gate") || all.length, historyTile(history)]] : []
  ];
  for (const [at, html] of more.sort(([one], [other]) => other - one)) all.splice(at, 0, html);
  return all.length < 2 ? "" : `<nav aria-label="Sections"><ul>${all.join("")}</ul></nav>`;
}
function tile(title, text2, tone) {
  return `<li><a class="${tone}" href="#${sectionId(title)}"><span>${escapeHtml(TILE_NAMES[title] ?? title)}</span><b>${proseHtml(text2)}</b></a></li>`;
}
function plotsTile({ plots = [] }) {
  const changed = plots.filter((plot) => plot.changed !== false).length;
  return tile("Plots", changed === 0 ? "none changed" : `${changed} changed`, "plain");
}
function historyTile(history) {
  return tile("History", count(Math.max(...history.map(({ points }) => points.length)), "build"), "plain");
}
function summaryOf(report, { title, rows }) {
  const bad = rows.filter(({ tone: tone2 }) => tone2 === "bad").length;
  const warn = rows.filter(({ tone: tone2 }) => tone2 === "warn").length;
  const tone = bad > 0 ? "bad" : warn > 0 ? "warn" : "good";
  switch (title) {
    case "Gate":
      return [
        bad > 0 ? closingRules(report) : warn > 0 ? warnedRules(report) : rulesHeld(report.policies),
        rows.every((row) => row.tone === "plain") ? "plain" : tone
      ];
    case "Stages":
      return [bad > 0 ? `${bad} of ${rows.length} ${stageWord2(report)}` : verdicts(report), tone];
    case "Metrics":
      return warn > 0 ? [`${warn} absent`, "warn"] : [changes(report), "plain"];
    case SLICES:
      return [sliceSummary(report), bad + warn > 0 ? tone : "plain"];
    case "Checks":
      return [bad > 0 ? `${bad} of ${rows.length} failed` : `${rows.length} passed`, tone];
    case CHECK_RESULTS:
      return [
        [bad > 0 ? `${bad} failed` : "", warn > 0 ? count(warn, "warning") : ""].filter(Boolean).join(", ") || count(rows.length, "notice"),
        bad + warn > 0 ? tone : "plain"
      ];
    case "Findings":
      return [
        [bad > 0 ? count(bad, "error") : "", warn > 0 ? count(warn, "warning") : ""].filter(Boolean).join(", ") || noticesOf(report.lint).join(", "),
        bad + warn > 0 ? tone : "plain"
      ];
    case "Data":
      return [
        worded(
          ["modified", "added", "deleted"],
          report.data.map(({ change }) => change)
        ),
        "plain"
      ];
    case "Parameters":
      return [`${rows.length} changed`, "plain"];
    case "Steps":
      return [formatSeconds(secondsOf(report)), tone === "good" ? "plain" : tone];
    case "Missing from the remote":
      return [count(rows.length, "object missing", "objects missing"), tone];
    case "Examination":
    case "Verification":
      return [
        bad + warn > 0 ? worded(["error", "warning"], (report.doctor ?? report.verification)?.map(({ state }) => state) ?? []) : `${rows.length} in order`,
        tone
      ];
    default:
      return [count(rows.length, "row"), bad > 0 ? "bad" : "plain"];
  }
}
function worded(order, words) {
  return order.flatMap((word) => {
    const number2 = words.filter((each) => each === word).length;
    return number2 === 0 ? [] : [`${number2} ${word}`];
  }).join(", ");
}
function changes({ metrics: all }) {
  const metrics = wholeMetrics(all);
  const words = metrics.map((metric) => changeOf(metric)).filter(({ word }) => word !== "same");
  if (metrics.every(({ baseline }) => baseline === void 0)) return count(metrics.length, "metric");
  return worded(
    ["better", "worse", "changed", "new", "absent"],
    words.map(({ word }) => word)
  ) || "none changed";
}
function closingRules({ policies }) {
  const of = (state) => policies.filter((policy) => policyState(policy) === state).length;
  const [failed, unjudged] = [of("failed"), of("unjudged")];
  return [
    failed > 0 ? `${failed} of ${policies.length} failed` : "",
    unjudged > 0 ? `${failed > 0 ? unjudged : `${unjudged} of ${policies.length}`} not judged` : ""
  ].filter(Boolean).join(", ");
}
function warnedRules({ policies }) {
  const states = policies.map((policy) => policyState(policy));
  const accepted = states.filter((state) => state === "accepted").length;
  const warned = states.filter((state) => state === "warned").length;
  const older = states.filter((state) => state === "older").length;
  return [
    accepted > 0 ? `${accepted} accepted` : "",
    older > 0 ? `${count(older, "rule")} judged the older model` : "",
    warned > 0 ? count(warned, "warning") : ""
  ].filter(Boolean).join(", ");
}
function stageWord2({ stages }) {
  return stages.some(({ verdict }) => verdict === "failed") ? "failed" : "stale";
}
function verdicts({ stages, rollback }) {
  const held = stages.filter((stage) => stage.held === true).length;
  if (held > 0) return `${held} of ${stages.length} ${rollback === void 0 ? "held" : restoredText(rollback)}`;
  const ran = stages.filter(({ verdict }) => verdict === "ran").length;
  const reproduced = stages.filter((stage) => stage.reproduced !== void 0).length;
  if (ran === 0 && reproduced > 0) return `${reproduced} of ${stages.length} run by the author`;
  return ran > 0 ? `${ran} of ${stages.length} ran` : `${stages.length} in step`;
}

// src/report/html/timeline.ts
var LEAST = 0.6;
function timelineOf(section, { steps, seconds = 0 }) {
  const placed = steps.flatMap((step) => step.started === void 0 ? [] : [{ ...step, started: step.started }]);
  if (placed.length < steps.length || section.rows.length !== steps.length) return section;
  const total = Math.max(seconds, ...placed.map((step) => step.started + step.seconds));
  const at = section.columns.indexOf("Step") + 1;
  const insert = (items, ...added) => [...items.slice(0, at), ...added, ...items.slice(at)];
  const { title, columns } = section;
  return {
    title,
    columns: insert(columns, "Timeline", "Start"),
    axis: `<span aria-hidden="true">${escapeHtml(formatSeconds(total))}</span>`,
    rows: section.rows.map((row, index) => {
      const step = placed[index];
      return {
        ...row,
        cells: insert(
          row.cells,
          { kind: "drawing", text: "", html: step === void 0 ? "" : bar(step, total) },
          { kind: "number", text: step === void 0 ? "" : formatSeconds(step.started) }
        )
      };
    })
  };
}
function bar({ started, seconds, conclusion }, total) {
  const percent = (length) => total === 0 ? 0 : length / total * 100;
  const width = Math.min(100, Math.max(LEAST, percent(seconds)));
  const x = Math.min(100 - width, percent(started));
  return `<svg class="span" width="100%" height="14" aria-hidden="true"><rect class="${conclusion}" x="${x.toFixed(2)}%" width="${width.toFixed(2)}%" height="100%" rx="3"/></svg>`;
}

// src/report/html/page.ts
var LONGEST_TITLE2 = 200;
var NO_PICTURES = /* @__PURE__ */ new Map();
var NO_THUMBNAILS = /* @__PURE__ */ new Map();
function renderPage(report, { assets, version: version2, pictures = NO_PICTURES, thumbnails = NO_THUMBNAILS }) {
  const headline = headlineOf(report, report.source.directory ?? "");
  const sections2 = failuresFirst(sectionsOf(report));
  const linkTo = linksTo(linkedCommit(report));
  const message = headingOf(headline.causes) ?? verdictOf(headline).rest;
  const plots = renderPlots(report.plots ?? [], pictures);
  const drawn2 = [...plots.drawn];
  const sectionBlocks = blocks(report, sections2, linkTo, { plots: plots.html, drawn: drawn2, thumbnails });
  const scripts = [assets.script, ...drawn2.length > 0 ? [assets.charts] : []];
  const title = `${headline.word}: dvc-ci ${report.mode}${report.source.sha ? ` of ${report.source.sha.slice(0, 12)}` : ""}`;
  return renderDocument({
    title,
    style: assets.style,
    tone: headline.tone,
    header: [
      `<p class="mode"><strong>dvc-ci</strong> ${escapeHtml(report.mode)}</p>`,
      `<h1>${pill(headline.word, headline.tone)} <span class="message${message.length > LONGEST_TITLE2 ? " long" : ""}">${proseHtml(shorten(message, 4e3))}</span></h1>`,
      headline.change === "" ? "" : `<p class="gist">${proseHtml(shorten(headline.change, 1e3))}</p>`,
      facts(headline),
      renderIdentity(report)
    ],
    main: [renderFailures(headline.causes, linkTo), renderTiles(report, sections2), ...sectionBlocks],
    footer: `Made by dvc-ci ${escapeHtml(version2)}. This page works offline and loads nothing.${drawn2.length > 0 ? " Charts are drawn with Vega-Lite." : ""}`,
    data: drawn2.length > 0 ? [plotData(drawn2)] : [],
    scripts
  });
}
function headingOf([first, ...others]) {
  return first === void 0 ? void 0 : others.length === 0 ? first.title : `${withoutPeriod(first.title)} (and ${count(others.length, "more cause")})`;
}
function facts({ facts: all, links }) {
  const items = all.slice(1).map((fact) => `<li>${anchor(links.get(fact), proseHtml(shorten(fact, 500)))}</li>`);
  return items.length === 0 ? "" : `<ul class="facts">${items.join("")}</ul>`;
}
function blocks(report, sections2, linkTo, { plots, drawn: drawn2, thumbnails }) {
  const has = (title) => sections2.some((section) => section.title === title);
  const [history, gate] = [renderHistory(report), has("Gate") ? "Gate" : "Metrics"];
  const beforePlots = has("Metrics") ? "Metrics" : "Stages";
  return [
    ...has(gate) ? [] : [history],
    ...has(beforePlots) ? [] : [plots],
    ...sections2.map((section) => {
      const picture = section.title === "Stages" ? drawing(report) : "";
      const html = section.title === STEPS ? timelineOf(section, report) : section.title === "Metrics" ? withChanges(section, wholeMetrics(report.metrics)) : section.title === SLICES ? withChanges(
        section,
        shownSlices(report).map(({ metric }) => metric)
      ) : section;
      return (section.title === "Data" ? renderData(section, report.data, linkTo, drawn2, thumbnails) : renderSection(html, linkTo, picture)) + (section.title === gate ? history : "") + (section.title === beforePlots ? plots : "");
    })
  ];
}
function drawing(report) {
  const svg = pipelineSvg(report);
  return svg === "" ? "" : `<div class="drawing" role="region" tabindex="0" aria-label="Pipeline">${svg}</div>`;
}

// src/run/page-file.ts
var ASSETS = new URL("../", import.meta.url);
function writePageFile(path, report, pictures = {}) {
  writeWhole(path, pageText(report, pictures));
}
function pageText(report, pictures = {}) {
  const { builds: builds2, source } = report;
  if (builds2 !== void 0) return historyText({ builds: builds2, source });
  return renderPage(report, {
    assets: loadAssets(),
    version: version(),
    ...pictures
  });
}
function historyText(subject) {
  const assets = { style: asset("page.css"), script: asset("page.js"), history: asset("history.js") };
  return renderHistoryPage({ ...subject, version: version(), assets });
}
function loadAssets() {
  return { style: asset("page.css"), script: asset("page.js"), charts: asset("charts.js") };
}
function asset(name) {
  return readFileSync(new URL(name, ASSETS), "utf8");
}

export {
  escapeHtml,
  writeReportFile,
  writeWhole,
  reportOption,
  reportInput,
  writePageFile,
  pageText,
  historyText
};
