import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  changedImages,
  choosePictures,
  comparedThumbnails,
  renderComment,
  renderRunning
} from "./chunk-7VM2ZCT3.js";
import {
  annotationsOf
} from "./chunk-4OS2L7D4.js";
import {
  emptyReport,
  titleOf
} from "./chunk-EX52EZ3H.js";
import {
  version
} from "./chunk-QI7C5ARK.js";
import {
  redactStrings
} from "./chunk-RM227KDU.js";
import {
  messageOf
} from "./chunk-GSQGKKGD.js";

// src/run/new-report.ts
function newReport({ mode, event }) {
  return {
    ...emptyReport(mode, sourceOf(event)),
    ...event.runUrl === void 0 ? {} : { run_url: event.runUrl },
    // Whole seconds: a reader takes no more from it.
    started: `${(/* @__PURE__ */ new Date()).toISOString().slice(0, 19)}Z`,
    versions: { dvc_ci: version() }
  };
}
function sourceOf(event) {
  const { pullRequest: pull } = event;
  const repository = repositoryUrl(event);
  const branch = pull?.headRef ?? /^refs\/heads\/(.+)$/.exec(event.ref)?.[1];
  return {
    sha: event.sha ?? "",
    ref: event.ref,
    event: event.name,
    trusted: event.trusted,
    ...repository === void 0 ? {} : { repository },
    ...branch === void 0 ? {} : { head_ref: branch },
    ...pull === void 0 ? {} : {
      pull_request: pull.number,
      head_sha: pull.headSha,
      base_ref: pull.baseRef,
      ...pull.title === "" ? {} : { title: pull.title }
    }
  };
}
function repositoryUrl({ runUrl }) {
  return runUrl?.replace(/\/actions\/runs\/\d+$/, "");
}

// src/steps/comments/parse-commands.ts
var ACCEPT_LABEL = /^dvc-ci:\s*accept\s+(\S.*)$/i;
function commandLines(body) {
  const commands = [];
  let fence;
  for (const line of body.replace(/<!--[^]*?(?:-->|$)/g, "").split(/\r\n|\r|\n/)) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== void 0 && (fence === void 0 || mark.startsWith(fence)))
      fence = fence === void 0 ? mark : void 0;
    const [, name, rest = ""] = fence === void 0 ? /^\/dvc-ci(?:$|\s+(\S*)(?:\s+(.*))?$)/.exec(line) ?? [] : [];
    if (fence === void 0 && /^\/dvc-ci(?:\s|$)/.test(line))
      commands.push({ name: (name ?? "").toLowerCase(), rest: rest.trim() });
  }
  return commands;
}
function acceptedByLabel(name) {
  const [, metrics] = ACCEPT_LABEL.exec(name.trim()) ?? [];
  const names = metrics?.split(",").map((each) => each.trim()).filter((each) => each !== "");
  return names === void 0 || names.length === 0 ? void 0 : names;
}

// src/surfaces/pictures.ts
var LONGEST_MS = 4e4;
async function storedPictures(connect, { event: { pullRequest, trusted }, github: { images, imagesBranch } }, host, signal, report, { pictures = /* @__PURE__ */ new Map(), thumbnails = /* @__PURE__ */ new Map() }) {
  if (images === "none" || pullRequest === void 0 || !trusted || signal.aborted) return void 0;
  const compared = [...changedImages(report.plots ?? [], pictures), ...comparedThumbnails(thumbnails)];
  const chosen = choosePictures(compared, (text) => host.redact(text));
  if (chosen.shown.length === 0 && chosen.left.length === 0) return void 0;
  const branch = { beginning: imagesBranch, pull: pullRequest.number };
  try {
    const github = await connect();
    github.endWithin(signal.aborted ? 0 : LONGEST_MS);
    signal.addEventListener("abort", () => github.endWithin(0), { once: true });
    const { deleteOldPictures, storePictures } = await import("./picture-branch-2USWTE3A.js");
    const { sha, isNew } = chosen.files.length === 0 ? { sha: "", isNew: false } : await storePictures(github, branch, chosen.files);
    if (isNew)
      await deleteOldPictures(github, branch).then(
        (deleted) => {
          for (const name of deleted) host.info(`Deleted ${name}: its pull request was closed long ago.`);
        },
        (error) => host.debug(`old pictures were not deleted: ${messageOf(error)}`)
      );
    const masked = (each) => ({ ...each, name: host.redact(each.name) });
    return { sha, shown: chosen.shown.map(masked), left: chosen.left.map(masked) };
  } catch (error) {
    const { failureText } = await import("./failure-PGHG45MJ.js");
    if (!signal.aborted)
      host.warning(
        `The pictures are not in the comment: ${failureText(error, "contents: write")}. The verdict is unchanged.`
      );
    return void 0;
  }
}

