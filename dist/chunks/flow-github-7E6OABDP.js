import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  openFlowGitHub
} from "./chunk-F4ZKHBEN.js";
import "./chunk-X2NZ3GOT.js";
import "./chunk-D4UUOGK2.js";
export {
  openFlowGitHub
};
