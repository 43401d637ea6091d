import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  isCacheOffered,
  openGitHubCache,
  saveAll
} from "./chunk-DU7VK6FM.js";
import "./chunk-JG6SPLPW.js";
import "./chunk-3YF3DDHW.js";
import "./chunk-PPFV6LXP.js";
import "./chunk-76LXF4N5.js";
import "./chunk-TJXKN7HD.js";
import "./chunk-HSQ52N2T.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-D4UUOGK2.js";
export {
  isCacheOffered,
  openGitHubCache,
  saveAll
};
