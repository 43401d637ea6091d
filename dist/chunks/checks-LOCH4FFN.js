import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  failureOf,
  mayHaveHappened
} from "./chunk-VYEJV3IP.js";
import {
  shorten
} from "./chunk-YTSCXGCX.js";
import "./chunk-FT4V3LLR.js";
import "./chunk-IJ3IOKBO.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VUXC3WPS.js";

// src/github/checks.ts
var PER_REQUEST = 50;
var MOST_ANNOTATIONS = 500;
var LONGEST_TITLE = 255;
var LISTED_AFTER_MS = 1e3;
var CONCLUSIONS = {
  success: "success",
  unverified: "neutral",
  failure: "failure",
  error: "failure",
  cancelled: "cancelled",
  superseded: "neutral"
};
var LEVELS = { error: "failure", warning: "warning", notice: "notice" };
function annotationOf({ severity, message, path, line, title }) {
  return {
    path,
    start_line: line ?? 1,
    end_line: line ?? 1,
    annotation_level: LEVELS[severity],
    message,
    ...title === void 0 ? {} : { title: shorten(title, LONGEST_TITLE) }
  };
}
async function publishCheckRun(github, run, listedAfter = LISTED_AFTER_MS) {
  const placed = run.annotations.flatMap(
    (annotation) => annotation.path === void 0 ? [] : [annotationOf({ ...annotation, path: annotation.path })]
  ).slice(0, MOST_ANNOTATIONS);
  const groups = Array.from(
    { length: Math.ceil(placed.length / PER_REQUEST) },
    (_, index) => placed.slice(index * PER_REQUEST, (index + 1) * PER_REQUEST)
  );
  const created = await create(github, run, groups[0] ?? [], listedAfter);
  for (const [index, annotations] of groups.entries()) {
    if (index * PER_REQUEST >= created.annotations)
      await append(github, run, created.id, annotations, index * PER_REQUEST, listedAfter);
  }
  return created.url;
}
var outputOf = (run, annotations) => ({
  title: shorten(run.title, LONGEST_TITLE),
  summary: run.summary,
  annotations: [...annotations]
});
async function create(github, run, annotations, listedAfter) {
  const { octokit, repo } = github;
  const send = (some) => octokit.rest.checks.create({
    ...repo,
    name: run.name,
    head_sha: run.sha,
    external_id: run.id,
    status: "completed",
    conclusion: CONCLUSIONS[run.conclusion],
    output: outputOf(run, some),
    ...run.detailsUrl === void 0 ? {} : { details_url: run.detailsUrl }
  });
  try {
    const { data } = await send(annotations);
    return { id: data.id, url: data.html_url ?? "", annotations: annotations.length };
  } catch (error) {
    if (failureOf(error).status === 422 && annotations.length > 0) {
      github.debug(
        `check run '${run.name}': GitHub rejected the annotations, so it has none: ${failureOf(error).message}`
      );
      const { data: data2 } = await send([]);
      return { id: data2.id, url: data2.html_url ?? "", annotations: Infinity };
    }
    if (!mayHaveHappened(error)) throw error;
    await github.pause(listedAfter);
    const { data } = await octokit.rest.checks.listForRef({
      ...repo,
      ref: run.sha,
      check_name: run.name,
      filter: "all",
      per_page: 100
    });
    const stored = data.check_runs.find(({ external_id: id }) => id === run.id) ?? (await send(annotations)).data;
    return { id: stored.id, url: stored.html_url ?? "", annotations: stored.output.annotations_count };
  }
}
async function append({ octokit, repo, pause }, run, id, annotations, before, listedAfter) {
  const send = () => octokit.rest.checks.update({
    ...repo,
    check_run_id: id,
    output: outputOf(run, annotations),
    request: { once: true }
  });
  try {
    await send();
  } catch (error) {
    if (!mayHaveHappened(error)) throw error;
    await pause(listedAfter);
    const { data } = await octokit.rest.checks.get({ ...repo, check_run_id: id });
    if (data.output.annotations_count <= before) await send();
  }
}
export {
  MOST_ANNOTATIONS,
  publishCheckRun
};
