import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  cacheRoot
} from "./chunks/chunk-7M6STCMH.js";
import {
  PENDING_CACHES,
  checkedSaves,
  createActionsHost
} from "./chunks/chunk-TMMXTKYT.js";
import {
  listenForCancel
} from "./chunks/chunk-ISVPOSEU.js";
import "./chunks/chunk-KUDOOD3U.js";
import "./chunks/chunk-V7QOIM57.js";
import "./chunks/chunk-RM227KDU.js";
import "./chunks/chunk-YTSCXGCX.js";
import {
  getState
} from "./chunks/chunk-F5MBJ5VH.js";
import {
  cacheRights
} from "./chunks/chunk-PPFV6LXP.js";
import "./chunks/chunk-FT4V3LLR.js";
import "./chunks/chunk-IJ3IOKBO.js";
import "./chunks/chunk-NTLNP6FM.js";
import "./chunks/chunk-VFODHJIE.js";
import "./chunks/chunk-BQPGCR32.js";
import "./chunks/chunk-6VHQMS4Q.js";
import {
  hideCredentials
} from "./chunks/chunk-QBQ5F4U6.js";
import "./chunks/chunk-SDUKE5W5.js";
import "./chunks/chunk-6BXGY3ZC.js";
import "./chunks/chunk-GSQGKKGD.js";
import "./chunks/chunk-VUXC3WPS.js";

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
    const { loadEvent } = await import("./chunks/event-L5BWNR3V.js");
    const { saves, rejected } = await checkedSaves(pending, {
      rights: cacheRights(await loadEvent(env)),
      workspace: resolve(env.GITHUB_WORKSPACE || "."),
      folders: [cacheRoot(env), ...env.UV_PROJECT_ENVIRONMENT ? [resolve(env.UV_PROJECT_ENVIRONMENT)] : []]
    });
    for (const reason of rejected) host.warning(`the cache: an entry is not stored: ${reason}`);
    const { saveAll } = await import("./chunks/service-Y45IBY22.js");
    await saveAll(saves, { env, host, signal });
  }
} catch (error) {
  host.warning(`the cache: ${error instanceof Error ? error.message : String(error)}`);
}
host.close();
dispose();
