import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  commitThread,
  pullRequestThread
} from "./chunk-KVJ6EDHM.js";
import {
  failureOf
} from "./chunk-T5VXIKVZ.js";
import "./chunk-X2NZ3GOT.js";
import "./chunk-D4UUOGK2.js";

// src/github/commit-comment.ts
async function threadOfCommit(github, sha, branch) {
  const { octokit, repo } = github;
  const data = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({ ...repo, commit_sha: sha }).then((answer) => answer.data, (error) => {
    if (failureOf(error).status === 403 || failureOf(error).status === 404) return [];
    throw error;
  });
  const merged = data.filter((pull2) => pull2.merged_at && pull2.base.ref === branch);
  const pull = merged.find(({ merge_commit_sha: merge }) => merge === sha) ?? merged[0];
  return pull ? pullRequestThread(github, pull.number) : commitThread(github, sha);
}
export {
  threadOfCommit
};
