import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  isBehindProxy
} from "./chunk-UJU7SHED.js";
import {
  maskedBody
} from "./chunk-HCRS6JOL.js";
import {
  backoff,
  retry
} from "./chunk-EF5XAS5R.js";
import {
  moment
} from "./chunk-3YF3DDHW.js";
import {
  require_undici
} from "./chunk-4XJPYLEX.js";
import {
  withoutPeriod
} from "./chunk-WFAHW5JG.js";
import {
  OutsideError
} from "./chunk-GSQGKKGD.js";
import {
  __toESM
} from "./chunk-D4UUOGK2.js";

// src/mlflow/client.ts
var import_undici = __toESM(require_undici(), 1);
import { setTimeout as wait } from "node:timers/promises";

// src/mlflow/failure.ts
var MlflowFailure = class extends Error {
  /** HTTP status; absent without an answer. */
  status;
  /** MLflow's error code: RESOURCE_ALREADY_EXISTS, INVALID_PARAMETER_VALUE … */
  code;
  /** Milliseconds that the server asks to wait before the next attempt. */
  retryAfter;
  constructor(message, details = {}) {
    super(message, details.cause === void 0 ? void 0 : { cause: details.cause });
    this.name = "MlflowFailure";
    if (details.status !== void 0) this.status = details.status;
    if (details.code !== void 0) this.code = details.code;
    if (details.retryAfter !== void 0) this.retryAfter = details.retryAfter;
  }
  /** True if the server may have executed the request: without an answer, or after a server error. */
  get mayHaveHappened() {
    return this.status === void 0 || this.status >= 500;
  }
  /** True if the same request may succeed later. */
  get isTransient() {
    return this.mayHaveHappened && !saysCertificate(this) || this.status === 429 || this.status === 408;
  }
};
var NOT_MLFLOW = "This is not the answer of an MLflow server. Check the address, and its path if the server is behind a prefix.";
function saysCertificate({ status, message }) {
  return status === void 0 && /certificate|self.signed/i.test(message);
}
var LONGEST_QUOTE = 300;
function failureOfAnswer(status, headers, body) {
  const retryAfter = retryAfterOf(headers["retry-after"], Date.now());
  const details = { status, ...retryAfter === void 0 ? {} : { retryAfter } };
  try {
    const { error_code: code, message } = JSON.parse(body);
    if (typeof code === "string")
      return new MlflowFailure(quote(typeof message === "string" && message !== "" ? message : code), {
        ...details,
        code
      });
  } catch {
  }
  return new MlflowFailure(quote(body.replace(/<style[^]*?<\/style>|<[^>]*>/g, " ")), details);
}
function quote(text) {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= LONGEST_QUOTE ? line : `${line.slice(0, LONGEST_QUOTE)}…`;
}
function retryAfterOf(value, now) {
  const text = Array.isArray(value) ? value[0] : value;
  if (text === void 0) return void 0;
  const milliseconds = /^\d+$/.test(text.trim()) ? Number(text) * 1e3 : Date.parse(text) - now;
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : void 0;
}
function explainFailure(error, base, what) {
  if (!(error instanceof MlflowFailure)) throw error;
  const { status, message } = error;
  const said = message === "" ? "" : `: ${withoutPeriod(message)}`;
  const answer = status === void 0 ? `does not answer${said}` : `answers ${status}${said}`;
  return new OutsideError(idOf(status), `MLflow at ${base} ${answer} (request: ${what}).`, {
    key: "tracking-uri",
    value: base,
    remedy: remedyOf(error, base),
    cause: error
  });
}
function idOf(status) {
  if (status === void 0) return "mlflow-unreachable";
  return status === 401 || status === 403 ? "mlflow-access-denied" : "mlflow-request-failed";
}
function remedyOf(failure, base) {
  const { status, code, message } = failure;
  if (/invalid host header/i.test(message)) return `Start the server with \`--allowed-hosts ${new URL(base).host}\`.`;
  if (status === void 0) {
    if (saysCertificate(failure))
      return "Set NODE_EXTRA_CA_CERTS or MLFLOW_TRACKING_SERVER_CERT_PATH to the certificate of its authority.";
    return "Check the address and that this machine can reach it, then run this again.";
  }
  switch (status) {
    case 401:
      return "Set valid credentials: MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.";
    case 403:
      return "The credentials lack the permission: give their user the right to edit.";
    case 404:
      return code === void 0 ? NOT_MLFLOW : "It does not exist, or was deleted.";
    case 429:
      return "The server limits requests; run this again later.";
    // A redirect leads to a sign-in page; a page in place of JSON comes from one.
    default:
      return status < 400 ? NOT_MLFLOW : status >= 500 ? "The log of the server has the cause. Run this again when the server works." : "Run this again; if it fails again, the log of the server has the cause.";
  }
}

