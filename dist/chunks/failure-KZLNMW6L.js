import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  failureOf,
  failureText,
  mayHaveHappened
} from "./chunk-F73YWK3V.js";
import "./chunk-Z44VRY6O.js";
import "./chunk-RRI2TGUO.js";
import "./chunk-D4UUOGK2.js";
export {
  failureOf,
  failureText,
  mayHaveHappened
};
