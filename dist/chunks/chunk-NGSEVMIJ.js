import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  MARKS,
  dataPart,
  gistOf,
  isFailed,
  markdownCauses,
  markdownPlots,
  partOf,
  placeText,
  renderFoldedPart,
  renderPart,
  withPlaces
} from "./chunk-SPPGFBIH.js";
import {
  CHECK_RESULTS,
  SLICES,
  acceptedText,
  changeOf,
  changeText,
  closesGate,
  commitAddress,
  gateNumber,
  headlineOf,
  historyLine,
  mermaidPipeline,
  metricOf,
  metricsByLabel,
  noticesOf,
  policyReason,
  policyState,
  policyTone,
  quoted,
  quotedLinksTo,
  rulesJudged,
  secondsOf,
  sectionsOf,
  sliceSummary,
  stageSeverity,
  stageState,
  stageWord,
  totalsOf,
  totalsText,
  wholeMetrics
} from "./chunk-YJNMJSH2.js";
import {
  markdownCode,
  markdownSentence,
  markdownText,
  shorten
} from "./chunk-YTSCXGCX.js";
import {
  formatBytes,
  formatChange,
  formatElapsed,
  formatNumber,
  formatSeconds,
  unbroken
} from "./chunk-FT4V3LLR.js";
import {
  count
} from "./chunk-WFAHW5JG.js";

