import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  checkAnnotations,
  code,
  countCell,
  number,
  placeCell,
  text,
  withoutEmptyColumns
} from "./chunk-N55NVOIB.js";
import {
  FINDINGS
} from "./chunk-2OLTNLZS.js";
import {
  VERIFIED
} from "./chunk-ZJPWFF2S.js";
import {
  markdownCode,
  shorten,
  singleLine
} from "./chunk-YTSCXGCX.js";
import {
  formatBytes,
  formatChange,
  formatCount,
  formatNumber,
  formatSeconds,
  isRoundingError
} from "./chunk-FT4V3LLR.js";
import {
  formatBeside
} from "./chunk-IJ3IOKBO.js";
import {
  branchAddress,
  commitAddress,
  pullAddress,
  repositoryName,
  webAddress
} from "./chunk-LDTS5XU3.js";
import {
  capitalized,
  count,
  joined,
  named,
  withoutPeriod
} from "./chunk-WFAHW5JG.js";
import {
  appendTo
} from "./chunk-6BXGY3ZC.js";

// src/report/policy-state.ts
function policyState(policy) {
  const { passed, severity, accepted, stale, value, hidden } = policy;
  if (passed) return stale ? "older" : value !== void 0 && lacksBaseline(policy) ? "uncompared" : "held";
  if (severity === "warning") return "warned";
  if (accepted !== void 0) return "accepted";
  if (hidden) return "failed";
  return value === void 0 || lacksBaseline(policy) ? "unjudged" : "failed";
}
function lacksBaseline({ rule, baseline }) {
  return baseline === void 0 && /^max_(?:drop|rise): /.test(rule);
}
function closesGate(policy) {
  const state = policyState(policy);
  return state === "failed" || state === "unjudged";
}
var TONES = {
  held: "good",
  older: "warn",
  uncompared: "plain",
  failed: "bad",
  unjudged: "bad",
  warned: "warn",
  accepted: "warn"
};
function policyTone(policy) {
  return TONES[policyState(policy)];
}
function rulesJudged(policies) {
  const numbers = /* @__PURE__ */ new Map();
  for (const policy of policies) {
    const state = policyState(policy);
    numbers.set(state, (numbers.get(state) ?? 0) + 1);
  }
  return [...numbers].map(([state, number2]) => {
    if (state === "older") return `${count(number2, "rule")} judged the older model`;
    if (state === "uncompared") return `${count(number2, "rule")} with nothing to compare with yet`;
    return state === "unjudged" ? `${number2} not judged` : `${number2} ${state}`;
  }).join(", ");
}
function rulesHeld(policies) {
  const passed = policies.filter((policy) => policy.passed);
  const uncompared = passed.filter((policy) => policyState(policy) === "uncompared").length;
  const held = passed.length - uncompared;
  return [
    ...held > 0 || uncompared === 0 ? [`${count(held, "rule")} held`] : [],
    ...uncompared > 0 ? [`${count(uncompared, "rule")} ${uncompared === 1 ? "has" : "have"} nothing to compare with yet`] : []
  ].join(", ");
}
function acceptedText({ accepted }) {
  return accepted === void 0 ? "" : `accepted by @${accepted.by}: ${singleLine(accepted.reason)}`;
}
function policyReason(policy) {
  if (policy.stale === true && policy.accepted === void 0)
    return `${policy.message.replace(/[.\s]*$/, "")}: that is the model of dvc.lock, not the one of this change.`;
  const accepted = acceptedText(policy);
  return accepted === "" ? policy.message : `${policy.message} ${capitalized(accepted).replace(/[.\s]*$/, "")}.`;
}
function closedGate(policies) {
  const failed = policies.filter(closesGate);
  return `the gate is closed: ${failed.map(({ message }) => message).join(" ")}`;
}
function gateNumber(value, policies, baseline) {
  const bounds = policies.flatMap(({ rule }) => {
    const [, bound] = /^(?:min|max): (\S+)$/.exec(rule) ?? [];
    return bound === void 0 || Number(bound) === value ? [] : [Number(bound)];
  });
  const near = bounds.filter((bound) => formatNumber(bound) === formatNumber(value, baseline));
  return near.length === 0 ? formatNumber(value, baseline) : formatBeside(value, ...near);
}
function metricOf({ metric, slice }, known) {
  return known.get(slice === void 0 ? metric : `${slice.path}:${slice.name}`);
}
function metricsByLabel(metrics) {
  const labelled = /* @__PURE__ */ new Map();
  for (const metric of metrics)
    for (const label of [metric.name, `${metric.path}:${metric.name}`])
      if (!labelled.has(label)) labelled.set(label, metric);
  return labelled;
}

// src/report/check-results.ts
var CHECK_RESULTS = "Results of checks";
var WORDS = [
  ["failed", "failed", "failed"],
  ["errors", "error", "errors"],
  ["warnings", "warning", "warnings"],
  ["passed", "passed", "passed"],
  ["skipped", "skipped", "skipped"]
];
function totalsText(totals2) {
  const parts = WORDS.filter(([key]) => totals2[key] > 0);
  return parts.map(([key, word, words]) => `${totals2[key]} ${totals2[key] === 1 ? word : words}`).join(", ") || "none";
}
function totalsOf({ checks: checks2 }) {
  const sum = (key) => checks2.reduce((all, { results }) => all + (results?.totals[key] ?? 0), 0);
  return {
    passed: sum("passed"),
    failed: sum("failed"),
    errors: sum("errors"),
    skipped: sum("skipped"),
    warnings: sum("warnings")
  };
}
function hasFailures({ failed, errors }) {
  return failed + errors > 0;
}
function failureSeverity({ outcome }, { conclusion }) {
  if (outcome === "warning" || outcome === "notice") return outcome;
  return conclusion === "failure" ? "error" : "warning";
}
var TONES2 = { error: "bad", warning: "warn", notice: "plain" };
function checkResults({ checks: checks2 }) {
  const failedFirst = [...checks2].sort(
    (a, b) => Number(b.conclusion === "failure") - Number(a.conclusion === "failure")
  );
  return {
    title: CHECK_RESULTS,
    columns: ["", "Check", "Where", "Test", "What"],
    below: [4],
    rows: failedFirst.flatMap((check) => [
      ...(check.results?.failures ?? []).map((failure) => ({
        tone: TONES2[failureSeverity(failure, check)],
        cells: [text(failure.outcome), code(check.name), placeCell(failure), code(failure.name), text(failure.message)]
      })),
      ...check.results?.failures_omitted === void 0 ? [] : [
        {
          tone: "plain",
          cells: [
            text(""),
            code(check.name),
            code(""),
            code(""),
            text(
              `${check.results.failures_omitted} more are in ${check.results.files.map(({ path }) => path).join(", ")}`
            )
          ]
        }
      ]
    ])
  };
}
function failureClause({ name, message, path, line }) {
  const place = path === void 0 ? "" : ` (${line === void 0 ? path : `${path}:${line}`})`;
  return `${name}${place}: ${message.split("\n", 1)[0] ?? ""}`;
}

// src/report/report.ts
var REPORT_SCHEMA = 1;
function isChange({ kind }) {
  return kind !== "missing" && kind !== "always";
}
function secondsOf({ seconds, steps: steps2 }) {
  return seconds ?? steps2.reduce((sum, step) => sum + step.seconds, 0);
}
function emptyReport(mode, source) {
  return {
    schema: REPORT_SCHEMA,
    mode,
    conclusion: "error",
    message: "the run did not finish",
    source,
    steps: [],
    stages: [],
    metrics: [],
    policies: [],
    params: [],
    data: [],
    checks: [],
    lint: [],
    remote: { name: "", objects: 0, pushed: 0, verified: 0, missing: [] }
  };
}

// src/report/identity.ts
var SHORT = 7;
function identityOf(report) {
  const { source } = report;
  return [
    ...fact("Repository", repository(source)),
    ...fact("Pull request", pullRequest(source)),
    ...fact(source.pull_request === void 0 ? "Commit" : "Head", [
      ...branch(source, source.head_ref),
      ...commit(source, source.head_sha ?? source.sha)
    ]),
    ...fact(source.base_ref === void 0 ? "Against" : "Base", [
      ...branch(source, source.base_ref),
      ...commit(source, source.base_sha)
    ]),
    ...fact("Run", run(report), ", "),
    ...fact("Versions", versions(report), ", "),
    ...fact("Environment", environment(report), ", ")
  ];
}
function fact(label, parts, glue = " ") {
  return parts.length === 0 ? [] : [{ label, parts, glue }];
}
function repository({ repository: address, directory }) {
  return [
    ...address === void 0 ? [] : [linked(repositoryName(address), webAddress(address))],
    ...directory === void 0 ? [] : [{ ...linked(directory, void 0), isCode: true }]
  ];
}
function pullRequest({ repository: address, pull_request: number2, title }) {
  if (number2 === void 0) return [];
  return [linked(`#${number2}`, pullAddress(address, number2)), ...title === void 0 ? [] : [{ text: title }]];
}
function branch({ repository: address, trusted }, name) {
  return name === void 0 ? [] : [{ ...linked(name, trusted ? branchAddress(address, name) : void 0), isCode: true }];
}
function commit({ repository: address }, sha) {
  return !sha ? [] : [{ ...linked(sha.slice(0, SHORT), commitAddress(address, sha)), isCode: true }];
}
function run({ mode, run_url: address, started, seconds }) {
  return [
    linked(mode, webAddress(address)),
    ...started === void 0 ? [] : [{ text: timeOf(started) }],
    ...seconds === void 0 ? [] : [{ text: formatSeconds(seconds) }]
  ];
}
function versions({ versions: known }) {
  if (known === void 0) return [];
  return [{ text: `dvc-ci ${known.dvc_ci}` }, ...known.dvc === void 0 ? [] : [{ text: `DVC ${known.dvc}` }]];
}
function environment({ environment: known }) {
  if (known === void 0) return [];
  const { python, packages, system, cpu, gpu = [], container, hash } = known;
  const parts = [
    ...python === void 0 ? [] : [`Python ${python} with ${count(Object.keys(packages).length, "package")}`],
    system,
    ...cpu === void 0 ? [] : [cpu],
    ...gpu,
    ...container === void 0 ? [] : [container]
  ];
  return [...parts.map((part) => ({ text: part })), { text: hash.slice(0, SHORT), isCode: true }];
}
function timeOf(iso) {
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/.exec(iso) ?? [];
  return day === void 0 || time === void 0 ? iso : `${day} ${time} UTC`;
}
function linked(text2, address) {
  return { text: text2, ...address === void 0 ? {} : { address } };
}

// src/report/builds-report.ts
function standingBuild({ list }) {
  const at = list.findLastIndex(({ reverted }) => reverted === void 0);
  return at < 0 ? void 0 : at;
}
function changeAt(changes, build) {
  return changes.findLast((change) => change.build <= build);
}

// src/report/history-summary.ts
var FOUND = "Found";
var SHORT2 = 7;
function historySummary({ list, pulls, shallow, omitted }, badges = 0) {
  const part = shallow === true ? " This clone has a part of the history: `git fetch --unshallow` fetches the rest." : "";
  const [first2] = list;
  if (first2 === void 0)
    return `${FOUND} no official build in the history of HEAD. \`dvc-ci rebuild\` makes one.${part}`;
  const standing = standingBuild({ list });
  const last = standing === void 0 ? void 0 : list[standing];
  const older = omitted?.builds === void 0 ? "" : ` and ${formatCount(omitted.builds)} older ones`;
  return `${FOUND} ${countOfBuilds(list)}${older} since ${dayOf(first2)}${last === void 0 ? ", and none of them stands" : `; the last one is ${buildName(last)}`}.${pulls === void 0 ? "" : ` MLflow has ${formatCount(pulls.length)} pull request${pulls.length === 1 ? "" : "s"} since then.`}${badges === 0 ? "" : ` Wrote ${badges} badges.`}${part}`;
}
function countOfBuilds(list) {
  const rollbacks = list.filter(({ kind }) => kind === "rollback").length;
  const counted2 = (number2, word) => `${formatCount(number2)} ${word}${number2 === 1 ? "" : "s"}`;
  const builds = counted2(list.length - rollbacks, "official build");
  return rollbacks === 0 ? builds : `${builds} and ${counted2(rollbacks, "rollback")}`;
}
function buildName({ sha, tags = [] }) {
  return `${shortSha(sha)}${tags.length === 0 ? "" : ` (${named(tags, 2)})`}`;
}
function dayOf({ at }) {
  return timeOf(at).slice(0, 10);
}
function shortSha(sha) {
  return sha.slice(0, SHORT2);
}

// src/report/left-out.ts
var MOST = 8;
function leftOutReason(refusal) {
  return `${withoutPeriod(refusal)}; a run for a fork or for Dependabot has no credential`;
}
function leftOutParts({ left_out: parts = [] }) {
  return named([...new Set(parts.map(wordsOf))], MOST);
}
function wordsOf({ part, path }) {
  return path === void 0 ? part : `${part} of ${path}`;
}
function unverifiedText(report, text2) {
  const { left_out: parts = [] } = report;
  const [first2] = parts;
  if (first2 === void 0) return text2;
  return `The model is not verified: left out ${leftOutParts(report)} (${withoutPeriod(first2.reason)}). Seen: ${text2.charAt(0).toLowerCase()}${text2.slice(1)}`;
}

