import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  keepLastPage
} from "./chunk-ZZ77VVO5.js";
import {
  renderTerminal
} from "./chunk-NL65N665.js";
import {
  failedRun,
  loadCliSettings
} from "./chunk-6FZZTS5A.js";
import {
  filesOfOptions,
  writeRunFiles
} from "./chunk-J6S4WN7Z.js";
import "./chunk-IXF3SOUV.js";
import {
  version
} from "./chunk-QI7C5ARK.js";
import {
  messageWithId
} from "./chunk-3C746YRU.js";
import "./chunk-6DJEKVOM.js";
import "./chunk-PKZRU3KA.js";
import "./chunk-FQVRSYGK.js";
import "./chunk-JARU2I66.js";
import "./chunk-SLVCPXYT.js";
import "./chunk-VNLNEGOD.js";
import {
  redactStrings
} from "./chunk-F3VODTWH.js";
import "./chunk-6MKNGL6M.js";
import "./chunk-NURQAGVZ.js";
import "./chunk-LJ6IJPAN.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-R7LTQQYE.js";
import "./chunk-GSQGKKGD.js";
import {
  secretsOf
} from "./chunk-GIDRNOBJ.js";
import "./chunk-MRWCR7O4.js";
import "./chunk-7SBGYABA.js";
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
      const { initialize } = await import("./init-LCZANP4G.js");
      return initialize(request.request, host, signal);
    }
    case "explain": {
      const { explain } = await import("./explain-IWMWIZRL.js");
      host.print(explain(request.id, host.colour));
      return 0;
    }
    case "completion": {
      const { completion } = await import("./completion-NV3PYLNO.js");
      host.print(completion(request.shell));
      return 0;
    }
    case "open": {
      const { openLastPage } = await import("./open-FD3V2PYG.js");
      host.print(`${await openLastPage(process.cwd(), host, signal)}
`);
      return 0;
    }
    case "install-hooks": {
      const { installHooks } = await import("./install-hooks-NUM4C7YR.js");
      host.print(`${await installHooks(process.cwd(), request.uninstall, host, signal)}
`);
      return 0;
    }
    case "run":
      return run(request, host, signal);
  }
}
async function mergeDriver(files) {
  const { runMergeDriver } = await import("./merge-driver-7JDWYKVV.js");
  return runMergeDriver(files, process.cwd());
}
async function run({ settings, json, quiet }, host, signal) {
  for (const secret of secretsOf(settings, process.env)) host.mask(secret);
  signal.throwIfAborted();
  const { execute } = await import("./run-flow-YTEW3OZX.js");
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
