import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  failureOf,
  failureText,
  mayHaveHappened
} from "./chunk-VYEJV3IP.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VUXC3WPS.js";

// src/github/own-pull.ts
var LISTED_AFTER_MS = 1e3;
async function ensurePull(github, text) {
  const found = await find(github, text) ?? await create(github, text);
  const { octokit, repo } = github;
  if (!found.created && found.state === "open" && (found.title !== text.title || (found.body ?? "").replaceAll("\r\n", "\n").trim() !== text.body.trim())) {
    await octokit.rest.pulls.update({ ...repo, pull_number: found.number, title: text.title, body: text.body });
  }
  return {
    number: found.number,
    url: found.html_url,
    state: found.state === "open" ? "open" : "closed",
    created: found.created,
    nodeId: found.node_id
  };
}
async function labelPull({ octokit, repo }, number, labels) {
  try {
    await octokit.rest.issues.addLabels({ ...repo, issue_number: number, labels: [...labels] });
    return void 0;
  } catch (error) {
    return failureText(error, "pull-requests: write");
  }
}
async function find({ octokit, repo }, { head, headSha, base }) {
  const { data } = await octokit.rest.pulls.list({
    ...repo,
    head: `${repo.owner}:${head}`,
    base,
    state: "all",
    sort: "created",
    direction: "desc",
    per_page: 50
  });
  const own = data.filter((pull2) => pull2.head.ref === head);
  const pull = own.find(({ state }) => state === "open") ?? own.find((each) => each.head.sha === headSha);
  return pull && { ...pull, created: false };
}
async function create(github, text) {
  const { octokit, repo } = github;
  const { head, base, title, body } = text;
  try {
    const { data } = await octokit.rest.pulls.create({ ...repo, head, base, title, body });
    return { ...data, created: true };
  } catch (error) {
    if (!mayHaveHappened(error) && failureOf(error).status !== 422) throw error;
    await github.pause(LISTED_AFTER_MS);
    const stored = await find(github, text);
    if (stored === void 0) throw error;
    return stored;
  }
}
var ENABLE = `mutation ($input: EnablePullRequestAutoMergeInput!) { enablePullRequestAutoMerge(input: $input) { pullRequest { number } } }`;
async function enableAutoMerge({ octokit, repo }, nodeId, message) {
  try {
    const { data } = await octokit.rest.repos.get(repo);
    if (data.allow_auto_merge !== true) return "the repository does not allow auto-merge";
    const mergeMethod = data.allow_merge_commit === false ? data.allow_squash_merge === false ? "REBASE" : "SQUASH" : "MERGE";
    await octokit.graphql(ENABLE, {
      input: {
        pullRequestId: nodeId,
        mergeMethod,
        ...mergeMethod === "REBASE" ? {} : { commitHeadline: message.headline, commitBody: message.body }
      },
      request: { once: true }
    });
    return void 0;
  } catch (error) {
    return failureText(error, "contents: write").replace(/^Request failed due to following response errors:\s*- /, "").replace(/\s+/g, " ");
  }
}
export {
  enableAutoMerge,
  ensurePull,
  labelPull
};
