import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  RESULT_MARK,
  work
} from "./chunks/chunk-IC2LWF5H.js";
import "./chunks/chunk-D4UUOGK2.js";

// src/cache-worker.ts
import { text } from "node:stream/consumers";
var result = await work(JSON.parse(await text(process.stdin)));
process.stdout.write(`
${RESULT_MARK}${JSON.stringify(result)}
`);
