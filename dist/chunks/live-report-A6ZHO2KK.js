import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  openSurfaces,
  showFailedRun
} from "./chunk-64ZJVIEU.js";
import "./chunk-UPGNSVVV.js";
import "./chunk-BRJ7NW5E.js";
import "./chunk-JGKMLYVG.js";
import "./chunk-HNI2ID4C.js";
import "./chunk-QI7C5ARK.js";
import "./chunk-SWH6JPLX.js";
import "./chunk-H2VJWI3N.js";
import "./chunk-IJ3IOKBO.js";
import "./chunk-F3VODTWH.js";
import "./chunk-VFNKUH47.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-D4UUOGK2.js";
export {
  openSurfaces,
  showFailedRun
};
