import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  runProcess
} from "./chunk-UAXYXOMA.js";
import {
  living,
  signalGroup
} from "./chunk-NTLNP6FM.js";
import {
  childEnvironment
} from "./chunk-SDUKE5W5.js";
import {
  CancelledError,
  OutsideError
} from "./chunk-GSQGKKGD.js";

// src/git/git.ts
import { spawn } from "node:child_process";
import { devNull } from "node:os";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
var DROPPED = /^GIT_(DIR|WORK_TREE|IMPLICIT_WORK_TREE|COMMON_DIR|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|SHALLOW_FILE|GRAFT_FILE|NAMESPACE|PREFIX|INTERNAL_SUPER_PREFIX|(LITERAL|GLOB|NOGLOB|ICASE)_PATHSPECS|(AUTHOR|COMMITTER)_(NAME|EMAIL|DATE))$/;
var PINNED = [
  `core.hooksPath=${devNull}`,
  "core.fsmonitor=false",
  "gc.auto=0",
  "maintenance.auto=false",
  "submodule.recurse=false",
  "i18n.commitEncoding=UTF-8",
  "i18n.logOutputEncoding=UTF-8",
  "log.showSignature=false",
  "trailer.separators=:",
  "http.lowSpeedLimit=1000",
  "http.lowSpeedTime=60"
].flatMap((setting) => ["-c", setting]);
var DEFAULT_TIMEOUT_SECONDS = 600;
var DEFAULT_BACKOFF_MS = 1e3;
var LONGEST_BACKOFF_MS = 15e3;
var LONGEST_QUOTE = 1e3;
var Git = class {
  constructor(directory, options, place = {}) {
    this.directory = directory;
    this.options = options;
    this.place = place;
    const inherited = Object.entries(childEnvironment(options.env ?? process.env)).filter(
      ([name]) => !DROPPED.test(name)
    );
    this.#env = { ...Object.fromEntries(inherited), LC_ALL: "C", GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0" };
  }
  directory;
  options;
  place;
  #env;
  #answers = /* @__PURE__ */ new Map();
  /**
   * Runs one git command.
   * @returns exit code and output; the code is one of `call.answers`, or 128 after the time limit
   * @throws {OutsideError} another exit code
   * @throws {CancelledError} the run was cancelled
   */
  async run(args, call = {}) {
    const { signal, host } = this.options;
    const timeout = call.seconds ?? (call.network ? this.options.timeout ?? DEFAULT_TIMEOUT_SECONDS : void 0);
    if (signal?.aborted && !call.always) throw new CancelledError("cancelled", `cancelled before \`git ${args[0]}\`.`);
    if (call.network) host?.debug(this.redact(`git ${args.join(" ")}`));
    const result = await runProcess(["git", ...PINNED, ...args], {
      cwd: this.directory,
      env: { ...this.#env, ...call.env },
      ...signal && !call.always ? { signal } : {},
      ...call.input === void 0 ? {} : { input: call.input },
      ...call.encoding === void 0 ? {} : { encoding: call.encoding },
      ...timeout === void 0 ? {} : { timeout }
    });
    if (result.timedOut) {
      result.stderr += `
fatal: no answer within ${timeout ?? 0} s`;
      result.code = 128;
    }
    const { answers = [0] } = call;
    if (answers !== "any" && !answers.includes(result.code)) {
      throw new OutsideError(
        "git-command-failed",
        `\`git ${args[0]}\` failed in ${this.directory} with exit code ${result.code}: ${this.quote(result.stderr)}`,
        {
          remedy: "Run `git status` there to see the cause, then run this again."
        }
      );
    }
    return result;
  }
  /** Standard output without its last line break. Throws as `run` does. */
  async text(args, call = {}) {
    return (await this.run(args, call)).stdout.replace(/\n$/, "");
  }
  /** Git's directory of the repository, which its worktrees share: an absolute path. */
  async commonDirectory() {
    return this.place.commonDirectory ?? resolve(this.directory, await this.text(["rev-parse", "--git-common-dir"]));
  }
  /** As `text`, for a question about commits by their hashes: a commit never changes, so Git is asked once. */
  once(args) {
    const key = args.join("\0");
    const answer = this.#answers.get(key) ?? this.text(args);
    this.#answers.set(key, answer);
    answer.catch(() => this.#answers.delete(key));
    return answer;
  }
  /**
   * Starts a git command that answers questions on standard input until it ends with that. A cancellation kills it.
   * @param onEnd called once, also where it could not start
   */
  start(args, onEnd) {
    const child = spawn("git", [...PINNED, ...args], {
      cwd: this.directory,
      env: this.#env,
      detached: process.platform !== "win32",
      stdio: ["pipe", "pipe", "ignore"]
    });
    const { pid } = child;
    if (pid !== void 0) living.add(pid);
    const kill = () => {
      if (pid !== void 0 && living.has(pid)) signalGroup(pid, "SIGKILL");
      child.stdin?.destroy();
      child.stdout?.destroy();
      child.unref();
      end();
    };
    let ended = false;
    const end = () => {
      if (ended) return;
      ended = true;
      if (pid !== void 0) living.delete(pid);
      this.options.signal?.removeEventListener("abort", kill);
      onEnd();
    };
    this.options.signal?.addEventListener("abort", kill, { once: true });
    child.once("error", end).once("close", end);
    child.stdin?.on("error", () => void 0);
    return child;
  }
  /**
   * Waits before a retry, longer with every attempt (from 1). The time is random: parallel runs must not retry
   * together.
   */
  async pause(attempt) {
    const most = Math.min((this.options.backoff ?? DEFAULT_BACKOFF_MS) * 2 ** (attempt - 1), LONGEST_BACKOFF_MS);
    const { signal } = this.options;
    try {
      await sleep(most * (0.5 + Math.random() / 2), void 0, signal ? { signal } : {});
    } catch (cause) {
      throw new CancelledError("cancelled", "cancelled before the next attempt at the Git server.", { cause });
    }
  }
  /** Git's output on one line, without credentials and control characters, at most 1,000 characters. */
  quote(output) {
    const lines = output.split(/[\r\n]+/).map(
      (line) => line.replace(new RegExp("\\p{Cc}\\[[0-9;]*[A-Za-z]", "gu"), "").replace(new RegExp("\\p{Cc}", "gu"), " ").trim()
    );
    const text = this.redact(lines.filter((line) => line !== "").join(" "));
    if (text === "") return "Git gave no reason.";
    return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
  }
  /** Removes secrets and the user part of addresses, which may be a token. */
  redact(text) {
    return this.masked(text.replace(/:\/\/[^\s/@]+@/g, "://***@"));
  }
  /** The text without the secrets that the log masks. */
  masked(text) {
    return this.options.host?.redact(text) ?? text;
  }
};
function splitNul(output) {
  return output === "" ? [] : output.replace(/\0$/, "").split("\0");
}

export {
  Git,
  splitNul
};
