import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  displayWidth
} from "./chunk-V5PK7DQF.js";
import {
  EXTRA_MODULES,
  isExtra,
  likelyPython
} from "./chunk-2YNCK45N.js";
import {
  WholeLines
} from "./chunk-UAXYXOMA.js";
import {
  moment
} from "./chunk-3YF3DDHW.js";
import {
  formatBytes,
  formatElapsed
} from "./chunk-FT4V3LLR.js";
import {
  INTERRUPT_GRACE_MS,
  TERMINATE_GRACE_MS,
  endGroup
} from "./chunk-NTLNP6FM.js";
import {
  stageEnvironment
} from "./chunk-SDUKE5W5.js";
import {
  dataSchemes
} from "./chunk-IISNHXBN.js";
import {
  WITH_DVC
} from "./chunk-35DVGGLY.js";
import {
  CancelledError,
  OutsideError
} from "./chunk-GSQGKKGD.js";
import {
  optionSchemes
} from "./chunk-VHRYJ7LI.js";

// src/steps/project/start-dvc.ts
import { realpath as realpath2 } from "node:fs/promises";
import { resolve } from "node:path";

// src/dvc/dvc-root.ts
import { readFile, realpath, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
async function findDvcRoot(directory, boundary) {
  const top = await realpath(boundary);
  for (let at = await realpath(directory); ; at = dirname(at)) {
    const found = await stat(join(at, ".dvc")).then(
      (entry) => entry.isDirectory(),
      () => false
    );
    if (found) return at;
    if (at === top || at === dirname(at)) return void 0;
  }
}
async function remoteSchemes(root) {
  const texts = await Promise.all(
    ["config", "config.local"].map((name) => readFile(join(root, ".dvc", name), "utf8").catch(() => ""))
  );
  const urls = texts.flatMap(
    (text) => [...text.matchAll(/^\s*url\s*=\s*(\S.*)$/gim)].map((match) => (match[1] ?? "").trim().replace(/^['"]|['"]$/g, ""))
  );
  return [...new Set(urls.map((url) => (/^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1] ?? "").toLowerCase()))];
}

// src/dvc/engine.ts
import { AsyncResource } from "node:async_hooks";

// src/dvc/engine-protocol.ts
import { dirname as dirname2, join as join2 } from "node:path";
import { fileURLToPath } from "node:url";
var ENGINE_FILE = fileURLToPath(
  new URL("../dvc_ci_engine/__main__.py", import.meta.url)
);
var PACKAGES_FILE = join2(dirname2(ENGINE_FILE), "packages.py");
var QueryError = class extends Error {
  constructor(message, kinds, causeKind, path, remote) {
    super(message);
    this.kinds = kinds;
    this.causeKind = causeKind;
    this.path = path;
    this.remote = remote;
    this.name = "QueryError";
  }
  kinds;
  causeKind;
  path;
  remote;
};
function answerOf(line) {
  if (!line.startsWith("{")) return void 0;
  try {
    return JSON.parse(line);
  } catch {
    return void 0;
  }
}

// src/dvc/one-shot.ts
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
async function exchangeOnce(options, request, onAnswer, stop) {
  const child = spawn(options.python, [ENGINE_FILE, "--once"], {
    cwd: options.cwd,
    env: request["env"] ?? options.env,
    detached: process.platform !== "win32",
    stdio: ["pipe", "pipe", "pipe", "pipe"]
  });
  let ending;
  const cancel = () => {
    if (child.pid !== void 0) ending ??= endGroup(child.pid);
  };
  stop.addEventListener("abort", cancel, { once: true });
  try {
    const [stdin, stdout, stderr, answers] = child.stdio;
    stdin?.on("error", () => void 0);
    stdin?.write(`${JSON.stringify({ ...request, env: void 0 })}
`);
    stdout?.setEncoding("utf8").on("data", (out) => onAnswer({ id: 0, out }));
    stderr?.setEncoding("utf8").on("data", (err) => onAnswer({ id: 0, err }));
    let exit;
    createInterface({ input: answers }).on("line", (line) => {
      const answer = answerOf(line);
      if (answer?.exit !== void 0) exit = answer.exit;
      else if (answer !== void 0) onAnswer(answer);
    });
    const code = await new Promise((resolve2, reject) => {
      child.once(
        "error",
        (cause) => reject(new OutsideError("program-not-started", `cannot run '${options.python}': ${cause.message}.`, { cause }))
      );
      child.once("close", (value) => resolve2(value ?? 137));
    });
    await ending;
    return exit ?? code;
  } finally {
    child.stdin?.destroy();
    stop.removeEventListener("abort", cancel);
  }
}

// src/dvc/remote-wait.ts
var PAUSE = 25e3;
function waitLine({ host, seconds, silent, bytes }) {
  const told = bytes === 0 ? `no byte for ${silent} s` : `${formatBytes(bytes)} since the last line`;
  return `Waiting for ${host === "" ? "the remote" : host} for ${seconds} s: ${told}.`;
}
function waitTeller(say, clock = () => performance.now()) {
  const told = /* @__PURE__ */ new Map();
  return (wait) => {
    const now = clock();
    if (now - (told.get(wait.host) ?? Number.NEGATIVE_INFINITY) < PAUSE) return;
    told.set(wait.host, now);
    say(waitLine(wait));
  };
}

// src/dvc/resident.ts
import { spawn as spawn2 } from "node:child_process";
import { createInterface as createInterface2 } from "node:readline";

// src/run/deferred.ts
function deferred() {
  let resolve2 = () => void 0;
  let reject = () => void 0;
  const promise = new Promise((fulfil, fail) => {
    resolve2 = fulfil;
    reject = fail;
  });
  return { promise, resolve: resolve2, reject };
}

// src/run/signals.ts
import { constants } from "node:os";
var MEANINGS = {
  SIGINT: "it was interrupted",
  SIGILL: "it crashed: it was probably built for another processor",
  SIGABRT: "it aborted",
  SIGBUS: "it crashed",
  SIGKILL: "it was killed, or the machine ran out of memory",
  SIGSEGV: "it crashed",
  SIGTERM: "it was terminated",
  SIGXFSZ: "a file exceeded the size limit of this machine"
};
function meaningOf(signal) {
  const meaning = MEANINGS[signal];
  return meaning === void 0 ? signal : `${signal}: ${meaning}`;
}
function endedBy(code) {
  const number = code < 0 ? -code : code - 128;
  const signal = Object.keys(MEANINGS).find((name) => constants.signals[name] === number);
  return signal && meaningOf(signal);
}

// src/dvc/resident.ts
var ORPHANED = [
  [0, 1e3],
  ["SIGKILL", 2e3]
];
var ResidentProcess = class {
  constructor(options) {
    this.options = options;
    this.child = spawn2(options.python, [ENGINE_FILE, ...options.schemes], {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      stdio: ["pipe", "pipe", "pipe"]
    });
    this.child.stderr?.setEncoding("utf8").on("data", (text) => {
      this.otherOutput += text;
    });
    this.child.stdin?.on("error", () => void 0);
    const end = (how) => {
      this.end ??= how;
      this.ready.resolve(false);
      const left = [...this.pending.values()];
      this.pending.clear();
      void Promise.all(left.flatMap(({ group }) => group === void 0 ? [] : endGroup(group, ORPHANED))).then(() => {
        for (const { onEnd } of left)
          onEnd(
            new OutsideError(
              "dvc-ended",
              `the resident DVC ended unexpectedly (${how}). ${this.otherOutput.trim()}`.trim()
            )
          );
        this.ended.resolve();
      });
    };
    this.child.once("error", ({ message }) => {
      end(message);
    });
    this.child.once("close", (code, signal) => {
      end(signal === null ? `code ${code ?? 0}` : meaningOf(signal));
    });
    if (this.child.stdout) {
      createInterface2({ input: this.child.stdout }).on("line", (line) => {
        const answer = answerOf(line);
        if (answer === void 0) {
          this.otherOutput += `${line}
`;
          return;
        }
        if (answer.ready) {
          options.host.debug(
            `resident DVC ${answer.ready.version} on Python ${answer.ready.python}, process ${answer.ready.pid}`
          );
          this.aboutAnswer = answer.ready;
          this.ready.resolve(true);
          return;
        }
        const asked = this.pending.get(answer.id);
        if (answer.pid === void 0) asked?.onAnswer(answer);
        else if (asked) asked.group = answer.pid;
      });
    }
    ;
    this.child.stdin?.unref?.();
    this.keepNode("unref");
  }
  options;
  pending = /* @__PURE__ */ new Map();
  child;
  /** True when the engine is ready, false when it ended before. */
  ready = deferred();
  aboutAnswer;
  ended = deferred();
  /** Standard error, and lines that are not in the protocol. */
  otherOutput = "";
  /** How the engine ended; undefined while it runs. */
  end;
  loggedFallback = false;
  /** Number of callers that wait for the engine. */
  waiting = 0;
  get pid() {
    return this.child.pid;
  }
  async about() {
    await this.waitFor(this.ready.promise);
    return this.aboutAnswer;
  }
  async usable() {
    const usable = await this.waitFor(this.ready.promise) && this.end === void 0;
    if (!usable && !this.loggedFallback) {
      this.loggedFallback = true;
      this.options.host.debug(
        `no resident DVC (${this.end ?? "it ended"}): one process per command instead. ${this.otherOutput.trim()}`
      );
    }
    return usable;
  }
  exchange(request, onAnswer, stop, startSignal) {
    return this.waitFor(
      new Promise((resolve2, reject) => {
        const timers = [];
        const send = (message) => this.child.stdin?.write(`${JSON.stringify(message)}
`);
        const cancel = () => {
          if (!this.pending.has(request.id)) return;
          const end = (signal) => send({ id: 0, op: "signal", target: request.id, signal });
          end("SIGINT");
          timers.push(
            setTimeout(() => end("SIGTERM"), INTERRUPT_GRACE_MS),
            setTimeout(() => end("SIGKILL"), INTERRUPT_GRACE_MS + TERMINATE_GRACE_MS)
          );
        };
        const finish = () => {
          stop.removeEventListener("abort", cancel);
          timers.forEach(clearTimeout);
          this.pending.delete(request.id);
        };
        this.pending.set(request.id, {
          onAnswer: (answer) => {
            if (answer.exit === void 0) return onAnswer(answer);
            finish();
            resolve2(answer.exit);
          },
          onEnd: (error) => {
            finish();
            reject(error);
          }
        });
        stop.addEventListener("abort", cancel, { once: true });
        send(startSignal === void 0 ? request : { ...request, held: true });
        startSignal?.then((env) => {
          send({ id: 0, op: "go", target: request.id, ...env === void 0 ? {} : { env } });
        }, cancel);
      })
    );
  }
  async close() {
    this.child.stdin?.end();
    await this.waitFor(this.ended.promise);
  }
  /** Waits for the engine. Node stays alive while a caller waits: an idle engine must not keep Node alive. */
  async waitFor(promise) {
    if (this.waiting++ === 0) this.keepNode("ref");
    try {
      return await promise;
    } finally {
      if (--this.waiting === 0) this.keepNode("unref");
    }
  }
  keepNode(how) {
    const streams = [this.child.stdout, this.child.stderr];
    for (const each of [this.child, ...streams]) each?.[how]?.();
  }
};

// src/report/transfer-text.ts
var BAR = { most: 24, least: 8 };
function transferLine(state) {
  const { direction, files, done } = state;
  const parts = [`${amount(state)} (${done} of ${files} ${files === 1 ? "file" : "files"})`, ...speed(state)];
  return `${direction.charAt(0).toUpperCase()}${direction.slice(1)}: ${parts.join(", ")}.`;
}
function transferBar(state, cells) {
  const { direction, files, done, bytes, total } = state;
  const share = total === void 0 || total === 0 ? void 0 : Math.min(1, bytes / total);
  const facts = [direction, amount(state), ...speed(state)].join(" ");
  const texts = [
    `${facts} (${done} of ${files})`,
    facts,
    `${direction} ${amount(state)}`,
    share === void 0 ? formatBytes(bytes) : `${Math.floor(share * 100)}%`
  ];
  const text = texts.find((each) => displayWidth(each) <= cells) ?? "";
  const room = cells - displayWidth(text) - 1;
  if (share === void 0 || text === "" || room < BAR.least) return text;
  const length = Math.min(room, BAR.most);
  const full = Math.floor(share * length);
  return `${"█".repeat(full)}${"░".repeat(length - full)} ${text}`;
}
function amount({ bytes, total }) {
  return total === void 0 ? formatBytes(bytes) : `${formatBytes(bytes)} of ${formatBytes(total)}`;
}
function speed({ bytes, total, rate }) {
  if (rate === void 0 || rate <= 0) return [];
  const left = total === void 0 ? [] : [`${formatElapsed((total - bytes) / rate)} left`];
  return [`${formatBytes(Math.round(rate))}/s`, ...left];
}

// src/dvc/transfers.ts
var LINE_EVERY = 3e4;
var WINDOW = 1e4;
var UPLOADS = ["push", "send", "upload"];
var Transfers = class {
  /** @param clock milliseconds */
  constructor(host, clock = () => performance.now()) {
    this.host = host;
    this.clock = clock;
  }
  host;
  clock;
  running = /* @__PURE__ */ new Map();
  /** Bytes of the requests that have ended since the first one began. */
  ended = 0;
  samples = [];
  told = 0;
  /** True while the request moves bytes: then its progress is told, and not that it waits. */
  has(id) {
    return this.running.has(id);
  }
  /** Takes the state of a request. @param name its command or query */
  tell(id, name, state) {
    const now = this.clock();
    if (this.running.size === 0) {
      this.ended = 0;
      this.samples = [];
      this.told = now;
    }
    this.running.set(id, { ...state, name });
    this.samples.push({ at: now, bytes: this.moved() });
    while ((this.samples[1]?.at ?? now) <= now - WINDOW) this.samples.shift();
    const shown = this.state();
    this.host().transfer?.((cells) => transferBar(shown, cells));
    if (now - this.told < LINE_EVERY) return;
    this.told = now;
    this.host().info?.(transferLine(shown));
  }
  /** The request has ended. */
  end(id) {
    const last = this.running.get(id);
    if (last === void 0) return;
    this.ended += last.bytes;
    this.running.delete(id);
    if (this.running.size === 0) this.host().transfer?.(void 0);
  }
  moved() {
    return [...this.running.values()].reduce((sum, { bytes }) => sum + bytes, this.ended);
  }
  state() {
    const all = [...this.running.values()];
    const sum = (of) => all.reduce((whole, each) => whole + of(each), 0);
    const uploads = all.filter(({ name }) => UPLOADS.includes(name)).length;
    const first = this.samples[0];
    const last = this.samples.at(-1);
    const seconds = first && last ? (last.at - first.at) / 1e3 : 0;
    return {
      direction: uploads === 0 ? "download" : uploads === all.length ? "upload" : "transfer",
      files: sum(({ files }) => files),
      done: sum(({ done }) => done),
      bytes: sum(({ bytes }) => bytes),
      ...all.some(({ total }) => total === null) ? {} : { total: sum(({ total }) => total ?? 0) },
      ...first && last && seconds > 0 ? { rate: (last.bytes - first.bytes) / seconds } : {}
    };
  }
};

// src/dvc/unchecked-hosts.ts
function uncheckedTeller(say) {
  const told = /* @__PURE__ */ new Set();
  return ({ host, fingerprint }) => {
    if (told.has(host)) return;
    told.add(host);
    say(
      `The host key of ${host} is not checked: no known_hosts has it. It is ${fingerprint}. To check it, compare it with the key of the server, and set \`ssh-known-hosts\` to the output of \`ssh-keyscan ${keyscanArguments(host)}\`.`
    );
  };
}
function keyscanArguments(host) {
  const [, name, port] = /^\[(.+)\]:(\d+)$/.exec(host) ?? [];
  return name === void 0 || port === void 0 ? host : `-p ${port} ${name}`;
}

// src/dvc/engine.ts
var nextId = 1;
function startEngine(given, shared) {
  const options = { ...given };
  const resident = shared ?? (options.resident ?? process.platform !== "win32" ? new ResidentProcess(options) : void 0);
  const closed = new AbortController();
  const running = /* @__PURE__ */ new Set();
  const tellWait = waitTeller((text) => options.host.info?.(text));
  const transfers = new Transfers(() => options.host);
  const tellUnchecked = uncheckedTeller((text) => options.host.info?.(text));
  const untilClosed = async (exchanged) => {
    running.add(exchanged);
    try {
      return await exchanged;
    } finally {
      running.delete(exchanged);
    }
  };
  const exchange = async (request, answered, stop, startSignal) => {
    if (options.signal.aborted) throw new CancelledError("cancelled", "cancelled before DVC ran.");
    const full = { config: options.config, ...request, id: nextId++ };
    const name = request.name ?? request.argv?.[0] ?? "";
    const onAnswer = AsyncResource.bind((answer) => {
      if (answer.waiting && !(answer.waiting.bytes > 0 && transfers.has(full.id))) tellWait(answer.waiting);
      if (answer.transfer) transfers.tell(full.id, name, answer.transfer);
      if (answer.unchecked) tellUnchecked(answer.unchecked);
      answered(answer);
    });
    const usable = resident && await resident.usable();
    if (closed.signal.aborted) throw new OutsideError("dvc-ended", "DVC was closed before this request.");
    moment(`dvc ${name} begins`);
    const code = await (usable ? untilClosed(resident.exchange(full, onAnswer, AbortSignal.any([stop, closed.signal]), startSignal)) : exchangeOnce(options, { ...full, env: await startSignal ?? request["env"] }, onAnswer, stop)).finally(() => transfers.end(full.id));
    moment(`dvc ${name} ends`);
    if (options.signal.aborted) throw new CancelledError("cancelled", "cancelled while DVC ran.");
    return code;
  };
  return {
    pid: resident?.pid,
    about: async () => resident?.about(),
    async packages(env) {
      if (resident === void 0 || !await resident.usable()) return void 0;
      let result;
      await exchange({ op: "packages", env }, (answer) => result = answer.result, options.signal);
      return result;
    },
    configure(changed) {
      Object.assign(options, changed);
    },
    async run(argv, {
      env,
      cwd = options.cwd,
      onOutput,
      onStage,
      onInputs,
      plan,
      sideBySide,
      tellOuts,
      stop,
      timeout,
      startSignal
    } = {}) {
      const result = { code: 0, stdout: "", stderr: "", timedOut: false };
      const lines = { stdout: new WholeLines(), stderr: new WholeLines() };
      const show = (text, stream) => {
        if (text !== "") onOutput?.(text, stream);
      };
      const flush = () => {
        show(lines.stdout.end(), "stdout");
        show(lines.stderr.end(), "stderr");
      };
      let unreachable;
      const started = performance.now();
      const overdue = new AbortController();
      let timer;
      let isOver = false;
      const begin = () => {
        if (timeout !== void 0 && !isOver)
          timer = setTimeout(() => {
            overdue.abort();
          }, timeout * 1e3);
      };
      if (startSignal === void 0) begin();
      else startSignal.then(begin, () => void 0);
      result.code = await exchange(
        {
          op: "cli",
          argv,
          cwd,
          env: env ?? options.env,
          events: onStage !== void 0,
          ...plan ? { plan } : {},
          ...sideBySide ? { sideBySide } : {},
          ...tellOuts ? { tellOuts } : {}
        },
        (answer) => {
          if (answer.out !== void 0) {
            result.stdout += answer.out;
            show(lines.stdout.add(answer.out), "stdout");
          }
          if (answer.err !== void 0) {
            result.stderr += answer.err;
            show(lines.stderr.add(answer.err), "stderr");
          }
          if (answer.event) flush();
          if (answer.event) onStage?.(answer.event);
          if (answer.altered) onInputs?.(answer.altered);
          if (answer.debug !== void 0) options.host.debug(answer.debug);
          if (answer.error?.remote !== void 0) unreachable = queryError(answer.error);
          else if (answer.error) result.stderr += `${answer.error.type}: ${answer.error.message}
`;
        },
        AbortSignal.any([options.signal, overdue.signal, ...stop ? [stop] : []]),
        startSignal
      ).finally(() => {
        isOver = true;
        clearTimeout(timer);
        flush();
      });
      if (unreachable) throw unreachable;
      result.timedOut = overdue.signal.aborted;
      options.host.debug(`dvc ${argv.join(" ")}: exit ${result.code}, ${Math.round(performance.now() - started)} ms`);
      return result;
    },
    async query(name, args = {}, { cwd = options.cwd, stop, onResult, startSignal } = {}) {
      let result;
      let error;
      let stderr = "";
      const started = performance.now();
      const code = await exchange(
        { op: "query", name, args, cwd, env: options.env },
        (answer) => {
          if ("result" in answer) {
            result = answer.result;
            onResult?.(result);
          }
          if (answer.err !== void 0) stderr += answer.err;
          if (answer.debug !== void 0) options.host.debug(answer.debug);
          if (answer.error) error = queryError(answer.error);
        },
        stop ? AbortSignal.any([options.signal, stop]) : options.signal,
        startSignal
      );
      options.host.debug(`dvc query ${name}: exit ${code}, ${Math.round(performance.now() - started)} ms`);
      if (error) throw error;
      if (code !== 0 || result === void 0)
        throw new OutsideError(
          "dvc-ended",
          `DVC ended with code ${code} during the query '${name}'. ${stderr.trim()}`.trim()
        );
      return result;
    },
    close: async () => {
      if (shared === void 0) return resident?.close();
      closed.abort();
      await Promise.allSettled(running);
    }
  };
}
function queryError({ message, kinds, cause, path, remote }) {
  return new QueryError(message, kinds, cause ?? void 0, path ?? void 0, remote);
}

// src/steps/project/start-dvc.ts
var loading = /* @__PURE__ */ new WeakMap();
var begun;
var unheard = [];
var VERIFY_DOWNLOADS = { verify: true };
var ASKING = new Set(WITH_DVC.filter((mode) => mode !== "verify"));
function guessOf(argv, cwd) {
  const asks = argv.some((argument) => argument === "--help" || argument === "-h");
  const at = argv.findIndex((argument) => argument === "--working-directory" || argument === "-C");
  const named = at === -1 ? argv.flatMap((argument) => /^(?:--working-directory=|-C)(.+)$/s.exec(argument)?.[1] ?? []).at(-1) : argv[at + 1];
  return { mode: asks ? void 0 : argv[0], directory: resolve(cwd, named ?? ".") };
}
async function beginDvc({ mode, directory }) {
  if (process.platform === "win32" || mode === void 0 || !ASKING.has(mode)) return;
  begun = load(directory).catch(() => void 0);
  await begun;
}
async function load(named, residentOf) {
  const directory = await realpath2(named);
  const [root, python] = await Promise.all([
    findDvcRoot(directory, "/"),
    likelyPython({ env: process.env, cwd: directory })
  ]);
  if (root === void 0 || python === void 0) return void 0;
  const host = {
    debug: (text) => {
      unheard.push(text);
    }
  };
  return {
    python,
    directory,
    engine: startEngine(
      {
        python,
        cwd: directory,
        env: engineEnvironment(false),
        schemes: await remoteSchemes(root),
        config: {},
        host,
        signal: new AbortController().signal
      },
      residentOf?.(python)
    )
  };
}
function claimDvc(host, signal) {
  if (begun === void 0) return;
  loading.set(
    signal,
    begun.then((early) => {
      early?.engine.configure({ host, signal });
      unheard.splice(0).forEach((text) => {
        host.debug(text);
      });
      return early;
    })
  );
  begun = void 0;
}
function lendDvc(host, signal, { directory }, residentOf) {
  begun = load(directory, residentOf).catch(() => void 0);
  claimDvc(host, signal);
}
async function knownDvc(signal, python) {
  const early = await loading.get(signal);
  const about = early?.python === python ? await early.engine.about() : void 0;
  return about && {
    python: about.executable,
    version: about.version,
    extras: Object.keys(EXTRA_MODULES).filter(isExtra).filter((extra) => about.modules.includes(EXTRA_MODULES[extra]))
  };
}
async function engineOf(settings, host, signal, { python, directory, root }) {
  const early = await loading.get(signal);
  loading.delete(signal);
  const core = { autostage: false, ...settings.remote === void 0 ? {} : { remote: settings.remote } };
  const own = {
    env: engineEnvironment(settings.event.trusted),
    config: {
      core,
      remotes: VERIFY_DOWNLOADS,
      remoteConfig: settings.remoteConfig,
      remoteTimeout: settings.remoteTimeout,
      ...settings.importTokens.length === 0 ? {} : { importTokens: settings.importTokens },
      ...settings.sshKnownHosts === void 0 ? {} : { sshKnownHosts: settings.sshKnownHosts }
    }
  };
  if (early !== void 0) {
    if (early.directory === directory && (await early.engine.about())?.executable === python) {
      early.engine.configure(own);
      return early.engine;
    }
    void early.engine.close();
  }
  return startEngine({
    python,
    cwd: directory,
    ...own,
    schemes: [
      ...await remoteSchemes(root),
      ...optionSchemes(settings.remoteConfig),
      ...dataSchemes(settings.retrain.data)
    ],
    host,
    signal
  });
}
function engineEnvironment(trusted) {
  return { ...stageEnvironment(process.env, trusted), DVC_NO_ANALYTICS: "1" };
}

export {
  deferred,
  endedBy,
  PACKAGES_FILE,
  QueryError,
  findDvcRoot,
  remoteSchemes,
  guessOf,
  beginDvc,
  claimDvc,
  lendDvc,
  knownDvc,
  engineOf
};
