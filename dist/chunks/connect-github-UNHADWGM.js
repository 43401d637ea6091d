import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  openFlowGitHub
} from "./chunk-TJ5QNM5J.js";
import "./chunk-RRI2TGUO.js";
import "./chunk-D4UUOGK2.js";
export {
  openFlowGitHub
};
