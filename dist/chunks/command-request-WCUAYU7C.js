import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  keepLastPage
} from "./chunk-GXGZPCTW.js";
import {
  renderTerminal
} from "./chunk-K3TD5RMS.js";
import {
  failedRun,
  loadCliSettings
} from "./chunk-DPNVWCTH.js";
import {
  filesOfOptions,
  writeRunFiles
} from "./chunk-2ODIW6LG.js";
import "./chunk-X5OVLMUN.js";
import {
  messageWithId
} from "./chunk-PKVKVTJL.js";
import "./chunk-JARU2I66.js";
import {
  version
} from "./chunk-QI7C5ARK.js";
import "./chunk-P4NBFHEZ.js";
import "./chunk-AAMWDO4T.js";
import "./chunk-GSMW5WTN.js";
import "./chunk-SLVCPXYT.js";
import "./chunk-VNLNEGOD.js";
import "./chunk-Z44VRY6O.js";
import {
  redactStrings
} from "./chunk-F3VODTWH.js";
import "./chunk-UUNXHWVS.js";
import "./chunk-3ZYKOHGU.js";
import "./chunk-W7T22YOI.js";
import "./chunk-TWNUUX6Z.js";
import "./chunk-SBWPH2QF.js";
import "./chunk-RRI2TGUO.js";
import {
  secretsOf
} from "./chunk-4ADRZHTB.js";
import "./chunk-JG2Q2FF4.js";
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
    case "init": {
      const { initialize } = await import("./init-DUXKDRPL.js");
      return initialize(request.request, host, signal);
    }
    case "explain": {
      const { explain } = await import("./explain-YEMXFCNT.js");
      host.print(explain(request.id, host.colour));
      return 0;
    }
    case "completion": {
      const { completion } = await import("./completion-NYDDH3OL.js");
      host.print(completion(request.shell));
      return 0;
    }
    case "open": {
      const { openLastPage } = await import("./open-56RSMA4S.js");
      host.print(`${await openLastPage(process.cwd(), host, signal)}
`);
      return 0;
    }
    case "run":
      return run(request, host, signal);
  }
}
async function mergeDriver(files) {
  const { runMergeDriver } = await import("./merge-driver-OJ72M2QA.js");
  return runMergeDriver(files, process.cwd());
}
async function run({ settings, json, quiet }, host, signal) {
  for (const secret of secretsOf(settings, process.env)) host.mask(secret);
  signal.throwIfAborted();
  const { execute } = await import("./run-flow-JVS2LW2G.js");
  const { report, exitCode, ...facts } = await execute(settings, host, signal);
  if (json) {
    if (exitCode !== 0) host.fail(messageWithId(report));
    host.printJson(report);
  } else host.print(`${quiet ? "" : "\n"}${renderTerminal(report, { colour: host.colour, quiet })}`);
  if (settings.event.name === "local")
    keepLastPage(
      facts,
      redactStrings(report, (text) => host.redact(text)),
      host
    );
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
