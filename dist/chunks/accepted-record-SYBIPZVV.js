import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  encodeMarker,
  subjectsIn
} from "./chunk-ASVR7THU.js";
import "./chunk-VYEJV3IP.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VUXC3WPS.js";

// src/github/accepted-record.ts
var MOST = 20;
function acceptedLine(accepted) {
  const [first] = accepted;
  if (first === void 0) return "";
  const comments = [...new Set(accepted.flatMap(({ comment }) => comment === void 0 ? [] : [comment]))].slice(
    0,
    MOST
  );
  const labels = [
    ...new Set(accepted.flatMap(({ label }) => label === void 0 ? [] : [encodeMarker(label)]))
  ].slice(0, MOST);
  return `<!-- dvc-ci accepted: ${first.sha} comments=${comments.join(",")} labels=${labels.join(",")} -->
`;
}
async function readAccepted(github, thread, project, headSha) {
  const record = { headSha, comments: /* @__PURE__ */ new Set(), labels: /* @__PURE__ */ new Set() };
  const marked = (await thread.list()).flatMap(({ author, body }) => {
    const lines = body.split(/\r?\n/);
    const [, sha, comments = "", labels = ""] = /^<!-- dvc-ci accepted: ([0-9a-f]{40,64}) comments=([\d,]*) labels=(\S*) -->$/.exec(lines[2] ?? "") ?? [];
    const about = subjectsIn(lines[0] ?? "").some(
      (subject) => subject.mode === "validate" && subject.project === project
    );
    return about && sha === headSha ? [{ author, comments, labels }] : [];
  });
  if (marked.length === 0) return record;
  const login = (await github.login()).toLowerCase();
  for (const { author, comments, labels } of marked) {
    if (author?.toLowerCase() !== login) continue;
    for (const each of comments.split(",")) if (each !== "") record.comments.add(Number(each));
    for (const each of labels.split(",")) if (each !== "") record.labels.add(decoded(each));
  }
  return record;
}
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
export {
  acceptedLine,
  readAccepted
};
