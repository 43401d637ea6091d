import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  paint
} from "./chunk-WVYELQIE.js";
import {
  IDENTIFIERS
} from "./chunk-R6IWJZJV.js";
import "./chunk-KIDOGPO3.js";
import "./chunk-2OLTNLZS.js";
import "./chunk-R2ATGWBR.js";
import {
  showValue
} from "./chunk-LJ6IJPAN.js";
import {
  SetupError
} from "./chunk-GSQGKKGD.js";
import {
  didYouMean,
  nearest
} from "./chunk-J4Y3FKE2.js";
import "./chunk-VUXC3WPS.js";

// src/report/explanation.ts
function renderExplanation(page, colour) {
  let fenced = false;
  const lines = page.trimEnd().split("\n").flatMap((line) => {
    if (line.startsWith("```")) {
      fenced = !fenced;
      return [];
    }
    if (fenced) return [`    ${line}`.trimEnd()];
    const heading = /^#{1,6} (.*)$/.exec(line)?.[1];
    return [heading === void 0 ? prose(line, colour) : paint(heading, "bold", colour)];
  });
  return `${lines.join("\n")}
`;
}
function prose(line, colour) {
  return line.replaceAll(/\[([^\]]+)\]\([^)]*\)/g, "$1").replaceAll(/\*\*([^*]+)\*\*/g, (_, strong) => paint(strong, "bold", colour));
}
function renderIdentifiers(kinds, colour) {
  const width = Math.max(...kinds.flatMap(({ rows }) => rows.map(({ id }) => id.length))) + 2;
  return kinds.map(
    ({ title, rows }) => [
      paint(title, "bold", colour),
      ...rows.map((row) => `  ${row.id.padEnd(width)}${row.title.replaceAll("`", "")}`),
      ""
    ].join("\n")
  ).join("\n");
}

// src/run/pages.ts
import { readFileSync } from "node:fs";
var PAGES = new URL("../pages.json", import.meta.url);
function readPage(path) {
  const pages = JSON.parse(readFileSync(PAGES, "utf8"));
  const text = pages[path];
  if (text === void 0) throw new Error(`the build of dvc-ci has no page ${path}`);
  return text;
}

// src/flows/explain.ts
var KINDS = [
  ["error", "Errors"],
  ["finding", "Findings"],
  ["rule", "Lint rules"]
];
function explain(asked, colour) {
  if (asked === void 0)
    return renderIdentifiers(
      KINDS.map(([kind, title]) => ({ title, rows: IDENTIFIERS.filter((each) => each.kind === kind) })),
      colour
    );
  const id = asked.trim().replaceAll(/^[[(]|[\])]$/g, "").toLowerCase();
  const known = IDENTIFIERS.find((each) => each.id === id);
  if (known !== void 0) return renderExplanation(readPage(known.page), colour);
  const meant = nearest(id, new Set(IDENTIFIERS.map((each) => each.id)));
  throw new SetupError("argument-invalid", `explain: unknown identifier ${showValue(asked)}.`, {
    key: "explain",
    value: asked,
    remedy: `${didYouMean(meant)}\`dvc-ci explain\` lists all identifiers.`
  });
}
export {
  explain
};
