import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  openSurfaces,
  showFailedRun
} from "./chunk-M3QUSRU2.js";
import "./chunk-YQIMSIEG.js";
import "./chunk-L2OK5KW2.js";
import "./chunk-GGZDRKII.js";
import "./chunk-I55R6OXB.js";
import "./chunk-KZ3KKOKF.js";
import "./chunk-CVHURMBC.js";
import "./chunk-UUNXHWVS.js";
import "./chunk-C5E46KOX.js";
import "./chunk-D4UUOGK2.js";
export {
  openSurfaces,
  showFailedRun
};
