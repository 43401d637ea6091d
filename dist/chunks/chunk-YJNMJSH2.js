import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  FINDINGS
} from "./chunk-363BYWTC.js";
import {
  checkAnnotations,
  code,
  number,
  placeCell,
  text,
  withoutEmptyColumns
} from "./chunk-KQH4SJHK.js";
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
  capitalized,
  count,
  named,
  withoutPeriod
} from "./chunk-WFAHW5JG.js";

// src/report/links.ts
function linksTo({ repositoryUrl, sha }) {
  const repository = webAddress(repositoryUrl);
  if (repository === void 0 || !sha) return () => void 0;
  const files = `${repository}/blob/${segment(sha)}`;
  const known = /* @__PURE__ */ new Map();
  return (path, line) => {
    if (!known.has(path)) known.set(path, fileAddress(files, path));
    const address = known.get(path);
    return address === void 0 || line === void 0 ? address : `${address}#L${line}`;
  };
}
function fileAddress(files, path) {
  const parts = path.split("/");
  return parts.some((part) => ["", ".", ".."].includes(part)) ? void 0 : `${files}/${parts.map(segment).join("/")}`;
}
function quotedLinksTo(commit) {
  const { repositoryUrl } = commit;
  return linksTo(repositoryUrl === void 0 ? commit : { ...commit, repositoryUrl: quoted(repositoryUrl) });
}
function quoted(address) {
  return address.replace(/["<>|`\s\\]/g, (character) => encodeURIComponent(character)).replaceAll("&", "&amp;");
}
function linkedCommit({ source }) {
  const sha = source.head_sha ?? source.sha;
  return {
    ...sha === "" ? {} : { sha },
    ...source.repository === void 0 ? {} : { repositoryUrl: source.repository }
  };
}
function commitAddress(repositoryUrl, sha) {
  const repository = webAddress(repositoryUrl);
  return repository === void 0 ? void 0 : `${repository}/commit/${segment(sha)}`;
}
function branchAddress(repositoryUrl, branch) {
  const repository = webAddress(repositoryUrl);
  return repository === void 0 ? void 0 : `${repository}/tree/${branch.split("/").map(segment).join("/")}`;
}
function pullAddress(repositoryUrl, number2) {
  const repository = webAddress(repositoryUrl);
  return repository === void 0 ? void 0 : `${repository}/pull/${number2}`;
}
function webAddress(text2) {
  if (text2 === void 0 || !/^https?:\/\/[^\s<>"'`\\]+$/i.test(text2) || !URL.canParse(text2)) return void 0;
  const { username, password } = new URL(text2);
  return username === "" && password === "" ? text2.replace(/\/+$/, "") : void 0;
}
function repositoryName(address) {
  return address.replace(/^https?:\/\/[^/]*\//i, "").replace(/\/+$/, "");
}
function githubAddress(remote) {
  const [, name] = /^(?:https?:\/\/(?:[^@/]*@)?github\.com\/|(?:ssh:\/\/)?(?:[\w.-]+@)?github\.com(?::\d+\/|[:/]))([\w.-]+\/[\w.-]+?)(?:\.git)?\/*$/i.exec(
    remote.trim()
  ) ?? [];
  return name === void 0 ? void 0 : `https://github.com/${name}`;
}
function segment(name) {
  return encodeURIComponent(Buffer.from(name, "utf8").toString("utf8"));
}

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
function metricsByLabel(metrics2) {
  const labelled = /* @__PURE__ */ new Map();
  for (const metric of metrics2)
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
function totalsText(totals) {
  const parts = WORDS.filter(([key]) => totals[key] > 0);
  return parts.map(([key, word, words]) => `${totals[key]} ${totals[key] === 1 ? word : words}`).join(", ") || "none";
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
  return `Roll back ${targets} to ${label} (${sha.slice(0, 7)}): ${paths.join(", ")}`;
}
function rollbackSubject({ label, targets }) {
  return `${targets} to ${label}`;
}
function pullRequestSummary(back) {
  return `Restores ${back.label} (${back.sha.slice(0, 7)}): ${rollbackSubject(back)}.`;
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
function heldSummary(hold, branch, isHead) {
  const [to, rollback] = [hold.to.slice(0, 7), hold.commit.slice(0, 7)];
  const why = isHead ? `HEAD is a rollback to ${to}, which is not built again` : `Nothing was built: no input of the pipeline has changed since the rollback ${rollback} to ${to}`;
  return `${why}. ${branch} is ${withoutPeriod(heldText(hold))}. A change of an input ends the hold, or a build with \`release: true\` (\`dvc-ci rebuild --release\`).`;
}
function rollbackSummary(back, outcome) {
  const subject = rollbackSubject(back);
  const from = `${subject} (${back.sha.slice(0, 7)})`;
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
  direction
}) {
  if (value === void 0) return { sign: 0, text: "", verdict: "unknown", word: "absent" };
  if (baseline === void 0) return { sign: 0, text: "", verdict: "unknown", word: "new" };
  if (value === baseline || isRoundingError(value, baseline))
    return { sign: 0, text: "0", verdict: "same", word: "same" };
  const sign = value > baseline ? 1 : -1;
  const text2 = change === void 0 ? ARROWS[`${sign}`] : `${formatChange(change)} ${ARROWS[`${sign}`]}`;
  if (direction === void 0) return { sign, text: text2, verdict: "unknown", word: "changed" };
  const verdict = sign > 0 === (direction === "up") ? "better" : "worse";
  return { sign, text: text2, verdict, word: verdict };
}
function changeText({ text: text2, word, verdict }) {
  return verdict === "better" || verdict === "worse" ? `${text2} ${word}` : text2;
}

// src/report/data-lines.ts
var DRIFTED = 0.2;
var NOTABLE_PSI = 0.1;
var NOTABLE_NULLS = 0.01;
var MOST_NAMES = 2;
var LONGEST_NAME = 40;
var LONGEST_REASON = 200;
function isDescribed({ folder, tables = [], leaked = [], unread = [] }) {
  return folder !== void 0 || tables.length > 0 || leaked.length > 0 || unread.length > 0;
}
function dataText(item, kind = true) {
  const { folder, tables = [], leaked = [], unread = [] } = item;
  const facts = [
    kind ? kindText(item) : "",
    ...folder === void 0 ? [] : folderFacts(folder, item),
    ...tablesFacts(tables, item, tableFacts),
    ...leaked.map(leakText)
  ].filter((fact) => fact !== "");
  return [facts.join(", "), unreadText(unread)].filter((part) => part !== "").join("; ");
}
function dataGist(item) {
  const { folder, tables = [], leaked = [] } = item;
  return [
    kindText(item),
    ...folder === void 0 ? [] : folderFacts(folder, item).slice(0, 1),
    ...tablesFacts(tables, item, tableGist),
    ...leaked.filter(isShared).map(leakText)
  ].filter((fact) => fact !== "").join(", ");
}
function kindText(item) {
  const { change, size, baseline_size: before } = item;
  const isPlain = item.folder === void 0 && (item.tables ?? []).length === 0;
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
    ofBoth(files, before, "file", counts),
    sizeDifference(item),
    duplicates !== void 0 && duplicates > (earlier ?? 0) ? `${counted(duplicates, "duplicate")}${earlier === void 0 ? "" : ` (${signed(duplicates - earlier)})`}` : ""
  ];
}
function ofBoth(now, before, word, changes) {
  if (now === void 0) return before === void 0 ? "" : `${counted(before, word)} before`;
  if (before === void 0) return counted(now, word);
  const shown2 = Object.entries(changes ?? {}).filter(([, number2]) => number2 > 0);
  const [only] = shown2;
  if (changes !== void 0 && shown2.length === 0 && now === before) return `the same ${counted(now, word)}`;
  const isNet = shown2.length === 0 || shown2.length === 1 && only?.[1] === Math.abs(now - before);
  if (isNet) return `${counted(now, word)}${now === before ? "" : ` (${signed(now - before)})`}`;
  return `${counted(now, word)} (${shown2.map(([kind, number2]) => `${formatCount(number2)} ${kind}`).join(", ")})`;
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
  ].filter((fact) => fact !== "");
}
function tableGist(table) {
  const { columns, rows, baseline_rows: before } = table;
  const changed = columns.filter(({ change }) => change !== void 0);
  const added = changed.filter(({ change }) => change === "added");
  const hasBoth = rows !== void 0 && before !== void 0;
  const schema = !hasBoth || changed.length === 0 ? "" : changed.length === added.length ? newColumns(added.length) : `schema changed (${counted(changed.length, "column")})`;
  return [rowsFact(table), schema, ...driftFacts(columns).slice(0, 1)].filter((fact) => fact !== "");
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
  return `${shared} ${isOne ? "is" : "are"} also in ${shorten(leak.path, LONGEST_NAME * 2)}${isSame ? "" : ` (${formatCount(before)} before)`}`;
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
  const what = first2.path === void 0 ? first2.part === "files" ? "files not compared" : "content not read" : `${shorten(first2.path, LONGEST_NAME * 2)} not read`;
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
function counted(number2, word) {
  return `${formatCount(number2)} ${word}${number2 === 1 ? "" : "s"}`;
}
function within(data, path) {
  return path.startsWith(`${data}/`) ? path.slice(data.length + 1) : path;
}
function columnName({ name }) {
  return short(name);
}
function short(name) {
  return shorten(name, LONGEST_NAME);
}
function signed(difference) {
  return `${difference > 0 ? "+" : "-"}${formatCount(Math.abs(difference))}`;
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
function wholeMetrics(metrics2) {
  return metrics2.filter(({ slice }) => slice === void 0);
}
function shownSlices({ metrics: metrics2, policies }) {
  const groups = /* @__PURE__ */ new Map();
  for (const metric of metrics2) {
    if (metric.slice === void 0) continue;
    const key = JSON.stringify([metric.path, metric.slice.dimension, metric.slice.metric]);
    const group = groups.get(key);
    if (group === void 0) groups.set(key, [metric]);
    else group.push(metric);
  }
  const reported = new Set(policies.flatMap(({ slice }) => slice === void 0 ? [] : [keyOf(slice)]));
  return [...groups.values()].flatMap((group) => worstOf(group, reported));
}
function sliceSummary({ metrics: metrics2 }) {
  const slices = metrics2.flatMap(({ path, slice }) => slice === void 0 ? [] : [{ path, ...slice }]);
  const distinct = new Set(slices.map(({ path, dimension, value }) => JSON.stringify([path, dimension, value])));
  return `${count(distinct.size, "slice")} by ${named([...new Set(slices.map(({ dimension }) => dimension))], MOST_NAMES2)}`;
}
function slicesSection(report) {
  const tones = tonesOf(report);
  return {
    title: SLICES,
    columns: ["Metric", "Slice", "Value", "Baseline", "Change", "Rows", "Note"],
    rows: shownSlices(report).map(({ metric, note }) => {
      const { value, baseline, change, slice, name } = metric;
      const { verdict } = changeOf(metric);
      return {
        tone: tones.get(keyOf(metric)) ?? (value === void 0 ? "warn" : "plain"),
        cells: [
          code(slice?.metric ?? name),
          code(slice === void 0 ? "" : sliceLabel(slice)),
          number(value === void 0 ? "absent" : formatNumber(value, baseline)),
          number(baseline === void 0 ? "" : formatNumber(baseline, value)),
          {
            ...number(change === void 0 ? "" : formatChange(change)),
            ...verdict === "better" || verdict === "worse" ? { verdict } : {}
          },
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
function changedInputs({ params: params2, data, stages: stages2 }) {
  const code2 = stages2.flatMap(
    ({ causes, reproduced = [] }) => [...causes, ...reproduced].flatMap(({ kind, path }) => kind === "code" && path !== void 0 ? [path] : [])
  );
  const changedCode = named([...new Set(code2)], MOST2.code);
  return [
    first(params2, MOST2.params, paramText),
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
function metricsText({ metrics: metrics2, policies, conclusion }) {
  const known = conclusion === "failure" ? metrics2.filter(({ value }) => value !== void 0) : metrics2;
  const rows = judged(known, policies);
  if (rows.length === 0) return "";
  const hasBaseline = rows.some(({ metric }) => metric.baseline !== void 0);
  const text2 = first(rows, MOST2.metrics, (row) => metricText(row, hasBaseline));
  return hasBaseline ? text2 : `${text2} (no baseline yet)`;
}
function judged(metrics2, policies) {
  const byName = metricsByLabel(metrics2);
  const byLabel = /* @__PURE__ */ new Map();
  for (const policy of policies) {
    const label = policy.slice?.label ?? policy.metric;
    byLabel.set(label, [...byLabel.get(label) ?? [], policy]);
  }
  const rows = [...byLabel].flatMap(([label, own]) => {
    const [metric] = own.flatMap((policy) => metricOf(policy, byName) ?? []);
    return metric === void 0 || own.some(({ stale }) => stale) ? [] : [{ label, metric, policies: own }];
  });
  if (rows.length > 0) return rows.sort((one, other) => rank(one) - rank(other));
  if (policies.some(({ metric, value, passed }) => byName.has(metric) || value === void 0 && !passed)) return [];
  const whole = wholeMetrics(metrics2);
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
  const shown2 = `${label} ${gateNumber(value, policies, baseline)}`;
  const { text: text2, word, verdict } = changeOf(metric);
  if (word === "new") return hasBaseline ? `${shown2} (new)` : shown2;
  if (word === "same") return `${shown2} (unchanged)`;
  return `${shown2} (${text2}${verdict === "unknown" ? "" : ` ${word}`})`;
}
function first(items, most, textOf, between = ", ") {
  const text2 = items.slice(0, most).map(textOf).join(between);
  return items.length > most ? `${text2} and ${items.length - most} more` : text2;
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
    const known = byChange.get(first2)?.find((each) => [...changes].every((change) => each.changes.has(change)));
    const root = known?.root ?? { stage, same: [], below: [] };
    rootOf.set(stage.name, root);
    if (known !== void 0) {
      root.same.push(stage);
      continue;
    }
    roots.push(root);
    for (const change of changes) byChange.set(change, [...byChange.get(change) ?? [], { root, changes }]);
  }
  const byName = new Map(stale.map((stage) => [stage.name, stage]));
  for (const stage of stale)
    if (!rootOf.has(stage.name)) (upstreamRoot(stage, byName, rootOf) ?? roots[0])?.below.push(stage);
  return roots;
}
function upstreamRoot(start, byName, rootOf) {
  const seen = /* @__PURE__ */ new Set([start.name]);
  const waiting = [start];
  for (let stage = waiting.shift(); stage !== void 0; stage = waiting.shift()) {
    for (const { kind, path } of stage.causes) {
      if (kind !== "upstream" || path === void 0 || seen.has(path)) continue;
      const root = rootOf.get(path);
      if (root !== void 0) return root;
      seen.add(path);
      const next = byName.get(path);
      if (next !== void 0) waiting.push(next);
    }
  }
  return void 0;
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
function claims({ metrics: metrics2 }, open) {
  const found = open.take(({ rule }) => rule === "metric-claim");
  if (found.length === 0) return [];
  const block = blockOf2(found);
  const isMeasured = metrics2.some(
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
function closedGate2({ metrics: metrics2 }, open, project) {
  const failed = open.takePolicies(({ passed }) => !passed);
  const [first2] = failed;
  if (first2 === void 0) return [];
  const path = metricOf(first2, metricsByLabel(metrics2))?.path;
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
function examined({ doctor = [] }) {
  return doctor.filter(({ state }) => state === "error").map(({ id, name, message, remedy }) => ({
    id: id ?? name,
    title: `${name}: ${message}`,
    tone: "bad",
    repair: [],
    ...remedy === void 0 ? {} : { advice: remedy },
    folded: []
  }));
}
function withError({ error, lint, doctor, message }, blocks) {
  if (error === void 0 || doctor !== void 0 && blocks.length > 0) return [...blocks];
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
  const { source, remote, commit } = report;
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
  if (report.hold && !report.hold.released) facts.push(heldFact(report.hold));
  if (commit) facts.push(committed(commit));
  if (report.retrain) facts.push(...retrainFacts(report.retrain));
  if (report.tag) facts.push(`tagged ${report.tag}`);
  const links = mlflowFacts(report.mlflow);
  return {
    ...HEADLINES[report.conclusion],
    ...isRolledBack(report) ? { word: ROLLED_BACK } : {},
    // It shows, and judges nothing.
    ...report.mode === "diff" && report.conclusion === "success" ? { word: "Compared" } : {},
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
function isRolledBack({ conclusion, rollback, commit }) {
  return conclusion === "success" && rollback !== void 0 && commit !== void 0 && commit.pull_request === void 0;
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
function madeText({ mode, rollback, commit, tag, mlflow }) {
  if (commit === void 0) return "";
  const sha = commit.sha.slice(0, 7);
  if (mode === "validate") return `committed ${sha} to ${commit.branch}`;
  const version = modelVersion(mlflow);
  if (rollback !== void 0) return `${rollbackText(rollback, commit)}${version}`;
  return `built ${sha}${tag === void 0 ? "" : ` as ${tag}`}${version}${inPull(commit)}`;
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
  const { experiment, run_id: run, model = "", version, alias } = mlflow;
  if (version !== void 0)
    facts.set(
      `MLflow: version ${version} of ${model}${alias === void 0 ? "" : `, now ${alias}`}`,
      mlflow.version_url
    );
  if (experiment !== "") facts.set(`MLflow: run ${run.slice(0, 8)} in ${experiment}`, mlflow.url);
  return facts;
}
function committed({ sha, branch, method, attempts, pull_request: pull }) {
  const short2 = sha.slice(0, 12);
  if (method === "tag") return `committed ${short2} under its tag alone`;
  if (method === "pull-request")
    return pull === void 0 ? `committed ${short2} for a pull request into ${branch}` : `committed ${short2} in pull request ${pull.number} into ${branch}: ${pull.url}`;
  return `committed ${short2} to ${branch} ${method === "api" ? "by GitHub's API, " : ""}after ${count(attempts, "push", "pushes")}`;
}
function heldFact(hold) {
  return `${heldText(hold)} (rollback ${hold.commit.slice(0, 12)} to ${hold.to.slice(0, 12)})`;
}
function retrainFacts({ reason, stages: stages2, params: params2, data }) {
  const asked = [
    ...stages2.length > 0 ? [`forced: ${stages2.join(", ")}`] : [],
    ...params2.map(({ path, name, value }) => `${path === "params.yaml" ? "" : `${path}:`}${name} = ${String(value)}`),
    ...data.map(
      ({ path, mode, from, changed }) => `${path}: ${changed ? { replace: "new", append: "more", update: "updated" }[mode] : "as before"}${from === void 0 ? "" : ` from ${from}`}`
    )
  ];
  return [...reason === void 0 ? [] : [`reason: ${reason}`], ...asked.length > 0 ? [asked.join("; ")] : []];
}
function commitText({ mode, source: { sha } }) {
  if (sha !== "") return ` of ${sha.slice(0, 12)}`;
  return mode === "setup" ? "" : " of an unknown commit";
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
      tone: hasLeak(item) ? "warn" : "plain",
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
function hasLeak({ leaked = [] }) {
  return leaked.some(isShared);
}
function dataDetails(item) {
  const { folder, tables = [], leaked = [], unread = [] } = item;
  return [
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
function matchedText({ matched }) {
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
function fromTo(before, now) {
  return before === "" || before === now ? now : now === "" ? before : `${before} → ${now}`;
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
  const shown2 = first2.slice(0, MOST_FILES).map((path) => shorten(path, LONGEST_FILE));
  const left = files - shown2.length;
  return shown2.length === 0 ? "" : `${shown2.join(", ")}${left > 0 ? ` and ${formatCount(left)} more` : ""}`;
}
function foldersSection({ folders, folders_omitted: omitted = 0 }) {
  const shown2 = folders.length + omitted > 1 ? folders : [];
  return {
    title: "Folders",
    columns: ["Folder", "Files", "Before", "Added", "Removed", "Modified", "Renamed"],
    rows: [...shown2.map(folderRow), ...moreRow(omitted, "folder")]
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
function countCell(of) {
  return number(of === void 0 ? "" : formatCount(of));
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
  const { kind } = stageState(stage);
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
    for (const need of needs) if (known.has(need)) neededBy.set(need, [...neededBy.get(need) ?? [], name]);
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
function linkedGroups(items, groups, linked = () => true) {
  const nodes = [...groups.values()].map(nodeOf);
  const place = /* @__PURE__ */ new Map();
  for (const [index, group] of [...groups.values()].entries()) for (const { name } of group) place.set(name, index);
  const byName = new Map(items.map((item) => [item.name, item]));
  const edges = /* @__PURE__ */ new Map();
  for (const item of items) {
    const to = place.get(item.name);
    for (const need of item.needs ?? []) {
      const [from, needed] = [place.get(need), byName.get(need)];
      if (from !== void 0 && to !== void 0 && needed && from !== to && linked(needed, item))
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
    ...outline.nodes.map((node, index) => `  n${index}${shape(node)}`),
    ...outline.edges.map(([from, to]) => `  n${from} --> n${to}`),
    ...classes(outline)
  ];
  const text2 = lines.join("\n");
  return text2.length < LARGEST_DIAGRAM ? text2 : void 0;
}
function shape(node) {
  const label = `"${nodeLines(node).map((line) => mermaidText(line)).join("<br/>")}"`;
  return node.kind === "data" ? `[(${label})]` : node.names.length > 1 ? `[[${label}]]` : `(${label})`;
}
function nodeLines(node, longest = LONGEST_LABEL) {
  const { names, kind, family: family2, seconds } = node;
  const [name = ""] = names;
  const title = family2 !== void 0 ? `${family2}@…` : names.length > 1 ? `${names.length} stages` : name;
  const told = kind === "data" || kind === "unchanged" && names.length === 1 ? "" : kind === "mixed" ? "none of note" : kind === "reproduced" ? "run by the author" : kind;
  const facts = [
    family2 !== void 0 ? `${names.length} ${told}` : told,
    seconds === void 0 ? "" : formatSeconds(seconds)
  ].filter((fact) => fact !== "");
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

// src/report/sections.ts
function sectionsOf(report) {
  return [
    examinations(report),
    gateSection(report),
    stages(report),
    metrics(report),
    slicesSection(report),
    checks(report),
    checkResults(report),
    checkAnnotations(report),
    findings2(report),
    missing(report),
    dataSection(report.data),
    params(report),
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
function examinations({ doctor = [] }) {
  return {
    title: "Examination",
    columns: ["", "Part", "Result", "Fix"],
    below: [3],
    rows: doctor.map(({ name, state, message, remedy = "" }) => ({
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
function metrics({ metrics: metrics2 }) {
  return {
    title: "Metrics",
    columns: ["Metric", "File", "Value", "Committed", "Baseline", "Change", "Note"],
    rows: wholeMetrics(metrics2).map((metric) => ({
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
  const { value, committed: committed2, baseline, change } = metric;
  const { verdict } = changeOf(metric);
  const shown2 = (item) => number(item === void 0 ? "" : formatNumber(item, value, committed2, baseline));
  return [
    value === void 0 ? number("absent") : shown2(value),
    shown2(committed2),
    shown2(baseline),
    {
      ...number(change === void 0 ? "" : formatChange(change)),
      ...verdict === "better" || verdict === "worse" ? { verdict } : {}
    }
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
function params({ params: params2 }) {
  const shown2 = (value) => code(value === void 0 ? "" : typeof value === "string" ? value : JSON.stringify(value));
  return {
    title: "Parameters",
    columns: ["Parameter", "File", "Value", "Before"],
    rows: params2.map((param) => ({
      tone: "plain",
      cells: [code(param.name), code(param.path), shown2(param.value), shown2(param.baseline)]
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
var MOST_METRICS = 6;
function sparkline(values) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const height = most / 2 - least / 2;
  return values.map((value) => BLOCKS[height === 0 ? 2 : Math.round((value / 2 - least / 2) / height * (BLOCKS.length - 1))]).join("");
}
function runPoint({ metric, path }, { metrics: metrics2, policies }) {
  const value = metrics2.find((each) => each.name === metric && each.path === path)?.value;
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
  const shown2 = history.map((entry) => ({ entry, now: runPoint(entry, report) })).filter(({ entry: { points }, now }) => points.length + (now === void 0 ? 0 : 1) > 1).slice(0, MOST_METRICS);
  if (shown2.length === 0) return "";
  const most = Math.max(...shown2.map(({ entry }) => entry.points.length));
  const lines = shown2.map(
    ({ entry, now }) => `${markdownCode(shorten(entry.metric, characters))} ${historyText(entry, now)}`
  );
  const part = shown2.some(({ entry }) => entry.shallow) ? ", as far as this clone has them," : "";
  const run = shown2.some(({ now }) => now !== void 0) ? " and this run" : "";
  return `<sub>${most === 1 ? "Last official build" : `Last ${most} official builds`}${run === "" ? part.replace(/,$/, "") : part}${run}: ${lines.join(" · ")}</sub>`;
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
  isDescribed,
  dataText,
  isNotable,
  formatShare,
  counted,
  sliceLabel,
  SLICES,
  wholeMetrics,
  shownSlices,
  sliceSummary,
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
  hasLeak,
  dataDetails,
  newValuesText,
  fromTo,
  valueText,
  linksTo,
  quotedLinksTo,
  quoted,
  linkedCommit,
  commitAddress,
  branchAddress,
  pullAddress,
  webAddress,
  repositoryName,
  githubAddress,
  stageSeverity,
  stageState,
  stageWord,
  restoredText,
  outlineOf,
  mermaidPipeline,
  nodeLines,
  mermaidText,
  sectionsOf,
  failuresFirst,
  STEPS,
  hasFailure,
  runPoint,
  historyLine,
  noticesOf
};
