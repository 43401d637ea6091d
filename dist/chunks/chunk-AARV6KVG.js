import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  array,
  boolean,
  int,
  looseObject,
  object,
  record,
  string,
  unknown
} from "./chunk-33TNGAK7.js";
import {
  ruleOf
} from "./chunk-SOVHXIP5.js";
import {
  SetupError
} from "./chunk-GSQGKKGD.js";

// src/settings/event.ts
import { readFile } from "node:fs/promises";
var sha = string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/);
var repository = object({ full_name: string().min(1) });
var label = object({ name: string() });
var side = object({ sha, ref: string().min(1), repo: repository.nullish() });
var payloadSchema = object({
  action: string().nullish(),
  repository: object({
    full_name: string().min(1).optional(),
    default_branch: string().min(1).optional(),
    private: boolean().optional()
  }).optional(),
  before: sha.nullish(),
  pull_request: object({
    number: int().positive(),
    head: side,
    base: side,
    title: string().nullish(),
    body: string().nullish(),
    updated_at: string().nullish(),
    labels: array(label).nullish()
  }).optional(),
  label: label.nullish(),
  issue: object({ number: int().positive(), pull_request: looseObject({}).nullish() }).optional(),
  comment: object({
    id: int().positive(),
    body: string().nullish(),
    user: object({ login: string().min(1), type: string().nullish() }).nullish()
  }).optional(),
  merge_group: object({ base_sha: sha }).optional(),
  client_payload: record(string(), unknown()).nullish(),
  inputs: record(string(), unknown()).nullish(),
  workflow_run: object({
    id: int().positive().nullish(),
    run_attempt: int().positive().nullish(),
    event: string().nullish(),
    conclusion: string().nullish(),
    head_sha: sha.nullish(),
    head_branch: string().min(1).nullish(),
    head_repository: repository.nullish(),
    actor: object({ login: string().min(1) }).nullish()
  }).optional()
});
var LOCAL_EVENT = { name: "local", ref: "", trusted: true };
async function loadEvent(env) {
  const name = env.GITHUB_EVENT_NAME;
  if (!name)
    throw new SetupError("event-missing", "GITHUB_EVENT_NAME is not set.", {
      key: "GITHUB_EVENT_NAME",
      value: "",
      remedy: "Run the action in a workflow of GitHub Actions. On a local machine use the command line: dvc-ci validate."
    });
  return eventContext(name, env, await loadPayload(name, env.GITHUB_EVENT_PATH));
}
async function loadPayload(name, path) {
  if (!path)
    throw new SetupError("event-missing", `the event ${name} has no payload: GITHUB_EVENT_PATH is not set.`, {
      key: "GITHUB_EVENT_PATH",
      value: "",
      remedy: "Run the action in a workflow of GitHub Actions."
    });
  let content;
  try {
    content = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new SetupError("event-invalid", `the payload of the event ${name} cannot be read: ${path}.`, {
      key: "GITHUB_EVENT_PATH",
      value: path,
      remedy: "Give a JSON file.",
      cause
    });
  }
  const parsed = payloadSchema.safeParse(content);
  if (!parsed.success) {
    const key = parsed.error.issues[0]?.path.join(".") ?? "";
    throw new SetupError(
      "event-invalid",
      `the payload of the event ${name} does not have GitHub's format: '${key}' is ${parsed.error.issues[0]?.message ?? "wrong"}.`,
      { key, value: name, remedy: `Give a complete payload in ${path}.`, cause: parsed.error }
    );
  }
  return parsed.data;
}
function eventContext(name, env, payload) {
  const repository2 = payload.repository?.full_name ?? (env.GITHUB_REPOSITORY || void 0);
  const named = name === "workflow_dispatch" ? namedCommitOf(payload, env) : void 0;
  const pullRequest = named ?? pullRequestOf(name, payload, repository2);
  const comment = name === "issue_comment" ? commentOf(payload) : void 0;
  const foreignRun = payload.workflow_run !== void 0 && payload.workflow_run.head_repository?.full_name !== repository2;
  const before = name === "push" && payload.before && !/^0+$/.test(payload.before) ? payload.before : void 0;
  const workflow = /^[^/]+\/[^/]+\/(.+?)@/.exec(env.GITHUB_WORKFLOW_REF ?? "")?.[1] ?? (env.GITHUB_WORKFLOW || void 0);
  const request = name === "repository_dispatch" ? payload.client_payload : name === "workflow_dispatch" ? payload.inputs : void 0;
  if (name === "merge_group" && payload.merge_group === void 0) missing(name, "merge_group");
  const workflowRun = name === "workflow_run" ? workflowRunOf(payload) : void 0;
  const actor = payload.workflow_run?.actor?.login ?? env.GITHUB_ACTOR;
  const origin = {
    name,
    ...named === void 0 ? {} : { namedCommit: true },
    ...pullRequest === void 0 ? {} : { pullRequest },
    ...foreignRun ? { foreignRun: true } : {},
    ...actor ? { actor } : {}
  };
  return {
    ...origin,
    ref: env.GITHUB_REF ?? "",
    trusted: ruleOf(origin)?.trusted === true,
    ...env.GITHUB_SHA ? { sha: env.GITHUB_SHA } : {},
    ...repository2 === void 0 ? {} : { repository: repository2 },
    ...payload.repository?.default_branch === void 0 ? {} : { defaultBranch: payload.repository.default_branch },
    ...payload.repository?.private === true ? { privateRepository: true } : {},
    ...payload.repository?.private === false ? { publicRepository: true } : {},
    ...before === void 0 ? {} : { before },
    ...comment === void 0 ? {} : { comment },
    ...workflowRun === void 0 ? {} : { workflowRun },
    ...request && named === void 0 ? { request } : {},
    ...payload.merge_group === void 0 ? {} : { mergeGroupBaseSha: payload.merge_group.base_sha },
    .../^\d+$/.test(env.GITHUB_RUN_ID ?? "") ? { run: { id: Number(env.GITHUB_RUN_ID), attempt: Number(env.GITHUB_RUN_ATTEMPT) || 1 } } : {},
    ...workflow === void 0 ? {} : { workflow },
    ...runAddress(env, repository2)
  };
}
function runAddress({ GITHUB_SERVER_URL: server, GITHUB_RUN_ID: id }, repository2) {
  return server && repository2 && id ? { runUrl: `${server}/${repository2}/actions/runs/${id}` } : {};
}
function missing(name, key) {
  throw new SetupError("event-invalid", `the payload of the event ${name} has no '${key}'.`, {
    key,
    value: "missing",
    remedy: "Give a complete payload (with act: -e event.json)."
  });
}
function pullRequestOf(name, payload, repository2) {
  const { pull_request: pull } = payload;
  if (pull === void 0)
    return name === "pull_request" || name === "pull_request_target" ? missing(name, "pull_request") : void 0;
  const head = pull.head.repo?.full_name;
  if (head === void 0) {
    throw new SetupError(
      "fork-deleted",
      `pull request ${pull.number} has no head repository (pull_request.head.repo is null): its fork was deleted.`,
      {
        key: "pull_request.head.repo",
        value: "null",
        remedy: "Open the pull request again from a branch that exists."
      }
    );
  }
  const base = pull.base.repo?.full_name ?? repository2 ?? missing(name, "pull_request.base.repo");
  return {
    number: pull.number,
    headSha: pull.head.sha,
    headRef: pull.head.ref,
    baseSha: pull.base.sha,
    baseRef: pull.base.ref,
    fork: head.toLowerCase() !== base.toLowerCase(),
    title: pull.title ?? "",
    body: pull.body ?? "",
    ...pull.labels?.length ? { labels: pull.labels.map((each) => each.name) } : {},
    ...payload.action ? { action: payload.action } : {},
    ...payload.action === "labeled" && payload.label ? { label: payload.label.name } : {},
    ...pull.updated_at ? { updatedAt: pull.updated_at } : {}
  };
}
function namedCommitOf({ inputs }, env) {
  if (!inputs || !Object.hasOwn(inputs, "pull-request") || !Object.hasOwn(inputs, "sha")) return void 0;
  const [number, commit] = [inputs["pull-request"], inputs["sha"]].map((value) => String(value).trim());
  const wrong = (key, value, form) => new SetupError(
    "event-invalid",
    `the input '${key}' of the event workflow_dispatch is not ${form}: '${value.slice(0, 80)}'.`,
    {
      key: `inputs.${key}`,
      value: value.slice(0, 80),
      remedy: "Comment `/dvc-ci validate SHA` on the pull request, or start the workflow with both inputs."
    }
  );
  if (!/^[1-9]\d{0,9}$/.test(number)) throw wrong("pull-request", number, "the number of a pull request");
  if (!sha.safeParse(commit).success) throw wrong("sha", commit, "the whole hash of a commit, in lower case");
  const baseRef = /^refs\/heads\/(.+)$/.exec(env.GITHUB_REF ?? "")?.[1];
  if (baseRef === void 0 || !sha.safeParse(env.GITHUB_SHA).success)
    throw new SetupError("event-invalid", "the workflow_dispatch is on no branch.", {
      key: "GITHUB_REF",
      value: env.GITHUB_REF ?? "",
      remedy: "Start the workflow on the base branch of the pull request."
    });
  return {
    number: Number(number),
    headSha: commit,
    headRef: `pull/${number}/head`,
    baseSha: env.GITHUB_SHA ?? "",
    baseRef,
    fork: true,
    title: "",
    body: ""
  };
}
function workflowRunOf({ workflow_run: run }) {
  const { id, head_sha: headSha, head_branch: headBranch, head_repository: head } = run ?? {};
  if (!run || !id || !headSha || !headBranch || !head) return void 0;
  return {
    id,
    attempt: run.run_attempt ?? 1,
    headSha,
    headBranch,
    headRepository: head.full_name,
    event: run.event ?? "",
    conclusion: run.conclusion ?? ""
  };
}
function commentOf({ action, issue, comment }) {
  if (action !== "created" || issue === void 0 || comment?.user === void 0 || comment.user === null)
    return void 0;
  return {
    id: comment.id,
    body: comment.body ?? "",
    author: comment.user.login,
    byBot: comment.user.type === "Bot",
    ...issue.pull_request ? { pullRequest: issue.number } : {}
  };
}

export {
  LOCAL_EVENT,
  loadEvent,
  runAddress
};
