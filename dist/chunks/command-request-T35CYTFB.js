import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  keepLastPage
} from "./chunk-2M7DP7ZA.js";
import {
  renderTerminal
} from "./chunk-RWZM5G4J.js";
import "./chunk-WVYELQIE.js";
import "./chunk-WUUHAIS2.js";
import {
  failedRun,
  loadCliSettings
} from "./chunk-2UCBQ76S.js";
import {
  filesOfOptions,
  messageWithId,
  writeRunFiles
} from "./chunk-72LPTRTS.js";
import "./chunk-UZHAOQX5.js";
import "./chunk-HNI2ID4C.js";
import {
  version
} from "./chunk-QI7C5ARK.js";
import "./chunk-SWH6JPLX.js";
import "./chunk-SXU7D5EA.js";
import "./chunk-V5PK7DQF.js";
import "./chunk-H2VJWI3N.js";
import "./chunk-IJ3IOKBO.js";
import {
  redactStrings
} from "./chunk-F3VODTWH.js";
import "./chunk-VFNKUH47.js";
import "./chunk-VP7ZWTPX.js";
import "./chunk-OPAXTE5S.js";
import "./chunk-LJ6IJPAN.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-RQ5QPEI4.js";
import "./chunk-R7LTQQYE.js";
import "./chunk-GSQGKKGD.js";
import {
  secretsOf
} from "./chunk-3WUE7OHU.js";
import "./chunk-ZZCRIPJ2.js";
import "./chunk-VHRYJ7LI.js";
import "./chunk-MEE4SBZR.js";
import "./chunk-D4UUOGK2.js";

// src/command-request.ts
import { relative } from "node:path";
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
      const { initialize } = await import("./init-2WD3SD5E.js");
      return initialize(request.request, host, signal);
    }
    case "explain": {
      const { explain } = await import("./explain-JRPU5T3H.js");
      host.print(explain(request.id, host.colour));
      return 0;
    }
    case "completion": {
      const { completion } = await import("./completion-KMFH53UE.js");
      host.print(completion(request.shell));
      return 0;
    }
    case "open": {
      const { openLastPage } = await import("./open-65ED2X36.js");
      host.print(`${await openLastPage(await folderOf(request.directory), host, signal)}
`);
      return 0;
    }
    case "report": {
      const { showReport } = await import("./report-WQ5EZFMO.js");
      const text = await showReport(request, process.cwd(), appearance(host));
      if (text !== "") host.print(text);
      return 0;
    }
    case "install-hooks": {
      const { installHooks } = await import("./install-hooks-M5UAU7HU.js");
      host.print(`${await installHooks(await folderOf(request.directory), request.uninstall, host, signal)}
`);
      return 0;
    }
    case "run":
      return run(request, host, signal);
  }
}
async function mergeDriver(files) {
  const { runMergeDriver } = await import("./merge-driver-ZMXZ6UYE.js");
  return runMergeDriver(files, process.cwd());
}
async function folderOf(directory = ".") {
  const { projectDirectory } = await import("./config-file-YEHUD7VG.js");
  return projectDirectory(process.cwd(), directory);
}
function appearance({ colour, width }) {
  return { colour, ...width === void 0 ? {} : { width } };
}
async function run({ settings, json, quiet }, host, signal) {
  for (const secret of secretsOf(settings, process.env)) host.mask(secret);
  signal.throwIfAborted();
  const { execute } = await import("./run-flow-7NLC4GVR.js");
  const { report, exitCode, ...facts } = await execute(settings, host, signal);
  if (json) {
    if (exitCode !== 0) host.fail(messageWithId(report));
    host.printJson(report);
  } else {
    const top = facts.root === void 0 ? "" : relative(settings.shellFolder, facts.root);
    host.print(`${quiet ? "" : "\n"}${renderTerminal(report, { ...appearance(host), quiet, top })}`);
  }
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
