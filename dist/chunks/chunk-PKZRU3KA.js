import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  formatBytes,
  formatChange,
  formatNumber,
  formatSeconds
} from "./chunk-SLVCPXYT.js";
import {
  formatBeside
} from "./chunk-VNLNEGOD.js";
import {
  singleLine
} from "./chunk-6MKNGL6M.js";
import {
  capitalized,
  count,
  named,
  withoutPeriod
} from "./chunk-WFAHW5JG.js";

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
  const [first] = parts;
  if (first === void 0) return text2;
  return `The model is not verified: left out ${leftOutParts(report)} (${withoutPeriod(first.reason)}). Seen: ${text2.charAt(0).toLowerCase()}${text2.slice(1)}`;
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

// src/report/headline.ts
var HEADLINES = {
  success: { word: "Passed", tone: "good" },
  unverified: { word: "Not verified", tone: "warn" },
  failure: { word: "Failed", tone: "bad" },
  superseded: { word: "Superseded", tone: "warn" },
  cancelled: { word: "Cancelled", tone: "warn" },
  error: { word: "Could not finish", tone: "bad" }
};
function headlineOf(report) {
  const { source, remote, commit } = report;
  const facts = [
    `${report.mode} of ${source.sha ? source.sha.slice(0, 12) : "an unknown commit"}${source.pull_request === void 0 ? "" : ` for pull request ${source.pull_request}`}${source.base_sha ? ` against ${source.base_sha.slice(0, 12)}` : ""}`
  ];
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
  return { ...HEADLINES[report.conclusion], message: report.message, facts: [...facts, ...links.keys()], links };
}
function mlflowFacts(mlflow) {
  const facts = /* @__PURE__ */ new Map();
  if (mlflow === void 0) return facts;
  const { experiment, run_id: run, model = "", version, alias } = mlflow;
  if (version !== void 0)
    facts.set(
      `MLflow: version ${version} of ${model}${alias === void 0 ? "" : `, now the ${alias}`}`,
      mlflow.version_url
    );
  if (experiment !== "") facts.set(`MLflow: run ${run.slice(0, 8)} in ${experiment}`, mlflow.url);
  return facts;
}
function committed({ sha, branch, method, attempts, pull_request: pull }) {
  const short = sha.slice(0, 12);
  if (method === "tag") return `committed ${short} under its tag alone`;
  if (method === "pull-request")
    return pull === void 0 ? `committed ${short} for a pull request into ${branch}` : `committed ${short} in pull request ${pull.number} into ${branch}: ${pull.url}`;
  return `committed ${short} to ${branch} ${method === "api" ? "by GitHub's API, " : ""}after ${count(attempts, "push", "pushes")}`;
}
function heldFact(hold) {
  return `${heldText(hold)} (rollback ${hold.commit.slice(0, 12)} to ${hold.to.slice(0, 12)})`;
}
function retrainFacts({ reason, stages: stages2, params: params2, data: data2 }) {
  const asked = [
    ...stages2.length > 0 ? [`forced: ${stages2.join(", ")}`] : [],
    ...params2.map(({ path, name, value }) => `${path === "params.yaml" ? "" : `${path}:`}${name} = ${String(value)}`),
    ...data2.map(
      ({ path, mode, from, changed }) => `${path}: ${changed ? { replace: "new", append: "more", update: "updated" }[mode] : "as before"}${from === void 0 ? "" : ` from ${from}`}`
    )
  ];
  return [...reason === void 0 ? [] : [`reason: ${reason}`], ...asked.length > 0 ? [asked.join("; ")] : []];
}

