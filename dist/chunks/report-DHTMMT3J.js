import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  renderTerminal
} from "./chunk-R7MTGSN7.js";
import {
  basicParts,
  readPlainFile,
  reportParts
} from "./chunk-C3AYNKWA.js";
import "./chunk-2OGHCNB3.js";
import "./chunk-WVYELQIE.js";
import {
  renderComment
} from "./chunk-7VM2ZCT3.js";
import {
  isTooDeep
} from "./chunk-CBSCIB3E.js";
import {
  renderSummary
} from "./chunk-D5DI3KEQ.js";
import "./chunk-5CAFDNKZ.js";
import {
  pageText,
  writeWhole
} from "./chunk-PTGDY7OI.js";
import "./chunk-Q7PKBVSZ.js";
import {
  REPORT_SCHEMA,
  acceptedText,
  failureSeverity,
  policyReason,
  policyState,
  secondsOf,
  stageSeverity,
  totalsText
} from "./chunk-EX52EZ3H.js";
import {
  withoutEscapes
} from "./chunk-N55NVOIB.js";
import "./chunk-QI7C5ARK.js";
import "./chunk-2OLTNLZS.js";
import "./chunk-ZJPWFF2S.js";
import "./chunk-V5PK7DQF.js";
import {
  visible
} from "./chunk-YTSCXGCX.js";
import "./chunk-FT4V3LLR.js";
import "./chunk-IJ3IOKBO.js";
import {
  webAddress
} from "./chunk-LDTS5XU3.js";
import {
  AUDIT_CAUSES,
  VARIATIONS
} from "./chunk-UBRFTX3D.js";
import {
  showValue
} from "./chunk-LJ6IJPAN.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-6BXGY3ZC.js";
import {
  _enum,
  _null,
  boolean,
  int,
  literal,
  number,
  record,
  string,
  union,
  unknown
} from "./chunk-33TNGAK7.js";
import {
  SetupError,
  messageOf
} from "./chunk-GSQGKKGD.js";
import "./chunk-VUXC3WPS.js";

// src/flows/report.ts
import { realpath } from "node:fs/promises";
import { resolve } from "node:path";

