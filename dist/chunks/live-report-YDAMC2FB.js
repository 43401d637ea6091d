import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  openSurfaces,
  showFailedRun
} from "./chunk-KEOEW5ZV.js";
import "./chunk-KVMGKE4V.js";
import "./chunk-6DJEKVOM.js";
import "./chunk-PKZRU3KA.js";
import "./chunk-SLVCPXYT.js";
import "./chunk-VNLNEGOD.js";
import "./chunk-F3VODTWH.js";
import "./chunk-6MKNGL6M.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-D4UUOGK2.js";
export {
  openSurfaces,
  showFailedRun
};
