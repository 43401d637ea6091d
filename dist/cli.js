#!/usr/bin/env node
import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/cli.ts
var argv = process.argv.slice(2);
if (argv[0] === "--version" && true) {
  process.stdout.write(`${"0.1.0"}
`);
} else {
  const { beginDvc, guessOf } = await import("./chunks/start-dvc-S73XJH5U.js");
  await beginDvc(guessOf(argv, process.cwd()));
  const { runCommandLine } = await import("./chunks/command-line-YQDIECCQ.js");
  await runCommandLine(argv);
}
