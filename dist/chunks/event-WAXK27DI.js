import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  LOCAL_EVENT,
  loadEvent,
  runAddress
} from "./chunk-I2SONUGK.js";
import "./chunk-ZGSUAKPI.js";
import "./chunk-5IPZV75P.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-D4UUOGK2.js";
export {
  LOCAL_EVENT,
  loadEvent,
  runAddress
};
