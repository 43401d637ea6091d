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

export {
  DvcCiError,
  ProjectError,
  SetupError,
  OutsideError,
  CancelledError,
  messageOf
};
