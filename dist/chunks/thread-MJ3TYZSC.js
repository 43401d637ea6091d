import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  commitThread,
  pullRequestThread
} from "./chunk-YFCVOVL6.js";
import "./chunk-VYEJV3IP.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VUXC3WPS.js";
export {
  commitThread,
  pullRequestThread
};
