import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  version
} from "./chunk-QI7C5ARK.js";
import {
  nodeLines,
  outlineOf
} from "./chunk-6DJEKVOM.js";
import {
  failuresFirst,
  headlineOf,
  policyState,
  secondsOf,
  sectionsOf
} from "./chunk-PKZRU3KA.js";
import {
  displayWidth
} from "./chunk-JARU2I66.js";
import {
  formatBytes,
  formatChange,
  formatNumber,
  formatSeconds
} from "./chunk-SLVCPXYT.js";
import {
  jsonText,
  shorten,
  visible
} from "./chunk-6MKNGL6M.js";
import {
  count
} from "./chunk-WFAHW5JG.js";

// src/run/report-file.ts
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
function writeReportFile(path, report) {
  writeWhole(path, `${jsonText(report)}
`);
}
function writeWhole(path, text) {
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
function scriptJson(value) {
  return JSON.stringify(value).replace(/</g, "\\u003c");
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
  const rank = /* @__PURE__ */ new Map();
  const note = (layer) => {
    for (const [at, index] of layer.entries()) rank.set(index, at / Math.max(1, layer.length - 1));
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
            neighbours.length === 0 ? rank.get(index) ?? 0 : neighbours.reduce((sum, each) => sum + (rank.get(each) ?? 0), 0) / neighbours.length
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
  const blocks = [];
  for (const [at, index] of layer.entries()) {
    const size = vertices[index]?.size ?? 0;
    let block = {
      members: [index],
      offsets: [size / 2],
      sum: (wanted[at] ?? 0) - size / 2,
      extent: size + gap,
      start: (wanted[at] ?? 0) - size / 2
    };
    for (let previous = blocks.at(-1); previous && previous.start + previous.extent > block.start; previous = blocks.at(-1)) {
      blocks.pop();
      const count2 = previous.members.length + block.members.length;
      const sum = previous.sum + block.sum - block.members.length * previous.extent;
      block = {
        members: [...previous.members, ...block.members],
        offsets: [...previous.offsets, ...block.offsets.map((offset) => offset + previous.extent)],
        sum,
        extent: previous.extent + block.extent,
        start: sum / count2
      };
    }
    blocks.push(block);
  }
  for (const { members, offsets, start } of blocks) {
    for (const [at, index] of members.entries()) {
      const vertex = vertices[index];
      if (vertex) vertex.across = start + (offsets[at] ?? 0);
    }
  }
}

// src/report/html/pipeline.ts
var CHARACTER = 7.4;
var LINE = 18;
var PADDING = { x: 14, y: 9 };
var MARGIN = 8;
var LONGEST_LABEL = 30;
var WIDEST = 1080;
function pipelineSvg(report) {
  if (report.stages.length === 0) return "";
  const outline = outlineOf(report);
  const boxes = outline.nodes.map((node) => {
    const lines = nodeLines(node, LONGEST_LABEL);
    return {
      lines,
      width: Math.max(...lines.map(displayWidth)) * CHARACTER + 2 * PADDING.x,
      height: lines.length * LINE + 2 * PADDING.y
    };
  });
  const [along, across] = [boxes.map(({ width }) => width), boxes.map(({ height }) => height)];
  const label = description(report, outline);
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
  const nodes = outline.nodes.map(({ verdict, names }, index) => {
    const { x, y } = point(layout.places[index] ?? { along: 0, across: 0 });
    const { lines, width: width2, height: height2 } = boxes[index] ?? { lines: [], width: 0, height: 0 };
    const texts = lines.map(
      (line, at) => `<text x="${round(x)}" y="${round(y + (at - (lines.length - 1) / 2) * LINE + 4.5)}"${at > 0 ? ' class="fact"' : ""}>${escapeHtml(line)}</text>`
    );
    const box = (shift) => `<rect x="${round(x - width2 / 2 + shift)}" y="${round(y - height2 / 2 - shift)}" width="${round(width2)}" height="${round(height2)}" rx="${verdict === "data" ? round(height2 / 2) : 7}"/>`;
    return `<g class="node ${verdict}">${names.length > 1 ? box(4) : ""}${box(0)}${texts.join("")}</g>`;
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
    if (!previous) return `M${round(point.x)} ${round(point.y)}`;
    const [a, b] = isSideways ? [
      { x: (previous.x + point.x) / 2, y: previous.y },
      { x: (previous.x + point.x) / 2, y: point.y }
    ] : [
      { x: previous.x, y: (previous.y + point.y) / 2 },
      { x: point.x, y: (previous.y + point.y) / 2 }
    ];
    return `C${round(a.x)} ${round(a.y)} ${round(b.x)} ${round(b.y)} ${round(point.x)} ${round(point.y)}`;
  }).join("");
}
function description({ stages }, { nodes }) {
  const counts = /* @__PURE__ */ new Map();
  for (const { verdict } of stages) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const told = [...counts].map(([verdict, number]) => `${number} ${verdict}`).join(", ");
  return `Drawing of the pipeline: ${told}.${nodes.some(({ names }) => names.length > 1) ? " Stages with the same verdict are drawn as one." : ""} The table has all stages.`;
}
function round(value) {
  return Math.round(value * 10) / 10;
}

// src/report/html/plots.ts
var LONGEST_NAME = 200;
var HEAT_STEPS = 8;
function renderPlots(plots, pictures) {
  if (plots.length === 0) return { html: "", drawn: [] };
  const drawn2 = [];
  const figures = (list) => `<div class="plots">${list.map((plot) => figure(plot, pictures, drawn2)).join("")}</div>`;
  const same = plots.filter(({ changed }) => changed === false);
  const others = plots.filter(({ changed }) => changed !== false);
  const html = `<section id="plots" aria-labelledby="plots-title"><h2 id="plots-title">Plots <span class="count">${plots.length}</span></h2>` + (others.length > 0 ? figures(others) : "") + (same.length > 0 ? `<details${others.length === 0 ? " open" : ""}><summary>${same.length} ${same.length === 1 ? "plot is" : "plots are"} the same as in the baseline</summary>${figures(same)}</details>` : "") + "</section>\n";
  return { html, drawn: drawn2 };
}
function plotData(drawn2) {
  return `<script type="application/json" id="plot-data">${scriptJson(drawn2)}</script>`;
}
function figure(plot, pictures, drawn2) {
  const name = plot.title === plot.name ? "" : `<code>${escapeHtml(shorten(plot.name, LONGEST_NAME))}</code>`;
  const wide = plot.kind === "confusion" && plot.value !== void 0 && plot.baseline !== void 0 && plot.classes.length > 6;
  return `<figure class="plot${wide || plot.kind === "image" ? " wide" : ""}"><figcaption><h3>${escapeHtml(shorten(plot.title, LONGEST_NAME))}</h3>${name}</figcaption>${content(plot, pictures, drawn2)}</figure>`;
}
function content(plot, pictures, drawn2) {
  switch (plot.kind) {
    case "line":
    case "scatter":
    case "bar":
      return chart(plot, describe(plot), drawn2) + numbers(plot);
    case "confusion":
      return matrices(plot);
    case "image":
      return images(plot, pictures);
    case "template":
      return plot.spec === void 0 ? '<p class="hint">This plot has its own template and too much data for a report. View it with <code>dvc plots diff</code>.</p>' : chart(plot, `${shorten(plot.title, LONGEST_NAME)}, drawn with a template of the project`, drawn2);
  }
}
function chart(plot, label, drawn2) {
  const index = drawn2.push(plot) - 1;
  const role = plot.kind === "template" ? 'class="own" role="region" tabindex="0"' : 'role="img"';
  return `<div ${role} aria-label="${escapeHtml(label)}"><div class="chart" data-plot="${index}"><p class="hint">This chart needs scripts.</p></div></div>`;
}
function describe(plot) {
  const kind = { line: "Line chart", scatter: "Scatter plot", bar: "Bar chart" }[plot.kind];
  const names = plot.series.map(({ name }) => name).filter(Boolean);
  return `${kind} of ${plot.y.label} by ${plot.x.label}${names.length > 0 ? ` for ${names.join(", ")}` : ""}: ${plot.changed === void 0 ? "one side only" : plot.changed ? "this change against the baseline" : "the same as in the baseline"}. The numbers follow.`;
}
function numbers({ kind, y, series }) {
  const facts = kind === "line" ? [
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
    ({ name, value, baseline }) => facts.map(([fact, of]) => {
      const [now, before] = [value && of(value), baseline && of(baseline)];
      const cell = (number, against) => `<td class="number">${number === void 0 ? "" : formatNumber(number, against)}</td>`;
      return `<tr><th scope="row">${escapeHtml([shorten(name, LONGEST_NAME), fact].filter(Boolean).join(", "))}</th>${cell(now, before)}${cell(before, now)}<td class="number">${now === void 0 || before === void 0 ? "" : formatChange(now - before)}</td></tr>`;
    })
  );
  return `<details><summary>Numbers</summary><table class="plain"><caption class="unseen">${escapeHtml(shorten(y.label, LONGEST_NAME))} in numbers</caption><thead><tr><th scope="col">${escapeHtml(shorten(y.label, LONGEST_NAME))}</th><th scope="col" class="number">This change</th><th scope="col" class="number">Baseline</th><th scope="col" class="number">Difference</th></tr></thead><tbody>${rows.join("")}</tbody></table></details>`;
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
    const [shares, former] = [sharesOf(counts[row]), sharesOf(against?.[row])];
    const cells = classes.map((_, column) => {
      const [count2, share] = [counts[row]?.[column] ?? 0, shares[column] ?? 0];
      const change = !against ? 0 : normalized ? Number((share - (former[column] ?? 0)).toFixed(2)) : count2 - (against[row]?.[column] ?? 0);
      const heat = count2 === 0 ? 0 : Math.max(1, Math.round(share * HEAT_STEPS));
      return `<td class="h${heat}">${count2 === 0 ? '<span class="nil">0</span>' : normalized ? share.toFixed(2) : count2}${change === 0 ? "" : `<small>${formatChange(change)}</small>`}</td>`;
    });
    return `<tr><th scope="row">${escapeHtml(shorten(name, 40))}</th>${cells.join("")}</tr>`;
  });
  const corner = `<td class="corner">${escapeHtml(shorten(y_label, 24))} ↓<br>${escapeHtml(shorten(x_label, 24))} →</td>`;
  return `<div class="matrix" role="region" tabindex="0" aria-label="${escapeHtml(shorten(label, 300))}"><table><caption>${side}</caption><thead><tr>${corner}${classes.map((name) => `<th scope="col">${escapeHtml(shorten(name, 40))}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}
