import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  rateLimitWait
} from "./chunk-Q3DAGWGM.js";
import "./chunk-D6Q6YARU.js";
import "./chunk-EF5XAS5R.js";
import {
  failureOf
} from "./chunk-VYEJV3IP.js";
import "./chunk-3YF3DDHW.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VUXC3WPS.js";

// src/github/runs.ts
var FAILED = ["failure", "timed_out", "startup_failure"];
async function runsOf({ octokit, repo }, sha, event) {
  const { data } = await octokit.rest.actions.listWorkflowRunsForRepo({ ...repo, head_sha: sha, event, per_page: 100 });
  const newest = /* @__PURE__ */ new Map();
  for (const run of [...data.workflow_runs].sort((a, b) => b.id - a.id)) {
    if (newest.has(run.workflow_id)) continue;
    newest.set(run.workflow_id, {
      id: run.id,
      workflow: run.path.replace(/@.*$/, ""),
      isOver: run.status === "completed",
      failed: FAILED.includes(run.conclusion ?? "")
    });
  }
  return [...newest.values()];
}
async function wasHead({ octokit, repo }, sha, { branch, repository }) {
  const { data } = await octokit.rest.actions.listWorkflowRunsForRepo({
    ...repo,
    head_sha: sha,
    event: "pull_request",
    per_page: 100
  });
  return data.workflow_runs.some(
    ({ head_sha: head, head_branch: of, head_repository: from }) => head === sha && of === branch && from?.full_name.toLowerCase() === repository.toLowerCase()
  );
}
var WITHOUT_RESULT = ["skipped", "neutral"];
async function endOfJobs({ octokit, repo }, run) {
  const jobs = await octokit.paginate(octokit.rest.actions.listJobsForWorkflowRun, {
    ...repo,
    run_id: run,
    per_page: 100
  });
  const ended = jobs.filter(({ status }) => status === "completed").map(({ conclusion }) => conclusion ?? "").filter((conclusion) => !WITHOUT_RESULT.includes(conclusion));
  return FAILED.find((bad) => ended.includes(bad)) ?? ended.find((each) => each !== "success") ?? ended[0] ?? "";
}
async function rerunFailedJobs({ octokit, repo }, run) {
  try {
    await octokit.rest.actions.reRunWorkflowFailedJobs({ ...repo, run_id: run });
    return true;
  } catch (error) {
    const { status, message } = failureOf(error);
    if (status === 403 && /already running/i.test(message) && rateLimitWait(error, Date.now()) === void 0)
      return false;
    throw error;
  }
}
async function react({ octokit, repo }, comment, content) {
  await octokit.rest.reactions.createForIssueComment({ ...repo, comment_id: comment, content });
}
export {
  endOfJobs,
  react,
  rerunFailedJobs,
  runsOf,
  wasHead
};
