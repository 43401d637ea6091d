import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  CONFIG_NAMES,
  loadConfigFile,
  parseConfig,
  projectDirectory
} from "./chunk-QMI3YCHS.js";
import "./chunk-UBRFTX3D.js";
import "./chunk-FZMT2CAN.js";
import "./chunk-R2ATGWBR.js";
import "./chunk-47C5EFT2.js";
import "./chunk-IISNHXBN.js";
import "./chunk-35DVGGLY.js";
import "./chunk-LJ6IJPAN.js";
import "./chunk-WFAHW5JG.js";
import "./chunk-6BXGY3ZC.js";
import "./chunk-33TNGAK7.js";
import "./chunk-SOVHXIP5.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-PYVRI32Z.js";
import "./chunk-VHRYJ7LI.js";
import "./chunk-MEE4SBZR.js";
import "./chunk-J4Y3FKE2.js";
import "./chunk-VUXC3WPS.js";
export {
  CONFIG_NAMES,
  loadConfigFile,
  parseConfig,
  projectDirectory
};
