import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  lineOfKeys
} from "./chunk-YI54ZXRD.js";
import {
  isUnreadable,
  parseLock,
  sameValue
} from "./chunk-CYZV76WH.js";
import {
  branchChanges,
  openPulls,
  textAt
} from "./chunk-EOMHJ2QE.js";
import "./chunk-VYEJV3IP.js";
import "./chunk-FZMT2CAN.js";
import {
  RULES
} from "./chunk-R2ATGWBR.js";
import {
  named
} from "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VUXC3WPS.js";

// src/surfaces/competing-pulls.ts
import { basename } from "node:path";
var MOST_PULLS = 30;
var RULE = "changed-elsewhere";
async function competingPulls(github, own) {
  const claims = await claimsOf(github, own.base, own.head, () => true);
  if (claims.dataFiles.size === 0 && claims.stages.size === 0) return [];
  const others = (await openPulls(github, own.base, MOST_PULLS + 1)).filter(({ number }) => number !== own.number).slice(0, MOST_PULLS);
  const findings = [];
  const texts = /* @__PURE__ */ new Map();
  for (const pull of others) {
    const theirs = await claimsOf(
      github,
      own.base,
      pull.headSha,
      (path) => claims.dataFiles.has(path) || claims.stages.has(path)
    );
    for (const { path, keys, message } of sharedWith(pull, claims, theirs)) {
      if (!texts.has(path)) texts.set(path, await textAt(github, own.head, path));
      const line = lineOfKeys(texts.get(path) ?? "", keys);
      findings.push({
        rule: RULE,
        path,
        ...line === void 0 ? {} : { line },
        severity: RULES[RULE].severity,
        message
      });
    }
  }
  return findings;
}
function sharedWith(pull, ours, theirs) {
  const other = `Pull request ${pull.number} (${pull.branch})`;
  const remedy = "Merge one of them first, then reproduce the other on top of it.";
  const files = [...ours.dataFiles].filter((path) => theirs.dataFiles.has(path)).map((path) => ({ path, keys: ["outs"], message: `${other} changes ${path} too. ${remedy}` }));
  const locks = [...ours.stages].flatMap(([path, stages]) => {
    const shared = [...stages].filter((stage) => theirs.stages.get(path)?.has(stage));
    const [first] = shared;
    if (first === void 0) return [];
    return [
      {
        path,
        keys: ["stages", first],
        message: `${other} changes the ${shared.length === 1 ? "entry" : "entries"} of ${named(shared)} in ${path} too. ${remedy}`
      }
    ];
  });
  return [...files, ...locks];
}
async function claimsOf(github, base, head, isWanted) {
  const { mergeBase, paths } = await branchChanges(github, base, head);
  const wanted = paths.filter(isWanted);
  const claims = {
    dataFiles: new Set(wanted.filter((path) => path.endsWith(".dvc") && basename(path) !== ".dvc")),
    stages: /* @__PURE__ */ new Map()
  };
  for (const path of wanted.filter((each) => basename(each) === "dvc.lock")) {
    const changed = changedEntries(await textAt(github, mergeBase, path), await textAt(github, head, path));
    if (changed.size > 0) claims.stages.set(path, changed);
  }
  return claims;
}
function changedEntries(before, after) {
  const [old, now] = [parseLock(before ?? ""), parseLock(after ?? "")];
  if (isUnreadable(old) || isUnreadable(now)) return /* @__PURE__ */ new Set();
  const [was, is] = [old.sections.get("stages")?.entries, now.sections.get("stages")?.entries];
  return new Set(
    [...was?.keys() ?? [], ...is?.keys() ?? []].filter(
      (name) => !sameValue(was?.get(name)?.value, is?.get(name)?.value)
    )
  );
}
export {
  competingPulls
};
