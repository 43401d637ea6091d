import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  failureOf,
  failureText,
  mayHaveHappened
} from "./chunk-VL7KGMCF.js";
import "./chunk-EXO2BLOW.js";
import "./chunk-D4UUOGK2.js";
export {
  failureOf,
  failureText,
  mayHaveHappened
};
