import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  isUnreadable,
  parseLock,
  readYaml,
  sameValue
} from "./chunk-CYZV76WH.js";
import {
  formatBytes
} from "./chunk-FT4V3LLR.js";
import {
  isRecord
} from "./chunk-MEE4SBZR.js";

// src/pipeline/lock-versions.ts
import { isDeepStrictEqual } from "node:util";

// src/pipeline/directory-hash.ts
import { createHash } from "node:crypto";
function directoryHash(members) {
  const text = members.map(({ path, md5 }) => ({ bytes: Buffer.from(path), path, md5 })).sort((one, other) => Buffer.compare(one.bytes, other.bytes)).map(({ path, md5 }) => `{"md5": "${md5}", "relpath": ${pythonString(path)}}`).join(", ");
  return `${createHash("md5").update(`[${text}]`).digest("hex")}.dir`;
}
function pythonString(text) {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
  );
}

// src/pipeline/lock-versions.ts
function differByVersionsAlone(before, after) {
  return isDeepStrictEqual(withoutVersions(parsed(before)), withoutVersions(parsed(after)));
}
function parsed(text) {
  try {
    return readYaml(text);
  } catch {
    return text;
  }
}
function withoutVersions(file) {
  if (!isRecord(file)) return file;
  const { stages } = file;
  return isRecord(stages) ? { ...file, stages: Object.fromEntries(Object.entries(stages).map(([name, stage]) => [name, owner(stage)])) } : owner(file);
}
function owner(stage) {
  if (!isRecord(stage)) return stage;
  return {
    ...stage,
    ...Object.fromEntries(
      ["deps", "outs"].flatMap((key) => Array.isArray(stage[key]) ? [[key, stage[key].map(bare)]] : [])
    )
  };
}
function bare(out) {
  if (!isRecord(out)) return out;
  const hash = hashOfEntry(out);
  const isDirectory = hash?.endsWith(".dir") === true;
  const left = ["cloud", ...isDirectory ? ["files", "size", "nfiles"] : []];
  const kept = Object.fromEntries(Object.entries(out).filter(([key]) => !left.includes(key)));
  return hash === void 0 ? kept : { ...kept, md5: hash };
}
function hashOfEntry({ md5, files }) {
  if (typeof md5 === "string") return md5;
  return Array.isArray(files) ? hashOfFiles(files) : void 0;
}
function hashOfFiles(files) {
  const members = files.flatMap((file) => {
    const { relpath, md5 } = isRecord(file) ? file : {};
    return typeof relpath === "string" && typeof md5 === "string" ? [{ path: relpath, md5 }] : [];
  });
  return members.length === files.length ? directoryHash(members) : void 0;
}

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
function* leaves(values, prefix = "") {
  for (const [key, value] of Object.entries(values)) {
    const name = prefix + key;
    if (isRecord(value) && Object.keys(value).length > 0) yield* leaves(value, `${name}.`);
    else yield [name, value];
  }
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
        else for (const [name, param] of leaves(values)) add(`${file}:${name}`, param);
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
  const hash = [hashOfEntry(item), item["etag"], item["checksum"]].find((value) => typeof value === "string");
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
  merge.broken = brokenLinks(entriesOf(ours, "stages"), entriesOf(theirs, "stages"), entriesOf(parsed2(text), "stages"));
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
function parsed2(text) {
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

export {
  directoryHash,
  differByVersionsAlone,
  hashOfEntry,
  describeDifference,
  mergeLocks,
  isRefusal,
  isEntrySection,
  sectionText
};
