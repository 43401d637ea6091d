import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  withoutPeriod
} from "./chunk-KZ3KKOKF.js";
import {
  require_dist
} from "./chunk-HO7WJOJL.js";
import {
  __toESM
} from "./chunk-D4UUOGK2.js";

// src/pipeline/lock-text.ts
var import_yaml = __toESM(require_dist(), 1);
var SCHEMA = "2.0";
var MAX_ALIASES = 1e3;
function parseLock(text) {
  const empty = { preamble: "", sections: /* @__PURE__ */ new Map() };
  if (text.trim() === "") return empty;
  const document = (0, import_yaml.parseDocument)(text, { uniqueKeys: true, intAsBigInt: true, prettyErrors: false });
  const [error] = document.errors;
  if (error) return { reason: withoutPeriod(error.message), line: lineAt(text, error.pos[0]) };
  if (!(0, import_yaml.isMap)(document.contents) || document.contents.flow)
    return { reason: "it is not a mapping of keys to values", line: 1 };
  const { items } = document.contents;
  const starts = items.map(({ key }) => startOf(text, key));
  const sections = /* @__PURE__ */ new Map();
  for (const [index, { key, value }] of items.entries()) {
    const start = starts[index] ?? 0;
    const end = starts[index + 1] ?? text.length;
    const name = (0, import_yaml.isScalar)(key) ? String(key.value) : "";
    const section = readSection(document, text.slice(0, end), start, name, value);
    if ("reason" in section) return { line: lineAt(text, start), ...section };
    sections.set(name, section);
  }
  const schema = sections.get("schema")?.value;
  if (schema !== SCHEMA)
    return {
      reason: schema === void 0 ? "it has no schema" : `it has schema ${JSON.stringify(schema)} in place of '${SCHEMA}'`,
      line: 1
    };
  return { preamble: text.slice(0, starts[0] ?? 0), sections };
}
function isUnreadable(lock) {
  return "reason" in lock;
}
function readSection(document, text, start, key, node) {
  if (key !== "stages" && key !== "datasets") {
    const value = valueOf(document, node);
    return value instanceof Error ? { reason: value.message } : { key, head: ended(text.slice(start)), value };
  }
  const collection = key === "stages" ? (0, import_yaml.isMap)(node) && node : (0, import_yaml.isSeq)(node) && node;
  if (!collection && !(node === null || (0, import_yaml.isScalar)(node) && node.value === null))
    return { reason: `its ${key} are no ${key === "stages" ? "mapping" : "list"}` };
  if (!collection || collection.items.length === 0) return { key, head: `${key}:
`, entries: /* @__PURE__ */ new Map() };
  if (collection.flow) return { reason: `its ${key} are on one line` };
  const entries = /* @__PURE__ */ new Map();
  const nodes = collection.items.map(
    (item) => (0, import_yaml.isPair)(item) ? { first: item.key, value: item.value } : { first: item, value: item }
  );
  const starts = nodes.map(({ first }) => startOf(text, first));
  for (const [index, { first, value: node2 }] of nodes.entries()) {
    const value = valueOf(document, node2);
    if (value instanceof Error) return { reason: value.message };
    const name = (0, import_yaml.isScalar)(first) ? String(first.value) : nameOf(value);
    if (name === void 0 || entries.has(name))
      return {
        reason: name === void 0 ? `an entry of ${key} has no name` : `the ${key} name '${name}' is there twice`
      };
    entries.set(name, { text: ended(text.slice(starts[index], starts[index + 1])), value });
  }
  return { key, head: text.slice(start, starts[0]), entries };
}
function valueOf(document, node) {
  if (node === null) return null;
  try {
    return node.toJS(document, { maxAliasCount: MAX_ALIASES });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
function nameOf(entry) {
  if (typeof entry !== "object" || entry === null || !("name" in entry)) return void 0;
  return typeof entry.name === "string" ? entry.name : void 0;
}
function startOf(text, node) {
  const offset = (0, import_yaml.isNode)(node) ? node.range?.[0] ?? 0 : 0;
  return text.lastIndexOf("\n", offset - 1) + 1;
}
function ended(text) {
  return text === "" || text.endsWith("\n") ? text : `${text}
`;
}
function lineAt(text, offset) {
  return text.slice(0, offset).split("\n").length;
}
function sameValue(one, other) {
  if (Object.is(one, other)) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other)) {
    return Array.isArray(one) && Array.isArray(other) && one.length === other.length && one.every((item, index) => sameValue(item, other[index]));
  }
  const [left, right] = [one, other];
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key) && sameValue(left[key], right[key]));
}

export {
  parseLock,
  isUnreadable,
  sameValue
};
