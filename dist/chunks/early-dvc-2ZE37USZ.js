import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  beginDvc,
  claimDvc,
  engineOf,
  guessOf,
  knownDvc,
  stageEnvironment
} from "./chunk-45HBMZZ3.js";
import "./chunk-MFXKKPZC.js";
import "./chunk-5TOEEE6G.js";
import "./chunk-EXO2BLOW.js";
import "./chunk-D4UUOGK2.js";
export {
  beginDvc,
  claimDvc,
  engineOf,
  guessOf,
  knownDvc,
  stageEnvironment
};
