import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  jsonText
} from "./chunk-4JRAI6OJ.js";

// src/report/report.ts
var REPORT_SCHEMA = 1;
function emptyReport(mode, source) {
  return {
    schema: REPORT_SCHEMA,
    mode,
    conclusion: "error",
    message: "the run did not finish",
    source,
    steps: [],
    stages: [],
    metrics: [],
    policies: [],
    params: [],
    data: [],
    checks: [],
    lint: [],
    remote: { name: "", objects: 0, pushed: 0, verified: 0, missing: [] }
  };
}

// src/run/report-file.ts
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
function writeReportFile(path, report) {
  writeWhole(path, `${jsonText(report)}
`);
}
function writeWhole(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, text);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
function reportOption(argv, cwd, file = "report") {
  let path;
  for (const [index, argument] of argv.entries()) {
    if (argument === "--") break;
    if (argument === `--${file}`) path = argv[index + 1];
    else if (argument.startsWith(`--${file}=`)) path = argument.slice(file.length + 3);
  }
  return path?.trim() ? resolve(cwd, path.trim()) : void 0;
}
function reportInput(env, cwd, file = "report") {
  const path = env[`INPUT_${file.toUpperCase()}`]?.trim();
  return path ? resolve(env["GITHUB_WORKSPACE"] || cwd, path) : void 0;
}

export {
  emptyReport,
  writeReportFile,
  reportOption,
  reportInput
};
