import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  openSurfaces,
  showFailedRun
} from "./chunk-M7WURYZM.js";
import "./chunk-OQUK6T3K.js";
import "./chunk-P4NBFHEZ.js";
import "./chunk-AAMWDO4T.js";
import "./chunk-SLVCPXYT.js";
import "./chunk-VNLNEGOD.js";
import "./chunk-Z44VRY6O.js";
import "./chunk-F3VODTWH.js";
import "./chunk-UUNXHWVS.js";
import "./chunk-RRI2TGUO.js";
import "./chunk-D4UUOGK2.js";
export {
  openSurfaces,
  showFailedRun
};
