import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  entriesToClear,
  hideCredentials,
  placeOfEnvironment
} from "./chunk-L4AMCRNS.js";
import "./chunk-LAQPUUHX.js";
import "./chunk-D4UUOGK2.js";
export {
  entriesToClear,
  hideCredentials,
  placeOfEnvironment
};
