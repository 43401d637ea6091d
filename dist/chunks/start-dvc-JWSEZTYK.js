import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  beginDvc,
  claimDvc,
  engineOf,
  guessOf,
  knownDvc,
  lendDvc
} from "./chunk-33AV5VUV.js";
import "./chunk-V5PK7DQF.js";
import "./chunk-2YNCK45N.js";
import "./chunk-UAXYXOMA.js";
import "./chunk-3YF3DDHW.js";
import "./chunk-FT4V3LLR.js";
import "./chunk-IJ3IOKBO.js";
import "./chunk-NTLNP6FM.js";
import "./chunk-SDUKE5W5.js";
import "./chunk-IISNHXBN.js";
import "./chunk-35DVGGLY.js";
import "./chunk-LJ6IJPAN.js";
import "./chunk-6BXGY3ZC.js";
import "./chunk-SOVHXIP5.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-VHRYJ7LI.js";
import "./chunk-MEE4SBZR.js";
import "./chunk-J4Y3FKE2.js";
import "./chunk-VUXC3WPS.js";
export {
  beginDvc,
  claimDvc,
  engineOf,
  guessOf,
  knownDvc,
  lendDvc
};
