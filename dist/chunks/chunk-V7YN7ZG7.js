import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  CancelledError,
  OutsideError,
  SetupError
} from "./chunk-X2NZ3GOT.js";

// src/report/report.ts
var REPORT_SCHEMA = 1;
function emptyReport(mode, source) {
  return {
    schema: REPORT_SCHEMA,
    mode,
    conclusion: "error",
    message: "the run did not finish",
    source,
    steps: [],
    stages: [],
    metrics: [],
    policies: [],
    params: [],
    data: [],
    checks: [],
    lint: [],
    remote: { name: "", objects: 0, pushed: 0, verified: 0, missing: [] }
  };
}

// src/run/report-file.ts
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

// src/report/escape.ts
var CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
function visible(text) {
  return text.replace(/\r\n?/g, "\n").replace(CONTROL, (character) => {
    const code = character.charCodeAt(0);
    return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}
function singleLine(text) {
  return visible(text).replace(/\s*\n\s*/g, " ").replace(/\t/g, " ").trim();
}
function shorten(text, most) {
  if (text.length <= most) return text;
  const characters = [...text];
  if (characters.length <= most) return text;
  const head = Math.ceil((most - 1) / 2);
  return `${characters.slice(0, head).join("")}…${characters.slice(characters.length - (most - 1 - head)).join("")}`;
}
var MARKUP = /[&<>`*_~[\]{}!|$^\\"]/g;
var entity = (character) => `&#${character.codePointAt(0)};`;
function markdownPlain(text) {
  return singleLine(text).replace(MARKUP, entity).replace(/:(?=:|\/\/)/g, entity).replace(/(www)\./gi, "$1&#46;");
}
function markdownText(text) {
  return markdownPlain(text).replace(/^(?:[-+](?=\s|$)|[-=](?=[-=\s]*$)|#)/, entity).replace(/^(\d+)([.)])(?=\s|$)/, (_, digits, mark) => digits + entity(mark)).replace(/(?<![A-Za-z0-9])@|@(?=[\w-]*\.)/g, "@&#8203;").replace(/#(?=\d)/g, (mark, offset, all) => all[offset - 1] === "&" ? mark : "&#35;&#8203;").replace(/\b(gh)-(?=\d)/gi, "$1-&#8203;");
}
function markdownCode(text) {
  const shown = markdownPlain(text);
  return shown ? `<code>${shown.replaceAll("@", "&#64;")}</code>` : "";
}
function markdownLog(title, log) {
  const text = visible(log.trimEnd()).replace(/[&<>]/g, entity);
  return `<details><summary>${markdownCode(title)}</summary>

<pre>
${text}
</pre>

</details>`;
}
function jsonText(value) {
  return JSON.stringify(value, null, 2).replaceAll("##[", "#\\u0023[");
}

// src/run/report-file.ts
function writeReportFile(path, report) {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, `${jsonText(report)}
`);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
function reportOption(argv, cwd) {
  let path;
  for (const [index, argument] of argv.entries()) {
    if (argument === "--") break;
    if (argument === "--report") path = argv[index + 1];
    else if (argument.startsWith("--report=")) path = argument.slice("--report=".length);
  }
  return path?.trim() ? resolve(cwd, path.trim()) : void 0;
}
function reportInput(env, cwd) {
  const path = env["INPUT_REPORT"]?.trim();
  return path ? resolve(env["GITHUB_WORKSPACE"] || cwd, path) : void 0;
}

// src/run/process.ts
import { spawn } from "node:child_process";
var INTERRUPT_GRACE_MS = 4e3;
var TERMINATE_GRACE_MS = 2e3;
var SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGKILL: 9, SIGTERM: 15 };
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
      await new Promise((resolve2) => setTimeout(resolve2, 25));
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
    result.code = await new Promise((resolve2, reject) => {
      child.once("error", (cause) => {
        if (cause.code === "ENOENT") {
          reject(new SetupError(`cannot run '${command}' in ${options.cwd}: no such program or folder.`, { key: "PATH", value: command, cause }));
        } else reject(new OutsideError(`cannot run '${command}': ${cause.message}.`, { cause }));
      });
      child.once("close", (code, signal) => resolve2(code ?? 128 + (SIGNAL_NUMBERS[signal ?? "SIGKILL"] ?? 9)));
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
  emptyReport,
  visible,
  singleLine,
  shorten,
  markdownText,
  markdownCode,
  markdownLog,
  jsonText,
  writeReportFile,
  reportOption,
  reportInput,
  killLivingGroups,
  runProcess,
  shellLine
};
