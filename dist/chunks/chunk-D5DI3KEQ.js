import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  renderSection
} from "./chunk-5CAFDNKZ.js";
import {
  MARKS,
  keeperOf,
  markdownCauses,
  markdownData,
  markdownPlots
} from "./chunk-Q7PKBVSZ.js";
import {
  failuresFirst,
  headlineOf,
  historyLine,
  identityOf,
  mermaidPipeline,
  sectionsOf
} from "./chunk-EX52EZ3H.js";
import {
  markdownCode,
  markdownText,
  shorten
} from "./chunk-YTSCXGCX.js";
import {
  linkedCommit,
  quotedLinksTo
} from "./chunk-LDTS5XU3.js";

// src/report/summary.ts
var SUMMARY_LIMIT = 1048576;
var MOST_CAUSES = 20;
var TIERS = [
  { rows: 1e3, characters: 1e3, logs: 50, log: 1e4, charts: 12, graph: true },
  { rows: 1e3, characters: 1e3, logs: 50, log: 1e4, charts: 0, graph: true },
  { rows: 1e3, characters: 1e3, logs: 50, log: 1e4, charts: 0, graph: false },
  { rows: 200, characters: 300, logs: 20, log: 4e3, charts: 0, graph: false },
  { rows: 50, characters: 200, logs: 10, log: 1e3, charts: 0, graph: false },
  { rows: 10, characters: 100, logs: 0, log: 0, charts: 0, graph: false },
  { rows: 0, characters: 60, logs: 0, log: 0, charts: 0, graph: false }
];
function renderSummary(report, files = {}, limit = SUMMARY_LIMIT) {
  const headline = headlineOf(report, report.source.directory ?? "");
  const linkTo = quotedLinksTo(linkedCommit(report));
  const sections = failuresFirst(sectionsOf(report));
  const stages = sections.find(({ title }) => title === "Stages");
  const measured = sections.find(({ title }) => title === "Metrics") ?? sections[0];
  let markdown = "";
  for (const tier of TIERS) {
    markdown = [
      `## ${MARKS[headline.tone]} dvc-ci ${report.mode}: ${headline.word.toLowerCase()}`,
      ...headline.causes.length === 0 ? [markdownText(shorten(headline.message, tier.characters * 4))] : causeBlocks(headline.causes, tier, files, linkTo),
      markdownText(shorten(headline.change, tier.characters * 4)),
      [
        // The first fact names the commit, which the identity has with its address.
        ...headline.facts.slice(1).map((fact) => linked(markdownText(shorten(fact, 400)), headline.links.get(fact))),
        identityOf(report).map(identityText).join(" · ")
      ].filter(Boolean).join("<br>")
    ].filter(Boolean).join("\n\n");
    for (const section of sections) {
      markdown += `

${renderSection(section, tier, restOf(files), linkTo)}${belowOf(section, report, tier, files)}${pictures(report, section === stages, section === measured, tier, files)}`;
      if (Buffer.byteLength(markdown) >= limit) break;
    }
    markdown += "\n";
    if (Buffer.byteLength(markdown) < limit) break;
  }
  return markdown;
}
function causeBlocks(causes, tier, files, linkTo) {
  const shown = causes.slice(0, Math.max(1, Math.min(MOST_CAUSES, tier.rows)));
  const { words, have } = keeperOf(files);
  const left = causes.length - shown.length;
  return [
    ...markdownCauses(shown, { ...tier, message: tier.characters * 2 }, tier.logs, linkTo),
    ...left > 0 ? [`${left} of ${causes.length} causes are not shown; ${words} ${have} them all.`] : []
  ];
}
function identityText({ label, parts, glue }) {
  const shown = parts.map(({ text, isCode, address }) => {
    const words = shorten(text, 300);
    return linked(isCode ? markdownCode(words) : markdownText(words), address);
  });
  return `${label} ${shown.join(glue)}`;
}
function after(block) {
  return block === "" ? "" : `

${block}`;
}
function linked(words, address) {
  return address === void 0 || /[<>\s]/.test(address) ? words : `[${words}](<${address}>)`;
}
function restOf(files) {
  const { words, have } = keeperOf(files);
  return `${words} ${have}`;
}
function belowOf({ title }, report, tier, files) {
  if (title === "Gate") return after(historyLine(report, tier.characters));
  return title === "Data" ? after(markdownData(report.data, tier, keeperOf(files).words)) : "";
}
function pictures(report, afterStages, afterMetrics, tier, files) {
  const graph = afterStages && tier.graph ? mermaidPipeline(report) : void 0;
  const plots = afterMetrics && tier.charts > 0 ? markdownPlots(report.plots ?? [], tier.charts, files) : void 0;
  return `${graph === void 0 ? "" : `

\`\`\`mermaid
${graph}
\`\`\``}${plots === void 0 ? "" : `

### Plots

${plots}`}`;
}

export {
  renderSummary
};
