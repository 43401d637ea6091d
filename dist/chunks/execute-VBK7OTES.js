import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  execute
} from "./chunk-AEBGCRK2.js";
import "./chunk-V7YN7ZG7.js";
import "./chunk-HO7WJOJL.js";
import "./chunk-KYTOJIA7.js";
import "./chunk-X2NZ3GOT.js";
import "./chunk-D4UUOGK2.js";
export {
  execute
};
