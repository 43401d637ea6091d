import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  describeDifference,
  differByVersionsAlone,
  directoryHash,
  hashOfEntry,
  isEntrySection,
  isRefusal,
  mergeLocks,
  sectionText
} from "./chunk-PTKQL6I7.js";
import {
  MAX_DEPTH,
  WITHOUT_INDEX,
  WRITE_LOCK,
  ask,
  findOwnEnvironment,
  findRecipe,
  hasDevGroup,
  hasTerminal,
  installVariables,
  keptDirectory,
  lastLines,
  moveRemedy,
  movedCommands,
  parseDvcLock,
  parseMetricsFile,
  provideDvc,
  provideUv,
  pythonRange,
  readRecipe,
  unreadableFile,
  unusedLocks
} from "./chunk-GXWG62XS.js";
import {
  CATALOGUE
} from "./chunk-X6M67NLT.js";
import {
  readPlainFile,
  reportParts
} from "./chunk-DKNCBXRV.js";
import {
  parseDvcConfig,
  remoteOf
} from "./chunk-ZZBAYX7I.js";
import {
  SERVER_ATTEMPTS,
  SUBMODULE_MODE,
  fileHash,
  openRepository
} from "./chunk-LARE4KKT.js";
import "./chunk-KFYASZWV.js";
import {
  appendLine,
  fromTop,
  removeLine,
  replaceText,
  shellWord
} from "./chunk-WUUHAIS2.js";
import {
  isBehindProxy,
  readAnswer
} from "./chunk-RRCVWI2G.js";
import {
  openFlowGitHub
} from "./chunk-B56WXTE4.js";
import {
  FoundResults,
  LARGEST_CHECK_REPORT,
  parsePythonJson
} from "./chunk-PWASHAC5.js";
import {
  isTooDeep
} from "./chunk-CBSCIB3E.js";
import {
  blockLines,
  lineOfKeys
} from "./chunk-6MQ6ICOR.js";
import {
  LARGE,
  isUnreadable,
  parseLock,
  readLarge,
  readYaml,
  sameValue
} from "./chunk-YKXWGHWM.js";
import {
  acceptedByLabel,
  commandLines,
  newReport,
  openSurfaces,
  repositoryUrl
} from "./chunk-W2QEWIWJ.js";
import {
  renderComment
} from "./chunk-NGSEVMIJ.js";
import {
  isCacheOffered
} from "./chunk-DU7VK6FM.js";
import {
  timeLimit
} from "./chunk-D6Q6YARU.js";
import {
  failureOf,
  failureText
} from "./chunk-GZPGP37K.js";
import {
  errorReportOf,
  findingsOfError,
  writeRunFiles
} from "./chunk-JKMRF2A6.js";
import {
  pageText
} from "./chunk-C5ZR3YYU.js";
import {
  annotationsOf
} from "./chunk-FMJZEITV.js";
import "./chunk-SPPGFBIH.js";
import {
  acceptedText,
  closedGate,
  closesGate,
  emptyReport,
  githubAddress,
  hasFailures,
  headlineOf,
  heldSummary,
  heldText,
  isChange,
  leftOutReason,
  movedText,
  policyReason,
  policyState,
  pullRequestSummary,
  rollbackQuestion,
  rollbackSubject,
  rollbackSummary,
  rulesHeld,
  sliceLabel,
  staleAfterRollback,
  staleStageText,
  targetsText,
  totalsText,
  unverifiedText,
  wholeMetrics
} from "./chunk-YJNMJSH2.js";
import "./chunk-QI7C5ARK.js";
import "./chunk-363BYWTC.js";
import {
  CheckAnnotations
} from "./chunk-KQH4SJHK.js";
import {
  QueryError,
  deferred,
  endedBy,
  engineOf,
  findDvcRoot,
  knownDvc,
  remoteSchemes
} from "./chunk-YTA2CIZO.js";
import {
  MINIMUM_DVC_VERSION,
  binDirectory,
  findPython,
  isProgram,
  programsNamed,
  pythonOf,
  require_pep440,
  searchPath,
  withFirst,
  withLast
} from "./chunk-AJQRIIPH.js";
import "./chunk-V5PK7DQF.js";
import {
  MERGE_DRIVER
} from "./chunk-57M6LM4W.js";
import {
  LogTail,
  TAIL_OF_COMMAND,
  runProcess,
  shellLine
} from "./chunk-JG6SPLPW.js";
import {
  moment
} from "./chunk-3YF3DDHW.js";
import {
  cacheRoot
} from "./chunk-7M6STCMH.js";
import {
  isInside,
  realPathOf
} from "./chunk-KUDOOD3U.js";
import {
  StepLog,
  currentLog,
  hostOfSteps,
  inLog
} from "./chunk-V7QOIM57.js";
import {
  redactStrings
} from "./chunk-F3VODTWH.js";
import {
  jsonText,
  markdownCode,
  markdownText,
  shorten,
  singleLine
} from "./chunk-YTSCXGCX.js";
import {
  formatBytes,
  formatChange,
  formatCount,
  formatElapsed,
  formatNumber as formatNumber2,
  formatSeconds
} from "./chunk-FT4V3LLR.js";
import {
  difference,
  formatNumber,
  formatTogether,
  plain,
  roundFor
} from "./chunk-IJ3IOKBO.js";
import "./chunk-PPFV6LXP.js";
import "./chunk-76LXF4N5.js";
import {
  require_undici
} from "./chunk-4XJPYLEX.js";
import "./chunk-TJXKN7HD.js";
import {
  childEnvironment,
  readProcStat,
  stageEnvironment
} from "./chunk-HSQ52N2T.js";
import {
  LOCAL_EVENT
} from "./chunk-HJ6N74JM.js";
import {
  serverSettings,
  settingValue
} from "./chunk-CSUNRA4N.js";
import {
  relativePath
} from "./chunk-HLRJF5P5.js";
import {
  CONFIG_NAMES,
  NumberText,
  coerce_exports,
  isFixedTag,
  isTagOf,
  nextTag,
  parseConfig,
  plainLine,
  requestDigest,
  settingSchema,
  tagPrefix
} from "./chunk-DZ4EJ7IL.js";
import {
  require_dist
} from "./chunk-HO7WJOJL.js";
import {
  RULES,
  RULE_NAMES
} from "./chunk-PKRI7QON.js";
import {
  dataSchemes,
  isUrl,
  shownSource
} from "./chunk-IISNHXBN.js";
import {
  allowCommit
} from "./chunk-QNTPS4BD.js";
import "./chunk-LJ6IJPAN.js";
import {
  capitalized,
  count,
  joined,
  lastLine,
  named,
  withoutPeriod
} from "./chunk-WFAHW5JG.js";
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
} from "./chunk-RQ5QPEI4.js";
import {
  hasNoSecrets
} from "./chunk-QKJQC3BR.js";
import {
  CancelledError,
  DvcCiError,
  OutsideError,
  ProjectError,
  SetupError,
  exhausted,
  fileDenied,
  messageOf
} from "./chunk-GSQGKKGD.js";
import {
  isCredential,
  nearestOption,
  secretsOfAddresses,
  secretsOfNetrc,
  secretsOfOptions,
  secretsOfVariables
} from "./chunk-GWQ7AMCW.js";
import {
  namedRemotes,
  optionSchemes,
  splitOption
} from "./chunk-VHRYJ7LI.js";
import {
  isRecord
} from "./chunk-MEE4SBZR.js";
import {
  nearest,
  nearestMetrics
} from "./chunk-J4Y3FKE2.js";
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
  const warn2 = (message2) => {
    host.warning(`${message2}. The verdict is unchanged.`);
  };
  return json === void 0 && page === void 0 ? {} : writeRunFiles(
    wanted,
    redactStrings(report, (text3) => host.redact(text3)),
    warn2,
    facts.pictures
  );
}

// src/run/run.ts
function createRun(settings, outer, signal, report, cache) {
  const host = hostOfSteps(outer);
  const began = performance.now();
  const record2 = (name2, conclusion, started, message2, early) => {
    const step = {
      name: name2,
      conclusion,
      started: roundSeconds((early?.began ?? started) - began),
      seconds: roundSeconds(performance.now() - started + lengthOf(early)),
      ...message2 === void 0 ? {} : { message: host.redact(message2) }
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
      moment(`step ${name2} begins`);
      host.status(name2);
      const end = host.begin(name2, started - lengthOf(early));
      try {
        const value = await body(outcome);
        const conclusion = outcome.conclusion ?? "success";
        record2(name2, conclusion, started, outcome.message, early);
        end(conclusion);
        return value;
      } catch (error) {
        moveRemedy(error, folderFromShell(settings));
        const conclusion = currentLog()?.isOptional === true && !signal.aborted ? "warning" : "failure";
        record2(name2, conclusion, started, messageOf(error), early);
        end(conclusion);
        throw error;
      } finally {
        moment(`step ${name2} ends`);
        host.status(void 0);
      }
    },
    skip: (name2, reason2) => {
      record2(name2, "skipped", performance.now(), reason2);
    }
  };
}
function folderFromShell({ shellFolder, workingDirectory }) {
  return relativePath(shellFolder, workingDirectory);
}
function lengthOf(early) {
  return early === void 0 ? 0 : early.ended - early.began;
}
function roundSeconds(milliseconds) {
  return Math.round(milliseconds) / 1e3;
}

// src/steps/fan-out/collected-backend.ts
import { readFile as readFile20, writeFile as writeFile7 } from "node:fs/promises";
import { dirname as dirname16, join as join29 } from "node:path";

// src/dvc/project-files.ts
import { readFile, stat } from "node:fs/promises";
import { join, posix as posix2 } from "node:path";

// src/dvc/file-paths.ts
import { dirname, isAbsolute, resolve } from "node:path";

// src/dvc/project-file.ts
var import_yaml3 = __toESM(require_dist(), 1);
import { basename } from "node:path";

// src/dvc/repeated-keys.ts
var import_yaml = __toESM(require_dist(), 1);
function firstRepeated(document, onKey) {
  let found2;
  (0, import_yaml.visit)(document, {
    Map(_, map) {
      const seen2 = /* @__PURE__ */ new Set();
      for (const { key } of map.items) {
        onKey?.();
        const value = (0, import_yaml.isScalar)(key) ? key.value : key;
        if (seen2.has(value)) found2 = Math.min(found2 ?? Infinity, (0, import_yaml.isScalar)(key) && key.range?.[0] || 0);
        seen2.add(value);
      }
      return void 0;
    }
  });
  return found2 === void 0 ? void 0 : { code: "DUPLICATE_KEY", message: "Map keys must be unique", pos: [found2, found2 + 1] };
}

// src/dvc/yaml-lines.ts
var import_yaml2 = __toESM(require_dist(), 1);
function stageLines(text3) {
  if (text3.length >= LARGE) {
    const { sections, lineAt: lineAt4 } = blockLines(text3);
    const entries = sections.get("stages")?.entries ?? /* @__PURE__ */ new Map();
    return new Map([...entries].map(([name2, { start }]) => [name2, lineAt4(start)]));
  }
  const lines2 = new import_yaml2.LineCounter();
  const stages = (0, import_yaml2.parseDocument)(text3, { lineCounter: lines2 }).get("stages", true);
  const found2 = /* @__PURE__ */ new Map();
  if (!(0, import_yaml2.isMap)(stages)) return found2;
  for (const { key } of stages.items) {
    if ((0, import_yaml2.isScalar)(key) && key.range) found2.set(String(key.value), lines2.linePos(key.range[0]).line);
  }
  return found2;
}
function lineAt(text3, offset) {
  return text3.slice(0, offset).split("\n").length;
}

// src/dvc/project-file.ts
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
function parseProjectFile(path2, kind, text3) {
  const refuse = (what, remedy, line) => ({ problem: fileProblem(path2, what, remedy, line) });
  const conflict2 = /^(<{7}|>{7})( |\r?$)/m.exec(text3);
  if (conflict2) {
    const remedy = conflictRemedy(path2, kind);
    const { problem } = refuse("it contains Git conflict markers.", remedy, lineAt(text3, conflict2.index));
    return { problem: { ...problem, isConflict: true } };
  }
  const large = readLarge(text3);
  if (large !== void 0) return checked(path2, kind, text3, large);
  const lines2 = new import_yaml3.LineCounter();
  const document = (0, import_yaml3.parseDocument)(text3, { lineCounter: lines2, uniqueKeys: false, prettyErrors: false });
  const error = firstError(document);
  if (error)
    return refuse(yamlReason(text3, error), yamlRemedy(path2, kind, text3, error), lines2.linePos(error.pos[0]).line);
  const written = writeOut(document);
  if ("fault" in written)
    return refuse(written.fault, written.remedy, lineAt(text3, Math.max(0, text3.indexOf(written.at))));
  return checked(path2, kind, text3, written.data);
}
function checked(path2, kind, text3, data) {
  const refuse = (what, remedy, line) => ({ problem: fileProblem(path2, what, remedy, line) });
  if (data === null || data === void 0 || typeof data === "object" && Object.keys(data).length === 0)
    return refuse("it is empty.", emptyRemedy(path2, kind), 1);
  if (!isRecord(data))
    return refuse(
      `it must be a mapping of keys to values, not ${Array.isArray(data) ? "a list" : "a single value"}.`,
      restoreRemedy(path2, kind),
      1
    );
  const fault = kind === "pipeline" ? pipelineFault(path2, text3, data) : kind === "lock" ? lockFault(path2, text3, data) : void 0;
  return fault ? { problem: fault } : { data };
}
function firstError(document) {
  const [error] = document.errors;
  const repeated = firstRepeated(document);
  return repeated !== void 0 && (error === void 0 || repeated.pos[0] < error.pos[0]) ? repeated : error;
}
function hasTooManyAliases(text3) {
  if (!text3.includes("*") || !text3.includes("&")) return false;
  const document = (0, import_yaml3.parseDocument)(text3, { prettyErrors: false, uniqueKeys: false });
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
    const reason2 = error instanceof Error ? error.message : String(error);
    const name2 = /^Unresolved alias .*: (\S+)$/.exec(reason2)?.[1];
    if (name2 !== void 0)
      return {
        fault: `the alias *${name2} has no anchor: no &${name2} comes before it.`,
        remedy: `Define &${name2} first, or put the name in quotes.`,
        at: `*${name2}`
      };
    if (/alias count/.test(reason2))
      return { fault: TOO_MANY_ALIASES.what, remedy: TOO_MANY_ALIASES.remedy, at: "", tooMany: true };
    return {
      fault: `it is not YAML: ${reason2}.`,
      remedy: "Fix it; `dvc stage list` works when DVC can read it.",
      at: ""
    };
  }
}
function yamlFault(text3) {
  const lines2 = new import_yaml3.LineCounter();
  const error = firstError((0, import_yaml3.parseDocument)(text3, { lineCounter: lines2, uniqueKeys: false, prettyErrors: false }));
  return error ? { what: yamlReason(text3, error), line: lines2.linePos(error.pos[0]).line } : void 0;
}
function pipelineFault(path2, text3, data) {
  const remedy = EMPTY_PIPELINE;
  const { stages } = data;
  if ("stages" in data && !isRecord(stages)) {
    const line = lineOfKeys(text3, ["stages"]);
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
function lockFault(path2, text3, data) {
  const restore = restoreRemedy(path2, "lock");
  const { schema, stages } = data;
  if (schema !== LOCK_SCHEMA) {
    const seen2 = schema === void 0 ? "no schema" : `the schema ${JSON.stringify(schema)}`;
    const isOfDvc1 = schema === void 0 && stages === void 0;
    return fileProblem(
      path2,
      `it has ${seen2}; DVC 3 needs '${LOCK_SCHEMA}'.${isOfDvc1 ? " It is in the form of DVC 1, which DVC 3 cannot read." : ""}`,
      schema === void 0 && !isOfDvc1 ? `Add the line \`schema: '${LOCK_SCHEMA}'\` at its top.` : renewRemedy(path2),
      lineOfKeys(text3, ["schema"]) ?? 1
    );
  }
  if (stages !== void 0 && stages !== null && !isRecord(stages))
    return fileProblem(path2, "its `stages` must be a mapping.", restore, lineOfKeys(text3, ["stages"]));
  if (!isRecord(stages) && data["datasets"] === void 0)
    return fileProblem(path2, "it has a schema but no stages: its end is missing.", restore, 1);
  const last2 = lineAt(text3.trimEnd(), text3.length);
  if (!text3.endsWith("\n"))
    return fileProblem(
      path2,
      "it ends in the middle of a line: its end is missing.",
      `${restore} If nothing is missing, add a line break at its end.`,
      last2
    );
  if (/^\s*- path:[^\n]*\n$/.test(text3.slice(text3.trimEnd().lastIndexOf("\n") + 1))) {
    return fileProblem(path2, "its last entry has a path but no hash: its end is missing.", restore, last2);
  }
  return void 0;
}
function yamlReason(text3, error) {
  if (error.code === "DUPLICATE_KEY")
    return `the key '${/^[^:\n]*/.exec(text3.slice(error.pos[0]))?.[0].trim() ?? ""}' appears twice.`;
  return `it is not YAML: ${error.message.charAt(0).toLowerCase()}${withoutPeriod(error.message.slice(1))}.`;
}
function yamlRemedy(path2, kind, text3, error) {
  if (/^ *\t/m.test(text3) && error.code !== "DUPLICATE_KEY") return "Indent with spaces: YAML allows no tabs.";
  if (kind !== "pipeline") return restoreRemedy(path2, kind);
  return error.code === "DUPLICATE_KEY" ? "Rename or remove one of them." : "Fix that line; `dvc stage list` works when DVC can read the file.";
}
function conflictRemedy(path2, kind) {
  if (kind === "pipeline") return "Resolve the conflict, then run `dvc repro` and commit.";
  if (kind === "lock")
    return `Run \`dvc-ci resolve ${path2}\`, which merges it stage by stage, then \`dvc repro\`, and commit.`;
  return `Keep one side (during the merge: \`git checkout --ours -- ${path2}\` or \`--theirs\`), then run \`dvc pull --force ${path2}\` and commit.`;
}
function emptyRemedy(path2, kind) {
  return kind === "pipeline" ? EMPTY_PIPELINE : restoreRemedy(path2, kind);
}
function renewRemedy(path2) {
  return `Delete it and write it again: \`rm ${path2} && dvc repro\` runs every stage. If the outputs here are right, \`rm ${path2} && dvc commit --force\` records them and runs no stage. Then \`dvc push\`, and commit it.`;
}
function restoreRemedy(path2, kind) {
  if (kind === "pipeline") return "Fix it; `dvc stage list` works when DVC can read it.";
  const restore = `Restore it (\`git log -- ${path2}\` has its versions)`;
  return kind === "lock" ? `${restore}, or write it again: \`rm ${path2} && dvc repro && dvc push\`, and commit it.` : `${restore}, or track its data again: \`rm ${path2} && dvc add ${path2.replace(/\.dvc$/, "")}\`, and commit it.`;
}

// src/dvc/file-paths.ts
var URL_LIKE = /^[a-z][a-z0-9+.-]*:\/\//i;
var HASH = /^[0-9a-f]{32}(\.dir)?$/;
var UPWARD = /^[\\/~]|^[A-Za-z]:|(?:^|[\\/])\.\.(?:[\\/]|$)/;
function pathProblems(files3, directory, root) {
  const declared = declaredPaths(files3);
  const wdirs = new Map(
    files3.filter(({ kind }) => kind === "pipeline").map((file) => [dirname(file.path), declaredWdirs(file.data)])
  );
  const problems = [];
  for (const file of files3) {
    if (file.kind === "pipeline") continue;
    const { kind } = file;
    const folder2 = resolve(directory, dirname(file.path));
    const isFolderInside = isInside(root, folder2);
    for (const entry of lockedEntries(file)) {
      const owner = kind === "data" ? "" : ` of ${entry.stage}`;
      const problem = (what, remedy) => {
        problems.push(
          fileProblem(file.path, what, remedy, lineAt(file.text, Math.max(0, file.text.indexOf(entry.path))))
        );
      };
      if (entry.hash !== void 0 && (typeof entry.hash !== "string" || !HASH.test(entry.hash))) {
        problem(
          `${entry.path}${owner} has the hash ${JSON.stringify(entry.hash)}, which is not an MD5.`,
          restoreRemedy(file.path, kind)
        );
        continue;
      }
      const escaped = entry.members.find(
        (member2) => member2.split(/[\\/]/).some((part2) => part2 === ".." || part2 === "") || isAbsolute(member2)
      );
      if (escaped !== void 0) {
        problem(
          `${entry.path}${owner} names the file ${JSON.stringify(escaped)}, which is outside the output.`,
          restoreRemedy(file.path, kind)
        );
        continue;
      }
      const wdir = kind === "data" ? wdirOf(file.data) : wdirs.get(dirname(file.path))?.get(declaredName(entry.stage)) ?? ".";
      if (URL_LIKE.test(entry.path) || kind === "lock" && wdir !== ".") continue;
      if (isFolderInside && wdir === "." && !UPWARD.test(entry.path)) continue;
      if (isInside(root, resolve(folder2, wdir, entry.path))) continue;
      if (entry.kind === "dep" && (declared.has(entry.path) || kind === "data")) continue;
      problem(
        `the path ${entry.path}${owner} leaves the repository.`,
        `Keep outputs inside the repository. ${restoreRemedy(file.path, kind)}`
      );
    }
  }
  return problems;
}
var NO_MEMBERS = [];
function* lockedEntries(file) {
  const owners = file.kind === "data" ? [["", file.data]] : Object.entries(isRecord(file.data["stages"]) ? file.data["stages"] : {});
  for (const [stage2, owner] of owners) {
    if (!isRecord(owner)) continue;
    for (const key of ["outs", "deps"]) {
      const entries = owner[key];
      if (!Array.isArray(entries)) continue;
      for (const entry of entries) {
        if (!isRecord(entry)) continue;
        const { path: path2, md5: md52, files: files3 } = entry;
        if (typeof path2 !== "string") continue;
        const members = Array.isArray(files3) ? files3.filter(isRecord).map(({ relpath }) => relpath).filter((member2) => typeof member2 === "string") : NO_MEMBERS;
        yield { path: path2, hash: md52, members, stage: stage2, kind: key === "outs" ? "out" : "dep" };
      }
    }
  }
}
function declaredPaths(files3) {
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
  for (const file of files3) if (file.kind === "pipeline") collect3(file.data["stages"]);
  return names2;
}
function declaredWdirs(pipeline) {
  const stages = isRecord(pipeline["stages"]) ? Object.entries(pipeline["stages"]) : [];
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
  const found2 = /* @__PURE__ */ new Set();
  for (const { path: path2, data } of pipelines) {
    const base = dirname2(path2);
    found2.add(posix.join(base, "params.yaml"));
    for (const name2 of varsOf(data)) found2.add(posix.join(base, name2));
    for (const declared of Object.values(isRecord(data["stages"]) ? data["stages"] : {})) {
      const stage2 = isRecord(declared) && isRecord(declared["do"]) ? declared["do"] : declared;
      if (!isRecord(stage2)) continue;
      const wdir = typeof stage2["wdir"] === "string" ? stage2["wdir"] : ".";
      for (const name2 of ["params.yaml", ...varsOf(stage2), ...paramFilesOf(stage2)])
        found2.add(posix.join(base, wdir, name2));
    }
  }
  return [...found2].filter((path2) => /\.ya?ml$/i.test(path2) && !path2.includes("${")).sort();
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
var ConflictMarks = class extends ProjectError {
  constructor(message2, details, paths) {
    super("lint-failed", message2, details);
    this.paths = paths;
  }
  paths;
};
async function loadProjectFiles(directory, root, files3) {
  const results = await Promise.all(files3.map((path2) => loadFile(directory, path2)));
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
  const text3 = await readFile(full, "utf8");
  const parsed4 = parseProjectFile(path2, kind, text3);
  return "problem" in parsed4 ? parsed4.problem : { path: path2, kind, text: text3, data: parsed4.data };
}
async function aliasProblems(directory, paths) {
  const found2 = await Promise.all(
    paths.map(async (path2) => {
      const full = join(directory, path2);
      const info = await stat(full).catch(() => void 0);
      if (!info?.isFile() || info.size > MAX_BYTES || !hasTooManyAliases(await readFile(full, "utf8"))) return [];
      return [fileProblem(path2, TOO_MANY_ALIASES.what, TOO_MANY_ALIASES.remedy, 1)];
    })
  );
  return found2.flat();
}
function throwProblems([first, ...rest]) {
  if (!first) return;
  const place = { key: first.path, path: first.path };
  if (first.line !== void 0) place.line = first.line;
  const all = [first, ...rest];
  if (all.every(({ isConflict }) => isConflict === true)) {
    const message2 = rest.length === 0 ? first.message : all.map((each) => `${each.message} ${each.remedy}`).join("\n");
    const paths = all.map(({ path: path2 }) => path2);
    throw new ConflictMarks(message2, rest.length === 0 ? { ...place, remedy: first.remedy } : place, paths);
  }
  if (rest.length === 0) throw new SetupError("dvc-file-invalid", first.message, { ...place, remedy: first.remedy });
  throw new SetupError("dvc-file-invalid", all.map(({ message: message2, remedy }) => `${message2} ${remedy}`).join("\n"), place);
}
function joinPath(...parts2) {
  return posix2.normalize(posix2.join(...parts2));
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
function declares(files3, out) {
  return files3.some((file) => isWithin(file, out.path) || isWithin(out.path, file));
}
function metricFiles(project) {
  const files3 = /* @__PURE__ */ new Map();
  for (const stage2 of project.stages) {
    for (const out of stage2.outs) if (out.metric) files3.set(out.path, { path: out.path, stage: stage2.name, out });
  }
  for (const path2 of project.metrics) {
    if (files3.has(path2)) continue;
    const owner = project.stages.flatMap((stage2) => stage2.outs.map((out) => ({ stage: stage2.name, out }))).find(({ out }) => isWithin(path2, out.path));
    files3.set(path2, { path: path2, ...owner });
  }
  return [...files3.values()].sort((a, b) => a.path < b.path ? -1 : 1);
}

// src/pipeline/needs.ts
function withNeeds(stages, graph) {
  return stages.map((stage2) => {
    const needs = [...graph.upstream(stage2.name)].sort();
    return needs.length > 0 ? { ...stage2, needs } : stage2;
  });
}

// src/text/addresses.ts
function isAddress(path2) {
  return /^[a-z][a-z0-9+.-]*:\/\/./i.test(path2);
}
function withoutCredentials(text3) {
  return text3.replace(/(\w:\/\/)[^/\s@'"]*@/g, "$1").replace(/(\w:\/\/[^\s'"?]*)\?[^\s'")]*/g, "$1");
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
  for (const [name2, state] of Object.entries(status.deps ?? {})) {
    if (state === "unknown") continue;
    const path2 = withoutCredentials(name2);
    const gone = state === "deleted" || state === "not in cache";
    if (gone && isAddress(path2))
      causes.push({ kind: "missing", path: path2, message: `its server has no file ${path2}, which it reads` });
    else if (gone) causes.push({ kind: "missing", path: path2, message: `${path2}, which it reads, is not here` });
    else causes.push({ kind: isTracked(path2) ? "code" : "data", path: path2, message: `${path2} ${sentence(state)}` });
  }
  for (const [file, changed] of Object.entries(status.params ?? {})) {
    if (typeof changed === "string") {
      causes.push({ kind: "params", path: file, message: `${file} ${sentence(changed)}` });
      continue;
    }
    for (const [name2, { status: state, old, new: present }] of Object.entries(changed)) {
      for (const leaf of state === "modified" ? changedLeaves(name2, old, present) : [{ name: name2, old, present }]) {
        const message2 = leaf.old === void 0 ? `${leaf.name} is new: ${shown(leaf.present)}` : leaf.present === void 0 ? `${leaf.name} is gone, it was ${shown(leaf.old)}` : `${leaf.name}: ${shown(leaf.old)} -> ${shown(leaf.present)}`;
        causes.push({ kind: "params", path: `${file}:${leaf.name}`, message: message2 });
      }
    }
  }
  if (status.command ?? status.checksum)
    causes.push({ kind: "command", path: stage2.file, message: "its command is not the one in dvc.lock" });
  for (const [path2, state] of Object.entries(status.outs ?? {})) {
    const gone = state === "deleted" || state === "not in cache";
    if (gone) causes.push({ kind: "missing", path: path2, message: `its output ${path2} is not here` });
    else if (!causes.some(({ path: known2 }) => known2 !== void 0 && isWithin(path2, known2))) {
      causes.push({ kind: "data", path: path2, message: `its output ${path2} differs from dvc.lock` });
    }
  }
  return [...causes, ...always];
}
function changedLeaves(name2, old, present) {
  if (!isRecord(old) || !isRecord(present)) return [{ name: name2, old, present }];
  const keys = [.../* @__PURE__ */ new Set([...Object.keys(old), ...Object.keys(present)])];
  return keys.filter((key) => JSON.stringify(old[key]) !== JSON.stringify(present[key])).flatMap((key) => changedLeaves(`${name2}.${key}`, old[key], present[key]));
}
function sentence(state) {
  if (state === "new") return "is a dependency without an entry in dvc.lock";
  return state === "modified" ? "has changed" : `is ${state}`;
}
function shown(value) {
  const text3 = JSON.stringify(value) ?? "nothing";
  return text3.length > 60 ? `${text3.slice(0, 57)}...` : text3;
}

// src/steps/project/path-roles.ts
import { readFile as readFile2 } from "node:fs/promises";
import { basename as basename2, dirname as dirname4, join as join2, relative, resolve as resolve2 } from "node:path";

// src/steps/project/source-lines.ts
import { dirname as dirname3 } from "node:path";
var SourceLines = class _SourceLines {
  constructor(files3) {
    this.files = files3;
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
    const text3 = this.textOf(file) ?? "";
    return Math.max(
      ...[
        ["stages", own, "cmd"],
        ["stages", own, "do", "cmd"]
      ].map((keys) => lineOfKeys(text3, keys) ?? 0)
    ) || void 0;
  }
  /**
   * The line of an output in the entry that dvc.lock has for a stage.
   * @param output relative to the folder of the stage
   */
  ofLockedOutput(name2, file, output) {
    const text3 = this.textOf(_SourceLines.lockOf(file)) ?? "";
    const short = name2.startsWith(`${file}:`) ? name2.slice(file.length + 1) : name2;
    const outs = lineOfKeys(text3, ["stages", short, "outs"]);
    if (outs === void 0) return void 0;
    const line = lineOfPath(text3.split("\n").slice(outs), output);
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
    const known2 = this.lines.get(file);
    if (known2) return known2;
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
  const files3 = /* @__PURE__ */ new Set();
  for (const file of project.files.filter(({ kind }) => kind === "pipeline")) {
    const base = dirname4(file.path);
    files3.add(joinPath(base, "params.yaml"));
    const vars = file.data["vars"];
    for (const item of Array.isArray(vars) ? vars : [])
      if (typeof item === "string") files3.add(joinPath(base, item.split(":")[0] ?? item));
  }
  return files3;
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
function keptOuts(stage2) {
  return stage2?.outs.filter(({ cache }) => !cache).map(({ path: path2 }) => path2) ?? [];
}
function lines(text3) {
  return text3.split(/\r?\n/).filter((line) => line.trim() !== "");
}

// src/steps/project/select-stages.ts
function scopeOf({ graph, index, stages }) {
  const needed = graph.withUpstream(stages.map(({ name: name2 }) => name2));
  return needed.size === index.stages.length ? void 0 : [...needed];
}
function resolveStages(project, names2, key) {
  const known2 = project.stages.filter(({ kind }) => kind === "stage").map(({ name: name2 }) => name2);
  const chosen = /* @__PURE__ */ new Set();
  for (const name2 of names2) {
    const found2 = known2.includes(name2) ? [name2] : known2.filter((stage2) => declaredName(stage2) === name2);
    if (found2.length === 0) {
      const near3 = nearest(name2, [...known2, ...known2.map(declaredName)]);
      throw new SetupError("stage-unknown", `${key}: there is no stage '${name2}'.`, {
        key,
        value: name2,
        remedy: near3 === void 0 ? `The stages are ${known2.join(", ")}.` : `Did you mean '${near3}'?`
      });
    }
    found2.forEach((stage2) => chosen.add(stage2));
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
  const shown3 = typeof value === "string" && key === "memory" ? value : JSON.stringify(value);
  return new SetupError(
    "stage-meta-invalid",
    `meta.dvc-ci of the stage ${stage2.name}${key === "dvc-ci" ? "" : `: ${key}`} cannot be ${shown3}.`,
    { key: key === "dvc-ci" ? "meta.dvc-ci" : `meta.dvc-ci.${key}`, value: shown3, path: stage2.file, remedy }
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
  if (chosen !== void 0) return chosen.split(",").filter((part2) => part2.trim() !== "" && part2.trim() !== "-1").length;
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
  const text3 = file === void 0 ? void 0 : await readFile3(resolve3(project.run.settings.workingDirectory, file), "utf8").catch(() => void 0);
  if (file === void 0 || text3 === void 0) return void 0;
  const keys = path2.slice(file.length + 1).split(".");
  return {
    path: file,
    ...lineOnly(/\.(?:ya?ml|json)$/.test(file) ? lineOfKeys(text3, keys) : lineOfName(text3, keys.at(-1) ?? ""))
  };
}
function lineOfName(text3, name2) {
  const line = text3.split("\n").findIndex((each) => each.trimStart().startsWith(name2) && /^\s*[=:]/.test(each.trimStart().slice(name2.length)));
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

// src/pipeline/remote-places.ts
function movedRemotes({ head, base, accepted, given, isCredential: isCredential2, variables }) {
  return Object.entries(head).sort(([one], [other]) => one < other ? -1 : 1).flatMap(([name2, { place, added: added2 }]) => {
    if (place === "" || accepted.includes(place)) return [];
    const there = Object.values(base).filter((each) => each.place === place);
    const credentials = [
      ...added2.filter((option) => isCredential2(option) && !there.some((each) => each.added.includes(option))).map(
        (option) => `\`${option}\` ${given.includes(option) ? "of `remote-config`" : "of a file outside of Git"}`
      ),
      ...there.length > 0 ? [] : variables(schemeOf(place))
    ];
    const before = base[name2]?.place;
    if (there.length > 0 && credentials.length === 0) return [];
    return [{ name: name2, place, ...before === void 0 || before === place ? {} : { before }, credentials }];
  });
}
function schemeOf(place) {
  return (/^([a-z][a-z0-9+.-]*):\/\//i.exec(place)?.[1] ?? "").toLowerCase();
}
function addressOf(text3) {
  const [, scheme, host] = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/\\?#]*@)?([^/\\?#@\s'"]+)/i.exec(text3) ?? [];
  return scheme === void 0 || host === void 0 ? void 0 : `${scheme}://${host}`.toLowerCase();
}
function urlsIn(text3) {
  return text3.match(/[a-z][a-z0-9+.-]*:\/\/[^\s'",}\]]+/gi) ?? [];
}
function addressesIn(text3) {
  return new Set(urlsIn(text3).flatMap((url) => addressOf(url) ?? []));
}

// src/settings/ambient-credentials.ts
var VARIABLES = {
  s3: /^AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|PROFILE|WEB_IDENTITY_TOKEN_FILE|SHARED_CREDENTIALS_FILE|CONTAINER_CREDENTIALS_(?:RELATIVE|FULL)_URI)$/,
  gs: /^GOOGLE_APPLICATION_CREDENTIALS$/,
  gdrive: /^(?:GDRIVE_CREDENTIALS_DATA|GOOGLE_APPLICATION_CREDENTIALS)$/,
  azure: /^AZURE_(?:STORAGE_(?:CONNECTION_STRING|KEY|ACCOUNT_KEY|SAS_TOKEN)|CLIENT_SECRET|CLIENT_CERTIFICATE_PATH|PASSWORD|FEDERATED_TOKEN_FILE)$/,
  oss: /^OSS_ACCESS_KEY_(?:ID|SECRET)$/,
  ssh: /^SSH_AUTH_SOCK$/
};
function ambientCredentials(scheme, env) {
  const patterns = scheme === void 0 ? Object.values(VARIABLES) : [VARIABLES[scheme]];
  return Object.keys(env).filter((name2) => patterns.some((pattern) => pattern?.test(name2) === true) && (env[name2] ?? "") !== "").sort();
}

// src/steps/project/left-out.ts
function leaveOut({ report }, part2) {
  const isKnown = report.left_out?.some((known2) => known2.part === part2.part && known2.path === part2.path) === true;
  if (!isKnown) (report.left_out ??= []).push(part2);
}
function isLeftOut({ report }, part2) {
  return report.left_out?.some((known2) => known2.part === part2) === true;
}
function isLeftover({ report }, path2) {
  return report.left_out?.some(
    ({ part: part2, path: other }) => part2 === "pull" && other !== void 0 && (isWithin(path2, other) || isWithin(other, path2))
  ) === true;
}
function isRefusedWithoutCredential({ settings }, error) {
  if (settings.mode !== "validate" || !hasNoSecrets(settings.event)) return false;
  if (!(error instanceof OutsideError) || error.id !== "remote-access-denied") return false;
  const isGiven = Object.entries(settings.remoteConfig).some(([name2, value]) => isCredential(name2) && value !== "");
  return !isGiven && ambientCredentials(schemeOf(error.details.value ?? ""), process.env).length === 0;
}
async function unlessRefused(run2, part2, body, outcome, path2) {
  try {
    return await body();
  } catch (error) {
    if (!isRefusedWithoutCredential(run2, error)) throw error;
    const reason2 = leftOutReason(error.message);
    leaveOut(run2, { part: part2, ...path2 === void 0 ? {} : { path: path2 }, reason: reason2 });
    if (outcome !== void 0) Object.assign(outcome, { conclusion: "skipped", message: reason2 });
    return void 0;
  }
}

// src/steps/project/line-ends.ts
import { createHash } from "node:crypto";
import { readFile as readFile4, stat as stat2 } from "node:fs/promises";
import { extname, join as join3, resolve as resolve4 } from "node:path";
var MOST_BYTES = 64 * 1024 * 1024;
function lockedLineEnds(files3, hash) {
  const isFolder2 = hash.endsWith(".dir");
  const kinds = ["", ...isFolder2 ? new Set(files3.map(({ path: path2 }) => extname(path2))) : []];
  for (const kind of kinds)
    for (const locked of ["CRLF", "LF"]) {
      const converted = files3.map(({ path: path2, content }) => ({
        path: path2,
        content: kind === "" || extname(path2) === kind ? withLineEnds(content, locked) : content
      }));
      const changed = files3.filter(({ content }, at) => converted[at]?.content.equals(content) === false);
      const digest2 = isFolder2 ? directoryHash(converted.map(({ path: path2, content }) => ({ path: path2, md5: md5(content) }))) : md5(converted[0]?.content ?? Buffer.alloc(0));
      if (digest2 === hash && files3.some(({ content }) => content.includes("\n")))
        return { locked, files: (changed.length > 0 ? changed : files3).map(({ path: path2 }) => path2) };
    }
  return void 0;
}
function withLineEnds(content, form) {
  if (content.subarray(0, 8e3).includes(0)) return content;
  const lines2 = content.toString("latin1").replaceAll("\r\n", "\n");
  return Buffer.from(form === "LF" ? lines2 : lines2.replaceAll("\n", "\r\n"), "latin1");
}
function md5(content) {
  return createHash("md5").update(content).digest("hex");
}
async function lineEndsOf({ git, inGit: inGit2, fromGit }, index, { name: name2, causes }, read) {
  const stage2 = index.stages.find((each) => each.name === name2);
  if (stage2 === void 0) return [];
  const entries = [...stage2.deps.flatMap((dep) => dep.kind === "path" ? [dep] : []), ...stage2.outs];
  const found2 = [];
  for (const { path: path2 } of causes) {
    const entry = entries.find((each) => each.path === path2);
    if (path2 === void 0 || entry?.hash === void 0 || (entry.hashName ?? "md5") !== "md5") continue;
    const tracked = (await git.listFiles(void 0, [`:(top,literal)${inGit2(path2)}`])).map(fromGit);
    const files3 = await read(tracked.filter((file) => isWithin(file, path2)));
    if (files3 === void 0 || files3.length === 0) continue;
    const own = files3.map((file) => ({ ...file, path: file.path === path2 ? "" : file.path.slice(path2.length + 1) }));
    const ends = lockedLineEnds(own, entry.hash);
    if (ends !== void 0)
      found2.push({
        path: path2,
        locked: ends.locked,
        files: ends.files.map((file) => file === "" ? path2 : join3(path2, file))
      });
  }
  return found2;
}
function areLineEnds(causes, ends) {
  const own = causes.filter((cause) => isChange(cause) && cause.kind !== "upstream");
  return own.length > 0 && own.every(({ path: path2 }) => ends.some((each) => each.path === path2));
}
function staleByLineEnds(stages, ends) {
  const names2 = new Set(
    stages.filter(({ name: name2, causes }) => areLineEnds(causes, ends.get(name2) ?? [])).map(({ name: name2 }) => name2)
  );
  const own = [...names2].flatMap((name2) => ends.get(name2) ?? []);
  for (let before = -1; before !== names2.size; ) {
    before = names2.size;
    for (const { name: name2, causes } of stages) {
      const changes = causes.filter(isChange);
      const isUpstream2 = changes.every(({ kind, path: path2 }) => kind === "upstream" && path2 !== void 0 && names2.has(path2));
      if (changes.length > 0 && isUpstream2) names2.add(name2);
    }
  }
  return { names: names2, ends: own };
}
function workspaceFiles({ directory }) {
  return async (paths) => {
    const files3 = [];
    let bytes = 0;
    for (const path2 of paths) {
      const file = resolve4(directory, path2);
      const found2 = await stat2(file).catch(() => void 0);
      bytes += found2?.size ?? 0;
      if (bytes > MOST_BYTES) return void 0;
      if (found2?.isFile()) files3.push({ path: path2, content: await readFile4(file) });
    }
    return files3;
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
  const paths = new Map(ends.map((each) => [each.path, each]));
  const what = [...paths.values()].map(
    ({ path: path2, locked }) => `${path2} (${locked} in dvc.lock, ${locked === "LF" ? "CRLF" : "LF"} in the checkout)`
  );
  return `only the line ends of ${what.join(", ")} differ: Git converts them at commit or checkout. \`dvc repro\` cannot mend that; .gitattributes can`;
}
function attributeLines(files3) {
  const patterns = files3.map((file) => extname(file) === "" ? `/${file}` : `*${extname(file)}`);
  return ["* text=auto eol=lf", ...[...new Set(patterns)].map((pattern) => `${pattern} -text`)];
}
function lineEndsFix({ inGit: inGit2 }, ends) {
  const form = (locked, script) => {
    const files3 = [...new Set(ends.filter((each) => each.locked === locked).flatMap((each) => each.files.map(inGit2)))];
    return files3.length === 0 ? [] : [`sed -i '${script}' ${files3.map(shellWord).join(" ")}`];
  };
  const all = [...new Set(ends.flatMap(({ files: files3 }) => files3.map(inGit2)))];
  const lines2 = attributeLines(all);
  return [
    // The empty line ends a last line without a line break.
    `printf '%s\\n' '' ${lines2.map((line) => `'${line}'`).join(" ")} >> .gitattributes`,
    ...form("CRLF", "s/\\r*$/\\r/"),
    ...form("LF", "s/\\r$//"),
    // With --renormalize, Git adds no new file.
    "git add .gitattributes",
    `git add --renormalize ${all.map(shellWord).join(" ")}`,
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
function maySetCommand(path2, graph) {
  const isCode = () => graph.topological().some((name2) => graph.stage(name2)?.deps.some((dep) => dep.kind === "path" && isWithin(path2, dep.path)));
  return /\.(ya?ml|json|toml)$/.test(path2) || path2.endsWith(".py") && !isCode();
}
function untouchedStages(stale, graph, touched) {
  const causes = new Map(stale.map((stage2) => [stage2.name, stage2.causes]));
  const isAbout2 = (path2, needs) => {
    if (/(^|\/)(dvc\.yaml|\.dvcignore)$/.test(path2)) return true;
    return [...needs].some((name2) => {
      const stage2 = graph.stage(name2);
      if (stage2?.file === path2) return true;
      if (stage2?.deps.some((dep) => dep.kind === "path" && isWithin(path2, dep.path))) return true;
      return (causes.get(name2) ?? []).some(
        (cause) => cause.kind === "command" && maySetCommand(path2, graph) || cause.path === path2 || cause.path?.startsWith(`${path2}:`) === true
      );
    });
  };
  return new Set(
    stale.flatMap(({ name: name2 }) => {
      const needs = graph.withUpstream([name2]);
      return touched.inputs.some((path2) => isAbout2(path2, needs)) || [...needs].some((each) => touched.entries.has(each)) ? [] : [name2];
    })
  );
}

// src/steps/official/trailers.ts
var TRAILER_PREFIX = "Dvc-Ci-";
var SOURCE_TRAILER = "Dvc-Ci-Source";
var DIRECTORY_TRAILER = "Dvc-Ci-Directory";
var ROLLBACK_TRAILER = "Dvc-Ci-Rollback";
var LOCK_TRAILER = "Dvc-Ci-Lock";
var RUN_TRAILER = "Dvc-Ci-Run";
var REQUEST_TRAILER = "Dvc-Ci-Request";
var DATA_TRAILER = "Dvc-Ci-Data";
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
  const build = await git.findCommit({
    from: tip,
    excluding: rollback2,
    merged: true,
    descending: true,
    maxCount: MAX_HISTORY,
    accept: isBuild
  });
  return build === void 0 ? rollback2 : void 0;
}
async function holdAt(project, rollback2, tip) {
  if (rollback2 === void 0) return void 0;
  const { git } = project;
  const notes = await git.notes(rollback2);
  const to = notes.get(ROLLBACK_TRAILER) ?? "";
  for (const since of /* @__PURE__ */ new Set([rollback2, await git.broughtBy(rollback2, tip)])) {
    if (!await isOnlyRollback(project, since, to) || (await changedInputs(project, since, tip)).length > 0) continue;
    const [by, reason2] = [notes.get(BY_TRAILER), notes.get(REASON_TRAILER)];
    return {
      since,
      report: {
        commit: rollback2,
        to,
        since: new Date(await git.committedAt(since)).toISOString(),
        ...by === void 0 ? {} : { by },
        ...reason2 === void 0 ? {} : { reason: reason2 }
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

// src/steps/official/measured-officially.ts
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
  const official = lockEntry(readYaml(officialText), name2);
  return official !== void 0 && JSON.stringify(official) === JSON.stringify(lockEntry(present, name2));
}
function lockEntry(lock, name2) {
  return isRecord(lock) && isRecord(lock["stages"]) ? lock["stages"][name2.slice(name2.lastIndexOf(":") + 1)] : void 0;
}

// src/steps/official/lock-entries.ts
async function lockEntriesOf({ git, graph, files: files3, inGit: inGit2 }, commit, names2) {
  const fileOf5 = (name2) => SourceLines.lockOf(graph.stage(name2)?.file ?? "dvc.yaml");
  const paths = [...new Set(names2.map(fileOf5))];
  const texts = await git.readFiles(commit, paths.map(inGit2));
  const locks = new Map(
    paths.map((path2) => {
      const [text3, present] = [texts.get(inGit2(path2))?.toString("utf8"), files3.find((file) => file.path === path2)];
      return [path2, { then: text3 === present?.text ? present?.data : parsed(text3 ?? ""), now: present?.data }];
    })
  );
  return new Map(
    names2.map((name2) => {
      const lock = locks.get(fileOf5(name2));
      return [name2, { before: lockEntry(lock?.then, name2), now: lockEntry(lock?.now, name2) }];
    })
  );
}
function parsed(text3) {
  try {
    const lock = readYaml(text3);
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
  const found2 = await git.resolveBaseline({ kind: "merge-base" }, isMerged ? event : local);
  return found2.sha;
}
async function changedEntries(project, commit) {
  const names2 = project.stages.filter(({ kind }) => kind === "stage").map(({ name: name2 }) => name2);
  const entries = await lockEntriesOf(project, commit, names2);
  return new Set(
    [...entries].flatMap(([name2, { before, now }]) => JSON.stringify(before) === JSON.stringify(now) ? [] : [name2])
  );
}

// src/steps/build/leftover-data.ts
function withoutLeftovers(project, status) {
  const stored2 = new Set(
    project.index.stages.flatMap(({ outs }) => outs.filter(({ cache }) => cache).map(({ path: path2 }) => path2))
  );
  const leftovers2 = Object.values(status).flatMap(({ outs = {} }) => Object.entries(outs)).flatMap(([path2, state]) => state === "modified" && stored2.has(path2) ? [path2] : []).sort();
  for (const path2 of leftovers2)
    leaveOut(project.run, { part: "pull", path: path2, reason: "the workspace has other data, of an earlier run" });
  const isOther = (path2) => leftovers2.some((other) => isWithin(path2, other) || isWithin(other, path2));
  const kept = (states = {}, isKept = () => false) => Object.fromEntries(Object.entries(states).filter(([path2]) => !isOther(path2) || isKept(path2)));
  return Object.fromEntries(
    Object.entries(status).map(([name2, { deps, outs, ...entry }]) => [
      name2,
      {
        ...entry,
        ...filled(
          "deps",
          kept(deps, (path2) => isBroken(project, name2, path2))
        ),
        ...filled("outs", kept(outs))
      }
    ])
  );
}
function filled(key, states) {
  return Object.keys(states).length === 0 ? {} : { [key]: states };
}
function isBroken({ graph, index }, stage2, path2) {
  const dep = graph.stage(stage2)?.deps.find((each) => each.kind === "path" && each.path === path2);
  const made = index.stages.flatMap(({ outs }) => outs).find((out) => out.path === path2)?.hash;
  return dep?.kind === "path" && dep.hash !== void 0 && made !== void 0 && dep.hash !== made;
}

// src/steps/build/staleness.ts
async function checkReproduced(project, allowMissing) {
  const { run: run2, dvc: dvc2, index } = project;
  return run2.step("reproduce", async (outcome) => {
    const unpulled = isLeftOut(run2, "pull");
    const [asked, isTracked] = await Promise.all([
      dvc2.status({ allowMissing, runCache: true, unpulled }),
      trackedPaths(project)
    ]);
    const status = withMissingData(project, unpulled ? withoutLeftovers(project, asked) : asked);
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
    const made = await newFiles(project, failing, isTracked);
    const read = workspaceFiles(project);
    const ends = staleByLineEnds(
      failing,
      new Map(
        await Promise.all(
          failing.map(async (stage2) => [stage2.name, await lineEndsOf(project, index, stage2, read)])
        )
      )
    );
    for (const stage2 of failing)
      await addFinding(project, stage2, {
        cached: status[stage2.name]?.cached === true,
        moved: own !== void 0 && !own.has(stage2.name),
        made,
        isTracked,
        ends
      });
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
  const files3 = await project.git.listFiles(void 0, []);
  const known2 = /* @__PURE__ */ new Set();
  for (const file of files3) {
    for (let path2 = file; path2 !== ""; path2 = path2.includes("/") ? path2.slice(0, path2.lastIndexOf("/")) : "") {
      if (known2.has(path2)) break;
      known2.add(path2);
    }
  }
  return (path2) => known2.has(project.inGit(path2));
}
function withMissingData(project, status) {
  if (project.run.report.remote.missing.length === 0) return status;
  const correct = (states, name2 = "") => states && Object.fromEntries(
    Object.entries(states).map(([path2, state]) => [
      path2,
      state !== "new" && isLackingInRemote(project, path2) && !isBroken(project, name2, path2) ? "not in cache" : state
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
async function newFiles({ graph, git, inGit: inGit2 }, stale, isTracked) {
  const outs = stale.flatMap(({ name: name2 }) => graph.stage(name2)?.outs ?? []).filter(({ path: path2 }) => !isAddress(path2) && !path2.startsWith("../"));
  const cached = outs.filter(({ cache }) => cache).map(({ path: path2 }) => path2);
  const ignored2 = await git.isIgnored(cached.map(inGit2));
  const patterns = cached.filter((path2) => !ignored2.has(inGit2(path2))).map((path2) => `${path2.slice(0, path2.lastIndexOf("/") + 1)}.gitignore`);
  const kept = outs.filter(({ cache, path: path2 }) => !cache && !isTracked(path2)).map(({ path: path2 }) => path2);
  return [.../* @__PURE__ */ new Set([...kept, ...patterns])];
}
async function addFinding(project, stage2, { cached, moved, made, isTracked, ends }) {
  const { name: name2 } = stage2;
  const place = project.lines.ofStage(name2, project.graph.stage(name2)?.file ?? "dvc.yaml");
  const add2 = (rule, message2, fix, at = place) => {
    project.run.report.lint.push({
      rule,
      ...at,
      path: project.inGit(at.path),
      severity: rule === "stale-stage" && project.run.settings.validate.stale !== "fail" ? "warning" : "error",
      message: message2,
      ...fix === void 0 ? {} : { fix },
      stage: name2
    });
  };
  if (stage2.causes.some(isChange)) {
    const lock = SourceLines.lockOf(place.path);
    const reason2 = await locationOfCauses(project, stage2);
    const why = stage2.causes.map(({ message: message2 }) => message2).join("; ");
    if (ends.names.has(name2))
      return add2(
        "stale-stage",
        `${lock} is stale: ${lineEndsMessage(ends.ends)}.`,
        lineEndsFix(project, ends.ends),
        reason2
      );
    const target = place.path === "dvc.yaml" ? "" : ` ${shellWord(place.path)}`;
    const files3 = [lock, ...made].map(project.inGit).map(shellWord).join(" ");
    const repair2 = fromTop(project.git.prefix, `dvc repro${target} && dvc push && git add ${files3} && git commit -a`);
    if (moved)
      return add2(
        "stale-stage",
        `${baseOf(project)} has new commits: merge it and reproduce ${name2} (${why}).`,
        `git fetch origin && git merge origin/${shellWord(baseOf(project))} && ${repair2}`,
        reason2
      );
    return add2(
      "stale-stage",
      `${lock} is stale: dvc repro would ${cached ? `take the outputs of ${name2} from the run cache` : `run ${name2}`} (${why}).`,
      repair2,
      reason2
    );
  }
  const missing = stage2.causes.flatMap(({ kind, path: path2 }) => kind === "missing" && path2 !== void 0 ? [path2] : []);
  const lost = missing.filter((path2) => !isMade(project, path2));
  if (lost.length > 0) return add2("dependency-missing", lostDependencies(name2, lost));
  const unexplained = missing.filter((path2) => !isLackingInRemote(project, path2));
  const uncommitted = unexplained.filter((path2) => isKeptByGit(project, path2) && !isTracked(path2));
  if (uncommitted.length > 0) {
    const files3 = uncommitted.map(project.inGit).map(shellWord).join(" ");
    return add2(
      "stage-data-missing",
      `dvc repro would run ${name2}, because ${uncommitted.join(", ")} ${uncommitted.length === 1 ? "is" : "are"} not in Git, which keeps ${uncommitted.length === 1 ? "it" : "them"} (\`cache: false\`).`,
      fromTop(
        project.git.prefix,
        `dvc pull && dvc repro ${shellWord(name2)} && git add --force -- ${files3} && git commit -- ${files3}`
      )
    );
  }
  if (unexplained.length > 0)
    add2(
      "stage-data-missing",
      `dvc repro would run ${name2}, because ${unexplained.join(", ")} ${unexplained.length === 1 ? "is" : "are"} missing in the workspace.`,
      fromTop(project.git.prefix, "dvc pull")
    );
}
function lostDependencies(stage2, paths) {
  const addresses = paths.filter(isAddress);
  const files3 = paths.filter((path2) => !isAddress(path2));
  const [it, is] = files3.length === 1 ? ["it", "is"] : ["them", "are"];
  const sentences = [
    files3.length === 0 ? "" : `${stage2} needs ${files3.join(", ")}, which ${is} missing in the workspace, and no stage makes ${it}. Commit ${it}, or remove ${it} from the deps of ${stage2}.`,
    ...addresses.map(
      (address) => `${stage2} needs ${address}, and the server answers that it has no such file. Put the file there, or correct the address in the deps of ${stage2}.`
    )
  ];
  return sentences.filter((sentence4) => sentence4 !== "").join(" ");
}
function isMade({ index }, path2) {
  return index.stages.some((stage2) => stage2.outs.some((out) => isWithin(path2, out.path) || isWithin(out.path, path2)));
}
function isKeptByGit({ index }, path2) {
  return index.stages.some(({ outs }) => outs.some((out) => !out.cache && isWithin(path2, out.path)));
}
function baseOf(project) {
  return project.run.settings.event.pullRequest?.baseRef ?? "main";
}
function addNotice(project, { name: name2, verdict, causes, held }) {
  const place = project.lines.ofStage(name2, project.graph.stage(name2)?.file ?? "dvc.yaml");
  const add2 = (rule, message2) => {
    project.run.report.lint.push({ rule, ...place, path: project.inGit(place.path), severity: "notice", message: message2 });
  };
  const { hold } = project.run.report;
  const why = causes.map(({ message: message2 }) => message2).join("; ");
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
  const file = shellWord(source.file);
  for (const [path2, state] of Object.entries(outs)) {
    const gone = state === "deleted" || state === "not in cache";
    if (gone && isLackingInRemote(project, path2)) continue;
    project.run.report.lint.push({
      rule: gone ? "data-missing" : "data-changed",
      path: project.inGit(source.file),
      ...lineOf(project, path2),
      severity: "error",
      message: gone ? `${path2} is ${state === "deleted" ? "missing in the workspace" : "not in the cache of DVC"}, but ${source.file} tracks it.` : `${path2} differs from ${source.file}.`,
      fix: fromTop(
        project.git.prefix,
        gone ? `dvc pull ${file}` : `dvc commit --force ${file} && dvc push ${file} && git commit -- ${shellWord(project.inGit(source.file))}`
      )
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
  const { mode } = project.run.settings;
  const key = mode === "retrain" ? "stages" : mode === "validate" ? "rebuild.force" : "force";
  const named3 = resolveStages(project, force.stages, key);
  const frozen = named3.find((name2) => !able.has(name2));
  if (frozen !== void 0)
    throw new SetupError("stage-frozen", `${key}: the stage ${frozen} is frozen, so DVC does not run it.`, {
      key,
      value: frozen,
      remedy: `Run \`dvc unfreeze ${frozen}\` and commit dvc.yaml, or remove it from \`${key}\`.`
    });
  return named3;
}
async function planBuild(project, { here, status: asked } = {}) {
  const { run: run2, dvc: dvc2, index, graph, stages } = project;
  return run2.step("plan", async (outcome) => {
    const named3 = forcedStages(project);
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
    const always = runnable(project).filter(({ always: runs }) => runs).map(({ name: name2 }) => name2);
    const unknown3 = runnable(project).filter(({ name: name2 }) => Object.values(status[name2]?.deps ?? {}).includes("unknown")).map(({ name: name2 }) => name2);
    const forced = new Set(named3);
    const mayRun = new Set(
      [...graph.withDownstream([...forced, ...stale, ...always, ...unknown3])].filter((name2) => able.has(name2))
    );
    addUnpushed(graph, able, forced, mayRun, causes);
    const needed = [...mayRun].flatMap((name2) => graph.upstream(name2));
    refuseStaleOutside(needed.filter((name2) => stale.has(name2) && !stages.some((stage2) => stage2.name === name2)));
    outcome.message = whole ? `everything is forced: ${forced.size} ${forced.size === 1 ? "stage" : "stages"}` : `forced: ${[...forced].join(", ") || "nothing"}; may run: ${[...mayRun].join(", ") || "nothing"}`;
    return {
      forced: graph.topological().filter((name2) => forced.has(name2)),
      whole,
      mayRun,
      pull: startsOf(project, mayRun),
      causes,
      sideBySide: sideBySide(project, here ?? mayRun)
    };
  });
}
function staleOf({ mayRun, causes }) {
  return [...mayRun].flatMap((name2) => {
    const own = causes.get(name2) ?? [];
    return own.some(isChange) ? [{ name: name2, verdict: "stale", causes: own }] : [];
  });
}
function withoutStages(project, plan2, names2) {
  const mayRun = new Set([...plan2.mayRun].filter((name2) => !names2.has(name2) || plan2.forced.includes(name2)));
  return { ...plan2, mayRun, pull: startsOf(project, mayRun) };
}
function startsOf({ graph, index }, mayRun) {
  const starts = new Set([...mayRun].flatMap((name2) => graph.upstream(name2)).filter((name2) => !mayRun.has(name2)));
  return index.stages.filter((stage2) => starts.has(stage2.name) && isPullable(stage2)).map(({ name: name2 }) => name2);
}
function outputsOf({ stages }, names2) {
  const outs = stages.filter(({ name: name2 }) => names2.has(name2)).flatMap((stage2) => stage2.outs.map((out) => joinPath(out.path)));
  return (path2) => outs.some((out) => isWithin(path2, out));
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
        remedy: kind === "stage" ? `Restore the committed version with \`dvc checkout --force ${name2}\`, or let the stage run (\`dvc unfreeze ${name2}\`, and commit dvc.yaml): an official build starts from a commit.` : `Restore the committed version with \`dvc checkout --force ${file}\`, or keep the new one with \`dvc commit --force ${file}\` and commit ${file}: an official build starts from a commit.`
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
  const add2 = (stage2, rule, message2) => {
    const place = project.lines.ofStage(stage2.name, stage2.file);
    report.lint.push({ rule, ...place, path: project.inGit(place.path), severity: "notice", message: message2 });
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
import { dirname as dirname9, join as join19, resolve as resolve9 } from "node:path";

// src/dvc/dvc-errors.ts
import { constants } from "node:os";

// src/dvc/dvc-complaints.ts
function configurationFault(message2) {
  const text3 = withoutPrefix(message2);
  const found2 = /^(.+?)(?: for dictionary value)? @ data((?:\['.+?'\])+)\.?$/.exec(text3);
  if (!found2) return text3;
  const [, reason2 = "", keys = ""] = found2;
  const name2 = [...keys.matchAll(/\['(.+?)'\]/g)].map(([, key]) => key).join(".");
  if (reason2 !== "extra keys not allowed") return `${name2}: ${reason2}`;
  const meant = name2.startsWith("remote.") ? nearestOption(name2.split(".").at(-1) ?? "") : void 0;
  return `DVC has no option ${name2}${meant === void 0 ? "" : `, perhaps ${meant}`}`;
}
function withoutPrefix(message2) {
  return message2.replace(/^config file error: /, "");
}
function placeOf({ path: path2 }) {
  return path2 === void 0 ? {} : { path: path2.replace(/^\.\//, "") };
}
function cycle(message2) {
  const names2 = /in stages?: (.+?)\.?$/.exec(message2)?.[1]?.split(", ").reverse();
  const [first, second] = names2 ?? [];
  if (first === void 0)
    return {
      id: "pipeline-cycle",
      message: `the pipeline has a cycle: ${message2}`,
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
function duplicateOutput(message2) {
  const found2 = /^output '(.+?)' is specified in:((?: - \S+)+)/.exec(message2);
  const names2 = found2?.[2]?.split(" - ").filter((name2) => name2 !== "").sort() ?? [];
  const [first] = names2;
  if (!found2 || first === void 0)
    return { id: "output-duplicated", message: message2, remedy: "Let only one stage produce each output." };
  return {
    id: "output-duplicated",
    ...inStage(first),
    message: `${names2.join(" and ")} both produce the output ${found2[1] ?? ""}`,
    remedy: "Let only one stage produce each output."
  };
}
function overlappingOutputs(message2) {
  const found2 = [...message2.matchAll(/'(.+?)'\('(.+?)'\)/g)].map(([, path2 = "", stage2 = ""]) => ({ path: path2, stage: stage2 }));
  const [first] = found2;
  if (!first) return { id: "outputs-overlap", message: message2, remedy: "Give every output a separate folder." };
  return {
    id: "outputs-overlap",
    ...inStage(first.stage),
    message: `one output contains another: ${found2.map(({ path: path2, stage: stage2 }) => `${path2} of ${stage2}`).join(", ")}`,
    remedy: "Give every output a separate folder."
  };
}
function unresolved(message2) {
  const found2 = /^failed to parse (?:'(.+?)' in )?'(.+?)': ?(.*)$/.exec(message2);
  if (!found2) return { id: "template-unresolved", message: message2, remedy: "Define the value in params.yaml or under `vars:`." };
  const [, key = "", path2 = "", reason2 = ""] = found2;
  const place = { path: path2, ...key === "" ? {} : { key: key.replace(/@[^.]*/, "") } };
  const name2 = /Could not find '(.+?)'/.exec(reason2)?.[1];
  if (name2 !== void 0)
    return {
      id: "template-unresolved",
      ...place,
      message: `${key || path2} uses \${${name2}}, which is not defined`,
      remedy: "Define it in params.yaml or under `vars:`."
    };
  const file = /^'(.+?)' does not exist/.exec(reason2)?.[1];
  if (file !== void 0)
    return {
      id: "template-unresolved",
      ...place,
      message: `${key || path2} names the file '${file}', which does not exist`,
      remedy: "Commit that file, or remove its name."
    };
  return { id: "template-unresolved", ...place, message: `${key || path2}: ${reason2}`, remedy: "Fix the template." };
}
var UNSUPPORTED = {
  date: "a date",
  datetime: "a time",
  TimeStamp: "a time",
  set: "a set",
  CommentedSet: "a set",
  bytes: "binary data"
};
function unsupportedValue(message2) {
  const found2 = /Unsupported value of type '(\w+)' in '([^:']+)(?::(.+?))?'\.?$/.exec(message2);
  if (!found2) return void 0;
  const [, type = "", path2 = "", key = ""] = found2;
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
function ignored(message2) {
  const file = /'(.+?)' is git-ignored/.exec(message2)?.[1]?.replaceAll("\\", "/");
  return {
    id: "dvc-project-invalid",
    ...file === void 0 ? {} : { path: file },
    message: file === void 0 ? message2 : `${file} is ignored by Git, so DVC stops at it`,
    remedy: "Remove the pattern in .gitignore that covers it (`git check-ignore -v` names it)."
  };
}
function invalid(error, message2) {
  const found2 = /^'(.+?)' validation failed[^:]*: (.+?)(?: @ data((?:\['.+?'\]|\[\d+\])*))?\.?$/.exec(message2);
  if (!found2) return { id: "dvc-file-invalid", message: message2, ...placeOf(error), remedy: "Fix the file." };
  const [, file = "", reason2 = "", keys = ""] = found2;
  const path2 = file.replace(/^\.\//, "");
  const names2 = [...keys.matchAll(/\['(.+?)'\]|\[(\d+)\]/g)].map(([, name2, index]) => name2 ?? index ?? "");
  const key = names2.join(".");
  const last2 = names2.at(-1) ?? "";
  const parent = names2.slice(0, -1).join(".") || "it";
  const kind = kindOf(path2);
  const remedy = kind === "lock" || kind === "data" ? restoreRemedy(path2, kind) : "The valid keys are in https://dvc.org/doc/user-guide/project-structure/dvcyaml-files.";
  const place = { path: path2, ...key === "" ? {} : { key } };
  if (reason2 === "extra keys not allowed")
    return {
      id: "dvc-file-invalid",
      ...place,
      message: `${parent} has the key '${last2}', which DVC does not know`,
      remedy
    };
  if (reason2 === "required key not provided")
    return { id: "dvc-file-invalid", ...place, message: `${parent} has no '${last2}'`, remedy: `Add '${last2}'.` };
  if (reason2.startsWith("expected a dictionary"))
    return { id: "dvc-file-invalid", ...place, message: `${key || path2} must be a mapping of keys to values`, remedy };
  return {
    id: "dvc-file-invalid",
    ...place,
    message: `${key || path2}: ${reason2.replace(/ for dictionary value$/, "")}`,
    remedy
  };
}
function missingDataset(message2) {
  const name2 = /^dataset not found: '(.+?)'/.exec(message2)?.[1];
  if (name2 === void 0)
    return { id: "dvc-project-invalid", message: message2, remedy: "Add the dataset with `dvc dataset add NAME --url URL`." };
  return {
    id: "dvc-project-invalid",
    message: `a stage depends on ds://${name2}, and no dvc.yaml has the dataset '${name2}'`,
    key: `datasets.${name2}`,
    path: "dvc.yaml",
    remedy: `Add it with \`dvc dataset add ${name2} --url URL\`, or remove ds://${name2} from the deps of the stage.`
  };
}
function inStage(name2) {
  const colon = name2.lastIndexOf(":");
  return {
    path: colon < 0 ? "dvc.yaml" : name2.slice(0, colon),
    key: `stages.${name2.slice(colon + 1).split("@")[0] ?? name2}`
  };
}

// src/dvc/expired-session.ts
var LONGER = {
  s3: "The session ended before the run. Ask for a longer one: `role-duration-seconds` of aws-actions/configure-aws-credentials, or `aws-role-duration` of the reusable workflows, up to the longest session of the role. Stages on many machines log in once for each job.",
  gs: "Log in right before dvc-ci, in the same job: google-github-actions/auth gives credentials that renew themselves until the job ends. A `credentials_json` that was deleted or replaced needs a new secret.",
  azure: "The login of azure/login lasts about an hour. Log in again right before dvc-ci, or spread the stages over many machines, where each job logs in by itself."
};
var EXPIRED = {
  s3: /ExpiredToken|TokenRefreshRequired|token included in the request is expired/i,
  gs: /token (?:has )?expired|invalid_grant|reauth/i,
  azure: /AADSTS(?:700024|700082|50173)|token is expired|lifetime validation failed/i
};
function longerSession(protocol) {
  return LONGER[protocol] ?? "Request new credentials.";
}
function expiredSession({ kind, protocol, reason: reason2 }) {
  if (kind !== "refused" || EXPIRED[protocol]?.test(reason2) !== true) return void 0;
  return `The session of the credentials has expired. ${longerSession(protocol)}`;
}

// src/dvc/remote-errors.ts
var S3 = {
  credentials: "`access_key_id`, `secret_access_key` and `session_token`, or `profile`, in `remote-config`, or AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN",
  address: "`url`, `endpointurl` and `region`",
  variables: "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN"
};
var HTTP = {
  credentials: "`auth`, `user` and `password`, or `custom_auth_header`, in `remote-config`",
  address: "`url`",
  variables: "the `.netrc` of the user"
};
var WEBDAV = { credentials: "`user` and `password`, or `token`, in `remote-config`", address: "`url`" };
var FOLDER = { credentials: "the permissions of the folder", address: "`url`" };
var OTHER = { credentials: "its options in `remote-config`", address: "`url`" };
var OPTIONS = {
  "": FOLDER,
  azure: {
    credentials: "`connection_string`, or `account_name` with `account_key` or `sas_token`, in `remote-config`, or AZURE_STORAGE_CONNECTION_STRING",
    address: "`url`, `account_name` and `connection_string`",
    variables: "AZURE_STORAGE_CONNECTION_STRING"
  },
  file: FOLDER,
  gdrive: {
    credentials: "`gdrive_service_account_json_file_path` in `remote-config`, or GDRIVE_CREDENTIALS_DATA",
    address: "`url`"
  },
  gs: {
    credentials: "`credentialpath` in `remote-config`, or GOOGLE_APPLICATION_CREDENTIALS",
    address: "`url` and `endpointurl`",
    variables: "GOOGLE_APPLICATION_CREDENTIALS"
  },
  http: HTTP,
  https: HTTP,
  oss: {
    credentials: "`oss_key_id` and `oss_key_secret` in `remote-config`, or OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET",
    address: "`url` and `oss_endpoint`",
    variables: "OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET"
  },
  s3: S3,
  ssh: {
    credentials: "`user`, `keyfile` and `password` in `remote-config`",
    address: "`url` and `port`",
    variables: "the keys and the `.ssh/config` of the user"
  },
  webdav: WEBDAV,
  webdavs: WEBDAV
};
var BUCKETS = ["azure", "gs", "oss", "s3"];
function remoteError(failure3, cause) {
  const { role, url } = failure3;
  const details = {
    key: role === "remote" ? "remote" : "deps",
    value: url,
    remedy: remedyOf(failure3),
    cause
  };
  return new OutsideError(idOf(failure3), `${remoteFailureText(failure3)}.`, details);
}
function remoteFailureText(failure3) {
  return `${subjectOf(failure3)} ${VERBS[failure3.kind](failure3)}: ${withoutPeriod(failure3.reason)}`;
}
var VERBS = {
  refused: ({ writing }) => writing ? "denies the upload" : "denies access",
  "host-key": () => "does not have the expected host key",
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
  if (kind === "host-key") return "remote-host-key";
  if (role === "dependency") return "dependency-unreachable";
  if (kind === "refused") return "remote-access-denied";
  if (kind === "unreachable") return "remote-unreachable";
  return BUCKETS.includes(protocol) ? "remote-bucket-missing" : "remote-folder-missing";
}
function placeWord(protocol) {
  if (protocol === "azure") return "container";
  return BUCKETS.includes(protocol) ? "bucket" : "folder";
}
function dependencyRemedy({ name: name2, kind, protocol, option }) {
  const { credentials, variables } = OPTIONS[protocol] ?? OTHER;
  if (kind === "refused" && name2.startsWith("remote://")) return `Check ${credentials}. No stage was judged.`;
  if (kind === "refused" && variables !== void 0)
    return `Check ${variables}, or write the dependency as \`remote://NAME/PATH\`, which has the credentials of the remote NAME. No stage was judged.`;
  const longer = option === null ? "" : ` A server that answers later needs a longer \`${option}\`.`;
  return `Check its address, and that this machine can read it.${longer} No stage was judged.`;
}
function s3Note({ reason: reason2, writing }) {
  if (/^HTTP 400\b|ExpiredToken|TokenRefreshRequired/.test(reason2))
    return ` S3 answers so to an expired session token. ${longerSession("s3")}`;
  if (/RequestTimeTooSkewed/.test(reason2)) return " The clock of this machine is wrong.";
  return /^HTTP 403\b/.test(reason2) && !writing ? " S3 also denies access to an absent object if the key may not list the bucket (s3:ListBucket)." : "";
}
function remedyOf(failure3) {
  const { role, kind, protocol, option, reason: reason2, writing } = failure3;
  const { credentials, address } = OPTIONS[protocol] ?? OTHER;
  if (kind === "host-key")
    return "Ask the owner of the server for its key. If the new key is right, replace the line of the host in `ssh-known-hosts` or in known_hosts of the user (`ssh-keyscan HOST` prints it). If not, another machine answers in its place: send no credential there.";
  if (role === "dependency") return dependencyRemedy(failure3);
  if (kind === "full") return "Make room in the remote, and run this again.";
  if (kind === "no-place")
    return `Check ${address} of the remote. For a new remote, create its ${placeWord(protocol)} first.`;
  if (kind === "unreachable" && option !== null)
    return `Check ${address} of the remote, and that this machine can reach it. A server that answers later needs a longer \`${option}\`.`;
  if (kind === "unreachable")
    return `Check ${address} of the remote, and that this machine can reach it. Run this again if the server failed.`;
  const expired = expiredSession(failure3);
  if (expired !== void 0) return expired;
  if (option === "password" || option === "passphrase")
    return `Set \`${option}\` in \`remote-config\`, for example from a secret.`;
  if (option !== null) return `Put this file on the machine, or set \`${option}\` in \`remote-config\`.`;
  if (/^HTTP 405\b/.test(reason2))
    return "Check `method` of the remote: DVC uploads with POST, or with PUT if it says so.";
  const rights = writing && !/^HTTP 40[01]\b/.test(reason2) ? " They need the right to write." : "";
  return `Check ${credentials}.${rights}${protocol === "s3" ? s3Note(failure3) : ""}`;
}

// src/dvc/dvc-errors.ts
var CONFIGURATION = ".dvc/config";
function missingSupport(message2) {
  return {
    id: "remote-support-missing",
    message: message2,
    key: "remote",
    remedy: "Install DVC with the extra for this remote, or let dvc-ci install its own."
  };
}
function versionsUnsupported(message2) {
  return {
    id: "remote-versioning-unsupported",
    message: `${message2}: builds over many machines and \`stale: commit\` do not push to a remote that keeps versions of files`,
    key: "remote",
    path: CONFIGURATION,
    remedy: "Build on one machine, or set `remote` to a remote without `version_aware` and `worktree`."
  };
}
var SETUP = {
  NoRemoteError: (_, message2) => ({
    id: "remote-missing",
    message: message2,
    key: "remote",
    remedy: "Add a remote with `dvc remote add -d NAME URL` and commit .dvc/config, or name one with `remote`."
  }),
  RemoteNotFoundError: (_, message2) => ({
    id: "remote-unknown",
    message: withoutPrefix(message2),
    key: "remote",
    remedy: "Use a name that `dvc remote list` shows."
  }),
  RemoteConfigError: (_, message2) => ({
    id: "remote-config-invalid",
    message: withoutPrefix(message2),
    key: "remote",
    path: CONFIGURATION,
    remedy: "Check the remote with `dvc remote list`, and its options in .dvc/config."
  }),
  RemoteMissingDepsError: (_, message2) => missingSupport(message2),
  ConfigError: (_, message2) => ({
    id: "dvc-config-invalid",
    message: `DVC cannot read its configuration: ${configurationFault(message2)}`,
    key: CONFIGURATION,
    path: CONFIGURATION,
    remedy: "Fix .dvc/config, .dvc/config.local or `remote-config`. `dvc config --list` works when DVC can read them."
  }),
  VersionedRemoteError: (_, message2) => versionsUnsupported(message2),
  DatasetNotFoundError: (_, message2) => missingDataset(message2),
  NotDvcRepoError: (_, message2) => ({
    id: "dvc-project-missing",
    message: message2,
    key: "working-directory",
    remedy: "Run `dvc init`, or set `working-directory`."
  }),
  CyclicGraphError: (_, message2) => cycle(message2),
  CircularDependencyError: (_, message2) => ({
    id: "pipeline-cycle",
    message: `the pipeline has a cycle: ${message2}`,
    remedy: "Give the stage another output, or remove the dependency."
  }),
  OutputDuplicationError: (_, message2) => duplicateOutput(message2),
  OverlappingOutputPathsError: (_, message2) => overlappingOutputs(message2),
  StagePathAsOutputError: (_, message2) => ({
    id: "stage-file-in-output",
    message: message2,
    remedy: "Move the dvc.yaml or .dvc file out of that output."
  }),
  ResolveError: (_, message2) => unresolved(message2),
  YAMLValidationError: (error, message2) => invalid(error, message2),
  StageFileFormatError: (error, message2) => invalid(error, message2),
  ParseError: (error, message2) => ({
    id: "dvc-file-invalid",
    message: message2,
    ...placeOf(error),
    remedy: "Fix the syntax of the file."
  }),
  FileIsGitIgnored: (_, message2) => ignored(message2),
  DvcException: (error, message2) => ({
    id: "dvc-project-invalid",
    message: message2,
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
  const message2 = error.message.replace(/\s*\n\s*/g, " ").trim();
  const transfer2 = error.kinds.includes("DownloadError") || error.kinds.includes("UploadError");
  const ofSystem = transfer2 ? void 0 : systemError(error);
  if (ofSystem !== void 0) return ofSystem;
  const value = transfer2 ? void 0 : unsupportedValue(message2);
  if (value !== void 0) return setupError(value, error);
  if (error.kinds.includes("ImportError") && /requires '[\w-]+' to be installed/.test(message2))
    return setupError(missingSupport(message2), error);
  const reader = transfer2 ? void 0 : error.kinds.map((kind2) => Object.hasOwn(SETUP, kind2) ? SETUP[kind2] : void 0).find((found2) => found2 !== void 0);
  if (reader) return setupError(reader(error, message2), error);
  const kind = error.kinds[0] ?? "error";
  const outside2 = error.kinds.some((name2) => OUTSIDE.includes(name2));
  if (query === "inspect" && !outside2 && !error.kinds.includes("MemoryError")) {
    return setupError(
      {
        id: "dvc-project-invalid",
        message: `DVC cannot read the project: ${kind}: ${message2}`,
        ...placeOf(error),
        remedy: "`dvc status` shows the same error; fix the dvc.yaml that it names."
      },
      error
    );
  }
  if (query !== "inspect" && outside2) {
    return new OutsideError("remote-unreachable", sentence2(`the DVC remote cannot be used: ${kind}: ${message2}`), {
      key: "remote",
      remedy: "Check its address, its credentials, and that this machine can reach it.",
      cause: error
    });
  }
  return new OutsideError("dvc-failed", sentence2(`DVC failed at '${query}': ${kind}: ${message2}`), { cause: error });
}
function systemError(error) {
  if (!error.kinds.includes("OSError")) return void 0;
  const [, number3 = "", path2] = /\[Errno (\d+)\] [^:]+(?:: '([^']+)')?/.exec(error.message) ?? [];
  const code = Object.entries(constants.errno).find(([, each]) => each === Number(number3))?.[0];
  return exhausted({ code, message: error.message, path: path2 });
}
function setupError({ id, message: message2, key, path: path2, remedy }, cause) {
  const details = { remedy, cause };
  const where = key ?? path2;
  if (where !== void 0) details.key = where;
  if (path2 !== void 0) details.path = path2;
  return new SetupError(id, sentence2(message2), details);
}
function sentence2(text3) {
  return /[.!?]$/.test(text3) ? text3 : `${text3}.`;
}
function explainStageFailure(message2) {
  const absent = /^dependency '(.+)' does not exist\.?$/.exec(message2)?.[1];
  if (absent !== void 0 && isAddress(absent))
    return `its server has no file ${withoutCredentials(absent)}: correct the address in its deps, or put the file there`;
  const ending = endedBy(Number(/exited with (-?\d+)\.?$/.exec(message2)?.[1] ?? 0));
  return ending === void 0 ? message2 : `${withoutPeriod(message2)} (${ending})`;
}
function reasonOf(stderr) {
  const lines2 = stderr.split("\n").map((line) => line.trim()).filter((line) => line !== "" && !/^(<https:\/\/|Is your cache up to date\?|Having any troubles\?)/.test(line));
  const last2 = lines2.map((line) => line.startsWith("ERROR: ")).lastIndexOf(true);
  const words = last2 < 0 ? lines2.slice(-1) : lines2.slice(last2, last2 + 6);
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
      return `${built}; the result equals dvc.lock, so there is nothing to commit.`;
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
import { constants as constants2 } from "node:fs";
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
    await copyFile(from, to, constants2.COPYFILE_FICLONE);
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
    const part2 = `${to}.part`;
    await replicate(from, part2, { links: false });
    await rename(part2, to);
    await rm2(from, { recursive: true, force: true });
  }
}
function codeOf(error) {
  return error?.code;
}

// src/steps/project/open-project.ts
import { readFile as readFile12, realpath as realpath2 } from "node:fs/promises";
import { join as join18, relative as relative5 } from "node:path";

// src/dvc/data-queries.ts
var text = string();
var count2 = int().nonnegative();
var failure = object({
  role: _enum(["remote", "dependency"]),
  name: text,
  url: text,
  protocol: text,
  endpoint: text.nullable(),
  kind: _enum(["refused", "host-key", "no-place", "unreachable", "full"]),
  reason: text,
  option: text.nullable(),
  writing: boolean()
});
var reason = union([
  object({ reason: _enum(["missing", "altered", "imported", "versions", "too-long", "absent", "failed"]) }),
  object({ reason: literal("limit"), size: count2 }),
  object({ reason: literal("remote"), failure }).transform(({ failure: each }) => ({ reason: "remote", message: remoteFailureText(each) }))
]);
var files = object({ files: count2, bytes: count2.exactOptional(), first: array(text) });
var folder = object({
  files: count2.exactOptional(),
  baseline_files: count2.exactOptional(),
  added: files,
  removed: files,
  modified: files,
  renamed: object({ files: count2, first: array(object({ from: text, to: text })) }),
  duplicates: count2.exactOptional(),
  baseline_duplicates: count2.exactOptional(),
  folders: array(
    object({
      path: text,
      files: count2.exactOptional(),
      baseline_files: count2.exactOptional(),
      added: count2,
      removed: count2,
      modified: count2,
      renamed: count2
    })
  ),
  folders_omitted: count2.exactOptional()
});
var stored = object({ hash: text, size: count2.exactOptional() });
var described = union([
  object({ unread: array(object({ side: _enum(["now", "before"]) }).and(reason)) }),
  object({
    folder,
    members: array(object({ path: text, now: stored.exactOptional(), before: stored.exactOptional() })),
    /** Number of further changed tables. */
    omitted: count2
  })
]);
var part = object({ data: text, inside: text });
var shared = object({ files: count2, first: array(text) });
var folderAnswer = object({
  data: record(text, described),
  leaks: array(
    object({
      path: part,
      of: part,
      now: shared.exactOptional(),
      before: shared.exactOptional(),
      /** Parts of now that could not be read. */
      unread: array(object({ data: text }).and(reason)).exactOptional()
    })
  )
});
var objectsAnswer = object({ files: record(text, text), unread: record(text, reason) });

// src/dvc/surroundings.ts
var surroundingsAnswer = object({
  python: object({ version: string(), executable: string() }),
  remotes: array(
    object({
      name: string(),
      /** Empty for a folder. */
      protocol: string(),
      /** Without credentials. */
      url: string(),
      /** The extra of DVC; null where DVC itself is enough. */
      extra: string().nullable(),
      /** Packages of the extra that cannot be imported. */
      lacking: array(string()),
      /** An HTTP address of its server, without credentials. */
      address: string().nullable()
    })
  ),
  cache: object({
    path: string(),
    /** Link types of the configuration, in their order. */
    types: array(string()),
    /** Link types from the cache to the workspace that work. */
    works: array(string()),
    /** Whether cache and workspace are on one file system. */
    sameFileSystem: boolean().nullable(),
    /** Why nothing can be written to the cache. */
    reason: string().nullable()
  })
});
var identityAnswer = array(
  object({
    name: string(),
    who: string().nullable(),
    /** Where the credentials come from. */
    how: string().nullable(),
    /** What could not be found out. */
    note: string().nullable()
  })
);

// src/dvc/dvc.ts
var parsedParams = array(record(string(), unknown()).nullable());
var remotePlaces = array(record(string(), object({ place: string(), added: array(string()) })));
var spaces = object({ cache: number(), workspace: number(), copies: boolean() });
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
  /**
   * The bytes that a pull of these outputs writes, by the sizes in dvc.lock and `.dvc` files. Asks no remote.
   * @returns `cache`: of objects that the cache lacks; `workspace`: of outputs that are not there; `copies`: whether DVC
   *   copies them there
   */
  async space(paths) {
    return spaces.parse(await this.ask("space", { paths }));
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
  async parseParams(files3) {
    return parsedParams.parse(await this.ask("parseParams", { files: files3 })).map((values) => values ?? void 0);
  }
  /**
   * Writes `target`: the text of one file, then the rows of another without a second header. In a table, columns are
   * matched by their names.
   * @param files absolute paths; `target` does not exist yet
   * @returns whether columns were put into another order, or the reason why the rows do not fit, as the end of a sentence
   * @throws an error of the system with its code, such as ENOSPC
   */
  async appendRows(files3, stop) {
    const result = appended.parse(await this.ask("append", files3, { stop }));
    if ("code" in result)
      throw Object.assign(new Error(result.reason), { code: result.code, path: files3.target, syscall: "write" });
    return result;
  }
  /**
   * The remotes of committed configurations. Opens no remote.
   * @param configurations texts of `.dvc/config` and, where Git tracks it, `config.local`, and the settings `remote` and
   *   `remote-config` over them; the first must be valid
   * @throws {SetupError} DVC cannot read the first one
   */
  async places(configurations) {
    return remotePlaces.parse(await this.ask("places", { configurations }));
  }
  /** Checks that a remote (the default one without a name) accepts a write. @throws {OutsideError} it does not */
  async probe(remote) {
    await this.ask("probe", remote === void 0 ? {} : { remote });
  }
  /** What `doctor` asks of this machine. Writes two small files and removes them. @param remotes names */
  async surroundings(remotes, stop) {
    return surroundingsAnswer.parse(await this.ask("surroundings", { remotes }, { stop }));
  }
  /** Who the credentials of remotes are. @throws {OutsideError} a service rejects them, or does not answer */
  async identities(remotes, stop) {
    return identityAnswer.parse(await this.ask("identity", { remotes }, { stop }));
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
  /** How folders differ from the baseline's, and which files two parts of the data share. Only manifests are read. */
  async folders(question, stop) {
    return folderAnswer.parse(await this.ask("folders", { ...question }, { stop }));
  }
  /**
   * The content of objects as files of this machine: from DVC's cache, else downloaded into it. Every byte is hashed.
   * @param limit bytes of all objects together, in this order
   */
  async localObjects(wanted, limit, stop) {
    return objectsAnswer.parse(await this.ask("localObjects", { wanted, limit }, { stop }));
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
function externalSchemes(files3) {
  const found2 = /* @__PURE__ */ new Set();
  for (const { data, kind } of files3) if (kind !== "lock") collect(data, found2);
  return [...found2].sort();
}
function collect(value, found2) {
  if (typeof value === "string") {
    const scheme = ADDRESS.exec(value)?.[1];
    if (scheme !== void 0) found2.add(scheme.toLowerCase());
  } else if (Array.isArray(value)) {
    for (const each of value) collect(each, found2);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (OTHER_KEYS.includes(key)) continue;
      collect(key, found2);
      collect(key === "datasets" ? ofUrls(inner) : inner, found2);
    }
  }
}
function ofUrls(datasets) {
  if (!Array.isArray(datasets)) return [];
  return datasets.filter(
    (each) => typeof each === "object" && each !== null && "type" in each && each.type === "url"
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
    const work = async (found2) => {
      const values = found2;
      const reason2 = given.skip?.(...values);
      if (reason2 === void 0) return body(...values);
      if (reason2 !== "") this.run.skip(name2, reason2);
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
    const uses = ({ state, options: { reads = [], writes = [] } }) => state === "running" && (reads.includes(resource) || writes.includes(resource));
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
    const seconds3 = Math.max(
      0,
      ...late.map(({ options: { optional } }) => typeof optional === "object" ? optional.seconds : OPTIONAL_SECONDS)
    );
    const enough = new AbortController();
    const timer = pause(seconds3 * 1e3, void 0, { signal: enough.signal }).catch(() => void 0);
    await Promise.race([this.until(() => this.nodes.every(({ state }) => state === "ended"), this.nodes.length), timer]);
    enough.abort();
    for (const node of late.filter(({ state }) => state !== "ended")) {
      inLog(
        node.log,
        () => this.run.host.warning(
          `The step '${node.handle.name}' was abandoned: it still ran ${seconds3} s after all other steps ended.`
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
    if (this.nodes.slice(0, index).some(({ failure: failure3 }) => failure3 !== void 0)) return false;
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
    return new Promise((resolve30) => {
      this.waiters.push(resolve30);
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
      const failed = this.nodes.findIndex(({ failure: failure3 }) => failure3 !== void 0);
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
import { mkdtemp as mkdtemp2, rm as rm3 } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as join6 } from "node:path";
var VARIABLES2 = ["TMPDIR", "TMP", "TEMP"];
async function requireTemporaryFolder(env, folder2 = tmpdir()) {
  try {
    await rm3(await mkdtemp2(join6(folder2, "dvc-ci-")), { recursive: true, force: true });
  } catch (cause) {
    const name2 = VARIABLES2.find((each) => env[each]);
    throw new SetupError(
      "temporary-folder-unusable",
      `the temporary folder ${folder2}${name2 === void 0 ? "" : ` (${name2})`} cannot be written to: ${messageOf(cause).split(",")[0] ?? ""}.`,
      {
        key: name2 ?? "TMPDIR",
        value: folder2,
        remedy: `Create it with \`mkdir -p ${folder2}\`, or set TMPDIR to a folder that this user can write to.`,
        cause
      }
    );
  }
}

// src/run/workspace-backup.ts
import { randomBytes as randomBytes2 } from "node:crypto";
import { mkdir as mkdir4, readdir as readdir2, rename as rename3, rm as rm5 } from "node:fs/promises";
import { basename as basename4, dirname as dirname5, join as join8, relative as relative2, resolve as resolve5 } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

// src/run/backup-state.ts
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { appendFile, link as link2, mkdir as mkdir3, readFile as readFile5, rename as rename2, rm as rm4, writeFile } from "node:fs/promises";
import { basename as basename3, join as join7 } from "node:path";
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
    await replace(join7(directory, OWNERS), `${await this.signed(directory, owners)}
`);
  }
  /**
   * The owners of a backup. Undefined if it is not signed yet or just removed: it has no files then.
   * @throws {UntrustedState} no run of this checkout wrote them
   */
  async readOwners(directory) {
    const text3 = await readText(join7(directory, OWNERS));
    return text3 === void 0 ? void 0 : await this.verified(directory, text3);
  }
  async append(directory, entry) {
    await appendFile(join7(directory, JOURNAL), `${await this.signed(directory, entry)}
`);
  }
  async writeJournal(directory, entries) {
    const lines2 = await Promise.all(entries.map(async (entry) => `${await this.signed(directory, entry)}
`));
    await replace(join7(directory, JOURNAL), lines2.join(""));
  }
  /**
   * The journal, and the number of lines that no run of this checkout wrote. An incomplete last line is left out: it
   * belongs to a path that was not changed yet.
   */
  async readJournal(directory) {
    const lines2 = (await readText(join7(directory, JOURNAL)) ?? "").split("\n").slice(0, -1);
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
    await rm4(join7(directory, JOURNAL), { force: true });
  }
  async signed(directory, value) {
    return JSON.stringify({ value, signature: (await this.signatureOf(directory, value)).toString("hex") });
  }
  /** @throws {UntrustedState} */
  async verified(directory, text3) {
    const { value, signature } = parsed2(text3);
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
  const folder2 = join7(gitDirectory, "dvc-ci");
  const file = join7(folder2, "backup-key");
  const known2 = await readKey(file);
  if (known2 !== void 0) return known2;
  await mkdir3(folder2, { recursive: true });
  const draft = join7(folder2, `backup-key-${process.pid}-${randomBytes(4).toString("hex")}`);
  await writeFile(draft, randomBytes(KEY_BYTES).toString("hex"), { mode: 384 });
  try {
    await link2(draft, file);
  } catch (error) {
    if (error.code !== "EEXIST" || await readKey(file) === void 0)
      await rename2(draft, file);
  } finally {
    await rm4(draft, { force: true });
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
    return await readFile5(path2, "utf8");
  } catch (error) {
    if (isMissing(error) || error.code === "EISDIR") return void 0;
    throw error;
  }
}
function parsed2(text3) {
  try {
    const data = JSON.parse(text3);
    return typeof data === "object" && data !== null ? data : {};
  } catch {
    return {};
  }
}
async function replace(file, text3) {
  await writeFile(`${file}.new`, text3);
  await rename2(`${file}.new`, file);
}

// src/run/identity.ts
import { execFileSync } from "node:child_process";
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
    const stat14 = readProcStat(pid);
    return stat14?.ended ? "ended" : stat14?.started;
  }
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], {
      encoding: "utf8",
      env: { PATH: process.env["PATH"] ?? "/bin:/usr/bin", LC_ALL: "C" },
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
    const directory = join8(base, `${PREFIX}${process.pid}-${randomBytes2(4).toString("hex")}`);
    await mkdir4(directory, { recursive: true });
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
        await restoreEntry(this.base, this.directory, entry, (path2) => rm5(path2, { recursive: true, force: true }));
      } catch (error) {
        failed.push({ entry, reason: messageOf(error) });
      }
    }
    if (failed.length === 0) return removeBackup(this.directory);
    await this.state.writeJournal(this.directory, failed.map(({ entry }) => entry).reverse());
    throw new OutsideError(
      "workspace-not-restored",
      `could not restore ${failed.map(({ entry, reason: reason2 }) => `${resolve5(this.base, entry.original)} (${reason2}; its content is ${join8(this.directory, entry.backup)})`).join(", ")}.`,
      {
        remedy: "The next run tries again. Do not change that folder before."
      }
    );
  }
  /** A path for the run's own files. They are removed with the backup, also after a kill. */
  scratch(name2) {
    return join8(this.directory, `scratch-${name2}`);
  }
  /** Drops the backup: the current files are right. */
  async discard() {
    this.entries = [];
    this.taken.clear();
    await this.state.removeJournal(this.directory);
    await removeBackup(this.directory);
  }
  async take(path2, how) {
    const original = relative2(this.base, path2);
    if (this.taken.has(original)) return;
    this.taken.add(original);
    const info = await lstatOf(path2);
    const name2 = String(this.entries.length);
    const backup = join8(this.directory, name2);
    const entry = {
      original,
      parent: relative2(this.base, await realPathOf(dirname5(path2)) ?? dirname5(path2)),
      backup: name2,
      taken: info === void 0 ? "absent" : how,
      ...info?.isFile() && how === "copied" ? { untouched: signatureOf(info) } : {}
    };
    this.entries.push(entry);
    await this.state.append(this.directory, entry);
    if (info === void 0) return;
    if (how === "moved") return transfer(path2, backup);
    const part2 = `${backup}.part`;
    await replicate(path2, part2, { links: how === "linked" });
    await rename3(part2, backup);
  }
};
async function recoverWorkspace({ directory: base, gitDirectory }) {
  const recovery = { restored: [], rejected: [] };
  const state = new BackupState(gitDirectory);
  for (const name2 of await foldersIn(base, DONE)) await rm5(join8(base, name2), { recursive: true, force: true });
  for (const name2 of await foldersIn(base, PREFIX)) {
    const directory = join8(base, name2);
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
  const found2 = join8(base, `found-${(/* @__PURE__ */ new Date()).toISOString().replace(/[:.]/g, "-")}-${randomBytes2(2).toString("hex")}`);
  const { entries, untrusted } = await state.readJournal(directory);
  let rejected = untrusted;
  for (const entry of entries.reverse()) {
    const path2 = resolve5(base, entry.original);
    let kept;
    try {
      const back = await restoreEntry(base, directory, entry, async (standing) => {
        if (await lstatOf(standing) === void 0) return;
        kept = join8(found2, entry.backup, basename4(path2));
        await mkdir4(dirname5(kept), { recursive: true });
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
  const done = join8(dirname5(directory), `${DONE}${basename4(directory)}`);
  try {
    await rename3(directory, done);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  await rm5(done, { recursive: true, force: true });
}
async function putAway(directory) {
  const place = join8(dirname5(directory), `rejected-${basename4(directory)}-${randomBytes2(2).toString("hex")}`);
  await rename3(directory, place);
  return place;
}
var ElsewhereError = class extends Error {
};
async function restoreEntry(base, directory, { original, parent, backup, taken, untouched }, clear) {
  const [path2, kept] = [resolve5(base, original), join8(directory, backup)];
  const [standing, saved, place] = [await lstatOf(path2), await lstatOf(kept), await realPathOf(dirname5(path2))];
  if ((standing ?? saved) !== void 0 && place !== resolve5(base, parent))
    throw new ElsewhereError("a folder of its path leads to another place now");
  if (taken === "absent") {
    if (standing === void 0) return false;
    await clear(path2);
    return true;
  }
  if (saved === void 0) return false;
  const same2 = standing !== void 0 && (untouched === void 0 ? saved.isFile() && standing.ino === saved.ino && standing.dev === saved.dev : signatureOf(standing) === untouched);
  if (same2) {
    await rm5(kept, { recursive: true, force: true });
    return false;
  }
  await clear(path2);
  await mkdir4(dirname5(path2), { recursive: true });
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
  const files3 = info.isDirectory() ? await readdir2(directory) : [directory];
  if (files3.some((name2) => name2 !== "owners.json.new")) throw new UntrustedState();
  await rm5(directory, { recursive: true, force: true });
}
async function rivalOf(base, state) {
  for (const name2 of await foldersIn(base, PREFIX)) {
    const owners = await state.readOwners(join8(base, name2)).catch((error) => {
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

// src/steps/project/backup.ts
function openBackup({ scratch, git, dvc: dvc2 }) {
  return WorkspaceBackup.open(backupPlace(scratch, git), dvc2.pid === void 0 ? [] : [dvc2.pid]);
}
function backupPlace(scratch, { gitDirectory }) {
  return { directory: scratch, gitDirectory };
}

// src/steps/project/change-places.ts
import { readFile as readFile6 } from "node:fs/promises";
import { basename as basename5, join as join9, relative as relative3 } from "node:path";
import { isDeepStrictEqual } from "node:util";

// src/steps/project/not-accepted.ts
function notAccepted(message2, places, details) {
  return new ProjectError("remote-not-accepted", message2, {
    ...details,
    value: places.join(", "),
    remedy: `If the place is right, let a maintainer add \`accepted-remotes: ${JSON.stringify(places)}\` to dvc-ci.yaml of the base branch first, then run this again.`
  });
}

// src/steps/project/change-places.ts
async function baseOfTrustedChange({ settings, report, host, signal }, paths) {
  const { event } = settings;
  const named3 = event.pullRequest?.baseSha ?? event.mergeGroupBaseSha;
  if (named3 === void 0 || !(event.trusted || event.namedCommit === true)) return void 0;
  const [first, merged] = await paths.git.parents(report.source.sha);
  const isMerge2 = first !== void 0 && merged !== void 0 && merged === event.pullRequest?.headSha;
  try {
    const sha = await paths.git.ensureCommit(isMerge2 ? first : named3);
    return { sha, ...await settingsOfBase(settings, paths, sha) };
  } catch (error) {
    if (signal.aborted || await hasCredentials(settings.remoteConfig, paths)) throw neededBase(error);
    host.debug(`the places of the remotes are not compared: ${messageOf(error)}`);
    return void 0;
  }
}
function neededBase(error) {
  if (!(error instanceof SetupError)) return error;
  return new SetupError(
    error.id,
    `the base of the change is needed to compare its DVC remotes before a credential is sent: ${error.message}`,
    { ...error.details, remedy: "Let actions/checkout fetch it: `fetch-depth: 0`.", cause: error }
  );
}
async function hasCredentials(remoteConfig, { root }) {
  if (Object.keys(remoteConfig).some(isCredential) || ambientCredentials(void 0, process.env).length > 0) return true;
  const local = await readFile6(join9(root, ".dvc", "config.local"), "utf8").catch(() => "");
  return parseDvcConfig(local).some(({ name: name2 }) => isCredential(name2));
}
async function settingsOfBase(settings, { git, inGit: inGit2 }, sha) {
  const overriding = overridingOf(settings);
  const own = settings.configFile === void 0 ? [] : [relative3(git.root, settings.configFile.path)];
  const names2 = [.../* @__PURE__ */ new Set([...own, ...CONFIG_NAMES.map(inGit2), ...CONFIG_NAMES])];
  const texts = await git.readFiles(sha, names2);
  const name2 = names2.find((each) => texts.has(each));
  if (name2 === void 0) return { accepted: [], servers: overriding };
  const { given, problems } = parseConfig(texts.get(name2)?.toString("utf8") ?? "", name2);
  if (problems.length > 0) return { accepted: [], servers: overriding };
  const { remoteConfig, ...servers } = serverSettings([given]);
  return {
    accepted: settingValue("accepted-remotes", [given]),
    servers: { ...servers, ...overriding, remoteConfig: { ...remoteConfig, ...overriding.remoteConfig } }
  };
}
function overridingOf({ configFile, remote, remoteConfig, mlflow, dvcLock }) {
  if (configFile !== void 0) return configFile.overriding;
  const uri = mlflow.access?.uri;
  return {
    ...remote === void 0 ? {} : { remote },
    remoteConfig,
    ...uri === void 0 ? {} : { trackingUri: uri },
    ...dvcLock === void 0 ? {} : { dvcLock }
  };
}
function checkTrackingPlace({ mlflow, configFile }, { accepted, servers }) {
  const { access: access6 } = mlflow;
  const place = addressOf(access6?.uri ?? "");
  const before = addressOf(servers.trackingUri ?? "");
  const credentials = [
    ...access6?.token === void 0 ? [] : ["MLFLOW_TRACKING_TOKEN"],
    ...access6?.password === void 0 ? [] : ["MLFLOW_TRACKING_PASSWORD"]
  ];
  if (place === void 0 || place === before || credentials.length === 0 || accepted.includes(place)) return;
  throw notAccepted(
    `the change ${before === void 0 ? "sets the address of MLflow to" : `moves MLflow from ${before} to`} ${place}, and ${credentials.join(", ")} would go there.`,
    [place],
    { key: "tracking-uri", path: basename5(configFile?.path ?? CONFIG_NAMES[0]) }
  );
}
async function checkRemotePlaces({ settings, report }, { git, dvcRoot }, dvc2, { sha, accepted, servers }, entries) {
  const [file, local] = [joinPath(dvcRoot, ".dvc/config"), joinPath(dvcRoot, ".dvc/config.local")];
  const [own, base] = await Promise.all(
    [report.source.sha, sha].map(async (commit) => git.readFiles(commit, [file, local]))
  );
  const textOf6 = (texts, path3) => texts?.get(path3)?.toString("utf8");
  const { remote, remoteConfig } = settings;
  const given = { ...remote === void 0 ? {} : { remote }, remoteConfig };
  if ([file, local].every((path3) => textOf6(own, path3) === textOf6(base, path3)) && remote === servers.remote && isDeepStrictEqual(remoteConfig, servers.remoteConfig))
    return;
  const isTracked = entries.some(({ path: path3 }) => path3 === local);
  const configuration = (texts, from) => ({
    config: textOf6(texts, file) ?? "",
    ...isTracked ? { local: textOf6(texts, local) ?? "" } : {},
    ...from.remote === void 0 ? {} : { remote: from.remote },
    options: from.remoteConfig
  });
  const [head = {}, before = {}] = await dvc2.places([configuration(own, given), configuration(base, servers)]);
  const moved = movedRemotes({
    head,
    base: before,
    accepted,
    given: Object.keys(settings.remoteConfig).map((name2) => splitOption(name2).option),
    isCredential,
    variables: (scheme) => ambientCredentials(scheme, process.env)
  });
  const written = [...isTracked ? [local] : [], file].map((path3) => ({ path: path3, text: textOf6(own, path3) ?? "" }));
  const placed2 = moved.map((each) => ({ ...each, ...placeOf2(written, each.name) }));
  for (const { path: path3, line: line2, ...remote2 } of placed2.filter(({ credentials: credentials2 }) => credentials2.length === 0))
    report.lint.push({
      rule: "remote-moved",
      severity: "warning",
      path: path3,
      ...line2 === void 0 ? {} : { line: line2 },
      message: `${sentence3(remote2)}. No credential is set for it here; a later run may send one there.`
    });
  const [first, ...others] = placed2.filter(({ credentials: credentials2 }) => credentials2.length > 0);
  if (first === void 0) return;
  const { path: path2, line, credentials, place } = first;
  throw notAccepted(
    `${sentence3(first)}, and ${credentials.join(", ")} would go there.${others.length === 0 ? "" : ` The same holds for ${others.map(({ name: name2 }) => `'${name2}'`).join(", ")}.`}`,
    [place, ...others.map((each) => each.place)],
    { key: `remote.${first.name}`, path: path2, ...line === void 0 ? {} : { line } }
  );
}
function sentence3({ name: name2, place, before }) {
  return before === void 0 ? `the change puts the DVC remote '${name2}' at ${place}, where the base has none of its remotes` : `the change moves the DVC remote '${name2}' from ${before === "" ? "a folder" : before} to ${place}`;
}
function placeOf2(files3, name2) {
  const options = files3.flatMap(
    ({ path: path2, text: text3 }) => parseDvcConfig(text3).filter(({ section }) => remoteOf(section)?.toLowerCase() === name2).map((option) => ({ ...option, path: path2 }))
  );
  const found2 = options.find((option) => option.name === "url") ?? options[0];
  return found2 === void 0 ? { path: files3.at(-1)?.path ?? "" } : { path: found2.path, line: found2.line };
}
function mayAskElsewhere(files3) {
  return files3.some(({ text: text3 }) => /:\/\/|\$\{|fs_config/.test(text3));
}
async function checkSourcePlaces({ git, inGit: inGit2 }, { sha, accepted }, index, files3) {
  const own = new Map(files3.map((file) => [inGit2(file.path), file]));
  const asked = index.stages.flatMap(
    (stage2) => stage2.deps.flatMap(({ kind, path: path2 }) => {
      const address = kind === "external" ? addressOf(path2) : void 0;
      if (address === void 0 || address.startsWith("remote://")) return [];
      const credentials = ambientCredentials(schemeOf(address), process.env);
      const file = inGit2(stage2.file);
      const options = endpointsOf(own.get(file)?.data);
      const place = `${address}${options.length === 0 ? "" : ` fs_config=${options.join()}`}`;
      return credentials.length === 0 || accepted.includes(place) ? [] : [{ file, address, place, credentials, hasOptions: options.length > 0 }];
    })
  );
  if (asked.length === 0) return;
  const before = await git.readFiles(sha, await git.listFiles(sha, ["*.dvc", "*dvc.yaml", "*dvc.lock"]));
  const known2 = new Set([...before.values()].flatMap((content) => [...addressesIn(content.toString("utf8"))]));
  const isUnchanged = (file) => own.get(file)?.text === before.get(file)?.toString("utf8");
  const found2 = asked.find(({ file, address, hasOptions }) => !known2.has(address) || hasOptions && !isUnchanged(file));
  if (found2 === void 0) return;
  throw notAccepted(
    `${found2.file} names ${found2.place}, which the base does not, and ${found2.credentials.join(", ")} would go there.`,
    [found2.place],
    { key: "deps", path: found2.file }
  );
}
function endpointsOf(data) {
  if (Array.isArray(data)) return data.flatMap(endpointsOf);
  if (typeof data !== "object" || data === null) return [];
  return Object.entries(data).flatMap(
    ([key, value]) => key === "fs_config" && typeof value === "object" && value !== null ? [
      JSON.stringify(
        Object.fromEntries(
          Object.entries(value).filter(([name2]) => !isCredential(name2)).sort()
        )
      )
    ] : endpointsOf(value)
  );
}

// src/steps/project/check-project.ts
import { resolve as resolve6 } from "node:path";

// src/lint/input.ts
import { posix as posix3 } from "node:path";
function inGit(input, path2) {
  const parts2 = [];
  for (const part2 of `${input.prefix}/${path2}`.split("/")) {
    if (part2 === ".." && parts2.length > 0 && parts2.at(-1) !== "..") parts2.pop();
    else if (part2 !== "" && part2 !== ".") parts2.push(part2);
  }
  return parts2.join("/");
}
function below(folder2, path2) {
  return folder2 === "" ? path2 : `${folder2}/${path2}`;
}
function folderOf(path2) {
  return path2.includes("/") ? path2.slice(0, path2.lastIndexOf("/")) : "";
}
function fromPrefix({ prefix }, path2) {
  return posix3.relative(`/${prefix}`, `/${path2}`);
}
function selfAndFolders(path2) {
  const all = [path2];
  for (let folder2 = folderOf(path2); folder2 !== ""; folder2 = folderOf(folder2)) all.push(folder2);
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
  return path2.split("/").some((part2) => PACKAGES.has(part2) || part2 === "venv");
}
var virtualEnvironmentInGit = (input) => {
  const marked = input.tracked.flatMap(
    ({ path: path2 }) => MARKERS.filter((marker) => path2.endsWith(`/${marker}`)).map((marker) => path2.slice(0, -marker.length - 1))
  );
  return grouped(input, (path2) => {
    if (path2.startsWith(".github/")) return void 0;
    return outermost(path2, marked) ?? folderNamed(path2, PACKAGES);
  }).map(
    ({ folder: folder2, count: count3 }) => ({
      path: folder2,
      fix: removal(folder2),
      message: `${folder2} is a virtual environment or installed packages (${files2(count3)}): it works on one machine only. Commit the list of packages instead.`
    })
  );
};
var cacheInGit = (input) => {
  const kinds = /* @__PURE__ */ new Map();
  for (const { path: path2 } of input.tracked) {
    if (isInstalled(path2)) continue;
    const folder2 = /^(?:.*\/)?\.dvc\/(?:cache|tmp)(?=\/)/.exec(path2)?.[0] ?? folderNamed(path2, CACHES);
    const kind = folder2 === void 0 ? /\.py[co]$/.test(path2) ? "*.py[co]" : void 0 : folder2.includes(".dvc/") ? folder2 : nameOf(folder2);
    if (kind === void 0) continue;
    const known2 = kinds.get(kind) ?? { first: folder2 ?? path2, folders: /* @__PURE__ */ new Set(), count: 0 };
    known2.folders.add(folder2 ?? folderOf(path2));
    kinds.set(kind, { ...known2, count: known2.count + 1 });
  }
  return [...kinds].map(([kind, { first, folders, count: count3 }]) => {
    const what = kind === "*.py[co]" ? `Git has compiled Python (${files2(count3)})` : folders.size === 1 ? `${first} is a cache (${files2(count3)})` : `${folders.size} folders ${kind} are caches (${files2(count3)})`;
    const [pattern, ignore] = kind === "*.py[co]" ? [`:(glob)**/${kind}`, kind] : folders.size === 1 ? [first, kind.includes("/") ? `/${kind}/` : `${kind}/`] : [`:(glob)**/${kind}/**`, `${kind}/`];
    return {
      path: first,
      message: `${what}. Tools create these files again when they need them.`,
      fix: `git rm -r --cached --quiet -- ${shellWord(pattern)} && ${appendLine(ignore, ".gitignore")} && git add -- .gitignore`
    };
  });
};
function grouped({ tracked }, folderOfFile) {
  const counts = /* @__PURE__ */ new Map();
  for (const { path: path2 } of tracked) {
    const folder2 = folderOfFile(path2);
    if (folder2 !== void 0) counts.set(folder2, (counts.get(folder2) ?? 0) + 1);
  }
  return [...counts].map(([folder2, count3]) => ({ folder: folder2, count: count3 }));
}
function outermost(path2, folders) {
  return folders.find((folder2) => path2.startsWith(`${folder2}/`));
}
function folderNamed(path2, names2) {
  const parts2 = path2.split("/");
  const at = parts2.slice(0, -1).findIndex((part2) => names2.has(part2));
  return at < 0 ? void 0 : parts2.slice(0, at + 1).join("/");
}
function removal(folder2) {
  return `git rm -r --cached --quiet -- ${shellWord(folder2)} && ${appendLine(`/${folder2}/`, ".gitignore")} && git add -- .gitignore`;
}
function files2(count3) {
  return `${count3} file${count3 === 1 ? "" : "s"}`;
}

// src/lint/yaml-lines.ts
var import_yaml4 = __toESM(require_dist(), 1);
var last;
function textsOf(source) {
  if (last?.source !== source) last = { source, texts: readTexts(source) };
  return last.texts;
}
function readTexts(source) {
  const lines2 = new import_yaml4.LineCounter();
  const found2 = [];
  (0, import_yaml4.visit)((0, import_yaml4.parseDocument)(source, { lineCounter: lines2, prettyErrors: false, uniqueKeys: false }), {
    Scalar(position, node, path2) {
      if (typeof node.value !== "string" || !node.range) return;
      const keys = path2.flatMap(
        (parent) => "key" in parent && (0, import_yaml4.isScalar)(parent.key) && parent.key !== node ? [String(parent.key.value)] : []
      );
      found2.push({ keys, text: node.value, isKey: position === "key", line: lines2.linePos(node.range[0]).line });
    }
  });
  return found2;
}

// src/lint/outputs.ts
function askedPathOf({ out, path: path2 }) {
  return out.hash?.endsWith(".dir") ? `${path2}/x` : path2;
}
function outputsOf2(input) {
  const stages = input.project?.stages ?? [];
  return stages.flatMap((stage2) => stage2.outs.map((out) => ({ stage: stage2, out, path: inGit(input, out.path) }))).filter(({ out, path: path2 }) => !out.path.includes("://") && path2 !== "" && !path2.startsWith(".."));
}
var outputInGit = (input) => {
  const cached = new Map(
    outputsOf2(input).filter(({ out }) => out.cache).map((output) => [output.path, output])
  );
  const filesOf5 = /* @__PURE__ */ new Map();
  for (const { path: path2 } of input.tracked) {
    const output = selfAndFolders(path2).map((folder2) => cached.get(folder2)).find((found2) => found2 !== void 0);
    if (!output) continue;
    const files3 = filesOf5.get(output) ?? [];
    files3.push(path2);
    filesOf5.set(output, files3);
  }
  return [...filesOf5].map(([output, files3]) => trackedTwice(input, output, files3));
};
function trackedTwice(input, { stage: stage2, path: path2 }, files3) {
  const [first = path2] = files3;
  const what = first === path2 ? path2 : `${files3.length === 1 ? first : `${files3.length} files`} in ${path2}`;
  return {
    ...placeOf3(input, stage2, path2),
    fix: `git rm -r --cached --quiet -- ${shellWord(path2)} && ${ignoring(path2)}`,
    message: `${what} ${files3.length === 1 ? "is" : "are"} in Git, and DVC keeps ${path2}, an output of ${stage2.name}. DVC will not write the output, and Git keeps every version.`
  };
}
function ignoring(path2) {
  const slash = path2.lastIndexOf("/");
  const file = `${path2.slice(0, slash + 1)}.gitignore`;
  const line = `/${path2.slice(slash + 1).replace(/[\\*?[\]!# ]/g, "\\$&")}`;
  return `{ git check-ignore --quiet -- ${shellWord(path2)} || { ${appendLine(line, file)} && git add -- ${shellWord(file)}; }; }`;
}
var outputNowhere = (input) => outputsOf2(input).filter((output) => {
  return !output.out.cache && input.ignored.has(askedPathOf(output)) && !input.tracked.some((file) => isWithin(file.path, output.path));
}).map(
  ({ stage: stage2, path: path2 }) => ({
    ...placeOf3(input, stage2, path2),
    fix: `git add --force -- ${shellWord(path2)}`,
    message: `${path2} of ${stage2.name} is \`cache: false\`, but Git ignores it: no other clone has it, and the stage counts as changed there. Add it to Git, or remove \`cache: false\`.`
  })
);
function placeOf3(input, stage2, path2) {
  const file = inGit(input, stage2.file);
  const text3 = input.files.find((known2) => known2.path === file)?.text;
  if (text3 === void 0) return { path: file };
  const name2 = (stage2.name.startsWith(`${stage2.file}:`) ? stage2.name.slice(stage2.file.length + 1) : stage2.name).split("@")[0] ?? "";
  const written = textsOf(text3).find(
    (item) => (stage2.kind !== "stage" || item.keys[1] === name2) && item.keys.some((key) => ["outs", "metrics", "plots"].includes(key)) && inGit({ prefix: inGit(input, stage2.wdir) }, item.text) === path2
  );
  const line = written?.line ?? lineOfKeys(text3, stage2.kind === "stage" ? ["stages", name2] : ["outs"]);
  return { path: file, ...line === void 0 ? {} : { line } };
}

// src/lint/dvc-files.ts
var dvcFileIgnored = (input) => {
  const outs = outputsOf2(input);
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
    return `${appendLine(`!${nameOf(path2).endsWith(".dvc") ? "*.dvc" : nameOf(path2)}`, target)} && git add -- ${shellWord(target)} ${shellWord(path2)}`;
  return line > 0 ? `${removeLine(pattern, source)} && git add -- ${[...target === source ? [source] : [], path2].map(shellWord).join(" ")}` : `git add --force -- ${shellWord(path2)}`;
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
        fix: `git rm --cached --ignore-unmatch --quiet -- ${shellWord(secrets)} && ${appendLine("/config.local", gitignore)} && git add -- ${shellWord(gitignore)}`
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
        fix: `printf '\\n${exposed2.map((name2) => String.raw`/${name2}\n`).join("")}' >> ${shellWord(gitignore)} && git add -- ${shellWord(gitignore)}`
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
  const files3 = await git.workingFiles();
  const isBelow = (path2, folder2) => folder2 === "." || path2.startsWith(`${folder2}/`);
  const roots = files3.filter((path2) => /(^|\/)\.dvc\/(config|\.gitignore)$/.test(path2)).map((path2) => joinPath(path2, "../.."));
  const nested = roots.filter((other) => other !== root && isBelow(other, root));
  const excluded = new Set(
    files3.some((path2) => /(^|\/)\.dvcignore$/.test(path2)) ? await git.excludedBy(".dvcignore") : []
  );
  return files3.filter(
    (path2) => kindOf(path2) !== void 0 && isBelow(path2, root) && !excluded.has(path2) && !nested.some((other) => isBelow(path2, other))
  );
}
function checkProject(settings, index, files3) {
  checkRemotes(settings, index, files3);
  for (const stage2 of index.stages) {
    for (const { path: path2 } of stage2.outs) {
      const full = resolve6(settings.workingDirectory, path2);
      if (!isInside(index.root, full)) {
        throw new SetupError(
          "path-outside-repository",
          `the output ${full} of ${stage2.name} leaves the repository ${index.root}.`,
          {
            key: "outs",
            value: path2,
            ...placeOfStage(stage2, files3),
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
  const files3 = [...index.stages.map(({ file }) => file), ...index.metrics];
  if (files3.some((file) => !file.startsWith("../"))) return;
  const [up = ".."] = files3.map((file) => /^(?:\.\.\/)*/.exec(file)?.[0].replace(/\/$/, "") ?? "..").sort(byLength);
  const here = relativePath(settings.shellFolder, resolve6(settings.workingDirectory, up));
  const folder2 = shellWord(here);
  throw new SetupError(
    "dvc-project-empty",
    `the folder ${inGit2(".")} has no stage and no .dvc file, so the run would verify nothing: those of the project are in ${inGit2(up) === "." ? "the top of the repository" : inGit2(up)}.`,
    {
      key: "working-directory",
      value: inGit2("."),
      remedy: `Run it in that folder: ${here === "" ? "leave out `--working-directory`" : `\`cd ${folder2}\`, or \`--working-directory ${folder2}\``} (in a workflow: \`working-directory: ${inGit2(up)}\`).`
    }
  );
}
function byLength(one, other) {
  return one.length - other.length;
}
function checkRemotes(settings, index, files3) {
  const { remote } = settings;
  const names2 = Object.keys(index.remotes);
  const configuration = { path: ".dvc/config" };
  const [only] = names2;
  const known2 = only === void 0 ? "The repository has no DVC remote." : `Its DVC remotes are ${names2.map((name2) => `'${name2}'`).join(", ")}.`;
  if (remote !== void 0 && !names2.includes(remote)) {
    const meant = nearest(remote, names2, "misspelt");
    throw new SetupError("remote-unknown", `remote: the DVC remote '${remote}' does not exist.`, {
      key: "remote",
      value: remote,
      remedy: meant === void 0 ? `${known2} Add it with \`dvc remote add ${remote} URL\` and commit .dvc/config.` : `Did you mean '${meant}'?`
    });
  }
  const unknown3 = namedRemotes(settings.remoteConfig).find((name2) => !names2.includes(name2));
  if (unknown3 !== void 0) {
    const meant = nearest(unknown3, names2, "misspelt");
    throw new SetupError("remote-unknown", `remote-config: the DVC remote '${unknown3}' does not exist.`, {
      key: `remote-config.${unknown3}`,
      value: unknown3,
      remedy: meant === void 0 ? `${known2} Options without a name belong to the remote in use.` : `Did you mean '${meant}'?`
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
        remedy: `${known2} Fix it with \`dvc remote default ${only ?? "NAME"}\` and commit .dvc/config.`
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
          ...placeOfStage(stage2, files3),
          remedy: `${known2} Add it with \`dvc remote add ${lost.remote ?? "NAME"} URL\` and commit .dvc/config.`
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
      remedy: `${known2} Make one the default with \`dvc remote default ${only}\` and commit .dvc/config, or set \`remote: ${only}\`.`
    });
  }
}
function needsDefaultRemote(stage2) {
  if (stage2.partial || stage2.deps.some(({ kind }) => kind === "repo")) return false;
  return stage2.outs.some((out) => out.cache && out.push && out.remote === void 0);
}
function placeOfStage(stage2, files3) {
  const text3 = files3.find(({ path: path2 }) => path2 === stage2.file)?.text;
  const short = stage2.name.slice(stage2.name.lastIndexOf(":") + 1).split("@")[0] ?? "";
  const line = text3 === void 0 ? void 0 : lineOfKeys(text3, stage2.kind === "stage" ? ["stages", short] : ["outs"]);
  return { path: stage2.file, ...line === void 0 ? {} : { line } };
}
async function withPattern(error, { git, directory, fromGit }) {
  if (!(error instanceof SetupError) || !/is ignored by Git, so DVC stops at it/.test(error.message)) return error;
  const file = relativePath(git.root, resolve6(directory, error.details.path ?? ""));
  const found2 = (await git.ignoredFiles("", ["dvc.lock", "dvc.yaml", "*.dvc"])).find(({ path: path2 }) => path2 === file);
  const { message: message2, fix } = found2 ? ignoredFile(found2) : { message: error.message, fix: void 0 };
  return new SetupError(error.id, message2, {
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
  const text3 = isYaml && line === void 0 ? await textOf6(path2) : void 0;
  const fault = text3 === void 0 ? void 0 : yamlFault(text3);
  if (fault)
    return new SetupError("yaml-invalid", `${path2}, line ${fault.line}: ${fault.what}`, {
      ...details,
      line: fault.line
    });
  const unknown3 = /has the key '(.+?)', which DVC does not know/.exec(error.message)?.[1];
  const meant = unknown3 === void 0 || kindOf(path2) !== "pipeline" ? void 0 : nearest(unknown3, KEYS2, "misspelt");
  if (meant !== void 0) details.remedy = `Did you mean '${meant}'?`;
  const found2 = line ?? (text3 === void 0 || key === void 0 ? void 0 : lineOfKeys(text3, key.split(".")));
  if (found2 !== void 0) details.line = found2;
  const named3 = !isYaml || error.message.startsWith(path2);
  return new SetupError(
    error.id,
    named3 ? error.message : `${path2}${found2 === void 0 ? "" : `, line ${found2}`}: ${error.message}`,
    details
  );
}

// src/steps/project/committed-paths.ts
import { readlink as readlink2 } from "node:fs/promises";
import { dirname as dirname6, isAbsolute as isAbsolute2, join as join10, relative as relative4 } from "node:path";
var LINK = "120000";
function rejectCommittedState(dvcRoot, entries) {
  const configuration = joinPath(dvcRoot, ".dvc").toLowerCase();
  const found2 = entries.find(({ path: path2, mode }) => {
    const name2 = path2.toLowerCase();
    return name2 === `${configuration}/tmp` || name2.startsWith(`${configuration}/tmp/`) || name2 === configuration && (mode === LINK || mode === SUBMODULE_MODE);
  });
  if (found2 === void 0) return;
  throw new ProjectError(
    "state-in-git",
    `Git tracks ${found2.path}, where DVC and dvc-ci keep the state of a run on one machine.`,
    {
      key: ".dvc/tmp",
      value: found2.path,
      path: found2.path,
      remedy: `Remove it with \`git rm -r --cached ${found2.path}\`, add \`/tmp\` to ${joinPath(dvcRoot, ".dvc/.gitignore")} and commit.`
    }
  );
}
async function rejectEscapingLinks(paths, index, files3, entries) {
  const links = entries.filter(({ mode }) => mode === LINK);
  if (links.length === 0) return;
  const used = usedPaths(paths, index, files3);
  for (const { path: link4 } of links) {
    const hit = used.find(({ path: path2 }) => isSameOrBelow(path2, link4) || isSameOrBelow(link4, path2));
    if (hit === void 0) continue;
    const target = await escapeOf(paths.git, link4);
    if (target === void 0) continue;
    throw new ProjectError(
      "link-leaves-repository",
      `${hit.what} ${hit.path} would be ${hit.use} through the link ${link4}, which leads to ${target}.`,
      {
        key: hit.path,
        value: link4,
        path: link4,
        remedy: `Remove the link from Git (\`git rm ${link4}\`), or use another path.`
      }
    );
  }
}
function usedPaths({ inGit: inGit2, dvcRoot }, { stages, metrics = [], params: paramFiles2 = [], plots = [] }, files3) {
  const kinds = [
    ["the metrics file", metrics],
    ["the parameter file", paramFiles2],
    ["the plot", plots]
  ];
  const shown3 = kinds.flatMap(
    ([what, own]) => own.filter((path2) => !path2.startsWith("../")).map((path2) => ({ path: inGit2(path2), what, use: "read" }))
  );
  const use = "written";
  const configuration = ["tmp", "cache", "config", "config.local", ".gitignore"].map((name2) => ({
    path: joinPath(dvcRoot, ".dvc", name2),
    what: "the DVC file",
    use
  }));
  const outs = stages.flatMap(
    ({ name: name2, outs: all }) => all.map(({ path: path2 }) => ({ path: inGit2(path2), what: `the output of ${name2},`, use }))
  );
  const ignores = [...new Set(outs.map(({ path: path2 }) => joinPath(dirname6(path2), ".gitignore")))];
  const params = new Set(stages.flatMap(({ deps }) => deps.flatMap((dep) => dep.kind === "params" ? [dep.path] : [])));
  return [
    ...configuration,
    ...outs,
    ...files3.map((path2) => ({ path: inGit2(path2), what: "the DVC file", use })),
    ...files3.map((path2) => ({ path: joinPath(dirname6(inGit2(path2)), "dvc.lock"), what: "the DVC file", use })),
    ...ignores.map((path2) => ({ path: path2, what: "the file", use })),
    ...[...params].map((path2) => ({ path: inGit2(path2), what: "the parameter file", use })),
    ...shown3
  ];
}
function isSameOrBelow(path2, folder2) {
  return path2 === folder2 || path2.startsWith(`${folder2}/`);
}
async function escapeOf({ root, gitDirectory }, link4) {
  const path2 = join10(root, link4);
  const target = await readlink2(path2).catch(() => void 0);
  if (target === void 0) return void 0;
  if (isAbsolute2(target)) return target;
  const place = await realPathOf(join10(dirname6(path2), target));
  if (place === void 0) return `${target}, which leads to itself or to nothing`;
  if (isInside(gitDirectory, place) || isGitFolder(relative4(root, place))) return `${target}, in Git's own folder`;
  return isInside(root, place) ? void 0 : place;
}
function isGitFolder(path2) {
  return path2.split(/[\\/]/).some((part2) => part2.toLowerCase() === ".git");
}

// src/steps/project/complete-checkout.ts
import { access } from "node:fs/promises";
import { join as join11 } from "node:path";

// src/steps/project/project.ts
import { dirname as dirname7 } from "node:path";
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
  return dirname7(installation.dvc);
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
      `the Git ${submodules.length === 1 ? "submodule" : "submodules"} ${named(submodules, NAMED)} ${are(submodules)} not checked out, and a stage needs files from ${submodules.length === 1 ? "it" : "them"}.`,
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
      `${named(pointers, NAMED)} ${pointers.length === 1 ? "has" : "have"} the pointer of Git LFS in place of ${pointers.length === 1 ? "its" : "their"} content, and a stage reads ${pointers.length === 1 ? "it" : "them"}.`,
      {
        key: "lfs",
        value: "false",
        path: pointers[0] ?? "",
        remedy: "Set `lfs: true` of actions/checkout. On your machine: `git lfs install && git lfs pull`."
      }
    );
  const outside2 = [.../* @__PURE__ */ new Set([...sparse, ...makersOutside(index, entries, inGit2)])];
  if (outside2.length > 0) throw sparseCheckout(outside2, "which a stage needs");
}
async function requireProjectFiles({ git, dvcRoot }, entries) {
  const top = git.prefix === "" ? "" : `${git.prefix}/`;
  const nested = entries.flatMap(({ path: path2 }) => /^(.+)\/\.dvc\/(?:config|\.gitignore)$/.exec(path2)?.[1] ?? []).filter((folder2) => folder2 !== dvcRoot && folder2.startsWith(top));
  const candidates2 = entries.filter(
    ({ path: path2, skipped }) => skipped && path2.startsWith(top) && kindOf(path2) !== void 0 && !nested.some((folder2) => path2.startsWith(`${folder2}/`))
  );
  const absent = [];
  for (const { path: path2 } of candidates2)
    if (!await access(join11(git.root, path2)).then(
      () => true,
      () => false
    ))
      absent.push(path2);
  if (absent.length > 0) throw sparseCheckout(absent, "which DVC reads");
}
function requireDvcFolder({ prefix }, entries) {
  const configuration = entries.find(({ path: path2, skipped }) => {
    const folder2 = /^(.*?)\/?\.dvc\/config$/.exec(path2)?.[1];
    return skipped && folder2 !== void 0 && (folder2 === "" || `${prefix}/`.startsWith(`${folder2}/`));
  });
  if (configuration !== void 0) throw sparseCheckout([configuration.path], "which DVC reads");
}
function makersOutside(index, entries, inGit2) {
  const pipelines = entries.filter(({ path: path2, skipped }) => skipped && kindOf(path2) === "pipeline").map(({ path: path2 }) => path2);
  if (pipelines.length === 0) return [];
  const outs = index.stages.flatMap((stage2) => stage2.outs.map(({ path: path2 }) => path2));
  const known2 = new Set(entries.map(({ path: path2 }) => path2));
  const unmade = neededPaths(index).filter((path2) => !outs.some((out) => isWithin(path2, out) || isWithin(out, path2))).map(inGit2).filter((path2) => !known2.has(path2) && !entries.some((entry) => entry.path.startsWith(`${path2}/`)));
  return pipelines.filter((pipeline) => {
    const folder2 = pipeline.slice(0, -"dvc.yaml".length);
    return unmade.some((path2) => path2.startsWith(folder2));
  });
}
function sparseCheckout(paths, why) {
  const [first = ""] = paths;
  const folders = [...new Set(paths.map((path2) => path2.slice(0, Math.max(0, path2.lastIndexOf("/")))))].filter(
    (folder2) => folder2 !== ""
  );
  return new SetupError(
    "sparse-checkout",
    `the sparse checkout leaves out ${named(paths, NAMED)}, ${why}. Git has ${paths.length === 1 ? "it" : "them"}.`,
    {
      key: "sparse-checkout",
      path: first,
      remedy: `Add ${named(folders, NAMED) || "the file"} to \`sparse-checkout\` of actions/checkout, or remove that input. On your machine: \`git sparse-checkout ${folders.length === 0 ? "disable" : `add ${folders.map(shellWord).join(" ")}`}\`.`
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
function are(paths) {
  return paths.length === 1 ? "is" : "are";
}

// src/steps/project/import-places.ts
async function checkImportPlaces({ git, inGit: inGit2 }, { sha, accepted }, files3, tokens) {
  if (tokens.length === 0) return;
  const isOpened = (url) => tokens.some(({ host }) => hostOf(url) === host);
  const asked = files3.flatMap(
    (file2) => repositoriesOf(file2.data).flatMap((url) => isOpened(url) && !accepted.includes(url) ? [{ file: file2, url }] : [])
  );
  if (asked.length === 0) return;
  const before = await git.readFiles(sha, await git.listFiles(sha, ["*.dvc"]));
  const known2 = new Set([...before.values()].flatMap((content) => urlsIn(content.toString("utf8"))));
  const found2 = asked.find(({ url }) => !known2.has(url));
  if (found2 === void 0) return;
  const file = inGit2(found2.file.path);
  throw notAccepted(
    `${file} imports from ${found2.url}, which the base does not, and import-token would go there.`,
    [found2.url],
    { key: "repo.url", path: file }
  );
}
function hostOf(url) {
  return URL.canParse(url) ? new URL(url).host : void 0;
}
function repositoriesOf(data) {
  if (Array.isArray(data)) return data.flatMap(repositoriesOf);
  if (typeof data !== "object" || data === null) return [];
  return Object.entries(data).flatMap(([key, value]) => {
    const url = key === "repo" && typeof value === "object" && value !== null && "url" in value ? value.url : void 0;
    return typeof url === "string" ? [url] : repositoriesOf(value);
  });
}

// src/steps/project/mask-credentials.ts
import { readFile as readFile7 } from "node:fs/promises";
import { join as join12 } from "node:path";
async function maskCredentialFiles(root, env, host) {
  const home = env["HOME"] ?? env["USERPROFILE"] ?? "";
  const configurations = [
    join12(root, ".dvc", "config"),
    join12(root, ".dvc", "config.local"),
    ...home === "" ? [] : [join12(env["XDG_CONFIG_HOME"] || join12(home, ".config"), "dvc", "config")]
  ];
  const netrc = env["NETRC"] || (home === "" ? "" : join12(home, ".netrc"));
  const [texts, passwords] = await Promise.all([Promise.all(configurations.map(textOf)), textOf(netrc)]);
  const secrets = [...texts.flatMap((text3) => secretsOfOptions(parseDvcConfig(text3))), ...secretsOfNetrc(passwords)];
  for (const secret of new Set(secrets)) host.mask(secret);
}
async function textOf(path2) {
  return path2 === "" ? "" : readFile7(path2, "utf8").catch(() => "");
}

// src/steps/project/object-cache.ts
import { createHash as createHash2 } from "node:crypto";
import { rm as rm7 } from "node:fs/promises";
import { join as join14 } from "node:path";

// src/cache/objects.ts
import { randomBytes as randomBytes3 } from "node:crypto";
import { chmod as chmod2, copyFile as copyFile2, link as link3, lstat as lstat2, mkdir as mkdir5, readdir as readdir3, readFile as readFile8, rename as rename4, rm as rm6 } from "node:fs/promises";
import { dirname as dirname8, join as join13 } from "node:path";
var HASH2 = /^[0-9a-f]{32}(?:\.dir)?$/;
var LARGEST_MANIFEST = 2e8;
var READ_ONLY = 292;
function pathOf(folder2, hash) {
  return join13(folder2, hash.slice(0, 2), hash.slice(2));
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
  if (!HASH2.test(hash)) return;
  const [source, target] = [pathOf(from, hash), pathOf(into, hash)];
  if (await isFile(target) || !await isFile(source)) return;
  await mkdir5(dirname8(target), { recursive: true });
  const moved = join13(dirname8(target), `${hash.slice(2)}.${randomBytes3(6).toString("hex")}`);
  await rename4(source, moved).catch(() => copyFile2(source, moved));
  if (await isFile(moved) && await fileHash("md5", moved) === hash.slice(0, 32)) {
    await chmod2(moved, READ_ONLY);
    await rename4(moved, target);
    result.objects++;
  } else {
    await rm6(moved, { force: true });
    result.refused.push(hash);
  }
}
async function collectObjects(from, into, roots) {
  const found2 = /* @__PURE__ */ new Set();
  const take = async (hash) => {
    const source = pathOf(from, hash);
    if (!HASH2.test(hash) || found2.has(hash) || !await isFile(source)) return;
    const target = pathOf(into, hash);
    await mkdir5(dirname8(target), { recursive: true });
    await link3(source, target).catch(() => copyFile2(source, target));
    found2.add(hash);
  };
  for (const root of roots) {
    await take(root);
    if (root.endsWith(".dir")) for (const member2 of await membersOf(from, root)) await take(member2);
  }
  return [...found2];
}
async function listObjects(folder2) {
  const prefixes = (await readdir3(folder2).catch(() => [])).filter((name2) => /^[0-9a-f]{2}$/.test(name2));
  const names2 = await Promise.all(
    prefixes.map(
      async (prefix) => (await readdir3(join13(folder2, prefix)).catch(() => [])).map((name2) => `${prefix}${name2}`)
    )
  );
  return names2.flat().filter((name2) => HASH2.test(name2));
}
async function membersOf(folder2, hash) {
  const path2 = pathOf(folder2, hash);
  const size = await lstat2(path2).then(
    (stat14) => stat14.isFile() ? stat14.size : Infinity,
    () => Infinity
  );
  if (!HASH2.test(hash) || size > LARGEST_MANIFEST) return [];
  try {
    const entries = JSON.parse(await readFile8(path2, "utf8"));
    if (!Array.isArray(entries)) return [];
    return entries.flatMap(
      (entry) => typeof entry === "object" && entry !== null && "md5" in entry && typeof entry.md5 === "string" ? [entry.md5] : []
    );
  } catch {
    return [];
  }
}
async function isFile(path2) {
  return lstat2(path2).then(
    (stat14) => stat14.isFile(),
    () => false
  );
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
  const folder2 = join14(root, ".dvc", "tmp", FOLDER2);
  const request2 = () => {
    const remote = settings.remote ?? project.index.defaultRemote ?? "none";
    const place2 = createHash2("sha256").update(JSON.stringify([remote, settings.github.project])).digest("hex").slice(0, 8);
    const name2 = `${place2}-${digest(rootsOf(project, sources))}-`;
    return sources === void 0 ? { what: "DVC data", kind: "data", name: name2, similar: [`${place2}-`], paths: [folder2] } : { what: "source data", kind: "sources", name: name2, paths: [folder2] };
  };
  const place = dvc2.run(["cache", "dir"]).then(
    ({ code, stdout }) => code === 0 ? join14(stdout.trim(), "files", "md5") : void 0,
    () => void 0
  );
  const noMore = new AbortController();
  let arrived = false;
  const restored = (async () => {
    await rm7(folder2, { recursive: true, force: true });
    await cache.restore(request2(), noMore.signal);
    arrived = true;
    return new Set(await listObjects(folder2));
  })().catch((error) => {
    host.debug(`cache of DVC data: ${messageOf(error)}`);
    return /* @__PURE__ */ new Set();
  });
  run2.endings.push(async () => {
    const inTime = arrived;
    noMore.abort();
    const [had, from] = [await restored, await place];
    await rm7(folder2, { recursive: true, force: true }).catch(() => void 0);
    if (from === void 0 || !inTime || run2.signal.aborted) return;
    await keep(project, { had, from, folder: folder2, request: request2(), sources }).catch((error) => {
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
        const { objects, refused: refused2 } = await admitObjects(folder2, into, rootsOf(project, stages));
        if (objects > 0)
          host.info(`${count(objects, "object")} restored from the cache and verified, so not downloaded.`);
        if (refused2.length > 0)
          host.warning(
            `${count(refused2.length, "cached object")} did not match ${refused2.length === 1 ? "its hash" : "their hashes"} and ${refused2.length === 1 ? "was" : "were"} not used: ${refused2.slice(0, 3).join(", ")}.`
          );
      } catch (error) {
        host.debug(`cache of DVC data: ${messageOf(error)}`);
      }
    }
  };
}
async function keep({ run: run2, ...project }, { had, from, folder: folder2, request: request2, sources }) {
  const held = await collectObjects(from, folder2, rootsOf(project, sources));
  if (held.every((hash) => had.has(hash))) return rm7(folder2, { recursive: true, force: true });
  run2.cache?.keep({ ...request2, name: `${request2.name}${digest(held)}` });
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
  return createHash2("sha256").update([...hashes].sort().join("\n")).digest("hex").slice(0, 16);
}

// src/steps/project/dvc-lock.ts
import { readFile as readFile9, realpath } from "node:fs/promises";
import { resolve as resolve7 } from "node:path";
async function readDvcLock({ settings, host }, change) {
  const base = change?.base;
  const shown3 = base?.servers.dvcLock ?? settings.dvcLock;
  if (shown3 === void 0) return void 0;
  const alters = (what) => {
    host.warning(
      `dvc-lock: the change ${what}. This run installs the DVC of the base, because DVC gets the credentials of the remote.`
    );
  };
  if (shown3 !== settings.dvcLock)
    alters(settings.dvcLock === void 0 ? `removes the key, which is ${shown3}` : `names another file than ${shown3}`);
  const path2 = resolve7(settings.shellFolder, shown3);
  let cause;
  const own = await readFile9(path2, "utf8").catch((error) => {
    cause = error;
    return void 0;
  });
  const text3 = change === void 0 || base === void 0 ? own : await acceptedText2(own, { path: path2, shown: shown3 }, change.paths, base);
  if (text3 === void 0)
    throw new SetupError("dvc-lock-invalid", `dvc-lock: ${shown3} cannot be read: ${messageOf(cause)}.`, {
      key: "dvc-lock",
      value: shown3,
      remedy: `Name a requirements file, relative to the folder where dvc-ci starts. ${WRITE_LOCK}`,
      cause
    });
  if (text3 !== own && shown3 === settings.dvcLock) alters(`alters ${shown3}`);
  return parseDvcLock(shown3, text3, settings.dvcVersion);
}
async function acceptedText2(own, { path: path2, shown: shown3 }, { git }, { sha }) {
  const names2 = [await realpath(path2).catch(() => path2), path2].map((each) => relativePath(git.root, each)).filter((name2) => !name2.startsWith("../"));
  const before = await git.readFiles(sha, names2);
  const text3 = names2.map((name2) => before.get(name2)?.toString("utf8")).find((each) => each !== void 0);
  if (text3 !== void 0 || own === void 0) return text3;
  const entries = await git.entries();
  if (!entries.some((entry) => names2.some((name2) => `${name2}/`.startsWith(`${entry.path}/`)))) return own;
  throw new ProjectError(
    "dvc-lock-not-accepted",
    `dvc-lock: the change adds ${shown3}, whose packages would get the credentials of the remote.`,
    {
      key: "dvc-lock",
      value: shown3,
      path: names2.at(-1) ?? shown3,
      remedy: "Let a maintainer commit the file to the base branch first, then run this again."
    }
  );
}

// src/steps/project/provide-dvc.ts
async function provideRunsDvc(run2, { directory, schemes, cache, change }) {
  const { settings, host, signal, facts, report } = run2;
  const lock = await readDvcLock(run2, change);
  const installation = await provideDvc({
    schemes,
    cwd: directory,
    env: childEnvironment(process.env),
    host,
    signal,
    known: (python) => knownDvc(signal, python),
    ...cache === void 0 ? {} : { shared: cache },
    ...lock === void 0 ? {} : { lock },
    ...settings.dvcVersion === void 0 ? {} : { version: settings.dvcVersion }
  });
  facts.dvcVersion = installation.version;
  if (report.versions !== void 0) report.versions.dvc = installation.version;
  return installation;
}

// src/steps/project/report-conflicts.ts
import { readFile as readFile10 } from "node:fs/promises";
import { join as join15 } from "node:path";

// src/pipeline/conflict-marks.ts
var MARK = /^(<{7}|\|{7}|={7}|>{7})(?: |\r?$)/;
function conflictLine(text3) {
  if (!text3.includes("<<<<<<<") && !text3.includes(">>>>>>>")) return void 0;
  const at = text3.split("\n").findIndex((line) => /^(<{7}|>{7}) /.test(line));
  return at < 0 ? void 0 : at + 1;
}
function splitConflict(text3) {
  const sides = { ours: "", theirs: "", lines: [] };
  let within = "both";
  for (const [index, line] of text3.split(/(?<=\n)/).entries()) {
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
var conflictMarkers = (input) => [...conflictsIn(input, input.files), ...parameterFiles(input)];
function conflictsIn(input, files3) {
  return files3.flatMap((file) => conflictLine(file.text) === void 0 ? [] : findingsOf(input, file));
}
function findingsOf(input, file) {
  const { path: path2, kind, text: text3 } = file;
  const line = conflictLine(text3) ?? 1;
  if (kind === "pipeline")
    return [
      {
        path: path2,
        line,
        message: `${path2} has the marks of a Git conflict, so DVC cannot read the pipeline. Resolve the conflict by hand.`,
        fix: `git diff -- ${shellWord(path2)}`
      }
    ];
  const sides = splitConflict(text3);
  const found2 = sides && (kind === "lock" ? lockFindings(input, path2, text3, sides) : dataFindings(input, path2, sides, line));
  return found2 ?? [
    {
      path: path2,
      line,
      message: `${path2} has the marks of a Git conflict, and neither side is a file as DVC writes it.`,
      fix: kind === "lock" ? fromTop(
        input.prefix,
        `git checkout --ours -- ${shellWord(path2)} && dvc repro && git add -- ${shellWord(path2)}`
      ) : takeOurs(input, path2)
    }
  ];
}
function lockFindings(input, path2, text3, sides) {
  const [ours, theirs] = [parseLock(sides.ours), parseLock(sides.theirs)];
  const merge = mergeLocks({ ours: sides.ours, theirs: sides.theirs });
  if (isUnreadable(ours) || isUnreadable(theirs) || isRefusal(merge)) return void 0;
  const fix = fromTop(input.prefix, `dvc-ci resolve ${shellWord(fromPrefix(input, path2))}`);
  const disagreements = [
    ...merge.conflicts.map(({ section, name: name2, difference: difference2 }) => ({
      name: name2,
      message: `${section === "datasets" ? "dataset " : ""}${name2}: ${difference2}. If both sides changed it, reproduce it.`
    })),
    ...merge.taken.ours.map((name2) => ({ name: name2, message: `${name2}: only our side has it.` })),
    ...merge.taken.theirs.map((name2) => ({ name: name2, message: `${name2}: only their side has it.` }))
  ];
  const found2 = disagreements.slice(0, SHOWN).map(
    ({ name: name2, message: message2 }) => ({
      path: path2,
      line: lineOfEntry(text3, name2) ?? sides.lines[0] ?? 1,
      fix,
      message: `Git conflict in ${path2}, ${message2}`
    })
  );
  if (disagreements.length > SHOWN)
    found2.push({
      path: path2,
      line: sides.lines[0] ?? 1,
      fix,
      message: `Git conflict in ${path2}: and ${disagreements.length - SHOWN} more stages.`
    });
  return found2.length > 0 ? found2 : [
    {
      path: path2,
      line: sides.lines[0] ?? 1,
      fix,
      message: `Git conflict in ${path2}: both sides have the same entries in another order.`
    }
  ];
}
function lineOfEntry(text3, name2) {
  const at = text3.split("\n").findIndex((line) => [`${name2}:`, `'${name2}':`, `"${name2}":`, `- name: ${name2}`].includes(line.trim()));
  return at < 0 ? void 0 : at + 1;
}
function dataFindings(input, path2, sides, line) {
  const [ours, theirs] = [sides.ours, sides.theirs].map(mapping);
  if (!ours || !theirs) return void 0;
  const difference2 = describeDifference(ours, theirs);
  return [
    {
      path: path2,
      line,
      message: `Git conflict in ${path2}: ${difference2}. Choose the data of one side by hand.`,
      fix: takeOurs(input, path2)
    }
  ];
}
function takeOurs(input, path2) {
  const own = shellWord(path2);
  return fromTop(
    input.prefix,
    `git checkout --ours -- ${own} && dvc pull --force ${shellWord(fromPrefix(input, path2))} && git add -- ${own}`
  );
}
function mapping(text3) {
  try {
    const value = readYaml(text3);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : void 0;
  } catch {
    return void 0;
  }
}
function parameterFiles({ texts }) {
  return [...texts].flatMap(([path2, text3]) => {
    const line = conflictLine(text3);
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

// src/steps/project/report-conflicts.ts
async function reportConflicts(run2, { git, dvcRoot, inGit: inGit2 }, error) {
  if (!(error instanceof ConflictMarks)) return error;
  const { prefix } = git;
  const marked = error.paths.map(inGit2);
  const files3 = await Promise.all(
    marked.map(
      async (path2) => ({
        path: path2,
        kind: kindOf(path2) ?? "lock",
        text: await readFile10(join15(git.root, path2), "utf8")
      })
    )
  );
  const merging = new Set((await git.unmerged((path2) => marked.includes(path2))).map(({ path: path2 }) => path2));
  for (const found2 of conflictsIn({ prefix }, files3)) {
    const { path: path2 = dvcRoot, line, fix } = found2;
    const repair2 = merging.has(path2) ? fix : committedRepair(found2, path2, prefix);
    run2.report.lint.push({
      rule: "conflict-markers",
      path: path2,
      ...line === void 0 ? {} : { line },
      severity: "error",
      message: found2.message,
      ...repair2 === void 0 ? {} : { fix: repair2 }
    });
  }
  const { remedy } = error.details;
  return new ProjectError("lint-failed", error.message, remedy === void 0 ? {} : { remedy });
}
function committedRepair({ fix }, path2, prefix) {
  const own = shellWord(path2);
  const ours = `git checkout "$(git log -1 --format=%H -- ${own})^" -- ${own}`;
  switch (kindOf(path2)) {
    case "lock": {
      const again = fromTop(prefix, "dvc repro");
      const push2 = `${fromTop(prefix, "dvc push")} && git add ${own} && git commit -a`;
      return fix?.includes("dvc-ci resolve") === true ? `${fix} || ${again} && ${push2}` : `${ours} && ${again} && ${push2}`;
    }
    case "data": {
      const pull = fromTop(prefix, `dvc pull --force ${shellWord(fromPrefix({ prefix }, path2))}`);
      return `${ours} && ${pull} && git commit -a`;
    }
    case "pipeline":
    case void 0:
      return void 0;
  }
}

// src/steps/project/report-places.ts
async function nameCheckout(git, { source }) {
  if (git.prefix !== "") source.directory = git.prefix;
  if (source.event !== LOCAL_EVENT.name) return;
  const [address = "", branch] = await Promise.all([git.remoteAddress(), git.branch()]);
  const repository = githubAddress(address);
  if (repository !== void 0) source.repository = repository;
  if (branch !== void 0) source.head_ref = branch;
}
function placeStages({ run: run2, graph, lines: lines2, inGit: inGit2 }) {
  for (const stage2 of run2.report.stages) {
    const file = graph.stage(stage2.name)?.file;
    if (file === void 0) continue;
    const { path: path2, line } = lines2.ofStage(stage2.name, file);
    stage2.place = { path: inGit2(path2), ...line === void 0 ? {} : { line } };
  }
  return Promise.resolve();
}

// src/steps/project/require-rights.ts
import { access as access2, constants as constants3 } from "node:fs/promises";
import { join as join16 } from "node:path";
async function requireRights({ root, directory }, check = access2) {
  for (const path2 of /* @__PURE__ */ new Set([directory, join16(root, ".dvc"), join16(root, ".dvc", "tmp")])) {
    try {
      await check(path2, constants3.R_OK | constants3.W_OK | constants3.X_OK);
    } catch (error) {
      if (error.code === "EACCES") throw fileDenied(path2, error);
    }
  }
}

// src/steps/project/stage-durations.ts
import { createHash as createHash3 } from "node:crypto";
import { mkdir as mkdir6, readFile as readFile11, rename as rename5, writeFile as writeFile2 } from "node:fs/promises";
import { join as join17 } from "node:path";
import { setTimeout as setTimeout2 } from "node:timers/promises";
var MODES2 = ["plan", "rebuild", "retrain", "collect", "validate"];
var LONGEST_WAIT = 1e4;
function fileOf({ scratch }) {
  return join17(scratch, "seconds.json");
}
async function restoreDurations(project) {
  const { run: run2 } = project;
  const { cache, host, settings } = run2;
  if (cache === void 0 || !MODES2.includes(settings.mode) || settings.mode === "validate" && settings.validate.stale === "fail")
    return;
  const before = await textOf2(project);
  const place = createHash3("sha256").update(settings.github.project).digest("hex").slice(0, 8);
  const { run: workflowRun } = settings.event;
  const request2 = {
    what: "stage durations",
    kind: "seconds",
    name: `${place}-${settings.mode}-${workflowRun?.id ?? 0}.${workflowRun?.attempt ?? 0}-${Date.now()}`,
    similar: [`${place}-`],
    paths: [fileOf(project)]
  };
  const noMore = new AbortController();
  const restored = before !== void 0 ? Promise.resolve(before) : cache.restore(request2, noMore.signal).then(() => textOf2(project)).catch((error) => {
    host.debug(`durations of stages: ${messageOf(error)}`);
    return void 0;
  });
  run2.endings.push(async () => {
    noMore.abort();
    const [known2, now] = [await restored, await textOf2(project)];
    if (now !== void 0 && now !== known2 && !run2.signal.aborted) cache.keep(request2);
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
      ({ name: name2, verdict, seconds: seconds3 }) => verdict === "ran" && seconds3 !== void 0 ? [[name2, seconds3]] : []
    )
  );
  if (ran.length === 0) return;
  try {
    const draft = join17(project.scratch, `seconds-${process.pid}.json`);
    const known2 = await knownDurations(project);
    await mkdir6(project.scratch, { recursive: true });
    await writeFile2(draft, JSON.stringify(Object.fromEntries([...known2, ...ran])));
    await rename5(draft, fileOf(project));
  } catch (error) {
    project.run.host.debug(`durations of stages: ${messageOf(error)}`);
  }
}
function textOf2(project) {
  return readFile11(fileOf(project), "utf8").catch(() => void 0);
}

// src/steps/project/open-project.ts
async function locate({ settings, host, signal, report, facts }) {
  await requireTemporaryFolder(process.env);
  const directory = await realpath2(settings.workingDirectory);
  const git = await openRepository(directory, { signal, host });
  facts.gitDirectory = git.gitDirectory;
  facts.root = git.root;
  report.source.sha = await git.head();
  await nameCheckout(git, report);
  requireNamedCommit(settings.event, report.source.sha);
  const root = await findDvcRoot(directory, git.root);
  if (!root) {
    const entries = await git.entries();
    requireDvcFolder(git, entries);
    throw new SetupError(
      "dvc-project-missing",
      `${directory} is not inside a DVC project: no .dvc folder in it${directory === git.root ? "" : ` or in its parents up to ${git.root}`}.`,
      {
        key: "working-directory",
        value: settings.workingDirectory,
        remedy: projectsRemedy(entries, git.root, settings) ?? "Run `dvc init` (with `--subdir` in a subdirectory), or set `working-directory`."
      }
    );
  }
  return {
    git,
    directory,
    root,
    dvcRoot: relativePath(git.root, root),
    inGit: (path2) => joinPath(relative5(git.root, directory) || ".", path2),
    fromGit: (path2) => relativePath(directory, join18(git.root, path2))
  };
}
function projectsRemedy(entries, top, { mode, shellFolder }) {
  const roots = entries.flatMap(
    ({ path: path2 }) => path2.endsWith("/.dvc/config") ? [path2.slice(0, -"/.dvc/config".length)] : []
  );
  const [first] = roots;
  if (first === void 0) return void 0;
  const folder2 = relativePath(shellFolder, join18(top, first));
  return `The repository has ${roots.length === 1 ? "a DVC project" : "DVC projects"} in ${named(roots)}: run \`dvc-ci ${mode} -C ${shellWord(folder2)}\` (in a workflow: \`working-directory: ${first}\`).`;
}
function requireNamedCommit({ namedCommit, pullRequest }, head) {
  if (namedCommit !== true || pullRequest === void 0 || pullRequest.headSha === head) return;
  throw new SetupError(
    "commit-not-checked-out",
    `the checkout has commit ${head}, and the event names commit ${pullRequest.headSha} of pull request ${pullRequest.number}.`,
    {
      key: "ref",
      value: head,
      remedy: "Give actions/checkout `ref: ${{ inputs.sha }}`."
    }
  );
}
async function openProject(run2, paths, survey = false) {
  return run2.step("open project", async (outcome) => {
    const { settings, host } = run2;
    const { directory, root, inGit: inGit2 } = paths;
    const entries = await paths.git.entries();
    if (settings.mode !== "lint") await requireRights(paths);
    rejectCommittedState(paths.dvcRoot, entries);
    await requireProjectFiles(paths, entries);
    const comparing = startEarly(() => baseOfTrustedChange(run2, paths));
    await maskCredentialFiles(root, process.env, host);
    const recovered = await recover(run2, paths, scratchOf(root));
    const placed2 = async (error) => locatedError(
      await withPattern(error, paths),
      inGit2,
      (path2) => readFile12(join18(directory, path2), "utf8").catch(() => void 0)
    );
    const files3 = await loadFiles(paths).catch(async (error) => {
      throw await placed2(await reportConflicts(run2, paths, error));
    });
    for (const secret of files3.flatMap(({ text: text3 }) => secretsOfAddresses(text3))) host.mask(secret);
    const installation = await provideRunsDvc(run2, {
      directory,
      schemes: [
        ...await remoteSchemes(root),
        ...optionSchemes(settings.remoteConfig),
        ...externalSchemes(files3),
        ...dataSchemes(settings.retrain.data)
      ],
      cache: run2.cache,
      change: { paths, base: await comparing }
    });
    const dvc2 = await openDvc(run2, paths, installation);
    try {
      const base = await comparing;
      if (base !== void 0) {
        checkTrackingPlace(settings, base);
        await checkRemotePlaces(run2, paths, dvc2, base, entries);
      }
      const isAskedLater = base !== void 0 && mayAskElsewhere(files3);
      const surveyed = survey && !isAskedLater ? dvc2.survey() : void 0;
      const status = surveyed && startEarly(() => surveyed.status);
      const index = await (surveyed?.project ?? dvc2.inspect());
      if (base !== void 0) {
        await checkImportPlaces(paths, base, files3, settings.importTokens);
        await checkSourcePlaces(paths, base, index, files3);
      }
      checkProject(settings, index, files3);
      checkCoverage(settings, index, inGit2);
      await rejectEscapingLinks(
        paths,
        index,
        files3.map(({ path: path2 }) => path2),
        entries
      );
      await requireCompleteCheckout(settings, paths, index, entries);
      const bare = bareProject(run2, paths, { dvc: dvc2, installation, index, files: files3 });
      const { stages } = bare;
      outcome.message = `${count(stages.filter(({ kind }) => kind === "stage").length, "stage")}, ${count(stages.filter(({ kind }) => kind !== "stage").length, "data file")}, DVC ${installation.version}`;
      run2.endings.push(() => placeStages(bare));
      const project = { ...bare, objects: openObjectCache(bare), durations: restoreDurations(bare) };
      return { project, status: () => status ?? dvc2.status({ allowMissing: true }), recovered };
    } catch (error) {
      await dvc2.close();
      throw await placed2(error);
    }
  });
}
function bareProject(run2, paths, read) {
  return {
    run: run2,
    ...paths,
    ...read,
    stages: stagesBelow(read.index),
    scratch: scratchOf(paths.root),
    graph: new Graph(read.index),
    lines: new SourceLines(read.files),
    env: stageEnvironment(process.env, run2.settings.event.trusted),
    objects: void 0,
    durations: Promise.resolve()
  };
}
function scratchOf(root) {
  return join18(root, ".dvc", "tmp", "dvc-ci");
}
async function recover({ host }, { git, directory }, scratch) {
  const { restored, rejected } = await recoverWorkspace(backupPlace(scratch, git));
  for (const { path: path2, found: found2 } of restored) {
    host.warning(
      `${relative5(directory, path2)} was restored: an earlier run of dvc-ci was killed.${found2 === void 0 ? "" : ` The file in its place is now ${relative5(directory, found2)}; remove it when you do not need it.`}`
    );
  }
  for (const folder2 of rejected) {
    host.warning(
      `${relative5(directory, folder2)} has files of an earlier run, and this run does not trust them: no run of this checkout signed them, or a folder of their paths is a link now. Nothing of it was restored; remove it when you do not need it.`
    );
  }
  return restored.length > 0;
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
    const opened = steps.step("open project", [paths], async (found2) => {
      const result = await openProject(run2, found2, survey);
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
  const files3 = await loadFiles(project);
  const next = await refresh({ ...project, files: files3, lines: new SourceLines(files3) });
  checkProject(next.run.settings, next.index, next.files);
  return next;
}
async function loadFiles({ git, directory, root, dvcRoot, fromGit }) {
  return loadProjectFiles(directory, root, (await filesOfProject(git, dvcRoot || ".")).map(fromGit));
}
async function openDvc({ settings, host, signal }, { directory, root }, { python }) {
  return new Dvc(await engineOf(settings, host, signal, { python, directory, root }));
}

// src/pipeline/fragment.ts
import { posix as posix5 } from "node:path";

// src/pipeline/fan-out-plan.ts
import { createHash as createHash4 } from "node:crypto";
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
  held: array(name).min(1).optional(),
  jobs: array(
    strictObject({ id: string().regex(JOB_ID), level: int().min(1).max(1e3), stages: array(name).min(1) })
  ),
  mlflow: string().regex(/^[A-Za-z0-9_-]{1,64}$/).optional()
});
function writePlan(plan2) {
  const json = JSON.stringify(plan2);
  const text3 = json.length <= LONGEST_TEXT / 2 ? json : `${PACKED}${gzipSync(json).toString("base64")}`;
  return text3.length <= LONGEST_TEXT ? text3 : void 0;
}
function readPlan(text3) {
  let data;
  try {
    data = JSON.parse(
      text3.startsWith(PACKED) ? gunzipSync(Buffer.from(text3.slice(PACKED.length), "base64"), { maxOutputLength: LONGEST_JSON }).toString(
        "utf8"
      ) : text3
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
function asPlan({ run: run2, flow, request: request2, held, mlflow, ...plan2 }) {
  return {
    ...plan2,
    ...run2 === void 0 ? {} : { run: run2 },
    ...flow === void 0 ? {} : { flow },
    ...request2 === void 0 ? {} : { request: asRequest(request2) },
    ...held === void 0 ? {} : { held },
    ...mlflow === void 0 ? {} : { mlflow }
  };
}
function asRequest({ stages, reason: reason2, data, ...request2 }) {
  return {
    ...request2,
    ...stages === void 0 ? {} : { stages },
    ...reason2 === void 0 ? {} : { reason: reason2 },
    data: data.map(({ from, ...each }) => ({ ...each, ...from === void 0 ? {} : { from } }))
  };
}
function planDigest({ schema, flow, request: request2, sha, run: run2, directory, force, held, jobs }) {
  return createHash4("sha256").update(
    JSON.stringify([
      schema,
      flow ?? "",
      digested(request2),
      sha,
      run2 ?? "",
      directory,
      force,
      jobs.map(({ id, level, stages }) => [id, level, stages]),
      ...held === void 0 ? [] : [held]
    ])
  ).digest("hex");
}
function digested(request2) {
  if (request2 === void 0) return "";
  const { digest: digest2, stages, params, reason: reason2, data } = request2;
  return [
    digest2,
    stages ?? "",
    Object.entries(params).sort(([one], [other]) => one < other ? -1 : 1),
    reason2 ?? "",
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

// src/pipeline/fragment-entry.ts
import { posix as posix4 } from "node:path";

// src/pipeline/lock-entries.ts
var EMPTY_LOCK = "schema: '2.0'\nstages: {}\n";
function stageEntries(text3) {
  const lock = parseLock(text3);
  return isUnreadable(lock) ? lock : lock.sections.get("stages")?.entries ?? /* @__PURE__ */ new Map();
}
function addressOf2(lock, stage2) {
  const folder2 = lock.slice(0, -"dvc.lock".length);
  return folder2 === "" ? stage2 : `${folder2}dvc.yaml:${stage2}`;
}
function readEntry(name2, text3) {
  if (text3.includes("\r")) return { reason: "it has line ends (CR) that DVC does not write here" };
  const entries = stageEntries(`schema: '2.0'
stages:
${text3}`);
  if (!(entries instanceof Map)) return "reason" in entries ? entries : { reason: "it is no entry" };
  const entry = entries.get(name2);
  if (entries.size !== 1 || entry === void 0) return { reason: `it is not the entry of ${name2} alone` };
  return entry.text === text3 ? entry : { reason: "there is text before or after it" };
}
function putEntries(text3, entries) {
  const lock = parseLock(text3.trim() === "" ? EMPTY_LOCK : text3);
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
  const found2 = stageEntries(written);
  if (!(found2 instanceof Map)) return "reason" in found2 ? found2 : { reason: "its stages cannot be read" };
  const same2 = found2.size === after.size && [...after].every(([name2, { value }]) => sameValue(found2.get(name2)?.value, value));
  return same2 ? written : { reason: "its entries refer to each other with YAML anchors" };
}
function stagesHead(head, entries) {
  return head === void 0 || entries === 0 ? "stages:\n" : head;
}

// src/pipeline/fragment-entry.ts
function lockName(name2) {
  return name2.slice(name2.lastIndexOf(":") + 1);
}
function readRecord(text3, stage2, directory) {
  const entry = readEntry(lockName(stage2.name), text3);
  if (isReason(entry)) return { reason: `: ${entry.reason}` };
  const parsed4 = entrySchema.safeParse(entry.value);
  if (!parsed4.success) return { reason: ` is not in DVC's format: ${parsed4.error.issues[0]?.path.join(".") ?? ""}` };
  const place = (path2) => {
    if (URL_LIKE2.test(path2)) return path2;
    return posix4.isAbsolute(path2) ? posix4.relative(directory, path2) : posix4.normalize(posix4.join(stage2.wdir, path2));
  };
  const fault = faultOf(parsed4.data, stage2, place);
  if (fault !== void 0) return { reason: ` ${fault}` };
  const hashes = (recorded2) => new Map(
    (recorded2 ?? []).flatMap(
      ({ path: path2, hash, md5: md52 }) => hash === void 0 || md52 === void 0 ? [] : [[place(path2), md52]]
    )
  );
  return { entry, made: hashes(parsed4.data.outs), read: hashes(parsed4.data.deps) };
}
function isReason(read) {
  return "reason" in read;
}
var HASH3 = /^[0-9a-f]{32}(?:\.dir)?$/;
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
function faultOf({ outs = [], deps = [], params = {} }, stage2, place) {
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
  const odd = [...outs, ...deps].find(({ md5: md52 }) => md52 !== void 0 && !HASH3.test(md52));
  if (odd !== void 0) return `has no valid DVC hash for ${odd.path}: ${String(odd.md5).slice(0, 60)}`;
  const escaped = [...outs, ...deps].find(
    ({ files: files3 = [] }) => files3.some(
      ({ relpath }) => posix4.isAbsolute(relpath) || relpath.split(/[\\/]/).some((part2) => part2 === "" || part2 === ".." || /^\.(git|dvc)$/i.test(part2))
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

// src/pipeline/fragment.ts
var LONGEST_FRAGMENT = 64 * 1024 * 1024;
var LARGEST_FILES = 32 * 1024 * 1024;
var LONGEST_LOG = 16e3;
var text2 = (longest) => string().max(longest);
var seconds = number().nonnegative().max(1e9);
var fragmentSchema = strictObject({
  schema: literal(1),
  sha: string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/),
  run: string().regex(/^\d{1,20}$/).optional(),
  plan: string().regex(/^[0-9a-f]{64}$/),
  job: string().regex(JOB_ID),
  conclusion: _enum(["success", "failure"]),
  message: text2(4e3).optional(),
  /** The identifier of the error that ended the job. */
  error: string().regex(/^[a-z-]{1,60}$/).optional(),
  seconds,
  stages: array(
    strictObject({
      name: text2(1e3),
      verdict: _enum(["ran", "restored", "unchanged", "failed", "skipped"]),
      seconds: seconds.optional(),
      entry: text2(4e6).optional()
    })
  ),
  files: array(strictObject({ path: text2(4096), content: base64(), executable: boolean() })).max(1e4),
  log: text2(LONGEST_LOG)
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
  const records = /* @__PURE__ */ new Map();
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
    const record2 = readRecord(entry, stage2, directory);
    if ("reason" in record2) return { reason: `its entry of dvc.lock for ${name2}${record2.reason}` };
    records.set(name2, record2);
  }
  const kept = [...stages.flatMap(({ outs }) => outs.filter(({ cache }) => !cache).map(({ path: path2 }) => path2)), ...loose];
  const paths = /* @__PURE__ */ new Set();
  let bytes = 0;
  for (const path2 of fragment.files.map((file) => file.path)) {
    if (posix5.normalize(path2) !== path2 || path2.endsWith("/") || posix5.isAbsolute(path2) || path2.includes("\\") || /[\x00-\x1f]/.test(path2) || !kept.some((out) => isWithin(path2, out)) || /(^|\/)\.(git|dvc)(\/|$)/i.test(path2)) {
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
  return { ...fragment, records };
}
function parentsOf(path2) {
  return path2.split("/").slice(0, -1).map((_, index, parts2) => parts2.slice(0, index + 1).join("/"));
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
      const text3 = event.text ?? "";
      this.log(event.stage, text3);
      host.output(
        this.many && text3 !== "" ? `${event.stage} | ${text3.replace(/\n(?=[^])/g, () => `
${event.stage} | `)}` : text3
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
        `${event.stage}: ${event.state}${event.seconds === void 0 ? "" : ` in ${formatSeconds(event.seconds)}`}`
      );
  }
  /** Takes DVC's output. It includes the output of stages that run one by one. */
  write(text3) {
    this.log("", text3);
    this.project.run.host.output(text3);
  }
  log(name2, text3) {
    const tail = this.logs.get(name2) ?? new LogTail(LONGEST_LOG);
    tail.add(text3);
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
      const log = this.failed.find((stage2) => stage2.name === name2)?.log ?? "";
      return {
        name: name2,
        verdict: seen2.state,
        causes,
        ...seen2.seconds === void 0 ? {} : { seconds: seen2.seconds },
        ...log.trim() === "" ? {} : { log: this.project.run.host.redact(log) }
      };
    });
  }
};

// src/steps/build/undeclared-reads.ts
import { posix as posix6, resolve as resolve8 } from "node:path";
async function undeclaredReads(project, failed) {
  const { graph, index, run: run2 } = project;
  const found2 = [];
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
        found2.push({
          stage: name2,
          path: path2,
          owner: owner.kind === "stage" ? `an output of ${owner.name}` : `the data of ${owner.file}`
        });
      }
    }
  }
  const [first] = found2;
  if (first === void 0) return void 0;
  return {
    message: found2.map(
      ({ stage: stage2, path: path2, owner }) => `The log of ${stage2} names ${path2}, ${owner}, which is not a dependency of ${stage2}, so DVC does not wait for it.`
    ).join(" "),
    remedy: `Add ${first.path} to the deps of ${first.stage} in dvc.yaml.`
  };
}
var ABSENT = /no such file|not found|not exist|cannot (?:open|stat|read|access)|can't (?:open|stat|read|access)|ENOENT/i;
function names(log, path2, wdir) {
  return [path2, posix6.relative(wdir, path2)].some((shown3) => {
    for (let at = log.indexOf(shown3); shown3 !== "" && at !== -1; at = log.indexOf(shown3, at + 1)) {
      const whole = !/[\w.-]/.test(log[at - 1] ?? "") && !/[\w-]/.test(log[at + shown3.length] ?? "");
      if (whole && (/[./]/.test(shown3) || ABSENT.test(lineAt2(log, at)))) return true;
    }
    return false;
  });
}
function lineAt2(text3, at) {
  const end = text3.indexOf("\n", at);
  return text3.slice(text3.lastIndexOf("\n", at) + 1, end === -1 ? void 0 : end);
}

// src/steps/build/reproduce.ts
async function startFromCommit(project, backup, uncommitted) {
  const { git, run: run2 } = project;
  const written = uncommitted.filter(({ path: path2 }) => isMadeByPipeline(project, path2) && !isIgnoreFile(project, path2));
  if (written.length === 0) return { project, isAsBefore: true };
  const locks = new Set(lockFiles(project).map(project.inGit));
  const tracked = written.filter(({ untracked }) => !untracked).map(({ path: path2 }) => path2);
  for (const path2 of tracked) await backup.copy(join19(git.root, path2));
  await git.restoreFiles(tracked);
  for (const { path: path2, untracked } of written) if (untracked && locks.has(path2)) await backup.move(join19(git.root, path2));
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
      await backup.copy(here(join19(dirname9(out.path), ".gitignore")));
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
        throw await failure2(project, watch, result.code, reasonOf(result.stderr), reproduction.pending);
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
  const found2 = /* @__PURE__ */ new Map();
  for (const path2 of looseResults(project).all) {
    const info = await lstatOf(resolve9(project.run.settings.workingDirectory, path2));
    if (info?.isFile()) found2.set(path2, [info.ino, info.size, info.mtimeNs, info.ctimeNs].join(":"));
  }
  return found2;
}
var MOST_REASONS = 5;
async function failure2(project, watch, code, reason2, pending = []) {
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
    return new ProjectError("repro-failed", `dvc repro failed with code ${code}: ${reason2}`, {
      remedy: `Its output is in the log of the step reproduce. ${rejectionNote(project.run.report.remote.pushed)}`
    });
  const { path: path2, line } = project.lines.ofStage(first.name, project.graph.stage(first.name)?.file ?? "dvc.yaml");
  const skipped = watch.reports().filter(({ verdict }) => verdict === "skipped").map(({ name: name2 }) => name2);
  const below2 = project.graph.withDownstream(failed.map(({ name: name2 }) => name2));
  const [without2, ended] = [skipped.filter((name2) => below2.has(name2)), skipped.filter((name2) => !below2.has(name2))];
  const others = `${without2.length > 0 ? ` Stages that need it did not run: ${without2.join(", ")}.` : ""}${ended.length > 0 ? ` ${ended.join(", ")} did not finish either: \`keep-going\` lets stages finish that do not need it.` : ""}`;
  const coming = pending.length > 0 ? ` ${pending.join(", ")} ${pending.length === 1 ? "was" : "were"} still being downloaded, because no stage that ran declares ${pending.length === 1 ? "it" : "them"} as a dependency.` : "";
  const hint = await undeclaredReads(project, failed);
  const reasons = failed.slice(0, MOST_REASONS).map(({ name: name2, message: message2 }) => `stage ${name2} failed: ${withoutPeriod(message2)}`);
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

// src/steps/project/import-sources.ts
var MOST_SOURCES = 3;
function fromSources({ index, files: files3 }, outs) {
  const owners = new Set(
    index.stages.filter(({ outs: made }) => made.some(({ path: path2 }) => outs.includes(path2))).map(({ file }) => file)
  );
  const sources = files3.filter(({ path: path2 }) => owners.has(path2)).flatMap(({ data }) => sourcesOf(data));
  return sources.length === 0 ? "" : ` from ${named([...new Set(sources)], MOST_SOURCES)}`;
}
function sourcesOf(data) {
  const deps = isRecord(data) && Array.isArray(data["deps"]) ? data["deps"] : [];
  return deps.flatMap((dep) => {
    if (!isRecord(dep)) return [];
    const repository = isRecord(dep["repo"]) ? dep["repo"]["url"] : void 0;
    const source = repository ?? dep["path"];
    return typeof source === "string" && source !== "" ? [withoutCredentials(source)] : [];
  });
}

// src/steps/data/require-space.ts
import { stat as stat3, statfs } from "node:fs/promises";
import { dirname as dirname10 } from "node:path";
function dataSize({ index }, { stages, only }) {
  const pulled = index.stages.filter(({ name: name2, partial }) => !partial && (stages?.includes(name2) ?? true));
  const outs = pulled.flatMap((stage2) => stage2.outs.filter((out) => out.cache && isChosen(stage2, out.path, only)));
  return {
    bytes: outs.reduce((sum, { size = 0 }) => sum + size, 0),
    unsized: outs.filter(({ size }) => size === void 0).map(({ path: path2 }) => path2),
    paths: outs.map(({ path: path2 }) => path2)
  };
}
async function spaceFor(project, data) {
  const { index, root, dvc: dvc2 } = project;
  const { paths, bytes, unsized } = dataSize(project, data);
  const [cache, workspace] = await Promise.all([diskOf(index.cache ?? root), diskOf(root)]);
  if (cache === void 0 || workspace === void 0) return { bytes, unsized };
  const disks = { cache, workspace };
  if (Math.min(cache.free, workspace.free) >= 2 * bytes) return { bytes, unsized, disks };
  const found2 = await dvc2.space(paths);
  const demand = { cache: found2.cache, workspace: found2.copies ? found2.workspace : 0 };
  const lack = shortage(demand, cache, workspace);
  return { bytes, unsized, disks, demand, ...lack === void 0 ? {} : { lack } };
}
async function requireSpace(project, pulled) {
  const { disks, demand, lack } = await spaceFor(project, pulled);
  if (lack === void 0 || demand === void 0 || disks === void 0) return;
  const { cache, workspace } = disks;
  const { validate: validate2, mode } = project.run.settings;
  const less = mode === "validate" && validate2.pull === "all" ? "Download less (`pull: needed`)" : "";
  const once = demand.workspace > 0 && cache.device === workspace.device && demand.cache <= cache.free ? " With `cache.type` hardlink or symlink, DVC needs the space only once." : "";
  throw new SetupError("disk-too-small", lack, {
    key: "pull",
    value: formatBytes(demand.cache + demand.workspace),
    remedy: `${less}${less === "" ? "Use" : ", use"} a runner with a larger disk, or set \`cache.dir\` of DVC to a folder on one.${once} Nothing was downloaded.`
  });
}
function isChosen({ file }, path2, only) {
  return only === void 0 || only.includes(path2) || only.includes(file);
}
function shortage(demand, cache, workspace) {
  const copies = demand.workspace > 0 ? `, and ${formatBytes(demand.workspace)} as copies in the workspace` : "";
  const objects = `${formatBytes(demand.cache)} in DVC's cache (${cache.path})`;
  if (cache.device === workspace.device) {
    if (demand.cache + demand.workspace <= cache.free) return void 0;
    return `the data needs ${objects}${copies}; the disk has ${formatBytes(cache.free)} free.`;
  }
  if (demand.cache > cache.free)
    return `the data needs ${objects}; the disk of the cache has ${formatBytes(cache.free)} free.`;
  if (demand.workspace > workspace.free)
    return `the data needs ${formatBytes(demand.workspace)} in the workspace (${workspace.path}); its disk has ${formatBytes(workspace.free)} free.`;
  return void 0;
}
async function diskOf(path2) {
  for (let at = path2; ; at = dirname10(at)) {
    const found2 = await stat3(at).catch(() => void 0);
    if (found2 === void 0 && dirname10(at) !== at) continue;
    const disk = found2 && await statfs(at).catch(() => void 0);
    if (disk?.blocks === 0) return void 0;
    return disk && found2 && { path: path2, device: found2.dev, free: disk.bavail * disk.bsize };
  }
}

// src/steps/data/verify-remote.ts
import { stat as stat4 } from "node:fs/promises";

// src/report/job-words.ts
function jobName({ id, stages }) {
  return `${id} (${stages.join(", ")})`;
}
function runJobsAgain(jobs, inWorkflow2) {
  const names2 = `Run the job${jobs.length === 1 ? "" : "s"} ${jobs.map(jobName).join(", ")} again`;
  return inWorkflow2 ? `${names2}: in GitHub Actions, "Re-run job" at ${jobs.length === 1 ? "it" : "each"} also runs the jobs that need it.` : `${names2}, then the jobs that need ${jobs.length === 1 ? "it" : "them"}: \`dvc-ci stage --job ${jobs[0]?.id ?? ""}\`, with the same plan and folder of fragments.`;
}
function runFailedJobsAgain(jobs, inWorkflow2) {
  return inWorkflow2 ? 'Fix the cause, then use "Re-run failed jobs": GitHub Actions keeps the results of the other jobs.' : runJobsAgain(jobs, inWorkflow2).replace(/^Run/, "Fix the cause, then run");
}

// src/steps/project/made-by.ts
function repeatJobs({ run: run2, madeBy }, stages) {
  if (madeBy === void 0) return void 0;
  const ids = [...new Set(stages.flatMap((name2) => madeBy.get(name2) ?? []))];
  if (ids.length === 0) return void 0;
  const jobs = ids.map((id) => ({ id, stages: [...madeBy].flatMap(([stage2, job]) => job === id ? [stage2] : []) }));
  return runJobsAgain(jobs, run2.settings.event.run !== void 0);
}

// src/steps/data/verify-remote.ts
function askQuestion(project, { mode, download: download2, stages = scopeOf(project), only, forget = false }) {
  return project.dvc.verify(mode, { download: download2, forget, ...stages ? { stages } : {}, ...only ? { only } : {} });
}
async function verifyRemote(project, question, patience = (answer4) => Promise.resolve({ answer: answer4, waited: 0 })) {
  return project.run.step("verify", async (outcome) => {
    const first = await unlessRefused(project.run, "verify", () => askQuestion(project, question), outcome);
    if (first === void 0) return void 0;
    const { answer: result, waited } = await patience(first);
    await reportRemote(project, result);
    const { remote } = project.run.report;
    const { missing } = remote;
    if (result.unread > 0 && question.hashedLater !== true) remote.unread = result.unread;
    const note = `${waited > 0 ? `; waited ${formatElapsed(waited)} for a push (validate.wait)` : ""}${result.unpushed.length > 0 ? `; not pushed (push: false): ${result.unpushed.join(", ")}` : ""}`;
    if (missing.length > 0) {
      outcome.conclusion = "failure";
      outcome.message = `${missing.length} of ${count(result.objects, "object")} ${missing.length === 1 ? "is" : "are"} missing or altered in the remote${note}`;
    } else {
      outcome.message = result.objects === 0 ? `no data is in a remote${note}` : `${result.objects === 1 ? "the one object is" : `all ${result.objects} objects are`} in '${result.remote ?? ""}'${unreadText(question, remote)}${note}`;
    }
    noticeUnpushed(project, result);
    return { result, waited };
  });
}
function unreadText({ mode }, { unread }) {
  if (unread === void 0) return "";
  const shown3 = mode === "exists" ? "only the presence" : "only the size";
  return `; of ${unread} ${shown3} was verified, not the content (\`verify: full\` reads it)`;
}
async function askRemote(project, mode, download2 = true, stages) {
  const result = await askQuestion(project, { mode, download: download2, ...stages ? { stages } : {} });
  await reportRemote(project, result);
  return result;
}
async function reportRemote(project, result) {
  await rejectAbsentFolders(project, result);
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
  const again = makeAgain(project, bad.paths);
  const folder2 = folderObjectOf(project, bad);
  const absent = folder2 === void 0 ? "" : `Delete ${objectPath(folder2)} there, by which DVC takes its folder for pushed. `;
  const message2 = bad.reason === "missing" ? `${paths}: ${object2} is not in the remote '${bad.remote}'${bad.detail ? ` (${bad.detail})` : ""}. ${absent}${again}` : `${paths}: ${object2} in the remote '${bad.remote}' is ${bad.reason}${bad.detail ? ` (${bad.detail})` : ""}. Delete ${folder2 === void 0 ? "it" : `it and ${objectPath(folder2)}`} there. ${again}`;
  const altered = [bad.hash, ...folder2 === void 0 ? [] : [folder2]].map(objectPath).join(" and ");
  const place = locationOfOutput(project, bad.paths[0] ?? "");
  return {
    hash: bad.hash,
    paths: bad.paths,
    remote: bad.remote,
    reason: bad.reason,
    message: message2,
    fix: bad.reason === "missing" ? `${absent}${again}` : `Delete ${altered} in the remote. ${again}`,
    ...place === void 0 ? {} : { file: project.inGit(place.path) },
    ...place?.line === void 0 ? {} : { line: place.line }
  };
}
function makeAgain(project, paths) {
  const isMade2 = (out) => paths.some((path2) => isWithin(path2, out));
  const owners = project.index.stages.filter(({ outs }) => outs.some(({ path: path2 }) => isMade2(path2)));
  return repeatJobs(
    project,
    owners.map(({ name: name2 }) => name2)
  ) ?? movedCommands("Run `dvc push` where it was made.", folderFromShell(project.run.settings));
}
function folderObjectOf({ index }, { hash, paths }) {
  if (hash.endsWith(".dir")) return void 0;
  const folder2 = index.stages.flatMap(({ outs }) => outs).find((out) => out.hash?.endsWith(".dir") === true && paths.some((path2) => isWithin(path2, out.path)));
  return folder2?.hash;
}
function objectPath(hash) {
  return `files/md5/${hash.slice(0, 2)}/${hash.slice(2)}`;
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
async function rejectAbsentFolders(project, { bad }) {
  for (const name2 of new Set(bad.map(({ remote }) => remote))) await rejectAbsentFolder(project, name2);
}
async function rejectAbsentFolder({ index }, name2) {
  const url = index.remotes[name2]?.url ?? "";
  if (url === "" || /^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return;
  const found2 = await stat4(url).catch(() => void 0);
  if (found2?.isDirectory()) return;
  throw new OutsideError(
    "remote-folder-missing",
    `the DVC remote '${name2}' is the folder ${url}, which ${found2 ? "is a file" : "this machine does not have"}.`,
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
  await requireSpace(project, { stages });
  const result = await project.dvc.run(["pull", ...stages ? ["--", ...stages] : []]);
  return { result, began, ended: performance.now() };
}
async function strictPull(project, options) {
  const { run: run2 } = project;
  await run2.step(
    "pull",
    async (outcome) => {
      const done = await unlessRefused(run2, "pull", () => pullData(project, options, outcome).then(() => true), outcome);
      if (done === void 0) await checkOutDownloaded(project, options.targets ?? scopeOf(project));
    },
    options.download
  );
}
async function pullData(project, { targets, only, download: download2 }, outcome) {
  if (targets?.length === 0) {
    outcome.message = "no data is needed";
    return;
  }
  const stages = targets ?? scopeOf(project);
  const early = download2?.result;
  if (early === void 0) {
    await project.objects?.admit(stages);
    await requireSpace(project, { stages, only });
  }
  if (targets && early?.code !== 0 && hasDirectory(project, targets))
    addMissing(project, (await project.dvc.verify("exists", { stages: targets })).bad);
  const altered = await alteredDirectories(project, stages);
  const wanted = altered.length === 0 ? only ?? stages : outputs(project, stages).filter((path2) => !altered.includes(path2));
  const result = altered.length === 0 && early !== void 0 ? early : wanted?.length === 0 ? void 0 : await project.dvc.run(["pull", ...wanted ? ["--", ...filesLast(wanted)] : []]);
  if (result === void 0 || result.code !== 0) await explain(project, stages, result, outcome);
  else if (altered.length > 0) reportMissing(project, outcome);
  else
    outcome.message = targets ? targets.join(", ") : stages ? `data of ${count(stages.length, "stage or .dvc file", "stages and .dvc files")}` : "all data";
}
async function checkOutDownloaded(project, stages) {
  if (Object.keys(project.index.remotes).length < 2 && project.objects === void 0) return;
  const names2 = project.index.stages.filter(({ name: name2, partial }) => !partial && (stages?.includes(name2) ?? true));
  for (const { name: name2 } of names2) {
    try {
      const lacking = Object.values(await project.dvc.uncached([name2])).flat();
      await checkOut(
        project,
        outputs(project, [name2]).filter((path2) => !lacking.some((missing) => isWithin(missing, path2)))
      );
    } catch (error) {
      if (!isRefusedWithoutCredential(project.run, error)) throw error;
    }
  }
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
  const known2 = new Set(missing.map(({ hash, remote }) => `${remote}
${hash}`));
  missing.push(
    ...bad.filter(({ hash, remote }) => !known2.has(`${remote}
${hash}`)).map((each) => missingObject(project, each))
  );
  missing.sort(byPath);
}
function reportMissing({ run: run2 }, outcome) {
  outcome.conclusion = "failure";
  outcome.message = `${count(run2.report.remote.missing.length, "object")} could not be downloaded: ${run2.report.remote.missing.map(({ paths }) => paths.join(", ")).join(", ")}`;
}
async function alteredDirectories({ run: run2, dvc: dvc2 }, stages) {
  const altered = run2.report.remote.missing.filter(({ hash, reason: reason2 }) => reason2 === "altered" && hash.endsWith(".dir"));
  if (altered.length === 0) return [];
  const lacking = await dvc2.uncached(stages);
  return altered.filter(({ hash }) => hash in lacking).flatMap(({ paths }) => paths);
}
function outputs({ index }, stages) {
  const named3 = index.stages.filter(({ name: name2, partial }) => !partial && (stages?.includes(name2) ?? true));
  return named3.flatMap(
    ({ outs }) => outs.filter(({ cache, hash }) => cache && hash !== void 0).map(({ path: path2 }) => path2)
  );
}
async function explain(project, stages, result, outcome) {
  const { run: run2, dvc: dvc2 } = project;
  const lacking = await dvc2.uncached(stages);
  const known2 = new Set(run2.report.remote.missing.map(({ hash }) => hash));
  const asked = await dvc2.verify("full", {
    only: Object.keys(lacking).filter((hash) => !known2.has(hash)),
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
      `the import ${imports.join(", ")} could not be downloaded${fromSources(project, imports)}: ${reasonOf(result?.stderr ?? "")}`,
      {
        key: "import",
        value: imports.join(", "),
        remedy: "Check that this machine can read its source with its credentials. A private repository over HTTPS needs a token in `import-token` (on the command line: the variable DVC_CI_IMPORT_TOKEN), as HOST=TOKEN."
      }
    );
  }
  if (run2.report.remote.missing.length > 0) return reportMissing(project, outcome);
  const refused2 = () => new OutsideError(
    "dvc-pull-failed",
    `dvc pull failed with code ${result?.code ?? 1}: ${reasonOf(result?.stderr ?? "")}`,
    {
      key: "remote",
      remedy: "Check that this machine can read the remote with its credentials."
    }
  );
  if (Object.keys(lacking).length > 0) throw refused2();
  const notes = [
    kept.length > 0 ? `kept because of uncommitted changes: ${kept.join(", ")}` : "",
    asked.unlocked.length > 0 ? `not in dvc.lock: ${asked.unlocked.map(({ path: path2 }) => path2).join(", ")}` : "",
    asked.unpushed.length > 0 ? `declared push: false: ${asked.unpushed.join(", ")}` : ""
  ].filter((note) => note !== "");
  if (notes.length === 0) throw refused2();
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

// src/steps/data/versioned-remote.ts
function outputRemotes(project) {
  return remotesOf(project, ({ cache, push: push2 }) => cache && push2);
}
function usedRemotes(project) {
  const main = mainRemote(project);
  const names2 = [...remotesOf(project, ({ remote }) => remote !== void 0), ...main === void 0 ? [] : [main]];
  return [...new Set(names2)].filter((name2) => name2 in project.index.remotes).sort();
}
function remotesOf(project, isChosen2) {
  const main = mainRemote(project) ?? "";
  const outs = project.index.stages.flatMap((stage2) => stage2.outs.filter(isChosen2));
  return [...new Set(outs.map(({ remote = main }) => remote))].sort();
}
function mainRemote({ run: run2, index }) {
  return run2.settings.remote ?? index.defaultRemote ?? void 0;
}
function versionedRemote(project) {
  for (const name2 of outputRemotes(project)) {
    const option = project.index.remotes[name2.toLowerCase()]?.versions;
    if (option !== void 0) return { name: name2, option };
  }
  return void 0;
}
function requireObjectRemote(project) {
  const found2 = versionedRemote(project);
  if (found2 === void 0) return;
  const { id, message: message2, ...details } = versionsUnsupported(`the remote '${found2.name}' has ${found2.option} = true`);
  throw new SetupError(id, `${message2}.`, details);
}

// src/steps/data/push.ts
async function requireWritableRemote(project) {
  await project.run.step("check remote access", async (outcome) => {
    const names2 = await probeRemotes(project);
    outcome.message = names2.length === 0 ? "no output is pushed" : names2.map((name2) => `'${name2}'`).join(", ");
  });
}
async function probeRemotes(project) {
  const { dvc: dvc2, index } = project;
  const names2 = outputRemotes(project);
  for (const name2 of names2.filter((each) => each in index.remotes)) {
    await requireFolder(name2, index.remotes[name2]?.url ?? "");
    await dvc2.probe(name2);
  }
  return names2;
}
async function requireFolder(name2, url) {
  if (url === "" || /^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return;
  const found2 = await stat5(url).catch(() => void 0);
  if (found2?.isDirectory()) return;
  throw new OutsideError(
    "remote-folder-missing",
    `the DVC remote '${name2}' is the folder ${url}, which ${found2 ? "is a file" : "this machine does not have"}.`,
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
  const lost = before.bad.filter(({ reason: reason2 }) => reason2 === "missing").map(({ hash }) => hash);
  const sent = lost.length === 0 ? [] : await dvc2.send(lost);
  const { bad } = await dvc2.verify("full", { only: before.bad.map(({ hash }) => hash) });
  rejectMissing(
    project,
    bad.filter(({ reason: reason2 }) => reason2 !== "missing")
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
  const lost = bad.filter(({ reason: reason2 }) => reason2 === "missing").map(({ hash }) => hash);
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
    result.bad.filter(({ reason: reason2, hash }) => reason2 !== "missing" || hash in here)
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
      remedy: `Remove ${altered.map(({ path: path2, hash }) => `${path2} and its cached object (${objectPath(hash)} in the folder that \`dvc cache dir\` prints)`).join(", ")}, then run this again. Nothing was built.`
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
        ({ paths, reason: reason2, hash }) => (reason2 !== "missing" || hash in uncached) && paths.some((path2) => kept.some((out) => isWithin(path2, out)))
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
    `the remote lacks data of this build: ${run2.report.remote.missing.map(({ message: message2 }) => message2).join(" ")}`,
    { key: "remote", remedy: "Nothing was committed." }
  );
}

// src/toolchain/project-environment.ts
import { access as access4, writeFile as writeFile4 } from "node:fs/promises";
import { dirname as dirname12, join as join23, relative as relative7 } from "node:path";

// src/toolchain/activation.ts
import { isAbsolute as isAbsolute3, join as join20 } from "node:path";
function condaPython(prefix) {
  return process.platform === "win32" ? join20(prefix, "python.exe") : join20(prefix, "bin", "python");
}
function condaDirectories(prefix) {
  if (process.platform !== "win32") return [join20(prefix, "bin")];
  return [
    prefix,
    join20(prefix, "Library", "mingw-w64", "bin"),
    join20(prefix, "Library", "usr", "bin"),
    join20(prefix, "Library", "bin"),
    join20(prefix, "Scripts"),
    join20(prefix, "bin")
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
import { createHash as createHash5 } from "node:crypto";
import { access as access3, readFile as readFile13 } from "node:fs/promises";
import { basename as basename6, delimiter, dirname as dirname11, isAbsolute as isAbsolute4, join as join21, relative as relative6, resolve as resolve10 } from "node:path";
var MINIMUM_PYTHON = "3.8";
async function installRecipe(request2) {
  switch (request2.recipe.kind) {
    case "uv-lock":
      return await syncLock(request2);
    case "conda":
    case "conda-lock":
      return await installConda(request2);
    case "requirements":
    case "pylock":
    case "poetry":
    case "pdm":
    case "pipenv":
    case "pyproject":
      return await installPackages(request2);
  }
}
async function syncLock(request2) {
  const { recipe, env } = request2;
  const uv = await provideUv({ ...request2, cwd: recipe.directory });
  const choices = ["UV_PROJECT_ENVIRONMENT", "UV_PYTHON", "UV_PYTHON_DOWNLOADS"].flatMap(
    (name2) => env[name2] === void 0 ? [] : [[name2, env[name2]]]
  );
  const variables = { ...uv.env, UV_PYTHON_DOWNLOADS: void 0, ...Object.fromEntries(choices) };
  const root = dirname11(recipe.file);
  const place = env.UV_PROJECT_ENVIRONMENT ?? ".venv";
  const prefix = isAbsolute4(place) ? place : resolve10(root, place);
  const shared2 = await access3(prefix).then(
    () => void 0,
    () => request2.shared
  );
  const entry = {
    what: `${basename6(prefix)} by uv`,
    kind: "venv",
    name: shortHash(`${prefix}
${await readFile13(recipe.file, "utf8")}`),
    paths: [prefix]
  };
  const restored = await shared2?.restore(entry);
  await run(request2, [uv.program, "sync", "--frozen", "--inexact"], recipe.directory, variables);
  if (restored === void 0) shared2?.keep(entry);
  return {
    environment: { kind: "virtual", prefix },
    reused: false,
    made: "uv",
    ...uv.origin === "installed" ? { uvDirectory: dirname11(uv.program) } : {}
  };
}
async function installPackages(request2) {
  const { recipe, env, signal, cacheRoot: cacheRoot2 } = request2;
  const { directory: cwd } = recipe;
  const wanted = recipe.kind === "requirements" || recipe.kind === "pipenv" ? void 0 : await pythonRange(cwd);
  const python = await findPython({
    ...wanted === void 0 ? {} : { wanted },
    env,
    cwd,
    signal,
    minimum: MINIMUM_PYTHON,
    purpose: `install ${basename6(recipe.file)}`
  });
  const { hash, copies } = await readRecipe(recipe);
  const { directory, reused } = await keptDirectory({
    root: cacheRoot2,
    kind: "env",
    what: `the environment of ${basename6(recipe.file)}`,
    ...request2.shared === void 0 ? {} : { shared: request2.shared },
    name: `${hash}-py${python.version}-${shortHash(python.base)}`,
    usable: async (kept) => await isProgram(pythonOf(join21(kept, "environment"))),
    renew: copies,
    build: async (made) => {
      const uv = await provideUv({ ...request2, cwd });
      const environment = join21(made, "environment");
      await run(request2, [uv.program, "venv", "--quiet", "--python", python.program, environment], cwd, uv.env);
      const install2 = [uv.program, "pip", "install", "--python", pythonOf(environment)];
      const tool = TOOLS[recipe.kind];
      if (tool !== void 0) {
        await installByTool(request2, { ...tool, uv, environment });
      } else if (recipe.kind === "requirements" || recipe.kind === "pylock") {
        await run(request2, [...install2, ...copies ? ["--refresh"] : [], "-r", basename6(recipe.file)], cwd, uv.env);
      } else {
        const group = await hasDevGroup(recipe.file) ? ["--group", "dev"] : [];
        await run(request2, [...install2, "-e", ".", ...group], cwd, uv.env);
      }
    }
  });
  return {
    environment: { kind: "virtual", prefix: join21(directory, "environment") },
    reused,
    made: `Python ${python.version}`
  };
}
var TOOLS = {
  poetry: { name: "poetry", command: ["install", "--no-interaction", "--no-ansi"] },
  pdm: { name: "pdm", command: ["sync"] },
  pipenv: { name: "pipenv", command: ["sync", "--dev"] }
};
async function installByTool(request2, install2) {
  const { name: name2, command: command2, uv, environment } = install2;
  const { recipe, env } = request2;
  const [own] = await programsNamed(name2, env);
  if (own === void 0)
    throw new SetupError("lock-file-unsupported", `${basename6(recipe.file)} needs ${name2}, which is not on PATH.`, {
      key: "setup",
      value: "auto",
      path: relative6(request2.repositoryRoot, recipe.file),
      remedy: `Install ${name2} in an earlier step, such as \`pipx install ${name2}\`, or set \`setup\` to the command that installs the packages, or to \`none\`.`
    });
  await run(request2, [own, ...command2], recipe.directory, {
    ...uv.env,
    // Each of the tools installs into the active environment.
    VIRTUAL_ENV: environment,
    PATH: [dirname11(pythonOf(environment)), uv.env.PATH ?? ""].join(delimiter),
    PDM_IGNORE_SAVED_PYTHON: "1",
    PDM_CHECK_UPDATE: "0",
    PIPENV_NOSPIN: "1",
    PIPENV_VERBOSITY: "-1"
  });
}
var CONDA_PROGRAMS = ["micromamba", "mamba", "conda"];
async function installConda(request2) {
  const { recipe, env, cacheRoot: cacheRoot2 } = request2;
  const found2 = (await Promise.all(CONDA_PROGRAMS.map((name2) => programsNamed(name2, env)))).flat()[0];
  if (found2 === void 0) {
    throw new SetupError(
      "conda-missing",
      `${basename6(recipe.file)} needs conda, but none of ${CONDA_PROGRAMS.join(", ")} is on PATH.`,
      {
        key: "setup",
        value: "auto",
        path: relative6(request2.repositoryRoot, recipe.file),
        remedy: "Add the step 'uses: mamba-org/setup-micromamba' or 'uses: conda-incubator/setup-miniconda' before this one, or set `setup` to a command or to `none`."
      }
    );
  }
  const program = basename6(found2, ".exe");
  const { hash, copies } = await readRecipe(recipe);
  const { directory, reused } = await keptDirectory({
    root: cacheRoot2,
    kind: "env",
    what: `the environment of ${basename6(recipe.file)}`,
    ...request2.shared === void 0 ? {} : { shared: request2.shared },
    name: `${hash}-conda-${shortHash(`${process.platform}-${process.arch}`)}`,
    usable: async (kept) => await isProgram(condaPython(join21(kept, "environment"))),
    renew: copies,
    build: async (made) => {
      const byConda = [
        found2,
        ...program === "micromamba" ? ["create"] : ["env", "create"],
        "--prefix",
        join21(made, "environment"),
        "--file",
        basename6(recipe.file)
      ];
      const variables = { ...installVariables(env), CONDA_ALWAYS_YES: "true", MAMBA_ALWAYS_YES: "true" };
      const uv = recipe.kind === "conda-lock" && program !== "micromamba" ? await provideUv({ ...request2, cwd: recipe.directory }) : void 0;
      await run(
        request2,
        uv === void 0 ? byConda : [
          uv.program,
          "tool",
          "run",
          "conda-lock",
          "install",
          "--conda",
          found2,
          "--prefix",
          join21(made, "environment"),
          basename6(recipe.file)
        ],
        recipe.directory,
        variables
      );
    }
  });
  return { environment: { kind: "conda", prefix: join21(directory, "environment") }, reused, made: program };
}
var UNREACHABLE = /Request failed after|Failed to fetch|error sending request/i;
async function run({ recipe, repositoryRoot, host, signal }, argv, cwd, env) {
  const file = relative6(repositoryRoot, recipe.file);
  const shown3 = argv.map((arg, index) => index ? arg : basename6(arg)).filter((arg) => !isAbsolute4(arg) && arg !== "--python" && arg !== "--prefix").join(" ");
  const isPlace = /\bvenv\b/.test(shown3);
  host[isPlace ? "debug" : "info"](`${shown3} (for ${file})`);
  const result = await runProcess(argv, {
    cwd,
    env,
    signal,
    onOutput: (text3) => {
      host.output(text3, "installation");
    }
  });
  if (result.code === 0) return;
  const message2 = `setup: '${shown3}' for ${file} ended with ${result.code}.
${lastLines(result)}
`;
  if (UNREACHABLE.test(result.stderr))
    throw new OutsideError("package-index-unreachable", message2, {
      path: file,
      remedy: "Check that this machine reaches the package index, and run again."
    });
  throw new ProjectError("project-install-failed", message2, {
    key: "setup",
    value: "auto",
    path: file,
    remedy: `Correct ${basename6(recipe.file)}, or set \`setup\` to the command that installs the project's packages.`
  });
}
function shortHash(text3) {
  return createHash5("sha256").update(text3).digest("hex").slice(0, 8);
}

// src/toolchain/setup-exports.ts
import { mkdtemp as mkdtemp3, rm as rm8, writeFile as writeFile3 } from "node:fs/promises";
import { tmpdir as tmpdir2 } from "node:os";
import { delimiter as delimiter2, isAbsolute as isAbsolute5, join as join22 } from "node:path";
var VARIABLES3 = { path: "GITHUB_PATH", env: "GITHUB_ENV" };
var MOST_BYTES2 = 1024 * 1024;
var REFUSED = /^(?:PATH|HOME|SHELL|IFS|ENV|BASH_ENV|BASH_FUNC_.*|PROMPT_COMMAND|LD_PRELOAD|LD_AUDIT|DYLD_.*|NODE_.*|GIT_.*|GITHUB_.*|RUNNER_.*|ACTIONS_.*|INPUT_.*|STATE_.*|DVC_CI_.*|MLFLOW_TRACKING_.*|PYTHON(?:STARTUP|INSPECT|PATH|HOME)|PERL5(?:OPT|LIB)|RUBY(?:OPT|LIB)|JAVA_TOOL_OPTIONS|LD_LIBRARY_PATH|(?:HTTPS?|ALL|NO)_PROXY|SSL_CERT_(?:FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|AWS_(?:ENDPOINT_URL.*|CONFIG_FILE|SHARED_CREDENTIALS_FILE|CA_BUNDLE))$/i;
var ExportFiles = class _ExportFiles {
  constructor(folder2, kinds) {
    this.folder = folder2;
    this.kinds = kinds;
  }
  folder;
  kinds;
  static async create(kinds, parent = process.env["RUNNER_TEMP"] || tmpdir2()) {
    const files3 = new _ExportFiles(await mkdtemp3(join22(parent, "dvc-ci-setup-")), kinds);
    for (const kind of kinds) await writeFile3(files3.file(kind), "", { mode: 384 });
    return files3;
  }
  /** The variables for the command. */
  get variables() {
    return Object.fromEntries(this.kinds.map((kind) => [VARIABLES3[kind], this.file(kind)]));
  }
  /** @throws {ProjectError} a file is no plain file, or has a line that is not allowed */
  async read() {
    const text3 = async (kind) => this.kinds.includes(kind) ? readExport(kind, this.file(kind)) : "";
    return { path: parsePaths(await text3("path")), env: parseVariables(await text3("env")) };
  }
  async close() {
    await rm8(this.folder, { recursive: true, force: true });
  }
  file(kind) {
    return join22(this.folder, kind);
  }
};
function withExports(env, exported) {
  return withFirst({ ...env, ...exported.env }, ...[...exported.path].reverse());
}
function parsePaths(text3) {
  return linesOf(text3).flatMap((line) => {
    if (line === "") return [];
    if (!isAbsolute5(line) || line.includes(delimiter2) || line.includes("\0"))
      throw refusal("path", line, `'${line}' is not the absolute path of one folder`);
    return [line];
  });
}
function parseVariables(text3) {
  const found2 = {};
  const lines2 = linesOf(text3);
  for (let at = 0; at < lines2.length; at++) {
    const line = lines2[at] ?? "";
    if (line === "") continue;
    const [, name2 = "", form = "", rest = ""] = /^([A-Za-z_]\w*)(=|<<)(.*)$/s.exec(line) ?? [];
    if (name2 === "") throw refusal("env", line, `the line ${at + 1} is neither NAME=VALUE nor NAME<<WORD`);
    if (REFUSED.test(name2)) throw refusal("env", name2, `${name2} may not be set for what runs later`);
    if (form === "=") {
      found2[name2] = rest;
      continue;
    }
    const end = rest === "" ? -1 : lines2.indexOf(rest, at + 1);
    if (end < 0) throw refusal("env", name2, `the value of ${name2} has no end: no line is '${rest}' alone`);
    found2[name2] = lines2.slice(at + 1, end).join("\n");
    at = end;
  }
  const odd = Object.keys(found2).find((name2) => found2[name2]?.includes("\0"));
  if (odd !== void 0) throw refusal("env", odd, `the value of ${odd} has a zero byte`);
  return found2;
}
function linesOf(text3) {
  return text3.replace(/\n$/, "").split(/\r?\n/);
}
async function readExport(kind, file) {
  const read = await readPlainFile(file, MOST_BYTES2);
  if (!("problem" in read)) return read.bytes.toString("utf8");
  const why = read.problem === "unreadable" ? `cannot be read (${messageOf(read.cause)})` : read.problem === "irregular" ? "is no plain file" : `has more than ${MOST_BYTES2} bytes`;
  throw refusal(kind, VARIABLES3[kind], `its file ${why}`);
}
function refusal(kind, value, why) {
  return new ProjectError(
    "setup-export-invalid",
    `setup-exports: the set-up wrote to ${VARIABLES3[kind]}, and ${why}.`,
    {
      key: "setup-exports",
      value,
      remedy: `Correct the command of \`setup\`, or take \`${kind}\` out of \`setup-exports\`. No later step got anything.`
    }
  );
}

// src/toolchain/project-environment.ts
var directly = (body) => body();
async function prepareProject(request2) {
  const started = performance.now();
  const { env, description, exported, isNone } = await prepareBy(request2);
  const withDvc = request2.dvcDirectory === void 0 || (await programsNamed("dvc", env)).length > 0 ? env : withLast(env, request2.dvcDirectory);
  return {
    env: withDvc,
    description,
    ...isNone ? { isNone } : {},
    ...exported === void 0 ? {} : { exported },
    seconds: roundSeconds(performance.now() - started)
  };
}
async function prepareBy(request2) {
  switch (request2.setup.kind) {
    case "none":
      return { env: request2.env, description: "no set-up, as the settings ask", isNone: true };
    case "command": {
      const { command: command2 } = request2.setup;
      return await (request2.around ?? directly)(() => runCommand(command2, request2));
    }
    case "auto":
      return await prepareAuto(request2);
  }
}
async function prepareAuto(request2) {
  const { env, workingDirectory, repositoryRoot } = request2;
  const active = await activeEnvironment(env);
  if (active)
    return { env: keepActive(env, active), description: `the active ${active.kind} environment ${active.prefix}` };
  const recipe = await findRecipe(workingDirectory, repositoryRoot);
  if (recipe?.kind !== "uv-lock") {
    const own = await findOwnEnvironment(workingDirectory, repositoryRoot);
    if (own !== void 0)
      return {
        env: activate(env, { kind: "virtual", prefix: own }),
        description: `${relative7(repositoryRoot, own)}, unchanged`
      };
  }
  const unused = (await unusedLocks(recipe, [workingDirectory, repositoryRoot])).map(
    (file) => relative7(repositoryRoot, file)
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
    request2.host.warning(
      `${unused.join(", ")} ${unused.length === 1 ? "is" : "are"} not used: the set-up installs ${relative7(repositoryRoot, recipe.file)}. To use ${unused.length === 1 ? "it" : "one of them"}, set \`setup\` to its command.`
    );
  if (!recipe)
    return {
      env,
      description: "no set-up: no active environment, uv.lock, requirements.txt, environment.yml or package",
      isNone: true
    };
  const { environment, reused, made, uvDirectory } = await (request2.around ?? directly)(
    () => installRecipe({ ...request2, recipe, cacheRoot: request2.cacheRoot ?? cacheRoot(env) })
  );
  const activated = activate(env, environment);
  return {
    env: uvDirectory === void 0 ? activated : withLast(activated, uvDirectory),
    description: `${relative7(repositoryRoot, recipe.file)} (${made}${reused ? ", from an earlier run" : ""})`
  };
}
async function runCommand(command2, request2) {
  const { workingDirectory, repositoryRoot } = request2;
  const before = await findOwnEnvironment(workingDirectory, repositoryRoot);
  const plain2 = await withUvFor(command2, request2);
  const exported = await runExporting(command2, request2, plain2);
  const env = exported === void 0 ? plain2 : withExports(plain2, exported);
  const more = exported === void 0 ? {} : { exported };
  const after = await findOwnEnvironment(workingDirectory, repositoryRoot);
  const active = await activeEnvironment(env);
  if (after !== void 0 && after !== before) await hideFromGit(after, request2);
  if (after !== void 0 && (after !== before || !active)) {
    return {
      env: activate(env, { kind: "virtual", prefix: after }),
      description: `'${command2}', and ${relative7(repositoryRoot, after)}`,
      ...more
    };
  }
  return { env: active ? keepActive(env, active) : env, description: `'${command2}'`, ...more };
}
async function runExporting(command2, request2, env) {
  const { exports: kinds = [] } = request2;
  if (kinds.length === 0) {
    await runShell(command2, request2, env);
    return void 0;
  }
  const files3 = await ExportFiles.create(kinds);
  try {
    await runShell(command2, request2, { ...env, ...files3.variables });
    return await files3.read();
  } finally {
    await files3.close();
  }
}
async function runShell(command2, { workingDirectory, repositoryRoot, signal, host }, env) {
  const result = await runProcess(shellLine(command2), {
    cwd: workingDirectory,
    env,
    signal,
    tail: TAIL_OF_COMMAND,
    onOutput: (text3) => {
      host.output(text3);
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
        remedy: `Run it in ${relative7(repositoryRoot, workingDirectory) || "the repository"} to find the missing parts.`
      }
    );
  }
}
async function withUvFor(command2, request2) {
  const { env, workingDirectory } = request2;
  if (!/(^|[\s;&|(])uvx?(\s|$)/.test(command2) || (await programsNamed("uv", env)).length > 0) return env;
  const uv = await provideUv({ ...request2, cwd: workingDirectory, cacheRoot: request2.cacheRoot ?? cacheRoot(env) });
  return withLast(env, dirname12(uv.program));
}
async function hideFromGit(environment, { host, repositoryRoot }) {
  const file = join23(environment, ".gitignore");
  if (await access4(file).then(
    () => true,
    () => false
  ))
    return;
  await writeFile4(file, "*\n");
  host.info(`${relative7(repositoryRoot, file)} hides the new environment from Git.`);
}

// src/steps/project/set-up-files.ts
import { access as access5, rm as rm9 } from "node:fs/promises";
import { basename as basename7, dirname as dirname13, join as join24 } from "node:path";
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
    const known2 = new Set(before.folders);
    const removed = [];
    for (const folder2 of after.folders.map(withoutSlash))
      if (!known2.has(`${folder2}/`) && await isBuildRest(project, folder2)) {
        await rm9(join24(git.root, folder2), { recursive: true, force: true });
        removed.push(folder2);
      }
    const old = new Set(before.files);
    warn(
      project,
      after.files.filter(
        (path2) => !old.has(path2) && !BYTECODE.test(path2) && !removed.some((folder2) => isWithin(path2, folder2))
      )
    );
  }
}
function codeDependencies({ index, stages, inGit: inGit2 }) {
  const outs = index.stages.flatMap((stage2) => stage2.outs.map(({ path: path2 }) => path2));
  const read = stages.flatMap(({ deps }) => deps.flatMap(({ kind, path: path2 }) => kind === "path" ? [path2] : []));
  return [...new Set(read)].filter((path2) => !outs.some((out) => isWithin(path2, out) || isWithin(out, path2))).map(inGit2).filter((path2) => !path2.startsWith("../"));
}
async function isBuildRest({ git, index, fromGit }, folder2) {
  if (!BUILD_RESTS.test(basename7(folder2))) return false;
  const path2 = fromGit(folder2);
  if (index.stages.some(({ outs }) => outs.some((out) => isWithin(path2, out.path) || isWithin(out.path, path2))))
    return false;
  if (basename7(folder2) !== "build") return true;
  const beside = await Promise.all(
    PACKAGE_FILES.map(
      (name2) => access5(join24(git.root, dirname13(folder2), name2)).then(
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
  const shown3 = names2.slice(0, NAMED2).join(", ");
  const lines2 = [...new Set(names2.map((path2) => path2.endsWith(".egg-info") ? "*.egg-info" : basename7(path2)))];
  project.run.report.lint.push({
    rule: "setup-writes-dependency",
    path: first,
    severity: "warning",
    message: `The set-up wrote ${shown3}${names2.length > NAMED2 ? ` and ${names2.length - NAMED2} more` : ""} into a dependency of a stage. DVC hashes ${names2.length === 1 ? "it" : "them"}, so the stage is stale here and up to date in a fresh clone. Exclude ${names2.length === 1 ? "it" : "them"} in .dvcignore: ${lines2.slice(0, NAMED2).join(", ")}.`,
    fix: `printf '%s\\n' '' ${lines2.slice(0, NAMED2).map((line) => shellWord(line)).join(" ")} >> .dvcignore`
  });
}
function withoutSlash(path2) {
  return path2.replace(/\/$/, "");
}

// src/steps/project/set-up.ts
async function setUpProject(project) {
  const { run: run2, git } = project;
  return run2.step("setup", async (outcome) => {
    const { setupExports, event } = run2.settings;
    if (setupExports.length > 0 && !event.trusted)
      run2.host.notice("setup-exports is ignored: the code comes from a fork or from Dependabot.");
    const prepared = await prepareProject({
      setup: run2.settings.setup,
      exports: event.trusted ? setupExports : [],
      workingDirectory: run2.settings.workingDirectory,
      repositoryRoot: git.root,
      env: project.env,
      host: run2.host,
      signal: run2.signal,
      dvcDirectory: dvcDirectory(project),
      around: (body) => keepingDependencies(project, run2.settings.setup.kind === "auto", body),
      ...run2.cache === void 0 ? {} : { shared: run2.cache }
    });
    outcome.message = prepared.description;
    if (prepared.isNone) outcome.conclusion = "skipped";
    if (prepared.exported !== void 0) {
      for (const secret of secretsOfVariables(prepared.exported.env)) run2.host.mask(secret);
      run2.facts.exports = prepared.exported;
    }
    return { ...project, env: prepared.env };
  });
}

// src/steps/release/publish-version.ts
import { mkdir as mkdir8, mkdtemp as mkdtemp4, rm as rm10 } from "node:fs/promises";
import { basename as basename10, join as join27, resolve as resolve16 } from "node:path";

// src/metrics/measured-again.ts
function metricKey(path2, name2) {
  return `${path2}
${name2}`;
}
function measuredAgain(committed, again, isPresent2) {
  const files3 = new Map([...committed].map(([path2, file]) => [path2, { ...file, leaves: new Map(file.leaves) }]));
  const names2 = /* @__PURE__ */ new Set();
  for (const [path2, { leaves: leaves2 }] of again) {
    for (const [name2, leaf] of leaves2) {
      if ("problem" in leaf) continue;
      const from = placeOf4(committed, path2, name2, isPresent2);
      if (from === void 0) continue;
      if (from !== path2) files3.get(from)?.leaves.delete(name2);
      put(files3, path2, name2, leaf);
      names2.add(metricKey(path2, name2));
    }
  }
  return { files: files3, names: names2 };
}
function placeOf4(committed, path2, name2, isPresent2) {
  const same2 = committed.get(path2);
  if (same2 !== void 0 && (same2.problem !== void 0 || same2.leaves.has(name2))) return path2;
  const [from, second] = [...committed.values()].filter((file) => file.leaves.has(name2) && !isPresent2(file.path));
  return second === void 0 ? from?.path : void 0;
}
function put(files3, path2, name2, leaf) {
  const file = files3.get(path2);
  if (file === void 0 || file.problem !== void 0) files3.set(path2, { path: path2, leaves: /* @__PURE__ */ new Map([[name2, leaf]]) });
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

// src/metrics/slice-support.ts
function sliceKey({ path: path2, slice }) {
  return slice && JSON.stringify([path2, slice.dimension, slice.value]);
}
function supportsOf(rows) {
  const supports = /* @__PURE__ */ new Map();
  for (const row of rows) {
    const key = row.slice?.isSupport === true ? sliceKey(row) : void 0;
    if (key === void 0) continue;
    const [value, baseline2] = [rowsOf(row.value), rowsOf(row.baseline)];
    supports.set(key, {
      ...value === void 0 ? {} : { value },
      ...baseline2 === void 0 ? {} : { baseline: baseline2 }
    });
  }
  return supports;
}
function rowsOf({ value }) {
  return value === void 0 ? void 0 : Math.floor(value);
}

// src/metrics/compare.ts
function collectRows(sides) {
  const rows = [];
  for (const path2 of pathsOf(sides)) {
    const measured = sides.measured?.get(path2);
    const committed = sides.committed.get(path2);
    const baseline2 = sides.baseline?.get(path2);
    const value = measured ?? committed;
    const names2 = new Set([value, committed, baseline2].flatMap((file) => [...file?.leaves.keys() ?? []]));
    for (const name2 of names2) {
      const slice = [value, committed, baseline2].map((file) => file?.leaves.get(name2)?.slice).find(Boolean);
      rows.push({
        path: path2,
        name: name2,
        ...slice === void 0 ? {} : { slice },
        measured: measured !== void 0,
        value: readingOf(value, name2),
        committed: readingOf(committed, name2),
        baseline: readingOf(baseline2, name2),
        baselineMeasured: sides.baselineMeasured?.has(metricKey(path2, name2)) === true
      });
    }
  }
  return rows;
}
function compareMetrics(sides) {
  const rows = collectRows(sides);
  const supports = supportsOf(rows);
  return rows.filter((row) => isMetric2(row) && row.slice?.isSupport !== true).map((row) => {
    const value = numberOf(row.value);
    const committed = row.measured ? numberOf(row.committed) : void 0;
    const baseline2 = numberOf(row.baseline);
    const change = value === void 0 || baseline2 === void 0 ? void 0 : value - baseline2;
    return {
      name: row.name,
      path: row.path,
      ...value === void 0 ? {} : { value },
      ...committed === void 0 ? {} : { committed },
      ...baseline2 === void 0 ? {} : { baseline: baseline2 },
      ...row.baselineMeasured ? { baseline_measured: true } : {},
      ...change === void 0 || !Number.isFinite(change) ? {} : { change },
      ...row.slice === void 0 ? {} : { slice: sliceReport(row.slice, supports.get(sliceKey(row) ?? "")) }
    };
  });
}
function sliceReport({ dimension, value, metric }, support) {
  return {
    dimension,
    value,
    metric,
    ...support?.value === void 0 ? {} : { support: support.value },
    ...support?.baseline === void 0 ? {} : { baseline_support: support.baseline }
  };
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
function isBroken2(reading) {
  return reading.kind === "problem" && (reading.problem.kind === "not-finite" || reading.problem.kind === "duplicate");
}
function pathsOf(sides) {
  const paths = [sides.measured, sides.committed, sides.baseline].flatMap((files3) => [...files3?.keys() ?? []]);
  return [...new Set(paths)].sort(compareText);
}
function isMetric2(row) {
  return [row.value, row.committed, row.baseline].some((reading) => reading.kind === "number") || isBroken2(row.value);
}

// src/mlflow/registry.ts
import { setTimeout as wait } from "node:timers/promises";

// src/mlflow/names.ts
var LONGEST_PARAM = 6e3;
var LONGEST_TAG = 5e3;
var LONGEST_KEY = 250;
function safeKey(name2) {
  const cleaned = name2.replace(/[^\p{L}\p{N}_\-. /]/gu, "_");
  const parts2 = cleaned.split("/").map((part2) => part2 === "." || part2 === ".." ? part2.replaceAll(".", "_") : part2).filter((part2) => part2 !== "");
  const key = parts2.join("/").slice(0, LONGEST_KEY);
  return key === "" ? "_" : key;
}
function paramText(value) {
  const text3 = typeof value === "string" ? value : JSON.stringify(value) ?? "";
  return text3.length <= LONGEST_PARAM ? text3 : `${text3.slice(0, LONGEST_PARAM - 1)}…`;
}
function tagText(value) {
  return value.length <= LONGEST_TAG ? value : `${value.slice(0, LONGEST_TAG - 1)}…`;
}
function tagList(tags2) {
  return Object.entries(tags2).flatMap(
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
  const found2 = await client.find(
    "GET",
    `experiments/get-by-name?experiment_name=${encodeURIComponent(name2)}`,
    void 0,
    `open the experiment ${name2}`
  );
  if (found2 === void 0) return void 0;
  const { experiment } = readAnswer(client, experimentSchema, found2);
  return { id: experiment.experiment_id, name: name2, deleted: experiment.lifecycle_stage === "deleted" };
}
async function openExperiment(client, name2) {
  const what = `open the experiment ${name2}`;
  const findExisting = async () => {
    const found2 = await findExperiment(client, name2);
    if (found2?.deleted === true) {
      throw new OutsideError(
        "experiment-deleted",
        `the experiment '${name2}' of MLflow at ${client.base} was deleted.`,
        {
          key: "experiment",
          value: name2,
          remedy: `Restore it (\`mlflow experiments restore --experiment-id ${found2.id}\`), delete it permanently (\`mlflow gc --experiment-ids ${found2.id}\`), or set \`experiment\` to another name.`
        }
      );
    }
    return found2;
  };
  const made = await client.create(findExisting, "experiments/create", { name: name2 }, () => void 0, what);
  return made ?? await findExisting() ?? { id: "", name: name2 };
}
async function readExperiment(client, id) {
  const answer4 = await client.call(
    "GET",
    `experiments/get?experiment_id=${encodeURIComponent(id)}`,
    void 0,
    `read the experiment ${id}`
  );
  return readAnswer(client, experimentSchema, answer4).experiment.name;
}
async function findRun(client, experimentId, key) {
  const answer4 = await client.call(
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
  const [found2] = readAnswer(client, manyRuns, answer4).runs;
  return found2 && toRun(found2);
}
async function findRunsByTag(client, experiments, tag, value) {
  const runs = [];
  for (let token; ; ) {
    const answer4 = readAnswer(
      client,
      manyRuns,
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
    runs.push(...answer4.runs.map(toRun));
    token = answer4.next_page_token;
    if (token === void 0 || token === "") return runs;
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
    (answer4) => toRun(readAnswer(client, oneRun, answer4).run),
    "open a run"
  );
}
async function readRun(client, id) {
  const answer4 = await client.find("GET", `runs/get?run_id=${encodeURIComponent(id)}`, void 0, `read the run ${id}`);
  return answer4 === void 0 ? void 0 : toRun(readAnswer(client, oneRun, answer4).run);
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
async function setTags(client, id, tags2) {
  for (const part2 of batches(tagList(tags2), MOST_TAGS))
    await client.call("POST", "runs/log-batch", { run_id: id, tags: part2 }, "write the tags of the run");
}
async function logParams(client, id, params, known2) {
  const fresh = [...params].filter(([key]) => !known2.has(key)).map(([key, value]) => ({ key, value: paramText(value) }));
  for (const part2 of batches(fresh, MOST_PARAMS))
    await client.call("POST", "runs/log-batch", { run_id: id, params: part2 }, "write the params of the run");
}
async function logMetrics(client, id, points2) {
  for (const part2 of batches(points2, MOST_METRICS))
    await client.call("POST", "runs/log-batch", { run_id: id, metrics: part2 }, "write the metrics of the run");
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
  for (const part2 of batches(datasets, 100))
    await client.find("POST", "runs/log-inputs", { run_id: id, datasets: part2 }, "name the inputs of the run");
}

// src/mlflow/registry.ts
var tags = array(object({ key: string(), value: string().default("") })).default([]);
var versionSchema = object({
  name: string(),
  version: coerce_exports.string(),
  status: string().default("READY"),
  status_message: string().default(""),
  source: string().default(""),
  run_id: string().default(""),
  current_stage: string().default("None"),
  tags
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
  const answer4 = await client.find(
    "GET",
    `registered-models/get?name=${encodeURIComponent(name2)}`,
    void 0,
    `find the registered model ${name2}`
  );
  if (answer4 === void 0) return void 0;
  return new Map(
    readAnswer(client, modelSchema, answer4).registered_model.aliases.map(({ alias, version }) => [alias, version])
  );
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
  const answer4 = await client.find(
    "GET",
    `model-versions/get?name=${encodeURIComponent(name2)}&version=${encodeURIComponent(version)}`,
    void 0,
    `read version ${version} of ${name2}`
  );
  return answer4 === void 0 ? void 0 : toVersion(readAnswer(client, oneVersion, answer4).model_version);
}
function findVersion(client, name2, tag, value) {
  return newestVersion(client, name2, ({ tags: tags2 }) => tags2.get(tag) === value);
}
async function newestVersion(client, name2, accept2 = () => true) {
  let newest;
  for (let token; ; ) {
    const query = new URLSearchParams({
      filter: `name = ${filterText(name2)}`,
      max_results: "1000",
      ...token === void 0 ? {} : { page_token: token }
    });
    const answer4 = readAnswer(
      client,
      manyVersions,
      await client.call(
        "GET",
        `model-versions/search?${query.toString()}`,
        void 0,
        `find the version of this commit among those of ${name2}`
      )
    );
    for (const found2 of answer4.model_versions.map(toVersion)) {
      if (accept2(found2) && (newest === void 0 || Number(found2.version) > Number(newest.version))) newest = found2;
    }
    token = answer4.next_page_token;
    if (token === void 0 || token === "") return newest;
  }
}
async function openVersion(client, version) {
  const { name: name2, key, source, runId: runId2, modelId, description } = version;
  let made = true;
  const findExisting = async () => {
    const found2 = await findVersion(client, name2, KEY_TAG, key);
    if (found2 === void 0 || found2.status === "FAILED_REGISTRATION") return void 0;
    made = false;
    return found2;
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
    (answer4) => toVersion(readAnswer(client, oneVersion, answer4).model_version),
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
    const answer4 = await client.find(
      "GET",
      `logged-models/${encodeURIComponent(id)}`,
      void 0,
      `read the logged model ${id}`
    );
    if (answer4 === void 0) continue;
    const { info } = readAnswer(client, loggedSchema, answer4).model;
    if (info.status !== "LOGGED_MODEL_UPLOAD_FAILED")
      models.push({ id, name: info.name, artifactUri: info.artifact_uri });
  }
  return models;
}

// src/steps/evaluation/read-metrics.ts
import { posix as posix7, resolve as resolve12 } from "node:path";

// src/dvc/locked-outs.ts
import { createHash as createHash6 } from "node:crypto";
import { dirname as dirname14 } from "node:path";
function lockedOuts(files3, wdirOf2) {
  const outs = /* @__PURE__ */ new Map();
  const add2 = (base, entries, isImport = false) => {
    for (const entry of Array.isArray(entries) ? entries.filter(isRecord) : []) {
      const { path: path2, hash, remote } = entry;
      const files4 = listedFiles(entry["files"]);
      const md52 = files4 === void 0 ? entry["md5"] : manifestHash(files4);
      const size = files4 === void 0 ? entry["size"] : sizeOf(files4);
      if (typeof path2 !== "string" || typeof md52 !== "string") continue;
      const full = joinPath(base, path2);
      outs.set(full, {
        path: full,
        hash: md52,
        hashName: hash === "md5" ? "md5" : "md5-dos2unix",
        ...typeof size === "number" ? { size } : {},
        ...typeof remote === "string" ? { remote } : {},
        ...isImport ? { imported: true } : {},
        ...files4 === void 0 ? {} : { listed: files4 }
      });
    }
  };
  for (const [path2, text3] of files3) {
    const kind = kindOf(path2);
    const data = kind === "pipeline" ? void 0 : mappingOf(text3);
    if (data === void 0) continue;
    if (kind === "data") {
      add2(
        joinPath(dirname14(path2), typeof data["wdir"] === "string" ? data["wdir"] : "."),
        data["outs"],
        isRepoImport(data)
      );
    } else if (kind === "lock" && isRecord(data["stages"])) {
      const declared = declaredStages(files3.get(joinPath(dirname14(path2), "dvc.yaml")));
      for (const [stage2, entry] of Object.entries(data["stages"])) {
        if (isRecord(entry) && declared?.has(declaredName(stage2)) !== false)
          add2(wdirOf2(path2, stage2) ?? dirname14(path2), entry["outs"]);
      }
    }
  }
  return outs;
}
function isRepoImport({ deps }) {
  return Array.isArray(deps) && deps.some((dep) => isRecord(dep) && isRecord(dep["repo"]));
}
function listedFiles(entries) {
  if (!Array.isArray(entries)) return void 0;
  const files3 = entries.map((entry) => {
    if (!isRecord(entry) || typeof entry["relpath"] !== "string" || typeof entry["md5"] !== "string") return void 0;
    return [entry["relpath"], entry["md5"], typeof entry["size"] === "number" ? entry["size"] : null];
  });
  return files3.every((file) => file !== void 0) ? files3 : void 0;
}
function sizeOf(files3) {
  return files3.reduce(
    (total, [, , size]) => total === void 0 || size === null ? void 0 : total + size,
    0
  );
}
function manifestHash(files3) {
  const entries = files3.map(([path2, hash]) => ({ bytes: Buffer.from(path2), text: `{"md5": ${ascii(hash)}, "relpath": ${ascii(path2)}}` })).sort((a, b) => a.bytes.compare(b.bytes));
  return `${createHash6("md5").update(`[${entries.map(({ text: text3 }) => text3).join(", ")}]`).digest("hex")}.dir`;
}
function ascii(text3) {
  return JSON.stringify(text3).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
function declaredStages(text3) {
  const stages = text3 === void 0 ? void 0 : mappingOf(text3)?.["stages"];
  return isRecord(stages) ? new Set(Object.keys(stages)) : void 0;
}
function mappingOf(text3) {
  try {
    const data = readYaml(text3);
    return isRecord(data) ? data : void 0;
  } catch {
    return void 0;
  }
}

// src/steps/evaluation/measurements.ts
import { readFile as readFile14, stat as stat6 } from "node:fs/promises";
import { resolve as resolve11 } from "node:path";
var MAX_METRICS_BYTES = 16 * 1024 * 1024;
function emptyMeasured() {
  return { files: /* @__PURE__ */ new Map(), alreadyReported: /* @__PURE__ */ new Set() };
}
function addUnmeasured(measured, paths, reason2) {
  for (const path2 of paths) {
    measured.files.set(path2, unreadableFile(path2, reason2));
    measured.alreadyReported.add(path2);
  }
}
async function addWritten(project, measured, paths) {
  for (const path2 of paths) {
    const text3 = await readMetricsText(resolve11(project.run.settings.workingDirectory, path2));
    measured.files.set(
      path2,
      text3 === void 0 ? unreadableFile(path2, "the evaluation did not write it") : parseMetricsFile(path2, text3)
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
  return readFile14(file, "utf8");
}

// src/steps/evaluation/read-metrics.ts
async function workspaceMetrics(project) {
  const files3 = /* @__PURE__ */ new Map();
  for (const { path: path2, out } of ownMetricFiles(project)) {
    const here = out?.cache === true && isLeftover(project.run, path2) ? void 0 : await readMetricsText(resolve12(project.run.settings.workingDirectory, path2));
    const kept = here === void 0 && out?.cache ? await unlessRefused(project.run, "read metrics", () => readKept(project, path2, out), void 0, path2) : void 0;
    const text3 = here ?? kept?.text;
    if (text3 !== void 0) files3.set(path2, parseMetricsFile(path2, text3));
  }
  const undeclared = undeclaredMetrics(project);
  const blob = undeclared === void 0 ? void 0 : await project.git.readFile(project.run.report.source.sha, project.inGit(undeclared));
  if (undeclared !== void 0 && blob) files3.set(undeclared, parseMetricsFile(undeclared, blob.toString("utf8")));
  return files3;
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
    const text3 = await project.dvc.read(
      { hash: oid, hashName, ...remote === void 0 ? {} : { remote } },
      MAX_METRICS_BYTES
    );
    return text3 === void 0 ? {} : { text: text3 };
  };
  if (!hash.endsWith(".dir")) return joinPath(keeper.path) === joinPath(path2) ? read(hash) : void 0;
  const inside = posix7.relative(joinPath(keeper.path), joinPath(path2));
  const listed = keeper.listed?.find(([name2]) => name2 === inside);
  if (keeper.listed !== void 0) return listed === void 0 ? void 0 : read(listed[1]);
  const manifest = await read(hash);
  if (manifest.text === void 0) return {};
  const entry = manifestEntries(manifest.text).find(({ relpath }) => relpath === inside);
  return typeof entry?.["md5"] === "string" ? read(entry["md5"]) : void 0;
}
function manifestEntries(text3) {
  try {
    const entries = JSON.parse(text3);
    return Array.isArray(entries) ? entries.filter(isRecord) : [];
  } catch {
    return [];
  }
}
function keeperOf(path2, outs) {
  return [...outs].find((out) => isWithin(joinPath(path2), joinPath(out.path)));
}
async function dvcFilesAt({ git }, sha) {
  const all = await git.listFiles(sha, []);
  const others = all.flatMap((path2) => path2.endsWith("/.dvc/config") ? [path2.slice(0, -"/.dvc/config".length)] : []).filter((root) => !isWithin(git.prefix, root));
  return all.filter((path2) => kindOf(path2) !== void 0 && !others.some((root) => isWithin(path2, root)));
}
async function lockedAt(project, sha) {
  const { git } = project;
  const paths = await dvcFilesAt(project, sha);
  const blobs = await git.readFiles(sha, paths);
  const texts = new Map([...blobs].map(([path2, blob]) => [project.fromGit(path2), blob.toString("utf8")]));
  const wdirs = new Map(project.index.stages.map(({ name: name2, wdir }) => [name2, wdir]));
  return lockedOuts(texts, (lock, stage2) => wdirs.get(addressOf2(lock, stage2)));
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
  const files3 = /* @__PURE__ */ new Map();
  for (const path2 of paths) {
    const blob = blobs.get(project.inGit(path2));
    if (blob) {
      files3.set(path2, parseMetricsFile(path2, blob.toString("utf8")));
      continue;
    }
    const keeper = keeperOf(path2, locked.values());
    if (!keeper) continue;
    const kept = await readKept(project, path2, keeper).catch((error) => {
      if (project.run.signal.aborted) throw error;
      if (isRefusedWithoutCredential(project.run, error))
        leaveOut(project.run, { part: "read baseline", path: path2, reason: leftOutReason(error.message) });
      project.run.host.warning(`${path2} of ${sha.slice(0, 7)}: ${messageOf(error)}`);
      return {};
    });
    if (kept === void 0) continue;
    files3.set(
      path2,
      kept.text === void 0 ? unreadableFile(path2, `dvc.lock of ${sha.slice(0, 7)} names it, but neither the cache nor the remote has it`) : parseMetricsFile(path2, kept.text)
    );
  }
  return files3;
}
async function formerMetricFiles(project, sha) {
  const { run: run2, git, dvc: dvc2 } = project;
  const pipelines = project.files.filter(({ kind }) => kind === "pipeline");
  const now = new Map(pipelines.map(({ path: path2, text: text3 }) => [project.inGit(path2), text3]));
  const then = await git.readFiles(
    sha,
    (await dvcFilesAt(project, sha)).filter((path2) => kindOf(path2) === "pipeline")
  );
  const templates = new Set(
    pipelines.some(({ text: text3 }) => text3.includes("${")) ? valueFiles(pipelines).map(project.inGit) : []
  );
  const changed = (await git.changedFiles(sha, run2.report.source.sha)).some(({ path: path2 }) => templates.has(path2));
  if (!changed && [...then].every(([path2, text3]) => now.get(path2) === text3.toString("utf8"))) return [];
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
import { readFileSync as readFileSync2 } from "node:fs";
var KEY = "tracking-uri";
var SERVER = "Start a server for it (`mlflow server --backend-store-uri URI`) and use the address of that server.";
function parseAddress(access6) {
  const { uri } = access6;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1]?.toLowerCase();
  if (scheme === void 0 || !["http", "https"].includes(scheme)) throw refusal2(uri, scheme);
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
  const authorization = authorizationOf(access6, url);
  const ca = certificates(access6.serverCertPath);
  return {
    base: `${url.origin}${url.pathname.replace(/\/+$/, "")}`,
    ...authorization === void 0 ? {} : { authorization },
    insecureTls: access6.insecureTls === true,
    ...ca === void 0 ? {} : { ca }
  };
}
function refusal2(uri, scheme) {
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
    return readFileSync2(path2, "utf8");
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
  const { access: access6, explicit } = settings.mlflow;
  if (access6 === void 0)
    return { reason: "the address of an MLflow server is not set (`tracking-uri`, MLFLOW_TRACKING_URI)", warns: false };
  if (!settings.event.trusted)
    return { reason: "the change comes from a fork or from Dependabot, which have no credentials", warns: false };
  try {
    const address = parseAddress(access6);
    const { MlflowClient } = await import("./client-HCXRLJ6I.js");
    const client = new MlflowClient({
      address,
      debug: (message2) => host.debug(message2),
      redact: (text3) => host.redact(text3)
    });
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
  const folder2 = inGit2(".");
  const repository = run2.settings.event.repository?.split("/").at(-1) ?? await git.repositoryName() ?? basename8(git.root);
  return folder2 === "." ? repository : `${repository}/${folder2}`;
}
var pageOf = {
  run: (base, experimentId, id) => `${base}/#/experiments/${experimentId}/runs/${id}`,
  version: (base, name2, version) => `${base}/#/models/${encodeURIComponent(name2)}/versions/${version}`
};

// src/steps/tracking/run-facts.ts
import { createHash as createHash7 } from "node:crypto";
import { readFile as readFile16 } from "node:fs/promises";
import { resolve as resolve14 } from "node:path";

// src/metrics/params.ts
var TOO_DEEP = `(more than ${MAX_DEPTH} levels deep)`;
function diffParams(head, base) {
  const paths = [.../* @__PURE__ */ new Set([...head.keys(), ...base.keys()])].sort(compareText);
  return paths.flatMap((path2) => {
    const values = flattenParams(head.get(path2));
    const baselines = flattenParams(base.get(path2));
    const names2 = [.../* @__PURE__ */ new Set([...values.keys(), ...baselines.keys()])];
    return names2.filter((name2) => canonical(values.get(name2)) !== canonical(baselines.get(name2))).map((name2) => ({
      path: path2,
      name: name2,
      ...baselines.has(name2) ? { baseline: baselines.get(name2) } : {},
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
  return JSON.stringify(value, (_key, part2) => {
    const entries = entriesOf(part2);
    return entries === void 0 ? part2 : Object.fromEntries(entries.sort(([a], [b]) => compareText(a, b)));
  });
}

// src/steps/project/read-params.ts
import { readFile as readFile15 } from "node:fs/promises";
import { resolve as resolve13 } from "node:path";
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
    (texts, side) => [...texts].filter(([path2]) => wanted.has(path2)).map(([path2, text3]) => {
      const known2 = names2.get(path2);
      const wantedNames = known2 === void 0 || known2 === "all" ? {} : { names: [...known2] };
      return { side, file: { path: path2, text: text3, ...wantedNames } };
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
  const known2 = names2.get(path2);
  names2.set(path2, more === "all" || known2 === "all" ? "all" : /* @__PURE__ */ new Set([...known2 ?? [], ...more]));
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
      const text3 = blobs ? blobs.get(project.inGit(path2))?.toString("utf8") : await readFile15(resolve13(project.run.settings.workingDirectory, path2), "utf8").catch(() => void 0);
      return text3 === void 0 ? [] : [[path2, text3]];
    })
  );
  return new Map(texts.flat());
}

// src/steps/tracking/run-facts.ts
var LONGEST_DIGEST = 36;
function hashDataFiles(files3) {
  const hash = createHash7("sha256");
  for (const [path2, text3] of [...files3].sort(([a], [b]) => a < b ? -1 : 1))
    hash.update(`${path2}\0${text3.length}\0${text3}\0`);
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
        await readFile16(resolve14(project.run.settings.workingDirectory, path2), "utf8").catch(() => void 0)
      ]
    )
  );
  return hashDataFiles(new Map(texts.flatMap(([path2, text3]) => text3 === void 0 ? [] : [[path2, text3]])));
}
async function committedDataHash(project, sha) {
  const blobs = await project.git.readFiles(sha, dataFilePaths(project).map(project.inGit));
  return hashDataFiles(new Map([...blobs].map(([path2, blob]) => [project.fromGit(path2), blob.toString("utf8")])));
}
async function paramsOf(project, sha) {
  const all = diffParams(await readParams(project, sha), /* @__PURE__ */ new Map());
  return named2(all.map(({ name: name2, path: path2, value }) => ({ name: name2, path: path2, value })));
}
function named2(items) {
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
var MOST_DATA = 20;
function countsOf(data) {
  return data.slice(0, MOST_DATA).flatMap(({ path: path2, folder: folder2, tables = [] }) => {
    const rows = tables.find((table) => table.path === path2)?.rows;
    return [
      ...rows === void 0 ? [] : [{ name: `data/${path2}/rows`, path: path2, value: rows }],
      ...folder2?.files === void 0 ? [] : [{ name: `data/${path2}/files`, path: path2, value: folder2.files }]
    ];
  });
}
function pointsOf({ metrics, data, plots }, known2, started) {
  const values = named2([
    ...metrics.flatMap(({ name: name2, path: path2, value }) => value === void 0 ? [] : [{ name: name2, path: path2, value }]),
    ...countsOf(data)
  ]);
  const points2 = [...values].filter(([key, value]) => known2.get(key) !== value).map(([key, value]) => ({ key, value, timestamp: known2.has(key) ? Date.now() : started, step: 0 }));
  for (const plot of plots ?? []) {
    if (plot.kind !== "line") continue;
    for (const { name: name2, value } of plot.series) {
      const key = safeKey(`${plot.name.replace(/\.(?:csv|tsv|json|ya?ml)$/, "")}/${name2 === "" ? plot.y.label : name2}`);
      if (value === void 0 || values.has(key) || known2.has(key)) continue;
      const steps = value.x.every((x) => typeof x === "number" && Number.isSafeInteger(x));
      value.y.forEach((y, index) => {
        if (Number.isFinite(y))
          points2.push({ key, value: y, timestamp: started, step: steps ? Number(value.x[index]) : index });
      });
    }
  }
  return points2;
}
function inputsOf({ stages, index, run: run2 }, locked = /* @__PURE__ */ new Map()) {
  return stages.filter(({ kind }) => kind !== "stage").flatMap(({ outs }) => outs).flatMap((out) => {
    const then = locked.get(out.path);
    const own = then === void 0 || then.hash === out.hash ? out : then;
    if (own.hash === void 0) return [];
    const url = index.remotes[out.remote ?? run2.settings.remote ?? index.defaultRemote ?? ""]?.url;
    return [
      {
        name: out.path,
        digest: own.hash.slice(0, LONGEST_DIGEST),
        source: JSON.stringify({
          path: out.path,
          hash: own.hash,
          ...url === void 0 ? {} : { remote: withoutUser(url) }
        }),
        profile: JSON.stringify({
          ...own.size === void 0 ? {} : { bytes: own.size },
          ...own.files === void 0 ? {} : { files: own.files }
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
import { extname as extname2, resolve as resolve15 } from "node:path";

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

// src/run/masked-file.ts
import { readFile as readFile17, stat as stat7 } from "node:fs/promises";
var MOST_SEARCHED = 8 * 1024 * 1024;
async function searchFile(file, redact) {
  const info = await stat7(file).catch(() => void 0);
  if (!info?.isFile() || info.size > MOST_SEARCHED) return void 0;
  const raw = await readFile17(file);
  const text3 = raw.toString("utf8");
  const masked = redact(text3);
  if (masked === text3) return { content: raw, isMasked: false };
  const isText = !raw.includes(0) && Buffer.from(text3).equals(raw);
  return { content: isText ? Buffer.from(masked) : void 0, isMasked: true };
}

// src/steps/tracking/run-artifacts.ts
var MOST_PLOTS = 50;
var TYPES = {
  ".json": "application/json",
  ".csv": "text/csv",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".html": "text/html"
};
function typeOf(path2) {
  return TYPES[extname2(path2).toLowerCase()] ?? "application/octet-stream";
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
  const report = redactStrings(run2.report, (text3) => run2.host.redact(text3));
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
    const plot = await searchFile(resolve15(run2.settings.workingDirectory, path2), (text3) => run2.host.redact(text3));
    if (plot === void 0) continue;
    if (plot.content === void 0)
      run2.host.warning(`The plot ${path2} is not in MLflow: it has a value that the log masks, and it is no text.`);
    else await put2(`plots/${path2}`, plot.content);
  }
}

// src/steps/tracking/stage-runs.ts
import { randomUUID } from "node:crypto";
import { mkdir as mkdir7, writeFile as writeFile5 } from "node:fs/promises";
import { join as join25 } from "node:path";

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
    const answer4 = readAnswer(
      client,
      experimentsSchema,
      await client.call(
        "POST",
        "experiments/search",
        { max_results: 1e3, ...token === void 0 ? {} : { page_token: token } },
        "list the experiments"
      )
    );
    ids.push(...answer4.experiments.map(({ experiment_id: id }) => id));
    token = answer4.next_page_token;
    if (token === void 0 || token === "") return ids;
  }
}
async function findStageRuns(client, build, { order, everywhere }) {
  const experiments = everywhere ? await experimentIds(client) : [build.experimentId];
  const found2 = experiments.length === 0 ? [] : await findRunsByTag(client, experiments, BUILD_RUN_TAG, build.id);
  const runs = await Promise.all(found2.map(async (run2) => await readRun(client, run2.id) ?? run2));
  const place = (run2) => order.indexOf(run2.tags.get(STAGE_TAG) ?? "");
  return runs.sort((a, b) => place(a) - place(b) || a.startTime - b.startTime);
}
function hasModels({ modelIds, tags: tags2 }) {
  return modelIds.length > 0 || tags2.has("mlflow.log-model.history");
}
async function hasArtifacts(client, id) {
  const answer4 = await client.find(
    "GET",
    `artifacts/list?run_id=${encodeURIComponent(id)}`,
    void 0,
    `list the artifacts of the run ${id}`
  );
  return object({ files: array(unknown()).default([]) }).safeParse(answer4).data?.files.length !== 0;
}

// src/steps/tracking/stage-runs.ts
var VARIABLE = "DVC_CI_STAGE_VARIABLES";
var CONTEXT = "MLFLOW_RUN_CONTEXT";
var AT_ONCE = 8;
function stageRunsOf({ run: run2, graph }, client, build) {
  const everywhere = run2.settings.mlflow.stageRun === "own";
  return findStageRuns(client, build, { order: graph.topological(), everywhere });
}
async function openStageRuns(project, client, build, stages) {
  const earlier = await stageRunsOf(project, client, build);
  const opened = /* @__PURE__ */ new Map();
  const open = async (stage2) => {
    for (const run2 of earlier.filter(({ tags: tags2 }) => tags2.get(STAGE_TAG) === stage2))
      if (!hasModels(run2)) await deleteRun(client, run2.id);
    const { id } = await openRun(client, build.experimentId, {
      // Each attempt has a run of its own; the key finds it where the answer was lost.
      key: `${build.id} ${stage2} ${randomUUID()}`,
      name: stage2,
      tags: {
        ...inherited(build),
        [PARENT_TAG]: build.id,
        [BUILD_RUN_TAG]: build.id,
        [STAGE_TAG]: stage2
      }
    });
    opened.set(stage2, id);
  };
  for (const part2 of batches(stages, AT_ONCE)) await Promise.all(part2.map(open));
  return opened;
}
function inherited({ tags: tags2 }) {
  return Object.fromEntries(
    ["mlflow.user", "mlflow.source.name", "mlflow.source.type", "mlflow.source.git.commit", "dvc-ci.pull-request"].map(
      (name2) => [name2, tags2.get(name2)]
    )
  );
}
async function stageVariables({ scratch, env }, build, stages, opened) {
  const variables = stages.map((stage2) => {
    const id = opened.get(stage2);
    return [
      stage2,
      id === void 0 ? { [CONTEXT]: withContext(env[CONTEXT], { [BUILD_RUN_TAG]: build.id, [STAGE_TAG]: stage2 }) } : { MLFLOW_RUN_ID: id }
    ];
  });
  await mkdir7(scratch, { recursive: true });
  const file = join25(scratch, "stage-variables.json");
  await writeFile5(file, JSON.stringify(Object.fromEntries(variables)));
  return { [VARIABLE]: file };
}
function withContext(text3, tags2) {
  try {
    const own = JSON.parse(text3 ?? "{}");
    return JSON.stringify(typeof own === "object" && own !== null && !Array.isArray(own) ? { ...own, ...tags2 } : tags2);
  } catch {
    return JSON.stringify(tags2);
  }
}
async function closeStageRuns(client, opened, status) {
  const close = async (id) => {
    const run2 = await readRun(client, id);
    if (run2?.status !== "RUNNING") return;
    const isUsed2 = run2.params.size + run2.metrics.size > 0 || hasModels(run2) || await hasArtifacts(client, id);
    await (isUsed2 ? setStatus(client, id, status) : deleteRun(client, id));
  };
  for (const part2 of batches([...opened.values()], AT_ONCE)) await Promise.all(part2.map(close));
}
function summaryOf(runs) {
  const params = /* @__PURE__ */ new Map();
  const metrics = /* @__PURE__ */ new Map();
  for (const run2 of runs) {
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
async function stageEnvironment2(project, client, build, given) {
  const { access: access6, stageRun } = project.run.settings.mlflow;
  const shares = stageRun === "shared";
  const server = {
    MLFLOW_TRACKING_URI: access6?.uri ?? client.base,
    MLFLOW_EXPERIMENT_NAME: given.experiment
  };
  const shared2 = shares ? { ...server, MLFLOW_EXPERIMENT_ID: build.experimentId, MLFLOW_RUN_ID: build.id } : server;
  if (given.stages.length === 0 || shares && given.stages.length === 1 && given.alwaysBelow !== true) return shared2;
  try {
    const runs = shares ? await openStageRuns(project, client, build, given.stages) : /* @__PURE__ */ new Map();
    given.onOpened(runs);
    return { ...shared2, ...await stageVariables(project, build, given.stages, runs) };
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    project.run.host.warning(`MLflow has no runs for the stages of this build: ${messageOf(error)}`);
    return {};
  }
}

// src/steps/tracking/tracked-run.ts
var STATUS = {
  success: "FINISHED",
  unverified: "FINISHED",
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
    const request2 = run2.settings.mode === "retrain" ? [`${run2.settings.event.run?.id ?? ""}/${requestDigest(run2.settings)}`] : [];
    const key = [
      run2.settings.mode,
      ...request2,
      project.inGit("."),
      ...number3 === void 0 ? [] : [`#${number3}`],
      head,
      lock
    ].join(" ");
    const params = paramTexts(await paramsOf(project, this.options.at), (text3) => run2.host.redact(text3));
    const planned = this.options.planned === void 0 ? void 0 : await readRun(client, this.options.planned);
    const before = planned ?? await findRun(client, experiment.id, key);
    const trainsAgain = planned === void 0 && this.options.completes !== true;
    if (trainsAgain && before !== void 0 && [...before.params].some(([name3, value]) => params.get(name3) !== value)) {
      if (before.status === "RUNNING") await setStatus(client, before.id, "KILLED");
      await deleteRun(client, before.id);
    }
    const name2 = `${number3 === void 0 ? run2.settings.mode : `#${number3}`} ${head.slice(0, 7)}`;
    const tags2 = { ...await this.tags(head), "dvc-ci.lock": lock };
    const opened = planned ?? await openRun(client, experiment.id, { key, name: name2, tags: tags2 });
    if (opened.status !== "RUNNING") await setStatus(client, opened.id, "RUNNING");
    if (before?.id === opened.id) await setTags(client, opened.id, tags2);
    run2.report.mlflow = {
      experiment: this.experiment,
      run_id: opened.id,
      url: pageOf.run(client.base, opened.experimentId, opened.id)
    };
    await Promise.all([
      logParams(client, opened.id, params, opened.params),
      logInputs(client, opened.id, inputsOf(project, await this.lockedOuts()))
    ]);
    return opened;
  }
  async lockedOuts() {
    return this.options.at === void 0 ? /* @__PURE__ */ new Map() : lockedAt(this.project, this.options.at);
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
      onOpened: (runs) => {
        this.stageRuns = runs;
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
  const found2 = run2.settings.mode !== "validate" && run2.settings.rebuild.dryRun ? { reason: "dry run", warns: false } : await connectMlflow(run2);
  if ("reason" in found2) {
    if (found2.warns) run2.host.warning(`MLflow does not track this run: ${found2.reason}`);
    run2.skip("track", found2.reason);
    return void 0;
  }
  const plan2 = readPlan(run2.settings.fanOut.plan);
  const tracking = new Tracking(project, found2, source, {
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

// src/steps/release/model-at.ts
async function modelAt(project, commit) {
  const model = findModel(project);
  return model && { ...model, out: { ...model.out, ...(await lockedAt(project, commit)).get(model.out.path) } };
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
  const { mlflow, tag } = run2.report;
  await deploy(project, {
    commit,
    key: [project.inGit("."), source, commit].join(" "),
    ...modelFacts(project, await modelAt(project, commit)),
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
  outcome.message = [outcome.message, "no workflow was started: no token is set"].filter((text3) => text3 !== "").join("; ");
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
  const { connect } = await import("./client-E6QHQLK6.js");
  return connect({
    token,
    apiUrl,
    repository: event.repository,
    debug: (message2) => run2.host.debug(message2),
    redact: (text3) => run2.host.redact(text3)
  });
}
async function begin({ run: run2 }, github, deployable, payload) {
  const { environment } = run2.settings.deploy;
  if (environment === void 0) return void 0;
  const { ensureDeployment } = await import("./deployments-F6QTCJGD.js");
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
    const { setDeploymentStatus } = await import("./deployments-F6QTCJGD.js");
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
      onOutput: (text3) => run2.host.output(text3)
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
  const { sendRepositoryDispatch, startWorkflow } = await import("./deployments-F6QTCJGD.js");
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
async function outside(permission, ask3) {
  try {
    return await ask3();
  } catch (error) {
    const { failureText: failureText2 } = await import("./failure-MZ7PPNMM.js");
    throw new OutsideError(
      "deployment-not-started",
      `starting the deployment failed: ${failureText2(error, permission)}.`,
      {
        key: "deploy",
        remedy: "The official version is published. Run this again to deploy it."
      }
    );
  }
}

// src/steps/release/register-model.ts
import { createReadStream } from "node:fs";
import { readdir as readdir4, stat as stat8 } from "node:fs/promises";
import { basename as basename9, join as join26 } from "node:path";

// src/steps/release/logged-model.ts
async function loggedModel(client, runs, { name: name2, stage: stage2, notice }) {
  const found2 = [];
  for (const run2 of runs) for (const model of await loggedModels(client, run2.modelIds)) found2.push({ model, run: run2 });
  const isOfStage = (run2) => stage2 !== void 0 && run2.tags.get(STAGE_TAG) === stage2;
  const own = found2.filter(({ model }) => model.name === name2).at(-1) ?? found2.filter(({ run: run2 }) => isOfStage(run2)).at(-1) ?? found2.at(-1);
  if (own !== void 0) {
    if (found2.length > 1)
      notice(
        `The training logged ${found2.length} models with MLflow (${found2.map(({ model }) => model.name).join(", ")}): '${own.model.name}' is registered. To choose a model, log it as ${name2}.`
      );
    return { source: own.model.artifactUri, modelId: own.model.id };
  }
  const older = runs.flatMap((run2) => {
    const path2 = loggedPath(run2);
    return path2 === void 0 ? [] : [{ run: run2, source: `${run2.artifactUri}/${path2}` }];
  });
  const source = (older.filter(({ run: run2 }) => isOfStage(run2)).at(-1) ?? older.at(-1))?.source;
  return source === void 0 ? void 0 : { source };
}
function loggedPath(tracked) {
  try {
    const history = JSON.parse(tracked.tags.get("mlflow.log-model.history") ?? "[]");
    const last2 = Array.isArray(history) ? history.at(-1) : void 0;
    const path2 = typeof last2 === "object" && last2 !== null && "artifact_path" in last2 ? last2.artifact_path : void 0;
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
function wasPromoted({ tags: tags2 }, where) {
  return tags2.has(`${PROMOTED_TAG}${where}`);
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
function isSame(text3, { from, why, commit }) {
  try {
    const noted = JSON.parse(text3);
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
async function registerModel(project, client, tracked, model, build) {
  const { run: run2 } = project;
  const key = versionKey(project, build);
  const aliases = await openModel(client, model.name);
  const before = await findVersion(client, model.name, KEY_TAG, key) ?? await unchangedVersion(project, client, model, build);
  const { version, made } = before?.status === "READY" ? { version: before, made: false } : await openVersion(client, {
    name: model.name,
    key,
    runId: tracked.id,
    ...await sourceOf2(project, client, tracked, model, build),
    description: model.description ?? `Built by dvc-ci from ${build.source.slice(0, 7)}.`,
    tags: await tagsOf(project, model, build)
  });
  run2.report.mlflow = {
    ...run2.report.mlflow ?? { experiment: "", run_id: version.runId },
    model: model.name,
    version: version.version,
    version_url: pageOf.version(client.base, model.name, version.version)
  };
  const moved = await promote(project, client, version, aliases, build);
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
async function tagsOf(project, { path: path2, out }, build) {
  const { run: run2, git, index } = project;
  const url = index.remotes[out.remote ?? run2.settings.remote ?? index.defaultRemote ?? ""]?.url;
  const [subject = ""] = (await git.commitMessage(build.source)).split("\n");
  const pull = run2.report.source.pull_request ?? /\(#(\d+)\)$|^Merge pull request #(\d+) /.exec(subject)?.slice(1).find((number3) => number3 !== void 0);
  return {
    [REPOSITORY_TAG]: await repositoryOf(project),
    [SOURCE_TAG]: build.source,
    [COMMIT_TAG]: build.commit,
    [PATH_TAG]: project.inGit(path2),
    [HASH_TAG]: out.hash,
    "dvc-ci.remote": url === void 0 ? void 0 : withoutUser(url),
    "dvc-ci.pull-request": pull === void 0 ? void 0 : String(pull),
    "dvc-ci.run-url": run2.settings.event.runUrl,
    "dvc-ci.metrics": JSON.stringify(
      Object.fromEntries(
        named2(
          run2.report.metrics.flatMap(({ name: name2, path: path3, value }) => value === void 0 ? [] : [{ name: name2, path: path3, value }])
        )
      )
    )
  };
}
async function sourceOf2(project, client, tracked, model, build) {
  const { host, settings } = project.run;
  const below2 = await stageRunsOf(project, client, tracked);
  const own = await loggedModel(client, [tracked, ...below2], {
    name: model.name,
    stage: project.stages.find(({ outs }) => outs.some((out2) => out2.path === model.out.path))?.name,
    notice: (text3) => host.notice(text3)
  });
  if (own !== void 0) return own;
  const { out, path: path2 } = model;
  const address = addressOf3(project, model);
  const proxied = proxiedPath(tracked.artifactUri) !== void 0;
  if (settings.mlflow.artifact === "upload" && proxied) {
    const place = await build.files();
    const files3 = await modelFiles(place);
    const secret = await fileWithSecret(project, files3);
    if (secret === void 0) return { source: await upload(project, client, tracked, files3) };
    host.warning(
      `The files of the model are not in MLflow, only in the DVC remote: ${secret} has a value that the log masks. Change the stage so that it writes no credential.`
    );
  } else if (settings.mlflow.artifact === "upload") {
    host.warning(
      `The files of the model are not in MLflow, only in the DVC remote: the server does not store artifacts (${tracked.artifactUri}). Start it with --artifacts-destination, or set \`model-artifact: reference\`.`
    );
  }
  if (address !== void 0 && SOURCE_SCHEMES.test(address)) return { source: address };
  const reference = Buffer.from(
    `${JSON.stringify({ path: project.inGit(path2), hash: out.hash, commit: build.commit, remote: address }, null, 2)}
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
function addressOf3({ run: run2, index }, { out }) {
  const url = index.remotes[out.remote ?? run2.settings.remote ?? index.defaultRemote ?? ""]?.url;
  if (url === void 0 || out.hash === void 0 || !out.cache) return void 0;
  const object2 = `${out.hash.slice(0, 2)}/${out.hash.slice(2)}`;
  return `${withoutUser(url).replace(/\/+$/, "")}/${out.hashName === "md5-dos2unix" ? "" : "files/md5/"}${object2}`;
}
async function modelFiles(path2) {
  const isFolder2 = (await stat8(path2)).isDirectory();
  const names2 = isFolder2 ? (await readdir4(path2, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join26(entry.parentPath, entry.name).slice(path2.length + 1)) : [basename9(path2)];
  return names2.sort().map((name2) => ({ name: name2.replaceAll("\\", "/"), file: isFolder2 ? join26(path2, name2) : path2 }));
}
async function fileWithSecret({ run: run2 }, files3) {
  for (const { name: name2, file } of files3)
    if ((await searchFile(file, (text3) => run2.host.redact(text3)))?.isMasked === true) return name2;
  return void 0;
}
async function upload({ run: run2 }, client, tracked, files3) {
  const sizes = await Promise.all(files3.map(async ({ file }) => (await stat8(file)).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let [sent, reported2] = [0, 0];
  run2.host.info(`Uploading the model, ${formatBytes(total)}, to ${client.base}.`);
  for (const [index, { name: name2, file }] of files3.entries()) {
    const open = () => createReadStream(file).on("data", (chunk) => {
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
async function promote(project, client, version, aliases, build) {
  const { settings, report } = project.run;
  const { alias, stage: stage2 } = settings.mlflow;
  const by = await promoterOf(project);
  const why = `${report.mode} of ${build.source.slice(0, 7)}`;
  const phrases = [];
  if (alias !== void 0) {
    const from = aliases.get(alias);
    const promoted = wasPromoted(version, alias);
    if (from !== version.version && promoted)
      phrases.push(
        from === void 0 ? `the alias ${alias} was removed since, and is not set again` : `the alias ${alias} was moved to version ${from} since, and stays there`
      );
    else if (from !== version.version && from !== void 0 && await isNewer(project, client, version, from, build))
      phrases.push(`the alias ${alias} stays at version ${from}, which is newer`);
    else {
      if (from !== version.version) await setAlias(client, version.name, alias, version.version);
      if (!promoted)
        await notePromotion(project.run, client, version, alias, {
          from: from === version.version ? void 0 : from,
          why,
          by,
          commit: build.commit
        });
      if (report.mlflow) report.mlflow.alias = alias;
      phrases.push(`now the ${alias}`);
    }
  }
  if (stage2 !== void 0 && !wasPromoted(version, stage2)) {
    if (version.stage !== stage2) await setStage(client, version.name, version.version, stage2);
    await notePromotion(project.run, client, version, stage2, { why, by, commit: build.commit });
    phrases.push(`in the stage ${stage2}`);
  }
  return phrases.length === 0 ? "" : `, ${phrases.join(", ")}`;
}
async function isNewer({ git }, client, version, other, build) {
  const source = (await readVersion(client, version.name, other))?.tags.get(SOURCE_TAG);
  if (source === void 0 || source === build.source || await git.resolve(source) === void 0) return false;
  return git.isAncestor(build.source, source);
}

// src/steps/release/publish-version.ts
var COMPLETE = "To complete it, run the same job again, or `dvc-ci rebuild --resume`.";
function modelToRegister(project) {
  const { mlflow, rebuild: rebuild2, deploy: deploy2 } = project.run.settings;
  return mlflow.access === void 0 && !isDeploying(deploy2) || rebuild2.dryRun ? void 0 : findModel(project);
}
async function publishVersion(project, tracking, build) {
  if (tracking === void 0) return "";
  const found2 = findModel(project);
  const lock = await committedDataHash(project, build.commit).catch(() => presentDataHash(project));
  const files3 = () => Promise.resolve(resolve16(project.run.settings.workingDirectory, found2?.path ?? "."));
  return track(project, tracking, found2, { ...build, lock, files: files3 }, "The data and the commit are published");
}
async function track(project, tracking, model, build, published) {
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
    async (outcome) => outcome.message = await registerModel(project, tracking.client, tracked, model, build)
  ).catch((error) => incomplete(`the model ${model.name} has no complete version in MLflow`, error));
}
async function completeBuild(project, published) {
  const { run: run2 } = project;
  if (run2.settings.rebuild.dryRun) return "";
  for (const sha of /* @__PURE__ */ new Set([published.source, published.commit])) await project.git.ensureCommit(sha);
  const model = await modelAt(project, published.commit);
  const lock = await committedDataHash(project, published.commit);
  const build = { ...published, lock, files: () => filesAt(project, published.commit, model?.path ?? ".") };
  if (model !== void 0 && await isRegistered(project, model, build)) return "";
  const tracking = await startTracking(project, published.source, { completes: true, at: published.commit });
  if (tracking === void 0) return "";
  try {
    const committed = await metricsAt(project, published.commit, await lockedAt(project, published.commit));
    run2.report.metrics = compareMetrics({ committed });
    const phrase = await track(
      project,
      tracking,
      model,
      build,
      `The build of ${published.source.slice(0, 7)} is published (${published.commit.slice(0, 7)})`
    );
    return phrase === "" ? "" : `In MLflow ${phrase}.`;
  } finally {
    await rm10(join27(project.scratch, "model"), { recursive: true, force: true });
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
      `the remote lacks data that the commit needs: ${missing.map(({ message: message2 }) => message2).join(" ")}`,
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
async function isRegistered(project, model, build) {
  const { run: run2 } = project;
  const client = await connectMlflow(run2);
  if ("reason" in client) return false;
  try {
    const version = await findVersion(client, model.name, KEY_TAG, versionKey(project, build));
    const tracked = version?.status === "READY" ? await readRun(client, version.runId) : void 0;
    if (version === void 0 || tracked?.status !== "FINISHED") return false;
    await run2.step("register", async (outcome) => {
      outcome.message = await registerModel(project, client, tracked, model, build);
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
  const parent = join27(project.scratch, "model");
  await mkdir8(parent, { recursive: true });
  const target = join27(await mkdtemp4(join27(parent, "at-")), basename10(path2));
  const result = await dvc2.run(["get", "--rev", commit, "--out", target, "--", git.root, project.inGit(path2)], {
    onOutput: (text3) => run2.host.output(text3)
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

// src/steps/fan-out/apply-fragments.ts
import { chmod as chmod3, mkdir as mkdir9, readFile as readFile18, realpath as realpath3, rm as rm11, writeFile as writeFile6 } from "node:fs/promises";
import { dirname as dirname15, resolve as resolve17 } from "node:path";
async function applyFragments(project, fragments) {
  const { run: run2 } = project;
  const order = project.graph.topological();
  const locks = /* @__PURE__ */ new Map();
  const records = new Map(fragments.flatMap((fragment) => [...fragment.records]));
  for (const name2 of order.filter((each) => records.has(each))) {
    const [stage2, entry] = [project.graph.stage(name2), records.get(name2)?.entry];
    if (stage2 === void 0 || entry === void 0) continue;
    const lock = SourceLines.lockOf(stage2.file);
    locks.set(lock, (locks.get(lock) ?? /* @__PURE__ */ new Map()).set(lockName(name2), entry));
  }
  for (const [lock, own] of locks) {
    const file = resolve17(run2.settings.workingDirectory, lock);
    const text3 = putEntries(await readFile18(file, "utf8").catch(() => ""), own);
    if (typeof text3 !== "string")
      throw new ProjectError(
        "lock-merge-failed",
        `the entries of the jobs cannot be merged into ${lock}: ${text3.reason}.`,
        {
          key: lock,
          path: project.inGit(lock),
          remedy: "Run `dvc repro` once and commit the dvc.lock that it writes."
        }
      );
    await writeFile6(file, text3);
  }
  await writeKept(project, fragments);
  if (locks.size === 0) return project;
  const madeBy = new Map(fragments.flatMap(({ job, stages }) => stages.map(({ name: name2 }) => [name2, job])));
  return refresh({ ...project, madeBy }).catch((error) => {
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
  const here = (path2) => resolve17(project.run.settings.workingDirectory, path2);
  const owners = /* @__PURE__ */ new Map();
  for (const { job, stages, files: files3 } of fragments) {
    const kept = stages.flatMap(({ name: name2 }) => keptOuts(project.graph.stage(name2)));
    for (const path2 of kept) await rm11(here(path2), { recursive: true, force: true });
    for (const { path: path2, content, executable } of files3) {
      const other = owners.get(path2);
      if (other !== void 0)
        throw new ProjectError("output-written-twice", `the jobs ${other} and ${job} both wrote ${path2}.`, {
          key: "fragments",
          value: path2,
          remedy: "Make it an output of one stage in dvc.yaml."
        });
      owners.set(path2, job);
      const file = here(path2);
      await mkdir9(dirname15(file), { recursive: true });
      await requireInside(project, dirname15(file));
      await rm11(file, { recursive: true, force: true });
      await writeFile6(file, Buffer.from(content, "base64"), { flag: "wx" });
      if (executable) await chmod3(file, 493);
    }
  }
}
async function requireInside({ git }, directory) {
  const place = relativePath(git.root, await realpath3(directory));
  if (place === ".." || place.startsWith("../") || /(^|\/)\.(git|dvc)(\/|$)/.test(place))
    throw new ProjectError(
      "fragment-invalid",
      `a Git-kept output would be written to ${directory}, which leads outside of the repository or into .git or .dvc.`,
      { key: "fragments", value: directory, remedy: "Replace the link in the repository with a folder." }
    );
}

// src/steps/fan-out/failed-jobs.ts
var CONSEQUENCES = ["job-failed", "job-set-up-failed", "job-interrupted"];
function rejectFailedJobs(found2, inWorkflow2) {
  const failed = found2.flatMap((each) => "failed" in each ? [each] : []);
  if (failed.length === 0) return;
  const first = failed.filter(({ failed: { error } }) => error === void 0 || !CONSEQUENCES.includes(error));
  const told = first.length === 0 ? failed : first;
  const message2 = told.map(reasonOf2).join(" ");
  const details = {
    key: "fragments",
    value: told.map(({ job }) => job.id).join(", "),
    remedy: `${runFailedJobsAgain(
      told.map(({ job }) => job),
      inWorkflow2
    )} Nothing was committed.`
  };
  const codes = told.map(exitCodeOf);
  if (codes.includes(1)) throw new ProjectError("job-failed", message2, details);
  if (codes.includes(2)) throw new SetupError("job-set-up-failed", message2, details);
  throw new OutsideError("job-interrupted", message2, details);
}
function reasonOf2({ job, failed: { error, message: message2 } }) {
  if (error === "cancelled")
    return `the job ${job.id} was cancelled, by a user or by its time limit: ${message2 ?? "its fragment gives no reason"}`;
  return `the job ${job.id} failed: ${message2 ?? "its fragment gives no reason"}`;
}
function exitCodeOf({ failed: { error } }) {
  return CATALOGUE.find(({ id }) => id === error)?.exitCode ?? 1;
}

// src/steps/fan-out/fragments.ts
import { lstat as lstat3, readdir as readdir5, readFile as readFile19 } from "node:fs/promises";
import { join as join28 } from "node:path";

// src/pipeline/outdated-reads.ts
function outdatedReads(fragments) {
  const made = new Map(
    fragments.flatMap(
      ({ job, records }) => [...records.values()].flatMap((record2) => [...record2.made].map(([path2, hash]) => [path2, { job, hash }]))
    )
  );
  return fragments.flatMap(
    ({ job, records }) => [...records].flatMap(
      ([stage2, { read }]) => [...read].flatMap(([path2, hash]) => {
        const now = made.get(path2);
        if (now === void 0 || now.hash === hash || now.job === job) return [];
        return [{ job, stage: stage2, path: path2, read: hash, maker: now.job, made: now.hash }];
      })
    )
  );
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
function openPlan(project, built) {
  const { run: run2 } = project;
  const { plan: text3 } = run2.settings.fanOut;
  const rejection2 = (reason2, remedy) => new SetupError("plan-invalid", `plan: ${reason2}.`, { key: "plan", value: shorten(text3, 80), remedy });
  if (text3 === "") throw rejection2("it is empty", "Give the output `plan` of the planning job.");
  const plan2 = readPlan(text3);
  if ("reason" in plan2)
    throw rejection2(`it cannot be read: ${plan2.reason}`, "Give the output `plan` of the planning job, unchanged.");
  const { sha } = run2.report.source;
  if (plan2.sha !== sha && plan2.sha !== built)
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
function requested({ digest: digest2, stages, params, reason: reason2, data }, { better }, rejection2) {
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
    reason: settingSchema("reason").safeParse(reason2)
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
function inWorkflow({ settings }) {
  return settings.event.run !== void 0;
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

// src/steps/fan-out/fragments.ts
function fragmentFile(folder2, job) {
  return join28(folder2, `${job}.json`);
}
async function readFragments(project, plan2, jobs, folder2) {
  const faults = [];
  const missing = [];
  const found2 = [];
  for (const job of jobs) {
    const read = await readFragment(project, plan2, job, fragmentFile(folder2, job.id));
    if (read === void 0) missing.push({ job, reason: MISSING });
    else if ("reason" in read) faults.push({ job, reason: read.reason });
    else found2.push(read);
  }
  if (!found2.some((each) => "failed" in each)) faults.push(...missing);
  rejectFaults(project, faults, await unknownFragments(plan2, folder2));
  rejectOutdated(project, plan2, outdatedReads(found2.flatMap((each) => "fragment" in each ? [each.fragment] : [])));
  return found2;
}
var MISSING = "its fragment is missing: the job never ran, the system killed it or its machine was lost, or its artifact was not downloaded";
function rejectFaults({ run: run2 }, faults, unknown3) {
  const { fragments: folder2 } = run2.settings.fanOut;
  const told = [
    ...faults.map(({ job, reason: reason2 }) => `${jobName(job)}: ${reason2}`),
    ...unknown3.map((name2) => `${name2} belongs to no job of this plan`)
  ];
  if (told.length === 0) return;
  const remedies = [
    ...unknown3.length === 0 ? [] : [`Delete ${unknown3.join(", ")} from ${folder2}.`],
    ...faults.length === 0 ? [] : [
      runJobsAgain(
        faults.map(({ job }) => job),
        inWorkflow(run2)
      )
    ]
  ];
  throw new ProjectError("fragment-invalid", `fragments of this build cannot be used: ${told.join("; ")}.`, {
    key: "fragments",
    value: folder2,
    remedy: `${remedies.join(" ")} Nothing was committed.`
  });
}
function rejectOutdated({ run: run2 }, { jobs }, reads) {
  if (reads.length === 0) return;
  const readers2 = new Set(reads.map(({ job }) => job));
  const told = reads.map(
    ({ job, stage: stage2, path: path2, read, maker, made }) => `${stage2} of the job ${job} read ${path2} with the hash ${read}, and the job ${maker}, which ran again later, made ${made}`
  );
  throw new ProjectError("fragment-outdated", `the jobs of this build do not fit together: ${told.join("; ")}.`, {
    key: "fragments",
    value: reads.map(({ path: path2 }) => path2).join(", "),
    remedy: `${runJobsAgain(
      jobs.filter(({ id }) => readers2.has(id)),
      inWorkflow(run2)
    )} Nothing was committed.`
  });
}
async function readFragment(project, plan2, job, file) {
  const info = await lstat3(file).catch(() => void 0);
  if (info === void 0) return void 0;
  if (!info.isFile()) return { reason: "its fragment is not a file" };
  if (info.size > LONGEST_FRAGMENT)
    return { reason: `its fragment has ${info.size} bytes; the limit is ${LONGEST_FRAGMENT}` };
  const fragment = parseFragment(await readFile19(file, "utf8"));
  if ("reason" in fragment) return fragment;
  const foreign = foreignFragment(fragment, plan2, job);
  if (foreign !== void 0) return { reason: foreign };
  if (fragment.conclusion === "failure") return { job, failed: fragment };
  const forced = new Set(plan2.force === "all" ? job.stages : plan2.force === "none" ? [] : plan2.force);
  const checked2 = checkFragment(fragment, {
    directory: project.directory,
    stages: job.stages.flatMap((name2) => project.graph.stage(name2) ?? []),
    forced,
    loose: looseResults(project).all
  });
  return "reason" in checked2 ? checked2 : { job, fragment: checked2 };
}
async function unknownFragments(plan2, folder2) {
  const known2 = new Set(plan2.jobs.map(({ id }) => `${id}.json`));
  const names2 = await readdir5(folder2).catch(() => []);
  return names2.filter((name2) => name2.endsWith(".json") && !known2.has(name2)).sort();
}

// src/steps/fan-out/collected-backend.ts
var CollectedBackend = class {
  rejectionNote = "Nothing was committed.";
  here = /* @__PURE__ */ new Set();
  async open(opened) {
    const { project } = openPlan(opened, await sourceOfHead(opened));
    const { settings } = project.run;
    const {
      mode,
      event,
      rebuild: { dryRun }
    } = settings;
    if (mode !== "validate") allowCommit(mode === "retrain" ? mode : "collect", event, dryRun);
    return mode === "collect" ? withSettings(project, { ...settings, mode: "rebuild" }) : project;
  }
  async inputs(project, { plan: plan2 }) {
    const { run: run2 } = project;
    requireObjectRemote(project);
    const handed = handedPlan(project);
    requirePlanOf(project, handed, plan2);
    return run2.step("read fragments", async (outcome) => {
      const planned = handed.jobs.map(({ id, level, stages }) => ({ id, level, stages }));
      run2.report.fanout = { jobs: planned };
      const found2 = await readFragments(project, handed, handed.jobs, run2.settings.fanOut.fragments);
      const reports = new Map(found2.map((each) => [each.job.id, jobReport(each)]));
      run2.report.fanout.jobs = planned.map((job) => reports.get(job.id) ?? job);
      if (found2.some((each) => "failed" in each))
        reportStages(
          project,
          plan2,
          found2.map((each) => "failed" in each ? each.failed : each.fragment)
        );
      rejectFailedJobs(found2, inWorkflow(run2));
      outcome.message = `${count(found2.length, "job")}, ${count(plan2.mayRun.size, "stage")}`;
      return found2.flatMap((each) => "fragment" in each ? [each.fragment] : []);
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
function jobReport(found2) {
  const { id, level, stages } = found2.job;
  const { conclusion, seconds: seconds3, log } = "failed" in found2 ? found2.failed : found2.fragment;
  return { id, level, stages, conclusion, seconds: seconds3, ...conclusion === "failure" ? { log } : {} };
}
function reportStages(project, plan2, fragments) {
  const watch = new StageWatch(project, plan2);
  for (const { stages } of fragments) {
    for (const { name: name2, verdict, seconds: seconds3 } of stages) {
      if (verdict === "skipped") continue;
      const event = { stage: name2, state: verdict, ...seconds3 === void 0 ? {} : { seconds: seconds3 } };
      watch.see(event);
    }
  }
  project.run.report.stages = withNeeds(watch.reports(), project.graph);
}
function reportUnbuiltMetrics(project, plan2, fragments) {
  const written = new Set(fragments.flatMap(({ files: files3 }) => files3.map(({ path: path2 }) => path2)));
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
    const file = join29(git.root, project.inGit(joinPath(dirname16(path2), ".gitignore")));
    await backup.copy(file);
    const before = await readFile20(file, "utf8").catch(() => "");
    await writeFile7(
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
      `the remote lacks outputs of the jobs: ${missing.map(({ message: message2 }) => message2).join(" ")}`,
      { key: "remote", remedy: "Nothing was committed." }
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
    const files3 = this.queue.reduce((sum, each) => sum + each.files, 0);
    return bytes >= SMALLEST.bytes || files3 >= SMALLEST.files;
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
import { mkdir as mkdir10, mkdtemp as mkdtemp5, rm as rm12, writeFile as writeFile8 } from "node:fs/promises";
import { join as join30 } from "node:path";

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
import { resolve as resolve18 } from "node:path";
import { setTimeout as pause2 } from "node:timers/promises";
var LOCK = { pause: 1e3, attempts: 600 };
async function bringData(project, data, stop) {
  const { owner, paths } = data;
  const started = performance.now();
  await project.objects?.admit([owner]);
  await requireSpace(project, { stages: [owner], only: paths });
  const lacking = await project.dvc.fetch([owner], stop, paths);
  stop.throwIfAborted();
  if (lacking.length > 0) await rejectLacking(project, data, lacking);
  await checkOut2(project, paths ?? [owner], stop);
  await requireTrueData(project, [owner], void 0, paths);
  for (const path2 of paths ?? []) await requirePresent(project, path2);
  const seconds3 = formatSeconds((performance.now() - started) / 1e3);
  project.run.host.info(`${(paths ?? [owner]).join(", ")}: downloaded and verified in ${seconds3}`);
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
  if (await lstatOf(resolve18(run2.settings.workingDirectory, path2)) !== void 0) return;
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
  const sizeOf3 = (name2) => graph.stage(name2)?.outs.reduce((sum, { size }) => sum + (size ?? 0), 0) ?? 0;
  return lateInputs(
    graph,
    mayRun,
    pull,
    (name2) => sizeOf3(name2) >= SMALLEST_LATE && graph.stage(name2)?.kind !== "import"
  );
}
var InputBarriers = class _InputBarriers {
  constructor(project, inputs, folder2) {
    this.project = project;
    this.inputs = inputs;
    this.folder = folder2;
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
    await mkdir10(project.scratch, { recursive: true });
    return new _InputBarriers(project, inputs, await mkdtemp5(join30(project.scratch, "barriers-")));
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
    await rm12(this.folder, { recursive: true, force: true });
    if (this.failure !== void 0) throw this.failure;
  }
  /** The file name of a barrier: a number, because names of data have slashes. */
  barrier(name2) {
    return String(this.inputs.late.indexOf(name2));
  }
  async open(barrier) {
    if (this.ending.signal.aborted) return;
    await mkdir10(this.folder, { recursive: true });
    await writeFile8(join30(this.folder, barrier), "");
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
    const files3 = [
      ...new Set(
        runnable(project).filter(({ name: name2 }) => plan2.mayRun.has(name2)).map(({ file }) => file)
      )
    ];
    return project.dvc.run(["repro", ...project.run.settings.keepGoing ? ["--keep-going"] : [], "--", ...files3], {
      env: project.env,
      startSignal: this.start.promise,
      plan: { run: [...plan2.mayRun], force: plan2.forced, goOn: !plan2.whole },
      sideBySide: { ...plan2.sideBySide, inputs: this.inputs.first, gates: barriers.closed },
      stop: barriers.stop,
      onInputs: this.checked.resolve,
      ...upload2 === void 0 ? {} : { tellOuts: true },
      onOutput: (text3) => {
        this.inStep(() => {
          watch.write(text3);
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
    const early = !project.run.settings.rebuild.dryRun && versionedRemote(project) === void 0;
    const upload2 = early ? new BackgroundUpload(project) : void 0;
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
        `the remote does not have the inputs of this build: ${missing.map(({ message: message2 }) => message2).join(" ")}`,
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
      const held = new Set(run2.report.stages.filter((stage2) => stage2.held).map(({ name: name2 }) => name2));
      const scope = new Set(project.stages.map(({ name: name2 }) => name2).filter((name2) => !held.has(name2)));
      const stale = verdicts(index, status, () => true).filter(
        ({ name: name2, verdict, causes }) => scope.has(name2) && (verdict === "stale" || verdict === "frozen" && causes.some(({ kind }) => kind === "data"))
      );
      if (stale.length === 0) {
        outcome.message = "dvc repro has nothing to run";
        return;
      }
      const changed = (await git.uncommitted()).filter(({ path: path2, untracked }) => !untracked && made?.changed.includes(path2) !== true && isInput(project, path2)).map(({ path: path2 }) => path2);
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
      const why = stale.map(({ name: name2, causes }) => `${name2} (${causes.map(({ message: message2 }) => message2).join("; ")})`).join(", ");
      throw new ProjectError(
        "build-not-reproducible",
        `the build is not reproducible: in a clean checkout of it, dvc repro would run ${why}.`,
        {
          key: "dvc.lock",
          remedy: `${changed.length > 0 ? `${changed.join(", ")} changed while stages ran, and a stage reads ${changed.length === 1 ? "it" : "them"}. Do not edit the workspace during a build, and declare each file that one stage writes for another one.` : `${outdatedJobs(project, stale)}A stage must read only files that Git or DVC tracks: track the file, declare it as an output of the stage that writes it, or exclude it in .dvcignore.`} ${rejectionNote(project.run.report.remote.pushed)}`
        }
      );
    },
    clean.reading
  );
}
function outdatedJobs(project, stale) {
  const { index, madeBy } = project;
  const isOfOther = (name2, path2) => index.stages.some(
    (owner) => madeBy?.has(owner.name) && madeBy.get(owner.name) !== madeBy.get(name2) && owner.outs.some((out) => isWithin(path2, out.path))
  );
  const readers2 = stale.filter(({ name: name2, causes }) => causes.some(({ path: path2 }) => path2 !== void 0 && isOfOther(name2, path2))).map(({ name: name2 }) => name2);
  const again = repeatJobs(project, readers2);
  return again === void 0 ? "" : `A job may have run again after ${readers2.join(", ")} had read its output. ${again} Else, a fix of the project: `;
}
function isUpstream({ kind }) {
  return kind === "upstream";
}

// src/steps/evaluation/collect-plots.ts
import { mkdir as mkdir11, mkdtemp as mkdtemp6, readFile as readFile21, rm as rm13, stat as stat9 } from "node:fs/promises";
import { extname as extname3, join as join31, resolve as resolve19 } from "node:path";

// src/plots/rows.ts
var WORKSPACE = "workspace";
function rowsOf2(spec) {
  const data = spec["data"];
  const values = isRecord(data) && Array.isArray(data["values"]) ? data["values"] : [];
  const rows = [];
  const [files3, fields] = [/* @__PURE__ */ new Set(), /* @__PURE__ */ new Set()];
  for (const item of values) {
    if (!isRecord(item)) continue;
    const origin = isRecord(item["dvc_data_version_info"]) ? item["dvc_data_version_info"] : item;
    const rev = origin["rev"] ?? origin["revision"];
    const [file, field] = [textOf3(origin["filename"]), textOf3(origin["field"])];
    files3.add(file);
    fields.add(field);
    rows.push({ side: rev === WORKSPACE ? "value" : "baseline", series: "", file, field, data: item });
  }
  if (files3.size > 1 || fields.size > 1) {
    for (const row of rows)
      row.series = [files3.size > 1 ? row.file : "", fields.size > 1 ? row.field : ""].filter((part2) => part2 !== "").join(": ");
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
  const [value, baseline2] = [matrix("value"), matrix("baseline")];
  return {
    kind: "confusion",
    x_label: x.label,
    y_label: y.label,
    classes,
    ...sides.has("value") ? { value } : {},
    ...sides.has("baseline") ? { baseline: baseline2 } : {},
    ...sides.size === 2 ? { changed: JSON.stringify(value) !== JSON.stringify(baseline2) } : {},
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
  let last2 = 0;
  for (let bucket = 0; bucket < most - 2; bucket++) {
    const start = Math.floor(bucket * width) + 1;
    const end = Math.floor((bucket + 1) * width) + 1;
    const [nextX, nextY] = meanOf(xs, ys, end, Math.min(Math.floor((bucket + 2) * width) + 1, length));
    const [lastX, lastY] = [xs[last2] ?? 0, ys[last2] ?? 0];
    let best = start;
    let largest = -1;
    for (let index = start; index < end; index++) {
      const area = Math.abs((lastX - nextX) * ((ys[index] ?? 0) - lastY) - (lastX - (xs[index] ?? 0)) * (nextY - lastY));
      if (area > largest) [largest, best] = [area, index];
    }
    kept.push(best);
    last2 = best;
  }
  kept.push(length - 1);
  return withPoints(kept, extremesOf(ys));
}
function meanOf(xs, ys, start, end) {
  let [x, y] = [0, 0];
  for (let index = start; index < end; index++) {
    x += xs[index] ?? 0;
    y += ys[index] ?? 0;
  }
  const count3 = Math.max(1, end - start);
  return [x / count3, y / count3];
}
function thinEvenly(length, most, ...values) {
  if (length <= most) return Array.from({ length }, (_, index) => index);
  const even = Array.from({ length: most }, (_, index) => Math.round(index * (length - 1) / Math.max(1, most - 1)));
  return withPoints(even, values.flatMap(extremesOf));
}
function extremesOf(numbers) {
  let [low, high] = [0, 0];
  for (const [index, number3] of numbers.entries()) {
    if (number3 < (numbers[low] ?? 0)) low = index;
    if (number3 > (numbers[high] ?? 0)) high = index;
  }
  return [low, high];
}
function withPoints(kept, points2) {
  const selected = [...kept];
  const taken = /* @__PURE__ */ new Set([selected[0], selected.at(-1), ...points2]);
  for (const point of points2) {
    if (selected.includes(point)) continue;
    let nearest2 = -1;
    for (const [at, index] of selected.entries()) {
      if (taken.has(index)) continue;
      if (nearest2 < 0 || Math.abs(index - point) < Math.abs((selected[nearest2] ?? 0) - point)) nearest2 = at;
    }
    if (nearest2 >= 0) selected[nearest2] = point;
  }
  return selected.sort((one, other) => one - other);
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
  const shown3 = [...groups].slice(0, MOST_SERIES);
  const series = shown3.map(
    ([name2, { value, baseline: baseline2 }]) => ({
      name: name2,
      ...value === void 0 ? {} : { value: points(kind, numeric, value) },
      ...baseline2 === void 0 ? {} : { baseline: points(kind, numeric, baseline2) }
    })
  );
  const sides = new Set(drawn.map(({ side }) => side));
  return {
    kind,
    x: axis(x, numeric),
    y: axis(y, true),
    series,
    ...groups.size > shown3.length ? { omitted: groups.size - shown3.length } : {},
    ...sides.size === 2 ? { changed: [...groups.values()].some(({ value, baseline: baseline2 }) => !same(value, baseline2)) } : {}
  };
}
function axis({ label: label2 }, numeric) {
  return { label: label2, kind: numeric ? "number" : "category" };
}
function points(kind, numeric, raw) {
  const total = raw.x.length;
  if (kind === "bar") return pick(raw, longestBars(raw), total);
  if (!numeric) return pick(raw, thinEvenly(total, MOST_CATEGORIES, raw.y), total);
  const xs = raw.x.map(Number);
  if (kind === "scatter") return pick(raw, thinEvenly(total, MOST_POINTS, xs, raw.y), total);
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
  if (isRecord(spec["facet"])) return isRecord(spec["spec"]) ? confusion(spec["spec"]) : void 0;
  if (Array.isArray(spec["layer"])) return smooth(spec, spec["layer"]);
  const encoding = spec["encoding"];
  if (!isRecord(encoding) || !Object.keys(encoding).every((key) => CHANNELS.has(key))) return void 0;
  const [x, y] = [axis2(encoding["x"]), axis2(encoding["y"])];
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
  if (!Array.isArray(params) || !params.some((param) => isRecord(param) && param["name"] === "smooth")) return void 0;
  const [first] = layers;
  if (!isRecord(first) || !JSON.stringify(first).includes('"loess"')) return void 0;
  const encoding = { ...encodingOf(spec), ...encodingOf(first) };
  const [x, y] = [axis2(encoding["x"]), axis2(encoding["y"])];
  return x && y ? { kind: "line", x, y } : void 0;
}
function confusion(inner) {
  const [aggregate] = Array.isArray(inner["transform"]) ? inner["transform"] : [];
  const encoding = encodingOf(inner);
  const [x, y] = [axis2(encoding["x"]), axis2(encoding["y"])];
  if (!x || !y || !isRecord(aggregate) || !JSON.stringify(aggregate).includes('"xy_count"')) return void 0;
  return { kind: "confusion", x, y, normalized: JSON.stringify(inner["layer"]).includes('"percent_of_y"') };
}
function encodingOf(spec) {
  return isRecord(spec["encoding"]) ? spec["encoding"] : {};
}
function axis2(channel) {
  if (!isRecord(channel) || !Object.keys(channel).every((key) => AXIS_KEYS.has(key))) return void 0;
  const { field, title, scale } = channel;
  if (typeof field !== "string") return void 0;
  if (scale !== void 0 && !(isRecord(scale) && Object.keys(scale).every((key) => key === "zero"))) return void 0;
  const name2 = field.replace(/\\([.[\]])/g, "$1");
  return { field: name2, label: typeof title === "string" ? title : name2 };
}
function isSimpleColour(colour) {
  return colour === void 0 || isRecord(colour) && (colour["field"] === void 0 || colour["field"] === "rev");
}
function typeOf2(channel) {
  return isRecord(channel) ? channel["type"] : void 0;
}
function markType(mark) {
  return isRecord(mark) ? mark["type"] : mark;
}

// src/plots/read-plots.ts
var LARGEST_SPEC = 2e5;
var WORKSPACE2 = "workspace";
function readPlots(json, baseline2) {
  const read = { plots: [], images: [], problems: [] };
  const output = parsePythonJson(json);
  if (!isRecord(output)) return read;
  for (const [name2, entries] of Object.entries(isRecord(output["data"]) ? output["data"] : {})) {
    const image = { name: shortName(name2) };
    for (const entry of Array.isArray(entries) ? entries.filter(isRecord) : []) {
      if (entry["type"] === "image") {
        const [rev] = Array.isArray(entry["revisions"]) ? entry["revisions"] : [];
        if (typeof entry["url"] === "string") image[rev === WORKSPACE2 ? "value" : "baseline"] = entry["url"];
      } else if (isRecord(entry["content"])) {
        read.plots.push(plotOf(shortName(name2), entry["content"], baseline2));
      }
    }
    if (image.value !== void 0 || image.baseline !== void 0) read.images.push(image);
  }
  for (const error of Array.isArray(output["errors"]) ? output["errors"].filter(isRecord) : []) {
    const [name2, rev, message2] = ["name", "rev", "msg"].map((key) => typeof error[key] === "string" ? error[key] : "");
    if (rev !== WORKSPACE2 && error["type"] === "FileNotFoundError") continue;
    read.problems.push(
      `${shortName(name2 ?? "") || "the plots"}${rev && rev !== WORKSPACE2 ? " of the baseline" : ""}: ${message2 || String(error["type"])}`
    );
  }
  return read;
}
function shortName(name2) {
  return name2.startsWith("dvc.yaml::") ? name2.slice("dvc.yaml::".length) : name2;
}
function plotOf(name2, spec, baseline2) {
  const title = titleOf(spec) || name2;
  const template = recogniseTemplate(spec);
  if (template) {
    const rows = rowsOf2(spec);
    const drawn = template.kind === "confusion" ? confusionOf(rows, template) : curvesOf(rows, template);
    if (drawn) return { name: name2, title, ...drawn };
  }
  return { name: name2, title, ...templatePlot(spec, baseline2) };
}
function titleOf(spec) {
  const { title } = spec;
  const text3 = isRecord(title) ? title["text"] : title;
  return typeof text3 === "string" ? text3.replace(/^dvc\.yaml::/, "") : "";
}
function templatePlot(spec, baseline2) {
  const text3 = JSON.stringify(
    spec,
    (_, value) => value === WORKSPACE2 ? "this change" : value === baseline2 && value !== void 0 ? "baseline" : value
  );
  return {
    kind: "template",
    ...text3.length <= LARGEST_SPEC ? { spec: JSON.parse(text3) } : {}
  };
}

// src/steps/evaluation/collect-plots.ts
var MOST_DATA2 = 64 * 1024 * 1024;
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
          size: await sizeOf2(project, path2)
        }))
      )
    );
    if (fault !== void 0) run2.host.warning(`The plots are not in the report: ${fault}`);
    return fault === void 0;
  };
  if (wanted === void 0 && !await isWanted()) return;
  await mkdir11(project.scratch, { recursive: true });
  const directory = await mkdtemp6(join31(project.scratch, "plots-"));
  try {
    await askDvc(project, baselineSha, directory, wanted && isWanted());
  } catch (error) {
    if (run2.signal.aborted) throw error;
    run2.host.warning(`The plots are not in the report: ${messageOf(error)}`);
  } finally {
    await rm13(directory, { recursive: true, force: true });
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
function tooMuch(files3) {
  const total = files3.reduce((sum, { size }) => sum + size, 0);
  if (total <= MOST_DATA2) return void 0;
  const [largest] = files3.sort((a, b) => b.size - a.size);
  return `they have ${formatBytes(total)} (${largest?.path ?? ""} ${formatBytes(largest?.size ?? 0)}), and the limit is ${formatBytes(MOST_DATA2)}. Declare files that are no plots under outs.`;
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
    read[side] = await readFile21(path2);
    plot[side] = imageFile(path2, read[side].length);
  }
  if (read.value && read.baseline) plot.changed = !read.value.equals(read.baseline);
  const kept = Object.entries(read).filter(([, bytes]) => bytes.length <= LARGEST_PICTURE);
  return { plot, bytes: Object.fromEntries(kept) };
}
function imageFile(path2, size) {
  return { size, type: TYPES2[extname3(path2).toLowerCase()] ?? "application/octet-stream" };
}
async function sizeOf2(project, path2) {
  const info = await stat9(resolve19(project.run.settings.workingDirectory, path2)).catch(() => void 0);
  if (info?.isFile()) return info.size;
  return project.stages.flatMap((stage2) => stage2.outs).find((out) => out.path === path2)?.size ?? 0;
}

// src/metrics/acceptance.ts
var ACCEPT_USAGE = "`/dvc-ci accept METRIC: REASON`";
var LONGEST_REASON = 500;
var FEWEST_DIGITS = 7;
var SHA = new RegExp(`^@[0-9a-f]{${FEWEST_DIGITS},64}$`);
function parseAcceptRequest(text3) {
  const refuse = (lack) => ({
    refusal: `${lack}: write ${ACCEPT_USAGE}; several metrics with commas between them`
  });
  const [, subject = text3.replace(/:$/, ""), written = ""] = /^([^]*?):\s+([^]*)$/.exec(text3.trim()) ?? [];
  const reason2 = shorten(singleLine(written), LONGEST_REASON);
  if (!/[\p{L}\p{N}]/u.test(reason2)) return refuse("an acceptance needs a reason");
  const [, names2 = subject, sha] = /^([^]*?)(?:^|\s)(@\S*)$/.exec(subject.trim()) ?? [];
  const metrics = namesIn(names2).map((name2) => name2.trim().replace(/^`(.*)`$/, "$1")).filter((name2) => name2 !== "");
  if (metrics.length === 0) return refuse("an acceptance names a metric");
  if (sha === void 0) return { metrics, reason: reason2 };
  const digits = sha.toLowerCase();
  return SHA.test(digits) ? { metrics, reason: reason2, sha: digits.slice(1) } : refuse(`a commit is named by at least ${FEWEST_DIGITS} digits of its hash, such as @1a2b3c4`);
}
function namesIn(text3) {
  const names2 = [""];
  let depth = 0;
  for (const char of text3) {
    if (char === "(" || char === "{") depth++;
    if (char === ")" || char === "}") depth--;
    if (char === "," && depth <= 0) names2.push("");
    else names2[names2.length - 1] += char;
  }
  return names2;
}
function isClosing({ result }) {
  return !result.passed && result.severity === "error" && result.accepted === void 0;
}
function isMeant(name2, { policy, metric, path: path2, result }) {
  return name2 === policy.metric || name2 === result.metric || name2 === metric || name2 === `${path2}:${metric}`;
}
function accept(judged, acceptances) {
  for (const each of judged.filter(isClosing)) {
    const found2 = acceptances.find(({ metrics }) => metrics.some((name2) => isMeant(name2, each)));
    if (found2 === void 0) continue;
    const { by, reason: reason2, via, sha, comment: comment2, label: label2 } = found2;
    each.result.accepted = {
      by,
      reason: reason2,
      via,
      sha,
      ...comment2 === void 0 ? {} : { comment: comment2 },
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
  const { connect } = await import("./client-E6QHQLK6.js");
  const { failureText: failureText2 } = await import("./failure-MZ7PPNMM.js");
  try {
    const github = connect({
      token,
      apiUrl,
      repository: event.repository,
      debug: (message2) => host.debug(message2),
      redact: (text3) => host.redact(text3)
    });
    github.endWithin(LONGEST_MS);
    await acceptBy(run2, github, event.pullRequest, configuration, judged);
    const command2 = howToAccept(judged, event.pullRequest.headSha);
    if (command2 !== void 0)
      host.info(`A user with write access can accept it for this commit with the comment: ${command2}`);
  } catch (error) {
    report.lint.push({
      rule: "acceptance",
      severity: "notice",
      message: `Acceptances could not be checked: ${failureText2(error, "pull-requests: read, contents: read")}.`
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
  for (const { by, reason: reason2, metrics, via } of acceptances)
    host.info(`@${by} accepts ${metrics.join(", ")} by a ${via}: ${reason2}`);
  for (const message2 of notes.slice(0, MOST_NOTES))
    report.lint.push({ rule: "acceptance", severity: "warning", message: message2 });
  if (notes.length > MOST_NOTES) host.info(`${notes.length - MOST_NOTES} more acceptances do not count.`);
}
async function readAcceptances(github, pull, configuration, closing) {
  const { pullState, statements, pullHistory } = await import("./conversation-IRWGK4TR.js");
  const { Rights } = await import("./rights-NBYBKTBK.js");
  const comments = await statements(
    github,
    pull.number,
    (body) => commandLines(body).some(({ name: name2 }) => name2 === "accept")
  );
  const history = await pullHistory(github, pull.number);
  const labels = history.labels.filter(({ name: name2 }) => acceptedByLabel(name2) !== void 0);
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
  const context = contextOf(pull, history);
  const requests = [
    ...comments.flatMap((statement) => requestsOf(statement, context, closing)),
    ...labels.flatMap((label2) => requestOfLabel(label2, context, closing))
  ];
  const acceptances = [];
  const notes = [];
  for (const { request: request2, by, via, objection, ...source } of requests) {
    if (objection !== void 0) notes.push(objection);
    else if (by === void 0 || request2 === void 0)
      notes.push(
        `A ${via} that accepts ${namesOf(request2?.metrics ?? [])} does not count: its author is a bot or a deleted account.`
      );
    else {
      const right = await rights.of(by);
      if (right.may)
        acceptances.push({ metrics: request2.metrics, by, reason: request2.reason, via, sha: pull.headSha, ...source });
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
    const request2 = parseAcceptRequest(rest);
    if ("refusal" in request2)
      return isLater && !edited ? [{ via: "comment", objection: `${whose} does not count: ${request2.refusal}.` }] : [];
    const names2 = `${namesOf(request2.metrics)} @${context.headSha}`;
    const refuse = (why) => [
      {
        via: "comment",
        objection: `${whose} does not count: ${why}. Write it again: \`/dvc-ci accept ${names2}: REASON\`.`
      }
    ];
    if (request2.sha !== void 0 && !context.headSha.startsWith(request2.sha)) return [];
    if (!closing.some((each) => request2.metrics.some((name2) => isMeant(name2, each)))) {
      return isLater ? [
        {
          via: "comment",
          objection: `${whose} names ${namesOf(request2.metrics)}: no failing policy has that name. Failing: ${[...new Set(closing.map(({ result }) => result.metric))].join(", ")}.`
        }
      ] : [];
    }
    if (edited) return refuse("its comment was edited, and GitHub does not say by whom");
    if (!isLater && request2.sha !== context.headSha)
      return refuse(
        context.recorded !== void 0 ? "no validation of this commit has counted it" : context.since === void 0 ? "the event has no time for this commit" : "it is not newer than this commit"
      );
    return [{ request: request2, via: "comment", comment: id, ...by === void 0 ? {} : { by } }];
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
    github: { token, apiUrl, project: folder2 }
  } = run2.settings;
  if (event.name !== "push" && event.name !== "merge_group" || event.repository === void 0 || token === void 0 || !judged.some(isClosing))
    return void 0;
  const { connect } = await import("./client-E6QHQLK6.js");
  const { failureText: failureText2 } = await import("./failure-MZ7PPNMM.js");
  const addNotice3 = (why) => {
    run2.report.lint.push({
      rule: "acceptance",
      severity: "notice",
      message: `Acceptances could not be checked: ${withoutPeriod(why)}.`
    });
  };
  try {
    const github = connect({
      token,
      apiUrl,
      repository: event.repository,
      debug: (message2) => run2.host.debug(message2),
      redact: (text3) => run2.host.redact(text3)
    });
    github.endWithin(LONGEST_MS);
    const found2 = await (event.name === "push" ? ofPush(project, github) : ofQueue(project, github));
    if (found2 === void 0) return void 0;
    if ("reason" in found2) {
      addNotice3(found2.reason);
      return void 0;
    }
    const { number: number3, headSha } = found2.head;
    const { readAccepted } = await import("./accepted-record-6KQMHX34.js");
    const { pullRequestThread } = await import("./thread-FT3VRIDK.js");
    const recorded2 = await readAccepted(github, pullRequestThread(github, number3), folder2, headSha);
    await acceptBy(run2, github, { ...found2.head, recorded: recorded2 }, inGit2("dvc-ci.yaml"), judged);
    const command2 = howToAccept(judged, headSha);
    return command2 === void 0 ? void 0 : `A user with write access can accept it with this comment on pull request ${number3}: \`${command2}\`. Then ${event.name === "push" ? "run the failed job again" : "add it to the queue again"}.`;
  } catch (error) {
    if (error instanceof SetupError || error instanceof OutsideError) addNotice3(messageOf(error));
    else addNotice3(failureText2(error, "pull-requests: read, contents: read"));
    return void 0;
  }
}
async function ofPush({ git, run: run2 }, github) {
  const { event } = run2.settings;
  const { sha } = run2.report.source;
  const { mergedPullOf } = await import("./commit-comment-7Z53E2Y6.js");
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
  const { pullState } = await import("./conversation-IRWGK4TR.js");
  const { headSha } = await pullState(github, number3);
  const isExact = await git.isMergeOf(run2.report.source.sha, event.mergeGroupBaseSha, headSha);
  return isExact ? { head: { number: number3, headSha } } : { reason: `this group is not exactly the merge of pull request ${number3} (${headSha.slice(0, 7)})` };
}

// src/steps/datasets/judge-data.ts
import { readFile as readFile23 } from "node:fs/promises";
import { join as join35 } from "node:path";

// src/metrics/glob.ts
var MAX_ALTERNATIVES = 256;
var MAX_BRACED_LENGTH = 1e3;
function compileGlob(pattern, kind) {
  const alternatives = expandBraces(pattern).map((alternative) => tokenize(alternative, kind));
  const only = alternatives.length === 1 ? alternatives[0] : void 0;
  const weight = Math.max(...alternatives.map((tokens) => tokens.filter((token) => token.kind === "char").length));
  const literal2 = only?.map((token) => token.kind === "char" ? token.char : void 0);
  const text3 = literal2?.includes(void 0) === false ? literal2.join("") : void 0;
  return {
    literal: text3 !== void 0,
    weight,
    // A name may have brackets (`recall[macro]`): the literal name matches itself.
    matches: (candidate) => candidate === pattern || candidate === text3 || text3 === void 0 && alternatives.some((tokens) => matchTokens(tokens, candidate, kind))
  };
}
function matchTokens(tokens, text3, kind) {
  const chars = Array.from(text3);
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
  return ranges.some(([first, last2]) => char >= first && char <= last2);
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
      const found2 = char === "[" ? readClass(chars, at) : void 0;
      tokens.push(found2?.token ?? { kind: "char", char });
      at = found2?.end ?? at;
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

// src/metrics/limits.ts
var UNCHANGED = "unchanged";
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
  if (policy.unchanged === true) limits.push({ kind: UNCHANGED, against: "baseline", rule: UNCHANGED });
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
  const [shown3, asked] = formatTogether([value, bound]);
  const relation = kind === "min" ? passed ? "at least the required" : "below the required" : passed ? "at most the allowed" : "above the allowed";
  return { passed, message: `${metric} is ${shown3}, ${relation} ${asked}.` };
}
function judgeChange(asked, held) {
  const { rule } = asked;
  const { metric, value, baseline: baseline2, band } = held;
  const origin = held.baselineMeasured === true ? " The baseline was measured with the same evaluation." : "";
  switch (baseline2.kind) {
    case "none":
      return {
        passed: false,
        message: `${metric} cannot be compared: there is no baseline${baseline2.reason === void 0 ? "" : ` (${baseline2.reason})`}. Set metrics.baseline, or remove \`${rule}\`.`
      };
    case "unreadable":
      return {
        passed: false,
        message: `${metric} cannot be compared with the baseline: ${baseline2.reason}. Choose another metrics.baseline, or remove \`${rule}\` for this change.`
      };
    case "new":
      return {
        passed: true,
        message: `${metric} is a new metric: no baseline has it, so \`${rule}\` has nothing to compare with yet.`
      };
    case "number":
      return asked.kind === "unchanged" ? equal(baseline2.value) : compareWith2(asked, baseline2.value);
  }
  function equal(reference) {
    const [shown3 = "", before = ""] = formatTogether([value, reference]);
    if (value === reference) return { passed: true, message: `${metric} is ${shown3}, as in the baseline.${origin}` };
    return { passed: false, message: `${metric} is ${shown3}, and it was ${before} in the baseline.${origin}` };
  }
  function compareWith2({ kind, limit }, reference) {
    const change = difference(value, reference);
    const worse = kind === "max_drop" ? -change : change;
    const allowed = limit.unit === "share" ? roundFor(limit.amount * Math.abs(reference), value, reference) : limit.amount;
    const holds = Number.isFinite(worse) && worse <= allowed;
    const isNoise = !holds && band !== void 0 && Number.isFinite(worse) && worse <= roundFor(band.width, value, reference);
    const passed = holds || isNoise;
    const beside = holds || band === void 0 ? "" : `, ${isNoise ? "but within" : "and more than"} ${band.label}`;
    const [shown3 = "", before = "", by = "", most = ""] = formatTogether([value, reference, Math.abs(change), allowed]);
    const asked2 = limit.unit === "absolute" ? most : `${most} (${formatLimit(limit)} of the baseline${reference === 0 ? ", which is 0" : ""})`;
    const moved = change === 0 ? `${metric} is ${shown3}, as in the baseline` : `${metric} ${change < 0 ? "fell" : "rose"} by ${by} from ${before} to ${shown3}`;
    if (worse > 0)
      return { passed, message: `${moved}, ${holds ? "within" : "more than"} the allowed ${asked2}${beside}.${origin}` };
    return {
      passed,
      message: passed ? `${moved}; it may ${kind === "max_drop" ? "fall" : "rise"} by ${asked2}.${origin}` : `${moved}, which \`${rule}\` does not allow.${origin}`
    };
  }
}

// src/metrics/noise.ts
var FEWEST_BUILDS = 3;
function bandOf(path2, name2, { builds, sigma }) {
  const values = builds.flatMap((files3) => {
    const leaf = (files3.get(path2) ?? onlyFileWith(files3, name2))?.leaves.get(name2);
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
function onlyFileWith(files3, name2) {
  const [file, second] = [...files3.values()].filter(({ leaves: leaves2 }) => leaves2.has(name2));
  return second === void 0 ? file : void 0;
}

// src/metrics/selector.ts
var NAMED3 = 1e6;
function spellingsOf(metric) {
  const spellings = [];
  for (let colon = metric.indexOf(":"); colon >= 0; colon = metric.indexOf(":", colon + 1)) {
    const path2 = metric.slice(0, colon).replace(/^(?:\.\/)+/, "");
    if (path2 !== "") spellings.push({ path: path2, name: metric.slice(colon + 1) });
  }
  return spellings;
}
function compileSelector(metric) {
  const worst2 = selectorOfWorst(metric);
  return worst2 === void 0 ? compilePlain(metric) : compileWorst(worst2);
}
function selectorOfWorst(metric) {
  return /^worst\(([^]+)\)$/.exec(metric)?.[1];
}
function compileWorst(text3) {
  const plain2 = compilePlain(text3);
  return {
    ...plain2,
    worst: text3,
    match: (path2, name2, slice) => {
      if (slice === void 0 || slice.isSupport) return "none";
      const matches = [
        plain2.match(path2, name2),
        plain2.match(path2, slice.metric),
        plain2.match(`slices/${slice.dimension}`, slice.metric)
      ];
      return matches.includes("named") ? "named" : matches.includes("pattern") ? "pattern" : "none";
    },
    mayBeIn: (path2) => plain2.mayBeIn(path2) || text3.startsWith("slices/"),
    // The name of one slice's metric is more specific.
    rank: plain2.rank % NAMED3
  };
}
function compilePlain(metric) {
  const spellings = [
    { name: compileGlob(metric, "name") },
    ...spellingsOf(metric).map(({ path: path2, name: name2 }) => ({
      path: compileGlob(path2, "path"),
      name: compileGlob(name2, "name")
    }))
  ];
  const named3 = spellings.every((spelling) => spelling.name.literal && spelling.path?.literal !== false);
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
    rank: (named3 ? NAMED3 : 0) + weight
  };
}

// src/metrics/worst.ts
var MOST_NAMES = 5;
function chooseSlices({ minSupport }, rows, all) {
  const supports = minSupport === void 0 ? void 0 : supportsOf(all);
  const supportOf = (row) => {
    const support = supports?.get(sliceKey(row) ?? "");
    return row.value.kind === "absent" ? support?.baseline : support?.value;
  };
  const isSmall = (row) => minSupport !== void 0 && (supportOf(row) ?? minSupport) < minSupport;
  const [small, judged] = [rows.filter(isSmall), rows.filter((row) => !isSmall(row))];
  const distinct2 = (some) => new Set(some.map(sliceKey)).size;
  return {
    judged,
    small,
    slices: distinct2(judged),
    smallSlices: distinct2(small),
    unknown: minSupport === void 0 ? 0 : distinct2(judged.filter((row) => supportOf(row) === void 0))
  };
}
function worstLabel(row, { slices }) {
  return `${labelOf(row)}, ${slices === 1 ? "the only slice" : `the worst of ${slices} slices`},`;
}
function worstResults(policy, slices, { slices: of, smallSlices, unknown: unknown3 }) {
  const limits = new Map(limitsOf(policy).map((limit) => [limit.rule, limit]));
  return rulesOf(policy).flatMap((rule) => {
    const found2 = slices.flatMap(
      ({ row: row2, results }) => results.filter((result2) => result2.rule === rule).map((result2) => ({ row: row2, result: result2 }))
    );
    const limit = limits.get(rule);
    const rank = (one) => urgency(one.row, one.result, limit);
    const worst2 = found2.reduce((most, one) => {
      if (most === void 0) return one;
      const order = rank(one) - rank(most);
      return order < 0 || order === 0 && excess(one.result, limit) > excess(most.result, limit) ? one : most;
    }, void 0);
    if (worst2 === void 0) return [];
    const failed = new Set(found2.filter(({ result: result2 }) => !result2.passed).map(({ row: row2 }) => sliceKey(row2))).size;
    const { row, result } = worst2;
    const notes = [
      ...failed > 1 ? [`${failed} of ${of} slices fail.`] : [],
      ...smallNotes(policy, smallSlices, unknown3)
    ];
    return [
      {
        row,
        result: {
          ...result,
          metric: policy.metric,
          message: [result.message, ...notes].join(" "),
          slice: {
            path: row.path,
            name: row.name,
            label: labelOf(row),
            of,
            ...failed > 0 ? { failed } : {},
            ...smallSlices > 0 ? { small: smallSlices } : {}
          }
        }
      }
    ];
  });
}
function allSmall(policy, { smallSlices }) {
  const passed = policy.missing === "ignore";
  return rulesOf(policy).map((rule) => ({
    metric: policy.metric,
    rule,
    passed,
    severity: policy.severity,
    message: `${policy.metric} judges no slice: ${smallSlices === 1 ? "its only slice has" : `all ${smallSlices} slices have`} fewer rows than \`min_support: ${policy.minSupport}\`${passed ? ", which `missing: ignore` allows" : ""}.`
  }));
}
function knownSlices(rows) {
  const metrics = rows.flatMap(
    ({ slice, value }) => slice === void 0 || slice.isSupport || numberOf(value) === void 0 ? [] : [slice.metric]
  );
  const dimensions = rows.flatMap(({ slice }) => slice === void 0 ? [] : [slice.dimension]);
  return metrics.length === 0 ? "No metrics file has a slice." : `The slices by ${named([...new Set(dimensions)], MOST_NAMES)} have ${named([...new Set(metrics)], MOST_NAMES)}.`;
}
function labelOf({ name: name2, slice }) {
  return slice === void 0 ? name2 : `${slice.metric} of ${sliceLabel(slice)}`;
}
function smallNotes({ minSupport }, small, unknown3) {
  return [
    ...small > 0 ? [`${count(small, "slice")} with fewer than ${minSupport} rows ${small === 1 ? "is" : "are"} not judged.`] : [],
    ...unknown3 > 0 ? [
      `${count(unknown3, "slice")} ${unknown3 === 1 ? "has" : "have"} no number of rows, and ${unknown3 === 1 ? "is" : "are"} judged.`
    ] : []
  ];
}
function urgency(row, { passed, value, baseline: baseline2 }, limit) {
  if (passed) return value === void 0 ? 6 : 5;
  const isWhole2 = value !== void 0 && (baseline2 !== void 0 || limit?.against !== "baseline");
  if (isWhole2) return 0;
  if (row.value.kind === "absent") return 1;
  if (row.value.kind === "problem") return row.value.problem.kind === "file" ? 4 : 2;
  return 3;
}
function excess({ value, baseline: baseline2 }, limit) {
  if (value === void 0 || limit === void 0) return Number.NEGATIVE_INFINITY;
  if (limit.against === "value") return limit.kind === "min" ? limit.bound - value : value - limit.bound;
  if (baseline2 === void 0) return Number.NEGATIVE_INFINITY;
  const change = difference(value, baseline2);
  if (limit.kind === "unchanged") return Math.abs(change);
  const { amount: amount2, unit } = limit.limit;
  return (limit.kind === "max_drop" ? -change : change) - (unit === "share" ? amount2 * Math.abs(baseline2) : amount2);
}

// src/metrics/judge.ts
function judgeEach(policies, sides, areFiles = "moving") {
  const rows = collectRows(sides);
  const context = { sides, rows, labels: labelsOf(rows, areFiles), areFiles };
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
  const rows = selected.filter((row) => context.areFiles === "fixed" || !hasMoved(row, selected));
  const hollow = rows.length === 0 ? [] : hollowFiles(rows, selector, context.sides);
  if (hollow.length > 0) return onlyFirst(selector, judgeUnmeasured(policy, rows, hollow));
  if (selector.worst !== void 0 && rows.length > 0) return judgeSlices(policy, rows, context);
  if (rows.length === 0)
    return judgeNothing(policy, selector, context).map((result) => ({ policy, metric: policy.metric, result }));
  return rows.flatMap(
    (row) => judgeRow(policy, row, context).map((result) => ({ policy, metric: row.name, path: row.path, result }))
  );
}
function judgeSlices(policy, rows, context) {
  const choice = chooseSlices(policy, rows, context.rows);
  if (choice.judged.length === 0)
    return allSmall(policy, choice).map((result) => ({ policy, metric: policy.metric, result }));
  const slices = choice.judged.map((row) => ({
    row,
    results: judgeRow(policy, row, context, worstLabel(row, choice))
  }));
  return worstResults(policy, slices, choice).map(({ row, result }) => ({
    policy,
    metric: policy.metric,
    path: row.path,
    result
  }));
}
function onlyFirst({ worst: worst2 }, judged) {
  const [first] = judged;
  return worst2 === void 0 ? judged : judged.filter(({ path: path2, metric }) => path2 === first?.path && metric === first?.metric).map((each) => ({
    ...each,
    metric: each.policy.metric,
    result: { ...each.result, metric: each.policy.metric }
  }));
}
function judgeRow(policy, row, context, metric = context.labels.get(row) ?? row.name) {
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
  const files3 = [...measured?.values() ?? []].sort((a, b) => a.path < b.path ? -1 : 1);
  if (rows.some((row) => row.measured || namesFile(row.path))) return [];
  return files3.some(({ leaves: leaves2 }) => [...leaves2.values()].some((leaf) => "value" in leaf)) ? [] : files3;
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
function baselineEntry(baseline2) {
  return baseline2 === void 0 ? {} : { baseline: baseline2 };
}
function isSelected(row, selector) {
  const match = selector.match(row.path, row.name, row.slice);
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
  const last2 = before === void 0 ? `only the committed ${row.path} has it` : `the baseline has ${formatNumber(before)} in ${row.path}`;
  return {
    passed: false,
    message: `${metric} is missing: ${last2}. If you removed it on purpose, set \`missing: ignore\` for it or remove its policy.`
  };
}
function judgeNothing(policy, selector, { sides, rows, labels }) {
  const suspects = unreadableFiles(sides).filter((problem) => selector.mayBeIn(problem.path));
  const passed = policy.missing === "ignore" && suspects.length === 0;
  const known2 = rows.filter((row) => numberOf(row.value) !== void 0).map((row) => labels.get(row) ?? row.name);
  const nearest2 = nearestMetrics(policy.metric, known2);
  const subject = selector.worst === void 0 ? `No metric is named ${policy.metric}` : `${policy.metric} selects no slice`;
  const hint = suspects.length > 0 ? `${suspects.map((problem) => problem.message).join("; ")}.` : selector.worst !== void 0 ? knownSlices(rows) : nearest2.length === 0 ? "No metrics file has a number." : `The nearest ${nearest2.length === 1 ? "is" : "are"} ${nearest2.join(", ")}.`;
  const message2 = passed ? `${subject}, which \`missing: ignore\` allows.` : `${subject}. ${hint}`;
  return rulesOf(policy).map((rule) => ({ metric: policy.metric, rule, passed, severity: policy.severity, message: message2 }));
}
function baselineOf(row, { sides, rows, areFiles }) {
  if (sides.baseline === void 0)
    return { kind: "none", ...sides.noBaseline === void 0 ? {} : { reason: sides.noBaseline } };
  if (row.baseline.kind !== "absent" || areFiles === "fixed") return readAt(row.baseline);
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
function labelsOf(rows, areFiles) {
  const count3 = /* @__PURE__ */ new Map();
  for (const { name: name2 } of rows) count3.set(name2, (count3.get(name2) ?? 0) + 1);
  const isFull = (name2) => areFiles === "fixed" || (count3.get(name2) ?? 0) > 1;
  return new Map(rows.map((row) => [row, isFull(row.name) ? `${row.path}:${row.name}` : row.name]));
}

// src/datasets/leak-pairs.ts
function keyOfPair({ path: path2, of }) {
  return `${path2}\0${of}`;
}
var SPLIT_WORDS = {
  training: ["train", "training"],
  heldOut: ["test", "testing", "val", "valid", "validation", "dev", "holdout", "eval"]
};
var MOST_PAIRS = 100;
function leakPairs(paths, isWanted = () => true) {
  const splits = [...paths].flatMap((path2) => splitOf(path2) ?? []);
  const training = splits.filter(({ kind }) => kind === "training");
  const same2 = grouped2(training, ({ shape }) => shape);
  const beside = grouped2(training, ({ path: path2 }) => folderOf2(path2));
  const pairs2 = [];
  for (const { path: path2, kind, shape } of splits) {
    if (kind === "training") continue;
    for (const { path: of } of same2.get(shape) ?? beside.get(folderOf2(path2)) ?? []) {
      if (isWanted({ path: path2, of })) pairs2.push({ path: path2, of });
      if (pairs2.length === MOST_PAIRS) return pairs2;
    }
  }
  return pairs2;
}
function splitOf(path2) {
  const parts2 = path2.split("/");
  for (const [index, part2] of parts2.entries()) {
    const tokens = part2.toLowerCase().split(/([-_. ]+)/);
    for (const kind of ["training", "heldOut"]) {
      const word = tokens.find((token) => SPLIT_WORDS[kind].includes(token));
      if (word === void 0) continue;
      const starred = tokens.map((token) => token === word ? "*" : token).join("");
      return { path: path2, kind, shape: [...parts2.slice(0, index), starred, ...parts2.slice(index + 1)].join("/") };
    }
  }
  return void 0;
}
function grouped2(splits, keyOf3) {
  const groups = /* @__PURE__ */ new Map();
  for (const split of splits) {
    const group = groups.get(keyOf3(split));
    if (group === void 0) groups.set(keyOf3(split), [split]);
    else group.push(split);
  }
  return groups;
}
function folderOf2(path2) {
  return path2.slice(0, path2.lastIndexOf("/") + 1);
}

// src/datasets/quantities.ts
var OF_DATA = ["size", "files", "duplicates", "rows", "columns", "added", "removed", "changed", "schema"];
var QUANTILES = ["p05", "p25", "p50", "p75", "p95"];
var OF_COLUMNS = [
  "nulls",
  "distinct",
  "min",
  "max",
  "mean",
  "std",
  ...QUANTILES,
  "psi",
  "distance",
  "new_values",
  "vanished_values"
];
var DIFFERENCES_OF_DATA = ["added", "removed", "changed", "schema"];
var DIFFERENCES_OF_COLUMNS = ["psi", "distance", "new_values", "vanished_values"];
var VALUES = ["min", "max", "mean", "std", ...QUANTILES];
var QUANTITIES = [
  ...OF_DATA,
  "leaked(PATH)",
  ...OF_COLUMNS.map((quantity) => `COLUMN.${quantity}`)
];
function leakedFrom(name2) {
  const [, other] = /^leaked\((.+)\)$/.exec(name2) ?? [];
  return other?.replace(/^(?:\.\/)+/, "").replace(/\/+$/, "");
}
function plainQuantity(name2) {
  const other = leakedFrom(name2);
  return other === void 0 ? name2 : `leaked(${other})`;
}
function ofColumn(name2) {
  const dot = name2.lastIndexOf(".");
  return dot > 0 ? name2.slice(dot + 1) : void 0;
}
function mayBeQuantity(name2) {
  if (leakedFrom(name2) !== void 0 || OF_DATA.includes(name2)) return true;
  const column = ofColumn(name2);
  if (column !== void 0 && OF_COLUMNS.includes(column)) return true;
  return !compileGlob(name2, "name").literal;
}
function partOf(name2, isFolder2) {
  if (name2 === "size") return "lock";
  const ofFiles = name2 === "files" || name2 === "duplicates" || leakedFrom(name2) !== void 0;
  return ofFiles && (isFolder2 || name2 === "files") ? "files" : "content";
}
function tellsValue(name2) {
  return VALUES.includes(ofColumn(name2) ?? "");
}

// src/datasets/named-data.ts
function dividePolicies(policies, { data, metrics }) {
  const [paths, files3] = [[...data], [...metrics]];
  const divided = { data: [], metrics: [] };
  for (const policy of policies) (isOfData(policy.metric, paths, files3) ? divided.data : divided.metrics).push(policy);
  return divided;
}
function isOfData(text3, data, metrics) {
  const spellings = spellingsOf(text3);
  if (spellings.some(({ path: path2 }) => metrics.some((file) => compileGlob(path2, "path").matches(file)))) return false;
  if (data.some((path2) => fitOf(text3, path2) !== "none")) return true;
  if (data.includes(text3)) return true;
  return spellings.some(({ path: path2, name: name2 }) => {
    if (!mayBeQuantity(name2) || !/[/.]/.test(path2)) return false;
    const meant = nearestData(path2, [...data, ...metrics]);
    return meant !== void 0 && data.includes(meant);
  });
}
function nearestData(path2, known2) {
  const paths = [...known2];
  return paths.find((each) => each.endsWith(`/${path2}`)) ?? nearest(path2, paths, "misspelt");
}
function fitOf(text3, path2) {
  const fits = spellingsOf(text3).map(
    (spelling) => compileGlob(spelling.path, "path").matches(path2) ? "whole" : reachesInto(spelling.path, path2) ? "inside" : "none"
  );
  return fits.includes("whole") ? "whole" : fits.includes("inside") ? "inside" : "none";
}
function quantitiesOf(text3, path2) {
  return spellingsOf(text3).flatMap(
    (spelling) => compileGlob(spelling.path, "path").matches(path2) ? [plainQuantity(spelling.name)] : []
  );
}
function askedFiles(policies, folder2) {
  const paths = policies.flatMap(({ metric }) => spellingsOf(metric).map(({ path: path2 }) => path2)).filter((path2) => reachesInto(path2, folder2));
  if (paths.length === 0) return void 0;
  const isFile2 = (path2) => compileGlob(path2, "path").literal;
  return {
    files: paths.filter(isFile2).map((path2) => path2.slice(folder2.length + 1)),
    suffixes: paths.filter((path2) => !isFile2(path2)).flatMap((path2) => /[^/](\.\w+)$/.exec(path2)?.[1]?.toLowerCase() ?? [])
  };
}
function reachesInto(pattern, folder2) {
  const parts2 = pattern.split("/");
  const above = folder2.split("/");
  for (const [index, part2] of above.entries()) {
    const own = parts2[index];
    if (own === void 0) return false;
    if (own.includes("**")) return true;
    if (!compileGlob(own, "path").matches(part2)) return false;
  }
  return parts2.length > above.length;
}
function askedLeaks(policies, data) {
  const whole = [...data];
  const inside = policies.flatMap(
    ({ metric }) => spellingsOf(metric).flatMap(({ path: path2, name: name2 }) => [path2, leakedFrom(name2) ?? ""]).filter((path2) => compileGlob(path2, "path").literal && whole.some((each) => reachesInto(path2, each)))
  );
  const paths = [.../* @__PURE__ */ new Set([...whole, ...inside])];
  const pairs2 = policies.flatMap(
    ({ metric }) => paths.flatMap(
      (path2) => quantitiesOf(metric, path2).flatMap((name2) => {
        const other = leakedFrom(name2);
        if (other === void 0) return [];
        const glob = compileGlob(other, "path");
        return paths.filter((each) => each !== path2 && glob.matches(each)).map((of) => ({ path: path2, of }));
      })
    )
  );
  return [...new Map(pairs2.map((pair) => [keyOfPair(pair), pair])).values()];
}

// src/datasets/measures.ts
function measuresOf(data, policies) {
  const now = new Leaves();
  const before = new Leaves();
  const fresh = /* @__PURE__ */ new Map();
  for (const each of data) {
    const measured = new Measured(each, now, before, fresh);
    measured.addData();
    for (const table of each.tables) measured.addTable(table);
    measured.addProblems(policies);
  }
  return { now: now.files, before: before.files, fresh };
}
var Leaves = class {
  files = /* @__PURE__ */ new Map();
  set(path2, name2, leaf) {
    const file = this.files.get(path2) ?? { path: path2, leaves: /* @__PURE__ */ new Map() };
    this.files.set(path2, file);
    file.leaves.set(name2, leaf);
  }
  has(path2, name2) {
    return this.files.get(path2)?.leaves.has(name2) === true;
  }
  number(path2, name2, value) {
    if (value !== void 0 && Number.isFinite(value)) this.set(path2, name2, { value });
  }
  problem(path2, name2, message2) {
    const problem = { kind: "file", path: path2, name: name2, seen: "not read", message: message2 };
    this.set(path2, name2, { problem });
  }
};
var Measured = class {
  constructor(data, now, before, fresh) {
    this.data = data;
    this.now = now;
    this.before = before;
    this.fresh = fresh;
  }
  data;
  now;
  before;
  fresh;
  addData() {
    const { path: path2, sides, isFolder: isFolder2, report, lookedFor, onlyLeaks } = this.data;
    for (const other of lookedFor)
      if (isFolder2 || this.unread("content", path2, true).length === 0) this.leak(path2, other, report.leaked, sides);
    if (onlyLeaks) return;
    this.both(path2, "size", report.size, report.baseline_size, sides);
    const { folder: folder2 } = report;
    if (!isFolder2) this.both(path2, "files", 1, 1, sides);
    else if (folder2 !== void 0) {
      this.both(path2, "files", folder2.files, folder2.baseline_files, sides);
      this.both(path2, "duplicates", folder2.duplicates, folder2.baseline_duplicates, sides);
    }
    if (folder2 !== void 0 && folder2.baseline_files === void 0) this.addLostBaseline(path2, sides);
  }
  addTable({ path: path2, sides, table, leaked, lookedFor }) {
    if (table === void 0) return;
    for (const other of lookedFor) this.leak(path2, other, leaked, sides);
    if (this.data.onlyLeaks) return;
    this.both(path2, "rows", table.rows, table.baseline_rows, sides);
    this.both(path2, "duplicates", table.duplicates, table.baseline_duplicates, sides);
    if (table.columns_omitted === void 0) {
      const without2 = (change) => table.columns.filter((column) => column.change !== change).length;
      this.both(path2, "columns", without2("removed"), without2("added"), {
        now: sides.now && table.rows !== void 0,
        before: sides.before && table.baseline_rows !== void 0
      });
    }
    this.addDifferences(path2, sides, table);
    for (const column of table.columns) this.addColumn(path2, column);
    if (table.baseline_rows === void 0) this.addLostBaseline(path2, sides);
  }
  /** A baseline that exists and was not read is no reason to count the data as new. */
  addLostBaseline(path2, { before }) {
    if (!before || !this.data.isChanged) return;
    for (const name2 of this.now.files.get(path2)?.leaves.keys() ?? [])
      if (!this.before.has(path2, name2)) this.before.problem(path2, name2, `the baseline of ${path2} was not read`);
  }
  addDifferences(path2, sides, table) {
    if (!sides.now) return;
    if (!this.data.isChanged) {
      for (const name2 of DIFFERENCES_OF_DATA) this.difference(path2, name2, 0);
      return;
    }
    if (!sides.before) {
      for (const name2 of DIFFERENCES_OF_DATA) this.addFresh(path2, name2);
      return;
    }
    if (table.baseline_rows === void 0 || table.rows === void 0) return;
    this.difference(path2, "added", table.added);
    this.difference(path2, "removed", table.removed);
    if (table.changed === void 0 && table.matched?.by === "rows")
      this.now.problem(path2, "changed", "rows were compared as a whole, because the table has no key (set data.keys)");
    else this.difference(path2, "changed", table.changed);
    if (table.columns_omitted === void 0)
      this.difference(path2, "schema", table.columns.filter(({ change }) => change !== void 0).length);
  }
  addColumn(path2, column) {
    const { name: name2, now, before } = column;
    const isBoth = this.data.isChanged;
    const sides = { now: now !== void 0, before: isBoth ? before !== void 0 : now !== void 0 };
    const add2 = (quantity, one, other) => {
      const number3 = (value) => typeof value === "number" ? value : void 0;
      this.both(path2, `${name2}.${quantity}`, number3(one), number3(other), sides);
    };
    for (const quantity of ["nulls", "distinct", "min", "max", "mean", "std"])
      add2(quantity, now?.[quantity], before?.[quantity]);
    for (const [index, quantity] of QUANTILES.entries())
      add2(quantity, now?.quantiles?.[index], before?.quantiles?.[index]);
    if (now === void 0) return;
    for (const quantity of DIFFERENCES_OF_COLUMNS) {
      const full = `${name2}.${quantity}`;
      if (!isBoth) this.difference(path2, full, 0);
      else if (before === void 0) this.addFresh(path2, full);
      else if (column[quantity] !== void 0) this.difference(path2, full, column[quantity]);
      else if (column.change === "retyped")
        this.now.problem(
          path2,
          full,
          `its type was ${column.baseline_type ?? "another"}, and is ${column.type ?? "new"}`
        );
    }
  }
  /** A problem for each number that a policy asks for and that was not read on a side that has the data. */
  addProblems(policies) {
    const { data } = this;
    const places = new Map([
      [data.path, data.sides],
      ...data.tables.map(({ path: path2, sides }) => [path2, sides])
    ]);
    for (const [path2, sides] of places)
      for (const { metric } of policies) {
        const isNamed = spellingsOf(metric).some((each) => each.path === path2);
        for (const name2 of quantitiesOf(metric, path2))
          if (data.onlyLeaks !== true || leakedFrom(name2) !== void 0) this.addProblem(path2, name2, sides, isNamed);
      }
  }
  /** @param isNamed false for a pattern of paths, which may match files that are no tables */
  addProblem(path2, name2, sides, isNamed) {
    const reason2 = this.reasonFor(name2, path2, isNamed);
    const isLiteral = compileGlob(name2, "name").literal;
    if (!isLiteral) {
      if (reason2 !== void 0 && sides.now && !this.isRead(path2)) this.now.problem(path2, name2, reason2);
      return;
    }
    const isFresh = this.fresh.get(path2)?.has(name2) === true;
    if (sides.now && !isFresh && !this.now.has(path2, name2) && reason2 !== void 0) this.now.problem(path2, name2, reason2);
    const isOld = sides.before && this.data.isChanged;
    if (isOld && !this.before.has(path2, name2) && reason2 !== void 0) this.before.problem(path2, name2, reason2);
  }
  /** True for a table whose present side was read. */
  isRead(path2) {
    return this.data.tables.some(({ path: own, table }) => own === path2 && table?.rows !== void 0);
  }
  reasonFor(name2, path2, isNamed) {
    const part2 = partOf(name2, this.data.isFolder && path2 === this.data.path);
    if (part2 === "lock") {
      const { size } = this.data.report;
      return size === void 0 ? `${this.data.path} has no size in its DVC file` : void 0;
    }
    const all = this.unread(part2, path2, leakedFrom(name2) !== void 0);
    const first = all.find((each) => each.path === path2) ?? all[0];
    if (first !== void 0) return first.reason;
    const found2 = this.data.tables.find((each) => each.path === path2);
    if (part2 !== "content" || found2 === void 0) return void 0;
    if (found2.table === void 0) return isNamed ? `${path2} is no table` : void 0;
    return found2.table.columns_omitted === void 0 ? void 0 : `${path2} has ${found2.table.columns_omitted} columns that were not read`;
  }
  /** @param isLeak true for a number that the content of other data decides too */
  unread(part2, path2, isLeak = false) {
    return (this.data.report.unread ?? []).filter(
      (each) => (each.part === part2 || each.part === "files") && (each.path === void 0 || each.path === path2 || isLeak)
    );
  }
  leak(path2, other, leaks, sides) {
    const found2 = leaks?.find((each) => each.path === other);
    if (found2 === void 0 && this.unread("content", path2, true).length > 0) return;
    const [now, before] = found2 === void 0 ? [0, 0] : [found2.rows ?? found2.files, found2.baseline_rows ?? found2.baseline_files];
    this.both(path2, `leaked(${other})`, now, before, sides);
  }
  /** A number of each side. Data that did not change has one for both. */
  both(path2, name2, now, before, sides) {
    if (sides.now) this.now.number(path2, name2, now);
    if (sides.before) this.before.number(path2, name2, this.data.isChanged ? before : now);
  }
  difference(path2, name2, value) {
    this.now.number(path2, name2, value);
    if (value !== void 0) this.before.number(path2, name2, 0);
  }
  addFresh(path2, name2) {
    const names2 = this.fresh.get(path2) ?? /* @__PURE__ */ new Set();
    this.fresh.set(path2, names2.add(name2));
  }
};

// src/datasets/without-values.ts
function withoutValues(data) {
  return data.tables === void 0 ? data : { ...data, tables: data.tables.map((table) => ({ ...table, columns: table.columns.map(columnWithoutValues) })) };
}
function typeWithoutNames(type) {
  return type.replace(/^(STRUCT|ENUM|UNION|MAP)\(.*\)((?:\[\d*\])*)$/s, "$1$2");
}
function columnWithoutValues(column) {
  const { name: name2, change, was, type, baseline_type, now, before, psi, distance, new_values, vanished_values } = column;
  return defined({
    name: name2,
    change,
    was,
    type: type === void 0 ? void 0 : typeWithoutNames(type),
    baseline_type: baseline_type === void 0 ? void 0 : typeWithoutNames(baseline_type),
    now: now && countsOf2(now),
    before: before && countsOf2(before),
    psi,
    distance,
    new_values,
    vanished_values,
    histogram: column.histogram && defined({ now: column.histogram.now, before: column.histogram.before })
  });
}
function countsOf2({ nulls, distinct: distinct2 }) {
  return defined({ nulls, distinct: distinct2 });
}
function defined(object2) {
  return Object.fromEntries(Object.entries(object2).filter(([, value]) => value !== void 0));
}

// src/datasets/judge-data.ts
function judgeData(policies, sides) {
  const measures = measuresOf(sides.described, policies);
  return policies.flatMap((policy) => new DataJudge(policy, sides, measures).judge());
}
var DataJudge = class {
  constructor(policy, sides, measures) {
    this.policy = policy;
    this.sides = sides;
    this.measures = measures;
  }
  policy;
  sides;
  measures;
  judge() {
    const { policy, sides } = this;
    const wrong2 = this.wrongQuantity();
    if (wrong2 !== void 0) return this.all(policy.metric, void 0, false, wrong2);
    const results = [...this.held(), ...this.fresh(), ...this.judged(), ...this.unread()];
    if (results.length > 0) return results;
    if (sides.elsewhere.some((path2) => fitOf(policy.metric, path2) !== "none")) return [];
    const passed = policy.missing === "ignore";
    return this.all(policy.metric, void 0, passed, passed ? this.allowed() : this.missing());
  }
  /** Data that did not change, or a file of a folder that is not among its changed ones. */
  held() {
    const { policy, sides, measures } = this;
    const whole = sides.held.filter((path2) => fitOf(policy.metric, path2) === "whole");
    const isRead = (path2) => sides.described.some((each) => each.path === path2);
    const results = whole.flatMap(
      (path2) => quantitiesOf(policy.metric, path2).filter((name2) => leakedFrom(name2) === void 0 || !isRead(path2)).flatMap((name2) => this.unchanged(`${path2}:${name2}`, path2, path2))
    );
    const isMeasured = [...measures.now.keys(), ...measures.before.keys(), ...measures.fresh.keys()].some(
      (path2) => quantitiesOf(policy.metric, path2).length > 0
    );
    if (results.length > 0 || isMeasured) return results;
    const around = [
      ...sides.held,
      ...sides.described.filter((each) => each.isChanged && each.isFolder && each.sides.now && each.sides.before && isWhole(each)).filter(({ tables }) => !tables.some(({ path: path2 }) => fitOf(policy.metric, path2) === "whole")).map(({ path: path2 }) => path2)
    ].find((path2) => fitOf(policy.metric, path2) === "inside");
    return around === void 0 ? [] : this.unchanged(policy.metric, around, this.pathOf());
  }
  unchanged(label2, path2, shown3) {
    return this.all(label2, path2, true, `${shown3} has not changed since the baseline, so {rule} was not judged again.`);
  }
  /** Differences of data, tables and columns that are new. */
  fresh() {
    const { noBaseline } = this.sides;
    return [...this.measures.fresh].flatMap(
      ([path2, names2]) => this.matching(path2, names2).flatMap(
        (name2) => this.all(
          `${path2}:${name2}`,
          path2,
          noBaseline === void 0,
          noBaseline === void 0 ? `${path2}:${name2} has nothing to compare with, because the baseline does not have it.` : `${path2}:${name2} cannot be compared: there is no baseline (${noBaseline}). Set metrics.baseline, or remove {rule}.`
        )
      )
    );
  }
  /** Tables in a folder that were not read at all: beyond the limit, or left out by `data.diff`. */
  unread() {
    const { metric } = this.policy;
    const isContent = spellingsOf(metric).some(({ name: name2 }) => partOf(name2, false) === "content");
    return this.sides.described.flatMap(({ path: path2, sides, report, tables }) => {
      const cause = report.unread?.find((each) => each.part === "content" && each.path === void 0);
      if (!isContent || cause === void 0 || !sides.now || fitOf(metric, path2) !== "inside") return [];
      const isRead = spellingsOf(metric).some((each) => tables.some((table) => table.path === each.path));
      return isRead ? [] : this.all(metric, path2, false, `${metric} cannot be judged for all of ${path2}: ${cause.reason}.`);
    });
  }
  matching(path2, names2) {
    const globs = quantitiesOf(this.policy.metric, path2).map((name2) => compileGlob(name2, "name"));
    return globs.length === 0 ? [] : [...names2].filter((name2) => globs.some((glob) => glob.matches(name2)));
  }
  judged() {
    const { policy, sides, measures } = this;
    const now = filesOf(policy, measures.now);
    const before = filesOf(policy, measures.before);
    const metric = policy.metric.replace(/leaked\(.+\)$/, plainQuantity);
    const judged = judgeEach(
      [{ ...policy, metric }],
      {
        committed: now,
        ...sides.noBaseline === void 0 ? { baseline: before } : { noBaseline: sides.noBaseline }
      },
      "fixed"
    );
    return judged.filter(({ path: path2 }) => path2 !== void 0).map((each) => ({ ...each, metric: each.result.metric, policy, result: this.explained(each) }));
  }
  /** A result with the columns that differ, and without values of cells unless they are shown. */
  explained({ metric, path: path2 = "", result }) {
    if (metric === "schema" && !result.passed) {
      const table = this.sides.described.flatMap(({ tables }) => tables).find((each) => each.path === path2)?.table;
      const changes = schemaText(table?.columns ?? [], this.sides.showsValues ? (type) => type : typeWithoutNames);
      return changes === "" ? result : { ...result, message: `${result.message} ${changes}` };
    }
    const tellsNone = result.value === void 0 && result.baseline === void 0;
    if (this.sides.showsValues || !tellsValue(metric) || tellsNone) return result;
    const { rule, passed, severity } = result;
    return {
      metric: result.metric,
      rule,
      passed,
      severity,
      ...result.value === void 0 ? {} : { hidden: true },
      message: `${result.metric} ${passed ? "meets" : "does not meet"} \`${rule}\`${result.value === void 0 ? ": it has no value, and the baseline has one" : ""}. Its value is only shown with \`data.show: values\`.`
    };
  }
  /** A sentence about a quantity that does not exist, or about other data that does not. */
  wrongQuantity() {
    const { metric } = this.policy;
    if (this.known().has(metric)) return `${metric} is data. Name a quantity of it, such as ${metric}:size.`;
    const paths = [...this.known()].filter((path2) => fitOf(metric, path2) === "whole");
    for (const path2 of paths) {
      const names2 = quantitiesOf(metric, path2);
      if (names2.length > 0 && !names2.some(mayBeQuantity)) {
        const [name2 = ""] = names2;
        const meant2 = nearestQuantity(name2);
        return `${path2}:${name2} is no quantity of data. ${meant2 === void 0 ? `Quantities: ${QUANTITIES.join(", ")}.` : `Did you mean ${path2}:${meant2}?`}`;
      }
    }
    const others = spellingsOf(metric).flatMap(({ name: name2 }) => leakedFrom(name2) ?? []);
    const [other] = others;
    if (other === void 0) return void 0;
    const known2 = this.known();
    if (others.some((each) => [...known2].some((path2) => compileGlob(each, "path").matches(path2)))) return void 0;
    const meant = nearest(other, known2);
    return `No data is named ${other}.${meant === void 0 ? "" : ` Did you mean ${meant}?`}`;
  }
  /** The paths of data, and of the tables that were found. */
  known() {
    const { described: described2, held, elsewhere, unmade = [] } = this.sides;
    return /* @__PURE__ */ new Set([
      ...described2.flatMap(({ path: path2, tables }) => [path2, ...tables.map((table) => table.path)]),
      ...held,
      ...elsewhere,
      ...unmade
    ]);
  }
  missing() {
    const { metric } = this.policy;
    const path2 = this.pathOf();
    const found2 = [...this.measures.now].find(([each]) => quantitiesOf(metric, each).length > 0);
    if (found2 !== void 0) {
      const [own, { leaves: leaves2 }] = found2;
      const [name2 = ""] = quantitiesOf(metric, own);
      const meant2 = nearest(name2, leaves2.keys());
      return `${own} has no ${name2}.${meant2 === void 0 ? ` It has ${named([...leaves2.keys()], 8)}.` : ` Did you mean ${own}:${meant2}?`}`;
    }
    const unmade = this.sides.unmade?.find((each) => fitOf(metric, each) !== "none");
    if (unmade !== void 0) return `${unmade} cannot be judged: dvc.lock has no hash of it.`;
    const known2 = [...this.known()];
    const meant = nearestData(path2, known2);
    return `No data is named ${path2}. ${meant === void 0 ? `Data: ${named(known2) || "none"}.` : `Did you mean ${meant}?`}`;
  }
  allowed() {
    return `No data has ${this.policy.metric}, which \`missing: ignore\` allows.`;
  }
  /** The path in the policy's text. */
  pathOf() {
    const { metric } = this.policy;
    return spellingsOf(metric).find(({ name: name2 }) => mayBeQuantity(name2))?.path ?? spellingsOf(metric)[0]?.path ?? metric;
  }
  /** One result for each rule of the policy. @param message with `{rule}` for the rule */
  all(metric, path2, passed, message2) {
    const { policy } = this;
    return rulesOf(policy).map((rule) => ({
      policy,
      metric,
      ...path2 === void 0 ? {} : { path: path2 },
      result: {
        metric,
        rule,
        passed,
        severity: policy.severity,
        message: message2.replace("{rule}", () => `\`${rule}\``)
      }
    }));
  }
};
function isWhole({ report }) {
  return report.folder !== void 0 && report.unread?.some(({ part: part2 }) => part2 === "files") !== true;
}
function filesOf({ metric }, files3) {
  const { namesFile } = compileSelector(metric);
  return new Map([...files3].filter(([path2]) => namesFile(path2)));
}
function nearestQuantity(name2) {
  const dot = name2.lastIndexOf(".");
  const column = dot > 0 ? name2.slice(0, dot) : void 0;
  const names2 = QUANTITIES.filter((each) => each.startsWith("COLUMN.") === (column !== void 0));
  const meant = nearest(column === void 0 ? name2 : `COLUMN${name2.slice(dot)}`, names2, "misspelt");
  return meant?.replace("COLUMN", () => column ?? "COLUMN");
}
function schemaText(columns, typeOf3) {
  const of = (change, show) => named(columns.filter((column) => column.change === change).map(show));
  const parts2 = [
    ["Added", of("added", ({ name: name2 }) => name2)],
    ["Removed", of("removed", ({ name: name2 }) => name2)],
    [
      "Other type",
      of(
        "retyped",
        ({ name: name2, type = "?", baseline_type: before = "?" }) => `${name2} (${typeOf3(before)}, now ${typeOf3(type)})`
      )
    ],
    ["Renamed", of("renamed", ({ name: name2, was }) => `${was ?? "?"} to ${name2}`)]
  ];
  return parts2.flatMap(([title, names2]) => names2 === "" ? [] : [`${title}: ${names2}.`]).join(" ");
}

// src/steps/datasets/data-pairs.ts
function allData(project) {
  const listed = listedData(project);
  return project.stages.flatMap(
    (stage2) => stage2.outs.flatMap((out) => {
      const { hash } = out;
      return out.cache && hash !== void 0 ? [listed.get(joinPath(out.path)) ?? lockedOut(stage2, out, hash)] : [];
    })
  );
}
function lockedOut(stage2, out, hash) {
  const isImported = stage2.partial || stage2.deps.some(({ kind }) => kind === "repo");
  return {
    path: joinPath(out.path),
    hash,
    hashName: out.hashName ?? "md5",
    ...out.size === void 0 ? {} : { size: out.size },
    ...out.remote === void 0 ? {} : { remote: out.remote },
    ...isImported ? { imported: true } : {}
  };
}
function listedData({ index, files: files3 }) {
  if (Object.values(index.remotes).every(({ versions }) => versions === void 0)) return /* @__PURE__ */ new Map();
  const wdirs = new Map(index.stages.map(({ name: name2, wdir }) => [name2, wdir]));
  const texts = new Map(files3.map(({ path: path2, text: text3 }) => [path2, text3]));
  const outs = lockedOuts(texts, (lock, stage2) => wdirs.get(addressOf2(lock, stage2)));
  return new Map([...outs].filter(([, { listed }]) => listed !== void 0));
}
function dataPairs(project, before) {
  const data = new Map(allData(project).map((out) => [out.path, out]));
  const outs = new Set(
    project.stages.flatMap((stage2) => stage2.outs).filter(({ cache }) => cache).map(({ path: path2 }) => joinPath(path2))
  );
  const elsewhere = new Set(
    project.index.stages.flatMap((stage2) => stage2.outs).map(({ path: path2 }) => joinPath(path2)).filter((path2) => !outs.has(path2))
  );
  const makers = new Map(
    project.stages.flatMap(
      (stage2) => stage2.kind === "stage" && !stage2.frozen ? stage2.outs.map((out) => [joinPath(out.path), stage2.name]) : []
    )
  );
  return [.../* @__PURE__ */ new Set([...outs, ...before.keys()])].sort().flatMap((path2) => {
    const [now, old, stage2] = [data.get(path2), before.get(path2), makers.get(path2)];
    if (elsewhere.has(path2) || now?.hash === old?.hash || !outs.has(path2) && path2.startsWith("../")) return [];
    return [
      {
        path: path2,
        change: old === void 0 ? "added" : outs.has(path2) ? "modified" : "deleted",
        ...stage2 === void 0 ? {} : { stage: stage2 },
        ...now === void 0 ? {} : { now },
        ...old === void 0 ? {} : { before: old }
      }
    ];
  });
}
function dataReport({ path: path2, change, stage: stage2, now, before }) {
  return {
    path: path2,
    change,
    ...stage2 === void 0 ? {} : { stage: stage2 },
    ...now?.size === void 0 ? {} : { size: now.size },
    ...before?.size === void 0 ? {} : { baseline_size: before.size }
  };
}

// src/datasets/table-names.ts
var FORMATS = ["csv", "tsv", "tab", "psv", "parquet", "pq", "jsonl", "ndjson", "json", "arrow", "feather", "ipc"];
var COMPRESSIONS = ["", ".gz", ".zst"];
var TABLE_SUFFIXES = FORMATS.flatMap((format) => COMPRESSIONS.map((packed) => `.${format}${packed}`));
function isTableName(path2) {
  const name2 = path2.toLowerCase();
  return TABLE_SUFFIXES.some((suffix) => name2.endsWith(suffix));
}

// src/report/unread-reasons.ts
function unreadFiles(cause, of) {
  const manifest = of === void 0 ? "its manifest" : `the manifest of ${of}`;
  switch (cause.reason) {
    case "missing":
      return `neither the cache nor the remote has ${manifest}`;
    case "altered":
      return `${manifest} differs from its hash`;
    case "imported":
      return `${manifest} is only in the repository that it comes from`;
    case "versions":
      return `a remote that keeps versions of files has no manifests, and no commit lists the files of ${of ?? "the folder"}`;
    case "too-long":
      return `${manifest} has more than 256 MB`;
    case "absent":
      return `${of ?? "this path"} is no data of the project`;
    case "unlocked":
      return "dvc.lock has no hash of it";
    case "remote":
    case "error":
      return `${manifest} cannot be read: ${cause.message}`;
    case "failed":
    case "limit":
      return `${manifest} could not be downloaded`;
  }
}
function unreadContent(cause, limit) {
  switch (cause.reason) {
    case "limit":
      return cause.size > limit ? `it has ${formatBytes(cause.size)}, more than data.limit (${formatBytes(limit)})` : `it has ${formatBytes(cause.size)}, and other data used most of data.limit (${formatBytes(limit)})`;
    case "altered":
      return "its object in the cache differs from its hash";
    case "imported":
      return "it is only in the repository that it comes from";
    case "remote":
    case "error":
      return cause.message;
    case "failed":
      return "its download failed";
    case "missing":
    case "versions":
    case "absent":
    case "unlocked":
    case "too-long":
      return "neither the cache nor the remote has it";
  }
}
function furtherTables(omitted, most) {
  return `${count(omitted, "further changed table")} of it, because ${most} are read at most`;
}
function notDescribed(diff2) {
  return `\`data.diff: ${diff2}\` leaves it out`;
}
function leakUnread(path2, of) {
  return { path: path2, part: "content", reason: `rows of ${of} were not looked for in it, because ${of} was not read` };
}

// src/steps/datasets/find-leaks.ts
var EMPTY = "d41d8cd98f00b204e9800998ecf8427e";
function wantedLeaks(project, pairs2, asked) {
  const changed = new Map(pairs2.map((pair) => [pair.path, pair]));
  const data = new Map(changed);
  for (const out of allData(project))
    if (!data.has(out.path)) data.set(out.path, { path: out.path, now: out, before: out });
  const present = [...data.values()].flatMap(({ path: path2, now }) => now === void 0 ? [] : [path2]);
  const told = leakPairs(present, ({ path: path2, of }) => changed.has(path2) || changed.has(of));
  const leaks = [];
  const unknown3 = [];
  for (const { path: path2, of, isAsked: isAsked2 } of distinct(asked, told)) {
    const [held, training] = [partOf2(data, path2), partOf2(data, of)];
    if (held !== void 0 && training !== void 0)
      leaks.push({
        path: path2,
        of,
        parts: { path: held.part, of: training.part },
        sides: { path: held.sides, of: training.sides },
        asked: isAsked2
      });
    else unknown3.push({ path: path2, unread: unreadFiles({ reason: "absent" }, held === void 0 ? path2 : of) });
  }
  return { leaks, unknown: unknown3 };
}
function distinct(asked, told) {
  const all = /* @__PURE__ */ new Map();
  for (const pair of asked) all.set(keyOfPair(pair), { ...pair, isAsked: true });
  for (const pair of told) if (!all.has(keyOfPair(pair))) all.set(keyOfPair(pair), { ...pair, isAsked: false });
  return [...all.values()];
}
function partOf2(data, path2) {
  const [sides] = [...data.values()].filter((each) => isWithin(path2, each.path)).sort((one, other) => other.path.length - one.path.length);
  if (sides === void 0) return void 0;
  const inside = path2 === sides.path ? "" : path2.slice(sides.path.length + 1);
  return { part: { data: sides.path, inside }, sides };
}
function isFolder(side) {
  return side?.hash.endsWith(".dir") === true;
}
function isOfFiles({ parts: parts2, sides }) {
  const all = [sides.path.now, sides.path.before, sides.of.now, sides.of.before];
  return parts2.path.inside === "" && parts2.of.inside === "" && !all.some(isFolder);
}
function leakOfFiles({ path: path2, of, sides, asked }) {
  const shares = (one, other) => one === void 0 || other === void 0 ? void 0 : Number(one.hash === other.hash && one.hash !== EMPTY);
  const now = shares(sides.path.now, sides.of.now);
  if (now === void 0)
    return asked ? { path: path2, unread: unreadFiles({ reason: "absent" }, sides.path.now === void 0 ? path2 : of) } : { path: path2 };
  return found({ path: path2, of, asked }, now, shares(sides.path.before, sides.of.before));
}
function leakOfFolders(answer4, leak) {
  const { now, before, unread = [] } = answer4;
  const [path2, of] = [pathOf2(answer4.path), pathOf2(answer4.of)];
  const asked = leak?.asked === true;
  if (now !== void 0) return found({ path: path2, of, asked }, now.files, before?.files, now.first);
  const [first] = unread;
  if (!asked || first === void 0) return { path: path2 };
  const { data, ...cause } = first;
  const other = cause.reason === "absent" ? data === answer4.path.data ? path2 : of : data === path2 ? void 0 : data;
  return { path: path2, unread: unreadFiles(cause, other) };
}
function found({ path: path2, of, asked }, files3, before, first = []) {
  if (!asked && files3 === 0 && (before ?? 0) === 0) return { path: path2 };
  return {
    path: path2,
    leak: {
      path: of,
      files: files3,
      ...before === void 0 ? {} : { baseline_files: before },
      ...first.length === 0 ? {} : { first: [...first] }
    }
  };
}
function pathOf2({ data, inside }) {
  return inside === "" ? data : `${data}/${inside}`;
}

// src/steps/datasets/read-objects.ts
async function localObjects(project, wanted, limit) {
  if (wanted.length === 0) return { files: /* @__PURE__ */ new Map(), unread: [] };
  const { files: files3, unread } = await ask2(project, wanted, limit);
  return {
    files: new Map(Object.entries(files3)),
    unread: wanted.flatMap(({ path: path2, hash }) => {
      const cause = files3[hash] === void 0 ? unread[hash] ?? { reason: "failed" } : void 0;
      return cause === void 0 ? [] : [{ path: path2, part: "content", reason: unreadContent(cause, limit) }];
    })
  };
}
async function ask2({ dvc: dvc2, run: run2 }, wanted, limit) {
  try {
    return await dvc2.localObjects(wanted, limit, run2.signal);
  } catch (error) {
    if (run2.signal.aborted) throw error;
    const cause = { reason: "error", message: withoutPeriod(messageOf(error)) };
    return { files: {}, unread: Object.fromEntries(wanted.map(({ hash }) => [hash, cause])) };
  }
}

// src/steps/datasets/read-tables.ts
import { mkdir as mkdir12, mkdtemp as mkdtemp7, rm as rm14 } from "node:fs/promises";
import { availableParallelism as availableParallelism2 } from "node:os";
import { join as join34 } from "node:path";

// src/tables/tables.ts
import { dirname as dirname17, join as join32 } from "node:path";
import { fileURLToPath } from "node:url";
var TABLES_FILE = fileURLToPath(
  new URL("../dvc_ci_tables/__main__.py", import.meta.url)
);
var PACKAGES2 = {
  duckdb: join32(dirname17(TABLES_FILE), "requirements", "duckdb.txt"),
  arrow: join32(dirname17(TABLES_FILE), "requirements", "arrow.txt")
};
var GRACE = 5;
var KILLED = 128;
async function askTables(request2) {
  const answers2 = /* @__PURE__ */ new Map();
  const until = performance.now() + request2.seconds * 1e3;
  let tables = request2.tables;
  const open = () => request2.only.filter((path2) => !answers2.has(path2));
  while (open().length > 0) {
    const seconds3 = (until - performance.now()) / 1e3;
    if (seconds3 <= 0) break;
    const { lines: lines2, code, timedOut } = await runOnce(request2, tables, open(), seconds3);
    for (const { path: path2, begin: begin2, ...answer4 } of lines2) if (begin2 === void 0) answers2.set(path2, answer4);
    if (timedOut) break;
    const begun = lines2.findLast(({ begin: begin2 }) => begin2 !== void 0)?.begin;
    const stopped = begun !== void 0 && !answers2.has(begun) ? begun : open()[0];
    if (stopped === void 0) break;
    const cause = code >= KILLED ? "it needs more memory than data.memory allows, or than this machine has" : "the reader of tables failed";
    answers2.set(stopped, { unread: `${cause} (exit code ${code})` });
    tables = tables.filter(({ path: path2 }) => path2 !== stopped);
  }
  for (const path2 of request2.only)
    if (!answers2.has(path2)) answers2.set(path2, { unread: "it was not read within data.timeout" });
  return answers2;
}
async function runOnce(request2, tables, only, seconds3) {
  const { python, leaks, memory, threads, expanded, scratch, signal } = request2;
  const { PATH, SystemRoot, LD_LIBRARY_PATH } = process.env;
  const result = await runProcess([python, "-I", "-B", TABLES_FILE], {
    cwd: scratch,
    // A reader of foreign files gets no credentials.
    env: { PATH, SystemRoot, LD_LIBRARY_PATH, TMPDIR: scratch, TMP: scratch, HOME: scratch, LC_ALL: "C.UTF-8" },
    input: JSON.stringify({ tables, leaks, only, memory, threads, seconds: seconds3, expanded }),
    signal,
    timeout: seconds3 + GRACE
  });
  const lines2 = result.stdout.split("\n").flatMap((line) => lineOf3(line) ?? []);
  return { lines: lines2, code: result.code, timedOut: result.timedOut };
}
function lineOf3(text3) {
  try {
    return JSON.parse(text3);
  } catch {
    return void 0;
  }
}

// src/toolchain/duckdb.ts
import { createHash as createHash8 } from "node:crypto";
import { readFile as readFile22, realpath as realpath4, writeFile as writeFile9 } from "node:fs/promises";
import { join as join33 } from "node:path";
var MINIMUM_PYTHON2 = "3.9";
var SECONDS = 300;
async function provideDuckdb(request2) {
  const { env, cwd, signal, host } = request2;
  const root = request2.cacheRoot ?? cacheRoot(env);
  const python = await findPython({ env, cwd, signal, minimum: MINIMUM_PYTHON2, purpose: "read tables" });
  const texts = await Promise.all(request2.requirements.map(async (file) => await readFile22(file, "utf8")));
  const base = await realpath4(python.base).catch(() => python.base);
  const hash = createHash8("sha256").update(JSON.stringify([...texts, base, process.platform, process.arch]));
  const { directory } = await keptDirectory({
    root,
    kind: "duckdb",
    what: "DuckDB",
    name: [`py${python.version}`, hash.digest("hex").slice(0, 12)].join("-"),
    ...request2.shared === void 0 ? {} : { shared: request2.shared },
    usable: async (kept) => await isProgram(pythonOf(join33(kept, "environment"))),
    build: async (made) => {
      const uv = await provideUv({ env, cwd, signal, host, cacheRoot: root });
      host.info(`Installing DuckDB for Python ${python.version}, to read tables.`);
      const file = join33(made, "requirements.txt");
      await writeFile9(file, texts.join("\n"));
      const environment = join33(made, "environment");
      const options = { cwd: made, env: uv.env, signal, timeout: SECONDS };
      await install([uv.program, "venv", "--quiet", "--python", python.program, environment], options);
      const wanted = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", file];
      await install([uv.program, "pip", "install", "--python", pythonOf(environment), ...wanted], options);
    }
  });
  return pythonOf(join33(directory, "environment"));
}
async function install(argv, options) {
  const result = await runProcess(argv, options);
  if (result.code === 0) return;
  const how = result.timedOut ? `did not end within ${SECONDS} s` : `ended with ${result.code}`;
  throw new OutsideError("duckdb-install-failed", `DuckDB cannot be installed: uv ${how}.
${lastLines(result)}
`, {
    remedy: WITHOUT_INDEX
  });
}

// src/steps/datasets/read-tables.ts
var EXPANSION = 16;
var FIRST_LINE = /^[^\n.]*/;
async function readTables(project, files3, leaks, limits) {
  if (files3.length === 0) return /* @__PURE__ */ new Map();
  const began = performance.now();
  const first = await answers(project, files3, files3, leaks, limits, [PACKAGES2.duckdb]);
  const arrow = files3.filter(({ path: path2 }) => first.get(path2)?.needs === "arrow");
  const readings = new Map(first);
  if (arrow.length > 0) {
    const rest = { ...limits, seconds: limits.seconds - (performance.now() - began) / 1e3 };
    const second = await answers(project, files3, arrow, leaks, rest, [PACKAGES2.duckdb, PACKAGES2.arrow]);
    for (const [path2, answer4] of second) readings.set(path2, answer4);
  }
  return new Map([...readings].map(([path2, answer4]) => [path2, readingOf2(path2, answer4)]));
}
function readingOf2(path2, { table, leaked, unread }) {
  return {
    ...table === void 0 ? {} : { table },
    ...leaked === void 0 ? {} : { leaked },
    ...unread === void 0 ? {} : { unread: [{ path: path2, part: "content", reason: unread }] }
  };
}
async function answers({ run: run2, scratch: folder2, directory }, tables, wanted, leaks, limits, requirements) {
  const { host, signal, cache } = run2;
  let python;
  try {
    python = await provideDuckdb({
      requirements,
      env: childEnvironment(process.env),
      cwd: directory,
      signal,
      host,
      ...cache === void 0 ? {} : { shared: cache }
    });
  } catch (error) {
    signal.throwIfAborted();
    host.info(host.redact(messageOf(error).trim()));
    const reason2 = FIRST_LINE.exec(messageOf(error))?.[0] ?? "";
    return new Map(wanted.map(({ path: path2 }) => [path2, { unread: host.redact(reason2) }]));
  }
  await mkdir12(folder2, { recursive: true });
  const scratch = await mkdtemp7(join34(folder2, "tables-"));
  try {
    return await askTables({
      python,
      tables,
      only: wanted.map(({ path: path2 }) => path2),
      leaks,
      memory: limits.memory,
      threads: availableParallelism2(),
      seconds: limits.seconds,
      expanded: limits.bytes * EXPANSION,
      scratch,
      signal
    });
  } finally {
    await rm14(scratch, { recursive: true, force: true });
  }
}

// src/steps/datasets/describe-tables.ts
async function describeTables(project, files3, asked) {
  if (files3.length === 0) return [];
  const { limit, memory, timeout } = project.run.settings.data;
  const { partners, leaks } = withPartners(project, files3, asked);
  const all = [...files3, ...partners];
  const [now, before] = await Promise.all(
    ["now", "before"].map((side) => localObjects(project, wantedOf(all, side), limit))
  );
  const given = all.flatMap((file) => {
    const [here, old] = [now?.files.get(file.now?.hash ?? ""), before?.files.get(file.before?.hash ?? "")];
    const key = keyOf2(project, file.path);
    if (here === void 0 && old === void 0) return [];
    return [
      {
        path: file.path,
        ...here === void 0 ? {} : { now: here },
        ...old === void 0 ? {} : { before: old },
        ...key === void 0 ? {} : { key }
      }
    ];
  });
  const isGiven = new Set(given.map(({ path: path2 }) => path2));
  const readable = leaks.filter(({ path: path2, of }) => isGiven.has(path2) && isGiven.has(of));
  const readings = await readTables(project, given, readable, { memory, seconds: timeout, bytes: limit }).catch(
    (error) => {
      if (project.run.signal.aborted) throw error;
      const reason2 = withoutPeriod(messageOf(error));
      return new Map(given.map(({ path: path2 }) => [path2, { unread: [{ path: path2, part: "content", reason: reason2 }] }]));
    }
  );
  const compared2 = new Set(leaks.map(keyOfPair));
  return all.map((file) => {
    const { table, leaked = [], unread = [] } = readings.get(file.path) ?? {};
    const missing = [...now?.unread ?? [], ...before?.unread ?? []].filter(({ path: path2 }) => path2 === file.path);
    const pairs2 = asked.filter((pair) => pair.path === file.path && compared2.has(keyOfPair(pair)));
    const lost = pairs2.filter(({ of }) => !isGiven.has(of) || readings.get(of)?.table === void 0);
    return {
      path: file.path,
      of: file.of,
      sides: { now: file.now !== void 0, before: file.before !== void 0 },
      ...table === void 0 ? {} : { table },
      leaked,
      lookedFor: pairs2.filter((pair) => !lost.includes(pair)).map(({ of }) => of),
      unread: [...unread, ...missing, ...lost.map(({ of }) => leakUnread(file.path, of))]
    };
  });
}
function withPartners(project, files3, asked) {
  const changed = new Set(files3.map(({ path: path2 }) => path2));
  const others = new Map(
    allData(project).filter((out) => !changed.has(out.path) && !isFolder(out) && isTableName(out.path)).map((out) => [out.path, out])
  );
  const known2 = /* @__PURE__ */ new Set([...changed, ...others.keys()]);
  const all = new Map(
    [...asked, ...leakPairs(known2)].filter(({ path: path2, of }) => known2.has(path2) && known2.has(of) && (changed.has(path2) || changed.has(of))).map((pair) => [keyOfPair(pair), pair])
  );
  const leaks = [...all.values()];
  const wanted = new Set(leaks.flatMap(({ path: path2, of }) => [path2, of]));
  const partners = [...others.values()].filter(({ path: path2 }) => wanted.has(path2)).map((out) => ({ path: out.path, of: out.path, now: out, before: out }));
  return { partners, leaks };
}
function wantedOf(files3, side) {
  return files3.flatMap((file) => {
    const object2 = file[side];
    return object2 === void 0 ? [] : [{ ...object2, path: file.path }];
  });
}
function keyOf2({ run: run2 }, path2) {
  const { keys } = run2.settings.data;
  const found2 = keys.get(path2) ?? [...keys].find(([pattern]) => compileGlob(pattern, "path").matches(path2))?.[1];
  return found2 === void 0 ? void 0 : [...found2];
}

// src/steps/datasets/read-folders.ts
var MOST = { first: 10, folders: 50, members: 50 };
async function readFolders(project, pairs2, options) {
  const readings = new Readings();
  const { leaks, unknown: unknown3 } = wantedLeaks(project, pairs2, options.leaks);
  const ofFolders = leaks.filter((leak) => !isOfFiles(leak));
  for (const each of [...unknown3, ...leaks.filter(isOfFiles).map(leakOfFiles)]) readings.addLeak(each);
  for (const { path: path2 } of pairs2.filter(isUnlocked2)) readings.addUnread(path2, unreadFiles({ reason: "unlocked" }));
  const locked = pairs2.filter((pair) => !isUnlocked2(pair));
  const changed = locked.filter(({ now, before }) => isFolder(now) || isFolder(before));
  for (const pair of locked)
    if (!changed.includes(pair) && isTableName(pair.path)) readings.at(pair.path).members = [fileOf2(pair)];
  if (changed.length === 0 && ofFolders.length === 0) return readings.all;
  try {
    const answer4 = await project.dvc.folders(questionOf(changed, ofFolders, options.files ?? []), project.run.signal);
    for (const pair of changed) readings.addFolder(pair, answer4.data[pair.path]);
    const wanted = new Set(leaks.map(keyOfPair));
    answer4.leaks.forEach((each, index) => {
      const leak = ofFolders[index];
      const foundLeak = leakOfFolders(each, leak);
      const isKnown = leak === void 0 && wanted.has(keyOfPair({ path: foundLeak.path, of: foundLeak.leak?.path ?? "" }));
      if (!isKnown) readings.addLeak(foundLeak);
    });
  } catch (error) {
    if (project.run.signal.aborted) throw error;
    const cause = { reason: "error", message: withoutPeriod(messageOf(error)) };
    for (const { path: path2 } of changed) readings.addUnread(path2, unreadFiles(cause));
    for (const { path: path2, of, asked } of ofFolders) if (asked) readings.addUnread(path2, unreadFiles(cause, of));
  }
  return readings.all;
}
function isUnlocked2({ change, now }) {
  return change !== "deleted" && now === void 0;
}
var Readings = class {
  all = /* @__PURE__ */ new Map();
  at(path2) {
    const reading = this.all.get(path2) ?? {};
    this.all.set(path2, reading);
    return reading;
  }
  addUnread(path2, reason2, part2 = "files") {
    const unread = this.at(path2).unread ??= [];
    if (!unread.some((known2) => known2.reason === reason2)) unread.push({ part: part2, reason: reason2 });
  }
  addLeak({ path: path2, leak, unread }) {
    if (leak !== void 0) (this.at(path2).leaked ??= []).push(leak);
    if (unread !== void 0) this.addUnread(path2, unread);
  }
  addFolder(pair, answer4) {
    if (answer4 === void 0) return;
    if ("unread" in answer4) {
      for (const { side, ...cause } of answer4.unread)
        this.addUnread(pair.path, unreadFiles(cause, side === "before" ? "the baseline" : void 0));
      return;
    }
    const reading = this.at(pair.path);
    reading.folder = answer4.folder;
    if (answer4.members.length > 0) reading.members = answer4.members.map((member2) => memberOf(pair, member2));
    if (answer4.omitted > 0) this.addUnread(pair.path, furtherTables(answer4.omitted, MOST.members), "content");
  }
};
function questionOf(changed, leaks, asked) {
  const data = new Map(
    [...changed, ...leaks.flatMap(({ sides }) => [sides.path, sides.of])].map(({ path: path2, now, before }) => [
      path2,
      { path: path2, ...now === void 0 ? {} : { now }, ...before === void 0 ? {} : { before } }
    ])
  );
  return {
    data: [...data.values()],
    changed: changed.map(({ path: path2 }) => path2),
    leaks: leaks.map(({ parts: parts2 }) => parts2),
    within: changed.filter(({ now }) => isFolder(now)).map(({ path: path2 }) => path2),
    words: SPLIT_WORDS,
    asked: [...asked],
    tables: TABLE_SUFFIXES,
    most: MOST
  };
}
function fileOf2({ path: path2, now, before }) {
  return {
    path: path2,
    ...now === void 0 ? {} : { now: objectOf(now, now) },
    ...before === void 0 ? {} : { before: objectOf(before, before) }
  };
}
function memberOf({ path: path2, now, before }, member2) {
  return {
    path: `${path2}/${member2.path}`,
    ...member2.now === void 0 || now === void 0 ? {} : { now: objectOf(member2.now, now) },
    ...member2.before === void 0 || before === void 0 ? {} : { before: objectOf(member2.before, before) }
  };
}
function objectOf({ hash, size }, out) {
  const { hashName, remote, imported } = out;
  return {
    hash,
    hashName,
    ...size === void 0 ? {} : { size },
    ...remote === void 0 ? {} : { remote },
    ...imported === void 0 ? {} : { imported }
  };
}

// src/report/leak-finding.ts
var MOST_NAMES2 = 3;
function leakFinding(data, leak) {
  const { path: other, files: files3 = 0, rows = 0, first = [] } = leak;
  const shared2 = files3 > 0 ? files3 : rows;
  if (shared2 === 0) return void 0;
  const [noun, before] = files3 > 0 ? ["file", leak.baseline_files] : ["row", leak.baseline_rows];
  const names2 = first.length === 0 ? "" : `: ${named(namesOf2(first, shared2), MOST_NAMES2)}`;
  const earlier = before === void 0 ? "" : ` (${before} in the baseline)`;
  return {
    rule: "data-leaked",
    path: data,
    severity: before !== void 0 && shared2 <= before ? "notice" : "warning",
    message: `${count(shared2, noun)} of ${data} ${shared2 === 1 ? "is" : "are"} also in ${other}${earlier}${names2}. A model that was trained on its test data looks better than it is. Remove them from one of the two, or allow them with the policy \`"${data}:leaked(${other})": { max: ${shared2} }\`.`
  };
}
function namesOf2(first, all) {
  const shown3 = first.slice(0, MOST_NAMES2);
  return [...shown3, ...Array(Math.max(0, all - shown3.length)).fill("")];
}

// src/steps/datasets/report-leaks.ts
function reportLeaks({ run: run2, inGit: inGit2 }, readings, judged) {
  const known2 = new Set(judged.map(keyOfPair));
  for (const [path2, { leaked = [] }] of readings) {
    for (const leak of leaked) {
      const finding2 = known2.has(keyOfPair({ path: path2, of: leak.path })) ? void 0 : leakFinding(path2, leak);
      if (finding2 !== void 0) run2.report.lint.push({ ...finding2, path: inGit2(path2) });
    }
  }
}

// src/steps/datasets/describe-data.ts
async function describeData(project, pairs2, asked) {
  const { policies, alone } = asked ?? { policies: [], alone: [] };
  const { diff: diff2 } = project.run.settings.data;
  const read = [...pairs2, ...alone.map((now) => ({ path: now.path, change: "added", now }))];
  if (read.length === 0) return [];
  const leaks = askedLeaks(policies, new Set([...read, ...allData(project)].map(({ path: path2 }) => path2)));
  const inside = read.flatMap(({ path: path2 }) => {
    const found3 = askedFiles(policies, path2);
    return found3 === void 0 ? [] : [{ data: path2, ...found3 }];
  });
  const folders = diff2 === "none" ? /* @__PURE__ */ new Map() : await readFolders(project, read, { leaks, files: inside });
  const told = toldElsewhere(project);
  const files3 = read.flatMap((pair) => filesOf2(pair, folders.get(pair.path), policies, told));
  const tables = diff2 === "all" ? await describeTables(project, files3, leaks) : [];
  const found2 = allLeaks(folders, tables);
  if (asked !== void 0) reportLeaks(project, found2, leaks);
  const isAlone = new Set(alone.map(({ path: path2 }) => path2));
  const described2 = read.map((pair) => {
    const reading = { ...folders.get(pair.path), leaked: [...found2.get(pair.path)?.leaked ?? []] };
    const own = tables.filter((table) => table.of === pair.path);
    return compose(pair, reading, own, {
      isChanged: !isAlone.has(pair.path),
      lookedFor: leaks.filter(({ path: path2 }) => path2 === pair.path).map(({ of }) => of),
      unread: diff2 === "all" ? [] : notRead(pair, files3, diff2)
    });
  });
  return [...described2, ...leaksElsewhere(project, described2, folders, tables, leaks)];
}
function allLeaks(folders, tables) {
  const leaks = new Map([...folders].map(([path2, { leaked = [] }]) => [path2, { leaked }]));
  for (const { path: path2, leaked } of tables) leaks.set(path2, { leaked: withRows(leaks.get(path2)?.leaked ?? [], leaked) });
  return leaks;
}
function withRows(leaked, rows) {
  return [...leaked.filter(({ path: path2 }) => !rows.some((each) => each.path === path2)), ...rows];
}
function shownData({ run: run2 }, described2) {
  const isShown = run2.settings.data.show === "values";
  return described2.filter(({ isChanged, onlyLeaks }) => isChanged && onlyLeaks !== true).map(({ report }) => shortened(isShown ? report : withoutValues(report)));
}
var MOST_COLUMNS = 200;
function shortened({ leaked = [], tables, ...report }) {
  const shared2 = leaked.filter(
    (leak) => [leak.files, leak.baseline_files, leak.rows, leak.baseline_rows].some((number3) => (number3 ?? 0) > 0)
  );
  return {
    ...report,
    ...tables === void 0 ? {} : { tables: tables.map(firstColumns) },
    ...shared2.length === 0 ? {} : { leaked: shared2 }
  };
}
function firstColumns(table) {
  const { columns } = table;
  if (columns.length <= MOST_COLUMNS) return table;
  const first = [...columns.filter(({ change }) => change !== void 0), ...columns].slice(0, MOST_COLUMNS);
  const kept = new Set(first);
  return {
    ...table,
    columns: columns.filter((column) => kept.has(column)),
    columns_omitted: columns.length - kept.size
  };
}
function toldElsewhere({ index }) {
  const plots = index.stages.flatMap(({ outs }) => outs.filter(({ plot }) => plot).map(({ path: path2 }) => path2));
  return new Set(
    [...metricFiles(index).map(({ path: path2 }) => path2), ...plots, ...index.plots].map((path2) => joinPath(path2))
  );
}
function filesOf2(pair, { members = [] } = {}, policies, told) {
  const { path: path2, now, before } = pair;
  const isJudged2 = (file) => policies.some(({ metric }) => fitOf(metric, file) === "whole");
  const files3 = members.filter((member2) => isTableName(member2.path) && !told.has(member2.path) || isJudged2(member2.path)).map((member2) => ({ ...member2, of: path2 }));
  const isAsked2 = !isFolder(sideOf(pair)) && !files3.some((file) => file.path === path2) && policies.some(({ metric }) => quantitiesOf(metric, path2).some((name2) => partOf(name2, false) === "content"));
  if (!isAsked2) return files3;
  return [{ path: path2, of: path2, ...now === void 0 ? {} : { now }, ...before === void 0 ? {} : { before } }];
}
function compose(pair, { folder: folder2, leaked = [], unread = [] }, tables, { isChanged, lookedFor, unread: others }) {
  const shown3 = tables.flatMap(({ table }) => table === void 0 ? [] : [table]);
  const allUnread = [...unread, ...others, ...tables.flatMap((table) => table.unread)];
  const report = {
    ...dataReport(pair),
    ...folder2 === void 0 ? {} : { folder: folder2 },
    ...shown3.length === 0 ? {} : { tables: shown3 },
    ...leaked.length === 0 ? {} : { leaked },
    ...allUnread.length === 0 ? {} : { unread: allUnread }
  };
  const sides = { now: pair.now !== void 0, before: isChanged ? pair.before !== void 0 : true };
  return { path: pair.path, sides, isFolder: isFolder(sideOf(pair)), isChanged, report, tables: [...tables], lookedFor };
}
function leaksElsewhere(project, described2, folders, tables, leaks) {
  const known2 = new Set(described2.flatMap(({ path: path2, tables: own }) => [path2, ...own.map((table) => table.path)]));
  const changed = described2.filter(({ isChanged }) => isChanged);
  const isChangedData = (path2) => changed.some((each) => isWithin(path2, each.path));
  const data = new Map(allData(project).map((out) => [out.path, out]));
  const paths = new Set(leaks.filter(({ path: path2, of }) => !known2.has(path2) && isChangedData(of)).map(({ path: path2 }) => path2));
  return [...paths].map((path2) => {
    const { leaked, unread } = folders.get(path2) ?? {};
    const own = tables.filter((table) => table.path === path2);
    const allUnread = [...unread ?? [], ...own.flatMap((table) => table.unread)];
    return {
      path: path2,
      sides: { now: true, before: true },
      isFolder: isFolder(data.get(path2)),
      isChanged: true,
      onlyLeaks: true,
      report: {
        path: path2,
        change: "modified",
        ...leaked === void 0 ? {} : { leaked },
        ...allUnread.length === 0 ? {} : { unread: allUnread }
      },
      tables: own,
      lookedFor: leaks.filter((leak) => leak.path === path2).map(({ of }) => of)
    };
  });
}
function notRead(pair, files3, diff2) {
  if (diff2 === "none") return [{ part: "files", reason: notDescribed(diff2) }];
  return files3.some(({ of }) => of === pair.path) ? [{ part: "content", reason: notDescribed(diff2) }] : [];
}
function sideOf({ now, before }) {
  return now ?? before;
}

// src/steps/datasets/judge-data.ts
function dividedPolicies({ run: { settings }, stages, index }, locked) {
  const { evaluate: evaluate2 } = settings.validate;
  const outs = stages.flatMap((stage2) => stage2.outs.filter(({ cache }) => cache).map(({ path: path2 }) => joinPath(path2)));
  return dividePolicies(settings.metrics.policies, {
    data: /* @__PURE__ */ new Set([...outs, ...locked?.keys() ?? []]),
    metrics: [
      ...metricFiles(index).map(({ path: path2 }) => path2),
      ...evaluate2.kind === "command" ? [joinPath(evaluate2.metrics)] : []
    ]
  });
}
async function judgeChangedData(project, baseline2, { covers = () => true }, { all, same: same2, alone, policies, known: known2, pairs: pairs2, hashes }) {
  const { locked } = baseline2;
  const described2 = [...known2, ...await describeData(project, pairs2, { policies, alone })].sort(
    (a, b) => a.path < b.path ? -1 : 1
  );
  const outs = outsOf(project);
  const isDescribed = (path2) => described2.some((each) => each.path === path2);
  const sides = {
    described: described2,
    held: same2.filter((path2) => !described2.some((each) => each.path === path2 && each.onlyLeaks !== true)),
    elsewhere: [
      ...[.../* @__PURE__ */ new Set([...outs, ...locked?.keys() ?? []])].filter((path2) => !covers(path2)),
      // Without a baseline, data that no policy is about; a policy may look for leaks in it.
      ...locked === void 0 ? all.map(({ path: path2 }) => path2).filter((path2) => covers(path2) && !isDescribed(path2)) : []
    ],
    unmade: outs.filter((path2) => covers(path2) && !all.some((out) => out.path === path2)),
    ...locked === void 0 && baseline2.isFirst !== true ? { noBaseline: baseline2.label } : {},
    showsValues: project.run.settings.data.show === "values"
  };
  return { described: described2, judged: judgeData(policies, sides), hashes };
}
async function planData(project, { sha, locked }, { covers = () => true, earlier } = {}) {
  const all = allData(project);
  const policies = dividedPolicies(project, locked).data;
  const isNamed = ({ path: path2 }) => policies.some(({ metric }) => fitOf(metric, path2) !== "none");
  const pairs2 = locked === void 0 ? all.filter(isNamed).map((now) => ({ path: now.path, change: "added", now })) : dataPairs(project, locked);
  const changed = new Map(pairs2.map((pair) => [pair.path, pair]));
  const same2 = locked === void 0 ? [] : all.filter(({ path: path2 }) => !changed.has(path2) && covers(path2));
  const alone = same2.some(isNamed) && await policiesChanged(project, sha) ? same2.filter(isNamed) : [];
  const hashes = hashesOf([...pairs2, ...all.filter(({ path: path2 }) => !changed.has(path2)).map(unchanged)], policies);
  const known2 = (earlier?.described ?? []).filter(({ path: path2 }) => hashes.get(path2) === earlier?.hashes.get(path2));
  const isWanted = ({ path: path2 }) => covers(path2) && !known2.some((each) => each.path === path2);
  return {
    all,
    policies: policies.filter((policy) => leaksWithin(policy, all, covers)),
    same: same2.map(({ path: path2 }) => path2),
    pairs: pairs2.filter(isWanted),
    alone: alone.filter(isWanted),
    known: known2,
    hashes
  };
}
function outsOf({ stages }) {
  return stages.flatMap((stage2) => stage2.outs.filter(({ cache }) => cache).map(({ path: path2 }) => joinPath(path2)));
}
function leaksWithin(policy, all, covers) {
  return askedLeaks(
    [policy],
    all.map(({ path: path2 }) => path2)
  ).every(({ of }) => !all.some(({ path: path2 }) => isWithin(of, path2)) || covers(of));
}
function unchanged(now) {
  return { path: now.path, now, before: now };
}
function hashesOf(data, policies) {
  const own = new Map(data.map(({ path: path2, now, before }) => [path2, `${now?.hash ?? "-"} ${before?.hash ?? "-"}`]));
  const leaks = askedLeaks(policies, own.keys());
  const keeper = (path2) => [...own].find(([each]) => isWithin(path2, each))?.[1] ?? "-";
  return new Map(
    [...own].map(([path2, hashes]) => [
      path2,
      [hashes, ...leaks.filter((pair) => isWithin(pair.path, path2)).map(({ of }) => keeper(of))].join(" ")
    ])
  );
}
async function policiesChanged({ git, directory, inGit: inGit2, run: run2 }, sha) {
  if (sha === void 0) return true;
  const { event, metrics } = run2.settings;
  if (metrics.arePoliciesGiven === true) {
    const changed = async () => git.changedFiles(sha, run2.report.source.sha);
    return event.name === "local" || (await changed()).some(({ path: path2 }) => path2.startsWith(".github/"));
  }
  const [now, before] = await Promise.all([
    readFile23(join35(directory, "dvc-ci.yaml"), "utf8").catch(() => void 0),
    git.readFile(sha, inGit2("dvc-ci.yaml"))
  ]);
  return now !== before?.toString("utf8");
}

// src/report/tag-message.ts
var MOST_LINES = 50;
function renderTagMessage({ name: name2, metrics, data }) {
  const lines2 = (rows) => (rows.length <= MOST_LINES ? rows : [...rows.slice(0, MOST_LINES), `and ${rows.length - MOST_LINES} more`]).map((row) => `  ${row}`).join("\n");
  const numbers = wholeMetrics(metrics).flatMap(
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
import { createHash as createHash9 } from "node:crypto";
import { dirname as dirname18 } from "node:path";
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
  const folder2 = dirname18(inGit2(first.file));
  return folder2 === "." ? first.name : `${folder2}=${first.name}`;
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
async function ownTags(project, plan2, tags2) {
  const newest = [...tags2].sort((one, other) => other.name.localeCompare(one.name, "en", { numeric: true })).slice(0, MOST_TAGS2);
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
    const tags2 = await tagsOf2(project, plan2, pattern);
    const [taken] = tags2;
    if (taken === void 0) continue;
    const [own] = await ownTags(project, plan2, tags2);
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
  const files3 = await project.git.readFiles(commit, lockFiles(project).map(project.inGit));
  const hash = createHash9("sha256");
  for (const [path2, content] of [...files3].sort(([one], [other]) => one < other ? -1 : 1))
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
    if (error instanceof OutsideError) return plan2.patterns.map(({ text: text3 }) => text3);
    throw error;
  }
}
async function tagBuild(project, commit, source, committed) {
  const { run: run2 } = project;
  const plan2 = await tagPlan(project);
  if (plan2 === void 0) return;
  await run2.step("tag", async (outcome) => {
    const isEnough = (tag, lock, newest) => tag.notes.get(LOCK_TRAILER) === lock && (isBuildNote(project, tag.notes, source) || tag.commit === commit || !committed && newest);
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
  const isOfSource = ({ notes }) => isBuildNote(project, notes, source);
  const isEnough = run2.settings.mode === "retrain" ? (tag) => tag.commit === commit.sha : run2.report.hold?.released ? isOfSource : (tag, lock, newest) => isOfSource(tag, lock, newest) || newest && tag.notes.get(LOCK_TRAILER) === lock;
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
    const found2 = own.find((tag, index) => tagged.isEnough(tag, lock, index === 0));
    if (found2 !== void 0)
      return {
        name: found2.name,
        made: sent.has(found2.object),
        attempts,
        target: found2.commit,
        builtFrom: found2.notes.get(SOURCE_TRAILER)
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
    const tags2 = await Promise.all(
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
    for (const { object: object2 } of tags2) sent.add(object2);
    const answer4 = await git.pushTags(plan2.remote, tags2);
    if (answer4.kind === "pushed")
      return { name: name2, made: true, attempts: attempts + 1, target: tagged.commit, builtFrom: tagged.source };
    if (answer4.kind === "refused" && answer4.lasting)
      throw new ProjectError("tag-rejected", `the server rejects the tag ${name2}: ${answer4.words}`, {
        key: "tag",
        value: name2,
        remedy: "If a ruleset for tags rejects it, let the identity that pushes bypass the rule, then run this again."
      });
    const lost = (await Promise.all(plan2.patterns.map((pattern) => tagsOf2(project, plan2, pattern)))).flat().some((tag) => names2.includes(tag.name));
    failures += lost ? 0 : 1;
    if (failures >= SERVER_ATTEMPTS || attempts > MOST_RACES)
      throw new OutsideError(
        "git-push-failed",
        `the push of the tag ${name2} failed ${attempts + 1} times: ${answer4.words}`,
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
  return (await taggedBuilds(project)).filter((build) => build.source === source);
}
async function taggedBuildOf(project, source) {
  return (await taggedBuilds(project)).find((build) => build.source === source);
}
async function lastTagged(project) {
  const { git, run: run2 } = project;
  const builds = await taggedBuilds(project);
  if (builds.length === 0) return void 0;
  const { sha } = run2.report.source;
  return git.searchHistory(sha, async () => {
    for (const build of builds)
      if (await git.resolve(build.source) !== void 0 && await git.isAncestor(build.source, sha)) return build;
    return void 0;
  });
}
async function changedSinceTagged(project) {
  const build = await lastTagged(project);
  return build && { build, changed: await changedInputs(project, build.source, project.run.report.source.sha) };
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
function filesFromRun(metrics, files3) {
  const list = [...files3];
  const keys = named2(
    list.flatMap(({ path: path2, leaves: leaves2 }) => [...leaves2.keys()].map((name2) => ({ name: name2, path: path2, value: { name: name2, path: path2 } })))
  );
  const found2 = new Map(
    list.map(({ path: path2 }) => [
      path2,
      { path: path2, leaves: /* @__PURE__ */ new Map() }
    ])
  );
  for (const [key, { name: name2, path: path2 }] of keys) {
    const value = metrics.get(key);
    if (value !== void 0) found2.get(path2)?.leaves.set(name2, { value });
  }
  return found2;
}

// src/steps/gate/noise-band.ts
var MAX_HISTORY2 = 1e3;
async function loadNoise(project, from, policies) {
  const { run: run2 } = project;
  const { noise } = run2.settings.metrics;
  if (noise === void 0 || !policies.some(({ maxDrop, maxRise }) => maxDrop !== void 0 || maxRise !== void 0))
    return void 0;
  const commits = await officialBuilds(project, from, noise.builds);
  if (commits.length < FEWEST_BUILDS) {
    run2.report.lint.push({
      rule: "noise-unknown",
      severity: "notice",
      message: `metrics.noise is off: it needs ${FEWEST_BUILDS} official builds before ${from.slice(0, 7)}, and found ${commits.length}. max_drop and max_rise apply as written.`
    });
    return void 0;
  }
  const builds = [];
  for (const commit of commits) builds.push(await ownMetricsAt(project, commit));
  return { builds, sigma: noise.sigma };
}
async function officialBuilds(project, from, count3) {
  const { git } = project;
  let found2 = [];
  await git.searchHistory(from, async () => {
    found2 = [];
    while (found2.length < count3) {
      let met = 0;
      const next = await git.findCommit({
        from,
        merged: true,
        maxCount: MAX_HISTORY2,
        accept: (notes) => isBuildNote(project, notes) && ++met > found2.length
      });
      if (next === void 0) return void 0;
      found2.push(next);
    }
    return found2;
  });
  return found2;
}

// src/steps/gate/baseline.ts
async function readBaseline(project, { sha, locked }) {
  if (sha === void 0 || locked === void 0) return void 0;
  return {
    sha,
    locked,
    metrics: await metricsAt(project, sha, locked),
    noise: await loadNoise(project, sha, dividedPolicies(project, locked).metrics)
  };
}
async function readDataBaseline(project, { sha, isFirst, label: label2 }) {
  return {
    label: label2,
    ...sha === void 0 ? { locked: void 0 } : { sha, locked: await lockedAt(project, sha) },
    ...isFirst === void 0 ? {} : { isFirst }
  };
}
async function resolveEarly({ settings }, { git }) {
  const { baseline: baseline2 } = settings.metrics;
  return baseline2.kind === "alias" ? void 0 : settled(git.resolveBaseline(baseline2, settings.event));
}
async function findBaseline(project, resolved2) {
  const { run: run2 } = project;
  return run2.step("baseline", async (outcome) => {
    const found2 = resolved2?.() ?? await seekBaseline(project);
    if (found2.sha === void 0) {
      const without2 = "metrics" in found2 ? { label: found2.label, metrics: found2.metrics } : { label: found2.reason, ...found2.isFirst === void 0 ? {} : { isFirst: true } };
      outcome.message = without2.label;
      return without2;
    }
    run2.report.source.base_sha ??= found2.sha;
    outcome.message = `${found2.label}, ${found2.sha.slice(0, 7)}`;
    return { sha: found2.sha, label: found2.label };
  });
}
async function seekBaseline(project) {
  const { run: run2, git } = project;
  const { baseline: baseline2 } = run2.settings.metrics;
  if (baseline2.kind === "alias") return aliasBaseline(project, baseline2.name);
  const official = run2.settings.mode !== "validate" && baseline2.kind === "merge-base" ? await lastTagged(project) : void 0;
  if (official !== void 0) return { sha: official.commit, label: `the official build ${official.name}` };
  const found2 = await git.resolveBaseline(baseline2, run2.settings.event);
  const head = run2.report.source.sha;
  if (run2.settings.mode === "retrain" && run2.settings.metrics.baseline.kind === "merge-base")
    return { sha: head, label: "the published version" };
  if (run2.settings.mode !== "rebuild" || found2.sha !== head) return found2;
  const [parent] = await git.parents(head);
  if (parent === void 0) return { reason: "the first commit has no parent", isFirst: true };
  await git.ensureCommit(parent);
  return { sha: parent, label: "the parent commit" };
}

// src/report/data-step.ts
function dataStepText(data, policies) {
  const failed = policies.filter(({ passed }) => !passed);
  const unread = data.flatMap(
    ({ path: path2, unread: parts2 = [] }) => parts2.map((part2) => `${part2.path ?? path2} was not read: ${part2.reason}.`)
  );
  const changed = data.length === 0 ? "no data has changed" : `${count(data.length, "data set")} changed`;
  const held = policies.length === failed.length ? "" : `, ${count(policies.length - failed.length, "rule")} held`;
  return [
    ...failed.map(policyReason),
    ...failed.length > 0 ? [] : unread.slice(0, 3),
    ...failed.length + unread.length > 0 ? [] : [`${changed}${held}`]
  ].join(" ");
}

// src/steps/gate/data-gate.ts
var NO_DATA = { described: [], judged: [], hashes: /* @__PURE__ */ new Map() };
function hasDataPolicies(project) {
  const { data, metrics } = dividedPolicies(project, void 0);
  return data.length > 0 || metrics.some(({ metric }) => spellingsOf(metric).some(({ path: path2, name: name2 }) => /[/.]/.test(path2) && mayBeQuantity(name2)));
}
async function describeChanges(project, baseline2, options = {}) {
  const { run: run2 } = project;
  const plan2 = await planData(project, baseline2, options);
  const describe4 = async () => {
    const found2 = await judgeChangedData(project, baseline2, options, plan2);
    if (baseline2.locked !== void 0) run2.report.data = shownData(project, found2.described);
    return found2;
  };
  const isNews = plan2.pairs.length + plan2.alone.length > 0;
  if (!isNews && (options.earlier !== void 0 || plan2.policies.length === 0)) {
    if (options.earlier === void 0 && baseline2.locked !== void 0) run2.skip("data", "no data has changed");
    return describe4();
  }
  return run2.step("data", async (outcome) => {
    const found2 = await describe4();
    const results = found2.judged.map(({ result }) => result);
    const unread = found2.described.filter(({ report }) => report.unread !== void 0);
    if (found2.judged.some(isClosing)) outcome.conclusion = "failure";
    else if (unread.length > 0 || results.some(({ passed }) => !passed)) outcome.conclusion = "warning";
    outcome.message = dataStepText(run2.report.data, results);
    return found2;
  });
}
async function requireData({ run: run2 }, { judged }, acceptFailing2) {
  if (!judged.some(isClosing)) return;
  const instruction = await acceptFailing2(judged);
  if (!judged.some(isClosing)) return;
  run2.report.policies = judged.map(({ result }) => result);
  throw new ProjectError("gate-closed", closedGate(run2.report.policies), {
    remedy: `Nothing was built. ${instruction ?? ""}`.trim()
  });
}
async function dataHolds({ run: { report } }, { judged }, isMade2, acceptFailing2) {
  const own = judged.filter(({ path: path2 }) => path2 === void 0 || !isMade2(path2));
  if (!own.some(isClosing)) return true;
  const known2 = new Set(report.lint);
  await acceptFailing2(own);
  report.lint = report.lint.filter((finding2) => known2.has(finding2) || finding2.rule !== "acceptance");
  return !own.some(isClosing);
}

// src/steps/evaluation/evaluate.ts
import { resolve as resolve23 } from "node:path";

// src/steps/data/pull-named.ts
function rejectUnknownTargets(project) {
  for (const target of project.run.settings.validate.pullAlso) ownersOf(project, target);
}
function leaveOutPull({ run: run2 }) {
  if (!run2.settings.event.trusted) leaveOut(run2, { part: "pull", reason: "pull: none downloads no model" });
  return "pull: none";
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
  const named3 = index.stages.filter(
    ({ name: name2, file, kind }) => name2 === target || kind === "stage" && name2.split("@")[0] === target || kind !== "stage" && file === path2
  );
  const found2 = named3.length > 0 ? named3 : index.stages.filter(({ outs }) => outs.some((out) => isWithin(path2, out.path) || isWithin(out.path, path2)));
  if (found2.length > 0) return found2;
  const names2 = index.stages.flatMap(({ name: name2, outs }) => [name2, ...outs.map((out) => out.path)]);
  const meant = nearest(target, ["all", "needed", "none", ...names2]);
  throw new SetupError("target-unknown", `pull: no stage and no .dvc file makes '${target}'.`, {
    key: "pull",
    value: target,
    remedy: meant === void 0 ? `The targets are ${names2.join(", ")}.` : `Did you mean '${meant}'?`
  });
}

// src/steps/evaluation/evaluate-command.ts
import { rm as rm17 } from "node:fs/promises";
import { resolve as resolve22 } from "node:path";

// src/metrics/median.ts
function medianOf(runs) {
  const [first] = runs;
  if (first === void 0 || runs.length === 1) return new Map(first);
  const paths = [...new Set(runs.flatMap((files3) => [...files3.keys()]))];
  return new Map(
    paths.map((path2) => [
      path2,
      medianFile(
        path2,
        runs.map((files3) => files3.get(path2))
      )
    ])
  );
}
function medianFile(path2, files3) {
  const read = files3.flatMap((file) => file === void 0 ? [] : [file]);
  if (read.length < files3.length)
    return unreadableFile(path2, `only ${read.length} of ${files3.length} evaluations wrote it`);
  const broken = read.find(({ problem }) => problem !== void 0);
  if (broken) return broken;
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
  const [slice] = read.flatMap((leaf) => leaf.slice ?? []);
  const broken = read.find((leaf) => "problem" in leaf);
  if (broken) return broken;
  const values = read.flatMap((leaf) => "value" in leaf ? [leaf.value] : []);
  if (values.length < leaves2.length) {
    const seen2 = `in ${values.length} of ${leaves2.length} evaluations only`;
    const problem = { kind: "not-finite", path: path2, name: name2, seen: seen2, message: `${name2} in ${path2} is ${seen2}` };
    return { problem, ...slice === void 0 ? {} : { slice } };
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
import { rm as rm16 } from "node:fs/promises";
import { dirname as dirname20, join as join36, resolve as resolve21 } from "node:path";
import { pathToFileURL } from "node:url";

// src/steps/evaluation/remeasure-baseline.ts
import { mkdir as mkdir13, rm as rm15, writeFile as writeFile10 } from "node:fs/promises";
import { dirname as dirname19, resolve as resolve20 } from "node:path";

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
  const outsOf2 = (isChosen2) => project.stages.filter(isChosen2).flatMap(
    (stage2) => stage2.outs.filter((out) => read.some((path2) => overlap(path2, out.path))).map((out) => ({ stage: stage2, ...out }))
  );
  const made = outsOf2(({ kind, name: name2 }) => kind === "stage" && !evaluating.has(name2));
  const feeds = new Set(
    [...new Set(made.map(({ stage: stage2 }) => stage2.name))].flatMap((name2) => [...graph.withUpstream(graph.upstream(name2))])
  );
  const isModel = (path2) => MODEL_FORMAT.test(path2) || project.artifacts.some(
    (artifact) => artifact.type === "model" && artifact.path !== void 0 && overlap(path2, artifact.path)
  );
  const sources = outsOf2(({ kind }) => kind !== "stage");
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
    (path2) => isModel(path2) && ![...measured, ...sources, ...own].some((known2) => overlap(path2, known2.path))
  );
  measured.push(...others.map((path2) => ({ path: path2, cache: false, shared: false })));
  const kept = [...measured, ...own];
  if (!chosen.some(isCalledModel) && others.length === 0) return { measured: [], isMeasured: () => false };
  return { measured, isMeasured: (path2) => kept.some((known2) => overlap(path2, known2.path)) };
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
async function changedEvaluation(project, stages, baselineSha, ran) {
  const { isMeasured, measured } = evaluationReads(project.index, stages);
  if (measured.length === 0) return void 0;
  const change = { differences: [], stages: [] };
  const shared2 = /* @__PURE__ */ new Set();
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
      if (before?.deps.has(path2) && before.deps.get(path2) !== present.deps.get(path2)) shared2.add(path2);
  }
  if (shared2.size > 0) addSharedData(project, stages, [...shared2]);
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
    command2.split(/[\s'"`;&|<>()=]+/).filter((part2) => part2 !== "" && !part2.startsWith("-") && !part2.startsWith("/")).map((part2) => project.inGit(joinPath(part2)))
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
function parsed3(text3) {
  try {
    return text3 === void 0 ? void 0 : readYaml(text3);
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
      deps.flatMap((dep) => {
        const [{ path: path2 }, hash] = [dep, hashOfEntry(dep)];
        return typeof path2 === "string" && hash !== void 0 ? [[joinPath(stage2.wdir, path2), hash]] : [];
      })
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
    const files3 = result?.files ?? measured.files;
    const own = metricFiles(project.index).filter(({ stage: stage2 }) => stage2 !== void 0 && affected.has(stage2)).map(({ path: path2 }) => path2);
    const numbers = new Map(
      [...files3].filter(
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
  const here = (path2) => resolve20(project.run.settings.workingDirectory, path2);
  for (const file of new Set(
    differing2.flatMap(({ stage: stage2, cache }) => stage2 !== void 0 && cache ? [fileOf3(stage2)] : [])
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
function fileOf3(stage2) {
  return stage2.kind === "stage" ? SourceLines.lockOf(stage2.file) : stage2.file;
}
async function takeFromGit(project, path2, sha) {
  const files3 = await project.git.readFiles(sha, await project.git.listFiles(sha, [`:(literal)${project.inGit(path2)}`]));
  if (files3.size === 0) throw new Unavailable(`the baseline has no ${path2}`);
  for (const [file, blob] of files3) {
    const target = resolve20(project.run.settings.workingDirectory, project.fromGit(file));
    await mkdir13(dirname19(target), { recursive: true });
    await rm15(target, { recursive: true, force: true });
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
    const { files: files3, alreadyReported, failures, read, log } = await measureStages(project, stages);
    for (const [path2, file] of files3) measured.files.set(path2, file);
    for (const path2 of alreadyReported) measured.alreadyReported.add(path2);
    addFailures(project, failures, log);
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
      outcome.message = [...failures].map(([name2, reason2]) => `${name2} failed: ${reason2}`).join("; ");
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
  const runs = [];
  const read = /* @__PURE__ */ new Map();
  const records = stages.flatMap((name2) => project.graph.stage(name2) ?? []);
  for (let time = 1; time <= project.run.settings.metrics.repeat; time++) {
    for (const { path: path2 } of records.flatMap(({ outs }) => outs.filter((out) => !isContinued(project, out))))
      await rm16(resolve21(project.run.settings.workingDirectory, path2), { recursive: true, force: true });
    const { failures, log, ...ran } = await runByForce(project, stages);
    for (const [name2, entry] of ran.read) read.set(name2, entry);
    const measured = emptyMeasured();
    for (const { name: name2 } of records) {
      const paths = metricFiles(project.index).filter((file) => file.stage === name2).map(({ path: path2 }) => path2);
      const failure3 = failures.get(name2);
      if (failure3 === void 0) await addWritten(project, measured, paths);
      else addUnmeasured(measured, paths, `the evaluation by ${name2} failed: ${failure3}`);
    }
    if (failures.size > 0) return { ...measured, failures, read, log };
    runs.push(measured.files);
  }
  return { ...emptyMeasured(), files: medianOf(runs), failures: /* @__PURE__ */ new Map(), read, log: "" };
}
function isContinued({ index }, out) {
  return out.persist && !isMetric(index, out);
}
async function backUpOutputs(project, records, backup) {
  const here = (path2) => resolve21(project.run.settings.workingDirectory, path2);
  for (const stage2 of records) {
    await backup.copy(here(SourceLines.lockOf(stage2.file)));
    for (const out of stage2.outs) {
      if (isContinued(project, out)) await backup.copy(here(out.path));
      else await backup.move(here(out.path));
      await backup.copy(here(join36(dirname20(out.path), ".gitignore")));
    }
  }
}
async function runByForce(project, stages) {
  const { run: run2, dvc: dvc2 } = project;
  const read = /* @__PURE__ */ new Map();
  const done = /* @__PURE__ */ new Set();
  const failures = /* @__PURE__ */ new Map();
  const log = new LogTail(LONGEST_LOG);
  const seconds3 = run2.settings.validate.evaluateTimeout;
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
      onOutput: (text3) => {
        log.add(text3);
        run2.host.output(text3);
      },
      timeout: seconds3,
      onStage: ({ stage: stage2, state, message: message2, entry }) => {
        if (entry !== void 0) read.set(stage2, entry);
        run2.host.status(state === "running" ? `evaluate: ${stage2}` : "evaluate");
        if (state === "ran") done.add(stage2);
        if (state === "failed" && stages.includes(stage2)) failures.set(stage2, message2 ?? "it failed");
      }
    }
  );
  const first = [...failures.keys()][0];
  for (const name2 of stages) {
    if (done.has(name2)) continue;
    if (result.timedOut) failures.set(name2, `it took longer than ${seconds3} s (evaluate-timeout)`);
    else if (!failures.has(name2))
      failures.set(
        name2,
        first === void 0 ? withoutPeriod(reasonOf(result.stderr)) : `it was not run, because ${first} failed`
      );
  }
  return { failures, read, log: run2.host.redact(log.text) };
}
function addFailures(project, failures, log) {
  for (const [index, [name2, reason2]] of [...failures].entries()) {
    const place = project.lines.ofStage(name2, project.graph.stage(name2)?.file ?? "dvc.yaml");
    project.run.report.lint.push({
      rule: "evaluation-failed",
      ...place,
      path: project.inGit(place.path),
      severity: "error",
      message: `The evaluation by ${name2} failed: ${reason2}.`,
      stage: name2,
      ...index > 0 || log.trim() === "" ? {} : { log }
    });
  }
}
function checkInputs(project, records, read) {
  for (const stage2 of records) {
    if (project.run.report.stages.find(({ name: name2 }) => name2 === stage2.name)?.verdict !== "unchanged") continue;
    const file = SourceLines.lockOf(stage2.file);
    const locked = hashesOf2(lockEntry(project.files.find(({ path: path2 }) => path2 === file)?.data, stage2.name));
    const changed = [...hashesOf2(read.get(stage2.name))].filter(([path2, hash]) => locked.get(path2) !== hash).map(([path2]) => path2);
    if (changed.length === 0) continue;
    const place = project.lines.ofStage(stage2.name, stage2.file);
    project.run.report.lint.push({
      rule: "evaluation-inputs",
      ...place,
      path: project.inGit(place.path),
      severity: "error",
      message: `${stage2.name} read a changed ${changed.join(", ")}: a check or the set-up wrote there after the pull, so the content differs from dvc.lock.`,
      stage: stage2.name
    });
  }
}
function hashesOf2(entry) {
  const deps = isRecord(entry) && Array.isArray(entry["deps"]) ? entry["deps"].filter(isRecord) : [];
  return new Map(
    deps.flatMap((dep) => {
      const [{ path: path2 }, hash] = [dep, hashOfEntry(dep)];
      return typeof path2 === "string" && hash !== void 0 ? [[path2, hash]] : [];
    })
  );
}
async function undoOtherChanges(project, before, actor) {
  const known2 = new Set(before.map(({ path: path2 }) => path2));
  const changed = (await project.git.uncommitted()).filter(({ path: path2 }) => !known2.has(path2));
  const tracked = changed.filter(({ untracked }) => !untracked).map(({ path: path2 }) => path2);
  const left = changed.filter(({ untracked }) => untracked).map(({ path: path2 }) => path2);
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
    await backup.move(resolve22(run2.settings.workingDirectory, metrics));
    const runs = [];
    const log = new LogTail(LONGEST_LOG);
    let failure3;
    for (let time = 1; time <= run2.settings.metrics.repeat && failure3 === void 0; time++) {
      await rm17(resolve22(run2.settings.workingDirectory, metrics), { force: true });
      failure3 = await runOnce2(project, command2, log);
      if (failure3 !== void 0) break;
      const read = emptyMeasured();
      await addWritten(project, read, [metrics]);
      runs.push(read.files);
    }
    if (failure3 === void 0) {
      const { repeat } = run2.settings.metrics;
      outcome.message = `measured by '${command2}'${repeat === 1 ? "" : `, the median of ${repeat}`}`;
      measured.files = medianOf(runs);
      const declared = metricFiles(project.index).some(({ path: path2 }) => path2 === metrics);
      if (!declared && (await git.listFiles(void 0, [`:(literal)${project.inGit(metrics)}`])).length === 0 && measured.files.get(metrics)?.problem === void 0)
        measured.alreadyReported.add(metrics);
    } else {
      outcome.conclusion = "failure";
      outcome.message = `'${command2}' failed: ${failure3}`;
      run2.report.lint.push({
        rule: "evaluation-failed",
        severity: "error",
        message: `The evaluation command '${command2}' failed: ${failure3}.`,
        ...log.text.trim() === "" ? {} : { log: run2.host.redact(log.text) }
      });
      addUnmeasured(measured, [metrics], `the evaluation command failed: ${failure3}`);
    }
  } finally {
    await backup.restore();
  }
  await undoOtherChanges(project, before, `The evaluation command '${command2}'`);
  return measured;
}
async function runOnce2({ run: run2, env }, command2, log) {
  const seconds3 = run2.settings.validate.evaluateTimeout;
  const result = await runProcess(shellLine(command2), {
    cwd: run2.settings.workingDirectory,
    env,
    signal: run2.signal,
    timeout: seconds3,
    tail: TAIL_OF_COMMAND,
    onOutput: (text3) => {
      log.add(text3);
      run2.host.output(text3);
    }
  });
  if (result.timedOut) return `it took longer than ${seconds3} s (evaluate-timeout)`;
  const said = lastLine(result.stderr) || lastLine(result.stdout);
  return result.code === 0 ? void 0 : `exit code ${result.code}${said === "" ? "" : `: ${said}`}`;
}

// src/steps/evaluation/evaluate.ts
function chosenEvaluation(project) {
  const {
    validate: { evaluate: evaluate2 },
    workingDirectory
  } = project.run.settings;
  if (evaluate2.kind === "command" && !isInside(project.git.root, resolve23(workingDirectory, evaluate2.metrics))) {
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
    if (isLeftOut(run2, "pull")) return leaveOutEvaluation(project);
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
  if (run2.settings.validate.pull === "none") {
    const reason2 = "pull: none downloads no model; the committed metrics count";
    return run2.settings.event.trusted ? skip(project, reason2) : leaveOutEvaluation(project, reason2);
  }
  if (run2.settings.validate.pull === "needed") await pullInputsOf(project, stages);
  const { ready, lacking, unfetchable } = await sortByData(project, stages);
  if (isLeftOut(run2, "pull") && lacking.length > 0) {
    const reason2 = `the run has no data for ${lacking.map(({ name: name2 }) => name2).join(", ")}; the committed metrics count`;
    if (ready.length === 0) return leaveOutEvaluation(project, reason2);
    for (const { name: name2 } of lacking.splice(0)) leaveOut(run2, { part: "evaluate", path: name2, reason: reason2 });
  }
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
function skip({ run: run2 }, reason2) {
  run2.skip("evaluate", reason2);
  return void 0;
}
function leaveOutEvaluation(project, reason2 = "the run has no data for the evaluation; the committed metrics count") {
  leaveOut(project.run, { part: "evaluate", reason: reason2 });
  return skip(project, reason2);
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
      async (path2) => missing.includes(path2) || isLeftover(run2, path2) || await lstatOf(resolve23(run2.settings.workingDirectory, path2)) === void 0
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
function addNotice2(project, stage2, message2) {
  const place = project.lines.ofStage(stage2, project.graph.stage(stage2)?.file ?? "dvc.yaml");
  project.run.report.lint.push({
    rule: "metric-not-measured",
    ...place,
    path: project.inGit(place.path),
    severity: "notice",
    message: message2
  });
}

// src/steps/official/build-history.ts
var MOST_BUILDS = 10;
var MOST_FILES = 100;
var MOST_METRICS2 = 50;
var MAX_BYTES2 = 1024 * 1024;
async function readBuilds(project, from) {
  const { run: run2, git, index, inGit: inGit2 } = project;
  const { metrics, rebuild: rebuild2 } = run2.settings;
  if (metrics.policies.length === 0 || from === void 0) return void 0;
  try {
    const found2 = await git.pastCommits({
      from,
      tags: rebuild2.commit === "tag",
      accept: (notes) => isBuildNote(project, notes),
      most: MOST_BUILDS,
      maxCount: MAX_HISTORY
    });
    if (found2.length === 0) return void 0;
    const paths = metricFiles(index).map(({ path: path2 }) => path2);
    if (paths.length > MOST_FILES) return void 0;
    const [texts, isPart] = await Promise.all([
      git.pastFiles(
        found2.map(({ sha }) => sha),
        paths.map(inGit2)
      ),
      found2.length < MOST_BUILDS ? git.isShallow() : false
    ]);
    const filesOf5 = (sha) => new Map(
      paths.flatMap((path2) => {
        const text3 = texts.get(`${sha}:${inGit2(path2)}`);
        return text3 === void 0 || text3.length > MAX_BYTES2 ? [] : [[path2, parseMetricsFile(path2, text3.toString("utf8"))]];
      })
    );
    return { builds: found2.reverse().map((commit) => ({ ...commit, files: filesOf5(commit.sha) })), isPart };
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    run2.host.debug(`The last official builds could not be read: ${messageOf(error)}`);
    return void 0;
  }
}
function reportHistory(report, history) {
  const found2 = history === void 0 ? [] : historyOf(report, history);
  if (found2.length > 0) report.history = found2;
}
function historyOf({ metrics, policies }, { builds, isPart }) {
  return gatedMetrics(metrics, policies).flatMap(({ name: name2, path: path2 }) => {
    const points2 = builds.flatMap(({ sha, at, tags: [tag], files: files3 }) => {
      const value = numberOf(readingOf(files3.get(path2), name2));
      return value === void 0 ? [] : [{ sha, at, value, ...tag === void 0 ? {} : { tag } }];
    });
    return points2.length === 0 ? [] : [{ metric: name2, path: path2, points: points2, ...isPart ? { shallow: true } : {} }];
  });
}
function gatedMetrics(metrics, policies) {
  const named3 = (names2) => metrics.filter(({ name: name2, path: path2 }) => names2.has(name2) || names2.has(`${path2}:${name2}`));
  const labelOf2 = ({ metric, slice }) => slice === void 0 ? metric : `${slice.path}:${slice.name}`;
  const judged = named3(new Set(policies.map(labelOf2)));
  if (judged.length <= MOST_METRICS2) return judged;
  const failed = new Set(named3(new Set(policies.filter(({ passed }) => !passed).map(labelOf2))));
  return [...failed, ...judged.filter((metric) => !failed.has(metric))].slice(0, MOST_METRICS2);
}

// src/metrics/durations.ts
var TIMES = /^(?:time|times|timing|timings|duration|durations|elapsed|latency|latencies|runtime|walltime|seconds|secs?|minutes|mins|hours|millis|milliseconds|msecs?|ms|us|ns|throughput|fps|qps|rps|eta)$/i;
var UNITS2 = /^(?:s|h)$/i;
var LEAST_SHARE = 0.5;
function isTime(name2) {
  return name2.split(".").some((part2) => {
    const words = part2.replace(/([a-z])([A-Z])/g, "$1 $2").split(/[\s_\-/:]+/);
    const [first = "", last2 = ""] = [words[0], words.at(-1)];
    if (/time_?series/i.test(part2)) return false;
    return TIMES.test(last2) || TIMES.test(first) || words.length > 1 && UNITS2.test(last2);
  });
}
function toleranceFor(claimed, measured) {
  if (measured === 0) return formatLimit({ amount: 2 * Math.abs(claimed), unit: "absolute" });
  const seen2 = 2 * Math.abs(claimed - measured) / Math.abs(measured);
  const limit = { amount: Math.max(LEAST_SHARE, Math.ceil(seen2 / LEAST_SHARE) * LEAST_SHARE), unit: "share" };
  return formatLimit(limit);
}

// src/metrics/policy-scope.ts
function policyScope(policies, known2) {
  const selectors = policies.map(({ metric: metric2 }) => compileSelector(metric2));
  const slices = new Map(
    known2.flatMap(({ path: path2, name: name2, slice }) => slice === void 0 ? [] : [[metricKey(path2, name2), slice]])
  );
  const homeless = selectors.filter(
    ({ match }) => !known2.some(({ path: path2, name: name2, slice }) => match(path2, name2, slice) !== "none")
  );
  const metric = (path2, name2) => {
    const slice = slices.get(metricKey(path2, name2));
    return selectors.some(({ match }) => match(path2, name2, slice) !== "none");
  };
  return {
    metric,
    file: (path2) => selectors.some(({ namesFile }) => namesFile(path2)) || homeless.some(({ mayBeIn }) => mayBeIn(path2)) || known2.some((each) => each.path === path2 && metric(path2, each.name))
  };
}

// src/metrics/claims.ts
function claims(sides, rules) {
  const tolerances = toleranceFinder(rules);
  const rows = collectRows({ measured: sides.measured, committed: sides.committed });
  const scope = policyScope(rules.policies, collectRows(sides));
  return pathsOf({ measured: sides.measured, committed: sides.committed }).flatMap((path2) => {
    const found2 = fileClaims(sides, path2, scope) ?? rows.filter((row) => row.path === path2).flatMap((row) => rowClaims(row, tolerances(row), scope.metric(path2, row.name)));
    const fix = rules.repairs?.get(path2);
    return found2.map(({ helps, severity, line, message: message2 }) => ({
      rule: "metric-claim",
      severity: severity ?? "error",
      path: path2,
      ...line === void 0 ? {} : { line },
      message: message2,
      ...fix === void 0 || !helps ? {} : { fix }
    }));
  });
}
function unreadable(files3, policies = [], baseline2) {
  const scope = policyScope(policies, collectRows({ committed: files3, baseline: baseline2 }));
  const before = new Set([...baseline2?.keys() ?? []].flatMap((path2) => brokenIn(baseline2, path2)).map(textOf4));
  return pathsOf({ committed: files3 }).flatMap((path2) => brokenIn(files3, path2)).filter((problem) => isJudged(scope, problem) || !before.has(textOf4(problem))).map((problem) => ({
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
  const found2 = [];
  if (claimed === void 0)
    found2.push({ message: `The evaluation writes ${path2}, but the commit does not have it.`, helps: true });
  if (claimed?.problem !== void 0)
    found2.push({
      ...lineOf2(claimed.problem),
      message: `The committed metrics file cannot be used: ${claimed.problem.message}.`,
      helps: made.problem === void 0
    });
  if (made.problem !== void 0)
    found2.push({
      ...severityOf(claimed !== void 0 || scope.file(path2)),
      message: `The measured metrics file cannot be used: ${made.problem.message}.`
    });
  return found2.length === 0 ? void 0 : found2;
}
function rowClaims(row, tolerance, judged) {
  const { name: name2, value: measured, committed } = row;
  const claim = (message2, more2) => [{ ...lineOf2(committed), message: message2, ...more2 }];
  const claimedNumber = numberOf(committed);
  const measuredNumber = numberOf(measured);
  if (claimedNumber !== void 0 && measuredNumber !== void 0)
    return isWithin2(claimedNumber, measuredNumber, tolerance) ? [] : claim(...differing(row, claimedNumber, measuredNumber, tolerance));
  const compared2 = claimedNumber !== void 0 || measuredNumber !== void 0 || isBroken2(committed) || isBroken2(measured);
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
  const message2 = `${name2}: claimed ${claimedText}, measured ${measuredText} (tolerance ${formatTolerance(tolerance)})`;
  if (!isTime(name2)) return [message2, { helps: true }];
  const key = JSON.stringify(`${path2}:${name2}`);
  return [
    `${message2}. A time differs in each run: allow that in dvc-ci.yaml with \`metrics: { policies: { ${key}: { tolerance: ${toleranceFor(claimed, measured)} } } }\`.`,
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
  return ({ path: path2, name: name2, slice }) => own.find(({ selector }) => selector.match(path2, name2, slice) !== "none")?.tolerance ?? tolerance;
}
function brokenIn(files3, path2) {
  const file = files3?.get(path2);
  if (file?.problem !== void 0) return [file.problem];
  return [...file?.leaves.values() ?? []].flatMap(
    (leaf) => "problem" in leaf && isBroken2({ kind: "problem", problem: leaf.problem }) ? [leaf.problem] : []
  );
}
function isJudged(scope, { path: path2, name: name2 }) {
  return name2 === void 0 ? scope.file(path2) : scope.metric(path2, name2);
}
function textOf4({ path: path2, message: message2 }) {
  return `${path2}
${message2}`;
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

// src/metrics/direction.ts
function withDirections(metrics, policies) {
  const asked = policies.map((policy) => ({
    match: compileSelector(policy.metric).match,
    up: policy.min !== void 0 || policy.maxDrop !== void 0,
    down: policy.max !== void 0 || policy.maxRise !== void 0
  }));
  return metrics.map((metric) => {
    const own = asked.filter(({ match }) => match(metric.path, metric.name, metric.slice) !== "none");
    const [up, down] = [own.some((policy) => policy.up), own.some((policy) => policy.down)];
    return up === down ? metric : { ...metric, direction: up ? "up" : "down" };
  });
}

// src/steps/gate/compare.ts
async function compare(project, baseline2, content, committed, measured) {
  const { run: run2 } = project;
  return run2.step("compare", async (outcome) => {
    const sides = { committed, measured: measured?.files };
    if (content !== void 0) await compareWith(project, content, sides, measured?.baseline);
    else if (baseline2.metrics !== void 0)
      sides.baseline = filesFromRun(baseline2.metrics, new Map([...committed, ...measured?.files ?? []]).values());
    else if (baseline2.isFirst === true) sides.baseline = /* @__PURE__ */ new Map();
    else sides.noBaseline = baseline2.label;
    run2.report.metrics = withDirections(compareMetrics(sides), dividedPolicies(project, content?.locked).metrics);
    outcome.message = baseline2.sha === void 0 && baseline2.metrics === void 0 ? `${count(run2.report.metrics.length, "metric")}, ${baseline2.label}` : `${count(run2.report.metrics.length, "metric")} against ${baseline2.label}`;
    return sides;
  });
}
async function compareWith(project, { sha, metrics, noise }, sides, again) {
  const { report } = project.run;
  const baseline2 = measuredAgain(
    metrics,
    again ?? /* @__PURE__ */ new Map(),
    (path2) => sides.committed.has(path2) || sides.measured?.has(path2) === true
  );
  sides.baseline = baseline2.files;
  sides.baselineMeasured = baseline2.names;
  if (noise !== void 0) sides.noise = noise;
  report.params = diffParams(...await readChangedParams(project, sha));
}
function checkClaims(project, { committed, measured, baseline: baseline2 }, locked, alreadyReported = /* @__PURE__ */ new Set()) {
  const { tolerance } = project.run.settings.metrics;
  const policies = dividedPolicies(project, locked).metrics;
  const sides = {
    committed,
    baseline: baseline2,
    measured: measured && new Map([...measured].filter(([path2]) => !alreadyReported.has(path2)))
  };
  const makers = new Map(
    metricFiles(project.index).flatMap(({ path: path2, stage: stage2 }) => stage2 === void 0 ? [] : [[path2, stage2]])
  );
  const repairs = new Map(
    [...makers].map(([path2, stage2]) => [
      path2,
      fromTop(
        project.git.prefix,
        `dvc repro --force --single-item ${shellWord(stage2)} && dvc push && git add ${filesOf3(project, path2, stage2)} && git commit -a`
      )
    ])
  );
  const held = heldFiles(project);
  for (const finding2 of claims(sides, { tolerance, policies, repairs })) {
    const stage2 = makers.get(finding2.path ?? "");
    project.run.report.lint.push({
      // The restored numbers come from an older evaluation; this change can do nothing about it.
      ...finding2.path !== void 0 && held.has(finding2.path) ? withoutRepair(finding2) : finding2,
      ...finding2.path === void 0 ? {} : { path: project.inGit(finding2.path) },
      ...stage2 === void 0 ? {} : { stage: stage2 }
    });
  }
}
function filesOf3({ graph, inGit: inGit2 }, path2, stage2) {
  const made = graph.stage(stage2);
  const isStored = made?.outs.some((out) => out.cache && isWithin(path2, out.path)) === true;
  return [SourceLines.lockOf(made?.file ?? "dvc.yaml"), ...isStored ? [] : [path2]].map(inGit2).map(shellWord).join(" ");
}
function heldFiles({ index, run: run2 }) {
  const held = new Set(run2.report.stages.flatMap(({ name: name2, held: held2 }) => held2 ? [name2] : []));
  return new Set(
    metricFiles(index).flatMap(({ path: path2, stage: stage2 }) => stage2 !== void 0 && held.has(stage2) ? [path2] : [])
  );
}
function withoutRepair({ rule, path: path2, line, message: message2 }) {
  return {
    rule,
    severity: "notice",
    message: message2,
    ...path2 === void 0 ? {} : { path: path2 },
    ...line === void 0 ? {} : { line }
  };
}
function checkReadable(project, files3, baseline2, locked) {
  for (const finding2 of unreadable(files3, dividedPolicies(project, locked).metrics, baseline2))
    project.run.report.lint.push({
      ...finding2,
      ...finding2.path === void 0 ? {} : { path: project.inGit(finding2.path) }
    });
}

// src/steps/gate/gate.ts
async function gate(project, sides, { judged: ofData, locked }, acceptFailing2) {
  const { run: run2 } = project;
  const { policies } = run2.settings.metrics;
  if (policies.length === 0) {
    run2.skip("gate", "no policies are configured");
    return true;
  }
  return run2.step("gate", async (outcome) => {
    const ofMetrics = judgeEach(dividedPolicies(project, locked).metrics, sides);
    const judged = [...withoutUnreadData(project, ofData), ...withoutUnread(project, ofMetrics)];
    const isOfOlderModel = olderModel(project);
    run2.report.policies = judged.map(({ path: path2, result }) => isOfOlderModel(path2) ? { ...result, stale: true } : result);
    await acceptFailing2?.(judged);
    const failed = run2.report.policies.filter(({ passed: passed2 }) => !passed2);
    const older = run2.report.policies.filter((policy) => policyState(policy) === "older");
    const passed = gatePassed(run2.report.policies);
    if (!passed) outcome.conclusion = "failure";
    else if (failed.length + older.length > 0) outcome.conclusion = "warning";
    outcome.message = failed.length > 0 ? failed.map((policy) => policyReason(policy)).join(" ") : older.length > 0 ? `${count(older.length, "rule")} judged the model of dvc.lock, not that of this change` : rulesHeld(run2.report.policies);
    const unjudged = run2.report.left_out?.filter(({ part: part2 }) => part2 === "gate").length ?? 0;
    if (unjudged > 0 && judged.length === 0) outcome.conclusion = "skipped";
    if (unjudged > 0) outcome.message += `; ${count(unjudged, "rule")} not judged, because the remote was not read`;
    return passed;
  });
}
function withoutUnread({ run: run2 }, judged) {
  const unread = (part2) => new Set(run2.report.left_out?.flatMap((each) => each.part === part2 && each.path !== void 0 ? [each.path] : []));
  const [values, baselines] = [unread("read metrics"), unread("read baseline")];
  return judged.filter(({ path: path2, result }) => {
    const isUnread = result.value === void 0 ? values.size > 0 && (path2 === void 0 || values.has(path2)) : path2 !== void 0 && baselines.has(path2) && result.baseline === void 0 && !/^(?:min|max):/.test(result.rule);
    if (result.passed || !isUnread) return true;
    leaveOut(run2, { part: "gate", path: `${result.metric} (${result.rule})`, reason: "its file is in the remote" });
    return false;
  });
}
function withoutUnreadData({ run: run2 }, judged) {
  if (!hasNoSecrets(run2.settings.event) || !(isLeftOut(run2, "pull") || isLeftOut(run2, "verify"))) return judged;
  return judged.filter(({ result }) => {
    if (result.passed || result.value !== void 0) return true;
    leaveOut(run2, { part: "gate", path: `${result.metric} (${result.rule})`, reason: "its data is in the remote" });
    return false;
  });
}
var OUTDATED = /* @__PURE__ */ new Set(["stale", "failed", "skipped"]);
function olderModel({ run: run2, index, stages }) {
  const stale = new Set(
    run2.report.stages.filter(({ verdict, causes, held }) => OUTDATED.has(verdict) && !held && causes.some(isChange)).map(({ name: name2 }) => name2)
  );
  const makers = new Map(metricFiles(index).map(({ path: path2, stage: stage2 }) => [path2, stage2]));
  const data = stages.flatMap(
    ({ name: name2, kind, outs }) => outs.filter(({ cache }) => cache).map((out) => ({ path: joinPath(out.path), maker: kind === "stage" ? name2 : "" }))
  );
  return (path2) => {
    if (stale.size === 0 || path2 === void 0) return false;
    const keeper = makers.has(path2) ? void 0 : data.find((out) => isWithin(path2, out.path));
    const maker = keeper === void 0 ? makers.get(path2) : keeper.maker;
    return maker === void 0 || stale.has(maker);
  };
}

// src/steps/gate/judge-build.ts
async function judgeBuild(project, baseline2, content, data, nothingPushed) {
  const { report } = project.run;
  const history = startEarly(() => readBuilds(project, baseline2.sha));
  const metrics = await workspaceMetrics(project);
  const measured = await evaluateByCommand(project);
  const sides = await compare(project, baseline2, content, metrics, measured);
  checkReadable(
    project,
    new Map([...metrics, ...measured?.files ?? []].filter(([path2]) => measured?.alreadyReported.has(path2) !== true)),
    sides.baseline,
    content?.locked
  );
  let remedy = "";
  await gate(project, sides, { judged: data.judged, locked: content?.locked }, async (judged) => {
    remedy = await acceptMerged(project, judged) ?? "";
  });
  reportHistory(report, await history);
  const note = rejectionNote(report.remote.pushed, nothingPushed);
  if (!gatePassed(report.policies))
    return new ProjectError("gate-closed", closedGate(report.policies), { remedy: `${note} ${remedy}`.trim() });
  const broken = report.lint.find(
    ({ rule, severity }) => severity === "error" && (rule === "metric-unreadable" || rule === "evaluation-failed")
  );
  return broken === void 0 ? void 0 : new ProjectError("measurement-failed", broken.message, { remedy: note });
}

// src/steps/publish/commit-versions.ts
import { join as join37 } from "node:path";

// src/steps/publish/method.ts
var SKIP = " [skip ci]";
function subjectFor(method, subject) {
  const bare = subject.endsWith(SKIP) ? subject.slice(0, -SKIP.length) : subject;
  return method === "pull-request" ? bare : `${bare}${SKIP}`;
}

// src/steps/publish/permission.ts
async function requirePush({ git }, branch, server) {
  const may = server?.branch() === branch ? server.mayPush() : await git.canPush(branch);
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
  const { whyNoCommit } = await import("./commit-on-branch-JKFFQEZB.js");
  const why = await whyNoCommit(await openFlowGitHub(run2, WHY), branch);
  if (why !== void 0)
    throw new ProjectError("push-not-permitted", `the token may not commit to ${branch} by GitHub's API: ${why}.`, {
      key: "token",
      value: WHY,
      remedy: "Give the job `permissions: contents: write`, or set the input `token` to a token that may write. Nothing was built."
    });
}
async function requireCarried({ git }, commit, parent) {
  const { MOST_BYTES: MOST_BYTES3 } = await import("./commit-on-branch-JKFFQEZB.js");
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
  if (bytes < MOST_BYTES3) return;
  const [largest = ""] = [...blobs].sort(([, one], [, other]) => other.length - one.length).map(([path2]) => path2);
  throw new ProjectError(
    "api-commit-too-large",
    `${WHY} cannot commit ${formatBytes(bytes)}: one request takes less than ${formatBytes(MOST_BYTES3)}, and ${largest} is the largest of ${entries.length} files.`,
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
    const { commitOnBranch } = await import("./commit-on-branch-JKFFQEZB.js");
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
  return (answer4) => new ProjectError("push-rejected", `GitHub rejects the commit to '${branch}': ${answer4}.`, {
    key: "commit",
    value: "api",
    remedy: "Another run gets the same answer. If a branch protection or a ruleset rejects the commit, let the App of the token bypass the rule, or use `commit: pull-request` or `commit: tag`."
  });
}

// src/report/pull-text.ts
var MOST_METRICS3 = 30;
function renderPullText(report, what, changed, trailers) {
  const rows = wholeMetrics(report.metrics).filter(({ value }) => value !== void 0).slice(0, MOST_METRICS3).map(
    ({ name: name2, value = 0, baseline: baseline2, change }) => `| ${markdownCode(name2)} | ${formatNumber2(value, baseline2)} | ${baseline2 === void 0 ? "" : formatNumber2(baseline2, value)} | ${change === void 0 ? "" : formatChange(change)} |`
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
    const answer4 = sha === place.tip ? { kind: "pushed" } : await git.push(await git.remoteName() ?? "origin", sha, place.name);
    if (answer4.kind === "pushed") return withPull(project, publication, { name: place.name, tip: sha }, attempts);
    if (answer4.kind === "refused" && answer4.lasting)
      throw new ProjectError("push-rejected", `the server rejects the push to '${place.name}': ${answer4.words}`, {
        key: "commit",
        value: WHY2,
        remedy: "Let the identity that pushes create branches that begin with dvc-ci/."
      });
    const moved = await git.fetchTip(place.name) !== place.tip;
    failures += moved ? 0 : 1;
    if (failures >= SERVER_ATTEMPTS || attempts > MOST_MOVES + SERVER_ATTEMPTS)
      throw new OutsideError(
        "git-push-failed",
        `the push to '${place.name}' failed ${attempts} times: ${answer4.words}`,
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
  const { enableAutoMerge, ensurePull, labelPull } = await import("./own-pull-AMSLCWFX.js");
  const { failureOf: failureOf2, failureText: failureText2 } = await import("./failure-MZ7PPNMM.js");
  const body = renderPullText(run2.report, summary, commit.changed, trailers);
  const pull = await ensurePull(github, { head, headSha: sha, base: branch, title, body, labels: LABELS }).catch(
    (error) => {
      const details = { key: "commit", value: WHY2, cause: error };
      const reason2 = failureText2(error, "pull-requests: write");
      const text3 = `the branch ${head} is pushed, but opening its pull request failed: ${reason2}.`;
      if ([401, 403, 404, 422].includes(failureOf2(error).status ?? 0)) {
        throw new ProjectError("pull-request-not-permitted", text3, {
          ...details,
          remedy: `A workflow's token also needs "Allow GitHub Actions to create and approve pull requests" (Settings, Actions, General). Then run this again.`
        });
      }
      throw new OutsideError("pull-request-failed", text3, {
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
async function requireMethod(project, branch, topic, server) {
  const { commit } = project.run.settings.rebuild;
  switch (commit) {
    case "none":
      return;
    case "push":
      return requirePush(project, branch, server);
    case "api":
      return requireApi(project, branch);
    case "tag":
      if (topic === "rollback")
        throw new SetupError("setting-conflict", "commit: tag publishes builds only, and a rollback is not a build.", {
          key: "commit",
          value: "tag",
          remedy: "Roll back with `commit: push`, `api` or `pull-request`."
        });
      return requirePush(project, branch, server);
    case "pull-request": {
      const { openFlowGitHub: openFlowGitHub2 } = await import("./connect-github-BDAPJ6KX.js");
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
  const endsHold2 = project.run.report.hold?.released === true;
  if (method === "none" || paths.length === 0 && !endsHold2) return "commit nothing";
  const files3 = paths.length === 0 ? "the release alone" : paths.join(", ");
  const tags2 = topic === "build" ? await nextTags(project) : [];
  const tag = tags2.length === 0 || method === "pull-request" ? "" : ` and tag it ${tags2.join(", ")}`;
  switch (method) {
    case "push":
      return `commit ${files3} to ${branch}${tag}`;
    case "api":
      return `commit ${files3} to ${branch} by GitHub's API${tag}`;
    case "tag":
      return `commit ${files3} under the tag ${tags2.join(", ")} alone`;
    case "pull-request":
      return `commit ${files3} to ${pullBranch(project, topic, branch)} and open a pull request into ${branch}`;
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
      const files3 = commit.changed.join(", ") || "no file has changed, the commit ends the hold";
      outcome.message = `${published.sha.slice(0, 7)} ${where}${tries}: ${files3}`;
    }
    return published;
  });
}
async function publishBy(project, method, publication) {
  const { run: run2, git } = project;
  const { commit, branch } = publication;
  if (method === "tag" || method === "pull-request") {
    const reason2 = await overtakenBy(project, publication);
    if (reason2 !== void 0) return { kind: "superseded", reason: reason2 };
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
  const reason2 = await overtaken2(tip);
  if (reason2 !== void 0) return reason2;
  const taken = (await git.changedFiles(source, tip)).find(({ path: path2 }) => commit.changed.includes(path2));
  return taken === void 0 ? void 0 : `'${branch}' has moved to ${tip}, which changes ${taken.path}, an output of this build`;
}

// src/steps/publish/official-commit.ts
async function makeCommit(project, extra) {
  const { git, run: run2 } = project;
  const paths = await madeFiles(project);
  paths.push(...(extra?.paths ?? []).filter((path2) => !paths.includes(path2)));
  const {
    source: { sha: source },
    hold
  } = run2.report;
  const endsHold2 = hold?.released === true;
  if (paths.length === 0 && !endsHold2) return void 0;
  return git.commitPaths({
    paths,
    message: [subjectFor(run2.settings.rebuild.commit, BUILD_MESSAGE), extra?.body ?? ""].filter((part2) => part2 !== "").join("\n\n"),
    trailers: trailersOf(project, extra),
    identity: IDENTITY,
    parent: source,
    empty: endsHold2
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
    const own = Object.entries(trailersOf(project));
    const trailers = [...await git.trailers(sha)].flatMap(
      ([key, values]) => key.startsWith(TRAILER_PREFIX) ? values.slice(-1).map((value) => [key, value]) : []
    );
    const [, body = ""] = (await git.commitMessage(sha)).split("\n\n");
    const pull = await openPull(project, {
      ...pullText(project, { body: body.startsWith(TRAILER_PREFIX) ? "" : body }),
      branch,
      head,
      sha,
      commit: { changed },
      trailers: Object.fromEntries([...own, ...trailers])
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

// src/steps/publish/commit-versions.ts
async function saveDataFiles({ git, index, inGit: inGit2 }, backup) {
  for (const file of dataFiles(index)) await backup.copy(join37(git.root, inGit2(file)));
}
async function commitVersions(project, { commit, extra }) {
  const { git, run: run2, index } = project;
  const files3 = dataFiles(index);
  const written = (await git.uncommitted()).filter(({ path: path2, untracked }) => !untracked && files3.has(project.fromGit(path2))).map(({ path: path2 }) => path2);
  const again = await makeCommit(project, {
    body: "",
    trailers: {},
    ...extra,
    paths: [...extra?.paths ?? [], ...written]
  });
  if (again?.tree === commit?.tree) return { commit, extra };
  await requireVersionsAlone(project, commit?.sha ?? run2.report.source.sha, again?.sha ?? run2.report.source.sha);
  await requireCommit(project, again);
  return { commit: again, extra };
}
async function requireVersionsAlone({ git }, proven, pushed) {
  const paths = (await git.changedFiles(proven, pushed)).map(({ path: path2 }) => path2);
  const [before, after] = await Promise.all([git.readFiles(proven, paths), git.readFiles(pushed, paths)]);
  const isVersions = (path2) => {
    const [old, now] = [before.get(path2), after.get(path2)];
    const kind = kindOf(path2);
    return (kind === "lock" || kind === "data") && old !== void 0 && now !== void 0 && differByVersionsAlone(old.toString("utf8"), now.toString("utf8"));
  };
  const other = paths.filter((path2) => !isVersions(path2));
  if (other.length === 0) return;
  throw new ProjectError(
    "push-changed-build",
    `${other.join(", ")} changed during the push by more than the versions of files, so the build is not the one that was checked.`,
    {
      key: "remote",
      value: other.join(", "),
      remedy: "Do not edit the workspace during a build. The versions stay in the remote, and nothing was committed: run the build again."
    }
  );
}
function dataFiles(index) {
  return new Set(index.stages.flatMap(({ kind, file }) => kind === "stage" ? [] : [file]));
}

// src/steps/publish/confirm.ts
async function confirm(project, { branch, ahead }) {
  const { settings } = project.run;
  const remote = settings.remote ?? project.index.defaultRemote;
  const { commit: method, tag } = settings.rebuild;
  const publishing = method === "tag" ? `publish it under a tag (${tag.map(({ text: text3 }) => text3).join(", ")}) on` : method === "pull-request" ? `open a pull request into ${branch} on` : `commit to ${branch} on`;
  const server = await project.git.remoteName() ?? "the server";
  const commits = ahead ? " (with your commits that it does not have yet)" : "";
  const commit = method === "none" ? "" : `${remote === null ? "" : " and "}${publishing} ${server}${commits}`;
  return confirmed(
    project,
    `${settings.mode === "retrain" ? "Retrain" : "Rebuild"}, ${remote === null ? "" : `push to '${remote}'`}${commit}`
  );
}
async function confirmed(project, action) {
  const { settings, host, signal } = project.run;
  if (settings.rebuild.dryRun || settings.event.name !== "local") return false;
  if (settings.yes || !hasTerminal()) {
    host.info(`${action}.`);
    return false;
  }
  const answer4 = await ask(`${action}? [y/N] `, signal);
  if (!/^y(es)?$/i.test(answer4.trim()))
    throw new SetupError("not-confirmed", "the answer was not yes, so nothing was done.", {
      key: "yes",
      value: answer4.trim(),
      remedy: "Use `--yes` to answer every question with yes."
    });
  return true;
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
    `there is nothing to build, but the remote lacks data of this commit. ${missing.slice(0, MOST_QUOTED).map(({ message: message2 }) => message2).join(" ")}${left > 0 ? ` ${left} more are in the report.` : ""}`,
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

// src/steps/publish/ask-server.ts
async function askServer({ settings }, { git }) {
  const { dryRun, commit } = settings.rebuild;
  if (dryRun || commit !== "push" && commit !== "tag") return void 0;
  const branch = await settled(branchOf({ run: { settings }, git }));
  const of = async (ask3) => {
    try {
      return await settled(ask3(branch()));
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
async function currentBranch({ settings }, { git }) {
  const { ref } = settings.event;
  return ref.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : git.branch();
}
async function branchOf({
  run: run2,
  git
}) {
  const branch = await currentBranch(run2, { git });
  if (branch !== void 0) return branch;
  if (run2.settings.rebuild.dryRun || run2.settings.rebuild.commit === "none") return "HEAD";
  throw new SetupError("head-detached", "rebuild: HEAD is detached, so there is no branch for the build commit.", {
    key: "ref",
    value: run2.settings.event.ref,
    remedy: "Check out a branch (`git switch main`), run on a push to a branch, or use `commit: none`."
  });
}

// src/steps/official/retrain-trailers.ts
function retrainTrailers({ run: { settings } }, data) {
  const { event, retrain: retrain2 } = settings;
  return {
    ...event.run === void 0 ? {} : { [RUN_TRAILER]: String(event.run.id) },
    [REQUEST_TRAILER]: requestDigest(settings),
    ...data === void 0 ? {} : { [DATA_TRAILER]: data },
    ...retrain2.reason === void 0 ? {} : { [REASON_TRAILER]: retrain2.reason }
  };
}
function hasRequest({ run: { settings } }, notes) {
  return notes.get(REQUEST_TRAILER) === requestDigest(settings);
}
function isOwnRequest(project, notes) {
  const { event, retrain: retrain2 } = project.run.settings;
  if (!isBuildNote(project, notes) || !hasRequest(project, notes)) return false;
  if (event.run !== void 0 || notes.has(RUN_TRAILER)) return notes.get(RUN_TRAILER) === String(event.run?.id);
  const reason2 = retrain2.reason === void 0 ? void 0 : plainLine(project.run.host.redact(retrain2.reason));
  return notes.get(REASON_TRAILER) === reason2;
}
async function hasSameData(project, notes, dataOf) {
  return project.run.settings.event.run !== void 0 || notes.get(DATA_TRAILER) === await dataOf();
}
async function findRetraining(project, { tip, source }, dataOf) {
  const { git, run: run2 } = project;
  const found2 = await git.findCommit({
    from: tip,
    merged: true,
    maxCount: MAX_HISTORY,
    accept: (notes) => isOwnRequest(project, notes) && // A workflow run that is started again may check out the new tip of the branch.
    (run2.settings.event.run !== void 0 || notes.get(SOURCE_TRAILER) === source)
  });
  return found2 !== void 0 && await hasSameData(project, await git.notes(found2), dataOf) ? found2 : void 0;
}
async function standingRetraining(project) {
  const { git, run: run2 } = project;
  const { sha } = run2.report.source;
  const build = await git.findCommit({
    from: sha,
    merged: true,
    maxCount: MAX_HISTORY,
    accept: (notes) => isBuildNote(project, notes)
  });
  if (build === void 0 || !hasRequest(project, await git.notes(build))) return void 0;
  return (await changedInputs(project, build, sha)).length === 0 ? build : void 0;
}

// src/steps/publish/may-publish.ts
async function checkPublishing(project, uncommitted, {
  server,
  rollback: rollback2,
  dataOf
}) {
  const { run: run2 } = project;
  const branch = server?.branch() ?? await branchOf(project);
  return run2.step("check publishing", async (outcome) => {
    const done = (message2, conclusion = "success") => {
      outcome.message = message2;
      return { conclusion, message: message2 };
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
      const last2 = await lastOfficial(project);
      const changed = last2 === void 0 ? void 0 : await changedInputs(project, last2, run2.report.source.sha);
      if (last2 !== void 0 && changed?.length === 0)
        return done(
          `No input of the pipeline has changed since the official build ${last2.slice(0, 7)} (when: changed).`
        );
    }
    if (run2.settings.rebuild.dryRun || run2.settings.rebuild.commit === "none") {
      outcome.message = "this run commits nothing";
      return { branch, ahead: false };
    }
    await requireMethod(project, branch, retrains ? "retrain" : "build", server);
    const found2 = await (retrains ? earlierRetraining(project, branch, dataOf) : unmergedBuild(project, branch)) ?? await stateOfBranch(project, branch, server);
    if ("conclusion" in found2) return { ...found2, ...done(found2.message, found2.conclusion) };
    if (plan2 !== void 0) await requireFreeName(project, plan2, run2.report.source.sha);
    outcome.message = `to ${branch}`;
    return { branch, ahead: found2.ahead };
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
    const build2 = await taggedBuildOf(project, source);
    if (build2 === void 0) return void 0;
    run2.report.commit = { sha: build2.commit, branch, method, attempts: 0 };
    return {
      conclusion: "success",
      message: `${source.slice(0, 7)} was built already: ${build2.name}.`,
      official: build2
    };
  }
  const build = method === "pull-request" ? await waitingBuild(project, branch, source) : void 0;
  if (build === void 0) return void 0;
  run2.report.commit = { sha: build.sha, branch, method: "pull-request", attempts: 0 };
  return {
    conclusion: "success",
    message: `${source.slice(0, 7)} was built already: ${build.sha.slice(0, 7)} waits in ${build.branch}.`,
    waiting: { head: build.branch, sha: build.sha }
  };
}
async function earlierRetraining(project, branch, dataOf) {
  const { run: run2, git } = project;
  const { commit: method } = run2.settings.rebuild;
  const source = run2.report.source.sha;
  const find = async (tip) => tip === void 0 ? void 0 : findRetraining(project, { tip: await git.ensureCommit(tip), source }, dataOf);
  let build;
  if (method === "tag")
    for (const { name: name2, commit } of await taggedBuildsOf(project, source)) {
      build = await find(commit);
      if (build === void 0) continue;
      run2.report.tag = name2;
      break;
    }
  else build = await find(await git.fetchTip(branch));
  const pull = method === "pull-request" && build === void 0 ? await findPullBranch(project, "retrain", branch) : void 0;
  build ??= await find(pull?.tip);
  if (build === void 0) return void 0;
  run2.report.commit = { sha: build, branch, method: method === "none" ? "push" : method, attempts: 0 };
  const built = (await git.notes(build)).get(SOURCE_TRAILER) ?? source;
  return {
    conclusion: "success",
    message: run2.settings.event.run === void 0 ? `This request was built already (another \`--reason\` makes another request): ${build.slice(0, 7)}.` : `This workflow run made its build already: ${build.slice(0, 7)}.`,
    ...pull === void 0 ? { official: { source: built, commit: build } } : { waiting: { head: pull.name, sha: build } }
  };
}
async function stateOfBranch(project, branch, server) {
  const { run: run2, git } = project;
  const head = run2.report.source.sha;
  const tip = server?.branch() === branch ? server.tip() : await git.fetchTip(branch);
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
  for (const { path: path2, untracked } of uncommitted) {
    if (isIgnoreFile(project, path2) ? await isDvcsEdit(project, path2) : isMadeByPipeline(project, path2)) continue;
    if (!untracked || isInput(project, path2)) dirty.push(path2);
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

// src/steps/release/check-request.ts
function askEarly(run2, steps, paths) {
  return {
    server: steps.step("ask server", [paths], (own) => askServer(run2, own)),
    listed: steps.step("ask checkout", [paths], (own) => askCheckout(run2, own), { reads: ["workspace"] }),
    rollback: steps.step("ask history", [paths], (own) => askRollback(run2, own))
  };
}
async function checkRequest(project, steps, { server, listed, rollback: rollback2, recovered, dataOf }) {
  forcedStages(project);
  modelToRegister(project);
  const uncommitted = recovered ? await askCheckout(project.run, project) : await steps.value(listed);
  const found2 = await checkPublishing(project, uncommitted, {
    server: await steps.value(server),
    rollback: await steps.value(rollback2),
    dataOf
  });
  if ("conclusion" in found2 && isAboutCheckout(found2, project.run.report.source.sha)) await verifyStanding(project);
  return { found: found2, uncommitted };
}
function rejectResume({ run: { settings, report } }) {
  if (!settings.rebuild.resume) return;
  throw new ProjectError(
    "build-not-found",
    `there is no official build of ${report.source.sha.slice(0, 7)} to complete.`,
    { key: "resume", remedy: "Build it first: `dvc-ci rebuild`." }
  );
}

// src/steps/release/complete.ts
async function complete(project, { conclusion, message: message2, official, waiting }) {
  const { dryRun } = project.run.settings.rebuild;
  if (waiting !== void 0 && !dryRun) await proposeWaiting(project, await branchOf(project), waiting);
  if (official === void 0) return { conclusion, message: message2 };
  const tagged = await tagBuilt(project, message2, official);
  const completed = await completeBuild(project, official);
  await deployBuild(project, official, true);
  return { conclusion, message: completed === "" ? tagged : `${tagged} ${completed}` };
}
async function tagBuilt(project, message2, build) {
  const { run: run2 } = project;
  const { commit, dryRun } = run2.settings.rebuild;
  if (dryRun || commit === "tag" || commit === "none") return message2;
  await tagBuild(project, build.commit, build.source, build.commit !== build.source);
  return withTag(message2, run2.report.tag);
}

// src/steps/release/end-of-build.ts
function endOfBuild(report, published) {
  const message2 = buildSummary(report, published);
  const { sha: source } = report.source;
  if (published.kind === "superseded") return { conclusion: "superseded", message: message2 };
  if (published.kind === "unchanged") return { conclusion: "success", message: message2, official: { source, commit: source } };
  const isOfficial = published.kind === "committed" && published.report.pull_request === void 0;
  return { conclusion: "success", message: message2, ...isOfficial ? { official: { source, commit: published.sha } } : {} };
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
      const answers2 = askEarly(run2, steps, paths);
      const { project: first, status, recovered } = await steps.value(opened);
      if (retraining === void 0 && !first.stages.some(({ kind }) => kind === "stage"))
        return publishAddedModel(first);
      const own = await backend.open(first);
      const wanted = await retraining?.check(own) ?? own;
      const { found: destination, uncommitted } = await checkRequest(wanted, steps, {
        ...answers2,
        recovered,
        dataOf: async () => retraining?.digestOfData(wanted)
      });
      if ("conclusion" in destination) return complete(wanted, destination);
      rejectResume(wanted);
      const { dryRun } = wanted.run.settings.rebuild;
      const keepsVersions = versionedRemote(wanted) !== void 0;
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
        async (found2) => await retraining?.apply(found2.project, backup) ?? found2.project,
        { writes: ["workspace"] }
      );
      const planned = steps.step(
        "plan",
        [changed, start],
        async (project2, { isAsBefore }) => {
          const isFresh = isAsBefore && !wasAsked && retraining === void 0;
          const plan3 = await planBuild(project2, { here: backend.here, status: isFresh ? status : void 0 });
          return await retraining?.planned(project2, plan3) ?? plan3;
        },
        { reads: ["workspace"] }
      );
      const plan2 = await steps.value(planned);
      if ("conclusion" in plan2) return complete(wanted, plan2);
      const build = { plan: plan2, backup };
      const tracking = steps.step("open run", [changed], (project2) => startTracking(project2));
      const owned = steps.step("check model owner", [changed, tracking], async (project2, tracked) => {
        const model = tracked === void 0 ? void 0 : modelToRegister(project2);
        if (tracked !== void 0 && model !== void 0) await tracked.checkOwner(model.name);
      });
      const inputs = steps.step("inputs", [changed], (project2) => backend.inputs(project2, build), {
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
      const baseline2 = steps.step("baseline", [changed], findBaseline);
      const before = steps.step("read data of baseline", [changed, baseline2], readDataBaseline);
      const isMade2 = outputsOf(await steps.value(changed), plan2.mayRun);
      const isGated = hasDataPolicies(await steps.value(changed));
      const gated = isGated ? steps.step("data", [changed, before, inputs], async (project2, base) => {
        const found2 = await describeChanges(project2, base, { covers: (path2) => !isMade2(path2) });
        await requireData(project2, found2, (judged2) => acceptMerged(project2, judged2));
        return found2;
      }) : steps.step("data", [], () => void 0);
      const [started, last2] = [steps.milestone("stages run"), steps.milestone("last stages run")];
      const made = steps.step(
        "reproduce",
        [ready, inputs, gated],
        async (project2, given) => {
          const done = await backend.make(project2, build, given, {
            onStart: () => started.reach(),
            onLast: () => last2.reach()
          });
          reportTrust(done, plan2);
          return done;
        },
        { writes: ["workspace"], reaches: [started, last2] }
      );
      const content = steps.step("read baseline", [ready, before, started], readBaseline);
      const isQuiet = wanted.run.settings.validate.evaluate.kind !== "command" && retraining === void 0;
      const checkout = steps.step("open clean checkout", [ready, isQuiet ? last2 : made], (project2) => {
        const clean = new CleanCheckout(project2, backup);
        steps.cleanup(() => clean.close());
        return clean;
      });
      const asked = steps.step("ask remote", [made], (project2) => backend.ask(project2), {
        reads: ["remote"],
        skip: () => dryRun ? "" : void 0
      });
      const commitOf2 = (built2, after) => steps.step(
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
      const early = isQuiet ? commitOf2(made, made) : void 0;
      const built = early === void 0 ? steps.step("read build", [made], (project2) => refresh(project2), { reads: ["workspace"] }) : (
        // DVC reads the build in the clean checkout, so no second question is needed.
        steps.step("read build", [made, checkout, early], (project2, clean) => clean.read(project2))
      );
      const data = steps.step(
        "built data",
        [built, before, gated],
        (project2, base, earlier) => describeChanges(project2, base, { earlier })
      );
      const judged = steps.step(
        "judge",
        [built, baseline2, content, isGated ? data : steps.step("no policies on data", [], () => NO_DATA)],
        (project2, base, side, found2) => judgeBuild(project2, base, side, found2, backend.rejectionNote),
        isQuiet ? { reads: ["workspace"] } : { writes: ["workspace"] }
      );
      if (isQuiet) {
        const prepared = steps.step("prepare plots", [ready, baseline2, last2], (project2, { sha }) => {
          const plots = new PreparedPlots(project2, sha);
          steps.cleanup(() => plots.drop());
          return plots;
        });
        steps.step("plots", [prepared, made], (plots) => plots.collect(), { reads: ["workspace"], optional: true });
      } else {
        steps.step("plots", [built, baseline2, judged], (project2, { sha }) => collectPlots(project2, sha), {
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
      const committed = early ?? commitOf2(built, passed);
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
        (project2, answer4) => backend.deliver(project2, answer4, async () => {
          await readersAreDone();
          if (keepsVersions) await saveDataFiles(project2, backup);
        }),
        { writes: ["remote"] }
      );
      const final = !keepsVersions ? committed : steps.step("commit versions", [built, committed, delivered], commitVersions, { reads: ["workspace"] });
      const published = steps.step(
        "publish",
        [built, final, tip, delivered],
        (project2, { commit, extra }, known2) => publishBuild(project2, {
          commit,
          branch: destination.branch,
          extra,
          tip: known2 !== void 0 && performance.now() - known2.at < FRESH_MS ? Promise.resolve(known2.sha) : void 0,
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
      const message2 = await tagBuilt(project, rest.message, official);
      const version = await publishVersion(project, await steps.value(tracking), official);
      await deployBuild(project, official, false);
      return { conclusion, official, message: withModelVersion(message2, version) };
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
function idleSummary(reason2) {
  return `Nothing to do: ${reason2}.`;
}
function commandSummary(answers2) {
  return answers2.map((message2) => `${message2.charAt(0).toUpperCase()}${message2.slice(1)}.`).join(" ");
}
function commandReply(reasons) {
  return `dvc-ci rejected the command: ${markdownText(reasons.join("; "))}.`;
}

// src/steps/comments/accept-command.ts
var acceptCommand = { usage: ACCEPT_USAGE.replaceAll("`", ""), answer };
async function answer({ run: run2, github, number: number3, pull, lines: lines2 }) {
  for (const line of lines2) {
    const request2 = parseAcceptRequest(line);
    if ("refusal" in request2) return { outcome: "refused", message: request2.refusal };
    if (request2.sha !== void 0 && !pull.headSha.startsWith(request2.sha))
      return {
        outcome: "refused",
        message: `the acceptance names commit ${request2.sha.slice(0, 12)}, and the head of this pull request is ${pull.headSha}`
      };
  }
  const { rerunFailedJobs } = await import("./runs-GOUHV4MJ.js");
  const { mergeSha } = pull;
  const runs = await (mergeSha === void 0 ? validatingRuns(github, number3, pull.headSha) : buildingRuns(github, number3, mergeSha));
  const head = (mergeSha ?? pull.headSha).slice(0, 7);
  if (runs.length === 0) {
    return {
      outcome: "waiting",
      message: mergeSha === void 0 ? `${head} has no run of a pull request yet; its first run reads the comment` : `no comment on this pull request names a build of ${head}: run its failed job again`
    };
  }
  const failed = runs.filter(({ isOver, failed: hasFailed }) => isOver && hasFailed);
  const [again, running] = [[], runs.filter(({ isOver }) => !isOver)];
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
  const { runsOf } = await import("./runs-GOUHV4MJ.js");
  const runs = await runsOf(github, headSha, "pull_request");
  if (runs.length < 2) return runs;
  const known2 = await runsInComments(github, number3, runs, "validate");
  return known2.length > 0 ? known2 : runs;
}
async function buildingRuns(github, number3, mergeSha) {
  const { runsOf } = await import("./runs-GOUHV4MJ.js");
  return runsInComments(github, number3, await runsOf(github, mergeSha, "push"), "rebuild");
}
async function runsInComments(github, number3, runs, mode) {
  const { subjectsOf } = await import("./comment-PMY56FIC.js");
  const { pullRequestThread } = await import("./thread-FT3VRIDK.js");
  const workflows = new Set(
    (await subjectsOf(github, pullRequestThread(github, number3))).filter((subject) => subject.mode === mode).map(({ workflow }) => workflow)
  );
  return runs.filter(({ workflow }) => workflows.has(workflow));
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
    const { failureOf: failureOf2 } = await import("./failure-MZ7PPNMM.js");
    const { status, message: message2 } = failureOf2(error);
    if (status !== 404 && status !== 422) throw error;
    return {
      outcome: "refused",
      message: `the workflow ${workflow} cannot be started on ${pull.headRef} (${message2}): both the default branch and this branch need it, with \`on: workflow_dispatch\``
    };
  }
  run2.host.info(`${workflow} starts on ${pull.headRef}.`);
  return {
    outcome: "done",
    message: `the workflow ${workflow} starts on ${pull.headRef} and commits the reproduced stages`
  };
}

// src/steps/comments/validate-command.ts
var USAGE = "/dvc-ci validate SHA";
var HASH4 = /^[0-9a-f]{7,64}$/;
var WHOLE = [40, 64];
var validateCommand = { usage: USAGE, answer: answer3 };
async function answer3(asked) {
  const { run: run2, github, number: number3, pull, author, lines: lines2 } = asked;
  const { hasWriteAccess } = await import("./rights-NBYBKTBK.js");
  if (!await hasWriteAccess(github, author))
    return refused(`${author} cannot start it: it needs write access to this repository`);
  const shas = /* @__PURE__ */ new Set();
  for (const line of lines2) {
    const found2 = await commitOf(asked, line.toLowerCase());
    if ("refusal" in found2) return refused(found2.refusal);
    shas.add(found2.sha);
  }
  const [sha, ...others] = shas;
  if (sha === void 0 || others.length > 0) return refused("one comment names one commit");
  const workflow = run2.settings.github.validateWorkflow;
  try {
    await github.octokit.rest.actions.createWorkflowDispatch({
      ...github.repo,
      workflow_id: workflow,
      ref: pull.baseRef,
      inputs: { "pull-request": String(number3), sha }
    });
  } catch (error) {
    const { failureOf: failureOf2 } = await import("./failure-MZ7PPNMM.js");
    const { status, message: message2 } = failureOf2(error);
    if (status !== 404 && status !== 422) throw error;
    return refused(
      `the workflow ${workflow} cannot be started on ${pull.baseRef} (${message2}): both the default branch and ${pull.baseRef} need it, with \`on: workflow_dispatch\` and the inputs pull-request and sha`
    );
  }
  run2.host.info(`${workflow} starts for ${sha}.`);
  return { outcome: "done", message: `the workflow ${workflow} validates ${sha} and reports on this pull request` };
}
async function commitOf({ github, number: number3, pull }, text3) {
  const how = `read the present head, then write \`/dvc-ci validate ${pull.headSha}\``;
  if (!HASH4.test(text3)) return { refusal: `it names a commit by its hash, with 7 digits or more: ${how}` };
  if (pull.headSha.startsWith(text3)) return { sha: pull.headSha };
  if (!WHOLE.includes(text3.length))
    return {
      refusal: `${text3} is not the present head of this pull request, and only a whole hash names an earlier commit: ${how}`
    };
  const { isCommitOf } = await import("./open-pulls-6WUWLL24.js");
  if (await isCommitOf(github, number3, text3)) return { sha: text3 };
  const { wasHead } = await import("./runs-GOUHV4MJ.js");
  if (pull.head !== void 0 && await wasHead(github, text3, pull.head)) return { sha: text3 };
  return { refusal: `${text3} is no commit of this pull request: ${how}` };
}
function refused(message2) {
  return { outcome: "refused", message: message2 };
}

// src/steps/comments/answer-comment.ts
var COMMANDS = /* @__PURE__ */ new Map([
  ["accept", acceptCommand],
  ["repro", reproCommand],
  ["validate", validateCommand]
]);
var LONGEST_NAME = 40;
function whyIdle(comment2) {
  if (comment2 === void 0) return "only new comments can have commands";
  if (comment2.pullRequest === void 0) return "the comment is on an issue, not a pull request";
  if (commandLines(comment2.body).length === 0) return "the comment has no line that begins with /dvc-ci";
  return comment2.byBot ? "a bot wrote the comment" : void 0;
}
async function answersTo(run2, github, { author, body }, number3) {
  const { failureText: failureText2 } = await import("./failure-MZ7PPNMM.js");
  try {
    const { pullState } = await import("./conversation-IRWGK4TR.js");
    const { Rights } = await import("./rights-NBYBKTBK.js");
    const pull = await pullState(github, number3);
    const { project: folder2 } = run2.settings.github;
    const right = await new Rights(
      github,
      folder2 === "" ? "dvc-ci.yaml" : `${folder2}/dvc-ci.yaml`,
      pull.baseSha,
      pull.author
    ).of(author);
    if (!right.may) return [{ outcome: "refused", message: `${author} cannot use commands: ${right.reason}` }];
    const asked = /* @__PURE__ */ new Map();
    for (const { name: name2, rest } of commandLines(body)) asked.set(name2, [...asked.get(name2) ?? [], rest]);
    const answers2 = [];
    for (const [name2, lines2] of asked) {
      const known2 = COMMANDS.get(name2);
      answers2.push(
        known2 === void 0 ? unknownCommand(name2) : await known2.answer({ run: run2, github, number: number3, pull, author, lines: lines2 })
      );
    }
    return answers2;
  } catch (error) {
    throw new OutsideError(
      "comment-not-answered",
      `the comment on pull request ${number3} could not be answered: ${failureText2(error, "actions: write, contents: read, pull-requests: write")}.`,
      { cause: error }
    );
  }
}
function unknownCommand(name2) {
  const known2 = [...COMMANDS.values()].map(({ usage }) => `\`${usage}\``).join(", ");
  return {
    outcome: "refused",
    message: `there is no command${name2 === "" ? " in it" : ` '${shorten(singleLine(name2), LONGEST_NAME)}'`}; known: ${known2}`
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
  const { connect } = await import("./client-E6QHQLK6.js");
  return connect({
    token,
    apiUrl,
    repository,
    debug: (message2) => host.debug(message2),
    redact: (text3) => host.redact(text3)
  });
}

// src/steps/comments/respond.ts
var REACTIONS = { done: "+1", waiting: "eyes", refused: "-1" };
async function respond(run2, github, comment2, number3, answers2) {
  const { react } = await import("./runs-GOUHV4MJ.js");
  const { pullRequestThread } = await import("./thread-FT3VRIDK.js");
  const refused2 = answers2.filter(({ outcome }) => outcome === "refused");
  const worst2 = refused2.length > 0 ? "refused" : answers2.some(({ outcome }) => outcome === "waiting") ? "waiting" : "done";
  try {
    await react(github, comment2.id, REACTIONS[worst2]);
    if (refused2.length > 0)
      await pullRequestThread(github, number3).create(commandReply(refused2.map(({ message: message2 }) => message2)));
  } catch (error) {
    run2.host.warning(`The result could not be posted on the pull request: ${messageOf(error)}.`);
  }
}

// src/flows/command.ts
async function command(run2) {
  const { comment: comment2 } = run2.settings.event;
  return run2.step("command", async (outcome) => {
    const idle = whyIdle(comment2);
    if (idle !== void 0 || comment2?.pullRequest === void 0)
      return outcome.message = idleSummary(idle ?? "the comment is on an issue");
    const github = await connectForComment(run2);
    const answers2 = await answersTo(run2, github, comment2, comment2.pullRequest);
    await respond(run2, github, comment2, comment2.pullRequest, answers2);
    if (answers2.some((answer4) => answer4.outcome === "refused")) outcome.conclusion = "warning";
    return outcome.message = commandSummary(answers2.map(({ message: message2 }) => message2));
  });
}

// src/report/foreign-comment.ts
var GOOD = ["success", ""];
function foreignNote(kind, conclusion) {
  if (kind === "named")
    return "A user with write access asked for this run, for this commit alone. It had a credential that reads the remote.";
  const ended = GOOD.includes(conclusion) ? "" : ` GitHub says that the run ended with ${markdownCode(conclusion)}.`;
  return `**Not verified by this repository.** The run of the pull request wrote this report. It had no credential, and code of the pull request can change what it says. A user with write access who has read a commit can start a validation with the comment ${markdownCode("/dvc-ci validate SHA")}.${ended}`;
}
function renderUnusable(fault, { project, runUrl, sha }) {
  const where = project === "" ? "" : ` in ${markdownCode(shorten(project, 100))}`;
  const run2 = runUrl === void 0 ? "The run" : `[The run](<${runUrl}>)`;
  return `## ⚠️ dvc-ci: no report${where}

${run2}${sha === void 0 ? "" : ` for ${markdownCode(sha.slice(0, 7))}`} has no report that can be shown: ${markdownText(fault)}.
`;
}
var PASSING = ["success", "unverified", "superseded"];
function contradiction({ conclusion: said }, conclusion) {
  if (!PASSING.includes(said) || conclusion === "success") return void 0;
  const ended = conclusion === "" ? "knows no job of the run that has ended" : `ended the job with '${conclusion}'`;
  return `it says '${said}', and GitHub ${ended}`;
}
function foreignTitle(kind, report, conclusion) {
  const { word, message: message2 } = headlineOf(report);
  if (kind === "named") return `${word}: ${message2}`;
  const ended = GOOD.includes(conclusion) ? "" : ` (GitHub: the run ended with ${conclusion})`;
  const claim = report.conclusion === "success" ? "Not verified: a fork's own run says passed" : `${word} in a fork's own run`;
  return `${claim}${ended}: ${message2}`;
}

// src/report/foreign-report.ts
var LARGEST_FOREIGN = 8 * 1024 * 1024;
var DEEPEST = 24;
var LONGEST_LIST = 2e4;
var LONGEST_NAME2 = 4096;
var LONGEST_MESSAGE = 4e4;
var { message, seconds: seconds2, ...parts } = reportParts({
  strict: true,
  list: LONGEST_LIST,
  name: LONGEST_NAME2,
  message: LONGEST_MESSAGE
});
var unseen = unknown().optional();
var reportSchema = strictObject({
  schema: literal(1),
  mode: _enum(["validate", "lint"]),
  conclusion: parts.conclusion,
  message,
  // Addresses, titles, times and versions would be those that the fork chose: the comment has GitHub's own.
  run_url: unseen,
  started: unseen,
  versions: unseen,
  seconds: seconds2.optional(),
  error: unseen,
  source: parts.source,
  left_out: parts.left_out,
  steps: parts.steps,
  stages: parts.stages,
  metrics: parts.metrics,
  policies: parts.policies,
  params: parts.params,
  data: parts.data,
  checks: parts.checks,
  lint: parts.lint,
  remote: parts.remote,
  // The official builds are those of this repository: a fork's report says nothing of them.
  history: unseen,
  plots: unseen,
  commit: unseen,
  tag: unseen,
  mlflow: unseen,
  rollback: unseen,
  hold: unseen,
  retrain: unseen,
  fanout: unseen,
  doctor: unseen,
  deployment: unseen
});
function parseForeignReport(text3, source) {
  const bytes = Buffer.byteLength(text3);
  if (bytes > LARGEST_FOREIGN) return { fault: `it has ${bytes} bytes, more than ${LARGEST_FOREIGN}` };
  if (isTooDeep(text3, DEEPEST)) return { fault: `it has more than ${DEEPEST} values inside each other` };
  let content;
  try {
    content = JSON.parse(text3);
  } catch {
    return { fault: "it is not JSON" };
  }
  const parsed4 = reportSchema.safeParse(content);
  if (!parsed4.success) return { fault: faultOf2(parsed4.error) };
  const { mode, conclusion, left_out: leftOut, seconds: taken, policies, ...found2 } = parsed4.data;
  const { message: told, steps, stages, metrics, params, data, checks, lint: lint3, remote } = found2;
  return {
    ...emptyReport(mode, { ...source, ref: "", event: "pull_request", trusted: false }),
    conclusion,
    message: told,
    ...taken === void 0 ? {} : { seconds: taken },
    ...leftOut === void 0 ? {} : { left_out: leftOut },
    steps,
    stages: stages.map((stage2) => without(stage2, "place")),
    metrics,
    // An acceptance names a person: only GitHub can tell of one.
    policies: policies.map((policy) => without(policy, "accepted")),
    params,
    data,
    checks,
    lint: lint3,
    remote
  };
}
function without(value, key) {
  const rest = { ...value };
  Reflect.deleteProperty(rest, key);
  return rest;
}
function faultOf2({ issues: [first] }) {
  const place = first?.path.map(String).join(".") ?? "";
  if (first?.code === "unrecognized_keys")
    return `${place === "" ? "it" : `its ${place}`} has a key that this version does not know; both workflows need the same version of dvc-ci`;
  return `its ${place === "" ? "content" : place} is not as in a report`;
}

// src/steps/comments/foreign-file.ts
import { lstat as lstat4, readdir as readdir6 } from "node:fs/promises";
import { join as join38 } from "node:path";
var FILE = "report.json";
async function readForeignFile(folder2) {
  const place = await lstat4(folder2).catch(() => void 0);
  if (place === void 0) return { absent: true };
  if (!place.isDirectory()) return { fault: "the artifact is not a folder" };
  const names2 = await readdir6(folder2);
  if (names2.length === 0) return { absent: true };
  if (names2.length > 1 || names2[0] !== FILE) return { fault: `the artifact has other files than ${FILE}` };
  const path2 = join38(folder2, FILE);
  if (!(await lstat4(path2)).isFile()) return { fault: `${FILE} is not a regular file` };
  const read = await readPlainFile(path2, LARGEST_FOREIGN);
  if ("problem" in read) return { fault: faultOf3(read) };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(read.bytes) };
  } catch {
    return { fault: `${FILE} is not UTF-8 text` };
  }
}
function faultOf3(read) {
  switch (read.problem) {
    case "unreadable":
      return `${FILE} cannot be read`;
    case "irregular":
      return `${FILE} is not a regular file`;
    case "large":
      return read.size === void 0 ? `${FILE} has more than ${LARGEST_FOREIGN} bytes` : `${FILE} has ${read.size} bytes, more than ${LARGEST_FOREIGN}`;
  }
}

// src/steps/comments/foreign-run.ts
var WITHOUT_RESULT = ["cancelled", "skipped", "action_required", "stale", "neutral"];
async function findForeignRun(github, event) {
  const { pullRequest, workflowRun, foreignRun } = event;
  if (event.namedCommit === true && pullRequest !== void 0)
    return {
      kind: "named",
      number: pullRequest.number,
      headSha: pullRequest.headSha,
      run: event.run ?? { id: 0, attempt: 1 },
      conclusion: await namedConclusion(github, event.run?.id ?? 0)
    };
  if (workflowRun === void 0) return { idle: "the event does not describe the run before it" };
  if (foreignRun !== true && event.trusted)
    return { idle: "the run was for a branch of this repository and could comment itself" };
  if (workflowRun.event !== "pull_request") return { idle: "the run was not for a pull request" };
  if (WITHOUT_RESULT.includes(workflowRun.conclusion))
    return { idle: `the run has no result (${workflowRun.conclusion})` };
  const { pullsWithHead } = await import("./open-pulls-6WUWLL24.js");
  const { id, attempt, headSha, headBranch, headRepository, conclusion } = workflowRun;
  const [number3, ...others] = await pullsWithHead(github, {
    sha: headSha,
    branch: headBranch,
    repository: headRepository
  }).catch(async (error) => {
    const { failureText: failureText2 } = await import("./failure-MZ7PPNMM.js");
    throw new OutsideError(
      "report-not-shown",
      `the pull request of the run ${id} could not be found: ${failureText2(error, "pull-requests: write")}.`,
      { cause: error }
    );
  });
  if (number3 === void 0) return { idle: `no open pull request has the head ${headSha} of this run` };
  if (others.length > 0)
    return {
      idle: `the pull requests ${[number3, ...others].join(", ")} have the same head, so the report fits none alone`
    };
  return { kind: "fork", number: number3, headSha, run: { id, attempt }, conclusion };
}
async function namedConclusion(github, run2) {
  const { endOfJobs } = await import("./runs-GOUHV4MJ.js");
  return endOfJobs(github, run2).catch(async (error) => {
    const { failureText: failureText2 } = await import("./failure-MZ7PPNMM.js");
    throw new OutsideError(
      "report-not-shown",
      `the result of the jobs of the run ${run2} could not be read: ${failureText2(error, "actions: read")}.`,
      { cause: error }
    );
  });
}

// src/steps/comments/show-report.ts
async function showReport(run2, github, target, found2) {
  const { settings } = run2;
  const written = [];
  const mode = "fault" in found2 ? "validate" : found2.mode;
  const context = contextOf2(run2, target);
  const body = "fault" in found2 ? renderUnusable(found2.fault, context) : renderComment(found2, context);
  try {
    if (settings.github.comment === "auto") written.push(await writeComment(run2, github, target, mode, body));
    if (settings.github.checkRun) written.push(await writeCheckRun(run2, github, target, found2, mode, body));
  } catch (error) {
    const { failureText: failureText2 } = await import("./failure-MZ7PPNMM.js");
    throw new OutsideError(
      "report-not-shown",
      `the report could not be shown on pull request ${target.number}: ${failureText2(error, `pull-requests: write${settings.github.checkRun ? ", checks: write" : ""}`)}.`,
      { cause: error }
    );
  }
  return written;
}
function contextOf2({ settings }, { kind, headSha, run: run2, conclusion }) {
  const { event, github } = settings;
  const repository = repositoryUrl(event);
  return {
    project: github.project,
    sha: headSha,
    foreign: { kind, note: foreignNote(kind, conclusion) },
    ...repository === void 0 ? {} : { repositoryUrl: repository, runUrl: `${repository}/actions/runs/${run2.id}` }
  };
}
async function writeComment({ settings }, github, target, mode, body) {
  const { ReportComment } = await import("./comment-PMY56FIC.js");
  const { pullRequestThread } = await import("./thread-FT3VRIDK.js");
  const comment2 = new ReportComment(
    github,
    pullRequestThread(github, target.number),
    // A claim never takes the place of the result of a named commit.
    {
      mode: target.kind === "fork" ? `${mode} of a fork` : mode,
      project: settings.github.project,
      workflow: settings.event.workflow ?? ""
    },
    { run: target.run.id, attempt: target.run.attempt, sha: target.headSha }
  );
  const { kind } = await comment2.write(body);
  return kind === "overtaken" ? "the comment of a run for a newer commit stays" : `the comment was ${kind}`;
}
async function writeCheckRun({ settings }, github, { kind, headSha, run: { id, attempt }, conclusion: ended }, found2, mode, summary) {
  const { publishCheckRun } = await import("./checks-OMOEGQ77.js");
  const { project } = settings.github;
  const name2 = `dvc-ci ${mode}${kind === "fork" ? " of a fork" : ""}${project === "" ? "" : ` (${project})`}`;
  const { conclusion, title } = "fault" in found2 ? {
    conclusion: kind === "named" ? "failure" : "unverified",
    title: `No report: ${found2.fault}`
  } : {
    conclusion: kind === "fork" && found2.conclusion === "success" ? "unverified" : found2.conclusion,
    title: foreignTitle(kind, found2, ended)
  };
  await publishCheckRun(github, {
    name: name2,
    sha: headSha,
    conclusion,
    title: singleLine(title),
    summary,
    annotations: "fault" in found2 ? [] : annotationsOf(found2, project).map(({ message: message2, title: of, ...each }) => ({
      ...each,
      message: singleLine(message2),
      ...of === void 0 ? {} : { title: singleLine(of) }
    })),
    id: `${name2} ${id}.${attempt}`.slice(0, 255)
  });
  return "the check run was created";
}

// src/flows/comment.ts
async function comment(run2) {
  return run2.step("comment", async (outcome) => {
    const github = await connectForComment(run2);
    const target = await findForeignRun(github, run2.settings.event);
    if ("idle" in target) return outcome.message = idleSummary(target.idle);
    run2.report.source.pull_request = target.number;
    const file = await readForeignFile(run2.settings.github.artifact);
    const read = "text" in file ? parseForeignReport(file.text, { sha: target.headSha, pull_request: target.number }) : "fault" in file ? file : { fault: "it left no report" };
    const against = target.kind === "named" && !("fault" in read) ? contradiction(read, target.conclusion) : void 0;
    const found2 = against === void 0 ? read : { fault: against };
    const written = await showReport(run2, github, target, found2);
    if ("fault" in found2)
      throw new ProjectError(
        "foreign-report-invalid",
        `the report of the run ${target.run.id} for pull request ${target.number} cannot be used: ${found2.fault}.`,
        {
          key: "artifact",
          value: run2.settings.github.artifact,
          remedy: against !== void 0 ? "Read the log of that job, and start it again." : "Let that run upload its report.json as the only file of the artifact, with the same version of dvc-ci."
        }
      );
    return outcome.message = commandSummary([
      `pull request ${target.number} shows the report of the run ${target.run.id}`,
      ...written
    ]);
  });
}

// src/report/diff-summary.ts
function diffSummary(changed, { base, head = "the working tree", data }) {
  if (data === 0) return `Neither ${head} nor ${base} has data that DVC tracks.`;
  return `${formatCount(changed)} of ${formatCount(data)} data differ between ${base} and ${head}.`;
}
function unknownWord(word) {
  return `diff: ${word} is neither a revision of this clone nor a path of data.`;
}

// src/steps/diff/diff-data.ts
import { posix as posix8 } from "node:path";
async function diffData(project, { base, head, paths }) {
  const { run: run2 } = project;
  return run2.step("data", async (outcome) => {
    const [before, there] = await Promise.all([
      lockedAt(project, base.sha),
      head === void 0 ? void 0 : lockedAt(project, head.sha)
    ]);
    const now = there ?? new Map(allData(project).map((out) => [out.path, out]));
    const known2 = [.../* @__PURE__ */ new Set([...now.keys(), ...before.keys()])];
    const asked = paths.map((word) => dataPath(word, known2));
    const isAsked2 = (path2) => asked.length === 0 || asked.some((each) => isAbout(path2, each));
    const own = there === void 0 ? project : projectAt(project, there);
    const pairs2 = there === void 0 ? dataPairs(project, before) : pairsBetween(project, there, before);
    run2.report.data = shownData(
      own,
      await describeData(
        own,
        pairs2.filter(({ path: path2 }) => isAsked2(path2))
      )
    );
    outcome.message = `${run2.report.data.length} changed`;
    if (run2.report.data.some(({ unread }) => unread !== void 0)) outcome.conclusion = "warning";
    const data = known2.filter(isAsked2).length;
    return { base: base.label, ...head === void 0 ? {} : { head: head.label }, data };
  });
}
function dataPath(word, known2) {
  const path2 = posix8.normalize(word).replace(/\/$/, "");
  if (path2 === "." || known2.some((each) => isAbout(each, path2))) return path2;
  const meant = nearest(path2, known2);
  throw new SetupError("argument-invalid", unknownWord(word), {
    key: "diff",
    value: word,
    remedy: `${meant === void 0 ? "" : `Did you mean ${meant}? `}Write \`dvc-ci diff BASE HEAD PATH\`: branches, tags or commits first, then paths of data.`
  });
}
function isAbout(path2, asked) {
  return isWithin(path2, asked) || isWithin(asked, path2);
}
function pairsBetween(project, now, before) {
  const makers = new Map(
    project.stages.flatMap(
      (stage2) => stage2.kind === "stage" && !stage2.frozen ? stage2.outs.map((out) => [joinPath(out.path), stage2.name]) : []
    )
  );
  return [.../* @__PURE__ */ new Set([...now.keys(), ...before.keys()])].sort().flatMap((path2) => {
    const [value, old, stage2] = [now.get(path2), before.get(path2), makers.get(path2)];
    if (value?.hash === old?.hash || path2.startsWith("../")) return [];
    return [
      {
        path: path2,
        change: old === void 0 ? "added" : value === void 0 ? "deleted" : "modified",
        ...stage2 === void 0 ? {} : { stage: stage2 },
        ...value === void 0 ? {} : { now: value },
        ...old === void 0 ? {} : { before: old }
      }
    ];
  });
}
function projectAt(project, data) {
  const outs = (own) => own.flatMap((out) => {
    const there = data.get(joinPath(out.path));
    if (there === void 0) return out.cache ? [] : [out];
    const { path: path2, cache, metric, plot, persist, push: push2, remote } = out;
    const { hash, hashName, size } = there;
    return [
      {
        ...{ path: path2, cache, metric, plot, persist, push: push2, hash, hashName },
        ...remote === void 0 ? {} : { remote },
        ...size === void 0 ? {} : { size }
      }
    ];
  });
  return { ...project, stages: project.stages.map((stage2) => ({ ...stage2, outs: outs(stage2.outs) })) };
}

// src/steps/diff/find-revisions.ts
async function findRevisions(run2, { git }) {
  return run2.step("revisions", async (outcome) => {
    const { words } = run2.settings.diff;
    const shas = [];
    for (const word of words.slice(0, 2)) {
      const sha = word.startsWith("./") ? void 0 : await git.resolve(word);
      if (sha === void 0) break;
      shas.push(sha);
    }
    const [baseSha, headSha] = shas;
    const base = baseSha === void 0 ? await baseline(run2, git) : { sha: baseSha, label: words[0] ?? "" };
    run2.report.source.base_sha = base.sha;
    if (headSha !== void 0) run2.report.source.sha = headSha;
    const head = headSha === void 0 ? {} : { head: { sha: headSha, label: words[1] ?? "" } };
    outcome.message = `${base.label} (${base.sha.slice(0, 7)})${headSha === void 0 ? "" : ` and ${words[1] ?? ""} (${headSha.slice(0, 7)})`}`;
    return { base, ...head, paths: words.slice(shas.length) };
  });
}
async function baseline({ settings }, git) {
  const { baseline: asked } = settings.metrics;
  const found2 = await git.resolveBaseline(asked.kind === "alias" ? { kind: "merge-base" } : asked, settings.event);
  if (found2.sha !== void 0) return { sha: found2.sha, label: found2.label };
  throw new SetupError("baseline-unknown", `diff: there is no baseline: ${found2.reason}.`, {
    key: "diff",
    value: "",
    remedy: "Name the revision to compare with: `dvc-ci diff HEAD~1`."
  });
}

// src/flows/diff.ts
async function diff(run2) {
  return withProjectSteps(run2, async (steps, { paths, opened }) => {
    const revisions = steps.step("revisions", [paths], (found2) => findRevisions(run2, found2));
    const compared2 = steps.step("data", [opened, revisions], ({ project }, asked) => diffData(project, asked));
    await steps.finish();
    return diffSummary(run2.report.data.length, await steps.value(compared2));
  });
}

// src/report/doctor-summary.ts
function doctorSummary(rows) {
  const of = (state) => rows.filter((row) => row.state === state).length;
  const [errors, warnings] = [of("error"), of("warning")];
  if (errors + warnings === 0) return `All ${of("ok")} parts are in order.`;
  return `${joined([...errors > 0 ? [count(errors, "error")] : [], ...warnings > 0 ? [count(warnings, "warning")] : []])}; ${of("ok")} of ${rows.length} parts are in order.`;
}

// src/run/server-clock.ts
var import_undici = __toESM(require_undici(), 1);
var ANSWER_TIME = 5e3;
async function secondsAhead(address, signal) {
  const limits = { connect: { timeout: ANSWER_TIME } };
  const dispatcher = isBehindProxy(process.env) ? new import_undici.EnvHttpProxyAgent(limits) : new import_undici.Agent(limits);
  try {
    const sent = Date.now();
    const { headers, body } = await (0, import_undici.request)(address, {
      method: "HEAD",
      dispatcher,
      headersTimeout: ANSWER_TIME,
      signal: AbortSignal.any([signal, timeLimit(ANSWER_TIME)])
    });
    const received = Date.now();
    await body.dump();
    const told = Date.parse(String(headers["date"] ?? ""));
    if (Number.isNaN(told)) return void 0;
    const ahead = (sent + received) / 2 - (told + 500);
    const exact = (received - sent) / 2 + 500;
    return Math.abs(ahead) <= exact ? 0 : Math.round(ahead / 1e3);
  } catch {
    return void 0;
  } finally {
    await dispatcher.destroy().catch(() => void 0);
  }
}

// src/steps/doctor/clock.ts
var NOTED = 60;
var REJECTED = 15 * 60;
async function examineClock(run2, found2, signal) {
  const servers = serversOf(run2, found2);
  if (servers.length === 0) return { state: "skipped", message: "no server of this project tells its time" };
  const asked = await Promise.all(
    servers.map(async (server) => ({ ...server, ahead: await secondsAhead(server.address, signal) }))
  );
  return clockFinding(asked);
}
function clockFinding(asked) {
  const known2 = asked.flatMap(({ name: name2, ahead }) => ahead === void 0 ? [] : [{ name: name2, ahead }]);
  const silent = asked.filter(({ ahead }) => ahead === void 0).map(({ name: name2 }) => name2);
  const note = silent.length === 0 ? "" : `; no time from ${silent.join(", ")}`;
  if (known2.length === 0) return { state: "skipped", message: `no answer from ${silent.join(", ")}` };
  const [worst2] = [...known2].sort((one, other) => Math.abs(other.ahead) - Math.abs(one.ahead));
  if (worst2 === void 0 || Math.abs(worst2.ahead) < NOTED)
    return { message: `as ${known2.map(({ name: name2 }) => name2).join(", ")}${note}` };
  const message2 = `the clock of this machine is ${Math.abs(worst2.ahead)} s ${worst2.ahead > 0 ? "ahead of" : "behind"} that of ${worst2.name}${note}`;
  const remedy = "Set the clock, for example with `timedatectl set-ntp true` or a restart of the virtual machine.";
  if (Math.abs(worst2.ahead) < REJECTED)
    return { state: "warning", message: `${message2}; from ${REJECTED} s S3 rejects every request`, remedy };
  const text3 = `${message2}: from ${REJECTED} s S3 rejects every request.`;
  return { message: text3, error: new SetupError("clock-wrong", text3, { key: "clock", remedy }) };
}
function serversOf({ settings }, found2) {
  const remotes = (found2?.remotes ?? []).flatMap(
    ({ name: name2, address }) => address === null ? [] : [{ name: `'${name2}'`, address }]
  );
  const { event, github, mlflow } = settings;
  return [
    ...remotes,
    ...event.repository === void 0 || github.token === void 0 ? [] : [{ name: "GitHub", address: github.apiUrl }],
    ...mlflow.access !== void 0 && /^https?:/i.test(mlflow.access.uri) && URL.canParse(mlflow.access.uri) ? [{ name: "MLflow", address: new URL(mlflow.access.uri).origin }] : []
  ];
}

// src/steps/doctor/examine.ts
var LIMIT = 30;
var WORST = [2, 3, 1];
var Examinations = class {
  constructor(run2) {
    this.run = run2;
    run2.report.doctor = [];
  }
  run;
  errors = [];
  /** The error that decides the exit code: the first of the worst code, in the order 2, 3, 1. */
  get failure() {
    return WORST.map((code) => this.errors.find(({ exitCode }) => exitCode === code)).find(
      (error) => error !== void 0
    );
  }
  /**
   * Examines one part. An error of it becomes a row; the other parts go on.
   * @param name as the row shows it
   * @param ask returns the facts for later parts beside its row; the signal aborts when its time is over
   * @param limit seconds after which the row is an error
   * @returns the facts; undefined after a failure
   * @throws {CancelledError} the run was cancelled
   */
  async ask(name2, ask3, limit = LIMIT) {
    return this.run.step(name2, async (outcome) => {
      const overdue = new AbortController();
      const signal = AbortSignal.any([this.run.signal, overdue.signal]);
      let timer;
      const late = new Promise((_, reject) => {
        timer = setTimeout(() => {
          reject(unanswered(name2, limit));
          overdue.abort();
        }, limit * 1e3);
      });
      try {
        const asked = ask3(signal);
        asked.catch(() => void 0);
        const { state = "ok", message: message2, remedy, error, facts } = await Promise.race([asked, late]);
        if (error === void 0) {
          if (state === "warning") outcome.conclusion = "warning";
          outcome.message = message2;
          this.add({ name: name2, state, message: message2, ...remedy === void 0 ? {} : { remedy } });
        } else this.fail(name2, error, outcome);
        return facts;
      } catch (error) {
        if (this.run.signal.aborted || !(error instanceof DvcCiError) || error instanceof CancelledError) throw error;
        this.fail(name2, error, outcome);
        return void 0;
      } finally {
        clearTimeout(timer);
      }
    });
  }
  /** A part that could not be examined, with the reason. */
  skip(name2, message2) {
    this.run.skip(name2, message2);
    this.add({ name: name2, state: "skipped", message: message2 });
  }
  fail(name2, error, outcome) {
    outcome.conclusion = "failure";
    outcome.message = messageOf(error);
    this.errors.push(error);
    const { remedy } = error.details;
    this.add({
      name: name2,
      state: "error",
      id: error.id,
      message: error.message,
      ...remedy === void 0 ? {} : { remedy }
    });
  }
  add({ remedy, ...row }) {
    const folder2 = folderFromShell(this.run.settings);
    this.run.report.doctor?.push(remedy === void 0 ? row : { ...row, remedy: movedCommands(remedy, folder2) });
  }
};
function unanswered(name2, limit) {
  return new OutsideError("examination-unanswered", `${name2} gave no answer within ${limit} s.`, {
    key: name2,
    remedy: "Check that this machine can reach the server, directly or through its proxy. Then run `dvc-ci doctor` again."
  });
}

// src/steps/doctor/git.ts
async function examineCheckout(run2) {
  const paths = await locate(run2);
  const { git } = paths;
  const [branch, uncommitted] = [await git.branch(), await git.uncommitted()];
  const place = branch === void 0 ? "no branch (HEAD is detached)" : `branch ${branch}`;
  const dirty = uncommitted.length === 0 ? "" : `, ${count(uncommitted.length, "uncommitted file")}`;
  return { facts: paths, message: `${place} at ${run2.report.source.sha.slice(0, 12)}${dirty}; ${await git.version()}` };
}
async function examineServer(run2, { directory }, signal) {
  const git = await openRepository(directory, { signal, host: run2.host });
  const branch = await currentBranch(run2, { git });
  if (branch === void 0) return { state: "skipped", message: "HEAD is on no branch, so there is no push to try" };
  const may = await git.canPush(branch);
  if (may.ok) return { message: `answers, and accepts these credentials for ${branch}` };
  if (may.outside)
    throw new OutsideError("git-server-unreachable", may.reason, { remedy: "Check the connection to the Git server." });
  return {
    state: "warning",
    message: may.reason,
    remedy: "A validation needs no push. For official builds, a job needs `permissions: contents: write`, or another `commit`; a clone needs a remote with rights to push (`git remote add origin URL`)."
  };
}

// src/github/abilities.ts
var PERMISSIONS = ["contents", "pull-requests", "checks", "deployments"];
var REQUESTS = {
  contents: "POST /repos/{owner}/{repo}/git/refs",
  "pull-requests": "POST /repos/{owner}/{repo}/pulls",
  checks: "POST /repos/{owner}/{repo}/check-runs",
  deployments: "POST /repos/{owner}/{repo}/deployments"
};
async function askAbilities({ octokit, repo }) {
  const asked = await Promise.all(
    PERMISSIONS.map(async (permission) => {
      try {
        await octokit.request(REQUESTS[permission], { ...repo });
        return [permission, "unknown"];
      } catch (error) {
        const { status } = failureOf(error);
        if (status === void 0) throw error;
        return [
          permission,
          status === 422 || status === 400 ? "yes" : status === 403 || status === 404 ? "no" : "unknown"
        ];
      }
    })
  );
  return Object.fromEntries(asked);
}
async function mayOpenPulls({ octokit, repo }) {
  try {
    const { data } = await octokit.rest.actions.getGithubActionsDefaultWorkflowPermissionsRepository({ ...repo });
    return data.can_approve_pull_request_reviews;
  } catch (error) {
    return unreadable2(error);
  }
}
async function listRunners({ octokit, repo }) {
  try {
    const { data } = await octokit.rest.actions.listSelfHostedRunnersForRepo({ ...repo, per_page: 100 });
    return data.runners.map(({ name: name2, status, labels }) => ({
      name: name2,
      online: status === "online",
      labels: labels.map((label2) => label2.name)
    }));
  } catch (error) {
    return unreadable2(error);
  }
}
function unreadable2(error) {
  const { status } = failureOf(error);
  if (status === 403 || status === 404) return void 0;
  throw error;
}

// src/steps/doctor/github.ts
var AGAINST_PUSH = {
  pull_request: "changes only by pull requests",
  merge_queue: "changes only by its merge queue",
  required_status_checks: "commits only with passed checks",
  required_signatures: "signed commits only",
  update: "updates only by some accounts"
};
var HOSTED = /^(?:ubuntu|windows|macos)-/;
async function connectGitHub(run2, signal) {
  const { event, github } = run2.settings;
  if (event.repository === void 0 || github.token === void 0)
    return {
      state: "skipped",
      message: event.name === "local" ? "only a job of GitHub Actions has a repository and a token to ask about" : `${named([
        ...event.repository === void 0 ? ["GITHUB_REPOSITORY"] : [],
        ...github.token === void 0 ? ["token"] : []
      ])} not set: they name the repository on GitHub`
    };
  const facts = await openFlowGitHub({ ...run2, signal }, "doctor");
  return answered(async () => {
    const { data } = await facts.octokit.rest.repos.get(facts.repo);
    const branch = data.default_branch;
    const rules = await facts.octokit.rest.repos.getBranchRules({ ...facts.repo, branch }).then(({ data: found2 }) => found2.map(({ type }) => type)).catch(() => []);
    const broken = rules.flatMap((type) => AGAINST_PUSH[type] ?? []);
    if (broken.length > 0 && run2.settings.rebuild.commit === "push")
      return {
        facts,
        state: "warning",
        message: `${branch} takes ${broken.join(", ")}, and commit is push`,
        remedy: "Set `commit: pull-request`, `api` or `tag`, or let the account of the build bypass the rule."
      };
    return { facts, message: `${event.repository} answers the token${rules.length > 0 ? `; ${branch} has rules` : ""}` };
  });
}
async function examineToken({ settings }, github) {
  return answered(async () => {
    const may = await askAbilities(github);
    const of = (ability) => PERMISSIONS.filter((permission) => may[permission] === ability);
    const parts2 = [
      { text: "may write", names: of("yes") },
      { text: "may not write", names: of("no") },
      { text: "GitHub does not say whether it may write", names: of("unknown") }
    ];
    const message2 = parts2.filter(({ names: names2 }) => names2.length > 0).map(({ text: text3, names: names2 }) => `${text3} ${names2.join(", ")}`).join("; ");
    const { commit } = settings.rebuild;
    const uses = {
      contents: commit === "none" ? void 0 : "the commit of an official build",
      "pull-requests": commit === "pull-request" ? "the pull request of a build" : settings.github.comment === "none" ? void 0 : "the comment",
      checks: settings.github.checkRun ? "the check run" : void 0,
      deployments: settings.deploy.environment === void 0 ? void 0 : "the deployment"
    };
    const lacking = of("no").filter((permission) => uses[permission] !== void 0);
    if (lacking.length === 0) return { message: message2 };
    return {
      state: "warning",
      message: `${message2}; needed for ${lacking.map((permission) => uses[permission]).join(", ")}`,
      remedy: `Give the job \`permissions: { ${lacking.map((permission) => `${permission}: write`).join(", ")} }\`. A job that only validates needs no \`contents: write\`.`
    };
  });
}
async function examinePulls({ settings }, github) {
  return answered(async () => {
    const may = await mayOpenPulls(github);
    if (may === void 0)
      return { state: "skipped", message: "unknown: only a token of an administrator may read this setting" };
    if (may) return { message: "Actions may open pull requests" };
    const isNeeded = settings.rebuild.commit === "pull-request";
    return {
      ...isNeeded ? { state: "warning" } : {},
      message: `Actions may not open pull requests${isNeeded ? ", and commit is pull-request" : ", and commit needs none"}`,
      ...isNeeded ? {
        remedy: "In the settings of the repository, under Actions, General, allow GitHub Actions to create pull requests."
      } : {}
    };
  });
}
async function examineRunners(stages, github) {
  const asked = labelsOf2(stages);
  if (asked.length === 0) return { state: "skipped", message: "no stage asks for a runner of its own" };
  return answered(async () => {
    const runners = await listRunners(github);
    if (runners === void 0)
      return { state: "skipped", message: "unknown: only a token of an administrator may list the runners" };
    const lacking = asked.flatMap(({ stage: stage2, labels }) => {
      const fitting = runners.filter((runner) => labels.every((label2) => hasLabel(runner.labels, label2)));
      if (fitting.some(({ online }) => online)) return [];
      const state = fitting.length === 0 ? "none has" : `${named(fitting.map(({ name: name2 }) => name2))} is offline with`;
      return [`${state} ${labels.join(", ")} (stage ${stage2})`];
    });
    if (lacking.length === 0) return { message: `runners are online for ${named(asked.map(({ stage: stage2 }) => stage2))}` };
    return {
      state: "warning",
      message: `of the ${runners.length} runners of this repository ${lacking.join("; ")}`,
      remedy: "Start such a runner, or change `runs-on` in `meta` of the stage. Runners of the organisation are not listed here."
    };
  });
}
function hasLabel(labels, label2) {
  return labels.some((each) => each.toLowerCase() === label2.toLowerCase());
}
function labelsOf2(stages) {
  const found2 = /* @__PURE__ */ new Map();
  for (const stage2 of stages) {
    const placement = placementOf(stage2, { runsOn: [] });
    if (placement === void 0 || "reason" in placement) continue;
    const labels = [placement.runsOn].flat();
    if (labels.length === 0 || labels.some((label2) => HOSTED.test(label2))) continue;
    const key = [...labels].sort().join("\n");
    if (!found2.has(key)) found2.set(key, { stage: stage2.name, labels });
  }
  return [...found2.values()];
}
async function answered(ask3) {
  try {
    return await ask3();
  } catch (error) {
    const { status } = failureOf(error);
    const message2 = `GitHub does not answer the token: ${failureText(error) || messageOf(error)}`;
    throw new OutsideError(
      status === 401 || status === 403 || status === 404 ? "github-access-denied" : "github-unreachable",
      `${message2}.`,
      {
        key: "token",
        remedy: status === 401 || status === 404 ? "Set the input `token` to a token of this repository." : "Run it again.",
        cause: error
      }
    );
  }
}

// src/steps/doctor/machine.ts
async function examinePackages(project, signal) {
  const facts = await project.dvc.surroundings(usedRemotes(project), signal);
  const { version, executable } = facts.python;
  const python = `Python ${version} (${executable})`;
  const lacking = facts.remotes.filter((remote) => remote.lacking.length > 0);
  if (lacking.length > 0) {
    const extras = [...new Set(lacking.map(({ extra }) => extra))].join(",");
    const message2 = `${python}; ${lacking.map(({ name: name2, lacking: packages }) => `the remote '${name2}' needs ${packages.join(", ")}`).join("; ")}.`;
    const remedy = `Install DVC with its extra: \`pip install 'dvc[${extras}]'\`.`;
    return { facts, message: message2, error: new SetupError("remote-support-missing", message2, { remedy }) };
  }
  const needed = facts.remotes.map(
    ({ name: name2, extra }) => extra === null ? `'${name2}' needs no extra` : `'${name2}' has dvc[${extra}]`
  );
  return { facts, message: [python, ...needed].join("; ") };
}
function examineCache({ cache }, directory) {
  const { types, works, sameFileSystem, reason: reason2 } = cache;
  const inside = relativePath(directory, cache.path);
  const path2 = inside.startsWith("..") ? cache.path : inside;
  if (reason2 !== null) {
    const message2 = `DVC cannot write to its cache ${path2}: ${reason2}.`;
    const remedy = "Give this user the rights to the folder, or set another one: `dvc cache dir --local FOLDER`.";
    return {
      message: message2,
      error: new SetupError("cache-folder-unusable", message2, { key: "cache.dir", value: path2, remedy })
    };
  }
  const place = sameFileSystem === true ? "" : ", on another file system than the workspace";
  const used = types.find((type) => works.includes(type));
  const text3 = `${path2}${place} can be written; links: ${works.join(", ")}`;
  if (used === void 0)
    return {
      state: "warning",
      message: `${text3}; cache.type is ${types.join(", ")}, and none of them works`,
      remedy: "Run `dvc config cache.type reflink,copy`, or put cache and workspace on one file system."
    };
  return { message: `${text3}; DVC uses ${used}${used === "copy" ? ", so data takes its space twice" : ""}` };
}
async function examineIdentity(project, signal) {
  const found2 = await project.dvc.identities(usedRemotes(project), signal);
  if (found2.length === 0) return { state: "skipped", message: "no output has a remote" };
  return { message: found2.map(identityText).join("; ") };
}
function identityText({ name: name2, who, how, note }) {
  const from = how === null ? "" : ` (${how})`;
  const facts = [
    ...who === null ? [] : [`${who}${from}`],
    ...note === null ? [] : [who === null ? note + from : note]
  ];
  return `'${name2}': ${facts.join(", ")}`;
}
async function examineSharedCache({ cache }, signal) {
  if (cache === void 0)
    return {
      state: "skipped",
      message: isCacheOffered(process.env) ? "the setting `cache` is off" : "this machine has no cache of GitHub"
    };
  const reason2 = await cache.tryOut(signal);
  return reason2 === void 0 ? { message: "answers this job" } : {
    state: "warning",
    message: `does not answer: ${reason2}`,
    remedy: "A run goes on without it, and downloads more. Check that the runner can reach GitHub’s cache service."
  };
}

// src/steps/doctor/mlflow.ts
async function examineMlflow(run2, project, signal) {
  const client = await connectMlflow({ ...run2, signal });
  if ("reason" in client) return { state: client.warns ? "warning" : "skipped", message: client.reason };
  try {
    await client.call("POST", "experiments/search", { max_results: 1 }, "list an experiment");
    const version = await client.version();
    const server = `${client.base}${version === void 0 ? "" : ` (MLflow ${version})`} answers these credentials`;
    const model = project === void 0 ? run2.settings.mlflow.model : modelName(project);
    if (model === void 0) return { message: server };
    const may = await mayRegister(client, model);
    if (may === void 0) return { message: `${server}; it does not tell whether they may register ${model}` };
    return may ? { message: `${server}, which may register ${model}` } : {
      state: "warning",
      message: `${server}, which may not register ${model}`,
      remedy: `Give their user the right to edit the model ${model} before an official build.`
    };
  } finally {
    await client.close();
  }
}
async function mayRegister(client, name2) {
  const path2 = `registered-models/get?name=${encodeURIComponent(name2)}`;
  const model = await client.find("GET", path2, void 0, `find the registered model ${name2}`);
  return model === void 0 ? client.mayChange("registered-models/create", {}) : client.mayChange("model-versions/create", { name: name2 });
}

// src/steps/doctor/project.ts
import { basename as basename11 } from "node:path";
async function examineProject(run2, paths) {
  const { project } = await openProject(run2, paths);
  const { version, dvc: dvc2, origin } = project.installation;
  const stages = project.stages.filter(({ kind }) => kind === "stage").length;
  const from = origin === "installed" ? "installed by dvc-ci" : dvc2;
  return {
    facts: project,
    message: `DVC ${version} (${from}), ${count(stages, "stage")}, ${count(project.stages.length - stages, "data file")} in ${basename11(paths.directory)}`
  };
}

// src/steps/doctor/remote.ts
async function examineRemote(project) {
  const { objects, remote, bad } = await askRemote(project, "sizes", false);
  const facts = true;
  if (objects === 0) return { facts, message: "the commit has no data in a remote" };
  const size = `${count(objects, "object")}, ${sizeText(dataSize(project, { stages: void 0 }))}`;
  const [first] = project.run.report.remote.missing;
  if (first === void 0) return { facts, message: `'${remote ?? ""}' has all data of the commit: ${size}` };
  const message2 = `'${remote ?? ""}' lacks ${bad.length} of ${size}: ${first.paths.join(", ")}${bad.length > 1 ? " and others" : ""}`;
  const remedy = "Run `dvc push` where the data was made. `dvc-ci validate` names every object.";
  return { facts, message: message2, error: new ProjectError("remote-data-missing", message2, { key: "remote", remedy }) };
}
async function examineWriting(project) {
  const { remote } = project.run.settings;
  try {
    await project.dvc.probe(remote);
    return { message: "an object was written, read and removed" };
  } catch (error) {
    if (!(error instanceof OutsideError) || error.id !== "remote-access-denied") throw error;
    return {
      state: "warning",
      message: `the credentials may only read: ${error.message}`,
      remedy: "A validation needs no more. Official builds need credentials that may write (`remote-config`)."
    };
  }
}
async function examineDisk(project) {
  const space = await spaceFor(project, { stages: void 0 });
  const { disks, lack } = space;
  const size = `the data of the commit has ${sizeText(space)}`;
  if (disks === void 0) return { state: "skipped", message: `the system does not tell the free space; ${size}` };
  if (lack === void 0)
    return { message: `${formatBytes(Math.min(disks.cache.free, disks.workspace.free))} free, and ${size}` };
  const remedy = "Use a runner with a larger disk, download less (`pull: needed`), or set `cache.type` of DVC to links.";
  return { message: lack, error: new SetupError("disk-too-small", lack, { key: "disk", remedy }) };
}
function sizeText({ bytes, unsized }) {
  if (unsized.length === 0) return formatBytes(bytes);
  const unknown3 = `${named(unsized, 3)} of unknown size`;
  return bytes === 0 ? unknown3 : `${formatBytes(bytes)} and ${unknown3}`;
}

// src/flows/doctor.ts
var INSTALLATION = 600;
var LISTING = 600;
var OF_PROJECT = ["packages", "cache", "remote: credentials", "remote: read", "remote: write", "disk"];
async function doctor(run2) {
  const parts2 = new Examinations(run2);
  const paths = await parts2.ask("Git checkout", () => examineCheckout(run2));
  if (paths === void 0) parts2.skip("Git server", "there is no checkout");
  else await parts2.ask("Git server", (signal) => examineServer(run2, paths, signal));
  const project = paths && await parts2.ask("DVC and project", () => examineProject(run2, paths), INSTALLATION);
  try {
    if (project === void 0) for (const name2 of OF_PROJECT) parts2.skip(name2, "DVC could not open the project");
    const found2 = project && await examineData(parts2, project);
    await parts2.ask("clock", (signal) => examineClock(run2, found2, signal));
    await parts2.ask("MLflow", (signal) => examineMlflow(run2, project, signal));
    await parts2.ask("Actions cache", (signal) => examineSharedCache(run2, signal));
    const github = await parts2.ask("GitHub", (signal) => connectGitHub(run2, signal));
    if (github !== void 0) {
      await parts2.ask("GitHub: token", () => examineToken(run2, github));
      await parts2.ask("GitHub: pull requests", () => examinePulls(run2, github));
      await parts2.ask("GitHub: runners", () => examineRunners(project?.stages ?? [], github));
    }
  } finally {
    await project?.dvc.close();
  }
  if (parts2.failure !== void 0) throw parts2.failure;
  return doctorSummary(run2.report.doctor ?? []);
}
async function examineData(parts2, project) {
  const found2 = await parts2.ask("packages", (signal) => examinePackages(project, signal));
  if (found2 === void 0) parts2.skip("cache", "DVC did not answer");
  else await parts2.ask("cache", () => Promise.resolve(examineCache(found2, project.directory)));
  await parts2.ask("remote: credentials", (signal) => examineIdentity(project, signal));
  const remote = await parts2.ask("remote: read", () => examineRemote(project), LISTING);
  if (remote === void 0) {
    parts2.skip("remote: write", "the remote does not answer");
  } else await parts2.ask("remote: write", () => examineWriting(project), LISTING);
  await parts2.ask("disk", () => examineDisk(project));
  return found2;
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

// src/lint/params-files.ts
var DEFAULT_FILE = "params.yaml";
function parameterPaths(input) {
  const outs = new Set(input.project?.stages.flatMap((stage2) => stage2.outs.map(({ path: path2 }) => inGit(input, path2))));
  const named3 = input.project?.stages.flatMap(
    (stage2) => stage2.deps.flatMap((dep) => dep.kind === "params" ? [inGit(input, dep.path)] : [])
  ) ?? [];
  const beside = input.files.filter(({ kind }) => kind === "pipeline").map(({ path: path2 }) => below(folderOf(path2), DEFAULT_FILE));
  return [.../* @__PURE__ */ new Set([below(input.prefix, DEFAULT_FILE), ...beside, ...named3])].filter(
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
function knownToken(text3) {
  return KNOWN_FORMS.find(([form]) => form.test(text3))?.[1];
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
function addressesWithSecrets(text3) {
  const found2 = [];
  if (!text3.includes("://")) return found2;
  for (const match of text3.matchAll(/\b[a-z][a-z0-9+.-]*:\/\/([^\s"'`<>]*)/gi)) {
    const rest = match[1] ?? "";
    const authority = rest.split(/[/?#]/)[0] ?? "";
    const at = authority.lastIndexOf("@");
    const [user = "", password] = at < 0 ? [""] : [authority.slice(0, at).split(":")[0], authority.slice(0, at).split(":").slice(1).join(":")];
    const host = authority.slice(at + 1);
    const place = { index: match.index };
    if (password && password !== user && !isPlaceholder(password) && !LOOPBACK.test(host))
      found2.push({ ...place, what: "a password", secret: password });
    else if (knownToken(user) !== void 0) found2.push({ ...place, what: knownToken(user) ?? "a token", secret: user });
    else {
      const signature = /[?&](?:sig|X-Amz-Signature|X-Goog-Signature|access_token|token)=([^&#\s]{20,})/i.exec(
        rest
      )?.[1];
      if (signature !== void 0 && !isPlaceholder(signature))
        found2.push({ ...place, what: "an access signature", secret: signature });
    }
  }
  return found2;
}

// src/lint/credentials.ts
function exposed({ tracked }, path2) {
  if (!tracked.some((file) => file.path === path2))
    return "the next `git add` would commit this file. Remove the credential first.";
  return "Git has this file. All readers of the repository have the credential, even after you remove it: revoke it and issue a new one.";
}
var credentialsInConfig = (input) => [below(input.dvcRoot, ".dvc/config"), below(input.dvcRoot, ".dvc/config.local")].flatMap((path2) => {
  const text3 = input.texts.get(path2);
  if (text3 === void 0 || !isInGit(input, path2)) return [];
  return parseDvcConfig(text3).filter(({ name: name2, value }) => isCredential(name2) && value !== "" && !isPlaceholder(value)).map(({ section, name: name2, line }) => {
    const remote = remoteOf(section) ?? "NAME";
    return {
      path: path2,
      line,
      message: `${name2} of the remote '${remote}' is a credential, and ${exposed(input, path2)}`,
      fix: path2.endsWith(".local") ? `git rm --cached --ignore-unmatch --quiet -- ${shellWord(path2)}` : fromTop(
        input.dvcRoot,
        `dvc remote modify --unset ${shellWord(remote)} ${name2} && dvc remote modify --local ${shellWord(remote)} ${name2} NEW_VALUE`
      )
    };
  });
});
var credentialsInUrl = (input) => {
  const config = below(input.dvcRoot, ".dvc/config");
  const order = { pipeline: 1, data: 2, lock: 3 };
  const sources = [
    ...[...input.texts].filter(([path2]) => path2 === config).map(([path2, text3]) => ({ path: path2, text: text3, rank: 0 })),
    ...input.files.map(({ path: path2, text: text3, kind }) => ({ path: path2, text: text3, rank: order[kind] }))
  ].filter(({ path: path2 }) => isInGit(input, path2)).sort((a, b) => a.rank - b.rank);
  const reported2 = /* @__PURE__ */ new Set();
  return sources.flatMap(
    ({ path: path2, text: text3 }) => addressesWithSecrets(text3).flatMap(({ index, what, secret }) => {
      if (reported2.has(secret)) return [];
      reported2.add(secret);
      const remote = path2 === config ? remoteOf(parseDvcConfig(text3).find(({ line }) => line === lineAt3(text3, index))?.section ?? "") : void 0;
      const place = { path: path2, line: lineAt3(text3, index) };
      if (remote !== void 0)
        return [
          {
            ...place,
            message: `The address of the remote '${remote}' holds ${what}, and ${exposed(input, path2)}`,
            fix: fromTop(input.dvcRoot, `dvc remote modify ${shellWord(remote)} url ADDRESS_WITHOUT_IT`)
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
  const text3 = input.texts.get(path2);
  if (text3 === void 0 || !isInGit(input, path2)) return [];
  return text3.split("\n").flatMap((line, index) => {
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
  const [, name2, quote2, text3] = /^[\s{,-]*["']?([A-Za-z_][\w.-]*)["']?\s*[:=]\s*(["']?)(.*)$/.exec(line) ?? [];
  if (name2 === void 0 || text3 === void 0 || !isSecretName(name2)) return void 0;
  const value = quote2 === '"' || quote2 === "'" ? text3.slice(0, Math.max(0, text3.indexOf(quote2))) : text3.replace(/(?:\s|[,}\]](?:\s|$)).*$/, "");
  return couldBeSecret(value) ? `a credential by its name (${name2})` : void 0;
}
function isInGit(input, path2) {
  return input.tracked.some((file) => file.path === path2) || input.untracked.includes(path2);
}
function lineAt3(text3, offset) {
  return text3.slice(0, offset).split("\n").length;
}

// src/lint/lock.ts
var SHOWN2 = 3;
function lockOf(pipeline) {
  return below(folderOf(pipeline), "dvc.lock");
}
var lockMissing = (input) => pipelinesWithStages(input).flatMap(({ path: path2, text: text3, stages }) => {
  const lock = lockOf(path2);
  if (input.files.some((file) => file.path === lock) || input.present.has(lock)) return [];
  return [
    {
      path: path2,
      line: lineOfKeys(text3, ["stages"]) ?? 1,
      fix: `${reproduce2(input, path2)} && git add ${shellWord(lock)}`,
      message: `${path2} has ${stages.length} stage${stages.length === 1 ? "" : "s"} and there is no ${lock}, so the data and the model of this commit are unknown.`
    }
  ];
});
var lockNotCommitted = (input) => pipelinesWithStages(input).flatMap(({ path: path2 }) => {
  const lock = lockOf(path2);
  const isThere2 = input.present.has(lock) || input.files.some((file) => file.path === lock);
  if (!isThere2 || input.ignored.has(lock) || input.tracked.some((file) => file.path === lock)) return [];
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
  return input.files.flatMap(({ path: path2, kind, text: text3, data }) => {
    const stages = kind === "pipeline" && isRecord(data?.["stages"]) ? Object.keys(data["stages"]) : [];
    return stages.length > 0 ? [{ path: path2, text: text3, stages }] : [];
  });
}
var known = /* @__PURE__ */ new WeakMap();
function lockedStages(file) {
  let stages = known.get(file);
  if (stages === void 0) {
    const { data, text: text3 } = file;
    stages = conflictLine(text3) !== void 0 || data === void 0 ? "unreadable" : new Map(Object.entries(isRecord(data["stages"]) ? data["stages"] : {}));
    known.set(file, stages);
  }
  return stages === "unreadable" ? void 0 : stages;
}
function shortName2({ name: name2, file }) {
  return name2.startsWith(`${file}:`) ? name2.slice(file.length + 1) : name2;
}
function unmatchedStages(input) {
  const locks = new Map(input.files.flatMap((file) => file.kind === "lock" ? [[file.path, file]] : []));
  return (input.project?.stages ?? []).flatMap((stage2) => {
    const lock = stage2.kind === "stage" ? locks.get(lockOf(inGit(input, stage2.file))) : void 0;
    const entry = lock && lockedStages(lock)?.get(shortName2(stage2));
    if (stage2.frozen || entry === void 0) return [];
    const differences = differencesOf(stage2, isRecord(entry) ? entry : {});
    if (differences.length === 0) return [];
    const causes = differences.map(({ kind, path: path2, message: message2 }) => ({ kind, path: path2, message: message2 }));
    return [{ name: stage2.name, verdict: "stale", causes }];
  });
}
function mismatch(input, lock, stage2, entry) {
  if (stage2.frozen) return [];
  const pipeline = input.files.find(({ path: path2 }) => path2 === inGit(input, stage2.file));
  const place = () => ({
    path: inGit(input, stage2.file),
    line: lineOfKeys(pipeline?.text ?? "", ["stages", shortName2(stage2).split("@")[0] ?? ""]) ?? 1
  });
  const fix = fromTop(input.prefix, `dvc repro ${shellWord(stage2.name)} && git add ${shellWord(lock.path)}`);
  if (entry === void 0) {
    return isUnlocked(stage2) ? [
      {
        ...place(),
        message: `${lock.path} has no entry for ${stage2.name}: it was never reproduced, or its entry was not committed.`,
        fix
      }
    ] : [];
  }
  const differences = differencesOf(stage2, isRecord(entry) ? entry : {}).map(({ message: message3 }) => message3);
  if (differences.length === 0) return [];
  const more = differences.length > SHOWN2 ? `; and ${differences.length - SHOWN2} more` : "";
  const message2 = `${lock.path} does not match ${stage2.name}: ${differences.slice(0, SHOWN2).join("; ")}${more}.`;
  return input.held?.stages.has(stage2.name) ? [{ ...place(), severity: "notice", message: `${message2} A rollback made it stale: ${input.held.why}.` }] : [{ ...place(), message: message2, fix }];
}
function differencesOf(stage2, entry) {
  const differences = [];
  if (JSON.stringify(stage2.cmd) !== JSON.stringify(entry["cmd"]))
    differences.push({ kind: "command", path: stage2.file, message: "its command differs" });
  const deps = stage2.deps.filter(({ kind }) => kind === "path").map(({ path: path2 }) => path2);
  differences.push(...compared(deps, lockedPaths(stage2, entry["deps"]), "dependency"));
  differences.push(
    ...compared(
      stage2.outs.map(({ path: path2 }) => path2),
      lockedPaths(stage2, entry["outs"]),
      "output"
    )
  );
  const locked = isRecord(entry["params"]) ? entry["params"] : {};
  for (const dep of stage2.deps) {
    if (dep.kind !== "params") continue;
    const values = Object.entries(locked).find(([file]) => joined2(stage2.wdir, file) === dep.path)?.[1];
    const absent = dep.names.filter((name2) => !isRecord(values) || !Object.hasOwn(values, name2));
    differences.push(
      ...absent.map((name2) => ({
        kind: "params",
        path: dep.path,
        message: `the parameter ${name2} of ${dep.path} has no entry`
      }))
    );
  }
  return differences;
}
function compared(declared, locked, what) {
  const inside = (path2) => !path2.startsWith("../") && !path2.startsWith("/") && !path2.includes("://") && !/^[A-Za-z]:/.test(path2);
  return [
    ...declared.filter((path2) => inside(path2) && !locked.includes(path2)).map((path2) => ({ kind: "data", path: path2, message: `the ${what} ${path2} has no entry` })),
    ...locked.filter((path2) => inside(path2) && !declared.includes(path2)).map((path2) => ({ kind: "data", path: path2, message: `dvc.yaml does not declare the ${what} ${path2}` }))
  ];
}
function lockedPaths(stage2, list) {
  return (Array.isArray(list) ? list : []).flatMap((item) => {
    const path2 = isRecord(item) ? item["path"] : void 0;
    return typeof path2 !== "string" ? [] : [path2.includes("://") || path2.startsWith("/") ? path2 : joined2(stage2.wdir, path2)];
  });
}
function joined2(folder2, path2) {
  return inGit({ prefix: folder2 }, path2) || ".";
}
function leftovers(input, lock, entries, stages) {
  const known2 = new Set(stages.map(shortName2));
  const names2 = [...entries.keys()].filter((name2) => !known2.has(name2));
  const [first] = names2;
  if (first === void 0 || stages.length === 0 && input.files.some(({ path: path2, kind }) => kind === "pipeline" && lockOf(path2) === lock.path))
    return [];
  const line = lock.text.split("\n").findIndex((text3) => text3.trim() === `${first}:`) + 1;
  return [
    {
      path: lock.path,
      ...line > 0 ? { line } : {},
      severity: "notice",
      message: `${lock.path} still has ${named(names2)}, which no dvc.yaml declares. DVC ignores ${names2.length === 1 ? "it" : "them"}; you can delete the lines.`
    }
  ];
}
function reproduce2(input, pipeline) {
  const own = below(input.prefix, "dvc.yaml");
  if (pipeline === own) return fromTop(input.prefix, "dvc repro");
  return fromTop(input.prefix, `dvc repro ${shellWord(fromPrefix(input, pipeline))}`);
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
  const files3 = candidates(input);
  const collections = collectionsOf(files3);
  const single = files3.filter(
    ({ path: path2, size }) => isBinary(path2) && size >= (FOR_TESTS.test(path2) ? LARGE_BYTES : BINARY_BYTES) && !collections.some(({ folder: folder2 }) => folderOf(path2) === folder2)
  );
  return [
    ...single.map((file) => finding(input, file, "is binary data or a model of")),
    ...collections.map(
      ({ folder: folder2, count: count3, size }) => ({
        path: folder2,
        message: `${folder2} is a collection of data, ${count3} files with ${formatBytes(size)} in all, and Git keeps every version of them.`,
        fix: repair(input, folder2)
      })
    )
  ];
};
function candidates(input) {
  const cached = new Set(
    outputsOf2(input).filter(({ out }) => out.cache).map(({ path: path2 }) => path2)
  );
  return input.tracked.filter(
    ({ path: path2, mode }) => mode !== "120000" && !isInstalled(path2) && !FOR_PEOPLE.test(path2) && !`/${path2}`.includes("/.dvc/") && !NOT_DATA.has(extension(path2)) && !selfAndFolders(path2).some((folder2) => cached.has(folder2))
  );
}
function collectionsOf(files3) {
  const folders = /* @__PURE__ */ new Map();
  for (const { path: path2, size } of files3) {
    const folder2 = folderOf(path2);
    if (folder2 === "" || !(MEDIA.has(extension(path2)) || isBinary(path2))) continue;
    const known2 = folders.get(folder2) ?? { count: 0, size: 0 };
    folders.set(folder2, { count: known2.count + 1, size: known2.size + size });
  }
  return [...folders].filter(([, { count: count3, size }]) => count3 >= COLLECTION_FILES && size >= COLLECTION_BYTES).map(([folder2, sums]) => ({ folder: folder2, ...sums }));
}
function finding(input, { path: path2, size }, what) {
  const own = outputsOf2(input).find((output) => !output.out.cache && output.path === path2);
  if (own) {
    return {
      path: path2,
      message: `${path2} ${what} ${formatBytes(size)} in Git, which keeps every version: ${own.stage.name} declares it \`cache: false\`.`,
      fix: cacheOutput(input, own.stage, path2)
    };
  }
  return {
    path: path2,
    message: `${path2} ${what} ${formatBytes(size)}, and Git keeps every version of it.`,
    fix: repair(input, path2)
  };
}
function repair(input, path2) {
  const ignore = below(folderOf(path2), ".gitignore");
  const add2 = fromTop(input.prefix, `dvc add ${shellWord(fromPrefix(input, path2))}`);
  return `git rm -r --cached --quiet -- ${shellWord(path2)} && ${add2} && git add -- ${shellWord(`${path2}.dvc`)} ${shellWord(ignore)}`;
}
function cacheOutput(input, stage2, path2) {
  const { path: file, line = 1 } = placeOf3(input, stage2, path2);
  const lines2 = (input.files.find((known2) => known2.path === file)?.text ?? "").split("\n");
  const after = lines2.slice(line - 1).findIndex((text3) => /cache: *false/.test(text3));
  const ignore = below(folderOf(path2), ".gitignore");
  return [
    `git rm -r --cached --quiet -- ${shellWord(path2)}`,
    `sed -i '${line + Math.max(0, after)}s/cache: *false,* *//' ${shellWord(file)}`,
    fromTop(input.prefix, `dvc commit --force ${shellWord(stage2.name)}`),
    `git add -- ${[file, lockOf(file), ignore].map(shellWord).join(" ")}`
  ].join(" && ");
}
function isBinary(path2) {
  return BINARY.has(extension(path2));
}
function extension(path2) {
  const name2 = nameOf(path2).toLowerCase();
  return name2.includes(".") ? name2.slice(name2.lastIndexOf(".") + 1) : "";
}

// src/lint/notebooks.ts
var LARGE_OUTPUTS = 100 * 1024;
var notebookOutputs = (input) => {
  const tracked = new Set(input.tracked.map(({ path: path2 }) => path2));
  return [...input.texts].flatMap(([path2, text3]) => {
    if (!path2.endsWith(".ipynb") || !tracked.has(path2) || isInstalled(path2)) return [];
    const { cells, size } = outputsIn(text3);
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
function outputsIn(text3) {
  let notebook;
  try {
    notebook = JSON.parse(text3);
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

// src/lint/old-dvc.ts
var import_pep440 = __toESM(require_pep440(), 1);
var LONGEST_LIST2 = 2 * 1024 * 1024;
var LISTS = /^(?:.*requirements.*\.(?:txt|in)|environment\.ya?ml|pyproject\.toml|Pipfile)$/;
var LOCKS = /^(?:uv|poetry|pdm)\.lock$/;
var REQUIREMENT = /(?:^\s*(?:-\s+)?["']?|["'])dvc["']?\s*(?:\[[^\]]*\])?\s*=?\s*["']?\s*((?:[=<>~!^]=?=?)?\s*\d[^"'#;]*)/i;
function packageLists({
  tracked,
  prefix,
  dvcRoot
}) {
  const folders = ["", prefix, dvcRoot, "requirements", below(prefix, "requirements")];
  return tracked.filter(({ path: path2, size }) => {
    const name2 = nameOf(path2);
    const folder2 = path2.slice(0, Math.max(0, path2.length - name2.length - 1));
    return size <= LONGEST_LIST2 && folders.includes(folder2) && (LISTS.test(name2) || LOCKS.test(name2) || folder2.endsWith("requirements"));
  }).map(({ path: path2 }) => path2);
}
var oldDvc = (input) => packageLists(input).flatMap((path2) => {
  const found2 = oldVersion(path2, input.texts.get(path2) ?? "");
  if (found2 === void 0) return [];
  return [
    {
      path: path2,
      line: found2.line,
      message: `${nameOf(path2)} installs DVC ${found2.version}, and dvc-ci needs ${MINIMUM_DVC_VERSION} or newer. dvc-ci uses a DVC of its own, but a check or a stage that calls dvc gets ${found2.version}. Require \`dvc>=${MINIMUM_DVC_VERSION}\` there.`
    }
  ];
});
function oldVersion(path2, text3) {
  const lines2 = text3.split(/\r?\n/);
  const isLock = LOCKS.test(nameOf(path2));
  for (const [index, line] of lines2.entries()) {
    if (isLock) {
      if (!/^name = "dvc"\s*$/.test(line)) continue;
      const version2 = /^version = "([^"]+)"/.exec(lines2[index + 1] ?? "")?.[1];
      if (version2 !== void 0 && isOlder(version2)) return { line: index + 2, version: version2 };
      continue;
    }
    const version = REQUIREMENT.exec(line.replace(/(^|\s)#.*$/, ""))?.[1]?.trim();
    if (version !== void 0 && allowsOnlyOld(version)) return { line: index + 1, version: shown2(version) };
  }
  return void 0;
}
function allowsOnlyOld(specifier) {
  return specifier.split(",").some((clause) => {
    const [, operator = "", version = ""] = /^\s*([=<>~!^]*)\s*([\w.]+?)(?:\.\*)?\s*$/.exec(clause) ?? [];
    if (operator === "<") return isOlder(version) || equals(version);
    return ["", "=", "==", "===", "~", "~=", "^", "<="].includes(operator) && isOlder(version);
  });
}
function shown2(specifier) {
  return specifier.replace(/^={1,3}\s*/, "");
}
function isOlder(version) {
  return (0, import_pep440.explain)(version) !== null && (0, import_pep440.compare)(version, MINIMUM_DVC_VERSION) < 0;
}
function equals(version) {
  return (0, import_pep440.explain)(version) !== null && (0, import_pep440.compare)(version, MINIMUM_DVC_VERSION) === 0;
}

// src/lint/places.ts
var ABSOLUTE = /^(?:\/(?!\/)|[A-Za-z]:[\\/]|~[\\/]|\\\\)/;
var PATH_KEYS = ["deps", "outs", "metrics", "plots", "params", "wdir"];
var absolutePath = (input) => input.files.filter(({ kind }) => kind !== "lock").flatMap(
  (file) => textsOf(file.text).filter(({ keys, text: value }) => ABSOLUTE.test(value) && isPath(file.kind, keys)).map(
    ({ text: value, line, keys }) => ({
      path: file.path,
      line,
      ...moving(input, file, value, keys),
      message: `${value} is an absolute path, which other clones and runners do not have. ${keys.includes("deps") ? "Bring the data into the project" : `Write it relative to ${file.path}`}.`
    })
  )
);
function moving(input, { path: path2, kind, data }, value, keys) {
  const [, stage2] = keys;
  if (kind !== "pipeline" || stage2 === void 0 || !keys.includes("deps") || hasOwnFolder(data, stage2)) return {};
  const name2 = value.replace(/[\\/]+$/, "").replace(/^.*[\\/]/, "");
  const target = below(folderOf(path2), name2);
  const file = fromPrefix(input, path2);
  const source = value.startsWith("~/") ? `~/${shellWord(value.slice(2))}` : shellWord(value);
  const beside = below(folderOf(path2), ".gitignore");
  return {
    fix: [
      `cp -r ${source} ${shellWord(target)}`,
      fromTop(input.prefix, `dvc add ${shellWord(fromPrefix(input, target))}`),
      replaceText(value, name2, path2),
      fromTop(input.prefix, `dvc repro ${shellWord(file === "dvc.yaml" ? stage2 : `${file}:${stage2}`)}`),
      `git add -- ${[`${target}.dvc`, beside, path2, lockOf(path2)].map(shellWord).join(" ")}`
    ].join(" && ")
  };
}
function hasOwnFolder(data, stage2) {
  return /"wdir":/.test(JSON.stringify(data?.["stages"]?.[stage2] ?? {}));
}
function isPath(kind, keys) {
  if (kind === "data") return ["path", "wdir"].includes(keys.at(-1) ?? "");
  const inner = keys.slice(keys[2] === "do" ? 3 : 2);
  return keys[0] === "stages" && inner.length === 1 && PATH_KEYS.includes(inner[0] ?? "");
}
var localRemote = (input) => (input.absentFolders ?? []).map(
  ({ remote, url }) => ({
    path: below(input.dvcRoot, ".dvc/config"),
    ...lineOfRemote(input, remote),
    fix: fromTop(input.dvcRoot, `dvc remote modify ${shellWord(remote)} url s3://BUCKET/PATH`),
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
  const places = [
    { where: "the title", text: pullRequest.title, fix: "gh pr edit --title TITLE_WITHOUT_IT" },
    { where: "the description", text: pullRequest.body, fix: "gh pr edit --body-file DESCRIPTION_WITHOUT_IT" },
    ...pullRequest.commits.map(({ sha, message: message2 }) => ({
      where: `the message of ${sha.slice(0, 7)}`,
      text: message2,
      fix: `git rebase --interactive ${sha.slice(0, 7)}~1`
    }))
  ];
  const found2 = places.flatMap((place) => {
    const marker = MARKER.exec(place.text)?.[0] ?? (TRAILER.test(place.text) ? "skip-checks: true" : void 0);
    return marker === void 0 ? [] : [{ ...place, marker }];
  });
  const [first] = found2;
  if (!first) return [];
  const others = found2.length === 1 ? "" : ` (and ${found2.length - 1} more)`;
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
  const untracked = new Set(input.untracked);
  const isMissing2 = (path2) => untracked.has(path2) || input.ignored.has(path2) && input.present.has(path2);
  return neededPaths2(input).filter((path2) => !tracked.has(path2) && (REQUIREMENTS.test(nameOf(path2)) ? untracked.has(path2) : isMissing2(path2))).map(
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
      ...[input.prefix, input.dvcRoot].flatMap((folder2) => NAMES.map((name2) => below(folder2, name2)))
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
  "old-dvc": oldDvc,
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
      ({ path: path2, line, severity, message: message2, fix }) => ({
        rule,
        ...path2 === void 0 ? {} : { path: path2 },
        ...line === void 0 ? {} : { line },
        severity: severity ?? RULES[rule].severity,
        message: message2,
        ...fix === void 0 ? {} : { fix }
      })
    ).sort((a, b) => compare3(a.path ?? "", b.path ?? "") || (a.line ?? 0) - (b.line ?? 0))
  );
}
function askedPaths(input) {
  return [
    .../* @__PURE__ */ new Set([
      ...PRIVATE_PATHS.map((path2) => below(input.dvcRoot, path2)),
      below(input.dvcRoot, ".dvc/.gitignore"),
      ...input.files.filter(({ kind }) => kind === "pipeline").map(({ path: path2 }) => lockOf(path2)),
      ...outputsOf2(input).filter(({ out }) => !out.cache).map(askedPathOf),
      ...neededPaths2(input)
    ])
  ];
}
function textPaths(input) {
  return [
    .../* @__PURE__ */ new Set([
      ...["config", "config.local"].map((name2) => below(input.dvcRoot, `.dvc/${name2}`)),
      ...parameterPaths(input),
      ...packageLists(input),
      ...input.tracked.filter(({ path: path2, size }) => path2.endsWith(".ipynb") && size <= LONGEST_NOTEBOOK).map(({ path: path2 }) => path2)
    ])
  ];
}
function compare3(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

// src/steps/project/git-inventory.ts
import { readFile as readFile24, stat as stat10 } from "node:fs/promises";
import { isAbsolute as isAbsolute6, join as join39 } from "node:path";
var DVC_NAMES = ["*.dvc", "dvc.yaml", "dvc.lock"];
var LONGEST_TEXT2 = 10 * 1024 * 1024;
async function takeInventory(git, dvcRoot) {
  const own = git.prefix;
  const configuration = dvcRoot === "" ? ".dvc" : `${dvcRoot}/.dvc`;
  const folders = dvcRoot === own ? [own] : [own, configuration];
  const [tracked, untracked, ignoredDvcFiles] = await Promise.all([
    Promise.all(folders.map((folder2) => git.trackedFiles(folder2))),
    Promise.all(folders.map((folder2) => git.untrackedFiles(folder2))),
    git.ignoredFiles(own, DVC_NAMES)
  ]);
  return { tracked: tracked.flat(), untracked: untracked.flat(), ignoredDvcFiles };
}
async function gatherInput(run2, git, dvcRoot, inventory, files3, index) {
  const known2 = { prefix: git.prefix, dvcRoot, ...inventory, files: files3, ...index === void 0 ? {} : { project: index } };
  const asked = askedPaths(known2);
  const [ignored2, present, texts, absentFolders, pullRequest] = await Promise.all([
    git.isIgnored(asked),
    presentOf(git.root, asked),
    textsOf3(git.root, textPaths(known2)),
    absentFoldersOf(run2, index),
    pullRequestOf(run2, git)
  ]);
  return {
    ...known2,
    ignored: ignored2,
    present,
    texts,
    ...absentFolders === void 0 ? {} : { absentFolders },
    ...pullRequest === void 0 ? {} : { pullRequest }
  };
}
async function presentOf(root, paths) {
  const found2 = await Promise.all(
    paths.map(
      (path2) => stat10(join39(root, path2)).then(
        () => true,
        () => false
      )
    )
  );
  return new Set(paths.filter((_, index) => found2[index]));
}
async function textsOf3(root, paths) {
  const texts = await Promise.all(
    paths.map(async (path2) => {
      const info = await stat10(join39(root, path2)).catch(() => void 0);
      return info?.isFile() && info.size <= LONGEST_TEXT2 ? [[path2, await readFile24(join39(root, path2), "utf8")]] : [];
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
      ({ url }) => stat10(url).then(
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
  const known2 = { title: pull.title, body: pull.body };
  try {
    const base = await git.mergeBase(pull.baseSha, pull.headSha);
    return { ...known2, commits: base === void 0 ? [] : await git.messages(base, pull.headSha) };
  } catch (error) {
    if (signal.aborted) throw error;
    host.debug(`cannot read the commit messages of the pull request: ${messageOf(error)}`);
    return { ...known2, commits: [] };
  }
}

// src/steps/validate/check-tracking.ts
var REPORTED_BY_REPRODUCE = ["lock-out-of-step"];
async function checkTracking(project, inventory) {
  const { run: run2, git, index, stages, inGit: inGit2 } = project;
  await run2.step("lint", async (outcome) => {
    const files3 = project.files.filter(({ path: path2 }) => !path2.startsWith("../")).map((file) => ({ ...file, path: inGit2(file.path) }));
    const input = await gatherInput(run2, git, project.dvcRoot, inventory, files3, { ...index, stages: [...stages] });
    addFindings(run2, outcome, lint(input, [...run2.settings.lint.off, ...REPORTED_BY_REPRODUCE]));
  });
}
function addFindings(run2, outcome, findings) {
  run2.report.lint.push(...findings);
  const counts = ["error", "warning", "notice"].map((severity) => [findings.filter((finding2) => finding2.severity === severity).length, severity]).filter(([count3]) => count3 > 0);
  outcome.message = counts.length === 0 ? "nothing found" : counts.map(([count3, severity]) => `${count3} ${severity}${count3 === 1 ? "" : "s"}`).join(", ");
  const worst2 = counts[0]?.[1];
  if (worst2 === "error" || worst2 === "warning") outcome.conclusion = worst2 === "error" ? "failure" : "warning";
}

// src/steps/lint/load-files.ts
import { readFile as readFile25 } from "node:fs/promises";
import { join as join40 } from "node:path";
async function loadFiles2({ git, directory, root, dvcRoot, inGit: inGit2, fromGit }) {
  const texts = await Promise.all(
    (await filesOfProject(git, dvcRoot || ".")).map(async (path2) => ({
      path: path2,
      text: await readFile25(join40(git.root, path2), "utf8").catch(() => void 0)
    }))
  );
  const files3 = texts.flatMap(({ path: path2, text: text3 }) => {
    const kind = kindOf(path2);
    return kind === void 0 || text3 === void 0 ? [] : [{ path: path2, kind, text: text3 }];
  });
  const whole = files3.filter(({ text: text3 }) => conflictLine(text3) === void 0);
  const conflicted = whole.length < files3.length;
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
      files: files3.map((file) => ({
        ...file,
        ...loaded.has(file.path) ? { data: loaded.get(file.path) ?? {} } : {}
      }))
    };
  } catch (error) {
    const problem = conflicted && whole.every(({ kind }) => kind === "lock") ? void 0 : await locatedError(error, inGit2, (path2) => readFile25(join40(directory, path2), "utf8").catch(() => void 0));
    return { conflicted, files: files3, ...problem instanceof Error ? { problem } : {} };
  }
}

// src/steps/lint/resolve-project.ts
import { readFile as readFile26 } from "node:fs/promises";
import { join as join41 } from "node:path";
async function resolveProject(run2, place, loading) {
  const { signal } = run2;
  try {
    const change = { paths: place, base: await baseOfTrustedChange(run2, place) };
    const installation = await provideRunsDvc(run2, { directory: place.directory, schemes: [], change });
    const dvc2 = await openDvc(run2, place, installation);
    try {
      const { problem, conflicted, files: files3 } = await loading;
      if (problem !== void 0 || conflicted)
        return { reason: conflicted ? "Resolve the conflict first: `dvc-ci resolve`." : "Fix the file first." };
      const read = files3.map(({ path: path2, data = {}, ...file }) => ({ ...file, path: place.fromGit(path2), data }));
      return { project: bareProject(run2, place, { dvc: dvc2, installation, index: await dvc2.inspect(), files: read }) };
    } catch (error) {
      if (signal.aborted || !(error instanceof SetupError)) throw error;
      const refusal4 = await locatedError(
        await withPattern(error, place),
        place.inGit,
        (path2) => readFile26(join41(place.directory, path2), "utf8").catch(() => void 0)
      );
      return { reason: messageOf(error), refusal: refusal4 instanceof Error ? refusal4 : error };
    } finally {
      await dvc2.close();
    }
  } catch (error) {
    if (signal.aborted) throw error;
    const isSetting = error instanceof DvcCiError && error.details.key === "dvc-lock";
    return { reason: messageOf(error), ...isSetting ? { refusal: error } : {} };
  }
}

// src/steps/lint/lint-project.ts
async function lintProject(run2, place, outcome) {
  const { git, dvcRoot } = place;
  const loading = loadFiles2(place);
  const [inventory, loaded, resolved2, sparse] = await Promise.all([
    takeInventory(git, dvcRoot),
    loading,
    resolveProject(run2, place, loading),
    leftOutFiles(place)
  ]);
  const { project } = resolved2;
  const index = project && { ...project.index, stages: [...project.stages] };
  const gathered = await gatherInput(
    run2,
    git,
    dvcRoot,
    inventory,
    loaded.files.filter(({ path: path2 }) => !place.fromGit(path2).startsWith("../")),
    index
  );
  const input = project === void 0 ? gathered : await withHeld(project, gathered);
  addFindings(run2, outcome, lint(input, run2.settings.lint.off));
  if (resolved2.reason !== void 0) leaveOut2(run2, outcome, resolved2.reason);
  return sparse ?? loaded.problem ?? resolved2.refusal;
}
async function leftOutFiles(place) {
  try {
    await requireProjectFiles(place, await place.git.entries());
    return void 0;
  } catch (error) {
    if (error instanceof SetupError) return error;
    throw error;
  }
}
async function withHeld(project, input) {
  const unmatched = unmatchedStages(input);
  if (unmatched.length === 0) return input;
  const stages = await heldStages(project, unmatched);
  const { hold } = project.run.report;
  const why = hold === void 0 ? "this change is that rollback" : `the base branch is ${withoutPeriod(heldText(hold))}`;
  return { ...input, held: { stages, why } };
}
function leaveOut2(run2, outcome, reason2) {
  run2.host.warning(
    `These rules did not run, because DVC could not resolve the project: ${RULES_OF_THE_PROJECT.join(", ")}. ${reason2}`
  );
  outcome.conclusion ??= "warning";
  outcome.message = `${outcome.message ?? ""}; without ${RULES_OF_THE_PROJECT.join(", ")}`;
}

// src/steps/lint/require-no-errors.ts
function requireNoErrors(findings) {
  const message2 = lintErrors(findings);
  if (message2 !== void 0) throw new ProjectError("lint-failed", message2);
}

// src/flows/lint.ts
async function lint2(run2) {
  const place = await locate(run2);
  const refusal4 = await run2.step("lint", (outcome) => lintProject(run2, place, outcome));
  if (refusal4) throw refusal4;
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
  return jobs.length === 0 ? "No stage runs: the build commits only new data." : `${sizeText2(jobs)}.`;
}
function planDryRunSummary(jobs) {
  return `Dry run: it would run ${sizeText2(jobs)}. Nothing was pushed or planned.`;
}
function jobsText(jobs) {
  return jobs.map(({ id, stages }) => `${id}: ${stages.join(", ")}`).join("; ") || "no stage runs";
}
function sizeText2(jobs) {
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
function blocksOf(request2) {
  const units = unitsOf(request2);
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
  return blocks.map(({ stages, placement, seconds: seconds3, timed, needs }) => ({
    stages,
    seconds: seconds3,
    timed,
    needs,
    ...placement === void 0 ? {} : { placement }
  }));
}
function unitsOf({ graph, mayRun, placements, fallback, seconds: seconds3 }) {
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
  const placeOf5 = /* @__PURE__ */ new Map();
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
    placeOf5.set(group, units.length);
    units.push({
      stages,
      needs: new Set([...needsOf2.get(group) ?? []].map((need) => placeOf5.get(need) ?? 0)),
      timed: stages.every((name2) => seconds3.has(name2)),
      seconds: stages.reduce((sum, name2) => sum + (seconds3.get(name2) ?? UNKNOWN_SECONDS), 0),
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
  if (cuts === void 0) return refusal3(blocks, levels);
  return cuts.map(([first, last2]) => {
    const merged = new Groups(blocks);
    for (let value = first; value <= last2; value++) merged.add(at[value] ?? [], depth, first);
    return merged.parts();
  });
}
function costsFrom(blocks, at, depth, first) {
  const groups = new Groups(blocks);
  const costs = [];
  for (let last2 = first; last2 < at.length; last2++) {
    groups.add(at[last2] ?? [], depth, first);
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
        const known2 = next[first + more + 1];
        if (known2 !== void 0 && before.cost + cost < known2.cost)
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
    const parts2 = /* @__PURE__ */ new Map();
    for (const index of this.parent.keys()) {
      const block = this.blocks[index];
      const root = this.find(index);
      const before = parts2.get(root);
      if (block !== void 0) parts2.set(root, before === void 0 ? block : together(before, block));
    }
    return [...parts2.values()];
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
function refusal3(blocks, levels) {
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
function fanOut(request2) {
  const limits = request2.limits ?? FAN_OUT_LIMITS;
  const blocks = blocksOf(request2);
  if (!Array.isArray(blocks)) return blocks;
  const levels = cutIntoLevels(blocks, limits.levels);
  if (!Array.isArray(levels)) return levels;
  const kinds = Math.max(
    0,
    ...levels.map((parts2) => new Set(parts2.map(({ placement }) => placementKey(placement))).size)
  );
  if (kinds > limits.jobs)
    return {
      reason: `parallel stages ask for ${kinds} different machines, and a matrix on GitHub has at most ${limits.jobs} jobs.`,
      remedy: "Give stages that can share a machine the same runs-on and container in `meta: { dvc-ci: … }`."
    };
  const rank = new Map(request2.graph.topological().map((name2, index) => [name2, index]));
  const byRank = (one, other) => (rank.get(one) ?? 0) - (rank.get(other) ?? 0);
  const ids = /* @__PURE__ */ new Set();
  return levels.flatMap((parts2, index) => {
    const packed = fit(pack(parts2), limits.jobs);
    const sorted = packed.map((part2) => ({ ...part2, stages: part2.stages.sort(byRank) })).sort((one, other) => byRank(one.stages[0] ?? "", other.stages[0] ?? ""));
    return sorted.map(({ stages, placement }) => ({
      id: newId(index + 1, stages, ids),
      level: index + 1,
      stages,
      placement: placement ?? request2.fallback
    }));
  });
}
function isFanOutRefusal(result) {
  return "reason" in result;
}
function pack(parts2) {
  const room = Math.max(START_SECONDS, Math.max(...parts2.map(({ seconds: seconds3 }) => seconds3)) / 2);
  const packed = [];
  const open = /* @__PURE__ */ new Map();
  for (const part2 of [...parts2].sort((one, other) => other.seconds - one.seconds)) {
    const key = placementKey(part2.placement);
    const at = open.get(key);
    const last2 = at === void 0 ? void 0 : packed[at];
    if (at !== void 0 && last2 !== void 0 && part2.timed && last2.timed && last2.seconds + part2.seconds <= room)
      packed[at] = together(last2, part2);
    else {
      open.set(key, packed.length);
      packed.push(part2);
    }
  }
  return packed;
}
function fit(parts2, limit) {
  if (parts2.length <= limit) return [...parts2];
  const kinds = /* @__PURE__ */ new Map();
  for (const part2 of parts2)
    kinds.set(placementKey(part2.placement), [...kinds.get(placementKey(part2.placement)) ?? [], part2]);
  const spare = limit - kinds.size;
  const more = parts2.length - kinds.size;
  return [...kinds.values()].flatMap((same2) => {
    const places = 1 + Math.floor(spare * (same2.length - 1) / more);
    const jobs = [];
    for (const part2 of same2) {
      if (jobs.length < places) jobs.push(part2);
      else {
        const least = jobs.reduce(
          (best, { seconds: seconds3 }, index) => seconds3 < (jobs[best]?.seconds ?? 0) ? index : best,
          0
        );
        const job = jobs[least];
        if (job !== void 0) jobs[least] = together(job, part2);
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
  const untracked = (reason2) => {
    run2.host.warning(`MLflow does not track the stages of this job: ${reason2}`);
    return {};
  };
  if ("reason" in client) return untracked(client.reason);
  let opened = /* @__PURE__ */ new Map();
  run2.endings.push(async () => {
    await closeStageRuns(client, opened, STATUS[run2.report.conclusion]).catch(
      (error) => run2.host.warning(`Ending the runs of the stages in MLflow failed: ${messageOf(error)}`)
    );
    await client.close();
  });
  try {
    const build = await readRun(client, id);
    if (build === void 0) return untracked(`it has no run ${id}, which the planning job opened`);
    const experiment = await readExperiment(client, build.experimentId);
    return await stageEnvironment2(project, client, build, {
      experiment,
      stages,
      alwaysBelow: true,
      onOpened: (runs) => {
        opened = runs;
      }
    });
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return untracked(messageOf(error));
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
  const untracked = writePlan(handed);
  if (untracked === void 0)
    throw new SetupError(
      "plan-too-large",
      `the names of the ${jobs.flatMap(({ stages }) => stages).length} stages are too long for the output \`plan\`.`,
      { key: "plan", remedy: `Shorten the names of the stages, or build with \`mode: ${more.flow ?? "rebuild"}\`.` }
    );
  const mlflow = await openForJobs(project);
  const text3 = (mlflow === void 0 ? void 0 : writePlan({ ...handed, mlflow })) ?? untracked;
  run2.report.fanout = { plan: text3, jobs: jobs.map(reported) };
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
function reasonOfBuild(plan2) {
  return staleOf(plan2).length > 0 ? void 0 : "nothing is stale";
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

// src/steps/gate/accept-failures.ts
async function acceptFailures(project, judged) {
  const { run: run2 } = project;
  if (run2.settings.event.pullRequest !== void 0) return acceptFailing(run2, judged, project.inGit("dvc-ci.yaml"));
  const instruction = await acceptMerged(project, judged);
  if (instruction !== void 0) run2.host.info(instruction);
}

// src/steps/gate/data-before-build.ts
async function requireGoodData(project, plan2) {
  const found2 = await judgedBefore(project, plan2);
  if (found2 !== void 0) await requireData(project, found2, (judged) => acceptMerged(project, judged));
}
async function holdsGoodData(project, plan2) {
  const found2 = await judgedBefore(project, plan2);
  const isMade2 = outputsOf(project, plan2.mayRun);
  return found2 === void 0 || dataHolds(project, found2, isMade2, (judged) => acceptFailures(project, judged));
}
function staleDataHolds(project, found2) {
  const stale = project.run.report.stages.filter(({ verdict }) => verdict === "stale").map(({ name: name2 }) => name2);
  const isMade2 = outputsOf(project, new Set(stale));
  return dataHolds(project, found2, isMade2, (judged) => acceptFailures(project, judged));
}
async function judgedBefore(project, plan2) {
  if (!hasDataPolicies(project)) return void 0;
  const isMade2 = outputsOf(project, plan2.mayRun);
  const baseline2 = await readDataBaseline(project, await findBaseline(project));
  return describeChanges(project, baseline2, { covers: (path2) => !isMade2(path2) });
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

// src/steps/retrain/retraining.ts
import { rm as rm18 } from "node:fs/promises";
import { join as join45 } from "node:path";

// src/metrics/better.ts
function metricsFor(metrics, asked, direction) {
  if (selectorOfWorst(asked) === void 0)
    return metrics.filter(({ name: name2, path: path2 }) => name2 === asked || `${path2}:${name2}` === asked);
  const { match } = compileSelector(asked);
  const slices = metrics.filter(({ path: path2, name: name2, slice }) => match(path2, name2, slice) !== "none");
  const comparable = slices.filter(({ baseline: baseline3 }) => baseline3 !== void 0);
  const judged = comparable.length > 0 ? comparable : slices;
  if (judged.length === 0) return [];
  const [value, baseline2] = [
    worst(
      judged.map((each) => each.value),
      direction
    ),
    worst(
      judged.map((each) => each.baseline),
      direction
    )
  ];
  return [{ name: asked, ...value === void 0 ? {} : { value }, ...baseline2 === void 0 ? {} : { baseline: baseline2 } }];
}
function worst(values, direction) {
  const known2 = values.filter((value) => value !== void 0);
  if (known2.length < values.length) return void 0;
  return known2.reduce((most, value) => value < most === (direction === "higher") ? value : most);
}

// src/steps/retrain/handed-data.ts
import { readFile as readFile27, writeFile as writeFile11 } from "node:fs/promises";
import { dirname as dirname21, join as join42, resolve as resolve24 } from "node:path";
async function dataForOtherMachines(project, plans, brought) {
  return Promise.all(
    plans.map(async ({ owner, out, mode }, index) => {
      const { from, changed = false } = brought[index] ?? {};
      return {
        file: owner.file,
        text: await readFile27(fileOf4(project, owner.file), "utf8"),
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
  for (const { file, text: text3, path: path2 } of handed) {
    const target = resolve24(project.run.settings.workingDirectory, path2);
    await backup.copy(fileOf4(project, file));
    await backup.copy(join42(dirname21(target), ".gitignore"));
    await backup.move(target);
    await writeFile11(fileOf4(project, file), text3);
  }
  const now = handed.length === 0 ? [] : (await project.dvc.inspect()).stages;
  for (const { file } of handed) {
    const [before, after] = [project.stages, now].map(
      (stages) => stages.find((stage2) => stage2.kind !== "stage" && stage2.file === file)
    );
    if (describe(after) !== describe(before)) throw mismatch2(file, "the file would track other data");
  }
  return handed.map(({ path: path2, mode, from, changed }) => ({
    path: path2,
    mode,
    ...from === void 0 ? {} : { from },
    changed
  }));
}
function describe(stage2) {
  return JSON.stringify([stage2?.kind, stage2?.outs.map(({ path: path2, cache, push: push2, remote }) => [path2, cache, push2, remote])]);
}
var fileOf4 = ({ run: run2 }, file) => resolve24(run2.settings.workingDirectory, file);
function mismatch2(file, why) {
  return new SetupError("plan-invalid", `plan: its data for ${file} does not fit this checkout: ${why}.`, {
    key: "plan",
    value: file,
    remedy: "Plan again, and give the output `plan` unchanged."
  });
}

// src/steps/retrain/new-data.ts
import { cp, lstat as lstat5, mkdir as mkdir14, readdir as readdir8, stat as stat12 } from "node:fs/promises";
import { basename as basename12, dirname as dirname22, join as join44, resolve as resolve25 } from "node:path";

// src/steps/retrain/data-digest.ts
import { createHash as createHash10 } from "node:crypto";
import { readdir as readdir7, stat as stat11 } from "node:fs/promises";
import { join as join43 } from "node:path";
async function dataDigest(sources) {
  if (sources.length === 0) return void 0;
  const digest2 = createHash10("sha256");
  for (const { path: path2, source } of sources) {
    const files3 = (await stat11(source)).isDirectory() ? await filesBelow(source) : [""];
    for (const name2 of files3)
      digest2.update(JSON.stringify([path2, name2, await fileHash("sha256", name2 === "" ? source : join43(source, name2))]));
  }
  return digest2.digest("hex").slice(0, 16);
}
async function filesBelow(folder2) {
  const entries = await readdir7(folder2, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join43(entry.parentPath, entry.name).slice(folder2.length + 1)).sort();
}

// src/steps/retrain/new-data.ts
async function planData2(project, wanted, updates) {
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
    inside !== void 0 ? `Name ${inside.path}.` : meant !== void 0 ? `Did you mean ${meant}?` : sources.length > 0 ? `DVC tracks ${sources.join(", ")}.` : `Add it first: \`dvc add ${path2}\`, \`dvc push\`, and commit ${path2}.dvc.`
  );
}
async function requireSource(path2, from, mode, out) {
  const found2 = await stat12(from).catch(() => void 0);
  if (found2 === void 0)
    throw new SetupError("data-source-missing", `data: the source ${from} for ${path2} does not exist.`, {
      key: "data",
      value: from,
      remedy: "Name a file, a folder, or an address such as s3://bucket/new.csv."
    });
  requireKind(path2, out, mode, found2.isDirectory());
}
function requireKind(path2, out, mode, isFolder2) {
  const wasFolder = out.hash?.endsWith(".dir") === true;
  if (isFolder2 && !wasFolder) throw rejection(path2, "it is a file, and the new data is a folder", "Give a file.");
  if (!isFolder2 && wasFolder && mode === "replace")
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
async function fetchData(project, plans, placeOf5) {
  const fetched = /* @__PURE__ */ new Map();
  for (const [index, plan2] of plans.entries())
    if (plan2.from !== void 0) fetched.set(plan2, await downloadSource(project, plan2, placeOf5(index)));
  return fetched;
}
function digestOfData(fetched) {
  return dataDigest([...fetched].map(([{ out }, source]) => ({ path: out.path, source })));
}
async function bringData2(project, plans, fetched, backup) {
  for (const plan2 of plans) {
    const target = resolve25(project.run.settings.workingDirectory, plan2.out.path);
    await backup.copy(resolve25(project.run.settings.workingDirectory, plan2.owner.file));
    await backup.copy(join44(dirname22(target), ".gitignore"));
    const source = fetched.get(plan2);
    if (source === void 0) await updateImport(project, plan2, target, backup);
    else {
      if (plan2.mode === "append") await appendData(project, plan2, source, target, backup);
      else {
        await backup.move(target);
        await mkdir14(dirname22(target), { recursive: true });
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
  return from.startsWith(`${git.root}/`) ? fromGit(from.slice(git.root.length + 1)) : basename12(from);
}
async function downloadSource(project, { out, mode, from = "" }, place) {
  await mkdir14(place, { recursive: true });
  const target = join44(place, basename12(isUrl(from) ? shownSource(from) : from) || "data");
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
  const found2 = await lstat5(target).catch(() => void 0);
  if (result.code !== 0 || found2 === void 0) {
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
  requireKind(out.path, out, mode, found2.isDirectory());
  return target;
}
async function appendData(project, { owner, out }, source, target, backup) {
  await strictPull(project, { targets: [owner.name] });
  const { missing } = project.run.report.remote;
  const altered = missing.length > 0 ? [] : await project.dvc.altered([owner.name]);
  if (missing.length > 0 || altered.length > 0) {
    throw new ProjectError(
      "append-base-missing",
      `no rows or files can be appended to ${out.path}: ${missing.length > 0 ? missing.map(({ message: message2 }) => message2).join(" ") : `the file in the workspace differs from the hash in ${owner.file}.`}`,
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
  const isFolder2 = (await lstat5(source)).isDirectory();
  const files3 = isFolder2 ? (await readdir8(source, { recursive: true, withFileTypes: true })).filter((entry) => !entry.isDirectory()).map((entry) => join44(entry.parentPath, entry.name)) : [source];
  const pairs2 = files3.map((file) => ({
    file,
    to: isFolder2 ? join44(target, file.slice(source.length + 1)) : join44(target, basename12(source))
  }));
  for (const { file, to } of pairs2) {
    const there = await lstat5(to).catch(() => void 0);
    if (there !== void 0 && (!there.isFile() || await fileHash("sha256", file) !== await fileHash("sha256", to))) {
      throw rejection(
        path2,
        `it already has ${to.slice(target.length + 1)} with other content`,
        "Give the file another name, or replace the whole folder (mode: replace)."
      );
    }
  }
  for (const { file, to } of pairs2) {
    if (await lstat5(to).catch(() => void 0) !== void 0) continue;
    await mkdir14(dirname22(to), { recursive: true });
    await transfer(file, to);
  }
}
async function updateImport(project, { owner, out }, target, backup) {
  await backup.link(target);
  const result = await project.dvc.run(["update", "--", owner.file]);
  if (result.code !== 0)
    throw new OutsideError(
      "import-failed",
      `DVC cannot update the import ${out.path}${fromSources(project, [out.path])}: ${reasonOf(result.stderr)}`,
      {
        key: "update",
        value: owner.file,
        remedy: "Check that the credentials of this run allow to read its source. A private repository over HTTPS needs a token in `import-token` (on the command line: the variable DVC_CI_IMPORT_TOKEN), as HOST=TOKEN. Nothing was built."
      }
    );
}
async function dvc(project, argv, failure3) {
  const result = await project.dvc.run(argv);
  if (result.code !== 0)
    throw new ProjectError("dvc-command-failed", `${failure3}: ${reasonOf(result.stderr)}`, {
      key: "data",
      remedy: "Nothing was changed."
    });
}

// src/steps/retrain/new-params.ts
import { readFile as readFile28, writeFile as writeFile12 } from "node:fs/promises";
import { resolve as resolve26 } from "node:path";

// src/pipeline/param-edit.ts
var import_yaml6 = __toESM(require_dist(), 1);
import { isDeepStrictEqual as isDeepStrictEqual2 } from "node:util";

// src/pipeline/param-find.ts
var import_yaml5 = __toESM(require_dist(), 1);
var MAX_DEPTH2 = 100;
var MAX_NAMES = 1e3;
function findParam(document, parts2) {
  let node = document.contents;
  for (const [index, part2] of parts2.entries()) {
    const rest = parts2.slice(index);
    if ((0, import_yaml5.isAlias)(node)) return throughAlias(document, parts2.slice(0, index).join("."), node.source, rest);
    const own = childOf(node, part2);
    if (own !== void 0) {
      node = own;
      continue;
    }
    return (0, import_yaml5.isMap)(node) ? inherited2(document, node, rest) : void 0;
  }
  if ((0, import_yaml5.isAlias)(node)) return throughAlias(document, parts2.join("."), node.source, []);
  return isParsed(node) ? { kind: "own", node } : void 0;
}
function paramNames(document) {
  const names2 = /* @__PURE__ */ new Set();
  const walk = (node, path2, depth = 0) => {
    if (depth > MAX_DEPTH2 || names2.size >= MAX_NAMES) return;
    if ((0, import_yaml5.isMap)(node)) {
      for (const { key, value } of node.items.filter((pair) => !isMerge(pair)))
        walk(value, [...path2, textOf5(key)], depth + 1);
      for (const merged of mergedMaps(document, node)) walk(merged, path2, depth + 1);
    } else if ((0, import_yaml5.isSeq)(node))
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
    const origin = [nameOf2(document, map), ...rest].filter((part2) => part2 !== "").join(".");
    const pair = owner.items.find(isMerge);
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
function valueIn(document, map, parts2, depth = 0) {
  const [part2 = "", ...rest] = parts2;
  if (depth > MAX_DEPTH2) return void 0;
  const own = resolved(document, childOf(map, part2));
  if (own !== void 0) {
    if (rest.length === 0) return isParsed(own) ? own : void 0;
    return (0, import_yaml5.isMap)(own) ? valueIn(document, own, rest, depth + 1) : void 0;
  }
  for (const merged of mergedMaps(document, map)) {
    const found2 = valueIn(document, merged, parts2, depth + 1);
    if (found2 !== void 0) return found2;
  }
  return void 0;
}
function throughAlias(document, at, source, rest) {
  const target = document.contents === null ? void 0 : anchored(document, source);
  if (target === void 0 || rest.length > 0 && !(0, import_yaml5.isCollection)(target)) return void 0;
  if (rest.length > 0 && (0, import_yaml5.isMap)(target) && valueIn(document, target, rest) === void 0) return void 0;
  const origin = [nameOf2(document, target), ...rest].filter((part2) => part2 !== "").join(".");
  const subject = rest.length === 0 ? "it" : at;
  return {
    kind: "elsewhere",
    reason: `${subject} is an alias (*${source}): set ${origin}, which changes it wherever it is used`
  };
}
function mergedMaps(document, map) {
  return map.items.filter(isMerge).flatMap(({ value }) => (0, import_yaml5.isSeq)(value) ? value.items : [value]).map((value) => resolved(document, value)).filter((value) => (0, import_yaml5.isMap)(value));
}
function childOf(node, part2) {
  if ((0, import_yaml5.isMap)(node)) return node.items.find((pair) => !isMerge(pair) && textOf5(pair.key) === part2)?.value ?? void 0;
  return (0, import_yaml5.isSeq)(node) && /^\d+$/.test(part2) ? node.items[Number(part2)] : void 0;
}
function resolved(document, node) {
  return (0, import_yaml5.isAlias)(node) ? anchored(document, node.source) : node;
}
function anchored(document, source) {
  let found2;
  walkNodes(document.contents, [], (node) => {
    if ("anchor" in node && node.anchor === source) found2 = node;
  });
  return found2;
}
function nameOf2(document, wanted) {
  let name2 = "";
  walkNodes(document.contents, [], (node, path2) => {
    if (node === wanted) name2 = path2.join(".");
  });
  return name2;
}
function walkNodes(node, path2, see, depth = 0) {
  if (!(0, import_yaml5.isNode)(node) || depth > MAX_DEPTH2) return;
  see(node, path2);
  if ((0, import_yaml5.isMap)(node)) for (const { key, value } of node.items) walkNodes(value, [...path2, textOf5(key)], see, depth + 1);
  else if ((0, import_yaml5.isSeq)(node))
    node.items.forEach((item, index) => {
      walkNodes(item, [...path2, String(index)], see, depth + 1);
    });
}
function isMerge({ key }) {
  return (0, import_yaml5.isScalar)(key) && key.type === import_yaml5.Scalar.PLAIN && key.value === "<<";
}
function textOf5(key) {
  return String((0, import_yaml5.isScalar)(key) ? key.value : key);
}
function offsets(node) {
  const range = (0, import_yaml5.isNode)(node) ? node.range : void 0;
  return [range?.[0], range?.[1]];
}
function isParsed(node) {
  return (0, import_yaml5.isNode)(node) && Array.isArray(node.range);
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
function writtenText({ value, text: text3 }) {
  return text3 ?? String(value);
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
  const [old, current] = present.kinds;
  if (old !== current) {
    const same2 = kindsOf(written);
    if (same2[0] === old && same2[1] === current) return { text: written };
    if (old !== "text")
      return {
        reason: `${present.source} is ${NAMES2[old]} for YAML 1.1 (PyYAML) and ${NAMES2[current]} for YAML 1.2 (DVC): write it in quotes, or as true or false, first`
      };
  }
  const kind = current === "null" ? kindOfGiven(given) : current;
  const text3 = TEXTS[kind](given, json);
  return text3 === void 0 ? { reason: `it is ${describe2(present, kind)}, and '${written}' is ${otherType(kind, given)}` } : { text: text3 };
}
function isPresent({ kinds: [, kind], value, source }, given) {
  if (given.value === null || kind === "null") return given.value === null && kind === "null";
  if (kind === "text") return value === writtenText(given);
  if (kind === "int" || kind === "float")
    return typeof given.value === "number" && Number(source.replaceAll("_", "")) === given.value;
  return kind === "bool" ? value === given.value : source === writtenText(given);
}
function kindOfGiven({ value, text: text3 }) {
  if (typeof value === "boolean") return "bool";
  if (typeof value !== "number") return "text";
  return /^[-+]?\d+$/.test(text3 ?? String(value)) ? "int" : "float";
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
    const text3 = writtenText(given);
    return kindsOf(text3).every((kind) => kind === "date") ? text3 : void 0;
  },
  text: (given, json) => {
    const text3 = writtenText(given);
    const isPlain2 = !json && PLAIN_WORD.test(text3) && kindsOf(text3).every((kind) => kind === "text");
    return isPlain2 ? text3 : JSON.stringify(text3);
  }
};
function floatText(given, json) {
  const text3 = writtenText(given);
  const fits = json ? JSON_NUMBER.test(text3) && /[.eE]/.test(text3) : kindsOf(text3).every((kind) => kind === "float");
  if (fits) return text3;
  const [, sign = "", whole = "", fraction = "", power] = /^([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/.exec(text3) ?? [];
  if (typeof given.value !== "number" || whole + fraction === "") return void 0;
  const exponent = power === void 0 ? "" : `e${/^[-+]/.test(power) ? "" : "+"}${power}`;
  return `${sign === "-" ? "-" : ""}${whole.replace(/^0+(?=\d)/, "") || "0"}.${fraction || "0"}${exponent}`;
}
function describe2({ value, source }, kind) {
  if (kind === "bool") return String(value);
  return kind === "int" || kind === "float" || kind === "date" ? `${NAMES2[kind]} (${source})` : NAMES2[kind];
}
function otherType(kind, { value }) {
  return kind === "int" && typeof value === "number" ? "none: write the value in the file with a fraction (1.0) if it may have one" : "of another type";
}

// src/pipeline/param-edit.ts
var MAX_ALIASES2 = 1e3;
function editParam(text3, name2, given, json) {
  const refused2 = (reason2) => ({ kind: "refused", reason: reason2 });
  const document = (0, import_yaml6.parseDocument)(text3, { keepSourceTokens: true });
  const [problem] = document.errors;
  if (problem !== void 0) return refused2(`the file cannot be read (${problem.message.split("\n")[0] ?? ""})`);
  const place = findParam(document, name2.split("."));
  if (place === void 0) return { kind: "unknown", names: paramNames(document) };
  if (place.kind === "elsewhere") return refused2(place.reason);
  const lack = lackOf(document, place);
  if (lack !== void 0) return refused2(lack);
  const present = presentValue(place.node, text3, json);
  const before = (0, import_yaml6.isScalar)(place.node) ? place.node.value : null;
  if (isPresent(present, given)) return { text: text3, before };
  const written = spell(present, given, json);
  if ("reason" in written) return refused2(written.reason);
  const edited = place.kind === "own" ? replaced(text3, place.node, written.text) : added(text3, place, written.text);
  return onlyThatChanged(text3, edited, name2, place.kind === "inherited") ? { text: edited, before } : refused2(
    place.kind === "own" ? "dvc-ci cannot edit this file safely" : `it comes from ${place.origin}, so set it there`
  );
}
function shownValue(given) {
  return writtenText(given);
}
function lackOf(document, place) {
  const { node } = place;
  if (!(0, import_yaml6.isScalar)(node)) return (0, import_yaml6.isAlias)(node) ? `it is an alias (*${node.source})` : "it is not a single value";
  if (place.kind === "own" && node.anchor !== void 0 && isReferredTo(document, node))
    return `other values refer to it (&${node.anchor})`;
  if (node.type === import_yaml6.Scalar.BLOCK_LITERAL || node.type === import_yaml6.Scalar.BLOCK_FOLDED) return "it is a text with several lines";
  return node.tag === void 0 ? void 0 : `it has a YAML tag (${node.tag.replace("tag:yaml.org,2002:", "!!")})`;
}
function isReferredTo(document, node) {
  let referred = false;
  (0, import_yaml6.visit)(document, {
    Alias: (_, alias) => {
      referred ||= alias.source === node.anchor;
    }
  });
  return referred;
}
function presentValue(node, text3, json) {
  const [start, end] = node.range;
  const source = text3.slice(start, end).trim();
  const value = (0, import_yaml6.isScalar)(node) ? node.value : null;
  const isPlain2 = (0, import_yaml6.isScalar)(node) && node.type === import_yaml6.Scalar.PLAIN;
  return { value, source, kinds: json ? kindsOfJson(source) : isPlain2 ? kindsOf(source) : ["text", "text"] };
}
function replaced(text3, node, written) {
  const [start, end] = node.range;
  const source = text3.slice(start, end);
  return text3.slice(0, start) + (source.trim() === "" ? ` ${written}${source}` : written) + text3.slice(end);
}
function added(text3, { key, merge, flow }, written) {
  const pair = `${/^[A-Za-z_][\w-]*$/.test(key) && kindsOf(key).every((kind) => kind === "text") ? key : JSON.stringify(key)}: ${written}`;
  if (flow) return `${text3.slice(0, merge.end)}, ${pair}${text3.slice(merge.end)}`;
  const ending = text3.includes("\r\n") ? "\r\n" : "\n";
  const lineEnd = text3.indexOf("\n", merge.end);
  const indent = text3.slice(text3.lastIndexOf("\n", merge.start - 1) + 1, merge.start).replace(/[^ ]/g, " ");
  return lineEnd < 0 ? `${text3}${ending}${indent}${pair}` : `${text3.slice(0, lineEnd + 1)}${indent}${pair}${ending}${text3.slice(lineEnd + 1)}`;
}
function onlyThatChanged(before, after, name2, merged) {
  try {
    const [old, now] = [before, after].map(
      (text3) => (0, import_yaml6.parse)(text3, { maxAliasCount: MAX_ALIASES2, merge: merged })
    );
    const parts2 = name2.split(".");
    const last2 = parts2.pop() ?? "";
    const [owner, owned] = [ownerOf3(old, parts2), ownerOf3(now, parts2)];
    if (owner === void 0 || owned === void 0) return false;
    Object.defineProperty(owner, last2, { value: owned[last2], enumerable: true, configurable: true, writable: true });
    return isDeepStrictEqual2(old, now);
  } catch {
    return false;
  }
}
function ownerOf3(root, parts2) {
  const isObject = (value) => typeof value === "object" && value !== null;
  const owner = parts2.reduce((at, part2) => isObject(at) ? at[part2] : void 0, root);
  return isObject(owner) ? owner : void 0;
}

// src/steps/retrain/new-params.ts
async function planParams(project, wanted) {
  const plan2 = { files: /* @__PURE__ */ new Map(), changed: [] };
  const tracked = new Set((await project.git.listFiles(void 0, [])).map(project.fromGit));
  for (const { file, name: name2, ...given } of wanted) {
    const path2 = joinPath(file);
    const shown3 = `${path2}:${name2}`;
    const text3 = plan2.files.get(path2) ?? await readParamsFile(project, path2, name2, tracked);
    const edit = editParam(text3, name2, given, path2.endsWith(".json"));
    if ("reason" in edit)
      throw new SetupError("param-not-settable", `params: ${shown3} cannot be set: ${edit.reason}.`, {
        key: "params",
        value: name2,
        path: project.inGit(path2),
        remedy: "Change the file by hand and commit it: a rebuild or a retraining trains with it."
      });
    if ("names" in edit) throw unknown2(project, path2, name2, edit.names);
    if (!isUsed(project, path2, name2)) {
      throw new SetupError("param-unused", `params: no stage and no template of dvc.yaml uses ${shown3}.`, {
        key: "params",
        value: name2,
        path: project.inGit(path2),
        remedy: near(name2, usedNames2(project, path2))
      });
    }
    if (edit.text === text3) continue;
    plan2.files.set(path2, edit.text);
    plan2.changed.push({ path: path2, name: name2, value: shownValue(given), before: edit.before });
  }
  return plan2;
}
async function writeParams(project, plan2, backup) {
  for (const [path2, text3] of plan2.files) {
    const file = resolve26(project.run.settings.workingDirectory, path2);
    await backup.copy(file);
    await writeFile12(file, text3);
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
  return readFile28(resolve26(project.run.settings.workingDirectory, path2), "utf8");
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
function near(name2, known2) {
  const meant = nearest(name2, known2);
  if (meant !== void 0) return `Did you mean ${meant}?`;
  return known2.length === 0 ? "The file has no parameter that can be set." : `Allowed: ${known2.slice(0, 20).join(", ")}.`;
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
  return pipelinesOf(project).filter((pipeline) => valueFiles([pipeline]).includes(path2)).flatMap(
    ({ data }) => [...JSON.stringify(data).matchAll(/\$\{\s*([^}\s]+)\s*\}/g)].map(
      ([, expression = ""]) => expression.replace(/\[(\w+)\]/g, ".$1")
    )
  );
}

// src/steps/retrain/retraining.ts
var Retraining = class {
  params = { files: /* @__PURE__ */ new Map(), changed: [] };
  data = [];
  /** The digest of the new data, where no workflow run identifies the request. */
  digest;
  /** The build of this request that HEAD has, where its new data was appended already. */
  repeated;
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
    this.data = wanted.decided !== void 0 ? plansOfHanded(project, wanted.decided.data) : await planData2(
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
  /**
   * The digest of the request's new data, downloaded for it. For a run that may have been interrupted after its commit.
   * @throws {OutsideError} the data cannot be downloaded
   */
  async digestOfData(project) {
    const place = join45(project.scratch, "new-data");
    try {
      return await digestOfData(await fetchData(project, this.data, (index) => join45(place, String(index))));
    } finally {
      await rm18(place, { recursive: true, force: true });
    }
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
      const fetched = decided === void 0 ? await fetchData(project, this.data, (index) => backup.scratch(`data-${index}`)) : /* @__PURE__ */ new Map();
      if (decided === void 0 && run2.settings.event.run === void 0) this.digest = await digestOfData(fetched);
      this.repeated = await this.appendedBefore(project);
      if (this.repeated !== void 0) {
        outcome.message = `${this.repeated.slice(0, 7)} has these data already`;
        return project;
      }
      const brought = decided === void 0 ? await bringData2(project, this.data, fetched, backup) : await applyHandedData(project, decided.data, backup);
      if (run2.report.retrain !== void 0) run2.report.retrain.data = brought;
      await writeParams(project, this.params, backup);
      const changed = await reload(project);
      outcome.message = this.changes(project) || "no change";
      return changed;
    });
  }
  /**
   * The build that HEAD has, where it is of this very request and appended its data: a second time would give the rows
   * twice.
   */
  async appendedBefore(project) {
    if (!this.data.some(({ mode }) => mode === "append")) return void 0;
    const build = await standingRetraining(project);
    if (build === void 0) return void 0;
    const notes = await project.git.notes(build);
    const isOwn = isOwnRequest(project, notes) && await hasSameData(project, notes, () => Promise.resolve(this.digest));
    return isOwn ? build : void 0;
  }
  /**
   * @returns the end of a run that has nothing to train, with the build of this request where HEAD has it; else the plan
   * without downloads of data that only this machine has yet
   */
  async planned(project, plan2) {
    if (this.repeated !== void 0) {
      const paths = this.data.filter(({ mode }) => mode === "append").map(({ out }) => out.path);
      return builtBefore(project, this.repeated, `Nothing was trained: the new data is in ${paths.join(", ")} already.`);
    }
    if (plan2.mayRun.size === 0 && this.paths(project).length === 0) {
      const same2 = project.run.report.retrain?.data.map(({ path: path2 }) => path2) ?? [];
      const message2 = `Nothing was trained: ${same2.length > 0 ? `${same2.join(", ")} ${same2.length === 1 ? "is" : "are"} unchanged, and ` : ""}no input of a stage has changed.`;
      const standing = await standingRetraining(project);
      return standing === void 0 ? { conclusion: "success", message: message2 } : builtBefore(project, standing, message2);
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
      digest: requestDigest(project.run.settings),
      ...wanted.stages === void 0 || wanted.stages.kind === "none" ? {} : { stages: wanted.stages.kind === "all" ? "all" : wanted.stages.stages },
      params: Object.fromEntries(
        wanted.params.map(({ file, name: name2, value, text: text3 }) => [`${file}:${name2}`, text3 === void 0 ? value : { text: text3 }])
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
      trailers: retrainTrailers(project, this.digest)
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
      const found2 = metricsFor(run2.report.metrics, metric, direction);
      if (found2.length === 0)
        throw new SetupError("metric-unknown", `better: no metric has the name '${metric}'.`, {
          key: "better",
          value: metric,
          remedy: `${near2(
            metric,
            run2.report.metrics.map(({ name: name2 }) => name2)
          )} ${rejectionNote(project.run.report.remote.pushed)}`
        });
      return found2.map((each) => ({ ...each, direction }));
    });
    if (compared2.length === 0 || run2.report.metrics.every(({ baseline: baseline2 }) => baseline2 === void 0)) return void 0;
    const changes = compared2.map(({ name: name2, value, baseline: baseline2, direction }) => ({
      name: name2,
      value,
      baseline: baseline2,
      gain: value === void 0 ? Number.NEGATIVE_INFINITY : baseline2 === void 0 ? 0 : direction === "higher" ? value - baseline2 : baseline2 - value
    }));
    const worse = changes.filter(({ gain }) => gain < 0);
    if (worse.length === 0 && changes.some(({ gain }) => gain > 0)) return void 0;
    const shown3 = (worse.length > 0 ? worse : changes).map(
      ({ name: name2, value, baseline: baseline2 }) => `${name2} ${value === void 0 ? "has no value" : formatNumber2(value, baseline2)}${baseline2 === void 0 ? "" : ` (published: ${formatNumber2(baseline2, value)})`}`
    ).join(", ");
    run2.skip("push", "not better than the published model");
    run2.skip("commit", "not better than the published model");
    return {
      conclusion: "success",
      message: `Trained, but not published: the model is ${worse.length > 0 ? "worse" : "not better"} than the published one: ${shown3}.${run2.report.remote.pushed > 0 ? ` ${rejectionNote(project.run.report.remote.pushed)}` : ""}`
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
async function builtBefore(project, build, why) {
  const { git, run: run2 } = project;
  const source = (await git.notes(build)).get(SOURCE_TRAILER) ?? run2.report.source.sha;
  return {
    conclusion: "success",
    message: `${why} HEAD has the build of this request, ${build.slice(0, 7)}.`,
    official: { source, commit: build }
  };
}
function near2(name2, known2) {
  const meant = nearest(name2, known2);
  return meant !== void 0 ? `Did you mean ${meant}?` : `Allowed: ${known2.join(", ") || "none"}.`;
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
      const runs = experiment === void 0 || experiment.deleted ? [] : await findRunsByTag(client, [experiment.id], "dvc-ci.pull-request", String(event.pullRequest?.number));
      for (const { id } of runs) await deleteRun(client, id);
      outcome.message = `${count(runs.length, "run")} deleted`;
      return `${closed}; ${count(runs.length, "run")} deleted in MLflow.`;
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
  const answers2 = askEarly(run2, steps, paths);
  const { project: first, status, recovered } = await steps.value(opened);
  if (retraining === void 0 && !first.stages.some(({ kind }) => kind === "stage"))
    return { conclusion: "success", message: NO_PIPELINE };
  const wanted = await retraining?.check(withSettings(first, { ...run2.settings, mode: "retrain" }));
  const own = wanted ?? first;
  const { found: found2, uncommitted } = await checkRequest(own, steps, {
    ...answers2,
    recovered,
    dataOf: async () => retraining?.digestOfData(own)
  });
  if ("conclusion" in found2) return found2;
  const { dryRun } = run2.settings.rebuild;
  const backup = await openBackup(first);
  steps.cleanup(() => backup.restore());
  requireObjectRemote(own);
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
      const build2 = await planBuild(project, { here: /* @__PURE__ */ new Set(), status: retraining === void 0 ? status : void 0 });
      return await retraining?.planned(project, build2) ?? build2;
    },
    { reads: ["workspace"] }
  );
  const build = await steps.value(planned);
  if ("conclusion" in build) return build;
  if (retraining === void 0 && build.mayRun.size === 0) {
    await steps.finish();
    return { conclusion: "success", message: NOTHING_TO_BUILD };
  }
  const inputs = steps.step(
    "inputs",
    [changed],
    async (project) => {
      await requireRemoteHas(project, build);
      if (!build.whole) await requireKept(project, build);
    },
    { reads: ["remote"] }
  );
  const gated = steps.step(
    "data",
    [changed, inputs],
    (project) => requireGoodData(withSettings(project, { ...project.run.settings, mode: run2.settings.fanOut.planFor }), build)
  );
  const planning = steps.step("plan jobs", [changed, inputs, gated], (project) => planJobs(project, build));
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
async function planValidation(run2, steps, opened) {
  const against = reasonOfSettings(run2);
  if (against !== void 0) return endAlone(run2, against);
  const { project: first, status } = await steps.value(opened);
  const { settings } = first.run;
  const project = withSettings(first, { ...settings, rebuild: { ...settings.rebuild, force: { kind: "none" } } });
  try {
    const planned = steps.step("plan", [], () => planBuild(project, { here: /* @__PURE__ */ new Set(), status }));
    const whole = await steps.value(planned);
    const needless = reasonOfBuild(whole);
    if (needless !== void 0) return endAlone(run2, needless);
    const held = await heldStages(project, staleOf(whole));
    const build = withoutStages(project, whole, held);
    if (reasonOfBuild(build) !== void 0) return endAlone(run2, "the stale stages are those of a rollback");
    const gated = steps.step(
      "data",
      [],
      () => holdsGoodData(withSettings(project, { ...project.run.settings, mode: "validate" }), build)
    );
    if (!await steps.value(gated)) return endAlone(run2, "the policies on data do not hold");
    const inputs = steps.step("inputs", [], () => requireRemoteHas(project, build), { reads: ["remote"] });
    requireObjectRemote(project);
    const writable = steps.step("check remote access", [], () => requireWritableRemote(project));
    const planning = steps.step("plan jobs", [inputs, writable], () => planJobs(project, build));
    await steps.finish();
    const jobs = await steps.value(planning);
    const single = reasonOfJobs(run2, jobs);
    return single === void 0 ? issuePlan(project, jobs, { flow: "validate", ...held.size === 0 ? {} : { held: [...held] } }) : endAlone(run2, single);
  } catch (error) {
    return endAfterError(run2, error);
  }
}

// src/flows/resolve.ts
import { realpath as realpath5 } from "node:fs/promises";

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
  const texts = left.map(({ name: name2, message: message2 }) => `${name2}: ${message2 ?? ""}`);
  return `${doneText(resolved2)}Conflicts left: ${texts.join("; ")}.`;
}
function doneText(resolved2) {
  return resolved2 === 0 ? "" : `${resolved2} file${resolved2 === 1 ? " is" : "s are"} resolved and added to Git. `;
}

// src/steps/resolve/conflicted-files.ts
import { readFile as readFile29 } from "node:fs/promises";
import { join as join46, resolve as resolvePath } from "node:path";
function inRepository(git, directory, file) {
  const path2 = relativePath(git.root, resolvePath(directory, file));
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
  const files3 = (await conflictedFiles(git, asked)).filter(({ path: path2 }) => asked.length === 0 || asked.includes(path2));
  const absent = files3.find(({ text: text3, versions }) => text3 === void 0 && versions === void 0);
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
  return files3;
}
async function conflictedFiles(git, asked) {
  const isOurs3 = (path2) => kindOf(path2) === "lock" || kindOf(path2) === "data";
  const unmerged = new Map((await git.unmerged(isOurs3)).map(({ path: path2, ...versions }) => [path2, versions]));
  const paths = /* @__PURE__ */ new Set([...unmerged.keys(), ...(await git.workingFiles()).filter(isOurs3), ...asked]);
  return Promise.all(
    [...paths].sort().map(async (path2) => {
      const text3 = await readFile29(join46(git.root, path2), "utf8").catch(() => void 0);
      const versions = unmerged.get(path2);
      return { path: path2, ...text3 === void 0 ? {} : { text: text3 }, ...versions === void 0 ? {} : { versions } };
    })
  );
}

// src/steps/resolve/install-driver.ts
import { appendFile as appendFile2, readFile as readFile30 } from "node:fs/promises";
import { join as join48 } from "node:path";

// src/run/own-command.ts
import { realpathSync } from "node:fs";
import { delimiter as delimiter3, join as join47 } from "node:path";
function ownCommand(program, env) {
  const own = realOf(program);
  const found2 = (env["PATH"] ?? "").split(delimiter3).filter((folder2) => folder2 !== "").map((folder2) => realOf(join47(folder2, "dvc-ci"))).find((path2) => path2 !== void 0);
  return found2 !== void 0 && found2 === own ? "dvc-ci" : `${quote(process.execPath)} ${quote(own ?? program)}`;
}
function realOf(path2) {
  try {
    return realpathSync(path2);
  } catch {
    return void 0;
  }
}
function quote(text3) {
  return /^[\w@%+=:,./-]+$/.test(text3) ? text3 : `'${text3.replaceAll("'", String.raw`'\''`)}'`;
}

// src/steps/resolve/install-driver.ts
var DRIVER = "dvc-ci";
var LOCK2 = "dvc.lock";
var ATTRIBUTE_LINE = `${LOCK2} merge=${DRIVER}`;
async function installMergeDriver(run2, git) {
  await run2.step("install-driver", async (outcome) => {
    const done = [];
    if (await git.attribute("merge", LOCK2) !== DRIVER) {
      const file = join48(git.root, ".gitattributes");
      const before = await readFile30(file, "utf8").catch(() => "");
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
import { rename as rename6, writeFile as writeFile13 } from "node:fs/promises";
import { join as join49 } from "node:path";

// src/pipeline/resolve.ts
function resolveLock({ path: path2, text: text3, versions }) {
  const sides = text3 === void 0 ? void 0 : splitConflict(text3);
  if (!versions) {
    if (text3 === void 0 || conflictLine(text3) === void 0) return void 0;
    return sides ? resolveVersions(path2, sides) : undecided(path2, "its conflict marks are incomplete", takeOurs2(path2));
  }
  const { base, ours, theirs } = versions;
  if (ours === void 0 || theirs === void 0) return removedBySide(path2, ours === void 0 ? "ours" : "theirs");
  const all = { ...base === void 0 ? {} : { base }, ours, theirs };
  if (text3 === void 0 || conflictLine(text3) !== void 0 || [base, ours, theirs].includes(text3))
    return resolveVersions(path2, all);
  return checkReproduced2(path2, text3, mergeLocks(all));
}
function resolveVersions(path2, versions) {
  const merge = mergeLocks(versions);
  if (isRefusal(merge)) {
    const which = { base: "the version before both", ours: "our version", theirs: "their version", both: "it" }[merge.side];
    return undecided(path2, `${which} cannot be split by stage: ${merge.reason}`, takeOurs2(path2));
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
function checkReproduced2(path2, text3, merge) {
  const present = parseLock(text3);
  if (isUnreadable(present))
    return undecided(path2, `it is not a valid dvc.lock now: ${present.reason}`, takeOurs2(path2), present.line);
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
function brokenInputs(path2, { broken }) {
  return broken.map(({ stage: stage2, path: input, producer }) => ({
    rule: "lock-conflict",
    path: path2,
    severity: "warning",
    message: `${stage2} of one side never ran with the ${input} that ${producer} of the other side makes.`,
    fix: `dvc repro ${shellWord(addressOf2(path2, stage2))}`
  }));
}
function resolveData({ path: path2, text: text3, versions }) {
  const hasMarks = text3 !== void 0 && conflictLine(text3) !== void 0;
  const sides = versions ?? (hasMarks ? splitConflict(text3) : void 0);
  if (!sides) return hasMarks ? undecided(path2, "its conflict marks are incomplete", takeData(path2, "ours")) : void 0;
  const { base, ours, theirs } = { base: void 0, ...sides };
  if (ours === void 0 || theirs === void 0) return removedBySide(path2, ours === void 0 ? "ours" : "theirs");
  const [before, our, their] = [base, ours, theirs].map(
    (version) => version === void 0 ? void 0 : valueOf(version)
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
function valueOf(text3) {
  try {
    return { value: readYaml(text3) };
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
function undecided(path2, message2, fix, line) {
  return {
    resolved: false,
    message: message2,
    findings: [
      {
        rule: path2.endsWith("dvc.lock") ? "lock-conflict" : "data-conflict",
        path: path2,
        ...line === void 0 ? {} : { line },
        severity: "error",
        message: `${path2}: ${message2}.`,
        fix
      }
    ]
  };
}
function takeOurs2(path2) {
  return `git checkout --ours -- ${shellWord(path2)} && dvc repro && git add -- ${shellWord(path2)}`;
}
function takeData(path2, side) {
  return `git checkout --${side} -- ${shellWord(path2)} && dvc pull --force ${shellWord(path2)} && git add -- ${shellWord(path2)}`;
}

// src/steps/resolve/resolve-files.ts
async function resolveFiles(run2, git, files3) {
  const open = [];
  let resolved2 = 0;
  for (const file of files3) {
    const resolution = kindOf(file.path) === "lock" ? resolveLock(file) : resolveData(file);
    if (!resolution) continue;
    await run2.step(file.path, async (outcome) => {
      if (resolution.text !== void 0 && resolution.text !== file.text)
        await replaceFile(join49(git.root, file.path), resolution.text);
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
async function replaceFile(path2, text3) {
  const temporary = `${path2}.dvc-ci-${process.pid}`;
  await writeFile13(temporary, text3);
  await rename6(temporary, path2);
}

// src/flows/resolve.ts
async function resolve27(run2) {
  const { settings, host, signal } = run2;
  const directory = await realpath5(settings.workingDirectory);
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

// src/steps/rollback/earlier-rollback.ts
import { createHash as createHash11 } from "node:crypto";

// src/steps/release/restore-alias.ts
var VERSION = /^version:(\d+)$/;
function versionNumber(to) {
  return VERSION.exec(to)?.[1];
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
async function moveBack(project, model, restored) {
  const { run: run2 } = project;
  const { alias, stage: stage2 } = run2.settings.mlflow;
  if (alias === void 0 && stage2 === void 0) return void 0;
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
      const phrase = moved.length === 0 ? "is already promoted" : `is now ${moved.join(" and ")}`;
      outcome.message = `version ${version.version} of ${model.name} ${phrase}`;
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
import { readFile as readFile31, writeFile as writeFile14 } from "node:fs/promises";
import { dirname as dirname23, join as join50 } from "node:path";

// src/pipeline/lock-restore.ts
function restoreLock({ now, then, isDeclared, stages }) {
  const [present, past] = [parseLock(now), parseLock(then)];
  if (isUnreadable(past)) return past;
  if (isUnreadable(present)) return present;
  const [current, former] = [stageEntries2(present), stageEntries2(past)];
  const asked = [...stages ?? /* @__PURE__ */ new Set([...current.keys(), ...former.keys()])];
  const restored = asked.filter((name2) => former.has(name2) && isDeclared(name2));
  const unknown3 = asked.filter((name2) => !former.has(name2) && isDeclared(name2));
  const dropped = asked.filter((name2) => former.has(name2) && !isDeclared(name2));
  const outcome = { restored, unknown: unknown3, dropped };
  if (stages === void 0 && unknown3.length === 0 && dropped.length === 0) return { text: then, ...outcome };
  const back = new Set(restored);
  const entries = [];
  for (const [name2, entry] of current) entries.push(back.has(name2) ? former.get(name2) ?? entry : entry);
  for (const [name2, entry] of former) if (back.has(name2) && !current.has(name2)) entries.push(entry);
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
        entries.map(({ text: text3 }) => text3)
      );
    return isEntrySection(key) ? sectionText(
      key,
      head,
      [...own?.values() ?? []].map(({ text: text3 }) => text3)
    ) : head;
  });
  return `${frame.preamble}${texts.join("")}`;
}

// src/steps/rollback/restore-files.ts
var NEVER_RESTORED = /(^|\/)(\.github|\.gitlab|\.dvc)\/|(^|\/)(dvc-ci\.ya?ml|\.gitattributes|\.gitmodules|\.gitlab-ci\.yml)$/;
async function planRestore(project, version) {
  const { rollback: rollback2 } = project.run.settings;
  if (rollback2.restore === "all") return planEverything(project, version);
  return rollback2.targets.length > 0 ? planTargets(project, version) : planData3(project, version);
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
async function planData3(project, version) {
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
  const file = project.fromGit(join50(dirname23(lock), "dvc.yaml")).replaceAll("\\", "/");
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
  const here = (path2) => join50(git.root, path2);
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
  for (const [path2, text3] of plan2.write) await writeFile14(here(path2), text3);
}
async function prepareOutputs(project, plan2, owners, backup) {
  const { git, run: run2 } = project;
  const here = (path2) => join50(run2.settings.workingDirectory, path2);
  const cached = owners.flatMap(({ outs }) => outs.filter(({ cache }) => cache).map(({ path: path2 }) => path2));
  for (const path2 of cached) await backup.link(here(path2));
  const back = owners.filter(({ kind }) => kind !== "stage").flatMap(({ outs }) => outs.filter(({ cache }) => cache).map(({ path: path2 }) => path2));
  const tracked = await git.listFiles(
    void 0,
    back.map((path2) => `:(literal)${project.inGit(path2)}`)
  ).then((files4) => back.length === 0 ? [] : files4);
  const [kept] = tracked.filter((file) => !plan2.remove.includes(file));
  if (kept !== void 0)
    throw new SetupError("storage-changed", `Git tracks ${kept} now, and DVC tracked it in the older version.`, {
      key: "to",
      value: kept,
      path: kept,
      remedy: `Remove it from Git first (\`git rm --cached ${kept}\`) and commit, or roll back other targets.`
    });
  const ignored2 = await git.isIgnored(back.map(project.inGit));
  const files3 = /* @__PURE__ */ new Set();
  for (const path2 of back.filter((each) => !ignored2.has(project.inGit(each)))) {
    const file = project.inGit(joinPath(dirname23(path2), ".gitignore"));
    if (!files3.has(file)) await backup.copy(join50(git.root, file));
    files3.add(file);
    const before = await readFile31(join50(git.root, file), "utf8").catch(() => "");
    await writeFile14(
      join50(git.root, file),
      `${before}${before === "" || before.endsWith("\n") ? "" : "\n"}/${path2.split("/").at(-1) ?? ""}
`
    );
  }
  return [...files3];
}
function pathsOf2({ bring, remove, write: write2 }) {
  return [.../* @__PURE__ */ new Set([...bring, ...remove, ...write2.keys()])].sort();
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
    const found2 = stages.filter(is);
    if (found2.length > 0) return found2;
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

// src/steps/rollback/standing-rollback.ts
async function standingRollback(project, version) {
  const commit = await lastRollback(project, project.run.report.source.sha);
  return commit !== void 0 && isRollbackTo(project, await project.git.notes(commit), version) ? commit : void 0;
}
function isRollbackTo({ inGit: inGit2 }, notes, { sha }) {
  return notes.get(ROLLBACK_TRAILER) === sha && (notes.get(DIRECTORY_TRAILER) ?? ".") === inGit2(".");
}

// src/steps/rollback/end-of-rollback.ts
function describe3(project, { sha, label: label2 }) {
  const { targets, restore } = project.run.settings.rollback;
  return { sha, label: label2, targets: targetsText({ targets, restore, directory: project.inGit(".") }) };
}
function endWith(project, version, outcome) {
  return { conclusion: "success", message: rollbackSummary(describe3(project, version), outcome) };
}
async function endUnchanged(project, version) {
  const { sha } = project.run.report.source;
  const moved = await finish(project, version, await standingRollback(project, version) ?? sha);
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
  const model = await modelAt(project, commit);
  const isModelRestored = model !== void 0 && (targets.length === 0 || ownersNamed(project, targets).some(({ outs }) => outs.some(({ path: path2 }) => path2 === model.out.path)));
  const version = isModelRestored ? await moveBack(project, model, { sha, label: label2, commit }) : void 0;
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

// src/steps/rollback/earlier-rollback.ts
function rollbackDigest({ run: { settings, report } }) {
  const { targets, restore } = settings.rollback;
  return createHash11("sha256").update(JSON.stringify([report.source.sha, [...targets].sort(), restore])).digest("hex").slice(0, 12);
}
async function completeEarlier(project, version, branch) {
  const { git, run: run2 } = project;
  const { commit: method, dryRun } = run2.settings.rebuild;
  if (dryRun || method === "none") return void 0;
  const source = run2.report.source.sha;
  const tip = await git.fetchTip(branch);
  if (tip === void 0 || tip === source) return void 0;
  const digest2 = rollbackDigest(project);
  const commit = await git.findCommit({
    from: tip,
    excluding: source,
    merged: true,
    maxCount: MAX_HISTORY,
    accept: (notes) => isRollbackTo(project, notes, version) && notes.get(REQUEST_TRAILER) === digest2
  });
  if (commit === void 0) return void 0;
  run2.report.commit = { sha: commit, branch, method, attempts: 0 };
  const holds = await lastRollback(project, tip) === commit;
  const moved = holds ? await finish(project, version, commit) : "";
  return endWith(project, version, { kind: "earlier", commit, branch, moved, holds });
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
    message: subjectFor(run2.settings.rebuild.commit, `CI: Roll back ${rollbackSubject(describe3(project, version))}`),
    trailers: await trailersOf2(project, version)
  });
}
async function publishRollback(project, version, { commit, branch, backup }) {
  const back = describe3(project, version);
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
    [REQUEST_TRAILER]: rollbackDigest(project),
    ...by === "" ? {} : { [BY_TRAILER]: by },
    ...rollback2.reason === void 0 ? {} : { [REASON_TRAILER]: rollback2.reason }
  };
}

// src/steps/rollback/report-stale.ts
async function reportStale(project, { label: label2 }, restored) {
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
    for (const stage2 of stale)
      if ((restored?.includes(stage2.name) ?? true) && stage2.causes.some(isChange)) stage2.held = true;
    if (stale.some(({ held }) => held !== true)) outcome.conclusion = "warning";
    outcome.message = `dvc repro would run ${stale.map(({ name: name2 }) => name2).join(", ")}`;
    for (const { name: name2, causes, held } of stale) {
      const place = project.lines.ofStage(name2, project.graph.stage(name2)?.file ?? "dvc.yaml");
      run2.report.lint.push({
        rule: "stale-after-rollback",
        ...place,
        path: project.inGit(place.path),
        severity: held ? "notice" : "warning",
        message: staleStageText(
          name2,
          causes.map(({ message: message2 }) => message2),
          held ? label2 : void 0
        )
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
    const files3 = restored.files.map(({ path: path2 }) => path2);
    await rejectEscapingLinks(restored, restored.index, files3, await before.git.entriesOf(sha));
    return restored;
  });
  for (const { path: path2, message: message2 } of plan2.notes)
    run2.report.lint.push({ rule: "not-rolled-back", path: path2, severity: "notice", message: message2 });
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
    const replaced2 = await replacedBuild(project);
    run2.report.rollback = {
      to,
      sha,
      targets: [...run2.settings.rollback.targets],
      ...replaced2 === void 0 ? {} : { replaced: replaced2 }
    };
    outcome.message = `${to}, ${sha.slice(0, 7)}`;
    return { sha, label: to };
  });
}
async function replacedBuild({ run: run2, git, inGit: inGit2 }) {
  const notes = await git.notes(run2.report.source.sha);
  return isBuildNote({ inGit: inGit2 }, notes) ? notes.get(SOURCE_TRAILER) : void 0;
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
        remedy: `Keep it with \`dvc commit --force ${owner.kind === "stage" ? owner.name : owner.file}\`, or discard it with \`dvc checkout --force ${changed[0]}\`.`
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
      `${label2} cannot be restored: ${missing.map(({ message: message2 }) => message2).join(" ")}`,
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
    const earlier = await completeEarlier(project, version, branch);
    if (earlier !== void 0) return earlier;
    const plan2 = await planRestore(project, version);
    if (pathsOf2(plan2).length === 0) return endUnchanged(project, version);
    await rejectUnsavedData(project, plan2);
    await confirmed(project, rollbackQuestion(describe3(project, version), pathsOf2(plan2)));
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
  await reportStale(project, version, plan2.owners);
  const baseline2 = { sha: report.source.sha, label: "before the rollback" };
  const replaced2 = await readDataBaseline(project, baseline2);
  report.data = dataPairs(project, replaced2.locked ?? /* @__PURE__ */ new Map()).map(dataReport);
  const [content, metrics] = [await readBaseline(project, replaced2), await workspaceMetrics(project)];
  await Promise.all([collectPlots(project, baseline2.sha), compare(project, baseline2, content, metrics, void 0)]);
  const commit = await commitRollback(project, version, [...pathsOf2(plan2), ...ignores]);
  if (commit === void 0) return endUnchanged(project, version);
  await requireCommit(project, commit);
  if (settings.rebuild.dryRun) return endOfDryRun2(project, version, commit.changed, branch);
  return publishRollback(project, version, { commit, branch, backup });
}

// src/steps/setup/set-up-dvc.ts
import { mkdir as mkdir15, mkdtemp as mkdtemp8, realpath as realpath6, symlink as symlink2 } from "node:fs/promises";
import { tmpdir as tmpdir3 } from "node:os";
import { basename as basename13, dirname as dirname24, join as join51 } from "node:path";
async function setUpDvc(run2, outcome) {
  const { settings, facts } = run2;
  const directory = await realpath6(settings.workingDirectory);
  const root = await findDvcRoot(directory, "/");
  const installation = await provideRunsDvc(run2, {
    directory,
    schemes: root === void 0 ? [] : await remoteSchemes(root),
    cache: run2.cache
  });
  facts.dvcPath = installation.dvc;
  if (installation.origin !== "path") facts.pathFolder = await folderWith(installation);
  outcome.message = `DVC ${installation.version}: ${installation.dvc}`;
  return installation.origin === "path" ? `DVC ${installation.version} is on PATH: ${installation.dvc}.` : `DVC ${installation.version} is in ${facts.pathFolder ?? ""}.`;
}
async function folderWith({ dvc: dvc2 }) {
  if (process.platform === "win32") return dirname24(dvc2);
  const parent = process.env["RUNNER_TEMP"] || tmpdir3();
  await mkdir15(parent, { recursive: true });
  const folder2 = await mkdtemp8(join51(parent, "dvc-ci-path-"));
  await symlink2(dvc2, join51(folder2, basename13(dvc2)));
  return folder2;
}

// src/flows/setup.ts
function setup(run2) {
  return run2.step("set up DVC", (outcome) => setUpDvc(run2, outcome));
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
function reportJob({ report }, job, conclusion, seconds3, fragment) {
  report.fanout = {
    ...fragment === void 0 ? {} : { fragment },
    jobs: [{ id: job.id, level: job.level, stages: job.stages, conclusion, seconds: seconds3 }]
  };
}

// src/steps/fan-out/write-fragment.ts
import { lstat as lstat6, mkdir as mkdir16, readdir as readdir9, readFile as readFile32, rename as rename7, writeFile as writeFile15 } from "node:fs/promises";
import { resolve as resolve28 } from "node:path";
var JobRecord = class {
  began = performance.now();
  log = new LogTail(LONGEST_LOG);
  /** The run whose programs write into this record too. */
  recorded(run2) {
    const output = (text3) => {
      this.log.add(text3);
      run2.host.output(text3);
    };
    return { ...run2, host: { ...run2.host, output } };
  }
  /** The end of the output, at most `LONGEST_LOG` characters. */
  get text() {
    return this.log.text;
  }
  get seconds() {
    return roundSeconds(performance.now() - this.began);
  }
};
async function writeSuccess(project, running, loose) {
  const { run: run2 } = project;
  const kept = [...running.job.stages.flatMap((name2) => keptOuts(project.graph.stage(name2))), ...loose];
  const stages = await Promise.all(
    stagesOf2(run2.report.stages, running.job).map(async (stage2) => {
      const entry = await entryOf(project, stage2.name);
      return entry === void 0 ? stage2 : { ...stage2, entry };
    })
  );
  return write(run2, running, { conclusion: "success", stages, files: await filesOf4(project, kept) });
}
async function writeFailure(run2, running, { id, message: message2 }, { keep: keep2 }) {
  if (keep2 && await lstat6(fragmentFile(run2.settings.fanOut.fragments, running.job.id)).catch(() => void 0))
    return void 0;
  const stages = stagesOf2(run2.report.stages, running.job);
  return write(run2, running, { conclusion: "failure", error: id, message: message2, stages, files: [] });
}
function stagesOf2(reports, { stages }) {
  return stages.map((name2) => {
    const { verdict = "stale", seconds: seconds3 } = reports.find((each) => each.name === name2) ?? {};
    return {
      name: name2,
      verdict: verdict === "stale" || verdict === "frozen" ? "skipped" : verdict,
      ...seconds3 === void 0 ? {} : { seconds: seconds3 }
    };
  });
}
async function write({ host, settings }, { plan: plan2, job, record: record2 }, result) {
  const { fragments: folder2 } = settings.fanOut;
  const fragment = {
    schema: 1,
    sha: plan2.sha,
    ...plan2.run === void 0 ? {} : { run: plan2.run },
    plan: planDigest(plan2),
    job: job.id,
    seconds: record2.seconds,
    ...result,
    ...result.message === void 0 ? {} : { message: host.redact(result.message).slice(0, 4e3) },
    log: host.redact(record2.text).slice(-LONGEST_LOG)
  };
  const file = fragmentFile(folder2, job.id);
  await mkdir16(folder2, { recursive: true }).catch((cause) => {
    throw new SetupError("fragments-not-writable", `fragments: the folder ${folder2} cannot be created.`, {
      key: "fragments",
      value: folder2,
      remedy: "Name a folder that this user can write to.",
      cause
    });
  });
  await writeFile15(`${file}.new`, JSON.stringify(fragment));
  await rename7(`${file}.new`, file);
  return file;
}
async function entryOf(project, name2) {
  const lock = SourceLines.lockOf(project.graph.stage(name2)?.file ?? "dvc.yaml");
  const entries = stageEntries(
    await readFile32(resolve28(project.run.settings.workingDirectory, lock), "utf8").catch(() => "")
  );
  return entries instanceof Map ? entries.get(lockName(name2))?.text.replaceAll("\r\n", "\n") : void 0;
}
async function filesOf4(project, kept) {
  const files3 = [];
  let bytes = 0;
  const add2 = async (path2) => {
    const file = resolve28(project.run.settings.workingDirectory, path2);
    const info = await lstat6(file).catch(() => void 0);
    if (info === void 0) return;
    if (info.isDirectory()) {
      for (const name2 of (await readdir9(file)).sort()) await add2(`${path2}/${name2}`);
      return;
    }
    const rejection2 = (reason2, remedy) => new ProjectError(
      "output-not-transferable",
      `the Git-kept output ${path2} ${reason2}, so it cannot go to another machine.`,
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
    const content = await readFile32(file);
    const text3 = content.toString("utf8");
    if (project.run.host.redact(text3) !== text3)
      throw rejection2("contains a secret", "Let the stage write no credentials.");
    files3.push({ path: path2, content: content.toString("base64"), executable: (info.mode & 64) !== 0 });
  };
  for (const path2 of kept) if (!files3.some((file) => isWithin(file.path, path2))) await add2(path2);
  return files3;
}

// src/steps/fan-out/leave-reason.ts
var ABOUT_PLAN = ["plan-invalid", "plan-mismatch"];
async function leaveReason(run2, record2, thrown) {
  const { plan: text3, job: id } = run2.settings.fanOut;
  const plan2 = readPlan(text3);
  const job = "reason" in plan2 ? void 0 : plan2.jobs.find((each) => each.id === id);
  if ("reason" in plan2 || job === void 0) return;
  const error = exhausted(thrown) ?? thrown;
  const known2 = error instanceof DvcCiError ? error.id : "internal";
  const name2 = run2.signal.aborted || error instanceof CancelledError ? "cancelled" : known2;
  try {
    const reason2 = { id: name2, message: messageOf(error) };
    const file = await writeFailure(run2, { plan: plan2, job, record: record2 }, reason2, { keep: ABOUT_PLAN.includes(name2) });
    reportJob(run2, job, "failure", record2.seconds, file);
  } catch (cause) {
    run2.host.warning(
      `The job ${id} could not write its fragment, so \`collect\` cannot say why it failed: ${messageOf(cause)}`
    );
  }
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
    const found2 = await readFragments(project, handed, before, run2.settings.fanOut.fragments);
    rejectFailedJobs(found2, inWorkflow(run2));
    outcome.message = before.length === 0 ? "no earlier job" : before.map(({ id }) => id).join(", ");
    return applyFragments(
      project,
      found2.flatMap((each) => "fragment" in each ? [each.fragment] : [])
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
      `the remote lacks data of this job: ${missing.map(({ message: message2 }) => message2).join(" ")}`,
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
async function runJob(opened, { running, plan: plan2, backup }) {
  const { run: run2 } = opened;
  const { job } = running;
  requireObjectRemote(opened);
  await clearOutputs(opened, plan2, backup);
  const applied = await applyEarlier(opened, running.plan, job);
  const own = {
    ...plan2,
    whole: false,
    mayRun: new Set(job.stages),
    forced: plan2.forced.filter((name2) => job.stages.includes(name2)),
    pull: await pullNeeded(applied, job)
  };
  await requireTrueInputs(applied, own);
  const variables = await trackJob(applied, running.plan.mlflow, job.stages);
  const project = await setUpProject(withVariables(applied, variables));
  const before = await looseSignatures(project);
  await reproduceJob(project, own, job);
  await pushData(await refresh(project), { stages: job.stages });
  return run2.step("write fragment", async (outcome) => {
    const after = await looseSignatures(project);
    const loose = [...after].filter(([path2, signature]) => before.get(path2) !== signature).map(([path2]) => path2);
    const file = await writeSuccess(project, running, loose);
    reportJob(run2, job, "success", running.record.seconds, file);
    outcome.message = file;
    return jobSummary(job.id, run2.report.stages);
  });
}
async function reproduceJob(project, plan2, job) {
  const { report } = project.run;
  try {
    const upload2 = new BackgroundUpload(project);
    await reproduce(project, plan2, { reproduction: await Reproduction.prepare(project, plan2, { upload: upload2 }) });
  } finally {
    report.stages = job.stages.flatMap((name2) => report.stages.find((each) => each.name === name2) ?? []);
  }
}

// src/flows/stage.ts
async function stage(run2) {
  const record2 = new JobRecord();
  try {
    return await withProject(record2.recorded(run2), (opened) => runPlannedJob(opened, record2), true);
  } catch (error) {
    await leaveReason(run2, record2, error);
    throw error;
  }
}
async function runPlannedJob({ project: opened, status }, record2) {
  const { handed, project: asked } = openPlan(opened);
  const job = jobOf(asked, handed);
  const backup = await openBackup(asked);
  try {
    const start = await startFromCommit(asked, backup, await asked.git.uncommitted());
    const changed = await retrained(start.project, handed.flow, backup);
    const project = { ...changed, objects: openSourceCache(changed, job.stages) ?? changed.objects };
    const isFresh = start.isAsBefore && changed === start.project;
    const whole = await planBuild(project, { here: new Set(job.stages), status: isFresh ? status : void 0 });
    const plan2 = withoutStages(project, whole, new Set(handed.held));
    requirePlanOf(project, handed, plan2);
    const message2 = await runJob(project, { running: { plan: handed, job, record: record2 }, plan: plan2, backup });
    await backup.discard();
    return message2;
  } finally {
    await backup.restore();
  }
}

// src/report/validate-summary.ts
var SUMMED_UP = ["stale-stage", "stage-data-missing", "metric-claim"];
var MOST_NAMES3 = 10;
function validationSummary(report, passed, rules) {
  const failures = failuresOf(report, passed, rules).filter((text3) => text3 !== "");
  if (failures.length > 0) return { failed: true, text: `${failures.map(withoutPeriod).join("; ")}.` };
  const facts = factsOf(report).filter((text3) => text3 !== "");
  return { failed: false, text: `${capitalized(facts.join(", ") || "no problem was found")}.` };
}
function failuresOf(report, passed, rules) {
  const errors = report.lint.filter(({ severity }) => severity === "error");
  const messagesOf = (rule) => errors.filter((error) => error.rule === rule).map(({ message: message2 }) => message2);
  return [
    missingText(report.remote),
    staleText(
      messagesOf("stale-stage"),
      report.stages.filter(({ verdict, causes, held }) => verdict === "stale" && !held && causes.some(isChange)).map(({ name: name2 }) => name2)
    ),
    ...errors.filter(({ rule }) => !SUMMED_UP.includes(rule) && !rules.includes(rule)).map(({ message: message2 }) => message2),
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
    checks.length > 0 ? `${count(checks.length, "check")} passed${doubtsText(checks)}` : "",
    policies.length > 0 ? rulesHeld(policies) : "",
    ...policies.filter((policy) => policyState(policy) === "accepted").map((policy) => `${withoutPeriod(policy.message)} (${acceptedText(policy)})`),
    ...policies.filter((policy) => policyState(policy) === "warned").map(({ message: message2 }) => `warning: ${withoutPeriod(message2)}`)
  ];
}
function reproducedText(stages) {
  const ran = stages.filter(({ verdict }) => verdict === "ran" || verdict === "restored").map(({ name: name2 }) => name2);
  const reproduced = stages.filter((stage2) => stage2.reproduced !== void 0).map(({ name: name2 }) => name2);
  return ran.length === 0 ? `nothing to reproduce${reproduced.length === 0 ? "" : ` (the author reproduced ${named(reproduced, MOST_NAMES3)})`}` : `${count(ran.length, "stage")} reproduced here (${named(ran, MOST_NAMES3)})`;
}
function missingText({ name: name2, missing, empty = [] }) {
  const paths = missing.flatMap((object2) => object2.paths);
  if (paths.length === 0) return "";
  const reasons = [...new Set(missing.map(({ reason: reason2 }) => reason2))].join(" or ");
  const remote = missing[0]?.remote ?? name2;
  const nothing = empty.includes(remote) ? ", which has none of the data of this commit: check its address, or run `dvc push` where the data was made" : "";
  return `${named(paths, 1)} ${paths.length > 1 ? "are" : "is"} ${reasons} in the remote '${remote}'${nothing}`;
}
function staleText([first], [, ...others]) {
  if (first === void 0) return "";
  return `${withoutPeriod(first)}${others.length === 0 ? "" : `; stale too: ${named(others, MOST_NAMES3)}`}`;
}
function checksText(names2) {
  return names2.length === 0 ? "" : `${names2.length === 1 ? "the check" : "the checks"} ${names2.join(", ")} failed`;
}
function doubtsText(checks) {
  const names2 = checks.filter(({ conclusion }) => conclusion === "warning").map(({ name: name2 }) => name2);
  return names2.length === 0 ? "" : ` (with failures in the report of ${named(names2, MOST_NAMES3)})`;
}
function firstOf(messages) {
  const [first] = messages;
  return first === void 0 ? "" : `${withoutPeriod(first)}${messages.length > 1 ? ` (and ${messages.length - 1} more)` : ""}`;
}

// src/pipeline/lock-changes.ts
function entryChanges(before, now, isTracked) {
  if (!isRecord(now)) return [];
  if (!isRecord(before)) return [{ kind: "command", message: "it is a new stage" }];
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
  const entries = Array.isArray(list) ? list.filter(isRecord) : [];
  return new Map(
    entries.flatMap((entry) => {
      const { path: path2, etag, checksum, version_id: version } = entry;
      return typeof path2 === "string" ? [[path2, hashOfEntry(entry) ?? etag ?? checksum ?? version ?? entry]] : [];
    })
  );
}
function flat(params) {
  const values = /* @__PURE__ */ new Map();
  if (!isRecord(params)) return values;
  for (const [file, inner] of Object.entries(params))
    for (const [name2, value] of Object.entries(isRecord(inner) ? inner : {}))
      for (const [path2, leaf] of leaves(name2, value)) values.set(`${file}:${path2}`, leaf);
  return values;
}
function leaves(name2, value) {
  if (isRecord(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, inner]) => leaves(`${name2}.${key}`, inner));
  const text3 = JSON.stringify(value) ?? "nothing";
  return [[name2, text3.length > 60 ? `${text3.slice(0, 57)}...` : text3]];
}
function isDifferent(one, other) {
  return JSON.stringify(one) !== JSON.stringify(other);
}

// src/steps/build/reproduced-stages.ts
async function reportReproduced(project, baselineSha) {
  if (baselineSha === void 0) return;
  const unchanged2 = project.run.report.stages.filter(({ verdict }) => verdict === "unchanged");
  if (unchanged2.length === 0) return;
  const entries = await lockEntriesOf(
    project,
    baselineSha,
    unchanged2.map(({ name: name2 }) => name2)
  );
  const isTracked = await trackedPaths(project);
  for (const stage2 of unchanged2) {
    const { before, now } = entries.get(stage2.name) ?? {};
    const changes = entryChanges(before, now, isTracked);
    if (changes.length > 0) stage2.reproduced = changes;
  }
}

// src/steps/data/wait-for-push.ts
import { setTimeout as setTimeout3 } from "node:timers/promises";
var PAUSE2 = { first: 1, growth: 1.5, longest: 30 };
var SILENCE = 30;
async function waitForPush(project, question, first) {
  const { run: run2 } = project;
  if (run2.settings.validate.wait > 0) await rejectAbsentFolders(project, first);
  return arrival(first, {
    hopeless: (missing) => neverPushed(project.index, missing),
    limit: run2.settings.validate.wait,
    poll: async (missing) => {
      const asked = await askQuestion(project, {
        mode: "exists",
        download: false,
        only: missing.map(({ hash }) => hash),
        stages: ownersOf3(project, missing)
      });
      return missingOf(asked);
    },
    ask: () => askQuestion(project, question),
    say: (text3) => {
      run2.host.info(text3);
    },
    pause: (seconds3) => setTimeout3(seconds3 * 1e3, void 0, { signal: run2.signal }).catch(() => run2.signal.throwIfAborted()),
    clock: () => performance.now() / 1e3
  });
}
async function arrival(first, { limit, poll, hopeless, ask: ask3, say, pause: pause3, clock }) {
  const began = clock();
  const elapsed = () => clock() - began;
  let answer4 = first;
  let missing = missingOf(answer4);
  if (limit === 0 || missing.length === 0) return { answer: answer4, waited: 0 };
  if (hopeless(missing) !== void 0) {
    const left = await poll(missing);
    const why = hopeless(left);
    if (why !== void 0) {
      say(`${lackText(left)}. There is no wait (validate.wait): ${why}`);
      return { answer: answer4, waited: 0 };
    }
  }
  let told = 0;
  say(`${lackText(missing)}. Waiting up to ${formatElapsed(limit)} for \`dvc push\` (validate.wait).`);
  for (let delay = PAUSE2.first; elapsed() < limit; delay = Math.min(delay * PAUSE2.growth, PAUSE2.longest)) {
    await pause3(Math.min(delay, limit - elapsed()));
    const left = await poll(missing);
    const arrived = missing.length - left.length;
    if (left.length > 0) {
      if (arrived > 0 || elapsed() - told >= SILENCE) {
        told = elapsed();
        say(
          `${arrived > 0 ? `${count(arrived, "object")} arrived. ` : ""}${lackText(left)}, ${formatElapsed(told)} on.`
        );
      }
      missing = left;
      if (arrived > 0) delay = PAUSE2.first;
      continue;
    }
    answer4 = await ask3();
    missing = missingOf(answer4);
    if (missing.length === 0) break;
  }
  if (missing.length > 0) answer4 = await ask3();
  const lacks = missingOf(answer4);
  say(
    lacks.length === 0 ? `All objects have arrived after ${formatElapsed(elapsed())}.` : `${lackText(lacks)} after ${formatElapsed(elapsed())}.`
  );
  return { answer: answer4, waited: elapsed() };
}
function neverPushed({ stages, remotes }, missing) {
  const absent = new Set(missing.map(({ hash }) => hash));
  const outs = stages.flatMap((stage2) => stage2.outs);
  for (const { remote, hash, paths } of missing) {
    const option = (remotes[remote] ?? remotes[remote.toLowerCase()])?.versions;
    if (option !== void 0)
      return `'${remote}' keeps versions of files (${option}), and a push writes new versions, which only a new commit names.`;
    const folders = outs.filter(({ path: path2 }) => paths.some((each) => each !== path2 && isWithin(each, path2)));
    const isAlone = paths.some((path2) => !folders.some((folder2) => isWithin(path2, folder2.path)));
    if (!isAlone && !hash.endsWith(".dir") && folders.every((folder2) => folder2.hash !== void 0 && !absent.has(folder2.hash)))
      return `the remote has the object of the folder ${folders.map(({ path: path2 }) => path2).join(", ")}, so \`dvc push\` takes all files of it for pushed.`;
  }
  return void 0;
}
function missingOf({ bad }) {
  return bad.filter(({ reason: reason2 }) => reason2 === "missing");
}
function lackText(missing) {
  const remotes = [...new Set(missing.map(({ remote }) => `'${remote}'`))];
  const paths = [...new Set(missing.flatMap((each) => each.paths))];
  return `The remote ${remotes.join(", ")} lacks ${count(missing.length, "object")}: ${named(paths, 3)}`;
}
function ownersOf3({ index }, missing) {
  const paths = missing.flatMap((each) => each.paths);
  return index.stages.filter(({ outs }) => outs.some((out) => paths.some((path2) => isWithin(path2, out.path)))).map(({ name: name2 }) => name2);
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
  return policies.some(closesGate) ? "gate-closed" : "validation-failed";
}

// src/steps/validate/reproduce-stale.ts
var REPRODUCED_TRAILER = "Dvc-Ci-Reproduced";
var MESSAGE = "CI: Reproduce what this change made stale";
async function openCollected(opened) {
  const backend = new CollectedBackend();
  const project = await backend.open(opened);
  const plan2 = await planBuild(project, { here: backend.here });
  return { backend, project, plan: withoutStages(project, plan2, new Set(handedPlan(project).held)) };
}
var StaleRun = class _StaleRun {
  constructor(backup, target, reason2, collected) {
    this.backup = backup;
    this.target = target;
    this.reason = reason2;
    this.collected = collected;
  }
  backup;
  target;
  reason;
  collected;
  differs = [];
  /**
   * @param collected the plan, if other machines ran the stages
   * @returns undefined if the change made no stage stale, the remote lacks data, or the run left out the pull
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
    if (isLeftOut(run2, "pull") && collected === void 0) {
      const reason2 = "the run has no data for the stages";
      leaveOut(run2, { part: "run stale stages", reason: reason2 });
      run2.skip("reproduce", reason2);
      return void 0;
    }
    const target = wanted === "commit" ? targetOf(project) : "stale: run";
    if (typeof target !== "string") {
      requireObjectRemote(project);
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
    const held = new Map(report.stages.flatMap((stage2) => stage2.held === true ? [[stage2.name, stage2]] : []));
    const project = withSettings(given, { ...settings, rebuild: { ...settings.rebuild, force: { kind: "none" } } });
    const stale = report.stages.filter(({ verdict }) => verdict === "stale");
    const forGit = await newFiles(given, stale, await trackedPaths(given));
    let made;
    try {
      made = await (this.collected === void 0 ? this.runHere(project, new Set(held.keys())) : this.collect(project, this.collected));
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
    report.stages = report.stages.map(
      (stage2) => stage2.verdict === "unchanged" ? held.get(stage2.name) ?? stage2 : stage2
    );
    this.differs = await madeFiles(made);
    const [lock] = this.differs;
    if (lock !== void 0) {
      const names2 = report.stages.filter(({ verdict }) => verdict === "ran" || verdict === "restored").map(({ name: name2 }) => name2);
      report.lint.push({
        rule: "lock-behind",
        path: lock,
        severity: "warning",
        message: `dvc.lock is behind, so this run reproduced ${names2.join(", ")}: ${this.differs.join(", ")} differ${this.differs.length === 1 ? "s" : ""} from the commit.`,
        fix: fromTop(
          project.git.prefix,
          `dvc repro && dvc push && git add ${[.../* @__PURE__ */ new Set([lock, ...forGit.map(project.inGit)])].map(shellWord).join(" ")} && git commit -a`
        )
      });
    }
    return { project: made, ran: true };
  }
  async runHere(project, held) {
    const plan2 = withoutStages(project, await planBuild(project), held);
    if (project.run.settings.validate.pull === "needed") await strictPull(project, { targets: plan2.pull });
    await clearOutputs(project, plan2, this.backup);
    await reproduce(project, plan2, { reproduction: await Reproduction.prepare(project, plan2) });
    return refresh(project);
  }
  async collect(project, { backend, plan: plan2 }) {
    const build = { plan: plan2, backup: this.backup };
    const fragments = await backend.inputs(project, build);
    await clearOutputs(project, { ...plan2, forced: [...plan2.mayRun] }, this.backup);
    const made = await backend.make(project, build, fragments, NO_OBSERVER);
    await strictPull(made, {
      targets: made.run.report.stages.filter(({ name: name2 }) => plan2.mayRun.has(name2)).map(({ name: name2 }) => name2)
    });
    return refresh(made);
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
    const answer4 = await git.push(remote, sha, branch);
    if (answer4.kind === "pushed") return sha;
    if (answer4.kind === "refused" && answer4.lasting) {
      throw new ProjectError("push-rejected", `the server rejects the push to '${branch}': ${answer4.words}`, {
        key: "stale",
        value: "commit",
        remedy: "Allow the pushing identity to bypass the rule, or use stale: run."
      });
    }
    if (attempt >= SERVER_ATTEMPTS)
      throw new OutsideError("git-push-failed", `the push to '${branch}' failed ${attempt} times: ${answer4.words}`, {
        key: "stale",
        value: "commit",
        remedy: "Check the connection and the permission to push, then run again."
      });
    await git.wait(attempt);
  }
}

// src/report/check-report-findings.ts
function reportFileFinding(check, problem) {
  const key = `checks.${check}.report`;
  const unreadable3 = (path2, fault, remedy) => ({
    rule: "check-report-unreadable",
    severity: "warning",
    message: `${key}: ${path2} cannot be used: ${fault}. ${remedy}`
  });
  switch (problem.kind) {
    case "missing":
      return {
        rule: "check-report-missing",
        severity: "warning",
        message: `${key}: the check wrote no file ${problem.path}. Let the command write it there (pytest: --junitxml=${isPlain(problem.path) ? problem.path : "FILE"}), or correct the path, which starts at the working directory.`
      };
    case "stale": {
      const one = problem.paths.length === 1;
      return {
        rule: "check-report-missing",
        severity: "warning",
        message: `${key}: ${named(problem.paths)} ${one ? "is" : "are"} from before the check, which did not write ${one ? "it" : "them"}, so ${one ? "it was" : "they were"} not read. Remove ${one ? "it" : "them"} from the checkout, and let the command write ${one ? "it" : "them"}.`
      };
    }
    case "unreadable":
      return unreadable3(
        problem.path,
        problem.fault,
        "Let the command write JUnit XML, SARIF 2.1, or JSON of Great Expectations, Frictionless or pandera."
      );
    case "large":
      return unreadable3(
        problem.path,
        `it has ${problem.size === void 0 ? "more than" : `${formatBytes(problem.size)}, and the limit is`} ${formatBytes(problem.most)}`,
        "Let the tool leave out the output of tests that passed, or name several smaller files."
      );
    case "outside":
      return unreadable3(
        problem.path,
        "it is a link that leads out of the project",
        "Let the command write a file inside the working directory."
      );
    case "many":
      return unreadable3(
        problem.path,
        `it matches more than ${count(problem.read, "file")}, and the others were not read`,
        "Write a narrower pattern."
      );
  }
}
function passedWithFailures(check, totals, files3) {
  return {
    rule: "check-passed-with-failures",
    severity: "warning",
    message: `The check ${check} ended with exit code 0, but its report (${named(files3)}) has failures: ${totalsText(totals)}. Let the command end with the exit code of the tool, or let the tool report them as warnings.`
  };
}
function isPlain(path2) {
  return /^[\w./-]+\.xml$/.test(path2);
}

// src/steps/validate/check-reports.ts
import { realpath as realpath8, stat as stat13 } from "node:fs/promises";
import { dirname as dirname25, join as join53 } from "node:path";

// src/steps/validate/report-files.ts
import { lstat as lstat7, readdir as readdir10 } from "node:fs/promises";
import { join as join52, posix as posix9 } from "node:path";
var MOST_ENTRIES = 5e4;
var MOST_FILES2 = 100;
var CLOSED2 = /* @__PURE__ */ new Set([".git", ".dvc", "node_modules"]);
async function findReportFiles(folder2, pattern) {
  const normal = posix9.normalize(pattern);
  if (await isThere(join52(folder2, normal))) return { paths: [normal], isCut: false };
  const glob = compileGlob(normal, "path");
  if (glob.literal) return { paths: [], isCut: false };
  const base = normal.slice(0, normal.search(/[*?[{\\]/)).replace(/[^/]*$/, "");
  const found2 = [];
  const open = [base];
  let entries = 0;
  for (let next = open.pop(); next !== void 0; next = open.pop()) {
    for (const entry of await readdir10(join52(folder2, next), { withFileTypes: true }).catch(() => [])) {
      if (++entries > MOST_ENTRIES) return { paths: found2.sort().slice(0, MOST_FILES2), isCut: true };
      const path2 = `${next}${entry.name}`;
      if (entry.isDirectory()) {
        if (!CLOSED2.has(entry.name)) open.push(`${path2}/`);
      } else if (glob.matches(path2)) found2.push(path2);
    }
  }
  return { paths: found2.sort().slice(0, MOST_FILES2), isCut: found2.length > MOST_FILES2 };
}
function isThere(path2) {
  return lstat7(path2).then(
    () => true,
    () => false
  );
}

// src/steps/validate/repository-path.ts
import { realpath as realpath7 } from "node:fs/promises";
import { relative as relative8, resolve as resolve29, sep } from "node:path";
async function repositoryPath(root, folders, file) {
  for (const from of folders) {
    const path2 = await realpath7(resolve29(from, file)).catch(() => void 0);
    if (path2 === void 0 || path2 === root || !isInside(root, path2)) continue;
    const inGit2 = relative8(root, path2).split(sep).join("/");
    if (inGit2.split("/")[0] !== ".git") return inGit2;
  }
  return void 0;
}

// src/steps/validate/check-reports.ts
var CheckReports = class _CheckReports {
  constructor(project, check, before) {
    this.project = project;
    this.check = check;
    this.before = before;
  }
  project;
  check;
  before;
  /** Notes the state of the files before the check runs. */
  static async before(project, check) {
    const folder2 = project.run.settings.workingDirectory;
    const before = /* @__PURE__ */ new Map();
    for (const pattern of check.reports ?? [])
      for (const path2 of (await findReportFiles(folder2, pattern)).paths) {
        const signature = await signatureOf2(join53(folder2, path2));
        if (signature !== void 0) before.set(path2, signature);
      }
    return new _CheckReports(project, check, before);
  }
  /** Reads the files after the check. Never throws: a file that cannot be used is a finding. */
  async read() {
    const { run: run2, git } = this.project;
    const folder2 = run2.settings.workingDirectory;
    const all = new FoundResults((text3) => run2.host.redact(text3), git.root);
    const files3 = [];
    const problems = [];
    const stale = [];
    const known2 = /* @__PURE__ */ new Set();
    for (const pattern of this.check.reports ?? []) {
      const { paths, isCut } = await findReportFiles(folder2, pattern);
      if (paths.length === 0) problems.push({ kind: "missing", path: pattern });
      if (isCut) problems.push({ kind: "many", path: pattern, read: MOST_FILES2 });
      for (const path2 of paths) {
        if (known2.has(path2) || files3.length >= MOST_FILES2) continue;
        known2.add(path2);
        if (await this.isFromBefore(path2)) {
          stale.push(path2);
          continue;
        }
        const read = await this.readFile(path2);
        if ("kind" in read) problems.push(read);
        else {
          all.add(read.found, dirname25(join53(folder2, path2)));
          files3.push({ path: this.project.inGit(path2), format: read.format });
        }
      }
    }
    if (stale.length > 0) problems.push({ kind: "stale", paths: stale });
    const findings = problems.map((problem) => reportFileFinding(this.check.name, problem));
    if (files3.length === 0) return { findings };
    const { failures, omitted } = all.result();
    return {
      findings,
      results: {
        files: files3,
        totals: all.totals,
        failures: await this.atFiles(failures),
        ...omitted === 0 ? {} : { failures_omitted: omitted }
      }
    };
  }
  async isFromBefore(path2) {
    const before = this.before.get(path2);
    return before !== void 0 && before === await signatureOf2(join53(this.project.run.settings.workingDirectory, path2));
  }
  async readFile(path2) {
    const { run: run2, git } = this.project;
    const folder2 = run2.settings.workingDirectory;
    const real = await realpath8(join53(folder2, path2)).catch(() => void 0);
    if (real === void 0) return { kind: "unreadable", path: path2, fault: "it is a link to a file that does not exist" };
    if (!isInside(await realpath8(folder2), real)) return { kind: "outside", path: path2 };
    const file = await readPlainFile(real, LARGEST_CHECK_REPORT);
    if ("problem" in file)
      return file.problem === "large" ? { kind: "large", path: path2, size: file.size, most: LARGEST_CHECK_REPORT } : {
        kind: "unreadable",
        path: path2,
        fault: file.problem === "irregular" ? "it is not a regular file" : "it cannot be opened"
      };
    const { readCheckReport } = await import("./read-check-report-LHCB3FCQ.js");
    const read = readCheckReport(file.bytes, (text3) => run2.host.redact(text3), git.root);
    return "fault" in read ? { kind: "unreadable", path: path2, fault: read.fault } : read;
  }
  /** Failures at files of the repository: the first of the possible places that exists. */
  async atFiles(failures) {
    const { git, directory } = this.project;
    const known2 = /* @__PURE__ */ new Map();
    const found2 = [];
    for (const { places, folder: folder2 = directory, ...failure3 } of failures) {
      let place = {};
      for (const { file, line, column } of places) {
        const key = `${folder2}\0${file}`;
        if (!known2.has(key)) known2.set(key, await repositoryPath(git.root, [directory, git.root, folder2], file));
        const path2 = known2.get(key);
        if (path2 === void 0) continue;
        place = { path: path2, ...line === void 0 ? {} : { line }, ...column === void 0 ? {} : { column } };
        break;
      }
      found2.push({ ...failure3, ...place });
    }
    return found2;
  }
};
async function signatureOf2(path2) {
  const info = await stat13(path2, { bigint: true }).catch(() => void 0);
  return info === void 0 ? void 0 : [info.ino, info.size, info.mtimeNs, info.ctimeNs].join(":");
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
      const report = await runCheck(project, check);
      run2.report.checks.push(report);
      outcome.conclusion = report.conclusion;
      if (report.conclusion !== "warning")
        outcome.message = report.conclusion === "success" ? check.command : `'${check.command}' failed`;
      if (report.conclusion === "failure")
        run2.host.info(`check ${check.name} failed: ${check.command}`);
    });
    const known2 = new Set(before.map(({ path: path2 }) => path2));
    for (const { path: path2 } of (await project.git.uncommitted()).filter(
      (entry) => !known2.has(entry.path) && !entry.untracked
    )) {
      run2.report.lint.push({
        rule: "check-changes-files",
        path: path2,
        severity: "warning",
        message: `The check ${check.name} changes ${path2}, which Git tracks. Let the check only compare, or run it and commit the change.`,
        fix: `git commit -- ${shellWord(path2)}`
      });
    }
  }
}
async function runCheck(project, check) {
  const { run: run2 } = project;
  const { name: name2, command: command2 } = check;
  const files3 = await CheckReports.before(project, check);
  const started = performance.now();
  const log = new LogTail(2 * LOG_CHARACTERS);
  const printed = new CheckAnnotations((text3) => run2.host.redact(text3));
  let code;
  try {
    const result = await runProcess(shellLine(command2), {
      cwd: run2.settings.workingDirectory,
      env: project.env,
      signal: run2.signal,
      tail: TAIL_OF_COMMAND,
      onOutput: (text3) => {
        log.add(text3);
        printed.add(text3);
        run2.host.output(text3);
      }
    });
    code = result.code;
  } catch (error) {
    if (run2.signal.aborted) throw error;
    log.add(`${messageOf(error)}
`);
    code = 127;
  }
  const seconds3 = roundSeconds(performance.now() - started);
  const { results, findings } = await files3.read();
  run2.report.lint.push(...findings);
  const isDoubtful = code === 0 && results !== void 0 && hasFailures(results.totals);
  if (isDoubtful)
    run2.report.lint.push(
      passedWithFailures(
        name2,
        results.totals,
        results.files.map(({ path: path2 }) => path2)
      )
    );
  return {
    name: name2,
    command: command2,
    conclusion: isDoubtful ? "warning" : code === 0 ? "success" : "failure",
    seconds: seconds3,
    log: endOf(run2.host.redact(log.text)),
    ...await annotationsOf2(project, printed),
    ...results === void 0 ? {} : { results }
  };
}
async function annotationsOf2({ git, directory }, printed) {
  const { annotations: found2, omitted } = printed.result();
  if (found2.length === 0) return {};
  const annotations = [];
  for (const { file, line, column, ...annotation } of found2) {
    const path2 = file === void 0 ? void 0 : await repositoryPath(git.root, [directory, git.root], file);
    annotations.push({
      ...annotation,
      // A line of a file that is not named means nothing.
      ...path2 === void 0 ? {} : { path: path2, ...line === void 0 ? {} : { line }, ...column === void 0 ? {} : { column } }
    });
  }
  return { annotations, ...omitted === 0 ? {} : { annotations_omitted: omitted } };
}
function endOf(log) {
  if (log.length <= LOG_CHARACTERS) return log;
  const tail = log.slice(-LOG_CHARACTERS);
  return tail.slice(tail.indexOf("\n") + 1);
}

// src/steps/validate/stages-to-run.ts
function stagesToRun(project, behind) {
  const stale = project.run.report.stages.filter(({ verdict, held }) => verdict === "stale" && !held).map(({ name: name2 }) => name2);
  const evaluation = project.run.settings.validate.evaluate.kind === "command" ? [] : chosenEvaluation(project);
  return [.../* @__PURE__ */ new Set([...behind?.runsHere === true ? stale : [], ...evaluation])];
}

// src/flows/validate.ts
async function validate(run2) {
  if (isClosedChange(run2)) return deleteRunsOfChange(run2);
  const { pull, verify } = run2.settings.validate;
  return withProjectSteps(run2, async (steps, { paths, opened }) => {
    const files3 = steps.step("list files", [paths], ({ git, dvcRoot }) => takeInventory(git, dvcRoot), {
      reads: ["workspace"]
    });
    const checked2 = steps.step("check names", [opened], ({ project: project2 }) => {
      chosenEvaluation(project2);
      rejectUnknownTargets(project2);
      forcedStages(project2);
      return project2;
    });
    const collected = steps.step("open plan", [checked2], openCollected, {
      skip: () => run2.settings.fanOut.plan === "" ? "" : void 0
    });
    const project = steps.step("select settings", [checked2, collected], (own, plan2) => plan2?.project ?? own);
    const resolved2 = steps.step("resolve baseline", [paths], (found2) => resolveEarly(run2, found2));
    const baseline2 = steps.step("baseline", [project, resolved2], findBaseline);
    const downloaded = steps.step("download", [project, files3, baseline2], (own) => download(own), {
      writes: ["workspace"],
      skip: () => pull === "all" ? void 0 : ""
    });
    const tracking = steps.step("open run", [project, baseline2], (own) => startTracking(own));
    steps.step("lint", [project, files3], checkTracking);
    const question = {
      mode: verify,
      download: pull === "all" || verify === "full",
      hashedLater: pull === "all"
    };
    const verified = steps.step(
      "verify",
      [project],
      (own) => verifyRemote(own, question, (first) => waitForPush(own, question, first)),
      { reads: ["remote"] }
    );
    const pulled = steps.step(
      "pull",
      [project, downloaded, verified],
      // A push ended after the download: it failed then.
      (own, done, answered2) => pull === "all" ? strictPull(own, { download: (answered2?.waited ?? 0) > 0 ? void 0 : done }) : pullNamed(own),
      { writes: ["workspace"], skip: (own) => pull === "none" ? leaveOutPull(own) : void 0 }
    );
    const reproduced = steps.step(
      "reproduce",
      [project, pulled],
      (own) => checkReproduced(own, pull !== "all" || isLeftOut(run2, "pull")),
      {
        reads: ["workspace"]
      }
    );
    const before = steps.step("read data of baseline", [project, baseline2], readDataBaseline);
    const data = steps.step("data", [project, before, pulled], (own, base) => describeChanges(own, base));
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
    const history = steps.step("history", [project, baseline2], (own, { sha }) => readBuilds(own, sha));
    const content = steps.step("read baseline", [ready, before], readBaseline);
    const rerun = steps.step(
      "run stale stages",
      [ready, stale, committed, data],
      async (own, behind2, metrics, found2) => {
        if (behind2 !== void 0 && !await staleDataHolds(own, found2)) {
          run2.skip("reproduce", "the policies on data do not hold");
          return { project: own, metrics };
        }
        const again = await behind2?.reproduce(own);
        if (again === void 0) return { project: own, metrics };
        return { project: again.project, metrics: again.ran ? await workspaceMetrics(again.project) : metrics };
      },
      { writes: ["workspace"] }
    );
    steps.step("checks", [rerun], (made2) => runChecks(made2.project), { writes: ["workspace"] });
    const built = steps.step(
      "built data",
      [rerun, before, data],
      (made2, base, earlier) => describeChanges(made2.project, base, { earlier })
    );
    const measured = steps.step("evaluate", [rerun, baseline2], (made2, { sha }) => evaluate(made2.project, sha), {
      writes: ["workspace"]
    });
    const plots = steps.step("plots", [rerun, baseline2, measured], (made2, { sha }) => collectPlots(made2.project, sha), {
      reads: ["workspace"]
    });
    const compared2 = steps.step(
      "compare",
      [rerun, baseline2, content, measured],
      async (made2, base, side, found2) => {
        const sides = await compare(made2.project, base, side, made2.metrics, found2);
        await reportReproduced(made2.project, base.sha);
        checkClaims(made2.project, sides, side?.locked, found2?.alreadyReported);
        return sides;
      },
      { reads: ["workspace"] }
    );
    const passed = steps.step(
      "gate",
      [rerun, compared2, history, built, before],
      async (made2, sides, builds, { judged }, { locked }) => {
        const open = await gate(made2.project, sides, { judged, locked }, (all) => acceptFailures(made2.project, all));
        reportHistory(run2.report, builds);
        return open;
      }
    );
    steps.step("track", [rerun, tracking, passed, plots], (made2, tracked) => trackChange(made2.project, tracked));
    await steps.finish();
    const { failed, text: text3 } = validationSummary(run2.report, await steps.value(passed), RULE_NAMES);
    if (failed) throw new ProjectError(failureId(run2.report), text3);
    const [made, behind] = [await steps.value(rerun), await steps.value(stale)];
    return unverifiedText(run2.report, `${text3} ${await behind?.commit(made.project) ?? ""}`.trim());
  });
}

// src/flows/run-flow.ts
async function execute(asked, host, signal, cache) {
  const settings = settingsOfPlan(asked);
  const report = newReport(settings);
  const surfaces = openSurfaces({ ...settings, dryRun: settings.rebuild.dryRun }, host, signal, report);
  const began = performance.now();
  const run2 = createRun(settings, surfaces.host, signal, report, cache);
  let exitCode = 0;
  try {
    await runFlow(run2);
  } catch (error) {
    moveRemedy(error, folderFromShell(settings));
    exitCode = reportFailure(report, error, signal.aborted, (text3) => run2.host.debug(text3));
  }
  report.seconds = roundSeconds(performance.now() - began);
  report.lint.push(...await surfaces.findings());
  report.message = host.redact(report.message);
  if (report.error !== void 0) report.error = redactStrings(report.error, (text3) => host.redact(text3));
  for (const end of run2.endings) await end();
  const files3 = keepReport(run2);
  await surfaces.finish(files3);
  return { report, exitCode, files: files3, ...run2.facts };
}
var FLOWS = {
  command,
  comment,
  diff,
  validate,
  doctor,
  lint: lint2,
  resolve: resolve27,
  setup,
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
    report.conclusion = report.left_out === void 0 ? "success" : "unverified";
  }
}
export {
  execute
};
