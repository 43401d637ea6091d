import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  entriesToClear,
  hideCredentials,
  placeOfEnvironment
} from "./chunk-T42AFUPT.js";
import "./chunk-HSQ52N2T.js";
import "./chunk-D4UUOGK2.js";
export {
  entriesToClear,
  hideCredentials,
  placeOfEnvironment
};
