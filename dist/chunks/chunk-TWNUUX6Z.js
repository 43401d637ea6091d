import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  SetupError
} from "./chunk-RRI2TGUO.js";

// src/text/edit-distance.ts
function editDistance(from, to, limit = Infinity) {
  if (Math.abs(from.length - to.length) > limit) return limit + 1;
  let [before, row, next] = [
    new Uint8Array(to.length + 1),
    Uint8Array.from({ length: to.length + 1 }, (_, index) => index),
    new Uint8Array(to.length + 1)
  ];
  for (let i = 1; i <= from.length; i++) {
    const [char, last] = [from.charCodeAt(i - 1), from.charCodeAt(i - 2)];
    let left = i;
    let fewest = i;
    next[0] = i;
    for (let j = 1; j <= to.length; j++) {
      const other = to.charCodeAt(j - 1);
      const replaced = (row[j - 1] ?? 0) + (char === other ? 0 : 1);
      const removed = (row[j] ?? 0) + 1;
      left = left + 1 < replaced ? left + 1 : replaced;
      if (removed < left) left = removed;
      if (i > 1 && j > 1 && char === to.charCodeAt(j - 2) && last === other)
        left = Math.min(left, (before[j - 2] ?? 0) + 1);
      if (left < fewest) fewest = left;
      next[j] = left;
    }
    if (fewest > limit + 1) return limit + 1;
    [before, row, next] = [row, next, before];
  }
  return row[to.length] ?? 0;
}

// src/text/nearest.ts
var COMPARED_LENGTH = 100;
var COMPARED_METRIC_LENGTH = 64;
function nearest(word, candidates, only) {
  const normal = (text) => text.slice(0, COMPARED_LENGTH).toLowerCase().replaceAll("_", "-");
  const asked = normal(word);
  const known = [...candidates];
  const mostEdits = Math.max(1, Math.floor(asked.length / 3));
  const [best] = closest(known, 1, mostEdits, (candidate, limit) => editDistance(asked, normal(candidate), limit));
  if (best !== void 0 || only === "misspelt" || asked.length < 4) return best;
  return known.find((candidate) => normal(candidate).includes(asked));
}
function nearestMetrics(wanted, known, count = 3) {
  const target = metricKey(wanted);
  const inOrder = [...new Set(known)].sort();
  return closest(inOrder, count, COMPARED_METRIC_LENGTH, (name, limit) => {
    const key = metricKey(name);
    if (lastSegment(key) === lastSegment(target)) return 0;
    return Math.min(editDistance(target, key, limit), editDistance(lastSegment(target), lastSegment(key), limit) + 1);
  });
}
function closest(candidates, count, limit, distance) {
  let best = [];
  for (const candidate of candidates) {
    const last = best.length < count ? void 0 : best.at(-1);
    const farthest = last === void 0 ? limit : last.away - 1;
    const away = distance(candidate, farthest);
    if (away <= farthest) best = [...best, { candidate, away }].sort((a, b) => a.away - b.away).slice(0, count);
  }
  return best.map(({ candidate }) => candidate);
}
function metricKey(name) {
  return name.slice(name.lastIndexOf(":") + 1).toLowerCase().slice(0, COMPARED_METRIC_LENGTH);
}
function lastSegment(key) {
  return key.slice(key.lastIndexOf(".") + 1);
}

// src/settings/problems.ts
var SHOWN = 20;
function withoutPasswords(text) {
  return text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*:[^\s@]*@/gi, "$1***@");
}
function showValue(value) {
  if (value === null || value === "") return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "string") return `of the type ${typeof value}`;
  const line = withoutPasswords(value).replace(/\s+/g, " ");
  return `'${line.length > 80 ? `${line.slice(0, 79)}…` : line}'`;
}
function dotted(path) {
  const written = path.map((part) => {
    if (typeof part === "number") return `[${part}]`;
    return `.${/^[\w-]+$/.test(String(part)) ? String(part) : JSON.stringify(String(part))}`;
  });
  return written.join("").replace(/^\./, "");
}
function single(problem) {
  const details = { key: problem.key, remedy: problem.remedy };
  if (problem.value !== void 0) details.value = withoutPasswords(problem.value);
  if (problem.path !== void 0) details.path = problem.path;
  if (problem.line !== void 0) details.line = problem.line;
  return new SetupError(problem.id, problem.message, details);
}
function problemsError(problems) {
  const first = single(problems[0]);
  if (problems.length === 1) return first;
  const lines = problems.slice(0, SHOWN).map((problem) => `- ${problem.message} ${problem.remedy}`);
  if (problems.length > SHOWN) lines.push(`- and ${problems.length - SHOWN} more.`);
  return new SetupError(first.id, `${problems.length} settings are wrong:
${lines.join("\n")}
Nothing was changed.`, {
    ...first.details,
    remedy: "`dvc-ci --help` lists every setting.",
    cause: new AggregateError(problems.map(single))
  });
}
function throwProblems(problems) {
  const [first, ...rest] = problems;
  if (first !== void 0) throw problemsError([first, ...rest]);
}

export {
  nearest,
  nearestMetrics,
  showValue,
  dotted,
  throwProblems
};
