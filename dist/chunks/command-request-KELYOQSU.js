import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  renderTerminal
} from "./chunk-EGPREHBP.js";
import {
  failedRun,
  loadCliSettings
} from "./chunk-FFYBHN5O.js";
import {
  filesOfOptions,
  version,
  writeRunFiles
} from "./chunk-3IZUCDGO.js";
import {
  messageWithId
} from "./chunk-CF2CUMP3.js";
import "./chunk-ZNQMYIB5.js";
import "./chunk-XVFDZ7HV.js";
import "./chunk-KZ3KKOKF.js";
import {
  redactStrings
} from "./chunk-3C5KSVTO.js";
import "./chunk-UUNXHWVS.js";
import {
  secretsOf
} from "./chunk-2VEIIZ2G.js";
import "./chunk-6SRYF2YM.js";
import "./chunk-CNQPAZLY.js";
import "./chunk-N2SY5YAA.js";
import "./chunk-KZPKTA5U.js";
import "./chunk-RRI2TGUO.js";
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
  const { runMergeDriver } = await import("./merge-driver-IDQUE622.js");
  return runMergeDriver(files, process.cwd());
}
async function run(settings, host, json, signal) {
  for (const secret of secretsOf(settings, process.env)) host.mask(secret);
  signal.throwIfAborted();
  const { execute } = await import("./run-flow-52SW3ONV.js");
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
