import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  reportInput,
  reportOption,
  writePageFile,
  writeReportFile
} from "./chunk-IXF3SOUV.js";
import {
  messageOf
} from "./chunk-GSQGKKGD.js";

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
  filesOfOptions,
  filesOfInputs,
  writeRunFiles
};
