import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  openSurfaces,
  showFailedRun
} from "./chunk-KAMHJ553.js";
import "./chunk-7VM2ZCT3.js";
import "./chunk-4OS2L7D4.js";
import "./chunk-Q7PKBVSZ.js";
import "./chunk-EX52EZ3H.js";
import "./chunk-N55NVOIB.js";
import "./chunk-QI7C5ARK.js";
import "./chunk-2OLTNLZS.js";
import "./chunk-ZJPWFF2S.js";
import "./chunk-RM227KDU.js";
import "./chunk-YTSCXGCX.js";
import "./chunk-FT4V3LLR.js";
import "./chunk-IJ3IOKBO.js";
import "./chunk-LDTS5XU3.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-6BXGY3ZC.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VUXC3WPS.js";
export {
  openSurfaces,
  showFailedRun
};
