import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  cacheRoot
} from "./chunks/chunk-7M6STCMH.js";
import {
  PENDING_CACHES,
  checkedSaves,
  createActionsHost
} from "./chunks/chunk-QGVKJXJO.js";
import {
  listenForCancel
} from "./chunks/chunk-5CDMRSSM.js";
import "./chunks/chunk-KUDOOD3U.js";
import "./chunks/chunk-V7QOIM57.js";
import "./chunks/chunk-F3VODTWH.js";
import "./chunks/chunk-YTSCXGCX.js";
import {
  getState
} from "./chunks/chunk-5PLTRADH.js";
import {
  cacheRights
} from "./chunks/chunk-PPFV6LXP.js";
import "./chunks/chunk-FT4V3LLR.js";
import "./chunks/chunk-IJ3IOKBO.js";
import "./chunks/chunk-76LXF4N5.js";
import "./chunks/chunk-AMUJ7TTL.js";
import "./chunks/chunk-4XJPYLEX.js";
import "./chunks/chunk-6VHQMS4Q.js";
import {
  hideCredentials
} from "./chunks/chunk-T42AFUPT.js";
import "./chunks/chunk-HSQ52N2T.js";
import "./chunks/chunk-GSQGKKGD.js";
import "./chunks/chunk-D4UUOGK2.js";

// src/post.ts
import { resolve } from "node:path";
hideCredentials(process.env);
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
    const { env } = process;
    const { loadEvent } = await import("./chunks/event-WAXK27DI.js");
    const { saves, rejected } = await checkedSaves(pending, {
      rights: cacheRights(await loadEvent(env)),
      workspace: resolve(env.GITHUB_WORKSPACE || "."),
      folders: [cacheRoot(env), ...env.UV_PROJECT_ENVIRONMENT ? [resolve(env.UV_PROJECT_ENVIRONMENT)] : []]
    });
    for (const reason of rejected) host.warning(`the cache: an entry is not stored: ${reason}`);
    const { saveAll } = await import("./chunks/service-NEGFAQ2K.js");
    await saveAll(saves, { env, host, signal });
  }
} catch (error) {
  host.warning(`the cache: ${error instanceof Error ? error.message : String(error)}`);
}
host.close();
dispose();
