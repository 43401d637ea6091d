import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  resolveSettings,
  serverSettings,
  settingValue,
  textLayer
} from "./chunk-CSUNRA4N.js";
import "./chunk-HLRJF5P5.js";
import "./chunk-DZ4EJ7IL.js";
import "./chunk-HO7WJOJL.js";
import "./chunk-PKRI7QON.js";
import "./chunk-IISNHXBN.js";
import "./chunk-QNTPS4BD.js";
import "./chunk-LJ6IJPAN.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-RQ5QPEI4.js";
import "./chunk-QKJQC3BR.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-GWQ7AMCW.js";
import "./chunk-VHRYJ7LI.js";
import "./chunk-MEE4SBZR.js";
import "./chunk-J4Y3FKE2.js";
import "./chunk-D4UUOGK2.js";
export {
  resolveSettings,
  serverSettings,
  settingValue,
  textLayer
};
