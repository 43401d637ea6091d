import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  DEFAULT_RETRIES,
  rateLimitWait,
  retryRequests
} from "./chunk-YZINTFYX.js";
import "./chunk-T5VXIKVZ.js";
import "./chunk-X2NZ3GOT.js";
import "./chunk-D4UUOGK2.js";
export {
  DEFAULT_RETRIES,
  rateLimitWait,
  retryRequests
};