// src/report/rollback-summary.ts
function targetsText({ targets, restore, directory }) {
  if (targets.length > 0) return targets.join(", ");
  const of = directory === "." ? "" : ` of ${directory}`;
  return restore === "all" ? `code and data${of}` : `the data${of}`;
}
function rollbackQuestion({ label, sha, targets }, paths) {
  return `Roll back ${targets} to ${withHash({ label, sha })}: ${paths.join(", ")}`;
}
function rollbackSubject({ label, targets }) {
  return `${targets} to ${label}`;
}
function withHash({ label, sha }) {
  return sha.startsWith(label) ? label : `${label} (${sha.slice(0, 7)})`;
}
function pullRequestSummary(back) {
  return `Restores ${withHash(back)}: ${rollbackSubject(back)}.`;
}
function staleAfterRollback(stages2, whole) {
  const stale = stages2.filter(({ verdict }) => verdict === "stale").map(({ name }) => name);
  if (stale.length === 0) return "";
  return `dvc repro would now run ${stale.join(", ")}: ${whole ? "the code or the parameters have changed since then (`restore: all` restores them too)" : "`dvc-ci retrain` trains on the restored data"}.`;
}
function staleStageText(name, why, label) {
  const clauses = why.join("; ");
  return label === void 0 ? `${name} is stale after the rollback: ${clauses}.` : `${name} is held at ${label} by the rollback: ${clauses}.`;
}
function movedText({ name, version }, { alias, stage }) {
  return `Version ${version} of ${name} is ${alias === void 0 ? `in the stage ${stage ?? ""}` : `the ${alias}`}.`;
}
function heldText({ since, by, reason }) {
  return `held since ${since.slice(0, 10)}${by === void 0 ? "" : ` by ${by}`}${reason === void 0 ? "" : `: ${reason}`}`;
}
function heldSummary(hold, branch2, isHead) {
  const [to, rollback] = [hold.to.slice(0, 7), hold.commit.slice(0, 7)];
  const why = isHead ? `HEAD is a rollback to ${to}, which is not built again` : `Nothing was built: no input of the pipeline has changed since the rollback ${rollback} to ${to}`;
  return `${why}. ${branch2} is ${withoutPeriod(heldText(hold))}. A change of an input ends the hold, or a build with \`release: true\` (\`dvc-ci rebuild --release\`).`;
}
function rollbackSummary(back, outcome) {
  const subject = rollbackSubject(back);
  const from = `${back.targets} to ${withHash(back)}`;
  switch (outcome.kind) {
    case "unchanged":
      return sentences(`All files match ${back.label} already: nothing to roll back.`, outcome.moved);
    case "earlier":
      return sentences(
        `The rollback of ${subject} was done already: ${outcome.commit.slice(0, 7)} on ${outcome.branch}.`,
        outcome.moved,
        outcome.holds ? "" : "A newer build or rollback follows it, so nothing else was done."
      );
    case "dry-run":
      return sentences(`Dry run: it would roll back ${subject} and ${outcome.would}.`, outcome.stale);
    case "not-committed":
      return sentences(
        `Rolled back ${subject} here; not committed (commit: none): ${outcome.paths.join(", ")}.`,
        outcome.stale
      );
    case "pull-request":
      return `Rolled back ${from} in pull request ${outcome.number}: ${outcome.url} Once it is merged, it holds the branch, and the same rollback moves the alias and deploys.`;
    case "committed":
      return sentences(
        `Rolled back ${from}, commit ${outcome.commit.slice(0, 7)}.`,
        outcome.moved,
        outcome.stale,
        "A rebuild waits until an input of the pipeline changes, or for `dvc-ci rebuild --release`."
      );
  }
}
function sentences(...texts) {
  return texts.filter((text2) => text2 !== "").join(" ");
}

// src/report/change.ts
var ARROWS = { "1": "↑", "-1": "↓" };
function changeOf({
  value,
  baseline,
  change,
  direction,
  interval
}) {
  if (value === void 0) return { sign: 0, text: "", verdict: "unknown", word: "absent" };
  if (baseline === void 0) return { sign: 0, text: "", verdict: "unknown", word: "new" };
  if (value === baseline || isRoundingError(value, baseline))
    return { sign: 0, text: "0", verdict: "same", word: "same" };
  const sign = value > baseline ? 1 : -1;
  const text2 = change === void 0 ? ARROWS[`${sign}`] : `${formatChange(change)} ${ARROWS[`${sign}`]}`;
  if (interval?.significant === false) return { sign, text: text2, verdict: "unknown", word: "within noise" };
  if (direction === void 0) return { sign, text: text2, verdict: "unknown", word: "changed" };
  const verdict = sign > 0 === (direction === "up") ? "better" : "worse";
  return { sign, text: text2, verdict, word: verdict };
}
function changeText({ text: text2, word, verdict }) {
  return verdict === "better" || verdict === "worse" || word === "within noise" ? `${text2} ${word}` : text2;
}
function changeCell(metric) {
  const { change } = metric;
  if (change === void 0) return number("");
  const { verdict, word } = changeOf(metric);
  const cell = number(word === "within noise" ? `${formatChange(change)} ${word}` : formatChange(change));
  return verdict === "better" || verdict === "worse" ? { ...cell, verdict } : cell;
}
var INTERVAL = "95% interval";
function intervalText({ interval }) {
  return interval === void 0 ? "" : `${rounded(interval.low)} to ${rounded(interval.high)}`;
}
function rounded(bound) {
  return formatNumber(Number(bound.toPrecision(4)));
}

// src/report/data-words.ts
function counted(number2, word) {
  return `${formatCount(number2)} ${word}${number2 === 1 ? "" : "s"}`;
}
function ofBoth(now, before, word, changes) {
  if (now === void 0) return before === void 0 ? "" : `${counted(before, word)} before`;
  if (before === void 0) return counted(now, word);
  const shown3 = Object.entries(changes ?? {}).filter(([, number2]) => number2 > 0);
  const [only] = shown3;
  if (changes !== void 0 && shown3.length === 0 && now === before) return `the same ${counted(now, word)}`;
  const isNet = shown3.length === 0 || shown3.length === 1 && only?.[1] === Math.abs(now - before);
  if (isNet) return `${counted(now, word)}${now === before ? "" : ` (${signed(now - before)})`}`;
  return `${counted(now, word)} (${shown3.map(([kind, number2]) => `${formatCount(number2)} ${kind}`).join(", ")})`;
}
function signed(difference) {
  return `${difference > 0 ? "+" : "-"}${formatCount(Math.abs(difference))}`;
}
function fromTo(before, now) {
  return before === "" || before === now ? now : now === "" ? before : `${before} → ${now}`;
}

// src/report/file-lines.ts
var WORDS2 = { images: "image", media: "recording", texts: "text" };
var LONGEST_NAME = 40;
var UNITS = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "k"]
];
function kindWord({ folder, ...item }) {
  const kind = ["images", "media", "texts"].find(
    (each) => item[each] !== void 0 && item[each].files === folder?.files && item[each].baseline_files === folder?.baseline_files
  );
  return folder === void 0 || kind === void 0 ? void 0 : WORDS2[kind];
}
function fileFacts(item) {
  const { images, media, texts, models = [] } = item;
  const isOne = item.folder === void 0;
  return [
    ...images === void 0 ? [] : [...countFacts("images", images, item), imageSizes(images), modes(images)],
    ...media === void 0 ? [] : [...countFacts("media", media, item), amount(media, isOne, ({ seconds }) => seconds, secondsText)],
    ...texts === void 0 ? [] : [
      ...countFacts("texts", texts, item),
      amount(texts, isOne, ({ lines }) => lines, numbered("line")),
      amount(texts, isOne, ({ words }) => words, numbered("word"))
    ],
    ...modelsFacts(models, item)
  ].filter((fact2) => fact2 !== "");
}
function countFacts(kind, report, item) {
  const { files, baseline_files: before, now, omitted = 0 } = report;
  const isTold = item.folder === void 0 || kindWord(item) === WORDS2[kind];
  return [
    isTold ? "" : ofBoth(files, before, WORDS2[kind], void 0),
    unreadableText(now, item.folder === void 0),
    omitted === 0 ? "" : `${counted(omitted, "changed one")} not read`
  ];
}
function unreadableText(side, isOne) {
  const { files = 0, first: first2 = [] } = side?.unreadable ?? {};
  const [only] = first2;
  return files === 0 ? "" : isOne && only !== void 0 ? `unreadable (${only.reason})` : `${formatCount(files)} unreadable`;
}
function imageSizes({ now, before }) {
  return fromTo(sizesText(before), sizesText(now));
}
function sizesText({ smallest, largest } = {}) {
  if (smallest === void 0 || largest === void 0) return "";
  const [one, other] = [sizeText(smallest), sizeText(largest)];
  return one === other ? one : `${one}…${other}`;
}
function sizeText({ width, height }) {
  return `${width}×${height}`;
}
function modes({ now, before }) {
  const [one, other] = [namesText(before?.modes), namesText(now?.modes)];
  return one === "" || other === "" || one === other ? "" : `${one} → ${other}`;
}
function namesText(numbers = []) {
  return numbers.map(({ name }) => name).join("/");
}
function amount({ now, before, omitted = 0 }, isOne, of, textOf) {
  const [value, old] = [now && of(now), before && of(before)];
  if (isOne) return value === void 0 ? "" : fromTo(old === void 0 ? "" : textOf(old), textOf(value));
  if (omitted > 0 || now !== void 0 && value === void 0 || before !== void 0 && old === void 0)
    return "";
  const difference = (value ?? 0) - (old ?? 0);
  return difference === 0 ? "" : `${textOf(Math.abs(difference))} ${difference > 0 ? "more" : "less"}`;
}
function numbered(word) {
  return (amount2) => counted(amount2, word);
}
function secondsText(seconds) {
  return formatSeconds(seconds);
}
function modelsFacts(models, { path }) {
  const [model, ...others] = models;
  if (model === void 0) return [];
  if (others.length > 0) return [`${formatCount(models.length)} models changed`];
  const facts = modelFacts(model);
  const [first2, ...rest] = facts;
  const name = model.path.startsWith(`${path}/`) ? model.path.slice(path.length + 1) : model.path;
  return model.path === path || first2 === void 0 ? facts : [`${shorten(name, LONGEST_NAME)}: ${first2}`, ...rest];
}
function modelFacts({ parameters, baseline_parameters: before, ...model }) {
  const tensors = (kind, text2) => {
    const { tensors: number2 = 0 } = model[kind] ?? {};
    return number2 === 0 ? "" : `${counted(number2, "tensor")} ${text2}`;
  };
  return [
    parametersFact(parameters, before),
    tensors("added", "added"),
    tensors("removed", "removed"),
    tensors("reshaped", "of another shape"),
    tensors("retyped", "of another type")
  ].filter((fact2) => fact2 !== "");
}
function parametersFact(now, before) {
  if (now === void 0) return before === void 0 ? "" : `${parametersText(before)} before`;
  const difference = before === void 0 ? 0 : now - before;
  if (difference === 0) return parametersText(now);
  const change = `${difference > 0 ? "+" : "-"}${inUnits(Math.abs(difference))}`;
  return `${parametersText(now)} (${now < 1e3 ? signed(difference) : change})`;
}
function parametersText(parameters) {
  return `${inUnits(parameters)} parameter${parameters === 1 ? "" : "s"}`;
}
function inUnits(value) {
  const [size, unit] = UNITS.find(([each]) => value >= each) ?? [];
  return size === void 0 ? formatCount(value) : `${Number((value / size).toPrecision(3))} ${unit}`;
}

