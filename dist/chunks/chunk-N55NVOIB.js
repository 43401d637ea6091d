import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  shorten
} from "./chunk-YTSCXGCX.js";
import {
  formatCount
} from "./chunk-FT4V3LLR.js";

// src/report/check-annotations.ts
import { stripVTControlCharacters } from "node:util";

// src/report/section.ts
var text = (value) => ({ text: value, kind: "text" });
var code = (value) => ({ text: value, kind: "code" });
var number = (value) => ({ text: value, kind: "number" });
function countCell(of) {
  return number(of === void 0 ? "" : formatCount(of));
}
function placeCell({ path, line }) {
  if (path === void 0) return code("");
  return line === void 0 ? { ...code(path), place: { path } } : { ...code(`${path}:${line}`), place: { path, line } };
}
function cellText({ text: text2, verdict }) {
  return verdict === void 0 ? text2 : `${text2} ${verdict}`;
}
function withoutEmptyColumns(section) {
  const kept = section.columns.map((_, index) => section.rows.some((row) => row.cells[index]?.text));
  const keep = (items) => items.filter((_, index) => kept[index]);
  const { below } = section;
  return {
    ...section,
    columns: keep(section.columns),
    ...below === void 0 ? {} : {
      below: below.filter((index) => kept[index]).map((index) => keep(section.columns.map((_, at) => at)).indexOf(index))
    },
    rows: section.rows.map((row) => ({ ...row, cells: keep(row.cells) }))
  };
}

// src/report/check-annotations.ts
var MOST_ANNOTATIONS = 50;
var LONGEST_MESSAGE = 2e3;
var LONGEST_NAME = 255;
var LONGEST_PATH = 1e3;
var LARGEST_LINE = 1e9;
var SEVERITIES = ["error", "warning", "notice"];
var CheckAnnotations = class {
  /** @param redact masks secrets, before a text is cut */
  constructor(redact) {
    this.redact = redact;
  }
  redact;
  found = { error: [], warning: [], notice: [] };
  known = /* @__PURE__ */ new Set();
  total = 0;
  /** After `::stop-commands::TOKEN`, the token that ends it: a tool prints the texts of others between them. */
  token;
  /** Reads whole lines of output. */
  add(lines) {
    if (lines.includes("::")) for (const line of lines.split(/\r\n|\r|\n/)) this.read(line);
  }
  /** The most severe annotations, and the number of all others. */
  result() {
    const annotations = SEVERITIES.flatMap((severity) => this.found[severity]).slice(0, MOST_ANNOTATIONS);
    return { annotations, omitted: this.total - annotations.length };
  }
  read(line) {
    const [, info, data = ""] = /^\s*::(.*?)::(.*)$/.exec(line) ?? [];
    if (info === void 0) return;
    const name = info.split(" ", 1)[0]?.toLowerCase() ?? "";
    if (this.token !== void 0) {
      if (info === this.token) this.token = void 0;
      return;
    }
    if (name === "stop-commands") {
      if (data !== "") this.token = data;
      return;
    }
    const severity = SEVERITIES.find((each) => each === name);
    if (severity === void 0) return;
    const key = line.trim().slice(0, 2 * LONGEST_MESSAGE);
    if (this.known.has(key)) return;
    this.total++;
    if (this.found[severity].length >= MOST_ANNOTATIONS) return;
    this.known.add(key);
    this.found[severity].push(this.annotation(severity, info.slice(name.length), data));
  }
  annotation(severity, properties, data) {
    const given = new Map(
      properties.split(",").flatMap((part) => {
        const at = part.indexOf("=");
        return at < 0 ? [] : [[part.slice(0, at).trim().toLowerCase(), decoded(part.slice(at + 1), true)]];
      })
    );
    const shown = (value, most) => shorten(this.redact(stripVTControlCharacters(value)).trim(), most);
    const [title, file, line, column] = [given.get("title"), given.get("file"), given.get("line"), given.get("col")];
    return {
      severity,
      message: shown(decoded(data, false), LONGEST_MESSAGE) || "no message",
      ...title ? { title: shown(title, LONGEST_NAME) } : {},
      ...file && file.length <= LONGEST_PATH ? { file: this.redact(file) } : {},
      ...numberOf("line", line),
      ...line === void 0 ? {} : numberOf("column", column)
    };
  }
};
function decoded(value, isProperty) {
  const plain = isProperty ? value.replace(/%3A/gi, ":").replace(/%2C/gi, ",") : value;
  return plain.replace(/%0D/gi, "\r").replace(/%0A/gi, "\n").replace(/%25/g, "%");
}
function numberOf(key, value) {
  const number2 = /^\d{1,10}$/.test(value ?? "") ? Number(value) : 0;
  return number2 >= 1 && number2 <= LARGEST_LINE ? { [key]: number2 } : {};
}
function checkAnnotations({ checks }) {
  return {
    title: "Annotations of checks",
    columns: ["", "Check", "Where", "What"],
    below: [3],
    rows: checks.flatMap(({ name, conclusion, annotations = [], annotations_omitted: omitted = 0 }) => [
      ...annotations.map(({ severity, title, message, path, line }) => ({
        // A check that passed fails nothing.
        tone: { error: conclusion === "failure" ? "bad" : "warn", warning: "warn", notice: "plain" }[severity],
        cells: [
          text(severity),
          code(name),
          placeCell({ ...path === void 0 ? {} : { path }, ...line === void 0 ? {} : { line } }),
          text(title === void 0 || message.startsWith(title) ? message : `${title}: ${message}`)
        ]
      })),
      ...omitted === 0 ? [] : [
        { tone: "plain", cells: [text(""), code(name), code(""), text(`${omitted} more are in the log`)] }
      ]
    ])
  };
}

// src/text/without-escapes.ts
var SEQUENCE = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]/g;
function withoutEscapes(text2) {
  return text2.replace(SEQUENCE, "");
}

export {
  text,
  code,
  number,
  countCell,
  placeCell,
  cellText,
  withoutEmptyColumns,
  MOST_ANNOTATIONS,
  LONGEST_MESSAGE,
  LONGEST_NAME,
  LONGEST_PATH,
  LARGEST_LINE,
  CheckAnnotations,
  checkAnnotations,
  withoutEscapes
};
