import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  formatBytes,
  formatChange,
  formatNumber,
  formatSeconds
} from "./chunk-I55R6OXB.js";
import {
  shorten,
  singleLine
} from "./chunk-UUNXHWVS.js";

// src/report/policy-state.ts
function policyState({ passed, severity, accepted }) {
  if (passed) return "held";
  if (severity === "warning") return "warned";
  return accepted === void 0 ? "failed" : "accepted";
}
function acceptedText({ accepted }) {
  return accepted === void 0 ? "" : `accepted by @${accepted.by}: ${singleLine(accepted.reason)}`;
}
function policyReason(policy) {
  const accepted = acceptedText(policy);
  return accepted === "" ? policy.message : `${policy.message} ${accepted.charAt(0).toUpperCase()}${accepted.slice(1).replace(/[.\s]*$/, "")}.`;
}

// src/report/stage-severity.ts
function stageSeverity({ verdict, causes }) {
  const always = causes.length > 0 && causes.every((cause) => cause.kind === "always");
  switch (verdict) {
    case "failed":
      return "error";
    case "stale":
      return always ? "notice" : "error";
    case "skipped":
      return "warning";
    case "frozen":
      return "notice";
    case "restored":
    case "ran":
    case "unchanged":
      return void 0;
  }
}

// src/report/sections.ts
var HEADLINES = {
  success: { word: "Passed", tone: "good" },
  failure: { word: "Failed", tone: "bad" },
  superseded: { word: "Superseded", tone: "warn" },
  cancelled: { word: "Cancelled", tone: "warn" },
  error: { word: "Could not finish", tone: "bad" }
};
function headlineOf(report) {
  const { source, remote, commit } = report;
  const facts = [
    `${report.mode} of ${source.sha ? source.sha.slice(0, 12) : "an unknown commit"}${source.pull_request === void 0 ? "" : ` for pull request ${source.pull_request}`}${source.base_sha ? ` against ${source.base_sha.slice(0, 12)}` : ""}`
  ];
  if (remote.name) {
    const counts = [`${count(remote.objects, "object")} needed`, `${remote.verified} verified`];
    if (report.mode === "rebuild" || report.mode === "retrain") counts.push(`${remote.pushed} pushed`);
    if (remote.missing.length > 0) counts.push(`${remote.missing.length} missing`);
    facts.push(`remote '${remote.name}': ${counts.join(", ")}`);
  }
  if (commit) facts.push(committed(commit));
  if (report.retrain) facts.push(...retrainFacts(report.retrain));
  if (report.tag) facts.push(`tagged ${report.tag}`);
  const links = mlflowFacts(report.mlflow);
  return { ...HEADLINES[report.conclusion], message: report.message, facts: [...facts, ...links.keys()], links };
}
function mlflowFacts(mlflow) {
  const facts = /* @__PURE__ */ new Map();
  if (mlflow === void 0) return facts;
  const { experiment, run_id: run, model = "", version, alias } = mlflow;
  if (version !== void 0) facts.set(`MLflow: version ${version} of ${model}${alias === void 0 ? "" : `, now the ${alias}`}`, mlflow.version_url);
  if (experiment !== "") facts.set(`MLflow: run ${run.slice(0, 8)} in ${experiment}`, mlflow.url);
  return facts;
}
function committed({ sha, branch, method, attempts, pull_request: pull }) {
  const short = sha.slice(0, 12);
  if (method === "tag") return `committed ${short} under its tag alone`;
  if (method === "pull-request") return pull === void 0 ? `committed ${short} for a pull request into ${branch}` : `committed ${short} in pull request ${pull.number} into ${branch}: ${pull.url}`;
  return `committed ${short} to ${branch} ${method === "api" ? "by GitHub's API, " : ""}after ${count(attempts, "push", "pushes")}`;
}
function retrainFacts({ reason, stages: stages2, params: params2, data: data2 }) {
  const asked = [
    ...stages2.length > 0 ? [`forced: ${stages2.join(", ")}`] : [],
    ...params2.map(({ path, name, value }) => `${path === "params.yaml" ? "" : `${path}:`}${name} = ${String(value)}`),
    ...data2.map(({ path, mode, from, changed }) => `${path}: ${changed ? { replace: "new", append: "more", update: "updated" }[mode] : "as before"}${from === void 0 ? "" : ` from ${from}`}`)
  ];
  return [...reason === void 0 ? [] : [`reason: ${reason}`], ...asked.length > 0 ? [asked.join("; ")] : []];
}
function sectionsOf(report) {
  return [gate(report), stages(report), metrics(report), checks(report), findings(report), missing(report), data(report), params(report), steps(report)].filter((section) => section.rows.length > 0).map(withoutEmptyColumns);
}
function gate({ policies }) {
  return {
    title: "Gate",
    columns: ["", "Metric", "Rule", "Value", "Baseline", "Why"],
    rows: policies.map((policy) => ({
      tone: { held: "good", failed: "bad", warned: "warn", accepted: "warn" }[policyState(policy)],
      cells: [
        text({ held: "passed", failed: "failed", warned: "warning", accepted: "accepted" }[policyState(policy)]),
        code(policy.metric),
        code(policy.rule),
        // A value is held against its rule: rounding could turn 0.94999999 into a 0.95 that failed `min: 0.95`.
        number(policy.value === void 0 ? "" : String(policy.value)),
        number(policy.baseline === void 0 ? "" : String(policy.baseline)),
        text(policyReason(policy))
      ]
    }))
  };
}
function stages({ stages: stages2 }) {
  return {
    title: "Stages",
    columns: ["Stage", "Verdict", "Why", "Time"],
    quietly: "unchanged",
    rows: stages2.map((stage) => ({
      tone: stageTone(stage),
      quiet: stage.verdict === "unchanged",
      cells: [
        code(stage.name),
        text(stage.verdict),
        text(stage.causes.map((cause) => `${cause.kind}: ${cause.message}`).join("; ")),
        number(stage.seconds === void 0 ? "" : formatSeconds(stage.seconds))
      ]
    }))
  };
}
function stageTone(stage) {
  const severity = stageSeverity(stage);
  return severity ? SEVERITY_TONES[severity] : stage.verdict === "unchanged" ? "plain" : "good";
}
function metrics({ metrics: metrics2 }) {
  return {
    title: "Metrics",
    columns: ["Metric", "File", "Value", "Committed", "Baseline", "Change", "Note"],
    rows: metrics2.map((metric) => ({
      tone: metric.value === void 0 ? "warn" : "plain",
      cells: [code(metric.name), code(metric.path), ...metricCells(metric), text(metric.baseline_measured === true ? "baseline measured here" : "")]
    }))
  };
}
function metricCells({ value, committed: committed2, baseline, change }) {
  const shown = (item, against) => number(item === void 0 ? "" : formatNumber(item, against));
  return [
    value === void 0 ? number("absent") : number(formatNumber(value, committed2 ?? baseline)),
    shown(committed2, value),
    shown(baseline, value),
    number(change === void 0 ? "" : formatChange(change))
  ];
}
function checks({ checks: checks2 }) {
  const failed = checks2.filter((check) => check.conclusion === "failure" || check.conclusion === "warning");
  return {
    title: "Checks",
    columns: ["", "Check", "Command", "Time"],
    rows: checks2.map((check) => ({
      tone: CONCLUSION_TONES[check.conclusion],
      cells: [text(CONCLUSION_WORDS[check.conclusion]), code(check.name), code(check.command), number(formatSeconds(check.seconds))]
    })),
    logs: failed.filter((check) => check.log.trim()).map((check) => ({ title: check.name, text: check.log }))
  };
}
var CONCLUSION_TONES = { success: "good", failure: "bad", warning: "warn", skipped: "plain" };
var CONCLUSION_WORDS = { success: "passed", failure: "failed", warning: "warning", skipped: "skipped" };
var SEVERITY_TONES = { error: "bad", warning: "warn", notice: "plain" };
function findings({ lint }) {
  return {
    title: "Findings",
    columns: ["", "Rule", "Where", "What", "Repair"],
    below: [3, 4],
    rows: lint.map((finding) => ({
      tone: SEVERITY_TONES[finding.severity],
      cells: [
        text(finding.severity),
        code(finding.rule),
        code(finding.path === void 0 ? "" : finding.line === void 0 ? finding.path : `${finding.path}:${finding.line}`),
        text(finding.message),
        code(finding.fix ?? "")
      ]
    }))
  };
}
function missing({ remote }) {
  return {
    title: "Missing from the remote",
    columns: ["Paths", "Object", "Remote", "State", "Why"],
    below: [4],
    rows: remote.missing.map((object) => ({
      tone: "bad",
      cells: [code(object.paths.join(", ")), code(object.hash), code(object.remote), text(object.reason), text(object.message)]
    }))
  };
}
function data({ data: data2 }) {
  return {
    title: "Data",
    columns: ["Path", "Change", "Size", "Before"],
    rows: data2.map((item) => ({
      tone: "plain",
      cells: [
        code(item.path),
        text(item.change),
        number(item.size === void 0 ? "" : formatBytes(item.size)),
        number(item.baseline_size === void 0 ? "" : formatBytes(item.baseline_size))
      ]
    }))
  };
}
function params({ params: params2 }) {
  const shown = (value) => code(value === void 0 ? "" : typeof value === "string" ? value : JSON.stringify(value));
  return {
    title: "Parameters",
    columns: ["Parameter", "File", "Value", "Before"],
    rows: params2.map((param) => ({ tone: "plain", cells: [code(param.name), code(param.path), shown(param.value), shown(param.baseline)] }))
  };
}
function steps({ steps: steps2 }) {
  return {
    title: "Steps",
    columns: ["", "Step", "Time", "Why"],
    quietly: `${steps2.some((step) => step.conclusion !== "success") ? "others " : ""}passed in ${formatSeconds(sum(steps2.filter((step) => step.conclusion === "success").map((step) => step.seconds)))}`,
    rows: steps2.map((step) => ({
      tone: CONCLUSION_TONES[step.conclusion],
      quiet: step.conclusion === "success" && step.message === void 0,
      cells: [text(CONCLUSION_WORDS[step.conclusion]), text(step.name), number(formatSeconds(step.seconds)), text(step.message ?? "")]
    }))
  };
}
function withoutEmptyColumns(section) {
  const kept = section.columns.map((_, index) => section.rows.some((row) => row.cells[index]?.text));
  const keep = (items) => items.filter((_, index) => kept[index]);
  return { ...section, columns: keep(section.columns), rows: section.rows.map((row) => ({ ...row, cells: keep(row.cells) })) };
}
function count(number2, one, many = `${one}s`) {
  return `${number2} ${number2 === 1 ? one : many}`;
}
var sum = (numbers) => numbers.reduce((total, item) => total + item, 0);
var text = (value) => ({ text: value, kind: "text" });
var code = (value) => ({ text: value, kind: "code" });
var number = (value) => ({ text: value, kind: "number" });

