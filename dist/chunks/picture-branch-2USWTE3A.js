import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  failureOf,
  failureText,
  orAbsent
} from "./chunk-VYEJV3IP.js";
import {
  count
} from "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VUXC3WPS.js";

// src/github/picture-branch.ts
var MARKER = ".dvc-ci-images";
var OURS = /^(?:\.dvc-ci-images|[0-9a-f]{64}\.[a-z]+)$/;
var MOST_BYTES = 5e7;
var KEPT_DAYS = 30;
var MOST_LOOKED_UP = 20;
var ATTEMPTS = 5;
var REMEDY = "set `images-branch` to another name";
var UPLOAD_MS = 3e4;
async function storePictures(github, branch, files, limit = MOST_BYTES) {
  const name = nameOf(branch);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const tip = await tipOf(github, name);
    const stored = tip === void 0 ? void 0 : await storedIn(github, tip);
    if (stored !== void 0 && !isMarked(stored))
      throw new Error(`the branch ${name} has no file ${MARKER}, so dvc-ci did not make it: ${REMEDY}`);
    const added = files.filter(({ path }) => !stored?.files.some((each) => each.path === path));
    if (tip !== void 0 && added.length === 0) return { sha: tip, isNew: false };
    const sizes = [...stored?.files.map(({ size }) => size) ?? [], ...added.map(({ bytes }) => bytes.length)];
    if (sizes.reduce((sum, size) => sum + size, 0) > limit)
      throw new Error(`the branch ${name} would have more than ${limit / 1e6} MB: delete it, and start the run again`);
    const sha = await commitOf(github, branch, stored, added);
    if (await moved(github, name, tip, sha)) return { sha, isNew: tip === void 0 };
  }
  throw new Error(`other runs moved the branch ${name} ${count(ATTEMPTS, "time")}`);
}
async function deleteOldPictures(github, { beginning, pull: own }, now = Date.now()) {
  const { octokit, repo } = github;
  const refs = await octokit.paginate(octokit.rest.git.listMatchingRefs, { ...repo, ref: `heads/${beginning}/` });
  const others = refs.map(({ ref, object }) => ({ name: ref.slice(`refs/heads/${beginning}/`.length), sha: object.sha })).filter(({ name }) => /^[1-9]\d{0,9}$/.test(name)).map(({ name, sha }) => ({ number: Number(name), sha })).filter(({ number }) => number !== own).sort((a, b) => a.number - b.number);
  if (others.length === 0) return [];
  const open = new Set(
    (await octokit.paginate(octokit.rest.pulls.list, { ...repo, state: "open", per_page: 100 })).map(
      ({ number }) => number
    )
  );
  const deleted = [];
  for (const { number, sha } of others.filter((each) => !open.has(each.number)).slice(0, MOST_LOOKED_UP)) {
    const closed = await closedAt(github, number);
    if (closed === void 0 || now - closed < KEPT_DAYS * 864e5) continue;
    const stored = await storedIn(github, sha);
    if (!isMarked(stored) || !stored.files.every(({ path }) => OURS.test(path))) continue;
    const name = nameOf({ beginning, pull: number });
    await octokit.rest.git.deleteRef({ ...repo, ref: `heads/${name}` });
    deleted.push(name);
  }
  return deleted;
}
function nameOf({ beginning, pull }) {
  return `${beginning}/${pull}`;
}
async function tipOf({ octokit, repo }, branch) {
  return (await orAbsent(octokit.rest.git.getRef({ ...repo, ref: `heads/${branch}` })))?.data.object.sha;
}
async function closedAt({ octokit, repo }, number) {
  const closed = (await orAbsent(octokit.rest.pulls.get({ ...repo, pull_number: number })))?.data.closed_at ?? void 0;
  return closed === void 0 ? void 0 : Date.parse(closed);
}
function isMarked({ files }) {
  return files.some(({ path }) => path === MARKER);
}
async function storedIn({ octokit, repo }, commit) {
  const { tree } = (await octokit.rest.git.getCommit({ ...repo, commit_sha: commit })).data;
  const { data } = await octokit.rest.git.getTree({ ...repo, tree_sha: tree.sha });
  return { commit, tree: tree.sha, files: data.tree.map(({ path, size = 0 }) => ({ path, size })) };
}
async function commitOf({ octokit, repo }, { pull }, stored, added) {
  const about = `Pictures in the comment of dvc-ci on pull request ${pull}`;
  const file = { mode: "100644", type: "blob" };
  const entries = [];
  for (const { path, bytes } of added) {
    const { data: data2 } = await octokit.rest.git.createBlob({
      ...repo,
      content: Buffer.from(bytes).toString("base64"),
      encoding: "base64",
      request: { milliseconds: UPLOAD_MS }
    });
    entries.push({ ...file, path, sha: data2.sha });
  }
  if (stored === void 0)
    entries.push({
      ...file,
      path: MARKER,
      content: `${about}. dvc-ci deletes this branch ${KEPT_DAYS} days after the pull request is closed.
`
    });
  const { data: tree } = await octokit.rest.git.createTree({
    ...repo,
    ...stored === void 0 ? {} : { base_tree: stored.tree },
    tree: entries
  });
  const { data } = await octokit.rest.git.createCommit({
    ...repo,
    message: `${about} [skip ci]`,
    tree: tree.sha,
    parents: stored === void 0 ? [] : [stored.commit]
  });
  return data.sha;
}
async function moved(github, branch, tip, sha) {
  const { octokit, repo } = github;
  try {
    if (tip === void 0) await octokit.rest.git.createRef({ ...repo, ref: `refs/heads/${branch}`, sha });
    else await octokit.rest.git.updateRef({ ...repo, ref: `heads/${branch}`, sha, force: false });
    return true;
  } catch (error) {
    const now = await tipOf(github, branch);
    if (now === sha) return true;
    if (now !== tip) return false;
    if (failureOf(error).status !== 422) throw error;
    throw new Error(
      `the branch ${branch} cannot be written (${failureText(error)}). A branch named like the beginning of its name, or a rule of the repository, can be the cause: ${REMEDY}`
    );
  }
}
export {
  deleteOldPictures,
  storePictures
};