// src/report/comment-parts.ts
var STAGE_RULES = /* @__PURE__ */ new Set(["stale-stage", "stage-data-missing"]);
var CONCLUSIONS = {
  success: "passed",
  failure: "failed",
  warning: "warned",
  skipped: "skipped"
};
function partsOf(report, linkTo) {
  const sections = sectionsOf(report);
  const stageRepairs = report.stages.length > 0 ? distinct(report.lint.filter((finding) => STAGE_RULES.has(finding.rule)).map(({ fix }) => fix)) : [];
  const known = {
    Gate: () => gate(report),
    Stages: (section) => ({
      ...worded(
        partOf(section, gistOfStages(report)),
        report.stages.map((stage) => stageWord(stage, report.rollback))
      ),
      repairs: stageRepairs
    }),
    Metrics: (section) => metrics(section, report),
    [SLICES]: (section) => partOf(section, sliceSummary(report)),
    Checks: (section) => {
      const words = report.checks.map(({ conclusion }) => CONCLUSIONS[conclusion]);
      return { ...worded(partOf(section, gistOf(words)), words), marksGood: true };
    },
    [CHECK_RESULTS]: (section) => withPlaces(partOf(section, totalsText(totalsOf(report))), section, linkTo),
    Findings: () => findings(report, stageRepairs.length > 0, linkTo),
    Data: (section) => dataPart(partOf(section, gistOfData(report)), report),
    Parameters: (section) => partOf(section, `${report.params.length} changed`),
    Steps: (section) => {
      const steps = partOf(section, `${report.steps.length} in ${formatSeconds(secondsOf(report))}`, 0);
      return { ...steps, rows: steps.rows.map((row) => ({ ...row, tone: "plain" })) };
    }
  };
  return sections.map(
    (section) => (Object.hasOwn(known, section.title) ? known[section.title]?.(section) : void 0) ?? partOf(section, String(section.rows.length))
  ).filter(({ rows }) => rows.length > 0);
}
function worded(of, words) {
  return { ...of, rows: of.rows.map((row, index) => ({ ...row, word: words[index] ?? "" })) };
}
var ROW_WORDS = [
  ["failed", "failed"],
  ["unjudged", "not judged"],
  ["accepted", "accepted"],
  ["warned", "warned"],
  ["older", "judged the older model"],
  ["held", "held"],
  ["uncompared", "with nothing to compare with yet"]
];
function gate(report) {
  const { policies, metrics: metrics2 } = report;
  const byMetric = /* @__PURE__ */ new Map();
  for (const policy of policies) {
    const key = JSON.stringify([
      policyState(policy) === "uncompared",
      policy.metric,
      policy.slice?.path,
      policy.slice?.name
    ]);
    byMetric.set(key, [...byMetric.get(key) ?? [], policy]);
  }
  const groups = [...byMetric.values()];
  const hasBaseline = policies.some(({ baseline }) => baseline !== void 0);
  const hasReason = policies.some((policy) => needsReason(policy));
  const known = metricsByLabel(metrics2);
  return {
    title: "Gate",
    gist: rulesJudged(policies),
    marksGood: true,
    // A gate that judged an older model, or could judge nothing, only follows from a cause that stands in front of it.
    open: policies.some(({ stale, value }) => stale !== true && value !== void 0) || !isFailing(report),
    repairs: [],
    logs: [],
    columns: [
      { title: "Metric", right: false },
      { title: "Value", right: true },
      ...hasBaseline ? [
        { title: "Baseline", right: true },
        { title: "Change", right: true }
      ] : [],
      { title: "Rule", right: false },
      ...hasReason ? [{ title: "Why", right: false }] : []
    ],
    rows: groups.map((group) => {
      const [first] = group;
      const { value, baseline } = group.find((policy) => policy.baseline !== void 0) ?? first ?? {};
      const metric = first && metricOf(first, known);
      const change = metric?.change !== void 0 ? changeText(changeOf(metric)) : value === void 0 || baseline === void 0 ? "" : formatChange(value - baseline);
      const tone = worst(group.map(policyTone));
      const states = group.map(policyState);
      return {
        tone,
        quiet: tone === "good" || tone === "plain",
        word: ROW_WORDS.find(([state]) => states.includes(state))?.[1] ?? "",
        cells: [
          (characters) => [first?.metric ?? "", first?.slice?.label ?? ""].filter((name) => name !== "").map((name) => markdownCode(shorten(name, characters))).join("<br>"),
          () => value === void 0 ? "" : gateNumber(value, group, baseline),
          ...hasBaseline ? [() => baseline === void 0 ? "" : formatNumber(baseline, value), () => change] : [],
          (characters) => rules(group, characters),
          ...hasReason ? [
            (characters) => distinct(
              group.filter((policy) => needsReason(policy)).map(
                (policy) => policy.accepted !== void 0 && policy.value !== void 0 ? acceptedText(policy) : policyState(policy) === "unjudged" ? `Not judged: ${policyReason(policy)}` : policyReason(policy)
              )
            ).map((reason) => markdownSentence(shorten(reason, characters))).join("<br>")
          ] : []
        ]
      };
    })
  };
}
function isFailing({ conclusion }) {
  return conclusion === "failure" || conclusion === "error";
}
function needsReason(policy) {
  return ["older", "uncompared", "unjudged"].includes(policyState(policy)) || !policy.passed && (policy.value === void 0 || policy.accepted !== void 0);
}
function rules(group, characters) {
  const mixed = group.some(({ passed }) => passed) && group.some(({ passed }) => !passed);
  return group.map(
    ({ rule, passed }) => mixed && !passed ? `<b>${markdownCode(shorten(rule, characters))}</b>` : markdownCode(shorten(rule, characters))
  ).join(", ");
}
function metrics(section, report) {
  const whole = wholeMetrics(report.metrics);
  const moved = (index) => {
    const metric = whole[index];
    return metric !== void 0 && (metric.change === void 0 ? metric.baseline === void 0 && whole.some(({ change }) => change !== void 0) : metric.change !== 0);
  };
  const all = partOf(section, "");
  const rows = all.rows.map((row, index) => ({ ...row, quiet: !moved(index) }));
  const changed = rows.filter(({ quiet }) => !quiet).length;
  return {
    ...all,
    rows,
    gist: whole.every(({ baseline }) => baseline === void 0) ? String(rows.length) : `${changed} of ${rows.length} changed`,
    open: report.policies.length === 0 && whole.length <= 10
  };
}
function findings(report, withoutStages, linkTo) {
  const shown = report.lint.filter(({ rule }) => !(withoutStages && STAGE_RULES.has(rule)));
  const hasPlace = shown.some(({ path }) => path !== void 0);
  const hasRepair = shown.some(({ fix }) => fix !== void 0);
  return {
    title: "Findings",
    gist: gistOfFindings(shown),
    marksGood: false,
    open: false,
    repairs: [],
    logs: [],
    columns: ["Rule", ...hasPlace ? ["Where"] : [], "What", ...hasRepair ? ["Repair"] : []].map((title) => ({
      title,
      right: false
    })),
    rows: shown.map((finding) => ({
      tone: { error: "bad", warning: "warn", notice: "plain" }[finding.severity],
      quiet: finding.severity === "notice",
      word: finding.severity,
      cells: [
        (characters) => markdownCode(shorten(finding.rule, characters)),
        ...hasPlace ? [(characters) => place(finding, characters, linkTo)] : [],
        (characters) => markdownText(shorten(finding.message, characters * 2)),
        ...hasRepair ? [(characters) => markdownCode(shorten(finding.fix ?? "", characters))] : []
      ]
    }))
  };
}
function place({ path, line }, characters, linkTo) {
  return path === void 0 ? "" : placeText({ path, ...line === void 0 ? {} : { line } }, characters, linkTo);
}
function gistOfFindings(found) {
  const number = (severity) => found.filter((finding) => finding.severity === severity).length;
  return [
    ...["error", "warning"].filter((severity) => number(severity) > 0).map((severity) => count(number(severity), severity)),
    ...noticesOf(found)
  ].join(", ");
}
function gistOfStages({ stages, rollback }) {
  const rank = (stage) => ["error", "warning", "notice", void 0].indexOf(stageSeverity(stage)) + (stageState(stage).kind === "unchanged" ? 1 : 0);
  return gistOf([...stages].sort((a, b) => rank(a) - rank(b)).map((stage) => stageWord(stage, rollback)));
}
function gistOfData({ data }) {
  const difference = sum(data.map(({ size, baseline_size: before }) => (size ?? 0) - (before ?? 0)));
  return `${data.length} changed${difference === 0 ? "" : `, ${difference > 0 ? "+" : "-"}${formatBytes(Math.abs(difference))}`}`;
}
function worst(tones) {
  return ["bad", "warn", "good", "plain"].find((tone) => tones.includes(tone)) ?? "plain";
}
var sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
var distinct = (items) => [...new Set(items.filter((item) => item !== void 0))];

