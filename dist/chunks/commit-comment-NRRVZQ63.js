import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  commitThread,
  pullRequestThread
} from "./chunk-YFCVOVL6.js";
import {
  failureOf
} from "./chunk-VYEJV3IP.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VUXC3WPS.js";

// src/github/commit-comment.ts
async function mergedPullOf({ octokit, repo }, sha, branch) {
  const data = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({ ...repo, commit_sha: sha }).then(
    (answer) => answer.data,
    (error) => {
      if (failureOf(error).status === 403 || failureOf(error).status === 404) return [];
      throw error;
    }
  );
  const merged = data.flatMap(
    (pull) => pull.merged_at && pull.base.ref === branch ? [
      {
        number: pull.number,
        headSha: pull.head.sha,
        mergedAt: pull.merged_at,
        exactly: pull.merge_commit_sha === sha
      }
    ] : []
  );
  return merged.find(({ exactly }) => exactly) ?? merged[0];
}
async function threadOfCommit(github, sha, branch) {
  const pull = await mergedPullOf(github, sha, branch);
  return pull ? pullRequestThread(github, pull.number) : commitThread(github, sha);
}
export {
  mergedPullOf,
  threadOfCommit
};