// src/report/data-lines.ts
var DRIFTED = 0.2;
var NOTABLE_PSI = 0.1;
var NOTABLE_NULLS = 0.01;
var MOST_NAMES = 2;
var LONGEST_NAME2 = 40;
var LONGEST_REASON = 200;
function isDescribed(item) {
  const { folder, tables = [], leaked = [], unread = [] } = item;
  return folder !== void 0 || hasFiles(item) || tables.length > 0 || leaked.length > 0 || unread.length > 0;
}
function hasFiles({ images, media, texts, models = [] }) {
  return [images, media, texts].some((kind) => kind?.now !== void 0 || kind?.before !== void 0) || models.length > 0;
}
function dataText(item, kind = true) {
  const { folder, tables = [], leaked = [], unread = [] } = item;
  const facts = [
    kind ? kindText(item) : "",
    ...folder === void 0 ? [] : folderFacts(folder, item),
    ...tablesFacts(tables, item, tableFacts),
    ...fileFacts(item),
    ...leaked.map(leakText)
  ].filter((fact2) => fact2 !== "");
  return [facts.join(", "), unreadText(unread)].filter((part) => part !== "").join("; ");
}
function dataGist(item) {
  const { folder, tables = [], leaked = [] } = item;
  return [
    kindText(item),
    ...folder === void 0 ? [] : folderFacts(folder, item).slice(0, 1),
    ...tablesFacts(tables, item, tableGist),
    ...fileFacts(item).slice(0, 1),
    ...leaked.filter(isShared).map(leakText)
  ].filter((fact2) => fact2 !== "").join(", ");
}
function kindText(item) {
  const { change, size, baseline_size: before } = item;
  const isPlain = item.folder === void 0 && (item.tables ?? []).length === 0 && !hasFiles(item);
  if (change === "added") return `new${isPlain && size !== void 0 ? `, ${formatBytes(size)}` : ""}`;
  if (change === "deleted") return `removed${isPlain && before !== void 0 ? ` (${formatBytes(before)})` : ""}`;
  if (!isPlain) return "";
  if (size === void 0) return "changed";
  const difference = sizeDifference(item);
  return difference === "" ? `changed, ${formatBytes(size)}` : `${formatBytes(size)} (${difference})`;
}
function sizeDifference({ size, baseline_size: before }) {
  if (size === void 0 || before === void 0 || size === before) return "";
  return `${size > before ? "+" : "-"}${formatBytes(Math.abs(size - before))}`;
}
function folderFacts(folder, item) {
  const { files, baseline_files: before, duplicates, baseline_duplicates: earlier } = folder;
  const counts = {
    added: folder.added.files,
    removed: folder.removed.files,
    modified: folder.modified.files,
    renamed: folder.renamed.files
  };
  return [
    ofBoth(files, before, kindWord(item) ?? "file", counts),
    sizeDifference(item),
    duplicates !== void 0 && duplicates > (earlier ?? 0) ? `${counted(duplicates, "duplicate")}${earlier === void 0 ? "" : ` (${signed(duplicates - earlier)})`}` : ""
  ];
}
function tablesFacts(tables, { path }, factsOf) {
  const [table, ...others] = tables;
  if (table === void 0) return [];
  if (others.length > 0) return [`${formatCount(tables.length)} tables changed`];
  const facts = factsOf(table);
  const [first2, ...rest] = facts;
  return table.path === path || first2 === void 0 ? facts : [`${short(within(path, table.path))}: ${first2}`, ...rest];
}
function tableFacts(table) {
  return [
    rowsFact(table),
    ...columnFacts(table),
    ...driftFacts(table.columns),
    nullsFact(table.columns),
    duplicatesFact(table)
  ].filter((fact2) => fact2 !== "");
}
function tableGist(table) {
  const { columns, rows, baseline_rows: before } = table;
  const changed = columns.filter(({ change }) => change !== void 0);
  const added = changed.filter(({ change }) => change === "added");
  const hasBoth = rows !== void 0 && before !== void 0;
  const schema = !hasBoth || changed.length === 0 ? "" : changed.length === added.length ? newColumns(added.length) : `schema changed (${counted(changed.length, "column")})`;
  return [rowsFact(table), schema, ...driftFacts(columns).slice(0, 1)].filter((fact2) => fact2 !== "");
}
function rowsFact({ rows, baseline_rows: before, added, removed, changed = 0, matched }) {
  const isMatched = matched !== void 0 && added !== void 0 && removed !== void 0;
  return ofBoth(rows, before, "row", isMatched ? { added, removed, changed } : void 0);
}
function newColumns(columns) {
  return `${formatCount(columns)} new ${columns === 1 ? "column" : "columns"}`;
}
function columnFacts({ rows, baseline_rows: before, columns, columns_omitted: omitted = 0 }) {
  if (rows === void 0 || before === void 0) return [counted(columns.length + omitted, "column")];
  const of = (change) => columns.filter((column) => column.change === change);
  const told = (found, text2, nameOf = columnName) => found.length === 0 ? "" : `${text2(counted(found.length, "column"))} (${named(found.map(nameOf), MOST_NAMES)})`;
  const [added, removed, renamed, retyped] = [of("added"), of("removed"), of("renamed"), of("retyped")];
  return [
    told(added, () => newColumns(added.length)),
    told(removed, (columns2) => `${columns2} removed`),
    told(
      renamed,
      (columns2) => `${columns2} probably renamed`,
      ({ name, was = "" }) => `${short(was)} → ${short(name)}`
    ),
    told(
      retyped,
      (columns2) => `${columns2} of another type`,
      ({ name, type = "", baseline_type: old = "" }) => `${short(name)}: ${short(old)} → ${short(type)}`
    )
  ];
}
function driftFacts(columns) {
  const drifted = columns.flatMap(({ name, psi }) => psi !== void 0 && psi >= DRIFTED ? [{ name, psi }] : []).sort((one, other) => other.psi - one.psi);
  const left = drifted.length - MOST_NAMES;
  return [
    ...drifted.slice(0, MOST_NAMES).map(({ name, psi }) => `${short(name)} drifted (PSI ${formatNumber(Number(psi.toPrecision(2)))})`),
    ...left > 0 ? [`${counted(left, "more column")} drifted`] : []
  ];
}
function nullsFact(columns) {
  const [worst] = columns.flatMap(
    ({ name, now, before }) => now === void 0 || before === void 0 ? [] : [{ name, nulls: now.nulls, earlier: before.nulls }]
  ).filter(({ nulls, earlier }) => nulls - earlier >= NOTABLE_NULLS).sort((one, other) => other.nulls - other.earlier - (one.nulls - one.earlier));
  return worst === void 0 ? "" : `${short(worst.name)} has more nulls (${formatShare(worst.earlier)} → ${formatShare(worst.nulls)})`;
}
function duplicatesFact({ duplicates, baseline_duplicates: before }) {
  if (duplicates === void 0 || duplicates <= (before ?? 0)) return "";
  return `${counted(duplicates, "duplicate row")}${before === void 0 ? "" : ` (${signed(duplicates - before)})`}`;
}
function isShared({ files = 0, rows = 0 }) {
  return files + rows > 0;
}
function leakText(leak) {
  const shared = sharedText(leak);
  if (shared === "") return "";
  const isOne = (leak.files ?? 0) + (leak.rows ?? 0) === 1;
  const before = leak.files === void 0 ? leak.baseline_rows : leak.baseline_files;
  const isSame = before === void 0 || before === (leak.files ?? leak.rows);
  return `${shared} ${isOne ? "is" : "are"} also in ${shorten(leak.path, LONGEST_NAME2 * 2)}${isSame ? "" : ` (${formatCount(before)} before)`}`;
}
function sharedText({
  files,
  baseline_files: filesBefore,
  rows,
  baseline_rows: rowsBefore
}) {
  return [
    [files, filesBefore, "file"],
    [rows, rowsBefore, "row"]
  ].flatMap(([now, before = 0, word]) => now === void 0 || now + before === 0 ? [] : [counted(now, word)]).join(", ");
}
function unreadText([first2, ...others]) {
  if (first2 === void 0) return "";
  const what = first2.path === void 0 ? first2.part === "files" ? "files not compared" : "content not read" : `${shorten(first2.path, LONGEST_NAME2 * 2)} not read`;
  const reason = shorten(withoutPeriod(first2.reason), LONGEST_REASON);
  return `${what}: ${reason}${others.length === 0 ? "" : ` (and ${counted(others.length, "more part")})`}`;
}
function isNotable({
  change,
  psi = 0,
  now,
  before,
  new_values: fresh = 0,
  vanished_values: gone = 0
}) {
  const nulls = now === void 0 || before === void 0 ? 0 : Math.abs(now.nulls - before.nulls);
  return change !== void 0 || psi >= NOTABLE_PSI || nulls >= NOTABLE_NULLS || fresh + gone > 0;
}
function formatShare(share) {
  return formatNumber(Number(share.toPrecision(3)));
}
function within(data, path) {
  return path.startsWith(`${data}/`) ? path.slice(data.length + 1) : path;
}
function columnName({ name }) {
  return short(name);
}
function short(name) {
  return shorten(name, LONGEST_NAME2);
}

// src/report/slice-report.ts
function sliceLabel({ dimension, value }) {
  const [names, values] = [dimension.split("+"), value.split("+")];
  return names.length === values.length ? names.map((name, index) => `${name}=${values[index] ?? ""}`).join(", ") : `${dimension}=${value}`;
}

// src/report/slices.ts
var SLICES = "Slices";
var MOST_SHOWN = 3;
var ABSENT = "without a value";
var ORDINALS = ["", "2nd ", "3rd "];
var MOST_NAMES2 = 3;
function wholeMetrics(metrics) {
  return metrics.filter(({ slice }) => slice === void 0);
}
function shownSlices({ metrics, policies }) {
  const groups = /* @__PURE__ */ new Map();
  for (const metric of metrics) {
    if (metric.slice === void 0) continue;
    const key = JSON.stringify([metric.path, metric.slice.dimension, metric.slice.metric]);
    const group = groups.get(key);
    if (group === void 0) groups.set(key, [metric]);
    else group.push(metric);
  }
  const reported = new Set(policies.flatMap(({ slice }) => slice === void 0 ? [] : [keyOf(slice)]));
  return [...groups.values()].flatMap((group) => worstOf(group, reported));
}
function sliceSummary({ metrics }) {
  const slices = metrics.flatMap(({ path, slice }) => slice === void 0 ? [] : [{ path, ...slice }]);
  const distinct = new Set(slices.map(({ path, dimension, value }) => JSON.stringify([path, dimension, value])));
  return `${count(distinct.size, "slice")} by ${named([...new Set(slices.map(({ dimension }) => dimension))], MOST_NAMES2)}`;
}
function slicesSection(report) {
  const tones = tonesOf(report);
  return {
    title: SLICES,
    columns: ["Metric", "Slice", "Value", INTERVAL, "Baseline", "Change", "Rows", "Note"],
    rows: shownSlices(report).map(({ metric, note }) => {
      const { value, baseline, slice, name } = metric;
      return {
        tone: tones.get(keyOf(metric)) ?? (value === void 0 ? "warn" : "plain"),
        cells: [
          code(slice?.metric ?? name),
          code(slice === void 0 ? "" : sliceLabel(slice)),
          number(value === void 0 ? "absent" : formatNumber(value, baseline)),
          number(intervalText(metric)),
          number(baseline === void 0 ? "" : formatNumber(baseline, value)),
          changeCell(metric),
          number(supportText(slice)),
          text(note)
        ]
      };
    })
  };
}
function tonesOf({ policies }) {
  const tones = /* @__PURE__ */ new Map();
  for (const policy of policies) {
    const state = policyState(policy);
    if (policy.slice === void 0 || state === "held") continue;
    const key = keyOf(policy.slice);
    if (tones.get(key) !== "bad") tones.set(key, state === "failed" ? "bad" : "warn");
  }
  return tones;
}
function worstOf(group, reported) {
  const present = group.filter(({ value }) => value !== void 0);
  const of = `of ${present.length}`;
  const [direction] = group.flatMap((metric) => metric.direction ?? []);
  const sign = direction === "down" ? -1 : 1;
  const hasChange = group.some(({ change }) => change !== void 0 && change !== 0);
  const byValue = sorted(present, ({ value = 0 }) => sign * value);
  const byChange = sorted(present, ({ change = 0 }) => direction === void 0 ? -Math.abs(change) : sign * change);
  const isUndirectedChange = direction === void 0 && hasChange;
  const notes = /* @__PURE__ */ new Map();
  const add = (metric, note) => {
    if (metric !== void 0 && !notes.has(metric)) notes.set(metric, note);
  };
  const first2 = isUndirectedChange ? "largest change" : direction === "down" ? "highest" : "lowest";
  const inOrder = isUndirectedChange ? byChange : byValue;
  for (const metric of group.filter(({ value }) => value === void 0).slice(0, MOST_SHOWN)) add(metric, ABSENT);
  for (const [index, metric] of inOrder.slice(0, MOST_SHOWN).entries())
    add(metric, `${ORDINALS[index] ?? ""}${first2} ${of}`);
  const [fell] = byChange;
  if (direction !== void 0 && fell?.change !== void 0 && sign * fell.change < 0)
    add(fell, `${direction === "up" ? "largest fall" : "largest rise"} ${of}`);
  for (const metric of group) if (reported.has(keyOf(metric))) add(metric, "named by a policy");
  return [...notes].map(([metric, note]) => ({ metric, note: group.length === 1 && note !== ABSENT ? "" : note }));
}
function sorted(group, keyOf2) {
  return group.map((metric) => ({ metric, key: keyOf2(metric) })).sort((one, other) => one.key < other.key ? -1 : one.key > other.key ? 1 : 0).map(({ metric }) => metric);
}
function supportText(slice) {
  const { support, baseline_support: before } = slice ?? {};
  if (support === void 0) return "";
  const rows = formatNumber(support);
  return before === void 0 || before === support ? rows : `${rows} (${formatChange(support - before)})`;
}
function keyOf({ path, name }) {
  return JSON.stringify([path, name]);
}

// src/report/answer.ts
var MOST2 = { metrics: 3, params: 3, data: 2, code: 2 };
var LONGEST_VALUE = 30;
var LONGEST_DATA = 160;
function answerOf(report) {
  return [metricsText(report), ...changedInputs(report)].filter((part) => part !== "").join(" · ");
}
function changedInputs({ params, data, stages: stages2 }) {
  const code2 = stages2.flatMap(
    ({ causes, reproduced = [] }) => [...causes, ...reproduced].flatMap(({ kind, path }) => kind === "code" && path !== void 0 ? [path] : [])
  );
  const changedCode = named([...new Set(code2)], MOST2.code);
  return [
    first(params, MOST2.params, paramText),
    first(
      data.filter(({ stage }) => stage === void 0),
      MOST2.data,
      sourceText,
      // A described one has commas of its own.
      data.some((item) => item.stage === void 0 && isDescribed(item)) ? " · " : ", "
    ),
    changedCode === "" ? "" : `${changedCode} changed`
  ];
}
function metricsText({ metrics, policies, conclusion }) {
  const known = conclusion === "failure" ? metrics.filter(({ value }) => value !== void 0) : metrics;
  const rows = judged(known, policies);
  if (rows.length === 0) return "";
  const hasBaseline = rows.some(({ metric }) => metric.baseline !== void 0);
  const text2 = first(rows, MOST2.metrics, (row) => metricText(row, hasBaseline));
  return hasBaseline ? text2 : `${text2} (no baseline yet)`;
}
function judged(metrics, policies) {
  const byName = metricsByLabel(metrics);
  const byLabel = /* @__PURE__ */ new Map();
  for (const policy of policies) {
    const label = policy.slice?.label ?? policy.metric;
    appendTo(byLabel, label, policy);
  }
  const rows = [...byLabel].flatMap(([label, own]) => {
    const [metric] = own.flatMap((policy) => metricOf(policy, byName) ?? []);
    return metric === void 0 || own.some(({ stale }) => stale) ? [] : [{ label, metric, policies: own }];
  });
  if (rows.length > 0) return rows.sort((one, other) => rank(one) - rank(other));
  if (policies.some(({ metric, value, passed }) => byName.has(metric) || value === void 0 && !passed)) return [];
  const whole = wholeMetrics(metrics);
  const directed = whole.filter(({ direction }) => direction !== void 0);
  return (directed.length > 0 ? directed : whole).map((metric) => ({ label: metric.name, metric, policies: [] })).sort((one, other) => rank(one) - rank(other));
}
function rank({ metric, policies }) {
  const states = policies.map(policyState);
  if (states.includes("failed") || states.includes("unjudged")) return 0;
  if (states.some((state) => state === "warned" || state === "accepted")) return 1;
  const { verdict, sign } = changeOf(metric);
  if (verdict === "worse") return 2;
  return sign !== 0 || policies.length > 0 ? 3 : 4;
}
function metricText({ label, metric, policies }, hasBaseline) {
  const { value, baseline } = metric;
  if (value === void 0) return `${label} absent`;
  const shown3 = `${label} ${gateNumber(value, policies, baseline)}`;
  const change = changeOf(metric);
  const { word } = change;
  if (word === "new") return hasBaseline ? `${shown3} (new)` : shown3;
  if (word === "same") return `${shown3} (unchanged)`;
  return `${shown3} (${changeText(change)})`;
}
function first(items, most, textOf, between = ", ") {
  const shown3 = items.length === most + 1 ? items : items.slice(0, most);
  const text2 = shown3.map(textOf).join(between);
  return items.length > shown3.length ? `${text2} and ${items.length - shown3.length} more` : text2;
}
function paramText({ path, name, baseline, value }) {
  const label = path === "params.yaml" ? name : `${path}:${name}`;
  if (value === void 0) return `${label} removed (was ${shown(baseline)})`;
  return baseline === void 0 ? `${label} = ${shown(value)} (new)` : `${label} ${shown(baseline)} → ${shown(value)}`;
}
function shown(value) {
  const text2 = typeof value === "string" ? value : typeof value === "number" ? formatNumber(value) : JSON.stringify(value);
  return text2.length > LONGEST_VALUE ? `${text2.slice(0, LONGEST_VALUE - 1)}…` : text2;
}
function sourceText(item) {
  const { path, change, size } = item;
  if (isDescribed(item)) return `${path}: ${shorten(dataGist(item) || "changed", LONGEST_DATA)}`;
  if (change === "deleted") return `${path} removed`;
  if (change === "added") return `${path} new${size === void 0 ? "" : ` (${formatBytes(size)})`}`;
  return `${path} ${sizeDifference(item) || "changed"}`;
}

