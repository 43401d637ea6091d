#!/usr/bin/env node
import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  noteEarlySignals
} from "./chunks/chunk-6VHQMS4Q.js";
import "./chunks/chunk-VUXC3WPS.js";

// src/run/node-version.ts
var OLDEST_NODE = { major: 20, minor: 19 };
function isTooOld(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < OLDEST_NODE.major || major === OLDEST_NODE.major && minor < OLDEST_NODE.minor;
}

// src/cli.ts
var argv = process.argv.slice(2);
if (argv[0] === "--version" && true) {
  process.stdout.write(`${"0.1.0"}
`);
} else if (isTooOld(process.versions.node)) {
  process.stderr.write(
    `dvc-ci: this is Node ${process.versions.node} (${process.execPath}), and dvc-ci needs Node 20.19 or newer. Install it, or put it first on PATH.
`
  );
  process.exitCode = 2;
} else {
  noteEarlySignals();
  const { hideCredentials } = await import("./chunks/own-process-ZWQIDVNH.js");
  hideCredentials(process.env);
  const { beginDvc, guessOf } = await import("./chunks/start-dvc-JWSEZTYK.js");
  await beginDvc(guessOf(argv, process.cwd()));
  const { runCommandLine } = await import("./chunks/command-line-LOMI7B4L.js");
  await runCommandLine(argv);
}
