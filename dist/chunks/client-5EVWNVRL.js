import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  MlflowFailure,
  explainFailure,
  failureOfAnswer
} from "./chunk-SJPVJJYI.js";
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
} from "./chunk-BQPGCR32.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import {
  __toESM
} from "./chunk-VUXC3WPS.js";

// src/mlflow/client.ts
var import_undici = __toESM(require_undici(), 1);
import { setTimeout as wait } from "node:timers/promises";
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
  /** The version of the server; undefined where it does not tell one. */
  async version() {
    try {
      const text = (await this.send("GET", "/version", {}, void 0)).trim();
      return /^\d[\w.+-]{0,40}$/.test(text) ? text : void 0;
    } catch (error) {
      if (error instanceof MlflowFailure) return void 0;
      throw error;
    }
  }
  /**
   * Whether the credentials allow a change, asked by a request that lacks a required value: MLflow checks the rights
   * first, and changes nothing.
   * @returns undefined where the answer tells neither
   */
  async mayChange(path, incomplete) {
    try {
      await this.once("POST", path, incomplete);
    } catch (error) {
      if (!(error instanceof MlflowFailure)) throw error;
      if (error.status === 403) return false;
      if (error.code === "INVALID_PARAMETER_VALUE") return true;
    }
    return void 0;
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
