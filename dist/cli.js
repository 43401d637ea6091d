#!/usr/bin/env node
import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  noteEarlySignals
} from "./chunks/chunk-6VHQMS4Q.js";
import "./chunks/chunk-D4UUOGK2.js";

// src/cli.ts
var argv = process.argv.slice(2);
if (argv[0] === "--version" && true) {
  process.stdout.write(`${"0.1.0"}
`);
} else {
  noteEarlySignals();
  const { hideCredentials } = await import("./chunks/own-process-EEVQLJQN.js");
  hideCredentials(process.env);
  const { beginDvc, guessOf } = await import("./chunks/start-dvc-E47HYQ7R.js");
  await beginDvc(guessOf(argv, process.cwd()));
  const { runCommandLine } = await import("./chunks/command-line-AOL5YNGX.js");
  await runCommandLine(argv);
}
