import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  installMergeDriver,
  runMergeDriver
} from "./chunk-K3WGGFTZ.js";
import "./chunk-MO37VFTA.js";
import "./chunk-I55R6OXB.js";
import "./chunk-KZ3KKOKF.js";
import "./chunk-HO7WJOJL.js";
import "./chunk-QZDPER2I.js";
import "./chunk-ASOFC7LL.js";
import "./chunk-LSY57PTW.js";
import "./chunk-C5E46KOX.js";
import "./chunk-D4UUOGK2.js";
export {
  installMergeDriver,
  runMergeDriver
};
