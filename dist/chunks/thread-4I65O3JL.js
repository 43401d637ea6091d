import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  commitThread,
  pullRequestThread
} from "./chunk-KVJ6EDHM.js";
import "./chunk-T5VXIKVZ.js";
import "./chunk-X2NZ3GOT.js";
import "./chunk-D4UUOGK2.js";
export {
  commitThread,
  pullRequestThread
};
