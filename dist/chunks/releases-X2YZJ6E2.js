import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  failureOf,
  mayHaveHappened
} from "./chunk-VYEJV3IP.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VUXC3WPS.js";

// src/github/releases.ts
var PAGES = 3;
var PER_PAGE = 100;
var LONGEST_NOTES = 125e3;
async function listReleases({ octokit, repo }) {
  const found = [];
  for (let page = 1; page <= PAGES; page++) {
    const { data } = await octokit.rest.repos.listReleases({ ...repo, per_page: PER_PAGE, page });
    found.push(...data.map(readRelease));
    if (data.length < PER_PAGE) break;
  }
  return found;
}
function readRelease(data) {
  return { id: data.id, tag: data.tag_name, body: data.body ?? "", draft: data.draft, url: data.html_url };
}
async function ensureRelease(github, releases, tag, notesOf) {
  const existing = releases.find((release) => release.tag === tag);
  if (existing !== void 0) return update(github, existing, notesOf);
  const { octokit, repo } = github;
  try {
    const { data } = await octokit.rest.repos.createRelease({
      ...repo,
      tag_name: tag,
      name: tag,
      body: notesOf("") ?? "",
      // By its commit: a repeated old job must not make an old release the latest one.
      make_latest: "legacy"
    });
    return { release: readRelease(data), done: "made" };
  } catch (error) {
    if (!mayHaveHappened(error) && failureOf(error).status !== 422) throw error;
    const stored = (await listReleases(github)).find((release) => release.tag === tag);
    if (stored === void 0) throw error;
    return update(github, stored, notesOf);
  }
}
async function update({ octokit, repo }, release, notesOf) {
  const body = notesOf(release.body);
  if (body === void 0 || body === release.body) return { release, done: "kept" };
  const { data } = await octokit.rest.repos.updateRelease({ ...repo, release_id: release.id, body });
  return { release: readRelease(data), done: "updated" };
}
export {
  LONGEST_NOTES,
  ensureRelease,
  listReleases
};
