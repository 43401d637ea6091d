import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  LOCAL_EVENT,
  loadEvent,
  runAddress
} from "./chunk-AARV6KVG.js";
import "./chunk-33TNGAK7.js";
import "./chunk-SOVHXIP5.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VUXC3WPS.js";
export {
  LOCAL_EVENT,
  loadEvent,
  runAddress
};
