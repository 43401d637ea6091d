import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  mayHaveHappened
} from "./chunk-VYEJV3IP.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VUXC3WPS.js";

// src/github/deployments.ts
var LONGEST_DESCRIPTION = 140;
var LISTED_AFTER_MS = 1e3;
async function ensureDeployment(github, request, listedAfter = LISTED_AFTER_MS) {
  const existing = await find(github, request);
  if (existing !== void 0) return existing;
  const { octokit, repo } = github;
  try {
    const { data } = await octokit.rest.repos.createDeployment({
      ...repo,
      ref: request.sha,
      environment: request.environment,
      task: "deploy",
      auto_merge: false,
      required_contexts: [],
      payload: { ...request.payload, key: request.key },
      description: "Official build of dvc-ci",
      production_environment: request.environment === "production"
    });
    if (!("id" in data))
      throw new Error(`GitHub created no deployment: ${data.message ?? "it merged the base branch instead"}`);
    return { id: data.id, isNew: true };
  } catch (error) {
    if (!mayHaveHappened(error)) throw error;
    await github.pause(listedAfter);
    const stored = await find(github, request);
    if (stored === void 0) throw error;
    return { ...stored, isNew: true };
  }
}
async function find({ octokit, repo }, { environment, sha, key }) {
  const { data } = await octokit.rest.repos.listDeployments({ ...repo, sha, environment, per_page: 100 });
  const found = data.find(({ payload }) => keyOf(payload) === key);
  if (found === void 0) return void 0;
  const {
    data: [newest]
  } = await octokit.rest.repos.listDeploymentStatuses({ ...repo, deployment_id: found.id, per_page: 1 });
  return { id: found.id, isNew: false, ...newest === void 0 ? {} : { state: newest.state } };
}
function keyOf(payload) {
  if (typeof payload === "string") {
    try {
      return keyOf(JSON.parse(payload));
    } catch {
      return void 0;
    }
  }
  return typeof payload === "object" && payload !== null && "key" in payload ? payload.key : void 0;
}
async function setDeploymentStatus({ octokit, repo }, id, { state, description, logUrl }) {
  await octokit.rest.repos.createDeploymentStatus({
    ...repo,
    deployment_id: id,
    state,
    description: description.slice(0, LONGEST_DESCRIPTION),
    ...logUrl === void 0 ? {} : { log_url: logUrl }
  });
}
async function sendRepositoryDispatch({ octokit, repo }, type, payload) {
  await octokit.rest.repos.createDispatchEvent({ ...repo, event_type: type, client_payload: { ...payload } });
}
async function startWorkflow({ octokit, repo }, workflow, ref, inputs) {
  await octokit.rest.actions.createWorkflowDispatch({ ...repo, workflow_id: workflow, ref, inputs: { ...inputs } });
}
export {
  ensureDeployment,
  sendRepositoryDispatch,
  setDeploymentStatus,
  startWorkflow
};
