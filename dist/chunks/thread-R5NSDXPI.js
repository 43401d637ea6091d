import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  commitThread,
  pullRequestThread
} from "./chunk-OJPVIOOD.js";
import "./chunk-F73YWK3V.js";
import "./chunk-Z44VRY6O.js";
import "./chunk-RRI2TGUO.js";
import "./chunk-D4UUOGK2.js";
export {
  commitThread,
  pullRequestThread
};
