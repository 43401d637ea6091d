import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  beginDvc,
  claimDvc,
  engineOf,
  guessOf,
  knownDvc,
  lendDvc
} from "./chunk-GOAD6UBE.js";
import "./chunk-6CIJBOA5.js";
import "./chunk-SLVCPXYT.js";
import "./chunk-VNLNEGOD.js";
import "./chunk-EJKL22X6.js";
import "./chunk-3YF3DDHW.js";
import "./chunk-VUAZPLGG.js";
import "./chunk-YHM2R6FW.js";
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
