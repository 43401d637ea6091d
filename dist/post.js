import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  PENDING_CACHES,
  createActionsHost
} from "./chunks/chunk-C7P5IUUA.js";
import {
  listenForCancel
} from "./chunks/chunk-7IP3X26X.js";
import "./chunks/chunk-3AMYZN3C.js";
import {
  getState
} from "./chunks/chunk-ACEM73QU.js";
import "./chunks/chunk-AMUJ7TTL.js";
import "./chunks/chunk-4XJPYLEX.js";
import "./chunks/chunk-UUNXHWVS.js";
import "./chunks/chunk-MFXKKPZC.js";
import "./chunks/chunk-EXO2BLOW.js";
import "./chunks/chunk-D4UUOGK2.js";

// src/post.ts
var host = createActionsHost();
var { signal, dispose } = listenForCancel({ onCancel: (name) => {
  host.info(`${name}: ending what runs.`);
} });
try {
  const pending = getState(PENDING_CACHES);
  if (pending === "") host.debug("dvc-ci: nothing is left to keep in the cache.");
  else {
    const { saveAll } = await import("./chunks/service-YHMAWDFX.js");
    await saveAll(JSON.parse(pending), { env: process.env, host, signal });
  }
} catch (error) {
  host.warning(`the cache: ${error instanceof Error ? error.message : String(error)}`);
}
host.close();
dispose();
