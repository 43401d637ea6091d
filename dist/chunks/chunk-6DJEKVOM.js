import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  stageSeverity
} from "./chunk-PKZRU3KA.js";
import {
  formatSeconds
} from "./chunk-SLVCPXYT.js";
import {
  shorten,
  singleLine
} from "./chunk-6MKNGL6M.js";
import {
  count
} from "./chunk-WFAHW5JG.js";

// src/report/outline.ts
var MOST_NODES = 40;
var MOST_LOUD = 60;
var MOST_EDGES = 400;
var BANDS = 10;
function outlineOf(report) {
  const items = itemsOf(report);
  const known = new Set(items.map(({ name }) => name));
  const sources = new Set(items.flatMap(({ needs = [] }) => needs).filter((name) => !known.has(name)));
  if (items.length + sources.size <= MOST_NODES)
    return withSources(
      grouped(items, ({ name }) => name),
      items,
      [...sources]
    );
  const loud = items.filter((item) => item.loud).length;
  return grouped(items, ({ name }) => name, MOST_NODES) ?? grouped(items, (item) => item.loud ? item.name : family(item), MOST_NODES) ?? // The smallest drawing that still has every failed and stale stage.
  (loud <= MOST_LOUD ? grouped(items, betweenLoud(items), loud + MOST_NODES) ?? small(inBands(items, true)) : void 0) ?? grouped(items, family, MOST_LOUD) ?? inBands(items, false);
}
function itemsOf({ stages }) {
  const byName = new Map(stages.map((stage) => [stage.name, stage]));
  const depths = /* @__PURE__ */ new Map();
  for (const { name: start } of stages) {
    const open = [start];
    while (open.length > 0) {
      const name = open.at(-1) ?? "";
      const needs = (byName.get(name)?.needs ?? []).filter((each) => byName.has(each));
      const waiting = depths.has(name) ? [] : needs.filter((each) => !depths.has(each));
      if (!depths.has(name)) depths.set(name, -1);
      if (waiting.length > 0) open.push(...waiting);
      else {
        depths.set(name, Math.max(-1, ...needs.map((each) => depths.get(each) ?? -1)) + 1);
        open.pop();
      }
    }
  }
  return [...byName.values()].map((stage) => ({
    ...stage,
    depth: depths.get(stage.name) ?? 0,
    loud: stage.verdict === "failed" || stage.verdict !== "skipped" && stageSeverity(stage) === "error"
  }));
}
function family(item) {
  const at = item.name.indexOf("@");
  return at < 0 ? `=${item.name}` : `@${item.name.slice(0, at)}\0${item.verdict}\0${item.depth}`;
}
function betweenLoud(items) {
  const order = [...items].sort((a, b) => a.depth - b.depth);
  const number = new Map(items.filter(({ loud }) => loud).map(({ name }, index) => [name, index]));
  const known = new Set(items.map(({ name }) => name));
  const sets = (list, next) => {
    const reached = /* @__PURE__ */ new Map();
    for (const item of list) {
      let set = 0n;
      for (const name of next(item)) {
        const own = number.get(name);
        set |= (reached.get(name) ?? 0n) | (own === void 0 ? 0n : 1n << BigInt(own));
      }
      reached.set(item.name, set);
    }
    return reached;
  };
  const neededBy = /* @__PURE__ */ new Map();
  for (const { name, needs = [] } of items)
    for (const need of needs) if (known.has(need)) neededBy.set(need, [...neededBy.get(need) ?? [], name]);
  const before = sets(order, ({ needs = [] }) => needs);
  const after = sets(order.reverse(), ({ name }) => neededBy.get(name) ?? []);
  return ({ name, loud }) => loud ? `=${name}` : `~${(before.get(name) ?? 0n).toString(36)}\0${(after.get(name) ?? 0n).toString(36)}`;
}
function grouped(items, key, most = Infinity) {
  const groups = groupedBy(items, key);
  if (groups.size > most) return void 0;
  const outline = linkedGroups(items, groups);
  return most === Infinity ? outline : small(outline);
}
function small(outline) {
  return outline.edges.length <= MOST_EDGES ? outline : void 0;
}
function groupedBy(items, key) {
  const groups = /* @__PURE__ */ new Map();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}