// src/surfaces/github.ts
var INTERVAL_MS = 15e3;
var CANCELLED_MS = 6500;
var FINAL_MS = 9e4;
var FINDINGS_MS = 5e3;
async function openGitHub({ event, github }, host) {
  const { connect } = await import("./client-A4PBHEU6.js");
  return connect({
    token: github.token ?? "",
    apiUrl: github.apiUrl,
    repository: event.repository ?? "",
    debug: (message) => host.debug(message),
    redact: (text) => host.redact(text)
  });
}
var GitHubSurfaces = class {
  constructor(settings, wanted, outer, signal, report, options) {
    this.settings = settings;
    this.wanted = wanted;
    this.outer = outer;
    this.signal = signal;
    this.report = report;
    this.options = options;
    this.host = {
      ...outer,
      status: (text) => {
        outer.status(text);
        this.onStatus(text);
      }
    };
    this.open = () => (options.open ?? openGitHub)(settings, outer);
    this.client = this.open();
    this.client.catch(() => void 0);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(this.timer);
        void this.client.then(
          (github) => github.endWithin(CANCELLED_MS),
          () => void 0
        );
      },
      { once: true }
    );
  }
  settings;
  wanted;
  outer;
  signal;
  report;
  options;
  host;
  started = performance.now();
  open;
  client;
  current = { status: void 0, since: /* @__PURE__ */ new Date() };
  /** Settles when all writes so far have ended. */
  writing = Promise.resolve();
  competing = Promise.resolve([]);
  comment;
  pictures;
  lastWrite = 0;
  timer;
  /** True after GitHub has rejected a write for good, or a newer run owns the comment: nothing more is written. */
  over = false;
  /** Shows that the run has begun, in the background. */
  begin() {
    const { pullRequest } = this.settings.event;
    if (pullRequest === void 0) return;
    if (this.wanted.comment) this.writing = this.writeRunning();
    this.writing = this.writing.then(() => this.removeAcceptances(pullRequest));
    if (this.settings.lint?.off.includes("changed-elsewhere")) return;
    this.competing = this.writing.then(() => this.competingPulls(pullRequest)).catch((error) => {
      this.outer.debug(`competing pull requests are unknown: ${messageOf(error)}`);
      return [];
    });
  }
  async findings() {
    if (this.signal.aborted) return [];
    let timer;
    const enough = new Promise((resolve) => {
      timer = setTimeout(() => resolve([]), FINDINGS_MS);
    });
    try {
      return await Promise.race([this.competing, enough]);
    } finally {
      clearTimeout(timer);
    }
  }
  /** @param onlyUpdate true: update a comment that exists, create none */
  async finish(files, pictures, onlyUpdate = false) {
    clearTimeout(this.timer);
    try {
      if (this.wanted.comment && !this.over && pictures !== void 0)
        this.pictures = await storedPictures(this.open, this.settings, this.outer, this.signal, this.report, pictures);
      const github = await this.client;
      github.endWithin(FINAL_MS);
      await this.writing;
      const report = this.shown();
      if (this.wanted.comment && !this.over && isWorthAComment(report))
        await this.writeResult(
          `${await this.acceptedLine(report)}${renderComment(report, this.context(files))}`,
          onlyUpdate || isUnpublishedRollback(report)
        );
      if (this.wanted.checkRun) await this.writeCheckRun(github, report, files);
    } catch (error) {
      this.outer.warning(`GitHub cannot show the report: ${messageOf(error)}. The verdict is unchanged.`);
    }
  }
  onStatus(text) {
    if (text === void 0 || text === this.current.status) return;
    this.current = { status: text, since: /* @__PURE__ */ new Date() };
    if (this.timer !== void 0 || this.over || this.signal.aborted || !this.wanted.comment || this.settings.event.pullRequest === void 0)
      return;
    const wait = Math.max(0, this.lastWrite + (this.options.interval ?? INTERVAL_MS) - performance.now());
    this.timer = setTimeout(() => {
      this.timer = void 0;
      this.writing = this.writing.then(() => this.writeRunning());
    }, wait);
    this.timer.unref();
  }
  /** Never throws: a write that failed is tried again with the result. */
  async writeRunning() {
    this.lastWrite = performance.now();
    if (this.over) return;
    const status = this.current.status === void 0 ? void 0 : this.outer.redact(this.current.status);
    const body = renderRunning(
      this.shown(),
      { status, since: this.current.since, seconds: (performance.now() - this.started) / 1e3 },
      this.context()
    );
    try {
      await this.write(body, false);
    } catch (error) {
      await this.warnOnce(error);
    }
    this.lastWrite = performance.now();
  }
  /** The record that a rebuild after the merge reads (see accepted-record.ts). It has only acceptances that this run counted. */
  async acceptedLine({ mode, policies }) {
    const accepted = mode === "validate" ? policies.flatMap((policy) => policy.accepted ?? []) : [];
    return accepted.length === 0 ? "" : (await import("./accepted-record-SYBIPZVV.js")).acceptedLine(accepted);
  }
  async writeResult(body, onlyUpdate) {
    try {
      await this.write(body, onlyUpdate);
    } catch (error) {
      const other = await this.fallback(error);
      if (other === void 0) return this.warnOnce(error, true);
      this.comment = other;
      await this.write(body, onlyUpdate).catch((second) => this.warnOnce(second, true));
    }
  }
  /** The commit's thread: a token that may not write to the merged pull request may still write to its commit. */
  async fallback(error) {
    const { failureOf } = await import("./failure-PGHG45MJ.js");
    if (failureOf(error).status !== 403 || this.settings.event.pullRequest !== void 0) return void 0;
    const { commitThread } = await import("./thread-MJ3TYZSC.js");
    return this.commentIn(commitThread(await this.client, this.report.source.sha));
  }
  async write(body, onlyUpdate) {
    const comment = this.comment ??= await this.openComment();
    const written = await comment.write(body, onlyUpdate);
    if (written.kind === "overtaken") {
      this.over = true;
      this.outer.info(`The comment belongs to a run of a newer commit: ${written.url}`);
    } else if (written.kind === "created") this.outer.info(`Comment: ${written.url}`);
  }
  async openComment() {
    const github = await this.client;
    const { event } = this.settings;
    if (event.pullRequest !== void 0)
      return this.commentIn((await import("./thread-MJ3TYZSC.js")).pullRequestThread(github, event.pullRequest.number));
    const { threadOfCommit } = await import("./commit-comment-NRRVZQ63.js");
    const { source, rollback } = this.report;
    const sha = rollback?.replaced ?? source.sha;
    return this.commentIn(await threadOfCommit(github, sha, event.ref.replace(/^refs\/heads\//, "")));
  }
  async commentIn(thread) {
    const { ReportComment } = await import("./comment-IEKXZB4D.js");
    const { event } = this.settings;
    return new ReportComment(await this.client, thread, this.subject(), {
      run: event.run?.id ?? 0,
      attempt: event.run?.attempt ?? 1,
      sha: this.sha()
    });
  }
  /** Warns once of a comment that cannot be written. A failure that may pass is a warning at the last try only. */
  async warnOnce(error, last = false) {
    const { failureOf, failureText, mayHaveHappened } = await import("./failure-PGHG45MJ.js");
    const { rateLimitWait } = await import("./retry-UIG7UA66.js");
    const mayPass = mayHaveHappened(error) || rateLimitWait(error, Date.now()) !== void 0;
    if (mayPass && !last) {
      this.outer.debug(`the comment was not written: ${failureText(error)}; it is tried again with the result`);
      return;
    }
    this.over = true;
    const permission = this.settings.event.pullRequest === void 0 ? "pull-requests: write, contents: write" : "pull-requests: write";
    const target = failureOf(error).status === 404 && this.settings.event.pullRequest !== void 0 ? `pull request ${this.settings.event.pullRequest.number}` : "the comment";
    this.outer.warning(
      `The comment could not be written (${target}: ${failureText(error, permission)}). The job summary has the whole report; the verdict is unchanged.`
    );
  }
  async writeCheckRun(github, report, files) {
    const { publishCheckRun } = await import("./checks-LOCH4FFN.js");
    const { event } = this.settings;
    const { mode, project } = this.subject();
    const name = `dvc-ci ${mode}${project === "" ? "" : ` (${project})`}`;
    const run = {
      name,
      sha: this.sha(),
      conclusion: report.conclusion,
      title: titleOf(report, project),
      summary: renderComment(report, this.context(files)),
      annotations: annotationsOf(report, project),
      id: `${name} ${event.run?.id ?? 0}.${event.run?.attempt ?? 1}`.slice(0, 255),
      ...event.runUrl === void 0 ? {} : { detailsUrl: event.runUrl }
    };
    try {
      this.outer.info(`Check run: ${await publishCheckRun(github, run)}`);
    } catch (error) {
      const { failureText } = await import("./failure-PGHG45MJ.js");
      this.outer.warning(
        `The check run could not be created (${failureText(error, "checks: write")}). The verdict is unchanged.`
      );
    }
  }
  /** Removes labels that accepted an earlier head: they no longer count (see acceptances.ts). Never throws. */
  async removeAcceptances({
    number,
    action,
    labels = []
  }) {
    const stale = action === "synchronize" && this.settings.event.trusted ? labels.filter((name) => acceptedByLabel(name) !== void 0) : [];
    if (stale.length === 0) return;
    try {
      await (await import("./conversation-WRM5OYVP.js")).removeLabels(await this.client, number, stale);
    } catch (error) {
      this.outer.debug(`labels of an earlier commit were not removed: ${messageOf(error)}`);
    }
  }
  async competingPulls(pull) {
    const { competingPulls } = await import("./competing-pulls-BM2UJHRB.js");
    return competingPulls(await this.client, { number: pull.number, head: pull.headSha, base: pull.baseRef });
  }
  /** The commit that reviewers see: the head of the pull request, not its merge with the base. */
  sha() {
    return this.settings.event.pullRequest?.headSha ?? this.report.source.sha;
  }
  subject() {
    const { mode, github, event } = this.settings;
    return { mode, project: github.project, workflow: event.workflow ?? "" };
  }
  /** The report without secrets. */
  shown() {
    return redactStrings(this.report, (text) => this.outer.redact(text));
  }
  /** @param files the files that the run keeps, once it has ended */
  context(files = {}) {
    const { event, github } = this.settings;
    const repository = repositoryUrl(event);
    const sha = this.sha();
    return {
      project: github.project,
      ...sha === "" ? {} : { sha },
      ...repository === void 0 ? {} : { repositoryUrl: repository },
      ...event.runUrl === void 0 ? {} : { runUrl: event.runUrl },
      ...this.pictures === void 0 ? {} : { pictures: this.pictures },
      // The workflow uploads the page after this step, so the page's own address is not known yet.
      ...event.runUrl === void 0 || files.page === void 0 ? {} : { pageUrl: `${event.runUrl}#artifacts` }
    };
  }
};
function isUnpublishedRollback({ mode, commit }) {
  return mode === "rollback" && commit === void 0;
}
function isWorthAComment({ mode, stages, conclusion }) {
  return mode !== "rebuild" && mode !== "retrain" || stages.length > 0 || conclusion !== "success";
}

// src/surfaces/live-report.ts
function openSurfaces(settings, host, signal, report, options = {}) {
  const { event, github, mode } = settings;
  if (event.name === "local" || event.repository === void 0 || mode === "lint" || mode === "diff" || mode === "history" || mode === "resolve" || mode === "audit" || mode === "gc" || mode === "verify" || mode === "setup" || mode === "doctor" || mode === "command" || mode === "comment" || mode === "plan" || mode === "stage")
    return idle(host);
  const wanted = {
    comment: github.comment === "auto" && (event.pullRequest !== void 0 || (mode === "rebuild" || mode === "retrain" || mode === "collect" || mode === "rollback") && !settings.dryRun),
    checkRun: github.checkRun
  };
  if ((wanted.comment || wanted.checkRun) && !event.trusted) {
    const told = "No comment: this change comes from a fork or from Dependabot, so its token can only read. The job summary has the whole report.";
    if (event.namedCommit === true) host.info(told);
    else host.notice(told);
    wanted.comment = wanted.checkRun = false;
  }
  if (github.token === void 0 || !(wanted.comment || wanted.checkRun || event.pullRequest !== void 0)) {
    if (wanted.comment || wanted.checkRun)
      host.info("No comment and no check run: there is no token. Set GITHUB_TOKEN, or the input `token`.");
    return idle(host);
  }
  const surfaces = new GitHubSurfaces(settings, wanted, host, signal, report, options);
  surfaces.begin();
  return surfaces;
}
function idle(host) {
  return { host, findings: () => Promise.resolve([]), finish: () => Promise.resolve() };
}
async function showFailedRun(settings, host, report, files, options = {}) {
  const { event, github } = settings;
  if (github.token === void 0 || github.comment !== "auto" || event.pullRequest === void 0 || event.repository === void 0 || !event.trusted)
    return;
  const surfaces = new GitHubSurfaces(
    settings,
    { comment: true, checkRun: false },
    host,
    new AbortController().signal,
    report,
    options
  );
  await surfaces.finish(files, void 0, true);
}

export {
  newReport,
  repositoryUrl,
  commandLines,
  acceptedByLabel,
  openSurfaces,
  showFailedRun
};
