import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  emptyReport,
  killLivingGroups
} from "./chunk-V7YN7ZG7.js";
import {
  parseArguments
} from "./chunk-HT6NV4HX.js";
import {
  SETTINGS,
  throwProblems
} from "./chunk-H3DJPMCL.js";
import {
  nearest
} from "./chunk-KYTOJIA7.js";
import {
  CancelledError,
  DvcCiError,
  SetupError,
  messageOf
} from "./chunk-X2NZ3GOT.js";

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
function redactStrings(value, redact) {
  const visit = (item) => {
    if (typeof item === "string") return redact(item);
    if (Array.isArray(item)) return item.map(visit);
    if (item !== null && typeof item === "object") return Object.fromEntries(Object.entries(item).map(([key, inner]) => [key, visit(inner)]));
    return item;
  };
  return visit(value);
}

// src/run/cancel.ts
var SAME_KEY_PRESS_MS = 300;
function listenForCancel(options = {}) {
  const controller = new AbortController();
  let cancelledAt;
  const cancel = (name) => {
    cancelledAt = performance.now();
    options.onCancel?.(name);
    controller.abort(new CancelledError(`cancelled by ${name}.`));
  };
  const onInterrupt = () => {
    if (cancelledAt === void 0) cancel("SIGINT");
    else if (performance.now() - cancelledAt > SAME_KEY_PRESS_MS) {
      killLivingGroups();
      process.exit(130);
    }
  };
  const onTerminate = () => {
    if (cancelledAt === void 0) cancel("SIGTERM");
  };
  process.on("SIGINT", onInterrupt);
  process.on("SIGTERM", onTerminate);
  return {
    signal: controller.signal,
    dispose() {
      process.off("SIGINT", onInterrupt);
      process.off("SIGTERM", onTerminate);
    }
  };
}

// src/run/failed-run.ts
var CONCLUSIONS = { 1: "failure", 2: "error", 3: "error", 130: "cancelled" };
function failedRun(error, mode, env) {
  const known = mode === "rebuild" ? "rebuild" : "validate";
  const report = emptyReport(known, {
    sha: env["GITHUB_SHA"] ?? "",
    ref: env["GITHUB_REF"] ?? "",
    event: env["GITHUB_EVENT_NAME"] || "local",
    // Nothing is known of the code, so nothing may be believed of it.
    trusted: false
  });
  if (error instanceof DvcCiError) {
    report.conclusion = CONCLUSIONS[error.exitCode];
    report.message = messageOf(error);
    const { path, line, remedy } = error.details;
    if (path !== void 0) {
      report.lint.push({ rule: "error", path, severity: "error", message: error.message, ...line === void 0 ? {} : { line }, ...remedy === void 0 ? {} : { fix: remedy } });
    }
    return { report, exitCode: error.exitCode };
  }
  report.message = `${messageOf(error)} (an error inside dvc-ci that it did not expect: please report it with the details that --verbose, or debug logging of the workflow, shows)`;
  const stack = error instanceof Error ? error.stack : void 0;
  return { report, exitCode: 3, ...stack === void 0 ? {} : { stack } };
}

// src/settings/load.ts
var INPUTS = SETTINGS.filter((row) => row.surfaces.includes("input")).map((row) => row.name);
var VARIABLE_PREFIX = "INPUT_";
function getInput(env, name) {
  return (env[`${VARIABLE_PREFIX}${name.toUpperCase()}`] ?? "").trim();
}
function refuseMisspeltInputs(env) {
  const known = new Set(INPUTS);
  throwProblems(Object.keys(env).flatMap((variable) => {
    if (!variable.startsWith(VARIABLE_PREFIX)) return [];
    const name = variable.slice(VARIABLE_PREFIX.length).toLowerCase();
    const meant = known.has(name) ? void 0 : nearest(name, INPUTS, "misspelt");
    if (meant === void 0) return [];
    return [{ message: `unknown input '${name}'.`, key: name, value: name, remedy: `Did you mean ${meant}?` }];
  }));
}
async function loadActionSettings(env, cwd) {
  refuseMisspeltInputs(env);
  const texts = /* @__PURE__ */ new Map();
  for (const name of INPUTS) {
    const text2 = getInput(env, name);
    if (text2 !== "") texts.set(name, text2);
  }
  const [{ loadEvent }, { resolveSettings }] = await Promise.all([import("./event-UFQVVTNB.js"), import("./resolve-WSOBG4IZ.js")]);
  const base = env.GITHUB_WORKSPACE || cwd;
  return resolveSettings({ texts, surface: "input", base, within: base, event: await loadEvent(env) });
}
async function loadCliSettings(argv, env, cwd) {
  const inActions = env.GITHUB_ACTIONS === "true" && Boolean(env.GITHUB_EVENT_NAME);
  const request = argv.length === 0 && !inActions ? { kind: "help" } : parseArguments(argv);
  if (request.kind === "version") return request;
  if (request.kind === "help") {
    const { helpText } = await import("./help-NLJQNVKP.js");
    return { kind: "help", text: helpText("mode" in request ? request.mode : void 0) };
  }
  const [{ LOCAL_EVENT, loadEvent }, { resolveSettings }] = await Promise.all([import("./event-UFQVVTNB.js"), import("./resolve-WSOBG4IZ.js")]);
  const event = inActions ? await loadEvent(env) : { ...LOCAL_EVENT };
  if (request.mode !== void 0) request.texts.set("mode", request.mode);
  for (const [name, text2] of request.texts) {
    if (text2.trim() === "" && name !== "mode") throw new SetupError(`--${name} is empty.`, { key: name, value: "", remedy: "Give it a value, or leave the option out." });
  }
  const settings = await resolveSettings({ texts: request.texts, surface: "option", base: cwd, event });
  return { kind: "run", settings, json: request.json, verbose: request.verbose };
}

