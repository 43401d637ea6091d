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
} from "./chunk-GIDRNOBJ.js";
import "./chunk-MRWCR7O4.js";
import "./chunk-7SBGYABA.js";
import "./chunk-D4UUOGK2.js";
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
