import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  DEFAULT_RETRIES,
  rateLimitWait,
  retryRequests
} from "./chunk-GM6OE6XJ.js";
import "./chunk-EF5XAS5R.js";
import "./chunk-XZ773MSZ.js";
import "./chunk-C5E46KOX.js";
import "./chunk-D4UUOGK2.js";
export {
  DEFAULT_RETRIES,
  rateLimitWait,
  retryRequests
};