// src/run/fence.ts
import { randomUUID } from "node:crypto";
var COMMAND = /::|##\[/;
function createFence(write, needed = true) {
  let token;
  let lineStart = true;
  const put = (text2) => {
    if (!text2) return;
    write(text2);
    lineStart = /[\r\n]$/.test(text2);
  };
  const down = () => {
    if (token === void 0) return;
    put(`${lineStart ? "" : "\n"}::${token}::
`);
    token = void 0;
  };
  const foreign = (lines) => {
    if (!lines) return;
    if (needed && token === void 0) {
      token = randomUUID();
      put(`${lineStart ? "" : "\n"}::stop-commands::${token}
`);
    }
    put(lines);
  };
  return {
    foreign,
    down,
    ours(lines) {
      down();
      if (COMMAND.test(lines)) {
        foreign(lines);
        down();
      } else put(lines);
    }
  };
}

// src/run/output-lines.ts
var LONGEST_LINE = 65536;
function createOutputLines(redactor, emit, redrawn) {
  let stream = redactor.stream();
  let pending = "";
  const emitWhole = () => {
    const end = redrawn ? pending.lastIndexOf("\n") : Math.max(pending.lastIndexOf("\n"), pending.lastIndexOf("\r"));
    if (end >= 0) {
      const lines = pending.slice(0, end + 1);
      pending = pending.slice(end + 1);
      emit(redrawn ? lines.split("\n").map(lastDrawn).join("\n") : lines);
    }
    if (redrawn) pending = pending.slice(pending.lastIndexOf("\r", pending.length - 2) + 1);
    if (pending.length > LONGEST_LINE) {
      emit(pending);
      pending = "";
    }
  };
  return {
    write(text2) {
      pending += stream.write(text2);
      emitWhole();
    },
    flush() {
      pending += stream.end();
      stream = redactor.stream();
      emitWhole();
      if (pending) emit(`${redrawn ? lastDrawn(pending) : pending}
`);
      pending = "";
    }
  };
}
function lastDrawn(line) {
  const shown = line.replace(/\r+$/, "");
  return shown.slice(shown.lastIndexOf("\r") + 1);
}

// src/report/numbers.ts
var LONGEST_NUMBER = 10;
var DIGITS = 6;
function formatNumber(value, against) {
  const whole = String(value);
  if (whole.length <= LONGEST_NUMBER || Number.isInteger(value)) return whole;
  const rounded = Number(value.toPrecision(DIGITS));
  if (against !== void 0 && against !== value && Number(against.toPrecision(DIGITS)) === rounded) return whole;
  return String(rounded);
}
function formatChange(change) {
  const rounded = Number(change.toPrecision(DIGITS));
  return rounded > 0 ? `+${rounded}` : String(rounded);
}
function formatBytes(bytes) {
  let size = bytes;
  for (const unit of ["B", "kB", "MB", "GB", "TB"]) {
    if (Math.abs(size) < 999.5) return `${unit === "B" ? size : Number(size.toPrecision(3))} ${unit}`;
    size /= 1e3;
  }
  return `${Number(size.toPrecision(3))} PB`;
}
function formatSeconds(seconds) {
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  return formatElapsed(seconds);
}
function formatElapsed(seconds) {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor(whole % 3600 / 60)).padStart(2, "0")} min`;
}

// src/report/sections.ts
import { stripVTControlCharacters } from "node:util";

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
    logs: failed.filter((check) => check.log.trim()).map((check) => ({ title: check.name, text: stripVTControlCharacters(check.log) }))
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
  createFence,
  createOutputLines,
  createRedactor,
  redactStrings,
  formatSeconds,
  formatElapsed,
  headlineOf,
  sectionsOf,
  count,
  listenForCancel,
  failedRun,
  loadActionSettings,
  loadCliSettings
};
