import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  resolveSettings,
  serverSettings,
  settingValue,
  textLayer
} from "./chunk-IRXT3KRJ.js";
import "./chunk-76NWX35F.js";
import "./chunk-PKRI7QON.js";
import "./chunk-HO7WJOJL.js";
import "./chunk-NURQAGVZ.js";
import "./chunk-LJ6IJPAN.js";
import "./chunk-IISNHXBN.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-RQ5QPEI4.js";
import "./chunk-R7LTQQYE.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-GIDRNOBJ.js";
import "./chunk-MRWCR7O4.js";
import "./chunk-7SBGYABA.js";
import "./chunk-D4UUOGK2.js";
export {
  resolveSettings,
  serverSettings,
  settingValue,
  textLayer
};
