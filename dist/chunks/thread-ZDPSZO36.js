import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  commitThread,
  pullRequestThread
} from "./chunk-HJWGSOIN.js";
import "./chunk-FDTDUC3C.js";
import "./chunk-KZ3KKOKF.js";
import "./chunk-RRI2TGUO.js";
import "./chunk-D4UUOGK2.js";
export {
  commitThread,
  pullRequestThread
};
