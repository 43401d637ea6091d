import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  isCacheOffered,
  openGitHubCache,
  saveAll
} from "./chunk-UM74UVWD.js";
import "./chunk-B44NBFEP.js";
import "./chunk-3YF3DDHW.js";
import "./chunk-PPFV6LXP.js";
import "./chunk-NCSBJAR7.js";
import "./chunk-TJXKN7HD.js";
import "./chunk-OLNLUT7L.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-D4UUOGK2.js";
export {
  isCacheOffered,
  openGitHubCache,
  saveAll
};
