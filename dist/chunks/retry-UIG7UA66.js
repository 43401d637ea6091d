import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  DEFAULT_RETRIES,
  rateLimitWait,
  retryRequests
} from "./chunk-Q3DAGWGM.js";
import "./chunk-D6Q6YARU.js";
import "./chunk-EF5XAS5R.js";
import "./chunk-VYEJV3IP.js";
import "./chunk-3YF3DDHW.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VUXC3WPS.js";
export {
  DEFAULT_RETRIES,
  rateLimitWait,
  retryRequests
};
