import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  causesOf,
  failureSeverity,
  metricOf,
  metricsByLabel,
  policyReason,
  policyState
} from "./chunk-EX52EZ3H.js";
import {
  MOST_ANNOTATIONS
} from "./chunk-N55NVOIB.js";
import {
  FINDINGS
} from "./chunk-2OLTNLZS.js";
import {
  shorten
} from "./chunk-YTSCXGCX.js";
import {
  withoutPeriod
} from "./chunk-WFAHW5JG.js";

// src/report/annotations.ts
var RANKS = { error: 0, warning: 1, notice: 2 };
var TOLD_APART = /* @__PURE__ */ new Set(["lint", "reproduce", "gate"]);
var LONGEST_MESSAGE = 2e3;
function annotationsOf(report, project = "") {
  const known = metricsByLabel(report.metrics);
  return [
    ...causes(report, project),
    ...report.policies.filter((policy) => ["warned", "accepted"].includes(policyState(policy))).map((policy) => {
      const file = metricOf(policy, known)?.path;
      return {
        severity: policy.accepted === void 0 ? "warning" : "notice",
        title: `Gate: ${policy.metric}`,
        message: policyReason(policy),
        ...file === void 0 ? {} : { path: project ? `${project}/${file}` : file }
      };
    }),
    ...report.lint.filter(({ severity }) => severity !== "error").map(ofFinding),
    ...report.steps.filter(({ name, conclusion, message }) => conclusion === "warning" && message && !TOLD_APART.has(name)).map(({ name, message = "" }) => ({ severity: "warning", title: name, message })),
    ...report.checks.flatMap(ofCheck)
  ].map((annotation) => ({ ...annotation, message: shorten(annotation.message, LONGEST_MESSAGE) })).sort((a, b) => RANKS[a.severity] - RANKS[b.severity]);
}
function ofCheck(check) {
  const { name, annotations = [], results } = check;
  const printed = new Set(annotations.map(({ path, line }) => `${path ?? ""}:${line ?? ""}`));
  return [
    ...annotations.map(
      ({ title, ...annotation }) => ({
        ...annotation,
        title: title === void 0 ? name : `${name}: ${title}`
      })
    ),
    ...(results?.failures ?? []).filter(({ path, line }) => path !== void 0 && !printed.has(`${path}:${line ?? ""}`)).map((failure) => {
      const { name: test, message, path, line, column } = failure;
      return {
        severity: failureSeverity(failure, check),
        title: `${name}: ${test}`,
        message,
        ...path === void 0 ? {} : { path },
        ...line === void 0 ? {} : { line },
        ...column === void 0 ? {} : { column }
      };
    }).slice(0, Math.max(0, MOST_ANNOTATIONS - annotations.length))
  ];
}
function causes(report, project) {
  const annotated = new Set(
    report.checks.filter(
      (check) => check.annotations?.some(({ severity }) => severity === "error") || check.results?.failures.some(
        (failure) => failure.path !== void 0 && failureSeverity(failure, check) === "error"
      )
    ).map(({ name }) => name)
  );
  return causesOf(report, project).flatMap((cause) => {
    const rule = report.lint.filter((finding) => finding.severity === "error" && finding.rule === cause.id);
    if (rule.length > 1 && !Object.hasOwn(FINDINGS, cause.id)) return rule.map(ofFinding);
    if (cause.id === "check-failed" && annotated.has(cause.log?.title ?? "")) return [];
    const isVerdict = [report.message, report.error?.message].includes(cause.title) || cause.repair.length === 0 && cause.advice === void 0 && cause.folded.length === 0;
    if (cause.id === report.error?.id && cause.place === void 0 && isVerdict) return [];
    return [ofCause(cause, failedStage(report, project))];
  });
}
function ofCause({ id, title, place, repair, advice, folded }, ofStage) {
  return {
    severity: "error",
    title: id,
    message: [
      `${title}${repair.length > 0 ? ` Repair: ${repair.join("; ")}` : advice === void 0 ? "" : ` ${advice}`}`,
      ...folded.map((clause) => `${withoutPeriod(clause)}.`)
    ].join("\n"),
    ...place ?? (id === "stage-command-failed" ? ofStage : void 0)
  };
}
function failedStage({ stages }, project) {
  const failed = stages.find(({ verdict }) => verdict === "failed");
  if (failed === void 0) return void 0;
  const colon = failed.name.lastIndexOf(":");
  const path = colon < 0 ? "dvc.yaml" : failed.name.slice(0, colon);
  return failed.place ?? { path: project ? `${project}/${path}` : path };
}
function ofFinding({ severity, rule, message, fix, path, line }) {
  return {
    severity,
    title: rule,
    message: fix === void 0 ? message : `${message} Repair: ${fix}`,
    ...path === void 0 ? {} : { path },
    ...line === void 0 ? {} : { line }
  };
}

export {
  annotationsOf
};
