import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  entriesToClear,
  hideCredentials,
  placeOfEnvironment
} from "./chunk-AM52DWHS.js";
import "./chunk-OLNLUT7L.js";
import "./chunk-D4UUOGK2.js";
export {
  entriesToClear,
  hideCredentials,
  placeOfEnvironment
};
