import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  beginDvc,
  claimDvc,
  engineOf,
  guessOf,
  knownDvc,
  stageEnvironment
} from "./chunk-P62FV66C.js";
import "./chunk-KZPKTA5U.js";
import "./chunk-XVOMOB3V.js";
import "./chunk-NOLEDMYW.js";
import "./chunk-IISNHXBN.js";
import "./chunk-RRI2TGUO.js";
import "./chunk-D4UUOGK2.js";
export {
  beginDvc,
  claimDvc,
  engineOf,
  guessOf,
  knownDvc,
  stageEnvironment
};