// src/report/junit.ts
var TOLD_APART = /* @__PURE__ */ new Set(["stale-stage", "stage-data-missing"]);
function renderJunit(report) {
  const suites = [
    verdict(report),
    { name: "checks", cases: report.checks.map(checkCase) },
    ...report.checks.map((check) => ({ name: `checks.${check.name}`, cases: resultCases(check) })),
    { name: "stages", cases: report.stages.map(stageCase) },
    { name: "policies", cases: report.policies.map(policyCase) },
    { name: "remote", cases: remoteCases(report) },
    { name: "findings", cases: findingCases(report) },
    { name: "jobs", cases: jobCases(report) },
    { name: "examination", cases: examinationCases(report.doctor) },
    { name: "verification", cases: examinationCases(report.verification) }
  ].filter(({ cases }) => cases.length > 0);
  const all = suites.flatMap(({ cases }) => cases);
  const head = attributes({ name: `dvc-ci ${report.mode}`, time: time(secondsOf(report)), ...totals(all, false) });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${head}>`,
    ...suites.flatMap(({ name: name2, cases }) => [
      `  <testsuite${attributes({ name: `dvc-ci.${name2}`, ...totals(cases, true) })}>`,
      ...cases.map((each) => testCase(name2, each)),
      "  </testsuite>"
    ]),
    "</testsuites>",
    ""
  ].join("\n");
}
function verdict({ mode, conclusion, message: message2, error, seconds: seconds2 }) {
  const kind = { failure: "failure", error: "error", cancelled: "error", unverified: "skipped", superseded: "skipped" }[conclusion];
  const detail = error?.remedy;
  return {
    name: "run",
    cases: [
      {
        name: mode,
        seconds: seconds2,
        ...kind === void 0 ? { note: message2 } : { outcome: { kind, message: message2, ...detail === void 0 ? {} : { detail } } }
      }
    ]
  };
}
function checkCase({ name: name2, command, conclusion, seconds: seconds2, log, results }) {
  const base = { name: name2, seconds: seconds2 };
  const totals2 = results === void 0 ? "" : totalsText(results.totals);
  if (conclusion === "failure")
    return {
      ...base,
      outcome: { kind: "failure", message: `'${command}' failed${totals2 === "" ? "" : `: ${totals2}`}`, detail: log }
    };
  return conclusion === "skipped" ? { ...base, outcome: { kind: "skipped", message: command } } : { ...base, note: totals2 === "" ? command : `${command}
${totals2}` };
}
function resultCases(check) {
  const { failures = [], failures_omitted: omitted = 0 } = check.results ?? {};
  return [
    ...failures.map((failure) => {
      const severity = failureSeverity(failure, check);
      const { name: name2, outcome, message: message2 } = failure;
      const place = placeOf(failure);
      return severity === "error" ? { name: name2, outcome: { kind: outcome === "error" ? "error" : "failure", message: message2, detail: place } } : { name: name2, note: [`${severity}: ${message2}`, place].filter(Boolean).join("\n") };
    }),
    ...omitted === 0 ? [] : [{ name: `${omitted} more`, note: "These are only in the report files of the check." }]
  ];
}
function stageCase(stage) {
  const why = [stage.verdict, ...stage.causes.map((cause) => `${cause.kind}: ${cause.message}`)].join("; ");
  const base = { name: stage.name, seconds: stage.seconds };
  if (stage.verdict === "stale" && stage.causes.every(({ kind }) => kind === "upstream"))
    return { ...base, outcome: { kind: "skipped", message: why } };
  switch (stageSeverity(stage)) {
    case "error":
      return { ...base, outcome: { kind: "failure", message: why } };
    case "warning":
      return { ...base, outcome: { kind: "skipped", message: why } };
    case "notice":
    case void 0:
      return { ...base, note: why };
  }
}
function policyCase(policy) {
  const base = { name: `${policy.metric} ${policy.rule}` };
  const message2 = policyReason(policy);
  switch (policyState(policy)) {
    case "held":
      return { ...base, note: message2 };
    case "failed":
      return { ...base, outcome: { kind: "failure", message: message2 } };
    case "unjudged":
      return { ...base, outcome: { kind: "failure", message: `not judged: ${message2}` } };
    case "uncompared":
      return { ...base, outcome: { kind: "skipped", message: message2 } };
    case "warned":
      return { ...base, note: `warning: ${message2}` };
    case "accepted":
      return { ...base, outcome: { kind: "skipped", message: acceptedText(policy), detail: message2 } };
    case "older":
      return { ...base, outcome: { kind: "skipped", message: message2 } };
  }
}
function remoteCases({ remote }) {
  if (remote.missing.length === 0)
    return remote.verified === 0 ? [] : [{ name: remote.name, note: `${remote.verified} of ${remote.objects} objects are in the remote` }];
  return remote.missing.map(({ paths, hash: hash2, message: message2, file, line }) => ({
    name: paths.join(", ") || hash2,
    outcome: { kind: "failure", message: message2, ...file === void 0 ? {} : { detail: placeOf({ path: file, line }) } }
  }));
}
function findingCases({ lint, stages }) {
  return lint.filter(({ rule }) => stages.length === 0 || !TOLD_APART.has(rule)).map((finding) => {
    const { rule, severity, message: message2, fix } = finding;
    const place = placeOf(finding);
    const detail = [place, ...fix === void 0 ? [] : [`Repair: ${fix}`]].filter(Boolean).join("\n");
    return {
      name: place === "" ? rule : `${rule} ${place}`,
      ...severity === "error" ? { outcome: { kind: "failure", message: message2, detail } } : { note: [`${severity}: ${message2}`, detail].filter(Boolean).join("\n") }
    };
  });
}
function jobCases({ fanout }) {
  return (fanout?.jobs ?? []).filter(({ conclusion }) => conclusion !== void 0).map(({ id, stages, conclusion, seconds: seconds2, log }) => ({
    name: id,
    seconds: seconds2,
    outcome: conclusion === "failure" ? { kind: "failure", message: `the job of ${stages.join(", ")} failed`, detail: log ?? "" } : void 0
  }));
}
function examinationCases(rows = []) {
  return rows.map(({ name: name2, state, message: message2, remedy = "" }) => ({
    name: name2,
    ...state === "error" ? { outcome: { kind: "failure", message: message2, detail: remedy } } : state === "skipped" ? { outcome: { kind: "skipped", message: message2 } } : { note: [state === "warning" ? `warning: ${message2}` : message2, remedy].filter(Boolean).join("\n") }
  }));
}
function placeOf({ path, line }) {
  return path === void 0 ? "" : line === void 0 ? path : `${path}:${line}`;
}
function testCase(suite, { name: name2, seconds: seconds2, outcome, note }) {
  const head = attributes({
    name: name2,
    classname: `dvc-ci.${suite}`,
    ...seconds2 === void 0 ? {} : { time: time(seconds2) }
  });
  if (outcome !== void 0) {
    const { kind, message: message2, detail = "" } = outcome;
    return `    <testcase${head}>
      <${kind}${attributes({ message: message2 })}>${text(detail)}</${kind}>
    </testcase>`;
  }
  return note === void 0 ? `    <testcase${head}/>` : `    <testcase${head}>
      <system-out>${text(note)}</system-out>
    </testcase>`;
}
function totals(cases, skips) {
  const number2 = (kind) => String(cases.filter(({ outcome }) => outcome?.kind === kind).length);
  return {
    tests: String(cases.length),
    failures: number2("failure"),
    errors: number2("error"),
    ...skips ? { skipped: number2("skipped") } : {}
  };
}
function time(seconds2) {
  return seconds2.toFixed(3);
}
function attributes(values) {
  return Object.entries(values).map(([name2, value]) => ` ${name2}="${text(value).replaceAll("\n", "&#10;").replaceAll("	", "&#9;")}"`).join("");
}
var NO_CHARACTER = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ufffe\uffff]/g;
function text(value) {
  return visible(withoutEscapes(value)).trimEnd().replace(NO_CHARACTER, "�").replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`).replace(/:(?=:)/g, "&#58;").replace(/##(?=\[)/g, "#&#35;");
}

// src/report/audit-schema.ts
function auditSchema({ object: object2, list: list2, name: name2, message: message2, count: count2 }) {
  const variation = _enum(VARIATIONS);
  const value = union([number(), _null()]);
  const output = object2({
    path: name2,
    same: boolean(),
    differences: list2(
      object2({
        file: name2.optional(),
        place: name2,
        first: name2.optional(),
        second: name2.optional()
      })
    ).optional(),
    files: object2({ added: count2, removed: count2, different: count2 }).optional(),
    metrics: list2(
      object2({ name: name2, first: value, second: value })
    ).optional(),
    causes: list2(object2({ kind: _enum(AUDIT_CAUSES), evidence: message2 })).optional()
  });
  return object2({
    varied: list2(variation),
    not_varied: list2(
      object2({ name: variation, reason: message2 })
    ).optional(),
    stages: list2(
      object2({
        name: name2,
        state: _enum(["same", "different", "failed", "skipped"]),
        why: message2.optional(),
        seconds: number().nonnegative().optional(),
        beside: literal(true).optional(),
        outputs: list2(output),
        inherit: list2(name2).optional()
      })
    )
  });
}

// src/report/whole-report.ts
var LARGEST_REPORT = 64 * 1024 * 1024;
var DEEPEST = 200;
var UNLIMITED = { strict: false, list: LARGEST_REPORT, name: LARGEST_REPORT, message: LARGEST_REPORT };
var { object, list, name, message, seconds, hash, ...parts } = reportParts(UNLIMITED);
var count = int().nonnegative();
var address = name;
var size = number().nonnegative().max(Number.MAX_SAFE_INTEGER);
var total = object({ count, bytes: size });
var errorId = string().regex(/^[a-z0-9-]{1,80}$/);
var identity = { name, title: name, changed: boolean().optional() };
var points = object({ x: list(union([number(), string()])), y: list(number()), total: count });
var axis = object({ label: name, kind: _enum(["number", "category"]) });
var matrix = list(list(number())).optional();
var image = object({ size: count, type: name }).optional();
var plot = union([
  object({
    ...identity,
    kind: _enum(["line", "scatter", "bar"]),
    x: axis,
    y: axis,
    series: list(object({ name, value: points.optional(), baseline: points.optional() })),
    omitted: count.optional()
  }),
  object({
    ...identity,
    kind: literal("confusion"),
    x_label: name,
    y_label: name,
    classes: list(name),
    value: matrix,
    baseline: matrix,
    normalized: boolean().optional(),
    omitted: count.optional()
  }),
  object({ ...identity, kind: literal("image"), value: image, baseline: image }),
  object({
    ...identity,
    kind: literal("template"),
    spec: record(string(), unknown()).optional()
  })
]);
var examination = object({
  name,
  state: _enum(["ok", "warning", "error", "skipped"]),
  message,
  remedy: message.optional(),
  id: errorId.optional()
});
var reportSchema = object({
  schema: literal(REPORT_SCHEMA),
  mode: _enum([
    "validate",
    "rebuild",
    "retrain",
    "rollback",
    "plan",
    "stage",
    "collect",
    "command",
    "comment",
    "lint",
    "diff",
    "history",
    "resolve",
    "audit",
    "gc",
    "verify",
    "setup",
    "doctor"
  ]),
  message,
  run_url: address.optional(),
  started: name.optional(),
  versions: object({ dvc_ci: name, dvc: name.optional() }).optional(),
  seconds: seconds.optional(),
  error: object({
    id: errorId,
    message,
    key: name.optional(),
    value: message.optional(),
    remedy: message.optional()
  }).optional(),
  ...parts,
  history: list(
    object({
      metric: name,
      path: name,
      points: list(object({ sha: hash, at: name, value: number(), tag: name.optional() })),
      shallow: literal(true).optional()
    })
  ).optional(),
  builds: object({
    list: list(
      object({
        sha: hash,
        at: name,
        kind: _enum(["rebuild", "retraining", "rollback"]),
        source: name,
        tags: list(name).optional(),
        reverted: hash.optional(),
        reason: message.optional(),
        seconds: seconds.optional(),
        environment: name.optional()
      })
    ),
    metrics: list(
      object({
        name,
        path: name,
        values: list(union([number(), _null()])),
        limits: list(object({ rule: name, level: number() })).optional()
      })
    ),
    params: list(
      object({
        name,
        path: name,
        changes: list(object({ build: count, value: unknown().optional() }))
      })
    ),
    data: list(
      object({
        path: name,
        output: literal(true).optional(),
        changes: list(
          object({
            build: count,
            hash: name.optional(),
            size: count.optional(),
            files: count.optional()
          })
        )
      })
    ),
    pulls: list(
      object({ number: count, head: name, at: name, values: list(union([number(), _null()])) })
    ).optional(),
    baseline: object({ label: name, build: count }).optional(),
    shallow: literal(true).optional(),
    omitted: object({
      builds: count.optional(),
      metrics: count.optional(),
      params: count.optional(),
      data: count.optional(),
      pulls: count.optional()
    }).optional()
  }).optional(),
  plots: list(plot).optional(),
  commit: object({
    sha: hash,
    branch: name,
    method: _enum(["push", "api", "pull-request", "tag"]),
    attempts: count,
    pull_request: object({ number: count, url: address }).optional()
  }).optional(),
  tag: name.optional(),
  mlflow: object({
    experiment: name,
    run_id: name,
    model: name.optional(),
    version: name.optional(),
    alias: name.optional(),
    url: address.optional(),
    version_url: address.optional()
  }).optional(),
  rollback: object({
    to: name,
    sha: name,
    targets: list(name),
    replaced: hash.optional()
  }).optional(),
  hold: object({
    commit: name,
    to: name,
    since: name,
    by: name.optional(),
    reason: message.optional(),
    released: literal(true).optional()
  }).optional(),
  retrain: object({
    reason: message.optional(),
    stages: list(name),
    params: list(
      object({
        path: name,
        name,
        value: union([number(), boolean(), string(), _null()])
      })
    ),
    data: list(
      object({
        path: name,
        mode: _enum(["replace", "append", "update"]),
        from: name.optional(),
        changed: boolean()
      })
    )
  }).optional(),
  fanout: object({
    plan: message.optional(),
    fragment: name.optional(),
    jobs: list(
      object({
        id: name,
        level: count,
        stages: list(name),
        runs_on: union([name, list(name)]).optional(),
        container: name.optional(),
        conclusion: _enum(["success", "failure"]).optional(),
        seconds: seconds.optional(),
        log: message.optional()
      })
    )
  }).optional(),
  doctor: list(examination).optional(),
  verification: list(examination).optional(),
  audit: auditSchema(basicParts(UNLIMITED)).optional(),
  gc: object({
    remote: name,
    objects: total,
    needed: total,
    kept_because: list(object({ because: name, count, bytes: size })),
    unneeded: total,
    by_age: list(object({ below_days: count.optional(), count, bytes: size })),
    largest: list(
      object({
        hash: name,
        bytes: size,
        age_days: count.optional(),
        last_named_by: hash.optional()
      })
    ),
    unnamed: total,
    listed: total,
    aside: total,
    due: name.optional(),
    restored: total.optional(),
    set_aside: total.optional(),
    deleted: total.optional(),
    unread: list(name).optional()
  }).optional(),
  card: object({ path: name }).optional(),
  hub: object({ repository: name, url: address, commit: name.optional() }).optional(),
  release: object({ tag: name, url: address, previous: name.optional() }).optional(),
  provenance: object({
    signed: _enum(["sigstore", "key"]),
    subjects: count,
    model: name.optional(),
    key: name.optional(),
    log_index: name.optional(),
    ref: name.optional(),
    attestation: address.optional()
  }).optional(),
  deployment: object({ environment: name, id: number() }).optional()
});
function parseReport(text2) {
  if (isTooDeep(text2, DEEPEST))
    return { fault: "invalid", reason: `it has more than ${DEEPEST} values inside each other` };
  let content;
  try {
    content = JSON.parse(text2);
  } catch {
    return { fault: "invalid", reason: text2.trim() === "" ? "it is empty" : "it is not JSON" };
  }
  const version = typeof content === "object" && content !== null && "schema" in content ? content.schema : void 0;
  if (version === void 0) return { fault: "invalid", reason: "it has no key 'schema'" };
  if (typeof version === "number" && version > REPORT_SCHEMA)
    return { fault: "newer", reason: `its schema is ${version}, and this version reads ${REPORT_SCHEMA}` };
  const parsed = reportSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const place = parsed.error.issues[0]?.path.map(String).join(".") ?? "";
  return { fault: "invalid", reason: `its ${place === "" ? "content" : place} is not as in a report` };
}

// src/flows/report.ts
var STANDARD_INPUT = "-";
var TOO_LARGE = `it has more than ${LARGEST_REPORT} bytes`;
async function showReport({ file, to, output }, cwd, terminal) {
  const report = reportOf(await readText(file, cwd), file);
  const text2 = render(report, to, output === void 0 ? terminal : {});
  if (output === void 0) return text2;
  try {
    writeWhole(resolve(cwd, output), text2);
  } catch (error) {
    throw new SetupError(
      "report-output-not-writable",
      `report: could not write ${showValue(output)}: ${messageOf(error)}.`,
      {
        key: "output",
        value: output,
        remedy: "Name a file in a folder that you may write to, or omit --output.",
        cause: error
      }
    );
  }
  return "";
}
function render(report, to, terminal) {
  switch (to) {
    case "text":
      return renderTerminal(report, terminal);
    case "comment":
      return renderComment(report, contextOf(report));
    case "summary":
      return renderSummary(report);
    case "page":
      return pageText(report);
    case "junit":
      return renderJunit(report);
  }
}
function contextOf({ source, run_url: runUrl }) {
  const [repositoryUrl, page] = [webAddress(source.repository), webAddress(runUrl)];
  return {
    project: source.directory ?? "",
    sha: source.head_sha ?? source.sha,
    ...repositoryUrl === void 0 ? {} : { repositoryUrl },
    ...page === void 0 ? {} : { runUrl: page }
  };
}
function reportOf(text2, file) {
  const parsed = parseReport(text2);
  if (!("fault" in parsed)) return parsed;
  throw parsed.fault === "newer" ? new SetupError("report-newer", `report: ${nameOf(file)} was written by a newer dvc-ci: ${parsed.reason}.`, {
    key: "report",
    value: file,
    remedy: "Use the version of dvc-ci that wrote it, or a newer one."
  }) : new SetupError("report-invalid", `report: ${nameOf(file)} is no report of dvc-ci: ${parsed.reason}.`, {
    key: "report",
    value: file,
    remedy: "Name the report.json that a run wrote with `--report FILE` or the input report."
  });
}
async function readText(file, cwd) {
  let bytes;
  if (file === STANDARD_INPUT) bytes = await readStandardInput(file);
  else {
    const path = resolve(cwd, file);
    const read = await readPlainFile(await realpath(path).catch(() => path), LARGEST_REPORT);
    if ("problem" in read) throw unreadable(file, reasonOf(read));
    bytes = read.bytes;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new SetupError("report-invalid", `report: ${nameOf(file)} is no report of dvc-ci: it is not UTF-8 text.`, {
      key: "report",
      value: file,
      remedy: "Name the report.json that a run wrote. A shell of Windows may have written it in another encoding."
    });
  }
}
async function readStandardInput(file) {
  const chunks = [];
  let size2 = 0;
  for await (const chunk of process.stdin) {
    size2 += chunk.length;
    if (size2 > LARGEST_REPORT) throw unreadable(file, TOO_LARGE);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
function reasonOf(read) {
  switch (read.problem) {
    case "unreadable":
      return messageOf(read.cause);
    case "irregular":
      return "it is a folder, a pipe or a device";
    case "large":
      return TOO_LARGE;
  }
}
function unreadable(file, reason) {
  return new SetupError("report-unreadable", `report: ${nameOf(file)} cannot be read: ${reason}.`, {
    key: "report",
    value: file,
    remedy: "Name the regular file report.json of a run. Write - to read standard input."
  });
}
function nameOf(file) {
  return file === STANDARD_INPUT ? "standard input" : showValue(file);
}
export {
  showReport
};
