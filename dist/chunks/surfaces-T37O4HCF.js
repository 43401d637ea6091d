import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  openSurfaces,
  showFailedRun
} from "./chunk-O3HZSHTU.js";
import "./chunk-7P4AIJFE.js";
import "./chunk-I55R6OXB.js";
import "./chunk-3AMYZN3C.js";
import "./chunk-UUNXHWVS.js";
import "./chunk-X2NZ3GOT.js";
import "./chunk-D4UUOGK2.js";
export {
  openSurfaces,
  showFailedRun
};
