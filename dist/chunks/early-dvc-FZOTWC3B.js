import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  beginDvc,
  engineOf,
  guessOf,
  knownDvc,
  stageEnvironment
} from "./chunk-4RIAEY5W.js";
import "./chunk-MFXKKPZC.js";
import "./chunk-JCI5ZOVN.js";
import "./chunk-JS4KLCZI.js";
import "./chunk-EXO2BLOW.js";
import "./chunk-D4UUOGK2.js";
export {
  beginDvc,
  engineOf,
  guessOf,
  knownDvc,
  stageEnvironment
};
