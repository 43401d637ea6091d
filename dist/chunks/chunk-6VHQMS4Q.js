import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/run/early-signals.ts
var SIGNALS = ["SIGINT", "SIGTERM"];
var first;
var listens = false;
function note(name) {
  if (first !== void 0 && name === "SIGINT") process.exit(130);
  first ??= name;
}
function noteEarlySignals() {
  listens = true;
  for (const name of SIGNALS) process.on(name, note);
}
function takeEarlySignal() {
  if (!listens) return void 0;
  listens = false;
  for (const name of SIGNALS) process.off(name, note);
  return first;
}

export {
  noteEarlySignals,
  takeEarlySignal
};
