import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  failureOf,
  failureText,
  mayHaveHappened,
  orAbsent
} from "./chunk-VYEJV3IP.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VUXC3WPS.js";
export {
  failureOf,
  failureText,
  mayHaveHappened,
  orAbsent
};
