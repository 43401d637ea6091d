import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  fieldsAfterName,
  hiddenVariables
} from "./chunk-SDUKE5W5.js";

// src/run/own-process.ts
import { closeSync, openSync, readFileSync, readSync, writeSync } from "node:fs";
function hideCredentials(env) {
  process.on("SIGUSR1", () => void 0);
  if (process.platform !== "linux") return true;
  try {
    const names = hiddenVariables(env);
    for (const name of names) env[name] = env[name];
    clearFirstEnvironment(new Set(names));
    return true;
  } catch {
    return false;
  }
}
function clearFirstEnvironment(names) {
  const [start, end] = placeOfEnvironment(readFileSync("/proc/self/stat", "utf8"));
  const memory = openSync("/proc/self/mem", "r+");
  try {
    const bytes = Buffer.alloc(end - start);
    readSync(memory, bytes, 0, bytes.length, start);
    for (const { at, length } of entriesToClear(bytes, names))
      writeSync(memory, Buffer.alloc(length), 0, length, start + at);
  } finally {
    closeSync(memory);
  }
}
function placeOfEnvironment(stat) {
  const fields = fieldsAfterName(stat);
  return [Number(fields[47]), Number(fields[48])];
}
function entriesToClear(bytes, names) {
  const places = [];
  for (let at = 0; at < bytes.length; ) {
    const nul = bytes.indexOf(0, at);
    const end = nul < 0 ? bytes.length : nul;
    const sign = bytes.indexOf("=", at);
    if (sign >= 0 && sign < end && names.has(bytes.toString("utf8", at, sign))) places.push({ at, length: end - at });
    at = end + 1;
  }
  return places;
}

export {
  hideCredentials,
  placeOfEnvironment,
  entriesToClear
};
