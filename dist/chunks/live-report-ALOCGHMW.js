import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  openSurfaces,
  showFailedRun
} from "./chunk-VGIQQTFD.js";
import "./chunk-AM6YJBT5.js";
import "./chunk-UREEC4LJ.js";
import "./chunk-HT2KAUR4.js";
import "./chunk-Y5XDEBWW.js";
import "./chunk-N55NVOIB.js";
import "./chunk-QI7C5ARK.js";
import "./chunk-2OLTNLZS.js";
import "./chunk-ZJPWFF2S.js";
import "./chunk-F3VODTWH.js";
import "./chunk-YTSCXGCX.js";
import "./chunk-FT4V3LLR.js";
import "./chunk-IJ3IOKBO.js";
import "./chunk-LDTS5XU3.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VUXC3WPS.js";
export {
  openSurfaces,
  showFailedRun
};
