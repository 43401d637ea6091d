import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  openFlowGitHub
} from "./chunk-6DI4F7TI.js";
import "./chunk-GSQGKKGD.js";
import "./chunk-D4UUOGK2.js";
export {
  openFlowGitHub
};
