import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  renderTerminal
} from "./chunk-NZJEPFDB.js";
import {
  failedRun,
  loadCliSettings
} from "./chunk-3H2CFSKH.js";
import {
  filesOfOptions,
  version,
  writeRunFiles
} from "./chunk-DXVPOSIM.js";
import {
  messageWithId
} from "./chunk-ZR5TKTHU.js";
import "./chunk-L2OK5KW2.js";
import "./chunk-GGZDRKII.js";
import "./chunk-I55R6OXB.js";
import "./chunk-KZ3KKOKF.js";
import {
  redactStrings
} from "./chunk-CVHURMBC.js";
import "./chunk-UUNXHWVS.js";
import {
  secretsOf
} from "./chunk-R6IP3QX7.js";
import "./chunk-QZDPER2I.js";
import "./chunk-ASOFC7LL.js";
import "./chunk-C5E46KOX.js";
import "./chunk-D4UUOGK2.js";

// src/command-request.ts
async function answerRequest(argv, host, signal) {
  const request = await loadCliSettings(argv, process.env, process.cwd());
  switch (request.kind) {
    case "help":
      host.print(request.text.endsWith("\n") ? request.text : `${request.text}
`);
      return 0;
    case "version":
      host.print(`${version()}
`);
      return 0;
    case "merge-driver":
      return mergeDriver(request.files);
    case "run":
      return run(request.settings, host, request.json, signal);
  }
}
async function mergeDriver(files) {
  const { runMergeDriver } = await import("./merge-driver-54DVJ3SU.js");
  return runMergeDriver(files, process.cwd());
}
async function run(settings, host, json, signal) {
  for (const secret of secretsOf(settings, process.env)) host.mask(secret);
  signal.throwIfAborted();
  const { execute } = await import("./run-flow-WJMWXM4T.js");
  const { report, exitCode } = await execute(settings, host, signal);
  if (json) {
    if (exitCode !== 0) host.fail(messageWithId(report));
    host.printJson(report);
  } else host.print(`
${renderTerminal(report, { colour: host.colour })}`);
  return exitCode;
}
function reportFailure(error, argv, host, json) {
  const { report, exitCode, stack } = failedRun(error, argv[0], process.env);
  report.message = host.redact(report.message);
  if (report.error !== void 0) report.error = redactStrings(report.error, (text) => host.redact(text));
  host.fail(messageWithId(report));
  if (stack !== void 0) host.debug(stack);
  writeRunFiles(filesOfOptions(argv, process.cwd()), report, (message) => {
    host.fail(message);
  });
  if (json) host.printJson(report);
  return exitCode;
}
export {
  answerRequest,
  reportFailure
};
