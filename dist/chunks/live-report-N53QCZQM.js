import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  openSurfaces,
  showFailedRun
} from "./chunk-H3MTYCAJ.js";
import "./chunk-ABGWEGFW.js";
import "./chunk-MPQSOHPQ.js";
import "./chunk-BAE7GSZF.js";
import "./chunk-SLVCPXYT.js";
import "./chunk-VNLNEGOD.js";
import "./chunk-KZ3KKOKF.js";
import "./chunk-F3VODTWH.js";
import "./chunk-UUNXHWVS.js";
import "./chunk-RRI2TGUO.js";
import "./chunk-D4UUOGK2.js";
export {
  openSurfaces,
  showFailedRun
};
