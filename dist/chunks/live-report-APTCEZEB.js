import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  openSurfaces,
  showFailedRun
} from "./chunk-Q7POKCID.js";
import "./chunk-C4JXETXC.js";
import "./chunk-TGP33L3A.js";
import "./chunk-EBUTGJYX.js";
import "./chunk-L7FQC23G.js";
import "./chunk-PWWWGLRR.js";
import "./chunk-QI7C5ARK.js";
import "./chunk-M47REMEQ.js";
import "./chunk-F3VODTWH.js";
import "./chunk-YTSCXGCX.js";
import "./chunk-FT4V3LLR.js";
import "./chunk-IJ3IOKBO.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-D4UUOGK2.js";
export {
  openSurfaces,
  showFailedRun
};
