import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  withoutPeriod
} from "./chunk-WFAHW5JG.js";
import {
  OutsideError
} from "./chunk-GSQGKKGD.js";

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
function readAnswer({ base }, form, answer) {
  const read = form.safeParse(answer);
  if (read.success) return read.data;
  const lacking = read.error.issues.map(({ path }) => path.join(".")).join(", ");
  const failure = new MlflowFailure(`an answer of another form, at ${lacking}`, { status: 200, cause: read.error });
  throw explainFailure(failure, base, "read the answer");
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

export {
  MlflowFailure,
  failureOfAnswer,
  explainFailure,
  readAnswer
};
