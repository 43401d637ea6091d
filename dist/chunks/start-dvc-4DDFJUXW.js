import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  beginDvc,
  claimDvc,
  engineOf,
  guessOf,
  knownDvc,
  lendDvc
} from "./chunk-RS3ZOLEQ.js";
import "./chunk-FFSBIMY2.js";
import "./chunk-V5PK7DQF.js";
import "./chunk-LQ4H6C5D.js";
import "./chunk-H2VJWI3N.js";
import "./chunk-IJ3IOKBO.js";
import "./chunk-3YF3DDHW.js";
import "./chunk-SHKCCG77.js";
import "./chunk-LAQPUUHX.js";
import "./chunk-IISNHXBN.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VHRYJ7LI.js";
import "./chunk-MEE4SBZR.js";
import "./chunk-D4UUOGK2.js";
export {
  beginDvc,
  claimDvc,
  engineOf,
  guessOf,
  knownDvc,
  lendDvc
};
