import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  isRecord
} from "./chunk-MEE4SBZR.js";

// src/settings/remote-options.ts
function flattenOptions(options) {
  return Object.fromEntries(
    Object.entries(options).flatMap(
      ([name, value]) => isMapping(value) ? Object.entries(value).map(([option, each]) => [`${name}.${option}`, each]) : [[name, value]]
    )
  );
}
function splitOption(name) {
  const dot = name.lastIndexOf(".");
  return dot < 0 ? { option: name } : { remote: name.slice(0, dot), option: name.slice(dot + 1) };
}
function optionSchemes(options) {
  const urls = Object.entries(options).filter(([name]) => splitOption(name).option === "url");
  return [...new Set(urls.flatMap(([, url]) => /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase() ?? []))];
}
function namedRemotes(options) {
  return [...new Set(Object.keys(options).flatMap((name) => splitOption(name).remote ?? []))].sort();
}
function isMapping(value) {
  return isRecord(value);
}
var EMPTY_LINES = [
  ["remote-config", /^\s*[^=:\s#]+\s*(?:=|:\s*(?:''|""))\s*$/],
  ["import-token", /^\s*[^=\s]+=(?:[^\s:=]*:)?\s*$/]
];
function withoutEmptyOptions(texts) {
  const kept = new Map(texts);
  for (const [name, empty] of EMPTY_LINES) {
    const lines = texts.get(name)?.split(/\r?\n/);
    if (lines !== void 0) kept.set(name, lines.filter((line) => !empty.test(line)).join("\n"));
  }
  return kept;
}

export {
  flattenOptions,
  splitOption,
  optionSchemes,
  namedRemotes,
  withoutEmptyOptions
};
