import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  DEFAULT_RETRIES,
  rateLimitWait,
  retryRequests
} from "./chunk-JHPB6KLD.js";
import "./chunk-VL7KGMCF.js";
import "./chunk-EXO2BLOW.js";
import "./chunk-D4UUOGK2.js";
export {
  DEFAULT_RETRIES,
  rateLimitWait,
  retryRequests
};
