import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  orAbsent
} from "./chunk-VYEJV3IP.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VUXC3WPS.js";

// src/github/conversation.ts
var PER_PAGE = 100;
var personOf = (user) => user && user.type !== "Bot" ? { by: user.login } : {};
async function pullState({ octokit, repo }, number) {
  const { data } = await octokit.rest.pulls.get({ ...repo, pull_number: number });
  const author = data.user?.login;
  const head = data.head.repo?.full_name;
  return {
    headSha: data.head.sha,
    baseSha: data.base.sha,
    baseRef: data.base.ref,
    ...head?.toLowerCase() === data.base.repo.full_name.toLowerCase() ? { headRef: data.head.ref } : {},
    ...head === void 0 ? {} : { head: { branch: data.head.ref, repository: head } },
    ...author === void 0 ? {} : { author },
    ...data.merged && data.merge_commit_sha !== null ? { mergeSha: data.merge_commit_sha } : {}
  };
}
async function statements(github, number, isWanted) {
  const { octokit, repo } = github;
  const comments = await octokit.paginate(octokit.rest.issues.listComments, {
    ...repo,
    issue_number: number,
    per_page: PER_PAGE
  });
  const found = [];
  for (const { id, node_id: node, body = "", user, created_at: created, updated_at: updated } of comments) {
    if (!isWanted(body)) continue;
    found.push({
      id,
      body,
      at: Date.parse(created),
      edited: created !== updated && await wasEdited(github, node),
      ...personOf(user)
    });
  }
  return found;
}
async function wasEdited({ octokit, debug }, node) {
  try {
    const { node: found } = await octokit.graphql(
      "query($id: ID!) { node(id: $id) { ... on IssueComment { lastEditedAt } } }",
      { id: node }
    );
    return found?.lastEditedAt !== null;
  } catch (error) {
    debug(`cannot check whether a comment was edited: ${String(error)}`);
    return true;
  }
}
async function pullHistory({ octokit, repo }, number) {
  const events = await octokit.paginate(octokit.rest.issues.listEvents, {
    ...repo,
    issue_number: number,
    per_page: PER_PAGE
  });
  const labels = /* @__PURE__ */ new Map();
  let forcedAt = 0;
  for (const event of events) {
    const [name, at] = ["label" in event ? event.label.name : "", Date.parse(event.created_at)];
    if (event.event === "labeled") labels.set(name, { name, at, ...personOf(event.actor) });
    else if (event.event === "unlabeled") labels.delete(name);
    else if (event.event === "head_ref_force_pushed") forcedAt = Math.max(forcedAt, at);
  }
  return { labels: [...labels.values()], forcedAt };
}
async function removeLabels({ octokit, repo }, number, names) {
  for (const name of names) await orAbsent(octokit.rest.issues.removeLabel({ ...repo, issue_number: number, name }));
}
export {
  pullHistory,
  pullState,
  removeLabels,
  statements
};
