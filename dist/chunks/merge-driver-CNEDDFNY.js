import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  isRefusal,
  mergeLocks
} from "./chunk-FJ4WRZUM.js";
import {
  Git
} from "./chunk-Q2WIHPYU.js";
import "./chunk-CYZV76WH.js";
import "./chunk-UAXYXOMA.js";
import "./chunk-3YF3DDHW.js";
import "./chunk-FT4V3LLR.js";
import "./chunk-IJ3IOKBO.js";
import "./chunk-NTLNP6FM.js";
import "./chunk-SDUKE5W5.js";
import "./chunk-FZMT2CAN.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-6BXGY3ZC.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-MEE4SBZR.js";
import "./chunk-VUXC3WPS.js";

// src/flows/merge-driver.ts
import { readFile, writeFile } from "node:fs/promises";
import { basename, resolve } from "node:path";

// src/git/merge-file.ts
async function mergeFile(directory, files) {
  const git = new Git(directory, {});
  const answers = Array.from({ length: 128 }, (_, code2) => code2);
  const { code } = await git.run(
    ["merge-file", "-L", "ours", "-L", "base", "-L", "theirs", "--", files.ours, files.base, files.theirs],
    { answers }
  );
  return code === 0;
}

// src/flows/merge-driver.ts
var LOCK = "dvc.lock";
async function runMergeDriver(files, cwd) {
  const [base, ours, theirs] = await Promise.all(
    [files.base, files.ours, files.theirs].map((file) => readFile(resolve(cwd, file), "utf8"))
  );
  const merge = basename(files.path) === LOCK && ours !== void 0 && theirs !== void 0 ? mergeLocks({ ...base === void 0 ? {} : { base }, ours, theirs }) : void 0;
  if (!merge || isRefusal(merge)) return await mergeFile(cwd, files) ? 0 : 1;
  await writeFile(resolve(cwd, files.ours), merge.marked);
  return merge.conflicts.length === 0 ? 0 : 1;
}
export {
  runMergeDriver
};
