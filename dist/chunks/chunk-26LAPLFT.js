import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  ZodBigInt,
  ZodBoolean,
  ZodDate,
  ZodNumber,
  ZodString,
  _coercedBigint,
  _coercedBoolean,
  _coercedDate,
  _coercedNumber,
  _coercedString,
  _enum,
  array,
  boolean,
  literal,
  record,
  strictObject,
  string,
  union,
  unknown
} from "./chunk-GX7TCUCY.js";
import {
  __export
} from "./chunk-D4UUOGK2.js";

// src/settings/retrain.ts
import { createHash } from "node:crypto";
import { isAbsolute, resolve } from "node:path";

// node_modules/zod/v4/classic/coerce.js
var coerce_exports = {};
__export(coerce_exports, {
  bigint: () => bigint,
  boolean: () => boolean2,
  date: () => date,
  number: () => number,
  string: () => string2
});
function string2(params2) {
  return _coercedString(ZodString, params2);
}
function number(params2) {
  return _coercedNumber(ZodNumber, params2);
}
function boolean2(params2) {
  return _coercedBoolean(ZodBoolean, params2);
}
function bigint(params2) {
  return _coercedBigint(ZodBigInt, params2);
}
function date(params2) {
  return _coercedDate(ZodDate, params2);
}

// src/settings/retrain.ts
var URL_SCHEMES = ["s3", "gs", "azure", "abfs", "abfss", "hdfs", "webhdfs", "ssh", "http", "https", "oss", "gdrive", "webdav", "webdavs", "remote"];
var SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i;
var PARAM_VALUE = "Only numbers, true, false, null and words of letters, digits and _ . , : / @ + - are taken (not beginning with -): templates can put a parameter into a shell command.";
var WORD = /^(?!-)[A-Za-z0-9_.,:/@+-]{1,200}$/;
var PARAM_NAME = "Name a parameter as dvc.yaml does: train.C, or file.yaml:train.C for another file.";
var PARAM_KEY = /^(?:(?![/~-])[^\x00-\x20\x7f:=\\]+\.(?:ya?ml|json|toml|py):)?[^\x00-\x20\x7f:=$.{}-][^\x00-\x20\x7f:=${}]*$/;
var PARAMS = "Write name=value, one per line, such as train.C=0.5, or a mapping.";
var DATA = "Write path=from to replace, path+=from to append, one per line, or { path: …, from: …, mode: replace or append }.";
var FROM = `Give a file, a folder or an address that DVC reads (${URL_SCHEMES.map((scheme) => `${scheme}://`).join(", ")}), without credentials in it.`;
var STAGES = "Allowed: all, or a list of stage names such as [ingest, train].";
var BETTER = "Name metrics that must not fall, such as [accuracy], or say which way each is better: { accuracy: higher, loss: lower }.";
var LONGEST_REASON = 500;
var stages = union([
  literal("all"),
  array(string({ error: "Give the name of a stage." }).regex(/^[^\x00-\x20\x7f,-][^\x00-\x1f\x7f,]*$/, { error: "Give the name of a stage." }), { error: STAGES }).min(1, { error: "Name at least one stage." })
], { error: STAGES });
var isMapping = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
function flatten(value, before = []) {
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = [...before, key];
    const [first = ""] = path;
    const joined = path.slice(1).join(".");
    const isFile = path.length > 1 && /\.(?:ya?ml|json|toml|py)$/.test(first);
    const name = path.length === 1 ? first : isFile ? `${first}:${joined}` : path.join(".");
    return isMapping(inner) && Object.keys(inner).length > 0 ? flatten(inner, path) : [{ path, name, value: inner }];
  });
}
var params = record(string(), unknown(), { error: PARAMS }).transform((written, context) => flatten(written).flatMap(({ path, name, value }) => {
  const refuse = (message) => {
    context.issues.push({ code: "custom", message, input: value, path });
    return [];
  };
  if (!PARAM_KEY.test(name)) return refuse(PARAM_NAME);
  const read = typeof value === "string" && value.trim() === "null" ? null : value;
  if (typeof read === "number" ? !Number.isFinite(read) || Number.isInteger(read) && !Number.isSafeInteger(read) : read !== null && typeof read !== "boolean" && !(typeof read === "string" && WORD.test(read))) return refuse(PARAM_VALUE);
  const [, file, key = name] = /^(.+\.(?:ya?ml|json|toml|py)):(.+)$/.exec(name) ?? [];
  return [{ file: file ?? "params.yaml", name: key, value: read }];
}));
function isAddress(from) {
  const scheme = SCHEME.exec(from)?.[1]?.toLowerCase();
  if (scheme === void 0) return false;
  const holdsPassword = /^[a-z][a-z0-9+.-]*:\/\/[^/@]*:[^/@]*@/i.test(from);
  return URL_SCHEMES.includes(scheme) && !holdsPassword ? true : void 0;
}
var line = (error) => string({ error }).regex(/^[^\x00-\x20\x7f-](?:[^\x00-\x1f\x7f]*[^\x00-\x20\x7f])?$/, { error });
var oneData = strictObject({
  path: line("Name data that DVC tracks, such as data/raw.csv.").regex(/^(?![/\\~])/, { error: "Give a path inside the working directory." }),
  from: line(FROM).refine((from) => isAddress(from) !== void 0, { error: FROM }).optional(),
  mode: _enum(["replace", "append"], { error: "Allowed: replace, append." }).optional()
}, { error: (issue) => issue.code === "unrecognized_keys" ? "path, from, mode" : DATA });
var data = union([oneData, array(oneData, { error: DATA })], { error: DATA }).optional().transform((written) => (written === void 0 ? [] : [written].flat()).map(({ path, from, mode }) => ({ path, mode: mode ?? "replace", ...from === void 0 ? {} : { from } })));
var direction = _enum(["higher", "lower"], { error: "Allowed: higher, lower." });
var names = array(string({ error: BETTER }).regex(/^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$/, { error: BETTER }), { error: BETTER });
var better = union([
  string({ error: BETTER }).regex(/^[^\x00-\x09\x0b-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x09\x0b-\x1f\x7f]*$/, { error: BETTER }),
  names,
  record(string(), direction, { error: BETTER })
], { error: BETTER }).transform((value) => {
  const list = typeof value === "string" ? value.split(/[,\n]/).map((name) => name.trim()).filter((name) => name !== "") : value;
  return Array.isArray(list) ? list.map((metric) => ({ metric, direction: "higher" })) : Object.entries(list).map(([metric, way]) => ({ metric, direction: way }));
});
var SKIP_MARKS = /\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/gi;
function plainLine(text) {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").replace(/\s+/g, " ").replace(SKIP_MARKS, "$1").trim();
}
var retrainShapes = {
  stages: stages.optional().transform((value) => value === void 0 ? void 0 : value === "all" ? { kind: "all" } : { kind: "stages", stages: value }),
  params,
  reason: string({ error: `Say why on one line of at most ${LONGEST_REASON} characters.` }).max(LONGEST_REASON, { error: `Say why on one line of at most ${LONGEST_REASON} characters.` }).optional().transform((value) => value === void 0 || plainLine(value) === "" ? void 0 : plainLine(value)),
  data,
  update: union([literal("auto"), boolean()], { error: "Allowed: auto, true, false." }),
  better
};
function isUrl(from) {
  return SCHEME.test(from);
}
function dataSchemes(changes) {
  return [...new Set(changes.flatMap(({ from = "" }) => SCHEME.exec(from)?.[1]?.toLowerCase() ?? []))];
}
function shownSource(from) {
  return isUrl(from) ? from.replace(/[?#].*$/s, "").replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, "$1") : from;
}
function retrainSettings(read, base) {
  const [named, reason] = [read("stages"), read("reason")];
  return {
    ...named === void 0 ? {} : { stages: named },
    ...reason === void 0 ? {} : { reason },
    params: read("params"),
    update: read("update"),
    better: read("better"),
    data: read("data").map((change) => change.from === void 0 || isUrl(change.from) || isAbsolute(change.from) ? change : { ...change, from: resolve(base, change.from) })
  };
}
function requestDigest({ stages: named, params: changes, data: brought, update }) {
  return createHash("sha256").update(JSON.stringify([named ?? null, changes, brought, update])).digest("hex").slice(0, 12);
}

// src/settings/tag-pattern.ts
var PLACEHOLDERS = {
  "n": { kind: "n" },
  "date": { kind: "date" },
  "artifact": { kind: "artifact" },
  "semver": { kind: "semver", part: "patch" },
  "semver:patch": { kind: "semver", part: "patch" },
  "semver:minor": { kind: "semver", part: "minor" },
  "semver:major": { kind: "semver", part: "major" }
};
var GTO = "{artifact}@v{semver}";
var GTO_STAGE = /^gto#([A-Za-z0-9](?:[A-Za-z0-9/_-]*[A-Za-z0-9])?)$/;
var NO_TAG = /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|^[-./]|\/\.|[./]$|\.lock(?:\/|$)|^@$/;
var LONGEST = 200;
function parseTagPatterns(text) {
  const stage = GTO_STAGE.exec(text.trim())?.[1];
  const words = text.trim() === "gto" ? [GTO] : stage === void 0 ? text.trim().split(/\s+/) : [GTO, `{artifact}#${stage}#{n}`];
  const patterns = [];
  for (const word of words) {
    const pieces = [];
    for (const [, literal2, name] of word.matchAll(/([^{}]+)|\{([^{}]*)\}|[{}]/g)) {
      const piece = literal2 ?? (name === void 0 ? void 0 : PLACEHOLDERS[name]);
      if (piece === void 0) return { problem: `${name === void 0 ? "Close every brace" : `There is no {${name}}`}: ${Object.keys(PLACEHOLDERS).map((each) => `{${each}}`).join(", ")}.` };
      pieces.push(piece);
    }
    const pattern = { text: word, pieces };
    if (pieces.filter(isCounter).length > 1) return { problem: `Count by one of {n} and {semver}: '${word}' has several.` };
    const example = nextTag(pattern, [], { date: "2026-01-31", artifact: "model" });
    if (NO_TAG.test(example) || example.length > LONGEST) return { problem: `Git takes no tag '${example}': use letters, digits and - _ . / @ #, such as model-v{n}.` };
    patterns.push(pattern);
  }
  return { patterns };
}
function isCounter(piece) {
  return typeof piece !== "string" && (piece.kind === "n" || piece.kind === "semver");
}
function isFixedTag({ pieces }) {
  return pieces.every((piece) => typeof piece === "string" || piece.kind === "artifact");
}
function tagPrefix({ pieces }, { artifact = "" }) {
  let prefix = "";
  for (const piece of pieces) {
    if (typeof piece !== "string" && piece.kind !== "artifact") break;
    prefix += typeof piece === "string" ? piece : artifact;
  }
  return prefix;
}
var literally = (text) => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
var NUMBER = "(\\d{1,9})";
var SEMVER = `${NUMBER}\\.${NUMBER}\\.${NUMBER}`;
function expression({ pieces }, { date: date2, artifact = "" }) {
  const source = pieces.map((piece) => {
    if (typeof piece === "string") return literally(piece);
    if (piece.kind === "artifact") return literally(artifact);
    if (piece.kind === "date") return date2 === void 0 ? "\\d{4}-\\d\\d-\\d\\d(?:\\.\\d+)?" : literally(date2);
    return piece.kind === "n" ? NUMBER : SEMVER;
  });
  return new RegExp(`^${source.join("")}$`);
}
function isTagOf(pattern, name, values) {
  return expression(pattern, values).test(name);
}
function nextTag(pattern, taken, values) {
  const names2 = [...taken];
  const counter = pattern.pieces.find(isCounter);
  const write = (date2, count = "") => pattern.pieces.map((piece) => typeof piece === "string" ? piece : piece.kind === "artifact" ? values.artifact ?? "" : piece.kind === "date" ? date2 : count).join("");
  if (counter === void 0 || typeof counter === "string") {
    for (let date2 = values.date, turn = 2; ; date2 = `${values.date}.${turn++}`) {
      const name = write(date2);
      if (isFixedTag(pattern) || !names2.includes(name)) return name;
    }
  }
  const matcher = expression(pattern, values);
  const numbers = names2.flatMap((name) => {
    const found = matcher.exec(name);
    return found ? [found.slice(1).map(Number)] : [];
  }).sort(compareNumbers);
  const [highest = []] = numbers.slice(-1);
  const [major = 0, minor = 0, patch = 0] = highest;
  if (counter.kind !== "semver") return write(values.date, String(major + 1));
  const raised = { major: [major + 1, 0, 0], minor: [major, minor + 1, 0], patch: [major, minor, patch + 1] }[counter.part];
  return write(values.date, raised.join("."));
}
function compareNumbers(one, other) {
  const at = one.findIndex((number2, index) => number2 !== other[index]);
  return at < 0 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
}

export {
  coerce_exports,
  plainLine,
  retrainShapes,
  isUrl,
  dataSchemes,
  shownSource,
  retrainSettings,
  requestDigest,
  parseTagPatterns,
  isFixedTag,
  tagPrefix,
  isTagOf,
  nextTag
};
