import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  writePageFile
} from "./chunk-PTGDY7OI.js";
import {
  messageOf
} from "./chunk-GSQGKKGD.js";

// src/run/last-page.ts
import { existsSync } from "node:fs";
import { join } from "node:path";
function lastPagePath(gitDirectory) {
  return join(gitDirectory, "dvc-ci", "last-run.html");
}
function findLastPage(gitDirectory) {
  const path = lastPagePath(gitDirectory);
  return existsSync(path) ? path : void 0;
}
function keepLastPage(facts, report, host) {
  const { gitDirectory } = facts;
  if (gitDirectory === void 0) return;
  try {
    writePageFile(lastPagePath(gitDirectory), report, facts);
  } catch (error) {
    host.debug(`The page of this run was not kept: ${messageOf(error)}`);
  }
}

export {
  findLastPage,
  keepLastPage
};
