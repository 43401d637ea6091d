import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  orAbsent
} from "./chunk-VYEJV3IP.js";

// src/github/thread.ts
function commentOf({ id, body, user, html_url: url }) {
  return { id, body: body ?? "", url, ...user ? { author: user.login } : {} };
}
var PER_PAGE = 100;
function pullRequestThread({ octokit, repo }, number) {
  const { issues } = octokit.rest;
  return {
    name: `pull request ${number}`,
    permission: "pull-requests: write",
    list: async () => (await octokit.paginate(issues.listComments, { ...repo, issue_number: number, per_page: PER_PAGE })).map(
      commentOf
    ),
    async get(id) {
      const answer = await orAbsent(issues.getComment({ ...repo, comment_id: id }));
      return answer && commentOf(answer.data);
    },
    create: async (body) => commentOf((await issues.createComment({ ...repo, issue_number: number, body })).data),
    update: async (id, body) => commentOf((await issues.updateComment({ ...repo, comment_id: id, body })).data),
    async remove(id) {
      await orAbsent(issues.deleteComment({ ...repo, comment_id: id }));
    }
  };
}
function commitThread({ octokit, repo }, sha) {
  const { repos } = octokit.rest;
  return {
    name: `commit ${sha.slice(0, 7)}`,
    permission: "contents: write",
    list: async () => (await octokit.paginate(repos.listCommentsForCommit, { ...repo, commit_sha: sha, per_page: PER_PAGE })).map(
      commentOf
    ),
    async get(id) {
      const answer = await orAbsent(repos.getCommitComment({ ...repo, comment_id: id }));
      return answer && commentOf(answer.data);
    },
    create: async (body) => commentOf((await repos.createCommitComment({ ...repo, commit_sha: sha, body })).data),
    update: async (id, body) => commentOf((await repos.updateCommitComment({ ...repo, comment_id: id, body })).data),
    async remove(id) {
      await orAbsent(repos.deleteCommitComment({ ...repo, comment_id: id }));
    }
  };
}

export {
  pullRequestThread,
  commitThread
};
