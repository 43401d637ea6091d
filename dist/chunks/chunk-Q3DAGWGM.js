import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  timeLimit
} from "./chunk-D6Q6YARU.js";
import {
  backoff,
  retry
} from "./chunk-EF5XAS5R.js";
import {
  failureOf,
  mayHaveHappened
} from "./chunk-VYEJV3IP.js";
import {
  moment
} from "./chunk-3YF3DDHW.js";

// src/github/retry.ts
import { setTimeout } from "node:timers/promises";
var DEFAULT_RETRIES = { attempts: 4, firstDelay: 500, longestWait: 6e4 };
var REQUEST_TIMEOUT_MS = 15e3;
var LIMIT_WITHOUT_TIME_MS = 6e4;
var REPEATABLE = /* @__PURE__ */ new Set(["GET", "HEAD", "PATCH", "PUT", "DELETE"]);
function rateLimitWait(error, now) {
  const { status, headers, message } = failureOf(error);
  if (status !== 429 && status !== 403) return void 0;
  const after = Number(headers["retry-after"]);
  if (headers["retry-after"] !== void 0 && Number.isFinite(after)) return Math.max(0, after * 1e3);
  if (String(headers["x-ratelimit-remaining"]) === "0") {
    const reset = Number(headers["x-ratelimit-reset"]);
    return Number.isFinite(reset) && reset > 0 ? Math.max(1e3, reset * 1e3 - now) : LIMIT_WITHOUT_TIME_MS;
  }
  return status === 429 || /secondary rate limit/i.test(message) ? LIMIT_WITHOUT_TIME_MS : void 0;
}
function retryRequests(octokit, policy, signal, debug) {
  let last = Promise.resolve();
  octokit.hook.wrap("request", (request, options) => {
    const repeatable = (REPEATABLE.has(options.method) || options.url.endsWith("/graphql")) && options.request?.["once"] !== true;
    const send = async () => {
      signal.throwIfAborted();
      options.request = {
        ...options.request,
        signal: AbortSignal.any([
          signal,
          timeLimit(
            typeof options.request?.["milliseconds"] === "number" ? options.request["milliseconds"] : REQUEST_TIMEOUT_MS
          )
        ])
      };
      const name = `github ${options.method} ${options.url}`;
      moment(`${name} begins`);
      const answer = await request(options);
      moment(`${name} ends`);
      return answer;
    };
    const retried = () => retry(send, {
      policy,
      counts: "waits",
      delayAfter(error, attempt) {
        signal.throwIfAborted();
        const limit = rateLimitWait(error, Date.now());
        if (limit !== void 0) return limit;
        return repeatable && mayHaveHappened(error) ? backoff(policy, attempt) : void 0;
      },
      async pause(delay, error) {
        debug(
          `${options.method} ${options.url}: ${error instanceof Error ? error.message : String(error)}; next attempt in ${delay / 1e3} s`
        );
        await setTimeout(delay, void 0, { signal }).catch(() => signal.throwIfAborted());
      }
    });
    const sent = last.then(retried, retried);
    last = sent.catch(() => void 0);
    return sent;
  });
}

export {
  DEFAULT_RETRIES,
  rateLimitWait,
  retryRequests
};
