import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  renderTerminal
} from "./chunk-EZRWTN7D.js";
import {
  failedRun,
  loadCliSettings
} from "./chunk-JDOQT7BB.js";
import {
  filesOfOptions,
  version,
  writeRunFiles
} from "./chunk-VYKUR544.js";
import "./chunk-ALXJFEXF.js";
import "./chunk-WMZS2EJV.js";
import "./chunk-SRVGQRLV.js";
import "./chunk-I55R6OXB.js";
import "./chunk-UUNXHWVS.js";
import {
  secretsOf
} from "./chunk-LJ6W4YGW.js";
import "./chunk-35YBGB7P.js";
import "./chunk-WTRSVN2U.js";
import "./chunk-EXO2BLOW.js";
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
  const { runMergeDriver } = await import("./merge-driver-EPX3EPAX.js");
  return runMergeDriver(files, process.cwd());
}
async function run(settings, host, json, signal) {
  for (const secret of secretsOf(settings, process.env)) host.mask(secret);
  signal.throwIfAborted();
  const { execute } = await import("./execute-Q5GDWW3I.js");
  const { report, exitCode } = await execute(settings, host, signal);
  if (json) {
    if (exitCode !== 0) host.fail(report.message);
    host.printJson(report);
  } else host.print(`
${renderTerminal(report, { colour: host.colour })}`);
  return exitCode;
}
function reportFailure(error, argv, host, json) {
  const { report, exitCode, stack } = failedRun(error, argv[0], process.env);
  report.message = host.redact(report.message);
  host.fail(report.message);
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
