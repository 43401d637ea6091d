import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  cellText
} from "./chunk-N55NVOIB.js";
import {
  markdownCode,
  markdownLog,
  markdownText,
  shorten
} from "./chunk-YTSCXGCX.js";

// src/report/markdown-section.ts
import { stripVTControlCharacters } from "node:util";
function renderSection(section, tier, rest, linkTo) {
  const rows = mostImportant(section.rows, tier.rows);
  const left = section.rows.length - rows.length;
  const parts = [`### ${section.title}`];
  if (rows.length > 0) {
    const numeric = section.columns.map((_, index) => section.rows.some((row) => row.cells[index]?.kind === "number"));
    parts.push(
      [
        `| ${section.columns.join(" | ")} |`,
        `|${numeric.map((right) => right ? " ---: " : " --- ").join("|")}|`,
        ...rows.map(
          (row) => `| ${row.cells.map((cell, index) => renderCell(cell, row, index, tier, linkTo)).join(" | ")} |`
        )
      ].join("\n")
    );
  }
  if (left > 0) parts.push(`${left} of ${section.rows.length} rows are not shown; ${rest} them all.`);
  for (const log of section.logs?.slice(0, tier.logs) ?? [])
    parts.push(markdownLog(`Output of ${log.title}`, stripVTControlCharacters(endOf(log.text, tier.log))));
  return parts.join("\n\n");
}
function renderCell(cell, row, index, tier, linkTo) {
  const text = shorten(cellText(cell), tier.characters);
  if (cell.kind === "code") {
    const address = cell.place && linkTo(cell.place.path, cell.place.line);
    return address === void 0 ? markdownCode(text) : `<a href="${address}">${markdownCode(text)}</a>`;
  }
  const shown = markdownText(text);
  return index === 0 && shown && row.tone === "bad" ? `**${shown}**` : shown;
}
function mostImportant(rows, most) {
  if (rows.length <= most) return [...rows];
  const rank = { bad: 0, warn: 1, good: 2, plain: 3 };
  const kept = new Set(
    [...rows].sort((a, b) => Number(a.quiet ?? false) - Number(b.quiet ?? false) || rank[a.tone] - rank[b.tone]).slice(0, most)
  );
  return rows.filter((row) => kept.has(row));
}
function endOf(log, characters) {
  return log.length <= characters ? log : `…${log.slice(-characters)}`;
}

export {
  renderSection
};
