import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  openSurfaces,
  showFailedRun
} from "./chunk-3JRCXC5X.js";
import "./chunk-2MZXA5B2.js";
import "./chunk-4JRAI6OJ.js";
import "./chunk-I55R6OXB.js";
import "./chunk-X2NZ3GOT.js";
import "./chunk-D4UUOGK2.js";
export {
  openSurfaces,
  showFailedRun
};
