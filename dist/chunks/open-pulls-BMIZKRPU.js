import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  allOpenPulls,
  branchChanges,
  isCommitOf,
  openPulls,
  pullsWithHead,
  textAt
} from "./chunk-W53WLPYM.js";
import "./chunk-GZPGP37K.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-D4UUOGK2.js";
export {
  allOpenPulls,
  branchChanges,
  isCommitOf,
  openPulls,
  pullsWithHead,
  textAt
};
