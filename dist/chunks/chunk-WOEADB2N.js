import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  isUnreadable,
  parseLock,
  sameValue
} from "./chunk-MO37VFTA.js";
import {
  formatBytes
} from "./chunk-KZPKTA5U.js";
import {
  childEnvironment,
  runProcess
} from "./chunk-XVOMOB3V.js";
import {
  CancelledError,
  OutsideError
} from "./chunk-RRI2TGUO.js";

// src/pipeline/lock-difference.ts
var SHOWN = 4;
function describeDifference(ours, theirs) {
  if (ours === void 0) return "removed by us, changed by them";
  if (theirs === void 0) return "changed by us, removed by them";
  const [our, their] = [facts(ours), facts(theirs)];
  const differing = [.../* @__PURE__ */ new Set([...our.keys(), ...their.keys()])].filter(
    (name) => !sameValue(our.get(name)?.value, their.get(name)?.value)
  );
  const shown2 = differing.slice(0, SHOWN).map((name) => `${name}: ours ${our.get(name)?.text ?? "nothing"}, theirs ${their.get(name)?.text ?? "nothing"}`);
  if (differing.length > SHOWN) shown2.push(`and ${differing.length - SHOWN} more`);
  return shown2.length > 0 ? shown2.join("; ") : "written in another way";
}
function facts(entry) {
  const found = /* @__PURE__ */ new Map();
  const add = (name, value, text = shown(value)) => {
    found.set(name, { value, text });
  };
  for (const [key, value] of Object.entries(isRecord(entry) ? entry : {})) {
    if (key === "params" && isRecord(value)) {
      for (const [file, values] of Object.entries(value)) {
        if (!isRecord(values)) add(file, values);
        else for (const [name, param] of Object.entries(values)) add(`${file}:${name}`, param);
      }
    } else if ((key === "deps" || key === "outs") && Array.isArray(value)) {
      for (const item of value) {
        if (isRecord(item))
          add(
            `${key === "deps" ? "input" : "output"} ${typeof item["path"] === "string" ? item["path"] : ""}`,
            item,
            version(item)
          );
      }
    } else add(key === "cmd" ? "command" : key, value);
  }
  return found;
}
function version(item) {
  const hash = ["md5", "etag", "checksum"].map((key) => item[key]).find((value) => typeof value === "string");
  if (hash === void 0) return shown(Object.fromEntries(Object.entries(item).filter(([key]) => key !== "path")));
  const { size, nfiles } = item;
  const details = [
    isCount(size) ? formatBytes(Number(size)) : "",
    isCount(nfiles) ? `${nfiles} file${Number(nfiles) === 1 ? "" : "s"}` : ""
  ].filter((text) => text !== "");
  return `${hash.slice(0, 8)}${details.length > 0 ? ` (${details.join(", ")})` : ""}`;
}
function isCount(value) {
  return typeof value === "number" || typeof value === "bigint";
}
function shown(value) {
  const text = JSON.stringify(value, (_, item) => typeof item === "bigint" ? Number(item) : item) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// src/pipeline/lock-merge.ts
var SECTIONS = ["stages", "datasets"];
function mergeLocks(versions) {
  const read = {};
  for (const side of ["base", "ours", "theirs"]) {
    const lock = parseLock(versions[side] ?? "");
    if (isUnreadable(lock)) return { side, ...lock };
    read[side] = lock;
  }
  const { base, ours, theirs } = read;
  if (!base || !ours || !theirs) throw new Error("a version of dvc.lock was not read");
  const merge = { taken: { ours: [], theirs: [] }, conflicts: [], broken: [] };
  const expected = /* @__PURE__ */ new Map();
  let [text, marked] = [ours.preamble, ours.preamble];
  for (const key of /* @__PURE__ */ new Set([...ours.sections.keys(), ...theirs.sections.keys()])) {
    if (isEntrySection(key)) {
      const entries = mergeEntries(
        key,
        { base: entriesOf(base, key), ours: entriesOf(ours, key), theirs: entriesOf(theirs, key) },
        merge
      );
      const head = ours.sections.get(key)?.head ?? theirs.sections.get(key)?.head ?? "";
      const kept = entries.filter((entry) => "text" in entry);
      text += sectionText(
        key,
        head,
        kept.map((entry) => entry.text)
      );
      marked += sectionText(
        key,
        head,
        entries.map((entry) => "text" in entry ? entry.text : withMarks(entry.ours, entry.theirs))
      );
      for (const { name, value } of kept) expected.set(`${key} ${name}`, value);
    } else {
      const section = [ours.sections.get(key), theirs.sections.get(key), base.sections.get(key)];
      const chosen = sameValue(section[0]?.value, section[1]?.value) || sameValue(section[1]?.value, section[2]?.value) ? section[0] : sameValue(section[0]?.value, section[2]?.value) ? section[1] : void 0;
      if (chosen === void 0 && section[0] && section[1])
        return { side: "both", reason: `'${key}' differs at the top of the file` };
      text += chosen?.head ?? "";
      marked += chosen?.head ?? "";
    }
  }
  if (!says(text, expected)) return { side: "both", reason: "its entries refer to each other with YAML anchors" };
  merge.broken = brokenLinks(entriesOf(ours, "stages"), entriesOf(theirs, "stages"), entriesOf(parsed(text), "stages"));
  return { ...merge, text, marked };
}
function isRefusal(merge) {
  return "reason" in merge;
}
function isEntrySection(key) {
  return SECTIONS.includes(key);
}
function entriesOf(lock, section) {
  return lock.sections.get(section)?.entries ?? /* @__PURE__ */ new Map();
}
function mergeEntries(section, { base, ours, theirs }, merge) {
  const merged = [];
  for (const name of /* @__PURE__ */ new Set([...ours.keys(), ...theirs.keys()])) {
    const [before, our, their] = [base.get(name), ours.get(name), theirs.get(name)];
    if (sameEntry(our, their) || sameEntry(before, their)) {
      if (!sameEntry(our, their)) merge.taken.ours.push(name);
      if (our) merged.push({ name, ...our });
    } else if (sameEntry(before, our)) {
      merge.taken.theirs.push(name);
      if (their) merged.push({ name, ...their });
    } else {
      merge.conflicts.push({
        section,
        name,
        difference: describeDifference(our?.value, their?.value),
        removed: !our || !their
      });
      merged.push({ name, value: void 0, ours: our?.text ?? "", theirs: their?.text ?? "" });
    }
  }
  return merged;
}
function sameEntry(one, other) {
  if (!one || !other) return one === other;
  return one.text === other.text || sameValue(one.value, other.value);
}
function sectionText(key, head, texts) {
  if (texts.length > 0) return head + texts.join("");
  return key === "stages" ? "stages: {}\n" : "";
}
function withMarks(ours, theirs) {
  return `<<<<<<< ours
${ours}=======
${theirs}>>>>>>> theirs
`;
}
function parsed(text) {
  const lock = parseLock(text);
  return isUnreadable(lock) ? { preamble: "", sections: /* @__PURE__ */ new Map() } : lock;
}
function says(text, expected) {
  const lock = parseLock(text);
  if (isUnreadable(lock)) return text.trim() === "" && expected.size === 0;
  const found = [...lock.sections.values()].flatMap(
    ({ key, entries }) => [...entries ?? []].map(([name, { value }]) => [`${key} ${name}`, value])
  );
  return found.length === expected.size && found.every(([name, value]) => expected.has(name) && sameValue(value, expected.get(name)));
}
function brokenLinks(ours, theirs, merged) {
  const [our, their, all] = [ours, theirs, merged].map(links);
  const heldBefore = (key) => {
    const before = [our.get(key)?.holds, their.get(key)?.holds];
    return before.includes(true) && !before.includes(false);
  };
  return [...all].filter(([key, link]) => !link.holds && heldBefore(key)).map(([, { stage, path, producer }]) => ({ stage, path, producer }));
}
function links(stages) {
  const producers = /* @__PURE__ */ new Map();
  for (const [stage, { value }] of stages)
    for (const { path, md5 } of pathsOf(value, "outs")) producers.set(path, { stage, md5 });
  const found = /* @__PURE__ */ new Map();
  for (const [stage, { value }] of stages) {
    for (const { path, md5 } of pathsOf(value, "deps")) {
      const producer = producers.get(path);
      if (producer && producer.stage !== stage)
        found.set(JSON.stringify([stage, path, producer.stage]), {
          stage,
          path,
          producer: producer.stage,
          holds: producer.md5 === md5
        });
    }
  }
  return found;
}
function pathsOf(entry, key) {
  const list = typeof entry === "object" && entry !== null ? entry[key] : void 0;
  return (Array.isArray(list) ? list : []).flatMap((item) => {
    const { path, md5 } = typeof item === "object" && item !== null ? item : {};
    return typeof path === "string" ? [{ path, md5 }] : [];
  });
}

// src/git/git.ts
import { devNull } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
var DROPPED = /^GIT_(DIR|WORK_TREE|IMPLICIT_WORK_TREE|COMMON_DIR|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|SHALLOW_FILE|GRAFT_FILE|NAMESPACE|PREFIX|INTERNAL_SUPER_PREFIX|(LITERAL|GLOB|NOGLOB|ICASE)_PATHSPECS|(AUTHOR|COMMITTER)_(NAME|EMAIL|DATE))$/;
var PINNED = [
  `core.hooksPath=${devNull}`,
  "core.fsmonitor=false",
  "gc.auto=0",
  "maintenance.auto=false",
  "submodule.recurse=false",
  "i18n.commitEncoding=UTF-8",
  "i18n.logOutputEncoding=UTF-8",
  "log.showSignature=false",
  "trailer.separators=:",
  "http.lowSpeedLimit=1000",
  "http.lowSpeedTime=60"
].flatMap((setting) => ["-c", setting]);
var DEFAULT_TIMEOUT_SECONDS = 600;
var DEFAULT_BACKOFF_MS = 1e3;
var LONGEST_BACKOFF_MS = 15e3;
var LONGEST_QUOTE = 1e3;
var Git = class {
  constructor(directory, options) {
    this.directory = directory;
    this.options = options;
    const inherited = Object.entries(childEnvironment(options.env ?? process.env)).filter(
      ([name]) => !DROPPED.test(name)
    );
    this.#env = { ...Object.fromEntries(inherited), LC_ALL: "C", GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0" };
  }
  directory;
  options;
  #env;
  /**
   * Runs one git command.
   * @returns exit code and output; the code is one of `call.answers`, or 128 after the time limit
   * @throws {OutsideError} another exit code
   * @throws {CancelledError} the run was cancelled
   */
  async run(args, call = {}) {
    const { signal, timeout = DEFAULT_TIMEOUT_SECONDS, host } = this.options;
    if (signal?.aborted && !call.always) throw new CancelledError("cancelled", `cancelled before \`git ${args[0]}\`.`);
    if (call.network) host?.debug(this.redact(`git ${args.join(" ")}`));
    const result = await runProcess(["git", ...PINNED, ...args], {
      cwd: this.directory,
      env: { ...this.#env, ...call.env },
      ...signal && !call.always ? { signal } : {},
      ...call.input === void 0 ? {} : { input: call.input },
      ...call.encoding === void 0 ? {} : { encoding: call.encoding },
      ...call.network ? { timeout } : {}
    });
    if (result.timedOut) {
      result.stderr += `
fatal: no answer within ${timeout} s`;
      result.code = 128;
    }
    const { answers = [0] } = call;
    if (answers !== "any" && !answers.includes(result.code)) {
      throw new OutsideError(
        "git-command-failed",
        `\`git ${args[0]}\` failed in ${this.directory} with exit code ${result.code}: ${this.quote(result.stderr)}`,
        {
          remedy: "Run `git status` there to see the cause, then run this again."
        }
      );
    }
    return result;
  }
  /** Standard output without its last line break. Throws as `run` does. */
  async text(args, call = {}) {
    return (await this.run(args, call)).stdout.replace(/\n$/, "");
  }
  /**
   * Waits before a retry, longer with every attempt (from 1). The time is random: parallel runs must not retry
   * together.
   */
  async pause(attempt) {
    const most = Math.min((this.options.backoff ?? DEFAULT_BACKOFF_MS) * 2 ** (attempt - 1), LONGEST_BACKOFF_MS);
    const { signal } = this.options;
    try {
      await sleep(most * (0.5 + Math.random() / 2), void 0, signal ? { signal } : {});
    } catch (cause) {
      throw new CancelledError("cancelled", "cancelled before the next attempt at the Git server.", { cause });
    }
  }
  /** Git's output on one line, without credentials and control characters, at most 1,000 characters. */
  quote(output) {
    const lines = output.split(/[\r\n]+/).map(
      (line) => line.replace(new RegExp("\\p{Cc}\\[[0-9;]*[A-Za-z]", "gu"), "").replace(new RegExp("\\p{Cc}", "gu"), " ").trim()
    );
    const text = this.redact(lines.filter((line) => line !== "").join(" "));
    if (text === "") return "Git gave no reason.";
    return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
  }
  /** Removes secrets and the user part of addresses, which may be a token. */
  redact(text) {
    return this.masked(text.replace(/:\/\/[^\s/@]+@/g, "://***@"));
  }
  /** The text without the secrets that the log masks. */
  masked(text) {
    return this.options.host?.redact(text) ?? text;
  }
};
function splitNul(output) {
  return output === "" ? [] : output.replace(/\0$/, "").split("\0");
}

export {
  Git,
  splitNul,
  describeDifference,
  mergeLocks,
  isRefusal,
  isEntrySection,
  sectionText
};
