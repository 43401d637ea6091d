import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  LOCAL_EVENT,
  loadEvent,
  runAddress
} from "./chunk-HJ6N74JM.js";
import "./chunk-RQ5QPEI4.js";
import "./chunk-QKJQC3BR.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-D4UUOGK2.js";
export {
  LOCAL_EVENT,
  loadEvent,
  runAddress
};
