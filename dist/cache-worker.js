import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  RESULT_MARK,
  work
} from "./chunks/chunk-TJXKN7HD.js";
import {
  hideCredentials
} from "./chunks/chunk-T42AFUPT.js";
import "./chunks/chunk-HSQ52N2T.js";
import "./chunks/chunk-D4UUOGK2.js";

// src/cache-worker.ts
import { text } from "node:stream/consumers";
hideCredentials(process.env);
var { task, env } = JSON.parse(await text(process.stdin));
Object.assign(process.env, env);
var result = await work(task);
process.stdout.write(`
${RESULT_MARK}${JSON.stringify(result)}
`);
