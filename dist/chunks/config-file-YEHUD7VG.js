import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  CONFIG_NAMES,
  loadConfigFile,
  parseConfig,
  projectDirectory
} from "./chunk-DLDT6EB5.js";
import "./chunk-PKRI7QON.js";
import "./chunk-HO7WJOJL.js";
import "./chunk-OPAXTE5S.js";
import "./chunk-LJ6IJPAN.js";
import "./chunk-IISNHXBN.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-RQ5QPEI4.js";
import "./chunk-R7LTQQYE.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-3WUE7OHU.js";
import "./chunk-ZZCRIPJ2.js";
import "./chunk-VHRYJ7LI.js";
import "./chunk-MEE4SBZR.js";
import "./chunk-D4UUOGK2.js";
export {
  CONFIG_NAMES,
  loadConfigFile,
  parseConfig,
  projectDirectory
};
