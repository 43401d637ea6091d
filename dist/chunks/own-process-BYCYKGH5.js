import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  entriesToClear,
  hideCredentials,
  placeOfEnvironment
} from "./chunk-RLUZPNC6.js";
import "./chunk-YHM2R6FW.js";
import "./chunk-D4UUOGK2.js";
export {
  entriesToClear,
  hideCredentials,
  placeOfEnvironment
};
