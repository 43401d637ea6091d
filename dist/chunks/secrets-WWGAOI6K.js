import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  isCredential,
  isKnownOption,
  secretsOf,
  secretsOfAddresses,
  secretsOfNetrc,
  secretsOfOptions,
  secretsOfVariables
} from "./chunk-4ADRZHTB.js";
import "./chunk-JG2Q2FF4.js";
import "./chunk-D4UUOGK2.js";
export {
  isCredential,
  isKnownOption,
  secretsOf,
  secretsOfAddresses,
  secretsOfNetrc,
  secretsOfOptions,
  secretsOfVariables
};
