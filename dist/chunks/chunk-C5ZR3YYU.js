import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  CHECK_RESULTS,
  SLICES,
  STEPS,
  branchAddress,
  changeOf,
  changeText,
  closesGate,
  commitAddress,
  counted,
  dataDetails,
  dataText,
  failuresFirst,
  formatShare,
  fromTo,
  headlineOf,
  isDescribed,
  isNotable,
  linkedCommit,
  linksTo,
  newValuesText,
  nodeLines,
  noticesOf,
  outlineOf,
  policyState,
  pullAddress,
  repositoryName,
  restoredText,
  rulesHeld,
  runPoint,
  secondsOf,
  sectionsOf,
  shownSlices,
  sliceSummary,
  stageWord,
  valueText,
  verdictOf,
  webAddress,
  wholeMetrics
} from "./chunk-YJNMJSH2.js";
import {
  version
} from "./chunk-QI7C5ARK.js";
import {
  withoutEscapes
} from "./chunk-KQH4SJHK.js";
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
function writeWhole(path, text) {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === false) throw new Error(`${path} is no regular file`);
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, text);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
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

// src/report/html/page.ts
import { createHash } from "node:crypto";

// src/report/html/escape.ts
var ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
function escapeHtml(text) {
  return visible(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
function proseHtml(text) {
  return escapeHtml(unbroken(text));
}
function scriptJson(value) {
  return JSON.stringify(value).replace(/</g, "\\u003c");
}

// src/report/html/changes.ts
var TONES = { better: "good", worse: "bad", same: "plain", unknown: "plain" };
function changeHtml(change) {
  const text = changeText(change);
  return text === "" ? "" : `<span class="change ${TONES[change.verdict]}">${escapeHtml(text)}</span>`;
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
function pill(text, tone) {
  return `<span class="pill ${tone}">${SIGNS[tone] ? `<span aria-hidden="true">${SIGNS[tone]}</span> ` : ""}${proseHtml(text)}</span>`;
}
function renderSection(section, linkTo, drawing2 = "") {
  const id = sectionId(section.title);
  return `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${escapeHtml(section.title)} <span class="count">${section.rows.length}</span></h2>` + drawing2 + renderTable(section, id, linkTo) + (section.logs ?? []).map(renderLog).join("") + "</section>\n";
}
function renderTable({ title, columns, rows, quietly, axis: axis2 = "" }, id, linkTo) {
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
    (column, index) => `<th scope="col"${classes[index] ?? ""}>${column === "" ? '<span class="unseen">State</span>' : escapeHtml(column)}${isDrawn[index] ? axis2 : ""}</th>`
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
    (column, index) => column === "" || index === header || rows[0]?.cells[index]?.kind === "drawing" ? "" : `${cell(index)}::before{content:${JSON.stringify(column)}}`
  );
  const widths = columns.map((_, index) => {
    let longest = 0;
    for (const row of rows) {
      const found = row.cells[index];
      if (isNumber(found) || longest >= WIDEST_WORD) continue;
      const text = found?.text.slice(0, LONGEST_CELL) ?? "";
      for (const word of text.length <= WIDEST_WORD ? [text] : text.split(/\s/))
        longest = Math.max(longest, word.length);
    }
    return longest === 0 ? "" : `${cell(index)}{min-width:${Math.min(longest, WIDEST_WORD) + 2}ch}`;
  });
  return `@media(max-width:640px){${labels.join("")}}@media(min-width:641px){${widths.join("")}}`;
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
  const { text, kind, place } = cell;
  if (text === "") return "";
  const shown = shorten(text, LONGEST_CELL);
  if (tone !== void 0) return pill(shown, tone);
  const html = kind === "code" ? `<code>${escapeHtml(shown)}</code>` : proseHtml(shown);
  return place === void 0 ? html : fileAnchor(linkTo(place.path, place.line), html);
}
function renderLog({ title, text }) {
  const shown = withoutEscapes(text.trimEnd());
  const end = shown.length <= LOG_CHARACTERS ? shown : `…${shown.slice(-LOG_CHARACTERS)}`;
  return `<details class="log"><summary>Output of ${escapeHtml(title)}</summary><pre tabindex="0" role="region" aria-label="Output of ${escapeHtml(title)}">${escapeHtml(end)}</pre></details>`;
}

// src/report/html/data.ts
var OPEN_AT_FIRST = 4;
var MOST_COLUMNS = 120;
var MOST_FOLDERS = 20;
var LONGEST_NAME = 200;
var LONGEST_LIMIT = 16;
function renderData(section, data, linkTo, drawn2) {
  const described = data.filter(isDescribed);
  if (described.length === 0) return renderSection(section, linkTo);
  const table = data.length > 1 ? `<div id="data-all">${renderTable(section, "data-all", linkTo)}</div>` : "";
  return `<section id="data" aria-labelledby="data-title"><h2 id="data-title">Data <span class="count">${data.length}</span></h2>` + table + described.map((item, index) => dataset(item, index, linkTo, drawn2)).join("") + "</section>\n";
}
function dataset(item, index, linkTo, drawn2) {
  const { tables = [], folder } = item;
  const id = `data-${index + 1}`;
  const sections = dataDetails(item);
  const tableOf = (detail, at) => `<div id="${id}-${at}" class="detail"><h4>${escapeHtml(detail.title)}${detail.of === void 0 || detail.of === item.path ? "" : ` of <code>${escapeHtml(shorten(detail.of, LONGEST_NAME))}</code>`}</h4>${renderTable(detail, `${id}-${at}`, linkTo)}</div>`;
  const others = sections.filter(({ title }) => title !== "Columns");
  const columns = sections.filter(({ title }) => title === "Columns");
  return `<details class="dataset"${index < OPEN_AT_FIRST ? " open" : ""}><summary><h3><code>${escapeHtml(shorten(item.path, LONGEST_NAME))}</code></h3> ${pill(item.change, "plain")}</summary><p class="gist">${escapeHtml(shorten(dataText(item, false), 1e3))}</p>` + (folder === void 0 ? "" : foldersChart(folder, item, drawn2)) + tables.map((each) => columnCards(each, item, drawn2)).join("") + others.map(tableOf).join("") + (columns.length === 0 ? "" : `<details><summary>All columns as a table</summary>${columns.map((each, at) => tableOf(each, others.length + at)).join("")}</details>`) + "</details>";
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
  return `<figure class="plot folders"><figcaption><h4>Files by folder</h4></figcaption>${chart(plot, `Bar chart of the files of ${counted(shown.length, "folder")} of ${shorten(path, LONGEST_NAME)}. The numbers follow.`, drawn2)}${left > 0 ? `<p class="hint">The table has ${counted(left, "more folder")}.</p>` : ""}</figure>`;
}
function columnCards(table, { path }, drawn2) {
  const cards = (columns) => `<div class="columns">${columns.map((column) => columnCard(column, drawn2)).join("")}</div>`;
  const shown = [...table.columns].sort((one, other) => rank(other) - rank(one)).slice(0, MOST_COLUMNS);
  const [notable, others] = [shown.filter(isNotable), shown.filter((column) => !isNotable(column))];
  if (shown.length === 0) return "";
  const title = table.path === path ? "Columns" : `Columns of <code>${escapeHtml(shorten(table.path, LONGEST_NAME))}</code>`;
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
  return `<figure class="column"><figcaption><h5><code>${escapeHtml(shorten(name, LONGEST_NAME))}</code></h5> <span class="type">${escapeHtml(fromTo(typeBefore, type))}</span> ${changed}</figcaption>` + histogram(column, drawn2) + (facts2.length === 0 ? "" : `<p class="hint">${escapeHtml(facts2.join(" · "))}</p>`) + numbers(column) + "</figure>";
}
function histogram({ name, histogram: bins }, drawn2) {
  const length = Math.max(bins?.now?.length ?? 0, bins?.before?.length ?? 0);
  if (bins === void 0 || length === 0) return "";
  const plot = { kind: "histogram", ...bins };
  const sides = [bins.now && "this change", bins.before && "the baseline"].filter(Boolean).join(" and ");
  const label = `Histogram of ${shorten(name, LONGEST_NAME)} with ${counted(length, "bin")}: ${sides}.${bins.bins === void 0 ? " Its values are not shown." : ""}`;
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
  const rows = FACTS.flatMap(([fact2, textOf]) => {
    const [value, baseline] = [now && textOf(now), before && textOf(before)];
    if (value === void 0 && baseline === void 0) return [];
    const cell = (text) => `<td class="number">${escapeHtml(text ?? "")}</td>`;
    return [
      `<tr><th scope="row">${fact2}</th>${now === void 0 ? "" : cell(value)}${before === void 0 ? "" : cell(baseline)}</tr>`
    ];
  });
  if (rows.length === 0) return "";
  const head = (side, text) => `<th scope="col" class="number ${side}">${text}</th>`;
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
  const text = commands.map((command) => escapeHtml(shorten(command, LONGEST_COMMAND))).join("\n");
  return `<div class="repair"><span>To repair</span><pre data-copy tabindex="0" role="group" aria-label="Commands that repair it"><code>${text}</code></pre></div>`;
}
function logEnd({ title, text }, open) {
  const name = escapeHtml(shorten(title, 200));
  return `<details class="log"${open ? " open" : ""}><summary>The end of ${name}</summary><pre tabindex="0" role="region" aria-label="The end of ${name}">${escapeHtml(endOf(withoutEscapes(text.trimEnd())))}</pre></details>`;
}
function endOf(text) {
  const lines = text.slice(-LOG_CHARACTERS2).split("\n");
  const end = lines.slice(-LOG_LINES).join("\n");
  return end.length === text.length ? end : `…
${end}`;
}
function withCode(text) {
  return escapeHtml(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}

// src/report/identity.ts
var SHORT = 7;
function identityOf(report) {
  const { source } = report;
  return [
    ...fact("Repository", repository(source)),
    ...fact("Pull request", pullRequest(source)),
    ...fact(source.pull_request === void 0 ? "Commit" : "Head", [
      ...branch(source, source.head_ref),
      ...commit(source, source.head_sha ?? source.sha)
    ]),
    ...fact(source.base_ref === void 0 ? "Against" : "Base", [
      ...branch(source, source.base_ref),
      ...commit(source, source.base_sha)
    ]),
    ...fact("Run", run(report), ", "),
    ...fact("Versions", versions(report), ", ")
  ];
}
function fact(label, parts, glue = " ") {
  return parts.length === 0 ? [] : [{ label, parts, glue }];
}
function repository({ repository: address, directory }) {
  return [
    ...address === void 0 ? [] : [linked(repositoryName(address), webAddress(address))],
    ...directory === void 0 ? [] : [{ ...linked(directory, void 0), isCode: true }]
  ];
}
function pullRequest({ repository: address, pull_request: number, title }) {
  if (number === void 0) return [];
  return [linked(`#${number}`, pullAddress(address, number)), ...title === void 0 ? [] : [{ text: title }]];
}
function branch({ repository: address, trusted }, name) {
  return name === void 0 ? [] : [{ ...linked(name, trusted ? branchAddress(address, name) : void 0), isCode: true }];
}
function commit({ repository: address }, sha) {
  return !sha ? [] : [{ ...linked(sha.slice(0, SHORT), commitAddress(address, sha)), isCode: true }];
}
function run({ mode, run_url: address, started, seconds }) {
  return [
    linked(mode, webAddress(address)),
    ...started === void 0 ? [] : [{ text: timeOf(started) }],
    ...seconds === void 0 ? [] : [{ text: formatSeconds(seconds) }]
  ];
}
function versions({ versions: known }) {
  if (known === void 0) return [];
  return [{ text: `dvc-ci ${known.dvc_ci}` }, ...known.dvc === void 0 ? [] : [{ text: `DVC ${known.dvc}` }]];
}
function timeOf(iso) {
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/.exec(iso) ?? [];
  return day === void 0 || time === void 0 ? iso : `${day} ${time} UTC`;
}
function linked(text, address) {
  return { text, ...address === void 0 ? {} : { address } };
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
  const y = (number) => round(scale(number));
  const course = (from, list) => list.map((each, index) => `${index === 0 ? "M" : "L"}${x(from + index)} ${y(each)}`).join("");
  const failed = policies.some(closesGate);
  const [first = 0, last = 0] = [own[0], own.at(-1)];
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="group" aria-label="${escapeHtml(description(metric, own, now, limits))}">` + limitLines(limits, scale) + `<path class="course" d="${course(0, own)}"/>` + (value === void 0 ? "" : `<path class="course to" d="${course(own.length - 1, [last, value])}"/>`) + points.map((point, index) => build(point, x(index), y(point.value), address(point.sha))).join("") + (now === void 0 ? "" : `<circle class="now ${failed ? "bad" : now.label === "older model" ? "warn" : "good"}" cx="${x(own.length)}" cy="${y(now.value)}" r="5.5"><title>${now.label}: ${formatNumber(now.value)}</title></circle>`) + // On the side that the course leaves free.
  `<text class="value" x="${x(0) - 4}" y="${(values[1] ?? first) > first ? y(first) + 13 : y(first) - 9}">${formatNumber(first, last)}</text>` + axis(points, now?.label) + "</svg>";
}
function limitOf({ rule, baseline }) {
  const [, kind, amount = "", share] = /^(min|max|max_drop|max_rise): ([-+.\deE]+)(%?)$/.exec(rule) ?? [];
  const number = Number(amount);
  if (kind === void 0 || amount === "" || !Number.isFinite(number)) return [];
  const label = rule.replace(":", "");
  if (kind === "min" || kind === "max") return [{ label, level: number }];
  if (baseline === void 0) return [];
  const allowed = share === "%" ? number / 100 * Math.abs(baseline) : number;
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
    const text = label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1)}…` : label;
    return `<path class="limit" d="M${PLOT.left} ${round(y)}H${PLOT.right}"/><text class="limit" x="${PLOT.right + 5}" y="${round(places[index] ?? y)}">${escapeHtml(`${text}${side}`)}</text>`;
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
function description(metric, own, run2, limits) {
  const [first = 0, last = 0] = [own[0], own.at(-1)];
  const now = run2 === void 0 ? "" : `, and as the last point ${run2.label}: ${formatNumber(run2.value, last)}`;
  const rules = limits.length === 0 ? "" : `; limits: ${limits.map(({ label }) => label).join(", ")}`;
  return `${metric} in the last builds: from ${formatNumber(first, last)} to ${formatNumber(last, first)}${now}${rules}`;
}
function round(value) {
  return Math.round(value * 10) / 10;
}

// src/report/html/history.ts
var LONGEST_NAME2 = 100;
var SHORT2 = 7;
var CHARTS_AT_FIRST = 12;
function renderHistory(report) {
  const { history = [] } = report;
  if (history.length === 0) return "";
  const part = history.some(({ shallow }) => shallow) ? " This clone has a part of the history: <code>fetch-depth: 0</code> of actions/checkout gives all of it." : "";
  const most = Math.max(...history.map(({ points }) => points.length));
  const figures = (entries) => `<div class="histories">${entries.map((entry) => figure(entry, report)).join("")}</div>`;
  const rest = history.slice(CHARTS_AT_FIRST);
  return `<section id="history" aria-labelledby="history-title"><h2 id="history-title">History <span class="count">${history.length}</span></h2><p class="hint">${most === 1 ? "The last official build" : `The last ${count(most, "official build")}, oldest first`}, and this run.${part}</p>` + figures(history.slice(0, CHARTS_AT_FIRST)) + (rest.length > 0 ? `<details><summary>${rest.length} more</summary>${figures(rest)}</details>` : "") + "</section>\n";
}
function figure(entry, report) {
  const { metrics, policies, source } = report;
  const metric = metrics.find(({ name: name2, path }) => name2 === entry.metric && path === entry.path);
  const own = policies.filter(
    ({ metric: name2, slice }) => slice === void 0 ? name2 === entry.metric || name2 === `${entry.path}:${entry.metric}` : slice.name === entry.metric && slice.path === entry.path
  );
  const name = escapeHtml(shorten(entry.metric, LONGEST_NAME2));
  const now = metric?.value === void 0 ? "" : `<b>${escapeHtml(formatNumber(metric.value, entry.points.at(-1)?.value))}</b> ${changeHtml(changeOf(metric))}`;
  const address = (sha) => commitAddress(source.repository, sha);
  return `<figure class="history"><figcaption><h3><code>${name}</code></h3><span>${now}</span></figcaption>` + historySvg(entry, { now: runPoint(entry, report), policies: own, address }) + builds(entry, name, address) + "</figure>";
}
function builds({ points }, name, address) {
  const tagged = points.some(({ tag }) => tag !== void 0);
  const rows = [...points].reverse().map(({ sha, at, value, tag = "" }) => {
    const commit2 = anchor(address(sha), `<code>${escapeHtml(sha.slice(0, SHORT2))}</code>`);
    const day = escapeHtml(timeOf(at).slice(0, 10));
    return `<tr><th scope="row">${commit2}</th><td>${day}</td>${tagged ? `<td>${escapeHtml(shorten(tag, LONGEST_NAME2))}</td>` : ""}<td class="number">${formatNumber(value)}</td></tr>`;
  });
  return `<details><summary>${count(points.length, "build")}</summary><table class="plain"><caption class="unseen">${name} of the last builds</caption><thead><tr><th scope="col">Build</th><th scope="col">Day</th>${tagged ? '<th scope="col">Tag</th>' : ""}<th scope="col" class="number">Value</th></tr></thead><tbody>${rows.join("")}</tbody></table></details>`;
}

// src/report/html/identity.ts
var LONGEST_PART = 300;
function renderIdentity(report) {
  const facts2 = identityOf(report).map(({ label, parts }) => {
    const shown = parts.map(({ text, isCode, address }) => {
      const words = shorten(text, LONGEST_PART);
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
  const placeOf = (index) => ({
    along: starts[vertices[index]?.layer ?? 0] ?? 0,
    across: vertices[index]?.across ?? 0
  });
  const passed = (index) => {
    const { along: middle, across } = placeOf(index);
    const half = (depths[vertices[index]?.layer ?? 0] ?? 0) / 2;
    return vertices[index]?.node === void 0 ? [
      { along: middle - half, across },
      { along: middle + half, across }
    ] : [{ along: middle, across }];
  };
  return {
    places: nodes.map((_, index) => placeOf(index)),
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
    const lines = nodeLines(node, LONGEST_LABEL2);
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
  const told = [...counts].map(([word, number]) => `${number} ${word}`).join(", ");
  return `Drawing of the pipeline: ${told}.${nodes.some(({ names }) => names.length > 1) ? " Stages of the same state are drawn as one." : ""} The table has all stages.`;
}
function round2(value) {
  return Math.round(value * 10) / 10;
}

// src/report/html/plots.ts
var LONGEST_NAME3 = 200;
var HEAT_STEPS = 8;
function renderPlots(plots, pictures) {
  if (plots.length === 0) return { html: "", drawn: [] };
  const drawn2 = [];
  const figures = (list) => `<div class="plots">${list.map((plot) => figure2(plot, pictures, drawn2)).join("")}</div>`;
  const same = plots.filter(({ changed }) => changed === false);
  const others = plots.filter(({ changed }) => changed !== false);
  const html = `<section id="plots" aria-labelledby="plots-title"><h2 id="plots-title">Plots <span class="count">${plots.length}</span></h2>` + (others.length > 0 ? figures(others) : "") + (same.length > 0 ? `<details${others.length === 0 ? " open" : ""}><summary>${same.length} ${same.length === 1 ? "plot is" : "plots are"} the same as in the baseline</summary>${figures(same)}</details>` : "") + "</section>\n";
  return { html, drawn: drawn2 };
}
function plotData(drawn2) {
  return `<script type="application/json" id="plot-data">${scriptJson(drawn2)}</script>`;
}
function figure2(plot, pictures, drawn2) {
  const name = plot.title === plot.name ? "" : `<code>${escapeHtml(shorten(plot.name, LONGEST_NAME3))}</code>`;
  const wide = plot.kind === "confusion" && plot.value !== void 0 && plot.baseline !== void 0 && plot.classes.length > 6;
  return `<figure class="plot${wide || plot.kind === "image" ? " wide" : ""}"><figcaption><h3>${escapeHtml(shorten(plot.title, LONGEST_NAME3))}</h3>${name}</figcaption>${content(plot, pictures, drawn2)}</figure>`;
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
      return plot.spec === void 0 ? '<p class="hint">This plot has its own template and too much data for a report. View it with <code>dvc plots diff</code>.</p>' : chart2(plot, `${shorten(plot.title, LONGEST_NAME3)}, drawn with a template of the project`, drawn2);
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
    ({ name, value, baseline }) => facts2.map(([fact2, of]) => {
      const [now, before] = [value && of(value), baseline && of(baseline)];
      const cell = (number, against) => `<td class="number">${number === void 0 ? "" : formatNumber(number, against)}</td>`;
      return `<tr><th scope="row">${escapeHtml([shorten(name, LONGEST_NAME3), fact2].filter(Boolean).join(", "))}</th>${cell(now, before)}${cell(before, now)}<td class="number">${now === void 0 || before === void 0 ? "" : formatDifference(now, before)}</td></tr>`;
    })
  );
  return `<details><summary>Numbers</summary><table class="plain"><caption class="unseen">${escapeHtml(shorten(y.label, LONGEST_NAME3))} in numbers</caption><thead><tr><th scope="col">${escapeHtml(shorten(y.label, LONGEST_NAME3))}</th><th scope="col" class="number">This change</th><th scope="col" class="number">Baseline</th><th scope="col" class="number">Difference</th></tr></thead><tbody>${rows.join("")}</tbody></table></details>`;
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
    const shown = data === void 0 ? '<p class="hint">Too large for this page.</p>' : `<img src="data:${escapeHtml(file.type)};base64,${Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64")}" alt="${escapeHtml(shorten(`${plot.title}, ${label.toLowerCase()}`, LONGEST_NAME3))}">`;
    return `<div><h4>${label} <span>${formatBytes(file.size)}</span></h4>${shown}</div>`;
  };
  return `<div class="sides">${side("value", plot.changed === false ? "This change and baseline" : "This change")}${plot.changed === false ? "" : side("baseline", "Baseline")}</div>`;
}

// src/report/html/tiles.ts
var TILE_NAMES = { "Missing from the remote": "Remote" };
function renderTiles(report, sections) {
  const all = sections.map((section) => tile(section.title, ...summaryOf(report, section)));
  const after = (title) => sections.findIndex((section) => section.title === title) + 1;
  const { plots = [], history = [] } = report;
  const more = [
    ...plots.length > 0 ? [[after("Metrics") || all.length, plotsTile(report)]] : [],
    ...history.length > 0 ? [[after("Gate") || all.length, historyTile(history)]] : []
  ];
  for (const [at, html] of more.sort(([one], [other]) => other - one)) all.splice(at, 0, html);
  return all.length < 2 ? "" : `<nav aria-label="Sections"><ul>${all.join("")}</ul></nav>`;
}
function tile(title, text, tone) {
  return `<li><a class="${tone}" href="#${sectionId(title)}"><span>${escapeHtml(TILE_NAMES[title] ?? title)}</span><b>${proseHtml(text)}</b></a></li>`;
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
      return [
        bad + warn > 0 ? worded(["error", "warning"], report.doctor?.map(({ state }) => state) ?? []) : `${rows.length} in order`,
        tone
      ];
    default:
      return [count(rows.length, "row"), bad > 0 ? "bad" : "plain"];
  }
}
function worded(order, words) {
  return order.flatMap((word) => {
    const number = words.filter((each) => each === word).length;
    return number === 0 ? [] : [`${number} ${word}`];
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
function renderPage(report, { assets, version: version2, pictures = NO_PICTURES }) {
  const headline = headlineOf(report, report.source.directory ?? "");
  const sections = failuresFirst(sectionsOf(report));
  const linkTo = linksTo(linkedCommit(report));
  const message = headingOf(headline.causes) ?? verdictOf(headline).rest;
  const plots = renderPlots(report.plots ?? [], pictures);
  const drawn2 = [...plots.drawn];
  const sectionBlocks = blocks(report, sections, linkTo, plots.html, drawn2);
  const scripts = [assets.script, ...drawn2.length > 0 ? [assets.charts] : []];
  const title = `${headline.word}: dvc-ci ${report.mode}${report.source.sha ? ` of ${report.source.sha.slice(0, 12)}` : ""}`;
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
    `<style>${assets.style}</style>`,
    "</head>",
    "<body>",
    `<a class="skip" href="#report">To the report</a>`,
    `<header class="${headline.tone}"><div>`,
    `<p class="mode"><strong>dvc-ci</strong> ${escapeHtml(report.mode)}</p>`,
    `<h1>${pill(headline.word, headline.tone)} <span class="message${message.length > LONGEST_TITLE2 ? " long" : ""}">${proseHtml(shorten(message, 4e3))}</span></h1>`,
    headline.change === "" ? "" : `<p class="gist">${proseHtml(shorten(headline.change, 1e3))}</p>`,
    facts(headline),
    renderIdentity(report),
    "</div></header>",
    '<main id="report">',
    renderFailures(headline.causes, linkTo),
    renderTiles(report, sections),
    ...sectionBlocks,
    "</main>",
    `<footer><p>Made by dvc-ci ${escapeHtml(version2)}. This page works offline and loads nothing.${drawn2.length > 0 ? " Charts are drawn with Vega-Lite." : ""}</p></footer>`,
    ...drawn2.length > 0 ? [plotData(drawn2)] : [],
    ...scripts.map((script) => `<script>${script}</script>`),
    "</body>",
    "</html>",
    ""
  ].join("\n");
}
function headingOf([first, ...others]) {
  return first === void 0 ? void 0 : others.length === 0 ? first.title : `${withoutPeriod(first.title)} (and ${count(others.length, "more cause")})`;
}
function facts({ facts: all, links }) {
  const items = all.slice(1).map((fact2) => `<li>${anchor(links.get(fact2), proseHtml(shorten(fact2, 500)))}</li>`);
  return items.length === 0 ? "" : `<ul class="facts">${items.join("")}</ul>`;
}
function blocks(report, sections, linkTo, plots, drawn2) {
  const has = (title) => sections.some((section) => section.title === title);
  const [history, gate] = [renderHistory(report), has("Gate") ? "Gate" : "Metrics"];
  const beforePlots = has("Metrics") ? "Metrics" : "Stages";
  return [
    ...has(gate) ? [] : [history],
    ...has(beforePlots) ? [] : [plots],
    ...sections.map((section) => {
      const picture = section.title === "Stages" ? drawing(report) : "";
      const html = section.title === STEPS ? timelineOf(section, report) : section.title === "Metrics" ? withChanges(section, wholeMetrics(report.metrics)) : section.title === SLICES ? withChanges(
        section,
        shownSlices(report).map(({ metric }) => metric)
      ) : section;
      return (section.title === "Data" ? renderData(section, report.data, linkTo, drawn2) : renderSection(html, linkTo, picture)) + (section.title === gate ? history : "") + (section.title === beforePlots ? plots : "");
    })
  ];
}
function sourceHash(script) {
  return `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
}
function drawing(report) {
  const svg = pipelineSvg(report);
  return svg === "" ? "" : `<div class="drawing" role="region" tabindex="0" aria-label="Pipeline">${svg}</div>`;
}

// src/run/page-file.ts
var ASSETS = new URL("../", import.meta.url);
function writePageFile(path, report, pictures) {
  writeWhole(path, pageText(report, pictures));
}
function pageText(report, pictures) {
  return renderPage(report, {
    assets: loadAssets(),
    version: version(),
    ...pictures === void 0 ? {} : { pictures }
  });
}
function loadAssets() {
  const [style, script, charts] = ["page.css", "page.js", "charts.js"].map(
    (name) => readFileSync(new URL(name, ASSETS), "utf8")
  );
  return { style: style ?? "", script: script ?? "", charts: charts ?? "" };
}

export {
  identityOf,
  writeReportFile,
  writeWhole,
  reportOption,
  reportInput,
  writePageFile,
  pageText
};
