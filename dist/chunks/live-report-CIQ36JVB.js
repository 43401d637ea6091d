import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  openSurfaces,
  showFailedRun
} from "./chunk-NMW4LHQY.js";
import "./chunk-EOK4ODUL.js";
import "./chunk-G5SOOPPH.js";
import "./chunk-JXVF4L54.js";
import "./chunk-QWLD5CRL.js";
import "./chunk-QI7C5ARK.js";
import "./chunk-SWH6JPLX.js";
import "./chunk-H2VJWI3N.js";
import "./chunk-IJ3IOKBO.js";
import "./chunk-F3VODTWH.js";
import "./chunk-6MKNGL6M.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-D4UUOGK2.js";
export {
  openSurfaces,
  showFailedRun
};
