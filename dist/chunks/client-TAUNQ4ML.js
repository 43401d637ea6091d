import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  HubFailure,
  failureOfAnswer
} from "./chunk-TCOIVDAN.js";
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
  require_undici
} from "./chunk-BQPGCR32.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import {
  __toESM
} from "./chunk-VUXC3WPS.js";

// src/hub/client.ts
var import_undici = __toESM(require_undici(), 1);
import { setTimeout as wait } from "node:timers/promises";
var DEFAULT_RETRIES = { attempts: 4, firstDelay: 500, longestWait: 6e4, timeout: 3e4 };
var MOST_ANSWER = 4 * 1024 * 1024;
var HubClient = class {
  constructor(options) {
    this.options = options;
    this.retries = options.retries ?? DEFAULT_RETRIES;
    const { timeout } = this.retries;
    const limits = { headersTimeout: timeout, bodyTimeout: timeout, connect: { timeout } };
    this.dispatcher = isBehindProxy(process.env) ? new import_undici.EnvHttpProxyAgent(limits) : new import_undici.Agent(limits);
  }
  options;
  dispatcher;
  retries;
  get endpoint() {
    return this.options.endpoint;
  }
  /** Masks a text of a request. */
  redact(text) {
    return this.options.redact(text);
  }
  /** Sends JSON that may be sent twice. @param anonymous true: without the token @throws {HubFailure} after all retries */
  async ask(path, body, type = "application/json", anonymous = false) {
    const text = JSON.stringify(maskedBody(body, this.options.redact, /* @__PURE__ */ new Set(["oid", "sample", "path", "etag"])));
    const headers = { "content-type": type, accept: type };
    return parsed((await this.repeated("POST", this.addressOf(path), { open: () => text, headers, anonymous })).text);
  }
  /** Sends a body once. @throws {HubFailure} */
  async post(path, content) {
    return parsed((await this.send("POST", this.addressOf(path), content)).text);
  }
  /** Uploads to an address that the Hub gave. @returns the headers of the answer @throws {HubFailure} */
  async put(address, content) {
    return (await this.repeated("PUT", this.addressOf(address), content)).headers;
  }
  /** Waits before another attempt of a request that failed. @throws where the run was cancelled */
  async pause(attempt, failure) {
    await this.sleep(Math.min(this.delayAfter(failure, attempt), this.retries.longestWait), failure);
  }
  delayAfter(failure, attempt) {
    return failure.retryAfter ?? backoff(this.retries, attempt);
  }
  async sleep(delay, failure) {
    this.options.debug(`Hub: ${failure.status ?? "no answer"}, ${failure.message}; next attempt in ${delay / 1e3} s`);
    await wait(delay, void 0, this.options.signal === void 0 ? {} : { signal: this.options.signal });
  }
  /** Tries in all. */
  get attempts() {
    return this.retries.attempts;
  }
  /** Closes the connections. */
  async close() {
    await this.dispatcher.destroy().catch(() => void 0);
  }
  /** @throws {HubFailure} the Hub gave no address that may get a request */
  addressOf(path) {
    const text = path.startsWith("/") ? `${this.endpoint}${path}` : path;
    const address = URL.canParse(text) ? new URL(text) : void 0;
    const secure = this.endpoint.startsWith("https:");
    if (address === void 0 || !(address.protocol === "https:" || !secure && address.protocol === "http:"))
      throw new HubFailure("it gives an address that is no HTTPS address", 200);
    return address.href;
  }
  repeated(method, address, content) {
    return retry(() => this.send(method, address, content), {
      policy: this.retries,
      counts: "waits",
      delayAfter: (error, attempt) => error instanceof HubFailure && error.isTransient && this.options.signal?.aborted !== true ? this.delayAfter(error, attempt) : void 0,
      pause: (delay, error) => this.sleep(delay, error)
    });
  }
  async send(method, address, { open, size, headers, anonymous }) {
    const { token, endpoint, signal } = this.options;
    try {
      const answer = await (0, import_undici.request)(address, {
        method,
        dispatcher: this.dispatcher,
        ...signal === void 0 ? {} : { signal },
        body: open(),
        headers: {
          ...headers,
          "user-agent": "dvc-ci",
          ...size === void 0 ? {} : { "content-length": String(size) },
          // The storage behind the Hub is another server, which must not get the token.
          ...anonymous !== true && new URL(address).origin === new URL(endpoint).origin ? { authorization: `Bearer ${token}` } : {}
        }
      });
      let text = "";
      for await (const chunk of answer.body) {
        text += String(chunk);
        if (text.length > MOST_ANSWER) throw new HubFailure("its answer is too long", answer.statusCode);
      }
      if (answer.statusCode < 200 || answer.statusCode >= 300)
        throw failureOfAnswer(answer.statusCode, answer.headers, text);
      return { text, headers: answer.headers };
    } catch (error) {
      if (error instanceof HubFailure) throw error;
      signal?.throwIfAborted();
      const reason = error instanceof Error ? error.message || error.name : String(error);
      throw new HubFailure(reason, void 0, void 0, error);
    }
  }
};
function parsed(text) {
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch (cause) {
    throw new HubFailure("its answer is no JSON", 200, void 0, cause);
  }
}
export {
  DEFAULT_RETRIES,
  HubClient
};
