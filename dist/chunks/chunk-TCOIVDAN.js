import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  withoutPeriod
} from "./chunk-WFAHW5JG.js";
import {
  OutsideError
} from "./chunk-GSQGKKGD.js";

// src/hub/failure.ts
var LONGEST = 300;
var TRANSIENT = /* @__PURE__ */ new Set([408, 425, 429, 500, 502, 503, 504]);
var CONTENDED = /* @__PURE__ */ new Set([409, 412]);
var HubFailure = class extends Error {
  constructor(message, status, retryAfter, cause) {
    super(message, { cause });
    this.status = status;
    this.retryAfter = retryAfter;
  }
  status;
  retryAfter;
  /** True for a failure after which the same request may succeed. */
  get isTransient() {
    return this.status === void 0 || TRANSIENT.has(this.status);
  }
  /** True where another commit of the repository came first. */
  get isContended() {
    return this.status !== void 0 && CONTENDED.has(this.status);
  }
};
function failureOfAnswer(status, headers, text) {
  const after = Number(headers["retry-after"]);
  return new HubFailure(
    wordsOf(headers, text),
    status,
    headers["retry-after"] !== void 0 && Number.isFinite(after) && after >= 0 ? after * 1e3 : void 0
  );
}
function wordsOf(headers, text) {
  const header = headers["x-error-message"];
  if (typeof header === "string" && header !== "") return header.slice(0, LONGEST);
  try {
    const body = JSON.parse(text);
    const error = typeof body === "object" && body !== null && "error" in body ? body.error : void 0;
    if (typeof error === "string" && error !== "") return error.slice(0, LONGEST);
  } catch {
  }
  return "";
}
var MOVED = "The repository may have another name now: set `hub` to it.";
var REMEDIES = {
  401: "Set HF_TOKEN to a valid token with write access to this repository.",
  403: "Give the token of HF_TOKEN write access to this repository, and accept its conditions if it is gated.",
  404: "Create the model repository on the Hub, or correct `hub`. The Hub also answers so for a private repository that the token may not read.",
  301: MOVED,
  307: MOVED,
  308: MOVED,
  413: "The files are too large for the Hub.",
  429: "The Hub limits the requests of this token. Wait some minutes."
};
var AGAIN = "Run the same job again: it uploads the files and builds nothing.";
function explainFailure(error, repository, what) {
  if (!(error instanceof HubFailure)) return error;
  const { status, message } = error;
  const said = message === "" ? "" : `, ${withoutPeriod(message)}`;
  const details = { key: "hub", value: repository, cause: error };
  if (status === void 0)
    return new OutsideError(
      "hub-unreachable",
      `the Hugging Face Hub does not answer (${what}): ${withoutPeriod(message)}.`,
      {
        ...details,
        remedy: `Check the connection and HF_ENDPOINT. ${AGAIN}`
      }
    );
  return new OutsideError(
    status === 401 || status === 403 ? "hub-access-denied" : "hub-request-failed",
    `the Hugging Face Hub answers ${status} for ${repository} (${what})${said}.`,
    { ...details, remedy: [REMEDIES[status], AGAIN].filter(Boolean).join(" ") }
  );
}

export {
  HubFailure,
  failureOfAnswer,
  explainFailure
};
