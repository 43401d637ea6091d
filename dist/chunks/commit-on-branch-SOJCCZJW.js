import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  rateLimitWait
} from "./chunk-Q3DAGWGM.js";
import "./chunk-D6Q6YARU.js";
import "./chunk-EF5XAS5R.js";
import {
  failureOf,
  failureText,
  mayHaveHappened
} from "./chunk-VYEJV3IP.js";
import "./chunk-3YF3DDHW.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VUXC3WPS.js";

// src/github/commit-on-branch.ts
var MOST_BYTES = 4e7;
var UPLOAD_MS = 12e4;
var MUTATION = `mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }`;
async function commitOnBranch(github, { branch, expectedHead, headline, body, additions, deletions }) {
  const input = {
    branch: { repositoryNameWithOwner: `${github.repo.owner}/${github.repo.repo}`, branchName: branch },
    message: { headline, body },
    expectedHeadOid: expectedHead,
    fileChanges: {
      additions: additions.map(({ path, contents }) => ({ path, contents: contents.toString("base64") })),
      deletions: deletions.map((path) => ({ path }))
    }
  };
  try {
    const answer = await github.octokit.graphql(MUTATION, {
      input,
      request: { once: true, milliseconds: UPLOAD_MS }
    });
    return { kind: "pushed", sha: answer.createCommitOnBranch.commit.oid };
  } catch (error) {
    const words = failureText(error, "contents: write").replace(/^Request failed due to following response errors:\s*- /, "").replace(/\s+/g, " ").replace(/\.$/, "");
    if (isStale(error) || mayHaveHappened(error) || rateLimitWait(error, Date.now()) !== void 0)
      return { kind: "failed", words };
    return { kind: "refused", lasting: true, words };
  }
}
var NOWHERE = "0".repeat(40);
async function whyNoCommit(github, branch) {
  const answer = await commitOnBranch(github, {
    branch,
    expectedHead: NOWHERE,
    headline: "Check of permissions",
    body: "",
    additions: [],
    deletions: []
  });
  if (answer.kind !== "refused") return void 0;
  return /not accessible|forbidden|must have|permission|Bad credentials|401|403|404|Could not resolve/i.test(
    answer.words
  ) ? answer.words : void 0;
}
function isStale(error) {
  const errors = typeof error === "object" && error !== null && "errors" in error ? error.errors : void 0;
  if (Array.isArray(errors) && errors.some(
    (each) => typeof each === "object" && each !== null && "type" in each && each.type === "STALE_DATA"
  ))
    return true;
  return /Expected branch to point to/.test(failureOf(error).message);
}
export {
  MOST_BYTES,
  commitOnBranch,
  whyNoCommit
};
