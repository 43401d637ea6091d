import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  installMergeDriver,
  runMergeDriver
} from "./chunk-VY6LRTBC.js";
import "./chunk-N4DU37AX.js";
import "./chunk-I55R6OXB.js";
import "./chunk-MFXKKPZC.js";
import "./chunk-HO7WJOJL.js";
import "./chunk-35YBGB7P.js";
import "./chunk-WTRSVN2U.js";
import "./chunk-EXO2BLOW.js";
import "./chunk-D4UUOGK2.js";
export {
  installMergeDriver,
  runMergeDriver
};
