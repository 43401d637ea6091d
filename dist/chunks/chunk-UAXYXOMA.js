import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  moment
} from "./chunk-3YF3DDHW.js";
import {
  endGroup,
  living
} from "./chunk-NTLNP6FM.js";
import {
  childEnvironment
} from "./chunk-SDUKE5W5.js";
import {
  CancelledError,
  OutsideError,
  SetupError
} from "./chunk-GSQGKKGD.js";

// src/run/process.ts
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { basename } from "node:path";

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
  /**
   * At most `longest` characters, from the beginning of a line. Of a longer line, the end after `…`: the mark tells the
   * redactor that a secret may be cut there.
   */
  get text() {
    if (this.kept.length <= this.longest) return this.kept;
    const tail = this.kept.slice(-this.longest);
    const line = tail.indexOf("\n") + 1;
    return line > 0 && line < tail.length ? tail.slice(line) : `…${tail.slice(1)}`;
  }
};

// src/run/whole-lines.ts
var LONGEST_LINE = 65536;
var WholeLines = class {
  pending = "";
  /** @returns the lines that are complete now, with their ends; a redrawn line ends with `\r` */
  add(text) {
    this.pending += text;
    const end = Math.max(this.pending.lastIndexOf("\n"), this.pending.lastIndexOf("\r")) + 1;
    return this.take(this.pending.length - end > LONGEST_LINE ? this.pending.length : end);
  }
  /** @returns the rest, without an end */
  end() {
    return this.take(this.pending.length);
  }
  take(characters) {
    const taken = this.pending.slice(0, characters);
    this.pending = this.pending.slice(characters);
    return taken;
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
  const name = `${basename(command)} ${args.find((each) => /^[a-z-]+$/.test(each) && !each.startsWith("-")) ?? ""}`.trim();
  moment(`process ${name} begins`);
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
  const lines = { stdout: new WholeLines(), stderr: new WholeLines() };
  const show = (text, stream) => {
    if (text !== "") options.onOutput?.(text, stream);
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
        show(lines[stream].add(text), stream);
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
    for (const stream of ["stdout", "stderr"]) show(lines[stream].end(), stream);
    if (child.pid !== void 0) living.delete(child.pid);
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", cancel);
  }
  moment(`process ${name} ends`);
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
  LogTail,
  WholeLines,
  runProcess,
  TAIL_OF_COMMAND,
  shellLine
};
