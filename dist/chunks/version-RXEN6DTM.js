import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  version
} from "./chunk-P2CKHNYT.js";
import "./chunk-D4UUOGK2.js";
export {
  version
};
