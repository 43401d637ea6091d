import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  beginDvc,
  claimDvc,
  engineOf,
  guessOf,
  knownDvc,
  lendDvc
} from "./chunk-MVVVUM5K.js";
import "./chunk-V5PK7DQF.js";
import "./chunk-DSNAYV2R.js";
import "./chunk-2PKRX33V.js";
import "./chunk-3YF3DDHW.js";
import "./chunk-FT4V3LLR.js";
import "./chunk-IJ3IOKBO.js";
import "./chunk-AV2SRXK6.js";
import "./chunk-SDUKE5W5.js";
import "./chunk-IISNHXBN.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VHRYJ7LI.js";
import "./chunk-MEE4SBZR.js";
import "./chunk-VUXC3WPS.js";
export {
  beginDvc,
  claimDvc,
  engineOf,
  guessOf,
  knownDvc,
  lendDvc
};