// src/report/comment.ts
var COMMENT_LIMIT = 6e4;
var TIERS = [
  { open: 50, folded: 100, characters: 300, logs: 5, log: 4e3, message: 2e3, plots: 6 },
  { open: 50, folded: 100, characters: 300, logs: 5, log: 4e3, message: 2e3 },
  { open: 30, folded: 40, characters: 200, logs: 5, log: 1500, message: 1e3 },
  { open: 20, folded: 10, characters: 120, logs: 3, log: 600, message: 600 },
  { open: 10, folded: 0, characters: 100, logs: 0, log: 0, message: 400 },
  { open: 5, folded: 0, characters: 60, logs: 0, log: 0, message: 300 },
  { open: 0, folded: 0, characters: 60, logs: 0, log: 0, message: 200 }
];
var MOST_CAUSES = 10;
var STEPS_SHOWN = 20;
var METRICS_ACCEPTED = 5;
var HOURGLASS = "⏳";
function renderComment(report, context, limit = COMMENT_LIMIT) {
  const headline = headlineOf(report, context.project);
  const { causes } = headline;
  const parts = partsOf(report, quotedLinksTo(context));
  const rank = (part) => isFailed(part) && causes.length === 0 ? 0 : part.open ? 1 : 2;
  const ordered = parts.map((part, index) => ({ part, index })).sort((a, b) => rank(a.part) - rank(b.part) || a.index - b.index).map(({ part }) => part);
  const whole = wholeIn(context);
  let markdown = "";
  for (const tier of TIERS) {
    const blocks = [
      heading(headline.tone, report, context, headline.word),
      context.foreign?.note ?? "",
      ...causes.length === 0 ? [markdownText(shorten(headline.message, tier.message))] : causeBlocks(causes, tier, whole, quotedLinksTo(context)),
      markdownText(shorten(headline.change, tier.message)),
      ...ordered.flatMap((part) => [
        causes.length > 0 && !part.open ? renderFoldedPart(part, tier, whole) : renderPart(part, tier, whole),
        part.title === "Gate" && tier.open > 0 ? acceptance(report, context, tier.characters) : "",
        part.title === "Gate" && tier.open > 0 ? historyLine(report, tier.characters) : ""
      ]),
      ...tier.plots === void 0 || context.foreign !== void 0 ? [] : pictures(report, tier.plots, context),
      ...tier !== TIERS[0] && parts.length > 0 ? [`This is an extract. The full report is in ${whole}.`] : [],
      footer(report, context, tier.characters, headline)
    ];
    markdown = `${joined(blocks.filter((block) => block !== ""))}
`;
    if (Buffer.byteLength(markdown) < limit) break;
  }
  return markdown;
}
function causeBlocks(causes, tier, whole, linkTo) {
  const shown = causes.slice(0, Math.max(1, Math.min(MOST_CAUSES, tier.open)));
  const left = causes.length - shown.length;
  return [
    ...markdownCauses(shown, tier, tier.logs, linkTo),
    ...left > 0 ? [`${count(left, "more cause")} ${left === 1 ? "is" : "are"} in ${whole}.`] : []
  ];
}
function acceptance({ mode, source, policies }, { sha }, characters) {
  const closing = [
    ...new Set(
      // A rule that judged no value of this change, or none at all, is no decision for a user.
      policies.filter((policy) => closesGate(policy) && policy.value !== void 0 && policy.stale !== true).map(({ metric }) => metric)
    )
  ];
  if (mode !== "validate" || source.pull_request === void 0 || !source.trusted || sha === void 0 || closing.length === 0)
    return "";
  const names = closing.slice(0, METRICS_ACCEPTED).join(", ");
  if (names.length > characters * 2) return "";
  return `<sub>A user with write access can accept this, for this commit only, with a comment: ${markdownCode(`/dvc-ci accept ${names} @${sha}: REASON`)}</sub>`;
}
function joined(blocks) {
  const isItem = (block) => block?.startsWith("- ") === true;
  return blocks.map(
    (block, index) => index === 0 ? block : `${isItem(block) && isItem(blocks[index - 1]) ? "\n" : "\n\n"}${block}`
  ).join("");
}
function renderRunning(report, running, context) {
  const done = report.steps.slice(-STEPS_SHOWN);
  const tones = {
    success: "good",
    failure: "bad",
    warning: "warn",
    skipped: "plain"
  };
  const since = `since ${running.since.toISOString().slice(11, 16)} UTC`;
  return `${[
    `## ${HOURGLASS} dvc-ci ${report.mode}: running${inProject(context)}`,
    running.status === void 0 ? `Started, ${since}.` : `<b>${markdownText(shorten(running.status, 200))}</b>, ${since}; ${unbroken(formatElapsed(running.seconds))} in total when this comment was written.`,
    ...done.length > 0 ? [
      [
        "| | Step | Time |",
        "| --- | --- | ---: |",
        ...done.map(
          (step) => `| ${MARKS[tones[step.conclusion]]} | ${markdownText(shorten(step.name, 100))} | ${step.conclusion === "skipped" ? "skipped" : unbroken(formatSeconds(step.seconds))} |`
        )
      ].join("\n")
    ] : [],
    footer({ ...report, steps: [] }, context, 100, headlineOf(report))
  ].join("\n\n")}
