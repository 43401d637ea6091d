import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  CancelledError,
  OutsideError,
  SetupError
} from "./chunk-C5E46KOX.js";

// src/run/process.ts
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
var INTERRUPT_GRACE_MS = 4e3;
var TERMINATE_GRACE_MS = 2e3;
var POLL_MS = 20;
var POLITE = [
  ["SIGINT", INTERRUPT_GRACE_MS],
  ["SIGTERM", TERMINATE_GRACE_MS],
  ["SIGKILL", 1e3]
];
function signalGroup(pid, signal) {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
    return true;
  } catch {
    return false;
  }
}
var living = /* @__PURE__ */ new Set();
function killLivingGroups() {
  for (const pid of living) signalGroup(pid, "SIGKILL");
}
async function endGroup(pid, steps = POLITE) {
  for (const [signal, milliseconds] of steps) {
    const until = performance.now() + milliseconds;
    for (let alive = signalGroup(pid, signal); alive; alive = signalGroup(pid, 0)) {
      if (performance.now() >= until) break;
      await sleep(POLL_MS);
    }
    if (!signalGroup(pid, 0)) return;
  }
}
async function runProcess(argv, options) {
  options.signal?.throwIfAborted();
  const [command, ...args] = argv;
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: process.platform !== "win32",
    stdio: [options.input === void 0 ? "ignore" : "pipe", "pipe", "pipe"]
  });
  if (child.pid !== void 0) living.add(child.pid);
  const result = { code: 0, stdout: "", stderr: "", timedOut: false };
  let ending;
  const end = () => {
    if (child.pid !== void 0) ending ??= endGroup(child.pid);
  };
  const timer = options.timeout === void 0 ? void 0 : setTimeout(() => {
    result.timedOut = true;
    end();
  }, options.timeout * 1e3);
  options.signal?.addEventListener("abort", end, { once: true });
  try {
    for (const stream of ["stdout", "stderr"]) {
      child[stream]?.setEncoding(stream === "stdout" ? options.encoding ?? "utf8" : "utf8");
      child[stream]?.on("data", (text) => {
        result[stream] += text;
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
      child.once("close", (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? "SIGKILL"]));
    });
    if (ending) await ending;
  } finally {
    if (child.pid !== void 0) living.delete(child.pid);
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", end);
  }
  if (options.signal?.aborted) throw new CancelledError("cancelled", `cancelled while '${command}' ran.`);
  return result;
}
function shellLine(command) {
  return process.platform === "win32" ? ["cmd", "/d", "/s", "/c", command] : ["bash", "-e", "-o", "pipefail", "-c", command];
}

export {
  INTERRUPT_GRACE_MS,
  TERMINATE_GRACE_MS,
  killLivingGroups,
  endGroup,
  runProcess,
  shellLine
};
