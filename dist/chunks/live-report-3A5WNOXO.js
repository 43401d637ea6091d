import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  openSurfaces,
  showFailedRun
} from "./chunk-LUP2BXVJ.js";
import "./chunk-NRPIFX2R.js";
import "./chunk-3FWNVVQV.js";
import "./chunk-HI4OXEFZ.js";
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
