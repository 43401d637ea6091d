import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  PENDING_CACHES,
  createActionsHost
} from "./chunks/chunk-F7WM6ZD7.js";
import {
  listenForCancel
} from "./chunks/chunk-BS3GVVQ7.js";
import "./chunks/chunk-52YGSUJK.js";
import "./chunks/chunk-CVHURMBC.js";
import {
  getState
} from "./chunks/chunk-KLFTDMXD.js";
import "./chunks/chunk-AMUJ7TTL.js";
import "./chunks/chunk-4XJPYLEX.js";
import "./chunks/chunk-UUNXHWVS.js";
import "./chunks/chunk-LSY57PTW.js";
import "./chunks/chunk-C5E46KOX.js";
import "./chunks/chunk-D4UUOGK2.js";

// src/post.ts
var host = createActionsHost();
var { signal, dispose } = listenForCancel({
  onCancel: (name) => {
    host.info(`${name}: ending all processes.`);
  }
});
try {
  const pending = getState(PENDING_CACHES);
  if (pending === "") host.debug("dvc-ci: nothing to store in the cache.");
  else {
    const { saveAll } = await import("./chunks/service-H6SDX6VT.js");
    await saveAll(JSON.parse(pending), { env: process.env, host, signal });
  }
} catch (error) {
  host.warning(`the cache: ${error instanceof Error ? error.message : String(error)}`);
}
host.close();
dispose();
