import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  count,
  createFence,
  createOutputLines,
  createRedactor,
  failedRun,
  headlineOf,
  listenForCancel,
  loadActionSettings,
  redactStrings,
  sectionsOf
} from "./chunks/chunk-ROTLIDRA.js";
import {
  core_exports,
  debug,
  endGroup,
  setFailed,
  setOutput,
  setSecret,
  startGroup,
  summary
} from "./chunks/chunk-G2OBH5OG.js";
import {
  execute
} from "./chunks/chunk-AEBGCRK2.js";
import {
  killLivingGroups,
  markdownCode,
  markdownLog,
  markdownText,
  reportInput,
  shorten,
  singleLine,
  writeReportFile
} from "./chunks/chunk-V7YN7ZG7.js";
import {
  secretsOf
} from "./chunks/chunk-Y5GUCXWQ.js";
import "./chunks/chunk-HO7WJOJL.js";
import "./chunks/chunk-HT6NV4HX.js";
import "./chunks/chunk-H3DJPMCL.js";
import "./chunks/chunk-KYTOJIA7.js";
import {
  messageOf
} from "./chunks/chunk-X2NZ3GOT.js";
import "./chunks/chunk-D4UUOGK2.js";

// src/action.ts
import { relative } from "node:path";

// src/run/actions-host.ts
var ANNOTATIONS = { error: 9, warning: 10, notice: 10 };
function createActionsHost() {
  const redactor = createRedactor();
  const fence = createFence((text) => process.stdout.write(text));
  const lines = createOutputLines(redactor, (text) => fence.foreign(text), false);
  const hidden = { error: 0, warning: 0, notice: 0 };
  const shown = { error: 0, warning: 0, notice: 0 };
  let depth = 0;
  const flush = () => {
    lines.flush();
    fence.down();
  };
  const annotate = (severity, message, place = {}) => {
    const text = redactor.redact(message);
    if (shown[severity] >= ANNOTATIONS[severity]) {
      hidden[severity]++;
      const where = place.path === void 0 ? "" : ` (${place.path}${place.line === void 0 ? "" : `:${place.line}`})`;
      fence.ours(`${severity}: ${singleLine(text + redactor.redact(where))}
`);
      return;
    }
    shown[severity]++;
    fence.down();
    core_exports[severity](text, {
      ...place.title === void 0 ? {} : { title: redactor.redact(singleLine(place.title)) },
      ...place.path === void 0 ? {} : { file: redactor.redact(place.path) },
      ...place.line === void 0 ? {} : { startLine: place.line }
    });
  };
  return {
    hiddenAnnotations: hidden,
    info(message) {
      fence.ours(`${redactor.redact(message)}
`);
    },
    debug(message) {
      fence.down();
      debug(redactor.redact(message));
    },
    notice(message, place) {
      annotate("notice", message, place);
    },
    warning(message, place) {
      annotate("warning", message, place);
    },
    error(message, place) {
      annotate("error", message, place);
    },
    output(text) {
      lines.write(text);
    },
    async group(name, body) {
      const heading = singleLine(redactor.redact(name));
      flush();
      const outermost = depth === 0;
      if (outermost) startGroup(heading);
      else fence.ours(`--- ${heading} ---
`);
      depth++;
      try {
        return await body();
      } finally {
        depth--;
        flush();
        if (outermost) endGroup();
      }
    },
    status() {
    },
    mask(secret) {
      if (!secret.trim()) return;
      fence.down();
      setSecret(secret);
      redactor.add(secret);
    },
    redact: (text) => redactor.redact(text),
    close: flush
  };
}

