import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  isCredential,
  isKnownOption,
  nearestOption,
  secretsOf,
  secretsOfAddresses,
  secretsOfNetrc,
  secretsOfOptions,
  secretsOfVariables
} from "./chunk-PYVRI32Z.js";
import "./chunk-VHRYJ7LI.js";
import "./chunk-MEE4SBZR.js";
import "./chunk-J4Y3FKE2.js";
import "./chunk-VUXC3WPS.js";
export {
  isCredential,
  isKnownOption,
  nearestOption,
  secretsOf,
  secretsOfAddresses,
  secretsOfNetrc,
  secretsOfOptions,
  secretsOfVariables
};
