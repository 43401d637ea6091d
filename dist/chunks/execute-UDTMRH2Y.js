import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  execute
} from "./chunk-IMX4MFHW.js";
import "./chunk-26LAPLFT.js";
import "./chunk-GX7TCUCY.js";
import "./chunk-RTDAN7QX.js";
import "./chunk-LJ6W4YGW.js";
import "./chunk-F4ZKHBEN.js";
import "./chunk-FYYPJEZR.js";
import "./chunk-AWQMAKAA.js";
import "./chunk-X6FPX5S3.js";
import "./chunk-HX4VTNG7.js";
import "./chunk-IYHSPO35.js";
import "./chunk-N4DU37AX.js";
import "./chunk-HO7WJOJL.js";
import "./chunk-O3HZSHTU.js";
import "./chunk-7P4AIJFE.js";
import "./chunk-I55R6OXB.js";
import "./chunk-37A5QFZX.js";
import "./chunk-3AMYZN3C.js";
import "./chunk-UUNXHWVS.js";
import "./chunk-X2NZ3GOT.js";
import "./chunk-D4UUOGK2.js";
export {
  execute
};