// src/report/annotations.ts
var RANKS = { error: 0, warning: 1, notice: 2 };
var LONGEST_MESSAGE = 2e3;
function annotationsOf(report, project = "") {
  const inRepository = (path) => project ? `${project}/${path}` : path;
  const annotations = [
    ...report.policies.filter((policy) => !policy.passed).map((policy) => {
      const file = fileOfMetric(report, policy.metric);
      return { severity: policy.severity, title: `Gate: ${policy.metric}`, message: policy.message, ...file === void 0 ? {} : { path: inRepository(file) } };
    }),
    ...report.stages.filter((stage) => stage.verdict === "failed").map((stage) => ({
      severity: "error",
      title: `Stage: ${stage.name}`,
      path: inRepository(pipelineOf(stage.name)),
      message: stage.causes.map((cause) => cause.message).join("; ") || `Stage '${stage.name}' failed; its output is in the log.`
    })),
    ...report.checks.filter((check) => check.conclusion === "failure").map((check) => ({
      severity: "error",
      title: `Check: ${check.name}`,
      message: `'${check.command}' failed; its output is in the log and in the job summary.`
    })),
    ...report.remote.missing.map((object) => ({
      severity: "error",
      title: `Remote: ${object.paths[0] ?? object.hash}`,
      message: `${object.message} (${object.paths.join(", ")})`
    })),
    ...report.lint.map((finding) => ({
      severity: finding.severity,
      title: finding.rule,
      message: finding.fix ? `${finding.message} Repair: ${finding.fix}` : finding.message,
      ...finding.path === void 0 ? {} : { path: finding.path },
      ...finding.line === void 0 ? {} : { line: finding.line }
    })),
    ...report.steps.filter((step) => step.conclusion === "warning" && step.message).map((step) => ({
      severity: "warning",
      title: step.name,
      message: step.message ?? ""
    }))
  ];
  return annotations.map((annotation) => ({ ...annotation, message: shorten(annotation.message, LONGEST_MESSAGE) })).sort((a, b) => RANKS[a.severity] - RANKS[b.severity]);
}
function fileOfMetric({ metrics }, name) {
  return metrics.find((item) => item.name === name || `${item.path}:${item.name}` === name)?.path;
}
function pipelineOf(stage) {
  const colon = stage.lastIndexOf(":");
  return colon < 0 ? "dvc.yaml" : stage.slice(0, colon);
}

// src/report/outputs.ts
var LARGEST_OUTPUT = 2e5;
function outputsOf(report, more = {}) {
  const tooLarge = [];
  const json = (name, value) => {
    const text = JSON.stringify(value);
    if (Buffer.byteLength(text) <= LARGEST_OUTPUT) return text;
    tooLarge.push(name);
    return "";
  };
  const outputs = {
    "conclusion": report.conclusion,
    "message": report.message,
    "mode": report.mode,
    "report": more.reportPath ?? "",
    "commit": report.commit?.sha ?? "",
    "stale-stages": json("stale-stages", report.stages.filter((stage) => stage.verdict === "stale").map((stage) => stage.name)),
    "metrics": json("metrics", report.metrics),
    "policies": json("policies", report.policies),
    "missing": json("missing", report.remote.missing),
    "dvc-version": more.dvcVersion ?? ""
  };
  return { outputs, tooLarge };
}

// src/report/summary.ts
var SUMMARY_LIMIT = 1048576;
var TIERS = [
  { rows: 1e3, characters: 1e3, log: 2e4 },
  { rows: 200, characters: 300, log: 4e3 },
  { rows: 50, characters: 200, log: 1e3 },
  { rows: 10, characters: 100, log: 0 },
  { rows: 0, characters: 60, log: 0 }
];
function renderSummary(report, limit = SUMMARY_LIMIT) {
  let markdown = "";
  for (const tier of TIERS) {
    markdown = renderTier(report, tier);
    if (Buffer.byteLength(markdown) < limit) break;
  }
  return markdown;
}
function renderTier(report, tier) {
  const headline = headlineOf(report);
  const parts = [
    `## dvc-ci: ${headline.word}`,
    markdownText(shorten(headline.message, tier.characters * 4)),
    headline.facts.map((fact) => markdownText(shorten(fact, 400))).join("<br>"),
    ...sectionsOf(report).map((section) => renderSection(section, tier))
  ];
  return `${parts.filter(Boolean).join("\n\n")}
`;
}
function renderSection(section, tier) {
  const rows = mostImportant(section.rows, tier.rows);
  const left = section.rows.length - rows.length;
  const parts = [`### ${section.title}`];
  if (rows.length > 0) {
    const numeric = section.columns.map((_, index) => section.rows.some((row) => row.cells[index]?.kind === "number"));
    parts.push([
      `| ${section.columns.join(" | ")} |`,
      `|${numeric.map((right) => right ? " ---: " : " --- ").join("|")}|`,
      ...rows.map((row) => `| ${row.cells.map((cell, index) => renderCell(cell, row, index, tier)).join(" | ")} |`)
    ].join("\n"));
  }
  if (left > 0) parts.push(`${left} of ${section.rows.length} rows are left out here; \`report.json\` has them all.`);
  if (tier.log > 0) {
    for (const log of section.logs ?? []) parts.push(markdownLog(`Output of ${log.title}`, endOf(log.text, tier.log)));
  }
  return parts.join("\n\n");
}
function renderCell(cell, row, index, tier) {
  const text = shorten(cell.text, tier.characters);
  if (cell.kind === "code") return markdownCode(text);
  const shown = markdownText(text);
  return index === 0 && shown && row.tone === "bad" ? `**${shown}**` : shown;
}
function mostImportant(rows, most) {
  if (rows.length <= most) return [...rows];
  const rank = { bad: 0, warn: 1, good: 2, plain: 3 };
  const kept = new Set([...rows].sort((a, b) => Number(a.quiet ?? false) - Number(b.quiet ?? false) || rank[a.tone] - rank[b.tone]).slice(0, most));
  return rows.filter((row) => kept.has(row));
}
function endOf(log, characters) {
  return log.length <= characters ? log : `…${log.slice(-characters)}`;
}

