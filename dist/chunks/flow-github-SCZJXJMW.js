import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  openFlowGitHub
} from "./chunk-DNUJTFCT.js";
import "./chunk-EXO2BLOW.js";
import "./chunk-D4UUOGK2.js";
export {
  openFlowGitHub
};
