import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  reportInput,
  reportOption,
  writePageFile,
  writeReportFile
} from "./chunk-PTGDY7OI.js";
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

// src/run/run-files.ts
function filesOfOptions(argv, cwd) {
  return given(reportOption(argv, cwd), reportOption(argv, cwd, "page"));
}
function filesOfInputs(env, cwd) {
  return given(reportInput(env, cwd), reportInput(env, cwd, "page"));
}
function given(report, page) {
  return { ...report === void 0 ? {} : { report }, ...page === void 0 ? {} : { page } };
}
function writeRunFiles(wanted, report, failed, pictures) {
  const written = {};
  const attempt = (file, write) => {
    const path = wanted[file];
    if (path === void 0) return;
    try {
      write(path);
      written[file] = path;
    } catch (error) {
      failed(`could not write ${path}: ${messageOf(error)}`);
    }
  };
  attempt("report", (path) => {
    writeReportFile(path, report);
  });
  attempt("page", (path) => {
    writePageFile(path, report, pictures);
  });
  return written;
}

export {
  errorReportOf,
  findingsOfError,
  messageWithId,
  filesOfOptions,
  filesOfInputs,
  writeRunFiles
};
