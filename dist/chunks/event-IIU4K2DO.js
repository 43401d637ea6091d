import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  LOCAL_EVENT,
  loadEvent,
  runAddress
} from "./chunk-VP7ZWTPX.js";
import "./chunk-RQ5QPEI4.js";
import "./chunk-R7LTQQYE.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-D4UUOGK2.js";
export {
  LOCAL_EVENT,
  loadEvent,
  runAddress
};
