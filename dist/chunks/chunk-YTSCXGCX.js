import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  unbroken
} from "./chunk-FT4V3LLR.js";

// src/report/escape.ts
var CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
function visible(text) {
  return text.replace(/\r\n?/g, "\n").replace(CONTROL, (character) => {
    const code = character.charCodeAt(0);
    return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}
function singleLine(text) {
  return visible(text).split("\n").map((line) => line.trim()).filter((line) => line !== "").join(" ").replace(/\t/g, " ");
}
function shorten(text, most) {
  if (text.length <= most || text.length <= 2 * most && [...text].length <= most) return text;
  const head = Math.ceil((most - 1) / 2);
  const tail = most - 1 - head;
  const [start, end] = [[...text.slice(0, 2 * head)], tail > 0 ? [...text.slice(-2 * tail)] : []];
  return `${start.slice(0, head).join("")}…${end.slice(end.length - tail).join("")}`;
}
var MARKUP = /[&<>`*_~[\]{}!|$^\\"]/g;
var COMMAND = /^\/(?=dvc-ci)/gim;
var entity = (character) => `&#${character.codePointAt(0)};`;
function markdownPlain(text) {
  return singleLine(text).replace(MARKUP, entity).replace(/:(?=:|\/\/)/g, entity).replace(/(www)\./gi, "$1&#46;");
}
function markdownText(text) {
  return unbroken(
    markdownPlain(text).replace(COMMAND, entity).replace(/^(?:[-+](?=\s|$)|[-=](?=[-=\s]*$)|#(?!\d))/, entity).replace(/^(\d+)([.)])(?=\s|$)/, (_, digits, mark) => digits + entity(mark)).replace(/(?<![A-Za-z0-9])@|@(?=[\w-]*\.)/g, "@&#8203;").replace(/#(?=\d)/g, (mark, offset, all) => all[offset - 1] === "&" ? mark : "&#35;&#8203;").replace(/\b(gh)-(?=\d)/gi, "$1-&#8203;")
  );
}
function markdownCode(text) {
  const shown = markdownPlain(text);
  return shown ? `<code>${shown.replaceAll("@", "&#64;")}</code>` : "";
}
function markdownSentence(text) {
  return singleLine(text).split(/`([^`]+)`/).map((part, index) => {
    if (index % 2 === 1) return markdownCode(part);
    const [before = "", after = ""] = [/^ /.exec(part)?.[0], / $/.exec(part.trimStart())?.[0]];
    return `${before}${markdownText(part)}${after}`;
  }).join("");
}
function markdownCommands(commands) {
  return `<pre>
${commands.map((command) => markdownPlain(command).replace(COMMAND, entity).replaceAll("@", "&#64;")).join("\n")}
</pre>`;
}
function markdownLog(title, log) {
  const text = visible(log.trimEnd()).replace(/[&<>]|:(?=:)|#(?=\[)/g, entity).replace(COMMAND, entity);
  return `<details><summary>${markdownCode(title)}</summary>

<pre>
${text}
</pre>

</details>`;
}
function jsonText(value) {
  const { plots, ...rest } = value;
  const lines = Array.isArray(plots) ? plots.map((plot) => `    ${JSON.stringify(plot)}`).join(",\n") : "";
  const laidOut = JSON.stringify(lines === "" ? value : { ...rest, plots: [] }, null, 2);
  const text = lines === "" ? laidOut : `${laidOut.slice(0, -"[]\n}".length)}[
${lines}
  ]
}`;
  return text.replaceAll("##[", "#\\u0023[");
}

export {
  visible,
  singleLine,
  shorten,
  markdownText,
  markdownCode,
  markdownSentence,
  markdownCommands,
  markdownLog,
  jsonText
};
