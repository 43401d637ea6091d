import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  beginDvc,
  claimDvc,
  engineOf,
  guessOf,
  knownDvc,
  lendDvc
} from "./chunk-7BFVZVCW.js";
import "./chunk-QMP6PEX7.js";
import "./chunk-SLVCPXYT.js";
import "./chunk-VNLNEGOD.js";
import "./chunk-IGAAP4TJ.js";
import "./chunk-3YF3DDHW.js";
import "./chunk-NCSBJAR7.js";
import "./chunk-OLNLUT7L.js";
import "./chunk-IISNHXBN.js";
import "./chunk-RRI2TGUO.js";
import "./chunk-JG2Q2FF4.js";
import "./chunk-D4UUOGK2.js";
export {
  beginDvc,
  claimDvc,
  engineOf,
  guessOf,
  knownDvc,
  lendDvc
};
