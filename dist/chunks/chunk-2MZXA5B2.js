import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  formatBytes,
  formatChange,
  formatNumber,
  formatSeconds
} from "./chunk-I55R6OXB.js";

// src/run/redact.ts
var REDACTED = "***";
var SHORTEST_SECRET = 4;
function secretForms(secret) {
  const forms = /* @__PURE__ */ new Set();
  const lines = secret.split(/[\r\n]+/);
  for (const value of [secret, ...lines, ...lines.map((line) => line.trim())]) {
    if (value.length < SHORTEST_SECRET) continue;
    const whole = Buffer.from(value, "utf8").toString("utf8");
    const url = encodeURIComponent(whole);
    const json = JSON.stringify(whole).slice(1, -1);
    for (const form of [
      value,
      whole,
      url,
      url.replaceAll("%2F", "/"),
      url.replaceAll("%20", "+"),
      encodeURI(whole),
      url.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`),
      json,
      json.replaceAll("/", "\\/"),
      json.replace(/[^\0-~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)
    ]) forms.add(form);
    for (const form of base64Forms(whole)) forms.add(form);
  }
  return [...forms].filter((form) => form.length >= SHORTEST_SECRET).sort((a, b) => b.length - a.length);
}
function base64Forms(value) {
  const bytes = Buffer.from(value, "utf8");
  const forms = [bytes.toString("base64"), bytes.toString("base64url")];
  for (const offset of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]);
    const first = [0, 2, 3][offset] ?? 0;
    const last = Math.floor(encoded.length * 8 / 6);
    forms.push(encoded.toString("base64").slice(first, last), encoded.toString("base64url").slice(first, last));
  }
  return forms;
}
function createRedactor() {
  const forms = /* @__PURE__ */ new Set();
  const byFirst = /* @__PURE__ */ new Map();
  let longest = 0;
  const openStream = () => {
    let held = "";
    let covered = 0;
    const advance = (until) => {
      const spans = findSpans(held, forms, covered);
      let out = "";
      let at = covered;
      for (const span of spans) {
        if (span.start >= until) break;
        out += held.slice(at, span.start);
        if (!span.continued) out += REDACTED;
        at = span.end;
      }
      out += held.slice(at, Math.max(at, until));
      covered = Math.max(0, at - until);
      held = held.slice(until);
      return out;
    };
    return {
      write(text2) {
        held += text2;
        return advance(holdFrom(held, byFirst, longest));
      },
      end: () => advance(held.length)
    };
  };
  return {
    add(secret) {
      for (const form of secretForms(secret)) {
        if (forms.has(form)) continue;
        forms.add(form);
        const first = form.charAt(0);
        byFirst.set(first, [...byFirst.get(first) ?? [], form]);
        longest = Math.max(longest, form.length);
      }
    },
    redact(text2) {
      const stream = openStream();
      return stream.write(text2) + stream.end();
    },
    stream: openStream
  };
}
function findSpans(text2, forms, covered) {
  const found = covered > 0 ? [{ start: 0, end: covered, continued: true }] : [];
  for (const form of forms) {
    for (let start = text2.indexOf(form); start >= 0; start = text2.indexOf(form, start + 1)) {
      found.push({ start, end: start + form.length, continued: false });
    }
  }
  found.sort((a, b) => a.start - b.start || Number(b.continued) - Number(a.continued));
  const spans = [];
  for (const span of found) {
    const previous = spans.at(-1);
    if (previous && span.start < previous.end) previous.end = Math.max(previous.end, span.end);
    else spans.push(span);
  }
  return spans;
}
function holdFrom(text2, byFirst, longest) {
  for (let start = Math.max(0, text2.length - longest + 1); start < text2.length; start++) {
    const candidates = byFirst.get(text2.charAt(start));
    if (!candidates) continue;
    const rest = text2.slice(start);
    if (candidates.some((form) => form.length > rest.length && form.startsWith(rest))) return start;
  }
  return text2.length;
}
var PLAIN_KEY = /^[a-z]+(?:_[a-z]+)*$/;
function redactStrings(value, redact) {
  const visit = (item) => {
    if (typeof item === "string") return redact(item);
    if (Array.isArray(item)) return item.map(visit);
    if (item !== null && typeof item === "object") {
      return Object.fromEntries(Object.entries(item).map(([key, inner]) => [PLAIN_KEY.test(key) ? key : redact(key), visit(inner)]));
    }
    return item;
  };
  return visit(value);
}

// src/report/stage-severity.ts
function stageSeverity({ verdict, causes }, mode) {
  const always = causes.length > 0 && causes.every((cause) => cause.kind === "always");
  switch (verdict) {
    case "failed":
      return "error";
    case "stale":
      return always ? "notice" : "error";
    // What comes from the run cache changes dvc.lock: in a pull request that is a stale lock.
    case "restored":
      return mode === "validate" ? "error" : void 0;
    case "skipped":
      return "warning";
    case "frozen":
      return "notice";
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
    if (report.mode === "rebuild") counts.push(`${remote.pushed} pushed`);
    if (remote.missing.length > 0) counts.push(`${remote.missing.length} missing`);
    facts.push(`remote '${remote.name}': ${counts.join(", ")}`);
  }
  if (commit) facts.push(`committed ${commit.sha.slice(0, 12)} to ${commit.branch} after ${count(commit.attempts, "push", "pushes")}`);
  if (report.tag) facts.push(`tagged ${report.tag}`);
  return { ...HEADLINES[report.conclusion], message: report.message, facts };
}
function sectionsOf(report) {
  return [gate(report), stages(report), metrics(report), checks(report), findings(report), missing(report), data(report), params(report), steps(report)].filter((section) => section.rows.length > 0).map(withoutEmptyColumns);
}
function gate({ policies }) {
  return {
    title: "Gate",
    columns: ["", "Metric", "Rule", "Value", "Baseline", "Why"],
    rows: policies.map((policy) => ({
      tone: policy.passed ? "good" : policy.severity === "error" ? "bad" : "warn",
      cells: [
        text(policy.passed ? "passed" : policy.severity === "error" ? "failed" : "warning"),
        code(policy.metric),
        code(policy.rule),
        // A value is held against its rule: rounding could turn 0.94999999 into a 0.95 that failed `min: 0.95`.
        number(policy.value === void 0 ? "" : String(policy.value)),
        number(policy.baseline === void 0 ? "" : String(policy.baseline)),
        text(policy.message)
      ]
    }))
  };
}
function stages({ mode, stages: stages2 }) {
  return {
    title: "Stages",
    columns: ["Stage", "Verdict", "Why", "Time"],
    quietly: "unchanged",
    rows: stages2.map((stage) => ({
      tone: stageTone(stage, mode),
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
function stageTone(stage, mode) {
  const severity = stageSeverity(stage, mode);
  return severity ? SEVERITY_TONES[severity] : stage.verdict === "unchanged" ? "plain" : "good";
}
function metrics({ metrics: metrics2 }) {
  return {
    title: "Metrics",
    columns: ["Metric", "File", "Value", "Committed", "Baseline", "Change"],
    rows: metrics2.map((metric) => ({
      tone: metric.value === void 0 ? "warn" : "plain",
      cells: [code(metric.name), code(metric.path), ...metricCells(metric)]
    }))
  };
}
function metricCells({ value, committed, baseline, change }) {
  const shown = (item, against) => number(item === void 0 ? "" : formatNumber(item, against));
  return [
    value === void 0 ? number("absent") : number(formatNumber(value, committed ?? baseline)),
    shown(committed, value),
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

export {
  createRedactor,
  redactStrings,
  stageSeverity,
  headlineOf,
  sectionsOf,
  count
};
