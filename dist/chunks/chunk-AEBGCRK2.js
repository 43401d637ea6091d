import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  emptyReport,
  runProcess,
  shellLine,
  writeReportFile
} from "./chunk-V7YN7ZG7.js";
import {
  require_dist
} from "./chunk-HO7WJOJL.js";
import {
  nearest
} from "./chunk-KYTOJIA7.js";
import {
  CancelledError,
  OutsideError,
  ProjectError,
  SetupError,
  messageOf
} from "./chunk-X2NZ3GOT.js";
import {
  __toESM
} from "./chunk-D4UUOGK2.js";

// src/run/run.ts
function createRun(settings, host, signal, report) {
  const record = (name, conclusion, started, message) => report.steps.push({ name, conclusion, seconds: roundSeconds(performance.now() - started), ...message === void 0 ? {} : { message: host.redact(message) } });
  return {
    settings,
    host,
    signal,
    report,
    async step(name, body) {
      if (signal.aborted) throw new CancelledError(`cancelled before '${name}'.`);
      const started = performance.now();
      const outcome = {};
      host.status(name);
      try {
        const value = await host.group(name, () => body(outcome));
        record(name, outcome.conclusion ?? "success", started, outcome.message);
        return value;
      } catch (error) {
        record(name, "failure", started, messageOf(error));
        throw error;
      } finally {
        host.status(void 0);
      }
    },
    skip: (name, reason) => {
      record(name, "skipped", performance.now(), reason);
    }
  };
}
function roundSeconds(milliseconds) {
  return Math.round(milliseconds) / 1e3;
}

// src/flows/rebuild.ts
import { mkdir as mkdir5 } from "node:fs/promises";

// src/metrics/order.ts
function compareText(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

// src/metrics/parsed-file.ts
function lineOf(at) {
  return at.line === void 0 ? {} : { line: at.line };
}

// src/metrics/compare.ts
function collectRows(sides) {
  const rows = [];
  for (const path of pathsOf(sides)) {
    const measured = sides.measured?.get(path);
    const committed = sides.committed.get(path);
    const baseline = sides.baseline?.get(path);
    const value = measured ?? committed;
    const names = new Set([value, committed, baseline].flatMap((file) => [...file?.leaves.keys() ?? []]));
    for (const name of names) {
      rows.push({
        path,
        name,
        measured: measured !== void 0,
        value: readingOf(value, name),
        committed: readingOf(committed, name),
        baseline: readingOf(baseline, name)
      });
    }
  }
  return rows;
}
function compareMetrics(sides) {
  return collectRows(sides).filter(isMetric).map((row) => {
    const value = numberOf(row.value);
    const committed = row.measured ? numberOf(row.committed) : void 0;
    const baseline = numberOf(row.baseline);
    const change = value === void 0 || baseline === void 0 ? void 0 : value - baseline;
    return {
      name: row.name,
      path: row.path,
      ...value === void 0 ? {} : { value },
      ...committed === void 0 ? {} : { committed },
      ...baseline === void 0 ? {} : { baseline },
      ...change === void 0 || !Number.isFinite(change) ? {} : { change }
    };
  });
}
function readingOf(file, name) {
  if (file === void 0) return { kind: "absent" };
  if (file.problem !== void 0) return { kind: "problem", problem: file.problem, ...lineOf(file.problem) };
  const leaf = file.leaves.get(name);
  if (leaf === void 0) return { kind: "absent" };
  if ("problem" in leaf) return { kind: "problem", problem: leaf.problem, ...lineOf(leaf) };
  return { kind: "number", value: leaf.value, ...lineOf(leaf) };
}
function numberOf(reading) {
  return reading.kind === "number" ? reading.value : void 0;
}
function isBroken(reading) {
  return reading.kind === "problem" && (reading.problem.kind === "not-finite" || reading.problem.kind === "duplicate");
}
function pathsOf(sides) {
  const paths = [sides.measured, sides.committed, sides.baseline].flatMap((files) => [...files?.keys() ?? []]);
  return [...new Set(paths)].sort(compareText);
}
function isMetric(row) {
  return [row.value, row.committed, row.baseline].some((reading) => reading.kind === "number") || isBroken(row.value);
}

// src/metrics/numbers.ts
var SHORT = 10;
var DIGITS = 6;
var ALL_DIGITS = 17;
var LARGE = 1e15;
function formatNumber(value, digits = DIGITS) {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (plain(value).length <= SHORT || Number.isInteger(value) && size < LARGE) return plain(value);
  const inFront = size >= 1 && size < LARGE ? Math.floor(Math.log10(size)) + 1 : 0;
  const rounded = Number(value.toPrecision(Math.min(ALL_DIGITS, Math.max(digits, inFront))));
  const shown2 = Number.isFinite(rounded) ? rounded : value;
  return (size < LARGE ? String(shown2) : shown2.toExponential()).replace("e+", "e");
}
function formatTogether(values) {
  for (let digits = DIGITS; digits < ALL_DIGITS; digits++) {
    const texts = values.map((value) => formatNumber(value, digits));
    if (keepsOrder(values, texts.map(Number))) return texts;
  }
  return values.map((value) => formatNumber(value, ALL_DIGITS));
}
function keepsOrder(values, shown2) {
  const order = (of, i, j) => compareNumbers(of[i] ?? 0, of[j] ?? 0);
  return values.every((_, i) => values.every((_other, j) => order(values, i, j) === order(shown2, i, j)));
}
function compareNumbers(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
function formatLimit(limit) {
  return limit.unit === "share" ? `${percent(limit.amount)}%` : plain(limit.amount);
}
function formatTolerance(limit) {
  if (limit.unit === "absolute") return `${plain(limit.amount)} absolute`;
  return limit.amount >= 1e-3 || limit.amount === 0 ? `${percent(limit.amount)}% relative` : `${limit.amount.toExponential()} relative`;
}
function plain(value) {
  return String(value).replace("e+", "e");
}
function percent(share) {
  return plain(Number((share * 100).toPrecision(12)));
}
function difference(value, reference) {
  return roundFor(value - reference, value, reference);
}
function roundFor(result, ...operands) {
  const size = Math.max(...operands.map(Math.abs));
  if (size === 0 || !Number.isFinite(size) || !Number.isFinite(result)) return result;
  const decimals = 15 - Math.ceil(Math.log10(size));
  return decimals > 100 || Math.abs(result) >= 1e21 ? result : Number(result.toFixed(Math.max(0, decimals)));
}

// src/metrics/limits.ts
function limitsOf(policy) {
  const limits = [];
  if (policy.min !== void 0) limits.push({ kind: "min", against: "value", rule: `min: ${plain(policy.min)}`, bound: policy.min });
  if (policy.max !== void 0) limits.push({ kind: "max", against: "value", rule: `max: ${plain(policy.max)}`, bound: policy.max });
  if (policy.maxDrop !== void 0) limits.push({ kind: "max_drop", against: "baseline", rule: `max_drop: ${formatLimit(policy.maxDrop)}`, limit: policy.maxDrop });
  if (policy.maxRise !== void 0) limits.push({ kind: "max_rise", against: "baseline", rule: `max_rise: ${formatLimit(policy.maxRise)}`, limit: policy.maxRise });
  return limits;
}
function rulesOf(policy) {
  const rules = limitsOf(policy).map((limit) => limit.rule);
  return rules.length > 0 ? rules : [`missing: ${policy.missing}`];
}
function judgeLimit(limit, held) {
  return limit.against === "value" ? judgeBound(limit, held) : judgeChange(limit, held);
}
function judgeBound({ kind, bound }, { metric, value }) {
  const passed = kind === "min" ? value >= bound : value <= bound;
  const [shown2, asked] = formatTogether([value, bound]);
  const relation = kind === "min" ? passed ? "at least the required" : "below the required" : passed ? "at most the allowed" : "above the allowed";
  return { passed, message: `${metric} is ${shown2}, ${relation} ${asked}.` };
}
function judgeChange({ kind, limit, rule }, held) {
  const { metric, value, baseline } = held;
  switch (baseline.kind) {
    case "none":
      return { passed: false, message: `${metric} cannot be compared: there is no baseline. Set metrics.baseline, or remove \`${rule}\`.` };
    case "unreadable":
      return { passed: false, message: `${metric} cannot be compared with the baseline: ${baseline.reason}. Choose another metrics.baseline, or remove \`${rule}\` for this change.` };
    case "new":
      return { passed: true, message: `${metric} is a new metric: the baseline does not have it, so \`${rule}\` has nothing to compare with.` };
    case "number":
      return compareWith(baseline.value);
  }
  function compareWith(reference) {
    const change = difference(value, reference);
    const worse = kind === "max_drop" ? -change : change;
    const allowed = limit.unit === "share" ? roundFor(limit.amount * Math.abs(reference), value, reference) : limit.amount;
    const passed = Number.isFinite(worse) && worse <= allowed;
    const [shown2 = "", before = "", by = "", most = ""] = formatTogether([value, reference, Math.abs(change), allowed]);
    const asked = limit.unit === "absolute" ? most : `${most} (${formatLimit(limit)} of the baseline${reference === 0 ? ", which is 0" : ""})`;
    const moved2 = change === 0 ? `${metric} is ${shown2}, as in the baseline` : `${metric} ${change < 0 ? "fell" : "rose"} by ${by} from ${before} to ${shown2}`;
    if (worse > 0) return { passed, message: `${moved2}, ${passed ? "within" : "more than"} the allowed ${asked}.` };
    return { passed, message: passed ? `${moved2}; it may ${kind === "max_drop" ? "fall" : "rise"} by ${asked}.` : `${moved2}, which \`${rule}\` does not allow.` };
  }
}

// src/metrics/nearest.ts
var COMPARED_LENGTH = 64;
function nearestNames(wanted, known, count2 = 3) {
  const target = normal(wanted);
  let best = [];
  for (const name of new Set(known)) {
    const worst = best.length < count2 ? COMPARED_LENGTH : best.at(-1)?.score ?? 0;
    const score = distanceOf(target, normal(name), worst);
    if (score > worst) continue;
    best = [...best, { name, score }].sort((a, b) => a.score - b.score || compareText(a.name, b.name)).slice(0, count2);
  }
  return best.map(({ name }) => name);
}
function distanceOf(target, candidate, limit) {
  if (lastSegment(candidate) === lastSegment(target)) return 0;
  return Math.min(editDistance(target, candidate, limit), editDistance(lastSegment(target), lastSegment(candidate), limit) + 1);
}
function editDistance(from, to, limit) {
  if (Math.abs(from.length - to.length) > limit) return limit + 1;
  let row = Uint8Array.from({ length: to.length + 1 }, (_, index) => index);
  let next = new Uint8Array(to.length + 1);
  for (let i = 1; i <= from.length; i++) {
    let left = i;
    let fewest = i;
    next[0] = i;
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from.charCodeAt(i - 1) === to.charCodeAt(j - 1) ? 0 : 1);
      const removed = (row[j] ?? 0) + 1;
      left = left + 1 < replaced ? left + 1 : replaced;
      if (removed < left) left = removed;
      if (left < fewest) fewest = left;
      next[j] = left;
    }
    if (fewest > limit) return limit + 1;
    [row, next] = [next, row];
  }
  return row[to.length] ?? 0;
}
function normal(name) {
  return name.slice(name.lastIndexOf(":") + 1).toLowerCase().slice(0, COMPARED_LENGTH);
}
function lastSegment(name) {
  return name.slice(name.lastIndexOf(".") + 1);
}

// src/metrics/glob.ts
var MAX_ALTERNATIVES = 256;
var MAX_BRACED_LENGTH = 1e3;
function compileGlob(pattern, kind) {
  const alternatives = expandBraces(pattern).map((alternative) => tokenize(alternative, kind));
  const only = alternatives.length === 1 ? alternatives[0] : void 0;
  const weight = Math.max(...alternatives.map((tokens) => tokens.filter((token) => token.kind === "char").length));
  const literal = only?.map((token) => token.kind === "char" ? token.char : void 0);
  const text = literal?.includes(void 0) === false ? literal.join("") : void 0;
  return {
    literal: text !== void 0,
    weight,
    // A name may have brackets of its own (`recall[macro]`); written as it is, it means itself.
    matches: (candidate) => candidate === pattern || candidate === text || text === void 0 && alternatives.some((tokens) => matchTokens(tokens, candidate, kind))
  };
}
function matchTokens(tokens, text, kind) {
  const chars = Array.from(text);
  const stops = (char) => kind === "path" && char === "/";
  let reached = chars.map(() => false);
  reached.unshift(true);
  for (const token of tokens) {
    const next = reached.map(() => false);
    let folders = false;
    for (let at = 0; at <= chars.length; at++) {
      const before = chars[at - 1];
      const step = at > 0 && reached[at - 1] === true && before !== void 0;
      switch (token.kind) {
        case "char":
          next[at] = step && before === token.char;
          break;
        case "one":
          next[at] = step && !stops(before);
          break;
        case "class":
          next[at] = step && !stops(before) && inClass(before, token.ranges) !== token.negated;
          break;
        case "run":
          next[at] = reached[at] === true || at > 0 && next[at - 1] === true && !stops(before);
          break;
        case "run-over-slashes":
          next[at] = reached[at] === true || at > 0 && next[at - 1] === true;
          break;
        case "folders":
          next[at] = reached[at] === true || folders && before === "/";
          folders ||= reached[at] === true;
          break;
      }
    }
    if (!next.includes(true)) return false;
    reached = next;
  }
  return reached[chars.length] === true;
}
function inClass(char, ranges) {
  return ranges.some(([first, last]) => char >= first && char <= last);
}
function tokenize(pattern, kind) {
  const chars = Array.from(pattern);
  const tokens = [];
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? "";
    const escaped = char === "\\" ? chars[at + 1] : void 0;
    if (escaped !== void 0) {
      tokens.push({ kind: "char", char: escaped });
      at++;
    } else if (char === "*" && chars[at + 1] === "*") {
      while (chars[at + 1] === "*") at++;
      const folders = kind === "path" && chars[at + 1] === "/";
      if (folders) at++;
      tokens.push({ kind: folders ? "folders" : "run-over-slashes" });
    } else if (char === "*") tokens.push({ kind: "run" });
    else if (char === "?") tokens.push({ kind: "one" });
    else {
      const found = char === "[" ? readClass(chars, at) : void 0;
      tokens.push(found?.token ?? { kind: "char", char });
      at = found?.end ?? at;
    }
  }
  return tokens;
}
function readClass(chars, start) {
  const negated = chars[start + 1] === "!" || chars[start + 1] === "^";
  const first = start + (negated ? 2 : 1);
  const end = chars.indexOf("]", first + 1);
  if (end < 0) return void 0;
  const ranges = [];
  for (let at = first; at < end; at++) {
    const from = chars[at] ?? "";
    const isRange = chars[at + 1] === "-" && at + 2 < end;
    ranges.push([from, isRange ? chars[at + 2] ?? from : from]);
    if (isRange) at += 2;
  }
  return { token: { kind: "class", negated, ranges }, end };
}
function expandBraces(pattern) {
  if (pattern.length > MAX_BRACED_LENGTH) return [pattern];
  const done = [];
  const open2 = [pattern];
  for (let next = open2.pop(); next !== void 0; next = open2.pop()) {
    const braces = findBraces(next);
    if (braces === void 0) done.push(next);
    else for (const choice of braces.choices) open2.push(braces.before + choice + braces.after);
    if (done.length + open2.length > MAX_ALTERNATIVES) return [pattern];
  }
  return done;
}
function findBraces(pattern) {
  for (let start = pattern.indexOf("{"); start >= 0; start = pattern.indexOf("{", start + 1)) {
    if (isEscaped(pattern, start)) continue;
    const commas = [];
    let depth = 0;
    for (let at = start; at < pattern.length; at++) {
      const char = pattern[at];
      if (char === "\\") at++;
      else if (char === "{") depth++;
      else if (char === "," && depth === 1) commas.push(at);
      else if (char === "}" && --depth === 0) {
        if (commas.length === 0) break;
        const ends = [...commas, at];
        const choices = ends.map((end, index) => pattern.slice((ends[index - 1] ?? start) + 1, end));
        return { before: pattern.slice(0, start), choices, after: pattern.slice(at + 1) };
      }
    }
  }
  return void 0;
}
function isEscaped(pattern, at) {
  let slashes = 0;
  while (pattern[at - 1 - slashes] === "\\") slashes++;
  return slashes % 2 === 1;
}

// src/metrics/selector.ts
function compileSelector(metric) {
  const spellings = [{ name: compileGlob(metric, "name") }];
  for (let colon = metric.indexOf(":"); colon >= 0; colon = metric.indexOf(":", colon + 1)) {
    const path = metric.slice(0, colon).replace(/^(?:\.\/)+/, "");
    if (path !== "") spellings.push({ path: compileGlob(path, "path"), name: compileGlob(metric.slice(colon + 1), "name") });
  }
  const named = spellings.every((spelling) => spelling.name.literal && spelling.path?.literal !== false);
  const namesFile = /^[^:]*[/.][^:]*:/.test(metric);
  const weight = Math.max(...spellings.map((spelling) => spelling.name.weight + (spelling.path?.weight ?? 0)));
  return {
    match: (path, name) => {
      const fitting = spellings.filter((spelling) => spelling.name.matches(name) && spelling.path?.matches(path) !== false);
      if (fitting.length === 0) return "none";
      return metric === name || fitting.some((spelling) => spelling.name.literal) ? "named" : "pattern";
    },
    mayBeIn: (path) => !namesFile || spellings.some((spelling) => spelling.path?.matches(path) === true),
    rank: (named ? 1e6 : 0) + weight
  };
}

// src/metrics/judge.ts
function judge(policies, sides) {
  const rows = collectRows(sides);
  const court = { sides, rows, labels: labelsOf(rows) };
  return policies.flatMap((policy) => judgePolicy(policy, court));
}
function gatePassed(results) {
  return results.every((result) => result.passed || result.severity === "warning");
}
function judgePolicy(policy, court) {
  const selector = compileSelector(policy.metric);
  const rows = court.rows.filter((row) => isSelected(row, selector));
  if (rows.length === 0) return judgeNothing(policy, selector, court);
  return rows.flatMap((row) => {
    const metric = court.labels.get(row) ?? row.name;
    const value = numberOf(row.value);
    if (value === void 0) {
      const result = withoutValue(policy, row, metric);
      return rulesOf(policy).map((rule) => ({ metric, rule, severity: policy.severity, ...baselineEntry(numberOf(row.baseline)), ...result }));
    }
    const held = { metric, value, baseline: baselineOf(row, court) };
    const base = { metric, severity: policy.severity, value, ...baselineEntry(held.baseline.kind === "number" ? held.baseline.value : void 0) };
    const limits = limitsOf(policy);
    if (limits.length > 0) return limits.map((limit) => ({ ...base, rule: limit.rule, ...judgeLimit(limit, held) }));
    return rulesOf(policy).map((rule) => ({ ...base, rule, passed: true, message: `${metric} is ${formatNumber(value)}; no limit is set for it.` }));
  });
}
function baselineEntry(baseline) {
  return baseline === void 0 ? {} : { baseline };
}
function isSelected(row, selector) {
  const match = selector.match(row.path, row.name);
  if (match !== "pattern") return match === "named";
  if ([row.value, row.committed, row.baseline].some((reading) => reading.kind === "number")) return true;
  return row.value.kind === "problem" && row.value.problem.kind !== "other";
}
function withoutValue(policy, row, metric) {
  if (row.value.kind === "problem") return { passed: false, message: `${metric} cannot be judged: ${row.value.problem.message}.` };
  if (policy.missing === "ignore") return { passed: true, message: `${metric} is not there any more, which \`missing: ignore\` allows.` };
  const before = numberOf(row.baseline);
  const last = before === void 0 ? `${row.path} has it only as committed` : `the baseline has ${formatNumber(before)} in ${row.path}`;
  return { passed: false, message: `${metric} is gone: ${last}, and now it is not there. If that is meant, set \`missing: ignore\` for it or remove its policy.` };
}
function judgeNothing(policy, selector, { sides, rows, labels }) {
  const suspects = unreadableFiles(sides).filter((problem) => selector.mayBeIn(problem.path));
  const passed = policy.missing === "ignore" && suspects.length === 0;
  const known = rows.filter((row) => numberOf(row.value) !== void 0).map((row) => labels.get(row) ?? row.name);
  const nearest2 = nearestNames(policy.metric, known);
  const hint = suspects.length > 0 ? `${suspects.map((problem) => problem.message).join("; ")}.` : nearest2.length === 0 ? "No metrics file has a number." : `The nearest ${nearest2.length === 1 ? "is" : "are"} ${nearest2.join(", ")}.`;
  const message = passed ? `No metric is named ${policy.metric}, which \`missing: ignore\` allows.` : `No metric is named ${policy.metric}. ${hint}`;
  return rulesOf(policy).map((rule) => ({ metric: policy.metric, rule, passed, severity: policy.severity, message }));
}
function baselineOf(row, { sides, rows }) {
  if (sides.baseline === void 0) return { kind: "none" };
  if (row.baseline.kind !== "absent") return readAt(row.baseline);
  const [lost] = [...sides.baseline.values()].filter((file) => file.problem !== void 0 && !sides.committed.has(file.path) && sides.measured?.has(file.path) !== true);
  if (lost?.problem !== void 0) return { kind: "unreadable", reason: lost.problem.message };
  const moved2 = rows.filter((other) => other.name === row.name && other.baseline.kind !== "absent" && other.value.kind === "absent");
  const [from, second] = moved2;
  if (from === void 0) return { kind: "new" };
  if (second !== void 0) return { kind: "unreadable", reason: `${from.path} and ${second.path} both had it and have it no more` };
  return readAt(from.baseline);
}
function readAt(reading) {
  switch (reading.kind) {
    case "number":
      return { kind: "number", value: reading.value };
    case "problem":
      return { kind: "unreadable", reason: reading.problem.message };
    case "absent":
      return { kind: "new" };
  }
}
function unreadableFiles(sides) {
  return pathsOf(sides).flatMap((path) => {
    const problem = (sides.measured?.get(path) ?? sides.committed.get(path))?.problem;
    return problem === void 0 ? [] : [problem];
  });
}
function labelsOf(rows) {
  const count2 = /* @__PURE__ */ new Map();
  for (const { name } of rows) count2.set(name, (count2.get(name) ?? 0) + 1);
  return new Map(rows.map((row) => [row, (count2.get(row.name) ?? 0) > 1 ? `${row.path}:${row.name}` : row.name]));
}

