import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  _enum,
  array,
  boolean,
  literal,
  record,
  strictObject,
  string,
  union,
  unknown
} from "./chunk-JS4KLCZI.js";

// src/settings/retrain.ts
import { createHash } from "node:crypto";
import { isAbsolute, resolve } from "node:path";
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
function requestDigest({ stages: named, params: changes, data: brought, update, decided }) {
  return decided?.digest ?? createHash("sha256").update(JSON.stringify([named ?? null, changes, brought, update])).digest("hex").slice(0, 12);
}

export {
  plainLine,
  retrainShapes,
  isUrl,
  dataSchemes,
  shownSource,
  retrainSettings,
  requestDigest
};
