import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  isCacheOffered,
  openGitHubCache,
  saveAll
} from "./chunk-MHT3TFB5.js";
import "./chunk-UAXYXOMA.js";
import "./chunk-3YF3DDHW.js";
import "./chunk-PPFV6LXP.js";
import "./chunk-NTLNP6FM.js";
import "./chunk-QOE6SDAA.js";
import "./chunk-SDUKE5W5.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-6BXGY3ZC.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VUXC3WPS.js";
export {
  isCacheOffered,
  openGitHubCache,
  saveAll
};