// src/mlflow/client.ts
var DEFAULT_RETRIES = { attempts: 4, firstDelay: 400, longestWait: 3e4, timeout: 1e4 };
var NAMES = /* @__PURE__ */ new Set(["experiment_id", "experiment_ids", "run_id", "version"]);
var MlflowClient = class {
  constructor(options) {
    this.options = options;
    this.retries = options.retries ?? DEFAULT_RETRIES;
    const { ca, insecureTls } = options.address;
    const tls = { ...ca === void 0 ? {} : { ca }, ...insecureTls ? { rejectUnauthorized: false } : {} };
    const limits = {
      headersTimeout: this.retries.timeout,
      bodyTimeout: this.retries.timeout,
      connect: { ...tls, timeout: this.retries.timeout }
    };
    const proxied = { ...limits, requestTls: tls };
    this.dispatcher = isBehindProxy(process.env) ? new import_undici.EnvHttpProxyAgent(proxied) : new import_undici.Agent(limits);
    options.signal?.addEventListener("abort", () => this.end.abort(new Error("cancelled")), { once: true });
  }
  options;
  dispatcher;
  retries;
  end = new AbortController();
  hurried = false;
  /** Address without credentials, for messages and links. */
  get base() {
    return this.options.address.base;
  }
  /** Limits all current and later requests to this time in milliseconds, without retries: for a cancelled run. */
  hurry(milliseconds) {
    this.hurried = true;
    setTimeout(() => this.end.abort(new Error("MLflow did not answer in time")), milliseconds).unref();
  }
  /**
   * Sends a request that may be repeated: it reads, or sets a value.
   * @param what for messages: "find the experiment digits"
   * @throws {OutsideError} with the address, the answer and a remedy
   */
  async call(method, path, body, what, version = "2.0") {
    try {
      return await this.repeated(() => this.once(method, path, body, version), what);
    } catch (error) {
      throw explainFailure(error, this.base, what);
    }
  }
  /** As `call`; undefined for a missing object. */
  async find(method, path, body, what, version = "2.0") {
    try {
      return await this.repeated(() => this.once(method, path, body, version), what);
    } catch (error) {
      if (error instanceof MlflowFailure && isAbsent(error)) return void 0;
      throw explainFailure(error, this.base, what);
    }
  }
  /**
   * Creates an object once. Uses an existing one, and searches for it again before it repeats a create without an
   * answer.
   * @param findExisting finds an existing object by its key
   */
  async create(findExisting, path, body, read, what) {
    for (let attempt = 1; ; attempt++) {
      const found = await findExisting();
      if (found !== void 0) return found;
      try {
        return read(await this.once("POST", path, body));
      } catch (error) {
        const again = error instanceof MlflowFailure && (error.isTransient || error.code === "RESOURCE_ALREADY_EXISTS");
        if (!again || this.hurried || attempt >= this.retries.attempts) throw explainFailure(error, this.base, what);
        await this.pause(Math.min(this.delay(error, attempt), this.retries.longestWait), error, what);
      }
    }
  }
  /** Uploads a file through the server. @param path below /api/2.0/mlflow-artifacts/artifacts/, escaped */
  async put(path, upload, what) {
    try {
      await this.repeated(
        async () => this.send(
          "PUT",
          `/api/2.0/mlflow-artifacts/artifacts/${path}`,
          { "content-type": upload.type, "content-length": String(upload.size) },
          upload.open()
        ),
        what
      );
    } catch (error) {
      throw explainFailure(error, this.base, what);
    }
  }
  /** Closes the connections. */
  async close() {
    await this.dispatcher.destroy().catch(() => void 0);
  }
  async repeated(send, what) {
    return retry(send, {
      policy: this.retries,
      counts: "waits and tries",
      delayAfter: (error, attempt) => error instanceof MlflowFailure && error.isTransient && !this.hurried ? this.delay(error, attempt) : void 0,
      pause: (delay, error) => this.pause(delay, error, what)
    });
  }
  delay(error, attempt) {
    return error.retryAfter ?? backoff(this.retries, attempt);
  }
  async pause(delay, error, what) {
    const { status, message } = error instanceof MlflowFailure ? error : { status: void 0, message: String(error) };
    this.options.debug(`MLflow, ${what}: ${status ?? "no answer"}, ${message}; next attempt in ${delay / 1e3} s`);
    await wait(delay, void 0, { signal: this.end.signal }).catch(() => {
      throw error;
    });
  }
  async once(method, path, body, version = "2.0") {
    const text = await this.send(
      method,
      `/api/${version}/mlflow/${path}`,
      { "content-type": "application/json" },
      body === void 0 ? void 0 : JSON.stringify(maskedBody(body, this.options.redact, NAMES))
    );
    try {
      return text === "" ? {} : JSON.parse(text);
    } catch (cause) {
      throw new MlflowFailure("a page that is not JSON", { status: 200, cause });
    }
  }
  async send(method, path, headers, body) {
    const { base, authorization } = this.options.address;
    try {
      if (this.end.signal.aborted) throw this.end.signal.reason;
      const name = `mlflow ${method} ${path.replace(/[?].*/, "").replaceAll(/[0-9a-f]{32}/g, "ID")}`;
      moment(`${name} begins`);
      const answer = await (0, import_undici.request)(`${base}${path}`, {
        method,
        dispatcher: this.dispatcher,
        signal: this.end.signal,
        body: body ?? null,
        headers: { ...headers, "user-agent": "dvc-ci", ...authorization === void 0 ? {} : { authorization } }
      });
      const text = await answer.body.text();
      moment(`${name} ends`);
      if (answer.statusCode < 200 || answer.statusCode >= 300)
        throw failureOfAnswer(answer.statusCode, answer.headers, text);
      return text;
    } catch (error) {
      if (error instanceof MlflowFailure) throw error;
      const cause = error instanceof Error ? error : new Error(String(error));
      throw new MlflowFailure(reasonOf(cause), { cause });
    }
  }
};
function isAbsent({ status, code }) {
  return code === "RESOURCE_DOES_NOT_EXIST" || status === 404 && code !== void 0;
}
function reasonOf(error) {
  const inner = error instanceof AggregateError ? error.errors.find((each) => each instanceof Error) : error.cause;
  return inner instanceof Error && inner.message !== "" ? inner.message : error.message || error.name;
}
export {
  DEFAULT_RETRIES,
  MlflowClient
};
