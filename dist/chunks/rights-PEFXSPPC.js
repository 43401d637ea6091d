import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  textAt
} from "./chunk-EOMHJ2QE.js";
import {
  rateLimitWait
} from "./chunk-Q3DAGWGM.js";
import "./chunk-D6Q6YARU.js";
import "./chunk-EF5XAS5R.js";
import {
  failureOf,
  failureText,
  orAbsent
} from "./chunk-VYEJV3IP.js";
import "./chunk-3YF3DDHW.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VUXC3WPS.js";

// src/github/code-owners.ts
var PLACES = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];
function ownersOf(codeOwners2, path) {
  let owners = [];
  for (const line of codeOwners2.split(/\r?\n/)) {
    const [pattern, ...named] = line.replace(/(?:^|\s)#.*$/, "").trim().split(/\s+/);
    if (pattern !== void 0 && pattern !== "" && patternOf(pattern)?.test(path) === true) owners = named;
  }
  return owners;
}
function patternOf(pattern) {
  if (/^!|[[\]\\]/.test(pattern)) return void 0;
  const anchored = /\/(?!$)/.test(pattern);
  const parts = pattern.replace(/^\//, "").split(/(\*\*\/|\/\*\*$|\*+|\?)/);
  const body = parts.map(
    (part) => ({ "**/": "(?:.*/)?", "/**": "/.*", "?": "[^/]" })[part] ?? (/^\*+$/.test(part) ? "[^/]*" : part.replace(/[.+^${}()|]/g, String.raw`\$&`))
  ).join("");
  const below = pattern.endsWith("/") ? ".*" : /(?:^|\/)\*$/.test(pattern) && anchored ? "" : "(?:/.*)?";
  return new RegExp(`^${anchored ? "" : "(?:.*/)?"}${body}${below}$`);
}
async function codeOwners(github, sha, path) {
  for (const place of PLACES) {
    const text = await textAt(github, sha, place);
    if (text !== void 0) return ownersOf(text, path);
  }
  return [];
}

// src/github/rights.ts
var MOST_PEOPLE = 20;
var Rights = class {
  /**
   * @param file path in the repository; its code owners may decide
   * @param baseSha the commit with the valid CODEOWNERS
   * @param author login of the pull request's author, who cannot decide as a code owner
   */
  constructor(github, file, baseSha, author) {
    this.github = github;
    this.file = file;
    this.baseSha = baseSha;
    this.author = author;
  }
  github;
  file;
  baseSha;
  author;
  known = /* @__PURE__ */ new Map();
  owners;
  /** The right of one user. @throws the failure of a request to GitHub, except a refused list of team members */
  of(login) {
    const key = login.toLowerCase();
    const known = this.known.get(key);
    if (known !== void 0) return known;
    if (this.known.size >= MOST_PEOPLE)
      return Promise.resolve({ may: false, reason: `dvc-ci checks only the first ${MOST_PEOPLE} users` });
    const asked = this.ask(login);
    this.known.set(key, asked);
    return asked;
  }
  async ask(login) {
    if (await hasWriteAccess(this.github, login)) return { may: true, reason: "" };
    if (login.toLowerCase() === this.author?.toLowerCase())
      return { may: false, reason: "the author has no write access" };
    const reasons = [];
    for (const owner of await (this.owners ??= codeOwners(this.github, this.baseSha, this.file))) {
      if (owner.toLowerCase() === `@${login.toLowerCase()}`) return { may: true, reason: "" };
      const [, org, team] = /^@([^/]+)\/(.+)$/.exec(owner) ?? [];
      if (org === void 0 || team === void 0) continue;
      const member = await isMember(this.github, org, team, login);
      if (member === true) return { may: true, reason: "" };
      if (member !== false) reasons.push(`the token cannot read the members of ${owner}: ${member.refusal}`);
    }
    return { may: false, reason: [`neither write access nor code owner of ${this.file}`, ...reasons].join("; ") };
  }
};
async function hasWriteAccess({ octokit, repo }, login) {
  const found = await orAbsent(octokit.rest.repos.getCollaboratorPermissionLevel({ ...repo, username: login }));
  return found !== void 0 && ["admin", "maintain", "write", "push"].includes(found.data.permission);
}
async function isMember({ octokit }, org, team, login) {
  try {
    const { data } = await octokit.rest.teams.getMembershipForUserInOrg({ org, team_slug: team, username: login });
    return data.state === "active";
  } catch (error) {
    const { status } = failureOf(error);
    if (status === 404) return false;
    if (status === 403 && rateLimitWait(error, Date.now()) === void 0) return { refusal: failureText(error) };
    throw error;
  }
}
export {
  Rights,
  hasWriteAccess
};
