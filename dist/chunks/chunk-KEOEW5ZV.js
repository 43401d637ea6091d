import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  annotationsOf,
  markdownPlots
} from "./chunk-KVMGKE4V.js";
import {
  mermaidPipeline
} from "./chunk-6DJEKVOM.js";
import {
  acceptedText,
  gateNumber,
  headlineOf,
  policyReason,
  policyState,
  secondsOf,
  sectionsOf,
  stageSeverity,
  stageWord
} from "./chunk-PKZRU3KA.js";
import {
  formatBytes,
  formatChange,
  formatElapsed,
  formatNumber,
  formatSeconds
} from "./chunk-SLVCPXYT.js";
import {
  redactStrings
} from "./chunk-F3VODTWH.js";
import {
  markdownCode,
  markdownCommands,
  markdownLog,
  markdownText,
  shorten
} from "./chunk-6MKNGL6M.js";
import {
  count
} from "./chunk-WFAHW5JG.js";
import {
  messageOf
} from "./chunk-GSQGKKGD.js";

// src/report/comment-table.ts
import { stripVTControlCharacters } from "node:util";
var MARKS = { bad: "❌", warn: "⚠️", good: "✅", plain: "" };
var RANKS = { bad: 0, warn: 1, good: 2, plain: 3 };
function cellOf({ text, kind }) {
  return (characters) => kind === "code" ? markdownCode(shorten(text, characters)) : markdownText(shorten(text, characters));
}
function gistOf(words) {
  const numbers = /* @__PURE__ */ new Map();
  for (const word of words) numbers.set(word, (numbers.get(word) ?? 0) + 1);
  return [...numbers].map(([word, number]) => `${number} ${word}`).join(", ");
}
function isFailed(part2) {
  return part2.rows.some(({ tone }) => tone === "bad");
}
function renderPart(part2, tier, whole) {
  if (!isFailed(part2) && !part2.open) return renderFolded(part2, part2.rows, part2.title, part2.gist, tier, whole);
  const loud = part2.open ? [...part2.rows].sort((a, b) => RANKS[a.tone] - RANKS[b.tone]) : part2.rows.filter(({ tone }) => tone === "bad");
  const shown = loud.slice(0, tier.open);
  const blocks = [`### ${part2.title}`];
  if (shown.length > 0) blocks.push(renderTable(part2, shown, tier));
  else blocks.push(markdownText(part2.gist));
  if (part2.repairs.length > 0 && shown.length > 0)
    blocks.push(
      `To repair:

${markdownCommands(part2.repairs.slice(0, tier.open).map((command) => shorten(command, tier.characters * 2)))}`
    );
  for (const log of part2.logs.slice(0, tier.logs))
    blocks.push(markdownLog(`The end of ${log.title}`, stripVTControlCharacters(endOf(log.text, tier.log))));
  const rest = part2.rows.filter((row) => !shown.includes(row));
  if (rest.length > 0)
    blocks.push(
      shown.length > 0 || tier.folded > 0 ? renderFolded(
        part2,
        rest,
        `${rest.length} more`,
        gistOf(rest.flatMap(({ word }) => word === void 0 ? [] : [word])),
        tier,
        whole
      ) : leftOut(rest.length, whole)
    );
  return blocks.join("\n\n");
}
function renderFolded(part2, rows, title, told, tier, whole) {
  const mark = rows.some(({ tone }) => tone === "bad") ? MARKS.bad : rows.some(({ tone }) => tone === "warn") ? MARKS.warn : "";
  const gist = markdownText(shorten(told, 200));
  const heading2 = `${mark}${mark && " "}<b>${markdownText(title)}</b>${gist && `: ${gist}`}`;
  const shown = mostImportant(rows, tier.folded);
  if (shown.length === 0) return `- ${heading2}`;
  const left = rows.length - shown.length;
  return `<details><summary>${heading2}</summary>

${renderTable(part2, shown, tier)}${left > 0 ? `

${leftOut(left, whole)}` : ""}

</details>`;
}
function leftOut(rows, whole) {
  return `${rows} more ${rows === 1 ? "row is" : "rows are"} in ${whole}.`;
}
function renderTable({ columns, marksGood }, rows, tier) {
  const marks = rows.map(({ tone }) => tone === "good" && !marksGood ? "" : MARKS[tone]);
  const marked = marks.some((mark) => mark !== "");
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [
    line([...marked ? [" "] : [], ...columns.map(({ title }) => title || " ")]),
    `|${[...marked ? [" --- "] : [], ...columns.map(({ right }) => right ? " ---: " : " --- ")].join("|")}|`,
    ...rows.map(
      (row, index) => line([...marked ? [marks[index] ?? ""] : [], ...row.cells.map((cell) => cell(tier.characters))])
    )
  ].join("\n");
}
function mostImportant(rows, most) {
  if (rows.length <= most) return rows;
  const kept = new Set(
    [...rows].sort((a, b) => Number(a.quiet) - Number(b.quiet) || RANKS[a.tone] - RANKS[b.tone]).slice(0, most)
  );
  return rows.filter((row) => kept.has(row));
}
function endOf(log, characters) {
  const text = log.trimEnd();
  return text.length <= characters ? text : `…${text.slice(text.indexOf("\n", text.length - characters) + 1 || text.length - characters)}`;
}

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
      ...worded(part(section, gistOfStages(report)), report.stages.map(stageWord)),
      repairs: stageRepairs
    }),
    Metrics: (section) => metrics(section, report),
    Checks: (section) => {
      const words = report.checks.map(({ conclusion }) => CONCLUSIONS[conclusion]);
      return { ...worded(part(section, gistOf(words)), words), marksGood: true };
    },
    Findings: () => findings(report, stageRepairs.length > 0, linkTo),
    Data: (section) => part(section, gistOfData(report)),
    Parameters: (section) => part(section, `${report.params.length} changed`),
    Steps: (section) => {
      const steps = part(section, `${report.steps.length} in ${formatSeconds(secondsOf(report))}`, 0);
      return { ...steps, rows: steps.rows.map((row) => ({ ...row, tone: "plain" })) };
    }
  };
  return sections.map(
    (section) => (Object.hasOwn(known, section.title) ? known[section.title]?.(section) : void 0) ?? part(section, String(section.rows.length))
  ).filter(({ rows }) => rows.length > 0);
}
function part(section, gist, from = section.columns[0] === "" ? 1 : 0) {
  return {
    title: section.title,
    gist,
    marksGood: false,
    open: false,
    repairs: [],
    logs: section.logs ?? [],
    columns: section.columns.map((title, index) => ({ title, right: section.rows.some((row) => row.cells[index]?.kind === "number") })).slice(from),
    rows: section.rows.map(({ tone, quiet, cells }) => ({
      tone,
      quiet: quiet ?? false,
      cells: cells.slice(from).map(cellOf)
    }))
  };
}
function worded(of, words) {
  return { ...of, rows: of.rows.map((row, index) => ({ ...row, word: words[index] ?? "" })) };
}
function gate({ policies, metrics: metrics2 }) {
  const byMetric = /* @__PURE__ */ new Map();
  for (const policy of policies) byMetric.set(policy.metric, [...byMetric.get(policy.metric) ?? [], policy]);
  const groups = [...byMetric.values()];
  const hasBaseline = policies.some(({ baseline }) => baseline !== void 0);
  const hasReason = policies.some((policy) => needsReason(policy));
  const changes = new Map(
    metrics2.flatMap(
      ({ name, path, change }) => change === void 0 ? [] : [
        [name, change],
        [`${path}:${name}`, change]
      ]
    )
  );
  return {
    title: "Gate",
    gist: gistOf(
      policies.map((policy) => policyState(policy)).map((state) => state === "older" ? "of an older model" : state)
    ),
    marksGood: true,
    open: true,
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
      const change = changes.get(first?.metric ?? "") ?? (value === void 0 || baseline === void 0 ? void 0 : value - baseline);
      const tone = worst(group.map((policy) => toneOf(policy)));
      return {
        tone,
        quiet: tone === "good",
        word: tone === "warn" ? group.some(({ accepted }) => accepted !== void 0) ? "accepted" : group.every(({ passed }) => passed) ? "of an older model" : "warned" : { good: "held", bad: "failed", plain: "" }[tone],
        cells: [
          (characters) => markdownCode(shorten(first?.metric ?? "", characters)),
          () => value === void 0 ? "" : gateNumber(value, group, baseline),
          ...hasBaseline ? [
            () => baseline === void 0 ? "" : formatNumber(baseline, value),
            () => change === void 0 ? "" : formatChange(change)
          ] : [],
          (characters) => rules(group, characters),
          ...hasReason ? [
            (characters) => distinct(
              group.filter((policy) => needsReason(policy)).map(
                (policy) => policy.value === void 0 || policy.passed ? policyReason(policy) : acceptedText(policy)
              )
            ).map((reason) => markdownText(shorten(reason, characters))).join("<br>")
          ] : []
        ]
      };
    })
  };
}
function needsReason(policy) {
  return policyState(policy) === "older" || !policy.passed && (policy.value === void 0 || policy.accepted !== void 0);
}
function toneOf(policy) {
  return { held: "good", older: "warn", failed: "bad", warned: "warn", accepted: "warn" }[policyState(policy)];
}
function rules(group, characters) {
  const mixed = group.some(({ passed }) => passed) && group.some(({ passed }) => !passed);
  return group.map(
    ({ rule, passed }) => mixed && !passed ? `<b>${markdownCode(shorten(rule, characters))}</b>` : markdownCode(shorten(rule, characters))
  ).join(", ");
}
function metrics(section, report) {
  const moved = (index) => {
    const metric = report.metrics[index];
    return metric !== void 0 && (metric.change === void 0 ? metric.baseline === void 0 && report.metrics.some(({ change }) => change !== void 0) : metric.change !== 0);
  };
  const all = part(section, "");
  const rows = all.rows.map((row, index) => ({ ...row, quiet: !moved(index) }));
  const changed = rows.filter(({ quiet }) => !quiet).length;
  return {
    ...all,
    rows,
    gist: report.metrics.every(({ baseline }) => baseline === void 0) ? String(rows.length) : `${changed} of ${rows.length} changed`,
    open: report.policies.length === 0 && report.metrics.length <= 10
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
  if (path === void 0) return "";
  const name = markdownCode(shorten(line === void 0 ? path : `${path}:${line}`, characters));
  const address = linkTo(path, line);
  return address === void 0 ? name : `<a href="${address}">${name}</a>`;
}
function gistOfFindings(found) {
  const number = (severity) => found.filter((finding) => finding.severity === severity).length;
  return [
    ["error", "error"],
    ["warning", "warning"],
    ["notice", "notice"]
  ].filter(([severity]) => number(severity) > 0).map(([severity, word]) => count(number(severity), word)).join(", ");
}
function gistOfStages({ stages }) {
  const rank = (stage) => ["error", "warning", "notice", void 0].indexOf(stageSeverity(stage));
  return gistOf([...stages].sort((a, b) => rank(a) - rank(b)).map(stageWord));
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
var STEPS_SHOWN = 20;
var METRICS_ACCEPTED = 5;
var HOURGLASS = "⏳";
function renderComment(report, context, limit = COMMENT_LIMIT) {
  const headline = headlineOf(report);
  const parts = partsOf(report, linksTo(context));
  const rank = (part2) => isFailed(part2) ? 0 : part2.open ? 1 : 2;
  const ordered = parts.map((part2, index) => ({ part: part2, index })).sort((a, b) => rank(a.part) - rank(b.part) || a.index - b.index).map(({ part: part2 }) => part2);
  const whole = wholeIn(context);
  let markdown = "";
  for (const tier of TIERS) {
    const blocks = [
      heading(headline.tone, report, context, headline.word),
      context.foreign?.note ?? "",
      markdownText(shorten(headline.message, tier.message)),
      ...ordered.flatMap((part2) => [
        renderPart(part2, tier, whole),
        part2.title === "Gate" && tier.open > 0 ? acceptance(report, context, tier.characters) : ""
      ]),
      ...tier.plots === void 0 || context.foreign !== void 0 ? [] : pictures(report, tier.plots, context),
      ...tier !== TIERS[0] && parts.length > 0 ? [`This is an extract. The full report is in ${whole}.`] : [],
      footer(report, context, tier.characters)
    ];
    markdown = `${joined(blocks.filter((block) => block !== ""))}
`;
    if (Buffer.byteLength(markdown) < limit) break;
  }
  return markdown;
}
function acceptance({ mode, source, policies }, { sha }, characters) {
  const closing = [
    ...new Set(policies.filter((policy) => policyState(policy) === "failed").map(({ metric }) => metric))
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
    running.status === void 0 ? `Started, ${since}.` : `<b>${markdownText(shorten(running.status, 200))}</b>, ${since}; ${formatElapsed(running.seconds)} in total when this comment was written.`,
    ...done.length > 0 ? [
      [
        "| | Step | Time |",
        "| --- | --- | ---: |",
        ...done.map(
          (step) => `| ${MARKS[tones[step.conclusion]]} | ${markdownText(shorten(step.name, 100))} | ${step.conclusion === "skipped" ? "skipped" : formatSeconds(step.seconds)} |`
        )
      ].join("\n")
    ] : [],
    footer({ ...report, steps: [] }, context, 100)
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
function footer(report, context, characters) {
  const { source } = report;
  const headline = headlineOf(report);
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
    ...seconds > 0 ? [formatSeconds(seconds)] : [],
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
  return repositoryUrl === void 0 ? short : `<a href="${attribute(`${repositoryUrl}/commit/${encodeURIComponent(sha)}`)}">${short}</a>`;
}
function linksTo({ repositoryUrl, sha }) {
  if (repositoryUrl === void 0 || sha === void 0) return () => void 0;
  return (path, line) => (
    // A browser would resolve such a part, and the link would lead elsewhere.
    path.split("/").some((part2) => ["", ".", ".."].includes(part2)) ? void 0 : attribute(
      `${repositoryUrl}/blob/${sha}/${path.split("/").map(segment).join("/")}${line === void 0 ? "" : `#L${line}`}`
    )
  );
}
function segment(name) {
  return encodeURIComponent(Buffer.from(name, "utf8").toString("utf8"));
}
function link(address, words) {
  return `<a href="${attribute(address)}">${words}</a>`;
}
function attribute(address) {
  return address.replace(/["<>|`\s\\]/g, (character) => encodeURIComponent(character)).replaceAll("&", "&amp;");
}

// src/steps/comments/parse-commands.ts
var ACCEPT_LABEL = /^dvc-ci:\s*accept\s+(\S.*)$/i;
function commandLines(body) {
  const commands = [];
  let fence;
  for (const line of body.replace(/<!--[^]*?(?:-->|$)/g, "").split(/\r\n|\r|\n/)) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== void 0 && (fence === void 0 || mark.startsWith(fence)))
      fence = fence === void 0 ? mark : void 0;
    const [, name, rest = ""] = fence === void 0 ? /^\/dvc-ci(?:$|\s+(\S*)(?:\s+(.*))?$)/.exec(line) ?? [] : [];
    if (fence === void 0 && /^\/dvc-ci(?:\s|$)/.test(line))
      commands.push({ name: (name ?? "").toLowerCase(), rest: rest.trim() });
  }
  return commands;
}
function acceptedByLabel(name) {
  const [, metrics2] = ACCEPT_LABEL.exec(name.trim()) ?? [];
  const names = metrics2?.split(",").map((each) => each.trim()).filter((each) => each !== "");
  return names === void 0 || names.length === 0 ? void 0 : names;
}

// src/surfaces/github.ts
var INTERVAL_MS = 15e3;
var CANCELLED_MS = 6500;
var FINAL_MS = 9e4;
var FINDINGS_MS = 5e3;
async function openGitHub({ event, github }, host) {
  const { connect } = await import("./client-HBS2R26M.js");
  return connect({
    token: github.token ?? "",
    apiUrl: github.apiUrl,
    repository: event.repository ?? "",
    debug: (message) => host.debug(message),
    redact: (text) => host.redact(text)
  });
}
var GitHubSurfaces = class {
  constructor(settings, wanted, outer, signal, report, options) {
    this.settings = settings;
    this.wanted = wanted;
    this.outer = outer;
    this.signal = signal;
    this.report = report;
    this.options = options;
    this.host = {
      ...outer,
      status: (text) => {
        outer.status(text);
        this.onStatus(text);
      }
    };
    this.client = (options.open ?? openGitHub)(settings, outer);
    this.client.catch(() => void 0);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(this.timer);
        void this.client.then(
          (github) => github.endWithin(CANCELLED_MS),
          () => void 0
        );
      },
      { once: true }
    );
  }
  settings;
  wanted;
  outer;
  signal;
  report;
  options;
  host;
  started = performance.now();
  client;
  current = { status: void 0, since: /* @__PURE__ */ new Date() };
  /** Settles when all writes so far have ended. */
  writing = Promise.resolve();
  competing = Promise.resolve([]);
  comment;
  lastWrite = 0;
  timer;
  /** True after GitHub has rejected a write for good, or a newer run owns the comment: nothing more is written. */
  over = false;
  /** Shows that the run has begun, in the background. */
  begin() {
    const { pullRequest } = this.settings.event;
    if (pullRequest === void 0) return;
    if (this.wanted.comment) this.writing = this.writeRunning();
    this.writing = this.writing.then(() => this.removeAcceptances(pullRequest));
    if (this.settings.lint?.off.includes("changed-elsewhere")) return;
    this.competing = this.writing.then(() => this.competingPulls(pullRequest)).catch((error) => {
      this.outer.debug(`competing pull requests are unknown: ${messageOf(error)}`);
      return [];
    });
  }
  async findings() {
    if (this.signal.aborted) return [];
    let timer;
    const enough = new Promise((resolve) => {
      timer = setTimeout(() => resolve([]), FINDINGS_MS);
    });
    try {
      return await Promise.race([this.competing, enough]);
    } finally {
      clearTimeout(timer);
    }
  }
  /** @param onlyUpdate true: update a comment that exists, create none */
  async finish(files, onlyUpdate = false) {
    clearTimeout(this.timer);
    try {
      const github = await this.client;
      github.endWithin(FINAL_MS);
      await this.writing;
      const report = this.shown();
      if (this.wanted.comment && !this.over && isWorthAComment(report))
        await this.writeResult(
          `${await this.acceptedLine(report)}${renderComment(report, this.context(files))}`,
          onlyUpdate
        );
      if (this.wanted.checkRun) await this.writeCheckRun(github, report, files);
    } catch (error) {
      this.outer.warning(`GitHub cannot show the report: ${messageOf(error)}. The verdict is unchanged.`);
    }
  }
  onStatus(text) {
    if (text === void 0 || text === this.current.status) return;
    this.current = { status: text, since: /* @__PURE__ */ new Date() };
    if (this.timer !== void 0 || this.over || this.signal.aborted || !this.wanted.comment || this.settings.event.pullRequest === void 0)
      return;
    const wait = Math.max(0, this.lastWrite + (this.options.interval ?? INTERVAL_MS) - performance.now());
    this.timer = setTimeout(() => {
      this.timer = void 0;
      this.writing = this.writing.then(() => this.writeRunning());
    }, wait);
    this.timer.unref();
  }
  /** Never throws: a write that failed is tried again with the result. */
  async writeRunning() {
    this.lastWrite = performance.now();
    if (this.over) return;
    const status = this.current.status === void 0 ? void 0 : this.outer.redact(this.current.status);
    const body = renderRunning(
      this.shown(),
      { status, since: this.current.since, seconds: (performance.now() - this.started) / 1e3 },
      this.context()
    );
    try {
      await this.write(body, false);
    } catch (error) {
      await this.warnOnce(error);
    }
    this.lastWrite = performance.now();
  }
  /** The record that a rebuild after the merge reads (see accepted-record.ts). It has only acceptances that this run counted. */
  async acceptedLine({ mode, policies }) {
    const accepted = mode === "validate" ? policies.flatMap((policy) => policy.accepted ?? []) : [];
    return accepted.length === 0 ? "" : (await import("./accepted-record-6KQMHX34.js")).acceptedLine(accepted);
  }
  async writeResult(body, onlyUpdate) {
    try {
      await this.write(body, onlyUpdate);
    } catch (error) {
      const other = await this.fallback(error);
      if (other === void 0) return this.warnOnce(error, true);
      this.comment = other;
      await this.write(body, onlyUpdate).catch((second) => this.warnOnce(second, true));
    }
  }
  /** The commit's thread: a token that may not write to the merged pull request may still write to its commit. */
  async fallback(error) {
    const { failureOf } = await import("./failure-MZ7PPNMM.js");
    if (failureOf(error).status !== 403 || this.settings.event.pullRequest !== void 0) return void 0;
    const { commitThread } = await import("./thread-FT3VRIDK.js");
    return this.commentIn(commitThread(await this.client, this.report.source.sha));
  }
  async write(body, onlyUpdate) {
    const comment = this.comment ??= await this.openComment();
    const written = await comment.write(body, onlyUpdate);
    if (written.kind === "overtaken") {
      this.over = true;
      this.outer.info(`The comment belongs to a run of a newer commit: ${written.url}`);
    } else if (written.kind === "created") this.outer.info(`Comment: ${written.url}`);
  }
  async openComment() {
    const github = await this.client;
    const { event } = this.settings;
    if (event.pullRequest !== void 0)
      return this.commentIn((await import("./thread-FT3VRIDK.js")).pullRequestThread(github, event.pullRequest.number));
    const { threadOfCommit } = await import("./commit-comment-7Z53E2Y6.js");
    return this.commentIn(await threadOfCommit(github, this.report.source.sha, event.ref.replace(/^refs\/heads\//, "")));
  }
  async commentIn(thread) {
    const { ReportComment } = await import("./comment-PMY56FIC.js");
    const { event } = this.settings;
    return new ReportComment(await this.client, thread, this.subject(), {
      run: event.run?.id ?? 0,
      attempt: event.run?.attempt ?? 1,
      sha: this.sha()
    });
  }
  /** Warns once of a comment that cannot be written. A failure that may pass is a warning at the last try only. */
  async warnOnce(error, last = false) {
    const { failureOf, failureText, mayHaveHappened } = await import("./failure-MZ7PPNMM.js");
    const { rateLimitWait } = await import("./retry-SU5WQ75B.js");
    const mayPass = mayHaveHappened(error) || rateLimitWait(error, Date.now()) !== void 0;
    if (mayPass && !last) {
      this.outer.debug(`the comment was not written: ${failureText(error)}; it is tried again with the result`);
      return;
    }
    this.over = true;
    const permission = this.settings.event.pullRequest === void 0 ? "pull-requests: write, contents: write" : "pull-requests: write";
    const target = failureOf(error).status === 404 && this.settings.event.pullRequest !== void 0 ? `pull request ${this.settings.event.pullRequest.number}` : "the comment";
    this.outer.warning(
      `The comment could not be written (${target}: ${failureText(error, permission)}). The job summary has the whole report; the verdict is unchanged.`
    );
  }
  async writeCheckRun(github, report, files) {
    const { publishCheckRun } = await import("./checks-V277DPHP.js");
    const { event } = this.settings;
    const { mode, project } = this.subject();
    const name = `dvc-ci ${mode}${project === "" ? "" : ` (${project})`}`;
    const run = {
      name,
      sha: this.sha(),
      conclusion: report.conclusion,
      title: `${headlineOf(report).word}: ${report.message}`,
      summary: renderComment(report, this.context(files)),
      annotations: annotationsOf(report, project),
      id: `${name} ${event.run?.id ?? 0}.${event.run?.attempt ?? 1}`.slice(0, 255),
      ...event.runUrl === void 0 ? {} : { detailsUrl: event.runUrl }
    };
    try {
      this.outer.info(`Check run: ${await publishCheckRun(github, run)}`);
    } catch (error) {
      const { failureText } = await import("./failure-MZ7PPNMM.js");
      this.outer.warning(
        `The check run could not be created (${failureText(error, "checks: write")}). The verdict is unchanged.`
      );
    }
  }
  /** Removes labels that accepted an earlier head: they no longer count (see acceptances.ts). Never throws. */
  async removeAcceptances({
    number,
    action,
    labels = []
  }) {
    const stale = action === "synchronize" && this.settings.event.trusted ? labels.filter((name) => acceptedByLabel(name) !== void 0) : [];
    if (stale.length === 0) return;
    try {
      await (await import("./conversation-IRWGK4TR.js")).removeLabels(await this.client, number, stale);
    } catch (error) {
      this.outer.debug(`labels of an earlier commit were not removed: ${messageOf(error)}`);
    }
  }
  async competingPulls(pull) {
    const { competingPulls } = await import("./competing-pulls-55D4KEYJ.js");
    return competingPulls(await this.client, { number: pull.number, head: pull.headSha, base: pull.baseRef });
  }
  /** The commit that reviewers see: the head of the pull request, not its merge with the base. */
  sha() {
    return this.settings.event.pullRequest?.headSha ?? this.report.source.sha;
  }
  subject() {
    const { mode, github, event } = this.settings;
    return { mode, project: github.project, workflow: event.workflow ?? "" };
  }
  /** The report without secrets. */
  shown() {
    return redactStrings(this.report, (text) => this.outer.redact(text));
  }
  /** @param files the files that the run keeps, once it has ended */
  context(files = {}) {
    const { event, github } = this.settings;
    const repositoryUrl = event.runUrl?.replace(/\/actions\/runs\/\d+$/, "");
    const sha = this.sha();
    return {
      project: github.project,
      ...sha === "" ? {} : { sha },
      ...repositoryUrl === void 0 ? {} : { repositoryUrl },
      ...event.runUrl === void 0 ? {} : { runUrl: event.runUrl },
      // The workflow uploads the page after this step, so the page's own address is not known yet.
      ...event.runUrl === void 0 || files.page === void 0 ? {} : { pageUrl: `${event.runUrl}#artifacts` }
    };
  }
};
function isWorthAComment({ mode, stages, conclusion }) {
  return mode !== "rebuild" && mode !== "retrain" || stages.length > 0 || conclusion !== "success";
}

// src/surfaces/live-report.ts
function openSurfaces(settings, host, signal, report, options = {}) {
  const { event, github, mode } = settings;
  if (event.name === "local" || event.repository === void 0 || mode === "lint" || mode === "resolve" || mode === "setup" || mode === "doctor" || mode === "command" || mode === "comment" || mode === "plan" || mode === "stage")
    return idle(host);
  const wanted = {
    comment: github.comment === "auto" && (event.pullRequest !== void 0 || (mode === "rebuild" || mode === "retrain" || mode === "collect") && !settings.dryRun),
    checkRun: github.checkRun
  };
  if ((wanted.comment || wanted.checkRun) && !event.trusted) {
    const told = "No comment: this change comes from a fork or from Dependabot, so its token can only read. The job summary has the whole report.";
    if (event.namedCommit === true) host.info(told);
    else host.notice(told);
    wanted.comment = wanted.checkRun = false;
  }
  if (github.token === void 0 || !(wanted.comment || wanted.checkRun || event.pullRequest !== void 0)) {
    if (wanted.comment || wanted.checkRun)
      host.info("No comment and no check run: there is no token. Set GITHUB_TOKEN, or the input `token`.");
    return idle(host);
  }
  const surfaces = new GitHubSurfaces(settings, wanted, host, signal, report, options);
  surfaces.begin();
  return surfaces;
}
function idle(host) {
  return { host, findings: () => Promise.resolve([]), finish: () => Promise.resolve() };
}
async function showFailedRun(settings, host, report, files, options = {}) {
  const { event, github } = settings;
  if (github.token === void 0 || github.comment !== "auto" || event.pullRequest === void 0 || event.repository === void 0 || !event.trusted)
    return;
  const surfaces = new GitHubSurfaces(
    settings,
    { comment: true, checkRun: false },
    host,
    new AbortController().signal,
    report,
    options
  );
  await surfaces.finish(files, true);
}

export {
  renderComment,
  commandLines,
  acceptedByLabel,
  openSurfaces,
  showFailedRun
};
