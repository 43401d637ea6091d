import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  beginDvc,
  claimDvc,
  engineOf,
  guessOf,
  knownDvc,
  lendDvc
} from "./chunk-TM3X7O77.js";
import "./chunk-7KE5LZ5D.js";
import "./chunk-JARU2I66.js";
import "./chunk-SLVCPXYT.js";
import "./chunk-VNLNEGOD.js";
import "./chunk-B44NBFEP.js";
import "./chunk-3YF3DDHW.js";
import "./chunk-NCSBJAR7.js";
import "./chunk-OLNLUT7L.js";
import "./chunk-IISNHXBN.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-7SBGYABA.js";
import "./chunk-D4UUOGK2.js";
export {
  beginDvc,
  claimDvc,
  engineOf,
  guessOf,
  knownDvc,
  lendDvc
};
