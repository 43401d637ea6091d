import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  beginDvc,
  claimDvc,
  engineOf,
  guessOf,
  knownDvc,
  lendDvc
} from "./chunk-73UU7PJC.js";
import "./chunk-AJQRIIPH.js";
import "./chunk-V5PK7DQF.js";
import "./chunk-JG6SPLPW.js";
import "./chunk-3YF3DDHW.js";
import "./chunk-FT4V3LLR.js";
import "./chunk-IJ3IOKBO.js";
import "./chunk-76LXF4N5.js";
import "./chunk-HSQ52N2T.js";
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
