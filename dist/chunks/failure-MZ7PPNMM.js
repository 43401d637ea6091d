import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  failureOf,
  failureText,
  mayHaveHappened
} from "./chunk-GZPGP37K.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-D4UUOGK2.js";
export {
  failureOf,
  failureText,
  mayHaveHappened
};
