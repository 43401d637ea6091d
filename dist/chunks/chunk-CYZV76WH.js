import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  require_dist
} from "./chunk-FZMT2CAN.js";
import {
  withoutPeriod
} from "./chunk-WFAHW5JG.js";
import {
  __toESM
} from "./chunk-VUXC3WPS.js";

// src/pipeline/lock-text.ts
var import_yaml3 = __toESM(require_dist(), 1);

// src/text/block-yaml.ts
var import_yaml = __toESM(require_dist(), 1);
var OtherStyle = class extends Error {
};
var KEY = /^([A-Za-z_][\w./@+-]*):(?: +(.*))?$/;
var NO_TEXT = /^(?:null|true|false)$/i;
var PLAIN = /^(?![-?:] |[-?:]$|[[\]{},&*#|>!%@`"'])(?:(?!: | #|:$).)*$/;
var CONTINUED = /^(?!#)(?:(?!: | #|:$).)*$/;
var SINGLE_QUOTED = /^'((?:[^']|'')*)'$/;
var DOUBLE_QUOTED = /^"([^"\\]*)"$/;
var WHOLE = /^[-+]?(?:0|[1-9]\d*)$/;
var FRACTION = /^[-+]?\d+\.\d+$/;
var NUMBER_LIKE = /^[-+]?\.?\d[\d.]*(?:[eE][-+]?\d+)?$|^0[ox]|^[-+]?\.(?:inf|nan)$/i;
function readBlockYaml(text, options = {}) {
  if (/[\t\r\uFEFF\x85\u2028\u2029]|^(?:---|\.\.\.|%)/m.test(text)) return void 0;
  try {
    return new Reader(text, options).readAll();
  } catch (error) {
    if (error instanceof OtherStyle) return void 0;
    throw error;
  }
}
var Reader = class {
  constructor(text, options) {
    this.text = text;
    this.options = options;
    this.advance();
  }
  text;
  options;
  /** The present line: offset of its first character, number of leading blanks, rest without blanks at its end. */
  at = 0;
  next = 0;
  indent = -1;
  content = "";
  /** Whether empty lines or comments are before the present line. */
  skipped = false;
  readAll() {
    const all = {};
    while (this.indent >= 0) {
      if (this.indent !== 0) throw new OtherStyle();
      const [name, rest] = this.keyOf(all);
      this.advance();
      all[name] = rest === "" && this.indent > 0 && !this.isItem() ? this.section(name) : this.value(rest, 0);
    }
    return all;
  }
  /** A mapping below a top-level key. An entry in another style is parsed alone. */
  section(section) {
    const { indent } = this;
    const entries = {};
    while (this.indent === indent && !this.isItem()) {
      const start = this.at;
      const [name, rest] = this.keyOf(entries);
      this.options.onEntry?.(section, name, start);
      try {
        this.advance();
        entries[name] = this.value(rest, indent);
      } catch (error) {
        if (!(error instanceof OtherStyle)) throw error;
        entries[name] = this.parsed(start, indent, name);
      }
    }
    if (this.indent > 0) throw new OtherStyle();
    return entries;
  }
  /** Parses the lines of one entry by the parser, from its key to the next line that is no deeper. */
  parsed(start, indent, name) {
    this.next = start;
    this.advance();
    do
      this.advance();
    while (this.indent > indent || this.indent === indent && this.isItem());
    const document = (0, import_yaml.parseDocument)(this.text.slice(start, this.at), {
      prettyErrors: false,
      intAsBigInt: this.options.bigints ?? false
    });
    if (document.errors.length > 0) throw new OtherStyle();
    let value;
    try {
      value = document.toJS({ maxAliasCount: 100 });
    } catch {
      throw new OtherStyle();
    }
    if (typeof value !== "object" || value === null || Object.keys(value).join("\0") !== name) throw new OtherStyle();
    return value[name];
  }
  mapping(indent) {
    const values = {};
    while (this.indent === indent && !this.isItem()) {
      const [name, rest] = this.keyOf(values);
      this.advance();
      values[name] = this.value(rest, indent);
    }
    if (this.indent > indent) throw new OtherStyle();
    return values;
  }
  list(indent) {
    const values = [];
    while (this.indent === indent && this.isItem()) {
      const rest = this.content.slice(2).trimStart();
      if (rest === "" || rest.startsWith("- ")) throw new OtherStyle();
      if (KEY.test(rest)) {
        this.indent += this.content.length - rest.length;
        this.content = rest;
        values.push(this.mapping(this.indent));
      } else {
        this.advance();
        values.push(this.scalar(rest, indent));
      }
    }
    if (this.indent > indent) throw new OtherStyle();
    return values;
  }
  /** The value of a key. The present line is the one after the key. @param indent of the key */
  value(rest, indent) {
    if (rest !== "") return this.scalar(rest, indent);
    if (this.indent >= indent && this.isItem()) return this.list(this.indent);
    return this.indent > indent ? this.mapping(this.indent) : null;
  }
  /** A scalar that begins with a text. Deeper lines continue a plain one. */
  scalar(rest, indent) {
    const quoted = SINGLE_QUOTED.exec(rest)?.[1]?.replaceAll("''", "'") ?? DOUBLE_QUOTED.exec(rest)?.[1];
    if (quoted !== void 0 || rest === "[]" || rest === "{}") {
      if (this.indent > indent) throw new OtherStyle();
      return quoted ?? (rest === "[]" ? [] : {});
    }
    if (!PLAIN.test(rest)) throw new OtherStyle();
    if (this.indent <= indent) return this.resolved(rest);
    const lines = [rest];
    while (this.indent > indent) {
      if (this.skipped || !CONTINUED.test(this.content)) throw new OtherStyle();
      lines.push(this.content);
      this.advance();
    }
    return lines.join(" ");
  }
  resolved(text) {
    if (WHOLE.test(text)) {
      if (this.options.bigints) return BigInt(text);
      if (text.length <= 15) return Number(text);
    }
    if (FRACTION.test(text)) return Number(text);
    if (NUMBER_LIKE.test(text) || NO_TEXT.test(text) || text === "~") return known(text);
    return text;
  }
  /** The key of the present line, which the mapping lacks, and the text after it. */
  keyOf(values) {
    const [, name, rest = ""] = KEY.exec(this.content) ?? [];
    if (name === void 0 || NO_TEXT.test(name) || name === "__proto__" || Object.hasOwn(values, name))
      throw new OtherStyle();
    return [name, rest];
  }
  isItem() {
    return this.content.startsWith("- ") || this.content === "-";
  }
  /** Goes to the next line with content; the indent is -1 at the end. */
  advance() {
    const { text } = this;
    this.skipped = false;
    for (; ; ) {
      this.at = this.next;
      if (this.at >= text.length) {
        this.indent = -1;
        this.content = "";
        return;
      }
      const end = text.indexOf("\n", this.at);
      const stop = end < 0 ? text.length : end;
      this.next = stop + 1;
      let first = this.at;
      while (first < stop && text.charCodeAt(first) === 32) first++;
      if (first === stop || text.charCodeAt(first) === 35) {
        this.skipped = true;
        continue;
      }
      this.indent = first - this.at;
      this.content = text.slice(first, stop).trimEnd();
      return;
    }
  }
};
function known(text) {
  switch (text) {
    case "true":
    case "True":
    case "TRUE":
      return true;
    case "false":
    case "False":
    case "FALSE":
      return false;
    case "null":
    case "Null":
    case "NULL":
    case "~":
      return null;
    default:
      throw new OtherStyle();
  }
}

