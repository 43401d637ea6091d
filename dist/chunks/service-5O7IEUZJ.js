import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  isCacheOffered,
  openGitHubCache,
  saveAll
} from "./chunk-HTW6FMPO.js";
import "./chunk-LQ4H6C5D.js";
import "./chunk-3YF3DDHW.js";
import "./chunk-PPFV6LXP.js";
import "./chunk-SHKCCG77.js";
import "./chunk-TJXKN7HD.js";
import "./chunk-LAQPUUHX.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-D4UUOGK2.js";
export {
  isCacheOffered,
  openGitHubCache,
  saveAll
};
