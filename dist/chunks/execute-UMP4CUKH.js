import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  execute
} from "./chunk-534XBFW4.js";
import "./chunk-NTPMXQ3L.js";
import "./chunk-3JRCXC5X.js";
import "./chunk-2MZXA5B2.js";
import "./chunk-4JRAI6OJ.js";
import "./chunk-MVNMZZDF.js";
import "./chunk-KPXFFE2Y.js";
import "./chunk-NQPME5MN.js";
import "./chunk-37A5QFZX.js";
import "./chunk-JKQREPKQ.js";
import "./chunk-N4DU37AX.js";
import "./chunk-I55R6OXB.js";
import "./chunk-BL24A5BC.js";
import "./chunk-HO7WJOJL.js";
import "./chunk-X2NZ3GOT.js";
import "./chunk-D4UUOGK2.js";
export {
  execute
};
