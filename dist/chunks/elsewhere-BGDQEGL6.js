import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  isUnreadable,
  parseLock,
  sameValue
} from "./chunk-N4DU37AX.js";
import "./chunk-HO7WJOJL.js";
import {
  failureOf
} from "./chunk-T5VXIKVZ.js";
import "./chunk-X2NZ3GOT.js";
import "./chunk-D4UUOGK2.js";

// src/flows/elsewhere.ts
import { basename } from "node:path";

// src/github/open-pulls.ts
async function openPulls({ octokit, repo }, base, most) {
  const { data } = await octokit.rest.pulls.list({ ...repo, state: "open", base, sort: "updated", direction: "desc", per_page: most });
  return data.map(({ number, head }) => ({ number, branch: head.repo?.full_name === `${repo.owner}/${repo.repo}` ? head.ref : head.label, headSha: head.sha }));
}
async function branchChanges({ octokit, repo }, base, head) {
  const { data } = await octokit.rest.repos.compareCommitsWithBasehead({ ...repo, basehead: `${base}...${head}`, per_page: 1 });
  return { mergeBase: data.merge_base_commit.sha, paths: (data.files ?? []).map(({ filename }) => filename) };
}
async function textAt({ octokit, repo }, sha, path) {
  try {
    const { data } = await octokit.rest.repos.getContent({ ...repo, path, ref: sha });
    if (Array.isArray(data) || data.type !== "file" || data.encoding !== "base64") return void 0;
    return Buffer.from(data.content, "base64").toString("utf8");
  } catch (error) {
    if (failureOf(error).status === 404) return void 0;
    throw error;
  }
}

// src/flows/elsewhere.ts
var MOST_PULLS = 30;
var MOST_NAMES = 5;
async function changedElsewhere(github, own) {
  const claims = await claimsOf(github, own.base, own.head, () => true);
  if (claims.dataFiles.size === 0 && claims.stages.size === 0) return [];
  const others = (await openPulls(github, own.base, MOST_PULLS + 1)).filter(({ number }) => number !== own.number).slice(0, MOST_PULLS);
  const findings = [];
  for (const pull of others) {
    const theirs = await claimsOf(github, own.base, pull.headSha, (path) => claims.dataFiles.has(path) || claims.stages.has(path));
    findings.push(...sharedWith(pull, claims, theirs));
  }
  return findings;
}
function sharedWith(pull, ours, theirs) {
  const other = `pull request ${pull.number} (${pull.branch})`;
  const remedy = "Merge one of them first, and then reproduce the other on top of it.";
  const notice = (path, message) => ({ rule: "changed-elsewhere", path, severity: "notice", message });
  const files = [...ours.dataFiles].filter((path) => theirs.dataFiles.has(path)).map((path) => notice(path, `${path} is changed by ${other} too. ${remedy}`));
  const locks = [...ours.stages].flatMap(([path, stages]) => {
    const shared = [...stages].filter((stage) => theirs.stages.get(path)?.has(stage));
    if (shared.length === 0) return [];
    const names = shared.slice(0, MOST_NAMES).join(", ") + (shared.length > MOST_NAMES ? ` and ${shared.length - MOST_NAMES} more` : "");
    return [notice(path, `${shared.length === 1 ? "The entry" : "The entries"} of ${names} in ${path} ${shared.length === 1 ? "is" : "are"} changed by ${other} too. ${remedy}`)];
  });
  return [...files, ...locks];
}
async function claimsOf(github, base, head, isWanted) {
  const { mergeBase, paths } = await branchChanges(github, base, head);
  const wanted = paths.filter(isWanted);
  const claims = { dataFiles: new Set(wanted.filter((path) => path.endsWith(".dvc") && basename(path) !== ".dvc")), stages: /* @__PURE__ */ new Map() };
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
  return new Set([...was?.keys() ?? [], ...is?.keys() ?? []].filter((name) => !sameValue(was?.get(name)?.value, is?.get(name)?.value)));
}
export {
  changedElsewhere
};
