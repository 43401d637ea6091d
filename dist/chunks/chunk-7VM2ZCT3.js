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
} from "./chunk-Q7PKBVSZ.js";
import {
  CHECK_RESULTS,
  SLICES,
  acceptedText,
  changeOf,
  changeText,
  closesGate,
  gateNumber,
  headlineOf,
  historyLine,
  intervalText,
  mermaidPipeline,
  metricOf,
  metricsByLabel,
  noticesOf,
  policyReason,
  policyState,
  policyTone,
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
} from "./chunk-EX52EZ3H.js";
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
  commitAddress,
  quoted,
  quotedLinksTo,
  webAddress
} from "./chunk-LDTS5XU3.js";
import {
  count,
  named
} from "./chunk-WFAHW5JG.js";
import {
  appendTo
} from "./chunk-6BXGY3ZC.js";

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
    Environment: (section) => partOf(section, `${report.environment?.changed?.length ?? 0} changed`),
    "Reproduced outputs": (section) => partOf(section, gistOf((report.reproduced ?? []).map(({ same }) => same ? "as committed" : "different"))),
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
    appendTo(byMetric, key, policy);
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
      const interval = metric === void 0 ? "" : intervalText(metric);
      const range = interval === "" ? "" : ` (${interval})`;
      const tone = worst(group.map(policyTone));
      const states = group.map(policyState);
      return {
        tone,
        quiet: tone === "good" || tone === "plain",
        word: ROW_WORDS.find(([state]) => states.includes(state))?.[1] ?? "",
        cells: [
          (characters) => [first?.metric ?? "", first?.slice?.label ?? ""].filter((name) => name !== "").map((name) => markdownCode(shorten(name, characters))).join("<br>"),
          () => value === void 0 ? "" : `${gateNumber(value, group, baseline)}${range}`,
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

// src/report/comment-pictures.ts
import { createHash } from "node:crypto";
var MOST_PICTURES = 12;
var MOST_SMALL = 24;
var LARGEST_PICTURE = 1e6;
var MOST_BYTES = 6e6;
var LIMITS = `a comment has at most ${MOST_PICTURES} plots and ${MOST_SMALL} small pictures, each of ${LARGEST_PICTURE / 1e6} MB and all of ${MOST_BYTES / 1e6} MB`;
var FORMATS = "no PNG, JPEG, GIF or WebP";
var LONGEST_NAME = 100;
var WIDTH = 400;
var SIDES = ["baseline", "value"];
function changedImages(plots, pictures2) {
  return plots.filter(({ kind, changed }) => kind === "image" && changed !== false).map((plot) => {
    const bytes = pictures2.get(plot.name) ?? {};
    const whole = plot.kind === "image" && SIDES.every((side) => plot[side] === void 0 === !bytes[side]);
    return { name: plot.name, ...whole ? bytes : {} };
  });
}
function comparedThumbnails(thumbnails) {
  return [...thumbnails].map(([name, { before, after }]) => ({
    name,
    small: true,
    ...before === void 0 ? {} : { baseline: before },
    ...after === void 0 ? {} : { value: after }
  }));
}
function choosePictures(compared, redact = (text) => text) {
  const isSecret = (bytes2) => {
    const text = Buffer.from(bytes2).toString("utf8");
    return redact(text) !== text;
  };
  const chosen = { shown: [], files: [], left: [] };
  const files = /* @__PURE__ */ new Map();
  const pictures2 = { small: 0, large: 0 };
  let bytes = 0;
  for (const { name, small, ...sides } of compared) {
    const [kind, most] = small === true ? ["small", MOST_SMALL] : ["large", MOST_PICTURES];
    const own = SIDES.flatMap((side) => sides[side] === void 0 ? [] : [{ side, bytes: sides[side] }]);
    const size = own.reduce((sum2, each) => sum2 + each.bytes.length, 0);
    const isLarge = own.length === 0 || own.some((each) => each.bytes.length > LARGEST_PICTURE);
    if (isLarge || pictures2[kind] + own.length > most || bytes + size > MOST_BYTES)
      chosen.left.push({ name, why: LIMITS });
    else if (own.some((each) => extensionOf(each.bytes) === void 0)) chosen.left.push({ name, why: FORMATS });
    else if (own.some((each) => isSecret(each.bytes))) chosen.left.push({ name, why: "has a masked value" });
    else {
      pictures2[kind] += own.length;
      bytes += size;
      const named2 = own.map((each) => ({ ...each, path: fileName(each.bytes) }));
      for (const { path, bytes: content } of named2) files.set(path, { path, bytes: content });
      chosen.shown.push({
        name,
        ...small === void 0 ? {} : { small },
        ...Object.fromEntries(named2.map(({ side, path }) => [side, path]))
      });
    }
  }
  return { ...chosen, files: [...files.values()] };
}
function fileName(bytes) {
  return `${createHash("sha256").update(bytes).digest("hex")}.${extensionOf(bytes) ?? ""}`;
}
function extensionOf(bytes) {
  const start = Buffer.from(bytes.subarray(0, 12)).toString("latin1");
  if (start.startsWith("PNG\r\n\n")) return "png";
  if (start.startsWith("ÿØÿ")) return "jpg";
  if (/^GIF8[79]a/.test(start)) return "gif";
  return /^RIFF[^]{4}WEBP/.test(start) ? "webp" : void 0;
}
function markdownPictures({ shown, left, sha }, repositoryUrl) {
  const repository = webAddress(repositoryUrl);
  if (repository === void 0) return [];
  const image = (name, side, path, size) => path === void 0 ? "none" : `<img src="${quoted(`${repository}/blob/${sha}/${path}?raw=true`)}" alt="${markdownText(shorten(name, LONGEST_NAME))}, ${side}"${size}>`;
  const cells = ({ name, value, baseline }, size) => `${image(name, "baseline", baseline, size)} | ${image(name, "this change", value, size)}`;
  const small = shown.filter((each) => each.small === true);
  const rows = small.map((each) => `| ${markdownCode(shorten(each.name, LONGEST_NAME))} | ${cells(each, "")} |`);
  return [
    ...shown.filter((each) => each.small !== true).map(
      (each) => `<details><summary><b>Picture</b> ${markdownCode(shorten(each.name, LONGEST_NAME))}</summary>

| Baseline | This change |
| --- | --- |
| ${cells(each, ` width="${WIDTH}"`)} |

</details>`
    ),
    ...rows.length === 0 ? [] : [
      `<details><summary><b>Images</b>: ${count(rows.length, "changed one")}</summary>

| Image | Baseline | This change |
| --- | --- | --- |
${rows.join("\n")}

</details>`
    ],
    ...left.length === 0 ? [] : [leftOut(left)]
  ];
}
function leftOut(left) {
  const reasons = [...new Set(left.map(({ why }) => why))].map((reason) => {
    const names = left.filter(({ why }) => why === reason).map(({ name }) => markdownCode(shorten(name, LONGEST_NAME)));
    return `${named(names)} (${reason})`;
  });
  return `<sub>${count(left.length, "changed picture")} left out: ${reasons.join("; ")}.</sub>`;
}

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
      ...tier.folded === 0 || context.pictures === void 0 ? [] : markdownPictures(context.pictures, context.repositoryUrl),
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
function pictures(report, most, { pageUrl, pictures: stored }) {
  const graph = mermaidPipeline(report);
  const shown = new Set(stored?.shown.map(({ name }) => name));
  const others = (report.plots ?? []).filter(({ kind, name }) => kind !== "image" || !shown.has(name));
  const plots = markdownPlots(others, most, pageUrl === void 0 ? {} : { page: pageUrl });
  const changed = others.filter((plot) => plot.changed !== false).length;
  return [
    ...graph === void 0 ? [] : [
      `<details><summary><b>Pipeline</b>: ${count(report.stages.length, "stage")}</summary>

\`\`\`mermaid
${graph}
\`\`\`

</details>`
    ],
    ...plots === void 0 ? [] : [`<details><summary><b>Plots</b>: ${changed} of ${others.length} changed</summary>

${plots}

</details>`]
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
  changedImages,
  comparedThumbnails,
  choosePictures,
  renderComment,
  renderRunning
};
