#!/usr/bin/env node
import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/cli.ts
var argv = process.argv.slice(2);
if (argv[0] === "--version") {
  const { version } = await import("./chunks/version-RXEN6DTM.js");
  process.stdout.write(`${version()}
`);
} else {
  const { runCommandLine } = await import("./chunks/command-line-EBWFD4PM.js");
  await runCommandLine(argv);
}
