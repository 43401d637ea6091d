import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  execute
} from "./chunk-4X56ZR5X.js";
import "./chunk-FE47CNFM.js";
import "./chunk-PFPUYR2X.js";
import "./chunk-LJ6W4YGW.js";
import "./chunk-G6KYOKX2.js";
import "./chunk-37A5QFZX.js";
import "./chunk-LBQWWELF.js";
import "./chunk-IRJX4N3X.js";
import "./chunk-IYHSPO35.js";
import "./chunk-N4DU37AX.js";
import "./chunk-HO7WJOJL.js";
import "./chunk-VQI6GEXM.js";
import "./chunk-L4C7X3BB.js";
import "./chunk-I55R6OXB.js";
import "./chunk-UUNXHWVS.js";
import "./chunk-SIHUTXAY.js";
import "./chunk-F4ZKHBEN.js";
import "./chunk-X2NZ3GOT.js";
import "./chunk-D4UUOGK2.js";
export {
  execute
};
