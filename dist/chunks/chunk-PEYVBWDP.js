import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  require_dist
} from "./chunk-HO7WJOJL.js";
import {
  __toESM
} from "./chunk-D4UUOGK2.js";

// src/dvc/yaml-lines.ts
var import_yaml = __toESM(require_dist(), 1);
var last;
function parsed(text) {
  if (last?.text !== text) {
    const lines = new import_yaml.LineCounter();
    last = { text, contents: (0, import_yaml.parseDocument)(text, { lineCounter: lines }).contents, lines };
  }
  return last;
}
function lineOfKeys(text, keys) {
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
function stageLines(text) {
  const lines = new import_yaml.LineCounter();
  const stages = (0, import_yaml.parseDocument)(text, { lineCounter: lines }).get("stages", true);
  const found = /* @__PURE__ */ new Map();
  if (!(0, import_yaml.isMap)(stages)) return found;
  for (const { key } of stages.items) {
    if ((0, import_yaml.isScalar)(key) && key.range) found.set(String(key.value), lines.linePos(key.range[0]).line);
  }
  return found;
}
function lineAt(text, offset) {
  return text.slice(0, offset).split("\n").length;
}

export {
  lineOfKeys,
  stageLines,
  lineAt
};