// src/run/aside.ts
import { randomBytes } from "node:crypto";
import { copyFile, cp, lstat, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
var PREFIX = "aside-";
var Aside = class _Aside {
  constructor(directory) {
    this.directory = directory;
  }
  directory;
  entries = [];
  /** @param base a folder on the same file system as what will be put aside, ignored by Git */
  static async open(base) {
    const directory = join(base, `${PREFIX}${process.pid}-${randomBytes(4).toString("hex")}`);
    await mkdir(directory, { recursive: true });
    return new _Aside(directory);
  }
  /** Moves a path out of the way. A path that does not exist is remembered as such. */
  async move(original) {
    await this.take(original, false);
  }
  /** Keeps a copy of a file that others will write to. */
  async copy(original) {
    await this.take(original, true);
  }
  /** As `copy`, for what may also be a folder or nothing; a folder is left alone. */
  async copyIfFile(original) {
    const info = await lstat(original).catch(() => void 0);
    if (info === void 0 || info.isFile()) await this.take(original, true);
  }
  /** Puts everything back as it was and forgets it (so that a second call does nothing); what stands in the places meanwhile is removed. */
  async restore() {
    await restoreEntries(this.entries.splice(0));
    await rm(this.directory, { recursive: true, force: true });
  }
  /** Forgets what was put aside: what stands in its places now is right. */
  async discard() {
    this.entries.length = 0;
    await rm(this.directory, { recursive: true, force: true });
  }
  async take(original, copied) {
    if (this.entries.some((entry2) => entry2.original === original)) return;
    const absent = !await exists(original);
    const entry = { original, backup: join(this.directory, String(this.entries.length)), copied, absent };
    this.entries.push(entry);
    const journal = { pid: process.pid, entries: this.entries };
    const file = join(this.directory, "journal.json");
    await writeFile(`${file}.new`, JSON.stringify(journal));
    await rename(`${file}.new`, file);
    if (absent) return;
    if (copied) await copyFile(original, entry.backup);
    else await moveAcross(original, entry.backup);
  }
};
async function recoverAside(base) {
  const names = await readdir(base).catch(() => []);
  const recovered = [];
  for (const name of names.filter((each) => each.startsWith(PREFIX))) {
    const directory = join(base, name);
    const text = await readFile(join(directory, "journal.json"), "utf8").catch(() => void 0);
    const journal = text === void 0 ? void 0 : JSON.parse(text);
    if (journal && isAlive(journal.pid)) continue;
    if (journal) {
      await restoreEntries(journal.entries);
      recovered.push(...journal.entries.filter(({ absent }) => !absent).map(({ original }) => original));
    }
    await rm(directory, { recursive: true, force: true });
  }
  return recovered;
}
async function restoreEntries(entries) {
  for (const { original, backup, absent } of [...entries].reverse()) {
    const kept = await exists(backup);
    if (!kept && !absent) continue;
    await rm(original, { recursive: true, force: true });
    if (absent) continue;
    await mkdir(dirname(original), { recursive: true });
    await moveAcross(backup, original);
  }
}
async function moveAcross(from, to) {
  try {
    await rename(from, to);
  } catch (error) {
    if (error.code !== "EXDEV") throw error;
    await cp(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    await rm(from, { recursive: true, force: true });
  }
}
function exists(path) {
  return lstat(path).then(() => true, () => false);
}
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch (error) {
    return error.code === "EPERM";
  }
}

// src/flows/build.ts
import { dirname as dirname4, resolve as resolve2 } from "node:path";

// src/dvc/project-files.ts
var import_yaml = __toESM(require_dist(), 1);
import { readFile as readFile2, realpath, stat } from "node:fs/promises";
import { basename, dirname as dirname2, isAbsolute, join as join2, posix, relative, resolve, sep } from "node:path";
var MAX_BYTES = 64 * 1024 * 1024;
var MAX_ALIASES = 1e3;
var LOCK_SCHEMA = "2.0";
var URL_LIKE = /^[a-z][a-z0-9+.-]*:\/\//i;
async function findDvcRoot(directory, boundary) {
  const top = await realpath(boundary);
  for (let at = await realpath(directory); ; at = dirname2(at)) {
    const found = await stat(join2(at, ".dvc")).then((entry) => entry.isDirectory(), () => false);
    if (found) return at;
    if (at === top || at === dirname2(at)) return void 0;
  }
}
function kindOf(path) {
  const name = basename(path);
  if (name === "dvc.yaml") return "pipeline";
  if (name === "dvc.lock") return "lock";
  return name.endsWith(".dvc") && name !== ".dvc" ? "data" : void 0;
}
async function loadProjectFiles(directory, root, files) {
  const loaded = [];
  const problems = [];
  await Promise.all(files.map(async (path) => {
    const kind = kindOf(path);
    if (!kind) return;
    const full = join2(directory, path);
    const info = await stat(full).catch(() => void 0);
    if (!info?.isFile()) return;
    if (info.size > MAX_BYTES) {
      problems.push({ path, message: `${path} has ${info.size} bytes.`, remedy: `A file of DVC's is at most ${MAX_BYTES} bytes; is this one data?` });
      return;
    }
    const text = await readFile2(full, "utf8");
    const data = parseProjectFile(path, kind, text, problems);
    if (data) loaded.push({ path, kind, text, data });
  }));
  loaded.sort((a, b) => a.path < b.path ? -1 : 1);
  const declared = declaredPaths(loaded);
  for (const file of loaded) checkPaths(file, directory, root, declared, problems);
  problems.sort((a, b) => a.path < b.path ? -1 : 1);
  const [first, ...rest] = problems;
  if (first) {
    const details = { key: first.path, path: first.path, remedy: first.remedy };
    if (first.line !== void 0) details.line = first.line;
    throw new SetupError([first, ...rest].map((problem, index) => index === 0 ? problem.message : `${problem.message} ${problem.remedy}`).join("\n"), details);
  }
  if (!loaded.some(({ kind }) => kind === "pipeline" || kind === "data")) {
    throw new SetupError(`${directory} has neither a dvc.yaml nor a .dvc file.`, { key: "working-directory", value: directory, remedy: "Add data with `dvc add`, a stage with `dvc stage add`, or set `working-directory` to the folder of the DVC project." });
  }
  return loaded;
}
var CONFLICT = /^(<{7}|={7}|>{7}|\|{7})( |$)/m;
function parseProjectFile(path, kind, text, problems) {
  const problem = (message, remedy, line) => {
    problems.push({ path, message: line === void 0 ? `${path}: ${message}` : `${path}, line ${line}: ${message}`, remedy, ...line === void 0 ? {} : { line } });
  };
  const conflict = CONFLICT.exec(text);
  if (conflict) {
    return problem("it has the marks of a Git conflict.", kind === "pipeline" ? "Settle the conflict, then run `dvc repro`." : `Take one side (\`git checkout --ours -- ${path}\` or \`--theirs\`), then run ${kind === "lock" ? "`dvc repro`" : "`dvc checkout`"} and commit the result.`, lineAt(text, conflict.index));
  }
  const lines = new import_yaml.LineCounter();
  const document = (0, import_yaml.parseDocument)(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const tab = /^[ ]*\t/m.exec(text);
    const remedy = tab ? "Indent with spaces: YAML does not take tabs." : error.code === "DUPLICATE_KEY" ? kind === "pipeline" ? "Give every stage and every key one place." : "Restore the file from Git and run `dvc repro`." : kind === "lock" ? "Restore it (`git checkout HEAD~1 -- dvc.lock`, or from your colleague) and run `dvc repro`." : "Mend the YAML.";
    return problem(`${error.code === "DUPLICATE_KEY" ? `the key ${keyAt(text, error.pos[0])} is there twice` : error.message.replace(/\.$/, "")}.`, remedy, lines.linePos(error.pos[0]).line);
  }
  let data;
  try {
    data = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (cause) {
    return problem(`its aliases multiply beyond reason (${cause instanceof Error ? cause.message : String(cause)}).`, "Write the values out, or keep them in params.yaml.");
  }
  if (data === null || data === void 0 || typeof data === "object" && Object.keys(data).length === 0) {
    return problem("it is empty.", kind === "pipeline" ? "Add stages (`dvc stage add`), or delete it: an empty pipeline checks nothing." : "Restore it from Git, or run `dvc repro` to write it anew.", 1);
  }
  if (typeof data !== "object" || Array.isArray(data)) return problem("it is not a mapping of keys to values.", "Mend the YAML.", 1);
  const mapping = data;
  if (kind === "lock") {
    const { schema } = mapping;
    if (schema !== LOCK_SCHEMA) {
      const seen2 = schema === void 0 ? "no schema" : `schema ${JSON.stringify(schema)}`;
      return problem(`it has ${seen2}, and this version reads schema '${LOCK_SCHEMA}'.`, "Run `dvc repro` with DVC 3 to write it anew.", lineOfKey(document, lines, "schema") ?? 1);
    }
    if (mapping["stages"] !== void 0 && !isRecord(mapping["stages"])) return problem("its `stages` are not a mapping.", "Restore it from Git, or run `dvc repro`.", lineOfKey(document, lines, "stages"));
    if (mapping["stages"] === void 0 && mapping["datasets"] === void 0) return problem("it has a schema and no stages: it was cut off.", "Restore it from Git, or run `dvc repro`.", 1);
  }
  return mapping;
}
function lockedEntries(file) {
  const owners = file.kind === "data" ? [[file.path, file.data]] : Object.entries(isRecord(file.data["stages"]) ? file.data["stages"] : {});
  return owners.flatMap(([where, owner]) => ["outs", "deps"].flatMap((key) => {
    const entries = isRecord(owner) ? owner[key] : void 0;
    return (Array.isArray(entries) ? entries : []).filter(isRecord).filter((entry) => typeof entry["path"] === "string").map((entry) => ({
      path: entry["path"],
      hash: entry["md5"],
      where,
      kind: key === "outs" ? "out" : "dep"
    }));
  }));
}
function declaredPaths(files) {
  const names = /* @__PURE__ */ new Set();
  const collect = (value) => {
    if (typeof value === "string") names.add(value);
    else if (Array.isArray(value)) value.forEach(collect);
    else if (isRecord(value)) for (const [key, inner] of Object.entries(value)) {
      names.add(key);
      collect(inner);
    }
  };
  for (const file of files) if (file.kind === "pipeline") collect(file.data["stages"]);
  return names;
}
function checkPaths(file, directory, root, declared, problems) {
  if (file.kind === "pipeline") return;
  const wdir = file.kind === "data" && typeof file.data["wdir"] === "string" ? file.data["wdir"] : ".";
  const base = resolve(directory, dirname2(file.path), wdir);
  for (const entry of lockedEntries(file)) {
    const line = lineAt(file.text, Math.max(0, file.text.indexOf(entry.path)));
    if (entry.hash !== void 0 && (typeof entry.hash !== "string" || !/^[0-9a-f]{32}(\.dir)?$/.test(entry.hash))) {
      problems.push({ path: file.path, line, message: `${file.path}: ${entry.path} of ${entry.where} has the hash ${JSON.stringify(entry.hash)}, which is no MD5.`, remedy: "Restore it from Git, or run `dvc repro`." });
    }
    if (URL_LIKE.test(entry.path) || isInside(root, resolve(base, entry.path))) continue;
    if (entry.kind === "dep" && (declared.has(entry.path) || file.kind === "data")) continue;
    problems.push({ path: file.path, line, message: `${file.path}, line ${line}: ${entry.path} of ${entry.where} leaves the repository.`, remedy: "Keep outputs inside the repository; restore dvc.lock with `dvc repro`." });
  }
}
function isInside(root, path) {
  const inside = relative(root, path);
  return inside === "" || !inside.startsWith(`..${sep}`) && inside !== ".." && !isAbsolute(inside);
}
function stageLines(text) {
  const lines = new import_yaml.LineCounter();
  const document = (0, import_yaml.parseDocument)(text, { lineCounter: lines });
  const stages = document.get("stages", true);
  const found = /* @__PURE__ */ new Map();
  if (!(0, import_yaml.isMap)(stages)) return found;
  for (const { key } of stages.items) {
    if ((0, import_yaml.isScalar)(key) && key.range) found.set(String(key.value), lines.linePos(key.range[0]).line);
  }
  return found;
}
function declaredName(name) {
  const short = name.includes(":") ? name.slice(name.lastIndexOf(":") + 1) : name;
  return short.split("@")[0] ?? short;
}
async function remoteSchemes(root) {
  const texts = await Promise.all(["config", "config.local"].map((name) => readFile2(join2(root, ".dvc", name), "utf8").catch(() => "")));
  const urls = texts.flatMap((text) => [...text.matchAll(/^\s*url\s*=\s*(\S.*)$/gim)].map((match) => (match[1] ?? "").trim().replace(/^['"]|['"]$/g, "")));
  return [...new Set(urls.map((url) => (/^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1] ?? "").toLowerCase()))];
}
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function joinPath(...parts) {
  return posix.normalize(posix.join(...parts));
}
function lineAt(text, offset) {
  return text.slice(0, offset).split("\n").length;
}
function lineOfKey(document, lines, key) {
  if (!(0, import_yaml.isMap)(document.contents)) return void 0;
  const pair = document.contents.items.find((item) => (0, import_yaml.isScalar)(item.key) && item.key.value === key);
  return pair && (0, import_yaml.isScalar)(pair.key) && pair.key.range ? lines.linePos(pair.key.range[0]).line : void 0;
}
function keyAt(text, offset) {
  return `'${/^[^:\n]*/.exec(text.slice(offset))?.[0].trim() ?? ""}'`;
}

// src/flows/places.ts
import { dirname as dirname3 } from "node:path";
var FindingPlaces = class {
  constructor(files) {
    this.files = files;
  }
  files;
  lines = /* @__PURE__ */ new Map();
  /** The dvc.yaml of a stage (relative to the working directory) and the line where it is declared. */
  ofStage(name, file) {
    const line = this.linesOf(file).get(declaredName(name));
    return { path: file, ...line === void 0 ? {} : { line } };
  }
  /** The dvc.lock beside a dvc.yaml. */
  static lockOf(file) {
    return joinPath(dirname3(file), "dvc.lock");
  }
  linesOf(file) {
    const known = this.lines.get(file);
    if (known) return known;
    const source = this.files.find(({ path }) => path === file);
    const lines = source ? stageLines(source.text) : /* @__PURE__ */ new Map();
    this.lines.set(file, lines);
    return lines;
  }
};

// src/pipeline/graph.ts
var Graph = class {
  needs = /* @__PURE__ */ new Map();
  neededBy = /* @__PURE__ */ new Map();
  byName;
  constructor(project) {
    this.byName = new Map(project.stages.map((stage) => [stage.name, stage]));
    for (const [stage, upstream] of project.edges) {
      this.needs.set(stage, [...this.needs.get(stage) ?? [], upstream]);
      this.neededBy.set(upstream, [...this.neededBy.get(upstream) ?? [], stage]);
    }
  }
  stage(name) {
    return this.byName.get(name);
  }
  /** Direct needs of a stage, `.dvc` files included. */
  upstream(name) {
    return this.needs.get(name) ?? [];
  }
  /** What needs the stage directly. */
  downstream(name) {
    return this.neededBy.get(name) ?? [];
  }
  /** The given stages and everything that depends on them; a frozen stage is never reached through its needs. */
  withDownstream(names) {
    return this.closure(names, (name) => this.downstream(name).filter((next) => this.byName.get(next)?.frozen !== true));
  }
  /** The given stages and everything that they need. */
  withUpstream(names) {
    return this.closure(names, (name) => this.upstream(name));
  }
  /** All names so that everything comes after what it needs; otherwise in the order of the project. */
  topological() {
    const order = [];
    const waiting = new Map([...this.byName.keys()].map((name) => [name, this.upstream(name).length]));
    let ready = [...waiting].filter(([, needs]) => needs === 0).map(([name]) => name);
    while (ready.length > 0) {
      const next = [];
      for (const name of ready) {
        order.push(name);
        for (const dependent of this.downstream(name)) {
          const left = (waiting.get(dependent) ?? 0) - 1;
          waiting.set(dependent, left);
          if (left === 0) next.push(dependent);
        }
      }
      ready = next;
    }
    return order;
  }
  closure(names, next) {
    const seen2 = /* @__PURE__ */ new Set();
    const open2 = [...names];
    for (let name = open2.pop(); name !== void 0; name = open2.pop()) {
      if (seen2.has(name)) continue;
      seen2.add(name);
      open2.push(...next(name));
    }
    return seen2;
  }
};

// src/pipeline/project.ts
function isWithin(path, other) {
  return path === other || other === "." || path.startsWith(other.endsWith("/") ? other : `${other}/`);
}

// src/pipeline/verdicts.ts
function verdicts(project, status, isTracked) {
  const graph = new Graph(project);
  const own = new Map(project.stages.map((stage) => [stage.name, causesOf(stage, status[stage.name] ?? {}, isTracked)]));
  const changes = (name) => (own.get(name) ?? []).some(({ kind }) => kind !== "missing" && kind !== "always");
  const isStage = (name) => graph.stage(name)?.kind === "stage";
  const changed = project.stages.filter((stage) => stage.kind === "stage" && !stage.frozen && changes(stage.name)).map(({ name }) => name);
  const stale = graph.withDownstream(changed);
  return project.stages.filter(({ name }) => isStage(name)).map((stage) => {
    const causes = own.get(stage.name) ?? [];
    if (stage.frozen) return { name: stage.name, verdict: "frozen", causes };
    const upstream = graph.upstream(stage.name).filter((name) => isStage(name) && stale.has(name)).map((name) => ({
      kind: "upstream",
      path: name,
      message: `${name}, which it needs, is stale`
    }));
    const isStale = stale.has(stage.name) || causes.some(({ kind }) => kind === "missing");
    return { name: stage.name, verdict: isStale ? "stale" : "unchanged", causes: [...causes, ...upstream] };
  });
}
function isUnlocked(stage) {
  return stage.kind === "stage" && [...stage.outs, ...stage.deps].every((entry) => !("hash" in entry) || entry.hash === void 0) && stage.deps.every((dep) => dep.kind !== "params" || Object.keys(dep.locked).length === 0);
}
function causesOf(stage, status, isTracked) {
  const always = status.always ? [{ kind: "always", message: "it always runs (always_changed, or no dependencies)" }] : [];
  if (isUnlocked(stage) && (status.outs ?? status.deps ?? status.params ?? status.command) !== void 0) {
    return [{ kind: "command", path: stage.file.replace(/dvc\.yaml$/, "dvc.lock"), message: "dvc.lock has no entry for it: it was never reproduced, or its lock was not committed" }, ...always];
  }
  const causes = [];
  for (const [path, state] of Object.entries(status.deps ?? {})) {
    const gone = state === "deleted" || state === "not in cache";
    if (gone) causes.push({ kind: "missing", path, message: `${path}, which it reads, is not here` });
    else causes.push({ kind: isTracked(path) ? "code" : "data", path, message: `${path} ${sentence(state)}` });
  }
  for (const [file, changed] of Object.entries(status.params ?? {})) {
    if (typeof changed === "string") {
      causes.push({ kind: "params", path: file, message: `${file} ${sentence(changed)}` });
      continue;
    }
    for (const [name, { status: state, old, new: present }] of Object.entries(changed)) {
      for (const leaf of state === "modified" ? changedLeaves(name, old, present) : [{ name, old, present }]) {
        const message = leaf.old === void 0 ? `${leaf.name} is new: ${shown(leaf.present)}` : leaf.present === void 0 ? `${leaf.name} is gone, it was ${shown(leaf.old)}` : `${leaf.name}: ${shown(leaf.old)} -> ${shown(leaf.present)}`;
        causes.push({ kind: "params", path: `${file}:${leaf.name}`, message });
      }
    }
  }
  if (status.command ?? status.checksum) causes.push({ kind: "command", path: stage.file, message: "its command is not the one in dvc.lock" });
  for (const [path, state] of Object.entries(status.outs ?? {})) {
    const gone = state === "deleted" || state === "not in cache";
    if (gone) causes.push({ kind: "missing", path, message: `its output ${path} is not here` });
    else if (!causes.some(({ path: known }) => known !== void 0 && isWithin(path, known))) {
      causes.push({ kind: "data", path, message: `its output ${path} is not what dvc.lock says` });
    }
  }
  return [...causes, ...always];
}
function changedLeaves(name, old, present) {
  if (!isMapping(old) || !isMapping(present)) return [{ name, old, present }];
  const keys = [.../* @__PURE__ */ new Set([...Object.keys(old), ...Object.keys(present)])];
  return keys.filter((key) => JSON.stringify(old[key]) !== JSON.stringify(present[key])).flatMap((key) => changedLeaves(`${name}.${key}`, old[key], present[key]));
}
function isMapping(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function sentence(state) {
  if (state === "new") return "is a dependency that dvc.lock does not know";
  return state === "modified" ? "has changed" : `is ${state}`;
}
function shown(value) {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

// src/flows/remote.ts
async function verifyRemote(context, mode) {
  return context.run.step("verify", async (outcome) => {
    const result = await askRemote(context, mode);
    const { missing } = context.run.report.remote;
    const note = result.unpushed.length > 0 ? `; never in the remote (push: false): ${result.unpushed.join(", ")}` : "";
    outcome.message = missing.length === 0 ? `all ${result.objects} objects are in '${result.remote ?? ""}'${note}` : `${missing.length} of ${result.objects} objects are not whole in the remote${note}`;
    if (missing.length > 0) outcome.conclusion = "failure";
    for (const path of result.unpushed) {
      context.run.report.lint.push({ rule: "not-pushed", path: context.inGit(path), severity: "notice", message: `${path} is declared push: false: nobody else can fetch it.` });
    }
    return result;
  });
}
async function askRemote(context, mode) {
  const result = await context.dvc.verify(mode);
  if (result.objects > 0 && result.bad.length === result.objects && result.bad.every(({ reason }) => reason === "missing")) await refuseAbsentFolder(context, result);
  const { pushed } = context.run.report.remote;
  context.run.report.remote = remoteReport(result, pushed);
  return result;
}
function remoteReport(result, pushed) {
  return { name: result.remote ?? "", objects: result.objects, pushed, verified: result.verified, missing: result.bad.map(missingObject).sort(byPath) };
}
function byPath(a, b) {
  const [first = "", second = ""] = [a.paths[0], b.paths[0]];
  return first < second ? -1 : first > second ? 1 : 0;
}
function missingObject(bad) {
  const paths = bad.paths.join(", ");
  const what = bad.reason === "missing" ? `${paths}: the object ${bad.hash} is not in the remote '${bad.remote}'. Run \`dvc push\` where it was made.` : `${paths}: the object ${bad.hash} in the remote '${bad.remote}' is ${bad.reason}${bad.detail ? ` (${bad.detail})` : ""}. Delete it there and run \`dvc push\` where it was made.`;
  return { hash: bad.hash, paths: bad.paths, remote: bad.remote, reason: bad.reason, message: what };
}
async function refuseAbsentFolder({ project }, { remote }) {
  const url = project.remotes[remote ?? ""]?.url ?? "";
  if (url === "" || /^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return;
  const { stat: stat6 } = await import("node:fs/promises");
  const found = await stat6(url).then((info) => info.isDirectory(), () => false);
  if (!found) {
    throw new OutsideError(`the DVC remote '${remote ?? ""}' is the folder ${url}, which this machine does not have.`, {
      key: "remote",
      value: url,
      remedy: "Use a remote that this machine can reach, name it with `remote`, or run `dvc push` if nobody ever pushed."
    });
  }
}
async function strictPull(context, targets) {
  const { run: run2, dvc } = context;
  await run2.step("pull", async (outcome) => {
    if (targets?.length === 0) {
      outcome.message = "nothing is needed";
      return;
    }
    const jobs = run2.settings.jobs === void 0 ? [] : ["--jobs", String(run2.settings.jobs)];
    const result = await dvc.run(["pull", ...jobs, ...targets ? ["--", ...targets] : []]);
    if (result.code === 0) {
      outcome.message = targets ? targets.join(", ") : "everything";
      return;
    }
    const lacking = Object.keys(await dvc.uncached());
    const known = new Set(run2.report.remote.missing.map(({ hash }) => hash));
    const unexplained = lacking.filter((hash) => !known.has(hash));
    if (unexplained.length > 0) {
      const { bad } = await dvc.verify("full", unexplained);
      run2.report.remote.missing.push(...bad.map(missingObject));
      run2.report.remote.missing.sort(byPath);
    }
    if (run2.report.remote.missing.length === 0) {
      throw new OutsideError(`dvc pull failed with code ${result.code}: ${lastLine(result.stderr)}`, { key: "remote", remedy: "Check that the remote can be read from here, and the credentials." });
    }
    outcome.conclusion = "failure";
    outcome.message = `${run2.report.remote.missing.length} objects could not be had`;
  });
}
function lastLine(text) {
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}

// src/flows/stages.ts
var SOURCE_TRAILER = "Dvc-Ci-Source";
function resolveStages(context, names, key) {
  const known = context.stages.filter(({ kind }) => kind === "stage").map(({ name }) => name);
  const chosen = /* @__PURE__ */ new Set();
  for (const name of names) {
    const found = known.includes(name) ? [name] : known.filter((stage) => declaredName(stage) === name);
    if (found.length === 0) {
      const near = nearest(name, [...known, ...known.map(declaredName)]);
      throw new SetupError(`${key}: there is no stage '${name}'.`, { key, value: name, remedy: near === void 0 ? `The stages are ${known.join(", ")}.` : `Did you mean '${near}'?` });
    }
    found.forEach((stage) => chosen.add(stage));
  }
  return context.graph.topological().filter((name) => chosen.has(name));
}

// src/flows/stale.ts
import { mkdir as mkdir2, mkdtemp, rm as rm2 } from "node:fs/promises";
import { join as join3 } from "node:path";
async function checkReproduced(context, allowMissing) {
  const { run: run2, dvc, project } = context;
  return run2.step("reproduce", async (outcome) => {
    const [status, isTracked] = await Promise.all([dvc.status({ allowMissing, runCache: true }), trackedPaths(context)]);
    const scope = new Set(context.stages.map(({ name }) => name));
    run2.report.stages = verdicts(project, status, isTracked).filter(({ name }) => scope.has(name));
    const stale = run2.report.stages.filter(({ verdict }) => verdict === "stale");
    const moved2 = stale.length > 0 && await isMainsDoing(context, stale);
    for (const stage of stale) addFinding(context, stage, status[stage.name]?.cached === true, moved2);
    for (const stage of run2.report.stages) addNotice(context, stage);
    for (const source of context.stages.filter(({ kind, name }) => kind !== "stage" && status[name]?.outs)) addDataFinding(context, source, status[source.name]?.outs ?? {});
    if (stale.length === 0) {
      outcome.message = "dvc repro has nothing to run";
    } else {
      outcome.conclusion = "failure";
      outcome.message = `dvc repro would run ${stale.map(({ name }) => name).join(", ")}`;
    }
    return stale.map(({ name }) => name);
  });
}
async function trackedPaths(context) {
  const files = await context.git.listFiles(void 0, []);
  const known = /* @__PURE__ */ new Set();
  for (const file of files) {
    for (let path = file; path !== ""; path = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "") {
      if (known.has(path)) break;
      known.add(path);
    }
  }
  return (path) => known.has(context.inGit(path));
}
function addFinding(context, stage, cached, moved2) {
  const found = context.graph.stage(stage.name);
  const place = context.places.ofStage(stage.name, found?.file ?? "dvc.yaml");
  const why = stage.causes.map(({ message: message2 }) => message2).join("; ");
  const onlyMissing = stage.causes.every(({ kind }) => kind === "missing" || kind === "always");
  const lock = FindingPlaces.lockOf(place.path);
  const message = moved2 ? `main has moved: merge it and reproduce ${stage.name} (${why}).` : onlyMissing ? `${stage.name} is not whole here, so dvc repro would run it: ${why}. Was its data pushed?` : `dvc.lock is stale: dvc repro would ${cached ? "take the outputs of" : "run"} ${stage.name}${cached ? " from the run cache" : ""}: ${why}.`;
  context.run.report.lint.push({
    rule: onlyMissing ? "stage-data-missing" : "stale-stage",
    ...place,
    path: context.inGit(place.path),
    severity: "error",
    message,
    fix: onlyMissing ? "dvc push" : `${moved2 ? `git merge origin/${context.run.settings.event.pullRequest?.baseRef ?? "main"} && ` : ""}dvc repro && dvc push && git commit ${lock}`
  });
}
function addNotice(context, stage) {
  const place = () => ({ path: context.inGit(context.graph.stage(stage.name)?.file ?? "dvc.yaml") });
  if (stage.verdict === "frozen") {
    context.run.report.lint.push({ rule: "frozen-stage", ...place(), severity: "notice", message: `${stage.name} is frozen: its inputs are not looked at.` });
  } else if (stage.causes.some(({ kind }) => kind === "always")) {
    context.run.report.lint.push({ rule: "always-changed", ...place(), severity: "notice", message: `${stage.name} always runs with dvc repro, so nothing can be said of it.` });
  }
}
function addDataFinding(context, source, outs) {
  for (const [path, state] of Object.entries(outs)) {
    const gone = state === "deleted" || state === "not in cache";
    if (gone && context.run.report.remote.missing.some(({ paths }) => paths.some((known) => known === path || known.startsWith(`${path}/`)))) continue;
    context.run.report.lint.push({
      rule: gone ? "data-missing" : "data-changed",
      path: context.inGit(source.file),
      severity: "error",
      message: gone ? `${path} is not here, though ${source.file} names it.` : `${path} is not what ${source.file} says.`,
      fix: gone ? `dvc pull ${source.file}` : `dvc commit ${source.file}`
    });
  }
}
async function isMainsDoing(context, stale) {
  const { run: run2, git } = context;
  const pull = run2.settings.event.pullRequest;
  if (!pull || pull.headSha === run2.report.source.sha) return false;
  await mkdir2(context.scratch, { recursive: true });
  const holder = await mkdtemp(join3(context.scratch, "head-"));
  try {
    return await git.withWorktree(pull.headSha, join3(holder, "tree"), async (directory) => {
      const head = await context.dvc.inspectAt(join3(directory, git.prefix));
      const own = verdicts(head, head.status, () => true);
      const staleAlone = new Set(own.filter(({ verdict }) => verdict === "stale").map(({ name }) => name));
      return stale.filter(({ causes }) => causes.some(({ kind }) => kind !== "missing")).every(({ name }) => !staleAlone.has(name));
    });
  } catch (error) {
    if (run2.signal.aborted) throw error;
    run2.host.debug(`cannot tell whose change it was: ${messageOf(error)}`);
    return false;
  } finally {
    await rm2(holder, { recursive: true, force: true });
  }
}

// src/flows/build.ts
async function planBuild(context) {
  const { run: run2, dvc, project, graph, stages } = context;
  const { force } = run2.settings.rebuild;
  return run2.step("plan", async (outcome) => {
    const named = force.kind === "stages" ? resolveStages(context, force.stages, "force") : [];
    const [status, isTracked] = await Promise.all([dvc.status({ allowMissing: true }), trackedPaths(context)]);
    const judged = verdicts(project, status, isTracked);
    const causes = new Map(judged.map(({ name, causes: own }) => [name, own]));
    const runnable = stages.filter(({ kind, frozen }) => kind === "stage" && !frozen).map(({ name }) => name);
    const stale = judged.filter(({ verdict }) => verdict === "stale").map(({ name }) => name);
    const always = stages.filter((stage) => stage.always && !stage.frozen).map(({ name }) => name);
    const forced = force.kind === "all" ? graph.topological().filter((name) => runnable.includes(name)) : named;
    const inScope = new Set(runnable);
    const mayRun = new Set([...graph.withDownstream([...forced, ...stale, ...always])].filter((name) => inScope.has(name)));
    const needed = new Set([...mayRun].flatMap((name) => graph.upstream(name)).filter((name) => !mayRun.has(name)));
    const pull = stages.concat(project.stages.filter((stage) => !stages.includes(stage))).filter((stage) => needed.has(stage.name) && !stage.partial && stage.outs.some((out) => out.cache && out.hash !== void 0)).map(({ name }) => name);
    const trusted = pull.filter((name) => graph.stage(name)?.kind === "stage" && !(force.kind === "all" && graph.stage(name)?.frozen === true));
    outcome.message = force.kind === "all" ? `everything is forced: ${forced.length} stages` : `forced: ${forced.join(", ") || "nothing"}; may run: ${[...mayRun].join(", ") || "nothing"}`;
    return { forced, whole: force.kind === "all", mayRun, pull, trusted, causes };
  });
}
function reportTrust(context, plan) {
  const add = (stage, rule, message) => {
    const place = context.places.ofStage(stage.name, stage.file);
    context.run.report.lint.push({ rule, ...place, path: context.inGit(place.path), severity: "notice", message });
  };
  for (const stage of context.stages) {
    if (plan.trusted.includes(stage.name)) add(stage, "trusted-output", `${stage.outs.map(({ path }) => path).join(", ")} of ${stage.name} ${stage.outs.length === 1 ? "was" : "were"} pulled, not built here.`);
    if (stage.frozen && stage.kind === "stage") add(stage, "frozen-stage", `${stage.name} is frozen: it does not run, its outputs are taken as they are.`);
    const kept = plan.whole ? stage.outs.filter(({ persist }) => persist) : [];
    if (kept.length > 0) add(stage, "persisted-output", `${kept.map(({ path }) => path).join(", ")} of ${stage.name} (persist: true) was built from nothing, not from the version before.`);
  }
}
async function clearOutputs(context, plan, aside) {
  const directory = context.run.settings.workingDirectory;
  for (const file of lockFiles(context)) await aside.copy(resolve2(directory, file));
  for (const stage of context.stages.filter(({ name }) => plan.mayRun.has(name))) {
    const forced = plan.forced.includes(stage.name);
    for (const out of stage.outs) {
      if (forced && (plan.whole || !out.persist)) await aside.move(resolve2(directory, out.path));
      else if (!out.cache) await aside.copyIfFile(resolve2(directory, out.path));
      await aside.copyIfFile(resolve2(directory, dirname4(out.path), ".gitignore"));
    }
  }
}
function lockFiles(context) {
  return [...new Set(context.stages.filter(({ kind }) => kind === "stage").map(({ file }) => FindingPlaces.lockOf(file)))];
}
async function reproduce(context, plan) {
  const { run: run2 } = context;
  await run2.step("reproduce", async (outcome) => {
    const watch = new StageWatch(context, plan);
    try {
      if (plan.mayRun.size === 0) {
        outcome.message = "nothing to run";
        return;
      }
      const keepGoing = run2.settings.keepGoing ? ["--keep-going"] : [];
      const all = context.stages.filter(({ kind, frozen }) => kind === "stage" && !frozen).map(({ name }) => name);
      if (plan.whole) {
        await command(context, ["repro", "--force", ...keepGoing, "--", ...all], watch);
      } else {
        if (plan.forced.length > 0) await command(context, ["repro", "--force", "--single-item", ...keepGoing, "--", ...plan.forced], watch);
        await command(context, ["repro", "--allow-missing", ...keepGoing, "--", ...all], watch);
      }
      outcome.message = `${watch.ran.length} of ${context.stages.filter(({ kind }) => kind === "stage").length} stages ran`;
    } finally {
      run2.report.stages = watch.reports();
    }
  });
}
async function command(context, argv, watch) {
  const result = await context.dvc.run(argv, { env: context.env, onOutput: (text) => context.run.host.output(text), onStage: (event) => watch.see(event) });
  if (result.code === 0) return;
  const [failed] = watch.failed;
  if (!failed) throw new ProjectError(`dvc repro failed with code ${result.code}: ${lastLine(result.stderr)}`, { remedy: "The log of the step has its output." });
  const { path, line } = context.places.ofStage(failed.name, context.graph.stage(failed.name)?.file ?? "dvc.yaml");
  throw new ProjectError(`stage ${failed.name} failed: ${failed.message}.`, { path: context.inGit(path), ...line === void 0 ? {} : { line }, remedy: "Its output is in the log of the step reproduce." });
}
var StageWatch = class {
  constructor(context, plan) {
    this.context = context;
    this.plan = plan;
  }
  context;
  plan;
  failed = [];
  ran = [];
  states = /* @__PURE__ */ new Map();
  see(event) {
    const { host } = this.context.run;
    if (this.context.graph.stage(event.stage)?.kind !== "stage") return;
    if (event.state === "running") {
      host.status(`reproduce: ${event.stage}`);
    } else {
      const seconds = event.seconds === void 0 ? {} : { seconds: roundSeconds(event.seconds * 1e3) };
      const known = this.states.get(event.stage);
      if (!(known?.state === "ran" && event.state === "unchanged")) this.states.set(event.stage, { state: event.state, ...seconds });
      if (event.state === "ran") this.ran.push(event.stage);
      if (event.state === "failed") this.failed.push({ name: event.stage, message: event.message ?? "it failed" });
      if (event.state !== "unchanged") host.info(`${event.stage}: ${event.state}${event.seconds === void 0 ? "" : ` in ${event.seconds.toFixed(1)} s`}`);
    }
  }
  reports() {
    return this.context.stages.filter(({ kind }) => kind === "stage").map((stage) => {
      const seen2 = this.states.get(stage.name);
      const own = this.plan.causes.get(stage.name) ?? [];
      const causes = this.plan.forced.includes(stage.name) ? [{ kind: "forced", message: "forced by the rebuild" }, ...own] : own;
      if (seen2 === void 0 || seen2.state === "running") {
        const verdict2 = stage.frozen ? "frozen" : this.plan.mayRun.has(stage.name) ? "skipped" : "unchanged";
        return { name: stage.name, verdict: verdict2, causes };
      }
      const verdict = seen2.state;
      return { name: stage.name, verdict, causes: verdict === "unchanged" ? [] : causes, ...seen2.seconds === void 0 || verdict === "unchanged" ? {} : { seconds: seen2.seconds } };
    });
  }
};

// src/flows/compare.ts
import { resolve as resolve5 } from "node:path";

// src/dvc/locked-outs.ts
var import_yaml2 = __toESM(require_dist(), 1);
import { dirname as dirname5 } from "node:path";
function lockedOuts(files, wdirOf) {
  const outs = /* @__PURE__ */ new Map();
  const add = (base, entries) => {
    for (const entry of Array.isArray(entries) ? entries.filter(isRecord) : []) {
      const { path, md5, hash, size } = entry;
      if (typeof path !== "string" || typeof md5 !== "string") continue;
      const full = joinPath(base, path);
      outs.set(full, { path: full, hash: md5, hashName: hash === "md5" ? "md5" : "md5-dos2unix", ...typeof size === "number" ? { size } : {} });
    }
  };
  for (const [path, text] of files) {
    let data;
    try {
      data = (0, import_yaml2.parse)(text, { maxAliasCount: 1e3 });
    } catch {
      continue;
    }
    if (!isRecord(data)) continue;
    if (kindOf(path) === "data") {
      add(joinPath(dirname5(path), typeof data["wdir"] === "string" ? data["wdir"] : "."), data["outs"]);
    } else if (kindOf(path) === "lock" && isRecord(data["stages"])) {
      for (const [stage, entry] of Object.entries(data["stages"])) {
        if (isRecord(entry)) add(wdirOf(path, stage) ?? dirname5(path), entry["outs"]);
      }
    }
  }
  return outs;
}

// src/metrics/claims.ts
function claims(sides, rules) {
  const tolerances = toleranceFinder(rules);
  const rows = collectRows({ measured: sides.measured, committed: sides.committed });
  return pathsOf({ measured: sides.measured, committed: sides.committed }).flatMap((path) => {
    const found = fileClaims(sides, path) ?? rows.filter((row) => row.path === path).flatMap((row) => rowClaims(row, tolerances(row)));
    const fix = rules.repairs?.get(path);
    return found.map((finding) => ({ rule: "metric-claim", severity: "error", path, ...finding, ...fix === void 0 ? {} : { fix } }));
  });
}
function unreadable(files) {
  const problems = pathsOf({ committed: files }).flatMap((path) => brokenIn(files, path));
  return problems.map((problem) => ({ rule: "metric-unreadable", severity: "error", path: problem.path, ...lineOf(problem), message: `${problem.message}.` }));
}
function fileClaims({ measured, committed }, path) {
  const claimed = committed.get(path);
  const made = measured?.get(path);
  if (made === void 0) return brokenIn(committed, path).map((problem) => ({ ...lineOf(problem), message: `${problem.message}.` }));
  const found = [];
  if (claimed === void 0) found.push({ message: `${path} is made by the evaluation and is not committed.` });
  if (claimed?.problem !== void 0) found.push({ ...lineOf(claimed.problem), message: `What is committed counts for nothing: ${claimed.problem.message}.` });
  if (made.problem !== void 0) found.push({ message: `What was measured counts for nothing: ${made.problem.message}.` });
  return found.length === 0 ? void 0 : found;
}
function rowClaims(row, tolerance) {
  const { name, value: measured, committed } = row;
  const claim = (message) => [{ ...lineOf(committed), message }];
  const claimedNumber = numberOf(committed);
  const measuredNumber = numberOf(measured);
  if (claimedNumber !== void 0 && measuredNumber !== void 0) {
    if (isWithin2(claimedNumber, measuredNumber, tolerance)) return [];
    const [claimedText, measuredText] = formatTogether([claimedNumber, measuredNumber]);
    return claim(`${name}: claimed ${claimedText}, measured ${measuredText} (tolerance ${formatTolerance(tolerance)})`);
  }
  const compared = claimedNumber !== void 0 || measuredNumber !== void 0 || isBroken(committed) || isBroken(measured);
  if (!compared) return differingFlags(committed, measured) ? claim(`${name}: claimed ${seen(committed)}, measured ${seen(measured)}`) : [];
  if (committed.kind === "absent") return claim(`${name}: measured ${seen(measured)}, and ${row.path} as committed does not have it`);
  if (measured.kind === "absent") return claim(`${name}: claimed ${seen(committed)}, and the evaluation does not make it any more`);
  return claim(`${name}: claimed ${seen(committed)}, measured ${seen(measured)}`);
}
function isWithin2(claimed, measured, tolerance) {
  const allowed = tolerance.unit === "share" ? tolerance.amount * Math.abs(measured) : tolerance.amount;
  return claimed === measured || roundFor(Math.abs(claimed - measured), claimed, measured) <= roundFor(allowed, claimed, measured);
}
function toleranceFinder({ tolerance, policies }) {
  const own = policies.flatMap((policy) => policy.tolerance === void 0 ? [] : [{ selector: compileSelector(policy.metric), tolerance: policy.tolerance }]);
  own.sort((a, b) => b.selector.rank - a.selector.rank);
  return ({ path, name }) => own.find(({ selector }) => selector.match(path, name) !== "none")?.tolerance ?? tolerance;
}
function brokenIn(files, path) {
  const file = files.get(path);
  if (file?.problem !== void 0) return [file.problem];
  return [...file?.leaves.values() ?? []].flatMap((leaf) => "problem" in leaf && isBroken({ kind: "problem", problem: leaf.problem }) ? [leaf.problem] : []);
}
function differingFlags(committed, measured) {
  const flags = [seen(committed), seen(measured)];
  return flags[0] !== flags[1] && flags.every((flag) => flag === "true" || flag === "false");
}
function seen(reading) {
  switch (reading.kind) {
    case "number":
      return formatNumber(reading.value);
    case "problem":
      return reading.problem.seen;
    case "absent":
      return "nothing";
  }
}

// src/metrics/metrics-file.ts
import { extname } from "node:path";

// src/metrics/flatten.ts
import { posix as posix2 } from "node:path";

// src/metrics/refusal.ts
var Refusal = class extends Error {
  /** 1-based line, where it is known. */
  line;
  constructor(message, line) {
    super(message);
    this.name = "Refusal";
    this.line = line;
  }
};
var MAX_DEPTH = 100;
function refuseDepth(depth, line) {
  if (depth > MAX_DEPTH) throw new Refusal(`it is nested more than ${MAX_DEPTH} levels deep`, line);
}

// src/metrics/flatten.ts
var MAX_ENTRIES = 1e5;
var MAX_QUOTE = 40;
var READS_LIKE_A_NUMBER = /^[-+]?(?:\d[\d_,]*\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*%?$|^[-+]?\.?(?:nan|inf|infinity)$/i;
function flatten(path, root, describe2) {
  const leaves = /* @__PURE__ */ new Map();
  let budget = MAX_ENTRIES;
  const record = (place, leaf) => {
    const name = place.name ?? posix2.basename(path, posix2.extname(path));
    const twice = place.doubtful || leaves.has(name);
    leaves.set(name, twice ? duplicate(path, name, place.line) : leaf(name));
  };
  const walk = (node, place) => {
    if (--budget < 0) throw new Refusal(`it has more than ${MAX_ENTRIES} entries`);
    refuseDepth(place.depth, place.line);
    const shape = describe2(node);
    if (shape.kind !== "map") {
      if (place.name === void 0 && shape.kind !== "number") throw new Refusal(`it holds ${phrase(shape)}, not names with numbers`);
      record(place, (name) => leafOf(shape, path, name, place.line));
      return;
    }
    const repeated = repeatedKeys(shape.entries);
    for (const entry of shape.entries) {
      const below = {
        name: place.name === void 0 ? entry.key : `${place.name}.${entry.key}`,
        ...entry.line === void 0 ? {} : { line: entry.line },
        depth: place.depth + 1,
        doubtful: place.doubtful || repeated.has(entry.key)
      };
      if (repeated.has(entry.key)) record(below, (name) => duplicate(path, name, below.line));
      walk(entry.node, below);
    }
  };
  walk(root, { depth: 0, doubtful: false });
  return leaves;
}
function repeatedKeys(entries) {
  const once = /* @__PURE__ */ new Set();
  const repeated = /* @__PURE__ */ new Set();
  for (const { key } of entries) (once.has(key) ? repeated : once).add(key);
  return repeated;
}
function leafOf(shape, path, name, line) {
  switch (shape.kind) {
    case "number":
      if (Number.isFinite(shape.value)) return { value: shape.value, ...line === void 0 ? {} : { line } };
      return broken("not-finite", path, name, phrase(shape), line);
    case "text":
      return broken(READS_LIKE_A_NUMBER.test(shape.value.trim()) ? "quoted" : "other", path, name, phrase(shape), line);
    case "other":
      return broken("other", path, name, phrase(shape), line);
  }
}
function duplicate(path, name, line) {
  return broken("duplicate", path, name, "several values", line, "given more than once");
}
function broken(kind, path, name, seen2, line, is = seen2) {
  const place = line === void 0 ? {} : { line };
  const problem = { kind, path, name, ...place, seen: seen2, message: `${name} in ${path} is ${is}` };
  return { problem, ...place };
}
function phrase(shape) {
  switch (shape.kind) {
    case "number":
      return shape.source !== void 0 && /\d/.test(shape.source) ? `${clip(shape.source)} (too large for a number)` : String(shape.value);
    case "text":
      return `the text ${JSON.stringify(clip(shape.value))}`;
    case "other":
      return shape.seen;
  }
}
function clip(text) {
  return text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE)}…` : text;
}

// node_modules/jsonc-parser/lib/esm/impl/scanner.js
function createScanner(text, ignoreTrivia = false) {
  const len = text.length;
  let pos = 0, value = "", tokenOffset = 0, token = 16, lineNumber = 0, lineStartOffset = 0, tokenLineStartOffset = 0, prevTokenLineStartOffset = 0, scanError = 0;
  function scanHexDigits(count2, exact) {
    let digits = 0;
    let value2 = 0;
    while (digits < count2 || !exact) {
      let ch = text.charCodeAt(pos);
      if (ch >= 48 && ch <= 57) {
        value2 = value2 * 16 + ch - 48;
      } else if (ch >= 65 && ch <= 70) {
        value2 = value2 * 16 + ch - 65 + 10;
      } else if (ch >= 97 && ch <= 102) {
        value2 = value2 * 16 + ch - 97 + 10;
      } else {
        break;
      }
      pos++;
      digits++;
    }
    if (digits < count2) {
      value2 = -1;
    }
    return value2;
  }
  function setPosition(newPosition) {
    pos = newPosition;
    value = "";
    tokenOffset = 0;
    token = 16;
    scanError = 0;
  }
  function scanNumber() {
    let start = pos;
    if (text.charCodeAt(pos) === 48) {
      pos++;
    } else {
      pos++;
      while (pos < text.length && isDigit(text.charCodeAt(pos))) {
        pos++;
      }
    }
    if (pos < text.length && text.charCodeAt(pos) === 46) {
      pos++;
      if (pos < text.length && isDigit(text.charCodeAt(pos))) {
        pos++;
        while (pos < text.length && isDigit(text.charCodeAt(pos))) {
          pos++;
        }
      } else {
        scanError = 3;
        return text.substring(start, pos);
      }
    }
    let end = pos;
    if (pos < text.length && (text.charCodeAt(pos) === 69 || text.charCodeAt(pos) === 101)) {
      pos++;
      if (pos < text.length && text.charCodeAt(pos) === 43 || text.charCodeAt(pos) === 45) {
        pos++;
      }
      if (pos < text.length && isDigit(text.charCodeAt(pos))) {
        pos++;
        while (pos < text.length && isDigit(text.charCodeAt(pos))) {
          pos++;
        }
        end = pos;
      } else {
        scanError = 3;
      }
    }
    return text.substring(start, end);
  }
  function scanString() {
    let result = "", start = pos;
    while (true) {
      if (pos >= len) {
        result += text.substring(start, pos);
        scanError = 2;
        break;
      }
      const ch = text.charCodeAt(pos);
      if (ch === 34) {
        result += text.substring(start, pos);
        pos++;
        break;
      }
      if (ch === 92) {
        result += text.substring(start, pos);
        pos++;
        if (pos >= len) {
          scanError = 2;
          break;
        }
        const ch2 = text.charCodeAt(pos++);
        switch (ch2) {
          case 34:
            result += '"';
            break;
          case 92:
            result += "\\";
            break;
          case 47:
            result += "/";
            break;
          case 98:
            result += "\b";
            break;
          case 102:
            result += "\f";
            break;
          case 110:
            result += "\n";
            break;
          case 114:
            result += "\r";
            break;
          case 116:
            result += "	";
            break;
          case 117:
            const ch3 = scanHexDigits(4, true);
            if (ch3 >= 0) {
              result += String.fromCharCode(ch3);
            } else {
              scanError = 4;
            }
            break;
          default:
            scanError = 5;
        }
        start = pos;
        continue;
      }
      if (ch >= 0 && ch <= 31) {
        if (isLineBreak(ch)) {
          result += text.substring(start, pos);
          scanError = 2;
          break;
        } else {
          scanError = 6;
        }
      }
      pos++;
    }
    return result;
  }
  function scanNext() {
    value = "";
    scanError = 0;
    tokenOffset = pos;
    lineStartOffset = lineNumber;
    prevTokenLineStartOffset = tokenLineStartOffset;
    if (pos >= len) {
      tokenOffset = len;
      return token = 17;
    }
    let code = text.charCodeAt(pos);
    if (isWhiteSpace(code)) {
      do {
        pos++;
        value += String.fromCharCode(code);
        code = text.charCodeAt(pos);
      } while (isWhiteSpace(code));
      return token = 15;
    }
    if (isLineBreak(code)) {
      pos++;
      value += String.fromCharCode(code);
      if (code === 13 && text.charCodeAt(pos) === 10) {
        pos++;
        value += "\n";
      }
      lineNumber++;
      tokenLineStartOffset = pos;
      return token = 14;
    }
    switch (code) {
      // tokens: []{}:,
      case 123:
        pos++;
        return token = 1;
      case 125:
        pos++;
        return token = 2;
      case 91:
        pos++;
        return token = 3;
      case 93:
        pos++;
        return token = 4;
      case 58:
        pos++;
        return token = 6;
      case 44:
        pos++;
        return token = 5;
      // strings
      case 34:
        pos++;
        value = scanString();
        return token = 10;
      // comments
      case 47:
        const start = pos - 1;
        if (text.charCodeAt(pos + 1) === 47) {
          pos += 2;
          while (pos < len) {
            if (isLineBreak(text.charCodeAt(pos))) {
              break;
            }
            pos++;
          }
          value = text.substring(start, pos);
          return token = 12;
        }
        if (text.charCodeAt(pos + 1) === 42) {
          pos += 2;
          const safeLength = len - 1;
          let commentClosed = false;
          while (pos < safeLength) {
            const ch = text.charCodeAt(pos);
            if (ch === 42 && text.charCodeAt(pos + 1) === 47) {
              pos += 2;
              commentClosed = true;
              break;
            }
            pos++;
            if (isLineBreak(ch)) {
              if (ch === 13 && text.charCodeAt(pos) === 10) {
                pos++;
              }
              lineNumber++;
              tokenLineStartOffset = pos;
            }
          }
          if (!commentClosed) {
            pos++;
            scanError = 1;
          }
          value = text.substring(start, pos);
          return token = 13;
        }
        value += String.fromCharCode(code);
        pos++;
        return token = 16;
      // numbers
      case 45:
        value += String.fromCharCode(code);
        pos++;
        if (pos === len || !isDigit(text.charCodeAt(pos))) {
          return token = 16;
        }
      // found a minus, followed by a number so
      // we fall through to proceed with scanning
      // numbers
      case 48:
      case 49:
      case 50:
      case 51:
      case 52:
      case 53:
      case 54:
      case 55:
      case 56:
      case 57:
        value += scanNumber();
        return token = 11;
      // literals and unknown symbols
      default:
        while (pos < len && isUnknownContentCharacter(code)) {
          pos++;
          code = text.charCodeAt(pos);
        }
        if (tokenOffset !== pos) {
          value = text.substring(tokenOffset, pos);
          switch (value) {
            case "true":
              return token = 8;
            case "false":
              return token = 9;
            case "null":
              return token = 7;
          }
          return token = 16;
        }
        value += String.fromCharCode(code);
        pos++;
        return token = 16;
    }
  }
  function isUnknownContentCharacter(code) {
    if (isWhiteSpace(code) || isLineBreak(code)) {
      return false;
    }
    switch (code) {
      case 125:
      case 93:
      case 123:
      case 91:
      case 34:
      case 58:
      case 44:
      case 47:
        return false;
    }
    return true;
  }
  function scanNextNonTrivia() {
    let result;
    do {
      result = scanNext();
    } while (result >= 12 && result <= 15);
    return result;
  }
  return {
    setPosition,
    getPosition: () => pos,
    scan: ignoreTrivia ? scanNextNonTrivia : scanNext,
    getToken: () => token,
    getTokenValue: () => value,
    getTokenOffset: () => tokenOffset,
    getTokenLength: () => pos - tokenOffset,
    getTokenStartLine: () => lineStartOffset,
    getTokenStartCharacter: () => tokenOffset - prevTokenLineStartOffset,
    getTokenError: () => scanError
  };
}
function isWhiteSpace(ch) {
  return ch === 32 || ch === 9;
}
function isLineBreak(ch) {
  return ch === 10 || ch === 13;
}
function isDigit(ch) {
  return ch >= 48 && ch <= 57;
}
var CharacterCodes;
(function(CharacterCodes2) {
  CharacterCodes2[CharacterCodes2["lineFeed"] = 10] = "lineFeed";
  CharacterCodes2[CharacterCodes2["carriageReturn"] = 13] = "carriageReturn";
  CharacterCodes2[CharacterCodes2["space"] = 32] = "space";
  CharacterCodes2[CharacterCodes2["_0"] = 48] = "_0";
  CharacterCodes2[CharacterCodes2["_1"] = 49] = "_1";
  CharacterCodes2[CharacterCodes2["_2"] = 50] = "_2";
  CharacterCodes2[CharacterCodes2["_3"] = 51] = "_3";
  CharacterCodes2[CharacterCodes2["_4"] = 52] = "_4";
  CharacterCodes2[CharacterCodes2["_5"] = 53] = "_5";
  CharacterCodes2[CharacterCodes2["_6"] = 54] = "_6";
  CharacterCodes2[CharacterCodes2["_7"] = 55] = "_7";
  CharacterCodes2[CharacterCodes2["_8"] = 56] = "_8";
  CharacterCodes2[CharacterCodes2["_9"] = 57] = "_9";
  CharacterCodes2[CharacterCodes2["a"] = 97] = "a";
  CharacterCodes2[CharacterCodes2["b"] = 98] = "b";
  CharacterCodes2[CharacterCodes2["c"] = 99] = "c";
  CharacterCodes2[CharacterCodes2["d"] = 100] = "d";
  CharacterCodes2[CharacterCodes2["e"] = 101] = "e";
  CharacterCodes2[CharacterCodes2["f"] = 102] = "f";
  CharacterCodes2[CharacterCodes2["g"] = 103] = "g";
  CharacterCodes2[CharacterCodes2["h"] = 104] = "h";
  CharacterCodes2[CharacterCodes2["i"] = 105] = "i";
  CharacterCodes2[CharacterCodes2["j"] = 106] = "j";
  CharacterCodes2[CharacterCodes2["k"] = 107] = "k";
  CharacterCodes2[CharacterCodes2["l"] = 108] = "l";
  CharacterCodes2[CharacterCodes2["m"] = 109] = "m";
  CharacterCodes2[CharacterCodes2["n"] = 110] = "n";
  CharacterCodes2[CharacterCodes2["o"] = 111] = "o";
  CharacterCodes2[CharacterCodes2["p"] = 112] = "p";
  CharacterCodes2[CharacterCodes2["q"] = 113] = "q";
  CharacterCodes2[CharacterCodes2["r"] = 114] = "r";
  CharacterCodes2[CharacterCodes2["s"] = 115] = "s";
  CharacterCodes2[CharacterCodes2["t"] = 116] = "t";
  CharacterCodes2[CharacterCodes2["u"] = 117] = "u";
  CharacterCodes2[CharacterCodes2["v"] = 118] = "v";
  CharacterCodes2[CharacterCodes2["w"] = 119] = "w";
  CharacterCodes2[CharacterCodes2["x"] = 120] = "x";
  CharacterCodes2[CharacterCodes2["y"] = 121] = "y";
  CharacterCodes2[CharacterCodes2["z"] = 122] = "z";
  CharacterCodes2[CharacterCodes2["A"] = 65] = "A";
  CharacterCodes2[CharacterCodes2["B"] = 66] = "B";
  CharacterCodes2[CharacterCodes2["C"] = 67] = "C";
  CharacterCodes2[CharacterCodes2["D"] = 68] = "D";
  CharacterCodes2[CharacterCodes2["E"] = 69] = "E";
  CharacterCodes2[CharacterCodes2["F"] = 70] = "F";
  CharacterCodes2[CharacterCodes2["G"] = 71] = "G";
  CharacterCodes2[CharacterCodes2["H"] = 72] = "H";
  CharacterCodes2[CharacterCodes2["I"] = 73] = "I";
  CharacterCodes2[CharacterCodes2["J"] = 74] = "J";
  CharacterCodes2[CharacterCodes2["K"] = 75] = "K";
  CharacterCodes2[CharacterCodes2["L"] = 76] = "L";
  CharacterCodes2[CharacterCodes2["M"] = 77] = "M";
  CharacterCodes2[CharacterCodes2["N"] = 78] = "N";
  CharacterCodes2[CharacterCodes2["O"] = 79] = "O";
  CharacterCodes2[CharacterCodes2["P"] = 80] = "P";
  CharacterCodes2[CharacterCodes2["Q"] = 81] = "Q";
  CharacterCodes2[CharacterCodes2["R"] = 82] = "R";
  CharacterCodes2[CharacterCodes2["S"] = 83] = "S";
  CharacterCodes2[CharacterCodes2["T"] = 84] = "T";
  CharacterCodes2[CharacterCodes2["U"] = 85] = "U";
  CharacterCodes2[CharacterCodes2["V"] = 86] = "V";
  CharacterCodes2[CharacterCodes2["W"] = 87] = "W";
  CharacterCodes2[CharacterCodes2["X"] = 88] = "X";
  CharacterCodes2[CharacterCodes2["Y"] = 89] = "Y";
  CharacterCodes2[CharacterCodes2["Z"] = 90] = "Z";
  CharacterCodes2[CharacterCodes2["asterisk"] = 42] = "asterisk";
  CharacterCodes2[CharacterCodes2["backslash"] = 92] = "backslash";
  CharacterCodes2[CharacterCodes2["closeBrace"] = 125] = "closeBrace";
  CharacterCodes2[CharacterCodes2["closeBracket"] = 93] = "closeBracket";
  CharacterCodes2[CharacterCodes2["colon"] = 58] = "colon";
  CharacterCodes2[CharacterCodes2["comma"] = 44] = "comma";
  CharacterCodes2[CharacterCodes2["dot"] = 46] = "dot";
  CharacterCodes2[CharacterCodes2["doubleQuote"] = 34] = "doubleQuote";
  CharacterCodes2[CharacterCodes2["minus"] = 45] = "minus";
  CharacterCodes2[CharacterCodes2["openBrace"] = 123] = "openBrace";
  CharacterCodes2[CharacterCodes2["openBracket"] = 91] = "openBracket";
  CharacterCodes2[CharacterCodes2["plus"] = 43] = "plus";
  CharacterCodes2[CharacterCodes2["slash"] = 47] = "slash";
  CharacterCodes2[CharacterCodes2["formFeed"] = 12] = "formFeed";
  CharacterCodes2[CharacterCodes2["tab"] = 9] = "tab";
})(CharacterCodes || (CharacterCodes = {}));

// node_modules/jsonc-parser/lib/esm/impl/string-intern.js
var cachedSpaces = new Array(20).fill(0).map((_, index) => {
  return " ".repeat(index);
});
var maxCachedValues = 200;
var cachedBreakLinesWithSpaces = {
  " ": {
    "\n": new Array(maxCachedValues).fill(0).map((_, index) => {
      return "\n" + " ".repeat(index);
    }),
    "\r": new Array(maxCachedValues).fill(0).map((_, index) => {
      return "\r" + " ".repeat(index);
    }),
    "\r\n": new Array(maxCachedValues).fill(0).map((_, index) => {
      return "\r\n" + " ".repeat(index);
    })
  },
  "	": {
    "\n": new Array(maxCachedValues).fill(0).map((_, index) => {
      return "\n" + "	".repeat(index);
    }),
    "\r": new Array(maxCachedValues).fill(0).map((_, index) => {
      return "\r" + "	".repeat(index);
    }),
    "\r\n": new Array(maxCachedValues).fill(0).map((_, index) => {
      return "\r\n" + "	".repeat(index);
    })
  }
};

// node_modules/jsonc-parser/lib/esm/impl/parser.js
var ParseOptions;
(function(ParseOptions2) {
  ParseOptions2.DEFAULT = {
    allowTrailingComma: false
  };
})(ParseOptions || (ParseOptions = {}));
function parseTree(text, errors = [], options = ParseOptions.DEFAULT) {
  let currentParent = { type: "array", offset: -1, length: -1, children: [], parent: void 0 };
  function ensurePropertyComplete(endOffset) {
    if (currentParent.type === "property") {
      currentParent.length = endOffset - currentParent.offset;
      currentParent = currentParent.parent;
    }
  }
  function onValue(valueNode) {
    currentParent.children.push(valueNode);
    return valueNode;
  }
  const visitor = {
    onObjectBegin: (offset) => {
      currentParent = onValue({ type: "object", offset, length: -1, parent: currentParent, children: [] });
    },
    onObjectProperty: (name, offset, length) => {
      currentParent = onValue({ type: "property", offset, length: -1, parent: currentParent, children: [] });
      currentParent.children.push({ type: "string", value: name, offset, length, parent: currentParent });
    },
    onObjectEnd: (offset, length) => {
      ensurePropertyComplete(offset + length);
      currentParent.length = offset + length - currentParent.offset;
      currentParent = currentParent.parent;
      ensurePropertyComplete(offset + length);
    },
    onArrayBegin: (offset, length) => {
      currentParent = onValue({ type: "array", offset, length: -1, parent: currentParent, children: [] });
    },
    onArrayEnd: (offset, length) => {
      currentParent.length = offset + length - currentParent.offset;
      currentParent = currentParent.parent;
      ensurePropertyComplete(offset + length);
    },
    onLiteralValue: (value, offset, length) => {
      onValue({ type: getNodeType(value), offset, length, parent: currentParent, value });
      ensurePropertyComplete(offset + length);
    },
    onSeparator: (sep3, offset, length) => {
      if (currentParent.type === "property") {
        if (sep3 === ":") {
          currentParent.colonOffset = offset;
        } else if (sep3 === ",") {
          ensurePropertyComplete(offset);
        }
      }
    },
    onError: (error, offset, length) => {
      errors.push({ error, offset, length });
    }
  };
  visit(text, visitor, options);
  const result = currentParent.children[0];
  if (result) {
    delete result.parent;
  }
  return result;
}
function visit(text, visitor, options = ParseOptions.DEFAULT) {
  const _scanner = createScanner(text, false);
  const _jsonPath = [];
  let suppressedCallbacks = 0;
  function toNoArgVisit(visitFunction) {
    return visitFunction ? () => suppressedCallbacks === 0 && visitFunction(_scanner.getTokenOffset(), _scanner.getTokenLength(), _scanner.getTokenStartLine(), _scanner.getTokenStartCharacter()) : () => true;
  }
  function toOneArgVisit(visitFunction) {
    return visitFunction ? (arg) => suppressedCallbacks === 0 && visitFunction(arg, _scanner.getTokenOffset(), _scanner.getTokenLength(), _scanner.getTokenStartLine(), _scanner.getTokenStartCharacter()) : () => true;
  }
  function toOneArgVisitWithPath(visitFunction) {
    return visitFunction ? (arg) => suppressedCallbacks === 0 && visitFunction(arg, _scanner.getTokenOffset(), _scanner.getTokenLength(), _scanner.getTokenStartLine(), _scanner.getTokenStartCharacter(), () => _jsonPath.slice()) : () => true;
  }
  function toBeginVisit(visitFunction) {
    return visitFunction ? () => {
      if (suppressedCallbacks > 0) {
        suppressedCallbacks++;
      } else {
        let cbReturn = visitFunction(_scanner.getTokenOffset(), _scanner.getTokenLength(), _scanner.getTokenStartLine(), _scanner.getTokenStartCharacter(), () => _jsonPath.slice());
        if (cbReturn === false) {
          suppressedCallbacks = 1;
        }
      }
    } : () => true;
  }
  function toEndVisit(visitFunction) {
    return visitFunction ? () => {
      if (suppressedCallbacks > 0) {
        suppressedCallbacks--;
      }
      if (suppressedCallbacks === 0) {
        visitFunction(_scanner.getTokenOffset(), _scanner.getTokenLength(), _scanner.getTokenStartLine(), _scanner.getTokenStartCharacter());
      }
    } : () => true;
  }
  const onObjectBegin = toBeginVisit(visitor.onObjectBegin), onObjectProperty = toOneArgVisitWithPath(visitor.onObjectProperty), onObjectEnd = toEndVisit(visitor.onObjectEnd), onArrayBegin = toBeginVisit(visitor.onArrayBegin), onArrayEnd = toEndVisit(visitor.onArrayEnd), onLiteralValue = toOneArgVisitWithPath(visitor.onLiteralValue), onSeparator = toOneArgVisit(visitor.onSeparator), onComment = toNoArgVisit(visitor.onComment), onError = toOneArgVisit(visitor.onError);
  const disallowComments = options && options.disallowComments;
  const allowTrailingComma = options && options.allowTrailingComma;
  function scanNext() {
    while (true) {
      const token = _scanner.scan();
      switch (_scanner.getTokenError()) {
        case 4:
          handleError(
            14
            /* ParseErrorCode.InvalidUnicode */
          );
          break;
        case 5:
          handleError(
            15
            /* ParseErrorCode.InvalidEscapeCharacter */
          );
          break;
        case 3:
          handleError(
            13
            /* ParseErrorCode.UnexpectedEndOfNumber */
          );
          break;
        case 1:
          if (!disallowComments) {
            handleError(
              11
              /* ParseErrorCode.UnexpectedEndOfComment */
            );
          }
          break;
        case 2:
          handleError(
            12
            /* ParseErrorCode.UnexpectedEndOfString */
          );
          break;
        case 6:
          handleError(
            16
            /* ParseErrorCode.InvalidCharacter */
          );
          break;
      }
      switch (token) {
        case 12:
        case 13:
          if (disallowComments) {
            handleError(
              10
              /* ParseErrorCode.InvalidCommentToken */
            );
          } else {
            onComment();
          }
          break;
        case 16:
          handleError(
            1
            /* ParseErrorCode.InvalidSymbol */
          );
          break;
        case 15:
        case 14:
          break;
        default:
          return token;
      }
    }
  }
  function handleError(error, skipUntilAfter = [], skipUntil = []) {
    onError(error);
    if (skipUntilAfter.length + skipUntil.length > 0) {
      let token = _scanner.getToken();
      while (token !== 17) {
        if (skipUntilAfter.indexOf(token) !== -1) {
          scanNext();
          break;
        } else if (skipUntil.indexOf(token) !== -1) {
          break;
        }
        token = scanNext();
      }
    }
  }
  function parseString2(isValue) {
    const value = _scanner.getTokenValue();
    if (isValue) {
      onLiteralValue(value);
    } else {
      onObjectProperty(value);
      _jsonPath.push(value);
    }
    scanNext();
    return true;
  }
  function parseLiteral() {
    switch (_scanner.getToken()) {
      case 11:
        const tokenValue = _scanner.getTokenValue();
        let value = Number(tokenValue);
        if (isNaN(value)) {
          handleError(
            2
            /* ParseErrorCode.InvalidNumberFormat */
          );
          value = 0;
        }
        onLiteralValue(value);
        break;
      case 7:
        onLiteralValue(null);
        break;
      case 8:
        onLiteralValue(true);
        break;
      case 9:
        onLiteralValue(false);
        break;
      default:
        return false;
    }
    scanNext();
    return true;
  }
  function parseProperty() {
    if (_scanner.getToken() !== 10) {
      handleError(3, [], [
        2,
        5
        /* SyntaxKind.CommaToken */
      ]);
      return false;
    }
    parseString2(false);
    if (_scanner.getToken() === 6) {
      onSeparator(":");
      scanNext();
      if (!parseValue()) {
        handleError(4, [], [
          2,
          5
          /* SyntaxKind.CommaToken */
        ]);
      }
    } else {
      handleError(5, [], [
        2,
        5
        /* SyntaxKind.CommaToken */
      ]);
    }
    _jsonPath.pop();
    return true;
  }
  function parseObject2() {
    onObjectBegin();
    scanNext();
    let needsComma = false;
    while (_scanner.getToken() !== 2 && _scanner.getToken() !== 17) {
      if (_scanner.getToken() === 5) {
        if (!needsComma) {
          handleError(4, [], []);
        }
        onSeparator(",");
        scanNext();
        if (_scanner.getToken() === 2 && allowTrailingComma) {
          break;
        }
      } else if (needsComma) {
        handleError(6, [], []);
      }
      if (!parseProperty()) {
        handleError(4, [], [
          2,
          5
          /* SyntaxKind.CommaToken */
        ]);
      }
      needsComma = true;
    }
    onObjectEnd();
    if (_scanner.getToken() !== 2) {
      handleError(7, [
        2
        /* SyntaxKind.CloseBraceToken */
      ], []);
    } else {
      scanNext();
    }
    return true;
  }
  function parseArray2() {
    onArrayBegin();
    scanNext();
    let isFirstElement = true;
    let needsComma = false;
    while (_scanner.getToken() !== 4 && _scanner.getToken() !== 17) {
      if (_scanner.getToken() === 5) {
        if (!needsComma) {
          handleError(4, [], []);
        }
        onSeparator(",");
        scanNext();
        if (_scanner.getToken() === 4 && allowTrailingComma) {
          break;
        }
      } else if (needsComma) {
        handleError(6, [], []);
      }
      if (isFirstElement) {
        _jsonPath.push(0);
        isFirstElement = false;
      } else {
        _jsonPath[_jsonPath.length - 1]++;
      }
      if (!parseValue()) {
        handleError(4, [], [
          4,
          5
          /* SyntaxKind.CommaToken */
        ]);
      }
      needsComma = true;
    }
    onArrayEnd();
    if (!isFirstElement) {
      _jsonPath.pop();
    }
    if (_scanner.getToken() !== 4) {
      handleError(8, [
        4
        /* SyntaxKind.CloseBracketToken */
      ], []);
    } else {
      scanNext();
    }
    return true;
  }
  function parseValue() {
    switch (_scanner.getToken()) {
      case 3:
        return parseArray2();
      case 1:
        return parseObject2();
      case 10:
        return parseString2(true);
      default:
        return parseLiteral();
    }
  }
  scanNext();
  if (_scanner.getToken() === 17) {
    if (options.allowEmptyContent) {
      return true;
    }
    handleError(4, [], []);
    return false;
  }
  if (!parseValue()) {
    handleError(4, [], []);
    return false;
  }
  if (_scanner.getToken() !== 17) {
    handleError(9, [], []);
  }
  return true;
}
function getNodeType(value) {
  switch (typeof value) {
    case "boolean":
      return "boolean";
    case "number":
      return "number";
    case "string":
      return "string";
    case "object": {
      if (!value) {
        return "null";
      } else if (Array.isArray(value)) {
        return "array";
      }
      return "object";
    }
    default:
      return "null";
  }
}

// node_modules/jsonc-parser/lib/esm/main.js
var createScanner2 = createScanner;
var ScanError;
(function(ScanError2) {
  ScanError2[ScanError2["None"] = 0] = "None";
  ScanError2[ScanError2["UnexpectedEndOfComment"] = 1] = "UnexpectedEndOfComment";
  ScanError2[ScanError2["UnexpectedEndOfString"] = 2] = "UnexpectedEndOfString";
  ScanError2[ScanError2["UnexpectedEndOfNumber"] = 3] = "UnexpectedEndOfNumber";
  ScanError2[ScanError2["InvalidUnicode"] = 4] = "InvalidUnicode";
  ScanError2[ScanError2["InvalidEscapeCharacter"] = 5] = "InvalidEscapeCharacter";
  ScanError2[ScanError2["InvalidCharacter"] = 6] = "InvalidCharacter";
})(ScanError || (ScanError = {}));
var SyntaxKind;
(function(SyntaxKind2) {
  SyntaxKind2[SyntaxKind2["OpenBraceToken"] = 1] = "OpenBraceToken";
  SyntaxKind2[SyntaxKind2["CloseBraceToken"] = 2] = "CloseBraceToken";
  SyntaxKind2[SyntaxKind2["OpenBracketToken"] = 3] = "OpenBracketToken";
  SyntaxKind2[SyntaxKind2["CloseBracketToken"] = 4] = "CloseBracketToken";
  SyntaxKind2[SyntaxKind2["CommaToken"] = 5] = "CommaToken";
  SyntaxKind2[SyntaxKind2["ColonToken"] = 6] = "ColonToken";
  SyntaxKind2[SyntaxKind2["NullKeyword"] = 7] = "NullKeyword";
  SyntaxKind2[SyntaxKind2["TrueKeyword"] = 8] = "TrueKeyword";
  SyntaxKind2[SyntaxKind2["FalseKeyword"] = 9] = "FalseKeyword";
  SyntaxKind2[SyntaxKind2["StringLiteral"] = 10] = "StringLiteral";
  SyntaxKind2[SyntaxKind2["NumericLiteral"] = 11] = "NumericLiteral";
  SyntaxKind2[SyntaxKind2["LineCommentTrivia"] = 12] = "LineCommentTrivia";
  SyntaxKind2[SyntaxKind2["BlockCommentTrivia"] = 13] = "BlockCommentTrivia";
  SyntaxKind2[SyntaxKind2["LineBreakTrivia"] = 14] = "LineBreakTrivia";
  SyntaxKind2[SyntaxKind2["Trivia"] = 15] = "Trivia";
  SyntaxKind2[SyntaxKind2["Unknown"] = 16] = "Unknown";
  SyntaxKind2[SyntaxKind2["EOF"] = 17] = "EOF";
})(SyntaxKind || (SyntaxKind = {}));
var parseTree2 = parseTree;
var ParseErrorCode;
(function(ParseErrorCode2) {
  ParseErrorCode2[ParseErrorCode2["InvalidSymbol"] = 1] = "InvalidSymbol";
  ParseErrorCode2[ParseErrorCode2["InvalidNumberFormat"] = 2] = "InvalidNumberFormat";
  ParseErrorCode2[ParseErrorCode2["PropertyNameExpected"] = 3] = "PropertyNameExpected";
  ParseErrorCode2[ParseErrorCode2["ValueExpected"] = 4] = "ValueExpected";
  ParseErrorCode2[ParseErrorCode2["ColonExpected"] = 5] = "ColonExpected";
  ParseErrorCode2[ParseErrorCode2["CommaExpected"] = 6] = "CommaExpected";
  ParseErrorCode2[ParseErrorCode2["CloseBraceExpected"] = 7] = "CloseBraceExpected";
  ParseErrorCode2[ParseErrorCode2["CloseBracketExpected"] = 8] = "CloseBracketExpected";
  ParseErrorCode2[ParseErrorCode2["EndOfFileExpected"] = 9] = "EndOfFileExpected";
  ParseErrorCode2[ParseErrorCode2["InvalidCommentToken"] = 10] = "InvalidCommentToken";
  ParseErrorCode2[ParseErrorCode2["UnexpectedEndOfComment"] = 11] = "UnexpectedEndOfComment";
  ParseErrorCode2[ParseErrorCode2["UnexpectedEndOfString"] = 12] = "UnexpectedEndOfString";
  ParseErrorCode2[ParseErrorCode2["UnexpectedEndOfNumber"] = 13] = "UnexpectedEndOfNumber";
  ParseErrorCode2[ParseErrorCode2["InvalidUnicode"] = 14] = "InvalidUnicode";
  ParseErrorCode2[ParseErrorCode2["InvalidEscapeCharacter"] = 15] = "InvalidEscapeCharacter";
  ParseErrorCode2[ParseErrorCode2["InvalidCharacter"] = 16] = "InvalidCharacter";
})(ParseErrorCode || (ParseErrorCode = {}));
function printParseErrorCode(code) {
  switch (code) {
    case 1:
      return "InvalidSymbol";
    case 2:
      return "InvalidNumberFormat";
    case 3:
      return "PropertyNameExpected";
    case 4:
      return "ValueExpected";
    case 5:
      return "ColonExpected";
    case 6:
      return "CommaExpected";
    case 7:
      return "CloseBraceExpected";
    case 8:
      return "CloseBracketExpected";
    case 9:
      return "EndOfFileExpected";
    case 10:
      return "InvalidCommentToken";
    case 11:
      return "UnexpectedEndOfComment";
    case 12:
      return "UnexpectedEndOfString";
    case 13:
      return "UnexpectedEndOfNumber";
    case 14:
      return "InvalidUnicode";
    case 15:
      return "InvalidEscapeCharacter";
    case 16:
      return "InvalidCharacter";
  }
  return "<unknown ParseErrorCode>";
}

// src/metrics/json-tree.ts
var NOT_FINITE = /* @__PURE__ */ new Set(["NaN", "Infinity"]);
function readJson(text) {
  const { masked, tokens } = maskNotFinite(text);
  const lineAt2 = lineFinder(text);
  const errors = [];
  const root = parseTree2(masked, errors, { disallowComments: true, allowTrailingComma: false });
  const [error] = errors;
  if (error !== void 0) throw new Refusal(`it is not valid JSON (${spaced(printParseErrorCode(error.error))})`, lineAt2(error.offset));
  if (root === void 0) throw new Refusal("it is not valid JSON");
  const describe2 = (node) => {
    const token = tokens.get(node.offset);
    if (token !== void 0) return { kind: "number", value: Number(token) };
    switch (node.type) {
      case "object":
        return { kind: "map", entries: (node.children ?? []).flatMap((property) => entryOf(property, lineAt2)) };
      case "number":
        return { kind: "number", value: Number(node.value), source: text.slice(node.offset, node.offset + node.length) };
      case "string":
        return { kind: "text", value: String(node.value) };
      case "array":
        return { kind: "other", seen: "a list" };
      case "boolean":
      case "null":
      case "property":
        return { kind: "other", seen: String(node.value) };
    }
  };
  return { root, describe: describe2 };
}
function entryOf(property, lineAt2) {
  const [key, node] = property.children ?? [];
  return key === void 0 || node === void 0 ? [] : [{ key: String(key.value), line: lineAt2(key.offset), node }];
}
function maskNotFinite(text) {
  const scanner = createScanner2(text, true);
  const tokens = /* @__PURE__ */ new Map();
  const pieces = [];
  let copied = 0;
  let depth = 0;
  let minusAt = -1;
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const offset = scanner.getTokenOffset();
    const end = offset + scanner.getTokenLength();
    const token = text.slice(offset, end);
    if (token === "{" || token === "[") refuseDepth(++depth);
    if (token === "}" || token === "]") depth--;
    if (token === "-") minusAt = offset;
    if (!NOT_FINITE.has(token)) continue;
    const start = token === "Infinity" && minusAt === offset - 1 && minusAt >= 0 ? minusAt : offset;
    tokens.set(start, text.slice(start, end));
    pieces.push(text.slice(copied, start), "[]".padEnd(end - start));
    copied = end;
  }
  return { masked: pieces.join("") + text.slice(copied), tokens };
}
function lineFinder(text) {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = low + high >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
function spaced(code) {
  return code.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}

// node_modules/smol-toml/dist/error.js
function getLineColFromPtr(string, ptr) {
  let lines = string.slice(0, ptr).split(/\r?\n/);
  return [lines.length, lines.pop().length + 1];
}
function makeCodeBlock(string, line, column) {
  let lines = string.split(/\r?\n/);
  let codeblock = "";
  let numberLen = (Math.log10(line + 1) | 0) + 1;
  for (let i = line - 1; i <= line + 1; i++) {
    let l = lines[i - 1];
    if (!l)
      continue;
    codeblock += i.toString().padEnd(numberLen, " ");
    codeblock += ":  ";
    codeblock += l;
    codeblock += "\n";
    if (i === line) {
      codeblock += " ".repeat(numberLen + column + 2);
      codeblock += "^\n";
    }
  }
  return codeblock;
}
var TomlError = class _TomlError extends Error {
  line;
  column;
  codeblock;
  constructor(message, options) {
    const [line, column] = getLineColFromPtr(options.toml, options.ptr);
    const codeblock = makeCodeBlock(options.toml, line, column);
    super(`Invalid TOML document: ${message}

${codeblock}`, options);
    this.line = line;
    this.column = column;
    this.codeblock = codeblock;
  }
  /** @internal */
  static x(message, ctx, ptr) {
    throw new _TomlError(message, { toml: ctx.s, ptr: ptr ?? ctx.p });
  }
};

// node_modules/smol-toml/dist/primitive.js
function parseString(ctx) {
  let startPtr = ctx.p;
  let c = ctx.s.charCodeAt(ctx.p++);
  let first = c;
  let isLiteral = c === 39;
  let isMultiline = c === ctx.s.charCodeAt(ctx.p) && c === ctx.s.charCodeAt(ctx.p + 1);
  if (isMultiline) {
    if ((c = ctx.s.charCodeAt(ctx.p += 2)) === 10)
      ctx.p++;
    else if (c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10)
      ctx.p += 2;
  }
  let parsed = "";
  let sliceStart = ctx.p;
  let state = 0;
  for (; ctx.p < ctx.s.length; ctx.p++) {
    c = ctx.s.charCodeAt(ctx.p);
    if (isMultiline && (c === 10 || c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10)) {
      state = state && 3;
    } else if (c < 32 && c !== 9 || c === 127) {
      TomlError.x("control characters are not allowed in strings", ctx);
    } else if ((!state || state === 3) && c === first && (!isMultiline || ctx.s.charCodeAt(ctx.p + 1) === first && ctx.s.charCodeAt(ctx.p + 2) === first)) {
      if (isMultiline) {
        if (ctx.s.charCodeAt(ctx.p + 3) === first)
          ctx.p++;
        if (ctx.s.charCodeAt(ctx.p + 3) === first)
          ctx.p++;
      }
      if (!state) {
        let s = ctx.s.slice(sliceStart, ctx.p);
        parsed = parsed ? parsed + s : s;
      }
      ctx.p += isMultiline ? 3 : 1;
      return parsed;
    } else if (!state) {
      if (!isLiteral && c === 92) {
        parsed += ctx.s.slice(sliceStart, sliceStart = ctx.p);
        state = 1;
      }
    } else if (state === 1) {
      if (c === 120 || c === 117 || c === 85) {
        let errPtr = ctx.p++ - 1;
        let value = 0;
        let len = c === 120 ? 2 : c === 117 ? 4 : 8;
        for (let j = 0; j < len; j++, ctx.p++) {
          let hex = ctx.s.charCodeAt(ctx.p);
          let digit = (
            /* 0-9 */
            hex >= 48 && hex <= 57 ? hex - 48 : (
              /* A-F */
              hex >= 65 && hex <= 70 ? hex - 65 + 10 : (
                /* a-f */
                hex >= 97 && hex <= 102 ? hex - 97 + 10 : -1
              )
            )
          );
          if (digit < 0)
            TomlError.x("invalid non-hex character in unicode escape", ctx);
          value = value << 4 | digit;
        }
        if (value < 0 || value > 1114111 || value >= 55296 && value <= 57343) {
          TomlError.x("invalid unicode escape", ctx, errPtr);
        }
        parsed += String.fromCodePoint(value);
        sliceStart = ctx.p--;
        state = 0;
      } else if (isMultiline && (c === 32 || c === 9)) {
        state = 2;
      } else {
        if (c === 98)
          parsed += "\b";
        else if (c === 116)
          parsed += "	";
        else if (c === 110)
          parsed += "\n";
        else if (c === 102)
          parsed += "\f";
        else if (c === 114)
          parsed += "\r";
        else if (c === 101)
          parsed += "\x1B";
        else if (c === 34)
          parsed += '"';
        else if (c === 92)
          parsed += "\\";
        else
          TomlError.x("unrecognised escape sequence", ctx);
        sliceStart = ctx.p + 1;
        state = 0;
      }
    } else if (c !== 32 && c !== 9) {
      if (state === 2)
        TomlError.x("invalid escape: only line-ending whitespace may be escaped", ctx, sliceStart);
      state = !isLiteral && c === 92 ? 1 : 0;
      sliceStart = ctx.p;
    }
  }
  TomlError.x("unfinished string", ctx, startPtr);
}

// node_modules/smol-toml/dist/date.js
var DATE_TIME_RE = /^(\d{4}-\d{2}-\d{2})?[Tt ]?(?:(\d{2}):\d{2}(?::\d{2}(?:\.\d+)?)?)?(Z|z|[-+]\d{2}:\d{2})?$/i;
var TomlDate = class _TomlDate extends Date {
  #hasDate = false;
  #hasTime = false;
  #offset = null;
  constructor(date, fasttype, unsafeDelim) {
    let hasDate = true;
    let hasTime = true;
    let offset = "Z";
    let c;
    if (typeof date === "string") {
      if (fasttype)
        prep: {
          if (fasttype < 3) {
            if (+date.slice(11, 13) > 23) {
              date = "";
              break prep;
            }
            if (fasttype === 2) {
              offset = null;
              date += "Z";
            } else if ((c = date.charCodeAt(date.length - 1)) !== 90 && c !== 122) {
              offset = date.slice(date.length - 6);
            }
            if (unsafeDelim)
              date = date.slice(0, 10) + "T" + date.slice(11);
          } else if (fasttype === 4) {
            date = +date.slice(0, 2) > 23 ? "" : `0000-01-01T${date}Z`;
          }
          hasDate = fasttype !== 4;
          hasTime = fasttype !== 3;
        }
      else {
        let match = date.match(DATE_TIME_RE);
        if (match) {
          if (!match[1]) {
            hasDate = false;
            date = `0000-01-01T${date}`;
          }
          hasTime = !!match[2];
          hasTime && date[10] === " " && (date = date.replace(" ", "T"));
          if (match[2] && +match[2] > 23) {
            date = "";
          } else {
            offset = match[3] || null;
            if (!offset && hasTime)
              date += "Z";
          }
        } else {
          date = "";
        }
      }
    }
    super(date);
    if (!isNaN(this.getTime())) {
      this.#hasDate = hasDate;
      this.#hasTime = hasTime;
      this.#offset = offset;
    }
  }
  isDateTime() {
    return this.#hasDate && this.#hasTime;
  }
  isLocal() {
    return !this.#hasDate || !this.#hasTime || !this.#offset;
  }
  isDate() {
    return this.#hasDate && !this.#hasTime;
  }
  isTime() {
    return this.#hasTime && !this.#hasDate;
  }
  isValid() {
    return this.#hasDate || this.#hasTime;
  }
  toISOString() {
    let iso = super.toISOString();
    if (this.isDate())
      return iso.slice(0, 10);
    if (this.isTime())
      return iso.slice(11, 23);
    if (this.#offset === null)
      return iso.slice(0, -1);
    if (this.#offset === "Z" || this.#offset === "z")
      return iso;
    let offset = +this.#offset.slice(1, 3) * 60 + +this.#offset.slice(4, 6);
    offset = this.#offset[0] === "-" ? offset : -offset;
    let offsetDate = new Date(this.getTime() - offset * 6e4);
    return offsetDate.toISOString().slice(0, -1) + this.#offset;
  }
  static wrapAsOffsetDateTime(jsDate, offset = "Z") {
    let date = new _TomlDate(jsDate);
    date.#offset = offset;
    return date;
  }
  static wrapAsLocalDateTime(jsDate) {
    let date = new _TomlDate(jsDate);
    date.#offset = null;
    return date;
  }
  static wrapAsLocalDate(jsDate) {
    let date = new _TomlDate(jsDate);
    date.#hasTime = false;
    date.#offset = null;
    return date;
  }
  static wrapAsLocalTime(jsDate) {
    let date = new _TomlDate(jsDate);
    date.#hasDate = false;
    date.#offset = null;
    return date;
  }
};

// node_modules/smol-toml/dist/extract.js
function isDigit2(char, base = 10) {
  return base === 16 ? char > 47 && char < 58 || char > 64 && char < 71 || char > 96 && char < 103 : char > 47 && char < 48 + base;
}
function isEndOfValue(char, delim) {
  return char === 32 || char === 9 || char === 10 || char === 13 || // Structure end or next value delimiter
  delim && (char === delim || char === 44) || // Comment
  char === 35;
}
function extractValue(ctx, end) {
  let errPtr = ctx.p;
  let c = ctx.s.charCodeAt(ctx.p);
  if (c === 91 || c === 123) {
    ctx.d-- || TomlError.x("document contains excessively nested structures. aborting.", ctx);
    let value = c === 91 ? parseArray(ctx) : parseInlineTable(ctx);
    ctx.d++;
    return value;
  }
  if (c === 34 || c === 39) {
    return parseString(ctx);
  }
  if (c === 116) {
    if (ctx.s.charCodeAt(++ctx.p) !== 114 || ctx.s.charCodeAt(++ctx.p) !== 117 || ctx.s.charCodeAt(++ctx.p) !== 101)
      TomlError.x("invalid value", ctx, errPtr);
    return ctx.p++, true;
  }
  if (c === 102) {
    if (ctx.s.charCodeAt(++ctx.p) !== 97 || ctx.s.charCodeAt(++ctx.p) !== 108 || ctx.s.charCodeAt(++ctx.p) !== 115 || ctx.s.charCodeAt(++ctx.p) !== 101)
      TomlError.x("invalid value", ctx, errPtr);
    return ctx.p++, false;
  }
  if (c === 43 || c === 45) {
    return parseNumber(ctx, ctx.p, ctx.s.charCodeAt(++ctx.p), 44 - c, end);
  }
  if (ctx.s.charCodeAt(ctx.p + 4) === 45 && ctx.s.charCodeAt(ctx.p + 7) === 45) {
    return parseDate(ctx, c, end);
  }
  if (ctx.s.charCodeAt(ctx.p + 2) === 58) {
    return parseTime(ctx, c, end);
  }
  return parseNumber(ctx, ctx.p, c, 0, end);
}
function parseNumber(ctx, startPtr, startChr, sign, endChr) {
  let c = startChr;
  let state = 0;
  let hasUnderscores = false;
  if (c === 105) {
    if (ctx.s.charCodeAt(++ctx.p) !== 110 || ctx.s.charCodeAt(++ctx.p) !== 102)
      TomlError.x("invalid value", ctx, startPtr);
    return ctx.p++, (sign || 1) / 0;
  }
  if (c === 110) {
    if (ctx.s.charCodeAt(++ctx.p) !== 97 || ctx.s.charCodeAt(++ctx.p) !== 110)
      TomlError.x("invalid value", ctx, startPtr);
    return ctx.p++, NaN;
  }
  if (c === 48) {
    if (++ctx.p >= ctx.s.length || isEndOfValue(c = ctx.s.charCodeAt(ctx.p), endChr))
      return ctx.bi === true ? 0n : 0;
    if (!sign) {
      if (c === 120)
        return parseIntegerBaseN(ctx, startPtr, 16, endChr);
      else if (c === 98)
        return parseIntegerBaseN(ctx, startPtr, 2, endChr);
      else if (c === 111)
        return parseIntegerBaseN(ctx, startPtr, 8, endChr);
    }
    if (c === 46)
      state = 2;
    else if (c === 101 || c === 69)
      state = 4;
    else
      TomlError.x("illegal leading zero", ctx, startPtr);
  } else if (!isDigit2(c))
    TomlError.x("invalid value", ctx, startPtr);
  while (++ctx.p < ctx.s.length && (c = ctx.s.charCodeAt(ctx.p), !isEndOfValue(c, endChr))) {
    if (!state)
      state = 1;
    if (c === 95) {
      if (!(state & 1))
        TomlError.x("illegal underscore", ctx);
      state += 11;
      hasUnderscores = true;
    } else if (state === 1 && c === 46)
      state = 2;
    else if ((state === 1 || state === 3) && (c === 101 || c === 69))
      state = 4;
    else if (state === 4 && (c === 43 || c === 45)) {
      state = 6;
    } else if (!isDigit2(c))
      TomlError.x(`illegal character in numeric literal`, ctx);
    else if (state > 9)
      state -= 11;
    else if (!(state & 1))
      state++;
  }
  if (!state) {
    let val = (startChr - 48) * (sign || 1);
    return ctx.bi === true ? BigInt(val) : val;
  }
  if (!(state & 1))
    TomlError.x("unfinished numeric value", ctx, startPtr);
  let str = ctx.s.slice(startPtr, ctx.p);
  if (hasUnderscores)
    str = str.replaceAll("_", "");
  return state > 1 ? parseFloat(str) : parseInteger(ctx, str, 10, startPtr);
}
function parseIntegerBaseN(ctx, startPtr, base, endChr) {
  let c, underscore = 1;
  while (++ctx.p < ctx.s.length && (c = ctx.s.charCodeAt(ctx.p), !isEndOfValue(c, endChr))) {
    if (c === 95) {
      if (underscore & 1)
        TomlError.x("illegal underscore", ctx);
      underscore = 3;
    } else if (!isDigit2(c, base))
      TomlError.x(`illegal character in numeric literal`, ctx);
    else if (underscore & 1)
      underscore--;
  }
  if (underscore & 1)
    TomlError.x("unfinished numeric value", ctx);
  let str = ctx.s.slice(startPtr + 2, ctx.p);
  if (underscore)
    str = str.replaceAll("_", "");
  return parseInteger(ctx, str, base, startPtr);
}
function parseInteger(ctx, str, base, startPtr) {
  if (ctx.bi !== true)
    int: {
      let val = parseInt(str, base);
      if (!Number.isSafeInteger(val)) {
        if (ctx.bi)
          break int;
        TomlError.x("integer value cannot be represented losslessly", ctx, startPtr);
      }
      return val;
    }
  return base === 10 ? BigInt(str) : BigInt((base === 2 ? "0b" : base === 8 ? "0o" : "0x") + str);
}
function parseDate(ctx, c, endChr) {
  let startPtr = ctx.p++, unsafeSeparator;
  if (!isDigit2(c) || !isDigit2(ctx.s.charCodeAt(ctx.p++)) || !isDigit2(ctx.s.charCodeAt(ctx.p++)) || !isDigit2(ctx.s.charCodeAt(ctx.p++))) {
    return parseNumber(ctx, ctx.p = startPtr, c, 0, endChr);
  }
  ctx.p += 5;
  if (!isDigit2(ctx.s.charCodeAt(ctx.p++)))
    TomlError.x("invalid date-time: date part is malformed", ctx, startPtr);
  if (ctx.p >= ctx.s.length || ((c = ctx.s.charCodeAt(ctx.p)) !== 32 || (unsafeSeparator = true, !isDigit2(ctx.s.charCodeAt(ctx.p + 1)))) && c !== 84 && c !== 116) {
    let t2 = ctx.s.slice(startPtr, ctx.p);
    return readDate(ctx, t2, 3, false, startPtr);
  }
  if (ctx.s.charCodeAt(ctx.p += 3) !== 58)
    TomlError.x("invalid date-time: time part is malformed", ctx, startPtr);
  if (ctx.s.charCodeAt(ctx.p += 3) === 58)
    ctx.p += 3;
  if (ctx.s.charCodeAt(ctx.p) === 46)
    while (isDigit2(ctx.s.charCodeAt(++ctx.p)))
      ;
  if (c = ctx.s.charCodeAt(ctx.p)) {
    if (c === 90 || c === 122) {
      let t2 = ctx.s.slice(startPtr, ++ctx.p);
      return readDate(ctx, t2, 1, unsafeSeparator, startPtr, "[+00:00]");
    }
    if (c === 43 || c === 45) {
      let t2 = ctx.s.slice(startPtr, ctx.p += 6);
      return readDate(ctx, t2, 1, unsafeSeparator, startPtr, !ctx.ld && "[" + ctx.s.slice(ctx.p - 6, ctx.p) + "]");
    }
  }
  let t = ctx.s.slice(startPtr, ctx.p);
  return readDate(ctx, t, 2, unsafeSeparator, startPtr);
}
function parseTime(ctx, c, endChr) {
  let start = ctx.p;
  if (!isDigit2(c) || !isDigit2(ctx.s.charCodeAt(++ctx.p))) {
    return parseNumber(ctx, --ctx.p, c, 0, endChr);
  }
  if (ctx.s.charCodeAt(ctx.p += 4) === 58)
    ctx.p += 3;
  if (ctx.s.charCodeAt(ctx.p) === 46)
    while (isDigit2(ctx.s.charCodeAt(++ctx.p)))
      ;
  let t = ctx.s.slice(start, ctx.p);
  return readDate(ctx, t, 4, false, start);
}
function readDate(ctx, str, type, unsafeDelim, errPtr, temporalSuffix) {
  if (ctx.ld) {
    let date = new TomlDate(str, type, unsafeDelim);
    if (!date.isValid())
      TomlError.x("invalid date", ctx, errPtr);
    return date;
  }
  try {
    if (temporalSuffix)
      str += temporalSuffix;
    switch (type) {
      case 1:
        return Temporal.ZonedDateTime.from(str);
      case 2:
        return Temporal.PlainDateTime.from(str);
      case 3:
        return Temporal.PlainDate.from(str);
      case 4:
        return Temporal.PlainTime.from(str);
    }
  } catch (e) {
    TomlError.x(e instanceof Error ? e.message : "" + e, ctx, errPtr);
  }
}

// node_modules/smol-toml/dist/util.js
function skipComment(ctx) {
  for (; ctx.p < ctx.s.length; ctx.p++) {
    let c = ctx.s.charCodeAt(ctx.p);
    if (c === 10)
      break;
    if (c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10) {
      ctx.p++;
      break;
    }
    if (c < 32 && c !== 9 || c === 127) {
      TomlError.x("control characters are not allowed in comments", ctx);
    }
  }
}
function skipVoid(ctx, banNewLines, banComments) {
  let c;
  while (ctx.p < ctx.s.length) {
    while (ctx.p < ctx.s.length && ((c = ctx.s.charCodeAt(ctx.p)) === 32 || c === 9 || !banNewLines && (c === 10 || c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10)))
      ctx.p++;
    if (banComments || c !== 35)
      break;
    skipComment(ctx);
  }
}

// node_modules/smol-toml/dist/struct.js
function parseKey(ctx, end = 61) {
  let startPtr;
  let state = 0;
  let parsed = [];
  let sliceStart;
  let c = ctx.s.charCodeAt(startPtr = ctx.p);
  do {
    if (c === end) {
      if (!state)
        TomlError.x("unexpected end of key", ctx);
      if (state === 1)
        parsed.push(ctx.s.slice(sliceStart, ctx.p));
      return ctx.p++, parsed;
    } else if (c === 46) {
      if (!state)
        TomlError.x("illegal empty bare key", ctx);
      if (state === 1)
        parsed.push(ctx.s.slice(sliceStart, ctx.p));
      state = 0;
    } else if (!state && (c === 34 || c === 39)) {
      if (c === ctx.s.charCodeAt(ctx.p + 1) && c === ctx.s.charCodeAt(ctx.p + 2))
        TomlError.x("illegal quoted key: multiline strings are not allowed", ctx);
      parsed.push(parseString(ctx));
      state = 2;
      ctx.p--;
    } else if (c === 32 || c === 9) {
      if (state === 1) {
        parsed.push(ctx.s.slice(sliceStart, ctx.p));
        state = 2;
      }
    } else if (state === 2 || c < 48 && c !== 45 || c > 57 && c < 65 || c > 90 && c < 97 && c !== 95 || c > 122) {
      TomlError.x("illegal character in key", ctx);
    } else if (!state) {
      state = 1;
      sliceStart = ctx.p;
    }
  } while (c = ctx.s.charCodeAt(++ctx.p));
  TomlError.x("incomplete key-value: cannot find end of key", ctx, startPtr);
}
function parseInlineTable(ctx) {
  let startPtr = ctx.p++;
  let res = /* @__PURE__ */ Object.create(null);
  let seen2 = /* @__PURE__ */ new Set();
  let c;
  while (ctx.p < ctx.s.length) {
    skipVoid(ctx);
    if ((c = ctx.s.charCodeAt(ctx.p)) === 125) {
      ctx.p++;
      return res;
    }
    let k;
    let t = res;
    let hasOwn = false;
    let errPtr = ctx.p;
    let key = parseKey(ctx);
    for (let i = 0; i < key.length; i++) {
      if (i)
        t = hasOwn ? t[k] : t[k] = /* @__PURE__ */ Object.create(null);
      k = key[i];
      if ((hasOwn = Object.hasOwn(t, k)) && (typeof t[k] !== "object" || seen2.has(t[k]))) {
        TomlError.x("trying to redefine an already defined value", ctx, errPtr);
      }
      let unsafe = k === "__proto__";
      if (ctx.uk && (unsafe || k === "constructor")) {
        t = ctx.uk !== 1 && TomlError.x("document contains an unsafe property", ctx, errPtr);
        break;
      }
      if (!hasOwn && unsafe) {
        Object.defineProperty(t, k, { enumerable: true, configurable: true, writable: true });
      }
    }
    if (hasOwn) {
      TomlError.x("trying to redefine an already defined value", ctx, errPtr);
    }
    skipVoid(ctx, true, true);
    let value = extractValue(
      ctx,
      125
      /* } */
    );
    if (t && typeof (t[k] = value) === "object")
      seen2.add(value);
    skipVoid(ctx);
    if ((c = ctx.s.charCodeAt(ctx.p++)) === 125) {
      return res;
    }
    if (c !== 44)
      TomlError.x("expected comma or end of structure", ctx, ctx.p - 1);
  }
  TomlError.x("unfinished table", ctx, startPtr);
}
function parseArray(ctx) {
  let startPtr = ctx.p++;
  let res = [];
  let c;
  while (ctx.p < ctx.s.length) {
    skipVoid(ctx);
    if ((c = ctx.s.charCodeAt(ctx.p)) === 93) {
      ctx.p++;
      return res;
    }
    res.push(extractValue(
      ctx,
      93
      /* ] */
    ));
    skipVoid(ctx);
    if ((c = ctx.s.charCodeAt(ctx.p++)) === 93) {
      return res;
    }
    if (c !== 44)
      TomlError.x("expected comma or end of structure", ctx, ctx.p - 1);
  }
  TomlError.x("unfinished array", ctx, startPtr);
}

// node_modules/smol-toml/dist/parse.js
function peekTable(ctx, key, table, meta, type) {
  let t = table;
  let m = meta;
  let k;
  let hasOwn = false;
  let state;
  for (let i = 0; i < key.length; i++) {
    if (i) {
      t = hasOwn ? t[k] : t[k] = /* @__PURE__ */ Object.create(null);
      m = (state = m[k]).c;
      if (type === 0 && (state.t === 1 || state.t === 2)) {
        return null;
      }
      if (state.t === 2) {
        let l = t.length - 1;
        t = t[l];
        m = m[l].c;
      }
    }
    k = key[i];
    if ((hasOwn = Object.hasOwn(t, k)) && m[k]?.t === 0 && m[k]?.d) {
      return null;
    }
    if (!hasOwn) {
      let unsafe = k === "__proto__";
      if (ctx.uk && (unsafe || k === "constructor"))
        return false;
      if (unsafe) {
        Object.defineProperty(t, k, { enumerable: true, configurable: true, writable: true });
        Object.defineProperty(m, k, { enumerable: true, configurable: true, writable: true });
      }
      m[k] = {
        t: i < key.length - 1 && type === 2 ? 3 : type,
        d: false,
        i: 0,
        c: /* @__PURE__ */ Object.create(null)
      };
    }
  }
  state = m[k];
  if (state.t !== type && !(type === 1 && state.t === 3)) {
    return null;
  }
  if (type === 2) {
    if (!state.d) {
      state.d = true;
      t[k] = [];
    }
    t[k].push(t = /* @__PURE__ */ Object.create(null));
    state.c[state.i++] = state = { t: 1, d: false, i: 0, c: /* @__PURE__ */ Object.create(null) };
  }
  if (state.d) {
    return null;
  }
  state.d = true;
  if (type === 1) {
    t = hasOwn ? t[k] : t[k] = /* @__PURE__ */ Object.create(null);
  } else if (type === 0 && hasOwn) {
    return null;
  }
  return [k, t, state.c];
}
function validateTablePeek(ctx, peek, ptr) {
  if (peek === null || ctx.uk === 2)
    TomlError.x(peek === null ? "trying to redefine an already defined table or value" : "document contains an unsafe property", ctx, ptr);
}
function parse3(toml, options = {}) {
  let ctx = {
    s: toml,
    p: 0,
    d: options.maxDepth ?? 1e3,
    bi: options.integersAsBigInt ?? false,
    ld: options.useLegacyDate ?? true,
    uk: options.unsafeKeyBehaviour === "throw" ? 2 : options.unsafeKeyBehaviour === "drop" ? 1 : 0
  };
  let res = /* @__PURE__ */ Object.create(null);
  let meta = /* @__PURE__ */ Object.create(null);
  let tmp;
  let skipping = false;
  let tbl = res;
  let m = meta;
  if (toml.charCodeAt(0) === 65279)
    ctx.p++;
  skipVoid(ctx);
  while (ctx.p < toml.length) {
    if (toml.charCodeAt(ctx.p) === 91) {
      let isTableArray = toml.charCodeAt(++ctx.p) === 91;
      tmp = ctx.p += +isTableArray;
      skipping = false;
      let k = parseKey(
        ctx,
        93
        /* ] */
      );
      if (isTableArray) {
        if (toml.charCodeAt(ctx.p) !== 93) {
          TomlError.x("expected end of table array declaration", ctx);
        }
        ctx.p++;
      }
      let p = peekTable(
        ctx,
        k,
        res,
        meta,
        isTableArray ? 2 : 1
        /* Type.EXPLICIT */
      );
      if (!p) {
        validateTablePeek(ctx, p, tmp);
        skipping = true;
      } else {
        m = p[2];
        tbl = p[1];
      }
    } else {
      tmp = ctx.p;
      let k = parseKey(ctx);
      let p = peekTable(
        ctx,
        k,
        tbl,
        m,
        0
        /* Type.DOTTED */
      );
      if (!p && !skipping)
        validateTablePeek(ctx, p, tmp);
      skipVoid(ctx, true, true);
      let v = extractValue(ctx, void 0);
      if (p && !skipping)
        p[1][p[0]] = v;
    }
    skipVoid(ctx, true);
    if (ctx.p < toml.length && (tmp = toml.charCodeAt(ctx.p)) !== 10 && (tmp !== 13 || toml.charCodeAt(ctx.p + 1) !== 10)) {
      TomlError.x("each key-value declaration must be followed by an end-of-line", ctx);
    }
    skipVoid(ctx);
  }
  return res;
}

// node_modules/smol-toml/dist/stringify.js
var HAS_WELLFORMED = !!"".isWellFormed;

// src/metrics/toml-tree.ts
function readToml(text) {
  try {
    return { root: parse3(text, { integersAsBigInt: "asNeeded", maxDepth: MAX_DEPTH }), describe };
  } catch (error) {
    if (error instanceof TomlError) throw new Refusal(`it is not valid TOML (${reasonOf(error)})`, error.line);
    throw error;
  }
}
function describe(node) {
  if (typeof node === "number" || typeof node === "bigint") return { kind: "number", value: Number(node), ...typeof node === "bigint" ? { source: String(node) } : {} };
  if (typeof node === "string") return { kind: "text", value: node };
  if (typeof node === "boolean") return { kind: "other", seen: String(node) };
  if (Array.isArray(node)) return { kind: "other", seen: "a list" };
  if (node instanceof TomlDate) return { kind: "other", seen: "a date" };
  return { kind: "map", entries: Object.entries(node).map(([key, value]) => ({ key, node: value })) };
}
function reasonOf(error) {
  return (error.message.split("\n")[0] ?? "").replace(/^Invalid TOML document: /, "");
}

// src/metrics/yaml-tree.ts
var import_yaml3 = __toESM(require_dist(), 1);
var MAX_ALIASES2 = 1e3;
var WITH_UNDERSCORES = /^[-+]?\d[\d_]*(?:\.[\d_]*)?(?:e[-+]?\d+)?$/i;
function readYaml(text) {
  const lines = new import_yaml3.LineCounter();
  const tokens = [...new import_yaml3.Parser(lines.addNewLine).parse(text)];
  refuseDeepTokens(tokens, lines);
  const documents = [...new import_yaml3.Composer({ uniqueKeys: false, prettyErrors: false }).compose(tokens, true, text.length)];
  const [document] = documents;
  if (document === void 0 || documents.length > 1) throw new Refusal(`it holds ${documents.length} YAML documents, not one`);
  const [error] = document.errors;
  if (error !== void 0) throw new Refusal(`it is not valid YAML (${error.message})`, lines.linePos(error.pos[0]).line);
  const { contents } = document;
  if (contents === null || (0, import_yaml3.isScalar)(contents) && contents.value === null) throw new Refusal("it is empty");
  return { root: contents, describe: describer(document, lines) };
}
function describer(document, lines) {
  let aliases = 0;
  const follow = (node) => {
    if (!(0, import_yaml3.isAlias)(node)) return node;
    if (++aliases > MAX_ALIASES2) throw new Refusal(`it has more than ${MAX_ALIASES2} aliases`);
    const target = node.resolve(document);
    if (target === void 0) throw new Refusal(`it has an alias without an anchor (*${node.source})`);
    return target;
  };
  const entriesOf2 = (node, depth) => {
    refuseDepth(depth);
    const target = follow(node);
    if ((0, import_yaml3.isSeq)(target)) return target.items.flatMap((item) => entriesOf2(item, depth + 1));
    if (!(0, import_yaml3.isMap)(target)) return [];
    const own = [];
    const merged = [];
    for (const pair of target.items) {
      if (isMerge(pair)) merged.push(...entriesOf2(pair.value, depth + 1));
      else own.push(entryOf2(pair, follow, lines));
    }
    return withMerged(own, merged);
  };
  return (node) => {
    const target = follow(node);
    if ((0, import_yaml3.isMap)(target)) return { kind: "map", entries: entriesOf2(target, 0) };
    if ((0, import_yaml3.isSeq)(target)) return { kind: "other", seen: "a list" };
    return (0, import_yaml3.isScalar)(target) ? scalar(target) : { kind: "other", seen: "null" };
  };
}
function scalar(node) {
  const { value, source } = node;
  if (typeof value === "number") return { kind: "number", value, ...source === void 0 ? {} : { source } };
  if (typeof value === "bigint") return { kind: "number", value: Number(value) };
  if (typeof value === "boolean") return { kind: "other", seen: String(value) };
  if (typeof value !== "string") return { kind: "other", seen: value === null ? "null" : "a value that is not a number" };
  const plain2 = node.type === import_yaml3.Scalar.PLAIN && node.tag === void 0;
  return plain2 && WITH_UNDERSCORES.test(value) ? { kind: "number", value: Number(value.replaceAll("_", "")), source: value } : { kind: "text", value };
}
function isMerge(pair) {
  return (0, import_yaml3.isScalar)(pair.key) && pair.key.type === import_yaml3.Scalar.PLAIN && pair.key.value === "<<";
}
function entryOf2(pair, follow, lines) {
  const key = follow(pair.key);
  const start = (0, import_yaml3.isScalar)(key) || (0, import_yaml3.isMap)(key) || (0, import_yaml3.isSeq)(key) ? key.range?.[0] : void 0;
  const place = start === void 0 ? {} : { line: lines.linePos(start).line };
  if (!(0, import_yaml3.isScalar)(key)) throw new Refusal("a key in it is a list or a mapping", place.line);
  return { key: key.source ?? String(key.value), ...place, node: pair.value };
}
function withMerged(own, merged) {
  const taken = new Set(own.map((entry) => entry.key));
  const added = merged.filter((entry) => !taken.has(entry.key) && taken.add(entry.key));
  return [...own, ...added];
}
function refuseDeepTokens(tokens, lines) {
  const open2 = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = open2.pop(); next !== void 0; next = open2.pop()) {
    const { token, depth } = next;
    refuseDepth(depth, lines.linePos(token.offset).line);
    for (const child of childrenOf(token)) open2.push({ token: child, depth: depth + (token.type === "document" ? 0 : 1) });
  }
}
function childrenOf(token) {
  if (token.type === "document") return token.value === void 0 ? [] : [token.value];
  if (!("items" in token)) return [];
  const parts = token.items.flatMap((item) => [item.key, item.value]);
  return parts.filter((part) => part !== null && part !== void 0);
}

// src/metrics/metrics-file.ts
function parseMetricsFile(path, text) {
  try {
    return parseAs(extname(path).toLowerCase(), path, text.startsWith("\uFEFF") ? text.slice(1) : text);
  } catch (error) {
    if (error instanceof Refusal) return unreadableFile(path, error.message, error.line);
    throw error;
  }
}
function unreadableFile(path, reason, line) {
  const place = line === void 0 ? {} : { line };
  const at = line === void 0 ? "" : `line ${line}: `;
  return {
    path,
    leaves: /* @__PURE__ */ new Map(),
    problem: { kind: "file", path, ...place, seen: "unreadable", message: `${path} cannot be read: ${at}${reason}` }
  };
}
function parseAs(extension, path, text) {
  if (text.trim() === "") throw new Refusal("it is empty");
  switch (extension) {
    case ".json":
      return leavesOf(path, readJson(text));
    case ".toml":
      return leavesOf(path, readToml(text));
    case ".py":
      throw new Refusal("metrics in Python files are not supported; write JSON, YAML or TOML");
    default:
      return leavesOf(path, readYaml(text));
  }
}
function leavesOf(path, tree) {
  return { path, leaves: flatten(path, tree.root, tree.describe) };
}

// src/metrics/params.ts
var TOO_DEEP = `(more than ${MAX_DEPTH} levels deep)`;
function diffParams(head, base) {
  const paths = [.../* @__PURE__ */ new Set([...head.keys(), ...base.keys()])].sort(compareText);
  return paths.flatMap((path) => {
    const values = flattenParams(head.get(path));
    const baselines2 = flattenParams(base.get(path));
    const names = [.../* @__PURE__ */ new Set([...values.keys(), ...baselines2.keys()])];
    return names.filter((name) => canonical(values.get(name)) !== canonical(baselines2.get(name))).map((name) => ({
      path,
      name,
      ...baselines2.has(name) ? { baseline: baselines2.get(name) } : {},
      ...values.has(name) ? { value: values.get(name) } : {}
    }));
  });
}
function flattenParams(root) {
  const leaves = /* @__PURE__ */ new Map();
  const walk = (node, name, depth) => {
    const entries = entriesOf(node);
    if (entries !== void 0 && depth < MAX_DEPTH && (entries.length > 0 || name === void 0)) {
      for (const [key, value] of entries) walk(value, name === void 0 ? key : `${name}.${key}`, depth + 1);
    } else if (node !== void 0) leaves.set(name ?? "", toJson(node, depth));
  };
  walk(root, void 0, 0);
  return leaves;
}
function toJson(node, depth) {
  if (depth > MAX_DEPTH) return TOO_DEEP;
  if (Array.isArray(node)) return node.map((item) => toJson(item, depth + 1));
  const entries = entriesOf(node);
  if (entries !== void 0) return Object.fromEntries(entries.map(([key, value]) => [key, toJson(value, depth + 1)]));
  if (typeof node === "number") return Number.isFinite(node) ? node : String(node);
  if (typeof node === "bigint") return Number.isSafeInteger(Number(node)) ? Number(node) : String(node);
  if (typeof node === "string" || typeof node === "boolean") return node;
  return node instanceof Date ? node.toISOString() : null;
}
function entriesOf(node) {
  if (node instanceof Map) return [...node].map(([key, value]) => [String(key), value]);
  const plain2 = typeof node === "object" && node !== null && !Array.isArray(node) && !(node instanceof Date);
  return plain2 ? Object.entries(node) : void 0;
}
function canonical(value) {
  return JSON.stringify(value, (_key, part) => {
    const entries = entriesOf(part);
    return entries === void 0 ? part : Object.fromEntries(entries.sort(([a], [b]) => compareText(a, b)));
  });
}

// src/pipeline/evaluation.ts
function evaluationStages(project) {
  const measures = (stage) => stage.kind === "stage" && !stage.frozen && stage.cmd !== void 0 && stage.outs.length > 0 && stage.outs.every((out) => isMetric2(project, out) || isPlot(project, out));
  const order = new Graph(project).topological();
  const chosen = project.stages.filter(measures);
  if (!chosen.some((stage) => stage.outs.some((out) => isMetric2(project, out)))) return [];
  return chosen.map(({ name }) => name).sort((a, b) => order.indexOf(a) - order.indexOf(b));
}
function isMetric2(project, out) {
  return out.metric || declares(project.metrics, out);
}
function isPlot(project, out) {
  return out.plot || declares(project.plots, out);
}
function declares(files, out) {
  return files.some((file) => isWithin(file, out.path) || isWithin(out.path, file));
}
function metricFiles(project) {
  const files = /* @__PURE__ */ new Map();
  for (const stage of project.stages) {
    for (const out of stage.outs) if (out.metric) files.set(out.path, { path: out.path, stage: stage.name, out });
  }
  for (const path of project.metrics) {
    if (files.has(path)) continue;
    const owner = project.stages.flatMap((stage) => stage.outs.map((out) => ({ stage: stage.name, out }))).find(({ out }) => isWithin(path, out.path));
    files.set(path, { path, ...owner });
  }
  return [...files.values()].sort((a, b) => a.path < b.path ? -1 : 1);
}

// src/flows/evaluate.ts
var import_yaml4 = __toESM(require_dist(), 1);
import { readFile as readFile3, stat as stat2 } from "node:fs/promises";
import { join as join4, resolve as resolve3 } from "node:path";
var MAX_METRICS_BYTES = 16 * 1024 * 1024;
async function evaluate(context, baselineSha) {
  const { run: run2, project } = context;
  const wanted = run2.settings.validate.evaluate;
  if (wanted.kind === "none") {
    run2.skip("evaluate", "evaluate: none; the committed metrics are taken at their word");
    return void 0;
  }
  if (wanted.kind === "command") return run2.step("evaluate", (outcome) => runCommand(context, wanted.command, wanted.metrics, outcome));
  const stages = wanted.kind === "stages" ? resolveStages(context, wanted.stages, "evaluate") : evaluationStages(project).filter((name) => context.stages.some((stage) => stage.name === name));
  if (stages.length === 0) {
    run2.skip("evaluate", "no stage makes only metrics and plots; the committed metrics are taken at their word");
    addUnmeasuredFindings(context, /* @__PURE__ */ new Set());
    return void 0;
  }
  addUnmeasuredFindings(context, new Set(stages));
  const absent = stages.filter((name) => run2.report.stages.find((stage) => stage.name === name)?.causes.some(({ kind, path }) => kind === "missing" && context.graph.stage(name)?.deps.some((dep) => dep.path === path)));
  if (absent.length > 0) {
    run2.skip("evaluate", `what ${absent.join(", ")} read${absent.length === 1 ? "s" : ""} is not here`);
    return undefinedMetrics(context, stages, "it could not be measured: what the evaluation reads is not here");
  }
  const unchanged = stages.every((name) => run2.report.stages.some((stage) => stage.name === name && stage.verdict === "unchanged"));
  if (unchanged && baselineSha !== void 0 && await isMeasuredOfficially(context, stages, baselineSha)) {
    run2.skip("evaluate", `the official build at ${baselineSha.slice(0, 7)} measured the same model with the same evaluation`);
    return void 0;
  }
  return run2.step("evaluate", (outcome) => runStages(context, stages, outcome));
}
async function runStages(context, stages, outcome) {
  const { run: run2, dvc } = context;
  const directory = run2.settings.workingDirectory;
  const records = stages.flatMap((name) => context.graph.stage(name) ?? []);
  const before = new Set((await context.git.uncommitted()).map(({ path }) => path));
  const aside = await Aside.open(context.scratch);
  let measured;
  try {
    for (const file of new Set(records.map(({ file: path }) => FindingPlaces.lockOf(path)))) await aside.copy(join4(directory, file));
    for (const stage of records) {
      for (const out of stage.outs) {
        if (out.persist && !isMetric2(context.project, out)) await aside.copy(resolve3(directory, out.path));
        else await aside.move(resolve3(directory, out.path));
      }
    }
    const result = await dvc.run(["repro", "--force", "--single-item", "--no-commit", "--", ...stages], {
      env: context.env,
      onOutput: (text) => run2.host.output(text),
      timeout: run2.settings.validate.evaluateTimeout,
      onStage: ({ stage, state }) => run2.host.status(state === "running" ? `evaluate: ${stage}` : "evaluate")
    });
    const failure = result.timedOut ? `it took longer than ${run2.settings.validate.evaluateTimeout} s` : result.code === 0 ? void 0 : lastLine(result.stderr);
    measured = await readMeasured(context, records.flatMap((stage) => metricFiles(context.project).filter((file) => file.stage === stage.name).map(({ path }) => path)), failure);
    if (failure !== void 0) {
      outcome.conclusion = "failure";
      outcome.message = `${stages.join(", ")} failed: ${failure}`;
      for (const name of stages) {
        const place = context.places.ofStage(name, context.graph.stage(name)?.file ?? "dvc.yaml");
        run2.report.lint.push({ rule: "evaluation-failed", ...place, path: context.inGit(place.path), severity: "error", message: `The evaluation by ${name} failed: ${failure}.` });
      }
    } else outcome.message = `measured by ${stages.join(", ")}`;
  } finally {
    await aside.restore();
  }
  await nameNewChanges(context, before, `the evaluation by ${stages.join(", ")}`);
  return measured;
}
async function runCommand(context, command2, metrics, outcome) {
  const { run: run2 } = context;
  const file = resolve3(run2.settings.workingDirectory, metrics);
  const before = new Set((await context.git.uncommitted()).map(({ path }) => path));
  const aside = await Aside.open(context.scratch);
  try {
    await aside.move(file);
    const result = await runProcess(shellLine(command2), {
      cwd: run2.settings.workingDirectory,
      env: context.env,
      signal: run2.signal,
      timeout: run2.settings.validate.evaluateTimeout,
      onOutput: (text) => run2.host.output(text)
    });
    const failure = result.timedOut ? `it took longer than ${run2.settings.validate.evaluateTimeout} s` : result.code === 0 ? void 0 : `exit code ${result.code}: ${lastLine(result.stderr || result.stdout)}`;
    if (failure !== void 0) {
      outcome.conclusion = "failure";
      outcome.message = `'${command2}' failed: ${failure}`;
      run2.report.lint.push({ rule: "evaluation-failed", severity: "error", message: `The evaluation command '${command2}' failed: ${failure}.` });
    } else outcome.message = `measured by '${command2}'`;
    return await readMeasured(context, [metrics], failure);
  } finally {
    await aside.restore();
    await nameNewChanges(context, before, `the evaluation command '${command2}'`);
  }
}
async function readMeasured(context, paths, failure) {
  const measured = /* @__PURE__ */ new Map();
  for (const path of paths) {
    const text = failure === void 0 ? await readMetricsText(resolve3(context.run.settings.workingDirectory, path)) : void 0;
    measured.set(path, text === void 0 ? unreadableFile(path, failure === void 0 ? "the evaluation did not write it" : `the evaluation failed: ${failure}`) : parseMetricsFile(path, text));
  }
  return measured;
}
async function readMetricsText(file) {
  const info = await stat2(file).catch(() => void 0);
  if (!info?.isFile()) return void 0;
  if (info.size > MAX_METRICS_BYTES) throw new SetupError(`${file} has ${info.size} bytes, which is no metrics file.`, { key: "metrics", value: file, remedy: `A metrics file is at most ${MAX_METRICS_BYTES} bytes; declare larger results as outs or plots.` });
  return readFile3(file, "utf8");
}
function undefinedMetrics(context, stages, reason) {
  const files = metricFiles(context.project).filter(({ stage }) => stage !== void 0 && stages.includes(stage));
  return new Map(files.map(({ path }) => [path, unreadableFile(path, reason)]));
}
function addUnmeasuredFindings(context, evaluated) {
  for (const { path, stage } of metricFiles(context.project)) {
    if (stage === void 0 || evaluated.has(stage) || !context.stages.some(({ name }) => name === stage)) continue;
    const place = context.places.ofStage(stage, context.graph.stage(stage)?.file ?? "dvc.yaml");
    context.run.report.lint.push({
      rule: "metric-not-measured",
      ...place,
      path: context.inGit(place.path),
      severity: "notice",
      message: `${path} is made by ${stage}, which makes more than metrics and plots, so its numbers are the committed ones. A stage that only evaluates, or \`evaluate\`, would measure them here.`
    });
  }
}
async function nameNewChanges(context, before, who) {
  const changed = (await context.git.uncommitted()).filter(({ path, untracked }) => !untracked && !before.has(path));
  for (const { path } of changed) {
    context.run.report.lint.push({ rule: "evaluation-changes-files", path, severity: "warning", message: `${path}, which Git tracks, was changed by ${who}.`, fix: `git checkout -- ${path}` });
  }
}
async function isMeasuredOfficially(context, stages, baselineSha) {
  const { git } = context;
  for (const name of stages) {
    const lock = context.inGit(FindingPlaces.lockOf(context.graph.stage(name)?.file ?? "dvc.yaml"));
    const commit = await git.lastChange(baselineSha, lock);
    if (commit === void 0 || !(await git.trailers(commit)).has(SOURCE_TRAILER)) return false;
    const official = await git.readFile(baselineSha, lock);
    const present = context.files.find(({ path }) => context.inGit(path) === lock);
    if (!official || !present) return false;
    const key = name.slice(name.lastIndexOf(":") + 1);
    if (!sameEntry(official.toString("utf8"), present.data, key)) return false;
  }
  return true;
}
function sameEntry(officialText, present, key) {
  const official = lockEntry((0, import_yaml4.parse)(officialText), key);
  return official !== void 0 && JSON.stringify(official) === JSON.stringify(lockEntry(present, key));
}
function lockEntry(lock, key) {
  return isRecord(lock) && isRecord(lock["stages"]) ? lock["stages"][key] : void 0;
}

// src/flows/params.ts
import { readFile as readFile4 } from "node:fs/promises";
import { resolve as resolve4 } from "node:path";
var import_yaml5 = __toESM(require_dist(), 1);
async function readParams(context, sha) {
  const wanted = /* @__PURE__ */ new Map();
  for (const dep of context.stages.flatMap((stage) => stage.deps)) {
    if (dep.kind !== "params") continue;
    const known = wanted.get(dep.path);
    if (dep.names.length === 0) wanted.set(dep.path, "all");
    else if (known !== "all") wanted.set(dep.path, /* @__PURE__ */ new Set([...known ?? [], ...dep.names]));
  }
  const blobs = sha === void 0 ? void 0 : await context.git.readFiles(sha, [...wanted.keys()].map(context.inGit));
  const params = /* @__PURE__ */ new Map();
  for (const [path, names] of wanted) {
    const text = blobs ? blobs.get(context.inGit(path))?.toString("utf8") : await readFile4(resolve4(context.run.settings.workingDirectory, path), "utf8").catch(() => void 0);
    const data = text === void 0 ? void 0 : parse4(path, text);
    if (isRecord(data)) params.set(path, names === "all" ? data : pick(data, names));
  }
  return params;
}
function parse4(path, text) {
  try {
    if (/\.ya?ml$/.test(path)) return (0, import_yaml5.parse)(text, { maxAliasCount: 1e3 });
    if (path.endsWith(".json")) return JSON.parse(text);
    if (path.endsWith(".toml")) return parse3(text);
  } catch {
    return void 0;
  }
  return void 0;
}
function pick(data, names) {
  const picked = {};
  for (const name of names) {
    let value = data;
    for (const part of name.split(".")) value = Array.isArray(value) ? value[Number(part)] : isRecord(value) && Object.hasOwn(value, part) ? value[part] : void 0;
    if (value !== void 0) picked[name] = value;
  }
  return picked;
}

// src/flows/compare.ts
async function findBaseline(context) {
  const { run: run2 } = context;
  return run2.step("baseline", async (outcome) => {
    const found = await resolveFor(context);
    if (found.sha === void 0) {
      outcome.message = found.reason;
      return { label: found.reason };
    }
    run2.report.source.base_sha ??= found.sha;
    outcome.message = `${found.label}, ${found.sha.slice(0, 7)}`;
    return { sha: found.sha, label: found.label };
  });
}
async function resolveFor({ run: run2, git }) {
  const found = await git.resolveBaseline(run2.settings.metrics.baseline, run2.settings.event);
  const head = run2.report.source.sha;
  if (run2.settings.mode !== "rebuild" || found.sha !== head) return found;
  const [parent] = await git.parents(head);
  if (parent === void 0) return { reason: "the first commit has nothing before it" };
  await git.ensureCommit(parent);
  return { sha: parent, label: "the commit before" };
}
async function compare(context, baseline, committed, measured) {
  const { run: run2 } = context;
  return run2.step("compare", async (outcome) => {
    const sides = { committed, measured };
    if (baseline.sha !== void 0) {
      const locked = await lockedAt(context, baseline.sha);
      sides.baseline = await metricsAt(context, baseline.sha, locked);
      run2.report.data = dataChanges(context, locked);
      run2.report.params = diffParams(await readParams(context), await readParams(context, baseline.sha));
    }
    run2.report.metrics = compareMetrics(sides);
    outcome.message = baseline.sha === void 0 ? `${run2.report.metrics.length} metrics, ${baseline.label}` : `${run2.report.metrics.length} metrics against ${baseline.label}`;
    return sides;
  });
}
function checkClaims(context, sides) {
  const { tolerance, policies } = context.run.settings.metrics;
  const repairs = new Map(metricFiles(context.project).flatMap(({ path, stage }) => stage === void 0 ? [] : [[path, `dvc repro --force --single-item ${stage}`]]));
  for (const finding of claims(sides, { tolerance, policies, repairs })) {
    context.run.report.lint.push({ ...finding, ...finding.path === void 0 ? {} : { path: context.inGit(finding.path) } });
  }
}
function checkReadable(context, files) {
  for (const finding of unreadable(files)) context.run.report.lint.push({ ...finding, ...finding.path === void 0 ? {} : { path: context.inGit(finding.path) } });
}
async function gate(context, sides) {
  const { run: run2 } = context;
  const { policies } = run2.settings.metrics;
  if (policies.length === 0) {
    run2.skip("gate", "no policies are configured");
    return true;
  }
  return run2.step("gate", (outcome) => {
    run2.report.policies = judge(policies, sides);
    const failed = run2.report.policies.filter(({ passed: passed2 }) => !passed2);
    const passed = gatePassed(run2.report.policies);
    if (!passed) outcome.conclusion = "failure";
    else if (failed.length > 0) outcome.conclusion = "warning";
    outcome.message = failed.length === 0 ? `${run2.report.policies.length} rules hold` : failed.map(({ message }) => message).join(" ");
    return Promise.resolve(passed);
  });
}
async function workspaceMetrics(context) {
  const files = /* @__PURE__ */ new Map();
  for (const { path, out } of metricFiles(context.project)) {
    if (!isInScope(context, path)) continue;
    const text = await readMetricsText(resolve5(context.run.settings.workingDirectory, path)) ?? (out?.cache && out.path === path ? await readObject(context, out) : void 0);
    if (text !== void 0) files.set(path, parseMetricsFile(path, text));
  }
  return files;
}
function isInScope(context, path) {
  return !path.startsWith("../") || context.stages.some((stage) => stage.outs.some((out) => out.path === path));
}
async function readObject(context, object) {
  if (object.hash === void 0 || object.hashName === void 0) return void 0;
  return context.dvc.read({ hash: object.hash, hashName: object.hashName }, MAX_METRICS_BYTES);
}
async function lockedAt(context, sha) {
  const { git } = context;
  const paths = (await git.listFiles(sha, [])).filter((path) => ["data", "lock"].includes(kindOf(path) ?? ""));
  const blobs = await git.readFiles(sha, paths);
  const texts = new Map([...blobs].map(([path, blob]) => [context.fromGit(path), blob.toString("utf8")]));
  return lockedOuts(texts, (lock, stage) => context.project.stages.find((each) => each.name === stage || each.name === `${lock.replace(/dvc\.lock$/, "dvc.yaml")}:${stage}`)?.wdir);
}
async function metricsAt(context, sha, locked) {
  const paths = metricFiles(context.project).map(({ path }) => path).filter((path) => isInScope(context, path));
  const blobs = await context.git.readFiles(sha, paths.map(context.inGit));
  const files = /* @__PURE__ */ new Map();
  for (const path of paths) {
    const blob = blobs.get(context.inGit(path));
    if (blob) {
      files.set(path, parseMetricsFile(path, blob.toString("utf8")));
      continue;
    }
    const out = locked.get(joinPath(path));
    if (!out) continue;
    const text = await readObject(context, out).catch((error) => {
      context.run.host.warning(`${path} of the baseline: ${messageOf(error)}`);
      return void 0;
    });
    files.set(path, text === void 0 ? unreadableFile(path, `the baseline's dvc.lock names it, and neither the cache nor the remote has it`) : parseMetricsFile(path, text));
  }
  return files;
}
function dataChanges(context, before) {
  const outs = context.stages.flatMap((stage) => stage.outs).filter(({ cache }) => cache);
  const now = new Map(outs.map((out) => [joinPath(out.path), out]));
  const git = new Set(context.stages.flatMap((stage) => stage.outs).filter(({ cache }) => !cache).map(({ path }) => joinPath(path)));
  const changes = [];
  for (const path of [.../* @__PURE__ */ new Set([...now.keys(), ...before.keys()])].sort()) {
    const [out, old] = [now.get(path), before.get(path)];
    if (git.has(path) || out?.hash === old?.hash || !out && path.startsWith("../")) continue;
    changes.push({
      path,
      change: !old ? "added" : !out ? "deleted" : "modified",
      ...out?.size === void 0 ? {} : { size: out.size },
      ...old?.size === void 0 ? {} : { baseline_size: old.size }
    });
  }
  return changes;
}

// src/flows/context.ts
import { realpath as realpath7 } from "node:fs/promises";
import { dirname as dirname11, join as join16, relative as relative6, resolve as resolve8 } from "node:path";

// src/dvc/engine.ts
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
var GRACE_MS = { SIGINT: 4e3, SIGTERM: 1500 };
var QueryError = class extends Error {
  constructor(message, kinds, causeKind, path) {
    super(message);
    this.kinds = kinds;
    this.causeKind = causeKind;
    this.path = path;
    this.name = "QueryError";
  }
  kinds;
  causeKind;
  path;
};
var ENGINE_FILE = fileURLToPath(new URL("../engine.py", import.meta.url));
function startEngine(options) {
  const resident = options.resident ?? process.platform !== "win32" ? new ResidentProcess(options) : void 0;
  let nextId = 1;
  const exchange = async (request, onAnswer, stop = options.signal) => {
    if (options.signal.aborted) throw new CancelledError("cancelled before DVC was asked.");
    const full = { config: options.config, ...request, id: nextId++ };
    const usable = resident && await resident.usable();
    const code = usable ? await resident.exchange(full, onAnswer, stop) : await exchangeOnce(options, full, onAnswer, stop);
    if (options.signal.aborted) throw new CancelledError("cancelled while DVC ran.");
    return code;
  };
  return {
    async run(argv, { env, cwd = options.cwd, onOutput, onStage, timeout } = {}) {
      const result = { code: 0, stdout: "", stderr: "", timedOut: false };
      const started = performance.now();
      const timer = timeout === void 0 ? void 0 : AbortSignal.timeout(timeout * 1e3);
      result.code = await exchange({ op: "cli", argv, cwd, env: env ?? options.env, events: onStage !== void 0 }, (answer) => {
        if (answer.out !== void 0) {
          result.stdout += answer.out;
          onOutput?.(answer.out, "stdout");
        }
        if (answer.err !== void 0) {
          result.stderr += answer.err;
          onOutput?.(answer.err, "stderr");
        }
        if (answer.event) onStage?.(answer.event);
        if (answer.error) result.stderr += `${answer.error.type}: ${answer.error.message}
`;
      }, timer ? AbortSignal.any([options.signal, timer]) : options.signal);
      result.timedOut = timer?.aborted ?? false;
      options.host.debug(`dvc ${argv.join(" ")}: exit ${result.code}, ${Math.round(performance.now() - started)} ms`);
      return result;
    },
    async query(name, args = {}, cwd = options.cwd) {
      let result;
      let error;
      let noise = "";
      const started = performance.now();
      const code = await exchange({ op: "query", name, args, cwd, env: options.env }, (answer) => {
        if ("result" in answer) result = answer.result;
        if (answer.err !== void 0) noise += answer.err;
        if (answer.error) error = new QueryError(answer.error.message, answer.error.kinds, answer.error.cause ?? void 0, answer.error.path ?? void 0);
      });
      options.host.debug(`dvc query ${name}: exit ${code}, ${Math.round(performance.now() - started)} ms`);
      if (error) throw error;
      if (code !== 0 || result === void 0) throw new OutsideError(`DVC ended with code ${code} while it answered '${name}'. ${noise.trim()}`.trim());
      return result;
    },
    close: async () => {
      await resident?.close();
    }
  };
}
var ResidentProcess = class {
  constructor(options) {
    this.options = options;
    this.child = spawn(options.python, [ENGINE_FILE, ...options.schemes], {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      stdio: ["pipe", "pipe", "pipe"]
    });
    this.child.stderr?.setEncoding("utf8").on("data", (text) => {
      this.noise += text;
    });
    this.child.stdin?.on("error", () => void 0);
    let resolveReady = () => void 0;
    this.ready = new Promise((resolve9) => {
      resolveReady = resolve9;
    });
    this.ended = new Promise((resolve9) => {
      const end = () => {
        resolveReady(false);
        for (const { onEnd } of this.pending.values()) onEnd(new OutsideError(`the resident DVC ended unexpectedly. ${this.noise.trim()}`.trim()));
        this.pending.clear();
        resolve9();
      };
      this.child.once("error", end);
      this.child.once("close", end);
    });
    if (this.child.stdout) {
      createInterface({ input: this.child.stdout }).on("line", (line) => {
        const answer = JSON.parse(line);
        if (answer.ready) {
          options.host.debug(`resident DVC ${answer.ready.version} on Python ${answer.ready.python}, process ${answer.ready.pid}`);
          resolveReady(true);
        } else this.pending.get(answer.id)?.onAnswer(answer);
      });
    }
    this.child.unref();
    for (const stream of [this.child.stdin, this.child.stdout, this.child.stderr]) stream?.unref?.();
  }
  options;
  pending = /* @__PURE__ */ new Map();
  child;
  ready;
  ended;
  noise = "";
  async usable() {
    this.hold(true);
    const usable = await this.ready;
    if (!usable) this.options.host.debug(`no resident DVC: one process per command instead. ${this.noise.trim()}`);
    return usable;
  }
  exchange(request, onAnswer, stop) {
    return new Promise((resolve9, reject) => {
      const timers = [];
      const send = (message) => this.child.stdin?.write(`${JSON.stringify(message)}
`);
      const cancel = () => {
        const end = (signal) => send({ id: 0, op: "signal", target: request.id, signal });
        end("SIGINT");
        timers.push(setTimeout(() => end("SIGTERM"), GRACE_MS.SIGINT), setTimeout(() => end("SIGKILL"), GRACE_MS.SIGINT + GRACE_MS.SIGTERM));
      };
      const finish = () => {
        stop.removeEventListener("abort", cancel);
        timers.forEach(clearTimeout);
        this.pending.delete(request.id);
        if (this.pending.size === 0) this.hold(false);
      };
      this.pending.set(request.id, {
        onAnswer: (answer) => {
          if (answer.exit === void 0) return onAnswer(answer);
          finish();
          resolve9(answer.exit);
        },
        onEnd: (error) => {
          finish();
          reject(error);
        }
      });
      stop.addEventListener("abort", cancel, { once: true });
      send(request);
    });
  }
  async close() {
    this.child.stdin?.end();
    this.hold(true);
    await this.ended;
  }
  /** Keeps Node's event loop alive while something is awaited from the engine. */
  hold(awaited) {
    const streams = [this.child.stdout, this.child.stderr];
    for (const each of [this.child, ...streams]) {
      if (awaited) each?.ref?.();
      else each?.unref?.();
    }
  }
};
async function exchangeOnce(options, request, onAnswer, stop) {
  const child = spawn(options.python, [ENGINE_FILE, "--once"], {
    cwd: options.cwd,
    env: request["env"] ?? options.env,
    detached: process.platform !== "win32",
    stdio: ["pipe", "pipe", "pipe", "pipe"]
  });
  const timers = [];
  const signalTree = (signal) => {
    if (child.pid === void 0) return;
    try {
      process.kill(process.platform === "win32" ? child.pid : -child.pid, signal);
    } catch {
    }
  };
  const cancel = () => {
    signalTree("SIGINT");
    timers.push(setTimeout(() => signalTree("SIGTERM"), GRACE_MS.SIGINT), setTimeout(() => signalTree("SIGKILL"), GRACE_MS.SIGINT + GRACE_MS.SIGTERM));
  };
  stop.addEventListener("abort", cancel, { once: true });
  try {
    const [stdin, stdout, stderr, answers] = child.stdio;
    stdin?.on("error", () => void 0);
    stdin?.end(JSON.stringify({ ...request, env: void 0 }));
    stdout?.setEncoding("utf8").on("data", (out) => onAnswer({ id: 0, out }));
    stderr?.setEncoding("utf8").on("data", (err) => onAnswer({ id: 0, err }));
    let exit;
    createInterface({ input: answers }).on("line", (line) => {
      const answer = JSON.parse(line);
      if (answer.exit === void 0) onAnswer(answer);
      else exit = answer.exit;
    });
    const code = await new Promise((resolve9, reject) => {
      child.once("error", (cause) => reject(new OutsideError(`cannot run '${options.python}': ${cause.message}.`, { cause })));
      child.once("close", (value) => resolve9(value ?? 137));
    });
    return exit ?? code;
  } finally {
    stop.removeEventListener("abort", cancel);
    timers.forEach(clearTimeout);
  }
}

// src/dvc/dvc.ts
var Dvc = class {
  constructor(engine) {
    this.engine = engine;
  }
  engine;
  /** The project as DVC resolves it. @throws {SetupError} dvc.yaml, a `.dvc` file or the configuration is wrong */
  async inspect() {
    return await this.ask("inspect");
  }
  /** Project and status (as with `allowMissing`) of another checkout of the repository, read without its data. */
  async inspectAt(directory) {
    return await this.ask("inspect", { status: true, allowMissing: true }, directory);
  }
  /**
   * What differs between dvc.lock, the workspace and the cache.
   * @param allowMissing data that is not here counts as what dvc.lock says
   */
  async status(options = {}) {
    return await this.ask("status", options);
  }
  /** Asks the remotes for every object. @throws {OutsideError} a remote cannot be reached or refuses us */
  async verify(mode, only) {
    return await this.ask("verify", { mode, ...only ? { only } : {} });
  }
  /** Objects that the local cache lacks: hash to the paths that need it. */
  async uncached() {
    return await this.ask("cached");
  }
  /** The text of a small object from the cache or the remote, at most `limit` bytes; undefined when nobody has it. */
  async read(object, limit) {
    return await this.ask("read", { ...object, limit }) ?? void 0;
  }
  /** Proves that the remote takes what we write. @throws {OutsideError} it does not */
  async probe() {
    await this.ask("probe");
  }
  /** Makes the next push ask the remote itself what it holds, rather than DVC's memory of it. */
  async forget() {
    await this.ask("forget");
  }
  /** Runs `dvc ARGV`, whatever its exit code. */
  run(argv, options) {
    return this.engine.run(argv, options);
  }
  close() {
    return this.engine.close();
  }
  async ask(name, args = {}, cwd) {
    try {
      return await this.engine.query(name, args, cwd);
    } catch (error) {
      throw error instanceof QueryError ? translate(error, name) : error;
    }
  }
};
var SETUP = {
  NoRemoteError: "Add one with `dvc remote add -d NAME URL` and commit .dvc/config, or name one with `remote`.",
  RemoteNotFoundError: "Check `remote` against `dvc remote list`.",
  RemoteConfigError: "Check the remote with `dvc remote list` and its options in .dvc/config.",
  RemoteMissingDepsError: "Install DVC with the extra for this remote, or let dvc-ci install its own.",
  ConfigError: "Check .dvc/config and `remote-config`.",
  NotDvcRepoError: "Run `dvc init`, or set `working-directory`.",
  CyclicGraphError: "Break the cycle: an output of one of these stages must not be a dependency of another before it.",
  OutputDuplicationError: "Give every output one stage.",
  OverlappingOutputPathsError: "Give every output a folder of its own.",
  StagePathAsOutputError: "Move dvc.yaml out of the output.",
  ResolveError: "Define the value in params.yaml or under `vars:`.",
  StageFileFormatError: "Mend the file.",
  YAMLFileCorruptedError: "Mend the file.",
  YAMLSyntaxError: "Mend the file.",
  YAMLValidationError: "Mend the file.",
  DvcException: "Mend what DVC complains of; `dvc status` shows the same."
};
var OUTSIDE = ["OSError", "ClientError", "BotoCoreError", "HTTPClientError", "ConnectionError", "TimeoutError", "AuthError", "AuthenticationError", "GoogleAuthError", "AzureError", "FetchError", "Error"];
function translate(error, query) {
  const kind = error.kinds.find((name) => name in SETUP);
  const message = error.message.replace(/\s*\n\s*/g, " ").trim();
  const sentence2 = /[.!?]$/.test(message) ? message : `${message}.`;
  if (kind && !(error.kinds.includes("DownloadError") || error.kinds.includes("UploadError"))) {
    return new SetupError(sentence2, { remedy: SETUP[kind] ?? "", cause: error, ...error.path === void 0 ? {} : { path: error.path, key: error.path } });
  }
  if (query !== "inspect" && error.kinds.some((name) => OUTSIDE.includes(name))) {
    return new OutsideError(`the DVC remote cannot be used: ${error.kinds[0] ?? "error"}: ${sentence2}`, { key: "remote", remedy: "Check its address, that it can be reached from here, and the credentials.", cause: error });
  }
  return new OutsideError(`DVC failed at '${query}': ${error.kinds[0] ?? "error"}: ${sentence2}`, { cause: error });
}

// src/git/repository.ts
import { realpath as realpath2 } from "node:fs/promises";
import { relative as relative2, sep as sep2 } from "node:path";

// src/git/base.ts
import { readFile as readFile5 } from "node:fs/promises";
import { resolve as resolvePath } from "node:path";

// src/git/git.ts
import { devNull } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
var DROPPED = /^GIT_(DIR|WORK_TREE|IMPLICIT_WORK_TREE|COMMON_DIR|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|SHALLOW_FILE|GRAFT_FILE|NAMESPACE|PREFIX|INTERNAL_SUPER_PREFIX|(LITERAL|GLOB|NOGLOB|ICASE)_PATHSPECS|(AUTHOR|COMMITTER)_(NAME|EMAIL|DATE))$/;
var PINNED = [
  `core.hooksPath=${devNull}`,
  "core.fsmonitor=false",
  "gc.auto=0",
  "maintenance.auto=false",
  "submodule.recurse=false",
  "i18n.commitEncoding=UTF-8",
  "i18n.logOutputEncoding=UTF-8",
  "log.showSignature=false",
  "trailer.separators=:",
  "http.lowSpeedLimit=1000",
  "http.lowSpeedTime=60"
].flatMap((setting) => ["-c", setting]);
var DEFAULT_TIMEOUT_SECONDS = 600;
var DEFAULT_BACKOFF_MS = 1e3;
var LONGEST_BACKOFF_MS = 15e3;
var LONGEST_QUOTE = 1e3;
var Git = class {
  constructor(directory, options) {
    this.directory = directory;
    this.options = options;
    const inherited = Object.entries(options.env ?? process.env).filter(([name]) => !DROPPED.test(name));
    this.#env = { ...Object.fromEntries(inherited), LC_ALL: "C", GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0" };
  }
  directory;
  options;
  #env;
  /**
   * Runs one git command.
   * @returns exit code and output; the code is one of `call.answers`, 128 where the time was up
   * @throws {OutsideError} another exit code
   * @throws {CancelledError} the run was cancelled
   */
  async run(args, call = {}) {
    const { signal, timeout = DEFAULT_TIMEOUT_SECONDS, host } = this.options;
    if (!call.always) this.throwIfCancelled();
    if (call.network) host?.debug(this.redact(`git ${args.join(" ")}`));
    const result = await runProcess(["git", ...PINNED, ...args], {
      cwd: this.directory,
      env: { ...this.#env, ...call.env },
      ...signal && !call.always ? { signal } : {},
      ...call.input === void 0 ? {} : { input: call.input },
      ...call.encoding === void 0 ? {} : { encoding: call.encoding },
      ...call.network ? { timeout } : {}
    });
    if (result.timedOut) {
      result.stderr += `
fatal: no answer within ${timeout} s`;
      result.code = 128;
    }
    const { answers = [0] } = call;
    if (answers !== "any" && !answers.includes(result.code)) {
      throw new OutsideError(`\`git ${args[0]}\` failed in ${this.directory} with exit code ${result.code}: ${this.quote(result.stderr)}`, {
        remedy: "Run `git status` there to see what Git objects to, then try again."
      });
    }
    return result;
  }
  /** Standard output without its last line break. Throws as `run` does. */
  async text(args, call = {}) {
    return (await this.run(args, call)).stdout.replace(/\n$/, "");
  }
  throwIfCancelled() {
    if (this.options.signal?.aborted) throw new CancelledError("cancelled before a git command.");
  }
  /** Waits longer with every attempt (counted from 1), never the same time as somebody else who was turned away at the same moment. */
  async pause(attempt) {
    const most = Math.min((this.options.backoff ?? DEFAULT_BACKOFF_MS) * 2 ** (attempt - 1), LONGEST_BACKOFF_MS);
    const { signal } = this.options;
    try {
      await sleep(most * (0.5 + Math.random() / 2), void 0, signal ? { signal } : {});
    } catch (cause) {
      throw new CancelledError("cancelled while waiting to ask the Git server again.", { cause });
    }
  }
  /** What git said, on one line, without credentials and control characters, at most 1,000 characters. */
  quote(output) {
    const lines = output.split(/[\r\n]+/).map((line) => line.replace(new RegExp("\\p{Cc}\\[[0-9;]*[A-Za-z]", "gu"), "").replace(new RegExp("\\p{Cc}", "gu"), " ").trim());
    const text = this.redact(lines.filter((line) => line !== "").join(" "));
    if (text === "") return "it gave no reason.";
    return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
  }
  /** The text without masked values and without the user part of addresses, where a token may stand. */
  redact(text) {
    const safe = text.replace(/:\/\/[^\s/@]+@/g, "://***@");
    return this.options.host?.redact(safe) ?? safe;
  }
};
function splitNul(output) {
  return output === "" ? [] : output.replace(/\0$/, "").split("\0");
}

// src/git/read.ts
var STATUSES = { A: "added", M: "modified", D: "deleted", T: "retyped" };
var PATHS_PER_CALL = 250;
var EMPTY_TREES = {
  40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
  64: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"
};
function reads(git) {
  const resolve9 = async (revision) => {
    if (revision === "" || /[\0\n]/.test(revision)) return void 0;
    const { code, stdout } = await git.run(["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`], { answers: [0, 1, 128] });
    return code === 0 ? stdout.trim() : void 0;
  };
  const commitOf = async (revision) => {
    const sha = await resolve9(revision);
    if (sha === void 0) throw unknownRevision(revision);
    return sha;
  };
  const readFiles = async (revision, paths) => {
    const sha = await commitOf(revision);
    const files = await readBatch(git, sha, paths.filter((path) => !path.includes("\n")));
    for (const path of paths.filter((name) => name.includes("\n"))) {
      const { code, stdout } = await git.run(["cat-file", "blob", `${sha}:${path}`], { answers: [0, 128], encoding: "latin1" });
      if (code === 0) files.set(path, Buffer.from(stdout, "latin1"));
    }
    return files;
  };
  return {
    resolve: resolve9,
    commitOf,
    readFiles,
    head: () => git.text(["rev-parse", "--verify", "HEAD^{commit}"]),
    async branch() {
      const { code, stdout } = await git.run(["symbolic-ref", "--quiet", "HEAD"], { answers: [0, 1] });
      return code === 0 ? stdout.trim().replace(/^refs\/heads\//, "") : void 0;
    },
    isShallow: async () => await git.text(["rev-parse", "--is-shallow-repository"]) === "true",
    readFile: async (revision, path) => (await readFiles(revision, [path])).get(path),
    async listFiles(revision, pathspecs) {
      if (revision === void 0) return [...new Set(splitNul(await git.text(["ls-files", "-z", "--cached", "--", ...pathspecs])))];
      const sha = await commitOf(revision);
      const emptyTree = EMPTY_TREES[sha.length] ?? "";
      return splitNul(await git.text(["diff-tree", "-r", "-z", "--name-only", "--no-renames", "--ignore-submodules=all", emptyTree, sha, "--", ...pathspecs]));
    },
    async changedFiles(from, to) {
      const fields = splitNul(await git.text(["diff-tree", "-r", "-z", "--name-status", "--no-renames", await commitOf(from), await commitOf(to), "--"]));
      const changes = [];
      for (let at = 0; at + 1 < fields.length; at += 2) {
        changes.push({ status: STATUSES[fields[at] ?? ""] ?? "modified", path: fields[at + 1] ?? "" });
      }
      return changes;
    },
    uncommitted: async () => parseStatus(await git.text(["status", "--porcelain=v2", "-z", "--untracked-files=all", "--no-renames"])),
    isIgnored: (paths) => ignoredPaths(git, paths)
  };
}
function unknownRevision(revision, why = "it names no commit of this checkout") {
  return new SetupError(`revision '${revision}' cannot be read: ${why}.`, {
    key: "revision",
    value: revision,
    remedy: "Check its spelling with `git rev-parse`, or fetch it first."
  });
}
async function ignoredPaths(git, paths, env = {}) {
  if (paths.length === 0) return /* @__PURE__ */ new Set();
  const input = paths.map((path) => `./${path}\0`).join("");
  const { stdout } = await git.run(["check-ignore", "--no-index", "-z", "--stdin"], { input, env, answers: [0, 1] });
  const matching = splitNul(stdout).map((path) => path.slice(2));
  const tracked = matching.length === 0 ? [] : await trackedFiles(git, matching, env);
  return new Set(matching.filter((path) => !tracked.some((file) => contains(path, file))));
}
async function trackedFiles(git, paths, env = {}) {
  const files = [];
  for (let at = 0; at < paths.length; at += PATHS_PER_CALL) {
    const call = ["ls-files", "-z", "--cached", "--", ...paths.slice(at, at + PATHS_PER_CALL)];
    files.push(...splitNul(await git.text(call, { env: { ...env, GIT_LITERAL_PATHSPECS: "1" } })));
  }
  return files;
}
function contains(outer, inner) {
  return inner === outer || inner.startsWith(`${outer}/`);
}
async function readBatch(git, sha, paths) {
  const files = /* @__PURE__ */ new Map();
  if (paths.length === 0) return files;
  const input = paths.map((path) => `${sha}:${path}
`).join("");
  const output = Buffer.from((await git.run(["cat-file", "--batch"], { input, encoding: "latin1" })).stdout, "latin1");
  let at = 0;
  for (const path of paths) {
    const end = output.indexOf(10, at);
    if (end < 0) throw new OutsideError(`\`git cat-file\` ended before it told about '${path}' in ${sha}.`, { remedy: "Run `git fsck`." });
    const [, type, size] = /^[0-9a-f]+ (\w+) (\d+)$/.exec(output.toString("latin1", at, end)) ?? [];
    at = end + 1;
    if (size === void 0) continue;
    if (type === "blob") files.set(path, output.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return files;
}
function parseStatus(output) {
  const files = [];
  for (const line of splitNul(output)) {
    if (line.startsWith("? ")) files.push({ path: line.slice(2), index: ".", worktree: ".", untracked: true });
    const skipped = line.startsWith("1 ") ? 8 : line.startsWith("u ") ? 10 : 0;
    if (skipped > 0) {
      const fields = line.split(" ");
      files.push({ path: fields.slice(skipped).join(" "), index: line.charAt(2), worktree: line.charAt(3), untracked: false });
    }
  }
  return files;
}

// src/git/base.ts
var DEEPEN_STEPS = [50, 200, 1e3, 5e3];
var allBranches = (remote) => [`+refs/heads/*:refs/remotes/${remote}/*`];
function bases(git, { resolve: resolve9, isShallow }, { remoteName, fetchObjects }) {
  const ensureCommit = async (revision) => {
    const here = await resolve9(revision);
    if (here !== void 0) return here;
    if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(revision)) throw unknownRevision(revision);
    const remote = await remoteName();
    if (remote === void 0) throw unknownRevision(revision, "it is not in this checkout, which has no remote to fetch it from");
    const shallow = await isShallow();
    if (!await fetchObjects(remote, [revision], shallow ? ["--depth=1"] : [])) {
      await fetchObjects(remote, allBranches(remote), shallow ? ["--unshallow"] : []);
    }
    const fetched = await resolve9(revision);
    if (fetched === void 0) throw unknownRevision(revision, `neither this checkout nor remote '${remote}' has it; a force push may have removed it`);
    return fetched;
  };
  const cutOffs = async (one, other) => {
    const file = resolvePath(git.directory, await git.text(["rev-parse", "--git-path", "shallow"]));
    const shallow = new Set((await readFile5(file, "utf8").catch(() => "")).split("\n"));
    const roots = (await git.text(["rev-list", "--max-parents=0", one, other, "--"])).split("\n");
    return roots.filter((sha) => sha !== "" && shallow.has(sha));
  };
  const mergeBase = async (first, second) => {
    const [one, other] = [await ensureCommit(first), await ensureCommit(second)];
    for (const step of [...DEEPEN_STEPS.map((commits2) => `--deepen=${commits2}`), "--unshallow", void 0]) {
      const { code, stdout } = await git.run(["merge-base", one, other], { answers: [0, 1] });
      if (code === 0) return stdout.trim();
      const cut = await cutOffs(one, other);
      const remote = await remoteName();
      if (cut.length === 0 || remote === void 0 || step === void 0) return void 0;
      if (!await fetchObjects(remote, cut, [step])) await fetchObjects(remote, allBranches(remote), ["--unshallow"]);
    }
    return void 0;
  };
  return { ensureCommit, mergeBase };
}

// src/git/baseline.ts
var NOTHING_BEFORE = /^0+$/;
function baselines(git, reads2, { parents }, server2, { ensureCommit, mergeBase }) {
  const ofPullRequest = async ({ headSha, baseSha, baseRef }) => {
    const [mergedBase, mergedHead] = await parents("HEAD");
    const base = mergedBase !== void 0 && mergedHead === headSha ? mergedBase : baseSha;
    const sha = await mergeBase(base, headSha);
    if (sha === void 0) return { reason: `the pull request's head ${headSha} and its base ${base} have no common history` };
    return { sha, label: `merge base with ${baseRef}` };
  };
  const ofPush = async (before) => {
    if (before === void 0 || NOTHING_BEFORE.test(before)) return { reason: "this is the first push of a new branch: it has no previous revision" };
    try {
      return { sha: await ensureCommit(before), label: "previous tip of the branch" };
    } catch (error) {
      if (error instanceof SetupError) return { reason: `the previous tip ${before} is no longer on the server: the branch was rewritten` };
      throw error;
    }
  };
  const branchTip = async (name) => {
    const remote = await server2.remoteName();
    if (remote === void 0) return reads2.resolve(`refs/heads/${name}`);
    const ref = `refs/heads/${name}`;
    try {
      return (await server2.remoteRefs(remote, [ref])).get(ref);
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      const lastFetched = await reads2.resolve(`refs/remotes/${remote}/${name}`);
      if (lastFetched === void 0) throw error;
      git.options.host?.warning(`${error.message} The baseline is '${name}' as it was last fetched.`);
      return lastFetched;
    }
  };
  const ofDefaultBranch = async (known) => {
    const remote = await server2.remoteName();
    if (remote === void 0) return { reason: "this checkout has no remote whose default branch it could be compared with" };
    const name = known ?? await server2.remoteDefaultBranch();
    if (name === void 0) return { reason: `remote '${remote}' names no default branch` };
    const tip = await reads2.resolve(`refs/remotes/${remote}/${name}`) ?? await branchTip(name);
    if (tip === void 0) return { reason: `remote '${remote}' has no branch '${name}' yet` };
    const sha = await mergeBase(tip, "HEAD");
    if (sha === void 0) return { reason: `this checkout and '${name}' have no common history` };
    return { sha, label: `merge base with ${name}` };
  };
  const tagCommit = async (name) => {
    const [ref, peeled] = [`refs/tags/${name}`, `refs/tags/${name}^{}`];
    const local = await reads2.resolve(ref);
    const remote = await server2.remoteName();
    if (local !== void 0 || remote === void 0) return local;
    const refs = await server2.remoteRefs(remote, [ref, peeled]);
    return refs.get(peeled) ?? refs.get(ref);
  };
  const named = async (kind, name) => {
    const { code } = await git.run(["check-ref-format", `refs/${kind === "branch" ? "heads" : "tags"}/${name}`], { answers: [0, 1] });
    const tip = code === 0 ? await (kind === "branch" ? branchTip(name) : tagCommit(name)) : void 0;
    if (tip === void 0) {
      throw new SetupError(`baseline: there is no ${kind} '${name}'${code === 0 ? "" : ", nor can there be one of that name"}.`, {
        key: "baseline",
        value: `${kind}:${name}`,
        remedy: `Push it, or name one that \`git ls-remote\` lists, or use merge-base.`
      });
    }
    return { sha: await ensureCommit(tip), label: `${kind} ${name}` };
  };
  return {
    async resolveBaseline(baseline, event) {
      switch (baseline.kind) {
        case "none":
          return { reason: "baseline is none" };
        case "branch":
        case "tag":
          return named(baseline.kind, baseline.name);
        case "merge-base":
          if (event.pullRequest) return ofPullRequest(event.pullRequest);
          if (event.mergeGroupBaseSha !== void 0) return { sha: await ensureCommit(event.mergeGroupBaseSha), label: "base of the merge group" };
          if (event.name === "push") return ofPush(event.before);
          return ofDefaultBranch(event.defaultBranch);
      }
    }
  };
}

// src/git/checkout.ts
function checkouts(git, { commitOf, isShallow }, { remoteName, remoteRefs, fetchObjects }) {
  return {
    async workingFiles() {
      const { stdout } = await git.run(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"]);
      return splitNul(stdout);
    },
    async lastChange(revision, path) {
      const { stdout } = await git.run(["log", "--max-count=1", "--format=%H", await commitOf(revision), "--", `:(literal)${path}`]);
      return stdout.trim() || void 0;
    },
    async fetchTip(branch) {
      const remote = await remoteName();
      if (remote === void 0) return void 0;
      const ref = `refs/heads/${branch}`;
      const tip = (await remoteRefs(remote, [ref])).get(ref);
      if (tip === void 0) return void 0;
      const known = await git.run(["cat-file", "-e", `${tip}^{commit}`], { answers: "any" });
      if (known.code !== 0) await fetchObjects(remote, [ref], await isShallow() ? ["--update-shallow"] : []);
      return tip;
    },
    async withWorktree(commit, directory, body) {
      await git.run(["worktree", "add", "--detach", "--quiet", directory, await commitOf(commit)]);
      try {
        return await body(directory);
      } finally {
        await git.run(["worktree", "remove", "--force", directory], { always: true, answers: "any" });
        await git.run(["worktree", "prune"], { always: true, answers: "any" });
      }
    }
  };
}

// src/git/commit.ts
import { lstat as lstat2, mkdtemp as mkdtemp2, rm as rm3 } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as join5 } from "node:path";

// src/git/history.ts
function history(git, { commitOf }) {
  const format2 = async (revision, pattern) => git.text(["log", "--max-count=1", `--format=${pattern}`, await commitOf(revision), "--"]);
  const identity = async (revision, pattern) => {
    const [name = "", email = ""] = (await format2(revision, pattern)).split("\0");
    return { name, email };
  };
  return {
    async isAncestor(ancestor, descendant) {
      const { code } = await git.run(["merge-base", "--is-ancestor", await commitOf(ancestor), await commitOf(descendant)], { answers: [0, 1] });
      return code === 0;
    },
    async parents(revision) {
      const commit = await git.text(["cat-file", "commit", await commitOf(revision)]);
      const header = commit.slice(0, commit.indexOf("\n\n"));
      return header.split("\n").filter((line) => line.startsWith("parent ")).map((line) => line.slice("parent ".length));
    },
    commitMessage: async (revision) => (await format2(revision, "%B")).replace(/\n+$/, ""),
    async trailers(revision) {
      const found = /* @__PURE__ */ new Map();
      for (const line of (await format2(revision, "%(trailers:only,unfold,separator=%x00)")).split("\0")) {
        const colon = line.indexOf(":");
        if (colon < 0) continue;
        const key = line.slice(0, colon).trim();
        found.set(key, [...found.get(key) ?? [], line.slice(colon + 1).trim()]);
      }
      return found;
    },
    author: (revision) => identity(revision, "%an%x00%ae"),
    committer: (revision) => identity(revision, "%cn%x00%ce"),
    async findCommit({ from, excluding, trailer, maxCount }) {
      checkTrailerKey(trailer.key);
      const range = [await commitOf(from), ...excluding === void 0 ? [] : [`^${await commitOf(excluding)}`]];
      const pattern = `%H%n%(trailers:key=${trailer.key},valueonly,unfold,separator=%x00)`;
      const lines = (await git.text(["log", "--first-parent", `--max-count=${maxCount}`, `--format=${pattern}`, ...range, "--"])).split("\n");
      for (let at = 0; at + 1 < lines.length; at += 2) {
        const values = lines[at + 1] ?? "";
        if (values !== "" && (trailer.value === void 0 || values.split("\0").includes(trailer.value))) return lines[at];
      }
      return void 0;
    }
  };
}
function checkTrailerKey(key) {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(key)) throw new RangeError(`'${key}' is no trailer key: letters, digits and hyphens only.`);
}

// src/git/commit.ts
function commits(git, { head, commitOf }, { isAncestor, author, committer }) {
  const withIndex = async (base, body) => {
    const folder = await mkdtemp2(join5(tmpdir(), "dvc-ci-index-"));
    const env = { GIT_INDEX_FILE: join5(folder, "index") };
    try {
      await git.run(["read-tree", base], { env });
      return await body(env);
    } finally {
      await rm3(folder, { recursive: true, force: true });
    }
  };
  const differences = async (from, to) => {
    const fields = splitNul(await git.text(["diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", from, to, "--"], { always: true }));
    let info = "";
    for (let at = 0; at + 1 < fields.length; at += 2) {
      const [, mode = "", , object = ""] = (fields[at] ?? "").split(" ");
      info += `${mode} ${object}	${fields[at + 1] ?? ""}\0`;
    }
    return info;
  };
  const alignIndex = async (from, to) => {
    await git.run(["update-index", "-z", "--index-info"], { input: await differences(from, to), always: true });
    await git.run(["update-index", "-q", "--refresh"], { always: true, answers: [0, 1] });
  };
  const commitTree = async (tree, parent, message, people2) => (await git.text(["commit-tree", tree, "-p", parent, "-F", "-"], { input: message, env: people2 })).trim();
  return {
    alignIndex,
    async commitPaths({ paths, message, trailers = {}, identity, parent: revision = "HEAD" }) {
      paths.forEach(checkPath);
      const text = withTrailers(message, trailers);
      const parent = await commitOf(revision);
      return withIndex(parent, async (env) => {
        const present = [];
        for (const path of paths) if (await exists2(join5(git.directory, path))) present.push(path);
        const [ignored] = await ignoredPaths(git, present, env);
        if (ignored !== void 0) {
          throw new ProjectError(`'${ignored}' cannot be committed: Git ignores it.`, {
            key: ".gitignore",
            value: ignored,
            path: ignored,
            remedy: `Remove the pattern that \`git check-ignore -v ${ignored}\` shows, or let DVC cache this output.`
          });
        }
        await addPaths(git, paths, present, env);
        const tree = await git.text(["write-tree"], { env });
        const changed = splitNul(await git.text(["diff-tree", "-r", "-z", "--name-only", "--no-renames", parent, tree, "--"]));
        changed.forEach(checkPath);
        if (changed.length === 0) return void 0;
        return { sha: await commitTree(tree, parent, text, people(identity, identity)), tree, changed };
      });
    },
    async replay(commit, base, tip) {
      const info = await differences(base, commit);
      const [message, authorDate] = [await git.text(["log", "-1", "--format=%B", commit, "--"]), await git.text(["log", "-1", "--format=%ad", "--date=raw", commit, "--"])];
      const tree = await withIndex(tip, async (env) => {
        await git.run(["update-index", "-z", "--index-info"], { input: info, env });
        return git.text(["write-tree"], { env });
      });
      return commitTree(tree, tip, message, { ...people(await author(commit), await committer(commit)), GIT_AUTHOR_DATE: authorDate });
    },
    async adopt(commit) {
      const [from, to] = [await head(), await commitOf(commit)];
      if (from === to) return;
      if (!await isAncestor(from, to)) {
        throw new ProjectError(`HEAD cannot be moved to ${to}: it stands at ${from}, which that commit does not contain.`, { key: "HEAD", value: from, remedy: `Merge ${to} by hand.` });
      }
      await alignIndex(from, to);
      await git.run(["update-ref", "-m", "dvc-ci: adopt", "HEAD", to, from], { always: true });
    }
  };
}
async function addPaths(git, paths, present, env) {
  const tracked = await trackedFiles(git, paths, env);
  const known = paths.filter((path) => present.includes(path) || tracked.some((file) => contains(path, file)));
  if (known.length === 0) return;
  const { code, stderr } = await git.run(["add", "--all", "--pathspec-from-file=-", "--pathspec-file-nul"], {
    env: { ...env, GIT_LITERAL_PATHSPECS: "1" },
    input: known.map((path) => `${path}\0`).join(""),
    answers: "any"
  });
  if (code !== 0) {
    throw new ProjectError(`Git cannot take ${known.map((path) => `'${path}'`).join(", ")} into a commit: ${git.quote(stderr)}`, {
      key: "paths",
      value: known.join(" "),
      remedy: "Try `git add` on them by hand: it shows the same."
    });
  }
}
function checkPath(path) {
  const parts = path.split("/");
  if (parts.some((part) => part === "" || part === "." || part === ".." || part.toLowerCase() === ".git") || /[\0\uFFFD]/.test(path)) {
    throw new SetupError(`'${path}' cannot be committed: it is not a path inside the repository.`, {
      key: "path",
      value: path,
      remedy: "Name files and folders relative to the root of the repository, with `/`, in UTF-8."
    });
  }
}
function withTrailers(message, trailers) {
  const lines = Object.entries(trailers).map(([key, value]) => {
    checkTrailerKey(key);
    if (/[\0\r\n]/.test(value)) throw new RangeError(`the trailer ${key} has a value of several lines.`);
    return `${key}: ${value}
`;
  });
  return `${message.trimEnd()}
${lines.length > 0 ? "\n" : ""}${lines.join("")}`;
}
function people(author, committer) {
  return { GIT_AUTHOR_NAME: author.name, GIT_AUTHOR_EMAIL: author.email, GIT_COMMITTER_NAME: committer.name, GIT_COMMITTER_EMAIL: committer.email };
}
async function exists2(file) {
  return lstat2(file).then(() => true, () => false);
}

// src/git/excursion.ts
var Excursion = class _Excursion {
  constructor(git, commits2, start, ref, content) {
    this.git = git;
    this.commits = commits2;
    this.start = start;
    this.ref = ref;
    this.content = content;
  }
  git;
  commits;
  start;
  ref;
  content;
  #at;
  /** Notes where the checkout stands. `content` is the commit that has what its working files hold. */
  static async from(git, reads2, commits2, content) {
    const { code, stdout } = await git.run(["symbolic-ref", "--quiet", "HEAD"], { answers: [0, 1] });
    return new _Excursion(git, commits2, await reads2.head(), code === 0 ? stdout.trim() : void 0, content);
  }
  /** @throws {OutsideError} a local file is in the way; git's words name it, and the checkout is where it was */
  async go(commit) {
    if (this.#at === void 0) {
      await this.commits.alignIndex(this.start, this.content);
      this.#at = this.content;
      await this.#detach(this.content, this.start);
    }
    await this.#checkOut(commit);
  }
  /** Back to how it was at first: HEAD, index and working files. Never throws; what cannot be undone is told as a warning. */
  async home() {
    if (this.#at === void 0) return;
    try {
      await this.#checkOut(this.content);
      await this.commits.alignIndex(this.content, this.start);
      if (this.ref === void 0) await this.#detach(this.start, this.content);
      else await this.#attach(this.ref);
      this.#at = void 0;
    } catch (error) {
      this.git.options.host?.warning(`the checkout could not be brought back to ${this.start}: ${messageOf(error)}`);
    }
  }
  /** Stays at a commit that the server has accepted: the branch that was checked out moves there. Never throws, as `home`. */
  async settle(commit) {
    try {
      if (this.#at === void 0) await this.commits.adopt(commit);
      else if (this.ref !== void 0) {
        await this.git.run(["update-ref", "-m", "dvc-ci: publish", this.ref, commit, this.start], { always: true });
        await this.#attach(this.ref);
      }
      this.#at = void 0;
    } catch (error) {
      this.git.options.host?.warning(`${commit} is published, but this checkout could not be moved to it: ${messageOf(error)}`);
    }
  }
  async #checkOut(commit) {
    const { code, stderr } = await this.git.run(["checkout", "--quiet", "--detach", "--no-overwrite-ignore", commit, "--"], { always: true, answers: "any" });
    if (code !== 0) {
      throw new OutsideError(`the working tree cannot be brought to ${commit}: ${this.git.quote(stderr)}`, {
        key: "working tree",
        value: this.git.directory,
        remedy: "Move the named file away or commit it, then run this again."
      });
    }
    this.#at = commit;
  }
  #detach(commit, from) {
    return this.git.run(["update-ref", "--no-deref", "-m", "dvc-ci: publish", "HEAD", commit, from], { always: true });
  }
  #attach(ref) {
    return this.git.run(["symbolic-ref", "-m", "dvc-ci: publish", "HEAD", ref], { always: true });
  }
};

// src/git/server.ts
var SERVER_ATTEMPTS = 4;
var CREDENTIALS = [
  /Authentication failed/,
  /could not read (Username|Password)/,
  /returned error: 40[13]/,
  /Permission denied/,
  /Permission to .* denied/,
  /access denied or repository not exported/,
  /service not enabled/,
  /Write access to repository not granted/,
  /[Rr]epository not found/,
  /does not appear to be a git repository/,
  /repository .* does not exist/
];
function saysNoAccess(stderr) {
  return CREDENTIALS.some((pattern) => pattern.test(stderr));
}
function server(git, { branch }) {
  const listRemote = async (remote, options, names) => {
    for (let attempt = 1; ; attempt++) {
      const answer = await git.run(["ls-remote", ...options, "--", remote, ...names], { network: true, answers: "any" });
      if (answer.code === 0) return answer.stdout.split("\n").filter((line) => line !== "");
      const refused = saysNoAccess(answer.stderr);
      if (refused || attempt === SERVER_ATTEMPTS) {
        throw new OutsideError(`the Git server of remote '${remote}' ${refused ? "refuses access" : `does not answer (${attempt} attempts)`}: ${git.quote(answer.stderr)}`, {
          key: "remote",
          value: remote,
          remedy: refused ? "Check the credentials of this checkout with `git ls-remote`." : "Check the connection and `git remote -v`, then run this again."
        });
      }
      await git.pause(attempt);
    }
  };
  const remoteName = async () => {
    const remotes = (await git.text(["remote"])).split("\n").filter((name) => name !== "");
    if (remotes.includes("origin")) return "origin";
    if (remotes.length < 2) return remotes[0];
    const current2 = await branch();
    if (current2 === void 0) return void 0;
    const { stdout } = await git.run(["config", "--get", `branch.${current2}.remote`], { answers: [0, 1] });
    return remotes.find((name) => name === stdout.trim());
  };
  return {
    remoteName,
    async remoteDefaultBranch() {
      const remote = await remoteName();
      if (remote === void 0) return void 0;
      const asked = await listRemote(remote, ["--symref"], ["HEAD"]).catch((error) => {
        if (error instanceof OutsideError) return [];
        throw error;
      });
      const answered = asked.map((line) => /^ref: refs\/heads\/(.+)\tHEAD$/.exec(line)?.[1]).find((name) => name !== void 0);
      if (answered !== void 0) return answered;
      const { code, stdout } = await git.run(["symbolic-ref", "--quiet", `refs/remotes/${remote}/HEAD`], { answers: [0, 1] });
      return code === 0 ? stdout.trim().slice(`refs/remotes/${remote}/`.length) : void 0;
    },
    async remoteRefs(remote, names) {
      const kind = ["heads", "tags"].find((folder) => names.every((name) => name.startsWith(`refs/${folder}/`)));
      const refs = (await listRemote(remote, kind === void 0 ? [] : [`--${kind}`], names)).map((line) => {
        const tab = line.indexOf("	");
        return [line.slice(tab + 1), line.slice(0, tab)];
      });
      return new Map(refs.filter(([name]) => names.includes(name)));
    },
    async fetchObjects(remote, wanted, options = []) {
      for (let attempt = 1; ; attempt++) {
        const args = ["--no-tags", "--no-prune", "--no-write-fetch-head", "--no-recurse-submodules", ...options, "--", remote, ...wanted];
        const { code } = await git.run(["fetch", ...args], { network: true, answers: "any" });
        if (code === 0) return true;
        await listRemote(remote, ["--heads"], ["HEAD"]);
        if (attempt === 2) return false;
        await git.pause(attempt);
      }
    }
  };
}

// src/git/publish.ts
var DEFAULT_ATTEMPTS = 5;
function publishing(git, reads2, { isAncestor }, server2, { ensureCommit }, commits2, pushes2) {
  const fetchTip = async (remote, branch) => {
    const ref = `refs/heads/${branch}`;
    for (let attempt = 1; ; attempt++) {
      const tip = (await server2.remoteRefs(remote, [ref])).get(ref);
      if (tip === void 0 || await reads2.resolve(tip) !== void 0) return tip;
      await server2.fetchObjects(remote, [tip]);
      if (await reads2.resolve(tip) !== void 0) return tip;
      if (attempt === SERVER_ATTEMPTS) throw new OutsideError(`remote '${remote}' does not give ${tip}, the tip of '${branch}'.`, { key: "remote", value: remote, remedy: "Run this again." });
      await git.pause(attempt);
    }
  };
  const landedIn = async (sent, tip) => {
    for (const sha of sent) if (sha === tip || await isAncestor(sha, tip)) return sha;
    return void 0;
  };
  const judge2 = async ({ base, paths, branch }, tip) => {
    if (!await isAncestor(base, tip)) return { reason: `'${branch}' was rewritten: its tip ${tip} no longer contains ${base}, which this build was made from`, changed: [] };
    const changed = (await reads2.changedFiles(base, tip)).map(({ path }) => path);
    const taken = changed.find((theirs) => paths.some((ours) => contains(ours, theirs) || contains(theirs, ours)));
    return taken === void 0 ? { changed } : { reason: `'${branch}' has moved to ${tip}, which changes ${taken}, a file of this build`, changed };
  };
  const giveUp = ({ remote, failure, failures }, branch) => {
    if (failure?.kind === "refused" && (failure.lasting || failures >= SERVER_ATTEMPTS)) throw refusal(branch, failure.words);
    if (failure?.kind === "failed" && failures >= SERVER_ATTEMPTS) {
      throw new OutsideError(`the push to '${branch}' of remote '${remote}' failed ${failures} times: ${failure.words}`, {
        key: "remote",
        value: remote,
        remedy: "Nothing of this build is on the server. Check the connection and the right to push, then run this again."
      });
    }
  };
  const run2 = async (request, state, excursion) => {
    const { branch, base, commit, attempts = DEFAULT_ATTEMPTS } = request;
    const { remote } = state;
    for (; ; ) {
      const tip = await fetchTip(remote, branch);
      state.existed ||= tip !== void 0;
      if (tip === void 0 && state.existed) return { kind: "superseded", reason: `'${branch}' is gone from remote '${remote}'` };
      const landed = tip === void 0 ? void 0 : await landedIn(state.sent, tip);
      if (landed !== void 0) return { kind: "pushed", sha: landed, attempts: state.sent.length };
      if (tip !== void 0 && tip !== state.parent) {
        const { reason, changed } = await judge2(request, tip);
        if (reason !== void 0) return { kind: "superseded", tip, reason };
        if (++state.moves > attempts) {
          throw new OutsideError(`'${branch}' moved ${state.moves} times while this build was being pushed.`, { key: "attempts", value: String(attempts), remedy: "Run this again when fewer others push." });
        }
        Object.assign(state, { ours: await commits2.replay(commit, base, tip), parent: tip, failures: 0 });
        delete state.failure;
        await excursion.go(state.ours);
        const verdict = await request.revalidate({ tip, changed });
        if (!verdict.fresh) return { kind: "superseded", tip, reason: verdict.reason };
        continue;
      }
      giveUp(state, branch);
      if (state.failures > 0) await git.pause(state.failures);
      git.throwIfCancelled();
      state.sent.push(state.ours);
      request.onAttempt?.(state.sent.length);
      const answer = await pushes2.push(remote, state.ours, branch);
      if (answer.kind === "pushed") return { kind: "pushed", sha: state.ours, attempts: state.sent.length };
      git.options.host?.debug(`push ${state.sent.length} to '${branch}': ${answer.words}`);
      state.failure = answer;
      state.failures++;
    }
  };
  return {
    async publish(request) {
      const [commit, base, head] = [await reads2.commitOf(request.commit), await ensureCommit(request.base), await reads2.head()];
      if (head !== base && head !== commit) {
        throw new ProjectError(`HEAD stands at ${head}: it was moved while the build of ${base} ran.`, { key: "HEAD", value: head, remedy: "Run this again from where it stands now." });
      }
      const remote = await server2.remoteName();
      if (remote === void 0) throw new SetupError("this checkout has no remote to push to.", { key: "remote", value: "", remedy: "Add one with `git remote add origin URL`." });
      const excursion = await Excursion.from(git, reads2, commits2, commit);
      const existed = await reads2.resolve(`refs/remotes/${remote}/${request.branch}`) !== void 0;
      const state = { remote, ours: commit, parent: base, existed, sent: [], failures: 0, moves: 0 };
      let settled = false;
      try {
        const result = await run2({ ...request, commit, base }, state, excursion);
        if (result.kind === "pushed") {
          await excursion.settle(result.sha);
          settled = true;
        }
        return result;
      } finally {
        if (!settled) await excursion.home();
      }
    }
  };
}
function refusal(branch, words) {
  return new ProjectError(`the server refuses the push to '${branch}': ${words}`, {
    key: "commit",
    value: "push",
    remedy: "Retrying will not help. If a branch protection, a ruleset or a merge queue is in the way, let the identity that pushes bypass it or use a token of one that may; otherwise do what the message asks for. `commit: none` builds without committing."
  });
}

// src/git/push.ts
var LASTING = [/\bGH0\d\d\b/, /hook declined/, /rule violations/, /merge queue/, /branch is currently checked out/];
var PUSH = ["push", "--porcelain", "--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no"];
function pushes(git, { head }, { remoteName, remoteRefs }) {
  return {
    async canPush(branch) {
      const remote = await remoteName();
      if (remote === void 0) return { ok: false, outside: false, reason: "this checkout has no remote to push to." };
      const format2 = await git.run(["check-ref-format", `refs/heads/${branch}`], { answers: [0, 1] });
      if (format2.code !== 0) return { ok: false, outside: false, reason: `'${branch}' is no name for a branch.` };
      const answer = await git.run([...PUSH, "--dry-run", "--", remote, `${await head()}:refs/heads/${branch}`], { network: true, answers: "any" });
      if (answer.code === 0 || refLine(answer.stdout) !== void 0) return { ok: true };
      const reason = `the server of remote '${remote}' takes no push to '${branch}': ${git.quote(answer.stderr)}`;
      if (saysNoAccess(answer.stderr)) return { ok: false, outside: false, reason };
      try {
        await remoteRefs(remote, [`refs/heads/${branch}`]);
        return { ok: false, outside: false, reason };
      } catch (error) {
        if (error instanceof OutsideError) return { ok: false, outside: true, reason: error.message };
        throw error;
      }
    },
    async push(remote, commit, branch) {
      const { code, stdout, stderr } = await git.run([...PUSH, "--", remote, `${commit}:refs/heads/${branch}`], { network: true, answers: "any" });
      if (code === 0) return { kind: "pushed" };
      const [, , summary = ""] = refLine(stdout) ?? [];
      const words = git.quote([...serverLines(stderr), summary].join("\n"));
      if (summary.startsWith("[remote rejected]")) {
        return { kind: "refused", lasting: LASTING.some((pattern) => pattern.test(words)), words };
      }
      return { kind: "failed", words: summary === "" ? git.quote(stderr) : words };
    }
  };
}
function refLine(stdout) {
  return stdout.split("\n").map((line) => line.split("	")).find((fields) => fields.length >= 3);
}
function serverLines(stderr) {
  return stderr.split(/[\r\n]+/).filter((line) => line.startsWith("remote: ")).map((line) => line.slice("remote: ".length));
}

// src/git/repository.ts
async function openRepository(cwd, options = {}) {
  const root = await findRoot(cwd, options);
  const git = new Git(root, options);
  const read = reads(git);
  if (await read.resolve("HEAD") === void 0) {
    throw new SetupError(`the Git repository ${root} has no commit yet.`, { key: "working-directory", value: cwd, remedy: "Make a first one with `git commit`." });
  }
  const past = history(git, read);
  const remote = server(git, read);
  const base = bases(git, read, remote);
  const commit = commits(git, read, past);
  const push = pushes(git, read, remote);
  return {
    root,
    prefix: relative2(root, await realpath2(cwd)).replaceAll(sep2, "/"),
    ...read,
    ...past,
    ...remote,
    ...base,
    ...baselines(git, read, past, remote, base),
    ...commit,
    ...push,
    ...checkouts(git, read, remote),
    ...publishing(git, read, past, remote, base, commit, push)
  };
}
async function findRoot(cwd, options) {
  const git = new Git(cwd, options);
  const { code, stdout, stderr } = await git.run(["rev-parse", "--show-toplevel"], { answers: "any" });
  if (code === 0) return realpath2(stdout.replace(/\n$/, ""));
  const detail = { key: "working-directory", value: cwd };
  const allowed = await git.run(["-c", "safe.directory=*", "rev-parse", "--show-toplevel"], { answers: "any" });
  if (allowed.code === 0) {
    const root = allowed.stdout.replace(/\n$/, "");
    throw new SetupError(`Git refuses the repository ${root}: it belongs to another user.`, {
      ...detail,
      remedy: `If you trust it, run \`git config --global --add safe.directory ${root}\` first (in a container job, as a step before this one).`
    });
  }
  throw new SetupError(`${cwd} is not in the working tree of a Git repository: ${git.quote(stderr)}`, {
    ...detail,
    remedy: "Run this inside a clone (in a workflow, after actions/checkout), or set `working-directory`."
  });
}

// src/toolchain/project-environment.ts
import { access as access2, writeFile as writeFile3 } from "node:fs/promises";
import { dirname as dirname9, join as join13, relative as relative4 } from "node:path";

// src/toolchain/activation.ts
import { isAbsolute as isAbsolute3, join as join7 } from "node:path";

// src/toolchain/search-path.ts
import { constants } from "node:fs";
import { access, realpath as realpath3, stat as stat3 } from "node:fs/promises";
import { delimiter, isAbsolute as isAbsolute2, join as join6 } from "node:path";
var windows = process.platform === "win32";
function pathKey(env) {
  return windows && Object.keys(env).find((key) => key.toUpperCase() === "PATH") || "PATH";
}
function searchPath(env) {
  return (env[pathKey(env)] ?? "").split(delimiter).filter((directory) => isAbsolute2(directory));
}
function programFile(name) {
  return windows ? `${name}.exe` : name;
}
function binDirectory(environment) {
  return join6(environment, windows ? "Scripts" : "bin");
}
function pythonOf(environment) {
  return join6(binDirectory(environment), programFile("python"));
}
async function isProgram(path) {
  try {
    await access(path, constants.X_OK);
    return (await stat3(path)).isFile();
  } catch {
    return false;
  }
}
async function programsNamed(name, env) {
  const found = /* @__PURE__ */ new Map();
  for (const directory of searchPath(env)) {
    const path = join6(directory, programFile(name));
    if (!await isProgram(path)) continue;
    const place = join6(await realpath3(directory), programFile(name));
    if (!found.has(place)) found.set(place, path);
  }
  return [...found.values()];
}
function withFirst(env, ...directories) {
  const rest = (env[pathKey(env)] ?? "").split(delimiter).filter((directory) => directory && !directories.includes(directory));
  return { ...env, [pathKey(env)]: [...directories, ...rest].join(delimiter) };
}
function withLast(env, directory) {
  const path = env[pathKey(env)] ?? "";
  if (path.split(delimiter).includes(directory)) return env;
  return { ...env, [pathKey(env)]: path ? `${path}${delimiter}${directory}` : directory };
}

// src/toolchain/activation.ts
function condaPython(prefix) {
  return process.platform === "win32" ? join7(prefix, "python.exe") : join7(prefix, "bin", "python");
}
function condaDirectories(prefix) {
  if (process.platform !== "win32") return [join7(prefix, "bin")];
  return [prefix, join7(prefix, "Library", "mingw-w64", "bin"), join7(prefix, "Library", "usr", "bin"), join7(prefix, "Library", "bin"), join7(prefix, "Scripts"), join7(prefix, "bin")];
}
async function activeEnvironment(env) {
  const { VIRTUAL_ENV: virtual, CONDA_PREFIX: conda } = env;
  if (virtual !== void 0 && isAbsolute3(virtual) && await isProgram(pythonOf(virtual))) return { kind: "virtual", prefix: virtual };
  if (conda !== void 0 && isAbsolute3(conda) && await isProgram(condaPython(conda))) return { kind: "conda", prefix: conda };
  return void 0;
}
function activate(env, { kind, prefix }) {
  const activated = withFirst(env, ...kind === "conda" ? condaDirectories(prefix) : [binDirectory(prefix)]);
  delete activated.PYTHONHOME;
  if (kind === "virtual") return { ...activated, VIRTUAL_ENV: prefix };
  delete activated.VIRTUAL_ENV;
  return { ...activated, CONDA_PREFIX: prefix, CONDA_DEFAULT_ENV: prefix };
}
function keepActive(env, active) {
  const bin = active.kind === "conda" ? condaDirectories(active.prefix)[0] ?? active.prefix : binDirectory(active.prefix);
  return searchPath(env).includes(bin) ? env : activate(env, active);
}

// src/toolchain/cache-root.ts
import { mkdir as mkdir3, stat as stat4 } from "node:fs/promises";
import { tmpdir as tmpdir2 } from "node:os";
import { isAbsolute as isAbsolute4, join as join8 } from "node:path";
var NAME = "dvc-ci";
var shared = () => join8(tmpdir2(), `${NAME}-${process.getuid?.() ?? "user"}`);
function cacheRoot(env) {
  const set = (value) => value !== void 0 && isAbsolute4(value);
  if (set(env.RUNNER_TOOL_CACHE)) return join8(env.RUNNER_TOOL_CACHE, NAME);
  if (set(env.XDG_CACHE_HOME)) return join8(env.XDG_CACHE_HOME, NAME);
  const home = env.HOME ?? env.USERPROFILE;
  return set(home) ? join8(home, ".cache", NAME) : shared();
}
async function makeCacheDirectory(root, directory) {
  const remedy = "Set RUNNER_TOOL_CACHE or XDG_CACHE_HOME to a folder that this user can write to.";
  try {
    await mkdir3(directory, { recursive: true, mode: 448 });
  } catch (cause) {
    throw new SetupError(`the cache ${directory} cannot be created: ${messageOf(cause)}.`, { key: "RUNNER_TOOL_CACHE", value: root, remedy, cause });
  }
  const user = process.getuid?.();
  if (root === shared() && user !== void 0 && (await stat4(root)).uid !== user) {
    throw new SetupError(`the cache ${root} belongs to another user.`, { key: "XDG_CACHE_HOME", value: root, remedy });
  }
}

// src/toolchain/install-output.ts
var LINES = 12;
function lastLines(result, count2 = LINES) {
  return `${result.stdout}
${result.stderr}`.split(/[\r\n]+/).filter((line) => line.trim()).slice(-count2).join("\n");
}

// src/toolchain/project-install.ts
import { createHash as createHash2 } from "node:crypto";
import { readdir as readdir3, rm as rm5 } from "node:fs/promises";
import { basename as basename3, dirname as dirname8, isAbsolute as isAbsolute7, join as join12, relative as relative3, resolve as resolve7 } from "node:path";

// src/toolchain/install-variables.ts
var REDIRECTS = /^(VIRTUAL_ENV|CONDA_PREFIX|PYTHONHOME|PYTHONPATH|PIP_(TARGET|PREFIX|ROOT|REQUIRE_VIRTUALENV|PYTHON)|UV_(PYTHON|SYSTEM_PYTHON|TARGET|PREFIX|PROJECT|BREAK_SYSTEM_PACKAGES)|FORCE_COLOR|CLICOLOR_FORCE|INPUT_.*)$/i;
function installVariables(env) {
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !REDIRECTS.test(name))),
    NO_COLOR: "1",
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    // pip.conf may ask for the user's own folder, which an installation into another one refuses.
    PIP_USER: "0",
    UV_NO_PROGRESS: "1",
    UV_PYTHON_DOWNLOADS: "never"
  };
}
var PIP_TO_UV = [
  { pip: "index-url", uv: "UV_DEFAULT_INDEX", instead: ["UV_INDEX_URL"] },
  { pip: "extra-index-url", uv: "UV_INDEX", instead: ["UV_EXTRA_INDEX_URL"] },
  { pip: "trusted-host", uv: "UV_INSECURE_HOST", instead: [] },
  { pip: "cert", uv: "SSL_CERT_FILE", instead: [] },
  { pip: "proxy", uv: "ALL_PROXY", instead: ["HTTPS_PROXY", "https_proxy", "all_proxy"] }
];
async function uvVariablesOfPip(python, env, cwd, signal) {
  if (!python.pip) return {};
  const result = await runProcess([python.program, "-m", "pip", "config", "list"], { cwd, env, signal, timeout: 30 });
  return result.code === 0 ? parsePipConfig(result.stdout, env) : {};
}
function parsePipConfig(text, env) {
  const settings = /* @__PURE__ */ new Map();
  for (const section of ["global", "install", ":env:"]) {
    for (const line of text.split("\n")) {
      const equals = line.indexOf("=");
      if (equals < 0 || !line.startsWith(`${section}.`)) continue;
      const value = line.slice(equals + 1).replace(/^(['"])(.*)\1$/, "$2").replaceAll("\\n", " ").replaceAll("\\\\", "\\").trim();
      settings.set(line.slice(section.length + 1, equals), value);
    }
  }
  const variables = {};
  for (const { pip, uv, instead } of PIP_TO_UV) {
    const value = settings.get(pip);
    if (value && [uv, ...instead].every((name) => env[name] === void 0)) variables[uv] = value.replace(/\s+/g, " ");
  }
  if (variables.UV_INDEX !== void 0 && env.UV_INDEX_STRATEGY === void 0) variables.UV_INDEX_STRATEGY = "unsafe-best-match";
  return variables;
}

// src/toolchain/kept-directory.ts
import { randomBytes as randomBytes2 } from "node:crypto";
import { readdir as readdir2, readFile as readFile6, rename as rename2, rm as rm4, rmdir, stat as stat5, utimes, writeFile as writeFile2 } from "node:fs/promises";
import { basename as basename2, dirname as dirname6, join as join9 } from "node:path";
var POINTER = "current";
var HOUR_MS = 36e5;
var ABANDONED_MS = 24 * HOUR_MS;
var UNUSED_MS = 30 * 24 * HOUR_MS;
async function keptDirectory(request) {
  const home = join9(request.root, request.kind, request.name);
  const reuse = async () => {
    const kept = request.renew ? void 0 : await current(home);
    if (kept === void 0 || !await request.usable(kept)) return void 0;
    const now = /* @__PURE__ */ new Date();
    await utimes(join9(home, POINTER), now, now).catch(() => void 0);
    return { directory: kept, reused: true };
  };
  const before = await reuse();
  if (before) return before;
  const attempt = `${Date.now().toString(36)}${randomBytes2(4).toString("hex")}`;
  const directory = join9(home, attempt);
  await makeCacheDirectory(request.root, directory);
  try {
    await request.build(directory);
    const meanwhile = await reuse();
    if (meanwhile) {
      await rm4(directory, { recursive: true, force: true });
      return meanwhile;
    }
    const pointer = join9(home, `${POINTER}.${attempt}`);
    await writeFile2(pointer, `${attempt}
`);
    await rename2(pointer, join9(home, POINTER));
  } catch (error) {
    await rm4(directory, { recursive: true, force: true }).catch(() => void 0);
    await rmdir(home).catch(() => void 0);
    throw error;
  }
  await removeAbandoned(home, directory).catch(() => void 0);
  await removeUnused(home).catch(() => void 0);
  return { directory, reused: false };
}
async function current(home) {
  const name = await readFile6(join9(home, POINTER), "utf8").then((text) => text.trim(), () => "");
  return /^\w+$/.test(name) ? join9(home, name) : void 0;
}
async function removeAbandoned(home, kept) {
  for (const name of await readdir2(home)) {
    const path = join9(home, name);
    if (name !== POINTER && path !== kept && await olderThan(path, ABANDONED_MS)) await rm4(path, { recursive: true, force: true });
  }
}
async function removeUnused(home) {
  const kind = dirname6(home);
  for (const name of await readdir2(kind)) {
    if (name !== basename2(home) && await olderThan(join9(kind, name, POINTER), UNUSED_MS)) await rm4(join9(kind, name), { recursive: true, force: true });
  }
}
async function olderThan(path, milliseconds) {
  return stat5(path).then(({ mtimeMs }) => Date.now() - mtimeMs > milliseconds, () => false);
}

// src/toolchain/project-recipe.ts
import { createHash } from "node:crypto";
import { readFile as readFile7, realpath as realpath4 } from "node:fs/promises";
import { dirname as dirname7, isAbsolute as isAbsolute5, join as join10, resolve as resolve6 } from "node:path";
var CONDA_FILES = ["environment.yml", "environment.yaml"];
var FILES = [
  { name: "uv.lock", kind: "uv-lock" },
  { name: "requirements.txt", kind: "requirements" },
  ...CONDA_FILES.map((name) => ({ name, kind: "conda" })),
  { name: "pyproject.toml", kind: "pyproject" }
];
async function findOwnEnvironment(workingDirectory, repositoryRoot) {
  for (const folder of /* @__PURE__ */ new Set([workingDirectory, repositoryRoot])) {
    const environment = join10(folder, ".venv");
    if (await isProgram(pythonOf(environment))) return environment;
  }
  return void 0;
}
async function findRecipe(workingDirectory, repositoryRoot) {
  for (const directory of /* @__PURE__ */ new Set([workingDirectory, repositoryRoot])) {
    for (const { name, kind } of FILES) {
      const file = join10(directory, name);
      const text = await readText(file);
      if (text === void 0) continue;
      if (kind !== "pyproject") return { kind, file, directory };
      if (!describesPackage(text)) continue;
      const lock = join10(repositoryRoot, "uv.lock");
      return await isWorkspaceWithLock(repositoryRoot, lock) ? { kind: "uv-lock", file: lock, directory } : { kind, file, directory };
    }
  }
  return void 0;
}
function describesPackage(text) {
  const table = parseToml(text);
  return !table || "project" in table || "build-system" in table;
}
async function isWorkspaceWithLock(root, lock) {
  const tool = parseToml(await readText(join10(root, "pyproject.toml")) ?? "")?.tool;
  const uv = isTable(tool) ? tool.uv : void 0;
  return isTable(uv) && "workspace" in uv && await readText(lock) !== void 0;
}
async function hasDevGroup(pyproject) {
  const groups = parseToml(await readText(pyproject) ?? "")?.["dependency-groups"];
  return isTable(groups) && "dev" in groups;
}
async function readRecipe(recipe) {
  const hash = createHash("sha256");
  const place = await realpath4(recipe.directory);
  hash.update(recipe.kind);
  let copies = false;
  if (recipe.kind === "pyproject") {
    hash.update(place);
    for (const name of ["pyproject.toml", "setup.cfg", "setup.py", "requirements.in", "requirements-dev.txt", "uv.toml"]) {
      hash.update(`\0${name}\0${await readText(join10(recipe.directory, name)) ?? ""}`);
    }
    return { hash: hash.digest("hex").slice(0, 16), copies };
  }
  for (const { path, text } of await readWithIncludes(recipe.file)) {
    hash.update(`\0${path === recipe.file ? "" : path.slice(recipe.directory.length)}\0${text ?? ""}`);
    for (const line of requirementLines(text ?? "")) {
      const local = recipe.kind === "conda" && !/^(\.|-e|--editable|file:)/.test(line) ? void 0 : localRequirement(line);
      if (local) hash.update(place);
      copies ||= local === "copied";
    }
  }
  hash.update(`\0${await readText(join10(recipe.directory, "uv.toml")) ?? ""}\0${uvSettings(await readText(join10(recipe.directory, "pyproject.toml")) ?? "")}`);
  return { hash: hash.digest("hex").slice(0, 16), copies };
}
function uvSettings(text) {
  const tool = parseToml(text)?.tool;
  return isTable(tool) ? JSON.stringify(tool.uv ?? null) : "";
}
async function readWithIncludes(file) {
  const read = /* @__PURE__ */ new Map();
  const visit2 = async (path) => {
    if (read.has(path)) return;
    const text = await readText(path);
    read.set(path, text);
    for (const line of requirementLines(text ?? "")) {
      const included = includedFile(line);
      if (included !== void 0 && !included.includes("://")) await visit2(resolve6(dirname7(path), included));
    }
  };
  await visit2(file);
  return [...read].map(([path, text]) => ({ path, text }));
}
function requirementLines(text) {
  return text.replace(/\\\r?\n/g, " ").split(/\r?\n/).map((line) => line.replace(/(^|\s)#.*$/, "").trim().replace(/^-\s+(["']?)(.*)\1$/, "$2").trim()).filter(Boolean);
}
function includedFile(line) {
  return /^(?:-r|-c|--requirement[\s=]|--constraint[\s=])\s*(["']?)(.+)\1$/.exec(line)?.[2];
}
function localRequirement(line) {
  const editable = /^(?:-e|--editable[\s=])\s*(.+)$/.exec(line)?.[1];
  if (editable !== void 0) return editable.includes("://") && !editable.startsWith("file:") ? void 0 : "linked";
  if (line.startsWith("-")) return void 0;
  const requirement = (/^[\w.-]+\s*(?:\[[^\]]*\])?\s*@\s*(.+)$/.exec(line)?.[1] ?? line).trim();
  if (requirement.startsWith("file:")) return "copied";
  if (requirement.includes("://")) return void 0;
  return /^\.{1,2}(?=$|[/\\[\s;])/.test(requirement) || isAbsolute5(requirement) || /^[\w.-]+[/\\]/.test(requirement) || /\.(whl|zip|tar\.gz)$/.test(requirement) ? "copied" : void 0;
}
async function readText(path) {
  return await readFile7(path, "utf8").catch(() => void 0);
}
function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function parseToml(text) {
  try {
    return parse3(text);
  } catch {
    return void 0;
  }
}

// src/toolchain/python.ts
import { isAbsolute as isAbsolute6 } from "node:path";

// src/toolchain/dvc-version.ts
var DEFAULT_DVC_VERSION = "3.67.1";
var MINIMUM_DVC_VERSION = "3.0";
function numbersOf(version) {
  return (/^\d+(\.\d+)*/.exec(version)?.[0] ?? "").split(".").filter(Boolean).map(Number);
}
function compareVersions(left, right) {
  const [a, b] = [numbersOf(left), numbersOf(right)];
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference2 = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference2 !== 0) return difference2;
  }
  return 0;
}
function isSupported(version) {
  return compareVersions(version, MINIMUM_DVC_VERSION) >= 0;
}
function parseDvcVersion(text) {
  const asked = text.trim();
  if (!/^\d+(\.\d+){0,2}$/.test(asked)) {
    throw new SetupError(`dvc-version: '${text}' is no version of DVC.`, {
      key: "dvc-version",
      value: text,
      remedy: `Write a version like '${DEFAULT_DVC_VERSION}', or its beginning like '${DEFAULT_DVC_VERSION.replace(/\.\d+$/, "")}'.`
    });
  }
  if (!isSupported(asked)) {
    throw new SetupError(`dvc-version: DVC ${asked} is not supported.`, {
      key: "dvc-version",
      value: text,
      remedy: `Use DVC ${MINIMUM_DVC_VERSION} or newer, e.g. '${DEFAULT_DVC_VERSION}'.`
    });
  }
  const exact = asked.split(".").length === 3;
  return {
    text: asked,
    specifier: exact ? `==${asked}` : `==${asked}.*`,
    accepts: (version) => exact ? version === asked : version === asked || version.startsWith(`${asked}.`)
  };
}

// src/toolchain/python.ts
var NAMES = ["python3", "python", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python3.9"];
var INSPECT = `
import sys
sys.path[:] = [entry for entry in sys.path if entry]
import json
def has(name):
    try:
        from importlib.util import find_spec
        return find_spec(name) is not None
    except Exception:
        return False
print(json.dumps({"program": sys.executable, "version": "%d.%d.%d" % sys.version_info[:3],
    "base": getattr(sys, "base_prefix", sys.prefix), "pip": has("pip"), "ensurepip": has("ensurepip") and has("venv")}))
`;
var SECONDS = 30;
async function findPython(request) {
  const { minimum, purpose } = request;
  const passedOver = [];
  for await (const command2 of commands(request.env)) {
    const python = await inspect(command2, request);
    if (typeof python === "string") passedOver.push(python);
    else if (compareVersions(python.version, minimum) >= 0) return python;
    else passedOver.push(`${command2.join(" ")} is ${python.version}`);
  }
  const names = `${NAMES.join(", ")}${process.platform === "win32" ? ", py -3" : ""}`;
  const seen2 = passedOver.length ? `what PATH has does not do: ${passedOver.join("; ")}` : `PATH has none of ${names}`;
  throw new SetupError(`no Python: ${minimum} or newer is needed to ${purpose}, and ${seen2}.`, {
    key: "PATH",
    remedy: "Install one: a step 'uses: actions/setup-python' before this one, or 'apt-get install python3 python3-venv'."
  });
}
async function* commands(env) {
  for (const name of NAMES) {
    for (const path of await programsNamed(name, env)) yield [path];
  }
  if (process.platform === "win32") {
    for (const path of await programsNamed("py", env)) yield [path, "-3"];
  }
}
async function inspect(command2, { env, cwd, signal }) {
  const name = command2.join(" ");
  try {
    const { code, stdout } = await runProcess([...command2, "-c", INSPECT], { env, cwd, signal, timeout: SECONDS });
    if (code !== 0) return `${name} ends with ${code}`;
    const said = parseObject(stdout);
    const text = (key) => typeof said?.[key] === "string" ? said[key] : "";
    if (!said || !text("version")) return `${name} is no Python`;
    return {
      program: isAbsolute6(text("program")) ? text("program") : command2[0],
      version: text("version"),
      base: text("base"),
      pip: said.pip === true,
      ensurepip: said.ensurepip === true
    };
  } catch (error) {
    if (error instanceof CancelledError || signal.aborted) throw error;
    return `${name}: ${messageOf(error)}`;
  }
}
function parseObject(stdout) {
  try {
    const value = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : void 0;
  } catch {
    return void 0;
  }
}

// src/toolchain/uv.ts
import { join as join11 } from "node:path";
async function provideUv(request) {
  const { env, cwd, signal, host, cacheRoot: cacheRoot2 } = request;
  for (const program of await programsNamed("uv", env)) {
    if (await runs(program, request)) return { program, origin: "path", env: installVariables(env) };
    host.debug(`uv: ${program} does not run`);
  }
  const python = await findPython({ env, cwd, signal, minimum: "3.9", purpose: "install uv" });
  const { directory, reused } = await keptDirectory({
    root: cacheRoot2,
    kind: "uv",
    name: `${process.platform}-${process.arch}`,
    usable: async (kept) => await runs(uvIn(kept), request),
    build: async (made) => {
      host.info("Installing uv: there is none on PATH.");
      await installUv(python, made, request);
    }
  });
  host.debug(`uv: ${uvIn(directory)}${reused ? ", installed before" : ""}`);
  const variables = installVariables(env);
  return { program: uvIn(directory), origin: "installed", env: { ...variables, ...await uvVariablesOfPip(python, variables, cacheRoot2, signal) } };
}
function uvIn(directory) {
  return join11(directory, "uv", "bin", programFile("uv"));
}
async function runs(program, { env, cwd, signal }) {
  try {
    return (await runProcess([program, "--version"], { env, cwd, signal, timeout: 30 })).code === 0;
  } catch (error) {
    if (error instanceof CancelledError || signal.aborted) throw error;
    return false;
  }
}
async function installUv(python, directory, { env, signal }) {
  const options = { env: installVariables(env), cwd: directory, signal };
  let pip = python.program;
  if (!python.pip) {
    const venv = join11(directory, "pip");
    const made = python.ensurepip ? await runProcess([python.program, "-m", "venv", venv], options) : void 0;
    if (made?.code !== 0) {
      const minor = python.version.split(".").slice(0, 2).join(".");
      const said = made ? `
${lastLines(made)}
` : "";
      throw new SetupError(`uv can't be installed: ${python.program} (${python.version}) has neither pip nor the modules venv and ensurepip to get it.${said}`, {
        key: "PATH",
        value: python.program,
        remedy: `Install them ('apt-get install python3-venv', or python${minor}-venv, on Debian and Ubuntu), or uv, or use the step 'uses: actions/setup-python'.`
      });
    }
    pip = pythonOf(venv);
  }
  const target = join11(directory, "uv");
  const result = await runProcess([pip, "-m", "pip", "install", "--quiet", "--only-binary=:all:", "--target", target, "uv"], options);
  if (result.code !== 0) {
    throw new OutsideError(`uv can't be installed: pip ended with ${result.code}.
${lastLines(result)}
`, {
      remedy: "See whether pip reaches its package index ('pip config list' shows its settings), or put uv on PATH."
    });
  }
  if (!await isProgram(uvIn(directory))) {
    throw new OutsideError(`uv can't be installed: pip ended well, and there is no ${uvIn(directory)}.`, { remedy: "Put uv on PATH." });
  }
}

// src/toolchain/project-install.ts
var MINIMUM_PYTHON = "3.8";
async function installRecipe(request) {
  switch (request.recipe.kind) {
    case "uv-lock":
      return await syncLock(request);
    case "conda":
      return await installConda(request);
    case "requirements":
    case "pyproject":
      return await installPackages(request);
  }
}
async function syncLock(request) {
  const { recipe, env } = request;
  const uv = await provideUv({ ...request, cwd: recipe.directory });
  const choices = ["UV_PROJECT_ENVIRONMENT", "UV_PYTHON", "UV_PYTHON_DOWNLOADS"].flatMap((name) => env[name] === void 0 ? [] : [[name, env[name]]]);
  const variables = { ...uv.env, UV_PYTHON_DOWNLOADS: void 0, ...Object.fromEntries(choices) };
  await withoutBuildRests(recipe.directory, () => run(request, [uv.program, "sync", "--frozen", "--inexact"], recipe.directory, variables));
  const root = dirname8(recipe.file);
  const place = env.UV_PROJECT_ENVIRONMENT ?? ".venv";
  const prefix = isAbsolute7(place) ? place : resolve7(root, place);
  return { environment: { kind: "virtual", prefix }, reused: false, made: "uv", ...uv.origin === "installed" ? { uvDirectory: dirname8(uv.program) } : {} };
}
async function installPackages(request) {
  const { recipe, env, signal, cacheRoot: cacheRoot2 } = request;
  const { directory: cwd } = recipe;
  const python = await findPython({ env, cwd, signal, minimum: MINIMUM_PYTHON, purpose: `install ${basename3(recipe.file)}` });
  const { hash, copies } = await readRecipe(recipe);
  const { directory, reused } = await keptDirectory({
    root: cacheRoot2,
    kind: "env",
    name: `${hash}-py${python.version}-${shortHash(python.base)}`,
    usable: async (kept) => await isProgram(pythonOf(join12(kept, "environment"))),
    renew: copies,
    build: async (made) => {
      const uv = await provideUv({ ...request, cwd });
      const environment = join12(made, "environment");
      await run(request, [uv.program, "venv", "--quiet", "--python", python.program, environment], cwd, uv.env);
      const install = [uv.program, "pip", "install", "--python", pythonOf(environment)];
      if (recipe.kind === "requirements") {
        await run(request, [...install, ...copies ? ["--refresh"] : [], "-r", basename3(recipe.file)], cwd, uv.env);
      } else {
        const group = await hasDevGroup(recipe.file) ? ["--group", "dev"] : [];
        await withoutBuildRests(cwd, () => run(request, [...install, "-e", ".", ...group], cwd, uv.env));
      }
    }
  });
  return { environment: { kind: "virtual", prefix: join12(directory, "environment") }, reused, made: `Python ${python.version}` };
}
var CONDA_PROGRAMS = ["micromamba", "mamba", "conda"];
async function installConda(request) {
  const { recipe, env, cacheRoot: cacheRoot2 } = request;
  const found = (await Promise.all(CONDA_PROGRAMS.map((name) => programsNamed(name, env)))).flat()[0];
  if (found === void 0) {
    throw new SetupError(`${basename3(recipe.file)} needs conda, and none of ${CONDA_PROGRAMS.join(", ")} is on PATH.`, {
      key: "setup",
      value: "auto",
      path: relative3(request.repositoryRoot, recipe.file),
      remedy: "Add the step 'uses: mamba-org/setup-micromamba' or 'uses: conda-incubator/setup-miniconda' before this one, or set `setup` to a command or to `none`."
    });
  }
  const program = basename3(found, ".exe");
  const { hash, copies } = await readRecipe(recipe);
  const { directory, reused } = await keptDirectory({
    root: cacheRoot2,
    kind: "env",
    name: `${hash}-conda-${shortHash(`${process.platform}-${process.arch}`)}`,
    usable: async (kept) => await isProgram(condaPython(join12(kept, "environment"))),
    renew: copies,
    build: async (made) => {
      const create = program === "micromamba" ? ["create"] : ["env", "create"];
      const variables = { ...installVariables(env), CONDA_ALWAYS_YES: "true", MAMBA_ALWAYS_YES: "true" };
      await run(request, [found, ...create, "--prefix", join12(made, "environment"), "--file", basename3(recipe.file)], recipe.directory, variables);
    }
  });
  return { environment: { kind: "conda", prefix: join12(directory, "environment") }, reused, made: program };
}
var UNREACHABLE = /Request failed after|Failed to fetch|error sending request/i;
async function run({ recipe, repositoryRoot, host, signal }, argv, cwd, env) {
  const file = relative3(repositoryRoot, recipe.file);
  const shown2 = argv.map((arg, index) => index ? arg : basename3(arg)).filter((arg) => !isAbsolute7(arg) && arg !== "--python" && arg !== "--prefix").join(" ");
  host.info(`${shown2} (for ${file})`);
  const result = await runProcess(argv, { cwd, env, signal, onOutput: (text) => {
    host.output(text);
  } });
  if (result.code === 0) return;
  const message = `setup: '${shown2}' for ${file} ended with ${result.code}.
${lastLines(result)}
`;
  if (UNREACHABLE.test(result.stderr)) throw new OutsideError(message, { path: file, remedy: "See whether the package index can be reached from here, and run again." });
  throw new ProjectError(message, {
    key: "setup",
    value: "auto",
    path: file,
    remedy: `Correct ${basename3(recipe.file)}, or set \`setup\` to the command that installs what the project needs.`
  });
}
async function withoutBuildRests(directory, body) {
  const rests = async () => (await Promise.all([directory, join12(directory, "src")].map(async (folder) => (await readdir3(folder).catch(() => [])).filter((name) => name === "build" || name.endsWith(".egg-info")).map((name) => join12(folder, name))))).flat();
  const before = new Set(await rests());
  try {
    await body();
  } finally {
    for (const path of await rests()) if (!before.has(path)) await rm5(path, { recursive: true, force: true });
  }
}
function shortHash(text) {
  return createHash2("sha256").update(text).digest("hex").slice(0, 8);
}

// src/toolchain/project-environment.ts
async function prepareProject(request) {
  const started = performance.now();
  const { env, description } = await prepareBy(request);
  const withDvc = request.dvcDirectory === void 0 || (await programsNamed("dvc", env)).length > 0 ? env : withLast(env, request.dvcDirectory);
  return { env: withDvc, description, seconds: roundSeconds(performance.now() - started) };
}
async function prepareBy(request) {
  switch (request.setup.kind) {
    case "none":
      return { env: request.env, description: "no set-up, as asked for" };
    case "command":
      return await runCommand2(request.setup.command, request);
    case "auto":
      return await prepareAuto(request);
  }
}
async function prepareAuto(request) {
  const { env, workingDirectory, repositoryRoot } = request;
  const active = await activeEnvironment(env);
  if (active) return { env: keepActive(env, active), description: `the active ${active.kind} environment ${active.prefix}` };
  const recipe = await findRecipe(workingDirectory, repositoryRoot);
  if (recipe?.kind !== "uv-lock") {
    const own = await findOwnEnvironment(workingDirectory, repositoryRoot);
    if (own !== void 0) return { env: activate(env, { kind: "virtual", prefix: own }), description: `${relative4(repositoryRoot, own)}, as it is` };
  }
  if (!recipe) return { env, description: "no set-up: no active environment, uv.lock, requirements.txt, environment.yml or package" };
  const { environment, reused, made, uvDirectory } = await installRecipe({ ...request, recipe, cacheRoot: request.cacheRoot ?? cacheRoot(env) });
  const activated = activate(env, environment);
  return {
    env: uvDirectory === void 0 ? activated : withLast(activated, uvDirectory),
    description: `${relative4(repositoryRoot, recipe.file)} (${made}${reused ? ", as installed before" : ""})`
  };
}
async function runCommand2(command2, request) {
  const { workingDirectory, repositoryRoot, signal, host } = request;
  const before = await findOwnEnvironment(workingDirectory, repositoryRoot);
  const env = await withUvFor(command2, request);
  const result = await runProcess(shellLine(command2), { cwd: workingDirectory, env, signal, onOutput: (text) => {
    host.output(text);
  } });
  if (result.code !== 0) {
    throw new ProjectError(`setup: '${command2}' ended with ${result.code}.
${lastLines(result)}
`, {
      key: "setup",
      value: command2,
      remedy: `Run it in ${relative4(repositoryRoot, workingDirectory) || "the repository"} to see what it lacks.`
    });
  }
  const after = await findOwnEnvironment(workingDirectory, repositoryRoot);
  const active = await activeEnvironment(env);
  if (after !== void 0 && after !== before) await hideFromGit(after, request);
  if (after !== void 0 && (after !== before || !active)) {
    return { env: activate(env, { kind: "virtual", prefix: after }), description: `'${command2}', and ${relative4(repositoryRoot, after)}` };
  }
  return { env: active ? keepActive(env, active) : env, description: `'${command2}'` };
}
async function withUvFor(command2, request) {
  const { env, workingDirectory } = request;
  if (!/(^|[\s;&|(])uvx?(\s|$)/.test(command2) || (await programsNamed("uv", env)).length > 0) return env;
  const uv = await provideUv({ ...request, cwd: workingDirectory, cacheRoot: request.cacheRoot ?? cacheRoot(env) });
  return withLast(env, dirname9(uv.program));
}
async function hideFromGit(environment, { host, repositoryRoot }) {
  const file = join13(environment, ".gitignore");
  if (await access2(file).then(() => true, () => false)) return;
  await writeFile3(file, "*\n");
  host.info(`${relative4(repositoryRoot, file)} hides the new environment from Git.`);
}

// src/toolchain/extras.ts
var EXTRA_MODULES = {
  azure: "dvc_azure",
  gdrive: "dvc_gdrive",
  gs: "dvc_gs",
  hdfs: "dvc_hdfs",
  oss: "dvc_oss",
  s3: "dvc_s3",
  ssh: "dvc_ssh",
  webdav: "dvc_webdav",
  webhdfs: "dvc_webhdfs"
};
var ALIASES = { webdavs: "webdav" };
function isExtra(name) {
  return Object.hasOwn(EXTRA_MODULES, name);
}
function extrasOf(schemes) {
  const extras = /* @__PURE__ */ new Set();
  for (const scheme of schemes) {
    const name = scheme.toLowerCase().replace(/:(\/\/)?$/, "");
    const extra = ALIASES[name] ?? name;
    if (isExtra(extra)) extras.add(extra);
  }
  return [...extras].sort();
}

// src/toolchain/find-dvc.ts
import { open, realpath as realpath5 } from "node:fs/promises";
import { dirname as dirname10, isAbsolute as isAbsolute8, join as join14 } from "node:path";

// src/toolchain/dvc-probe.ts
var PROBE = `
import sys
sys.path[:] = [entry for entry in sys.path if entry]
import json
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
spec = find_spec("dvc")
try:
    found = version("dvc") if spec is not None and spec.origin else None
except PackageNotFoundError:
    found = None
modules = json.loads(sys.argv[1])
print(json.dumps({"python": sys.executable, "version": found, "extras": [name for name in modules if find_spec(modules[name])]}))
`;
var SECONDS2 = 30;
async function probeDvc(python, options) {
  try {
    const { code, stdout, stderr } = await runProcess([python, "-c", PROBE, JSON.stringify(EXTRA_MODULES)], { ...options, timeout: SECONDS2 });
    if (code !== 0) return `${python} ends with ${code}: ${stderr.trim().split("\n").at(-1) ?? ""}`;
    const said = parseObject(stdout);
    if (typeof said?.version !== "string") return `${python} can't import DVC`;
    return {
      python: typeof said.python === "string" && said.python ? said.python : python,
      version: said.version,
      extras: Array.isArray(said.extras) ? said.extras.filter((name) => typeof name === "string" && isExtra(name)) : []
    };
  } catch (error) {
    if (error instanceof CancelledError || options.signal.aborted) throw error;
    return messageOf(error);
  }
}

// src/toolchain/dvc-script.ts
import { posix as posix3, win32 } from "node:path";
var SHELLS = /* @__PURE__ */ new Set(["sh", "bash", "dash", "ash", "ksh", "zsh"]);
var MANAGERS = ["pyenv", "asdf", "mise"];
var SCRIPT_HEAD_BYTES = 16384;
function readDvcScript(path, head, platform) {
  if (platform === "win32") return readLauncher(path, head);
  if (posix3.basename(path) === "mise") return { kind: "shim", manager: path };
  const siblings = { kind: "siblings", pythons: ["python", "python3"].map((name2) => posix3.join(posix3.dirname(path), name2)) };
  const shebang = /^#!\s*(\S+)[^\S\n]*([^\n]*)/.exec(head);
  if (!shebang) return { kind: "binary" };
  const [, program = "", rest = ""] = shebang;
  const name = posix3.basename(program);
  if (isPython(name)) return posix3.isAbsolute(program) ? { kind: "interpreter", python: program } : siblings;
  const target = name === "env" ? rest.split(/\s+/).find((word) => word && !word.startsWith("-") && !word.includes("=")) ?? "" : name;
  if (name === "env" && isPython(target)) return { kind: "on-path", name: target };
  if (!SHELLS.has(posix3.basename(target))) return siblings;
  const long = /^'''exec' (?:"([^"]*)"|'([^']*)'|(\S+)) "\$0"/m.exec(head);
  const python = long?.[1] ?? long?.[2] ?? long?.[3];
  if (python !== void 0 && posix3.isAbsolute(python)) return { kind: "interpreter", python };
  if (head.includes("'''exec'")) return siblings;
  for (const manager of MANAGERS) {
    const call = new RegExp(`exec\\s+["']?(\\S*/)?${manager}["']?\\s+(?:exec|x)\\b`).exec(head);
    if (call) return { kind: "shim", manager: `${call[1] ?? ""}${manager}` };
  }
  return siblings;
}
function isPython(name) {
  return /^(python|pypy)[\d.]*$/.test(name);
}
function readLauncher(path, content) {
  const folder = win32.dirname(path);
  const held = [...content.matchAll(/#!\s*"?([A-Za-z]:[^"\r\n\0]*?pythonw?\.exe)"?/g)].at(-1)?.[1];
  return { kind: "siblings", pythons: [...held ? [held] : [], win32.join(folder, "python.exe"), win32.join(win32.dirname(folder), "python.exe")] };
}

// src/toolchain/find-dvc.ts
var WHICH_SECONDS = 30;
async function searchDvc(request) {
  const asked = request.version === void 0 ? void 0 : parseDvcVersion(request.version);
  const search = {};
  const seen2 = /* @__PURE__ */ new Set();
  for (const { path, origin } of await candidates(request)) {
    const place = join14(await realpath5(dirname10(path)), programFile("dvc"));
    if (seen2.has(place)) continue;
    seen2.add(place);
    const examined = await examine(path, request);
    if (typeof examined === "string") {
      request.host.debug(`DVC: ${path} is not used: ${examined}`);
      continue;
    }
    const { dvc, python, version, extras } = examined;
    const missing = (request.extras ?? []).filter((extra) => !extras.includes(extra));
    const installation = { dvc, python, version, origin, ...missing.length ? { missing } : {} };
    if (!isSupported(version)) search.unsupported ??= installation;
    else if (asked && !asked.accepts(version)) search.otherVersion ??= installation;
    else if (!missing.length) return { ...search, found: installation };
    else search.found ??= installation;
  }
  return search;
}
function describeUnsupported({ version, dvc }) {
  return `DVC ${version} (${dvc}) is not used: DVC ${MINIMUM_DVC_VERSION} or newer is needed. Raise the project's DVC to keep one version everywhere.`;
}
async function candidates({ env, cwd }) {
  const environments = [env.VIRTUAL_ENV, env.CONDA_PREFIX, join14(cwd, ".venv")].filter((path) => path !== void 0).filter((path) => isAbsolute8(path));
  const found = [];
  for (const environment of environments) {
    const path = join14(binDirectory(environment), programFile("dvc"));
    if (await isProgram(path)) found.push({ path, origin: "environment" });
  }
  for (const path of await programsNamed("dvc", env)) found.push({ path, origin: "path" });
  return found;
}
async function examine(path, request, behindShim = false) {
  const script = readDvcScript(await realpath5(path), await readHead(path), process.platform);
  switch (script.kind) {
    case "binary":
      return "it is no Python program, and the resident DVC needs one that can be imported";
    case "shim": {
      const real = behindShim ? void 0 : await askManager(script.manager, request);
      return real === void 0 ? `${script.manager} knows no dvc for ${request.cwd}` : await examine(real, request, true);
    }
    case "interpreter":
      return await probe(path, [script.python], request);
    case "on-path":
      return await probe(path, (await programsNamed(script.name, request.env)).slice(0, 1), request);
    case "siblings":
      return await probe(path, script.pythons, request);
  }
}
async function probe(dvc, pythons, request) {
  let reason = "its Python was not found";
  for (const python of pythons) {
    if (!await isProgram(python)) {
      reason = `its Python ${python} does not exist`;
      continue;
    }
    const probed = await probeDvc(python, request);
    if (typeof probed !== "string") return { dvc, ...probed };
    reason = probed;
  }
  return reason;
}
async function askManager(manager, { env, cwd, signal }) {
  try {
    const { code, stdout } = await runProcess([manager, "which", "dvc"], { env, cwd, signal, timeout: WHICH_SECONDS });
    const path = stdout.trim().split("\n").at(-1) ?? "";
    return code === 0 && isAbsolute8(path) && await isProgram(path) ? path : void 0;
  } catch (error) {
    if (error instanceof CancelledError || signal.aborted) throw error;
    return void 0;
  }
}
async function readHead(path) {
  const file = await open(path);
  try {
    const length = process.platform === "win32" ? Math.min((await file.stat()).size, 4194304) : SCRIPT_HEAD_BYTES;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
    return buffer.toString(process.platform === "win32" ? "latin1" : "utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}

// src/toolchain/install-dvc.ts
import { createHash as createHash3 } from "node:crypto";
import { copyFile as copyFile2, mkdir as mkdir4, readFile as readFile8, realpath as realpath6, rm as rm6, symlink, writeFile as writeFile4 } from "node:fs/promises";
import { join as join15, relative as relative5 } from "node:path";
var MINIMUM_PYTHON2 = "3.9";
var UNRESOLVABLE = 1;
var LATER_BOUNDS = [{ before: "3.66", requirement: "pathspec<1" }];
var TRIAL = `
import sys
import dvc.cli, dvc.ignore, dvc.repo.init, dvc.repo.reproduce, dvc.repo.status, dvc.scm, scmrepo.git
sys.exit(dvc.cli.main(["init", "--no-scm"]))
`;
async function installDvc(request) {
  const { env, cwd, signal, cacheRoot: cacheRoot2 } = request;
  const asked = parseDvcVersion(request.version ?? DEFAULT_DVC_VERSION);
  const extras = [...new Set(request.extras)].sort();
  const python = await findPython({ env, cwd, signal, minimum: MINIMUM_PYTHON2, purpose: "install DVC" });
  const { directory, reused } = await keptDirectory({
    root: cacheRoot2,
    kind: "dvc",
    name: [asked.text, extras.join("+") || "plain", `py${python.version}`, await hashOf(python)].join("-"),
    usable: async (kept) => await readInstallation(kept) !== void 0,
    build: async (made) => build(made, { ...request, extras, asked, python })
  });
  const installation = await readInstallation(directory);
  if (!installation) throw new OutsideError(`the DVC that was installed into ${directory} is gone.`, { remedy: "Run again." });
  request.host.debug(`DVC ${installation.version}: ${installation.dvc}${reused ? ", installed before" : ""}`);
  return installation;
}
async function hashOf(python) {
  const base = await realpath6(python.base).catch(() => python.base);
  return createHash3("sha256").update(JSON.stringify([base, process.platform, process.arch])).digest("hex").slice(0, 8);
}
var places = (directory) => ({
  environment: join15(directory, "environment"),
  command: join15(directory, "command"),
  stamp: join15(directory, "dvc.json")
});
async function readInstallation(directory) {
  const { environment, command: command2, stamp } = places(directory);
  const [dvc, python] = [join15(command2, programFile("dvc")), pythonOf(environment)];
  const { version } = parseObject(await readFile8(stamp, "utf8").catch(() => "")) ?? {};
  if (typeof version !== "string" || !await isProgram(dvc) || !await isProgram(python)) return void 0;
  return { dvc, python, version, origin: "installed" };
}
async function build(directory, request) {
  const { asked, extras, python, cwd, signal, host } = request;
  const { environment, command: command2, stamp } = places(directory);
  const uv = await provideUv(request);
  const label = `DVC ${asked.text}${extras.length ? ` with ${extras.join(", ")}` : ""}`;
  host.info(`Installing ${label} for Python ${python.version}.`);
  const started = performance.now();
  const options = { cwd: directory, env: uv.env, signal };
  const venv = await runProcess([uv.program, "venv", "--quiet", "--python", python.program, environment], options);
  if (venv.code !== 0) throw new OutsideError(`${label}: uv can't make an environment with ${python.program}.
${lastLines(venv)}`);
  const requirements = [`dvc${extras.length ? `[${extras.join(",")}]` : ""}${asked.specifier}`, ...boundsOf(asked)];
  const installed = await runProcess([uv.program, "pip", "install", "--python", pythonOf(environment), ...requirements], options);
  host.debug(lastLines(installed, Infinity));
  if (installed.code !== 0) throw installError(label, installed.code, lastLines(installed), request);
  const probed = await probeDvc(pythonOf(environment), { cwd: directory, env: uv.env, signal });
  const lacking = typeof probed === "string" ? probed : extras.filter((extra) => !probed.extras.includes(extra)).join(", ");
  if (typeof probed === "string" || lacking) throw new OutsideError(`${label} is installed and is not whole: ${lacking}.`);
  await tryOut(directory, label, asked, options);
  await mkdir4(command2);
  const program = join15(binDirectory(environment), programFile("dvc"));
  if (process.platform === "win32") await copyFile2(program, join15(command2, programFile("dvc")));
  else await symlink(relative5(command2, program), join15(command2, "dvc"));
  await writeFile4(stamp, `${JSON.stringify({ version: probed.version, extras, python: python.version })}
`);
  host.debug(`${label}: installed for ${cwd} in ${Math.round(performance.now() - started)} ms`);
}
function boundsOf(asked) {
  return LATER_BOUNDS.filter(({ before }) => compareVersions(asked.text, before) < 0).map(({ requirement }) => requirement);
}
function installError(label, code, lines, { asked, python, version }) {
  if (code !== UNRESOLVABLE) {
    return new OutsideError(`${label} can't be installed: uv ended with ${code}.
${lines}
`, {
      remedy: "See whether the package index can be reached from here, and run again."
    });
  }
  return new SetupError(`dvc-version: ${label} can't be installed for Python ${python.version}.
${lines}
`, {
    key: "dvc-version",
    value: version ?? asked.text,
    remedy: `Name a version that exists ('pip index versions dvc' lists them), ${MINIMUM_DVC_VERSION} or newer, e.g. '${DEFAULT_DVC_VERSION}', or use another Python.`
  });
}
async function tryOut(directory, label, asked, options) {
  const trial = join15(directory, "trial");
  await mkdir4(trial);
  const env = { ...options.env, DVC_NO_ANALYTICS: "1", DVC_SITE_CACHE_DIR: join15(trial, "site"), DVC_GLOBAL_CONFIG_DIR: trial, DVC_SYSTEM_CONFIG_DIR: trial };
  const result = await runProcess([pythonOf(places(directory).environment), "-c", TRIAL], { ...options, cwd: trial, env });
  if (result.code !== 0) {
    throw new SetupError(`dvc-version: ${label} is installed and does not start, most likely because its dependencies have moved on.
${errorLines(result)}
`, {
      key: "dvc-version",
      value: asked.text,
      remedy: `Use a newer DVC ('${DEFAULT_DVC_VERSION}'), or put a working DVC on PATH, e.g. from the project's own lock file.`
    });
  }
  await rm6(trial, { recursive: true, force: true });
}
function errorLines(result) {
  const errors = result.stderr.split("\n").filter((line) => line.startsWith("ERROR:"));
  return errors.length ? errors.join("\n") : lastLines(result);
}

// src/toolchain/provide-dvc.ts
var ORIGINS = {
  environment: "the project's environment",
  path: "PATH",
  installed: "its own place in the cache"
};
async function provideDvc(request) {
  const extras = extrasOf(request.schemes);
  const search = await searchDvc({ ...request, extras });
  const { found } = search;
  if (found && !found.missing) {
    request.host.info(`DVC ${found.version} from ${ORIGINS[found.origin]}: ${found.dvc}`);
    return found;
  }
  const why = reasonToInstall(search, request.version);
  const install = { ...request, extras, cacheRoot: request.cacheRoot ?? cacheRoot(request.env) };
  const installed = await installSimilar(found, install);
  const line = `DVC ${installed.version} from ${ORIGINS.installed}, because ${why}: ${installed.dvc}`;
  if (search.unsupported && !found && !search.otherVersion) request.host.warning(describeUnsupported(search.unsupported));
  request.host.info(line);
  return installed;
}
function reasonToInstall({ found, otherVersion, unsupported }, version) {
  if (found?.missing) return `DVC ${found.version} (${found.dvc}) lacks ${found.missing.map((extra) => `dvc[${extra}]`).join(", ")}`;
  if (otherVersion && version !== void 0) return `dvc-version asks for ${parseDvcVersion(version).text} and ${otherVersion.dvc} is ${otherVersion.version}`;
  if (unsupported) return `${unsupported.dvc} is ${unsupported.version}, which is too old`;
  return "there is none in an active environment or on PATH that Python can import";
}
async function installSimilar(found, install) {
  if (!found || !isRelease(found.version)) return await installDvc(install);
  try {
    return await installDvc({ ...install, version: found.version });
  } catch (error) {
    if (!(error instanceof SetupError) || install.version !== void 0) throw error;
    install.host.debug(messageOf(error));
    return await installDvc(install);
  }
}
function isRelease(version) {
  return /^\d+\.\d+\.\d+$/.test(version);
}

// src/flows/context.ts
var VERIFY_DOWNLOADS = { verify: true };
async function prepare(run2) {
  return run2.step("preflight", async (outcome) => {
    const { settings, host, signal } = run2;
    const directory = await realpath7(settings.workingDirectory);
    const git = await openRepository(directory, { signal, host });
    run2.report.source.sha = await git.head();
    const root = await findDvcRoot(directory, git.root);
    if (!root) {
      throw new SetupError(`${directory} is not inside a DVC project: there is no .dvc folder up to ${git.root}.`, {
        key: "working-directory",
        value: settings.workingDirectory,
        remedy: "Run `dvc init` (with `--subdir` in a subdirectory), or set `working-directory`."
      });
    }
    const scratch = join16(root, ".dvc", "tmp", "dvc-ci");
    for (const path of await recoverAside(scratch)) host.warning(`${relative6(directory, path)} is back: a run that was killed had put it aside.`);
    const inGit = (path) => joinPath(relative6(git.root, directory) || ".", path);
    const fromGit = (path) => relative6(directory, join16(git.root, path)).replaceAll("\\", "/");
    const tracked = await git.workingFiles();
    const files = await loadProjectFiles(directory, root, tracked.filter((path) => kindOf(path) !== void 0).map(fromGit));
    const installation = await provideDvc({
      schemes: await remoteSchemes(root),
      cwd: directory,
      env: process.env,
      host,
      signal,
      ...settings.dvcVersion === void 0 ? {} : { version: settings.dvcVersion }
    });
    const dvc = await openDvc(run2, directory, root, installation);
    try {
      const project = await dvc.inspect();
      checkProject(run2, project, files, (path) => resolve8(directory, path));
      const stages = stagesBelow(project);
      outcome.message = `${stages.filter(({ kind }) => kind === "stage").length} stages, ${stages.filter(({ kind }) => kind !== "stage").length} data files, DVC ${installation.version}`;
      return {
        run: run2,
        git,
        dvc,
        installation,
        project,
        files,
        stages,
        scratch,
        inGit,
        fromGit,
        graph: new Graph(project),
        places: new FindingPlaces(files),
        env: stageEnvironment(process.env)
      };
    } catch (error) {
      await dvc.close();
      throw error;
    }
  });
}
async function refresh(context) {
  context.project = await context.dvc.inspect();
  context.graph = new Graph(context.project);
  context.stages = stagesBelow(context.project);
}
function stagesBelow(project) {
  return project.stages.filter((stage) => !stage.file.startsWith("../"));
}
async function setUpProject(context) {
  const { run: run2, git, installation } = context;
  await run2.step("setup", async (outcome) => {
    const prepared = await prepareProject({
      setup: run2.settings.setup,
      workingDirectory: run2.settings.workingDirectory,
      repositoryRoot: git.root,
      env: context.env,
      host: run2.host,
      signal: run2.signal,
      dvcDirectory: dirname11(installation.dvc)
    });
    context.env = prepared.env;
    outcome.message = prepared.description;
  });
}
async function openDvc(run2, directory, root, installation) {
  const { settings, host, signal } = run2;
  const core = { autostage: false, ...settings.remote === void 0 ? {} : { remote: settings.remote } };
  return new Dvc(startEngine({
    python: installation.python,
    cwd: directory,
    env: { ...stageEnvironment(process.env), DVC_NO_ANALYTICS: "1" },
    schemes: await remoteSchemes(root),
    config: { core, remotes: VERIFY_DOWNLOADS, remoteConfig: settings.remoteConfig },
    host,
    signal
  }));
}
function stageEnvironment(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("INPUT_")));
}
function checkProject(run2, project, files, resolvePath2) {
  const { remote } = run2.settings;
  const names = Object.keys(project.remotes);
  const known = names.length > 0 ? `The repository has ${names.map((name) => `'${name}'`).join(", ")}.` : "The repository has no remote at all.";
  if (remote !== void 0 && !names.includes(remote)) {
    throw new SetupError(`remote: there is no DVC remote '${remote}'.`, { key: "remote", value: remote, remedy: `${known} Add it with \`dvc remote add ${remote} URL\` and commit .dvc/config.` });
  }
  const needsRemote = project.stages.some((stage) => stage.outs.some((out) => out.cache && out.push && out.remote === void 0));
  if (remote === void 0 && project.defaultRemote === null && needsRemote) {
    throw new SetupError("remote: the repository names no default DVC remote, so its data cannot be found.", { key: "remote", value: "", remedy: `${known} Make one the default with \`dvc remote default NAME\` and commit .dvc/config, or set \`remote\`.` });
  }
  if (project.defaultRemote !== null && !names.includes(project.defaultRemote)) {
    throw new SetupError(`core.remote in .dvc/config names '${project.defaultRemote}', which is no remote.`, { key: "core.remote", value: project.defaultRemote, path: ".dvc/config", remedy: `${known} Mend it with \`dvc remote default NAME\`.` });
  }
  for (const stage of project.stages) {
    const escaped = stage.outs.find((out) => !isInside(project.root, resolvePath2(out.path)));
    if (escaped) throw new SetupError(`${stage.file}: the output ${escaped.path} of ${stage.name} leaves the repository.`, { key: "outs", value: escaped.path, path: stage.file, remedy: "Keep outputs inside the repository." });
  }
  if (files.some(({ kind }) => kind === "pipeline") && project.stages.length === 0) {
    throw new SetupError("dvc.yaml has no stages, and there is no .dvc file: there is nothing to check.", { key: "stages", path: "dvc.yaml", remedy: "Add a stage with `dvc stage add`, or data with `dvc add`." });
  }
}

// src/flows/official.ts
import { dirname as dirname12 } from "node:path";
var ENVIRONMENT_FILES = ["requirements.txt", "uv.lock", "pyproject.toml", "environment.yml", "setup.py", "setup.cfg", "poetry.lock", "Pipfile.lock", ".python-version"];
var MAX_HISTORY = 1e3;
async function findBuildOf(context, source, tip) {
  return context.git.findCommit({ from: tip, excluding: source, trailer: { key: SOURCE_TRAILER, value: source }, maxCount: MAX_HISTORY });
}
async function sourceOfHead(context) {
  const head = context.run.report.source.sha;
  const [source] = (await context.git.trailers(head)).get(SOURCE_TRAILER) ?? [];
  if (source === void 0) return void 0;
  const changed = await context.git.changedFiles(`${head}^`, head);
  return changed.every(({ path }) => isMadeByPipeline(context, path)) ? source : void 0;
}
async function changedInputs(context, from, to) {
  const changed = await context.git.changedFiles(from, to);
  return changed.map(({ path }) => path).filter((path) => isInput(context, path));
}
function lastOfficial(context) {
  return context.git.findCommit({ from: context.run.report.source.sha, trailer: { key: SOURCE_TRAILER }, maxCount: MAX_HISTORY });
}
function isInput(context, path) {
  const inProject = context.fromGit(path);
  if (kindOf(path) !== void 0 || path.endsWith(".dvc/config") || path.endsWith(".dvcignore")) return !inProject.startsWith("../") || kindOf(path) === void 0;
  if (ENVIRONMENT_FILES.some((name) => inProject === name || path === name)) return true;
  if (templateFiles(context).has(inProject)) return true;
  return context.stages.some((stage) => stage.deps.some((dep) => isWithin(inProject, dep.path)));
}
function isMadeByPipeline(context, path) {
  const inProject = context.fromGit(path);
  if (kindOf(path) === "lock") return true;
  return context.stages.some((stage) => stage.kind === "stage" && stage.outs.some((out) => !out.cache && isWithin(inProject, out.path) || inProject === joinPath(dirname12(out.path), ".gitignore")));
}
function templateFiles(context) {
  const files = /* @__PURE__ */ new Set();
  for (const file of context.files.filter(({ kind }) => kind === "pipeline")) {
    const base = dirname12(file.path);
    files.add(joinPath(base, "params.yaml"));
    const vars = file.data["vars"];
    for (const item of Array.isArray(vars) ? vars : []) if (typeof item === "string") files.add(joinPath(base, item.split(":")[0] ?? item));
  }
  return files;
}

// src/flows/publish.ts
var BUILD_MESSAGE = "CI: Build and version official model artifacts [skip ci]";
var IDENTITY = { name: "dvc-ci", email: "dvc-ci@users.noreply.github.com" };
async function pushData(context) {
  const { run: run2, dvc } = context;
  await run2.step("push", async (outcome) => {
    const before = await askRemote(context, "sizes");
    if (before.bad.length === 0) {
      outcome.message = "the remote has everything already";
      return;
    }
    await dvc.forget();
    const jobs = run2.settings.jobs === void 0 ? [] : ["--jobs", String(run2.settings.jobs)];
    const result = await dvc.run(["push", ...jobs]);
    if (result.code !== 0) {
      throw new OutsideError(`dvc push failed with code ${result.code}: ${lastLine(result.stderr)}`, { key: "remote", remedy: "Check that the remote can be written to from here, and its space. Nothing was committed." });
    }
    outcome.message = `${before.bad.length} objects were not in the remote`;
    run2.report.remote.pushed = before.bad.length;
  });
  await run2.step("verify", async (outcome) => {
    const result = await askRemote(context, "full");
    run2.report.remote.pushed = Math.max(0, run2.report.remote.pushed - run2.report.remote.missing.length);
    if (run2.report.remote.missing.length > 0) {
      throw new ProjectError(`the remote does not have what this build needs: ${run2.report.remote.missing.map(({ message }) => message).join(" ")}`, { key: "remote", remedy: "Nothing was committed." });
    }
    outcome.message = `all ${result.objects} objects are in '${result.remote ?? ""}', ${result.verified} checked`;
  });
}
async function filesToCommit(context) {
  return (await context.git.uncommitted()).map(({ path }) => path).filter((path) => isMadeByPipeline(context, path));
}
async function publishBuild(context, branch) {
  const { run: run2, git } = context;
  const paths = await filesToCommit(context);
  if (paths.length === 0) {
    run2.skip("commit", "the build is the one that dvc.lock has already: there is nothing to commit");
    return { kind: "unchanged" };
  }
  if (run2.settings.rebuild.commit === "none") {
    run2.skip("commit", "commit: none");
    return { kind: "not-committed", paths };
  }
  return run2.step("commit", async (outcome) => {
    const base = run2.report.source.sha;
    const commit = await git.commitPaths({ paths, message: BUILD_MESSAGE, trailers: { [SOURCE_TRAILER]: base }, identity: IDENTITY, parent: base });
    if (!commit) {
      outcome.message = "nothing to commit";
      return { kind: "unchanged" };
    }
    const result = await git.publish({ commit: commit.sha, base, paths: commit.changed, branch, revalidate: ({ tip }) => isStillFresh(context, tip) });
    if (result.kind === "superseded") {
      outcome.message = result.reason;
      return { kind: "superseded", reason: result.reason };
    }
    run2.report.commit = { sha: result.sha, branch, method: "push", attempts: result.attempts };
    outcome.message = `${result.sha.slice(0, 7)} on ${branch}${result.attempts > 1 ? `, after ${result.attempts} attempts` : ""}: ${commit.changed.join(", ")}`;
    return { kind: "committed", sha: result.sha };
  });
}
async function isStillFresh(context, tip) {
  const { run: run2, dvc } = context;
  const changed = await changedInputs(context, run2.report.source.sha, tip);
  if (changed.length > 0) return { fresh: false, reason: `${changed.join(", ")} changed on the branch meanwhile; the build of ${tip.slice(0, 7)} will have it` };
  const before = new Set(Object.entries(await dvc.status({ allowMissing: true })).filter(([, entry]) => entry.always !== true || Object.keys(entry).length > 1).map(([name]) => name));
  const stale = context.stages.filter(({ kind, name, frozen }) => kind === "stage" && !frozen && before.has(name)).map(({ name }) => name);
  return stale.length === 0 ? { fresh: true } : { fresh: false, reason: `with what was pushed meanwhile, ${stale.join(", ")} would have to run again` };
}

// src/flows/rebuild.ts
async function rebuild(run2) {
  const context = await prepare(run2);
  try {
    if (!context.stages.some(({ kind }) => kind === "stage")) return { conclusion: "success", message: "There is no pipeline to rebuild: the project has .dvc files only." };
    const branch = await branchOf(context);
    const done = await preflight(context, branch);
    if (done) return done;
    await confirm(context, branch);
    const plan = await planBuild(context);
    await strictPull(context, plan.pull);
    if (run2.report.remote.missing.length > 0) throw new ProjectError(`source data is not in the remote: ${run2.report.remote.missing.map(({ message }) => message).join(" ")}`, { key: "remote" });
    reportTrust(context, plan);
    await setUpProject(context);
    await mkdir5(context.scratch, { recursive: true });
    const aside = await Aside.open(context.scratch);
    try {
      const ending = await build2(context, plan, aside, branch);
      if (ending.conclusion === "success" && !run2.settings.rebuild.dryRun) await aside.discard();
      return ending;
    } finally {
      await aside.restore();
    }
  } finally {
    await context.dvc.close();
  }
}
async function build2(context, plan, aside, branch) {
  const { run: run2 } = context;
  const baseline = await findBaseline(context);
  await clearOutputs(context, plan, aside);
  await reproduce(context, plan);
  await refresh(context);
  const metrics = await workspaceMetrics(context);
  const sides = await compare(context, baseline, metrics, void 0);
  checkReadable(context, metrics);
  await gate(context, sides);
  if (!gatePassed(run2.report.policies)) {
    throw new ProjectError(`the gate is closed: ${run2.report.policies.filter((policy) => !policy.passed && policy.severity === "error").map(({ message }) => message).join(" ")}`, { remedy: "Nothing was pushed." });
  }
  const broken2 = run2.report.lint.find(({ rule }) => rule === "metric-unreadable");
  if (broken2) throw new ProjectError(broken2.message, { remedy: "Nothing was pushed." });
  if (run2.settings.rebuild.dryRun) return dryRun(context, branch);
  await pushData(context);
  return endingOf(context, await publishBuild(context, branch));
}
function endingOf(context, published) {
  const built = `${context.run.report.stages.filter(({ verdict }) => verdict === "ran").length} stages ran, ${context.run.report.remote.pushed} objects pushed`;
  switch (published.kind) {
    case "committed":
      return { conclusion: "success", message: `Official build: ${built}, commit ${published.sha.slice(0, 7)}.` };
    case "unchanged":
      return { conclusion: "success", message: `Official build: ${built}; the result is what dvc.lock has already, so there is nothing to commit.` };
    case "not-committed":
      return { conclusion: "success", message: `Official build: ${built}; not committed (commit: none): ${published.paths.join(", ")}.` };
    case "superseded":
      return { conclusion: "superseded", message: `This build stands down: ${published.reason}.` };
  }
}
async function dryRun(context, branch) {
  const paths = await filesToCommit(context);
  context.run.skip("push", "dry run");
  context.run.skip("commit", paths.length === 0 ? "dry run; there would be nothing to commit" : `dry run; it would commit ${paths.join(", ")} to ${branch}`);
  return { conclusion: "success", message: paths.length === 0 ? "Dry run: the build is what dvc.lock has already; nothing would be committed." : `Dry run: it would push the new objects and commit ${paths.join(", ")} to ${branch}.` };
}
async function branchOf({ run: run2, git }) {
  const { ref } = run2.settings.event;
  const branch = ref.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : await git.branch();
  if (branch === void 0) throw new SetupError("rebuild: HEAD is on no branch, so there is nowhere to commit the build to.", { key: "ref", value: ref, remedy: "Check out a branch, or run on a push to one." });
  return branch;
}
async function preflight(context, branch) {
  const { run: run2, git } = context;
  return run2.step("may we publish", async (outcome) => {
    await refuseDirtyTree(context);
    const own = await sourceOfHead(context);
    if (own !== void 0) {
      outcome.message = `HEAD is the official build of ${own.slice(0, 7)}`;
      return { conclusion: "success", message: `HEAD is the official build of ${own.slice(0, 7)} itself: there is nothing to do.` };
    }
    const publishes = !run2.settings.rebuild.dryRun && run2.settings.rebuild.commit !== "none";
    if (publishes) {
      const may = await git.canPush(branch);
      if (!may.ok) {
        const details = { key: "commit", value: branch, remedy: "Give the job `permissions: contents: write`, or use `commit: none`." };
        throw may.outside ? new OutsideError(`cannot push to ${branch}: ${may.reason}`, details) : new ProjectError(`we may not push to ${branch}: ${may.reason}`, details);
      }
      const ahead = await moved(context, branch);
      if (ahead) {
        outcome.message = ahead.message;
        return ahead;
      }
    }
    if (!run2.settings.rebuild.dryRun) await context.dvc.probe();
    if (run2.settings.rebuild.when === "changed") {
      const last = await lastOfficial(context);
      const changed = last === void 0 ? void 0 : await changedInputs(context, last, run2.report.source.sha);
      if (changed?.length === 0) {
        outcome.message = `no input changed since ${last?.slice(0, 7) ?? ""}`;
        return { conclusion: "success", message: `Nothing that the pipeline reads has changed since the official build ${last?.slice(0, 7) ?? ""} (when: changed).` };
      }
    }
    outcome.message = publishes ? `to ${branch}` : "nothing will be committed";
    return void 0;
  });
}
async function moved(context, branch) {
  const { run: run2, git } = context;
  const head = run2.report.source.sha;
  const tip = await git.fetchTip(branch);
  if (tip === void 0 || tip === head) return void 0;
  const existing = await findBuildOf(context, head, tip);
  if (existing !== void 0) {
    run2.report.commit = { sha: existing, branch, method: "push", attempts: 0 };
    return { conclusion: "success", message: `${head.slice(0, 7)} was built already: ${existing.slice(0, 7)}.` };
  }
  if (!await git.isAncestor(head, tip)) {
    if (await git.isAncestor(tip, head)) return void 0;
    return { conclusion: "superseded", message: `This build stands down: ${branch} no longer contains ${head.slice(0, 7)}.` };
  }
  const changed = await changedInputs(context, head, tip);
  return changed.length === 0 ? void 0 : { conclusion: "superseded", message: `This build stands down: ${changed.join(", ")} changed on ${branch} since ${head.slice(0, 7)}; the build of ${tip.slice(0, 7)} will have it.` };
}
async function refuseDirtyTree(context) {
  const dirty = (await context.git.uncommitted()).filter(({ path, untracked }) => !isMadeByPipeline(context, path) && (!untracked || isInput(context, path)));
  const [first] = dirty;
  if (first) {
    throw new SetupError(`the working tree has changes that are in no commit: ${dirty.map(({ path }) => path).join(", ")}.`, { key: "working tree", value: first.path, remedy: "Commit or stash them: an official build is made from a commit." });
  }
}
async function confirm(context, branch) {
  const { settings, host } = context.run;
  if (settings.rebuild.dryRun || settings.event.name !== "local") return;
  const remote = settings.remote ?? context.project.defaultRemote ?? "";
  const question = `Rebuild, push to '${remote}' and commit to ${branch} on ${await context.git.remoteName() ?? "the server"}?`;
  if (settings.yes || !process.stdin.isTTY || !process.stdout.isTTY) {
    host.info(question.replace(/\?$/, "."));
    return;
  }
  const { createInterface: createInterface2 } = await import("node:readline/promises");
  const prompt = createInterface2({ input: process.stdin, output: process.stderr });
  try {
    const answer = await prompt.question(`${question} [y/N] `, { signal: context.run.signal });
    if (!/^y(es)?$/i.test(answer.trim())) throw new SetupError("nothing was done: the answer was no.", { key: "yes", value: answer, remedy: "Use `--yes` to answer every question." });
  } finally {
    prompt.close();
  }
}

// src/flows/checks.ts
var LOG_CHARACTERS = 2e4;
async function runChecks(context) {
  const { run: run2 } = context;
  if (run2.settings.checks.length === 0) {
    run2.skip("checks", "no checks are configured");
    return;
  }
  for (const check of run2.settings.checks) {
    const before = await context.git.uncommitted();
    await run2.step(`check ${check.name}`, async (outcome) => {
      const report = await runCheck(context, check.name, check.command);
      run2.report.checks.push(report);
      outcome.conclusion = report.conclusion;
      outcome.message = report.conclusion === "success" ? check.command : `'${check.command}' failed`;
      if (report.conclusion === "failure") run2.host.error(`check ${check.name} failed: ${check.command}`, { title: `check ${check.name}` });
    });
    const known = new Set(before.map(({ path }) => path));
    for (const { path } of (await context.git.uncommitted()).filter((entry) => !known.has(entry.path) && !entry.untracked)) {
      run2.report.lint.push({ rule: "check-changes-files", path, severity: "warning", message: `The check ${check.name} changes ${path}, which Git tracks.`, fix: `git checkout -- ${path}` });
    }
  }
}
async function runCheck(context, name, command2) {
  const { run: run2 } = context;
  const started = performance.now();
  let log = "";
  let code;
  try {
    const result = await runProcess(shellLine(command2), {
      cwd: run2.settings.workingDirectory,
      env: context.env,
      signal: run2.signal,
      onOutput: (text) => {
        log = (log + text).slice(-2 * LOG_CHARACTERS);
        run2.host.output(text);
      }
    });
    code = result.code;
  } catch (error) {
    if (run2.signal.aborted) throw error;
    log += `${messageOf(error)}
`;
    code = 127;
  }
  return { name, command: command2, conclusion: code === 0 ? "success" : "failure", seconds: roundSeconds(performance.now() - started), log: endOf(run2.host.redact(log)) };
}
function endOf(log) {
  if (log.length <= LOG_CHARACTERS) return log;
  const tail = log.slice(-LOG_CHARACTERS);
  return tail.slice(tail.indexOf("\n") + 1);
}

// src/flows/validate.ts
async function validate(run2) {
  const context = await prepare(run2);
  try {
    await verifyRemote(context, run2.settings.validate.verify);
    const pulls = run2.settings.validate.pull === "all";
    if (pulls) await strictPull(context);
    else run2.skip("pull", "pull: none");
    await checkReproduced(context, !pulls);
    await setUpProject(context);
    await runChecks(context);
    const baseline = await findBaseline(context);
    const committed = await workspaceMetrics(context);
    const measured = await evaluate(context, baseline.sha);
    const sides = await compare(context, baseline, committed, measured);
    checkClaims(context, sides);
    const passed = await gate(context, sides);
    return conclude(context, passed);
  } finally {
    await context.dvc.close();
  }
}
function conclude(context, passed) {
  const { report } = context.run;
  const failures = [
    report.remote.missing.length > 0 ? `${count(report.remote.missing.length, "object")} missing or altered in the remote` : "",
    stateOf(report.stages.filter(({ verdict }) => verdict === "stale").map(({ name }) => name), "stale"),
    stateOf(report.checks.filter(({ conclusion }) => conclusion === "failure").map(({ name }) => name), "failed"),
    claimsOf(report.lint),
    passed ? "" : `the gate is closed: ${report.policies.filter((policy) => !policy.passed && policy.severity === "error").map(({ message }) => message).join(" ")}`
  ].filter((text) => text !== "");
  const others = report.lint.filter(({ severity, rule }) => severity === "error" && !["stale-stage", "stage-data-missing", "metric-claim"].includes(rule));
  if (others.length > 0) failures.push(others.map(({ message }) => message.replace(/\.$/, "")).join("; "));
  if (failures.length > 0) throw new ProjectError(`${failures.join("; ").replace(/\.$/, "")}.`);
  return `Nothing to reproduce, ${report.remote.verified} objects in the remote, ${count(report.checks.length, "check")} passed, ${count(report.policies.length, "rule")} held.`;
}
function claimsOf(lint) {
  const found = lint.filter(({ rule }) => rule === "metric-claim");
  const [first] = found;
  return first ? `${first.message.replace(/\.$/, "")}${found.length > 1 ? ` (and ${found.length - 1} more)` : ""}` : "";
}
function stateOf(names, state) {
  return names.length === 0 ? "" : `${names.join(", ")} ${state}`;
}
function count(number, word) {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}

// src/flows/execute.ts
async function execute(settings, host, signal) {
  const { event } = settings;
  const report = emptyReport(settings.mode, {
    sha: event.sha ?? "",
    ref: event.ref,
    event: event.name,
    trusted: event.trusted,
    ...event.pullRequest === void 0 ? {} : { pull_request: event.pullRequest.number }
  });
  const run2 = createRun(settings, host, signal, report);
  let exitCode = 0;
  try {
    await runFlow(run2);
  } catch (error) {
    exitCode = explain(run2, error);
  }
  report.message = host.redact(report.message);
  if (settings.report !== void 0) writeReport(settings.report, report, host);
  return { report, exitCode };
}
async function runFlow(run2) {
  const { report } = run2;
  if (run2.settings.mode === "validate") {
    report.message = await validate(run2);
    report.conclusion = "success";
  } else {
    Object.assign(report, await rebuild(run2));
  }
}
function explain(run2, error) {
  const { report, host, signal } = run2;
  const cancelled = signal.aborted || error instanceof CancelledError;
  report.message = cancelled ? `Cancelled. ${messageOf(error)}` : messageOf(error);
  if (cancelled) {
    report.conclusion = "cancelled";
    return 130;
  }
  if (error instanceof ProjectError) {
    report.conclusion = "failure";
    addPlace(report, error);
    return 1;
  }
  report.conclusion = "error";
  if (error instanceof SetupError || error instanceof OutsideError) {
    addPlace(report, error);
    return error.exitCode;
  }
  host.debug(error instanceof Error ? error.stack ?? error.message : String(error));
  report.message = `An error inside dvc-ci: ${messageOf(error)}. Please report it with the log of a run with --verbose.`;
  return 3;
}
function addPlace(report, error) {
  const { path, line, remedy } = error.details;
  if (path === void 0) return;
  report.lint.push({ rule: "error", path, severity: "error", message: error.message, ...line === void 0 ? {} : { line }, ...remedy === void 0 ? {} : { fix: remedy } });
}
function writeReport(file, report, host) {
  try {
    writeReportFile(file, JSON.parse(host.redact(JSON.stringify(report))));
  } catch (error) {
    host.warning(`the report could not be written to ${file}: ${messageOf(error)}`);
  }
}

export {
  execute
};
