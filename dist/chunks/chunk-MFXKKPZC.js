import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  CancelledError,
  OutsideError,
  SetupError
} from "./chunk-EXO2BLOW.js";

// src/run/process.ts
import { spawn } from "node:child_process";
import { constants } from "node:os";
var INTERRUPT_GRACE_MS = 4e3;
var TERMINATE_GRACE_MS = 2e3;
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
function groupAlive(pid) {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, 0);
    return true;
  } catch {
    return false;
  }
}
async function endGroup(pid) {
  const waitGone = async (milliseconds) => {
    const until = Date.now() + milliseconds;
    while (Date.now() < until) {
      if (!groupAlive(pid)) return true;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    return !groupAlive(pid);
  };
  signalGroup(pid, "SIGINT");
  if (await waitGone(INTERRUPT_GRACE_MS)) return;
  signalGroup(pid, "SIGTERM");
  if (await waitGone(TERMINATE_GRACE_MS)) return;
  signalGroup(pid, "SIGKILL");
  await waitGone(1e3);
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
          reject(new SetupError(`cannot run '${command}' in ${options.cwd}: no such program or folder.`, { key: "PATH", value: command, cause }));
        } else reject(new OutsideError(`cannot run '${command}': ${cause.message}.`, { cause }));
      });
      child.once("close", (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? "SIGKILL"]));
    });
    if (ending) await ending;
  } finally {
    if (child.pid !== void 0) living.delete(child.pid);
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", end);
  }
  if (options.signal?.aborted) throw new CancelledError(`cancelled while '${command}' ran.`);
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