// src/report/policy-state.ts
function policyState({ passed, severity, accepted, stale }) {
  if (passed) return stale ? "older" : "held";
  if (severity === "warning") return "warned";
  return accepted === void 0 ? "failed" : "accepted";
}
function acceptedText({ accepted }) {
  return accepted === void 0 ? "" : `accepted by @${accepted.by}: ${singleLine(accepted.reason)}`;
}
function policyReason(policy) {
  if (policyState(policy) === "older")
    return `${policy.message.replace(/[.\s]*$/, "")}: that is the model of dvc.lock, not the one of this change.`;
  const accepted = acceptedText(policy);
  return accepted === "" ? policy.message : `${policy.message} ${capitalized(accepted).replace(/[.\s]*$/, "")}.`;
}
function closedGate(policies) {
  const failed = policies.filter((policy) => policyState(policy) === "failed");
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

// src/report/section.ts
var text = (value) => ({ text: value, kind: "text" });
var code = (value) => ({ text: value, kind: "code" });
var number = (value) => ({ text: value, kind: "number" });

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

// src/report/sections.ts
function sectionsOf(report) {
  return [
    examinations(report),
    gate(report),
    stages(report),
    metrics(report),
    checks(report),
    findings(report),
    missing(report),
    data(report),
    params(report),
    steps(report)
  ].filter((section) => section.rows.length > 0).map(withoutEmptyColumns);
}
function failuresFirst(sections) {
  const rank = (section) => section.title === STEPS ? 2 : hasFailure(section) ? 0 : 1;
  return [...sections].sort((one, other) => rank(one) - rank(other));
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
function gate({ policies }) {
  return {
    title: "Gate",
    columns: ["", "Metric", "Rule", "Value", "Baseline", "Why"],
    rows: policies.map((policy) => ({
      tone: { held: "good", older: "warn", failed: "bad", warned: "warn", accepted: "warn" }[policyState(policy)],
      cells: [
        text(
          { held: "passed", older: "older model", failed: "failed", warned: "warning", accepted: "accepted" }[policyState(policy)]
        ),
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
function stages({ stages: stages2 }) {
  return {
    title: "Stages",
    columns: ["Stage", "Verdict", "Why", "Time"],
    quietly: "unchanged",
    rows: stages2.map((stage) => ({
      tone: stageTone(stage),
      quiet: stageWord(stage) === "unchanged",
      cells: [
        code(stage.name),
        text(stageWord(stage)),
        text(whyOf(stage)),
        number(stage.seconds === void 0 ? "" : formatSeconds(stage.seconds))
      ]
    }))
  };
}
function stageWord({ verdict, reproduced, held }) {
  if (held) return "held";
  return reproduced === void 0 ? verdict : "reproduced";
}
function whyOf({ causes, reproduced, held }) {
  const told = (list) => list.map((cause) => `${cause.kind}: ${cause.message}`).join("; ");
  if (held) return `stale because of a rollback: ${told(causes)}`;
  return reproduced === void 0 ? told(causes) : `by the author: ${told([...causes, ...reproduced])}`;
}
function stageTone(stage) {
  const severity = stageSeverity(stage);
  return severity ? SEVERITY_TONES[severity] : stage.verdict === "unchanged" ? "plain" : "good";
}
function metrics({ metrics: metrics2 }) {
  return {
    title: "Metrics",
    columns: ["Metric", "File", "Value", "Committed", "Baseline", "Change", "Note"],
    rows: metrics2.map((metric) => ({
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
function metricCells({ value, committed: committed2, baseline, change }) {
  const shown = (item) => number(item === void 0 ? "" : formatNumber(item, value, committed2, baseline));
  return [
    value === void 0 ? number("absent") : shown(value),
    shown(committed2),
    shown(baseline),
    number(change === void 0 ? "" : formatChange(change))
  ];
}
function checks({ checks: checks2 }) {
  const failed = checks2.filter((check) => check.conclusion === "failure" || check.conclusion === "warning");
  return {
    title: "Checks",
    columns: ["", "Check", "Command", "Time"],
    rows: checks2.map((check) => ({
      tone: CONCLUSION_TONES[check.conclusion],
      cells: [
        text(CONCLUSION_WORDS[check.conclusion]),
        code(check.name),
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
function findings({ lint }) {
  return {
    title: "Findings",
    columns: ["", "Rule", "Where", "What", "Repair"],
    below: [3, 4],
    rows: [...lint].sort(bySeverity).map((finding) => ({
      tone: SEVERITY_TONES[finding.severity],
      cells: [
        text(finding.severity),
        code(finding.rule),
        code(
          finding.path === void 0 ? "" : finding.line === void 0 ? finding.path : `${finding.path}:${finding.line}`
        ),
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
        code(object.paths.join(", ")),
        code(object.hash),
        code(object.remote),
        text(object.reason),
        text(object.message)
      ]
    }))
  };
}
function data({ data: data2 }) {
  return {
    title: "Data",
    columns: ["Path", "Change", "Size", "Before"],
    rows: data2.map((item) => ({
      tone: "plain",
      cells: [
        code(item.path),
        text(item.change),
        number(item.size === void 0 ? "" : formatBytes(item.size)),
        number(item.baseline_size === void 0 ? "" : formatBytes(item.baseline_size))
      ]
    }))
  };
}
function params({ params: params2 }) {
  const shown = (value) => code(value === void 0 ? "" : typeof value === "string" ? value : JSON.stringify(value));
  return {
    title: "Parameters",
    columns: ["Parameter", "File", "Value", "Before"],
    rows: params2.map((param) => ({
      tone: "plain",
      cells: [code(param.name), code(param.path), shown(param.value), shown(param.baseline)]
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
function withoutEmptyColumns(section) {
  const kept = section.columns.map((_, index) => section.rows.some((row) => row.cells[index]?.text));
  const keep = (items) => items.filter((_, index) => kept[index]);
  return {
    ...section,
    columns: keep(section.columns),
    rows: section.rows.map((row) => ({ ...row, cells: keep(row.cells) }))
  };
}

export {
  policyState,
  acceptedText,
  policyReason,
  closedGate,
  gateNumber,
  leftOutReason,
  unverifiedText,
  targetsText,
  rollbackQuestion,
  rollbackSubject,
  pullRequestSummary,
  staleAfterRollback,
  movedText,
  heldText,
  heldSummary,
  rollbackSummary,
  headlineOf,
  stageSeverity,
  isChange,
  secondsOf,
  emptyReport,
  sectionsOf,
  failuresFirst,
  STEPS,
  hasFailure,
  stageWord
};
