import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  allOpenPulls,
  branchChanges,
  isCommitOf,
  openPulls,
  pullsWithHead,
  textAt
} from "./chunk-EOMHJ2QE.js";
import "./chunk-VYEJV3IP.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VUXC3WPS.js";
export {
  allOpenPulls,
  branchChanges,
  isCommitOf,
  openPulls,
  pullsWithHead,
  textAt
};
