import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  RESULT_MARK,
  work
} from "./chunks/chunk-QOE6SDAA.js";
import {
  hideCredentials
} from "./chunks/chunk-QBQ5F4U6.js";
import "./chunks/chunk-SDUKE5W5.js";
import "./chunks/chunk-VUXC3WPS.js";

// src/cache-worker.ts
import { text } from "node:stream/consumers";
hideCredentials(process.env);
var { task, env } = JSON.parse(await text(process.stdin));
Object.assign(process.env, env);
var result = await work(task);
process.stdout.write(`
${RESULT_MARK}${JSON.stringify(result)}
`);