// src/report/cause-block.ts
var MOST_NAMES3 = 5;
var MOST_COMMANDS = 5;
function placeOf({ path, line }) {
  return path === void 0 ? {} : { place: { path, ...line === void 0 ? {} : { line } } };
}
function repairsOf(findings3) {
  const fixes = [...new Set(findings3.flatMap(({ fix }) => fix === void 0 ? [] : [fix]))];
  const [advice] = fixes.filter(isSentence);
  return {
    repair: fixes.filter((fix) => !isSentence(fix)).slice(0, MOST_COMMANDS),
    ...advice === void 0 ? {} : { advice }
  };
}
function isSentence(fix) {
  return /^[A-Z`]/.test(fix);
}
function stagesThatNeedIt(names) {
  if (names.length === 0) return [];
  return [
    `${count(names.length, "stage")} that ${names.length === 1 ? "needs" : "need"} it: ${named(names, MOST_NAMES3)}`
  ];
}
var OpenFailures = class {
  findings;
  policies;
  metrics;
  constructor(report) {
    this.findings = new Set(
      report.lint.filter(({ severity, rule }) => severity === "error" && rule !== report.error?.id)
    );
    this.policies = new Set(report.policies.filter((policy) => closesGate(policy) || policy.stale));
    this.metrics = report.metrics;
  }
  /** Takes findings out. */
  take(is) {
    return taken(this.findings, is);
  }
  /** Takes policies out. */
  takePolicies(is) {
    return taken(this.policies, is);
  }
  /** Takes out the rules that judged the model from before a change. @returns clauses */
  takeOlder() {
    const rules = this.takePolicies((policy) => policy.stale === true);
    const failed = rules.filter(({ passed }) => !passed).length;
    if (rules.length === 0) return [];
    return [
      `${count(rules.length, "rule")} judged the older model, that from before the change${failed > 0 ? ` (${failed} failed)` : ""}`
    ];
  }
  /** Takes out what follows from a measurement that failed: claims and rules without a number. @returns clauses */
  takeUnmeasured() {
    const measured2 = new Set(this.metrics.flatMap(({ path, value }) => value === void 0 ? [] : [path]));
    const isUnmeasured = ({ rule, path }) => rule === "metric-claim" && path !== void 0 && !endsOf(path).some((end) => measured2.has(end));
    const claims2 = this.take(isUnmeasured);
    const rules = this.takePolicies(({ value, accepted }) => value === void 0 && accepted === void 0);
    return [
      ...claims2.length > 0 ? [`the metrics of ${named(pathsOf(claims2), MOST_NAMES3)} were not measured`] : [],
      ...rules.length > 0 ? [`the gate could not judge ${count(rules.length, "rule")}`] : []
    ];
  }
};
function endsOf(path) {
  const parts = path.split("/");
  return parts.map((_, index) => parts.slice(index).join("/"));
}
function pathsOf(findings3) {
  return [...new Set(findings3.flatMap(({ path }) => path === void 0 ? [] : [path]))];
}
function taken(from, is) {
  const found = [...from].filter(is);
  for (const item of found) from.delete(item);
  return found;
}

// src/report/stale-causes.ts
function staleCauses(report, open) {
  const found = open.take(({ rule }) => rule === "stale-stage");
  const stale = report.stages.filter(
    ({ verdict, held, causes }) => verdict === "stale" && held !== true && causes.some(isChange)
  );
  if (found.length === 0 && report.error?.id !== "pipeline-stale") return [];
  const byStage = new Map(found.map((finding) => [finding.stage, finding]));
  const roots = rootsOf(stale);
  const [first2, ...others] = found;
  if (first2 !== void 0 && first2.stage === void 0 || roots.length === 0)
    return [
      blockOf(first2, stale[0], [...others.map(({ message }) => message).slice(0, MOST_NAMES3), ...consequences(open)])
    ];
  return roots.map(
    ({ stage, same, below }, index) => blockOf(byStage.get(stage.name), stage, [
      ...same.length > 0 ? [`${count(same.length, "stage")} with the same change: ${namesOf(same)}`] : [],
      ...stagesThatNeedIt(below.map(({ name }) => name)),
      ...index === 0 ? consequences(open, new Set(stale.map(({ name }) => name))) : []
    ])
  );
}
function blockOf(finding, stage, folded) {
  const why = stage?.causes.map(({ message }) => message).join("; ");
  return {
    id: "stale-stage",
    title: finding?.message ?? `dvc.lock is stale: dvc repro would run ${stage?.name ?? "a stage"} (${why ?? ""}).`,
    tone: "bad",
    ...placeOf(finding ?? {}),
    ...repairsOf(finding === void 0 ? [] : [finding]),
    folded
  };
}
function consequences(open, stale = /* @__PURE__ */ new Set()) {
  const claims2 = open.take(({ rule, stage }) => rule === "metric-claim" && stage !== void 0 && stale.has(stage));
  return [
    ...open.takeOlder(),
    ...claims2.length > 0 ? [`${count(claims2.length, "committed metric")} that it makes: ${named(pathsOf(claims2), MOST_NAMES3)}`] : []
  ];
}
function rootsOf(stale) {
  const roots = [];
  const rootOf = /* @__PURE__ */ new Map();
  const byChange = /* @__PURE__ */ new Map();
  for (const stage of stale) {
    const changes = new Set(ownChanges(stage));
    const [first2] = changes;
    if (first2 === void 0) continue;
    const known2 = byChange.get(first2)?.find((each) => [...changes].every((change) => each.changes.has(change)));
    const root = known2?.root ?? { stage, same: [], below: [] };
    rootOf.set(stage.name, root);
    if (known2 !== void 0) {
      root.same.push(stage);
      continue;
    }
    roots.push(root);
    for (const change of changes) appendTo(byChange, change, { root, changes });
  }
  const byName = new Map(stale.map((stage) => [stage.name, stage]));
  const known = /* @__PURE__ */ new Map();
  for (const stage of stale)
    if (!rootOf.has(stage.name)) (upstreamRoot(stage, byName, rootOf, known) ?? roots[0])?.below.push(stage);
  return roots;
}
function upstreamRoot(start, byName, rootOf, known) {
  const seen = /* @__PURE__ */ new Set([start.name]);
  const waiting = [start];
  const alone = [];
  const end = (root) => {
    for (const name of alone) known.set(name, root);
    return root;
  };
  for (let stage = waiting.shift(); stage !== void 0; stage = waiting.shift()) {
    if (waiting.length === 0) {
      if (known.has(stage.name)) return end(known.get(stage.name));
      alone.push(stage.name);
    }
    for (const { kind, path } of stage.causes) {
      if (kind !== "upstream" || path === void 0 || seen.has(path)) continue;
      const root = rootOf.get(path);
      if (root !== void 0) return end(root);
      seen.add(path);
      const next = byName.get(path);
      if (next !== void 0) waiting.push(next);
    }
  }
  return end(void 0);
}
function ownChanges({ causes }) {
  return causes.filter((cause) => isChange(cause) && cause.kind !== "upstream").map(({ kind, path = "", message }) => `${kind}\0${path}\0${message}`);
}
function namesOf(stages2) {
  return named(
    stages2.map(({ name }) => name),
    MOST_NAMES3
  );
}

// src/report/causes.ts
var PLACED = /* @__PURE__ */ new Set(["stage-data-missing", "metric-claim"]);
var UNMEASURED = /* @__PURE__ */ new Set(["evaluation-failed", "evaluation-inputs", "stage-failed"]);
var SUMS = /* @__PURE__ */ new Set([
  "audit-failed",
  "check-failed",
  "gate-closed",
  "lint-failed",
  "measurement-failed",
  "metric-mismatch",
  "pipeline-stale",
  "remote-data-missing",
  "validation-failed"
]);
function causesOf(report, project = "") {
  if (report.conclusion !== "failure" && report.conclusion !== "error") return [];
  const open = new OpenFailures(report);
  const blocks = [
    ...missingObjects(report, open),
    ...staleCauses(report, open),
    ...failedStages(report, open),
    ...findings(open, (rule) => !isRule(rule) && !PLACED.has(rule)),
    ...findings(open, (rule) => rule === "stage-data-missing"),
    ...findings(open, isRule),
    ...failedChecks(report),
    ...claims(report, open),
    ...closedGate2(report, open, project),
    ...examined(report)
  ];
  return withError(report, blocks).map((block) => ({ ...block, title: asSentence(block.title) }));
}
function asSentence(title) {
  return /^(?:the|stage) /.test(title) ? capitalized(title) : title;
}
function isRule(rule) {
  return !Object.hasOwn(FINDINGS, rule);
}
function missingObjects({ remote, stages: stages2 }, open) {
  const names = [...new Set(remote.missing.map((object) => object.remote))];
  return names.map((name, index) => {
    const objects = remote.missing.filter((object) => object.remote === name);
    const [first2] = objects;
    const paths = objects.flatMap((object) => object.paths);
    const reasons = [...new Set(objects.map(({ reason }) => reason))].join(" or ");
    const isEmpty = remote.empty?.includes(name) === true;
    const advice = isEmpty ? "Check its address, or run `dvc push` where the data was made." : (objects.find(({ reason }) => reason !== "missing") ?? first2)?.fix;
    const needing = stages2.filter(({ verdict, causes }) => verdict === "stale" && !causes.some(isChange));
    if (index === 0) open.take(({ rule }) => rule === "stage-data-missing");
    return {
      id: "remote-data-missing",
      title: `${named(paths, 1)} ${paths.length > 1 ? "are" : "is"} ${reasons} in the remote '${name}'${isEmpty ? ", which has none of the data of this commit" : ""}.`,
      tone: "bad",
      ...placeOf({ path: first2?.file, line: first2?.line }),
      repair: advice?.includes("`dvc push`") ? ["dvc push"] : [],
      ...advice === void 0 ? {} : { advice },
      folded: [
        ...paths.length > 1 ? [`missing too: ${named(paths.slice(1), MOST_NAMES3)}`] : [],
        ...index === 0 ? [...stagesThatNeedIt(needing.map((stage) => stage.name)), ...open.takeUnmeasured()] : []
      ]
    };
  });
}
function failedStages({ stages: stages2, error, fanout }, open) {
  const failed = stages2.filter(({ verdict }) => verdict === "failed");
  const found = open.take(({ rule }) => rule === "stage-failed");
  const [first2] = failed;
  const [finding] = found;
  if (first2 === void 0 && finding === void 0) return [];
  const log = first2?.log ?? fanout?.jobs.find((job) => job.log !== void 0)?.log;
  const told = finding?.message ?? (error?.id === "stage-command-failed" ? error.message : void 0);
  const skipped = stages2.filter(({ verdict }) => verdict === "skipped").map(({ name }) => name);
  return [
    {
      id: "stage-command-failed",
      title: told ?? `The stage ${first2?.name ?? ""} failed.`,
      tone: "bad",
      ...placeOf(finding ?? {}),
      ...repairsOf(found),
      ...log === void 0 || log.trim() === "" ? {} : { log: { title: first2?.name ?? "the stage", text: log } },
      folded: [
        ...skipped.length > 0 && (finding !== void 0 || error?.remedy === void 0) ? [`${count(skipped.length, "stage")} did not run: ${named(skipped, MOST_NAMES3)}`] : [],
        ...open.takeOlder(),
        ...open.takeUnmeasured()
      ]
    }
  ];
}
function findings(open, has) {
  const found = open.take(({ rule }) => has(rule));
  return [...new Set(found.map(({ rule }) => rule))].map((rule) => {
    const own = found.filter((finding) => finding.rule === rule);
    return {
      ...blockOf2(own),
      folded: [...otherPlaces(own.slice(1)), ...UNMEASURED.has(rule) ? open.takeUnmeasured() : []]
    };
  });
}
function claims({ metrics }, open) {
  const found = open.take(({ rule }) => rule === "metric-claim");
  if (found.length === 0) return [];
  const block = blockOf2(found);
  const isMeasured = metrics.some(
    ({ value, committed: committed2 }) => value !== void 0 && committed2 !== void 0 && value !== committed2
  );
  return [
    { ...block, folded: [...isMeasured ? ["the values of this report were measured here"] : [], ...block.folded] }
  ];
}
function blockOf2(own) {
  const [first2] = own;
  return {
    id: first2?.rule ?? "",
    title: first2?.message ?? "",
    tone: "bad",
    ...placeOf(first2 ?? {}),
    ...repairsOf(own),
    ...first2?.log === void 0 ? {} : { log: { title: first2.stage ?? "the command", text: first2.log } },
    folded: otherPlaces(own.slice(1))
  };
}
function otherPlaces(findings3) {
  if (findings3.length === 0) return [];
  const places = findings3.flatMap(
    ({ path, line }) => path === void 0 ? [] : [line === void 0 ? path : `${path}:${line}`]
  );
  return [
    `${findings3.length} more of its kind${places.length === 0 ? "" : `: ${named([...new Set(places)], MOST_NAMES3)}`}`
  ];
}
function failedChecks({ checks: checks2 }) {
  return checks2.filter(({ conclusion }) => conclusion === "failure").map(({ name, command, log, results }) => {
    const failures = results?.failures.filter(({ outcome }) => outcome === "failed" || outcome === "error") ?? [];
    const [first2] = failures;
    const all = results === void 0 ? 0 : results.totals.failed + results.totals.errors;
    return {
      id: "check-failed",
      title: `The check ${name} failed ('${command}')${results === void 0 || all === 0 ? "" : `: ${totalsText(results.totals)}`}.`,
      tone: "bad",
      ...placeOf(first2 ?? {}),
      repair: [],
      ...log.trim() === "" ? {} : { log: { title: name, text: log } },
      folded: [
        ...failures.slice(0, MOST_NAMES3).map(failureClause),
        ...all > MOST_NAMES3 ? [`${all - Math.min(failures.length, MOST_NAMES3)} more`] : []
      ]
    };
  });
}
function closedGate2({ metrics }, open, project) {
  const failed = open.takePolicies(({ passed }) => !passed);
  const [first2] = failed;
  if (first2 === void 0) return [];
  const path = metricOf(first2, metricsByLabel(metrics))?.path;
  return [
    {
      id: "gate-closed",
      title: `The gate is closed: ${policyReason(first2)}`,
      tone: "bad",
      ...placeOf({ path: path === void 0 || project === "" ? path : `${project}/${path}` }),
      repair: [],
      // The rules of one metric that was not measured have one reason.
      folded: [...new Set(failed.map(policyReason))].slice(1).map(withoutPeriod)
    }
  ];
}
function examined({ doctor = [], verification = [] }) {
  return [...doctor, ...verification].filter(({ state }) => state === "error").map(({ id, name, message, remedy }) => ({
    id: id ?? name,
    title: `${name}: ${message}`,
    tone: "bad",
    repair: [],
    ...remedy === void 0 ? {} : { advice: remedy },
    folded: []
  }));
}
function withError({ error, lint, doctor, verification, message }, blocks) {
  if (error === void 0 || (doctor ?? verification) !== void 0 && blocks.length > 0) return [...blocks];
  const own = blocks.find(({ id, title }) => id === error.id || title === error.message);
  const { remedy } = error;
  if (own !== void 0) {
    const at = own.place ?? placeOf(lint.find(({ rule }) => rule === error.id) ?? {}).place;
    const advice = own.advice ?? remedy;
    return [
      { ...own, ...at === void 0 ? {} : { place: at }, ...advice === void 0 ? {} : { advice } },
      ...blocks.filter((block) => block !== own)
    ];
  }
  if (SUMS.has(error.id) && blocks.length > 0) return [...blocks];
  const finding = lint.find(({ rule, severity }) => rule === error.id && severity === "error");
  return [
    {
      id: error.id,
      title: error.id === "internal" ? message : error.message,
      tone: "bad",
      ...placeOf(finding ?? {}),
      repair: [],
      ...remedy === void 0 || error.id === "internal" ? {} : { advice: remedy },
      folded: []
    },
    ...blocks
  ];
}

// src/report/environment-report.ts
var MOST3 = 3;
function changesText(changes, most = MOST3) {
  return named(changes.map(changeText2), most);
}
function changeText2({ name, value, baseline }) {
  if (baseline === null) return `+${name} ${value ?? ""}`;
  return value === null ? `-${name}` : `${name} ${baseline} → ${value}`;
}
function environmentFact(environment2) {
  if (environment2 === void 0) return "";
  const { baseline, hash, changed = [] } = environment2;
  if (changed.length > 0) return `environment: ${changesText(changed)}`;
  return baseline?.hash === void 0 || baseline.hash === hash ? "" : `environment: it differs from that of the build ${baseline.sha.slice(0, 7)}, in packages that are not known`;
}

// src/report/provenance-report.ts
var SHORT3 = 12;
function provenanceFact(provenance) {
  if (provenance === void 0) return "";
  const { signed: signed2, subjects, key = "", log_index: entry, model } = provenance;
  const by = signed2 === "key" ? `the key ${key.slice(0, SHORT3)}` : "the identity of the job";
  return `signed by ${by}: ${count(subjects, "file or folder", "files and folders")} by SHA-256${model === void 0 ? "" : `, the model ${model}`}${entry === void 0 ? "" : `, entry ${entry} of the log`}`;
}

// src/report/reproduced.ts
var MOST4 = { outputs: 3, metrics: 2 };
function reproducedFact({ reproduced = [], metrics }) {
  if (reproduced.length === 0) return "";
  const others = reproduced.filter(({ same: same2 }) => !same2).map(({ path }) => path);
  if (others.length === 0)
    return reproduced.length === 1 ? "the output is bit for bit as committed" : `all ${reproduced.length} outputs are bit for bit as committed`;
  const moved = metrics.flatMap(
    ({ name, value, committed: committed2 }) => value === void 0 || committed2 === void 0 || committed2 === value ? [] : [`${name} ${formatBeside(committed2, value)} → ${formatBeside(value, committed2)}`]
  );
  const same = reproduced.length - others.length;
  return `${same} of ${count(reproduced.length, "output")} ${same === 1 ? "is" : "are"} bit for bit as committed; ${named(others, MOST4.outputs)} differ${others.length === 1 ? "s" : ""}${moved.length === 0 ? "" : ` (${named(moved, MOST4.metrics)})`}`;
}

// src/report/headline.ts
var HEADLINES = {
  success: { word: "Passed", tone: "good" },
  unverified: { word: "Not verified", tone: "warn" },
  failure: { word: "Failed", tone: "bad" },
  superseded: { word: "Superseded", tone: "warn" },
  cancelled: { word: "Cancelled", tone: "warn" },
  error: { word: "Could not finish", tone: "bad" }
};
var ROLLED_BACK = "Rolled back";
var MOST_TARGETS = 2;
function headlineOf(report, project = "") {
  const { source, remote, commit: commit2 } = report;
  const causes = causesOf(report, project);
  const { message, change } = linesOf(report, causes);
  const facts = [
    `${report.mode}${commitText(report)}${source.pull_request === void 0 ? "" : ` for pull request ${source.pull_request}`}${source.base_sha ? ` against ${source.base_sha.slice(0, 12)}` : ""}`
  ];
  if (causes.length === 0 && message !== report.message) facts.push(report.message);
  if (remote.name) {
    const counts = [`${count(remote.objects, "object")} needed`, `${remote.verified} verified`];
    if (report.mode === "rebuild" || report.mode === "retrain") counts.push(`${remote.pushed} pushed`);
    if (remote.unread !== void 0) counts.push(`content of ${remote.unread} not read`);
    if (remote.missing.length > 0) counts.push(`${remote.missing.length} missing`);
    facts.push(`remote '${remote.name}': ${counts.join(", ")}`);
  }
  const leftOut = leftOutParts(report);
  if (leftOut !== "") facts.push(`left out: ${leftOut}`);
  facts.push(
    ...[reproducedFact(report), environmentFact(report.environment), provenanceFact(report.provenance)].filter(
      (fact2) => fact2 !== ""
    )
  );
  if (report.hold && !report.hold.released) facts.push(heldFact(report.hold));
  if (commit2) facts.push(committed(commit2));
  if (report.retrain) facts.push(...retrainFacts(report.retrain));
  if (report.tag) facts.push(`tagged ${report.tag}`);
  const links = mlflowFacts(report.mlflow);
  return {
    ...HEADLINES[report.conclusion],
    ...isRolledBack(report) ? { word: ROLLED_BACK } : {},
    // They show, and judge nothing.
    ...report.mode === "diff" && report.conclusion === "success" ? { word: "Compared" } : {},
    ...report.mode === "history" && report.conclusion === "success" ? { word: FOUND } : {},
    ...report.mode === "verify" && report.conclusion === "success" ? { word: VERIFIED } : {},
    ...report.mode === "gc" && report.conclusion === "success" ? { word: "Examined" } : {},
    message,
    change,
    causes,
    facts: [...facts, ...links.keys()],
    links
  };
}
function titleOf(report, project = "") {
  const { lead, rest } = verdictOf(headlineOf(report, project));
  return `${lead} ${rest}`;
}
function verdictOf({ word, message }) {
  return message.startsWith(`${word} `) ? { lead: word, rest: message.slice(word.length + 1) } : { lead: `${word}:`, rest: message };
}
function isRolledBack({ conclusion, rollback, commit: commit2 }) {
  return conclusion === "success" && rollback !== void 0 && commit2 !== void 0 && commit2.pull_request === void 0;
}
function linesOf(report, causes) {
  const [cause] = causes;
  const answer = answerOf(report);
  if (cause !== void 0) return { message: causeText(cause, causes.length - 1), change: answer };
  if (report.conclusion !== "success") return { message: report.message, change: answer };
  const made = madeText(report);
  if (made === "" && (report.mode !== "validate" || answer === "")) return { message: report.message, change: answer };
  const parts = report.rollback === void 0 ? [answer, made] : [made, answer];
  return { message: parts.filter((part) => part !== "").join(" · "), change: "" };
}
function causeText({ title, repair: [command], advice }, more) {
  const others = more === 0 ? "" : ` (and ${count(more, "more cause")})`;
  const repair = command === void 0 ? advice ?? "" : `To repair: \`${command}\``;
  return `${/[.!?]$/.test(title) ? title : `${title}.`}${others}${repair === "" ? "" : ` ${repair}`}`;
}
function madeText({ mode, rollback, commit: commit2, tag, mlflow }) {
  if (commit2 === void 0) return "";
  const sha = commit2.sha.slice(0, 7);
  if (mode === "validate") return `committed ${sha} to ${commit2.branch}`;
  const version = modelVersion(mlflow);
  if (rollback !== void 0) return `${rollbackText(rollback, commit2)}${version}`;
  return `built ${sha}${tag === void 0 ? "" : ` as ${tag}`}${version}${inPull(commit2)}`;
}
function modelVersion(mlflow) {
  if (mlflow?.version === void 0) return "";
  const { version, model = "the model", alias } = mlflow;
  return `, version ${version} of ${model}${alias === void 0 ? "" : `, now ${alias}`}`;
}
function rollbackText(rollback, { pull_request: pull }) {
  const targets = rollback.targets.length === 0 ? "" : ` ${named(rollback.targets, MOST_TARGETS)}`;
  const to = `to ${versionText(rollback)}`;
  return pull === void 0 ? `${ROLLED_BACK}${targets} ${to}` : `Pull request ${pull.number} rolls${targets} back ${to}`;
}
function versionText({ to, sha }) {
  const short2 = sha.slice(0, 7);
  return sha.startsWith(to) ? short2 : `${to} (${short2})`;
}
function inPull({ pull_request: pull }) {
  return pull === void 0 ? "" : ` in pull request ${pull.number}`;
}
function mlflowFacts(mlflow) {
  const facts = /* @__PURE__ */ new Map();
  if (mlflow === void 0) return facts;
  const { experiment, run_id: run2, model = "", version, alias } = mlflow;
  if (version !== void 0)
    facts.set(
      `MLflow: version ${version} of ${model}${alias === void 0 ? "" : `, now ${alias}`}`,
      mlflow.version_url
    );
  if (experiment !== "") facts.set(`MLflow: run ${run2.slice(0, 8)} in ${experiment}`, mlflow.url);
  return facts;
}
function committed({ sha, branch: branch2, method, attempts, pull_request: pull }) {
  const short2 = sha.slice(0, 12);
  if (method === "tag") return `committed ${short2} under its tag alone`;
  if (method === "pull-request")
    return pull === void 0 ? `committed ${short2} for a pull request into ${branch2}` : `committed ${short2} in pull request ${pull.number} into ${branch2}: ${pull.url}`;
  return `committed ${short2} to ${branch2} ${method === "api" ? "by GitHub's API, " : ""}after ${count(attempts, "push", "pushes")}`;
}
function heldFact(hold) {
  return `${heldText(hold)} (rollback ${hold.commit.slice(0, 12)} to ${hold.to.slice(0, 12)})`;
}
function retrainFacts({ reason, stages: stages2, params, data }) {
  const asked = [
    ...stages2.length > 0 ? [`forced: ${stages2.join(", ")}`] : [],
    ...params.map(({ path, name, value }) => `${path === "params.yaml" ? "" : `${path}:`}${name} = ${String(value)}`),
    ...data.map(
      ({ path, mode, from, changed }) => `${path}: ${changed ? { replace: "new", append: "more", update: "updated" }[mode] : "as before"}${from === void 0 ? "" : ` from ${from}`}`
    )
  ];
  return [...reason === void 0 ? [] : [`reason: ${reason}`], ...asked.length > 0 ? [asked.join("; ")] : []];
}
function commitText({ mode, source: { sha } }) {
  if (sha !== "") return ` of ${sha.slice(0, 12)}`;
  return mode === "setup" || mode === "verify" ? "" : " of an unknown commit";
}

// src/report/file-sections.ts
var TITLES = { images: "Images", media: "Audio and video", texts: "Texts" };
function fileSections({ images, media, texts, models = [] }) {
  return [
    ...images === void 0 ? [] : [kindSection("images", images, IMAGE_FACTS)],
    ...media === void 0 ? [] : [kindSection("media", media, MEDIA_FACTS)],
    ...texts === void 0 ? [] : [kindSection("texts", texts, TEXT_FACTS)],
    ...models.length === 0 ? [] : [modelsSection(models)],
    unreadableSection([images, media, texts])
  ];
}
var IMAGE_FACTS = [
  ["Size", sizesText],
  ["Format", ({ formats }) => numbersText(formats)],
  ["Mode", ({ modes: modes2 }) => numbersText(modes2)]
];
var MEDIA_FACTS = [
  ["Length of all", ({ seconds }) => secondsText2(seconds)],
  ["Shortest", ({ shortest }) => secondsText2(shortest)],
  ["Median", ({ median }) => secondsText2(median)],
  ["Longest", ({ longest }) => secondsText2(longest)],
  ["Of unknown length", ({ untimed }) => untimed === void 0 ? "" : formatCount(untimed)]
];
var TEXT_FACTS = [
  ["Lines", ({ lines }) => formatCount(lines)],
  ["Words", ({ words }) => formatCount(words)]
];
function kindSection(kind, { files, baseline_files: filesBefore, now, before, omitted }, facts) {
  const row = (fact2, value, baseline) => ({
    tone: "plain",
    cells: [text(fact2), text(value), text(baseline)]
  });
  const of = (side, textOf) => side === void 0 ? "" : textOf(side);
  const counts = (value) => value === void 0 ? "" : formatCount(value);
  return {
    title: TITLES[kind],
    columns: ["Of", "This change", "Baseline"],
    rows: [
      row("Files", counts(files), counts(filesBefore)),
      row("Files that were read", counts(now?.read), counts(before?.read)),
      row("Changed files that were not read", counts(omitted), ""),
      row("Unreadable", counts(now?.unreadable?.files), counts(before?.unreadable?.files)),
      ...facts.map(([fact2, textOf]) => row(fact2, of(now, textOf), of(before, textOf)))
    ].filter(({ cells: [, ...sides] }) => sides.some((cell) => cell.text !== ""))
  };
}
function unreadableSection(kinds) {
  return {
    title: "Unreadable files",
    columns: ["Path", "Why"],
    rows: kinds.flatMap((kind) => kind?.now?.unreadable?.first ?? []).map(({ path, reason }) => ({ tone: "warn", cells: [code(path), text(reason)] }))
  };
}
function modelsSection(models) {
  return {
    title: "Models",
    columns: [
      "Model",
      "Format",
      "Parameters",
      "Before",
      "Tensors",
      "Before",
      "Added",
      "Removed",
      "Other shape",
      "Other type"
    ],
    rows: models.map((model) => ({
      tone: "plain",
      cells: [
        code(model.path),
        text(model.format),
        ...[model.parameters, model.baseline_parameters].map(parametersCell),
        ...[model.tensors, model.baseline_tensors].map(countCell),
        ...[model.added, model.removed, model.reshaped, model.retyped].map((tensors) => text(tensorsText(tensors)))
      ]
    }))
  };
}
function parametersCell(parameters) {
  return number(parameters === void 0 ? "" : inUnits(parameters));
}
function tensorsText({ tensors, first: first2 } = { tensors: 0, first: [] }) {
  const left = tensors - first2.length;
  return tensors === 0 ? "" : `${first2.join(", ")}${left > 0 ? ` and ${formatCount(left)} more` : ""}`;
}
function numbersText(numbers) {
  return numbers.map(({ name, files }) => numbers.length === 1 ? name : `${name} ${formatCount(files)}`).join(", ");
}
function secondsText2(seconds) {
  return seconds === void 0 ? "" : formatSeconds(seconds);
}

// src/report/data-sections.ts
var MOST_VALUES = 3;
var LONGEST_VALUE2 = 40;
var MOST_FILES = 5;
var LONGEST_FILE = 100;
function dataSection(data) {
  return {
    title: "Data",
    columns: ["Path", "Change", "Size", "Before", "What"],
    below: [4],
    rows: data.map((item) => ({
      tone: isDoubtful(item) ? "warn" : "plain",
      cells: [
        code(item.path),
        text(item.change),
        sizeCell(item.size),
        sizeCell(item.baseline_size),
        text(isDescribed(item) ? dataText(item, false) : "")
      ]
    }))
  };
}
function isDoubtful({ leaked = [], images, media, texts }) {
  return leaked.some(isShared) || [images, media, texts].some((kind) => kind?.now?.unreadable !== void 0);
}
function dataDetails(item) {
  const { folder, tables = [], leaked = [], unread = [] } = item;
  return [
    ...fileSections(item),
    ...tables.length === 0 ? [] : [tablesSection(tables)],
    ...tables.filter(({ columns }) => columns.length > 0).map(columnsSection),
    ...folder === void 0 ? [] : [filesSection(folder), foldersSection(folder)],
    leaksSection(leaked),
    unreadSection(unread)
  ].filter(({ rows }) => rows.length > 0).map((section) => withoutEmptyColumns({ ...section, of: section.of ?? item.path }));
}
function tablesSection(tables) {
  const hasDuplicates = tables.some(({ duplicates = 0, baseline_duplicates: before = 0 }) => duplicates + before > 0);
  return {
    title: "Rows",
    columns: [
      "Table",
      "Format",
      "Rows",
      "Before",
      "Added",
      "Removed",
      "Changed",
      "Duplicates",
      "Before",
      "Compared by"
    ],
    rows: tables.map((table) => ({
      tone: "plain",
      cells: [
        code(table.path),
        text(table.format),
        ...[table.rows, table.baseline_rows, table.added, table.removed, table.changed].map(countCell),
        ...[table.duplicates, table.baseline_duplicates].map((each) => countCell(hasDuplicates ? each : void 0)),
        text(matchedText(table))
      ]
    }))
  };
}
function matchedText({ matched, columns_numbered }) {
  const numbered2 = columns_numbered === true ? "columns by number, because the first row may be data" : "";
  return [howMatched(matched), numbered2].filter((part) => part !== "").join("; ");
}
function howMatched(matched) {
  const columns = (matched?.columns ?? []).join(", ");
  switch (matched?.by) {
    case void 0:
      return "";
    case "declared-key":
      return `${columns}, as data.keys says`;
    case "found-key":
      return `${columns}, which is unique on both sides`;
    case "rows":
      return "whole rows";
  }
}
var COLUMN_CHANGES = {
  added: "added",
  removed: "removed",
  retyped: "another type",
  renamed: "probably renamed"
};
function columnsSection({ path, columns, columns_omitted: omitted = 0 }) {
  return {
    title: "Columns",
    of: path,
    columns: [
      "Column",
      "Change",
      "Type",
      "Nulls",
      "Distinct",
      "PSI",
      "Distance",
      "Categories",
      "Range",
      "Mean",
      "Frequent"
    ],
    quietly: "without a notable change",
    rows: [
      ...columns.map((column) => ({
        tone: "plain",
        quiet: !isNotable(column),
        cells: columnCells(column)
      })),
      ...moreRow(omitted, "column")
    ]
  };
}
function columnCells(column) {
  const { name, change, was, type, baseline_type: typeBefore, now, before, psi, distance } = column;
  const of = (side, textOf) => side === void 0 ? "" : textOf(side);
  const both = (textOf) => fromTo(of(before, textOf), of(now, textOf));
  return [
    code(name),
    text(change === void 0 ? "" : `${COLUMN_CHANGES[change]}${was === void 0 ? "" : ` from ${was}`}`),
    text(fromTo(typeBefore ?? "", type ?? "")),
    number(both(({ nulls }) => formatShare(nulls))),
    number(both(({ distinct }) => distinct === void 0 ? "" : formatCount(distinct))),
    number(psi === void 0 ? "" : formatShare(psi)),
    number(distance === void 0 ? "" : formatShare(distance)),
    text(newValuesText(column)),
    text(both(rangeText)),
    number(both(({ mean }) => mean === void 0 ? "" : formatNumber(mean))),
    text(both(frequentText))
  ];
}
function newValuesText({ new_values: fresh = 0, vanished_values: gone = 0 }) {
  return [fresh > 0 ? `${formatCount(fresh)} new` : "", gone > 0 ? `${formatCount(gone)} gone` : ""].filter(Boolean).join(", ");
}
function rangeText({ min, max }) {
  return min === void 0 || max === void 0 ? "" : `${valueText(min)} to ${valueText(max)}`;
}
function frequentText({ top = [] }) {
  return top.slice(0, MOST_VALUES).map(({ value, share }) => `${valueText(value)} ${formatShare(share)}`).join(", ");
}
function valueText(value) {
  return typeof value === "number" ? formatNumber(value) : shorten(value, LONGEST_VALUE2);
}
function filesSection({ added, removed, modified, renamed }) {
  const row = (kind, { files, bytes, first: first2 }) => files === 0 ? [] : [
    {
      tone: "plain",
      cells: [text(kind), countCell(files), sizeCell(bytes), text(firstText(first2, files))]
    }
  ];
  return {
    title: "Files",
    columns: ["Change", "Files", "Size", "Which"],
    below: [3],
    rows: [
      ...row("added", added),
      ...row("removed", removed),
      ...row("modified", modified),
      ...row("renamed", { files: renamed.files, first: renamed.first.map(({ from, to }) => `${from} → ${to}`) })
    ]
  };
}
function firstText(first2, files) {
  const shown3 = first2.slice(0, MOST_FILES).map((path) => shorten(path, LONGEST_FILE));
  const left = files - shown3.length;
  return shown3.length === 0 ? "" : `${shown3.join(", ")}${left > 0 ? ` and ${formatCount(left)} more` : ""}`;
}
function foldersSection({ folders, folders_omitted: omitted = 0 }) {
  const shown3 = folders.length + omitted > 1 ? folders : [];
  return {
    title: "Folders",
    columns: ["Folder", "Files", "Before", "Added", "Removed", "Modified", "Renamed"],
    rows: [...shown3.map(folderRow), ...moreRow(omitted, "folder")]
  };
}
function folderRow({ path, files, baseline_files: before, ...changes }) {
  const { added, removed, modified, renamed } = changes;
  return {
    tone: "plain",
    cells: [
      path === "" ? text("beside the folders") : code(path),
      ...[files, before].map(countCell),
      ...[added, removed, modified, renamed].map((each) => countCell(each === 0 ? void 0 : each))
    ]
  };
}
function leaksSection(leaked) {
  return {
    title: "In other data too",
    columns: ["Other data", "Files", "Before", "Rows", "Before", "Which"],
    below: [5],
    rows: leaked.filter((leak) => sharedText(leak) !== "").map((leak) => ({
      tone: isShared(leak) ? "warn" : "plain",
      cells: [
        code(leak.path),
        ...[leak.files, leak.baseline_files, leak.rows, leak.baseline_rows].map(countCell),
        text(firstText(leak.first ?? [], leak.files ?? 0))
      ]
    }))
  };
}
function unreadSection(unread) {
  return {
    title: "Not read",
    columns: ["Path", "Part", "Why"],
    rows: unread.map(({ path, part, reason }) => ({
      tone: "plain",
      cells: [code(path ?? ""), text(part), text(reason)]
    }))
  };
}
function moreRow(omitted, word) {
  return omitted === 0 ? [] : [{ tone: "plain", cells: [text(counted(omitted, `more ${word}`))] }];
}
function sizeCell(bytes) {
  return number(bytes === void 0 ? "" : formatBytes(bytes));
}

// src/report/stage-severity.ts
function stageSeverity({ verdict, causes, held }) {
  const always = causes.length > 0 && causes.every((cause) => cause.kind === "always");
  switch (verdict) {
    case "failed":
      return "error";
    case "stale":
      return always || held ? "notice" : "error";
    case "skipped":
      return "warning";
    case "frozen":
      return "notice";
    case "restored":
    case "ran":
    case "unchanged":
      return void 0;
  }
}

// src/report/stage-state.ts
var LOCK = {
  unchanged: "in step",
  reproduced: "in step",
  ran: "written here",
  restored: "written here",
  stale: "stale",
  held: "held",
  frozen: "frozen",
  failed: "failed",
  skipped: "skipped"
};
var CHANGE = {
  unchanged: "unchanged",
  reproduced: "run by the author",
  ran: "run here",
  restored: "restored here",
  stale: "",
  held: "",
  frozen: "",
  failed: "",
  skipped: ""
};
function stageState({
  verdict,
  causes,
  reproduced,
  held
}) {
  const kind = held === true ? "held" : reproduced === void 0 ? verdict : "reproduced";
  return { kind, lock: LOCK[kind], change: CHANGE[kind], causes: [...causes, ...reproduced ?? []] };
}
function stageWord(stage, rollback) {
  return kindWord2(stageState(stage).kind, rollback);
}
function kindWord2(kind, rollback) {
  if (kind === "held" && rollback !== void 0) return restoredText(rollback);
  return kind === "reproduced" ? CHANGE.reproduced : kind;
}
function restoredText({ to, sha }) {
  return `restored from ${sha.startsWith(to) ? sha.slice(0, 7) : to}`;
}

// src/report/outline.ts
var MOST_NODES = 40;
var MOST_LOUD = 60;
var MOST_EDGES = 400;
var BANDS = 10;
function outlineOf(report) {
  const items = itemsOf(report);
  const known = new Set(items.map(({ name }) => name));
  const sources = new Set(items.flatMap(({ needs = [] }) => needs).filter((name) => !known.has(name)));
  if (items.length + sources.size <= MOST_NODES)
    return withSources(
      grouped(items, ({ name }) => name),
      items,
      [...sources]
    );
  const loud = items.filter((item) => item.loud).length;
  return grouped(items, ({ name }) => name, MOST_NODES) ?? grouped(items, (item) => item.loud ? item.name : family(item), MOST_NODES) ?? // The smallest drawing that still has every failed and stale stage.
  (loud <= MOST_LOUD ? grouped(items, betweenLoud(items), loud + MOST_NODES) ?? small(inBands(items, true)) : void 0) ?? grouped(items, family, MOST_LOUD) ?? inBands(items, false);
}
function itemsOf({ stages: stages2 }) {
  const byName = new Map(stages2.map((stage) => [stage.name, stage]));
  const depths = /* @__PURE__ */ new Map();
  for (const { name: start } of stages2) {
    const open = [start];
    while (open.length > 0) {
      const name = open.at(-1) ?? "";
      const needs = (byName.get(name)?.needs ?? []).filter((each) => byName.has(each));
      const waiting = depths.has(name) ? [] : needs.filter((each) => !depths.has(each));
      if (!depths.has(name)) depths.set(name, -1);
      if (waiting.length > 0) open.push(...waiting);
      else {
        depths.set(name, Math.max(-1, ...needs.map((each) => depths.get(each) ?? -1)) + 1);
        open.pop();
      }
    }
  }
  return [...byName.values()].map((stage) => ({
    ...stage,
    kind: stageState(stage).kind,
    depth: depths.get(stage.name) ?? 0,
    loud: stage.verdict === "failed" || stage.verdict !== "skipped" && stageSeverity(stage) === "error"
  }));
}
function family(item) {
  const at = item.name.indexOf("@");
  return at < 0 ? `=${item.name}` : `@${item.name.slice(0, at)}\0${item.kind}\0${item.depth}`;
}
function betweenLoud(items) {
  const order = [...items].sort((a, b) => a.depth - b.depth);
  const number2 = new Map(items.filter(({ loud }) => loud).map(({ name }, index) => [name, index]));
  const known = new Set(items.map(({ name }) => name));
  const sets = (list, next) => {
    const reached = /* @__PURE__ */ new Map();
    for (const item of list) {
      let set = 0n;
      for (const name of next(item)) {
        const own = number2.get(name);
        set |= (reached.get(name) ?? 0n) | (own === void 0 ? 0n : 1n << BigInt(own));
      }
      reached.set(item.name, set);
    }
    return reached;
  };
  const neededBy = /* @__PURE__ */ new Map();
  for (const { name, needs = [] } of items)
    for (const need of needs) if (known.has(need)) appendTo(neededBy, need, name);
  const before = sets(order, ({ needs = [] }) => needs);
  const after = sets(order.reverse(), ({ name }) => neededBy.get(name) ?? []);
  return ({ name, loud }) => loud ? `=${name}` : `~${(before.get(name) ?? 0n).toString(36)}\0${(after.get(name) ?? 0n).toString(36)}`;
}
function grouped(items, key, most = Infinity) {
  const groups = groupedBy(items, key);
  if (groups.size > most) return void 0;
  const outline = linkedGroups(items, groups);
  return most === Infinity ? outline : small(outline);
}
function small(outline) {
  return outline.edges.length <= MOST_EDGES ? outline : void 0;
}
function groupedBy(items, key) {
  const groups = /* @__PURE__ */ new Map();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}
function linkedGroups(items, groups, linked2 = () => true) {
  const nodes = [...groups.values()].map(nodeOf);
  const place = /* @__PURE__ */ new Map();
  for (const [index, group] of [...groups.values()].entries()) for (const { name } of group) place.set(name, index);
  const byName = new Map(items.map((item) => [item.name, item]));
  const edges = /* @__PURE__ */ new Map();
  for (const item of items) {
    const to = place.get(item.name);
    for (const need of item.needs ?? []) {
      const [from, needed] = [place.get(need), byName.get(need)];
      if (from !== void 0 && to !== void 0 && needed && from !== to && linked2(needed, item))
        edges.set(`${from},${to}`, [from, to]);
    }
  }
  return measured(nodes, [...edges.values()]);
}
function measured(nodes, edges) {
  const depths = nodes.map(() => 0);
  const waiting = nodes.map(() => 0);
  const next = nodes.map(() => []);
  for (const [from, to] of edges) {
    next[from]?.push(to);
    waiting[to] = (waiting[to] ?? 0) + 1;
  }
  const ready = waiting.flatMap((count2, index) => count2 === 0 ? [index] : []);
  for (let from = ready.pop(); from !== void 0; from = ready.pop()) {
    for (const to of next[from] ?? []) {
      depths[to] = Math.max(depths[to] ?? 0, (depths[from] ?? 0) + 1);
      waiting[to] = (waiting[to] ?? 0) - 1;
      if (waiting[to] === 0) ready.push(to);
    }
  }
  return { nodes: nodes.map((node, index) => ({ ...node, depth: depths[index] ?? 0 })), edges };
}
function nodeOf(group) {
  const [first2] = group;
  const kinds = new Set(group.map(({ kind }) => kind));
  const families = new Set(group.map(({ name }) => name.includes("@") ? name.slice(0, name.indexOf("@")) : void 0));
  const [declared] = families;
  const ran = group.flatMap(({ seconds }) => seconds === void 0 ? [] : [seconds]);
  return {
    names: group.map(({ name }) => name),
    kind: kinds.size === 1 && first2 ? first2.kind : "mixed",
    ...group.length > 1 && families.size === 1 && declared !== void 0 ? { family: declared } : {},
    ...ran.length > 0 ? { seconds: ran.reduce((sum, seconds) => sum + seconds, 0) } : {}
  };
}
function inBands(items, alone) {
  const deepest = Math.max(...items.map(({ depth }) => depth)) + 1;
  const band = ({ depth }) => deepest <= BANDS ? depth : Math.floor(depth * BANDS / deepest);
  return linkedGroups(
    items,
    groupedBy(
      items,
      (item) => !alone ? `${item.kind}\0${band(item)}` : item.loud ? `=${item.name}` : `~${band(item)}`
    ),
    (from, to) => band(from) < band(to) || alone && from.loud && to.loud && from.depth < to.depth
  );
}
function withSources({ nodes, edges }, items, sources) {
  const shift = sources.length;
  return measured(
    [...sources.map((name) => ({ names: [name], kind: "data" })), ...nodes],
    [
      ...items.flatMap(
        ({ needs = [] }, index) => sources.flatMap((name, at) => needs.includes(name) ? [[at, index + shift]] : [])
      ),
      ...edges.map(([from, to]) => [from + shift, to + shift])
    ]
  );
}

// src/report/mermaid.ts
var LONGEST_LABEL = 48;
var DEEPEST_SIDEWAYS = 8;
var LARGEST_DIAGRAM = 5e4;
var CLASSES = {
  failed: "fill:#ffebe9,stroke:#cf222e,stroke-width:3px,color:#82071e",
  stale: "fill:#fff1e5,stroke:#bc4c00,stroke-width:3px,color:#762c00",
  restored: "fill:#fff8c5,stroke:#9a6700,color:#4d2d00",
  ran: "fill:#dafbe1,stroke:#1a7f37,color:#044f1e",
  reproduced: "fill:#d2f4f5,stroke:#1b7c83,color:#0b4044",
  held: "fill:#f6f8fa,stroke:#8c959f,stroke-dasharray:4 3,color:#24292f",
  skipped: "fill:#f6f8fa,stroke:#8c959f,stroke-dasharray:4 3,color:#57606a",
  frozen: "fill:#ddf4ff,stroke:#0969da,color:#0a3069",
  unchanged: "fill:#f6f8fa,stroke:#8c959f,color:#24292f",
  mixed: "fill:#f6f8fa,stroke:#8c959f,color:#24292f",
  data: "fill:#fbefff,stroke:#8250df,color:#3e1f79"
};
function mermaidPipeline(report) {
  if (report.stages.length === 0) return void 0;
  const outline = outlineOf(report);
  const deepest = Math.max(...outline.nodes.map(({ depth }) => depth)) + 1;
  const lines = [
    `flowchart ${deepest > DEEPEST_SIDEWAYS ? "TB" : "LR"}`,
    "  accTitle: The pipeline",
    `  accDescr: ${count(report.stages.length, "stage")} and their dependencies, coloured by state`,
    ...outline.nodes.map((node, index) => `  n${index}${shape(node, report.rollback)}`),
    ...outline.edges.map(([from, to]) => `  n${from} --> n${to}`),
    ...classes(outline)
  ];
  const text2 = lines.join("\n");
  return text2.length < LARGEST_DIAGRAM ? text2 : void 0;
}
function shape(node, rollback) {
  const label = `"${nodeLines(node, { rollback }).map((line) => mermaidText(line)).join("<br/>")}"`;
  return node.kind === "data" ? `[(${label})]` : node.names.length > 1 ? `[[${label}]]` : `(${label})`;
}
function nodeLines(node, { rollback, longest = LONGEST_LABEL } = {}) {
  const { names, kind, family: family2, seconds } = node;
  const [name = ""] = names;
  const title = family2 !== void 0 ? `${family2}@…` : names.length > 1 ? `${names.length} stages` : name;
  const told = kind === "data" || kind === "unchanged" && names.length === 1 ? "" : kind === "mixed" ? "none of note" : kindWord2(kind, rollback);
  const facts = [
    family2 !== void 0 ? `${names.length} ${told}` : told,
    seconds === void 0 ? "" : formatSeconds(seconds)
  ].filter((fact2) => fact2 !== "");
  return [shorten(singleLine(title), longest), ...facts.length > 0 ? [facts.join(", ")] : []];
}
function classes({ nodes }) {
  const lines = [];
  for (const [kind, style] of Object.entries(CLASSES)) {
    const ids = nodes.flatMap((node, index) => node.kind === kind ? [`n${index}`] : []);
    if (ids.length > 0) lines.push(`  classDef ${kind} ${style}`, `  class ${ids.join(",")} ${kind}`);
  }
  return lines;
}
function mermaidText(text2) {
  return singleLine(text2).replace(
    /[^A-Za-z0-9 .,/_\u0080-\u{10ffff}-]/gu,
    (character) => `#${character.codePointAt(0)};`
  );
}

// src/report/audit-words.ts
var MOST5 = 3;
var ELSEWHERE = "its stages ran on other machines, and an audit runs them again on this one";
function auditSummary(report) {
  const stages2 = report?.stages ?? [];
  return stages2.every(({ state }) => state === "skipped") ? "No stage ran twice: the stages are frozen, or the project has none." : `${capitalized(auditedText(stages2))}.`;
}
function auditedText(stages2) {
  const ran = stages2.filter(({ state }) => state !== "skipped");
  const outputs = ran.flatMap((stage) => stage.outputs);
  const same = outputs.filter((output) => output.same).length;
  const differing = namesOf2(stages2);
  const told = `${count(ran.length, "stage")} ran twice`;
  if (differing.length === 0) return `${told}: ${count(outputs.length, "output")} bit for bit the same`;
  return `${told}: ${same} of ${count(outputs.length, "output")} bit for bit the same, ${differing.length === 1 ? "one stage" : `${differing.length} stages`} not reproducible`;
}
function auditFailed(report) {
  const names = namesOf2(report?.stages ?? []);
  return names.length === 0 ? void 0 : `${named(names)} ${names.length === 1 ? "is" : "are"} not reproducible.`;
}
function buildAuditFailed(report) {
  const failed = auditFailed(report);
  return failed === void 0 ? void 0 : `the build is rejected: ${failed}`;
}
function namesOf2(stages2) {
  return stages2.filter(({ state }) => state === "different" || state === "failed").map(({ name }) => name);
}
function auditFinding({ name, state, why = "", outputs, inherit = [] }) {
  const below = inherit.length === 0 ? "" : ` Its difference reaches ${named(inherit, MOST5)}.`;
  if (state === "failed")
    return `${name} is not reproducible: its second run failed, and its first did not: ${why}.${below}`;
  const differing = outputs.filter(({ same }) => !same);
  const texts = differing.map(outputText);
  return [
    `${name} is not reproducible: two runs from the same inputs wrote different ${texts.length > MOST5 ? named(texts, MOST5) : joined(texts)}.`,
    ...evidenceOf(differing),
    ...below === "" ? [] : [below.trim()]
  ].join(" ");
}
function evidenceOf(differing) {
  const paths = /* @__PURE__ */ new Map();
  for (const { path, causes = [] } of differing) for (const { evidence } of causes) appendTo(paths, evidence, path);
  return [...paths].map(
    ([evidence, of]) => of.length === differing.length ? evidence : `In ${named(of, MOST5)}: ${evidence.charAt(0).toLowerCase()}${evidence.slice(1)}`
  );
}
function outputText({ path, differences = [], metrics = [], files }) {
  const [first2] = differences;
  const moved = metrics.map(metricText2);
  const facts = [
    ...files === void 0 ? [] : [filesText(files)],
    ...moved.length > 0 ? [named(moved, MOST5)] : first2 === void 0 ? [] : [differenceText(first2)]
  ];
  return facts.length === 0 ? path : `${path} (${facts.join("; ")})`;
}
function metricText2({ name, first: first2, second }) {
  const shown3 = (value, other) => value === null ? "absent" : formatBeside(value, other ?? void 0);
  return `${name} ${shown3(first2, second)} → ${shown3(second, first2)}`;
}
function filesText({ added, removed, different }) {
  return [
    ...different === 0 ? [] : [`${count(different, "file")} ${different === 1 ? "differs" : "differ"}`],
    ...added === 0 ? [] : [`${added} only in the second run`],
    ...removed === 0 ? [] : [`${removed} only in the first run`]
  ].join(", ");
}
function differenceText({ file, place, first: first2, second }) {
  const sides = first2 === void 0 || second === void 0 ? "" : `: ${first2} → ${second}`;
  return `${file === void 0 ? "" : `${file}, `}${place}${sides}`;
}

// src/report/audit-section.ts
var MOST6 = 3;
function auditSection({ audit, lint }) {
  const fails = lint.some(({ rule, severity }) => rule === "not-reproducible" && severity === "error");
  return {
    title: "Audit",
    columns: ["Stage", "Output", "Both runs", "First difference", "Evidence for a cause"],
    quietly: "bit for bit the same",
    below: [3, 4],
    rows: (audit?.stages ?? []).flatMap((stage) => rowsOf(stage, fails ? "bad" : "warn"))
  };
}
function rowsOf({ name, state, why = "", outputs }, tone) {
  if (state === "failed" || state === "skipped")
    return [
      {
        tone: state === "failed" ? tone : "plain",
        cells: [
          code(name),
          code(""),
          text(state === "failed" ? "the second run failed" : `not run: ${why}`),
          text(state === "failed" ? why : ""),
          text("")
        ]
      }
    ];
  return outputs.map((output) => ({
    tone: output.same ? "plain" : tone,
    quiet: output.same,
    cells: [
      code(name),
      code(output.path),
      text(output.same ? "bit for bit the same" : "differ"),
      text(placesText(output)),
      text((output.causes ?? []).map(({ evidence }) => evidence).join(" "))
    ]
  }));
}
function placesText({ differences = [], files, metrics = [] }) {
  const moved = metrics.map(metricText2);
  const places = differences.map(differenceText);
  return [
    ...files === void 0 ? [] : [filesText(files)],
    ...(moved.length > 0 ? moved : places).slice(0, MOST6),
    ...Math.max(moved.length, moved.length > 0 ? 0 : places.length) > MOST6 ? ["…"] : []
  ].join("; ");
}

// src/report/builds-section.ts
var MOST_BUILDS = 10;
var MOST_METRICS = 4;
var MOST_CHANGES = 3;
var LONGEST_COLUMN = 24;
var LONGEST_CHANGE = 100;
function buildsSection({ builds }) {
  return builds === void 0 ? { title: "Builds", columns: [], rows: [] } : buildsTable(builds, MOST_BUILDS);
}
function buildsTable(builds, most) {
  const metrics = builds.metrics.slice(0, MOST_METRICS);
  const changes = changesOfBuilds(builds);
  return {
    title: "Builds",
    columns: [
      "",
      "Build",
      "Day",
      "Tags",
      ...metrics.map(({ name }) => shorten(singleLine(name), LONGEST_COLUMN)),
      "Time",
      "Changes"
    ],
    rows: builds.list.map((build, index) => ({
      tone: build.reverted === void 0 ? "plain" : "warn",
      cells: [
        text(build.reverted === void 0 ? build.kind : "reverted"),
        code(shortSha(build.sha)),
        text(dayOf(build)),
        text((build.tags ?? []).join(", ")),
        ...metrics.map(({ values }) => number(shown2(values, index))),
        number(build.seconds === void 0 ? "" : formatSeconds(build.seconds)),
        text(changesText2(build, changes[index]))
      ]
    })).slice(-most).reverse()
  };
}
function shown2(values, index) {
  const [value, before] = [values[index], values[index - 1]];
  return value === void 0 || value === null ? "" : formatNumber(value, before ?? void 0);
}
function changesText2(build, { params, data, environment: environment2 } = NO_CHANGES) {
  return [
    ...build.kind === "rollback" ? [`back to ${shortSha(build.source)}`] : [],
    ...build.reverted === void 0 ? [] : [`reverted by ${shortSha(build.reverted)}`],
    ...build.reason === void 0 ? [] : [build.reason],
    ...limited(
      params.map(({ name, value }) => value === void 0 ? `without ${name}` : `${name} = ${valueText2(value)}`),
      "parameter"
    ),
    ...limited(data, "data", "data"),
    ...environment2 ? ["environment"] : []
  ].map((change) => shorten(change, LONGEST_CHANGE)).join("; ");
}
function limited(names, word, plural) {
  const rest = names.length - MOST_CHANGES;
  return rest > 0 ? [...names.slice(0, MOST_CHANGES), count(rest, `more ${word}`, plural && `more ${plural}`)] : [...names];
}
function valueText2(value) {
  return typeof value === "string" ? value : JSON.stringify(value) ?? "";
}
var NO_CHANGES = { params: [], data: [], environment: false };
function changesOfBuilds({ list, params, data }) {
  const all = list.map(() => ({ params: [], data: [], environment: false }));
  for (const { name, changes } of params)
    for (const { build, value } of changes) if (build > 0) all[build]?.params.push({ name, value });
  for (const { path, changes, output } of data)
    for (const { build } of changes) if (build > 0 && output === void 0) all[build]?.data.push(path);
  let last;
  for (const [index, { environment: environment2 }] of list.entries()) {
    if (environment2 === void 0) continue;
    const own = all[index];
    if (own !== void 0) own.environment = last !== void 0 && last !== environment2;
    last = environment2;
  }
  return all;
}

// src/report/environment-section.ts
function environmentSection({ environment: environment2 }) {
  return {
    title: "Environment",
    columns: ["Package", "Version", "In the last build"],
    rows: (environment2?.changed ?? []).map(({ name, value, baseline }) => ({
      tone: "plain",
      cells: [code(name), text(value ?? "absent"), text(baseline ?? "absent")]
    }))
  };
}
function jobEnvironmentsSection({ environment: environment2 }) {
  return {
    title: "Jobs with another environment",
    columns: ["Jobs", "Package", "Version", "In the first job"],
    rows: (environment2?.jobs ?? []).flatMap(
      ({ jobs, changed }) => changed.map(({ name, value, baseline }) => ({
        tone: "warn",
        cells: [text(named(jobs)), code(name), text(value ?? "absent"), text(baseline ?? "absent")]
      }))
    )
  };
}
function reproducedSection({ reproduced = [] }) {
  return {
    title: "Reproduced outputs",
    columns: ["Output", "Beside the source commit"],
    quietly: "bit for bit as committed",
    rows: reproduced.map(({ path, same }) => ({
      tone: same ? "plain" : "warn",
      quiet: same,
      cells: [code(path), text(same ? "bit for bit as committed" : "differs")]
    }))
  };
}

// src/report/gate-section.ts
var GATE_WORDS = {
  held: "passed",
  older: "older model",
  uncompared: "not compared",
  failed: "failed",
  unjudged: "not judged",
  warned: "warning",
  accepted: "accepted"
};
function gateSection({ policies }) {
  return {
    title: "Gate",
    columns: ["", "Metric", "Rule", "Value", "Baseline", "Why"],
    rows: policies.map((policy) => ({
      tone: policyTone(policy),
      cells: [
        text(GATE_WORDS[policyState(policy)]),
        code(policy.metric),
        code(policy.rule),
        // A value that misses its bound never looks equal to it.
        number(policy.value === void 0 ? "" : gateNumber(policy.value, [policy], policy.baseline)),
        number(policy.baseline === void 0 ? "" : formatNumber(policy.baseline, policy.value)),
        text(policyReason(policy))
      ]
    }))
  };
}

// src/report/gc-sections.ts
var REASONS = {
  "dvc-ci": "the empty file, which dvc-ci writes itself",
  branches: "branches",
  tags: "tags",
  "pull-requests": "open pull requests",
  mlflow: "versions in MLflow",
  "other-refs": "other refs of the Git server",
  clone: "refs and files of this clone",
  builds: "the last official builds",
  recent: "commits of the last days",
  projects: "other projects",
  "run-cache": "the run cache"
};
function retentionSections({ gc }) {
  if (gc === void 0) return [];
  return [
    {
      title: "Needed by nothing, by age",
      columns: ["Time since the upload", "Objects", "Size"],
      rows: gc.by_age.filter(({ count: count2 }) => count2 > 0).map((each) => ({ tone: "plain", cells: [text(ageText(each, gc)), ...cells(each)] }))
    },
    {
      title: "Largest of them",
      columns: ["Object", "Size", "Days", "Last named by"],
      rows: gc.largest.map(({ hash, bytes, age_days: days, last_named_by: commit2 }) => ({
        tone: "plain",
        cells: [
          code(hash),
          number(formatBytes(bytes)),
          number(days === void 0 ? "" : formatCount(days)),
          commit2 === void 0 ? text("no commit") : code(commit2.slice(0, 12))
        ]
      }))
    },
    { title: "Remote", columns: ["", "Objects", "Size"], rows: totals(gc) }
  ];
}
function totals(gc) {
  const rows = [
    ["all", gc.objects],
    ...gc.kept_because.map((kept) => [
      `needed by ${REASONS[kept.because] ?? kept.because}`,
      kept
    ]),
    ["needed by nothing", gc.unneeded],
    ["of these named by no commit", gc.unnamed],
    ["on the list", gc.listed],
    ["set aside", gc.aside],
    ["restored by this run", gc.restored],
    ["set aside by this run", gc.set_aside],
    ["removed by this run", gc.deleted]
  ];
  return rows.flatMap(
    ([label, total]) => total === void 0 || total.count === 0 && label !== "all" && label !== "needed by nothing" ? [] : [{ tone: "plain", cells: [text(label), ...cells(total)] }]
  );
}
function cells({ count: count2, bytes }) {
  return [number(formatCount(count2)), number(formatBytes(bytes))];
}
function ageText({ below_days: below }, { by_age: classes2 }) {
  return below === void 0 ? `${classes2.at(-2)?.below_days ?? 0} days or more` : `below ${below} days`;
}

// src/report/sections.ts
function sectionsOf(report) {
  return [
    examinations("Examination", report.doctor),
    examinations("Verification", report.verification),
    buildsSection(report),
    auditSection(report),
    ...retentionSections(report),
    gateSection(report),
    stages(report),
    metricsSection(report),
    slicesSection(report),
    checks(report),
    checkResults(report),
    checkAnnotations(report),
    findings2(report),
    missing(report),
    dataSection(report.data),
    paramsSection(report.params),
    environmentSection(report),
    jobEnvironmentsSection(report),
    reproducedSection(report),
    steps(report)
  ].filter((section) => section.rows.length > 0).map(withoutEmptyColumns);
}
function failuresFirst(sections) {
  const rank2 = (section) => section.title === STEPS ? 2 : hasFailure(section) ? 0 : 1;
  return [...sections].sort((one, other) => rank2(one) - rank2(other));
}
var STEPS = "Steps";
function hasFailure({ rows }) {
  return rows.some(({ tone }) => tone === "bad");
}
function examinations(title, rows = []) {
  return {
    title,
    columns: ["", "Part", "Result", "Fix"],
    below: [3],
    rows: rows.map(({ name, state, message, remedy = "" }) => ({
      tone: { ok: "good", warning: "warn", error: "bad", skipped: "plain" }[state],
      cells: [text(state), text(name), text(message), text(remedy)]
    }))
  };
}
function stages({ stages: stages2, source, rollback }) {
  return {
    title: "Stages",
    columns: ["Stage", "dvc.lock", "Against the baseline", "Why", "Time"],
    quietly: "unchanged",
    rows: stages2.map((stage) => {
      const { kind, lock, change, causes } = stageState(stage);
      return {
        tone: stageTone(stage),
        quiet: kind === "unchanged",
        cells: [
          { ...code(stage.name), ...placeOf(stage.place ?? {}) },
          text(lock),
          // Without a baseline nothing tells what has changed.
          text(
            kind === "held" && rollback !== void 0 ? restoredText(rollback) : kind === "unchanged" && source.base_sha === void 0 ? "" : change
          ),
          text(causes.map((cause) => `${cause.kind}: ${cause.message}`).join("; ")),
          number(stage.seconds === void 0 ? "" : formatSeconds(stage.seconds))
        ]
      };
    })
  };
}
function stageTone(stage) {
  const severity = stageSeverity(stage);
  return severity ? SEVERITY_TONES[severity] : stage.verdict === "unchanged" ? "plain" : "good";
}
function metricsSection({ metrics }) {
  return {
    title: "Metrics",
    columns: ["Metric", "File", "Value", INTERVAL, "Committed", "Baseline", "Change", "Note"],
    rows: wholeMetrics(metrics).map((metric) => ({
      tone: metric.value === void 0 ? "warn" : "plain",
      cells: [
        code(metric.name),
        code(metric.path),
        ...metricCells(metric),
        text(metric.baseline_measured === true ? "baseline measured here" : "")
      ]
    }))
  };
}
function metricCells(metric) {
  const { value, committed: committed2, baseline } = metric;
  const shown3 = (item) => number(item === void 0 ? "" : formatNumber(item, value, committed2, baseline));
  return [
    value === void 0 ? number("absent") : shown3(value),
    number(intervalText(metric)),
    shown3(committed2),
    shown3(baseline),
    changeCell(metric)
  ];
}
function checks({ checks: checks2 }) {
  const failed = checks2.filter((check) => check.conclusion === "failure" || check.conclusion === "warning");
  return {
    title: "Checks",
    columns: ["", "Check", "Results", "Command", "Time"],
    rows: checks2.map((check) => ({
      tone: CONCLUSION_TONES[check.conclusion],
      cells: [
        text(CONCLUSION_WORDS[check.conclusion]),
        code(check.name),
        text(check.results === void 0 ? "" : totalsText(check.results.totals)),
        code(check.command),
        number(formatSeconds(check.seconds))
      ]
    })),
    logs: failed.filter((check) => check.log.trim()).map((check) => ({ title: check.name, text: check.log }))
  };
}
var CONCLUSION_TONES = {
  success: "good",
  failure: "bad",
  warning: "warn",
  skipped: "plain"
};
var CONCLUSION_WORDS = {
  success: "passed",
  failure: "failed",
  warning: "warning",
  skipped: "skipped"
};
var SEVERITIES = ["error", "warning", "notice"];
var SEVERITY_TONES = { error: "bad", warning: "warn", notice: "plain" };
function findings2({ lint }) {
  return {
    title: "Findings",
    columns: ["", "Rule", "Where", "What", "Repair"],
    below: [3, 4],
    rows: [...lint].sort(bySeverity).map((finding) => ({
      tone: SEVERITY_TONES[finding.severity],
      cells: [
        text(finding.severity),
        code(finding.rule),
        placeCell(finding),
        text(finding.message),
        code(finding.fix ?? "")
      ]
    }))
  };
}
function bySeverity(one, other) {
  return SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity);
}
function missing({ remote }) {
  return {
    title: "Missing from the remote",
    columns: ["Paths", "Object", "Remote", "State", "Why"],
    below: [4],
    rows: remote.missing.map((object) => ({
      tone: "bad",
      cells: [
        { ...code(object.paths.join(", ")), ...placeOf({ path: object.file, line: object.line }) },
        code(object.hash),
        code(object.remote),
        text(object.reason),
        text(object.message)
      ]
    }))
  };
}
function paramsSection(params) {
  const shown3 = (value) => code(value === void 0 ? "" : typeof value === "string" ? value : JSON.stringify(value));
  return {
    title: "Parameters",
    columns: ["Parameter", "File", "Value", "Before"],
    rows: params.map((param) => ({
      tone: "plain",
      cells: [code(param.name), code(param.path), shown3(param.value), shown3(param.baseline)]
    }))
  };
}
function steps({ steps: all, seconds, doctor }) {
  const steps2 = doctor === void 0 ? all : [];
  const passed = steps2.filter((step) => step.conclusion === "success");
  const time = seconds === void 0 ? formatSeconds(secondsOf({ steps: passed })) : `a run of ${formatSeconds(seconds)}`;
  return {
    title: STEPS,
    columns: ["", "Step", "Time", "Why"],
    quietly: `${passed.length < steps2.length ? "others " : ""}passed in ${time}`,
    rows: steps2.map((step) => ({
      tone: CONCLUSION_TONES[step.conclusion],
      quiet: step.conclusion === "success" && step.message === void 0,
      cells: [
        text(CONCLUSION_WORDS[step.conclusion]),
        text(step.name),
        number(formatSeconds(step.seconds)),
        text(step.message ?? "")
      ]
    }))
  };
}

