import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  DEFAULT_RETRIES,
  rateLimitWait,
  retryRequests
} from "./chunk-CVWQJ2UR.js";
import "./chunk-EF5XAS5R.js";
import "./chunk-F73YWK3V.js";
import "./chunk-3YF3DDHW.js";
import "./chunk-Z44VRY6O.js";
import "./chunk-RRI2TGUO.js";
import "./chunk-D4UUOGK2.js";
export {
  DEFAULT_RETRIES,
  rateLimitWait,
  retryRequests
};
