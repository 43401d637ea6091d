import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  installMergeDriver,
  runMergeDriver
} from "./chunk-FYYPJEZR.js";
import "./chunk-AWQMAKAA.js";
import "./chunk-X6FPX5S3.js";
import "./chunk-N4DU37AX.js";
import "./chunk-HO7WJOJL.js";
import "./chunk-I55R6OXB.js";
import "./chunk-37A5QFZX.js";
import "./chunk-X2NZ3GOT.js";
import "./chunk-D4UUOGK2.js";
export {
  installMergeDriver,
  runMergeDriver
};