function sharesOf(counts = []) {
  const total = counts.reduce((sum, each) => sum + each, 0);
  return counts.map((count2) => total === 0 ? 0 : count2 / total);
}
function images(plot, pictures) {
  const bytes = pictures.get(plot.name) ?? {};
  const side = (which, label) => {
    const file = plot[which];
    if (!file) return "";
    const data = bytes[which];
    const shown = data === void 0 ? '<p class="hint">Too large for this page.</p>' : `<img src="data:${escapeHtml(file.type)};base64,${Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64")}" alt="${escapeHtml(shorten(`${plot.title}, ${label.toLowerCase()}`, LONGEST_NAME))}">`;
    return `<div><h4>${label} <span>${formatBytes(file.size)}</span></h4>${shown}</div>`;
  };
  return `<div class="sides">${side("value", plot.changed === false ? "This change and baseline" : "This change")}${plot.changed === false ? "" : side("baseline", "Baseline")}</div>`;
}

// src/report/html/tables.ts
import { stripVTControlCharacters } from "node:util";
var ROWS_AT_FIRST = 100;
var LONGEST_CELL = 2e3;
var WIDEST_WORD = 22;
var LOG_CHARACTERS = 2e4;
var SIGNS = { bad: "✕", warn: "!", good: "✓", plain: "" };
function sectionId(title) {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}
function pill(text, tone) {
  return `<span class="pill ${tone}">${SIGNS[tone] ? `<span aria-hidden="true">${SIGNS[tone]}</span> ` : ""}${escapeHtml(text)}</span>`;
}
function renderSection(section, drawing2 = "") {
  const id = sectionId(section.title);
  return `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${escapeHtml(section.title)} <span class="count">${section.rows.length}</span></h2>` + drawing2 + renderTable(section, id) + (section.logs ?? []).map(renderLog).join("") + "</section>\n";
}
function renderTable({ title, columns, rows, quietly, axis = "" }, id) {
  const numeric = columns.map((_, index) => rows.some((row) => row.cells[index]?.kind === "number"));
  const header = Math.max(
    0,
    columns.findIndex((column) => column !== "")
  );
  const isDrawn = columns.map((_, index) => rows.some((row) => row.cells[index]?.kind === "drawing"));
  const classes = columns.map(
    (_, index) => numeric[index] ? ' class="number"' : isDrawn[index] ? ' class="drawn"' : ""
  );
  const head = columns.map(
    (column, index) => `<th scope="col"${classes[index] ?? ""}>${column === "" ? '<span class="unseen">State</span>' : escapeHtml(column)}${isDrawn[index] ? axis : ""}</th>`
  ).join("");
  const loud = rows.filter((row) => !row.quiet);
  const shown = quietly === void 0 || loud.length === 0 ? rows : loud;
  const first = shown.slice(0, ROWS_AT_FIRST);
  const kept = new Set(first);
  const rest = rows.filter((row) => !kept.has(row));
  const body = (part) => part.map((row) => renderRow(row, header, classes)).join("");
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
      if (found?.kind === "number" || longest >= WIDEST_WORD) continue;
      const text = found?.text.slice(0, LONGEST_CELL) ?? "";
      for (const word of text.length <= WIDEST_WORD ? [text] : text.split(/\s/))
        longest = Math.max(longest, word.length);
    }
    return longest === 0 ? "" : `${cell(index)}{min-width:${Math.min(longest, WIDEST_WORD) + 2}ch}`;
  });
  return `@media(max-width:640px){${labels.join("")}}@media(min-width:641px){${widths.join("")}}`;
}
function moreLabel(rest, quietly) {
  return escapeHtml(
    quietly !== void 0 && rest.every(({ quiet }) => quiet) ? `Show ${rest.length} ${quietly}` : `Show ${rest.length} more`
  );
}
function renderRow({ cells, tone }, header, classes) {
  const rendered = cells.map((cell, index) => {
    const content2 = renderCell(cell, index === 0 && cell.kind === "text" ? tone : void 0);
    if (index === header) return `<th scope="row"${classes[index] ?? ""}>${content2}</th>`;
    return content2 === "" ? "<td></td>" : `<td${classes[index] ?? ""}>${content2}</td>`;
  });
  return `<tr${tone === "bad" || tone === "warn" ? ` class="${tone}"` : ""}>${rendered.join("")}</tr>`;
}
function renderCell(cell, tone) {
  if (cell.kind === "drawing") return cell.html;
  const { text, kind } = cell;
  if (text === "") return "";
  const shown = shorten(text, LONGEST_CELL);
  if (tone !== void 0) return pill(shown, tone);
  return kind === "code" ? `<code>${escapeHtml(shown)}</code>` : escapeHtml(shown);
}
function renderLog({ title, text }) {
  const shown = stripVTControlCharacters(text.trimEnd());
  const end = shown.length <= LOG_CHARACTERS ? shown : `…${shown.slice(-LOG_CHARACTERS)}`;
  return `<details class="log"><summary>Output of ${escapeHtml(title)}</summary><pre tabindex="0" role="region" aria-label="Output of ${escapeHtml(title)}">${escapeHtml(end)}</pre></details>`;
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
var TILE_NAMES = { "Missing from the remote": "Remote" };
var LONGEST_TITLE = 120;
var NO_PICTURES = /* @__PURE__ */ new Map();
function renderPage(report, { assets, version: version2, pictures = NO_PICTURES }) {
  const headline = headlineOf(report);
  const sections = failuresFirst(sectionsOf(report));
  const plots = renderPlots(report.plots ?? [], pictures);
  const scripts = [assets.script, ...plots.drawn.length > 0 ? [assets.charts] : []];
  const title = `${headline.word}: dvc-ci ${report.mode}${report.source.sha ? ` of ${report.source.sha.slice(0, 12)}` : ""}`;
  const afterMetrics = sections.findIndex((section) => section.title === "Metrics") + 1 || sections.findIndex((section) => section.title === "Stages") + 1;
  const blocks = sections.map(
    (section) => section.title === "Steps" ? renderSection(timelineOf(section, report)) : renderSection(section, section.title === "Stages" ? drawing(report) : "")
  );
  blocks.splice(afterMetrics, 0, plots.html);
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${scripts.map(sourceHash).join(" ")}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>${assets.style}</style>`,
    "</head>",
    "<body>",
    `<a class="skip" href="#report">To the report</a>`,
    `<header class="${headline.tone}"><div>`,
    `<p class="mode"><strong>dvc-ci</strong> ${escapeHtml(report.mode)}</p>`,
    `<h1>${pill(headline.word, headline.tone)} <span class="message${headline.message.length > LONGEST_TITLE ? " long" : ""}">${escapeHtml(shorten(headline.message, 4e3))}</span></h1>`,
    `<ul class="facts">${headline.facts.map((fact) => `<li>${escapeHtml(shorten(fact, 500))}</li>`).join("")}</ul>`,
    "</div></header>",
    tiles(report, sections, (report.plots ?? []).length),
    '<main id="report">',
    ...blocks,
    "</main>",
    `<footer><p>Made by dvc-ci ${escapeHtml(version2)}. This page works offline and loads nothing.${plots.drawn.length > 0 ? " Charts are drawn with Vega-Lite." : ""}</p></footer>`,
    ...plots.drawn.length > 0 ? [plotData(plots.drawn)] : [],
    ...scripts.map((script) => `<script>${script}</script>`),
    "</body>",
    "</html>",
    ""
  ].join("\n");
}
function sourceHash(script) {
  return `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
}
function drawing(report) {
  const svg = pipelineSvg(report);
  return svg === "" ? "" : `<div class="drawing" role="region" tabindex="0" aria-label="Pipeline">${svg}</div>`;
}
function tiles(report, sections, plots) {
  const all = sections.map((section) => tile(section.title, ...summaryOf(report, section)));
  if (plots > 0) {
    const changed = (report.plots ?? []).filter((plot) => plot.changed !== false).length;
    const at = sections.findIndex(({ title }) => title === "Metrics") + 1 || all.length;
    all.splice(at, 0, tile("Plots", changed === 0 ? "none changed" : `${changed} changed`, "plain"));
  }
  return all.length === 0 ? "" : `<nav aria-label="Sections"><ul>${all.join("")}</ul></nav>`;
}
function tile(title, text, tone) {
  return `<li><a class="${tone}" href="#${sectionId(title)}"><span>${escapeHtml(TILE_NAMES[title] ?? title)}</span><b>${escapeHtml(text)}</b></a></li>`;
}
function summaryOf(report, { title, rows }) {
  const bad = rows.filter(({ tone: tone2 }) => tone2 === "bad").length;
  const warn = rows.filter(({ tone: tone2 }) => tone2 === "warn").length;
  const tone = bad > 0 ? "bad" : warn > 0 ? "warn" : "good";
  switch (title) {
    case "Gate":
      return [
        bad > 0 ? `${bad} of ${rows.length} failed` : warn > 0 ? warnedRules(report) : `${count(rows.length, "rule")} held`,
        tone
      ];
    case "Stages":
      return [bad > 0 ? `${bad} of ${rows.length} ${stageWord(report)}` : verdicts(report), tone];
    case "Metrics": {
      const changed = report.metrics.filter(({ change }) => change !== void 0 && change !== 0).length;
      return [
        warn > 0 ? `${warn} absent` : changed > 0 ? `${changed} of ${rows.length} changed` : "none changed",
        warn > 0 ? "warn" : "plain"
      ];
    }
    case "Checks":
      return [bad > 0 ? `${bad} of ${rows.length} failed` : `${rows.length} passed`, tone];
    case "Findings":
      return [
        [bad > 0 ? count(bad, "error") : "", warn > 0 ? count(warn, "warning") : ""].filter(Boolean).join(", ") || count(rows.length, "notice"),
        bad + warn > 0 ? tone : "plain"
      ];
    case "Steps":
      return [formatSeconds(secondsOf(report)), tone === "good" ? "plain" : tone];
    case "Missing from the remote":
      return [`${rows.length} missing`, tone];
    default:
      return [String(rows.length), bad > 0 ? "bad" : "plain"];
  }
}
function warnedRules({ policies }) {
  const accepted = policies.filter((policy) => policyState(policy) === "accepted").length;
  const warned = policies.filter((policy) => policyState(policy) === "warned").length;
  const older = policies.filter((policy) => policyState(policy) === "older").length;
  return [
    accepted > 0 ? `${accepted} accepted` : "",
    older > 0 ? `${older} of an older model` : "",
    warned > 0 ? count(warned, "warning") : ""
  ].filter(Boolean).join(", ");
}
function stageWord({ stages }) {
  return stages.some(({ verdict }) => verdict === "failed") ? "failed" : "stale";
}
function verdicts({ stages }) {
  const ran = stages.filter(({ verdict }) => verdict === "ran").length;
  const reproduced = stages.filter((stage) => stage.reproduced !== void 0).length;
  if (ran === 0 && reproduced > 0) return `${reproduced} of ${stages.length} reproduced`;
  return ran > 0 ? `${ran} of ${stages.length} ran` : `${stages.length} in order`;
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
  writeReportFile,
  reportOption,
  reportInput,
  writePageFile,
  pageText
};
