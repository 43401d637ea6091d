import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  openSurfaces,
  showFailedRun
} from "./chunk-2NZKDGWO.js";
import "./chunk-NTLJJKCJ.js";
import "./chunk-WMZS2EJV.js";
import "./chunk-SRVGQRLV.js";
import "./chunk-I55R6OXB.js";
import "./chunk-3AMYZN3C.js";
import "./chunk-UUNXHWVS.js";
import "./chunk-EXO2BLOW.js";
import "./chunk-D4UUOGK2.js";
export {
  openSurfaces,
  showFailedRun
};