// src/report/sparkline.ts
var BLOCKS = ["▁", "▂", "▃", "▅", "▆", "▇"];
var MOST_METRICS2 = 6;
function sparkline(values) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const height = most / 2 - least / 2;
  return values.map((value) => BLOCKS[height === 0 ? 2 : Math.round((value / 2 - least / 2) / height * (BLOCKS.length - 1))]).join("");
}
function runPoint({ metric, path }, { metrics, policies }) {
  const value = metrics.find((each) => each.name === metric && each.path === path)?.value;
  if (value === void 0) return void 0;
  const isOlder = policies.some(
    ({ metric: name, stale }) => stale === true && (name === metric || name === `${path}:${metric}`)
  );
  return { value, label: isOlder ? "older model" : "this run" };
}
function historyText({ points }, now) {
  const values = [...points.map(({ value }) => value), ...now === void 0 ? [] : [now.value]];
  const [first2 = 0, last = 0] = [values[0], values.at(-1)];
  const course = values.length === 1 ? formatNumber(last) : `${formatNumber(first2, last)} ${sparkline(values)} ${formatNumber(last, first2)}`;
  return now === void 0 ? course : `${course} (${now.label})`;
}
function historyLine(report, characters) {
  const { history = [] } = report;
  const shown3 = history.map((entry) => ({ entry, now: runPoint(entry, report) })).filter(({ entry: { points }, now }) => points.length + (now === void 0 ? 0 : 1) > 1).slice(0, MOST_METRICS2);
  if (shown3.length === 0) return "";
  const most = Math.max(...shown3.map(({ entry }) => entry.points.length));
  const lines = shown3.map(
    ({ entry, now }) => `${markdownCode(shorten(entry.metric, characters))} ${historyText(entry, now)}`
  );
  const part = shown3.some(({ entry }) => entry.shallow) ? ", as far as this clone has them," : "";
  const run2 = shown3.some(({ now }) => now !== void 0) ? " and this run" : "";
  return `<sub>${most === 1 ? "Last official build" : `Last ${most} official builds`}${run2 === "" ? part.replace(/,$/, "") : part}${run2}: ${lines.join(" · ")}</sub>`;
}

