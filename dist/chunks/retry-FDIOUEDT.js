import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  DEFAULT_RETRIES,
  rateLimitWait,
  retryRequests
} from "./chunk-UWO5SNWT.js";
import "./chunk-EF5XAS5R.js";
import "./chunk-FDTDUC3C.js";
import "./chunk-3YF3DDHW.js";
import "./chunk-KZ3KKOKF.js";
import "./chunk-RRI2TGUO.js";
import "./chunk-D4UUOGK2.js";
export {
  DEFAULT_RETRIES,
  rateLimitWait,
  retryRequests
};
