import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  failureOf,
  failureText,
  mayHaveHappened
} from "./chunk-FDTDUC3C.js";
import "./chunk-KZ3KKOKF.js";
import "./chunk-RRI2TGUO.js";
import "./chunk-D4UUOGK2.js";
export {
  failureOf,
  failureText,
  mayHaveHappened
};