// src/report/notices.ts
var MOST_NOTICES = 2;
function noticesOf(findings3) {
  const rules = findings3.filter(({ severity }) => severity === "notice").map(({ rule }) => rule);
  return rules.length === 0 ? [] : [`${count(rules.length, "notice")} (${named([...new Set(rules)], MOST_NOTICES)})`];
}

export {
  policyState,
  closesGate,
  policyTone,
  rulesJudged,
  rulesHeld,
  acceptedText,
  policyReason,
  closedGate,
  gateNumber,
  metricOf,
  metricsByLabel,
  CHECK_RESULTS,
  totalsText,
  totalsOf,
  hasFailures,
  failureSeverity,
  REPORT_SCHEMA,
  isChange,
  secondsOf,
  emptyReport,
  causesOf,
  changeOf,
  changeText,
  intervalText,
  counted,
  fromTo,
  isDescribed,
  dataText,
  isNotable,
  formatShare,
  within,
  sliceLabel,
  SLICES,
  wholeMetrics,
  shownSlices,
  sliceSummary,
  slicesSection,
  changesText,
  standingBuild,
  changeAt,
  identityOf,
  timeOf,
  historySummary,
  buildName,
  dayOf,
  shortSha,
  leftOutReason,
  unverifiedText,
  targetsText,
  rollbackQuestion,
  rollbackSubject,
  pullRequestSummary,
  staleAfterRollback,
  staleStageText,
  movedText,
  heldText,
  heldSummary,
  rollbackSummary,
  headlineOf,
  titleOf,
  verdictOf,
  isDoubtful,
  dataDetails,
  newValuesText,
  valueText,
  stageSeverity,
  stageState,
  stageWord,
  restoredText,
  outlineOf,
  mermaidPipeline,
  nodeLines,
  mermaidText,
  ELSEWHERE,
  auditSummary,
  auditedText,
  auditFailed,
  buildAuditFailed,
  auditFinding,
  buildsTable,
  valueText2,
  changesOfBuilds,
  gateSection,
  sectionsOf,
  failuresFirst,
  STEPS,
  hasFailure,
  metricsSection,
  paramsSection,
  runPoint,
  historyLine,
  noticesOf
};
