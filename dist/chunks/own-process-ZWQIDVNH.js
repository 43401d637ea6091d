import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  entriesToClear,
  hideCredentials,
  placeOfEnvironment
} from "./chunk-QBQ5F4U6.js";
import "./chunk-SDUKE5W5.js";
import "./chunk-VUXC3WPS.js";
export {
  entriesToClear,
  hideCredentials,
  placeOfEnvironment
};
