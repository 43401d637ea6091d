import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  openFlowGitHub
} from "./chunk-OTRQP4P2.js";
import "./chunk-C5E46KOX.js";
import "./chunk-D4UUOGK2.js";
export {
  openFlowGitHub
};