// src/run/actions-surfaces.ts
async function publishToActions(report, host2, result) {
  const attempt = async (surface, publish) => {
    try {
      await publish();
    } catch (error) {
      host2.warning(`The ${surface} could not be written: ${messageOf(error)}`);
    }
  };
  await attempt("outputs", () => {
    const { outputs, tooLarge } = outputsOf(report, result);
    host2.close();
    for (const [name, value] of Object.entries(outputs)) setOutput(name, value);
    if (tooLarge.length > 0) host2.warning(`${tooLarge.map((name) => `'${name}'`).join(", ")}: too large for an output of a job, so left empty. The report has it: set the input 'report'.`);
  });
  await attempt("job summary", async () => {
    if (process.env["GITHUB_STEP_SUMMARY"]) await summary.addRaw(renderSummary(report)).write();
    else host2.debug("GITHUB_STEP_SUMMARY is not set: no job summary.");
  });
  await attempt("annotations", () => {
    for (const { severity, message, ...place } of annotationsOf(report, result.project)) host2[severity](message, place);
    const { error, warning, notice } = host2.hiddenAnnotations;
    const hidden = [[error, "error"], [warning, "warning"], [notice, "notice"]];
    if (error + warning + notice > 0) {
      host2.info(`GitHub shows 10 annotations of a kind: ${hidden.filter(([number]) => number > 0).map(([number, kind]) => count(number, `more ${kind}`)).join(", ")} in this log and in the job summary.`);
    }
  });
}
function failAction(message, exitCode, host2) {
  host2.close();
  setFailed(host2.redact(message));
  process.exitCode = exitCode;
}

// src/action.ts
var { env } = process;
var host = createActionsHost();
var { signal, dispose } = listenForCancel({ onCancel: (name) => host.info(`${name}: ending what runs.`) });
async function finish(raw, exitCode, result) {
  const report = redactStrings(raw, (text) => host.redact(text));
  await publishToActions(report, host, result);
  if (exitCode !== 0) failAction(report.message, exitCode, host);
  host.close();
}
async function fail(error) {
  const { report, exitCode, stack } = failedRun(error, env["INPUT_MODE"], env);
  if (stack !== void 0) host.debug(stack);
  const reportPath = reportInput(env, process.cwd());
  let written = false;
  try {
    if (reportPath !== void 0) writeReportFile(reportPath, redactStrings(report, (text) => host.redact(text)));
    written = reportPath !== void 0;
  } catch (cause) {
    host.warning(`report.json could not be written: ${messageOf(cause)}`);
  }
  await finish(report, exitCode, { project: "", ...written && reportPath !== void 0 ? { reportPath } : {} });
}
process.once("uncaughtException", (error) => {
  killLivingGroups();
  void fail(error).finally(() => process.exit(3));
});
try {
  const settings = await loadActionSettings(env, process.cwd());
  for (const secret of secretsOf(settings, env)) host.mask(secret);
  signal.throwIfAborted();
  const { report, exitCode } = await execute(settings, host, signal);
  const project = relative(env["GITHUB_WORKSPACE"] || process.cwd(), settings.workingDirectory).replaceAll("\\", "/");
  await finish(report, exitCode, { project, ...settings.report === void 0 ? {} : { reportPath: settings.report } });
} catch (error) {
  await fail(error);
}
dispose();
