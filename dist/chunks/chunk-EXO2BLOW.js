import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/run/errors.ts
var DvcCiError = class extends Error {
  details;
  constructor(message, details = {}) {
    super(message, details.cause === void 0 ? void 0 : { cause: details.cause });
    this.name = new.target.name;
    this.details = details;
  }
  /** The message with its remedy: what every surface shows. */
  get text() {
    return this.details.remedy ? `${this.message} ${this.details.remedy}` : this.message;
  }
};
var ProjectError = class extends DvcCiError {
  exitCode = 1;
};
var SetupError = class extends DvcCiError {
  exitCode = 2;
};
var OutsideError = class extends DvcCiError {
  exitCode = 3;
};
var CancelledError = class extends DvcCiError {
  exitCode = 130;
};
function messageOf(error) {
  if (error instanceof DvcCiError) return error.text;
  if (error instanceof Error) return error.message || error.name;
  return String(error);
}
var EXHAUSTED = {
  ENOSPC: "the disk is full",
  EDQUOT: "the quota of the disk is used up",
  EROFS: "the disk can only be read",
  EIO: "the disk fails",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open on this machine",
  ENOMEM: "the machine is out of memory"
};
function exhausted(error) {
  const { code, message } = typeof error === "object" && error !== null ? error : {};
  const what = typeof code === "string" && Object.hasOwn(EXHAUSTED, code) ? EXHAUSTED[code] : void 0;
  if (what === void 0) return void 0;
  return new OutsideError(`${what}: ${String(message)}.`, { key: String(code), remedy: "Make room, or use a larger runner, and run this again.", cause: error });
}

export {
  DvcCiError,
  ProjectError,
  SetupError,
  OutsideError,
  CancelledError,
  messageOf,
  exhausted
};