function linkedGroups(items, groups, linked = () => true) {
  const nodes = [...groups.values()].map(nodeOf);
  const place = /* @__PURE__ */ new Map();
  for (const [index, group] of [...groups.values()].entries()) for (const { name } of group) place.set(name, index);
  const byName = new Map(items.map((item) => [item.name, item]));
  const edges = /* @__PURE__ */ new Map();
  for (const item of items) {
    const to = place.get(item.name);
    for (const need of item.needs ?? []) {
      const [from, needed] = [place.get(need), byName.get(need)];
      if (from !== void 0 && to !== void 0 && needed && from !== to && linked(needed, item))
        edges.set(`${from},${to}`, [from, to]);
    }
  }
  return measured(nodes, [...edges.values()]);
}
function measured(nodes, edges) {
  const depths = nodes.map(() => 0);
  const waiting = nodes.map(() => 0);
  const next = nodes.map(() => []);
  for (const [from, to] of edges) {
    next[from]?.push(to);
    waiting[to] = (waiting[to] ?? 0) + 1;
  }
  const ready = waiting.flatMap((count2, index) => count2 === 0 ? [index] : []);
  for (let from = ready.pop(); from !== void 0; from = ready.pop()) {
    for (const to of next[from] ?? []) {
      depths[to] = Math.max(depths[to] ?? 0, (depths[from] ?? 0) + 1);
      waiting[to] = (waiting[to] ?? 0) - 1;
      if (waiting[to] === 0) ready.push(to);
    }
  }
  return { nodes: nodes.map((node, index) => ({ ...node, depth: depths[index] ?? 0 })), edges };
}
function nodeOf(group) {
  const [first] = group;
  const verdicts = new Set(group.map(({ verdict }) => verdict));
  const families = new Set(group.map(({ name }) => name.includes("@") ? name.slice(0, name.indexOf("@")) : void 0));
  const [declared] = families;
  const ran = group.flatMap(({ seconds }) => seconds === void 0 ? [] : [seconds]);
  return {
    names: group.map(({ name }) => name),
    verdict: verdicts.size === 1 && first ? first.verdict : "mixed",
    ...group.length > 1 && families.size === 1 && declared !== void 0 ? { family: declared } : {},
    ...ran.length > 0 ? { seconds: ran.reduce((sum, seconds) => sum + seconds, 0) } : {}
  };
}
function inBands(items, alone) {
  const deepest = Math.max(...items.map(({ depth }) => depth)) + 1;
  const band = ({ depth }) => deepest <= BANDS ? depth : Math.floor(depth * BANDS / deepest);
  return linkedGroups(
    items,
    groupedBy(
      items,
      (item) => !alone ? `${item.verdict}\0${band(item)}` : item.loud ? `=${item.name}` : `~${band(item)}`
    ),
    (from, to) => band(from) < band(to) || alone && from.loud && to.loud && from.depth < to.depth
  );
}
function withSources({ nodes, edges }, items, sources) {
  const shift = sources.length;
  return measured(
    [...sources.map((name) => ({ names: [name], verdict: "data" })), ...nodes],
    [
      ...items.flatMap(
        ({ needs = [] }, index) => sources.flatMap((name, at) => needs.includes(name) ? [[at, index + shift]] : [])
      ),
      ...edges.map(([from, to]) => [from + shift, to + shift])
    ]
  );
}

// src/report/mermaid.ts
var LONGEST_LABEL = 48;
var DEEPEST_SIDEWAYS = 8;
var LARGEST_DIAGRAM = 5e4;
var CLASSES = {
  failed: "fill:#ffebe9,stroke:#cf222e,stroke-width:3px,color:#82071e",
  stale: "fill:#fff1e5,stroke:#bc4c00,stroke-width:3px,color:#762c00",
  restored: "fill:#fff8c5,stroke:#9a6700,color:#4d2d00",
  ran: "fill:#dafbe1,stroke:#1a7f37,color:#044f1e",
  skipped: "fill:#f6f8fa,stroke:#8c959f,stroke-dasharray:4 3,color:#57606a",
  frozen: "fill:#ddf4ff,stroke:#0969da,color:#0a3069",
  unchanged: "fill:#f6f8fa,stroke:#8c959f,color:#24292f",
  mixed: "fill:#f6f8fa,stroke:#8c959f,color:#24292f",
  data: "fill:#fbefff,stroke:#8250df,color:#3e1f79"
};
function mermaidPipeline(report) {
  if (report.stages.length === 0) return void 0;
  const outline = outlineOf(report);
  const deepest = Math.max(...outline.nodes.map(({ depth }) => depth)) + 1;
  const lines = [
    `flowchart ${deepest > DEEPEST_SIDEWAYS ? "TB" : "LR"}`,
    "  accTitle: The pipeline",
    `  accDescr: ${count(report.stages.length, "stage")} and their dependencies, coloured by verdict`,
    ...outline.nodes.map((node, index) => `  n${index}${shape(node)}`),
    ...outline.edges.map(([from, to]) => `  n${from} --> n${to}`),
    ...classes(outline)
  ];
  const text = lines.join("\n");
  return text.length < LARGEST_DIAGRAM ? text : void 0;
}
function shape(node) {
  const label = `"${nodeLines(node).map((line) => mermaidText(line)).join("<br/>")}"`;
  return node.verdict === "data" ? `[(${label})]` : node.names.length > 1 ? `[[${label}]]` : `(${label})`;
}
function nodeLines(node, longest = LONGEST_LABEL) {
  const { names, verdict, family: family2, seconds } = node;
  const [name = ""] = names;
  const title = family2 !== void 0 ? `${family2}@…` : names.length > 1 ? `${names.length} stages` : name;
  const told = verdict === "data" || verdict === "unchanged" && names.length === 1 ? "" : verdict === "mixed" ? "none of note" : verdict;
  const facts = [
    family2 !== void 0 ? `${names.length} ${told}` : told,
    seconds === void 0 ? "" : formatSeconds(seconds)
  ].filter((fact) => fact !== "");
  return [shorten(singleLine(title), longest), ...facts.length > 0 ? [facts.join(", ")] : []];
}
function classes({ nodes }) {
  const lines = [];
  for (const [verdict, style] of Object.entries(CLASSES)) {
    const ids = nodes.flatMap((node, index) => node.verdict === verdict ? [`n${index}`] : []);
    if (ids.length > 0) lines.push(`  classDef ${verdict} ${style}`, `  class ${ids.join(",")} ${verdict}`);
  }
  return lines;
}
function mermaidText(text) {
  return singleLine(text).replace(
    /[^A-Za-z0-9 .,/_\u0080-\u{10ffff}-]/gu,
    (character) => `#${character.codePointAt(0)};`
  );
}

export {
  outlineOf,
  mermaidPipeline,
  nodeLines,
  mermaidText
};
