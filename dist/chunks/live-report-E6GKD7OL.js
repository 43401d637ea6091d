import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  openSurfaces,
  showFailedRun
} from "./chunk-GU6TVVW3.js";
import "./chunk-Z7S4MNUO.js";
import "./chunk-BYSHNNQJ.js";
import "./chunk-XM3N3KPI.js";
import "./chunk-B2JNO4XH.js";
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
