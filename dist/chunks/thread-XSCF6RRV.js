import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  commitThread,
  pullRequestThread
} from "./chunk-E3PNO3IT.js";
import "./chunk-VL7KGMCF.js";
import "./chunk-EXO2BLOW.js";
import "./chunk-D4UUOGK2.js";
export {
  commitThread,
  pullRequestThread
};
