import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/errors/errors.ts
var DvcCiError = class extends Error {
  /** Its identifier in the catalogue. */
  id;
  details;
  constructor(id, message, details = {}) {
    super(message, details.cause === void 0 ? void 0 : { cause: details.cause });
    this.name = new.target.name;
    this.id = id;
    this.details = details;
  }
  /** The message with its remedy, which every surface shows. */
  get text() {
    return this.details.remedy ? `${this.message} ${this.details.remedy}` : this.message;
  }
};
var ProjectError = class extends DvcCiError {
  exitCode = 1;
  constructor(id, message, details) {
    super(id, message, details);
  }
};
var SetupError = class extends DvcCiError {
  exitCode = 2;
  constructor(id, message, details) {
    super(id, message, details);
  }
};
var OutsideError = class extends DvcCiError {
  exitCode = 3;
  constructor(id, message, details) {
    super(id, message, details);
  }
};
var CancelledError = class extends DvcCiError {
  exitCode = 130;
  constructor(id, message, details) {
    super(id, message, details);
  }
};
function messageOf(error) {
  if (error instanceof DvcCiError) return error.text;
  if (error instanceof Error) return error.message || error.name;
  return String(error);
}
var EXHAUSTED = {
  ENOSPC: { id: "disk-full", what: "the disk is full" },
  EDQUOT: { id: "disk-quota-exceeded", what: "the quota of the disk is used up" },
  EROFS: { id: "disk-read-only", what: "the disk is read-only" },
  EIO: { id: "disk-failing", what: "the disk reports errors" },
  EMFILE: { id: "too-many-open-files", what: "too many files are open" },
  ENFILE: { id: "too-many-open-files", what: "too many files are open on this machine" },
  ENOMEM: { id: "out-of-memory", what: "the machine is out of memory" }
};
var DENIED = ["EACCES", "EPERM"];
function exhausted(error) {
  const { code, message, path, syscall } = typeof error === "object" && error !== null ? error : {};
  if (DENIED.includes(code) && typeof path === "string" && !String(syscall).startsWith("spawn"))
    return fileDenied(path, error);
  const known = typeof code === "string" && Object.hasOwn(EXHAUSTED, code) ? EXHAUSTED[code] : void 0;
  if (known === void 0) return void 0;
  return new OutsideError(known.id, `${known.what}: ${String(message)}.`, {
    key: String(code),
    remedy: "Make room, or use a larger runner, and run this again.",
    cause: error
  });
}
function fileDenied(path, cause) {
  return new SetupError("file-access-denied", `the user of this run has no rights to ${path}.`, {
    key: "path",
    value: path,
    remedy: "Give that user the rights to it. A step that ran as root in a container may have made it.",
    ...cause === void 0 ? {} : { cause }
  });
}

export {
  DvcCiError,
  ProjectError,
  SetupError,
  OutsideError,
  CancelledError,
  messageOf,
  exhausted,
  fileDenied
};
