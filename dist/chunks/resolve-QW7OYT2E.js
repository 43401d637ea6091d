import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  resolveSettings,
  serverSettings,
  settingValue,
  textLayer
} from "./chunk-NYJKVY2C.js";
import "./chunk-IUEXKULP.js";
import "./chunk-HO7WJOJL.js";
import "./chunk-3ZYKOHGU.js";
import "./chunk-W7T22YOI.js";
import "./chunk-TWNUUX6Z.js";
import "./chunk-IISNHXBN.js";
import "./chunk-RQ5QPEI4.js";
import "./chunk-SBWPH2QF.js";
import "./chunk-RRI2TGUO.js";
import "./chunk-4ADRZHTB.js";
import "./chunk-JG2Q2FF4.js";
import "./chunk-D4UUOGK2.js";
export {
  resolveSettings,
  serverSettings,
  settingValue,
  textLayer
};
