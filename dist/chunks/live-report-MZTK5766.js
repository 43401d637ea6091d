import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  openSurfaces,
  showFailedRun
} from "./chunk-4RVUUE6O.js";
import "./chunk-6TJASA5V.js";
import "./chunk-ZNQMYIB5.js";
import "./chunk-XVFDZ7HV.js";
import "./chunk-KZ3KKOKF.js";
import "./chunk-3C5KSVTO.js";
import "./chunk-UUNXHWVS.js";
import "./chunk-KZPKTA5U.js";
import "./chunk-RRI2TGUO.js";
import "./chunk-D4UUOGK2.js";
export {
  openSurfaces,
  showFailedRun
};
