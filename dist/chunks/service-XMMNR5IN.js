import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  isCacheOffered,
  openGitHubCache,
  saveAll
} from "./chunk-SHODCOEE.js";
import "./chunk-2PKRX33V.js";
import "./chunk-3YF3DDHW.js";
import "./chunk-PPFV6LXP.js";
import "./chunk-AV2SRXK6.js";
import "./chunk-QOE6SDAA.js";
import "./chunk-SDUKE5W5.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VUXC3WPS.js";
export {
  isCacheOffered,
  openGitHubCache,
  saveAll
};