`;
}
function pictures(report, most, { pageUrl }) {
  const graph = mermaidPipeline(report);
  const plots = markdownPlots(report.plots ?? [], most, pageUrl === void 0 ? {} : { page: pageUrl });
  const changed = (report.plots ?? []).filter((plot) => plot.changed !== false).length;
  return [
    ...graph === void 0 ? [] : [
      `<details><summary><b>Pipeline</b>: ${count(report.stages.length, "stage")}</summary>

\`\`\`mermaid
${graph}
\`\`\`

</details>`
    ],
    ...plots === void 0 ? [] : [
      `<details><summary><b>Plots</b>: ${changed} of ${report.plots?.length ?? 0} changed</summary>

${plots}

</details>`
    ]
  ];
}
function heading(tone, report, context, word) {
  const isClaim = context.foreign?.kind === "fork";
  const mark = MARKS[isClaim && tone === "good" ? "warn" : tone];
  return `## ${mark} dvc-ci ${report.mode}${isClaim ? " of a fork" : ""}: ${word.toLowerCase()}${inProject(context)}`;
}
function inProject({ project }) {
  return project === "" ? "" : ` in ${markdownCode(shorten(project, 100))}`;
}
function footer(report, context, characters, headline) {
  const { source } = report;
  const sha = context.sha ?? source.sha;
  const seconds = secondsOf(report);
  const facts = [
    `${sha === "" ? "an unknown commit" : commit(sha, context)}${source.base_sha ? ` against ${commit(source.base_sha, context)}` : ""}`,
    // The first fact of the headline names the commit, which is linked above.
    ...headline.facts.slice(1).map((fact) => {
      const words = markdownText(shorten(fact, characters * 2));
      const address = headline.links.get(fact);
      return address === void 0 ? words : link(address, words);
    }),
    ...report.commit?.pull_request === void 0 ? [] : [link(report.commit.pull_request.url, `pull request ${report.commit.pull_request.number}`)],
    ...seconds > 0 ? [unbroken(formatSeconds(seconds))] : [],
    ...context.runUrl === void 0 ? [] : [link(context.runUrl, "run and job summary")],
    ...context.pageUrl === void 0 ? [] : [link(context.pageUrl, "page, among the artifacts")]
  ];
  return `<sub>${facts.join(" · ")}</sub>`;
}
function wholeIn({ runUrl, pageUrl }) {
  const summary = runUrl === void 0 ? "the job summary" : link(runUrl, "the job summary");
  return pageUrl === void 0 ? summary : `${summary} and on ${link(pageUrl, "the page among the artifacts")}`;
}
function commit(sha, { repositoryUrl }) {
  const short = markdownCode(sha.slice(0, 7));
  const address = commitAddress(repositoryUrl, sha);
  return address === void 0 ? short : link(address, short);
}
function link(address, words) {
  return `<a href="${quoted(address)}">${words}</a>`;
}

export {
  renderComment,
  renderRunning
};
