import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  keepLastPage
} from "./chunk-W3NO2OZF.js";
import {
  renderTerminal
} from "./chunk-R7MTGSN7.js";
import "./chunk-2OGHCNB3.js";
import "./chunk-WVYELQIE.js";
import {
  failedRun,
  loadCliSettings
} from "./chunk-MPSGXP3M.js";
import {
  filesOfOptions,
  messageWithId,
  writeRunFiles
} from "./chunk-6VLNNERD.js";
import "./chunk-PTGDY7OI.js";
import "./chunk-EX52EZ3H.js";
import "./chunk-N55NVOIB.js";
import {
  version
} from "./chunk-QI7C5ARK.js";
import "./chunk-2OLTNLZS.js";
import "./chunk-ZJPWFF2S.js";
import "./chunk-6K6AJN4A.js";
import "./chunk-V5PK7DQF.js";
import {
  redactStrings
} from "./chunk-RM227KDU.js";
import "./chunk-YTSCXGCX.js";
import "./chunk-FT4V3LLR.js";
import "./chunk-IJ3IOKBO.js";
import "./chunk-AARV6KVG.js";
import "./chunk-KKHYPAVG.js";
import "./chunk-HLRJF5P5.js";
import "./chunk-LDTS5XU3.js";
import "./chunk-47C5EFT2.js";
import "./chunk-35DVGGLY.js";
import "./chunk-LJ6IJPAN.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-6BXGY3ZC.js";
import "./chunk-33TNGAK7.js";
import "./chunk-SOVHXIP5.js";
import "./chunk-GSQGKKGD.js";
import {
  secretsOf
} from "./chunk-PYVRI32Z.js";
import "./chunk-VHRYJ7LI.js";
import "./chunk-MEE4SBZR.js";
import "./chunk-J4Y3FKE2.js";
import "./chunk-VUXC3WPS.js";

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
      const { initialize } = await import("./init-KQINHQPR.js");
      return initialize(request.request, host, signal);
    }
    case "explain": {
      const { explain } = await import("./explain-YVBZQO5L.js");
      host.print(explain(request.id, host.colour));
      return 0;
    }
    case "completion": {
      const { completion } = await import("./completion-CJEBMSDX.js");
      host.print(completion(request.shell));
      return 0;
    }
    case "open": {
      const { openLastPage } = await import("./open-MDPFR75I.js");
      host.print(`${await openLastPage(await folderOf(request.directory), host, signal)}
`);
      return 0;
    }
    case "report": {
      const { showReport } = await import("./report-DHTMMT3J.js");
      const text = await showReport(request, process.cwd(), appearance(host));
      if (text !== "") host.print(text);
      return 0;
    }
    case "install-hooks": {
      const { installHooks } = await import("./install-hooks-CJRPPHE5.js");
      host.print(`${await installHooks(await folderOf(request.directory), request.uninstall, host, signal)}
`);
      return 0;
    }
    case "run":
      return run(request, host, signal);
  }
}
async function mergeDriver(files) {
  const { runMergeDriver } = await import("./merge-driver-CNEDDFNY.js");
  return runMergeDriver(files, process.cwd());
}
async function folderOf(directory = ".") {
  const { projectDirectory } = await import("./config-file-VU6SD2FL.js");
  return projectDirectory(process.cwd(), directory);
}
function appearance({ colour, width }) {
  return { colour, ...width === void 0 ? {} : { width } };
}
async function run({ settings, json, quiet }, host, signal) {
  for (const secret of secretsOf(settings, process.env)) host.mask(secret);
  signal.throwIfAborted();
  const { execute } = await import("./run-flow-IET64ZF2.js");
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
