import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  execute
} from "./chunk-HHJHLQ65.js";
import "./chunk-26LAPLFT.js";
import "./chunk-GXXE7P7F.js";
import "./chunk-LJ6W4YGW.js";
import "./chunk-RF5KFPEY.js";
import "./chunk-37A5QFZX.js";
import "./chunk-EQRRBDZ4.js";
import "./chunk-TVGWNT2G.js";
import "./chunk-HX4VTNG7.js";
import "./chunk-IYHSPO35.js";
import "./chunk-N4DU37AX.js";
import "./chunk-HO7WJOJL.js";
import "./chunk-THNFQKB6.js";
import "./chunk-VWZ3NGSF.js";
import "./chunk-I55R6OXB.js";
import "./chunk-UUNXHWVS.js";
import "./chunk-GX7TCUCY.js";
import "./chunk-F4ZKHBEN.js";
import "./chunk-X2NZ3GOT.js";
import "./chunk-D4UUOGK2.js";
export {
  execute
};
