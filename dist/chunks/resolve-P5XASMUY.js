import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  resolveSettings,
  serverSettings,
  settingValue,
  textLayer
} from "./chunk-JQQ4UDKI.js";
import "./chunk-XXTWB5NH.js";
import "./chunk-PKRI7QON.js";
import "./chunk-HO7WJOJL.js";
import "./chunk-EXT6FG24.js";
import "./chunk-ZV6JZ6Q5.js";
import "./chunk-IISNHXBN.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-RQ5QPEI4.js";
import "./chunk-R7LTQQYE.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-I6RAYXSM.js";
import "./chunk-MRWCR7O4.js";
import "./chunk-BQ5XGUOC.js";
import "./chunk-D4UUOGK2.js";
export {
  resolveSettings,
  serverSettings,
  settingValue,
  textLayer
};
