import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  CONFIG_NAMES,
  loadConfigFile,
  parseConfig,
  projectDirectory
} from "./chunk-OVFIFIRA.js";
import "./chunk-HO7WJOJL.js";
import "./chunk-S2JYYLAZ.js";
import "./chunk-G3Y2VB5U.js";
import "./chunk-LJ6IJPAN.js";
import "./chunk-IISNHXBN.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-ZGSUAKPI.js";
import "./chunk-5IPZV75P.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-KHXFBEUS.js";
import "./chunk-J4Y3FKE2.js";
import "./chunk-VHRYJ7LI.js";
import "./chunk-MEE4SBZR.js";
import "./chunk-D4UUOGK2.js";
export {
  CONFIG_NAMES,
  loadConfigFile,
  parseConfig,
  projectDirectory
};
