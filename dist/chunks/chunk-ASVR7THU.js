import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  mayHaveHappened
} from "./chunk-VYEJV3IP.js";

// src/github/comment.ts
var CREATES = 3;
var LISTED_AFTER_MS = 1e3;
var encodeMarker = (text) => encodeURIComponent(Buffer.from(text, "utf8").toString("utf8")).replaceAll("%2F", "/").replaceAll("-", "%2D").replaceAll("!", "%21");
function subjectLine({ mode, project, workflow }) {
  return `<!-- dvc-ci comment: mode=${encodeMarker(mode)} project=${encodeMarker(project)} workflow=${encodeMarker(workflow)} -->`;
}
async function subjectsOf(github, thread) {
  const marked = (await thread.list()).flatMap(
    ({ author, body }) => subjectsIn(body).map((subject) => ({ author, subject }))
  );
  if (marked.length === 0) return [];
  const login = (await github.login()).toLowerCase();
  return marked.filter(({ author }) => author?.toLowerCase() === login).map(({ subject }) => subject);
}
function subjectsIn(body) {
  const [, mode, project, workflow] = /^<!-- dvc-ci comment: mode=(\S*) project=(\S*) workflow=(\S*) -->$/m.exec(body.replaceAll("\r", "")) ?? [];
  return mode === void 0 || project === void 0 || workflow === void 0 ? [] : readable({ mode, project, workflow });
}
function readable({ mode, project, workflow }) {
  try {
    return [
      { mode: decodeURIComponent(mode), project: decodeURIComponent(project), workflow: decodeURIComponent(workflow) }
    ];
  } catch {
    return [];
  }
}
function authorLine({ run, attempt, sha }) {
  return `<!-- dvc-ci run: ${run}.${attempt} ${encodeMarker(sha)} -->`;
}
function authorOf(body) {
  const [, run, attempt, sha = ""] = /^<!-- dvc-ci run: (\d+)\.(\d+) (\w*) -->$/m.exec(body.replaceAll("\r", "")) ?? [];
  return run === void 0 ? void 0 : { run: Number(run), attempt: Number(attempt), sha };
}
function isOvertaken(author, body) {
  const theirs = authorOf(body);
  return theirs !== void 0 && theirs.run > author.run && theirs.sha !== author.sha;
}
var ReportComment = class {
  constructor(github, thread, subject, author, listedAfter = LISTED_AFTER_MS) {
    this.github = github;
    this.thread = thread;
    this.subject = subject;
    this.author = author;
    this.listedAfter = listedAfter;
  }
  github;
  thread;
  subject;
  author;
  listedAfter;
  /** Id of the comment, for the next write. */
  id;
  /**
   * Writes the comment. The same text twice changes nothing.
   * @param body Markdown; with our two lines below GitHub's limit of 65,536 characters
   * @param onlyUpdate true to create no comment
   * @throws the failure after all retries
   */
  async write(body, onlyUpdate = false) {
    const text = `${subjectLine(this.subject)}
${authorLine(this.author)}
${body}`;
    const known = await this.known() ?? await this.find();
    if (known) return this.replace(known, text);
    if (onlyUpdate) return { kind: "absent" };
    const made = await this.create(text);
    const kept = await this.find() ?? made;
    if (kept.id === made.id) {
      this.id = made.id;
      return { kind: "created", url: made.url };
    }
    return this.replace(kept, text);
  }
  async replace(comment, text) {
    this.id = comment.id;
    if (isOvertaken(this.author, comment.body)) return { kind: "overtaken", url: comment.url };
    if (comment.body.replaceAll("\r\n", "\n").trimEnd() === text.trimEnd())
      return { kind: "unchanged", url: comment.url };
    return { kind: "updated", url: (await this.thread.update(comment.id, text)).url };
  }
  /** The comment of the last write, unless a user deleted it or removed our line. */
  async known() {
    if (this.id === void 0) return void 0;
    const comment = await this.thread.get(this.id);
    return comment && await this.isOurs(comment) ? comment : void 0;
  }
  /** The oldest of our comments. Removes newer ones, which only a race creates. */
  async find() {
    const candidates = (await this.thread.list()).filter(({ body }) => this.hasLine(body));
    if (candidates.length === 0) return void 0;
    const login = (await this.github.login()).toLowerCase();
    const [oldest, ...others] = candidates.filter(({ author }) => author?.toLowerCase() === login).sort((a, b) => a.id - b.id);
    for (const { id } of others) await this.thread.remove(id);
    return oldest;
  }
  /** Creates the comment once. After a create without an answer, it searches the comment before it tries again. */
  async create(text) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.thread.create(text);
      } catch (error) {
        if (!mayHaveHappened(error) || attempt >= CREATES) throw error;
        this.github.debug(`comment on ${this.thread.name}: no answer to its creation; checking whether it exists`);
        await this.github.pause(this.listedAfter * attempt);
        const stored = await this.find();
        if (stored) return stored;
      }
    }
  }
  async isOurs({ author, body }) {
    return this.hasLine(body) && author?.toLowerCase() === (await this.github.login()).toLowerCase();
  }
  hasLine(body) {
    const line = subjectLine(this.subject);
    return body.split(/\r?\n/).some((each) => each === line);
  }
};

export {
  encodeMarker,
  subjectLine,
  subjectsOf,
  subjectsIn,
  ReportComment
};
