import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  openSurfaces,
  showFailedRun
} from "./chunk-THNFQKB6.js";
import "./chunk-VWZ3NGSF.js";
import "./chunk-I55R6OXB.js";
import "./chunk-UUNXHWVS.js";
import "./chunk-X2NZ3GOT.js";
import "./chunk-D4UUOGK2.js";
export {
  openSurfaces,
  showFailedRun
};
