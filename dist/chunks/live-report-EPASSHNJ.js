import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  openSurfaces,
  showFailedRun
} from "./chunk-W2QEWIWJ.js";
import "./chunk-NGSEVMIJ.js";
import "./chunk-FMJZEITV.js";
import "./chunk-SPPGFBIH.js";
import "./chunk-YJNMJSH2.js";
import "./chunk-QI7C5ARK.js";
import "./chunk-363BYWTC.js";
import "./chunk-KQH4SJHK.js";
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
