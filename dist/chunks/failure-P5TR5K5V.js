import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  failureOf,
  failureText,
  mayHaveHappened
} from "./chunk-XZ773MSZ.js";
import "./chunk-C5E46KOX.js";
import "./chunk-D4UUOGK2.js";
export {
  failureOf,
  failureText,
  mayHaveHappened
};
