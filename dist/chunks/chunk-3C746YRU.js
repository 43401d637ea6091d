import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  DvcCiError,
  messageOf
} from "./chunk-GSQGKKGD.js";

// src/report/error-report.ts
function errorReportOf(error) {
  if (!(error instanceof DvcCiError)) return { id: "internal", message: messageOf(error) };
  const { key, value, remedy } = error.details;
  return {
    id: error.id,
    message: error.message,
    ...key === void 0 ? {} : { key },
    ...value === void 0 ? {} : { value },
    ...remedy === void 0 ? {} : { remedy }
  };
}
function findingsOfError({ id, message, details: { path, line, remedy } }) {
  if (path === void 0) return [];
  return [
    {
      rule: id,
      path,
      severity: "error",
      message,
      ...line === void 0 ? {} : { line },
      ...remedy === void 0 ? {} : { fix: remedy }
    }
  ];
}
function messageWithId({ message, error }) {
  return error === void 0 ? message : `${message.trimEnd()} [${error.id}]`;
}

export {
  errorReportOf,
  findingsOfError,
  messageWithId
};
