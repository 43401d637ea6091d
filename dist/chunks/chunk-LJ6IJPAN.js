import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  SetupError
} from "./chunk-GSQGKKGD.js";

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
    remedy: "`dvc-ci help all` lists every setting.",
    cause: new AggregateError(problems.map(single))
  });
}
function throwProblems(problems) {
  const [first, ...rest] = problems;
  if (first !== void 0) throw problemsError([first, ...rest]);
}

export {
  showValue,
  dotted,
  throwProblems
};