// src/text/read-yaml.ts
var import_yaml2 = __toESM(require_dist(), 1);
var LARGE = 128 * 1024;
var MAX_ALIASES = 1e3;
var last;
function readYaml(text) {
  return readLarge(text) ?? (0, import_yaml2.parse)(text, { maxAliasCount: MAX_ALIASES });
}
function readLarge(text) {
  if (text.length < LARGE) return void 0;
  if (last?.text === text) return last.value;
  const value = readBlockYaml(text);
  if (value !== void 0) last = { text, value };
  return value;
}

// src/pipeline/lock-text.ts
var SCHEMA = "2.0";
var MAX_ALIASES2 = 1e3;
function parseLock(text) {
  const empty = { preamble: "", sections: /* @__PURE__ */ new Map() };
  if (text.trim() === "") return empty;
  const large = text.length < LARGE ? void 0 : splitLarge(text);
  if (large !== void 0) return large;
  const document = (0, import_yaml3.parseDocument)(text, { uniqueKeys: true, intAsBigInt: true, prettyErrors: false });
  const [error] = document.errors;
  if (error) return { reason: withoutPeriod(error.message), line: lineAt(text, error.pos[0]) };
  if (!(0, import_yaml3.isMap)(document.contents) || document.contents.flow)
    return { reason: "it is not a mapping of keys to values", line: 1 };
  const { items } = document.contents;
  const starts = items.map(({ key }) => startOf(text, key));
  const sections = /* @__PURE__ */ new Map();
  for (const [index, { key, value }] of items.entries()) {
    const start = starts[index] ?? 0;
    const end = starts[index + 1] ?? text.length;
    const name = (0, import_yaml3.isScalar)(key) ? String(key.value) : "";
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
function splitLarge(text) {
  const starts = [];
  const all = readBlockYaml(text, { bigints: true, onEntry: (_, name, start) => starts.push({ name, start }) });
  if (all === void 0 || all["schema"] !== SCHEMA || Object.keys(all).join() !== "schema,stages") return void 0;
  const values = all["stages"];
  const [schema, stages] = ["schema", "stages"].map(
    (key) => text.startsWith(`${key}:`) ? 0 : text.indexOf(`
${key}:`) + 1
  );
  if (typeof values !== "object" || values === null || schema === void 0 || stages === void 0) return void 0;
  const entries = new Map(
    starts.map(({ name, start }, index) => [
      name,
      { text: ended(text.slice(start, starts[index + 1]?.start)), value: values[name] }
    ])
  );
  return {
    preamble: text.slice(0, schema),
    sections: /* @__PURE__ */ new Map([
      ["schema", { key: "schema", head: text.slice(schema, stages), value: SCHEMA }],
      ["stages", { key: "stages", head: text.slice(stages, starts[0]?.start), entries }]
    ])
  };
}
function isUnreadable(lock) {
  return "reason" in lock;
}
function readSection(document, text, start, key, node) {
  if (key !== "stages" && key !== "datasets") {
    const value = valueOf(document, node);
    return value instanceof Error ? { reason: value.message } : { key, head: ended(text.slice(start)), value };
  }
  const collection = key === "stages" ? (0, import_yaml3.isMap)(node) && node : (0, import_yaml3.isSeq)(node) && node;
  if (!collection && !(node === null || (0, import_yaml3.isScalar)(node) && node.value === null))
    return { reason: `its ${key} are no ${key === "stages" ? "mapping" : "list"}` };
  if (!collection || collection.items.length === 0) return { key, head: `${key}:
`, entries: /* @__PURE__ */ new Map() };
  if (collection.flow) return { reason: `its ${key} are on one line` };
  const entries = /* @__PURE__ */ new Map();
  const nodes = collection.items.map(
    (item) => (0, import_yaml3.isPair)(item) ? { first: item.key, value: item.value } : { first: item, value: item }
  );
  const starts = nodes.map(({ first }) => startOf(text, first));
  for (const [index, { first, value: node2 }] of nodes.entries()) {
    const value = valueOf(document, node2);
    if (value instanceof Error) return { reason: value.message };
    const name = (0, import_yaml3.isScalar)(first) ? String(first.value) : nameOf(value);
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
    return node.toJS(document, { maxAliasCount: MAX_ALIASES2 });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
function nameOf(entry) {
  if (typeof entry !== "object" || entry === null || !("name" in entry)) return void 0;
  return typeof entry.name === "string" ? entry.name : void 0;
}
function startOf(text, node) {
  const offset = (0, import_yaml3.isNode)(node) ? node.range?.[0] ?? 0 : 0;
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
  readBlockYaml,
  LARGE,
  readYaml,
  readLarge,
  parseLock,
  isUnreadable,
  sameValue
};
