import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  openFlowGitHub
} from "./chunk-PSOZOEBL.js";
import {
  Git,
  describeDifference,
  isEntrySection,
  isRefusal,
  mergeLocks,
  sectionText,
  splitNul
} from "./chunk-WOEADB2N.js";
import {
  lineAt,
  lineOfKeys,
  stageLines
} from "./chunk-PEYVBWDP.js";
import {
  isUnreadable,
  parseLock,
  sameValue
} from "./chunk-MO37VFTA.js";
import {
  acceptedByLabel,
  commandLines,
  openSurfaces
} from "./chunk-4RVUUE6O.js";
import {
  pageText,
  writeRunFiles
} from "./chunk-3IZUCDGO.js";
import {
  errorReportOf,
  findingsOfError
} from "./chunk-CF2CUMP3.js";
import "./chunk-6TJASA5V.js";
import "./chunk-ZNQMYIB5.js";
import {
  acceptedText,
  closedGate,
  emptyReport,
  heldSummary,
  heldText,
  isChange,
  movedText,
  policyReason,
  policyState,
  pullRequestSummary,
  rollbackQuestion,
  rollbackSubject,
  rollbackSummary,
  staleAfterRollback,
  targetsText
} from "./chunk-XVFDZ7HV.js";
import {
  capitalized,
  count,
  lastLine,
  named,
  withoutPeriod
} from "./chunk-KZ3KKOKF.js";
import {
  cacheRoot,
  makeCacheDirectory
} from "./chunk-JVCGX62V.js";
import {
  isInside,
  realPathOf
} from "./chunk-KUDOOD3U.js";
import {
  StepLog,
  currentLog,
  hostOfSteps,
  inLog
} from "./chunk-H43YNZ3I.js";
import {
  redactStrings
} from "./chunk-3C5KSVTO.js";
import {
  jsonText,
  markdownCode,
  markdownText,
  shorten,
  singleLine
} from "./chunk-UUNXHWVS.js";
import {
  NumberText,
  coerce_exports,
  isFixedTag,
  isTagOf,
  nextTag,
  plainLine,
  requestDigest,
  settingSchema,
  tagPrefix
} from "./chunk-FMPSESZV.js";
import {
  RULES,
  RULE_NAMES
} from "./chunk-IUEXKULP.js";
import {
  require_dist
} from "./chunk-HO7WJOJL.js";
import {
  isCredential,
  namedRemotes,
  secretsOfNetrc,
  secretsOfOptions
} from "./chunk-2VEIIZ2G.js";
import {
  _enum,
  _null,
  array,
  base64,
  boolean,
  int,
  literal,
  looseObject,
  number,
  object,
  record,
  strictObject,
  string,
  union,
  unknown
} from "./chunk-JS4KLCZI.js";
import {
  MERGE_DRIVER
} from "./chunk-6SRYF2YM.js";
import {
  allowCommit,
  nearest,
  nearestMetrics
} from "./chunk-CNQPAZLY.js";
import "./chunk-N2SY5YAA.js";
import {
  CLIENT_MODULES,
  DEFAULT_DVC_VERSION,
  EXTRA_MODULES,
  MINIMUM_DVC_VERSION,
  QueryError,
  binDirectory,
  compareVersions,
  deferred,
  describeUnsupported,
  endedBy,
  engineOf,
  extrasOf,
  findDvcRoot,
  findPython,
  isProgram,
  isSupported,
  knownDvc,
  parseDvcVersion,
  parseObject,
  probeDvc,
  programFile,
  programsNamed,
  pythonOf,
  remoteSchemes,
  searchDvc,
  searchPath,
  stageEnvironment,
  withFirst,
  withLast
} from "./chunk-P62FV66C.js";
import {
  formatBytes,
  formatChange,
  formatNumber,
  formatNumber2,
  formatTogether,
  plain
} from "./chunk-KZPKTA5U.js";
import {
  LogTail,
  TAIL_OF_COMMAND,
  childEnvironment,
  runProcess,
  shellLine
} from "./chunk-XVOMOB3V.js";
import "./chunk-NOLEDMYW.js";
import {
  dataSchemes,
  isUrl,
  shownSource
} from "./chunk-IISNHXBN.js";
import {
  CancelledError,
  OutsideError,
  ProjectError,
  SetupError,
  exhausted,
  messageOf
} from "./chunk-RRI2TGUO.js";
import {
  __toESM
} from "./chunk-D4UUOGK2.js";

// src/report/failure.ts
function reportFailure(report, thrown, isAborted, debug) {
  const error = exhausted(thrown) ?? thrown;
  const cancelled = isAborted || error instanceof CancelledError;
  report.message = cancelled ? error instanceof CancelledError ? messageOf(error).replace(/^cancelled/, "Stopped") : `Stopped: ${messageOf(error)}` : messageOf(error);
  if (cancelled) {
    report.conclusion = "cancelled";
    report.error = { id: "cancelled", message: report.message };
    return 130;
  }
  report.error = errorReportOf(error);
  if (error instanceof ProjectError) {
    report.conclusion = "failure";
    report.lint.push(...findingsOfError(error));
    return 1;
  }
  report.conclusion = "error";
  if (error instanceof SetupError || error instanceof OutsideError) {
    report.lint.push(...findingsOfError(error));
    return error.exitCode;
  }
  debug(error instanceof Error ? error.stack ?? error.message : String(error));
  report.message = `An error inside dvc-ci: ${messageOf(error)}. Please report it with the log of a run with --verbose.`;
  return 3;
}

// src/run/keep-report.ts
function keepReport({ settings: { report: json, page }, report, host, facts }) {
  const wanted = { ...json === void 0 ? {} : { report: json }, ...page === void 0 ? {} : { page } };
  const warn2 = (message) => {
    host.warning(`${message}. The verdict is unchanged.`);
  };
  return json === void 0 && page === void 0 ? {} : writeRunFiles(
    wanted,
    redactStrings(report, (text2) => host.redact(text2)),
    warn2,
    facts.pictures
  );
}

// src/run/run.ts
function createRun(settings, outer, signal, report, cache) {
  const host = hostOfSteps(outer);
  const began = performance.now();
  const record2 = (name2, conclusion, started, message, early) => {
    const step = {
      name: name2,
      conclusion,
      started: roundSeconds((early?.began ?? started) - began),
      seconds: roundSeconds(performance.now() - started + lengthOf(early)),
      ...message === void 0 ? {} : { message: host.redact(message) }
    };
    const log = currentLog();
    if (log === void 0) report.steps.push(step);
    else log.do(() => report.steps.push(step));
  };
  return {
    settings,
    host,
    signal,
    report,
    facts: {},
    endings: [],
    ...cache === void 0 ? {} : { cache },
    async step(name2, body, early) {
      if (signal.aborted) throw new CancelledError("cancelled", `cancelled before '${name2}'.`);
      const started = performance.now();
      const outcome = {};
      host.status(name2);
      const end = host.begin(name2, started - lengthOf(early));
      try {
        const value = await body(outcome);
        const conclusion = outcome.conclusion ?? "success";
        record2(name2, conclusion, started, outcome.message, early);
        end(conclusion);
        return value;
      } catch (error) {
        const conclusion = currentLog()?.isOptional === true && !signal.aborted ? "warning" : "failure";
        record2(name2, conclusion, started, messageOf(error), early);
        end(conclusion);
        throw error;
      } finally {
        host.status(void 0);
      }
    },
    skip: (name2, reason) => {
      record2(name2, "skipped", performance.now(), reason);
    }
  };
}
function lengthOf(early) {
  return early === void 0 ? 0 : early.ended - early.began;
}
function roundSeconds(milliseconds) {
  return Math.round(milliseconds) / 1e3;
}

// src/steps/fan-out/collected-backend.ts
import { readFile as readFile21, writeFile as writeFile8 } from "node:fs/promises";
import { dirname as dirname18, join as join32 } from "node:path";

// src/dvc/project-files.ts
import { readFile, stat } from "node:fs/promises";
import { join, posix as posix2 } from "node:path";

// src/dvc/file-paths.ts
import { dirname, isAbsolute, resolve } from "node:path";

// src/dvc/project-file.ts
var import_yaml = __toESM(require_dist(), 1);
import { basename } from "node:path";
var MAX_ALIASES = 5e4;
var LOCK_SCHEMA = "2.0";
var SECTIONS = ["stages", "metrics", "plots", "params", "artifacts", "datasets"];
var EMPTY_PIPELINE = "Add stages (`dvc stage add`), or delete the file: an empty pipeline checks nothing.";
function kindOf(path2) {
  const name2 = basename(path2);
  if (name2 === "dvc.yaml") return "pipeline";
  if (name2 === "dvc.lock") return "lock";
  return name2.endsWith(".dvc") && name2 !== ".dvc" ? "data" : void 0;
}
function fileProblem(path2, what, remedy, line) {
  return {
    path: path2,
    message: `${path2}${line === void 0 ? "" : `, line ${line}`}: ${what}`,
    remedy,
    ...line === void 0 ? {} : { line }
  };
}
function parseProjectFile(path2, kind, text2) {
  const refuse = (what, remedy, line) => ({ problem: fileProblem(path2, what, remedy, line) });
  const conflict2 = /^(<{7}|>{7})( |\r?$)/m.exec(text2);
  if (conflict2)
    return refuse("it contains Git conflict markers.", conflictRemedy(path2, kind), lineAt(text2, conflict2.index));
  const lines2 = new import_yaml.LineCounter();
  const document = (0, import_yaml.parseDocument)(text2, { lineCounter: lines2, uniqueKeys: true, prettyErrors: false });
  const [error] = document.errors;
  if (error)
    return refuse(yamlReason(text2, error), yamlRemedy(path2, kind, text2, error), lines2.linePos(error.pos[0]).line);
  const written = writeOut(document);
  if ("fault" in written)
    return refuse(written.fault, written.remedy, lineAt(text2, Math.max(0, text2.indexOf(written.at))));
  const { data } = written;
  if (data === null || data === void 0 || typeof data === "object" && Object.keys(data).length === 0)
    return refuse("it is empty.", emptyRemedy(path2, kind), 1);
  if (!isRecord(data))
    return refuse(
      `it must be a mapping of keys to values, not ${Array.isArray(data) ? "a list" : "a single value"}.`,
      restoreRemedy(path2, kind),
      1
    );
  const fault = kind === "pipeline" ? pipelineFault(path2, text2, data) : kind === "lock" ? lockFault(path2, text2, data) : void 0;
  return fault ? { problem: fault } : { data };
}
function hasTooManyAliases(text2) {
  if (!text2.includes("*") || !text2.includes("&")) return false;
  const document = (0, import_yaml.parseDocument)(text2, { prettyErrors: false });
  return document.errors.length === 0 && "tooMany" in writeOut(document);
}
var TOO_MANY_ALIASES = {
  what: "its aliases multiply: expanded, it would use all memory of this machine.",
  remedy: "Write the values without aliases."
};
function writeOut(document) {
  try {
    return { data: document.toJS({ maxAliasCount: MAX_ALIASES }) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const name2 = /^Unresolved alias .*: (\S+)$/.exec(reason)?.[1];
    if (name2 !== void 0)
      return {
        fault: `the alias *${name2} has no anchor: no &${name2} comes before it.`,
        remedy: `Define &${name2} first, or put the name in quotes.`,
        at: `*${name2}`
      };
    if (/alias count/.test(reason))
      return { fault: TOO_MANY_ALIASES.what, remedy: TOO_MANY_ALIASES.remedy, at: "", tooMany: true };
    return {
      fault: `it is not YAML: ${reason}.`,
      remedy: "Fix it; `dvc stage list` works when DVC can read it.",
      at: ""
    };
  }
}
function yamlFault(text2) {
  const lines2 = new import_yaml.LineCounter();
  const [error] = (0, import_yaml.parseDocument)(text2, { lineCounter: lines2, uniqueKeys: true, prettyErrors: false }).errors;
  return error ? { what: yamlReason(text2, error), line: lines2.linePos(error.pos[0]).line } : void 0;
}
function pipelineFault(path2, text2, data) {
  const remedy = EMPTY_PIPELINE;
  const { stages } = data;
  if ("stages" in data && !isRecord(stages)) {
    const line = lineOfKeys(text2, ["stages"]);
    if (stages === null) return fileProblem(path2, "`stages` is empty.", remedy, line);
    return fileProblem(
      path2,
      `\`stages\` must be a mapping of names to stages, not ${Array.isArray(stages) ? "a list" : JSON.stringify(stages)}.`,
      "Give every stage a name: `stages:`, below it `train:`, below that its `cmd:`.",
      line
    );
  }
  const isFilled = (value) => value !== null && value !== void 0 && (typeof value !== "object" || Object.keys(value).length > 0);
  if (SECTIONS.some((section) => isFilled(data[section]))) return void 0;
  return fileProblem(path2, "it declares no stage, metric, plot or artifact.", remedy, 1);
}
function lockFault(path2, text2, data) {
  const restore = restoreRemedy(path2, "lock");
  const { schema, stages } = data;
  if (schema !== LOCK_SCHEMA) {
    const seen2 = schema === void 0 ? "no schema" : `the schema ${JSON.stringify(schema)}`;
    const isOfDvc1 = schema === void 0 && stages === void 0;
    return fileProblem(
      path2,
      `it has ${seen2}; DVC 3 needs '${LOCK_SCHEMA}'.${isOfDvc1 ? " It is in the form of DVC 1, which DVC 3 cannot read." : ""}`,
      schema === void 0 && !isOfDvc1 ? `Add the line \`schema: '${LOCK_SCHEMA}'\` at its top.` : renewRemedy(path2),
      lineOfKeys(text2, ["schema"]) ?? 1
    );
  }
  if (stages !== void 0 && stages !== null && !isRecord(stages))
    return fileProblem(path2, "its `stages` must be a mapping.", restore, lineOfKeys(text2, ["stages"]));
  if (!isRecord(stages) && data["datasets"] === void 0)
    return fileProblem(path2, "it has a schema but no stages: its end is missing.", restore, 1);
  const last = lineAt(text2.trimEnd(), text2.length);
  if (!text2.endsWith("\n"))
    return fileProblem(
      path2,
      "it ends in the middle of a line: its end is missing.",
      `${restore} If nothing is missing, add a line break at its end.`,
      last
    );
  if (/^\s*- path:[^\n]*\n$/.test(text2.slice(text2.trimEnd().lastIndexOf("\n") + 1))) {
    return fileProblem(path2, "its last entry has a path but no hash: its end is missing.", restore, last);
  }
  return void 0;
}
function yamlReason(text2, error) {
  if (error.code === "DUPLICATE_KEY")
    return `the key '${/^[^:\n]*/.exec(text2.slice(error.pos[0]))?.[0].trim() ?? ""}' appears twice.`;
  return `it is not YAML: ${error.message.charAt(0).toLowerCase()}${withoutPeriod(error.message.slice(1))}.`;
}
function yamlRemedy(path2, kind, text2, error) {
  if (/^ *\t/m.test(text2) && error.code !== "DUPLICATE_KEY") return "Indent with spaces: YAML allows no tabs.";
  if (kind !== "pipeline") return restoreRemedy(path2, kind);
  return error.code === "DUPLICATE_KEY" ? "Rename or remove one of them." : "Fix that line; `dvc stage list` works when DVC can read the file.";
}
function conflictRemedy(path2, kind) {
  if (kind === "pipeline") return "Resolve the conflict, then run `dvc repro` and commit.";
  if (kind === "lock")
    return `Run \`dvc-ci resolve ${path2}\`, which merges it stage by stage, then \`dvc repro\`, and commit.`;
  return `Keep one side (during the merge: \`git checkout --ours -- ${path2}\` or \`--theirs\`), then run \`dvc checkout ${path2}\` and commit.`;
}
function emptyRemedy(path2, kind) {
  return kind === "pipeline" ? EMPTY_PIPELINE : restoreRemedy(path2, kind);
}
function renewRemedy(path2) {
  return `Delete it (\`git rm ${path2}\`) and run \`dvc repro\`, which runs every stage and writes it again. If the outputs here are right, \`dvc commit --force\` records them and runs no stage. Then \`dvc push\`, and commit it.`;
}
function restoreRemedy(path2, kind) {
  if (kind === "pipeline") return "Fix it; `dvc stage list` works when DVC can read it.";
  const restore = `Restore it (\`git log -- ${path2}\` has its versions)`;
  return kind === "lock" ? `${restore}, or run \`dvc repro\` to write it again.` : `${restore}, or run \`dvc add\` on its data again.`;
}
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// src/dvc/file-paths.ts
var URL_LIKE = /^[a-z][a-z0-9+.-]*:\/\//i;
function pathProblems(files2, directory, root) {
  const declared = declaredPaths(files2);
  const wdirs = new Map(
    files2.filter(({ kind }) => kind === "pipeline").map((file) => [dirname(file.path), declaredWdirs(file.data)])
  );
  return files2.filter(({ kind }) => kind !== "pipeline").flatMap(
    (file) => lockedEntries(file).flatMap((entry) => {
      const owner = file.kind === "data" ? "" : ` of ${entry.stage}`;
      const problem = (what, remedy) => [
        fileProblem(file.path, what, remedy, lineAt(file.text, Math.max(0, file.text.indexOf(entry.path))))
      ];
      if (entry.hash !== void 0 && (typeof entry.hash !== "string" || !/^[0-9a-f]{32}(\.dir)?$/.test(entry.hash))) {
        return problem(
          `${entry.path}${owner} has the hash ${JSON.stringify(entry.hash)}, which is not an MD5.`,
          restoreRemedy(file.path, file.kind)
        );
      }
      const escaped = entry.members.find(
        (member2) => member2.split(/[\\/]/).some((part) => part === ".." || part === "") || isAbsolute(member2)
      );
      if (escaped !== void 0)
        return problem(
          `${entry.path}${owner} names the file ${JSON.stringify(escaped)}, which is outside the output.`,
          restoreRemedy(file.path, file.kind)
        );
      const wdir = file.kind === "data" ? wdirOf(file.data) : wdirs.get(dirname(file.path))?.get(declaredName(entry.stage)) ?? ".";
      if (URL_LIKE.test(entry.path) || file.kind === "lock" && wdir !== ".") return [];
      if (isInside(root, resolve(directory, dirname(file.path), wdir, entry.path))) return [];
      if (entry.kind === "dep" && (declared.has(entry.path) || file.kind === "data")) return [];
      return problem(
        `the path ${entry.path}${owner} leaves the repository.`,
        `Keep outputs inside the repository. ${restoreRemedy(file.path, file.kind)}`
      );
    })
  );
}
function lockedEntries(file) {
  const owners = file.kind === "data" ? [["", file.data]] : Object.entries(isRecord(file.data["stages"]) ? file.data["stages"] : {});
  return owners.flatMap(
    ([stage2, owner]) => ["outs", "deps"].flatMap((key) => {
      const entries = isRecord(owner) ? owner[key] : void 0;
      return (Array.isArray(entries) ? entries : []).filter(isRecord).flatMap((entry) => {
        const { path: path2, md5: md52, files: files2 } = entry;
        if (typeof path2 !== "string") return [];
        const members = (Array.isArray(files2) ? files2 : []).filter(isRecord).map(({ relpath }) => relpath).filter((member2) => typeof member2 === "string");
        return [{ path: path2, hash: md52, members, stage: stage2, kind: key === "outs" ? "out" : "dep" }];
      });
    })
  );
}
function declaredPaths(files2) {
  const names2 = /* @__PURE__ */ new Set();
  const collect3 = (value) => {
    if (typeof value === "string") names2.add(value);
    else if (Array.isArray(value)) value.forEach(collect3);
    else if (isRecord(value))
      for (const [key, inner] of Object.entries(value)) {
        names2.add(key);
        collect3(inner);
      }
  };
  for (const file of files2) if (file.kind === "pipeline") collect3(file.data["stages"]);
  return names2;
}
function declaredWdirs(pipeline3) {
  const stages = isRecord(pipeline3["stages"]) ? Object.entries(pipeline3["stages"]) : [];
  return new Map(
    stages.map(([name2, stage2]) => [name2, wdirOf(isRecord(stage2) && isRecord(stage2["do"]) ? stage2["do"] : stage2)])
  );
}
function wdirOf(owner) {
  const wdir = isRecord(owner) ? owner["wdir"] : void 0;
  return typeof wdir === "string" ? wdir : ".";
}
function declaredName(name2) {
  const short = name2.includes(":") ? name2.slice(name2.lastIndexOf(":") + 1) : name2;
  return short.split("@")[0] ?? short;
}

// src/dvc/value-files.ts
import { dirname as dirname2, posix } from "node:path";
function valueFiles(pipelines) {
  const found = /* @__PURE__ */ new Set();
  for (const { path: path2, data } of pipelines) {
    const base = dirname2(path2);
    found.add(posix.join(base, "params.yaml"));
    for (const name2 of varsOf(data)) found.add(posix.join(base, name2));
    for (const declared of Object.values(isRecord(data["stages"]) ? data["stages"] : {})) {
      const stage2 = isRecord(declared) && isRecord(declared["do"]) ? declared["do"] : declared;
      if (!isRecord(stage2)) continue;
      const wdir = typeof stage2["wdir"] === "string" ? stage2["wdir"] : ".";
      for (const name2 of ["params.yaml", ...varsOf(stage2), ...paramFilesOf(stage2)])
        found.add(posix.join(base, wdir, name2));
    }
  }
  return [...found].filter((path2) => /\.ya?ml$/i.test(path2) && !path2.includes("${")).sort();
}
function varsOf(owner) {
  const { vars } = owner;
  return (Array.isArray(vars) ? vars : []).filter((item) => typeof item === "string").map((item) => item.split(":")[0] ?? item);
}
function paramFilesOf(stage2) {
  const { params } = stage2;
  return (Array.isArray(params) ? params : []).flatMap((item) => isRecord(item) ? Object.keys(item) : []);
}

// src/dvc/project-files.ts
var MAX_BYTES = 64 * 1024 * 1024;
async function loadProjectFiles(directory, root, files2) {
  const results = await Promise.all(files2.map((path2) => loadFile(directory, path2)));
  const loaded = results.flatMap((result) => result && "text" in result ? [result] : []).sort((a, b) => a.path < b.path ? -1 : 1);
  const problems = results.flatMap((result) => result && "message" in result ? [result] : []);
  problems.push(...pathProblems(loaded, directory, root));
  problems.push(...await aliasProblems(directory, valueFiles(loaded.filter(({ kind }) => kind === "pipeline"))));
  throwProblems(problems.sort((a, b) => a.path < b.path ? -1 : 1));
  if (!loaded.some(({ kind }) => kind !== "lock")) {
    throw new SetupError("dvc-project-empty", `${directory} has neither a dvc.yaml nor a .dvc file.`, {
      key: "working-directory",
      value: directory,
      remedy: "Add data with `dvc add`, or a stage with `dvc stage add`, or set `working-directory` to the folder of the DVC project."
    });
  }
  return loaded;
}
async function loadFile(directory, path2) {
  const kind = kindOf(path2);
  if (!kind) return void 0;
  const full = join(directory, path2);
  const info = await stat(full).catch(() => void 0);
  if (!info?.isFile()) return void 0;
  if (info.size > MAX_BYTES)
    return fileProblem(
      path2,
      `it has ${info.size} bytes.`,
      `A DVC file has at most ${MAX_BYTES} bytes. If this file is data, rename it.`
    );
  const text2 = await readFile(full, "utf8");
  const parsed4 = parseProjectFile(path2, kind, text2);
  return "problem" in parsed4 ? parsed4.problem : { path: path2, kind, text: text2, data: parsed4.data };
}
async function aliasProblems(directory, paths) {
  const found = await Promise.all(
    paths.map(async (path2) => {
      const full = join(directory, path2);
      const info = await stat(full).catch(() => void 0);
      if (!info?.isFile() || info.size > MAX_BYTES || !hasTooManyAliases(await readFile(full, "utf8"))) return [];
      return [fileProblem(path2, TOO_MANY_ALIASES.what, TOO_MANY_ALIASES.remedy, 1)];
    })
  );
  return found.flat();
}
function throwProblems([first, ...rest]) {
  if (!first) return;
  const place = { key: first.path, path: first.path };
  if (first.line !== void 0) place.line = first.line;
  if (rest.length === 0) throw new SetupError("dvc-file-invalid", first.message, { ...place, remedy: first.remedy });
  throw new SetupError(
    "dvc-file-invalid",
    [first, ...rest].map(({ message, remedy }) => `${message} ${remedy}`).join("\n"),
    place
  );
}
function joinPath(...parts) {
  return posix2.normalize(posix2.join(...parts));
}

// src/pipeline/graph.ts
var Graph = class {
  needs = /* @__PURE__ */ new Map();
  neededBy = /* @__PURE__ */ new Map();
  byName;
  constructor(project) {
    this.byName = new Map(project.stages.map((stage2) => [stage2.name, stage2]));
    for (const [stage2, upstream] of project.edges) {
      this.needs.set(stage2, [...this.needs.get(stage2) ?? [], upstream]);
      this.neededBy.set(upstream, [...this.neededBy.get(upstream) ?? [], stage2]);
    }
  }
  stage(name2) {
    return this.byName.get(name2);
  }
  /** The direct dependencies of a stage, `.dvc` files included. */
  upstream(name2) {
    return this.needs.get(name2) ?? [];
  }
  /** The stages that need the stage directly. */
  downstream(name2) {
    return this.neededBy.get(name2) ?? [];
  }
  /** The given stages and all that depend on them. A frozen stage is never reached through its dependencies. */
  withDownstream(names2) {
    return this.closure(names2, (name2) => this.downstream(name2).filter((next) => this.byName.get(next)?.frozen !== true));
  }
  /** The given stages and all that they need. */
  withUpstream(names2) {
    return this.closure(names2, (name2) => this.upstream(name2));
  }
  /** All names, each after its dependencies, otherwise in the order of the project. */
  topological() {
    const order = [];
    const waiting = new Map([...this.byName.keys()].map((name2) => [name2, this.upstream(name2).length]));
    let ready = [...waiting].filter(([, needs]) => needs === 0).map(([name2]) => name2);
    while (ready.length > 0) {
      const next = [];
      for (const name2 of ready) {
        order.push(name2);
        for (const dependent of this.downstream(name2)) {
          const left = (waiting.get(dependent) ?? 0) - 1;
          waiting.set(dependent, left);
          if (left === 0) next.push(dependent);
        }
      }
      ready = next;
    }
    return order;
  }
  closure(names2, next) {
    const seen2 = /* @__PURE__ */ new Set();
    const open = [...names2];
    for (let name2 = open.pop(); name2 !== void 0; name2 = open.pop()) {
      if (seen2.has(name2)) continue;
      seen2.add(name2);
      open.push(...next(name2));
    }
    return seen2;
  }
};

// src/pipeline/project.ts
function isWithin(path2, other) {
  return path2 === other || other === "." || path2.startsWith(other.endsWith("/") ? other : `${other}/`);
}

// src/pipeline/evaluation.ts
function evaluationStages(project) {
  const measures = (stage2) => stage2.kind === "stage" && !stage2.frozen && stage2.cmd !== void 0 && stage2.outs.length > 0 && stage2.outs.every((out) => isMetric(project, out) || isPlot(project, out));
  const order = new Graph(project).topological();
  const chosen = project.stages.filter(measures);
  if (!chosen.some((stage2) => stage2.outs.some((out) => isMetric(project, out)))) return [];
  return chosen.map(({ name: name2 }) => name2).sort((a, b) => order.indexOf(a) - order.indexOf(b));
}
function isMetric(project, out) {
  return out.metric || declares(project.metrics, out);
}
function isPlot(project, out) {
  return out.plot || declares(project.plots, out);
}
function declares(files2, out) {
  return files2.some((file) => isWithin(file, out.path) || isWithin(out.path, file));
}
function metricFiles(project) {
  const files2 = /* @__PURE__ */ new Map();
  for (const stage2 of project.stages) {
    for (const out of stage2.outs) if (out.metric) files2.set(out.path, { path: out.path, stage: stage2.name, out });
  }
  for (const path2 of project.metrics) {
    if (files2.has(path2)) continue;
    const owner = project.stages.flatMap((stage2) => stage2.outs.map((out) => ({ stage: stage2.name, out }))).find(({ out }) => isWithin(path2, out.path));
    files2.set(path2, { path: path2, ...owner });
  }
  return [...files2.values()].sort((a, b) => a.path < b.path ? -1 : 1);
}

// src/pipeline/needs.ts
function withNeeds(stages, graph) {
  return stages.map((stage2) => {
    const needs = [...graph.upstream(stage2.name)].sort();
    return needs.length > 0 ? { ...stage2, needs } : stage2;
  });
}

// src/pipeline/verdicts.ts
function verdicts(project, status, isTracked) {
  const graph = new Graph(project);
  const own = new Map(project.stages.map((stage2) => [stage2.name, causesOf(stage2, status[stage2.name] ?? {}, isTracked)]));
  const changes = (name2) => (own.get(name2) ?? []).some(isChange);
  const isStage = (name2) => graph.stage(name2)?.kind === "stage";
  const changed = project.stages.filter((stage2) => stage2.kind === "stage" && !stage2.frozen && changes(stage2.name)).map(({ name: name2 }) => name2);
  const stale = graph.withDownstream(changed);
  return project.stages.filter(({ name: name2 }) => isStage(name2)).map((stage2) => {
    const causes = own.get(stage2.name) ?? [];
    if (stage2.frozen) return { name: stage2.name, verdict: "frozen", causes };
    const upstream = graph.upstream(stage2.name).filter((name2) => isStage(name2) && stale.has(name2)).map(
      (name2) => ({
        kind: "upstream",
        path: name2,
        message: `${name2}, which it needs, is stale`
      })
    );
    const isStale = stale.has(stage2.name) || causes.some(({ kind }) => kind === "missing");
    return { name: stage2.name, verdict: isStale ? "stale" : "unchanged", causes: [...causes, ...upstream] };
  });
}
function isUnlocked(stage2) {
  return stage2.kind === "stage" && [...stage2.outs, ...stage2.deps].every((entry) => !("hash" in entry) || entry.hash === void 0) && stage2.deps.every((dep) => dep.kind !== "params" || Object.keys(dep.locked).length === 0);
}
function causesOf(stage2, status, isTracked) {
  const always = status.always ? [{ kind: "always", message: "it always runs (always_changed, or no dependencies)" }] : [];
  if (isUnlocked(stage2) && (status.outs ?? status.deps ?? status.params ?? status.command) !== void 0) {
    return [
      {
        kind: "command",
        path: stage2.file.replace(/dvc\.yaml$/, "dvc.lock"),
        message: "it has no entry in dvc.lock: it was never reproduced, or dvc.lock was not committed"
      },
      ...always
    ];
  }
  const causes = [];
  for (const [path2, state] of Object.entries(status.deps ?? {})) {
    if (state === "unknown") continue;
    const gone = state === "deleted" || state === "not in cache";
    if (gone) causes.push({ kind: "missing", path: path2, message: `${path2}, which it reads, is not here` });
    else causes.push({ kind: isTracked(path2) ? "code" : "data", path: path2, message: `${path2} ${sentence(state)}` });
  }
  for (const [file, changed] of Object.entries(status.params ?? {})) {
    if (typeof changed === "string") {
      causes.push({ kind: "params", path: file, message: `${file} ${sentence(changed)}` });
      continue;
    }
    for (const [name2, { status: state, old, new: present }] of Object.entries(changed)) {
      for (const leaf of state === "modified" ? changedLeaves(name2, old, present) : [{ name: name2, old, present }]) {
        const message = leaf.old === void 0 ? `${leaf.name} is new: ${shown(leaf.present)}` : leaf.present === void 0 ? `${leaf.name} is gone, it was ${shown(leaf.old)}` : `${leaf.name}: ${shown(leaf.old)} -> ${shown(leaf.present)}`;
        causes.push({ kind: "params", path: `${file}:${leaf.name}`, message });
      }
    }
  }
  if (status.command ?? status.checksum)
    causes.push({ kind: "command", path: stage2.file, message: "its command is not the one in dvc.lock" });
  for (const [path2, state] of Object.entries(status.outs ?? {})) {
    const gone = state === "deleted" || state === "not in cache";
    if (gone) causes.push({ kind: "missing", path: path2, message: `its output ${path2} is not here` });
    else if (!causes.some(({ path: known }) => known !== void 0 && isWithin(path2, known))) {
      causes.push({ kind: "data", path: path2, message: `its output ${path2} differs from dvc.lock` });
    }
  }
  return [...causes, ...always];
}
function changedLeaves(name2, old, present) {
  if (!isMapping(old) || !isMapping(present)) return [{ name: name2, old, present }];
  const keys = [.../* @__PURE__ */ new Set([...Object.keys(old), ...Object.keys(present)])];
  return keys.filter((key) => JSON.stringify(old[key]) !== JSON.stringify(present[key])).flatMap((key) => changedLeaves(`${name2}.${key}`, old[key], present[key]));
}
function isMapping(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function sentence(state) {
  if (state === "new") return "is a dependency without an entry in dvc.lock";
  return state === "modified" ? "has changed" : `is ${state}`;
}
function shown(value) {
  const text2 = JSON.stringify(value) ?? "nothing";
  return text2.length > 60 ? `${text2.slice(0, 57)}...` : text2;
}

// src/steps/project/path-roles.ts
import { readFile as readFile2 } from "node:fs/promises";
import { basename as basename2, dirname as dirname4, join as join2, relative, resolve as resolve2 } from "node:path";

// src/steps/project/source-lines.ts
import { dirname as dirname3 } from "node:path";
var SourceLines = class _SourceLines {
  constructor(files2) {
    this.files = files2;
  }
  files;
  lines = /* @__PURE__ */ new Map();
  /** The dvc.yaml of a stage (relative to the working directory) and the line where it is declared. */
  ofStage(name2, file) {
    const line = this.linesOf(file).get(declaredName(name2));
    return { path: file, ...line === void 0 ? {} : { line } };
  }
  /** The line of a stage's command; without a command, the line of the stage. */
  ofCommand(name2, file) {
    const own = declaredName(name2);
    const text2 = this.textOf(file) ?? "";
    return Math.max(
      ...[
        ["stages", own, "cmd"],
        ["stages", own, "do", "cmd"]
      ].map((keys) => lineOfKeys(text2, keys) ?? 0)
    ) || void 0;
  }
  /**
   * The line of an output in the entry that dvc.lock has for a stage.
   * @param output relative to the folder of the stage
   */
  ofLockedOutput(name2, file, output) {
    const text2 = this.textOf(_SourceLines.lockOf(file)) ?? "";
    const short = name2.startsWith(`${file}:`) ? name2.slice(file.length + 1) : name2;
    const outs = lineOfKeys(text2, ["stages", short, "outs"]);
    if (outs === void 0) return void 0;
    const line = lineOfPath(text2.split("\n").slice(outs), output);
    return line === void 0 ? outs : outs + line;
  }
  /**
   * The line of an output in a `.dvc` file.
   * @param output relative to the folder of the file
   */
  ofDataOutput(file, output) {
    return lineOfPath((this.textOf(file) ?? "").split("\n"), output);
  }
  /** The dvc.lock beside a dvc.yaml. */
  static lockOf(file) {
    return joinPath(dirname3(file), "dvc.lock");
  }
  linesOf(file) {
    const known = this.lines.get(file);
    if (known) return known;
    const lines2 = stageLines(this.textOf(file) ?? "");
    this.lines.set(file, lines2);
    return lines2;
  }
  textOf(file) {
    return this.files.find(({ path: path2 }) => path2 === file)?.text;
  }
};
function lineOfPath(lines2, path2) {
  const at = lines2.findIndex(
    (line) => /^\s*(?:- )?path: (.*?)\s*$/.exec(line)?.[1]?.replace(/^(['"])(.*)\1$/, "$2") === path2
  );
  return at < 0 ? void 0 : at + 1;
}

// src/steps/project/path-roles.ts
var ENVIRONMENT_FILES = /^(requirements[\w.-]*\.(txt|in)|constraints[\w.-]*\.txt|uv\.(lock|toml)|pyproject\.toml|environment\.ya?ml|conda-lock\.yml|pixi\.(lock|toml)|setup\.(py|cfg)|poetry\.lock|pdm\.lock|Pipfile(\.lock)?|\.python-version|\.tool-versions|renv\.lock)$/;
function isInput(project, path2) {
  const inProject = project.fromGit(path2);
  const root = project.inGit(relative(project.run.settings.workingDirectory, project.index.root) || ".");
  if (path2 === joinPath(root, ".dvc/config")) return true;
  if (basename2(path2) === ".dvcignore") return isWithin(path2, root);
  if (kindOf(path2) !== void 0) return !inProject.startsWith("../") || filesOfNeeds(project).has(inProject);
  if (ENVIRONMENT_FILES.test(basename2(path2)) && [dirname4(inProject), dirname4(path2), relative(root, dirname4(path2)) || "."].includes("."))
    return true;
  if (templateFiles(project).has(inProject)) return true;
  return project.stages.some((stage2) => stage2.deps.some((dep) => isWithin(inProject, dep.path)));
}
function filesOfNeeds({ graph, stages }) {
  const needs = [...graph.withUpstream(stages.map(({ name: name2 }) => name2))].flatMap((name2) => graph.stage(name2) ?? []);
  return new Set(needs.flatMap(({ kind, file }) => kind === "stage" ? [file, SourceLines.lockOf(file)] : [file]));
}
function templateFiles(project) {
  const files2 = /* @__PURE__ */ new Set();
  for (const file of project.files.filter(({ kind }) => kind === "pipeline")) {
    const base = dirname4(file.path);
    files2.add(joinPath(base, "params.yaml"));
    const vars = file.data["vars"];
    for (const item of Array.isArray(vars) ? vars : [])
      if (typeof item === "string") files2.add(joinPath(base, item.split(":")[0] ?? item));
  }
  return files2;
}
function runnable({ stages }) {
  return stages.filter(({ kind, frozen }) => kind === "stage" && !frozen);
}
function lockFiles({ stages }) {
  return [...new Set(stages.filter(({ kind }) => kind === "stage").map(({ file }) => SourceLines.lockOf(file)))];
}
function looseResults(project) {
  const { index, stages } = project;
  const loose = (paths) => [...new Set(paths)].filter(
    (path2) => !path2.startsWith("../") && !index.stages.some((stage2) => stage2.outs.some((out) => isWithin(path2, out.path)))
  );
  const templates = templateFiles(project);
  const isResult = (path2) => !templates.has(path2) && !index.stages.some(({ deps }) => deps.some((dep) => isWithin(path2, dep.path)));
  return stages.some(({ kind }) => kind === "stage") ? {
    metrics: loose(index.metrics),
    all: [.../* @__PURE__ */ new Set([...loose(index.metrics), ...loose(index.plots), ...loose(index.params.filter(isResult))])]
  } : { metrics: [], all: [] };
}
function isMadeByPipeline(project, path2) {
  const inProject = project.fromGit(path2);
  if (lockFiles(project).includes(inProject)) return true;
  if (runnable(project).some((stage2) => stage2.outs.some((out) => !out.cache && isWithin(inProject, out.path))))
    return true;
  return looseResults(project).all.some((result) => isWithin(inProject, result));
}
function isIgnoreFile(project, path2) {
  if (basename2(path2) !== ".gitignore") return false;
  const inProject = project.fromGit(path2);
  return join2(project.git.root, path2) === join2(project.index.root, ".dvc", ".gitignore") || project.stages.some((stage2) => stage2.outs.some((out) => joinPath(dirname4(out.path), ".gitignore") === inProject));
}
async function isDvcsEdit(project, path2) {
  const file = join2(project.git.root, path2);
  const before = lines((await project.git.readFile("HEAD", path2))?.toString("utf8") ?? "");
  const now = lines(await readFile2(file, "utf8").catch(() => ""));
  const outs = new Set(
    project.index.stages.flatMap(
      (stage2) => stage2.outs.map((out) => resolve2(project.run.settings.workingDirectory, out.path))
    )
  );
  for (const name2 of ["config.local", "tmp", "cache", "plots", "experiments"])
    outs.add(join2(project.index.root, ".dvc", name2));
  const byDvc = (line) => line.startsWith("/") && outs.has(resolve2(dirname4(file), line.slice(1).replace(/\\(.)/g, "$1")));
  const changed = [...now.filter((line) => !before.includes(line)), ...before.filter((line) => !now.includes(line))];
  return changed.every(byDvc);
}
function lines(text2) {
  return text2.split(/\r?\n/).filter((line) => line.trim() !== "");
}

// src/steps/project/select-stages.ts
function scopeOf({ graph, index, stages }) {
  const needed = graph.withUpstream(stages.map(({ name: name2 }) => name2));
  return needed.size === index.stages.length ? void 0 : [...needed];
}
function resolveStages(project, names2, key) {
  const known = project.stages.filter(({ kind }) => kind === "stage").map(({ name: name2 }) => name2);
  const chosen = /* @__PURE__ */ new Set();
  for (const name2 of names2) {
    const found = known.includes(name2) ? [name2] : known.filter((stage2) => declaredName(stage2) === name2);
    if (found.length === 0) {
      const near3 = nearest(name2, [...known, ...known.map(declaredName)]);
      throw new SetupError("stage-unknown", `${key}: there is no stage '${name2}'.`, {
        key,
        value: name2,
        remedy: near3 === void 0 ? `The stages are ${known.join(", ")}.` : `Did you mean '${near3}'?`
      });
    }
    found.forEach((stage2) => chosen.add(stage2));
  }
  return project.graph.topological().filter((name2) => chosen.has(name2));
}

// src/pipeline/resources.ts
var OF_THE_RUNNER = ["runs-on", "container"];
var KEYS = ["cpus", "memory", "gpu", "exclusive"];
var UNITS = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };
function needsOf(stage2) {
  const own = stage2.meta?.["dvc-ci"];
  if (own === void 0 || own === null) return void 0;
  if (typeof own !== "object" || Array.isArray(own))
    throw wrong(stage2, "dvc-ci", own, `Use a mapping with ${KEYS.join(", ")}.`);
  const needs = {};
  for (const [key, value] of Object.entries(own)) {
    if (key === "cpus")
      needs.cpus = amount(stage2, key, value, typeof value === "number" && value > 0, "Use a number above 0, such as 4.");
    else if (key === "gpu")
      needs.gpu = amount(
        stage2,
        key,
        value,
        typeof value === "number" && Number.isInteger(value) && value >= 0,
        "Use a whole number, such as 1."
      );
    else if (key === "memory") needs.memory = parseBytes(stage2, value);
    else if (key === "exclusive") {
      if (typeof value !== "boolean") throw wrong(stage2, key, value, "Use true or false.");
      needs.exclusive = value;
    } else if (!OF_THE_RUNNER.includes(key))
      throw wrong(stage2, key, value, `Known are ${[...KEYS, ...OF_THE_RUNNER].join(", ")}.`);
  }
  return Object.keys(needs).length === 0 ? void 0 : needs;
}
function requireRoom(stage2, needs, machine) {
  const lacking = (key, asked, has) => new SetupError(
    "resources-insufficient",
    `the stage ${stage2.name} asks for ${asked}, and this machine has ${has}.`,
    {
      key: `meta.dvc-ci.${key}`,
      value: asked,
      path: stage2.file,
      remedy: `Use a larger runner, or ask for less in ${stage2.file}.`
    }
  );
  if ((needs.cpus ?? 0) > machine.cpus)
    throw lacking("cpus", count(needs.cpus ?? 0, "processor"), count(machine.cpus, "processor"));
  if ((needs.gpu ?? 0) > machine.gpu) throw lacking("gpu", count(needs.gpu ?? 0, "GPU"), count(machine.gpu, "GPU"));
  if ((needs.memory ?? 0) > machine.memory)
    throw lacking("memory", `${gigabytes(needs.memory ?? 0)} of memory`, gigabytes(machine.memory));
}
function amount(stage2, key, value, right, remedy) {
  if (!right || typeof value !== "number") throw wrong(stage2, key, value, remedy);
  return value;
}
function parseBytes(stage2, value) {
  const [, number3, unit] = /^(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?$/i.exec(String(value)) ?? [];
  const bytes = Number(number3) * (UNITS[(unit ?? "").toUpperCase()] ?? Number.NaN);
  if (typeof value === "boolean" || !Number.isFinite(bytes) || bytes <= 0)
    throw wrong(stage2, "memory", value, "Use a size such as 8G or 500M.");
  return Math.round(bytes);
}
function wrong(stage2, key, value, remedy) {
  const shown2 = typeof value === "string" && key === "memory" ? value : JSON.stringify(value);
  return new SetupError(
    "stage-meta-invalid",
    `meta.dvc-ci of the stage ${stage2.name}${key === "dvc-ci" ? "" : `: ${key}`} cannot be ${shown2}.`,
    { key: key === "dvc-ci" ? "meta.dvc-ci" : `meta.dvc-ci.${key}`, value: shown2, path: stage2.file, remedy }
  );
}
function gigabytes(bytes) {
  return `${Number((bytes / 2 ** 30).toPrecision(3))} GiB`;
}

// src/run/machine.ts
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
function machineCapacity() {
  const limit = process.constrainedMemory();
  return {
    cpus: Math.max(1, Math.min(availableParallelism(), quota())),
    memory: limit > 0 ? Math.min(limit, totalmem()) : totalmem(),
    gpu: visibleGpus(process.env)
  };
}
function quota() {
  try {
    const [max, period] = readFileSync("/sys/fs/cgroup/cpu.max", "utf8").trim().split(" ").map(Number);
    return max !== void 0 && period !== void 0 && max > 0 && period > 0 ? Math.ceil(max / period) : Infinity;
  } catch {
    return Infinity;
  }
}
function visibleGpus(env) {
  const chosen = env["CUDA_VISIBLE_DEVICES"];
  if (chosen !== void 0) return chosen.split(",").filter((part) => part.trim() !== "" && part.trim() !== "-1").length;
  try {
    return readdirSync("/dev").filter((name2) => /^nvidia\d+$/.test(name2)).length;
  } catch {
    return 0;
  }
}

// src/steps/build/side-by-side.ts
function sideBySide(project, mayRun) {
  const capacity = machineCapacity();
  const needs = {};
  for (const stage2 of runnable(project).filter(({ name: name2 }) => mayRun.has(name2))) {
    const own = needsOf(stage2);
    if (own === void 0) continue;
    requireRoom(stage2, own, capacity);
    needs[stage2.name] = own;
  }
  return {
    jobs: project.run.settings.jobs ?? capacity.cpus,
    capacity,
    needs,
    keepGoing: project.run.settings.keepGoing
  };
}

// src/steps/project/cause-lines.ts
import { readFile as readFile3 } from "node:fs/promises";
import { resolve as resolve3 } from "node:path";
async function locationOfCauses(project, { name: name2, causes }) {
  const stage2 = project.graph.stage(name2);
  const declared = project.lines.ofStage(name2, stage2?.file ?? "dvc.yaml");
  const changes = causes.filter(isChange);
  const [first] = changes;
  if (stage2 === void 0 || first === void 0 || changes.some(({ kind }) => kind !== first.kind)) return declared;
  if (first.kind === "params") return await placeOfParam(project, stage2, first) ?? declared;
  if (first.kind === "data") return placeOfData(project, stage2, first) ?? declared;
  if (first.kind === "command" && first.path === stage2.file)
    return { ...declared, ...lineOnly(project.lines.ofCommand(name2, stage2.file)) };
  return declared;
}
async function placeOfParam(project, { deps }, { path: path2 = "" }) {
  const file = deps.flatMap((dep) => dep.kind === "params" ? [dep.path] : []).find((each) => path2.startsWith(`${each}:`));
  const text2 = file === void 0 ? void 0 : await readFile3(resolve3(project.run.settings.workingDirectory, file), "utf8").catch(() => void 0);
  if (file === void 0 || text2 === void 0) return void 0;
  const keys = path2.slice(file.length + 1).split(".");
  return {
    path: file,
    ...lineOnly(/\.(?:ya?ml|json)$/.test(file) ? lineOfKeys(text2, keys) : lineOfName(text2, keys.at(-1) ?? ""))
  };
}
function lineOfName(text2, name2) {
  const line = text2.split("\n").findIndex((each) => each.trimStart().startsWith(name2) && /^\s*[=:]/.test(each.trimStart().slice(name2.length)));
  return line < 0 ? void 0 : line + 1;
}
function placeOfData(project, { name: name2, outs }, { path: path2 = "" }) {
  const owner = ownerOf(project, path2);
  const hasEntry = owner?.kind === "stage" ? owner.name === name2 && outs.some((out) => out.path === path2) : owner !== void 0;
  const place = hasEntry ? locationOfOutput(project, path2) : void 0;
  return place?.line === void 0 ? void 0 : place;
}
function locationOfOutput(project, path2) {
  const owner = ownerOf(project, path2);
  const out = owner?.outs.find((each) => isWithin(path2, each.path));
  if (owner === void 0 || out === void 0) return void 0;
  const { name: name2, kind, file, wdir } = owner;
  const written = wdir === "" || wdir === "." ? out.path : out.path.slice(wdir.length + 1);
  return kind === "stage" ? { path: SourceLines.lockOf(file), ...lineOnly(project.lines.ofLockedOutput(name2, file, written)) } : { path: file, ...lineOnly(project.lines.ofDataOutput(file, written)) };
}
function ownerOf({ index }, path2) {
  return index.stages.find(({ outs }) => outs.some((out) => isWithin(path2, out.path)));
}
function lineOnly(line) {
  return line === void 0 ? {} : { line };
}

// src/steps/project/line-ends.ts
import { createHash } from "node:crypto";
import { readFile as readFile4, stat as stat2 } from "node:fs/promises";
import { extname, join as join3, resolve as resolve4 } from "node:path";

// src/report/shell-word.ts
function shellWord(text2) {
  if (/^[\w@%+=:,./][\w@%+=:,./-]*$/.test(text2)) return text2;
  if (text2.startsWith("-")) return shellWord(`./${text2}`);
  return `'${text2.replaceAll("'", String.raw`'\''`)}'`;
}

// src/steps/project/line-ends.ts
var MOST_BYTES = 64 * 1024 * 1024;
function lockedLineEnds(files2, hash) {
  const isFolder = hash.endsWith(".dir");
  const kinds = ["", ...isFolder ? new Set(files2.map(({ path: path2 }) => extname(path2))) : []];
  for (const kind of kinds)
    for (const locked of ["CRLF", "LF"]) {
      const converted = files2.map(({ path: path2, content }) => ({
        path: path2,
        content: kind === "" || extname(path2) === kind ? withLineEnds(content, locked) : content
      }));
      const changed = files2.filter(({ content }, at) => converted[at]?.content.equals(content) === false);
      const digest2 = isFolder ? folderHash(converted) : md5(converted[0]?.content ?? Buffer.alloc(0));
      if (digest2 === hash && files2.some(({ content }) => content.includes("\n")))
        return { locked, files: (changed.length > 0 ? changed : files2).map(({ path: path2 }) => path2) };
    }
  return void 0;
}
function withLineEnds(content, form) {
  if (content.subarray(0, 8e3).includes(0)) return content;
  const lines2 = content.toString("latin1").replaceAll("\r\n", "\n");
  return Buffer.from(form === "LF" ? lines2 : lines2.replaceAll("\n", "\r\n"), "latin1");
}
function folderHash(files2) {
  const entries = files2.map(({ path: path2, content }) => ({ parts: path2.split("/"), path: path2, md5: md5(content) })).sort((one, other) => compareParts(one.parts, other.parts));
  const text2 = entries.map(({ path: path2, md5: hash }) => `{"md5": "${hash}", "relpath": ${pythonString(path2)}}`).join(", ");
  return `${md5(Buffer.from(`[${text2}]`))}.dir`;
}
function compareParts(one, other) {
  for (let at = 0; at < Math.min(one.length, other.length); at++) {
    const [left = "", right = ""] = [one[at], other[at]];
    if (left !== right) return left < right ? -1 : 1;
  }
  return one.length - other.length;
}
function pythonString(text2) {
  return JSON.stringify(text2).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
  );
}
function md5(content) {
  return createHash("md5").update(content).digest("hex");
}
async function lineEndsOf({ git, inGit: inGit2, fromGit }, index, { name: name2, causes }, read) {
  const stage2 = index.stages.find((each) => each.name === name2);
  if (stage2 === void 0) return [];
  const entries = [...stage2.deps.flatMap((dep) => dep.kind === "path" ? [dep] : []), ...stage2.outs];
  const found = [];
  for (const { path: path2 } of causes) {
    const entry = entries.find((each) => each.path === path2);
    if (path2 === void 0 || entry?.hash === void 0 || (entry.hashName ?? "md5") !== "md5") continue;
    const tracked = (await git.listFiles(void 0, [`:(top,literal)${inGit2(path2)}`])).map(fromGit);
    const files2 = await read(tracked.filter((file) => isWithin(file, path2)));
    if (files2 === void 0 || files2.length === 0) continue;
    const own = files2.map((file) => ({ ...file, path: file.path === path2 ? "" : file.path.slice(path2.length + 1) }));
    const ends = lockedLineEnds(own, entry.hash);
    if (ends !== void 0)
      found.push({
        path: path2,
        locked: ends.locked,
        files: ends.files.map((file) => file === "" ? path2 : join3(path2, file))
      });
  }
  return found;
}
function areLineEnds(causes, ends) {
  const own = causes.filter((cause) => isChange(cause) && cause.kind !== "upstream");
  return own.length > 0 && own.every(({ path: path2 }) => ends.some((each) => each.path === path2));
}
function workspaceFiles({ directory }) {
  return async (paths) => {
    const files2 = [];
    let bytes = 0;
    for (const path2 of paths) {
      const file = resolve4(directory, path2);
      const found = await stat2(file).catch(() => void 0);
      bytes += found?.size ?? 0;
      if (bytes > MOST_BYTES) return void 0;
      if (found?.isFile()) files2.push({ path: path2, content: await readFile4(file) });
    }
    return files2;
  };
}
function committedFiles({ git, inGit: inGit2 }, commit) {
  return async (paths) => {
    const contents = await git.readFiles(commit, paths.map(inGit2));
    return paths.flatMap((path2) => {
      const content = contents.get(inGit2(path2));
      return content === void 0 ? [] : [{ path: path2, content }];
    });
  };
}
function lineEndsMessage(ends) {
  const what = ends.map(
    ({ path: path2, locked }) => `${path2} (${locked} in dvc.lock, ${locked === "LF" ? "CRLF" : "LF"} in the checkout)`
  );
  return `only the line ends of ${what.join(", ")} differ: Git converts them at commit or checkout. \`dvc repro\` cannot mend that; .gitattributes can`;
}
function attributeLines(ends) {
  const patterns = ends.flatMap(({ files: files2 }) => files2.map((file) => extname(file) === "" ? file : `*${extname(file)}`));
  return ["* text=auto eol=lf", ...[...new Set(patterns)].map((pattern) => `${pattern} -text`)];
}
function lineEndsFix({ inGit: inGit2 }, ends) {
  const form = (locked, script) => {
    const files2 = ends.filter((each) => each.locked === locked).flatMap((each) => each.files.map(inGit2));
    return files2.length === 0 ? [] : [`sed -i '${script}' ${files2.map(shellWord).join(" ")}`];
  };
  const lines2 = attributeLines(ends);
  const all = ends.flatMap(({ files: files2 }) => files2.map(inGit2));
  return [
    `printf '%s\\n' ${lines2.map((line) => `'${line}'`).join(" ")} >> .gitattributes`,
    ...form("CRLF", "s/\\r*$/\\r/"),
    ...form("LF", "s/\\r$//"),
    `git add --renormalize .gitattributes ${all.map(shellWord).join(" ")}`,
    "git commit -a"
  ].join(" && ");
}

// src/steps/build/head-alone.ts
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join as join4 } from "node:path";
async function staleAlone(project) {
  const { run: run2, git } = project;
  const pull = run2.settings.event.pullRequest;
  if (!pull || pull.headSha === run2.report.source.sha) return void 0;
  await mkdir(project.scratch, { recursive: true });
  const holder = await mkdtemp(join4(project.scratch, "head-"));
  try {
    await git.ensureCommit(pull.headSha);
    return await git.withWorktree(pull.headSha, join4(holder, "tree"), async (directory) => {
      const { project: index, status } = project.dvc.survey(join4(directory, git.prefix));
      return new Set(
        verdicts(await index, await status, () => true).filter(({ verdict }) => verdict === "stale").map(({ name: name2 }) => name2)
      );
    });
  } catch (error) {
    if (run2.signal.aborted) throw error;
    run2.host.debug(`cannot read which stages are stale in the head ${pull.headSha}: ${messageOf(error)}`);
    return void 0;
  } finally {
    await rm(holder, { recursive: true, force: true });
  }
}

// src/pipeline/untouched.ts
function untouchedStages(stale, graph, touched) {
  const causes = new Map(stale.map((stage2) => [stage2.name, stage2.causes]));
  const isAbout = (path2, needs) => {
    if (/(^|\/)(dvc\.yaml|\.dvcignore)$/.test(path2)) return true;
    return [...needs].some((name2) => {
      const stage2 = graph.stage(name2);
      if (stage2?.file === path2) return true;
      if (stage2?.deps.some((dep) => dep.kind === "path" && isWithin(path2, dep.path))) return true;
      return (causes.get(name2) ?? []).some(
        (cause) => cause.kind === "command" || cause.path === path2 || cause.path?.startsWith(`${path2}:`) === true
      );
    });
  };
  return new Set(
    stale.flatMap(({ name: name2 }) => {
      const needs = graph.withUpstream([name2]);
      return touched.inputs.some((path2) => isAbout(path2, needs)) || [...needs].some((each) => touched.entries.has(each)) ? [] : [name2];
    })
  );
}

// src/steps/official/trailers.ts
var SOURCE_TRAILER = "Dvc-Ci-Source";
var DIRECTORY_TRAILER = "Dvc-Ci-Directory";
var ROLLBACK_TRAILER = "Dvc-Ci-Rollback";
var LOCK_TRAILER = "Dvc-Ci-Lock";
var RUN_TRAILER = "Dvc-Ci-Run";
var REQUEST_TRAILER = "Dvc-Ci-Request";
var REASON_TRAILER = "Dvc-Ci-Reason";
var BY_TRAILER = "Dvc-Ci-By";
var RELEASE_TRAILER = "Dvc-Ci-Release";

// src/steps/official/official-builds.ts
var BUILD_MESSAGE = "CI: Build and version official model artifacts [skip ci]";
var IDENTITY = { name: "dvc-ci", email: "dvc-ci@users.noreply.github.com" };
var MAX_HISTORY = 1e3;
async function findBuildOf(project, source, tip) {
  return project.git.findCommit({
    from: tip,
    excluding: source,
    merged: true,
    maxCount: MAX_HISTORY,
    accept: (notes) => isBuildNote(project, notes, source)
  });
}
function directoryTrailer(project) {
  const directory = project.inGit(".");
  return directory === "." ? {} : { [DIRECTORY_TRAILER]: directory };
}
function isBuildNote(project, notes, source) {
  const built = notes.get(SOURCE_TRAILER);
  return built !== void 0 && (source === void 0 || built === source) && (notes.get(DIRECTORY_TRAILER) ?? ".") === project.inGit(".");
}
async function sourceOfHead(project) {
  const { git, run: run2 } = project;
  const head = run2.report.source.sha;
  const source = await sourceOf(project, head);
  if (source === void 0 || isBuildNote(project, await git.notes(head)) || !(await git.notes(head)).has(SOURCE_TRAILER))
    return source;
  let origin = source;
  for (let next = source; next !== void 0; next = await git.resolve(next) === void 0 ? void 0 : await sourceOf(project, next))
    origin = next;
  return await findBuildOf(project, origin, head) === void 0 ? void 0 : origin;
}
async function sourceOf(project, commit) {
  const { git } = project;
  const [first, second] = await git.parents(commit);
  const source = (await git.notes(commit)).get(SOURCE_TRAILER) ?? (first === void 0 || second === void 0 ? void 0 : (await mergedNotes(project, first, second, (notes) => isBuildNote(project, notes)))?.get(SOURCE_TRAILER));
  if (source === void 0) return void 0;
  const { email } = await git.committer(commit);
  if (email === IDENTITY.email && (await git.commitMessage(commit)).startsWith(`${BUILD_MESSAGE}
`)) return source;
  return first !== void 0 && await isBuildOn(project, commit, first, source) ? source : void 0;
}
async function mergedNotes({ git }, first, second, accept2) {
  const [onto, merged] = [await git.ensureCommit(first), await git.ensureCommit(second)];
  const commit = await git.findCommit({ from: merged, excluding: onto, merged: true, maxCount: MAX_HISTORY, accept: accept2 });
  return commit === void 0 ? void 0 : git.notes(commit);
}
async function isBuildOn(project, commit, parent, source) {
  const { git } = project;
  const changed = await git.changedFiles(await git.ensureCommit(parent), commit);
  if (!changed.every(({ path: path2 }) => isMadeByPipeline(project, path2) || isIgnoreFile(project, path2))) return false;
  try {
    return (await changedInputs(project, await git.ensureCommit(source), parent)).length === 0;
  } catch (error) {
    if (error instanceof SetupError) return false;
    throw error;
  }
}
async function changedInputs(project, from, to) {
  const changed = await project.git.changedFiles(from, to);
  return changed.map(({ path: path2 }) => path2).filter((path2) => isInput(project, path2));
}
function lastOfficial(project) {
  const { sha } = project.run.report.source;
  return project.git.searchHistory(
    sha,
    () => project.git.findCommit({
      from: sha,
      merged: true,
      maxCount: MAX_HISTORY,
      accept: (notes) => isBuildNote(project, notes)
    })
  );
}

// src/steps/official/holds.ts
async function lastRollback(paths, tip) {
  const { git } = paths;
  const isRollback = (notes) => isRollbackNote(paths, notes);
  const isBuild = (notes) => isBuildNote(paths, notes);
  const newest = await git.searchHistory(
    tip,
    () => git.findCommit({
      from: tip,
      merged: true,
      maxCount: MAX_HISTORY,
      accept: (notes) => isRollback(notes) || isBuild(notes)
    })
  );
  if (newest === void 0) return void 0;
  const rollback2 = isRollback(await git.notes(newest)) ? newest : await git.findCommit({
    from: tip,
    excluding: newest,
    merged: true,
    maxCount: MAX_HISTORY,
    accept: isRollback
  });
  if (rollback2 === void 0) return void 0;
  const build2 = await git.findCommit({
    from: tip,
    excluding: rollback2,
    merged: true,
    descending: true,
    maxCount: MAX_HISTORY,
    accept: isBuild
  });
  return build2 === void 0 ? rollback2 : void 0;
}
async function holdAt(project, rollback2, tip) {
  if (rollback2 === void 0) return void 0;
  const { git } = project;
  const notes = await git.notes(rollback2);
  const to = notes.get(ROLLBACK_TRAILER) ?? "";
  for (const since of /* @__PURE__ */ new Set([rollback2, await git.broughtBy(rollback2, tip)])) {
    if (!await isOnlyRollback(project, since, to) || (await changedInputs(project, since, tip)).length > 0) continue;
    const [by, reason] = [notes.get(BY_TRAILER), notes.get(REASON_TRAILER)];
    return {
      since,
      report: {
        commit: rollback2,
        to,
        since: new Date(await git.committedAt(since)).toISOString(),
        ...by === void 0 ? {} : { by },
        ...reason === void 0 ? {} : { reason }
      }
    };
  }
  return void 0;
}
function endsHold({ mode, event, rebuild: rebuild2 }) {
  return rebuild2.release || mode === "retrain" && event.name !== "schedule";
}
function isRollbackNote({ inGit: inGit2 }, notes) {
  return notes.has(ROLLBACK_TRAILER) && (notes.get(DIRECTORY_TRAILER) ?? ".") === inGit2(".");
}
async function isOnlyRollback(project, commit, to) {
  try {
    const strange = await notRestored(project, commit, to);
    return strange?.every((path2) => isMadeByPipeline(project, path2)) === true;
  } catch (error) {
    if (error instanceof SetupError) return true;
    throw error;
  }
}
async function isExactRollback(project, commit, base) {
  const { git } = project;
  const to = (await git.notes(commit)).get(ROLLBACK_TRAILER);
  if (to === void 0 || await git.resolve(to) === void 0 || !await git.isAncestor(to, base)) return false;
  return (await notRestored(project, commit, to))?.length === 0;
}
async function notRestored(project, commit, to) {
  const { git } = project;
  const [parent] = await git.parents(commit);
  if (parent === void 0) return void 0;
  const changed = await git.changedFiles(await git.ensureCommit(parent), commit);
  if (changed.length === 0) return void 0;
  const different = new Set((await git.changedFiles(await git.ensureCommit(to), commit)).map(({ path: path2 }) => path2));
  return changed.map(({ path: path2 }) => path2).filter((path2) => different.has(path2) && !isIgnoreFile(project, path2));
}

// src/steps/official/lock-entries.ts
var import_yaml3 = __toESM(require_dist(), 1);

// src/steps/official/measured-officially.ts
var import_yaml2 = __toESM(require_dist(), 1);
async function isMeasuredOfficially(project, stages, baselineSha) {
  const { git } = project;
  for (const name2 of stages) {
    const file = SourceLines.lockOf(project.graph.stage(name2)?.file ?? "dvc.yaml");
    const lock = project.inGit(file);
    const commit = await git.lastChange(baselineSha, lock);
    if (commit === void 0 || !(await git.trailers(commit)).has(SOURCE_TRAILER)) return false;
    if ((await git.committer(commit)).email !== IDENTITY.email) return false;
    const official = await git.readFile(baselineSha, lock);
    const present = project.files.find(({ path: path2 }) => path2 === file);
    if (!official || !present || !isSameEntry(official.toString("utf8"), present.data, name2)) return false;
  }
  return true;
}
function isSameEntry(officialText, present, name2) {
  const official = lockEntry((0, import_yaml2.parse)(officialText, { maxAliasCount: 1e3 }), name2);
  return official !== void 0 && JSON.stringify(official) === JSON.stringify(lockEntry(present, name2));
}
function lockEntry(lock, name2) {
  return isRecord(lock) && isRecord(lock["stages"]) ? lock["stages"][name2.slice(name2.lastIndexOf(":") + 1)] : void 0;
}

// src/steps/official/lock-entries.ts
async function lockEntriesOf({ git, graph, files: files2, inGit: inGit2 }, commit, names2) {
  const fileOf4 = (name2) => SourceLines.lockOf(graph.stage(name2)?.file ?? "dvc.yaml");
  const paths = [...new Set(names2.map(fileOf4))];
  const texts = await git.readFiles(commit, paths.map(inGit2));
  const locks = new Map(
    paths.map((path2) => {
      const [text2, present] = [texts.get(inGit2(path2))?.toString("utf8"), files2.find((file) => file.path === path2)];
      return [path2, { then: text2 === present?.text ? present?.data : parsed(text2 ?? ""), now: present?.data }];
    })
  );
  return new Map(
    names2.map((name2) => {
      const lock = locks.get(fileOf4(name2));
      return [name2, { before: lockEntry(lock?.then, name2), now: lockEntry(lock?.now, name2) }];
    })
  );
}
function parsed(text2) {
  try {
    const lock = (0, import_yaml3.parse)(text2, { maxAliasCount: 1e3 });
    return isRecord(lock) ? lock : void 0;
  } catch {
    return void 0;
  }
}

// src/steps/build/held-stages.ts
async function heldStages(project, stale) {
  const { run: run2, git } = project;
  try {
    const base = await baseOfChange(project);
    if (base === void 0) return /* @__PURE__ */ new Set();
    const head = run2.report.source.sha;
    const own = await git.ensureCommit(run2.settings.event.pullRequest?.headSha ?? head);
    if (await isExactRollback(project, own, base)) return new Set(stale.map(({ name: name2 }) => name2));
    const hold = await holdAt(project, await lastRollback(project, base), base);
    if (hold === void 0) return /* @__PURE__ */ new Set();
    run2.report.hold = hold.report;
    const committed = base === head ? [] : await changedInputs(project, base, head);
    const edited = (await project.git.uncommitted()).map(({ path: path2 }) => path2).filter((path2) => isInput(project, path2));
    return untouchedStages(stale, project.graph, {
      inputs: [...committed, ...edited].filter((path2) => kindOf(path2) !== "lock").map(project.fromGit),
      entries: await changedEntries(project, base)
    });
  } catch (error) {
    if (run2.signal.aborted || !(error instanceof SetupError || error instanceof OutsideError)) throw error;
    run2.host.debug(`cannot tell whether a rollback holds the base: ${messageOf(error)}`);
    return /* @__PURE__ */ new Set();
  }
}
async function baseOfChange({ run: run2, git }) {
  const { event } = run2.settings;
  const [base, head] = await git.parents(run2.report.source.sha);
  if (event.pullRequest !== void 0 && base !== void 0 && head === event.pullRequest.headSha)
    return git.ensureCommit(base);
  const isMerged = event.pullRequest !== void 0 || event.mergeGroupBaseSha !== void 0;
  const { defaultBranch, trusted, ref } = event;
  const local = { name: "local", trusted, ref, ...defaultBranch === void 0 ? {} : { defaultBranch } };
  const found = await git.resolveBaseline({ kind: "merge-base" }, isMerged ? event : local);
  return found.sha;
}
async function changedEntries(project, commit) {
  const names2 = project.stages.filter(({ kind }) => kind === "stage").map(({ name: name2 }) => name2);
  const entries = await lockEntriesOf(project, commit, names2);
  return new Set(
    [...entries].flatMap(([name2, { before, now }]) => JSON.stringify(before) === JSON.stringify(now) ? [] : [name2])
  );
}

// src/steps/build/staleness.ts
async function checkReproduced(project, allowMissing) {
  const { run: run2, dvc: dvc2, index } = project;
  return run2.step("reproduce", async (outcome) => {
    const [asked, isTracked] = await Promise.all([dvc2.status({ allowMissing, runCache: true }), trackedPaths(project)]);
    const status = withMissingData(project, asked);
    const scope = new Set(project.stages.map(({ name: name2 }) => name2));
    run2.report.stages = withNeeds(
      verdicts(index, status, isTracked).filter(({ name: name2 }) => scope.has(name2)),
      project.graph
    );
    const stale = run2.report.stages.filter(({ verdict }) => verdict === "stale");
    const changed = stale.filter(({ causes }) => causes.some(isChange));
    const held = changed.length > 0 ? await heldStages(project, changed) : /* @__PURE__ */ new Set();
    for (const stage2 of stale) if (held.has(stage2.name)) stage2.held = true;
    const failing = stale.filter((stage2) => stage2.held !== true);
    const own = failing.some(({ causes }) => causes.some(isChange)) ? await staleAlone(project) : void 0;
    for (const stage2 of failing)
      await addFinding(project, stage2, status[stage2.name]?.cached === true, own !== void 0 && !own.has(stage2.name));
    for (const stage2 of run2.report.stages) addNotice(project, stage2);
    for (const source of project.stages.filter(({ kind, name: name2 }) => kind !== "stage" && status[name2]?.outs))
      addDataFinding(project, source, status[source.name]?.outs ?? {});
    if (stale.length === 0) {
      outcome.message = run2.report.stages.length === 0 ? "the project has no stages" : "dvc repro has nothing to run";
    } else if (failing.length === 0) {
      outcome.message = `dvc repro would run ${stale.map(({ name: name2 }) => name2).join(", ")}, because of a rollback`;
    } else {
      outcome.conclusion = run2.settings.validate.stale === "fail" ? "failure" : "warning";
      outcome.message = `dvc repro would run ${failing.map(({ name: name2 }) => name2).join(", ")}`;
    }
    return failing.map(({ name: name2 }) => name2);
  });
}
async function trackedPaths(project) {
  const files2 = await project.git.listFiles(void 0, []);
  const known = /* @__PURE__ */ new Set();
  for (const file of files2) {
    for (let path2 = file; path2 !== ""; path2 = path2.includes("/") ? path2.slice(0, path2.lastIndexOf("/")) : "") {
      if (known.has(path2)) break;
      known.add(path2);
    }
  }
  return (path2) => known.has(project.inGit(path2));
}
function withMissingData(project, status) {
  if (project.run.report.remote.missing.length === 0) return status;
  const locked = new Map(
    project.index.stages.flatMap(({ outs }) => outs.map(({ path: path2, hash }) => [path2, hash]))
  );
  const isBroken2 = (name2, path2) => {
    const dep = project.graph.stage(name2)?.deps.find((each) => each.kind === "path" && each.path === path2);
    const made = locked.get(path2);
    return dep?.kind === "path" && dep.hash !== void 0 && made !== void 0 && dep.hash !== made;
  };
  const correct = (states, name2 = "") => states && Object.fromEntries(
    Object.entries(states).map(([path2, state]) => [
      path2,
      state !== "new" && isLackingInRemote(project, path2) && !isBroken2(name2, path2) ? "not in cache" : state
    ])
  );
  return Object.fromEntries(
    Object.entries(status).map(([name2, entry]) => {
      const [deps, outs] = [correct(entry.deps, name2), correct(entry.outs)];
      return [name2, { ...entry, ...deps ? { deps } : {}, ...outs ? { outs } : {} }];
    })
  );
}
function isLackingInRemote({ run: run2 }, path2) {
  return run2.report.remote.missing.some(
    ({ paths }) => paths.some((lacking) => isWithin(lacking, path2) || isWithin(path2, lacking))
  );
}
async function addFinding(project, stage2, cached, moved) {
  const { name: name2 } = stage2;
  const place = project.lines.ofStage(name2, project.graph.stage(name2)?.file ?? "dvc.yaml");
  const add2 = (rule, message, fix, at = place) => {
    project.run.report.lint.push({
      rule,
      ...at,
      path: project.inGit(at.path),
      severity: rule === "stale-stage" && project.run.settings.validate.stale !== "fail" ? "warning" : "error",
      message,
      ...fix === void 0 ? {} : { fix }
    });
  };
  if (stage2.causes.some(isChange)) {
    const lock = SourceLines.lockOf(place.path);
    const reason = await locationOfCauses(project, stage2);
    const why = stage2.causes.map(({ message }) => message).join("; ");
    const ends = await lineEndsOf(project, project.index, stage2, workspaceFiles(project));
    if (areLineEnds(stage2.causes, ends))
      return add2("stale-stage", `${lock} is stale: ${lineEndsMessage(ends)}.`, lineEndsFix(project, ends), reason);
    const target = place.path === "dvc.yaml" ? "" : ` ${place.path}`;
    const repair2 = `dvc repro${target} && dvc push && git add ${lock} && git commit -a`;
    if (moved)
      return add2(
        "stale-stage",
        `${baseOf(project)} has new commits: merge it and reproduce ${name2} (${why}).`,
        `git merge origin/${baseOf(project)} && ${repair2}`,
        reason
      );
    return add2(
      "stale-stage",
      `${lock} is stale: dvc repro would ${cached ? `take the outputs of ${name2} from the run cache` : `run ${name2}`} (${why}).`,
      repair2,
      reason
    );
  }
  const missing = stage2.causes.flatMap(({ kind, path: path2 }) => kind === "missing" && path2 !== void 0 ? [path2] : []);
  const lost = missing.filter((path2) => !isMade(project, path2));
  if (lost.length > 0)
    return add2(
      "dependency-missing",
      `${name2} needs ${lost.join(", ")}, which ${lost.length === 1 ? "is" : "are"} missing in the workspace, and no stage makes ${lost.length === 1 ? "it" : "them"}. Commit ${lost.length === 1 ? "it" : "them"}, or remove ${lost.length === 1 ? "it" : "them"} from the deps of ${name2}.`
    );
  const unexplained = missing.filter((path2) => !isLackingInRemote(project, path2));
  if (unexplained.length > 0)
    add2(
      "stage-data-missing",
      `dvc repro would run ${name2}, because ${unexplained.join(", ")} ${unexplained.length === 1 ? "is" : "are"} missing in the workspace.`,
      "dvc pull"
    );
}
function isMade({ index }, path2) {
  return index.stages.some((stage2) => stage2.outs.some((out) => isWithin(path2, out.path) || isWithin(out.path, path2)));
}
function baseOf(project) {
  return project.run.settings.event.pullRequest?.baseRef ?? "main";
}
function addNotice(project, { name: name2, verdict, causes, held }) {
  const place = project.lines.ofStage(name2, project.graph.stage(name2)?.file ?? "dvc.yaml");
  const add2 = (rule, message) => {
    project.run.report.lint.push({ rule, ...place, path: project.inGit(place.path), severity: "notice", message });
  };
  const { hold } = project.run.report;
  const why = causes.map(({ message }) => message).join("; ");
  if (held && hold === void 0) add2("held-stage", `${name2} is stale because this change is a rollback (${why}).`);
  else if (held && hold !== void 0)
    add2(
      "held-stage",
      `${name2} is stale on ${baseOf(project)} too, which is ${withoutPeriod(heldText(hold))} (${why}). This change need not reproduce it.`
    );
  else if (verdict === "frozen") add2("frozen-stage", `${name2} is frozen, so its inputs are not checked.`);
  else if (causes.some(({ kind }) => kind === "always"))
    add2("always-changed", `${name2} runs with every dvc repro, so dvc-ci cannot tell whether it is up to date.`);
}
function addDataFinding(project, source, outs) {
  for (const [path2, state] of Object.entries(outs)) {
    const gone = state === "deleted" || state === "not in cache";
    if (gone && isLackingInRemote(project, path2)) continue;
    project.run.report.lint.push({
      rule: gone ? "data-missing" : "data-changed",
      path: project.inGit(source.file),
      ...lineOf(project, path2),
      severity: "error",
      message: gone ? `${path2} is missing in the workspace, but ${source.file} tracks it.` : `${path2} differs from ${source.file}.`,
      fix: gone ? `dvc pull ${source.file}` : `dvc commit ${source.file}`
    });
  }
}
function lineOf(project, path2) {
  const line = locationOfOutput(project, path2)?.line;
  return line === void 0 ? {} : { line };
}

// src/steps/build/plan-build.ts
function forcedStages(project) {
  const { force } = project.run.settings.rebuild;
  const able = new Set(runnable(project).map(({ name: name2 }) => name2));
  if (force.kind !== "stages")
    return force.kind === "all" ? project.graph.topological().filter((name2) => able.has(name2)) : [];
  const key = project.run.settings.mode === "retrain" ? "stages" : "force";
  const named4 = resolveStages(project, force.stages, key);
  const frozen = named4.find((name2) => !able.has(name2));
  if (frozen !== void 0)
    throw new SetupError("stage-frozen", `${key}: the stage ${frozen} is frozen, so DVC does not run it.`, {
      key,
      value: frozen,
      remedy: `Run \`dvc unfreeze ${frozen}\` and commit dvc.yaml, or remove it from \`${key}\`.`
    });
  return named4;
}
async function planBuild(project, { here, status: asked } = {}) {
  const { run: run2, dvc: dvc2, index, graph, stages } = project;
  return run2.step("plan", async (outcome) => {
    const named4 = forcedStages(project);
    const whole = run2.settings.rebuild.force.kind === "all";
    const [status, isTracked] = await Promise.all([
      asked?.() ?? dvc2.status({ allowMissing: true }),
      trackedPaths(project)
    ]);
    refuseChangedSources(
      stages.filter(({ kind, frozen }) => kind !== "stage" || frozen),
      status
    );
    const judged = verdicts(index, status, isTracked);
    const causes = new Map(judged.map(({ name: name2, causes: own }) => [name2, own]));
    const stale = new Set(judged.filter(({ verdict }) => verdict === "stale").map(({ name: name2 }) => name2));
    const able = new Set(runnable(project).map(({ name: name2 }) => name2));
    const always = runnable(project).filter(({ always: runs2 }) => runs2).map(({ name: name2 }) => name2);
    const unknown3 = runnable(project).filter(({ name: name2 }) => Object.values(status[name2]?.deps ?? {}).includes("unknown")).map(({ name: name2 }) => name2);
    const forced = new Set(named4);
    const mayRun = new Set(
      [...graph.withDownstream([...forced, ...stale, ...always, ...unknown3])].filter((name2) => able.has(name2))
    );
    addUnpushed(graph, able, forced, mayRun, causes);
    const needed = [...mayRun].flatMap((name2) => graph.upstream(name2));
    refuseStaleOutside(needed.filter((name2) => stale.has(name2) && !stages.some((stage2) => stage2.name === name2)));
    const starts = new Set(needed.filter((name2) => !mayRun.has(name2)));
    const pull = index.stages.filter((stage2) => starts.has(stage2.name) && isPullable(stage2)).map(({ name: name2 }) => name2);
    outcome.message = whole ? `everything is forced: ${forced.size} ${forced.size === 1 ? "stage" : "stages"}` : `forced: ${[...forced].join(", ") || "nothing"}; may run: ${[...mayRun].join(", ") || "nothing"}`;
    return {
      forced: graph.topological().filter((name2) => forced.has(name2)),
      whole,
      mayRun,
      pull,
      causes,
      sideBySide: sideBySide(project, here ?? mayRun)
    };
  });
}
function isPullable(stage2) {
  return stage2.outs.some((out) => out.cache && (out.hash !== void 0 || stage2.partial));
}
function addUnpushed(graph, able, forced, mayRun, causes) {
  const open = [...mayRun];
  for (let name2 = open.pop(); name2 !== void 0; name2 = open.pop()) {
    for (const need of graph.upstream(name2)) {
      const unpushed = graph.stage(need)?.outs.find((out) => out.cache && !out.push);
      if (unpushed === void 0 || !able.has(need) || forced.has(need)) continue;
      forced.add(need);
      mayRun.add(need);
      causes.set(need, [
        ...causes.get(need) ?? [],
        {
          kind: "missing",
          path: unpushed.path,
          message: `its output ${unpushed.path} has push: false, so the remote does not have it`
        }
      ]);
      open.push(need);
    }
  }
}
function refuseChangedSources(sources, status) {
  for (const { name: name2, kind, file, outs } of sources) {
    const changed = outs.find(({ path: path2 }) => ["modified", "new"].includes(status[name2]?.outs?.[path2] ?? ""));
    if (changed === void 0) continue;
    throw new SetupError(
      "output-changed",
      `${changed.path} differs from ${kind === "stage" ? `the entry of the frozen stage ${name2} in dvc.lock` : file}.`,
      {
        key: "working tree",
        value: changed.path,
        path: file,
        remedy: kind === "stage" ? `Restore the committed version with \`dvc checkout ${name2}\`, or run the stage (\`dvc unfreeze ${name2}\`): an official build starts from a commit.` : `Restore the committed version with \`dvc checkout ${file}\`, or keep the new one with \`dvc add ${changed.path}\` and commit ${file}: an official build starts from a commit.`
      }
    );
  }
}
function refuseStaleOutside([first]) {
  if (first === void 0) return;
  throw new ProjectError(
    "upstream-stale",
    `this build needs the output of ${first}, which is stale and outside of the working directory.`,
    {
      key: "working-directory",
      value: first,
      remedy: "Set `working-directory` to the folder that contains both, or rebuild the other folder first."
    }
  );
}
function reportTrust(project, plan2) {
  const { report } = project.run;
  const verdictOf = new Map(report.stages.map(({ name: name2, verdict }) => [name2, verdict]));
  const ranHere = new Set(report.stages.filter(({ verdict }) => verdict === "ran").map(({ name: name2 }) => name2));
  const used = new Set([...ranHere].flatMap((name2) => project.graph.upstream(name2)));
  const add2 = (stage2, rule, message) => {
    const place = project.lines.ofStage(stage2.name, stage2.file);
    report.lint.push({ rule, ...place, path: project.inGit(place.path), severity: "notice", message });
  };
  for (const stage2 of project.index.stages.filter(({ kind }) => kind === "stage")) {
    const paths = stage2.outs.map(({ path: path2 }) => path2);
    const were = paths.length === 1 ? "was" : "were";
    if (stage2.frozen && project.stages.includes(stage2))
      add2(
        stage2,
        "frozen-stage",
        `${stage2.name} is frozen: it did not run, and the build used ${paths.join(", ")} from dvc.lock.`
      );
    else if (verdictOf.get(stage2.name) === "restored")
      add2(
        stage2,
        "trusted-output",
        `${paths.join(", ")} of ${stage2.name} ${were} restored from the run cache of this machine, not made in this build.`
      );
    else if (used.has(stage2.name) && !ranHere.has(stage2.name))
      add2(stage2, "trusted-output", `${paths.join(", ")} of ${stage2.name} ${were} pulled, not made in this build.`);
    const kept = plan2.whole && ranHere.has(stage2.name) ? stage2.outs.filter(({ persist }) => persist) : [];
    if (kept.length > 0)
      add2(
        stage2,
        "persisted-output",
        `${kept.map(({ path: path2 }) => path2).join(", ")} of ${stage2.name} (persist: true) was built from nothing, not from the previous version.`
      );
  }
}

// src/steps/build/reproduce.ts
import { dirname as dirname11, join as join22, resolve as resolve9 } from "node:path";

// src/dvc/dvc-complaints.ts
function configurationFault(message) {
  const text2 = withoutPrefix(message);
  const found = /^(.+?)(?: for dictionary value)? @ data((?:\['.+?'\])+)\.?$/.exec(text2);
  if (!found) return text2;
  const [, reason = "", keys = ""] = found;
  const name2 = [...keys.matchAll(/\['(.+?)'\]/g)].map(([, key]) => key).join(".");
  return reason === "extra keys not allowed" ? `DVC has no option ${name2}` : `${name2}: ${reason}`;
}
function withoutPrefix(message) {
  return message.replace(/^config file error: /, "");
}
function placeOf({ path: path2 }) {
  return path2 === void 0 ? {} : { path: path2.replace(/^\.\//, "") };
}
function cycle(message) {
  const names2 = /in stages?: (.+?)\.?$/.exec(message)?.[1]?.split(", ").reverse();
  const [first, second] = names2 ?? [];
  if (first === void 0)
    return {
      id: "pipeline-cycle",
      message: `the pipeline has a cycle: ${message}`,
      remedy: "Remove one of the dependencies."
    };
  const place = inStage(first);
  if (second === void 0)
    return {
      id: "pipeline-cycle",
      ...place,
      message: `the stage ${first} depends on its own output`,
      remedy: "Give the stage another output, or remove the dependency."
    };
  return {
    id: "pipeline-cycle",
    ...place,
    message: `the stages ${names2?.join(", ") ?? ""} form a cycle: each depends on its own output through the others`,
    remedy: "Remove one of their dependencies."
  };
}
function duplicateOutput(message) {
  const found = /^output '(.+?)' is specified in:((?: - \S+)+)/.exec(message);
  const names2 = found?.[2]?.split(" - ").filter((name2) => name2 !== "").sort() ?? [];
  const [first] = names2;
  if (!found || first === void 0)
    return { id: "output-duplicated", message, remedy: "Let only one stage produce each output." };
  return {
    id: "output-duplicated",
    ...inStage(first),
    message: `${names2.join(" and ")} both produce the output ${found[1] ?? ""}`,
    remedy: "Let only one stage produce each output."
  };
}
function overlappingOutputs(message) {
  const found = [...message.matchAll(/'(.+?)'\('(.+?)'\)/g)].map(([, path2 = "", stage2 = ""]) => ({ path: path2, stage: stage2 }));
  const [first] = found;
  if (!first) return { id: "outputs-overlap", message, remedy: "Give every output a separate folder." };
  return {
    id: "outputs-overlap",
    ...inStage(first.stage),
    message: `one output contains another: ${found.map(({ path: path2, stage: stage2 }) => `${path2} of ${stage2}`).join(", ")}`,
    remedy: "Give every output a separate folder."
  };
}
function unresolved(message) {
  const found = /^failed to parse (?:'(.+?)' in )?'(.+?)': ?(.*)$/.exec(message);
  if (!found) return { id: "template-unresolved", message, remedy: "Define the value in params.yaml or under `vars:`." };
  const [, key = "", path2 = "", reason = ""] = found;
  const place = { path: path2, ...key === "" ? {} : { key: key.replace(/@[^.]*/, "") } };
  const name2 = /Could not find '(.+?)'/.exec(reason)?.[1];
  if (name2 !== void 0)
    return {
      id: "template-unresolved",
      ...place,
      message: `${key || path2} uses \${${name2}}, which is not defined`,
      remedy: "Define it in params.yaml or under `vars:`."
    };
  const file = /^'(.+?)' does not exist/.exec(reason)?.[1];
  if (file !== void 0)
    return {
      id: "template-unresolved",
      ...place,
      message: `${key || path2} names the file '${file}', which does not exist`,
      remedy: "Commit that file, or remove its name."
    };
  return { id: "template-unresolved", ...place, message: `${key || path2}: ${reason}`, remedy: "Fix the template." };
}
var UNSUPPORTED = {
  date: "a date",
  datetime: "a time",
  TimeStamp: "a time",
  set: "a set",
  CommentedSet: "a set",
  bytes: "binary data"
};
function unsupportedValue(message) {
  const found = /Unsupported value of type '(\w+)' in '([^:']+)(?::(.+?))?'\.?$/.exec(message);
  if (!found) return void 0;
  const [, type = "", path2 = "", key = ""] = found;
  const what = Object.hasOwn(UNSUPPORTED, type) ? UNSUPPORTED[type] : `of the type ${type}`;
  const isText = type !== "set" && type !== "CommentedSet";
  return {
    id: "dvc-project-invalid",
    path: path2,
    ...key === "" ? {} : { key },
    message: `${key === "" ? "a value" : key} is ${what ?? ""}, which DVC cannot read in a file for templates`,
    remedy: `${isText ? "Write the value in quotes" : "Write the value as a list"}, or move it to a parameter file with another name.`
  };
}
function ignored(message) {
  const file = /'(.+?)' is git-ignored/.exec(message)?.[1]?.replaceAll("\\", "/");
  return {
    id: "dvc-project-invalid",
    ...file === void 0 ? {} : { path: file },
    message: file === void 0 ? message : `${file} is ignored by Git, so DVC stops at it`,
    remedy: "Remove the pattern in .gitignore that covers it (`git check-ignore -v` names it)."
  };
}
function invalid(error, message) {
  const found = /^'(.+?)' validation failed[^:]*: (.+?)(?: @ data((?:\['.+?'\]|\[\d+\])*))?\.?$/.exec(message);
  if (!found) return { id: "dvc-file-invalid", message, ...placeOf(error), remedy: "Fix the file." };
  const [, file = "", reason = "", keys = ""] = found;
  const path2 = file.replace(/^\.\//, "");
  const names2 = [...keys.matchAll(/\['(.+?)'\]|\[(\d+)\]/g)].map(([, name2, index]) => name2 ?? index ?? "");
  const key = names2.join(".");
  const last = names2.at(-1) ?? "";
  const parent = names2.slice(0, -1).join(".") || "it";
  const kind = kindOf(path2);
  const remedy = kind === "lock" || kind === "data" ? restoreRemedy(path2, kind) : "The valid keys are in https://dvc.org/doc/user-guide/project-structure/dvcyaml-files.";
  const place = { path: path2, ...key === "" ? {} : { key } };
  if (reason === "extra keys not allowed")
    return {
      id: "dvc-file-invalid",
      ...place,
      message: `${parent} has the key '${last}', which DVC does not know`,
      remedy
    };
  if (reason === "required key not provided")
    return { id: "dvc-file-invalid", ...place, message: `${parent} has no '${last}'`, remedy: `Add '${last}'.` };
  if (reason.startsWith("expected a dictionary"))
    return { id: "dvc-file-invalid", ...place, message: `${key || path2} must be a mapping of keys to values`, remedy };
  return {
    id: "dvc-file-invalid",
    ...place,
    message: `${key || path2}: ${reason.replace(/ for dictionary value$/, "")}`,
    remedy
  };
}
function missingDataset(message) {
  const name2 = /^dataset not found: '(.+?)'/.exec(message)?.[1];
  if (name2 === void 0)
    return { id: "dvc-project-invalid", message, remedy: "Add the dataset with `dvc dataset add`." };
  return {
    id: "dvc-project-invalid",
    message: `a stage depends on ds://${name2}, and no dvc.yaml has the dataset '${name2}'`,
    key: `datasets.${name2}`,
    path: "dvc.yaml",
    remedy: `Add it with \`dvc dataset add --name ${name2}\`, or remove ds://${name2} from the deps of the stage.`
  };
}
function inStage(name2) {
  const colon = name2.lastIndexOf(":");
  return {
    path: colon < 0 ? "dvc.yaml" : name2.slice(0, colon),
    key: `stages.${name2.slice(colon + 1).split("@")[0] ?? name2}`
  };
}

// src/dvc/remote-errors.ts
var S3 = {
  credentials: "`access_key_id`, `secret_access_key` and `session_token` in `remote-config`, or AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN",
  address: "`url`, `endpointurl` and `region`"
};
var HTTP = {
  credentials: "`auth`, `user` and `password` in `remote-config`",
  address: "`url`"
};
var WEBDAV = { credentials: "`user` and `password`, or `token`, in `remote-config`", address: "`url`" };
var FOLDER = { credentials: "the permissions of the folder", address: "`url`" };
var OTHER = { credentials: "its options in `remote-config`", address: "`url`" };
var OPTIONS = {
  "": FOLDER,
  azure: {
    credentials: "`connection_string`, or `account_name` with `account_key` or `sas_token`, in `remote-config`, or AZURE_STORAGE_CONNECTION_STRING",
    address: "`url`, `account_name` and `connection_string`"
  },
  file: FOLDER,
  gdrive: {
    credentials: "`gdrive_service_account_json_file_path` in `remote-config`, or GDRIVE_CREDENTIALS_DATA",
    address: "`url`"
  },
  gs: {
    credentials: "`credentialpath` in `remote-config`, or GOOGLE_APPLICATION_CREDENTIALS",
    address: "`url` and `endpointurl`"
  },
  http: HTTP,
  https: HTTP,
  oss: {
    credentials: "`oss_key_id` and `oss_key_secret` in `remote-config`, or OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET",
    address: "`url` and `oss_endpoint`"
  },
  s3: S3,
  ssh: { credentials: "`user`, `keyfile` and `password` in `remote-config`", address: "`url` and `port`" },
  webdav: WEBDAV,
  webdavs: WEBDAV
};
var BUCKETS = ["azure", "gs", "oss", "s3"];
function remoteError(failure2, cause) {
  const { role, url, kind } = failure2;
  const details = {
    key: role === "remote" ? "remote" : "deps",
    value: url,
    remedy: remedyOf(failure2),
    cause
  };
  return new OutsideError(
    idOf(failure2),
    `${subjectOf(failure2)} ${VERBS[kind](failure2)}: ${withoutPeriod(failure2.reason)}.`,
    details
  );
}
var VERBS = {
  refused: () => "denies access",
  "no-place": ({ protocol }) => `does not exist: its ${placeWord(protocol)} is missing`,
  unreachable: () => "cannot be reached",
  full: () => "has no space"
};
function subjectOf({ role, name: name2, url, endpoint }) {
  const address = endpoint === null ? url : `${url} at ${endpoint}`;
  return role === "remote" ? `the DVC remote '${name2}' (${address})` : `the dependency ${address}`;
}
function idOf({ role, kind, protocol }) {
  if (kind === "full") return "disk-full";
  if (role === "dependency") return "dependency-unreachable";
  if (kind === "refused") return "remote-access-denied";
  if (kind === "unreachable") return "remote-unreachable";
  return BUCKETS.includes(protocol) ? "remote-bucket-missing" : "remote-folder-missing";
}
function placeWord(protocol) {
  if (protocol === "azure") return "container";
  return BUCKETS.includes(protocol) ? "bucket" : "folder";
}
function remedyOf({ role, kind, protocol, option, reason }) {
  const { credentials, address } = OPTIONS[protocol] ?? OTHER;
  if (role === "dependency") return "Check its address, and that this machine can read it. No stage was judged.";
  if (kind === "full") return "Make room in the remote, and run this again.";
  if (kind === "no-place")
    return `Check ${address} of the remote. For a new remote, create its ${placeWord(protocol)} first.`;
  if (kind === "unreachable" && option !== null)
    return `Check ${address} of the remote, and that this machine can reach it. A server that answers later needs a longer \`${option}\`.`;
  if (kind === "unreachable")
    return `Check ${address} of the remote, and that this machine can reach it. Run this again if the server failed.`;
  if (option === "password" || option === "passphrase")
    return `Set \`${option}\` in \`remote-config\`, for example from a secret.`;
  if (option !== null) return `Put this file on the machine, or set \`${option}\` in \`remote-config\`.`;
  if (/^HTTP 405\b/.test(reason))
    return "Check `method` of the remote: DVC uploads with POST, or with PUT if it says so.";
  const listing = protocol === "s3" && /^HTTP 403\b/.test(reason) ? " S3 also denies access to an absent object if the key may not list the bucket (s3:ListBucket)." : "";
  return `Check ${credentials}.${listing}`;
}

// src/dvc/dvc-errors.ts
var CONFIGURATION = ".dvc/config";
var SETUP = {
  NoRemoteError: (_, message) => ({
    id: "remote-missing",
    message,
    key: "remote",
    remedy: "Add a remote with `dvc remote add -d NAME URL` and commit .dvc/config, or name one with `remote`."
  }),
  RemoteNotFoundError: (_, message) => ({
    id: "remote-unknown",
    message: withoutPrefix(message),
    key: "remote",
    remedy: "Use a name that `dvc remote list` shows."
  }),
  RemoteConfigError: (_, message) => ({
    id: "remote-config-invalid",
    message: withoutPrefix(message),
    key: "remote",
    path: CONFIGURATION,
    remedy: "Check the remote with `dvc remote list`, and its options in .dvc/config."
  }),
  RemoteMissingDepsError: (_, message) => ({
    id: "remote-support-missing",
    message,
    key: "remote",
    remedy: "Install DVC with the extra for this remote, or let dvc-ci install its own."
  }),
  ConfigError: (_, message) => ({
    id: "dvc-config-invalid",
    message: `DVC cannot read its configuration: ${configurationFault(message)}`,
    key: CONFIGURATION,
    path: CONFIGURATION,
    remedy: "Fix .dvc/config, .dvc/config.local or `remote-config`. `dvc config --list` works when DVC can read them."
  }),
  VersionedRemoteError: (_, message) => ({
    id: "remote-versioning-unsupported",
    message: `${message}: dvc-ci does not support remotes that keep versions of files`,
    key: "remote",
    path: CONFIGURATION,
    remedy: "Set `remote` to a remote without `version_aware` and `worktree`. `dvc pull` and `dvc push` work with this one."
  }),
  DatasetNotFoundError: (_, message) => missingDataset(message),
  NotDvcRepoError: (_, message) => ({
    id: "dvc-project-missing",
    message,
    key: "working-directory",
    remedy: "Run `dvc init`, or set `working-directory`."
  }),
  CyclicGraphError: (_, message) => cycle(message),
  CircularDependencyError: (_, message) => ({
    id: "pipeline-cycle",
    message: `the pipeline has a cycle: ${message}`,
    remedy: "Give the stage another output, or remove the dependency."
  }),
  OutputDuplicationError: (_, message) => duplicateOutput(message),
  OverlappingOutputPathsError: (_, message) => overlappingOutputs(message),
  StagePathAsOutputError: (_, message) => ({
    id: "stage-file-in-output",
    message,
    remedy: "Move the dvc.yaml or .dvc file out of that output."
  }),
  ResolveError: (_, message) => unresolved(message),
  YAMLValidationError: (error, message) => invalid(error, message),
  StageFileFormatError: (error, message) => invalid(error, message),
  ParseError: (error, message) => ({
    id: "dvc-file-invalid",
    message,
    ...placeOf(error),
    remedy: "Fix the syntax of the file."
  }),
  FileIsGitIgnored: (_, message) => ignored(message),
  DvcException: (error, message) => ({
    id: "dvc-project-invalid",
    message,
    ...placeOf(error),
    remedy: "`dvc status` shows the same error; fix its cause."
  })
};
var OUTSIDE = [
  "OSError",
  "ClientError",
  "BotoCoreError",
  "HTTPClientError",
  "ConnectionError",
  "TimeoutError",
  "AuthError",
  "AuthenticationError",
  "GoogleAuthError",
  "AzureError",
  "FetchError",
  "Error"
];
function translateDvcError(error, query) {
  if (error.remote !== void 0) return remoteError(error.remote, error);
  const message = error.message.replace(/\s*\n\s*/g, " ").trim();
  const transfer2 = error.kinds.includes("DownloadError") || error.kinds.includes("UploadError");
  const value = transfer2 ? void 0 : unsupportedValue(message);
  if (value !== void 0) return setupError(value, error);
  const reader = transfer2 ? void 0 : error.kinds.map((kind2) => Object.hasOwn(SETUP, kind2) ? SETUP[kind2] : void 0).find((found) => found !== void 0);
  if (reader) return setupError(reader(error, message), error);
  const kind = error.kinds[0] ?? "error";
  const outside2 = error.kinds.some((name2) => OUTSIDE.includes(name2));
  if (query === "inspect" && !outside2 && !error.kinds.includes("MemoryError")) {
    return setupError(
      {
        id: "dvc-project-invalid",
        message: `DVC cannot read the project: ${kind}: ${message}`,
        ...placeOf(error),
        remedy: "`dvc status` shows the same error; fix the dvc.yaml that it names."
      },
      error
    );
  }
  if (query !== "inspect" && outside2) {
    return new OutsideError("remote-unreachable", sentence2(`the DVC remote cannot be used: ${kind}: ${message}`), {
      key: "remote",
      remedy: "Check its address, its credentials, and that this machine can reach it.",
      cause: error
    });
  }
  return new OutsideError("dvc-failed", sentence2(`DVC failed at '${query}': ${kind}: ${message}`), { cause: error });
}
function setupError({ id, message, key, path: path2, remedy }, cause) {
  const details = { remedy, cause };
  const where = key ?? path2;
  if (where !== void 0) details.key = where;
  if (path2 !== void 0) details.path = path2;
  return new SetupError(id, sentence2(message), details);
}
function sentence2(text2) {
  return /[.!?]$/.test(text2) ? text2 : `${text2}.`;
}
function explainStageFailure(message) {
  const ending = endedBy(Number(/exited with (-?\d+)\.?$/.exec(message)?.[1] ?? 0));
  return ending === void 0 ? message : `${withoutPeriod(message)} (${ending})`;
}
function reasonOf(stderr) {
  const lines2 = stderr.split("\n").map((line) => line.trim()).filter((line) => line !== "" && !/^(<https:\/\/|Is your cache up to date\?|Having any troubles\?)/.test(line));
  const last = lines2.map((line) => line.startsWith("ERROR: ")).lastIndexOf(true);
  const words = last < 0 ? lines2.slice(-1) : lines2.slice(last, last + 6);
  const transfer2 = /^ERROR: failed to transfer '[^']*' - (.+)$/m.exec(stderr)?.[1];
  return sentence2(
    `${words.join(" ").replace(/^ERROR: /, "") || "DVC gave no reason"}${transfer2 === void 0 ? "" : ` (${transfer2})`}`
  );
}

// src/report/rebuild-summary.ts
function buildSummary(report, outcome) {
  if (outcome.kind === "superseded") return `Build superseded: ${outcome.reason}.`;
  const built = builtText(report);
  switch (outcome.kind) {
    case "committed": {
      const { pull_request: pull, method } = outcome.report;
      const commit = `${built}, commit ${outcome.sha.slice(0, 7)}`;
      if (pull !== void 0) return `${commit} in pull request ${pull.number}: ${pull.url}`;
      return `${commit}${method === "tag" ? ` under the tag ${report.tag ?? ""}` : ""}.`;
    }
    case "unchanged":
      return `${built}; the result equals dvc.lock, so there is nothing to commit${report.hold?.released ? "; the branch stays held" : ""}.`;
    case "not-committed":
      return `${built}; not committed (commit: none): ${outcome.paths.join(", ")}.`;
  }
}
function builtText({ stages, remote, policies }) {
  const ran = stages.filter(({ verdict }) => verdict === "ran").length;
  const accepted = policies.filter((policy) => policyState(policy) === "accepted").map((policy) => `, ${withoutPeriod(policy.message)} (${acceptedText(policy)})`);
  return `Official build: ${count(ran, "stage")} ran, ${count(remote.pushed, "object")} pushed${accepted.join("")}`;
}
function withTag(summary, tag) {
  return tag === void 0 ? summary : `${withoutPeriod(summary)}; its tag is ${tag}.`;
}
function withModelVersion(summary, version) {
  return version === "" ? summary : `${withoutPeriod(summary)}; in MLflow ${version}.`;
}
function dryRunSummary({ objects, paths, commit }) {
  return objects === 0 && paths.length === 0 ? "Dry run: the build equals dvc.lock, and the remote has all objects." : `Dry run: it would push ${count(objects, "object")} and ${commit}.`;
}
function dryRunSkips({ objects, commit }) {
  return { push: `dry run; it would push ${count(objects, "object")}`, commit: `dry run; it would ${commit}` };
}
function rejectionNote(pushed, otherwise = "Nothing was pushed.") {
  return pushed === 0 ? otherwise : `Nothing was committed: no commit names the ${count(pushed, "object")} that went to the remote while stages ran.`;
}

// src/run/file-tree.ts
import { constants } from "node:fs";
import {
  chmod,
  copyFile,
  link,
  lstat,
  lutimes,
  mkdir as mkdir2,
  readdir,
  readlink,
  rename,
  rm as rm2,
  symlink,
  utimes
} from "node:fs/promises";
import { join as join5 } from "node:path";
async function lstatOf(path2) {
  try {
    return await lstat(path2, { bigint: true });
  } catch (error) {
    if (isMissing(error)) return void 0;
    throw error;
  }
}
function isMissing(error) {
  return ["ENOENT", "ENOTDIR"].includes(codeOf(error) ?? "");
}
async function replicate(from, to, options) {
  await rm2(to, { recursive: true, force: true });
  await replicateEntry(from, to, options);
}
async function replicateEntry(from, to, options) {
  const info = await lstat(from);
  if (info.isSymbolicLink()) {
    await symlink(await readlink(from), to);
    await lutimes(to, ...timesOf(info));
  } else if (info.isDirectory()) {
    await mkdir2(to);
    for (const name2 of await readdir(from)) await replicateEntry(join5(from, name2), join5(to, name2), options);
    await utimes(to, ...timesOf(info));
    await chmod(to, info.mode);
  } else if (info.isFile()) {
    if (options.links && await linked(from, to)) return;
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    await utimes(to, ...timesOf(info));
  } else {
    throw new SetupError("output-unsupported", `${from} is not a file, a folder or a link.`, {
      key: "outs",
      value: from,
      remedy: "An output of a stage must be a file or a folder."
    });
  }
}
function timesOf({ atimeMs, mtimeMs }) {
  return [atimeMs / 1e3, mtimeMs / 1e3];
}
async function linked(from, to) {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (["EXDEV", "EPERM", "ENOTSUP", "EMLINK", "ENOSYS", "EACCES"].includes(codeOf(error) ?? "")) return false;
    throw error;
  }
}
async function transfer(from, to) {
  try {
    await rename(from, to);
  } catch (error) {
    const code = codeOf(error);
    if (code === "EBUSY")
      throw new SetupError("output-in-use", `${from} cannot be moved: it is in use, for example as a mount point.`, {
        key: "outs",
        value: from,
        remedy: "Mount its parent folder instead, or end the process that uses it.",
        cause: error
      });
    if (code !== "EXDEV") throw error;
    const part = `${to}.part`;
    await replicate(from, part, { links: false });
    await rename(part, to);
    await rm2(from, { recursive: true, force: true });
  }
}
function codeOf(error) {
  return error?.code;
}

// src/steps/project/open-project.ts
import { readFile as readFile14, realpath as realpath3 } from "node:fs/promises";
import { join as join21, relative as relative7 } from "node:path";

// src/dvc/dvc.ts
var parsedParams = array(record(string(), unknown()).nullable());
var appended = union([
  object({ moved: boolean() }),
  object({ code: string(), reason: string() }),
  object({ reason: string() })
]);
var Dvc = class {
  constructor(engine) {
    this.engine = engine;
  }
  engine;
  /** Process id of the resident DVC, if there is one. It may live some seconds longer than this process. */
  get pid() {
    return this.engine.pid;
  }
  /** The project as DVC resolves it. @throws {SetupError} dvc.yaml, a `.dvc` file or the configuration is wrong */
  async inspect() {
    return await this.ask("inspect");
  }
  /**
   * Reads project and status (with `allowMissing`) by one query. The project arrives first; the status may fail alone.
   * @param directory another checkout of the repository, read without its data. Default: the project's
   * @param startSignal the query opens the project and waits for this signal
   */
  survey(directory, startSignal) {
    const project = deferred();
    let isAnswered = false;
    const onResult = (result) => {
      isAnswered = true;
      project.resolve(result);
    };
    const status = this.engine.query("survey", { allowMissing: true }, { cwd: directory, onResult, startSignal }).catch((error) => {
      throw error instanceof QueryError ? translateDvcError(error, isAnswered ? "status" : "inspect") : error;
    });
    status.catch(project.reject);
    project.promise.catch(() => void 0);
    return { project: project.promise, status };
  }
  /**
   * The differences between dvc.lock, the workspace and the cache.
   * @param options with `allowMissing`, missing data counts as unchanged
   */
  async status(options = {}) {
    return await this.ask("status", options);
  }
  /**
   * Verifies every object on the remotes.
   * @param options `only` these hashes; only the outputs of these `stages` and `.dvc` files; `download: false` reads
   *   no content, even where sizes are not enough; `forget` drops DVC's memory of the remotes, so that the next push
   *   lists them again
   * @throws {OutsideError} a remote cannot be reached, denies access or does not exist
   */
  async verify(mode, options = {}) {
    return await this.ask("verify", { mode, ...options });
  }
  /**
   * Objects that the local cache lacks, of these stages and `.dvc` files or of all. Maps each hash to the paths that
   * need it.
   */
  async uncached(stages) {
    return await this.ask("cached", stages ? { stages } : {});
  }
  /** The metrics files that another revision declares. @throws {SetupError} its pipeline cannot be read */
  async metricsAt(revision) {
    return await this.ask("metricsAt", { rev: revision });
  }
  /**
   * Reads every byte of outputs in the workspace. Returns those whose content differs from dvc.lock or the `.dvc` file.
   * @param stages names of stages and `.dvc` files to read
   * @param paths only these outputs; default: all
   */
  async altered(stages, paths) {
    return await this.ask("altered", { stages, ...paths ? { paths } : {} });
  }
  /** The text of a small object from the cache or the remote, at most `limit` bytes; undefined when neither has it. */
  async read(object2, limit) {
    return await this.ask("read", { ...object2, limit }) ?? void 0;
  }
  /**
   * The parameters in texts of parameter files, as DVC reads them: YAML with merge keys, JSON, TOML and Python.
   * @param files with the dotted names to read; without names, all values
   * @returns for each file its values; undefined for one that DVC cannot read
   */
  async parseParams(files2) {
    return parsedParams.parse(await this.ask("parseParams", { files: files2 })).map((values) => values ?? void 0);
  }
  /**
   * Writes `target`: the text of one file, then the rows of another without a second header. In a table, columns are
   * matched by their names.
   * @param files absolute paths; `target` does not exist yet
   * @returns whether columns were put into another order, or the reason why the rows do not fit, as the end of a sentence
   * @throws an error of the system with its code, such as ENOSPC
   */
  async appendRows(files2, stop) {
    const result = appended.parse(await this.ask("append", files2, { stop }));
    if ("code" in result)
      throw Object.assign(new Error(result.reason), { code: result.code, path: files2.target, syscall: "write" });
    return result;
  }
  /** Checks that a remote (the default one without a name) accepts a write. @throws {OutsideError} it does not */
  async probe(remote) {
    await this.ask("probe", remote === void 0 ? {} : { remote });
  }
  /**
   * Uploads single objects from the local cache, which `dvc push` cannot do for a lost member of a directory.
   * @param only their hashes
   * @returns the hashes that were sent
   * @throws {OutsideError} the remote rejects them
   */
  async send(only) {
    return await this.ask("send", { only });
  }
  /**
   * Uploads outputs from the local cache to their remotes, while stages run.
   * @param stop ends the upload
   * @returns the number of objects sent
   * @throws {OutsideError} a remote rejects them
   */
  async upload(objects, stop) {
    return await this.ask("upload", { objects }, { stop });
  }
  /**
   * Downloads data from its remote into the local cache, while stages run.
   * @param stages names of stages and `.dvc` files whose outputs to download
   * @param stop ends the download
   * @param paths only these outputs; default: all
   * @returns hashes of the objects that could not be downloaded
   * @throws {OutsideError} a remote does not answer
   */
  async fetch(stages, stop, paths) {
    return await this.ask("fetch", { stages, ...paths ? { paths } : {} }, { stop });
  }
  /** Runs `dvc ARGV`; any exit code is a result. @throws {OutsideError} a remote does not answer */
  async run(argv, options = {}) {
    const { onStage } = options;
    const explained = onStage === void 0 ? options : {
      ...options,
      onStage: (event) => {
        onStage(event.message === void 0 ? event : { ...event, message: explainStageFailure(event.message) });
      }
    };
    try {
      return await this.engine.run(argv, explained);
    } catch (error) {
      throw error instanceof QueryError ? translateDvcError(error, argv[0] ?? "") : error;
    }
  }
  close() {
    return this.engine.close();
  }
  async ask(name2, args = {}, options = {}) {
    try {
      return await this.engine.query(name2, args, options);
    } catch (error) {
      throw error instanceof QueryError ? translateDvcError(error, name2) : error;
    }
  }
};

// src/dvc/external-schemes.ts
var OTHER_KEYS = ["cmd", "desc", "meta", "params", "repo", "vars"];
var ADDRESS = /^([a-z][a-z0-9+.-]*):\/\/./i;
function externalSchemes(files2) {
  const found = /* @__PURE__ */ new Set();
  for (const { data, kind } of files2) if (kind !== "lock") collect(data, found);
  return [...found].sort();
}
function collect(value, found) {
  if (typeof value === "string") {
    const scheme = ADDRESS.exec(value)?.[1];
    if (scheme !== void 0) found.add(scheme.toLowerCase());
  } else if (Array.isArray(value)) {
    for (const each of value) collect(each, found);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (OTHER_KEYS.includes(key)) continue;
      collect(key, found);
      collect(key === "datasets" ? ofUrls(inner) : inner, found);
    }
  }
}
function ofUrls(datasets) {
  if (!Array.isArray(datasets)) return [];
  return datasets.filter(
    (each) => typeof each === "object" && each !== null && "type" in each && each.type === "url"
  );
}

// src/git/repository.ts
import { realpath } from "node:fs/promises";
import { relative as relative2, sep } from "node:path";

// src/git/base.ts
import { readFile as readFile5 } from "node:fs/promises";
import { resolve as resolvePath } from "node:path";

// src/git/read.ts
var STATUSES = { A: "added", M: "modified", D: "deleted", T: "retyped" };
var PATHS_PER_CALL = 250;
var EMPTY_TREES = {
  40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
  64: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"
};
function reads(git) {
  const here = /* @__PURE__ */ new Set();
  const resolve29 = async (revision) => {
    if (revision === "" || /[\0\n]/.test(revision)) return void 0;
    if (here.has(revision)) return revision;
    const { code, stdout } = await git.run(
      ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`],
      { answers: [0, 1, 128] }
    );
    if (code !== 0) return void 0;
    const sha = stdout.trim();
    here.add(sha);
    return sha;
  };
  const commitOf = async (revision) => {
    const sha = await resolve29(revision);
    if (sha === void 0) throw unknownRevision(revision);
    return sha;
  };
  const readFiles = async (revision, paths) => {
    const sha = await commitOf(revision);
    const files2 = await readBatch(
      git,
      sha,
      paths.filter((path2) => !path2.includes("\n"))
    );
    for (const path2 of paths.filter((name2) => name2.includes("\n"))) {
      const { code, stdout } = await git.run(["cat-file", "blob", `${sha}:${path2}`], {
        answers: [0, 128],
        encoding: "latin1"
      });
      if (code === 0) files2.set(path2, Buffer.from(stdout, "latin1"));
    }
    return files2;
  };
  return {
    resolve: resolve29,
    made: (sha) => {
      here.add(sha);
    },
    commitOf,
    readFiles,
    head: () => git.text(["rev-parse", "--verify", "HEAD^{commit}"]),
    async branch() {
      const { code, stdout } = await git.run(["symbolic-ref", "--quiet", "HEAD"], { answers: [0, 1] });
      return code === 0 ? stdout.trim().replace(/^refs\/heads\//, "") : void 0;
    },
    isShallow: async () => await git.text(["rev-parse", "--is-shallow-repository"]) === "true",
    readFile: async (revision, path2) => (await readFiles(revision, [path2])).get(path2),
    async listFiles(revision, pathspecs) {
      if (revision === void 0)
        return [...new Set(splitNul(await git.text(["ls-files", "-z", "--cached", "--", ...pathspecs])))];
      const sha = await commitOf(revision);
      const emptyTree = EMPTY_TREES[sha.length] ?? "";
      return splitNul(
        await git.text([
          "diff-tree",
          "-r",
          "-z",
          "--name-only",
          "--no-renames",
          "--ignore-submodules=all",
          emptyTree,
          sha,
          "--",
          ...pathspecs
        ])
      );
    },
    async changedFiles(from, to) {
      const fields = splitNul(
        await git.text([
          "diff-tree",
          "-r",
          "-z",
          "--name-status",
          "--no-renames",
          await commitOf(from),
          await commitOf(to),
          "--"
        ])
      );
      const changes = [];
      for (let at = 0; at + 1 < fields.length; at += 2) {
        changes.push({ status: STATUSES[fields[at] ?? ""] ?? "modified", path: fields[at + 1] ?? "" });
      }
      return changes;
    },
    async changedEntries(from, to) {
      const fields = splitNul(
        await git.text([
          "diff-tree",
          "-r",
          "-z",
          "--raw",
          "--no-renames",
          await commitOf(from),
          await commitOf(to),
          "--"
        ])
      );
      const entries = [];
      for (let at = 0; at + 1 < fields.length; at += 2) {
        const [, mode = ""] = (fields[at] ?? "").split(" ");
        entries.push({ path: fields[at + 1] ?? "", ...mode === "000000" ? {} : { mode } });
      }
      return entries;
    },
    treeOf: async (revision) => git.text(["rev-parse", "--verify", `${await commitOf(revision)}^{tree}`]),
    uncommitted: async () => parseStatus(await git.text(["status", "--porcelain=v2", "-z", "--untracked-files=all", "--no-renames"])),
    async userName() {
      const { stdout } = await git.run(["config", "--get", "user.name"], { answers: [0, 1] });
      return stdout.trim() || void 0;
    },
    isIgnored: async (paths) => untracked(git, await ignoredPatterns(git, paths))
  };
}
function unknownRevision(revision, why = "this checkout has no such commit") {
  return new SetupError("revision-unknown", `revision '${revision}' cannot be read: ${why}.`, {
    key: "revision",
    value: revision,
    remedy: "Check the spelling with `git rev-parse`, or fetch the commit first."
  });
}
async function ignoredPatterns(git, paths) {
  if (paths.length === 0) return [];
  const input = paths.map((path2) => `./${path2}\0`).join("");
  const { stdout } = await git.run(["check-ignore", "--no-index", "-z", "--stdin"], { input, answers: [0, 1] });
  return splitNul(stdout).map((path2) => path2.slice(2));
}
async function untracked(git, paths, env = {}) {
  const tracked = paths.length === 0 ? [] : await trackedFiles(git, paths, env);
  return new Set(paths.filter((path2) => !tracked.some((file) => contains(path2, file))));
}
async function trackedFiles(git, paths, env = {}) {
  const files2 = [];
  for (let at = 0; at < paths.length; at += PATHS_PER_CALL) {
    const call = ["ls-files", "-z", "--cached", "--", ...paths.slice(at, at + PATHS_PER_CALL)];
    files2.push(...splitNul(await git.text(call, { env: { ...env, GIT_LITERAL_PATHSPECS: "1" } })));
  }
  return files2;
}
function contains(outer, inner) {
  return inner === outer || inner.startsWith(`${outer}/`);
}
async function readBatch(git, sha, paths) {
  const files2 = /* @__PURE__ */ new Map();
  if (paths.length === 0) return files2;
  const input = paths.map((path2) => `${sha}:${path2}
`).join("");
  const output = Buffer.from((await git.run(["cat-file", "--batch"], { input, encoding: "latin1" })).stdout, "latin1");
  let at = 0;
  for (const path2 of paths) {
    const end = output.indexOf(10, at);
    if (end < 0)
      throw new OutsideError("git-command-failed", `\`git cat-file\` ended before it sent '${path2}' of ${sha}.`, {
        remedy: "Run `git fsck`."
      });
    const [, type, size] = /^[0-9a-f]+ (\w+) (\d+)$/.exec(output.toString("latin1", at, end)) ?? [];
    at = end + 1;
    if (size === void 0) continue;
    if (type === "blob") files2.set(path2, output.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return files2;
}
function parseStatus(output) {
  const files2 = [];
  for (const line of splitNul(output)) {
    if (line.startsWith("? ")) files2.push({ path: line.slice(2), index: ".", worktree: ".", untracked: true });
    const skipped = line.startsWith("1 ") ? 8 : line.startsWith("u ") ? 10 : 0;
    if (skipped > 0) {
      const fields = line.split(" ");
      files2.push({
        path: fields.slice(skipped).join(" "),
        index: line.charAt(2),
        worktree: line.charAt(3),
        untracked: false
      });
    }
  }
  return files2;
}

// src/git/server.ts
var SERVER_ATTEMPTS = 4;
var CREDENTIALS = [
  /Authentication failed/,
  /could not read (Username|Password)/,
  /returned error: 40[13]/,
  /Permission denied/,
  /Permission to .* denied/,
  /access denied or repository not exported/,
  /service not enabled/,
  /Write access to repository not granted/,
  /[Rr]epository not found/,
  /does not appear to be a git repository/,
  /repository .* does not exist/
];
function saysNoAccess(stderr) {
  return CREDENTIALS.some((pattern) => pattern.test(stderr));
}
function server(git, { branch }) {
  const listRemote = async (remote, options, names2, attempts = SERVER_ATTEMPTS) => {
    for (let attempt = 1; ; attempt++) {
      const answer3 = await git.run(["ls-remote", ...options, "--", remote, ...names2], { network: true, answers: "any" });
      if (answer3.code === 0) return answer3.stdout.split("\n").filter((line) => line !== "");
      const refused = saysNoAccess(answer3.stderr);
      if (refused || attempt === attempts) {
        throw new OutsideError(
          refused ? "git-access-denied" : "git-server-unreachable",
          `the Git server of remote '${remote}' ${refused ? "rejects access" : `does not answer (${attempt} attempts)`}: ` + git.quote(answer3.stderr),
          {
            key: "remote",
            value: remote,
            remedy: refused ? "Check the credentials of this checkout with `git ls-remote`." : "Check the connection and `git remote -v`, then run this again."
          }
        );
      }
      await git.pause(attempt);
    }
  };
  const refOf = (line) => {
    const tab = line.indexOf("	");
    return [line.slice(tab + 1), line.slice(0, tab)];
  };
  let named4;
  const remoteName = () => {
    named4 ??= findRemote();
    named4.catch(() => {
      named4 = void 0;
    });
    return named4;
  };
  const findRemote = async () => {
    const remotes = (await git.text(["remote"])).split("\n").filter((name2) => name2 !== "");
    if (remotes.includes("origin")) return "origin";
    if (remotes.length < 2) return remotes[0];
    const current2 = await branch();
    if (current2 === void 0) return void 0;
    const { stdout } = await git.run(["config", "--get", `branch.${current2}.remote`], { answers: [0, 1] });
    return remotes.find((name2) => name2 === stdout.trim());
  };
  return {
    remoteName,
    async repositoryName() {
      const remote = await remoteName();
      if (remote === void 0) return void 0;
      const { stdout } = await git.run(["remote", "get-url", "--", remote], { answers: "any" });
      return /([^/:\\]+?)(?:\.git)?[/\\]*$/.exec(stdout.trim())?.[1];
    },
    async remoteDefaultBranch() {
      const remote = await remoteName();
      if (remote === void 0) return void 0;
      const { stdout } = await git.run(["symbolic-ref", "--quiet", `refs/remotes/${remote}/HEAD`], { answers: [0, 1] });
      const remembered = stdout.trim().slice(`refs/remotes/${remote}/`.length) || void 0;
      try {
        const lines2 = await listRemote(remote, ["--symref"], ["HEAD"], remembered === void 0 ? SERVER_ATTEMPTS : 1);
        return lines2.map((line) => /^ref: refs\/heads\/(.+)\tHEAD$/.exec(line)?.[1]).find((name2) => name2 !== void 0) ?? remembered;
      } catch (error) {
        if (error instanceof OutsideError) return remembered;
        throw error;
      }
    },
    async remoteRefs(remote, names2) {
      const kind = ["heads", "tags"].find((folder) => names2.every((name2) => name2.startsWith(`refs/${folder}/`)));
      const refs = (await listRemote(remote, kind === void 0 ? [] : [`--${kind}`], names2)).map(refOf);
      return new Map(refs.filter(([name2]) => names2.includes(name2)));
    },
    async listTags(remote, prefix) {
      const refs = (await listRemote(remote, ["--tags"], [`refs/tags/${prefix}*`])).map(refOf);
      return new Map(refs.filter(([name2]) => name2.startsWith(`refs/tags/${prefix}`)));
    },
    async fetchObjects(remote, wanted, options = []) {
      for (let attempt = 1; ; attempt++) {
        const args = [
          "--no-tags",
          "--no-prune",
          "--no-write-fetch-head",
          "--no-recurse-submodules",
          ...options,
          "--",
          remote,
          ...wanted
        ];
        const { code } = await git.run(["fetch", ...args], { network: true, answers: "any" });
        if (code === 0) return true;
        await listRemote(remote, ["--heads"], ["HEAD"]);
        if (attempt === 2) return false;
        await git.pause(attempt);
      }
    }
  };
}

// src/git/base.ts
var DEEPEN_STEPS = [50, 200, 1e3, 5e3];
var allBranches = (remote) => [`+refs/heads/*:refs/remotes/${remote}/*`];
function bases(git, { resolve: resolve29, isShallow }, { remoteName, remoteRefs, fetchObjects }) {
  const ensureCommit = async (revision) => {
    const here = await resolve29(revision);
    if (here !== void 0) return here;
    if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(revision)) throw unknownRevision(revision);
    const remote = await remoteName();
    if (remote === void 0)
      throw unknownRevision(revision, "it is not in this checkout, which has no remote to fetch it from");
    const shallow = await isShallow();
    if (!await fetchObjects(remote, [revision], shallow ? ["--depth=1"] : [])) {
      await fetchObjects(remote, allBranches(remote), shallow ? ["--unshallow"] : []);
    }
    const fetched = await resolve29(revision);
    if (fetched === void 0)
      throw unknownRevision(
        revision,
        `neither this checkout nor remote '${remote}' has it; a force push may have removed it`
      );
    return fetched;
  };
  const fetchTip = async (branch) => {
    const remote = await remoteName();
    if (remote === void 0) return void 0;
    const ref = `refs/heads/${branch}`;
    for (let attempt = 1; ; attempt++) {
      const tip = (await remoteRefs(remote, [ref])).get(ref);
      if (tip === void 0 || await resolve29(tip) !== void 0) return tip;
      await fetchObjects(remote, [tip]);
      if (await resolve29(tip) !== void 0) return tip;
      if (attempt === SERVER_ATTEMPTS)
        throw new OutsideError("git-fetch-failed", `remote '${remote}' does not send ${tip}, the tip of '${branch}'.`, {
          key: "remote",
          value: remote,
          remedy: "Run this again."
        });
      await git.pause(attempt);
    }
  };
  const cutOffs = async (one, other) => {
    const file = resolvePath(git.directory, await git.text(["rev-parse", "--git-path", "shallow"]));
    const shallow = new Set((await readFile5(file, "utf8").catch(() => "")).split("\n"));
    const roots = (await git.text(["rev-list", "--max-parents=0", one, other, "--"])).split("\n");
    return roots.filter((sha) => sha !== "" && shallow.has(sha));
  };
  const searchHistory = async (revision, find) => {
    for (const step of [...DEEPEN_STEPS.slice(0, 3), void 0]) {
      const found = await find();
      if (found !== void 0 || step === void 0) return found;
      const cut = await cutOffs(revision, revision);
      const remote = await remoteName();
      if (cut.length === 0 || remote === void 0 || !await fetchObjects(remote, cut, [`--deepen=${step}`]))
        return void 0;
    }
    return void 0;
  };
  const mergeBase = async (first, second) => {
    const [one, other] = [await ensureCommit(first), await ensureCommit(second)];
    if (one === other) return one;
    for (const step of [...DEEPEN_STEPS.map((commits2) => `--deepen=${commits2}`), "--unshallow", void 0]) {
      const { code, stdout } = await git.run(["merge-base", one, other], { answers: [0, 1] });
      if (code === 0) return stdout.trim();
      const cut = await cutOffs(one, other);
      const remote = await remoteName();
      if (cut.length === 0 || remote === void 0 || step === void 0) return void 0;
      if (!await fetchObjects(remote, cut, [step])) await fetchObjects(remote, allBranches(remote), ["--unshallow"]);
    }
    return void 0;
  };
  return { ensureCommit, fetchTip, searchHistory, mergeBase };
}

// src/git/baseline.ts
var NOTHING_BEFORE = /^0+$/;
function baselines(git, reads2, { parents }, server2, { ensureCommit, mergeBase }) {
  const ofPullRequest = async ({
    headSha,
    baseSha,
    baseRef
  }) => {
    const [mergedBase, mergedHead] = await parents("HEAD");
    const base = mergedBase !== void 0 && mergedHead === headSha ? mergedBase : baseSha;
    const sha = await mergeBase(base, headSha);
    if (sha === void 0)
      return { reason: `the pull request's head ${headSha} and its base ${base} have no common history` };
    return { sha, label: `merge base with ${baseRef}` };
  };
  const ofPush2 = async (before) => {
    if (before === void 0 || NOTHING_BEFORE.test(before))
      return { reason: "this is the first push of a new branch: there is no previous revision", isFirst: true };
    try {
      return { sha: await ensureCommit(before), label: "previous tip of the branch" };
    } catch (error) {
      if (error instanceof SetupError)
        return { reason: `the previous tip ${before} is no longer on the server: the branch was rewritten` };
      throw error;
    }
  };
  const branchTip = async (name2) => {
    const remote = await server2.remoteName();
    if (remote === void 0) return reads2.resolve(`refs/heads/${name2}`);
    const ref = `refs/heads/${name2}`;
    try {
      return (await server2.remoteRefs(remote, [ref])).get(ref);
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      const lastFetched = await reads2.resolve(`refs/remotes/${remote}/${name2}`);
      if (lastFetched === void 0) throw error;
      git.options.host?.warning(`${error.message} The baseline is '${name2}' as last fetched.`);
      return lastFetched;
    }
  };
  const ofDefaultBranch = async (known) => {
    const remote = await server2.remoteName();
    if (remote === void 0)
      return { reason: "this checkout has no remote, so there is no default branch to compare with" };
    const name2 = known ?? await server2.remoteDefaultBranch();
    if (name2 === void 0) return { reason: `remote '${remote}' has no default branch` };
    const tip = await reads2.resolve(`refs/remotes/${remote}/${name2}`) ?? await branchTip(name2);
    if (tip === void 0) return { reason: `remote '${remote}' has no branch '${name2}' yet`, isFirst: true };
    const sha = await mergeBase(tip, "HEAD");
    if (sha === void 0) return { reason: `this checkout and '${name2}' have no common history` };
    return { sha, label: `merge base with ${name2}` };
  };
  const tagCommit = async (name2) => {
    const [ref, peeled] = [`refs/tags/${name2}`, `refs/tags/${name2}^{}`];
    const local = await reads2.resolve(ref);
    const remote = await server2.remoteName();
    if (local !== void 0 || remote === void 0) return local;
    const refs = await server2.remoteRefs(remote, [ref, peeled]);
    return refs.get(peeled) ?? refs.get(ref);
  };
  const named4 = async (kind, name2) => {
    const { code } = await git.run(["check-ref-format", `refs/${kind === "branch" ? "heads" : "tags"}/${name2}`], {
      answers: [0, 1]
    });
    const tip = code === 0 ? await (kind === "branch" ? branchTip(name2) : tagCommit(name2)) : void 0;
    if (tip === void 0) {
      throw new SetupError(
        "baseline-unknown",
        `baseline: there is no ${kind} '${name2}'${code === 0 ? "" : ", and Git does not allow that name"}.`,
        {
          key: "baseline",
          value: `${kind}:${name2}`,
          remedy: `Push it, use a name that \`git ls-remote\` lists, or use merge-base.`
        }
      );
    }
    return { sha: await ensureCommit(tip), label: `${kind} ${name2}` };
  };
  return {
    async resolveBaseline(baseline, event) {
      switch (baseline.kind) {
        case "none":
          return { reason: "baseline is none" };
        case "branch":
        case "tag":
          return named4(baseline.kind, baseline.name);
        case "merge-base":
          if (event.pullRequest) return ofPullRequest(event.pullRequest);
          if (event.mergeGroupBaseSha !== void 0)
            return { sha: await ensureCommit(event.mergeGroupBaseSha), label: "base of the merge group" };
          if (event.name === "push") return ofPush2(event.before);
          return ofDefaultBranch(event.defaultBranch);
      }
    }
  };
}

// src/git/worktree-content.ts
import { mkdir as mkdir3, rm as rm4 } from "node:fs/promises";
import { join as join8, resolve as resolve5 } from "node:path";

// src/git/lfs-pointer.ts
import { createHash as createHash2 } from "node:crypto";
import { constants as constants2, createReadStream } from "node:fs";
import { copyFile as copyFile2, lstat as lstat2, mkdtemp as mkdtemp2, readFile as readFile6, rename as rename2, rm as rm3 } from "node:fs/promises";
import { dirname as dirname5, join as join6 } from "node:path";
import { pipeline } from "node:stream/promises";
var POINTER_BYTES = 1024;
var VERSION = /^version https:\/\/(?:git-lfs\.github\.com|hawser\.github\.com)\/spec\/v1\n/;
function parsePointer(text2) {
  const oid = /^oid sha256:([0-9a-f]{64})$/m.exec(text2)?.[1];
  const size = /^size (\d+)$/m.exec(text2)?.[1];
  if (!VERSION.test(text2) || oid === void 0 || size === void 0) return void 0;
  return { oid, size: Number(size) };
}
async function readPointer(file) {
  const found = await lstat2(file).catch(() => void 0);
  if (found === void 0 || !found.isFile() || found.size >= POINTER_BYTES) return void 0;
  return parsePointer(await readFile6(file, "utf8").catch(() => ""));
}
async function fillPointer(file, { oid, size }, from) {
  for (const source of from) {
    const found = await lstat2(source).catch(() => void 0);
    if (found === void 0 || !found.isFile() || found.size !== size || await sha256(source) !== oid) continue;
    const folder = await mkdtemp2(join6(dirname5(file), ".lfs-"));
    try {
      const copy = join6(folder, "content");
      await copyFile2(source, copy, constants2.COPYFILE_FICLONE);
      await rename2(copy, file);
    } finally {
      await rm3(folder, { recursive: true, force: true });
    }
    return true;
  }
  return false;
}
async function sha256(file) {
  const hash = createHash2("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

// src/git/missing-content.ts
import { access, readFile as readFile7 } from "node:fs/promises";
import { join as join7 } from "node:path";
var SUBMODULE_MODE = "160000";
var FILE_MODES = ["100644", "100755"];
function completeness(git) {
  return {
    missingContent: async (paths, listed) => {
      const found = { pointers: [], submodules: [], sparse: [] };
      if (paths.length > 0) await search({ git, prefix: "", listed }, paths, found);
      return found;
    }
  };
}
async function search({ git, prefix, listed }, paths, found) {
  const root = git.directory;
  const entries = [...new Map((listed ?? await stagedEntries(git)).map((entry) => [entry.path, entry])).values()];
  const wanted = wantedBy(paths);
  for (const entry of entries.filter(({ skipped }) => skipped)) {
    const { path: path2 } = entry;
    if ((wanted(path2) || path2.endsWith(".dvc") && wanted(path2.slice(0, -4))) && !await exists(join7(root, path2)))
      found.sparse.push(`${prefix}${path2}`);
  }
  const files2 = entries.filter(({ path: path2, skipped }) => !skipped && wanted(path2));
  const attributes = entries.filter(({ path: path2 }) => path2.split("/").at(-1) === ".gitattributes");
  const hasLfs = await namesLfs(attributes.map(({ path: path2 }) => join7(root, path2)));
  for (const path2 of hasLfs ? await pointersOf(git, files2) : []) found.pointers.push(`${prefix}${path2}`);
  for (const { path: path2, mode } of entries) {
    if (mode !== SUBMODULE_MODE) continue;
    const inside = wanted(path2) ? ["."] : paths.flatMap((each) => each.startsWith(`${path2}/`) ? [each.slice(path2.length + 1)] : []);
    if (inside.length === 0) continue;
    if (await exists(join7(root, path2, ".git")))
      await search({ git: new Git(join7(root, path2), git.options), prefix: `${prefix}${path2}/` }, inside, found);
    else found.submodules.push(`${prefix}${path2}`);
  }
}
function wantedBy(paths) {
  const known = new Set(paths);
  if (known.has(".") || known.has("")) return () => true;
  return (path2) => {
    for (let end = path2.length; end > 0; end = path2.lastIndexOf("/", end - 1))
      if (known.has(path2.slice(0, end))) return true;
    return false;
  };
}
async function stagedEntries(git) {
  return splitNul((await git.run(["ls-files", "-z", "-t", "--stage"])).stdout).flatMap((line) => {
    const [, tag = "", mode = "", sha = "", path2] = /^(\S) (\d+) ([0-9a-f]+) \d\t([^]*)$/.exec(line) ?? [];
    return path2 === void 0 ? [] : [{ path: path2, mode, sha, skipped: tag === "S" }];
  });
}
async function pointersOf(git, entries) {
  const pointers = [];
  for (const { path: path2, mode } of entries)
    if (FILE_MODES.includes(mode) && await readPointer(join7(git.directory, path2)) !== void 0) pointers.push(path2);
  if (pointers.length === 0) return [];
  const { stdout } = await git.run(["check-attr", "-z", "--stdin", "filter"], {
    input: pointers.map((path2) => `${path2}\0`).join("")
  });
  const fields = splitNul(stdout);
  return pointers.filter((_, at) => fields[at * 3 + 2] === "lfs");
}
async function namesLfs(files2) {
  for (const file of files2) if (/\bfilter=lfs\b/.test(await readFile7(file, "utf8").catch(() => ""))) return true;
  return false;
}
async function exists(path2) {
  return access(path2).then(
    () => true,
    () => false
  );
}

// src/git/worktree-content.ts
var WITHOUT_LFS_PROGRAM = ["-c", "filter.lfs.required=false"];
async function fillWorktree(git, directory, filled) {
  const entries = await stagedEntries(new Git(directory, git.options));
  const common = resolve5(git.directory, await git.text(["rev-parse", "--git-common-dir"]));
  await fillPointers({ repository: common, source: git.directory, directory }, entries);
  for (const { path: path2, mode, sha } of entries)
    if (mode === SUBMODULE_MODE && filled.get(path2) !== sha) {
      filled.set(path2, sha);
      await fillSubmodule({ git, directory, path: path2, sha });
    }
}
async function fillPointers({ repository, source, directory }, entries) {
  const attributes = entries.filter(({ path: path2 }) => path2.split("/").at(-1) === ".gitattributes");
  if (!await namesLfs(attributes.map(({ path: path2 }) => join8(directory, path2)))) return;
  for (const { path: path2, mode } of entries) {
    const pointer = mode.startsWith("100") ? await readPointer(join8(directory, path2)) : void 0;
    if (pointer === void 0) continue;
    const { oid } = pointer;
    const stored = join8(repository, "lfs", "objects", oid.slice(0, 2), oid.slice(2, 4), oid);
    await fillPointer(join8(directory, path2), pointer, [stored, join8(source, path2)]);
  }
}
async function fillSubmodule({ git, directory, path: path2, sha }) {
  const source = join8(git.directory, path2);
  const inner = new Git(source, git.options);
  const top = await inner.run(["rev-parse", "--absolute-git-dir", "--show-prefix"], { answers: "any" });
  const [repository = "", prefix = ""] = top.stdout.split("\n");
  if (top.code !== 0 || prefix !== "") return;
  if ((await inner.run(["cat-file", "-e", `${sha}^{commit}`], { answers: "any" })).code !== 0) return;
  const target = join8(directory, path2);
  await rm4(target, { recursive: true, force: true });
  await mkdir3(target, { recursive: true });
  const index = `${target}.dvc-ci-index`;
  const at = { env: { GIT_INDEX_FILE: index } };
  const place = [`--git-dir=${repository}`, `--work-tree=${target}`];
  const outside2 = new Git(directory, git.options);
  try {
    await outside2.run([...WITHOUT_LFS_PROGRAM, ...place, "read-tree", "-u", "--reset", sha], at);
    const listed = splitNul(await outside2.text([...place, "ls-tree", "-r", "-z", sha])).map((line) => ({
      mode: line.slice(0, 6),
      sha: line.split(/[ \t]/)[2] ?? "",
      path: line.slice(line.indexOf("	") + 1)
    }));
    await fillPointers({ repository, source, directory: target }, listed);
    for (const entry of listed)
      if (entry.mode === SUBMODULE_MODE)
        await fillSubmodule({ git: inner, directory: target, path: entry.path, sha: entry.sha });
  } finally {
    await rm4(index, { force: true });
  }
}

// src/git/checkout.ts
function checkouts(git, { commitOf }) {
  const filled = /* @__PURE__ */ new Map();
  return {
    async workingFiles() {
      const { stdout } = await git.run([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
        "--deduplicate"
      ]);
      return splitNul(stdout);
    },
    async excludedBy(name2) {
      const { stdout } = await git.run([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--ignored",
        `--exclude-per-directory=${name2}`,
        "--deduplicate"
      ]);
      return splitNul(stdout);
    },
    async lastChange(revision, path2) {
      const { stdout } = await git.run([
        "log",
        "--max-count=1",
        "--format=%H",
        await commitOf(revision),
        "--",
        `:(literal)${path2}`
      ]);
      return stdout.trim() || void 0;
    },
    async restoreFiles(paths, revision = "HEAD") {
      if (paths.length === 0) return;
      await git.run(
        [
          "restore",
          `--source=${await commitOf(revision)}`,
          "--worktree",
          "--no-recurse-submodules",
          "--pathspec-from-file=-",
          "--pathspec-file-nul"
        ],
        {
          env: { GIT_LITERAL_PATHSPECS: "1" },
          input: paths.map((path2) => `${path2}\0`).join("")
        }
      );
    },
    async withWorktree(commit, directory, body) {
      await git.run([
        ...WITHOUT_LFS_PROGRAM,
        "worktree",
        "add",
        "--detach",
        "--quiet",
        directory,
        await commitOf(commit)
      ]);
      try {
        const submodules = /* @__PURE__ */ new Map();
        filled.set(directory, submodules);
        await fillWorktree(git, directory, submodules);
        return await body(directory);
      } finally {
        filled.delete(directory);
        await git.run(["worktree", "remove", "--force", directory], { always: true, answers: "any" });
        await git.run(["worktree", "prune"], { always: true, answers: "any" });
      }
    },
    async moveWorktree(directory, commit) {
      await git.run([
        ...WITHOUT_LFS_PROGRAM,
        "-C",
        directory,
        "checkout",
        "--detach",
        "--force",
        "--quiet",
        await commitOf(commit),
        "--"
      ]);
      await fillWorktree(git, directory, filled.get(directory) ?? /* @__PURE__ */ new Map());
    }
  };
}

// src/git/commit.ts
import { lstat as lstat3, mkdtemp as mkdtemp3, rm as rm5 } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as join9 } from "node:path";

// src/git/history.ts
function history(git, { commitOf }) {
  const answers = /* @__PURE__ */ new Map();
  const once = (args) => {
    const key = args.join("\0");
    const answer3 = answers.get(key) ?? git.text(args);
    answers.set(key, answer3);
    answer3.catch(() => answers.delete(key));
    return answer3;
  };
  const format3 = async (revision, pattern) => once(["log", "--max-count=1", `--format=${pattern}`, await commitOf(revision), "--"]);
  const identity = async (revision, pattern) => {
    const [name2 = "", email = ""] = (await format3(revision, pattern)).split("\0");
    return { name: name2, email };
  };
  const parents = async (revision) => {
    const commit = await once(["cat-file", "commit", await commitOf(revision)]);
    return commit.slice(0, commit.indexOf("\n\n")).split("\n").filter((line) => line.startsWith("parent ")).map((line) => line.slice("parent ".length));
  };
  return {
    parents,
    async isAncestor(ancestor, descendant) {
      const [one, other] = [await commitOf(ancestor), await commitOf(descendant)];
      if (one === other) return true;
      const { code } = await git.run(["merge-base", "--is-ancestor", one, other], { answers: [0, 1] });
      return code === 0;
    },
    commitMessage: async (revision) => (await format3(revision, "%B")).replace(/\n+$/, ""),
    async trailers(revision) {
      const found = /* @__PURE__ */ new Map();
      for (const line of (await format3(revision, "%(trailers:only,unfold,separator=%x00)")).split("\0")) {
        const colon = line.indexOf(":");
        if (colon < 0) continue;
        const key = line.slice(0, colon).trim();
        found.set(key, [...found.get(key) ?? [], line.slice(colon + 1).trim()]);
      }
      return found;
    },
    author: (revision) => identity(revision, "%an%x00%ae"),
    async ownName() {
      for (const key of ["user.name", "user.email"]) {
        const { stdout } = await git.run(["config", "--get", key], { answers: [0, 1] });
        if (stdout.trim() !== "") return stdout.trim();
      }
      return void 0;
    },
    committer: (revision) => identity(revision, "%cn%x00%ce"),
    notes: async (revision) => notesOf(await format3(revision, "%B")),
    committedAt: async (revision) => Number(await format3(revision, "%ct")) * 1e3,
    async broughtBy(commit, tip) {
      const [added2, last] = [await commitOf(commit), await commitOf(tip)];
      const list = async (...options) => (await git.text(["rev-list", ...options, last, `^${added2}`, "--"])).split("\n");
      const descendants = new Set(await list("--ancestry-path"));
      const oldest = (await list("--first-parent")).findLast((sha) => sha !== "" && descendants.has(sha));
      if (oldest === void 0) return added2;
      const [first] = await parents(oldest);
      return first === added2 ? added2 : oldest;
    },
    async findCommit({ from, excluding, accept: accept2, maxCount, merged = false, descending = false }) {
      const range = [await commitOf(from), ...excluding === void 0 ? [] : [`^${await commitOf(excluding)}`]];
      const log = await git.text([
        "log",
        "-z",
        ...merged ? [] : ["--first-parent"],
        ...descending ? ["--ancestry-path"] : [],
        `--max-count=${maxCount}`,
        "--format=%H%n%B",
        ...range,
        "--"
      ]);
      const found = splitNul(log).find((entry) => accept2(notesOf(entry.slice(entry.indexOf("\n") + 1))));
      return found?.slice(0, found.indexOf("\n"));
    }
  };
}
function notesOf(message) {
  const notes = /* @__PURE__ */ new Map();
  for (const paragraph of message.replaceAll("\r\n", "\n").split(/\n[ \t]*\n/).slice(1)) {
    const lines2 = paragraph.split("\n").map((line) => line.trim()).filter((line) => line !== "");
    const pairs2 = lines2.map((line) => /^([A-Za-z0-9][A-Za-z0-9-]*): +(.+)$/.exec(line));
    if (pairs2.every((pair) => pair !== null)) for (const [, key = "", value = ""] of pairs2) notes.set(key, value);
  }
  return notes;
}
function checkTrailerKey(key) {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(key))
    throw new RangeError(`'${key}' is not a trailer key: use letters, digits and hyphens.`);
}

// src/git/commit.ts
function commits(git, { head, commitOf, made, readFiles }, { isAncestor, author, committer }) {
  const withIndex2 = async (base, body) => {
    const folder = await mkdtemp3(join9(tmpdir(), "dvc-ci-index-"));
    const env = { GIT_INDEX_FILE: join9(folder, "index") };
    try {
      await git.run(["read-tree", base], { env });
      return await body(env);
    } finally {
      await rm5(folder, { recursive: true, force: true });
    }
  };
  const differences = async (from, to) => {
    const fields = splitNul(
      await git.text(["diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", from, to, "--"], {
        always: true
      })
    );
    let info = "";
    for (let at = 0; at + 1 < fields.length; at += 2) {
      const [, mode = "", , object2 = ""] = (fields[at] ?? "").split(" ");
      info += `${mode} ${object2}	${fields[at + 1] ?? ""}\0`;
    }
    return info;
  };
  const setEntries = async (info) => {
    await git.run(["update-index", "-z", "--index-info"], { input: info, always: true });
    await git.run(["update-index", "-q", "--refresh"], { always: true, answers: [0, 1] });
  };
  const alignIndex = async (from, to) => setEntries(await differences(from, to));
  const commitTree = async (tree, parents, message, people2) => {
    const sha = (await git.text(["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent]), "-F", "-"], {
      // A person may have written a secret into the reason of a request.
      input: git.masked(message),
      env: people2
    })).trim();
    made(sha);
    return sha;
  };
  return {
    alignIndex,
    async commitPaths({ paths, message, trailers = {}, identity, parent: revision = "HEAD" }) {
      paths.forEach(checkPath);
      const text2 = withTrailers(message, trailers);
      const parent = await commitOf(revision);
      const present = [];
      for (const path2 of paths) if (await exists2(join9(git.directory, path2))) present.push(path2);
      const matching = ignoredPatterns(git, present);
      matching.catch(() => void 0);
      return withIndex2(parent, async (env) => {
        const [ignored2] = await untracked(git, await matching, env);
        if (ignored2 !== void 0) {
          throw new ProjectError("path-ignored", `'${ignored2}' cannot be committed: Git ignores it.`, {
            key: ".gitignore",
            value: ignored2,
            path: ignored2,
            remedy: `Remove the pattern that \`git check-ignore -v ${ignored2}\` shows, or let DVC cache this output.`
          });
        }
        await addPaths(git, paths, present, env);
        const tree = await git.text(["write-tree"], { env });
        const committed = commitTree(tree, [parent], text2, people(identity, identity));
        committed.catch(() => void 0);
        const changed = splitNul(
          await git.text(["diff-tree", "-r", "-z", "--name-only", "--no-renames", parent, tree, "--"])
        );
        changed.forEach(checkPath);
        if (changed.length > 0) await refuseLargeFiles(git, changed);
        const sha = await committed;
        await rejectSecrets(git, readFiles, { sha, parent, changed });
        return changed.length === 0 ? void 0 : { sha, tree, changed };
      });
    },
    async replay(commit, base, tip) {
      const info = await differences(base, commit);
      const [message, authorDate] = [
        await git.text(["log", "-1", "--format=%B", commit, "--"]),
        await git.text(["log", "-1", "--format=%ad", "--date=raw", commit, "--"])
      ];
      const tree = await withIndex2(tip, async (env) => {
        await git.run(["update-index", "-z", "--index-info"], { input: info, env });
        return git.text(["write-tree"], { env });
      });
      return commitTree(tree, [tip], message, {
        ...people(await author(commit), await committer(commit)),
        GIT_AUTHOR_DATE: authorDate
      });
    },
    async join({ commit, parents, identity }) {
      const message = await git.text(["log", "-1", "--format=%B", await commitOf(commit), "--"]);
      return commitTree(`${commit}^{tree}`, parents, message, people(identity, identity));
    },
    async moveHead(commit) {
      const [from, to] = await Promise.all([head(), commitOf(commit)]);
      if (from === to) return;
      const [isBehind, info] = await Promise.all([isAncestor(from, to), differences(from, to)]);
      if (!isBehind) {
        throw new ProjectError(
          "head-moved",
          `HEAD cannot move to ${to}: that commit does not contain the current HEAD ${from}.`,
          { key: "HEAD", value: from, remedy: `Merge ${to} by hand.` }
        );
      }
      await setEntries(info);
      await git.run(["update-ref", "-m", "dvc-ci: move HEAD", "HEAD", to, from], { always: true });
    }
  };
}
async function addPaths(git, paths, present, env) {
  const tracked = present.length === paths.length ? [] : await trackedFiles(git, paths, env);
  const known = paths.filter((path2) => present.includes(path2) || tracked.some((file) => contains(path2, file)));
  if (known.length === 0) return;
  const { code, stderr } = await git.run(["add", "--all", "--pathspec-from-file=-", "--pathspec-file-nul"], {
    env: { ...env, GIT_LITERAL_PATHSPECS: "1" },
    input: known.map((path2) => `${path2}\0`).join(""),
    answers: "any"
  });
  if (code !== 0) {
    throw new ProjectError(
      "git-add-failed",
      `Git cannot add ${known.map((path2) => `'${path2}'`).join(", ")} to a commit: ${git.quote(stderr)}`,
      {
        key: "paths",
        value: known.join(" "),
        remedy: "Run `git add` on these paths to see the same error."
      }
    );
  }
}
async function refuseLargeFiles(git, paths) {
  const fields = splitNul(
    await git.text(["check-attr", "-z", "--stdin", "filter"], { input: paths.map((path3) => `${path3}\0`).join("") })
  );
  const [path2] = paths.filter((_, at) => fields[at * 3 + 2] === "lfs");
  if (path2 === void 0) return;
  throw new ProjectError(
    "lfs-path",
    `'${path2}' cannot be committed: .gitattributes puts it in Git LFS, and dvc-ci does not upload to Git LFS.`,
    {
      key: ".gitattributes",
      value: path2,
      path: path2,
      remedy: "Exclude it from the pattern there, or let DVC cache it (remove `cache: false`)."
    }
  );
}
async function rejectSecrets({ options: { host } }, readFiles, { sha, parent, changed }) {
  if (host === void 0 || changed.length === 0) return;
  const has = (content) => {
    const text2 = content?.toString("utf8") ?? "";
    return host.redact(text2) !== text2;
  };
  const found = [...await readFiles(sha, changed)].filter(([, content]) => has(content)).map(([path3]) => path3);
  if (found.length === 0) return;
  const before = await readFiles(parent, found);
  const path2 = found.find((each) => !has(before.get(each)));
  if (path2 === void 0) return;
  throw new ProjectError("secret-in-commit", `${path2} has a value that the log masks, so it is not committed.`, {
    key: "outs",
    value: path2,
    path: path2,
    remedy: "Change the stage so that it writes no credential, or let DVC keep the file out of Git and reports."
  });
}
function checkPath(path2) {
  const parts = path2.split("/");
  if (parts.some((part) => part === "" || part === "." || part === ".." || part.toLowerCase() === ".git") || /[\0\uFFFD]/.test(path2)) {
    throw new SetupError(
      "path-outside-repository",
      `'${path2}' cannot be committed: it is not a path inside the repository.`,
      {
        key: "path",
        value: path2,
        remedy: "Use a path relative to the root of the repository, with `/`, in UTF-8."
      }
    );
  }
}
function withTrailers(message, trailers) {
  const lines2 = Object.entries(trailers).map(([key, value]) => {
    checkTrailerKey(key);
    if (/[\0\r\n]/.test(value)) throw new RangeError(`the value of the trailer ${key} has several lines.`);
    return `${key}: ${value}
`;
  });
  return `${message.trimEnd()}
${lines2.length > 0 ? "\n" : ""}${lines2.join("")}`;
}
function people(author, committer) {
  return {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email
  };
}
async function exists2(file) {
  return lstat3(file).then(
    () => true,
    () => false
  );
}

// src/git/conflict.ts
var STAGES = { 1: "base", 2: "ours", 3: "theirs" };
var REGULAR_FILE = /^100/;
function conflicts(git) {
  return {
    async unmerged(isWanted) {
      const files2 = /* @__PURE__ */ new Map();
      for (const line of splitNul((await git.run(["ls-files", "-z", "--unmerged"])).stdout)) {
        const [, mode = "", sha = "", stage2, path2 = ""] = /^(\d+) ([0-9a-f]+) ([123])\t([^]*)$/.exec(line) ?? [];
        if (stage2 === void 0 || !isWanted(path2)) continue;
        const file = files2.get(path2) ?? { path: path2 };
        files2.set(path2, file);
        if (REGULAR_FILE.test(mode))
          file[STAGES[Number(stage2)]] = (await git.run(["cat-file", "blob", sha])).stdout;
      }
      return [...files2.values()];
    },
    async markResolved(path2) {
      await git.run(["add", "--", path2], { env: { GIT_LITERAL_PATHSPECS: "1" } });
    },
    async attribute(name2, path2) {
      const [, , value] = splitNul((await git.run(["check-attr", "-z", name2, "--", path2])).stdout);
      return value === void 0 || value === "unspecified" || value === "unset" ? void 0 : value;
    },
    async localConfig(key) {
      const { code, stdout } = await git.run(["config", "--local", "--get", key], { answers: [0, 1] });
      return code === 0 ? stdout.replace(/\n$/, "") : void 0;
    },
    async setLocalConfig(key, value) {
      await git.run(["config", "--local", key, value]);
    }
  };
}

// src/git/inventory.ts
var LOCAL_ONLY = { GIT_NO_LAZY_FETCH: "1" };
function inventory(git) {
  const below2 = (folder) => folder === "" ? [] : [`:(literal)${folder}`];
  return {
    async trackedFiles(folder) {
      const found = /* @__PURE__ */ new Map();
      for (const line of splitNul((await git.run(["ls-files", "-z", "--stage", "--", ...below2(folder)])).stdout)) {
        const [, mode = "", sha = "", path2] = /^(\d+) ([0-9a-f]+) \d\t([^]*)$/.exec(line) ?? [];
        if (path2 !== void 0 && mode !== SUBMODULE_MODE) found.set(path2, { mode, sha });
      }
      const input = [...new Set([...found.values()].map(({ sha }) => `${sha}
`))].join("");
      const { stdout } = await git.run(["cat-file", "--batch-check=%(objectname) %(objectsize)"], {
        input,
        env: LOCAL_ONLY
      });
      const sizes = new Map(stdout.split("\n").map((line) => line.split(" ")));
      return [...found].map(([path2, { mode, sha }]) => ({ path: path2, mode, size: Number(sizes.get(sha)) || 0 }));
    },
    entries: () => stagedEntries(git),
    async entriesOf(revision) {
      const { stdout } = await git.run(["ls-tree", "-r", "-z", "--end-of-options", `${revision}^{commit}`]);
      return splitNul(stdout).map((line) => ({ mode: line.slice(0, 6), path: line.slice(line.indexOf("	") + 1) }));
    },
    async untrackedFiles(folder) {
      return splitNul(
        (await git.run(["ls-files", "-z", "--others", "--exclude-standard", "--", ...below2(folder)])).stdout
      );
    },
    async otherFiles(paths, collapse) {
      const { stdout } = await git.run([
        "ls-files",
        "-z",
        "--others",
        ...collapse ? ["--directory", "--no-empty-directory"] : [],
        "--",
        ...paths.map((path2) => `:(top,literal)${path2}`)
      ]);
      return splitNul(stdout);
    },
    async ignoredFiles(folder, names2) {
      const inFolder = names2.map(
        (name2) => `:(glob)${folder === "" ? "" : `${folder.replace(/[\\*?[\]]/g, "\\$&")}/`}**/${name2}`
      );
      const list = async (which) => splitNul(
        (await git.run(["ls-files", "-z", which, "--ignored", "--exclude-standard", "--", ...inFolder])).stdout
      );
      const [others, cached] = await Promise.all([list("--others"), list("--cached")]);
      const paths = [...others, ...cached];
      if (paths.length === 0) return [];
      const { stdout } = await git.run(["check-ignore", "--no-index", "--verbose", "-z", "--stdin"], {
        input: paths.map((path2) => `./${path2}\0`).join(""),
        answers: [0, 1]
      });
      const fields = splitNul(stdout);
      const tracked = new Set(cached);
      return Array.from({ length: Math.floor(fields.length / 4) }, (_, index) => {
        const [source = "", line = "", pattern = "", path2 = ""] = fields.slice(index * 4, index * 4 + 4);
        const name2 = path2.replace(/^\.\//, "");
        return { path: name2, tracked: tracked.has(name2), source, line: Number(line), pattern };
      });
    },
    async messages(from, to) {
      const { stdout } = await git.run(["log", "-z", "--format=%H%n%B", `${from}..${to}`, "--"]);
      return splitNul(stdout).map((record2) => ({
        sha: record2.slice(0, record2.indexOf("\n")),
        message: record2.slice(record2.indexOf("\n") + 1)
      }));
    }
  };
}

// src/git/merged-tree.ts
function mergedTrees(git, { ensureCommit, mergeBase }) {
  const treeOf = (revision) => git.text(["rev-parse", "--verify", "--quiet", `${revision}^{tree}`]);
  return {
    async isMergeOf(commit, before, head) {
      const [merged, one, other] = [await ensureCommit(commit), await ensureCommit(before), await ensureCommit(head)];
      const tree = await treeOf(merged);
      if (tree === await treeOf(other)) return true;
      if (await mergeBase(one, other) === void 0) return false;
      const { code, stdout } = await git.run(["merge-tree", "--write-tree", "--no-messages", one, other], {
        answers: "any"
      });
      return code === 0 && stdout.trim() === tree;
    }
  };
}

// src/git/detached-checkout.ts
var DetachedCheckout = class _DetachedCheckout {
  constructor(git, commits2, start, ref, content) {
    this.git = git;
    this.commits = commits2;
    this.start = start;
    this.ref = ref;
    this.content = content;
  }
  git;
  commits;
  start;
  ref;
  content;
  #at;
  /** Records the state of a checkout at `head`. @param content the commit with the content of the working files */
  static async from(git, commits2, head, content) {
    const { code, stdout } = await git.run(["symbolic-ref", "--quiet", "HEAD"], { answers: [0, 1] });
    return new _DetachedCheckout(git, commits2, head, code === 0 ? stdout.trim() : void 0, content);
  }
  /** Checks out a commit. @throws {OutsideError} a local file would be overwritten; the checkout did not move */
  async go(commit) {
    if (this.#at === void 0) {
      await this.commits.alignIndex(this.start, this.content);
      this.#at = this.content;
      await this.#detach(this.content, this.start);
    }
    await this.#checkOut(commit);
  }
  /** Restores the first state of HEAD, index and working files. Never throws: a failure is a warning. */
  async goBack() {
    if (this.#at === void 0) return;
    try {
      await this.#checkOut(this.content);
      await this.commits.alignIndex(this.content, this.start);
      if (this.ref === void 0) await this.#detach(this.start, this.content);
      else await this.#attach(this.ref);
      this.#at = void 0;
    } catch (error) {
      this.git.options.host?.warning(`the checkout could not be restored to ${this.start}: ${messageOf(error)}`);
    }
  }
  /**
   * Moves the branch that was checked out to a commit that the server accepted. Never throws: a failure is a warning.
   */
  async stayAt(commit) {
    try {
      if (this.#at === void 0) await this.commits.moveHead(commit);
      else if (this.ref !== void 0) {
        await this.git.run(["update-ref", "-m", "dvc-ci: publish", this.ref, commit, this.start], { always: true });
        await this.#attach(this.ref);
      }
      this.#at = void 0;
    } catch (error) {
      this.git.options.host?.warning(
        `${commit} is published, but this checkout could not be moved to it: ${messageOf(error)}`
      );
    }
  }
  async #checkOut(commit) {
    const { code, stderr } = await this.git.run(
      ["checkout", "--quiet", "--detach", "--no-overwrite-ignore", commit, "--"],
      { always: true, answers: "any" }
    );
    if (code !== 0) {
      throw new OutsideError(
        "git-checkout-failed",
        `the working tree cannot check out ${commit}: ${this.git.quote(stderr)}`,
        {
          key: "working tree",
          value: this.git.directory,
          remedy: "Move or commit the named file, then run this again."
        }
      );
    }
    this.#at = commit;
  }
  #detach(commit, from) {
    return this.git.run(["update-ref", "--no-deref", "-m", "dvc-ci: publish", "HEAD", commit, from], { always: true });
  }
  #attach(ref) {
    return this.git.run(["symbolic-ref", "-m", "dvc-ci: publish", "HEAD", ref], { always: true });
  }
};

// src/git/publish.ts
var DEFAULT_ATTEMPTS = 5;
function publishing(git, reads2, { isAncestor }, server2, { ensureCommit, fetchTip }, commits2, pushes2) {
  const landedIn = async ({ sent }, tip, sends) => {
    for (const { commit, parent } of sent) {
      if (commit === tip || await isAncestor(commit, tip)) return commit;
      const made = sends ? await madeOf(commit, parent, tip) : void 0;
      if (made !== void 0) return made;
    }
    return void 0;
  };
  const madeOf = async (commit, parent, tip) => {
    const log = await git.text(["log", "--first-parent", "--reverse", "--format=%H %T %P", `${parent}..${tip}`, "--"]);
    const [sha, tree, ...parents] = (log.split("\n")[0] ?? "").split(" ");
    return parents.includes(parent) && tree === await reads2.treeOf(commit) ? sha : void 0;
  };
  const judge = async ({ base, paths, branch }, tip, { unpushed }) => {
    if (!await isAncestor(base, tip)) {
      const reason = unpushed ? `'${branch}' has moved to ${tip}, which lacks local commits of this build: run \`git pull\` first` : `'${branch}' was rewritten: its tip ${tip} no longer contains ${base}, the commit of this build`;
      return { reason, changed: [] };
    }
    const changed = (await reads2.changedFiles(base, tip)).map(({ path: path2 }) => path2);
    const taken = changed.find((theirs) => paths.some((ours) => contains(ours, theirs) || contains(theirs, ours)));
    return taken === void 0 ? { changed } : { reason: `'${branch}' has moved to ${tip}, which changes ${taken}, an output of this build`, changed };
  };
  const isBehind = async ({ base, branch }, tip, { remote, unpushed }) => (
    // A tip older than the last fetched one means a force push; its removed commits must not come back.
    unpushed && await isAncestor(tip, base) && await isAncestor(`refs/remotes/${remote}/${branch}`, tip)
  );
  const giveUp = ({ remote, failure: failure2, failures }, { branch, send, refusal: refusal3 = (words) => refusedPush(branch, words) }) => {
    if (failure2?.kind === "refused" && (failure2.lasting || failures >= SERVER_ATTEMPTS)) throw refusal3(failure2.words);
    if (failure2?.kind === "failed" && failures >= SERVER_ATTEMPTS) {
      throw new OutsideError(
        "git-push-failed",
        `the ${send === void 0 ? "push" : "commit"} to '${branch}' of remote '${remote}' failed ${failures} times: ${failure2.words}`,
        {
          key: "remote",
          value: remote,
          remedy: "The server has no part of this build. Check the connection and the permission to push, then run this again."
        }
      );
    }
  };
  const run2 = async (request, state, detached) => {
    const { branch, base, commit, attempts = DEFAULT_ATTEMPTS } = request;
    const { remote } = state;
    let first = request.tip;
    for (; ; ) {
      const tip = await (first ?? fetchTip(branch));
      first = void 0;
      state.existed ||= tip !== void 0;
      if (tip === void 0 && state.existed)
        return { kind: "superseded", reason: `'${branch}' was deleted on remote '${remote}'` };
      const landed = tip === void 0 ? void 0 : await landedIn(state, tip, request.send !== void 0);
      if (landed !== void 0) return { kind: "pushed", sha: landed, attempts: state.sent.length };
      if (tip !== void 0 && await isBehind(request, tip, state)) state.parent = tip;
      if (tip !== void 0 && tip !== state.parent) {
        const { reason, changed } = await judge(request, tip, state);
        if (reason !== void 0) return { kind: "superseded", tip, reason };
        if (++state.moves > attempts) {
          throw new OutsideError(
            "push-contended",
            `'${branch}' moved ${state.moves} times during the push of this build.`,
            {
              key: "attempts",
              value: String(attempts),
              remedy: "Run this again when the branch changes less often."
            }
          );
        }
        Object.assign(state, { ours: await commits2.replay(commit, base, tip), parent: tip, failures: 0 });
        delete state.failure;
        await request.onMove?.();
        await detached.go(state.ours);
        const verdict = await request.revalidate({ tip, changed });
        if (!verdict.fresh) return { kind: "superseded", tip, reason: verdict.reason };
        continue;
      }
      giveUp(state, request);
      if (state.failures > 0) await git.pause(state.failures);
      const change = { commit: state.ours, parent: state.parent };
      state.sent.push(change);
      request.onAttempt?.(state.sent.length);
      const answer3 = request.send === void 0 ? await pushes2.push(remote, state.ours, branch) : await request.send(change);
      if (answer3.kind === "pushed")
        return {
          kind: "pushed",
          sha: answer3.sha === void 0 ? state.ours : await ensureCommit(answer3.sha),
          attempts: state.sent.length
        };
      git.options.host?.debug(`push ${state.sent.length} to '${branch}': ${answer3.words}`);
      state.failure = answer3;
      state.failures++;
    }
  };
  return {
    async publish(request) {
      const [commit, base, head, remote] = await Promise.all([
        reads2.commitOf(request.commit),
        ensureCommit(request.base),
        reads2.head(),
        server2.remoteName()
      ]);
      if (head !== base && head !== commit) {
        throw new ProjectError("head-moved", `HEAD is at ${head}: it moved during the build of ${base}.`, {
          key: "HEAD",
          value: head,
          remedy: "Run this again at the current HEAD."
        });
      }
      if (remote === void 0)
        throw new SetupError("git-remote-missing", "this checkout has no remote to push to.", {
          key: "remote",
          value: "",
          remedy: "Add one with `git remote add origin URL`."
        });
      const [detached, known] = await Promise.all([
        DetachedCheckout.from(git, commits2, head, commit),
        reads2.resolve(`refs/remotes/${remote}/${request.branch}`)
      ]);
      const unpushed = known !== void 0 && !await isAncestor(base, known);
      const state = {
        remote,
        ours: commit,
        parent: base,
        existed: known !== void 0,
        unpushed,
        sent: [],
        failures: 0,
        moves: 0
      };
      let settled2 = false;
      try {
        const result = await run2({ ...request, commit, base }, state, detached);
        if (result.kind === "pushed") {
          await detached.stayAt(result.sha);
          settled2 = true;
        }
        return result;
      } finally {
        if (!settled2) await detached.goBack();
      }
    }
  };
}
function refusedPush(branch, words) {
  return new ProjectError("push-rejected", `the server rejects the push to '${branch}': ${words}`, {
    key: "commit",
    value: "push",
    remedy: "A retry cannot help. If a branch protection, a ruleset or a merge queue rejects the push, allow its identity to bypass the rule, or use a token with that permission. Other settings push differently: `commit: pull-request` opens a pull request, `commit: tag` pushes only a tag, `commit: api` makes a signed commit, and `commit: none` makes no commit."
  });
}

// src/git/push.ts
var LASTING = [/\bGH0\d\d\b/, /hook declined/, /rule violations/, /merge queue/, /branch is currently checked out/];
var PUSH = [
  "push",
  "--porcelain",
  "--no-verify",
  "--no-follow-tags",
  "--no-signed",
  "--recurse-submodules=no"
];
function pushes(git, { head }, { remoteName, remoteRefs }) {
  const send = async (remote, refspecs, options = []) => {
    const { code, stdout, stderr } = await git.run([...PUSH, ...options, "--", remote, ...refspecs], {
      network: true,
      answers: "any"
    });
    if (code === 0) return { kind: "pushed" };
    const [, , summary = ""] = refLine(stdout) ?? [];
    const words = git.quote([...serverLines(stderr), summary].join("\n"));
    if (summary.startsWith("[remote rejected]")) {
      return { kind: "refused", lasting: LASTING.some((pattern) => pattern.test(words)), words };
    }
    return { kind: "failed", words: summary === "" ? git.quote(stderr) : words };
  };
  return {
    async canPush(branch) {
      const remote = await remoteName();
      if (remote === void 0) return { ok: false, outside: false, reason: "this checkout has no remote to push to." };
      const format3 = await git.run(["check-ref-format", `refs/heads/${branch}`], { answers: [0, 1] });
      if (format3.code !== 0) return { ok: false, outside: false, reason: `'${branch}' is not a valid branch name.` };
      const answer3 = await git.run([...PUSH, "--dry-run", "--", remote, `${await head()}:refs/heads/${branch}`], {
        network: true,
        answers: "any"
      });
      if (answer3.code === 0 || refLine(answer3.stdout) !== void 0) return { ok: true };
      const reason = `the server of remote '${remote}' rejects a push to '${branch}': ${git.quote(answer3.stderr)}`;
      if (saysNoAccess(answer3.stderr)) return { ok: false, outside: false, reason };
      try {
        await remoteRefs(remote, [`refs/heads/${branch}`]);
        return { ok: false, outside: false, reason };
      } catch (error) {
        if (error instanceof OutsideError) return { ok: false, outside: true, reason: error.message };
        throw error;
      }
    },
    wait: (attempt) => git.pause(attempt),
    push: (remote, commit, branch) => send(remote, [`${commit}:refs/heads/${branch}`]),
    pushTags: (remote, tags3) => send(
      remote,
      tags3.map(({ name: name2, object: object2 }) => `${object2}:refs/tags/${name2}`),
      tags3.length > 1 ? ["--atomic"] : []
    )
  };
}
function refLine(stdout) {
  return stdout.split("\n").map((line) => line.split("	")).find((fields) => fields.length >= 3);
}
function serverLines(stderr) {
  return stderr.split(/[\r\n]+/).filter((line) => line.startsWith("remote: ")).map((line) => line.slice("remote: ".length));
}

// src/git/tags.ts
function tags(git, { isShallow }, { listTags, fetchObjects }) {
  const present = async (objects) => {
    const { stdout } = await git.run(["cat-file", "--batch-check=%(objectname) %(objecttype)"], {
      input: objects.map((object2) => `${object2}
`).join("")
    });
    const lines2 = stdout.split("\n").map((line) => line.split(" "));
    return new Map(
      lines2.flatMap(
        ([object2 = "", type = ""]) => type === "tag" || type === "commit" ? [[object2, type]] : []
      )
    );
  };
  return {
    async remoteTags(remote, prefix) {
      const refs = await listTags(remote, prefix);
      return [...refs].filter(([name2]) => !name2.endsWith("^{}")).map(([name2, object2]) => ({
        name: name2.slice("refs/tags/".length),
        object: object2,
        commit: refs.get(`${name2}^{}`) ?? object2
      }));
    },
    async readTags(remote, list) {
      const annotated = list.filter(({ object: object2, commit }) => object2 !== commit);
      if (annotated.length === 0) return [];
      const here = await present(annotated.flatMap(({ object: object2, commit }) => [object2, commit]));
      const lacking = annotated.filter(({ object: object2, commit }) => !here.has(object2) || !here.has(commit)).map(({ object: object2 }) => object2);
      if (lacking.length > 0) await fetchObjects(remote, lacking, await isShallow() ? ["--depth=1"] : []);
      const now = lacking.length > 0 ? await present(annotated.map(({ object: object2 }) => object2)) : here;
      const read = [];
      for (const tag of annotated.filter(({ object: object2 }) => now.get(object2) === "tag")) {
        const text2 = await git.text(["cat-file", "tag", tag.object]);
        const end = text2.indexOf("\n\n");
        const made = /^tagger .*> (\d+) [-+]\d{4}$/m.exec(text2.slice(0, end))?.[1];
        read.push({ ...tag, notes: notesOf(text2.slice(end + 2)), made: Number(made ?? 0) });
      }
      return read;
    },
    async makeTag({ name: name2, commit, message, trailers, identity }) {
      Object.keys(trailers).forEach(checkTrailerKey);
      const lines2 = Object.entries(trailers).map(([key, value]) => `${key}: ${value}
`);
      const header = `object ${commit}
type commit
tag ${name2}
tagger ${identity.name} <${identity.email}> ${Math.floor(Date.now() / 1e3)} +0000
`;
      return git.text(["mktag"], { input: `${header}
${git.masked(`${message.trim()}

${lines2.join("")}`)}` });
    }
  };
}

// src/git/repository.ts
async function openRepository(cwd, options = {}) {
  const { root, gitDirectory } = await findRoot(cwd, options);
  const git = new Git(root, options);
  const read = reads(git);
  if (await read.resolve("HEAD") === void 0) {
    throw new SetupError("git-no-commit", `the Git repository ${root} has no commit yet.`, {
      key: "working-directory",
      value: cwd,
      remedy: "Make the first commit with `git commit`."
    });
  }
  const past = history(git, read);
  const remote = server(git, read);
  const base = bases(git, read, remote);
  const commit = commits(git, read, past);
  const push2 = pushes(git, read, remote);
  return {
    root,
    gitDirectory,
    prefix: relative2(root, await realpath(cwd)).replaceAll(sep, "/"),
    ...read,
    ...past,
    ...remote,
    ...base,
    ...baselines(git, read, past, remote, base),
    ...commit,
    ...push2,
    ...checkouts(git, read),
    ...tags(git, read, remote),
    ...conflicts(git),
    ...inventory(git),
    ...completeness(git),
    ...mergedTrees(git, base),
    ...publishing(git, read, past, remote, base, commit, push2)
  };
}
async function findRoot(cwd, options) {
  const git = new Git(cwd, options);
  const { code, stdout, stderr } = await git.run(["rev-parse", "--show-toplevel", "--absolute-git-dir"], {
    answers: "any"
  });
  if (code === 0) {
    const [root = "", own = "", ...others] = stdout.replace(/\n$/, "").split("\n");
    if (others.length === 0) return { root: await realpath(root), gitDirectory: await realpath(own) };
    return {
      root: await realpath(await git.text(["rev-parse", "--show-toplevel"])),
      gitDirectory: await realpath(await git.text(["rev-parse", "--absolute-git-dir"]))
    };
  }
  const detail = { key: "working-directory", value: cwd };
  const allowed = await git.run(["-c", "safe.directory=*", "rev-parse", "--show-toplevel"], { answers: "any" });
  if (allowed.code === 0) {
    const root = allowed.stdout.replace(/\n$/, "");
    throw new SetupError(
      "git-repository-untrusted",
      `Git rejects the repository ${root}: it belongs to another user.`,
      {
        ...detail,
        remedy: `If you trust it, run \`git config --global --add safe.directory ${root}\` first (in a container job, in an earlier step).`
      }
    );
  }
  throw new SetupError(
    "git-repository-missing",
    `${cwd} is not in the working tree of a Git repository: ${git.quote(stderr)}`,
    {
      ...detail,
      remedy: "Run this inside a clone (in a workflow, after actions/checkout), or set `working-directory`."
    }
  );
}

// src/run/background.ts
function startEarly(work) {
  const begun = work();
  begun.catch(() => void 0);
  return begun;
}
async function settled(asked) {
  const [outcome] = await Promise.allSettled([asked]);
  return () => {
    if (outcome.status === "rejected") throw outcome.reason;
    return outcome.value;
  };
}

// src/run/steps.ts
import { setTimeout as pause } from "node:timers/promises";
var OPTIONAL_SECONDS = 60;
var Step = class {
  constructor(name2, graph) {
    this.name = name2;
    this.graph = graph;
  }
  name;
  graph;
};
var Milestone = class extends Step {
  /** @internal */
  isReached = false;
  reach() {
    this.isReached = true;
    this.graph.pump();
  }
};
var StepGraph = class {
  constructor(run2) {
    this.run = run2;
    run2.signal.addEventListener("abort", () => this.pump(), { once: true });
  }
  run;
  nodes = [];
  cleanups = [];
  giveUps = [];
  waiters = [];
  /** Index of the first step whose output is not complete in the log. */
  front = 0;
  isOver = false;
  /**
   * Adds a step.
   * @param needs steps whose values are the arguments of the body
   * @param body may record any number of steps in the report, with `run.step`
   * @throws {Error} a need that is not a step of this graph
   */
  step(name2, needs, body, options) {
    const given = options ?? {};
    const strange = [...needs, ...given.reaches ?? []].findIndex(
      (need) => need?.graph !== this
    );
    if (strange !== -1) throw new Error(`need ${strange + 1} of the step '${name2}' is not a step of this graph.`);
    const handle = new Step(name2, this);
    const log = new StepLog(given.optional !== void 0);
    const work = async (found) => {
      const values = found;
      const reason = given.skip?.(...values);
      if (reason === void 0) return body(...values);
      if (reason !== "") this.run.skip(name2, reason);
      return void 0;
    };
    this.nodes.push({ handle, needs, options: given, work, log, state: "waiting", value: void 0 });
    this.pump();
    return handle;
  }
  /** A moment that the body of a later step reaches (`reaches`). */
  milestone(name2) {
    return new Milestone(name2, this);
  }
  /** Adds an action that stops running steps after the flow has failed. */
  onGiveUp(action) {
    this.giveUps.push(action);
  }
  /** Waits until no other step uses a resource. For a step that writes the resource only in rare cases. */
  async released(resource) {
    const uses = ({ state, options: { reads: reads2 = [], writes = [] } }) => state === "running" && (reads2.includes(resource) || writes.includes(resource));
    while (this.nodes.some(uses)) await this.wake();
  }
  /** Adds an action for the end of the flow, successful or not. The last added action runs first. */
  cleanup(action) {
    this.cleanups.push(action);
  }
  /** Waits for a step. @returns its value @throws its error, or that of an earlier step in the written order */
  async value(step) {
    const index = this.nodes.findIndex(({ handle }) => handle === step);
    const node = this.nodes[index];
    if (node === void 0) throw new Error(`'${step.name}' is not a step of this graph.`);
    await this.until(() => node.state === "ended" && node.failure === void 0, index);
    return node.value;
  }
  /** Waits for all steps. @throws the error of the first one, in the written order, that failed; {CancelledError} */
  async finish() {
    await this.until(
      () => this.nodes.every(({ state, options }) => state === "ended" || options.optional !== void 0),
      this.nodes.length
    );
    const late = this.nodes.filter(({ state }) => state !== "ended");
    const seconds2 = Math.max(
      0,
      ...late.map(({ options: { optional } }) => typeof optional === "object" ? optional.seconds : OPTIONAL_SECONDS)
    );
    const enough = new AbortController();
    const timer = pause(seconds2 * 1e3, void 0, { signal: enough.signal }).catch(() => void 0);
    await Promise.race([this.until(() => this.nodes.every(({ state }) => state === "ended"), this.nodes.length), timer]);
    enough.abort();
    for (const node of late.filter(({ state }) => state !== "ended")) {
      inLog(
        node.log,
        () => this.run.host.warning(
          `The step '${node.handle.name}' was abandoned: it still ran ${seconds2} s after all other steps ended.`
        )
      );
      this.end(node, void 0);
    }
  }
  /**
   * Stops running steps, then runs the cleanups. Called at the end of every flow.
   * @throws the first error of a cleanup
   */
  async settle() {
    this.isOver = true;
    if (this.nodes.some(({ state }) => state === "running")) {
      for (const action of this.giveUps) await action();
      while (this.nodes.some(({ state }) => state === "running")) await this.wake();
    }
    const errors = [];
    for (const action of this.cleanups.splice(0).reverse()) {
      try {
        await action();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
  /** @internal Starts all steps that may start, and shows the output of steps whose turn has come. */
  pump() {
    for (const [index, node] of this.nodes.entries()) if (this.mayStart(index, node)) this.start(node);
    for (let node = this.nodes[this.front]; node !== void 0; node = this.nodes[this.front]) {
      node.log.show();
      if (node.state !== "ended" || node.failure !== void 0) break;
      this.front++;
    }
    for (const wake of this.waiters.splice(0)) wake();
  }
  mayStart(index, node) {
    if (node.state !== "waiting" || this.isOver || this.run.signal.aborted) return false;
    if (this.nodes.slice(0, index).some(({ failure: failure2 }) => failure2 !== void 0)) return false;
    if (!node.needs.every((need) => this.isThere(need))) return false;
    return this.nodes.every((other, place) => {
      if (other === node || other.state === "ended" || place > index && other.state === "waiting") return true;
      return !conflict(node.options, other.options);
    });
  }
  isThere(need) {
    if (need instanceof Milestone) return need.isReached;
    const node = this.nodeOf(need);
    return node?.state === "ended" && node.failure === void 0;
  }
  nodeOf(step) {
    return this.nodes.find(({ handle }) => handle === step);
  }
  start(node) {
    node.state = "running";
    const values = node.needs.map((need) => this.nodeOf(need)?.value);
    inLog(node.log, () => Promise.resolve().then(() => node.work(values))).then(
      (value) => this.end(node, value),
      (error) => {
        if (node.options.optional === void 0 || this.run.signal.aborted) node.failure = { error };
        else inLog(node.log, () => this.run.host.warning(`${node.handle.name}: ${messageOf(error)}`));
        this.end(node, void 0);
      }
    );
  }
  end(node, value) {
    if (node.state === "ended") return;
    node.state = "ended";
    node.value = value;
    if (node.failure === void 0) for (const milestone of node.options.reaches ?? []) milestone.isReached = true;
    this.pump();
  }
  wake() {
    return new Promise((resolve29) => {
      this.waiters.push(resolve29);
    });
  }
  /**
   * Waits for a condition.
   * @param limit index up to which a failed step ends the wait, once all steps before it have ended
   * @throws the error of that step; {CancelledError} after a cancellation; {Error} no running step can fulfil the
   * condition
   */
  async until(isSo, limit) {
    for (; ; ) {
      const failed = this.nodes.findIndex(({ failure: failure2 }) => failure2 !== void 0);
      const fails = failed !== -1 && failed <= limit;
      if (fails && this.nodes.slice(0, failed).every(({ state }) => state === "ended"))
        throw this.nodes[failed]?.failure?.error;
      if (!fails && isSo()) return;
      if (!this.nodes.some(({ state }) => state === "running")) {
        const next = this.nodes.find(({ state }) => state === "waiting")?.handle.name ?? "";
        if (this.run.signal.aborted) throw new CancelledError("cancelled", `cancelled before '${next}'.`);
        throw new Error(`the step '${next}' waits for a step or a milestone that never ends.`);
      }
      await this.wake();
    }
  }
};
function conflict(one, other) {
  const meets = (some = [], others = []) => some.some((each) => others.includes(each));
  return meets(one.writes, other.writes) || meets(one.writes, other.reads) || meets(one.reads, other.writes);
}
async function withSteps(run2, flow) {
  const steps = new StepGraph(run2);
  try {
    return await flow(steps);
  } finally {
    await steps.settle();
  }
}

// src/run/temporary-folder.ts
import { mkdtemp as mkdtemp4, rm as rm6 } from "node:fs/promises";
import { tmpdir as tmpdir2 } from "node:os";
import { join as join10 } from "node:path";
var VARIABLES = ["TMPDIR", "TMP", "TEMP"];
async function requireTemporaryFolder(env, folder = tmpdir2()) {
  try {
    await rm6(await mkdtemp4(join10(folder, "dvc-ci-")), { recursive: true, force: true });
  } catch (cause) {
    const name2 = VARIABLES.find((each) => env[each]);
    throw new SetupError(
      "temporary-folder-unusable",
      `the temporary folder ${folder}${name2 === void 0 ? "" : ` (${name2})`} cannot be written to: ${messageOf(cause).split(",")[0] ?? ""}.`,
      {
        key: name2 ?? "TMPDIR",
        value: folder,
        remedy: `Create it with \`mkdir -p ${folder}\`, or set TMPDIR to a folder that this user can write to.`,
        cause
      }
    );
  }
}

// src/run/workspace-backup.ts
import { randomBytes as randomBytes2 } from "node:crypto";
import { mkdir as mkdir5, readdir as readdir2, rename as rename4, rm as rm8 } from "node:fs/promises";
import { basename as basename4, dirname as dirname6, join as join12, relative as relative3, resolve as resolve6 } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

// src/run/backup-state.ts
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { appendFile, link as link2, mkdir as mkdir4, readFile as readFile8, rename as rename3, rm as rm7, writeFile } from "node:fs/promises";
import { basename as basename3, join as join11 } from "node:path";
var UntrustedState = class extends Error {
};
var OWNERS = "owners.json";
var JOURNAL = "journal.jsonl";
var KEY_BYTES = 32;
var BackupState = class {
  /** @param gitDirectory absolute path of Git's own directory of the checkout */
  constructor(gitDirectory) {
    this.gitDirectory = gitDirectory;
  }
  gitDirectory;
  known;
  /**
   * Records the processes of a backup: the run itself, then those that may write to the checkout for some seconds after
   * its end.
   */
  async writeOwners(directory, owners) {
    await replace(join11(directory, OWNERS), `${await this.signed(directory, owners)}
`);
  }
  /**
   * The owners of a backup. Undefined if it is not signed yet or just removed: it has no files then.
   * @throws {UntrustedState} no run of this checkout wrote them
   */
  async readOwners(directory) {
    const text2 = await readText(join11(directory, OWNERS));
    return text2 === void 0 ? void 0 : await this.verified(directory, text2);
  }
  async append(directory, entry) {
    await appendFile(join11(directory, JOURNAL), `${await this.signed(directory, entry)}
`);
  }
  async writeJournal(directory, entries) {
    const lines2 = await Promise.all(entries.map(async (entry) => `${await this.signed(directory, entry)}
`));
    await replace(join11(directory, JOURNAL), lines2.join(""));
  }
  /**
   * The journal, and the number of lines that no run of this checkout wrote. An incomplete last line is left out: it
   * belongs to a path that was not changed yet.
   */
  async readJournal(directory) {
    const lines2 = (await readText(join11(directory, JOURNAL)) ?? "").split("\n").slice(0, -1);
    const entries = [];
    for (const line of lines2) {
      const entry = await this.verified(directory, line).catch((error) => {
        if (error instanceof UntrustedState) return void 0;
        throw error;
      });
      if (entry !== void 0) entries.push(entry);
    }
    return { entries, untrusted: lines2.length - entries.length };
  }
  /** Removes the journal, so that a kill from here on restores nothing. */
  async removeJournal(directory) {
    await rm7(join11(directory, JOURNAL), { force: true });
  }
  async signed(directory, value) {
    return JSON.stringify({ value, signature: (await this.signatureOf(directory, value)).toString("hex") });
  }
  /** @throws {UntrustedState} */
  async verified(directory, text2) {
    const { value, signature } = parsed2(text2);
    const given = Buffer.from(typeof signature === "string" ? signature : "", "hex");
    const right = await this.signatureOf(directory, value);
    if (given.length !== right.length || !timingSafeEqual(given, right)) throw new UntrustedState();
    return value;
  }
  /** The folder's name is signed too: the state of one backup is none of another. */
  async signatureOf(directory, value) {
    this.known ??= keyOf(this.gitDirectory);
    return createHmac("sha256", await this.known).update(`${basename3(directory)}
${JSON.stringify(value)}`).digest();
  }
};
async function keyOf(gitDirectory) {
  const folder = join11(gitDirectory, "dvc-ci");
  const file = join11(folder, "backup-key");
  const known = await readKey(file);
  if (known !== void 0) return known;
  await mkdir4(folder, { recursive: true });
  const draft = join11(folder, `backup-key-${process.pid}-${randomBytes(4).toString("hex")}`);
  await writeFile(draft, randomBytes(KEY_BYTES).toString("hex"), { mode: 384 });
  try {
    await link2(draft, file);
  } catch (error) {
    if (error.code !== "EEXIST" || await readKey(file) === void 0)
      await rename3(draft, file);
  } finally {
    await rm7(draft, { force: true });
  }
  const made = await readKey(file);
  if (made === void 0) throw new Error(`${file} was removed while it was written`);
  return made;
}
async function readKey(file) {
  const key = Buffer.from(await readText(file) ?? "", "hex");
  return key.length === KEY_BYTES ? key : void 0;
}
async function readText(path2) {
  try {
    return await readFile8(path2, "utf8");
  } catch (error) {
    if (isMissing(error) || error.code === "EISDIR") return void 0;
    throw error;
  }
}
function parsed2(text2) {
  try {
    const data = JSON.parse(text2);
    return typeof data === "object" && data !== null ? data : {};
  } catch {
    return {};
  }
}
async function replace(file, text2) {
  await writeFile(`${file}.new`, text2);
  await rename3(`${file}.new`, file);
}

// src/run/identity.ts
import { execFileSync } from "node:child_process";
import { readFileSync as readFileSync2 } from "node:fs";
function identityOf(pid) {
  return { pid, started: startOf(pid) ?? "" };
}
function isRunning({ pid, started }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== "EPERM") return false;
  }
  const now = startOf(pid);
  return now === void 0 || started === "" || now === started;
}
function startOf(pid) {
  if (process.platform === "win32") return void 0;
  if (process.platform === "linux") {
    try {
      const stat13 = readFileSync2(`/proc/${pid}/stat`, "utf8");
      const fields = stat13.slice(stat13.lastIndexOf(")") + 2).split(" ");
      return fields[0] === "Z" || fields[0] === "X" ? "ended" : fields[19];
    } catch {
      return void 0;
    }
  }
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
      stdio: ["ignore", "pipe", "ignore"]
    }).trim() || void 0;
  } catch {
    return void 0;
  }
}

// src/run/workspace-backup.ts
var PREFIX = "aside-";
var DONE = "done-";
var LINGER_MS = 8e3;
var ABANDONED_MS = 6e4;
var WorkspaceBackup = class _WorkspaceBackup {
  constructor(base, directory, state) {
    this.base = base;
    this.directory = directory;
    this.state = state;
  }
  base;
  directory;
  state;
  entries = [];
  taken = /* @__PURE__ */ new Set();
  /**
   * Opens a backup.
   * @param writers processes of this run that may run some seconds longer than it and write to the checkout
   * @throws {SetupError} another run uses this checkout
   */
  static async open(place, writers = []) {
    const [base, state] = [place.directory, new BackupState(place.gitDirectory)];
    const directory = join12(base, `${PREFIX}${process.pid}-${randomBytes2(4).toString("hex")}`);
    await mkdir5(directory, { recursive: true });
    await state.writeOwners(directory, [process.pid, ...writers].map(identityOf));
    const rival = await rivalOf(base, state);
    if (rival !== void 0) {
      await removeBackup(directory);
      throw busy(rival);
    }
    return new _WorkspaceBackup(base, directory, state);
  }
  /** Moves a path into the backup. A path that does not exist is recorded as absent. */
  move(original) {
    return this.take(original, "moved");
  }
  /** Copies a file or folder that other processes may change in its place. */
  copy(original) {
    return this.take(original, "copied");
  }
  /** Like `copy`, but with hard links at no cost: for files that other processes remove or replace but never change. */
  link(original) {
    return this.take(original, "linked");
  }
  /**
   * Restores all paths and removes the files that are there now. A second call does nothing.
   * @throws {OutsideError} some paths could not be restored; the message names each path and the place of its content.
   * All other paths are restored.
   */
  async restore() {
    const entries = this.entries.splice(0);
    this.taken.clear();
    const failed = [];
    for (const entry of entries.reverse()) {
      try {
        await restoreEntry(this.base, this.directory, entry, (path2) => rm8(path2, { recursive: true, force: true }));
      } catch (error) {
        failed.push({ entry, reason: messageOf(error) });
      }
    }
    if (failed.length === 0) return removeBackup(this.directory);
    await this.state.writeJournal(this.directory, failed.map(({ entry }) => entry).reverse());
    throw new OutsideError(
      "workspace-not-restored",
      `could not restore ${failed.map(({ entry, reason }) => `${resolve6(this.base, entry.original)} (${reason}; its content is ${join12(this.directory, entry.backup)})`).join(", ")}.`,
      {
        remedy: "The next run tries again. Do not change that folder before."
      }
    );
  }
  /** A path for the run's own files. They are removed with the backup, also after a kill. */
  scratch(name2) {
    return join12(this.directory, `scratch-${name2}`);
  }
  /** Drops the backup: the current files are right. */
  async discard() {
    this.entries = [];
    this.taken.clear();
    await this.state.removeJournal(this.directory);
    await removeBackup(this.directory);
  }
  async take(path2, how) {
    const original = relative3(this.base, path2);
    if (this.taken.has(original)) return;
    this.taken.add(original);
    const info = await lstatOf(path2);
    const name2 = String(this.entries.length);
    const backup = join12(this.directory, name2);
    const entry = {
      original,
      parent: relative3(this.base, await realPathOf(dirname6(path2)) ?? dirname6(path2)),
      backup: name2,
      taken: info === void 0 ? "absent" : how,
      ...info?.isFile() && how === "copied" ? { untouched: signatureOf(info) } : {}
    };
    this.entries.push(entry);
    await this.state.append(this.directory, entry);
    if (info === void 0) return;
    if (how === "moved") return transfer(path2, backup);
    const part = `${backup}.part`;
    await replicate(path2, part, { links: how === "linked" });
    await rename4(part, backup);
  }
};
async function recoverWorkspace({ directory: base, gitDirectory }) {
  const recovery = { restored: [], rejected: [] };
  const state = new BackupState(gitDirectory);
  for (const name2 of await foldersIn(base, DONE)) await rm8(join12(base, name2), { recursive: true, force: true });
  for (const name2 of await foldersIn(base, PREFIX)) {
    const directory = join12(base, name2);
    try {
      const owners = await state.readOwners(directory);
      if (owners === void 0) await removeAbandoned(directory);
      else if (!isOurs(owners)) await recoverOne(base, directory, owners, state, recovery);
    } catch (error) {
      if (!(error instanceof UntrustedState)) throw error;
      recovery.rejected.push(await putAway(directory));
    }
  }
  return recovery;
}
async function recoverOne(base, directory, owners, state, { restored }) {
  await waitForEnd(owners);
  await state.writeOwners(directory, [identityOf(process.pid)]);
  const found = join12(base, `found-${(/* @__PURE__ */ new Date()).toISOString().replace(/[:.]/g, "-")}-${randomBytes2(2).toString("hex")}`);
  const { entries, untrusted } = await state.readJournal(directory);
  let rejected = untrusted;
  for (const entry of entries.reverse()) {
    const path2 = resolve6(base, entry.original);
    let kept;
    try {
      const back = await restoreEntry(base, directory, entry, async (standing) => {
        if (await lstatOf(standing) === void 0) return;
        kept = join12(found, entry.backup, basename4(path2));
        await mkdir5(dirname6(kept), { recursive: true });
        await transfer(standing, kept);
      });
      if (back) restored.push({ path: path2, ...kept === void 0 ? {} : { found: kept } });
    } catch (error) {
      if (!(error instanceof ElsewhereError)) throw error;
      rejected += 1;
    }
  }
  if (rejected > 0) throw new UntrustedState();
  await removeBackup(directory);
}
async function removeBackup(directory) {
  const done = join12(dirname6(directory), `${DONE}${basename4(directory)}`);
  try {
    await rename4(directory, done);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  await rm8(done, { recursive: true, force: true });
}
async function putAway(directory) {
  const place = join12(dirname6(directory), `rejected-${basename4(directory)}-${randomBytes2(2).toString("hex")}`);
  await rename4(directory, place);
  return place;
}
var ElsewhereError = class extends Error {
};
async function restoreEntry(base, directory, { original, parent, backup, taken, untouched }, clear) {
  const [path2, kept] = [resolve6(base, original), join12(directory, backup)];
  const [standing, saved, place] = [await lstatOf(path2), await lstatOf(kept), await realPathOf(dirname6(path2))];
  if ((standing ?? saved) !== void 0 && place !== resolve6(base, parent))
    throw new ElsewhereError("a folder of its path leads to another place now");
  if (taken === "absent") {
    if (standing === void 0) return false;
    await clear(path2);
    return true;
  }
  if (saved === void 0) return false;
  const same2 = standing !== void 0 && (untouched === void 0 ? saved.isFile() && standing.ino === saved.ino && standing.dev === saved.dev : signatureOf(standing) === untouched);
  if (same2) {
    await rm8(kept, { recursive: true, force: true });
    return false;
  }
  await clear(path2);
  await mkdir5(dirname6(path2), { recursive: true });
  await transfer(kept, path2);
  return true;
}
function signatureOf({ dev, ino, size, ctimeNs }) {
  return [dev, ino, size, ctimeNs].join(":");
}
async function foldersIn(base, prefix) {
  const names2 = await readdir2(base).catch((error) => {
    if (isMissing(error)) return [];
    throw error;
  });
  return names2.filter((name2) => name2.startsWith(prefix)).sort();
}
async function removeAbandoned(directory) {
  const info = await lstatOf(directory);
  if (info === void 0 || Date.now() - Number(info.mtimeMs) <= ABANDONED_MS) return;
  const files2 = info.isDirectory() ? await readdir2(directory) : [directory];
  if (files2.some((name2) => name2 !== "owners.json.new")) throw new UntrustedState();
  await rm8(directory, { recursive: true, force: true });
}
async function rivalOf(base, state) {
  for (const name2 of await foldersIn(base, PREFIX)) {
    const owners = await state.readOwners(join12(base, name2)).catch((error) => {
      if (error instanceof UntrustedState) return void 0;
      throw error;
    });
    const rival = owners?.find(isRunning);
    if (rival !== void 0 && owners !== void 0 && !isOurs(owners)) return rival;
  }
  return void 0;
}
function isOurs([first]) {
  return first !== void 0 && first.pid === process.pid && isRunning(first);
}
async function waitForEnd([run2, ...writers]) {
  if (run2 !== void 0 && isRunning(run2)) throw busy(run2);
  const until = Date.now() + LINGER_MS;
  for (const writer of writers) {
    while (isRunning(writer)) {
      if (Date.now() > until) throw busy(writer);
      await sleep(50);
    }
  }
}
function busy({ pid }) {
  return new SetupError("workspace-in-use", `another run of dvc-ci (process ${pid}) uses this checkout.`, {
    key: "working-directory",
    value: String(pid),
    remedy: "Wait for its end, or use another clone."
  });
}

// src/toolchain/install-dvc.ts
import { createHash as createHash3 } from "node:crypto";
import { copyFile as copyFile3, mkdir as mkdir6, readFile as readFile10, realpath as realpath2, rm as rm10, symlink as symlink2, writeFile as writeFile3 } from "node:fs/promises";
import { join as join15, relative as relative4 } from "node:path";

// src/toolchain/install-output.ts
var LINES = 12;
function lastLines(result, count2 = LINES) {
  return `${result.stdout}
${result.stderr}`.split(/[\r\n]+/).filter((line) => line.trim()).slice(-count2).join("\n");
}

// src/toolchain/kept-directory.ts
import { randomBytes as randomBytes3 } from "node:crypto";
import { readdir as readdir3, readFile as readFile9, rename as rename5, rm as rm9, rmdir, stat as stat3, utimes as utimes2, writeFile as writeFile2 } from "node:fs/promises";
import { basename as basename5, dirname as dirname7, join as join13 } from "node:path";
var POINTER = "current";
var HOUR_MS = 36e5;
var ABANDONED_MS2 = 24 * HOUR_MS;
var UNUSED_MS = 30 * 24 * HOUR_MS;
async function keptDirectory(request) {
  const home = join13(request.root, request.kind, request.name);
  const reuse = async () => {
    const kept = request.renew ? void 0 : await current(home);
    if (kept === void 0 || !await request.usable(kept)) return void 0;
    const now = /* @__PURE__ */ new Date();
    await utimes2(join13(home, POINTER), now, now).catch(() => void 0);
    return { directory: kept, reused: true };
  };
  const before = await reuse();
  if (before) return before;
  const shared = request.renew ? void 0 : request.shared;
  const entry = {
    what: request.what ?? `${request.kind} ${request.name}`,
    kind: request.kind,
    name: `${request.name}-${month()}`,
    paths: [home]
  };
  if (await shared?.restore(entry) !== void 0) {
    const restored = await reuse();
    if (restored) return restored;
  }
  const attempt = `${Date.now().toString(36)}${randomBytes3(4).toString("hex")}`;
  const directory = join13(home, attempt);
  await makeCacheDirectory(request.root, directory);
  try {
    await request.build(directory);
    const meanwhile = await reuse();
    if (meanwhile) {
      await rm9(directory, { recursive: true, force: true });
      return meanwhile;
    }
    const pointer = join13(home, `${POINTER}.${attempt}`);
    await writeFile2(pointer, `${attempt}
`);
    await rename5(pointer, join13(home, POINTER));
  } catch (error) {
    await rm9(directory, { recursive: true, force: true }).catch(() => void 0);
    await rmdir(home).catch(() => void 0);
    throw error;
  }
  shared?.keep(entry);
  await removeAbandoned2(home, directory).catch(() => void 0);
  await removeUnused(home).catch(() => void 0);
  return { directory, reused: false };
}
function month() {
  return (/* @__PURE__ */ new Date()).toISOString().slice(0, 7);
}
async function current(home) {
  const name2 = await readFile9(join13(home, POINTER), "utf8").then(
    (text2) => text2.trim(),
    () => ""
  );
  return /^\w+$/.test(name2) ? join13(home, name2) : void 0;
}
async function removeAbandoned2(home, kept) {
  for (const name2 of await readdir3(home)) {
    const path2 = join13(home, name2);
    if (name2 !== POINTER && path2 !== kept && await olderThan(path2, ABANDONED_MS2))
      await rm9(path2, { recursive: true, force: true });
  }
}
async function removeUnused(home) {
  const kind = dirname7(home);
  for (const name2 of await readdir3(kind)) {
    if (name2 !== basename5(home) && await olderThan(join13(kind, name2, POINTER), UNUSED_MS))
      await rm9(join13(kind, name2), { recursive: true, force: true });
  }
}
async function olderThan(path2, milliseconds) {
  return stat3(path2).then(
    ({ mtimeMs }) => Date.now() - mtimeMs > milliseconds,
    () => false
  );
}

// src/toolchain/release-day.ts
var FIRST_DAY = Date.UTC(2023, 5, 1);
var DAY_MS = 864e5;
async function findReleaseDay(uv, python, version, options) {
  const existsBy = async (day) => {
    const argv = ["pip", "compile", "-", "--no-deps", "--quiet", "--python", python, "--exclude-newer", format(day)];
    return (await runProcess([uv, ...argv], { ...options, input: `dvc==${version}
` })).code === 0;
  };
  let [without, having] = [0, Math.ceil((Date.now() - FIRST_DAY) / DAY_MS)];
  if (!await existsBy(having)) return void 0;
  while (having - without > 1) {
    const middle = Math.floor((without + having) / 2);
    if (await existsBy(middle)) having = middle;
    else without = middle;
  }
  return format(having);
}
function format(day) {
  return new Date(FIRST_DAY + day * DAY_MS).toISOString().slice(0, 10);
}

// src/toolchain/uv.ts
import { join as join14 } from "node:path";

// src/toolchain/install-variables.ts
var REDIRECTS = /^(VIRTUAL_ENV|CONDA_PREFIX|PYTHONHOME|PYTHONPATH|PIP_(TARGET|PREFIX|ROOT|REQUIRE_VIRTUALENV|PYTHON)|UV_(PYTHON|SYSTEM_PYTHON|TARGET|PREFIX|PROJECT|BREAK_SYSTEM_PACKAGES)|FORCE_COLOR|CLICOLOR_FORCE|INPUT_.*)$/i;
function installVariables(env) {
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name2]) => !REDIRECTS.test(name2))),
    NO_COLOR: "1",
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    // pip.conf may ask for the user's own folder, which conflicts with an installation into another folder.
    PIP_USER: "0",
    UV_NO_PROGRESS: "1",
    UV_PYTHON_DOWNLOADS: "never"
  };
}
var PIP_TO_UV = [
  { pip: "index-url", uv: "UV_DEFAULT_INDEX", instead: ["UV_INDEX_URL"] },
  { pip: "extra-index-url", uv: "UV_INDEX", instead: ["UV_EXTRA_INDEX_URL"] },
  { pip: "trusted-host", uv: "UV_INSECURE_HOST", instead: [] },
  { pip: "cert", uv: "SSL_CERT_FILE", instead: [] },
  { pip: "proxy", uv: "ALL_PROXY", instead: ["HTTPS_PROXY", "https_proxy", "all_proxy"] }
];
async function uvVariablesOfPip(python, env, cwd, signal) {
  if (!python.pip) return {};
  const result = await runProcess([python.program, "-m", "pip", "config", "list"], { cwd, env, signal, timeout: 30 });
  return result.code === 0 ? parsePipConfig(result.stdout, env) : {};
}
function parsePipConfig(text2, env) {
  const settings = /* @__PURE__ */ new Map();
  for (const section of ["global", "install", ":env:"]) {
    for (const line of text2.split("\n")) {
      const equals = line.indexOf("=");
      if (equals < 0 || !line.startsWith(`${section}.`)) continue;
      const value = line.slice(equals + 1).replace(/^(['"])(.*)\1$/, "$2").replaceAll("\\n", " ").replaceAll("\\\\", "\\").trim();
      settings.set(line.slice(section.length + 1, equals), value);
    }
  }
  const variables = {};
  for (const { pip, uv, instead } of PIP_TO_UV) {
    const value = settings.get(pip);
    if (value && [uv, ...instead].every((name2) => env[name2] === void 0)) variables[uv] = value.replace(/\s+/g, " ");
  }
  if (variables.UV_INDEX !== void 0 && env.UV_INDEX_STRATEGY === void 0)
    variables.UV_INDEX_STRATEGY = "unsafe-best-match";
  return variables;
}

// src/toolchain/uv.ts
async function provideUv(request) {
  const { env, cwd, signal, host, cacheRoot: cacheRoot2 } = request;
  for (const program of await programsNamed("uv", env)) {
    if (await runs(program, request)) return { program, origin: "path", env: installVariables(env) };
    host.debug(`uv: ${program} does not run`);
  }
  const python = await findPython({ env, cwd, signal, minimum: "3.9", purpose: "install uv" });
  const { directory, reused } = await keptDirectory({
    root: cacheRoot2,
    kind: "uv",
    name: `${process.platform}-${process.arch}`,
    usable: async (kept) => await runs(uvIn(kept), request),
    build: async (made) => {
      host.info("Installing uv: PATH has none.");
      await installUv(python, made, request);
    }
  });
  host.debug(`uv: ${uvIn(directory)}${reused ? ", installed before" : ""}`);
  const variables = installVariables(env);
  return {
    program: uvIn(directory),
    origin: "installed",
    env: { ...variables, ...await uvVariablesOfPip(python, variables, cacheRoot2, signal) }
  };
}
function uvIn(directory) {
  return join14(directory, "uv", "bin", programFile("uv"));
}
async function runs(program, { env, cwd, signal }) {
  try {
    return (await runProcess([program, "--version"], { env, cwd, signal, timeout: 30 })).code === 0;
  } catch (error) {
    if (error instanceof CancelledError || signal.aborted) throw error;
    return false;
  }
}
async function installUv(python, directory, { env, signal }) {
  const options = { env: installVariables(env), cwd: directory, signal };
  let pip = python.program;
  if (!python.pip) {
    const venv = join14(directory, "pip");
    const made = python.ensurepip ? await runProcess([python.program, "-m", "venv", venv], options) : void 0;
    if (made?.code !== 0) {
      const minor = python.version.split(".").slice(0, 2).join(".");
      const said = made ? `
${lastLines(made)}
` : "";
      throw new SetupError(
        "uv-not-installable",
        `uv cannot be installed: ${python.program} (${python.version}) has neither pip nor the modules venv and ensurepip.${said}`,
        {
          key: "PATH",
          value: python.program,
          remedy: `Install them ('apt-get install python3-venv', or python${minor}-venv, on Debian and Ubuntu), or uv, or use the step 'uses: actions/setup-python'.`
        }
      );
    }
    pip = pythonOf(venv);
  }
  const target = join14(directory, "uv");
  const result = await runProcess(
    [pip, "-m", "pip", "install", "--quiet", "--only-binary=:all:", "--target", target, "uv"],
    options
  );
  if (result.code !== 0) {
    throw new OutsideError(
      "uv-install-failed",
      `uv cannot be installed: pip ended with ${result.code}.
${lastLines(result)}
`,
      {
        remedy: "Check that pip reaches its package index ('pip config list' shows its settings), or put uv on PATH."
      }
    );
  }
  if (!await isProgram(uvIn(directory))) {
    throw new OutsideError(
      "uv-install-failed",
      `uv cannot be installed: pip succeeded, but ${uvIn(directory)} does not exist.`,
      {
        remedy: "Put uv on PATH."
      }
    );
  }
}

// src/toolchain/install-dvc.ts
var MINIMUM_PYTHON = "3.9";
var UNRESOLVABLE = 1;
var LATER_BOUNDS = [{ before: "3.66", requirement: "pathspec<1" }];
var EXTRA_BOUNDS = { gdrive: "pyopenssl>=24" };
var TRIAL = `
import importlib, sys
import dvc.cli, dvc.ignore, dvc.repo.init, dvc.repo.reproduce, dvc.repo.status, dvc.scm, scmrepo.git
for name in sys.argv[1:]:
    importlib.import_module(name)
sys.exit(dvc.cli.main(["init", "--no-scm"]))
`;
async function installDvc(request) {
  const { env, cwd, signal, cacheRoot: cacheRoot2 } = request;
  const asked = parseDvcVersion(request.version ?? DEFAULT_DVC_VERSION);
  const extras = [...new Set(request.extras)].sort();
  const python = await findPython({ env, cwd, signal, minimum: MINIMUM_PYTHON, purpose: "install DVC" });
  const { directory, reused } = await keptDirectory({
    root: cacheRoot2,
    kind: "dvc",
    what: `DVC ${asked.text}`,
    ...request.shared === void 0 ? {} : { shared: request.shared },
    name: [asked.text, extras.join("+") || "plain", `py${python.version}`, await hashOf(python)].join("-"),
    usable: async (kept) => await readInstallation(kept) !== void 0,
    build: async (made) => build(made, { ...request, extras, asked, python })
  });
  const installation = await readInstallation(directory);
  if (!installation)
    throw new OutsideError("dvc-install-failed", `the DVC in ${directory} disappeared after its installation.`, {
      remedy: "Run again."
    });
  request.host.debug(`DVC ${installation.version}: ${installation.dvc}${reused ? ", installed before" : ""}`);
  return installation;
}
async function hashOf(python) {
  const base = await realpath2(python.base).catch(() => python.base);
  return createHash3("sha256").update(JSON.stringify([base, process.platform, process.arch])).digest("hex").slice(0, 8);
}
var places = (directory) => ({
  environment: join15(directory, "environment"),
  command: join15(directory, "command"),
  stamp: join15(directory, "dvc.json")
});
async function readInstallation(directory) {
  const { environment, command: command2, stamp } = places(directory);
  const [dvc2, python] = [join15(command2, programFile("dvc")), pythonOf(environment)];
  const { version } = parseObject(await readFile10(stamp, "utf8").catch(() => "")) ?? {};
  if (typeof version !== "string" || !await isProgram(dvc2) || !await isProgram(python)) return void 0;
  return { dvc: dvc2, python, version, origin: "installed" };
}
async function build(directory, request) {
  const { asked, extras, python, signal, host } = request;
  const { environment, command: command2, stamp } = places(directory);
  const uv = await provideUv(request);
  const label2 = `DVC ${asked.text}${extras.length ? ` with ${extras.join(", ")}` : ""}`;
  host.info(`Installing ${label2} for Python ${python.version}.`);
  const started = performance.now();
  const tools = {
    uv: uv.program,
    label: label2,
    environment,
    clients: extras.flatMap((extra) => [EXTRA_MODULES[extra], CLIENT_MODULES[extra]]),
    trial: join15(directory, "trial"),
    options: { cwd: directory, env: uv.env, signal }
  };
  let version = await fill(tools, request);
  const problem = await tryOut(tools);
  if (problem !== void 0) {
    host.debug(`${label2} does not start: ${problem}`);
    const day = await findReleaseDay(uv.program, pythonOf(environment), version, tools.options);
    if (day === void 0) throw startError(label2, asked, problem);
    host.info(
      `${label2} does not start with today's versions of its dependencies: using their versions of ${day}, the day of its release.`
    );
    await rm10(environment, { recursive: true });
    version = await fill(tools, request, ["--exclude-newer", day]);
    const still = await tryOut(tools);
    if (still !== void 0) throw startError(label2, asked, still);
  }
  await mkdir6(command2);
  const program = join15(binDirectory(environment), programFile("dvc"));
  if (process.platform === "win32") await copyFile3(program, join15(command2, programFile("dvc")));
  else await symlink2(relative4(command2, program), join15(command2, "dvc"));
  await writeFile3(stamp, `${JSON.stringify({ version, extras, python: python.version })}
`);
  host.debug(`${label2}: installed in ${Math.round(performance.now() - started)} ms`);
}
async function fill({ uv, label: label2, environment, options }, request, more = []) {
  const { asked, extras, python, signal, host } = request;
  const venv = await runProcess([uv, "venv", "--quiet", "--python", python.program, environment], options);
  if (venv.code !== 0)
    throw new OutsideError(
      "environment-not-created",
      `${label2}: uv cannot make an environment with ${python.program}.
${lastLines(venv)}`
    );
  const extraBounds = more.length > 0 ? [] : extras.flatMap((extra) => EXTRA_BOUNDS[extra] ?? []);
  const requirements = [
    `dvc${extras.length ? `[${extras.join(",")}]` : ""}${asked.specifier}`,
    ...boundsOf(asked),
    ...extraBounds
  ];
  const installed = await runProcess(
    [uv, "pip", "install", "--python", pythonOf(environment), ...more, ...requirements],
    options
  );
  host.debug(lastLines(installed, Infinity));
  if (installed.code !== 0) throw installError(label2, installed.code, lastLines(installed), request);
  const probed = await probeDvc(pythonOf(environment), { cwd: options.cwd, env: options.env ?? {}, signal });
  const lacking = typeof probed === "string" ? probed : extras.filter((extra) => !probed.extras.includes(extra)).join(", ");
  if (typeof probed === "string" || lacking)
    throw new OutsideError("dvc-install-failed", `${label2} is installed but incomplete: ${lacking}.`);
  return probed.version;
}
function boundsOf(asked) {
  return LATER_BOUNDS.filter(({ before }) => compareVersions(asked.text, before) < 0).map(
    ({ requirement }) => requirement
  );
}
function installError(label2, code, lines2, { asked, python, version }) {
  if (code !== UNRESOLVABLE) {
    return new OutsideError("dvc-install-failed", `${label2} cannot be installed: uv ended with ${code}.
${lines2}
`, {
      remedy: "Check that this machine reaches the package index, and run again."
    });
  }
  return new SetupError(
    "dvc-version-not-installable",
    `dvc-version: ${label2} cannot be installed for Python ${python.version}.
${lines2}
`,
    {
      key: "dvc-version",
      value: version ?? asked.text,
      remedy: `Name a version that exists ('pip index versions dvc' lists them), ${MINIMUM_DVC_VERSION} or newer, e.g. '${DEFAULT_DVC_VERSION}', or use another Python.`
    }
  );
}
async function tryOut({ environment, clients, trial, options }) {
  await mkdir6(trial);
  const env = {
    ...options.env,
    DVC_NO_ANALYTICS: "1",
    DVC_SITE_CACHE_DIR: join15(trial, "site"),
    DVC_GLOBAL_CONFIG_DIR: trial,
    DVC_SYSTEM_CONFIG_DIR: trial
  };
  const result = await runProcess([pythonOf(environment), "-c", TRIAL, ...clients], { ...options, cwd: trial, env });
  await rm10(trial, { recursive: true, force: true });
  return result.code === 0 ? void 0 : errorLines(result);
}
function startError(label2, asked, problem) {
  const newer = compareVersions(asked.text, DEFAULT_DVC_VERSION) < 0 ? `Use a newer DVC ('${DEFAULT_DVC_VERSION}'), or put` : "Put";
  return new SetupError("dvc-does-not-start", `dvc-version: ${label2} is installed but does not start.
${problem}
`, {
    key: "dvc-version",
    value: asked.text,
    remedy: `${newer} a working DVC on PATH, e.g. from the project's own lock file.`
  });
}
function errorLines(result) {
  const errors = result.stderr.split("\n").filter((line) => line.startsWith("ERROR:"));
  return errors.length ? errors.join("\n") : lastLines(result);
}

// src/toolchain/provide-dvc.ts
var ORIGINS = {
  environment: "the project's environment",
  path: "PATH",
  installed: "the cache"
};
async function provideDvc(request) {
  const extras = extrasOf(request.schemes);
  const search2 = await searchDvc({ ...request, extras });
  const { found } = search2;
  if (found && !found.missing) {
    request.host.info(`DVC ${found.version} from ${ORIGINS[found.origin]}: ${found.dvc}`);
    return found;
  }
  const why = reasonToInstall(search2, request.version);
  const install = { ...request, extras, cacheRoot: request.cacheRoot ?? cacheRoot(request.env) };
  const installed = await installSimilar(found, install);
  const line = `DVC ${installed.version} from ${ORIGINS.installed}, because ${why}: ${installed.dvc}`;
  if (search2.unsupported && !found && !search2.otherVersion)
    request.host.warning(describeUnsupported(search2.unsupported));
  request.host.info(line);
  return installed;
}
function reasonToInstall({ found, otherVersion, unsupported }, version) {
  if (found?.missing)
    return `DVC ${found.version} (${found.dvc}) lacks ${found.missing.map((extra) => `dvc[${extra}]`).join(", ")}`;
  if (otherVersion && version !== void 0)
    return `dvc-version asks for ${parseDvcVersion(version).text} and ${otherVersion.dvc} is ${otherVersion.version}`;
  if (unsupported) return `${unsupported.dvc} is ${unsupported.version}, which is too old`;
  return "no active environment and no folder of PATH has a DVC that Python can import";
}
async function installSimilar(found, install) {
  if (!found || !isRelease(found.version)) return await installDvc(install);
  try {
    return await installDvc({ ...install, version: found.version });
  } catch (error) {
    if (!(error instanceof SetupError) || install.version !== void 0) throw error;
    install.host.debug(messageOf(error));
    return await installDvc(install);
  }
}
function isRelease(version) {
  return /^\d+\.\d+\.\d+$/.test(version);
}

// src/steps/project/backup.ts
function openBackup({ scratch, git, dvc: dvc2 }) {
  return WorkspaceBackup.open(backupPlace(scratch, git), dvc2.pid === void 0 ? [] : [dvc2.pid]);
}
function backupPlace(scratch, { gitDirectory }) {
  return { directory: scratch, gitDirectory };
}

// src/steps/project/check-project.ts
import { relative as relative5, resolve as resolve7 } from "node:path";

// src/lint/input.ts
function inGit(input, path2) {
  const parts = [];
  for (const part of `${input.prefix}/${path2}`.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}
function below(folder, path2) {
  return folder === "" ? path2 : `${folder}/${path2}`;
}
function folderOf(path2) {
  return path2.includes("/") ? path2.slice(0, path2.lastIndexOf("/")) : "";
}
function selfAndFolders(path2) {
  const all = [path2];
  for (let folder = folderOf(path2); folder !== ""; folder = folderOf(folder)) all.push(folder);
  return all;
}
function nameOf(path2) {
  return path2.slice(path2.lastIndexOf("/") + 1);
}

// src/lint/environments.ts
var PACKAGES = /* @__PURE__ */ new Set(["site-packages", "node_modules", ".venv", ".tox", ".nox", ".conda"]);
var CACHES = /* @__PURE__ */ new Set([
  "__pycache__",
  ".ipynb_checkpoints",
  ".pytest_cache",
  ".mypy_cache",
  ".ruff_cache",
  ".hypothesis"
]);
var MARKERS = ["pyvenv.cfg", "conda-meta/history"];
function isInstalled(path2) {
  return path2.split("/").some((part) => PACKAGES.has(part) || part === "venv");
}
var virtualEnvironmentInGit = (input) => {
  const marked = input.tracked.flatMap(
    ({ path: path2 }) => MARKERS.filter((marker) => path2.endsWith(`/${marker}`)).map((marker) => path2.slice(0, -marker.length - 1))
  );
  return grouped(input, (path2) => {
    if (path2.startsWith(".github/")) return void 0;
    return outermost(path2, marked) ?? folderNamed(path2, PACKAGES);
  }).map(
    ({ folder, count: count2 }) => ({
      path: folder,
      fix: removal(folder),
      message: `${folder} is a virtual environment or installed packages (${files(count2)}): it works on one machine only. Commit the list of packages instead.`
    })
  );
};
var cacheInGit = (input) => {
  const kinds = /* @__PURE__ */ new Map();
  for (const { path: path2 } of input.tracked) {
    if (isInstalled(path2)) continue;
    const folder = /^(?:.*\/)?\.dvc\/(?:cache|tmp)(?=\/)/.exec(path2)?.[0] ?? folderNamed(path2, CACHES);
    const kind = folder === void 0 ? /\.py[co]$/.test(path2) ? "*.py[co]" : void 0 : folder.includes(".dvc/") ? folder : nameOf(folder);
    if (kind === void 0) continue;
    const known = kinds.get(kind) ?? { first: folder ?? path2, folders: /* @__PURE__ */ new Set(), count: 0 };
    known.folders.add(folder ?? folderOf(path2));
    kinds.set(kind, { ...known, count: known.count + 1 });
  }
  return [...kinds].map(([kind, { first, folders, count: count2 }]) => {
    const what = kind === "*.py[co]" ? `Git has compiled Python (${files(count2)})` : folders.size === 1 ? `${first} is a cache (${files(count2)})` : `${folders.size} folders ${kind} are caches (${files(count2)})`;
    const [pattern, ignore] = kind === "*.py[co]" ? [`:(glob)**/${kind}`, kind] : folders.size === 1 ? [first, kind.includes("/") ? `/${kind}/` : `${kind}/`] : [`:(glob)**/${kind}/**`, `${kind}/`];
    return {
      path: first,
      message: `${what}. Tools create these files again when they need them.`,
      fix: `git rm -r --cached --quiet -- ${shellWord(pattern)} && echo ${shellWord(ignore)} >> .gitignore`
    };
  });
};
function grouped({ tracked }, folderOfFile) {
  const counts = /* @__PURE__ */ new Map();
  for (const { path: path2 } of tracked) {
    const folder = folderOfFile(path2);
    if (folder !== void 0) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].map(([folder, count2]) => ({ folder, count: count2 }));
}
function outermost(path2, folders) {
  return folders.find((folder) => path2.startsWith(`${folder}/`));
}
function folderNamed(path2, names2) {
  const parts = path2.split("/");
  const at = parts.slice(0, -1).findIndex((part) => names2.has(part));
  return at < 0 ? void 0 : parts.slice(0, at + 1).join("/");
}
function removal(folder) {
  return `git rm -r --cached --quiet -- ${shellWord(folder)} && echo ${shellWord(`/${folder}/`)} >> .gitignore`;
}
function files(count2) {
  return `${count2} file${count2 === 1 ? "" : "s"}`;
}

// src/lint/yaml-lines.ts
var import_yaml4 = __toESM(require_dist(), 1);
function lineOfKeys2(text2, keys) {
  const lines2 = new import_yaml4.LineCounter();
  let node = (0, import_yaml4.parseDocument)(text2, { lineCounter: lines2, prettyErrors: false }).contents;
  let found;
  for (const name2 of keys) {
    const pair = (0, import_yaml4.isMap)(node) ? node.items.find(({ key }) => (0, import_yaml4.isScalar)(key) && String(key.value) === name2) : void 0;
    if (!pair || !(0, import_yaml4.isScalar)(pair.key) || !pair.key.range) break;
    found = lines2.linePos(pair.key.range[0]).line;
    node = pair.value;
  }
  return found;
}
function textsOf(source) {
  const lines2 = new import_yaml4.LineCounter();
  const found = [];
  (0, import_yaml4.visit)((0, import_yaml4.parseDocument)(source, { lineCounter: lines2, prettyErrors: false }), {
    Scalar(position, node, path2) {
      if (typeof node.value !== "string" || !node.range) return;
      const keys = path2.flatMap(
        (parent) => "key" in parent && (0, import_yaml4.isScalar)(parent.key) && parent.key !== node ? [String(parent.key.value)] : []
      );
      found.push({ keys, text: node.value, isKey: position === "key", line: lines2.linePos(node.range[0]).line });
    }
  });
  return found;
}

// src/lint/outputs.ts
function askedPathOf({ out, path: path2 }) {
  return out.hash?.endsWith(".dir") ? `${path2}/x` : path2;
}
function outputsOf(input) {
  const stages = input.project?.stages ?? [];
  return stages.flatMap((stage2) => stage2.outs.map((out) => ({ stage: stage2, out, path: inGit(input, out.path) }))).filter(({ out, path: path2 }) => !out.path.includes("://") && path2 !== "" && !path2.startsWith(".."));
}
var outputInGit = (input) => {
  const cached = new Map(
    outputsOf(input).filter(({ out }) => out.cache).map((output) => [output.path, output])
  );
  const filesOf2 = /* @__PURE__ */ new Map();
  for (const { path: path2 } of input.tracked) {
    const output = selfAndFolders(path2).map((folder) => cached.get(folder)).find((found) => found !== void 0);
    if (!output) continue;
    const files2 = filesOf2.get(output) ?? [];
    files2.push(path2);
    filesOf2.set(output, files2);
  }
  return [...filesOf2].map(([output, files2]) => trackedTwice(input, output, files2));
};
function trackedTwice(input, { stage: stage2, path: path2 }, files2) {
  const [first = path2] = files2;
  const what = first === path2 ? path2 : `${files2.length === 1 ? first : `${files2.length} files`} in ${path2}`;
  return {
    ...placeOf2(input, stage2, path2),
    fix: `git rm -r --cached --quiet -- ${shellWord(path2)} && ${ignoring(path2)}`,
    message: `${what} ${files2.length === 1 ? "is" : "are"} in Git, and DVC keeps ${path2}, an output of ${stage2.name}. DVC will not write the output, and Git keeps every version.`
  };
}
function ignoring(path2) {
  const slash = path2.lastIndexOf("/");
  const file = shellWord(`${path2.slice(0, slash + 1)}.gitignore`);
  const line = `/${path2.slice(slash + 1).replace(/[\\*?[\]!# ]/g, "\\$&")}`;
  return `{ git check-ignore --quiet -- ${shellWord(path2)} || { printf '\\n%s\\n' ${shellWord(line)} >> ${file} && git add -- ${file}; }; }`;
}
var outputNowhere = (input) => outputsOf(input).filter((output) => {
  return !output.out.cache && input.ignored.has(askedPathOf(output)) && !input.tracked.some((file) => isWithin(file.path, output.path));
}).map(
  ({ stage: stage2, path: path2 }) => ({
    ...placeOf2(input, stage2, path2),
    fix: `git add --force -- ${shellWord(path2)}`,
    message: `${path2} of ${stage2.name} is \`cache: false\`, but Git ignores it: no other clone has it, and the stage counts as changed there. Add it to Git, or remove \`cache: false\`.`
  })
);
function placeOf2(input, stage2, path2) {
  const file = inGit(input, stage2.file);
  const text2 = input.files.find((known) => known.path === file)?.text;
  if (text2 === void 0) return { path: file };
  const name2 = (stage2.name.startsWith(`${stage2.file}:`) ? stage2.name.slice(stage2.file.length + 1) : stage2.name).split("@")[0] ?? "";
  const written = textsOf(text2).find(
    (item) => (stage2.kind !== "stage" || item.keys[1] === name2) && item.keys.some((key) => ["outs", "metrics", "plots"].includes(key)) && inGit({ prefix: inGit(input, stage2.wdir) }, item.text) === path2
  );
  const line = written?.line ?? lineOfKeys2(text2, stage2.kind === "stage" ? ["stages", name2] : ["outs"]);
  return { path: file, ...line === void 0 ? {} : { line } };
}

// src/lint/dvc-files.ts
var dvcFileIgnored = (input) => {
  const outs = outputsOf(input);
  return input.ignoredDvcFiles.filter(
    ({ path: path2 }) => !isInstalled(path2) && !`/${path2}`.includes("/.dvc/") && !outs.some((out) => isWithin(path2, out.path))
  ).map(ignoredFile);
};
function ignoredFile(file) {
  const where = file.line > 0 ? `${file.source}, line ${file.line}` : file.source;
  const what = nameOf(file.path) === "dvc.lock" ? "DVC stops at it" : "DVC silently leaves it out";
  return {
    path: file.path,
    fix: repairOf(file),
    message: `${file.path} ${file.tracked ? "is in Git but " : "is "}ignored by the pattern \`${file.pattern}\` (${where}): ${what}${file.tracked ? "" : ", and no clone has it"}.`
  };
}
function repairOf({ path: path2, source, line, pattern }) {
  const isForNames = !pattern.endsWith("/") && /\.dvc$|dvc\.(lock|yaml)$|^\*/.test(pattern);
  const target = source.endsWith(".gitignore") && !source.startsWith("/") ? source : ".gitignore";
  if (isForNames)
    return `echo ${shellWord(`!${nameOf(path2).endsWith(".dvc") ? "*.dvc" : nameOf(path2)}`)} >> ${shellWord(target)} && git add -- ${shellWord(target)} ${shellWord(path2)}`;
  return line > 0 ? `sed -i ${line}d ${shellWord(source)} && git add -- ${shellWord(path2)}` : `git add --force -- ${shellWord(path2)}`;
}
var PRIVATE_PATHS = [".dvc/config.local", ".dvc/tmp/lock", ".dvc/cache/files"];
var dvcGitignoreMissing = (input) => {
  const gitignore = below(input.dvcRoot, ".dvc/.gitignore");
  const secrets = below(input.dvcRoot, ".dvc/config.local");
  const isTracked = (path2) => input.tracked.some((file) => file.path === path2);
  if (isTracked(secrets)) {
    return [
      {
        path: secrets,
        message: `${secrets}, the file for credentials, is in Git.`,
        fix: `git rm --cached -- ${shellWord(secrets)} && echo /config.local >> ${shellWord(gitignore)}`
      }
    ];
  }
  const exposed2 = PRIVATE_PATHS.filter((path2) => !input.ignored.has(below(input.dvcRoot, path2))).map(
    (path2) => path2.split("/")[1] ?? ""
  );
  if (exposed2.length > 0) {
    const lacks = input.present.has(gitignore) ? `${gitignore} does not name ${exposed2.join(", ")}` : `There is no ${gitignore}`;
    return [
      {
        path: gitignore,
        message: `${lacks}: the next \`git add\` commits ${exposed2.includes("config.local") ? "the credentials of config.local" : "files of DVC"}.`,
        fix: `printf '${exposed2.map((name2) => String.raw`/${name2}\n`).join("")}' >> ${shellWord(gitignore)} && git add -- ${shellWord(gitignore)}`
      }
    ];
  }
  if (!input.present.has(gitignore) || isTracked(gitignore)) return [];
  return [
    {
      path: gitignore,
      message: `${gitignore} is not in Git: in every other clone the next \`git add\` commits credentials and cache, until DVC writes the file again.`,
      fix: `git add --force -- ${shellWord(gitignore)}`
    }
  ];
};

// src/steps/project/check-project.ts
var KEYS2 = [
  "stages",
  "vars",
  "params",
  "metrics",
  "plots",
  "artifacts",
  "datasets",
  "cmd",
  "wdir",
  "deps",
  "outs",
  "frozen",
  "always_changed",
  "desc",
  "meta",
  "foreach",
  "do",
  "matrix"
];
async function filesOfProject(git, root) {
  const files2 = await git.workingFiles();
  const isBelow = (path2, folder) => folder === "." || path2.startsWith(`${folder}/`);
  const roots = files2.filter((path2) => /(^|\/)\.dvc\/(config|\.gitignore)$/.test(path2)).map((path2) => joinPath(path2, "../.."));
  const nested = roots.filter((other) => other !== root && isBelow(other, root));
  const excluded = new Set(
    files2.some((path2) => /(^|\/)\.dvcignore$/.test(path2)) ? await git.excludedBy(".dvcignore") : []
  );
  return files2.filter(
    (path2) => kindOf(path2) !== void 0 && isBelow(path2, root) && !excluded.has(path2) && !nested.some((other) => isBelow(path2, other))
  );
}
function checkProject(settings, index, files2) {
  checkRemotes(settings, index, files2);
  for (const stage2 of index.stages) {
    for (const { path: path2 } of stage2.outs) {
      const full = resolve7(settings.workingDirectory, path2);
      if (!isInside(index.root, full)) {
        throw new SetupError(
          "path-outside-repository",
          `the output ${full} of ${stage2.name} leaves the repository ${index.root}.`,
          {
            key: "outs",
            value: path2,
            ...placeOfStage(stage2, files2),
            remedy: "Move the output into the repository: other machines do not have that folder."
          }
        );
      }
    }
  }
  if (index.stages.length === 0 && index.metrics.length === 0) {
    throw new SetupError("dvc-project-empty", "the project has no stage, no .dvc file and no metrics.", {
      key: "stages",
      path: "dvc.yaml",
      remedy: "Add a stage with `dvc stage add`, or data with `dvc add`."
    });
  }
}
function checkCoverage(settings, index, inGit2) {
  if (settings.mode === "rollback") return;
  const files2 = [...index.stages.map(({ file }) => file), ...index.metrics];
  if (files2.some((file) => !file.startsWith("../"))) return;
  const [up = ".."] = files2.map((file) => /^(?:\.\.\/)*/.exec(file)?.[0].replace(/\/$/, "") ?? "..").sort(byLength);
  throw new SetupError(
    "dvc-project-empty",
    `the folder ${inGit2(".")} has no stage and no .dvc file, so the run would verify nothing: those of the project are in ${inGit2(up) === "." ? "the top of the repository" : inGit2(up)}.`,
    {
      key: "working-directory",
      value: inGit2("."),
      remedy: `Run it in that folder: \`cd ${up}\`, or \`--working-directory ${up}\` (in a workflow: \`working-directory: ${inGit2(up)}\`).`
    }
  );
}
function byLength(one, other) {
  return one.length - other.length;
}
function checkRemotes(settings, index, files2) {
  const { remote } = settings;
  const names2 = Object.keys(index.remotes);
  const configuration = { path: ".dvc/config" };
  const [only] = names2;
  const known = only === void 0 ? "The repository has no DVC remote." : `Its DVC remotes are ${names2.map((name2) => `'${name2}'`).join(", ")}.`;
  if (remote !== void 0 && !names2.includes(remote)) {
    const meant = nearest(remote, names2, "misspelt");
    throw new SetupError("remote-unknown", `remote: the DVC remote '${remote}' does not exist.`, {
      key: "remote",
      value: remote,
      remedy: meant === void 0 ? `${known} Add it with \`dvc remote add ${remote} URL\` and commit .dvc/config.` : `Did you mean '${meant}'?`
    });
  }
  const unknown3 = namedRemotes(settings.remoteConfig).find((name2) => !names2.includes(name2));
  if (unknown3 !== void 0) {
    const meant = nearest(unknown3, names2, "misspelt");
    throw new SetupError("remote-unknown", `remote-config: the DVC remote '${unknown3}' does not exist.`, {
      key: `remote-config.${unknown3}`,
      value: unknown3,
      remedy: meant === void 0 ? `${known} Options without a name belong to the remote in use.` : `Did you mean '${meant}'?`
    });
  }
  if (remote === void 0 && index.defaultRemote !== null && !names2.includes(index.defaultRemote)) {
    throw new SetupError(
      "remote-unknown",
      `core.remote names the DVC remote '${index.defaultRemote}', which does not exist.`,
      {
        key: "core.remote",
        value: index.defaultRemote,
        ...configuration,
        remedy: `${known} Fix it with \`dvc remote default ${only ?? "NAME"}\` and commit .dvc/config.`
      }
    );
  }
  for (const stage2 of index.stages) {
    const lost = stage2.outs.find((out) => out.remote !== void 0 && !names2.includes(out.remote));
    if (lost) {
      throw new SetupError(
        "remote-unknown",
        `the output ${lost.path} of ${stage2.name} uses the DVC remote '${lost.remote ?? ""}', which does not exist.`,
        {
          key: "remote",
          value: lost.remote ?? "",
          ...placeOfStage(stage2, files2),
          remedy: `${known} Add it with \`dvc remote add ${lost.remote ?? "NAME"} URL\` and commit .dvc/config.`
        }
      );
    }
  }
  if (remote === void 0 && index.defaultRemote === null && index.stages.some(needsDefaultRemote)) {
    throw only === void 0 ? new SetupError(
      "remote-missing",
      "the repository has no DVC remote, so other machines cannot download its data.",
      {
        key: "remote",
        value: "",
        ...configuration,
        remedy: "Add one with `dvc remote add --default NAME URL`, commit .dvc/config and run `dvc push`."
      }
    ) : new SetupError("remote-default-missing", "the repository has DVC remotes but no default remote for its data.", {
      key: "remote",
      value: "",
      ...configuration,
      remedy: `${known} Make one the default with \`dvc remote default ${only}\` and commit .dvc/config, or set \`remote: ${only}\`.`
    });
  }
}
function needsDefaultRemote(stage2) {
  if (stage2.partial || stage2.deps.some(({ kind }) => kind === "repo")) return false;
  return stage2.outs.some((out) => out.cache && out.push && out.remote === void 0);
}
function placeOfStage(stage2, files2) {
  const text2 = files2.find(({ path: path2 }) => path2 === stage2.file)?.text;
  const short = stage2.name.slice(stage2.name.lastIndexOf(":") + 1).split("@")[0] ?? "";
  const line = text2 === void 0 ? void 0 : lineOfKeys(text2, stage2.kind === "stage" ? ["stages", short] : ["outs"]);
  return { path: stage2.file, ...line === void 0 ? {} : { line } };
}
async function withPattern(error, { git, directory, fromGit }) {
  if (!(error instanceof SetupError) || !/is ignored by Git, so DVC stops at it/.test(error.message)) return error;
  const file = relative5(git.root, resolve7(directory, error.details.path ?? "")).replaceAll("\\", "/");
  const found = (await git.ignoredFiles("", ["dvc.lock", "dvc.yaml", "*.dvc"])).find(({ path: path2 }) => path2 === file);
  const { message, fix } = found ? ignoredFile(found) : { message: error.message, fix: void 0 };
  return new SetupError(error.id, message, {
    ...error.details,
    path: fromGit(file),
    key: file,
    ...fix === void 0 ? {} : { remedy: `Run \`${fix}\`, and commit.` }
  });
}
async function locatedError(error, inGit2, textOf6) {
  if (!(error instanceof SetupError) || error.details.path === void 0) return error;
  const { path: path2, key, line } = error.details;
  const details = { ...error.details, path: inGit2(path2) };
  const isYaml = /\.(ya?ml|lock|dvc)$/.test(path2);
  const text2 = isYaml && line === void 0 ? await textOf6(path2) : void 0;
  const fault = text2 === void 0 ? void 0 : yamlFault(text2);
  if (fault)
    return new SetupError("yaml-invalid", `${path2}, line ${fault.line}: ${fault.what}`, {
      ...details,
      line: fault.line
    });
  const unknown3 = /has the key '(.+?)', which DVC does not know/.exec(error.message)?.[1];
  const meant = unknown3 === void 0 || kindOf(path2) !== "pipeline" ? void 0 : nearest(unknown3, KEYS2, "misspelt");
  if (meant !== void 0) details.remedy = `Did you mean '${meant}'?`;
  const found = line ?? (text2 === void 0 || key === void 0 ? void 0 : lineOfKeys(text2, key.split(".")));
  if (found !== void 0) details.line = found;
  const named4 = !isYaml || error.message.startsWith(path2);
  return new SetupError(
    error.id,
    named4 ? error.message : `${path2}${found === void 0 ? "" : `, line ${found}`}: ${error.message}`,
    details
  );
}

// src/steps/project/committed-paths.ts
import { readlink as readlink2 } from "node:fs/promises";
import { dirname as dirname8, isAbsolute as isAbsolute2, join as join16, relative as relative6 } from "node:path";
var LINK = "120000";
function rejectCommittedState(dvcRoot, entries) {
  const configuration = joinPath(dvcRoot, ".dvc").toLowerCase();
  const found = entries.find(({ path: path2, mode }) => {
    const name2 = path2.toLowerCase();
    return name2 === `${configuration}/tmp` || name2.startsWith(`${configuration}/tmp/`) || name2 === configuration && (mode === LINK || mode === SUBMODULE_MODE);
  });
  if (found === void 0) return;
  throw new ProjectError(
    "state-in-git",
    `Git tracks ${found.path}, where DVC and dvc-ci keep the state of a run on one machine.`,
    {
      key: ".dvc/tmp",
      value: found.path,
      path: found.path,
      remedy: `Remove it with \`git rm -r --cached ${found.path}\`, add \`/tmp\` to ${joinPath(dvcRoot, ".dvc/.gitignore")} and commit.`
    }
  );
}
async function rejectEscapingLinks(paths, index, files2, entries) {
  const links = entries.filter(({ mode }) => mode === LINK);
  if (links.length === 0) return;
  const written = writtenPaths(paths, index, files2);
  for (const { path: link4 } of links) {
    const hit = written.find(({ path: path2 }) => isSameOrBelow(path2, link4) || isSameOrBelow(link4, path2));
    if (hit === void 0) continue;
    const target = await escapeOf(paths.git, link4);
    if (target === void 0) continue;
    throw new ProjectError(
      "link-leaves-repository",
      `${hit.what} ${hit.path} would be written through the link ${link4}, which leads to ${target}.`,
      {
        key: hit.path,
        value: link4,
        path: link4,
        remedy: `Remove the link from Git (\`git rm ${link4}\`), or write the data to another path.`
      }
    );
  }
}
function writtenPaths({ inGit: inGit2, dvcRoot }, { stages }, files2) {
  const configuration = ["tmp", "cache", "config", "config.local", ".gitignore"].map((name2) => ({
    path: joinPath(dvcRoot, ".dvc", name2),
    what: "the DVC file"
  }));
  const outs = stages.flatMap(
    ({ name: name2, outs: all }) => all.map(({ path: path2 }) => ({ path: inGit2(path2), what: `the output of ${name2},` }))
  );
  const ignores = [...new Set(outs.map(({ path: path2 }) => joinPath(dirname8(path2), ".gitignore")))];
  const params = new Set(stages.flatMap(({ deps }) => deps.flatMap((dep) => dep.kind === "params" ? [dep.path] : [])));
  return [
    ...configuration,
    ...outs,
    ...files2.map((path2) => ({ path: inGit2(path2), what: "the DVC file" })),
    ...files2.map((path2) => ({ path: joinPath(dirname8(inGit2(path2)), "dvc.lock"), what: "the DVC file" })),
    ...ignores.map((path2) => ({ path: path2, what: "the file" })),
    ...[...params].map((path2) => ({ path: inGit2(path2), what: "the parameter file" }))
  ];
}
function isSameOrBelow(path2, folder) {
  return path2 === folder || path2.startsWith(`${folder}/`);
}
async function escapeOf({ root, gitDirectory }, link4) {
  const path2 = join16(root, link4);
  const target = await readlink2(path2).catch(() => void 0);
  if (target === void 0) return void 0;
  if (isAbsolute2(target)) return target;
  const place = await realPathOf(join16(dirname8(path2), target));
  if (place === void 0) return `${target}, which leads to itself or to nothing`;
  if (isInside(gitDirectory, place) || isGitFolder(relative6(root, place))) return `${target}, in Git's own folder`;
  return isInside(root, place) ? void 0 : place;
}
function isGitFolder(path2) {
  return path2.split(/[\\/]/).some((part) => part.toLowerCase() === ".git");
}

// src/steps/project/project.ts
import { dirname as dirname9 } from "node:path";
function withIndex(project, index) {
  const next = { ...project, index, graph: new Graph(index), stages: stagesBelow(index) };
  project.objects?.describe(next);
  return next;
}
function withSettings(project, settings) {
  return { ...project, run: { ...project.run, settings } };
}
function withVariables(project, variables) {
  return { ...project, env: { ...project.env, ...variables } };
}
function stagesBelow(index) {
  return index.stages.filter((stage2) => !stage2.file.startsWith("../"));
}
function dvcDirectory({ installation }) {
  return dirname9(installation.dvc);
}

// src/steps/project/complete-checkout.ts
var READING_MODES = /* @__PURE__ */ new Set([
  "validate",
  "rebuild",
  "retrain",
  "plan",
  "stage",
  "collect"
]);
var NAMED = 3;
async function requireCompleteCheckout(settings, { git, inGit: inGit2 }, index, entries) {
  if (!READING_MODES.has(settings.mode)) return;
  const { pointers, submodules, sparse } = await git.missingContent(neededPaths(index).map(inGit2), entries);
  if (submodules.length > 0)
    throw new SetupError(
      "submodule-missing",
      `the Git ${submodules.length === 1 ? "submodule" : "submodules"} ${named2(submodules)} ${are(submodules)} not checked out, and a stage needs files from ${submodules.length === 1 ? "it" : "them"}.`,
      {
        key: "submodules",
        value: "false",
        path: submodules[0] ?? "",
        remedy: "Set `submodules: true` of actions/checkout (`submodules: recursive` for nested ones). On your machine: `git submodule update --init --recursive`."
      }
    );
  if (pointers.length > 0)
    throw new SetupError(
      "lfs-pointers",
      `${named2(pointers)} ${pointers.length === 1 ? "has" : "have"} the pointer of Git LFS in place of ${pointers.length === 1 ? "its" : "their"} content, and a stage reads ${pointers.length === 1 ? "it" : "them"}.`,
      {
        key: "lfs",
        value: "false",
        path: pointers[0] ?? "",
        remedy: "Set `lfs: true` of actions/checkout. On your machine: `git lfs install && git lfs pull`."
      }
    );
  if (sparse.length > 0)
    throw new SetupError(
      "sparse-checkout",
      `the sparse checkout leaves out ${named2(sparse)}, which a stage needs. Git has ${sparse.length === 1 ? "it" : "them"}.`,
      {
        key: "sparse-checkout",
        path: sparse[0] ?? "",
        remedy: "Add the folder to `sparse-checkout` of actions/checkout, or remove that input. On your machine: `git sparse-checkout add FOLDER`."
      }
    );
}
function neededPaths(index) {
  const graph = new Graph(index);
  const names2 = graph.withUpstream(stagesBelow(index).map(({ name: name2 }) => name2));
  const stages = [...names2].flatMap((name2) => graph.stage(name2) ?? []);
  return [
    .../* @__PURE__ */ new Set([
      ...stages.flatMap(
        ({ deps }) => deps.flatMap(({ kind, path: path2 }) => kind === "path" || kind === "params" ? [path2] : [])
      ),
      ...stages.flatMap(({ outs }) => outs.filter(({ cache }) => !cache).map(({ path: path2 }) => path2)),
      ...index.metrics
    ])
  ].filter((path2) => !path2.includes("://"));
}
function named2(paths) {
  const shown2 = paths.slice(0, NAMED);
  const more = paths.length - shown2.length;
  if (more > 0) return `${shown2.join(", ")} and ${more} more`;
  return shown2.length < 2 ? shown2.join("") : `${shown2.slice(0, -1).join(", ")} and ${shown2.at(-1) ?? ""}`;
}
function are(paths) {
  return paths.length === 1 ? "is" : "are";
}

// src/steps/project/mask-credentials.ts
import { readFile as readFile11 } from "node:fs/promises";
import { join as join17 } from "node:path";

// src/lint/dvc-config.ts
function parseDvcConfig(text2) {
  const options = [];
  let section = "";
  for (const [index, line] of text2.split(/\r?\n/).entries()) {
    const header = /^\s*\[\s*'?(.*?)'?\s*\]\s*$/.exec(line)?.[1];
    const [, name2, value] = /^\s*([^#;=[\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (header !== void 0) section = header;
    else if (name2 !== void 0 && value !== void 0)
      options.push({ section, name: name2, value: value.replace(/^(['"])(.*)\1$/, "$2"), line: index + 1 });
  }
  return options;
}
function remoteOf(section) {
  return /^remote "(.*)"$/.exec(section)?.[1];
}

// src/steps/project/mask-credentials.ts
async function maskCredentialFiles(root, env, host) {
  const home = env["HOME"] ?? env["USERPROFILE"] ?? "";
  const configurations = [
    join17(root, ".dvc", "config"),
    join17(root, ".dvc", "config.local"),
    ...home === "" ? [] : [join17(env["XDG_CONFIG_HOME"] || join17(home, ".config"), "dvc", "config")]
  ];
  const netrc = env["NETRC"] || (home === "" ? "" : join17(home, ".netrc"));
  const [texts, passwords] = await Promise.all([Promise.all(configurations.map(textOf)), textOf(netrc)]);
  const secrets = [...texts.flatMap((text2) => secretsOfOptions(parseDvcConfig(text2))), ...secretsOfNetrc(passwords)];
  for (const secret of new Set(secrets)) host.mask(secret);
}
async function textOf(path2) {
  return path2 === "" ? "" : readFile11(path2, "utf8").catch(() => "");
}

// src/steps/project/object-cache.ts
import { createHash as createHash5 } from "node:crypto";
import { rm as rm12 } from "node:fs/promises";
import { join as join19 } from "node:path";

// src/cache/objects.ts
import { createHash as createHash4, randomBytes as randomBytes4 } from "node:crypto";
import { createReadStream as createReadStream2 } from "node:fs";
import { chmod as chmod2, copyFile as copyFile4, link as link3, lstat as lstat4, mkdir as mkdir7, readdir as readdir4, readFile as readFile12, rename as rename6, rm as rm11 } from "node:fs/promises";
import { dirname as dirname10, join as join18 } from "node:path";
var HASH = /^[0-9a-f]{32}(?:\.dir)?$/;
var LARGEST_MANIFEST = 2e8;
var READ_ONLY = 292;
function pathOf(folder, hash) {
  return join18(folder, hash.slice(0, 2), hash.slice(2));
}
async function admitObjects(from, into, roots) {
  const result = { objects: 0, refused: [] };
  for (const root of roots) {
    await admit(from, into, root, result);
    if (root.endsWith(".dir")) for (const member2 of await membersOf(into, root)) await admit(from, into, member2, result);
  }
  return result;
}
async function admit(from, into, hash, result) {
  if (!HASH.test(hash)) return;
  const [source, target] = [pathOf(from, hash), pathOf(into, hash)];
  if (await isFile(target) || !await isFile(source)) return;
  await mkdir7(dirname10(target), { recursive: true });
  const moved = join18(dirname10(target), `${hash.slice(2)}.${randomBytes4(6).toString("hex")}`);
  await rename6(source, moved).catch(() => copyFile4(source, moved));
  if (await isFile(moved) && await md5Of(moved) === hash.slice(0, 32)) {
    await chmod2(moved, READ_ONLY);
    await rename6(moved, target);
    result.objects++;
  } else {
    await rm11(moved, { force: true });
    result.refused.push(hash);
  }
}
async function collectObjects(from, into, roots) {
  const found = /* @__PURE__ */ new Set();
  const take = async (hash) => {
    const source = pathOf(from, hash);
    if (!HASH.test(hash) || found.has(hash) || !await isFile(source)) return;
    const target = pathOf(into, hash);
    await mkdir7(dirname10(target), { recursive: true });
    await link3(source, target).catch(() => copyFile4(source, target));
    found.add(hash);
  };
  for (const root of roots) {
    await take(root);
    if (root.endsWith(".dir")) for (const member2 of await membersOf(from, root)) await take(member2);
  }
  return [...found];
}
async function listObjects(folder) {
  const prefixes = (await readdir4(folder).catch(() => [])).filter((name2) => /^[0-9a-f]{2}$/.test(name2));
  const names2 = await Promise.all(
    prefixes.map(
      async (prefix) => (await readdir4(join18(folder, prefix)).catch(() => [])).map((name2) => `${prefix}${name2}`)
    )
  );
  return names2.flat().filter((name2) => HASH.test(name2));
}
async function membersOf(folder, hash) {
  const path2 = pathOf(folder, hash);
  const size = await lstat4(path2).then(
    (stat13) => stat13.isFile() ? stat13.size : Infinity,
    () => Infinity
  );
  if (!HASH.test(hash) || size > LARGEST_MANIFEST) return [];
  try {
    const entries = JSON.parse(await readFile12(path2, "utf8"));
    if (!Array.isArray(entries)) return [];
    return entries.flatMap(
      (entry) => typeof entry === "object" && entry !== null && "md5" in entry && typeof entry.md5 === "string" ? [entry.md5] : []
    );
  } catch {
    return [];
  }
}
async function isFile(path2) {
  return lstat4(path2).then(
    (stat13) => stat13.isFile(),
    () => false
  );
}
async function md5Of(path2) {
  const hash = createHash4("md5");
  for await (const piece of createReadStream2(path2)) hash.update(piece);
  return hash.digest("hex");
}

// src/steps/project/object-cache.ts
var MODES = ["validate", "rebuild", "retrain"];
var FOLDER2 = "dvc-ci-objects";
function openObjectCache(project) {
  const { mode, validate: validate2, fanOut: fanOut2 } = project.run.settings;
  const isTrained = mode === "retrain" && fanOut2.plan !== "";
  return MODES.includes(mode) && validate2.pull !== "none" && !isTrained ? openCache(project, void 0) : void 0;
}
function openSourceCache(project, stages) {
  const { graph } = project;
  const sources = new Set(
    stages.flatMap((name2) => graph.upstream(name2)).filter((name2) => graph.stage(name2)?.kind !== "stage")
  );
  return rootsOf(project, [...sources]).length === 0 ? void 0 : openCache(project, [...sources]);
}
function openCache(opened, sources) {
  let project = opened;
  const { run: run2, dvc: dvc2, root } = project;
  const { cache, host, settings } = run2;
  if (cache === void 0) return void 0;
  if (settings.cache.use !== "all" && settings.event.privateRepository !== true) {
    host.debug("DVC data is not cached: the repository is not private. `cache: all` caches it anyway.");
    return void 0;
  }
  const folder = join19(root, ".dvc", "tmp", FOLDER2);
  const request = () => {
    const remote = settings.remote ?? project.index.defaultRemote ?? "none";
    const place2 = createHash5("sha256").update(JSON.stringify([remote, settings.github.project])).digest("hex").slice(0, 8);
    const name2 = `${place2}-${digest(rootsOf(project, sources))}-`;
    return sources === void 0 ? { what: "DVC data", kind: "data", name: name2, similar: [`${place2}-`], paths: [folder] } : { what: "source data", kind: "sources", name: name2, paths: [folder] };
  };
  const place = dvc2.run(["cache", "dir"]).then(
    ({ code, stdout }) => code === 0 ? join19(stdout.trim(), "files", "md5") : void 0,
    () => void 0
  );
  const noMore = new AbortController();
  let arrived = false;
  const restored = (async () => {
    await rm12(folder, { recursive: true, force: true });
    await cache.restore(request(), noMore.signal);
    arrived = true;
    return new Set(await listObjects(folder));
  })().catch((error) => {
    host.debug(`cache of DVC data: ${messageOf(error)}`);
    return /* @__PURE__ */ new Set();
  });
  run2.endings.push(async () => {
    const inTime = arrived;
    noMore.abort();
    const [had, from] = [await restored, await place];
    await rm12(folder, { recursive: true, force: true }).catch(() => void 0);
    if (from === void 0 || !inTime || run2.signal.aborted) return;
    await keep(project, { had, from, folder, request: request(), sources }).catch((error) => {
      host.debug(`cache of DVC data: ${messageOf(error)}`);
    });
  });
  return {
    describe(next) {
      project = next;
    },
    async admit(stages) {
      const [had, into] = [await restored, await place];
      if (had.size === 0 || into === void 0) return;
      try {
        const { objects, refused } = await admitObjects(folder, into, rootsOf(project, stages));
        if (objects > 0)
          host.info(`${count(objects, "object")} restored from the cache and verified, so not downloaded.`);
        if (refused.length > 0)
          host.warning(
            `${count(refused.length, "cached object")} did not match ${refused.length === 1 ? "its hash" : "their hashes"} and ${refused.length === 1 ? "was" : "were"} not used: ${refused.slice(0, 3).join(", ")}.`
          );
      } catch (error) {
        host.debug(`cache of DVC data: ${messageOf(error)}`);
      }
    }
  };
}
async function keep({ run: run2, ...project }, { had, from, folder, request, sources }) {
  const held = await collectObjects(from, folder, rootsOf(project, sources));
  if (held.every((hash) => had.has(hash))) return rm12(folder, { recursive: true, force: true });
  run2.cache?.keep({ ...request, name: `${request.name}${digest(held)}` });
}
function rootsOf({ index }, stages) {
  const outs = index.stages.filter(({ name: name2, partial }) => !partial && (stages?.includes(name2) ?? true)).flatMap((stage2) => stage2.outs);
  return [
    ...new Set(
      outs.flatMap(
        ({ cache, hash, hashName }) => cache && hash !== void 0 && (hashName ?? "md5") === "md5" ? [hash] : []
      )
    )
  ];
}
function digest(hashes) {
  return createHash5("sha256").update([...hashes].sort().join("\n")).digest("hex").slice(0, 16);
}

// src/steps/project/stage-durations.ts
import { createHash as createHash6 } from "node:crypto";
import { mkdir as mkdir8, readFile as readFile13, rename as rename7, writeFile as writeFile4 } from "node:fs/promises";
import { join as join20 } from "node:path";
import { setTimeout as setTimeout2 } from "node:timers/promises";
var MODES2 = ["plan", "rebuild", "retrain", "collect", "validate"];
var LONGEST_WAIT = 1e4;
function fileOf({ scratch }) {
  return join20(scratch, "seconds.json");
}
async function restoreDurations(project) {
  const { run: run2 } = project;
  const { cache, host, settings } = run2;
  if (cache === void 0 || !MODES2.includes(settings.mode) || settings.mode === "validate" && settings.validate.stale === "fail")
    return;
  const before = await textOf2(project);
  const place = createHash6("sha256").update(settings.github.project).digest("hex").slice(0, 8);
  const { run: workflowRun } = settings.event;
  const request = {
    what: "stage durations",
    kind: "seconds",
    name: `${place}-${settings.mode}-${workflowRun?.id ?? 0}.${workflowRun?.attempt ?? 0}-${Date.now()}`,
    similar: [`${place}-`],
    paths: [fileOf(project)]
  };
  const noMore = new AbortController();
  const restored = before !== void 0 ? Promise.resolve(before) : cache.restore(request, noMore.signal).then(() => textOf2(project)).catch((error) => {
    host.debug(`durations of stages: ${messageOf(error)}`);
    return void 0;
  });
  run2.endings.push(async () => {
    noMore.abort();
    const [known, now] = [await restored, await textOf2(project)];
    if (now !== void 0 && now !== known && !run2.signal.aborted) cache.keep(request);
  });
  await restored;
}
async function knownDurations(project) {
  const enough = new AbortController();
  await Promise.race([
    project.durations,
    setTimeout2(LONGEST_WAIT, void 0, { ref: false, signal: enough.signal }).catch(() => void 0)
  ]);
  enough.abort();
  try {
    const saved = JSON.parse(await textOf2(project) ?? "{}");
    return new Map(
      Object.entries(saved ?? {}).filter(
        (entry) => typeof entry[1] === "number" && entry[1] >= 0
      )
    );
  } catch {
    return /* @__PURE__ */ new Map();
  }
}
async function addDurations(project, fragments) {
  const ran = fragments.flatMap(
    ({ stages }) => stages.flatMap(
      ({ name: name2, verdict, seconds: seconds2 }) => verdict === "ran" && seconds2 !== void 0 ? [[name2, seconds2]] : []
    )
  );
  if (ran.length === 0) return;
  try {
    const draft = join20(project.scratch, `seconds-${process.pid}.json`);
    const known = await knownDurations(project);
    await mkdir8(project.scratch, { recursive: true });
    await writeFile4(draft, JSON.stringify(Object.fromEntries([...known, ...ran])));
    await rename7(draft, fileOf(project));
  } catch (error) {
    project.run.host.debug(`durations of stages: ${messageOf(error)}`);
  }
}
function textOf2(project) {
  return readFile13(fileOf(project), "utf8").catch(() => void 0);
}

// src/steps/project/open-project.ts
async function locate({ settings, host, signal, report }) {
  await requireTemporaryFolder(process.env);
  const directory = await realpath3(settings.workingDirectory);
  const git = await openRepository(directory, { signal, host });
  report.source.sha = await git.head();
  const root = await findDvcRoot(directory, git.root);
  if (!root) {
    throw new SetupError(
      "dvc-project-missing",
      `${directory} is not inside a DVC project: no .dvc folder in it${directory === git.root ? "" : ` or in its parents up to ${git.root}`}.`,
      {
        key: "working-directory",
        value: settings.workingDirectory,
        remedy: "Run `dvc init` (with `--subdir` in a subdirectory), or set `working-directory`."
      }
    );
  }
  return {
    git,
    directory,
    root,
    dvcRoot: relative7(git.root, root).replaceAll("\\", "/"),
    inGit: (path2) => joinPath(relative7(git.root, directory) || ".", path2),
    fromGit: (path2) => relative7(directory, join21(git.root, path2)).replaceAll("\\", "/")
  };
}
async function openProject(run2, paths, survey = false) {
  return run2.step("open project", async (outcome) => {
    const { settings, host, signal } = run2;
    const { directory, root, inGit: inGit2 } = paths;
    const scratch = join21(root, ".dvc", "tmp", "dvc-ci");
    const entries = await paths.git.entries();
    rejectCommittedState(paths.dvcRoot, entries);
    await maskCredentialFiles(root, process.env, host);
    await recover(run2, paths, scratch);
    const placed2 = async (error) => locatedError(
      await withPattern(error, paths),
      inGit2,
      (path2) => readFile14(join21(directory, path2), "utf8").catch(() => void 0)
    );
    const files2 = await loadFiles(paths).catch(async (error) => {
      throw await placed2(error);
    });
    const installation = await provideDvc({
      schemes: [...await remoteSchemes(root), ...externalSchemes(files2), ...dataSchemes(run2.settings.retrain.data)],
      cwd: directory,
      env: childEnvironment(process.env),
      host,
      signal,
      known: (python) => knownDvc(signal, python),
      ...sharedCache(run2),
      ...settings.dvcVersion === void 0 ? {} : { version: settings.dvcVersion }
    });
    run2.facts.dvcVersion = installation.version;
    const dvc2 = await openDvc(run2, paths, installation);
    try {
      const surveyed = survey ? dvc2.survey() : void 0;
      const status = surveyed && startEarly(() => surveyed.status);
      const index = await (surveyed?.project ?? dvc2.inspect());
      checkProject(settings, index, files2);
      checkCoverage(settings, index, inGit2);
      await rejectEscapingLinks(
        paths,
        index,
        files2.map(({ path: path2 }) => path2),
        entries
      );
      await requireCompleteCheckout(settings, paths, index, entries);
      const stages = stagesBelow(index);
      outcome.message = `${count(stages.filter(({ kind }) => kind === "stage").length, "stage")}, ${count(stages.filter(({ kind }) => kind !== "stage").length, "data file")}, DVC ${installation.version}`;
      const bare = {
        run: run2,
        ...paths,
        dvc: dvc2,
        installation,
        index,
        files: files2,
        stages,
        scratch,
        graph: new Graph(index),
        lines: new SourceLines(files2),
        env: stageEnvironment(process.env, run2.settings.event.trusted),
        objects: void 0,
        durations: Promise.resolve()
      };
      const project = { ...bare, objects: openObjectCache(bare), durations: restoreDurations(bare) };
      return { project, status: () => status ?? dvc2.status({ allowMissing: true }) };
    } catch (error) {
      await dvc2.close();
      throw await placed2(error);
    }
  });
}
async function recover({ host }, { git, directory }, scratch) {
  const { restored, rejected } = await recoverWorkspace(backupPlace(scratch, git));
  for (const { path: path2, found } of restored) {
    host.warning(
      `${relative7(directory, path2)} was restored: an earlier run of dvc-ci was killed.${found === void 0 ? "" : ` The file in its place is now ${relative7(directory, found)}; remove it when you do not need it.`}`
    );
  }
  for (const folder of rejected) {
    host.warning(
      `${relative7(directory, folder)} has files of an earlier run, and this run does not trust them: no run of this checkout signed them, or a folder of their paths is a link now. Nothing of it was restored; remove it when you do not need it.`
    );
  }
}
async function withProject(run2, flow, survey = false) {
  const opened = await openProject(run2, await locate(run2), survey);
  try {
    return await flow(opened);
  } finally {
    await opened.project.dvc.close();
  }
}
async function withProjectSteps(run2, flow, survey = false) {
  return withSteps(run2, async (steps) => {
    const paths = steps.step("find project", [], () => locate(run2));
    const opened = steps.step("open project", [paths], async (found) => {
      const result = await openProject(run2, found, survey);
      steps.onGiveUp(() => result.project.dvc.close());
      steps.cleanup(() => result.project.dvc.close());
      return result;
    });
    return flow(steps, { paths, opened });
  });
}
async function refresh(project) {
  return withIndex(project, await project.dvc.inspect());
}
async function reload(project) {
  const files2 = await loadFiles(project);
  const next = await refresh({ ...project, files: files2, lines: new SourceLines(files2) });
  checkProject(next.run.settings, next.index, next.files);
  return next;
}
async function loadFiles({ git, directory, root, dvcRoot, fromGit }) {
  return loadProjectFiles(directory, root, (await filesOfProject(git, dvcRoot || ".")).map(fromGit));
}
async function openDvc({ settings, host, signal }, { directory, root }, { python }) {
  return new Dvc(await engineOf(settings, host, signal, { python, directory, root }));
}
function sharedCache({ cache }) {
  return cache === void 0 ? {} : { shared: cache };
}

// src/pipeline/fragment.ts
import { posix as posix3 } from "node:path";

// src/pipeline/fan-out-plan.ts
import { createHash as createHash7 } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
var LONGEST_TEXT = 1e5;
var LONGEST_JSON = 4e6;
var PACKED = "gz:";
var JOB_ID = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,79}$/;
var NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
var name = string().min(1).max(1e3);
var path = string().min(1).max(4096);
var requestSchema = strictObject({
  digest: string().regex(/^[0-9a-f]{12}$/),
  stages: union([literal("all"), array(name).min(1)]).optional(),
  params: record(
    string(),
    union([number(), boolean(), string(), _null(), strictObject({ text: string().regex(NUMBER) })])
  ),
  reason: string().optional(),
  data: array(
    strictObject({
      file: path,
      text: string().max(5e4),
      path,
      mode: _enum(["replace", "append", "update"]),
      from: string().optional(),
      changed: boolean()
    })
  )
});
var planSchema = strictObject({
  schema: literal(1),
  flow: _enum(["retrain", "validate"]).optional(),
  request: requestSchema.optional(),
  sha: string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/),
  run: string().regex(/^\d{1,20}$/).optional(),
  directory: string().min(1).max(4096),
  force: union([_enum(["all", "none"]), array(name).min(1)]),
  jobs: array(
    strictObject({ id: string().regex(JOB_ID), level: int().min(1).max(1e3), stages: array(name).min(1) })
  ),
  mlflow: string().regex(/^[A-Za-z0-9_-]{1,64}$/).optional()
});
function writePlan(plan2) {
  const json = JSON.stringify(plan2);
  const text2 = json.length <= LONGEST_TEXT / 2 ? json : `${PACKED}${gzipSync(json).toString("base64")}`;
  return text2.length <= LONGEST_TEXT ? text2 : void 0;
}
function readPlan(text2) {
  let data;
  try {
    data = JSON.parse(
      text2.startsWith(PACKED) ? gunzipSync(Buffer.from(text2.slice(PACKED.length), "base64"), { maxOutputLength: LONGEST_JSON }).toString(
        "utf8"
      ) : text2
    );
  } catch {
    return { reason: "it is no JSON, or it was cut off" };
  }
  const parsed4 = planSchema.safeParse(data);
  if (!parsed4.success)
    return {
      reason: `${parsed4.error.issues[0]?.path.join(".") || "it"}: ${parsed4.error.issues[0]?.message ?? "it is not as a plan is"}`
    };
  return asPlan(parsed4.data);
}
function asPlan({ run: run2, flow, request, mlflow, ...plan2 }) {
  return {
    ...plan2,
    ...run2 === void 0 ? {} : { run: run2 },
    ...flow === void 0 ? {} : { flow },
    ...request === void 0 ? {} : { request: asRequest(request) },
    ...mlflow === void 0 ? {} : { mlflow }
  };
}
function asRequest({ stages, reason, data, ...request }) {
  return {
    ...request,
    ...stages === void 0 ? {} : { stages },
    ...reason === void 0 ? {} : { reason },
    data: data.map(({ from, ...each }) => ({ ...each, ...from === void 0 ? {} : { from } }))
  };
}
function planDigest({ schema, flow, request, sha, run: run2, directory, force, jobs }) {
  return createHash7("sha256").update(
    JSON.stringify([
      schema,
      flow ?? "",
      digested(request),
      sha,
      run2 ?? "",
      directory,
      force,
      jobs.map(({ id, level, stages }) => [id, level, stages])
    ])
  ).digest("hex");
}
function digested(request) {
  if (request === void 0) return "";
  const { digest: digest2, stages, params, reason, data } = request;
  return [
    digest2,
    stages ?? "",
    Object.entries(params).sort(([one], [other]) => one < other ? -1 : 1),
    reason ?? "",
    data.map((each) => [each.file, each.text, each.path, each.mode, each.from ?? "", each.changed])
  ];
}
function planFault(jobs, graph, mayRun) {
  const jobOf2 = /* @__PURE__ */ new Map();
  const ids = /* @__PURE__ */ new Set();
  for (const job of jobs) {
    if (ids.has(job.id.toLowerCase())) return `there are two jobs ${job.id}`;
    ids.add(job.id.toLowerCase());
    for (const stage2 of job.stages) {
      if (!mayRun.has(stage2)) return `the job ${job.id} has ${stage2}, which this build does not run`;
      const other = jobOf2.get(stage2);
      if (other) return `${stage2} is in two jobs, ${other.id} and ${job.id}`;
      jobOf2.set(stage2, job);
    }
  }
  for (const stage2 of mayRun) {
    const job = jobOf2.get(stage2);
    if (!job) return `${stage2} is in no job`;
    for (const need of graph.upstream(stage2).filter((each) => mayRun.has(each))) {
      const other = jobOf2.get(need);
      const before = other === job ? job.stages.indexOf(need) < job.stages.indexOf(stage2) : other !== void 0 && other.level < job.level;
      if (!before) return `${stage2} needs ${need}, which does not come before it`;
    }
  }
  return void 0;
}
function jobsBefore(plan2, job, graph) {
  const needed = graph.withUpstream(job.stages);
  return plan2.jobs.filter((other) => other !== job && other.stages.some((stage2) => needed.has(stage2)));
}

// src/pipeline/lock-entries.ts
var EMPTY_LOCK = "schema: '2.0'\nstages: {}\n";
function stageEntries(text2) {
  const lock = parseLock(text2);
  return isUnreadable(lock) ? lock : lock.sections.get("stages")?.entries ?? /* @__PURE__ */ new Map();
}
function readEntry(name2, text2) {
  if (text2.includes("\r")) return { reason: "it has line ends (CR) that DVC does not write here" };
  const entries = stageEntries(`schema: '2.0'
stages:
${text2}`);
  if (!(entries instanceof Map)) return "reason" in entries ? entries : { reason: "it is no entry" };
  const entry = entries.get(name2);
  if (entries.size !== 1 || entry === void 0) return { reason: `it is not the entry of ${name2} alone` };
  return entry.text === text2 ? entry : { reason: "there is text before or after it" };
}
function putEntries(text2, entries) {
  const lock = parseLock(text2.trim() === "" ? EMPTY_LOCK : text2);
  if (isUnreadable(lock)) return lock;
  const before = lock.sections.get("stages")?.entries ?? /* @__PURE__ */ new Map();
  const after = new Map([...before].map(([name2, entry]) => [name2, entries.get(name2) ?? entry]));
  for (const [name2, entry] of entries) after.set(name2, entry);
  const sections = [...lock.sections.values()];
  const stages = sectionText(
    "stages",
    stagesHead(lock.sections.get("stages")?.head, before.size),
    [...after.values()].map((entry) => entry.text)
  );
  const written = `${lock.preamble}${sections.map(({ key, head, entries: own }) => {
    if (key === "stages") return stages;
    return isEntrySection(key) ? sectionText(
      key,
      head,
      [...own?.values() ?? []].map((entry) => entry.text)
    ) : head;
  }).join("")}${lock.sections.has("stages") ? "" : stages}`;
  const found = stageEntries(written);
  if (!(found instanceof Map)) return "reason" in found ? found : { reason: "its stages cannot be read" };
  const same2 = found.size === after.size && [...after].every(([name2, { value }]) => sameValue(found.get(name2)?.value, value));
  return same2 ? written : { reason: "its entries refer to each other with YAML anchors" };
}
function stagesHead(head, entries) {
  return head === void 0 || entries === 0 ? "stages:\n" : head;
}

// src/pipeline/fragment.ts
var LONGEST_FRAGMENT = 64 * 1024 * 1024;
var LARGEST_FILES = 32 * 1024 * 1024;
var LONGEST_LOG = 16e3;
var text = (longest) => string().max(longest);
var seconds = number().nonnegative().max(1e9);
var fragmentSchema = strictObject({
  schema: literal(1),
  sha: string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/),
  run: string().regex(/^\d{1,20}$/).optional(),
  plan: string().regex(/^[0-9a-f]{64}$/),
  job: string().regex(JOB_ID),
  conclusion: _enum(["success", "failure"]),
  message: text(4e3).optional(),
  seconds,
  stages: array(
    strictObject({
      name: text(1e3),
      verdict: _enum(["ran", "restored", "unchanged", "failed", "skipped"]),
      seconds: seconds.optional(),
      entry: text(4e6).optional()
    })
  ),
  files: array(strictObject({ path: text(4096), content: base64(), executable: boolean() })).max(1e4),
  log: text(LONGEST_LOG)
});
function parseFragment(content) {
  let data;
  try {
    data = JSON.parse(content);
  } catch {
    return { reason: "it is no JSON: it was cut off, or another program wrote it" };
  }
  const parsed4 = fragmentSchema.safeParse(data);
  if (parsed4.success) return parsed4.data;
  const [issue] = parsed4.error.issues;
  return { reason: `it is no fragment: ${issue?.path.join(".") || "its shape"}: ${issue?.message ?? "wrong"}` };
}
function foreignFragment(fragment, plan2, job) {
  if (fragment.job !== job.id) return `it is of the job ${fragment.job}`;
  if (fragment.sha !== plan2.sha)
    return `it is of the commit ${fragment.sha.slice(0, 7)}, and this build is of ${plan2.sha.slice(0, 7)}`;
  if (fragment.run !== plan2.run)
    return `it is of the workflow run ${fragment.run ?? "(none)"}, and this is ${plan2.run ?? "(none)"}`;
  if (fragment.plan !== planDigest(plan2)) return "it is of another plan";
  const [own, planned] = [fragment.stages.map(({ name: name2 }) => name2), job.stages];
  if (own.length !== planned.length || planned.some((name2, index) => own[index] !== name2))
    return `it has the stages ${own.join(", ") || "(none)"}, and the job has ${planned.join(", ")}`;
  return void 0;
}
function checkFragment(fragment, { directory, stages, forced, loose }) {
  const entries = /* @__PURE__ */ new Map();
  for (const { name: name2, verdict, entry } of fragment.stages) {
    const stage2 = stages.find((each) => each.name === name2);
    if (stage2 === void 0) return { reason: `there is no stage ${name2}` };
    if (verdict === "failed" || verdict === "skipped")
      return {
        reason: `${name2} ${verdict === "failed" ? "failed" : "did not run"}, but the job is reported as successful`
      };
    if (forced.has(name2) && verdict !== "ran")
      return { reason: `${name2} was ${verdict}, but this build forces it to run` };
    if (entry === void 0) return { reason: `it has no entry of dvc.lock for ${name2}` };
    const read = readEntry(lockName(name2), entry);
    if (isReason(read)) return { reason: `its entry of dvc.lock for ${name2}: ${read.reason}` };
    const fault = entryFault(read.value, stage2, directory);
    if (fault !== void 0) return { reason: `its entry of dvc.lock for ${name2} ${fault}` };
    entries.set(name2, read);
  }
  const kept = [...stages.flatMap(({ outs }) => outs.filter(({ cache }) => !cache).map(({ path: path2 }) => path2)), ...loose];
  const paths = /* @__PURE__ */ new Set();
  let bytes = 0;
  for (const path2 of fragment.files.map((file) => file.path)) {
    if (posix3.normalize(path2) !== path2 || path2.endsWith("/") || posix3.isAbsolute(path2) || path2.includes("\\") || /[\x00-\x1f]/.test(path2) || !kept.some((out) => isWithin(path2, out)) || /(^|\/)\.(git|dvc)(\/|$)/i.test(path2)) {
      return { reason: `it has the file ${JSON.stringify(path2)}, which is no Git output of its stages` };
    }
    if (paths.has(path2)) return { reason: `it has the file ${path2} twice` };
    paths.add(path2);
  }
  const inside = [...paths].flatMap(
    (path2) => parentsOf(path2).filter((parent) => paths.has(parent)).map((parent) => ({ path: path2, parent }))
  )[0];
  if (inside !== void 0) return { reason: `it has ${inside.parent} as a file and as the folder of ${inside.path}` };
  for (const { content } of fragment.files) bytes += content.length * 0.75;
  if (bytes > LARGEST_FILES)
    return { reason: `its files have ${Math.round(bytes)} bytes, and the limit is ${LARGEST_FILES}` };
  return { ...fragment, entries };
}
function parentsOf(path2) {
  return path2.split("/").slice(0, -1).map((_, index, parts) => parts.slice(0, index + 1).join("/"));
}
function lockName(name2) {
  return name2.slice(name2.lastIndexOf(":") + 1);
}
function isReason(read) {
  return "reason" in read;
}
var HASH2 = /^[0-9a-f]{32}(?:\.dir)?$/;
var URL_LIKE2 = /^[a-z][a-z0-9+.-]*:\/\//i;
var member = looseObject({ relpath: string() });
var recorded = array(
  looseObject({
    path: string(),
    hash: string().optional(),
    md5: string().optional(),
    files: array(member).optional()
  })
).optional();
var entrySchema = looseObject({
  cmd: union([string(), array(string())]),
  deps: recorded,
  outs: recorded,
  params: record(string(), looseObject({})).optional()
});
function entryFault(value, stage2, directory) {
  const parsed4 = entrySchema.safeParse(value);
  if (!parsed4.success) return `is not in DVC's format: ${parsed4.error.issues[0]?.path.join(".") ?? ""}`;
  const { outs = [], deps = [], params = {} } = parsed4.data;
  const place = (path2) => {
    if (URL_LIKE2.test(path2)) return path2;
    return posix3.isAbsolute(path2) ? posix3.relative(directory, path2) : posix3.normalize(posix3.join(stage2.wdir, path2));
  };
  const [made, read] = [outs.map(({ path: path2 }) => place(path2)), deps.map(({ path: path2 }) => place(path2))];
  const local = stage2.outs.map(({ path: path2 }) => path2);
  const extra = made.find((path2) => !local.includes(path2)) ?? local.find((path2) => !made.includes(path2));
  if (extra !== void 0 || new Set(made).size !== made.length)
    return `has other outputs than dvc.yaml declares: ${extra ?? made.join(", ")}`;
  const declared = stage2.deps.filter(({ kind }) => kind === "path").map(({ path: path2 }) => path2);
  const missing = declared.find((path2) => !read.includes(path2));
  if (missing !== void 0) return `lacks the dependency ${missing}`;
  const undeclared = read.find((path2) => !URL_LIKE2.test(path2) && !declared.includes(path2));
  if (undeclared !== void 0) return `has the dependency ${undeclared}, which dvc.yaml does not declare`;
  const unknown3 = undeclaredParam(params, stage2, place);
  if (unknown3 !== void 0) return `has the parameter ${unknown3}, which dvc.yaml does not declare`;
  const odd = [...outs, ...deps].find(({ md5: md52 }) => md52 !== void 0 && !HASH2.test(md52));
  if (odd !== void 0) return `has no valid DVC hash for ${odd.path}: ${String(odd.md5).slice(0, 60)}`;
  const escaped = [...outs, ...deps].find(
    ({ files: files2 = [] }) => files2.some(
      ({ relpath }) => posix3.isAbsolute(relpath) || relpath.split(/[\\/]/).some((part) => part === "" || part === ".." || /^\.(git|dvc)$/i.test(part))
    )
  );
  if (escaped !== void 0) return `has files outside of ${escaped.path}`;
  const unhashed = outs.find(
    ({ path: path2, md5: md52 }) => md52 === void 0 && stage2.outs.some((out) => out.cache && out.path === place(path2))
  );
  return unhashed === void 0 ? void 0 : `has no hash for ${unhashed.path}`;
}
function undeclaredParam(params, stage2, place) {
  const own = stage2.deps.flatMap((dep) => dep.kind === "params" ? [dep] : []);
  for (const [file, values] of Object.entries(params)) {
    const declared = own.filter(({ path: path2 }) => path2 === place(file));
    if (declared.length === 0) return file;
    const name2 = Object.keys(values).find(
      (key) => !declared.some(({ names: names2 }) => names2.length === 0 || names2.includes(key))
    );
    if (name2 !== void 0) return `${name2} of ${file}`;
  }
  return void 0;
}

// src/steps/build/stage-progress.ts
var StageWatch = class {
  constructor(project, plan2) {
    this.project = project;
    this.plan = plan2;
    this.many = plan2.sideBySide.jobs > 1 && plan2.mayRun.size > 1;
  }
  project;
  plan;
  /** Failed stages in their order, with DVC's message and the end of their output. */
  failed = [];
  states = /* @__PURE__ */ new Map();
  /** Stages whose command runs now, in the order of their start, with the start time in milliseconds. */
  commands = /* @__PURE__ */ new Map();
  /** Output of running stages. Stages that run one by one share the entry with the empty name. */
  logs = /* @__PURE__ */ new Map();
  /** Called once, when a stage runs and no other stage is left to start. */
  onLast;
  /** Whether several stages can run at once, so that each line needs the name of its stage. */
  many;
  see(event) {
    const { host } = this.project.run;
    if (event.state === "output") {
      const text2 = event.text ?? "";
      this.log(event.stage, text2);
      host.output(
        this.many && text2 !== "" ? `${event.stage} | ${text2.replace(/\n(?=[^])/g, () => `
${event.stage} | `)}` : text2
      );
      return;
    }
    if (event.state === "needs") {
      const outputs2 = event.needs?.map(({ path: path2, stage: stage2 }) => `${path2} of ${stage2}`) ?? [];
      host.info(`${event.stage}: waits for ${outputs2.join(", ")}, which this build has not made`);
      return;
    }
    if (!this.plan.mayRun.has(event.stage)) return;
    if (event.state === "running") {
      this.commands.set(event.stage, performance.now());
      this.showRunning();
      if (this.commands.size + this.states.size === this.plan.mayRun.size) {
        this.onLast?.();
        this.onLast = void 0;
      }
      return;
    }
    this.commands.delete(event.stage);
    this.states.set(event.stage, {
      state: event.state,
      ...event.seconds === void 0 ? {} : { seconds: roundSeconds(event.seconds * 1e3) }
    });
    if (event.state === "failed")
      this.failed.push({
        name: event.stage,
        message: event.message ?? "it failed",
        log: (this.logs.get(event.stage) ?? this.logs.get(""))?.text ?? ""
      });
    this.logs.delete(event.stage);
    this.showRunning();
    if (event.state !== "unchanged")
      host.info(
        `${event.stage}: ${event.state}${event.seconds === void 0 ? "" : ` in ${event.seconds.toFixed(1)} s`}`
      );
  }
  /** Takes DVC's output. It includes the output of stages that run one by one. */
  write(text2) {
    this.log("", text2);
    this.project.run.host.output(text2);
  }
  log(name2, text2) {
    const tail = this.logs.get(name2) ?? new LogTail(LONGEST_LOG);
    tail.add(text2);
    this.logs.set(name2, tail);
  }
  /** Stages whose command runs. */
  get running() {
    return [...this.commands.keys()];
  }
  /** Shows the running stages, the first one to start in front, with its time. */
  showRunning() {
    const [since] = this.commands.values();
    if (since !== void 0)
      this.project.run.host.status(
        `reproduce: ${this.states.size} of ${this.plan.mayRun.size} done · ${this.running.join(", ")}`,
        since
      );
  }
  /** The number of stages in a state. */
  count(state) {
    return [...this.states.values()].filter((seen2) => seen2.state === state).length;
  }
  /**
   * The verdict of every stage of the working directory. A stage without an event was skipped, because another one
   * failed.
   */
  reports() {
    const { stages } = this.project;
    return stages.filter(({ kind }) => kind === "stage").map(({ name: name2, frozen }) => {
      const own = this.plan.causes.get(name2) ?? [];
      if (frozen) return { name: name2, verdict: "frozen", causes: own };
      if (!this.plan.mayRun.has(name2)) return { name: name2, verdict: "unchanged", causes: [] };
      const causes = this.plan.forced.includes(name2) ? [
        {
          kind: "forced",
          message: this.plan.whole ? "an official build runs every stage" : "a setting forces it"
        },
        ...own
      ] : own;
      const seen2 = this.states.get(name2);
      if (seen2 === void 0) return { name: name2, verdict: "skipped", causes };
      if (seen2.state === "unchanged") return { name: name2, verdict: "unchanged", causes: [] };
      return { name: name2, verdict: seen2.state, causes, ...seen2.seconds === void 0 ? {} : { seconds: seen2.seconds } };
    });
  }
};

// src/steps/build/undeclared-reads.ts
import { posix as posix4, resolve as resolve8 } from "node:path";
async function undeclaredReads(project, failed) {
  const { graph, index, run: run2 } = project;
  const found = [];
  for (const { name: name2, log } of failed) {
    const reader = graph.stage(name2);
    if (reader === void 0 || log === "") continue;
    const awaited = graph.withUpstream([name2]);
    for (const owner of index.stages.filter((each) => each !== reader)) {
      for (const { path: path2 } of owner.outs) {
        if (reader.deps.some((dep) => isWithin(dep.path, path2) || isWithin(path2, dep.path)) || !names(log, path2, reader.wdir))
          continue;
        if (awaited.has(owner.name) && await lstatOf(resolve8(run2.settings.workingDirectory, path2)) !== void 0)
          continue;
        found.push({
          stage: name2,
          path: path2,
          owner: owner.kind === "stage" ? `an output of ${owner.name}` : `the data of ${owner.file}`
        });
      }
    }
  }
  const [first] = found;
  if (first === void 0) return void 0;
  return {
    message: found.map(
      ({ stage: stage2, path: path2, owner }) => `The log of ${stage2} names ${path2}, ${owner}, which is not a dependency of ${stage2}, so DVC does not wait for it.`
    ).join(" "),
    remedy: `Add ${first.path} to the deps of ${first.stage} in dvc.yaml.`
  };
}
var ABSENT = /no such file|not found|not exist|cannot (?:open|stat|read|access)|can't (?:open|stat|read|access)|ENOENT/i;
function names(log, path2, wdir) {
  return [path2, posix4.relative(wdir, path2)].some((shown2) => {
    for (let at = log.indexOf(shown2); shown2 !== "" && at !== -1; at = log.indexOf(shown2, at + 1)) {
      const whole = !/[\w.-]/.test(log[at - 1] ?? "") && !/[\w-]/.test(log[at + shown2.length] ?? "");
      if (whole && (/[./]/.test(shown2) || ABSENT.test(lineAt2(log, at)))) return true;
    }
    return false;
  });
}
function lineAt2(text2, at) {
  const end = text2.indexOf("\n", at);
  return text2.slice(text2.lastIndexOf("\n", at) + 1, end === -1 ? void 0 : end);
}

// src/steps/build/reproduce.ts
async function startFromCommit(project, backup, uncommitted) {
  const { git, run: run2 } = project;
  const written = uncommitted.filter(({ path: path2 }) => isMadeByPipeline(project, path2) && !isIgnoreFile(project, path2));
  if (written.length === 0) return { project, isAsBefore: true };
  const locks = new Set(lockFiles(project).map(project.inGit));
  const tracked = written.filter(({ untracked: untracked2 }) => !untracked2).map(({ path: path2 }) => path2);
  for (const path2 of tracked) await backup.copy(join22(git.root, path2));
  await git.restoreFiles(tracked);
  for (const { path: path2, untracked: untracked2 } of written) if (untracked2 && locks.has(path2)) await backup.move(join22(git.root, path2));
  run2.host.info(
    `The build starts from the commit. ${written.map(({ path: path2 }) => path2).join(", ")} in the workspace differ${written.length === 1 ? "s" : ""} from it.`
  );
  const isStale = written.some(({ path: path2 }) => locks.has(path2));
  return { project: isStale ? await refresh(project) : project, isAsBefore: false };
}
async function clearOutputs(project, plan2, backup) {
  const here = (path2) => resolve9(project.run.settings.workingDirectory, path2);
  for (const file of [...lockFiles(project), ...looseResults(project).all]) await backup.copy(here(file));
  for (const stage2 of runnable(project).filter(({ name: name2 }) => plan2.mayRun.has(name2))) {
    for (const out of stage2.outs) {
      if (out.persist && !plan2.whole) await backup.copy(here(out.path));
      else if (plan2.forced.includes(stage2.name)) await backup.move(here(out.path));
      else await backup.link(here(out.path));
      await backup.copy(here(join22(dirname11(out.path), ".gitignore")));
    }
  }
}
var NO_OBSERVER = { onStart: () => void 0, onLast: () => void 0 };
async function reproduce(project, plan2, { reproduction, check, observer: { onStart, onLast } = NO_OBSERVER }) {
  const { run: run2 } = project;
  const before = await looseSignatures(project);
  reproduction?.go(project.env);
  try {
    await check?.(reproduction?.altered);
  } catch (error) {
    await reproduction?.abandon();
    throw error;
  }
  onStart();
  const watch = reproduction?.watch ?? new StageWatch(project, plan2);
  watch.onLast = onLast;
  await run2.step("reproduce", async (outcome) => {
    try {
      if (reproduction === void 0) {
        outcome.message = "nothing has changed";
        return;
      }
      const result = await reproduction.end();
      if (result.code !== 0)
        throw await failure(project, watch, result.code, reasonOf(result.stderr), reproduction.pending);
      const restored = watch.count("restored");
      outcome.message = `${watch.count("ran")} of ${project.stages.filter(({ kind }) => kind === "stage").length} stages ran${restored > 0 ? `, ${restored} restored from the run cache` : ""}`;
    } finally {
      run2.report.stages = withNeeds(watch.reports(), project.graph);
    }
    const { metrics } = looseResults(project);
    for (const [path2, signature] of await looseSignatures(project)) {
      if (plan2.whole && before.get(path2) === signature && metrics.includes(path2)) {
        run2.report.lint.push({
          rule: "metric-not-built",
          path: project.inGit(path2),
          severity: "warning",
          message: `${path2} is listed under metrics: in dvc.yaml, but no stage of this build wrote it: its numbers are the committed ones. Declare it as an output (metrics:) of the stage that measures.`
        });
      }
    }
  });
}
async function looseSignatures(project) {
  const found = /* @__PURE__ */ new Map();
  for (const path2 of looseResults(project).all) {
    const info = await lstatOf(resolve9(project.run.settings.workingDirectory, path2));
    if (info?.isFile()) found.set(path2, [info.ino, info.size, info.mtimeNs, info.ctimeNs].join(":"));
  }
  return found;
}
var MOST_REASONS = 5;
async function failure(project, watch, code, reason, pending = []) {
  const { failed } = watch;
  const [first] = failed;
  const ending = endedBy(code);
  if (!first && ending !== void 0) {
    const { running } = watch;
    return new ProjectError(
      "dvc-killed",
      `DVC was ended${running.length === 0 ? "" : ` while ${running.join(", ")} ran`} (code ${code}, ${ending}).`,
      { remedy: `Its output is in the log of the step reproduce. ${rejectionNote(project.run.report.remote.pushed)}` }
    );
  }
  if (!first)
    return new ProjectError("repro-failed", `dvc repro failed with code ${code}: ${reason}`, {
      remedy: `Its output is in the log of the step reproduce. ${rejectionNote(project.run.report.remote.pushed)}`
    });
  const { path: path2, line } = project.lines.ofStage(first.name, project.graph.stage(first.name)?.file ?? "dvc.yaml");
  const skipped = watch.reports().filter(({ verdict }) => verdict === "skipped").map(({ name: name2 }) => name2);
  const below2 = project.graph.withDownstream(failed.map(({ name: name2 }) => name2));
  const [without, ended] = [skipped.filter((name2) => below2.has(name2)), skipped.filter((name2) => !below2.has(name2))];
  const others = `${without.length > 0 ? ` Stages that need it did not run: ${without.join(", ")}.` : ""}${ended.length > 0 ? ` ${ended.join(", ")} did not finish either: \`keep-going\` lets stages finish that do not need it.` : ""}`;
  const coming = pending.length > 0 ? ` ${pending.join(", ")} ${pending.length === 1 ? "was" : "were"} still being downloaded, because no stage that ran declares ${pending.length === 1 ? "it" : "them"} as a dependency.` : "";
  const hint = await undeclaredReads(project, failed);
  const reasons = failed.slice(0, MOST_REASONS).map(({ name: name2, message }) => `stage ${name2} failed: ${withoutPeriod(message)}`);
  const more = failed.slice(MOST_REASONS).map(({ name: name2 }) => name2);
  return new ProjectError(
    "stage-command-failed",
    `${reasons.join("; ")}${more.length === 0 ? "" : `; failed too: ${more.join(", ")}`}.${hint === void 0 ? "" : ` ${hint.message}`}`,
    {
      path: project.inGit(path2),
      ...line === void 0 ? {} : { line },
      remedy: `${hint === void 0 ? "" : `${hint.remedy} `}Its output is in the log of the step reproduce.${others}${coming} ${rejectionNote(project.run.report.remote.pushed)}`
    }
  );
}

// src/steps/data/verify-remote.ts
import { stat as stat4 } from "node:fs/promises";
function askQuestion(project, { mode, download: download2, stages = scopeOf(project), forget = false }) {
  return project.dvc.verify(mode, { download: download2, forget, ...stages ? { stages } : {} });
}
async function verifyRemote(project, asked) {
  return project.run.step("verify", async (outcome) => {
    const result = await (asked instanceof Promise ? asked : askQuestion(project, asked));
    await reportRemote(project, result);
    const { missing } = project.run.report.remote;
    const note = result.unpushed.length > 0 ? `; not pushed (push: false): ${result.unpushed.join(", ")}` : "";
    if (missing.length > 0) {
      outcome.conclusion = "failure";
      outcome.message = `${missing.length} of ${count(result.objects, "object")} ${missing.length === 1 ? "is" : "are"} missing or altered in the remote${note}`;
    } else {
      outcome.message = result.objects === 0 ? `no data is in a remote${note}` : `${result.objects === 1 ? "the one object is" : `all ${result.objects} objects are`} in '${result.remote ?? ""}'${note}`;
    }
    noticeUnpushed(project, result);
    return result;
  });
}
async function askRemote(project, mode, download2 = true, stages) {
  const result = await askQuestion(project, { mode, download: download2, ...stages ? { stages } : {} });
  await reportRemote(project, result);
  return result;
}
async function reportRemote(project, result) {
  for (const name2 of new Set(result.bad.map(({ remote }) => remote))) await rejectAbsentFolder(project, name2);
  const { pushed } = project.run.report.remote;
  project.run.report.remote = remoteReport(project, result, pushed);
}
function remoteReport(project, result, pushed) {
  return {
    name: result.remote ?? "",
    objects: result.objects,
    pushed,
    verified: result.verified,
    missing: result.bad.map((bad) => missingObject(project, bad)).sort(byPath),
    ...result.empty.length > 0 ? { empty: result.empty } : {}
  };
}
function byPath(a, b) {
  const [first = "", second = ""] = [a.paths[0], b.paths[0]];
  return first < second ? -1 : first > second ? 1 : 0;
}
function missingObject(project, bad) {
  const paths = bad.paths.join(", ");
  const object2 = `the object ${bad.hash}`;
  const message = bad.reason === "missing" ? `${paths}: ${object2} is not in the remote '${bad.remote}'. Run \`dvc push\` where it was made.` : `${paths}: ${object2} in the remote '${bad.remote}' is ${bad.reason}${bad.detail ? ` (${bad.detail})` : ""}. Delete it there, then run \`dvc push\` where it was made.`;
  const place = locationOfOutput(project, bad.paths[0] ?? "");
  return {
    hash: bad.hash,
    paths: bad.paths,
    remote: bad.remote,
    reason: bad.reason,
    message,
    ...place === void 0 ? {} : { file: project.inGit(place.path) },
    ...place?.line === void 0 ? {} : { line: place.line }
  };
}
function noticeUnpushed(project, { unpushed }) {
  for (const path2 of unpushed) {
    const owner = project.index.stages.find((stage2) => stage2.outs.some((out) => out.path === path2));
    const place = owner === void 0 ? { path: path2 } : project.lines.ofStage(owner.name, owner.file);
    project.run.report.lint.push({
      rule: "not-pushed",
      ...place,
      path: project.inGit(place.path),
      severity: "notice",
      message: `${path2} has push: false: other machines cannot download it.`
    });
  }
}
async function rejectAbsentFolder({ index }, name2) {
  const url = index.remotes[name2]?.url ?? "";
  if (url === "" || /^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return;
  const found = await stat4(url).catch(() => void 0);
  if (found?.isDirectory()) return;
  throw new OutsideError(
    "remote-folder-missing",
    `the DVC remote '${name2}' is the folder ${url}, which ${found ? "is a file" : "this machine does not have"}.`,
    {
      key: "remote",
      value: url,
      remedy: "Set `remote` to a remote that this machine can reach. For a new remote, run `dvc push` first."
    }
  );
}

// src/steps/data/pull.ts
async function download(project) {
  const began = performance.now();
  const stages = scopeOf(project);
  await project.objects?.admit(stages);
  const result = await project.dvc.run(["pull", ...stages ? ["--", ...stages] : []]);
  return { result, began, ended: performance.now() };
}
async function strictPull(project, { targets, only, download: download2 }) {
  const { run: run2 } = project;
  await run2.step(
    "pull",
    async (outcome) => {
      if (targets?.length === 0) {
        outcome.message = "no data is needed";
        return;
      }
      const stages = targets ?? scopeOf(project);
      const early = download2?.result;
      if (early === void 0) await project.objects?.admit(stages);
      if (targets && early?.code !== 0 && hasDirectory(project, targets))
        addMissing(project, (await project.dvc.verify("exists", { stages: targets })).bad);
      const altered = await alteredDirectories(project, stages);
      const wanted = altered.length === 0 ? only ?? stages : outputs(project, stages).filter((path2) => !altered.includes(path2));
      const result = altered.length === 0 && early !== void 0 ? early : wanted?.length === 0 ? void 0 : await project.dvc.run(["pull", ...wanted ? ["--", ...filesLast(wanted)] : []]);
      if (result === void 0 || result.code !== 0) await explain(project, stages, result, outcome);
      else if (altered.length > 0) reportMissing(project, outcome);
      else
        outcome.message = targets ? targets.join(", ") : stages ? `data of ${count(stages.length, "stage or .dvc file", "stages and .dvc files")}` : "all data";
    },
    download2
  );
}
function filesLast(targets) {
  const isFile2 = (target) => target.endsWith(".dvc");
  return [...targets.filter((target) => !isFile2(target)), ...targets.filter(isFile2)];
}
function hasDirectory({ index }, names2) {
  return index.stages.some(({ name: name2, outs }) => names2.includes(name2) && outs.some(({ hash }) => hash?.endsWith(".dir")));
}
function addMissing(project, bad) {
  const { missing } = project.run.report.remote;
  const known = new Set(missing.map(({ hash, remote }) => `${remote}
${hash}`));
  missing.push(
    ...bad.filter(({ hash, remote }) => !known.has(`${remote}
${hash}`)).map((each) => missingObject(project, each))
  );
  missing.sort(byPath);
}
function reportMissing({ run: run2 }, outcome) {
  outcome.conclusion = "failure";
  outcome.message = `${count(run2.report.remote.missing.length, "object")} could not be downloaded: ${run2.report.remote.missing.map(({ paths }) => paths.join(", ")).join(", ")}`;
}
async function alteredDirectories({ run: run2, dvc: dvc2 }, stages) {
  const altered = run2.report.remote.missing.filter(({ hash, reason }) => reason === "altered" && hash.endsWith(".dir"));
  if (altered.length === 0) return [];
  const lacking = await dvc2.uncached(stages);
  return altered.filter(({ hash }) => hash in lacking).flatMap(({ paths }) => paths);
}
function outputs({ index }, stages) {
  const named4 = index.stages.filter(({ name: name2, partial }) => !partial && (stages?.includes(name2) ?? true));
  return named4.flatMap(
    ({ outs }) => outs.filter(({ cache, hash }) => cache && hash !== void 0).map(({ path: path2 }) => path2)
  );
}
async function explain(project, stages, result, outcome) {
  const { run: run2, dvc: dvc2 } = project;
  const lacking = await dvc2.uncached(stages);
  const known = new Set(run2.report.remote.missing.map(({ hash }) => hash));
  const asked = await dvc2.verify("full", {
    only: Object.keys(lacking).filter((hash) => !known.has(hash)),
    ...stages ? { stages } : {}
  });
  addMissing(project, asked.bad);
  const whole = outputs(project, stages).filter(
    (path2) => !Object.values(lacking).flat().some((missing) => isWithin(missing, path2))
  );
  const kept = await checkOut(project, whole);
  const imports = await absentImports(project, asked.imports);
  if (imports.length > 0) {
    throw new OutsideError(
      "import-failed",
      `the import ${imports.join(", ")} could not be downloaded: ${reasonOf(result?.stderr ?? "")}`,
      {
        key: "import",
        value: imports.join(", "),
        remedy: "Check that this machine can read its source with its credentials."
      }
    );
  }
  if (run2.report.remote.missing.length > 0) return reportMissing(project, outcome);
  const refused = () => new OutsideError(
    "dvc-pull-failed",
    `dvc pull failed with code ${result?.code ?? 1}: ${reasonOf(result?.stderr ?? "")}`,
    {
      key: "remote",
      remedy: "Check that this machine can read the remote with its credentials."
    }
  );
  if (Object.keys(lacking).length > 0) throw refused();
  const notes = [
    kept.length > 0 ? `kept because of uncommitted changes: ${kept.join(", ")}` : "",
    asked.unlocked.length > 0 ? `not in dvc.lock: ${asked.unlocked.map(({ path: path2 }) => path2).join(", ")}` : "",
    asked.unpushed.length > 0 ? `declared push: false: ${asked.unpushed.join(", ")}` : ""
  ].filter((note) => note !== "");
  if (notes.length === 0) throw refused();
  outcome.message = `all available data; ${notes.join("; ")}`;
}
async function checkOut({ dvc: dvc2 }, paths) {
  if (paths.length === 0) return [];
  const first = await dvc2.run(["checkout", "--", ...paths]);
  if (first.code === 0) return [];
  const status = await dvc2.status();
  const changed = Object.values(status).flatMap(({ outs }) => Object.entries(outs ?? {})).filter(([, state]) => state === "modified").map(([path2]) => path2);
  const others = paths.filter((path2) => !changed.includes(path2));
  if (others.length > 0) await dvc2.run(["checkout", "--", ...others]);
  return paths.filter((path2) => changed.includes(path2));
}
async function absentImports({ dvc: dvc2 }, imports) {
  if (imports.length === 0) return [];
  const absent = Object.values(await dvc2.status()).flatMap(({ outs }) => Object.entries(outs ?? {})).filter(([, state]) => state === "deleted" || state === "not in cache");
  return absent.map(([path2]) => path2).filter((path2) => imports.includes(path2));
}

// src/steps/data/push.ts
import { stat as stat5 } from "node:fs/promises";
async function requireWritableRemote(project) {
  await project.run.step("check remote access", async (outcome) => {
    const names2 = await probeRemotes(project);
    outcome.message = names2.length === 0 ? "no output is pushed" : names2.map((name2) => `'${name2}'`).join(", ");
  });
}
async function probeRemotes({ run: run2, dvc: dvc2, index }) {
  const names2 = new Set(
    index.stages.flatMap(
      (stage2) => stage2.outs.filter(({ cache, push: push2 }) => cache && push2).map(({ remote }) => remote ?? run2.settings.remote ?? index.defaultRemote ?? "")
    )
  );
  for (const name2 of [...names2].filter((each) => each in index.remotes).sort()) {
    await requireFolder(name2, index.remotes[name2]?.url ?? "");
    await dvc2.probe(name2);
  }
  return [...names2];
}
async function requireFolder(name2, url) {
  if (url === "" || /^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return;
  const found = await stat5(url).catch(() => void 0);
  if (found?.isDirectory()) return;
  throw new OutsideError(
    "remote-folder-missing",
    `the DVC remote '${name2}' is the folder ${url}, which ${found ? "is a file" : "this machine does not have"}.`,
    {
      key: "remote",
      value: url,
      remedy: `Use a remote that all machines reach. For a new one, create the folder with \`mkdir -p ${url}\`.`
    }
  );
}
async function askOutputs(project, stages) {
  const began = performance.now();
  const result = await askQuestion(project, {
    mode: "full",
    download: true,
    forget: true,
    ...stages ? { stages } : {}
  });
  return { result, began, ended: performance.now() };
}
async function pushData(project, { stages, asked, beforePush } = {}) {
  const { run: run2, dvc: dvc2 } = project;
  const before = await run2.step(
    "push",
    async (outcome) => {
      const early = run2.report.remote.pushed;
      const { result: before2 } = asked ?? await askOutputs(project, stages);
      await reportRemote(project, before2);
      if (before2.bad.length === 0) {
        outcome.message = early === 0 ? "the remote has all objects already" : `${count(early, "object")} pushed while stages ran`;
        return before2;
      }
      await beforePush?.();
      const result = await dvc2.run(["push", ...stages ? ["--", ...stages] : []]);
      if (result.code !== 0) await explainFailedPush(project, before2, result);
      run2.report.remote.pushed += before2.bad.length;
      outcome.message = `${before2.bad.length} of ${before2.objects} objects were not in the remote${early === 0 ? "" : `, ${early} pushed while stages ran`}`;
      return before2;
    },
    asked
  );
  await proveData(project, stages, before);
}
async function explainFailedPush(project, before, result) {
  const { dvc: dvc2 } = project;
  const lost = before.bad.filter(({ reason }) => reason === "missing").map(({ hash }) => hash);
  const sent = lost.length === 0 ? [] : await dvc2.send(lost);
  const { bad } = await dvc2.verify("full", { only: before.bad.map(({ hash }) => hash) });
  rejectMissing(
    project,
    bad.filter(({ reason }) => reason !== "missing")
  );
  if (bad.length === 0 && sent.length > 0) return;
  throw new OutsideError("dvc-push-failed", `dvc push failed with code ${result.code}: ${reasonOf(result.stderr)}`, {
    key: "remote",
    remedy: "Check that this machine can write to the remote, and the free space there. Nothing was committed."
  });
}
async function proveData(project, stages, before) {
  const { run: run2 } = project;
  await run2.step("verify", async (outcome) => {
    const result = before === void 0 ? await askRemote(project, "full", true, stages) : await askAgain(project, before);
    const bad = await sendLost(project, result.bad);
    run2.report.remote.pushed = Math.max(0, run2.report.remote.pushed - bad.length);
    run2.report.remote.verified += result.bad.length - bad.length;
    noticeUnpushed(project, result);
    rejectMissing(project, bad);
    run2.report.remote.missing = [];
    outcome.message = `all ${result.objects} objects are in '${result.remote ?? ""}', ${run2.report.remote.verified} verified`;
  });
}
async function askAgain(project, before) {
  if (before.bad.length === 0) return before;
  const again = await project.dvc.verify("full", { only: before.bad.map(({ hash }) => hash) });
  const result = {
    ...before,
    verified: before.asked - again.bad.length,
    bytes: before.bytes + again.bytes,
    bad: again.bad
  };
  await reportRemote(project, result);
  return result;
}
async function sendLost({ dvc: dvc2, run: run2 }, bad) {
  const lost = bad.filter(({ reason }) => reason === "missing").map(({ hash }) => hash);
  const sent = lost.length === 0 ? [] : await dvc2.send(lost);
  if (sent.length === 0) return bad;
  run2.host.info(
    `Uploaded ${count(sent.length, "object")} of a directory one by one: DVC had assumed that the remote has the whole directory.`
  );
  return [...bad.filter(({ hash }) => !sent.includes(hash)), ...(await dvc2.verify("full", { only: sent })).bad];
}
async function wouldPush(project) {
  const result = await project.dvc.verify("sizes");
  const here = await project.dvc.uncached();
  noticeUnpushed(project, result);
  rejectMissing(
    project,
    result.bad.filter(({ reason, hash }) => reason !== "missing" || hash in here)
  );
  return result.bad.length;
}
async function requireTrueInputs(project, plan2, asked) {
  if (plan2.pull.length === 0) return;
  await project.run.step("inputs", async (outcome) => {
    await requireTrueData(project, plan2.pull, asked);
    outcome.message = `${plan2.pull.join(", ")}: verified by hash`;
  });
}
async function requireTrueData(project, names2, asked, paths) {
  const altered = await asked ?? await project.dvc.altered(names2, paths);
  if (altered.length === 0) return;
  throw new ProjectError(
    "data-altered",
    altered.map(
      ({ path: path2, hash, actual }) => `${path2} is altered on this machine: its hash is ${actual}, in the commit it is ${hash}.`
    ).join(" "),
    {
      key: "inputs",
      value: altered.map(({ path: path2 }) => path2).join(", "),
      remedy: `Remove ${altered.map(({ path: path2, hash }) => `${path2} and its cached object (files/md5/${hash.slice(0, 2)}/${hash.slice(2)} in the folder that \`dvc cache dir\` prints)`).join(", ")}, then run this again. Nothing was built.`
    }
  );
}
async function requireRemoteHas(project, plan2) {
  if (plan2.pull.length === 0) return;
  await project.run.step("inputs", async (outcome) => {
    rejectMissing(project, (await askRemote(project, "sizes", false, plan2.pull)).bad);
    outcome.message = `the remote has ${plan2.pull.join(", ")}`;
  });
}
async function requireKept(project, plan2) {
  await project.run.step("verify", async (outcome) => {
    const kept = project.index.stages.filter(({ name: name2 }) => !plan2.mayRun.has(name2)).flatMap(({ outs }) => outs.map(({ path: path2 }) => path2));
    const [result, uncached] = await Promise.all([
      project.dvc.verify("sizes", { download: false }),
      project.dvc.uncached()
    ]);
    rejectMissing(
      project,
      result.bad.filter(
        ({ paths, reason, hash }) => (reason !== "missing" || hash in uncached) && paths.some((path2) => kept.some((out) => isWithin(path2, out)))
      )
    );
    outcome.message = "the remote has the data that this build does not make";
  });
}
function rejectMissing(project, bad) {
  const { run: run2 } = project;
  if (bad.length === 0) return;
  run2.report.remote.missing = bad.map((each) => missingObject(project, each));
  throw new ProjectError(
    "remote-data-missing",
    `the remote lacks data of this build: ${run2.report.remote.missing.map(({ message }) => message).join(" ")}`,
    { key: "remote", remedy: "Nothing was committed." }
  );
}

// src/toolchain/project-environment.ts
import { access as access3, writeFile as writeFile5 } from "node:fs/promises";
import { dirname as dirname14, join as join26, relative as relative9 } from "node:path";

// src/toolchain/activation.ts
import { isAbsolute as isAbsolute3, join as join23 } from "node:path";
function condaPython(prefix) {
  return process.platform === "win32" ? join23(prefix, "python.exe") : join23(prefix, "bin", "python");
}
function condaDirectories(prefix) {
  if (process.platform !== "win32") return [join23(prefix, "bin")];
  return [
    prefix,
    join23(prefix, "Library", "mingw-w64", "bin"),
    join23(prefix, "Library", "usr", "bin"),
    join23(prefix, "Library", "bin"),
    join23(prefix, "Scripts"),
    join23(prefix, "bin")
  ];
}
async function activeEnvironment(env) {
  const { VIRTUAL_ENV: virtual, CONDA_PREFIX: conda } = env;
  if (virtual !== void 0 && isAbsolute3(virtual) && await isProgram(pythonOf(virtual)))
    return { kind: "virtual", prefix: virtual };
  if (conda !== void 0 && isAbsolute3(conda) && await isProgram(condaPython(conda)))
    return { kind: "conda", prefix: conda };
  return void 0;
}
function activate(env, { kind, prefix }) {
  const activated = withFirst(env, ...kind === "conda" ? condaDirectories(prefix) : [binDirectory(prefix)]);
  delete activated.PYTHONHOME;
  if (kind === "virtual") return { ...activated, VIRTUAL_ENV: prefix };
  delete activated.VIRTUAL_ENV;
  return { ...activated, CONDA_PREFIX: prefix, CONDA_DEFAULT_ENV: prefix };
}
function keepActive(env, active) {
  const bin = active.kind === "conda" ? condaDirectories(active.prefix)[0] ?? active.prefix : binDirectory(active.prefix);
  return searchPath(env).includes(bin) ? env : activate(env, active);
}

// src/toolchain/project-install.ts
import { createHash as createHash9 } from "node:crypto";
import { access as access2, readFile as readFile16 } from "node:fs/promises";
import { basename as basename6, delimiter, dirname as dirname13, isAbsolute as isAbsolute5, join as join25, relative as relative8, resolve as resolve11 } from "node:path";

// src/toolchain/project-recipe.ts
import { createHash as createHash8 } from "node:crypto";
import { readFile as readFile15, realpath as realpath4 } from "node:fs/promises";
import { dirname as dirname12, isAbsolute as isAbsolute4, join as join24, resolve as resolve10 } from "node:path";

// node_modules/smol-toml/dist/error.js
function getLineColFromPtr(string2, ptr) {
  let lines2 = string2.slice(0, ptr).split(/\r?\n/);
  return [lines2.length, lines2.pop().length + 1];
}
function makeCodeBlock(string2, line, column) {
  let lines2 = string2.split(/\r?\n/);
  let codeblock = "";
  let numberLen = (Math.log10(line + 1) | 0) + 1;
  for (let i = line - 1; i <= line + 1; i++) {
    let l = lines2[i - 1];
    if (!l)
      continue;
    codeblock += i.toString().padEnd(numberLen, " ");
    codeblock += ":  ";
    codeblock += l;
    codeblock += "\n";
    if (i === line) {
      codeblock += " ".repeat(numberLen + column + 2);
      codeblock += "^\n";
    }
  }
  return codeblock;
}
var TomlError = class _TomlError extends Error {
  line;
  column;
  codeblock;
  constructor(message, options) {
    const [line, column] = getLineColFromPtr(options.toml, options.ptr);
    const codeblock = makeCodeBlock(options.toml, line, column);
    super(`Invalid TOML document: ${message}

${codeblock}`, options);
    this.line = line;
    this.column = column;
    this.codeblock = codeblock;
  }
  /** @internal */
  static x(message, ctx, ptr) {
    throw new _TomlError(message, { toml: ctx.s, ptr: ptr ?? ctx.p });
  }
};

// node_modules/smol-toml/dist/primitive.js
function parseString(ctx) {
  let startPtr = ctx.p;
  let c = ctx.s.charCodeAt(ctx.p++);
  let first = c;
  let isLiteral = c === 39;
  let isMultiline = c === ctx.s.charCodeAt(ctx.p) && c === ctx.s.charCodeAt(ctx.p + 1);
  if (isMultiline) {
    if ((c = ctx.s.charCodeAt(ctx.p += 2)) === 10)
      ctx.p++;
    else if (c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10)
      ctx.p += 2;
  }
  let parsed4 = "";
  let sliceStart = ctx.p;
  let state = 0;
  for (; ctx.p < ctx.s.length; ctx.p++) {
    c = ctx.s.charCodeAt(ctx.p);
    if (isMultiline && (c === 10 || c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10)) {
      state = state && 3;
    } else if (c < 32 && c !== 9 || c === 127) {
      TomlError.x("control characters are not allowed in strings", ctx);
    } else if ((!state || state === 3) && c === first && (!isMultiline || ctx.s.charCodeAt(ctx.p + 1) === first && ctx.s.charCodeAt(ctx.p + 2) === first)) {
      if (isMultiline) {
        if (ctx.s.charCodeAt(ctx.p + 3) === first)
          ctx.p++;
        if (ctx.s.charCodeAt(ctx.p + 3) === first)
          ctx.p++;
      }
      if (!state) {
        let s = ctx.s.slice(sliceStart, ctx.p);
        parsed4 = parsed4 ? parsed4 + s : s;
      }
      ctx.p += isMultiline ? 3 : 1;
      return parsed4;
    } else if (!state) {
      if (!isLiteral && c === 92) {
        parsed4 += ctx.s.slice(sliceStart, sliceStart = ctx.p);
        state = 1;
      }
    } else if (state === 1) {
      if (c === 120 || c === 117 || c === 85) {
        let errPtr = ctx.p++ - 1;
        let value = 0;
        let len = c === 120 ? 2 : c === 117 ? 4 : 8;
        for (let j = 0; j < len; j++, ctx.p++) {
          let hex = ctx.s.charCodeAt(ctx.p);
          let digit = (
            /* 0-9 */
            hex >= 48 && hex <= 57 ? hex - 48 : (
              /* A-F */
              hex >= 65 && hex <= 70 ? hex - 65 + 10 : (
                /* a-f */
                hex >= 97 && hex <= 102 ? hex - 97 + 10 : -1
              )
            )
          );
          if (digit < 0)
            TomlError.x("invalid non-hex character in unicode escape", ctx);
          value = value << 4 | digit;
        }
        if (value < 0 || value > 1114111 || value >= 55296 && value <= 57343) {
          TomlError.x("invalid unicode escape", ctx, errPtr);
        }
        parsed4 += String.fromCodePoint(value);
        sliceStart = ctx.p--;
        state = 0;
      } else if (isMultiline && (c === 32 || c === 9)) {
        state = 2;
      } else {
        if (c === 98)
          parsed4 += "\b";
        else if (c === 116)
          parsed4 += "	";
        else if (c === 110)
          parsed4 += "\n";
        else if (c === 102)
          parsed4 += "\f";
        else if (c === 114)
          parsed4 += "\r";
        else if (c === 101)
          parsed4 += "\x1B";
        else if (c === 34)
          parsed4 += '"';
        else if (c === 92)
          parsed4 += "\\";
        else
          TomlError.x("unrecognised escape sequence", ctx);
        sliceStart = ctx.p + 1;
        state = 0;
      }
    } else if (c !== 32 && c !== 9) {
      if (state === 2)
        TomlError.x("invalid escape: only line-ending whitespace may be escaped", ctx, sliceStart);
      state = !isLiteral && c === 92 ? 1 : 0;
      sliceStart = ctx.p;
    }
  }
  TomlError.x("unfinished string", ctx, startPtr);
}

// node_modules/smol-toml/dist/date.js
var DATE_TIME_RE = /^(\d{4}-\d{2}-\d{2})?[Tt ]?(?:(\d{2}):\d{2}(?::\d{2}(?:\.\d+)?)?)?(Z|z|[-+]\d{2}:\d{2})?$/i;
var TomlDate = class _TomlDate extends Date {
  #hasDate = false;
  #hasTime = false;
  #offset = null;
  constructor(date, fasttype, unsafeDelim) {
    let hasDate = true;
    let hasTime = true;
    let offset = "Z";
    let c;
    if (typeof date === "string") {
      if (fasttype)
        prep: {
          if (fasttype < 3) {
            if (+date.slice(11, 13) > 23) {
              date = "";
              break prep;
            }
            if (fasttype === 2) {
              offset = null;
              date += "Z";
            } else if ((c = date.charCodeAt(date.length - 1)) !== 90 && c !== 122) {
              offset = date.slice(date.length - 6);
            }
            if (unsafeDelim)
              date = date.slice(0, 10) + "T" + date.slice(11);
          } else if (fasttype === 4) {
            date = +date.slice(0, 2) > 23 ? "" : `0000-01-01T${date}Z`;
          }
          hasDate = fasttype !== 4;
          hasTime = fasttype !== 3;
        }
      else {
        let match = date.match(DATE_TIME_RE);
        if (match) {
          if (!match[1]) {
            hasDate = false;
            date = `0000-01-01T${date}`;
          }
          hasTime = !!match[2];
          hasTime && date[10] === " " && (date = date.replace(" ", "T"));
          if (match[2] && +match[2] > 23) {
            date = "";
          } else {
            offset = match[3] || null;
            if (!offset && hasTime)
              date += "Z";
          }
        } else {
          date = "";
        }
      }
    }
    super(date);
    if (!isNaN(this.getTime())) {
      this.#hasDate = hasDate;
      this.#hasTime = hasTime;
      this.#offset = offset;
    }
  }
  isDateTime() {
    return this.#hasDate && this.#hasTime;
  }
  isLocal() {
    return !this.#hasDate || !this.#hasTime || !this.#offset;
  }
  isDate() {
    return this.#hasDate && !this.#hasTime;
  }
  isTime() {
    return this.#hasTime && !this.#hasDate;
  }
  isValid() {
    return this.#hasDate || this.#hasTime;
  }
  toISOString() {
    let iso = super.toISOString();
    if (this.isDate())
      return iso.slice(0, 10);
    if (this.isTime())
      return iso.slice(11, 23);
    if (this.#offset === null)
      return iso.slice(0, -1);
    if (this.#offset === "Z" || this.#offset === "z")
      return iso;
    let offset = +this.#offset.slice(1, 3) * 60 + +this.#offset.slice(4, 6);
    offset = this.#offset[0] === "-" ? offset : -offset;
    let offsetDate = new Date(this.getTime() - offset * 6e4);
    return offsetDate.toISOString().slice(0, -1) + this.#offset;
  }
  static wrapAsOffsetDateTime(jsDate, offset = "Z") {
    let date = new _TomlDate(jsDate);
    date.#offset = offset;
    return date;
  }
  static wrapAsLocalDateTime(jsDate) {
    let date = new _TomlDate(jsDate);
    date.#offset = null;
    return date;
  }
  static wrapAsLocalDate(jsDate) {
    let date = new _TomlDate(jsDate);
    date.#hasTime = false;
    date.#offset = null;
    return date;
  }
  static wrapAsLocalTime(jsDate) {
    let date = new _TomlDate(jsDate);
    date.#hasDate = false;
    date.#offset = null;
    return date;
  }
};

// node_modules/smol-toml/dist/extract.js
function isDigit(char, base = 10) {
  return base === 16 ? char > 47 && char < 58 || char > 64 && char < 71 || char > 96 && char < 103 : char > 47 && char < 48 + base;
}
function isEndOfValue(char, delim) {
  return char === 32 || char === 9 || char === 10 || char === 13 || // Structure end or next value delimiter
  delim && (char === delim || char === 44) || // Comment
  char === 35;
}
function extractValue(ctx, end) {
  let errPtr = ctx.p;
  let c = ctx.s.charCodeAt(ctx.p);
  if (c === 91 || c === 123) {
    ctx.d-- || TomlError.x("document contains excessively nested structures. aborting.", ctx);
    let value = c === 91 ? parseArray(ctx) : parseInlineTable(ctx);
    ctx.d++;
    return value;
  }
  if (c === 34 || c === 39) {
    return parseString(ctx);
  }
  if (c === 116) {
    if (ctx.s.charCodeAt(++ctx.p) !== 114 || ctx.s.charCodeAt(++ctx.p) !== 117 || ctx.s.charCodeAt(++ctx.p) !== 101)
      TomlError.x("invalid value", ctx, errPtr);
    return ctx.p++, true;
  }
  if (c === 102) {
    if (ctx.s.charCodeAt(++ctx.p) !== 97 || ctx.s.charCodeAt(++ctx.p) !== 108 || ctx.s.charCodeAt(++ctx.p) !== 115 || ctx.s.charCodeAt(++ctx.p) !== 101)
      TomlError.x("invalid value", ctx, errPtr);
    return ctx.p++, false;
  }
  if (c === 43 || c === 45) {
    return parseNumber(ctx, ctx.p, ctx.s.charCodeAt(++ctx.p), 44 - c, end);
  }
  if (ctx.s.charCodeAt(ctx.p + 4) === 45 && ctx.s.charCodeAt(ctx.p + 7) === 45) {
    return parseDate(ctx, c, end);
  }
  if (ctx.s.charCodeAt(ctx.p + 2) === 58) {
    return parseTime(ctx, c, end);
  }
  return parseNumber(ctx, ctx.p, c, 0, end);
}
function parseNumber(ctx, startPtr, startChr, sign, endChr) {
  let c = startChr;
  let state = 0;
  let hasUnderscores = false;
  if (c === 105) {
    if (ctx.s.charCodeAt(++ctx.p) !== 110 || ctx.s.charCodeAt(++ctx.p) !== 102)
      TomlError.x("invalid value", ctx, startPtr);
    return ctx.p++, (sign || 1) / 0;
  }
  if (c === 110) {
    if (ctx.s.charCodeAt(++ctx.p) !== 97 || ctx.s.charCodeAt(++ctx.p) !== 110)
      TomlError.x("invalid value", ctx, startPtr);
    return ctx.p++, NaN;
  }
  if (c === 48) {
    if (++ctx.p >= ctx.s.length || isEndOfValue(c = ctx.s.charCodeAt(ctx.p), endChr))
      return ctx.bi === true ? 0n : 0;
    if (!sign) {
      if (c === 120)
        return parseIntegerBaseN(ctx, startPtr, 16, endChr);
      else if (c === 98)
        return parseIntegerBaseN(ctx, startPtr, 2, endChr);
      else if (c === 111)
        return parseIntegerBaseN(ctx, startPtr, 8, endChr);
    }
    if (c === 46)
      state = 2;
    else if (c === 101 || c === 69)
      state = 4;
    else
      TomlError.x("illegal leading zero", ctx, startPtr);
  } else if (!isDigit(c))
    TomlError.x("invalid value", ctx, startPtr);
  while (++ctx.p < ctx.s.length && (c = ctx.s.charCodeAt(ctx.p), !isEndOfValue(c, endChr))) {
    if (!state)
      state = 1;
    if (c === 95) {
      if (!(state & 1))
        TomlError.x("illegal underscore", ctx);
      state += 11;
      hasUnderscores = true;
    } else if (state === 1 && c === 46)
      state = 2;
    else if ((state === 1 || state === 3) && (c === 101 || c === 69))
      state = 4;
    else if (state === 4 && (c === 43 || c === 45)) {
      state = 6;
    } else if (!isDigit(c))
      TomlError.x(`illegal character in numeric literal`, ctx);
    else if (state > 9)
      state -= 11;
    else if (!(state & 1))
      state++;
  }
  if (!state) {
    let val = (startChr - 48) * (sign || 1);
    return ctx.bi === true ? BigInt(val) : val;
  }
  if (!(state & 1))
    TomlError.x("unfinished numeric value", ctx, startPtr);
  let str = ctx.s.slice(startPtr, ctx.p);
  if (hasUnderscores)
    str = str.replaceAll("_", "");
  return state > 1 ? parseFloat(str) : parseInteger(ctx, str, 10, startPtr);
}
function parseIntegerBaseN(ctx, startPtr, base, endChr) {
  let c, underscore = 1;
  while (++ctx.p < ctx.s.length && (c = ctx.s.charCodeAt(ctx.p), !isEndOfValue(c, endChr))) {
    if (c === 95) {
      if (underscore & 1)
        TomlError.x("illegal underscore", ctx);
      underscore = 3;
    } else if (!isDigit(c, base))
      TomlError.x(`illegal character in numeric literal`, ctx);
    else if (underscore & 1)
      underscore--;
  }
  if (underscore & 1)
    TomlError.x("unfinished numeric value", ctx);
  let str = ctx.s.slice(startPtr + 2, ctx.p);
  if (underscore)
    str = str.replaceAll("_", "");
  return parseInteger(ctx, str, base, startPtr);
}
function parseInteger(ctx, str, base, startPtr) {
  if (ctx.bi !== true)
    int: {
      let val = parseInt(str, base);
      if (!Number.isSafeInteger(val)) {
        if (ctx.bi)
          break int;
        TomlError.x("integer value cannot be represented losslessly", ctx, startPtr);
      }
      return val;
    }
  return base === 10 ? BigInt(str) : BigInt((base === 2 ? "0b" : base === 8 ? "0o" : "0x") + str);
}
function parseDate(ctx, c, endChr) {
  let startPtr = ctx.p++, unsafeSeparator;
  if (!isDigit(c) || !isDigit(ctx.s.charCodeAt(ctx.p++)) || !isDigit(ctx.s.charCodeAt(ctx.p++)) || !isDigit(ctx.s.charCodeAt(ctx.p++))) {
    return parseNumber(ctx, ctx.p = startPtr, c, 0, endChr);
  }
  ctx.p += 5;
  if (!isDigit(ctx.s.charCodeAt(ctx.p++)))
    TomlError.x("invalid date-time: date part is malformed", ctx, startPtr);
  if (ctx.p >= ctx.s.length || ((c = ctx.s.charCodeAt(ctx.p)) !== 32 || (unsafeSeparator = true, !isDigit(ctx.s.charCodeAt(ctx.p + 1)))) && c !== 84 && c !== 116) {
    let t2 = ctx.s.slice(startPtr, ctx.p);
    return readDate(ctx, t2, 3, false, startPtr);
  }
  if (ctx.s.charCodeAt(ctx.p += 3) !== 58)
    TomlError.x("invalid date-time: time part is malformed", ctx, startPtr);
  if (ctx.s.charCodeAt(ctx.p += 3) === 58)
    ctx.p += 3;
  if (ctx.s.charCodeAt(ctx.p) === 46)
    while (isDigit(ctx.s.charCodeAt(++ctx.p)))
      ;
  if (c = ctx.s.charCodeAt(ctx.p)) {
    if (c === 90 || c === 122) {
      let t2 = ctx.s.slice(startPtr, ++ctx.p);
      return readDate(ctx, t2, 1, unsafeSeparator, startPtr, "[+00:00]");
    }
    if (c === 43 || c === 45) {
      let t2 = ctx.s.slice(startPtr, ctx.p += 6);
      return readDate(ctx, t2, 1, unsafeSeparator, startPtr, !ctx.ld && "[" + ctx.s.slice(ctx.p - 6, ctx.p) + "]");
    }
  }
  let t = ctx.s.slice(startPtr, ctx.p);
  return readDate(ctx, t, 2, unsafeSeparator, startPtr);
}
function parseTime(ctx, c, endChr) {
  let start = ctx.p;
  if (!isDigit(c) || !isDigit(ctx.s.charCodeAt(++ctx.p))) {
    return parseNumber(ctx, --ctx.p, c, 0, endChr);
  }
  if (ctx.s.charCodeAt(ctx.p += 4) === 58)
    ctx.p += 3;
  if (ctx.s.charCodeAt(ctx.p) === 46)
    while (isDigit(ctx.s.charCodeAt(++ctx.p)))
      ;
  let t = ctx.s.slice(start, ctx.p);
  return readDate(ctx, t, 4, false, start);
}
function readDate(ctx, str, type, unsafeDelim, errPtr, temporalSuffix) {
  if (ctx.ld) {
    let date = new TomlDate(str, type, unsafeDelim);
    if (!date.isValid())
      TomlError.x("invalid date", ctx, errPtr);
    return date;
  }
  try {
    if (temporalSuffix)
      str += temporalSuffix;
    switch (type) {
      case 1:
        return Temporal.ZonedDateTime.from(str);
      case 2:
        return Temporal.PlainDateTime.from(str);
      case 3:
        return Temporal.PlainDate.from(str);
      case 4:
        return Temporal.PlainTime.from(str);
    }
  } catch (e) {
    TomlError.x(e instanceof Error ? e.message : "" + e, ctx, errPtr);
  }
}

// node_modules/smol-toml/dist/util.js
function skipComment(ctx) {
  for (; ctx.p < ctx.s.length; ctx.p++) {
    let c = ctx.s.charCodeAt(ctx.p);
    if (c === 10)
      break;
    if (c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10) {
      ctx.p++;
      break;
    }
    if (c < 32 && c !== 9 || c === 127) {
      TomlError.x("control characters are not allowed in comments", ctx);
    }
  }
}
function skipVoid(ctx, banNewLines, banComments) {
  let c;
  while (ctx.p < ctx.s.length) {
    while (ctx.p < ctx.s.length && ((c = ctx.s.charCodeAt(ctx.p)) === 32 || c === 9 || !banNewLines && (c === 10 || c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10)))
      ctx.p++;
    if (banComments || c !== 35)
      break;
    skipComment(ctx);
  }
}

// node_modules/smol-toml/dist/struct.js
function parseKey(ctx, end = 61) {
  let startPtr;
  let state = 0;
  let parsed4 = [];
  let sliceStart;
  let c = ctx.s.charCodeAt(startPtr = ctx.p);
  do {
    if (c === end) {
      if (!state)
        TomlError.x("unexpected end of key", ctx);
      if (state === 1)
        parsed4.push(ctx.s.slice(sliceStart, ctx.p));
      return ctx.p++, parsed4;
    } else if (c === 46) {
      if (!state)
        TomlError.x("illegal empty bare key", ctx);
      if (state === 1)
        parsed4.push(ctx.s.slice(sliceStart, ctx.p));
      state = 0;
    } else if (!state && (c === 34 || c === 39)) {
      if (c === ctx.s.charCodeAt(ctx.p + 1) && c === ctx.s.charCodeAt(ctx.p + 2))
        TomlError.x("illegal quoted key: multiline strings are not allowed", ctx);
      parsed4.push(parseString(ctx));
      state = 2;
      ctx.p--;
    } else if (c === 32 || c === 9) {
      if (state === 1) {
        parsed4.push(ctx.s.slice(sliceStart, ctx.p));
        state = 2;
      }
    } else if (state === 2 || c < 48 && c !== 45 || c > 57 && c < 65 || c > 90 && c < 97 && c !== 95 || c > 122) {
      TomlError.x("illegal character in key", ctx);
    } else if (!state) {
      state = 1;
      sliceStart = ctx.p;
    }
  } while (c = ctx.s.charCodeAt(++ctx.p));
  TomlError.x("incomplete key-value: cannot find end of key", ctx, startPtr);
}
function parseInlineTable(ctx) {
  let startPtr = ctx.p++;
  let res = /* @__PURE__ */ Object.create(null);
  let seen2 = /* @__PURE__ */ new Set();
  let c;
  while (ctx.p < ctx.s.length) {
    skipVoid(ctx);
    if ((c = ctx.s.charCodeAt(ctx.p)) === 125) {
      ctx.p++;
      return res;
    }
    let k;
    let t = res;
    let hasOwn = false;
    let errPtr = ctx.p;
    let key = parseKey(ctx);
    for (let i = 0; i < key.length; i++) {
      if (i)
        t = hasOwn ? t[k] : t[k] = /* @__PURE__ */ Object.create(null);
      k = key[i];
      if ((hasOwn = Object.hasOwn(t, k)) && (typeof t[k] !== "object" || seen2.has(t[k]))) {
        TomlError.x("trying to redefine an already defined value", ctx, errPtr);
      }
      let unsafe = k === "__proto__";
      if (ctx.uk && (unsafe || k === "constructor")) {
        t = ctx.uk !== 1 && TomlError.x("document contains an unsafe property", ctx, errPtr);
        break;
      }
      if (!hasOwn && unsafe) {
        Object.defineProperty(t, k, { enumerable: true, configurable: true, writable: true });
      }
    }
    if (hasOwn) {
      TomlError.x("trying to redefine an already defined value", ctx, errPtr);
    }
    skipVoid(ctx, true, true);
    let value = extractValue(
      ctx,
      125
      /* } */
    );
    if (t && typeof (t[k] = value) === "object")
      seen2.add(value);
    skipVoid(ctx);
    if ((c = ctx.s.charCodeAt(ctx.p++)) === 125) {
      return res;
    }
    if (c !== 44)
      TomlError.x("expected comma or end of structure", ctx, ctx.p - 1);
  }
  TomlError.x("unfinished table", ctx, startPtr);
}
function parseArray(ctx) {
  let startPtr = ctx.p++;
  let res = [];
  let c;
  while (ctx.p < ctx.s.length) {
    skipVoid(ctx);
    if ((c = ctx.s.charCodeAt(ctx.p)) === 93) {
      ctx.p++;
      return res;
    }
    res.push(extractValue(
      ctx,
      93
      /* ] */
    ));
    skipVoid(ctx);
    if ((c = ctx.s.charCodeAt(ctx.p++)) === 93) {
      return res;
    }
    if (c !== 44)
      TomlError.x("expected comma or end of structure", ctx, ctx.p - 1);
  }
  TomlError.x("unfinished array", ctx, startPtr);
}

// node_modules/smol-toml/dist/parse.js
function peekTable(ctx, key, table, meta, type) {
  let t = table;
  let m = meta;
  let k;
  let hasOwn = false;
  let state;
  for (let i = 0; i < key.length; i++) {
    if (i) {
      t = hasOwn ? t[k] : t[k] = /* @__PURE__ */ Object.create(null);
      m = (state = m[k]).c;
      if (type === 0 && (state.t === 1 || state.t === 2)) {
        return null;
      }
      if (state.t === 2) {
        let l = t.length - 1;
        t = t[l];
        m = m[l].c;
      }
    }
    k = key[i];
    if ((hasOwn = Object.hasOwn(t, k)) && m[k]?.t === 0 && m[k]?.d) {
      return null;
    }
    if (!hasOwn) {
      let unsafe = k === "__proto__";
      if (ctx.uk && (unsafe || k === "constructor"))
        return false;
      if (unsafe) {
        Object.defineProperty(t, k, { enumerable: true, configurable: true, writable: true });
        Object.defineProperty(m, k, { enumerable: true, configurable: true, writable: true });
      }
      m[k] = {
        t: i < key.length - 1 && type === 2 ? 3 : type,
        d: false,
        i: 0,
        c: /* @__PURE__ */ Object.create(null)
      };
    }
  }
  state = m[k];
  if (state.t !== type && !(type === 1 && state.t === 3)) {
    return null;
  }
  if (type === 2) {
    if (!state.d) {
      state.d = true;
      t[k] = [];
    }
    t[k].push(t = /* @__PURE__ */ Object.create(null));
    state.c[state.i++] = state = { t: 1, d: false, i: 0, c: /* @__PURE__ */ Object.create(null) };
  }
  if (state.d) {
    return null;
  }
  state.d = true;
  if (type === 1) {
    t = hasOwn ? t[k] : t[k] = /* @__PURE__ */ Object.create(null);
  } else if (type === 0 && hasOwn) {
    return null;
  }
  return [k, t, state.c];
}
function validateTablePeek(ctx, peek, ptr) {
  if (peek === null || ctx.uk === 2)
    TomlError.x(peek === null ? "trying to redefine an already defined table or value" : "document contains an unsafe property", ctx, ptr);
}
function parse3(toml, options = {}) {
  let ctx = {
    s: toml,
    p: 0,
    d: options.maxDepth ?? 1e3,
    bi: options.integersAsBigInt ?? false,
    ld: options.useLegacyDate ?? true,
    uk: options.unsafeKeyBehaviour === "throw" ? 2 : options.unsafeKeyBehaviour === "drop" ? 1 : 0
  };
  let res = /* @__PURE__ */ Object.create(null);
  let meta = /* @__PURE__ */ Object.create(null);
  let tmp;
  let skipping = false;
  let tbl = res;
  let m = meta;
  if (toml.charCodeAt(0) === 65279)
    ctx.p++;
  skipVoid(ctx);
  while (ctx.p < toml.length) {
    if (toml.charCodeAt(ctx.p) === 91) {
      let isTableArray = toml.charCodeAt(++ctx.p) === 91;
      tmp = ctx.p += +isTableArray;
      skipping = false;
      let k = parseKey(
        ctx,
        93
        /* ] */
      );
      if (isTableArray) {
        if (toml.charCodeAt(ctx.p) !== 93) {
          TomlError.x("expected end of table array declaration", ctx);
        }
        ctx.p++;
      }
      let p = peekTable(
        ctx,
        k,
        res,
        meta,
        isTableArray ? 2 : 1
        /* Type.EXPLICIT */
      );
      if (!p) {
        validateTablePeek(ctx, p, tmp);
        skipping = true;
      } else {
        m = p[2];
        tbl = p[1];
      }
    } else {
      tmp = ctx.p;
      let k = parseKey(ctx);
      let p = peekTable(
        ctx,
        k,
        tbl,
        m,
        0
        /* Type.DOTTED */
      );
      if (!p && !skipping)
        validateTablePeek(ctx, p, tmp);
      skipVoid(ctx, true, true);
      let v = extractValue(ctx, void 0);
      if (p && !skipping)
        p[1][p[0]] = v;
    }
    skipVoid(ctx, true);
    if (ctx.p < toml.length && (tmp = toml.charCodeAt(ctx.p)) !== 10 && (tmp !== 13 || toml.charCodeAt(ctx.p + 1) !== 10)) {
      TomlError.x("each key-value declaration must be followed by an end-of-line", ctx);
    }
    skipVoid(ctx);
  }
  return res;
}

// node_modules/smol-toml/dist/stringify.js
var HAS_WELLFORMED = !!"".isWellFormed;

// src/toolchain/python-range.ts
var CLAUSE = /^(===|==|!=|<=|>=|~=|<|>|\^|~)?\s*(\d+(?:\.\d+)*)(\.\*)?$/;
function parsePythonRange(text2, file) {
  const choices = text2.split("||").map((choice) => choice.split(/,|\s+(?=[<>=!~^])/).map((clause) => clause.trim()));
  const tests = [];
  for (const clauses of choices) {
    const parts = clauses.filter((clause) => clause !== "" && clause !== "*").map(testOf);
    const known = parts.flatMap((part) => part ?? []);
    if (known.length < parts.length) return void 0;
    tests.push((version) => known.every((test) => test(version)));
  }
  return {
    file,
    text: text2,
    example: /(?:>=|==|~=|\^|~)\s*(\d+\.\d+)/.exec(text2)?.[1] ?? /\d+\.\d+/.exec(text2)?.[0] ?? "3.x",
    allows: (version) => tests.some((test) => test(version))
  };
}
function testOf(clause) {
  const [, operator = "==", wanted = "", star] = CLAUSE.exec(clause) ?? [];
  if (wanted === "") return void 0;
  const parts = wanted.split(".");
  const compare3 = (version) => compareVersions(version, wanted);
  const starts = (version, prefix) => prefix.every((part, at) => Number(version.split(".")[at] ?? 0) === Number(part));
  const equals = (version) => star === void 0 ? compare3(version) === 0 : starts(version, parts);
  switch (operator) {
    case ">=":
      return (version) => compare3(version) >= 0;
    case "<=":
      return (version) => compare3(version) <= 0;
    case ">":
      return (version) => compare3(version) > 0;
    case "<":
      return (version) => compare3(version) < 0;
    case "!=":
      return (version) => !equals(version);
    case "~=":
      return (version) => compare3(version) >= 0 && starts(version, parts.slice(0, -1));
    case "^":
      return (version) => compare3(version) >= 0 && starts(version, parts.slice(0, 1));
    case "~":
      return (version) => compare3(version) >= 0 && starts(version, parts.slice(0, 2));
    default:
      return (version) => equals(version) || star === void 0 && starts(version, parts);
  }
}

// src/toolchain/project-recipe.ts
var CONDA_FILES = ["environment.yml", "environment.yaml"];
var FILES = [
  { name: "uv.lock", kind: "uv-lock" },
  { name: "requirements.txt", kind: "requirements" },
  { name: "pylock.toml", kind: "pylock" },
  { name: "poetry.lock", kind: "poetry" },
  { name: "pdm.lock", kind: "pdm" },
  { name: "Pipfile.lock", kind: "pipenv" },
  { name: "conda-lock.yml", kind: "conda-lock" },
  ...CONDA_FILES.map((name2) => ({ name: name2, kind: "conda" })),
  { name: "pyproject.toml", kind: "pyproject" }
];
var LOCKS = [...FILES.filter(({ name: name2 }) => /lock/.test(name2)).map(({ name: name2 }) => name2), "pixi.lock"];
async function unusedLocks(recipe, folders) {
  const places2 = recipe === void 0 ? folders : [recipe.directory];
  const files2 = [...new Set(places2)].flatMap((folder) => LOCKS.map((name2) => join24(folder, name2)));
  const texts = await Promise.all(files2.map(readText2));
  return files2.filter((file, at) => texts[at] !== void 0 && file !== recipe?.file);
}
async function pythonRange(directory) {
  const table = parseToml(await readText2(join24(directory, "pyproject.toml")) ?? "");
  const own = isTable(table?.project) ? table.project["requires-python"] : void 0;
  const tool = isTable(table?.tool) ? table.tool.poetry : void 0;
  const needs = isTable(tool) ? tool.dependencies : void 0;
  const text2 = own ?? (isTable(needs) ? needs.python : void 0);
  return typeof text2 === "string" ? parsePythonRange(text2, "pyproject.toml") : void 0;
}
async function pinnedDvc(recipe) {
  for (const { text: text2 } of await readWithIncludes(recipe.file))
    for (const line of requirementLines(text2 ?? "")) {
      const version = /^dvc\s*(?:\[[^\]]*\])?\s*===?\s*(\d[\w.]*)/i.exec(line)?.[1];
      if (version !== void 0) return version;
    }
  return void 0;
}
async function findOwnEnvironment(workingDirectory, repositoryRoot) {
  for (const folder of /* @__PURE__ */ new Set([workingDirectory, repositoryRoot])) {
    const environment = join24(folder, ".venv");
    if (await isProgram(pythonOf(environment))) return environment;
  }
  return void 0;
}
async function findRecipe(workingDirectory, repositoryRoot) {
  for (const directory of /* @__PURE__ */ new Set([workingDirectory, repositoryRoot])) {
    for (const { name: name2, kind } of FILES) {
      const file = join24(directory, name2);
      const text2 = await readText2(file);
      if (text2 === void 0) continue;
      if (kind !== "pyproject") return { kind, file, directory };
      if (!describesPackage(text2)) continue;
      const lock = join24(repositoryRoot, "uv.lock");
      return await isWorkspaceWithLock(repositoryRoot, lock) ? { kind: "uv-lock", file: lock, directory } : { kind, file, directory };
    }
  }
  return void 0;
}
function describesPackage(text2) {
  const table = parseToml(text2);
  return !table || "project" in table || "build-system" in table;
}
async function isWorkspaceWithLock(root, lock) {
  const tool = parseToml(await readText2(join24(root, "pyproject.toml")) ?? "")?.tool;
  const uv = isTable(tool) ? tool.uv : void 0;
  return isTable(uv) && "workspace" in uv && await readText2(lock) !== void 0;
}
async function hasDevGroup(pyproject) {
  const groups = parseToml(await readText2(pyproject) ?? "")?.["dependency-groups"];
  return isTable(groups) && "dev" in groups;
}
async function readRecipe(recipe) {
  const hash = createHash8("sha256");
  const place = await realpath4(recipe.directory);
  hash.update(recipe.kind);
  let copies = false;
  if (["pyproject", "poetry", "pdm", "pipenv"].includes(recipe.kind)) {
    hash.update(place);
    for (const name2 of [
      "poetry.lock",
      "poetry.toml",
      "pdm.lock",
      "pdm.toml",
      "Pipfile",
      "Pipfile.lock",
      "pyproject.toml",
      "setup.cfg",
      "setup.py",
      "requirements.in",
      "requirements-dev.txt",
      "uv.toml"
    ]) {
      hash.update(`\0${name2}\0${await readText2(join24(recipe.directory, name2)) ?? ""}`);
    }
    return { hash: hash.digest("hex").slice(0, 16), copies };
  }
  for (const { path: path2, text: text2 } of await readWithIncludes(recipe.file)) {
    hash.update(`\0${path2 === recipe.file ? "" : path2.slice(recipe.directory.length)}\0${text2 ?? ""}`);
    for (const line of requirementLines(text2 ?? "")) {
      const local = recipe.kind === "conda" && !/^(\.|-e|--editable|file:)/.test(line) ? void 0 : localRequirement(line);
      if (local) hash.update(place);
      copies ||= local === "copied";
    }
  }
  hash.update(
    `\0${await readText2(join24(recipe.directory, "uv.toml")) ?? ""}\0${uvSettings(await readText2(join24(recipe.directory, "pyproject.toml")) ?? "")}`
  );
  return { hash: hash.digest("hex").slice(0, 16), copies };
}
function uvSettings(text2) {
  const tool = parseToml(text2)?.tool;
  return isTable(tool) && tool.uv !== void 0 ? JSON.stringify(tool.uv) : "";
}
async function readWithIncludes(file) {
  const read = /* @__PURE__ */ new Map();
  const visit4 = async (path2) => {
    if (read.has(path2)) return;
    const text2 = await readText2(path2);
    read.set(path2, text2);
    for (const line of requirementLines(text2 ?? "")) {
      const included = includedFile(line);
      if (included !== void 0 && !included.includes("://")) await visit4(resolve10(dirname12(path2), included));
    }
  };
  await visit4(file);
  return [...read].map(([path2, text2]) => ({ path: path2, text: text2 }));
}
function requirementLines(text2) {
  return text2.replace(/\\\r?\n/g, " ").split(/\r?\n/).map(
    (line) => line.replace(/(^|\s)#.*$/, "").trim().replace(/^-\s+(["']?)(.*)\1$/, "$2").trim()
  ).filter(Boolean);
}
function includedFile(line) {
  return /^(?:-r|-c|--requirement[\s=]|--constraint[\s=])\s*(["']?)(.+)\1$/.exec(line)?.[2];
}
function localRequirement(line) {
  const editable = /^(?:-e|--editable[\s=])\s*(.+)$/.exec(line)?.[1];
  if (editable !== void 0) return editable.includes("://") && !editable.startsWith("file:") ? void 0 : "linked";
  if (line.startsWith("-")) return void 0;
  const requirement = (/^[\w.-]+\s*(?:\[[^\]]*\])?\s*@\s*(.+)$/.exec(line)?.[1] ?? line).trim();
  if (requirement.startsWith("file:")) return "copied";
  if (requirement.includes("://")) return void 0;
  return /^\.{1,2}(?=$|[/\\[\s;])/.test(requirement) || isAbsolute4(requirement) || /^[\w.-]+[/\\]/.test(requirement) || /\.(whl|zip|tar\.gz)$/.test(requirement) ? "copied" : void 0;
}
async function readText2(path2) {
  return await readFile15(path2, "utf8").catch(() => void 0);
}
function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function parseToml(text2) {
  try {
    return parse3(text2);
  } catch {
    return void 0;
  }
}

// src/toolchain/project-install.ts
var MINIMUM_PYTHON2 = "3.8";
async function installRecipe(request) {
  switch (request.recipe.kind) {
    case "uv-lock":
      return await syncLock(request);
    case "conda":
    case "conda-lock":
      return await installConda(request);
    case "requirements":
    case "pylock":
    case "poetry":
    case "pdm":
    case "pipenv":
    case "pyproject":
      return await installPackages(request);
  }
}
async function syncLock(request) {
  const { recipe, env } = request;
  const uv = await provideUv({ ...request, cwd: recipe.directory });
  const choices = ["UV_PROJECT_ENVIRONMENT", "UV_PYTHON", "UV_PYTHON_DOWNLOADS"].flatMap(
    (name2) => env[name2] === void 0 ? [] : [[name2, env[name2]]]
  );
  const variables = { ...uv.env, UV_PYTHON_DOWNLOADS: void 0, ...Object.fromEntries(choices) };
  const root = dirname13(recipe.file);
  const place = env.UV_PROJECT_ENVIRONMENT ?? ".venv";
  const prefix = isAbsolute5(place) ? place : resolve11(root, place);
  const shared = await access2(prefix).then(
    () => void 0,
    () => request.shared
  );
  const entry = {
    what: `${basename6(prefix)} by uv`,
    kind: "venv",
    name: shortHash(`${prefix}
${await readFile16(recipe.file, "utf8")}`),
    paths: [prefix]
  };
  const restored = await shared?.restore(entry);
  await run(request, [uv.program, "sync", "--frozen", "--inexact"], recipe.directory, variables);
  if (restored === void 0) shared?.keep(entry);
  return {
    environment: { kind: "virtual", prefix },
    reused: false,
    made: "uv",
    ...uv.origin === "installed" ? { uvDirectory: dirname13(uv.program) } : {}
  };
}
async function installPackages(request) {
  const { recipe, env, signal, cacheRoot: cacheRoot2 } = request;
  const { directory: cwd } = recipe;
  const wanted = recipe.kind === "requirements" || recipe.kind === "pipenv" ? void 0 : await pythonRange(cwd);
  const python = await findPython({
    ...wanted === void 0 ? {} : { wanted },
    env,
    cwd,
    signal,
    minimum: MINIMUM_PYTHON2,
    purpose: `install ${basename6(recipe.file)}`
  });
  const { hash, copies } = await readRecipe(recipe);
  const { directory, reused } = await keptDirectory({
    root: cacheRoot2,
    kind: "env",
    what: `the environment of ${basename6(recipe.file)}`,
    ...request.shared === void 0 ? {} : { shared: request.shared },
    name: `${hash}-py${python.version}-${shortHash(python.base)}`,
    usable: async (kept) => await isProgram(pythonOf(join25(kept, "environment"))),
    renew: copies,
    build: async (made) => {
      const uv = await provideUv({ ...request, cwd });
      const environment = join25(made, "environment");
      await run(request, [uv.program, "venv", "--quiet", "--python", python.program, environment], cwd, uv.env);
      const install = [uv.program, "pip", "install", "--python", pythonOf(environment)];
      const tool = TOOLS[recipe.kind];
      if (tool !== void 0) {
        await installByTool(request, { ...tool, uv, environment });
      } else if (recipe.kind === "requirements" || recipe.kind === "pylock") {
        await run(request, [...install, ...copies ? ["--refresh"] : [], "-r", basename6(recipe.file)], cwd, uv.env);
      } else {
        const group = await hasDevGroup(recipe.file) ? ["--group", "dev"] : [];
        await run(request, [...install, "-e", ".", ...group], cwd, uv.env);
      }
    }
  });
  return {
    environment: { kind: "virtual", prefix: join25(directory, "environment") },
    reused,
    made: `Python ${python.version}`
  };
}
var TOOLS = {
  poetry: { name: "poetry", command: ["install", "--no-interaction", "--no-ansi"] },
  pdm: { name: "pdm", command: ["sync"] },
  pipenv: { name: "pipenv", command: ["sync", "--dev"] }
};
async function installByTool(request, install) {
  const { name: name2, command: command2, uv, environment } = install;
  const { recipe, env } = request;
  const [own] = await programsNamed(name2, env);
  if (own === void 0)
    throw new SetupError("lock-file-unsupported", `${basename6(recipe.file)} needs ${name2}, which is not on PATH.`, {
      key: "setup",
      value: "auto",
      path: relative8(request.repositoryRoot, recipe.file),
      remedy: `Install ${name2} in an earlier step, such as \`pipx install ${name2}\`, or set \`setup\` to the command that installs the packages, or to \`none\`.`
    });
  await run(request, [own, ...command2], recipe.directory, {
    ...uv.env,
    // Each of the tools installs into the active environment.
    VIRTUAL_ENV: environment,
    PATH: [dirname13(pythonOf(environment)), uv.env.PATH ?? ""].join(delimiter),
    PDM_IGNORE_SAVED_PYTHON: "1",
    PDM_CHECK_UPDATE: "0",
    PIPENV_NOSPIN: "1",
    PIPENV_VERBOSITY: "-1"
  });
}
var CONDA_PROGRAMS = ["micromamba", "mamba", "conda"];
async function installConda(request) {
  const { recipe, env, cacheRoot: cacheRoot2 } = request;
  const found = (await Promise.all(CONDA_PROGRAMS.map((name2) => programsNamed(name2, env)))).flat()[0];
  if (found === void 0) {
    throw new SetupError(
      "conda-missing",
      `${basename6(recipe.file)} needs conda, but none of ${CONDA_PROGRAMS.join(", ")} is on PATH.`,
      {
        key: "setup",
        value: "auto",
        path: relative8(request.repositoryRoot, recipe.file),
        remedy: "Add the step 'uses: mamba-org/setup-micromamba' or 'uses: conda-incubator/setup-miniconda' before this one, or set `setup` to a command or to `none`."
      }
    );
  }
  const program = basename6(found, ".exe");
  const { hash, copies } = await readRecipe(recipe);
  const { directory, reused } = await keptDirectory({
    root: cacheRoot2,
    kind: "env",
    what: `the environment of ${basename6(recipe.file)}`,
    ...request.shared === void 0 ? {} : { shared: request.shared },
    name: `${hash}-conda-${shortHash(`${process.platform}-${process.arch}`)}`,
    usable: async (kept) => await isProgram(condaPython(join25(kept, "environment"))),
    renew: copies,
    build: async (made) => {
      const byConda = [
        found,
        ...program === "micromamba" ? ["create"] : ["env", "create"],
        "--prefix",
        join25(made, "environment"),
        "--file",
        basename6(recipe.file)
      ];
      const variables = { ...installVariables(env), CONDA_ALWAYS_YES: "true", MAMBA_ALWAYS_YES: "true" };
      const uv = recipe.kind === "conda-lock" && program !== "micromamba" ? await provideUv({ ...request, cwd: recipe.directory }) : void 0;
      await run(
        request,
        uv === void 0 ? byConda : [
          uv.program,
          "tool",
          "run",
          "conda-lock",
          "install",
          "--conda",
          found,
          "--prefix",
          join25(made, "environment"),
          basename6(recipe.file)
        ],
        recipe.directory,
        variables
      );
    }
  });
  return { environment: { kind: "conda", prefix: join25(directory, "environment") }, reused, made: program };
}
var UNREACHABLE = /Request failed after|Failed to fetch|error sending request/i;
async function run({ recipe, repositoryRoot, host, signal }, argv, cwd, env) {
  const file = relative8(repositoryRoot, recipe.file);
  const shown2 = argv.map((arg, index) => index ? arg : basename6(arg)).filter((arg) => !isAbsolute5(arg) && arg !== "--python" && arg !== "--prefix").join(" ");
  host.info(`${shown2} (for ${file})`);
  const result = await runProcess(argv, {
    cwd,
    env,
    signal,
    onOutput: (text2) => {
      host.output(text2);
    }
  });
  if (result.code === 0) return;
  const message = `setup: '${shown2}' for ${file} ended with ${result.code}.
${lastLines(result)}
`;
  if (UNREACHABLE.test(result.stderr))
    throw new OutsideError("package-index-unreachable", message, {
      path: file,
      remedy: "Check that this machine reaches the package index, and run again."
    });
  throw new ProjectError("project-install-failed", message, {
    key: "setup",
    value: "auto",
    path: file,
    remedy: `Correct ${basename6(recipe.file)}, or set \`setup\` to the command that installs the project's packages.`
  });
}
function shortHash(text2) {
  return createHash9("sha256").update(text2).digest("hex").slice(0, 8);
}

// src/toolchain/project-environment.ts
var directly = (body) => body();
async function prepareProject(request) {
  const started = performance.now();
  const { env, description } = await prepareBy(request);
  const withDvc = request.dvcDirectory === void 0 || (await programsNamed("dvc", env)).length > 0 ? env : withLast(env, request.dvcDirectory);
  return { env: withDvc, description, seconds: roundSeconds(performance.now() - started) };
}
async function prepareBy(request) {
  switch (request.setup.kind) {
    case "none":
      return { env: request.env, description: "no set-up, as the settings ask" };
    case "command": {
      const { command: command2 } = request.setup;
      return await (request.around ?? directly)(() => runCommand(command2, request));
    }
    case "auto":
      return await prepareAuto(request);
  }
}
async function prepareAuto(request) {
  const { env, workingDirectory, repositoryRoot } = request;
  const active = await activeEnvironment(env);
  if (active)
    return { env: keepActive(env, active), description: `the active ${active.kind} environment ${active.prefix}` };
  const recipe = await findRecipe(workingDirectory, repositoryRoot);
  if (recipe?.kind !== "uv-lock") {
    const own = await findOwnEnvironment(workingDirectory, repositoryRoot);
    if (own !== void 0)
      return {
        env: activate(env, { kind: "virtual", prefix: own }),
        description: `${relative9(repositoryRoot, own)}, unchanged`
      };
  }
  const unused = (await unusedLocks(recipe, [workingDirectory, repositoryRoot])).map(
    (file) => relative9(repositoryRoot, file)
  );
  if (!recipe && unused[0] !== void 0)
    throw new SetupError(
      "lock-file-unsupported",
      `the project has ${unused.join(", ")}, which the set-up cannot install, and no other list of packages.`,
      {
        key: "setup",
        value: "auto",
        path: unused[0],
        remedy: "Set `setup` to the command that installs it, or to `none`."
      }
    );
  if (recipe && unused.length > 0)
    request.host.warning(
      `${unused.join(", ")} ${unused.length === 1 ? "is" : "are"} not used: the set-up installs ${relative9(repositoryRoot, recipe.file)}. To use ${unused.length === 1 ? "it" : "one of them"}, set \`setup\` to its command.`
    );
  if (recipe?.kind === "requirements") {
    const pinned = await pinnedDvc(recipe);
    if (pinned !== void 0 && !isSupported(pinned))
      request.host.warning(
        `${relative9(repositoryRoot, recipe.file)} pins DVC ${pinned}, and dvc-ci needs ${MINIMUM_DVC_VERSION} or newer: it uses its own DVC, and a stage that calls dvc gets ${pinned}. Raise the pin to keep one version everywhere.`
      );
  }
  if (!recipe)
    return {
      env,
      description: "no set-up: no active environment, uv.lock, requirements.txt, environment.yml or package"
    };
  const { environment, reused, made, uvDirectory } = await (request.around ?? directly)(
    () => installRecipe({ ...request, recipe, cacheRoot: request.cacheRoot ?? cacheRoot(env) })
  );
  const activated = activate(env, environment);
  return {
    env: uvDirectory === void 0 ? activated : withLast(activated, uvDirectory),
    description: `${relative9(repositoryRoot, recipe.file)} (${made}${reused ? ", from an earlier run" : ""})`
  };
}
async function runCommand(command2, request) {
  const { workingDirectory, repositoryRoot, signal, host } = request;
  const before = await findOwnEnvironment(workingDirectory, repositoryRoot);
  const env = await withUvFor(command2, request);
  const result = await runProcess(shellLine(command2), {
    cwd: workingDirectory,
    env,
    signal,
    tail: TAIL_OF_COMMAND,
    onOutput: (text2) => {
      host.output(text2);
    }
  });
  if (result.code !== 0) {
    throw new ProjectError(
      "setup-command-failed",
      `setup: '${command2}' ended with ${result.code}.
${lastLines(result)}
`,
      {
        key: "setup",
        value: command2,
        remedy: `Run it in ${relative9(repositoryRoot, workingDirectory) || "the repository"} to find the missing parts.`
      }
    );
  }
  const after = await findOwnEnvironment(workingDirectory, repositoryRoot);
  const active = await activeEnvironment(env);
  if (after !== void 0 && after !== before) await hideFromGit(after, request);
  if (after !== void 0 && (after !== before || !active)) {
    return {
      env: activate(env, { kind: "virtual", prefix: after }),
      description: `'${command2}', and ${relative9(repositoryRoot, after)}`
    };
  }
  return { env: active ? keepActive(env, active) : env, description: `'${command2}'` };
}
async function withUvFor(command2, request) {
  const { env, workingDirectory } = request;
  if (!/(^|[\s;&|(])uvx?(\s|$)/.test(command2) || (await programsNamed("uv", env)).length > 0) return env;
  const uv = await provideUv({ ...request, cwd: workingDirectory, cacheRoot: request.cacheRoot ?? cacheRoot(env) });
  return withLast(env, dirname14(uv.program));
}
async function hideFromGit(environment, { host, repositoryRoot }) {
  const file = join26(environment, ".gitignore");
  if (await access3(file).then(
    () => true,
    () => false
  ))
    return;
  await writeFile5(file, "*\n");
  host.info(`${relative9(repositoryRoot, file)} hides the new environment from Git.`);
}

// src/steps/project/set-up-files.ts
import { access as access4, rm as rm13 } from "node:fs/promises";
import { basename as basename7, dirname as dirname15, join as join27 } from "node:path";
var BUILD_RESTS = /(^build|^\.pdm-build|\.egg-info|\.eggs)$/;
var PACKAGE_FILES = ["pyproject.toml", "setup.py", "setup.cfg"];
var BYTECODE = /(^|\/)__pycache__\/|\.py[co]$/;
var NAMED2 = 3;
async function keepingDependencies(project, removes, body) {
  const { git } = project;
  const read = codeDependencies(project);
  const list = async () => ({
    folders: removes ? (await git.otherFiles([], true)).filter((path2) => path2.endsWith("/")) : [],
    files: read.length === 0 ? [] : await git.otherFiles(read, false)
  });
  const before = await list();
  try {
    return await body();
  } finally {
    const after = await list();
    const known = new Set(before.folders);
    const removed = [];
    for (const folder of after.folders.map(withoutSlash))
      if (!known.has(`${folder}/`) && await isBuildRest(project, folder)) {
        await rm13(join27(git.root, folder), { recursive: true, force: true });
        removed.push(folder);
      }
    const old = new Set(before.files);
    warn(
      project,
      after.files.filter(
        (path2) => !old.has(path2) && !BYTECODE.test(path2) && !removed.some((folder) => isWithin(path2, folder))
      )
    );
  }
}
function codeDependencies({ index, stages, inGit: inGit2 }) {
  const outs = index.stages.flatMap((stage2) => stage2.outs.map(({ path: path2 }) => path2));
  const read = stages.flatMap(({ deps }) => deps.flatMap(({ kind, path: path2 }) => kind === "path" ? [path2] : []));
  return [...new Set(read)].filter((path2) => !outs.some((out) => isWithin(path2, out) || isWithin(out, path2))).map(inGit2).filter((path2) => !path2.startsWith("../"));
}
async function isBuildRest({ git, index, fromGit }, folder) {
  if (!BUILD_RESTS.test(basename7(folder))) return false;
  const path2 = fromGit(folder);
  if (index.stages.some(({ outs }) => outs.some((out) => isWithin(path2, out.path) || isWithin(out.path, path2))))
    return false;
  if (basename7(folder) !== "build") return true;
  const beside = await Promise.all(
    PACKAGE_FILES.map(
      (name2) => access4(join27(git.root, dirname15(folder), name2)).then(
        () => true,
        () => false
      )
    )
  );
  return beside.includes(true);
}
function warn(project, written) {
  const [first] = written;
  if (first === void 0) return;
  const names2 = [...new Set(written.map((path2) => /^.*\.egg-info(?=\/)/.exec(path2)?.[0] ?? path2))];
  const shown2 = names2.slice(0, NAMED2).join(", ");
  const lines2 = [...new Set(names2.map((path2) => path2.endsWith(".egg-info") ? "*.egg-info" : basename7(path2)))];
  project.run.report.lint.push({
    rule: "setup-writes-dependency",
    path: first,
    severity: "warning",
    message: `The set-up wrote ${shown2}${names2.length > NAMED2 ? ` and ${names2.length - NAMED2} more` : ""} into a dependency of a stage. DVC hashes ${names2.length === 1 ? "it" : "them"}, so the stage is stale here and up to date in a fresh clone. Exclude ${names2.length === 1 ? "it" : "them"} in .dvcignore: ${lines2.slice(0, NAMED2).join(", ")}.`,
    fix: `printf '%s\\n' ${lines2.slice(0, NAMED2).map((line) => shellWord(line)).join(" ")} >> .dvcignore`
  });
}
function withoutSlash(path2) {
  return path2.replace(/\/$/, "");
}

// src/steps/project/set-up.ts
async function setUpProject(project) {
  const { run: run2, git } = project;
  return run2.step("setup", async (outcome) => {
    const prepared = await prepareProject({
      setup: run2.settings.setup,
      workingDirectory: run2.settings.workingDirectory,
      repositoryRoot: git.root,
      env: project.env,
      host: run2.host,
      signal: run2.signal,
      dvcDirectory: dvcDirectory(project),
      around: (body) => keepingDependencies(project, run2.settings.setup.kind === "auto", body),
      ...sharedCache(run2)
    });
    outcome.message = prepared.description;
    return { ...project, env: prepared.env };
  });
}

// src/steps/release/publish-version.ts
import { mkdir as mkdir10, mkdtemp as mkdtemp5, rm as rm14 } from "node:fs/promises";
import { basename as basename10, join as join30, resolve as resolve17 } from "node:path";

// src/metrics/measured-again.ts
function metricKey(path2, name2) {
  return `${path2}
${name2}`;
}
function measuredAgain(committed, again, isPresent2) {
  const files2 = new Map([...committed].map(([path2, file]) => [path2, { ...file, leaves: new Map(file.leaves) }]));
  const names2 = /* @__PURE__ */ new Set();
  for (const [path2, { leaves: leaves2 }] of again) {
    for (const [name2, leaf] of leaves2) {
      if ("problem" in leaf) continue;
      const from = placeOf3(committed, path2, name2, isPresent2);
      if (from === void 0) continue;
      if (from !== path2) files2.get(from)?.leaves.delete(name2);
      put(files2, path2, name2, leaf);
      names2.add(metricKey(path2, name2));
    }
  }
  return { files: files2, names: names2 };
}
function placeOf3(committed, path2, name2, isPresent2) {
  const same2 = committed.get(path2);
  if (same2 !== void 0 && (same2.problem !== void 0 || same2.leaves.has(name2))) return path2;
  const [from, second] = [...committed.values()].filter((file) => file.leaves.has(name2) && !isPresent2(file.path));
  return second === void 0 ? from?.path : void 0;
}
function put(files2, path2, name2, leaf) {
  const file = files2.get(path2);
  if (file === void 0 || file.problem !== void 0) files2.set(path2, { path: path2, leaves: /* @__PURE__ */ new Map([[name2, leaf]]) });
  else file.leaves.set(name2, leaf);
}

// src/metrics/order.ts
function compareText(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

// src/metrics/parsed-file.ts
function lineOf2(at) {
  return at.line === void 0 ? {} : { line: at.line };
}

// src/metrics/compare.ts
function collectRows(sides) {
  const rows = [];
  for (const path2 of pathsOf(sides)) {
    const measured = sides.measured?.get(path2);
    const committed = sides.committed.get(path2);
    const baseline = sides.baseline?.get(path2);
    const value = measured ?? committed;
    const names2 = new Set([value, committed, baseline].flatMap((file) => [...file?.leaves.keys() ?? []]));
    for (const name2 of names2) {
      rows.push({
        path: path2,
        name: name2,
        measured: measured !== void 0,
        value: readingOf(value, name2),
        committed: readingOf(committed, name2),
        baseline: readingOf(baseline, name2),
        baselineMeasured: sides.baselineMeasured?.has(metricKey(path2, name2)) === true
      });
    }
  }
  return rows;
}
function compareMetrics(sides) {
  return collectRows(sides).filter(isMetric2).map((row) => {
    const value = numberOf(row.value);
    const committed = row.measured ? numberOf(row.committed) : void 0;
    const baseline = numberOf(row.baseline);
    const change = value === void 0 || baseline === void 0 ? void 0 : value - baseline;
    return {
      name: row.name,
      path: row.path,
      ...value === void 0 ? {} : { value },
      ...committed === void 0 ? {} : { committed },
      ...baseline === void 0 ? {} : { baseline },
      ...row.baselineMeasured ? { baseline_measured: true } : {},
      ...change === void 0 || !Number.isFinite(change) ? {} : { change }
    };
  });
}
function readingOf(file, name2) {
  if (file === void 0) return { kind: "absent" };
  if (file.problem !== void 0) return { kind: "problem", problem: file.problem, ...lineOf2(file.problem) };
  const leaf = file.leaves.get(name2);
  if (leaf === void 0) return { kind: "absent" };
  if ("problem" in leaf) return { kind: "problem", problem: leaf.problem, ...lineOf2(leaf) };
  return { kind: "number", value: leaf.value, ...lineOf2(leaf) };
}
function numberOf(reading) {
  return reading.kind === "number" ? reading.value : void 0;
}
function isBroken(reading) {
  return reading.kind === "problem" && (reading.problem.kind === "not-finite" || reading.problem.kind === "duplicate");
}
function pathsOf(sides) {
  const paths = [sides.measured, sides.committed, sides.baseline].flatMap((files2) => [...files2?.keys() ?? []]);
  return [...new Set(paths)].sort(compareText);
}
function isMetric2(row) {
  return [row.value, row.committed, row.baseline].some((reading) => reading.kind === "number") || isBroken(row.value);
}

// src/mlflow/registry.ts
import { setTimeout as wait } from "node:timers/promises";

// src/mlflow/names.ts
var LONGEST_PARAM = 6e3;
var LONGEST_TAG = 5e3;
var LONGEST_KEY = 250;
function safeKey(name2) {
  const cleaned = name2.replace(/[^\p{L}\p{N}_\-. /]/gu, "_");
  const parts = cleaned.split("/").map((part) => part === "." || part === ".." ? part.replaceAll(".", "_") : part).filter((part) => part !== "");
  const key = parts.join("/").slice(0, LONGEST_KEY);
  return key === "" ? "_" : key;
}
function paramText(value) {
  const text2 = typeof value === "string" ? value : JSON.stringify(value) ?? "";
  return text2.length <= LONGEST_PARAM ? text2 : `${text2.slice(0, LONGEST_PARAM - 1)}…`;
}
function tagText(value) {
  return value.length <= LONGEST_TAG ? value : `${value.slice(0, LONGEST_TAG - 1)}…`;
}
function tagList(tags3) {
  return Object.entries(tags3).flatMap(
    ([key, value]) => value === void 0 || value === "" ? [] : [{ key: safeKey(key), value: tagText(value) }]
  );
}
function filterText(value) {
  return value.includes("'") ? `"${value.replaceAll('"', "")}"` : `'${value}'`;
}
function batches(items, size) {
  return Array.from(
    { length: Math.ceil(items.length / size) },
    (_, index) => items.slice(index * size, (index + 1) * size)
  );
}

// src/mlflow/runs.ts
var MOST_PARAMS = 100;
var MOST_TAGS = 100;
var MOST_METRICS = 1e3;
var KEY_TAG = "dvc-ci.key";
var pairs = array(object({ key: string(), value: string().default("") })).default([]);
var number2 = union([number(), string()]).transform(Number);
var runSchema = object({
  info: object({
    run_id: string(),
    experiment_id: string(),
    status: string().default("RUNNING"),
    artifact_uri: string().default(""),
    start_time: number2.default(0)
  }),
  data: object({ params: pairs, tags: pairs, metrics: array(object({ key: string(), value: number2 })).default([]) }).prefault({}),
  outputs: object({ model_outputs: array(object({ model_id: string() })).default([]) }).optional()
});
var oneRun = object({ run: runSchema });
var manyRuns = object({ runs: array(runSchema).default([]), next_page_token: string().optional() });
var experimentSchema = object({
  experiment: object({ experiment_id: string(), name: string(), lifecycle_stage: string().default("active") })
});
function toRun({ info, data, outputs: outputs2 }) {
  return {
    id: info.run_id,
    experimentId: info.experiment_id,
    status: info.status,
    artifactUri: info.artifact_uri,
    startTime: info.start_time,
    params: new Map(data.params.map(({ key, value }) => [key, value])),
    metrics: new Map(data.metrics.map(({ key, value }) => [key, value])),
    tags: new Map(data.tags.map(({ key, value }) => [key, value])),
    modelIds: outputs2?.model_outputs.map(({ model_id: id }) => id) ?? []
  };
}
async function findExperiment(client, name2) {
  const found = await client.find(
    "GET",
    `experiments/get-by-name?experiment_name=${encodeURIComponent(name2)}`,
    void 0,
    `open the experiment ${name2}`
  );
  if (found === void 0) return void 0;
  const { experiment } = experimentSchema.parse(found);
  return { id: experiment.experiment_id, name: name2, deleted: experiment.lifecycle_stage === "deleted" };
}
async function openExperiment(client, name2) {
  const what = `open the experiment ${name2}`;
  const findExisting = async () => {
    const found = await findExperiment(client, name2);
    if (found?.deleted === true) {
      throw new OutsideError(
        "experiment-deleted",
        `the experiment '${name2}' of MLflow at ${client.base} was deleted.`,
        {
          key: "experiment",
          value: name2,
          remedy: `Restore it (\`mlflow experiments restore --experiment-id ${found.id}\`), delete it permanently (\`mlflow gc --experiment-ids ${found.id}\`), or set \`experiment\` to another name.`
        }
      );
    }
    return found;
  };
  const made = await client.create(findExisting, "experiments/create", { name: name2 }, () => void 0, what);
  return made ?? await findExisting() ?? { id: "", name: name2 };
}
async function readExperiment(client, id) {
  const answer3 = await client.call(
    "GET",
    `experiments/get?experiment_id=${encodeURIComponent(id)}`,
    void 0,
    `read the experiment ${id}`
  );
  return experimentSchema.parse(answer3).experiment.name;
}
async function findRun(client, experimentId, key) {
  const answer3 = await client.call(
    "POST",
    "runs/search",
    {
      experiment_ids: [experimentId],
      filter: `tags."${KEY_TAG}" = ${filterText(key)}`,
      max_results: 1,
      order_by: ["attributes.start_time DESC"]
    },
    "find the run of this commit"
  );
  const [found] = manyRuns.parse(answer3).runs;
  return found && toRun(found);
}
async function findRunsByTag(client, experiments, tag, value) {
  const runs2 = [];
  for (let token; ; ) {
    const answer3 = manyRuns.parse(
      await client.call(
        "POST",
        "runs/search",
        {
          experiment_ids: experiments,
          filter: `tags."${tag}" = ${filterText(value)}`,
          max_results: 500,
          ...token === void 0 ? {} : { page_token: token }
        },
        `find the runs with ${tag} ${value}`
      )
    );
    runs2.push(...answer3.runs.map(toRun));
    token = answer3.next_page_token;
    if (token === void 0 || token === "") return runs2;
  }
}
async function openRun(client, experimentId, run2) {
  return client.create(
    () => findRun(client, experimentId, run2.key),
    "runs/create",
    {
      experiment_id: experimentId,
      run_name: run2.name,
      start_time: Date.now(),
      tags: tagList({ ...run2.tags, [KEY_TAG]: run2.key })
    },
    (answer3) => toRun(oneRun.parse(answer3).run),
    "open a run"
  );
}
async function readRun(client, id) {
  const answer3 = await client.find("GET", `runs/get?run_id=${encodeURIComponent(id)}`, void 0, `read the run ${id}`);
  return answer3 === void 0 ? void 0 : toRun(oneRun.parse(answer3).run);
}
async function setStatus(client, id, status) {
  await client.call(
    "POST",
    "runs/update",
    { run_id: id, status, ...status === "RUNNING" ? {} : { end_time: Date.now() } },
    `set the status of the run ${id} to ${status}`
  );
}
async function deleteRun(client, id) {
  await client.call("POST", "runs/delete", { run_id: id }, `delete the run ${id}`);
}
async function setTags(client, id, tags3) {
  for (const part of batches(tagList(tags3), MOST_TAGS))
    await client.call("POST", "runs/log-batch", { run_id: id, tags: part }, "write the tags of the run");
}
async function logParams(client, id, params, known) {
  const fresh = [...params].filter(([key]) => !known.has(key)).map(([key, value]) => ({ key, value: paramText(value) }));
  for (const part of batches(fresh, MOST_PARAMS))
    await client.call("POST", "runs/log-batch", { run_id: id, params: part }, "write the params of the run");
}
async function logMetrics(client, id, points2) {
  for (const part of batches(points2, MOST_METRICS))
    await client.call("POST", "runs/log-batch", { run_id: id, metrics: part }, "write the metrics of the run");
}
async function logInputs(client, id, inputs) {
  const datasets = inputs.map(({ name: name2, digest: digest2, source, profile }) => ({
    tags: [{ key: "mlflow.data.context", value: "training" }],
    dataset: {
      name: name2.slice(0, 500),
      digest: digest2,
      source_type: "dvc",
      source,
      ...profile === void 0 ? {} : { profile }
    }
  }));
  for (const part of batches(datasets, 100))
    await client.find("POST", "runs/log-inputs", { run_id: id, datasets: part }, "name the inputs of the run");
}

// src/mlflow/registry.ts
var tags2 = array(object({ key: string(), value: string().default("") })).default([]);
var versionSchema = object({
  name: string(),
  version: coerce_exports.string(),
  status: string().default("READY"),
  status_message: string().default(""),
  source: string().default(""),
  run_id: string().default(""),
  current_stage: string().default("None"),
  tags: tags2
});
var oneVersion = object({ model_version: versionSchema });
var manyVersions = object({
  model_versions: array(versionSchema).default([]),
  next_page_token: string().optional()
});
var modelSchema = object({
  registered_model: object({
    name: string(),
    aliases: array(object({ alias: string(), version: coerce_exports.string() })).default([])
  })
});
var loggedSchema = object({
  model: object({
    info: object({
      model_id: string(),
      name: string().default(""),
      artifact_uri: string().default(""),
      status: string().default("")
    })
  })
});
var PENDING = { longest: 6e4, every: 1e3 };
function toVersion(version) {
  return {
    name: version.name,
    version: version.version,
    status: version.status,
    statusMessage: version.status_message,
    source: version.source,
    runId: version.run_id,
    stage: version.current_stage,
    tags: new Map(version.tags.map(({ key, value }) => [key, value]))
  };
}
async function readModel(client, name2) {
  const answer3 = await client.find(
    "GET",
    `registered-models/get?name=${encodeURIComponent(name2)}`,
    void 0,
    `find the registered model ${name2}`
  );
  if (answer3 === void 0) return void 0;
  return new Map(modelSchema.parse(answer3).registered_model.aliases.map(({ alias, version }) => [alias, version]));
}
async function openModel(client, name2) {
  return client.create(
    () => readModel(client, name2),
    "registered-models/create",
    { name: name2 },
    () => /* @__PURE__ */ new Map(),
    `register the model ${name2}`
  );
}
async function readVersion(client, name2, version) {
  const answer3 = await client.find(
    "GET",
    `model-versions/get?name=${encodeURIComponent(name2)}&version=${encodeURIComponent(version)}`,
    void 0,
    `read version ${version} of ${name2}`
  );
  return answer3 === void 0 ? void 0 : toVersion(oneVersion.parse(answer3).model_version);
}
function findVersion(client, name2, tag, value) {
  return newestVersion(client, name2, ({ tags: tags3 }) => tags3.get(tag) === value);
}
async function newestVersion(client, name2, accept2 = () => true) {
  let newest;
  for (let token; ; ) {
    const query = new URLSearchParams({
      filter: `name = ${filterText(name2)}`,
      max_results: "1000",
      ...token === void 0 ? {} : { page_token: token }
    });
    const answer3 = manyVersions.parse(
      await client.call(
        "GET",
        `model-versions/search?${query.toString()}`,
        void 0,
        `find the version of this commit among those of ${name2}`
      )
    );
    for (const found of answer3.model_versions.map(toVersion)) {
      if (accept2(found) && (newest === void 0 || Number(found.version) > Number(newest.version))) newest = found;
    }
    token = answer3.next_page_token;
    if (token === void 0 || token === "") return newest;
  }
}
async function openVersion(client, version) {
  const { name: name2, key, source, runId: runId2, modelId, description } = version;
  let made = true;
  const findExisting = async () => {
    const found = await findVersion(client, name2, KEY_TAG, key);
    if (found === void 0 || found.status === "FAILED_REGISTRATION") return void 0;
    made = false;
    return found;
  };
  const opened = await client.create(
    findExisting,
    "model-versions/create",
    {
      name: name2,
      source,
      run_id: runId2,
      description,
      tags: tagList({ ...version.tags, [KEY_TAG]: key }),
      ...modelId === void 0 ? {} : { model_id: modelId }
    },
    (answer3) => toVersion(oneVersion.parse(answer3).model_version),
    `create a version of ${name2}`
  );
  return { version: await whenReady(client, opened), made };
}
async function whenReady(client, made) {
  const started = performance.now();
  for (let version = made; ; ) {
    const name2 = `version ${version.version} of ${version.name}`;
    if (version.status === "FAILED_REGISTRATION") {
      throw new OutsideError(
        "model-registration-failed",
        `MLflow at ${client.base} could not register ${name2}${version.statusMessage === "" ? "" : `: ${version.statusMessage}`}.`,
        {
          key: "model",
          value: version.name,
          remedy: "The log of the server has the cause. Run this again to create another version."
        }
      );
    }
    if (version.status !== "PENDING_REGISTRATION") return version;
    if (performance.now() - started > PENDING.longest) {
      throw new OutsideError(
        "model-registration-pending",
        `${name2} is still PENDING_REGISTRATION in MLflow at ${client.base} after ${PENDING.longest / 1e3} s.`,
        {
          key: "model",
          value: version.name,
          remedy: "Run this again when the server has registered it; dvc-ci then uses this version."
        }
      );
    }
    await wait(PENDING.every);
    version = await readVersion(client, version.name, version.version) ?? version;
  }
}
async function setAlias(client, name2, alias, version) {
  await client.call(
    "POST",
    "registered-models/alias",
    { name: name2, alias, version },
    `point the alias ${alias} of ${name2} at version ${version}`
  );
}
async function setStage(client, name2, version, stage2) {
  await client.call(
    "POST",
    "model-versions/transition-stage",
    { name: name2, version, stage: stage2, archive_existing_versions: true },
    `move version ${version} of ${name2} to the stage ${stage2}`
  );
}
async function tagVersion(client, name2, version, key, value) {
  await client.call(
    "POST",
    "model-versions/set-tag",
    { name: name2, version, ...tagList({ [key]: value })[0] },
    `tag version ${version} of ${name2}`
  );
}
async function loggedModels(client, ids) {
  const models = [];
  for (const id of ids) {
    const answer3 = await client.find(
      "GET",
      `logged-models/${encodeURIComponent(id)}`,
      void 0,
      `read the logged model ${id}`
    );
    if (answer3 === void 0) continue;
    const { info } = loggedSchema.parse(answer3).model;
    if (info.status !== "LOGGED_MODEL_UPLOAD_FAILED")
      models.push({ id, name: info.name, artifactUri: info.artifact_uri });
  }
  return models;
}

// src/steps/evaluation/read-metrics.ts
import { posix as posix6, resolve as resolve13 } from "node:path";

// src/dvc/locked-outs.ts
var import_yaml5 = __toESM(require_dist(), 1);
import { dirname as dirname16 } from "node:path";
function lockedOuts(files2, wdirOf2) {
  const outs = /* @__PURE__ */ new Map();
  const add2 = (base, entries) => {
    for (const entry of Array.isArray(entries) ? entries.filter(isRecord) : []) {
      const { path: path2, md5: md52, hash, size } = entry;
      if (typeof path2 !== "string" || typeof md52 !== "string") continue;
      const full = joinPath(base, path2);
      outs.set(full, {
        path: full,
        hash: md52,
        hashName: hash === "md5" ? "md5" : "md5-dos2unix",
        ...typeof size === "number" ? { size } : {}
      });
    }
  };
  for (const [path2, text2] of files2) {
    let data;
    try {
      data = (0, import_yaml5.parse)(text2, { maxAliasCount: 1e3 });
    } catch {
      continue;
    }
    if (!isRecord(data)) continue;
    if (kindOf(path2) === "data") {
      add2(joinPath(dirname16(path2), typeof data["wdir"] === "string" ? data["wdir"] : "."), data["outs"]);
    } else if (kindOf(path2) === "lock" && isRecord(data["stages"])) {
      for (const [stage2, entry] of Object.entries(data["stages"])) {
        if (isRecord(entry)) add2(wdirOf2(path2, stage2) ?? dirname16(path2), entry["outs"]);
      }
    }
  }
  return outs;
}

// src/metrics/metrics-file.ts
import { extname as extname2 } from "node:path";

// src/metrics/flatten.ts
import { posix as posix5 } from "node:path";

// src/metrics/refusal.ts
var Refusal = class extends Error {
  /** The line, from 1, where it is known. */
  line;
  constructor(message, line) {
    super(message);
    this.name = "Refusal";
    this.line = line;
  }
};
var MAX_DEPTH = 100;
function refuseDepth(depth, line) {
  if (depth > MAX_DEPTH) throw new Refusal(`it is nested more than ${MAX_DEPTH} levels deep`, line);
}

// src/metrics/flatten.ts
var MAX_ENTRIES = 1e5;
var MAX_QUOTE = 40;
var READS_LIKE_A_NUMBER = /^[-+]?(?:\d[\d_,]*\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*%?$|^[-+]?\.?(?:nan|inf|infinity)$/i;
function flatten(path2, root, describe5) {
  const leaves2 = /* @__PURE__ */ new Map();
  let budget = MAX_ENTRIES;
  const record2 = (scope, leaf) => {
    const name2 = scope.name ?? posix5.basename(path2, posix5.extname(path2));
    const twice = scope.doubtful || leaves2.has(name2);
    leaves2.set(name2, twice ? duplicate(path2, name2, scope.line) : leaf(name2));
  };
  const walk = (node, scope) => {
    if (--budget < 0) throw new Refusal(`it has more than ${MAX_ENTRIES} entries`);
    refuseDepth(scope.depth, scope.line);
    const shape = describe5(node);
    if (shape.kind !== "map") {
      if (scope.name === void 0 && shape.kind !== "number")
        throw new Refusal(`it holds ${phrase(shape)}, not names with numbers`);
      record2(scope, (name2) => leafOf(shape, path2, name2, scope.line));
      return;
    }
    const repeated = repeatedKeys(shape.entries);
    for (const entry of shape.entries) {
      const below2 = {
        name: scope.name === void 0 ? entry.key : `${scope.name}.${entry.key}`,
        ...entry.line === void 0 ? {} : { line: entry.line },
        depth: scope.depth + 1,
        doubtful: scope.doubtful || repeated.has(entry.key)
      };
      if (repeated.has(entry.key)) record2(below2, (name2) => duplicate(path2, name2, below2.line));
      walk(entry.node, below2);
    }
  };
  walk(root, { depth: 0, doubtful: false });
  return leaves2;
}
function repeatedKeys(entries) {
  const once = /* @__PURE__ */ new Set();
  const repeated = /* @__PURE__ */ new Set();
  for (const { key } of entries) (once.has(key) ? repeated : once).add(key);
  return repeated;
}
function leafOf(shape, path2, name2, line) {
  switch (shape.kind) {
    case "number":
      if (Number.isFinite(shape.value)) return { value: shape.value, ...line === void 0 ? {} : { line } };
      return broken("not-finite", path2, name2, phrase(shape), line);
    case "text":
      return broken(READS_LIKE_A_NUMBER.test(shape.value.trim()) ? "quoted" : "other", path2, name2, phrase(shape), line);
    case "other":
      return broken("other", path2, name2, phrase(shape), line);
  }
}
function duplicate(path2, name2, line) {
  return broken("duplicate", path2, name2, "several values", line, "given more than once");
}
function broken(kind, path2, name2, seen2, line, is = seen2) {
  const place = line === void 0 ? {} : { line };
  const problem = { kind, path: path2, name: name2, ...place, seen: seen2, message: `${name2} in ${path2} is ${is}` };
  return { problem, ...place };
}
function phrase(shape) {
  switch (shape.kind) {
    case "number":
      return shape.source !== void 0 && /\d/.test(shape.source) ? `${clip(shape.source)} (too large for a number)` : String(shape.value);
    case "text":
      return `the text ${JSON.stringify(clip(shape.value))}`;
    case "other":
      return shape.seen;
  }
}
function clip(text2) {
  return text2.length > MAX_QUOTE ? `${text2.slice(0, MAX_QUOTE)}…` : text2;
}

// node_modules/jsonc-parser/lib/esm/impl/scanner.js
function createScanner(text2, ignoreTrivia = false) {
  const len = text2.length;
  let pos = 0, value = "", tokenOffset = 0, token = 16, lineNumber = 0, lineStartOffset = 0, tokenLineStartOffset = 0, prevTokenLineStartOffset = 0, scanError = 0;
  function scanHexDigits(count2, exact) {
    let digits = 0;
    let value2 = 0;
    while (digits < count2 || !exact) {
      let ch = text2.charCodeAt(pos);
      if (ch >= 48 && ch <= 57) {
        value2 = value2 * 16 + ch - 48;
      } else if (ch >= 65 && ch <= 70) {
        value2 = value2 * 16 + ch - 65 + 10;
      } else if (ch >= 97 && ch <= 102) {
        value2 = value2 * 16 + ch - 97 + 10;
      } else {
        break;
      }
      pos++;
      digits++;
    }
    if (digits < count2) {
      value2 = -1;
    }
    return value2;
  }
  function setPosition(newPosition) {
    pos = newPosition;
    value = "";
    tokenOffset = 0;
    token = 16;
    scanError = 0;
  }
  function scanNumber() {
    let start = pos;
    if (text2.charCodeAt(pos) === 48) {
      pos++;
    } else {
      pos++;
      while (pos < text2.length && isDigit2(text2.charCodeAt(pos))) {
        pos++;
      }
    }
    if (pos < text2.length && text2.charCodeAt(pos) === 46) {
      pos++;
      if (pos < text2.length && isDigit2(text2.charCodeAt(pos))) {
        pos++;
        while (pos < text2.length && isDigit2(text2.charCodeAt(pos))) {
          pos++;
        }
      } else {
        scanError = 3;
        return text2.substring(start, pos);
      }
    }
    let end = pos;
    if (pos < text2.length && (text2.charCodeAt(pos) === 69 || text2.charCodeAt(pos) === 101)) {
      pos++;
      if (pos < text2.length && text2.charCodeAt(pos) === 43 || text2.charCodeAt(pos) === 45) {
        pos++;
      }
      if (pos < text2.length && isDigit2(text2.charCodeAt(pos))) {
        pos++;
        while (pos < text2.length && isDigit2(text2.charCodeAt(pos))) {
          pos++;
        }
        end = pos;
      } else {
        scanError = 3;
      }
    }
    return text2.substring(start, end);
  }
  function scanString() {
    let result = "", start = pos;
    while (true) {
      if (pos >= len) {
        result += text2.substring(start, pos);
        scanError = 2;
        break;
      }
      const ch = text2.charCodeAt(pos);
      if (ch === 34) {
        result += text2.substring(start, pos);
        pos++;
        break;
      }
      if (ch === 92) {
        result += text2.substring(start, pos);
        pos++;
        if (pos >= len) {
          scanError = 2;
          break;
        }
        const ch2 = text2.charCodeAt(pos++);
        switch (ch2) {
          case 34:
            result += '"';
            break;
          case 92:
            result += "\\";
            break;
          case 47:
            result += "/";
            break;
          case 98:
            result += "\b";
            break;
          case 102:
            result += "\f";
            break;
          case 110:
            result += "\n";
            break;
          case 114:
            result += "\r";
            break;
          case 116:
            result += "	";
            break;
          case 117:
            const ch3 = scanHexDigits(4, true);
            if (ch3 >= 0) {
              result += String.fromCharCode(ch3);
            } else {
              scanError = 4;
            }
            break;
          default:
            scanError = 5;
        }
        start = pos;
        continue;
      }
      if (ch >= 0 && ch <= 31) {
        if (isLineBreak(ch)) {
          result += text2.substring(start, pos);
          scanError = 2;
          break;
        } else {
          scanError = 6;
        }
      }
      pos++;
    }
    return result;
  }
  function scanNext() {
    value = "";
    scanError = 0;
    tokenOffset = pos;
    lineStartOffset = lineNumber;
    prevTokenLineStartOffset = tokenLineStartOffset;
    if (pos >= len) {
      tokenOffset = len;
      return token = 17;
    }
    let code = text2.charCodeAt(pos);
    if (isWhiteSpace(code)) {
      do {
        pos++;
        value += String.fromCharCode(code);
        code = text2.charCodeAt(pos);
      } while (isWhiteSpace(code));
      return token = 15;
    }
    if (isLineBreak(code)) {
      pos++;
      value += String.fromCharCode(code);
      if (code === 13 && text2.charCodeAt(pos) === 10) {
        pos++;
        value += "\n";
      }
      lineNumber++;
      tokenLineStartOffset = pos;
      return token = 14;
    }
    switch (code) {
      // tokens: []{}:,
      case 123:
        pos++;
        return token = 1;
      case 125:
        pos++;
        return token = 2;
      case 91:
        pos++;
        return token = 3;
      case 93:
        pos++;
        return token = 4;
      case 58:
        pos++;
        return token = 6;
      case 44:
        pos++;
        return token = 5;
      // strings
      case 34:
        pos++;
        value = scanString();
        return token = 10;
      // comments
      case 47:
        const start = pos - 1;
        if (text2.charCodeAt(pos + 1) === 47) {
          pos += 2;
          while (pos < len) {
            if (isLineBreak(text2.charCodeAt(pos))) {
              break;
            }
            pos++;
          }
          value = text2.substring(start, pos);
          return token = 12;
        }
        if (text2.charCodeAt(pos + 1) === 42) {
          pos += 2;
          const safeLength = len - 1;
          let commentClosed = false;
          while (pos < safeLength) {
            const ch = text2.charCodeAt(pos);
            if (ch === 42 && text2.charCodeAt(pos + 1) === 47) {
              pos += 2;
              commentClosed = true;
              break;
            }
            pos++;
            if (isLineBreak(ch)) {
              if (ch === 13 && text2.charCodeAt(pos) === 10) {
                pos++;
              }
              lineNumber++;
              tokenLineStartOffset = pos;
            }
          }
          if (!commentClosed) {
            pos++;
            scanError = 1;
          }
          value = text2.substring(start, pos);
          return token = 13;
        }
        value += String.fromCharCode(code);
        pos++;
        return token = 16;
      // numbers
      case 45:
        value += String.fromCharCode(code);
        pos++;
        if (pos === len || !isDigit2(text2.charCodeAt(pos))) {
          return token = 16;
        }
      // found a minus, followed by a number so
      // we fall through to proceed with scanning
      // numbers
      case 48:
      case 49:
      case 50:
      case 51:
      case 52:
      case 53:
      case 54:
      case 55:
      case 56:
      case 57:
        value += scanNumber();
        return token = 11;
      // literals and unknown symbols
      default:
        while (pos < len && isUnknownContentCharacter(code)) {
          pos++;
          code = text2.charCodeAt(pos);
        }
        if (tokenOffset !== pos) {
          value = text2.substring(tokenOffset, pos);
          switch (value) {
            case "true":
              return token = 8;
            case "false":
              return token = 9;
            case "null":
              return token = 7;
          }
          return token = 16;
        }
        value += String.fromCharCode(code);
        pos++;
        return token = 16;
    }
  }
  function isUnknownContentCharacter(code) {
    if (isWhiteSpace(code) || isLineBreak(code)) {
      return false;
    }
    switch (code) {
      case 125:
      case 93:
      case 123:
      case 91:
      case 34:
      case 58:
      case 44:
      case 47:
        return false;
    }
    return true;
  }
  function scanNextNonTrivia() {
    let result;
    do {
      result = scanNext();
    } while (result >= 12 && result <= 15);
    return result;
  }
  return {
    setPosition,
    getPosition: () => pos,
    scan: ignoreTrivia ? scanNextNonTrivia : scanNext,
    getToken: () => token,
    getTokenValue: () => value,
    getTokenOffset: () => tokenOffset,
    getTokenLength: () => pos - tokenOffset,
    getTokenStartLine: () => lineStartOffset,
    getTokenStartCharacter: () => tokenOffset - prevTokenLineStartOffset,
    getTokenError: () => scanError
  };
}
function isWhiteSpace(ch) {
  return ch === 32 || ch === 9;
}
function isLineBreak(ch) {
  return ch === 10 || ch === 13;
}
function isDigit2(ch) {
  return ch >= 48 && ch <= 57;
}
var CharacterCodes;
(function(CharacterCodes2) {
  CharacterCodes2[CharacterCodes2["lineFeed"] = 10] = "lineFeed";
  CharacterCodes2[CharacterCodes2["carriageReturn"] = 13] = "carriageReturn";
  CharacterCodes2[CharacterCodes2["space"] = 32] = "space";
  CharacterCodes2[CharacterCodes2["_0"] = 48] = "_0";
  CharacterCodes2[CharacterCodes2["_1"] = 49] = "_1";
  CharacterCodes2[CharacterCodes2["_2"] = 50] = "_2";
  CharacterCodes2[CharacterCodes2["_3"] = 51] = "_3";
  CharacterCodes2[CharacterCodes2["_4"] = 52] = "_4";
  CharacterCodes2[CharacterCodes2["_5"] = 53] = "_5";
  CharacterCodes2[CharacterCodes2["_6"] = 54] = "_6";
  CharacterCodes2[CharacterCodes2["_7"] = 55] = "_7";
  CharacterCodes2[CharacterCodes2["_8"] = 56] = "_8";
  CharacterCodes2[CharacterCodes2["_9"] = 57] = "_9";
  CharacterCodes2[CharacterCodes2["a"] = 97] = "a";
  CharacterCodes2[CharacterCodes2["b"] = 98] = "b";
  CharacterCodes2[CharacterCodes2["c"] = 99] = "c";
  CharacterCodes2[CharacterCodes2["d"] = 100] = "d";
  CharacterCodes2[CharacterCodes2["e"] = 101] = "e";
  CharacterCodes2[CharacterCodes2["f"] = 102] = "f";
  CharacterCodes2[CharacterCodes2["g"] = 103] = "g";
  CharacterCodes2[CharacterCodes2["h"] = 104] = "h";
  CharacterCodes2[CharacterCodes2["i"] = 105] = "i";
  CharacterCodes2[CharacterCodes2["j"] = 106] = "j";
  CharacterCodes2[CharacterCodes2["k"] = 107] = "k";
  CharacterCodes2[CharacterCodes2["l"] = 108] = "l";
  CharacterCodes2[CharacterCodes2["m"] = 109] = "m";
  CharacterCodes2[CharacterCodes2["n"] = 110] = "n";
  CharacterCodes2[CharacterCodes2["o"] = 111] = "o";
  CharacterCodes2[CharacterCodes2["p"] = 112] = "p";
  CharacterCodes2[CharacterCodes2["q"] = 113] = "q";
  CharacterCodes2[CharacterCodes2["r"] = 114] = "r";
  CharacterCodes2[CharacterCodes2["s"] = 115] = "s";
  CharacterCodes2[CharacterCodes2["t"] = 116] = "t";
  CharacterCodes2[CharacterCodes2["u"] = 117] = "u";
  CharacterCodes2[CharacterCodes2["v"] = 118] = "v";
  CharacterCodes2[CharacterCodes2["w"] = 119] = "w";
  CharacterCodes2[CharacterCodes2["x"] = 120] = "x";
  CharacterCodes2[CharacterCodes2["y"] = 121] = "y";
  CharacterCodes2[CharacterCodes2["z"] = 122] = "z";
  CharacterCodes2[CharacterCodes2["A"] = 65] = "A";
  CharacterCodes2[CharacterCodes2["B"] = 66] = "B";
  CharacterCodes2[CharacterCodes2["C"] = 67] = "C";
  CharacterCodes2[CharacterCodes2["D"] = 68] = "D";
  CharacterCodes2[CharacterCodes2["E"] = 69] = "E";
  CharacterCodes2[CharacterCodes2["F"] = 70] = "F";
  CharacterCodes2[CharacterCodes2["G"] = 71] = "G";
  CharacterCodes2[CharacterCodes2["H"] = 72] = "H";
  CharacterCodes2[CharacterCodes2["I"] = 73] = "I";
  CharacterCodes2[CharacterCodes2["J"] = 74] = "J";
  CharacterCodes2[CharacterCodes2["K"] = 75] = "K";
  CharacterCodes2[CharacterCodes2["L"] = 76] = "L";
  CharacterCodes2[CharacterCodes2["M"] = 77] = "M";
  CharacterCodes2[CharacterCodes2["N"] = 78] = "N";
  CharacterCodes2[CharacterCodes2["O"] = 79] = "O";
  CharacterCodes2[CharacterCodes2["P"] = 80] = "P";
  CharacterCodes2[CharacterCodes2["Q"] = 81] = "Q";
  CharacterCodes2[CharacterCodes2["R"] = 82] = "R";
  CharacterCodes2[CharacterCodes2["S"] = 83] = "S";
  CharacterCodes2[CharacterCodes2["T"] = 84] = "T";
  CharacterCodes2[CharacterCodes2["U"] = 85] = "U";
  CharacterCodes2[CharacterCodes2["V"] = 86] = "V";
  CharacterCodes2[CharacterCodes2["W"] = 87] = "W";
  CharacterCodes2[CharacterCodes2["X"] = 88] = "X";
  CharacterCodes2[CharacterCodes2["Y"] = 89] = "Y";
  CharacterCodes2[CharacterCodes2["Z"] = 90] = "Z";
  CharacterCodes2[CharacterCodes2["asterisk"] = 42] = "asterisk";
  CharacterCodes2[CharacterCodes2["backslash"] = 92] = "backslash";
  CharacterCodes2[CharacterCodes2["closeBrace"] = 125] = "closeBrace";
  CharacterCodes2[CharacterCodes2["closeBracket"] = 93] = "closeBracket";
  CharacterCodes2[CharacterCodes2["colon"] = 58] = "colon";
  CharacterCodes2[CharacterCodes2["comma"] = 44] = "comma";
  CharacterCodes2[CharacterCodes2["dot"] = 46] = "dot";
  CharacterCodes2[CharacterCodes2["doubleQuote"] = 34] = "doubleQuote";
  CharacterCodes2[CharacterCodes2["minus"] = 45] = "minus";
  CharacterCodes2[CharacterCodes2["openBrace"] = 123] = "openBrace";
  CharacterCodes2[CharacterCodes2["openBracket"] = 91] = "openBracket";
  CharacterCodes2[CharacterCodes2["plus"] = 43] = "plus";
  CharacterCodes2[CharacterCodes2["slash"] = 47] = "slash";
  CharacterCodes2[CharacterCodes2["formFeed"] = 12] = "formFeed";
  CharacterCodes2[CharacterCodes2["tab"] = 9] = "tab";
})(CharacterCodes || (CharacterCodes = {}));

// node_modules/jsonc-parser/lib/esm/impl/string-intern.js
var cachedSpaces = new Array(20).fill(0).map((_, index) => {
  return " ".repeat(index);
});
var maxCachedValues = 200;
var cachedBreakLinesWithSpaces = {
  " ": {
    "\n": new Array(maxCachedValues).fill(0).map((_, index) => {
      return "\n" + " ".repeat(index);
    }),
    "\r": new Array(maxCachedValues).fill(0).map((_, index) => {
      return "\r" + " ".repeat(index);
    }),
    "\r\n": new Array(maxCachedValues).fill(0).map((_, index) => {
      return "\r\n" + " ".repeat(index);
    })
  },
  "	": {
    "\n": new Array(maxCachedValues).fill(0).map((_, index) => {
      return "\n" + "	".repeat(index);
    }),
    "\r": new Array(maxCachedValues).fill(0).map((_, index) => {
      return "\r" + "	".repeat(index);
    }),
    "\r\n": new Array(maxCachedValues).fill(0).map((_, index) => {
      return "\r\n" + "	".repeat(index);
    })
  }
};

// node_modules/jsonc-parser/lib/esm/impl/parser.js
var ParseOptions;
(function(ParseOptions2) {
  ParseOptions2.DEFAULT = {
    allowTrailingComma: false
  };
})(ParseOptions || (ParseOptions = {}));
function parseTree(text2, errors = [], options = ParseOptions.DEFAULT) {
  let currentParent = { type: "array", offset: -1, length: -1, children: [], parent: void 0 };
  function ensurePropertyComplete(endOffset) {
    if (currentParent.type === "property") {
      currentParent.length = endOffset - currentParent.offset;
      currentParent = currentParent.parent;
    }
  }
  function onValue(valueNode) {
    currentParent.children.push(valueNode);
    return valueNode;
  }
  const visitor = {
    onObjectBegin: (offset) => {
      currentParent = onValue({ type: "object", offset, length: -1, parent: currentParent, children: [] });
    },
    onObjectProperty: (name2, offset, length) => {
      currentParent = onValue({ type: "property", offset, length: -1, parent: currentParent, children: [] });
      currentParent.children.push({ type: "string", value: name2, offset, length, parent: currentParent });
    },
    onObjectEnd: (offset, length) => {
      ensurePropertyComplete(offset + length);
      currentParent.length = offset + length - currentParent.offset;
      currentParent = currentParent.parent;
      ensurePropertyComplete(offset + length);
    },
    onArrayBegin: (offset, length) => {
      currentParent = onValue({ type: "array", offset, length: -1, parent: currentParent, children: [] });
    },
    onArrayEnd: (offset, length) => {
      currentParent.length = offset + length - currentParent.offset;
      currentParent = currentParent.parent;
      ensurePropertyComplete(offset + length);
    },
    onLiteralValue: (value, offset, length) => {
      onValue({ type: getNodeType(value), offset, length, parent: currentParent, value });
      ensurePropertyComplete(offset + length);
    },
    onSeparator: (sep2, offset, length) => {
      if (currentParent.type === "property") {
        if (sep2 === ":") {
          currentParent.colonOffset = offset;
        } else if (sep2 === ",") {
          ensurePropertyComplete(offset);
        }
      }
    },
    onError: (error, offset, length) => {
      errors.push({ error, offset, length });
    }
  };
  visit2(text2, visitor, options);
  const result = currentParent.children[0];
  if (result) {
    delete result.parent;
  }
  return result;
}
function visit2(text2, visitor, options = ParseOptions.DEFAULT) {
  const _scanner = createScanner(text2, false);
  const _jsonPath = [];
  let suppressedCallbacks = 0;
  function toNoArgVisit(visitFunction) {
    return visitFunction ? () => suppressedCallbacks === 0 && visitFunction(_scanner.getTokenOffset(), _scanner.getTokenLength(), _scanner.getTokenStartLine(), _scanner.getTokenStartCharacter()) : () => true;
  }
  function toOneArgVisit(visitFunction) {
    return visitFunction ? (arg) => suppressedCallbacks === 0 && visitFunction(arg, _scanner.getTokenOffset(), _scanner.getTokenLength(), _scanner.getTokenStartLine(), _scanner.getTokenStartCharacter()) : () => true;
  }
  function toOneArgVisitWithPath(visitFunction) {
    return visitFunction ? (arg) => suppressedCallbacks === 0 && visitFunction(arg, _scanner.getTokenOffset(), _scanner.getTokenLength(), _scanner.getTokenStartLine(), _scanner.getTokenStartCharacter(), () => _jsonPath.slice()) : () => true;
  }
  function toBeginVisit(visitFunction) {
    return visitFunction ? () => {
      if (suppressedCallbacks > 0) {
        suppressedCallbacks++;
      } else {
        let cbReturn = visitFunction(_scanner.getTokenOffset(), _scanner.getTokenLength(), _scanner.getTokenStartLine(), _scanner.getTokenStartCharacter(), () => _jsonPath.slice());
        if (cbReturn === false) {
          suppressedCallbacks = 1;
        }
      }
    } : () => true;
  }
  function toEndVisit(visitFunction) {
    return visitFunction ? () => {
      if (suppressedCallbacks > 0) {
        suppressedCallbacks--;
      }
      if (suppressedCallbacks === 0) {
        visitFunction(_scanner.getTokenOffset(), _scanner.getTokenLength(), _scanner.getTokenStartLine(), _scanner.getTokenStartCharacter());
      }
    } : () => true;
  }
  const onObjectBegin = toBeginVisit(visitor.onObjectBegin), onObjectProperty = toOneArgVisitWithPath(visitor.onObjectProperty), onObjectEnd = toEndVisit(visitor.onObjectEnd), onArrayBegin = toBeginVisit(visitor.onArrayBegin), onArrayEnd = toEndVisit(visitor.onArrayEnd), onLiteralValue = toOneArgVisitWithPath(visitor.onLiteralValue), onSeparator = toOneArgVisit(visitor.onSeparator), onComment = toNoArgVisit(visitor.onComment), onError = toOneArgVisit(visitor.onError);
  const disallowComments = options && options.disallowComments;
  const allowTrailingComma = options && options.allowTrailingComma;
  function scanNext() {
    while (true) {
      const token = _scanner.scan();
      switch (_scanner.getTokenError()) {
        case 4:
          handleError(
            14
            /* ParseErrorCode.InvalidUnicode */
          );
          break;
        case 5:
          handleError(
            15
            /* ParseErrorCode.InvalidEscapeCharacter */
          );
          break;
        case 3:
          handleError(
            13
            /* ParseErrorCode.UnexpectedEndOfNumber */
          );
          break;
        case 1:
          if (!disallowComments) {
            handleError(
              11
              /* ParseErrorCode.UnexpectedEndOfComment */
            );
          }
          break;
        case 2:
          handleError(
            12
            /* ParseErrorCode.UnexpectedEndOfString */
          );
          break;
        case 6:
          handleError(
            16
            /* ParseErrorCode.InvalidCharacter */
          );
          break;
      }
      switch (token) {
        case 12:
        case 13:
          if (disallowComments) {
            handleError(
              10
              /* ParseErrorCode.InvalidCommentToken */
            );
          } else {
            onComment();
          }
          break;
        case 16:
          handleError(
            1
            /* ParseErrorCode.InvalidSymbol */
          );
          break;
        case 15:
        case 14:
          break;
        default:
          return token;
      }
    }
  }
  function handleError(error, skipUntilAfter = [], skipUntil = []) {
    onError(error);
    if (skipUntilAfter.length + skipUntil.length > 0) {
      let token = _scanner.getToken();
      while (token !== 17) {
        if (skipUntilAfter.indexOf(token) !== -1) {
          scanNext();
          break;
        } else if (skipUntil.indexOf(token) !== -1) {
          break;
        }
        token = scanNext();
      }
    }
  }
  function parseString2(isValue) {
    const value = _scanner.getTokenValue();
    if (isValue) {
      onLiteralValue(value);
    } else {
      onObjectProperty(value);
      _jsonPath.push(value);
    }
    scanNext();
    return true;
  }
  function parseLiteral() {
    switch (_scanner.getToken()) {
      case 11:
        const tokenValue = _scanner.getTokenValue();
        let value = Number(tokenValue);
        if (isNaN(value)) {
          handleError(
            2
            /* ParseErrorCode.InvalidNumberFormat */
          );
          value = 0;
        }
        onLiteralValue(value);
        break;
      case 7:
        onLiteralValue(null);
        break;
      case 8:
        onLiteralValue(true);
        break;
      case 9:
        onLiteralValue(false);
        break;
      default:
        return false;
    }
    scanNext();
    return true;
  }
  function parseProperty() {
    if (_scanner.getToken() !== 10) {
      handleError(3, [], [
        2,
        5
        /* SyntaxKind.CommaToken */
      ]);
      return false;
    }
    parseString2(false);
    if (_scanner.getToken() === 6) {
      onSeparator(":");
      scanNext();
      if (!parseValue()) {
        handleError(4, [], [
          2,
          5
          /* SyntaxKind.CommaToken */
        ]);
      }
    } else {
      handleError(5, [], [
        2,
        5
        /* SyntaxKind.CommaToken */
      ]);
    }
    _jsonPath.pop();
    return true;
  }
  function parseObject2() {
    onObjectBegin();
    scanNext();
    let needsComma = false;
    while (_scanner.getToken() !== 2 && _scanner.getToken() !== 17) {
      if (_scanner.getToken() === 5) {
        if (!needsComma) {
          handleError(4, [], []);
        }
        onSeparator(",");
        scanNext();
        if (_scanner.getToken() === 2 && allowTrailingComma) {
          break;
        }
      } else if (needsComma) {
        handleError(6, [], []);
      }
      if (!parseProperty()) {
        handleError(4, [], [
          2,
          5
          /* SyntaxKind.CommaToken */
        ]);
      }
      needsComma = true;
    }
    onObjectEnd();
    if (_scanner.getToken() !== 2) {
      handleError(7, [
        2
        /* SyntaxKind.CloseBraceToken */
      ], []);
    } else {
      scanNext();
    }
    return true;
  }
  function parseArray2() {
    onArrayBegin();
    scanNext();
    let isFirstElement = true;
    let needsComma = false;
    while (_scanner.getToken() !== 4 && _scanner.getToken() !== 17) {
      if (_scanner.getToken() === 5) {
        if (!needsComma) {
          handleError(4, [], []);
        }
        onSeparator(",");
        scanNext();
        if (_scanner.getToken() === 4 && allowTrailingComma) {
          break;
        }
      } else if (needsComma) {
        handleError(6, [], []);
      }
      if (isFirstElement) {
        _jsonPath.push(0);
        isFirstElement = false;
      } else {
        _jsonPath[_jsonPath.length - 1]++;
      }
      if (!parseValue()) {
        handleError(4, [], [
          4,
          5
          /* SyntaxKind.CommaToken */
        ]);
      }
      needsComma = true;
    }
    onArrayEnd();
    if (!isFirstElement) {
      _jsonPath.pop();
    }
    if (_scanner.getToken() !== 4) {
      handleError(8, [
        4
        /* SyntaxKind.CloseBracketToken */
      ], []);
    } else {
      scanNext();
    }
    return true;
  }
  function parseValue() {
    switch (_scanner.getToken()) {
      case 3:
        return parseArray2();
      case 1:
        return parseObject2();
      case 10:
        return parseString2(true);
      default:
        return parseLiteral();
    }
  }
  scanNext();
  if (_scanner.getToken() === 17) {
    if (options.allowEmptyContent) {
      return true;
    }
    handleError(4, [], []);
    return false;
  }
  if (!parseValue()) {
    handleError(4, [], []);
    return false;
  }
  if (_scanner.getToken() !== 17) {
    handleError(9, [], []);
  }
  return true;
}
function getNodeType(value) {
  switch (typeof value) {
    case "boolean":
      return "boolean";
    case "number":
      return "number";
    case "string":
      return "string";
    case "object": {
      if (!value) {
        return "null";
      } else if (Array.isArray(value)) {
        return "array";
      }
      return "object";
    }
    default:
      return "null";
  }
}

// node_modules/jsonc-parser/lib/esm/main.js
var createScanner2 = createScanner;
var ScanError;
(function(ScanError2) {
  ScanError2[ScanError2["None"] = 0] = "None";
  ScanError2[ScanError2["UnexpectedEndOfComment"] = 1] = "UnexpectedEndOfComment";
  ScanError2[ScanError2["UnexpectedEndOfString"] = 2] = "UnexpectedEndOfString";
  ScanError2[ScanError2["UnexpectedEndOfNumber"] = 3] = "UnexpectedEndOfNumber";
  ScanError2[ScanError2["InvalidUnicode"] = 4] = "InvalidUnicode";
  ScanError2[ScanError2["InvalidEscapeCharacter"] = 5] = "InvalidEscapeCharacter";
  ScanError2[ScanError2["InvalidCharacter"] = 6] = "InvalidCharacter";
})(ScanError || (ScanError = {}));
var SyntaxKind;
(function(SyntaxKind2) {
  SyntaxKind2[SyntaxKind2["OpenBraceToken"] = 1] = "OpenBraceToken";
  SyntaxKind2[SyntaxKind2["CloseBraceToken"] = 2] = "CloseBraceToken";
  SyntaxKind2[SyntaxKind2["OpenBracketToken"] = 3] = "OpenBracketToken";
  SyntaxKind2[SyntaxKind2["CloseBracketToken"] = 4] = "CloseBracketToken";
  SyntaxKind2[SyntaxKind2["CommaToken"] = 5] = "CommaToken";
  SyntaxKind2[SyntaxKind2["ColonToken"] = 6] = "ColonToken";
  SyntaxKind2[SyntaxKind2["NullKeyword"] = 7] = "NullKeyword";
  SyntaxKind2[SyntaxKind2["TrueKeyword"] = 8] = "TrueKeyword";
  SyntaxKind2[SyntaxKind2["FalseKeyword"] = 9] = "FalseKeyword";
  SyntaxKind2[SyntaxKind2["StringLiteral"] = 10] = "StringLiteral";
  SyntaxKind2[SyntaxKind2["NumericLiteral"] = 11] = "NumericLiteral";
  SyntaxKind2[SyntaxKind2["LineCommentTrivia"] = 12] = "LineCommentTrivia";
  SyntaxKind2[SyntaxKind2["BlockCommentTrivia"] = 13] = "BlockCommentTrivia";
  SyntaxKind2[SyntaxKind2["LineBreakTrivia"] = 14] = "LineBreakTrivia";
  SyntaxKind2[SyntaxKind2["Trivia"] = 15] = "Trivia";
  SyntaxKind2[SyntaxKind2["Unknown"] = 16] = "Unknown";
  SyntaxKind2[SyntaxKind2["EOF"] = 17] = "EOF";
})(SyntaxKind || (SyntaxKind = {}));
var parseTree2 = parseTree;
var ParseErrorCode;
(function(ParseErrorCode2) {
  ParseErrorCode2[ParseErrorCode2["InvalidSymbol"] = 1] = "InvalidSymbol";
  ParseErrorCode2[ParseErrorCode2["InvalidNumberFormat"] = 2] = "InvalidNumberFormat";
  ParseErrorCode2[ParseErrorCode2["PropertyNameExpected"] = 3] = "PropertyNameExpected";
  ParseErrorCode2[ParseErrorCode2["ValueExpected"] = 4] = "ValueExpected";
  ParseErrorCode2[ParseErrorCode2["ColonExpected"] = 5] = "ColonExpected";
  ParseErrorCode2[ParseErrorCode2["CommaExpected"] = 6] = "CommaExpected";
  ParseErrorCode2[ParseErrorCode2["CloseBraceExpected"] = 7] = "CloseBraceExpected";
  ParseErrorCode2[ParseErrorCode2["CloseBracketExpected"] = 8] = "CloseBracketExpected";
  ParseErrorCode2[ParseErrorCode2["EndOfFileExpected"] = 9] = "EndOfFileExpected";
  ParseErrorCode2[ParseErrorCode2["InvalidCommentToken"] = 10] = "InvalidCommentToken";
  ParseErrorCode2[ParseErrorCode2["UnexpectedEndOfComment"] = 11] = "UnexpectedEndOfComment";
  ParseErrorCode2[ParseErrorCode2["UnexpectedEndOfString"] = 12] = "UnexpectedEndOfString";
  ParseErrorCode2[ParseErrorCode2["UnexpectedEndOfNumber"] = 13] = "UnexpectedEndOfNumber";
  ParseErrorCode2[ParseErrorCode2["InvalidUnicode"] = 14] = "InvalidUnicode";
  ParseErrorCode2[ParseErrorCode2["InvalidEscapeCharacter"] = 15] = "InvalidEscapeCharacter";
  ParseErrorCode2[ParseErrorCode2["InvalidCharacter"] = 16] = "InvalidCharacter";
})(ParseErrorCode || (ParseErrorCode = {}));
function printParseErrorCode(code) {
  switch (code) {
    case 1:
      return "InvalidSymbol";
    case 2:
      return "InvalidNumberFormat";
    case 3:
      return "PropertyNameExpected";
    case 4:
      return "ValueExpected";
    case 5:
      return "ColonExpected";
    case 6:
      return "CommaExpected";
    case 7:
      return "CloseBraceExpected";
    case 8:
      return "CloseBracketExpected";
    case 9:
      return "EndOfFileExpected";
    case 10:
      return "InvalidCommentToken";
    case 11:
      return "UnexpectedEndOfComment";
    case 12:
      return "UnexpectedEndOfString";
    case 13:
      return "UnexpectedEndOfNumber";
    case 14:
      return "InvalidUnicode";
    case 15:
      return "InvalidEscapeCharacter";
    case 16:
      return "InvalidCharacter";
  }
  return "<unknown ParseErrorCode>";
}

// src/metrics/json-tree.ts
var NOT_FINITE = /* @__PURE__ */ new Set(["NaN", "Infinity"]);
function readJson(text2) {
  const { masked, tokens } = maskNotFinite(text2);
  const lineAt4 = lineFinder(text2);
  const errors = [];
  const root = parseTree2(masked, errors, { disallowComments: true, allowTrailingComma: false });
  const [error] = errors;
  if (error !== void 0)
    throw new Refusal(`it is not valid JSON (${spaced(printParseErrorCode(error.error))})`, lineAt4(error.offset));
  if (root === void 0) throw new Refusal("it is not valid JSON");
  const describe5 = (node) => {
    const token = tokens.get(node.offset);
    if (token !== void 0) return { kind: "number", value: Number(token) };
    switch (node.type) {
      case "object":
        return { kind: "map", entries: (node.children ?? []).flatMap((property) => entryOf(property, lineAt4)) };
      case "number":
        return { kind: "number", value: Number(node.value), source: text2.slice(node.offset, node.offset + node.length) };
      case "string":
        return { kind: "text", value: String(node.value) };
      case "array":
        return { kind: "other", seen: "a list" };
      case "boolean":
      case "null":
      case "property":
        return { kind: "other", seen: String(node.value) };
    }
  };
  return { root, describe: describe5 };
}
function entryOf(property, lineAt4) {
  const [key, node] = property.children ?? [];
  return key === void 0 || node === void 0 ? [] : [{ key: String(key.value), line: lineAt4(key.offset), node }];
}
function maskNotFinite(text2) {
  const scanner = createScanner2(text2, true);
  const tokens = /* @__PURE__ */ new Map();
  const pieces = [];
  let copied = 0;
  let depth = 0;
  let minusAt = -1;
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const offset = scanner.getTokenOffset();
    const end = offset + scanner.getTokenLength();
    const token = text2.slice(offset, end);
    if (token === "{" || token === "[") refuseDepth(++depth);
    if (token === "}" || token === "]") depth--;
    if (token === "-") minusAt = offset;
    if (!NOT_FINITE.has(token)) continue;
    const start = token === "Infinity" && minusAt === offset - 1 && minusAt >= 0 ? minusAt : offset;
    tokens.set(start, text2.slice(start, end));
    pieces.push(text2.slice(copied, start), "[]".padEnd(end - start));
    copied = end;
  }
  return { masked: pieces.join("") + text2.slice(copied), tokens };
}
function lineFinder(text2) {
  const starts = [0];
  for (let at = text2.indexOf("\n"); at >= 0; at = text2.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = low + high >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
function spaced(code) {
  return code.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}

// src/metrics/toml-tree.ts
function readToml(text2) {
  try {
    return { root: parse3(text2, { integersAsBigInt: "asNeeded", maxDepth: MAX_DEPTH }), describe };
  } catch (error) {
    if (error instanceof TomlError) throw new Refusal(`it is not valid TOML (${reasonOf2(error)})`, error.line);
    throw error;
  }
}
function describe(node) {
  if (typeof node === "number" || typeof node === "bigint")
    return { kind: "number", value: Number(node), ...typeof node === "bigint" ? { source: String(node) } : {} };
  if (typeof node === "string") return { kind: "text", value: node };
  if (typeof node === "boolean") return { kind: "other", seen: String(node) };
  if (Array.isArray(node)) return { kind: "other", seen: "a list" };
  if (node instanceof TomlDate) return { kind: "other", seen: "a date" };
  return { kind: "map", entries: Object.entries(node).map(([key, value]) => ({ key, node: value })) };
}
function reasonOf2(error) {
  return (error.message.split("\n")[0] ?? "").replace(/^Invalid TOML document: /, "");
}

// src/metrics/yaml-tree.ts
var import_yaml6 = __toESM(require_dist(), 1);
var MAX_ALIASES2 = 1e3;
var WITH_UNDERSCORES = /^[-+]?\d[\d_]*(?:\.[\d_]*)?(?:e[-+]?\d+)?$/i;
function readYaml(text2) {
  const lines2 = new import_yaml6.LineCounter();
  const tokens = [...new import_yaml6.Parser(lines2.addNewLine).parse(text2)];
  refuseDeepTokens(tokens, lines2);
  const documents = [...new import_yaml6.Composer({ uniqueKeys: false, prettyErrors: false }).compose(tokens, true, text2.length)];
  const [document] = documents;
  if (document === void 0 || documents.length > 1)
    throw new Refusal(`it holds ${documents.length} YAML documents, not one`);
  const [error] = document.errors;
  if (error !== void 0)
    throw new Refusal(`it is not valid YAML (${error.message})`, lines2.linePos(error.pos[0]).line);
  const { contents } = document;
  if (contents === null || (0, import_yaml6.isScalar)(contents) && contents.value === null) throw new Refusal("it is empty");
  return { root: contents, describe: describer(document, lines2) };
}
function describer(document, lines2) {
  let aliases = 0;
  const follow = (node) => {
    if (!(0, import_yaml6.isAlias)(node)) return node;
    if (++aliases > MAX_ALIASES2) throw new Refusal(`it has more than ${MAX_ALIASES2} aliases`);
    const target = node.resolve(document);
    if (target === void 0) throw new Refusal(`it has an alias without an anchor (*${node.source})`);
    return target;
  };
  const entriesOf2 = (node, depth) => {
    refuseDepth(depth);
    const target = follow(node);
    if ((0, import_yaml6.isSeq)(target)) return target.items.flatMap((item) => entriesOf2(item, depth + 1));
    if (!(0, import_yaml6.isMap)(target)) return [];
    const own = [];
    const merged = [];
    for (const pair of target.items) {
      if (isMerge(pair)) merged.push(...entriesOf2(pair.value, depth + 1));
      else own.push(entryOf2(pair, follow, lines2));
    }
    return withMerged(own, merged);
  };
  return (node) => {
    const target = follow(node);
    if ((0, import_yaml6.isMap)(target)) return { kind: "map", entries: entriesOf2(target, 0) };
    if ((0, import_yaml6.isSeq)(target)) return { kind: "other", seen: "a list" };
    return (0, import_yaml6.isScalar)(target) ? scalar(target) : { kind: "other", seen: "null" };
  };
}
function scalar(node) {
  const { value, source } = node;
  if (typeof value === "number") return { kind: "number", value, ...source === void 0 ? {} : { source } };
  if (typeof value === "bigint") return { kind: "number", value: Number(value) };
  if (typeof value === "boolean") return { kind: "other", seen: String(value) };
  if (typeof value !== "string")
    return { kind: "other", seen: value === null ? "null" : "a value that is not a number" };
  const plain2 = node.type === import_yaml6.Scalar.PLAIN && node.tag === void 0;
  return plain2 && WITH_UNDERSCORES.test(value) ? { kind: "number", value: Number(value.replaceAll("_", "")), source: value } : { kind: "text", value };
}
function isMerge(pair) {
  return (0, import_yaml6.isScalar)(pair.key) && pair.key.type === import_yaml6.Scalar.PLAIN && pair.key.value === "<<";
}
function entryOf2(pair, follow, lines2) {
  const key = follow(pair.key);
  const start = (0, import_yaml6.isScalar)(key) || (0, import_yaml6.isMap)(key) || (0, import_yaml6.isSeq)(key) ? key.range?.[0] : void 0;
  const place = start === void 0 ? {} : { line: lines2.linePos(start).line };
  if (!(0, import_yaml6.isScalar)(key)) throw new Refusal("a key in it is a list or a mapping", place.line);
  return { key: key.source ?? String(key.value), ...place, node: pair.value };
}
function withMerged(own, merged) {
  const taken = new Set(own.map((entry) => entry.key));
  const added2 = merged.filter((entry) => !taken.has(entry.key) && taken.add(entry.key));
  return [...own, ...added2];
}
function refuseDeepTokens(tokens, lines2) {
  const open = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = open.pop(); next !== void 0; next = open.pop()) {
    const { token, depth } = next;
    refuseDepth(depth, lines2.linePos(token.offset).line);
    for (const child of childrenOf(token))
      open.push({ token: child, depth: depth + (token.type === "document" ? 0 : 1) });
  }
}
function childrenOf(token) {
  if (token.type === "document") return token.value === void 0 ? [] : [token.value];
  if (!("items" in token)) return [];
  const parts = token.items.flatMap((item) => [item.key, item.value]);
  return parts.filter((part) => part !== null && part !== void 0);
}

// src/metrics/metrics-file.ts
function parseMetricsFile(path2, text2) {
  try {
    return parseAs(extname2(path2).toLowerCase(), path2, text2.startsWith("\uFEFF") ? text2.slice(1) : text2);
  } catch (error) {
    if (error instanceof Refusal) return unreadableFile(path2, error.message, error.line);
    throw error;
  }
}
function unreadableFile(path2, reason, line) {
  const place = line === void 0 ? {} : { line };
  const at = line === void 0 ? "" : `line ${line}: `;
  return {
    path: path2,
    leaves: /* @__PURE__ */ new Map(),
    problem: { kind: "file", path: path2, ...place, seen: "unreadable", message: `${path2} cannot be read: ${at}${reason}` }
  };
}
function parseAs(extension2, path2, text2) {
  if (text2.trim() === "") throw new Refusal("it is empty");
  switch (extension2) {
    case ".json":
      return leavesOf(path2, readJson(text2));
    case ".toml":
      return leavesOf(path2, readToml(text2));
    case ".py":
      throw new Refusal("metrics in Python files are not supported; write JSON, YAML or TOML");
    default:
      return leavesOf(path2, readYaml(text2));
  }
}
function leavesOf(path2, tree) {
  return { path: path2, leaves: flatten(path2, tree.root, tree.describe) };
}

// src/steps/evaluation/measurements.ts
import { readFile as readFile17, stat as stat6 } from "node:fs/promises";
import { resolve as resolve12 } from "node:path";
var MAX_METRICS_BYTES = 16 * 1024 * 1024;
function emptyMeasured() {
  return { files: /* @__PURE__ */ new Map(), alreadyReported: /* @__PURE__ */ new Set() };
}
function addUnmeasured(measured, paths, reason) {
  for (const path2 of paths) {
    measured.files.set(path2, unreadableFile(path2, reason));
    measured.alreadyReported.add(path2);
  }
}
async function addWritten(project, measured, paths) {
  for (const path2 of paths) {
    const text2 = await readMetricsText(resolve12(project.run.settings.workingDirectory, path2));
    measured.files.set(
      path2,
      text2 === void 0 ? unreadableFile(path2, "the evaluation did not write it") : parseMetricsFile(path2, text2)
    );
  }
}
async function readMetricsText(file) {
  const info = await stat6(file).catch(() => void 0);
  if (!info?.isFile()) return void 0;
  if (info.size > MAX_METRICS_BYTES)
    throw new SetupError("metrics-file-too-large", `${file} has ${info.size} bytes, too many for a metrics file.`, {
      key: "metrics",
      value: file,
      remedy: `The limit is ${MAX_METRICS_BYTES} bytes: declare larger results under outs or plots.`
    });
  return readFile17(file, "utf8");
}

// src/steps/evaluation/read-metrics.ts
async function workspaceMetrics(project) {
  const files2 = /* @__PURE__ */ new Map();
  for (const { path: path2, out } of ownMetricFiles(project)) {
    const here = await readMetricsText(resolve13(project.run.settings.workingDirectory, path2));
    const kept = here === void 0 && out?.cache ? await readKept(project, path2, out) : void 0;
    const text2 = here ?? kept?.text;
    if (text2 !== void 0) files2.set(path2, parseMetricsFile(path2, text2));
  }
  const undeclared = undeclaredMetrics(project);
  const blob = undeclared === void 0 ? void 0 : await project.git.readFile(project.run.report.source.sha, project.inGit(undeclared));
  if (undeclared !== void 0 && blob) files2.set(undeclared, parseMetricsFile(undeclared, blob.toString("utf8")));
  return files2;
}
function ownMetricFiles(project) {
  return metricFiles(project.index).filter(({ path: path2 }) => isInScope(project, path2));
}
function undeclaredMetrics(project) {
  const {
    mode,
    validate: { evaluate: evaluate2 }
  } = project.run.settings;
  if (mode !== "validate" || evaluate2.kind !== "command") return void 0;
  return ownMetricFiles(project).some(({ path: path2 }) => path2 === joinPath(evaluate2.metrics)) ? void 0 : joinPath(evaluate2.metrics);
}
function isInScope(project, path2) {
  return !path2.startsWith("../") || project.stages.some((stage2) => stage2.outs.some((out) => out.path === path2));
}
async function readKept(project, path2, keeper) {
  const { hash, hashName } = keeper;
  if (hash === void 0 || hashName === void 0) return {};
  const remote = project.index.stages.flatMap(({ outs }) => outs).find((out) => joinPath(out.path) === joinPath(keeper.path))?.remote;
  const read = async (oid) => {
    const text2 = await project.dvc.read(
      { hash: oid, hashName, ...remote === void 0 ? {} : { remote } },
      MAX_METRICS_BYTES
    );
    return text2 === void 0 ? {} : { text: text2 };
  };
  if (!hash.endsWith(".dir")) return joinPath(keeper.path) === joinPath(path2) ? read(hash) : void 0;
  const manifest = await read(hash);
  if (manifest.text === void 0) return {};
  const inside = posix6.relative(joinPath(keeper.path), joinPath(path2));
  const entry = manifestEntries(manifest.text).find(({ relpath }) => relpath === inside);
  return typeof entry?.["md5"] === "string" ? read(entry["md5"]) : void 0;
}
function manifestEntries(text2) {
  try {
    const entries = JSON.parse(text2);
    return Array.isArray(entries) ? entries.filter(isRecord) : [];
  } catch {
    return [];
  }
}
function keeperOf(path2, outs) {
  return [...outs].find((out) => isWithin(joinPath(path2), joinPath(out.path)));
}
async function lockedAt(project, sha) {
  const { git } = project;
  const paths = (await git.listFiles(sha, [])).filter((path2) => ["data", "lock"].includes(kindOf(path2) ?? ""));
  const blobs = await git.readFiles(sha, paths);
  const texts = new Map([...blobs].map(([path2, blob]) => [project.fromGit(path2), blob.toString("utf8")]));
  return lockedOuts(
    texts,
    (lock, stage2) => project.index.stages.find(
      (each) => each.name === stage2 || each.name === `${lock.replace(/dvc\.lock$/, "dvc.yaml")}:${stage2}`
    )?.wdir
  );
}
async function metricsAt(project, sha, locked) {
  const undeclared = undeclaredMetrics(project);
  const paths = [
    ...ownMetricFiles(project).map(({ path: path2 }) => path2),
    ...undeclared === void 0 ? [] : [undeclared],
    ...await formerMetricFiles(project, sha)
  ];
  return readMetrics(project, sha, locked, [...new Set(paths)]);
}
async function ownMetricsAt(project, sha) {
  return readMetrics(
    project,
    sha,
    await lockedAt(project, sha),
    ownMetricFiles(project).map(({ path: path2 }) => path2)
  );
}
async function readMetrics(project, sha, locked, paths) {
  const blobs = await project.git.readFiles(sha, paths.map(project.inGit));
  const files2 = /* @__PURE__ */ new Map();
  for (const path2 of paths) {
    const blob = blobs.get(project.inGit(path2));
    if (blob) {
      files2.set(path2, parseMetricsFile(path2, blob.toString("utf8")));
      continue;
    }
    const keeper = keeperOf(path2, locked.values());
    if (!keeper) continue;
    const kept = await readKept(project, path2, keeper).catch((error) => {
      if (project.run.signal.aborted) throw error;
      project.run.host.warning(`${path2} of ${sha.slice(0, 7)}: ${messageOf(error)}`);
      return {};
    });
    if (kept === void 0) continue;
    files2.set(
      path2,
      kept.text === void 0 ? unreadableFile(path2, `dvc.lock of ${sha.slice(0, 7)} names it, but neither the cache nor the remote has it`) : parseMetricsFile(path2, kept.text)
    );
  }
  return files2;
}
async function formerMetricFiles(project, sha) {
  const { run: run2, git, dvc: dvc2 } = project;
  const pipelines = project.files.filter(({ kind }) => kind === "pipeline");
  const now = new Map(pipelines.map(({ path: path2, text: text2 }) => [project.inGit(path2), text2]));
  const then = await git.readFiles(
    sha,
    (await git.listFiles(sha, [])).filter((path2) => kindOf(path2) === "pipeline")
  );
  const templates = new Set(
    pipelines.some(({ text: text2 }) => text2.includes("${")) ? valueFiles(pipelines).map(project.inGit) : []
  );
  const changed = (await git.changedFiles(sha, run2.report.source.sha)).some(({ path: path2 }) => templates.has(path2));
  if (!changed && [...then].every(([path2, text2]) => now.get(path2) === text2.toString("utf8"))) return [];
  try {
    return (await dvc2.metricsAt(sha)).filter((path2) => !path2.startsWith("../"));
  } catch (error) {
    if (run2.signal.aborted) throw error;
    run2.host.warning(
      `DVC cannot read the pipeline of the baseline ${sha.slice(0, 7)}, so the report lacks metrics that this change removes: ${messageOf(error)}`
    );
    return [];
  }
}

// src/steps/tracking/connect-mlflow.ts
import { basename as basename8 } from "node:path";

// src/mlflow/address.ts
import { readFileSync as readFileSync3 } from "node:fs";
var KEY = "tracking-uri";
var SERVER = "Start a server for it (`mlflow server --backend-store-uri URI`) and use the address of that server.";
function parseAddress(access5) {
  const { uri } = access5;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1]?.toLowerCase();
  if (scheme === void 0 || !["http", "https"].includes(scheme)) throw refusal(uri, scheme);
  let url;
  try {
    url = new URL(uri);
  } catch (cause) {
    throw new SetupError("mlflow-address-invalid", `the address of MLflow is not valid: ${withoutUser(uri)}.`, {
      key: KEY,
      value: withoutUser(uri),
      remedy: "Write it as https://mlflow.example.org, with the path of the server if it has one.",
      cause
    });
  }
  const authorization = authorizationOf(access5, url);
  const ca = certificates(access5.serverCertPath);
  return {
    base: `${url.origin}${url.pathname.replace(/\/+$/, "")}`,
    ...authorization === void 0 ? {} : { authorization },
    insecureTls: access5.insecureTls === true,
    ...ca === void 0 ? {} : { ca }
  };
}
function refusal(uri, scheme) {
  const value = withoutUser(uri);
  const details = (remedy) => ({ key: KEY, value, remedy });
  if (scheme === "databricks" || scheme === "databricks-uc" || uri === "databricks") {
    return new SetupError(
      "mlflow-address-unsupported",
      `the address of MLflow is ${value}, and dvc-ci does not support the protocol of Databricks.`,
      details(
        "Use the address of an MLflow server (https://…), or leave `tracking-uri` and MLFLOW_TRACKING_URI empty."
      )
    );
  }
  if (scheme === "file" || scheme === void 0)
    return new SetupError(
      "mlflow-address-unsupported",
      `the address of MLflow is the folder ${value}, which has no REST API.`,
      details(SERVER.replace("URI", scheme === void 0 ? `file:${value}` : value))
    );
  return new SetupError(
    "mlflow-address-unsupported",
    `the address of MLflow is ${value}, a ${/^(sqlite|mysql|postgresql|mssql)/.test(scheme) ? "database" : `'${scheme}:' address`} without a REST API.`,
    details(SERVER.replace("URI", value))
  );
}
function authorizationOf({ token, username, password }, url) {
  if (username !== void 0 && password !== void 0) return basic(username, password);
  if (token !== void 0) return `Bearer ${token}`;
  return url.username === "" && url.password === "" ? void 0 : basic(decodeURIComponent(url.username), decodeURIComponent(url.password));
}
function basic(user, password) {
  return `Basic ${Buffer.from(`${user}:${password}`, "utf8").toString("base64")}`;
}
function certificates(path2) {
  if (path2 === void 0) return void 0;
  try {
    return readFileSync3(path2, "utf8");
  } catch (cause) {
    throw new SetupError("certificate-unreadable", `MLFLOW_TRACKING_SERVER_CERT_PATH: ${path2} cannot be read.`, {
      key: "MLFLOW_TRACKING_SERVER_CERT_PATH",
      value: path2,
      remedy: "Set it to the path of a PEM file.",
      cause
    });
  }
}
function withoutUser(uri) {
  return uri.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, "$1");
}

// src/steps/tracking/connect-mlflow.ts
var AFTER_CANCEL = 4e3;
async function connectMlflow(run2) {
  const { settings, host, signal } = run2;
  const { access: access5, explicit } = settings.mlflow;
  if (access5 === void 0)
    return { reason: "the address of an MLflow server is not set (`tracking-uri`, MLFLOW_TRACKING_URI)", warns: false };
  if (!settings.event.trusted)
    return { reason: "the change comes from a fork or from Dependabot, which have no credentials", warns: false };
  try {
    const address = parseAddress(access5);
    const { MlflowClient } = await import("./client-3XS5HFMZ.js");
    const client = new MlflowClient({ address, debug: (message) => host.debug(message) });
    const hurry = () => client.hurry(AFTER_CANCEL);
    if (signal.aborted) hurry();
    else signal.addEventListener("abort", hurry, { once: true });
    return client;
  } catch (error) {
    if (explicit || !(error instanceof SetupError)) throw error;
    return { reason: messageOf(error), warns: true };
  }
}
async function experimentName({ run: run2, git, inGit: inGit2 }) {
  const { experiment } = run2.settings.mlflow;
  if (experiment !== void 0) return experiment;
  const folder = inGit2(".");
  const repository = run2.settings.event.repository?.split("/").at(-1) ?? await git.repositoryName() ?? basename8(git.root);
  return folder === "." ? repository : `${repository}/${folder}`;
}
var pageOf = {
  run: (base, experimentId, id) => `${base}/#/experiments/${experimentId}/runs/${id}`,
  version: (base, name2, version) => `${base}/#/models/${encodeURIComponent(name2)}/versions/${version}`
};

// src/steps/tracking/run-facts.ts
import { createHash as createHash10 } from "node:crypto";
import { readFile as readFile19 } from "node:fs/promises";
import { resolve as resolve15 } from "node:path";

// src/metrics/params.ts
var TOO_DEEP = `(more than ${MAX_DEPTH} levels deep)`;
function diffParams(head, base) {
  const paths = [.../* @__PURE__ */ new Set([...head.keys(), ...base.keys()])].sort(compareText);
  return paths.flatMap((path2) => {
    const values = flattenParams(head.get(path2));
    const baselines2 = flattenParams(base.get(path2));
    const names2 = [.../* @__PURE__ */ new Set([...values.keys(), ...baselines2.keys()])];
    return names2.filter((name2) => canonical(values.get(name2)) !== canonical(baselines2.get(name2))).map((name2) => ({
      path: path2,
      name: name2,
      ...baselines2.has(name2) ? { baseline: baselines2.get(name2) } : {},
      ...values.has(name2) ? { value: values.get(name2) } : {}
    }));
  });
}
function flattenParams(root) {
  const leaves2 = /* @__PURE__ */ new Map();
  const walk = (node, name2, depth) => {
    const entries = entriesOf(node);
    if (entries !== void 0 && depth < MAX_DEPTH && (entries.length > 0 || name2 === void 0)) {
      for (const [key, value] of entries) walk(value, name2 === void 0 ? key : `${name2}.${key}`, depth + 1);
    } else if (node !== void 0) leaves2.set(name2 ?? "", toJson(node, depth));
  };
  walk(root, void 0, 0);
  return leaves2;
}
function toJson(node, depth) {
  if (depth > MAX_DEPTH) return TOO_DEEP;
  if (Array.isArray(node)) return node.map((item) => toJson(item, depth + 1));
  const entries = entriesOf(node);
  if (entries !== void 0) return Object.fromEntries(entries.map(([key, value]) => [key, toJson(value, depth + 1)]));
  if (typeof node === "number") return Number.isFinite(node) ? node : String(node);
  if (typeof node === "bigint") return Number.isSafeInteger(Number(node)) ? Number(node) : String(node);
  if (typeof node === "string" || typeof node === "boolean") return node;
  return node instanceof Date ? node.toISOString() : null;
}
function entriesOf(node) {
  if (node instanceof Map) return [...node].map(([key, value]) => [String(key), value]);
  const plain2 = typeof node === "object" && node !== null && !Array.isArray(node) && !(node instanceof Date);
  return plain2 ? Object.entries(node) : void 0;
}
function canonical(value) {
  return JSON.stringify(value, (_key, part) => {
    const entries = entriesOf(part);
    return entries === void 0 ? part : Object.fromEntries(entries.sort(([a], [b]) => compareText(a, b)));
  });
}

// src/steps/project/read-params.ts
import { readFile as readFile18 } from "node:fs/promises";
import { resolve as resolve14 } from "node:path";
async function readParams(project, revision) {
  const [params = /* @__PURE__ */ new Map()] = await readSides(project, namesOfStages(project), [revision], () => true);
  return params;
}
async function readChangedParams(project, revision) {
  const [here = /* @__PURE__ */ new Map(), there = /* @__PURE__ */ new Map()] = await readSides(
    project,
    usedNames(project),
    [void 0, revision],
    (now, then) => now !== then
  );
  return [here, there];
}
async function readSides(project, names2, revisions, isWanted) {
  const paths = [...names2.keys()];
  const sides = await Promise.all(revisions.map(async (revision) => textsOf2(project, revision, paths)));
  const wanted = new Set(paths.filter((path2) => isWanted(...sides.map((texts) => texts.get(path2)))));
  const asked = sides.flatMap(
    (texts, side) => [...texts].filter(([path2]) => wanted.has(path2)).map(([path2, text2]) => {
      const known = names2.get(path2);
      const wantedNames = known === void 0 || known === "all" ? {} : { names: [...known] };
      return { side, file: { path: path2, text: text2, ...wantedNames } };
    })
  );
  const parsed4 = asked.length === 0 ? [] : await project.dvc.parseParams(asked.map(({ file }) => file));
  return sides.map(
    (_, side) => new Map(
      asked.flatMap((each, index) => {
        const values = parsed4[index];
        return each.side === side && values !== void 0 ? [[each.file.path, values]] : [];
      })
    )
  );
}
function add(names2, path2, more) {
  const known = names2.get(path2);
  names2.set(path2, more === "all" || known === "all" ? "all" : /* @__PURE__ */ new Set([...known ?? [], ...more]));
}
function namesOfStages({ stages }) {
  const names2 = /* @__PURE__ */ new Map();
  for (const dep of stages.flatMap(({ deps }) => deps))
    if (dep.kind === "params") add(names2, dep.path, dep.names.length === 0 ? "all" : dep.names);
  return names2;
}
function usedNames(project) {
  const names2 = namesOfStages(project);
  for (const { vars } of project.stages) for (const [path2, more] of Object.entries(vars ?? {})) add(names2, path2, more);
  for (const path2 of project.index.params) if (!path2.startsWith("../")) add(names2, path2, "all");
  return names2;
}
async function textsOf2(project, revision, paths) {
  const blobs = revision === void 0 ? void 0 : await project.git.readFiles(revision, paths.map(project.inGit));
  const texts = await Promise.all(
    paths.map(async (path2) => {
      const text2 = blobs ? blobs.get(project.inGit(path2))?.toString("utf8") : await readFile18(resolve14(project.run.settings.workingDirectory, path2), "utf8").catch(() => void 0);
      return text2 === void 0 ? [] : [[path2, text2]];
    })
  );
  return new Map(texts.flat());
}

// src/steps/tracking/run-facts.ts
var LONGEST_DIGEST = 36;
function hashDataFiles(files2) {
  const hash = createHash10("sha256");
  for (const [path2, text2] of [...files2].sort(([a], [b]) => a < b ? -1 : 1))
    hash.update(`${path2}\0${text2.length}\0${text2}\0`);
  return hash.digest("hex").slice(0, 32);
}
function dataFilePaths(project) {
  return [
    .../* @__PURE__ */ new Set([
      ...lockFiles(project),
      ...project.stages.filter(({ kind }) => kind !== "stage").map(({ file }) => file)
    ])
  ];
}
async function presentDataHash(project) {
  const texts = await Promise.all(
    dataFilePaths(project).map(
      async (path2) => [
        path2,
        await readFile19(resolve15(project.run.settings.workingDirectory, path2), "utf8").catch(() => void 0)
      ]
    )
  );
  return hashDataFiles(new Map(texts.flatMap(([path2, text2]) => text2 === void 0 ? [] : [[path2, text2]])));
}
async function committedDataHash(project, sha) {
  const blobs = await project.git.readFiles(sha, dataFilePaths(project).map(project.inGit));
  return hashDataFiles(new Map([...blobs].map(([path2, blob]) => [project.fromGit(path2), blob.toString("utf8")])));
}
async function paramsOf(project, sha) {
  const all = diffParams(await readParams(project, sha), /* @__PURE__ */ new Map());
  return named3(all.map(({ name: name2, path: path2, value }) => ({ name: name2, path: path2, value })));
}
function named3(items) {
  const paths = /* @__PURE__ */ new Map();
  for (const { name: name2, path: path2 } of items) paths.set(safeKey(name2), (paths.get(safeKey(name2)) ?? /* @__PURE__ */ new Set()).add(path2));
  return new Map(
    items.map(({ name: name2, path: path2, value }) => [
      paths.get(safeKey(name2))?.size === 1 ? safeKey(name2) : safeKey(`${path2}/${name2}`),
      value
    ])
  );
}
function paramTexts(params, redact) {
  return new Map([...params].map(([key, value]) => [key, redact(paramText(value))]));
}
function pointsOf({ metrics, plots }, known, started) {
  const values = named3(metrics.flatMap(({ name: name2, path: path2, value }) => value === void 0 ? [] : [{ name: name2, path: path2, value }]));
  const points2 = [...values].filter(([key, value]) => known.get(key) !== value).map(([key, value]) => ({ key, value, timestamp: known.has(key) ? Date.now() : started, step: 0 }));
  for (const plot of plots ?? []) {
    if (plot.kind !== "line") continue;
    for (const { name: name2, value } of plot.series) {
      const key = safeKey(`${plot.name.replace(/\.(?:csv|tsv|json|ya?ml)$/, "")}/${name2 === "" ? plot.y.label : name2}`);
      if (value === void 0 || values.has(key) || known.has(key)) continue;
      const steps = value.x.every((x) => typeof x === "number" && Number.isSafeInteger(x));
      value.y.forEach((y, index) => {
        if (Number.isFinite(y))
          points2.push({ key, value: y, timestamp: started, step: steps ? Number(value.x[index]) : index });
      });
    }
  }
  return points2;
}
function inputsOf({ stages, index, run: run2 }) {
  return stages.filter(({ kind }) => kind !== "stage").flatMap(({ outs }) => outs).flatMap((out) => {
    if (out.hash === void 0) return [];
    const url = index.remotes[out.remote ?? run2.settings.remote ?? index.defaultRemote ?? ""]?.url;
    return [
      {
        name: out.path,
        digest: out.hash.slice(0, LONGEST_DIGEST),
        source: JSON.stringify({
          path: out.path,
          hash: out.hash,
          ...url === void 0 ? {} : { remote: withoutUser(url) }
        }),
        profile: JSON.stringify({
          ...out.size === void 0 ? {} : { bytes: out.size },
          ...out.files === void 0 ? {} : { files: out.files }
        })
      }
    ];
  });
}

// src/steps/tracking/model-owner.ts
var REPOSITORY_TAG = "dvc-ci.repository";
async function repositoryOf({ run: run2, git }) {
  return run2.settings.event.repository ?? await git.repositoryName();
}
function isSameRepository(one, other) {
  const [left, right] = [one.toLowerCase(), other.toLowerCase()];
  const isShort = !left.includes("/") || !right.includes("/");
  return isShort ? left.split("/").at(-1) === right.split("/").at(-1) : left === right;
}
async function checkOwner(project, client, model) {
  const { mlflow } = project.run.settings;
  const version = mlflow.alias === void 0 ? void 0 : (await readModel(client, model))?.get(mlflow.alias);
  const owner = version === void 0 ? void 0 : (await readVersion(client, model, version))?.tags.get(REPOSITORY_TAG);
  const own = await repositoryOf(project);
  if (owner === void 0 || own === void 0 || isSameRepository(owner, own)) return;
  const problem = `the ${mlflow.alias ?? ""} of ${model} is version ${version ?? ""}, which ${owner} made, and this is ${own}.`;
  const remedy = "Give the model a name of its own with the setting `model`.";
  if (mlflow.modelOwner === "strict")
    throw new ProjectError("model-of-another-repository", problem, { key: "model", value: model, remedy });
  project.run.host.warning(`In MLflow ${problem} ${remedy}`);
}

// src/steps/tracking/run-artifacts.ts
import { createReadStream as createReadStream3 } from "node:fs";
import { stat as stat7 } from "node:fs/promises";
import { extname as extname3, resolve as resolve16 } from "node:path";

// src/mlflow/artifacts.ts
var PROXIED = /^mlflow-artifacts:(?:\/\/[^/]*)?\//;
function proxiedPath(artifactUri) {
  return PROXIED.test(artifactUri) ? artifactUri.replace(PROXIED, "").replace(/\/+$/, "") : void 0;
}
function escapePath(path2) {
  return path2.split("/").map(encodeURIComponent).join("/");
}
async function putArtifact(client, artifactUri, path2, upload2) {
  const root = proxiedPath(artifactUri);
  if (root === void 0) throw new Error(`${artifactUri} is not an address that MLflow serves`);
  await client.put(escapePath(`${root}/${path2}`), upload2, `store the artifact ${path2}`);
}

// src/steps/tracking/run-artifacts.ts
var LARGEST_PLOT = 8 * 1024 * 1024;
var MOST_PLOTS = 50;
var TYPES = {
  ".json": "application/json",
  ".csv": "text/csv",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".html": "text/html"
};
function typeOf(path2) {
  return TYPES[extname3(path2).toLowerCase()] ?? "application/octet-stream";
}
async function keepArtifacts(project, client, tracked) {
  const { run: run2 } = project;
  if (proxiedPath(tracked.artifactUri) === void 0) {
    run2.host.notice(
      `The report and the plots are not in MLflow: the server does not store artifacts (${tracked.artifactUri}). Start it with --artifacts-destination.`
    );
    return;
  }
  const put2 = (path2, content) => putArtifact(client, tracked.artifactUri, path2, { size: content.length, open: () => content, type: typeOf(path2) });
  const report = redactStrings(run2.report, (text2) => run2.host.redact(text2));
  await put2("dvc-ci/report.json", Buffer.from(`${jsonText(report)}
`));
  await put2("dvc-ci/report.html", Buffer.from(pageText(report, run2.facts.pictures)));
  const plots = [
    .../* @__PURE__ */ new Set([
      ...project.stages.flatMap(({ outs }) => outs).filter(({ plot }) => plot).map(({ path: path2 }) => path2),
      ...project.index.plots
    ])
  ].filter((path2) => !path2.startsWith("../"));
  for (const path2 of plots.slice(0, MOST_PLOTS)) {
    const file = resolve16(run2.settings.workingDirectory, path2);
    const info = await stat7(file).catch(() => void 0);
    if (!info?.isFile() || info.size > LARGEST_PLOT) continue;
    await putArtifact(client, tracked.artifactUri, `plots/${path2}`, {
      size: info.size,
      open: () => createReadStream3(file),
      type: typeOf(path2)
    });
  }
}

// src/steps/tracking/stage-runs.ts
import { randomUUID } from "node:crypto";
import { mkdir as mkdir9, writeFile as writeFile6 } from "node:fs/promises";
import { join as join28 } from "node:path";

// src/mlflow/stage-runs.ts
var PARENT_TAG = "mlflow.parentRunId";
var BUILD_RUN_TAG = "dvc-ci.build-run";
var STAGE_TAG = "dvc-ci.stage";
var experimentsSchema = object({
  experiments: array(object({ experiment_id: string() })).default([]),
  next_page_token: string().optional()
});
async function experimentIds(client) {
  const ids = [];
  for (let token; ; ) {
    const answer3 = experimentsSchema.parse(
      await client.call(
        "POST",
        "experiments/search",
        { max_results: 1e3, ...token === void 0 ? {} : { page_token: token } },
        "list the experiments"
      )
    );
    ids.push(...answer3.experiments.map(({ experiment_id: id }) => id));
    token = answer3.next_page_token;
    if (token === void 0 || token === "") return ids;
  }
}
async function findStageRuns(client, build2, { order, everywhere }) {
  const experiments = everywhere ? await experimentIds(client) : [build2.experimentId];
  const found = experiments.length === 0 ? [] : await findRunsByTag(client, experiments, BUILD_RUN_TAG, build2.id);
  const runs2 = await Promise.all(found.map(async (run2) => await readRun(client, run2.id) ?? run2));
  const place = (run2) => order.indexOf(run2.tags.get(STAGE_TAG) ?? "");
  return runs2.sort((a, b) => place(a) - place(b) || a.startTime - b.startTime);
}
function hasModels({ modelIds, tags: tags3 }) {
  return modelIds.length > 0 || tags3.has("mlflow.log-model.history");
}
async function hasArtifacts(client, id) {
  const answer3 = await client.find(
    "GET",
    `artifacts/list?run_id=${encodeURIComponent(id)}`,
    void 0,
    `list the artifacts of the run ${id}`
  );
  return object({ files: array(unknown()).default([]) }).safeParse(answer3).data?.files.length !== 0;
}

// src/steps/tracking/stage-runs.ts
var VARIABLE = "DVC_CI_STAGE_VARIABLES";
var CONTEXT = "MLFLOW_RUN_CONTEXT";
var AT_ONCE = 8;
function stageRunsOf({ run: run2, graph }, client, build2) {
  const everywhere = run2.settings.mlflow.stageRun === "own";
  return findStageRuns(client, build2, { order: graph.topological(), everywhere });
}
async function openStageRuns(project, client, build2, stages) {
  const earlier = await stageRunsOf(project, client, build2);
  const opened = /* @__PURE__ */ new Map();
  const open = async (stage2) => {
    for (const run2 of earlier.filter(({ tags: tags3 }) => tags3.get(STAGE_TAG) === stage2))
      if (!hasModels(run2)) await deleteRun(client, run2.id);
    const { id } = await openRun(client, build2.experimentId, {
      // Each attempt has a run of its own; the key finds it where the answer was lost.
      key: `${build2.id} ${stage2} ${randomUUID()}`,
      name: stage2,
      tags: {
        ...inherited(build2),
        [PARENT_TAG]: build2.id,
        [BUILD_RUN_TAG]: build2.id,
        [STAGE_TAG]: stage2
      }
    });
    opened.set(stage2, id);
  };
  for (const part of batches(stages, AT_ONCE)) await Promise.all(part.map(open));
  return opened;
}
function inherited({ tags: tags3 }) {
  return Object.fromEntries(
    ["mlflow.user", "mlflow.source.name", "mlflow.source.type", "mlflow.source.git.commit", "dvc-ci.pull-request"].map(
      (name2) => [name2, tags3.get(name2)]
    )
  );
}
async function stageVariables({ scratch, env }, build2, stages, opened) {
  const variables = stages.map((stage2) => {
    const id = opened.get(stage2);
    return [
      stage2,
      id === void 0 ? { [CONTEXT]: withContext(env[CONTEXT], { [BUILD_RUN_TAG]: build2.id, [STAGE_TAG]: stage2 }) } : { MLFLOW_RUN_ID: id }
    ];
  });
  await mkdir9(scratch, { recursive: true });
  const file = join28(scratch, "stage-variables.json");
  await writeFile6(file, JSON.stringify(Object.fromEntries(variables)));
  return { [VARIABLE]: file };
}
function withContext(text2, tags3) {
  try {
    const own = JSON.parse(text2 ?? "{}");
    return JSON.stringify(typeof own === "object" && own !== null && !Array.isArray(own) ? { ...own, ...tags3 } : tags3);
  } catch {
    return JSON.stringify(tags3);
  }
}
async function closeStageRuns(client, opened, status) {
  const close = async (id) => {
    const run2 = await readRun(client, id);
    if (run2?.status !== "RUNNING") return;
    const isUsed2 = run2.params.size + run2.metrics.size > 0 || hasModels(run2) || await hasArtifacts(client, id);
    await (isUsed2 ? setStatus(client, id, status) : deleteRun(client, id));
  };
  for (const part of batches([...opened.values()], AT_ONCE)) await Promise.all(part.map(close));
}
function summaryOf(runs2) {
  const params = /* @__PURE__ */ new Map();
  const metrics = /* @__PURE__ */ new Map();
  for (const run2 of runs2) {
    for (const [key, value] of run2.params) params.set(key, (params.get(key) ?? /* @__PURE__ */ new Set()).add(value));
    for (const [key, value] of run2.metrics) metrics.set(key, [...metrics.get(key) ?? [], value]);
  }
  return {
    params: new Map(
      [...params].flatMap(([key, [value, ...more]]) => value === void 0 || more.length > 0 ? [] : [[key, value]])
    ),
    metrics: new Map(
      [...metrics].flatMap(([key, [value, ...more]]) => value === void 0 || more.length > 0 ? [] : [[key, value]])
    )
  };
}

// src/steps/tracking/stage-environment.ts
async function stageEnvironment2(project, client, build2, given) {
  const { access: access5, stageRun } = project.run.settings.mlflow;
  const shares = stageRun === "shared";
  const server2 = {
    MLFLOW_TRACKING_URI: access5?.uri ?? client.base,
    MLFLOW_EXPERIMENT_NAME: given.experiment
  };
  const shared = shares ? { ...server2, MLFLOW_EXPERIMENT_ID: build2.experimentId, MLFLOW_RUN_ID: build2.id } : server2;
  if (given.stages.length === 0 || shares && given.stages.length === 1 && given.alwaysBelow !== true) return shared;
  try {
    const runs2 = shares ? await openStageRuns(project, client, build2, given.stages) : /* @__PURE__ */ new Map();
    given.onOpened(runs2);
    return { ...shared, ...await stageVariables(project, build2, given.stages, runs2) };
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    project.run.host.warning(`MLflow has no runs for the stages of this build: ${messageOf(error)}`);
    return {};
  }
}

// src/steps/tracking/tracked-run.ts
var STATUS = {
  success: "FINISHED",
  failure: "FAILED",
  error: "FAILED",
  cancelled: "KILLED",
  superseded: "KILLED"
};
var Tracking = class {
  constructor(project, client, source, options) {
    this.project = project;
    this.client = client;
    this.source = source;
    this.options = options;
    this.opening = this.open();
    this.opening.catch((error) => {
      this.failed = error;
    });
  }
  project;
  client;
  source;
  options;
  opening;
  logged = false;
  /** The error that prevented the run. */
  failed;
  /** The experiment of the run, for the stages. */
  experiment = "";
  /** The runs that this machine opened for stages, by stage. */
  stageRuns = /* @__PURE__ */ new Map();
  /** Finds the run of this commit, or creates it. */
  async open() {
    const { project, client } = this;
    const { run: run2 } = project;
    const isChange2 = run2.settings.mode === "validate";
    this.experiment = `${await experimentName(project)}${isChange2 ? "/pr" : ""}`;
    const experiment = await openExperiment(client, this.experiment);
    const head = run2.settings.event.pullRequest?.headSha ?? this.source;
    const lock = await committedDataHash(project, this.source);
    const number3 = run2.settings.event.pullRequest?.number;
    const request = run2.settings.mode === "retrain" ? [`${run2.settings.event.run?.id ?? ""}/${requestDigest(run2.settings.retrain)}`] : [];
    const key = [
      run2.settings.mode,
      ...request,
      project.inGit("."),
      ...number3 === void 0 ? [] : [`#${number3}`],
      head,
      lock
    ].join(" ");
    const params = paramTexts(await paramsOf(project), (text2) => run2.host.redact(text2));
    const planned = this.options.planned === void 0 ? void 0 : await readRun(client, this.options.planned);
    const before = planned ?? await findRun(client, experiment.id, key);
    const trainsAgain = planned === void 0 && this.options.completes !== true;
    if (trainsAgain && before !== void 0 && [...before.params].some(([name3, value]) => params.get(name3) !== value)) {
      if (before.status === "RUNNING") await setStatus(client, before.id, "KILLED");
      await deleteRun(client, before.id);
    }
    const name2 = `${number3 === void 0 ? run2.settings.mode : `#${number3}`} ${head.slice(0, 7)}`;
    const tags3 = { ...await this.tags(head), "dvc-ci.lock": lock };
    const opened = planned ?? await openRun(client, experiment.id, { key, name: name2, tags: tags3 });
    if (opened.status !== "RUNNING") await setStatus(client, opened.id, "RUNNING");
    if (before?.id === opened.id) await setTags(client, opened.id, tags3);
    run2.report.mlflow = {
      experiment: this.experiment,
      run_id: opened.id,
      url: pageOf.run(client.base, opened.experimentId, opened.id)
    };
    await Promise.all([
      logParams(client, opened.id, params, opened.params),
      logInputs(client, opened.id, inputsOf(project))
    ]);
    return opened;
  }
  async tags(head) {
    const { run: run2, git } = this.project;
    const { event, mode } = run2.settings;
    const { pullRequest } = event;
    return {
      "mlflow.source.type": "JOB",
      "mlflow.source.name": event.repository ?? this.project.inGit("."),
      "mlflow.source.git.commit": head,
      "mlflow.user": event.actor ?? (await git.author(head).catch(() => void 0))?.name,
      "dvc-ci.mode": mode,
      "dvc-ci.head": head,
      "dvc-ci.base": run2.report.source.base_sha ?? pullRequest?.baseSha,
      "dvc-ci.directory": this.project.inGit("."),
      "dvc-ci.branch": pullRequest?.headRef ?? event.ref.replace(/^refs\/heads\//, ""),
      "dvc-ci.pull-request": pullRequest && String(pullRequest.number),
      "dvc-ci.run-url": event.runUrl,
      "dvc-ci.author": event.actor,
      "dvc-ci.verdict": "running"
    };
  }
  /**
   * Runs `checkOwner` of the model before the build. A failure of the server is left to the steps that need it.
   * @throws {ProjectError} as `checkOwner`
   */
  async checkOwner(model) {
    if (await this.opening.catch(() => void 0) === void 0) return;
    await checkOwner(this.project, this.client, model).catch((error) => {
      if (!(error instanceof OutsideError)) throw error;
      this.project.run.host.debug(messageOf(error));
    });
  }
  /** Waits for the run. @throws {OutsideError} MLflow did not open it */
  async opened() {
    await this.opening;
  }
  /**
   * Waits for the run. Where there is none, the step `track` reports the reason. Several stages get a run each, below
   * this one; a single stage logs into this one, and so do checks and the evaluation by command.
   * @param stages the stages that may run on this machine
   * @returns the variables with which MLflow finds the run in stages, checks and the evaluation
   */
  async variables(stages) {
    const { project } = this;
    const opened = await this.opening.catch(() => void 0);
    if (opened === void 0) {
      project.run.host.info(`MLflow does not track the stages of this run: ${messageOf(this.failed)}`);
      return {};
    }
    return stageEnvironment2(project, this.client, opened, {
      experiment: this.experiment,
      stages,
      onOpened: (runs2) => {
        this.stageRuns = runs2;
      }
    });
  }
  /**
   * Writes the metrics and plots of the report. Opens the run where that failed before.
   * @returns the run in its present state, with the values that the stages logged
   * @throws {OutsideError} MLflow does not answer, or rejects the values
   */
  async log() {
    if (this.failed !== void 0) {
      this.failed = void 0;
      this.opening = this.open();
      this.opening.catch((error) => {
        this.failed = error;
      });
    }
    const opened = await this.opening;
    const now = await readRun(this.client, opened.id) ?? opened;
    const points2 = pointsOf(this.project.run.report, now.metrics, opened.startTime);
    const { params, metrics } = summaryOf(await stageRunsOf(this.project, this.client, opened));
    await logParams(this.client, opened.id, params, now.params);
    const measured = /* @__PURE__ */ new Set([...points2.map(({ key }) => key), ...now.metrics.keys()]);
    const logged = [...metrics].filter(([key]) => !measured.has(key));
    await logMetrics(this.client, opened.id, [
      ...points2,
      ...logged.map(([key, value]) => ({ key, value, timestamp: opened.startTime, step: 0 }))
    ]);
    this.logged = true;
    return now;
  }
  /** Ends the run with the conclusion of the report. Never throws: the verdict is known already. */
  async close() {
    const { project, client } = this;
    const { report, host, settings, signal } = project.run;
    try {
      const opened = await this.opening;
      if (!signal.aborted) {
        if (!this.logged) await this.log();
        await keepArtifacts(project, client, opened);
      }
      const accepted = report.policies.flatMap(
        (policy) => policy.accepted === void 0 ? [] : [`${policy.metric}: ${policy.accepted.by} (${policy.accepted.reason})`]
      );
      await setTags(client, opened.id, {
        "dvc-ci.verdict": report.conclusion,
        "dvc-ci.message": host.redact(report.message),
        "dvc-ci.accepted": host.redact(accepted.join(", ")),
        "dvc-ci.base": report.source.base_sha,
        "dvc-ci.commit": report.commit?.sha,
        "dvc-ci.attempt": settings.event.run && String(settings.event.run.attempt)
      });
      await closeStageRuns(client, this.stageRuns, STATUS[report.conclusion]);
      await setStatus(client, opened.id, STATUS[report.conclusion]);
    } catch (error) {
      if (error !== this.failed) host.warning(`Ending the run in MLflow failed: ${messageOf(error)}`);
    } finally {
      await client.close();
    }
  }
};
async function startTracking(project, source = project.run.report.source.sha, options = {}) {
  const { run: run2 } = project;
  const found = run2.settings.mode !== "validate" && run2.settings.rebuild.dryRun ? { reason: "dry run", warns: false } : await connectMlflow(run2);
  if ("reason" in found) {
    if (found.warns) run2.host.warning(`MLflow does not track this run: ${found.reason}`);
    run2.skip("track", found.reason);
    return void 0;
  }
  const plan2 = readPlan(run2.settings.fanOut.plan);
  const tracking = new Tracking(project, found, source, {
    planned: "reason" in plan2 ? void 0 : plan2.mlflow,
    ...options
  });
  run2.endings.push(() => tracking.close());
  return tracking;
}
async function trackChange({ run: run2 }, tracking) {
  if (tracking === void 0) return;
  await run2.step("track", async (outcome) => {
    try {
      await tracking.opened();
      const { id } = await tracking.log();
      outcome.message = `run ${id} in ${run2.report.mlflow?.experiment ?? ""}`;
    } catch (error) {
      outcome.conclusion = "warning";
      outcome.message = messageOf(error);
      run2.host.warning(`MLflow does not have all values of this run: ${messageOf(error)}`);
    }
  });
}

// src/steps/release/find-model.ts
function declaredModels({ index }) {
  return index.artifacts.flatMap(({ file, name: name2, path: path2, type, desc }) => {
    if (type !== "model" || path2 === void 0 || file.startsWith("../")) return [];
    return [
      {
        name: name2,
        path: joinPath(file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : ".", path2),
        ...desc === void 0 ? {} : { desc }
      }
    ];
  });
}
function modelName(project) {
  const declared = declaredModels(project);
  return project.run.settings.mlflow.model ?? (declared.length === 1 ? declared[0]?.name : void 0);
}
function findModel(project) {
  const { model, modelPath } = project.run.settings.mlflow;
  const declared = declaredModels(project);
  const errorFor = (key, value, problem, remedy) => new SetupError("model-not-chosen", `${key}: ${problem}.`, { key, value, remedy });
  if (model === void 0 && modelPath !== void 0)
    throw errorFor(
      "model-path",
      modelPath,
      `the registered model for ${modelPath} has no name`,
      "Set its name with `model`."
    );
  if (model === void 0 && declared.length > 1) {
    project.run.host.notice(
      `No model is registered: dvc.yaml declares ${declared.map(({ name: name3 }) => name3).join(", ")}. Choose one with the setting \`model\`.`
    );
    return void 0;
  }
  const artifact = declared.find(({ name: name3 }) => name3 === model) ?? (declared.length === 1 ? declared[0] : void 0);
  const name2 = model ?? artifact?.name;
  if (name2 === void 0) return void 0;
  const path2 = modelPath === void 0 ? artifact?.path : joinPath(modelPath);
  if (path2 === void 0) {
    const names2 = declared.map((each) => each.name);
    throw errorFor(
      "model",
      name2,
      `the file of the model ${name2} is unknown`,
      names2.length === 0 ? "Set `model-path`, or declare the model under `artifacts:` in dvc.yaml (type: model)." : `Choose a model of dvc.yaml (${names2.join(", ")}), or set \`model-path\`.`
    );
  }
  const outs = project.stages.flatMap((stage2) => stage2.outs);
  const out = outs.find((each) => joinPath(each.path) === path2) ?? outs.find((each) => isWithin(path2, joinPath(each.path)));
  if (out === void 0) {
    const near3 = nearest(
      path2,
      outs.map((each) => each.path)
    );
    throw errorFor(
      modelPath === void 0 ? "artifacts" : "model-path",
      path2,
      `no stage and no .dvc file has the output ${path2}`,
      near3 === void 0 ? "Name an output of dvc.yaml or a path that `dvc add` added." : `Did you mean ${near3}?`
    );
  }
  return { name: name2, path: path2, out, ...artifact?.desc === void 0 ? {} : { description: artifact.desc } };
}

// src/steps/release/deploy.ts
function isDeploying({ environment, command: command2, event, workflow }) {
  return [environment, command2, event, workflow].some((value) => value !== void 0);
}
async function deployBuild(project, { source, commit }, again) {
  const { run: run2 } = project;
  const { deploy: settings, rebuild: rebuild2 } = run2.settings;
  if (!isDeploying(settings) || rebuild2.dryRun) return;
  if (again && !rebuild2.resume && !isRecorded(run2.settings)) {
    run2.skip("deploy", "GitHub has no record of the deployment; `dvc-ci rebuild --resume` deploys the build again");
    return;
  }
  const found = findModel(project);
  const out = found === void 0 ? void 0 : (await lockedAt(project, commit)).get(found.out.path);
  const { mlflow, tag } = run2.report;
  await deploy(project, {
    commit,
    key: [project.inGit("."), source, commit].join(" "),
    ...modelFacts(project, found && { ...found, out: { ...found.out, ...out } }),
    ...tag === void 0 ? {} : { tag },
    ...mlflow?.model === void 0 ? {} : { model: mlflow.model },
    ...mlflow?.version === void 0 ? {} : { version: mlflow.version },
    ...mlflow?.alias === void 0 ? {} : { alias: mlflow.alias }
  });
}
function isRecorded({ deploy: { environment }, github: { token }, event: { repository } }) {
  return environment !== void 0 && token !== void 0 && repository !== void 0;
}
var DEPLOYED = "Deployed by dvc-ci";
async function deploy(project, deployable) {
  const { deploy: wanted } = project.run.settings;
  if (!isDeploying(wanted)) return;
  await project.run.step("deploy", async (outcome) => {
    const github = await openGitHub(project);
    const payload = payloadOf(deployable, wanted.environment);
    const deployment = github === void 0 ? void 0 : await outside("deployments: write", () => begin(project, github, deployable, payload));
    if (deployment?.state === "success" || deployment?.state === "inactive") {
      outcome.message = `deployment ${deployment.id} to ${wanted.environment ?? ""} succeeded before${deployment.state === "inactive" ? ", and a newer one has replaced it" : ""}`;
      return;
    }
    if (deployment === void 0 && wanted.environment !== void 0)
      project.run.host.info("No token for GitHub is set, so no deployment is recorded there.");
    const all = { ...payload, ...deployment === void 0 ? {} : { deployment_id: String(deployment.id) } };
    const done = [
      ...deployment === void 0 ? [] : [`deployment ${deployment.id} to ${wanted.environment ?? ""}`],
      ...wanted.command === void 0 ? [] : [await runCommand2(project, wanted.command, all, github, deployment?.id)],
      // An earlier run may have started the workflows, so only a new deployment starts them.
      ...github === void 0 || deployment !== void 0 && !deployment.isNew ? [] : await startWorkflows(project, github, all)
    ];
    setOutcome(wanted, github, outcome, done);
  });
}
function modelFacts({ run: run2, index, inGit: inGit2 }, model) {
  if (model === void 0) return {};
  const { out, path: path2 } = model;
  const url = index.remotes[out.remote ?? run2.settings.remote ?? index.defaultRemote ?? ""]?.url;
  return {
    path: inGit2(path2),
    model: model.name,
    ...out.hash === void 0 ? {} : { hash: out.hash },
    ...url === void 0 || !out.cache ? {} : { remote: withoutUser(url) }
  };
}
function setOutcome(wanted, github, outcome, done) {
  outcome.message = done.join("; ");
  if (github !== void 0 || wanted.event === void 0 && wanted.workflow === void 0) return;
  outcome.conclusion = "warning";
  outcome.message = [outcome.message, "no workflow was started: no token is set"].filter((text2) => text2 !== "").join("; ");
}
function payloadOf({ commit, tag, model, version, alias, path: path2, hash, remote }, environment) {
  const all = { environment, model, version, alias, path: path2, hash, remote, commit, tag };
  return Object.fromEntries(
    Object.entries(all).filter((entry) => entry[1] !== void 0 && entry[1] !== "")
  );
}
async function openGitHub({ run: run2 }) {
  const {
    event,
    github: { token, apiUrl }
  } = run2.settings;
  if (token === void 0 || event.repository === void 0) return void 0;
  const { connect } = await import("./client-IPKFLSJT.js");
  return connect({ token, apiUrl, repository: event.repository, debug: (message) => run2.host.debug(message) });
}
async function begin({ run: run2 }, github, deployable, payload) {
  const { environment } = run2.settings.deploy;
  if (environment === void 0) return void 0;
  const { ensureDeployment } = await import("./deployments-ENDIMIZ4.js");
  const deployment = await ensureDeployment(github, {
    environment,
    sha: deployable.commit,
    payload,
    key: deployable.key
  });
  run2.report.deployment = { environment, id: deployment.id };
  return deployment;
}
async function runCommand2({ run: run2, env }, command2, payload, github, id) {
  const setStatus2 = async (state, description) => {
    if (github === void 0 || id === void 0) return;
    const { setDeploymentStatus } = await import("./deployments-ENDIMIZ4.js");
    const { runUrl } = run2.settings.event;
    await setDeploymentStatus(github, id, { state, description, ...runUrl === void 0 ? {} : { logUrl: runUrl } });
  };
  await outside("deployments: write", () => setStatus2("in_progress", "The command runs"));
  const variables = Object.fromEntries(
    Object.entries(payload).map(([name2, value]) => [`DVC_CI_${name2.toUpperCase()}`, value])
  );
  try {
    const { code } = await runProcess(shellLine(command2), {
      cwd: run2.settings.workingDirectory,
      env: { ...env, ...variables },
      signal: run2.signal,
      tail: TAIL_OF_COMMAND,
      onOutput: (text2) => run2.host.output(text2)
    });
    if (code !== 0)
      throw new ProjectError("deployment-failed", `the deployment failed: '${command2}' ended with code ${code}.`, {
        key: "deploy-command",
        value: command2,
        remedy: "The official version is published. Run this again to deploy it."
      });
  } catch (error) {
    await setStatus2(
      run2.signal.aborted ? "error" : "failure",
      run2.signal.aborted ? "The run was cancelled" : "The command failed"
    ).catch(() => void 0);
    throw error;
  }
  await outside("deployments: write", () => setStatus2("success", DEPLOYED));
  return `'${command2}' succeeded`;
}
async function startWorkflows({ run: run2 }, github, payload) {
  const { event, workflow } = run2.settings.deploy;
  const { sendRepositoryDispatch, startWorkflow } = await import("./deployments-ENDIMIZ4.js");
  const done = [];
  if (event !== void 0) {
    await outside("contents: write", () => sendRepositoryDispatch(github, event, payload));
    done.push(`repository_dispatch ${event}`);
  }
  if (workflow !== void 0) {
    const ref = run2.settings.event.defaultBranch ?? run2.report.commit?.branch ?? "main";
    await outside("actions: write", () => startWorkflow(github, workflow, ref, { deployment: JSON.stringify(payload) }));
    done.push(`workflow ${workflow}`);
  }
  return done;
}
async function outside(permission, ask2) {
  try {
    return await ask2();
  } catch (error) {
    const { failureText } = await import("./failure-JERMNH7O.js");
    throw new OutsideError(
      "deployment-not-started",
      `starting the deployment failed: ${failureText(error, permission)}.`,
      {
        key: "deploy",
        remedy: "The official version is published. Run this again to deploy it."
      }
    );
  }
}

// src/steps/release/register-model.ts
import { createReadStream as createReadStream4 } from "node:fs";
import { readdir as readdir5, stat as stat8 } from "node:fs/promises";
import { basename as basename9, join as join29 } from "node:path";

// src/steps/release/logged-model.ts
async function loggedModel(client, runs2, { name: name2, stage: stage2, notice }) {
  const found = [];
  for (const run2 of runs2) for (const model of await loggedModels(client, run2.modelIds)) found.push({ model, run: run2 });
  const isOfStage = (run2) => stage2 !== void 0 && run2.tags.get(STAGE_TAG) === stage2;
  const own = found.filter(({ model }) => model.name === name2).at(-1) ?? found.filter(({ run: run2 }) => isOfStage(run2)).at(-1) ?? found.at(-1);
  if (own !== void 0) {
    if (found.length > 1)
      notice(
        `The training logged ${found.length} models with MLflow (${found.map(({ model }) => model.name).join(", ")}): '${own.model.name}' is registered. To choose a model, log it as ${name2}.`
      );
    return { source: own.model.artifactUri, modelId: own.model.id };
  }
  const older = runs2.flatMap((run2) => {
    const path2 = loggedPath(run2);
    return path2 === void 0 ? [] : [{ run: run2, source: `${run2.artifactUri}/${path2}` }];
  });
  const source = (older.filter(({ run: run2 }) => isOfStage(run2)).at(-1) ?? older.at(-1))?.source;
  return source === void 0 ? void 0 : { source };
}
function loggedPath(tracked) {
  try {
    const history2 = JSON.parse(tracked.tags.get("mlflow.log-model.history") ?? "[]");
    const last = Array.isArray(history2) ? history2.at(-1) : void 0;
    const path2 = typeof last === "object" && last !== null && "artifact_path" in last ? last.artifact_path : void 0;
    return typeof path2 === "string" ? path2 : void 0;
  } catch {
    return void 0;
  }
}

// src/steps/release/promotion-notes.ts
var PROMOTED_TAG = "dvc-ci.promoted.";
async function promoterOf({ run: run2, git }) {
  return run2.settings.event.actor ?? await git.ownName() ?? "dvc-ci";
}
function wasPromoted({ tags: tags3 }, where) {
  return tags3.has(`${PROMOTED_TAG}${where}`);
}
async function notePromotion({ settings }, client, version, where, promotion) {
  const tag = `${PROMOTED_TAG}${where}`;
  const latest = version.tags.get(tag);
  if (latest !== void 0) {
    if (isSame(latest, promotion)) return;
    const earlier = [...version.tags].flatMap(
      ([name2, value]) => name2.startsWith(`${tag}.`) && /^\d+$/.test(name2.slice(tag.length + 1)) ? [[Number(name2.slice(tag.length + 1)), value]] : []
    );
    if (!earlier.some(([, value]) => value === latest))
      await tagVersion(
        client,
        version.name,
        version.version,
        `${tag}.${Math.max(0, ...earlier.map(([number3]) => number3)) + 1}`,
        latest
      );
  }
  const { runUrl } = settings.event;
  const { from, why, commit, by } = promotion;
  await tagVersion(
    client,
    version.name,
    version.version,
    tag,
    JSON.stringify({
      at: (/* @__PURE__ */ new Date()).toISOString(),
      by,
      ...from === void 0 ? {} : { from },
      why,
      commit,
      ...runUrl === void 0 ? {} : { run: runUrl }
    })
  );
}
function isSame(text2, { from, why, commit }) {
  try {
    const noted = JSON.parse(text2);
    if (typeof noted !== "object" || noted === null) return false;
    const seen2 = noted;
    return seen2.from === from && seen2.why === why && seen2.commit === commit;
  } catch {
    return false;
  }
}

// src/steps/release/register-model.ts
var COMMIT_TAG = "dvc-ci.commit";
var SOURCE_TAG = "dvc-ci.source";
var HASH_TAG = "dvc-ci.dvc-hash";
var PATH_TAG = "dvc-ci.dvc-path";
var SOURCE_SCHEMES = /^(?:s3|gs|abfss?|wasbs?|hdfs|https?):\/\//;
var PROGRESS = 64 * 1024 * 1024;
async function registerModel(project, client, tracked, model, build2) {
  const { run: run2 } = project;
  const key = versionKey(project, build2);
  const aliases = await openModel(client, model.name);
  const before = await findVersion(client, model.name, KEY_TAG, key) ?? await unchangedVersion(project, client, model, build2);
  const { version, made } = before?.status === "READY" ? { version: before, made: false } : await openVersion(client, {
    name: model.name,
    key,
    runId: tracked.id,
    ...await sourceOf2(project, client, tracked, model, build2),
    description: model.description ?? `Built by dvc-ci from ${build2.source.slice(0, 7)}.`,
    tags: await tagsOf(project, model, build2)
  });
  run2.report.mlflow = {
    ...run2.report.mlflow ?? { experiment: "", run_id: version.runId },
    model: model.name,
    version: version.version,
    version_url: pageOf.version(client.base, model.name, version.version)
  };
  const moved = await promote(project, client, version, aliases, build2);
  return `${made ? "" : "the existing "}version ${version.version} of ${model.name}${moved}`;
}
async function unchangedVersion({ inGit: inGit2 }, client, { name: name2 }, { key, lock }) {
  if (key !== void 0) return void 0;
  const newest = await newestVersion(client, name2);
  const [directory, made] = [`${inGit2(".")} `, newest?.tags.get(KEY_TAG) ?? ""];
  return newest?.status === "READY" && made.startsWith(directory) && made.endsWith(` ${lock}`) ? newest : void 0;
}
function versionKey({ inGit: inGit2 }, { key, source, lock }) {
  return key ?? [inGit2("."), source, lock].join(" ");
}
async function tagsOf(project, { path: path2, out }, build2) {
  const { run: run2, git, index } = project;
  const url = index.remotes[out.remote ?? run2.settings.remote ?? index.defaultRemote ?? ""]?.url;
  const [subject = ""] = (await git.commitMessage(build2.source)).split("\n");
  const pull = run2.report.source.pull_request ?? /\(#(\d+)\)$|^Merge pull request #(\d+) /.exec(subject)?.slice(1).find((number3) => number3 !== void 0);
  return {
    [REPOSITORY_TAG]: await repositoryOf(project),
    [SOURCE_TAG]: build2.source,
    [COMMIT_TAG]: build2.commit,
    [PATH_TAG]: project.inGit(path2),
    [HASH_TAG]: out.hash,
    "dvc-ci.remote": url === void 0 ? void 0 : withoutUser(url),
    "dvc-ci.pull-request": pull === void 0 ? void 0 : String(pull),
    "dvc-ci.run-url": run2.settings.event.runUrl,
    "dvc-ci.metrics": JSON.stringify(
      Object.fromEntries(
        named3(
          run2.report.metrics.flatMap(({ name: name2, path: path3, value }) => value === void 0 ? [] : [{ name: name2, path: path3, value }])
        )
      )
    )
  };
}
async function sourceOf2(project, client, tracked, model, build2) {
  const { host, settings } = project.run;
  const below2 = await stageRunsOf(project, client, tracked);
  const own = await loggedModel(client, [tracked, ...below2], {
    name: model.name,
    stage: project.stages.find(({ outs }) => outs.some((out2) => out2.path === model.out.path))?.name,
    notice: (text2) => host.notice(text2)
  });
  if (own !== void 0) return own;
  const { out, path: path2 } = model;
  const address = addressOf(project, model);
  const proxied = proxiedPath(tracked.artifactUri) !== void 0;
  if (settings.mlflow.artifact === "upload" && proxied)
    return { source: await upload(project, client, tracked, await build2.files()) };
  if (settings.mlflow.artifact === "upload") {
    host.warning(
      `The files of the model are not in MLflow, only in the DVC remote: the server does not store artifacts (${tracked.artifactUri}). Start it with --artifacts-destination, or set \`model-artifact: reference\`.`
    );
  }
  if (address !== void 0 && SOURCE_SCHEMES.test(address)) return { source: address };
  const reference = Buffer.from(
    `${JSON.stringify({ path: project.inGit(path2), hash: out.hash, commit: build2.commit, remote: address }, null, 2)}
`
  );
  if (proxied)
    await putArtifact(client, tracked.artifactUri, "model/dvc.json", {
      size: reference.length,
      open: () => reference,
      type: "application/json"
    });
  return { source: `${tracked.artifactUri}/model` };
}
function addressOf({ run: run2, index }, { out }) {
  const url = index.remotes[out.remote ?? run2.settings.remote ?? index.defaultRemote ?? ""]?.url;
  if (url === void 0 || out.hash === void 0 || !out.cache) return void 0;
  const object2 = `${out.hash.slice(0, 2)}/${out.hash.slice(2)}`;
  return `${withoutUser(url).replace(/\/+$/, "")}/${out.hashName === "md5-dos2unix" ? "" : "files/md5/"}${object2}`;
}
async function upload({ run: run2 }, client, tracked, path2) {
  const isFolder = (await stat8(path2)).isDirectory();
  const names2 = isFolder ? (await readdir5(path2, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join29(entry.parentPath, entry.name).slice(path2.length + 1)) : [basename9(path2)];
  const files2 = names2.sort().map((name2) => ({ name: name2.replaceAll("\\", "/"), file: isFolder ? join29(path2, name2) : path2 }));
  const sizes = await Promise.all(files2.map(async ({ file }) => (await stat8(file)).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let [sent, reported2] = [0, 0];
  run2.host.info(`Uploading the model, ${formatBytes(total)}, to ${client.base}.`);
  for (const [index, { name: name2, file }] of files2.entries()) {
    const open = () => createReadStream4(file).on("data", (chunk) => {
      sent += chunk.length;
      if (sent - reported2 < PROGRESS || sent > total) return;
      reported2 = sent;
      run2.host.info(`Uploaded ${formatBytes(sent)} of ${formatBytes(total)} to MLflow.`);
    });
    await putArtifact(client, tracked.artifactUri, `model/${name2}`, {
      size: sizes[index] ?? 0,
      open,
      type: typeOf(file)
    });
  }
  return `${tracked.artifactUri}/model`;
}
async function promote(project, client, version, aliases, build2) {
  const { settings, report } = project.run;
  const { alias, stage: stage2 } = settings.mlflow;
  const by = await promoterOf(project);
  const why = `${report.mode} of ${build2.source.slice(0, 7)}`;
  const phrases = [];
  if (alias !== void 0) {
    const from = aliases.get(alias);
    const promoted = wasPromoted(version, alias);
    if (from !== version.version && promoted)
      phrases.push(
        from === void 0 ? `the alias ${alias} was removed since, and is not set again` : `the alias ${alias} was moved to version ${from} since, and stays there`
      );
    else if (from !== version.version && from !== void 0 && await isNewer(project, client, version, from, build2))
      phrases.push(`the alias ${alias} stays at version ${from}, which is newer`);
    else {
      if (from !== version.version) await setAlias(client, version.name, alias, version.version);
      if (!promoted)
        await notePromotion(project.run, client, version, alias, {
          from: from === version.version ? void 0 : from,
          why,
          by,
          commit: build2.commit
        });
      if (report.mlflow) report.mlflow.alias = alias;
      phrases.push(`now the ${alias}`);
    }
  }
  if (stage2 !== void 0 && !wasPromoted(version, stage2)) {
    if (version.stage !== stage2) await setStage(client, version.name, version.version, stage2);
    await notePromotion(project.run, client, version, stage2, { why, by, commit: build2.commit });
    phrases.push(`in the stage ${stage2}`);
  }
  return phrases.length === 0 ? "" : `, ${phrases.join(", ")}`;
}
async function isNewer({ git }, client, version, other, build2) {
  const source = (await readVersion(client, version.name, other))?.tags.get(SOURCE_TAG);
  if (source === void 0 || source === build2.source || await git.resolve(source) === void 0) return false;
  return git.isAncestor(build2.source, source);
}

// src/steps/release/publish-version.ts
var COMPLETE = "To complete it, run the same job again, or `dvc-ci rebuild --resume`.";
function modelToRegister(project) {
  const { mlflow, rebuild: rebuild2, deploy: deploy2 } = project.run.settings;
  return mlflow.access === void 0 && !isDeploying(deploy2) || rebuild2.dryRun ? void 0 : findModel(project);
}
async function publishVersion(project, tracking, build2) {
  if (tracking === void 0) return "";
  const found = findModel(project);
  const lock = await committedDataHash(project, build2.commit).catch(() => presentDataHash(project));
  const files2 = () => Promise.resolve(resolve17(project.run.settings.workingDirectory, found?.path ?? "."));
  return track(project, tracking, found, { ...build2, lock, files: files2 }, "The data and the commit are published");
}
async function track(project, tracking, model, build2, published) {
  const { run: run2 } = project;
  const incomplete = (problem, error) => {
    if (run2.signal.aborted || !(error instanceof OutsideError)) throw error;
    throw new OutsideError(error.id, `${published}, but ${problem}: ${error.message}`, {
      ...error.details,
      remedy: `${error.details.remedy ?? ""} ${COMPLETE}`.trim(),
      cause: error
    });
  };
  const tracked = await run2.step("track", async (outcome) => {
    const tracked2 = await tracking.log();
    outcome.message = `run ${tracked2.id} in ${run2.report.mlflow?.experiment ?? ""}`;
    return tracked2;
  }).catch(
    (error) => incomplete(
      `the run${model === void 0 ? " is" : ` and the version of the model ${model.name} are`} not in MLflow`,
      error
    )
  );
  if (model === void 0) {
    run2.skip("register", "neither dvc.yaml (`artifacts:`, type: model) nor the setting `model` names a model");
    return "";
  }
  return run2.step(
    "register",
    async (outcome) => outcome.message = await registerModel(project, tracking.client, tracked, model, build2)
  ).catch((error) => incomplete(`the model ${model.name} has no complete version in MLflow`, error));
}
async function completeBuild(project, published) {
  const { run: run2 } = project;
  if (run2.settings.rebuild.dryRun) return "";
  for (const sha of /* @__PURE__ */ new Set([published.source, published.commit])) await project.git.ensureCommit(sha);
  const present = findModel(project);
  const out = present && (await lockedAt(project, published.commit)).get(present.out.path);
  const model = present && { ...present, out: { ...present.out, ...out } };
  const lock = await committedDataHash(project, published.commit);
  const build2 = { ...published, lock, files: () => filesAt(project, published.commit, model?.path ?? ".") };
  if (model !== void 0 && await isRegistered(project, model, build2)) return "";
  const tracking = await startTracking(project, published.source, { completes: true });
  if (tracking === void 0) return "";
  try {
    const committed = await metricsAt(project, published.commit, await lockedAt(project, published.commit));
    run2.report.metrics = compareMetrics({ committed });
    const phrase2 = await track(
      project,
      tracking,
      model,
      build2,
      `The build of ${published.source.slice(0, 7)} is published (${published.commit.slice(0, 7)})`
    );
    return phrase2 === "" ? "" : `In MLflow ${phrase2}.`;
  } finally {
    await rm14(join30(project.scratch, "model"), { recursive: true, force: true });
  }
}
async function publishAddedModel(project) {
  const { run: run2, inGit: inGit2 } = project;
  const noPipeline = "There is no pipeline to rebuild: the project has only .dvc files.";
  const model = modelToRegister(project);
  if (model === void 0) return { conclusion: "success", message: noPipeline };
  await verifyRemote(project, { mode: "sizes", download: true });
  const { missing } = run2.report.remote;
  if (missing.length > 0)
    throw new ProjectError(
      "remote-data-missing",
      `the remote lacks data that the commit needs: ${missing.map(({ message }) => message).join(" ")}`,
      { key: "remote", remedy: "Nothing was registered." }
    );
  const { sha } = run2.report.source;
  const completed = await completeBuild(project, {
    source: sha,
    commit: sha,
    key: [inGit2(model.path), model.out.hash ?? sha].join(" ")
  });
  const { version, model: name2 } = run2.report.mlflow ?? {};
  return {
    conclusion: "success",
    message: completed !== "" ? `${noPipeline} ${completed}` : version === void 0 ? noPipeline : `${noPipeline} Its model is already version ${version} of ${name2 ?? ""} in MLflow.`
  };
}
async function isRegistered(project, model, build2) {
  const { run: run2 } = project;
  const client = await connectMlflow(run2);
  if ("reason" in client) return false;
  try {
    const version = await findVersion(client, model.name, KEY_TAG, versionKey(project, build2));
    const tracked = version?.status === "READY" ? await readRun(client, version.runId) : void 0;
    if (version === void 0 || tracked?.status !== "FINISHED") return false;
    await run2.step("register", async (outcome) => {
      outcome.message = await registerModel(project, client, tracked, model, build2);
    });
    return true;
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    run2.host.debug(messageOf(error));
    return false;
  } finally {
    await client.close();
  }
}
async function filesAt(project, commit, path2) {
  const { dvc: dvc2, git, run: run2 } = project;
  const parent = join30(project.scratch, "model");
  await mkdir10(parent, { recursive: true });
  const target = join30(await mkdtemp5(join30(parent, "at-")), basename10(path2));
  const result = await dvc2.run(["get", "--rev", commit, "--out", target, "--", git.root, project.inGit(path2)], {
    onOutput: (text2) => run2.host.output(text2)
  });
  if (result.code !== 0) {
    throw new OutsideError(
      "dvc-pull-failed",
      `downloading ${path2} of ${commit.slice(0, 7)} for MLflow failed: ${lastLine(result.stderr)}`,
      { key: "remote", remedy: "Check the remote, then run this again." }
    );
  }
  return target;
}

// src/steps/fan-out/fragments.ts
import { chmod as chmod3, lstat as lstat5, mkdir as mkdir11, readdir as readdir6, readFile as readFile20, realpath as realpath5, rename as rename8, rm as rm15, stat as stat9, writeFile as writeFile7 } from "node:fs/promises";
import { dirname as dirname17, join as join31, relative as relative10, resolve as resolve18 } from "node:path";
function fragmentFile(folder, job) {
  return join31(folder, `${job}.json`);
}
async function readFragments(project, plan2, jobs, folder) {
  const faults = [];
  const missing = [];
  const found = [];
  for (const job of jobs) {
    const read = await readFragment(project, plan2, job, fragmentFile(folder, job.id));
    if (read === void 0)
      missing.push(
        `${job.id} (${job.stages.join(", ")}): its fragment is missing: the job did not end, or its artifact was not downloaded`
      );
    else if ("reason" in read) faults.push(`${job.id} (${job.stages.join(", ")}): ${read.reason}`);
    else found.push(read);
  }
  if (!found.some((each) => "failed" in each)) faults.push(...missing);
  faults.push(...await unknownFragments(plan2, folder));
  if (faults.length > 0) {
    throw new ProjectError("fragment-invalid", `fragments of this build cannot be used: ${faults.join("; ")}.`, {
      key: "fragments",
      value: folder,
      remedy: 'Run the named jobs again ("Re-run failed jobs" keeps the others). Nothing was committed.'
    });
  }
  return found;
}
async function readFragment(project, plan2, job, file) {
  const info = await lstat5(file).catch(() => void 0);
  if (info === void 0) return void 0;
  if (!info.isFile()) return { reason: "its fragment is not a file" };
  if (info.size > LONGEST_FRAGMENT)
    return { reason: `its fragment has ${info.size} bytes; the limit is ${LONGEST_FRAGMENT}` };
  const fragment = parseFragment(await readFile20(file, "utf8"));
  if ("reason" in fragment) return fragment;
  const foreign = foreignFragment(fragment, plan2, job);
  if (foreign !== void 0) return { reason: foreign };
  if (fragment.conclusion === "failure") return { job, failed: fragment };
  const forced = new Set(plan2.force === "all" ? job.stages : plan2.force === "none" ? [] : plan2.force);
  const checked = checkFragment(fragment, {
    directory: project.directory,
    stages: job.stages.flatMap((name2) => project.graph.stage(name2) ?? []),
    forced,
    loose: looseResults(project).all
  });
  return "reason" in checked ? checked : { job, fragment: checked };
}
async function unknownFragments(plan2, folder) {
  const known = new Set(plan2.jobs.map(({ id }) => `${id}.json`));
  const names2 = await readdir6(folder).catch(() => []);
  return names2.filter((name2) => name2.endsWith(".json") && !known.has(name2)).sort().map((name2) => `${name2} belongs to no job of this plan`);
}
async function applyFragments(project, fragments) {
  const { run: run2 } = project;
  const order = project.graph.topological();
  const locks = /* @__PURE__ */ new Map();
  const entries = new Map(fragments.flatMap((fragment) => [...fragment.entries]));
  for (const name2 of order.filter((each) => entries.has(each))) {
    const [stage2, entry] = [project.graph.stage(name2), entries.get(name2)];
    if (stage2 === void 0 || entry === void 0) continue;
    const lock = SourceLines.lockOf(stage2.file);
    locks.set(lock, (locks.get(lock) ?? /* @__PURE__ */ new Map()).set(lockName(name2), entry));
  }
  for (const [lock, own] of locks) {
    const file = resolve18(run2.settings.workingDirectory, lock);
    const text2 = putEntries(await readFile20(file, "utf8").catch(() => ""), own);
    if (typeof text2 !== "string")
      throw new ProjectError(
        "lock-merge-failed",
        `the entries of the jobs cannot be merged into ${lock}: ${text2.reason}.`,
        {
          key: lock,
          path: project.inGit(lock),
          remedy: "Run `dvc repro` once and commit the dvc.lock that it writes."
        }
      );
    await writeFile7(file, text2);
  }
  await writeKept(project, fragments);
  if (locks.size === 0) return project;
  return refresh(project).catch((error) => {
    if (!(error instanceof SetupError)) throw error;
    throw new ProjectError(
      "fragment-invalid",
      `DVC cannot read the entries of dvc.lock in the fragments: ${error.message}`,
      {
        key: "fragments",
        value: [...locks.keys()].join(", "),
        remedy: "Run the jobs again, all with the same version of DVC.",
        cause: error
      }
    );
  });
}
async function writeKept(project, fragments) {
  const here = (path2) => resolve18(project.run.settings.workingDirectory, path2);
  const owners = /* @__PURE__ */ new Map();
  for (const { job, stages, files: files2 } of fragments) {
    const kept = stages.flatMap(({ name: name2 }) => keptOuts(project.graph.stage(name2)));
    for (const path2 of kept) await rm15(here(path2), { recursive: true, force: true });
    for (const { path: path2, content, executable } of files2) {
      const other = owners.get(path2);
      if (other !== void 0)
        throw new ProjectError("output-written-twice", `the jobs ${other} and ${job} both wrote ${path2}.`, {
          key: "fragments",
          value: path2,
          remedy: "Make it an output of one stage in dvc.yaml."
        });
      owners.set(path2, job);
      const file = here(path2);
      await mkdir11(dirname17(file), { recursive: true });
      await requireInside(project, dirname17(file));
      await rm15(file, { recursive: true, force: true });
      await writeFile7(file, Buffer.from(content, "base64"), { flag: "wx" });
      if (executable) await chmod3(file, 493);
    }
  }
}
async function requireInside({ git }, directory) {
  const place = relative10(git.root, await realpath5(directory)).replaceAll("\\", "/");
  if (place === ".." || place.startsWith("../") || /(^|\/)\.(git|dvc)(\/|$)/.test(place))
    throw new ProjectError(
      "fragment-invalid",
      `a Git-kept output would be written to ${directory}, which leads outside of the repository or into .git or .dvc.`,
      { key: "fragments", value: directory, remedy: "Replace the link in the repository with a folder." }
    );
}
function keptOuts(stage2) {
  return stage2?.outs.filter(({ cache }) => !cache).map(({ path: path2 }) => path2) ?? [];
}
async function writeFragment(project, plan2, job, folder, result) {
  const { run: run2 } = project;
  const succeeded = result.conclusion === "success";
  const kept = succeeded ? [...job.stages.flatMap((name2) => keptOuts(project.graph.stage(name2))), ...result.loose] : [];
  const stages = await Promise.all(
    result.stages.map(async (stage2) => {
      const entry = succeeded ? await entryOf3(project, stage2.name) : void 0;
      return entry === void 0 ? stage2 : { ...stage2, entry };
    })
  );
  const fragment = {
    schema: 1,
    sha: plan2.sha,
    ...plan2.run === void 0 ? {} : { run: plan2.run },
    plan: planDigest(plan2),
    job: job.id,
    conclusion: result.conclusion,
    ...result.message === void 0 ? {} : { message: run2.host.redact(result.message).slice(0, 4e3) },
    seconds: result.seconds,
    stages,
    files: await filesOf(project, kept),
    log: run2.host.redact(result.log).slice(-LONGEST_LOG)
  };
  const file = fragmentFile(folder, job.id);
  await mkdir11(folder, { recursive: true }).catch((cause) => {
    throw new SetupError("fragments-not-writable", `fragments: the folder ${folder} cannot be created.`, {
      key: "fragments",
      value: folder,
      remedy: "Name a folder that this user can write to.",
      cause
    });
  });
  await writeFile7(`${file}.new`, JSON.stringify(fragment));
  await rename8(`${file}.new`, file);
  return file;
}
async function entryOf3(project, name2) {
  const lock = SourceLines.lockOf(project.graph.stage(name2)?.file ?? "dvc.yaml");
  const entries = stageEntries(
    await readFile20(resolve18(project.run.settings.workingDirectory, lock), "utf8").catch(() => "")
  );
  return entries instanceof Map ? entries.get(lockName(name2))?.text.replaceAll("\r\n", "\n") : void 0;
}
async function filesOf(project, kept) {
  const files2 = [];
  let bytes = 0;
  const add2 = async (path2) => {
    const file = resolve18(project.run.settings.workingDirectory, path2);
    const info = await lstat5(file).catch(() => void 0);
    if (info === void 0) return;
    if (info.isDirectory()) {
      for (const name2 of (await readdir6(file)).sort()) await add2(`${path2}/${name2}`);
      return;
    }
    const rejection2 = (reason, remedy) => new ProjectError(
      "output-not-transferable",
      `the Git-kept output ${path2} ${reason}, so it cannot go to another machine.`,
      {
        key: "fragments",
        value: path2,
        path: project.inGit(path2),
        remedy
      }
    );
    if (!info.isFile())
      throw rejection2(
        "is not a regular file",
        "Let the stage write a regular file, or remove `cache: false` to keep it in DVC."
      );
    bytes += info.size;
    if (bytes > LARGEST_FILES)
      throw rejection2(
        `makes the fragment larger than ${LARGEST_FILES} bytes`,
        "Remove `cache: false` to keep large outputs in DVC."
      );
    const content = await readFile20(file);
    const text2 = content.toString("utf8");
    if (project.run.host.redact(text2) !== text2)
      throw rejection2("contains a secret", "Let the stage write no credentials.");
    files2.push({ path: path2, content: content.toString("base64"), executable: (info.mode & 64) !== 0 });
  };
  for (const path2 of kept) if (!files2.some((file) => isWithin(file.path, path2))) await add2(path2);
  return files2;
}

// src/pipeline/placement.ts
var META_KEY = "dvc-ci";
var label = string().regex(/^[^\x00-\x1f\x7f]{1,200}$/);
var placed = looseObject({
  "runs-on": union([label, array(label).min(1).max(20)]).optional(),
  container: string().regex(/^[A-Za-z0-9][A-Za-z0-9._/:@-]{0,254}$/).optional()
});
function placementOf({ meta }, fallback) {
  const written = meta?.[META_KEY];
  if (written === void 0 || written === null) return void 0;
  const parsed4 = placed.safeParse(written);
  if (!parsed4.success) {
    const key = parsed4.error.issues[0]?.path[0];
    return key === "container" ? { reason: "its container is not a valid image name", remedy: "Write an image such as ghcr.io/team/cuda:12." } : key === "runs-on" ? {
      reason: "its runs-on is not a valid runner label",
      remedy: "Write a label such as ubuntu-latest, or a list of them such as [self-hosted, gpu]."
    } : {
      reason: `meta: ${META_KEY} is not a mapping`,
      remedy: `Write it as a mapping, such as ${META_KEY}: { runs-on: [self-hosted, gpu] }.`
    };
  }
  const { "runs-on": runsOn, container } = parsed4.data;
  if (runsOn === void 0 && container === void 0) return void 0;
  return { runsOn: runsOn ?? fallback.runsOn, ...container === void 0 ? {} : { container } };
}

// src/steps/fan-out/open-plan.ts
function flowOfPlan({ fanOut: fanOut2 }) {
  const plan2 = readPlan(fanOut2.plan);
  return "reason" in plan2 ? "rebuild" : plan2.flow ?? "rebuild";
}
function openPlan(project) {
  const { run: run2 } = project;
  const { plan: text2 } = run2.settings.fanOut;
  const rejection2 = (reason, remedy) => new SetupError("plan-invalid", `plan: ${reason}.`, { key: "plan", value: text2.slice(0, 80), remedy });
  if (text2 === "") throw rejection2("it is empty", "Give the output `plan` of the planning job.");
  const plan2 = readPlan(text2);
  if ("reason" in plan2)
    throw rejection2(`it cannot be read: ${plan2.reason}`, "Give the output `plan` of the planning job, unchanged.");
  const { sha } = run2.report.source;
  if (plan2.sha !== sha)
    throw rejection2(
      `it is for commit ${plan2.sha.slice(0, 7)}, and ${sha.slice(0, 7)} is checked out`,
      "Check out the commit of the plan (the default of actions/checkout)."
    );
  const id = runId(project);
  if (plan2.run !== id)
    throw rejection2(
      `it is from ${plan2.run === void 0 ? "no workflow run" : `workflow run ${plan2.run}`}, and this is ${id === void 0 ? "none" : `run ${id}`}`,
      "Give the plan of this workflow run."
    );
  if (plan2.directory !== project.inGit("."))
    throw rejection2(
      `it is for the folder ${plan2.directory}, and the working directory is ${project.inGit(".")}`,
      "Give all jobs the same working-directory."
    );
  if (plan2.flow === "retrain" !== (plan2.request !== void 0))
    throw rejection2(
      "its mode and its retraining do not belong together",
      "Give the output `plan` of the planning job, unchanged."
    );
  const { rebuild: rebuild2 } = run2.settings;
  const force = typeof plan2.force === "string" ? { kind: plan2.force } : { kind: "stages", stages: plan2.force };
  const retrain2 = plan2.request === void 0 ? run2.settings.retrain : requested(plan2.request, run2.settings.retrain, rejection2);
  return {
    handed: plan2,
    project: withSettings(project, { ...run2.settings, rebuild: { ...rebuild2, force }, retrain: retrain2 })
  };
}
function handedPlan({ run: run2 }) {
  const plan2 = readPlan(run2.settings.fanOut.plan);
  if ("reason" in plan2) throw new Error(`the plan was not opened: ${plan2.reason}`);
  return plan2;
}
function requested({ digest: digest2, stages, params, reason, data }, { better }, rejection2) {
  const read = {
    stages: settingSchema("stages").safeParse(stages),
    params: settingSchema("params").safeParse(
      Object.fromEntries(
        Object.entries(params).map(([key, value]) => [
          key,
          typeof value === "object" && value !== null ? new NumberText(value.text) : value
        ])
      )
    ),
    reason: settingSchema("reason").safeParse(reason)
  };
  if (!read.stages.success || !read.params.success || !read.reason.success)
    throw rejection2(
      "its retraining has values that the settings do not accept",
      "Give the output `plan` of the planning job, unchanged."
    );
  return {
    ...read.stages.data === void 0 ? {} : { stages: read.stages.data },
    ...read.reason.data === void 0 ? {} : { reason: read.reason.data },
    params: read.params.data,
    data: [],
    update: false,
    better,
    decided: { digest: digest2, data }
  };
}
function runId({ run: run2 }) {
  const { run: workflowRun } = run2.settings.event;
  return workflowRun === void 0 ? void 0 : String(workflowRun.id);
}
function requirePlanOf({ graph }, handed, plan2) {
  const fault = planFault(handed.jobs, graph, plan2.mayRun);
  if (fault !== void 0)
    throw new ProjectError("plan-mismatch", `the plan does not fit this checkout: ${fault}.`, {
      key: "plan",
      value: handed.sha,
      remedy: "Plan again, with the same settings and version of dvc-ci in all jobs."
    });
}
function placementsOf(project, fallback) {
  return new Map(
    project.stages.filter(({ kind }) => kind === "stage").flatMap((stage2) => {
      needsOf(stage2);
      const placement = placementOf(stage2, fallback);
      if (placement === void 0) return [];
      if (!("reason" in placement)) return [[stage2.name, placement]];
      const place = project.lines.ofStage(stage2.name, stage2.file);
      throw new SetupError("stage-meta-invalid", `${stage2.name}: ${placement.reason}.`, {
        key: `meta.${META_KEY}`,
        value: JSON.stringify(stage2.meta?.[META_KEY]),
        ...place,
        path: project.inGit(place.path),
        remedy: placement.remedy
      });
    })
  );
}

// src/steps/fan-out/collected-backend.ts
var CollectedBackend = class {
  rejectionNote = "Nothing was committed.";
  here = /* @__PURE__ */ new Set();
  open(opened) {
    const { project } = openPlan(opened);
    const { settings } = project.run;
    const {
      mode,
      event,
      rebuild: { dryRun }
    } = settings;
    if (mode !== "validate") allowCommit(mode === "retrain" ? mode : "collect", event, dryRun);
    return Promise.resolve(mode === "collect" ? withSettings(project, { ...settings, mode: "rebuild" }) : project);
  }
  async inputs(project, { plan: plan2 }) {
    const { run: run2 } = project;
    const handed = handedPlan(project);
    requirePlanOf(project, handed, plan2);
    return run2.step("read fragments", async (outcome) => {
      const planned = handed.jobs.map(({ id, level, stages }) => ({ id, level, stages }));
      run2.report.fanout = { jobs: planned };
      const found = await readFragments(project, handed, handed.jobs, run2.settings.fanOut.fragments);
      const reports = new Map(found.map((each) => [each.job.id, jobReport(each)]));
      run2.report.fanout.jobs = planned.map((job) => reports.get(job.id) ?? job);
      const failed = found.flatMap((each) => "failed" in each ? [each] : []);
      if (failed.length > 0) {
        reportStages(
          project,
          plan2,
          found.map((each) => "failed" in each ? each.failed : each.fragment)
        );
        throw new ProjectError(
          "job-failed",
          `${failed.map(({ job, failed: { message } }) => `the job ${job.id} failed: ${message ?? "its fragment gives no reason"}`).join(" ")}`,
          {
            key: "fragments",
            value: failed.map(({ job }) => job.id).join(", "),
            remedy: "Run the failed jobs again: the workflow keeps the other jobs. Nothing was committed."
          }
        );
      }
      outcome.message = `${count(found.length, "job")}, ${count(plan2.mayRun.size, "stage")}`;
      return found.flatMap((each) => "fragment" in each ? [each.fragment] : []);
    });
  }
  async setUp(project) {
    const {
      validate: { evaluate: evaluate2 },
      deploy: deploy2
    } = project.run.settings;
    if (evaluate2.kind === "command" || deploy2.command !== void 0) return setUpProject(project);
    project.run.skip("setup", "nothing runs on this machine");
    return project;
  }
  async make(project, { plan: plan2, backup }, fragments, { onStart }) {
    onStart();
    const collected = await project.run.step("apply fragments", async (outcome) => {
      await clearOutputs(project, plan2, backup);
      const applied = await applyFragments(project, fragments);
      await ignoreOutputs(applied, plan2, backup);
      reportStages(applied, plan2, fragments);
      reportUnbuiltMetrics(applied, plan2, fragments);
      await addDurations(applied, fragments);
      outcome.message = fragments.map(({ job }) => job).join(", ");
      return applied;
    });
    await pullResults(collected);
    return collected;
  }
  ask() {
    return Promise.resolve(void 0);
  }
  deliver(project) {
    return proveData(project);
  }
};
function jobReport(found) {
  const { id, level, stages } = found.job;
  const { conclusion, seconds: seconds2, log } = "failed" in found ? found.failed : found.fragment;
  return { id, level, stages, conclusion, seconds: seconds2, ...conclusion === "failure" ? { log } : {} };
}
function reportStages(project, plan2, fragments) {
  const watch = new StageWatch(project, plan2);
  for (const { stages } of fragments) {
    for (const { name: name2, verdict, seconds: seconds2 } of stages) {
      if (verdict === "skipped") continue;
      const event = { stage: name2, state: verdict, ...seconds2 === void 0 ? {} : { seconds: seconds2 } };
      watch.see(event);
    }
  }
  project.run.report.stages = withNeeds(watch.reports(), project.graph);
}
function reportUnbuiltMetrics(project, plan2, fragments) {
  const written = new Set(fragments.flatMap(({ files: files2 }) => files2.map(({ path: path2 }) => path2)));
  for (const path2 of plan2.whole ? looseResults(project).metrics : []) {
    if (written.has(path2)) continue;
    project.run.report.lint.push({
      rule: "metric-not-built",
      path: project.inGit(path2),
      severity: "warning",
      message: `${path2} is listed under metrics: in dvc.yaml, but no stage of this build wrote it: its numbers are the committed ones. Declare it as an output (metrics:) of the stage that measures.`
    });
  }
}
async function ignoreOutputs(project, plan2, backup) {
  const { git } = project;
  const outs = runnable(project).filter(({ name: name2 }) => plan2.mayRun.has(name2)).flatMap((stage2) => stage2.outs.filter(({ cache }) => cache).map(({ path: path2 }) => path2));
  const ignored2 = outs.length === 0 ? /* @__PURE__ */ new Set() : await git.isIgnored(outs.map(project.inGit));
  for (const path2 of outs.filter((each) => !ignored2.has(project.inGit(each)))) {
    const file = join32(git.root, project.inGit(joinPath(dirname18(path2), ".gitignore")));
    await backup.copy(file);
    const before = await readFile21(file, "utf8").catch(() => "");
    await writeFile8(
      file,
      `${before}${before === "" || before.endsWith("\n") ? "" : "\n"}/${path2.split("/").at(-1) ?? ""}
`
    );
  }
}
async function pullResults(project) {
  const { run: run2, index, stages } = project;
  const model = modelToRegister(project)?.out.path;
  const wanted = /* @__PURE__ */ new Set([
    ...metricFiles(index).flatMap(({ out }) => out === void 0 ? [] : [out.path]),
    ...index.plots,
    ...model === void 0 ? [] : [model]
  ]);
  const everything = run2.settings.validate.evaluate.kind === "command";
  const owners = stages.filter(isPullable).map((stage2) => ({
    stage: stage2,
    paths: stage2.outs.filter(
      (out) => out.cache && out.hash !== void 0 && (everything || out.plot || [...wanted].some((path2) => isWithin(path2, out.path)))
    ).map(({ path: path2 }) => path2)
  })).filter(({ paths }) => paths.length > 0);
  await strictPull(project, {
    targets: owners.map(({ stage: stage2 }) => stage2.name),
    only: owners.flatMap(({ stage: stage2, paths }) => stage2.kind === "stage" ? paths : [stage2.name])
  });
  const { missing } = run2.report.remote;
  if (missing.length > 0)
    throw new ProjectError(
      "remote-data-missing",
      `the remote lacks outputs of the jobs: ${missing.map(({ message }) => message).join(" ")}`,
      { key: "remote", remedy: "Run the jobs that made them again. Nothing was committed." }
    );
}

// src/steps/data/background-upload.ts
var SMALLEST = { bytes: 1e6, files: 100 };
var PAUSE = 500;
var BUSY = { check: 50, wait: 1e4 };
var BackgroundUpload = class {
  constructor(project) {
    this.project = project;
  }
  project;
  queue = [];
  uploading;
  next = 0;
  readySince = 0;
  isClosed = false;
  timer;
  ending = new AbortController();
  /** True while stages use all processors: an upload would slow them down. */
  isBusy = () => false;
  add(made) {
    this.queue.push(...made);
    this.go();
  }
  /** Uploads the rest if it is large enough, and waits for it. */
  async drain() {
    this.isClosed = true;
    clearTimeout(this.timer);
    await this.uploading;
    if (this.isLargeEnough()) await this.upload(this.queue.splice(0));
  }
  /** Stops the uploads of a build that failed. */
  async stop() {
    this.isClosed = true;
    this.ending.abort();
    clearTimeout(this.timer);
    await this.uploading;
  }
  isLargeEnough() {
    const bytes = this.queue.reduce((sum, { size }) => sum + size, 0);
    const files2 = this.queue.reduce((sum, each) => sum + each.files, 0);
    return bytes >= SMALLEST.bytes || files2 >= SMALLEST.files;
  }
  go() {
    if (this.uploading !== void 0 || this.isClosed || !this.isLargeEnough()) return;
    clearTimeout(this.timer);
    const now = performance.now();
    this.readySince ||= now;
    const waited = now - this.readySince;
    const wait2 = Math.max(this.next - now, BUSY.check - waited, this.isBusy() && waited < BUSY.wait ? BUSY.check : 0);
    if (wait2 > 0) {
      this.timer = setTimeout(() => {
        this.go();
      }, wait2);
      return;
    }
    this.readySince = 0;
    this.next = now + PAUSE;
    this.uploading = this.upload(this.queue.splice(0)).finally(() => {
      this.uploading = void 0;
      this.go();
    });
  }
  async upload(objects) {
    const { dvc: dvc2, run: run2 } = this.project;
    try {
      run2.report.remote.pushed += await dvc2.upload(objects, this.ending.signal);
    } catch (error) {
      run2.host.debug(
        `upload of ${count(objects.length, "output")} failed, so it is left to the push: ${messageOf(error)}`
      );
    }
  }
};

// src/steps/data/late-inputs.ts
import { mkdir as mkdir12, mkdtemp as mkdtemp6, rm as rm16, writeFile as writeFile9 } from "node:fs/promises";
import { join as join33 } from "node:path";

// src/pipeline/late-inputs.ts
function lateInputs(graph, mayRun, pull, worth) {
  const depth = depths(graph, mayRun);
  const soonest = new Map(
    pull.map((name2) => [name2, Math.min(...readers(graph, mayRun, name2).map((stage2) => depth.get(stage2) ?? 0))])
  );
  const late = pull.filter((name2) => {
    const at = soonest.get(name2) ?? 0;
    return Number.isFinite(at) && at > 0 && worth(name2);
  });
  late.sort((a, b) => (soonest.get(a) ?? 0) - (soonest.get(b) ?? 0));
  const stages = {};
  for (const name2 of late) for (const stage2 of readers(graph, mayRun, name2)) (stages[stage2] ??= []).push(name2);
  return { first: pull.filter((name2) => !late.includes(name2)), late, stages };
}
function readers(graph, mayRun, name2) {
  return graph.downstream(name2).filter((stage2) => mayRun.has(stage2));
}
function depths(graph, mayRun) {
  const depth = /* @__PURE__ */ new Map();
  for (const name2 of graph.topological()) {
    if (mayRun.has(name2))
      depth.set(name2, Math.max(0, ...graph.upstream(name2).map((need) => (depth.get(need) ?? -1) + 1)));
  }
  return depth;
}

// src/steps/data/arriving-data.ts
import { resolve as resolve19 } from "node:path";
import { setTimeout as pause2 } from "node:timers/promises";
var LOCK = { pause: 1e3, attempts: 600 };
async function bringData(project, data, stop) {
  const { owner, paths } = data;
  const started = performance.now();
  await project.objects?.admit([owner]);
  const lacking = await project.dvc.fetch([owner], stop, paths);
  stop.throwIfAborted();
  if (lacking.length > 0) await rejectLacking(project, data, lacking);
  await checkOut2(project, paths ?? [owner], stop);
  await requireTrueData(project, [owner], void 0, paths);
  for (const path2 of paths ?? []) await requirePresent(project, path2);
  const seconds2 = ((performance.now() - started) / 1e3).toFixed(1);
  project.run.host.info(`${(paths ?? [owner]).join(", ")}: downloaded and verified in ${seconds2} s`);
}
async function rejectLacking(project, { owner, paths }, lacking) {
  rejectMissing(project, (await project.dvc.verify("full", { only: lacking, stages: [owner] })).bad);
  const value = (paths ?? [owner]).join(", ");
  throw new OutsideError(
    "dvc-pull-failed",
    `${value} could not be downloaded: the remote did not return ${lacking.join(", ")}.`,
    {
      key: "remote",
      value,
      remedy: "Check that this machine can read the remote. Nothing was committed."
    }
  );
}
async function requirePresent({ run: run2 }, path2) {
  if (await lstatOf(resolve19(run2.settings.workingDirectory, path2)) !== void 0) return;
  throw new OutsideError("dvc-checkout-failed", `dvc checkout succeeded, but ${path2} is missing.`, {
    key: "remote",
    value: path2,
    remedy: "Nothing was committed."
  });
}
async function checkOut2({ dvc: dvc2 }, targets, stop) {
  for (let attempt = 1; ; attempt++) {
    const { code, stderr } = await dvc2.run(["checkout", "--", ...targets]);
    if (code === 0) return;
    stop.throwIfAborted();
    if (!/lock/i.test(stderr) || attempt === LOCK.attempts) {
      const value = targets.join(", ");
      throw new OutsideError("dvc-checkout-failed", `dvc checkout of ${value} failed: ${lastLine(stderr)}`, {
        key: "remote",
        value,
        remedy: "Nothing was committed."
      });
    }
    await pause2(LOCK.pause);
  }
}

// src/steps/data/late-inputs.ts
var SMALLEST_LATE = 64 * 1024 * 1024;
function divideInputs({ graph }, { mayRun, pull }) {
  const sizeOf2 = (name2) => graph.stage(name2)?.outs.reduce((sum, { size }) => sum + (size ?? 0), 0) ?? 0;
  return lateInputs(
    graph,
    mayRun,
    pull,
    (name2) => sizeOf2(name2) >= SMALLEST_LATE && graph.stage(name2)?.kind !== "import"
  );
}
var InputBarriers = class _InputBarriers {
  constructor(project, inputs, folder) {
    this.project = project;
    this.inputs = inputs;
    this.folder = folder;
  }
  project;
  inputs;
  folder;
  ending = new AbortController();
  working = [];
  failure;
  arrived = /* @__PURE__ */ new Set();
  /** The download of each output that turned out to be needed, by its path. */
  needed = /* @__PURE__ */ new Map();
  /** Creates the barriers, all closed. */
  static async close(project, inputs) {
    await mkdir12(project.scratch, { recursive: true });
    return new _InputBarriers(project, inputs, await mkdtemp6(join33(project.scratch, "barriers-")));
  }
  /** Starts the download of the late data. */
  startDownload() {
    this.watch(this.downloadLate());
  }
  /** Downloads outputs that turned out to be needed while stages run, each one once, and opens their barriers. */
  need(outputs2) {
    const fresh = outputs2.filter(({ path: path2 }) => !this.needed.has(path2));
    for (const owner of new Set(fresh.map(({ stage: stage2 }) => stage2))) {
      const own = fresh.filter(({ stage: stage2 }) => stage2 === owner);
      const download2 = this.downloadNeeded(owner, own);
      for (const { path: path2 } of own) this.needed.set(path2, download2);
      this.watch(download2);
    }
    for (const { path: path2, barrier } of outputs2.filter((each) => !fresh.includes(each)))
      this.watch((this.needed.get(path2) ?? Promise.resolve()).then(() => this.open(barrier)));
  }
  /** Keeps the first error of a download, and ends the others. */
  watch(download2) {
    this.working.push(
      download2.catch((error) => {
        if (this.ending.signal.aborted) return;
        this.failure = error instanceof Error ? error : new Error(String(error));
        this.ending.abort();
      })
    );
  }
  /** The files for which stages wait, by stage. */
  get closed() {
    return {
      folder: this.folder,
      stages: Object.fromEntries(
        Object.entries(this.inputs.stages).map(([stage2, names2]) => [stage2, names2.map((name2) => this.barrier(name2))])
      )
    };
  }
  /** Aborted when a download fails: no further stage needs to run. */
  get stop() {
    return this.ending.signal;
  }
  /** Names of the data that is not downloaded yet. */
  get pending() {
    return this.inputs.late.filter((name2) => !this.arrived.has(name2));
  }
  /** Stops the download after the last stage. */
  async abandon() {
    this.ending.abort();
    await Promise.all(this.working);
  }
  /** Stops the download and removes the barriers. @throws the error of a failed download */
  async end() {
    await this.abandon();
    await rm16(this.folder, { recursive: true, force: true });
    if (this.failure !== void 0) throw this.failure;
  }
  /** The file name of a barrier: a number, because names of data have slashes. */
  barrier(name2) {
    return String(this.inputs.late.indexOf(name2));
  }
  async open(barrier) {
    if (this.ending.signal.aborted) return;
    await mkdir12(this.folder, { recursive: true });
    await writeFile9(join33(this.folder, barrier), "");
  }
  /** Downloads late data, one after the other, in the order in which stages need it. */
  async downloadLate() {
    for (const name2 of this.inputs.late) {
      await bringData(this.project, { owner: name2 }, this.ending.signal);
      this.arrived.add(name2);
      await this.open(this.barrier(name2));
    }
  }
  /** Downloads outputs of one stage that turned out to be needed. */
  async downloadNeeded(owner, outputs2) {
    await bringData(this.project, { owner, paths: outputs2.map(({ path: path2 }) => path2) }, this.ending.signal);
    for (const { barrier } of outputs2) await this.open(barrier);
  }
};

// src/steps/build/dvc-repro.ts
import { AsyncResource } from "node:async_hooks";
var Reproduction = class _Reproduction {
  constructor(project, plan2, barriers, inputs, upload2) {
    this.project = project;
    this.plan = plan2;
    this.barriers = barriers;
    this.inputs = inputs;
    this.upload = upload2;
    this.watch = new StageWatch(project, plan2);
    this.result = startEarly(
      () => this.run().finally(() => {
        this.checked.resolve(void 0);
        return barriers.end();
      })
    );
  }
  project;
  plan;
  barriers;
  inputs;
  upload;
  watch;
  start = deferred();
  checked = deferred();
  /**
   * The data in the workspace that differed from the commit at the start signal; undefined where DVC ended before it
   * had checked. If there is any, no stage runs.
   */
  altered = this.checked.promise;
  /** The step that runs the stages; their output goes to its log. */
  step;
  /** Events of DVC from before its step began, which the step reports later. */
  early = [];
  result;
  /** Starts DVC, which then waits. @returns undefined where no stage may run */
  static async prepare(project, plan2, { upload: upload2, inputs = { first: [], late: [], stages: {} } } = {}) {
    return plan2.mayRun.size === 0 ? void 0 : new _Reproduction(project, plan2, await InputBarriers.close(project, inputs), inputs, upload2);
  }
  /**
   * Sends the start signal: the first inputs are in the workspace, and no other step uses the project.
   * @param env environment of the stages
   */
  go(env) {
    this.step = new AsyncResource("Reproduction");
    this.barriers.startDownload();
    this.start.resolve(env);
  }
  /** Ends DVC, so that no further stage runs. */
  async abandon() {
    await this.barriers.abandon();
    await this.result.catch(() => void 0);
  }
  /** Late inputs that are still being downloaded. */
  get pending() {
    return this.barriers.pending;
  }
  /**
   * Reports DVC's events until DVC has ended and the background upload is done.
   * @throws the error of a late download
   */
  async end() {
    const early = this.early?.splice(0) ?? [];
    this.early = void 0;
    for (const report of early) report();
    const result = await this.result;
    await (result.code === 0 ? this.upload?.drain() : this.upload?.stop());
    return result;
  }
  /** Reports an event in the step, or keeps it until the step begins. */
  inStep(report) {
    if (this.early === void 0) this.step?.runInAsyncScope(report);
    else this.early.push(report);
  }
  run() {
    const { project, plan: plan2, watch, barriers, upload: upload2 } = this;
    if (upload2 !== void 0) upload2.isBusy = () => watch.running.length >= plan2.sideBySide.capacity.cpus;
    const files2 = [
      ...new Set(
        runnable(project).filter(({ name: name2 }) => plan2.mayRun.has(name2)).map(({ file }) => file)
      )
    ];
    return project.dvc.run(["repro", ...project.run.settings.keepGoing ? ["--keep-going"] : [], "--", ...files2], {
      env: project.env,
      startSignal: this.start.promise,
      plan: { run: [...plan2.mayRun], force: plan2.forced, goOn: !plan2.whole },
      sideBySide: { ...plan2.sideBySide, inputs: this.inputs.first, gates: barriers.closed },
      stop: barriers.stop,
      onInputs: this.checked.resolve,
      ...upload2 === void 0 ? {} : { tellOuts: true },
      onOutput: (text2) => {
        this.inStep(() => {
          watch.write(text2);
        });
      },
      onStage: (event) => {
        this.inStep(() => {
          watch.see(event);
          if (event.needs !== void 0) barriers.need(event.needs);
          if (event.outs !== void 0) upload2?.add(event.outs);
        });
      }
    });
  }
};

// src/steps/build/build-backend.ts
var LocalBackend = class {
  here = void 0;
  rejectionNote = "Nothing was pushed.";
  open(project) {
    return Promise.resolve(project);
  }
  async inputs(project, { plan: plan2 }) {
    const divided = divideInputs(project, plan2);
    const upload2 = project.run.settings.rebuild.dryRun ? void 0 : new BackgroundUpload(project);
    const preparing = startEarly(() => Reproduction.prepare(project, plan2, { inputs: divided, upload: upload2 }));
    try {
      await this.download(project, plan2, divided);
    } catch (error) {
      const prepared = await preparing.catch(() => void 0);
      await prepared?.abandon();
      throw error;
    }
    return { reproduction: await preparing };
  }
  async download(project, plan2, { first, late }) {
    if (late.length > 0) await requireRemoteHas(project, { pull: late });
    await strictPull(project, { targets: first });
    const { missing } = project.run.report.remote;
    if (missing.length > 0)
      throw new ProjectError(
        "remote-data-missing",
        `the remote does not have the inputs of this build: ${missing.map(({ message }) => message).join(" ")}`,
        { key: "remote", remedy: "Nothing was built." }
      );
    if (!plan2.whole) await requireKept(project, plan2);
  }
  setUp(project) {
    return setUpProject(project);
  }
  async make(project, { plan: plan2, backup }, { reproduction }, observer) {
    await clearOutputs(project, plan2, backup);
    await reproduce(project, plan2, {
      reproduction,
      observer,
      check: (altered) => requireTrueInputs(project, { pull: divideInputs(project, plan2).first }, altered)
    });
    return project;
  }
  ask(project) {
    return askOutputs(project);
  }
  deliver(project, asked, beforePush) {
    return pushData(project, { asked, beforePush });
  }
};

// src/steps/build/clean-checkout.ts
var CleanCheckout = class {
  /** The pipeline and its status, as DVC reads them there. */
  survey;
  /** Resolves after the worktree was removed. */
  gone;
  commit = deferred();
  began;
  ended;
  constructor(project, backup) {
    const {
      git,
      run: {
        report: { source }
      }
    } = project;
    const survey = deferred();
    this.survey = survey.promise;
    this.survey.catch(() => void 0);
    this.gone = git.withWorktree(source.sha, backup.scratch("clone"), async (directory) => {
      const moveToCommit = async () => {
        const sha = await this.commit.promise;
        if (sha === void 0) throw new Error("the clean checkout was closed");
        if (sha !== source.sha) await git.moveWorktree(directory, sha);
      };
      const moved = startEarly(moveToCommit);
      const { project: index, status } = project.dvc.survey(
        git.prefix === "" ? directory : `${directory}/${git.prefix}`,
        moved
      );
      survey.resolve({
        project: startEarly(() => moved.then(() => index)),
        status: startEarly(() => moved.then(() => status))
      });
      await Promise.allSettled([index, status]);
      this.ended = performance.now();
    }).catch(survey.reject);
  }
  /** Starts reading a commit, or the source commit where the build made none. */
  at(made, source) {
    this.began = performance.now();
    this.commit.resolve(made?.sha ?? source);
  }
  /** The time in which DVC has read the commit, up to now; undefined before the checkout has one. */
  get reading() {
    return this.began === void 0 ? void 0 : { began: this.began, ended: this.ended ?? performance.now() };
  }
  /** The project with the index that DVC reads there. */
  async read(project) {
    const { stages, edges, metrics, plots, artifacts } = await (await this.survey).project;
    return withIndex(project, { ...project.index, stages, edges, metrics, plots, artifacts });
  }
  /** Removes the worktree after DVC has read its commit, or at once where `at` was not called. */
  async close() {
    this.commit.resolve(void 0);
    await this.gone;
  }
};
async function proveRepeatable(project, made, clean) {
  const { run: run2, git } = project;
  await run2.step(
    "clean checkout",
    async (outcome) => {
      const survey = await clean.survey;
      const [index, status] = await Promise.all([survey.project, survey.status]);
      const scope = new Set(project.stages.map(({ name: name2 }) => name2));
      const stale = verdicts(index, status, () => true).filter(
        ({ name: name2, verdict, causes }) => scope.has(name2) && (verdict === "stale" || verdict === "frozen" && causes.some(({ kind }) => kind === "data"))
      );
      if (stale.length === 0) {
        outcome.message = "dvc repro has nothing to run";
        return;
      }
      const changed = (await git.uncommitted()).filter(({ path: path2, untracked: untracked2 }) => !untracked2 && made?.changed.includes(path2) !== true && isInput(project, path2)).map(({ path: path2 }) => path2);
      const commit = made?.sha ?? run2.report.source.sha;
      const ends = (await Promise.all(stale.map((stage2) => lineEndsOf(project, index, stage2, committedFiles(project, commit))))).flat();
      if (ends.length > 0 && stale.every(({ causes }) => areLineEnds(causes, ends) || causes.every(isUpstream)))
        throw new ProjectError(
          "build-not-reproducible",
          `the build is not reproducible: in a clean checkout of it, ${lineEndsMessage(ends)}.`,
          {
            key: ".gitattributes",
            remedy: `At the top of the repository: \`${lineEndsFix(project, ends)}\`. ${rejectionNote(run2.report.remote.pushed)}`
          }
        );
      const why = stale.map(({ name: name2, causes }) => `${name2} (${causes.map(({ message }) => message).join("; ")})`).join(", ");
      throw new ProjectError(
        "build-not-reproducible",
        `the build is not reproducible: in a clean checkout of it, dvc repro would run ${why}.`,
        {
          key: "dvc.lock",
          remedy: changed.length > 0 ? `${changed.join(", ")} changed while stages ran, and a stage reads ${changed.length === 1 ? "it" : "them"}. Do not edit the workspace during a build, and declare each file that one stage writes for another one. ${rejectionNote(project.run.report.remote.pushed)}` : `A stage must read only files that Git or DVC tracks: track the file, declare it as an output of the stage that writes it, or exclude it in .dvcignore. ${rejectionNote(project.run.report.remote.pushed)}`
        }
      );
    },
    clean.reading
  );
}
function isUpstream({ kind }) {
  return kind === "upstream";
}

// src/steps/data/verify-standing.ts
var MOST_QUOTED = 3;
async function verifyStanding(project) {
  const { run: run2, stages } = project;
  await verifyRemote(project, { mode: run2.settings.validate.verify, download: true });
  const { missing } = run2.report.remote;
  if (missing.length === 0) return;
  const lost = new Set(missing.flatMap(({ paths }) => paths));
  const makers = stages.filter(({ kind, frozen, outs }) => kind === "stage" && !frozen && outs.some(({ path: path2 }) => lost.has(path2))).map(({ name: name2 }) => name2);
  const left = missing.length - MOST_QUOTED;
  throw new ProjectError(
    "remote-data-missing",
    `there is nothing to build, but the remote lacks data of this commit. ${missing.slice(0, MOST_QUOTED).map(({ message }) => message).join(" ")}${left > 0 ? ` ${left} more are in the report.` : ""}`,
    {
      key: "remote",
      value: named([...lost], MOST_QUOTED),
      ...makers.length === 0 ? {} : { remedy: `Where no machine has the data, make it again: \`dvc-ci retrain --stages ${makers.join(",")}\`.` }
    }
  );
}

// src/steps/ending.ts
function isAboutCheckout({ conclusion, official, waiting }, head) {
  return conclusion === "success" && waiting === void 0 && (official === void 0 || official.commit === head);
}

// src/steps/evaluation/collect-plots.ts
import { mkdir as mkdir13, mkdtemp as mkdtemp7, readFile as readFile22, rm as rm17, stat as stat10 } from "node:fs/promises";
import { extname as extname4, join as join34, resolve as resolve20 } from "node:path";

// src/plots/template.ts
var TOP_KEYS = /* @__PURE__ */ new Set([
  "$schema",
  "data",
  "title",
  "width",
  "height",
  "params",
  "mark",
  "encoding",
  "layer",
  "facet",
  "spec"
]);
var CHANNELS = /* @__PURE__ */ new Set(["x", "y", "color", "strokeDash", "shape", "tooltip", "yOffset", "column"]);
var AXIS_KEYS = /* @__PURE__ */ new Set(["field", "type", "title", "scale", "sort"]);
function recogniseTemplate(spec) {
  if (!Object.keys(spec).every((key) => TOP_KEYS.has(key))) return void 0;
  if (isRecord2(spec["facet"])) return isRecord2(spec["spec"]) ? confusion(spec["spec"]) : void 0;
  if (Array.isArray(spec["layer"])) return smooth(spec, spec["layer"]);
  const encoding = spec["encoding"];
  if (!isRecord2(encoding) || !Object.keys(encoding).every((key) => CHANNELS.has(key))) return void 0;
  const [x, y] = [axis(encoding["x"]), axis(encoding["y"])];
  const type = markType(spec["mark"]);
  if (!x || !y || !isSimpleColour(encoding["color"])) return void 0;
  const types = [typeOf2(encoding["x"]), typeOf2(encoding["y"])].join();
  if (type === "line" && types === "quantitative,quantitative") return { kind: "line", x, y };
  if (type === "point" && types === "quantitative,quantitative") return { kind: "scatter", x, y };
  if (type === "bar" && types === "quantitative,nominal") return { kind: "bar", x: y, y: x };
  return void 0;
}
function smooth(spec, layers) {
  const params = spec["params"];
  if (!Array.isArray(params) || !params.some((param) => isRecord2(param) && param["name"] === "smooth")) return void 0;
  const [first] = layers;
  if (!isRecord2(first) || !JSON.stringify(first).includes('"loess"')) return void 0;
  const encoding = { ...encodingOf(spec), ...encodingOf(first) };
  const [x, y] = [axis(encoding["x"]), axis(encoding["y"])];
  return x && y ? { kind: "line", x, y } : void 0;
}
function confusion(inner) {
  const [aggregate] = Array.isArray(inner["transform"]) ? inner["transform"] : [];
  const encoding = encodingOf(inner);
  const [x, y] = [axis(encoding["x"]), axis(encoding["y"])];
  if (!x || !y || !isRecord2(aggregate) || !JSON.stringify(aggregate).includes('"xy_count"')) return void 0;
  return { kind: "confusion", x, y, normalized: JSON.stringify(inner["layer"]).includes('"percent_of_y"') };
}
function encodingOf(spec) {
  return isRecord2(spec["encoding"]) ? spec["encoding"] : {};
}
function axis(channel) {
  if (!isRecord2(channel) || !Object.keys(channel).every((key) => AXIS_KEYS.has(key))) return void 0;
  const { field, title, scale } = channel;
  if (typeof field !== "string") return void 0;
  if (scale !== void 0 && !(isRecord2(scale) && Object.keys(scale).every((key) => key === "zero"))) return void 0;
  const name2 = field.replace(/\\([.[\]])/g, "$1");
  return { field: name2, label: typeof title === "string" ? title : name2 };
}
function isSimpleColour(colour) {
  return colour === void 0 || isRecord2(colour) && (colour["field"] === void 0 || colour["field"] === "rev");
}
function typeOf2(channel) {
  return isRecord2(channel) ? channel["type"] : void 0;
}
function markType(mark) {
  return isRecord2(mark) ? mark["type"] : mark;
}
function isRecord2(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// src/plots/rows.ts
var WORKSPACE = "workspace";
function rowsOf(spec) {
  const data = spec["data"];
  const values = isRecord2(data) && Array.isArray(data["values"]) ? data["values"] : [];
  const rows = [];
  const [files2, fields] = [/* @__PURE__ */ new Set(), /* @__PURE__ */ new Set()];
  for (const item of values) {
    if (!isRecord2(item)) continue;
    const origin = isRecord2(item["dvc_data_version_info"]) ? item["dvc_data_version_info"] : item;
    const rev = origin["rev"] ?? origin["revision"];
    const [file, field] = [textOf3(origin["filename"]), textOf3(origin["field"])];
    files2.add(file);
    fields.add(field);
    rows.push({ side: rev === WORKSPACE ? "value" : "baseline", series: "", file, field, data: item });
  }
  if (files2.size > 1 || fields.size > 1) {
    for (const row of rows)
      row.series = [files2.size > 1 ? row.file : "", fields.size > 1 ? row.field : ""].filter((part) => part !== "").join(": ");
  }
  return rows;
}
function numberOf2(value) {
  const number3 = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number3 === "number" && Number.isFinite(number3) ? number3 : void 0;
}
function textOf3(value) {
  if (typeof value === "string") return value;
  return value === null || value === void 0 ? "" : JSON.stringify(value);
}

// src/plots/confusion.ts
var MOST_CLASSES = 40;
var byName = new Intl.Collator("en", { numeric: true });
function confusionOf(rows, template) {
  const { x, y, normalized } = template;
  const seen2 = /* @__PURE__ */ new Map();
  const pairs2 = { value: /* @__PURE__ */ new Map(), baseline: /* @__PURE__ */ new Map() };
  const sides = /* @__PURE__ */ new Set();
  for (const { side, data } of rows) {
    const [column, row] = [textOf3(data[x.field]), textOf3(data[y.field])];
    sides.add(side);
    for (const name2 of [column, row]) seen2.set(name2, (seen2.get(name2) ?? 0) + 1);
    const counts = pairs2[side].get(row) ?? /* @__PURE__ */ new Map();
    counts.set(column, (counts.get(column) ?? 0) + 1);
    pairs2[side].set(row, counts);
  }
  if (seen2.size === 0) return void 0;
  const frequent = [...seen2].sort((a, b) => b[1] - a[1]).slice(0, MOST_CLASSES).map(([name2]) => name2);
  const classes = frequent.sort((a, b) => byName.compare(a, b));
  const matrix = (side) => classes.map((row) => classes.map((column) => pairs2[side].get(row)?.get(column) ?? 0));
  const [value, baseline] = [matrix("value"), matrix("baseline")];
  return {
    kind: "confusion",
    x_label: x.label,
    y_label: y.label,
    classes,
    ...sides.has("value") ? { value } : {},
    ...sides.has("baseline") ? { baseline } : {},
    ...sides.size === 2 ? { changed: JSON.stringify(value) !== JSON.stringify(baseline) } : {},
    ...normalized ? { normalized } : {},
    ...seen2.size > classes.length ? { omitted: seen2.size - classes.length } : {}
  };
}

// src/plots/thin.ts
function thinLine(xs, ys, most) {
  const { length } = xs;
  if (length <= most) return xs.map((_, index) => index);
  const kept = [0];
  const width = (length - 2) / (most - 2);
  let last = 0;
  for (let bucket = 0; bucket < most - 2; bucket++) {
    const start = Math.floor(bucket * width) + 1;
    const end = Math.floor((bucket + 1) * width) + 1;
    const [nextX, nextY] = meanOf(xs, ys, end, Math.min(Math.floor((bucket + 2) * width) + 1, length));
    const [lastX, lastY] = [xs[last] ?? 0, ys[last] ?? 0];
    let best = start;
    let largest = -1;
    for (let index = start; index < end; index++) {
      const area = Math.abs((lastX - nextX) * ((ys[index] ?? 0) - lastY) - (lastX - (xs[index] ?? 0)) * (nextY - lastY));
      if (area > largest) [largest, best] = [area, index];
    }
    kept.push(best);
    last = best;
  }
  kept.push(length - 1);
  return kept;
}
function meanOf(xs, ys, start, end) {
  let [x, y] = [0, 0];
  for (let index = start; index < end; index++) {
    x += xs[index] ?? 0;
    y += ys[index] ?? 0;
  }
  const count2 = Math.max(1, end - start);
  return [x / count2, y / count2];
}
function thinEvenly(length, most) {
  const count2 = Math.min(length, most);
  return Array.from({ length: count2 }, (_, index) => Math.floor(index * length / count2));
}

// src/plots/curves.ts
var MOST_POINTS = 250;
var MOST_CATEGORIES = 60;
var MOST_SERIES = 12;
function curvesOf(rows, template) {
  const { kind, x, y } = template;
  const drawn = rows.filter(
    ({ data }) => numberOf2(data[y.field]) !== void 0 && data[x.field] !== null && data[x.field] !== void 0
  );
  if (drawn.length === 0) return void 0;
  const numeric = kind !== "bar" && drawn.every(({ data }) => numberOf2(data[x.field]) !== void 0);
  if (kind === "scatter" && !numeric) return void 0;
  const groups = /* @__PURE__ */ new Map();
  for (const { side, series: series2, data } of drawn) {
    const group = groups.get(series2) ?? {};
    const raw = group[side] ??= { x: [], y: [] };
    raw.x.push(numeric ? numberOf2(data[x.field]) ?? 0 : textOf3(data[x.field]));
    raw.y.push(numberOf2(data[y.field]) ?? 0);
    groups.set(series2, group);
  }
  const shown2 = [...groups].slice(0, MOST_SERIES);
  const series = shown2.map(
    ([name2, { value, baseline }]) => ({
      name: name2,
      ...value === void 0 ? {} : { value: points(kind, numeric, value) },
      ...baseline === void 0 ? {} : { baseline: points(kind, numeric, baseline) }
    })
  );
  const sides = new Set(drawn.map(({ side }) => side));
  return {
    kind,
    x: axis2(x, numeric),
    y: axis2(y, true),
    series,
    ...groups.size > shown2.length ? { omitted: groups.size - shown2.length } : {},
    ...sides.size === 2 ? { changed: [...groups.values()].some(({ value, baseline }) => !same(value, baseline)) } : {}
  };
}
function axis2({ label: label2 }, numeric) {
  return { label: label2, kind: numeric ? "number" : "category" };
}
function points(kind, numeric, raw) {
  const total = raw.x.length;
  if (kind === "bar") return pick(raw, longestBars(raw), total);
  if (!numeric) return pick(raw, thinEvenly(total, MOST_CATEGORIES), total);
  if (kind === "scatter") return pick(raw, thinEvenly(total, MOST_POINTS), total);
  const xs = raw.x.map(Number);
  const order = xs.map((_, index) => index).sort((a, b) => (xs[a] ?? 0) - (xs[b] ?? 0));
  const sorted = {
    x: order.map((index) => xs[index] ?? 0),
    y: order.map((index) => raw.y[index] ?? 0)
  };
  return pick(sorted, thinLine(sorted.x, sorted.y, MOST_POINTS), total);
}
function longestBars({ y }) {
  const all = y.map((_, index) => index);
  if (all.length <= MOST_CATEGORIES) return all;
  return all.sort((a, b) => Math.abs(y[b] ?? 0) - Math.abs(y[a] ?? 0)).slice(0, MOST_CATEGORIES).sort((a, b) => a - b);
}
function pick({ x, y }, indices, total) {
  return { x: indices.map((index) => x[index] ?? 0), y: indices.map((index) => y[index] ?? 0), total };
}
function same(a, b) {
  return a !== void 0 && b !== void 0 && a.x.length === b.x.length && a.x.every((x, index) => x === b.x[index] && a.y[index] === b.y[index]);
}

// src/plots/python-json.ts
function parsePythonJson(text2) {
  try {
    return JSON.parse(text2);
  } catch {
    return JSON.parse(
      text2.replace(/"(?:[^"\\]|\\[^])*"|-?Infinity|NaN/g, (token) => token.startsWith('"') ? token : "null")
    );
  }
}

// src/plots/read-plots.ts
var LARGEST_SPEC = 2e5;
var WORKSPACE2 = "workspace";
function readPlots(json, baseline) {
  const read = { plots: [], images: [], problems: [] };
  const output = parsePythonJson(json);
  if (!isRecord2(output)) return read;
  for (const [name2, entries] of Object.entries(isRecord2(output["data"]) ? output["data"] : {})) {
    const image = { name: shortName(name2) };
    for (const entry of Array.isArray(entries) ? entries.filter(isRecord2) : []) {
      if (entry["type"] === "image") {
        const [rev] = Array.isArray(entry["revisions"]) ? entry["revisions"] : [];
        if (typeof entry["url"] === "string") image[rev === WORKSPACE2 ? "value" : "baseline"] = entry["url"];
      } else if (isRecord2(entry["content"])) {
        read.plots.push(plotOf(shortName(name2), entry["content"], baseline));
      }
    }
    if (image.value !== void 0 || image.baseline !== void 0) read.images.push(image);
  }
  for (const error of Array.isArray(output["errors"]) ? output["errors"].filter(isRecord2) : []) {
    const [name2, rev, message] = ["name", "rev", "msg"].map((key) => typeof error[key] === "string" ? error[key] : "");
    if (rev !== WORKSPACE2 && error["type"] === "FileNotFoundError") continue;
    read.problems.push(
      `${shortName(name2 ?? "") || "the plots"}${rev && rev !== WORKSPACE2 ? " of the baseline" : ""}: ${message || String(error["type"])}`
    );
  }
  return read;
}
function shortName(name2) {
  return name2.startsWith("dvc.yaml::") ? name2.slice("dvc.yaml::".length) : name2;
}
function plotOf(name2, spec, baseline) {
  const title = titleOf(spec) || name2;
  const template = recogniseTemplate(spec);
  if (template) {
    const rows = rowsOf(spec);
    const drawn = template.kind === "confusion" ? confusionOf(rows, template) : curvesOf(rows, template);
    if (drawn) return { name: name2, title, ...drawn };
  }
  return { name: name2, title, ...templatePlot(spec, baseline) };
}
function titleOf(spec) {
  const { title } = spec;
  const text2 = isRecord2(title) ? title["text"] : title;
  return typeof text2 === "string" ? text2.replace(/^dvc\.yaml::/, "") : "";
}
function templatePlot(spec, baseline) {
  const text2 = JSON.stringify(
    spec,
    (_, value) => value === WORKSPACE2 ? "this change" : value === baseline && value !== void 0 ? "baseline" : value
  );
  return {
    kind: "template",
    ...text2.length <= LARGEST_SPEC ? { spec: JSON.parse(text2) } : {}
  };
}

// src/steps/evaluation/collect-plots.ts
var MOST_DATA = 64 * 1024 * 1024;
var LARGEST_PICTURE = 2 * 1024 * 1024;
var MOST_PICTURES = 16 * 1024 * 1024;
var TIMEOUT = 120;
var TYPES2 = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".svg": "image/svg+xml"
};
async function collectPlots(project, baselineSha, wanted) {
  const { run: run2, index } = project;
  const outs = project.stages.flatMap((stage2) => stage2.outs).filter(({ plot }) => plot);
  if (run2.report.plots !== void 0 || outs.length === 0 && index.plots.length === 0) return;
  if (run2.settings.mode === "validate" && run2.settings.validate.pull !== "all" && outs.some(({ cache }) => cache))
    return;
  const isWanted = async () => {
    if (await wanted === false) return false;
    const fault = tooMuch(
      await Promise.all(
        [.../* @__PURE__ */ new Set([...outs.map(({ path: path2 }) => path2), ...index.plots])].map(async (path2) => ({
          path: path2,
          size: await sizeOf(project, path2)
        }))
      )
    );
    if (fault !== void 0) run2.host.warning(`The plots are not in the report: ${fault}`);
    return fault === void 0;
  };
  if (wanted === void 0 && !await isWanted()) return;
  await mkdir13(project.scratch, { recursive: true });
  const directory = await mkdtemp7(join34(project.scratch, "plots-"));
  try {
    await askDvc(project, baselineSha, directory, wanted && isWanted());
  } catch (error) {
    if (run2.signal.aborted) throw error;
    run2.host.warning(`The plots are not in the report: ${messageOf(error)}`);
  } finally {
    await rm17(directory, { recursive: true, force: true });
  }
}
var PreparedPlots = class {
  wanted = deferred();
  collected;
  constructor(project, baselineSha) {
    this.collected = startEarly(() => collectPlots(project, baselineSha, this.wanted.promise));
  }
  /** Reads the plots from the current files of the workspace. */
  collect() {
    this.wanted.resolve(true);
    return this.collected;
  }
  /** Ends the request, unless DVC has read the plots already. */
  drop() {
    this.wanted.resolve(false);
    return this.collected.catch(() => void 0);
  }
};
function tooMuch(files2) {
  const total = files2.reduce((sum, { size }) => sum + size, 0);
  if (total <= MOST_DATA) return void 0;
  const [largest] = files2.sort((a, b) => b.size - a.size);
  return `they have ${formatBytes(total)} (${largest?.path ?? ""} ${formatBytes(largest?.size ?? 0)}), and the limit is ${formatBytes(MOST_DATA)}. Declare files that are no plots under outs.`;
}
async function askDvc(project, baselineSha, directory, wanted = Promise.resolve(true)) {
  const { run: run2, dvc: dvc2 } = project;
  const argv = baselineSha === void 0 ? ["plots", "show"] : ["plots", "diff", baselineSha];
  const unwanted = new AbortController();
  const startSignal = wanted.then((isWanted) => {
    if (!isWanted) unwanted.abort();
    return project.env;
  });
  const result = await dvc2.run([...argv, "--json", "--out", directory], {
    env: project.env,
    timeout: TIMEOUT,
    stop: unwanted.signal,
    startSignal
  });
  if (unwanted.signal.aborted) return;
  if (result.timedOut || result.code !== 0)
    throw new Error(
      result.timedOut ? `dvc plots took longer than ${TIMEOUT} s.` : `dvc plots failed with code ${result.code}: ${lastLine(result.stderr)}`
    );
  const { plots, images, problems } = readPlots(result.stdout, baselineSha);
  for (const problem of problems.slice(0, 5)) run2.host.warning(`plots: ${problem}`);
  const own = ({ name: name2 }) => !name2.startsWith("../");
  const pictures = /* @__PURE__ */ new Map();
  const drawn = plots.filter(own);
  let room = MOST_PICTURES;
  for (const image of images.filter(own)) {
    const read = await readImage(image);
    drawn.push(read.plot);
    const taken = [...Object.values(read.bytes)].reduce((sum, bytes) => sum + bytes.length, 0);
    if (taken > room) continue;
    room -= taken;
    pictures.set(image.name, read.bytes);
  }
  run2.report.plots = drawn;
  run2.facts.pictures = pictures;
}
async function readImage(image) {
  const plot = { kind: "image", name: image.name, title: image.name };
  const read = {};
  for (const side of ["value", "baseline"]) {
    const path2 = image[side];
    if (path2 === void 0) continue;
    read[side] = await readFile22(path2);
    plot[side] = imageFile(path2, read[side].length);
  }
  if (read.value && read.baseline) plot.changed = !read.value.equals(read.baseline);
  const kept = Object.entries(read).filter(([, bytes]) => bytes.length <= LARGEST_PICTURE);
  return { plot, bytes: Object.fromEntries(kept) };
}
function imageFile(path2, size) {
  return { size, type: TYPES2[extname4(path2).toLowerCase()] ?? "application/octet-stream" };
}
async function sizeOf(project, path2) {
  const info = await stat10(resolve20(project.run.settings.workingDirectory, path2)).catch(() => void 0);
  if (info?.isFile()) return info.size;
  return project.stages.flatMap((stage2) => stage2.outs).find((out) => out.path === path2)?.size ?? 0;
}

// src/report/tag-message.ts
var MOST_LINES = 50;
function renderTagMessage({ name: name2, metrics, data }) {
  const lines2 = (rows) => (rows.length <= MOST_LINES ? rows : [...rows.slice(0, MOST_LINES), `and ${rows.length - MOST_LINES} more`]).map((row) => `  ${row}`).join("\n");
  const numbers = metrics.flatMap(
    ({ name: metric, path: path2, value }) => value === void 0 ? [] : [singleLine(`${metric} = ${formatNumber2(value)} (${path2})`)]
  );
  const sizes = data.map(({ path: path2, size }) => singleLine(`${path2}${size === void 0 ? "" : `, ${formatBytes(size)}`}`));
  return [
    `Official build ${name2}`,
    ...numbers.length > 0 ? [`Metrics
${lines2(numbers)}`] : [],
    ...sizes.length > 0 ? [`Data
${lines2(sizes)}`] : []
  ].join("\n\n");
}

// src/steps/publish/tag-names.ts
import { createHash as createHash11 } from "node:crypto";
import { dirname as dirname19 } from "node:path";
var MOST_TAGS2 = 100;
async function tagPlan(project) {
  const patterns = project.run.settings.rebuild.tag;
  const remote = await project.git.remoteName();
  if (patterns.length === 0 || remote === void 0) return void 0;
  const needsArtifact = patterns.some(
    ({ pieces }) => pieces.some((piece) => typeof piece !== "string" && piece.kind === "artifact")
  );
  return { remote, patterns, ...needsArtifact ? { artifact: artifactOf(project) } : {} };
}
function artifactOf({ index, inGit: inGit2 }) {
  const [first, second] = index.artifacts.filter(({ type }) => type === "model");
  const key = { key: "tag", value: "{artifact}" };
  if (first === void 0)
    throw new SetupError(
      "artifact-not-chosen",
      `tag: {artifact} (gto) needs a model (type: model) under artifacts: in dvc.yaml, and ${othersOf(index.artifacts)}.`,
      {
        ...key,
        remedy: "Declare it (`artifacts: { model: { path: model.pkl, type: model } }`), or write the name: model@v{semver}."
      }
    );
  if (second !== void 0)
    throw new SetupError(
      "artifact-not-chosen",
      `tag: {artifact} (gto) is ambiguous: dvc.yaml declares ${first.name} and ${second.name}.`,
      {
        ...key,
        remedy: `Write the name: ${first.name}@v{semver}.`
      }
    );
  const folder = dirname19(inGit2(first.file));
  return folder === "." ? first.name : `${folder}=${first.name}`;
}
function othersOf(artifacts) {
  if (artifacts.length === 0) return "there is none";
  const names2 = artifacts.map(({ name: name2, type }) => `${name2} (${type === void 0 ? "no type" : `type: ${type}`})`);
  return `it declares only ${names2.join(", ")}`;
}
async function tagsOf2({ git }, { remote, artifact }, pattern) {
  const values = artifact === void 0 ? {} : { artifact };
  return (await git.remoteTags(remote, tagPrefix(pattern, values))).filter(({ name: name2 }) => isTagOf(pattern, name2, values));
}
async function ownTags(project, plan2, tags3) {
  const newest = [...tags3].sort((one, other) => other.name.localeCompare(one.name, "en", { numeric: true })).slice(0, MOST_TAGS2);
  const read = await project.git.readTags(plan2.remote, newest);
  return read.filter(({ notes }) => isBuildNote(project, notes)).sort((one, other) => other.made - one.made);
}
function nextNames({ patterns, artifact }, taken) {
  const date = (/* @__PURE__ */ new Date()).toISOString().slice(0, 10);
  return patterns.map(
    (pattern, index) => nextTag(
      pattern,
      (taken[index] ?? []).map(({ name: name2 }) => name2),
      { date, ...artifact === void 0 ? {} : { artifact } }
    )
  );
}
function folderClash(names2, existing) {
  for (const name2 of names2)
    for (const other of [...existing, ...names2])
      if (other.startsWith(`${name2}/`) || name2.startsWith(`${other}/`)) return { name: name2, other };
  return void 0;
}
async function requireStorable(project, plan2) {
  const names2 = nextNames(plan2, await Promise.all(plan2.patterns.map((pattern) => tagsOf2(project, plan2, pattern))));
  const roots = new Set(names2.map((name2) => name2.split("/")[0] ?? name2));
  const listed = await Promise.all([...roots].map((root) => project.git.remoteTags(plan2.remote, root)));
  const clash = folderClash(
    names2,
    listed.flat().map(({ name: name2 }) => name2)
  );
  if (clash === void 0) return;
  throw new ProjectError(
    "tag-exists",
    `the tag ${clash.name} cannot exist beside the tag ${clash.other}: for Git, one is a folder of the other.`,
    {
      key: "tag",
      value: clash.name,
      remedy: `Use a pattern without this folder, such as ${clash.name.replaceAll("/", "-")}-v{n}. Nothing was built.`
    }
  );
}
async function requireFreeName(project, plan2, source) {
  await requireStorable(project, plan2);
  for (const pattern of plan2.patterns.filter(isFixedTag)) {
    const tags3 = await tagsOf2(project, plan2, pattern);
    const [taken] = tags3;
    if (taken === void 0) continue;
    const [own] = await ownTags(project, plan2, tags3);
    if (own !== void 0 && isBuildNote(project, own.notes, source)) continue;
    throw new ProjectError(
      "tag-exists",
      `the tag ${taken.name} already exists on the server, at ${taken.commit.slice(0, 7)}, and dvc-ci never moves a tag.`,
      {
        key: "tag",
        value: pattern.text,
        remedy: `Use a pattern with a number, such as ${pattern.text}-v{n}. Nothing was built.`
      }
    );
  }
}
async function committedLockHash(project, commit) {
  const files2 = await project.git.readFiles(commit, lockFiles(project).map(project.inGit));
  const hash = createHash11("sha256");
  for (const [path2, content] of [...files2].sort(([one], [other]) => one < other ? -1 : 1))
    hash.update(`${path2}\0${content.length}\0`).update(content);
  return hash.digest("hex");
}

// src/steps/publish/via-tag.ts
var MOST_RACES = 20;
async function nextTags(project) {
  const plan2 = await tagPlan(project);
  if (plan2 === void 0) return [];
  try {
    return nextNames(plan2, await Promise.all(plan2.patterns.map((pattern) => tagsOf2(project, plan2, pattern))));
  } catch (error) {
    if (error instanceof OutsideError) return plan2.patterns.map(({ text: text2 }) => text2);
    throw error;
  }
}
async function tagBuild(project, commit, source, committed) {
  const { run: run2 } = project;
  const plan2 = await tagPlan(project);
  if (plan2 === void 0) return;
  await run2.step("tag", async (outcome) => {
    const isEnough = (tag, lock, newest) => tag.notes.get(LOCK_TRAILER) === lock && (isBuildNote(project, tag.notes, source) || !committed && newest);
    const { name: name2, made } = await makeTag(project, plan2, { commit, source, isEnough }).catch((error) => {
      throw afterCommit(error, commit);
    });
    run2.report.tag = name2;
    outcome.message = made ? `${name2} at ${commit.slice(0, 7)}` : `${name2} exists already`;
  });
}
function afterCommit(error, commit) {
  if (error instanceof ProjectError)
    return new ProjectError(
      error.id,
      `${commit.slice(0, 7)} is built and published, but not tagged: ${error.message}`,
      error.details
    );
  return error instanceof OutsideError ? new OutsideError(
    error.id,
    `${commit.slice(0, 7)} is built and published, but not tagged: ${error.message}`,
    error.details
  ) : error;
}
async function publishTag(project, { commit, branch }) {
  const { run: run2 } = project;
  const source = run2.report.source.sha;
  const plan2 = await tagPlan(project);
  if (plan2 === void 0)
    throw new ProjectError(
      "tag-remote-missing",
      "commit: tag needs a Git remote for the tag, and this checkout has none.",
      {
        key: "commit",
        value: "tag"
      }
    );
  const isEnough = run2.settings.mode === "retrain" ? (tag) => tag.commit === commit.sha : ({ notes }, lock, newest) => isBuildNote(project, notes, source) || newest && notes.get(LOCK_TRAILER) === lock;
  const { name: name2, made, attempts, target, builtFrom } = await makeTag(project, plan2, {
    commit: commit.sha,
    source,
    isEnough
  });
  if (!made && builtFrom !== source) {
    run2.report.tag = name2;
    const report2 = { sha: target, branch, method: "tag", attempts: 0 };
    run2.report.commit = report2;
    run2.host.info(`The build equals ${name2}, so it gets no other tag.`);
    return { kind: "committed", sha: target, report: report2 };
  }
  if (!made && target !== commit.sha)
    return { kind: "superseded", reason: `another run has built ${source.slice(0, 7)} meanwhile: ${name2}` };
  run2.report.tag = name2;
  const report = { sha: commit.sha, branch, method: "tag", attempts };
  run2.report.commit = report;
  return { kind: "committed", sha: commit.sha, report };
}
async function makeTag(project, plan2, tagged) {
  const { git } = project;
  const lock = await committedLockHash(project, tagged.commit);
  const sent = /* @__PURE__ */ new Set();
  let failures = 0;
  for (let attempts = 0; ; attempts++) {
    const taken = await Promise.all(plan2.patterns.map((pattern) => tagsOf2(project, plan2, pattern)));
    const own = await ownTags(project, plan2, taken[0] ?? []);
    const found = own.find((tag, index) => tagged.isEnough(tag, lock, index === 0));
    if (found !== void 0)
      return {
        name: found.name,
        made: sent.has(found.object),
        attempts,
        target: found.commit,
        builtFrom: found.notes.get(SOURCE_TRAILER)
      };
    const names2 = nextNames(plan2, taken);
    const [name2 = ""] = names2;
    const clash = taken.flat().find((tag) => names2.includes(tag.name));
    if (clash !== void 0)
      throw new ProjectError(
        "tag-exists",
        `the tag ${clash.name} already exists on the server, at ${clash.commit.slice(0, 7)}, and dvc-ci never moves a tag.`,
        {
          key: "tag",
          value: clash.name,
          remedy: "Use a pattern with a number, such as model-v{n}, then run this again."
        }
      );
    const trailers = { [SOURCE_TRAILER]: tagged.source, [LOCK_TRAILER]: lock, ...directoryTrailer(project) };
    const tags3 = await Promise.all(
      names2.map(async (each) => ({
        name: each,
        object: await git.makeTag({
          name: each,
          commit: tagged.commit,
          message: await messageOfTag(project, each, tagged.commit),
          trailers,
          identity: IDENTITY
        })
      }))
    );
    for (const { object: object2 } of tags3) sent.add(object2);
    const answer3 = await git.pushTags(plan2.remote, tags3);
    if (answer3.kind === "pushed")
      return { name: name2, made: true, attempts: attempts + 1, target: tagged.commit, builtFrom: tagged.source };
    if (answer3.kind === "refused" && answer3.lasting)
      throw new ProjectError("tag-rejected", `the server rejects the tag ${name2}: ${answer3.words}`, {
        key: "tag",
        value: name2,
        remedy: "If a ruleset for tags rejects it, let the identity that pushes bypass the rule, then run this again."
      });
    const lost = (await Promise.all(plan2.patterns.map((pattern) => tagsOf2(project, plan2, pattern)))).flat().some((tag) => names2.includes(tag.name));
    failures += lost ? 0 : 1;
    if (failures >= SERVER_ATTEMPTS || attempts > MOST_RACES)
      throw new OutsideError(
        "git-push-failed",
        `the push of the tag ${name2} failed ${attempts + 1} times: ${answer3.words}`,
        {
          key: "tag",
          value: name2,
          remedy: "Run this again: it creates the tag and builds nothing."
        }
      );
    if (!lost) await git.wait(failures);
  }
}
async function messageOfTag(project, name2, commit) {
  const locked = await lockedAt(project, commit);
  const { metrics } = project.run.report;
  return renderTagMessage({
    name: name2,
    data: [...locked.values()].filter(({ path: path2 }) => !path2.startsWith("../")),
    // A run that only adds a missing tag has measured nothing.
    metrics: metrics.length > 0 ? metrics : compareMetrics({ committed: await metricsAt(project, commit, locked) })
  });
}
async function taggedBuilds(project) {
  const plan2 = project.run.settings.rebuild.commit === "tag" ? await tagPlan(project) : void 0;
  const [pattern] = plan2?.patterns ?? [];
  if (plan2 === void 0 || pattern === void 0) return [];
  const own = await ownTags(project, plan2, await tagsOf2(project, plan2, pattern));
  return own.map(({ name: name2, commit, notes }) => ({ name: name2, commit, source: notes.get(SOURCE_TRAILER) ?? "" }));
}
async function taggedBuildsOf(project, source) {
  return (await taggedBuilds(project)).filter((build2) => build2.source === source);
}
async function taggedBuildOf(project, source) {
  return (await taggedBuilds(project)).find((build2) => build2.source === source);
}
async function lastTagged(project) {
  const { git, run: run2 } = project;
  const builds = await taggedBuilds(project);
  if (builds.length === 0) return void 0;
  const { sha } = run2.report.source;
  return git.searchHistory(sha, async () => {
    for (const build2 of builds)
      if (await git.resolve(build2.source) !== void 0 && await git.isAncestor(build2.source, sha)) return build2;
    return void 0;
  });
}
async function changedSinceTagged(project) {
  const build2 = await lastTagged(project);
  return build2 && { build: build2, changed: await changedInputs(project, build2.source, project.run.report.source.sha) };
}

// src/steps/gate/baseline-alias.ts
async function aliasBaseline(project, alias) {
  const { run: run2, git } = project;
  const refuse = (problem, remedy) => new SetupError("baseline-alias-unusable", `baseline: ${problem}.`, {
    key: "baseline",
    value: `alias:${alias}`,
    remedy
  });
  const client = await connectMlflow(run2);
  if ("reason" in client) {
    if (!run2.settings.event.trusted) return { reason: `the alias ${alias} is in MLflow, but ${client.reason}` };
    throw refuse(
      `the alias ${alias} is in MLflow, but ${client.reason}`,
      "Set `tracking-uri`, or use another baseline."
    );
  }
  try {
    const name2 = modelName(project);
    if (name2 === void 0)
      throw refuse(
        `the registered model of the alias ${alias} is not known`,
        "Set `model`, or declare the model under `artifacts:` in dvc.yaml."
      );
    const aliases = await readModel(client, name2);
    if (aliases === void 0) return { reason: `MLflow has no registered model ${name2} yet`, isFirst: true };
    const number3 = aliases.get(alias);
    const version = number3 === void 0 ? void 0 : await readVersion(client, name2, number3);
    if (version === void 0) {
      const others = [...aliases.keys()];
      throw refuse(
        `the registered model ${name2} has no alias ${alias}`,
        others.length === 0 ? `Add the alias in MLflow or with \`alias: ${alias}\` for rebuild, or use another baseline.` : `Use one of its aliases: ${others.join(", ")}.`
      );
    }
    const label2 = `version ${version.version} of ${name2} (${alias})`;
    const built = version.tags.get(COMMIT_TAG);
    const sha = built === void 0 ? void 0 : await git.ensureCommit(built).catch((error) => {
      if (error instanceof OutsideError || run2.signal.aborted) throw error;
      return void 0;
    });
    if (sha !== void 0) return { sha, label: label2 };
    const tracked = version.runId === "" ? void 0 : await readRun(client, version.runId);
    if (tracked === void 0)
      throw refuse(
        `${label2} has no run, and no commit that this repository has`,
        "Use another baseline until rebuild has registered a version."
      );
    return { label: `${label2}, by the metrics of its run`, metrics: tracked.metrics };
  } finally {
    await client.close();
  }
}
function filesFromRun(metrics, files2) {
  const list = [...files2];
  const keys = named3(
    list.flatMap(({ path: path2, leaves: leaves2 }) => [...leaves2.keys()].map((name2) => ({ name: name2, path: path2, value: { name: name2, path: path2 } })))
  );
  const found = new Map(
    list.map(({ path: path2 }) => [
      path2,
      { path: path2, leaves: /* @__PURE__ */ new Map() }
    ])
  );
  for (const [key, { name: name2, path: path2 }] of keys) {
    const value = metrics.get(key);
    if (value !== void 0) found.get(path2)?.leaves.set(name2, { value });
  }
  return found;
}

// src/metrics/noise.ts
var FEWEST_BUILDS = 3;
function bandOf(path2, name2, { builds, sigma }) {
  const values = builds.flatMap((files2) => {
    const leaf = (files2.get(path2) ?? onlyFileWith(files2, name2))?.leaves.get(name2);
    return leaf !== void 0 && "value" in leaf ? [leaf.value] : [];
  });
  if (values.length < FEWEST_BUILDS) return void 0;
  const squares = values.slice(1).map((value, index) => (value - (values[index] ?? value)) ** 2);
  const deviation = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / (2 * squares.length));
  const width = sigma * deviation;
  if (!Number.isFinite(width)) return void 0;
  return {
    width,
    label: `the noise of ${formatNumber(width)} (${formatNumber(sigma)} standard deviations of the last ${values.length} official builds)`
  };
}
function onlyFileWith(files2, name2) {
  const [file, second] = [...files2.values()].filter(({ leaves: leaves2 }) => leaves2.has(name2));
  return second === void 0 ? file : void 0;
}

// src/steps/gate/noise-band.ts
var MAX_HISTORY2 = 1e3;
async function loadNoise(project, from) {
  const { run: run2 } = project;
  const { noise, policies } = run2.settings.metrics;
  if (noise === void 0 || !policies.some(({ maxDrop, maxRise }) => maxDrop !== void 0 || maxRise !== void 0))
    return void 0;
  const commits2 = await officialBuilds(project, from, noise.builds);
  if (commits2.length < FEWEST_BUILDS) {
    run2.report.lint.push({
      rule: "noise-unknown",
      severity: "notice",
      message: `metrics.noise is off: it needs ${FEWEST_BUILDS} official builds before ${from.slice(0, 7)}, and found ${commits2.length}. max_drop and max_rise apply as written.`
    });
    return void 0;
  }
  const builds = [];
  for (const commit of commits2) builds.push(await ownMetricsAt(project, commit));
  return { builds, sigma: noise.sigma };
}
async function officialBuilds(project, from, count2) {
  const { git } = project;
  let found = [];
  await git.searchHistory(from, async () => {
    found = [];
    while (found.length < count2) {
      let met = 0;
      const next = await git.findCommit({
        from,
        merged: true,
        maxCount: MAX_HISTORY2,
        accept: (notes) => isBuildNote(project, notes) && ++met > found.length
      });
      if (next === void 0) return void 0;
      found.push(next);
    }
    return found;
  });
  return found;
}

// src/steps/gate/baseline.ts
async function readBaseline(project, { sha }) {
  if (sha === void 0) return void 0;
  const locked = await lockedAt(project, sha);
  return {
    sha,
    locked,
    metrics: await metricsAt(project, sha, locked),
    noise: await loadNoise(project, sha)
  };
}
async function resolveEarly({ settings }, { git }) {
  const { baseline } = settings.metrics;
  return baseline.kind === "alias" ? void 0 : settled(git.resolveBaseline(baseline, settings.event));
}
async function findBaseline(project, resolved2) {
  const { run: run2 } = project;
  return run2.step("baseline", async (outcome) => {
    const found = resolved2?.() ?? await seekBaseline(project);
    if (found.sha === void 0) {
      const without = "metrics" in found ? { label: found.label, metrics: found.metrics } : { label: found.reason, ...found.isFirst === void 0 ? {} : { isFirst: true } };
      outcome.message = without.label;
      return without;
    }
    run2.report.source.base_sha ??= found.sha;
    outcome.message = `${found.label}, ${found.sha.slice(0, 7)}`;
    return { sha: found.sha, label: found.label };
  });
}
async function seekBaseline(project) {
  const { run: run2, git } = project;
  const { baseline } = run2.settings.metrics;
  if (baseline.kind === "alias") return aliasBaseline(project, baseline.name);
  const official = run2.settings.mode !== "validate" && baseline.kind === "merge-base" ? await lastTagged(project) : void 0;
  if (official !== void 0) return { sha: official.commit, label: `the official build ${official.name}` };
  const found = await git.resolveBaseline(baseline, run2.settings.event);
  const head = run2.report.source.sha;
  if (run2.settings.mode === "retrain" && run2.settings.metrics.baseline.kind === "merge-base")
    return { sha: head, label: "the published version" };
  if (run2.settings.mode !== "rebuild" || found.sha !== head) return found;
  const [parent] = await git.parents(head);
  if (parent === void 0) return { reason: "the first commit has no parent", isFirst: true };
  await git.ensureCommit(parent);
  return { sha: parent, label: "the parent commit" };
}

// src/metrics/numbers.ts
function formatLimit(limit) {
  return limit.unit === "share" ? `${percent(limit.amount)}%` : plain(limit.amount);
}
function formatTolerance(limit) {
  if (limit.unit === "absolute") return `${plain(limit.amount)} absolute`;
  return limit.amount >= 1e-3 || limit.amount === 0 ? `${percent(limit.amount)}% relative` : `${limit.amount.toExponential()} relative`;
}
function percent(share) {
  return plain(Number((share * 100).toPrecision(12)));
}
function difference(value, reference) {
  return roundFor(value - reference, value, reference);
}
function roundFor(result, ...operands) {
  const size = Math.max(...operands.map(Math.abs));
  if (size === 0 || !Number.isFinite(size) || !Number.isFinite(result)) return result;
  const decimals = 15 - Math.ceil(Math.log10(size));
  return decimals > 100 || Math.abs(result) >= 1e21 ? result : Number(result.toFixed(Math.max(0, decimals)));
}

// src/metrics/limits.ts
function limitsOf(policy) {
  const limits = [];
  if (policy.min !== void 0)
    limits.push({ kind: "min", against: "value", rule: `min: ${plain(policy.min)}`, bound: policy.min });
  if (policy.max !== void 0)
    limits.push({ kind: "max", against: "value", rule: `max: ${plain(policy.max)}`, bound: policy.max });
  if (policy.maxDrop !== void 0)
    limits.push({
      kind: "max_drop",
      against: "baseline",
      rule: `max_drop: ${formatLimit(policy.maxDrop)}`,
      limit: policy.maxDrop
    });
  if (policy.maxRise !== void 0)
    limits.push({
      kind: "max_rise",
      against: "baseline",
      rule: `max_rise: ${formatLimit(policy.maxRise)}`,
      limit: policy.maxRise
    });
  return limits;
}
function rulesOf(policy) {
  const rules = limitsOf(policy).map((limit) => limit.rule);
  return rules.length > 0 ? rules : [`missing: ${policy.missing}`];
}
function judgeLimit(limit, held) {
  return limit.against === "value" ? judgeBound(limit, held) : judgeChange(limit, held);
}
function judgeBound({ kind, bound }, { metric, value }) {
  const passed = kind === "min" ? value >= bound : value <= bound;
  const [shown2, asked] = formatTogether([value, bound]);
  const relation = kind === "min" ? passed ? "at least the required" : "below the required" : passed ? "at most the allowed" : "above the allowed";
  return { passed, message: `${metric} is ${shown2}, ${relation} ${asked}.` };
}
function judgeChange({ kind, limit, rule }, held) {
  const { metric, value, baseline, band } = held;
  const origin = held.baselineMeasured === true ? " The baseline was measured with the same evaluation." : "";
  switch (baseline.kind) {
    case "none":
      return {
        passed: false,
        message: `${metric} cannot be compared: there is no baseline. Set metrics.baseline, or remove \`${rule}\`.`
      };
    case "unreadable":
      return {
        passed: false,
        message: `${metric} cannot be compared with the baseline: ${baseline.reason}. Choose another metrics.baseline, or remove \`${rule}\` for this change.`
      };
    case "new":
      return {
        passed: true,
        message: `${metric} is a new metric: the baseline does not have it, so \`${rule}\` has nothing to compare with.`
      };
    case "number":
      return compareWith2(baseline.value);
  }
  function compareWith2(reference) {
    const change = difference(value, reference);
    const worse = kind === "max_drop" ? -change : change;
    const allowed = limit.unit === "share" ? roundFor(limit.amount * Math.abs(reference), value, reference) : limit.amount;
    const holds = Number.isFinite(worse) && worse <= allowed;
    const isNoise = !holds && band !== void 0 && Number.isFinite(worse) && worse <= roundFor(band.width, value, reference);
    const passed = holds || isNoise;
    const beside = holds || band === void 0 ? "" : `, ${isNoise ? "but within" : "and more than"} ${band.label}`;
    const [shown2 = "", before = "", by = "", most = ""] = formatTogether([value, reference, Math.abs(change), allowed]);
    const asked = limit.unit === "absolute" ? most : `${most} (${formatLimit(limit)} of the baseline${reference === 0 ? ", which is 0" : ""})`;
    const moved = change === 0 ? `${metric} is ${shown2}, as in the baseline` : `${metric} ${change < 0 ? "fell" : "rose"} by ${by} from ${before} to ${shown2}`;
    if (worse > 0)
      return { passed, message: `${moved}, ${holds ? "within" : "more than"} the allowed ${asked}${beside}.${origin}` };
    return {
      passed,
      message: passed ? `${moved}; it may ${kind === "max_drop" ? "fall" : "rise"} by ${asked}.${origin}` : `${moved}, which \`${rule}\` does not allow.${origin}`
    };
  }
}

// src/metrics/glob.ts
var MAX_ALTERNATIVES = 256;
var MAX_BRACED_LENGTH = 1e3;
function compileGlob(pattern, kind) {
  const alternatives = expandBraces(pattern).map((alternative) => tokenize(alternative, kind));
  const only = alternatives.length === 1 ? alternatives[0] : void 0;
  const weight = Math.max(...alternatives.map((tokens) => tokens.filter((token) => token.kind === "char").length));
  const literal2 = only?.map((token) => token.kind === "char" ? token.char : void 0);
  const text2 = literal2?.includes(void 0) === false ? literal2.join("") : void 0;
  return {
    literal: text2 !== void 0,
    weight,
    // A name may have brackets (`recall[macro]`): the literal name matches itself.
    matches: (candidate) => candidate === pattern || candidate === text2 || text2 === void 0 && alternatives.some((tokens) => matchTokens(tokens, candidate, kind))
  };
}
function matchTokens(tokens, text2, kind) {
  const chars = Array.from(text2);
  const stops = (char) => kind === "path" && char === "/";
  let reached = chars.map(() => false);
  reached.unshift(true);
  for (const token of tokens) {
    const next = reached.map(() => false);
    let folders = false;
    for (let at = 0; at <= chars.length; at++) {
      const before = chars[at - 1];
      const step = at > 0 && reached[at - 1] === true && before !== void 0;
      switch (token.kind) {
        case "char":
          next[at] = step && before === token.char;
          break;
        case "one":
          next[at] = step && !stops(before);
          break;
        case "class":
          next[at] = step && !stops(before) && inClass(before, token.ranges) !== token.negated;
          break;
        case "run":
          next[at] = reached[at] === true || at > 0 && next[at - 1] === true && !stops(before);
          break;
        case "run-over-slashes":
          next[at] = reached[at] === true || at > 0 && next[at - 1] === true;
          break;
        case "folders":
          next[at] = reached[at] === true || folders && before === "/";
          folders ||= reached[at] === true;
          break;
      }
    }
    if (!next.includes(true)) return false;
    reached = next;
  }
  return reached[chars.length] === true;
}
function inClass(char, ranges) {
  return ranges.some(([first, last]) => char >= first && char <= last);
}
function tokenize(pattern, kind) {
  const chars = Array.from(pattern);
  const tokens = [];
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? "";
    const escaped = char === "\\" ? chars[at + 1] : void 0;
    if (escaped !== void 0) {
      tokens.push({ kind: "char", char: escaped });
      at++;
    } else if (char === "*" && chars[at + 1] === "*") {
      while (chars[at + 1] === "*") at++;
      const folders = kind === "path" && chars[at + 1] === "/";
      if (folders) at++;
      tokens.push({ kind: folders ? "folders" : "run-over-slashes" });
    } else if (char === "*") tokens.push({ kind: "run" });
    else if (char === "?") tokens.push({ kind: "one" });
    else {
      const found = char === "[" ? readClass(chars, at) : void 0;
      tokens.push(found?.token ?? { kind: "char", char });
      at = found?.end ?? at;
    }
  }
  return tokens;
}
function readClass(chars, start) {
  const negated = chars[start + 1] === "!" || chars[start + 1] === "^";
  const first = start + (negated ? 2 : 1);
  const end = chars.indexOf("]", first + 1);
  if (end < 0) return void 0;
  const ranges = [];
  for (let at = first; at < end; at++) {
    const from = chars[at] ?? "";
    const isRange = chars[at + 1] === "-" && at + 2 < end;
    ranges.push([from, isRange ? chars[at + 2] ?? from : from]);
    if (isRange) at += 2;
  }
  return { token: { kind: "class", negated, ranges }, end };
}
function expandBraces(pattern) {
  if (pattern.length > MAX_BRACED_LENGTH) return [pattern];
  const done = [];
  const open = [pattern];
  for (let next = open.pop(); next !== void 0; next = open.pop()) {
    const braces = findBraces(next);
    if (braces === void 0) done.push(next);
    else for (const choice of braces.choices) open.push(braces.before + choice + braces.after);
    if (done.length + open.length > MAX_ALTERNATIVES) return [pattern];
  }
  return done;
}
function findBraces(pattern) {
  for (let start = pattern.indexOf("{"); start >= 0; start = pattern.indexOf("{", start + 1)) {
    if (isEscaped(pattern, start)) continue;
    const commas = [];
    let depth = 0;
    for (let at = start; at < pattern.length; at++) {
      const char = pattern[at];
      if (char === "\\") at++;
      else if (char === "{") depth++;
      else if (char === "," && depth === 1) commas.push(at);
      else if (char === "}" && --depth === 0) {
        if (commas.length === 0) break;
        const ends = [...commas, at];
        const choices = ends.map((end, index) => pattern.slice((ends[index - 1] ?? start) + 1, end));
        return { before: pattern.slice(0, start), choices, after: pattern.slice(at + 1) };
      }
    }
  }
  return void 0;
}
function isEscaped(pattern, at) {
  let slashes = 0;
  while (pattern[at - 1 - slashes] === "\\") slashes++;
  return slashes % 2 === 1;
}

// src/metrics/selector.ts
function compileSelector(metric) {
  const spellings = [{ name: compileGlob(metric, "name") }];
  for (let colon = metric.indexOf(":"); colon >= 0; colon = metric.indexOf(":", colon + 1)) {
    const path2 = metric.slice(0, colon).replace(/^(?:\.\/)+/, "");
    if (path2 !== "")
      spellings.push({ path: compileGlob(path2, "path"), name: compileGlob(metric.slice(colon + 1), "name") });
  }
  const named4 = spellings.every((spelling) => spelling.name.literal && spelling.path?.literal !== false);
  const namesFile = /^[^:]*[/.][^:]*:/.test(metric);
  const weight = Math.max(...spellings.map((spelling) => spelling.name.weight + (spelling.path?.weight ?? 0)));
  return {
    match: (path2, name2) => {
      const fitting = spellings.filter(
        (spelling) => spelling.name.matches(name2) && spelling.path?.matches(path2) !== false
      );
      if (fitting.length === 0) return "none";
      return metric === name2 || fitting.some((spelling) => spelling.name.literal) ? "named" : "pattern";
    },
    namesFile: (path2) => spellings.some((spelling) => spelling.path?.matches(path2) === true),
    mayBeIn: (path2) => !namesFile || spellings.some((spelling) => spelling.path?.matches(path2) === true),
    rank: (named4 ? 1e6 : 0) + weight
  };
}

// src/metrics/judge.ts
function judgeEach(policies, sides) {
  const rows = collectRows(sides);
  const context = { sides, rows, labels: labelsOf(rows) };
  return policies.flatMap((policy) => judgePolicy(policy, context));
}
function gatePassed(results) {
  return results.every((result) => result.passed || result.severity === "warning" || result.accepted !== void 0);
}
function judgePolicy(policy, context) {
  const selector = compileSelector(policy.metric);
  const selected = measuredFirst(
    context.rows.filter((row) => isSelected(row, selector)),
    selector
  );
  const rows = selected.filter((row) => !hasMoved(row, selected));
  const hollow = rows.length === 0 ? [] : hollowFiles(rows, selector, context.sides);
  if (hollow.length > 0) return judgeUnmeasured(policy, rows, hollow);
  if (rows.length === 0)
    return judgeNothing(policy, selector, context).map((result) => ({ policy, metric: policy.metric, result }));
  return rows.flatMap(
    (row) => judgeRow(policy, row, context).map((result) => ({ policy, metric: row.name, path: row.path, result }))
  );
}
function judgeRow(policy, row, context) {
  const metric = context.labels.get(row) ?? row.name;
  const value = numberOf(row.value);
  if (value === void 0) {
    const result = withoutValue(policy, row, metric);
    return rulesOf(policy).map((rule) => ({
      metric,
      rule,
      severity: policy.severity,
      ...baselineEntry(numberOf(row.baseline)),
      ...result
    }));
  }
  const held = {
    metric,
    value,
    baseline: baselineOf(row, context),
    baselineMeasured: row.baselineMeasured,
    ...bandEntry(row, context)
  };
  const base = {
    metric,
    severity: policy.severity,
    value,
    ...baselineEntry(held.baseline.kind === "number" ? held.baseline.value : void 0)
  };
  const limits = limitsOf(policy);
  if (limits.length > 0) return limits.map((limit) => ({ ...base, rule: limit.rule, ...judgeLimit(limit, held) }));
  return rulesOf(policy).map((rule) => ({
    ...base,
    rule,
    passed: true,
    message: `${metric} is ${formatNumber(value)}; no limit is set for it.`
  }));
}
function measuredFirst(selected, { namesFile }) {
  return selected.filter(
    (row) => row.measured || namesFile(row.path) || !selected.some((other) => other.measured && other.name === row.name && !namesFile(other.path))
  );
}
function hollowFiles(rows, { namesFile }, { measured }) {
  const files2 = [...measured?.values() ?? []];
  if (rows.some((row) => row.measured || namesFile(row.path))) return [];
  return files2.some(({ leaves: leaves2 }) => [...leaves2.values()].some((leaf) => "value" in leaf)) ? [] : files2;
}
function judgeUnmeasured(policy, rows, hollow) {
  const reasons = hollow.map(({ path: path2, problem }) => problem?.message ?? `${path2} has no number`);
  return rows.flatMap(
    ({ name: name2, path: path2 }) => rulesOf(policy).map((rule) => ({
      policy,
      metric: name2,
      path: path2,
      result: {
        metric: name2,
        rule,
        passed: false,
        severity: policy.severity,
        message: `${name2} was not measured: ${reasons.join("; ")}. The committed ${path2} has it; a policy named ${path2}:${name2} is about that one.`
      }
    }))
  );
}
function hasMoved(row, selected) {
  const isLost = (other) => other.name === row.name && other.baseline.kind !== "absent" && other.value.kind === "absent" && other.committed.kind === "absent";
  if (!isLost(row) || selected.filter(isLost).length > 1) return false;
  return selected.some(
    (other) => other.name === row.name && other.value.kind !== "absent" && other.baseline.kind === "absent"
  );
}
function bandEntry({ path: path2, name: name2 }, { sides }) {
  const band = sides.noise && bandOf(path2, name2, sides.noise);
  return band === void 0 ? {} : { band };
}
function baselineEntry(baseline) {
  return baseline === void 0 ? {} : { baseline };
}
function isSelected(row, selector) {
  const match = selector.match(row.path, row.name);
  if (match !== "pattern") return match === "named";
  if ([row.value, row.committed, row.baseline].some((reading) => reading.kind === "number")) return true;
  return row.value.kind === "problem" && row.value.problem.kind !== "other";
}
function withoutValue(policy, row, metric) {
  if (row.value.kind === "problem")
    return { passed: false, message: `${metric} cannot be judged: ${row.value.problem.message}.` };
  if (policy.missing === "ignore")
    return { passed: true, message: `${metric} no longer exists, which \`missing: ignore\` allows.` };
  const before = numberOf(row.baseline);
  const last = before === void 0 ? `only the committed ${row.path} has it` : `the baseline has ${formatNumber(before)} in ${row.path}`;
  return {
    passed: false,
    message: `${metric} is missing: ${last}. If you removed it on purpose, set \`missing: ignore\` for it or remove its policy.`
  };
}
function judgeNothing(policy, selector, { sides, rows, labels }) {
  const suspects = unreadableFiles(sides).filter((problem) => selector.mayBeIn(problem.path));
  const passed = policy.missing === "ignore" && suspects.length === 0;
  const known = rows.filter((row) => numberOf(row.value) !== void 0).map((row) => labels.get(row) ?? row.name);
  const nearest2 = nearestMetrics(policy.metric, known);
  const hint = suspects.length > 0 ? `${suspects.map((problem) => problem.message).join("; ")}.` : nearest2.length === 0 ? "No metrics file has a number." : `The nearest ${nearest2.length === 1 ? "is" : "are"} ${nearest2.join(", ")}.`;
  const message = passed ? `No metric is named ${policy.metric}, which \`missing: ignore\` allows.` : `No metric is named ${policy.metric}. ${hint}`;
  return rulesOf(policy).map((rule) => ({ metric: policy.metric, rule, passed, severity: policy.severity, message }));
}
function baselineOf(row, { sides, rows }) {
  if (sides.baseline === void 0) return { kind: "none" };
  if (row.baseline.kind !== "absent") return readAt(row.baseline);
  const [lost] = [...sides.baseline.values()].filter(
    (file) => file.problem !== void 0 && !sides.committed.has(file.path) && sides.measured?.has(file.path) !== true
  );
  if (lost?.problem !== void 0) return { kind: "unreadable", reason: lost.problem.message };
  const moved = rows.filter(
    (other) => other.name === row.name && other.baseline.kind !== "absent" && other.value.kind === "absent"
  );
  const [from, second] = moved;
  if (from === void 0) return { kind: "new" };
  if (second !== void 0)
    return { kind: "unreadable", reason: `${from.path} and ${second.path} both had it, and neither has it now` };
  return readAt(from.baseline);
}
function readAt(reading) {
  switch (reading.kind) {
    case "number":
      return { kind: "number", value: reading.value };
    case "problem":
      return { kind: "unreadable", reason: reading.problem.message };
    case "absent":
      return { kind: "new" };
  }
}
function unreadableFiles(sides) {
  return pathsOf(sides).flatMap((path2) => {
    const problem = (sides.measured?.get(path2) ?? sides.committed.get(path2))?.problem;
    return problem === void 0 ? [] : [problem];
  });
}
function labelsOf(rows) {
  const count2 = /* @__PURE__ */ new Map();
  for (const { name: name2 } of rows) count2.set(name2, (count2.get(name2) ?? 0) + 1);
  return new Map(rows.map((row) => [row, (count2.get(row.name) ?? 0) > 1 ? `${row.path}:${row.name}` : row.name]));
}

// src/steps/evaluation/evaluate.ts
import { resolve as resolve24 } from "node:path";

// src/steps/data/pull-named.ts
function rejectUnknownTargets(project) {
  for (const target of project.run.settings.validate.pullAlso) ownersOf(project, target);
}
async function pullNamed(project) {
  const { pullAlso } = project.run.settings.validate;
  if (pullAlso.length === 0) return project.run.skip("pull", "pull: needed; the evaluation downloads its inputs");
  await strictPull(project, {
    targets: [...new Set(pullAlso.flatMap((target) => ownersOf(project, target)).map(({ name: name2 }) => name2))]
  });
}
async function pullInputsOf(project, stages) {
  const needs = stages.flatMap((name2) => project.graph.stage(name2)?.deps ?? []).flatMap((dep) => dep.kind === "path" ? [dep.path] : []);
  const made = /* @__PURE__ */ new Set([
    ...stages,
    ...project.run.report.stages.filter(({ verdict }) => verdict === "ran" || verdict === "restored").map(({ name: name2 }) => name2)
  ]);
  const makers = project.index.stages.filter(
    ({ name: name2, outs }) => !made.has(name2) && outs.some(({ cache, path: path2 }) => cache && needs.some((need) => isWithin(need, path2) || isWithin(path2, need)))
  );
  await strictPull(project, { targets: makers.map(({ name: name2 }) => name2) });
}
function ownersOf({ index }, target) {
  const path2 = joinPath(target);
  const named4 = index.stages.filter(
    ({ name: name2, file, kind }) => name2 === target || kind === "stage" && name2.split("@")[0] === target || kind !== "stage" && file === path2
  );
  const found = named4.length > 0 ? named4 : index.stages.filter(({ outs }) => outs.some((out) => isWithin(path2, out.path) || isWithin(out.path, path2)));
  if (found.length > 0) return found;
  const names2 = index.stages.flatMap(({ name: name2, outs }) => [name2, ...outs.map((out) => out.path)]);
  const meant = nearest(target, ["all", "needed", "none", ...names2]);
  throw new SetupError("target-unknown", `pull: no stage and no .dvc file makes '${target}'.`, {
    key: "pull",
    value: target,
    remedy: meant === void 0 ? `The targets are ${names2.join(", ")}.` : `Did you mean '${meant}'?`
  });
}

// src/steps/evaluation/evaluate-command.ts
import { rm as rm20 } from "node:fs/promises";
import { resolve as resolve23 } from "node:path";

// src/metrics/median.ts
function medianOf(runs2) {
  const [first] = runs2;
  if (first === void 0 || runs2.length === 1) return new Map(first);
  const paths = [...new Set(runs2.flatMap((files2) => [...files2.keys()]))];
  return new Map(
    paths.map((path2) => [
      path2,
      medianFile(
        path2,
        runs2.map((files2) => files2.get(path2))
      )
    ])
  );
}
function medianFile(path2, files2) {
  const read = files2.flatMap((file) => file === void 0 ? [] : [file]);
  if (read.length < files2.length)
    return unreadableFile(path2, `only ${read.length} of ${files2.length} evaluations wrote it`);
  const broken2 = read.find(({ problem }) => problem !== void 0);
  if (broken2) return broken2;
  const names2 = [...new Set(read.flatMap(({ leaves: leaves2 }) => [...leaves2.keys()]))];
  return {
    path: path2,
    leaves: new Map(
      names2.map((name2) => [
        name2,
        medianLeaf(
          path2,
          name2,
          read.map(({ leaves: leaves2 }) => leaves2.get(name2))
        )
      ])
    )
  };
}
function medianLeaf(path2, name2, leaves2) {
  const read = leaves2.flatMap((leaf) => leaf === void 0 ? [] : [leaf]);
  const broken2 = read.find((leaf) => "problem" in leaf);
  if (broken2) return broken2;
  const values = read.flatMap((leaf) => "value" in leaf ? [leaf.value] : []);
  if (values.length < leaves2.length) {
    const seen2 = `in ${values.length} of ${leaves2.length} evaluations only`;
    return { problem: { kind: "not-finite", path: path2, name: name2, seen: seen2, message: `${name2} in ${path2} is ${seen2}` } };
  }
  return { ...read[0], value: median(values) };
}
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const [low, high] = [sorted[half - 1] ?? NaN, sorted[half] ?? NaN];
  return sorted.length % 2 === 1 ? high : low + (high - low) / 2;
}

// src/steps/evaluation/evaluate-stages.ts
import { rm as rm19 } from "node:fs/promises";
import { dirname as dirname21, join as join35, resolve as resolve22 } from "node:path";
import { pathToFileURL } from "node:url";

// src/steps/evaluation/remeasure-baseline.ts
import { mkdir as mkdir14, rm as rm18, writeFile as writeFile10 } from "node:fs/promises";
import { dirname as dirname20, resolve as resolve21 } from "node:path";

// src/pipeline/comparable.ts
var MODEL_FORMAT = /\.(?:pkl|pickle|joblib|pt|pth|ckpt|onnx|h5|hdf5|keras|safetensors|pb|tflite|gguf|cbm|ubj|model)$/i;
var MODEL_WORD = /(?:^|[/_.-])(?:models?|weights|checkpoints?|classifiers?|regressors?|estimators?|predictions?|preds)(?:[/_.-]|$)/i;
function evaluationReads(project, stages) {
  const evaluating = new Set(stages);
  const graph = new Graph(project);
  const read = [
    ...new Set(
      stages.flatMap((name2) => graph.stage(name2)?.deps ?? []).filter(({ kind }) => kind === "path").map(({ path: path2 }) => path2)
    )
  ];
  const outsOf = (isChosen) => project.stages.filter(isChosen).flatMap(
    (stage2) => stage2.outs.filter((out) => read.some((path2) => overlap(path2, out.path))).map((out) => ({ stage: stage2, ...out }))
  );
  const made = outsOf(({ kind, name: name2 }) => kind === "stage" && !evaluating.has(name2));
  const feeds = new Set(
    [...new Set(made.map(({ stage: stage2 }) => stage2.name))].flatMap((name2) => [...graph.withUpstream(graph.upstream(name2))])
  );
  const isModel = (path2) => MODEL_FORMAT.test(path2) || project.artifacts.some(
    (artifact) => artifact.type === "model" && artifact.path !== void 0 && overlap(path2, artifact.path)
  );
  const sources = outsOf(({ kind }) => kind !== "stage");
  const isCalledModel = ({ path: path2 }) => isModel(path2) || MODEL_WORD.test(path2);
  const chosen = [...made, ...sources.filter((out) => feeds.has(out.stage.name) || isCalledModel(out))];
  const measured = chosen.map(({ stage: stage2, path: path2, cache, hash }) => ({
    path: path2,
    stage: stage2,
    cache,
    ...hash === void 0 ? {} : { hash },
    shared: feeds.has(stage2.name)
  }));
  const own = project.stages.filter(({ name: name2 }) => evaluating.has(name2)).flatMap(({ outs }) => outs);
  const others = read.filter(
    (path2) => isModel(path2) && ![...measured, ...sources, ...own].some((known) => overlap(path2, known.path))
  );
  measured.push(...others.map((path2) => ({ path: path2, cache: false, shared: false })));
  const kept = [...measured, ...own];
  if (!chosen.some(isCalledModel) && others.length === 0) return { measured: [], isMeasured: () => false };
  return { measured, isMeasured: (path2) => kept.some((known) => overlap(path2, known.path)) };
}
function evaluationChanges(stage2, now, before, isMeasured) {
  if (before === void 0) return [`the stage ${stage2} is new`];
  const differing2 = (a, b) => [.../* @__PURE__ */ new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key)).sort();
  return [
    ...differing2(now.deps, before.deps).filter((path2) => !isMeasured(path2)),
    ...differing2(now.params, before.params),
    ...now.cmd === before.cmd ? [] : [`the command of ${stage2}`]
  ];
}
function overlap(one, other) {
  return isWithin(one, other) || isWithin(other, one);
}

// src/steps/evaluation/evaluation-diff.ts
var import_yaml7 = __toESM(require_dist(), 1);
async function changedEvaluation(project, stages, baselineSha, ran) {
  const { isMeasured, measured } = evaluationReads(project.index, stages);
  if (measured.length === 0) return void 0;
  const change = { differences: [], stages: [] };
  const shared = /* @__PURE__ */ new Set();
  for (const name2 of stages) {
    const stage2 = project.graph.stage(name2);
    const file = SourceLines.lockOf(stage2?.file ?? "dvc.yaml");
    const present = stage2 && inputsOf2(
      stage2,
      ran === void 0 ? lockEntry(project.files.find(({ path: path2 }) => path2 === file)?.data, name2) : ran.get(name2)
    );
    if (!stage2 || !present) continue;
    const before = inputsOf2(
      stage2,
      lockEntry(parsed3((await project.git.readFile(baselineSha, project.inGit(file)))?.toString("utf8")), name2)
    );
    const differences = evaluationChanges(name2, present, before, isMeasured);
    if (differences.length > 0) change.stages.push(name2);
    change.differences.push(...differences.filter((each) => !change.differences.includes(each)));
    for (const { path: path2 } of measured.filter((each) => each.shared))
      if (before?.deps.has(path2) && before.deps.get(path2) !== present.deps.get(path2)) shared.add(path2);
  }
  if (shared.size > 0) addSharedData(project, stages, [...shared]);
  return change.stages.length === 0 ? void 0 : change;
}
function addNotComparable(project, { differences, stages }, why) {
  const [first = ""] = stages;
  const place = project.lines.ofStage(first, project.graph.stage(first)?.file ?? "dvc.yaml");
  project.run.report.lint.push({
    rule: "baseline-not-comparable",
    ...place,
    path: project.inGit(place.path),
    severity: "warning",
    message: `The evaluation differs from the baseline's (${named(differences)}), and the baseline was not measured again: ${why}. max_drop and max_rise use the numbers of the baseline's own evaluation.`
  });
}
async function addUnmeasuredChange(project, baselineSha, why) {
  if (baselineSha === void 0) return;
  const own = new Set(project.stages.map(({ name: name2 }) => name2));
  const change = await changedEvaluation(
    project,
    evaluationStages(project.index).filter((name2) => own.has(name2)),
    baselineSha
  );
  if (change) addNotComparable(project, change, why);
}
async function addChangedCommand(project, command2, baselineSha) {
  if (baselineSha === void 0) return;
  const paths = new Set(
    command2.split(/[\s'"`;&|<>()=]+/).filter((part) => part !== "" && !part.startsWith("-") && !part.startsWith("/")).map((part) => project.inGit(joinPath(part)))
  );
  const changed = (await project.git.changedFiles(baselineSha, project.run.report.source.sha)).map(({ path: path2 }) => path2).filter((path2) => paths.has(path2) && !path2.endsWith(".dvc"));
  if (changed.length === 0) return;
  project.run.report.lint.push({
    rule: "baseline-not-comparable",
    path: changed[0] ?? "",
    severity: "warning",
    message: `The evaluation differs from the baseline's (${named(changed.map(project.fromGit))}). dvc-ci does not know all files that a command reads, so the baseline was not measured again. max_drop and max_rise use the numbers of the baseline's own evaluation.`
  });
}
function addSharedData(project, stages, paths) {
  project.run.report.lint.push({
    rule: "baseline-not-comparable",
    path: project.inGit(paths[0] ?? ""),
    severity: "notice",
    message: `${stages.join(", ")} used another version of ${named(paths)} than the baseline did, and the model depends on it too. The comparison does not correct for it.`
  });
}
function parsed3(text2) {
  try {
    return text2 === void 0 ? void 0 : (0, import_yaml7.parse)(text2, { maxAliasCount: 1e3 });
  } catch {
    return void 0;
  }
}
function inputsOf2(stage2, entry) {
  if (!isRecord(entry)) return void 0;
  const deps = Array.isArray(entry["deps"]) ? entry["deps"].filter(isRecord) : [];
  const params = isRecord(entry["params"]) ? Object.entries(entry["params"]) : [];
  return {
    cmd: JSON.stringify(entry["cmd"] ?? ""),
    deps: new Map(
      deps.flatMap(
        ({ path: path2, md5: md52 }) => typeof path2 === "string" && typeof md52 === "string" ? [[joinPath(stage2.wdir, path2), md52]] : []
      )
    ),
    params: new Map(
      params.flatMap(
        ([file, values]) => isRecord(values) ? Object.entries(values).map(
          ([key, value]) => [`${joinPath(stage2.wdir, file)}:${key}`, JSON.stringify(value)]
        ) : []
      )
    )
  };
}

// src/steps/evaluation/remeasure-baseline.ts
async function measureBaselineAgain(project, backup, stages, { measured, read }, baselineSha, measure) {
  const { run: run2 } = project;
  const change = await changedEvaluation(project, stages, baselineSha, read);
  if (change === void 0) return;
  const affected = project.graph.withDownstream(change.stages);
  const needed = project.graph.withUpstream(stages.filter((name2) => affected.has(name2)));
  const again = stages.filter((name2) => needed.has(name2));
  run2.host.info(
    `The evaluation differs from the baseline's (${named(change.differences)}): the run measures the baseline's model too.`
  );
  try {
    const swapped = await swap(project, backup, again, baselineSha);
    const result = swapped ? await measure(again) : void 0;
    const [failed] = [...result?.failures ?? []];
    if (failed !== void 0) return addNotComparable(project, change, `${failed[0]} fails on its model: ${failed[1]}`);
    const files2 = result?.files ?? measured.files;
    const own = metricFiles(project.index).filter(({ stage: stage2 }) => stage2 !== void 0 && affected.has(stage2)).map(({ path: path2 }) => path2);
    const numbers = new Map(
      [...files2].filter(
        ([path2, { leaves: leaves2 }]) => own.includes(path2) && [...leaves2.values()].some((leaf) => "value" in leaf)
      )
    );
    if (numbers.size === 0) return;
    measured.baseline = numbers;
    addMeasuredAgain(project, change, result !== void 0);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    run2.host.info(`The baseline is not measured again: ${error.message}.`);
    addNotComparable(project, change, error.message);
  }
}
var Unavailable = class extends Error {
};
async function swap(project, backup, stages, sha) {
  const { git, graph } = project;
  const records = stages.flatMap((name2) => graph.stage(name2) ?? []);
  const persisting = records.find((stage2) => stage2.outs.some(({ persist }) => persist));
  if (persisting) throw new Unavailable(`${persisting.name} continues from its last output (persist)`);
  const { measured } = evaluationReads(project.index, stages);
  const differing2 = await differingFrom(project, measured, sha);
  if (differing2.length === 0) return false;
  const here = (path2) => resolve21(project.run.settings.workingDirectory, path2);
  for (const file of new Set(
    differing2.flatMap(({ stage: stage2, cache }) => stage2 !== void 0 && cache ? [fileOf2(stage2)] : [])
  )) {
    const blob = await git.readFile(sha, project.inGit(file));
    if (!blob) throw new Unavailable(`the baseline has no ${file}`);
    await backup.copy(here(file));
    await writeFile10(here(file), blob);
  }
  for (const { path: path2, cache } of differing2) {
    await backup.move(here(path2));
    if (!cache) await takeFromGit(project, path2, sha);
  }
  const paths = differing2.filter(({ cache }) => cache).map(({ path: path2 }) => path2);
  if (paths.length === 0) return true;
  const result = await project.dvc.run(["pull", "--", ...paths]);
  if (result.code !== 0)
    throw new Unavailable(
      `DVC cannot download ${named(paths)} of the baseline: ${withoutPeriod(reasonOf(result.stderr))}`
    );
  return true;
}
async function differingFrom(project, measured, sha) {
  const locked = await lockedAt(project, sha);
  const changed = (await project.git.changedFiles(sha, project.run.report.source.sha)).map(({ path: path2 }) => path2);
  const differing2 = measured.filter(
    ({ path: path2, cache, hash }) => cache ? locked.get(joinPath(path2))?.hash !== hash : changed.some((file) => isWithin(file, project.inGit(path2)))
  );
  const absent = differing2.filter(({ path: path2, cache }) => cache && !locked.has(joinPath(path2))).map(({ path: path2 }) => path2);
  if (absent.length > 0) throw new Unavailable(`the baseline has no ${named(absent)}`);
  return differing2;
}
function fileOf2(stage2) {
  return stage2.kind === "stage" ? SourceLines.lockOf(stage2.file) : stage2.file;
}
async function takeFromGit(project, path2, sha) {
  const files2 = await project.git.readFiles(sha, await project.git.listFiles(sha, [`:(literal)${project.inGit(path2)}`]));
  if (files2.size === 0) throw new Unavailable(`the baseline has no ${path2}`);
  for (const [file, blob] of files2) {
    const target = resolve21(project.run.settings.workingDirectory, project.fromGit(file));
    await mkdir14(dirname20(target), { recursive: true });
    await rm18(target, { recursive: true, force: true });
    await writeFile10(target, blob);
  }
}
function addMeasuredAgain(project, { differences, stages }, ran) {
  const [first = ""] = stages;
  const place = project.lines.ofStage(first, project.graph.stage(first)?.file ?? "dvc.yaml");
  const how = ran ? ", so the run measured the model of the baseline again, with the evaluation of this change" : ". The model is the one of the baseline, so its numbers are the measured ones";
  project.run.report.lint.push({
    rule: "baseline-measured-again",
    ...place,
    path: project.inGit(place.path),
    severity: "notice",
    message: `The evaluation differs from the baseline's (${named(differences)})${how}.`
  });
}

// src/steps/evaluation/evaluate-stages.ts
async function evaluateByStages(project, stages, measured, baselineSha, outcome) {
  const { git } = project;
  const records = stages.flatMap((name2) => project.graph.stage(name2) ?? []);
  const before = await git.uncommitted();
  const backup = await openBackup(project);
  try {
    await backUpOutputs(project, records, backup);
    const { files: files2, alreadyReported, failures, read } = await measureStages(project, stages);
    for (const [path2, file] of files2) measured.files.set(path2, file);
    for (const path2 of alreadyReported) measured.alreadyReported.add(path2);
    addFailures(project, failures);
    checkInputs(project, records, read);
    if (failures.size === 0) {
      outcome.message = `measured by ${stages.join(", ")}${timesOf2(project)}`;
      await collectPlots(project, baselineSha);
      if (baselineSha !== void 0)
        await measureBaselineAgain(
          project,
          backup,
          stages,
          { measured, read },
          baselineSha,
          (names2) => measureStages(withoutTracking(project, backup), names2)
        );
      if (measured.baseline !== void 0) outcome.message += "; the baseline too";
    } else {
      outcome.conclusion = "failure";
      outcome.message = [...failures].map(([name2, reason]) => `${name2} failed: ${reason}`).join("; ");
    }
  } finally {
    await backup.restore();
  }
  await undoOtherChanges(project, before, `The evaluation by ${stages.join(", ")}`);
}
function withoutTracking(project, backup) {
  const env = Object.fromEntries(
    Object.entries(project.env).filter(
      ([name2]) => !/^MLFLOW_(?:RUN_ID|EXPERIMENT_(?:ID|NAME)|TRACKING_.*)$/.test(name2)
    )
  );
  return { ...project, env: { ...env, MLFLOW_TRACKING_URI: pathToFileURL(backup.scratch("mlflow")).href } };
}
function timesOf2({ run: run2 }) {
  const { repeat } = run2.settings.metrics;
  return repeat === 1 ? "" : `, the median of ${repeat}`;
}
async function measureStages(project, stages) {
  const runs2 = [];
  const read = /* @__PURE__ */ new Map();
  const records = stages.flatMap((name2) => project.graph.stage(name2) ?? []);
  for (let time = 1; time <= project.run.settings.metrics.repeat; time++) {
    for (const { path: path2 } of records.flatMap(({ outs }) => outs.filter((out) => !isContinued(project, out))))
      await rm19(resolve22(project.run.settings.workingDirectory, path2), { recursive: true, force: true });
    const { failures, ...ran } = await runByForce(project, stages);
    for (const [name2, entry] of ran.read) read.set(name2, entry);
    const measured = emptyMeasured();
    for (const { name: name2 } of records) {
      const paths = metricFiles(project.index).filter((file) => file.stage === name2).map(({ path: path2 }) => path2);
      const failure2 = failures.get(name2);
      if (failure2 === void 0) await addWritten(project, measured, paths);
      else addUnmeasured(measured, paths, `the evaluation by ${name2} failed: ${failure2}`);
    }
    if (failures.size > 0) return { ...measured, failures, read };
    runs2.push(measured.files);
  }
  return { ...emptyMeasured(), files: medianOf(runs2), failures: /* @__PURE__ */ new Map(), read };
}
function isContinued({ index }, out) {
  return out.persist && !isMetric(index, out);
}
async function backUpOutputs(project, records, backup) {
  const here = (path2) => resolve22(project.run.settings.workingDirectory, path2);
  for (const stage2 of records) {
    await backup.copy(here(SourceLines.lockOf(stage2.file)));
    for (const out of stage2.outs) {
      if (isContinued(project, out)) await backup.copy(here(out.path));
      else await backup.move(here(out.path));
      await backup.copy(here(join35(dirname21(out.path), ".gitignore")));
    }
  }
}
async function runByForce(project, stages) {
  const { run: run2, dvc: dvc2 } = project;
  const read = /* @__PURE__ */ new Map();
  const done = /* @__PURE__ */ new Set();
  const failures = /* @__PURE__ */ new Map();
  const seconds2 = run2.settings.validate.evaluateTimeout;
  const result = await dvc2.run(
    [
      "repro",
      "--no-commit",
      "--keep-going",
      "--",
      ...new Set(stages.flatMap((name2) => project.graph.stage(name2)?.file ?? []))
    ],
    {
      env: project.env,
      plan: { run: stages, force: stages, measure: true },
      onOutput: (text2) => run2.host.output(text2),
      timeout: seconds2,
      onStage: ({ stage: stage2, state, message, entry }) => {
        if (entry !== void 0) read.set(stage2, entry);
        run2.host.status(state === "running" ? `evaluate: ${stage2}` : "evaluate");
        if (state === "ran") done.add(stage2);
        if (state === "failed" && stages.includes(stage2)) failures.set(stage2, message ?? "it failed");
      }
    }
  );
  const first = [...failures.keys()][0];
  for (const name2 of stages) {
    if (done.has(name2)) continue;
    if (result.timedOut) failures.set(name2, `it took longer than ${seconds2} s (evaluate-timeout)`);
    else if (!failures.has(name2))
      failures.set(
        name2,
        first === void 0 ? withoutPeriod(reasonOf(result.stderr)) : `it was not run, because ${first} failed`
      );
  }
  return { failures, read };
}
function addFailures(project, failures) {
  for (const [name2, reason] of failures) {
    const place = project.lines.ofStage(name2, project.graph.stage(name2)?.file ?? "dvc.yaml");
    project.run.report.lint.push({
      rule: "evaluation-failed",
      ...place,
      path: project.inGit(place.path),
      severity: "error",
      message: `The evaluation by ${name2} failed: ${reason}.`
    });
  }
}
function checkInputs(project, records, read) {
  for (const stage2 of records) {
    if (project.run.report.stages.find(({ name: name2 }) => name2 === stage2.name)?.verdict !== "unchanged") continue;
    const file = SourceLines.lockOf(stage2.file);
    const locked = hashesOf(lockEntry(project.files.find(({ path: path2 }) => path2 === file)?.data, stage2.name));
    const changed = [...hashesOf(read.get(stage2.name))].filter(([path2, hash]) => locked.get(path2) !== hash).map(([path2]) => path2);
    if (changed.length === 0) continue;
    const place = project.lines.ofStage(stage2.name, stage2.file);
    project.run.report.lint.push({
      rule: "evaluation-inputs",
      ...place,
      path: project.inGit(place.path),
      severity: "error",
      message: `${stage2.name} read a changed ${changed.join(", ")}: a check or the set-up wrote there after the pull, so the content differs from dvc.lock.`
    });
  }
}
function hashesOf(entry) {
  const deps = isRecord(entry) && Array.isArray(entry["deps"]) ? entry["deps"].filter(isRecord) : [];
  return new Map(
    deps.flatMap(
      ({ path: path2, md5: md52 }) => typeof path2 === "string" && typeof md52 === "string" ? [[path2, md52]] : []
    )
  );
}
async function undoOtherChanges(project, before, actor) {
  const known = new Set(before.map(({ path: path2 }) => path2));
  const changed = (await project.git.uncommitted()).filter(({ path: path2 }) => !known.has(path2));
  const tracked = changed.filter(({ untracked: untracked2 }) => !untracked2).map(({ path: path2 }) => path2);
  const left = changed.filter(({ untracked: untracked2 }) => untracked2).map(({ path: path2 }) => path2);
  if (tracked.length > 0) {
    await project.git.restoreFiles(tracked);
    for (const path2 of tracked)
      project.run.report.lint.push({
        rule: "evaluation-changes-files",
        path: path2,
        severity: "warning",
        message: `${actor} changed ${path2}, which Git tracks. The run restored the content of HEAD.`
      });
  }
  const [first] = left;
  if (first !== void 0) {
    const others = left.length > 1 ? ` and ${left.length - 1} more` : "";
    project.run.report.lint.push({
      rule: "evaluation-leaves-files",
      path: first,
      severity: "notice",
      message: `${actor} left ${first}${others} in the workspace: declare it as an output, or ignore it in .gitignore.`
    });
  }
}

// src/steps/evaluation/evaluate-command.ts
async function runEvaluationCommand(project, command2, written, outcome) {
  const { run: run2, git } = project;
  const metrics = joinPath(written);
  const measured = emptyMeasured();
  const before = await git.uncommitted();
  const backup = await openBackup(project);
  try {
    await backup.move(resolve23(run2.settings.workingDirectory, metrics));
    const runs2 = [];
    let failure2;
    for (let time = 1; time <= run2.settings.metrics.repeat && failure2 === void 0; time++) {
      await rm20(resolve23(run2.settings.workingDirectory, metrics), { force: true });
      failure2 = await runOnce(project, command2);
      if (failure2 !== void 0) break;
      const read = emptyMeasured();
      await addWritten(project, read, [metrics]);
      runs2.push(read.files);
    }
    if (failure2 === void 0) {
      const { repeat } = run2.settings.metrics;
      outcome.message = `measured by '${command2}'${repeat === 1 ? "" : `, the median of ${repeat}`}`;
      measured.files = medianOf(runs2);
      const declared = metricFiles(project.index).some(({ path: path2 }) => path2 === metrics);
      if (!declared && (await git.listFiles(void 0, [`:(literal)${project.inGit(metrics)}`])).length === 0 && measured.files.get(metrics)?.problem === void 0)
        measured.alreadyReported.add(metrics);
    } else {
      outcome.conclusion = "failure";
      outcome.message = `'${command2}' failed: ${failure2}`;
      run2.report.lint.push({
        rule: "evaluation-failed",
        severity: "error",
        message: `The evaluation command '${command2}' failed: ${failure2}.`
      });
      addUnmeasured(measured, [metrics], `the evaluation command failed: ${failure2}`);
    }
  } finally {
    await backup.restore();
  }
  await undoOtherChanges(project, before, `The evaluation command '${command2}'`);
  return measured;
}
async function runOnce({ run: run2, env }, command2) {
  const seconds2 = run2.settings.validate.evaluateTimeout;
  const result = await runProcess(shellLine(command2), {
    cwd: run2.settings.workingDirectory,
    env,
    signal: run2.signal,
    timeout: seconds2,
    tail: TAIL_OF_COMMAND,
    onOutput: (text2) => run2.host.output(text2)
  });
  if (result.timedOut) return `it took longer than ${seconds2} s (evaluate-timeout)`;
  const said = lastLine(result.stderr) || lastLine(result.stdout);
  return result.code === 0 ? void 0 : `exit code ${result.code}${said === "" ? "" : `: ${said}`}`;
}

// src/steps/evaluation/evaluate.ts
function chosenEvaluation(project) {
  const {
    validate: { evaluate: evaluate2 },
    workingDirectory
  } = project.run.settings;
  if (evaluate2.kind === "command" && !isInside(project.git.root, resolve24(workingDirectory, evaluate2.metrics))) {
    throw new SetupError(
      "metrics-file-outside",
      `evaluate: the metrics file ${evaluate2.metrics} is outside of the repository.`,
      {
        key: "evaluate.metrics",
        value: evaluate2.metrics,
        remedy: "Let the command write it into the repository."
      }
    );
  }
  if (evaluate2.kind === "auto") {
    const own = new Set(project.stages.map(({ name: name2 }) => name2));
    return evaluationStages(project.index).filter((name2) => own.has(name2));
  }
  if (evaluate2.kind !== "stages") return [];
  const stages = resolveStages(project, evaluate2.stages, "evaluate");
  const frozen = stages.find((name2) => project.graph.stage(name2)?.frozen === true);
  if (frozen !== void 0)
    throw new SetupError("stage-frozen", `evaluate: the stage ${frozen} is frozen, so DVC does not run it.`, {
      key: "evaluate",
      value: frozen,
      remedy: `Run \`dvc unfreeze ${frozen}\` and commit dvc.yaml, or name another stage.`
    });
  return stages;
}
async function evaluate(project, baselineSha) {
  const { run: run2 } = project;
  const wanted = run2.settings.validate.evaluate;
  if (wanted.kind === "none") {
    await addUnmeasuredChange(project, baselineSha, "evaluate: none measures nothing");
    return skip(project, "evaluate: none; the committed metrics count");
  }
  if (wanted.kind === "command") {
    await addChangedCommand(project, wanted.command, baselineSha);
    return evaluateByCommand(project);
  }
  const stages = chosenEvaluation(project);
  addUnmeasuredNotices(project, stages);
  if (stages.length === 0) return skip(project, "no stage makes only metrics and plots; the committed metrics count");
  const isUnchanged = (name2) => run2.report.stages.some((stage2) => stage2.name === name2 && stage2.verdict === "unchanged");
  if (baselineSha !== void 0 && stages.every(isUnchanged) && await isMeasuredOfficially(project, stages, baselineSha)) {
    return skip(
      project,
      `the official build at ${baselineSha.slice(0, 7)} measured the same model with the same evaluation`
    );
  }
  if (run2.settings.validate.pull === "none")
    await addUnmeasuredChange(project, baselineSha, "pull: none downloads no model");
  if (run2.settings.validate.pull === "none")
    return skip(project, "pull: none downloads no model; the committed metrics count");
  if (run2.settings.validate.pull === "needed") await pullInputsOf(project, stages);
  const { ready, lacking, unfetchable } = await sortByData(project, stages);
  const measured = emptyMeasured();
  for (const { name: name2, paths } of lacking)
    addUnmeasured(
      measured,
      metricPathsOf(project, name2),
      `${name2}, which makes it, needs ${paths.join(", ")}, which ${areOrIs(paths)} not here`
    );
  for (const { name: name2, paths } of unfetchable)
    addNotice2(
      project,
      name2,
      `${name2} cannot run here: it needs ${paths.join(", ")}, which ${paths.length === 1 ? "has" : "have"} push: false, so the remote does not have ${paths.length === 1 ? "it" : "them"}. Its numbers are the committed ones.`
    );
  if (ready.length > 0)
    await run2.step("evaluate", (outcome) => evaluateByStages(project, ready, measured, baselineSha, outcome));
  else
    run2.skip(
      "evaluate",
      [...lacking, ...unfetchable].map(({ name: name2, paths }) => `${name2} needs ${paths.join(", ")}, which ${areOrIs(paths)} not here`).join("; ")
    );
  return measured;
}
async function evaluateByCommand(project) {
  const wanted = project.run.settings.validate.evaluate;
  return wanted.kind === "command" ? project.run.step("evaluate", (outcome) => runEvaluationCommand(project, wanted.command, wanted.metrics, outcome)) : void 0;
}
function skip({ run: run2 }, reason) {
  run2.skip("evaluate", reason);
  return void 0;
}
function areOrIs(paths) {
  return paths.length === 1 ? "is" : "are";
}
async function sortByData(project, stages) {
  const sorted = { ready: [], lacking: [], unfetchable: [] };
  const unpushed = project.index.stages.flatMap(({ outs }) => outs.filter(({ push: push2 }) => !push2).map(({ path: path2 }) => path2));
  const isUnpushed = (path2) => unpushed.some((out) => isWithin(path2, out) || isWithin(out, path2));
  for (const name2 of stages) {
    const absent = await absentNeeds(project, name2);
    const others = absent.filter((path2) => !isUnpushed(path2));
    if (others.length > 0) sorted.lacking.push({ name: name2, paths: others });
    else if (absent.length > 0) sorted.unfetchable.push({ name: name2, paths: absent });
    else sorted.ready.push(name2);
  }
  return sorted;
}
async function absentNeeds({ run: run2, graph }, name2) {
  const missing = run2.report.stages.find((each) => each.name === name2)?.causes.filter(({ kind }) => kind === "missing").map(({ path: path2 }) => path2) ?? [];
  const needs = graph.stage(name2)?.deps.filter(({ kind }) => kind === "path").map(({ path: path2 }) => path2) ?? [];
  const absent = await Promise.all(
    needs.map(
      async (path2) => missing.includes(path2) || await lstatOf(resolve24(run2.settings.workingDirectory, path2)) === void 0
    )
  );
  return needs.filter((_, index) => absent[index]);
}
function metricPathsOf({ index }, stage2) {
  return metricFiles(index).filter((file) => file.stage === stage2).map(({ path: path2 }) => path2);
}
function addUnmeasuredNotices(project, evaluated) {
  for (const { path: path2, stage: stage2 } of metricFiles(project.index)) {
    if (stage2 === void 0) {
      if (!path2.startsWith("../"))
        project.run.report.lint.push({
          rule: "metric-not-measured",
          path: project.inGit(path2),
          severity: "notice",
          message: `${path2} is listed under metrics: in dvc.yaml, but no stage makes it, so its numbers are the committed ones. Declare it as an output (metrics:) of a stage to measure it.`
        });
      continue;
    }
    const owner = project.stages.find(({ name: name2 }) => name2 === stage2);
    if (!owner || evaluated.includes(stage2)) continue;
    const why = owner.frozen ? `${stage2} is frozen` : `${stage2}, which makes it, makes more than metrics and plots`;
    addNotice2(
      project,
      stage2,
      `${path2} is not measured here: ${why}, so its numbers are the committed ones. Add a stage that only evaluates, or set \`evaluate\`, to measure it.`
    );
  }
}
function addNotice2(project, stage2, message) {
  const place = project.lines.ofStage(stage2, project.graph.stage(stage2)?.file ?? "dvc.yaml");
  project.run.report.lint.push({
    rule: "metric-not-measured",
    ...place,
    path: project.inGit(place.path),
    severity: "notice",
    message
  });
}

// src/metrics/acceptance.ts
var ACCEPT_USAGE = "`/dvc-ci accept METRIC: REASON`";
var LONGEST_REASON = 500;
var FEWEST_DIGITS = 7;
var SHA = new RegExp(`^@[0-9a-f]{${FEWEST_DIGITS},64}$`);
function parseAcceptRequest(text2) {
  const refuse = (lack) => ({
    refusal: `${lack}: write ${ACCEPT_USAGE}; several metrics with commas between them`
  });
  const [, subject = text2.replace(/:$/, ""), written = ""] = /^([^]*?):\s+([^]*)$/.exec(text2.trim()) ?? [];
  const reason = shorten(singleLine(written), LONGEST_REASON);
  if (!/[\p{L}\p{N}]/u.test(reason)) return refuse("an acceptance needs a reason");
  const [, names2 = subject, sha] = /^([^]*?)(?:^|\s)(@\S*)$/.exec(subject.trim()) ?? [];
  const metrics = names2.split(",").map((name2) => name2.trim().replace(/^`(.*)`$/, "$1")).filter((name2) => name2 !== "");
  if (metrics.length === 0) return refuse("an acceptance names a metric");
  if (sha === void 0) return { metrics, reason };
  const digits = sha.toLowerCase();
  return SHA.test(digits) ? { metrics, reason, sha: digits.slice(1) } : refuse(`a commit is named by at least ${FEWEST_DIGITS} digits of its hash, such as @1a2b3c4`);
}
function isClosing({ result }) {
  return !result.passed && result.severity === "error" && result.accepted === void 0;
}
function isMeant(name2, { policy, metric, path: path2, result }) {
  return name2 === policy.metric || name2 === result.metric || name2 === metric || name2 === `${path2}:${metric}`;
}
function accept(judged, acceptances) {
  for (const each of judged.filter(isClosing)) {
    const found = acceptances.find(({ metrics }) => metrics.some((name2) => isMeant(name2, each)));
    if (found === void 0) continue;
    const { by, reason, via, sha, comment, label: label2 } = found;
    each.result.accepted = {
      by,
      reason,
      via,
      sha,
      ...comment === void 0 ? {} : { comment },
      ...label2 === void 0 ? {} : { label: label2 }
    };
  }
}

// src/steps/gate/acceptances.ts
var LONGEST_MS = 6e4;
var MOST_NOTES = 10;
async function acceptFailing(run2, judged, configuration) {
  const {
    event,
    github: { token, apiUrl }
  } = run2.settings;
  if (event.pullRequest === void 0 || event.repository === void 0 || token === void 0 || !judged.some(isClosing))
    return;
  const { host, report } = run2;
  const { connect } = await import("./client-IPKFLSJT.js");
  const { failureText } = await import("./failure-JERMNH7O.js");
  try {
    const github = connect({ token, apiUrl, repository: event.repository, debug: (message) => host.debug(message) });
    github.endWithin(LONGEST_MS);
    await acceptBy(run2, github, event.pullRequest, configuration, judged);
    const command2 = howToAccept(judged, event.pullRequest.headSha);
    if (command2 !== void 0)
      host.info(`A user with write access can accept it for this commit with the comment: ${command2}`);
  } catch (error) {
    report.lint.push({
      rule: "acceptance",
      severity: "notice",
      message: `Acceptances could not be checked: ${failureText(error, "pull-requests: read, contents: read")}.`
    });
  }
}
function howToAccept(judged, headSha) {
  const names2 = [...new Set(judged.filter(isClosing).map(({ result }) => result.metric))];
  return names2.length === 0 ? void 0 : `/dvc-ci accept ${names2.join(", ")} @${headSha}: REASON`;
}
async function acceptBy({ host, report }, github, head, configuration, judged) {
  const { acceptances, notes } = await readAcceptances(github, head, configuration, judged.filter(isClosing));
  accept(judged, acceptances);
  for (const { by, reason, metrics, via } of acceptances)
    host.info(`@${by} accepts ${metrics.join(", ")} by a ${via}: ${reason}`);
  for (const message of notes.slice(0, MOST_NOTES))
    report.lint.push({ rule: "acceptance", severity: "warning", message });
  if (notes.length > MOST_NOTES) host.info(`${notes.length - MOST_NOTES} more acceptances do not count.`);
}
async function readAcceptances(github, pull, configuration, closing) {
  const { pullState, statements, pullHistory } = await import("./conversation-Y5AQTR7X.js");
  const { Rights } = await import("./rights-KLNR4RCD.js");
  const comments = await statements(
    github,
    pull.number,
    (body) => commandLines(body).some(({ name: name2 }) => name2 === "accept")
  );
  const history2 = await pullHistory(github, pull.number);
  const labels = history2.labels.filter(({ name: name2 }) => acceptedByLabel(name2) !== void 0);
  if (comments.length === 0 && labels.length === 0) return { acceptances: [], notes: [] };
  const now = await pullState(github, pull.number);
  if (now.headSha !== pull.headSha)
    return {
      acceptances: [],
      notes: [
        `No acceptance counts for ${pull.headSha.slice(0, 7)}: the head of pull request ${pull.number} is ${now.headSha.slice(0, 7)} now.`
      ]
    };
  const rights = new Rights(github, configuration, now.baseSha, now.author);
  const context = contextOf(pull, history2);
  const requests = [
    ...comments.flatMap((statement) => requestsOf(statement, context, closing)),
    ...labels.flatMap((label2) => requestOfLabel(label2, context, closing))
  ];
  const acceptances = [];
  const notes = [];
  for (const { request, by, via, objection, ...source } of requests) {
    if (objection !== void 0) notes.push(objection);
    else if (by === void 0 || request === void 0)
      notes.push(
        `A ${via} that accepts ${namesOf(request?.metrics ?? [])} does not count: its author is a bot or a deleted account.`
      );
    else {
      const right = await rights.of(by);
      if (right.may)
        acceptances.push({ metrics: request.metrics, by, reason: request.reason, via, sha: pull.headSha, ...source });
      else notes.push(`The acceptance of @${by} does not count: ${right.reason}.`);
    }
  }
  return { acceptances, notes: [...new Set(notes)] };
}
function contextOf({ headSha, updatedAt, label: label2, recorded: recorded2 }, { forcedAt }) {
  const arrived = Date.parse(updatedAt ?? "");
  return {
    headSha,
    forcedAt,
    ...Number.isNaN(arrived) ? {} : { since: Math.max(arrived, forcedAt) },
    ...label2 === void 0 ? {} : { label: label2 },
    ...recorded2 === void 0 ? {} : { recorded: recorded2 }
  };
}
function requestsOf({ id, body, by, at, edited }, context, closing) {
  const whose = by === void 0 ? "An acceptance" : `The acceptance of @${by}`;
  const isLater = context.since !== void 0 && at > context.since || context.recorded?.comments.has(id) === true && at > context.forcedAt;
  return commandLines(body).filter(({ name: name2 }) => name2 === "accept").flatMap(({ rest }) => {
    const request = parseAcceptRequest(rest);
    if ("refusal" in request)
      return isLater && !edited ? [{ via: "comment", objection: `${whose} does not count: ${request.refusal}.` }] : [];
    const names2 = `${namesOf(request.metrics)} @${context.headSha}`;
    const refuse = (why) => [
      {
        via: "comment",
        objection: `${whose} does not count: ${why}. Write it again: \`/dvc-ci accept ${names2}: REASON\`.`
      }
    ];
    if (request.sha !== void 0 && !context.headSha.startsWith(request.sha)) return [];
    if (!closing.some((each) => request.metrics.some((name2) => isMeant(name2, each)))) {
      return isLater ? [
        {
          via: "comment",
          objection: `${whose} names ${namesOf(request.metrics)}: no failing policy has that name. Failing: ${[...new Set(closing.map(({ result }) => result.metric))].join(", ")}.`
        }
      ] : [];
    }
    if (edited) return refuse("its comment was edited, and GitHub does not say by whom");
    if (!isLater && request.sha !== context.headSha)
      return refuse(
        context.recorded !== void 0 ? "no validation of this commit has counted it" : context.since === void 0 ? "the event has no time for this commit" : "it is not newer than this commit"
      );
    return [{ request, via: "comment", comment: id, ...by === void 0 ? {} : { by } }];
  });
}
function requestOfLabel({ name: name2, by, at }, context, closing) {
  const metrics = acceptedByLabel(name2) ?? [];
  if (!closing.some((each) => metrics.some((metric) => isMeant(metric, each)))) return [];
  const isLater = context.since !== void 0 && at > context.since || context.recorded?.labels.has(name2) === true && at > context.forcedAt;
  if (!isLater && !(context.label === name2 && at > context.forcedAt))
    return [
      {
        via: "label",
        objection: `The label '${name2}' does not count: ${context.recorded === void 0 ? "it is not newer than this commit. Add it again" : `no validation of this commit has counted it. Write a comment: \`/dvc-ci accept ${namesOf(metrics)} @${context.headSha}: REASON\``}.`
      }
    ];
  return [
    {
      request: { metrics, reason: `the label '${singleLine(name2)}'` },
      via: "label",
      label: name2,
      ...by === void 0 ? {} : { by }
    }
  ];
}
var namesOf = (metrics) => shorten(singleLine(metrics.join(", ")), 200);

// src/steps/gate/acceptances-after-merge.ts
var QUEUE = /^refs\/heads\/gh-readonly-queue\/.+\/pr-(\d+)-[0-9a-f]{40,64}$/;
async function acceptMerged(project, judged) {
  const { run: run2, inGit: inGit2 } = project;
  const {
    event,
    github: { token, apiUrl, project: folder }
  } = run2.settings;
  if (event.name !== "push" && event.name !== "merge_group" || event.repository === void 0 || token === void 0 || !judged.some(isClosing))
    return void 0;
  const { connect } = await import("./client-IPKFLSJT.js");
  const { failureText } = await import("./failure-JERMNH7O.js");
  const addNotice3 = (why) => {
    run2.report.lint.push({
      rule: "acceptance",
      severity: "notice",
      message: `Acceptances could not be checked: ${withoutPeriod(why)}.`
    });
  };
  try {
    const github = connect({ token, apiUrl, repository: event.repository, debug: (message) => run2.host.debug(message) });
    github.endWithin(LONGEST_MS);
    const found = await (event.name === "push" ? ofPush(project, github) : ofQueue(project, github));
    if (found === void 0) return void 0;
    if ("reason" in found) {
      addNotice3(found.reason);
      return void 0;
    }
    const { number: number3, headSha } = found.head;
    const { readAccepted } = await import("./accepted-record-Z46RS4UM.js");
    const { pullRequestThread } = await import("./thread-ZDPSZO36.js");
    const recorded2 = await readAccepted(github, pullRequestThread(github, number3), folder, headSha);
    await acceptBy(run2, github, { ...found.head, recorded: recorded2 }, inGit2("dvc-ci.yaml"), judged);
    const command2 = howToAccept(judged, headSha);
    return command2 === void 0 ? void 0 : `A user with write access can accept it with this comment on pull request ${number3}: \`${command2}\`. Then ${event.name === "push" ? "run the failed job again" : "add it to the queue again"}.`;
  } catch (error) {
    if (error instanceof SetupError || error instanceof OutsideError) addNotice3(messageOf(error));
    else addNotice3(failureText(error, "pull-requests: read, contents: read"));
    return void 0;
  }
}
async function ofPush({ git, run: run2 }, github) {
  const { event } = run2.settings;
  const { sha } = run2.report.source;
  const { mergedPullOf } = await import("./commit-comment-GSDMZFCM.js");
  const pull = await mergedPullOf(github, sha, event.ref.replace(/^refs\/heads\//, ""));
  if (pull === void 0) return void 0;
  const { number: number3, headSha, mergedAt } = pull;
  const isExact = pull.exactly && event.before !== void 0 && await git.isMergeOf(sha, event.before, headSha);
  return isExact ? { head: { number: number3, headSha, updatedAt: mergedAt } } : { reason: `this push is not exactly the merge of pull request ${number3} (${headSha.slice(0, 7)})` };
}
async function ofQueue({ git, run: run2 }, github) {
  const { event } = run2.settings;
  const number3 = Number(QUEUE.exec(event.ref)?.[1]);
  if (Number.isNaN(number3) || event.mergeGroupBaseSha === void 0) return void 0;
  const { pullState } = await import("./conversation-Y5AQTR7X.js");
  const { headSha } = await pullState(github, number3);
  const isExact = await git.isMergeOf(run2.report.source.sha, event.mergeGroupBaseSha, headSha);
  return isExact ? { head: { number: number3, headSha } } : { reason: `this group is not exactly the merge of pull request ${number3} (${headSha.slice(0, 7)})` };
}

// src/metrics/durations.ts
var TIMES = /^(?:time|times|timing|timings|duration|durations|elapsed|latency|latencies|runtime|walltime|seconds|secs?|minutes|mins|hours|millis|milliseconds|msecs?|ms|us|ns|throughput|fps|qps|rps|eta)$/i;
var UNITS2 = /^(?:s|h)$/i;
var LEAST_SHARE = 0.5;
function isTime(name2) {
  return name2.split(".").some((part) => {
    const words = part.replace(/([a-z])([A-Z])/g, "$1 $2").split(/[\s_\-/:]+/);
    const [first = "", last = ""] = [words[0], words.at(-1)];
    if (/time_?series/i.test(part)) return false;
    return TIMES.test(last) || TIMES.test(first) || words.length > 1 && UNITS2.test(last);
  });
}
function toleranceFor(claimed, measured) {
  if (measured === 0) return formatLimit({ amount: 2 * Math.abs(claimed), unit: "absolute" });
  const seen2 = 2 * Math.abs(claimed - measured) / Math.abs(measured);
  const limit = { amount: Math.max(LEAST_SHARE, Math.ceil(seen2 / LEAST_SHARE) * LEAST_SHARE), unit: "share" };
  return formatLimit(limit);
}

// src/metrics/policy-scope.ts
function policyScope(policies, known) {
  const selectors = policies.map(({ metric: metric2 }) => compileSelector(metric2));
  const homeless = selectors.filter(({ match }) => !known.some(({ path: path2, name: name2 }) => match(path2, name2) !== "none"));
  const metric = (path2, name2) => selectors.some(({ match }) => match(path2, name2) !== "none");
  return {
    metric,
    file: (path2) => selectors.some(({ namesFile }) => namesFile(path2)) || homeless.some(({ mayBeIn }) => mayBeIn(path2)) || known.some((each) => each.path === path2 && metric(path2, each.name))
  };
}

// src/metrics/claims.ts
function claims(sides, rules) {
  const tolerances = toleranceFinder(rules);
  const rows = collectRows({ measured: sides.measured, committed: sides.committed });
  const scope = policyScope(rules.policies, collectRows(sides));
  return pathsOf({ measured: sides.measured, committed: sides.committed }).flatMap((path2) => {
    const found = fileClaims(sides, path2, scope) ?? rows.filter((row) => row.path === path2).flatMap((row) => rowClaims(row, tolerances(row), scope.metric(path2, row.name)));
    const fix = rules.repairs?.get(path2);
    return found.map(({ helps, severity, line, message }) => ({
      rule: "metric-claim",
      severity: severity ?? "error",
      path: path2,
      ...line === void 0 ? {} : { line },
      message,
      ...fix === void 0 || !helps ? {} : { fix }
    }));
  });
}
function unreadable(files2, policies = [], baseline) {
  const scope = policyScope(policies, collectRows({ committed: files2, baseline }));
  const before = new Set([...baseline?.keys() ?? []].flatMap((path2) => brokenIn(baseline, path2)).map(textOf4));
  return pathsOf({ committed: files2 }).flatMap((path2) => brokenIn(files2, path2)).filter((problem) => isJudged(scope, problem) || !before.has(textOf4(problem))).map((problem) => ({
    rule: "metric-unreadable",
    severity: isJudged(scope, problem) ? "error" : "notice",
    path: problem.path,
    ...lineOf2(problem),
    message: `${problem.message}.`
  }));
}
function fileClaims({ measured, committed }, path2, scope) {
  const claimed = committed.get(path2);
  const made = measured?.get(path2);
  const severityOf = (isError) => isError ? {} : { severity: "notice" };
  if (made === void 0)
    return brokenIn(committed, path2).map((problem) => ({
      ...lineOf2(problem),
      ...severityOf(isJudged(scope, problem)),
      message: `${problem.message}.`
    }));
  if (claimed?.problem !== void 0 && made.problem !== void 0 && !scope.file(path2)) {
    if (claimed.problem.message === made.problem.message) return [];
    return [{ severity: "notice", message: `The measured metrics file cannot be used: ${made.problem.message}.` }];
  }
  const found = [];
  if (claimed === void 0)
    found.push({ message: `The evaluation writes ${path2}, but the commit does not have it.`, helps: true });
  if (claimed?.problem !== void 0)
    found.push({
      ...lineOf2(claimed.problem),
      message: `The committed metrics file cannot be used: ${claimed.problem.message}.`,
      helps: made.problem === void 0
    });
  if (made.problem !== void 0)
    found.push({
      ...severityOf(claimed !== void 0 || scope.file(path2)),
      message: `The measured metrics file cannot be used: ${made.problem.message}.`
    });
  return found.length === 0 ? void 0 : found;
}
function rowClaims(row, tolerance, judged) {
  const { name: name2, value: measured, committed } = row;
  const claim = (message, more2) => [{ ...lineOf2(committed), message, ...more2 }];
  const claimedNumber = numberOf(committed);
  const measuredNumber = numberOf(measured);
  if (claimedNumber !== void 0 && measuredNumber !== void 0)
    return isWithin2(claimedNumber, measuredNumber, tolerance) ? [] : claim(...differing(row, claimedNumber, measuredNumber, tolerance));
  const compared2 = claimedNumber !== void 0 || measuredNumber !== void 0 || isBroken(committed) || isBroken(measured);
  if (!compared2)
    return differingFlags(committed, measured) ? claim(`${name2}: claimed ${seen(committed)}, measured ${seen(measured)}`, { helps: true }) : [];
  if (!judged && seen(committed) === seen(measured)) return [];
  const more = {
    ...judged || isClaim(row) ? {} : { severity: "notice" },
    // Where the evaluation itself writes no number, the command writes none again.
    helps: isClaim(row) || measuredNumber !== void 0
  };
  if (committed.kind === "absent")
    return claim(`${name2}: measured ${seen(measured)}, but the committed ${row.path} does not have it`, more);
  if (measured.kind === "absent")
    return claim(`${name2}: claimed ${seen(committed)}, but the evaluation no longer writes it`, more);
  return claim(`${name2}: claimed ${seen(committed)}, measured ${seen(measured)}`, more);
}
function isClaim({ value: measured, committed }) {
  if (committed.kind === "absent") return measured.kind === "number";
  return committed.kind === "number" || committed.problem.kind === "duplicate" && measured.kind === "number";
}
function differing({ name: name2, path: path2 }, claimed, measured, tolerance) {
  const [claimedText, measuredText] = formatTogether([claimed, measured]);
  const message = `${name2}: claimed ${claimedText}, measured ${measuredText} (tolerance ${formatTolerance(tolerance)})`;
  if (!isTime(name2)) return [message, { helps: true }];
  const key = JSON.stringify(`${path2}:${name2}`);
  return [
    `${message}. A time differs in each run: allow that in dvc-ci.yaml with \`metrics: { policies: { ${key}: { tolerance: ${toleranceFor(claimed, measured)} } } }\`.`,
    { helps: false }
  ];
}
function isWithin2(claimed, measured, tolerance) {
  const allowed = tolerance.unit === "share" ? tolerance.amount * Math.abs(measured) : tolerance.amount;
  return claimed === measured || roundFor(Math.abs(claimed - measured), claimed, measured) <= roundFor(allowed, claimed, measured);
}
function toleranceFinder({ tolerance, policies }) {
  const own = policies.flatMap(
    (policy) => policy.tolerance === void 0 ? [] : [{ selector: compileSelector(policy.metric), tolerance: policy.tolerance }]
  );
  own.sort((a, b) => b.selector.rank - a.selector.rank);
  return ({ path: path2, name: name2 }) => own.find(({ selector }) => selector.match(path2, name2) !== "none")?.tolerance ?? tolerance;
}
function brokenIn(files2, path2) {
  const file = files2?.get(path2);
  if (file?.problem !== void 0) return [file.problem];
  return [...file?.leaves.values() ?? []].flatMap(
    (leaf) => "problem" in leaf && isBroken({ kind: "problem", problem: leaf.problem }) ? [leaf.problem] : []
  );
}
function isJudged(scope, { path: path2, name: name2 }) {
  return name2 === void 0 ? scope.file(path2) : scope.metric(path2, name2);
}
function textOf4({ path: path2, message }) {
  return `${path2}
${message}`;
}
function differingFlags(committed, measured) {
  const flags = [seen(committed), seen(measured)];
  return flags[0] !== flags[1] && flags.every((flag) => flag === "true" || flag === "false");
}
function seen(reading) {
  switch (reading.kind) {
    case "number":
      return formatNumber(reading.value);
    case "problem":
      return reading.problem.seen;
    case "absent":
      return "nothing";
  }
}

// src/steps/gate/compare.ts
async function compare(project, baseline, content, committed, measured) {
  const { run: run2 } = project;
  return run2.step("compare", async (outcome) => {
    const sides = { committed, measured: measured?.files };
    if (content !== void 0) await compareWith(project, content, sides, measured?.baseline);
    else if (baseline.metrics !== void 0)
      sides.baseline = filesFromRun(baseline.metrics, new Map([...committed, ...measured?.files ?? []]).values());
    else if (baseline.isFirst === true) sides.baseline = /* @__PURE__ */ new Map();
    run2.report.metrics = compareMetrics(sides);
    outcome.message = baseline.sha === void 0 && baseline.metrics === void 0 ? `${count(run2.report.metrics.length, "metric")}, ${baseline.label}` : `${count(run2.report.metrics.length, "metric")} against ${baseline.label}`;
    return sides;
  });
}
async function compareWith(project, { sha, locked, metrics, noise }, sides, again) {
  const { report } = project.run;
  const baseline = measuredAgain(
    metrics,
    again ?? /* @__PURE__ */ new Map(),
    (path2) => sides.committed.has(path2) || sides.measured?.has(path2) === true
  );
  sides.baseline = baseline.files;
  sides.baselineMeasured = baseline.names;
  if (noise !== void 0) sides.noise = noise;
  report.data = dataChanges(project, locked);
  report.params = diffParams(...await readChangedParams(project, sha));
}
function checkClaims(project, { committed, measured, baseline }, alreadyReported = /* @__PURE__ */ new Set()) {
  const { tolerance, policies } = project.run.settings.metrics;
  const sides = {
    committed,
    baseline,
    measured: measured && new Map([...measured].filter(([path2]) => !alreadyReported.has(path2)))
  };
  const repairs = new Map(
    metricFiles(project.index).flatMap(
      ({ path: path2, stage: stage2 }) => stage2 === void 0 ? [] : [[path2, `dvc repro --force --single-item ${stage2}`]]
    )
  );
  const held = heldFiles(project);
  for (const finding2 of claims(sides, { tolerance, policies, repairs })) {
    project.run.report.lint.push({
      // The restored numbers come from an older evaluation; this change can do nothing about it.
      ...finding2.path !== void 0 && held.has(finding2.path) ? withoutRepair(finding2) : finding2,
      ...finding2.path === void 0 ? {} : { path: project.inGit(finding2.path) }
    });
  }
}
function heldFiles({ index, run: run2 }) {
  const held = new Set(run2.report.stages.flatMap(({ name: name2, held: held2 }) => held2 ? [name2] : []));
  return new Set(
    metricFiles(index).flatMap(({ path: path2, stage: stage2 }) => stage2 !== void 0 && held.has(stage2) ? [path2] : [])
  );
}
function withoutRepair({ rule, path: path2, line, message }) {
  return {
    rule,
    severity: "notice",
    message,
    ...path2 === void 0 ? {} : { path: path2 },
    ...line === void 0 ? {} : { line }
  };
}
function checkReadable(project, files2, baseline) {
  for (const finding2 of unreadable(files2, project.run.settings.metrics.policies, baseline))
    project.run.report.lint.push({
      ...finding2,
      ...finding2.path === void 0 ? {} : { path: project.inGit(finding2.path) }
    });
}
function dataChanges(project, before) {
  const outs = project.stages.flatMap((stage2) => stage2.outs).filter(({ cache }) => cache);
  const now = new Map(outs.map((out) => [joinPath(out.path), out]));
  const git = new Set(
    project.stages.flatMap((stage2) => stage2.outs).filter(({ cache }) => !cache).map(({ path: path2 }) => joinPath(path2))
  );
  const changes = [];
  for (const path2 of [.../* @__PURE__ */ new Set([...now.keys(), ...before.keys()])].sort()) {
    const [out, old] = [now.get(path2), before.get(path2)];
    if (git.has(path2) || out?.hash === old?.hash || !out && path2.startsWith("../")) continue;
    changes.push({
      path: path2,
      change: !old ? "added" : !out ? "deleted" : "modified",
      ...out?.size === void 0 ? {} : { size: out.size },
      ...old?.size === void 0 ? {} : { baseline_size: old.size }
    });
  }
  return changes;
}

// src/steps/gate/gate.ts
async function gate(project, sides, acceptFailing2) {
  const { run: run2 } = project;
  const { policies } = run2.settings.metrics;
  if (policies.length === 0) {
    run2.skip("gate", "no policies are configured");
    return true;
  }
  return run2.step("gate", async (outcome) => {
    const judged = judgeEach(policies, sides);
    const isOfOlderModel = olderModel(project);
    run2.report.policies = judged.map(({ path: path2, result }) => isOfOlderModel(path2) ? { ...result, stale: true } : result);
    await acceptFailing2?.(judged);
    const failed = run2.report.policies.filter(({ passed: passed2 }) => !passed2);
    const older = run2.report.policies.filter((policy) => policyState(policy) === "older");
    const passed = gatePassed(run2.report.policies);
    if (!passed) outcome.conclusion = "failure";
    else if (failed.length + older.length > 0) outcome.conclusion = "warning";
    outcome.message = failed.length > 0 ? failed.map((policy) => policyReason(policy)).join(" ") : older.length > 0 ? `${count(older.length, "rule")} judged the model of dvc.lock, not that of this change` : `${count(run2.report.policies.length, "rule")} held`;
    return passed;
  });
}
function olderModel({ run: run2, index }) {
  const stale = new Set(
    run2.report.stages.filter(({ verdict, causes, held }) => verdict === "stale" && !held && causes.some(isChange)).map(({ name: name2 }) => name2)
  );
  const makers = new Map(metricFiles(index).map(({ path: path2, stage: stage2 }) => [path2, stage2]));
  return (path2) => {
    if (stale.size === 0 || path2 === void 0) return false;
    const maker = makers.get(path2);
    return maker === void 0 || stale.has(maker);
  };
}

// src/steps/gate/judge-build.ts
async function judgeBuild(project, baseline, content, nothingPushed) {
  const { report } = project.run;
  const metrics = await workspaceMetrics(project);
  const measured = await evaluateByCommand(project);
  const sides = await compare(project, baseline, content, metrics, measured);
  checkReadable(
    project,
    new Map([...metrics, ...measured?.files ?? []].filter(([path2]) => measured?.alreadyReported.has(path2) !== true)),
    sides.baseline
  );
  let remedy = "";
  await gate(project, sides, async (judged) => {
    remedy = await acceptMerged(project, judged) ?? "";
  });
  const note = rejectionNote(report.remote.pushed, nothingPushed);
  if (!gatePassed(report.policies))
    return new ProjectError("gate-closed", closedGate(report.policies), { remedy: `${note} ${remedy}`.trim() });
  const broken2 = report.lint.find(
    ({ rule, severity }) => severity === "error" && (rule === "metric-unreadable" || rule === "evaluation-failed")
  );
  return broken2 === void 0 ? void 0 : new ProjectError("measurement-failed", broken2.message, { remedy: note });
}

// src/steps/publish/ask-server.ts
async function askServer({ settings }, { git }) {
  const { dryRun, commit } = settings.rebuild;
  if (dryRun || commit !== "push" && commit !== "tag") return void 0;
  const branch = await settled(branchOf({ run: { settings }, git }));
  const of = async (ask2) => {
    try {
      return await settled(ask2(branch()));
    } catch (error) {
      return settled(Promise.reject(error instanceof Error ? error : new Error(String(error))));
    }
  };
  const [mayPush, tip] = await Promise.all([of((name2) => git.canPush(name2)), of((name2) => git.fetchTip(name2))]);
  return { branch, mayPush, tip };
}
async function askRollback({ settings, report, host }, paths) {
  try {
    return await lastRollback(paths, report.source.sha);
  } catch (error) {
    const { dryRun, commit } = settings.rebuild;
    if (!(error instanceof OutsideError) || !(dryRun || commit === "none")) throw error;
    host.warning(`A rollback may hold the branch, and this checkout lacks its history: ${error.message}`);
    return void 0;
  }
}
async function askCheckout({ report }, { git }) {
  const { sha } = report.source;
  const [uncommitted] = await Promise.all([git.uncommitted(), git.parents(sha), git.notes(sha)]);
  return uncommitted;
}
async function branchOf({
  run: run2,
  git
}) {
  const { ref } = run2.settings.event;
  const branch = ref.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : await git.branch();
  if (branch !== void 0) return branch;
  if (run2.settings.rebuild.dryRun || run2.settings.rebuild.commit === "none") return "HEAD";
  throw new SetupError("head-detached", "rebuild: HEAD is detached, so there is no branch for the build commit.", {
    key: "ref",
    value: ref,
    remedy: "Check out a branch (`git switch main`), run on a push to a branch, or use `commit: none`."
  });
}

// src/steps/publish/confirm.ts
import { openSync } from "node:fs";
var TERMINAL = "/dev/tty";
async function confirm(project, { branch, ahead }) {
  const { settings } = project.run;
  const remote = settings.remote ?? project.index.defaultRemote;
  const { commit: method, tag } = settings.rebuild;
  const publishing2 = method === "tag" ? `publish it under a tag (${tag.map(({ text: text2 }) => text2).join(", ")}) on` : method === "pull-request" ? `open a pull request into ${branch} on` : `commit to ${branch} on`;
  const server2 = await project.git.remoteName() ?? "the server";
  const commits2 = ahead ? " (with your commits that it does not have yet)" : "";
  const commit = method === "none" ? "" : `${remote === null ? "" : " and "}${publishing2} ${server2}${commits2}`;
  return confirmed(
    project,
    `${settings.mode === "retrain" ? "Retrain" : "Rebuild"}, ${remote === null ? "" : `push to '${remote}'`}${commit}`
  );
}
async function confirmed(project, action) {
  const { settings, host, signal } = project.run;
  if (settings.rebuild.dryRun || settings.event.name !== "local") return false;
  if (settings.yes || ![process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY)) {
    host.info(`${action}.`);
    return false;
  }
  const answer3 = await ask(`${action}? [y/N] `, signal);
  if (!/^y(es)?$/i.test(answer3.trim()))
    throw new SetupError("not-confirmed", "the answer was not yes, so nothing was done.", {
      key: "yes",
      value: answer3.trim(),
      remedy: "Use `--yes` to answer every question with yes."
    });
  return true;
}
async function ask(question, signal) {
  const { createInterface } = await import("node:readline/promises");
  const terminal = await openTerminal();
  const prompt = createInterface({ input: terminal.input, output: terminal.output });
  prompt.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    return await Promise.race([
      prompt.question(question, { signal }),
      new Promise((resolve29) => prompt.once("close", () => resolve29("")))
    ]);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    prompt.close();
    terminal.close();
  }
}
async function openTerminal() {
  if (process.stdin.isTTY && process.stderr.isTTY)
    return { input: process.stdin, output: process.stderr, close: () => void 0 };
  const { ReadStream, WriteStream } = await import("node:tty");
  try {
    const [input, output] = [new ReadStream(openSync(TERMINAL, "r")), new WriteStream(openSync(TERMINAL, "w"))];
    return {
      input,
      output,
      close: () => {
        input.destroy();
        output.destroy();
      }
    };
  } catch (cause) {
    throw new SetupError("not-confirmed", `the terminal cannot be asked (${messageOf(cause)}), so nothing was done.`, {
      key: "yes",
      value: "",
      remedy: "Use `--yes` to answer every question with yes.",
      cause
    });
  }
}

// src/steps/official/retrain-trailers.ts
var MAX_HISTORY3 = 1e3;
function retrainTrailers({
  run: {
    settings: { event, retrain: retrain2 }
  }
}) {
  return {
    ...event.run === void 0 ? {} : { [RUN_TRAILER]: String(event.run.id) },
    [REQUEST_TRAILER]: requestDigest(retrain2),
    ...retrain2.reason === void 0 ? {} : { [REASON_TRAILER]: retrain2.reason }
  };
}
async function findRetraining(project, tip) {
  const { event, retrain: retrain2 } = project.run.settings;
  const id = event.run === void 0 ? void 0 : String(event.run.id);
  if (id === void 0) return void 0;
  return project.git.findCommit({
    from: tip,
    merged: true,
    maxCount: MAX_HISTORY3,
    accept: (notes) => notes.get(RUN_TRAILER) === id && notes.get(REQUEST_TRAILER) === requestDigest(retrain2) && isBuildNote(project, notes)
  });
}

// src/steps/publish/permission.ts
async function requirePush({ git }, branch, server2) {
  const may = server2?.branch() === branch ? server2.mayPush() : await git.canPush(branch);
  if (may.ok) return;
  if (may.outside)
    throw new OutsideError("git-server-unreachable", `cannot push to ${branch}: ${may.reason}`, {
      key: "commit",
      value: branch,
      remedy: "Check the connection to the Git server, then run this again. Nothing was built."
    });
  throw new ProjectError("push-not-permitted", `the credentials may not push to ${branch}: ${may.reason}`, {
    key: "commit",
    value: branch,
    remedy: "Give the job `permissions: contents: write` (or the checkout a token that may push), or use `commit: none`. Nothing was built."
  });
}

// src/steps/publish/via-api.ts
var WHY = "commit: api";
async function requireApi({ run: run2 }, branch) {
  const { whyNoCommit } = await import("./commit-on-branch-4TIP5I5N.js");
  const why = await whyNoCommit(await openFlowGitHub(run2, WHY), branch);
  if (why !== void 0)
    throw new ProjectError("push-not-permitted", `the token may not commit to ${branch} by GitHub's API: ${why}.`, {
      key: "token",
      value: WHY,
      remedy: "Give the job `permissions: contents: write`, or set the input `token` to a token that may write. Nothing was built."
    });
}
async function requireCarried({ git }, commit, parent) {
  const { MOST_BYTES: MOST_BYTES2 } = await import("./commit-on-branch-4TIP5I5N.js");
  const entries = await git.changedEntries(parent, commit.sha);
  const odd = entries.find(({ mode }) => mode !== void 0 && mode !== "100644");
  if (odd !== void 0) {
    const isProgram2 = odd.mode === "100755";
    const kind = isProgram2 ? "executable" : odd.mode === "120000" ? "a symbolic link" : `of the kind ${odd.mode ?? ""}`;
    throw new ProjectError(
      "api-commit-unsupported",
      `${WHY} cannot commit ${odd.path}: it is ${kind}, and GitHub's API writes plain files only.`,
      {
        key: "commit",
        value: "api",
        path: odd.path,
        remedy: `${isProgram2 ? `Run \`chmod -x ${odd.path}\` in its stage, or use` : "Use"} \`commit: push\`. Nothing was pushed.`
      }
    );
  }
  const blobs = await git.readFiles(
    commit.sha,
    entries.flatMap(({ path: path2, mode }) => mode === void 0 ? [] : [path2])
  );
  const bytes = [...blobs.values()].reduce((sum, blob) => sum + blob.length, 0);
  if (bytes < MOST_BYTES2) return;
  const [largest = ""] = [...blobs].sort(([, one], [, other]) => other.length - one.length).map(([path2]) => path2);
  throw new ProjectError(
    "api-commit-too-large",
    `${WHY} cannot commit ${formatBytes(bytes)}: one request takes less than ${formatBytes(MOST_BYTES2)}, and ${largest} is the largest of ${entries.length} files.`,
    {
      key: "commit",
      value: "api",
      path: largest,
      remedy: "Let DVC cache it (remove `cache: false`), or use `commit: push`. Nothing was pushed."
    }
  );
}
function apiSender(project, branch) {
  const { run: run2, git } = project;
  return async ({ commit, parent }) => {
    const github = await openFlowGitHub(run2, WHY);
    const { commitOnBranch } = await import("./commit-on-branch-4TIP5I5N.js");
    const entries = await git.changedEntries(parent, commit);
    const blobs = await git.readFiles(
      commit,
      entries.flatMap(({ path: path2, mode }) => mode === void 0 ? [] : [path2])
    );
    const [headline = "", ...body] = (await git.commitMessage(commit)).split("\n");
    if (run2.signal.aborted) throw new CancelledError("cancelled", "cancelled before the commit.");
    return commitOnBranch(github, {
      branch,
      expectedHead: parent,
      headline,
      body: body.join("\n").trim(),
      additions: [...blobs].map(([path2, contents]) => ({ path: path2, contents })),
      deletions: entries.flatMap(({ path: path2, mode }) => mode === void 0 ? [path2] : [])
    });
  };
}
function apiRefusal(branch) {
  return (answer3) => new ProjectError("push-rejected", `GitHub rejects the commit to '${branch}': ${answer3}.`, {
    key: "commit",
    value: "api",
    remedy: "Another run gets the same answer. If a branch protection or a ruleset rejects the commit, let the App of the token bypass the rule, or use `commit: pull-request` or `commit: tag`."
  });
}

// src/report/pull-text.ts
var MOST_METRICS2 = 30;
function renderPullText(report, what, changed, trailers) {
  const rows = report.metrics.filter(({ value }) => value !== void 0).slice(0, MOST_METRICS2).map(
    ({ name: name2, value = 0, baseline, change }) => `| ${markdownCode(name2)} | ${formatNumber2(value, baseline)} | ${baseline === void 0 ? "" : formatNumber2(baseline, value)} | ${change === void 0 ? "" : formatChange(change)} |`
  );
  return [
    markdownText(what),
    ...rows.length > 0 ? [["| Metric | Value | Before | Change |", "| --- | ---: | ---: | ---: |", ...rows].join("\n")] : [],
    `Its data are in the DVC remote and verified. Changed: ${changed.map(markdownCode).join(", ")}.`,
    "Merge it unchanged: after a merge, squash or rebase, the run on the branch recognises it and builds nothing again.",
    Object.entries(trailers).map(([key, value]) => `${key}: ${value}`).join("\n")
  ].join("\n\n");
}

// src/steps/publish/via-pull-request.ts
var WHY2 = "commit: pull-request";
var LABELS = ["dvc-ci"];
var MOST_BRANCHES = 9;
var MOST_MOVES = 5;
function pullBranch({ inGit: inGit2 }, topic, base) {
  const directory = inGit2(".").replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "");
  return `dvc-ci/${topic}-${base}${directory === "" ? "" : `-of-${directory}`}`;
}
async function findPullBranch(project, topic, base) {
  const first = pullBranch(project, topic, base);
  for (let turn = 1; turn <= MOST_BRANCHES; turn++) {
    const name2 = turn === 1 ? first : `${first}-${turn}`;
    const tip = await project.git.fetchTip(name2);
    if (tip === void 0) return { name: name2 };
    if (await isOurs2(project, tip, base)) return { name: name2, tip };
    project.run.host.notice(`The branch ${name2} has commits of other authors, so dvc-ci does not change it.`);
  }
  throw new ProjectError(
    "branch-names-taken",
    `every branch from ${first} to ${first}-${MOST_BRANCHES} has commits of other authors.`,
    {
      key: "commit",
      value: WHY2,
      remedy: "Merge or delete them, then run this again."
    }
  );
}
async function isOurs2({ git }, tip, base) {
  const onto = await git.fetchTip(base);
  for (let at = tip; at !== void 0; ) {
    if ((await git.committer(at)).email === IDENTITY.email || onto !== void 0 && await git.isAncestor(at, onto))
      return true;
    const [first, second] = await git.parents(at);
    const updates = first !== void 0 && second !== void 0 && onto !== void 0 && await git.isAncestor(await git.ensureCommit(second), onto);
    at = updates ? await git.ensureCommit(first) : void 0;
  }
  return false;
}
async function waitingBuild(project, base, source) {
  const { name: name2, tip } = await findPullBranch(project, "build", base);
  if (tip === void 0) return void 0;
  const notes = await project.git.notes(tip);
  return notes.get(SOURCE_TRAILER) === source ? { sha: tip, branch: name2 } : void 0;
}
async function publishPull(project, publication) {
  const { git, run: run2 } = project;
  const source = run2.report.source.sha;
  let failures = 0;
  for (let attempts = 1; ; attempts++) {
    const place = await findPullBranch(project, publication.topic, publication.branch);
    const waiting = place.tip === void 0 ? void 0 : (await git.notes(place.tip)).get(SOURCE_TRAILER);
    if (waiting !== void 0 && waiting !== source && await isNewer2(project, waiting, source))
      return {
        kind: "superseded",
        reason: `${place.name} already has the build of ${waiting.slice(0, 7)}, which is newer`
      };
    const sha = await commitFor(project, publication, place);
    const answer3 = sha === place.tip ? { kind: "pushed" } : await git.push(await git.remoteName() ?? "origin", sha, place.name);
    if (answer3.kind === "pushed") return withPull(project, publication, { name: place.name, tip: sha }, attempts);
    if (answer3.kind === "refused" && answer3.lasting)
      throw new ProjectError("push-rejected", `the server rejects the push to '${place.name}': ${answer3.words}`, {
        key: "commit",
        value: WHY2,
        remedy: "Let the identity that pushes create branches that begin with dvc-ci/."
      });
    const moved = await git.fetchTip(place.name) !== place.tip;
    failures += moved ? 0 : 1;
    if (failures >= SERVER_ATTEMPTS || attempts > MOST_MOVES + SERVER_ATTEMPTS)
      throw new OutsideError(
        "git-push-failed",
        `the push to '${place.name}' failed ${attempts} times: ${answer3.words}`,
        {
          key: "commit",
          value: WHY2,
          remedy: "Run this again: the remote has the data."
        }
      );
    if (!moved) await git.wait(failures);
  }
}
async function isNewer2({ git }, other, source) {
  return await git.resolve(other) !== void 0 && git.isAncestor(source, other);
}
async function commitFor({ git, run: run2 }, { commit }, { tip }) {
  const source = run2.report.source.sha;
  if (tip === void 0 || await git.isAncestor(tip, source)) return commit.sha;
  if (await git.treeOf(tip) === commit.tree && await git.isAncestor(source, tip)) return tip;
  return git.join({ commit: commit.sha, parents: [source, tip], identity: IDENTITY });
}
async function withPull(project, publication, { name: name2, tip }, attempts) {
  const pull = await openPull(project, { ...publication, head: name2, sha: tip });
  const report = {
    sha: tip,
    branch: publication.branch,
    method: "pull-request",
    attempts,
    pull_request: pull
  };
  project.run.report.commit = report;
  return { kind: "committed", sha: tip, report };
}
async function openPull(project, {
  head,
  sha,
  branch,
  title,
  summary,
  commit,
  trailers
}) {
  const { run: run2 } = project;
  const github = await openFlowGitHub(run2, WHY2);
  const { enableAutoMerge, ensurePull, labelPull } = await import("./own-pull-3CRPZI4Z.js");
  const { failureOf, failureText } = await import("./failure-JERMNH7O.js");
  const body = renderPullText(run2.report, summary, commit.changed, trailers);
  const pull = await ensurePull(github, { head, headSha: sha, base: branch, title, body, labels: LABELS }).catch(
    (error) => {
      const details = { key: "commit", value: WHY2, cause: error };
      const reason = failureText(error, "pull-requests: write");
      const text2 = `the branch ${head} is pushed, but opening its pull request failed: ${reason}.`;
      if ([401, 403, 404, 422].includes(failureOf(error).status ?? 0)) {
        throw new ProjectError("pull-request-not-permitted", text2, {
          ...details,
          remedy: `A workflow's token also needs "Allow GitHub Actions to create and approve pull requests" (Settings, Actions, General). Then run this again.`
        });
      }
      throw new OutsideError("pull-request-failed", text2, {
        ...details,
        remedy: "Run this again: it opens the pull request without another build."
      });
    }
  );
  if (pull.state === "closed") {
    run2.host.notice(`Pull request ${pull.number} with the same commit was closed, so dvc-ci does not open it again.`);
    return { number: pull.number, url: pull.url };
  }
  const unlabelled = pull.created ? await labelPull(github, pull.number, LABELS) : void 0;
  if (unlabelled !== void 0) run2.host.warning(`Pull request ${pull.number} has no label: ${unlabelled}.`);
  const byHand = await enableAutoMerge(github, pull.nodeId, {
    headline: `${title} (#${pull.number})`,
    body: Object.entries(trailers).map(([key, value]) => `${key}: ${value}`).join("\n")
  });
  const merge = byHand === void 0 ? "GitHub merges it when its checks pass" : `a user must merge it (${byHand})`;
  run2.host.info(`Pull request ${pull.number}: ${pull.url}; ${merge}.`);
  return { number: pull.number, url: pull.url };
}

// src/steps/publish/publish-commit.ts
async function requireMethod(project, branch, topic, server2) {
  const { commit } = project.run.settings.rebuild;
  switch (commit) {
    case "none":
      return;
    case "push":
      return requirePush(project, branch, server2);
    case "api":
      return requireApi(project, branch);
    case "tag":
      if (topic === "rollback")
        throw new SetupError("setting-conflict", "commit: tag publishes builds only, and a rollback is not a build.", {
          key: "commit",
          value: "tag",
          remedy: "Roll back with `commit: push`, `api` or `pull-request`."
        });
      return requirePush(project, branch, server2);
    case "pull-request": {
      const { openFlowGitHub: openFlowGitHub2 } = await import("./connect-github-P6TCDNKS.js");
      await openFlowGitHub2(project.run, "commit: pull-request");
      return requirePush(project, (await findPullBranch(project, topic, branch)).name);
    }
  }
}
async function requireCommit(project, commit) {
  if (commit !== void 0 && project.run.settings.rebuild.commit === "api")
    await requireCarried(project, commit, project.run.report.source.sha);
}
async function wouldCommit(project, paths, branch, topic = "build") {
  const { commit: method } = project.run.settings.rebuild;
  if (method === "none" || paths.length === 0) return "commit nothing";
  const files2 = paths.join(", ");
  const tags3 = topic === "build" ? await nextTags(project) : [];
  const tag = tags3.length === 0 || method === "pull-request" ? "" : ` and tag it ${tags3.join(", ")}`;
  switch (method) {
    case "push":
      return `commit ${files2} to ${branch}${tag}`;
    case "api":
      return `commit ${files2} to ${branch} by GitHub's API${tag}`;
    case "tag":
      return `commit ${files2} under the tag ${tags3.join(", ")} alone`;
    case "pull-request":
      return `commit ${files2} to ${pullBranch(project, topic, branch)} and open a pull request into ${branch}`;
  }
}
async function publishCommit(project, publication) {
  const { run: run2 } = project;
  const { commit: method } = run2.settings.rebuild;
  const { commit, branch } = publication;
  if (method === "none") {
    run2.skip("commit", "commit: none");
    return { kind: "not-committed", paths: commit.changed };
  }
  return run2.step(method === "tag" ? "tag" : "commit", async (outcome) => {
    const published = await publishBy(project, method, publication);
    if (published.kind === "superseded") outcome.message = published.reason;
    else if (published.kind === "committed") {
      const { attempts, pull_request: pull } = published.report;
      const where = pull === void 0 ? method === "tag" ? `under the tag ${run2.report.tag ?? ""}` : `on ${branch}` : `in pull request ${pull.number}`;
      const tries = attempts > 1 ? `, after ${attempts} attempts` : "";
      outcome.message = `${published.sha.slice(0, 7)} ${where}${tries}: ${commit.changed.join(", ")}`;
    }
    return published;
  });
}
async function publishBy(project, method, publication) {
  const { run: run2, git } = project;
  const { commit, branch } = publication;
  if (method === "tag" || method === "pull-request") {
    const reason = await overtakenBy(project, publication);
    if (reason !== void 0) return { kind: "superseded", reason };
    return method === "tag" ? publishTag(project, publication) : publishPull(project, publication);
  }
  const result = await git.publish({
    commit: commit.sha,
    base: run2.report.source.sha,
    paths: commit.changed,
    branch,
    revalidate: ({ tip }) => publication.isStillFresh(tip),
    // A step may still read plots from the files of the build.
    onMove: publication.beforeMove,
    ...publication.tip === void 0 ? {} : { tip: publication.tip },
    ...method === "api" ? { send: apiSender(project, branch), refusal: apiRefusal(branch) } : {}
  });
  if (result.kind === "superseded") return result;
  const report = { sha: result.sha, branch, method, attempts: result.attempts };
  run2.report.commit = report;
  return { kind: "committed", sha: result.sha, report };
}
async function overtakenBy({ git, run: run2 }, { commit, branch, overtaken: overtaken2 }) {
  const source = run2.report.source.sha;
  const tip = await git.fetchTip(branch);
  if (tip === void 0 || tip === source || await git.isAncestor(tip, source)) return void 0;
  if (!await git.isAncestor(source, tip))
    return `'${branch}' was rewritten: its tip ${tip} no longer contains ${source}, the commit of this build`;
  const reason = await overtaken2(tip);
  if (reason !== void 0) return reason;
  const taken = (await git.changedFiles(source, tip)).find(({ path: path2 }) => commit.changed.includes(path2));
  return taken === void 0 ? void 0 : `'${branch}' has moved to ${tip}, which changes ${taken.path}, an output of this build`;
}

// src/steps/publish/may-publish.ts
async function checkPublishing(project, uncommitted, { server: server2, rollback: rollback2 }) {
  const { run: run2 } = project;
  const branch = server2?.branch() ?? await branchOf(project);
  return run2.step("check publishing", async (outcome) => {
    const done = (message, conclusion = "success") => {
      outcome.message = message;
      return { conclusion, message };
    };
    await rejectDirtyWorkspace(project, uncommitted);
    const plan2 = await tagPlan(project);
    const retrains = run2.settings.mode === "retrain";
    const own = retrains ? void 0 : await sourceOfHead(project);
    const held = own === void 0 ? await heldBranch(project, rollback2, branch) : void 0;
    if (held !== void 0) return done(held);
    if (own !== void 0)
      return {
        ...done(`HEAD is the official build of ${own.slice(0, 7)}: there is nothing to do.`),
        official: { source: own, commit: run2.report.source.sha }
      };
    if (run2.settings.rebuild.when === "changed" && !retrains) {
      const tagged = await changedSinceTagged(project);
      if (tagged?.changed.length === 0)
        return {
          ...done(
            `No input of the pipeline has changed since the official build ${tagged.build.name} (when: changed).`
          ),
          official: tagged.build
        };
      const last = await lastOfficial(project);
      const changed = last === void 0 ? void 0 : await changedInputs(project, last, run2.report.source.sha);
      if (last !== void 0 && changed?.length === 0)
        return done(
          `No input of the pipeline has changed since the official build ${last.slice(0, 7)} (when: changed).`
        );
    }
    if (run2.settings.rebuild.dryRun || run2.settings.rebuild.commit === "none") {
      outcome.message = "this run commits nothing";
      return { branch, ahead: false };
    }
    await requireMethod(project, branch, retrains ? "retrain" : "build", server2);
    const found = await (retrains ? earlierRetraining(project, branch) : unmergedBuild(project, branch)) ?? await stateOfBranch(project, branch, server2);
    if ("conclusion" in found) return { ...found, ...done(found.message, found.conclusion) };
    if (plan2 !== void 0) await requireFreeName(project, plan2, run2.report.source.sha);
    outcome.message = `to ${branch}`;
    return { branch, ahead: found.ahead };
  });
}
async function heldBranch(project, rollback2, branch) {
  const { run: run2, git } = project;
  const { settings, report } = run2;
  const hold = await holdAt(project, rollback2, report.source.sha);
  if (hold === void 0) return void 0;
  const tagged = await lastTagged(project);
  if (tagged !== void 0 && await git.isAncestor(hold.since, tagged.source)) return void 0;
  report.hold = hold.report;
  if (endsHold(settings)) {
    report.hold.released = true;
    return void 0;
  }
  return heldSummary(hold.report, branch, hold.since === report.source.sha);
}
async function unmergedBuild(project, branch) {
  const { run: run2 } = project;
  const { commit: method } = run2.settings.rebuild;
  const source = run2.report.source.sha;
  if (method === "tag") {
    const build3 = await taggedBuildOf(project, source);
    if (build3 === void 0) return void 0;
    run2.report.commit = { sha: build3.commit, branch, method, attempts: 0 };
    return {
      conclusion: "success",
      message: `${source.slice(0, 7)} was built already: ${build3.name}.`,
      official: build3
    };
  }
  const build2 = method === "pull-request" ? await waitingBuild(project, branch, source) : void 0;
  if (build2 === void 0) return void 0;
  run2.report.commit = { sha: build2.sha, branch, method: "pull-request", attempts: 0 };
  return {
    conclusion: "success",
    message: `${source.slice(0, 7)} was built already: ${build2.sha.slice(0, 7)} waits in ${build2.branch}.`,
    waiting: { head: build2.branch, sha: build2.sha }
  };
}
async function earlierRetraining(project, branch) {
  const { run: run2, git } = project;
  const { commit: method } = run2.settings.rebuild;
  const source = run2.report.source.sha;
  const waiting = method === "pull-request" ? await findPullBranch(project, "retrain", branch) : void 0;
  const tips = method === "tag" ? (await taggedBuildsOf(project, source)).map(({ commit }) => commit) : [waiting === void 0 ? await git.fetchTip(branch) : waiting.tip].filter((tip) => tip !== void 0);
  let build2;
  for (const tip of tips) build2 ??= await findRetraining(project, await git.ensureCommit(tip));
  if (build2 === void 0) return void 0;
  run2.report.commit = { sha: build2, branch, method: method === "none" ? "push" : method, attempts: 0 };
  const [built] = (await git.trailers(build2)).get(SOURCE_TRAILER) ?? [];
  return {
    conclusion: "success",
    message: `This workflow run made its build already: ${build2.slice(0, 7)}.`,
    ...waiting === void 0 ? { official: { source: built ?? source, commit: build2 } } : { waiting: { head: waiting.name, sha: build2 } }
  };
}
async function stateOfBranch(project, branch, server2) {
  const { run: run2, git } = project;
  const head = run2.report.source.sha;
  const tip = server2?.branch() === branch ? server2.tip() : await git.fetchTip(branch);
  const { commit: method } = run2.settings.rebuild;
  if (tip === void 0 && (method === "api" || method === "pull-request"))
    throw new SetupError(
      "branch-missing",
      `commit: ${method} needs the branch ${branch}, and the server does not have it.`,
      {
        key: "commit",
        value: method,
        remedy: `Push ${branch} first.`
      }
    );
  if (tip === void 0 || tip === head) return { ahead: tip === void 0 };
  const existing = run2.settings.mode === "retrain" ? void 0 : await findBuildOf(project, head, tip);
  if (existing !== void 0) {
    run2.report.commit = { sha: existing, branch, method: method === "none" ? "push" : method, attempts: 0 };
    return {
      conclusion: "success",
      message: `${head.slice(0, 7)} was built already: ${existing.slice(0, 7)} on ${branch}.`,
      official: { source: head, commit: existing }
    };
  }
  if (!await git.isAncestor(head, tip)) {
    if (!await git.isAncestor(tip, head))
      return {
        conclusion: "superseded",
        message: `Build superseded: ${branch} no longer contains ${head.slice(0, 7)}.`
      };
    if (run2.settings.event.name === "local" && method !== "api") return { ahead: true };
    throw new SetupError(
      "commits-not-pushed",
      `HEAD (${head.slice(0, 7)}) has commits that ${branch} on the server does not have.`,
      {
        key: "HEAD",
        value: head,
        remedy: `An official build needs a commit of ${branch}. Check one out, or push these commits first.`
      }
    );
  }
  const changed = await changedInputs(project, head, tip);
  return changed.length === 0 ? { ahead: false } : {
    conclusion: "superseded",
    message: `Build superseded: ${changed.join(", ")} changed on ${branch} since ${head.slice(0, 7)}; the build of ${tip.slice(0, 7)} will include the change.`
  };
}
async function rejectDirtyWorkspace(project, uncommitted) {
  const dirty = [];
  for (const { path: path2, untracked: untracked2 } of uncommitted) {
    if (isIgnoreFile(project, path2) ? await isDvcsEdit(project, path2) : isMadeByPipeline(project, path2)) continue;
    if (!untracked2 || isInput(project, path2)) dirty.push(path2);
  }
  const [first] = dirty;
  if (first === void 0) return;
  throw new SetupError("workspace-dirty", `the workspace has uncommitted changes: ${dirty.join(", ")}.`, {
    key: "working tree",
    value: first,
    path: first,
    remedy: "Commit or stash them. An official build is made from a commit."
  });
}

// src/steps/publish/method.ts
var SKIP = " [skip ci]";
function subjectFor(method, subject) {
  const bare = subject.endsWith(SKIP) ? subject.slice(0, -SKIP.length) : subject;
  return method === "pull-request" ? bare : `${bare}${SKIP}`;
}

// src/steps/publish/official-commit.ts
async function makeCommit(project, extra) {
  const { git, run: run2 } = project;
  const paths = await madeFiles(project);
  paths.push(...(extra?.paths ?? []).filter((path2) => !paths.includes(path2)));
  if (paths.length === 0) return void 0;
  const source = run2.report.source.sha;
  return git.commitPaths({
    paths,
    message: [subjectFor(run2.settings.rebuild.commit, BUILD_MESSAGE), extra?.body ?? ""].filter((part) => part !== "").join("\n\n"),
    trailers: trailersOf(project, extra),
    identity: IDENTITY,
    parent: source
  });
}
async function madeFiles(project) {
  const paths = [];
  for (const { path: path2 } of await project.git.uncommitted()) {
    if (isIgnoreFile(project, path2) ? await isDvcsEdit(project, path2) : isMadeByPipeline(project, path2))
      paths.push(path2);
  }
  return paths;
}
function trailersOf(project, extra) {
  const { source, hold } = project.run.report;
  return {
    [SOURCE_TRAILER]: source.sha,
    ...directoryTrailer(project),
    ...hold?.released ? { [RELEASE_TRAILER]: hold.commit } : {},
    ...extra?.trailers
  };
}
function pullText(project, extra) {
  const { sha } = project.run.report.source;
  const directory = project.inGit(".");
  return {
    title: subjectFor("pull-request", BUILD_MESSAGE) + (directory === "." ? "" : ` (${directory})`),
    summary: `The official build of ${sha.slice(0, 7)}. ${extra?.body ?? ""}`.trim()
  };
}
async function proposeWaiting(project, branch, { head, sha }) {
  const { git, run: run2 } = project;
  await run2.step("commit", async (outcome) => {
    const changed = (await git.changedFiles(run2.report.source.sha, sha)).map(({ path: path2 }) => path2);
    const pull = await openPull(project, {
      ...pullText(project),
      branch,
      head,
      sha,
      commit: { changed },
      trailers: trailersOf(project)
    });
    if (run2.report.commit !== void 0) run2.report.commit.pull_request = pull;
    outcome.message = `${sha.slice(0, 7)} in pull request ${pull.number}`;
  });
}
async function publishBuild(project, { commit, branch, extra, tip, beforeMove }) {
  const { run: run2 } = project;
  if (commit === void 0) {
    run2.skip("commit", "the build equals dvc.lock, so there is nothing to commit");
    return { kind: "unchanged" };
  }
  const source = run2.report.source.sha;
  const published = await publishCommit(project, {
    commit,
    branch,
    tip,
    topic: run2.settings.mode === "retrain" ? "retrain" : "build",
    beforeMove,
    ...pullText(project, extra),
    trailers: trailersOf(project, extra),
    overtaken: (tip2) => overtaken(project, tip2),
    isStillFresh: (tip2) => isStillFresh(project, tip2)
  });
  if (published.kind !== "superseded" || published.tip === void 0) return published;
  const rival = await findBuildOf(project, source, published.tip);
  return rival === void 0 ? published : {
    kind: "superseded",
    reason: `another run has built ${source.slice(0, 7)} meanwhile: ${rival.slice(0, 7)} on ${branch}`
  };
}
async function overtaken(project, tip) {
  const source = project.run.report.source.sha;
  const rival = await findBuildOf(project, source, tip);
  if (rival !== void 0) return `another run has built ${source.slice(0, 7)} meanwhile: ${rival.slice(0, 7)}`;
  const changed = await changedInputs(project, source, tip);
  return changed.length === 0 ? void 0 : changedMeanwhile(changed, tip);
}
function changedMeanwhile(paths, tip) {
  return `${paths.join(", ")} changed on the branch meanwhile; the build of ${tip.slice(0, 7)} will include the change`;
}
async function isStillFresh(project, tip) {
  const { run: run2, dvc: dvc2 } = project;
  const changed = await changedInputs(project, run2.report.source.sha, tip);
  if (changed.length > 0) return { fresh: false, reason: changedMeanwhile(changed, tip) };
  const before = new Set(
    Object.entries(await dvc2.status({ allowMissing: true })).filter(([, entry]) => entry.always !== true || Object.keys(entry).length > 1).map(([name2]) => name2)
  );
  const stale = project.stages.filter(({ kind, name: name2, frozen }) => kind === "stage" && !frozen && before.has(name2)).map(({ name: name2 }) => name2);
  return stale.length === 0 ? { fresh: true } : { fresh: false, reason: `DVC would run ${stale.join(", ")} again on top of the new commits of the branch` };
}

// src/steps/release/complete.ts
async function complete(project, { conclusion, message, official, waiting }) {
  const { dryRun } = project.run.settings.rebuild;
  if (waiting !== void 0 && !dryRun) await proposeWaiting(project, await branchOf(project), waiting);
  if (official === void 0) return { conclusion, message };
  const tagged = await tagBuilt(project, message, official);
  const completed = await completeBuild(project, official);
  await deployBuild(project, official, true);
  return { conclusion, message: completed === "" ? tagged : `${tagged} ${completed}` };
}
async function tagBuilt(project, message, build2) {
  const { run: run2 } = project;
  const { commit, dryRun } = run2.settings.rebuild;
  if (dryRun || commit === "tag" || commit === "none") return message;
  await tagBuild(project, build2.commit, build2.source, build2.commit !== build2.source);
  return withTag(message, run2.report.tag);
}

// src/steps/release/end-of-build.ts
function endOfBuild(report, published) {
  const message = buildSummary(report, published);
  const { sha: source } = report.source;
  if (published.kind === "superseded") return { conclusion: "superseded", message };
  if (published.kind === "unchanged") return { conclusion: "success", message, official: { source, commit: source } };
  const isOfficial = published.kind === "committed" && published.report.pull_request === void 0;
  return { conclusion: "success", message, ...isOfficial ? { official: { source, commit: published.sha } } : {} };
}
async function endOfDryRun(project, paths, branch) {
  const { run: run2 } = project;
  const objects = await wouldPush(project);
  const commit = await wouldCommit(project, paths, branch);
  const skips = dryRunSkips({ objects, commit });
  run2.skip("push", skips.push);
  run2.skip("commit", skips.commit);
  return { conclusion: "success", message: dryRunSummary({ objects, paths, commit }) };
}

// src/flows/rebuild.ts
var FRESH_MS = 1e3;
function rebuild(run2) {
  return buildOfficially(run2, new LocalBackend());
}
async function buildOfficially(run2, backend, retraining) {
  return withProjectSteps(
    run2,
    async (steps, { paths, opened }) => {
      const server2 = steps.step("ask server", [paths], (own2) => askServer(run2, own2));
      const listed = steps.step("ask checkout", [paths], (own2) => askCheckout(run2, own2), { reads: ["workspace"] });
      const held = steps.step("ask history", [paths], (own2) => askRollback(run2, own2));
      const { project: first, status } = await steps.value(opened);
      if (retraining === void 0 && !first.stages.some(({ kind }) => kind === "stage"))
        return publishAddedModel(first);
      const own = await backend.open(first);
      const wanted = await retraining?.check(own) ?? own;
      forcedStages(wanted);
      modelToRegister(wanted);
      const uncommitted = await steps.value(listed);
      const destination = await checkPublishing(wanted, uncommitted, {
        server: await steps.value(server2),
        rollback: await steps.value(held)
      });
      if ("conclusion" in destination) {
        if (isAboutCheckout(destination, run2.report.source.sha)) await verifyStanding(wanted);
        return complete(wanted, destination);
      }
      const { dryRun, resume } = wanted.run.settings.rebuild;
      if (resume)
        throw new ProjectError(
          "build-not-found",
          `there is no official build of ${run2.report.source.sha.slice(0, 7)} to complete.`,
          { key: "resume", remedy: "Build it first: `dvc-ci rebuild`." }
        );
      const wasAsked = await confirm(wanted, destination);
      const backup = await openBackup(first);
      steps.cleanup(() => backup.restore());
      const writable = steps.step("check remote access", [], () => requireWritableRemote(wanted), {
        skip: () => dryRun ? "" : void 0
      });
      const start = steps.step(
        "start from commit",
        [],
        async () => startFromCommit(wanted, backup, wasAsked ? await first.git.uncommitted() : uncommitted),
        { writes: ["workspace"] }
      );
      const changed = steps.step(
        "new inputs",
        [start, retraining === void 0 ? start : writable],
        async (found) => await retraining?.apply(found.project, backup) ?? found.project,
        { writes: ["workspace"] }
      );
      const planned = steps.step(
        "plan",
        [changed, start],
        async (project2, { isAsBefore }) => {
          const isFresh = isAsBefore && !wasAsked && retraining === void 0;
          const plan3 = await planBuild(project2, { here: backend.here, status: isFresh ? status : void 0 });
          return retraining?.planned(project2, plan3) ?? plan3;
        },
        { reads: ["workspace"] }
      );
      const plan2 = await steps.value(planned);
      if ("conclusion" in plan2) return plan2;
      const build2 = { plan: plan2, backup };
      const tracking = steps.step("open run", [changed], (project2) => startTracking(project2));
      const owned = steps.step("check model owner", [changed, tracking], async (project2, tracked) => {
        const model = tracked === void 0 ? void 0 : modelToRegister(project2);
        if (tracked !== void 0 && model !== void 0) await tracked.checkOwner(model.name);
      });
      const inputs = steps.step("inputs", [changed], (project2) => backend.inputs(project2, build2), {
        writes: ["workspace"],
        reads: ["remote"]
      });
      const ready = steps.step(
        "setup",
        [changed, inputs, tracking, owned],
        async (project2, _, tracked) => {
          const here = backend.here === void 0 ? [...plan2.mayRun] : [...plan2.mayRun].filter((name2) => backend.here?.has(name2));
          return backend.setUp(withVariables(project2, await tracked?.variables(here) ?? {}));
        },
        { writes: ["workspace"] }
      );
      const baseline = steps.step("baseline", [changed], findBaseline);
      const [started, last] = [steps.milestone("stages run"), steps.milestone("last stages run")];
      const made = steps.step(
        "reproduce",
        [ready, inputs],
        async (project2, given) => {
          const done = await backend.make(project2, build2, given, {
            onStart: () => started.reach(),
            onLast: () => last.reach()
          });
          reportTrust(done, plan2);
          return done;
        },
        { writes: ["workspace"], reaches: [started, last] }
      );
      const content = steps.step("read baseline", [ready, baseline, started], readBaseline);
      const isQuiet = wanted.run.settings.validate.evaluate.kind !== "command" && retraining === void 0;
      const checkout = steps.step("open clean checkout", [ready, isQuiet ? last : made], (project2) => {
        const clean = new CleanCheckout(project2, backup);
        steps.cleanup(() => clean.close());
        return clean;
      });
      const asked = steps.step("ask remote", [made], (project2) => backend.ask(project2), {
        reads: ["remote"],
        skip: () => dryRun ? "" : void 0
      });
      const commitOf = (built2, after) => steps.step(
        "make commit",
        [built2, checkout, after],
        async (project2, clean) => {
          const extra = retraining?.describe(project2);
          const commit = await makeCommit(project2, extra);
          clean.at(commit, run2.report.source.sha);
          return { commit, extra };
        },
        { reads: ["workspace"] }
      );
      const early = isQuiet ? commitOf(made, made) : void 0;
      const built = early === void 0 ? steps.step("read build", [made], (project2) => refresh(project2), { reads: ["workspace"] }) : (
        // DVC reads the build in the clean checkout, so no second question is needed.
        steps.step("read build", [made, checkout, early], (project2, clean) => clean.read(project2))
      );
      const judged = steps.step(
        "judge",
        [built, baseline, content],
        (project2, base, side) => judgeBuild(project2, base, side, backend.rejectionNote),
        isQuiet ? { reads: ["workspace"] } : { writes: ["workspace"] }
      );
      if (isQuiet) {
        const prepared = steps.step("prepare plots", [ready, baseline, last], (project2, { sha }) => {
          const plots = new PreparedPlots(project2, sha);
          steps.cleanup(() => plots.drop());
          return plots;
        });
        steps.step("plots", [prepared, made], (plots) => plots.collect(), { reads: ["workspace"], optional: true });
      } else {
        steps.step("plots", [built, baseline, judged], (project2, { sha }) => collectPlots(project2, sha), {
          reads: ["workspace"],
          optional: true
        });
      }
      const passed = steps.step("require open gate", [judged], (rejection2) => {
        if (rejection2 !== void 0) throw rejection2;
      });
      if (retraining !== void 0) {
        await steps.value(passed);
        const dropped = retraining.judge(await steps.value(built));
        if (dropped !== void 0) {
          await steps.finish();
          return dropped;
        }
      }
      const committed = early ?? commitOf(built, passed);
      const tip = steps.step("fetch tip", [built, committed], async ({ git }, { commit }) => {
        const { commit: method } = wanted.run.settings.rebuild;
        if (commit === void 0 || dryRun || method !== "push" && method !== "api") return void 0;
        const at = performance.now();
        return git.fetchTip(destination.branch).then(
          (sha) => ({ sha, at }),
          () => void 0
        );
      });
      const proved = steps.step(
        "clean checkout",
        [built, committed, checkout, passed],
        async (project2, { commit }, clean) => {
          await requireCommit(project2, commit);
          await proveRepeatable(project2, commit, clean);
        }
      );
      if (dryRun) {
        await steps.finish();
        const { commit } = await steps.value(committed);
        return endOfDryRun(await steps.value(built), commit?.changed ?? [], destination.branch);
      }
      const readersAreDone = () => steps.released("workspace");
      const delivered = steps.step(
        "push",
        [built, asked, proved],
        (project2, answer3) => backend.deliver(project2, answer3, readersAreDone),
        { writes: ["remote"] }
      );
      const published = steps.step(
        "publish",
        [built, committed, tip, delivered],
        (project2, { commit, extra }, known) => publishBuild(project2, {
          commit,
          branch: destination.branch,
          extra,
          tip: known !== void 0 && performance.now() - known.at < FRESH_MS ? Promise.resolve(known.sha) : void 0,
          beforeMove: readersAreDone
        }),
        { writes: ["branch"] }
      );
      const { conclusion, official, ...rest } = endOfBuild(run2.report, await steps.value(published));
      await steps.finish();
      await (await steps.value(checkout)).close();
      if (conclusion === "success") await backup.discard();
      if (official === void 0) return { conclusion, ...rest };
      const project = await steps.value(built);
      const message = await tagBuilt(project, rest.message, official);
      const version = await publishVersion(project, await steps.value(tracking), official);
      await deployBuild(project, official, false);
      return { conclusion, official, message: withModelVersion(message, version) };
    },
    true
  );
}

// src/flows/collect.ts
function collect2(run2) {
  return buildOfficially(run2, new CollectedBackend());
}
function settingsOfPlan(settings) {
  if (settings.mode !== "collect") return settings;
  const flow = flowOfPlan(settings);
  return flow === "rebuild" ? settings : { ...settings, mode: flow };
}

// src/report/command-summary.ts
function idleSummary(reason) {
  return `Nothing to do: ${reason}.`;
}
function commandSummary(answers) {
  return answers.map((message) => `${message.charAt(0).toUpperCase()}${message.slice(1)}.`).join(" ");
}
function commandReply(reasons) {
  return `dvc-ci rejected the command: ${markdownText(reasons.join("; "))}.`;
}

// src/steps/comments/accept-command.ts
var acceptCommand = { usage: ACCEPT_USAGE.replaceAll("`", ""), answer };
async function answer({ run: run2, github, number: number3, pull, lines: lines2 }) {
  for (const line of lines2) {
    const request = parseAcceptRequest(line);
    if ("refusal" in request) return { outcome: "refused", message: request.refusal };
    if (request.sha !== void 0 && !pull.headSha.startsWith(request.sha))
      return {
        outcome: "refused",
        message: `the acceptance names commit ${request.sha.slice(0, 12)}, and the head of this pull request is ${pull.headSha}`
      };
  }
  const { rerunFailedJobs } = await import("./runs-CDL6D3TA.js");
  const { mergeSha } = pull;
  const runs2 = await (mergeSha === void 0 ? validatingRuns(github, number3, pull.headSha) : buildingRuns(github, number3, mergeSha));
  const head = (mergeSha ?? pull.headSha).slice(0, 7);
  if (runs2.length === 0) {
    return {
      outcome: "waiting",
      message: mergeSha === void 0 ? `${head} has no run of a pull request yet; its first run reads the comment` : `no comment on this pull request names a build of ${head}: run its failed job again`
    };
  }
  const failed = runs2.filter(({ isOver, failed: hasFailed }) => isOver && hasFailed);
  const [again, running] = [[], runs2.filter(({ isOver }) => !isOver)];
  for (const each of failed) (await rerunFailedJobs(github, each.id) ? again : running).push(each);
  for (const { id, workflow } of again) run2.host.info(`Run ${id} of ${workflow} starts its failed jobs again.`);
  if (again.length > 0)
    return {
      outcome: "done",
      message: `the failed jobs of ${again.map(({ workflow }) => workflow).join(", ")} run again for ${head} and read the comment`
    };
  if (running.length > 0)
    return {
      outcome: "waiting",
      message: `${running.map(({ workflow }) => workflow).join(", ")} still runs for ${head}: its gate reads the comment if it has not judged yet; comment again after a failure`
    };
  return { outcome: "waiting", message: `no run has failed for ${head}: there is nothing to accept` };
}
async function validatingRuns(github, number3, headSha) {
  const { runsOf } = await import("./runs-CDL6D3TA.js");
  const runs2 = await runsOf(github, headSha, "pull_request");
  if (runs2.length < 2) return runs2;
  const known = await runsInComments(github, number3, runs2, "validate");
  return known.length > 0 ? known : runs2;
}
async function buildingRuns(github, number3, mergeSha) {
  const { runsOf } = await import("./runs-CDL6D3TA.js");
  return runsInComments(github, number3, await runsOf(github, mergeSha, "push"), "rebuild");
}
async function runsInComments(github, number3, runs2, mode) {
  const { subjectsOf } = await import("./comment-6OFHUNMQ.js");
  const { pullRequestThread } = await import("./thread-ZDPSZO36.js");
  const workflows = new Set(
    (await subjectsOf(github, pullRequestThread(github, number3))).filter((subject) => subject.mode === mode).map(({ workflow }) => workflow)
  );
  return runs2.filter(({ workflow }) => workflows.has(workflow));
}

// src/steps/comments/repro-command.ts
var reproCommand = { usage: "/dvc-ci repro", answer: answer2 };
async function answer2({ run: run2, github, pull }) {
  const workflow = run2.settings.github.reproWorkflow;
  if (pull.headRef === void 0)
    return {
      outcome: "refused",
      message: "the branch of this pull request is in another repository, and its code does not run with the permissions of this one. Reproduce the stages there"
    };
  try {
    await github.octokit.rest.actions.createWorkflowDispatch({
      ...github.repo,
      workflow_id: workflow,
      ref: pull.headRef
    });
  } catch (error) {
    const { failureOf } = await import("./failure-JERMNH7O.js");
    const { status, message } = failureOf(error);
    if (status !== 404 && status !== 422) throw error;
    return {
      outcome: "refused",
      message: `the workflow ${workflow} cannot be started on ${pull.headRef} (${message}): both the default branch and this branch need it, with \`on: workflow_dispatch\``
    };
  }
  run2.host.info(`${workflow} starts on ${pull.headRef}.`);
  return {
    outcome: "done",
    message: `the workflow ${workflow} starts on ${pull.headRef} and commits the reproduced stages`
  };
}

// src/steps/comments/answer-comment.ts
var COMMANDS = /* @__PURE__ */ new Map([
  ["accept", acceptCommand],
  ["repro", reproCommand]
]);
var LONGEST_NAME = 40;
function whyIdle(comment) {
  if (comment === void 0) return "only new comments can have commands";
  if (comment.pullRequest === void 0) return "the comment is on an issue, not a pull request";
  if (commandLines(comment.body).length === 0) return "the comment has no line that begins with /dvc-ci";
  return comment.byBot ? "a bot wrote the comment" : void 0;
}
async function answersTo(run2, github, { author, body }, number3) {
  const { failureText } = await import("./failure-JERMNH7O.js");
  try {
    const { pullState } = await import("./conversation-Y5AQTR7X.js");
    const { Rights } = await import("./rights-KLNR4RCD.js");
    const pull = await pullState(github, number3);
    const { project: folder } = run2.settings.github;
    const right = await new Rights(
      github,
      folder === "" ? "dvc-ci.yaml" : `${folder}/dvc-ci.yaml`,
      pull.baseSha,
      pull.author
    ).of(author);
    if (!right.may) return [{ outcome: "refused", message: `${author} cannot use commands: ${right.reason}` }];
    const asked = /* @__PURE__ */ new Map();
    for (const { name: name2, rest } of commandLines(body)) asked.set(name2, [...asked.get(name2) ?? [], rest]);
    const answers = [];
    for (const [name2, lines2] of asked) {
      const known = COMMANDS.get(name2);
      answers.push(
        known === void 0 ? unknownCommand(name2) : await known.answer({ run: run2, github, number: number3, pull, lines: lines2 })
      );
    }
    return answers;
  } catch (error) {
    throw new OutsideError(
      "comment-not-answered",
      `the comment on pull request ${number3} could not be answered: ${failureText(error, "actions: write, contents: read, pull-requests: write")}.`,
      { cause: error }
    );
  }
}
function unknownCommand(name2) {
  const known = [...COMMANDS.values()].map(({ usage }) => `\`${usage}\``).join(", ");
  return {
    outcome: "refused",
    message: `there is no command${name2 === "" ? " in it" : ` '${shorten(singleLine(name2), LONGEST_NAME)}'`}; known: ${known}`
  };
}

// src/steps/comments/connect.ts
async function connectForComment({ settings, host }) {
  const { token, apiUrl } = settings.github;
  const { repository } = settings.event;
  if (token === void 0 || repository === void 0)
    throw new SetupError("github-token-missing", "there is no token for GitHub.", {
      key: "token",
      value: "",
      remedy: "Give the input `token`, or set GITHUB_TOKEN."
    });
  const { connect } = await import("./client-IPKFLSJT.js");
  return connect({ token, apiUrl, repository, debug: (message) => host.debug(message) });
}

// src/steps/comments/respond.ts
var REACTIONS = { done: "+1", waiting: "eyes", refused: "-1" };
async function respond(run2, github, comment, number3, answers) {
  const { react } = await import("./runs-CDL6D3TA.js");
  const { pullRequestThread } = await import("./thread-ZDPSZO36.js");
  const refused = answers.filter(({ outcome }) => outcome === "refused");
  const worst = refused.length > 0 ? "refused" : answers.some(({ outcome }) => outcome === "waiting") ? "waiting" : "done";
  try {
    await react(github, comment.id, REACTIONS[worst]);
    if (refused.length > 0)
      await pullRequestThread(github, number3).create(commandReply(refused.map(({ message }) => message)));
  } catch (error) {
    run2.host.warning(`The result could not be posted on the pull request: ${messageOf(error)}.`);
  }
}

// src/flows/command.ts
async function command(run2) {
  const { comment } = run2.settings.event;
  return run2.step("command", async (outcome) => {
    const idle = whyIdle(comment);
    if (idle !== void 0 || comment?.pullRequest === void 0)
      return outcome.message = idleSummary(idle ?? "the comment is on an issue");
    const github = await connectForComment(run2);
    const answers = await answersTo(run2, github, comment, comment.pullRequest);
    await respond(run2, github, comment, comment.pullRequest, answers);
    if (answers.some((answer3) => answer3.outcome === "refused")) outcome.conclusion = "warning";
    return outcome.message = commandSummary(answers.map(({ message }) => message));
  });
}

// src/report/lint-summary.ts
function lintErrors(findings) {
  const errors = findings.filter(({ severity }) => severity === "error");
  const [first] = errors;
  if (first === void 0) return void 0;
  const counted = errors.length === 1 ? "" : `${errors.length} errors, the first: `;
  return `${counted}${first.path === void 0 ? "" : `${first.path}: `}${first.message}`;
}
function lintSummary(findings) {
  const others = findings.filter(({ severity }) => severity !== "error").length;
  return others === 0 ? "All lint rules passed." : `No errors; ${count(others, "warning or notice", "warnings and notices")}.`;
}

// src/lint/conflicts.ts
var import_yaml8 = __toESM(require_dist(), 1);

// src/pipeline/conflict-marks.ts
var MARK = /^(<{7}|\|{7}|={7}|>{7})(?: |\r?$)/;
function conflictLine(text2) {
  if (!text2.includes("<<<<<<<") && !text2.includes(">>>>>>>")) return void 0;
  const at = text2.split("\n").findIndex((line) => /^(<{7}|>{7}) /.test(line));
  return at < 0 ? void 0 : at + 1;
}
function splitConflict(text2) {
  const sides = { ours: "", theirs: "", lines: [] };
  let within = "both";
  for (const [index, line] of text2.split(/(?<=\n)/).entries()) {
    const mark = MARK.exec(line.replace(/\n$/, ""))?.[1]?.charAt(0);
    if (mark === "<" && within === "both") {
      within = "ours";
      sides.lines.push(index + 1);
    } else if (mark === "|" && within === "ours") within = "base";
    else if (mark === "=" && (within === "ours" || within === "base")) within = "theirs";
    else if (mark === ">" && within === "theirs") within = "both";
    else if (mark !== void 0 && mark !== "=") return void 0;
    else {
      if (within === "both" || within === "ours") sides.ours += line;
      if (within === "both" || within === "theirs") sides.theirs += line;
    }
  }
  return within === "both" && sides.lines.length > 0 ? sides : void 0;
}

// src/lint/conflicts.ts
var SHOWN = 20;
var conflictMarkers = (input) => [
  ...input.files.flatMap((file) => conflictLine(file.text) === void 0 ? [] : findingsOf(file)),
  ...parameterFiles(input)
];
function findingsOf(file) {
  const { path: path2, kind, text: text2 } = file;
  const line = conflictLine(text2) ?? 1;
  if (kind === "pipeline")
    return [
      {
        path: path2,
        line,
        message: `${path2} has the marks of a Git conflict, so DVC cannot read the pipeline. Resolve the conflict by hand.`,
        fix: `git diff -- ${shellWord(path2)}`
      }
    ];
  const sides = splitConflict(text2);
  const found = sides && (kind === "lock" ? lockFindings(path2, text2, sides) : dataFindings(path2, sides, line));
  return found ?? [
    {
      path: path2,
      line,
      message: `${path2} has the marks of a Git conflict, and neither side is a file as DVC writes it.`,
      fix: kind === "lock" ? `git checkout --ours -- ${shellWord(path2)} && dvc repro` : `git checkout --ours -- ${shellWord(path2)} && dvc checkout ${shellWord(path2)}`
    }
  ];
}
function lockFindings(path2, text2, sides) {
  const [ours, theirs] = [parseLock(sides.ours), parseLock(sides.theirs)];
  const merge = mergeLocks({ ours: sides.ours, theirs: sides.theirs });
  if (isUnreadable(ours) || isUnreadable(theirs) || isRefusal(merge)) return void 0;
  const fix = `dvc-ci resolve ${shellWord(path2)}`;
  const disagreements = [
    ...merge.conflicts.map(({ section, name: name2, difference: difference2 }) => ({
      name: name2,
      message: `${section === "datasets" ? "dataset " : ""}${name2}: ${difference2}. If both sides changed it, reproduce it.`
    })),
    ...merge.taken.ours.map((name2) => ({ name: name2, message: `${name2}: only our side has it.` })),
    ...merge.taken.theirs.map((name2) => ({ name: name2, message: `${name2}: only their side has it.` }))
  ];
  const found = disagreements.slice(0, SHOWN).map(
    ({ name: name2, message }) => ({
      path: path2,
      line: lineOfEntry(text2, name2) ?? sides.lines[0] ?? 1,
      fix,
      message: `Git conflict in ${path2}, ${message}`
    })
  );
  if (disagreements.length > SHOWN)
    found.push({
      path: path2,
      line: sides.lines[0] ?? 1,
      fix,
      message: `Git conflict in ${path2}: and ${disagreements.length - SHOWN} more stages.`
    });
  return found.length > 0 ? found : [
    {
      path: path2,
      line: sides.lines[0] ?? 1,
      fix,
      message: `Git conflict in ${path2}: both sides have the same entries in another order.`
    }
  ];
}
function lineOfEntry(text2, name2) {
  const at = text2.split("\n").findIndex((line) => [`${name2}:`, `'${name2}':`, `"${name2}":`, `- name: ${name2}`].includes(line.trim()));
  return at < 0 ? void 0 : at + 1;
}
function dataFindings(path2, sides, line) {
  const [ours, theirs] = [sides.ours, sides.theirs].map(mapping);
  if (!ours || !theirs) return void 0;
  const difference2 = describeDifference(ours, theirs);
  return [
    {
      path: path2,
      line,
      message: `Git conflict in ${path2}: ${difference2}. Choose the data of one side by hand.`,
      fix: `git checkout --ours -- ${shellWord(path2)} && dvc checkout ${shellWord(path2)}`
    }
  ];
}
function mapping(text2) {
  try {
    const value = (0, import_yaml8.parse)(text2, { maxAliasCount: 1e3 });
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : void 0;
  } catch {
    return void 0;
  }
}
function parameterFiles({ texts }) {
  return [...texts].flatMap(([path2, text2]) => {
    const line = conflictLine(text2);
    return line === void 0 || path2.endsWith(".ipynb") ? [] : [
      {
        path: path2,
        line,
        message: `${path2} has the marks of a Git conflict. Resolve the conflict by hand.`,
        fix: `git diff -- ${shellWord(path2)}`
      }
    ];
  });
}

// src/lint/params-files.ts
var DEFAULT_FILE = "params.yaml";
function parameterPaths(input) {
  const outs = new Set(input.project?.stages.flatMap((stage2) => stage2.outs.map(({ path: path2 }) => inGit(input, path2))));
  const named4 = input.project?.stages.flatMap(
    (stage2) => stage2.deps.flatMap((dep) => dep.kind === "params" ? [inGit(input, dep.path)] : [])
  ) ?? [];
  const beside = input.files.filter(({ kind }) => kind === "pipeline").map(({ path: path2 }) => below(folderOf(path2), DEFAULT_FILE));
  return [.../* @__PURE__ */ new Set([below(input.prefix, DEFAULT_FILE), ...beside, ...named4])].filter(
    (path2) => !outs.has(path2) && !path2.startsWith("..")
  );
}

// src/lint/secrets.ts
var KNOWN_FORMS = [
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, "an AWS access key"],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}\b/, "a GitHub token"],
  [/\bgithub_pat_[A-Za-z0-9_]{60,}\b/, "a GitHub token"],
  [/\bglpat-[A-Za-z0-9_-]{20,}\b/, "a GitLab token"],
  [/\bhf_[A-Za-z]{30,}\b/, "a Hugging Face token"],
  [/\bsk-(?:proj-|ant-)?[A-Za-z0-9_-]{32,}\b/, "an API key"],
  [/\bxox[abprs]-[A-Za-z0-9-]{20,}/, "a Slack token"],
  [/\bAIza[0-9A-Za-z_-]{35}\b/, "a Google API key"],
  [/\bAccountKey=[A-Za-z0-9+/]{40,}={0,2}/, "an Azure storage key"],
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/, "a private key"]
];
var SECRET_NAME = /(?:^|[_.-])(?:password|passwd|passphrase|secret|secret[_-]?access[_-]?key|secret[_-]?key|api[_-]?key|(?:access|auth|api|bearer)[_-]token|private[_-]?key|client[_-]?secret|account[_-]?key|connection[_-]?string)$/i;
var SHORTEST = 8;
function knownToken(text2) {
  return KNOWN_FORMS.find(([form]) => form.test(text2))?.[1];
}
function isSecretName(name2) {
  return SECRET_NAME.test(name2);
}
function couldBeSecret(value) {
  if (value.length < SHORTEST || /\s/.test(value) || isPlaceholder(value)) return false;
  if (/^(?:[a-z][a-z0-9_-]*:|[.~]?\/|projects\/)/i.test(value) && !/;|=/.test(value)) return false;
  return /\d/.test(value) && /[A-Za-z]/.test(value) && !/^[A-Z][A-Z0-9_]*$/.test(value);
}
function isPlaceholder(value) {
  return /^[$%{<[]|[>}\]]$|\$\{|\{\{|^\*+$|^x+$|^\.+$/i.test(value) || /^(?:changeme|change[_-]me|example|placeholder|redacted|dummy|todo|none|null|password|passwd|pass|secret|token|user|test)$/i.test(
    value
  ) || /^your[_-]/i.test(value);
}
var LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)(?::\d+)?$/i;
function addressesWithSecrets(text2) {
  const found = [];
  for (const match of text2.matchAll(/\b[a-z][a-z0-9+.-]*:\/\/([^\s"'`<>]*)/gi)) {
    const rest = match[1] ?? "";
    const authority = rest.split(/[/?#]/)[0] ?? "";
    const at = authority.lastIndexOf("@");
    const [user = "", password] = at < 0 ? [""] : [authority.slice(0, at).split(":")[0], authority.slice(0, at).split(":").slice(1).join(":")];
    const host = authority.slice(at + 1);
    const place = { index: match.index };
    if (password && password !== user && !isPlaceholder(password) && !LOOPBACK.test(host))
      found.push({ ...place, what: "a password", secret: password });
    else if (knownToken(user) !== void 0) found.push({ ...place, what: knownToken(user) ?? "a token", secret: user });
    else {
      const signature = /[?&](?:sig|X-Amz-Signature|X-Goog-Signature|access_token|token)=([^&#\s]{20,})/i.exec(
        rest
      )?.[1];
      if (signature !== void 0 && !isPlaceholder(signature))
        found.push({ ...place, what: "an access signature", secret: signature });
    }
  }
  return found;
}

// src/lint/credentials.ts
function exposed({ tracked }, path2) {
  if (!tracked.some((file) => file.path === path2))
    return "the next `git add` would commit this file. Remove the credential first.";
  return "Git has this file. All readers of the repository have the credential, even after you remove it: revoke it and issue a new one.";
}
var credentialsInConfig = (input) => [below(input.dvcRoot, ".dvc/config"), below(input.dvcRoot, ".dvc/config.local")].flatMap((path2) => {
  const text2 = input.texts.get(path2);
  if (text2 === void 0 || !isInGit(input, path2)) return [];
  return parseDvcConfig(text2).filter(({ name: name2, value }) => isCredential(name2) && value !== "" && !isPlaceholder(value)).map(({ section, name: name2, line }) => {
    const remote = remoteOf(section) ?? "NAME";
    return {
      path: path2,
      line,
      message: `${name2} of the remote '${remote}' is a credential, and ${exposed(input, path2)}`,
      fix: path2.endsWith(".local") ? `git rm --cached -- ${shellWord(path2)}` : `dvc remote modify --unset ${shellWord(remote)} ${name2} && dvc remote modify --local ${shellWord(remote)} ${name2} NEW_VALUE`
    };
  });
});
var credentialsInUrl = (input) => {
  const config = below(input.dvcRoot, ".dvc/config");
  const order = { pipeline: 1, data: 2, lock: 3 };
  const sources = [
    ...[...input.texts].filter(([path2]) => path2 === config).map(([path2, text2]) => ({ path: path2, text: text2, rank: 0 })),
    ...input.files.map(({ path: path2, text: text2, kind }) => ({ path: path2, text: text2, rank: order[kind] }))
  ].filter(({ path: path2 }) => isInGit(input, path2)).sort((a, b) => a.rank - b.rank);
  const reported2 = /* @__PURE__ */ new Set();
  return sources.flatMap(
    ({ path: path2, text: text2 }) => addressesWithSecrets(text2).flatMap(({ index, what, secret }) => {
      if (reported2.has(secret)) return [];
      reported2.add(secret);
      const remote = path2 === config ? remoteOf(parseDvcConfig(text2).find(({ line }) => line === lineAt3(text2, index))?.section ?? "") : void 0;
      const place = { path: path2, line: lineAt3(text2, index) };
      if (remote !== void 0)
        return [
          {
            ...place,
            message: `The address of the remote '${remote}' holds ${what}, and ${exposed(input, path2)}`,
            fix: `dvc remote modify ${shellWord(remote)} url ADDRESS_WITHOUT_IT`
          }
        ];
      return [
        {
          ...place,
          message: `This address holds ${what}. Make it a remote, store the credential with \`dvc remote modify --local\`, and write remote://NAME/PATH; ${exposed(input, path2)}`
        }
      ];
    })
  );
};
var credentialsInParams = (input) => parameterPaths(input).flatMap((path2) => {
  const text2 = input.texts.get(path2);
  if (text2 === void 0 || !isInGit(input, path2)) return [];
  return text2.split("\n").flatMap((line, index) => {
    const what = secretOfLine(line);
    if (what === void 0) return [];
    return [
      {
        path: path2,
        line: index + 1,
        message: `This parameter is ${what}, and dvc.lock repeats parameters. Let the stage read it from an environment variable; ${exposed(input, path2)}`
      }
    ];
  });
});
function secretOfLine(line) {
  if (line.length > 1e4 || /^\s*(?:#|\/\/)/.test(line)) return void 0;
  const token = knownToken(line) ?? addressesWithSecrets(line)[0]?.what;
  if (token !== void 0) return token;
  const [, name2, quote2, text2] = /^[\s{,-]*["']?([A-Za-z_][\w.-]*)["']?\s*[:=]\s*(["']?)(.*)$/.exec(line) ?? [];
  if (name2 === void 0 || text2 === void 0 || !isSecretName(name2)) return void 0;
  const value = quote2 === '"' || quote2 === "'" ? text2.slice(0, Math.max(0, text2.indexOf(quote2))) : text2.replace(/(?:\s|[,}\]](?:\s|$)).*$/, "");
  return couldBeSecret(value) ? `a credential by its name (${name2})` : void 0;
}
function isInGit(input, path2) {
  return input.tracked.some((file) => file.path === path2) || input.untracked.includes(path2);
}
function lineAt3(text2, offset) {
  return text2.slice(0, offset).split("\n").length;
}

// src/lint/large-data.ts
var MIB = 1024 * 1024;
var LARGE_BYTES = 5 * MIB;
var BINARY_BYTES = MIB / 2;
var COLLECTION_FILES = 100;
var COLLECTION_BYTES = 20 * MIB;
var BINARY = /* @__PURE__ */ new Set([
  "parquet",
  "feather",
  "arrow",
  "orc",
  "avro",
  "pkl",
  "pickle",
  "joblib",
  "npy",
  "npz",
  "h5",
  "hdf5",
  "hdf",
  "mat",
  "rds",
  "rdata",
  "sqlite",
  "sqlite3",
  "duckdb",
  "pt",
  "pth",
  "ckpt",
  "safetensors",
  "onnx",
  "pb",
  "tflite",
  "keras",
  "mlmodel",
  "gguf",
  "ggml",
  "caffemodel",
  "model",
  "bin",
  "tfrecord",
  "tfrecords",
  "lmdb",
  "mdb",
  "zip",
  "tar",
  "gz",
  "tgz",
  "bz2",
  "xz",
  "7z",
  "zst",
  "rar",
  "nii",
  "dcm",
  "tif",
  "tiff",
  "las",
  "laz"
]);
var MEDIA = /* @__PURE__ */ new Set([
  "png",
  "jpg",
  "jpeg",
  "bmp",
  "gif",
  "webp",
  "tif",
  "tiff",
  "dcm",
  "wav",
  "mp3",
  "flac",
  "ogg",
  "mp4",
  "avi",
  "mov",
  "mkv",
  "npy",
  "npz",
  "txt",
  "csv",
  "json",
  "xml"
]);
var NOT_DATA = /* @__PURE__ */ new Set([
  "js",
  "mjs",
  "cjs",
  "ts",
  "css",
  "map",
  "html",
  "svg",
  "lock",
  "pdf",
  "ppt",
  "pptx",
  "doc",
  "docx",
  "odt",
  "odp",
  "ttf",
  "otf",
  "woff",
  "woff2",
  "wasm",
  "whl",
  "jar",
  "so",
  "dll",
  "dylib",
  "ipynb",
  "po",
  "sql",
  "py",
  "ico"
]);
var FOR_TESTS = /(^|\/)(tests?|__tests__|testdata|fixtures)\//i;
var FOR_PEOPLE = /(^|\/)(docs?|documentation|site|website|paper|slides|\.github)\//i;
var largeFile = (input) => candidates(input).filter(({ path: path2, size }) => size >= LARGE_BYTES && !isBinary(path2)).map((file) => finding(input, file, "is data of"));
var binaryData = (input) => {
  const files2 = candidates(input);
  const collections = collectionsOf(files2);
  const single = files2.filter(
    ({ path: path2, size }) => isBinary(path2) && size >= (FOR_TESTS.test(path2) ? LARGE_BYTES : BINARY_BYTES) && !collections.some(({ folder }) => folderOf(path2) === folder)
  );
  return [
    ...single.map((file) => finding(input, file, "is binary data or a model of")),
    ...collections.map(
      ({ folder, count: count2, size }) => ({
        path: folder,
        message: `${folder} is a collection of data, ${count2} files with ${formatBytes(size)} in all, and Git keeps every version of them.`,
        fix: repair(folder)
      })
    )
  ];
};
function candidates(input) {
  const cached = new Set(
    outputsOf(input).filter(({ out }) => out.cache).map(({ path: path2 }) => path2)
  );
  return input.tracked.filter(
    ({ path: path2, mode }) => mode !== "120000" && !isInstalled(path2) && !FOR_PEOPLE.test(path2) && !`/${path2}`.includes("/.dvc/") && !NOT_DATA.has(extension(path2)) && !selfAndFolders(path2).some((folder) => cached.has(folder))
  );
}
function collectionsOf(files2) {
  const folders = /* @__PURE__ */ new Map();
  for (const { path: path2, size } of files2) {
    const folder = folderOf(path2);
    if (folder === "" || !(MEDIA.has(extension(path2)) || isBinary(path2))) continue;
    const known = folders.get(folder) ?? { count: 0, size: 0 };
    folders.set(folder, { count: known.count + 1, size: known.size + size });
  }
  return [...folders].filter(([, { count: count2, size }]) => count2 >= COLLECTION_FILES && size >= COLLECTION_BYTES).map(([folder, sums]) => ({ folder, ...sums }));
}
function finding(input, { path: path2, size }, what) {
  const own = outputsOf(input).find((output) => !output.out.cache && output.path === path2);
  if (own) {
    return {
      path: path2,
      message: `${path2} ${what} ${formatBytes(size)} in Git, which keeps every version: ${own.stage.name} declares it \`cache: false\`.`,
      fix: `git rm --cached --quiet -- ${shellWord(path2)} && sed -i '/cache: *false/d' ${shellWord(own.stage.file)} && dvc commit ${shellWord(own.stage.name)}`
    };
  }
  return {
    path: path2,
    message: `${path2} ${what} ${formatBytes(size)}, and Git keeps every version of it.`,
    fix: repair(path2)
  };
}
function repair(path2) {
  return `git rm -r --cached --quiet -- ${shellWord(path2)} && dvc add ${shellWord(path2)} && git add -- ${shellWord(`${path2}.dvc`)}`;
}
function isBinary(path2) {
  return BINARY.has(extension(path2));
}
function extension(path2) {
  const name2 = nameOf(path2).toLowerCase();
  return name2.includes(".") ? name2.slice(name2.lastIndexOf(".") + 1) : "";
}

// src/lint/lock.ts
var SHOWN2 = 3;
function lockOf(pipeline3) {
  return below(folderOf(pipeline3), "dvc.lock");
}
var lockMissing = (input) => pipelinesWithStages(input).flatMap(({ path: path2, text: text2, stages }) => {
  const lock = lockOf(path2);
  if (input.files.some((file) => file.path === lock) || input.present.has(lock)) return [];
  return [
    {
      path: path2,
      line: lineOfKeys2(text2, ["stages"]) ?? 1,
      fix: `${reproduce2(input, path2)} && git add ${shellWord(lock)}`,
      message: `${path2} has ${stages.length} stage${stages.length === 1 ? "" : "s"} and there is no ${lock}, so the data and the model of this commit are unknown.`
    }
  ];
});
var lockNotCommitted = (input) => pipelinesWithStages(input).flatMap(({ path: path2 }) => {
  const lock = lockOf(path2);
  const isThere = input.present.has(lock) || input.files.some((file) => file.path === lock);
  if (!isThere || input.ignored.has(lock) || input.tracked.some((file) => file.path === lock)) return [];
  return [
    {
      path: lock,
      message: `${lock} is not in Git: in every other clone all stages must run again.`,
      fix: `git add ${shellWord(lock)}`
    }
  ];
});
var lockOutOfStep = (input) => {
  const { project } = input;
  if (!project) return [];
  return input.files.filter(({ kind }) => kind === "lock").flatMap((lock) => {
    const entries = lockedStages(lock);
    if (entries === void 0) return [];
    const stages = project.stages.filter(
      ({ kind, file }) => kind === "stage" && lockOf(inGit(input, file)) === lock.path
    );
    return [
      ...stages.flatMap((stage2) => mismatch(input, lock, stage2, entries.get(shortName2(stage2)))),
      ...leftovers(input, lock, entries, stages)
    ];
  });
};
function pipelinesWithStages(input) {
  return input.files.flatMap(({ path: path2, kind, text: text2, data }) => {
    const stages = kind === "pipeline" && isRecord3(data?.["stages"]) ? Object.keys(data["stages"]) : [];
    return stages.length > 0 ? [{ path: path2, text: text2, stages }] : [];
  });
}
function lockedStages({ data, text: text2 }) {
  if (conflictLine(text2) !== void 0 || data === void 0) return void 0;
  return new Map(Object.entries(isRecord3(data["stages"]) ? data["stages"] : {}));
}
function shortName2({ name: name2, file }) {
  return name2.startsWith(`${file}:`) ? name2.slice(file.length + 1) : name2;
}
function mismatch(input, lock, stage2, entry) {
  if (stage2.frozen) return [];
  const pipeline3 = input.files.find(({ path: path2 }) => path2 === inGit(input, stage2.file));
  const place = {
    path: inGit(input, stage2.file),
    line: lineOfKeys2(pipeline3?.text ?? "", ["stages", shortName2(stage2).split("@")[0] ?? ""]) ?? 1
  };
  const fix = `dvc repro ${shellWord(stage2.name)} && git add ${shellWord(lock.path)}`;
  if (entry === void 0) {
    return isUnlocked(stage2) ? [
      {
        ...place,
        message: `${lock.path} has no entry for ${stage2.name}: it was never reproduced, or its entry was not committed.`,
        fix
      }
    ] : [];
  }
  const differences = differencesOf(stage2, isRecord3(entry) ? entry : {});
  if (differences.length === 0) return [];
  const more = differences.length > SHOWN2 ? `; and ${differences.length - SHOWN2} more` : "";
  return [
    {
      ...place,
      message: `${lock.path} does not match ${stage2.name}: ${differences.slice(0, SHOWN2).join("; ")}${more}.`,
      fix
    }
  ];
}
function differencesOf(stage2, entry) {
  const differences = [];
  if (JSON.stringify(stage2.cmd) !== JSON.stringify(entry["cmd"])) differences.push("its command differs");
  const deps = stage2.deps.filter(({ kind }) => kind === "path").map(({ path: path2 }) => path2);
  differences.push(...compared(deps, lockedPaths(stage2, entry["deps"]), "dependency"));
  differences.push(
    ...compared(
      stage2.outs.map(({ path: path2 }) => path2),
      lockedPaths(stage2, entry["outs"]),
      "output"
    )
  );
  const locked = isRecord3(entry["params"]) ? entry["params"] : {};
  for (const dep of stage2.deps) {
    if (dep.kind !== "params") continue;
    const values = Object.entries(locked).find(([file]) => joined(stage2.wdir, file) === dep.path)?.[1];
    const absent = dep.names.filter((name2) => !isRecord3(values) || !Object.hasOwn(values, name2));
    differences.push(...absent.map((name2) => `the parameter ${name2} of ${dep.path} has no entry`));
  }
  return differences;
}
function compared(declared, locked, what) {
  const inside = (path2) => !path2.startsWith("../") && !path2.startsWith("/") && !path2.includes("://") && !/^[A-Za-z]:/.test(path2);
  return [
    ...declared.filter((path2) => inside(path2) && !locked.includes(path2)).map((path2) => `the ${what} ${path2} has no entry`),
    ...locked.filter((path2) => inside(path2) && !declared.includes(path2)).map((path2) => `dvc.yaml does not declare the ${what} ${path2}`)
  ];
}
function lockedPaths(stage2, list) {
  return (Array.isArray(list) ? list : []).flatMap((item) => {
    const path2 = isRecord3(item) ? item["path"] : void 0;
    return typeof path2 !== "string" ? [] : [path2.includes("://") || path2.startsWith("/") ? path2 : joined(stage2.wdir, path2)];
  });
}
function joined(folder, path2) {
  return inGit({ prefix: folder }, path2) || ".";
}
function leftovers(input, lock, entries, stages) {
  const known = new Set(stages.map(shortName2));
  const names2 = [...entries.keys()].filter((name2) => !known.has(name2));
  const [first] = names2;
  if (first === void 0 || stages.length === 0 && input.files.some(({ path: path2, kind }) => kind === "pipeline" && lockOf(path2) === lock.path))
    return [];
  const line = lock.text.split("\n").findIndex((text2) => text2.trim() === `${first}:`) + 1;
  return [
    {
      path: lock.path,
      ...line > 0 ? { line } : {},
      severity: "notice",
      message: `${lock.path} still has ${named(names2)}, which no dvc.yaml declares. DVC ignores ${names2.length === 1 ? "it" : "them"}; you can delete the lines.`
    }
  ];
}
function reproduce2(input, pipeline3) {
  const own = below(input.prefix, "dvc.yaml");
  if (pipeline3 === own) return "dvc repro";
  return `dvc repro ${shellWord(input.prefix !== "" && pipeline3.startsWith(`${input.prefix}/`) ? pipeline3.slice(input.prefix.length + 1) : pipeline3)}`;
}
function isRecord3(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// src/lint/notebooks.ts
var LARGE_OUTPUTS = 100 * 1024;
var notebookOutputs = (input) => {
  const tracked = new Set(input.tracked.map(({ path: path2 }) => path2));
  return [...input.texts].flatMap(([path2, text2]) => {
    if (!path2.endsWith(".ipynb") || !tracked.has(path2) || isInstalled(path2)) return [];
    const { cells, size } = outputsIn(text2);
    if (size < LARGE_OUTPUTS) return [];
    return [
      {
        path: path2,
        fix: `jupyter nbconvert --clear-output --inplace ${shellWord(path2)} && git add -- ${shellWord(path2)}`,
        message: `${path2} has ${formatBytes(size)} of outputs in ${cells} cell${cells === 1 ? "" : "s"}: each run changes them, a reviewer cannot read them, and they may contain data.`
      }
    ];
  });
};
function outputsIn(text2) {
  let notebook;
  try {
    notebook = JSON.parse(text2);
  } catch {
    return { cells: 0, size: 0 };
  }
  const cells = typeof notebook === "object" && notebook !== null && "cells" in notebook && Array.isArray(notebook.cells) ? notebook.cells : [];
  const sizes = cells.flatMap((cell) => {
    const outputs2 = typeof cell === "object" && cell !== null && "outputs" in cell ? cell.outputs : void 0;
    return Array.isArray(outputs2) && outputs2.length > 0 ? [JSON.stringify(outputs2).length] : [];
  });
  return { cells: sizes.length, size: sizes.reduce((total, size) => total + size, 0) };
}

// src/lint/places.ts
var ABSOLUTE = /^(?:\/(?!\/)|[A-Za-z]:[\\/]|~[\\/]|\\\\)/;
var PATH_KEYS = ["deps", "outs", "metrics", "plots", "params", "wdir"];
var absolutePath = (input) => input.files.filter(({ kind }) => kind !== "lock").flatMap(
  ({ path: path2, kind, text: text2 }) => textsOf(text2).filter(({ keys, text: value }) => ABSOLUTE.test(value) && isPath(kind, keys)).map(
    ({ text: value, line, keys }) => ({
      path: path2,
      line,
      ...kind === "pipeline" && keys.includes("deps") ? {
        fix: `dvc import-url ${value.startsWith("~/") ? `~/${shellWord(value.slice(2))}` : shellWord(value)} ${shellWord(value.replace(/^.*[\\/]/, ""))}`
      } : {},
      message: `${value} is an absolute path, which other clones and runners do not have. ${keys.includes("deps") ? "Bring the data into the project" : `Write it relative to ${path2}`}.`
    })
  )
);
function isPath(kind, keys) {
  if (kind === "data") return ["path", "wdir"].includes(keys.at(-1) ?? "");
  const inner = keys.slice(keys[2] === "do" ? 3 : 2);
  return keys[0] === "stages" && inner.length === 1 && PATH_KEYS.includes(inner[0] ?? "");
}
var localRemote = (input) => (input.absentFolders ?? []).map(
  ({ remote, url }) => ({
    path: below(input.dvcRoot, ".dvc/config"),
    ...lineOfRemote(input, remote),
    fix: `dvc remote modify ${shellWord(remote)} url s3://BUCKET/PATH`,
    message: `The DVC remote '${remote}' is the folder ${url}, which this runner does not have, so it can neither pull nor push. Use a remote that every machine can reach.`
  })
);
function lineOfRemote({ texts, dvcRoot }, remote) {
  const option = parseDvcConfig(texts.get(below(dvcRoot, ".dvc/config")) ?? "").find(
    ({ section, name: name2 }) => remoteOf(section) === remote && name2 === "url"
  );
  return option === void 0 ? {} : { line: option.line };
}

// src/lint/skip-ci.ts
var MARKER = /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]/i;
var TRAILER = /(?:^|\n)\s*skip-checks:\s*true\s*$/i;
var skipCiInPullRequest = ({ pullRequest }) => {
  if (!pullRequest) return [];
  const places2 = [
    { where: "the title", text: pullRequest.title, fix: "gh pr edit --title TITLE_WITHOUT_IT" },
    { where: "the description", text: pullRequest.body, fix: "gh pr edit --body-file DESCRIPTION_WITHOUT_IT" },
    ...pullRequest.commits.map(({ sha, message }) => ({
      where: `the message of ${sha.slice(0, 7)}`,
      text: message,
      fix: `git rebase --interactive ${sha.slice(0, 7)}~1`
    }))
  ];
  const found = places2.flatMap((place) => {
    const marker = MARKER.exec(place.text)?.[0] ?? (TRAILER.test(place.text) ? "skip-checks: true" : void 0);
    return marker === void 0 ? [] : [{ ...place, marker }];
  });
  const [first] = found;
  if (!first) return [];
  const others = found.length === 1 ? "" : ` (and ${found.length - 1} more)`;
  return [
    {
      message: `${capitalized(first.where)}${others} has ${first.marker}: after a squash merge, GitHub would silently skip the rebuild of the official model. Remove the marker, or edit the message when you merge.`,
      fix: first.fix
    }
  ];
};

// src/lint/uncommitted.ts
var REQUIREMENTS = /^requirements[\w.-]*\.txt$/;
var NAMES = [".dvcignore", "MLproject"];
var uncommittedFile = (input) => {
  const tracked = new Set(input.tracked.map(({ path: path2 }) => path2));
  const untracked2 = new Set(input.untracked);
  const isMissing2 = (path2) => untracked2.has(path2) || input.ignored.has(path2) && input.present.has(path2);
  return neededPaths2(input).filter((path2) => !tracked.has(path2) && (REQUIREMENTS.test(nameOf(path2)) ? untracked2.has(path2) : isMissing2(path2))).map(
    (path2) => ({
      path: path2,
      message: `${path2} is not in Git${input.ignored.has(path2) ? ", which ignores it" : ""}: every other clone works without it.`,
      fix: `git add ${input.ignored.has(path2) ? "--force " : ""}-- ${shellWord(path2)}`
    })
  );
};
function neededPaths2(input) {
  const requirements = input.untracked.filter(
    (path2) => REQUIREMENTS.test(nameOf(path2)) && path2 === below(input.prefix, nameOf(path2))
  );
  return [
    .../* @__PURE__ */ new Set([
      ...parameterPaths(input),
      ...requirements,
      ...[input.prefix, input.dvcRoot].flatMap((folder) => NAMES.map((name2) => below(folder, name2)))
    ])
  ];
}

// src/lint/lint.ts
var CHECKS = {
  "conflict-markers": conflictMarkers,
  "credentials-in-config": credentialsInConfig,
  "credentials-in-url": credentialsInUrl,
  "credentials-in-params": credentialsInParams,
  "lock-missing": lockMissing,
  "lock-not-committed": lockNotCommitted,
  "lock-out-of-step": lockOutOfStep,
  "dvc-file-ignored": dvcFileIgnored,
  "output-in-git": outputInGit,
  "output-nowhere": outputNowhere,
  "large-file": largeFile,
  "binary-data": binaryData,
  "dvc-gitignore-missing": dvcGitignoreMissing,
  "virtual-environment-in-git": virtualEnvironmentInGit,
  "cache-in-git": cacheInGit,
  "notebook-outputs": notebookOutputs,
  "absolute-path": absolutePath,
  "local-remote": localRemote,
  "uncommitted-file": uncommittedFile,
  "skip-ci-in-pull-request": skipCiInPullRequest
};
function isAsked(rule) {
  return Object.hasOwn(CHECKS, rule);
}
var RULES_OF_THE_PROJECT = [
  "lock-out-of-step",
  "output-in-git",
  "output-nowhere"
];
var LONGEST_NOTEBOOK = 10 * 1024 * 1024;
function lint(input, off) {
  return RULE_NAMES.filter(isAsked).filter((rule) => !off.includes(rule)).flatMap(
    (rule) => CHECKS[rule](input).map(
      ({ path: path2, line, severity, message, fix }) => ({
        rule,
        ...path2 === void 0 ? {} : { path: path2 },
        ...line === void 0 ? {} : { line },
        severity: severity ?? RULES[rule].severity,
        message,
        ...fix === void 0 ? {} : { fix }
      })
    ).sort((a, b) => compare2(a.path ?? "", b.path ?? "") || (a.line ?? 0) - (b.line ?? 0))
  );
}
function askedPaths(input) {
  return [
    .../* @__PURE__ */ new Set([
      ...PRIVATE_PATHS.map((path2) => below(input.dvcRoot, path2)),
      below(input.dvcRoot, ".dvc/.gitignore"),
      ...input.files.filter(({ kind }) => kind === "pipeline").map(({ path: path2 }) => lockOf(path2)),
      ...outputsOf(input).filter(({ out }) => !out.cache).map(askedPathOf),
      ...neededPaths2(input)
    ])
  ];
}
function textPaths(input) {
  return [
    .../* @__PURE__ */ new Set([
      ...["config", "config.local"].map((name2) => below(input.dvcRoot, `.dvc/${name2}`)),
      ...parameterPaths(input),
      ...input.tracked.filter(({ path: path2, size }) => path2.endsWith(".ipynb") && size <= LONGEST_NOTEBOOK).map(({ path: path2 }) => path2)
    ])
  ];
}
function compare2(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

// src/steps/project/git-inventory.ts
import { readFile as readFile23, stat as stat11 } from "node:fs/promises";
import { isAbsolute as isAbsolute6, join as join36 } from "node:path";
var DVC_NAMES = ["*.dvc", "dvc.yaml", "dvc.lock"];
var LONGEST_TEXT2 = 10 * 1024 * 1024;
async function takeInventory(git, dvcRoot) {
  const own = git.prefix;
  const configuration = dvcRoot === "" ? ".dvc" : `${dvcRoot}/.dvc`;
  const folders = dvcRoot === own ? [own] : [own, configuration];
  const [tracked, untracked2, ignoredDvcFiles] = await Promise.all([
    Promise.all(folders.map((folder) => git.trackedFiles(folder))),
    Promise.all(folders.map((folder) => git.untrackedFiles(folder))),
    git.ignoredFiles(own, DVC_NAMES)
  ]);
  return { tracked: tracked.flat(), untracked: untracked2.flat(), ignoredDvcFiles };
}
async function gatherInput(run2, git, dvcRoot, inventory2, files2, index) {
  const known = { prefix: git.prefix, dvcRoot, ...inventory2, files: files2, ...index === void 0 ? {} : { project: index } };
  const asked = askedPaths(known);
  const [ignored2, present, texts, absentFolders, pullRequest] = await Promise.all([
    git.isIgnored(asked),
    presentOf(git.root, asked),
    textsOf3(git.root, textPaths(known)),
    absentFoldersOf(run2, index),
    pullRequestOf(run2, git)
  ]);
  return {
    ...known,
    ignored: ignored2,
    present,
    texts,
    ...absentFolders === void 0 ? {} : { absentFolders },
    ...pullRequest === void 0 ? {} : { pullRequest }
  };
}
async function presentOf(root, paths) {
  const found = await Promise.all(
    paths.map(
      (path2) => stat11(join36(root, path2)).then(
        () => true,
        () => false
      )
    )
  );
  return new Set(paths.filter((_, index) => found[index]));
}
async function textsOf3(root, paths) {
  const texts = await Promise.all(
    paths.map(async (path2) => {
      const info = await stat11(join36(root, path2)).catch(() => void 0);
      return info?.isFile() && info.size <= LONGEST_TEXT2 ? [[path2, await readFile23(join36(root, path2), "utf8")]] : [];
    })
  );
  return new Map(texts.flat());
}
async function absentFoldersOf({ settings }, index) {
  if (!index || settings.event.name === "local") return void 0;
  const used = /* @__PURE__ */ new Set([
    settings.remote ?? index.defaultRemote,
    ...index.stages.flatMap(({ outs }) => outs.map(({ remote }) => remote))
  ]);
  const folders = Object.entries(index.remotes).filter(([name2, { url }]) => used.has(name2) && isAbsolute6(url)).map(([remote, { url }]) => ({ remote, url }));
  const there = await Promise.all(
    folders.map(
      ({ url }) => stat11(url).then(
        (info) => info.isDirectory(),
        () => false
      )
    )
  );
  return folders.filter((_, index2) => !there[index2]);
}
async function pullRequestOf({ settings, host, signal }, git) {
  const pull = settings.event.pullRequest;
  if (!pull) return void 0;
  const known = { title: pull.title, body: pull.body };
  try {
    const base = await git.mergeBase(pull.baseSha, pull.headSha);
    return { ...known, commits: base === void 0 ? [] : await git.messages(base, pull.headSha) };
  } catch (error) {
    if (signal.aborted) throw error;
    host.debug(`cannot read the commit messages of the pull request: ${messageOf(error)}`);
    return { ...known, commits: [] };
  }
}

// src/steps/validate/check-tracking.ts
var REPORTED_BY_REPRODUCE = ["lock-out-of-step"];
async function checkTracking(project, inventory2) {
  const { run: run2, git, index, stages, inGit: inGit2 } = project;
  await run2.step("lint", async (outcome) => {
    const files2 = project.files.filter(({ path: path2 }) => !path2.startsWith("../")).map((file) => ({ ...file, path: inGit2(file.path) }));
    const input = await gatherInput(run2, git, project.dvcRoot, inventory2, files2, { ...index, stages: [...stages] });
    addFindings(run2, outcome, lint(input, [...run2.settings.lint.off, ...REPORTED_BY_REPRODUCE]));
  });
}
function addFindings(run2, outcome, findings) {
  run2.report.lint.push(...findings);
  const counts = ["error", "warning", "notice"].map((severity) => [findings.filter((finding2) => finding2.severity === severity).length, severity]).filter(([count2]) => count2 > 0);
  outcome.message = counts.length === 0 ? "nothing found" : counts.map(([count2, severity]) => `${count2} ${severity}${count2 === 1 ? "" : "s"}`).join(", ");
  const worst = counts[0]?.[1];
  if (worst === "error" || worst === "warning") outcome.conclusion = worst === "error" ? "failure" : "warning";
}

// src/steps/lint/load-files.ts
import { readFile as readFile24 } from "node:fs/promises";
import { join as join37 } from "node:path";
async function loadFiles2({ git, directory, root, dvcRoot, inGit: inGit2, fromGit }) {
  const texts = await Promise.all(
    (await filesOfProject(git, dvcRoot || ".")).map(async (path2) => ({
      path: path2,
      text: await readFile24(join37(git.root, path2), "utf8").catch(() => void 0)
    }))
  );
  const files2 = texts.flatMap(({ path: path2, text: text2 }) => {
    const kind = kindOf(path2);
    return kind === void 0 || text2 === void 0 ? [] : [{ path: path2, kind, text: text2 }];
  });
  const whole = files2.filter(({ text: text2 }) => conflictLine(text2) === void 0);
  const conflicted = whole.length < files2.length;
  try {
    const loaded = new Map(
      (await loadProjectFiles(
        directory,
        root,
        whole.map(({ path: path2 }) => fromGit(path2))
      )).map((file) => [inGit2(file.path), file.data])
    );
    return {
      conflicted,
      files: files2.map((file) => ({
        ...file,
        ...loaded.has(file.path) ? { data: loaded.get(file.path) ?? {} } : {}
      }))
    };
  } catch (error) {
    const problem = conflicted && whole.every(({ kind }) => kind === "lock") ? void 0 : await locatedError(error, inGit2, (path2) => readFile24(join37(directory, path2), "utf8").catch(() => void 0));
    return { conflicted, files: files2, ...problem instanceof Error ? { problem } : {} };
  }
}

// src/steps/lint/resolve-project.ts
import { readFile as readFile25 } from "node:fs/promises";
import { join as join38 } from "node:path";
async function resolveProject(run2, place, loading) {
  const { settings, host, signal } = run2;
  try {
    const installation = await provideDvc({
      schemes: [],
      cwd: place.directory,
      env: childEnvironment(process.env),
      host,
      signal,
      known: (python) => knownDvc(signal, python),
      ...settings.dvcVersion === void 0 ? {} : { version: settings.dvcVersion }
    });
    run2.facts.dvcVersion = installation.version;
    const dvc2 = await openDvc(run2, place, installation);
    try {
      const { problem, conflicted } = await loading;
      if (problem !== void 0 || conflicted)
        return { reason: conflicted ? "Resolve the conflict first: `dvc-ci resolve`." : "Fix the file first." };
      return { project: await dvc2.inspect() };
    } catch (error) {
      if (signal.aborted || !(error instanceof SetupError)) throw error;
      const refusal3 = await locatedError(
        await withPattern(error, place),
        place.inGit,
        (path2) => readFile25(join38(place.directory, path2), "utf8").catch(() => void 0)
      );
      return { reason: messageOf(error), refusal: refusal3 instanceof Error ? refusal3 : error };
    } finally {
      await dvc2.close();
    }
  } catch (error) {
    if (signal.aborted) throw error;
    return { reason: messageOf(error) };
  }
}

// src/steps/lint/lint-project.ts
async function lintProject(run2, place, outcome) {
  const { git, dvcRoot } = place;
  const loading = loadFiles2(place);
  const [inventory2, loaded, resolved2] = await Promise.all([
    takeInventory(git, dvcRoot),
    loading,
    resolveProject(run2, place, loading)
  ]);
  const index = resolved2.project && { ...resolved2.project, stages: stagesBelow(resolved2.project) };
  const input = await gatherInput(
    run2,
    git,
    dvcRoot,
    inventory2,
    loaded.files.filter(({ path: path2 }) => !place.fromGit(path2).startsWith("../")),
    index
  );
  addFindings(run2, outcome, lint(input, run2.settings.lint.off));
  if (resolved2.reason !== void 0) leaveOut(run2, outcome, resolved2.reason);
  return loaded.problem ?? resolved2.refusal;
}
function leaveOut(run2, outcome, reason) {
  run2.host.warning(
    `These rules did not run, because DVC could not resolve the project: ${RULES_OF_THE_PROJECT.join(", ")}. ${reason}`
  );
  outcome.conclusion ??= "warning";
  outcome.message = `${outcome.message ?? ""}; without ${RULES_OF_THE_PROJECT.join(", ")}`;
}

// src/steps/lint/require-no-errors.ts
function requireNoErrors(findings) {
  const message = lintErrors(findings);
  if (message !== void 0) throw new ProjectError("lint-failed", message);
}

// src/flows/lint.ts
async function lint2(run2) {
  const place = await locate(run2);
  const refusal3 = await run2.step("lint", (outcome) => lintProject(run2, place, outcome));
  if (refusal3) throw refusal3;
  requireNoErrors(run2.report.lint);
  return lintSummary(run2.report.lint);
}

// src/report/plan-summary.ts
var NO_PIPELINE = "There is no pipeline to build: the project has .dvc files only.";
var NOTHING_TO_BUILD = "There is nothing to build: nothing has changed, and nothing is forced.";
var CLOSED = "the pull request is closed";
function oneMachineSummary(why) {
  return `All stages run on one machine: ${withoutPeriod(why)}.`;
}
function jobsSummary(jobs) {
  return jobs.length === 0 ? "No stage runs: the build commits only new data." : `${sizeText(jobs)}.`;
}
function planDryRunSummary(jobs) {
  return `Dry run: it would run ${sizeText(jobs)}. Nothing was pushed or planned.`;
}
function jobsText(jobs) {
  return jobs.map(({ id, stages }) => `${id}: ${stages.join(", ")}`).join("; ") || "no stage runs";
}
function sizeText(jobs) {
  return `${count(jobs.flatMap(({ stages }) => stages).length, "stage")} on ${count(jobs.length, "machine")}, ${count(Math.max(0, ...jobs.map(({ level }) => level)), "level")}`;
}

// src/pipeline/fan-out-parts.ts
var START_SECONDS = 30;
var UNKNOWN_SECONDS = 600;
function together(one, other) {
  const placement = one.placement ?? other.placement;
  return {
    stages: [...one.stages, ...other.stages],
    seconds: one.seconds + other.seconds,
    timed: one.timed && other.timed,
    ...placement === void 0 ? {} : { placement }
  };
}
function placementKey(placement) {
  return placement === void 0 ? "" : JSON.stringify([placement.runsOn, placement.container ?? ""]);
}

// src/pipeline/fan-out-blocks.ts
function blocksOf(request) {
  const units = unitsOf(request);
  if (!Array.isArray(units)) return units;
  const waiting = units.map(() => /* @__PURE__ */ new Set());
  for (const [index, { needs }] of units.entries()) for (const need of needs) waiting[need]?.add(index);
  const blocks = [];
  const blockOf = [];
  for (const [index, unit] of units.entries()) {
    const needs = new Set([...unit.needs].map((need) => blockOf[need] ?? 0));
    const [only] = needs;
    const host = needs.size === 1 && only !== void 0 ? blocks[only] : void 0;
    const alone = host?.open.size === 1;
    const cheap = unit.timed && unit.seconds < START_SECONDS;
    if (host !== void 0 && only !== void 0 && placementKey(host.placement) === placementKey(unit.placement) && (alone || cheap)) {
      host.stages.push(...unit.stages);
      host.seconds += unit.seconds;
      host.timed &&= unit.timed;
      host.open.delete(index);
      for (const next of waiting[index] ?? []) host.open.add(next);
      blockOf.push(only);
    } else {
      blockOf.push(blocks.length);
      blocks.push({ ...unit, stages: [...unit.stages], needs, open: new Set(waiting[index]) });
    }
  }
  return blocks.map(({ stages, placement, seconds: seconds2, timed, needs }) => ({
    stages,
    seconds: seconds2,
    timed,
    needs,
    ...placement === void 0 ? {} : { placement }
  }));
}
function unitsOf({ graph, mayRun, placements, fallback, seconds: seconds2 }) {
  const order = graph.topological().filter((name2) => mayRun.has(name2));
  const groupOf = inseparable(graph, order, mayRun);
  const members = /* @__PURE__ */ new Map();
  for (const name2 of order) members.set(groupOf(name2), [...members.get(groupOf(name2)) ?? [], name2]);
  const needsOf2 = new Map(
    [...members].map(([group, names2]) => [
      group,
      new Set(
        names2.flatMap((name2) => graph.upstream(name2)).filter((need) => mayRun.has(need)).map(groupOf).filter((need) => need !== group)
      )
    ])
  );
  const units = [];
  const placeOf4 = /* @__PURE__ */ new Map();
  for (const group of ordered(needsOf2)) {
    const stages = members.get(group) ?? [];
    const own = new Map(
      stages.flatMap((name2) => {
        const asked = placements.get(name2);
        return asked === void 0 || placementKey(asked) === placementKey(fallback) ? [] : [[placementKey(asked), { name: name2, asked }]];
      })
    );
    const [first, second] = [...own.values()];
    if (first && second) {
      return {
        reason: `${first.name} and ${second.name} ask for different machines, but the output between them is never pushed (push: false).`,
        remedy: "Remove push: false, or give both stages the same runs-on and container."
      };
    }
    placeOf4.set(group, units.length);
    units.push({
      stages,
      needs: new Set([...needsOf2.get(group) ?? []].map((need) => placeOf4.get(need) ?? 0)),
      timed: stages.every((name2) => seconds2.has(name2)),
      seconds: stages.reduce((sum, name2) => sum + (seconds2.get(name2) ?? UNKNOWN_SECONDS), 0),
      ...first === void 0 ? {} : { placement: first.asked }
    });
  }
  return units;
}
function inseparable(graph, order, mayRun) {
  const parent = new Map(order.map((name2) => [name2, name2]));
  const find = (name2) => {
    let root = name2;
    for (let up = parent.get(root); up !== void 0 && up !== root; up = parent.get(root)) root = up;
    parent.set(name2, root);
    return root;
  };
  const glued = /* @__PURE__ */ new Set();
  for (const name2 of order) {
    if (graph.stage(name2)?.outs.some((out) => out.cache && !out.push) !== true) continue;
    for (const next of graph.downstream(name2).filter((each) => mayRun.has(each))) {
      parent.set(find(next), find(name2));
      glued.add(name2);
    }
  }
  for (let before = -1, now = 0; before !== now && glued.size > 0; ) {
    before = now;
    for (const root of new Set([...glued].map(find))) {
      const group = order.filter((name2) => find(name2) === root);
      const [above, below2] = [
        reach(group, (name2) => graph.upstream(name2), mayRun),
        reach(group, (name2) => graph.downstream(name2), mayRun)
      ];
      for (const name2 of order) {
        if (!above.has(name2) || !below2.has(name2) || find(name2) === find(root)) continue;
        parent.set(find(name2), find(root));
        now++;
      }
    }
  }
  return find;
}
function reach(from, next, within) {
  const seen2 = new Set(from);
  const open = [...from];
  for (let name2 = open.pop(); name2 !== void 0; name2 = open.pop()) {
    for (const other of next(name2)) {
      if (!within.has(other) || seen2.has(other)) continue;
      seen2.add(other);
      open.push(other);
    }
  }
  return seen2;
}
function ordered(needs) {
  const done = /* @__PURE__ */ new Set();
  const order = [];
  const visit4 = [...needs.keys()].reverse().map((name2) => ({ name: name2, entered: false }));
  for (let at = visit4.pop(); at !== void 0; at = visit4.pop()) {
    if (done.has(at.name)) continue;
    if (at.entered) {
      done.add(at.name);
      order.push(at.name);
      continue;
    }
    visit4.push({ name: at.name, entered: true });
    for (const need of needs.get(at.name) ?? []) if (!done.has(need)) visit4.push({ name: need, entered: false });
  }
  return order;
}

// src/pipeline/fan-out-levels.ts
var MISPLACED = 1e9;
function cutIntoLevels(blocks, levels) {
  if (blocks.length === 0) return [];
  const depth = [];
  for (const { needs } of blocks) depth.push(Math.max(0, ...[...needs].map((need) => (depth[need] ?? 0) + 1)));
  const deepest = Math.max(...depth);
  const at = Array.from({ length: deepest + 1 }, () => []);
  for (const [index, value] of depth.entries()) at[value]?.push(index);
  const costs = at.map((_, first) => costsFrom(blocks, at, depth, first));
  const cuts = cheapest(costs, Math.min(levels, at.length));
  if (cuts === void 0) return refusal2(blocks, levels);
  return cuts.map(([first, last]) => {
    const merged = new Groups(blocks);
    for (let value = first; value <= last; value++) merged.add(at[value] ?? [], depth, first);
    return merged.parts();
  });
}
function costsFrom(blocks, at, depth, first) {
  const groups = new Groups(blocks);
  const costs = [];
  for (let last = first; last < at.length; last++) {
    groups.add(at[last] ?? [], depth, first);
    if (groups.cost === Infinity) break;
    costs.push(groups.cost);
  }
  return costs;
}
function cheapest(costs, levels) {
  const depths2 = costs.length;
  let best = Array.from({ length: depths2 + 1 }, (_, end) => ({
    cost: end === 0 ? 0 : Infinity,
    cuts: void 0
  }));
  for (let level = 0; level < levels; level++) {
    const next = best.map((entry) => ({ ...entry }));
    for (let first = 0; first < depths2; first++) {
      const before = best[first];
      if (before === void 0 || before.cost === Infinity) continue;
      for (const [more, cost] of (costs[first] ?? []).entries()) {
        const known = next[first + more + 1];
        if (known !== void 0 && before.cost + cost < known.cost)
          next[first + more + 1] = {
            cost: before.cost + cost,
            cuts: { range: [first, first + more], before: before.cuts }
          };
      }
    }
    best = next;
  }
  const cuts = [];
  for (let cut = best[depths2]?.cuts; cut !== void 0; cut = cut.before) cuts.unshift(cut.range);
  return cuts.length === 0 ? void 0 : cuts;
}
var Groups = class {
  constructor(blocks) {
    this.blocks = blocks;
  }
  blocks;
  parent = /* @__PURE__ */ new Map();
  joined = /* @__PURE__ */ new Map();
  longest = 0;
  misplaced = 0;
  impossible = false;
  get cost() {
    return this.impossible ? Infinity : START_SECONDS + this.longest + MISPLACED * this.misplaced;
  }
  /** Adds the blocks of one more depth. @param first the depth at which the range begins; inputs before it are in an earlier level */
  add(indices, depth, first) {
    for (const index of indices) {
      const block = this.blocks[index];
      if (block === void 0) continue;
      this.parent.set(index, index);
      this.joined.set(index, { ...block, plain: block.placement === void 0 });
      this.longest = Math.max(this.longest, block.seconds);
      for (const need of block.needs) if ((depth[need] ?? 0) >= first) this.join(need, index);
    }
  }
  parts() {
    const parts = /* @__PURE__ */ new Map();
    for (const index of this.parent.keys()) {
      const block = this.blocks[index];
      const root = this.find(index);
      const before = parts.get(root);
      if (block !== void 0) parts.set(root, before === void 0 ? block : together(before, block));
    }
    return [...parts.values()];
  }
  find(index) {
    let root = index;
    for (let up = this.parent.get(root); up !== void 0 && up !== root; up = this.parent.get(root)) root = up;
    this.parent.set(index, root);
    return root;
  }
  join(one, other) {
    const [kept, gone] = [this.find(one), this.find(other)];
    const [host, guest] = [this.joined.get(kept), this.joined.get(gone)];
    if (kept === gone || host === void 0 || guest === void 0) return;
    this.parent.set(gone, kept);
    this.joined.delete(gone);
    const keys = /* @__PURE__ */ new Set([placementKey(host.placement), placementKey(guest.placement)]);
    keys.delete("");
    if (keys.size > 1) this.impossible = true;
    const placement = host.placement ?? guest.placement;
    const merged = {
      stages: [],
      seconds: host.seconds + guest.seconds,
      timed: host.timed && guest.timed,
      plain: host.plain || guest.plain,
      ...placement === void 0 ? {} : { placement }
    };
    this.misplaced += Number(isMixed(merged)) - Number(isMixed(host)) - Number(isMixed(guest));
    this.longest = Math.max(this.longest, merged.seconds);
    this.joined.set(kept, merged);
  }
};
function isMixed({ placement, plain: plain2 }) {
  return placement !== void 0 && plain2;
}
function refusal2(blocks, levels) {
  const machines = new Map(
    blocks.flatMap(
      ({ placement, stages }) => placement === void 0 ? [] : [[placementKey(placement), stages[0] ?? ""]]
    )
  );
  return {
    reason: `the pipeline changes between machines more often than the ${levels} levels of the workflow allow: stages such as ${[...machines.values()].slice(0, 3).join(", ")} ask for different machines.`,
    remedy: "Give neighbouring stages the same runs-on and container in `meta: { dvc-ci: … }`."
  };
}

// src/pipeline/fan-out.ts
var FAN_OUT_LIMITS = { levels: 8, jobs: 256 };
function fanOut(request) {
  const limits = request.limits ?? FAN_OUT_LIMITS;
  const blocks = blocksOf(request);
  if (!Array.isArray(blocks)) return blocks;
  const levels = cutIntoLevels(blocks, limits.levels);
  if (!Array.isArray(levels)) return levels;
  const kinds = Math.max(
    0,
    ...levels.map((parts) => new Set(parts.map(({ placement }) => placementKey(placement))).size)
  );
  if (kinds > limits.jobs)
    return {
      reason: `parallel stages ask for ${kinds} different machines, and a matrix on GitHub has at most ${limits.jobs} jobs.`,
      remedy: "Give stages that can share a machine the same runs-on and container in `meta: { dvc-ci: … }`."
    };
  const rank = new Map(request.graph.topological().map((name2, index) => [name2, index]));
  const byRank = (one, other) => (rank.get(one) ?? 0) - (rank.get(other) ?? 0);
  const ids = /* @__PURE__ */ new Set();
  return levels.flatMap((parts, index) => {
    const packed = fit(pack(parts), limits.jobs);
    const sorted = packed.map((part) => ({ ...part, stages: part.stages.sort(byRank) })).sort((one, other) => byRank(one.stages[0] ?? "", other.stages[0] ?? ""));
    return sorted.map(({ stages, placement }) => ({
      id: newId(index + 1, stages, ids),
      level: index + 1,
      stages,
      placement: placement ?? request.fallback
    }));
  });
}
function isFanOutRefusal(result) {
  return "reason" in result;
}
function pack(parts) {
  const room = Math.max(START_SECONDS, Math.max(...parts.map(({ seconds: seconds2 }) => seconds2)) / 2);
  const packed = [];
  const open = /* @__PURE__ */ new Map();
  for (const part of [...parts].sort((one, other) => other.seconds - one.seconds)) {
    const key = placementKey(part.placement);
    const at = open.get(key);
    const last = at === void 0 ? void 0 : packed[at];
    if (at !== void 0 && last !== void 0 && part.timed && last.timed && last.seconds + part.seconds <= room)
      packed[at] = together(last, part);
    else {
      open.set(key, packed.length);
      packed.push(part);
    }
  }
  return packed;
}
function fit(parts, limit) {
  if (parts.length <= limit) return [...parts];
  const kinds = /* @__PURE__ */ new Map();
  for (const part of parts)
    kinds.set(placementKey(part.placement), [...kinds.get(placementKey(part.placement)) ?? [], part]);
  const spare = limit - kinds.size;
  const more = parts.length - kinds.size;
  return [...kinds.values()].flatMap((same2) => {
    const places2 = 1 + Math.floor(spare * (same2.length - 1) / more);
    const jobs = [];
    for (const part of same2) {
      if (jobs.length < places2) jobs.push(part);
      else {
        const least = jobs.reduce(
          (best, { seconds: seconds2 }, index) => seconds2 < (jobs[best]?.seconds ?? 0) ? index : best,
          0
        );
        const job = jobs[least];
        if (job !== void 0) jobs[least] = together(job, part);
      }
    }
    return jobs;
  });
}
var LONGEST_ID = 60;
function newId(level, stages, taken) {
  const name2 = `${level}-${(stages[0] ?? "").replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^-|-$/g, "")}`.slice(
    0,
    LONGEST_ID
  );
  let id = name2;
  for (let number3 = 2; taken.has(id.toLowerCase()); number3++) id = `${name2}.${number3}`;
  taken.add(id.toLowerCase());
  return id;
}

// src/steps/tracking/track-job.ts
async function trackJob(project, id, stages) {
  const { run: run2 } = project;
  if (id === void 0) return {};
  const client = await connectMlflow(run2);
  const untracked2 = (reason) => {
    run2.host.warning(`MLflow does not track the stages of this job: ${reason}`);
    return {};
  };
  if ("reason" in client) return untracked2(client.reason);
  let opened = /* @__PURE__ */ new Map();
  run2.endings.push(async () => {
    await closeStageRuns(client, opened, STATUS[run2.report.conclusion]).catch(
      (error) => run2.host.warning(`Ending the runs of the stages in MLflow failed: ${messageOf(error)}`)
    );
    await client.close();
  });
  try {
    const build2 = await readRun(client, id);
    if (build2 === void 0) return untracked2(`it has no run ${id}, which the planning job opened`);
    const experiment = await readExperiment(client, build2.experimentId);
    return await stageEnvironment2(project, client, build2, {
      experiment,
      stages,
      alwaysBelow: true,
      onOpened: (runs2) => {
        opened = runs2;
      }
    });
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return untracked2(messageOf(error));
  }
}
async function openForJobs(planning) {
  const { settings } = planning.run;
  const { planFor } = settings.fanOut;
  if (planFor !== "validate" && settings.rebuild.dryRun) return void 0;
  const project = withSettings(planning, { ...settings, mode: planFor });
  const { run: run2 } = project;
  const client = await connectMlflow(run2);
  if ("reason" in client) {
    if (client.warns) run2.host.warning(`MLflow does not track this build: ${client.reason}`);
    return void 0;
  }
  try {
    const tracking = new Tracking(project, client, run2.report.source.sha, {});
    await tracking.opened();
    return run2.report.mlflow?.run_id;
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    run2.host.warning(`MLflow does not track the stages of this build: ${messageOf(error)}`);
    return void 0;
  } finally {
    await client.close();
  }
}

// src/steps/fan-out/plan-jobs.ts
function fallbackOf({
  settings: {
    fanOut: { runsOn: labels }
  }
}) {
  const [only] = labels;
  return { runsOn: labels.length === 1 && only !== void 0 ? only : labels };
}
async function planJobs(project, { mayRun }) {
  const { run: run2, graph } = project;
  return run2.step("plan jobs", async (outcome) => {
    const fallback = fallbackOf(run2);
    const jobs = fanOut({
      graph,
      mayRun,
      fallback,
      placements: placementsOf(project, fallback),
      seconds: await knownDurations(project)
    });
    if (isFanOutRefusal(jobs))
      throw new ProjectError("fan-out-impossible", `the stages cannot run on several machines: ${jobs.reason}`, {
        key: "meta.dvc-ci",
        remedy: jobs.remedy
      });
    run2.report.fanout = { jobs: jobs.map(reported) };
    outcome.message = jobsText(jobs);
    return jobs;
  });
}
async function issuePlan(project, jobs, more) {
  const { run: run2 } = project;
  const { force } = project.run.settings.rebuild;
  const id = runId(project);
  const handed = {
    schema: 1,
    ...more,
    sha: run2.report.source.sha,
    ...id === void 0 ? {} : { run: id },
    directory: project.inGit("."),
    force: force.kind === "stages" ? force.stages : force.kind,
    jobs: jobs.map(({ id: name2, level, stages }) => ({ id: name2, level, stages }))
  };
  const untracked2 = writePlan(handed);
  if (untracked2 === void 0)
    throw new SetupError(
      "plan-too-large",
      `the names of the ${jobs.flatMap(({ stages }) => stages).length} stages are too long for the output \`plan\`.`,
      { key: "plan", remedy: `Shorten the names of the stages, or build with \`mode: ${more.flow ?? "rebuild"}\`.` }
    );
  const mlflow = await openForJobs(project);
  const text2 = (mlflow === void 0 ? void 0 : writePlan({ ...handed, mlflow })) ?? untracked2;
  run2.report.fanout = { plan: text2, jobs: jobs.map(reported) };
  return {
    conclusion: "success",
    message: jobsSummary(jobs)
  };
}
function reported({ id, level, stages, placement: { runsOn, container } }) {
  return { id, level, stages, runs_on: runsOn, ...container === void 0 ? {} : { container } };
}

// src/steps/fan-out/one-machine.ts
function endAlone({ report }, why) {
  report.fanout = { jobs: [] };
  return { conclusion: "success", message: oneMachineSummary(why) };
}
function reasonOfSettings({ settings: { validate: validate2, event } }) {
  if (validate2.stale === "fail") return "stale: fail runs no stage";
  if (!event.trusted) return "the outputs of a change from a fork or from Dependabot are never pushed";
  return validate2.pull === "none" ? "pull: none downloads no input of stages" : void 0;
}
function reasonOfBuild({ mayRun, causes }) {
  return [...mayRun].some((name2) => causes.get(name2)?.some(isChange) === true) ? void 0 : "nothing is stale";
}
function reasonOfJobs(run2, jobs) {
  const [only] = jobs;
  return jobs.length === 1 && only !== void 0 && placementKey(only.placement) === placementKey(fallbackOf(run2)) ? `${only.stages.join(", ")} would be one job` : void 0;
}
function endAfterError(run2, error) {
  if (!(error instanceof ProjectError || error instanceof OutsideError) || run2.signal.aborted) throw error;
  run2.report.remote.missing = [];
  run2.host.notice(`The stale stages run on one machine: ${error.message}`);
  return endAlone(run2, error.message);
}

// src/steps/retrain/require-current.ts
function requireCurrent(run2, ending) {
  if (ending.conclusion !== "superseded") return ending;
  throw new ProjectError("branch-moved", `the branch has moved since this retraining started: ${ending.message}`, {
    key: "ref",
    value: run2.settings.event.ref,
    remedy: "Start a new run instead of a re-run, and let actions/checkout check out the branch (`ref: ${{ github.ref }}`). Nothing was committed."
  });
}

// src/metrics/better.ts
function matchesMetric({ name: name2, path: path2 }, asked) {
  return name2 === asked || `${path2}:${name2}` === asked;
}

// src/steps/retrain/handed-data.ts
import { readFile as readFile26, writeFile as writeFile11 } from "node:fs/promises";
import { dirname as dirname22, join as join39, resolve as resolve25 } from "node:path";
async function dataForOtherMachines(project, plans, brought) {
  return Promise.all(
    plans.map(async ({ owner, out, mode }, index) => {
      const { from, changed = false } = brought[index] ?? {};
      return {
        file: owner.file,
        text: await readFile26(fileOf3(project, owner.file), "utf8"),
        path: out.path,
        mode,
        ...from === void 0 ? {} : { from },
        changed
      };
    })
  );
}
function plansOfHanded(project, handed) {
  return handed.map(({ file, path: path2, mode }) => {
    const owner = project.stages.find((stage2) => stage2.kind !== "stage" && stage2.file === file);
    const out = owner?.outs.find((each) => each.path === path2);
    if (owner === void 0 || out === void 0) throw mismatch2(file, "DVC does not track that data here");
    return { owner, out, mode };
  });
}
async function applyHandedData(project, handed, backup) {
  for (const { file, text: text2, path: path2 } of handed) {
    const target = resolve25(project.run.settings.workingDirectory, path2);
    await backup.copy(fileOf3(project, file));
    await backup.copy(join39(dirname22(target), ".gitignore"));
    await backup.move(target);
    await writeFile11(fileOf3(project, file), text2);
  }
  const now = handed.length === 0 ? [] : (await project.dvc.inspect()).stages;
  for (const { file } of handed) {
    const [before, after] = [project.stages, now].map(
      (stages) => stages.find((stage2) => stage2.kind !== "stage" && stage2.file === file)
    );
    if (describe2(after) !== describe2(before)) throw mismatch2(file, "the file would track other data");
  }
  return handed.map(({ path: path2, mode, from, changed }) => ({
    path: path2,
    mode,
    ...from === void 0 ? {} : { from },
    changed
  }));
}
function describe2(stage2) {
  return JSON.stringify([stage2?.kind, stage2?.outs.map(({ path: path2, cache, push: push2, remote }) => [path2, cache, push2, remote])]);
}
var fileOf3 = ({ run: run2 }, file) => resolve25(run2.settings.workingDirectory, file);
function mismatch2(file, why) {
  return new SetupError("plan-invalid", `plan: its data for ${file} does not fit this checkout: ${why}.`, {
    key: "plan",
    value: file,
    remedy: "Plan again, and give the output `plan` unchanged."
  });
}

// src/steps/retrain/new-data.ts
import { createHash as createHash12 } from "node:crypto";
import { createReadStream as createReadStream5 } from "node:fs";
import { cp, lstat as lstat6, mkdir as mkdir15, readdir as readdir7, stat as stat12 } from "node:fs/promises";
import { basename as basename11, dirname as dirname23, join as join40, resolve as resolve26 } from "node:path";
import { pipeline as pipeline2 } from "node:stream/promises";
async function planData(project, wanted, updates) {
  const plans = [];
  for (const change of wanted) {
    const { owner, out } = ownerOf2(project, change.path);
    const { from } = change;
    if (owner.kind === "import" && from !== void 0)
      throw rejection(
        change.path,
        `it is an import with its source in ${owner.file}`,
        "Remove `from`: dvc-ci updates the import from that source."
      );
    if (owner.kind !== "import" && from === void 0)
      throw rejection(
        change.path,
        "the source of the new data is missing",
        "Give `from`: a file, a folder, or an address such as s3://bucket/new.csv."
      );
    if (plans.some((plan2) => plan2.owner.name === owner.name))
      throw rejection(change.path, "the request names it twice", "Name it once.");
    if (from !== void 0 && !isUrl(from)) await requireSource(change.path, from, change.mode, out);
    plans.push({
      owner,
      out,
      mode: owner.kind === "import" ? "update" : change.mode,
      ...from === void 0 ? {} : { from }
    });
  }
  if (!updates) return plans;
  const imports = project.stages.filter(
    ({ kind, partial, name: name2 }) => kind === "import" && !partial && !plans.some(({ owner }) => owner.name === name2)
  );
  return [
    ...plans,
    ...imports.flatMap((owner) => owner.outs.slice(0, 1).map((out) => ({ owner, out, mode: "update" })))
  ];
}
function ownerOf2(project, asked) {
  const path2 = joinPath(asked);
  for (const owner of project.index.stages) {
    const out = owner.outs.find((each) => each.path === path2) ?? (owner.kind !== "stage" && owner.file === path2 && owner.outs.length === 1 ? owner.outs[0] : void 0);
    if (out === void 0) continue;
    if (owner.kind === "stage")
      throw rejection(
        asked,
        `it is an output of the stage ${owner.name}`,
        "Name source data, which no stage makes. Use `stages` to run the stage."
      );
    if (!out.cache) throw rejection(asked, "Git keeps it", "Commit the new version: a rebuild trains with it.");
    if (owner.partial)
      throw rejection(asked, "it was imported with --no-download", "Import it again without --no-download.");
    if (!project.stages.includes(owner))
      throw rejection(asked, "it is outside of the working directory", "Retrain in the working directory that has it.");
    return { owner, out };
  }
  const sources = project.stages.filter(({ kind }) => kind !== "stage").flatMap(({ outs }) => outs.map((out) => out.path));
  const inside = project.index.stages.flatMap(({ outs }) => outs).find((out) => isWithin(path2, out.path));
  const meant = nearest(path2, sources);
  throw rejection(
    asked,
    inside === void 0 ? "DVC does not track it" : `it is part of ${inside.path}`,
    inside !== void 0 ? `Name ${inside.path}.` : meant !== void 0 ? `Did you mean ${meant}?` : sources.length > 0 ? `DVC tracks ${sources.join(", ")}.` : "Add it first (`dvc add`)."
  );
}
async function requireSource(path2, from, mode, out) {
  const found = await stat12(from).catch(() => void 0);
  if (found === void 0)
    throw new SetupError("data-source-missing", `data: the source ${from} for ${path2} does not exist.`, {
      key: "data",
      value: from,
      remedy: "Name a file, a folder, or an address such as s3://bucket/new.csv."
    });
  requireKind(path2, out, mode, found.isDirectory());
}
function requireKind(path2, out, mode, isFolder) {
  const wasFolder = out.hash?.endsWith(".dir") === true;
  if (isFolder && !wasFolder) throw rejection(path2, "it is a file, and the new data is a folder", "Give a file.");
  if (!isFolder && wasFolder && mode === "replace")
    throw rejection(
      path2,
      "it is a folder, and the new data is a file",
      "Give a folder, or append the file to it (mode: append)."
    );
}
function rejection(path2, why, remedy) {
  return new SetupError("data-target-invalid", `data: ${path2} cannot get new data: ${why}.`, {
    key: "data",
    value: path2,
    remedy
  });
}
async function bringData2(project, plans, backup) {
  const fetched = /* @__PURE__ */ new Map();
  for (const [index, plan2] of plans.entries())
    if (plan2.from !== void 0) fetched.set(plan2, await downloadSource(project, plan2, backup.scratch(`data-${index}`)));
  for (const plan2 of plans) {
    const target = resolve26(project.run.settings.workingDirectory, plan2.out.path);
    await backup.copy(resolve26(project.run.settings.workingDirectory, plan2.owner.file));
    await backup.copy(join40(dirname23(target), ".gitignore"));
    const source = fetched.get(plan2);
    if (source === void 0) await updateImport(project, plan2, target, backup);
    else {
      if (plan2.mode === "append") await appendData(project, plan2, source, target, backup);
      else {
        await backup.move(target);
        await mkdir15(dirname23(target), { recursive: true });
        await transfer(source, target);
      }
      await dvc(project, ["commit", "--force", "--", plan2.owner.file], `DVC cannot track the new ${plan2.out.path}`);
    }
  }
  const now = await project.dvc.inspect();
  return plans.map(({ owner, out, mode, from }) => {
    const hash = now.stages.find(({ name: name2 }) => name2 === owner.name)?.outs.find(({ path: path2 }) => path2 === out.path)?.hash;
    return {
      path: out.path,
      mode,
      ...from === void 0 ? {} : { from: shownOf(project, from) },
      changed: hash !== out.hash
    };
  });
}
function shownOf({ git, fromGit }, from) {
  if (isUrl(from)) return shownSource(from);
  return from.startsWith(`${git.root}/`) ? fromGit(from.slice(git.root.length + 1)) : basename11(from);
}
async function downloadSource(project, { out, mode, from = "" }, place) {
  await mkdir15(place, { recursive: true });
  const target = join40(place, basename11(isUrl(from) ? shownSource(from) : from) || "data");
  if (!isUrl(from)) {
    await cp(from, target, { recursive: true, dereference: true });
    return target;
  }
  const result = await project.dvc.run([
    "get-url",
    ...project.run.settings.jobs === void 0 ? [] : ["--jobs", String(project.run.settings.jobs)],
    "--",
    from,
    target
  ]);
  const found = await lstat6(target).catch(() => void 0);
  if (result.code !== 0 || found === void 0) {
    throw new OutsideError(
      "data-source-unreachable",
      `the new data cannot be downloaded from ${shownSource(from)}: ${reasonOf(result.stderr).replaceAll(from, shownSource(from))}`,
      {
        key: "data",
        value: shownSource(from),
        remedy: "Check the address, and that the credentials of this run allow to read it. Nothing was changed."
      }
    );
  }
  requireKind(out.path, out, mode, found.isDirectory());
  return target;
}
async function appendData(project, { owner, out }, source, target, backup) {
  await strictPull(project, { targets: [owner.name] });
  const { missing } = project.run.report.remote;
  const altered = missing.length > 0 ? [] : await project.dvc.altered([owner.name]);
  if (missing.length > 0 || altered.length > 0) {
    throw new ProjectError(
      "append-base-missing",
      `no rows or files can be appended to ${out.path}: ${missing.length > 0 ? missing.map(({ message }) => message).join(" ") : `the file in the workspace differs from the hash in ${owner.file}.`}`,
      { key: "data", value: out.path, remedy: "Nothing was changed." }
    );
  }
  if (out.hash?.endsWith(".dir") === true) {
    await backup.link(target);
    return addFiles(out.path, source, target);
  }
  const longer = `${source}.longer`;
  const result = await project.dvc.appendRows({ existing: target, added: source, target: longer }, project.run.signal);
  if ("reason" in result)
    throw rejection(out.path, result.reason, "Give the complete data (mode: replace), or new rows of the same format.");
  if (result.moved) project.run.host.info(`${out.path}: the columns of the new rows were put into its order.`);
  await backup.move(target);
  await transfer(longer, target);
}
async function addFiles(path2, source, target) {
  const isFolder = (await lstat6(source)).isDirectory();
  const files2 = isFolder ? (await readdir7(source, { recursive: true, withFileTypes: true })).filter((entry) => !entry.isDirectory()).map((entry) => join40(entry.parentPath, entry.name)) : [source];
  const pairs2 = files2.map((file) => ({
    file,
    to: isFolder ? join40(target, file.slice(source.length + 1)) : join40(target, basename11(source))
  }));
  for (const { file, to } of pairs2) {
    const there = await lstat6(to).catch(() => void 0);
    if (there !== void 0 && (!there.isFile() || await hashOf2(file) !== await hashOf2(to))) {
      throw rejection(
        path2,
        `it already has ${to.slice(target.length + 1)} with other content`,
        "Give the file another name, or replace the whole folder (mode: replace)."
      );
    }
  }
  for (const { file, to } of pairs2) {
    if (await lstat6(to).catch(() => void 0) !== void 0) continue;
    await mkdir15(dirname23(to), { recursive: true });
    await transfer(file, to);
  }
}
async function hashOf2(file) {
  const hash = createHash12("sha256");
  await pipeline2(createReadStream5(file), hash);
  return hash.digest("hex");
}
async function updateImport(project, { owner, out }, target, backup) {
  await backup.link(target);
  const result = await project.dvc.run(["update", "--", owner.file]);
  if (result.code !== 0)
    throw new OutsideError("import-failed", `DVC cannot update the import ${out.path}: ${reasonOf(result.stderr)}`, {
      key: "update",
      value: owner.file,
      remedy: "Check that the credentials of this run allow to read its source. Nothing was built."
    });
}
async function dvc(project, argv, failure2) {
  const result = await project.dvc.run(argv);
  if (result.code !== 0)
    throw new ProjectError("dvc-command-failed", `${failure2}: ${reasonOf(result.stderr)}`, {
      key: "data",
      remedy: "Nothing was changed."
    });
}

// src/steps/retrain/new-params.ts
import { readFile as readFile27, writeFile as writeFile12 } from "node:fs/promises";
import { resolve as resolve27 } from "node:path";

// src/pipeline/param-edit.ts
var import_yaml10 = __toESM(require_dist(), 1);
import { isDeepStrictEqual } from "node:util";

// src/pipeline/param-find.ts
var import_yaml9 = __toESM(require_dist(), 1);
var MAX_DEPTH2 = 100;
var MAX_NAMES = 1e3;
function findParam(document, parts) {
  let node = document.contents;
  for (const [index, part] of parts.entries()) {
    const rest = parts.slice(index);
    if ((0, import_yaml9.isAlias)(node)) return throughAlias(document, parts.slice(0, index).join("."), node.source, rest);
    const own = childOf(node, part);
    if (own !== void 0) {
      node = own;
      continue;
    }
    return (0, import_yaml9.isMap)(node) ? inherited2(document, node, rest) : void 0;
  }
  if ((0, import_yaml9.isAlias)(node)) return throughAlias(document, parts.join("."), node.source, []);
  return isParsed(node) ? { kind: "own", node } : void 0;
}
function paramNames(document) {
  const names2 = /* @__PURE__ */ new Set();
  const walk = (node, path2, depth = 0) => {
    if (depth > MAX_DEPTH2 || names2.size >= MAX_NAMES) return;
    if ((0, import_yaml9.isMap)(node)) {
      for (const { key, value } of node.items.filter((pair) => !isMerge2(pair)))
        walk(value, [...path2, textOf5(key)], depth + 1);
      for (const merged of mergedMaps(document, node)) walk(merged, path2, depth + 1);
    } else if ((0, import_yaml9.isSeq)(node))
      node.items.forEach((item, index) => {
        walk(item, [...path2, String(index)], depth + 1);
      });
    else if (path2.length > 0) names2.add(path2.join("."));
  };
  walk(document.contents, []);
  return [...names2];
}
function inherited2(document, owner, rest) {
  const [key = "", ...below2] = rest;
  for (const map of mergedMaps(document, owner)) {
    const value = valueIn(document, map, rest);
    if (value === void 0) continue;
    const origin = [nameOf2(document, map), ...rest].filter((part) => part !== "").join(".");
    const pair = owner.items.find(isMerge2);
    const [start, end] = [offsets(pair?.key)[0], offsets(pair?.value)[1]];
    if (below2.length > 0 || start === void 0 || end === void 0)
      return {
        kind: "elsewhere",
        reason: `it comes from ${origin} by a merge key (<<): set ${origin}, which changes it wherever it is merged, or write ${key} out in the file`
      };
    return { kind: "inherited", node: value, key, origin, merge: { start, end }, flow: owner.flow === true };
  }
  return void 0;
}
function valueIn(document, map, parts, depth = 0) {
  const [part = "", ...rest] = parts;
  if (depth > MAX_DEPTH2) return void 0;
  const own = resolved(document, childOf(map, part));
  if (own !== void 0) {
    if (rest.length === 0) return isParsed(own) ? own : void 0;
    return (0, import_yaml9.isMap)(own) ? valueIn(document, own, rest, depth + 1) : void 0;
  }
  for (const merged of mergedMaps(document, map)) {
    const found = valueIn(document, merged, parts, depth + 1);
    if (found !== void 0) return found;
  }
  return void 0;
}
function throughAlias(document, at, source, rest) {
  const target = document.contents === null ? void 0 : anchored(document, source);
  if (target === void 0 || rest.length > 0 && !(0, import_yaml9.isCollection)(target)) return void 0;
  if (rest.length > 0 && (0, import_yaml9.isMap)(target) && valueIn(document, target, rest) === void 0) return void 0;
  const origin = [nameOf2(document, target), ...rest].filter((part) => part !== "").join(".");
  const subject = rest.length === 0 ? "it" : at;
  return {
    kind: "elsewhere",
    reason: `${subject} is an alias (*${source}): set ${origin}, which changes it wherever it is used`
  };
}
function mergedMaps(document, map) {
  return map.items.filter(isMerge2).flatMap(({ value }) => (0, import_yaml9.isSeq)(value) ? value.items : [value]).map((value) => resolved(document, value)).filter((value) => (0, import_yaml9.isMap)(value));
}
function childOf(node, part) {
  if ((0, import_yaml9.isMap)(node)) return node.items.find((pair) => !isMerge2(pair) && textOf5(pair.key) === part)?.value ?? void 0;
  return (0, import_yaml9.isSeq)(node) && /^\d+$/.test(part) ? node.items[Number(part)] : void 0;
}
function resolved(document, node) {
  return (0, import_yaml9.isAlias)(node) ? anchored(document, node.source) : node;
}
function anchored(document, source) {
  let found;
  walkNodes(document.contents, [], (node) => {
    if ("anchor" in node && node.anchor === source) found = node;
  });
  return found;
}
function nameOf2(document, wanted) {
  let name2 = "";
  walkNodes(document.contents, [], (node, path2) => {
    if (node === wanted) name2 = path2.join(".");
  });
  return name2;
}
function walkNodes(node, path2, see, depth = 0) {
  if (!(0, import_yaml9.isNode)(node) || depth > MAX_DEPTH2) return;
  see(node, path2);
  if ((0, import_yaml9.isMap)(node)) for (const { key, value } of node.items) walkNodes(value, [...path2, textOf5(key)], see, depth + 1);
  else if ((0, import_yaml9.isSeq)(node))
    node.items.forEach((item, index) => {
      walkNodes(item, [...path2, String(index)], see, depth + 1);
    });
}
function isMerge2({ key }) {
  return (0, import_yaml9.isScalar)(key) && key.type === import_yaml9.Scalar.PLAIN && key.value === "<<";
}
function textOf5(key) {
  return String((0, import_yaml9.isScalar)(key) ? key.value : key);
}
function offsets(node) {
  const range = (0, import_yaml9.isNode)(node) ? node.range : void 0;
  return [range?.[0], range?.[1]];
}
function isParsed(node) {
  return (0, import_yaml9.isNode)(node) && Array.isArray(node.range);
}

// src/pipeline/scalar-kinds.ts
var OLD = [
  ["bool", /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/],
  [
    "float",
    /^(?:[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]\d+)?|\.\d[\d_]*(?:[eE][-+]\d+)?|[-+]?\d[\d_]*(?::[0-5]?\d)+\.[\d_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/
  ],
  [
    "int",
    /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][\d_]*)|[-+]?0x[\da-fA-F_]+|[-+]?[1-9][\d_]*(?::[0-5]?\d)+)$/
  ]
];
var CURRENT = [
  ["bool", /^(?:true|True|TRUE|false|False|FALSE)$/],
  [
    "float",
    /^(?:[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]?\d+)?|[-+]?\d[\d_]*[eE][-+]?\d+|[-+]?\.[\d_]+(?:[eE][-+]\d+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/
  ],
  ["int", /^(?:[-+]?0b[01_]+|[-+]?0o?[0-7_]+|[-+]?\d[\d_]*|[-+]?0x[\da-fA-F_]+)$/]
];
var BOTH = [
  ["null", /^(?:~|null|Null|NULL|)$/],
  [
    "date",
    /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/
  ]
];
function kindsOf(plain2) {
  const by = (resolvers) => [...resolvers, ...BOTH].find(([, pattern]) => pattern.test(plain2))?.[0] ?? "text";
  return [by(OLD), by(CURRENT)];
}
function kindsOfJson(source) {
  if (source.startsWith('"')) return ["text", "text"];
  if (source === "null") return ["null", "null"];
  if (source === "true" || source === "false") return ["bool", "bool"];
  return /[.eE]/.test(source) ? ["float", "float"] : ["int", "int"];
}

// src/pipeline/param-text.ts
function writtenText({ value, text: text2 }) {
  return text2 ?? String(value);
}
var NAMES2 = {
  null: "nothing",
  bool: "true or false",
  int: "a whole number",
  float: "a number",
  date: "a date",
  text: "a text"
};
var JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;
var PLAIN_WORD = /^[A-Za-z][A-Za-z0-9_./-]*$/;
function spell(present, given, json) {
  const written = writtenText(given);
  if (given.value === null) return { text: "null" };
  const [old, current2] = present.kinds;
  if (old !== current2) {
    const same2 = kindsOf(written);
    if (same2[0] === old && same2[1] === current2) return { text: written };
    if (old !== "text")
      return {
        reason: `${present.source} is ${NAMES2[old]} for YAML 1.1 (PyYAML) and ${NAMES2[current2]} for YAML 1.2 (DVC): write it in quotes, or as true or false, first`
      };
  }
  const kind = current2 === "null" ? kindOfGiven(given) : current2;
  const text2 = TEXTS[kind](given, json);
  return text2 === void 0 ? { reason: `it is ${describe3(present, kind)}, and '${written}' is ${otherType(kind, given)}` } : { text: text2 };
}
function isPresent({ kinds: [, kind], value, source }, given) {
  if (given.value === null || kind === "null") return given.value === null && kind === "null";
  if (kind === "text") return value === writtenText(given);
  if (kind === "int" || kind === "float")
    return typeof given.value === "number" && Number(source.replaceAll("_", "")) === given.value;
  return kind === "bool" ? value === given.value : source === writtenText(given);
}
function kindOfGiven({ value, text: text2 }) {
  if (typeof value === "boolean") return "bool";
  if (typeof value !== "number") return "text";
  return /^[-+]?\d+$/.test(text2 ?? String(value)) ? "int" : "float";
}
var TEXTS = {
  null: () => void 0,
  bool: ({ value }) => typeof value === "boolean" ? String(value) : void 0,
  int: (given) => {
    const [, sign = "", digits] = /^([-+]?)(0|[1-9]\d*)$/.exec(writtenText(given)) ?? [];
    return typeof given.value !== "number" || digits === void 0 ? void 0 : `${sign === "-" ? "-" : ""}${digits}`;
  },
  float: floatText,
  date: (given) => {
    const text2 = writtenText(given);
    return kindsOf(text2).every((kind) => kind === "date") ? text2 : void 0;
  },
  text: (given, json) => {
    const text2 = writtenText(given);
    const isPlain = !json && PLAIN_WORD.test(text2) && kindsOf(text2).every((kind) => kind === "text");
    return isPlain ? text2 : JSON.stringify(text2);
  }
};
function floatText(given, json) {
  const text2 = writtenText(given);
  const fits = json ? JSON_NUMBER.test(text2) && /[.eE]/.test(text2) : kindsOf(text2).every((kind) => kind === "float");
  if (fits) return text2;
  const [, sign = "", whole = "", fraction = "", power] = /^([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/.exec(text2) ?? [];
  if (typeof given.value !== "number" || whole + fraction === "") return void 0;
  const exponent = power === void 0 ? "" : `e${/^[-+]/.test(power) ? "" : "+"}${power}`;
  return `${sign === "-" ? "-" : ""}${whole.replace(/^0+(?=\d)/, "") || "0"}.${fraction || "0"}${exponent}`;
}
function describe3({ value, source }, kind) {
  if (kind === "bool") return String(value);
  return kind === "int" || kind === "float" || kind === "date" ? `${NAMES2[kind]} (${source})` : NAMES2[kind];
}
function otherType(kind, { value }) {
  return kind === "int" && typeof value === "number" ? "none: write the value in the file with a fraction (1.0) if it may have one" : "of another type";
}

// src/pipeline/param-edit.ts
var MAX_ALIASES3 = 1e3;
function editParam(text2, name2, given, json) {
  const refused = (reason) => ({ kind: "refused", reason });
  const document = (0, import_yaml10.parseDocument)(text2, { keepSourceTokens: true });
  const [problem] = document.errors;
  if (problem !== void 0) return refused(`the file cannot be read (${problem.message.split("\n")[0] ?? ""})`);
  const place = findParam(document, name2.split("."));
  if (place === void 0) return { kind: "unknown", names: paramNames(document) };
  if (place.kind === "elsewhere") return refused(place.reason);
  const lack = lackOf(document, place);
  if (lack !== void 0) return refused(lack);
  const present = presentValue(place.node, text2, json);
  const before = (0, import_yaml10.isScalar)(place.node) ? place.node.value : null;
  if (isPresent(present, given)) return { text: text2, before };
  const written = spell(present, given, json);
  if ("reason" in written) return refused(written.reason);
  const edited = place.kind === "own" ? replaced(text2, place.node, written.text) : added(text2, place, written.text);
  return onlyThatChanged(text2, edited, name2, place.kind === "inherited") ? { text: edited, before } : refused(
    place.kind === "own" ? "dvc-ci cannot edit this file safely" : `it comes from ${place.origin}, so set it there`
  );
}
function shownValue(given) {
  return writtenText(given);
}
function lackOf(document, place) {
  const { node } = place;
  if (!(0, import_yaml10.isScalar)(node)) return (0, import_yaml10.isAlias)(node) ? `it is an alias (*${node.source})` : "it is not a single value";
  if (place.kind === "own" && node.anchor !== void 0 && isReferredTo(document, node))
    return `other values refer to it (&${node.anchor})`;
  if (node.type === import_yaml10.Scalar.BLOCK_LITERAL || node.type === import_yaml10.Scalar.BLOCK_FOLDED) return "it is a text with several lines";
  return node.tag === void 0 ? void 0 : `it has a YAML tag (${node.tag.replace("tag:yaml.org,2002:", "!!")})`;
}
function isReferredTo(document, node) {
  let referred = false;
  (0, import_yaml10.visit)(document, {
    Alias: (_, alias) => {
      referred ||= alias.source === node.anchor;
    }
  });
  return referred;
}
function presentValue(node, text2, json) {
  const [start, end] = node.range;
  const source = text2.slice(start, end).trim();
  const value = (0, import_yaml10.isScalar)(node) ? node.value : null;
  const isPlain = (0, import_yaml10.isScalar)(node) && node.type === import_yaml10.Scalar.PLAIN;
  return { value, source, kinds: json ? kindsOfJson(source) : isPlain ? kindsOf(source) : ["text", "text"] };
}
function replaced(text2, node, written) {
  const [start, end] = node.range;
  const source = text2.slice(start, end);
  return text2.slice(0, start) + (source.trim() === "" ? ` ${written}${source}` : written) + text2.slice(end);
}
function added(text2, { key, merge, flow }, written) {
  const pair = `${/^[A-Za-z_][\w-]*$/.test(key) && kindsOf(key).every((kind) => kind === "text") ? key : JSON.stringify(key)}: ${written}`;
  if (flow) return `${text2.slice(0, merge.end)}, ${pair}${text2.slice(merge.end)}`;
  const ending = text2.includes("\r\n") ? "\r\n" : "\n";
  const lineEnd = text2.indexOf("\n", merge.end);
  const indent = text2.slice(text2.lastIndexOf("\n", merge.start - 1) + 1, merge.start).replace(/[^ ]/g, " ");
  return lineEnd < 0 ? `${text2}${ending}${indent}${pair}` : `${text2.slice(0, lineEnd + 1)}${indent}${pair}${ending}${text2.slice(lineEnd + 1)}`;
}
function onlyThatChanged(before, after, name2, merged) {
  try {
    const [old, now] = [before, after].map(
      (text2) => (0, import_yaml10.parse)(text2, { maxAliasCount: MAX_ALIASES3, merge: merged })
    );
    const parts = name2.split(".");
    const last = parts.pop() ?? "";
    const [owner, owned] = [ownerOf3(old, parts), ownerOf3(now, parts)];
    if (owner === void 0 || owned === void 0) return false;
    Object.defineProperty(owner, last, { value: owned[last], enumerable: true, configurable: true, writable: true });
    return isDeepStrictEqual(old, now);
  } catch {
    return false;
  }
}
function ownerOf3(root, parts) {
  const isObject = (value) => typeof value === "object" && value !== null;
  const owner = parts.reduce((at, part) => isObject(at) ? at[part] : void 0, root);
  return isObject(owner) ? owner : void 0;
}

// src/steps/retrain/new-params.ts
async function planParams(project, wanted) {
  const plan2 = { files: /* @__PURE__ */ new Map(), changed: [] };
  const tracked = new Set((await project.git.listFiles(void 0, [])).map(project.fromGit));
  for (const { file, name: name2, ...given } of wanted) {
    const path2 = joinPath(file);
    const shown2 = `${path2}:${name2}`;
    const text2 = plan2.files.get(path2) ?? await readParamsFile(project, path2, name2, tracked);
    const edit = editParam(text2, name2, given, path2.endsWith(".json"));
    if ("reason" in edit)
      throw new SetupError("param-not-settable", `params: ${shown2} cannot be set: ${edit.reason}.`, {
        key: "params",
        value: name2,
        path: project.inGit(path2),
        remedy: "Change the file by hand and commit it: a rebuild or a retraining trains with it."
      });
    if ("names" in edit) throw unknown2(project, path2, name2, edit.names);
    if (!isUsed(project, path2, name2)) {
      throw new SetupError("param-unused", `params: no stage and no template of dvc.yaml uses ${shown2}.`, {
        key: "params",
        value: name2,
        path: project.inGit(path2),
        remedy: near(name2, usedNames2(project, path2))
      });
    }
    if (edit.text === text2) continue;
    plan2.files.set(path2, edit.text);
    plan2.changed.push({ path: path2, name: name2, value: shownValue(given), before: edit.before });
  }
  return plan2;
}
async function writeParams(project, plan2, backup) {
  for (const [path2, text2] of plan2.files) {
    const file = resolve27(project.run.settings.workingDirectory, path2);
    await backup.copy(file);
    await writeFile12(file, text2);
  }
}
async function readParamsFile(project, path2, name2, tracked) {
  const rejection2 = (why, remedy) => new SetupError("param-not-settable", `params: ${name2} cannot be set in ${path2}: ${why}.`, {
    key: "params",
    value: `${path2}:${name2}`,
    remedy
  });
  if (path2.startsWith("../"))
    throw rejection2("it is outside of the working directory", "Retrain in the working directory that has it.");
  if (/\.(toml|py)$/.test(path2))
    throw rejection2(
      `dvc-ci does not edit ${path2.endsWith(".py") ? "Python" : "TOML"} files, only YAML and JSON`,
      "Change it by hand and commit it: a rebuild trains with it."
    );
  if (!tracked.has(path2))
    throw rejection2(
      tracked.size === 0 ? "the file does not exist" : "Git does not track the file",
      `Name the file with the parameter: ${near(path2, paramFiles(project))}`
    );
  return readFile27(resolve27(project.run.settings.workingDirectory, path2), "utf8");
}
function unknown2(project, path2, name2, names2) {
  const used = usedNames2(project, path2).filter((each) => names2.includes(each));
  return new SetupError("param-unknown", `params: ${path2} has no parameter ${name2}.`, {
    key: "params",
    value: name2,
    path: project.inGit(path2),
    remedy: near(name2, used.length > 0 ? used : names2)
  });
}
function near(name2, known) {
  const meant = nearest(name2, known);
  if (meant !== void 0) return `Did you mean ${meant}?`;
  return known.length === 0 ? "The file has no parameter that can be set." : `Allowed: ${known.slice(0, 20).join(", ")}.`;
}
function paramFiles(project) {
  return [
    .../* @__PURE__ */ new Set([
      ...project.stages.flatMap(({ deps }) => deps.flatMap((dep) => dep.kind === "params" ? [dep.path] : [])),
      ...valueFiles(pipelinesOf(project))
    ])
  ];
}
var pipelinesOf = (project) => project.files.filter(({ kind }) => kind === "pipeline");
function usedNames2(project, path2) {
  const byStages = project.stages.flatMap(
    ({ deps }) => deps.flatMap((dep) => dep.kind === "params" && dep.path === path2 ? dep.names : [])
  );
  return [.../* @__PURE__ */ new Set([...byStages, ...templateNames(project, path2)])];
}
function isUsed(project, path2, name2) {
  const whole = project.stages.some(
    ({ deps }) => deps.some((dep) => dep.kind === "params" && dep.path === path2 && dep.names.length === 0)
  );
  return whole || usedNames2(project, path2).some((used) => used === name2 || name2.startsWith(`${used}.`) || used.startsWith(`${name2}.`));
}
function templateNames(project, path2) {
  return pipelinesOf(project).filter((pipeline3) => valueFiles([pipeline3]).includes(path2)).flatMap(
    ({ data }) => [...JSON.stringify(data).matchAll(/\$\{\s*([^}\s]+)\s*\}/g)].map(
      ([, expression = ""]) => expression.replace(/\[(\w+)\]/g, ".$1")
    )
  );
}

// src/steps/retrain/retraining.ts
var Retraining = class {
  params = { files: /* @__PURE__ */ new Map(), changed: [] };
  data = [];
  /**
   * Rejects an impossible request, and decides which stages are forced.
   * @returns the project with the settings of the request
   * @throws {SetupError} with the setting and its value
   */
  async check(project) {
    const { run: run2 } = project;
    const {
      settings: { retrain: wanted, event },
      report
    } = run2;
    if (wanted.stages?.kind === "stages") resolveStages(project, wanted.stages.stages, "stages");
    this.params = await planParams(project, wanted.params);
    this.data = wanted.decided !== void 0 ? plansOfHanded(project, wanted.decided.data) : await planData(
      project,
      wanted.data,
      wanted.update === true || wanted.update === "auto" && event.name === "schedule"
    );
    const force = wanted.stages ?? (this.data.length > 0 || wanted.params.length > 0 ? { kind: "none" } : { kind: "all" });
    report.retrain = {
      ...wanted.reason === void 0 ? {} : { reason: wanted.reason },
      stages: force.kind === "stages" ? force.stages : force.kind === "all" ? ["all"] : [],
      params: wanted.params.map(({ file, name: name2, value }) => ({ path: file, name: name2, value })),
      data: []
    };
    return withSettings(project, { ...run2.settings, rebuild: { ...run2.settings.rebuild, force } });
  }
  /** Writes new data and parameters into the workspace. Replaced files go into the backup. */
  async apply(project, backup) {
    const { run: run2 } = project;
    if (this.data.length === 0 && this.params.changed.length === 0) return project;
    return run2.step("new inputs", async (outcome) => {
      if (this.data.length > 0)
        refuseChangedSources(
          this.data.map(({ owner }) => owner),
          await project.dvc.status({ allowMissing: true })
        );
      const { decided } = run2.settings.retrain;
      const brought = decided === void 0 ? await bringData2(project, this.data, backup) : await applyHandedData(project, decided.data, backup);
      if (run2.report.retrain !== void 0) run2.report.retrain.data = brought;
      await writeParams(project, this.params, backup);
      const changed = await reload(project);
      outcome.message = this.changes(project) || "no change";
      return changed;
    });
  }
  /**
   * @returns the end of a run that has nothing to train, else the plan without downloads of data that only this machine
   * has yet
   */
  planned(project, plan2) {
    if (plan2.mayRun.size === 0 && this.paths(project).length === 0) {
      const same2 = project.run.report.retrain?.data.map(({ path: path2 }) => path2) ?? [];
      return {
        conclusion: "success",
        message: `Nothing was trained: ${same2.length > 0 ? `${same2.join(", ")} ${same2.length === 1 ? "is" : "are"} unchanged, and ` : ""}no input of a stage has changed.`
      };
    }
    const here = new Set(project.run.settings.retrain.decided === void 0 ? this.sources : []);
    return { ...plan2, pull: plan2.pull.filter((name2) => !here.has(name2)) };
  }
  /** The `.dvc` files that get new data, by their DVC name. */
  get sources() {
    return this.data.map(({ owner }) => owner.name);
  }
  /** The request for other machines, which train with it once the new data is in the remote. */
  async requestForJobs(project) {
    const { retrain: wanted } = project.run.settings;
    return {
      digest: requestDigest(wanted),
      ...wanted.stages === void 0 || wanted.stages.kind === "none" ? {} : { stages: wanted.stages.kind === "all" ? "all" : wanted.stages.stages },
      params: Object.fromEntries(
        wanted.params.map(({ file, name: name2, value, text: text2 }) => [`${file}:${name2}`, text2 === void 0 ? value : { text: text2 }])
      ),
      ...wanted.reason === void 0 ? {} : { reason: wanted.reason },
      data: await dataForOtherMachines(project, this.data, project.run.report.retrain?.data ?? [])
    };
  }
  /** Paths of the commit besides those that the pipeline wrote, and its text and trailers about this retraining. */
  describe(project) {
    const changes = this.changes(project);
    return {
      paths: this.paths(project),
      body: changes === "" ? "" : plainLine(`Retrained with ${changes}.`),
      trailers: retrainTrailers(project)
    };
  }
  /** Changed files of the request, relative to the repository. */
  paths(project) {
    const changed = new Set(project.run.report.retrain?.data.filter((each) => each.changed).map(({ path: path2 }) => path2));
    return [
      ...this.data.filter(({ out }) => changed.has(out.path)).map(({ owner }) => owner.file),
      ...this.params.files.keys()
    ].map(project.inGit);
  }
  /**
   * @returns the end of the run if `better` is set and the result is not better than the published model
   * @throws {SetupError} `better` names a metric that does not exist
   */
  judge(project) {
    const { run: run2 } = project;
    const { better } = run2.settings.retrain;
    const compared2 = better.flatMap(({ metric, direction }) => {
      const found = run2.report.metrics.filter((each) => matchesMetric(each, metric));
      if (found.length === 0)
        throw new SetupError("metric-unknown", `better: no metric has the name '${metric}'.`, {
          key: "better",
          value: metric,
          remedy: `${near2(
            metric,
            run2.report.metrics.map(({ name: name2 }) => name2)
          )} ${rejectionNote(project.run.report.remote.pushed)}`
        });
      return found.map((each) => ({ ...each, direction }));
    });
    if (compared2.length === 0 || run2.report.metrics.every(({ baseline }) => baseline === void 0)) return void 0;
    const changes = compared2.map(({ name: name2, value, baseline, direction }) => ({
      name: name2,
      value,
      baseline,
      gain: value === void 0 ? Number.NEGATIVE_INFINITY : baseline === void 0 ? 0 : direction === "higher" ? value - baseline : baseline - value
    }));
    const worse = changes.filter(({ gain }) => gain < 0);
    if (worse.length === 0 && changes.some(({ gain }) => gain > 0)) return void 0;
    const shown2 = (worse.length > 0 ? worse : changes).map(
      ({ name: name2, value, baseline }) => `${name2} ${value === void 0 ? "has no value" : formatNumber2(value, baseline)}${baseline === void 0 ? "" : ` (published: ${formatNumber2(baseline, value)})`}`
    ).join(", ");
    run2.skip("push", "not better than the published model");
    run2.skip("commit", "not better than the published model");
    return {
      conclusion: "success",
      message: `Trained, but not published: the model is ${worse.length > 0 ? "worse" : "not better"} than the published one: ${shown2}.${run2.report.remote.pushed > 0 ? ` ${rejectionNote(project.run.report.remote.pushed)}` : ""}`
    };
  }
  changes({ run: run2 }) {
    return [
      ...this.params.changed.map(
        ({ path: path2, name: name2, value, before }) => `${name2} = ${value} in place of ${String(before)}${path2 === "params.yaml" ? "" : ` (${path2})`}`
      ),
      ...run2.report.retrain?.data.filter(({ changed }) => changed).map(
        ({ path: path2, mode, from }) => `${{ replace: "new", append: "more", update: "updated" }[mode]} ${path2}${from === void 0 ? "" : ` from ${from}`}`
      ) ?? []
    ].join(", ");
  }
};
function near2(name2, known) {
  const meant = nearest(name2, known);
  return meant !== void 0 ? `Did you mean ${meant}?` : `Allowed: ${known.join(", ") || "none"}.`;
}
async function retrained(project, flow, backup) {
  if (flow !== "retrain") return project;
  const retraining = new Retraining();
  return retraining.apply(await retraining.check(project), backup);
}

// src/steps/tracking/delete-runs.ts
function isClosedChange({ settings }) {
  return settings.mlflow.cleanup && settings.event.pullRequest?.action === "closed";
}
async function deleteRunsOfChange(run2) {
  const { event } = run2.settings;
  const closed = `Pull request ${event.pullRequest?.number ?? ""} is closed`;
  const client = await connectMlflow(run2);
  if ("reason" in client) {
    run2.skip("delete runs", client.reason);
    return `${closed}; its runs in MLflow are not deleted: ${client.reason}.`;
  }
  try {
    return await run2.step("delete runs", async (outcome) => {
      const experiment = await findExperiment(client, `${await experimentName({ run: run2, ...await locate(run2) })}/pr`);
      const runs2 = experiment === void 0 || experiment.deleted ? [] : await findRunsByTag(client, [experiment.id], "dvc-ci.pull-request", String(event.pullRequest?.number));
      for (const { id } of runs2) await deleteRun(client, id);
      outcome.message = `${count(runs2.length, "run")} deleted`;
      return `${closed}; ${count(runs2.length, "run")} deleted in MLflow.`;
    }).catch((error) => {
      if (run2.signal.aborted || !(error instanceof OutsideError)) throw error;
      run2.host.warning(messageOf(error));
      return `${closed}; deleting its runs in MLflow failed: ${messageOf(error)}`;
    });
  } finally {
    await client.close();
  }
}

// src/flows/plan.ts
async function plan(run2) {
  const { planFor } = run2.settings.fanOut;
  run2.report.fanout = { jobs: [] };
  if (planFor === "validate")
    return isClosedChange(run2) ? endAlone(run2, CLOSED) : withProjectSteps(run2, (steps, { opened }) => planValidation(run2, steps, opened), true);
  const ending = await withProjectSteps(run2, (steps, first) => planBuildOf(run2, steps, first), true);
  return planFor === "retrain" ? requireCurrent(run2, ending) : ending;
}
async function planBuildOf(run2, steps, { paths, opened }) {
  const retraining = run2.settings.fanOut.planFor === "retrain" ? new Retraining() : void 0;
  const server2 = steps.step("ask server", [paths], (own2) => askServer(run2, own2));
  const listed = steps.step("ask checkout", [paths], (own2) => askCheckout(run2, own2), { reads: ["workspace"] });
  const held = steps.step("ask history", [paths], (own2) => askRollback(run2, own2));
  const { project: first, status } = await steps.value(opened);
  if (retraining === void 0 && !first.stages.some(({ kind }) => kind === "stage"))
    return { conclusion: "success", message: NO_PIPELINE };
  const wanted = await retraining?.check(withSettings(first, { ...run2.settings, mode: "retrain" }));
  const own = wanted ?? first;
  forcedStages(own);
  modelToRegister(own);
  const uncommitted = await steps.value(listed);
  const found = await checkPublishing(own, uncommitted, {
    server: await steps.value(server2),
    rollback: await steps.value(held)
  });
  if ("conclusion" in found) {
    if (isAboutCheckout(found, run2.report.source.sha)) await verifyStanding(own);
    return found;
  }
  const { dryRun } = run2.settings.rebuild;
  const backup = await openBackup(first);
  steps.cleanup(() => backup.restore());
  const writable = steps.step("check remote access", [], () => requireWritableRemote(own), {
    skip: () => retraining !== void 0 && dryRun ? "" : void 0
  });
  const start = steps.step(
    "start from commit",
    [],
    () => retraining === void 0 ? { project: own, isAsBefore: true } : startFromCommit(own, backup, uncommitted),
    { writes: ["workspace"] }
  );
  const changed = steps.step(
    "new inputs",
    [start, retraining === void 0 ? start : writable],
    async (begun) => await retraining?.apply(begun.project, backup) ?? begun.project,
    { writes: ["workspace"] }
  );
  const planned = steps.step(
    "plan",
    [changed],
    async (project) => {
      const build3 = await planBuild(project, { here: /* @__PURE__ */ new Set(), status: retraining === void 0 ? status : void 0 });
      return retraining?.planned(project, build3) ?? build3;
    },
    { reads: ["workspace"] }
  );
  const build2 = await steps.value(planned);
  if ("conclusion" in build2) return build2;
  if (retraining === void 0 && build2.mayRun.size === 0) {
    await steps.finish();
    return { conclusion: "success", message: NOTHING_TO_BUILD };
  }
  const inputs = steps.step(
    "inputs",
    [changed],
    async (project) => {
      await requireRemoteHas(project, build2);
      if (!build2.whole) await requireKept(project, build2);
    },
    { reads: ["remote"] }
  );
  const planning = steps.step("plan jobs", [changed, inputs], (project) => planJobs(project, build2));
  const pushed = steps.step(
    "push",
    [changed, planning, writable],
    async (project) => {
      if (retraining !== void 0 && retraining.sources.length > 0)
        await pushData(project, { stages: retraining.sources });
    },
    { writes: ["remote"], skip: () => dryRun ? "" : void 0 }
  );
  const ending = steps.step("write plan", [changed, planning, pushed], async (project, jobs) => {
    if (retraining === void 0) return issuePlan(project, jobs, {});
    if (dryRun) return { conclusion: "success", message: planDryRunSummary(jobs) };
    return issuePlan(project, jobs, { flow: "retrain", request: await retraining.requestForJobs(project) });
  });
  await steps.finish();
  return steps.value(ending);
}
async function reasonOfHold(project, { mayRun, causes }) {
  const stale = [...mayRun].flatMap((name2) => {
    const own = causes.get(name2) ?? [];
    return own.some(isChange) ? [{ name: name2, verdict: "stale", causes: own }] : [];
  });
  const held = await heldStages(project, stale);
  return stale.every(({ name: name2 }) => held.has(name2)) ? "the stale stages are those of a rollback" : void 0;
}
async function planValidation(run2, steps, opened) {
  const against = reasonOfSettings(run2);
  if (against !== void 0) return endAlone(run2, against);
  const { project: first, status } = await steps.value(opened);
  const { settings } = first.run;
  const project = withSettings(first, { ...settings, rebuild: { ...settings.rebuild, force: { kind: "none" } } });
  try {
    const planned = steps.step("plan", [], () => planBuild(project, { here: /* @__PURE__ */ new Set(), status }));
    const build2 = await steps.value(planned);
    const needless = reasonOfBuild(build2) ?? await reasonOfHold(project, build2);
    if (needless !== void 0) return endAlone(run2, needless);
    const inputs = steps.step("inputs", [], () => requireRemoteHas(project, build2), { reads: ["remote"] });
    const writable = steps.step("check remote access", [], () => requireWritableRemote(project));
    const planning = steps.step("plan jobs", [inputs, writable], () => planJobs(project, build2));
    await steps.finish();
    const jobs = await steps.value(planning);
    const single = reasonOfJobs(run2, jobs);
    return single === void 0 ? issuePlan(project, jobs, { flow: "validate" }) : endAlone(run2, single);
  } catch (error) {
    return endAfterError(run2, error);
  }
}

// src/flows/resolve.ts
import { realpath as realpath6 } from "node:fs/promises";

// src/report/resolve-summary.ts
var DRIVER_INSTALLED = "Git merges dvc.lock by stage in this clone.";
function resolveSummary(resolved2, asked, hasFindings) {
  if (resolved2 === 0)
    return asked.length > 0 ? `${asked.join(", ")}: no conflict.` : "No dvc.lock and no .dvc file is in conflict.";
  const again = hasFindings ? " and `dvc repro` for the stages in the findings" : "";
  const next = `Now run \`dvc checkout\` (\`dvc pull\` where data is missing)${again}`;
  return `${doneText(resolved2)}${next}; \`dvc status\` shows the other stale stages.`;
}
function conflictsLeft(resolved2, left) {
  const texts = left.map(({ name: name2, message }) => `${name2}: ${message ?? ""}`);
  return `${doneText(resolved2)}Conflicts left: ${texts.join("; ")}.`;
}
function doneText(resolved2) {
  return resolved2 === 0 ? "" : `${resolved2} file${resolved2 === 1 ? " is" : "s are"} resolved and added to Git. `;
}

// src/steps/resolve/conflicted-files.ts
import { readFile as readFile28 } from "node:fs/promises";
import { join as join41, relative as relative11, resolve as resolvePath2 } from "node:path";
function inRepository(git, directory, file) {
  const path2 = relative11(git.root, resolvePath2(directory, file)).replaceAll("\\", "/");
  const kind = kindOf(path2);
  if ((kind === "lock" || kind === "data") && !path2.startsWith("../")) return path2;
  throw new SetupError(
    "conflict-file-unknown",
    `resolve: ${file} is ${path2.startsWith("../") ? "outside the repository" : "neither a dvc.lock nor a .dvc file"}.`,
    {
      key: "resolve",
      value: file,
      remedy: "Resolve other files by hand. Without a path, dvc-ci resolves all DVC files that are in conflict."
    }
  );
}
async function filesToResolve(git, asked) {
  const files2 = (await conflictedFiles(git, asked)).filter(({ path: path2 }) => asked.length === 0 || asked.includes(path2));
  const absent = files2.find(({ text: text2, versions }) => text2 === void 0 && versions === void 0);
  if (absent)
    throw new SetupError(
      "conflict-file-unknown",
      `resolve: the file ${absent.path} does not exist in the repository.`,
      {
        key: "resolve",
        value: absent.path,
        remedy: "Give its path relative to the current folder."
      }
    );
  return files2;
}
async function conflictedFiles(git, asked) {
  const isOurs3 = (path2) => kindOf(path2) === "lock" || kindOf(path2) === "data";
  const unmerged = new Map((await git.unmerged(isOurs3)).map(({ path: path2, ...versions }) => [path2, versions]));
  const paths = /* @__PURE__ */ new Set([...unmerged.keys(), ...(await git.workingFiles()).filter(isOurs3), ...asked]);
  return Promise.all(
    [...paths].sort().map(async (path2) => {
      const text2 = await readFile28(join41(git.root, path2), "utf8").catch(() => void 0);
      const versions = unmerged.get(path2);
      return { path: path2, ...text2 === void 0 ? {} : { text: text2 }, ...versions === void 0 ? {} : { versions } };
    })
  );
}

// src/steps/resolve/install-driver.ts
import { appendFile as appendFile2, readFile as readFile29 } from "node:fs/promises";
import { join as join43 } from "node:path";

// src/run/own-command.ts
import { realpathSync } from "node:fs";
import { delimiter as delimiter2, join as join42 } from "node:path";
function ownCommand(program, env) {
  const own = realOf(program);
  const found = (env["PATH"] ?? "").split(delimiter2).filter((folder) => folder !== "").map((folder) => realOf(join42(folder, "dvc-ci"))).find((path2) => path2 !== void 0);
  return found !== void 0 && found === own ? "dvc-ci" : `${quote(process.execPath)} ${quote(own ?? program)}`;
}
function realOf(path2) {
  try {
    return realpathSync(path2);
  } catch {
    return void 0;
  }
}
function quote(text2) {
  return /^[\w@%+=:,./-]+$/.test(text2) ? text2 : `'${text2.replaceAll("'", String.raw`'\''`)}'`;
}

// src/steps/resolve/install-driver.ts
var DRIVER = "dvc-ci";
var LOCK2 = "dvc.lock";
var ATTRIBUTE_LINE = `${LOCK2} merge=${DRIVER}`;
async function installMergeDriver(run2, git) {
  await run2.step("install-driver", async (outcome) => {
    const done = [];
    if (await git.attribute("merge", LOCK2) !== DRIVER) {
      const file = join43(git.root, ".gitattributes");
      const before = await readFile29(file, "utf8").catch(() => "");
      await appendFile2(file, `${before === "" || before.endsWith("\n") ? "" : "\n"}${ATTRIBUTE_LINE}
`);
      done.push(`added the line '${ATTRIBUTE_LINE}' to .gitattributes: commit it`);
    }
    const command2 = `${ownCommand(process.argv[1] ?? "", process.env)} ${MERGE_DRIVER} %O %A %B %P`;
    for (const [key, value] of [
      [`merge.${DRIVER}.name`, "dvc.lock by stage"],
      [`merge.${DRIVER}.driver`, command2]
    ]) {
      if (await git.localConfig(key) === value) continue;
      await git.setLocalConfig(key, value);
      done.push(`git config ${key} is '${value}'`);
    }
    outcome.message = done.length === 0 ? "already installed" : done.join("; ");
    run2.host.info(
      `${outcome.message}.${done.length > 0 ? " Run `dvc-ci resolve --install-driver` once in every clone." : ""}`
    );
  });
}

// src/steps/resolve/require-resolved.ts
function requireResolved({ report }, resolved2, open) {
  if (open.length === 0) return;
  const left = report.steps.filter(({ name: name2 }) => open.includes(name2));
  throw new ProjectError("conflict-unresolved", conflictsLeft(resolved2, left), {
    remedy: "Run the commands of the findings, then run `dvc-ci resolve` again."
  });
}

// src/steps/resolve/resolve-files.ts
import { rename as rename9, writeFile as writeFile13 } from "node:fs/promises";
import { join as join44 } from "node:path";

// src/pipeline/resolve.ts
var import_yaml11 = __toESM(require_dist(), 1);
function resolveLock({ path: path2, text: text2, versions }) {
  const sides = text2 === void 0 ? void 0 : splitConflict(text2);
  if (!versions) {
    if (text2 === void 0 || conflictLine(text2) === void 0) return void 0;
    return sides ? resolveVersions(path2, sides) : undecided(path2, "its conflict marks are incomplete", takeOurs(path2));
  }
  const { base, ours, theirs } = versions;
  if (ours === void 0 || theirs === void 0) return removedBySide(path2, ours === void 0 ? "ours" : "theirs");
  const all = { ...base === void 0 ? {} : { base }, ours, theirs };
  if (text2 === void 0 || conflictLine(text2) !== void 0 || [base, ours, theirs].includes(text2))
    return resolveVersions(path2, all);
  return checkReproduced2(path2, text2, mergeLocks(all));
}
function resolveVersions(path2, versions) {
  const merge = mergeLocks(versions);
  if (isRefusal(merge)) {
    const which = { base: "the version before both", ours: "our version", theirs: "their version", both: "it" }[merge.side];
    return undecided(path2, `${which} cannot be split by stage: ${merge.reason}`, takeOurs(path2));
  }
  const findings = [...merge.conflicts.map((conflict2) => unresolved2(path2, conflict2)), ...brokenInputs(path2, merge)];
  const taken = ["ours", "theirs"].filter((side) => merge.taken[side].length > 0).map((side) => `${named(merge.taken[side])} of ${side}`);
  const said = taken.length > 0 ? taken.join(", ") : "both sides are equal";
  if (merge.conflicts.length === 0) return { resolved: true, text: merge.text, message: said, findings };
  return {
    resolved: false,
    text: merge.text,
    message: `${taken.length > 0 ? `${said}; ` : ""}both changed ${named(merge.conflicts.map(({ name: name2 }) => name2))}`,
    findings
  };
}
function checkReproduced2(path2, text2, merge) {
  const present = parseLock(text2);
  if (isUnreadable(present))
    return undecided(path2, `it is not a valid dvc.lock now: ${present.reason}`, takeOurs(path2), present.line);
  const missing = isRefusal(merge) ? [] : merge.conflicts.filter(
    ({ section, name: name2, removed }) => !removed && !present.sections.get(section)?.entries?.has(name2)
  );
  if (missing.length === 0)
    return { resolved: true, message: "all stages that both sides changed are reproduced", findings: [] };
  return {
    resolved: false,
    message: `${named(missing.map(({ name: name2 }) => name2))} must be reproduced`,
    findings: missing.map((conflict2) => unresolved2(path2, conflict2))
  };
}
function unresolved2(path2, { section, name: name2, difference: difference2, removed }) {
  const redo = section === "datasets" ? `dvc ds update ${shellWord(name2)}` : `dvc repro ${shellWord(addressOf2(path2, name2))}`;
  const why = removed ? "dvc.lock now has no entry for it; if dvc.yaml still has it, reproduce it" : "Neither version was made from the merged files, so dvc.lock now has no entry for it: reproduce it";
  return {
    rule: "lock-conflict",
    path: path2,
    severity: "error",
    message: `Both sides changed ${section === "datasets" ? "the dataset " : ""}${name2}: ${difference2}. ${why}.`,
    fix: removed ? `git add -- ${shellWord(path2)}  # first, if dvc.yaml has it: ${redo}` : `${redo} && git add -- ${shellWord(path2)}`
  };
}
function addressOf2(path2, stage2) {
  const folder = path2.slice(0, -"dvc.lock".length);
  return folder === "" ? stage2 : `${folder}dvc.yaml:${stage2}`;
}
function brokenInputs(path2, { broken: broken2 }) {
  return broken2.map(({ stage: stage2, path: input, producer }) => ({
    rule: "lock-conflict",
    path: path2,
    severity: "warning",
    message: `${stage2} of one side never ran with the ${input} that ${producer} of the other side makes.`,
    fix: `dvc repro ${shellWord(addressOf2(path2, stage2))}`
  }));
}
function resolveData({ path: path2, text: text2, versions }) {
  const hasMarks = text2 !== void 0 && conflictLine(text2) !== void 0;
  const sides = versions ?? (hasMarks ? splitConflict(text2) : void 0);
  if (!sides) return hasMarks ? undecided(path2, "its conflict marks are incomplete", takeData(path2, "ours")) : void 0;
  const { base, ours, theirs } = { base: void 0, ...sides };
  if (ours === void 0 || theirs === void 0) return removedBySide(path2, ours === void 0 ? "ours" : "theirs");
  const [before, our, their] = [base, ours, theirs].map(
    (version) => version === void 0 ? void 0 : readYaml2(version)
  );
  if (!our || !their)
    return undecided(
      path2,
      `${our ? "their" : "our"} version is not valid YAML`,
      takeData(path2, our ? "ours" : "theirs")
    );
  if (sameValue(our.value, their.value))
    return { resolved: true, text: ours, message: "both sides are equal", findings: [] };
  if (before && sameValue(before.value, our.value))
    return { resolved: true, text: theirs, message: "only their side changed it", findings: [] };
  if (before && sameValue(before.value, their.value))
    return { resolved: true, text: ours, message: "only our side changed it", findings: [] };
  const difference2 = describeDifference(our.value, their.value);
  if (hasMarks)
    return undecided(path2, `the sides have different data: ${difference2}`, `${takeData(path2, "ours")}  # or --theirs`);
  return undecided(
    path2,
    `the sides have different data: ${difference2}; the file has no marks, but Git still waits for a decision`,
    `git add -- ${shellWord(path2)}`
  );
}
function readYaml2(text2) {
  try {
    return { value: (0, import_yaml11.parse)(text2, { maxAliasCount: 1e3 }) };
  } catch {
    return void 0;
  }
}
function removedBySide(path2, side) {
  const other = side === "ours" ? "theirs" : "ours";
  return undecided(
    path2,
    `${side} removed it, ${other} changed it`,
    `git add -- ${shellWord(path2)}  # to keep it; git rm -- ${shellWord(path2)} to remove it`
  );
}
function undecided(path2, message, fix, line) {
  return {
    resolved: false,
    message,
    findings: [
      {
        rule: path2.endsWith("dvc.lock") ? "lock-conflict" : "data-conflict",
        path: path2,
        ...line === void 0 ? {} : { line },
        severity: "error",
        message: `${path2}: ${message}.`,
        fix
      }
    ]
  };
}
function takeOurs(path2) {
  return `git checkout --ours -- ${shellWord(path2)} && dvc repro && git add -- ${shellWord(path2)}`;
}
function takeData(path2, side) {
  return `git checkout --${side} -- ${shellWord(path2)} && dvc checkout ${shellWord(path2)} && git add -- ${shellWord(path2)}`;
}

// src/steps/resolve/resolve-files.ts
async function resolveFiles(run2, git, files2) {
  const open = [];
  let resolved2 = 0;
  for (const file of files2) {
    const resolution = kindOf(file.path) === "lock" ? resolveLock(file) : resolveData(file);
    if (!resolution) continue;
    await run2.step(file.path, async (outcome) => {
      if (resolution.text !== void 0 && resolution.text !== file.text)
        await replaceFile(join44(git.root, file.path), resolution.text);
      if (resolution.resolved) await git.markResolved(file.path);
      run2.report.lint.push(...resolution.findings);
      outcome.message = resolution.message;
      run2.host.info(`${file.path}: ${resolution.message}.`);
      if (resolution.resolved) resolved2 += 1;
      else {
        outcome.conclusion = "failure";
        open.push(file.path);
      }
    });
  }
  return { resolved: resolved2, open };
}
async function replaceFile(path2, text2) {
  const temporary = `${path2}.dvc-ci-${process.pid}`;
  await writeFile13(temporary, text2);
  await rename9(temporary, path2);
}

// src/flows/resolve.ts
async function resolve28(run2) {
  const { settings, host, signal } = run2;
  const directory = await realpath6(settings.workingDirectory);
  const git = await openRepository(directory, { signal, host });
  run2.report.source.sha = await git.head();
  if (settings.resolve.installDriver) {
    await installMergeDriver(run2, git);
    if (settings.resolve.files.length === 0) return DRIVER_INSTALLED;
  }
  const asked = settings.resolve.files.map((file) => inRepository(git, directory, file));
  const { resolved: resolved2, open } = await resolveFiles(run2, git, await filesToResolve(git, asked));
  requireResolved(run2, resolved2, open);
  return resolveSummary(resolved2, asked, run2.report.lint.length > 0);
}

// src/flows/retrain.ts
async function retrain(run2) {
  const retraining = new Retraining();
  const ending = run2.settings.fanOut.plan === "" ? await buildOfficially(run2, new LocalBackend(), retraining) : await buildOfficially(run2, new CollectedBackend(), retraining);
  return requireCurrent(run2, ending);
}

// src/steps/release/restore-alias.ts
var VERSION2 = /^version:(\d+)$/;
function versionNumber(to) {
  return VERSION2.exec(to)?.[1];
}
async function commitOfVersion(project, number3) {
  const errorFor = (problem, remedy) => new SetupError("model-version-unknown", `to: ${problem}.`, { key: "to", value: `version:${number3}`, remedy });
  const client = await connectMlflow(project.run);
  if ("reason" in client)
    throw errorFor(
      `versions of the model are in MLflow, and ${client.reason}`,
      "Set the address of the server, or name a tag or a commit."
    );
  try {
    const name2 = modelName(project);
    if (name2 === void 0)
      throw errorFor(
        "the registered model has no name",
        "Set `model`, or declare the model under `artifacts:` in dvc.yaml."
      );
    const version = await readVersion(client, name2, number3);
    if (version === void 0)
      throw errorFor(
        `the registered model ${name2} has no version ${number3}`,
        `Choose a version from the page of the model: ${client.base}/#/models/${encodeURIComponent(name2)}`
      );
    const commit = version.tags.get(COMMIT_TAG);
    if (commit === void 0)
      throw errorFor(
        `version ${number3} of ${name2} has no tag ${COMMIT_TAG}, so the commit with its data is unknown`,
        "Name a tag or a commit of Git."
      );
    return await project.git.ensureCommit(commit);
  } finally {
    await client.close();
  }
}
async function moveBack(project, restored) {
  const { run: run2 } = project;
  const { alias, stage: stage2 } = run2.settings.mlflow;
  const model = findModel(project);
  if (model === void 0 || alias === void 0 && stage2 === void 0) return void 0;
  const client = await connectMlflow(run2);
  if ("reason" in client) {
    run2.skip("alias", client.reason);
    return void 0;
  }
  try {
    return await run2.step("alias", async (outcome) => {
      const version = await sameVersion(client, model.name, restored, model.out.hash);
      if (version === void 0) {
        outcome.conclusion = "warning";
        outcome.message = `no version of ${model.name} has the restored model, so no alias was moved`;
        return void 0;
      }
      const moved = await move(project, client, version, restored);
      run2.report.mlflow = {
        experiment: "",
        run_id: version.runId,
        model: model.name,
        version: version.version,
        ...alias === void 0 ? {} : { alias },
        version_url: pageOf.version(client.base, model.name, version.version)
      };
      const phrase2 = moved.length === 0 ? "is already promoted" : `is now ${moved.join(" and ")}`;
      outcome.message = `version ${version.version} of ${model.name} ${phrase2}`;
      return version;
    });
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    throw new OutsideError(error.id, error.message, {
      ...error.details,
      remedy: `The rollback is committed. Run this again to move the alias. ${error.details.remedy ?? ""}`.trim()
    });
  } finally {
    await client.close();
  }
}
async function sameVersion(client, name2, { sha, label: label2 }, hash) {
  const number3 = versionNumber(label2);
  if (number3 !== void 0) return readVersion(client, name2, number3);
  return await findVersion(client, name2, COMMIT_TAG, sha) ?? (hash === void 0 ? void 0 : findVersion(client, name2, HASH_TAG, hash));
}
async function move(project, client, version, { label: label2, commit }) {
  const { run: run2 } = project;
  const { alias, stage: stage2 } = run2.settings.mlflow;
  const by = await promoterOf(project);
  const moved = [];
  const why = `rollback to ${label2}`;
  if (alias !== void 0) {
    const from = (await readModel(client, version.name))?.get(alias);
    if (from !== version.version) {
      await notePromotion(run2, client, version, alias, { from, why, by, commit });
      await setAlias(client, version.name, alias, version.version);
      moved.push(`the ${alias}`);
    }
  }
  if (stage2 !== void 0 && version.stage !== stage2) {
    await notePromotion(run2, client, version, stage2, { why, by, commit });
    await setStage(client, version.name, version.version, stage2);
    moved.push(`in the stage ${stage2}`);
  }
  return moved;
}

// src/steps/rollback/restore-files.ts
import { readFile as readFile30, writeFile as writeFile14 } from "node:fs/promises";
import { dirname as dirname24, join as join45 } from "node:path";

// src/pipeline/lock-restore.ts
function restoreLock({ now, then, isDeclared, stages }) {
  const [present, past] = [parseLock(now), parseLock(then)];
  if (isUnreadable(past)) return past;
  if (isUnreadable(present)) return present;
  const [current2, former] = [stageEntries2(present), stageEntries2(past)];
  const asked = [...stages ?? /* @__PURE__ */ new Set([...current2.keys(), ...former.keys()])];
  const restored = asked.filter((name2) => former.has(name2) && isDeclared(name2));
  const unknown3 = asked.filter((name2) => !former.has(name2) && isDeclared(name2));
  const dropped = asked.filter((name2) => former.has(name2) && !isDeclared(name2));
  const outcome = { restored, unknown: unknown3, dropped };
  if (stages === void 0 && unknown3.length === 0 && dropped.length === 0) return { text: then, ...outcome };
  const back = new Set(restored);
  const entries = [];
  for (const [name2, entry] of current2) entries.push(back.has(name2) ? former.get(name2) ?? entry : entry);
  for (const [name2, entry] of former) if (back.has(name2) && !current2.has(name2)) entries.push(entry);
  return { text: assemble(present, past, entries), ...outcome };
}
function stageEntries2(lock) {
  return lock.sections.get("stages")?.entries ?? /* @__PURE__ */ new Map();
}
function assemble(present, past, entries) {
  const frame = present.sections.size > 0 ? present : past;
  const texts = [...frame.sections.values()].map(({ key, head, entries: own }) => {
    if (key === "stages")
      return sectionText(
        key,
        "stages:\n",
        entries.map(({ text: text2 }) => text2)
      );
    return isEntrySection(key) ? sectionText(
      key,
      head,
      [...own?.values() ?? []].map(({ text: text2 }) => text2)
    ) : head;
  });
  return `${frame.preamble}${texts.join("")}`;
}

// src/steps/rollback/restore-files.ts
var NEVER_RESTORED = /(^|\/)(\.github|\.gitlab|\.dvc)\/|(^|\/)(dvc-ci\.ya?ml|\.gitattributes|\.gitmodules|\.gitlab-ci\.yml)$/;
async function planRestore(project, version) {
  const { rollback: rollback2 } = project.run.settings;
  if (rollback2.restore === "all") return planEverything(project, version);
  return rollback2.targets.length > 0 ? planTargets(project, version) : planData2(project, version);
}
async function planEverything(project, { sha }) {
  const plan2 = emptyPlan();
  for (const { path: path2, status } of await project.git.changedFiles(project.run.report.source.sha, sha)) {
    if (project.fromGit(path2).startsWith("../")) continue;
    if (NEVER_RESTORED.test(path2))
      plan2.notes.push({
        path: path2,
        message: `${path2} stays unchanged: a rollback never restores workflows, remotes or settings.`
      });
    else if (status === "deleted") plan2.remove.push(path2);
    else plan2.bring.push(path2);
  }
  return plan2;
}
async function planData2(project, version) {
  const plan2 = emptyPlan();
  const [then, now] = await Promise.all([filesAt2(project, version.sha), filesAt2(project, void 0)]);
  for (const path2 of /* @__PURE__ */ new Set([...now, ...then])) {
    if (kindOf(path2) === "lock") await planLock(project, version, plan2, path2);
    else if (kindOf(path2) !== "data") continue;
    else if (then.has(path2)) plan2.bring.push(path2);
    else
      plan2.notes.push({
        path: path2,
        message: `${project.fromGit(path2)} did not exist at ${version.label}, so it stays unchanged.`
      });
  }
  await planResults(project, version, plan2, looseResults(project).all, then);
  return plan2;
}
async function planTargets(project, version) {
  const plan2 = { ...emptyPlan(), owners: [] };
  const then = await filesAt2(project, version.sha);
  const locks = /* @__PURE__ */ new Map();
  for (const target of project.run.settings.rollback.targets) {
    const data = dataFile(project, target, then);
    if (data !== void 0) {
      if (!then.has(data))
        throw unknownTarget(
          target,
          `${project.fromGit(data)} did not exist at ${version.label}`,
          "Name a version that has it."
        );
      plan2.bring.push(data);
      plan2.owners.push(project.fromGit(data));
      continue;
    }
    for (const stage2 of stagesOf(project, target)) {
      const lock = project.inGit(SourceLines.lockOf(stage2.file));
      const names2 = locks.get(lock) ?? /* @__PURE__ */ new Set();
      locks.set(lock, names2.add(lockName2(stage2)));
      plan2.owners.push(stage2.name);
    }
  }
  for (const [lock, names2] of locks) await planLock(project, version, plan2, lock, names2);
  return plan2;
}
async function planLock(project, version, plan2, lock, names2) {
  const { git, index } = project;
  const file = project.fromGit(join45(dirname24(lock), "dvc.yaml")).replaceAll("\\", "/");
  const stages = index.stages.filter((stage2) => stage2.kind === "stage" && stage2.file === file);
  const [now, then] = await Promise.all(
    ["HEAD", version.sha].map(async (revision) => (await git.readFile(revision, lock))?.toString("utf8") ?? "")
  );
  const restored = restoreLock({
    now: now ?? "",
    then: then ?? "",
    isDeclared: (name2) => stages.some((stage2) => lockName2(stage2) === name2),
    ...names2 === void 0 ? {} : { stages: names2 }
  });
  if ("reason" in restored) {
    throw new SetupError(
      "lock-not-restorable",
      `${lock} of ${version.label} cannot be split by stage: ${restored.reason}.`,
      {
        key: "to",
        value: version.label,
        path: lock,
        remedy: "Restore all files of that commit with `restore: all`."
      }
    );
  }
  const unknown3 = restored.unknown.map((name2) => `${name2} has no entry in ${lock} at ${version.label}`);
  if (names2 !== void 0 && unknown3.length > 0)
    throw unknownTarget(restored.unknown.join(", "), unknown3.join("; "), "Name a version that has its outputs.");
  for (const name2 of restored.unknown)
    plan2.notes.push({
      path: lock,
      message: `The stage ${name2} has no entry in ${lock} at ${version.label}, so its outputs stay unchanged.`
    });
  for (const name2 of restored.dropped)
    plan2.notes.push({
      path: lock,
      message: `dvc.yaml no longer has the stage ${name2} of ${version.label}, so its outputs are not restored (\`restore: all\` also restores the code).`
    });
  if (restored.text !== now) plan2.write.set(lock, restored.text);
  const back = stages.filter((stage2) => restored.restored.includes(lockName2(stage2)));
  const results = back.flatMap(({ outs }) => outs.filter(({ cache }) => !cache).map(({ path: path2 }) => path2));
  await planResults(project, version, plan2, results, await filesAt2(project, version.sha));
}
async function planResults(project, { sha }, plan2, paths, then) {
  if (paths.length === 0) return;
  const now = await filesAt2(project, void 0);
  const isResult = (file) => paths.some((path2) => isWithin(project.fromGit(file), path2));
  const changed = new Set((await project.git.changedFiles(project.run.report.source.sha, sha)).map(({ path: path2 }) => path2));
  plan2.bring.push(...[...then].filter((file) => isResult(file) && changed.has(file)));
  plan2.remove.push(...[...now].filter((file) => isResult(file) && !then.has(file) && changed.has(file)));
}
async function restoreFiles(project, plan2, sha, backup) {
  const { git } = project;
  const here = (path2) => join45(git.root, path2);
  const touched = pathsOf2(plan2);
  const dirty = (await git.uncommitted()).map(({ path: path2 }) => path2).filter((path2) => touched.includes(path2));
  if (dirty[0] !== void 0) {
    throw new SetupError("workspace-dirty", `the workspace has uncommitted changes: ${dirty.join(", ")}.`, {
      key: "working tree",
      value: dirty[0],
      path: dirty[0],
      remedy: "Commit or stash them: a rollback replaces these files."
    });
  }
  for (const path2 of [...plan2.bring, ...plan2.write.keys()]) await backup.copy(here(path2));
  for (const path2 of plan2.remove) await backup.move(here(path2));
  await git.restoreFiles(plan2.bring, sha);
  for (const [path2, text2] of plan2.write) await writeFile14(here(path2), text2);
}
async function prepareOutputs(project, plan2, owners, backup) {
  const { git, run: run2 } = project;
  const here = (path2) => join45(run2.settings.workingDirectory, path2);
  const cached = owners.flatMap(({ outs }) => outs.filter(({ cache }) => cache).map(({ path: path2 }) => path2));
  for (const path2 of cached) await backup.link(here(path2));
  const back = owners.filter(({ kind }) => kind !== "stage").flatMap(({ outs }) => outs.filter(({ cache }) => cache).map(({ path: path2 }) => path2));
  const tracked = await git.listFiles(
    void 0,
    back.map((path2) => `:(literal)${project.inGit(path2)}`)
  ).then((files3) => back.length === 0 ? [] : files3);
  const [kept] = tracked.filter((file) => !plan2.remove.includes(file));
  if (kept !== void 0)
    throw new SetupError("storage-changed", `Git tracks ${kept} now, and DVC tracked it in the older version.`, {
      key: "to",
      value: kept,
      path: kept,
      remedy: "Remove it from Git first (`git rm --cached`), or roll back other targets."
    });
  const ignored2 = await git.isIgnored(back.map(project.inGit));
  const files2 = /* @__PURE__ */ new Set();
  for (const path2 of back.filter((each) => !ignored2.has(project.inGit(each)))) {
    const file = project.inGit(joinPath(dirname24(path2), ".gitignore"));
    if (!files2.has(file)) await backup.copy(join45(git.root, file));
    files2.add(file);
    const before = await readFile30(join45(git.root, file), "utf8").catch(() => "");
    await writeFile14(
      join45(git.root, file),
      `${before}${before === "" || before.endsWith("\n") ? "" : "\n"}/${path2.split("/").at(-1) ?? ""}
`
    );
  }
  return [...files2];
}
function pathsOf2({ bring, remove, write }) {
  return [.../* @__PURE__ */ new Set([...bring, ...remove, ...write.keys()])].sort();
}
function emptyPlan() {
  return { bring: [], remove: [], write: /* @__PURE__ */ new Map(), notes: [] };
}
async function filesAt2(project, sha) {
  return new Set((await project.git.listFiles(sha, [])).filter((path2) => !project.fromGit(path2).startsWith("../")));
}
function lockName2({ name: name2 }) {
  return name2.slice(name2.lastIndexOf(":") + 1);
}
function dataFile(project, target, then) {
  const path2 = project.inGit(joinPath(target));
  if (kindOf(path2) === "data") return path2;
  const owner = project.index.stages.find(
    ({ kind, outs }) => kind !== "stage" && outs.some((out) => out.path === joinPath(target))
  );
  if (owner !== void 0) return project.inGit(owner.file);
  return then.has(`${path2}.dvc`) ? `${path2}.dvc` : void 0;
}
function stagesOf(project, target) {
  const stages = project.stages.filter(({ kind }) => kind === "stage");
  for (const is of [
    (stage2) => stage2.name === target,
    (stage2) => declaredName(stage2.name) === target,
    ({ outs }) => outs.some(({ path: path2 }) => path2 === joinPath(target))
  ]) {
    const found = stages.filter(is);
    if (found.length > 0) return found;
  }
  const names2 = [
    ...stages.map(({ name: name2 }) => name2),
    ...project.index.stages.flatMap(({ outs }) => outs.map(({ path: path2 }) => path2)),
    ...project.stages.filter(({ kind }) => kind !== "stage").map(({ file }) => file)
  ];
  const meant = nearest(target, names2);
  throw unknownTarget(
    target,
    "it is not a stage, an output or a .dvc file",
    meant === void 0 ? `Allowed: ${names2.join(", ")}.` : `Did you mean '${meant}'?`
  );
}
function unknownTarget(target, why, remedy) {
  return new SetupError("target-unknown", `targets: '${target}' cannot be rolled back: ${why}.`, {
    key: "targets",
    value: target,
    remedy
  });
}
function ownersNamed(project, targets) {
  return targets.flatMap((target) => {
    const file = project.inGit(joinPath(target));
    const data = project.stages.filter(
      (stage2) => stage2.kind !== "stage" && (project.inGit(stage2.file) === file || stage2.outs.some(({ path: path2 }) => path2 === joinPath(target)))
    );
    return data.length > 0 ? data : stagesOf(project, target);
  });
}

// src/steps/rollback/end-of-rollback.ts
function describe4(project, { sha, label: label2 }) {
  const { targets, restore } = project.run.settings.rollback;
  return { sha, label: label2, targets: targetsText({ targets, restore, directory: project.inGit(".") }) };
}
function endWith(project, version, outcome) {
  return { conclusion: "success", message: rollbackSummary(describe4(project, version), outcome) };
}
async function endUnchanged(project, version) {
  const moved = await finish(project, version, project.run.report.source.sha);
  return endWith(project, version, { kind: "unchanged", moved });
}
async function endOfDryRun2(project, version, paths, branch) {
  const would = await wouldCommit(project, paths, branch, "rollback");
  project.run.skip("commit", `dry run; it would ${would}`);
  return endWith(project, version, { kind: "dry-run", would, stale: staleNote(project) });
}
function staleNote({ run: run2 }) {
  return staleAfterRollback(run2.report.stages, run2.settings.rollback.targets.length === 0);
}
async function finish(project, { sha, label: label2 }, commit) {
  const { run: run2 } = project;
  const { targets } = run2.settings.rollback;
  if (run2.settings.rebuild.dryRun) return "";
  const model = findModel(project);
  const isModelRestored = model !== void 0 && (targets.length === 0 || ownersNamed(project, targets).some(({ outs }) => outs.some(({ path: path2 }) => path2 === model.out.path)));
  const version = isModelRestored ? await moveBack(project, { sha, label: label2, commit }) : void 0;
  if (run2.settings.deploy.rollback) {
    const { alias } = run2.settings.mlflow;
    await deploy(project, {
      commit,
      key: `${commit} rollback ${sha}`,
      ...modelFacts(project, isModelRestored ? model : void 0),
      ...version === void 0 ? {} : { model: version.name, version: version.version },
      ...version === void 0 || alias === void 0 ? {} : { alias }
    });
  }
  return version === void 0 ? "" : movedText(version, run2.settings.mlflow);
}

// src/steps/rollback/publish-rollback.ts
async function destinationOf(project) {
  const branch = await branchOf(project);
  if (!project.run.settings.rebuild.dryRun) await requireMethod(project, branch, "rollback");
  return branch;
}
async function commitRollback(project, version, paths) {
  const { run: run2, git } = project;
  return git.commitPaths({
    paths: [...new Set(paths)],
    parent: run2.report.source.sha,
    identity: IDENTITY,
    message: subjectFor(run2.settings.rebuild.commit, `CI: Roll back ${rollbackSubject(describe4(project, version))}`),
    trailers: await trailersOf2(project, version)
  });
}
async function publishRollback(project, version, { commit, branch, backup }) {
  const back = describe4(project, version);
  const published = await publishCommit(project, {
    commit,
    branch,
    topic: "rollback",
    title: subjectFor("pull-request", `CI: Roll back ${rollbackSubject(back)}`),
    summary: pullRequestSummary(back),
    trailers: await trailersOf2(project, version),
    beforeMove: () => Promise.resolve(),
    overtaken: () => Promise.resolve(void 0),
    isStillFresh: () => Promise.resolve({ fresh: true })
  });
  if (published.kind !== "superseded") await backup.discard();
  switch (published.kind) {
    case "not-committed":
      return endWith(project, version, { kind: "not-committed", paths: commit.changed, stale: staleNote(project) });
    case "superseded":
      throw new ProjectError("branch-moved", `${published.reason}.`, {
        key: "to",
        value: version.label,
        remedy: "Nothing was changed. Run the rollback again on the tip of the branch."
      });
    case "committed": {
      const { pull_request: pull } = published.report;
      if (pull !== void 0)
        return endWith(project, version, { kind: "pull-request", number: pull.number, url: pull.url });
      const moved = await finish(project, version, published.sha);
      return endWith(project, version, { kind: "committed", commit: published.sha, moved, stale: staleNote(project) });
    }
  }
}
async function trailersOf2(project, { sha }) {
  const { event, rollback: rollback2 } = project.run.settings;
  const by = plainLine(event.actor ?? await project.git.userName() ?? "");
  return {
    [ROLLBACK_TRAILER]: sha,
    ...directoryTrailer(project),
    ...by === "" ? {} : { [BY_TRAILER]: by },
    ...rollback2.reason === void 0 ? {} : { [REASON_TRAILER]: rollback2.reason }
  };
}

// src/steps/rollback/report-stale.ts
async function reportStale(project) {
  const { run: run2, dvc: dvc2 } = project;
  await run2.step("status", async (outcome) => {
    const allowMissing = run2.settings.rebuild.dryRun || run2.settings.validate.pull === "none" || run2.settings.rollback.targets.length > 0;
    const scope = new Set(project.stages.map(({ name: name2 }) => name2));
    run2.report.stages = withNeeds(
      verdicts(project.index, await dvc2.status({ allowMissing }), await trackedPaths(project)).filter(
        ({ name: name2 }) => scope.has(name2)
      ),
      project.graph
    );
    const stale = run2.report.stages.filter(({ verdict }) => verdict === "stale");
    if (stale.length === 0) {
      outcome.message = "dvc repro has nothing to run";
      return;
    }
    outcome.conclusion = "warning";
    outcome.message = `dvc repro would run ${stale.map(({ name: name2 }) => name2).join(", ")}`;
    for (const { name: name2, causes } of stale) {
      const place = project.lines.ofStage(name2, project.graph.stage(name2)?.file ?? "dvc.yaml");
      run2.report.lint.push({
        rule: "stale-after-rollback",
        ...place,
        path: project.inGit(place.path),
        severity: "warning",
        message: `${name2} is stale after the rollback: ${causes.map(({ message }) => message).join("; ")}.`
      });
    }
  });
}

// src/steps/rollback/restore-version.ts
async function restoreVersion(before, plan2, { sha }, backup) {
  const { run: run2 } = before;
  const project = await run2.step("restore", async (outcome) => {
    await restoreFiles(before, plan2, sha, backup);
    outcome.message = pathsOf2(plan2).join(", ");
    const restored = await reload(before);
    const files2 = restored.files.map(({ path: path2 }) => path2);
    await rejectEscapingLinks(restored, restored.index, files2, await before.git.entriesOf(sha));
    return restored;
  });
  for (const { path: path2, message } of plan2.notes)
    run2.report.lint.push({ rule: "not-rolled-back", path: path2, severity: "notice", message });
  return project;
}

// src/steps/rollback/version.ts
async function findVersion2(project) {
  const { run: run2, git } = project;
  const { to } = run2.settings.rollback;
  return run2.step("version", async (outcome) => {
    const number3 = versionNumber(to);
    const sha = number3 === void 0 ? await revisionOf({ run: run2, git }, to) : await commitOfVersion(project, number3);
    if (sha === void 0) {
      throw new SetupError("revision-unknown", `to: there is no tag, branch or commit '${to}'.`, {
        key: "to",
        value: to,
        remedy: "List them with `git tag` and `git log`. In a shallow checkout, give a tag or a full hash, or set `fetch-depth: 0`."
      });
    }
    run2.report.rollback = { to, sha, targets: [...run2.settings.rollback.targets] };
    outcome.message = `${to}, ${sha.slice(0, 7)}`;
    return { sha, label: to };
  });
}
async function revisionOf({ run: run2, git }, to) {
  if (/^[0-9a-f]{40}$/.test(to)) return git.ensureCommit(to);
  try {
    const tag = await git.resolveBaseline({ kind: "tag", name: to.replace(/^refs\/tags\//, "") }, run2.settings.event);
    if (tag.sha !== void 0) return tag.sha;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
  }
  return git.resolve(to);
}

// src/steps/rollback/version-data.ts
async function rejectUnsavedData(project, plan2) {
  const status = await project.dvc.status({ allowMissing: true });
  for (const owner of ownersOf2(project, plan2)) {
    const cached = new Set(owner.outs.filter(({ cache }) => cache).map(({ path: path2 }) => path2));
    const changed = Object.entries(status[owner.name]?.outs ?? {}).find(
      ([path2, state]) => state === "modified" && cached.has(path2)
    );
    if (changed === void 0) continue;
    throw new SetupError(
      "output-changed",
      `${changed[0]} differs from ${owner.kind === "stage" ? "dvc.lock" : owner.file}, and a rollback would replace it.`,
      {
        key: "working tree",
        value: changed[0],
        remedy: `Keep it with \`dvc commit ${owner.kind === "stage" ? owner.name : owner.file}\`, or discard it with \`dvc checkout --force ${changed[0]}\`.`
      }
    );
  }
}
function ownersOf2(project, { owners }) {
  return project.stages.filter(({ name: name2 }) => owners?.includes(name2) ?? true);
}
function requireNothingMissing({ run: run2 }, { label: label2 }) {
  const { missing } = run2.report.remote;
  if (missing.length > 0)
    throw new ProjectError(
      "remote-data-missing",
      `${label2} cannot be restored: ${missing.map(({ message }) => message).join(" ")}`,
      { key: "to", value: label2, remedy: "Nothing was changed." }
    );
}
async function pullVersion(project, version, plan2, owners) {
  const { run: run2, dvc: dvc2 } = project;
  if (run2.settings.rebuild.dryRun) return run2.skip("pull", "dry run");
  if (run2.settings.validate.pull === "none") return run2.skip("pull", "pull: none");
  await strictPull(project, { targets: plan2.owners });
  requireNothingMissing(project, version);
  await run2.step("compare data", async (outcome) => {
    const altered = await dvc2.altered(owners.map(({ name: name2 }) => name2));
    if (altered.length > 0)
      throw new ProjectError(
        "data-altered",
        `the pulled data differs from ${version.label}: ${altered.map(({ path: path2, hash, actual }) => `${path2} has the hash ${actual}, not ${hash}`).join(", ")}.`,
        { key: "to", value: version.label, remedy: "Nothing was changed." }
      );
    outcome.message = `the data of ${count(owners.length, "stage or .dvc file", "stages and .dvc files")} is identical to ${version.label}`;
  });
}

// src/flows/rollback.ts
async function rollback(run2) {
  return withProject(run2, async ({ project }) => {
    const version = await findVersion2(project);
    const branch = await destinationOf(project);
    const plan2 = await planRestore(project, version);
    if (pathsOf2(plan2).length === 0) return endUnchanged(project, version);
    await rejectUnsavedData(project, plan2);
    await confirmed(project, rollbackQuestion(describe4(project, version), pathsOf2(plan2)));
    const backup = await openBackup(project);
    try {
      return await restoreAndPublish(project, version, { plan: plan2, branch, backup });
    } finally {
      await backup.restore();
    }
  });
}
async function restoreAndPublish(before, version, { plan: plan2, branch, backup }) {
  const { settings, report } = before.run;
  const project = await restoreVersion(before, plan2, version, backup);
  const owners = ownersOf2(project, plan2);
  await verifyRemote(project, {
    mode: settings.validate.verify,
    download: true,
    ...plan2.owners === void 0 ? {} : { stages: plan2.owners }
  });
  requireNothingMissing(project, version);
  const ignores = await prepareOutputs(project, plan2, owners, backup);
  await pullVersion(project, version, plan2, owners);
  await reportStale(project);
  const baseline = { sha: report.source.sha, label: "before the rollback" };
  const [content, metrics] = [await readBaseline(project, baseline), await workspaceMetrics(project)];
  await Promise.all([collectPlots(project, baseline.sha), compare(project, baseline, content, metrics, void 0)]);
  const commit = await commitRollback(project, version, [...pathsOf2(plan2), ...ignores]);
  if (commit === void 0) return endUnchanged(project, version);
  await requireCommit(project, commit);
  if (settings.rebuild.dryRun) return endOfDryRun2(project, version, commit.changed, branch);
  return publishRollback(project, version, { commit, branch, backup });
}

// src/steps/fan-out/planned-job.ts
function jobOf({ run: run2 }, { jobs }) {
  const { job: id } = run2.settings.fanOut;
  const job = jobs.find((each) => each.id === id);
  if (job !== void 0) return job;
  const meant = nearest(
    id,
    jobs.map((each) => each.id)
  );
  throw new SetupError(
    "job-unknown",
    id === "" ? "job: mode: stage needs the job of the plan that it runs." : `job: the plan has no job '${id}'.`,
    {
      key: "job",
      value: id,
      remedy: meant === void 0 ? `The jobs are ${jobs.map((each) => each.id).join(", ")}.` : `Did you mean '${meant}'?`
    }
  );
}
function reportJob({ run: run2 }, job, conclusion, seconds2, fragment) {
  run2.report.fanout = {
    ...fragment === void 0 ? {} : { fragment },
    jobs: [{ id: job.id, level: job.level, stages: job.stages, conclusion, seconds: seconds2 }]
  };
}

// src/report/stage-summary.ts
function jobSummary(job, stages) {
  return `${job}: ${stages.map(({ name: name2, verdict }) => `${name2} ${verdict}`).join(", ")}; its outputs are in the remote.`;
}

// src/steps/fan-out/earlier-jobs.ts
async function applyEarlier(project, handed, job) {
  const { run: run2 } = project;
  const before = jobsBefore(handed, job, project.graph);
  return run2.step("apply fragments", async (outcome) => {
    const { fragments } = run2.settings.fanOut;
    const found = await readFragments(project, handed, before, fragments);
    const failed = found.flatMap((each) => "failed" in each ? [each.job.id] : []);
    if (failed.length > 0)
      throw new ProjectError("job-failed", `this job needs ${failed.join(", ")}, which failed.`, {
        key: "fragments",
        value: fragmentFile(fragments, failed[0] ?? ""),
        remedy: "Run that job again first."
      });
    outcome.message = before.length === 0 ? "no earlier job" : before.map(({ id }) => id).join(", ");
    return applyFragments(
      project,
      found.flatMap((each) => "fragment" in each ? [each.fragment] : [])
    );
  });
}

// src/steps/fan-out/job-inputs.ts
async function pullNeeded(project, job) {
  const { graph, run: run2 } = project;
  const own = new Set(job.stages);
  const names2 = [...new Set(job.stages.flatMap((name2) => graph.upstream(name2)))].filter((name2) => {
    const owner = graph.stage(name2);
    return owner !== void 0 && isPullable(owner) && !own.has(name2);
  });
  const read = job.stages.flatMap((name2) => graph.stage(name2)?.deps.map(({ path: path2 }) => path2) ?? []);
  const targets = names2.flatMap((name2) => {
    const owner = graph.stage(name2);
    if (owner?.kind !== "stage") return [name2];
    return owner.outs.filter(
      (out) => out.cache && out.hash !== void 0 && read.some((path2) => isWithin(path2, out.path) || isWithin(out.path, path2))
    ).map(({ path: path2 }) => path2);
  });
  await strictPull(project, { targets: names2, only: targets });
  const { missing } = run2.report.remote;
  if (missing.length > 0)
    throw new ProjectError(
      "remote-data-missing",
      `the remote lacks data of this job: ${missing.map(({ message }) => message).join(" ")}`,
      { key: "remote", remedy: "Nothing was run." }
    );
  for (const name2 of names2) await requirePulled(project, name2, targets);
  return names2;
}
async function requirePulled({ graph, run: run2 }, name2, targets) {
  for (const { path: path2, cache } of graph.stage(name2)?.outs ?? []) {
    if (!cache || !targets.includes(path2) || await lstatOf(`${run2.settings.workingDirectory}/${path2}`) !== void 0)
      continue;
    throw new ProjectError("data-not-pulled", `dvc pull succeeded, but ${path2} is missing.`, {
      key: "remote",
      value: path2,
      remedy: "Nothing was run."
    });
  }
}

// src/steps/fan-out/run-job.ts
async function runJob(opened, { handed, job, plan: plan2, backup }) {
  const { run: run2 } = opened;
  const { fragments } = run2.settings.fanOut;
  await clearOutputs(opened, plan2, backup);
  const applied = await applyEarlier(opened, handed, job);
  const own = {
    ...plan2,
    whole: false,
    mayRun: new Set(job.stages),
    forced: plan2.forced.filter((name2) => job.stages.includes(name2)),
    pull: await pullNeeded(applied, job)
  };
  await requireTrueInputs(applied, own);
  const variables = await trackJob(applied, handed.mlflow, job.stages);
  const project = await setUpProject(withVariables(applied, variables));
  const started = performance.now();
  const log = new LogTail(LONGEST_LOG);
  const before = await looseSignatures(project);
  const result = (conclusion, message) => ({
    conclusion,
    ...message === void 0 ? {} : { message },
    seconds: roundSeconds(performance.now() - started),
    log: log.text,
    loose: [],
    stages: run2.report.stages.map(({ name: name2, verdict, seconds: seconds2 }) => ({
      name: name2,
      verdict: verdict === "stale" || verdict === "frozen" ? "skipped" : verdict,
      ...seconds2 === void 0 ? {} : { seconds: seconds2 }
    }))
  });
  const write = (outcome) => writeFragment(project, handed, job, fragments, outcome);
  try {
    try {
      const logged = {
        ...project,
        run: {
          ...run2,
          host: {
            ...run2.host,
            output: (text2) => {
              log.add(text2);
              run2.host.output(text2);
            }
          }
        }
      };
      const upload2 = new BackgroundUpload(project);
      await reproduce(logged, own, { reproduction: await Reproduction.prepare(logged, own, { upload: upload2 }) });
    } finally {
      run2.report.stages = job.stages.flatMap((name2) => run2.report.stages.find((each) => each.name === name2) ?? []);
    }
    await pushData(await refresh(project), { stages: job.stages });
  } catch (error) {
    if (!(error instanceof ProjectError)) throw error;
    const failure2 = result("failure", error.message);
    const file = await write(failure2).catch((cause) => run2.host.debug(String(cause)));
    reportJob(project, job, "failure", failure2.seconds, file ?? void 0);
    throw error;
  }
  return run2.step("write fragment", async (outcome) => {
    const after = await looseSignatures(project);
    const written = [...after].filter(([path2, signature]) => before.get(path2) !== signature).map(([path2]) => path2);
    const done = result("success");
    const file = await write({ ...done, loose: written });
    reportJob(project, job, "success", done.seconds, file);
    outcome.message = file;
    return jobSummary(job.id, run2.report.stages);
  });
}

// src/flows/stage.ts
async function stage(run2) {
  return withProject(
    run2,
    async ({ project: opened, status }) => {
      const { handed, project: asked } = openPlan(opened);
      const job = jobOf(asked, handed);
      const backup = await openBackup(asked);
      try {
        const start = await startFromCommit(asked, backup, await asked.git.uncommitted());
        const changed = await retrained(start.project, handed.flow, backup);
        const project = { ...changed, objects: openSourceCache(changed, job.stages) ?? changed.objects };
        const isFresh = start.isAsBefore && changed === start.project;
        const plan2 = await planBuild(project, { here: new Set(job.stages), status: isFresh ? status : void 0 });
        requirePlanOf(project, handed, plan2);
        const message = await runJob(project, { handed, job, plan: plan2, backup });
        await backup.discard();
        return message;
      } finally {
        await backup.restore();
      }
    },
    true
  );
}

// src/report/validate-summary.ts
var SUMMED_UP = ["stale-stage", "stage-data-missing", "metric-claim"];
var MOST_NAMES = 10;
function validationSummary(report, passed, rules) {
  const failures = failuresOf(report, passed, rules).filter((text2) => text2 !== "");
  if (failures.length > 0) return { failed: true, text: `${failures.map(withoutPeriod).join("; ")}.` };
  const facts = factsOf(report).filter((text2) => text2 !== "");
  return { failed: false, text: `${capitalized(facts.join(", ") || "no problem was found")}.` };
}
function failuresOf(report, passed, rules) {
  const errors = report.lint.filter(({ severity }) => severity === "error");
  const messagesOf = (rule) => errors.filter((error) => error.rule === rule).map(({ message }) => message);
  return [
    missingText(report.remote),
    staleText(
      messagesOf("stale-stage"),
      report.stages.filter(({ verdict, causes, held }) => verdict === "stale" && !held && causes.some(isChange)).map(({ name: name2 }) => name2)
    ),
    ...errors.filter(({ rule }) => !SUMMED_UP.includes(rule) && !rules.includes(rule)).map(({ message }) => message),
    ...messagesOf("stage-data-missing").slice(0, 1),
    ...rules.map((rule) => firstOf(messagesOf(rule))),
    checksText(report.checks.filter(({ conclusion }) => conclusion === "failure").map(({ name: name2 }) => name2)),
    firstOf(messagesOf("metric-claim")),
    passed ? "" : closedGate(report.policies)
  ];
}
function factsOf({ stages, remote, checks, policies, hold }) {
  return [
    stages.length > 0 ? reproducedText(stages) : "",
    hold === void 0 ? "" : `the base branch is ${withoutPeriod(heldText(hold))}`,
    remote.objects > 0 ? `${count(remote.verified, "object")} in the remote` : "",
    checks.length > 0 ? `${count(checks.length, "check")} passed` : "",
    policies.length > 0 ? `${count(policies.filter(({ passed }) => passed).length, "rule")} held` : "",
    ...policies.filter((policy) => policyState(policy) === "accepted").map((policy) => `${withoutPeriod(policy.message)} (${acceptedText(policy)})`),
    ...policies.filter((policy) => policyState(policy) === "warned").map(({ message }) => `warning: ${withoutPeriod(message)}`)
  ];
}
function reproducedText(stages) {
  const ran = stages.filter(({ verdict }) => verdict === "ran" || verdict === "restored").map(({ name: name2 }) => name2);
  const reproduced = stages.filter((stage2) => stage2.reproduced !== void 0).map(({ name: name2 }) => name2);
  return ran.length === 0 ? `nothing to reproduce${reproduced.length === 0 ? "" : ` (the author reproduced ${named(reproduced, MOST_NAMES)})`}` : `${count(ran.length, "stage")} reproduced here (${named(ran, MOST_NAMES)})`;
}
function missingText({ name: name2, missing, empty = [] }) {
  const paths = missing.flatMap((object2) => object2.paths);
  if (paths.length === 0) return "";
  const reasons = [...new Set(missing.map(({ reason }) => reason))].join(" or ");
  const remote = missing[0]?.remote ?? name2;
  const nothing = empty.includes(remote) ? ", which has none of the data of this commit: check its address, or run `dvc push` where the data was made" : "";
  return `${named(paths, 1)} ${paths.length > 1 ? "are" : "is"} ${reasons} in the remote '${remote}'${nothing}`;
}
function staleText([first], [, ...others]) {
  if (first === void 0) return "";
  return `${withoutPeriod(first)}${others.length === 0 ? "" : `; stale too: ${named(others, MOST_NAMES)}`}`;
}
function checksText(names2) {
  return names2.length === 0 ? "" : `${names2.length === 1 ? "the check" : "the checks"} ${names2.join(", ")} failed`;
}
function firstOf(messages) {
  const [first] = messages;
  return first === void 0 ? "" : `${withoutPeriod(first)}${messages.length > 1 ? ` (and ${messages.length - 1} more)` : ""}`;
}

// src/pipeline/lock-changes.ts
function entryChanges(before, now, isTracked) {
  if (!isMapping2(now)) return [];
  if (!isMapping2(before)) return [{ kind: "command", message: "it is a new stage" }];
  const causes = [];
  if (isDifferent(before["cmd"], now["cmd"])) causes.push({ kind: "command", message: "its command has changed" });
  const [oldDeps, deps] = [byPath2(before["deps"]), byPath2(now["deps"])];
  for (const path2 of /* @__PURE__ */ new Set([...deps.keys(), ...oldDeps.keys()])) {
    if (!isDifferent(oldDeps.get(path2), deps.get(path2))) continue;
    const state = oldDeps.has(path2) ? deps.has(path2) ? "has changed" : "is no dependency now" : "is a new dependency";
    causes.push({ kind: isTracked(path2) ? "code" : "data", path: path2, message: `${path2} ${state}` });
  }
  const [oldParams, params] = [flat(before["params"]), flat(now["params"])];
  for (const path2 of /* @__PURE__ */ new Set([...params.keys(), ...oldParams.keys()])) {
    const [old, present] = [oldParams.get(path2), params.get(path2)];
    if (old === present) continue;
    causes.push({
      kind: "params",
      path: path2,
      message: `${path2.slice(path2.indexOf(":") + 1)}: ${old ?? "absent"} -> ${present ?? "absent"}`
    });
  }
  if (causes.length > 0) return causes;
  const [oldOuts, outs] = [byPath2(before["outs"]), byPath2(now["outs"])];
  const made = [...outs.keys()].filter((path2) => isDifferent(oldOuts.get(path2), outs.get(path2)));
  return made.length === 0 ? [] : [{ kind: "forced", message: `the same inputs gave another ${made.join(", ")}` }];
}
function byPath2(list) {
  const entries = Array.isArray(list) ? list.filter(isMapping2) : [];
  return new Map(
    entries.flatMap((entry) => {
      const { path: path2, md5: md52, etag, checksum, version_id: version } = entry;
      return typeof path2 === "string" ? [[path2, md52 ?? etag ?? checksum ?? version ?? entry]] : [];
    })
  );
}
function flat(params) {
  const values = /* @__PURE__ */ new Map();
  if (!isMapping2(params)) return values;
  for (const [file, inner] of Object.entries(params))
    for (const [name2, value] of Object.entries(isMapping2(inner) ? inner : {}))
      for (const [path2, leaf] of leaves(name2, value)) values.set(`${file}:${path2}`, leaf);
  return values;
}
function leaves(name2, value) {
  if (isMapping2(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, inner]) => leaves(`${name2}.${key}`, inner));
  const text2 = JSON.stringify(value) ?? "nothing";
  return [[name2, text2.length > 60 ? `${text2.slice(0, 57)}...` : text2]];
}
function isDifferent(one, other) {
  return JSON.stringify(one) !== JSON.stringify(other);
}
function isMapping2(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// src/steps/build/reproduced-stages.ts
async function reportReproduced(project, baselineSha) {
  if (baselineSha === void 0) return;
  const unchanged = project.run.report.stages.filter(({ verdict }) => verdict === "unchanged");
  if (unchanged.length === 0) return;
  const entries = await lockEntriesOf(
    project,
    baselineSha,
    unchanged.map(({ name: name2 }) => name2)
  );
  const isTracked = await trackedPaths(project);
  for (const stage2 of unchanged) {
    const { before, now } = entries.get(stage2.name) ?? {};
    const changes = entryChanges(before, now, isTracked);
    if (changes.length > 0) stage2.reproduced = changes;
  }
}

// src/steps/gate/accept-failures.ts
async function acceptFailures(project, judged) {
  const { run: run2 } = project;
  if (run2.settings.event.pullRequest !== void 0) return acceptFailing(run2, judged, project.inGit("dvc-ci.yaml"));
  const instruction = await acceptMerged(project, judged);
  if (instruction !== void 0) run2.host.info(instruction);
}

// src/steps/validate/failure-id.ts
var MEASUREMENT = ["metric-unreadable", "metric-not-measured", "evaluation-failed", "evaluation-inputs"];
function failureId({ lint: lint3, remote, checks, policies }) {
  const rules = lint3.filter(({ severity }) => severity === "error").map(({ rule }) => rule);
  const isOther = (name2) => name2 !== "metric-claim" && !Object.hasOwn(RULES, name2);
  if (remote.missing.length > 0) return "remote-data-missing";
  if (rules.includes("stale-stage")) return "pipeline-stale";
  const other = rules.find((rule) => isOther(rule) && rule !== "stage-data-missing") ?? rules.find(isOther);
  if (other === "stage-failed") return "stage-command-failed";
  if (other !== void 0) return MEASUREMENT.includes(other) ? "measurement-failed" : "validation-failed";
  if (rules.some((rule) => Object.hasOwn(RULES, rule))) return "lint-failed";
  if (checks.some(({ conclusion }) => conclusion === "failure")) return "check-failed";
  if (rules.includes("metric-claim")) return "metric-mismatch";
  return policies.some((policy) => policyState(policy) === "failed") ? "gate-closed" : "validation-failed";
}

// src/steps/validate/reproduce-stale.ts
var REPRODUCED_TRAILER = "Dvc-Ci-Reproduced";
var MESSAGE = "CI: Reproduce what this change made stale";
async function openCollected(opened) {
  const backend = new CollectedBackend();
  const project = await backend.open(opened);
  return { backend, project, plan: await planBuild(project, { here: backend.here }) };
}
var StaleRun = class _StaleRun {
  constructor(backup, target, reason, collected) {
    this.backup = backup;
    this.target = target;
    this.reason = reason;
    this.collected = collected;
  }
  backup;
  target;
  reason;
  collected;
  differs = [];
  /**
   * @param collected the plan, if other machines ran the stages
   * @returns undefined if the change made no stage stale, or the remote lacks data
   * @throws {SetupError} `pull: none` downloads no data for the stages
   * @throws {ProjectError | OutsideError} the credentials may not push to the branch or write to the remote
   */
  static async begin(project, collected) {
    const { run: run2 } = project;
    const { stale: wanted, pull } = run2.settings.validate;
    if (wanted === "fail" || !run2.report.stages.some(({ verdict, causes, held }) => verdict === "stale" && !held && causes.some(isChange)))
      return void 0;
    if (pull === "none")
      throw new SetupError(
        "setting-conflict",
        `stale: ${wanted} runs stages, and pull: none downloads no data for them.`,
        {
          key: "stale",
          value: wanted,
          remedy: "Use pull: all, or stale: fail."
        }
      );
    if (run2.report.remote.missing.length > 0) {
      run2.skip("reproduce", "the remote lacks data");
      return void 0;
    }
    const target = wanted === "commit" ? targetOf(project) : "stale: run";
    if (typeof target !== "string") {
      await requirePush(project, target.branch);
      await requireWritableRemote(project);
    }
    const backup = await openBackup(project);
    return typeof target === "string" ? new _StaleRun(backup, void 0, target, collected) : new _StaleRun(backup, target, "", collected);
  }
  /** False where the jobs of other machines ran the stages. */
  get runsHere() {
    return this.collected === void 0;
  }
  /**
   * Runs the stale stages and those that depend on them. A failed stage is a finding, and the workspace is restored.
   * @returns the project as DVC reads it afterwards, and whether all stages ran
   */
  async reproduce(given) {
    const { settings, report } = given.run;
    const project = withSettings(given, { ...settings, rebuild: { ...settings.rebuild, force: { kind: "none" } } });
    let made;
    try {
      await (this.collected === void 0 ? this.runHere(project) : this.collect(project, this.collected));
      made = await refresh(project);
    } catch (error) {
      if (!(error instanceof ProjectError)) throw error;
      const { path: path2, line } = error.details;
      report.lint.push({
        rule: "stage-failed",
        severity: "error",
        message: error.message,
        ...path2 === void 0 ? {} : { path: path2 },
        ...line === void 0 ? {} : { line }
      });
      await this.backup.restore();
      return { project: await refresh(project), ran: false };
    }
    this.differs = await madeFiles(made);
    const [lock] = this.differs;
    if (lock !== void 0) {
      const names2 = report.stages.filter(({ verdict }) => verdict === "ran" || verdict === "restored").map(({ name: name2 }) => name2);
      report.lint.push({
        rule: "lock-behind",
        path: lock,
        severity: "warning",
        message: `dvc.lock is behind, so this run reproduced ${names2.join(", ")}: ${this.differs.join(", ")} differ${this.differs.length === 1 ? "s" : ""} from the commit.`,
        fix: "dvc repro && dvc push && git commit -a"
      });
    }
    return { project: made, ran: true };
  }
  async runHere(project) {
    const plan2 = await planBuild(project);
    if (project.run.settings.validate.pull === "needed") await strictPull(project, { targets: plan2.pull });
    await clearOutputs(project, plan2, this.backup);
    await reproduce(project, plan2, { reproduction: await Reproduction.prepare(project, plan2) });
  }
  async collect(project, { backend, plan: plan2 }) {
    const build2 = { plan: plan2, backup: this.backup };
    const fragments = await backend.inputs(project, build2);
    await clearOutputs(project, { ...plan2, forced: [...plan2.mayRun] }, this.backup);
    await backend.make(project, build2, fragments, NO_OBSERVER);
    await strictPull(project, {
      targets: project.run.report.stages.filter(({ name: name2 }) => plan2.mayRun.has(name2)).map(({ name: name2 }) => name2)
    });
  }
  /**
   * Uploads and verifies the data, then pushes a commit with the new dvc.lock to the branch.
   * @returns a sentence about the commit, or about the reason for none; empty if the lock is up to date
   * @throws {ProjectError} a clean checkout has a stale stage, the remote lacks data, or the server rejects the push
   */
  async commit(project) {
    const { run: run2, git } = project;
    if (this.differs.length === 0) return "";
    const behind = `The committed dvc.lock is behind (${this.differs.join(", ")})`;
    if (this.target === void 0) return `${behind}; not committed: ${this.reason}.`;
    const { branch, head } = this.target;
    const merged = head === run2.report.source.sha ? [] : await changedInputs(project, await git.ensureCommit(head), run2.report.source.sha);
    if (merged.length > 0)
      return `${behind}; not committed: ${merged.join(", ")} differ${merged.length === 1 ? "s" : ""} between ${branch} and its merge with the base. Merge the base into the branch first.`;
    const commit = await git.commitPaths({
      paths: this.differs,
      parent: head,
      identity: IDENTITY,
      message: MESSAGE,
      trailers: { [REPRODUCED_TRAILER]: head, ...directoryTrailer(project) }
    });
    if (commit === void 0) return "";
    const checkout = new CleanCheckout(project, this.backup);
    checkout.at(commit, run2.report.source.sha);
    await proveRepeatable(project, commit, checkout).finally(() => checkout.close());
    await pushData(project);
    return run2.step("commit", async (outcome) => {
      const tip = await push(project, commit, this.target ?? { branch, head });
      if (tip !== commit.sha) {
        outcome.conclusion = "warning";
        return outcome.message = `Not committed: ${branch} ${tip === void 0 ? "was deleted" : `moved to ${tip.slice(0, 7)}`} during this run${tip === void 0 ? "" : "; the run of that commit judges it"}.`;
      }
      run2.report.commit = { sha: commit.sha, branch, method: "push", attempts: 1 };
      outcome.message = `${commit.sha.slice(0, 7)} on ${branch}: ${commit.changed.join(", ")}`;
      return `Committed ${commit.sha.slice(0, 7)} to ${branch}: ${commit.changed.join(", ")}.`;
    });
  }
  /** Restores the checkout. */
  end() {
    return this.backup.restore();
  }
};
function targetOf({
  run: {
    settings: { event },
    report
  }
}) {
  const { pullRequest, ref, defaultBranch } = event;
  if (!event.trusted) return "the change comes from a fork or from Dependabot";
  if (pullRequest !== void 0)
    return pullRequest.fork ? "its branch is in another repository" : { branch: pullRequest.headRef, head: pullRequest.headSha };
  if (event.name === "local") return "on a laptop, use `dvc repro`, `dvc push` and `git commit`";
  const branch = ref.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : void 0;
  if (branch === void 0 || branch.startsWith("gh-readonly-queue/")) return `${ref} is not the branch of a change`;
  return branch === defaultBranch ? "a rebuild builds the default branch" : { branch, head: report.source.sha };
}
async function push({ git }, { sha }, { branch, head }) {
  const remote = await git.remoteName();
  if (remote === void 0)
    throw new SetupError("git-remote-missing", "the checkout has no Git remote to push to.", {
      key: "remote",
      value: "",
      remedy: "Add one with `git remote add origin URL`."
    });
  for (let attempt = 1; ; attempt++) {
    const tip = await git.fetchTip(branch);
    if (tip !== head) return tip;
    const answer3 = await git.push(remote, sha, branch);
    if (answer3.kind === "pushed") return sha;
    if (answer3.kind === "refused" && answer3.lasting) {
      throw new ProjectError("push-rejected", `the server rejects the push to '${branch}': ${answer3.words}`, {
        key: "stale",
        value: "commit",
        remedy: "Allow the pushing identity to bypass the rule, or use stale: run."
      });
    }
    if (attempt >= SERVER_ATTEMPTS)
      throw new OutsideError("git-push-failed", `the push to '${branch}' failed ${attempt} times: ${answer3.words}`, {
        key: "stale",
        value: "commit",
        remedy: "Check the connection and the permission to push, then run again."
      });
    await git.wait(attempt);
  }
}

// src/steps/validate/run-checks.ts
var LOG_CHARACTERS = 2e4;
async function runChecks(project) {
  const { run: run2 } = project;
  if (run2.settings.checks.length === 0) {
    run2.skip("checks", "no checks are configured");
    return;
  }
  for (const check of run2.settings.checks) {
    const before = await project.git.uncommitted();
    await run2.step(`check ${check.name}`, async (outcome) => {
      const report = await runCheck(project, check.name, check.command);
      run2.report.checks.push(report);
      outcome.conclusion = report.conclusion;
      outcome.message = report.conclusion === "success" ? check.command : `'${check.command}' failed`;
      if (report.conclusion === "failure")
        run2.host.info(`check ${check.name} failed: ${check.command}`);
    });
    const known = new Set(before.map(({ path: path2 }) => path2));
    for (const { path: path2 } of (await project.git.uncommitted()).filter(
      (entry) => !known.has(entry.path) && !entry.untracked
    )) {
      run2.report.lint.push({
        rule: "check-changes-files",
        path: path2,
        severity: "warning",
        message: `The check ${check.name} changes ${path2}, which Git tracks.`,
        fix: `git checkout -- ${path2}`
      });
    }
  }
}
async function runCheck(project, name2, command2) {
  const { run: run2 } = project;
  const started = performance.now();
  const log = new LogTail(2 * LOG_CHARACTERS);
  let code;
  try {
    const result = await runProcess(shellLine(command2), {
      cwd: run2.settings.workingDirectory,
      env: project.env,
      signal: run2.signal,
      tail: TAIL_OF_COMMAND,
      onOutput: (text2) => {
        log.add(text2);
        run2.host.output(text2);
      }
    });
    code = result.code;
  } catch (error) {
    if (run2.signal.aborted) throw error;
    log.add(`${messageOf(error)}
`);
    code = 127;
  }
  return {
    name: name2,
    command: command2,
    conclusion: code === 0 ? "success" : "failure",
    seconds: roundSeconds(performance.now() - started),
    log: endOf(run2.host.redact(log.text))
  };
}
function endOf(log) {
  if (log.length <= LOG_CHARACTERS) return log;
  const tail = log.slice(-LOG_CHARACTERS);
  return tail.slice(tail.indexOf("\n") + 1);
}

// src/steps/validate/stages-to-run.ts
function stagesToRun(project, behind) {
  const stale = project.run.report.stages.filter(({ verdict }) => verdict === "stale").map(({ name: name2 }) => name2);
  const evaluation = project.run.settings.validate.evaluate.kind === "command" ? [] : chosenEvaluation(project);
  return [.../* @__PURE__ */ new Set([...behind?.runsHere === true ? stale : [], ...evaluation])];
}

// src/flows/validate.ts
async function validate(run2) {
  if (isClosedChange(run2)) return deleteRunsOfChange(run2);
  const { pull, verify } = run2.settings.validate;
  return withProjectSteps(run2, async (steps, { paths, opened }) => {
    const files2 = steps.step("list files", [paths], ({ git, dvcRoot }) => takeInventory(git, dvcRoot), {
      reads: ["workspace"]
    });
    const checked = steps.step("check names", [opened], ({ project: project2 }) => {
      chosenEvaluation(project2);
      rejectUnknownTargets(project2);
      return project2;
    });
    const collected = steps.step("open plan", [checked], openCollected, {
      skip: () => run2.settings.fanOut.plan === "" ? "" : void 0
    });
    const project = steps.step("select settings", [checked, collected], (own, plan2) => plan2?.project ?? own);
    const resolved2 = steps.step("resolve baseline", [paths], (found) => resolveEarly(run2, found));
    const baseline = steps.step("baseline", [project, resolved2], findBaseline);
    const downloaded = steps.step("download", [project, files2, baseline], (own) => download(own), {
      writes: ["workspace"],
      skip: () => pull === "all" ? void 0 : ""
    });
    const tracking = steps.step("open run", [project, baseline], (own) => startTracking(own));
    steps.step("lint", [project, files2], checkTracking);
    const question = { mode: verify, download: pull === "all" || verify === "full" };
    const verified = steps.step("verify", [project], (own) => verifyRemote(own, question), { reads: ["remote"] });
    const pulled = steps.step(
      "pull",
      [project, downloaded, verified],
      (own, done) => pull === "all" ? strictPull(own, { download: done }) : pullNamed(own),
      { writes: ["workspace"], skip: () => pull === "none" ? "pull: none" : void 0 }
    );
    const reproduced = steps.step("reproduce", [project, pulled], (own) => checkReproduced(own, pull !== "all"), {
      reads: ["workspace"]
    });
    const stale = steps.step("prepare stale stages", [project, collected, reproduced], async (own, plan2) => {
      const started = await StaleRun.begin(own, plan2);
      steps.cleanup(() => started?.end());
      return started;
    });
    const committed = steps.step("read metrics", [project, pulled, stale], (own) => workspaceMetrics(own), {
      reads: ["workspace"]
    });
    const ready = steps.step(
      "setup",
      [project, tracking, committed, stale],
      async (own, tracked, _, behind2) => setUpProject(withVariables(own, await tracked?.variables(stagesToRun(own, behind2)) ?? {})),
      { writes: ["workspace"] }
    );
    const content = steps.step("read baseline", [ready, baseline], readBaseline);
    const rerun = steps.step(
      "run stale stages",
      [ready, stale, committed],
      async (own, behind2, metrics) => {
        const again = await behind2?.reproduce(own);
        if (again === void 0) return { project: own, metrics };
        return { project: again.project, metrics: again.ran ? await workspaceMetrics(again.project) : metrics };
      },
      { writes: ["workspace"] }
    );
    steps.step("checks", [rerun], (made2) => runChecks(made2.project), { writes: ["workspace"] });
    const measured = steps.step("evaluate", [rerun, baseline], (made2, { sha }) => evaluate(made2.project, sha), {
      writes: ["workspace"]
    });
    const plots = steps.step("plots", [rerun, baseline, measured], (made2, { sha }) => collectPlots(made2.project, sha), {
      reads: ["workspace"]
    });
    const compared2 = steps.step(
      "compare",
      [rerun, baseline, content, measured],
      async (made2, base, side, found) => {
        const sides = await compare(made2.project, base, side, made2.metrics, found);
        await reportReproduced(made2.project, base.sha);
        checkClaims(made2.project, sides, found?.alreadyReported);
        return sides;
      },
      { reads: ["workspace"] }
    );
    const passed = steps.step(
      "gate",
      [rerun, compared2],
      (made2, sides) => gate(made2.project, sides, (judged) => acceptFailures(made2.project, judged))
    );
    steps.step("track", [rerun, tracking, passed, plots], (made2, tracked) => trackChange(made2.project, tracked));
    await steps.finish();
    const { failed, text: text2 } = validationSummary(run2.report, await steps.value(passed), RULE_NAMES);
    if (failed) throw new ProjectError(failureId(run2.report), text2);
    const [made, behind] = [await steps.value(rerun), await steps.value(stale)];
    return `${text2} ${await behind?.commit(made.project) ?? ""}`.trim();
  });
}

// src/flows/run-flow.ts
async function execute(asked, host, signal, cache) {
  const settings = settingsOfPlan(asked);
  const { event } = settings;
  const report = emptyReport(settings.mode, {
    sha: event.sha ?? "",
    ref: event.ref,
    event: event.name,
    trusted: event.trusted,
    ...event.pullRequest === void 0 ? {} : { pull_request: event.pullRequest.number }
  });
  const surfaces = openSurfaces({ ...settings, dryRun: settings.rebuild.dryRun }, host, signal, report);
  const began = performance.now();
  const run2 = createRun(settings, surfaces.host, signal, report, cache);
  let exitCode = 0;
  try {
    await runFlow(run2);
  } catch (error) {
    exitCode = reportFailure(report, error, signal.aborted, (text2) => run2.host.debug(text2));
  }
  report.seconds = roundSeconds(performance.now() - began);
  report.lint.push(...await surfaces.findings());
  report.message = host.redact(report.message);
  if (report.error !== void 0) report.error = redactStrings(report.error, (text2) => host.redact(text2));
  for (const end of run2.endings) await end();
  const files2 = keepReport(run2);
  await surfaces.finish(files2);
  return { report, exitCode, files: files2, ...run2.facts };
}
var FLOWS = {
  command,
  validate,
  lint: lint2,
  resolve: resolve28,
  stage
};
var PUBLISHING_FLOWS = { rebuild, retrain, rollback, plan, collect: collect2 };
var isPublishing = (mode) => Object.hasOwn(PUBLISHING_FLOWS, mode);
async function runFlow(run2) {
  const { report } = run2;
  const { mode } = run2.settings;
  if (isPublishing(mode)) Object.assign(report, await PUBLISHING_FLOWS[mode](run2));
  else {
    report.message = await FLOWS[mode](run2);
    report.conclusion = "success";
  }
}
export {
  execute
};
