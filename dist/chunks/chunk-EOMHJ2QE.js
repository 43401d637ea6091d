import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  orAbsent
} from "./chunk-VYEJV3IP.js";

// src/github/open-pulls.ts
async function openPulls({ octokit, repo }, base, most) {
  const { data } = await octokit.rest.pulls.list({
    ...repo,
    state: "open",
    base,
    sort: "updated",
    direction: "desc",
    per_page: most
  });
  return data.map(({ number, head }) => ({
    number,
    branch: head.repo?.full_name === `${repo.owner}/${repo.repo}` ? head.ref : head.label,
    headSha: head.sha
  }));
}
async function allOpenPulls({ octokit, repo }) {
  const pulls = await octokit.paginate(octokit.rest.pulls.list, { ...repo, state: "open", per_page: 100 });
  return pulls.map(({ number, head }) => ({ number, headSha: head.sha }));
}
async function pullsWithHead({ octokit, repo }, { sha, branch, repository }) {
  const { data } = await octokit.rest.pulls.list({
    ...repo,
    state: "open",
    head: `${repository.split("/")[0] ?? ""}:${branch}`,
    per_page: 100
  });
  return data.filter(
    ({ head }) => head.sha === sha && head.ref === branch && head.repo?.full_name.toLowerCase() === repository.toLowerCase()
  ).map(({ number }) => number);
}
async function isCommitOf({ octokit, repo }, number, sha) {
  const commits = await octokit.paginate(octokit.rest.pulls.listCommits, {
    ...repo,
    pull_number: number,
    per_page: 100
  });
  return commits.some((commit) => commit.sha === sha);
}
async function branchChanges({ octokit, repo }, base, head) {
  const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
    ...repo,
    basehead: `${base}...${head}`,
    per_page: 1
  });
  return { mergeBase: data.merge_base_commit.sha, paths: (data.files ?? []).map(({ filename }) => filename) };
}
async function textAt({ octokit, repo }, sha, path) {
  const found = (await orAbsent(octokit.rest.repos.getContent({ ...repo, path, ref: sha })))?.data;
  if (found === void 0 || Array.isArray(found) || found.type !== "file" || found.encoding !== "base64")
    return void 0;
  return Buffer.from(found.content, "base64").toString("utf8");
}

export {
  openPulls,
  allOpenPulls,
  pullsWithHead,
  isCommitOf,
  branchChanges,
  textAt
};
