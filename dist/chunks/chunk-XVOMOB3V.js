import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  endGroup,
  living
} from "./chunk-NOLEDMYW.js";
import {
  CancelledError,
  OutsideError,
  SetupError
} from "./chunk-RRI2TGUO.js";

// src/run/child-environment.ts
var OF_THE_ACTION = /^(?:INPUT_|STATE_)|^ACTIONS_(?:RUNTIME_TOKEN|RUNTIME_URL|CACHE_URL|RESULTS_URL|ID_TOKEN_REQUEST_TOKEN|ID_TOKEN_REQUEST_URL)$|^GITHUB_(?:ENV|PATH|STATE|OUTPUT|STEP_SUMMARY)$/;
function childEnvironment(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !OF_THE_ACTION.test(name)));
}

// src/run/process.ts
import { spawn } from "node:child_process";
import { constants } from "node:os";

// src/run/log-tail.ts
var LogTail = class {
  /**
   * Keeps the end of a text.
   * @param longest largest number of characters of `text`
   */
  constructor(longest) {
    this.longest = longest;
  }
  longest;
  kept = "";
  add(text) {
    this.kept += text;
    if (this.kept.length > 4 * this.longest) this.kept = this.kept.slice(-2 * this.longest);
  }
  /** At most `longest` characters, from the beginning of a line. */
  get text() {
    if (this.kept.length <= this.longest) return this.kept;
    const tail = this.kept.slice(-this.longest);
    return tail.slice(tail.indexOf("\n") + 1);
  }
};

// src/run/process.ts
var SHORT = [
  ["SIGINT", 1e3],
  ["SIGTERM", 500],
  ["SIGKILL", 500]
];
var REST_OF_OUTPUT_MS = 500;
var LONGEST_REST_MS = 3e3;
async function runProcess(argv, options) {
  options.signal?.throwIfAborted();
  const [command, ...args] = argv;
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? childEnvironment(process.env),
    detached: process.platform !== "win32",
    stdio: [options.input === void 0 ? "ignore" : "pipe", "pipe", "pipe"]
  });
  if (child.pid !== void 0) living.add(child.pid);
  const result = { code: 0, stdout: "", stderr: "", timedOut: false };
  const tails = options.tail === void 0 ? void 0 : { stdout: new LogTail(options.tail), stderr: new LogTail(options.tail) };
  let ending;
  const end = (steps) => {
    if (child.pid !== void 0) ending ??= endGroup(child.pid, steps);
  };
  const cancel = () => {
    end();
  };
  const timer = options.timeout === void 0 ? void 0 : setTimeout(() => {
    result.timedOut = true;
    end(SHORT);
  }, options.timeout * 1e3);
  options.signal?.addEventListener("abort", cancel, { once: true });
  try {
    for (const stream of ["stdout", "stderr"]) {
      child[stream]?.setEncoding(stream === "stdout" ? options.encoding ?? "utf8" : "utf8");
      child[stream]?.on("data", (text) => {
        if (tails === void 0) result[stream] += text;
        else tails[stream].add(text);
        options.onOutput?.(text, stream);
      });
    }
    child.stdin?.on("error", () => void 0);
    child.stdin?.end(options.input);
    result.code = await new Promise((resolve, reject) => {
      child.once("error", (cause) => {
        if (cause.code === "ENOENT") {
          reject(
            new SetupError(
              "program-not-found",
              `cannot run '${command}' in ${options.cwd}: no such program or folder.`,
              {
                key: "PATH",
                value: command,
                cause
              }
            )
          );
        } else reject(new OutsideError("program-not-started", `cannot run '${command}': ${cause.message}.`, { cause }));
      });
      child.once("exit", (code, signal) => {
        const answer = code ?? 128 + constants.signals[signal ?? "SIGKILL"];
        void outputEnded(child).then(() => {
          resolve(answer);
        });
      });
    });
    if (ending) await ending;
  } finally {
    if (child.pid !== void 0) living.delete(child.pid);
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", cancel);
  }
  if (tails !== void 0) Object.assign(result, { stdout: tails.stdout.text, stderr: tails.stderr.text });
  if (options.signal?.aborted) throw new CancelledError("cancelled", `cancelled while '${command}' ran.`);
  return result;
}
function outputEnded(child) {
  return new Promise((resolve) => {
    const until = performance.now() + LONGEST_REST_MS;
    let [heard, quiet] = [false, false];
    const listen = () => {
      heard = true;
    };
    const streams = [child.stdout, child.stderr];
    const finish = () => {
      clearInterval(timer);
      for (const stream of streams) stream?.off("data", listen);
      resolve();
    };
    for (const stream of streams) stream?.on("data", listen);
    const timer = setInterval(() => {
      if (quiet && !heard || performance.now() > until) {
        for (const stream of streams) stream?.destroy();
        finish();
      }
      quiet = !heard;
      heard = false;
    }, REST_OF_OUTPUT_MS / 2);
    child.once("close", finish);
  });
}
var TAIL_OF_COMMAND = 64e3;
function shellLine(command) {
  return process.platform === "win32" ? ["cmd", "/d", "/s", "/c", command] : ["bash", "-e", "-o", "pipefail", "-c", command];
}

export {
  childEnvironment,
  LogTail,
  runProcess,
  TAIL_OF_COMMAND,
  shellLine
};
