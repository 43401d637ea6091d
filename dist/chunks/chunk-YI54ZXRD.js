import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  LARGE
} from "./chunk-CYZV76WH.js";
import {
  require_dist
} from "./chunk-FZMT2CAN.js";
import {
  __toESM
} from "./chunk-VUXC3WPS.js";

// src/text/yaml-lines.ts
var import_yaml = __toESM(require_dist(), 1);

// src/text/block-lines.ts
var KEY = /^('[^']*'|"[^"\\]*"|[^\s#'"&*!|>%@`[\]{},-][^:\n]*):(?: |$)/;
var last;
function blockLines(text) {
  if (last?.text !== text) last = { text, lines: scan(text) };
  return last.lines;
}
function scan(text) {
  const starts = [];
  const sections = /* @__PURE__ */ new Map();
  let section;
  let depth;
  let entry;
  for (let at = 0; at < text.length; ) {
    starts.push(at);
    const found = text.indexOf("\n", at);
    const end = found < 0 ? text.length : found;
    let first = at;
    while (first < end && text.charCodeAt(first) === 32) first++;
    const indent = first - at;
    if (first < end && (indent === 0 || depth === void 0 || indent <= depth)) {
      const line = text.slice(first, end);
      const key = KEY.exec(line)?.[1]?.replace(/^(['"])(.*)\1$/, "$2");
      if (line.startsWith("#")) {
      } else if (indent === 0 && key !== void 0) {
        if (entry) entry.end = at;
        entry = void 0;
        depth = void 0;
        section = { start: at, entries: /* @__PURE__ */ new Map() };
        if (!sections.has(key)) sections.set(key, section);
      } else if (section !== void 0 && indent > 0) {
        depth ??= indent;
        if (indent === depth && key !== void 0) {
          if (entry) entry.end = at;
          entry = { start: at, end: text.length };
          if (!section.entries.has(key)) section.entries.set(key, entry);
        }
      }
    }
    at = end + 1;
  }
  return { sections, lineAt: (offset) => lineOf(starts, offset) };
}
function lineOf(starts, offset) {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = low + high >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return Math.max(1, low);
}

// src/text/yaml-lines.ts
var last2;
function parsed(text) {
  if (last2?.text !== text) {
    const lines = new import_yaml.LineCounter();
    const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false };
    last2 = { text, contents: (0, import_yaml.parseDocument)(text, options).contents, lines };
  }
  return last2;
}
function lineOfKeys(text, keys) {
  return text.length < LARGE ? lineByParser(text, keys) : lineByEntry(text, keys);
}
function lineByParser(text, keys) {
  const { contents, lines } = parsed(text);
  let node = contents;
  let found;
  for (const name of keys) {
    if (!(0, import_yaml.isMap)(node)) break;
    const pair = node.items.find(({ key }) => (0, import_yaml.isScalar)(key) && String(key.value) === name);
    if (!pair || !(0, import_yaml.isScalar)(pair.key) || !pair.key.range) break;
    found = lines.linePos(pair.key.range[0]).line;
    node = pair.value;
  }
  return found;
}
function lineByEntry(text, [first = "", second, ...rest]) {
  const { sections, lineAt } = blockLines(text);
  const section = sections.get(first);
  if (section === void 0) return void 0;
  const entry = second === void 0 ? void 0 : section.entries.get(second);
  if (entry === void 0 || second === void 0) return lineAt(section.start);
  const line = lineAt(entry.start);
  const inside = rest.length === 0 ? 1 : lineByParser(text.slice(entry.start, entry.end), [second, ...rest]) ?? 1;
  return line + inside - 1;
}

export {
  blockLines,
  lineOfKeys
};