// src/report/outline.ts
var MOST_NODES = 40;
var MOST_LOUD = 60;
var MOST_EDGES = 400;
var BANDS = 10;
function outlineOf(report) {
  const items = itemsOf(report);
  const known = new Set(items.map(({ name }) => name));
  const sources = new Set(items.flatMap(({ needs = [] }) => needs).filter((name) => !known.has(name)));
  if (items.length + sources.size <= MOST_NODES) return withSources(grouped(items, ({ name }) => name), items, [...sources]);
  const loud = items.filter((item) => item.loud).length;
  return grouped(items, ({ name }) => name, MOST_NODES) ?? grouped(items, (item) => item.loud ? item.name : family(item), MOST_NODES) ?? (loud <= MOST_LOUD ? grouped(items, betweenLoud(items), loud + MOST_NODES) ?? small(inBands(items, true)) : void 0) ?? grouped(items, family, MOST_LOUD) ?? inBands(items, false);
}
function itemsOf({ stages: stages2 }) {
  const byName = new Map(stages2.map((stage) => [stage.name, stage]));
  const depths = /* @__PURE__ */ new Map();
  for (const { name: start } of stages2) {
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
  const number2 = new Map(items.filter(({ loud }) => loud).map(({ name }, index) => [name, index]));
  const known = new Set(items.map(({ name }) => name));
  const sets = (list, next) => {
    const reached = /* @__PURE__ */ new Map();
    for (const item of list) {
      let set = 0n;
      for (const name of next(item)) {
        const own = number2.get(name);
        set |= (reached.get(name) ?? 0n) | (own === void 0 ? 0n : 1n << BigInt(own));
      }
      reached.set(item.name, set);
    }
    return reached;
  };
  const neededBy = /* @__PURE__ */ new Map();
  for (const { name, needs = [] } of items) for (const need of needs) if (known.has(need)) neededBy.set(need, [...neededBy.get(need) ?? [], name]);
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
      if (from !== void 0 && to !== void 0 && needed && from !== to && linked(needed, item)) edges.set(`${from},${to}`, [from, to]);
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
    ...ran.length > 0 ? { seconds: ran.reduce((sum2, seconds) => sum2 + seconds, 0) } : {}
  };
}
function inBands(items, alone) {
  const deepest = Math.max(...items.map(({ depth }) => depth)) + 1;
  const band = ({ depth }) => deepest <= BANDS ? depth : Math.floor(depth * BANDS / deepest);
  return linkedGroups(items, groupedBy(items, (item) => !alone ? `${item.verdict}\0${band(item)}` : item.loud ? `=${item.name}` : `~${band(item)}`), (from, to) => band(from) < band(to) || alone && from.loud && to.loud && from.depth < to.depth);
}
function withSources({ nodes, edges }, items, sources) {
  const shift = sources.length;
  return measured([...sources.map((name) => ({ names: [name], verdict: "data" })), ...nodes], [
    ...items.flatMap(({ needs = [] }, index) => sources.flatMap((name, at) => needs.includes(name) ? [[at, index + shift]] : [])),
    ...edges.map(([from, to]) => [from + shift, to + shift])
  ]);
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
    `  accDescr: ${count(report.stages.length, "stage")} and how they need each other, coloured by verdict`,
    ...outline.nodes.map((node, index) => `  n${index}${shape(node)}`),
    ...outline.edges.map(([from, to]) => `  n${from} --> n${to}`),
    ...classes(outline)
  ];
  const text2 = lines.join("\n");
  return text2.length < LARGEST_DIAGRAM ? text2 : void 0;
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
  const facts = [family2 !== void 0 ? `${names.length} ${told}` : told, seconds === void 0 ? "" : formatSeconds(seconds)].filter((fact) => fact !== "");
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
function mermaidText(text2) {
  return singleLine(text2).replace(/[^A-Za-z0-9 .,/_\u0080-\u{10ffff}-]/gu, (character) => `#${character.codePointAt(0)};`);
}

export {
  policyState,
  acceptedText,
  policyReason,
  stageSeverity,
  headlineOf,
  sectionsOf,
  count,
  outlineOf,
  mermaidPipeline,
  nodeLines,
  mermaidText
};
